//! Signals that are silent on an account until a day: by somebody's word, or, for growth, after a rescue.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

use crate::domain::account::AccountRef;
use crate::domain::ids::{AccountId, EpisodeId, OrgId, PersonId};
use crate::domain::mute::{MuteLine, MuteSaid};
use crate::domain::person::PersonRef;
use crate::domain::signal::SignalKind;

/// Silences signals of an account until a day, whatever stood before.
pub async fn set(
    conn: &mut PgConnection,
    org: OrgId,
    account: AccountId,
    said: &MuteSaid,
    by: PersonId,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let kinds: Vec<&str> = said.kinds.iter().map(|kind| kind.as_str()).collect();
    sqlx::query!(
        "insert into signal_mutes (org_id, account_id, kind, until, reason, set_by, set_at)
         select $1, $2, kind, $4, $5, $6, $7 from unnest($3::text[]) as k (kind)
         on conflict (org_id, account_id, kind) do update set until = excluded.until, reason = excluded.reason,
           set_by = excluded.set_by, set_at = excluded.set_at",
        org.0,
        account.0,
        &kinds as &[&str],
        said.until,
        said.reason,
        by.0,
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Lets signals speak again; none named: all of them. Says which were silent.
pub async fn lift(
    conn: &mut PgConnection,
    org: OrgId,
    account: AccountId,
    kinds: &[SignalKind],
    today: NaiveDate,
) -> sqlx::Result<Vec<SignalKind>> {
    let kinds: Vec<&str> = kinds.iter().map(|kind| kind.as_str()).collect();
    let lifted = sqlx::query_scalar!(
        "delete from signal_mutes
         where org_id = $1 and account_id = $2 and $4 < until and (cardinality($3::text[]) = 0 or kind = any($3))
         returning kind",
        org.0,
        account.0,
        &kinds as &[&str],
        today,
    )
    .fetch_all(conn)
    .await?;
    let mut lifted: Vec<SignalKind> = lifted.iter().filter_map(|kind| SignalKind::parse(kind)).collect();
    lifted.sort_unstable();
    Ok(lifted)
}

/// What is silent on an account, in somebody's book or anywhere; those that end first, and how many in all.
pub async fn list(
    conn: &mut PgConnection,
    org: OrgId,
    (account, owner): (Option<AccountId>, Option<PersonId>),
    today: NaiveDate,
    n: i64,
) -> sqlx::Result<(Vec<MuteLine>, i64)> {
    let rows = sqlx::query!(
        r#"select a.id as "account: AccountId", a.name as account_name, m.kind as "kind!", m.until as "until!",
                  m.reason as "reason!", p.id as "person?: PersonId", p.name as "person_name?",
                  p.slack_user_id as "slack_user_id?", count(*) over () as "n!"
           from (
             select account_id, kind, until, reason, set_by from signal_mutes where org_id = $1 and $4 < until
             union all
             select id, 't3', expansion_muted_until, '', null from accounts
             where org_id = $1 and $4 < expansion_muted_until) m
           join accounts a on a.org_id = $1 and a.id = m.account_id
           left join people p on p.org_id = $1 and p.id = m.set_by
           where a.churned_on is null and ($2::uuid is null or a.id = $2) and ($3::uuid is null or a.owner_id = $3)
           order by m.until, a.name, m.kind limit $5"#,
        org.0,
        account as Option<AccountId>,
        owner as Option<PersonId>,
        today,
        n,
    )
    .fetch_all(conn)
    .await?;
    let all = rows.first().map_or(0, |row| row.n);
    let lines = rows.into_iter().filter_map(|row| {
        let by = row.person.zip(row.person_name);
        Some(MuteLine {
            account: AccountRef { id: row.account, name: row.account_name },
            kind: SignalKind::parse(&row.kind)?,
            until: row.until,
            reason: row.reason,
            by: by.map(|(id, name)| PersonRef { id, name, slack_user_id: row.slack_user_id }),
        })
    });
    Ok((lines.collect(), all))
}

/// Episodes of these signals that are going on.
pub async fn living(
    conn: &mut PgConnection,
    org: OrgId,
    account: AccountId,
    kinds: &[SignalKind],
) -> sqlx::Result<Vec<EpisodeId>> {
    let kinds: Vec<&str> = kinds.iter().map(|kind| kind.as_str()).collect();
    sqlx::query_scalar!(
        r#"select id as "id: EpisodeId" from signals
           where org_id = $1 and account_id = $2 and kind = any($3) and ended_at is null order by id"#,
        org.0,
        account.0,
        &kinds as &[&str],
    )
    .fetch_all(conn)
    .await
}
