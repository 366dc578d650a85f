//! The pure rules: what is true of accounts, health, renewals and playbooks. No IO and no clock in here; the time is an
//! argument.

pub mod account;
pub mod backtest;
pub mod cadence;
pub mod capacity;
pub mod delivery;
pub mod digest;
pub mod effort;
pub mod handover;
pub mod health;
pub mod ids;
pub mod leave;
pub mod lifecycle;
pub mod money;
pub mod nearest;
pub mod notice;
pub mod person;
pub mod personal;
pub mod plan;
pub mod playbook;
pub mod portfolio;
pub mod pulse;
pub mod qbr;
pub mod reason;
pub mod refusal;
pub mod renewal;
pub mod risks;
pub mod rules;
pub mod segment;
pub mod signal;
pub mod team;
pub mod waiting;
pub mod weekly;
pub mod when;
