//! Product's digest: a theme a paragraph, with how many accounts and how much revenue stand behind it.

use chrono::{DateTime, Utc};

use super::kit::{Piece, actions, button, clock, context, count, date, header, inert, name, quote, section, totals};
use super::message::{Message, Onlookers, Scene};
use super::voice::heard;
use crate::domain::account::BookScope;
use crate::domain::money::Totals;
use crate::domain::portfolio::MetricsAsk;
use crate::domain::product::{ProductTheme, ProductView};
use crate::slack::action::{Action, PortfolioClick, RecordClick, VoiceClick};

/// Characters of each thing that was said.
const MOST_QUOTED: usize = 200;
/// Themes of the whole list.
const MOST_LISTED: usize = 40;

/// The digest. `command` is what the command is called here.
pub fn product(view: &ProductView, command: &str, onlookers: Onlookers, now: DateTime<Utc>) -> Message {
    let scene = Scene::new(view.zone, onlookers, now);
    let headline = headline(view, scene);
    let late = view.late_for.map(|at| {
        say!(" · comes late: scheduled for {gathered_at}", gathered_at = clock(at, view.zone, view.gathered_at))
    });
    let about =
        say!("Themes that came {times} times or more in {days}\u{A0}days", times = view.times, days = view.days);
    let mut pieces = vec![
        Piece::kept(header(&headline)),
        Piece::kept(context(&say!(
            "{about} to {day}{late}",
            about,
            day = date(view.day, scene.today),
            late = late.unwrap_or_default()
        ))),
    ];
    pieces.extend(view.themes.first().iter().map(|theme| Piece::row(vec![section(&paragraph(theme, scene))])));
    let more = view.themes.n.saturating_sub(view.themes.first().len());
    let all = (0 < more).then(|| button(&say!("All {themes} themes", themes = view.themes.n), &all_themes()).into());
    let metrics = MetricsAsk { scope: BookScope::All, ..MetricsAsk::default() };
    let metrics = button(say!("Metrics"), &Action::Portfolio(PortfolioClick::Metrics { ask: metrics })).into();
    pieces.extend(actions(all.into_iter().chain([metrics]).collect()).map(Piece::kept));
    let again = match view.schedule {
        Some(_) => say!("another time: `{command} digest product mon 9`", command),
        None => say!("🔒 Only visible to you").to_owned(),
    };
    let more = if 0 < more { say!("+{more} more · ", more) } else { String::new() };
    let foot =
        say!("{more}As of {gathered_at} · {again}", more, gathered_at = clock(view.gathered_at, view.zone, now), again);
    pieces.push(Piece::kept(context(&foot)));
    Message::new(&headline, pieces)
}

/// All themes, a line each.
pub fn product_themes(view: &ProductView, now: DateTime<Utc>) -> Message {
    let scene = Scene::new(view.zone, Onlookers::Members, now);
    let headline = headline(view, scene);
    let lines: Vec<String> = view.themes.rows.iter().take(MOST_LISTED).map(|theme| line(theme, scene)).collect();
    let chunks = lines.chunks(5).map(|lines| Piece::row(vec![section(&lines.join("\n"))]));
    let foot =
        say!("🔒 Only visible to you · as of {gathered_at}", gathered_at = clock(view.gathered_at, view.zone, now));
    let (head, foot) = (Piece::kept(section(&headline)), Piece::kept(context(&foot)));
    Message::new(&headline, [head].into_iter().chain(chunks).chain([foot]).collect())
}

pub(super) fn all_themes() -> Action {
    Action::Record(RecordClick::Voice(VoiceClick::Themes))
}

/// `For product: data export (3 accounts, $157K), api (2 accounts, $90K)`.
fn headline(view: &ProductView, scene: Scene) -> String {
    let first = view.themes.first().iter().take(2).map(|theme| {
        let arr = tail(&theme.arr, scene, ", ");
        format!("{} ({}{arr})", inert(&theme.theme, 60), count(theme.n_accounts, say!("account"), say!("accounts")))
    });
    let first: Vec<String> = first.collect();
    if first.is_empty() {
        return say!(
            "For product: no theme came {times} times in {days}\u{A0}days",
            times = view.times,
            days = view.days
        );
    }
    let more = view.themes.n.saturating_sub(first.len());
    let more = if 0 < more { say!(" +{more} more", more) } else { String::new() };
    say!("For product: {first}{more}", first = first.join(", "), more)
}

fn paragraph(theme: &ProductTheme, scene: Scene) -> String {
    // What customers say may name people: with guests about, it stays with those who work here.
    let words: Vec<String> = match scene.onlookers {
        Onlookers::Members => theme.words.iter().map(|(account, words)| said(&account.name, words)).collect(),
        Onlookers::Guests => Vec::new(),
    };
    [line(theme, scene)].into_iter().chain(words).collect::<Vec<_>>().join("\n")
}

fn said(account: &str, words: &str) -> String {
    format!("{} · {}", quote(words, MOST_QUOTED), name(account))
}

/// `*data export* · 1 ticket and 2 asks, 2 new · 2 accounts · $105K`.
fn line(theme: &ProductTheme, scene: Scene) -> String {
    let new = if 0 < theme.n_new { say!(", {n_new} new", n_new = theme.n_new) } else { String::new() };
    format!(
        "*{}* · {}{new} · {}{}",
        inert(&theme.theme, 60),
        heard(theme.n_tickets, theme.n_feedback),
        count(theme.n_accounts, say!("account"), say!("accounts")),
        tail(&theme.arr, scene, " · ")
    )
}

/// Revenue, where it may be told.
fn tail(arr: &Totals, scene: Scene, lead: &str) -> String {
    match scene.onlookers {
        Onlookers::Members => format!("{lead}{}", totals(arr)),
        Onlookers::Guests => String::new(),
    }
}
