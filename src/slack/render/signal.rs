//! The card of a signal: one message through its whole episode, edited in place.

use chrono::{DateTime, Utc};

use super::kit::{context, moment, money, name, section};
use super::message::{Message, Onlookers};
use super::words::{health, in_days, mention};
use crate::domain::signal::{EpisodeState, SignalCard};

/// The card as it stands now. `command` is what the command is called here.
pub fn signal_card(card: &SignalCard, command: &str, onlookers: Onlookers, _now: DateTime<Utc>) -> Message {
    let number = card.kind.as_str().to_uppercase();
    let state = match card.state {
        EpisodeState::Open => "open",
        EpisodeState::Claimed => "claimed",
        EpisodeState::InPlay => "in play",
        EpisodeState::Snoozed => "snoozed",
        EpisodeState::Ended => "over",
    };
    let (band, score) = card.health;
    let text = format!("{} {number}: {}, {state}", name(&card.account.name), health(band, score));
    let facts = [
        (onlookers == Onlookers::Members).then(|| money(card.arr)),
        card.renewal_in_days.map(|days| format!("renewal {}", in_days(days))),
        card.owner.as_ref().map(mention),
    ];
    let facts: Vec<String> = facts.into_iter().flatten().collect();
    let origin = format!("{number} since {} · `{command} risks`", moment(card.opened_at, card.zone));
    Message::of(&text, [section(&text), section(&facts.join(" · ")), context(&origin)])
}

/// A signal that moved on since its card was drawn.
pub(super) fn signal_moved(state: EpisodeState) -> String {
    format!("This signal {} meanwhile. Nothing was changed.", did(state))
}

/// `This signal was claimed by @ana at 09:41.`
pub(super) fn signal_moved_by(state: EpisodeState, by: Option<&str>, at: &str) -> String {
    match (by, state) {
        (Some(by), _) => format!("This signal {} by {by} at {at}. Nothing was changed.", did(state)),
        (None, EpisodeState::Ended) => format!("This signal cleared by itself at {at}. Nothing was changed."),
        (None, _) => format!("This signal came back by itself at {at}. Nothing was changed; open it again."),
    }
}

fn did(state: EpisodeState) -> &'static str {
    match state {
        EpisodeState::Open => "was opened again",
        EpisodeState::Claimed => "was claimed",
        EpisodeState::InPlay => "was given a play",
        EpisodeState::Snoozed => "was snoozed",
        EpisodeState::Ended => "was closed",
    }
}
