//! What people see: a view goes in, a message comes out.
//!
//! All words of the bot stand in here and nowhere else. Nothing asks the clock, reads a row or calls Slack; what a
//! customer wrote goes through `kit`, which makes it inert.

mod account;
mod book;
mod capacity;
mod cron;
mod csm;
mod digest;
mod digest_rows;
mod drawing;
mod expansions;
mod explained;
mod factors;
mod forecast;
mod forecast_form;
mod forecast_refusal;
mod help;
mod history;
mod home;
mod kit;
mod message;
mod metrics;
mod metrics_around;
mod metrics_behind;
#[cfg(test)]
mod metrics_tests;
mod modal;
mod picker;
mod plays;
mod pulse;
mod refusal;
mod renewals;
mod run;
mod run_end;
mod segment;
mod share;
mod signal;
mod slipped;
mod step;
mod step_forms;
mod step_refusal;
mod step_told;
mod team;
mod timetable;
mod trouble;
mod why;
mod words;

#[cfg(test)]
mod samples;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod worst;

pub use account::account_card;
pub use book::book;
pub use capacity::capacity;
pub use csm::{csm, part};
pub use digest::{digest, digest_section};
pub use drawing::drawing;
pub use expansions::{expansion_ended, expansions, lost_form, won_form};
pub use explained::explained;
pub use forecast::{forecast, forecast_set};
pub use forecast_form::{FormFault, forecast_fault, forecast_form};
pub use help::{help, not_understood};
pub use home::{HomeView, home};
pub use message::{Audience, Message, Onlookers, Reader, view_json};
pub use metrics::metrics;
pub use metrics_behind::metrics_behind;
pub use modal::{StepAsked, answer, finish_form, form_fault, loading, snooze_form};
pub use picker::picker;
pub use plays::{plays, runs};
pub use pulse::{CallAsked, call_form, call_offered, call_set, call_withdrawn};
pub use refusal::refusal;
pub use renewals::renewals;
pub use run::{RunStarted, run_started};
pub use run_end::run_ended;
pub use segment::segment_set;
pub use share::{shared, shared_to};
pub use signal::{SignalAsked, dismiss_form, risks, signal_alone, signal_card, signal_fault, snooze_signal_form};
pub use slipped::slipped;
pub use step::{step_again, step_alone, step_card, step_news};
pub use step_forms::{Typed, step_form, step_too_late};
pub use step_told::{StepTold, helped_kept, run_picker, run_stopped, step_picker, step_told};
pub use team::team;
pub use timetable::{DigestFor, TimetableNews, timetable};
pub use trouble::{Trouble, trouble};
pub use why::why;
pub use words::{phase as phase_name, segment as segment_name};
