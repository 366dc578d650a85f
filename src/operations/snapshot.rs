//! How every renewal stood, once a week, and what moved between two weeks.

use std::collections::HashSet;

use chrono::{DateTime, Days, NaiveDate, Utc};
use chrono_tz::Tz;
use sqlx::PgConnection;

use super::sight::For;
use super::{App, Failure, renewals};
use crate::domain::account::{BookFilter, BookScope};
use crate::domain::ids::{AccountId, ContractId, OrgId, PersonId};
use crate::domain::person::Actor;
use crate::domain::renewal::{DiffView, Entry, Fate, HORIZON_DAYS, Moved, Renewal, diff, week_of};
use crate::store::{digests, forecast_changes, forecast_snapshots as snapshots, forecasts};

/// Accounts that are judged by one statement.
const PAGE: usize = 1_000;

/// A snapshot that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken {
    /// The Monday of its week.
    pub week: NaiveDate,
    /// Renewals that were written; none when the week had its snapshot already.
    pub n_written: u64,
}

/// Writes down how every renewal of the coming year stands. A week has one snapshot: the second time nothing is written.
pub async fn take(app: &App, org: OrgId) -> Result<Taken, Failure> {
    let now = app.clock.now();
    let week = week_of(now.date_naive());
    let mut tx = app.begin_work().await?;
    if !snapshots::of_week(&mut tx, org, week, None).await?.is_empty() {
        return Ok(Taken { week, n_written: 0 });
    }
    let before = snapshots::week_before(&mut tx, org, week).await?;
    let entries = judged(app, &mut tx, org, before, now).await?;
    let n_written = snapshots::save(&mut tx, org, week, &entries).await?;
    tx.commit().await?;
    Ok(Taken { week, n_written })
}

/// What moved since the last week that had a snapshot, up to now.
pub async fn moved(app: &App, actor: &Actor, filter: &BookFilter) -> Result<DiffView, Failure> {
    let owners = match (filter.scope, &filter.team) {
        (BookScope::Mine, _) => Some(vec![actor.id()]),
        (BookScope::Of(person), _) => Some(vec![person]),
        (BookScope::All | BookScope::Nobody, Some(team)) => {
            let mut conn = app.read(actor).await?;
            Some(digests::team(&mut conn, actor.org, team).await?)
        }
        (BookScope::All | BookScope::Nobody, None) => None,
    };
    let view = compare(app, actor.into(), owners.as_deref(), None).await?;
    Ok(DiffView { scope: filter.scope, team: filter.team.clone(), ..view })
}

/// The same for a terminal; with a day, between the snapshot of its week and the next one.
pub async fn moved_for(
    app: &App,
    org: OrgId,
    person: Option<PersonId>,
    week: Option<NaiveDate>,
) -> Result<DiffView, Failure> {
    compare(app, For::Everybody(org), person.as_ref().map(std::slice::from_ref), week.map(week_of)).await
}

/// What moved of everything that somebody sees.
pub(super) async fn moved_of_all(app: &App, whom: For<'_>) -> Result<DiffView, Failure> {
    compare(app, whom, None, None).await
}

async fn compare(
    app: &App,
    whom: For<'_>,
    owners: Option<&[PersonId]>,
    week: Option<NaiveDate>,
) -> Result<DiffView, Failure> {
    let (now, org) = (app.clock.now(), whom.org());
    let scope = if owners.is_some() { BookScope::Mine } else { BookScope::All };
    let mut conn = app.read_long(whom).await?;
    let this_week = week_of(now.date_naive());
    let until = match week {
        Some(week) => snapshots::week_after(&mut conn, org, week).await?,
        None => None,
    };
    let since = match week {
        Some(week) => Some(week),
        None => earlier(&mut conn, org, this_week).await?,
    };
    let nothing = DiffView { since: None, until: None, scope, team: None, moved: Vec::new(), n_compared: 0 };
    let Some(since) = since else { return Ok(nothing) };
    let then = snapshots::of_week(&mut conn, org, since, owners).await?;
    if then.is_empty() && owners.is_none() {
        return Ok(nothing);
    }
    let standing = match until {
        Some(until) => snapshots::of_week(&mut conn, org, until, owners).await?,
        None => standing(app, &mut conn, org, Some(since), owners, now).await?,
    };
    let moved = explained(&mut conn, org, diff(since, &then, &standing), (since, until)).await?;
    Ok(DiffView { since: Some(since), until, moved, n_compared: then.len(), ..nothing })
}

/// Puts to each slip what was said of it last.
async fn explained(
    conn: &mut PgConnection,
    org: OrgId,
    moved: Vec<Moved>,
    (since, until): (NaiveDate, Option<NaiveDate>),
) -> Result<Vec<Moved>, Failure> {
    let slipped: Vec<ContractId> = moved.iter().filter(|of| of.is_slip()).map(|of| of.now.contract).collect();
    let mut said = forecast_changes::last(conn, org, &slipped, until).await?;
    let explain = |of: Moved| {
        let line = said.remove(&of.now.contract);
        of.explained(line, since)
    };
    Ok(moved.into_iter().map(explain).collect())
}

/// Last week's snapshot, or an older one; in the first week there is only this one's.
async fn earlier(conn: &mut PgConnection, org: OrgId, week: NaiveDate) -> Result<Option<NaiveDate>, Failure> {
    match snapshots::week_before(conn, org, week).await? {
        Some(earlier) => Ok(Some(earlier)),
        None => Ok(snapshots::week_before(conn, org, week + Days::new(1)).await?),
    }
}

/// How the renewals of the coming year stand now, and what became of those that were open in the snapshot of `since`.
async fn standing(
    app: &App,
    conn: &mut PgConnection,
    org: OrgId,
    since: Option<NaiveDate>,
    owners: Option<&[PersonId]>,
    now: DateTime<Utc>,
) -> Result<Vec<Entry>, Failure> {
    let open = open(app, conn, org, owners, now).await?;
    let entries = open.iter().map(|renewal| entry(renewal, None)).collect();
    with_gone(conn, org, since, owners, entries, now.date_naive()).await
}

/// The same with what the rule says of each, to be written down.
async fn judged(
    app: &App,
    conn: &mut PgConnection,
    org: OrgId,
    since: Option<NaiveDate>,
    now: DateTime<Utc>,
) -> Result<Vec<Entry>, Failure> {
    let open = open(app, conn, org, None, now).await?;
    let mut entries = Vec::with_capacity(open.len());
    for page in open.chunks(PAGE) {
        let accounts: Vec<AccountId> = page.iter().map(|renewal| renewal.account.id).collect();
        let known = forecasts::known(conn, org, &accounts, &app.rules.signals, now).await?;
        let judge = |renewal: &Renewal| renewals::judge(renewal, known.get(&renewal.account.id), &app.rules).per_cent;
        entries.extend(page.iter().map(|renewal| entry(renewal, Some(judge(renewal)))));
    }
    with_gone(conn, org, since, None, entries, now.date_naive()).await
}

/// The renewals of the coming year, of some owners' accounts or of all.
async fn open(
    app: &App,
    conn: &mut PgConnection,
    org: OrgId,
    owners: Option<&[PersonId]>,
    now: DateTime<Utc>,
) -> Result<Vec<Renewal>, Failure> {
    let filter = BookFilter { scope: BookScope::of_owners(owners), ..BookFilter::default() };
    let asked = renewals::asked(app, org, None, (now, Tz::UTC));
    let mut open = forecasts::until(conn, asked, &filter, asked.today + Days::new(HORIZON_DAYS)).await?;
    let is_of =
        |renewal: &Renewal, owners: &[PersonId]| renewal.owner.as_ref().is_some_and(|owner| owners.contains(&owner.id));
    open.retain(|renewal| owners.is_none_or(|owners| is_of(renewal, owners)));
    Ok(open)
}

async fn with_gone(
    conn: &mut PgConnection,
    org: OrgId,
    since: Option<NaiveDate>,
    owners: Option<&[PersonId]>,
    mut entries: Vec<Entry>,
    today: NaiveDate,
) -> Result<Vec<Entry>, Failure> {
    let Some(since) = since else { return Ok(entries) };
    let seen: HashSet<ContractId> = entries.iter().map(|entry| entry.contract).collect();
    let gone = snapshots::gone_since(conn, org, since, owners, today).await?;
    entries.extend(gone.into_iter().filter(|entry| !seen.contains(&entry.contract)));
    Ok(entries)
}

fn entry(renewal: &Renewal, likelihood: Option<i64>) -> Entry {
    Entry {
        contract: renewal.contract,
        account: renewal.account.clone(),
        ends_on: renewal.ends_on,
        arr: renewal.arr,
        forecast: renewal.forecast.as_ref().map(|forecast| (forecast.category, forecast.amount)),
        fate: if renewal.successor.is_some() { Fate::Renewed } else { Fate::Open },
        band: renewal.band,
        likelihood,
    }
}
