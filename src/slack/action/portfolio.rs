//! Clicks on the portfolio's figures and on growing accounts.

use serde::{Deserialize, Serialize};

use super::{ListClick, short};
use crate::domain::account::BookFilter;
use crate::domain::ids::ExpansionId;
use crate::domain::playbook::StatsAsk;
use crate::domain::portfolio::{FigureKind, MetricsAsk};

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
    /// A page of silent accounts.
    #[serde(rename = "q")]
    Quiet {
        /// Which.
        #[serde(rename = "f", with = "short::filter")]
        filter: BookFilter,
        /// Counted from 0.
        #[serde(rename = "p")]
        page: i64,
    },
    /// What slipped since last week, of somebody's or a team's renewals.
    #[serde(rename = "d")]
    Slipped {
        /// Whose.
        #[serde(rename = "f", with = "short::filter")]
        filter: BookFilter,
    },
    /// What came of playbooks.
    #[serde(rename = "y")]
    PlayStats {
        /// Of which, and when.
        #[serde(rename = "a")]
        ask: StatsAsk,
    },
    /// What a list of accounts offers below its rows.
    #[serde(rename = "i")]
    List(ListClick),
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
    /// Of which accounts.
    #[serde(flatten, with = "short::filter")]
    pub filter: BookFilter,
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
            Self::PlayStats { .. } => "play_stats",
            Self::Quiet { .. } => "quiet",
            Self::Slipped { .. } => "slipped_of",
            Self::List(click) => click.action_id(),
        }
    }

    /// Whether its answer takes the place of what was clicked.
    pub fn turns_the_page(&self) -> bool {
        match self {
            Self::Metrics { .. }
            | Self::AskWon(_)
            | Self::AskLost(_)
            | Self::PlayStats { .. }
            | Self::List(_)
            | Self::Slipped { .. } => false,
            Self::Behind { place, .. } => *place == PagePlace::Instead,
            Self::Expansions(_) | Self::Choose(_) | Self::Contact(_) | Self::Quiet { .. } => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::super::{Action, ModalKind};
    use super::*;
    use crate::domain::account::BookScope;
    use crate::domain::listing::{MOST_TAGS, Sort};
    use crate::domain::portfolio::{GroupBy, PeriodAsked};
    use crate::domain::segment::Segment;

    fn any_filter() -> impl Strategy<Value = BookFilter> {
        let segments = proptest::sample::subsequence(Segment::ALL.to_vec(), 0..=Segment::ALL.len());
        let scope = prop_oneof![Just(BookScope::Mine), Just(BookScope::All)];
        let tags = proptest::collection::vec("[a-zé \"]{1,60}", 0..=MOST_TAGS);
        let sort = proptest::option::of(proptest::sample::select(Sort::ALL.to_vec()));
        (scope, segments, proptest::option::of("[a-zé ]{1,60}"), tags, sort).prop_map(
            |(scope, segments, team, tags, sort)| BookFilter {
                scope,
                segments,
                team,
                tags,
                sort,
                ..BookFilter::default()
            },
        )
    }

    fn any_ask() -> impl Strategy<Value = MetricsAsk> {
        let period = proptest::sample::select(vec!["qtd", "12m", "2024", "2024-q3", "2024-01-01..2024-12-31"]);
        let period = period.prop_filter_map("a period", PeriodAsked::parse);
        let by = proptest::option::of(proptest::sample::select(GroupBy::ALL.to_vec()));
        (proptest::option::of(period), by, any_filter()).prop_map(|(period, by, of)| {
            let BookFilter { scope, segments, team, tags, .. } = of;
            MetricsAsk { period, by, scope, segments, team, tags }
        })
    }

    fn any_seen() -> impl Strategy<Value = ExpansionSeen> {
        (any::<u128>(), any::<i32>(), any_filter(), any::<i64>()).prop_map(|(bits, version, filter, page)| {
            let page = ExpansionsPage { filter, page };
            ExpansionSeen { expansion: ExpansionId(Uuid::from_u128(bits)), version, page }
        })
    }

    fn any_click() -> impl Strategy<Value = PortfolioClick> {
        let figure = proptest::sample::select(FigureKind::ALL.to_vec());
        let key = proptest::option::of("[a-z0-9-]{0,36}");
        let place = proptest::sample::select(vec![PagePlace::Beside, PagePlace::Instead]);
        prop_oneof![
            any_ask().prop_map(|ask| PortfolioClick::Metrics { ask }),
            (any_ask(), figure, key, any::<i64>(), place)
                .prop_map(|(ask, figure, key, page, place)| PortfolioClick::Behind { ask, figure, key, page, place }),
            any_seen().prop_map(|seen| PortfolioClick::Expansions(seen.page)),
            any_filter().prop_map(|filter| PortfolioClick::Slipped { filter }),
            any_seen().prop_map(PortfolioClick::Choose),
            any_seen().prop_map(PortfolioClick::Contact),
            any_seen().prop_map(PortfolioClick::AskWon),
            any_seen().prop_map(PortfolioClick::AskLost),
        ]
    }

    proptest! {
        #[test]
        fn every_click_comes_back(click in any_click()) {
            let action = Action::Portfolio(click);
            prop_assert!(action.value().len() < 2_000);
            prop_assert_eq!(Action::parse(&format!("{}:2", action.action_id()), &action.value()), Some(action.clone()));
            prop_assert_eq!(Action::parse("something_else", &action.value()), None);
        }

        #[test]
        fn every_form_comes_back(seen in any_seen()) {
            let (expansion, version) = (seen.expansion, seen.version);
            for kind in [ModalKind::ExpansionWon { expansion, version }, ModalKind::ExpansionLost { expansion, version }] {
                prop_assert_eq!(ModalKind::parse(kind.callback_id(), &kind.private_metadata()), Some(kind.clone()));
            }
        }
    }
}
