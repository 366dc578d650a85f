//! Looking an account up: by name, as a card, and why its score is what it is.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use sqlx::PgConnection;

use super::{App, Failure, explain, voice};
use crate::domain::account::{AccountRef, AccountView, Found, HealthView, Proposal, RenewalLine, WhyView};
use crate::domain::account_url::AccountUrl;
use crate::domain::cadence::{Calendar, local_day};
use crate::domain::freshness::AsOf;
use crate::domain::health::{Assessment, Band};
use crate::domain::ids::AccountId;
use crate::domain::lifecycle::Phase;
use crate::domain::person::Actor;
use crate::domain::playbook::Playbook;
use crate::domain::reason::{Facts, Reason, reasons};
use crate::domain::refusal::Refusal;
use crate::domain::renewal::Outlook;
use crate::domain::rules::{LifecycleRules, Rules};
use crate::domain::segment::{Segment, effective_cadence};
use crate::domain::voice::Voice;
use crate::store::card_facts::{self, AccountFacts};
use crate::store::{accounts, health, playbooks, pulses, risks, runs, segments};

/// The playbook that a red account is offered.
const RESCUE: &str = "red_account_rescue";
/// A chart shows so many days.
const HISTORY_DAYS: u64 = 90;

/// The account that somebody means.
pub async fn find(app: &App, actor: &Actor, typed: &str) -> Result<Found, Failure> {
    let mut conn = app.read(actor).await?;
    Ok(accounts::find(&mut conn, actor.org, typed).await?)
}

/// Whether accounts are called so, or begin so; what only looks like a name is none.
pub async fn is_name(app: &App, actor: &Actor, typed: &str) -> Result<bool, Failure> {
    let mut conn = app.read(actor).await?;
    Ok(accounts::called(&mut conn, actor.org, typed).await?.is_some())
}

/// Accounts that a line without a verb could mean, though none is called so; `None`: one is, or begins so.
pub struct Unnamed {
    /// Those that come near, nearest first.
    pub near: Vec<AccountRef>,
    /// Whether the line without its first word names one of them: then that word is no part of a name.
    pub is_of_rest: bool,
}

/// Whether no account is called so or begins so; and then, what comes near. `rest` is the line without its first word.
pub async fn unnamed(app: &App, actor: &Actor, typed: &str, rest: &str) -> Result<Option<Unnamed>, Failure> {
    let mut conn = app.read(actor).await?;
    if accounts::called(&mut conn, actor.org, typed).await?.is_some() {
        return Ok(None);
    }
    let near = all_of(accounts::find(&mut conn, actor.org, typed).await?);
    let of_rest = match rest {
        "" => Vec::new(),
        rest => accounts::called(&mut conn, actor.org, rest).await?.map_or_else(Vec::new, all_of),
    };
    let is_of_rest = !of_rest.is_empty() && (near.is_empty() || near.iter().any(|account| of_rest.contains(account)));
    Ok(Some(Unnamed { near: if is_of_rest { of_rest } else { near }, is_of_rest }))
}

fn all_of(found: Found) -> Vec<AccountRef> {
    match found {
        Found::One(account) => vec![account],
        Found::Several(candidates) => candidates.first,
        Found::None(nearest) => nearest,
    }
}

/// An account by its id; refused when there is none any more.
pub async fn named(app: &App, actor: &Actor, id: AccountId) -> Result<AccountRef, Failure> {
    let mut conn = app.read(actor).await?;
    Ok(accounts::by_id(&mut conn, actor.org, id).await?.ok_or(Refusal::Gone)?)
}

/// Accounts for a menu, as somebody types: their own first.
pub async fn suggest(app: &App, actor: &Actor, typed: &str) -> Result<Vec<AccountRef>, Failure> {
    let mut conn = app.read(actor).await?;
    Ok(accounts::suggest(&mut conn, actor.org, typed, actor.id()).await?)
}

/// The account that a channel is linked to.
pub async fn of_channel(app: &App, actor: &Actor, channel_id: &str) -> Result<Option<AccountRef>, Failure> {
    let mut conn = app.read(actor).await?;
    Ok(accounts::of_channel(&mut conn, actor.org, channel_id).await?)
}

/// The account that a page elsewhere is about.
pub async fn of_page(app: &App, actor: &Actor, called: &str) -> Result<Option<AccountRef>, Failure> {
    let mut conn = app.read(actor).await?;
    Ok(accounts::of_page(&mut conn, actor.org, called).await?)
}

/// Everything on an account's card.
pub async fn card(app: &App, actor: &Actor, id: AccountId) -> Result<AccountView, Failure> {
    let now = app.clock.now();
    let mut conn = app.read(actor).await?;
    card_on(&mut conn, (&app.rules, &app.account_urls), actor, id, now).await
}

/// Says of a renewal that nobody reviewed whether somebody should have.
fn mark_review(renewal: &mut RenewalLine, rules: &LifecycleRules) {
    let deadline = renewal.notice_on.filter(|_| renewal.auto_renew).unwrap_or(renewal.ends_on);
    let days = renewal.in_days - (renewal.ends_on - deadline).num_days();
    if let Some(forecast) = &mut renewal.forecast {
        forecast.review_due = forecast.outlook == Outlook::NotReviewed && days <= rules.must_review_days;
    }
}

/// The same on a connection of the caller's. Of several places with accounts' pages, the first is the one to go to.
pub(super) async fn card_on(
    conn: &mut PgConnection,
    (rules, pages): (&Rules, &[AccountUrl]),
    actor: &Actor,
    id: AccountId,
    now: DateTime<Utc>,
) -> Result<AccountView, Failure> {
    let today = local_day(now, actor.person.zone);
    let Some(mut facts) = card_facts::of(conn, actor.org, id, now, actor.person.zone).await? else {
        return Err(Refusal::Gone.into());
    };
    facts.renewal.iter_mut().for_each(|renewal| mark_review(renewal, &rules.lifecycle));
    let health = explain::present(conn, actor.org, id, today).await?;
    let runs = runs::lines_of(conn, actor.org, id).await?;
    let is_red = health.as_ref().and_then(|health| health.band) == Some(Band::Red);
    let idle = runs.is_empty();
    let proposal = if is_red && idle { playbooks::newest(conn, actor.org, RESCUE).await? } else { None };
    let proposal = proposal.map(|(_, playbook)| {
        propose(&playbook, facts.renewal.as_ref().map(|line| line.ends_on), today, actor.person.zone)
    });
    let window_days = rules.lifecycle.renewal_window_days;
    let why_now = |health: &HealthView| why_now(&health.assessment, &facts, window_days, (today, actor.person.zone));
    let reasons = health.as_ref().map_or_else(Vec::new, why_now);
    let pulse = pulses::current_of(conn, actor.org, &[id], today).await?.pop();
    let signals = risks::of_account(conn, actor.org, id, today).await?;
    let segment_source = match facts.segment_override {
        Some(_) => Some(segments::source(conn, actor.org, id).await?),
        None => None,
    };
    let voice = voice::in_short(conn, rules, actor.org, id, today).await?;
    let page = pages.first().and_then(|shape| shape.of(&facts.external_id));
    let shown = view(rules, facts, health, actor, now);
    Ok(AccountView { segment_source, pulse, reasons, runs, proposal, signals, voice, page, ..shown })
}

fn view(
    rules: &Rules,
    facts: AccountFacts,
    health: Option<HealthView>,
    actor: &Actor,
    now: DateTime<Utc>,
) -> AccountView {
    let zone = actor.person.zone;
    let today = local_day(now, zone);
    let segment = facts.segment_override.unwrap_or_else(|| Segment::of(&rules.segments, &facts.arr));
    let cadence = effective_cadence(&rules.cadence, segment, health.as_ref().and_then(|health| health.band));
    let next_touch = |days| facts.last_touch_at.map_or(today, |at| local_day(at, zone) + TimeDelta::days(days));
    let day = (today - facts.started_on).num_days();
    AccountView {
        account: facts.account,
        segment,
        segment_source: None,
        phase: Phase::on_day(&rules.lifecycle, day),
        day,
        owner: facts.owner,
        tags: facts.tags,
        arr: facts.arr,
        health,
        pulse: None,
        reasons: Vec::new(),
        renewal: facts.renewal,
        last_touch_at: facts.last_touch_at,
        next_touch_on: cadence.map(|(days, _)| next_touch(days)),
        cadence,
        champion: facts.champion,
        executive: facts.executive,
        seats: facts.seats,
        active_users: facts.active_users,
        features: facts.core_features.map(|core| (facts.n_features, core)),
        n_open_tickets: facts.n_open_tickets,
        critical_open_hours: facts.critical_since.map(|since| (now - since).num_hours()),
        nps: facts.nps,
        runs: Vec::new(),
        proposal: None,
        signals: Vec::new(),
        voice: Voice::default(),
        page: None,
        as_of: AsOf { limits: rules.feeds, ..facts.as_of },
    }
}

/// Why the score is what it is, dearest first.
pub(super) fn why_now(
    assessment: &Assessment,
    facts: &AccountFacts,
    window_days: i64,
    (today, zone): (NaiveDate, Tz),
) -> Vec<Reason> {
    let champion_left = facts.champion.as_ref().and_then(|line| line.left_on.map(|day| (line.name.clone(), day)));
    let renewal_in_days = facts.renewal.as_ref().map(|line| line.in_days).filter(|days| *days <= window_days);
    let named = Facts {
        champion_left,
        knows_executive: facts.executive.is_some(),
        days_silent: facts.last_touch_at.map(|at| (today - local_day(at, zone)).num_days()),
        renewal_in_days,
    };
    reasons(assessment, &named, today)
}

/// The play as it would fit if it began today: its last day rolls to a working day, as it will when it is laid out.
fn propose(playbook: &Playbook, ends_on: Option<NaiveDate>, today: NaiveDate, zone: Tz) -> Proposal {
    let last_due_day = playbook.last_due_day(ends_on.map(|end| (end - today).num_days()));
    let last_day = Calendar::ordinary(zone).roll_forward(today + TimeDelta::days(last_due_day));
    Proposal {
        playbook: playbook.name.clone(),
        title: playbook.title.clone(),
        last_due_day,
        slack_days: ends_on.map(|end| (end - last_day).num_days()),
    }
}

/// Where every point of the score went, what moved, and what the next band takes.
pub async fn why(app: &App, actor: &Actor, id: AccountId) -> Result<WhyView, Failure> {
    let now = app.clock.now();
    let mut conn = app.read(actor).await?;
    let account = card_on(&mut conn, (&app.rules, &app.account_urls), actor, id, now).await?;
    let today = local_day(now, actor.person.zone);
    let history = health::history(&mut conn, actor.org, id, today - Days::new(HISTORY_DAYS)).await?;
    let (moved, lift) = match &account.health {
        Some(view) => explain::why(&mut conn, actor.org, id, view).await?,
        None => (Vec::new(), None),
    };
    Ok(WhyView { account, history, moved, lift })
}
