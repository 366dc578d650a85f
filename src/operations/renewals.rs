//! Renewals of a window with their sums, and one with all that was said of it.

use std::collections::HashMap;

use chrono::{DateTime, Days, NaiveDate, Utc};
use chrono_tz::Tz;
use sqlx::PgConnection;

use super::{App, Failure};
use crate::domain::account::{BandCounts, BookFilter, BookScope};
use crate::domain::cadence::local_day;
use crate::domain::health::Band;
use crate::domain::ids::{AccountId, OrgId, PersonId};
use crate::domain::money::{MoneyFault, Totals};
use crate::domain::person::{Actor, PersonRef};
use crate::domain::plan::ValueRealised;
use crate::domain::refusal::Refusal;
use crate::domain::renewal::{
    Facts, ForecastView, Likelihood, Renewal, RenewalRow, RenewalsView, Review, likelihood, roll_up,
};
use crate::domain::rules::Rules;
use crate::domain::weekly::Differing;
use crate::store::books::{self, Asked};
use crate::store::forecasts::{self, Known};
use crate::store::{forecast_changes, plans};

/// Rows of a page in Slack: a message has no room for more.
pub const PAGE_ROWS: i64 = 8;
/// The newest changes that are shown.
const HISTORY_LINES: i64 = 8;

/// Which renewals are asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    /// Days from today.
    pub days: i64,
    /// Which of them.
    pub filter: BookFilter,
    /// Counted from 0.
    pub page: i64,
    /// Rows on a page, if the filter does not say how many.
    pub page_size: i64,
}

/// A page of the renewals within a window, nearest deadline first if the filter names no other order, and the sums of all of
/// them.
pub async fn list(app: &App, actor: &Actor, window: Window) -> Result<RenewalsView, Failure> {
    let now = app.clock.now();
    let mut conn = app.read(actor).await?;
    let asked = asked(app, actor.org, Some(actor.id()), (now, actor.person.zone));
    gather(&mut conn, &app.rules, asked, window, now).await
}

/// The same for a terminal: everybody's, or somebody's own.
pub async fn list_for(
    app: &App,
    org: OrgId,
    person: Option<PersonId>,
    window: Window,
) -> Result<RenewalsView, Failure> {
    let now = app.clock.now();
    let mut conn = app.work.acquire().await?;
    let scope = if person.is_some() { BookScope::Mine } else { BookScope::All };
    let filter = BookFilter { scope, ..window.filter };
    let asked = asked(app, org, person, (now, Tz::UTC));
    gather(&mut conn, &app.rules, asked, Window { filter, ..window }, now).await
}

/// Nobody's own are asked for where there is no person.
pub(super) fn asked(app: &App, org: OrgId, person: Option<PersonId>, (now, zone): (DateTime<Utc>, Tz)) -> Asked<'_> {
    let person = person.unwrap_or(PersonId(uuid::Uuid::nil()));
    Asked { org, person, today: local_day(now, zone), now, zone, lifecycle: &app.rules.lifecycle }
}

async fn gather(
    conn: &mut PgConnection,
    rules: &Rules,
    asked: Asked<'_>,
    window: Window,
    now: DateTime<Utc>,
) -> Result<RenewalsView, Failure> {
    let n_total = books::sums(conn, asked, &window.filter.whole()).await?.n;
    let page_size = window.filter.page_size(window.page_size);
    let last_day = asked.today + Days::new(u64::try_from(window.days).unwrap_or(0));
    let mut all = forecasts::until(conn, asked, &window.filter, last_day).await?;
    let wanted = &window.filter.outlooks;
    all.retain(|renewal| wanted.is_empty() || wanted.contains(&renewal.outlook()));
    let sums = roll_up(&all, &rules.renewals).map_err(too_much)?;
    let is_due = |renewal: &&Renewal| matches!(renewal.review(&rules.lifecycle, asked.today), Review::Due { .. });
    let n_review_due = i64::try_from(all.iter().filter(is_due).count()).unwrap_or(i64::MAX);
    let red = all.iter().filter(|renewal| renewal.band == Some(Band::Red));
    let arr_at_risk = Totals::of(red.map(|renewal| renewal.arr)).map_err(too_much)?;
    let bands = count_bands(&all);
    let offset = usize::try_from(window.page.saturating_mul(page_size)).unwrap_or(usize::MAX);
    let size = usize::try_from(page_size).unwrap_or(usize::MAX);
    let page: Vec<Renewal> = all.into_iter().skip(offset).take(size).collect();
    Ok(RenewalsView {
        window_days: window.days,
        filter: window.filter,
        rows: rows(conn, rules, asked, page, now).await?,
        page: window.page,
        page_size,
        sums,
        n_review_due,
        arr_at_risk,
        bands,
        n_total,
        rules: rules.renewals,
        usual_window_days: rules.lifecycle.renewal_window_days,
    })
}

fn too_much(fault: MoneyFault) -> Failure {
    Failure::Broken(anyhow::anyhow!("renewals cannot be summed: {fault:?}"))
}

fn count_bands(renewals: &[Renewal]) -> BandCounts {
    let mut counts = BandCounts::default();
    for renewal in renewals {
        match renewal.band {
            Some(Band::Red) => counts.red += 1,
            Some(Band::Yellow) => counts.yellow += 1,
            Some(Band::Green) => counts.green += 1,
            None => counts.unknown += 1,
        }
    }
    counts
}

/// One renewal with what was said of it.
pub async fn of_account(app: &App, actor: &Actor, account: AccountId) -> Result<ForecastView, Failure> {
    let now = app.clock.now();
    let today = local_day(now, actor.person.zone);
    let mut conn = app.read(actor).await?;
    let renewal = find(&mut conn, actor.org, account, today).await?;
    let history = forecast_changes::of(&mut conn, actor.org, renewal.contract, HISTORY_LINES).await?;
    let value = ValueRealised::of(plans::values(&mut conn, actor.org, account).await?);
    let asked = asked(app, actor.org, Some(actor.id()), (now, actor.person.zone));
    let mut rows = rows(&mut conn, &app.rules, asked, vec![renewal], now).await?;
    let row = rows.pop().ok_or(Refusal::Gone)?;
    Ok(ForecastView { row, history, value })
}

/// The renewal of an account; refuses where there is none.
pub(super) async fn find(
    conn: &mut PgConnection,
    org: OrgId,
    account: AccountId,
    today: NaiveDate,
) -> Result<Renewal, Failure> {
    if let Some(renewal) = forecasts::of_account(conn, org, account, today).await? {
        return Ok(renewal);
    }
    let account = crate::store::accounts::by_id(conn, org, account).await?.ok_or(Refusal::Gone)?;
    Err(Refusal::NoRenewal { account }.into())
}

async fn rows(
    conn: &mut PgConnection,
    rules: &Rules,
    asked: Asked<'_>,
    page: Vec<Renewal>,
    now: DateTime<Utc>,
) -> Result<Vec<RenewalRow>, Failure> {
    let accounts: Vec<AccountId> = page.iter().map(|renewal| renewal.account.id).collect();
    let known = forecasts::known(conn, asked.org, &accounts, &rules.signals, now).await?;
    Ok(page.into_iter().map(|renewal| row(renewal, &known, rules, asked.today)).collect())
}

fn row(renewal: Renewal, known: &HashMap<AccountId, Known>, rules: &Rules, today: NaiveDate) -> RenewalRow {
    let known = known.get(&renewal.account.id);
    let likelihood = judge(&renewal, known, rules);
    let forecast = renewal.forecast.as_ref().filter(|_| renewal.successor.is_none());
    RenewalRow {
        review: renewal.review(&rules.lifecycle, today),
        disagrees: forecast.is_some_and(|forecast| likelihood.disagrees(forecast.category, &rules.renewals)),
        likelihood,
        score: known.and_then(|known| known.score),
        play: known.and_then(|known| known.play.clone()),
        renewal,
    }
}

/// What the rule says of a renewal.
pub(super) fn judge(renewal: &Renewal, known: Option<&Known>, rules: &Rules) -> Likelihood {
    let facts = known.map(|known| known.facts.clone()).unwrap_or_default();
    likelihood(&Facts { auto_renew: renewal.auto_renew, ..facts }, &rules.renewals)
}

/// Accounts that are judged by one statement.
const JUDGED_AT_ONCE: usize = 1_000;

/// Renewals of the renewal window that a person and the rule see quite differently, of these owners' accounts or of all.
pub(super) async fn differing(
    conn: &mut PgConnection,
    app: &App,
    (org, owners): (OrgId, Option<&[PersonId]>),
    (now, zone): (DateTime<Utc>, Tz),
) -> Result<Differing, Failure> {
    let asked = asked(app, org, None, (now, zone));
    let last_day = asked.today + Days::new(u64::try_from(app.rules.lifecycle.renewal_window_days).unwrap_or(0));
    let filter = BookFilter { scope: BookScope::of_owners(owners), ..BookFilter::default() };
    let mut said = forecasts::until(conn, asked, &filter, last_day).await?;
    let is_theirs =
        |owner: Option<&PersonRef>| owners.is_none_or(|owners| owner.is_some_and(|owner| owners.contains(&owner.id)));
    said.retain(|of| of.forecast.is_some() && of.successor.is_none() && is_theirs(of.owner.as_ref()));
    let mut differing = Differing::default();
    for page in said.chunks(JUDGED_AT_ONCE) {
        let rows = rows(conn, &app.rules, asked, page.to_vec(), now).await?;
        for row in rows.iter().filter(|row| row.disagrees) {
            differing.n += 1;
            differing.arr.add(row.renewal.arr).map_err(too_much)?;
        }
    }
    Ok(differing)
}
