//! What comes over a socket: an envelope around each command, click or event, and what Slack says of the connection.

use serde::Deserialize;
use serde_json::Value;

use super::fault::PayloadFault;
use super::json::{lenient, read};

/// One text that came over a socket.
#[derive(Clone, Debug, PartialEq)]
pub enum Frame {
    /// The connection is ready.
    Hello,
    /// The connection is about to end.
    Disconnect {
        /// Slack's word for why: `warning`, `refresh_requested`, `link_disabled`.
        reason: String,
    },
    /// Something for us, to be acknowledged by its id.
    Envelope(Envelope),
    /// A kind that this version does not know, and that asks for no acknowledgement.
    Unknown,
}

/// Something for us.
#[derive(Clone, Debug, PartialEq)]
pub struct Envelope {
    /// What the acknowledgement names.
    pub id: String,
    /// What it holds.
    pub said: Said,
    /// Whether the acknowledgement may carry an answer.
    pub takes_answer: bool,
    /// What HTTP would have brought.
    pub payload: Value,
}

/// What an envelope holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    /// A slash command.
    Command,
    /// A click, a form, a shortcut, a menu that asks.
    Interaction,
    /// An event.
    Event,
    /// A kind that this version does not know: acknowledged, counted.
    Unknown,
}

impl Said {
    fn of(kind: &str) -> Self {
        match kind {
            "slash_commands" => Self::Command,
            "interactive" | "options" => Self::Interaction,
            "events_api" => Self::Event,
            _ => Self::Unknown,
        }
    }

    /// For counting.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Command => "command",
            Self::Interaction => "interaction",
            Self::Event => "event",
            Self::Unknown => "unknown",
        }
    }
}

impl Frame {
    /// Reads a text.
    pub fn parse(json: &[u8]) -> Result<Self, PayloadFault> {
        let (wire, mut raw) = read::<Wire>(json)?;
        Ok(match (wire.kind.as_str(), wire.envelope_id.filter(|id| !id.is_empty())) {
            ("hello", None) => Self::Hello,
            ("disconnect", None) => Self::Disconnect { reason: wire.reason },
            (kind, Some(id)) => Self::Envelope(Envelope {
                id,
                said: Said::of(kind),
                takes_answer: wire.accepts_response_payload,
                payload: raw.get_mut("payload").map(Value::take).unwrap_or_default(),
            }),
            (_, None) => Self::Unknown,
        })
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Wire {
    #[serde(rename = "type", deserialize_with = "lenient")]
    kind: String,
    #[serde(deserialize_with = "lenient")]
    envelope_id: Option<String>,
    #[serde(deserialize_with = "lenient")]
    accepts_response_payload: bool,
    #[serde(deserialize_with = "lenient")]
    reason: String,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn envelope(said: Said, takes_answer: bool, payload: Value) -> Frame {
        Frame::Envelope(Envelope { id: "e1".into(), said, takes_answer, payload })
    }

    #[track_caller]
    fn check(text: &str, expected: Frame) {
        assert_eq!(Frame::parse(text.as_bytes()), Ok(expected), "{text}");
    }

    #[test]
    fn frames_are_read_as_slack_documents_them() {
        check(
            r#"{"type":"hello","num_connections":1,"debug_info":{"host":"applink-7fc4fdbb64-4x5xq",
                "build_number":10,"approximate_connection_time":18060},"connection_info":{"app_id":"A01234567"}}"#,
            Frame::Hello,
        );
        check(
            r#"{"type":"disconnect","reason":"refresh_requested","debug_info":{"host":"wss-111.slack.com"}}"#,
            Frame::Disconnect { reason: "refresh_requested".into() },
        );
        check(
            r#"{"payload":{"command":"/csm","text":"acme"},"envelope_id":"e1","type":"slash_commands",
                "accepts_response_payload":true}"#,
            envelope(Said::Command, true, json!({"command": "/csm", "text": "acme"})),
        );
        check(
            r#"{"envelope_id":"e1","type":"events_api","payload":{"type":"event_callback"},"retry_attempt":1,
                "retry_reason":"timeout"}"#,
            envelope(Said::Event, false, json!({"type": "event_callback"})),
        );
        check(
            r#"{"envelope_id":"e1","type":"interactive","payload":{}}"#,
            envelope(Said::Interaction, false, json!({})),
        );
    }

    #[test]
    fn what_is_new_is_still_acknowledged_by_its_id() {
        check(r#"{"envelope_id":"e1","type":"telepathy"}"#, envelope(Said::Unknown, false, Value::Null));
        check(
            r#"{"envelope_id":"e1","type":5,"accepts_response_payload":"yes"}"#,
            envelope(Said::Unknown, false, Value::Null),
        );
        check(r#"{"type":"goodbye"}"#, Frame::Unknown);
        check(r#"{"envelope_id":"","type":"events_api","payload":{}}"#, Frame::Unknown);
        check("{}", Frame::Unknown);
    }

    #[test]
    fn what_is_no_object_or_says_a_thing_twice_is_a_fault() {
        for text in ["", "[]", "hello", "{\"type\":", r#"{"envelope_id":"e1","envelope_id":"e2"}"#] {
            assert!(Frame::parse(text.as_bytes()).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_get_an_answer(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = Frame::parse(&bytes);
        }
    }
}
