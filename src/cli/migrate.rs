//! `steward migrate`: the schema, for those who want to bring it up before the service starts.

use super::{Output, open, setup};
use crate::config::Config;

/// Migrates, and says what there was to do.
pub async fn run(config: &Config, out: &mut Output<'_>) -> anyhow::Result<()> {
    let opened = open(config).await?;
    setup(&opened, config).await?;
    match opened.n_migrated {
        0 => writeln!(out, "The schema is the newest already.")?,
        n => writeln!(out, "The schema is the newest now: {n} migrations applied.")?,
    }
    opened.close().await
}
