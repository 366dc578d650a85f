//! An answer that somebody showed to a channel: a snapshot of what they saw.

use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::account::{AccountRef, WhyView};
use super::person::Deed;
use super::plan::PlanView;
use super::renewal::{ForecastView, RenewalsView};

/// What was shown, as it was gathered for whoever showed it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SharedAnswer {
    /// A score, explained.
    Why(Box<WhyView>),
    /// A success plan.
    Plan(Box<PlanView>),
    /// A renewal with what was said of it.
    Forecast(Box<ForecastView>),
    /// A page of renewals.
    Renewals(Box<RenewalsView>),
}

/// The same in a channel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ShownAnswer {
    /// What was shown.
    pub answer: SharedAnswer,
    /// Who showed it, and when.
    pub by: Deed,
    /// Their clock.
    pub zone: Tz,
}

impl SharedAnswer {
    /// The account that it is about; `None`: several.
    pub fn account(&self) -> Option<&AccountRef> {
        match self {
            Self::Why(view) => Some(&view.account.account),
            Self::Plan(view) => Some(&view.account),
            Self::Forecast(view) => Some(&view.row.renewal.account),
            Self::Renewals(_) => None,
        }
    }

    /// The verb that gives it.
    pub fn verb(&self) -> &'static str {
        match self {
            Self::Why(_) => "why",
            Self::Plan(_) => "plan",
            Self::Forecast(_) => "forecast",
            Self::Renewals(_) => "renewals",
        }
    }
}
