//! When what can wait is not said: to somebody who has quiet hours, a day off, or Do Not Disturb in Slack.
//!
//! Most of it waits before it is written: a step's prompt is laid out for the morning. What is written at the moment of a
//! deed, a question about a milestone or the last card of a play, waits here, at the door of Slack. So does everything
//! that can wait, for Do Not Disturb, which only Slack knows.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgConnection;

use super::{App, Failure, calendars};
use crate::domain::ids::{CardId, OrgId, RunId};
use crate::domain::notice::{Notice, Waits};
use crate::store::{cards, people, runs};

/// Whoever has just started a play by a click looks at its first prompt.
const JUST_NOW: TimeDelta = TimeDelta::minutes(5);

/// A post that can wait for its reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rest {
    /// Who reads it, as Slack knows them.
    pub slack_user: String,
    /// When they may be written to, as far as we know; now, where nothing keeps it.
    pub until: DateTime<Utc>,
}

/// What a post to one person waits for; `None` when it does not wait. `channel_id` is the person, as Slack knows them, or the
/// direct messages with whoever the card is for.
pub async fn before(app: &App, org: OrgId, card: CardId, channel_id: &str) -> Result<Option<Rest>, Failure> {
    let now = app.clock.now();
    let mut conn = app.work.acquire().await?;
    let reader = if channel_id.starts_with('D') {
        cards::reader(&mut conn, org, card).await?
    } else {
        Some(channel_id.to_owned())
    };
    let (Some(slack_user), Some(card)) = (reader, cards::by_id(&mut conn, org, card).await?) else { return Ok(None) };
    let slack_user = slack_user.as_str();
    if let Notice::Step { run, .. } = &card.notice
        && has_just_started(&mut conn, org, *run, slack_user, now).await?
    {
        return Ok(None);
    }
    let until = match card.notice.waits() {
        Waits::No => return Ok(None),
        Waits::Undisturbed => now,
        Waits::Quiet => match people::by_slack_user(&mut conn, org, slack_user).await? {
            Some(person) => calendars::hears_at(&mut conn, org, person.who.id, now).await?,
            None => now,
        },
    };
    Ok(Some(Rest { slack_user: slack_user.to_owned(), until }))
}

async fn has_just_started(
    conn: &mut PgConnection,
    org: OrgId,
    run: RunId,
    slack_user: &str,
    now: DateTime<Utc>,
) -> Result<bool, Failure> {
    let run = runs::by_id(conn, org, run).await?;
    Ok(run.is_some_and(|run| {
        run.started.by.slack_user_id.as_deref() == Some(slack_user) && now - run.started.at < JUST_NOW
    }))
}
