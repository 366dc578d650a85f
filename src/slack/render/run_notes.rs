//! What a run's cards say beside the step: in the context line, and as an offer.

use chrono::{DateTime, Utc};
use slack_morphism::prelude::*;

use super::kit::{button, count, date, inert, moment};
use super::words::play_title;
use crate::domain::ids::AccountId;
use crate::domain::lifecycle::Phase;
use crate::domain::playbook::{Occasion, StepCard};
use crate::domain::signal::SignalKind;
use crate::slack::action::Action;

/// Notes for the context below a step's card, a line; nothing where there is nothing to note.
pub(super) fn notes_line(card: &StepCard, now: DateTime<Utc>) -> Option<String> {
    let notes = &card.notes;
    let (zone, today) = (card.zone, now.with_timezone(&card.zone).date_naive());
    let by_itself = notes.by_itself.map(|occasion| format!("started by itself: {}", occasion_phrase(occasion)));
    let again =
        notes.again.map(|(n, at)| format!("fired again {}, last {}", count(n, "time", "times"), moment(at, zone)));
    let goal = notes.goal.as_ref().map(|goal| {
        let (mark, how) = if goal.reached { ("🎯", "goal reached on") } else { ("⌛", "goal not reached by") };
        format!("{mark} {how} {}: {}", date(goal.on, today), inert(&goal.words, 80))
    });
    let moved =
        notes.moved.map(|(from, to)| format!("📅 moved with the renewal: {} → {}", date(from, today), date(to, today)));
    let not_known = (!notes.not_known.is_empty())
        .then(|| format!("asked for although it is not known: {}", inert(&notes.not_known.join(", "), 200)));
    let all: Vec<String> = [goal, moved, by_itself, again, not_known].into_iter().flatten().collect();
    (!all.is_empty()).then(|| all.join(" · "))
}

/// The playbook that should be run beside it.
pub(super) fn beside(card: &StepCard) -> Option<SlackActionBlockElement> {
    card.notes.beside.as_ref().map(|play| start_beside(card.account.id, play))
}

/// The same for whoever has just started it.
pub(super) fn start_beside(account: AccountId, (playbook, title): &(String, String)) -> SlackActionBlockElement {
    let start = Action::StartPlay { account, playbook: playbook.clone() };
    button(&format!("Run {} beside it", play_title(title)), &start).into()
}

/// What calls for a play, in a few words.
pub(super) fn occasion_phrase(occasion: Occasion) -> String {
    match occasion {
        Occasion::Signal(kind) => signal_phrase(kind).to_owned(),
        Occasion::Phase(Phase::Onboarding) => "onboarding has begun".to_owned(),
        Occasion::Phase(Phase::Adoption) => "adoption has begun".to_owned(),
        Occasion::Phase(Phase::Growth) => "growth has begun".to_owned(),
        Occasion::Checkpoint(days) => format!("{} before the renewal", count(days.into(), "day", "days")),
    }
}

fn signal_phrase(kind: SignalKind) -> &'static str {
    match kind {
        SignalKind::RedTransition => "it turned red",
        SignalKind::ValueAtRisk => "value is at risk",
        SignalKind::ExpansionReady => "it is ready to grow",
        SignalKind::CriticalTicket => "a critical ticket is open too long",
        SignalKind::RenewalAtRisk => "the renewal is at risk",
        SignalKind::UsageCliff => "use fell off a cliff",
        SignalKind::ChampionLeft => "the champion left",
        SignalKind::GoneQuiet => "it has gone quiet",
        SignalKind::OnboardingLate => "onboarding is late",
        SignalKind::Detractor => "a detractor answered",
        SignalKind::Disagreement => "person and score disagree",
    }
}
