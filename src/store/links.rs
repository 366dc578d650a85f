//! Which channel is an account's, as people say it.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::domain::ids::{AccountId, OrgId, PersonId};

/// Lets one person at a time say which channel is whose: a channel is one account's, which no row alone can hold to.
pub async fn hold(conn: &mut PgConnection, org: OrgId) -> sqlx::Result<()> {
    sqlx::query!("select org_id from organisations where org_id = $1 for no key update", org.0)
        .fetch_optional(conn)
        .await?;
    Ok(())
}

/// Gives an account its channel, or takes it away; the import no longer says it then. One that had ended is there again.
pub async fn set(
    conn: &mut PgConnection,
    org: OrgId,
    (account, channel): (AccountId, Option<&str>),
    by: PersonId,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update accounts set slack_channel_id = $3, channel_set_by = $4, updated_at = $5,
           ended_channel_id = nullif(ended_channel_id, $3)
         where org_id = $1 and id = $2",
        org.0,
        account.0,
        channel,
        by.0,
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}
