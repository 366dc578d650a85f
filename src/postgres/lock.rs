//! Two locks keep processes apart: one while a server is started or stopped, one that counts who uses it.
//!
//! They are advisory locks of the operating system on open files, so the end of a process, however sudden, releases them.

use std::{
    fs::{File, TryLockError},
    path::PathBuf,
    time::Duration,
};

use tokio::time::{Instant, sleep};

use super::{
    home::Home,
    trouble::{Trouble, While},
};

/// How often a held lock is tried again; waiting inside the system's call could not be given up.
const INTERVAL: Duration = Duration::from_millis(25);

/// The right to start or stop the server; dropping it gives it up.
#[derive(Debug)]
pub(super) struct Starting {
    file: File,
}

impl Drop for Starting {
    /// Closing the file is not enough: a process that is being started holds it too, until it runs its own program.
    fn drop(&mut self) {
        let _ends_with_the_file = self.file.unlock();
    }
}

impl Starting {
    /// Waits for its turn, and calls `on_wait` once if there is something to wait for.
    pub async fn begin(home: &Home, limit: Duration, on_wait: impl FnOnce()) -> Result<Self, Trouble> {
        let file = home.lock_file("starting.lock")?;
        let began = Instant::now();
        let mut on_wait = Some(on_wait);
        while !acquired(file.try_lock(), home)? {
            if limit <= began.elapsed() {
                return Err(Trouble::Busy { base: home.base.clone(), waited: limit });
            }
            if let Some(on_wait) = on_wait.take() {
                on_wait();
            }
            sleep(INTERVAL).await;
        }
        Ok(Self { file })
    }
}

/// One process's mark that it uses the server. Changes only happen between `Starting::begin` and its end.
#[derive(Debug)]
pub(super) struct Usage {
    file: File,
    path: PathBuf,
}

impl Drop for Usage {
    /// As with the turn: a process that is being started at this moment would hold the mark for us.
    fn drop(&mut self) {
        let _ends_with_the_file = self.file.unlock();
    }
}

impl Usage {
    /// Opens the mark without setting it.
    pub fn open(home: &Home) -> Result<Self, Trouble> {
        Ok(Self { file: home.lock_file("users.lock")?, path: home.base.join("users.lock") })
    }

    /// Sets the mark.
    pub fn begin(&self) -> Result<(), Trouble> {
        self.file.unlock().while_doing("unlock", &self.path)?;
        self.file.lock_shared().while_doing("lock", &self.path)
    }

    /// Takes the mark away, and tells whether nobody else has one.
    pub fn end(&self, home: &Home) -> Result<bool, Trouble> {
        self.file.unlock().while_doing("unlock", &self.path)?;
        acquired(self.file.try_lock(), home)
    }
}

fn acquired(attempt: Result<(), TryLockError>, home: &Home) -> Result<bool, Trouble> {
    match attempt {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(error)) => Err(error).while_doing("lock", &home.base),
    }
}
