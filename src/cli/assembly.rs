//! The bot, put together: the desk that answers, the worker that acts, the server that listens.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use axum::Router;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use url::Url;

use crate::domain::ids::OrgId;
use crate::jobs::{Bought, Pace, Worker};
use crate::operations::{App, setup, sight};
use crate::server::{self, health};
use crate::slack::client::{Lines, OauthClient, SlackClient};
use crate::slack::desk::Desk;
use crate::slack::inbound::SigningSecrets;
use crate::slack::install::{self, Installer};
use crate::slack::routes;
use crate::slack::socket::{Opener, Socket};
use crate::store::installations::{Installation, Workspace};
use crate::telemetry::{Metrics, start_measuring};

/// Everything of one process.
#[derive(Clone)]
pub struct Bot {
    /// What answers.
    pub desk: Desk,
    /// What acts.
    pub worker: Worker,
    /// The workspace that the setting's token belongs to.
    pub installation: Option<Installation>,
    installer: Option<Installer>,
    signing: Option<SigningSecrets>,
    socket: Option<Socket>,
    metrics: Metrics,
}

/// One part of the bot's work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Part {
    /// Answers Slack.
    Web,
    /// Posts, digests, scores, and letters that Slack left.
    Jobs,
}

/// What a process is assembled from.
pub struct Parts {
    /// The bot's data and clock.
    pub app: App,
    /// Where it speaks: with the token of a setting, or with none, when it is installed in a browser.
    pub slack: SlackClient,
    /// How it is installed in a browser, if it is.
    pub installs: Option<Installs>,
    /// Where response addresses may lead, beside Slack's own; for a local Slack.
    pub responses_below: Option<Url>,
    /// What Slack signs with; two while the secret is changed. `None`: nothing comes over HTTP.
    pub signing: Option<SigningSecrets>,
    /// How Socket Mode is opened, if it is.
    pub socket: Option<Opener>,
    /// What people type before their words to the bot, as the app in Slack has it.
    pub command: String,
    /// How fast it speaks.
    pub pace: Pace,
    /// Whose data it shows.
    pub org: OrgId,
    /// The organisation's name, should it be new.
    pub org_name: String,
}

/// How the bot is installed in a browser.
#[derive(Clone, Debug)]
pub struct Installs {
    /// The app, as it proves itself to Slack.
    pub oauth: OauthClient,
    /// Which workspaces and Grids may.
    pub allowed: Vec<String>,
    /// Whether people come over https.
    pub is_secure: bool,
}

impl Bot {
    /// Puts the parts together. Where a setting has a token, asks Slack whose it is, and writes the workspace down.
    pub async fn assemble(parts: Parts) -> anyhow::Result<Self> {
        sight::check_wall(&parts.app)?;
        let workspace = own_workspace(&parts.slack).await?;
        setup::organisation(&parts.app, parts.org, &parts.org_name).await?;
        let installation = match workspace {
            Some(workspace) => Some(setup::installation(&parts.app, parts.org, &workspace).await?),
            None => None,
        };
        let own = installation.as_ref().map(|installation| installation.id);
        let oauth = parts.installs.as_ref().map(|installs| installs.oauth.clone());
        let lines = Lines::new(parts.app.clone(), parts.slack.clone(), own, oauth);
        let installer = parts.installs.map(|installs| Installer {
            app: parts.app.clone(),
            org: parts.org,
            slack: parts.slack.clone(),
            oauth: installs.oauth,
            allowed: installs.allowed,
            lines: lines.clone(),
            is_secure: installs.is_secure,
            command: parts.command.clone(),
        });
        let bell = Arc::new(Notify::new());
        let desk = Desk {
            app: parts.app.clone(),
            slack: parts.slack.clone(),
            lines: lines.clone(),
            responses_below: parts.responses_below,
            command: parts.command,
            bell: Arc::clone(&bell),
            post: Arc::new(Notify::new()),
            tasks: TaskTracker::new(),
        };
        let (command, pace) = (desk.command.clone(), parts.pace);
        let bought = Bought::default();
        let worker = Worker { app: parts.app, slack: parts.slack, lines, command, pace, bought, bell };
        let socket = parts.socket.map(|opener| Socket::new(desk.clone(), opener));
        let (signing, metrics) = (parts.signing, start_measuring());
        Ok(Self { desk, worker, installation, installer, signing, socket, metrics })
    }

    /// Every route of the bot.
    pub fn router(&self) -> Router {
        let router = match self.signing.clone() {
            Some(signing) => routes::router(self.desk.clone(), signing).merge(self.health_routes()),
            None => self.health_routes(),
        };
        match self.installer.clone() {
            Some(installer) => router.merge(install::router(installer)),
            None => router,
        }
    }

    fn health_routes(&self) -> Router {
        let app = self.desk.app.clone();
        let check = move || {
            let app = app.clone();
            async move { app.is_ready().await }
        };
        health::routes(check, self.metrics.clone())
    }

    /// Listens and works until `stop`; then what was begun is finished. The tracker ends with the last of it.
    pub fn start(&self, listener: TcpListener, router: Router, stop: CancellationToken) -> TaskTracker {
        let tasks = self.listen(listener, router, stop.clone());
        self.receive(&tasks, stop.clone());
        self.begin_work(&tasks, stop);
        tasks.close();
        tasks
    }

    /// The same, or one part of it.
    pub fn start_only(&self, part: Option<Part>, listener: TcpListener, stop: CancellationToken) -> TaskTracker {
        let router = if part == Some(Part::Jobs) { self.health_routes() } else { self.router() };
        let tasks = self.listen(listener, router, stop.clone());
        if part != Some(Part::Jobs) {
            self.receive(&tasks, stop.clone());
        }
        if part != Some(Part::Web) {
            self.begin_work(&tasks, stop);
        }
        tasks.close();
        tasks
    }

    /// What receives over Socket Mode, if anything does.
    pub fn socket(&self) -> Option<Socket> {
        self.socket.clone()
    }

    fn receive(&self, tasks: &TaskTracker, stop: CancellationToken) {
        if let Some(socket) = self.socket() {
            tasks.spawn(socket.run(stop));
        }
    }

    fn begin_work(&self, tasks: &TaskTracker, stop: CancellationToken) {
        let (worker, desk, until) = (self.worker.clone(), self.desk.clone(), stop.clone());
        tasks.spawn(async move { work(worker, until).await });
        tasks.spawn(async move { desk.read_letters(stop).await });
    }

    fn listen(&self, listener: TcpListener, router: Router, stop: CancellationToken) -> TaskTracker {
        let tasks = TaskTracker::new();
        // Ends with the process: it only folds samples together.
        tokio::spawn(self.metrics.clone().upkeep());
        let desk = self.desk.clone();
        tasks.spawn(async move {
            let served = server::serve(listener, router, server::Limits::default(), stop.cancelled_owned()).await;
            if let Err(error) = served {
                tracing::error!(error = %error, "the server stopped");
            }
            desk.tasks.close();
            desk.tasks.wait().await;
        });
        tasks
    }
}

/// Works until `stop`; a panic in a job is logged by its hook, and the worker goes on.
async fn work(worker: Worker, stop: CancellationToken) {
    while !stop.is_cancelled() {
        let (worker, until) = (worker.clone(), stop.clone());
        if tokio::spawn(async move { worker.run(until).await }).await.is_err() {
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }
}

async fn own_workspace(slack: &SlackClient) -> anyhow::Result<Option<Workspace>> {
    if !slack.has_token() {
        return Ok(None);
    }
    let answer = slack.call("auth.test", &json!({})).await.context("Slack does not accept the bot's token")?;
    Ok(Some(workspace_of(&answer).context("Slack's answer to auth.test names no team")?))
}

fn workspace_of(answer: &Value) -> Option<Workspace> {
    let text = |field: &str| answer.get(field).and_then(Value::as_str).map(str::to_owned);
    Some(Workspace {
        enterprise_id: text("enterprise_id"),
        team_id: Some(text("team_id")?),
        team_name: text("team").unwrap_or_default(),
        bot_user_id: text("user_id").unwrap_or_default(),
    })
}
