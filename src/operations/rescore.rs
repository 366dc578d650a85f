//! Scoring a whole organisation: a page at a time, each page in its own transaction, so that it can be cut off and go on.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use sqlx::PgConnection;

use super::{App, Failure};
use crate::domain::health::{Model, Standing, assess, settle};
use crate::domain::ids::{AccountId, OrgId};
use crate::domain::rules::Rules;
use crate::store::health::{self, Crossing, Fresh, Stored};
use crate::store::measures::{self, Measured};

/// Accounts of a page: one statement reads them, one writes them.
const PAGE: i64 = 1_000;
/// A backfill scores each of the last so many days.
const DAILY_DAYS: i64 = 15;

/// What a rescoring did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rescored {
    /// Accounts looked at.
    pub n_scored: usize,
    /// Those whose score or reading changed, and so were written.
    pub n_changed: usize,
    /// Those that changed colour.
    pub n_crossed: usize,
}

/// Scores every account that is not lost, now. Only what changed is written.
pub async fn rescore(app: &App, org: OrgId) -> Result<Rescored, Failure> {
    rescore_at(app, org, app.clock.now()).await
}

/// Scores the past of an organisation that has none, from its data as it was known then: a day each in the last
/// fortnight, a week each before. Charts and trends then have something to stand on.
pub async fn backfill(app: &App, org: OrgId, n_days: i64) -> Result<Rescored, Failure> {
    let now = app.clock.now();
    let mut done = Rescored::default();
    for days_ago in (1..=n_days).rev().filter(|days_ago| *days_ago <= DAILY_DAYS || days_ago % 7 == 0) {
        let then = rescore_at(app, org, now - TimeDelta::days(days_ago)).await?;
        done.n_scored += then.n_scored;
        done.n_changed += then.n_changed;
        done.n_crossed += then.n_crossed;
    }
    Ok(done)
}

async fn rescore_at(app: &App, org: OrgId, now: DateTime<Utc>) -> Result<Rescored, Failure> {
    let today = now.date_naive();
    let model = Model::default_model();
    let (mut done, mut after) = (Rescored::default(), None);
    loop {
        let mut tx = app.begin_work().await?;
        let accounts = measures::account_page(&mut tx, org, today, after, PAGE).await?;
        let Some(last) = accounts.last().copied() else { break };
        let page = rescore_page(&mut tx, &app.rules, org, &model, &accounts, now).await?;
        tx.commit().await?;
        after = Some(last);
        done.n_scored += page.n_scored;
        done.n_changed += page.n_changed;
        done.n_crossed += page.n_crossed;
    }
    Ok(done)
}

async fn rescore_page(
    conn: &mut PgConnection,
    rules: &Rules,
    org: OrgId,
    model: &Model,
    accounts: &[AccountId],
    now: DateTime<Utc>,
) -> Result<Rescored, Failure> {
    let today = now.date_naive();
    let measured = measures::of(conn, rules, org, accounts, now).await?;
    let stored = health::of_many(conn, org, accounts).await?;
    let before: HashMap<AccountId, Stored> = stored.into_iter().map(|score| (score.account, score)).collect();
    let (mut fresh, mut crossings) = (Vec::new(), Vec::new());
    for account in &measured {
        let previous = before.get(&account.account);
        let score = score_one(model, account, previous, today, now);
        crossings.extend(previous.and_then(|previous| crossing(previous, &score)));
        if previous.is_none_or(|previous| is_news(previous, &score)) {
            fresh.push(score);
        }
    }
    health::save(conn, org, &fresh, today, now).await?;
    health::record_crossings(conn, org, &crossings, now).await?;
    Ok(Rescored { n_scored: measured.len(), n_changed: fresh.len(), n_crossed: crossings.len() })
}

fn score_one(
    model: &Model,
    account: &Measured,
    previous: Option<&Stored>,
    today: NaiveDate,
    now: DateTime<Utc>,
) -> Fresh {
    let assessment = assess(model, &account.measures, today);
    let stood = previous.and_then(|previous| previous.standing);
    let standing: Option<Standing> = match assessment.score {
        Some(score) => Some(settle(stood, score, now)),
        None => stood,
    };
    Fresh { account: account.account, assessment, standing, segment: account.segment, arr_whole: account.arr_whole }
}

fn is_news(previous: &Stored, score: &Fresh) -> bool {
    previous.assessment != score.assessment
        || previous.standing != score.standing
        || previous.segment != Some(score.segment)
        || previous.arr_whole != score.arr_whole
}

/// The first colour of an account is no crossing.
fn crossing(previous: &Stored, score: &Fresh) -> Option<Crossing> {
    let (from, to) = (previous.standing?, score.standing?);
    (from.band != to.band).then_some(Crossing {
        account: score.account,
        from: (from.band, previous.assessment.score),
        to: (to.band, score.assessment.score),
    })
}
