//! One statement a batch: new rows are added, rows that differ are changed, the others are not touched.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::batch::Batch;
use super::record::Record;
use crate::domain::ids::{
    AccountId, ContactId, ContractId, MilestoneId, MovementId, OrgId, PersonId, SurveyId, TicketId, TouchpointId,
    ValueId,
};

/// What an upsert did; the rows that it does not count were there already, just so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Rows that were new.
    pub n_added: i64,
    /// Rows that were there and differed.
    pub n_changed: i64,
}

/// Writes the batch. Its external ids must differ from each other, and its references must be ids by now.
pub async fn upsert(conn: &mut PgConnection, org: OrgId, rows: &Batch, now: DateTime<Utc>) -> sqlx::Result<Tally> {
    match rows.record {
        Record::People => {
            release_slack_users(conn, org, rows).await?;
            people(conn, org, rows, now).await
        }
        Record::Accounts => {
            let tally = accounts(conn, org, rows, now).await?;
            let n_changed = tally.n_changed + aliases(conn, org, rows, now).await?;
            Ok(Tally { n_changed, ..tally })
        }
        Record::Contacts => contacts(conn, org, rows, now).await,
        Record::Contracts => contracts(conn, org, rows, now).await,
        Record::Usage => usage(conn, org, rows, now).await,
        Record::Tickets => tickets(conn, org, rows, now).await,
        Record::Surveys => surveys(conn, org, rows, now).await,
        Record::Touchpoints => touchpoints(conn, org, rows, now).await,
        Record::ArrMovements => arr_movements(conn, org, rows, now).await,
        Record::Milestones => milestones(conn, org, rows, now).await,
        Record::ValueRealised => value_realised(conn, org, rows, now).await,
    }
}

async fn people(conn: &mut PgConnection, org: OrgId, rows: &Batch, now: DateTime<Utc>) -> sqlx::Result<Tally> {
    sqlx::query_file_as!(
        Tally,
        "src/store/import/sql/people.sql",
        org.0,
        &rows.given,
        now,
        &ids(rows, |key| PersonId::named(org, key).0),
        &rows.texts("external_id") as _,
        &rows.texts("name") as _,
        &rows.texts("email") as _,
        &rows.texts("role") as _,
        &rows.texts("team") as _,
        &rows.texts("slack_user_id") as _,
        &rows.ids("manager") as _,
        &rows.texts("time_zone") as _,
        &rows.texts("working_days") as _,
        &rows.times("working_from") as _,
        &rows.times("working_to") as _,
        &rows.truths("deactivated") as _,
        &rows.texts("country") as _,
    )
    .fetch_one(conn)
    .await
}

async fn accounts(conn: &mut PgConnection, org: OrgId, rows: &Batch, now: DateTime<Utc>) -> sqlx::Result<Tally> {
    sqlx::query_file_as!(
        Tally,
        "src/store/import/sql/accounts.sql",
        org.0,
        &rows.given,
        now,
        &ids(rows, |key| AccountId::named(org, key).0),
        &rows.texts("external_id") as _,
        &rows.texts("name") as _,
        &rows.texts("currency") as _,
        &rows.days("started_on") as _,
        &rows.texts("domain") as _,
        &rows.minors("arr") as _,
        &rows.days("churned_on") as _,
        &rows.texts("segment") as _,
        &rows.ids("owner") as _,
        &rows.ids("account_executive") as _,
        &rows.texts("executive_sponsor") as _,
        &rows.texts("time_zone") as _,
        &rows.texts("region") as _,
        &rows.texts("industry") as _,
        &rows.texts("slack_channel_id") as _,
        &rows.texts("tags") as _,
        &rows.wholes("seats") as _,
        &rows.wholes("core_features") as _,
        &rows.numbers("limit_use") as _,
        &rows.minors("overdue") as _,
        &rows.days("expansion_muted_until") as _,
    )
    .fetch_one(conn)
    .await
}

async fn contacts(conn: &mut PgConnection, org: OrgId, rows: &Batch, now: DateTime<Utc>) -> sqlx::Result<Tally> {
    sqlx::query_file_as!(
        Tally,
        "src/store/import/sql/contacts.sql",
        org.0,
        &rows.given,
        now,
        &ids(rows, |key| ContactId::named(org, key).0),
        &rows.texts("external_id") as _,
        &rows.ids("account") as _,
        &rows.texts("name") as _,
        &rows.texts("role") as _,
        &rows.texts("email") as _,
        &rows.days("left_on") as _,
        &rows.instants("last_contact_at") as _,
    )
    .fetch_one(conn)
    .await
}

async fn contracts(conn: &mut PgConnection, org: OrgId, rows: &Batch, now: DateTime<Utc>) -> sqlx::Result<Tally> {
    sqlx::query_file_as!(
        Tally,
        "src/store/import/sql/contracts.sql",
        org.0,
        &rows.given,
        now,
        &ids(rows, |key| ContractId::named(org, key).0),
        &rows.texts("external_id") as _,
        &rows.ids("account") as _,
        &rows.days("starts_on") as _,
        &rows.days("ends_on") as _,
        &rows.minors("arr") as _,
        &rows.texts("currency") as _,
        &rows.truths("auto_renew") as _,
        &rows.days("notice_on") as _,
        &rows.wholes("seats") as _,
    )
    .fetch_one(conn)
    .await
}

async fn usage(conn: &mut PgConnection, org: OrgId, rows: &Batch, now: DateTime<Utc>) -> sqlx::Result<Tally> {
    sqlx::query_file_as!(
        Tally,
        "src/store/import/sql/usage.sql",
        org.0,
        &rows.given,
        now,
        &rows.texts("external_id") as _,
        &rows.ids("account") as _,
        &rows.days("day") as _,
        &rows.wholes("uses") as _,
        &rows.texts("feature") as _,
        &rows.wholes("active_users") as _,
    )
    .fetch_one(conn)
    .await
}

async fn tickets(conn: &mut PgConnection, org: OrgId, rows: &Batch, now: DateTime<Utc>) -> sqlx::Result<Tally> {
    sqlx::query_file_as!(
        Tally,
        "src/store/import/sql/tickets.sql",
        org.0,
        &rows.given,
        now,
        &ids(rows, |key| TicketId::named(org, key).0),
        &rows.texts("external_id") as _,
        &rows.ids("account") as _,
        &rows.texts("priority") as _,
        &rows.instants("opened_at") as _,
        &rows.instants("closed_at") as _,
        &rows.texts("subject") as _,
        &rows.truths("escalated") as _,
        &rows.numbers("satisfaction") as _,
        &rows.texts("theme") as _,
    )
    .fetch_one(conn)
    .await
}

async fn surveys(conn: &mut PgConnection, org: OrgId, rows: &Batch, now: DateTime<Utc>) -> sqlx::Result<Tally> {
    sqlx::query_file_as!(
        Tally,
        "src/store/import/sql/surveys.sql",
        org.0,
        &rows.given,
        now,
        &ids(rows, |key| SurveyId::named(org, key).0),
        &rows.texts("external_id") as _,
        &rows.ids("account") as _,
        &rows.texts("kind") as _,
        &rows.numbers("score") as _,
        &rows.instants("answered_at") as _,
        &rows.texts("comment") as _,
    )
    .fetch_one(conn)
    .await
}

async fn touchpoints(conn: &mut PgConnection, org: OrgId, rows: &Batch, now: DateTime<Utc>) -> sqlx::Result<Tally> {
    sqlx::query_file_as!(
        Tally,
        "src/store/import/sql/touchpoints.sql",
        org.0,
        &rows.given,
        now,
        &ids(rows, |key| TouchpointId::named(org, key).0),
        &rows.texts("external_id") as _,
        &rows.ids("account") as _,
        &rows.texts("kind") as _,
        &rows.instants("occurred_at") as _,
        &rows.ids("person") as _,
        &rows.truths("two_way") as _,
        &rows.wholes("minutes") as _,
        &rows.texts("note") as _,
        &rows.texts("link") as _,
    )
    .fetch_one(conn)
    .await
}

async fn arr_movements(conn: &mut PgConnection, org: OrgId, rows: &Batch, now: DateTime<Utc>) -> sqlx::Result<Tally> {
    sqlx::query_file_as!(
        Tally,
        "src/store/import/sql/arr_movements.sql",
        org.0,
        &rows.given,
        now,
        &ids(rows, |key| MovementId::named(org, key).0),
        &rows.texts("external_id") as _,
        &rows.ids("account") as _,
        &rows.texts("kind") as _,
        &rows.days("occurred_on") as _,
        &rows.minors("amount") as _,
        &rows.texts("currency") as _,
        &rows.texts("reason") as _,
    )
    .fetch_one(conn)
    .await
}

async fn milestones(conn: &mut PgConnection, org: OrgId, rows: &Batch, now: DateTime<Utc>) -> sqlx::Result<Tally> {
    sqlx::query_file_as!(
        Tally,
        "src/store/import/sql/milestones.sql",
        org.0,
        &rows.given,
        now,
        &ids(rows, |key| MilestoneId::named(org, key).0),
        &rows.texts("external_id") as _,
        &rows.ids("account") as _,
        &rows.texts("kind") as _,
        &rows.texts("title") as _,
        &rows.days("due_on") as _,
        &rows.days("reached_on") as _,
    )
    .fetch_one(conn)
    .await
}

async fn value_realised(conn: &mut PgConnection, org: OrgId, rows: &Batch, now: DateTime<Utc>) -> sqlx::Result<Tally> {
    sqlx::query_file_as!(
        Tally,
        "src/store/import/sql/value_realised.sql",
        org.0,
        &rows.given,
        now,
        &ids(rows, |key| ValueId::named(org, key).0),
        &rows.texts("external_id") as _,
        &rows.ids("account") as _,
        &rows.texts("what") as _,
        &rows.minors("amount") as _,
        &rows.texts("currency") as _,
        &rows.texts("evidence") as _,
        &rows.days("realised_on") as _,
    )
    .fetch_one(conn)
    .await
}

async fn aliases(conn: &mut PgConnection, org: OrgId, rows: &Batch, now: DateTime<Utc>) -> sqlx::Result<i64> {
    if !rows.has("aliases") {
        return Ok(0);
    }
    let done = sqlx::query_file!(
        "src/store/import/sql/aliases.sql",
        org.0,
        &rows.texts("external_id") as _,
        &rows.texts("aliases") as _,
        now,
    )
    .execute(conn)
    .await?;
    Ok(i64::try_from(done.rows_affected()).unwrap_or(i64::MAX))
}

async fn release_slack_users(conn: &mut PgConnection, org: OrgId, rows: &Batch) -> sqlx::Result<()> {
    if !rows.has("slack_user_id") {
        return Ok(());
    }
    sqlx::query_file!(
        "src/store/import/sql/release_slack_users.sql",
        org.0,
        &rows.texts("external_id") as _,
        &rows.texts("slack_user_id") as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}

fn ids(rows: &Batch, id: impl Fn(&str) -> Uuid) -> Vec<Uuid> {
    rows.rows.iter().map(|row| id(row.external_id())).collect()
}
