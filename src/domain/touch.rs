//! A contact with a customer, as somebody logs it by hand: what it was, whether they answered, how long it took, when.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::account::AccountRef;
use super::cadence::{at_local, local_day};
use super::person::PersonRef;

/// Characters of what is noted.
pub const MOST_TEXT_CHARS: usize = 1_200;
/// The same in a line that is typed: it travels in the buttons that ask what it was.
pub const MOST_TYPED_CHARS: usize = 700;
/// The longest touch, in minutes: a day of training.
pub const MOST_MINUTES: i32 = 24 * 60;
/// Nobody remembers further back, in days.
pub const FURTHEST_DAYS: i64 = 366;

/// What a touch was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TouchKind {
    /// By telephone or video.
    Call,
    /// By e-mail.
    Email,
    /// Face to face.
    Meeting,
    /// A quarterly review.
    Qbr,
    /// A review with executives.
    Ebr,
    /// A training.
    Training,
}

impl TouchKind {
    /// Every kind, in the order of forms.
    pub const ALL: [Self; 6] = [Self::Call, Self::Email, Self::Meeting, Self::Qbr, Self::Ebr, Self::Training];

    /// The word that is stored and typed.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Call => "call",
            Self::Email => "email",
            Self::Meeting => "meeting",
            Self::Qbr => "qbr",
            Self::Ebr => "ebr",
            Self::Training => "training",
        }
    }

    /// The kind of a word; an e-mail may have its hyphen.
    pub fn parse(word: &str) -> Option<Self> {
        let word = if word.eq_ignore_ascii_case("e-mail") { "email" } else { word };
        Self::ALL.into_iter().find(|kind| kind.as_str().eq_ignore_ascii_case(word))
    }
}

/// A touch, as somebody tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Touch {
    /// What it was.
    #[serde(rename = "k")]
    pub kind: TouchKind,
    /// Whether the customer took part: an unanswered e-mail ends no silence.
    #[serde(rename = "w")]
    pub two_way: bool,
    /// How long it took.
    #[serde(rename = "m", default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<i32>,
    /// On which day of its teller's.
    #[serde(rename = "d")]
    pub on: NaiveDate,
    /// What was said; may be empty.
    #[serde(rename = "t", default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// Where it can be read or watched.
    #[serde(rename = "l", default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
}

impl Touch {
    /// The touch with its text in order, or what is wrong with it.
    pub fn checked(&self, today: NaiveDate) -> Result<Self, TouchRefusal> {
        let text = self.text.trim();
        if MOST_TEXT_CHARS < text.chars().count() {
            return Err(TouchRefusal::TooLong { most: MOST_TEXT_CHARS });
        }
        if today < self.on {
            return Err(TouchRefusal::Ahead { day: self.on });
        }
        let earliest = today - TimeDelta::days(FURTHEST_DAYS);
        if self.on < earliest {
            return Err(TouchRefusal::TooOld { day: self.on, earliest });
        }
        if self.minutes.is_some_and(|minutes| !(1..=MOST_MINUTES).contains(&minutes)) {
            return Err(TouchRefusal::BadMinutes);
        }
        let link = self.link.clone().or_else(|| first_link(text));
        Ok(Self { text: text.to_owned(), link, ..self.clone() })
    }

    /// When it was: now, when it was today; else at noon of its day, for nobody says the hour.
    pub fn occurred_at(&self, now: DateTime<Utc>, zone: Tz) -> DateTime<Utc> {
        if self.on == local_day(now, zone) { now } else { at_local(zone, self.on, NOON) }
    }
}

const NOON: NaiveTime = NaiveTime::from_hms_opt(12, 0, 0).expect("noon is a time");

/// The first address in a text: a recording, a deck.
fn first_link(text: &str) -> Option<String> {
    let is_link = |word: &&str| word.starts_with("https://") || word.starts_with("http://");
    let found = text.split_whitespace().find(is_link)?;
    Some(found.trim_end_matches(['.', ',', ';', ')', '>']).to_owned())
}

/// What became of a touch that somebody logs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TouchLogged {
    /// It is logged now, or by the same click before.
    Now {
        /// On which account.
        account: AccountRef,
        /// What.
        touch: Touch,
    },
    /// The message was logged before.
    Before {
        /// On which account.
        account: AccountRef,
        /// Who did.
        by: PersonRef,
        /// When.
        at: DateTime<Utc>,
    },
}

/// Why a touch was not logged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TouchRefusal {
    /// Too much text.
    TooLong {
        /// So many characters would do.
        most: usize,
    },
    /// It has not been yet.
    Ahead {
        /// The day.
        day: NaiveDate,
    },
    /// It was too long ago.
    TooOld {
        /// The day.
        day: NaiveDate,
        /// The earliest day that would do.
        earliest: NaiveDate,
    },
    /// No such length.
    BadMinutes,
    /// It is no longer there to be taken back, or somebody else's.
    NotThere,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn touch(text: &str, on: NaiveDate) -> Touch {
        Touch { kind: TouchKind::Call, two_way: true, minutes: None, on, text: text.into(), link: None }
    }

    #[test]
    fn what_cannot_have_been_is_refused() {
        let today = NaiveDate::from_ymd_opt(2026, 3, 2).expect("a day");
        let check = |touch: Touch| touch.checked(today).map(|touch| touch.text);
        assert_eq!(check(touch("  met Kim ", today)), Ok("met Kim".into()));
        assert_eq!(check(touch("", today)), Ok(String::new()));
        let tomorrow = today + TimeDelta::days(1);
        assert_eq!(check(touch("", tomorrow)), Err(TouchRefusal::Ahead { day: tomorrow }));
        let old = today - TimeDelta::days(367);
        let earliest = today - TimeDelta::days(366);
        assert_eq!(check(touch("", old)), Err(TouchRefusal::TooOld { day: old, earliest }));
        assert_eq!(check(touch(&"a".repeat(1_201), today)), Err(TouchRefusal::TooLong { most: 1_200 }));
        for minutes in [0, -5, 1_441] {
            let long = Touch { minutes: Some(minutes), ..touch("", today) };
            assert_eq!(check(long), Err(TouchRefusal::BadMinutes));
        }
    }

    #[test]
    fn a_recording_is_kept_as_a_link() {
        let today = NaiveDate::default();
        let link = |text: &str| touch(text, today).checked(today).expect("a touch").link;
        assert_eq!(link("see https://loom.example/1, it is short").as_deref(), Some("https://loom.example/1"));
        assert_eq!(link("see loom.example"), None);
    }

    #[test]
    fn a_touch_of_another_day_was_at_noon() {
        let now: DateTime<Utc> = "2026-03-02T23:30:00Z".parse().expect("a moment");
        let berlin = chrono_tz::Europe::Berlin;
        let on = |day: &str| touch("", day.parse().expect("a day")).occurred_at(now, berlin).to_string();
        assert_eq!(on("2026-03-03"), "2026-03-02 23:30:00 UTC");
        assert_eq!(on("2026-03-02"), "2026-03-02 11:00:00 UTC");
    }

    #[test]
    fn every_kind_is_its_word() {
        for kind in TouchKind::ALL {
            assert_eq!(TouchKind::parse(&kind.as_str().to_uppercase()), Some(kind));
        }
        assert_eq!(TouchKind::parse("E-mail"), Some(TouchKind::Email));
        assert_eq!(TouchKind::parse("chat"), None);
    }
}
