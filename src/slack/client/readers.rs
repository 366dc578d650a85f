//! Who reads a channel: full members of the workspace only, or guests as well. What is not clear counts as a guest.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::{CallError, SlackClient};

/// How long it is believed who is a member of the workspace, and who is in a channel.
const PEOPLE_MEMORY: Duration = Duration::from_mins(10);
const CHANNEL_MEMORY: Duration = Duration::from_mins(1);
/// The list of people is not asked for more often, however many newcomers there are.
const PEOPLE_PAUSE: Duration = Duration::from_secs(20);
const PAGE: &str = "1000";
/// A channel or a workspace with more pages is too large to vouch for.
const MOST_PAGES: usize = 50;

/// What was found out lately.
#[derive(Debug, Default)]
pub(super) struct Readers {
    /// Everybody who is neither a guest nor of another company, and when Slack said so.
    members: Option<(Instant, Arc<HashSet<String>>)>,
    /// Whether a channel has anybody else in it, and when that was found out.
    channels: HashMap<String, (Instant, bool)>,
}

impl SlackClient {
    /// Whether anybody but full members of the workspace reads a channel. A bot that may not ask takes it that they do.
    pub async fn has_guests(&self, channel: &str) -> Result<bool, CallError> {
        let known = self.readers().channels.get(channel).copied();
        if let Some((_, has_guests)) = known.filter(|(at, _)| at.elapsed() < CHANNEL_MEMORY) {
            return Ok(has_guests);
        }
        let has_guests = match self.find_guests(channel).await {
            Err(CallError::Refused { method, error }) if error == "missing_scope" => {
                tracing::warn!(
                    slack.method = method,
                    "the bot may not ask who reads a channel; it writes as if to guests"
                );
                true
            }
            found => found?,
        };
        self.readers().channels.insert(channel.to_owned(), (Instant::now(), has_guests));
        Ok(has_guests)
    }

    /// Whether somebody is in a channel; `None` where it is too large to be read through.
    pub async fn is_in(&self, channel: &str, user: &str) -> Result<Option<bool>, CallError> {
        let inside = self.all("conversations.members", &[("channel", channel)], "/members", id_of).await?;
        Ok(inside.map(|inside| inside.iter().any(|id| id == user)))
    }

    async fn find_guests(&self, channel: &str) -> Result<bool, CallError> {
        let Some(inside) = self.all("conversations.members", &[("channel", channel)], "/members", id_of).await? else {
            return Ok(true);
        };
        let is_guest = |members: &HashSet<String>| inside.iter().any(|id| !members.contains(id));
        let (asked_at, members) = self.members(PEOPLE_MEMORY).await?;
        if !is_guest(&members) || asked_at.elapsed() < PEOPLE_PAUSE {
            return Ok(is_guest(&members));
        }
        // Perhaps somebody who came in since.
        let (_, members) = self.members(PEOPLE_PAUSE).await?;
        Ok(is_guest(&members))
    }

    /// Who is a full member of the workspace, as of so long ago at most.
    async fn members(&self, memory: Duration) -> Result<(Instant, Arc<HashSet<String>>), CallError> {
        if let Some(known) = self.readers().members.clone().filter(|(at, _)| at.elapsed() < memory) {
            return Ok(known);
        }
        let people = self.all("users.list", &[], "/members", member_id).await?.unwrap_or_default();
        let known = (Instant::now(), Arc::new(people.into_iter().collect::<HashSet<String>>()));
        self.readers().members = Some(known.clone());
        Ok(known)
    }

    /// Reads all pages of a list; `None` when it has too many.
    async fn all(
        &self,
        method: &'static str,
        fields: &[(&str, &str)],
        list: &str,
        pick: impl Fn(&Value) -> Option<String>,
    ) -> Result<Option<Vec<String>>, CallError> {
        let mut found = Vec::new();
        let mut cursor = String::new();
        for _ in 0..MOST_PAGES {
            let page = [fields, &[("limit", PAGE), ("cursor", &cursor)]].concat();
            let answer = self.read(method, &page).await?;
            let rows = answer.pointer(list).and_then(Value::as_array);
            found.extend(rows.into_iter().flatten().filter_map(&pick));
            let next = answer.pointer("/response_metadata/next_cursor").and_then(Value::as_str).unwrap_or_default();
            if next.is_empty() {
                return Ok(Some(found));
            }
            next.clone_into(&mut cursor);
        }
        Ok(None)
    }

    fn readers(&self) -> MutexGuard<'_, Readers> {
        self.readers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn id_of(id: &Value) -> Option<String> {
    id.as_str().map(str::to_owned)
}

/// The id of a full member, or of a bot; nothing for guests and people of other companies.
fn member_id(user: &Value) -> Option<String> {
    let is = |field: &str| user.get(field).and_then(Value::as_bool).unwrap_or(false);
    let is_member = !is("is_restricted") && !is("is_ultra_restricted") && !is("is_stranger") && !is("deleted");
    let id = user.get("id").and_then(Value::as_str);
    id.filter(|_| is_member).map(str::to_owned)
}
