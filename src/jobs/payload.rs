//! From a card to the body of a Slack call.

use serde_json::{Value, json};

use super::delivery::Destination;
use super::worker::Worker;
use crate::domain::notice::Drawing;
use crate::slack::render;
use crate::store::cards::Card;

/// Names the bot's messages in their metadata, so that they can be found again.
pub(super) const EVENT_TYPE: &str = "steward_card";

/// The body of a first post, or of an edit when `ts` is there. Metadata holds opaque ids only: any member can read it.
pub(super) fn body(worker: &Worker, card: &Card, place: &Destination, drawing: &Drawing, ts: Option<&str>) -> Value {
    let (command, rules, now) = (&worker.command, &worker.app.rules.signals, worker.app.clock.now());
    let draw = || render::drawing(drawing, command, rules, place.onlookers, now).to_json();
    let mut body = render::drawn_in(card.locale, draw);
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
    body
}
