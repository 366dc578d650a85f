//! By when somebody should have acknowledged a step: `4h` are working hours of its owner, `2bd` working days.

use std::fmt;
use std::str::FromStr;

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use crate::domain::cadence::Calendar;

/// A length of working time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum WorkingTime {
    /// Working hours.
    Hours(u32),
    /// Working days, each as long as the owner's.
    Days(u32),
}

impl WorkingTime {
    /// The same as hours of somebody's own working days.
    pub fn amount(self, calendar: &Calendar) -> TimeDelta {
        match self {
            Self::Hours(hours) => TimeDelta::hours(i64::from(hours)),
            Self::Days(days) => {
                let (from, to) = calendar.workweek.hours();
                (to - from) * i32::try_from(days).unwrap_or(i32::MAX)
            }
        }
    }
}

impl fmt::Display for WorkingTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Hours(hours) => write!(f, "{hours}h"),
            Self::Days(days) => write!(f, "{days}bd"),
        }
    }
}

impl FromStr for WorkingTime {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("“{text}” is no working time; write 1h to 80h or 1bd to 20bd");
        let number = |digits: &str, most: u32| {
            let digits = Some(digits).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
            digits.and_then(|digits| digits.parse().ok()).filter(|n| (1..=most).contains(n)).ok_or_else(wrong)
        };
        match text.strip_suffix("bd") {
            Some(days) => number(days, 20).map(Self::Days),
            None => number(text.strip_suffix('h').ok_or_else(wrong)?, 80).map(Self::Hours),
        }
    }
}

impl TryFrom<String> for WorkingTime {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<WorkingTime> for String {
    fn from(time: WorkingTime) -> Self {
        time.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_working_day_is_as_long_as_its_owners() {
        let berlin = Calendar::ordinary(chrono_tz::Europe::Berlin);
        assert_eq!(WorkingTime::Hours(4).amount(&berlin), TimeDelta::hours(4));
        assert_eq!(WorkingTime::Days(2).amount(&berlin), TimeDelta::hours(16));
    }

    #[test]
    fn what_is_written_comes_back() {
        for text in ["4h", "1bd", "80h"] {
            assert_eq!(text.parse::<WorkingTime>().map(|time| time.to_string()), Ok(text.to_owned()));
        }
        for text in ["", "h", "0h", "81h", "21bd", "4", "-1h", "1d", "+1h"] {
            assert!(text.parse::<WorkingTime>().is_err(), "{text}");
        }
    }
}
