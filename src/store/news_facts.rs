//! What a card of news tells, as it stands.

use sqlx::PgConnection;

use crate::domain::health::{Band, Milli};
use crate::domain::ids::{BandChangeId, FeedbackId, OrgId, PersonId, RunId};
use crate::domain::news::PlayBegan;
use crate::domain::person::{Deed, PersonRef};
use crate::domain::playbook::RunOutcome;

/// A colour with its score.
type Coloured = (Option<Band>, Option<Milli>);

/// From which colour to which an account changed.
pub async fn band_change(
    conn: &mut PgConnection,
    org: OrgId,
    id: BandChangeId,
) -> sqlx::Result<Option<(Coloured, Coloured)>> {
    let row = sqlx::query!(
        "select from_band, to_band, from_milli, to_milli from band_changes where org_id = $1 and id = $2",
        org.0,
        id.0,
    )
    .fetch_optional(conn)
    .await?;
    let band = |word: Option<String>| word.as_deref().and_then(Band::parse);
    Ok(row.map(|row| ((band(row.from_band), row.from_milli.map(Milli)), (band(row.to_band), row.to_milli.map(Milli)))))
}

/// How a play began, and how it stands.
pub async fn play_began(conn: &mut PgConnection, org: OrgId, run: RunId) -> sqlx::Result<Option<PlayBegan>> {
    let row = sqlx::query!(
        r#"select y.definition ->> 'title' as "play!", p.id as "by: PersonId", p.name, p.slack_user_id, r.started_at,
                  r.by_itself, r.outcome, n.n_over as "n_over!", n.n as "n!"
           from playbook_runs r
           join playbooks y on y.org_id = r.org_id and y.name = r.playbook and y.version = r.playbook_version
           join people p on p.org_id = r.org_id and p.id = r.started_by
           cross join lateral (select count(*) filter (where state in ('done', 'skipped')) as n_over, count(*) as n
             from run_steps where org_id = r.org_id and run_id = r.id) n
           where r.org_id = $1 and r.id = $2"#,
        org.0,
        run.0,
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| PlayBegan {
        run,
        play: row.play,
        started: Deed {
            by: PersonRef { id: row.by, name: row.name, slack_user_id: row.slack_user_id },
            at: row.started_at,
        },
        by_itself: row.by_itself,
        steps: (row.n_over, row.n),
        ended: row.outcome.as_deref().and_then(RunOutcome::parse),
    }))
}

/// What somebody recorded: its themes, the words, who, and when; `None` when it was taken back.
pub async fn feedback(
    conn: &mut PgConnection,
    org: OrgId,
    id: FeedbackId,
) -> sqlx::Result<Option<(Vec<String>, String, Deed)>> {
    let row = sqlx::query!(
        r#"select f.themes, f.words, f.recorded_at, p.id as "by: PersonId", p.name, p.slack_user_id
           from feedback f join people p on p.org_id = f.org_id and p.id = f.recorded_by
           where f.org_id = $1 and f.id = $2"#,
        org.0,
        id.0,
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| {
        let by = PersonRef { id: row.by, name: row.name, slack_user_id: row.slack_user_id };
        (row.themes, row.words, Deed { by, at: row.recorded_at })
    }))
}
