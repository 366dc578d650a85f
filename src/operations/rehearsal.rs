//! A playbook laid out on an account before anybody starts it. Nothing is changed.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::cast::Cast;
use super::play;
use super::{App, Failure};
use crate::domain::account::{AccountRef, Candidates, Found};
use crate::domain::health::Band;
use crate::domain::ids::{AccountId, OrgId};
use crate::domain::person::Actor;
use crate::domain::playbook::{Playbook, Preview, Scene, preview};
use crate::domain::refusal::Refusal;
use crate::domain::rules::PlaybookRules;
use crate::store::{accounts, card_facts, health};

/// A playbook on an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rehearsal {
    /// For whom.
    pub account: AccountRef,
    /// The version; `None` of a file that is not in force.
    pub version: Option<i32>,
    /// As it would run.
    pub preview: Preview,
}

/// The playbook of a name, or of half of one, on an account from now on.
pub async fn on_account(app: &App, actor: &Actor, account: AccountId, playbook: &str) -> Result<Rehearsal, Failure> {
    let mut conn = app.read(actor).await?;
    let (version, playbook) = play::find(&mut conn, actor.org, playbook).await?;
    let account = accounts::by_id(&mut conn, actor.org, account).await?.ok_or(Refusal::Gone)?;
    let preview = laid_out(&mut conn, (actor.org, &app.rules.playbooks), &account, &playbook, app.clock.now()).await?;
    Ok(Rehearsal { account, version: Some(version), preview })
}

/// The same from a terminal: an account by its name, and a start. `file` is a playbook that need not be in force.
pub async fn of_terminal(
    app: &App,
    org: OrgId,
    typed: &str,
    (name, file): (&str, Option<Playbook>),
    start: impl FnOnce(chrono_tz::Tz) -> DateTime<Utc>,
) -> Result<Rehearsal, Failure> {
    let mut conn = app.work.acquire().await?;
    let account = match accounts::find(&mut conn, org, typed).await? {
        Found::One(account) => account,
        Found::Several(Candidates { first: nearest, .. }) | Found::None(nearest) => {
            return Err(Refusal::NoSuchAccount { wanted: typed.to_owned(), nearest }.into());
        }
    };
    let (version, playbook) = match file {
        Some(playbook) => (None, playbook),
        None => play::find(&mut conn, org, name).await.map(|(version, playbook)| (Some(version), playbook))?,
    };
    let cast = Cast::of(&mut conn, org, &account, app.clock.now()).await?;
    let start = start(cast.owner_zone());
    let preview = laid_out(&mut conn, (org, &app.rules.playbooks), &account, &playbook, start).await?;
    Ok(Rehearsal { account, version, preview })
}

async fn laid_out(
    conn: &mut PgConnection,
    (org, rules): (OrgId, &PlaybookRules),
    account: &AccountRef,
    playbook: &Playbook,
    start: DateTime<Utc>,
) -> Result<Preview, Failure> {
    let cast = Cast::of(conn, org, account, start).await?;
    let zone = cast.owner_zone();
    let facts = card_facts::of(conn, org, account.id, start, zone).await?.ok_or(Refusal::Gone)?;
    let contract_end = facts.renewal.map(|renewal| renewal.ends_on);
    if contract_end.is_none() && playbook.needs_renewal() {
        return Err(play::no_renewal(account, playbook));
    }
    let acknowledge_within = rules.acknowledge_within(band_of(conn, org, account.id).await?);
    let scene = Scene { start, contract_end, acknowledge_within };
    Ok(preview(playbook, scene, |roles| cast.player(roles)))
}

async fn band_of(conn: &mut PgConnection, org: OrgId, account: AccountId) -> Result<Option<Band>, Failure> {
    let stored = health::of(conn, org, account).await?;
    Ok(stored.and_then(|stored| {
        let is_scored = stored.assessment.score.is_some();
        stored.standing.filter(|_| is_scored).map(|standing| standing.band)
    }))
}
