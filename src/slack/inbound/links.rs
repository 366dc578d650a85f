//! Links that somebody shared, on domains that the app watches.

use serde_json::Value;

use super::json::id_of;

/// Links in one message, sent or still in the composer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkEvent {
    /// In which conversation; no id at all while it is in the composer.
    pub channel_id: String,
    /// Slack's id of the message within the channel.
    pub message_ts: Option<String>,
    /// Slack's names for what is to be drawn under: the id, and `composer` or `conversations_history`.
    pub unfurl: Option<(String, String)>,
    /// The links, as they were typed.
    pub urls: Vec<String>,
}

impl LinkEvent {
    /// Reads one; `None` when it is not said what could be drawn, or where.
    pub(super) fn of(event: &Value) -> Option<Self> {
        let text = |field: &str| event.get(field).and_then(Value::as_str).map(str::to_owned);
        let urls = event.get("links")?.as_array()?.iter();
        let urls: Vec<String> = urls.filter_map(|link| link.get("url")?.as_str().map(str::to_owned)).collect();
        let found = Self {
            channel_id: event.get("channel").and_then(id_of)?,
            message_ts: text("message_ts"),
            unfurl: text("unfurl_id").zip(text("source")),
            urls,
        };
        let has_place = found.message_ts.is_some() || found.unfurl.is_some();
        (has_place && !found.urls.is_empty()).then_some(found)
    }

    /// Whether it is known in which conversation the links will be read. What is in the composer may be sent anywhere.
    pub fn is_placed(&self) -> bool {
        let mut letters = self.channel_id.chars();
        letters.next().is_some_and(|first| ['C', 'D', 'G'].contains(&first)) && self.channel_id != "COMPOSER"
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn links_are_read_as_slack_documents_them() {
        let event = json!({
            "type": "link_shared", "channel": "C123ABC456", "is_bot_user_member": true, "user": "U123ABC456",
            "message_ts": "123456789.9875", "unfurl_id": "C123456.123456789.987501.1b90fa12", "thread_ts": "123456621.1855",
            "source": "conversations_history",
            "links": [
                { "domain": "example.com", "url": "https://example.com/12345" },
                { "domain": "another-example.com", "url": "https://yet.another-example.com/v/abcde" },
                { "domain": "example.com" }, 5,
            ],
        });
        let found = LinkEvent::of(&event).expect("links");
        assert_eq!(found.urls, ["https://example.com/12345", "https://yet.another-example.com/v/abcde"]);
        assert_eq!(found.message_ts.as_deref(), Some("123456789.9875"));
        assert_eq!(found.unfurl, Some(("C123456.123456789.987501.1b90fa12".into(), "conversations_history".into())));
        assert!(found.is_placed());
    }

    #[test]
    fn what_is_in_the_composer_has_no_place_yet() {
        let mut event = json!({
            "type": "link_shared", "channel": "COMPOSER", "user": "U1", "message_ts": "Uxxxxxxx-909b5454-75f8-4ac4-b325-1b40e230bbd8",
            "unfurl_id": "Uxxxxxxx-909b5454-75f8-4ac4-b325-1b40e230bbd8", "source": "composer",
            "links": [{ "domain": "example.com", "url": "https://example.com/1" }],
        });
        assert!(!LinkEvent::of(&event).expect("links").is_placed());
        event["links"] = json!([]);
        assert_eq!(LinkEvent::of(&event), None);
        assert_eq!(LinkEvent::of(&json!({ "type": "link_shared" })), None);
    }
}
