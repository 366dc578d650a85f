//! What customers do for us before others, as people say it.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

use crate::domain::account::AccountRef;
use crate::domain::advocacy::{Advocacy, AdvocacyKind, AdvocacySaid, AdvocacyStage};
use crate::domain::ids::{AccountId, AdvocacyId, OrgId, PersonId};
use crate::domain::person::PersonRef;

struct Row {
    id: AdvocacyId,
    kind: String,
    stage: String,
    note: String,
    link: Option<String>,
    person: PersonId,
    name: String,
    slack_user_id: Option<String>,
    moved_at: DateTime<Utc>,
    version: i32,
}

impl Row {
    /// The table's checks know no other kinds and stages.
    fn read(self) -> Option<Advocacy> {
        Some(Advocacy {
            id: self.id,
            kind: AdvocacyKind::parse(&self.kind)?,
            stage: AdvocacyStage::parse(&self.stage)?,
            note: self.note,
            link: self.link,
            by: PersonRef { id: self.person, name: self.name, slack_user_id: self.slack_user_id },
            at: self.moved_at,
            version: self.version,
        })
    }
}

/// What an account does or was asked for, what is open first, then the newest; moved from a day on, where one is given.
pub async fn of(
    conn: &mut PgConnection,
    org: OrgId,
    account: AccountId,
    (from, until): (Option<NaiveDate>, Option<NaiveDate>),
    n: i64,
) -> sqlx::Result<Vec<Advocacy>> {
    let rows = sqlx::query_as!(
        Row,
        r#"select v.id as "id: AdvocacyId", v.kind, v.stage, v.note, v.link, p.id as "person: PersonId", p.name,
                  p.slack_user_id, v.moved_at, v.version
           from advocacy v join people p on p.org_id = v.org_id and p.id = v.moved_by
           where v.org_id = $1 and v.account_id = $2
             and ($3::date is null or $3 <= (v.moved_at at time zone 'UTC')::date)
             and ($4::date is null or (v.moved_at at time zone 'UTC')::date <= $4)
           order by v.stage in ('asked', 'agreed') desc, v.moved_at desc, v.id limit $5"#,
        org.0,
        account.0,
        from,
        until,
        n,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().filter_map(Row::read).collect())
}

/// One of them, with its account.
pub async fn by_id(
    conn: &mut PgConnection,
    org: OrgId,
    id: AdvocacyId,
) -> sqlx::Result<Option<(AccountRef, Advocacy)>> {
    let row = sqlx::query!(
        r#"select v.id as "id: AdvocacyId", v.kind, v.stage, v.note, v.link, p.id as "person: PersonId", p.name,
                  p.slack_user_id, v.moved_at, v.version, a.id as "account: AccountId", a.name as account_name
           from advocacy v
           join people p on p.org_id = v.org_id and p.id = v.moved_by
           join accounts a on a.org_id = v.org_id and a.id = v.account_id
           where v.org_id = $1 and v.id = $2"#,
        org.0,
        id.0,
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.and_then(|row| {
        let account = AccountRef { id: row.account, name: row.account_name };
        let (id, kind, stage, note, link) = (row.id, row.kind, row.stage, row.note, row.link);
        let (person, name, slack_user_id) = (row.person, row.name, row.slack_user_id);
        let row = Row {
            id,
            kind,
            stage,
            note,
            link,
            person,
            name,
            slack_user_id,
            moved_at: row.moved_at,
            version: row.version,
        };
        Some((account, row.read()?))
    }))
}

/// The one of a kind that is open.
pub async fn open(
    conn: &mut PgConnection,
    org: OrgId,
    account: AccountId,
    kind: AdvocacyKind,
) -> sqlx::Result<Option<AdvocacyId>> {
    sqlx::query_scalar!(
        r#"select id as "id: AdvocacyId" from advocacy
           where org_id = $1 and account_id = $2 and kind = $3 and stage in ('asked', 'agreed')"#,
        org.0,
        account.0,
        kind.as_str(),
    )
    .fetch_optional(conn)
    .await
}

/// Keeps what is new; `false` when it is there already.
pub async fn insert(
    conn: &mut PgConnection,
    org: OrgId,
    (id, account): (AdvocacyId, AccountId),
    said: &AdvocacySaid,
    by: PersonId,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "insert into advocacy (org_id, id, account_id, kind, stage, note, link, moved_by, moved_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing",
        org.0,
        id.0,
        account.0,
        said.kind.as_str(),
        said.stage.as_str(),
        said.note,
        said.link,
        by.0,
        now,
    )
    .execute(conn)
    .await?;
    Ok(0 < done.rows_affected())
}

/// Moves what stands at a version; `false` when it no longer does. An empty note leaves the one that stands.
pub async fn advance(
    conn: &mut PgConnection,
    org: OrgId,
    (id, version): (AdvocacyId, i32),
    (stage, said): (AdvocacyStage, Option<&AdvocacySaid>),
    by: PersonId,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let note = said.map(|said| said.note.as_str()).filter(|note| !note.is_empty());
    let done = sqlx::query!(
        "update advocacy set stage = $4, note = coalesce($5, note), link = coalesce($6, link), moved_by = $7,
           moved_at = $8, version = version + 1
         where org_id = $1 and id = $2 and version = $3 and stage in ('asked', 'agreed')",
        org.0,
        id.0,
        version,
        stage.as_str(),
        note,
        said.and_then(|said| said.link.as_deref()),
        by.0,
        now,
    )
    .execute(conn)
    .await?;
    Ok(0 < done.rows_affected())
}

/// Takes back what this person said and nobody moved since; says of which account.
pub async fn remove(
    conn: &mut PgConnection,
    org: OrgId,
    id: AdvocacyId,
    by: PersonId,
) -> sqlx::Result<Option<AccountRef>> {
    let row = sqlx::query!(
        r#"delete from advocacy v using accounts a
           where v.org_id = $1 and v.id = $2 and v.moved_by = $3 and v.version = 1
             and a.org_id = v.org_id and a.id = v.account_id
           returning a.id as "account: AccountId", a.name"#,
        org.0,
        id.0,
        by.0,
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| AccountRef { id: row.account, name: row.name }))
}
