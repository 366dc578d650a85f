//! The sample's success plans: begun weeks ago, worked since. All of it goes through the operations, as everybody's words
//! do.

use anyhow::{Context, bail};
use chrono::{NaiveDate, TimeDelta};

use crate::clock::Clock;
use crate::domain::account::Found;
use crate::domain::ids::{AccountId, OrgId};
use crate::domain::person::Actor;
use crate::domain::plan::{
    Draft, GoalCall, GoalDraft, Known, Mark, MetricDraft, MilestoneDraft, ReadingDraft, RiskDraft,
};
use crate::operations::{App, Failure, directory, lookup, plans};

/// A plan of the sample. Days are counted from the demo's first.
struct Sample {
    account: &'static str,
    /// Who works it.
    owner: &'static str,
    /// Days since it began.
    began: i64,
    /// Words, and what they are worth to the customer.
    goals: &'static [(&'static str, &'static str)],
    /// Goal, name, unit, what measures it, baseline, target, days ahead, and where it was ten days ago.
    metrics: &'static [Measured],
    /// Title, day, somebody of theirs, and how many days ago it was done.
    milestones: &'static [(&'static str, i64, &'static str, Option<i64>)],
    /// Words, and what is done about it.
    risks: &'static [(&'static str, &'static str)],
}

type Measured = (u32, &'static str, &'static str, Option<Known>, &'static str, &'static str, i64, &'static str);

const SAMPLES: [Sample; 3] = [
    Sample {
        account: "TechCorp",
        owner: "p-ana",
        began: 75,
        goals: &[
            ("Close the month in two days instead of six", "30k"),
            ("Every team lead builds their own reports", ""),
        ],
        metrics: &[
            (1, "Days to close the month", "days", None, "6", "2", 60, "4.5"),
            (2, "Seat adoption", "%", Some(Known::SeatAdoption), "60", "80", 45, ""),
            (2, "Reports built by team leads", "a month", None, "3", "20", 45, "7"),
        ],
        milestones: &[
            ("Month-end template agreed with finance", -52, "their controller", Some(50)),
            ("Team leads trained", -24, "their head of operations", Some(21)),
            ("Usage audit with the three teams", -4, "Jo in finance", None),
            ("New champion named", 12, "", None),
            ("Executive review of the first quarter", 40, "their CFO", None),
        ],
        risks: &[("Nobody has taken over from Dana", "Ask the CFO for a name in the executive review")],
    },
    Sample {
        account: "Calderwick Bank",
        owner: "p-ana",
        began: 120,
        goals: &[("Pass the yearly audit without outside help", "46k"), ("No night shift for reconciliations", "60k")],
        metrics: &[
            (1, "Open audit findings", "", None, "14", "0", 20, "2"),
            (2, "Core features used", "of 10", Some(Known::CoreFeatures), "4", "7", 60, ""),
        ],
        milestones: &[
            ("Findings of the pre-audit closed", -30, "their head of audit", Some(33)),
            ("Reconciliation runs by itself for a week", 2, "their COO", None),
        ],
        risks: &[],
    },
    Sample {
        account: "Granthollow Group",
        owner: "p-bo",
        began: 100,
        goals: &[("One system for all four warehouses", "250k")],
        metrics: &[(1, "Warehouses moved over", "of 4", None, "1", "4", 80, "3")],
        milestones: &[
            ("Third warehouse moved over", -20, "their logistics lead", Some(18)),
            ("Fourth warehouse moved over", 30, "their logistics lead", None),
        ],
        risks: &[("The fourth site's lease may end before the move", "Their facilities report every month")],
    },
];

/// Has the sample's people write them.
pub async fn written(app: &App) -> anyhow::Result<()> {
    for sample in &SAMPLES {
        write(app, sample).await.with_context(|| format!("cannot plan {}", sample.account))?;
    }
    Ok(())
}

/// Somebody at work on a plan.
struct Writer<'a> {
    app: &'a App,
    actor: Actor,
    account: AccountId,
    version: i32,
    today: NaiveDate,
}

async fn write(app: &App, sample: &Sample) -> anyhow::Result<()> {
    let actor = directory::named(app, OrgId::DEFAULT, sample.owner).await?.context("the sample has its people")?;
    let Found::One(account) = lookup::find(app, &actor, sample.account).await? else { bail!("no such account") };
    let today = app.clock.now().date_naive();
    let mut writer = Writer { app, actor, account: account.id, version: 0, today };
    let mut goals =
        sample.goals.iter().map(|(words, value)| GoalDraft { words: (*words).into(), value: (*value).into() });
    let goal = goals.next().context("a plan begins with a goal")?;
    let begins_on = Some(writer.day(-sample.began));
    writer.change(sample.began, Draft::Begin { begins_on, goal }).await?;
    for goal in goals {
        writer.change(sample.began, Draft::Goal(goal)).await?;
    }
    writer.metrics(sample).await?;
    writer.milestones(sample).await?;
    for (words, mitigation) in sample.risks {
        let risk = RiskDraft { words: (*words).into(), mitigation: (*mitigation).into() };
        writer.change(9, Draft::Risk(risk)).await?;
    }
    if sample.metrics.iter().all(|metric| metric.0 != 1) {
        writer.change(9, Draft::Call { goal: Some(1), call: Some(GoalCall::OnTrack) }).await?;
    }
    Ok(())
}

impl Writer<'_> {
    fn day(&self, ahead: i64) -> NaiveDate {
        self.today + TimeDelta::days(ahead)
    }

    /// The same bot so many days earlier.
    fn days_ago(&self, days: i64) -> App {
        self.app.clone().at(Clock::starting_at(self.app.clock.now() - TimeDelta::days(days)))
    }

    async fn change(&mut self, days_ago: i64, draft: Draft) -> anyhow::Result<()> {
        let app = self.days_ago(days_ago);
        let done = plans::change(&app, &self.actor, (self.account, self.version), &draft).await;
        done.map_err(|failure| said(failure, &draft))?;
        self.version += 1;
        Ok(())
    }

    async fn metrics(&mut self, sample: &Sample) -> anyhow::Result<()> {
        for (at, (goal, name, unit, measure, baseline, target, ahead, now)) in (1..).zip(sample.metrics) {
            let metric = MetricDraft {
                name: (*name).into(),
                unit: (*unit).into(),
                goal: Some(*goal),
                measure: *measure,
                baseline: (*baseline).into(),
                target: (*target).into(),
                by: Some(self.day(*ahead)),
            };
            self.change(sample.began, Draft::Metric(metric)).await?;
            if !now.is_empty() {
                let as_of = Some(self.day(-10));
                let reading = ReadingDraft { metric: Some(at), value: (*now).into(), as_of };
                self.change(9, Draft::Reading(reading)).await?;
            }
        }
        Ok(())
    }

    async fn milestones(&mut self, sample: &Sample) -> anyhow::Result<()> {
        for (number, (title, day, theirs, done)) in (1..).zip(sample.milestones) {
            let milestone = MilestoneDraft {
                title: (*title).into(),
                due_on: Some(self.day(*day)),
                owner: Some(self.actor.id()),
                contact: None,
                their_name: (*theirs).into(),
            };
            self.change(sample.began, Draft::Milestone(milestone)).await?;
            if let Some(ago) = done {
                let app = self.days_ago(*ago);
                let marked = plans::mark(&app, &self.actor, (self.account, number), Mark::Tick).await;
                marked.map_err(|failure| anyhow::anyhow!("{failure:?}"))?;
                self.version += 1;
            }
        }
        Ok(())
    }
}

fn said(failure: Failure, draft: &Draft) -> anyhow::Error {
    match failure {
        Failure::Refused(refusal) => anyhow::anyhow!("{draft:?} is refused: {refusal:?}"),
        Failure::Broken(error) => error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_milestone_lies_in_its_plan() {
        for sample in &SAMPLES {
            assert!(sample.milestones.iter().all(|(_, day, _, _)| -sample.began <= *day), "{}", sample.account);
        }
    }
}
