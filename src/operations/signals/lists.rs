//! Lists of signals: what is open, what is new since a moment, and how much of it was noise.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use sqlx::PgConnection;

use crate::domain::account::BookScope;
use crate::domain::cadence::{at_local, local_day};
use crate::domain::ids::{AccountId, OrgId, PersonId};
use crate::domain::person::{Actor, Role};
use crate::domain::refusal::Refusal;
use crate::domain::signal::{NoiseReport, SignalFilter, SignalKind, SignalList, SignalRow};
use crate::operations::{App, Failure};
use crate::store::signals::{self, Wanted};

/// Rows of a page in Slack.
pub const PAGE_ROWS: i64 = 10;
/// The most that a digest or a card could show.
const MOST_ROWS: i64 = 40;

/// A page of the open signals that match: risks, unless a rule is named.
pub async fn list(app: &App, actor: &Actor, filter: SignalFilter, page: i64) -> Result<SignalList, Failure> {
    let today = local_day(app.clock.now(), actor.person.zone);
    let mine = (filter.scope == BookScope::Mine).then(|| vec![actor.id()]);
    let owners = filter.owner.map(|owner| vec![owner]).or(mine);
    let kinds = filter.kind.map_or_else(risks, |kind| vec![kind]);
    let wanted = Wanted { org: actor.org, owners, account: None, kinds, since: None, today };
    let mut conn = app.read(actor).await?;
    let sums = signals::sums(&mut conn, &wanted).await?;
    let rows = signals::list(&mut conn, &wanted, (page * PAGE_ROWS, PAGE_ROWS)).await?;
    Ok(SignalList {
        filter,
        rows,
        page,
        page_size: PAGE_ROWS,
        n_matching: sums.by_kind.iter().map(|(_, n)| n).sum(),
        n_accounts: sums.n_accounts,
        arr: sums.arr,
        by_kind: sums.by_kind,
    })
}

fn risks() -> Vec<SignalKind> {
    SignalKind::ALL.into_iter().filter(|kind| kind.is_risk()).collect()
}

/// The open signals of one account, chances included.
pub async fn of_account(app: &App, actor: &Actor, account: AccountId) -> Result<Vec<SignalRow>, Failure> {
    let today = local_day(app.clock.now(), actor.person.zone);
    let kinds = SignalKind::ALL.to_vec();
    let wanted = Wanted { org: actor.org, owners: None, account: Some(account), kinds, since: None, today };
    let mut conn = app.read(actor).await?;
    Ok(signals::list(&mut conn, &wanted, (0, MOST_ROWS)).await?)
}

/// The signals that fired, or came back by themselves, after a moment and are open still, for a digest: on the accounts of
/// these owners, or on everybody's. `today` is the reader's day.
pub async fn new_since(
    conn: &mut PgConnection,
    org: OrgId,
    owners: Option<&[PersonId]>,
    since: DateTime<Utc>,
    today: NaiveDate,
) -> Result<Vec<SignalRow>, Failure> {
    let (owners, kinds) = (owners.map(<[PersonId]>::to_vec), SignalKind::ALL.to_vec());
    let wanted = Wanted { org, owners, account: None, kinds, since: Some(since), today };
    Ok(signals::list(conn, &wanted, (0, MOST_ROWS)).await?)
}

/// What became of the signals that fired from one day to another, both included, by the asker's clock. For leaders.
pub async fn noise(app: &App, actor: &Actor, period: (NaiveDate, NaiveDate)) -> Result<NoiseReport, Failure> {
    if actor.person.role < Role::Manager {
        return Err(Refusal::NotAllowed { needs: Role::Manager }.into());
    }
    let midnight = |day: NaiveDate, zone: Tz| at_local(zone, day, chrono::NaiveTime::MIN);
    let zone = actor.person.zone;
    let (from, to) = (midnight(period.0, zone), midnight(period.1 + chrono::Days::new(1), zone));
    let mut conn = app.read(actor).await?;
    let lines = signals::noise(&mut conn, actor.org, (from, to)).await?;
    Ok(NoiseReport { period, lines, as_of: app.clock.now() })
}
