//! Renewals: what somebody expects of a contract's end, and why.

mod category;

pub use category::Category;
