//! What a plan's parts are called.

use chrono::NaiveDate;

use super::super::kit::{date, inert, name, rounded};
use super::super::message::Scene;
use super::is_told;
use crate::domain::plan::{
    Change, GoalCall, GoalStanding, Known, MetricLine, MetricStanding, Milestone, MilestoneState, Now,
};

/// The sign and the word of how a goal stands.
pub fn goal(standing: GoalStanding) -> (&'static str, &'static str) {
    match standing {
        GoalStanding::Reached => ("✅", say!("reached")),
        GoalStanding::OnTrack => ("🟢", say!("on track")),
        GoalStanding::OffTrack => ("🔴", say!("off track")),
        GoalStanding::Unknown => ("⚪", say!("unknown")),
        GoalStanding::Dropped => ("✖️", say!("dropped")),
    }
}

/// What a person can say of a goal.
pub fn call(call: GoalCall) -> &'static str {
    match call {
        GoalCall::OnTrack => say!("🟢 On track"),
        GoalCall::OffTrack => say!("🔴 Off track"),
        GoalCall::Reached => say!("✅ Reached"),
        GoalCall::Dropped => say!("✖️ Dropped: they no longer want it"),
    }
}

/// The word of how a metric stands.
pub fn standing(standing: MetricStanding) -> &'static str {
    match standing {
        MetricStanding::Reached => say!("✅ reached"),
        MetricStanding::OnTrack => say!("🟢 on track"),
        MetricStanding::Behind => say!("🔴 behind"),
        MetricStanding::Missed => say!("🔴 missed"),
        MetricStanding::Unknown => say!("⚪ unknown"),
    }
}

/// What the data measures.
pub fn known(known: Known) -> &'static str {
    match known {
        Known::ActiveUsers => say!("Active users (most on a day of 28)"),
        Known::SeatAdoption => say!("Seat adoption, % of seats"),
        Known::CoreFeatures => say!("Core features used in 28 days"),
        Known::Nps => say!("Latest NPS answer, 0 to 10"),
        Known::Health => say!("Health score"),
    }
}

/// A number with two digits after the point at most.
pub fn number(value: f64) -> String {
    rounded(value, 2)
}

/// `2 Seat adoption: 45 → *52* → 80 % by 30 Jun · 🟢 on track (1 Mar, from data)`.
pub fn metric(line: &MetricLine, today: NaiveDate) -> String {
    let metric = &line.metric;
    let unit = if metric.unit.is_empty() { String::new() } else { format!(" {}", inert(&metric.unit, 20)) };
    let source = match metric.now {
        Now::Typed(_) => say!("typed"),
        Now::Derived(_) => say!("from data"),
    };
    let (now, as_of) = line.reading.map_or_else(
        || (say!("unknown").to_owned(), source.to_owned()),
        |reading| (number(reading.value), format!("{}, {source}", date(reading.as_of, today))),
    );
    say!(
        "{number} {metric}: {baseline} → *{now}* → {target}{unit} by {metric_2} · {standing} ({as_of})",
        number = metric.number,
        metric = name(&metric.name),
        baseline = number(metric.baseline),
        now,
        target = number(metric.target),
        unit,
        metric_2 = date(metric.by, today),
        standing = standing(line.standing),
        as_of
    )
}

/// `⬜ 2 Usage audit · due 12 Mar · Ana Ruiz with Dana Reyes`.
pub fn milestone(of: &Milestone, scene: Scene) -> String {
    let (title, due) = (inert(&of.title, 120), date(of.due_on, scene.today));
    let ended = of.ended.as_ref().map(|deed| {
        format!("{}, {}", name(&deed.by.name), date(deed.at.with_timezone(&scene.zone).date_naive(), scene.today))
    });
    let ended = ended.unwrap_or_default();
    let (sign, when) = match of.state {
        MilestoneState::Done => ("✅", say!("done by {ended}", ended)),
        MilestoneState::Missed => ("✖️", say!("missed, says {ended}; was due {due}", ended, due)),
        MilestoneState::Open if of.due_on < scene.today => ("⚠️", say!("overdue since {due}", due)),
        MilestoneState::Open => ("⬜", say!("due {due}", due)),
    };
    let theirs = of.theirs.as_ref().filter(|_| is_told(scene.onlookers)).map(|theirs| {
        let left = if theirs.has_left { say!(" (⚠ left)") } else { "" };
        say!(" with {theirs}{left}", theirs = name(&theirs.name), left)
    });
    format!("{sign} {} {title} · {when} · {}{}", of.number, name(&of.owner.name), theirs.unwrap_or_default())
}

/// What a change was.
pub fn change(change: Change) -> String {
    match change {
        Change::Begun => say!("the plan was begun").to_owned(),
        Change::GoalAdded(n) => say!("goal {n} was added", n),
        Change::GoalCalled(n) => say!("how goal {n} stands was set", n),
        Change::MetricAdded(n) => say!("metric {n} was added", n),
        Change::MetricUpdated(n) => say!("metric {n} was updated", n),
        // Its number is not known yet where the plan remembers its last change.
        Change::MilestoneAdded(0) => say!("a milestone was added").to_owned(),
        Change::MilestoneAdded(n) => say!("milestone {n} was added", n),
        Change::MilestoneDone(n) => say!("milestone {n} was ticked", n),
        Change::MilestoneMissed(n) => say!("milestone {n} was given up", n),
        Change::RiskAdded(n) => say!("risk {n} was added", n),
        Change::RiskClosed(n) => say!("risk {n} was closed", n),
        Change::StanceSet => say!("somebody's stance was noted").to_owned(),
        Change::ValueRecorded => say!("value was recorded").to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::locale::{Language, Locale};
    use crate::slack::render::kit::drawn_in;

    #[test]
    fn figures_are_written_as_their_reader_writes_them() {
        let told = || [0.0, 45.0, 12.5, -1.25, 12_500.0, 1_234_567.891].map(number).join(" | ");
        let of = |tag: &str| drawn_in(Locale::of(None, Some(tag), Language::English), told);
        assert_eq!(of("en-US"), "0 | 45 | 12.5 | −1.25 | 12,500 | 1,234,567.89");
        assert_eq!(of("de-DE"), "0 | 45 | 12,5 | −1,25 | 12.500 | 1.234.567,89");
    }
}
