//! The bot over Socket Mode, as impatient as a test.

use std::time::{Duration, Instant};

use steward::slack::client::SlackClient;
use steward::slack::socket::{Opener, SocketPace};
use steward::standin::Standin;
use tokio_util::sync::CancellationToken;

use super::{Assembled, Bot, GLANCE, PATIENCE, town};

/// How sockets are opened at a local Slack.
pub fn opener(slack: &Standin) -> Opener {
    let token = town::APP_TOKEN.into();
    let slack = SlackClient::new(slack.url().join("api/").unwrap(), token).unwrap();
    let (first_pause, longest_pause) = (Duration::from_millis(5), Duration::from_millis(50));
    Opener { slack, is_local: true, pace: SocketPace { first_pause, longest_pause, ..SocketPace::SLACK } }
}

impl Bot {
    /// No more is received.
    pub fn stops(&self) {
        self.stop.cancel();
    }
}

/// Begins to receive, where that is over sockets.
pub async fn begin(bot: &Assembled, slack: &Standin, stop: &CancellationToken) {
    if let Some(socket) = bot.socket() {
        tokio::spawn(socket.run(stop.clone()));
        stand(slack).await;
    }
}

/// Waits until both connections stand.
pub async fn stand(slack: &Standin) {
    stands(slack, 2).await;
}

/// Waits until so many stand.
pub async fn stands(slack: &Standin, n: usize) {
    let started = Instant::now();
    while slack.n_sockets() != n {
        assert!(started.elapsed() < PATIENCE, "{} sockets stand", slack.n_sockets());
        tokio::time::sleep(GLANCE).await;
    }
}
