//! `steward playbook`: the files that ship, their schema, and what the command does with them.

mod commands;
mod schema;
mod simulated;
