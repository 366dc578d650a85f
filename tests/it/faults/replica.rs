//! A replica: the real program in a process of its own, which a test kills, stops and watches. There are no hooks in it: a
//! test knows where it is by what reaches Postgres and Slack.

use std::fs::File;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::time::timeout;
use url::Url;

use crate::bot::{Bot, town};

const START: Duration = Duration::from_mins(1);

/// `steward serve`; dropping it kills it.
pub struct Replica {
    child: Child,
    /// Where it listens.
    pub url: Url,
}

impl Replica {
    /// Starts one for this town, at its present time, on the database at `database`.
    pub async fn start(bot: &Bot, database: &str) -> Self {
        Self::begun(bot, command("serve", database)).await
    }

    /// The same, and it writes a log of everything.
    pub async fn start_telling(bot: &Bot, database: &str, log: File) -> Self {
        let mut command = command("serve", database);
        command.env("STEWARD_LOG", "debug").stderr(log);
        Self::begun(bot, command).await
    }

    async fn begun(bot: &Bot, mut command: Command) -> Self {
        let mut child = command
            .env("SLACK_API_URL", bot.slack.url().join("api/").unwrap().as_str())
            .env("SLACK_BOT_TOKEN", town::BOT_TOKEN)
            .env("SLACK_SIGNING_SECRET", town::SIGNING_SECRET)
            .env("STEWARD_LISTEN", "127.0.0.1:0")
            .env("STEWARD_NOW", bot.app.clock.now().to_rfc3339())
            .spawn()
            .unwrap();
        let mut printed = BufReader::new(child.stdout.take().unwrap()).lines();
        let line =
            timeout(START, printed.next_line()).await.expect("it starts").unwrap().expect("it says where it listens");
        let address = line.split_whitespace().nth(3).unwrap();
        let url = Url::parse(&format!("http://{address}/")).unwrap();
        Self { child, url }
    }

    /// kill -9, and nothing of it is left.
    pub async fn dies(mut self) {
        self.child.kill().await.unwrap();
    }

    /// Sends a signal: `TERM`, `STOP`, `CONT`.
    pub async fn is_told(&self, signal: &str) {
        let kill = format!("kill -{signal} {}", self.child.id().unwrap());
        assert!(Command::new("/bin/sh").args(["-c", &kill]).status().await.unwrap().success());
    }

    /// How it ended, when it ends within so long.
    pub async fn ends_within(mut self, patience: Duration) -> ExitStatus {
        timeout(patience, self.child.wait()).await.expect("it ends in time").unwrap()
    }
}

/// A command of the program's on this database, with nothing else from our environment.
pub fn command(verb: &str, database: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_steward"));
    command
        .arg(verb)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("DATABASE_URL", database)
        .env("STEWARD_LOG", std::env::var_os("STEWARD_TEST_LOG").unwrap_or_else(|| "off".into()))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .kill_on_drop(true);
    command
}
