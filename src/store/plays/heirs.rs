//! Plays whose account has got another owner, or with whose steps nobody is left.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::domain::ids::{OrgId, PersonId, RunId, StepId};

/// A running run that has to go to somebody else, in whole or in the steps of whoever left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Adrift {
    /// Whose data.
    pub org: OrgId,
    /// Which.
    pub run: RunId,
    /// Whose it is.
    pub from: PersonId,
    /// Whose it should be: the owner of its account now; where they are not there, the manager of whoever left.
    pub to: PersonId,
}

/// At most `n` of them, of all organisations. Where nobody is left either there is nothing to do. Nothing is held.
pub async fn adrift(conn: &mut PgConnection, n: i64) -> sqlx::Result<Vec<Adrift>> {
    sqlx::query_as!(
        Adrift,
        r#"with able as materialized (
             select org_id, id from people where not deactivated and slack_user_id is not null and role <> 'viewer')
           select r.org_id as "org: OrgId", r.id as "run: RunId", r.owner_id as "from: PersonId", h.id as "to!: PersonId"
           from playbook_runs r
           join accounts a on a.org_id = r.org_id and a.id = r.account_id
           join people o on o.org_id = r.org_id and o.id = r.owner_id
           left join able owner on owner.org_id = r.org_id and owner.id = a.owner_id
           left join able manager on manager.org_id = r.org_id and manager.id = o.manager_id and o.deactivated
           cross join lateral (select coalesce(owner.id, manager.id, case when not o.deactivated then o.id end) as id) h
           where r.state = 'running' and h.id is not null
             and (h.id <> r.owner_id or exists (
               select from run_steps s join people p on p.org_id = s.org_id and p.id = s.owner_id and p.deactivated
               where s.org_id = r.org_id and s.run_id = r.id and s.state not in ('done', 'skipped')))
           order by r.org_id, r.id limit $1"#,
        n,
    )
    .fetch_all(conn)
    .await
}

/// Gives a run to its heir, with the steps that are not over: its owner's, and those of whoever left. What was asked for is
/// asked for again. Says which steps went over; none where somebody else has done it. The caller holds the run.
pub async fn take(conn: &mut PgConnection, adrift: Adrift, now: DateTime<Utc>) -> sqlx::Result<Vec<StepId>> {
    let Adrift { org, run, from, to } = adrift;
    let is_still = sqlx::query!(
        "update playbook_runs set owner_id = $4 where org_id = $1 and id = $2 and owner_id = $3 and state = 'running'",
        org.0,
        run.0,
        from.0,
        to.0,
    )
    .execute(&mut *conn)
    .await?;
    if is_still.rows_affected() == 0 {
        return Ok(Vec::new());
    }
    sqlx::query_scalar!(
        r#"with held as materialized (
             select s.id from run_steps s join people p on p.org_id = s.org_id and p.id = s.owner_id
             where s.org_id = $1 and s.run_id = $2 and s.state not in ('done', 'skipped') and s.owner_id <> $4
               and (s.owner_id = $3 or p.deactivated)
             order by s.id for update of s)
           update run_steps s set owner_id = $4, version = version + 1,
             state = case when state = 'acknowledged' then 'due' else state end, acknowledged_by = null,
             acknowledged_at = null, prompt_at = case when state in ('due', 'acknowledged') then $5 else prompt_at end
           from held where s.org_id = $1 and s.id = held.id returning s.id as "id: StepId""#,
        org.0,
        run.0,
        from.0,
        to.0,
        now,
    )
    .fetch_all(conn)
    .await
}
