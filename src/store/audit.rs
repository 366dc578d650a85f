//! Who did what. Written in the transaction of the deed, never changed.

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::PgConnection;

use crate::domain::ids::{OrgId, PersonId};

/// One deed.
#[derive(Clone, Debug)]
pub struct Entry<'a> {
    /// Who; the bot itself when nobody.
    pub actor: Option<PersonId>,
    /// What, as a verb: `playbook.start`.
    pub verb: &'a str,
    /// On what: `account:<id>`.
    pub subject: String,
    /// The rest: ids and numbers, no customer text.
    pub detail: Value,
}

/// Writes a deed down.
pub async fn record(conn: &mut PgConnection, org: OrgId, entry: &Entry<'_>, now: DateTime<Utc>) -> sqlx::Result<()> {
    let actor = entry.actor.map_or_else(|| "steward".to_owned(), |person| person.to_string());
    sqlx::query!(
        "insert into audit (org_id, at, actor, verb, subject, detail) values ($1, $2, $3, $4, $5, $6)",
        org.0,
        now,
        actor,
        entry.verb,
        entry.subject,
        entry.detail,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Which deeds are wanted.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// Of this one, as the audit names them.
    pub actor: Option<&'a str>,
    /// Whose name begins so.
    pub verb: Option<&'a str>,
    /// On this.
    pub subject: Option<&'a str>,
    /// Not before then.
    pub since: Option<DateTime<Utc>>,
    /// At most so many.
    pub n: i64,
}

/// A deed that was written down.
#[derive(Clone, Debug)]
pub struct Deed {
    /// When.
    pub at: DateTime<Utc>,
    /// Who, by name; `None`: the bot itself.
    pub actor: Option<String>,
    /// What.
    pub verb: String,
    /// On what.
    pub subject: String,
    /// The rest.
    pub detail: Value,
}

/// A deed on a page, with the name of its account.
#[derive(Clone, Debug)]
pub struct Named {
    /// When.
    pub at: DateTime<Utc>,
    /// Who, by name; `None`: the bot itself.
    pub actor: Option<String>,
    /// What.
    pub verb: String,
    /// On what.
    pub subject: String,
    /// The name of the account that it was on, or on a signal, contract, run or step of; where it is still there.
    pub account: Option<String>,
    /// The rest.
    pub detail: Value,
    /// How many there are on all pages.
    pub n: i64,
}

/// A page of deeds whose name begins so, the newest first.
pub async fn page(
    conn: &mut PgConnection,
    org: OrgId,
    verb: Option<&str>,
    (offset, size): (i64, i64),
) -> sqlx::Result<Vec<Named>> {
    sqlx::query_as!(
        Named,
        r#"with wanted as (
             select id, at, actor, verb, subject, detail, split_part(subject, ':', 1) as kind,
                    case when subject ~ '^[a-z]+:[0-9a-f-]{36}$' then split_part(subject, ':', 2)::uuid end as of_id
             from audit where org_id = $1 and ($2::text is null or starts_with(verb, $2))
             order by at desc, id desc offset $3 limit $4)
           select d.at, coalesce(p.name, nullif(d.actor, 'steward')) as actor, d.verb, d.subject, a.name as "account?",
                  d.detail, (select count(*) from audit
                             where org_id = $1 and ($2::text is null or starts_with(verb, $2))) as "n!"
           from wanted d
           left join people p on p.org_id = $1 and p.id::text = d.actor
           left join signals g on d.kind = 'signal' and g.org_id = $1 and g.id = d.of_id
           left join contracts c on d.kind = 'contract' and c.org_id = $1 and c.id = d.of_id
           left join run_steps t on d.kind = 'step' and t.org_id = $1 and t.id = d.of_id
           left join playbook_runs r on r.org_id = $1 and r.id = coalesce(t.run_id, d.of_id)
           left join accounts a on a.org_id = $1
             and a.id = coalesce(g.account_id, c.account_id, r.account_id, d.of_id)
           order by d.at desc, d.id desc"#,
        org.0,
        verb,
        offset,
        size,
    )
    .fetch_all(conn)
    .await
}

/// Deeds, the newest first.
pub async fn list(conn: &mut PgConnection, org: OrgId, wanted: &Wanted<'_>) -> sqlx::Result<Vec<Deed>> {
    sqlx::query_as!(
        Deed,
        r#"select d.at, coalesce(p.name, nullif(d.actor, 'steward')) as actor, d.verb, d.subject, d.detail
           from audit d left join people p on p.org_id = d.org_id and p.id::text = d.actor
           where d.org_id = $1 and ($2::text is null or d.actor = $2)
             and ($3::text is null or starts_with(d.verb, $3)) and ($4::text is null or d.subject = $4)
             and ($5::timestamptz is null or $5 <= d.at)
           order by d.at desc, d.id desc limit $6"#,
        org.0,
        wanted.actor,
        wanted.verb,
        wanted.subject,
        wanted.since,
        wanted.n,
    )
    .fetch_all(conn)
    .await
}
