//! The accounts behind a leader's numbers, each with its reason.

use sqlx::PgConnection;

use super::team::About;
use crate::domain::account::AccountRef;
use crate::domain::health::Band;
use crate::domain::ids::{AccountId, PersonId};
use crate::domain::team::Behind;

/// So many rows are read: a message has no room for more.
const MOST_ROWS: i64 = 30;

/// Steps past their due date, the oldest first.
pub async fn overdue(conn: &mut PgConnection, about: About<'_>) -> sqlx::Result<Vec<(AccountRef, Behind)>> {
    let rows = sqlx::query!(
        r#"select a.id as "id: AccountId", a.name, s.due_at, t.title as "title!"
           from run_steps s
           join playbook_runs r on r.org_id = s.org_id and r.id = s.run_id and r.state = 'running'
           join playbooks y on y.org_id = r.org_id and y.name = r.playbook and y.version = r.playbook_version
           join accounts a on a.org_id = r.org_id and a.id = r.account_id
           cross join lateral (select d ->> 'title' as title from jsonb_array_elements(y.definition -> 'steps') d
             where d ->> 'id' = s.step) t
           where s.org_id = $1 and s.owner_id = any($2) and s.state in ('due', 'acknowledged', 'blocked') and s.due_at < $3
           order by s.due_at, a.name limit $4"#,
        about.org.0,
        about.people as &[PersonId],
        about.now,
        MOST_ROWS,
    )
    .fetch_all(conn)
    .await?;
    let behind = rows.into_iter().map(|row| {
        (AccountRef { id: row.id, name: row.name }, Behind::Overdue { title: row.title, due_at: row.due_at })
    });
    Ok(behind.collect())
}

/// Open signals, the oldest first.
pub async fn signals(conn: &mut PgConnection, about: About<'_>) -> sqlx::Result<Vec<(AccountRef, Behind)>> {
    let rows = sqlx::query!(
        r#"select a.id as "id: AccountId", a.name, s.kind, s.opened_at
           from signals s join accounts a on a.org_id = s.org_id and a.id = s.account_id and a.churned_on is null
           where s.org_id = $1 and a.owner_id = any($2) and s.ended_at is null and s.state <> 'snoozed'
           order by s.opened_at, a.name limit $3"#,
        about.org.0,
        about.people as &[PersonId],
        MOST_ROWS,
    )
    .fetch_all(conn)
    .await?;
    let behind = rows.into_iter().map(|row| {
        (AccountRef { id: row.id, name: row.name }, Behind::Signal { kind: row.kind, since: row.opened_at })
    });
    Ok(behind.collect())
}

/// Calls of people that the score contradicts, the newest call of each account, the newest first.
pub async fn disagreements(conn: &mut PgConnection, about: About<'_>) -> sqlx::Result<Vec<(AccountRef, Behind)>> {
    let rows = sqlx::query!(
        r#"select c.id as "id!: AccountId", c.name as "name!", c.band as "person!", c.reason as "reason!", h.band
           from (
             select distinct on (a.id) a.id, a.name, p.band, p.reason, p.set_at
             from pulses p join accounts a on a.org_id = p.org_id and a.id = p.account_id and a.churned_on is null
             where p.org_id = $1 and a.owner_id = any($2) and p.withdrawn_at is null and $4 <= p.expires_on
               and p.set_at <= $3
             order by a.id, p.set_at desc) c
           join health h on h.org_id = $1 and h.account_id = c.id and h.band <> c.band
           order by c.set_at desc, c.name limit $5"#,
        about.org.0,
        about.people as &[PersonId],
        about.now,
        about.today,
        MOST_ROWS,
    )
    .fetch_all(conn)
    .await?;
    let behind = rows.into_iter().filter_map(|row| {
        let score = row.band.as_deref().and_then(Band::parse);
        let said = Behind::Disagreement { person: Band::parse(&row.person)?, score, reason: row.reason };
        Some((AccountRef { id: row.id, name: row.name }, said))
    });
    Ok(behind.collect())
}
