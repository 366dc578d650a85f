//! Tickets an interaction hands out: a `trigger_id` for one view within three seconds, and a `response_url` for five
//! answers within thirty minutes. Both run on real time, whatever the demo's clock says.

use serde::{Deserialize, Serialize};

use super::{Workspace, real_ms};

/// How long a `trigger_id` can be exchanged for a view.
const TRIGGER_MS: u64 = 3_000;
/// How long a `response_url` answers.
const TICKET_MS: u64 = 30 * 60 * 1_000;
/// How often a `response_url` answers.
const TICKET_USES: u8 = 5;

/// A handed-out `trigger_id`.
#[derive(Clone, Debug)]
pub(in crate::standin) struct Trigger {
    user: String,
    /// The view it was clicked in, if any.
    from_view: Option<String>,
    expires_ms: u64,
    exchanged: bool,
}

/// Why a `trigger_id` opens nothing, by Slack's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::standin) enum TriggerError {
    /// Nobody handed it out.
    Unknown,
    /// Three seconds have passed.
    Expired,
    /// It opened a view already.
    Exchanged,
}

impl TriggerError {
    /// Slack's error code.
    pub(in crate::standin) fn code(self) -> &'static str {
        match self {
            Self::Unknown => "invalid_trigger_id",
            Self::Expired => "expired_trigger_id",
            Self::Exchanged => "exchanged_trigger_id",
        }
    }
}

/// A handed-out `response_url`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in crate::standin) struct Ticket {
    pub(in crate::standin) channel: String,
    pub(in crate::standin) user: String,
    /// The message that was clicked, if one was.
    pub(in crate::standin) message_ts: Option<String>,
    /// The thread it stands in.
    pub(in crate::standin) thread_ts: Option<String>,
    uses_left: u8,
    expires_ms: u64,
}

impl Workspace {
    /// Hands out a `trigger_id` to this person.
    pub(in crate::standin) fn mint_trigger(&mut self, user: &str, from_view: Option<&str>) -> String {
        let secret = uuid::Uuid::new_v4().simple();
        let id = format!("{}.{secret}", self.mint_id("trigger."));
        let trigger = Trigger {
            user: user.to_owned(),
            from_view: from_view.map(str::to_owned),
            expires_ms: real_ms() + TRIGGER_MS,
            exchanged: false,
        };
        // Those long gone are forgotten; those of late still tell expired from unknown.
        self.triggers.retain(|_, old| real_ms() < old.expires_ms + 600_000);
        self.triggers.insert(id.clone(), trigger);
        id
    }

    /// Exchanges a `trigger_id` for its person and the view it came from. It works once.
    pub(in crate::standin) fn exchange(&mut self, id: &str) -> Result<(String, Option<String>), TriggerError> {
        let trigger = self.triggers.get_mut(id).ok_or(TriggerError::Unknown)?;
        if trigger.exchanged {
            return Err(TriggerError::Exchanged);
        }
        if trigger.expires_ms < real_ms() {
            return Err(TriggerError::Expired);
        }
        trigger.exchanged = true;
        Ok((trigger.user.clone(), trigger.from_view.clone()))
    }

    /// Hands out the token of a `response_url`.
    pub(in crate::standin) fn mint_ticket(
        &mut self,
        channel: &str,
        user: &str,
        message_ts: Option<&str>,
        thread_ts: Option<&str>,
    ) -> String {
        let token = uuid::Uuid::new_v4().simple().to_string();
        let ticket = Ticket {
            channel: channel.to_owned(),
            user: user.to_owned(),
            message_ts: message_ts.map(str::to_owned),
            thread_ts: thread_ts.map(str::to_owned),
            uses_left: TICKET_USES,
            expires_ms: real_ms() + TICKET_MS,
        };
        // An unknown address answers as an expired one does, so those need not be kept.
        self.tickets.retain(|_, old| real_ms() < old.expires_ms);
        self.tickets.insert(token.clone(), ticket);
        token
    }

    /// Where an answer to this `response_url` goes, or Slack's error code.
    pub(in crate::standin) fn ticket(&self, token: &str) -> Result<Ticket, &'static str> {
        let ticket = self.tickets.get(token).ok_or("expired_url")?;
        if ticket.expires_ms < real_ms() {
            return Err("expired_url");
        }
        if ticket.uses_left == 0 {
            return Err("used_url");
        }
        Ok(ticket.clone())
    }

    /// Counts one accepted answer.
    pub(in crate::standin) fn punch_ticket(&mut self, token: &str) {
        if let Some(ticket) = self.tickets.get_mut(token) {
            ticket.uses_left = ticket.uses_left.saturating_sub(1);
        }
    }

    /// Lets every ticket handed out so far run out, so that a test need not wait.
    pub(in crate::standin) fn expire_tickets(&mut self) {
        for ticket in self.tickets.values_mut() {
            ticket.expires_ms = 0;
        }
        for trigger in self.triggers.values_mut() {
            trigger.expires_ms = 0;
        }
    }
}
