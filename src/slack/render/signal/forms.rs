//! Forms of a signal: why it is no risk, and until when it can wait.

use chrono::{DateTime, Days, Utc};
use slack_morphism::prelude::*;

use super::super::kit::{choices, context, input, name, plain};
use super::super::message::{Reader, Scene};
use super::super::modal::modal;
use super::what;
use super::words::mark;
use crate::domain::signal::{Dismissal, SignalCard, SignalKind};
use crate::slack::action::{Field, ModalKind};

/// Characters of a note.
const NOTE: u64 = 300;

/// A signal that a form is about.
pub type SignalAsked = SignalCard;

/// Asks why a signal is no risk, or a chance not one for now.
pub fn dismiss_form(reader: &Reader, kind: &ModalKind, signal: &SignalAsked, now: DateTime<Utc>) -> SlackView {
    let options = choices(Dismissal::ALL.map(|reason| (label(reason, signal.kind), reason.as_str())));
    let choice = SlackBlockRadioButtonsElement::new(options).with_action_id(Field::Dismissal.id().into());
    let note = SlackBlockPlainTextInputElement::new()
        .with_action_id(Field::Reason.id().into())
        .with_max_length(NOTE)
        .with_placeholder(plain(say!("They told us in January: two teams move over in May"), 150));
    let blocks = vec![
        about(reader, signal, now),
        input(Field::Dismissal.id(), say!("Why?"), choice)
            .with_hint(plain(say!("It closes the card, and counts in the report on which rules cry wolf."), 150))
            .into(),
        input(Field::Reason.id(), say!("Note"), note).with_optional(true).into(),
    ];
    let title = if signal.kind.is_risk() { say!("Not a risk") } else { say!("Not now") };
    modal(title, kind, Some(say!("Close it")), blocks)
}

/// Asks until which day a signal can wait.
pub fn snooze_signal_form(reader: &Reader, kind: &ModalKind, signal: &SignalAsked, now: DateTime<Utc>) -> SlackView {
    let scene = Scene::private(reader, now);
    let date = SlackBlockDatePickerElement::new()
        .with_action_id(Field::SnoozeUntil.id().into())
        .with_initial_date((scene.today + Days::new(14)).to_string());
    let blocks = vec![
        about(reader, signal, now),
        input(Field::SnoozeUntil.id(), say!("Until"), date)
            .with_hint(plain(say!("It comes back that morning, unless it clears itself before."), 150))
            .into(),
    ];
    modal(say!("Snooze signal"), kind, Some(say!("Snooze")), blocks)
}

/// What stands under a question that was not answered well.
pub fn signal_fault(field: Field) -> &'static str {
    match field {
        Field::SnoozeUntil => say!("Choose a day that is still to come"),
        Field::Dismissal => say!("Choose one"),
        Field::Reason => say!("At most 300 characters"),
        Field::SnoozeFor
        | Field::Outcome
        | Field::Band
        | Field::Until
        | Field::FollowUpOn
        | Field::NeededPerson
        | Field::NeededWords
        | Field::NewOwner
        | Field::Category
        | Field::Amount
        | Field::NoticeOn
        | Field::AwayFrom
        | Field::AwayTo
        | Field::Cover
        | Field::Zone
        | Field::WorkDays
        | Field::WorkFrom
        | Field::WorkTo
        | Field::QuietFrom
        | Field::QuietTo
        | Field::Country
        | Field::Language => say!("That is not asked here"),
    }
}

fn about(reader: &Reader, signal: &SignalAsked, now: DateTime<Utc>) -> SlackBlock {
    let scene = Scene::private(reader, now);
    context(&format!("{} {}", mark(signal.kind), what(&signal.evidence, &name(&signal.account.name), scene)))
}

/// The reasons as choices.
fn label(reason: Dismissal, kind: SignalKind) -> &'static str {
    match reason {
        Dismissal::Known if kind.is_risk() => say!("Known and accepted"),
        Dismissal::Known => say!("Known: we are on it in our own time"),
        Dismissal::Seasonal if kind == SignalKind::UsageCliff => {
            say!("Seasonal: it is so every year (mutes this rule here)")
        }
        Dismissal::Seasonal => say!("Seasonal: it is so every year"),
        Dismissal::DataWrong => say!("The data is wrong"),
        Dismissal::Handled => say!("Handled elsewhere"),
    }
}
