//! How every renewal stood, once a week. A snapshot is written once and never changed.

use chrono::NaiveDate;
use sqlx::PgConnection;

use super::codec::money;
use super::forecasts::optional_money;
use crate::domain::account::AccountRef;
use crate::domain::health::Band;
use crate::domain::ids::{AccountId, ContractId, OrgId, PersonId};
use crate::domain::renewal::{Category, Entry, Fate};

struct EntryRow {
    contract_id: ContractId,
    account_id: AccountId,
    account_name: String,
    ends_on: NaiveDate,
    arr_minor: i64,
    currency: String,
    category: Option<String>,
    amount_minor: Option<i64>,
    amount_currency: Option<String>,
    fate: String,
    band: Option<String>,
    likelihood: i32,
}

impl TryFrom<EntryRow> for Entry {
    type Error = sqlx::Error;

    fn try_from(row: EntryRow) -> sqlx::Result<Self> {
        let amount = optional_money(row.amount_minor, row.amount_currency.as_deref())?;
        let fate = Fate::parse(&row.fate).ok_or_else(|| sqlx::Error::Decode(format!("fate {}", row.fate).into()))?;
        Ok(Self {
            contract: row.contract_id,
            account: AccountRef { id: row.account_id, name: row.account_name },
            ends_on: row.ends_on,
            arr: money(row.arr_minor, &row.currency)?,
            forecast: row.category.as_deref().and_then(Category::parse).zip(amount),
            fate,
            band: row.band.as_deref().and_then(Band::parse),
            likelihood: Some(i64::from(row.likelihood)),
        })
    }
}

/// Writes a week's snapshot; what stands there already stays.
pub async fn save(conn: &mut PgConnection, org: OrgId, week: NaiveDate, entries: &[Entry]) -> sqlx::Result<u64> {
    let column = |of: fn(&Entry) -> Option<String>| entries.iter().map(of).collect::<Vec<_>>();
    let done = sqlx::query!(
        "insert into forecast_snapshots (org_id, week, contract_id, account_id, ends_on, arr_minor, currency, category,
           amount_minor, amount_currency, fate, band, likelihood)
         select $1, $2, * from unnest($3::uuid[], $4::uuid[], $5::date[], $6::int8[], $7::text[], $8::text[], $9::int8[],
           $10::text[], $11::text[], $12::text[], $13::int4[])
         on conflict (org_id, week, contract_id) do nothing",
        org.0,
        week,
        &entries.iter().map(|entry| entry.contract.0).collect::<Vec<_>>(),
        &entries.iter().map(|entry| entry.account.id.0).collect::<Vec<_>>(),
        &entries.iter().map(|entry| entry.ends_on).collect::<Vec<_>>(),
        &entries.iter().map(|entry| entry.arr.minor).collect::<Vec<_>>(),
        &entries.iter().map(|entry| entry.arr.currency.code().to_owned()).collect::<Vec<_>>(),
        &column(|entry| entry.forecast.map(|(category, _)| category.as_str().to_owned())) as &[Option<String>],
        &entries.iter().map(|entry| entry.forecast.map(|(_, amount)| amount.minor)).collect::<Vec<_>>()
            as &[Option<i64>],
        &column(|entry| entry.forecast.map(|(_, amount)| amount.currency.code().to_owned())) as &[Option<String>],
        &entries.iter().map(|entry| entry.fate.as_str().to_owned()).collect::<Vec<_>>(),
        &column(|entry| entry.band.map(|band| band.as_str().to_owned())) as &[Option<String>],
        &entries.iter().map(|entry| likelihood_of(entry)).collect::<Vec<_>>(),
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}

/// A snapshot's entry always has one.
fn likelihood_of(entry: &Entry) -> i32 {
    entry.likelihood.and_then(|per_cent| i32::try_from(per_cent).ok()).unwrap_or(0)
}

/// A week's snapshot, of some owners' accounts or of all.
pub async fn of_week(
    conn: &mut PgConnection,
    org: OrgId,
    week: NaiveDate,
    owners: Option<&[PersonId]>,
) -> sqlx::Result<Vec<Entry>> {
    let rows = sqlx::query_as!(
        EntryRow,
        r#"select s.contract_id as "contract_id: ContractId", s.account_id as "account_id: AccountId",
                  a.name as account_name, s.ends_on, s.arr_minor, s.currency, s.category, s.amount_minor,
                  s.amount_currency, s.fate, s.band, s.likelihood
           from forecast_snapshots s join accounts a on a.org_id = s.org_id and a.id = s.account_id
           where s.org_id = $1 and s.week = $2 and ($3::uuid[] is null or a.owner_id = any ($3))"#,
        org.0,
        week,
        owners as Option<&[PersonId]>,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(Entry::try_from).collect()
}

/// What has become of the renewals that a snapshot had open and that are in no account's view on `today`: the account
/// left, something follows, the contract renewed itself, or it just ended. What runs on beside another is left out.
pub async fn gone_since(
    conn: &mut PgConnection,
    org: OrgId,
    week: NaiveDate,
    owners: Option<&[PersonId]>,
    today: NaiveDate,
) -> sqlx::Result<Vec<Entry>> {
    let rows = sqlx::query_as!(
        EntryRow,
        r#"select s.contract_id as "contract_id: ContractId", s.account_id as "account_id: AccountId",
                  a.name as account_name, c.ends_on as "ends_on!", c.arr_minor, c.currency, f.category as "category?",
                  f.amount_minor as "amount_minor?", f.currency as "amount_currency?",
                  case when a.churned_on <= $4 then 'lost' when n.signed or c.auto_renew then 'renewed' else 'lapsed' end
                    as "fate!",
                  s.band, s.likelihood
           from forecast_snapshots s
           join accounts a on a.org_id = s.org_id and a.id = s.account_id
           join contracts c on c.org_id = s.org_id and c.id = s.contract_id and c.ends_on is not null
           left join forecasts f on f.org_id = s.org_id and f.contract_id = s.contract_id
           left join lateral (select true as signed from contracts n
             where n.org_id = c.org_id and n.account_id = c.account_id and n.id <> c.id
               and n.starts_on between c.ends_on and c.ends_on + 30 limit 1) n on true
           where s.org_id = $1 and s.week = $2 and s.fate = 'open' and ($3::uuid[] is null or a.owner_id = any ($3))
             and (c.ends_on < $4 or a.churned_on <= $4)"#,
        org.0,
        week,
        owners as Option<&[PersonId]>,
        today,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(Entry::try_from).collect()
}

/// The newest week before `week` that has a snapshot.
pub async fn week_before(conn: &mut PgConnection, org: OrgId, week: NaiveDate) -> sqlx::Result<Option<NaiveDate>> {
    sqlx::query_scalar!("select max(week) from forecast_snapshots where org_id = $1 and week < $2", org.0, week)
        .fetch_one(conn)
        .await
}

/// The first week after `week` that has a snapshot.
pub async fn week_after(conn: &mut PgConnection, org: OrgId, week: NaiveDate) -> sqlx::Result<Option<NaiveDate>> {
    sqlx::query_scalar!("select min(week) from forecast_snapshots where org_id = $1 and week > $2", org.0, week)
        .fetch_one(conn)
        .await
}
