//! Every feature through its front door, in one test program.

#![expect(clippy::unwrap_used, reason = "a test that panics has failed, which is what it is for")]

mod backtest;
mod bot;
mod browser;
mod database;
mod demo;
mod faults;
mod import;
mod journey;
mod languages;
mod layering;
mod manifests;
mod model;
mod playbooks;
mod postgres;
mod readme;
mod sample;
mod scratch;
mod server;
mod surfaces;
mod validator;
