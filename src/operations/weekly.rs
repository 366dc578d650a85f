//! A leader's week: setting its timetable, gathering it, posting it.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;
use serde_json::json;
use sqlx::PgConnection;

use super::charted::charted;
use super::sight::{self, For};
use super::{App, Failure, plays, renewals, snapshot, team};
use crate::domain::cadence::{CronText, Fire, Schedule, at_local, local_day};
use crate::domain::capacity::Fit;
use crate::domain::digest::{Covers, MOST_ROWS, Section, Timetable};
use crate::domain::ids::{OrgId, PersonId};
use crate::domain::money::Money;
use crate::domain::notice::Notice;
use crate::domain::person::{Actor, Role};
use crate::domain::portfolio::PeriodAsked;
use crate::domain::refusal::Refusal;
use crate::domain::renewal::Moved;
use crate::domain::signal::NoiseLine;
use crate::domain::weekly::{Kept, Load, Voice, WeeklyView};
use crate::store::cards::{self, NewCard};
use crate::store::plays::ledger::Wanted;
use crate::store::portfolio::{self, Scope};
use crate::store::schedules::{self, Kind, NewSchedule, Outcome, ScheduleRow, Target};
use crate::store::weekly::{self, About};
use crate::store::{audit, digests, playbooks, signals};

/// So many of the next fires are told to whoever sets a timetable.
const N_NEXT: usize = 5;
/// A week posted this long after its time says when it was due.
const LATE: TimeDelta = TimeDelta::minutes(5);
const WEEK: TimeDelta = TimeDelta::days(7);

/// Whose week, and where it is posted: to the asker, or to a channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Weekly<'a> {
    /// Of a team; `None`: everybody's.
    pub team: Option<&'a str>,
    /// A channel; `None`: the asker's direct messages.
    pub channel: Option<&'a str>,
}

impl Weekly<'_> {
    fn target(&self, actor: &Actor) -> Target {
        let team = self.team.map(str::to_owned);
        match self.channel {
            Some(id) => Target::Channel { id: id.to_owned(), team },
            None => Target::Person(actor.id()),
        }
    }

    fn covers(team: Option<String>) -> Covers {
        team.map_or(Covers::Everybody, Covers::Team)
    }
}

/// Sets the weekly digest of the asker, or of a channel. For leaders.
pub async fn set(app: &App, actor: &Actor, weekly: &Weekly<'_>, expression: &CronText) -> Result<Timetable, Failure> {
    check_role(actor)?;
    if weekly.channel.is_some() {
        sight::may_show_a_channel(&app.rules, actor, weekly.team)?;
    }
    let (now, zone) = (app.clock.now(), actor.person.zone);
    let mut tx = app.begin(actor).await?;
    if let Some(team) = weekly.team
        && digests::team(&mut tx, actor.org, team).await?.is_empty()
    {
        return Err(Refusal::NoSuchPerson { wanted: format!("team:{team}"), names: Vec::new() }.into());
    }
    let schedule = Schedule::parse(expression.as_str(), zone, now)
        .map_err(|refusal| Refusal::BadTimetable { expression: expression.to_string(), refusal })?;
    let next: Vec<DateTime<Utc>> = schedule.next_n(now, N_NEXT).into_iter().map(|fire| fire.at).collect();
    let first = next.first().copied().ok_or_else(|| anyhow::anyhow!("a schedule within reach has no next fire"))?;
    let target = weekly.target(actor);
    let row = NewSchedule {
        installation: actor.installation,
        target: &target,
        expression: expression.as_str(),
        time_zone: zone.name(),
        next_fire_at: first,
    };
    schedules::set_week(&mut tx, actor.org, Kind::Weekly, &row, weekly.team, now).await?;
    record(&mut tx, actor, weekly, "digest.weekly", now).await?;
    tx.commit().await?;
    let covers = Weekly::covers(weekly.team.map(str::to_owned));
    Ok(Timetable { covers, expression: expression.to_string(), zone, next })
}

/// Stops the weekly digest of the asker, or of a channel; says whether there was one.
pub async fn stop(app: &App, actor: &Actor, weekly: &Weekly<'_>) -> Result<bool, Failure> {
    check_role(actor)?;
    let mut tx = app.begin(actor).await?;
    let stopped = schedules::stop_week(&mut tx, actor.org, Kind::Weekly, &weekly.target(actor)).await?;
    if stopped {
        record(&mut tx, actor, weekly, "digest.weekly_stop", app.clock.now()).await?;
    }
    tx.commit().await?;
    Ok(stopped)
}

/// The asker's week, now.
pub async fn now(app: &App, actor: &Actor, of: Option<&str>) -> Result<WeeklyView, Failure> {
    check_role(actor)?;
    let now = app.clock.now();
    gather(app, actor.into(), of.map(str::to_owned), actor.person.zone, now).await
}

fn check_role(actor: &Actor) -> Result<(), Refusal> {
    let needs = Role::Manager;
    if actor.person.role < needs { Err(Refusal::NotAllowed { needs }) } else { Ok(()) }
}

async fn record(
    conn: &mut PgConnection,
    actor: &Actor,
    weekly: &Weekly<'_>,
    verb: &str,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let subject = match weekly.channel {
        Some(id) => format!("channel:{id}"),
        None => format!("person:{}", actor.id()),
    };
    let entry = audit::Entry { actor: Some(actor.id()), verb, subject, detail: json!({ "team": weekly.team }) };
    Ok(audit::record(conn, actor.org, &entry, now).await?)
}

/// Posts a week whose time has come, unless there is nothing to tell.
pub(super) async fn say(
    app: &App,
    conn: &mut PgConnection,
    row: &ScheduleRow,
    (fire, zone): (&Fire, Tz),
    now: DateTime<Utc>,
) -> Result<Outcome, Failure> {
    let Some((reader, channel_id)) = sight::reader_of(conn, row).await? else { return Ok(Outcome::Silent) };
    let whom = For::reader(row.org, reader.as_ref());
    let mut view = gather(app, whom, row.team.clone(), zone, now).await?;
    if view.is_silent() {
        return Ok(Outcome::Silent);
    }
    let late = LATE < now - fire.at;
    view.schedule = Some(row.id);
    view.late_for = late.then_some(fire.at);
    let notice = Notice::Weekly(Box::new(view));
    let subject = fire.key(&format!("weekly:{}", row.id));
    let card = NewCard { installation: row.installation, subject, notice: &notice, channel_id: &channel_id };
    cards::announce(conn, row.org, &card, now).await?;
    Ok(if late { Outcome::Late } else { Outcome::Posted })
}

/// Gathers a week by a fixed number of statements.
async fn gather(
    app: &App,
    whom: For<'_>,
    team: Option<String>,
    zone: Tz,
    now: DateTime<Utc>,
) -> Result<WeeklyView, Failure> {
    let (today, org) = (local_day(now, zone), whom.org());
    let moved = snapshot::moved_of_all(app, whom).await?;
    let load = load(app, whom, team.clone()).await?;
    let mut conn = app.read_long(whom).await?;
    let owners: Option<Vec<PersonId>> = match &team {
        Some(team) => Some(digests::team(&mut conn, org, team).await?),
        None => None,
    };
    let about = About { org, owners: owners.as_deref(), today };
    let most = i64::try_from(MOST_ROWS).unwrap_or(i64::MAX);
    let red = weekly::red(&mut conn, about, (false, most)).await?;
    let window_days = app.rules.lifecycle.renewal_window_days;
    let slipped = slipped(&mut conn, about, moved.moved).await?;
    let differing = renewals::differing(&mut conn, app, (org, about.owners), (now, zone)).await?;
    let scope = Scope { team: team.clone(), ..Scope::of_all(org, app.rules.segments, today) };
    Ok(WeeklyView {
        standings: weekly::standings(&mut conn, about).await?,
        n_without_plan: usize::try_from(red.n_without_plan).unwrap_or(usize::MAX),
        red: Section { n: usize::try_from(red.n).unwrap_or(usize::MAX), rows: red.rows },
        renewals: weekly::renewals(&mut conn, about, i32::try_from(window_days).unwrap_or(i32::MAX)).await?,
        window_days,
        slipped: Section::of(slipped),
        since: moved.since,
        differing,
        retention: retention(&mut conn, &scope).await?,
        plays: ledger(app, &mut conn, about, (zone, now)).await?,
        week: weekly::plays(&mut conn, about, (now - WEEK, now)).await?,
        load,
        noise: noise(&mut conn, org, now).await?,
        voice: voice(app, &mut conn, &scope).await?,
        charted: charted(&mut conn, about, today).await?,
        team,
        sees: whom.sees(app),
        schedule: None,
        day: today,
        zone,
        late_for: None,
        gathered_at: now,
    })
}

async fn slipped(conn: &mut PgConnection, about: About<'_>, moved: Vec<Moved>) -> Result<Vec<Moved>, Failure> {
    let slipped: Vec<Moved> = moved.into_iter().filter(Moved::is_slip).collect();
    let ids: Vec<_> = slipped.iter().map(|moved| moved.now.account.id).collect();
    let ours = weekly::among(conn, about, &ids).await?;
    Ok(slipped.into_iter().filter(|moved| ours.contains(&moved.now.account.id)).collect())
}

async fn retention(conn: &mut PgConnection, scope: &Scope) -> Result<Vec<Kept>, Failure> {
    let mut kept = Vec::new();
    for period in [PeriodAsked::QuarterToDate, PeriodAsked::TwelveMonths] {
        let groups = portfolio::groups(conn, scope, period.on(scope.today), None).await?;
        kept.extend(groups.iter().flat_map(|group| &group.slices).map(|slice| Kept {
            period,
            start: Money::new(slice.retention.start_minor, slice.currency),
            retention: slice.retention,
        }));
    }
    Ok(kept)
}

async fn ledger(
    app: &App,
    conn: &mut PgConnection,
    about: About<'_>,
    (zone, now): (Tz, DateTime<Utc>),
) -> Result<Vec<crate::domain::playbook::PlayStats>, Failure> {
    let all = playbooks::all(conn, about.org).await?;
    let first: NaiveDate = PeriodAsked::TwelveMonths.on(about.today).from;
    let from = at_local(zone, first, NaiveTime::MIN);
    let wanted = Wanted { org: about.org, playbook: None, owners: about.owners, from, to: now, now };
    plays::stats_on(conn, &app.rules, (&all, &wanted)).await
}

async fn load(app: &App, whom: For<'_>, of: Option<String>) -> Result<Load, Failure> {
    let view = team::of_all(app, whom, of).await?;
    let over = view.rows.iter().filter(|row| row.carried.fit() == Fit::Over);
    Ok(Load {
        over: over.map(|row| row.person.clone()).collect(),
        n_people: view.rows.len(),
        n_without_owner: view.without_owner.n_accounts,
        arr_without_owner: view.without_owner.arr,
        n_wrong: view.wrong.len(),
        n_disagreements: view.rows.iter().map(|row| row.n_disagreements).sum(),
    })
}

async fn noise(conn: &mut PgConnection, org: OrgId, now: DateTime<Utc>) -> Result<Vec<NoiseLine>, Failure> {
    Ok(signals::noise(conn, org, (now - WEEK, now)).await?)
}

async fn voice(app: &App, conn: &mut PgConnection, scope: &Scope) -> Result<Section<Voice>, Failure> {
    let themes = portfolio::themes(conn, scope, app.rules.portfolio, scope.today).await?;
    let voices = themes.into_iter().map(|theme| Voice {
        theme: theme.theme,
        n_tickets: theme.n_tickets,
        n_feedback: theme.n_feedback,
        n_accounts: theme.n_accounts,
        arr: theme.arr,
    });
    Ok(Section::of(voices.collect()))
}
