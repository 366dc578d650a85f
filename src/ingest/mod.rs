//! Outside facts on their way in: CSV files in our own format, or in a foreign one that a mapping explains.
//!
//! # Our own format
//!
//! A file's name says what it holds: `people.csv`, `accounts.csv`, `contacts.csv`, `contracts.csv`, `usage.csv`,
//! `tickets.csv`, `surveys.csv`, `touchpoints.csv`, `arr_movements.csv`, `milestones.csv`,
//! `value_realised.csv`. Its first line names
//! the columns, in any order; [`Record::columns`] has them all, and `steward import --help` prints them. Cells are separated by commas,
//! in UTF-8.
//!
//! - `external_id` is the source's own id of a row. Importing it again changes the row; nothing is ever added twice.
//! - `account` is an account's `external_id`. `owner`, `person` and `manager` are a person's `external_id` or e-mail.
//! - Dates are `2026-03-02`; moments `2026-03-02T09:00:00Z`, and UTC where no offset is written; times of day `09:00`.
//! - Amounts are whole currency units, as people write them: `45000`, `1234.50`, `45k`.
//! - Lists (`tags`, `aliases`, `working_days`) are separated by semicolons.
//! - A column that a file lacks stays as it is in the database; an empty cell clears it.
//!
//! # What holds for every file
//!
//! - A file is written whole or not at all, and each by itself. A mapping may instead have faulty rows left out and
//!   reported; see [`mapping`].
//! - Neither the order of files nor the order of rows matters. Identical rows with one external id are one row; when
//!   they differ, none of them is taken, and each is a fault that names another's line.
//! - Every fault has its line, its column and its reason. Nothing in a cell is ever executed or expanded.
//!
//! [`Record::columns`]: crate::operations::import::Record::columns

mod cell;
pub mod csv;
mod duplicates;
pub mod fault;
pub mod holidays;
pub mod mapping;
pub mod plan;
mod read;
mod rows;
pub mod rule;
mod run;

pub use run::{FileReport, Line, Manner, Progress, Report, import};

#[cfg(test)]
mod tests;
