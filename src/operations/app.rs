//! What every operation works with: the clock and two pools of connections, and the two ways to fail.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use sqlx::postgres::PgConnectOptions;
use sqlx::{Postgres, Transaction};

use super::pool::{Borrowed, Pool, Size};
use super::sight::{self, For};
use super::vault::Vault;
use crate::clock::Clock;
use crate::domain::account_url::AccountUrl;
use crate::domain::ids::OrgId;
use crate::domain::locale::Locale;
use crate::domain::refusal::Refusal;
use crate::domain::rules::Rules;
use crate::store::session::{self, Access, Sight, Wall};

/// For people, who wait.
const WEB: Size = Size { n_connections: 8, patience: Duration::from_millis(800), statement_timeout: "1s" };
/// For jobs.
const WORK: Size = Size { n_connections: 6, patience: Duration::from_secs(5), statement_timeout: "15s" };

/// For people who look at everything at once: a few of them cannot take what the others need.
const LONG: Size = Size { n_connections: 2, patience: Duration::from_secs(5), statement_timeout: "15s" };

/// The bot at work. Cheap to clone.
#[derive(Clone, Debug)]
pub struct App {
    /// What time it is.
    pub clock: Clock,
    /// For people who wait: short waits, short statements. [`App::begin`] and [`App::read`] lend its connections, each for
    /// one organisation.
    web: Pool,
    /// For long looks. [`App::read_long`] lends its connections, each for one organisation.
    long: Pool,
    /// For jobs: they may take longer, and can never take the web's connections. They work for every organisation.
    pub work: Pool,
    /// The numbers that it works by.
    pub rules: Arc<Rules>,
    /// How channels are told things. People are told them in their own language.
    pub channel_locale: Locale,
    /// The keys that stored tokens are sealed with; `None` where none are stored.
    pub vault: Option<Vault>,
    /// The addresses of accounts' pages elsewhere.
    pub account_urls: Arc<[AccountUrl]>,
    /// Whether Postgres too keeps organisations apart for people; the argument of every store function always does.
    pub wall: Wall,
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
    /// Opens all pools on one database. Fails when the database cannot be reached.
    pub async fn connect(options: PgConnectOptions, clock: Clock) -> anyhow::Result<Self> {
        let (web, work) = (Pool::open(&options, WEB).await?, Pool::open(&options, WORK).await?);
        let long = Pool::open(&options, LONG).await?;
        let wall = wall(&web).await?;
        let (rules, account_urls, channel_locale) = (Arc::default(), Arc::default(), Locale::default());
        Ok(Self { clock, web, long, work, rules, account_urls, channel_locale, wall, vault: None })
    }

    /// The same by other numbers.
    #[must_use]
    pub fn with_rules(self, rules: Rules) -> Self {
        Self { rules: Arc::new(rules), ..self }
    }

    /// The same, with channels that are told things so.
    #[must_use]
    pub fn with_channel_locale(self, channel_locale: Locale) -> Self {
        Self { channel_locale, ..self }
    }

    /// The same with pages of accounts elsewhere.
    #[must_use]
    pub fn with_account_urls(self, urls: Vec<AccountUrl>) -> Self {
        Self { account_urls: urls.into(), ..self }
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

    /// The same by another clock.
    #[must_use]
    pub fn at(self, clock: Clock) -> Self {
        Self { clock, ..self }
    }

    /// A transaction for somebody of an organisation, on the web's pool: it sees and writes nothing of another, and of its
    /// own no account that they may not see. It survives its caller being dropped.
    pub async fn begin(&self, whom: impl Into<For<'_>>) -> Result<Transaction<'static, Postgres>, Failure> {
        self.enter(&self.web, whom.into(), Access::Writes).await
    }

    /// The same, to look only. It ends when it is let go.
    pub async fn read(&self, whom: impl Into<For<'_>>) -> Result<Transaction<'static, Postgres>, Failure> {
        self.enter(&self.web, whom.into(), Access::Reads).await
    }

    /// The same for a look at all accounts, which may take seconds.
    pub async fn read_long(&self, whom: impl Into<For<'_>>) -> Result<Transaction<'static, Postgres>, Failure> {
        self.enter(&self.long, whom.into(), Access::Reads).await
    }

    async fn enter(
        &self,
        pool: &Pool,
        whom: For<'_>,
        access: Access,
    ) -> Result<Transaction<'static, Postgres>, Failure> {
        let mut tx = pool.begin(Sight::Of(whom.org(), self.wall), access).await?;
        if let For::Person(org, person) = whom {
            sight::narrow(&mut tx, self, (org, person)).await?;
        }
        Ok(tx)
    }

    /// A connection of the web's pool before it is known whose a request is: it sees every organisation.
    pub(super) async fn reception(&self) -> Result<Borrowed, Failure> {
        Ok(self.web.acquire().await?)
    }

    /// Whether the database answers; the reason when it does not.
    pub async fn is_ready(&self) -> Result<(), String> {
        sqlx::Connection::ping(&mut *self.web.acquire().await.map_err(|error| error.to_string())?)
            .await
            .map_err(|error| error.to_string())
    }

    /// The same on the jobs' pool.
    pub async fn begin_work(&self) -> Result<Transaction<'static, Postgres>, Failure> {
        Ok(self.work.begin(Sight::Everything, Access::Writes).await?)
    }

    /// Closes every connection.
    pub async fn close(&self) {
        self.web.close().await;
        self.long.close().await;
        self.work.close().await;
    }
}

/// Tries whether our user may become the role that people's work is done as. Without it the bot works all the same; but
/// whoever cannot tell does not begin without it.
async fn wall(web: &Pool) -> sqlx::Result<Wall> {
    /// No such role, no such function, it may not become it: what `set role` and a database without the wall answer.
    const ABSENT: [&str; 5] = ["22023", "42501", "42704", "42883", "42P01"];
    match is_walled(web).await {
        Ok(true) => Ok(Wall::Stands),
        Ok(false) => Ok(Wall::Absent),
        Err(sqlx::Error::Database(error)) if error.code().is_some_and(|code| ABSENT.contains(&&*code)) => {
            tracing::warn!(error = %error, "the second wall between organisations is absent; `steward doctor` says more");
            Ok(Wall::Absent)
        }
        Err(error) => Err(error),
    }
}

async fn is_walled(web: &Pool) -> sqlx::Result<bool> {
    let nobody = OrgId(uuid::Uuid::nil());
    let mut tx = web.begin(Sight::Of(nobody, Wall::Stands), Access::Reads).await?;
    session::is_walled(&mut tx).await
}
