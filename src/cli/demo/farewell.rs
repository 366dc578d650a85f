//! How a demo is told to end. It listens from its first moment, because it has a Postgres of its own from early on, and a
//! process that is not prepared for a signal leaves that behind.

use std::io;

use tokio::signal::unix::{Signal, SignalKind, signal};

/// Ctrl-C, a request to terminate, or a terminal that was closed.
pub struct Farewell {
    interrupt: Signal,
    terminate: Signal,
    hang_up: Signal,
}

impl Farewell {
    /// Listens from here on, instead of ending at once.
    pub fn listen() -> io::Result<Self> {
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
            hang_up: signal(SignalKind::hangup())?,
        })
    }

    /// Waits for the next of them; one that came before counts.
    pub async fn said(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
            _ = self.hang_up.recv() => {}
        }
    }
}
