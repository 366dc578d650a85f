//! Books and renewals: filtered pages with their sums.

use chrono::{DateTime, NaiveDate, Utc};

use super::{App, Failure};
use crate::domain::account::{BookFilter, BookRow, BookScope, BookView, RenewalLine, RenewalRow, RenewalsView};
use crate::domain::cadence::local_day;
use crate::domain::health::Trend;
use crate::domain::person::Actor;
use crate::domain::reason::{Facts, Reason, reasons};
use crate::domain::rules::LifecycleRules;
use crate::store::books::{self, Asked, Listed, Order, Page};

/// Rows of a page in Slack.
pub const PAGE_ROWS: i64 = 10;

/// A page of the accounts that match.
pub async fn book(app: &App, actor: &Actor, filter: BookFilter, page: i64) -> Result<BookView, Failure> {
    let now = app.clock.now();
    let asked = asked(app, actor, now);
    let mut conn = app.web.acquire().await?;
    let whole = BookFilter { scope: filter.scope, ..BookFilter::default() };
    let total = books::sums(&mut conn, asked, &whole).await?;
    let matching = if filter == whole { total.clone() } else { books::sums(&mut conn, asked, &filter).await? };
    let rows = Page { order: Order::Risk, offset: page * PAGE_ROWS, size: PAGE_ROWS };
    let listed = books::page(&mut conn, asked, &filter, rows).await?;
    Ok(BookView {
        rows: listed.into_iter().map(|row| book_row(row, asked)).collect(),
        filter,
        page,
        page_size: PAGE_ROWS,
        n_matching: matching.n,
        n_total: total.n,
        arr_matching: matching.arr,
        arr_total: total.arr,
        bands: matching.bands,
    })
}

/// A page of the renewals within `window_days`, nearest first; `None`: within the renewal window of the rules.
pub async fn renewals(
    app: &App,
    actor: &Actor,
    window_days: Option<i64>,
    scope: BookScope,
    page: i64,
) -> Result<RenewalsView, Failure> {
    let now = app.clock.now();
    let asked = asked(app, actor, now);
    let usual_window_days = app.rules.lifecycle.renewal_window_days;
    let window_days = window_days.unwrap_or(usual_window_days);
    let filter = BookFilter { scope, renews_within_days: Some(window_days), ..BookFilter::default() };
    let mut conn = app.web.acquire().await?;
    let whole = books::sums(&mut conn, asked, &BookFilter { scope, ..BookFilter::default() }).await?;
    let sums = books::sums(&mut conn, asked, &filter).await?;
    let rows = Page { order: Order::Renewal, offset: page * PAGE_ROWS, size: PAGE_ROWS };
    let listed = books::page(&mut conn, asked, &filter, rows).await?;
    Ok(RenewalsView {
        window_days,
        usual_window_days,
        scope,
        rows: listed.into_iter().filter_map(|row| renewal_row(row, asked)).collect(),
        page,
        page_size: PAGE_ROWS,
        n_matching: sums.n,
        arr: sums.arr,
        arr_at_risk: sums.arr_red,
        bands: sums.bands,
        n_total: whole.n,
    })
}

/// Whose book, and when.
pub(super) fn asked<'a>(app: &'a App, actor: &Actor, now: DateTime<Utc>) -> Asked<'a> {
    let (zone, lifecycle) = (actor.person.zone, &app.rules.lifecycle);
    Asked { org: actor.org, person: actor.id(), today: local_day(now, zone), now, zone, lifecycle }
}

fn book_row(row: Listed, asked: Asked<'_>) -> BookRow {
    let Asked { today, lifecycle, .. } = asked;
    let reason = first_reason(&row, lifecycle, today);
    let [score, week_ago, fortnight_ago] = row.scores;
    BookRow {
        account: row.account,
        band: row.band,
        score,
        trend: score.map_or(Trend::Steady, |score| Trend::of(score, week_ago, fortnight_ago)),
        arr: row.arr,
        renewal_in_days: row.renewal.map(|(ends_on, ..)| (ends_on - today).num_days()),
        reason,
        owner: row.owner,
    }
}

fn renewal_row(row: Listed, asked: Asked<'_>) -> Option<RenewalRow> {
    let Asked { today, lifecycle, .. } = asked;
    let (ends_on, auto_renew, notice_on) = row.renewal?;
    Some(RenewalRow {
        reason: first_reason(&row, lifecycle, today).filter(|reason| !matches!(reason, Reason::RenewalIn(_))),
        account: row.account,
        renewal: RenewalLine { ends_on, in_days: (ends_on - today).num_days(), auto_renew, notice_on },
        arr: row.arr,
        band: row.band,
        score: row.scores[0],
        owner: row.owner,
        play: row.play,
    })
}

/// The dearest reason of a listed account.
pub(super) fn first_reason(row: &Listed, lifecycle: &LifecycleRules, today: NaiveDate) -> Option<Reason> {
    let renewal_in = row.renewal.map(|(ends_on, ..)| (ends_on - today).num_days());
    let facts = Facts {
        champion_left: row.champion_left.clone(),
        knows_executive: row.knows_executive,
        days_silent: row.touched_on.map(|day| (today - day).num_days()),
        renewal_in_days: renewal_in.filter(|days| *days <= lifecycle.renewal_window_days),
    };
    reasons(row.assessment.as_ref()?, &facts, today).into_iter().next()
}
