//! A person's day, gathered now; and the digests that are posted by timetable.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Utc, Weekday};
use chrono_tz::Tz;
use sqlx::PgConnection;

use super::{App, Failure};
use crate::domain::cadence::local_day;
use crate::domain::digest::{BandChange, DigestView, DueStep, ROWS_PER_SECTION, Section};
use crate::domain::ids::{OrgId, StepId};
use crate::domain::person::{Actor, Person};
use crate::domain::reason::{Facts, reasons};
use crate::domain::rules::Rules;
use crate::store::digests::{self, Crossed, Gather};

/// Acknowledged steps come up again when they are due within this time.
const AHEAD: TimeDelta = TimeDelta::days(2);
/// "+N more" shows so many; a message has no room for more.
const FULL_ROWS: usize = 40;
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
}

/// The asker's day, now.
pub async fn today(app: &App, actor: &Actor) -> Result<DigestView, Failure> {
    let now = app.clock.now();
    let reader = reader(app, actor);
    let mut conn = app.web.acquire().await?;
    gather(&mut conn, &reader, last_morning(now, reader.zone), now).await
}

/// The asker's day with every row of its sections, for "+N more".
pub async fn today_in_full(app: &App, actor: &Actor) -> Result<DigestView, Failure> {
    let now = app.clock.now();
    let reader = reader(app, actor);
    let mut conn = app.web.acquire().await?;
    gather_rows(&mut conn, &reader, last_morning(now, reader.zone), FULL_ROWS, now).await
}

fn reader(app: &App, actor: &Actor) -> Reader {
    let (org, zone, rules) = (actor.org, actor.person.zone, Arc::clone(&app.rules));
    Reader { org, person: Some(actor.person.clone()), team: None, zone, rules }
}

/// A day ago; on a Monday, three: the weekend's news is Monday's.
pub(super) fn last_morning(now: DateTime<Utc>, zone: Tz) -> DateTime<Utc> {
    let days = if local_day(now, zone).weekday() == Weekday::Mon { 3 } else { 1 };
    now - TimeDelta::days(days)
}

/// Gathers a digest of what happened since `since`.
pub(super) async fn gather(
    conn: &mut PgConnection,
    reader: &Reader,
    since: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<DigestView, Failure> {
    gather_rows(conn, reader, since, ROWS_PER_SECTION, now).await
}

async fn gather_rows(
    conn: &mut PgConnection,
    reader: &Reader,
    since: DateTime<Utc>,
    n_rows: usize,
    now: DateTime<Utc>,
) -> Result<DigestView, Failure> {
    let rules = &reader.rules;
    let gather = scope(conn, reader, since, now).await?;
    let steps = digests::steps(conn, &gather, now + AHEAD).await?;
    let (worse, mut better) = changes(digests::band_changes(conn, &gather).await?, gather.today);
    // What still costs points is not why somebody got better.
    for change in &mut better {
        change.reason = None;
    }
    let renewals = digests::crossed_renewals(conn, &gather, &rules.lifecycle.checkpoints_days).await?;
    Ok(DigestView {
        person: reader.person.as_ref().map(|person| person.who.clone()),
        schedule: None,
        day: gather.today,
        zone: reader.zone,
        late_for: None,
        n_overdue: steps.iter().filter(|step| step.overdue).count(),
        do_first: Section::of(steps, n_rows),
        changed: Section::of(worse, n_rows),
        waiting: Section::of(digests::waiting(conn, &gather, rules.signals.critical_hours).await?, n_rows),
        renewals: Section::of(renewals, n_rows),
        n_renewals_60d: digests::n_renewals(conn, &gather, NEAR_RENEWAL_DAYS).await?,
        quiet: Section::of(digests::quiet(conn, &gather, &rules.cadence).await?, n_rows),
        good_news: Section::of(better, n_rows),
        as_of: digests::as_of(conn, &gather).await?,
        gathered_at: now,
    })
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
    crossed
        .into_iter()
        .map(|crossed| {
            let reason = crossed
                .assessment
                .and_then(|assessment| reasons(&assessment, &Facts::default(), today).into_iter().next());
            BandChange { reason, ..crossed.change }
        })
        .partition(|change| change.to < change.from)
}

/// Brings the steps of a digest that is drawn again up to date.
pub(super) async fn refresh(conn: &mut PgConnection, org: OrgId, view: &mut DigestView) -> Result<(), Failure> {
    let ids: Vec<StepId> = view.do_first.rows.iter().map(|row| row.step).collect();
    let states = digests::step_states(conn, org, &ids).await?;
    let now: HashMap<_, _> = states.into_iter().map(|(id, state, version)| (id, (state, version))).collect();
    for row in &mut view.do_first.rows {
        if let Some((state, version)) = now.get(&row.step) {
            *row = DueStep { state: *state, version: *version, ..row.clone() };
        }
    }
    Ok(())
}
