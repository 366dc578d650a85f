//! A message, whom it is for, and who looks on.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use serde_json::{Value, json};
use slack_morphism::prelude::*;

use super::instead::{Instead, Picture};
use super::kit::{Piece, clip_markup, fit, number_action_ids};
use crate::domain::cadence::local_day;
use crate::domain::ids::PersonId;
use crate::domain::rules::Reach;

/// Characters of the line that is a notification and what a screen reader says.
const TEXT: usize = 500;

/// What is sent to Slack.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// The first line: it carries everything, because it is all that a notification shows.
    pub text: String,
    /// The message itself.
    pub blocks: Vec<SlackBlock>,
    /// What to send instead where Slack does not know a newer block yet and answers `invalid_blocks`.
    pub fallback: Option<Vec<SlackBlock>>,
    /// What it is made of, without newer blocks, for where it stands among others: on somebody's page.
    pieces: Vec<Piece>,
    /// What of the fallback may be a picture.
    pub(super) pictures: Vec<Picture>,
}

impl Message {
    /// A message that fits: see [`fit`].
    pub(super) fn new(text: &str, pieces: Vec<Piece>) -> Self {
        let mut blocks = fit(pieces.clone());
        number_action_ids(&mut blocks);
        Self { text: clip_markup(text, TEXT), blocks, fallback: None, pictures: Vec::new(), pieces }
    }

    /// A message whose every block stays.
    pub(super) fn of(text: &str, blocks: impl IntoIterator<Item = SlackBlock>) -> Self {
        Self::new(text, blocks.into_iter().map(Piece::kept).collect())
    }

    /// The same with what to send instead.
    pub(super) fn or_else(self, fallback: Self) -> Self {
        Self { fallback: Some(fallback.blocks), pieces: fallback.pieces, ..self }
    }

    /// What it is made of, as it can stand among others.
    pub(super) fn pieces(&self) -> Vec<Piece> {
        self.pieces.clone()
    }

    /// `{"text", "blocks"}`, as `chat.postMessage` and its kin take them.
    pub fn to_json(&self) -> Value {
        json!({ "text": self.text, "blocks": self.blocks })
    }

    /// What to send, and what instead.
    pub fn said(&self) -> (Value, Option<Instead>) {
        (self.to_json(), self.instead())
    }

    /// What to send instead where Slack refuses newer blocks.
    pub fn instead(&self) -> Option<Instead> {
        let blocks = self.fallback.as_ref()?.iter().map(|block| json!(block)).collect();
        Some(Instead { blocks, pictures: self.pictures.clone() })
    }

    /// The same without newer blocks, where there are any.
    pub fn fallback_json(&self) -> Option<Value> {
        self.instead().map(|instead| json!({ "text": self.text, "blocks": instead.blocks }))
    }
}

/// A view as `views.open` and `views.publish` take it.
pub fn view_json(view: &SlackView) -> Value {
    serde_json::to_value(view).expect("a view of our own making is JSON")
}

/// Who reads an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reader {
    /// Who they are, to leave their own name out of lists.
    pub person: Option<PersonId>,
    /// Their wall clock.
    pub zone: Tz,
    /// What the command is called here: `/csm`.
    pub command: String,
    /// Which accounts they see.
    pub sees: Reach,
    /// Who would see what they share from here.
    pub audience: Audience,
}

impl Reader {
    /// Nobody in particular: whoever reads a channel, by the clock of whoever writes there.
    pub(super) fn of_channel(zone: Tz) -> Self {
        Self { person: None, zone, command: String::new(), sees: Reach::All, audience: Audience::Alone }
    }
}

/// Who would see what is shared from where an answer stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Nobody else is there: the direct message with the bot, or its home.
    Alone,
    /// A channel.
    Channel {
        /// Its name without `#`.
        name: String,
        /// Its members, where known.
        n_members: Option<i64>,
    },
    /// A direct message of several people.
    Group {
        /// Its people, where known.
        n_members: Option<i64>,
    },
    /// A channel with people of other companies: nothing is ever shared there.
    Outside,
}

/// Who looks on where something is posted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Onlookers {
    /// Members of the workspace.
    Members,
    /// Guests too: money and contacts' names are left out.
    Guests,
}

/// By which clock something is told, and before whom.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scene {
    /// The clock.
    pub(super) zone: Tz,
    /// Its day.
    pub(super) today: NaiveDate,
    /// Who looks on.
    pub(super) onlookers: Onlookers,
    /// The moment.
    pub(super) now: DateTime<Utc>,
}

impl Scene {
    pub(super) fn new(zone: Tz, onlookers: Onlookers, now: DateTime<Utc>) -> Self {
        Self { zone, today: local_day(now, zone), onlookers, now }
    }

    /// An answer that its asker alone sees.
    pub(super) fn private(reader: &Reader, now: DateTime<Utc>) -> Self {
        Self::new(reader.zone, Onlookers::Members, now)
    }

    /// Days since an instant.
    pub(super) fn days_since(self, at: DateTime<Utc>) -> i64 {
        (self.today - local_day(at, self.zone)).num_days()
    }
}
