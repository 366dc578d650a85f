//! What every operation works with: the clock and two pools of connections, and the two ways to fail.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use sqlx::postgres::PgConnectOptions;
use sqlx::{Postgres, Transaction};

use super::pool::{Pool, Size};
use super::vault::Vault;
use crate::clock::Clock;
use crate::domain::refusal::Refusal;
use crate::domain::rules::Rules;

/// For people, who wait.
const WEB: Size = Size { n_connections: 8, patience: Duration::from_millis(800), statement_timeout: "1s" };
/// For jobs.
const WORK: Size = Size { n_connections: 6, patience: Duration::from_secs(5), statement_timeout: "15s" };

/// The bot at work. Cheap to clone.
#[derive(Clone, Debug)]
pub struct App {
    /// What time it is.
    pub clock: Clock,
    /// For people who wait: short waits, short statements.
    pub web: Pool,
    /// For jobs: they may take longer, and can never take the web's connections.
    pub work: Pool,
    /// The numbers that it works by.
    pub rules: Arc<Rules>,
    /// The keys that stored tokens are sealed with; `None` where none are stored.
    pub vault: Option<Vault>,
}

/// The two ways to fail: the person can act, or we must.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Say how; log at debug.
    #[error("refused")]
    Refused(Refusal),
    /// Show a reference, log the chain once.
    #[error(transparent)]
    Broken(#[from] anyhow::Error),
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<sqlx::Error> for Failure {
    fn from(error: sqlx::Error) -> Self {
        Self::Broken(error.into())
    }
}

impl App {
    /// Opens both pools on one database. Fails when the database cannot be reached.
    pub async fn connect(options: PgConnectOptions, clock: Clock) -> anyhow::Result<Self> {
        let (web, work) = (Pool::open(&options, WEB).await?, Pool::open(&options, WORK).await?);
        Ok(Self { clock, web, work, rules: Arc::default(), vault: None })
    }

    /// The same by other numbers.
    #[must_use]
    pub fn with_rules(self, rules: Rules) -> Self {
        Self { rules: Arc::new(rules), ..self }
    }

    /// The same with keys to seal tokens with.
    #[must_use]
    pub fn with_vault(self, vault: Vault) -> Self {
        Self { vault: Some(vault), ..self }
    }

    /// The keys that stored tokens are sealed with.
    pub fn vault(&self) -> Result<&Vault, Failure> {
        Ok(self.vault.as_ref().context("a stored token needs STEWARD_SECRET_KEY, which is not set")?)
    }

    /// A transaction on the web's pool that survives its caller being dropped.
    pub async fn begin(&self) -> Result<Transaction<'static, Postgres>, Failure> {
        Ok(self.web.begin().await?)
    }

    /// Whether the database answers; the reason when it does not.
    pub async fn is_ready(&self) -> Result<(), String> {
        sqlx::Connection::ping(&mut *self.web.acquire().await.map_err(|error| error.to_string())?)
            .await
            .map_err(|error| error.to_string())
    }

    /// The same on the jobs' pool.
    pub async fn begin_work(&self) -> Result<Transaction<'static, Postgres>, Failure> {
        Ok(self.work.begin().await?)
    }
}
