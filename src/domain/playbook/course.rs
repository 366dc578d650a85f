//! The course of a run beside its steps: its goal, the end of its time, and the rules that end it early.

use chrono::NaiveDate;

use super::facts::{PlayFacts, Since};
use super::{ExitOutcome, Playbook};

/// A run, as far as its goal and its exits are concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Course {
    /// The organisation's day on which it began.
    pub started_on: NaiveDate,
    /// Whether its steps are still asked for. The goal of one that went its way may be reached until its last day.
    pub is_running: bool,
    /// The last day of the contract that stood when it began.
    pub contract_end: Option<NaiveDate>,
    /// When its goal was reached.
    pub goal_reached_on: Option<NaiveDate>,
    /// When its time ran out.
    pub goal_missed_on: Option<NaiveDate>,
}

/// What a look at a run finds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// Its goal is reached; it goes on, unless an exit says otherwise.
    GoalReached,
    /// The time for its goal is over, and it is not reached.
    GoalMissed,
    /// A rule ends it.
    Exit {
        /// What that means for it.
        outcome: ExitOutcome,
        /// What the last card says.
        says: String,
    },
}

impl Course {
    /// What the facts mean for it, the goal before the exit; the first exit that holds ends it. Looking twice at the same
    /// facts finds nothing new once the first findings are written down. What is not known neither reaches nor misses a
    /// goal.
    pub fn judge(self, playbook: &Playbook, facts: &PlayFacts) -> Vec<Finding> {
        let since = Since::Day(self.started_on);
        let mut exits = playbook.exits.iter().filter(|_| self.is_running);
        let exit = exits.find(|exit| facts.holds(&exit.when, since) == Some(true));
        let mut found: Vec<Finding> = self.goal(playbook, facts, since).into_iter().collect();
        let is_open = self.goal_reached_on.is_none() && !found.contains(&Finding::GoalReached);
        if let Some(exit) = exit {
            // Where nobody but an exit can tell, that one does.
            if is_open && exit.outcome == ExitOutcome::Reached && playbook.goal.when.is_none() {
                found.push(Finding::GoalReached);
            }
            found.push(Finding::Exit { outcome: exit.outcome, says: exit.says.clone() });
        }
        found
    }

    fn goal(self, playbook: &Playbook, facts: &PlayFacts, since: Since) -> Option<Finding> {
        if self.goal_reached_on.is_some() {
            return None;
        }
        let is_late = playbook.goal_due_on(self.started_on, self.contract_end) < facts.today;
        match facts.holds(playbook.goal.when.as_ref()?, since) {
            // Late is late: what comes after the time is the run's good end, not its goal in time.
            Some(true) if !is_late => Some(Finding::GoalReached),
            Some(_) if is_late && self.goal_missed_on.is_none() => Some(Finding::GoalMissed),
            Some(_) | None => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use chrono::Days;

    use super::*;
    use crate::domain::playbook::{Fact, FactValue};

    fn rescue() -> Playbook {
        let playbook = Playbook::parse(Playbook::BUILT_IN[0].1).expect("it ships");
        assert_eq!(playbook.goal.within_days, 90);
        playbook
    }

    fn day(n: u64) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 3, 2).expect("a day") + Days::new(n)
    }

    /// On day `n`, with health and use as they were on every day before.
    fn on(n: u64, health: i64, usage: Option<i64>) -> PlayFacts {
        let known: Vec<(Fact, FactValue)> = [(Fact::Health, Some(health)), (Fact::Usage, usage)]
            .into_iter()
            .filter_map(|(fact, value)| Some((fact, FactValue::Number(value? * 1_000))))
            .chain([(Fact::Customer, FactValue::Word("yes".into()))])
            .collect();
        let days = (0..n).map(|n| (day(n), known.iter().cloned().collect()));
        PlayFacts { today: day(n), now: known.iter().cloned().collect(), past: days.collect() }
    }

    fn fresh() -> Course {
        Course { started_on: day(0), is_running: true, contract_end: None, goal_reached_on: None, goal_missed_on: None }
    }

    #[test]
    fn a_goal_is_reached_once_and_the_run_goes_on() {
        assert_eq!(fresh().judge(&rescue(), &on(20, 55, Some(86))), [Finding::GoalReached]);
        let reached = Course { goal_reached_on: Some(day(20)), ..fresh() };
        assert_eq!(reached.judge(&rescue(), &on(21, 55, Some(86))), []);
        assert_eq!(fresh().judge(&rescue(), &on(20, 55, Some(84))), []);
        assert_eq!(fresh().judge(&rescue(), &on(20, 55, None)), []);
    }

    #[test]
    fn an_exit_ends_it_with_the_reason() {
        let found = fresh().judge(&rescue(), &on(20, 61, Some(86)));
        let [Finding::GoalReached, Finding::Exit { outcome: ExitOutcome::Reached, says }] = &found[..] else {
            panic!("{found:?}")
        };
        assert!(says.contains("14 days"), "{says}");
        assert_eq!(fresh().judge(&rescue(), &on(13, 61, Some(86))), [Finding::GoalReached], "13 days are not 14");
        let mut gone = on(20, 40, None);
        gone.now.insert(Fact::Customer, FactValue::Word("no".into()));
        let found = fresh().judge(&rescue(), &gone);
        assert!(matches!(&found[..], [Finding::Exit { outcome: ExitOutcome::Lost, .. }]), "{found:?}");
    }

    #[test]
    fn a_run_that_went_its_way_may_still_reach_its_goal_and_nothing_else() {
        let done = Course { is_running: false, ..fresh() };
        assert_eq!(done.judge(&rescue(), &on(20, 61, Some(86))), [Finding::GoalReached]);
        assert_eq!(done.judge(&rescue(), &on(91, 40, Some(50))), [Finding::GoalMissed]);
    }

    #[test]
    fn what_counts_back_from_a_renewal_has_until_the_contract_ends() {
        let renewal = Playbook::BUILT_IN.iter().find(|(name, _)| *name == "renewal").expect("it ships").1;
        let renewal = Playbook::parse(renewal).expect("it ships");
        let renewed = |n: u64, renewed: &str| {
            let known = [(Fact::Renewed, FactValue::Word(renewed.into()))];
            PlayFacts { today: day(n), now: known.into_iter().collect(), past: BTreeMap::new() }
        };
        for last in [40, 200] {
            let course = Course { contract_end: Some(day(last)), ..fresh() };
            assert_eq!(course.judge(&renewal, &renewed(last, "no")), [], "{last}");
            assert_eq!(course.judge(&renewal, &renewed(last + 1, "no")), [Finding::GoalMissed], "{last}");
            assert_eq!(course.judge(&renewal, &renewed(last, "yes"))[0], Finding::GoalReached, "{last}");
        }
        assert_eq!(rescue().goal_due_on(day(0), Some(day(40))), day(90), "others have the time that they say");
    }

    #[test]
    fn the_time_for_a_goal_runs_out_once() {
        assert_eq!(fresh().judge(&rescue(), &on(90, 40, Some(50))), []);
        assert_eq!(fresh().judge(&rescue(), &on(91, 40, Some(50))), [Finding::GoalMissed]);
        assert_eq!(fresh().judge(&rescue(), &on(91, 40, None)), [], "nobody knows");
        assert_eq!(fresh().judge(&rescue(), &on(91, 40, Some(90))), [Finding::GoalMissed], "too late");
        let missed = Course { goal_missed_on: Some(day(91)), ..fresh() };
        assert_eq!(missed.judge(&rescue(), &on(92, 40, Some(50))), []);
    }
}
