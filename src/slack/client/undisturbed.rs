//! Slack's Do Not Disturb, as its people set it.

use std::collections::HashMap;
use std::sync::PoisonError;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::{CallError, SlackClient};

/// How long it is believed when somebody wants to be left alone.
const MEMORY: Duration = Duration::from_mins(5);
/// Whoever is remembered longer is forgotten when so many are.
const MOST_PEOPLE: usize = 10_000;

/// A time without disturbance.
type Span = (DateTime<Utc>, DateTime<Utc>);
/// Those of people, and when Slack said so.
pub(super) type Undisturbed = HashMap<String, (Instant, Vec<Span>)>;

impl SlackClient {
    /// When somebody may be disturbed, from `at` on. Where Slack does not say, at once: what can wait is not lost over it. Fails
    /// where Slack asks to wait so many seconds with the question.
    pub async fn disturbs_from(&self, user: &str, at: DateTime<Utc>) -> Result<DateTime<Utc>, u64> {
        let spans = match self.known_spans(user) {
            Some(spans) => spans,
            None => self.ask_spans(user).await?,
        };
        let over =
            |at: DateTime<Utc>| spans.iter().filter(|(from, to)| *from <= at && at < *to).map(|(_, to)| *to).max();
        // A pause may end within the hours of every night, and the other way round.
        Ok(over(at).map_or(at, |end| over(end).unwrap_or(end)))
    }

    fn known_spans(&self, user: &str) -> Option<Vec<Span>> {
        let memory = self.undisturbed.lock().unwrap_or_else(PoisonError::into_inner);
        let (asked_at, spans) = memory.get(user)?;
        (asked_at.elapsed() < MEMORY).then(|| spans.clone())
    }

    async fn ask_spans(&self, user: &str) -> Result<Vec<Span>, u64> {
        let spans = match self.read("dnd.info", &[("user", user)]).await {
            Ok(answer) => spans(&answer),
            Err(CallError::RateLimited { seconds, .. }) => return Err(seconds),
            Err(error) => {
                tracing::warn!(error = %error, "Slack does not say whether somebody may be disturbed; they are written to");
                Vec::new()
            }
        };
        let mut memory = self.undisturbed.lock().unwrap_or_else(PoisonError::into_inner);
        if MOST_PEOPLE < memory.len() {
            memory.retain(|_, (asked_at, _)| asked_at.elapsed() < MEMORY);
        }
        memory.insert(user.to_owned(), (Instant::now(), spans.clone()));
        Ok(spans)
    }
}

/// The hours of every night, and a pause that somebody has taken.
fn spans(answer: &Value) -> Vec<Span> {
    let is = |field: &str| answer[field].as_bool().unwrap_or(false);
    let moment = |field: &str| DateTime::from_timestamp(answer[field].as_i64()?, 0);
    let nightly = moment("next_dnd_start_ts").zip(moment("next_dnd_end_ts")).filter(|_| is("dnd_enabled"));
    let pause = moment("snooze_endtime").filter(|_| is("snooze_enabled")).map(|end| (DateTime::UNIX_EPOCH, end));
    nightly.into_iter().chain(pause).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).expect("a moment")
    }

    #[test]
    fn both_kinds_of_rest_are_read() {
        let answer = json!({
            "ok": true, "dnd_enabled": true, "next_dnd_start_ts": 1000, "next_dnd_end_ts": 2000,
            "snooze_enabled": true, "snooze_endtime": 500, "snooze_remaining": 60,
        });
        assert_eq!(spans(&answer), [(at(1000), at(2000)), (DateTime::UNIX_EPOCH, at(500))]);
        assert_eq!(spans(&json!({ "dnd_enabled": false, "next_dnd_start_ts": 1, "next_dnd_end_ts": 1 })), []);
        assert_eq!(spans(&json!({ "dnd_enabled": true, "next_dnd_start_ts": "soon" })), []);
    }
}
