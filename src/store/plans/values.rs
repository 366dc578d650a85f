//! What customers got out of it.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

use crate::domain::ids::{AccountId, OrgId, PersonId, ValueId};
use crate::domain::money::Money;
use crate::domain::plan::ValueLine;
use crate::store::codec::money;

/// What the external ids of recorded values begin with.
pub const RECORDED_PREFIX: &str = "steward:";
/// Values that are read at once; nobody records so many.
const MOST: i64 = 500;

/// Value to be recorded.
#[derive(Clone, Debug)]
pub struct NewValue<'a> {
    /// Its id.
    pub id: ValueId,
    /// The account that it is of.
    pub account: AccountId,
    /// What they got.
    pub what: &'a str,
    /// What it is worth.
    pub amount: Money,
    /// How that is known.
    pub evidence: &'a str,
    /// Since when.
    pub on: NaiveDate,
    /// Who says so.
    pub by: PersonId,
}

/// What a customer got, the latest first.
pub async fn values(conn: &mut PgConnection, org: OrgId, account: AccountId) -> sqlx::Result<Vec<ValueLine>> {
    let rows = sqlx::query!(
        "select what, amount_minor, currency, evidence, realised_on from values_realised
         where org_id = $1 and account_id = $2 order by realised_on desc, amount_minor desc, id limit $3",
        org.0,
        account.0,
        MOST,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let amount = money(row.amount_minor, &row.currency)?;
            Ok(ValueLine { what: row.what, amount, evidence: row.evidence, on: row.realised_on })
        })
        .collect()
}

/// Records value. Its external id is its own, which no source uses.
pub async fn record_value(
    conn: &mut PgConnection,
    org: OrgId,
    value: &NewValue<'_>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into values_realised (org_id, id, external_id, account_id, what, amount_minor, currency, evidence,
           realised_on, recorded_by, updated_at)
         values ($1, $2, $11, $3, $4, $5, $6, $7, $8, $9, $10)",
        org.0,
        value.id.0,
        value.account.0,
        value.what,
        value.amount.minor,
        value.amount.currency.code(),
        value.evidence,
        value.on,
        value.by.0,
        now,
        format!("{RECORDED_PREFIX}{}", value.id),
    )
    .execute(conn)
    .await?;
    Ok(())
}
