//! What stands before the colon of a filter: which there are, which list takes which, and what each can be.

use super::amounts::{whole_units, whole_units_text, window_days};
use super::filters::segment_word;
use super::hint::{Hint, PAGE, SIGNALS, hint};
use super::text::collapsed;
use super::words::{is_quote, value_text};
use crate::domain::health::Band;
use crate::domain::lifecycle::Phase;
use crate::domain::listing::{MOST_NAME_CHARS, MOST_ROWS, MOST_TAGS, Sort};
use crate::domain::nearest::nearest;
use crate::domain::renewal::Outlook;
use crate::domain::segment::Segment;

/// What stands before the colon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
    Signal,
    Health,
    Seg,
    Phase,
    Renew,
    Arr,
    Owner,
    Page,
    Forecast,
    Team,
    Tag,
    Sort,
    Limit,
}

impl Key {
    pub(super) const ALL: [Self; 13] = [
        Self::Signal,
        Self::Health,
        Self::Seg,
        Self::Phase,
        Self::Renew,
        Self::Arr,
        Self::Owner,
        Self::Page,
        Self::Forecast,
        Self::Team,
        Self::Tag,
        Self::Sort,
        Self::Limit,
    ];
    /// The filters of `book`.
    pub(super) const OF_BOOK: [Self; 11] = [
        Self::Health,
        Self::Seg,
        Self::Phase,
        Self::Renew,
        Self::Arr,
        Self::Owner,
        Self::Team,
        Self::Tag,
        Self::Sort,
        Self::Limit,
        Self::Page,
    ];
    /// The filters of `risks`.
    pub(super) const OF_RISKS: [Self; 12] = Self::and(Self::Signal);
    /// The filters of `renewals`.
    pub(super) const OF_RENEWALS: [Self; 12] = Self::and(Self::Forecast);
    /// The filters of `expansions`: each row bears its buttons, so that a page has always the same length.
    pub(super) const OF_EXPANSIONS: [Self; 6] = [Self::Owner, Self::Seg, Self::Team, Self::Tag, Self::Sort, Self::Page];
    /// The filters of `metrics`.
    pub(super) const OF_METRICS: [Self; 4] = [Self::Owner, Self::Seg, Self::Team, Self::Tag];
    /// The filters of what slipped.
    pub(super) const OF_SLIPS: [Self; 2] = [Self::Owner, Self::Team];

    /// The filters of what a channel hears of.
    pub(super) const OF_NEWS: [Self; 7] =
        [Self::Health, Self::Seg, Self::Phase, Self::Renew, Self::Arr, Self::Owner, Self::Team];
    /// The same of signals.
    pub(super) const OF_SIGNALS: [Self; 8] =
        [Self::Signal, Self::Health, Self::Seg, Self::Phase, Self::Renew, Self::Arr, Self::Owner, Self::Team];

    /// Those of a book and one more.
    const fn and(more: Self) -> [Self; 12] {
        let [health, seg, phase, renew, arr, owner, team, tag, sort, limit, page] = Self::OF_BOOK;
        [more, health, seg, phase, renew, arr, owner, team, tag, sort, limit, page]
    }

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Signal => "signal",
            Self::Health => "health",
            Self::Seg => "seg",
            Self::Phase => "phase",
            Self::Renew => "renew",
            Self::Arr => "arr",
            Self::Owner => "owner",
            Self::Page => "page",
            Self::Forecast => "forecast",
            Self::Team => "team",
            Self::Tag => "tag",
            Self::Sort => "sort",
            Self::Limit => "limit",
        }
    }

    pub(super) fn parse(word: &str) -> Option<Self> {
        match word.to_lowercase().as_str() {
            "signals" => Some(Self::Signal),
            "tags" => Some(Self::Tag),
            "segment" => Some(Self::Seg),
            "renews" | "renewal" => Some(Self::Renew),
            word => Self::ALL.into_iter().find(|key| key.as_str() == word),
        }
    }

    pub(super) fn expected(self) -> Hint {
        match self {
            Self::Signal => SIGNALS,
            Self::Health => hint!("red, yellow or green, or several with commas"),
            Self::Seg => hint!("tech, low, mid or high, or several with commas"),
            Self::Phase => hint!("onboarding, adoption or growth, or several with commas"),
            Self::Renew => hint!("a window up to ten years like <60d, <12w or <3m"),
            Self::Arr => hint!("a least amount without a currency, like >50k"),
            Self::Owner => hint!("@me, @someone, none or all"),
            Self::Page => PAGE,
            Self::Forecast => hint!("commit, likely, best, at-risk, renewed or none, or several with commas"),
            Self::Team => hint!("a team's name, in quotation marks when it has spaces in it"),
            Self::Tag => {
                hint!("up to {most} tags with commas, in quotation marks when they have spaces", most = MOST_TAGS)
            }
            Self::Sort => hint!("risk, arr, renewal, health or name"),
            Self::Limit => hint!("a number of rows from 1 to {most}", most = MOST_ROWS),
        }
    }

    /// A value that works, nearest to the one typed.
    pub(super) fn instead(self, value: &str) -> String {
        let word = |words: &[&str]| nearest(value, words.iter().copied()).first().map(|word| (*word).to_owned());
        let value = match self {
            Self::Signal => "t1".into(),
            Self::Health => word(&Band::ALL.map(Band::as_str)).unwrap_or_else(|| "red".into()),
            Self::Seg => word(&Segment::ALL.map(segment_word)).unwrap_or_else(|| "mid".into()),
            Self::Phase => word(&Phase::ALL.map(Phase::as_str)).unwrap_or_else(|| "onboarding".into()),
            Self::Renew => format!("<{}d", window_days(value.trim_start_matches(['<', '>', '='])).unwrap_or(60)),
            Self::Arr => {
                let amount = value.trim_start_matches(['<', '>', '=', '≥', '$', '€', '£', '¥']);
                format!(">{}", whole_units_text(whole_units(amount).unwrap_or(50_000)))
            }
            Self::Owner => "@me".into(),
            Self::Page => "2".into(),
            Self::Team => named(value).unwrap_or_else(|| "emea".into()),
            Self::Tag => named(value).unwrap_or_else(|| value_text("gold tier")),
            Self::Sort => word(&Sort::ALL.map(Sort::as_str)).unwrap_or_else(|| "risk".into()),
            Self::Limit => MOST_ROWS.to_string(),
            Self::Forecast => word(&Outlook::ALL.map(Outlook::as_str)).unwrap_or_else(|| "none".into()),
        };
        format!("{}:{value}", self.as_str())
    }
}

/// What was meant as a name, once more, so that it can be read.
fn named(value: &str) -> Option<String> {
    let name: String = value.chars().filter(|c| !is_quote(*c) && *c != ',').take(MOST_NAME_CHARS).collect();
    let name = collapsed(&name);
    (!name.is_empty()).then(|| value_text(&name))
}
