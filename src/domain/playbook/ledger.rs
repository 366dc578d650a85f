//! What came of runs: each playbook's outcomes, with the number of runs behind every figure. What rests on too few is
//! counted and not told.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::RunOutcome;
use crate::domain::health::Milli;
use crate::domain::money::{Money, MoneyFault, Totals};
use crate::domain::person::PersonRef;
use crate::domain::portfolio::{Period, PeriodAsked};

/// Below so many nothing is told but their number.
pub const LEAST_N: usize = 5;

/// One run, as the ledger keeps it.
#[derive(Clone, Debug, PartialEq)]
pub struct RunEntry {
    /// Of which playbook.
    pub playbook: String,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// When and how it ended; `None` while it runs.
    pub ended: Option<(DateTime<Utc>, RunOutcome)>,
    /// The account's score at its start and its end.
    pub score: (Option<Milli>, Option<Milli>),
    /// Use in thousandths of a per cent of the level before, at its start and its end.
    pub usage: (Option<i64>, Option<i64>),
    /// What the account was worth at its start.
    pub arr: Option<Money>,
    /// When the account left.
    pub churned_at: Option<DateTime<Utc>>,
    /// Its goal.
    pub goal: GoalStand,
    /// Its prompts, by what became of them.
    pub steps: StepCounts,
}

/// How a run stands with its goal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GoalStand {
    /// No rule of it can be judged, or its time is not over.
    Open,
    /// It held before the run began: it is not the run's.
    HeldAtStart,
    /// In time.
    Reached,
    /// Not in time, or the run ended before.
    Missed,
}

/// Prompts by what became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepCounts {
    /// Done.
    pub done: usize,
    /// Skipped, by a person or because they were not needed.
    pub skipped: usize,
    /// Blocked now.
    pub blocked: usize,
}

/// A middle value of so many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Median {
    /// How many there are.
    pub n: usize,
    /// The middle one; `None` when they are too few.
    pub value: Option<i64>,
}

impl Median {
    /// Of thousandths: in whole ones, rounded half up, as a change is told.
    pub fn rounded(self) -> Option<i64> {
        self.value.map(|thousandths| (thousandths + 500).div_euclid(1_000))
    }
}

/// A part of so many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// How many there are.
    pub n: usize,
    /// Those of whom it holds.
    pub n_yes: usize,
}

impl Part {
    /// Whether the share may be told.
    pub fn is_enough(self) -> bool {
        LEAST_N <= self.n
    }

    /// Of things that either hold or not.
    pub fn of(each: impl IntoIterator<Item = bool>) -> Self {
        each.into_iter()
            .fold(Self::default(), |part, holds| Self { n: part.n + 1, n_yes: part.n_yes + usize::from(holds) })
    }
}

/// Revenue that was kept, of one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// At the start of the runs whose account is a customer still.
    pub kept: Money,
    /// At the start of all of them.
    pub of: Money,
    /// The runs.
    pub n: usize,
}

/// What came of a playbook.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PlayStats {
    /// Its name.
    pub playbook: String,
    /// Its title.
    pub title: String,
    /// Runs that began in the period.
    pub started: usize,
    /// Of those: still at work.
    pub running: usize,
    /// Whose steps are all over.
    pub completed: usize,
    /// That a rule ended early because what they were for was reached.
    pub exited_reached: usize,
    /// That a rule ended early because it was out of reach.
    pub exited_lost: usize,
    /// That somebody stopped.
    pub stopped: usize,
    /// Goals reached, of those whose time is over or that are reached.
    pub goals: Part,
    /// Goals that held already at the start; they count nowhere.
    pub goals_held: usize,
    /// Prompts of all of them.
    pub steps: StepCounts,
    /// Days from start to end, of those that finished.
    pub days: Median,
    /// The change of the score from start to end, in thousandths of a point, of those that finished.
    pub score_change: Median,
    /// The score at their start, and at their end.
    pub score: (Option<Milli>, Option<Milli>),
    /// The change of use from start to end, in thousandths of a per cent of the level before.
    pub usage_change: Median,
    /// Revenue kept so many days after the end, by currency.
    pub kept: Vec<Kept>,
    /// Finished runs of which that cannot be said yet.
    pub kept_later: usize,
    /// Seconds from a prompt to its acknowledgement.
    pub acknowledged: Median,
    /// Steps overdue now, by whose they are, the most first.
    pub overdue: Vec<(PersonRef, usize)>,
    /// Against accounts that had no play.
    pub compared: Option<super::Compared>,
}

/// What somebody asks of the ledger.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatsAsk {
    /// One playbook, as typed; `None`: all that ran.
    #[serde(rename = "n", default, skip_serializing_if = "Option::is_none")]
    pub playbook: Option<String>,
    /// Runs that began in it; `None`: in twelve months.
    #[serde(rename = "p", default, skip_serializing_if = "Option::is_none")]
    pub period: Option<PeriodAsked>,
    /// On accounts of owners in this team; `None`: on everybody's.
    #[serde(rename = "t", default, skip_serializing_if = "Option::is_none")]
    pub team: Option<String>,
    /// On the asker's own accounts alone.
    #[serde(rename = "o", default, skip_serializing_if = "std::ops::Not::not")]
    pub is_own: bool,
}

/// The ledger, as it is shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlayStatsView {
    /// Runs that began in it.
    pub period: Period,
    /// One playbook was asked for.
    pub is_one: bool,
    /// On accounts of owners in this team; `None`: on everybody's.
    #[serde(default)]
    pub team: Option<String>,
    /// On the asker's own accounts alone.
    #[serde(default)]
    pub is_own: bool,
    /// A playbook a row, the most used first.
    pub rows: Vec<PlayStats>,
    /// Days after the end of a run after which revenue is kept.
    pub kept_after_days: i64,
    /// Days after a signal after which accounts are compared.
    pub compared_after_days: i64,
    /// Now.
    pub as_of: DateTime<Utc>,
}

impl RunEntry {
    fn is_finished(&self) -> bool {
        self.ended.is_some_and(|(_, outcome)| outcome != RunOutcome::Stopped)
    }
}

impl PlayStats {
    /// From the runs of one playbook. Revenue is kept where the account is a customer `kept_after_days` after the end.
    pub fn of(entries: &[RunEntry], kept_after_days: i64, now: DateTime<Utc>) -> Result<Self, MoneyFault> {
        let n_of = |outcome| entries.iter().filter(|run| run.ended.is_some_and(|(_, ended)| ended == outcome)).count();
        let finished = || entries.iter().filter(|run| run.is_finished());
        let judged = entries.iter().filter(|run| matches!(run.goal, GoalStand::Reached | GoalStand::Missed));
        let both = |pair: fn(&RunEntry) -> Option<(i64, i64)>| finished().filter_map(pair).collect::<Vec<_>>();
        let scores = both(|run| Some((i64::from(run.score.0?.0), i64::from(run.score.1?.0))));
        let score = |middle: Median| middle.value.and_then(|value| i32::try_from(value).ok()).map(Milli);
        let usages = both(|run| run.usage.0.zip(run.usage.1));
        let matured = |run: &&RunEntry| {
            run.ended.is_some_and(|(at, _)| at + TimeDelta::days(kept_after_days) <= now || run.churned_at.is_some())
        };
        Ok(Self {
            started: entries.len(),
            running: entries.iter().filter(|run| run.ended.is_none()).count(),
            completed: n_of(RunOutcome::Completed),
            exited_reached: n_of(RunOutcome::Reached),
            exited_lost: n_of(RunOutcome::Lost),
            stopped: n_of(RunOutcome::Stopped),
            goals: Part::of(judged.map(|run| run.goal == GoalStand::Reached)),
            goals_held: entries.iter().filter(|run| run.goal == GoalStand::HeldAtStart).count(),
            steps: entries.iter().fold(StepCounts::default(), |sum, run| StepCounts {
                done: sum.done + run.steps.done,
                skipped: sum.skipped + run.steps.skipped,
                blocked: sum.blocked + run.steps.blocked,
            }),
            days: median(finished().filter_map(|run| run.ended.map(|(at, _)| (at - run.started_at).num_days()))),
            score_change: median(scores.iter().map(|(before, after)| after - before)),
            score: (
                score(median(scores.iter().map(|(before, _)| *before))),
                score(median(scores.iter().map(|(_, after)| *after))),
            ),
            usage_change: median(usages.iter().map(|(before, after)| after - before)),
            kept: kept(finished().filter(matured), kept_after_days)?,
            kept_later: finished().filter(|run| !matured(run)).count(),
            ..Self::default()
        })
    }
}

/// By currency, in the order of their codes.
fn kept<'a>(runs: impl Iterator<Item = &'a RunEntry>, after_days: i64) -> Result<Vec<Kept>, MoneyFault> {
    let (mut all, mut still) = (Totals::default(), Totals::default());
    let mut n: BTreeMap<_, usize> = BTreeMap::new();
    for run in runs {
        let (Some(arr), Some((ended_at, _))) = (run.arr, run.ended) else { continue };
        let limit = ended_at + TimeDelta::days(after_days);
        all.add(arr)?;
        *n.entry(arr.currency).or_default() += 1;
        if run.churned_at.is_none_or(|at| limit < at) {
            still.add(arr)?;
        }
    }
    Ok(all
        .iter()
        .map(|of| Kept { kept: still.get(of.currency), of, n: n.get(&of.currency).copied().unwrap_or(0) })
        .collect())
}

/// The middle value, the mean of the two middle ones of an even number; nothing below [`LEAST_N`].
pub fn median(values: impl IntoIterator<Item = i64>) -> Median {
    let mut values: Vec<i64> = values.into_iter().collect();
    values.sort_unstable();
    let n = values.len();
    let middle = |at: usize| values.get(at).copied();
    let value = match n {
        _ if n < LEAST_N => None,
        _ if n % 2 == 1 => middle(n / 2),
        _ => middle(n / 2 - 1).zip(middle(n / 2)).map(|(low, high)| low.midpoint(high)),
    };
    Median { n, value }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::money::Currency;

    fn at(day: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::days(day)
    }

    fn run(ended: Option<(i64, RunOutcome)>) -> RunEntry {
        RunEntry {
            playbook: "rescue".into(),
            started_at: at(0),
            ended: ended.map(|(day, outcome)| (at(day), outcome)),
            score: (Some(Milli(41_000)), ended.map(|_| Milli(63_000))),
            usage: (Some(55_000), ended.map(|_| 88_000)),
            arr: Some(Money::new(4_500_000, Currency::USD)),
            churned_at: None,
            goal: if ended.is_some() { GoalStand::Reached } else { GoalStand::Open },
            steps: StepCounts { done: 11, skipped: 1, blocked: 0 },
        }
    }

    #[test]
    fn every_run_is_in_one_count_and_too_few_tell_nothing() {
        use RunOutcome::{Completed, Lost, Reached, Stopped};
        let runs: Vec<RunEntry> =
            [None, Some((84, Completed)), Some((60, Reached)), Some((30, Lost)), Some((3, Stopped))].map(run).into();
        let stats = PlayStats::of(&runs, 90, at(200)).expect("sums");
        assert_eq!(stats.started, 5);
        let parts = [stats.running, stats.completed, stats.exited_reached, stats.exited_lost, stats.stopped]
            .iter()
            .sum::<usize>();
        assert_eq!(parts, 5);
        assert_eq!(stats.days, Median { n: 3, value: None });
        assert_eq!(stats.goals, Part { n: 4, n_yes: 4 });
        assert!(!stats.goals.is_enough());
        assert_eq!(stats.steps.done, 55);
    }

    #[test]
    fn medians_and_kept_revenue_name_their_runs() {
        let mut runs: Vec<RunEntry> =
            [10, 20, 30, 40, 50, 60].into_iter().map(|day| run(Some((day, RunOutcome::Completed)))).collect();
        runs[0].churned_at = Some(at(90));
        runs[1].churned_at = Some(at(111));
        runs[5].arr = Some(Money::new(100, Currency::EUR));
        let stats = PlayStats::of(&runs, 90, at(145)).expect("sums");
        assert_eq!(stats.days, Median { n: 6, value: Some(35) });
        assert_eq!((stats.score_change.value, stats.score), (Some(22_000), (Some(Milli(41_000)), Some(Milli(63_000)))));
        assert_eq!(stats.usage_change.value, Some(33_000));
        // The last one ended 85 days ago. One left 80 days after the end, the other 91.
        assert_eq!(stats.kept_later, 1);
        let usd = |minor| Money::new(minor, Currency::USD);
        assert_eq!(stats.kept, [Kept { kept: usd(4 * 4_500_000), of: usd(5 * 4_500_000), n: 5 }]);
    }

    #[test]
    fn a_middle_of_five() {
        assert_eq!(median([5, 1, 4, 2, 3]), Median { n: 5, value: Some(3) });
        assert_eq!(median([1, 2, 3, 4]), Median { n: 4, value: None });
        assert_eq!(median([]), Median::default());
    }
}
