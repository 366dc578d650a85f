//! What people chose for themselves, and what Slack says of them.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;
use sqlx::PgConnection;

use super::people::locale;
use crate::domain::cadence::{QuietHours, Workweek};
use crate::domain::ids::{InstallationId, OrgId, PersonId};
use crate::domain::locale::Language;
use crate::domain::personal::{Choices, Country, Settings, ZoneSource, workweek};

/// A person's settings, and those of them that they chose; `None` when there is no such person.
pub async fn of(
    conn: &mut PgConnection,
    org: OrgId,
    person: PersonId,
    today: NaiveDate,
) -> sqlx::Result<Option<(Settings, Choices)>> {
    let row = sqlx::query!(
        r#"select p.time_zone as "zone!", p.zone_source as "source!", p.working_days as "days!",
                  p.working_from as "work_from!", p.working_to as "work_to!", p.country, p.quiet_from, p.quiet_to,
                  s.time_zone as "own_zone?", s.working_days as "own_days?", s.working_from as "own_from?",
                  s.working_to as "own_to?", s.country as "own_country?", p.language, p.slack_locale,
                  (select count(distinct day) from holidays h where h.org_id = p.org_id and h.country = p.country
                     and $3 <= day) as "n_holidays!"
           from staff p left join person_settings s on s.org_id = p.org_id and s.person_id = p.id
           where p.org_id = $1 and p.id = $2"#,
        org.0,
        person.0,
        today,
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| {
        let quiet = row.quiet_from.zip(row.quiet_to).map(|(from, to)| QuietHours { from, to });
        let settings = Settings {
            zone: row.zone.parse().unwrap_or(Tz::UTC),
            zone_source: ZoneSource::parse(&row.source).unwrap_or(ZoneSource::Import),
            workweek: workweek(&row.days, row.work_from, row.work_to),
            quiet,
            country: row.country.as_deref().and_then(Country::parse),
            n_holidays: row.n_holidays,
            locale: locale(row.language.as_deref(), row.slack_locale.as_deref()),
        };
        let own_week = row.own_days.zip(row.own_from.zip(row.own_to));
        let choices = Choices {
            zone: row.own_zone.and_then(|zone| zone.parse().ok()),
            workweek: own_week.map(|(days, (from, to))| workweek(&days, from, to)),
            quiet,
            country: row.own_country.as_deref().and_then(Country::parse),
            language: row.language.as_deref().and_then(Language::parse),
        };
        (settings, choices)
    }))
}

/// Writes down what a person chose; what they did not choose is no longer theirs.
pub async fn choose(
    conn: &mut PgConnection,
    org: OrgId,
    person: PersonId,
    choices: &Choices,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let hours = choices.workweek.map(Workweek::hours);
    let days: Option<Vec<i32>> = choices
        .workweek
        .map(|week| week.days().map(|day| i32::try_from(day.number_from_monday()).unwrap_or(1)).collect());
    let quiet: Option<(NaiveTime, NaiveTime)> = choices.quiet.map(|quiet| (quiet.from, quiet.to));
    sqlx::query!(
        "insert into person_settings (org_id, person_id, time_zone, country, working_days, working_from, working_to,
           quiet_from, quiet_to, updated_at, language)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
         on conflict (org_id, person_id) do update set
           (time_zone, country, working_days, working_from, working_to, quiet_from, quiet_to, updated_at,
            language)
           = (excluded.time_zone, excluded.country, excluded.working_days, excluded.working_from, excluded.working_to,
              excluded.quiet_from, excluded.quiet_to, excluded.updated_at, excluded.language)",
        org.0,
        person.0,
        choices.zone.map(Tz::name),
        choices.country.map(|country| country.to_string()),
        days.as_deref(),
        hours.map(|(from, _)| from),
        hours.map(|(_, to)| to),
        quiet.map(|(from, _)| from),
        quiet.map(|(_, to)| to),
        now,
        choices.language.map(Language::code),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What Slack says of a person; `None`: nothing that we know.
#[derive(Clone, Copy, Debug, Default)]
pub struct Profile<'a> {
    /// Their clock.
    pub zone: Option<Tz>,
    /// Their language, as `de-DE`.
    pub locale: Option<&'a str>,
    /// Where they were found.
    pub found: Option<Found<'a>>,
}

/// A workspace that shows somebody.
#[derive(Clone, Copy, Debug)]
pub struct Found<'a> {
    /// The one that was asked.
    pub installation: InstallationId,
    /// Slack's team that they are of: another one, where they are a stranger in a shared channel.
    pub team: Option<&'a str>,
}

/// Writes down what Slack says of a person. Where it does not say in which workspace they are, they are asked for as before.
pub async fn saw_profile(
    conn: &mut PgConnection,
    org: OrgId,
    person: PersonId,
    profile: &Profile<'_>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into person_settings (org_id, person_id, slack_zone, slack_asked_at, updated_at, slack_locale,
           installation_id)
         values ($1, $2, $3, case when $7::uuid is not null then $4::timestamptz end, $4, $5, coalesce(
           (select id from installations where org_id = $1 and team_id = $6 and closed_at is null), $7))
         on conflict (org_id, person_id) do update set
           slack_zone = coalesce(excluded.slack_zone, person_settings.slack_zone), 
           slack_asked_at = coalesce(excluded.slack_asked_at, person_settings.slack_asked_at),
           slack_locale = coalesce(excluded.slack_locale, person_settings.slack_locale), updated_at = excluded.updated_at,
           installation_id = coalesce(excluded.installation_id, person_settings.installation_id)",
        org.0,
        person.0,
        profile.zone.map(Tz::name),
        now,
        profile.locale,
        profile.found.and_then(|found| found.team),
        profile.found.map(|found| found.installation.0),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Somebody whose profile in Slack is to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// Whose data.
    pub org: OrgId,
    /// Who.
    pub person: PersonId,
    /// Their id in Slack.
    pub slack_user_id: String,
}

/// Takes people whose profile was never read or not for `every`; who takes them reads them, and no other replica does.
pub async fn claim_unread(
    conn: &mut PgConnection,
    every: TimeDelta,
    n: i64,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<Unread>> {
    sqlx::query_as!(
        Unread,
        r#"with unread as (
             select p.org_id, p.id, p.slack_user_id from people p
             left join person_settings s on s.org_id = p.org_id and s.person_id = p.id
             where not p.deactivated and p.slack_user_id is not null
               and exists (select from installations i where i.org_id = p.org_id and i.closed_at is null)
               and (s.slack_asked_at is null or s.slack_asked_at <= $1)
             order by p.org_id, p.id limit $2 for no key update of p skip locked),
           asked as (
             insert into person_settings (org_id, person_id, slack_asked_at, updated_at)
             select org_id, id, $3, $3 from unread
             on conflict (org_id, person_id) do update set slack_asked_at = excluded.slack_asked_at)
           select org_id as "org: OrgId", id as "person: PersonId", slack_user_id as "slack_user_id!" from unread"#,
        now - every,
        n,
        now,
    )
    .fetch_all(conn)
    .await
}

/// The profile could not be read: it is to be tried again at `at`, as if it had been read `every` before.
pub async fn ask_again(
    conn: &mut PgConnection,
    org: OrgId,
    person: PersonId,
    every: TimeDelta,
    at: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update person_settings set slack_asked_at = $3 where org_id = $1 and person_id = $2",
        org.0,
        person.0,
        at - every,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// When the next profile is to be read; for moving a demo's clock.
pub async fn next_unread_at(conn: &mut PgConnection, every: TimeDelta) -> sqlx::Result<Option<DateTime<Utc>>> {
    let asked = sqlx::query_scalar!(
        "select min(s.slack_asked_at) from person_settings s
         join people p on p.org_id = s.org_id and p.id = s.person_id and not p.deactivated and p.slack_user_id is not null
         where exists (select from installations i where i.org_id = p.org_id and i.closed_at is null)",
    )
    .fetch_one(conn)
    .await?;
    Ok(asked.map(|at| at + every))
}
