//! The portfolio's figures as people look at them.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::ask::{FigureKind, GroupBy, MetricsAsk};
use super::charted::Charted;
use super::measures::TimeToValue;
use super::period::{Period, PeriodAsked};
use super::retention::{Retention, Standing};
use super::share::Share;
use crate::domain::account::AccountRef;
use crate::domain::health::Band;
use crate::domain::money::{Currency, Money, Totals};
use crate::domain::segment::Segment;

/// A group of accounts: nothing in common, or what the grouping says.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Group {
    /// What it is found by again: a segment's word, a person's id, a team, `2024-q3`. Empty: the whole, or nobody's.
    pub key: String,
    /// What people call it.
    pub label: String,
}

/// A group's money in one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slice {
    /// Which.
    pub currency: Currency,
    /// What became of its cohort.
    pub retention: Retention,
    /// Accounts with revenue as of the day.
    pub n_end: i64,
    /// Their revenue.
    pub end_minor: i64,
    /// Of these, who came after the period began.
    pub n_new: i64,
    /// Their revenue.
    pub new_minor: i64,
    /// Of all with revenue, the red ones.
    pub n_red: i64,
    /// Their revenue: what is at risk.
    pub red_minor: i64,
}

/// What is counted of a group whatever its currency.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Accounts that were customers at some time in the quarter of the as-of day: the programme.
    pub n_programme: i64,
    /// Those of them that a person touched in it.
    pub n_touched: i64,
    /// Accounts with revenue whose seats and users are both known.
    pub n_seats_known: i64,
    /// Their seats.
    pub seats: i64,
    /// The most people active on a day of the last 28, each account at most its seats.
    pub active_users: i64,
    /// Accounts with revenue whose core features are known.
    pub n_features_known: i64,
    /// Their core features.
    pub core_features: i64,
    /// Features used in 28 days, each account at most its core features.
    pub used_features: i64,
    /// Days from start to first value of who started in the period and has one to reach; `None` where it is not reached.
    pub first_value_days: Vec<Option<i64>>,
}

/// The figures of one group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GroupFigures {
    /// Which.
    pub group: Group,
    /// Its money, a currency after another.
    pub slices: Vec<Slice>,
    /// The rest.
    pub counts: Counts,
}

/// The figures of one period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeriodFigures {
    /// As it was asked for.
    pub asked: PeriodAsked,
    /// Its days.
    pub period: Period,
    /// The day as of which it is told.
    pub as_of: NaiveDate,
    /// All accounts as one, or each group with an account in it.
    pub groups: Vec<GroupFigures>,
}

/// Accounts that went from a colour to another, or kept it, with their revenue as of the later day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flow {
    /// The colour on the eve; `None`: not enough data, or no score yet.
    pub from: Option<Band>,
    /// The colour as of the day.
    pub to: Option<Band>,
    /// Accounts.
    pub n: i64,
    /// Their revenue.
    pub arr: Totals,
}

/// The estimate of what an account of a segment is worth while it stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lifetime {
    /// The segment.
    pub segment: Segment,
    /// Revenue of an average account of it today.
    pub average_arr: Money,
    /// Accounts lost in twelve months of those at their start; `None`: no cohort.
    pub churn: Option<Share>,
    /// The estimate; `None` where nobody left or no cohort was there.
    pub value: Option<Money>,
}

/// A theme that comes again and again in tickets and feedback: one item for product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theme {
    /// What customers write about; their words.
    pub theme: String,
    /// Tickets.
    pub n_tickets: i64,
    /// Feedback that people recorded.
    pub n_feedback: i64,
    /// Accounts.
    pub n_accounts: i64,
    /// Their revenue.
    pub arr: Totals,
}

/// The answer to `metrics`.
#[derive(Clone, Debug, PartialEq)]
pub struct MetricsView {
    /// What was asked.
    pub ask: MetricsAsk,
    /// The reader's day.
    pub today: NaiveDate,
    /// One period, or the quarter to date and twelve months.
    pub periods: Vec<PeriodFigures>,
    /// Colours from the eve of the first of the periods, the shortest, to its as-of day.
    pub flows: Vec<Flow>,
    /// Messages delivered / attempted in the last of the periods, by the whole organisation; `None`: none attempted.
    pub delivery: Option<Share>,
    /// Lifetime values by segment and currency.
    pub lifetimes: Vec<Lifetime>,
    /// The share of revenue that lifetime values are of.
    pub gross_margin: f64,
    /// CSMs of the organisation; `None` in a view of one's own book or of some segments.
    pub n_csms: Option<i64>,
    /// Recurring themes: times, days, and what came so often.
    pub themes: (i64, i64, Vec<Theme>),
    /// How the accounts went; nothing in groups, and in a view of some segments: who was of a segment then is not kept.
    pub charted: Charted,
}

/// An account behind a figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BehindRow {
    /// Which.
    pub account: AccountRef,
    /// Its currency.
    pub currency: Currency,
    /// How it stood.
    pub standing: Standing,
    /// Its colour as of the day.
    pub band: Option<Band>,
    /// Active users and seats, where both are known.
    pub seats: Option<(i64, i64)>,
    /// Features in use and core features, where known.
    pub features: Option<(i64, i64)>,
    /// When it became a customer.
    pub started_on: NaiveDate,
    /// When it reached its first value.
    pub first_value_on: Option<NaiveDate>,
}

/// A page of the accounts behind a figure.
#[derive(Clone, Debug, PartialEq)]
pub struct BehindView {
    /// What was asked; its period is one.
    pub ask: MetricsAsk,
    /// Which figure.
    pub figure: FigureKind,
    /// Of which group; `None`: of all of them.
    pub group: Option<Group>,
    /// The days of the figure: the quarter's for who was touched.
    pub period: Period,
    /// The day as of which it is told.
    pub as_of: NaiveDate,
    /// The rows.
    pub rows: Vec<BehindRow>,
    /// Pages are counted from 0.
    pub page: i64,
    /// Rows on a full page.
    pub page_size: i64,
    /// All accounts behind the figure.
    pub n: i64,
}

impl GroupFigures {
    /// Accounts with revenue as of the day, in all currencies: counts may be added.
    pub fn n_end(&self) -> i64 {
        self.slices.iter().map(|slice| slice.n_end).sum()
    }
}

impl Counts {
    /// Active users / seats; `None`: unknown of every account.
    pub fn adoption(&self) -> Option<Share> {
        Share::of(self.active_users, self.seats)
    }

    /// Features in use / core features.
    pub fn features(&self) -> Option<Share> {
        Share::of(self.used_features, self.core_features)
    }

    /// Accounts touched by a person / accounts in the programme.
    pub fn touched(&self) -> Option<Share> {
        Share::of(self.n_touched, self.n_programme)
    }

    /// From start to first value.
    pub fn time_to_value(&self) -> Option<TimeToValue> {
        TimeToValue::of(&self.first_value_days)
    }
}

impl Slice {
    /// Red revenue / revenue.
    pub fn at_risk(&self) -> Option<Share> {
        Share::of(self.red_minor, self.end_minor)
    }
}

impl Group {
    /// A group as its grouping names it: what is found by the key, and the name that goes with it, if there is one.
    pub fn named(by: Option<GroupBy>, key: String, name: Option<String>) -> Self {
        let label = match by {
            None => "all accounts".to_owned(),
            Some(GroupBy::Segment) => key.replace('_', "-"),
            Some(GroupBy::Csm) => name.unwrap_or_else(|| "nobody's".to_owned()),
            Some(GroupBy::Team) if key.is_empty() => "no team".to_owned(),
            Some(GroupBy::Team) => format!("team {key}"),
            Some(GroupBy::Cohort) => format!("started {}", key.replace('-', " ").to_uppercase()),
        };
        Self { key, label }
    }
}
