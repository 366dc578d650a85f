//! What was said of contracts' ends, and why.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

use super::codec::money;
use super::forecasts::optional_money;
use crate::domain::ids::{ContractId, OrgId, PersonId};
use crate::domain::person::PersonRef;
use crate::domain::renewal::{Category, HistoryLine};

struct ChangeRow {
    contract_id: ContractId,
    from_category: Option<String>,
    from_minor: Option<i64>,
    to_category: String,
    to_minor: i64,
    currency: String,
    reason: String,
    changed_at: DateTime<Utc>,
    person: PersonId,
    name: String,
    slack_user_id: Option<String>,
}

impl TryFrom<ChangeRow> for HistoryLine {
    type Error = sqlx::Error;

    fn try_from(row: ChangeRow) -> sqlx::Result<Self> {
        let category = Category::parse(&row.to_category);
        let category = category.ok_or_else(|| sqlx::Error::Decode(format!("category {}", row.to_category).into()))?;
        let from = row.from_category.as_deref().and_then(Category::parse);
        let was = optional_money(row.from_minor, Some(&row.currency))?;
        Ok(Self {
            from: from.zip(was),
            to: (category, money(row.to_minor, &row.currency)?),
            reason: row.reason,
            by: PersonRef { id: row.person, name: row.name, slack_user_id: row.slack_user_id },
            at: row.changed_at,
        })
    }
}

/// What was said of a contract's end, newest first.
pub async fn of(
    conn: &mut PgConnection,
    org: OrgId,
    contract: ContractId,
    most: i64,
) -> sqlx::Result<Vec<HistoryLine>> {
    let rows = sqlx::query_as!(
        ChangeRow,
        r#"select c.contract_id as "contract_id: ContractId", c.from_category, c.from_minor, c.to_category, c.to_minor,
                  c.currency, c.reason, c.changed_at, p.id as "person: PersonId", p.name, p.slack_user_id
           from forecast_changes c join people p on p.org_id = c.org_id and p.id = c.changed_by
           where c.org_id = $1 and c.contract_id = $2 order by c.revision desc limit $3"#,
        org.0,
        contract.0,
        most,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(HistoryLine::try_from).collect()
}

/// What was said last of each of these, up to a day where one is named.
pub async fn last(
    conn: &mut PgConnection,
    org: OrgId,
    contracts: &[ContractId],
    until: Option<NaiveDate>,
) -> sqlx::Result<HashMap<ContractId, HistoryLine>> {
    let rows = sqlx::query_as!(
        ChangeRow,
        r#"select distinct on (c.contract_id) c.contract_id as "contract_id: ContractId", c.from_category, c.from_minor,
                  c.to_category, c.to_minor, c.currency, c.reason, c.changed_at, p.id as "person: PersonId", p.name,
                  p.slack_user_id
           from forecast_changes c join people p on p.org_id = c.org_id and p.id = c.changed_by
           where c.org_id = $1 and c.contract_id = any($2)
             and ($3::date is null or (c.changed_at at time zone 'UTC')::date <= $3)
           order by c.contract_id, c.revision desc"#,
        org.0,
        contracts as &[ContractId],
        until,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(|row| Ok((row.contract_id, HistoryLine::try_from(row)?))).collect()
}
