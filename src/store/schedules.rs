//! Who hears a digest when. The last fire is remembered; the next is computed from the civil clock by the domain.

use chrono::{DateTime, NaiveDateTime, Utc};
use sqlx::PgConnection;

use crate::domain::ids::{InstallationId, OrgId, PersonId, ScheduleId};

/// For whom a digest is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A person, in their direct messages.
    Person(PersonId),
    /// A channel, for the accounts of a team, or everybody's.
    Channel {
        /// Which channel.
        id: String,
        /// Whose accounts.
        team: Option<String>,
    },
}

/// What is told by a timetable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A day, to a person or a channel.
    Daily,
    /// A week, to a leader or a channel.
    Weekly,
    /// A region's open red flags, to the next region's channel.
    Handover,
}

impl Kind {
    fn parse(word: &str) -> Self {
        match word {
            "weekly" => Self::Weekly,
            "handover" => Self::Handover,
            // The table's check knows no other.
            _ => Self::Daily,
        }
    }
}

/// A digest's timetable.
#[derive(Clone, Debug)]
pub struct ScheduleRow {
    /// Whose data.
    pub org: OrgId,
    /// Which.
    pub id: ScheduleId,
    /// In which workspace.
    pub installation: InstallationId,
    /// What is told.
    pub kind: Kind,
    /// For whom.
    pub target: Target,
    /// Whose accounts; `None`: the person's own, or everybody's.
    pub team: Option<String>,
    /// The cron expression.
    pub expression: String,
    /// The IANA name of its zone.
    pub time_zone: String,
    /// Its last fire.
    pub last_fire_at: Option<DateTime<Utc>>,
    /// Its next fire.
    pub next_fire_at: DateTime<Utc>,
}

struct Row {
    org: OrgId,
    id: ScheduleId,
    installation: InstallationId,
    kind: String,
    person: Option<PersonId>,
    channel_id: Option<String>,
    team: Option<String>,
    expression: String,
    time_zone: String,
    last_fire_at: Option<DateTime<Utc>>,
    next_fire_at: DateTime<Utc>,
}

impl From<Row> for ScheduleRow {
    fn from(row: Row) -> Self {
        let target = match (row.person, row.channel_id) {
            (Some(person), _) => Target::Person(person),
            (None, channel) => Target::Channel { id: channel.unwrap_or_default(), team: row.team.clone() },
        };
        Self {
            org: row.org,
            id: row.id,
            installation: row.installation,
            kind: Kind::parse(&row.kind),
            target,
            team: row.team,
            expression: row.expression,
            time_zone: row.time_zone,
            last_fire_at: row.last_fire_at,
            next_fire_at: row.next_fire_at,
        }
    }
}

/// The daily digest of a target gets a new timetable.
pub struct NewSchedule<'a> {
    /// In which workspace.
    pub installation: InstallationId,
    /// For whom.
    pub target: &'a Target,
    /// The cron expression.
    pub expression: &'a str,
    /// The IANA name of its zone.
    pub time_zone: &'a str,
    /// Its first fire.
    pub next_fire_at: DateTime<Utc>,
}

/// Sets the daily digest of a target. A change never back-fills: the next fire is in the future, and one that was
/// stopped begins anew, without the news of its pause.
pub async fn set(
    conn: &mut PgConnection,
    org: OrgId,
    schedule: &NewSchedule<'_>,
    now: DateTime<Utc>,
) -> sqlx::Result<ScheduleId> {
    let (person, channel, team) = match schedule.target {
        Target::Person(person) => (Some(person.0), None, None),
        Target::Channel { id, team } => (None, Some(id.as_str()), team.as_deref()),
    };
    let name = person.map_or_else(|| channel.unwrap_or_default().to_owned(), |person| person.to_string());
    sqlx::query_scalar!(
        r#"insert into schedules (org_id, id, installation_id, kind, person_id, channel_id, team, expression, time_zone,
             next_fire_at, created_at)
           values ($1, $2, $3, 'daily', $4, $5, $6, $7, $8, $9, $10)
           on conflict (org_id, kind, (coalesce(person_id::text, channel_id)), (case when kind = 'handover' then team else '' end))
           do update set
             expression = excluded.expression, time_zone = excluded.time_zone, team = excluded.team,
             next_fire_at = excluded.next_fire_at, active = true,
             last_fire_at = case when schedules.active then schedules.last_fire_at end
           returning id as "id: ScheduleId""#,
        org.0,
        ScheduleId::named(org, &format!("daily:{name}")).0,
        schedule.installation.0,
        person,
        channel,
        team,
        schedule.expression,
        schedule.time_zone,
        schedule.next_fire_at,
        now,
    )
    .fetch_one(conn)
    .await
}

/// Stops the daily digest of a target; says whether there was one.
pub async fn stop(conn: &mut PgConnection, org: OrgId, target: &Target) -> sqlx::Result<bool> {
    let (person, channel) = match target {
        Target::Person(person) => (Some(person.0), None),
        Target::Channel { id, .. } => (None, Some(id.as_str())),
    };
    let done = sqlx::query!(
        "update schedules set active = false where org_id = $1 and kind = 'daily' and active
           and (person_id = $2 or channel_id = $3)",
        org.0,
        person,
        channel,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The daily digest of a target, if it has one that is not stopped.
pub async fn of(conn: &mut PgConnection, org: OrgId, target: &Target) -> sqlx::Result<Option<ScheduleRow>> {
    let (person, channel) = match target {
        Target::Person(person) => (Some(person.0), None),
        Target::Channel { id, .. } => (None, Some(id.as_str())),
    };
    let row = sqlx::query_as!(
        Row,
        r#"select org_id as "org: OrgId", id as "id: ScheduleId", installation_id as "installation: InstallationId",
                  kind, person_id as "person: PersonId", channel_id, team, expression, time_zone, last_fire_at, next_fire_at
           from schedules where org_id = $1 and kind = 'daily' and active and (person_id = $2 or channel_id = $3)"#,
        org.0,
        person,
        channel,
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(ScheduleRow::from))
}

/// Whether a target has, or had, a daily digest.
pub async fn ever_had(conn: &mut PgConnection, org: OrgId, target: &Target) -> sqlx::Result<bool> {
    let (person, channel) = match target {
        Target::Person(person) => (Some(person.0), None),
        Target::Channel { id, .. } => (None, Some(id.as_str())),
    };
    sqlx::query_scalar!(
        r#"select exists (select from schedules where org_id = $1 and kind = 'daily'
             and (person_id = $2 or channel_id = $3)) as "had!""#,
        org.0,
        person,
        channel,
    )
    .fetch_one(conn)
    .await
}

/// One timetable whose next fire is due, held against other replicas, but none of `aside`. Where the bot is no longer installed they stand still;
/// what they missed meanwhile is decided when it is installed again.
pub async fn claim_due(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    aside: &[ScheduleId],
) -> sqlx::Result<Option<ScheduleRow>> {
    let row = sqlx::query_as!(
        Row,
        r#"select org_id as "org: OrgId", id as "id: ScheduleId", installation_id as "installation: InstallationId",
                  kind, person_id as "person: PersonId", channel_id, team, expression, time_zone, last_fire_at, next_fire_at
           from schedules s where active and next_fire_at <= $1 and id <> all($2)
             and exists (select from installations i
               where i.org_id = s.org_id and i.id = s.installation_id and i.closed_at is null)
           order by next_fire_at limit 1 for update skip locked"#,
        now,
        aside as &[ScheduleId],
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(ScheduleRow::from))
}

/// What became of a fire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was posted in time.
    Posted,
    /// It was posted, but late.
    Late,
    /// There was nothing to say.
    Silent,
    /// It came too late to be worth saying.
    Missed,
    /// A newer one of the same window spoke for it.
    Coalesced,
}

impl Outcome {
    fn as_str(self) -> &'static str {
        match self {
            Self::Posted => "posted",
            Self::Late => "late",
            Self::Silent => "silent",
            Self::Missed => "missed",
            Self::Coalesced => "coalesced",
        }
    }
}

/// Writes down what became of a fire, once.
pub async fn record_fire(
    conn: &mut PgConnection,
    schedule: &ScheduleRow,
    civil: NaiveDateTime,
    fold: i16,
    outcome: Outcome,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into schedule_fires (org_id, schedule_id, civil, fold, outcome, decided_at)
         values ($1, $2, $3, $4, $5, $6) on conflict do nothing",
        schedule.org.0,
        schedule.id.0,
        civil,
        fold,
        outcome.as_str(),
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Moves a timetable on.
pub async fn advance(
    conn: &mut PgConnection,
    schedule: &ScheduleRow,
    last_fire_at: Option<DateTime<Utc>>,
    next_fire_at: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update schedules set last_fire_at = coalesce($3, last_fire_at), next_fire_at = $4 where org_id = $1 and id = $2",
        schedule.org.0,
        schedule.id.0,
        last_fire_at,
        next_fire_at,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Takes a timetable that cannot be read out of the way; somebody set it before the rules were stricter.
pub async fn retire(conn: &mut PgConnection, schedule: &ScheduleRow) -> sqlx::Result<()> {
    sqlx::query!("update schedules set active = false where org_id = $1 and id = $2", schedule.org.0, schedule.id.0)
        .execute(conn)
        .await?;
    Ok(())
}

/// When the next digest of any organisation is due; for moving a demo's clock.
pub async fn next_fire_at(conn: &mut PgConnection) -> sqlx::Result<Option<DateTime<Utc>>> {
    sqlx::query_scalar!(
        "select min(s.next_fire_at) from schedules s
         join installations i on i.org_id = s.org_id and i.id = s.installation_id and i.closed_at is null
         where s.active"
    )
    .fetch_one(conn)
    .await
}

/// Sets the weekly digest of a target, for a team's accounts or everybody's. As for the daily one, a change never
/// back-fills.
pub async fn set_weekly(
    conn: &mut PgConnection,
    org: OrgId,
    schedule: &NewSchedule<'_>,
    team: Option<&str>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let (person, channel) = match schedule.target {
        Target::Person(person) => (Some(person.0), None),
        Target::Channel { id, .. } => (None, Some(id.as_str())),
    };
    let name = person.map_or_else(|| channel.unwrap_or_default().to_owned(), |person| person.to_string());
    sqlx::query!(
        "insert into schedules (org_id, id, installation_id, kind, person_id, channel_id, team, expression, time_zone,
           next_fire_at, created_at)
         values ($1, $2, $3, 'weekly', $4, $5, $6, $7, $8, $9, $10)
         on conflict (org_id, kind, (coalesce(person_id::text, channel_id)), (case when kind = 'handover' then team else '' end))
         do update set
           expression = excluded.expression, time_zone = excluded.time_zone, team = excluded.team,
           next_fire_at = excluded.next_fire_at, active = true,
           last_fire_at = case when schedules.active then schedules.last_fire_at end",
        org.0,
        ScheduleId::named(org, &format!("weekly:{name}")).0,
        schedule.installation.0,
        person,
        channel,
        team,
        schedule.expression,
        schedule.time_zone,
        schedule.next_fire_at,
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Stops the weekly digest of a target; says whether there was one.
pub async fn stop_weekly(conn: &mut PgConnection, org: OrgId, target: &Target) -> sqlx::Result<bool> {
    let (person, channel) = match target {
        Target::Person(person) => (Some(person.0), None),
        Target::Channel { id, .. } => (None, Some(id.as_str())),
    };
    let done = sqlx::query!(
        "update schedules set active = false where org_id = $1 and kind = 'weekly' and active
           and (person_id = $2 or channel_id = $3)",
        org.0,
        person,
        channel,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}
