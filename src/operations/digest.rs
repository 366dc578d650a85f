//! A person's day, gathered now; and the digests that are posted by timetable.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Utc, Weekday};
use chrono_tz::Tz;
use sqlx::PgConnection;

use super::{App, Failure, calendars};
use crate::domain::cadence::local_day;
use crate::domain::digest::{
    BandChange, Change, Covered, DigestView, DueStep, Promise, Reminded, Section, ToldElsewhere, Waiting,
    WaitingTicket, with_signals,
};
use crate::domain::ids::{OrgId, StepId};
use crate::domain::notice::Notice;
use crate::domain::person::{Actor, Person};
use crate::domain::plan::WaitingMilestone;
use crate::domain::reason::{Facts, reasons};
use crate::domain::rules::{Reach, Rules};
use crate::store::digests::{self, Crossed, Gather};
use crate::store::plays::occasions::{self, Proposals};
use crate::store::{cards, people, plans, promises, risks};

/// Acknowledged steps come up again when they are due within this time.
const AHEAD: TimeDelta = TimeDelta::days(2);
/// Milestones of success plans come up when they are due within this time.
const MILESTONES_AHEAD: TimeDelta = TimeDelta::days(3);
/// The headline counts renewals inside so many days.
const NEAR_RENEWAL_DAYS: i32 = 60;

/// For whom a digest is gathered.
#[derive(Clone, Debug)]
pub(super) struct Reader {
    /// Whose data.
    pub org: OrgId,
    /// The person; `None` for a channel.
    pub person: Option<Person>,
    /// A channel's team; `None`: everybody.
    pub team: Option<String>,
    /// The reader's clock.
    pub zone: Tz,
    /// The numbers that it is gathered by.
    pub rules: Arc<Rules>,
    /// How often they hear of what they should have reviewed.
    pub reminded: Reminded,
}

/// The asker's day, now.
pub async fn today(app: &App, actor: &Actor) -> Result<DigestView, Failure> {
    let now = app.clock.now();
    let reader = reader(app, actor);
    let mut conn = app.read(actor).await?;
    gather(&mut conn, &reader, last_morning(now, reader.zone), now).await
}

/// The asker's steps that are due, overdue, or come up soon.
pub(super) async fn steps(
    conn: &mut PgConnection,
    app: &App,
    actor: &Actor,
    since: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<Vec<DueStep>, Failure> {
    let gather = scope(conn, &reader(app, actor), since, now).await?;
    Ok(digests::steps(conn, &gather, now + AHEAD).await?)
}

/// The digest that a message in Slack is; `None` when the message is none, or another organisation's, or a channel's and the
/// asker does not see all accounts.
pub async fn posted(app: &App, actor: &Actor, channel_id: &str, ts: &str) -> Result<Option<DigestView>, Failure> {
    let mut conn = app.read(actor).await?;
    let Some(card) = cards::by_message(&mut conn, actor.org, actor.installation, channel_id, ts).await? else {
        return Ok(None);
    };
    let Notice::Digest(mut view) = card.notice else { return Ok(None) };
    // It tells of accounts that its reader may not see.
    let is_own = view.person.as_ref().is_some_and(|person| person.id == actor.id());
    if !is_own && app.rules.rights.reads(actor.person.role) != Reach::All {
        return Ok(None);
    }
    refresh(&mut conn, actor.org, &mut view).await?;
    Ok(Some(*view))
}

fn reader(app: &App, actor: &Actor) -> Reader {
    let (org, zone, rules) = (actor.org, actor.person.zone, Arc::clone(&app.rules));
    let person = Some(actor.person.clone());
    Reader { org, person, team: None, zone, rules, reminded: Reminded::EachTime }
}

/// A day ago; on a Monday, three: the weekend's news is Monday's.
pub(super) fn last_morning(now: DateTime<Utc>, zone: Tz) -> DateTime<Utc> {
    let days = if local_day(now, zone).weekday() == Weekday::Mon { 3 } else { 1 };
    now - TimeDelta::days(days)
}

/// Gathers a digest of what happened since `since`, with the days of those whom a person covers for now.
pub(super) async fn gather(
    conn: &mut PgConnection,
    reader: &Reader,
    since: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<DigestView, Failure> {
    let mut view = of_one(conn, reader, since, now).await?;
    let Some(person) = &reader.person else { return Ok(view) };
    let covered = calendars::roster(conn, reader.org, now).await?.covered_by(person.who.id, now);
    for (away, acting) in covered {
        let Some(away) = people::present(conn, reader.org, away).await? else { continue };
        let day = of_one(conn, &Reader { person: Some(away), ..reader.clone() }, since, now).await?;
        view.covering.push(Covered { until: acting.until, no_cover: acting.no_cover, day });
    }
    Ok(view)
}

async fn of_one(
    conn: &mut PgConnection,
    reader: &Reader,
    since: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<DigestView, Failure> {
    let rules = &reader.rules;
    let gather = scope(conn, reader, since, now).await?;
    let steps = digests::steps(conn, &gather, now + AHEAD).await?;
    let (worse, better) = changes(digests::band_changes(conn, &gather).await?, gather.today);
    let waiting = digests::waiting(conn, &gather, rules.signals.critical_hours).await?;
    let milestones = plans::waiting_milestones(conn, &gather, gather.today + MILESTONES_AHEAD).await?;
    let promises = promises::due(conn, &gather).await?;
    let quiet = digests::quiet(conn, &gather, &rules.cadence).await?;
    let elsewhere = ToldElsewhere {
        waiting: waiting.iter().map(|ticket| ticket.account.id).collect(),
        quiet: quiet.iter().map(|account| account.account.id).collect(),
    };
    let (changed, chances) = with_signals(worse, risks::fired(conn, &gather).await?, &elsewhere);
    let reached = digests::good_news(conn, &gather).await?.into_iter().map(Change::Good);
    let good_news = better.into_iter().map(Change::Band).chain(reached).chain(chances).collect();
    let owners = gather.owners.as_deref();
    let proposals = Proposals { org: gather.org, owners, since: gather.since, now, today: gather.today };
    let proposed = occasions::proposed(conn, &proposals).await?;
    let renewals = digests::near_renewals(conn, &gather, &rules.lifecycle, reader.reminded).await?;
    Ok(DigestView {
        person: reader.person.as_ref().map(|person| person.who.clone()),
        team: reader.team.clone().filter(|_| reader.person.is_none()),
        schedule: None,
        day: gather.today,
        zone: reader.zone,
        late_for: None,
        n_overdue: steps.iter().filter(|step| step.overdue).count(),
        do_first: Section::of(steps),
        changed: Section::of(changed),
        proposed: Section::of(proposed),
        n_milestones: milestones.len(),
        waiting: Section::of(all_waiting(promises, waiting, milestones)),
        n_unreviewed: renewals.iter().filter(|renewal| renewal.wants_review(rules.lifecycle.must_review_days)).count(),
        renewals: Section::of(renewals),
        n_renewals_60d: digests::n_renewals(conn, &gather, NEAR_RENEWAL_DAYS).await?,
        quiet: Section::of(quiet),
        good_news: Section::of(good_news),
        read_by: None,
        covering: Vec::new(),
        as_of: digests::as_of(conn, &gather, rules.feeds).await?,
        gathered_at: now,
    })
}

/// Promises first: they are the reader's own.
fn all_waiting(promises: Vec<Promise>, tickets: Vec<WaitingTicket>, milestones: Vec<WaitingMilestone>) -> Vec<Waiting> {
    let promises = promises.into_iter().map(Waiting::Promise);
    let tickets = tickets.into_iter().map(Waiting::Ticket);
    promises.chain(tickets).chain(milestones.into_iter().map(Waiting::Milestone)).collect()
}

async fn scope(
    conn: &mut PgConnection,
    reader: &Reader,
    since: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<Gather, Failure> {
    let owners = match (&reader.person, &reader.team) {
        (Some(person), _) => Some(vec![person.who.id]),
        (None, Some(team)) => Some(digests::team(conn, reader.org, team).await?),
        (None, None) => None,
    };
    let today = local_day(now, reader.zone);
    let last_day = local_day(since, reader.zone).min(today - Days::new(1));
    Ok(Gather { org: reader.org, owners, today, last_day, since, now, zone: reader.zone })
}

/// What got worse, and what got better.
fn changes(crossed: Vec<Crossed>, today: NaiveDate) -> (Vec<BandChange>, Vec<BandChange>) {
    let (worse, mut better): (Vec<_>, Vec<_>) = crossed
        .into_iter()
        .map(|crossed| {
            let reason = crossed
                .assessment
                .and_then(|assessment| reasons(&assessment, &Facts::default(), today).into_iter().next());
            BandChange { reason, ..crossed.change }
        })
        .partition(|change| change.to < change.from);
    // What still costs points is not why somebody got better.
    for change in &mut better {
        change.reason = None;
    }
    (worse, better)
}

/// Brings the steps of a digest that is drawn again up to date.
pub(super) async fn refresh(conn: &mut PgConnection, org: OrgId, view: &mut DigestView) -> Result<(), Failure> {
    let days = || std::iter::once(&view.do_first).chain(view.covering.iter().map(|covered| &covered.day.do_first));
    let ids: Vec<StepId> = days().flat_map(|steps| &steps.rows).map(|row| row.step).collect();
    let states = digests::step_states(conn, org, &ids).await?;
    let now: HashMap<_, _> = states.into_iter().map(|(id, state, version)| (id, (state, version))).collect();
    let covered = view.covering.iter_mut().flat_map(|covered| &mut covered.day.do_first.rows);
    for row in view.do_first.rows.iter_mut().chain(covered) {
        if let Some((state, version)) = now.get(&row.step) {
            *row = DueStep { state: *state, version: *version, ..row.clone() };
        }
    }
    if view.proposed.rows.is_empty() {
        return Ok(());
    }
    let proposed: Vec<_> = view.proposed.rows.iter().map(|row| (row.account.id, row.playbook.as_str())).collect();
    let at_work = occasions::at_work(conn, org, &proposed).await?;
    for row in &mut view.proposed.rows {
        row.is_started |= at_work.iter().any(|(account, play)| *account == row.account.id && *play == row.playbook);
    }
    Ok(())
}
