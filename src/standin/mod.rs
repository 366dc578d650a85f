//! A local Slack over HTTP, for the demo and for tests.
//!
//! It speaks Slack's documented JSON: the Web API with bot tokens, signed commands, interactions and events,
//! `response_url`s, modals and the App Home. It has a page for people to use it by, and a Rust API for tests that does
//! just what the page does. It knows no business, imports nothing of the rest of the crate, and is strict where Slack
//! is: it must be able to disagree with the bot.
//!
//! | room | holds |
//! |---|---|
//! | `seed` | what a workspace starts with |
//! | `workspace` | the state, behind one lock |
//! | `web_api` | what the bot calls |
//! | `oauth` | who may install the app, and remove it |
//! | `limits` | what Slack refuses to show |
//! | `inbound`, `commands`, `interactions`, `modals`, `events` | what is sent to the bot, signed |
//! | `sockets` | the same over Socket Mode, in envelopes |
//! | `replies` | what the bot answers, at once or by `response_url` |
//! | `lifecycle` | channels that are archived, have another id, or lose the app |
//! | `faults`, `journal` | what goes wrong on request, and what was accepted: the oracle of tests |
//! | `page_api`, `control`, `assets` | the page's routes, the tests' routes, the page |
//!
//! Times people see (`ts`, event times) follow the workspace's clock, which is real time until
//! [`Standin::move_clock`] moves it forward. Signed timestamps, three seconds and thirty minutes are always real.

mod assets;
mod commands;
mod control;
mod events;
mod faults;
mod forms;
mod hub;
mod inbound;
mod interactions;
mod journal;
mod lifecycle;
mod limits;
mod modals;
mod oauth;
mod page_api;
mod panes;
mod people;
mod persist;
mod refusal;
mod replies;
pub mod seed;
mod serve;
mod sockets;
mod speech;
#[cfg(test)]
mod tests;
mod web_api;
mod workspace;

pub use faults::{Fault, FaultKind};
pub use inbound::{Answer, Trouble};
pub use interactions::Target;
pub use journal::Entry;
pub use seed::Seed;
pub use sockets::SocketFault;

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use serde_json::Value;
use tokio::task::JoinHandle;
use url::Url;

use self::hub::Hub;

/// What a local Slack needs to start.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The team, its people, channels and the app.
    pub seed: Seed,
    /// The bot; `/slack/commands`, `/slack/interactions`, `/slack/options` and `/slack/events` are below it.
    pub bot_url: Url,
    /// Where the bot is told to move its clock; none: real time only.
    pub clock_url: Option<Url>,
    /// Where the state is kept between runs; none: in memory only.
    pub data_dir: Option<PathBuf>,
    /// What the workspace's clock shows at the start, before or after real time; none: where it was left.
    pub starts_at: Option<DateTime<Utc>>,
}

/// A running local Slack.
pub struct Standin {
    hub: Arc<Hub>,
    server: JoinHandle<()>,
    saver: Option<(PathBuf, JoinHandle<()>)>,
}

/// Starts a local Slack, from where it was left when there is a data directory. Fails when the port is taken or the
/// saved state cannot be read.
pub async fn start(settings: Settings) -> io::Result<Standin> {
    let mut workspace = persist::load(settings.data_dir.as_deref(), settings.seed).await?;
    if let Some(starts_at) = settings.starts_at {
        workspace.set_clock(starts_at);
    }
    let listener = serve::bind(settings.listen).await?;
    let url = Url::parse(&format!("http://{}/", listener.local_addr()?)).map_err(io::Error::other)?;
    let socket_listener = serve::bind(SocketAddr::new(settings.listen.ip(), 0)).await?;
    let sockets = Url::parse(&format!("ws://{}/", socket_listener.local_addr()?)).map_err(io::Error::other)?;
    let hub = Arc::new(Hub::new(url, sockets, settings.bot_url, settings.clock_url, workspace));
    tokio::spawn(sockets::serve(Arc::clone(&hub), socket_listener));
    let server = tokio::spawn(serve::serve(listener, serve::router(&hub), hub.stop.clone()));
    let saver = settings.data_dir.map(|data_dir| {
        let keeping = tokio::spawn(persist::keep_saved(Arc::clone(&hub), data_dir.clone()));
        (data_dir, keeping)
    });
    Ok(Standin { hub, server, saver })
}

impl Standin {
    /// The page's address, ending in a slash. The Web API is at `api/` below it.
    pub fn url(&self) -> Url {
        self.hub.url.clone()
    }

    /// Aims at another bot from here on.
    pub fn set_bot_url(&self, url: Url) {
        self.hub.set_bot_url(url);
    }

    /// When failed events are tried again. Tries after at most a second are waited for by whoever caused the event.
    pub fn set_event_retries(&self, pauses: Vec<Duration>) {
        self.hub.set_pace(|pace| pace.event_retries = pauses);
    }

    /// How long to wait for the bot instead of Slack's three seconds.
    pub fn set_patience(&self, patience: Duration) {
        self.hub.set_pace(|pace| pace.patience = patience);
    }

    /// Stops: open requests finish within a moment, the state is saved.
    pub async fn stop(self) {
        self.hub.stop.cancel();
        // A panic in there was reported when it happened.
        let _ = self.server.await;
        let Some((data_dir, keeping)) = self.saver else {
            return;
        };
        let _ = keeping.await;
        if let Err(error) = persist::save(&self.hub, &data_dir).await {
            tracing::warn!(%error, "cannot save the local Slack's state");
        }
    }

    /// Types into a channel as this person: `/csm …` is a command, anything else a message.
    pub async fn say(&self, user: &str, channel: &str, text: &str, thread_ts: Option<&str>) -> Result<Answer, Trouble> {
        people::say(&self.hub, user, channel, text, thread_ts).await
    }

    /// Clicks or picks. `action` names the element by `action_id` (and `block_id`) and holds what was picked; what it
    /// leaves out is taken from the element. Fails when the person sees no such element.
    pub async fn click(
        &self,
        user: &str,
        target: Target,
        action: Value,
        state: Option<Value>,
    ) -> Result<Answer, Trouble> {
        interactions::click(&self.hub, user, &target, &action, state.as_ref()).await
    }

    /// Submits the topmost modal; inputs the state leaves out keep their first values. Errors the app finds are in
    /// the answer's body; those Slack itself finds are [`Trouble::Incomplete`].
    pub async fn submit(&self, user: &str, view_id: &str, state: Value) -> Result<Answer, Trouble> {
        let submitted = modals::submit(&self.hub, user, view_id, &state).await?;
        match submitted.failure {
            Some(failure) if submitted.answer.is_success() => Err(Trouble::NotSent(failure)),
            Some(_) | None => Ok(submitted.answer),
        }
    }

    /// Closes the topmost modal. The answer is the app's, if the view asked that it be told.
    pub async fn close(&self, user: &str, view_id: &str) -> Result<Option<Answer>, Trouble> {
        modals::close(&self.hub, user, view_id, workspace::Closing::Top).await
    }

    /// Types into an external menu; returns the body with `options` or `option_groups`. An empty `block_id` is any.
    pub async fn options(
        &self,
        user: &str,
        target: Target,
        action_id: &str,
        block_id: &str,
        value: &str,
    ) -> Result<Value, Trouble> {
        interactions::options(&self.hub, user, &target, (action_id, block_id), value).await
    }

    /// Opens the app's home; returns it as it is once the app has answered.
    pub async fn open_home(&self, user: &str) -> Result<Option<Value>, Trouble> {
        people::open_home(&self.hub, user).await
    }

    /// Opens the app's direct message, its pane, with a channel beside it, perhaps.
    pub async fn open_pane(&self, user: &str, beside: Option<&str>) -> Result<Answer, Trouble> {
        panes::open(&self.hub, user, beside).await
    }

    /// Begins a thread with the app, as in workspaces that still have its `assistant_view`; its `ts`.
    pub async fn begin_thread(&self, user: &str, beside: Option<&str>) -> Result<String, Trouble> {
        panes::begin_thread(&self.hub, user, beside).await
    }

    /// What the app offers to ask in a person's pane (`title`, `prompts`), or in one thread of it.
    pub fn prompts(&self, user: &str, thread_ts: Option<&str>) -> Option<Value> {
        let channel = self.direct_message(user);
        let pane = self.hub.read(|workspace| workspace.panes.get(&channel).cloned())?;
        pane.prompts.get(thread_ts.unwrap_or_default()).cloned()
    }

    /// What the app called a thread of a person's pane.
    pub fn thread_title(&self, user: &str, thread_ts: &str) -> Option<String> {
        let channel = self.direct_message(user);
        self.hub.read(|workspace| workspace.panes.get(&channel)?.titles.get(thread_ts).cloned())
    }

    /// A person chooses another time zone in their profile; the app hears of it if it subscribed to that.
    pub async fn change_zone(&self, user: &str, tz: &str) -> Result<(), Trouble> {
        people::change_profile(&self.hub, user, |person| tz.clone_into(&mut person.tz)).await
    }

    /// A person's Slack speaks another language from now on, as `de-DE`.
    pub async fn change_locale(&self, user: &str, locale: &str) -> Result<(), Trouble> {
        people::change_profile(&self.hub, user, |person| locale.clone_into(&mut person.locale)).await
    }

    /// A user group has these people from now on; the app hears of it if it subscribed to that.
    pub async fn change_group(&self, id: &str, users: &[&str]) -> Result<(), Trouble> {
        people::change_group(&self.hub, id, users).await
    }

    /// Runs a shortcut, on the message (channel, `ts`) or from anywhere.
    pub async fn shortcut(
        &self,
        user: &str,
        callback_id: &str,
        message: Option<(&str, &str)>,
    ) -> Result<Answer, Trouble> {
        interactions::shortcut(&self.hub, user, callback_id, message).await
    }

    /// Sends any event, wrapped and signed, and again while it fails.
    pub async fn event(&self, event: Value) -> Result<Answer, Trouble> {
        events::deliver(Arc::clone(&self.hub), event).await
    }

    /// Moves the workspace's clock forward, and the bot's where there is a `clock_url`; returns `{now, delivered}`.
    pub async fn move_clock(&self, to: DateTime<Utc>) -> Result<Value, Trouble> {
        people::move_clock(&self.hub, to).await
    }

    /// An admin removes the app from a workspace (`T…`) or a Grid (`E…`): its tokens are dead at once, and the app hears
    /// of it where it subscribed.
    pub async fn uninstall(&self, place: &str) -> Result<Answer, Trouble> {
        oauth::uninstall(&self.hub, place).await
    }

    /// Where the app sends people back to, once they allowed it.
    pub fn set_redirect_url(&self, url: &Url) {
        self.hub.change(|workspace| workspace.app.redirect_urls = vec![url.to_string()]);
    }

    /// What this person sees in a channel, oldest first, threads and their ephemeral messages (`is_ephemeral`)
    /// included, with metadata. Empty when the person is not in it.
    pub fn messages(&self, channel: &str, for_user: &str) -> Vec<Value> {
        self.hub.read(|workspace| workspace.everything(channel, for_user))
    }

    /// This person's open modals, the bottom one first.
    pub fn views(&self, user: &str) -> Vec<Value> {
        self.hub.read(|workspace| workspace.stacks.get(user).cloned()).unwrap_or_default()
    }

    /// This person's App Home, once it was published.
    pub fn home(&self, user: &str) -> Option<Value> {
        self.hub.read(|workspace| workspace.homes.get(user).cloned())
    }

    /// The direct message between this person and the app.
    pub fn direct_message(&self, user: &str) -> String {
        self.hub.change(|workspace| workspace.direct_message(user))
    }

    /// Every accepted write, in order.
    pub fn journal(&self) -> Vec<Entry> {
        self.hub.read(|workspace| workspace.journal.clone())
    }

    /// Scripts a fault.
    pub fn script(&self, fault: Fault) {
        self.hub.faults().script(fault);
    }

    /// How many of the app's sockets stand.
    pub fn n_sockets(&self) -> usize {
        self.hub.sockets.n_standing()
    }

    /// Every envelope of Socket Mode that was sent, in order.
    pub fn envelopes(&self) -> Vec<Value> {
        self.hub.sockets.sent()
    }

    /// Sends an envelope of any kind, with anything in it.
    pub async fn envelope(&self, kind: &str, payload: Value) -> Result<Answer, Trouble> {
        sockets::send_any(&self.hub, kind, payload).await
    }

    /// Lets something go wrong with the next envelope.
    pub fn script_socket(&self, fault: SocketFault) {
        self.hub.sockets.script(fault);
    }

    /// Asks for other sockets in the place of those that stand, by Slack's word for why, and closes these after a while.
    pub fn disconnect_sockets(&self, reason: &str, after: Duration) {
        self.hub.sockets.disconnect(reason, after);
    }

    /// How many scripted faults are still to happen.
    pub fn n_faults_left(&self) -> u32 {
        self.hub.faults().n_left()
    }

    /// Every refused call: method, error, problems with pointer, limit and value, arguments.
    pub fn refused(&self) -> Vec<Value> {
        self.hub.read(|workspace| workspace.refused.clone())
    }

    /// Lets every `trigger_id` and `response_url` handed out so far run out.
    pub fn expire_tickets(&self) {
        self.hub.change(workspace::Workspace::expire_tickets);
    }

    /// An admin of the workspace deletes a message; `false` when there is none.
    pub fn delete_message(&self, channel: &str, ts: &str) -> bool {
        self.hub.change(|workspace| workspace.remove(channel, ts))
    }

    /// Somebody archives a channel; the app hears of it if it subscribed to that.
    pub async fn archive_channel(&self, id: &str, by: &str) -> Result<(), Trouble> {
        lifecycle::archive(&self.hub, id, by).await
    }

    /// Somebody removes the app from a channel; it hears of it if it subscribed to that.
    pub async fn remove_app(&self, channel: &str, by: &str) -> Result<(), Trouble> {
        lifecycle::remove_app(&self.hub, channel, by).await
    }

    /// A channel is known by another id from now on; the app hears of it if it subscribed to that.
    pub async fn change_channel_id(&self, old: &str, new: &str) -> Result<(), Trouble> {
        lifecycle::change_id(&self.hub, old, new).await
    }

    /// Changes a channel as an admin would: archive it, invite, remove. No event is sent by itself.
    pub fn change_channel(&self, id: &str, change: impl FnOnce(&mut seed::Channel)) {
        self.hub.change(|workspace| {
            if let Some(channel) = workspace.channel_mut(id) {
                change(channel);
            }
        });
    }
}
