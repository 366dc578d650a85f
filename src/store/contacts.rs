//! People at customers, as people here say it.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

use crate::domain::contact::{Contact, ContactRole};
use crate::domain::ids::{AccountId, ContactId, OrgId, PersonId};

/// A card and a form have room for so many.
const MOST_CONTACTS: i64 = 100;

/// Everybody at a customer: those who are there first, champions before the others.
pub async fn of(conn: &mut PgConnection, org: OrgId, account: AccountId) -> sqlx::Result<Vec<Contact>> {
    let rows = sqlx::query!(
        r#"select id as "id: ContactId", name, role, left_on from contacts
           where org_id = $1 and account_id = $2
           order by left_on is not null, array_position('{champion,executive,buyer,user}', role), left_on desc, name, id
           limit $3"#,
        org.0,
        account.0,
        MOST_CONTACTS,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let role = ContactRole::parse(&row.role).ok_or_else(|| sqlx::Error::Decode(row.role.into()))?;
            Ok(Contact { id: row.id, name: row.name, role, left_on: row.left_on })
        })
        .collect()
}

/// Somebody new. A second of the same id is not written.
pub async fn insert(
    conn: &mut PgConnection,
    org: OrgId,
    account: AccountId,
    contact: &Contact,
    by: PersonId,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into contacts (org_id, id, external_id, account_id, name, role, left_on, updated_at, edited_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing",
        org.0,
        contact.id.0,
        format!("steward:{}", contact.id),
        account.0,
        contact.name,
        contact.role.as_str(),
        contact.left_on,
        now,
        by.0,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What somebody is, and whether they left; a file no longer says so.
pub async fn update(
    conn: &mut PgConnection,
    org: OrgId,
    (contact, role, left_on): (ContactId, ContactRole, Option<NaiveDate>),
    by: PersonId,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update contacts set role = $3, left_on = $4, updated_at = $5, edited_by = $6 where org_id = $1 and id = $2",
        org.0,
        contact.0,
        role.as_str(),
        left_on,
        now,
        by.0,
    )
    .execute(conn)
    .await?;
    Ok(())
}
