//! Segments that people set, as a history; the column of the account holds the one that counts.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::codec::money;
use crate::domain::account::{AccountRef, SegmentSource};
use crate::domain::ids::{AccountId, OrgId, PersonId};
use crate::domain::money::Money;
use crate::domain::person::PersonRef;
use crate::domain::segment::Segment;

/// An account whose segment is about to be set.
#[derive(Clone, Debug)]
pub struct Held {
    /// Which.
    pub account: AccountRef,
    /// Its yearly revenue.
    pub arr: Money,
    /// What was set before.
    pub set: Option<Segment>,
}

/// What is to be set.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'a> {
    /// On which account.
    pub account: AccountId,
    /// `None`: what the revenue says.
    pub segment: Option<Segment>,
    /// Why.
    pub reason: &'a str,
    /// By whom.
    pub by: PersonId,
}

/// Locks an account for a change of its segment.
pub async fn lock(conn: &mut PgConnection, org: OrgId, account: AccountId) -> sqlx::Result<Option<Held>> {
    let row = sqlx::query!(
        r#"select name, arr_minor, currency, segment_override from accounts
           where org_id = $1 and id = $2 and churned_on is null for update"#,
        org.0,
        account.0,
    )
    .fetch_optional(conn)
    .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Held {
        account: AccountRef { id: account, name: row.name },
        arr: money(row.arr_minor, &row.currency)?,
        set: row.segment_override.as_deref().and_then(Segment::parse),
    }))
}

/// Sets a segment and writes it down; what the score looks at has changed, so the account is scored again.
pub async fn set(conn: &mut PgConnection, org: OrgId, what: &Setting<'_>, now: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into segment_overrides (org_id, account_id, segment, reason, set_by, set_at)
         values ($1, $2, $3, $4, $5, $6)",
        org.0,
        what.account.0,
        what.segment.map(Segment::as_str),
        what.reason,
        what.by.0,
        now,
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "update accounts set segment_override = $3, stirred_at = $4, updated_at = $4 where org_id = $1 and id = $2",
        org.0,
        what.account.0,
        what.segment.map(Segment::as_str),
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Who set the segment that an account has, and why: the newest setting, or the import when no person set any.
pub async fn source(conn: &mut PgConnection, org: OrgId, account: AccountId) -> sqlx::Result<SegmentSource> {
    let row = sqlx::query!(
        r#"select s.reason, p.id as "id: PersonId", p.name, p.slack_user_id
           from segment_overrides s join people p on p.org_id = s.org_id and p.id = s.set_by
           where s.org_id = $1 and s.account_id = $2 order by s.id desc limit 1"#,
        org.0,
        account.0,
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map_or(SegmentSource::Import, |row| SegmentSource::Person {
        by: PersonRef { id: row.id, name: row.name, slack_user_id: row.slack_user_id },
        reason: row.reason,
    }))
}
