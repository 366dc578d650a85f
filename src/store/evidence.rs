//! What the data already shows of the account behind a step.

use chrono::NaiveDate;
use sqlx::PgConnection;

use crate::domain::ids::{AccountId, OrgId};
use crate::domain::playbook::FallenFeature;

/// The three features that lost most uses, counted back from the feed's last day that is not after `today`.
pub async fn fallen_features(
    conn: &mut PgConnection,
    org: OrgId,
    account: AccountId,
    today: NaiveDate,
) -> sqlx::Result<Vec<FallenFeature>> {
    sqlx::query_as!(
        FallenFeature,
        r#"with feed as (select max(day) as last_day from usage_days where org_id = $1 and day <= $3),
           counted as (
             select u.feature, coalesce(sum(u.uses) filter (where f.last_day - 28 < u.day), 0)::int8 as uses,
                    round(coalesce(sum(u.uses) filter (where u.day <= f.last_day - 28), 0) / 2.0)::int8 as before
             from feed f join usage_days u on u.org_id = $1 and u.account_id = $2 and u.feature <> ''
               and f.last_day - 84 < u.day and u.day <= f.last_day
             group by u.feature)
           select feature as "feature!", uses as "uses!", before as "before!" from counted
           where uses * 10 < before * 6 order by before - uses desc, feature limit 3"#,
        org.0,
        account.0,
        today,
    )
    .fetch_all(conn)
    .await
}
