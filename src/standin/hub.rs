//! What everything in the local Slack shares: the locked state, the stream of news, the way to the bot, the faults.
//!
//! The lock is held for plain work only, never across an await.

use std::sync::{Arc, Mutex, MutexGuard, Once, PoisonError};
use std::time::Duration;

use serde_json::Value;
use tokio::sync::{Notify, broadcast};
use tokio_util::sync::CancellationToken;
use url::Url;

use super::events;
use super::faults::Faults;
use super::sockets::Sockets;
use super::workspace::{News, Workspace};

/// How long Slack waits for the bot.
const PATIENCE: Duration = Duration::from_secs(3);
/// When Slack tries an event again: at once, after a minute, after five.
const EVENT_RETRIES: [Duration; 3] = [Duration::ZERO, Duration::from_mins(1), Duration::from_mins(5)];
/// How much a slow page may fall behind before it loses news.
const NEWS_KEPT: usize = 1_024;

/// How patient Slack is with the bot.
#[derive(Clone, Debug)]
pub(super) struct Pace {
    pub(super) patience: Duration,
    pub(super) event_retries: Vec<Duration>,
}

/// The shared heart of a running local Slack.
pub(super) struct Hub {
    pub(super) url: Url,
    /// Where the bot hears in Socket Mode.
    pub(super) sockets: Sockets,
    pub(super) clock_url: Option<Url>,
    pub(super) http: reqwest::Client,
    /// Cancelled when the local Slack stops.
    pub(super) stop: CancellationToken,
    /// Rung whenever the state may have changed.
    pub(super) changed: Notify,
    workspace: Mutex<Workspace>,
    faults: Mutex<Faults>,
    bot_url: Mutex<Url>,
    pace: Mutex<Pace>,
    news: broadcast::Sender<News>,
}

impl Hub {
    /// A hub over this state. `url` is where it will be reached, `sockets` where sockets are opened.
    pub(super) fn new(url: Url, sockets: Url, bot_url: Url, clock_url: Option<Url>, workspace: Workspace) -> Self {
        Self {
            url,
            sockets: Sockets::new(sockets),
            clock_url,
            http: http_client(),
            stop: CancellationToken::new(),
            changed: Notify::new(),
            workspace: Mutex::new(workspace),
            faults: Mutex::new(Faults::default()),
            bot_url: Mutex::new(bot_url),
            pace: Mutex::new(Pace { patience: PATIENCE, event_retries: EVENT_RETRIES.to_vec() }),
            news: broadcast::channel(NEWS_KEPT).0,
        }
    }

    /// Looks at the state.
    pub(super) fn read<T>(&self, look: impl FnOnce(&Workspace) -> T) -> T {
        look(&lock(&self.workspace))
    }

    /// Changes the state; afterwards tells the pages, sends the events it gave rise to, and has it saved.
    pub(super) fn change<T>(self: &Arc<Self>, work: impl FnOnce(&mut Workspace) -> T) -> T {
        let (result, news, owed) = {
            let mut workspace = lock(&self.workspace);
            let result = work(&mut workspace);
            (result, workspace.take_news(), workspace.take_events())
        };
        for piece in news {
            // Nobody listening is no failure: the page asks for the state when it opens.
            let _ = self.news.send(piece);
        }
        for event in owed {
            tokio::spawn(events::deliver(Arc::clone(self), event));
        }
        self.changed.notify_one();
        result
    }

    /// Listens to the news from here on.
    pub(super) fn listen(&self) -> broadcast::Receiver<News> {
        self.news.subscribe()
    }

    /// The scripted faults.
    pub(super) fn faults(&self) -> MutexGuard<'_, Faults> {
        lock(&self.faults)
    }

    /// How patient Slack is.
    pub(super) fn pace(&self) -> Pace {
        lock(&self.pace).clone()
    }

    /// Changes how patient Slack is.
    pub(super) fn set_pace(&self, set: impl FnOnce(&mut Pace)) {
        set(&mut lock(&self.pace));
    }

    /// The bot's address for one kind of request: `slack/commands`, `slack/events`, …
    pub(super) fn bot_url(&self, path: &str) -> Url {
        let base = lock(&self.bot_url).clone();
        beneath(&base, path)
    }

    /// Aims at another bot.
    pub(super) fn set_bot_url(&self, url: Url) {
        *lock(&self.bot_url) = url;
    }

    /// The address of a `response_url` with this token.
    pub(super) fn response_url(&self, token: &str) -> String {
        beneath(&self.url, &format!("response/{token}")).to_string()
    }

    /// Remembers a refusal for whoever wants to know why.
    pub(super) fn refuse(self: &Arc<Self>, refusal: Value) {
        tracing::debug!(refusal = %refusal, "refused a call");
        self.change(|workspace| workspace.refused.push(refusal));
    }
}

/// A path below a base address, whether or not that ends in a slash.
pub(super) fn beneath(base: &Url, path: &str) -> Url {
    let mut url = base.clone();
    url.set_path(&format!("{}/{path}", base.path().trim_end_matches('/')));
    url
}

/// A lock that a panicking holder does not take with it: the state is a plain value and stays usable.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A client to the bot. It never follows redirects, as a signed request must not travel.
fn http_client() -> reqwest::Client {
    static PROVIDER: Once = Once::new();
    PROVIDER.call_once(|| {
        // Somebody else in this process may have installed one already; either will do.
        let _ = rustls::crypto::ring::default_provider().install_default();
    });
    let built = reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .user_agent("Slackbot 1.0 (+https://api.slack.com/robots)")
        .build();
    built.unwrap_or_default()
}
