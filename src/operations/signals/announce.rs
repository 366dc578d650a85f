//! Saying what fired: once, to whoever can act on it, and not more a day than somebody can bear.
//!
//! Whoever has cards waiting is held while theirs are said, so that two replicas cannot both find room for a sixth.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

use crate::domain::cadence::local_day;
use crate::domain::ids::{InstallationId, OrgId};
use crate::domain::notice::Notice;
use crate::domain::person::Person;
use crate::domain::preferences::{Event, Way};
use crate::domain::rules::Rules;
use crate::domain::signal::has_room;
use crate::operations::{App, Failure, calendars, news};
use crate::store::cards::{self, NewCard};
use crate::store::schedules::{self, Target};
use crate::store::signals::{self, Due, TeamChannel, episode_subject};
use crate::store::{people, preferences};

/// Cards of accounts without an owner that are said in one transaction.
const BATCH: i64 = 100;

/// The organisations that have anything to say now, and their channels; the caller leaves out channels with outsiders, and
/// organisations of which nobody can tell.
pub async fn due(app: &App) -> Result<(Vec<OrgId>, Vec<TeamChannel>), Failure> {
    let mut conn = app.work.acquire().await?;
    let organisations = signals::organisations_due(&mut conn, app.clock.now()).await?;
    if organisations.is_empty() {
        return Ok((organisations, Vec::new()));
    }
    let channels = signals::channels(&mut conn, &organisations).await?;
    Ok((organisations, channels))
}

/// Says everything that may be said now of these organisations, to people and to these channels; says how many cards. What
/// fell due elsewhere meanwhile has its turn when its channels were looked at.
pub async fn announce_due(app: &App, organisations: &[OrgId], channels: &[TeamChannel]) -> Result<usize, Failure> {
    if organisations.is_empty() {
        return Ok(0);
    }
    let now = app.clock.now();
    let mut n_said = 0;
    loop {
        let mut tx = app.begin_work().await?;
        let Some((org, owner)) = signals::claim_owner(&mut tx, organisations, now).await? else { break };
        if let Some(owner) = people::present(&mut tx, org, owner).await? {
            n_said += to_owner(&mut tx, org, &owner, channels, &app.rules, now).await?;
        }
        tx.commit().await?;
    }
    loop {
        let mut tx = app.begin_work().await?;
        let due = signals::due_unowned(&mut tx, organisations, BATCH, now).await?;
        if due.is_empty() {
            return Ok(n_said);
        }
        for due in &due {
            n_said += usize::from(to_everybody(&mut tx, due, channels, now).await?);
            news::signals_said(&mut tx, due.org, &[*due], now).await?;
        }
        tx.commit().await?;
    }
}

/// Whoever acts for an owner who is away hears of it, and is held as well: the cap is theirs, and it counts what they hear
/// of their own accounts too.
async fn listener(conn: &mut PgConnection, org: OrgId, owner: &Person, now: DateTime<Utc>) -> Result<Person, Failure> {
    let Some(stand_in) = calendars::stand_in_for(conn, org, owner.who.id, now).await? else { return Ok(owner.clone()) };
    people::hold(conn, org, stand_in.who.id).await?;
    Ok(people::present(conn, org, stand_in.who.id).await?.unwrap_or_else(|| owner.clone()))
}

/// Where a card goes.
struct Place<'a> {
    installation: InstallationId,
    channel_id: &'a str,
}

async fn to_owner(
    conn: &mut PgConnection,
    org: OrgId,
    owner: &Person,
    channels: &[TeamChannel],
    rules: &Rules,
    now: DateTime<Utc>,
) -> Result<usize, Failure> {
    let listener = listener(conn, org, owner, now).await?;
    let today: NaiveDate = local_day(now, listener.zone);
    let team = channels.iter().find(|channel| {
        channel.org == org && !owner.team.is_empty() && channel.team.as_deref() == Some(owner.team.as_str())
    });
    let installation = signals::installation_of(conn, org, listener.who.id).await?;
    let direct = installation.zip(listener.who.slack_user_id.as_deref());
    let direct = direct.map(|(installation, channel_id)| Place { installation, channel_id });
    let wishes = preferences::of(conn, org, listener.who.id).await?;
    let wants_channel = wishes.way(Event::RedAccounts) == Way::Channel;
    // Where no digest comes, "with the digest" would be never.
    let has_digest = schedules::of(conn, org, &Target::Person(listener.who.id)).await?.is_some();
    let wants_others = wishes.way(Event::OtherSignals) == Way::Direct || !has_digest;
    let mut n_today = signals::n_announced(conn, org, listener.who.id, today).await?;
    let mut n_said = 0;
    let all_due = signals::due_of(conn, org, owner.who.id, today, now).await?;
    for due in &all_due {
        let in_team = team.filter(|_| due.kind.is_for_the_channel() && wants_channel);
        let is_wanted = wants_others || due.kind.is_critical();
        if let Some(channel) = in_team {
            let place = Place { installation: channel.installation, channel_id: &channel.id };
            n_said += usize::from(say(conn, due, &place, now).await?);
            signals::announced(conn, org, due.id, None, now).await?;
        } else if let Some(place) = direct.as_ref().filter(|_| is_wanted && has_room(due.kind, n_today, rules)) {
            n_said += usize::from(say(conn, due, place, now).await?);
            n_today += i64::from(!due.kind.is_critical());
            signals::announced(conn, org, due.id, Some((listener.who.id, today)), now).await?;
        } else {
            signals::to_digest(conn, org, due.id).await?;
        }
    }
    // After the cards: where one stands already there is no copy.
    news::signals_said(conn, org, &all_due, now).await?;
    Ok(n_said)
}

/// Where nobody answers for an account, the channel that hears of everybody's does; where there is none, nobody.
async fn to_everybody(
    conn: &mut PgConnection,
    due: &Due,
    channels: &[TeamChannel],
    now: DateTime<Utc>,
) -> Result<bool, Failure> {
    let everybody = channels.iter().find(|channel| channel.org == due.org && channel.team.is_none());
    let Some(channel) = everybody else {
        signals::to_digest(conn, due.org, due.id).await?;
        return Ok(false);
    };
    let place = Place { installation: channel.installation, channel_id: &channel.id };
    let is_new = say(conn, due, &place, now).await?;
    signals::announced(conn, due.org, due.id, None, now).await?;
    Ok(is_new)
}

async fn say(conn: &mut PgConnection, due: &Due, place: &Place<'_>, now: DateTime<Utc>) -> Result<bool, Failure> {
    let notice = Notice::Signal { episode: due.id };
    let card = NewCard {
        installation: place.installation,
        subject: episode_subject(due.id),
        notice: &notice,
        channel_id: place.channel_id,
    };
    Ok(cards::announce(conn, due.org, &card, now).await?)
}
