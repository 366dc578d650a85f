//! Growing accounts: the cohort that T3 flags, worked as a funnel. A move is made once, on the version that was seen,
//! by a CSM or up, and written down.

use chrono::{Months, NaiveTime};
use serde_json::json;

use super::rights::may_work_on;
use super::{App, Failure};
use crate::domain::account::{AccountRef, BookFilter, BookScope};
use crate::domain::cadence::local_day;
use crate::domain::ids::ExpansionId;
use crate::domain::money::Money;
use crate::domain::person::Actor;
use crate::domain::portfolio::{ExpansionEnd, ExpansionMove, ExpansionStage, ExpansionsView};
use crate::domain::refusal::Refusal;
use crate::store::audit::{self, Entry};
use crate::store::expansions::{self, ExpansionScope};

/// Rows of a page in Slack: each has its buttons.
pub const PAGE_ROWS: i64 = 5;
/// The funnel counts what was flagged in so many months.
const FUNNEL_MONTHS: u32 = 12;

/// The funnel of twelve months and a page of what is open. Open T3 signals that nobody flagged yet are flagged first.
pub async fn list(app: &App, actor: &Actor, filter: BookFilter, page: i64) -> Result<ExpansionsView, Failure> {
    let now = app.clock.now();
    let as_of = local_day(now, actor.person.zone);
    let from = as_of.checked_sub_months(Months::new(FUNNEL_MONTHS)).unwrap_or(as_of);
    let owner = match filter.scope {
        BookScope::Mine => Some(actor.id()),
        BookScope::Of(person) => Some(person),
        BookScope::All | BookScope::Nobody => None,
    };
    let of = ExpansionScope { org: actor.org, owner, filter, today: as_of };
    let mut tx = app.begin(actor).await?;
    let unflagged = expansions::unflagged(&mut tx, actor.org).await?;
    if !unflagged.is_empty() {
        expansions::flag(&mut tx, actor.org, &unflagged, now).await?;
    }
    let funnel = expansions::funnel(&mut tx, &of, from.and_time(NaiveTime::MIN).and_utc()).await?;
    let (rows, n_open) = expansions::open(&mut tx, &of, (page * PAGE_ROWS, PAGE_ROWS)).await?;
    tx.commit().await?;
    let filter = of.filter;
    Ok(ExpansionsView { filter, from, as_of, funnel, rows, page, page_size: PAGE_ROWS, n_open })
}

/// What a form about an expansion names: its account and what that pays.
pub async fn named(app: &App, actor: &Actor, id: ExpansionId) -> Result<(AccountRef, Money), Failure> {
    let mut conn = app.read(actor).await?;
    let Some(expansion) = expansions::of(&mut conn, actor.org, id).await? else { return Err(Refusal::Gone.into()) };
    may_work_on(&mut conn, &app.rules, actor, expansion.account.id, app.clock.now()).await?;
    Ok((expansion.account, expansion.arr))
}

/// A move that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// Of which account.
    pub account: AccountRef,
    /// Where it stands now.
    pub stage: ExpansionStage,
    /// What was won.
    pub won: Option<Money>,
}

/// Moves an expansion on. Refused on a colleague's account, when somebody moved it first, and when the move does not lead on.
pub async fn go(
    app: &App,
    actor: &Actor,
    (id, version): (ExpansionId, i32),
    step: ExpansionMove,
) -> Result<Moved, Failure> {
    let now = app.clock.now();
    let mut tx = app.begin(actor).await?;
    let Some(before) = expansions::of(&mut tx, actor.org, id).await? else { return Err(Refusal::Gone.into()) };
    may_work_on(&mut tx, &app.rules, actor, before.account.id, app.clock.now()).await?;
    let leads_on = before.version == version && before.stage.after(&step).is_some();
    if !leads_on || !expansions::go(&mut tx, actor.org, (id, version), &step, actor.id(), now).await? {
        // Read again: the row may have moved between the two statements.
        let stands = expansions::of(&mut tx, actor.org, id).await?.unwrap_or(before);
        let (account, stage, moved) = (stands.account, stands.stage, stands.moved);
        return Err(Refusal::ExpansionMoved { account, stage, moved }.into());
    }
    let won = match &step {
        ExpansionMove::End(ExpansionEnd::Won(amount)) => Some(*amount),
        ExpansionMove::Choose | ExpansionMove::Contact | ExpansionMove::End(ExpansionEnd::Lost(_)) => None,
    };
    let stage = step.to();
    let entry = Entry {
        actor: Some(actor.id()),
        verb: "expansion.move",
        subject: format!("account:{}", before.account.id),
        detail: json!({ "expansion": id, "from": before.stage, "to": stage, "version": version, "won": won }),
    };
    audit::record(&mut tx, actor.org, &entry, now).await?;
    tx.commit().await?;
    Ok(Moved { account: before.account, stage, won })
}
