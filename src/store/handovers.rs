//! Handovers between regions: when they are posted, and what is open at the end of a team's day.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use sqlx::PgConnection;

use super::codec::money;
use super::schedules::NewSchedule;
use crate::domain::account::AccountRef;
use crate::domain::handover::{Flag, HandedOver};
use crate::domain::health::{Band, Milli};
use crate::domain::ids::{AccountId, OrgId, PersonId, ScheduleId};
use crate::domain::person::PersonRef;
use crate::domain::signal::SignalKind;

/// A handover that stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Whose day ends.
    pub team: String,
    /// To which channel.
    pub channel_id: String,
    /// The cron expression.
    pub expression: String,
    /// The IANA name of its zone.
    pub time_zone: String,
}

/// Sets the handover of a team to a channel.
pub async fn set(
    conn: &mut PgConnection,
    org: OrgId,
    (team, channel): (&str, &str),
    schedule: &NewSchedule<'_>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        r#"insert into schedules (org_id, id, installation_id, kind, channel_id, team, expression, time_zone, next_fire_at,
             created_at)
           values ($1, $2, $3, 'handover', $4, $5, $6, $7, $8, $9)
           on conflict (org_id, kind, (coalesce(person_id::text, channel_id)), (case when kind = 'handover' then team else '' end))
           do update set expression = excluded.expression, time_zone = excluded.time_zone,
             next_fire_at = excluded.next_fire_at, active = true"#,
        org.0,
        ScheduleId::named(org, &format!("handover:{channel}:{team}")).0,
        schedule.installation.0,
        channel,
        team,
        schedule.expression,
        schedule.time_zone,
        schedule.next_fire_at,
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Stops the handover of a team to a channel; says whether there was one.
pub async fn stop(conn: &mut PgConnection, org: OrgId, (team, channel): (&str, &str)) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update schedules set active = false
         where org_id = $1 and kind = 'handover' and active and lower(team) = lower($2) and channel_id = $3",
        org.0,
        team,
        channel,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The handovers that stand.
pub async fn all(conn: &mut PgConnection, org: OrgId) -> sqlx::Result<Vec<Standing>> {
    sqlx::query_as!(
        Standing,
        r#"select team as "team!", channel_id as "channel_id!", expression, time_zone from schedules
           where org_id = $1 and kind = 'handover' and active order by team, channel_id"#,
        org.0,
    )
    .fetch_all(conn)
    .await
}

/// A team as its people write it, and the clock and the working days of most of them; `None` when it has nobody.
pub async fn team(conn: &mut PgConnection, org: OrgId, typed: &str) -> sqlx::Result<Option<(String, Tz, Vec<i32>)>> {
    let row = sqlx::query!(
        r#"select min(team) as "team!", mode() within group (order by time_zone) as "zone!",
                  mode() within group (order by working_days) as "days!"
           from staff where org_id = $1 and lower(team) = lower($2) and not deactivated having 0 < count(*)"#,
        org.0,
        typed,
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| (row.team, row.zone.parse().unwrap_or(Tz::UTC), row.days)))
}

/// The teams that there are.
pub async fn teams(conn: &mut PgConnection, org: OrgId) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar!(
        "select distinct team from people where org_id = $1 and not deactivated and team <> '' order by team",
        org.0
    )
    .fetch_all(conn)
    .await
}

/// Accounts of a team with open red flags: critical signals that nobody ended or put off, overdue steps on red accounts.
/// Red accounts before others, then the longest open, then the most revenue.
pub async fn open_flags(
    conn: &mut PgConnection,
    org: OrgId,
    team: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<HandedOver>> {
    let critical: Vec<&str> =
        SignalKind::ALL.into_iter().filter(|kind| kind.is_critical()).map(SignalKind::as_str).collect();
    let rows = sqlx::query!(
        r#"with of_team as (
             select a.id, a.name, a.arr_minor, a.currency, p.id as owner_id, p.name as owner_name, p.slack_user_id,
                    h.band, h.score_milli, h.arr_whole
             from accounts a
             join people p on p.org_id = a.org_id and p.id = a.owner_id and p.team = $2 and not p.deactivated
             left join health h on h.org_id = a.org_id and h.account_id = a.id
             where a.org_id = $1 and (a.churned_on is null or $3::timestamptz::date < a.churned_on)),
           flags as (
             select s.account_id, s.kind, null::text as title, s.opened_at as since, c.id as claimed_id,
                    c.name as claimed_name, c.slack_user_id as claimed_slack
             from signals s join of_team a on a.id = s.account_id
             left join people c on c.org_id = s.org_id and c.id = s.claimed_by
             where s.org_id = $1 and s.ended_at is null and s.state <> 'snoozed' and s.kind = any($4)
             union all
             select r.account_id, null, t.title, s.due_at, null, null, null
             from run_steps s
             join playbook_runs r on r.org_id = s.org_id and r.id = s.run_id and r.state = 'running'
             join of_team a on a.id = r.account_id and a.band = 'red'
             join playbooks y on y.org_id = r.org_id and y.name = r.playbook and y.version = r.playbook_version
             cross join lateral (select d ->> 'title' as title from jsonb_array_elements(y.definition -> 'steps') d
               where d ->> 'id' = s.step) t
             where s.org_id = $1 and s.state in ('due', 'acknowledged', 'blocked') and s.due_at < $3)
           select a.id as "id!: AccountId", a.name as "name!", a.arr_minor as "arr_minor!", a.currency as "currency!",
                  a.owner_id as "owner!: PersonId", a.owner_name as "owner_name!", a.slack_user_id as owner_slack,
                  a.band as "band?", a.score_milli as "score_milli?", f.kind as "kind?", f.title as "title?",
                  f.since as "since!", f.claimed_id as "claimed?: PersonId", f.claimed_name as "claimed_name?",
                  f.claimed_slack as "claimed_slack?", n.title as "next_title?", n.due_at as "next_due_at?"
           from flags f join of_team a on a.id = f.account_id
           left join lateral (
             select t.title, s.due_at from run_steps s
             join playbook_runs r on r.org_id = s.org_id and r.id = s.run_id and r.state = 'running'
             join playbooks y on y.org_id = r.org_id and y.name = r.playbook and y.version = r.playbook_version
             cross join lateral (select d ->> 'title' as title from jsonb_array_elements(y.definition -> 'steps') d
               where d ->> 'id' = s.step) t
             where s.org_id = $1 and r.account_id = a.id and s.state not in ('done', 'skipped') and $3 <= s.due_at
             order by s.due_at, s.position limit 1) n on true
           order by a.band is distinct from 'red', min(f.since) over (partition by a.id), a.arr_whole desc nulls last, a.name,
                    a.id, f.since"#,
        org.0,
        team,
        now,
        &critical as &[&str],
    )
    .fetch_all(conn)
    .await?;
    let mut accounts: Vec<HandedOver> = Vec::new();
    for row in rows {
        let claimed = row.claimed.zip(row.claimed_name);
        let flag = match (row.kind.as_deref().and_then(SignalKind::parse), row.title) {
            (Some(kind), _) => Flag::Signal {
                kind,
                since: row.since,
                claimed_by: claimed.map(|(id, name)| PersonRef { id, name, slack_user_id: row.claimed_slack }),
            },
            (None, title) => Flag::Step { title: title.unwrap_or_default(), since: row.since },
        };
        match accounts.last_mut().filter(|last| last.account.id == row.id) {
            Some(last) => last.flags.push(flag),
            None => accounts.push(HandedOver {
                account: AccountRef { id: row.id, name: row.name },
                health: (row.band.as_deref().and_then(Band::parse), row.score_milli.map(Milli)),
                arr: money(row.arr_minor, &row.currency)?,
                owner: PersonRef { id: row.owner, name: row.owner_name, slack_user_id: row.owner_slack },
                stand_in: None,
                flags: vec![flag],
                next: row.next_title.zip(row.next_due_at),
            }),
        }
    }
    Ok(accounts)
}
