//! Finding an account by what somebody typed.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

use crate::domain::account::{AccountRef, Candidates, Found};
use crate::domain::ids::{AccountId, OrgId, PersonId};

/// A name this near is meant, if it is clearly nearer than the next.
const MEANT: f64 = 0.5;
const CLEARLY_NEARER: f64 = 0.2;
/// Names this near are offered to pick from.
const ASKED: f64 = 0.35;
/// Letters of a name that are compared with what was typed. Each name is compared: an index by trigrams cannot be used behind
/// the wall, for its operators are not leakproof, and a name without end must not take the second that an answer has.
const COMPARED: i32 = 120;
/// A menu that is looked up has room for so many.
const MENU_ROWS: i64 = 100;
/// A picker has room for so many.
const PICKER_ROWS: i64 = 25;

/// The account of a typed name: exact name, alias or domain; else a unique prefix; else the nearest by trigrams.
pub async fn find(conn: &mut PgConnection, org: OrgId, typed: &str) -> sqlx::Result<Found> {
    if let Some(found) = called(conn, org, typed).await? {
        return Ok(found);
    }
    let near = nearest(conn, org, typed).await?;
    let best = near.first().map_or(0.0, |row| row.1);
    let second = near.get(1).map_or(0.0, |row| row.1);
    let mut accounts: Vec<AccountRef> = near.into_iter().map(|(account, _)| account).collect();
    Ok(match best {
        MEANT.. if second + CLEARLY_NEARER <= best => Found::One(accounts.swap_remove(0)),
        ASKED.. => Found::Several(Candidates { n: i64::try_from(accounts.len()).unwrap_or(i64::MAX), first: accounts }),
        _ => Found::None(accounts),
    })
}

/// The accounts of a typed name without guessing: exact name, alias or domain; else those that begin so.
pub async fn called(conn: &mut PgConnection, org: OrgId, typed: &str) -> sqlx::Result<Option<Found>> {
    let exact = exact(conn, org, typed).await?;
    if let Some(found) = one_or_several(exact) {
        return Ok(Some(found));
    }
    Ok(one_or_several(prefixed(conn, org, typed).await?))
}

/// Accounts whose name, domain or alias holds what is typed, those of `owner` first; as many as a menu can offer.
pub async fn suggest(
    conn: &mut PgConnection,
    org: OrgId,
    typed: &str,
    owner: PersonId,
) -> sqlx::Result<Vec<AccountRef>> {
    sqlx::query_as!(
        AccountRef,
        r#"select id as "id: AccountId", name from accounts a
           where org_id = $1 and churned_on is null
             and (strpos(lower(name), lower($2)) > 0 or strpos(lower(domain), lower($2)) > 0
               or exists (select from account_aliases l
                          where l.org_id = $1 and l.account_id = a.id and strpos(lower(l.alias), lower($2)) > 0))
           order by owner_id is distinct from $3, not starts_with(lower(name), lower($2)), name, id limit $4"#,
        org.0,
        typed,
        owner.0,
        MENU_ROWS,
    )
    .fetch_all(conn)
    .await
}

/// The account that a Slack channel is linked to.
pub async fn of_channel(conn: &mut PgConnection, org: OrgId, channel_id: &str) -> sqlx::Result<Option<AccountRef>> {
    let row = sqlx::query!(
        r#"select id as "id: AccountId", name from accounts
           where org_id = $1 and slack_channel_id = $2 order by name limit 1"#,
        org.0,
        channel_id,
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| AccountRef { id: row.id, name: row.name }))
}

/// An account by what its page elsewhere is called: the id that it was imported with, else the domain that it alone has.
pub async fn of_page(conn: &mut PgConnection, org: OrgId, called: &str) -> sqlx::Result<Option<AccountRef>> {
    let mut found = sqlx::query!(
        r#"select id as "id: AccountId", name, external_id = $2 as "is_id!" from accounts
           where org_id = $1 and (external_id = $2 or lower(domain) = lower($2)) order by 3 desc, id limit 2"#,
        org.0,
        called,
    )
    .fetch_all(conn)
    .await?;
    let is_one = found.len() == 1 || found.first().is_some_and(|row| row.is_id);
    Ok(found.drain(..).next().filter(|_| is_one).map(|row| AccountRef { id: row.id, name: row.name }))
}

/// An account by its id.
pub async fn by_id(conn: &mut PgConnection, org: OrgId, id: AccountId) -> sqlx::Result<Option<AccountRef>> {
    let row = sqlx::query!("select name from accounts where org_id = $1 and id = $2", org.0, id.0);
    Ok(row.fetch_optional(conn).await?.map(|row| AccountRef { id, name: row.name }))
}

/// An account with its owner.
pub async fn named_with_owner(
    conn: &mut PgConnection,
    org: OrgId,
    id: AccountId,
) -> sqlx::Result<Option<(AccountRef, Option<PersonId>)>> {
    let row = sqlx::query!(
        r#"select name, owner_id as "owner: PersonId" from accounts where org_id = $1 and id = $2"#,
        org.0,
        id.0,
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| (AccountRef { id, name: row.name }, row.owner)))
}

/// An account with its owner, held until the transaction ends.
pub async fn hold(
    conn: &mut PgConnection,
    org: OrgId,
    id: AccountId,
) -> sqlx::Result<Option<(AccountRef, Option<PersonId>)>> {
    let row = sqlx::query!(
        r#"select name, owner_id as "owner: PersonId" from accounts where org_id = $1 and id = $2 for no key update"#,
        org.0,
        id.0,
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| (AccountRef { id, name: row.name }, row.owner)))
}

/// The people and the channel of an account.
#[derive(Clone, Debug)]
pub struct Staff {
    /// Who works it.
    pub owner: Option<PersonId>,
    /// Who sells to it.
    pub account_executive: Option<PersonId>,
    /// Who stands for it among our executives.
    pub executive_sponsor: Option<PersonId>,
    /// Its linked channel.
    pub channel_id: Option<String>,
}

/// Who works an account, and where.
pub async fn staff(conn: &mut PgConnection, org: OrgId, account: AccountId) -> sqlx::Result<Option<Staff>> {
    sqlx::query_as!(
        Staff,
        r#"select a.owner_id as "owner: PersonId", a.account_executive_id as "account_executive: PersonId",
                  -- The sponsor comes along as a text: a person of ours by any of their names.
                  (select p.id from people p
                   where p.org_id = a.org_id and not p.deactivated and a.executive_sponsor is not null
                     and lower(a.executive_sponsor) in (lower(p.external_id), lower(p.name), lower(p.email))
                   order by p.id limit 1) as "executive_sponsor: PersonId",
                  a.slack_channel_id as channel_id
           from accounts a where a.org_id = $1 and a.id = $2"#,
        org.0,
        account.0,
    )
    .fetch_optional(conn)
    .await
}

/// Asks nobody to grow an account before a day, unless a later one is set already.
pub async fn mute_expansion(
    conn: &mut PgConnection,
    org: OrgId,
    account: AccountId,
    until: NaiveDate,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update accounts set expansion_muted_until = greatest(expansion_muted_until, $3), updated_at = $4
         where org_id = $1 and id = $2",
        org.0,
        account.0,
        until,
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// An account whose name fits, and how many there are of them.
struct Fitting {
    id: AccountId,
    name: String,
    n: i64,
}

fn one_or_several(fitting: Vec<Fitting>) -> Option<Found> {
    let n = fitting.first()?.n;
    let mut first: Vec<AccountRef> = fitting.into_iter().map(|row| AccountRef { id: row.id, name: row.name }).collect();
    if first.len() == 1 { first.pop().map(Found::One) } else { Some(Found::Several(Candidates { first, n })) }
}

async fn exact(conn: &mut PgConnection, org: OrgId, typed: &str) -> sqlx::Result<Vec<Fitting>> {
    sqlx::query_as!(
        Fitting,
        r#"select id as "id!: AccountId", name as "name!", count(*) over () as "n!"
           from (select distinct id, name from account_calls where org_id = $1 and called = lower($2)) called
           order by name, id limit $3"#,
        org.0,
        typed,
        PICKER_ROWS,
    )
    .fetch_all(conn)
    .await
}

async fn prefixed(conn: &mut PgConnection, org: OrgId, typed: &str) -> sqlx::Result<Vec<Fitting>> {
    sqlx::query_as!(
        Fitting,
        r#"select id as "id!: AccountId", name as "name!", count(*) over () as "n!" from accounts
           where org_id = $1 and starts_with(lower(name), lower($2)) order by name, id limit $3"#,
        org.0,
        typed,
        PICKER_ROWS,
    )
    .fetch_all(conn)
    .await
}

async fn nearest(conn: &mut PgConnection, org: OrgId, typed: &str) -> sqlx::Result<Vec<(AccountRef, f64)>> {
    let rows = sqlx::query!(
        r#"select id as "id!: AccountId", name as "name!", greatest(similarity(begins, lower($2)),
                  word_similarity(lower($2), begins) * 0.9) as "near!"
           from accounts, lower(left(name, $3)) as begins
           where org_id = $1 and (begins % lower($2) or lower($2) <% begins)
           order by 3 desc, name limit 10"#,
        org.0,
        typed,
        COMPARED,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (AccountRef { id: row.id, name: row.name }, row.near)).collect())
}
