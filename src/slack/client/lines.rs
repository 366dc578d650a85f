//! Whom to call with: the client of an installation. One may have its token from a setting; the others' are stored.

use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde_json::json;

use super::{CallError, DEAD_TOKEN, OauthClient, SlackClient};
use crate::domain::ids::{InstallationId, OrgId};
use crate::operations::installs::{self, End, Line};
use crate::operations::{App, Failure};

/// Another replica may have refreshed a token, or seen an installation end. The token before stays good for hours.
const MEMORY: Duration = Duration::from_secs(30);

/// Nobody to call with.
#[derive(Debug)]
pub enum NoLine {
    /// The bot is not installed there any more.
    Closed,
    /// Our own trouble.
    Failed(Failure),
}

impl fmt::Display for NoLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Closed => f.write_str(installs::NOT_INSTALLED),
            Self::Failed(failure) => failure.fmt(f),
        }
    }
}

impl From<NoLine> for Failure {
    fn from(none: NoLine) -> Self {
        match none {
            NoLine::Closed => Self::Broken(anyhow::anyhow!("{}", installs::NOT_INSTALLED)),
            NoLine::Failed(failure) => failure,
        }
    }
}

/// The clients of all installations. Cheap to clone; clones share what they know.
#[derive(Clone, Debug)]
pub struct Lines {
    app: App,
    /// Calls with the token of a setting, or with none.
    base: SlackClient,
    /// The installation that the setting's token is of.
    own: Option<InstallationId>,
    oauth: Option<OauthClient>,
    known: Arc<Mutex<HashMap<InstallationId, Known>>>,
}

#[derive(Clone, Debug)]
struct Known {
    at: Instant,
    org: OrgId,
    /// None for the setting's own.
    version: Option<i64>,
    client: SlackClient,
}

impl Lines {
    /// `base` has the token of a setting, which is that of `own`, or none.
    pub fn new(app: App, base: SlackClient, own: Option<InstallationId>, oauth: Option<OauthClient>) -> Self {
        Self { app, base, own, oauth, known: Arc::default() }
    }

    /// What refreshes tokens, and to whom the app proves itself; `None` where nobody installs it.
    pub fn oauth(&self) -> Option<(&SlackClient, &OauthClient)> {
        self.oauth.as_ref().map(|oauth| (&self.base, oauth))
    }

    /// The client of an installation.
    pub async fn to(&self, org: OrgId, id: InstallationId) -> Result<SlackClient, NoLine> {
        let before = self.known().get(&id).cloned();
        let fresh = |known: &Known| known.at.elapsed() < MEMORY && !known.client.seems_dead.load(Ordering::Relaxed);
        if let Some(known) = before.clone().filter(fresh) {
            return Ok(known.client);
        }
        let line = installs::line(&self.app, org, id).await.map_err(NoLine::Failed)?;
        let known = match line {
            Line::Closed => {
                self.forget(id);
                return Err(NoLine::Closed);
            }
            // A setting is somebody's explicit wish: it goes before what is stored.
            Line::Own | Line::Token(..) if self.own == Some(id) => known_now(org, None, self.base.clone()),
            Line::Own => return Err(NoLine::Closed),
            Line::Token(token, version) => match before.filter(|known| known.version == Some(version)) {
                // The same token still: what it knows of channels stays.
                Some(known) => known_now(org, Some(version), known.client),
                None => known_now(org, Some(version), self.base.with_token(token)),
            },
        };
        let client = known.client.clone();
        self.known().insert(id, known);
        Ok(client)
    }

    /// The token of an installation has changed.
    pub fn forget(&self, id: InstallationId) {
        self.known().remove(&id);
    }

    /// Looks into every token that seemed dead in a call; says how many installations ended by it.
    pub async fn look_into_dead(&self) -> Result<usize, Failure> {
        let doubted: Vec<(InstallationId, Known)> = {
            let known = self.known();
            let doubted = known.iter().filter(|(_, known)| known.client.seems_dead.load(Ordering::Relaxed));
            doubted.map(|(id, known)| (*id, known.clone())).collect()
        };
        let mut n_closed = 0;
        for (id, known) in doubted {
            n_closed += usize::from(self.close_if_dead((known.org, id), &known, End::Revoked).await?);
        }
        Ok(n_closed)
    }

    /// Slack says that an installation ended: whether it did is asked with its token, for the word may be older than a
    /// new installation. Says whether it ended now.
    pub async fn told_of_end(&self, org: OrgId, id: InstallationId, end: End) -> Result<bool, Failure> {
        self.forget(id);
        match self.to(org, id).await {
            Ok(_) => {}
            Err(NoLine::Closed) => return Ok(false),
            Err(NoLine::Failed(failure)) => return Err(failure),
        }
        let Some(known) = self.known().get(&id).cloned() else { return Ok(false) };
        self.close_if_dead((org, id), &known, end).await
    }

    async fn close_if_dead(&self, at: (OrgId, InstallationId), known: &Known, end: End) -> Result<bool, Failure> {
        let answer = known.client.call("auth.test", &json!({})).await;
        match answer {
            Err(CallError::Refused { error, .. }) if error == "token_expired" && known.version.is_some() => {
                // It is over, the installation is not: the refresh that is due brings the next.
                self.forget(at.1);
                Ok(false)
            }
            Err(CallError::Refused { error, .. }) if DEAD_TOKEN.contains(&error.as_str()) => {
                let version = known.version;
                self.forget(at.1);
                installs::close(&self.app, at, version, end).await
            }
            // One call was refused, another is not: it is the call, not the token.
            Ok(_) => {
                known.client.seems_dead.store(false, Ordering::Relaxed);
                Ok(false)
            }
            Err(CallError::Refused { .. }) => Ok(false),
            Err(error) => Err(Failure::Broken(error.into())),
        }
    }

    fn known(&self) -> MutexGuard<'_, HashMap<InstallationId, Known>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn known_now(org: OrgId, version: Option<i64>, client: SlackClient) -> Known {
    Known { at: Instant::now(), org, version, client }
}
