//! Edits of posted messages. One writer at a time holds a card; an edit may be made twice without harm, and the newest wins.

use sqlx::PgConnection;

use super::cards::Card;
use super::codec::json;
use super::outbox::Attempt;
use super::people::locale;
use crate::domain::ids::{CardId, OrgId};

/// A card that somebody edits.
#[derive(Clone, Debug)]
pub struct Edit {
    /// What is to be shown.
    pub card: Card,
    /// Names the claim.
    pub fence: i64,
    /// Counted from 1 since the last edit that was made.
    pub attempt: i32,
}

/// Claims a posted card that shows less than it should, for `lease_seconds`. Where Slack asked to wait with edits, nobody
/// takes one. A card that cannot be read, as that of a newer version, is put off: it stands in the way of no other.
pub async fn claim(conn: &mut PgConnection, lease_seconds: f64) -> sqlx::Result<Option<Edit>> {
    loop {
        match claim_next(conn, lease_seconds).await? {
            Claimed::Nothing => return Ok(None),
            Claimed::Edit(edit) => return Ok(Some(*edit)),
            Claimed::Unreadable => {}
        }
    }
}

enum Claimed {
    Nothing,
    Unreadable,
    Edit(Box<Edit>),
}

async fn claim_next(conn: &mut PgConnection, lease_seconds: f64) -> sqlx::Result<Claimed> {
    let row = sqlx::query!(
        r#"update cards set fence = nextval('delivery_fences'), lease_until = now() + make_interval(secs => $1),
             attempt = attempt + 1
           where (org_id, id) = (
             select c.org_id, c.id from cards c
             where c.ts is not null and c.posted_version < c.desired_version and c.not_before <= now()
               and (c.lease_until is null or c.lease_until < now())
               and not exists (select from pace p where p.lane = 'update:' || c.installation_id and now() < p.next_at)
             order by c.not_before limit 1 for update of c skip locked)
           returning org_id as "org_id: crate::domain::ids::OrgId", id as "id: crate::domain::ids::CardId",
             installation_id as "installation_id: crate::domain::ids::InstallationId", notice, channel_id, ts,
             desired_version, fence, attempt, reader_id is not null as "has_reader!",
             (select r.language from staff r where r.org_id = cards.org_id and r.id = cards.reader_id) as language,
             (select r.slack_locale from staff r where r.org_id = cards.org_id and r.id = cards.reader_id) as slack_locale"#,
        lease_seconds,
    )
    .fetch_optional(&mut *conn)
    .await?;
    let Some(row) = row else { return Ok(Claimed::Nothing) };
    let Ok(notice) = json(row.notice) else {
        put_off(conn, row.org_id, row.id).await?;
        return Ok(Claimed::Unreadable);
    };
    let card = Card {
        org: row.org_id,
        id: row.id,
        installation: row.installation_id,
        notice,
        channel_id: row.channel_id,
        ts: row.ts,
        desired_version: row.desired_version,
        locale: row.has_reader.then(|| locale(row.language.as_deref(), row.slack_locale.as_deref())),
    };
    Ok(Claimed::Edit(Box::new(Edit { card, fence: row.fence, attempt: row.attempt })))
}

async fn put_off(conn: &mut PgConnection, org: OrgId, id: CardId) -> sqlx::Result<()> {
    sqlx::query!(
        "update cards set lease_until = null, error = 'it cannot be read', not_before = now() + interval '5 min'
         where org_id = $1 and id = $2",
        org.0,
        id.0,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The edit was made: the message shows what it should. Where somebody else took it over meanwhile nobody knows whose came
/// last: it is made once more.
pub async fn made(conn: &mut PgConnection, edit: &Edit) -> sqlx::Result<()> {
    let done = sqlx::query!(
        "update cards set posted_version = greatest(posted_version, $4), lease_until = null, attempt = 0, error = null
         where org_id = $1 and id = $2 and fence = $3",
        edit.card.org.0,
        edit.card.id.0,
        edit.fence,
        edit.card.desired_version,
    )
    .execute(&mut *conn)
    .await?;
    if done.rows_affected() == 0 {
        sqlx::query!(
            "update cards set desired_version = desired_version + 1 where org_id = $1 and id = $2",
            edit.card.org.0,
            edit.card.id.0,
        )
        .execute(conn)
        .await?;
    }
    Ok(())
}

/// The edit was not made: again after `seconds`. `counts` is false when Slack only asked to wait.
pub async fn again(
    conn: &mut PgConnection,
    edit: &Edit,
    error: &str,
    seconds: f64,
    counts: Attempt,
) -> sqlx::Result<()> {
    let back = match counts {
        Attempt::Counts => 0,
        Attempt::IsFree => 1,
    };
    sqlx::query!(
        "update cards set lease_until = null, error = $4, attempt = attempt - $6,
           not_before = now() + make_interval(secs => $5)
         where org_id = $1 and id = $2 and fence = $3",
        edit.card.org.0,
        edit.card.id.0,
        edit.fence,
        error,
        seconds,
        back,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The edit will not be made: the message stays as it is until the card changes again; somebody reads `error`.
pub async fn given_up(conn: &mut PgConnection, edit: &Edit, error: &str) -> sqlx::Result<()> {
    sqlx::query!(
        "update cards set lease_until = null, error = $4, attempt = 0, posted_version = greatest(posted_version, $5)
         where org_id = $1 and id = $2 and fence = $3",
        edit.card.org.0,
        edit.card.id.0,
        edit.fence,
        error,
        edit.card.desired_version,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The message is gone: somebody deleted it. The card is posted anew, once; says whether it will be.
pub async fn post_anew(conn: &mut PgConnection, edit: &Edit) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "with gone as (
           update cards set ts = null, posted_version = 0, lease_until = null, attempt = 0, reposted = true,
             error = 'the message was deleted'
           where org_id = $1 and id = $2 and fence = $3 and not reposted returning org_id, id)
         update outbox o set state = 'pending', payload = null, card_version = null, attempt = 0, negative_reads = 0,
           first_attempt_at = null, ended_at = null, error = null, not_before = now()
         from gone g where o.org_id = g.org_id and o.id = g.id",
        edit.card.org.0,
        edit.card.id.0,
        edit.fence,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}
