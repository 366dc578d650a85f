//! In which language somebody is told things, and how they write dates and numbers.

use serde::{Deserialize, Serialize};

/// A language that there are words in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// The language that the words are written in.
    #[default]
    English,
    /// German; its words are `manifests/languages/de.toml`.
    German,
}

impl Language {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::English, Self::German];

    /// Its code, ISO 639-1.
    pub fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
        }
    }

    /// What it calls itself.
    pub fn own_name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::German => "Deutsch",
        }
    }

    /// The language of a code, a locale (`de-AT`, `de_AT`) or its own name, in any case.
    pub fn parse(text: &str) -> Option<Self> {
        let code = text.split(['-', '_']).next().unwrap_or_default();
        Self::ALL
            .into_iter()
            .find(|known| known.code().eq_ignore_ascii_case(code) || known.own_name().eq_ignore_ascii_case(text))
    }
}

/// A person's language, and the customs of where they live.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Locale {
    /// The words.
    pub language: Language,
    /// What stands before the tenths.
    pub decimal: Decimal,
    /// Which of day and month is written first.
    pub order: DayOrder,
}

/// What stands between the ones and the tenths.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decimal {
    /// `1.2`
    #[default]
    Point,
    /// `1,2`
    Comma,
}

/// Which of day and month is written first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayOrder {
    /// `2 Mar`
    #[default]
    DayFirst,
    /// `Mar 2`
    MonthFirst,
}

/// Languages that write `1.2`; most others write `1,2`. Unicode CLDR 47, `symbols-numberSystem-latn/decimal`.
const WITH_POINT: [&str; 15] =
    ["en", "ja", "zh", "ko", "th", "he", "hi", "ms", "cy", "ga", "ta", "te", "bn", "ur", "fil"];
/// Countries that write `1.2` in a language that otherwise writes `1,2`, and the other way around. Same source.
const POINT_IN: [&str; 10] = ["de-CH", "de-LI", "it-CH", "es-MX", "es-US", "es-GT", "es-HN", "es-NI", "es-PA", "es-PR"];
const COMMA_IN: [&str; 1] = ["en-ZA"];
/// Locales that write the month before the day. CLDR, `dateFormats/medium`.
const MONTH_FIRST: [&str; 3] = ["en-US", "en-PH", "en-PR"];

impl Locale {
    /// The locale of somebody who chose a language or not, and whose profile in Slack says `en-US`, `de-AT`, …
    ///
    /// A profile in a language without words of its own gives its numbers and dates only: the words are `otherwise`'s.
    pub fn of(chosen: Option<Language>, slack: Option<&str>, otherwise: Language) -> Self {
        let tag = slack.map(|tag| tag.replace('_', "-"));
        let language = chosen.or_else(|| tag.as_deref().and_then(Language::parse)).unwrap_or(otherwise);
        // Whoever chose a language that is not their profile's wants its numbers too.
        let tag = tag.filter(|tag| chosen.is_none() || Language::parse(tag) == chosen);
        let tag = tag.unwrap_or_else(|| language.code().to_owned());
        Self { language, decimal: decimal(&tag), order: order(&tag) }
    }
}

fn decimal(tag: &str) -> Decimal {
    let language = tag.split('-').next().unwrap_or_default();
    let has = |list: &[&str]| list.iter().any(|known| known.eq_ignore_ascii_case(tag));
    let has_point = WITH_POINT.contains(&language.to_ascii_lowercase().as_str());
    if has(&COMMA_IN) || !has_point && !has(&POINT_IN) { Decimal::Comma } else { Decimal::Point }
}

fn order(tag: &str) -> DayOrder {
    let is_first = MONTH_FIRST.iter().any(|known| known.eq_ignore_ascii_case(tag));
    if is_first { DayOrder::MonthFirst } else { DayOrder::DayFirst }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(chosen: Option<Language>, slack: Option<&str>, expected: (Language, Decimal, DayOrder)) {
        let locale = Locale::of(chosen, slack, Language::English);
        assert_eq!((locale.language, locale.decimal, locale.order), expected, "{slack:?}");
    }

    #[test]
    fn a_choice_goes_before_the_profile_and_numbers_follow_the_language() {
        use DayOrder::{DayFirst, MonthFirst};
        use Decimal::{Comma, Point};
        use Language::{English, German};
        check(None, None, (English, Point, DayFirst));
        check(None, Some("en-US"), (English, Point, MonthFirst));
        check(None, Some("en-GB"), (English, Point, DayFirst));
        check(None, Some("en-ZA"), (English, Comma, DayFirst));
        check(None, Some("de-DE"), (German, Comma, DayFirst));
        check(None, Some("de_AT"), (German, Comma, DayFirst));
        check(None, Some("de-CH"), (German, Point, DayFirst));
        check(None, Some("fr-FR"), (English, Comma, DayFirst));
        check(None, Some("ja-JP"), (English, Point, DayFirst));
        check(Some(German), Some("en-US"), (German, Comma, DayFirst));
        check(Some(German), Some("de-CH"), (German, Point, DayFirst));
        check(Some(German), None, (German, Comma, DayFirst));
        check(Some(English), Some("de-DE"), (English, Point, DayFirst));
    }

    #[test]
    fn languages_are_read_by_code_locale_and_own_name() {
        for language in Language::ALL {
            assert_eq!(Language::parse(language.code()), Some(language));
            assert_eq!(Language::parse(&language.own_name().to_uppercase()), Some(language));
        }
        assert_eq!(Language::parse("DE-AT"), Some(Language::German));
        assert_eq!(Language::parse("fr"), None);
        assert_eq!(Language::parse(""), None);
    }
}
