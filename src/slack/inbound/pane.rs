//! The bot's pane: somebody opened it, or looks at something else beside it.
//!
//! Slack has two of them. An app with `agent_view` has its direct message as the pane, and hears `app_home_opened` and
//! `app_context_changed`; one that still has `assistant_view` has a thread for each conversation, and hears of that.

use serde_json::Value;

use super::json::id_of;

/// Somebody has the pane before them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaneEvent {
    /// The direct message with the bot, where Slack names it.
    pub channel_id: Option<String>,
    /// The thread that the pane is; none where the whole direct message is.
    pub thread_ts: Option<String>,
    /// The channel that they look at beside it.
    pub beside: Option<String>,
}

impl PaneEvent {
    /// Reads one; `None` when the event says nothing of a pane.
    pub(super) fn of(kind: &str, event: &Value) -> Option<Self> {
        match kind {
            "assistant_thread_started" | "assistant_thread_context_changed" => {
                let thread = event.get("assistant_thread")?;
                Some(Self {
                    channel_id: Some(thread.get("channel_id").and_then(id_of)?),
                    thread_ts: Some(thread.get("thread_ts").and_then(Value::as_str)?.to_owned()),
                    beside: thread.pointer("/context/channel_id").and_then(id_of),
                })
            }
            "app_home_opened" | "app_context_changed" => {
                Some(Self { channel_id: event.get("channel").and_then(id_of), thread_ts: None, beside: beside(event) })
            }
            _ => None,
        }
    }
}

/// Slack lists what they look at, what matters most first.
fn beside(event: &Value) -> Option<String> {
    let entities = event.pointer("/context/entities")?.as_array()?;
    let channel = |entity: &Value| match entity.get("type").and_then(Value::as_str)? {
        "slack#/types/channel_id" => entity.get("value").and_then(id_of),
        "slack#/types/message_context" => entity.pointer("/value/channel_id").and_then(id_of),
        _ => None,
    };
    entities.iter().find_map(channel)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn pane(channel: Option<&str>, thread: Option<&str>, beside: Option<&str>) -> PaneEvent {
        let owned = |text: Option<&str>| text.map(str::to_owned);
        PaneEvent { channel_id: owned(channel), thread_ts: owned(thread), beside: owned(beside) }
    }

    #[track_caller]
    #[expect(clippy::needless_pass_by_value, reason = "a table row owns what it expects")]
    fn check(event: &Value, expected: Option<PaneEvent>) {
        let kind = event["type"].as_str().expect("a kind");
        assert_eq!(PaneEvent::of(kind, event), expected, "{event}");
    }

    #[test]
    fn threads_of_an_assistant_are_read_as_slack_documents_them() {
        let thread = json!({
            "user_id": "U123ABC456", "channel_id": "D123ABC456", "thread_ts": "1729999327.187299",
            "context": { "channel_id": "C123ABC456", "team_id": "T07XY8FPJ5C", "enterprise_id": "E480293PS82" },
        });
        let expected = pane(Some("D123ABC456"), Some("1729999327.187299"), Some("C123ABC456"));
        for kind in ["assistant_thread_started", "assistant_thread_context_changed"] {
            check(&json!({ "type": kind, "assistant_thread": thread }), Some(expected.clone()));
        }
        let bare = json!({ "user_id": "U1", "channel_id": "D1", "thread_ts": "1.2", "context": {} });
        check(
            &json!({ "type": "assistant_thread_started", "assistant_thread": bare }),
            Some(pane(Some("D1"), Some("1.2"), None)),
        );
        check(&json!({ "type": "assistant_thread_started", "assistant_thread": { "channel_id": "D1" } }), None);
        check(&json!({ "type": "assistant_thread_started" }), None);
    }

    #[test]
    fn what_lies_beside_an_agent_is_read_as_slack_documents_it() {
        let at = |entities: Value| json!({ "type": "app_context_changed", "user": "U1", "channel": "D1", "context": { "entities": entities } });
        let channel = json!({ "type": "slack#/types/channel_id", "value": "C1", "team_id": "T1" });
        let canvas = json!({ "type": "slack#/types/canvas_id", "value": "F1" });
        let message =
            json!({ "type": "slack#/types/message_context", "value": { "channel_id": "C2", "message_ts": "1.2" } });
        check(&at(json!([canvas, channel, message])), Some(pane(Some("D1"), None, Some("C1"))));
        check(&at(json!([message])), Some(pane(Some("D1"), None, Some("C2"))));
        check(&at(json!([canvas, 5, {}])), Some(pane(Some("D1"), None, None)));
        check(&json!({ "type": "app_context_changed", "context": {} }), Some(pane(None, None, None)));
        check(
            &json!({ "type": "app_home_opened", "tab": "messages", "channel": "D1" }),
            Some(pane(Some("D1"), None, None)),
        );
    }
}
