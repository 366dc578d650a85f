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
    /// Slack's team, unless the installation is org-wide.
    pub team_id: Option<String>,
    /// The bot's own user.
    pub bot_user_id: String,
}

/// What Slack says of a workspace when it is asked with the bot's token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workspace {
    /// Slack's enterprise, on a Grid.
    pub enterprise_id: Option<String>,
    /// Slack's team.
    pub team_id: String,
    /// Its name.
    pub team_name: String,
    /// The bot's own user.
    pub bot_user_id: String,
}

/// The installation that speaks for a place: by team first, then by enterprise for org-wide ones.
pub async fn by_place(
    conn: &mut PgConnection,
    team_id: Option<&str>,
    enterprise_id: Option<&str>,
) -> sqlx::Result<Option<Installation>> {
    sqlx::query_as!(
        Installation,
        r#"select org_id as "org: OrgId", id as "id: InstallationId", team_id, bot_user_id
           from installations
           where team_id = $1 or (team_id is null and enterprise_id = $2)
           order by team_id is null limit 1"#,
        team_id,
        enterprise_id,
    )
    .fetch_optional(conn)
    .await
}

/// Writes down a workspace of an organisation; a known one keeps its id.
pub async fn ensure(
    conn: &mut PgConnection,
    org: OrgId,
    workspace: &Workspace,
    now: DateTime<Utc>,
) -> sqlx::Result<Installation> {
    let id = InstallationId::named(org, &workspace.team_id);
    sqlx::query_as!(
        Installation,
        r#"insert into installations (org_id, id, enterprise_id, team_id, team_name, bot_user_id, installed_at)
           values ($1, $2, $3, $4, $5, $6, $7)
           on conflict (org_id, id) do update set team_name = excluded.team_name, bot_user_id = excluded.bot_user_id
           returning org_id as "org: OrgId", id as "id: InstallationId", team_id, bot_user_id"#,
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
