//! A person's own call on an account. It stands beside the score, with a reason and an expiry, and is never mixed into it.

use chrono::{DateTime, Days, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::account::AccountRef;
use super::health::Band;
use super::ids::{AccountId, PulseId};
use super::person::PersonRef;

/// A call without an end of its own holds for so many days.
pub const DEFAULT_DAYS: u64 = 30;
/// The longest that a call may hold, in days: after that nobody remembers why.
pub const MOST_DAYS: u64 = 180;
/// Characters of a reason.
pub const MOST_REASON_CHARS: usize = 300;

/// A call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pulse {
    /// Which.
    pub id: PulseId,
    /// On which account.
    pub account: AccountId,
    /// Whose call it is.
    pub by: PersonRef,
    /// The colour that they see.
    pub band: Band,
    /// Why they see it so.
    pub reason: String,
    /// When they said so.
    pub set_at: DateTime<Utc>,
    /// The last day on which it holds.
    pub expires_on: NaiveDate,
}

/// A call that somebody wants to make, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// The colour.
    pub band: Band,
    /// Why; one line, not empty.
    pub reason: String,
    /// The last day on which it holds.
    pub expires_on: NaiveDate,
}

/// Why a call was not taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CallRefusal {
    /// It has no reason.
    NeedsReason,
    /// Its reason is too long.
    ReasonTooLong {
        /// Characters that a reason may have.
        most: usize,
    },
    /// It would end today, earlier, or too late.
    EndsBadly {
        /// The day that was asked for.
        day: NaiveDate,
        /// The latest that would do.
        latest: NaiveDate,
    },
    /// There is none on the account that could be withdrawn.
    NoneHolds {
        /// Which account.
        account: AccountRef,
    },
    /// A CSM calls their own accounts.
    NotYours {
        /// Which account.
        account: AccountRef,
    },
}

impl Call {
    /// Checks a call: it needs a reason, and an end that is ahead and not too far. `today` is the caller's day.
    pub fn check(band: Band, reason: &str, until: Option<NaiveDate>, today: NaiveDate) -> Result<Self, CallRefusal> {
        let reason: String = reason.split_whitespace().collect::<Vec<_>>().join(" ");
        if reason.is_empty() {
            return Err(CallRefusal::NeedsReason);
        }
        if MOST_REASON_CHARS < reason.chars().count() {
            return Err(CallRefusal::ReasonTooLong { most: MOST_REASON_CHARS });
        }
        let expires_on = until.unwrap_or(today + Days::new(DEFAULT_DAYS));
        let latest = today + Days::new(MOST_DAYS);
        if expires_on <= today || latest < expires_on {
            return Err(CallRefusal::EndsBadly { day: expires_on, latest });
        }
        Ok(Self { band, reason, expires_on })
    }
}

impl Pulse {
    /// Whether it holds on a day; its last day is one of them.
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        day <= self.expires_on
    }

    /// Whether the score says otherwise. A withheld score says nothing.
    pub fn differs_from(&self, score: Option<Band>) -> bool {
        score.is_some_and(|score| distance(self.band, score) != 0)
    }
}

/// How many bands a call and a score lie apart: 0 to 2.
pub fn distance(call: Band, score: Band) -> i64 {
    let step = |band| match band {
        Band::Red => 0_i64,
        Band::Yellow => 1,
        Band::Green => 2,
    };
    (step(call) - step(score)).abs()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(n: u64) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 3, 2).expect("a date") + Days::new(n)
    }

    #[test]
    fn bands_lie_so_far_apart() {
        use Band::{Green, Red, Yellow};
        for (call, score, apart) in
            [(Red, Red, 0), (Red, Yellow, 1), (Yellow, Red, 1), (Green, Yellow, 1), (Green, Red, 2), (Red, Green, 2)]
        {
            assert_eq!(distance(call, score), apart, "{call:?} {score:?}");
        }
    }

    #[test]
    fn a_call_needs_a_reason() {
        for reason in ["", "  ", "\n\t"] {
            assert_eq!(Call::check(Band::Red, reason, None, day(0)), Err(CallRefusal::NeedsReason));
        }
        let call = Call::check(Band::Red, " their  sponsor\nis leaving ", None, day(0)).expect("a call");
        assert_eq!(call.reason, "their sponsor is leaving");
        let long = "x".repeat(MOST_REASON_CHARS + 1);
        assert!(Call::check(Band::Red, &long, None, day(0)).is_err());
        assert!(Call::check(Band::Red, &long[1..], None, day(0)).is_ok());
    }

    #[test]
    fn a_call_ends_after_today_and_within_half_a_year() {
        for (until, ends) in
            [(None, Some(30)), (Some(1), Some(1)), (Some(180), Some(180)), (Some(0), None), (Some(181), None)]
        {
            let call = Call::check(Band::Green, "talked to them", until.map(day), day(0));
            assert_eq!(call.ok().map(|call| call.expires_on), ends.map(day), "{until:?}");
        }
    }

    #[test]
    fn it_holds_on_its_last_day_and_not_after() {
        let pulse = Pulse {
            id: PulseId(uuid::Uuid::nil()),
            account: AccountId(uuid::Uuid::nil()),
            by: PersonRef {
                id: crate::domain::ids::PersonId(uuid::Uuid::nil()),
                name: "Ana".into(),
                slack_user_id: None,
            },
            band: Band::Green,
            reason: "talked to them".into(),
            set_at: DateTime::UNIX_EPOCH,
            expires_on: day(30),
        };
        assert!(pulse.holds_on(day(30)));
        assert!(!pulse.holds_on(day(31)));
        assert!(pulse.differs_from(Some(Band::Yellow)));
        assert!(!pulse.differs_from(Some(Band::Green)));
        assert!(!pulse.differs_from(None));
    }
}
