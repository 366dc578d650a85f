//! What people promised when they finished a step.

use sqlx::PgConnection;

use super::digests::Gather;
use crate::domain::account::AccountRef;
use crate::domain::digest::Promise;
use crate::domain::ids::{AccountId, PersonId};

/// The promises of the reader's day, and of the days since the digest before; the earliest first.
pub async fn due(conn: &mut PgConnection, gather: &Gather) -> sqlx::Result<Vec<Promise>> {
    let rows = sqlx::query!(
        r#"select a.id as "id: AccountId", a.name, t.title as "title!", s.note, s.follow_up_on as "day!"
           from run_steps s
           join playbook_runs r on r.org_id = s.org_id and r.id = s.run_id
           join playbooks y on y.org_id = r.org_id and y.name = r.playbook and y.version = r.playbook_version
           join accounts a on a.org_id = r.org_id and a.id = r.account_id and a.churned_on is null
           cross join lateral (select d ->> 'title' as title from jsonb_array_elements(y.definition -> 'steps') d
             where d ->> 'id' = s.step) t
           where s.org_id = $1 and ($2::uuid[] is null or s.ended_by = any($2))
             and $3::date < s.follow_up_on and s.follow_up_on <= $4::date
           order by s.follow_up_on, a.name"#,
        gather.org.0,
        gather.owners.as_deref() as Option<&[PersonId]>,
        gather.last_day,
        gather.today,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Promise {
            account: AccountRef { id: row.id, name: row.name },
            step: row.title,
            note: row.note,
            promised_for: row.day,
        })
        .collect())
}
