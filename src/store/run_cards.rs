//! What the last card of a run tells, and what people say of it.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::codec::money;
use crate::domain::account::AccountRef;
use crate::domain::health::{Band, Milli};
use crate::domain::ids::{AccountId, OrgId, PersonId, RunId, StepId};
use crate::domain::money::Money;
use crate::domain::person::PersonRef;
use crate::domain::playbook::{Helped, OpenStep, Playbook, RunCard, RunOutcome, StepDefinition, StepState};

/// The subject of the last card of a run.
pub fn run_subject(run: RunId) -> String {
    format!("run:{run}")
}

/// The last card of a run; `None` while it runs.
pub async fn of(conn: &mut PgConnection, org: OrgId, run: RunId) -> sqlx::Result<Option<RunCard>> {
    let answers = answers(&mut *conn, org, run).await?;
    let row = sqlx::query!(
        r#"select y.definition ->> 'title' as "play!", a.id as "account_id: AccountId", a.name as account_name,
                  r.outcome as "outcome!", coalesce(r.end_reason, '') as "says!", e.id as "ended_by?: PersonId",
                  e.name as "ended_name?", e.slack_user_id as "ended_slack?", o.id as "owner_id: PersonId",
                  o.name as owner_name, o.slack_user_id as owner_slack, o.time_zone, r.started_at,
                  r.ended_at as "ended_at!", r.band_at_start, r.band_at_end, r.score_milli_at_start,
                  r.score_milli_at_end, r.usage_before, r.usage_at_start, r.usage_at_end, r.arr_minor_at_start,
                  r.arr_minor_at_end, a.currency, n.n_done as "n_done!", n.n_skipped as "n_skipped!",
                  n.n_steps as "n_steps!"
           from playbook_runs r
           join playbooks y on y.org_id = r.org_id and y.name = r.playbook and y.version = r.playbook_version
           join accounts a on a.org_id = r.org_id and a.id = r.account_id
           join people o on o.org_id = r.org_id and o.id = r.owner_id
           left join people e on e.org_id = r.org_id and e.id = r.ended_by
           join lateral (select count(*) filter (where state = 'done') as n_done,
                           count(*) filter (where state = 'skipped') as n_skipped, count(*) as n_steps
             from run_steps where org_id = r.org_id and run_id = r.id) n on true
           where r.org_id = $1 and r.id = $2 and r.state <> 'running'"#,
        org.0,
        run.0,
    )
    .fetch_optional(conn)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let person = |id, name, slack_user_id| PersonRef { id, name, slack_user_id };
    let count = |n: i64| usize::try_from(n).unwrap_or(0);
    let amount = |minor: Option<i64>| minor.map(|minor| money(minor, &row.currency)).transpose();
    let band = |word: &Option<String>| word.as_deref().and_then(Band::parse);
    let arr: [Option<Money>; 2] = [amount(row.arr_minor_at_start)?, amount(row.arr_minor_at_end)?];
    Ok(Some(RunCard {
        run,
        play: row.play,
        account: AccountRef { id: row.account_id, name: row.account_name },
        outcome: RunOutcome::parse(&row.outcome).unwrap_or(RunOutcome::Completed),
        says: row.says,
        ended_by: row.ended_by.zip(row.ended_name).map(|(id, name)| person(id, name, row.ended_slack)),
        owner: person(row.owner_id, row.owner_name, row.owner_slack),
        zone: row.time_zone.parse().unwrap_or(chrono_tz::Tz::UTC),
        ran: (row.started_at, row.ended_at),
        steps: (count(row.n_done), count(row.n_skipped), count(row.n_steps)),
        health: [
            (band(&row.band_at_start), row.score_milli_at_start.map(Milli)),
            (band(&row.band_at_end), row.score_milli_at_end.map(Milli)),
        ],
        usage: [share(row.usage_at_start, row.usage_before), share(row.usage_at_end, row.usage_before)],
        arr,
        answers,
    }))
}

/// In hundredths.
#[expect(clippy::cast_possible_truncation, reason = "a float beyond i64 saturates")]
fn share(now: Option<f64>, before: Option<f64>) -> Option<i64> {
    let (now, before) = (now?, before.filter(|before| 0.0 < *before)?);
    Some((now / before * 100.0).round() as i64)
}

async fn answers(conn: &mut PgConnection, org: OrgId, run: RunId) -> sqlx::Result<Vec<(Helped, usize)>> {
    let rows = sqlx::query!(
        r#"select answer, count(*) as "n!" from run_answers where org_id = $1 and run_id = $2 group by answer"#,
        org.0,
        run.0,
    )
    .fetch_all(conn)
    .await?;
    let n_of = |answer: Helped| rows.iter().find(|row| row.answer == answer.as_str()).map(|row| row.n);
    let counted = Helped::ALL.into_iter().filter_map(|answer| n_of(answer).map(|n| (answer, n)));
    Ok(counted.map(|(answer, n)| (answer, usize::try_from(n).unwrap_or(0))).collect())
}

/// What somebody says of a run that is over, once; says whether it is the first time.
pub async fn answer(
    conn: &mut PgConnection,
    org: OrgId,
    (run, person): (RunId, PersonId),
    answer: Helped,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "insert into run_answers (org_id, run_id, person_id, answer, answered_at)
         select $1, id, $3, $4, $5 from playbook_runs where org_id = $1 and id = $2 and state <> 'running'
         on conflict (org_id, run_id, person_id) do nothing",
        org.0,
        run.0,
        person.0,
        answer.as_str(),
        now,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The steps of an account's running plays that are prompted and not over, the one due first first.
pub async fn open_steps(conn: &mut PgConnection, org: OrgId, account: AccountId) -> sqlx::Result<Vec<OpenStep>> {
    let rows = sqlx::query!(
        r#"select s.id as "id: StepId", s.version, s.run_id as "run: RunId", r.playbook, s.step, s.position,
                  s.occurrence, s.state, s.due_at, y.definition
           from run_steps s
           join playbook_runs r on r.org_id = s.org_id and r.id = s.run_id and r.state = 'running'
           join playbooks y on y.org_id = r.org_id and y.name = r.playbook and y.version = r.playbook_version
           where s.org_id = $1 and r.account_id = $2 and s.state not in ('waiting', 'done', 'skipped')
           order by s.due_at, s.position, s.occurrence limit 50"#,
        org.0,
        account.0,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let playbook: Playbook = super::codec::json(row.definition)?;
            let definition = playbook.step(&row.step);
            Ok(OpenStep {
                step: row.id,
                version: row.version,
                run: row.run,
                title: definition.map_or_else(|| row.step.clone(), |step| step.title.clone()),
                occurrence: (row.occurrence, definition.map_or(1, StepDefinition::times)),
                play: (row.playbook, playbook.title.clone()),
                number: usize::try_from(row.position).unwrap_or(0) + 1,
                state: StepState::parse(&row.state).unwrap_or(StepState::Due),
                due_at: row.due_at,
            })
        })
        .collect()
}
