//! Money: whole minor units of one currency. Two currencies are never added, and nothing here is a floating-point number.

mod amount;
mod currency;
mod parse;
mod short;
mod totals;
mod typed;

pub use amount::{Money, MoneyFault};
pub use currency::{Currency, UnknownCurrency};
pub use parse::{MoneyReason, MoneyRefusal, Sign};
pub use short::{Magnitude, ShortMoney};
pub use totals::Totals;
pub(in crate::domain) use typed::swapped;
