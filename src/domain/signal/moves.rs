//! What people do to an episode. Each move names the version that it was made on: of two, the first one counts.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Dismissal, EpisodeState, Outcome, SignalKind};
use crate::domain::ids::{AccountId, EpisodeId, PersonId, RunId};
use crate::domain::refusal::Refusal;

/// What somebody does to an episode.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EpisodeMove {
    /// "I look after it."
    Claim,
    /// "Not now."
    Snooze {
        /// When it comes back by itself.
        until: DateTime<Utc>,
    },
    /// "It is no risk."
    Dismiss {
        /// Why.
        reason: Dismissal,
    },
    /// A playbook was started for it.
    Play {
        /// Which run.
        run: RunId,
    },
    /// The rule itself: it is over.
    End {
        /// How.
        outcome: Outcome,
    },
}

/// An episode, as far as moves are concerned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Episode {
    /// Which.
    pub id: EpisodeId,
    /// On which account.
    pub account: AccountId,
    /// Which rule.
    pub kind: SignalKind,
    /// Where it stands.
    pub state: EpisodeState,
    /// Raised by every move.
    pub version: i32,
    /// Who took it, and when.
    pub claimed: Option<(PersonId, DateTime<Utc>)>,
    /// Who put it off, when, and until when.
    pub snoozed: Option<(PersonId, DateTime<Utc>, DateTime<Utc>)>,
    /// The play that runs, or ran, for it.
    pub run: Option<RunId>,
    /// When it ended, how, and who said so where a person did.
    pub ended: Option<(DateTime<Utc>, Outcome, Option<PersonId>)>,
}

impl Episode {
    /// The episode after a move by `by` (nobody: the rule itself), who saw version `seen`. Says why not when it is no
    /// longer possible: a second click finds out who was first.
    pub fn moved(
        mut self,
        what: &EpisodeMove,
        by: Option<PersonId>,
        seen: i32,
        now: DateTime<Utc>,
    ) -> Result<Self, Refusal> {
        if seen != self.version || !self.allows(what) {
            return Err(Refusal::SignalMoved { episode: self.id, state: self.state });
        }
        let deed = by.map(|by| (by, now));
        match what {
            EpisodeMove::Claim => self.claimed = deed,
            EpisodeMove::Snooze { until } => self.snoozed = deed.map(|(by, at)| (by, at, *until)),
            EpisodeMove::Dismiss { reason } => self.ended = Some((now, Outcome::Dismissed(*reason), by)),
            EpisodeMove::Play { run } => {
                self.run = Some(*run);
                self.claimed = self.claimed.or(deed);
            }
            EpisodeMove::End { outcome } => self.ended = Some((now, *outcome, by)),
        }
        self.state = match what {
            EpisodeMove::Claim => EpisodeState::Claimed,
            EpisodeMove::Snooze { .. } => EpisodeState::Snoozed,
            EpisodeMove::Play { .. } => EpisodeState::InPlay,
            EpisodeMove::Dismiss { .. } | EpisodeMove::End { .. } => EpisodeState::Ended,
        };
        self.version += 1;
        Ok(self)
    }

    /// Whether a play may be started for it by somebody who saw version `seen`.
    pub fn ready_for_play(&self, seen: i32) -> Result<(), Refusal> {
        let is_idle = matches!(self.state, EpisodeState::Open | EpisodeState::Claimed | EpisodeState::Snoozed);
        if seen == self.version && is_idle {
            return Ok(());
        }
        Err(Refusal::SignalMoved { episode: self.id, state: self.state })
    }

    /// Its play is over while its rule still holds: whoever took it has it again. Only an episode in play changes.
    #[must_use]
    pub fn out_of_play(self) -> Option<Self> {
        let is_in_play = self.state == EpisodeState::InPlay;
        is_in_play.then(|| Self { state: EpisodeState::Claimed, version: self.version + 1, ..self })
    }

    /// Which move is possible where: what is over stays over, and what a play works on is not put off.
    fn allows(&self, what: &EpisodeMove) -> bool {
        match (self.state, what) {
            (EpisodeState::Ended, _)
            | (EpisodeState::Claimed, EpisodeMove::Claim)
            | (EpisodeState::InPlay, EpisodeMove::Claim | EpisodeMove::Snooze { .. } | EpisodeMove::Play { .. }) => {
                false
            }
            (
                EpisodeState::Open | EpisodeState::Claimed | EpisodeState::InPlay | EpisodeState::Snoozed,
                EpisodeMove::Claim
                | EpisodeMove::Snooze { .. }
                | EpisodeMove::Dismiss { .. }
                | EpisodeMove::Play { .. }
                | EpisodeMove::End { .. },
            ) => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn episode(state: EpisodeState) -> Episode {
        Episode {
            id: EpisodeId(Uuid::nil()),
            account: AccountId(Uuid::nil()),
            kind: SignalKind::GoneQuiet,
            state,
            version: 1,
            claimed: None,
            snoozed: None,
            run: None,
            ended: None,
        }
    }

    fn moves() -> [EpisodeMove; 5] {
        [
            EpisodeMove::Claim,
            EpisodeMove::Snooze { until: DateTime::UNIX_EPOCH },
            EpisodeMove::Dismiss { reason: Dismissal::Known },
            EpisodeMove::Play { run: RunId(Uuid::nil()) },
            EpisodeMove::End { outcome: Outcome::Recovered },
        ]
    }

    #[test]
    fn which_move_is_possible_where() {
        use EpisodeState::{Claimed, Ended, InPlay, Open, Snoozed};
        for (state, possible) in [
            (Open, [true, true, true, true, true]),
            (Claimed, [false, true, true, true, true]),
            (InPlay, [false, false, true, false, true]),
            (Snoozed, [true, true, true, true, true]),
            (Ended, [false, false, false, false, false]),
        ] {
            let found = moves().map(|what| episode(state).moved(&what, None, 1, DateTime::UNIX_EPOCH).is_ok());
            assert_eq!(found, possible, "{state:?}");
        }
    }

    #[test]
    fn a_click_on_an_old_card_changes_nothing() {
        for what in moves() {
            let result = episode(EpisodeState::Open).moved(&what, None, 0, DateTime::UNIX_EPOCH);
            assert!(matches!(result, Err(Refusal::SignalMoved { .. })), "{what:?}");
        }
    }

    #[test]
    fn a_play_claims_what_nobody_had() {
        let (ana, ben) = (PersonId(Uuid::from_u128(1)), PersonId(Uuid::from_u128(2)));
        let now = DateTime::UNIX_EPOCH;
        let play = EpisodeMove::Play { run: RunId(Uuid::nil()) };
        let played = episode(EpisodeState::Open).moved(&play, Some(ana), 1, now).expect("possible");
        assert_eq!((played.state, played.claimed, played.version), (EpisodeState::InPlay, Some((ana, now)), 2));
        let claimed = episode(EpisodeState::Open).moved(&EpisodeMove::Claim, Some(ben), 1, now).expect("possible");
        assert_eq!(claimed.moved(&play, Some(ana), 2, now).expect("possible").claimed, Some((ben, now)));
    }
}
