//! The pack of a quarterly business review: what the data says of one account and quarter, and nothing else. What is not
//! known is `None`, never a zero.

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::account::{AccountRef, RenewalLine};
use super::advocacy::Advocacy;
use super::feedback::FeedbackLine;
use super::health::{Band, Milli};
use super::money::{Money, Totals};
use super::person::PersonRef;
use super::plan::{Milestone, MilestoneState, PlanView, ValueLine};
use super::portfolio::{ExpansionStage, Period, PeriodAsked};
use super::reason::Reason;
use super::risks::SignalLine;
use super::segment::Segment;
use super::touch::TouchKind;

/// Fewer peers say nothing about a median.
pub const LEAST_PEERS: i64 = 5;
/// In a quarter's first days the one before is meant.
const SETTLING_DAYS: i64 = 30;

/// The quarter of a typed word: `2026-q1` or `2026Q1`.
pub fn quarter(word: &str) -> Option<PeriodAsked> {
    let word = word.to_lowercase();
    let word = if word.contains("-q") { word } else { word.replacen('q', "-q", 1) };
    PeriodAsked::parse(&word).filter(|asked| matches!(asked, PeriodAsked::Quarter(..)))
}

/// The quarter that is meant when none is named: the running one; in its first thirty days the one before, which is what
/// people review then.
pub fn usual_quarter(today: NaiveDate) -> PeriodAsked {
    let running = Period::quarter_of(today);
    let day = if (today - running.from).num_days() < SETTLING_DAYS { running.eve() } else { today };
    PeriodAsked::Quarter(day.year(), day.month0() / 3 + 1)
}

/// As what somebody wants the pack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QbrShape {
    /// A message.
    Message,
    /// A Markdown file.
    Markdown,
}

/// Everything in the pack.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct QbrPack {
    /// Whose.
    pub account: AccountRef,
    /// Which quarter.
    pub asked: PeriodAsked,
    /// Its days.
    pub period: Period,
    /// Its last day, or today while it runs.
    pub as_of: NaiveDate,
    /// The day on which it was gathered.
    pub today: NaiveDate,
    /// When it was gathered.
    pub gathered_at: DateTime<Utc>,
    /// Who works the account.
    pub owner: Option<PersonRef>,
    /// Its segment today.
    pub segment: Segment,
    /// Its yearly revenue today.
    pub arr: Money,
    /// How much the product is used.
    pub usage: Usage,
    /// How broadly: on the eve of the quarter, and at its end.
    pub adoption: (Adoption, Adoption),
    /// What support had to do; `None`: no ticket of anybody's was ever fed in.
    pub support: Option<Support>,
    /// What people answered.
    pub sentiment: Sentiment,
    /// What was spoken.
    pub touches: Touches,
    /// What they asked of the product in the quarter: the last of it, and how much there was in all.
    #[serde(default)]
    pub asks: (Vec<FeedbackLine>, i64),
    /// What they agreed to do for us in the quarter, or did.
    #[serde(default)]
    pub advocacy: Vec<Advocacy>,
    /// The score on the eve of the quarter.
    pub health_before: Option<Scored>,
    /// The score at its end.
    pub health_after: Option<Scored>,
    /// The score as it stood 90 days before its end, and from there on each time it was written anew, oldest first; `None`:
    /// withheld.
    #[serde(default)]
    pub history: Vec<(NaiveDate, Option<Milli>)>,
    /// The success plan with its values, as it stands today.
    pub plan: PlanView,
    /// The account beside its segment.
    pub benchmark: Benchmark,
    /// Expansions that are open, or ended in the quarter.
    pub expansions: Vec<ExpansionLine>,
    /// The running contract's end.
    pub renewal: Option<RenewalLine>,
}

/// Uses of the product as a whole, a day on average.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Usage {
    /// In the quarter.
    pub mean: Option<f64>,
    /// Over so many days that the feed has delivered.
    pub n_days: i64,
    /// In the sixty days before it.
    pub baseline: Option<f64>,
    /// Of which the account was there for so many.
    pub n_baseline_days: i64,
    /// The feed's last day in the quarter.
    pub as_of: Option<NaiveDate>,
}

impl Usage {
    /// The change against the baseline: −0.45 is down by 45 %.
    pub fn change(&self) -> Option<f64> {
        let (mean, baseline) = self.mean.zip(self.baseline)?;
        (0.0 < baseline).then(|| mean / baseline - 1.0)
    }
}

/// Who uses the product, and what of it, in the 28 days up to a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adoption {
    /// The most people active on one of the days.
    pub active_users: Option<i32>,
    /// Seats, as they are today.
    pub seats: Option<i32>,
    /// Core features in use; `None` while nothing was fed in.
    pub used_features: Option<i64>,
    /// Core features that there are, as of today.
    pub core_features: Option<i32>,
    /// The last of the days.
    pub as_of: Option<NaiveDate>,
}

/// Tickets of the quarter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Support {
    /// Opened in it.
    pub n_opened: i64,
    /// Of them critical.
    pub n_critical: i64,
    /// Closed in it.
    pub n_closed: i64,
    /// Half of those took less time, half more; hours.
    pub median_hours: Option<f64>,
    /// Open at its end.
    pub n_open: i64,
}

/// Answers of the quarter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Sentiment {
    /// NPS answers.
    pub n_nps: i64,
    /// 9 and 10.
    pub n_promoters: i64,
    /// 0 to 6.
    pub n_detractors: i64,
    /// CSAT answers.
    pub n_csat: i64,
    /// Their mean, 1 to 5.
    pub csat: Option<f64>,
    /// The day of the last answer of either.
    pub as_of: Option<NaiveDate>,
}

impl Sentiment {
    /// Promoters less detractors in per cent of all answers; `None` without any.
    pub fn nps(&self) -> Option<i64> {
        (0 < self.n_nps).then(|| {
            let points = (self.n_promoters - self.n_detractors) * 100;
            // Half a point is rounded away from 0, as people do.
            (2 * points + points.signum() * self.n_nps) / (2 * self.n_nps)
        })
    }
}

/// Touches of the quarter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Touches {
    /// How many of each kind, the most frequent first.
    pub by_kind: Vec<(TouchKind, i64)>,
    /// Of all, those that the customer answered.
    pub n_two_way: i64,
    /// The day of the last one.
    pub last_on: Option<NaiveDate>,
}

/// A score of the past.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scored {
    /// Its day.
    pub day: NaiveDate,
    /// Its colour.
    pub band: Option<Band>,
    /// The score.
    pub score: Option<Milli>,
    /// Why, the dearest first.
    pub reasons: Vec<Reason>,
}

/// The account beside the others of its segment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Benchmark {
    /// Which segment, by revenue on the eve of the quarter.
    pub segment: Option<Segment>,
    /// Health scores.
    pub health: Beside,
    /// Active users in per cent of the seats.
    pub seats: Beside,
    /// Core features in use, in per cent of all.
    pub features: Beside,
    /// As of this day.
    pub as_of: NaiveDate,
}

/// A figure beside its median.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Beside {
    /// The account's own.
    pub own: Option<f64>,
    /// The median of the others.
    pub median: Option<f64>,
    /// How many others have the figure.
    pub n: i64,
}

impl Beside {
    /// The median, where enough others have the figure.
    pub fn told_median(&self) -> Option<f64> {
        self.median.filter(|_| LEAST_PEERS <= self.n)
    }
}

/// A growth of the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpansionLine {
    /// Where it stands.
    pub stage: ExpansionStage,
    /// What it was won for.
    pub amount: Option<Money>,
    /// When it was flagged.
    pub flagged_on: NaiveDate,
    /// When it ended.
    pub ended_on: Option<NaiveDate>,
}

/// What the value that was realised is, beside what the customer pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Roi {
    /// So many times the yearly revenue, in the same currency.
    Times {
        /// All value of that currency since the beginning.
        value: Money,
        /// The yearly revenue.
        arr: Money,
        /// Value by revenue, in tenths.
        tenths: i64,
    },
    /// Value is recorded in other currencies only: nothing here is converted.
    OtherCurrency,
    /// Nothing is paid.
    NoRevenue,
    /// No value is recorded.
    NoValue,
}

impl QbrPack {
    /// Values that began in the quarter.
    pub fn values(&self) -> Vec<&ValueLine> {
        let values = self.plan.values.iter();
        values.filter(|value| self.period.from <= value.on && value.on <= self.as_of).collect()
    }

    /// What was realised up to the quarter's end, and in it.
    pub fn realised(&self) -> (Totals, Totals) {
        let all = self.plan.values.iter().filter(|value| value.on <= self.as_of);
        let sum = |amounts: Vec<Money>| Totals::of(amounts).unwrap_or_default();
        let within = self.values().into_iter().map(|value| value.amount).collect();
        (sum(all.map(|value| value.amount).collect()), sum(within))
    }

    /// Value beside revenue.
    pub fn roi(&self) -> Roi {
        let (all, _) = self.realised();
        let value = all.get(self.arr.currency);
        match (all.iter().next().is_some(), value.minor, self.arr.minor) {
            (false, _, _) => Roi::NoValue,
            (true, 0, _) => Roi::OtherCurrency,
            (true, _, ..=0) => Roi::NoRevenue,
            (true, value_minor, arr_minor) => {
                let tenths = (i128::from(value_minor) * 20 + i128::from(arr_minor)) / (2 * i128::from(arr_minor));
                Roi::Times { value, arr: self.arr, tenths: i64::try_from(tenths).unwrap_or(i64::MAX) }
            }
        }
    }

    /// Milestones due in the quarter that are in a state.
    pub fn milestones(&self, state: MilestoneState) -> Vec<&Milestone> {
        let of_quarter = |milestone: &&Milestone| {
            let day = match (&milestone.ended, state) {
                (Some(deed), MilestoneState::Done) => deed.at.date_naive(),
                _ => milestone.due_on,
            };
            milestone.state == state && self.period.from <= day && day <= self.period.to
        };
        self.plan.milestones.iter().filter(of_quarter).collect()
    }

    /// Milestones that are open and due up to the end of the next quarter: overdue ones too.
    pub fn ahead(&self) -> Vec<&Milestone> {
        let next = Period::quarter_of(self.period.to + TimeDelta::days(1));
        let open = self.plan.milestones.iter().filter(|milestone| milestone.state == MilestoneState::Open);
        open.filter(|milestone| milestone.due_on <= next.to).collect()
    }

    /// Signals that are going on and are risks.
    pub fn risks(&self) -> Vec<&SignalLine> {
        self.plan.signals.iter().filter(|line| line.kind.is_risk()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quarters_are_typed_in_two_ways() {
        let first = Some(PeriodAsked::Quarter(2026, 1));
        for word in ["2026-q1", "2026q1", "2026Q1", "2026-Q1"] {
            assert_eq!(quarter(word), first, "{word}");
        }
        for word in ["2026", "q1", "2026q5", "qtd", "12m", "", "2026-01-01..2026-03-31"] {
            assert_eq!(quarter(word), None, "{word}");
        }
    }

    #[test]
    fn the_first_month_of_a_quarter_reviews_the_one_before() {
        let usual = |day: &str| usual_quarter(day.parse().expect("a day"));
        assert_eq!(usual("2026-01-30"), PeriodAsked::Quarter(2025, 4));
        assert_eq!(usual("2026-01-31"), PeriodAsked::Quarter(2026, 1));
        assert_eq!(usual("2026-03-31"), PeriodAsked::Quarter(2026, 1));
        assert_eq!(usual("2026-04-01"), PeriodAsked::Quarter(2026, 1));
    }

    #[test]
    fn nps_is_rounded_as_people_do() {
        let nps = |n_nps, n_promoters, n_detractors| {
            Sentiment { n_nps, n_promoters, n_detractors, ..Sentiment::default() }.nps()
        };
        assert_eq!(nps(0, 0, 0), None);
        assert_eq!(
            [nps(3, 2, 1), nps(3, 1, 2), nps(8, 1, 0), nps(8, 0, 1)],
            [Some(33), Some(-33), Some(13), Some(-13)]
        );
    }

    #[test]
    fn a_median_of_few_is_withheld() {
        let beside = |n| Beside { own: Some(40.0), median: Some(60.0), n };
        assert_eq!([beside(4).told_median(), beside(5).told_median()], [None, Some(60.0)]);
    }
}
