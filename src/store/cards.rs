//! Living messages: announced once, redrawn as often as they change, edited by one writer at a time.

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::PgConnection;

use super::codec::{json, to_json};
use super::people::locale;
use crate::domain::ids::{CardId, InstallationId, OrgId, RunId, StepId};
use crate::domain::locale::Locale;
use crate::domain::notice::Notice;

/// A message that is to be said.
#[derive(Clone, Debug)]
pub struct NewCard<'a> {
    /// In which workspace, where nobody knows in which its reader is.
    pub installation: InstallationId,
    /// What it is about; the same subject is said once.
    pub subject: String,
    /// What it shows.
    pub notice: &'a Notice,
    /// A channel, or a person for their direct messages.
    pub channel_id: &'a str,
}

/// The subject of a step's card: a repeated step keeps one.
pub fn step_subject(run: RunId, step: &str) -> String {
    format!("step:{run}:{step}")
}

/// A message as it stands.
#[derive(Clone, Debug)]
pub struct Card {
    /// Whose data.
    pub org: OrgId,
    /// Which.
    pub id: CardId,
    /// In which workspace.
    pub installation: InstallationId,
    /// What it shows.
    pub notice: Notice,
    /// Where.
    pub channel_id: String,
    /// Slack's id of it, once it is posted.
    pub ts: Option<String>,
    /// The version that it should show.
    pub desired_version: i32,
    /// How whoever has it in their direct messages is told things; `None` in a channel.
    pub locale: Option<Locale>,
}

struct Row {
    org_id: OrgId,
    id: CardId,
    installation_id: InstallationId,
    notice: Value,
    channel_id: String,
    ts: Option<String>,
    desired_version: i32,
    has_reader: bool,
    language: Option<String>,
    slack_locale: Option<String>,
}

impl TryFrom<Row> for Card {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        Ok(Self {
            org: row.org_id,
            id: row.id,
            installation: row.installation_id,
            notice: json(row.notice)?,
            channel_id: row.channel_id,
            ts: row.ts,
            desired_version: row.desired_version,
            locale: row.has_reader.then(|| locale(row.language.as_deref(), row.slack_locale.as_deref())),
        })
    }
}

/// Says something once: writes the card and its first post, unless the subject has been said. Says whether it is new. What is for
/// one person goes by the workspace that they are of, where that is known: in another one nobody can write to them.
pub async fn announce(
    conn: &mut PgConnection,
    org: OrgId,
    card: &NewCard<'_>,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let id = CardId::named(org, &card.subject);
    let done = sqlx::query!(
        "with said as (
           insert into cards (org_id, id, installation_id, subject, notice, channel_id, reader_id, not_before, updated_at)
           select $1, $2, coalesce(i.id, $3), $4, $5, $6, p.id, now(), $7 from (select) one
           left join people p on p.org_id = $1 and p.slack_user_id = $6
           left join person_settings s on s.org_id = p.org_id and s.person_id = p.id
           left join installations i on i.org_id = s.org_id and i.id = s.installation_id and i.closed_at is null
           on conflict (org_id, subject) do nothing returning org_id, id, installation_id, channel_id)
         insert into outbox (org_id, id, installation_id, channel_id, not_before, created_at)
         select org_id, id, installation_id, channel_id, now(), $7 from said",
        org.0,
        id.0,
        card.installation.0,
        card.subject,
        to_json(card.notice)?,
        card.channel_id,
        now,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Says something once in the thread of another card, to whoever has that one: by its workspace, where it stands, in its
/// reader's language. Says whether it is new; it is not where there is no such card.
pub async fn reply(
    conn: &mut PgConnection,
    org: OrgId,
    first: CardId,
    (subject, notice): (&str, &Notice),
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "with said as (
           insert into cards (org_id, id, installation_id, subject, notice, channel_id, reader_id, not_before, updated_at)
           select org_id, $3, installation_id, $4, $5, channel_id, reader_id, now(), $6 from cards
           where org_id = $1 and id = $2
           on conflict (org_id, subject) do nothing returning org_id, id, installation_id, channel_id)
         insert into outbox (org_id, id, installation_id, channel_id, not_before, created_at)
         select org_id, id, installation_id, channel_id, now(), $6 from said",
        org.0,
        first.0,
        CardId::named(org, subject).0,
        subject,
        to_json(notice)?,
        now,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Says the same in another place: the copy is drawn again whenever its original, of the subject `of`, is.
pub async fn announce_copy(
    conn: &mut PgConnection,
    org: OrgId,
    card: &NewCard<'_>,
    of: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let is_new = announce(conn, org, card, now).await?;
    sqlx::query!("update cards set copy_of = $3 where org_id = $1 and subject = $2", org.0, card.subject, of)
        .execute(conn)
        .await?;
    Ok(is_new)
}

/// Asks for a card and its copies to be drawn again; nothing happens when nobody has said it. An edit that waits for
/// Slack goes on waiting. Here as below, cards are held in one order: two who draw several wait for each other.
pub async fn redraw(conn: &mut PgConnection, org: OrgId, subject: &str, now: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!(
        "with held as materialized (
           select id from cards where org_id = $1 and (subject = $2 or copy_of = $2) order by id for update)
         update cards c set desired_version = desired_version + 1, updated_at = $3
         from held where c.org_id = $1 and c.id = held.id",
        org.0,
        subject,
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The same for many, copies with them.
pub async fn redraw_many(
    conn: &mut PgConnection,
    org: OrgId,
    subjects: &[String],
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "with held as materialized (
           select id from cards where org_id = $1 and (subject = any($2) or copy_of = any($2)) order by id for update)
         update cards c set desired_version = desired_version + 1, not_before = now(), updated_at = $3
         from held where c.org_id = $1 and c.id = held.id",
        org.0,
        subjects,
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Asks for the newest digests with any of these steps to be drawn again.
pub async fn redraw_digests_with(
    conn: &mut PgConnection,
    org: OrgId,
    steps: &[StepId],
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let has = |step: &StepId| serde_json::json!({ "do_first": { "rows": [{ "step": step }] } });
    let covers = |step: &StepId| serde_json::json!({ "covering": [{ "day": has(step) }] });
    let shown: Vec<serde_json::Value> = steps.iter().flat_map(|step| [has(step), covers(step)]).collect();
    sqlx::query!(
        "with held as materialized (
           select id from cards where org_id = $1 and notice @> any($2::jsonb[]) and notice ->> 'kind' = 'digest'
             and $3::timestamptz - interval '7 days' < updated_at order by id for update)
         update cards c set desired_version = desired_version + 1, updated_at = $3
         from held where c.org_id = $1 and c.id = held.id",
        org.0,
        &shown,
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// One card.
pub async fn by_id(conn: &mut PgConnection, org: OrgId, id: CardId) -> sqlx::Result<Option<Card>> {
    let row = sqlx::query_as!(
        Row,
        r#"select c.org_id as "org_id: OrgId", c.id as "id: CardId",
                  c.installation_id as "installation_id: InstallationId", c.notice, c.channel_id, c.ts, c.desired_version,
                  r.id is not null as "has_reader!", r.language as "language?", r.slack_locale as "slack_locale?"
           from cards c left join staff r on r.org_id = c.org_id and r.id = c.reader_id
           where c.org_id = $1 and c.id = $2"#,
        org.0,
        id.0,
    )
    .fetch_optional(conn)
    .await?;
    row.map(Card::try_from).transpose()
}

/// Who reads a card alone, as Slack knows them.
pub async fn reader(conn: &mut PgConnection, org: OrgId, id: CardId) -> sqlx::Result<Option<String>> {
    let found = sqlx::query_scalar!(
        "select r.slack_user_id from cards c join people r on r.org_id = c.org_id and r.id = c.reader_id
         where c.org_id = $1 and c.id = $2",
        org.0,
        id.0,
    );
    Ok(found.fetch_optional(conn).await?.flatten())
}

/// The card that a message is; nothing when the message is not the bot's, or not of this organisation.
pub async fn by_message(
    conn: &mut PgConnection,
    org: OrgId,
    installation: InstallationId,
    channel_id: &str,
    ts: &str,
) -> sqlx::Result<Option<Card>> {
    let row = sqlx::query_as!(
        Row,
        r#"select c.org_id as "org_id: OrgId", c.id as "id: CardId",
                  c.installation_id as "installation_id: InstallationId", c.notice, c.channel_id, c.ts, c.desired_version,
                  r.id is not null as "has_reader!", r.language as "language?", r.slack_locale as "slack_locale?"
           from cards c left join staff r on r.org_id = c.org_id and r.id = c.reader_id
           where c.org_id = $1 and c.installation_id = $2 and c.channel_id = $3 and c.ts = $4"#,
        org.0,
        installation.0,
        channel_id,
        ts,
    )
    .fetch_optional(conn)
    .await?;
    row.map(Card::try_from).transpose()
}
