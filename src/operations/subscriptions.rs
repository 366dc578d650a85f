//! What a channel hears of because somebody subscribed it, and what else is posted there.
//!
//! Anybody who works accounts may say what a channel hears of, as with its digests; whether they are in it is for the desk
//! to ask. A subscription shows nobody more than the same filter does in the book of whoever set it: who may not look up every
//! account subscribes a channel to those of their team at most.

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::PgConnection;

use super::{App, Failure, sight};
use crate::domain::cadence::local_day;
use crate::domain::ids::SubscriptionId;
use crate::domain::person::{Actor, Role};
use crate::domain::refusal::Refusal;
use crate::domain::subscription::{
    MOST_IN_A_CHANNEL, Reach, Subscription, SubscriptionFilter, SubscriptionRefusal, SubscriptionWish,
    SubscriptionsView, WhichSubscriptions,
};
use crate::store::{audit, handovers, subscriptions};

/// Subscribes a channel, once to each topic and filter; says how far that reaches today.
pub async fn subscribe(app: &App, actor: &Actor, wish: &SubscriptionWish) -> Result<(Subscription, Reach), Failure> {
    check_role(actor)?;
    let now = app.clock.now();
    let mut tx = app.begin(actor).await?;
    let filter = with_team(&mut tx, actor, &wish.filter).await?;
    sight::may_show_a_channel(&app.rules, actor, filter.team.as_deref())?;
    let wish = SubscriptionWish { filter, ..wish.clone() };
    subscriptions::hold(&mut tx, actor.org, &wish.channel).await?;
    match subscriptions::same(&mut tx, actor.org, &wish).await? {
        (Some(number), _) => return Err(refused(SubscriptionRefusal::Already { number }).into()),
        (None, n) if MOST_IN_A_CHANNEL <= n => {
            return Err(refused(SubscriptionRefusal::TooMany { most: MOST_IN_A_CHANNEL }).into());
        }
        (None, _) => {}
    }
    let (id, _) = subscriptions::insert(&mut tx, actor, &wish, now).await?;
    let set = subscriptions::standing(&mut tx, actor.org, (None, None, Some(id))).await?.pop().ok_or(Refusal::Gone)?;
    record(&mut tx, actor, ("subscription.set", &set), now).await?;
    let reach = reach_on(&mut tx, app, actor, &wish.filter).await?;
    tx.commit().await?;
    Ok((set, reach))
}

/// How many accounts a filter takes today; nothing is changed.
pub async fn preview(app: &App, actor: &Actor, filter: &SubscriptionFilter) -> Result<Reach, Failure> {
    check_role(actor)?;
    let mut conn = app.read(actor).await?;
    let filter = with_team(&mut conn, actor, filter).await?;
    sight::may_show_a_channel(&app.rules, actor, filter.team.as_deref())?;
    reach_on(&mut conn, app, actor, &filter).await
}

/// Ends subscriptions of a channel; says which.
pub async fn unsubscribe(
    app: &App,
    actor: &Actor,
    channel: &str,
    which: WhichSubscriptions,
) -> Result<Vec<Subscription>, Failure> {
    let mut conn = app.read(actor).await?;
    let standing = subscriptions::standing(&mut conn, actor.org, (Some(channel), None, None)).await?;
    drop(conn);
    let is_meant = |subscription: &Subscription| match which {
        WhichSubscriptions::Number(number) => subscription.number == number,
        WhichSubscriptions::Topic(topic) => subscription.topic == topic,
    };
    end(app, actor, standing.into_iter().filter(is_meant).collect()).await
}

/// One subscription.
pub async fn one(app: &App, actor: &Actor, id: SubscriptionId) -> Result<Subscription, Failure> {
    let mut conn = app.read(actor).await?;
    let found = subscriptions::standing(&mut conn, actor.org, (None, None, Some(id))).await?.pop();
    Ok(found.ok_or(refused(SubscriptionRefusal::NoneOfThat))?)
}

/// Ends these; says which. Where somebody was faster, that is their deed.
pub async fn end(app: &App, actor: &Actor, which: Vec<Subscription>) -> Result<Vec<Subscription>, Failure> {
    check_role(actor)?;
    let now = app.clock.now();
    let ids: Vec<SubscriptionId> = which.iter().map(|subscription| subscription.id).collect();
    let mut tx = app.begin(actor).await?;
    let ended = subscriptions::end(&mut tx, actor.org, &ids, Some(actor.id()), now).await?;
    let which: Vec<Subscription> = which.into_iter().filter(|one| ended.contains(&one.id)).collect();
    if which.is_empty() {
        return Err(refused(SubscriptionRefusal::NoneOfThat).into());
    }
    for subscription in &which {
        record(&mut tx, actor, ("subscription.end", subscription), now).await?;
    }
    tx.commit().await?;
    Ok(which)
}

/// What is posted in a channel; without one, what the asker set up anywhere.
pub async fn view(app: &App, actor: &Actor, channel: Option<&str>) -> Result<SubscriptionsView, Failure> {
    let mine = channel.is_none().then(|| actor.id());
    let mut conn = app.read(actor).await?;
    Ok(SubscriptionsView {
        channel: channel.map(str::to_owned),
        rows: subscriptions::standing(&mut conn, actor.org, (channel, mine, None)).await?,
        timetables: subscriptions::timetables(&mut conn, actor.org, (channel, mine)).await?,
        link: match channel {
            Some(channel) => subscriptions::link(&mut conn, actor.org, channel).await?,
            None => None,
        },
    })
}

/// A team as its people write it.
async fn with_team(
    conn: &mut PgConnection,
    actor: &Actor,
    filter: &SubscriptionFilter,
) -> Result<SubscriptionFilter, Failure> {
    let Some(wanted) = &filter.team else { return Ok(filter.clone()) };
    let Some((team, ..)) = handovers::team(conn, actor.org, wanted).await? else {
        let teams = handovers::teams(conn, actor.org).await?;
        return Err(Refusal::NoSuchTeam { wanted: wanted.clone(), teams }.into());
    };
    Ok(SubscriptionFilter { team: Some(team), ..filter.clone() })
}

async fn reach_on(
    conn: &mut PgConnection,
    app: &App,
    actor: &Actor,
    filter: &SubscriptionFilter,
) -> Result<Reach, Failure> {
    let today = local_day(app.clock.now(), actor.person.zone);
    Ok(subscriptions::reach(conn, actor.org, filter, &app.rules.lifecycle, today).await?)
}

async fn record(
    conn: &mut PgConnection,
    actor: &Actor,
    (verb, subscription): (&str, &Subscription),
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let detail = json!({
        "number": subscription.number,
        "topic": subscription.topic.as_str(),
        "filter": subscription.filter,
    });
    let subject = format!("channel:{}", subscription.channel);
    let entry = audit::Entry { actor: Some(actor.id()), verb, subject, detail };
    Ok(audit::record(conn, actor.org, &entry, now).await?)
}

fn check_role(actor: &Actor) -> Result<(), Refusal> {
    if actor.person.role < Role::Csm { Err(Refusal::NotAllowed { needs: Role::Csm }) } else { Ok(()) }
}

fn refused(refusal: SubscriptionRefusal) -> Refusal {
    Refusal::Subscription(refusal)
}
