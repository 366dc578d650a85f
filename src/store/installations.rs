//! The Slack workspaces that the bot is installed in.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::domain::ids::{InstallationId, OrgId};

/// One workspace, or one Enterprise Grid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Installation {
    /// Whose data it shows.
    pub org: OrgId,
    /// Which.
    pub id: InstallationId,
    /// Slack's enterprise, on a Grid; a workspace may move to one, or away.
    pub enterprise_id: Option<String>,
    /// Slack's team, unless the installation is org-wide.
    pub team_id: Option<String>,
    /// The bot's own user.
    pub bot_user_id: String,
}

/// What Slack says of a workspace when it is asked with the bot's token, or of a Grid when the app is granted for all of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workspace {
    /// Slack's enterprise, on a Grid.
    pub enterprise_id: Option<String>,
    /// Slack's team; none for an org-wide installation.
    pub team_id: Option<String>,
    /// Its name.
    pub team_name: String,
    /// The bot's own user.
    pub bot_user_id: String,
}

/// The installation that speaks for a place: by team first, then by enterprise for org-wide ones. None when it is over.
pub async fn by_place(
    conn: &mut PgConnection,
    team_id: Option<&str>,
    enterprise_id: Option<&str>,
) -> sqlx::Result<Option<Installation>> {
    sqlx::query_as!(
        Installation,
        r#"select org_id as "org: OrgId", id as "id: InstallationId", enterprise_id, team_id, bot_user_id
           from installations
           where closed_at is null and (team_id = $1 or (team_id is null and enterprise_id = $2))
           order by team_id is null limit 1"#,
        team_id,
        enterprise_id,
    )
    .fetch_optional(conn)
    .await
}

/// Writes down a workspace of an organisation; a known one keeps its id, whichever Grid it has moved to, and is open again.
pub async fn ensure(
    conn: &mut PgConnection,
    org: OrgId,
    workspace: &Workspace,
    now: DateTime<Utc>,
) -> sqlx::Result<Installation> {
    let place = workspace.team_id.as_deref().or(workspace.enterprise_id.as_deref());
    let id = InstallationId::named(org, place.unwrap_or_default());
    sqlx::query_as!(
        Installation,
        r#"insert into installations (org_id, id, enterprise_id, team_id, team_name, bot_user_id, installed_at)
           values ($1, $2, $3, $4, $5, $6, $7)
           on conflict (org_id, id) do update set enterprise_id = excluded.enterprise_id, team_name = excluded.team_name,
             bot_user_id = excluded.bot_user_id,
             installed_at = case when installations.closed_at is null then installations.installed_at
                            else excluded.installed_at end,
             closed_at = null, closed_why = null
           returning org_id as "org: OrgId", id as "id: InstallationId", enterprise_id, team_id, bot_user_id"#,
        org.0,
        id.0,
        workspace.enterprise_id,
        workspace.team_id,
        workspace.team_name,
        workspace.bot_user_id,
        now,
    )
    .fetch_one(conn)
    .await
}

/// Notes who installed it last.
pub async fn installed_by(
    conn: &mut PgConnection,
    org: OrgId,
    id: InstallationId,
    slack_user_id: &str,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update installations set installed_by = $3 where org_id = $1 and id = $2",
        org.0,
        id.0,
        slack_user_id,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The installations of an organisation that are not over, the oldest first.
pub async fn open_of(conn: &mut PgConnection, org: OrgId) -> sqlx::Result<Vec<InstallationId>> {
    sqlx::query_scalar!(
        r#"select id as "id: InstallationId" from installations
           where org_id = $1 and closed_at is null order by installed_at, id"#,
        org.0,
    )
    .fetch_all(conn)
    .await
}

/// An installation, for whoever runs the bot.
#[derive(Clone, Debug)]
pub struct Told {
    /// Its name in Slack.
    pub team_name: String,
    /// Slack's id of it: the team's, or the Grid's.
    pub place: String,
    /// When it was installed.
    pub installed_at: DateTime<Utc>,
    /// When and why it ended.
    pub closed: Option<(DateTime<Utc>, String)>,
    /// Whether a token is stored for it.
    pub has_token: bool,
    /// When that ends.
    pub expires_at: Option<DateTime<Utc>>,
}

/// Every installation of an organisation, those that are over too, the oldest first.
pub async fn told(conn: &mut PgConnection, org: OrgId) -> sqlx::Result<Vec<Told>> {
    let rows = sqlx::query!(
        r#"select i.team_name, coalesce(i.team_id, i.enterprise_id) as "place!", i.installed_at, i.closed_at, i.closed_why,
                  t.bot is not null as "has_token!", t.expires_at as "expires_at?"
           from installations i left join installation_tokens t on t.org_id = i.org_id and t.installation_id = i.id
           where i.org_id = $1 order by i.installed_at, i.id"#,
        org.0,
    )
    .fetch_all(conn)
    .await?;
    let told = rows.into_iter().map(|row| Told {
        team_name: row.team_name,
        place: row.place,
        installed_at: row.installed_at,
        closed: row.closed_at.zip(row.closed_why),
        has_token: row.has_token,
        expires_at: row.expires_at,
    });
    Ok(told.collect())
}

/// Makes sure that an organisation exists.
pub async fn ensure_organisation(
    conn: &mut PgConnection,
    org: OrgId,
    name: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into organisations (org_id, name, created_at) values ($1, $2, $3) on conflict (org_id) do nothing",
        org.0,
        name,
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Every organisation, for the jobs that serve all.
pub async fn organisations(conn: &mut PgConnection) -> sqlx::Result<Vec<OrgId>> {
    sqlx::query_scalar!(r#"select org_id as "org: OrgId" from organisations order by org_id"#).fetch_all(conn).await
}
