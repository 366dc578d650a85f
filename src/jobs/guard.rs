//! A job that panics fails, and nothing more: what stands beside it and behind it is still done.

use std::panic::AssertUnwindSafe;

use futures::FutureExt;

use crate::operations::Failure;

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
