//! Renewals: how a contract's end stands, what somebody expects of it and why, what the rules think, and what slipped.
//!
//! An account may have several contracts, and monthly ones without an end. Its renewal is the running contract that ends
//! first. A contract whose successor is signed (one of the account's that begins on its last day or within 30 days after
//! it) counts as renewed, at what the successor is worth; it stays in view until it ends, and is no longer forecast.

mod amount;
mod category;
mod diff;
mod likelihood;
mod outlook;
mod roll_up;
mod term;
mod view;

pub use amount::{AmountFault, AmountText};
pub use category::Category;
pub use diff::{Entry, Fate, HORIZON_DAYS, Move, Moved, diff, week_of};
pub use likelihood::{Adjustment, Facts, Likelihood, Sentiment, UseTrend, likelihood};
pub use outlook::Outlook;
pub use roll_up::{Expected, Line, RollUp, SIGNED_WEIGHT, roll_up};
pub use term::{Forecast, ForecastChange, LEAST_REASON_CHARS, MOST_REASON_CHARS, Renewal, Review, Wish};
pub use view::{DiffView, ForecastView, HistoryLine, RenewalRow, RenewalsView};
