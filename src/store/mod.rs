//! The only SQL. A file per table; every function names the organisation and takes the connection it works on.
//! Nothing in here begins or ends a transaction: that is for `operations`, and for the job worker's own claims.

pub mod accounts;
pub mod audit;
pub mod backtest;
pub mod behind;
pub mod books;
pub mod card_facts;
pub mod cards;
pub mod chores;
pub mod codec;
pub mod digests;
pub mod edits;
pub mod expansions;
pub mod health;
pub mod import;
pub mod inbox;
pub mod installations;
pub mod measures;
pub mod migrations;
pub mod models;
pub mod outbox;
pub mod people;
pub mod playbooks;
pub mod portfolio;
pub mod pulses;
pub mod replay;
pub mod risks;
pub mod runs;
pub mod schedules;
pub mod segments;
pub mod signal_facts;
pub mod signals;
pub mod steps;
pub mod stirred;
pub mod team;
