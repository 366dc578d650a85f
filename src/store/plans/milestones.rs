//! Milestones of plans, and who was asked about them.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

use crate::domain::account::AccountRef;
use crate::domain::ids::{AccountId, ContactId, OrgId, PersonId};
use crate::domain::person::{Deed, PersonRef};
use crate::domain::plan::{Mark, Milestone, MilestoneState, Nudge, Theirs, WaitingMilestone};
use crate::store::digests::Gather;

/// Milestones of a digest's section.
const MOST_WAITING: i64 = 200;

/// A milestone to be added.
#[derive(Clone, Debug)]
pub struct NewMilestone<'a> {
    /// What is done.
    pub title: &'a str,
    /// By when.
    pub due_on: NaiveDate,
    /// Who sees to it on our side.
    pub owner: PersonId,
    /// Who of the contacts sees to it on theirs.
    pub contact: Option<ContactId>,
    /// Or who else.
    pub their_name: Option<&'a str>,
}

/// The milestones of a plan, in order of their numbers.
pub async fn milestones(conn: &mut PgConnection, org: OrgId, account: AccountId) -> sqlx::Result<Vec<Milestone>> {
    let rows = sqlx::query!(
        r#"select m.number, m.title, m.due_on, m.state, m.ended_at, o.id as "owner: PersonId", o.name as owner_name,
                  o.slack_user_id as owner_slack, coalesce(c.name, m.their_name) as their_name,
                  coalesce(c.left_on is not null, false) as "has_left!",
                  e.id as "ended_by?: PersonId", e.name as "ended_name?", e.slack_user_id as "ended_slack?",
                  n.day as "nudge_day?", n.nudged_at as "nudged_at?", w.id as "nudger?: PersonId",
                  w.name as "nudger_name?", w.slack_user_id as "nudger_slack?"
           from plan_milestones m
           join people o on o.org_id = m.org_id and o.id = m.owner_id
           left join contacts c on c.org_id = m.org_id and c.id = m.their_contact_id
           left join people e on e.org_id = m.org_id and e.id = m.ended_by
           left join lateral (select day, nudged_by, nudged_at from plan_nudges
             where org_id = m.org_id and account_id = m.account_id and number = m.number
             order by day desc limit 1) n on true
           left join people w on w.org_id = m.org_id and w.id = n.nudged_by
           where m.org_id = $1 and m.account_id = $2 order by m.number"#,
        org.0,
        account.0,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let state = MilestoneState::parse(&row.state).ok_or_else(|| sqlx::Error::Decode(row.state.into()))?;
            let ended = deed((row.ended_by, row.ended_name, row.ended_slack), row.ended_at);
            let nudger = deed((row.nudger, row.nudger_name, row.nudger_slack), row.nudged_at);
            Ok(Milestone {
                number: u32::try_from(row.number).unwrap_or(0),
                title: row.title,
                due_on: row.due_on,
                owner: PersonRef { id: row.owner, name: row.owner_name, slack_user_id: row.owner_slack },
                theirs: row.their_name.map(|name| Theirs { name, has_left: row.has_left }),
                state,
                ended,
                nudged: row.nudge_day.zip(nudger).map(|(day, by)| Nudge { day, by }),
            })
        })
        .collect()
}

fn deed(
    (id, name, slack_user_id): (Option<PersonId>, Option<String>, Option<String>),
    at: Option<DateTime<Utc>>,
) -> Option<Deed> {
    let ((id, name), at) = id.zip(name).zip(at)?;
    Some(Deed { by: PersonRef { id, name, slack_user_id }, at })
}

/// Adds a milestone; its number. The caller holds the plan.
pub async fn add_milestone(
    conn: &mut PgConnection,
    org: OrgId,
    account: AccountId,
    new: &NewMilestone<'_>,
) -> sqlx::Result<u32> {
    let number = sqlx::query_scalar!(
        r#"insert into plan_milestones
             (org_id, account_id, number, title, due_on, owner_id, their_contact_id, their_name)
           select $1, $2, coalesce(max(number), 0) + 1, $3, $4, $5, $6, $7 from plan_milestones
           where org_id = $1 and account_id = $2
           returning number"#,
        org.0,
        account.0,
        new.title,
        new.due_on,
        new.owner.0,
        new.contact.map(|contact| contact.0),
        new.their_name,
    )
    .fetch_one(conn)
    .await?;
    Ok(u32::try_from(number).unwrap_or(0))
}

/// Marks a milestone that the mark still leads on from; `false` when it does not.
pub async fn end_milestone(
    conn: &mut PgConnection,
    org: OrgId,
    (account, number): (AccountId, i32),
    mark: Mark,
    by: PersonId,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let before: Vec<String> = MilestoneState::before(mark).iter().map(|state| state.as_str().to_owned()).collect();
    let done = sqlx::query!(
        "update plan_milestones set state = $4, ended_by = $5, ended_at = $6
         where org_id = $1 and account_id = $2 and number = $3 and state = any($7)",
        org.0,
        account.0,
        number,
        mark.to().as_str(),
        by.0,
        now,
        &before,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Notes that a milestone's owner is asked about it; `false` when they were for that working day.
pub async fn nudge(
    conn: &mut PgConnection,
    org: OrgId,
    (account, number): (AccountId, i32),
    day: NaiveDate,
    by: PersonId,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "insert into plan_nudges (org_id, account_id, number, day, nudged_by, nudged_at)
         values ($1, $2, $3, $4, $5, $6) on conflict do nothing",
        org.0,
        account.0,
        number,
        day,
        by.0,
        now,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Who asked about a milestone for a day, and when.
pub async fn nudger(
    conn: &mut PgConnection,
    org: OrgId,
    (account, number): (AccountId, u32),
    day: NaiveDate,
) -> sqlx::Result<Option<Deed>> {
    let row = sqlx::query!(
        r#"select n.nudged_at, p.id as "id: PersonId", p.name, p.slack_user_id
           from plan_nudges n join people p on p.org_id = n.org_id and p.id = n.nudged_by
           where n.org_id = $1 and n.account_id = $2 and n.number = $3 and n.day = $4"#,
        org.0,
        account.0,
        i32::try_from(number).unwrap_or(i32::MAX),
        day,
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| {
        let by = PersonRef { id: row.id, name: row.name, slack_user_id: row.slack_user_id };
        Deed { by, at: row.nudged_at }
    }))
}

/// The days on which a milestone's owner was asked about it.
pub async fn nudged_days(
    conn: &mut PgConnection,
    org: OrgId,
    (account, number): (AccountId, i32),
) -> sqlx::Result<Vec<NaiveDate>> {
    sqlx::query_scalar!(
        "select day from plan_nudges where org_id = $1 and account_id = $2 and number = $3 order by day",
        org.0,
        account.0,
        number,
    )
    .fetch_all(conn)
    .await
}

/// Open milestones due up to a day, of those whom a digest is for; the oldest due first.
pub async fn waiting_milestones(
    conn: &mut PgConnection,
    gather: &Gather,
    until: NaiveDate,
) -> sqlx::Result<Vec<WaitingMilestone>> {
    let rows = sqlx::query!(
        r#"select a.id as "account: AccountId", a.name, m.number, m.title, m.due_on
           from plan_milestones m
           join accounts a on a.org_id = m.org_id and a.id = m.account_id and a.churned_on is null
           where m.org_id = $1 and m.state = 'open' and m.due_on <= $3
             and ($2::uuid[] is null or m.owner_id = any($2))
           order by m.due_on, a.name, m.number limit $4"#,
        gather.org.0,
        gather.owners.as_deref() as Option<&[PersonId]>,
        until,
        MOST_WAITING,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| WaitingMilestone {
            account: AccountRef { id: row.account, name: row.name },
            number: u32::try_from(row.number).unwrap_or(0),
            title: row.title,
            due_on: row.due_on,
        })
        .collect())
}
