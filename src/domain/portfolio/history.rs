//! The yearly revenue of one account on any day.
//!
//! Movements are the truth. Where a source knows contracts only, the import derives them from those; a loss is dated on
//! the first day without the money. An account whose movements reach back to its beginning (it has a `new` one) stands
//! at their sum. Any other stands, from its start, at what its movements leave unexplained of its revenue today; one
//! without movements thus at all of it. From the day on which it left, only what moved after that day counts.

use chrono::NaiveDate;

use super::period::Period;
use super::retention::Standing;

/// Why revenue moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MovementKind {
    /// The first of it.
    New,
    /// More.
    Expansion,
    /// Less.
    Contraction,
    /// Nothing is left.
    Churn,
    /// There is some again.
    Reactivation,
}

/// One movement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Movement {
    /// On which day; from its beginning on.
    pub day: NaiveDate,
    /// Why.
    pub kind: MovementKind,
    /// By how much, without a sign, in minor units.
    pub amount_minor: i64,
}

/// What is known of one account's revenue, in its own currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct History {
    /// What it pays today, in minor units.
    pub arr_minor: i64,
    /// When it became a customer.
    pub started_on: NaiveDate,
    /// When it left, if it did.
    pub churned_on: Option<NaiveDate>,
    /// Its movements, in any order.
    pub movements: Vec<Movement>,
    /// The day of `arr_minor`.
    pub today: NaiveDate,
}

impl MovementKind {
    /// Every kind.
    pub const ALL: [Self; 5] = [Self::New, Self::Expansion, Self::Contraction, Self::Churn, Self::Reactivation];

    /// The word that is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Expansion => "expansion",
            Self::Contraction => "contraction",
            Self::Churn => "churn",
            Self::Reactivation => "reactivation",
        }
    }
}

impl Movement {
    fn delta(&self) -> i64 {
        match self.kind {
            MovementKind::New | MovementKind::Expansion | MovementKind::Reactivation => self.amount_minor,
            MovementKind::Contraction | MovementKind::Churn => -self.amount_minor,
        }
    }
}

impl History {
    /// The revenue at the end of a day, in minor units.
    pub fn arr_on(&self, day: NaiveDate) -> i64 {
        let gone = self.churned_on.filter(|left| *left <= day);
        let counts = |movement: &&Movement| movement.day <= day && gone.is_none_or(|left| left < movement.day);
        let moved: i64 = self.movements.iter().filter(counts).map(Movement::delta).sum();
        let opening = if self.started_on <= day && gone.is_none() { self.opening() } else { 0 };
        (opening + moved).max(0)
    }

    /// What its movements do not explain.
    fn opening(&self) -> i64 {
        if self.movements.iter().any(|movement| movement.kind == MovementKind::New) {
            return 0;
        }
        let known = self.movements.iter().filter(|movement| movement.day <= self.today);
        (self.arr_minor - known.map(Movement::delta).sum::<i64>()).max(0)
    }

    /// How it stood on the eve of a period and on the day as of which the period is told.
    pub fn over(&self, period: Period) -> Standing {
        let (eve, last) = (period.eve(), period.as_of(self.today));
        let is_loss = |movement: &Movement| {
            movement.kind == MovementKind::Churn
                && 0 < movement.amount_minor
                && eve < movement.day
                && movement.day <= last
        };
        Standing {
            start_minor: self.arr_on(eve),
            end_minor: self.arr_on(last),
            has_left: self.movements.iter().any(is_loss),
        }
    }
}
