//! The pure rules: what is true of accounts, health, renewals and playbooks. No IO and no clock in here; the time is an argument.

pub mod ids;
pub mod refusal;
