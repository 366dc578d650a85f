//! Signals that somebody silenced on an account until a day, with a reason.

use chrono::{NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};

use super::account::AccountRef;
use super::person::PersonRef;
use super::signal::SignalKind;

/// Characters of a reason: it travels in the buttons that ask which account.
pub const MOST_REASON_CHARS: usize = 300;
/// Where no day is named it lasts so long.
pub const USUAL_DAYS: i64 = 30;
/// Nobody knows further ahead, in days.
pub const MOST_DAYS: i64 = 366;

/// What is to be silent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MuteSaid {
    /// Which signals.
    #[serde(rename = "k")]
    pub kinds: Vec<SignalKind>,
    /// The day on which they speak again.
    #[serde(rename = "u")]
    pub until: NaiveDate,
    /// Why.
    #[serde(rename = "r")]
    pub reason: String,
}

impl MuteSaid {
    /// The same in order, or what is wrong with it.
    pub fn checked(&self, today: NaiveDate) -> Result<Self, MuteRefusal> {
        let reason = self.reason.trim();
        if reason.is_empty() || self.kinds.is_empty() {
            return Err(MuteRefusal::NoReason);
        }
        if MOST_REASON_CHARS < reason.chars().count() {
            return Err(MuteRefusal::TooLong { most: MOST_REASON_CHARS });
        }
        let latest = today + TimeDelta::days(MOST_DAYS);
        if self.until <= today || latest < self.until {
            return Err(MuteRefusal::BadDay { day: self.until, latest });
        }
        let mut kinds = self.kinds.clone();
        kinds.sort_unstable();
        kinds.dedup();
        Ok(Self { kinds, reason: reason.to_owned(), ..self.clone() })
    }
}

/// A signal that is silent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MuteLine {
    /// On which account.
    pub account: AccountRef,
    /// Which.
    pub kind: SignalKind,
    /// The day on which it speaks again.
    pub until: NaiveDate,
    /// Why.
    pub reason: String,
    /// Who silenced it; `None`: a rescue did, which nobody lifts.
    pub by: Option<PersonRef>,
}

/// Signals that are silent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MutesView {
    /// On which account; `None`: on any.
    pub account: Option<AccountRef>,
    /// Whether everybody's accounts were asked for.
    pub is_all: bool,
    /// Those that end first.
    pub lines: Vec<MuteLine>,
    /// How many there are in all.
    pub n: i64,
}

/// What came of silencing something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MuteSet {
    /// On which account.
    pub account: AccountRef,
    /// What.
    pub said: MuteSaid,
    /// Signals that were going on, and are closed as known.
    pub n_closed: usize,
}

/// Why nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MuteRefusal {
    /// Whoever comes after wants to know why.
    NoReason,
    /// Too much text.
    TooLong {
        /// So many characters would do.
        most: usize,
    },
    /// The day is past, or too far ahead.
    BadDay {
        /// The day.
        day: NaiveDate,
        /// The latest that would do.
        latest: NaiveDate,
    },
    /// Nobody silenced that.
    NotMuted,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_refused() {
        let today = NaiveDate::from_ymd_opt(2026, 3, 2).expect("a day");
        let said = |days: i64, reason: &str| {
            let kinds = vec![SignalKind::GoneQuiet, SignalKind::UsageCliff, SignalKind::GoneQuiet];
            MuteSaid { kinds, until: today + TimeDelta::days(days), reason: reason.into() }.checked(today)
        };
        let fine = said(1, " season ").expect("fine");
        assert_eq!((fine.kinds.len(), fine.reason.as_str()), (2, "season"));
        assert_eq!(said(1, " "), Err(MuteRefusal::NoReason));
        assert_eq!(said(1, &"a".repeat(301)), Err(MuteRefusal::TooLong { most: 300 }));
        for days in [0, 367] {
            assert!(matches!(said(days, "x"), Err(MuteRefusal::BadDay { .. })), "{days}");
        }
    }
}
