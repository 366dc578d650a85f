//! What customers ask of the product, in their words and by theme, as somebody heard it.

use chrono::{NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::account::AccountRef;
use super::ids::FeedbackId;
use super::person::PersonRef;

/// Themes of one thing that was said.
pub const MOST_THEMES: usize = 5;
/// Characters of a theme.
pub const MOST_THEME_CHARS: usize = 40;
/// Characters of what was said.
pub const MOST_WORDS_CHARS: usize = 1_200;
/// The same in a line that is typed: it travels in the buttons that ask for its theme.
pub const MOST_TYPED_CHARS: usize = 700;
/// Nobody remembers further back, in days.
const FURTHEST_DAYS: i64 = 366;

/// What it is about: lower case, its words with one space between them. Dashes and underscores are spaces, so that
/// `Data-Export` and `data export` are one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FeedbackTheme(String);

impl FeedbackTheme {
    /// The theme of a text; `None` where nothing is left of it, or too much.
    pub fn parse(text: &str) -> Option<Self> {
        let is_apart = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '-' | '_' | ',');
        let text: String = text.chars().filter(|c| !is_invisible(*c)).collect();
        let words: Vec<&str> = text.split(is_apart).filter(|word| !word.is_empty()).collect();
        let theme = words.join(" ").to_lowercase();
        (1..=MOST_THEME_CHARS).contains(&theme.chars().count()).then_some(Self(theme))
    }

    /// As it is stored and shown.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As it is typed: one word.
    pub fn word(&self) -> String {
        self.0.replace(' ', "-")
    }
}

/// What nobody sees would make two themes of one.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}

/// Something that a customer said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feedback {
    /// What it is about.
    #[serde(rename = "t")]
    pub themes: Vec<FeedbackTheme>,
    /// Their words.
    #[serde(rename = "w")]
    pub words: String,
    /// On which day of its teller's.
    #[serde(rename = "d")]
    pub on: NaiveDate,
    /// Where it can be read.
    #[serde(rename = "l", default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
}

impl Feedback {
    /// The same in order, or what is wrong with it.
    pub fn checked(&self, today: NaiveDate) -> Result<Self, FeedbackRefusal> {
        let words = self.words.trim();
        if words.chars().all(|c| c.is_whitespace() || is_invisible(c)) {
            return Err(FeedbackRefusal::NoWords);
        }
        if MOST_WORDS_CHARS < words.chars().count() {
            return Err(FeedbackRefusal::TooLong { most: MOST_WORDS_CHARS });
        }
        let mut themes: Vec<FeedbackTheme> = Vec::new();
        for theme in self.themes.iter().filter_map(|theme| FeedbackTheme::parse(theme.as_str())) {
            if !themes.contains(&theme) {
                themes.push(theme);
            }
        }
        if !(1..=MOST_THEMES).contains(&themes.len()) {
            return Err(FeedbackRefusal::BadThemes);
        }
        let earliest = today - TimeDelta::days(FURTHEST_DAYS);
        if today < self.on || self.on < earliest {
            return Err(FeedbackRefusal::BadDay { day: self.on, earliest });
        }
        Ok(Self { themes, words: words.to_owned(), ..self.clone() })
    }
}

/// What became of feedback that somebody recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FeedbackRecorded {
    /// It is recorded now.
    Now {
        /// Of which account.
        account: AccountRef,
        /// What.
        feedback: Feedback,
        /// How often its themes came lately, the most often first.
        standing: Vec<ThemeStanding>,
    },
    /// The message was recorded before.
    Before {
        /// Of which account.
        account: AccountRef,
        /// Who did.
        by: PersonRef,
        /// When.
        at: chrono::DateTime<Utc>,
    },
}

/// How often a theme came in feedback and tickets of the days that count for product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThemeStanding {
    /// Which.
    pub theme: FeedbackTheme,
    /// Times.
    pub n: i64,
    /// Accounts.
    pub n_accounts: i64,
}

/// Something that was recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedbackLine {
    /// Which.
    pub id: FeedbackId,
    /// What it is about.
    pub themes: Vec<FeedbackTheme>,
    /// Their words.
    pub words: String,
    /// Where it can be read.
    pub link: Option<String>,
    /// When it was said.
    pub on: NaiveDate,
    /// Who recorded it.
    pub by: PersonRef,
}

/// What an account asks for, in a line: its themes of the last days with how often, the most often first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asks {
    /// Themes, and how often.
    pub themes: Vec<(FeedbackTheme, i64)>,
    /// When it was said last.
    pub last_on: Option<NaiveDate>,
}

/// Why feedback was not recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FeedbackRefusal {
    /// Nothing was said.
    NoWords,
    /// Too much text.
    TooLong {
        /// So many characters would do.
        most: usize,
    },
    /// No theme, or too many.
    BadThemes,
    /// It has not been yet, or too long ago.
    BadDay {
        /// The day.
        day: NaiveDate,
        /// The earliest that would do.
        earliest: NaiveDate,
    },
    /// It is no longer there to be taken back, or somebody else's.
    NotThere,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_theme_is_one_however_it_is_written() {
        for text in ["data export", "Data-Export", " DATA_export\n", "data--export,", "\u{202E}da\u{200B}ta export"] {
            assert_eq!(FeedbackTheme::parse(text).as_ref().map(FeedbackTheme::as_str), Some("data export"), "{text}");
        }
        assert_eq!(FeedbackTheme::parse(" -, "), None);
        assert_eq!(FeedbackTheme::parse(&"a".repeat(41)), None);
        let theme = FeedbackTheme::parse("Single sign-on").expect("a theme");
        assert_eq!(theme.word(), "single-sign-on");
        assert_eq!(FeedbackTheme::parse(&theme.word()), Some(theme));
    }

    #[test]
    fn what_is_wrong_is_refused() {
        let today = NaiveDate::from_ymd_opt(2026, 3, 2).expect("a day");
        let theme = |text: &str| FeedbackTheme::parse(text).expect("a theme");
        let said = |themes: Vec<FeedbackTheme>, words: &str, on| {
            Feedback { themes, words: words.into(), on, link: None }.checked(today)
        };
        let twice = said(vec![theme("api"), theme("API")], " slow ", today).expect("fine");
        assert_eq!((twice.themes, twice.words), (vec![theme("api")], "slow".to_owned()));
        assert_eq!(said(vec![theme("api")], " ", today), Err(FeedbackRefusal::NoWords));
        let long = "a".repeat(1_201);
        assert_eq!(said(vec![theme("api")], &long, today), Err(FeedbackRefusal::TooLong { most: 1_200 }));
        assert_eq!(said(Vec::new(), "slow", today), Err(FeedbackRefusal::BadThemes));
        let six = ["a", "b", "c", "d", "e", "f"].map(theme).to_vec();
        assert_eq!(said(six, "slow", today), Err(FeedbackRefusal::BadThemes));
        let earliest = today - TimeDelta::days(366);
        for day in [today + TimeDelta::days(1), earliest - TimeDelta::days(1)] {
            assert_eq!(said(vec![theme("api")], "slow", day), Err(FeedbackRefusal::BadDay { day, earliest }));
        }
    }
}
