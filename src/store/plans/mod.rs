//! Success plans: one a customer, changed on the version that was seen or not at all.

mod milestones;
mod values;

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

use super::codec::{json, to_json};
use crate::domain::account::AccountRef;
use crate::domain::contact::ContactRole;
use crate::domain::ids::{AccountId, ContactId, OrgId, PersonId};
use crate::domain::money::Currency;
use crate::domain::person::{Deed, PersonRef};
use crate::domain::plan::{Change, Content, Stakeholder};

pub use milestones::{
    NewMilestone, add_milestone, end_milestone, milestones, nudge, nudged_days, nudger, waiting_milestones,
};
pub use values::{NewValue, RECORDED_PREFIX, record_value, values};

/// People at a customer that a plan lists.
const MOST_STAKEHOLDERS: i64 = 60;

/// An account with its plan.
#[derive(Clone, Debug)]
pub struct Planned {
    /// Which account.
    pub account: AccountRef,
    /// Who works it.
    pub owner: Option<PersonRef>,
    /// In what it pays.
    pub currency: Currency,
    /// Its plan.
    pub plan: Option<Plan>,
}

/// A plan as it stands.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Its first day.
    pub begins_on: NaiveDate,
    /// Every change raises it.
    pub version: i32,
    /// Goals, metrics, risks, stances.
    pub content: Content,
    /// What the last change was.
    pub change: Change,
    /// Who made it, and when.
    pub by: Deed,
}

/// An account with its plan; `None` when the account is gone.
pub async fn of(conn: &mut PgConnection, org: OrgId, account: AccountId) -> sqlx::Result<Option<Planned>> {
    let row = sqlx::query!(
        r#"select a.name, a.currency, o.id as "owner_id?: PersonId", o.name as "owner_name?",
                  o.slack_user_id as "owner_slack?", s.begins_on as "begins_on?", s.version as "version?",
                  s.content as "content?", s.changed as "changed?", s.changed_at as "changed_at?",
                  c.id as "by_id?: PersonId", c.name as "by_name?", c.slack_user_id as "by_slack?"
           from accounts a
           left join people o on o.org_id = a.org_id and o.id = a.owner_id
           left join success_plans s on s.org_id = a.org_id and s.account_id = a.id
           left join people c on c.org_id = s.org_id and c.id = s.changed_by
           where a.org_id = $1 and a.id = $2"#,
        org.0,
        account.0,
    )
    .fetch_optional(conn)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let by = row.by_id.zip(row.by_name);
    let by = by.map(|(id, name)| PersonRef { id, name, slack_user_id: row.by_slack });
    let plan = match (row.begins_on, row.version, row.content, row.changed, row.changed_at, by) {
        (Some(begins_on), Some(version), Some(content), Some(changed), Some(at), Some(by)) => {
            Some(Plan { begins_on, version, content: json(content)?, change: json(changed)?, by: Deed { by, at } })
        }
        _ => None,
    };
    let owner = row.owner_id.zip(row.owner_name);
    Ok(Some(Planned {
        account: AccountRef { id: account, name: row.name },
        owner: owner.map(|(id, name)| PersonRef { id, name, slack_user_id: row.owner_slack }),
        currency: Currency::parse(&row.currency).map_err(|fault| sqlx::Error::Decode(format!("{fault:?}").into()))?,
        plan,
    }))
}

/// Begins a plan; `false` when the account has one.
pub async fn begin(
    conn: &mut PgConnection,
    org: OrgId,
    account: AccountId,
    (begins_on, content): (NaiveDate, &Content),
    by: PersonId,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "insert into success_plans (org_id, account_id, begins_on, content, changed_by, changed_at, changed)
         values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing",
        org.0,
        account.0,
        begins_on,
        to_json(content)?,
        by.0,
        now,
        to_json(&Change::Begun)?,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Changes a plan that is still of that version; `false` when it is not. Without a content it stays as it is.
pub async fn change(
    conn: &mut PgConnection,
    org: OrgId,
    (account, version): (AccountId, i32),
    (change, content): (Change, Option<&Content>),
    by: PersonId,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update success_plans set version = version + 1, content = coalesce($4, content), changed_by = $5,
           changed_at = $6, changed = $7
         where org_id = $1 and account_id = $2 and version = $3",
        org.0,
        account.0,
        version,
        content.map(to_json).transpose()?,
        by.0,
        now,
        to_json(&change)?,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Raises a plan's version whatever it is, for a change that meets its rivals elsewhere; the new one.
pub async fn raise(
    conn: &mut PgConnection,
    org: OrgId,
    account: AccountId,
    change: Change,
    by: PersonId,
    now: DateTime<Utc>,
) -> sqlx::Result<i32> {
    sqlx::query_scalar!(
        "update success_plans set version = version + 1, changed_by = $3, changed_at = $4, changed = $5
         where org_id = $1 and account_id = $2 returning version",
        org.0,
        account.0,
        by.0,
        now,
        to_json(&change)?,
    )
    .fetch_one(conn)
    .await
}

/// The account's contacts: those who are there first, by the weight of their role.
pub async fn stakeholders(conn: &mut PgConnection, org: OrgId, account: AccountId) -> sqlx::Result<Vec<Stakeholder>> {
    let rows = sqlx::query!(
        r#"select id as "id: ContactId", name, role, left_on, last_contact_at from contacts
           where org_id = $1 and account_id = $2
           order by left_on is not null, array_position('{executive,champion,buyer,user}', role), left_on desc, name, id
           limit $3"#,
        org.0,
        account.0,
        MOST_STAKEHOLDERS,
    )
    .fetch_all(conn)
    .await?;
    let line = |row: (ContactId, String, String, Option<NaiveDate>, Option<DateTime<Utc>>)| {
        let (contact, name, role, left_on, last_contact_at) = row;
        let role = ContactRole::parse(&role).ok_or_else(|| sqlx::Error::Decode(role.into()))?;
        Ok(Stakeholder { contact, name, role, left_on, last_contact_at, stance: None })
    };
    rows.into_iter().map(|row| line((row.id, row.name, row.role, row.left_on, row.last_contact_at))).collect()
}
