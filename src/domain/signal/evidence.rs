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
        /// The fall of logins (days with use) in 30 days, above 0.
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
