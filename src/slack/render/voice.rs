//! The voice of a customer: what they ask for by theme, and what they said last.

use chrono::{DateTime, Utc};
use slack_morphism::prelude::*;

use super::advocacy::{advocacy_line, advocacy_phrase, next_button};
use super::feedback::{of_voice, theme_words};
use super::kit::{
    Piece, actions, button, context, count, date, inert, name, primary, quote, section, section_with, whole,
};
use super::message::{Message, Reader, Scene};
use crate::domain::feedback::{Asks, FeedbackLine};
use crate::domain::voice::{Voice, VoiceView};
use crate::slack::action::{Action, VoiceClick};

/// Characters of each thing that was said.
const MOST_QUOTED: usize = 240;
/// Themes in a line.
const MOST_THEMES: usize = 5;

/// Everything that is known of it.
pub fn voice(reader: &Reader, view: &VoiceView, now: DateTime<Utc>) -> Message {
    let scene = Scene::private(reader, now);
    let account = view.account.id;
    let asks = asks_words(&view.voice.asks).map_or_else(
        || say!("asked for nothing in {days}\u{A0}days", days = view.days),
        |asks| say!("asked for {asks} in {days}\u{A0}days", asks, days = view.days),
    );
    let favours: Vec<String> = view.voice.advocacy.iter().map(|of| advocacy_phrase(of, scene)).collect();
    let favours = if favours.is_empty() { String::new() } else { format!(" · {}", favours.join(", ")) };
    let text = format!("*{}* {asks}{favours}", name(&view.account.name));
    let mut pieces = vec![Piece::kept(section(&text))];
    pieces.extend(view.lines.iter().map(|line| Piece::row(vec![section(&said(line, scene))])));
    pieces.extend(view.advocacy.iter().map(|of| {
        let line = advocacy_line(of, scene);
        Piece::row(vec![next_button(of).map_or_else(|| section(&line), |next| section_with(&line, next))])
    }));
    let record = button(say!("Record feedback…"), &of_voice(VoiceClick::AskFeedback { account, words: String::new() }));
    let card = button(say!("Account card"), &Action::OpenAccount { account });
    let favour = button(say!("Record advocacy…"), &of_voice(VoiceClick::AskAdvocacy { account }));
    pieces.extend(actions(vec![primary(record).into(), favour.into(), card.into()]).map(Piece::kept));
    let shown = i64::try_from(view.lines.len()).unwrap_or(i64::MAX);
    let more = if shown < view.n {
        say!("the last {shown} of {things} · ", shown, things = count(view.n, say!("thing"), say!("things")))
    } else {
        String::new()
    };
    let typed = format!("`{command} feedback acme theme:export …`", command = reader.command);
    pieces.push(Piece::kept(context(&say!("{more}🔒 Only visible to you · or type it: {typed}", more, typed))));
    Message::new(&text, pieces)
}

fn said(of: &FeedbackLine, scene: Scene) -> String {
    let head = format!("{} · *{}* · {}", date(of.on, scene.today), theme_words(&of.themes), name(&of.by.name));
    let link = of.link.as_ref().map(|link| format!("\n{}", inert(link, 200))).unwrap_or_default();
    format!("{head}\n{}{link}", quote(&of.words, MOST_QUOTED))
}

/// `data export (3), api`.
fn asks_words(asks: &Asks) -> Option<String> {
    let words = asks.themes.iter().take(MOST_THEMES).map(|(theme, n)| {
        let times = if 1 < *n { format!(" ({})", whole(*n)) } else { String::new() };
        format!("{}{times}", inert(theme.as_str(), 60))
    });
    let words: Vec<String> = words.collect();
    let more = asks.themes.len().saturating_sub(MOST_THEMES);
    let more = if 0 < more { say!(" +{more} more", more) } else { String::new() };
    (!words.is_empty()).then(|| format!("{}{more}", words.join(", ")))
}

/// The line of an account's card, with the way to all of it where it is the reader's own.
pub(super) fn voice_line(voice: &Voice, scene: Scene) -> Option<String> {
    let asks = asks_words(&voice.asks).map(|asks| {
        let last = voice.asks.last_on.map(|day| say!(" · last {day}", day = date(day, scene.today)));
        say!("*Asks for* {asks}{last}", asks, last = last.unwrap_or_default())
    });
    let favours: Vec<String> = voice.advocacy.iter().map(|of| advocacy_phrase(of, scene)).collect();
    let favours = (!favours.is_empty()).then(|| say!("*Advocacy* {favours}", favours = favours.join(", ")));
    let lines: Vec<String> = asks.into_iter().chain(favours).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// The way to all of it.
pub(super) fn voice_button(account: crate::domain::ids::AccountId) -> SlackBlockButtonElement {
    button(say!("Voice"), &of_voice(VoiceClick::Open { account }))
}

/// `2 tickets and 3 asks`.
pub(super) fn heard(n_tickets: i64, n_feedback: i64) -> String {
    let tickets = (0 < n_tickets || n_feedback == 0).then(|| count(n_tickets, say!("ticket"), say!("tickets")));
    let asks = (0 < n_feedback).then(|| count(n_feedback, say!("ask"), say!("asks")));
    tickets.into_iter().chain(asks).collect::<Vec<_>>().join(say!(" and "))
}
