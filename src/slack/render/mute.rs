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
pub(super) fn kind_word(kind: SignalKind) -> &'static str {
    match kind {
        SignalKind::RedTransition => say!("T1 turned red"),
        SignalKind::ValueAtRisk => say!("T2 value at risk"),
        SignalKind::ExpansionReady => say!("T3 ready to grow"),
        SignalKind::CriticalTicket => say!("T4 critical ticket"),
        SignalKind::RenewalAtRisk => say!("T5 renewal at risk"),
        SignalKind::UsageCliff => say!("T6 usage cliff"),
        SignalKind::ChampionLeft => say!("T7 champion left"),
        SignalKind::GoneQuiet => say!("T8 gone quiet"),
        SignalKind::OnboardingLate => say!("T9 onboarding late"),
        SignalKind::Detractor => say!("T10 detractor"),
        SignalKind::Disagreement => say!("T11 disagreement"),
    }
}

fn kind_words(kinds: &[SignalKind]) -> String {
    kinds.iter().map(|kind| kind_word(*kind)).collect::<Vec<_>>().join(", ")
}

/// What is silent.
pub fn mutes(reader: &Reader, view: &MutesView, now: DateTime<Utc>) -> Message {
    let scene = Scene::private(reader, now);
    let on = match (&view.account, view.is_all) {
        (Some(account), _) => say!(" on *{account}*", account = name(&account.name)),
        (None, true) => say!(" on everybody’s accounts").to_owned(),
        (None, false) => say!(" in your book").to_owned(),
    };
    let n = count(view.n, say!("signal is"), say!("signals are"));
    let text = if view.n == 0 { say!("No signal is muted{on}.", on) } else { say!("{n} muted{on}", n, on) };
    let mut pieces = vec![Piece::kept(section(&text))];
    pieces.extend(view.lines.iter().map(|line| Piece::row(vec![row(line, view.account.is_none(), scene)])));
    let shown = i64::try_from(view.lines.len()).unwrap_or(i64::MAX);
    let more = if shown < view.n { say!("the first {shown} of {n} · ", shown, n = view.n) } else { String::new() };
    let ask = view.account.as_ref().map(|account| {
        primary(button(say!("Mute a signal…"), &of_mutes(MuteClick::Ask { account: account.id }))).into()
    });
    let card = view.account.as_ref().map(|account| card(account.id).into());
    let all = (view.account.is_none() && !view.is_all)
        .then(|| button(say!("Everybody’s"), &of_mutes(MuteClick::Show { is_all: true })).into());
    pieces.extend(actions([ask, card, all].into_iter().flatten().collect()).map(Piece::kept));
    let typed = format!("`{command} mute acme t6 until:60d because …`", command = reader.command);
    pieces.push(Piece::kept(context(&say!("{more}🔒 Only visible to you · or type it: {typed}", more, typed))));
    Message::new(&text, pieces)
}

fn row(line: &MuteLine, with_account: bool, scene: Scene) -> SlackBlock {
    let account = if with_account { format!("*{}* · ", name(&line.account.name)) } else { String::new() };
    let head = say!(
        "{account}{kind} until {until}",
        account,
        kind = kind_word(line.kind),
        until = date(line.until, scene.today)
    );
    let Some(by) = &line.by else {
        return section(&say!("{head} · after a rescue, which nobody lifts", head));
    };
    let reason = if line.reason == Dismissal::Seasonal.as_str() {
        say!("seasonal").to_owned()
    } else {
        inert(&line.reason, 150)
    };
    let lift = of_mutes(MuteClick::Lift { account: line.account.id, kinds: vec![line.kind] });
    section_with(&format!("{head} · {} · {reason}", name(&by.name)), button(say!("Unmute"), &lift))
}

fn card(account: AccountId) -> SlackBlockButtonElement {
    button(say!("Account card"), &Action::OpenAccount { account })
}

/// Something was silenced.
pub fn muted(reader: &Reader, set: &MuteSet, now: DateTime<Utc>) -> Message {
    let scene = Scene::private(reader, now);
    let text = say!(
        "*{set}*: {kind_words} muted until {until}",
        set = name(&set.account.name),
        kind_words = kind_words(&set.said.kinds),
        until = date(set.said.until, scene.today)
    );
    let closed = match set.n_closed {
        0 => String::new(),
        n => say!(
            "{signals_were} closed as known. ",
            signals_were = count(i64::try_from(n).unwrap_or(i64::MAX), say!("signal was"), say!("signals were"))
        ),
    };
    let account = set.account.id;
    let lift = of_mutes(MuteClick::Lift { account, kinds: set.said.kinds.clone() });
    let buttons = actions(vec![
        button(say!("Unmute"), &lift).into(),
        button(say!("All that is muted"), &of_mutes(MuteClick::Of { account })).into(),
        card(account).into(),
    ]);
    let foot = context(&say!("{closed}Score and card go on as before; a play that is at work goes on.", closed));
    let reason = section(&say!("Because {reason}", reason = inert(&set.said.reason, 300)));
    Message::of(&text, [Some(section(&text)), Some(reason), buttons, Some(foot)].into_iter().flatten())
}

/// Something speaks again.
pub fn unmuted(account: &AccountRef, kinds: &[SignalKind]) -> Message {
    let text = say!(
        "*{account}*: {kind_words} unmuted; the next look counts again.",
        account = name(&account.name),
        kind_words = kind_words(kinds)
    );
    let buttons = actions(vec![
        button(say!("All that is muted"), &of_mutes(MuteClick::Of { account: account.id })).into(),
        card(account.id).into(),
    ]);
    Message::of(&text, [Some(section(&text)), buttons].into_iter().flatten())
}

/// Asks for what is to be silent.
pub fn mute_form(account: &AccountRef, until: NaiveDate) -> SlackView {
    let option = |kind: &SignalKind| SlackBlockChoiceItem::new(plain(kind_word(*kind), 75), kind.as_str().to_owned());
    let kinds = SlackBlockMultiStaticSelectElement::new()
        .with_action_id(MuteField::Kinds.id().into())
        .with_placeholder(plain(say!("Choose signals"), 150))
        .with_options(SignalKind::ALL.iter().map(option).collect());
    let day = SlackBlockDatePickerElement::new()
        .with_action_id(MuteField::Until.id().into())
        .with_initial_date(until.to_string());
    let reason = SlackBlockPlainTextInputElement::new()
        .with_action_id(MuteField::Reason.id().into())
        .with_max_length(u64::try_from(MOST_REASON_CHARS).unwrap_or(300))
        .with_placeholder(plain(say!("They close for the summer, as every year"), 150));
    let blocks = vec![
        context(&format!("*{}*", name(&account.name))),
        input(MuteField::Kinds.id(), say!("Which signals?"), kinds).into(),
        input(MuteField::Until.id(), say!("Until"), day)
            .with_hint(plain(say!("They speak up again on that day."), 150))
            .into(),
        input(MuteField::Reason.id(), say!("Why?"), reason).into(),
    ];
    modal(
        say!("Mute signals"),
        &ModalKind::Record(RecordForm::Mute { account: account.id }),
        Some(say!("Mute")),
        blocks,
    )
}

/// What stands under a question that was not answered well.
pub fn mute_fault(field: MuteField) -> &'static str {
    match field {
        MuteField::Kinds => say!("Choose at least one signal"),
        MuteField::Until => say!("Choose a day from tomorrow on, a year ahead at most"),
        MuteField::Reason => say!("Say why, in 300 characters at most"),
    }
}

/// Why nothing was changed.
pub(super) fn mute_refused(refusal: &MuteRefusal, today: NaiveDate) -> String {
    match refusal {
        MuteRefusal::NoReason => {
            say!("Nothing was muted. Name a signal and say why: mute acme t6 because …").to_owned()
        }
        MuteRefusal::TooLong { most } => {
            say!("That reason is too long, so nothing was muted. Say it in {most} characters.", most)
        }
        MuteRefusal::BadDay { day, latest } => say!(
            "Nothing was muted: {day} is no day from tomorrow to {latest}. Name one, like until:60d.",
            day = date(*day, today),
            latest = date(*latest, today)
        ),
        MuteRefusal::NotMuted => {
            say!("Nobody muted that, so nothing was changed. What a rescue holds back ends by itself.").to_owned()
        }
    }
}
