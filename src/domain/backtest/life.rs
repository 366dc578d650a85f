//! When an account was there to be lost, and when it was lost.

use chrono::{Days, NaiveDate};
use serde::Serialize;

/// What counts as churn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The account's end, or a day after which nothing of its ARR was left. One that came back later had still churned.
    #[default]
    Lost,
    /// Also every movement that is recorded as churn, whatever of the ARR was left.
    Recorded,
}

/// What moved on one day of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayMoved {
    /// The day.
    pub day: NaiveDate,
    /// ARR that came, less what went, in minor units.
    pub delta_minor: i64,
    /// The ledger begins here: something was new.
    pub is_new: bool,
    /// Something is recorded as churn.
    pub has_churn: bool,
}

/// An account from its start to its end, as far as it is known today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Life {
    /// Its first day.
    pub started_on: NaiveDate,
    /// The first day without it.
    pub churned_on: Option<NaiveDate>,
    /// Its ARR today, in minor units.
    pub arr_minor: i64,
    /// Its days with movements, oldest first.
    pub moved: Vec<DayMoved>,
}

impl Life {
    /// Whether there was something to lose on a day: it had started, had not ended, and its ledger, if it has one, does not
    /// say that it paid nothing.
    pub fn is_active(&self, day: NaiveDate) -> bool {
        let has_ended = self.churned_on.is_some_and(|end| end <= day);
        self.started_on <= day && !has_ended && self.balance_on(day) != Some(0)
    }

    /// The days on which it was lost, in order.
    pub fn losses(&self, outcome: Outcome) -> Vec<NaiveDate> {
        let mut losses: Vec<NaiveDate> = self.churned_on.into_iter().collect();
        for (before, moved, after) in self.steps() {
            let fell = before != Some(0) && after == Some(0);
            if fell || (outcome == Outcome::Recorded && moved.has_churn) {
                losses.push(moved.day);
            }
        }
        losses.sort_unstable();
        losses.dedup();
        losses
    }

    /// Whether it was lost after a day and within so many days.
    pub fn is_lost_within(&self, outcome: Outcome, day: NaiveDate, horizon_days: u64) -> bool {
        let last = day.checked_add_days(Days::new(horizon_days)).unwrap_or(NaiveDate::MAX);
        self.losses(outcome).into_iter().any(|lost_on| day < lost_on && lost_on <= last)
    }

    fn balance_on(&self, day: NaiveDate) -> Option<i64> {
        let until = self.steps().into_iter().take_while(|(_, moved, _)| moved.day <= day).last();
        until.map_or_else(|| self.opening(), |(_, _, after)| after)
    }

    /// Every day that moved, with the ARR before and after it; `None` is an ARR that the ledger does not tell.
    fn steps(&self) -> Vec<(Option<i64>, DayMoved, Option<i64>)> {
        let has_money = self.moved.iter().any(|moved| moved.delta_minor != 0);
        let mut balance = self.opening();
        let step = |moved: &DayMoved| {
            let before = balance;
            balance = match before {
                Some(minor) if has_money => Some((minor + moved.delta_minor).max(0)),
                // Without amounts the word is all there is: churn ends it, and whatever comes next begins it again.
                Some(_) | None => (moved.has_churn && (moved.delta_minor < 0 || !has_money)).then_some(0),
            };
            (before, *moved, balance)
        };
        self.moved.iter().map(step).collect()
    }

    /// The ARR before the first movement: nothing where the ledger begins with something new, else today's wound back.
    fn opening(&self) -> Option<i64> {
        let first = self.moved.iter().find(|moved| moved.delta_minor != 0)?;
        if first.is_new {
            return Some(0);
        }
        let wound_back = self.arr_minor - self.moved.iter().map(|moved| moved.delta_minor).sum::<i64>();
        (0 < wound_back).then_some(wound_back)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    /// `2024-01-01 new 100`, one movement a line.
    fn life(arr_minor: i64, churned_on: Option<&str>, moved: &[(&str, &str, i64)]) -> Life {
        let moved = moved.iter().map(|(on, kind, delta_minor)| DayMoved {
            day: day(on),
            delta_minor: *delta_minor,
            is_new: *kind == "new",
            has_churn: *kind == "churn",
        });
        Life { started_on: day("2024-01-01"), churned_on: churned_on.map(day), arr_minor, moved: moved.collect() }
    }

    #[track_caller]
    fn check(life: &Life, lost: &str, recorded: &str, active: &[(&str, bool)]) {
        for (outcome, expected) in [(Outcome::Lost, lost), (Outcome::Recorded, recorded)] {
            let losses: Vec<String> = life.losses(outcome).iter().map(ToString::to_string).collect();
            assert_eq!(losses.join(" "), expected, "{outcome:?}");
        }
        for (on, expected) in active {
            assert_eq!(life.is_active(day(on)), *expected, "{on}");
        }
    }

    #[test]
    fn an_account_without_a_ledger_has_its_dates() {
        let active = [("2023-12-31", false), ("2024-01-01", true), ("2024-05-31", true), ("2024-06-01", false)];
        check(&life(0, Some("2024-06-01"), &[]), "2024-06-01", "2024-06-01", &active);
        check(&life(0, None, &[]), "", "", &[("2024-06-01", true)]);
    }

    #[test]
    fn one_that_came_back_had_churned() {
        let moved = [("2024-01-01", "new", 100), ("2024-03-01", "churn", -100), ("2024-05-01", "reactivation", 80)];
        let active = [("2024-02-29", true), ("2024-03-01", false), ("2024-04-30", false), ("2024-05-01", true)];
        check(&life(80, None, &moved), "2024-03-01", "2024-03-01", &active);
    }

    #[test]
    fn a_churn_that_leaves_money_is_only_recorded() {
        let moved = [("2024-01-01", "new", 100), ("2024-03-01", "churn", 0), ("2024-05-01", "churn", -40)];
        check(&life(60, None, &moved), "", "2024-03-01 2024-05-01", &[("2024-06-01", true)]);
    }

    #[test]
    fn before_the_first_money_there_is_nothing_to_lose() {
        let moved = [("2024-02-01", "churn", 0), ("2024-03-01", "new", 100)];
        check(&life(100, None, &moved), "", "2024-02-01", &[("2024-02-15", false), ("2024-03-01", true)]);
    }

    #[test]
    fn a_ledger_that_begins_midway_is_wound_back() {
        let moved = [("2024-03-01", "expansion", 20), ("2024-05-01", "contraction", -120)];
        check(&life(0, None, &moved), "2024-05-01", "2024-05-01", &[("2024-02-01", true), ("2024-05-01", false)]);
    }

    #[test]
    fn without_amounts_the_word_counts() {
        let moved = [("2024-03-01", "churn", 0), ("2024-05-01", "reactivation", 0)];
        let active = [("2024-02-01", true), ("2024-04-01", false), ("2024-05-01", true)];
        check(&life(90, None, &moved), "2024-03-01", "2024-03-01", &active);
    }

    #[test]
    fn the_horizon_begins_on_the_day_after_and_holds_its_last_day() {
        let life = life(0, Some("2024-06-30"), &[]);
        for (on, expected) in [("2024-03-31", false), ("2024-04-01", true), ("2024-06-29", true), ("2024-06-30", false)]
        {
            assert_eq!(life.is_lost_within(Outcome::Lost, day(on), 90), expected, "{on}");
        }
    }
}
