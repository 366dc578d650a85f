//! What can go wrong with the private server, in words that say what to do next.

use std::{io, path::PathBuf, time::Duration};

/// Why there is no private server; `Display` is meant for the person at the terminal.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// No usable PostgreSQL on this computer.
    #[error("PostgreSQL {minimum} or newer is needed, and {found}.\n{advice}")]
    NoServer {
        /// The oldest major version that works.
        minimum: u32,
        /// What the search met instead, as the end of a sentence.
        found: String,
        /// The command that installs it here, and the way around it.
        advice: String,
    },
    /// The data was made by a major version that is not installed.
    #[error(
        "The data in {} was made by PostgreSQL {made_by}, but this computer has {installed}. \
         Install PostgreSQL {made_by} next to it, or move the data with pg_dump or pg_upgrade; \
         nothing was changed.",
        data.display()
    )]
    WrongVersion {
        /// The data directory of the server.
        data: PathBuf,
        /// The content of its `PG_VERSION`.
        made_by: u32,
        /// The versions found, as in "15 and 17".
        installed: String,
    },
    /// Another process held the starting lock for too long.
    #[error(
        "Another Steward has been starting or stopping the database in {} for {} seconds. \
         Wait for it, or end it, then try again.",
        base.display(),
        waited.as_secs()
    )]
    Busy {
        /// The directory both want.
        base: PathBuf,
        /// How long this one waited.
        waited: Duration,
    },
    /// Another Steward uses the data and its server cannot be reached from here.
    #[error(
        "Another Steward uses the database in {}, but its server does not answer from here. \
         If that Steward runs on another computer or container, give this one a directory of its own or \
         set DATABASE_URL on both; if it runs here, restart it.",
        base.display()
    )]
    InUseElsewhere {
        /// The directory both use.
        base: PathBuf,
    },
    /// A person without a home directory, and no data directory named.
    #[error("There is no home directory to keep the database in. Set HOME or XDG_DATA_HOME, or name a data directory.")]
    NoHome,
    /// Root without an unprivileged account to run the server as.
    #[error(
        "PostgreSQL refuses to run as root, and there is no user named postgres to run it as. \
         Add one (useradd --system postgres), or run Steward as an ordinary user."
    )]
    NoServerUser,
    /// The server's user may not pass a directory on the way to the data.
    #[error(
        "The database runs as the user {user}, who may not enter {}. \
         Allow it (chmod o+x {}), or name a data directory elsewhere, such as /var/lib/steward/postgres.",
        directory.display(),
        directory.display()
    )]
    CannotEnter {
        /// The user of the server.
        user: String,
        /// The first directory that stops them.
        directory: PathBuf,
    },
    /// A directory that cannot safely be used.
    #[error("{} cannot hold the database: {reason}", path.display())]
    Unfit {
        /// The directory.
        path: PathBuf,
        /// What is wrong with it, and what to do.
        reason: String,
    },
    /// A program of PostgreSQL ended badly.
    #[error("{program} failed ({status}):\n{output}")]
    Failed {
        /// Which program.
        program: String,
        /// Its exit status.
        status: String,
        /// The last lines it wrote.
        output: String,
    },
    /// The server runs but does not take connections in time.
    #[error(
        "The database in {} did not accept connections within {} seconds. It may still be recovering: \
         try again in a while. Its last words:\n{output}",
        base.display(),
        waited.as_secs()
    )]
    NotReady {
        /// Where the cluster lives.
        base: PathBuf,
        /// How long this process waited.
        waited: Duration,
        /// The last lines of its log.
        output: String,
    },
    /// The operating system said no.
    #[error("Could not {doing} {}", path.display())]
    Io {
        /// A verb, as in "create".
        doing: &'static str,
        /// What it was done to.
        path: PathBuf,
        /// The system's answer.
        source: io::Error,
    },
    /// The server refused a statement.
    #[error("The private database refused a statement")]
    Database(#[from] sqlx::Error),
}

/// Adds what was being done, and to what, to an [`io::Error`].
pub(super) trait While<T> {
    fn while_doing(self, doing: &'static str, path: &std::path::Path) -> Result<T, Trouble>;
}

impl<T> While<T> for io::Result<T> {
    fn while_doing(self, doing: &'static str, path: &std::path::Path) -> Result<T, Trouble> {
        self.map_err(|source| Trouble::Io { doing, path: path.to_owned(), source })
    }
}
