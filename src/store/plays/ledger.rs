//! The ledger: what stood at the start and the end of every run, and what came of them.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

use crate::domain::health::Milli;
use crate::domain::ids::{OrgId, PersonId, RunId};
use crate::domain::person::PersonRef;
use crate::domain::playbook::{Case, GoalStand, Median, RunEntry, RunOutcome, StepCounts, share_of};
use crate::domain::segment::Segment;
use crate::domain::signal::SignalKind;
use crate::store::codec::money;

/// Writes down what stands at the start of a run, beside what its own row has of it. The goal's time ends with a day.
pub async fn open(
    conn: &mut PgConnection,
    org: OrgId,
    run: RunId,
    (today, goal_due_on): (NaiveDate, NaiveDate),
) -> sqlx::Result<()> {
    sqlx::query!(
        "update playbook_runs r set currency_at_start = s.currency, segment_at_start = s.segment,
           n_signals_at_start = s.n_signals, contract_id = s.contract_id, laid_out_for = s.ends_on, goal_due_on = $4,
           usage_by_logins = s.by_logins, band_at_start = coalesce(r.band_at_start, s.band),
           arr_minor_at_start = coalesce(r.arr_minor_at_start, s.arr_minor),
           usage_before = coalesce(r.usage_before, s.baseline),
           usage_at_start = coalesce(r.usage_at_start, s.baseline * (1 + s.change))
         from (select p.id, a.currency, a.arr_minor, h.segment, h.band, c.id as contract_id, c.ends_on,
                 (select count(*) from signals where org_id = $1 and account_id = a.id and ended_at is null
                    and kind <> 't3') as n_signals,
                 exists (select from usage_days where org_id = $1 and account_id = a.id and feature = ''
                   and $3::date - 90 < day and day <= $3) as by_logins,
                 (u.reading ->> 'baseline')::float8 as baseline, (u.reading ->> 'value')::float8 as change
               from playbook_runs p
               join accounts a on a.org_id = p.org_id and a.id = p.account_id
               left join health h on h.org_id = p.org_id and h.account_id = p.account_id
               left join lateral (select f -> 'reading' as reading from jsonb_array_elements(h.assessment -> 'factors') f
                 where f ->> 'measure' = 'usage_trend' and f ->> 'stale' = 'false' limit 1) u on true
               left join lateral (select id, ends_on from contracts where org_id = $1 and account_id = a.id
                 and starts_on <= $3 and (ends_on is null or $3 <= ends_on) order by ends_on nulls last, id limit 1) c on true
               where p.org_id = $1 and p.id = $2) s
         where r.org_id = $1 and r.id = $2 and r.id = s.id",
        org.0,
        run.0,
        today,
        goal_due_on,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The goal holds already, as the run begins: it is not the run's.
pub async fn goal_held(conn: &mut PgConnection, org: OrgId, run: RunId, today: NaiveDate) -> sqlx::Result<()> {
    sqlx::query!(
        "update playbook_runs set goal_held_at_start = true, goal_reached_on = $3 where org_id = $1 and id = $2",
        org.0,
        run.0,
        today,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Writes down what stands at the end of a run, beside what its own row has of it; says how it ended, and whether a contract
/// follows the one that stood when it began, and whether the account is lost.
pub async fn close(
    conn: &mut PgConnection,
    org: OrgId,
    run: RunId,
    today: NaiveDate,
) -> sqlx::Result<Option<(RunOutcome, bool, bool)>> {
    let row = sqlx::query!(
        r#"update playbook_runs r set currency_at_end = s.currency, n_signals_at_end = s.n_signals
           from (select p.id, a.currency, (select count(*) from signals where org_id = $1 and account_id = a.id
                   and ended_at is null and kind <> 't3') as n_signals,
                   exists (select from contracts c join contracts n on n.org_id = c.org_id and n.account_id = c.account_id
                     and n.id <> c.id and n.starts_on between c.ends_on and c.ends_on + 30
                     where c.org_id = $1 and c.id = p.contract_id) as is_renewed,
                   coalesce(a.churned_on <= $3, false) as is_lost
                 from playbook_runs p join accounts a on a.org_id = p.org_id and a.id = p.account_id
                 where p.org_id = $1 and p.id = $2) s
           where r.org_id = $1 and r.id = $2 and r.id = s.id
           returning r.outcome, s.is_renewed as "is_renewed!", s.is_lost as "is_lost!""#,
        org.0,
        run.0,
        today,
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.and_then(|row| Some((RunOutcome::parse(row.outcome.as_deref()?)?, row.is_renewed, row.is_lost))))
}

/// From when, until before when; of one playbook, or of all.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// Whose data.
    pub org: OrgId,
    /// One playbook, by name.
    pub playbook: Option<&'a str>,
    /// On accounts of these owners, and overdue steps of theirs; `None`: of everybody.
    pub owners: Option<&'a [PersonId]>,
    /// Runs that began at or after this.
    pub from: DateTime<Utc>,
    /// And before this.
    pub to: DateTime<Utc>,
    /// Now.
    pub now: DateTime<Utc>,
}

/// Whether a goal can be reached no more. One that went its way may still reach its goal; one that ended early cannot.
fn is_past(outcome: Option<RunOutcome>, due_on: Option<NaiveDate>, today: NaiveDate) -> bool {
    match outcome {
        None => false,
        Some(RunOutcome::Completed) => due_on.is_none_or(|day| day < today),
        Some(RunOutcome::Reached | RunOutcome::Lost | RunOutcome::Stopped) => true,
    }
}

/// The runs that began in a period.
pub async fn entries(conn: &mut PgConnection, wanted: &Wanted<'_>) -> sqlx::Result<Vec<RunEntry>> {
    let rows = sqlx::query!(
        r#"select r.playbook, r.started_at, r.ended_at, r.outcome, r.score_milli_at_start, r.score_milli_at_end,
                  r.usage_before, r.usage_at_start, r.usage_at_end, r.arr_minor_at_start, r.currency_at_start,
                  r.goal_held_at_start, r.goal_reached_on, r.goal_missed_on, a.churned_on,
                  y.definition -> 'goal' ->> 'when' is not null as "has_goal_rule!", r.goal_due_on,
                  (select bool_and(answer = 'yes') from run_answers
                   where org_id = r.org_id and run_id = r.id) as said_to_help,
                  s.n_done as "n_done!", s.n_skipped as "n_skipped!", s.n_blocked as "n_blocked!"
           from playbook_runs r
           join accounts a on a.org_id = r.org_id and a.id = r.account_id
           join playbooks y on y.org_id = r.org_id and y.name = r.playbook and y.version = r.playbook_version
           join lateral (select count(*) filter (where state = 'done') as n_done,
               count(*) filter (where state = 'skipped') as n_skipped, count(*) filter (where state = 'blocked') as n_blocked
             from run_steps where org_id = r.org_id and run_id = r.id) s on true
           where r.org_id = $1 and ($2::text is null or r.playbook = $2) and $3 <= r.started_at and r.started_at < $4
             and ($5::uuid[] is null or a.owner_id = any ($5))
           order by r.started_at, r.id"#,
        wanted.org.0,
        wanted.playbook,
        wanted.from,
        wanted.to,
        wanted.owners as Option<&[PersonId]>,
    )
    .fetch_all(conn)
    .await?;
    let count = |n: i64| usize::try_from(n).unwrap_or(0);
    let is_past = |outcome, due_on| is_past(outcome, due_on, wanted.now.date_naive());
    rows.into_iter()
        .map(|row| {
            let share = |level: Option<f64>| share_of(level?, row.usage_before?);
            let outcome = row.outcome.as_deref().and_then(RunOutcome::parse);
            let arr = row.arr_minor_at_start.zip(row.currency_at_start.as_deref());
            Ok(RunEntry {
                ended: row.ended_at.zip(outcome),
                score: (row.score_milli_at_start.map(Milli), row.score_milli_at_end.map(Milli)),
                usage: (share(row.usage_at_start), share(row.usage_at_end)),
                arr: arr.map(|(minor, currency)| money(minor, currency)).transpose()?,
                churned_at: row.churned_on.map(|day| day.and_time(chrono::NaiveTime::MIN).and_utc()),
                goal: match (row.goal_held_at_start, row.goal_reached_on, row.goal_missed_on) {
                    // Where no rule can tell, people's answers to "Did it help?" do.
                    (false, None, None) if !row.has_goal_rule && row.said_to_help.is_some() => {
                        if row.said_to_help == Some(true) { GoalStand::Reached } else { GoalStand::Missed }
                    }
                    (true, ..) => GoalStand::HeldAtStart,
                    (false, Some(_), _) => GoalStand::Reached,
                    (false, None, Some(_)) => GoalStand::Missed,
                    (false, None, None) if row.has_goal_rule && is_past(outcome, row.goal_due_on) => GoalStand::Missed,
                    (false, None, None) => GoalStand::Open,
                },
                steps: StepCounts {
                    done: count(row.n_done),
                    skipped: count(row.n_skipped),
                    blocked: count(row.n_blocked),
                },
                playbook: row.playbook,
                started_at: row.started_at,
            })
        })
        .collect()
}

/// How long it took to acknowledge a step, in seconds: the middle, by playbook, of the runs that began in a period.
pub async fn acknowledged(conn: &mut PgConnection, wanted: &Wanted<'_>) -> sqlx::Result<Vec<(String, Median)>> {
    let rows = sqlx::query!(
        r#"select r.playbook, count(*) as "n!",
                  (percentile_cont(0.5) within group (order by extract(epoch from s.acknowledged_at - s.opened_at)))::int8
                    as "median!"
           from run_steps s join playbook_runs r on r.org_id = s.org_id and r.id = s.run_id
           join accounts a on a.org_id = r.org_id and a.id = r.account_id
           where r.org_id = $1 and ($2::text is null or r.playbook = $2) and $3 <= r.started_at and r.started_at < $4
             and s.opened_at <= s.acknowledged_at and ($5::uuid[] is null or a.owner_id = any ($5))
           group by r.playbook"#,
        wanted.org.0,
        wanted.playbook,
        wanted.from,
        wanted.to,
        wanted.owners as Option<&[PersonId]>,
    )
    .fetch_all(conn)
    .await?;
    let told = |n: usize, median| Median { n, value: (crate::domain::playbook::LEAST_N <= n).then_some(median) };
    Ok(rows.into_iter().map(|row| (row.playbook, told(usize::try_from(row.n).unwrap_or(0), row.median))).collect())
}

/// Steps of running plays that are overdue now, by playbook and by whose they are; the most first. All runs count, whenever
/// they began.
pub async fn overdue(conn: &mut PgConnection, wanted: &Wanted<'_>) -> sqlx::Result<Vec<(String, PersonRef, usize)>> {
    let rows = sqlx::query!(
        r#"select r.playbook, p.id as "id: PersonId", p.name, p.slack_user_id, count(*) as "n!"
           from run_steps s
           join playbook_runs r on r.org_id = s.org_id and r.id = s.run_id and r.state = 'running'
           join people p on p.org_id = s.org_id and p.id = s.owner_id
           where s.org_id = $1 and ($2::text is null or r.playbook = $2) and s.due_at < $3
             and s.state not in ('waiting', 'snoozed', 'done', 'skipped') and ($4::uuid[] is null or s.owner_id = any($4))
           group by r.playbook, p.id, p.name, p.slack_user_id order by 5 desc, p.name, r.playbook"#,
        wanted.org.0,
        wanted.playbook,
        wanted.now,
        wanted.owners as Option<&[PersonId]>,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let whose = PersonRef { id: row.id, name: row.name, slack_user_id: row.slack_user_id };
            (row.playbook, whose, usize::try_from(row.n).unwrap_or(0))
        })
        .collect())
}

/// Accounts on which a signal fired in a period that calls for a playbook, so many days ago at least: those that the playbook
/// ran for, and those on which nothing ran within these days. Each account is in a group once, with its first. What a
/// person called no risk is in neither.
pub async fn cases(
    conn: &mut PgConnection,
    wanted: &Wanted<'_>,
    playbook: &str,
    kinds: &[SignalKind],
    after_days: i32,
) -> sqlx::Result<Vec<Case>> {
    let kinds: Vec<&str> = kinds.iter().map(|kind| kind.as_str()).collect();
    let rows = sqlx::query!(
        r#"select distinct on (f.account_id, f.played) f.kind, f.played as "played!", f.good as "good!",
                  t.score_milli as "score?", f.segment as "segment?"
           from (
             select s.account_id, s.kind, s.opened_at, s.id, coalesce(r.segment_at_start, h.segment) as segment,
                    s.run_id is not null as played,
                    coalesce(s.outcome in ('recovered', 'renewed') and s.ended_at <= s.opened_at + make_interval(days => $6),
                      false) as good
             from signals s
             join accounts a on a.org_id = s.org_id and a.id = s.account_id
             left join health h on h.org_id = s.org_id and h.account_id = s.account_id
             left join playbook_runs r on r.org_id = s.org_id and r.id = s.run_id
             where s.org_id = $1 and s.kind = any($2) and not s.baseline and $3 <= s.opened_at and s.opened_at < $4
               and s.opened_at + make_interval(days => $6) <= $5 and ($8::uuid[] is null or a.owner_id = any ($8))
               and coalesce(s.outcome not in ('known', 'seasonal', 'data_wrong', 'handled'), true)
               and (r.playbook = $7 or (s.run_id is null and not exists (
                 select from playbook_runs p where p.org_id = $1 and p.account_id = s.account_id
                   and p.started_at < s.opened_at + make_interval(days => $6)
                   and (p.ended_at is null or s.opened_at < p.ended_at))))) f
           left join lateral (select score_milli from health_history
             where org_id = $1 and account_id = f.account_id and day <= (f.opened_at at time zone 'UTC')::date
             order by day desc limit 1) t on true
           order by f.account_id, f.played, f.opened_at, f.id"#,
        wanted.org.0,
        &kinds as &[&str],
        wanted.from,
        wanted.to,
        wanted.now,
        after_days,
        playbook,
        wanted.owners as Option<&[PersonId]>,
    )
    .fetch_all(conn)
    .await?;
    let cases = rows.into_iter().filter_map(|row| {
        Some(Case {
            kind: SignalKind::parse(&row.kind)?,
            segment: row.segment.as_deref().and_then(Segment::parse),
            score: row.score.map(Milli),
            played: row.played,
            good: row.good,
        })
    });
    Ok(cases.collect())
}
