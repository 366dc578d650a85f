//! What a plan's parts are called.

use chrono::NaiveDate;

use super::super::kit::{date, inert, name};
use super::super::message::Scene;
use super::is_told;
use crate::domain::plan::{
    Change, GoalCall, GoalStanding, Known, MetricLine, MetricStanding, Milestone, MilestoneState, Now,
};

/// The sign and the word of how a goal stands.
pub fn goal(standing: GoalStanding) -> (&'static str, &'static str) {
    match standing {
        GoalStanding::Reached => ("✅", "reached"),
        GoalStanding::OnTrack => ("🟢", "on track"),
        GoalStanding::OffTrack => ("🔴", "off track"),
        GoalStanding::Unknown => ("⚪", "unknown"),
        GoalStanding::Dropped => ("✖️", "dropped"),
    }
}

/// What a person can say of a goal.
pub fn call(call: GoalCall) -> &'static str {
    match call {
        GoalCall::OnTrack => "🟢 On track",
        GoalCall::OffTrack => "🔴 Off track",
        GoalCall::Reached => "✅ Reached",
        GoalCall::Dropped => "✖️ Dropped: they no longer want it",
    }
}

/// The word of how a metric stands.
pub fn standing(standing: MetricStanding) -> &'static str {
    match standing {
        MetricStanding::Reached => "✅ reached",
        MetricStanding::OnTrack => "🟢 on track",
        MetricStanding::Behind => "🔴 behind",
        MetricStanding::Missed => "🔴 missed",
        MetricStanding::Unknown => "⚪ unknown",
    }
}

/// What the data measures.
pub fn known(known: Known) -> &'static str {
    match known {
        Known::ActiveUsers => "Active users (most on a day of 28)",
        Known::SeatAdoption => "Seat adoption, % of seats",
        Known::CoreFeatures => "Core features used in 28 days",
        Known::Nps => "Latest NPS answer, 0 to 10",
        Known::Health => "Health score",
    }
}

/// A number with two digits after the point at most.
pub fn number(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').replace('-', "−")
}

/// `2 Seat adoption: 45 → *52* → 80 % by 30 Jun · 🟢 on track (1 Mar, from data)`.
pub fn metric(line: &MetricLine, today: NaiveDate) -> String {
    let metric = &line.metric;
    let unit = if metric.unit.is_empty() { String::new() } else { format!(" {}", inert(&metric.unit, 20)) };
    let source = match metric.now {
        Now::Typed(_) => "typed",
        Now::Derived(_) => "from data",
    };
    let (now, as_of) = line.reading.map_or_else(
        || ("unknown".to_owned(), source.to_owned()),
        |reading| (number(reading.value), format!("{}, {source}", date(reading.as_of, today))),
    );
    format!(
        "{} {}: {} → *{now}* → {}{unit} by {} · {} ({as_of})",
        metric.number,
        name(&metric.name),
        number(metric.baseline),
        number(metric.target),
        date(metric.by, today),
        standing(line.standing)
    )
}

/// `▫️ 2 Usage audit · due 12 Mar · Ana Ruiz with Dana Reyes`.
pub fn milestone(of: &Milestone, scene: Scene) -> String {
    let (title, due) = (inert(&of.title, 120), date(of.due_on, scene.today));
    let ended = of.ended.as_ref().map(|deed| {
        format!("{}, {}", name(&deed.by.name), date(deed.at.with_timezone(&scene.zone).date_naive(), scene.today))
    });
    let ended = ended.unwrap_or_default();
    let (sign, when) = match of.state {
        MilestoneState::Done => ("✅", format!("done by {ended}")),
        MilestoneState::Missed => ("✖️", format!("missed, says {ended}; was due {due}")),
        MilestoneState::Open if of.due_on < scene.today => ("⚠️", format!("overdue since {due}")),
        MilestoneState::Open => ("▫️", format!("due {due}")),
    };
    let theirs = of.theirs.as_ref().filter(|_| is_told(scene.onlookers)).map(|theirs| {
        let left = if theirs.has_left { " (⚠ left)" } else { "" };
        format!(" with {}{left}", name(&theirs.name))
    });
    format!("{sign} {} {title} · {when} · {}{}", of.number, name(&of.owner.name), theirs.unwrap_or_default())
}

/// What a change was.
pub fn change(change: Change) -> String {
    match change {
        Change::Begun => "the plan was begun".to_owned(),
        Change::GoalAdded(n) => format!("goal {n} was added"),
        Change::GoalCalled(n) => format!("how goal {n} stands was set"),
        Change::MetricAdded(n) => format!("metric {n} was added"),
        Change::MetricUpdated(n) => format!("metric {n} was updated"),
        // Its number is not known yet where the plan remembers its last change.
        Change::MilestoneAdded(0) => "a milestone was added".to_owned(),
        Change::MilestoneAdded(n) => format!("milestone {n} was added"),
        Change::MilestoneDone(n) => format!("milestone {n} was ticked"),
        Change::MilestoneMissed(n) => format!("milestone {n} was given up"),
        Change::RiskAdded(n) => format!("risk {n} was added"),
        Change::RiskClosed(n) => format!("risk {n} was closed"),
        Change::StanceSet => "somebody's stance was noted".to_owned(),
        Change::ValueRecorded => "value was recorded".to_owned(),
    }
}
