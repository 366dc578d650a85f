//! Who did what. Written in the transaction of the deed, never changed.

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::PgConnection;

use crate::domain::ids::{OrgId, PersonId};

/// One deed.
#[derive(Clone, Debug)]
pub struct Entry<'a> {
    /// Who; the bot itself when nobody.
    pub actor: Option<PersonId>,
    /// What, as a verb: `playbook.start`.
    pub verb: &'a str,
    /// On what: `account:<id>`.
    pub subject: String,
    /// The rest: ids and numbers, no customer text.
    pub detail: Value,
}

/// Writes a deed down.
pub async fn record(conn: &mut PgConnection, org: OrgId, entry: &Entry<'_>, now: DateTime<Utc>) -> sqlx::Result<()> {
    let actor = entry.actor.map_or_else(|| "steward".to_owned(), |person| person.to_string());
    sqlx::query!(
        "insert into audit (org_id, at, actor, verb, subject, detail) values ($1, $2, $3, $4, $5, $6)",
        org.0,
        now,
        actor,
        entry.verb,
        entry.subject,
        entry.detail,
    )
    .execute(conn)
    .await?;
    Ok(())
}
