//! The workspaces that the bot is installed in: how one comes to be, whose token is called with there, and how it ends.

use chrono::{DateTime, TimeDelta, Utc};
use secrecy::SecretString;
use serde_json::json;
use sqlx::PgConnection;

use super::sight::For;
use super::vault::{Bond, Purpose, Vault};
use super::{App, Failure};
use crate::domain::ids::{InstallationId, OrgId};
use crate::store::installations;
pub use crate::store::installations::{Installation, Told, Workspace};
pub use crate::store::tokens::Kept;
use crate::store::tokens::{self, Place, Sealed};
use crate::store::{audit, people};

/// Of a token's life, after which it is refreshed.
const REFRESH_AFTER: f64 = 0.8;
/// Longer than a call to Slack takes, and time to keep what it brought when the database does not answer: meanwhile nobody
/// shows Slack a refresh token that is spent. A fifth of a token's life is left, so there is no hurry.
const REFRESH_LEASE_SECONDS: f64 = 600.0;
/// After a refresh that failed.
const REFRESH_PAUSE_SECONDS: f64 = 300.0;
/// What posts are held for that wait when an installation ends, and as long as it is over.
pub const NOT_INSTALLED: &str = "the app is not installed there any more";

/// A pair of tokens as Slack hands it out.
#[derive(Clone, Debug)]
pub struct Pair {
    /// To call with.
    pub bot: SecretString,
    /// With rotation: to buy the next pair with, and the seconds until the first ends.
    pub rotation: Option<(SecretString, i64)>,
}

/// What somebody granted in Slack.
#[derive(Clone, Debug)]
pub struct Grant {
    /// Where; its `team_id` is none when it holds for a whole Grid.
    pub workspace: Workspace,
    /// With what.
    pub pair: Pair,
    /// The Slack user who granted it, and their name where Slack told it.
    pub installer: (String, Option<String>),
}

/// What an installation made of whoever installed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Welcome {
    /// The organisation's first admin.
    FirstAdmin,
    /// Nothing that they were not before: roles come with the import.
    AsBefore,
}

/// Whom to call with, at an installation.
#[derive(Clone, Debug)]
pub enum Line {
    /// There is none, or it is over.
    Closed,
    /// The token of a setting.
    Own,
    /// A stored one, and its version.
    Token(SecretString, i64),
}

/// Why an installation ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Somebody removed the app.
    Uninstalled,
    /// Its token is no longer good.
    Revoked,
}

/// What became of tokens that another key had sealed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resealed {
    /// So many installations' are sealed with the first key now.
    pub n_done: usize,
    /// Slack's ids of those whose pair was being refreshed: theirs still need the old key.
    pub left: Vec<String>,
}

/// Writes down what was granted: the workspace, its sealed tokens, and the first admin where nobody of the organisation is
/// known in Slack.
pub async fn install(app: &App, org: OrgId, grant: &Grant) -> Result<(Installation, Welcome), Failure> {
    let now = app.clock.now();
    let mut tx = app.begin(For::Everybody(org)).await?;
    let installation = installations::ensure(&mut tx, org, &grant.workspace, now).await?;
    // As the row has it: whoever opens the token asks the row.
    let pair = seal(app.vault()?, (org, &place_of(&installation)), &grant.pair, now)?;
    let (user, name) = (&grant.installer.0, grant.installer.1.as_deref());
    installations::installed_by(&mut tx, org, installation.id, user).await?;
    tokens::keep(&mut tx, org, installation.id, &pair, now).await?;
    let became_admin = people::first_admin(&mut tx, org, (user, name), now).await?;
    let detail = json!({ "slack_user": user, "became_admin": became_admin });
    record(&mut tx, (org, installation.id), ("installation.install", detail), now).await?;
    tx.commit().await?;
    tracing::info!(installation.id = %installation.id, slack.team = installation.team_id, "installed in a workspace");
    Ok((installation, if became_admin { Welcome::FirstAdmin } else { Welcome::AsBefore }))
}

fn place_of(installation: &Installation) -> Place {
    Place { enterprise_id: installation.enterprise_id.clone(), team_id: installation.team_id.clone() }
}

fn seal(vault: &Vault, (org, place): (OrgId, &Place), pair: &Pair, now: DateTime<Utc>) -> Result<Sealed, Failure> {
    let bond = |purpose| Bond { org, place, purpose };
    let rotation = match &pair.rotation {
        None => None,
        Some((refresh, lives_seconds)) => {
            let (expires_at, refresh_at) = life(*lives_seconds, now);
            Some((vault.seal(refresh, bond(Purpose::Refresh))?, expires_at, refresh_at))
        }
    };
    Ok(Sealed { bot: vault.seal(&pair.bot, bond(Purpose::Bot))?, rotation })
}

/// When a token ends, and when it is to be refreshed.
#[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "seconds of hours or days")]
fn life(seconds: i64, now: DateTime<Utc>) -> (DateTime<Utc>, DateTime<Utc>) {
    let seconds = seconds.clamp(1, 366 * 24 * 3_600);
    let refresh_after = (seconds as f64 * REFRESH_AFTER) as i64;
    (now + TimeDelta::seconds(seconds), now + TimeDelta::seconds(refresh_after))
}

/// The installation that speaks for a place, (team, enterprise).
pub async fn at(app: &App, place: (Option<&str>, Option<&str>)) -> Result<Option<Installation>, Failure> {
    let mut conn = app.reception().await?;
    Ok(installations::by_place(&mut conn, place.0, place.1).await?)
}

/// Every installation of an organisation, the oldest first.
pub async fn open_of(app: &App, org: OrgId) -> Result<Vec<InstallationId>, Failure> {
    let mut conn = app.work.acquire().await?;
    Ok(installations::open_of(&mut conn, org).await?)
}

/// Whom to call with, at an installation.
pub async fn line(app: &App, org: OrgId, id: InstallationId) -> Result<Line, Failure> {
    let mut conn = app.read(For::Everybody(org)).await?;
    let standing = tokens::standing(&mut conn, org, id).await?;
    drop(conn);
    let Some(standing) = standing.filter(|standing| !standing.is_closed) else { return Ok(Line::Closed) };
    let Some((sealed, version)) = standing.token else { return Ok(Line::Own) };
    let bond = Bond { org, place: &standing.place, purpose: Purpose::Bot };
    Ok(Line::Token(app.vault()?.open(&sealed, bond)?, version))
}

/// Ends an installation, unless it was installed or refreshed since `version`; says whether it did. What waits to be
/// posted there is held; its timetables stand still until it is installed again.
pub async fn close(
    app: &App,
    (org, id): (OrgId, InstallationId),
    version: Option<i64>,
    end: End,
) -> Result<bool, Failure> {
    let now = app.clock.now();
    let why = match end {
        End::Uninstalled => "uninstalled",
        End::Revoked => "revoked",
    };
    let mut tx = app.begin_work().await?;
    if !tokens::close(&mut tx, (org, id), version, (why, NOT_INSTALLED), now).await? {
        return Ok(false);
    }
    record(&mut tx, (org, id), ("installation.close", json!({ "why": why })), now).await?;
    tx.commit().await?;
    tracing::warn!(installation.id = %id, reason = why, "an installation is over; its posts are held");
    Ok(true)
}

/// A pair that is to be refreshed, with its refresh token; nobody else has it for ten minutes.
pub async fn take_refresh(app: &App) -> Result<Option<(Kept, SecretString)>, Failure> {
    let mut conn = app.work.acquire().await?;
    let kept = tokens::claim_refresh(&mut conn, REFRESH_LEASE_SECONDS, app.clock.now()).await?;
    conn.done().await?;
    let Some(kept) = kept else { return Ok(None) };
    let Some((refresh, ..)) = &kept.pair.rotation else { return Ok(None) };
    let bond = Bond { org: kept.org, place: &kept.place, purpose: Purpose::Refresh };
    match app.vault().and_then(|vault| Ok(vault.open(refresh, bond)?)) {
        Ok(refresh) => Ok(Some((kept, refresh))),
        Err(failure) => {
            tracing::error!(installation.id = %kept.id, error = %failure, "a refresh token cannot be opened");
            not_refreshed(app, &kept).await?;
            Ok(None)
        }
    }
}

/// Keeps what a refresh brought at a moment; `false` when somebody else's is there already.
pub async fn refreshed(app: &App, kept: &Kept, pair: &Pair, bought_at: DateTime<Utc>) -> Result<bool, Failure> {
    let pair = seal(app.vault()?, (kept.org, &kept.place), pair, bought_at)?;
    let mut conn = app.work.acquire().await?;
    let is_kept = tokens::replace(&mut conn, (kept.org, kept.id, kept.version), &pair, bought_at).await?;
    conn.done().await?;
    Ok(is_kept)
}

/// When a token is next to be refreshed.
pub async fn next_refresh_at(app: &App) -> Result<Option<DateTime<Utc>>, Failure> {
    let mut conn = app.work.acquire().await?;
    Ok(tokens::next_refresh_at(&mut conn).await?)
}

/// Every installation of an organisation, for whoever runs the bot.
pub async fn told(app: &App, org: OrgId) -> Result<Vec<Told>, Failure> {
    let mut conn = app.work.acquire().await?;
    Ok(installations::told(&mut conn, org).await?)
}

/// It is tried again in five minutes.
pub async fn not_refreshed(app: &App, kept: &Kept) -> Result<(), Failure> {
    let mut conn = app.work.acquire().await?;
    tokens::postpone(&mut conn, (kept.org, kept.id, kept.version), REFRESH_PAUSE_SECONDS).await?;
    conn.done().await?;
    Ok(())
}

/// Seals anew what another key than the first one sealed. A pair that is being refreshed is left to whoever does that.
pub async fn reseal(app: &App, org: OrgId) -> Result<Resealed, Failure> {
    let vault = app.vault()?;
    let mut conn = app.work.acquire().await?;
    let mut resealed = Resealed::default();
    for kept in tokens::of_other_keys(&mut conn, org, &vault.prefix()?).await? {
        let pair = sealed_anew(vault, &kept)?;
        if tokens::reseal(&mut conn, (org, kept.id), (&kept.pair, &pair)).await? {
            resealed.n_done += 1;
        } else {
            resealed.left.extend(kept.place.team_id.or(kept.place.enterprise_id));
        }
    }
    conn.done().await?;
    Ok(resealed)
}

fn sealed_anew(vault: &Vault, kept: &Kept) -> Result<Sealed, Failure> {
    let again = |sealed: &str, purpose| {
        let bond = Bond { org: kept.org, place: &kept.place, purpose };
        vault.seal(&vault.open(sealed, bond)?, bond)
    };
    let rotation = match &kept.pair.rotation {
        None => None,
        Some((refresh, expires_at, refresh_at)) => Some((again(refresh, Purpose::Refresh)?, *expires_at, *refresh_at)),
    };
    Ok(Sealed { bot: again(&kept.pair.bot, Purpose::Bot)?, rotation })
}

async fn record(
    conn: &mut PgConnection,
    (org, id): (OrgId, InstallationId),
    (verb, detail): (&str, serde_json::Value),
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let entry = audit::Entry { actor: None, verb, subject: format!("installation:{id}"), detail };
    Ok(audit::record(conn, org, &entry, now).await?)
}
