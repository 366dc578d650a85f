//! Touches that people log by hand. They lie beside the imported ones and count as they do.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::domain::account::AccountRef;
use crate::domain::ids::{AccountId, OrgId, PersonId, TouchpointId};
use crate::domain::person::PersonRef;
use crate::domain::touch::Touch;

/// A touch to be kept.
#[derive(Clone, Copy, Debug)]
pub struct NewTouch<'a> {
    /// Its id.
    pub id: TouchpointId,
    /// What it is known by; of two with the same key the second is not kept.
    pub key: &'a str,
    /// On which account.
    pub account: AccountId,
    /// Whose it was, and who logs it.
    pub by: PersonId,
    /// What it was.
    pub touch: &'a Touch,
    /// When it was.
    pub occurred_at: DateTime<Utc>,
}

/// Keeps a touch; `false` when its key is there already.
pub async fn insert(conn: &mut PgConnection, org: OrgId, new: &NewTouch<'_>, now: DateTime<Utc>) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "insert into touchpoints (org_id, id, external_id, account_id, person_id, kind, two_way, occurred_at, minutes,
             note, link, updated_at, logged_by, logged_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $5, $12) on conflict do nothing",
        org.0,
        new.id.0,
        new.key,
        new.account.0,
        new.by.0,
        new.touch.kind.as_str(),
        new.touch.two_way,
        new.occurred_at,
        new.touch.minutes,
        new.touch.text,
        new.touch.link,
        now,
    )
    .execute(conn)
    .await?;
    Ok(0 < done.rows_affected())
}

/// Who logged something on which account, and when.
#[derive(Clone, Debug)]
pub struct Known {
    /// On which account.
    pub account: AccountRef,
    /// Who.
    pub by: PersonRef,
    /// When.
    pub at: DateTime<Utc>,
}

/// A touch that was logged by hand.
pub async fn known(conn: &mut PgConnection, org: OrgId, id: TouchpointId) -> sqlx::Result<Option<Known>> {
    let row = sqlx::query!(
        r#"select a.id as "account: AccountId", a.name as account_name, p.id as "person: PersonId", p.name, p.slack_user_id,
                  t.logged_at as "at!"
           from touchpoints t
           join accounts a on a.org_id = t.org_id and a.id = t.account_id
           join people p on p.org_id = t.org_id and p.id = t.logged_by
           where t.org_id = $1 and t.id = $2"#,
        org.0,
        id.0,
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| Known {
        account: AccountRef { id: row.account, name: row.account_name },
        by: PersonRef { id: row.person, name: row.name, slack_user_id: row.slack_user_id },
        at: row.at,
    }))
}

/// Takes back what this person logged; says on which account.
pub async fn remove(
    conn: &mut PgConnection,
    org: OrgId,
    id: TouchpointId,
    by: PersonId,
) -> sqlx::Result<Option<AccountRef>> {
    let row = sqlx::query!(
        r#"delete from touchpoints t using accounts a
           where t.org_id = $1 and t.id = $2 and t.logged_by = $3 and a.org_id = t.org_id and a.id = t.account_id
           returning a.id as "account: AccountId", a.name"#,
        org.0,
        id.0,
        by.0,
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| AccountRef { id: row.account, name: row.name }))
}
