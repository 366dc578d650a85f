//! What people do to a step, what that makes of it, and why not.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::step::{Needs, Reassigned, Reminders, Step, StepState};
use crate::domain::account::AccountRef;
use crate::domain::ids::PersonId;
use crate::domain::person::PersonRef;
use crate::domain::refusal::Refusal;

/// What somebody does to a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StepMove {
    /// "I have seen it"; of what was blocked or put off: "I go on with it".
    Acknowledge,
    /// "It is done", with what came of it.
    Finish {
        /// The outcome, in their words.
        note: String,
        /// The day on which they promised something.
        follow_up_on: Option<NaiveDate>,
    },
    /// "It cannot go on."
    Block {
        /// Why.
        reason: String,
        /// Who could help.
        needs: Needs,
    },
    /// "It will not be done."
    Skip {
        /// Why.
        reason: String,
    },
    /// "Not now."
    Snooze {
        /// When it comes back.
        until: DateTime<Utc>,
        /// Why; asked for from the third time on.
        reason: String,
    },
    /// "It is theirs."
    Reassign {
        /// Whose it becomes.
        to: PersonId,
        /// When it is due by their calendar.
        due_at: DateTime<Utc>,
        /// The due day before it was rolled to a working day of theirs, if it was.
        moved_from: Option<NaiveDate>,
        /// Why, or nothing.
        reason: String,
    },
}

/// Why a step or a run was not moved, beside somebody having been first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum StepRefusal {
    /// Whoever blocks a step says why.
    BlockNeedsReason,
    /// Whoever skips a step says why.
    SkipNeedsReason,
    /// Whoever stops a play says why.
    StopNeedsReason,
    /// The step is theirs already.
    SameOwner {
        /// Whose.
        owner: PersonRef,
    },
    /// Steps are given to people who work accounts.
    CannotOwn {
        /// Who cannot; `None`: somebody whom the directory does not know.
        person: Option<PersonRef>,
    },
    /// A promise lies ahead.
    FollowUpInThePast {
        /// The day that was given.
        day: NaiveDate,
    },
    /// Only its owner, the play's owner and leaders give a step away or stop a play.
    NotYourStep {
        /// Whose it is.
        owner: Option<PersonRef>,
    },
    /// No step of the account is open, or none that was meant.
    NoOpenStep {
        /// Of which account.
        account: AccountRef,
    },
    /// No such play is at work on the account.
    NoSuchRun {
        /// On which account.
        account: AccountRef,
    },
    /// The play is over.
    RunOver {
        /// Its title.
        play: String,
    },
    /// They said already whether it helped.
    AnsweredBefore,
}

/// Snoozes that need no reason.
pub const FREE_SNOOZES: i32 = 2;

impl StepMove {
    /// Where it leads from a state.
    pub fn leads_to(&self, from: StepState) -> StepState {
        match self {
            Self::Acknowledge => StepState::Acknowledged,
            Self::Finish { .. } => StepState::Done,
            Self::Block { .. } => StepState::Blocked,
            Self::Skip { .. } => StepState::Skipped,
            Self::Snooze { .. } => StepState::Snoozed,
            // Whoever gets it has not seen it yet; what does not stand open stays where it is.
            Self::Reassign { .. } => match from {
                StepState::Waiting | StepState::Snoozed => from,
                StepState::Due
                | StepState::Acknowledged
                | StepState::Blocked
                | StepState::Done
                | StepState::Skipped => StepState::Due,
            },
        }
    }

    /// What is kept in words.
    pub fn note(&self) -> &str {
        match self {
            Self::Acknowledge => "",
            Self::Finish { note, .. } => note,
            Self::Block { reason, .. }
            | Self::Skip { reason }
            | Self::Snooze { reason, .. }
            | Self::Reassign { reason, .. } => reason,
        }
    }
}

impl Step {
    /// The step after a move by `by`, who saw version `seen`. Says why not when it is no longer possible: a second
    /// click finds out who was first. Its reminders begin anew; see [`Step::watched`].
    pub fn moved(mut self, what: &StepMove, by: PersonId, seen: i32, now: DateTime<Utc>) -> Result<Self, Refusal> {
        self.allows(what, seen)?;
        let from = self.state;
        self.state = what.leads_to(from);
        self.version += 1;
        self.needs = None;
        what.note().clone_into(&mut self.note);
        let keeps_prompt = matches!(what, StepMove::Reassign { .. }) && self.state == from;
        self.prompt_at = self.prompt_at.filter(|_| keeps_prompt);
        self.reminders = Reminders { from: Some(now), ..Reminders::default() };
        match what {
            StepMove::Acknowledge => self.acknowledged = Some((by, now)),
            StepMove::Finish { follow_up_on, .. } => {
                self.follow_up_on = *follow_up_on;
                self.end(by, now);
            }
            StepMove::Skip { .. } => self.end(by, now),
            StepMove::Block { needs, .. } => self.needs = Some(needs.clone()),
            StepMove::Snooze { until, .. } => {
                self.snoozes += 1;
                self.prompt_at = Some(*until);
            }
            StepMove::Reassign { to, due_at, moved_from, .. } => {
                self.reassigned = Some(Reassigned { from: self.owner, by, at: now });
                (self.owner, self.due_at, self.moved_from) = (*to, *due_at, *moved_from);
                self.acknowledged = None;
            }
        }
        Ok(self)
    }

    fn end(&mut self, by: PersonId, now: DateTime<Utc>) {
        self.ended = Some((Some(by), now));
        self.acknowledged = self.acknowledged.or(Some((by, now)));
    }

    fn allows(&self, what: &StepMove, seen: i32) -> Result<(), Refusal> {
        let already = || Err(Refusal::StepMoved { step: self.id, state: self.state });
        match (self.state, what) {
            (StepState::Waiting, StepMove::Acknowledge | StepMove::Snooze { .. } | StepMove::Block { .. }) => {
                Err(Refusal::StepNotOpen { step: self.id })
            }
            (StepState::Done | StepState::Skipped, _) | (StepState::Acknowledged, StepMove::Acknowledge) => already(),
            (_, StepMove::Snooze { reason, .. }) if FREE_SNOOZES <= self.snoozes && reason.trim().is_empty() => {
                Err(Refusal::SnoozeNeedsReason { step: self.id, snoozes: self.snoozes })
            }
            (_, StepMove::Block { reason, .. }) if reason.trim().is_empty() => {
                Err(StepRefusal::BlockNeedsReason.into())
            }
            (_, StepMove::Skip { reason }) if reason.trim().is_empty() => Err(StepRefusal::SkipNeedsReason.into()),
            // A card that was drawn before the last move: its reader must see the new one first.
            _ if seen != self.version => already(),
            _ => Ok(()),
        }
    }
}

impl From<StepRefusal> for Refusal {
    fn from(refusal: StepRefusal) -> Self {
        Self::Step(refusal)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::super::step::samples::{someone, step};
    use super::*;

    const NOW: DateTime<Utc> = DateTime::UNIX_EPOCH;

    fn moves() -> [StepMove; 6] {
        [
            StepMove::Acknowledge,
            StepMove::Finish { note: String::new(), follow_up_on: None },
            StepMove::Block { reason: "legal".into(), needs: Needs::default() },
            StepMove::Skip { reason: "merged".into() },
            StepMove::Snooze { until: NOW, reason: String::new() },
            StepMove::Reassign { to: someone(), due_at: NOW, moved_from: None, reason: String::new() },
        ]
    }

    #[test]
    fn which_move_is_possible_where() {
        use StepState::{Acknowledged, Blocked, Done, Due, Skipped, Snoozed, Waiting};
        // Acknowledge, finish, block, skip, snooze, reassign.
        for (state, expected) in [
            (Waiting, "-f-k-r"),
            (Due, "afbksr"),
            (Acknowledged, "-fbksr"),
            (Done, "------"),
            (Blocked, "afbksr"),
            (Skipped, "------"),
            (Snoozed, "afbksr"),
        ] {
            let possible = moves().map(|what| step(state).moved(&what, someone(), 1, NOW).is_ok());
            let word: String = "afbksr".chars().zip(possible).map(|(c, may)| if may { c } else { '-' }).collect();
            assert_eq!(word, expected, "{state:?}");
        }
    }

    #[test]
    fn a_click_on_an_old_card_changes_nothing() {
        for what in moves() {
            let result = step(StepState::Due).moved(&what, someone(), 0, NOW);
            assert!(matches!(result, Err(Refusal::StepMoved { .. })), "{what:?}");
        }
    }

    #[test]
    fn the_third_snooze_a_block_and_a_skip_need_a_reason() {
        let snooze = |reason: &str| StepMove::Snooze { until: NOW, reason: reason.into() };
        let put_off = Step { snoozes: 2, ..step(StepState::Due) };
        let result = put_off.clone().moved(&snooze(" "), someone(), 1, NOW);
        assert!(matches!(result, Err(Refusal::SnoozeNeedsReason { snoozes: 2, .. })));
        assert!(put_off.moved(&snooze("they are moving offices"), someone(), 1, NOW).is_ok());
        let block = StepMove::Block { reason: " ".into(), needs: Needs::default() };
        assert!(step(StepState::Due).moved(&block, someone(), 1, NOW).is_err());
        assert!(step(StepState::Due).moved(&StepMove::Skip { reason: String::new() }, someone(), 1, NOW).is_err());
    }

    #[test]
    fn who_gets_a_step_has_not_seen_it_yet() {
        let give = StepMove::Reassign { to: someone(), due_at: NOW, moved_from: None, reason: String::new() };
        let acknowledged = Step { acknowledged: Some((someone(), NOW)), ..step(StepState::Acknowledged) };
        let given = acknowledged.moved(&give, someone(), 1, NOW).expect("possible");
        assert_eq!((given.state, given.owner, given.acknowledged), (StepState::Due, someone(), None));
        assert_eq!(given.reassigned.map(|reassigned| reassigned.from), Some(PersonId(Uuid::nil())));
        let snoozed = Step { prompt_at: Some(NOW), ..step(StepState::Snoozed) };
        let given = snoozed.moved(&give, someone(), 1, NOW).expect("possible");
        assert_eq!((given.state, given.prompt_at), (StepState::Snoozed, Some(NOW)));
    }

    fn any_move() -> impl Strategy<Value = StepMove> {
        prop_oneof![
            Just(StepMove::Acknowledge),
            Just(StepMove::Finish { note: "done".into(), follow_up_on: None }),
            Just(StepMove::Block { reason: "legal".into(), needs: Needs { person: None, words: "legal".into() } }),
            Just(StepMove::Skip { reason: "merged".into() }),
            Just(StepMove::Snooze { until: NOW, reason: "away".into() }),
            (0..3_u128).prop_map(|n| StepMove::Reassign {
                to: PersonId(Uuid::from_u128(n)),
                due_at: NOW,
                moved_from: None,
                reason: String::new()
            }),
        ]
    }

    proptest! {
        /// Whatever people do in whatever order: versions rise by one a move, the end is the end, and what a state
        /// carries is there exactly in that state.
        #[test]
        fn every_way_through_a_life_is_sound(moves in prop::collection::vec((any_move(), 0..3_i32), 0..30)) {
            let mut now = step(StepState::Due);
            for (what, behind) in moves {
                let before = now.clone();
                if let Ok(after) = now.moved(&what, someone(), before.version - behind, NOW) {
                    prop_assert!(behind == 0 && !before.state.is_over());
                    prop_assert_eq!(after.version, before.version + 1);
                    prop_assert_eq!(after.state, what.leads_to(before.state));
                    prop_assert_eq!(after.ended.is_some(), after.state.is_over());
                    prop_assert_eq!(after.needs.is_some(), after.state == StepState::Blocked);
                    prop_assert_eq!(after.prompt_at.is_some(), after.state == StepState::Snoozed);
                    prop_assert!(before.snoozes <= after.snoozes);
                    now = after;
                } else {
                    let again = before.state == StepState::Acknowledged && what == StepMove::Acknowledge;
                    prop_assert!(behind != 0 || before.state.is_over() || again);
                    now = before;
                }
            }
        }
    }
}
