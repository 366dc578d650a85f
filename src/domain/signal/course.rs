//! The course of an episode: what a look at an account opens, keeps, ends or leaves silent.

use chrono::{DateTime, TimeDelta, Utc};

use super::facts::Facts;
use super::rules::{Verdict, judge};
use super::{EpisodeState, Evidence, Outcome, SignalKind};
use crate::domain::cadence::Calendar;
use crate::domain::ids::EpisodeId;
use crate::domain::rules::Rules;

/// What went before, of one rule on one account.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Past {
    /// The episode that is going on; there is never more than one.
    pub living: Option<Living>,
    /// The last one that ended.
    pub last: Option<Last>,
}

/// An episode that is going on.
#[derive(Clone, Debug, PartialEq)]
pub struct Living {
    /// Which.
    pub id: EpisodeId,
    /// Its version.
    pub version: i32,
    /// Where it stands.
    pub state: EpisodeState,
    /// What the rule saw last.
    pub evidence: Evidence,
    /// When it fired.
    pub opened_at: DateTime<Utc>,
}

/// An episode that ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Last {
    /// Which.
    pub id: EpisodeId,
    /// When.
    pub ended_at: DateTime<Utc>,
    /// When its rule was first seen to be false; one that a person dismissed may still be true.
    pub cleared_at: Option<DateTime<Utc>>,
}

/// What a look does about one rule on one account.
#[derive(Clone, Debug, PartialEq)]
pub enum Next {
    /// All stays as it is.
    Nothing,
    /// It fires.
    Open(Evidence),
    /// It is still true.
    Refresh {
        /// What the rule sees now.
        evidence: Evidence,
        /// It came true once more: another ticket, another answer.
        is_again: bool,
        /// The card says something else now, not only that time went by.
        is_news: bool,
    },
    /// It is over.
    End(Outcome),
    /// What a person dismissed is false now: the next time it may fire again.
    Rearm,
}

/// Decides about one rule. Looking twice at the same facts does nothing the second time.
pub fn next(kind: SignalKind, past: &Past, facts: &Facts, rules: &Rules) -> Next {
    match (&past.living, judge(kind, facts, rules)) {
        (Some(living), Verdict::Holds(evidence)) => still(living, evidence),
        (Some(living), Verdict::Clear) => Next::End(outcome(kind, living, facts)),
        (None, Verdict::Holds(evidence)) if may_fire(past.last, facts.now, rules) => Next::Open(evidence),
        (_, Verdict::Unknown) | (None, Verdict::Holds(_)) => Next::Nothing,
        (None, Verdict::Clear) => match past.last {
            Some(Last { cleared_at: None, .. }) => Next::Rearm,
            Some(_) | None => Next::Nothing,
        },
    }
}

fn still(living: &Living, evidence: Evidence) -> Next {
    if evidence == living.evidence {
        return Next::Nothing;
    }
    let (is_again, is_news) = (evidence.is_again(&living.evidence), evidence.is_news(&living.evidence));
    Next::Refresh { evidence, is_again, is_news }
}

/// Not within the cooldown after an episode, and not while what a person dismissed is still the same story.
fn may_fire(last: Option<Last>, now: DateTime<Utc>, rules: &Rules) -> bool {
    let cooldown = TimeDelta::days(rules.signals.cooldown_days);
    last.is_none_or(|last| last.cleared_at.is_some() && last.ended_at + cooldown <= now)
}

fn outcome(kind: SignalKind, living: &Living, facts: &Facts) -> Outcome {
    let is_renewed = facts.contract.is_some_and(|contract| {
        let began = contract.renewed_on.is_some_and(|day| living.opened_at.date_naive() < day);
        began || (contract.is_followed && kind == SignalKind::RenewalAtRisk)
    });
    if is_renewed { Outcome::Renewed } else { Outcome::Recovered }
}

/// When the card of an episode may be posted: what is critical at once, the rest when its owner works next.
pub fn announce_at(kind: SignalKind, owner: Option<&Calendar>, now: DateTime<Utc>) -> DateTime<Utc> {
    match owner {
        Some(calendar) if !kind.is_critical() => calendar.next_working_instant(now),
        Some(_) | None => now,
    }
}

/// Whether a person may hear of one more today, after `n_today` alerts that were not critical.
pub fn has_room(kind: SignalKind, n_today: i64, rules: &Rules) -> bool {
    kind.is_critical() || n_today < rules.signals.alerts_a_day
}

#[cfg(test)]
mod tests;
