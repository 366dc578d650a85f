//! Clicks on the portfolio's figures and on growing accounts.

use serde::{Deserialize, Serialize};

use super::short;
use crate::domain::account::BookScope;
use crate::domain::ids::ExpansionId;
use crate::domain::portfolio::{FigureKind, MetricsAsk};
use crate::domain::segment::Segment;

/// What a click asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PortfolioClick {
    /// The figures.
    #[serde(rename = "m")]
    Metrics {
        /// Which.
        #[serde(rename = "a")]
        ask: MetricsAsk,
    },
    /// A page of the accounts behind a figure.
    #[serde(rename = "b")]
    Behind {
        /// Over which period, in which groups, of whose accounts.
        #[serde(rename = "a")]
        ask: MetricsAsk,
        /// Which figure.
        #[serde(rename = "f")]
        figure: FigureKind,
        /// Of one group, by its key.
        #[serde(rename = "k", default, skip_serializing_if = "Option::is_none")]
        key: Option<String>,
        /// Counted from 0.
        #[serde(rename = "p")]
        page: i64,
        /// Where the page appears.
        #[serde(rename = "t")]
        place: PagePlace,
    },
    /// A page of the growing accounts.
    #[serde(rename = "e")]
    Expansions(ExpansionsPage),
    /// Means to work one.
    #[serde(rename = "c")]
    Choose(ExpansionSeen),
    /// Has spoken to the customer.
    #[serde(rename = "t")]
    Contact(ExpansionSeen),
    /// Opens the form for what was won.
    #[serde(rename = "w")]
    AskWon(ExpansionSeen),
    /// Opens the form for why it was lost.
    #[serde(rename = "l")]
    AskLost(ExpansionSeen),
}

/// Where a page of accounts appears.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PagePlace {
    /// Below what was clicked.
    #[serde(rename = "b")]
    Beside,
    /// In its place.
    #[serde(rename = "i")]
    Instead,
}

/// A page of the growing accounts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpansionsPage {
    /// Whose.
    #[serde(rename = "o")]
    pub scope: BookScope,
    /// Of these segments; none named: of all.
    #[serde(rename = "s", default, skip_serializing_if = "Vec::is_empty")]
    pub segments: Vec<Segment>,
    /// Counted from 0.
    #[serde(rename = "p")]
    pub page: i64,
}

/// An expansion as the clicker saw it, on which page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpansionSeen {
    /// Which.
    #[serde(rename = "e", with = "short::id")]
    pub expansion: ExpansionId,
    /// The version that the clicker saw.
    #[serde(rename = "v")]
    pub version: i32,
    /// The page that it stood on.
    #[serde(rename = "l")]
    pub page: ExpansionsPage,
}

impl PortfolioClick {
    /// The stable name of its kind.
    pub fn action_id(&self) -> &'static str {
        match self {
            Self::Metrics { .. } => "metrics",
            Self::Behind { .. } => "metrics_behind",
            Self::Expansions(_) => "expansions",
            Self::Choose(_) => "expansion_choose",
            Self::Contact(_) => "expansion_contact",
            Self::AskWon(_) => "expansion_won",
            Self::AskLost(_) => "expansion_lost",
        }
    }

    /// Whether its answer takes the place of what was clicked.
    pub fn turns_the_page(&self) -> bool {
        match self {
            Self::Metrics { .. } | Self::AskWon(_) | Self::AskLost(_) => false,
            Self::Behind { place, .. } => *place == PagePlace::Instead,
            Self::Expansions(_) | Self::Choose(_) | Self::Contact(_) => true,
        }
    }
}
