//! What a backtest reads besides the measures: what the data covers, and the lives of accounts. It writes nothing.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use sqlx::PgConnection;

use crate::domain::backtest::{DayMoved, Life};
use crate::domain::ids::{AccountId, OrgId};

/// Makes a transaction see one state of the database throughout, and unable to write. Its first statement.
pub async fn only_read(conn: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query!("set transaction isolation level repeatable read, read only").execute(conn).await?;
    Ok(())
}

/// The first day with use, tickets, touches or answers, and the last day up to `today` that anything is dated on; `None`
/// without any.
pub async fn covered(
    conn: &mut PgConnection,
    org: OrgId,
    today: NaiveDate,
) -> sqlx::Result<Option<(NaiveDate, NaiveDate)>> {
    let row = sqlx::query!(
        r#"with facts as (
             select min(day) as first_day, max(day) filter (where day <= $2) as last_day from usage_days where org_id = $1
             union all
             select min(opened_at)::date, max(opened_at) filter (where opened_at::date <= $2)::date
             from tickets where org_id = $1
             union all
             select min(occurred_at)::date, max(occurred_at) filter (where occurred_at::date <= $2)::date
             from touchpoints where org_id = $1
             union all
             select min(answered_at)::date, max(answered_at) filter (where answered_at::date <= $2)::date
             from surveys where org_id = $1
             union all
             select null, max(occurred_on) filter (where occurred_on <= $2) from arr_movements where org_id = $1
             union all
             select null, max(churned_on) filter (where churned_on <= $2) from accounts where org_id = $1)
           select min(first_day) as first_day, max(last_day) as last_day from facts"#,
        org.0,
        today,
    )
    .fetch_one(conn)
    .await?;
    Ok(row.first_day.zip(row.last_day))
}

/// Every account's life as it is known on a day. Movements in another currency than the account's add nothing to its ARR.
pub async fn lives(conn: &mut PgConnection, org: OrgId, today: NaiveDate) -> sqlx::Result<BTreeMap<AccountId, Life>> {
    let accounts = sqlx::query!(
        r#"select id as "id: AccountId", started_on, churned_on, arr_minor from accounts where org_id = $1"#,
        org.0,
    )
    .fetch_all(&mut *conn)
    .await?;
    let mut lives: BTreeMap<AccountId, Life> = accounts
        .into_iter()
        .map(|row| {
            let life = Life {
                started_on: row.started_on,
                churned_on: row.churned_on,
                arr_minor: row.arr_minor,
                moved: Vec::new(),
            };
            (row.id, life)
        })
        .collect();
    let moved = sqlx::query!(
        r#"select m.account_id as "account_id: AccountId", m.occurred_on,
                  coalesce(sum(case when m.kind in ('contraction', 'churn') then -m.amount_minor else m.amount_minor end)
                    filter (where m.currency = a.currency), 0)::int8 as "delta_minor!",
                  bool_or(m.kind = 'new') as "is_new!", bool_or(m.kind = 'churn') as "has_churn!"
           from arr_movements m join accounts a on a.org_id = m.org_id and a.id = m.account_id
           where m.org_id = $1 and m.occurred_on <= $2
           group by m.account_id, m.occurred_on order by m.account_id, m.occurred_on"#,
        org.0,
        today,
    )
    .fetch_all(conn)
    .await?;
    for row in moved {
        if let Some(life) = lives.get_mut(&row.account_id) {
            let (day, delta_minor) = (row.occurred_on, row.delta_minor);
            life.moved.push(DayMoved { day, delta_minor, is_new: row.is_new, has_churn: row.has_churn });
        }
    }
    Ok(lives)
}
