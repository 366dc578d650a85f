//! What somebody wants to know of the portfolio.

use serde::{Deserialize, Serialize};

use super::period::PeriodAsked;
use crate::domain::account::BookScope;
use crate::domain::segment::Segment;

/// Which figures: over which period, of whose accounts, in which groups.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MetricsAsk {
    /// `None`: the quarter to date and twelve months, side by side.
    #[serde(rename = "p", default, skip_serializing_if = "Option::is_none")]
    pub period: Option<PeriodAsked>,
    /// `None`: all of them as one.
    #[serde(rename = "b", default, skip_serializing_if = "Option::is_none")]
    pub by: Option<GroupBy>,
    /// Whose accounts.
    #[serde(rename = "o", default)]
    pub scope: BookScope,
    /// Of these segments; none named: of all.
    #[serde(rename = "s", default, skip_serializing_if = "Vec::is_empty")]
    pub segments: Vec<Segment>,
    /// Of owners in this team.
    #[serde(rename = "t", default, skip_serializing_if = "Option::is_none")]
    pub team: Option<String>,
    /// With any of these tags, in either case.
    #[serde(rename = "g", default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
}

/// What accounts are grouped by. Each account is in exactly one group, so the groups of any figure sum to the whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GroupBy {
    /// The segment on the eve of the period; today's for who came later. An override wins.
    Segment,
    /// Who works it today.
    Csm,
    /// The team of who works it today.
    Team,
    /// The calendar quarter of its start.
    Cohort,
}

impl GroupBy {
    /// Every grouping.
    pub const ALL: [Self; 4] = [Self::Segment, Self::Csm, Self::Team, Self::Cohort];

    /// The word that is typed.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Segment => "segment",
            Self::Csm => "csm",
            Self::Team => "team",
            Self::Cohort => "cohort",
        }
    }

    /// The grouping of a word, in any case.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|by| by.as_str().eq_ignore_ascii_case(word))
    }
}

/// A figure that opens to the accounts behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FigureKind {
    /// Gross revenue retention: the cohort, the largest losses first.
    Grr,
    /// Net revenue retention: the cohort, the largest gains first.
    Nrr,
    /// Logo churn: who was lost.
    LogoChurn,
    /// Who came in the period, and so is in no figure of retention.
    New,
    /// Time to value: who started in the period and has a first value to reach.
    TimeToValue,
    /// Adoption: active users of seats, and core features in use.
    Adoption,
    /// Red revenue.
    AtRisk,
    /// Who was touched by a person in the quarter.
    Touched,
}

impl FigureKind {
    /// Every figure.
    pub const ALL: [Self; 8] = [
        Self::Grr,
        Self::Nrr,
        Self::LogoChurn,
        Self::New,
        Self::TimeToValue,
        Self::Adoption,
        Self::AtRisk,
        Self::Touched,
    ];

    /// The word that is typed and stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Grr => "grr",
            Self::Nrr => "nrr",
            Self::LogoChurn => "logo_churn",
            Self::New => "new",
            Self::TimeToValue => "ttv",
            Self::Adoption => "adoption",
            Self::AtRisk => "at_risk",
            Self::Touched => "touched",
        }
    }

    /// The figure of a word, in any case; `logo-churn` is one, too.
    pub fn parse(word: &str) -> Option<Self> {
        let word = word.to_lowercase().replace('-', "_");
        Self::ALL.into_iter().find(|figure| figure.as_str() == word)
    }
}
