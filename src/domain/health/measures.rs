//! What a factor looks at. `store::health` fills the readings of a whole book by one statement; nothing here asks anyone.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The things that a model may weigh.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Days with any use among the last 28.
    LoginFrequency,
    /// Core features used in the last 28 days, as a share of all core features.
    FeatureAdoption,
    /// Mean daily use of the last 14 days against the 60 days before them: −0.45 is 45 % down.
    UsageTrend,
    /// Days since the last two-way touch, in multiples of the account's effective cadence.
    TouchRecency,
    /// 1 with a champion who has not left, else 0.
    ChampionPresent,
    /// Days since an executive of theirs was last spoken to; no executive known counts as never.
    ExecutiveContact,
    /// Tickets of the last 30 days over the account's own monthly baseline of the 90 before; 1 is as usual.
    TicketVolume,
    /// Hours that the oldest open critical ticket has been open; 0 without one.
    CriticalOpen,
    /// Escalated tickets in 90 days.
    Escalations,
    /// The latest NPS answers' mean, 0 to 10.
    Nps,
    /// The CSAT answers' mean, 1 to 5.
    Csat,
    /// 1 when the running contract renews itself, else 0.
    AutoRenew,
    /// Overdue invoices as a share of ARR.
    OverdueInvoices,
    /// ARR contracted away in 180 days, as a share of what ARR was.
    Contraction,
}

impl Measure {
    /// Every measure, in the order in which people read them.
    pub const ALL: [Self; 14] = [
        Self::LoginFrequency,
        Self::FeatureAdoption,
        Self::UsageTrend,
        Self::TouchRecency,
        Self::ChampionPresent,
        Self::ExecutiveContact,
        Self::TicketVolume,
        Self::CriticalOpen,
        Self::Escalations,
        Self::Nps,
        Self::Csat,
        Self::AutoRenew,
        Self::OverdueInvoices,
        Self::Contraction,
    ];

    /// The word in model files and storage.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::LoginFrequency => "login_frequency",
            Self::FeatureAdoption => "feature_adoption",
            Self::UsageTrend => "usage_trend",
            Self::TouchRecency => "touch_recency",
            Self::ChampionPresent => "champion_present",
            Self::ExecutiveContact => "executive_contact",
            Self::TicketVolume => "ticket_volume",
            Self::CriticalOpen => "critical_open",
            Self::Escalations => "escalations",
            Self::Nps => "nps",
            Self::Csat => "csat",
            Self::AutoRenew => "auto_renew",
            Self::OverdueInvoices => "overdue_invoices",
            Self::Contraction => "contraction",
        }
    }

    /// The word's measure.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|measure| measure.as_str() == word)
    }

    /// How finely people read it, in its own unit: whole days, whole per cent, tenths of an answer.
    fn grain(self) -> f64 {
        match self {
            Self::LoginFrequency
            | Self::ChampionPresent
            | Self::ExecutiveContact
            | Self::CriticalOpen
            | Self::Escalations
            | Self::AutoRenew => 1.0,
            Self::TicketVolume | Self::Nps | Self::Csat => 0.1,
            Self::FeatureAdoption
            | Self::UsageTrend
            | Self::TouchRecency
            | Self::OverdueInvoices
            | Self::Contraction => 0.01,
        }
    }

    /// A value as people read it, rounded so that nothing is lost: up where `direction` is positive, else down.
    pub(super) fn rounded_towards(self, value: f64, direction: f64) -> f64 {
        let (grain, noise) = (self.grain(), 1e-9);
        let grains = value / grain;
        let whole = if 0.0 < direction { (grains - noise).ceil() } else { (grains + noise).floor() };
        whole * grain
    }
}

/// One measure of one account: its value, what it is held against, and the day it was true.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// In the measure's own unit.
    pub value: f64,
    /// The account's own usual, where the measure has one.
    pub baseline: Option<f64>,
    /// The last day of the data behind it.
    pub as_of: NaiveDate,
}

/// Everything known of one account. A measure that is absent is unknown: it never reads as good or bad.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Measures {
    /// The readings that exist.
    pub readings: BTreeMap<Measure, Reading>,
    /// Days since the first thing that was recorded of the account.
    pub days_of_history: i64,
}

impl Measures {
    /// The same with one more reading, for chains.
    #[must_use]
    pub fn with(mut self, measure: Measure, value: f64, as_of: NaiveDate) -> Self {
        self.readings.insert(measure, Reading { value, baseline: None, as_of });
        self
    }
}
