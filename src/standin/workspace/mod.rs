//! The state of the workspace behind one lock: people, channels, messages, views and what is owed to them.
//!
//! Methods here are plain and do no IO. Whatever the page should hear of is put aside as [`News`] and sent by the hub
//! once the lock is free.

mod channels;
mod grants;
mod messages;
mod tickets;
mod views;

pub(super) use grants::{Grants, Holder, Issued};
pub(super) use messages::{Author, Draft, is_root};
pub(super) use tickets::Ticket;
pub(super) use views::Closing;

use std::collections::BTreeMap;
use std::time::{SystemTime, UNIX_EPOCH};

use chrono::{DateTime, Offset, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::journal::{Entry, Written};
use super::panes::Pane;
use super::seed::{App, Channel, Person, Seed, Team, UserGroup};

/// The id of the account that speaks for Slack itself.
pub(super) const SLACKBOT: &str = "USLACKBOT";

/// Something that the pages of some people should hear of at once.
#[derive(Clone, Debug)]
pub(super) struct News {
    /// Whose pages; `None` is everybody's.
    pub(super) users: Option<Vec<String>>,
    /// What the stream says.
    pub(super) body: Value,
}

/// A message in a channel, with the real time it was accepted at (for history that lags).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Post {
    pub(super) message: Value,
    pub(super) accepted_ms: u64,
}

/// A message that one person alone sees.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Whisper {
    pub(super) channel: String,
    pub(super) user: String,
    pub(super) message: Value,
}

/// An uploaded file; its bytes as hexadecimal so that the snapshot stays text.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct StoredFile {
    pub(super) name: String,
    pub(super) length: u64,
    pub(super) hex: String,
    pub(super) uploaded: bool,
}

/// Everything the local Slack knows.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Workspace {
    #[serde(skip)]
    pub(super) app: App,
    #[serde(skip)]
    pub(super) team: Team,
    #[serde(skip)]
    pub(super) other_teams: Vec<Team>,
    /// Who may call, beside the app's first token.
    pub(super) grants: Grants,
    #[serde(skip)]
    pub(super) user_groups: Vec<UserGroup>,
    pub(super) people: Vec<Person>,
    pub(super) channels: Vec<Channel>,
    pub(super) posts: BTreeMap<String, Vec<Post>>,
    pub(super) whispers: Vec<Whisper>,
    /// Open modals of each person, the bottom one first.
    pub(super) stacks: BTreeMap<String, Vec<Value>>,
    pub(super) homes: BTreeMap<String, Value>,
    /// By direct message.
    pub(super) panes: BTreeMap<String, Pane>,
    /// Person → channel → `ts` read up to.
    pub(super) read_marks: BTreeMap<String, BTreeMap<String, String>>,
    pub(super) files: BTreeMap<String, StoredFile>,
    pub(super) journal: Vec<Entry>,
    pub(super) refused: Vec<Value>,
    tickets: BTreeMap<String, Ticket>,
    #[serde(skip)]
    triggers: BTreeMap<String, tickets::Trigger>,
    offset_us: i64,
    last_us: i64,
    minted: u64,
    #[serde(skip)]
    news: Vec<News>,
    #[serde(skip)]
    events: Vec<Value>,
}

/// Real time in Unix microseconds. The workspace's own clock is this plus an offset that only grows.
#[expect(clippy::disallowed_methods, reason = "Slack has a clock of its own; this is the one place that reads it")]
fn real_us() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_micros()).unwrap_or(i64::MAX)
}

/// Real time in Unix milliseconds.
pub(super) fn real_ms() -> u64 {
    u64::try_from(real_us() / 1000).unwrap_or_default()
}

impl Workspace {
    /// Takes over what the seed says: its app, team and groups always, its people and channels where they are new.
    pub(super) fn adopt(&mut self, seed: Seed) {
        self.app = seed.app;
        self.team = seed.team;
        self.user_groups = seed.user_groups;
        self.other_teams = seed.other_teams;
        for person in seed.people {
            if !self.people.iter().any(|known| known.id == person.id) {
                self.people.push(person);
            }
        }
        for channel in seed.channels {
            if self.channel(&channel.id).is_none() {
                self.channels.push(channel);
            }
        }
        let insiders: Vec<String> = self
            .people
            .iter()
            .filter(|person| !person.is_bot && !person.deleted && person.team_id.is_none())
            .map(|person| person.id.clone())
            .collect();
        for user in insiders {
            self.direct_message(&user);
        }
    }

    /// The workspace's time: real time plus the offset of the demo's clock.
    pub(super) fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_micros(real_us() + self.offset_us).unwrap_or_default()
    }

    /// The time on the wall, however far the workspace's clock was moved.
    pub(super) fn real_now() -> DateTime<Utc> {
        DateTime::from_timestamp_micros(real_us()).unwrap_or_default()
    }

    /// Sets the workspace's time, also back: for the start, before anybody has seen it.
    pub(super) fn set_clock(&mut self, to: DateTime<Utc>) {
        self.offset_us = to.timestamp_micros() - real_us();
    }

    /// Moves the workspace's time forward to `to`; a time in the past changes nothing. Returns the offset before.
    pub(super) fn move_clock(&mut self, to: DateTime<Utc>) -> i64 {
        let before = self.offset_us;
        self.offset_us = before.max(to.timestamp_micros() - real_us());
        before
    }

    /// Puts the offset back, when whoever was asked to move along refused to.
    pub(super) fn restore_clock(&mut self, offset_us: i64) {
        self.offset_us = offset_us;
    }

    /// The next `ts`: later than every one before it, in microseconds.
    pub(super) fn mint_ts(&mut self) -> String {
        self.last_us = (real_us() + self.offset_us).max(self.last_us + 1);
        format!("{}.{:06}", self.last_us / 1_000_000, self.last_us % 1_000_000)
    }

    /// A short name nobody has had yet, such as `V0000A`.
    pub(super) fn mint_id(&mut self, prefix: &str) -> String {
        self.minted += 1;
        format!("{prefix}{:05X}", self.minted)
    }

    /// Puts news aside for the pages of `users`, or of everybody.
    pub(super) fn tell(&mut self, users: Option<Vec<String>>, body: Value) {
        self.news.push(News { users, body });
    }

    /// News put aside since the last call.
    pub(super) fn take_news(&mut self) -> Vec<News> {
        std::mem::take(&mut self.news)
    }

    /// Puts an event aside that the app should get.
    pub(super) fn owe_event(&mut self, event: Value) {
        self.events.push(event);
    }

    /// Events put aside since the last call.
    pub(super) fn take_events(&mut self) -> Vec<Value> {
        std::mem::take(&mut self.events)
    }

    /// Writes an accepted write into the journal.
    pub(super) fn record(&mut self, written: Written) {
        let number = self.journal.len() as u64 + 1;
        self.tell(
            None,
            json!({"type": "journal", "number": number, "method": written.method, "channel": written.channel, "ts": written.ts}),
        );
        self.journal.push(Entry {
            number,
            team: written.team,
            at_ms: real_ms(),
            method: written.method,
            channel: written.channel,
            user: written.user,
            ts: written.ts,
            arguments: written.arguments,
            metadata: written.metadata,
        });
    }

    /// The person with this id.
    pub(super) fn person(&self, id: &str) -> Option<&Person> {
        self.people.iter().find(|person| person.id == id)
    }

    /// Whether this person belongs to another organisation.
    pub(super) fn is_external(&self, person: &Person) -> bool {
        person.team_id.as_ref().is_some_and(|team| *team != self.team.id)
    }

    /// A user as `users.info` shows one.
    pub(super) fn user_json(&self, person: &Person) -> Value {
        let team = person.team_id.as_ref().unwrap_or(&self.team.id);
        let (label, offset) = zone(&person.tz, self.now());
        let mut user = json!({
            "id": person.id, "team_id": team, "name": person.name, "deleted": person.deleted, "color": person.color,
            "real_name": person.real_name, "tz": person.tz, "tz_label": label, "tz_offset": offset,
            "profile": {
                "real_name": person.real_name, "display_name": person.name, "email": person.email, "team": team,
                "status_text": "", "status_emoji": "", "title": "",
            },
            "is_admin": person.is_admin, "is_owner": false, "is_primary_owner": false, "is_bot": person.is_bot,
            "is_restricted": person.is_restricted || person.is_ultra_restricted,
            "is_ultra_restricted": person.is_ultra_restricted, "is_app_user": false, "updated": 0,
        });
        if self.is_external(person) {
            user["is_stranger"] = json!(true);
        }
        user
    }

    /// The app's bot user as `users.info` shows one.
    pub(super) fn bot_json(&self) -> Value {
        let person = Person {
            id: self.app.bot_user_id.clone(),
            name: self.app.name.to_lowercase().replace(' ', "_"),
            real_name: self.app.name.clone(),
            is_bot: true,
            ..Person::default()
        };
        let mut user = self.user_json(&person);
        user["profile"]["api_app_id"] = json!(self.app.id);
        user["profile"]["bot_id"] = json!(self.app.bot_id);
        user
    }

    /// The `user` of an interaction.
    pub(super) fn actor_json(&self, user: &str) -> Value {
        let person = self.person(user);
        let name = person.map_or(user, |person| person.name.as_str());
        let team = person.and_then(|person| person.team_id.as_ref()).unwrap_or(&self.team.id);
        json!({"id": user, "username": name, "name": name, "team_id": team})
    }

    /// The fields that every interaction carries about the app and the team.
    pub(super) fn envelope(&self, kind: &str, user: &str) -> Map<String, Value> {
        let enterprise = self.team.enterprise_id.as_ref().map(|id| json!({"id": id, "name": self.team.name}));
        let fields = json!({
            "type": kind, "user": self.actor_json(user), "api_app_id": self.app.id, "token": self.app.verification_token,
            "team": {"id": self.team.id, "domain": self.team.domain}, "enterprise": enterprise, "is_enterprise_install": false,
        });
        fields.as_object().cloned().unwrap_or_default()
    }
}

/// The short label of a zone and its offset from UTC in seconds, at `now`.
pub(super) fn zone(tz: &str, now: DateTime<Utc>) -> (String, i32) {
    let Ok(zone) = tz.parse::<chrono_tz::Tz>() else {
        return (tz.to_owned(), 0);
    };
    let local = now.with_timezone(&zone);
    (local.format("%Z").to_string(), local.offset().fix().local_minus_utc())
}
