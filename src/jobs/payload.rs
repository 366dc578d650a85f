//! From a card to the body of a Slack call. What is sent where Slack refuses newer blocks is frozen with it, so that every
//! attempt says the same in the same two ways.

use serde_json::{Value, json};

use super::delivery::Destination;
use super::worker::Worker;
use crate::domain::notice::Drawing;
use crate::slack::render::{self, Instead};
use crate::store::cards::Card;

/// Names the bot's messages in their metadata, so that they can be found again.
pub(super) const EVENT_TYPE: &str = "steward_card";

/// Where a frozen body keeps what is sent instead.
const OR_ELSE: &str = "or_else";

/// What is sent, and what instead.
pub(super) type Said = (Value, Option<Instead>);

/// What is sent, and what instead, as one; [`thawed`] takes it apart again.
pub(super) fn frozen((body, instead): &Said) -> Value {
    let mut frozen = body.clone();
    if let Some(instead) = instead {
        frozen[OR_ELSE] = json!(instead);
    }
    frozen
}

/// What was frozen. Without anything to say instead where that was frozen before there was any, or cannot be read.
pub(super) fn thawed(mut frozen: Value) -> Said {
    let instead = frozen.as_object_mut().and_then(|body| body.remove(OR_ELSE));
    (frozen, instead.and_then(|instead| serde_json::from_value(instead).ok()))
}

/// The body of a first post, or of an edit when `ts` is there. Metadata holds opaque ids only: any member can read it.
pub(super) fn body(worker: &Worker, card: &Card, place: &Destination, drawing: &Drawing, ts: Option<&str>) -> Said {
    let (command, rules, now) = (&worker.command, &worker.app.rules.signals, worker.app.clock.now());
    let draw = || render::drawing(drawing, command, rules, place.onlookers, now).said();
    let (mut body, instead) = render::drawn_in(card.locale.unwrap_or(worker.app.channel_locale), draw);
    body["channel"] = json!(place.channel_id);
    body["metadata"] = json!({ "event_type": EVENT_TYPE, "event_payload": { "card": card.id.to_string() } });
    body["unfurl_links"] = json!(false);
    body["unfurl_media"] = json!(false);
    if let Some(ts) = ts {
        body["ts"] = json!(ts);
    }
    if let Some(Some(thread_ts)) = drawing.thread() {
        body["thread_ts"] = json!(thread_ts);
    }
    (body, instead)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_frozen_is_said_again_in_both_ways() {
        let instead = Instead { blocks: vec![json!({ "type": "divider" })], pictures: Vec::new() };
        for instead in [None, Some(instead)] {
            let said = (json!({ "channel": "C1", "text": "x", "blocks": [] }), instead);
            assert_eq!(thawed(frozen(&said)), said);
        }
        let unreadable = json!({ "text": "x", "or_else": "of another version" });
        assert_eq!(thawed(unreadable), (json!({ "text": "x" }), None), "Slack never sees our own field");
    }
}
