//! What people set for themselves: their clock, their week, their quiet hours, their country.

use chrono::{NaiveTime, Weekday};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::cadence::{Calendar, QuietHours, Workweek};
use super::locale::{Language, Locale};

/// Where a person's zone comes from; the later ones win.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ZoneSource {
    /// From an import, or nobody said.
    Import,
    /// From their profile in Slack.
    Slack,
    /// They chose it.
    Own,
}

impl ZoneSource {
    /// Every source, the weakest first.
    pub const ALL: [Self; 3] = [Self::Import, Self::Slack, Self::Own];

    /// The word that is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Import => "import",
            Self::Slack => "slack",
            Self::Own => "own",
        }
    }

    /// The source that a word names.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.as_str() == word)
    }
}

/// A person's settings as they stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Their clock.
    pub zone: Tz,
    /// Where it comes from.
    pub zone_source: ZoneSource,
    /// The hours of their week.
    pub workweek: Workweek,
    /// When they do not want to be written to.
    pub quiet: Option<QuietHours>,
    /// Whose public holidays they have.
    pub country: Option<Country>,
    /// Public holidays of theirs that are known and still to come.
    pub n_holidays: i64,
    /// In which language they are told things.
    pub locale: Locale,
}

/// What somebody chooses for themselves; what is `None` is what Slack or the import says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choices {
    /// Their clock.
    pub zone: Option<Tz>,
    /// The hours of their week.
    pub workweek: Option<Workweek>,
    /// Quiet hours.
    pub quiet: Option<QuietHours>,
    /// Whose public holidays.
    pub country: Option<Country>,
    /// Their language.
    pub language: Option<Language>,
}

/// When somebody works and may be written to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonCalendar {
    /// Their week, holidays and leave.
    pub calendar: Calendar,
    /// Their quiet hours.
    pub quiet: Option<QuietHours>,
}

/// A country by its two letters of ISO 3166-1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Country([u8; 2]);

impl Country {
    /// The country of two letters in any case; whether there is one of that name, nobody here knows.
    pub fn parse(text: &str) -> Option<Self> {
        let letters: [u8; 2] = text.trim().as_bytes().try_into().ok()?;
        letters.iter().all(u8::is_ascii_alphabetic).then(|| Self(letters.map(|letter| letter.to_ascii_uppercase())))
    }

    /// `DE`.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl std::fmt::Display for Country {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl From<Country> for String {
    fn from(country: Country) -> Self {
        country.as_str().to_owned()
    }
}

impl TryFrom<String> for Country {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("not two letters of ISO 3166-1, like DE")
    }
}

/// Days as they are stored, Monday = 1, with hours; what makes no week is read as an ordinary one.
pub fn workweek(days: &[i32], from: NaiveTime, to: NaiveTime) -> Workweek {
    let days = days.iter().filter_map(|day| u8::try_from(day - 1).ok().and_then(|day| Weekday::try_from(day).ok()));
    Workweek::new(days, from, to).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_country_is_two_letters() {
        assert_eq!(Country::parse(" de ").map(|country| country.to_string()).as_deref(), Some("DE"));
        for text in ["", "D", "DEU", "D1", "ü"] {
            assert_eq!(Country::parse(text), None, "{text}");
        }
    }

    #[test]
    fn what_makes_no_week_is_an_ordinary_one() {
        let time = |text: &str| text.parse().expect("a time");
        let week = workweek(&[7, 1, 2, 3, 4], time("08:00:00"), time("16:00:00"));
        assert_eq!(week.days().last(), Some(Weekday::Sun));
        for (days, from, to) in
            [(&[][..], "09:00:00", "17:00:00"), (&[1], "17:00:00", "09:00:00"), (&[0, 9], "09:00:00", "17:00:00")]
        {
            assert_eq!(workweek(days, time(from), time(to)), Workweek::default());
        }
    }
}
