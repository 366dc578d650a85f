//! What the bot can do, a file per noun. Transactions begin and end here; the decisions are `domain`'s, the SQL is `store`'s.

mod app;
pub mod backtest;
pub mod book;
pub mod digest;
pub mod directory;
pub mod expansion;
pub mod explain;
pub mod forecast;
pub mod import;
pub mod letters;
pub mod lookup;
pub mod metrics;
pub mod models;
pub mod notices;
pub mod play;
mod pool;
pub mod pulse;
pub mod renewals;
pub mod rescore;
mod rights;
pub mod risks;
pub mod segment;
pub mod setup;
pub mod signals;
pub mod snapshot;
pub mod step;
pub mod team;
pub mod timetable;

pub use app::{App, Failure};
