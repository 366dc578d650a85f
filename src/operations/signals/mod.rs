//! Signals: looking at accounts, telling people, and what people do about it.

mod card;

pub(super) use card::card;
