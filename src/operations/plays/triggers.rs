//! What calls for a playbook, and starting by itself what should.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::facts::{Asked, UsageBy, depth, gather};
use crate::domain::ids::{AccountId, EpisodeId, OrgId, RunId};
use crate::domain::person::Actor;
use crate::domain::playbook::{Condition, Offer, PlayFacts, Since, StartBy, offers};
use crate::domain::refusal::Refusal;
use crate::domain::rules::Rules;
use crate::domain::signal::SignalKind;
use crate::operations::prompting::By;
use crate::operations::{App, Failure, play};
use crate::store::cards;
use crate::store::plays::course;
use crate::store::plays::occasions::{self, Happened, Raised, Starting};
use crate::store::signals::{self, episode_subject};
use crate::store::{accounts, people, playbooks};

/// Plays that are started by one look.
const MOST_STARTS: i64 = 50;

/// What a signal on an account calls for: the playbooks whose trigger it is and whose condition is not false there, or is
/// not known.
pub async fn offers_of(
    conn: &mut PgConnection,
    (org, rules): (OrgId, &Rules),
    (account, kind): (AccountId, SignalKind),
    now: DateTime<Utc>,
) -> Result<Vec<Offer>, Failure> {
    let mut offers = offers(&playbooks::all(conn, org).await?, kind);
    if offers.iter().all(|offer| offer.when.is_none()) {
        return Ok(offers);
    }
    let asked = Asked { account, usage: UsageBy::Own, renewed: None };
    let depth = depth(offers.iter().filter_map(|offer| offer.when.as_ref()));
    let facts = gather(conn, (org, rules), &[asked], depth, now).await?;
    let holds = |condition: &Condition| facts.iter().all(|facts| facts.holds(condition, Since::Ever) != Some(false));
    offers.retain(|offer| offer.when.as_ref().is_none_or(holds));
    Ok(offers)
}

/// Raises what happened on accounts that were just looked at, in the transaction of the look: a person is offered a
/// playbook, a worker is asked to start it, or a run that is at work already fired again.
pub async fn raise(
    conn: &mut PgConnection,
    (org, rules): (OrgId, &Rules),
    accounts: &[AccountId],
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let happened = occasions::happened(conn, org, accounts, rules, (now.date_naive(), now)).await?;
    if happened.is_empty() {
        return Ok(());
    }
    let conditions: Vec<Option<Condition>> =
        happened.iter().map(|happened| happened.when.as_ref().and_then(|when| when.parse().ok())).collect();
    let facts = facts_of(conn, (org, rules), &happened, &conditions, now).await?;
    let raised: Vec<(Happened, Raised, Option<&'static str>)> = happened
        .into_iter()
        .zip(&conditions)
        .filter_map(|(happened, condition)| {
            let holds = condition.as_ref().map_or(Some(true), |condition| {
                facts.get(&happened.account).and_then(|facts| facts.holds(condition, Since::Ever))
            });
            let (raised, why_not) = becomes(&happened, holds)?;
            Some((happened, raised, why_not))
        })
        .collect();
    let joining: Vec<(EpisodeId, RunId)> =
        raised.iter().filter_map(|(happened, ..)| happened.episode.zip(happened.run)).collect();
    let again = occasions::raise(conn, org, &raised, now).await?;
    if !joining.is_empty() {
        let moved = occasions::join_runs(conn, org, &joining, now).await?;
        let subjects: Vec<String> = moved.iter().map(|episode| episode_subject(*episode)).collect();
        cards::redraw_many(conn, org, &subjects, now).await?;
    }
    if !again.is_empty() {
        course::redraw(conn, org, &again, now).await?;
    }
    Ok(())
}

/// What becomes of something that happened; nothing where its condition is false. Where nobody knows, a person decides.
fn becomes(happened: &Happened, holds: Option<bool>) -> Option<(Raised, Option<&'static str>)> {
    match (happened.run, holds, happened.start) {
        (Some(run), ..) => Some((Raised::Again(run), None)),
        (None, Some(false), _) => None,
        (None, Some(true), StartBy::Itself) => Some((Raised::Starting, None)),
        (None, None, StartBy::Itself) => Some((Raised::Offered, Some("its condition is not known"))),
        (None, _, StartBy::Proposal) => Some((Raised::Offered, None)),
    }
}

/// The facts of those accounts for which a condition decides.
async fn facts_of(
    conn: &mut PgConnection,
    org: (OrgId, &Rules),
    happened: &[Happened],
    conditions: &[Option<Condition>],
    now: DateTime<Utc>,
) -> Result<HashMap<AccountId, PlayFacts>, Failure> {
    let asked = happened.iter().zip(conditions).filter(|(happened, when)| happened.run.is_none() && when.is_some());
    let asked: Vec<Asked> =
        asked.map(|(happened, _)| Asked { account: happened.account, usage: UsageBy::Own, renewed: None }).collect();
    if asked.is_empty() {
        return Ok(HashMap::new());
    }
    let facts = gather(conn, org, &asked, depth(conditions.iter().flatten()), now).await?;
    Ok(asked.iter().map(|asked| asked.account).zip(facts).collect())
}

/// What is to start by itself, with the channel that its prompts would go to; without one they go to people.
pub async fn to_start(app: &App, aside: &[OrgId]) -> Result<Vec<(Starting, Option<String>)>, Failure> {
    let mut conn = app.work.acquire().await?;
    let mut with_channels = Vec::new();
    for starting in occasions::starting(&mut conn, aside, MOST_STARTS).await? {
        let staff = accounts::staff(&mut conn, starting.org, starting.account).await?;
        with_channels.push((starting, staff.and_then(|staff| staff.channel_id)));
    }
    Ok(with_channels)
}

/// Starts a play in the name of the account's owner; where that cannot be, a person is asked, with the reason. Says whether
/// it started.
pub async fn start_itself(app: &App, what: &Starting) -> Result<bool, Failure> {
    let now = app.clock.now();
    let mut tx = app.begin_work().await?;
    let Some(actor) = owner_of(&mut tx, what).await? else {
        drop(tx);
        return ask_instead(app, what, "nobody owns the account").await;
    };
    match play::start_on(&mut tx, &app.rules, &actor, (what.account, &what.playbook), By::Itself, now).await {
        Ok(started) => {
            occasions::started_itself(&mut tx, what, started.run).await?;
            tx.commit().await?;
            Ok(true)
        }
        Err(Failure::Refused(refusal)) => {
            drop(tx);
            ask_instead(app, what, why_not(&refusal)).await
        }
        Err(broken) => Err(broken),
    }
}

/// What was to start by itself is offered to a person instead. Always `false`: it did not start.
pub async fn ask_instead(app: &App, what: &Starting, why_not: &str) -> Result<bool, Failure> {
    let mut conn = app.work.acquire().await?;
    occasions::ask_instead(&mut conn, what, why_not).await?;
    conn.done().await?;
    Ok(false)
}

async fn owner_of(conn: &mut PgConnection, what: &Starting) -> Result<Option<Actor>, Failure> {
    let org = what.org;
    let Some(staff) = accounts::staff(conn, org, what.account).await? else { return Ok(None) };
    let Some(owner) = staff.owner else { return Ok(None) };
    let Some(person) = people::present(conn, org, owner).await? else { return Ok(None) };
    let installation = signals::installation_of(conn, org, owner).await?;
    Ok(installation.map(|installation| Actor { org, installation, person }))
}

fn why_not(refusal: &Refusal) -> &'static str {
    if let Refusal::NoOwner { .. } = refusal {
        "nobody owns the account"
    } else if let Refusal::NotAllowed { .. } = refusal {
        "its owner may not start plays"
    } else {
        "it could not start"
    }
}
