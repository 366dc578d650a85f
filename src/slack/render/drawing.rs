//! A card of the bot's own, as it stands: whatever a notice is about.

use chrono::{DateTime, Utc};

use super::channel_over::channel_over;
use super::digest::digest;
use super::handover::handover;
use super::held::held;
use super::message::{Message, Onlookers};
use super::news::news;
use super::plan::nudge_card;
use super::product::product;
use super::qbr::shared_qbr;
use super::run_end::run_ended;
use super::share::shared;
use super::share_answer::shared_answer;
use super::signal::signal_card;
use super::step::{step_again, step_card, step_news};
use super::weekly::weekly;
use crate::domain::notice::Drawing;
use crate::domain::rules::SignalRules;

/// The message of a drawing. `command` is what the command is called here, `rules` are in force.
pub fn drawing(of: &Drawing, command: &str, rules: &SignalRules, onlookers: Onlookers, now: DateTime<Utc>) -> Message {
    match of {
        Drawing::Step(card) => step_card(card, onlookers, now),
        Drawing::StepAgain { step, .. } => step_again(step, now),
        Drawing::StepNews { step, news, .. } => step_news(step, news),
        Drawing::RunEnded(run) => run_ended(run, onlookers),
        Drawing::Digest(view) => digest(view, command, onlookers, now),
        Drawing::Handover(view) => handover(view, onlookers, now),
        Drawing::Weekly(view) => weekly(view, command, onlookers, now),
        Drawing::Product(view) => product(view, command, onlookers, now),
        Drawing::Shared { account, by, zone } => shared(account, by, onlookers, *zone),
        Drawing::Signal(card) => signal_card(card, rules, onlookers, now),
        Drawing::Nudge(card) => nudge_card(card, onlookers, now),
        Drawing::Qbr { pack, by, zone } => shared_qbr(pack, by, onlookers, *zone),
        Drawing::Answer(shown) => shared_answer(&shown.answer, &shown.by, onlookers, shown.zone),
        Drawing::ChannelOver(over) => channel_over(over, command),
        Drawing::News(card) => news(card, command, onlookers, now),
        Drawing::Held(view) => held(view),
    }
}
