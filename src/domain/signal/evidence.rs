//! What a rule saw when it fired, as data; the card, the digest and the file each find their words.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::domain::health::{Band, Milli};
use crate::domain::renewal::Category;

/// The numbers that made a rule true. Shares: 0.45 is 45 %.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "of")]
pub enum Evidence {
    /// T1.
    RedTransition {
        /// The colour before.
        from: Band,
        /// The score before.
        from_score: Option<Milli>,
        /// The score that turned it red.
        to_score: Option<Milli>,
        /// When it turned.
        at: DateTime<Utc>,
    },
    /// T2.
    ValueAtRisk {
        /// ARR in whole units.
        arr_whole: i64,
        /// The fall of use against the own baseline, above 0.
        usage_down: f64,
        /// Mean uses a day in the baseline.
        baseline: f64,
    },
    /// T3.
    ExpansionReady {
        /// The share of the limit in use.
        limit_use: f64,
        /// The share of the usage dimension's points.
        engagement: f64,
    },
    /// T4.
    CriticalTicket {
        /// When the oldest open one was opened.
        since: DateTime<Utc>,
        /// What about.
        subject: String,
        /// How many are open that long.
        n: i64,
    },
    /// T5.
    RenewalAtRisk {
        /// Contract end.
        ends_on: NaiveDate,
        /// Days to it.
        in_days: i64,
        /// Red or yellow.
        band: Option<Band>,
        /// What somebody forecast, when that is why.
        forecast: Option<Category>,
    },
    /// T6.
    UsageCliff {
        /// The fall of logins in 30 days, above 0; of days with use, where the feed counts no logins.
        logins_down: Option<f64>,
        /// The fall of use in 30 days, above 0.
        usage_down: Option<f64>,
    },
    /// T7.
    ChampionLeft {
        /// Who, when one left.
        name: Option<String>,
        /// When.
        left_on: Option<NaiveDate>,
    },
    /// T8.
    GoneQuiet {
        /// Days since the last two-way contact; `None`: never any.
        silent_days: Option<i64>,
        /// Days between contacts that there should be.
        cadence_days: i64,
    },
    /// T9.
    OnboardingLate {
        /// The milestone that is overdue longest, and since when; `None` when only first value is missing.
        milestone: Option<(String, NaiveDate)>,
        /// The day of the account's life, from 0.
        day: i64,
    },
    /// T10.
    Detractor {
        /// The answer, 0 to 6.
        score: f64,
        /// When.
        answered_on: NaiveDate,
        /// What they wrote.
        comment: String,
    },
    /// T11.
    Disagreement {
        /// The person's call.
        pulse: Band,
        /// The score's colour.
        band: Band,
        /// Days to contract end, when that is why one band is enough.
        renewal_in_days: Option<i64>,
    },
}

/// A fall or a share that moved by less is the same story.
const WORTH_TELLING: f64 = 0.05;

impl Evidence {
    /// Whether the rule came true once more: another ticket, another answer, another person who left.
    pub fn is_again(&self, before: &Self) -> bool {
        match (self, before) {
            (Self::RedTransition { at, .. }, Self::RedTransition { at: then, .. }) => then < at,
            (Self::CriticalTicket { since, n, .. }, Self::CriticalTicket { since: then, n: n_then, .. }) => {
                n_then < n || (then < since && n_then <= n)
            }
            (Self::ChampionLeft { left_on, .. }, Self::ChampionLeft { left_on: then, .. }) => then < left_on,
            (Self::OnboardingLate { milestone, .. }, Self::OnboardingLate { milestone: then, .. }) => {
                milestone.is_some() && milestone != then
            }
            (Self::Detractor { answered_on, .. }, Self::Detractor { answered_on: then, .. }) => then < answered_on,
            _ => false,
        }
    }

    /// Whether it says more than that time went by, so that a card is worth drawing again.
    pub fn is_news(&self, before: &Self) -> bool {
        match (self, before) {
            (
                Self::ValueAtRisk { arr_whole, usage_down, .. },
                Self::ValueAtRisk { arr_whole: arr_then, usage_down: then, .. },
            ) => arr_whole != arr_then || moved(*usage_down, *then),
            (
                Self::ExpansionReady { limit_use, engagement },
                Self::ExpansionReady { limit_use: limit_then, engagement: then },
            ) => moved(*limit_use, *limit_then) || moved(*engagement, *then),
            (
                Self::RenewalAtRisk { ends_on, band, forecast, .. },
                Self::RenewalAtRisk { ends_on: end_then, band: band_then, forecast: forecast_then, .. },
            ) => (ends_on, band, forecast) != (end_then, band_then, forecast_then),
            (
                Self::UsageCliff { logins_down, usage_down },
                Self::UsageCliff { logins_down: logins_then, usage_down: then },
            ) => shifted(*logins_down, *logins_then) || shifted(*usage_down, *then),
            (
                Self::GoneQuiet { silent_days, cadence_days },
                Self::GoneQuiet { silent_days: then, cadence_days: cadence_then },
            ) => cadence_days != cadence_then || silent_days.is_some() != then.is_some() || silent_days < then,
            (Self::OnboardingLate { milestone, .. }, Self::OnboardingLate { milestone: then, .. }) => milestone != then,
            (
                Self::Disagreement { pulse, band, renewal_in_days },
                Self::Disagreement { pulse: pulse_then, band: band_then, renewal_in_days: then },
            ) => (pulse, band, renewal_in_days.is_some()) != (pulse_then, band_then, then.is_some()),
            _ => self != before,
        }
    }
}

fn moved(now: f64, then: f64) -> bool {
    WORTH_TELLING <= (now - then).abs()
}

fn shifted(now: Option<f64>, then: Option<f64>) -> bool {
    match (now, then) {
        (Some(now), Some(then)) => moved(now, then),
        (now, then) => now.is_some() != then.is_some(),
    }
}
