//! How likely a renewal is by rule, and what a category counts for.

use serde::{Deserialize, Serialize};

use super::fault::at_least;
use crate::domain::renewal::Category;

/// Per cent: where a likelihood starts, what is added or taken, and the weight of each category.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RenewalRules {
    /// Where every renewal starts.
    pub likelihood_start: i64,
    /// Added for a green account.
    pub green: i64,
    /// For a yellow one.
    pub yellow: i64,
    /// For a red one.
    pub red: i64,
    /// When there is not enough data for a colour.
    pub unknown_health: i64,
    /// When the contract renews itself.
    pub auto_renew: i64,
    /// When the champion left and nobody took over.
    pub champion_left: i64,
    /// When no executive of theirs was spoken to.
    pub no_executive_contact: i64,
    /// When use falls.
    pub usage_falling: i64,
    /// When use grows.
    pub usage_growing: i64,
    /// While a critical ticket is open too long.
    pub critical_ticket: i64,
    /// When the last NPS answer was a detractor's.
    pub detractor: i64,
    /// When it was a promoter's.
    pub promoter: i64,
    /// While a play runs.
    pub play_running: i64,
    /// What a committed amount counts for.
    pub commit_weight: i64,
    /// A likely one.
    pub likely_weight: i64,
    /// A best case.
    pub best_case_weight: i64,
    /// One at risk.
    pub at_risk_weight: i64,
    /// Rule and person disagree when the likelihood is so many points from the category's weight.
    pub disagreement_from: i64,
    /// A forecast of more than so many times what the contract is worth is a slip of the finger.
    pub most_times_arr: i64,
}

impl RenewalRules {
    /// What an amount of a category counts for, in per cent.
    pub fn weight(&self, category: Category) -> i64 {
        match category {
            Category::Commit => self.commit_weight,
            Category::Likely => self.likely_weight,
            Category::BestCase => self.best_case_weight,
            Category::AtRisk => self.at_risk_weight,
        }
    }

    pub(super) fn check(&self) -> Result<(), (&'static str, String)> {
        for (name, value) in [
            ("likelihood_start", self.likelihood_start),
            ("commit_weight", self.commit_weight),
            ("likely_weight", self.likely_weight),
            ("best_case_weight", self.best_case_weight),
            ("at_risk_weight", self.at_risk_weight),
        ] {
            at_least(name, value, 0)?;
            if 100 < value {
                return Err((name, format!("{name} is {value}; it is a per cent of at most 100")));
            }
        }
        for (name, value) in [
            ("green", self.green),
            ("yellow", self.yellow),
            ("red", self.red),
            ("unknown_health", self.unknown_health),
            ("auto_renew", self.auto_renew),
            ("champion_left", self.champion_left),
            ("no_executive_contact", self.no_executive_contact),
            ("usage_falling", self.usage_falling),
            ("usage_growing", self.usage_growing),
            ("critical_ticket", self.critical_ticket),
            ("detractor", self.detractor),
            ("promoter", self.promoter),
            ("play_running", self.play_running),
        ] {
            if !(-100..=100).contains(&value) {
                return Err((name, format!("{name} is {value}; it must be between -100 and 100")));
            }
        }
        at_least("disagreement_from", self.disagreement_from, 1)?;
        at_least("most_times_arr", self.most_times_arr, 1)
    }
}
