//! Where a score comes from, now or as it stood on a day of the past.

use chrono::{DateTime, Days, NaiveDate, Utc};
use sqlx::PgConnection;

use super::{App, Failure, models};
use crate::domain::account::{AccountRef, Explained, Found, HealthView};
use crate::domain::health::{Assessment, Band, Lift, Measure, Milli, Standing, Trend, moves, smallest_lift};
use crate::domain::ids::{AccountId, OrgId};
use crate::store::{accounts, health, pulses, replay};

/// An explanation, or why there is none.
#[derive(Clone, Debug)]
pub enum Answer {
    /// It.
    Explained(Box<Explained>),
    /// The account had no score then.
    NotScored(AccountRef),
    /// It is not clear which account is meant.
    WhichOne(Found),
}

/// Explains the score of the account that is typed; the last one on or before `as_of`, by history.
pub async fn explain(app: &App, org: OrgId, typed: &str, as_of: Option<NaiveDate>) -> Result<Answer, Failure> {
    let now = app.clock.now();
    let mut conn = app.work.acquire().await?;
    let account = match accounts::find(&mut conn, org, typed).await? {
        Found::One(account) => account,
        unclear @ (Found::Several(_) | Found::None(_)) => return Ok(Answer::WhichOne(unclear)),
    };
    let view = match as_of {
        Some(day) => past(&mut conn, org, account.id, day).await?,
        None => present(&mut conn, org, account.id, now.date_naive()).await?,
    };
    let Some(view) = view else { return Ok(Answer::NotScored(account)) };
    let (moved, lift) = why(&mut conn, org, account.id, &view).await?;
    let day = as_of.unwrap_or(now.date_naive());
    let pulse =
        if as_of.is_none() { pulses::current_of(&mut conn, org, &[account.id], day).await?.pop() } else { None };
    Ok(Answer::Explained(Box::new(Explained { account, health: view, pulse, moved, lift })))
}

/// A factor with its points before and now.
pub(super) type Moved = (Measure, Milli, Milli);

/// What moved since the colour changed, and what the next one takes, by the model that made the score.
pub(super) async fn why(
    conn: &mut PgConnection,
    org: OrgId,
    account: AccountId,
    view: &HealthView,
) -> Result<(Vec<Moved>, Option<Lift>), Failure> {
    let (mut moved, mut lift) = (Vec::new(), None);
    let Some(standing) = view.standing else { return Ok((moved, lift)) };
    if standing.before.is_some() {
        // History has UTC's days.
        let eve = standing.since.date_naive() - Days::new(1);
        let before = health::assessment_on(conn, org, account, eve).await?;
        moved = before.map(|before| moves(&before, &view.assessment)).unwrap_or_default();
    }
    if view.band.is_some() {
        let model = models::that_made(conn, org, &view.assessment.model).await?;
        lift = model.and_then(|model| smallest_lift(&model, &view.assessment, &standing));
    }
    Ok((moved, lift))
}

/// The present score with its movement; `today` is the reader's day.
pub(super) async fn present(
    conn: &mut PgConnection,
    org: OrgId,
    id: AccountId,
    today: NaiveDate,
) -> Result<Option<HealthView>, Failure> {
    let Some(stored) = health::of(conn, org, id).await? else { return Ok(None) };
    let stood = (stored.standing, stored.scored_at);
    Ok(Some(view(conn, (org, id), today, stored.assessment, stood).await?))
}

async fn past(
    conn: &mut PgConnection,
    org: OrgId,
    id: AccountId,
    day: NaiveDate,
) -> Result<Option<HealthView>, Failure> {
    let Some(assessment) = health::assessment_on(conn, org, id, day).await? else { return Ok(None) };
    let recorded = replay::recorded(conn, org, &[id]).await?.remove(&id).unwrap_or_default();
    let recorded: Vec<_> = recorded.into_iter().filter(|known| known.day <= day).collect();
    let Some(last) = recorded.last().copied() else { return Ok(None) };
    let mut standing: Option<Standing> = None;
    for (band, at) in recorded.iter().filter_map(|known| Some((known.band?, known.at))) {
        if standing.is_none_or(|standing| standing.band != band) {
            standing = Some(Standing { band, since: at, before: standing.map(|was| was.band), across_since: None });
        }
    }
    Ok(Some(view(conn, (org, id), last.day, assessment, (standing, last.at)).await?))
}

async fn view(
    conn: &mut PgConnection,
    (org, id): (OrgId, AccountId),
    today: NaiveDate,
    assessment: Assessment,
    (standing, scored_at): (Option<Standing>, DateTime<Utc>),
) -> Result<HealthView, Failure> {
    let history = health::history(conn, org, id, today - Days::new(30)).await?;
    let ago = |days: u64| {
        let day = today - Days::new(days);
        history.iter().rev().find(|(on, _)| *on <= day).and_then(|(_, score)| *score)
    };
    let score = assessment.score;
    let band: Option<Band> = standing.filter(|_| score.is_some()).map(|standing| standing.band);
    Ok(HealthView {
        band,
        score,
        change_14d: score.zip(ago(14)).map(|(now, then)| now - then),
        trend: score.map_or(Trend::Steady, |score| Trend::of(score, ago(7), ago(14))),
        confidence: assessment.confidence,
        standing,
        assessment,
        scored_at,
    })
}
