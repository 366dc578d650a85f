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
    let by_itself = notes
        .by_itself
        .map(|occasion| say!("started by itself: {occasion_phrase}", occasion_phrase = occasion_phrase(occasion)));
    let again = notes.again.map(|(n, at)| {
        say!("fired again {times}, last {at}", times = count(n, say!("time"), say!("times")), at = moment(at, zone))
    });
    let goal = notes.goal.as_ref().map(|goal| {
        let (mark, how) =
            if goal.reached { ("🎯", say!("goal reached on")) } else { ("⌛", say!("goal not reached by")) };
        format!("{mark} {how} {}: {}", date(goal.on, today), inert(&goal.words, 80))
    });
    let moved = notes.moved.map(|(from, to)| {
        say!("📅 moved with the renewal: {from} → {to}", from = date(from, today), to = date(to, today))
    });
    let not_known = (!notes.not_known.is_empty()).then(|| {
        say!("asked for although it is not known: {not_known}", not_known = inert(&notes.not_known.join(", "), 200))
    });
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
    button(&say!("Run {title} beside it", title = play_title(title)), &start).into()
}

/// What calls for a play, in a few words.
pub(super) fn occasion_phrase(occasion: Occasion) -> String {
    match occasion {
        Occasion::Signal(kind) => signal_phrase(kind).to_owned(),
        Occasion::Phase(Phase::Onboarding) => say!("onboarding has begun").to_owned(),
        Occasion::Phase(Phase::Adoption) => say!("adoption has begun").to_owned(),
        Occasion::Phase(Phase::Growth) => say!("growth has begun").to_owned(),
        Occasion::Checkpoint(days) => {
            say!("{into} before the renewal", into = count(days.into(), say!("day"), say!("days")))
        }
    }
}

fn signal_phrase(kind: SignalKind) -> &'static str {
    match kind {
        SignalKind::RedTransition => say!("it turned red"),
        SignalKind::ValueAtRisk => say!("value is at risk"),
        SignalKind::ExpansionReady => say!("it is ready to grow"),
        SignalKind::CriticalTicket => say!("a critical ticket is open too long"),
        SignalKind::RenewalAtRisk => say!("the renewal is at risk"),
        SignalKind::UsageCliff => say!("use fell off a cliff"),
        SignalKind::ChampionLeft => say!("the champion left"),
        SignalKind::GoneQuiet => say!("it has gone quiet"),
        SignalKind::OnboardingLate => say!("onboarding is late"),
        SignalKind::Detractor => say!("a detractor answered"),
        SignalKind::Disagreement => say!("person and score disagree"),
    }
}
