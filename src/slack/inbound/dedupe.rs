//! Keys by which a second delivery of the same thing is known.

use std::fmt;

/// The same for every delivery of one event, one click, one message and handler.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DedupeKey(String);

impl DedupeKey {
    /// Slack retries an event under its own id.
    pub fn of_event(event_id: &str) -> Self {
        Self(format!("event:{event_id}"))
    }

    /// Commands and interactions have no id; their trigger is made once.
    pub fn of_trigger(trigger_id: &str) -> Self {
        Self(format!("trigger:{trigger_id}"))
    }

    /// One message comes as `app_mention` and as `message`, with two event ids; each handler answers it once.
    pub fn of_message(team_id: &str, channel_id: &str, ts: &str, handler: &str) -> Self {
        Self(format!("message:{team_id}:{channel_id}:{ts}:{handler}"))
    }

    /// The text that is stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DedupeKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
