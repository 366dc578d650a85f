//! The workspace and the book of a soak: a channel for each account, so that what belongs there is known, and a channel for
//! each digest.

use std::fmt::Write;
use std::path::Path;

use chrono::{DateTime, TimeDelta, Utc};
use steward::standin::seed::{App, Channel, Command, Person, Seed, Team};

/// The local Slack knows the bot by this.
pub const BOT_TOKEN: &str = "xoxb-local-soak";
/// And signs with this.
pub const SIGNING_SECRET: &str = "local-soak-signing-secret";
/// The one who does everything.
pub const ANA: &str = "U0ANA00001";
const BOT_USER: &str = "U0BOT";
const BEGINS_AT: &str = "2026-03-02T09:00:00Z";

/// What is to happen.
#[derive(Clone, Debug)]
pub struct Plan {
    /// When it begins, on the bot's clock.
    pub begins_at: DateTime<Utc>,
    /// Accounts; each gets a play.
    pub n_accounts: usize,
    /// Cards that are shared, one an account.
    pub n_shares: usize,
    /// Channels with a digest.
    pub n_digests: usize,
    minutes: u64,
}

/// The channel of an account.
pub fn account_channel(number: usize) -> String {
    format!("C0ACC{number:05}")
}

/// The channel of a digest.
pub fn digest_channel(number: usize) -> String {
    format!("C0DIG{number:05}")
}

/// The name of an account.
pub fn account(number: usize) -> String {
    format!("soak{number:05}")
}

impl Plan {
    /// Half of the messages are plays, a quarter shares, a quarter digests.
    pub fn new(n_messages: usize, minutes: u64) -> Self {
        let quarter = n_messages / 4;
        let begins_at = BEGINS_AT.parse().unwrap();
        Self { begins_at, n_accounts: n_messages - 2 * quarter, n_shares: quarter, n_digests: quarter, minutes }
    }

    /// All of them.
    pub fn n_messages(&self) -> usize {
        self.n_accounts + self.n_shares + self.n_digests
    }

    /// When the digest comes: at a full minute in the second half of the harm.
    pub fn digest_at(&self, number: usize) -> DateTime<Utc> {
        let first = self.minutes / 2 + 1;
        let n_minutes = self.minutes.saturating_sub(first).max(1);
        let minute = first + number as u64 % n_minutes;
        self.begins_at + TimeDelta::minutes(i64::try_from(minute).unwrap())
    }

    /// The local workspace.
    pub fn workspace(&self) -> Seed {
        let person = Person {
            id: ANA.into(),
            name: "ana".into(),
            real_name: "Ana Ruiz".into(),
            tz: "Etc/UTC".into(),
            ..Person::default()
        };
        let channel = |id: String| Channel {
            name: id.to_lowercase(),
            id,
            members: vec![ANA.into(), BOT_USER.into()],
            ..Channel::default()
        };
        let accounts = (0..self.n_accounts).map(account_channel);
        let digests = (0..self.n_digests).map(digest_channel);
        Seed {
            team: Team { id: "T0SOAK".into(), name: "Soak".into(), domain: "soak".into(), enterprise_id: None },
            people: vec![person],
            channels: accounts.chain(digests).map(channel).collect(),
            user_groups: Vec::new(),
            other_teams: Vec::new(),
            app: App {
                name: "Steward".into(),
                bot_token: BOT_TOKEN.into(),
                signing_secret: SIGNING_SECRET.into(),
                bot_user_id: BOT_USER.into(),
                commands: vec![Command { command: "/csm".into(), should_escape: true, ..Command::default() }],
                ..App::default()
            },
        }
    }

    /// The book, by the import that everybody uses.
    pub async fn bring_in(&self, program: &Path, database: &str) {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in self.files() {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        let folder = folder.path().to_str().unwrap();
        for arguments in [vec!["import", folder], vec!["score", "--backfill", "1"]] {
            let mut command = tokio::process::Command::new(program);
            command.args(&arguments).env("DATABASE_URL", database).env("STEWARD_NOW", BEGINS_AT);
            let done = command.env("STEWARD_LOG", "off").output().await.unwrap();
            assert!(done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
        }
    }

    fn files(&self) -> [(&'static str, String); 3] {
        let mut accounts =
            "external_id,name,domain,arr,currency,started_on,owner,slack_channel_id,seats,core_features,overdue\n"
                .to_owned();
        let mut contracts = "external_id,account,starts_on,ends_on,auto_renew,arr,currency\n".to_owned();
        for number in 0..self.n_accounts {
            let (name, channel) = (account(number), account_channel(number));
            writeln!(accounts, "{name},{name},{name}.example,50000,USD,2024-05-06,p-ana,{channel},50,2,0").unwrap();
            writeln!(contracts, "c-{name},{name},2025-12-01,2026-11-30,false,50000,USD").unwrap();
        }
        let people = format!(
            "external_id,name,email,role,team,slack_user_id,manager,time_zone,working_from,working_to\n\
             p-ana,Ana Ruiz,ana@steward.example,csm,emea,{ANA},,Etc/UTC,09:00,17:00\n"
        );
        [("accounts.csv", accounts), ("contracts.csv", contracts), ("people.csv", people)]
    }
}
