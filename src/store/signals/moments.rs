//! What happens to signals between two scorings, at its own moment: tickets pass their limit, snoozes end.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgConnection;

use crate::domain::ids::{AccountId, EpisodeId, OrgId};

/// So soon after its limit a ticket is past it.
const JUST_PAST: TimeDelta = TimeDelta::seconds(1);
/// What passed its limit longer ago was seen by a night's look.
const REACH: TimeDelta = TimeDelta::days(2);

/// Accounts on which a critical ticket passed its limit, or on which something changed, after they were looked at last.
pub async fn unseen(
    conn: &mut PgConnection,
    critical_hours: i64,
    now: DateTime<Utc>,
    n: i64,
) -> sqlx::Result<Vec<(OrgId, AccountId)>> {
    let passed = now - TimeDelta::hours(critical_hours) - JUST_PAST;
    let rows = sqlx::query!(
        r#"select distinct t.org_id as "org: OrgId", t.account_id as "account: AccountId" from tickets t
           join signal_looks l on l.org_id = t.org_id and l.account_id = t.account_id
           join health h on h.org_id = t.org_id and h.account_id = t.account_id
           join accounts a on a.org_id = t.org_id and a.id = t.account_id
             and a.started_on <= $6 and (a.churned_on is null or $6 < a.churned_on)
           where t.priority = 'critical' and $2 < t.opened_at and t.opened_at <= $1
             and (t.closed_at is null or $3 < t.closed_at)
             and l.looked_at < t.opened_at + make_interval(hours => $4, secs => 1)
           order by 1, 2 limit $5"#,
        passed,
        passed - REACH,
        now,
        i32::try_from(critical_hours).unwrap_or(i32::MAX),
        n,
        // As a look takes them: what it leaves out would be due for ever.
        now.date_naive(),
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.org, row.account)).collect())
}

/// Brings back what was put off until now; at most `n`, without those that another holds.
pub async fn wake(conn: &mut PgConnection, now: DateTime<Utc>, n: i64) -> sqlx::Result<Vec<(OrgId, EpisodeId)>> {
    let rows = sqlx::query!(
        r#"with awake as (
             update signals set state = case when claimed_by is null then 'open' else 'claimed' end, version = version + 1
             where (org_id, id) in (
               select org_id, id from signals where state = 'snoozed' and snoozed_until <= $1
               order by snoozed_until, id limit $2 for update skip locked)
             returning org_id, id, state, version)
           insert into signal_moves (org_id, signal_id, from_state, to_state, version, moved_at)
           select org_id, id, 'snoozed', state, version, $1 from awake
           returning org_id as "org: OrgId", signal_id as "id: EpisodeId""#,
        now,
        n,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.org, row.id)).collect())
}

/// When after `now` the next ticket passes its limit, the next card may be posted, or the next snooze ends; for moving a
/// demo's clock.
pub async fn next_at(
    conn: &mut PgConnection,
    critical_hours: i64,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<DateTime<Utc>>> {
    let passes_after = now - TimeDelta::hours(critical_hours) - JUST_PAST;
    let row = sqlx::query!(
        "select (select min(t.opened_at) from tickets t
                 join signal_looks l on l.org_id = t.org_id and l.account_id = t.account_id
                 where t.priority = 'critical' and $1 < t.opened_at and t.opened_at <= $2
                   and (t.closed_at is null or t.opened_at + make_interval(hours => $3, secs => 1) < t.closed_at)) as opened_at,
                (select min(announce_at) from signals where $2 < announce_at) as announce_at,
                (select min(snoozed_until) from signals where state = 'snoozed' and $2 < snoozed_until) as snoozed_until",
        passes_after,
        now,
        i32::try_from(critical_hours).unwrap_or(i32::MAX),
    )
    .fetch_one(conn)
    .await?;
    let passes_at = row.opened_at.map(|at| at + TimeDelta::hours(critical_hours) + JUST_PAST);
    Ok([passes_at, row.announce_at, row.snoozed_until].into_iter().flatten().min())
}
