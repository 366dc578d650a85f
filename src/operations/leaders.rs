//! What leaders see to from their week: they ask the owner of a red account for a plan, and give accounts an owner.

use chrono::{DateTime, Days, NaiveDate, Utc};
use serde_json::json;
use sqlx::PgConnection;

use super::rights::may_work_on;
use super::{App, Failure, calendars};
use crate::domain::account::AccountRef;
use crate::domain::cadence::{Calendar, local_day};
use crate::domain::health::Band;
use crate::domain::ids::{AccountId, InstallationId, OrgId, PersonId};
use crate::domain::leader::{LeaderRefusal, LedAccount, LedList, LedView, MOST_ROWS};
use crate::domain::news::News;
use crate::domain::notice::Notice;
use crate::domain::person::{Actor, PersonRef, Role};
use crate::domain::record::RecordRefusal;
use crate::domain::refusal::Refusal;
use crate::domain::weekly::RedAccount;
use crate::store::cards::{self, NewCard};
use crate::store::weekly::{self, About};
use crate::store::{audit, digests, leaders, people, runs};

/// A request for a plan says for so many days whether there is one by now.
const ASKED_DAYS: u64 = 14;

/// The accounts of a list. For leaders.
pub async fn list(app: &App, actor: &Actor, list: LedList) -> Result<LedView, Failure> {
    check_role(actor)?;
    let mut conn = app.read(actor).await?;
    let most = i64::try_from(MOST_ROWS).unwrap_or(i64::MAX);
    let (rows, n) = match &list {
        LedList::NoOwner => leaders::unowned(&mut conn, actor.org, most).await?,
        LedList::NoPlan { team } => {
            let owners = match team {
                Some(team) => Some(digests::team(&mut conn, actor.org, team).await?),
                None => None,
            };
            let today = local_day(app.clock.now(), actor.person.zone);
            let about = About { org: actor.org, owners: owners.as_deref(), today };
            let red = weekly::red(&mut conn, about, (true, most)).await?;
            let led = |account: RedAccount| LedAccount {
                account: account.account,
                arr: account.arr,
                health: (Some(Band::Red), account.score),
                owner: account.owner,
            };
            (red.rows.into_iter().map(led).collect(), red.n)
        }
    };
    Ok(LedView { list, rows, n: usize::try_from(n).unwrap_or(usize::MAX) })
}

/// Asks the owner of an account for a plan, once a working day of theirs; says who hears it.
pub async fn ask_plan(app: &App, actor: &Actor, account: AccountId) -> Result<(AccountRef, PersonRef), Failure> {
    check_role(actor)?;
    let now = app.clock.now();
    let mut tx = app.begin(actor).await?;
    let (named, owner) = leaders::hold(&mut tx, actor.org, account).await?.ok_or(Refusal::Gone)?;
    let owner = owner.ok_or_else(|| Refusal::NoOwner { account: named.clone() })?;
    may_work_on(&mut tx, &app.rules, actor, account, now).await?;
    if let Some((.., play)) = runs::names_of(&mut tx, actor.org, account).await?.into_iter().next() {
        return Err(refused(LeaderRefusal::HasPlan { account: named, play }).into());
    }
    let nobody = || refused(LeaderRefusal::NobodyToAsk { account: named.clone() });
    // Whoever acts for them while they are away hears it in their place.
    let addressee = calendars::addressee(&mut tx, actor.org, owner.id, now).await?.ok_or_else(nobody)?;
    let asked = addressee.person.who;
    let slack = asked.slack_user_id.clone().ok_or_else(nobody)?;
    let calendar = calendars::of_work(&mut tx, actor.org, &[owner.id], now).await?.remove(&owner.id);
    let calendar = calendar.unwrap_or_else(|| Calendar::ordinary(actor.person.zone));
    // On a day off it counts for the next working day.
    let day = calendar.roll_forward(local_day(now, calendar.zone));
    let news = News::PlanAsked(actor.person.who.clone());
    let place = (actor.installation, slack.as_str());
    if !tell(&mut tx, actor.org, place, (&asked_subject(account, day), account, news), now).await? {
        return Err(refused(LeaderRefusal::AskedAlready { account: named, asked }).into());
    }
    let detail = json!({ "owner": owner.id, "asked": asked.id, "day": day });
    record(&mut tx, actor, ("plan.ask", account), detail, now).await?;
    tx.commit().await?;
    Ok((named, asked))
}

/// A plan was begun: whoever was asked for one sees that on the request.
pub(super) async fn has_plan(
    conn: &mut PgConnection,
    org: OrgId,
    account: AccountId,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let today = now.date_naive() + Days::new(3);
    let days = (0..ASKED_DAYS + 3).map(|ago| asked_subject(account, today - Days::new(ago)));
    Ok(cards::redraw_many(conn, org, &days.collect::<Vec<_>>(), now).await?)
}

fn asked_subject(account: AccountId, day: NaiveDate) -> String {
    format!("plan_asked:{account}:{day}")
}

/// Gives an account that has none an owner, who hears of it; says who it is.
pub async fn assign(
    app: &App,
    actor: &Actor,
    (account, owner): (AccountId, PersonId),
) -> Result<(AccountRef, PersonRef), Failure> {
    check_role(actor)?;
    let now = app.clock.now();
    let mut tx = app.begin(actor).await?;
    let (named, before) = leaders::hold(&mut tx, actor.org, account).await?.ok_or(Refusal::Gone)?;
    if let Some(owner) = before {
        return Err(refused(LeaderRefusal::HasOwner { account: named, owner }).into());
    }
    let person = people::present(&mut tx, actor.org, owner).await?.filter(|person| Role::Viewer < person.role);
    let person = person.ok_or(refused(LeaderRefusal::CannotOwn))?.who;
    leaders::assign(&mut tx, actor.org, (account, owner), actor.id(), now).await?;
    record(&mut tx, actor, ("account.assign", account), json!({ "owner": owner }), now).await?;
    if let Some(slack) = person.slack_user_id.as_deref().filter(|_| owner != actor.id()) {
        let news = News::OwnerGiven(actor.person.who.clone());
        let subject = format!("owner_given:{account}:{}", now.timestamp_micros());
        tell(&mut tx, actor.org, (actor.installation, slack), (&subject, account, news), now).await?;
    }
    tx.commit().await?;
    Ok((named, person))
}

/// One account, for the form that gives it an owner.
pub async fn unowned(app: &App, actor: &Actor, account: AccountId) -> Result<AccountRef, Failure> {
    check_role(actor)?;
    let mut tx = app.begin(actor).await?;
    match leaders::hold(&mut tx, actor.org, account).await?.ok_or(Refusal::Gone)? {
        (account, None) => Ok(account),
        (account, Some(owner)) => Err(refused(LeaderRefusal::HasOwner { account, owner }).into()),
    }
}

/// People who could own accounts, by a part of their name.
pub async fn suggest(app: &App, actor: &Actor, typed: &str) -> Result<Vec<PersonRef>, Failure> {
    check_role(actor)?;
    let mut conn = app.read(actor).await?;
    Ok(leaders::suggest(&mut conn, actor.org, typed).await?)
}

async fn tell(
    conn: &mut PgConnection,
    org: OrgId,
    (installation, slack): (InstallationId, &str),
    (subject, account, news): (&str, AccountId, News),
    now: DateTime<Utc>,
) -> Result<bool, Failure> {
    let notice = Notice::News { account, news, at: now };
    let card = NewCard { installation, subject: subject.to_owned(), notice: &notice, channel_id: slack };
    Ok(cards::announce(conn, org, &card, now).await?)
}

async fn record(
    conn: &mut PgConnection,
    actor: &Actor,
    (verb, account): (&str, AccountId),
    detail: serde_json::Value,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let entry = audit::Entry { actor: Some(actor.id()), verb, subject: format!("account:{account}"), detail };
    Ok(audit::record(conn, actor.org, &entry, now).await?)
}

fn check_role(actor: &Actor) -> Result<(), Refusal> {
    let needs = Role::Manager;
    if actor.person.role < needs { Err(Refusal::NotAllowed { needs }) } else { Ok(()) }
}

fn refused(refusal: LeaderRefusal) -> Refusal {
    Refusal::Record(RecordRefusal::Leader(refusal))
}
