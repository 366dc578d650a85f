//! A channel that ends, or is known by another id. What was posted there ends with it, and whoever set it, and the owner of an
//! account whose channel it was, are told once what no longer arrives and what to do.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use sqlx::PgConnection;

use super::{App, Failure, prompting};
use crate::domain::channel::{ChannelEnd, ChannelOver, NoLonger};
use crate::domain::ids::{InstallationId, OrgId, PersonId, RunId};
use crate::domain::notice::Notice;
use crate::domain::person::PersonRef;
use crate::store::cards::{self, NewCard};
use crate::store::{audit, channels, deliveries, subscriptions};

/// What each person is told.
type Told = BTreeMap<PersonId, (PersonRef, Vec<NoLonger>)>;

/// Ends everything that is posted in a channel; `key` names the event. Where nothing was, nobody is told. Says how many
/// people are.
pub async fn ended(
    app: &App,
    (org, installation): (OrgId, InstallationId),
    (channel, why): (&str, ChannelEnd),
    key: &str,
) -> Result<usize, Failure> {
    let now = app.clock.now();
    let mut tx = app.begin_work().await?;
    // Slack tells it by two events at once: who comes second finds nothing left, and tells nobody.
    subscriptions::hold(&mut tx, org, channel).await?;
    let told = whom(&mut tx, org, channel).await?;
    let plays = channels::end(&mut tx, org, channel, now).await?;
    // The letter is read before what it tells of.
    go_on_in_private(&mut tx, org, (channel, &plays), now + TimeDelta::microseconds(1)).await?;
    if told.is_empty() {
        tx.commit().await?;
        return Ok(0);
    }
    record(&mut tx, org, (channel, "channel.end"), json!({ "why": why.as_str() }), now).await?;
    let mut n_told = 0;
    for (person, rows) in told.into_values() {
        let Some(slack) = &person.slack_user_id else { continue };
        let over = ChannelOver { channel: channel.to_owned(), why, rows };
        let notice = Notice::ChannelOver(Box::new(over));
        let subject = format!("channel_over:{key}:{}", person.id);
        let card = NewCard { installation, subject, notice: &notice, channel_id: slack };
        n_told += usize::from(cards::announce(&mut tx, org, &card, now).await?);
    }
    tx.commit().await?;
    Ok(n_told)
}

/// What plays ask there now is asked anew in direct messages, once; what they asked before stays in the figures.
async fn go_on_in_private(
    conn: &mut PgConnection,
    org: OrgId,
    (channel, plays): (&str, &[RunId]),
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    if plays.is_empty() {
        return Ok(());
    }
    channels::forget_steps(conn, org, channel, plays).await?;
    for play in plays {
        prompting::ask_anew(conn, org, *play, now).await?;
    }
    channels::follow(conn, org, channel).await?;
    // What Slack refused there may wait for nobody any more.
    let news = deliveries::news_of(conn, org, channel, now).await?;
    Ok(cards::redraw_many(conn, org, &news, now).await?)
}

/// Moves everything that names a channel to its new id.
pub async fn moved(app: &App, org: OrgId, (old, new): (&str, &str)) -> Result<(), Failure> {
    let now = app.clock.now();
    let mut tx = app.begin_work().await?;
    // Whoever ends one of them at the same time waits for this, or this for them.
    for channel in [old.min(new), old.max(new)] {
        subscriptions::hold(&mut tx, org, channel).await?;
    }
    if 0 < channels::move_all(&mut tx, org, (old, new), now).await? {
        record(&mut tx, org, (new, "channel.moved"), json!({ "from": old }), now).await?;
    }
    Ok(tx.commit().await?)
}

async fn record(
    conn: &mut PgConnection,
    org: OrgId,
    (channel, verb): (&str, &str),
    detail: serde_json::Value,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let entry = audit::Entry { actor: None, verb, subject: format!("channel:{channel}"), detail };
    Ok(audit::record(conn, org, &entry, now).await?)
}

/// Whom what no longer arrives concerns: whoever set it, or runs the bot where nobody did, and the account's owner.
async fn whom(conn: &mut PgConnection, org: OrgId, channel: &str) -> Result<Told, Failure> {
    let mut told = Told::new();
    let mut tell = |person: &PersonRef, row: NoLonger| {
        let (_, rows) = told.entry(person.id).or_insert_with(|| (person.clone(), Vec::new()));
        if !rows.contains(&row) {
            rows.push(row);
        }
    };
    let admins = channels::admins(conn, org).await?;
    for line in subscriptions::timetables(conn, org, (Some(channel), None)).await? {
        let row = NoLonger::Timetable { told: line.told, team: line.team };
        line.by.iter().chain(admins.iter().filter(|_| line.by.is_none())).for_each(|person| tell(person, row.clone()));
    }
    for standing in subscriptions::standing(conn, org, (Some(channel), None, None)).await? {
        let (topic, filter, owner) = (standing.topic, standing.filter, standing.owner);
        tell(&standing.set.by, NoLonger::Subscription { topic, filter, owner });
    }
    let linker = subscriptions::link(conn, org, channel).await?.and_then(|link| link.linked).map(|linked| linked.by);
    for (account, owner) in channels::accounts(conn, org, channel).await? {
        let row = NoLonger::Account { account, owner: owner.clone() };
        let whom: Vec<&PersonRef> = owner.iter().chain(&linker).collect();
        let nobody = whom.is_empty();
        whom.into_iter().chain(admins.iter().filter(|_| nobody)).for_each(|person| tell(person, row.clone()));
    }
    Ok(told)
}
