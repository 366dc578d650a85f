//! How much of what fired was worth somebody's while.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::view::kind;
use crate::domain::ids::OrgId;
use crate::domain::signal::NoiseLine;

/// What became of the signals that fired from one instant to another, by rule. What held at the first look is left out:
/// nobody was told of it.
pub async fn noise(
    conn: &mut PgConnection,
    org: OrgId,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
) -> sqlx::Result<Vec<NoiseLine>> {
    let rows = sqlx::query!(
        r#"with fired as (
             select s.kind, s.state, s.outcome, s.ended_by, s.announced_at, t.first_at, coalesce(t.acted, false) as acted,
                    extract(epoch from t.first_at - s.opened_at)::float8 / 3600 as hours
             from signals s
             left join lateral (
               select min(moved_at) as first_at, bool_or(to_state <> 'ended') as acted from signal_moves
               where org_id = s.org_id and signal_id = s.id and actor_id is not null) t on true
             where s.org_id = $1 and $2 <= s.opened_at and s.opened_at < $3 and not s.baseline)
           select kind, count(*) as "n_fired!", count(announced_at) as "n_sent!", count(*) filter (where acted) as "n_acted!",
                  count(*) filter (where outcome = 'known') as "n_known!",
                  count(*) filter (where outcome = 'seasonal') as "n_seasonal!",
                  count(*) filter (where outcome = 'data_wrong') as "n_data_wrong!",
                  count(*) filter (where outcome = 'handled') as "n_handled!",
                  count(*) filter (where state = 'ended' and first_at is null) as "n_untouched!",
                  count(*) filter (where state <> 'ended') as "n_open!",
                  percentile_cont(0.5) within group (order by hours) as median_hours
           from fired group by kind"#,
        org.0,
        from,
        to,
    )
    .fetch_all(conn)
    .await?;
    let lines: sqlx::Result<Vec<NoiseLine>> = rows
        .into_iter()
        .map(|row| {
            Ok(NoiseLine {
                kind: kind(&row.kind)?,
                n_fired: row.n_fired,
                n_sent: row.n_sent,
                n_acted_on: row.n_acted,
                n_dismissed: [row.n_known, row.n_seasonal, row.n_data_wrong, row.n_handled],
                n_cleared_untouched: row.n_untouched,
                n_open: row.n_open,
                median_hours_to_action: row.median_hours,
            })
        })
        .collect();
    let mut lines = lines?;
    lines.sort_by_key(|line| line.kind);
    Ok(lines)
}
