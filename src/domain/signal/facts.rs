//! What the rules look at: one account on one day, read together. What is not known is `None`, never a guess.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::SignalKind;
use crate::domain::health::{Assessment, Band, Measure, Milli};
use crate::domain::ids::{AccountId, BandChangeId};
use crate::domain::renewal::Category;
use crate::domain::segment::Segment;

/// One account, as far as signals are concerned.
#[derive(Clone, Debug, PartialEq)]
pub struct Facts {
    /// Which account.
    pub account: AccountId,
    /// The organisation's day.
    pub today: NaiveDate,
    /// Now.
    pub now: DateTime<Utc>,
    /// The account's first day.
    pub started_on: NaiveDate,
    /// Its effective segment.
    pub segment: Segment,
    /// ARR in whole units of its own currency.
    pub arr_whole: i64,
    /// Its colour; `None` when there is not enough data for one.
    pub band: Option<Band>,
    /// The last change of colour, if it ever changed, and whether an earlier look saw it.
    pub change: Option<Change>,
    /// Where use stands against its own baseline.
    pub usage: Usage,
    /// The share of the plan's limit in use.
    pub limit_use: Option<f64>,
    /// T3 is silent before this day.
    pub expansion_muted_until: Option<NaiveDate>,
    /// Critical tickets that are open; `None` when no ticket was ever delivered.
    pub critical: Option<Vec<OpenTicket>>,
    /// The contract that ends next.
    pub contract: Option<Contract>,
    /// Who is known there.
    pub champion: Option<Champion>,
    /// When somebody last had a two-way contact; `None` when no touch was ever delivered.
    pub touch: Option<LastTouch>,
    /// Its way to value; `None` when the organisation keeps no milestones.
    pub way: Option<Way>,
    /// The latest NPS answer: the number, the day, the words.
    pub nps: Option<(f64, NaiveDate, String)>,
    /// A person's call that stands, and its last day.
    pub pulse: Option<(Band, NaiveDate)>,
    /// Rules that somebody silenced on it.
    pub muted: Vec<SignalKind>,
}

/// A change of colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// Which.
    pub id: BandChangeId,
    /// From, with the score.
    pub from: (Band, Option<Milli>),
    /// To, with the score.
    pub to: (Band, Option<Milli>),
    /// When.
    pub at: DateTime<Utc>,
    /// Whether an earlier look saw it.
    pub is_seen: bool,
}

/// Use against the account's own baseline. Falls: 0.3 is 30 % less, below 0 is a rise.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Usage {
    /// The fall of the last 14 days against the 60 before them, and the mean uses a day of those.
    pub decline: Option<(f64, f64)>,
    /// The fall of logins in 30 days.
    pub logins_down: Option<f64>,
    /// The fall of use in 30 days.
    pub usage_down: Option<f64>,
    /// The share of the usage factors' points that it earned.
    pub engagement: Option<f64>,
}

/// A ticket that is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenTicket {
    /// Since when.
    pub opened_at: DateTime<Utc>,
    /// What about.
    pub subject: String,
}

/// The contract that ends next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contract {
    /// Its last day; `None`: it runs on until somebody ends it.
    pub ends_on: Option<NaiveDate>,
    /// What somebody forecast of it.
    pub forecast: Option<Category>,
    /// Whether a contract that begins later follows it.
    pub is_followed: bool,
    /// The first day of the newest contract that runs, where an earlier one ran before it.
    pub renewed_on: Option<NaiveDate>,
}

/// Whether somebody speaks for us there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Champion {
    /// Somebody does.
    There,
    /// The last one left.
    Left {
        /// Who.
        name: String,
        /// When.
        on: NaiveDate,
    },
    /// People are known there, and nobody ever did.
    Never,
}

/// The last two-way contact of anybody with the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LastTouch {
    /// When; `None`: never any.
    pub on: Option<NaiveDate>,
}

/// How far an account is on its way to value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Way {
    /// Milestones of the account's own.
    pub n: i64,
    /// Whether first value is reached.
    pub first_value_reached: bool,
    /// The milestone that is overdue longest.
    pub overdue: Option<(String, NaiveDate)>,
}

impl Usage {
    /// What an assessment says of use; the falls of 30 days are read apart.
    pub fn of(assessment: &Assessment) -> Self {
        let known: Vec<_> =
            assessment.factors.iter().filter(|factor| is_usage(factor.measure) && factor.is_known()).collect();
        let sum = |points: fn(&crate::domain::health::FactorScore) -> Milli| -> i64 {
            known.iter().map(|factor| i64::from(points(factor).0)).sum()
        };
        let (earned, possible) = (sum(|factor| factor.points), sum(|factor| factor.effective));
        #[expect(clippy::cast_precision_loss, reason = "at most 100,000")]
        let engagement = (0 < possible).then(|| earned as f64 / possible as f64);
        let trend = known.iter().find(|factor| factor.measure == Measure::UsageTrend);
        let reading = trend.and_then(|factor| factor.reading);
        let decline = reading.and_then(|reading| reading.baseline.map(|baseline| (-reading.value, baseline)));
        Self { decline, engagement, ..Self::default() }
    }
}

fn is_usage(measure: Measure) -> bool {
    matches!(measure, Measure::LoginFrequency | Measure::FeatureAdoption | Measure::UsageTrend)
}

impl Facts {
    /// The day of the account's life, from 0.
    pub fn day(&self) -> i64 {
        (self.today - self.started_on).num_days()
    }

    /// Days to contract end, where one is known.
    pub fn renewal_in_days(&self) -> Option<i64> {
        let ends_on = self.contract?.ends_on?;
        Some((ends_on - self.today).num_days())
    }

    /// The critical tickets that have been open for longer than so many hours, the oldest first.
    pub fn critical_for_longer_than(&self, hours: i64) -> Vec<&OpenTicket> {
        let limit = TimeDelta::hours(hours);
        let mut tickets: Vec<_> =
            self.critical.iter().flatten().filter(|ticket| limit < self.now - ticket.opened_at).collect();
        tickets.sort_by_key(|ticket| ticket.opened_at);
        tickets
    }
}
