//! The tokens of installed workspaces, sealed.
//!
//! A pair of tokens has a version, and every later word about it names the version: whoever was asleep cannot close or
//! overwrite what was installed or refreshed meanwhile.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::domain::ids::{InstallationId, OrgId};

/// A sealed pair.
#[derive(Clone, Debug)]
pub struct Sealed {
    /// What the bot calls with.
    pub bot: String,
    /// What buys the next pair, when it ends, and when to buy; with rotation only.
    pub rotation: Option<(String, DateTime<Utc>, DateTime<Utc>)>,
}

/// Where an installation stands.
#[derive(Clone, Debug)]
pub struct Standing {
    /// Slack's enterprise and team, that tokens are bound to.
    pub place: Place,
    /// Nothing is posted there.
    pub is_closed: bool,
    /// The sealed token and its version, unless it came from a setting.
    pub token: Option<(String, i64)>,
}

/// A place in Slack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// On a Grid.
    pub enterprise_id: Option<String>,
    /// None for an org-wide installation.
    pub team_id: Option<String>,
}

/// Where an installation stands; `None` when there is none.
pub async fn standing(conn: &mut PgConnection, org: OrgId, id: InstallationId) -> sqlx::Result<Option<Standing>> {
    let row = sqlx::query!(
        r#"select i.enterprise_id, i.team_id, i.closed_at is not null as "is_closed!", t.bot as "bot?",
                  t.version as "version?"
           from installations i left join installation_tokens t on t.org_id = i.org_id and t.installation_id = i.id
           where i.org_id = $1 and i.id = $2"#,
        org.0,
        id.0,
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| Standing {
        place: Place { enterprise_id: row.enterprise_id, team_id: row.team_id },
        is_closed: row.is_closed,
        token: row.bot.zip(row.version),
    }))
}

/// Keeps a newly granted pair, whatever was there before.
pub async fn keep(
    conn: &mut PgConnection,
    org: OrgId,
    id: InstallationId,
    pair: &Sealed,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let rotation = pair.rotation.as_ref();
    sqlx::query!(
        "insert into installation_tokens (org_id, installation_id, bot, refresh, expires_at, refresh_at, version, updated_at)
         values ($1, $2, $3, $4, $5, $6, nextval('delivery_fences'), $7)
         on conflict (org_id, installation_id) do update set bot = excluded.bot, refresh = excluded.refresh,
           expires_at = excluded.expires_at, refresh_at = excluded.refresh_at, lease_until = null,
           version = excluded.version, updated_at = excluded.updated_at",
        org.0,
        id.0,
        pair.bot,
        rotation.map(|(refresh, ..)| refresh.as_str()),
        rotation.map(|(_, expires_at, _)| *expires_at),
        rotation.map(|(_, _, refresh_at)| *refresh_at),
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Puts a pair in the place of a version of it; `false` when another is there already.
pub async fn replace(
    conn: &mut PgConnection,
    (org, id, version): (OrgId, InstallationId, i64),
    pair: &Sealed,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let rotation = pair.rotation.as_ref();
    let done = sqlx::query!(
        "update installation_tokens set bot = $4, refresh = $5, expires_at = $6, refresh_at = $7, lease_until = null,
           version = nextval('delivery_fences'), updated_at = $8
         where org_id = $1 and installation_id = $2 and version = $3",
        org.0,
        id.0,
        version,
        pair.bot,
        rotation.map(|(refresh, ..)| refresh.as_str()),
        rotation.map(|(_, expires_at, _)| *expires_at),
        rotation.map(|(_, _, refresh_at)| *refresh_at),
        now,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// A whole row, to refresh it or to seal it anew.
#[derive(Clone, Debug)]
pub struct Kept {
    /// Whose.
    pub org: OrgId,
    /// Of which installation.
    pub id: InstallationId,
    /// Where that is.
    pub place: Place,
    /// Which pair.
    pub version: i64,
    /// The pair.
    pub pair: Sealed,
}

struct KeptRow {
    org: OrgId,
    id: InstallationId,
    enterprise_id: Option<String>,
    team_id: Option<String>,
    version: i64,
    bot: String,
    refresh: Option<String>,
    expires_at: Option<DateTime<Utc>>,
    refresh_at: Option<DateTime<Utc>>,
}

impl From<KeptRow> for Kept {
    fn from(row: KeptRow) -> Self {
        let rotation = row.refresh.zip(row.expires_at).zip(row.refresh_at);
        Self {
            org: row.org,
            id: row.id,
            place: Place { enterprise_id: row.enterprise_id, team_id: row.team_id },
            version: row.version,
            pair: Sealed { bot: row.bot, rotation: rotation.map(|((refresh, ends), at)| (refresh, ends, at)) },
        }
    }
}

/// Claims a pair that is to be refreshed, for `lease_seconds` of the database's clock.
pub async fn claim_refresh(
    conn: &mut PgConnection,
    lease_seconds: f64,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<Kept>> {
    let row = sqlx::query_as!(
        KeptRow,
        r#"update installation_tokens t set lease_until = now() + make_interval(secs => $2)
           from installations i
           where (t.org_id, t.installation_id) = (
               select org_id, installation_id from installation_tokens
               where refresh_at <= $1 and (lease_until is null or lease_until < now())
               order by refresh_at limit 1 for update skip locked)
             and i.org_id = t.org_id and i.id = t.installation_id
           returning t.org_id as "org: OrgId", t.installation_id as "id: InstallationId", i.enterprise_id, i.team_id,
             t.version, t.bot, t.refresh, t.expires_at, t.refresh_at"#,
        now,
        lease_seconds,
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(Kept::from))
}

/// The refresh failed: nobody tries for so many seconds.
pub async fn postpone(
    conn: &mut PgConnection,
    (org, id, version): (OrgId, InstallationId, i64),
    seconds: f64,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update installation_tokens set lease_until = now() + make_interval(secs => $4)
         where org_id = $1 and installation_id = $2 and version = $3",
        org.0,
        id.0,
        version,
        seconds,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// When a token is next to be refreshed by somebody.
pub async fn next_refresh_at(conn: &mut PgConnection) -> sqlx::Result<Option<DateTime<Utc>>> {
    sqlx::query_scalar!(
        "select min(refresh_at) from installation_tokens where lease_until is null or lease_until < now()"
    )
    .fetch_one(conn)
    .await
}

/// Pairs that another key than this one sealed.
pub async fn of_other_keys(conn: &mut PgConnection, org: OrgId, prefix: &str) -> sqlx::Result<Vec<Kept>> {
    let rows = sqlx::query_as!(
        KeptRow,
        r#"select t.org_id as "org: OrgId", t.installation_id as "id: InstallationId", i.enterprise_id, i.team_id,
             t.version, t.bot, t.refresh, t.expires_at, t.refresh_at
           from installation_tokens t join installations i on i.org_id = t.org_id and i.id = t.installation_id
           where t.org_id = $1
             and not (starts_with(t.bot, $2) and (t.refresh is null or starts_with(t.refresh, $2)))"#,
        org.0,
        prefix,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(Kept::from).collect())
}

/// Puts the same pair, sealed anew, in the place of what was read; `false` when another is there, or when somebody refreshes
/// it just now. Version and lease stay as they are: whoever is refreshing must find them again.
pub async fn reseal(
    conn: &mut PgConnection,
    (org, id): (OrgId, InstallationId),
    (old, new): (&Sealed, &Sealed),
) -> sqlx::Result<bool> {
    let refresh_of = |pair: &Sealed| pair.rotation.as_ref().map(|(refresh, ..)| refresh.clone());
    let done = sqlx::query!(
        "update installation_tokens set bot = $5, refresh = $6
         where org_id = $1 and installation_id = $2 and bot = $3 and refresh is not distinct from $4
           and (lease_until is null or lease_until < now())",
        org.0,
        id.0,
        old.bot,
        refresh_of(old),
        new.bot,
        refresh_of(new),
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Closes an installation, unless it was granted another pair than `version` meanwhile; says whether it did. Its token is
/// forgotten, and what waits to be posted there is held.
pub async fn close(
    conn: &mut PgConnection,
    (org, id): (OrgId, InstallationId),
    version: Option<i64>,
    (why, held_for): (&str, &str),
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    // Locked by a statement of its own: whoever waited for an installation that was under way must see what it left.
    let is_open = sqlx::query_scalar!(
        r#"select closed_at is null as "is_open!" from installations where org_id = $1 and id = $2 for update"#,
        org.0,
        id.0,
    )
    .fetch_optional(&mut *conn)
    .await?;
    if is_open != Some(true) || newest(conn, org, id).await? != version {
        return Ok(false);
    }
    sqlx::query!(
        "update installations set closed_at = $3, closed_why = $4 where org_id = $1 and id = $2",
        org.0,
        id.0,
        now,
        why,
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "delete from installation_tokens where org_id = $1 and installation_id = $2 and version = $3",
        org.0,
        id.0,
        version,
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "update outbox set state = 'held', error = $3, ended_at = now(), told_at = null, maybe_posted = false
         where org_id = $1 and installation_id = $2 and state = 'pending'",
        org.0,
        id.0,
        held_for,
    )
    .execute(conn)
    .await?;
    Ok(true)
}

/// The version of the stored pair, held against a refresh until the transaction ends.
async fn newest(conn: &mut PgConnection, org: OrgId, id: InstallationId) -> sqlx::Result<Option<i64>> {
    sqlx::query_scalar!(
        "select version from installation_tokens where org_id = $1 and installation_id = $2 for update",
        org.0,
        id.0,
    )
    .fetch_optional(conn)
    .await
}
