//! Playbooks by themselves: the facts that conditions ask for, what triggers them, how runs go, and the ledger.

pub mod course;
pub mod facts;
pub mod heirs;
pub mod ledger;
pub mod occasions;
