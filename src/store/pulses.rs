//! People's own calls on accounts. Every one is kept; one that is withdrawn or replaced says when.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

use crate::domain::health::Band;
use crate::domain::ids::{AccountId, OrgId, PersonId, PulseId};
use crate::domain::person::PersonRef;
use crate::domain::pulse::{Call, Pulse};

/// The calls on these accounts that hold `today`, one an account at most, in order of account.
pub async fn current_of(
    conn: &mut PgConnection,
    org: OrgId,
    accounts: &[AccountId],
    today: NaiveDate,
) -> sqlx::Result<Vec<Pulse>> {
    let rows = sqlx::query!(
        r#"select distinct on (u.account_id) u.id as "id: PulseId", u.account_id as "account: AccountId", u.band, u.reason,
                  u.set_at, u.expires_on, p.id as "by: PersonId", p.name, p.slack_user_id
           from pulses u join people p on p.org_id = u.org_id and p.id = u.person_id
           where u.org_id = $1 and u.account_id = any($2) and u.withdrawn_at is null and $3 <= u.expires_on
           order by u.account_id, u.set_at desc, u.id"#,
        org.0,
        accounts as &[AccountId],
        today,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let band = Band::parse(&row.band).ok_or_else(|| sqlx::Error::Decode(row.band.into()))?;
            Ok(Pulse {
                id: row.id,
                account: row.account,
                by: PersonRef { id: row.by, name: row.name, slack_user_id: row.slack_user_id },
                band,
                reason: row.reason,
                set_at: row.set_at,
                expires_on: row.expires_on,
            })
        })
        .collect()
}

/// Writes a call.
pub async fn insert(
    conn: &mut PgConnection,
    org: OrgId,
    (id, account, by): (PulseId, AccountId, PersonId),
    call: &Call,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into pulses (org_id, id, account_id, person_id, band, reason, set_at, expires_on)
         values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing",
        org.0,
        id.0,
        account.0,
        by.0,
        call.band.as_str(),
        call.reason,
        now,
        call.expires_on,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Takes back every call on the account that is not taken back yet; says whether there was one.
pub async fn withdraw(
    conn: &mut PgConnection,
    org: OrgId,
    account: AccountId,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update pulses set withdrawn_at = $3 where org_id = $1 and account_id = $2 and withdrawn_at is null",
        org.0,
        account.0,
        now,
    )
    .execute(conn)
    .await?;
    Ok(0 < done.rows_affected())
}
