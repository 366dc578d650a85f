//! Connections to Postgres, directly or through a pooler that lends a server for one transaction at a time.
//!
//! PgBouncer in transaction mode gives the server back after each transaction, and before 1.21 it knows nothing of prepared
//! statements: what is prepared on one server is executed on another. Where `DATABASE_URL` says
//! `statement-cache-capacity=0`, each borrowing is therefore one transaction, in which every statement is prepared anew. Settings of
//! the session become settings of the transaction. Nothing else of the bot depends on a session.

use std::ops::{Deref, DerefMut};
use std::time::Duration;

use anyhow::Context;
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnectOptions, PgConnection, PgPool, PgPoolOptions};
use sqlx::{ConnectOptions, Connection, Postgres, Transaction};

use crate::store::session::{self, Access, Limits, Sight};

/// A connection that lay idle for longer may be dead.
const IDLE: Duration = Duration::from_millis(100);
/// A transaction in which nothing happens for so long is ended by Postgres.
const LONGEST_SILENCE: &str = "30s";
/// Every statement is planned for what it was given: one plan for all would take a page of a thousand accounts for ten, and
/// a filter that nobody asked for into account. Through a pooler each is prepared anew, and so planned anew, in any case.
const PLANS: &str = "force_custom_plan";

/// A pool of connections. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Pool {
    inner: PgPool,
    way: Way,
}

/// What stands between us and Postgres.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// Nothing that would mind.
    Direct,
    /// A pooler of transactions, and what each of them must say.
    Pooled(Limits),
}

/// How many connections, and how long to wait for one and for a statement.
#[derive(Clone, Copy, Debug)]
pub(super) struct Size {
    pub n_connections: u32,
    pub patience: Duration,
    pub statement_timeout: &'static str,
}

/// A borrowed connection. Through a pooler it is a transaction, which is committed by [`Borrowed::done`], or when it is let
/// go: by then nobody hears whether it was.
#[derive(Debug)]
pub struct Borrowed(Inner);

#[derive(Debug)]
enum Inner {
    Direct(PoolConnection<Postgres>),
    Pooled(Option<Transaction<'static, Postgres>>),
}

impl Pool {
    /// Opens one. Fails when the database cannot be reached.
    pub(super) async fn open(options: &PgConnectOptions, size: Size) -> anyhow::Result<Self> {
        let way = way(options, size);
        let options = match way {
            Way::Direct => options.clone().options([
                ("statement_timeout", size.statement_timeout),
                ("idle_in_transaction_session_timeout", LONGEST_SILENCE),
                ("plan_cache_mode", PLANS),
            ]),
            Way::Pooled(_) => options.clone(),
        };
        let pool = PgPoolOptions::new()
            .max_connections(size.n_connections)
            .acquire_timeout(size.patience)
            // A ping before each borrow would be a round trip a request. One that lay idle is looked at all the same:
            // after a restart of Postgres every connection is dead, and each would fail somebody's request.
            .test_before_acquire(false)
            .before_acquire(|connection, kept| {
                Box::pin(
                    async move { if IDLE < kept.idle_for { connection.ping().await.map(|()| true) } else { Ok(true) } },
                )
            })
            .max_lifetime(Duration::from_mins(30))
            .connect_with(options.application_name("steward"));
        Ok(Self { inner: pool.await.context("cannot reach Postgres")?, way })
    }

    /// Borrows a connection, for statements that stand each for itself.
    pub async fn acquire(&self) -> sqlx::Result<Borrowed> {
        Ok(Borrowed(match self.way {
            Way::Direct => Inner::Direct(self.inner.acquire().await?),
            Way::Pooled(_) => Inner::Pooled(Some(self.begin(Sight::Everything, Access::Writes).await?)),
        }))
    }

    /// Begins a transaction, on a task of its own. `Pool::begin` loses its place when the caller is dropped in the middle of it
    /// (axum does that when a client goes away): the session stays inside a transaction, and the next borrower's writes
    /// are lost.
    pub(super) async fn begin(&self, sight: Sight, access: Access) -> sqlx::Result<Transaction<'static, Postgres>> {
        let pool = self.inner.clone();
        let limits = match self.way {
            Way::Direct => None,
            Way::Pooled(limits) => Some(limits),
        };
        let begun = tokio::spawn(async move {
            #[expect(clippy::disallowed_methods, reason = "the one place where it is safe")]
            let mut tx = pool.begin_with(access.begins()).await?;
            session::enter(&mut tx, sight, limits).await?;
            Ok(tx)
        });
        begun.await.unwrap_or(Err(sqlx::Error::WorkerCrashed))
    }

    /// Waits until every connection is closed.
    pub(super) async fn close(&self) {
        self.inner.close().await;
    }
}

fn way(options: &PgConnectOptions, size: Size) -> Way {
    let url = options.to_url_lossy();
    let pooled = url.query_pairs().any(|(name, value)| name == "statement-cache-capacity" && value == "0");
    if pooled {
        Way::Pooled(Limits { statement: size.statement_timeout, silence: LONGEST_SILENCE })
    } else {
        Way::Direct
    }
}

impl Deref for Pool {
    type Target = PgPool;

    fn deref(&self) -> &PgPool {
        &self.inner
    }
}

impl Borrowed {
    /// What was written is there when this returns.
    pub async fn done(mut self) -> sqlx::Result<()> {
        match &mut self.0 {
            Inner::Direct(_) => Ok(()),
            Inner::Pooled(tx) => match tx.take() {
                Some(tx) => tx.commit().await,
                None => Ok(()),
            },
        }
    }
}

impl Drop for Borrowed {
    fn drop(&mut self) {
        let Inner::Pooled(tx) = &mut self.0 else { return };
        // Without an executor the process is ending, and the transaction with it.
        if let (Some(tx), Ok(executor)) = (tx.take(), tokio::runtime::Handle::try_current()) {
            executor.spawn(async move {
                if let Err(error) = tx.commit().await {
                    tracing::warn!(error = %error, "a borrowed connection's work was not committed");
                }
            });
        }
    }
}

impl Deref for Borrowed {
    type Target = PgConnection;

    #[expect(clippy::expect_used, reason = "only `done` and `drop` take it, and nothing comes after them")]
    fn deref(&self) -> &PgConnection {
        match &self.0 {
            Inner::Direct(connection) => connection,
            Inner::Pooled(tx) => tx.as_deref().expect("not done"),
        }
    }
}

impl DerefMut for Borrowed {
    #[expect(clippy::expect_used, reason = "only `done` and `drop` take it, and nothing comes after them")]
    fn deref_mut(&mut self) -> &mut PgConnection {
        match &mut self.0 {
            Inner::Direct(connection) => connection,
            Inner::Pooled(tx) => tx.as_deref_mut().expect("not done"),
        }
    }
}
