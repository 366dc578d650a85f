//! `steward demo`: everything set up and at work, without a Slack account. A private Postgres, a sample book dated from
//! today, the bot, and a local Slack to use it by; and all of it there again the next time.

mod clock;
mod farewell;
pub mod forecasts;
mod plans;
pub mod sample;
mod set_up;
mod workspace;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context;
use clap::Args;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use url::Url;

use self::farewell::Farewell;
use super::Output;
use super::assembly::{Bot, Parts};
use super::database::Opened;
use crate::config::Config;
use crate::domain::ids::OrgId;
use crate::jobs::Pace;
use crate::slack::client::SlackClient;
use crate::slack::inbound::SigningSecrets;
use crate::standin::{self, Standin};

/// Options of `steward demo`.
#[derive(Clone, Debug, Args)]
#[command(after_long_help = "Examples:\n  steward demo\n  steward demo --fresh --listen 127.0.0.1:0")]
pub struct Options {
    /// Where the local Slack listens
    #[arg(long, default_value = "127.0.0.1:8090")]
    pub listen: SocketAddr,
    /// Where the demo's data lives; a private place of its own unless given
    #[arg(long, value_name = "DIR")]
    pub data_dir: Option<PathBuf>,
    /// Forget an earlier demo and begin anew
    #[arg(long)]
    pub fresh: bool,
}

/// Runs the demo until Ctrl-C. However it ends, its Postgres ends with it.
pub async fn run(options: &Options, config: &Config, out: &mut Output<'_>) -> anyhow::Result<()> {
    let mut farewell = Farewell::listen()?;
    let data = set_up::Data::open(options).await?;
    let clock = clock::restored(&data.dir, config.starts_at)?;
    let ready = set_up::database(&data, clock, config.rules.clone(), out).await?;
    let ended = work(options, &ready, &data, &mut farewell, out).await;
    let closed = ready.close().await;
    ended.and(closed)
}

async fn work(
    options: &Options,
    ready: &Opened,
    data: &set_up::Data,
    farewell: &mut Farewell,
    out: &mut Output<'_>,
) -> anyhow::Result<()> {
    tokio::select! {
        filled = set_up::book(data, &ready.app, out) => filled?,
        () = farewell.said() => return Ok(()),
    }
    let bot = TcpListener::bind("127.0.0.1:0").await.context("cannot listen on this computer")?;
    let slack = start_slack(options.listen, &bot, ready, data).await?;
    let stop = CancellationToken::new();
    let serving = start_bot(bot, ready, &slack, data, stop.clone()).await?;
    writeln!(
        out,
        "\n  Open {} and type /csm techcorp. Ctrl-C stops; the next start goes on from here.\n",
        slack.url()
    )?;
    out.flush()?;
    farewell.said().await;
    writeln!(out, "Stopping…")?;
    stop.cancel();
    serving.wait().await;
    slack.stop().await;
    clock::keep(&data.dir, &ready.app.clock)
}

async fn start_slack(
    listen: SocketAddr,
    bot: &TcpListener,
    ready: &Opened,
    data: &set_up::Data,
) -> anyhow::Result<Standin> {
    let bot_url = Url::parse(&format!("http://{}/", bot.local_addr()?))?;
    let settings = standin::Settings {
        listen,
        seed: workspace::seed(),
        clock_url: Some(bot_url.join("demo/clock")?),
        bot_url,
        data_dir: Some(data.dir.join("slack")),
        starts_at: Some(ready.app.clock.now()),
    };
    standin::start(settings)
        .await
        .with_context(|| format!("cannot listen on {listen}: is another demo running? Try --listen 127.0.0.1:0"))
}

async fn start_bot(
    listener: TcpListener,
    ready: &Opened,
    slack: &Standin,
    data: &set_up::Data,
    stop: CancellationToken,
) -> anyhow::Result<TaskTracker> {
    let api_base = slack.url().join("api/")?;
    let client = SlackClient::new(api_base.clone(), workspace::BOT_TOKEN.into())?;
    let signing = SigningSecrets::new(workspace::SIGNING_SECRET.into(), None)?;
    let bot = Bot::assemble(Parts {
        app: ready.app.clone().with_account_urls(vec![workspace::account_url()?]),
        slack: client,
        installs: None,
        responses_below: Some(slack.url()),
        signing: Some(signing),
        socket: None,
        command: workspace::COMMAND.to_owned(),
        pace: Pace::LOCAL,
        org: OrgId::DEFAULT,
        org_name: set_up::ORGANISATION.to_owned(),
    })
    .await?;
    set_up::timetables(&bot).await?;
    let nights = clock::Nights::new(ready.app.clone(), data.dir.clone());
    let router = bot.router().merge(clock::router(bot.worker.clone(), Arc::new(nights)));
    Ok(bot.start(listener, router, stop))
}
