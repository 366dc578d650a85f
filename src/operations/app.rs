//! What every operation works with: the clock and two pools of connections, and the two ways to fail.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::{Connection, Postgres, Transaction};

use crate::clock::Clock;
use crate::domain::refusal::Refusal;
use crate::domain::rules::Rules;

/// A connection that lay idle for longer may be dead.
const IDLE: Duration = Duration::from_millis(100);

/// The bot at work. Cheap to clone.
#[derive(Clone, Debug)]
pub struct App {
    /// What time it is.
    pub clock: Clock,
    /// For people who wait: short waits, short statements.
    pub web: PgPool,
    /// For jobs: they may take longer, and can never take the web's connections.
    pub work: PgPool,
    /// The numbers that it works by.
    pub rules: Arc<Rules>,
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
        let web = pool(&options, 8, Duration::from_millis(800), "1s").await?;
        let work = pool(&options, 6, Duration::from_secs(5), "15s").await?;
        Ok(Self { clock, web, work, rules: Arc::default() })
    }

    /// The same by other numbers.
    #[must_use]
    pub fn with_rules(self, rules: Rules) -> Self {
        Self { rules: Arc::new(rules), ..self }
    }

    /// A transaction on the web's pool that survives its caller being dropped.
    pub async fn begin(&self) -> Result<Transaction<'static, Postgres>, Failure> {
        Ok(begin(&self.web).await?)
    }

    /// Whether the database answers; the reason when it does not.
    pub async fn is_ready(&self) -> Result<(), String> {
        sqlx::Connection::ping(&mut *self.web.acquire().await.map_err(|error| error.to_string())?)
            .await
            .map_err(|error| error.to_string())
    }

    /// The same on the jobs' pool.
    pub async fn begin_work(&self) -> Result<Transaction<'static, Postgres>, Failure> {
        Ok(begin(&self.work).await?)
    }
}

async fn pool(
    options: &PgConnectOptions,
    n_connections: u32,
    patience: Duration,
    statement_timeout: &str,
) -> anyhow::Result<PgPool> {
    let options = options
        .clone()
        .application_name("steward")
        .options([("statement_timeout", statement_timeout), ("idle_in_transaction_session_timeout", "30s")]);
    PgPoolOptions::new()
        .max_connections(n_connections)
        .acquire_timeout(patience)
        // A ping before each borrow would be a round trip a request. One that lay idle is looked at all the same: after a
        // restart of Postgres every connection is dead, and each would fail somebody's request.
        .test_before_acquire(false)
        .before_acquire(|connection, kept| {
            Box::pin(
                async move { if IDLE < kept.idle_for { connection.ping().await.map(|()| true) } else { Ok(true) } },
            )
        })
        .max_lifetime(Duration::from_mins(30))
        .connect_with(options)
        .await
        .context("cannot reach Postgres")
}

/// Begins on a task of its own. `Pool::begin` loses its place when the caller is dropped in the middle of it (axum does
/// that when a client goes away): the session stays inside a transaction, and the next borrower's writes are lost.
async fn begin(pool: &PgPool) -> Result<Transaction<'static, Postgres>, sqlx::Error> {
    let pool = pool.clone();
    #[expect(clippy::disallowed_methods, reason = "the one place where it is safe")]
    let begun = tokio::spawn(async move { pool.begin().await });
    begun.await.unwrap_or(Err(sqlx::Error::WorkerCrashed))
}
