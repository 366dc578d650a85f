//! Civil time: when something happens on somebody's own clock.
//!
//! The only place that knows about local wall times, daylight saving, working days and schedules. A zone is kept by its
//! name, never as an offset, and every instant that comes out is computed from `now` or a date that comes in.
//!
//! Two rules settle every wall time that a clock change makes odd. One that the clock skips means the end of the gap;
//! one that the clock shows twice means the first showing. Schedules that run in every hour of the day follow elapsed
//! time instead: they run in both showings of a repeated hour, and a skipped hour is simply shorter by what it skipped.

mod calendar;
mod catch_up;
mod civil;
mod expression;
mod field;
#[cfg(test)]
mod properties;
mod quiet;
mod refusal;
mod schedule;
mod working_time;
#[cfg(test)]
mod year_properties;

pub use calendar::{Calendar, DateRange, Workweek, WorkweekRefusal};
pub use catch_up::{CATCH_UP, Due, LISTED};
pub use civil::{Civil, at_local, local_day, resolve};
pub use expression::{CronText, MAX_BYTES};
pub use field::CronField;
pub use quiet::QuietHours;
pub use refusal::{CronPlace, CronReason, CronRefusal};
pub use schedule::{Fire, Schedule};
