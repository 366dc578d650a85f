//! Books: filtered pages with their sums.

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::json;

use super::{App, Failure};
use crate::domain::account::{BookFilter, BookRow, BookView};
use crate::domain::cadence::local_day;
use crate::domain::health::Trend;
use crate::domain::lifecycle::Phase;
use crate::domain::listing::{BookFile, FileRow};
use crate::domain::person::Actor;
use crate::domain::reason::{Facts, Reason, reasons};
use crate::domain::rules::LifecycleRules;
use crate::store::audit::{self, Entry};
use crate::store::books::{self, Asked, Listed, Page};

/// Rows of a page in Slack.
pub const PAGE_ROWS: i64 = 10;
/// Rows of the longest file.
pub const MOST_FILE_ROWS: i64 = 50_000;

/// A page of the accounts that match.
pub async fn book(app: &App, actor: &Actor, filter: BookFilter, page: i64) -> Result<BookView, Failure> {
    let now = app.clock.now();
    let asked = asked(app, actor, now);
    let mut conn = app.read(actor).await?;
    let total = books::sums(&mut conn, asked, &filter.whole()).await?;
    let matching = if filter.narrows() { books::sums(&mut conn, asked, &filter).await? } else { total.clone() };
    let size = filter.page_size(PAGE_ROWS);
    let rows = Page { offset: page * size, size };
    let listed = books::page(&mut conn, asked, &filter, rows).await?;
    Ok(BookView {
        rows: listed.into_iter().map(|row| book_row(row, asked)).collect(),
        filter,
        page,
        page_size: size,
        n_matching: matching.n,
        n_total: total.n,
        arr_matching: matching.arr,
        arr_total: total.arr,
        bands: matching.bands,
    })
}

/// All accounts that match, up to the most that a file holds. A long look.
pub async fn file(app: &App, actor: &Actor, filter: BookFilter) -> Result<BookFile, Failure> {
    let now = app.clock.now();
    let asked = asked(app, actor, now);
    let mut conn = app.read_long(actor).await?;
    let n_matching = books::sums(&mut conn, asked, &filter).await?.n;
    let mut rows = Vec::new();
    let page = Page { offset: 0, size: MOST_FILE_ROWS };
    books::each(&mut conn, asked, &filter, page, |listed| rows.push(file_row(listed, asked))).await?;
    Ok(BookFile { rows, n_matching })
}

/// Notes that somebody took a book as a file.
pub async fn taken(app: &App, actor: &Actor, file: &BookFile, channel_id: &str) -> Result<(), Failure> {
    let detail = json!({ "channel": channel_id, "accounts": file.rows.len() });
    let subject = format!("person:{}", actor.id());
    let entry = Entry { actor: Some(actor.id()), verb: "book.file", subject, detail };
    let mut tx = app.begin(actor).await?;
    audit::record(&mut tx, actor.org, &entry, app.clock.now()).await?;
    Ok(tx.commit().await?)
}

fn file_row(mut listed: Listed, asked: Asked<'_>) -> FileRow {
    let age = (asked.today - listed.started_on).num_days();
    FileRow {
        domain: listed.domain.take(),
        segment: listed.segment,
        phase: Phase::on_day(asked.lifecycle, age),
        team: listed.team.take(),
        renews_on: listed.renewal.map(|(ends_on, ..)| ends_on),
        row: book_row(listed, asked),
    }
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
