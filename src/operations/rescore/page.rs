//! One page: read, weighed, written, and handed to what follows from it.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

use super::Rescored;
use super::scored::{Scored, page_scored};
use crate::domain::account::BandCounts;
use crate::domain::health::{Band, Models, Standing, assess, settle};
use crate::domain::ids::{AccountId, BandChangeId, OrgId};
use crate::domain::lifecycle::Phase;
use crate::domain::rules::Rules;
use crate::operations::models::{self, Effect};
use crate::operations::{App, Failure, news};
use crate::store::customers;
use crate::store::health::{self, Crossing, Fresh, Stored};
use crate::store::measures::{self, Measured};
use crate::store::stirred;

/// The next page of all accounts, for this transaction alone; they are as good as looked at.
pub(super) async fn hold(
    conn: &mut PgConnection,
    org: OrgId,
    day: NaiveDate,
    after: Option<AccountId>,
    n: i64,
) -> Result<Vec<AccountId>, Failure> {
    customers::hold_scoring(conn, org).await?;
    let accounts = customers::account_page(conn, org, day, after, n).await?;
    stirred::settle(conn, org, &accounts).await?;
    Ok(accounts)
}

/// Scores accounts as things stand `now`.
pub(super) async fn rescore(
    app: &App,
    conn: &mut PgConnection,
    org: OrgId,
    accounts: &[AccountId],
    now: DateTime<Utc>,
) -> Result<Rescored, Failure> {
    let today = now.date_naive();
    let models = models::in_force(conn, org).await?;
    let measured = measures::of(conn, &app.rules, org, accounts, now).await?;
    let before = stored(conn, org, accounts).await?;
    let (mut fresh, mut crossings, mut page) = (Vec::new(), Vec::new(), Vec::new());
    for account in &measured {
        let previous = before.get(&account.account);
        let stood = previous.and_then(|previous| previous.standing);
        let score = score_one(&app.rules, &models, account, stood, now);
        page.push(scored_of(previous, &score));
        crossings.extend(previous.and_then(|previous| crossing(previous, &score, now)));
        if previous.is_none_or(|previous| is_news(previous, &score)) {
            fresh.push(score);
        }
    }
    health::save(conn, org, &fresh, today, now).await?;
    health::record_crossings(conn, org, &crossings).await?;
    news::crossed_bands(conn, org, &told(org, &crossings, &page), now).await?;
    page_scored(app, conn, org, &page, now).await?;
    Ok(Rescored { n_scored: measured.len(), n_changed: fresh.len(), n_crossed: crossings.len() })
}

/// What models would make of all accounts; nothing is written.
pub async fn effect_of(
    app: &App,
    conn: &mut PgConnection,
    org: OrgId,
    models: &Models,
    now: DateTime<Utc>,
) -> Result<Effect, Failure> {
    let today = now.date_naive();
    let (mut effect, mut after) = (Effect::default(), None);
    effect.n_accounts.extend(models.iter().map(|model| (model.label(), 0)));
    loop {
        let accounts = customers::account_page(conn, org, today, after, super::PAGE).await?;
        let Some(last) = accounts.last().copied() else { return Ok(effect) };
        let stored = stored(conn, org, &accounts).await?;
        for account in measures::of(conn, &app.rules, org, &accounts, now).await? {
            let previous = stored.get(&account.account);
            let score = score_one(&app.rules, models, &account, previous.and_then(|previous| previous.standing), now);
            let was = previous.and_then(|was| coloured(was.standing, was.assessment.score.is_some()));
            let is = coloured(score.standing, score.assessment.score.is_some());
            *effect.n_accounts.entry(score.assessment.model).or_default() += 1;
            effect.n_recoloured += usize::from(previous.is_some() && was != is);
            count(&mut effect.before, was);
            count(&mut effect.after, is);
        }
        after = Some(last);
    }
}

/// A withheld score has no colour, whatever the account's colour was before.
pub(super) fn coloured(standing: Option<Standing>, has_score: bool) -> Option<Band> {
    standing.filter(|_| has_score).map(|standing| standing.band)
}

fn count(counts: &mut BandCounts, band: Option<Band>) {
    match band {
        Some(Band::Red) => counts.red += 1,
        Some(Band::Yellow) => counts.yellow += 1,
        Some(Band::Green) => counts.green += 1,
        None => counts.unknown += 1,
    }
}

async fn stored(
    conn: &mut PgConnection,
    org: OrgId,
    accounts: &[AccountId],
) -> Result<HashMap<AccountId, Stored>, Failure> {
    let stored = health::of_many(conn, org, accounts).await?;
    Ok(stored.into_iter().map(|score| (score.account, score)).collect())
}

/// The score of an account that stood so.
pub(super) fn score_one(
    rules: &Rules,
    models: &Models,
    account: &Measured,
    stood: Option<Standing>,
    now: DateTime<Utc>,
) -> Fresh {
    let model = models.of(account.segment, Phase::on_day(&rules.lifecycle, account.day));
    let assessment = assess(model, &account.measures, now.date_naive());
    let standing = match assessment.score {
        Some(score) => Some(settle(model, stood, score, now)),
        None => stood,
    };
    Fresh { account: account.account, assessment, standing, segment: account.segment, arr_whole: account.arr_whole }
}

/// What channels hear of: another model sees another colour, and the customer did nothing.
fn told(org: OrgId, crossings: &[Crossing], page: &[Scored]) -> Vec<(BandChangeId, AccountId, Band)> {
    let by_model = |account: AccountId| page.iter().any(|scored| scored.account == account && scored.by_another_model);
    let ours = crossings.iter().filter(|crossing| !by_model(crossing.account));
    ours.map(|crossing| (crossing.id(org), crossing.account, crossing.to.0)).collect()
}

fn scored_of(previous: Option<&Stored>, score: &Fresh) -> Scored {
    Scored {
        account: score.account,
        before: previous.and_then(|previous| previous.standing),
        after: score.standing,
        score: score.assessment.score,
        by_another_model: previous.is_some_and(|previous| previous.assessment.model != score.assessment.model),
    }
}

fn is_news(previous: &Stored, score: &Fresh) -> bool {
    previous.assessment != score.assessment
        || previous.standing != score.standing
        || previous.segment != Some(score.segment)
        || previous.arr_whole != score.arr_whole
}

/// The first colour of an account is no crossing.
fn crossing(previous: &Stored, score: &Fresh, at: DateTime<Utc>) -> Option<Crossing> {
    let (from, to) = (previous.standing?, score.standing?);
    (from.band != to.band).then_some(Crossing {
        account: score.account,
        at,
        from: (from.band, previous.assessment.score),
        to: (to.band, score.assessment.score),
    })
}
