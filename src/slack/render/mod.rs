//! What people see: a view goes in, a message comes out.
//!
//! All words of the bot stand in here and nowhere else. Nothing asks the clock, reads a row or calls Slack; what a
//! customer wrote goes through `kit`, which makes it inert.

#[macro_use]
mod kit;

mod account;
mod advocacy;
mod audit;
mod book;
mod book_file;
mod capacity;
mod channel_over;
mod charted;
mod contact;
mod cron;
mod csm;
mod digest;
mod digest_rows;
mod drawing;
mod expansions;
mod explained;
mod factors;
mod feedback;
mod filter_form;
mod forecast;
mod forecast_form;
mod forecast_refusal;
mod freshness;
mod handover;
mod held;
mod help;
mod history;
mod home;
mod hours;
mod instead;
mod leaders;
mod leave;
mod link;
mod listing;
mod message;
mod metrics;
mod metrics_around;
mod metrics_behind;
#[cfg(test)]
mod metrics_tests;
mod modal;
mod mute;
mod news;
mod note;
mod pane;
mod picker;
mod picture;
mod plan;
mod play_stats;
mod playbook;
mod plays;
mod plot;
mod product;
mod pulse;
mod qbr;
mod quiet;
mod record_refusal;
mod refusal;
mod renewals;
mod roles;
mod run;
mod run_end;
mod run_notes;
mod segment;
mod share;
mod share_answer;
mod sight;
mod signal;
mod slipped;
mod status;
mod step;
mod step_forms;
mod step_refusal;
mod step_told;
mod subscriptions;
mod team;
mod timetable;
mod trouble;
mod unfurl;
mod value;
mod voice;
mod weekly;
mod when;
mod why;
mod words;

#[cfg(test)]
mod samples;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod worst;

pub use account::account_card;
pub use advocacy::{advocacy_form, advocacy_set, advocacy_taken_back};
pub use audit::audit;
pub use book::book;
pub use book_file::{FileTrouble, book_csv, book_file_failed, book_file_on_its_way, book_file_sent};
pub use capacity::capacity;
pub use channel_over::channel_over;
pub use contact::{contact_changed, contact_fault, contact_form, contacts};
pub use csm::{csm, part};
pub use digest::{digest, digest_section};
pub use drawing::drawing;
pub use expansions::{expansion_ended, expansions, lost_form, won_form};
pub use explained::explained;
pub use feedback::{FeedbackAsked, feedback_form, feedback_recorded, feedback_taken_back, voice_fault, which_theme};
pub use filter_form::{filter_fault, filter_form, person_fault, whose_stands};
pub use forecast::{forecast, forecast_set};
pub use forecast_form::{FormFault, forecast_fault, forecast_form};
pub use handover::{HandoverNews, handover, handovers};
pub use help::{help, not_understood};
pub use home::{
    HomeFrame, HomeSettings, HomeToday, Welcome, digest_chosen_none, digest_form, digest_form_fault, home, home_plays,
    home_settings, home_system, home_today, preferences_form, welcome,
};
pub use hours::{HoursNews, hours, settings_fault, settings_form};
pub use instead::{Instead, Picture};
pub use kit::{drawn_in, told_in};
pub use leaders::{led, owner_assigned, owner_fault, owner_form, person_options, plan_asked};
pub use leave::{leave, leave_ended, leave_form, leave_refused, leave_taken, unknown_cover};
pub use link::{link_form, link_shared, link_stands, linked, unlinked};
pub use message::{Audience, Message, Onlookers, Reader, view_json};
pub use metrics::metrics;
pub use metrics_behind::metrics_behind;
pub use modal::{StepAsked, Titled, answer, done, finish_form, form_fault, loading, snooze_form};
pub use mute::{mute_fault, mute_form, muted, mutes, unmuted};
pub use news::news;
pub use note::{NoteAsked, account_options, note_fault, note_form, note_logged, note_taken_back, which_note};
pub use pane::{looking, prompts, thread_title};
pub use picker::picker;
pub use plan::{milestone_marked, nudge_card, nudged, plan_card, plan_changed, plan_fault, plan_form};
pub use play_stats::play_stats;
pub use playbook::{PlaybookShown, beside_playbook, playbook, preview};
pub use plays::{plays, runs};
pub use product::{product, product_themes};
pub use pulse::{CallAsked, call_form, call_offered, call_set, call_withdrawn};
pub use qbr::{qbr, qbr_markdown, qbr_sent, qbr_shared_to};
pub use quiet::quiet;
pub use refusal::refusal;
pub use renewals::renewals;
pub use roles::{group_mapped, role_fault, role_form, role_set, roles};
pub use run::{RunStarted, run_started};
pub use run_end::run_ended;
pub use segment::{segment_fault, segment_form, segment_set};
pub use share::{share_asked, shared, shared_to};
pub use share_answer::{answer_share_asked, answer_shared_to, shared_answer};
pub use signal::{SignalAsked, dismiss_form, risks, signal_alone, signal_card, signal_fault, snooze_signal_form};
pub use slipped::slipped;
pub use status::{decided, status};
pub use step::{step_again, step_alone, step_card, step_news};
pub use step_forms::{Typed, step_form, step_too_late};
pub use step_told::{StepTold, helped_kept, run_picker, run_stopped, step_picker, step_told};
pub use subscriptions::{
    filters_fault, no_longer_posted, subscribe_fault, subscribe_form, subscribe_sure, subscribed, subscriptions,
    unsubscribed,
};
pub use team::team;
pub use timetable::{DigestFor, TimetableNews, timetable};
pub use trouble::{Trouble, trouble};
pub use unfurl::unfurl;
pub use voice::voice;
pub use weekly::weekly;
pub use why::why;
pub use words::{phase as phase_name, segment as segment_name};
