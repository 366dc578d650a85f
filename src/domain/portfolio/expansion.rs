//! The way of a growing account: flagged by T3, chosen by a person, contacted, won or lost.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::share::Share;
use crate::domain::account::{AccountRef, BookFilter};
use crate::domain::health::Band;
use crate::domain::ids::ExpansionId;
use crate::domain::money::{Money, Totals};
use crate::domain::person::PersonRef;

/// Where an expansion stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExpansionStage {
    /// T3 fired.
    Flagged,
    /// Somebody means to work it.
    Chosen,
    /// The customer was spoken to.
    Contacted,
    /// The customer pays more.
    Won,
    /// Nothing came of it.
    Lost,
}

/// What a person does with one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExpansionMove {
    /// Means to work it.
    Choose,
    /// Has spoken to the customer.
    Contact,
    /// It ends.
    End(ExpansionEnd),
}

/// How one ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExpansionEnd {
    /// With more revenue a year.
    Won(Money),
    /// With nothing, for a reason.
    Lost(Lost),
}

/// Why nothing came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lost {
    /// In words; not empty.
    pub reason: String,
}

impl ExpansionStage {
    /// Every stage, in the order of the way.
    pub const ALL: [Self; 5] = [Self::Flagged, Self::Chosen, Self::Contacted, Self::Won, Self::Lost];

    /// The word that is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Flagged => "flagged",
            Self::Chosen => "chosen",
            Self::Contacted => "contacted",
            Self::Won => "won",
            Self::Lost => "lost",
        }
    }

    /// The stage of a stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.as_str() == word)
    }

    /// Where a move leads; `None` when it is no move from here: back, on the spot, or after the end. Stages that are
    /// leapt over count as passed: who is won was chosen and contacted.
    pub fn after(self, step: &ExpansionMove) -> Option<Self> {
        let to = step.to();
        let is_over = matches!(self, Self::Won | Self::Lost);
        (!is_over && self < to).then_some(to)
    }
}

impl ExpansionMove {
    /// The stage that it leads to.
    pub fn to(&self) -> ExpansionStage {
        match self {
            Self::Choose => ExpansionStage::Chosen,
            Self::Contact => ExpansionStage::Contacted,
            Self::End(ExpansionEnd::Won(_)) => ExpansionStage::Won,
            Self::End(ExpansionEnd::Lost(_)) => ExpansionStage::Lost,
        }
    }
}

/// One step of the funnel.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FunnelStep {
    /// Expansions that reached it.
    pub n: i64,
    /// Their accounts' revenue; of the won ones what was won.
    pub amount: Totals,
}

/// How many of the flagged came how far. What is divided is always the won: won / flagged, won / chosen, won / contacted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Funnel {
    /// Flagged, chosen, contacted, won.
    pub steps: [FunnelStep; 4],
    /// Of the flagged, those that were lost.
    pub n_lost: i64,
}

impl Funnel {
    /// The won as a share of the flagged, the chosen and the contacted; `None` where there are none of them.
    pub fn rates(&self) -> [Option<Share>; 3] {
        [0, 1, 2].map(|at| Share::of(self.steps[3].n, self.steps[at].n))
    }
}

/// An expansion in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpansionRow {
    /// Which.
    pub id: ExpansionId,
    /// Of which account.
    pub account: AccountRef,
    /// Where it stands.
    pub stage: ExpansionStage,
    /// Every move raises it.
    pub version: i32,
    /// What the account pays today.
    pub arr: Money,
    /// Its colour.
    pub band: Option<Band>,
    /// The share of its plan's limit that is in use, in per cent.
    pub limit_use: Option<i64>,
    /// Who works it.
    pub owner: Option<PersonRef>,
    /// When it was flagged.
    pub flagged_at: DateTime<Utc>,
}

/// The answer to `expansions`.
#[derive(Clone, Debug, PartialEq)]
pub struct ExpansionsView {
    /// Of which accounts.
    pub filter: BookFilter,
    /// Flagged from here on, to today.
    pub from: NaiveDate,
    /// Today.
    pub as_of: NaiveDate,
    /// How far they came.
    pub funnel: Funnel,
    /// Those that are open, the largest revenue first.
    pub rows: Vec<ExpansionRow>,
    /// Pages are counted from 0.
    pub page: i64,
    /// Rows on a full page.
    pub page_size: i64,
    /// All that are open.
    pub n_open: i64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::money::Currency;

    #[test]
    fn forty_seven_flagged_make_six_won() {
        let step = |n, minor| FunnelStep { n, amount: Totals::of([Money::new(minor, Currency::USD)]).expect("a sum") };
        let steps = [step(47, 210_000_000), step(18, 90_000_000), step(12, 60_000_000), step(6, 3_800_000)];
        let funnel = Funnel { steps, n_lost: 9 };
        let shown = funnel.rates().map(|rate| rate.map(|rate| rate.to_string().replace('\u{A0}', " ")));
        assert_eq!(shown, ["12.8 %", "33.3 %", "50.0 %"].map(|text| Some(text.to_owned())));
        assert_eq!(Funnel::default().rates(), [None; 3]);
    }

    #[test]
    fn the_way_leads_on_and_ends_once() {
        use ExpansionStage::{Chosen, Contacted, Flagged, Lost as LostStage, Won};
        let won = ExpansionMove::End(ExpansionEnd::Won(Money::new(1, Currency::USD)));
        let lost = ExpansionMove::End(ExpansionEnd::Lost(Lost { reason: "no budget".to_owned() }));
        for (from, step, to) in [
            (Flagged, &ExpansionMove::Choose, Some(Chosen)),
            (Flagged, &ExpansionMove::Contact, Some(Contacted)),
            (Chosen, &ExpansionMove::Choose, None),
            (Contacted, &ExpansionMove::Choose, None),
            (Chosen, &won, Some(Won)),
            (Contacted, &lost, Some(LostStage)),
            (Won, &lost, None),
            (LostStage, &won, None),
            (Won, &won, None),
        ] {
            assert_eq!(from.after(step), to, "{from:?} {step:?}");
        }
        assert!(ExpansionStage::ALL.into_iter().all(|stage| ExpansionStage::parse(stage.as_str()) == Some(stage)));
    }
}
