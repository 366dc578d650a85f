//! Which cards are to be posted, to whom, and how many somebody has had today.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

use super::view::kind;
use crate::domain::ids::{AccountId, EpisodeId, InstallationId, OrgId, PersonId};
use crate::domain::signal::SignalKind;

/// An episode whose card may be posted.
#[derive(Clone, Copy, Debug)]
pub struct Due {
    /// Whose data.
    pub org: OrgId,
    /// Which.
    pub id: EpisodeId,
    /// On which account.
    pub account: AccountId,
    /// Which rule.
    pub kind: SignalKind,
}

/// Somebody of these organisations whose accounts have cards to be posted, held against other replicas: so nobody's cap is
/// counted twice.
pub async fn claim_owner(
    conn: &mut PgConnection,
    organisations: &[OrgId],
    now: DateTime<Utc>,
) -> sqlx::Result<Option<(OrgId, PersonId)>> {
    let row = sqlx::query!(
        r#"select p.org_id as "org: OrgId", p.id as "id: PersonId" from people p
           join (select distinct a.org_id, a.owner_id from signals s
                 join accounts a on a.org_id = s.org_id and a.id = s.account_id where s.announce_at <= $1) d
             on d.org_id = p.org_id and d.owner_id = p.id
           where not p.deactivated and p.slack_user_id is not null and p.org_id = any($2)
           order by p.org_id, p.id limit 1 for no key update of p skip locked"#,
        now,
        organisations as &[OrgId],
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| (row.org, row.id)))
}

/// What somebody is to hear now: what is critical first, then by how red, how dear and how near its renewal an account is.
pub async fn due_of(
    conn: &mut PgConnection,
    org: OrgId,
    owner: PersonId,
    today: NaiveDate,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<Due>> {
    let rows = sqlx::query!(
        r#"select s.id as "id: EpisodeId", s.account_id as "account: AccountId", s.kind from signals s
           join accounts a on a.org_id = s.org_id and a.id = s.account_id
           left join health h on h.org_id = a.org_id and h.account_id = a.id
           left join lateral (select min(ends_on) as ends_on from contracts
             where org_id = $1 and account_id = a.id and starts_on <= $4 and $4 <= ends_on) c on true
           where s.org_id = $1 and a.owner_id = $2 and s.announce_at <= $3
           order by s.kind <> all($5),
             (100000 - coalesce(h.score_milli, 50000))::float8 * coalesce(h.arr_whole, 0)
               * (2 - least(coalesce(c.ends_on - $4::date, 365), 365) / 365.0) desc, s.id
           for update of s"#,
        org.0,
        owner.0,
        now,
        today,
        &critical_kinds() as &[&str],
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(|row| Ok(Due { org, id: row.id, account: row.account, kind: kind(&row.kind)? })).collect()
}

/// The same of accounts that nobody in Slack answers for; at most `n`.
pub async fn due_unowned(
    conn: &mut PgConnection,
    organisations: &[OrgId],
    n: i64,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<Due>> {
    let rows = sqlx::query!(
        r#"select s.org_id as "org: OrgId", s.id as "id: EpisodeId", s.account_id as "account: AccountId", s.kind from signals s
           join accounts a on a.org_id = s.org_id and a.id = s.account_id
           where s.announce_at <= $1 and s.org_id = any($3) and not exists (
             select from people p where p.org_id = a.org_id and p.id = a.owner_id
               and not p.deactivated and p.slack_user_id is not null)
           order by s.announce_at, s.id limit $2 for update of s skip locked"#,
        now,
        n,
        organisations as &[OrgId],
    )
    .fetch_all(conn)
    .await?;
    let due = |org, id, account, word: &str| Ok(Due { org, id, account, kind: kind(word)? });
    rows.into_iter().map(|row| due(row.org, row.id, row.account, &row.kind)).collect()
}

fn critical_kinds() -> Vec<&'static str> {
    SignalKind::ALL.into_iter().filter(|kind| kind.is_critical()).map(SignalKind::as_str).collect()
}

/// Alerts that somebody had on a day of theirs, without the critical ones.
pub async fn n_announced(conn: &mut PgConnection, org: OrgId, person: PersonId, day: NaiveDate) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "n!" from signals
           where org_id = $1 and announced_to = $2 and announced_on = $3 and kind <> all($4)"#,
        org.0,
        person.0,
        day,
        &critical_kinds() as &[&str],
    )
    .fetch_one(conn)
    .await
}

/// The card of an episode is said; `to` whom, on which of their days, where it is a person.
pub async fn announced(
    conn: &mut PgConnection,
    org: OrgId,
    id: EpisodeId,
    to: Option<(PersonId, NaiveDate)>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update signals set announce_at = null, announced_at = $3, announced_to = $4, announced_on = $5
         where org_id = $1 and id = $2",
        org.0,
        id.0,
        now,
        to.map(|(person, _)| person.0),
        to.map(|(_, day)| day),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// No card is said of an episode: the digest and the lists have it.
pub async fn to_digest(conn: &mut PgConnection, org: OrgId, id: EpisodeId) -> sqlx::Result<()> {
    sqlx::query!(
        "update signals set announce_at = null, digest_only = true where org_id = $1 and id = $2",
        org.0,
        id.0
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A channel with a daily digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TeamChannel {
    /// Whose data.
    pub org: OrgId,
    /// In which workspace.
    pub installation: InstallationId,
    /// Which channel.
    pub id: String,
    /// Whose accounts it hears of; `None`: everybody's.
    pub team: Option<String>,
}

/// The organisations that have a card to be posted now.
pub async fn organisations_due(conn: &mut PgConnection, now: DateTime<Utc>) -> sqlx::Result<Vec<OrgId>> {
    sqlx::query_scalar!(
        r#"select distinct org_id as "org: OrgId" from signals where announce_at <= $1 order by org_id"#,
        now
    )
    .fetch_all(conn)
    .await
}

/// The channels with a daily digest of these organisations, the oldest first.
pub async fn channels(conn: &mut PgConnection, organisations: &[OrgId]) -> sqlx::Result<Vec<TeamChannel>> {
    sqlx::query_as!(
        TeamChannel,
        r#"select org_id as "org: OrgId", installation_id as "installation: InstallationId", channel_id as "id!", team
           from schedules s where kind = 'daily' and active and channel_id is not null
             and s.org_id = any($1)
             and exists (select from installations i
               where i.org_id = s.org_id and i.id = s.installation_id and i.closed_at is null)
           order by created_at, id"#,
        organisations as &[OrgId],
    )
    .fetch_all(conn)
    .await
}

/// The workspace to write to somebody in: that of their digest, else the organisation's first.
pub async fn installation_of(
    conn: &mut PgConnection,
    org: OrgId,
    person: PersonId,
) -> sqlx::Result<Option<InstallationId>> {
    sqlx::query_scalar!(
        r#"select i.id as "id: InstallationId" from installations i
           left join schedules s on s.org_id = i.org_id and s.installation_id = i.id and s.person_id = $2
           where i.org_id = $1 and i.closed_at is null order by s.id is null, i.installed_at, i.id limit 1"#,
        org.0,
        person.0,
    )
    .fetch_optional(conn)
    .await
}
