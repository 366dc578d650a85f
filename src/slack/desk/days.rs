//! The dates of days that were typed, by the calendar and the clock of whoever typed them.

use chrono::NaiveDate;

use super::{Desk, Visit};
use crate::domain::when::Day;
use crate::operations::{Failure, leave};

impl Desk {
    /// The date of a day that is to come.
    pub(super) async fn day_ahead(&self, visit: &Visit, day: Day) -> Result<NaiveDate, Failure> {
        let (calendar, today) = leave::calendar(&self.app, &visit.actor).await?;
        Ok(day.ahead(&calendar, today))
    }

    /// The same of one that may have been left out.
    pub(super) async fn any_day_ahead(&self, visit: &Visit, day: Option<Day>) -> Result<Option<NaiveDate>, Failure> {
        match day {
            Some(day) => self.day_ahead(visit, day).await.map(Some),
            None => Ok(None),
        }
    }

    /// The date of a day that has been, if one was typed.
    pub(super) async fn any_day_past(&self, visit: &Visit, day: Option<Day>) -> Result<Option<NaiveDate>, Failure> {
        let Some(day) = day else { return Ok(None) };
        let (calendar, today) = leave::calendar(&self.app, &visit.actor).await?;
        Ok(Some(day.past(&calendar, today)))
    }
}
