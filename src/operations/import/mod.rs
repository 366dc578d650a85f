//! Writes imported rows: a transaction a file, all of it or nothing.
//!
//! `ingest` reads and checks the files; what is left to find out here is whether the rows that a row refers to are
//! there. A dry run does the same in one transaction that is rolled back, so that later files see earlier ones.

mod derive;
mod references;

use std::collections::BTreeSet;

use anyhow::Context;
use chrono::{DateTime, Utc};
use sqlx::{Connection, PgConnection, Postgres, Transaction};
use uuid::Uuid;

pub use crate::store::import::{Batch, Column, Counts, Kind, Need, Record, Row, Tally, Value};
pub use derive::{DERIVED_PREFIX, Derivation, Derived};
pub use references::{Reference, Unresolved};

/// Value whose external id begins so was recorded in Slack: no file writes over it.
pub const RECORDED_PREFIX: &str = crate::store::plans::RECORDED_PREFIX;

use crate::domain::ids::{ImportId, OrgId};
use crate::operations::{App, Failure};
use crate::store::{chores, import as store};

/// Whether an import is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Write what is right.
    Write,
    /// Find out what would be written, and write nothing.
    DryRun,
}

/// What an import is called among the chores.
pub const CHORE: &str = "import";
/// An import that died holds the scoring up for so long.
const LEASE_SECONDS: f64 = 300.0;

/// An import at work.
#[derive(Debug)]
pub struct Session<'a> {
    app: &'a App,
    org: OrgId,
    now: DateTime<Utc>,
    trial: Option<Transaction<'static, Postgres>>,
    /// Names it among others.
    name: String,
}

/// One file at work. Dropped, it leaves nothing behind.
#[derive(Debug)]
pub struct FileImport<'s> {
    tx: Transaction<'s, Postgres>,
    org: OrgId,
    now: DateTime<Utc>,
    /// Accounts whose contracts the file wrote.
    touched: BTreeSet<Uuid>,
}

/// What became of a batch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// The rows that went into the table.
    pub n_rows: usize,
    /// How they differed from what was there.
    pub tally: Tally,
    /// The rows that did not, because of what they refer to.
    pub unresolved: Vec<Unresolved>,
}

impl<'a> Session<'a> {
    /// Begins an import into an organisation.
    pub async fn open(app: &'a App, org: OrgId, mode: Mode) -> Result<Self, Failure> {
        let now = app.clock.now();
        let name = Uuid::now_v7().to_string();
        let trial = match mode {
            Mode::Write => None,
            Mode::DryRun => Some(app.begin_work().await?),
        };
        let session = Self { app, org, now, trial, name };
        session.hold().await?;
        Ok(session)
    }

    /// Until it is closed nobody scores what has changed: half of the files would show customers whom nobody touched and
    /// who use nothing, and alert everybody.
    async fn hold(&self) -> Result<(), Failure> {
        if self.trial.is_none() {
            let mut conn = self.app.work.acquire().await?;
            store::hold_organisation(&mut conn, self.org, self.now).await?;
            chores::hold(&mut conn, self.org, CHORE, &self.name, LEASE_SECONDS).await?;
            conn.done().await?;
        }
        Ok(())
    }

    /// Begins a file.
    pub async fn file(&mut self) -> Result<FileImport<'_>, Failure> {
        self.hold().await?;
        let mut tx = match &mut self.trial {
            Some(trial) => Connection::begin(&mut **trial).await?,
            None => self.app.begin_work().await?,
        };
        store::hold_organisation(&mut tx, self.org, self.now).await?;
        Ok(FileImport { tx, org: self.org, now: self.now, touched: BTreeSet::new() })
    }

    /// Ends the import; after a dry run nothing is left of it.
    pub async fn close(self) -> Result<(), Failure> {
        if let Some(trial) = self.trial {
            trial.rollback().await?;
            return Ok(());
        }
        // Fresh tables have no statistics yet, and the first scoring would be planned blindly.
        let mut conn = self.app.work.acquire().await?;
        store::gather_statistics(&mut conn).await?;
        chores::done(&mut conn, self.org, CHORE, &self.name).await?;
        Ok(conn.done().await?)
    }
}

impl FileImport<'_> {
    /// Writes the rows whose references are there, and names the others.
    pub async fn write(&mut self, mut batch: Batch) -> Result<Written, Failure> {
        let unresolved = references::resolve(&mut self.tx, self.org, &mut batch).await?;
        if batch.rows.is_empty() {
            return Ok(Written { unresolved, ..Written::default() });
        }
        if batch.record == Record::Contracts {
            self.touch(&batch).await?;
        }
        let tally = store::upsert(&mut self.tx, self.org, &batch, self.now)
            .await
            .with_context(|| format!("cannot write {}", batch.record.as_str()))?;
        Ok(Written { n_rows: batch.rows.len(), tally, unresolved })
    }

    /// Derives what a source without a column for it leaves to be derived, for accounts whose contracts were written.
    pub async fn derive(&mut self, derivation: &Derivation) -> Result<Derived, Failure> {
        let accounts: Vec<Uuid> = self.touched.iter().copied().collect();
        derive::derive(&mut self.tx, self.org, &accounts, derivation, self.now).await
    }

    /// Keeps what was written, and notes in `imports` how each record went.
    pub async fn keep(mut self, source: &str, records: &[(Record, Counts)]) -> Result<(), Failure> {
        for (record, counts) in records {
            let id = ImportId(Uuid::now_v7());
            store::record_import(&mut self.tx, self.org, id, (source, *record), *counts, self.now).await?;
        }
        Ok(self.tx.commit().await?)
    }

    /// Takes back what was written.
    pub async fn discard(self) -> Result<(), Failure> {
        Ok(self.tx.rollback().await?)
    }

    /// The accounts that the contracts belong to from now on, and those that they belonged to.
    async fn touch(&mut self, batch: &Batch) -> Result<(), Failure> {
        let conn: &mut PgConnection = &mut self.tx;
        self.touched.extend(store::accounts_of_contracts(conn, self.org, &batch.external_ids()).await?);
        let (place, _) = batch.record.column("account").context("contracts have an account")?;
        let ids = batch.rows.iter().filter_map(|row| row.values[place].as_ref());
        self.touched.extend(ids.filter_map(|value| if let Value::Id(id) = value { Some(*id) } else { None }));
        Ok(())
    }
}
