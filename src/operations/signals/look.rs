//! Looking at accounts: what opens, stays and ends, a page at a time.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

use super::redraw;
use crate::domain::ids::{AccountId, BandChangeId, EpisodeId, OrgId, PersonId};
use crate::domain::rules::Rules;
use crate::domain::signal::{Evidence, Facts, Next, Past, SignalKind, announce_at, next};
use crate::operations::rescore::Scored;
use crate::operations::{App, Failure, calendars, plays};
use crate::store::expansions;
use crate::store::signal_facts::{self, Looked};
use crate::store::signals::{self, Ended, Fresh, Opened, Pasts};

/// Accounts that are looked at between two scorings in one transaction.
const PAGE: i64 = 500;

/// Looks at a page of accounts right after they were scored.
pub(in crate::operations) async fn look_at(
    conn: &mut PgConnection,
    org: OrgId,
    page: &[Scored],
    rules: &Rules,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let accounts: Vec<AccountId> = page.iter().map(|scored| scored.account).collect();
    let by_model = page.iter().filter(|scored| scored.by_another_model).map(|scored| scored.account).collect();
    end_lost(conn, org, now).await?;
    look(conn, org, (&accounts, &by_model), rules, now).await
}

/// Looks at the accounts on which time alone made a rule true since the last look; says at how many.
pub async fn look_due(app: &App) -> Result<usize, Failure> {
    let (now, hours) = (app.clock.now(), app.rules.signals.critical_hours);
    let mut tx = app.begin_work().await?;
    let unseen = signals::unseen(&mut tx, hours, now, PAGE).await?;
    let mut by_org: HashMap<OrgId, Vec<AccountId>> = HashMap::new();
    for (org, account) in &unseen {
        by_org.entry(*org).or_default().push(*account);
    }
    for (org, accounts) in by_org {
        look(&mut tx, org, (&accounts, &HashSet::new()), &app.rules, now).await?;
    }
    tx.commit().await?;
    Ok(unseen.len())
}

/// Brings back what was put off until now; says how many.
pub async fn wake_due(app: &App) -> Result<usize, Failure> {
    let now = app.clock.now();
    let mut tx = app.begin_work().await?;
    let awake = signals::wake(&mut tx, now, PAGE).await?;
    for (org, episode) in &awake {
        redraw(&mut tx, *org, &[*episode], now).await?;
    }
    tx.commit().await?;
    Ok(awake.len())
}

/// When time alone will next make a rule true, bring a signal back or let a card be posted; for moving a demo's clock.
pub async fn next_due_at(app: &App) -> Result<Option<DateTime<Utc>>, Failure> {
    let mut conn = app.work.acquire().await?;
    Ok(signals::next_at(&mut conn, app.rules.signals.critical_hours, app.clock.now()).await?)
}

/// What is going on with accounts that are lost is lost.
async fn end_lost(conn: &mut PgConnection, org: OrgId, now: DateTime<Utc>) -> Result<(), Failure> {
    let over = signals::of_lost(conn, org, now.date_naive()).await?;
    if over.is_empty() {
        return Ok(());
    }
    let ended = signals::end(conn, org, &over, now).await?;
    redraw(conn, org, &ended, now).await
}

async fn look(
    conn: &mut PgConnection,
    org: OrgId,
    (accounts, by_model): (&[AccountId], &HashSet<AccountId>),
    rules: &Rules,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let today: NaiveDate = now.date_naive();
    let mut looked = signal_facts::of(conn, org, accounts, today, now).await?;
    for account in looked.iter_mut().filter(|account| by_model.contains(&account.facts.account)) {
        // Another model sees another colour; the customer did nothing.
        if let Some(change) = &mut account.facts.change {
            change.is_seen = true;
        }
    }
    let pasts = signals::pasts(conn, org, accounts).await?;
    Findings::of(&looked, &pasts, rules).write(conn, org, now).await?;
    let looks: Vec<(AccountId, Option<BandChangeId>)> = looked.iter().map(|account| seen(&account.facts)).collect();
    signals::saw(conn, org, &looks, now).await?;
    plays::raise(conn, (org, rules), accounts, now).await
}

/// A change of colour counts as seen once there is a colour to judge it by.
fn seen(facts: &Facts) -> (AccountId, Option<BandChangeId>) {
    let change = facts.change.filter(|change| facts.band.is_some() || change.is_seen);
    (facts.account, change.map(|change| change.id))
}

/// What a look at a page found.
#[derive(Debug, Default)]
struct Findings<'a> {
    opened: Vec<(&'a Looked, SignalKind, Evidence)>,
    fresh: Vec<Fresh>,
    over: Vec<Ended>,
    rearmed: Vec<EpisodeId>,
    to_redraw: Vec<EpisodeId>,
}

impl<'a> Findings<'a> {
    fn of(looked: &'a [Looked], pasts: &Pasts, rules: &Rules) -> Self {
        let (mut found, nothing) = (Self::default(), Past::default());
        for account in looked {
            for kind in SignalKind::ALL {
                let past = pasts.get(&(account.facts.account, kind)).unwrap_or(&nothing);
                found.add(account, kind, past, next(kind, past, &account.facts, rules));
            }
        }
        found
    }

    fn add(&mut self, account: &'a Looked, kind: SignalKind, past: &Past, next: Next) {
        match (next, &past.living) {
            (Next::Open(evidence), _) => self.opened.push((account, kind, evidence)),
            (Next::Refresh { evidence, is_again, is_news }, Some(living)) => {
                self.fresh.push(Fresh { id: living.id, evidence, is_again });
                self.to_redraw.extend((is_again || is_news).then_some(living.id));
            }
            (Next::End(outcome), Some(living)) => {
                self.over.push(Ended { id: living.id, version: living.version, from: living.state, outcome });
            }
            (Next::Rearm, _) => self.rearmed.extend(past.last.map(|last| last.id)),
            (Next::Nothing | Next::Refresh { .. } | Next::End(_), _) => {}
        }
    }

    async fn write(self, conn: &mut PgConnection, org: OrgId, now: DateTime<Utc>) -> Result<(), Failure> {
        let mut to_redraw = self.to_redraw;
        if !self.opened.is_empty() {
            let opened = opened(conn, org, self.opened, now).await?;
            signals::open(conn, org, &opened, now).await?;
            flag_growing(conn, org, &opened, now).await?;
        }
        if !self.fresh.is_empty() {
            signals::refresh(conn, org, &self.fresh).await?;
        }
        if !self.over.is_empty() {
            to_redraw.extend(signals::end(conn, org, &self.over, now).await?);
        }
        if !self.rearmed.is_empty() {
            signals::rearm(conn, org, &self.rearmed, now).await?;
        }
        redraw(conn, org, &to_redraw, now).await
    }
}

/// Who is ready to grow enters the funnel.
async fn flag_growing(
    conn: &mut PgConnection,
    org: OrgId,
    opened: &[Opened],
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let growing = opened.iter().filter(|episode| episode.kind == SignalKind::ExpansionReady);
    let growing: Vec<AccountId> = growing.map(|episode| episode.account).collect();
    if !growing.is_empty() {
        expansions::flag(conn, org, &growing, now).await?;
    }
    Ok(())
}

/// With the moment at which each may be said. What an account's first look finds is never said.
async fn opened(
    conn: &mut PgConnection,
    org: OrgId,
    found: Vec<(&Looked, SignalKind, Evidence)>,
    now: DateTime<Utc>,
) -> Result<Vec<Opened>, Failure> {
    let owners: HashSet<PersonId> = found.iter().filter_map(|(account, ..)| account.owner).collect();
    let owners: Vec<PersonId> = owners.into_iter().collect();
    let heard_by = calendars::of_listeners(conn, org, &owners, now).await?;
    Ok(found
        .into_iter()
        .map(|(account, kind, evidence)| {
            let listener = account.owner.and_then(|owner| heard_by.get(&owner));
            let at = announce_at(kind, listener.map(|listener| &listener.calendar), now);
            let waits = listener.filter(|_| !kind.is_critical());
            let at = waits.map_or(at, |listener| listener.calendar.next_message_at(listener.quiet, at));
            Opened {
                account: account.facts.account,
                kind,
                evidence,
                owner: account.owner,
                announce_at: (!account.is_first).then_some(at),
                baseline: account.is_first,
            }
        })
        .collect())
}
