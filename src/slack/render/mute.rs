//! Silent signals, in words: which there are, what was silenced, and the form.

use chrono::{DateTime, NaiveDate, Utc};
use slack_morphism::prelude::*;

use super::kit::{
    Piece, actions, button, context, count, date, inert, input, name, plain, primary, section, section_with,
};
use super::message::{Message, Reader, Scene};
use super::modal::modal;
use crate::domain::account::AccountRef;
use crate::domain::ids::AccountId;
use crate::domain::mute::{MOST_REASON_CHARS, MuteLine, MuteRefusal, MuteSet, MutesView};
use crate::domain::signal::{Dismissal, SignalKind};
use crate::slack::action::{Action, ModalKind, MuteClick, MuteField, RecordClick, RecordForm};

fn of_mutes(click: MuteClick) -> Action {
    Action::Record(RecordClick::Mute(click))
}

/// A rule in two or three words.
fn kind_word(kind: SignalKind) -> &'static str {
    match kind {
        SignalKind::RedTransition => "T1 turned red",
        SignalKind::ValueAtRisk => "T2 value at risk",
        SignalKind::ExpansionReady => "T3 ready to grow",
        SignalKind::CriticalTicket => "T4 critical ticket",
        SignalKind::RenewalAtRisk => "T5 renewal at risk",
        SignalKind::UsageCliff => "T6 usage cliff",
        SignalKind::ChampionLeft => "T7 champion left",
        SignalKind::GoneQuiet => "T8 gone quiet",
        SignalKind::OnboardingLate => "T9 onboarding late",
        SignalKind::Detractor => "T10 detractor",
        SignalKind::Disagreement => "T11 disagreement",
    }
}

fn kind_words(kinds: &[SignalKind]) -> String {
    kinds.iter().map(|kind| kind_word(*kind)).collect::<Vec<_>>().join(", ")
}

/// What is silent.
pub fn mutes(reader: &Reader, view: &MutesView, now: DateTime<Utc>) -> Message {
    let scene = Scene::private(reader, now);
    let on = match (&view.account, view.is_all) {
        (Some(account), _) => format!(" on *{}*", name(&account.name)),
        (None, true) => " on everybody’s accounts".to_owned(),
        (None, false) => " in your book".to_owned(),
    };
    let n = count(view.n, "signal is", "signals are");
    let text = if view.n == 0 { format!("No signal is muted{on}.") } else { format!("{n} muted{on}") };
    let mut pieces = vec![Piece::kept(section(&text))];
    pieces.extend(view.lines.iter().map(|line| Piece::row(vec![row(line, view.account.is_none(), scene)])));
    let shown = i64::try_from(view.lines.len()).unwrap_or(i64::MAX);
    let more = if shown < view.n { format!("the first {shown} of {} · ", view.n) } else { String::new() };
    let ask = view
        .account
        .as_ref()
        .map(|account| primary(button("Mute a signal…", &of_mutes(MuteClick::Ask { account: account.id }))).into());
    let card = view.account.as_ref().map(|account| card(account.id).into());
    let all = (view.account.is_none() && !view.is_all)
        .then(|| button("Everybody’s", &of_mutes(MuteClick::Show { is_all: true })).into());
    pieces.extend(actions([ask, card, all].into_iter().flatten().collect()).map(Piece::kept));
    let typed = format!("`{} mute acme t6 until:60d because …`", reader.command);
    pieces.push(Piece::kept(context(&format!("{more}🔒 Only visible to you · or type it: {typed}"))));
    Message::new(&text, pieces)
}

fn row(line: &MuteLine, with_account: bool, scene: Scene) -> SlackBlock {
    let account = if with_account { format!("*{}* · ", name(&line.account.name)) } else { String::new() };
    let head = format!("{account}{} until {}", kind_word(line.kind), date(line.until, scene.today));
    let Some(by) = &line.by else {
        return section(&format!("{head} · after a rescue, which nobody lifts"));
    };
    let reason =
        if line.reason == Dismissal::Seasonal.as_str() { "seasonal".to_owned() } else { inert(&line.reason, 150) };
    let lift = of_mutes(MuteClick::Lift { account: line.account.id, kinds: vec![line.kind] });
    section_with(&format!("{head} · {} · {reason}", name(&by.name)), button("Unmute", &lift))
}

fn card(account: AccountId) -> SlackBlockButtonElement {
    button("Account card", &Action::OpenAccount { account })
}

/// Something was silenced.
pub fn muted(reader: &Reader, set: &MuteSet, now: DateTime<Utc>) -> Message {
    let scene = Scene::private(reader, now);
    let text = format!(
        "*{}*: {} muted until {}",
        name(&set.account.name),
        kind_words(&set.said.kinds),
        date(set.said.until, scene.today)
    );
    let closed = match set.n_closed {
        0 => String::new(),
        n => format!("{} closed as known. ", count(i64::try_from(n).unwrap_or(i64::MAX), "signal was", "signals were")),
    };
    let account = set.account.id;
    let lift = of_mutes(MuteClick::Lift { account, kinds: set.said.kinds.clone() });
    let buttons = actions(vec![
        button("Unmute", &lift).into(),
        button("All that is muted", &of_mutes(MuteClick::Of { account })).into(),
        card(account).into(),
    ]);
    let foot = context(&format!("{closed}Score and card go on as before; a play that is at work goes on."));
    let reason = section(&format!("Because {}", inert(&set.said.reason, 300)));
    Message::of(&text, [Some(section(&text)), Some(reason), buttons, Some(foot)].into_iter().flatten())
}

/// Something speaks again.
pub fn unmuted(account: &AccountRef, kinds: &[SignalKind]) -> Message {
    let text = format!("*{}*: {} unmuted; the next look counts again.", name(&account.name), kind_words(kinds));
    let buttons = actions(vec![
        button("All that is muted", &of_mutes(MuteClick::Of { account: account.id })).into(),
        card(account.id).into(),
    ]);
    Message::of(&text, [Some(section(&text)), buttons].into_iter().flatten())
}

/// Asks for what is to be silent.
pub fn mute_form(account: &AccountRef, until: NaiveDate) -> SlackView {
    let option = |kind: &SignalKind| SlackBlockChoiceItem::new(plain(kind_word(*kind), 75), kind.as_str().to_owned());
    let kinds = SlackBlockMultiStaticSelectElement::new()
        .with_action_id(MuteField::Kinds.id().into())
        .with_placeholder(plain("Choose signals", 150))
        .with_options(SignalKind::ALL.iter().map(option).collect());
    let day = SlackBlockDatePickerElement::new()
        .with_action_id(MuteField::Until.id().into())
        .with_initial_date(until.to_string());
    let reason = SlackBlockPlainTextInputElement::new()
        .with_action_id(MuteField::Reason.id().into())
        .with_max_length(u64::try_from(MOST_REASON_CHARS).unwrap_or(300))
        .with_placeholder(plain("They close for the summer, as every year", 150));
    let blocks = vec![
        context(&format!("*{}*", name(&account.name))),
        input(MuteField::Kinds.id(), "Which signals?", kinds).into(),
        input(MuteField::Until.id(), "Until", day).with_hint(plain("They speak up again on that day.", 150)).into(),
        input(MuteField::Reason.id(), "Why?", reason).into(),
    ];
    modal("Mute signals", &ModalKind::Record(RecordForm::Mute { account: account.id }), Some("Mute"), blocks)
}

/// What stands under a question that was not answered well.
pub fn mute_fault(field: MuteField) -> &'static str {
    match field {
        MuteField::Kinds => "Choose at least one signal",
        MuteField::Until => "Choose a day from tomorrow on, a year ahead at most",
        MuteField::Reason => "Say why, in 300 characters at most",
    }
}

/// Why nothing was changed.
pub(super) fn mute_refused(refusal: &MuteRefusal, today: NaiveDate) -> String {
    match refusal {
        MuteRefusal::NoReason => "Nothing was muted. Name a signal and say why: mute acme t6 because …".to_owned(),
        MuteRefusal::TooLong { most } => {
            format!("That reason is too long, so nothing was muted. Say it in {most} characters.")
        }
        MuteRefusal::BadDay { day, latest } => format!(
            "Nothing was muted: {} is no day from tomorrow to {}. Name one, like until:60d.",
            date(*day, today),
            date(*latest, today)
        ),
        MuteRefusal::NotMuted => {
            "Nobody muted that, so nothing was changed. What a rescue holds back ends by itself.".to_owned()
        }
    }
}
