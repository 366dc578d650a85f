//! Posts that wait for a person: who is told, what they decide, and how delivery is doing.

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::PgConnection;

use super::{App, Failure};
use crate::domain::delivery::{HeldPost, HeldView, StatusView, Verdict};
use crate::domain::ids::{CardId, OrgId, PersonId};
use crate::domain::notice::Notice;
use crate::domain::person::{Actor, Role};
use crate::domain::refusal::Refusal;
use crate::store::audit;
use crate::store::cards::{self, NewCard};
use crate::store::deliveries::{self, Untold, Which};
use crate::store::inbox;

/// A card has room for so many posts.
const MOST_SHOWN: i64 = 20;
/// A status has room for so many places.
const MOST_PLACES: usize = 5;
/// One decision is about so many posts at most.
const MOST_DECIDED: i64 = 1_000;
const BATCH: i64 = 100;
/// Bodies, letters and lanes are kept so long.
const KEPT_DAYS: i32 = 30;

/// How the bot is doing.
pub async fn status(app: &App, actor: &Actor) -> Result<StatusView, Failure> {
    let now = app.clock.now();
    let mut conn = app.read(actor).await?;
    let (scored_at, n_dead_letters) = deliveries::health(&mut conn, actor.org).await?;
    Ok(StatusView {
        feeds: deliveries::feeds(&mut conn, actor.org).await?,
        limits: app.rules.feeds,
        scored_at,
        deliveries: deliveries::figures(&mut conn, actor.org, now).await?,
        fires: deliveries::fires(&mut conn, actor.org, now).await?,
        held: places(deliveries::held(&mut conn, actor.org, Which::default(), MOST_DECIDED).await?),
        n_dead_letters,
        as_of: now,
    })
}

/// Held posts by place and reason, the largest group first.
fn places(posts: Vec<HeldPost>) -> Vec<HeldView> {
    let mut places: Vec<HeldView> = Vec::new();
    for post in posts {
        let same = |place: &&mut HeldView| place.channel_id == post.channel_id && place.reason == post.reason;
        match places.iter_mut().find(same) {
            Some(place) => {
                place.n += 1;
                place.newest = place.newest.max(Some(post.held_at));
                place.posts.push(post);
            }
            None => places.push(HeldView {
                channel_id: post.channel_id.clone(),
                reason: post.reason.clone(),
                n: 1,
                newest: Some(post.held_at),
                posts: vec![post],
                decided: None,
            }),
        }
    }
    places.sort_by_key(|place| std::cmp::Reverse(place.n));
    places.truncate(MOST_PLACES);
    places
}

/// All posts that are held, or those of one place.
pub async fn held(app: &App, org: OrgId, channel_id: Option<&str>) -> Result<Vec<HeldPost>, Failure> {
    let mut conn = app.work.acquire().await?;
    Ok(deliveries::held(&mut conn, org, Which { channel_id, ..Which::default() }, MOST_DECIDED).await?)
}

/// What a place refuses for one reason, as it stands.
pub async fn held_view(
    conn: &mut PgConnection,
    org: OrgId,
    channel_id: &str,
    reason: &str,
) -> Result<HeldView, Failure> {
    let which = Which { channel_id: Some(channel_id), reason: Some(reason), ..Which::default() };
    let posts = deliveries::held(conn, org, which, MOST_SHOWN).await?;
    let decided = if posts.is_empty() { deliveries::last_decision(conn, org, channel_id).await? } else { None };
    let (n, newest) = deliveries::n_held(conn, org, which).await?;
    Ok(HeldView { channel_id: channel_id.to_owned(), reason: reason.to_owned(), n, newest, posts, decided })
}

/// Decides about what a place refuses for one reason and was held by `until`: what came later nobody saw. Says about how
/// many; refused to those who may not, and when somebody else was first.
pub async fn decide(
    app: &App,
    actor: &Actor,
    (channel_id, reason, until): (&str, &str, Option<DateTime<Utc>>),
    verdict: Verdict,
) -> Result<usize, Failure> {
    if actor.person.role < Role::Csm {
        return Err(Refusal::NotAllowed { needs: Role::Csm }.into());
    }
    let now = app.clock.now();
    let mut tx = app.begin(actor).await?;
    let which = Which { channel_id: Some(channel_id), reason: Some(reason), cards: None, until };
    let posts = deliveries::held(&mut tx, actor.org, which, MOST_DECIDED).await?;
    let decided = carry_out(&mut tx, actor.org, &posts, verdict, Some(actor.id()), now).await?;
    if decided.is_empty() {
        let by = deliveries::last_decision(&mut tx, actor.org, channel_id).await?;
        return Err(Refusal::NothingHeld { by }.into());
    }
    tx.commit().await?;
    Ok(decided.len())
}

/// The same from a terminal, about some posts or all of them. Says about which.
pub async fn decide_at_terminal(
    app: &App,
    org: OrgId,
    (cards, channel_id): (Option<&[CardId]>, Option<&str>),
    verdict: Verdict,
) -> Result<Vec<CardId>, Failure> {
    let now = app.clock.now();
    let mut tx = app.begin_work().await?;
    let which = Which { channel_id, reason: None, cards, until: None };
    let posts = deliveries::held(&mut tx, org, which, MOST_DECIDED).await?;
    let decided = carry_out(&mut tx, org, &posts, verdict, None, now).await?;
    tx.commit().await?;
    Ok(decided)
}

async fn carry_out(
    conn: &mut PgConnection,
    org: OrgId,
    posts: &[HeldPost],
    verdict: Verdict,
    by: Option<PersonId>,
    now: DateTime<Utc>,
) -> Result<Vec<CardId>, Failure> {
    let decided = deliveries::decide(conn, org, posts, verdict, (by, now)).await?;
    for card in &decided {
        let entry = audit::Entry {
            actor: by,
            verb: "delivery.decide",
            subject: format!("card:{card}"),
            detail: json!({ "verdict": verdict.as_str() }),
        };
        audit::record(conn, org, &entry, now).await?;
    }
    let mut places: Vec<&str> = posts.iter().map(|post| post.channel_id.as_str()).collect();
    places.sort_unstable();
    places.dedup();
    for place in places {
        let news = deliveries::news_of(conn, org, place, now).await?;
        cards::redraw_many(conn, org, &news, now).await?;
    }
    Ok(decided)
}

/// Tells people of posts that have come to be held, of all organisations; says of how many. One message a place, reason
/// and day: what joins it later is drawn into it.
pub async fn tell_of_held(app: &App) -> Result<usize, Failure> {
    let now = app.clock.now();
    let mut tx = app.begin_work().await?;
    let untold = deliveries::claim_untold(&mut tx, BATCH).await?;
    for post in untold.iter().filter(|post| !post.is_news) {
        tell_of(&mut tx, post, now).await?;
    }
    tx.commit().await?;
    Ok(untold.len())
}

async fn tell_of(conn: &mut PgConnection, post: &Untold, now: DateTime<Utc>) -> Result<(), Failure> {
    let notice = Notice::Held { channel_id: post.channel_id.clone(), reason: post.reason.clone() };
    for person in deliveries::told_of(conn, post.org, post.card).await? {
        // Whoever cannot be reached cannot be told that way.
        if person == post.channel_id {
            continue;
        }
        let subject = format!("held:{person}:{}:{}:{}", post.channel_id, post.reason, now.date_naive());
        let card = NewCard { installation: post.installation, subject, notice: &notice, channel_id: &person };
        if !cards::announce(conn, post.org, &card, now).await? {
            cards::redraw(conn, post.org, &card.subject, now).await?;
        }
    }
    Ok(())
}

/// Forgets what is no longer needed; says how many rows that were.
pub async fn forget_old(app: &App) -> Result<u64, Failure> {
    let mut tx = app.begin_work().await?;
    let n = deliveries::forget(&mut tx, KEPT_DAYS).await? + inbox::forget_answers(&mut tx, 0).await?;
    tx.commit().await?;
    Ok(n)
}
