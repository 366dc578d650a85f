//! Accounts that nobody owns, and giving them an owner.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::codec::money;
use crate::domain::account::AccountRef;
use crate::domain::health::{Band, Milli};
use crate::domain::ids::{AccountId, OrgId, PersonId};
use crate::domain::leader::LedAccount;
use crate::domain::person::PersonRef;

const MOST_PEOPLE: i64 = 100;

/// Accounts of nobody, or of somebody who left: the dearest `most`, and how many there are.
pub async fn unowned(conn: &mut PgConnection, org: OrgId, most: i64) -> sqlx::Result<(Vec<LedAccount>, i64)> {
    let rows = sqlx::query!(
        r#"select a.id as "id: AccountId", a.name, a.arr_minor, a.currency, h.band as "band?", h.score_milli as "score?",
                  count(*) over () as "n!"
           from accounts a left join health h on h.org_id = a.org_id and h.account_id = a.id
           where a.org_id = $1 and a.churned_on is null and not exists (
             select from people p where p.org_id = a.org_id and p.id = a.owner_id and not p.deactivated)
           order by coalesce(h.arr_whole, 0) desc, a.name, a.id limit $2"#,
        org.0,
        most,
    )
    .fetch_all(conn)
    .await?;
    let n = rows.first().map_or(0, |row| row.n);
    let accounts: sqlx::Result<Vec<LedAccount>> = rows
        .into_iter()
        .map(|row| {
            Ok(LedAccount {
                account: AccountRef { id: row.id, name: row.name },
                arr: money(row.arr_minor, &row.currency)?,
                health: (row.band.as_deref().and_then(Band::parse), row.score.map(Milli)),
                owner: None,
            })
        })
        .collect();
    Ok((accounts?, n))
}

/// Holds an account, and says who owns it that is here.
pub async fn hold(
    conn: &mut PgConnection,
    org: OrgId,
    account: AccountId,
) -> sqlx::Result<Option<(AccountRef, Option<PersonRef>)>> {
    let row = sqlx::query!(
        r#"select a.name, p.id as "owner?: PersonId", p.name as "owner_name?", p.slack_user_id
           from accounts a left join people p on p.org_id = a.org_id and p.id = a.owner_id and not p.deactivated
           where a.org_id = $1 and a.id = $2 for no key update of a"#,
        org.0,
        account.0,
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| {
        let owner = row.owner.zip(row.owner_name);
        let owner = owner.map(|(id, name)| PersonRef { id, name, slack_user_id: row.slack_user_id });
        (AccountRef { id: account, name: row.name }, owner)
    }))
}

/// Gives it an owner; a file no longer says it then.
pub async fn assign(
    conn: &mut PgConnection,
    org: OrgId,
    (account, owner): (AccountId, PersonId),
    by: PersonId,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update accounts set owner_id = $3, owner_set_by = $4, updated_at = $5 where org_id = $1 and id = $2",
        org.0,
        account.0,
        owner.0,
        by.0,
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// People who could own accounts, by a part of their name.
pub async fn suggest(conn: &mut PgConnection, org: OrgId, typed: &str) -> sqlx::Result<Vec<PersonRef>> {
    sqlx::query_as!(
        PersonRef,
        r#"select id as "id: PersonId", name, slack_user_id from people
           where org_id = $1 and not deactivated and role <> 'viewer' and strpos(lower(name), lower($2)) > 0
           order by not starts_with(lower(name), lower($2)), name, id limit $3"#,
        org.0,
        typed,
        MOST_PEOPLE,
    )
    .fetch_all(conn)
    .await
}
