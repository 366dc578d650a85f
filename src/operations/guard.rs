//! A job that panics fails, and nothing more: what stands beside it and behind it is still done.

use std::panic::AssertUnwindSafe;

use futures::FutureExt;

use super::Failure;

/// Does a job; a panic in it is a failure. What it held is let go: its transaction is rolled back, and nothing of it is used
/// again, so it cannot be seen half-changed. The panic itself was logged and counted where it happened.
pub fn guarded<T>(job: impl Future<Output = Result<T, Failure>>) -> impl Future<Output = Result<T, Failure>> {
    // Boxed: a round of many jobs would else be as large as all of them.
    let guarded = AssertUnwindSafe(Box::pin(job)).catch_unwind();
    async {
        let done = guarded.await;
        done.unwrap_or_else(|_| Err(Failure::Broken(anyhow::anyhow!("a job panicked; the log has the place"))))
    }
}

/// What failed in a round of a queue, so that everything behind it has its turn: the next round tries it again.
#[derive(Debug)]
pub(super) struct SetAside<Id> {
    ids: Vec<Id>,
    first: Option<Failure>,
}

impl<Id> SetAside<Id> {
    /// Nothing failed yet.
    pub(super) fn new() -> Self {
        Self { ids: Vec::new(), first: None }
    }

    /// What is passed over in this round.
    pub(super) fn ids(&self) -> &[Id] {
        &self.ids
    }

    /// One failed; what it wrote is rolled back by its caller.
    pub(super) fn add(&mut self, id: Id, failure: Failure) {
        tracing::error!(error = %failure, "one of a queue failed; the others go on");
        self.ids.push(id);
        self.first.get_or_insert(failure);
    }

    /// How many were done, or why one was not.
    pub(super) fn ended(self, n_done: usize) -> Result<usize, Failure> {
        self.first.map_or(Ok(n_done), Err)
    }
}
