//! The database of a command: the one that is configured, or a private cluster of our own; migrated either way.

use std::path::PathBuf;

use anyhow::Context;
use sqlx::postgres::PgConnectOptions;

use crate::clock::Clock;
use crate::domain::rules::Rules;
use crate::operations::App;
use crate::postgres::{self, Cluster};
use crate::store::migrations;
use crate::store::session::Wall;

/// The name of our database in a private cluster.
const DATABASE: &str = "steward";

/// An open database, and the cluster that must be let go of at the end.
pub struct Opened {
    /// The bot at work on it.
    pub app: App,
    /// Ours, when nothing was configured.
    pub cluster: Option<Cluster>,
    /// Migrations that were applied now.
    pub n_migrated: usize,
    /// Why Postgres does not keep organisations apart by itself; nothing when it does.
    pub no_wall: Option<String>,
}

/// Where a database comes from.
#[derive(Clone, Debug)]
pub enum Source {
    /// It is configured.
    Configured(Box<PgConnectOptions>),
    /// A private cluster; `None`: at its usual place.
    Private(Option<PathBuf>),
}

/// Opens and migrates the database, for a bot that works by `rules`. Several processes may do so at once.
pub async fn open(source: Source, clock: Clock, rules: Rules) -> anyhow::Result<Opened> {
    let (options, cluster) = match source {
        Source::Configured(options) => (*options, None),
        Source::Private(data_dir) => {
            let cluster = private(data_dir).await?;
            (cluster.connect_options(DATABASE), Some(cluster))
        }
    };
    let migrated = migrations::migrate(&options).await.context("cannot migrate the database")?;
    let app = App::connect(options, clock).await?.with_rules(rules);
    let no_wall = migrated.no_wall.or_else(|| (app.wall == Wall::Absent).then(|| "it was tried in vain".to_owned()));
    Ok(Opened { app, cluster, n_migrated: migrated.n_now - migrated.n_before, no_wall })
}

async fn private(data_dir: Option<PathBuf>) -> anyhow::Result<Cluster> {
    let settings = postgres::Settings { data_dir, ..postgres::Settings::default() };
    let cluster = postgres::start(settings, |stage| tracing::info!(stage = ?stage, "private Postgres")).await?;
    cluster.create_database_if_missing(DATABASE).await?;
    Ok(cluster)
}

impl Opened {
    /// Closes the connections and lets go of the cluster, which stops with its last user.
    pub async fn close(self) -> anyhow::Result<()> {
        self.app.close().await;
        if let Some(cluster) = self.cluster {
            cluster.stop().await?;
        }
        Ok(())
    }
}
