//! What the bot can do, a file per noun. Transactions begin and end here; the decisions are `domain`'s, the SQL is `store`'s.

mod app;
pub mod book;
pub mod lookup;
pub mod rescore;

pub use app::{App, Failure};
