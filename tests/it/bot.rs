//! The bot as people meet it: a database of its own, the local Slack, the real server on a socket, and a clock that a
//! test moves. The background loops do not run: a test says when jobs are run and letters are read.
//!
//! When it goes, everything that Slack accepted is checked once more, and nothing may have been refused.

pub mod answers;
pub mod book;
mod checks;
pub mod chronicle;
pub mod drawn;
pub mod home;
pub mod message;
mod sharing;
pub mod socket;
pub mod town;

use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, Executor, Row};
use steward::cli::{Bot as Assembled, Installs, Parts};
use steward::clock::Clock;
use steward::domain::account_url::AccountUrl;
use steward::domain::cadence::CronText;
use steward::domain::ids::OrgId;
use steward::domain::rules::Rules;
use steward::jobs::{Bought, NothingArrives, Pace, Worker, advance_to};
use steward::operations::vault::Vault;
use steward::operations::{App, Failure, installs, rescore, setup, timetable};
use steward::server;
use steward::slack::client::{OauthClient, SlackClient};
use steward::slack::inbound::SigningSecrets;
use steward::standin::seed::Seed;
use steward::standin::{self, Answer, Entry, Standin, Target, Trouble};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use url::Url;

use self::book::Files;
pub use self::message::{Seen, actions};
use crate::database::{self, Database};

/// A Monday, ten in the morning in Berlin.
pub const NOW: &str = "2026-03-02T09:00:00Z";
/// The score of so many days stands behind an account.
const HISTORY_DAYS: i64 = 30;
/// What stored tokens are sealed with.
pub const VAULT_KEY: [u8; 32] = *b"the key of a test, 32 letters ..";
/// The longest that a test waits for something on a socket.
const PATIENCE: Duration = Duration::from_secs(20);
const GLANCE: Duration = Duration::from_millis(2);

/// A bot at work in a town of its own.
pub struct Bot {
    /// The local Slack.
    pub slack: Standin,
    /// The bot's data and clock.
    pub app: App,
    /// Where the bot listens.
    pub url: Url,
    running: Box<Assembled>,
    may_refuse: bool,
    stop: CancellationToken,
    /// Dropped last.
    pub database: Database,
}

/// A button, an entry of a menu or a form's element that somebody uses, by its words.
pub struct Elsewhere<'a> {
    /// In which message or view.
    pub target: Target,
    /// As Slack wants it: `action_id`, and what was picked.
    pub action: Value,
    /// Where the answer shows.
    pub channel: &'a str,
}

impl Bot {
    /// With the usual book, on [`NOW`].
    pub async fn new() -> Self {
        Self::with(NOW, &book::usual()).await
    }

    /// With a book of the test's own, at a moment of its own. The book is brought in an hour before it.
    pub async fn with(now: &str, files: &Files) -> Self {
        Self::in_town(now, files, town::seed()).await
    }

    /// With other numbers to work by.
    pub async fn by_rules(rules: Rules, files: &Files) -> Self {
        Box::pin(Self::assembled(database::fresh().await, NOW, files, town::seed(), |app| app.with_rules(rules))).await
    }

    /// On a server of the test's own.
    pub async fn on(server: &PgConnectOptions) -> Self {
        let database = database::on(server).await;
        Box::pin(Self::assembled(database, NOW, &book::usual(), town::seed(), |app| app)).await
    }

    /// In a workspace of the test's own.
    pub async fn in_town(now: &str, files: &Files, seed: Seed) -> Self {
        Box::pin(Self::assembled(database::fresh().await, now, files, seed, |app| app)).await
    }

    async fn assembled(database: Database, now: &str, files: &Files, seed: Seed, by: impl FnOnce(App) -> App) -> Self {
        let now: DateTime<Utc> = now.parse().unwrap();
        let clock = Clock::starting_at(now - TimeDelta::hours(1));
        let app = by(App::connect(database.options.clone(), clock).await.unwrap()).with_vault(Vault::new([&VAULT_KEY]));
        let app = app.with_account_urls(vec![AccountUrl::parse(town::ACCOUNT_URL).unwrap()]);
        setup::organisation(&app, OrgId::DEFAULT, "Test").await.unwrap();
        files.bring_in(&app).await;
        rescore::backfill(&app, OrgId::DEFAULT, HISTORY_DAYS).await.unwrap();
        rescore::rescore(&app, OrgId::DEFAULT).await.unwrap();

        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = Url::parse(&format!("http://{}/", listener.local_addr().unwrap())).unwrap();
        let listen = ([127, 0, 0, 1], 0).into();
        let settings = standin::Settings {
            listen,
            seed,
            bot_url: url.clone(),
            clock_url: None,
            data_dir: None,
            starts_at: Some(now),
        };
        let (oauth, over_socket) = (oauth_of(&settings.seed), settings.seed.app.socket_mode);
        let command = settings.seed.app.commands[0].command.clone();
        let slack = standin::start(settings).await.unwrap();
        slack.set_redirect_url(&url.join("slack/oauth/callback").unwrap());
        slack.set_event_retries(vec![Duration::ZERO, Duration::ZERO, Duration::ZERO]);
        let bot = Assembled::assemble(Parts {
            app: app.clone(),
            slack: client_of(&slack, oauth.as_ref()),
            installs: oauth.map(|oauth| Installs {
                oauth,
                allowed: town::ALLOWED.map(str::to_owned).into(),
                is_secure: false,
            }),
            responses_below: Some(slack.url()),
            signing: Some(SigningSecrets::new(town::SIGNING_SECRET.into(), None).unwrap()),
            socket: over_socket.then(|| socket::opener(&slack)),
            command,
            pace: Pace::LOCAL,
            org: OrgId::DEFAULT,
            org_name: "Test".into(),
        })
        .await
        .unwrap();
        let stop = CancellationToken::new();
        tokio::spawn(server::serve(listener, bot.router(), server::Limits::default(), stop.clone().cancelled_owned()));
        socket::begin(&bot, &slack, &stop).await;
        app.clock.move_to(now);
        Self { slack, app, url, running: Box::new(bot), may_refuse: false, stop, database }
    }

    /// Somebody types a line; what they see of it. `/csm …` is a command, anything else a message, which the bot reads
    /// as a letter.
    pub async fn says(&self, user: &str, channel: &str, text: &str) -> Seen {
        let before = self.view(user, channel);
        let answer = self.slack.say(user, channel, text, None).await.unwrap();
        assert!(matches!(answer.status, 0 | 200), "{text}: {answer:?}");
        self.comes_to_rest().await;
        self.reads_letters().await;
        Seen::since(channel, &before, self.view(user, channel))
    }

    /// Somebody presses a button or picks an entry of a menu, by its words; what they see of it.
    pub async fn clicks(&self, user: &str, seen: &Seen, words: &str) -> Seen {
        let action = seen.action(words);
        self.uses(user, Elsewhere { target: seen.target(), action, channel: &seen.channel }).await
    }

    /// The same, of something that the test found elsewhere, or made up.
    pub async fn uses(&self, user: &str, element: Elsewhere<'_>) -> Seen {
        let before = self.view(user, element.channel);
        let answer = self.slack.click(user, element.target, element.action.clone(), None).await;
        let answer = answer.unwrap_or_else(|trouble| panic!("{}: {trouble}", element.action));
        assert_eq!(answer.status, 200, "{answer:?}");
        self.comes_to_rest().await;
        Seen::since(element.channel, &before, self.view(user, element.channel))
    }

    /// Fills the topmost form in and sends it. `None` when it was taken, else what stands under its questions, whether
    /// Slack found it or the bot.
    pub async fn submits(&self, user: &str, answers: &[(&str, Value)]) -> Option<Value> {
        let view = self.form(user).expect("a form is open");
        let values = answers.iter().map(|(id, value)| ((*id).to_owned(), json!({ *id: value })));
        let state = json!({ "values": values.collect::<serde_json::Map<_, _>>() });
        let answer = match self.slack.submit(user, view["id"].as_str().unwrap(), state).await {
            Ok(answer) => answer,
            Err(Trouble::Incomplete(errors)) => return Some(errors),
            Err(trouble) => panic!("{trouble}"),
        };
        self.comes_to_rest().await;
        (answer.body["response_action"] == "errors").then(|| answer.body["errors"].clone())
    }

    /// The topmost form of somebody.
    pub fn form(&self, user: &str) -> Option<Value> {
        self.slack.views(user).pop()
    }

    /// The same in words.
    pub fn form_in_words(&self, user: &str) -> String {
        drawn::view(&self.form(user).expect("a form is open"))
    }

    /// Somebody opens the bot's page; it, in words.
    pub async fn opens_home(&self, user: &str) -> String {
        self.slack.open_home(user).await.unwrap();
        self.reads_letters().await;
        drawn::view(&self.slack.home(user).expect("a home"))
    }

    /// Somebody moves to another zone, and says so in their profile.
    pub async fn changes_zone(&self, user: &str, tz: &str) {
        self.slack.change_zone(user, tz).await.unwrap();
        self.reads_letters().await;
    }

    /// Somebody's Slack speaks another language from now on, as `de-DE`.
    pub async fn changes_locale(&self, user: &str, locale: &str) {
        self.slack.change_locale(user, locale).await.unwrap();
        self.reads_letters().await;
    }

    /// Reads every letter that waits.
    pub async fn reads_letters(&self) {
        while Box::pin(self.running.desk.read_one()).await.unwrap() {}
    }

    /// One round of everything that is due; says how many things were done.
    pub async fn runs_due_jobs(&self) -> usize {
        Box::pin(self.running.worker.run_due()).await.unwrap()
    }

    /// The same, when something may be wrong.
    pub async fn tries_due_jobs(&self) -> Result<usize, Failure> {
        self.running.worker.run_due().await
    }

    /// A worker of another process on the same database.
    pub async fn other_worker(&self) -> Worker {
        let app = App::connect(self.database.options.clone(), self.app.clock.clone()).await.unwrap();
        let app = app.with_rules((*self.app.rules).clone());
        let app = match self.app.vault.clone() {
            Some(vault) => app.with_vault(vault),
            None => app,
        };
        Worker { app, bought: Bought::default(), ..self.running.worker.clone() }
    }

    /// Time passes, and everything that falls due on the way happens in its time.
    pub async fn advance(&self, by: TimeDelta) {
        self.moves_to(self.app.clock.now() + by).await;
    }

    /// The same until a moment.
    pub async fn advance_to(&self, moment: &str) {
        self.moves_to(moment.parse().unwrap()).await;
    }

    /// Slack's clock is everybody's: it moves along.
    async fn moves_to(&self, target: DateTime<Utc>) {
        self.slack.move_clock(target).await.unwrap();
        Box::pin(advance_to(&self.running.worker, target, &NothingArrives)).await.unwrap();
    }

    /// Time passes while no process of the bot runs.
    pub fn sleeps_until(&self, moment: &str) {
        self.app.clock.move_to(moment.parse().unwrap());
    }

    /// What waits in the queue for a moment of the database's clock has waited long enough.
    pub async fn queue_has_waited(&self) {
        self.does("update outbox set not_before = now() where state in ('pending', 'unknown')").await;
        self.does("update outbox set lease_until = now() - interval '1 s' where state = 'sending'").await;
        self.does("update cards set not_before = now()").await;
        self.does("update pace set next_at = now()").await;
    }

    /// New data comes in.
    pub async fn brings_in(&self, files: &Files) {
        files.bring_in(&self.app).await;
    }

    /// Everybody who works accounts hears at 8:30, and the team's channel too.
    pub async fn hears_daily(&self) {
        let half_past_eight = CronText::parse("30 8 * * 1-5").unwrap();
        let channel = (town::TEAM_CHANNEL, town::TEAM);
        let installation = installs::at(&self.app, (Some(town::TEAM_ID), None)).await.unwrap().unwrap();
        timetable::set_defaults(&self.app, &installation, channel, &half_past_eight).await.unwrap();
    }

    /// Everything that somebody sees in a conversation, in words.
    pub fn transcript(&self, channel: &str, user: &str) -> String {
        drawn::messages(&self.view(user, channel))
    }

    /// The newest message that somebody sees in a conversation.
    pub fn newest(&self, channel: &str, user: &str) -> Seen {
        let newest = self.view(user, channel).pop().expect("a message");
        Seen { channel: channel.to_owned(), messages: vec![newest] }
    }

    /// Everything that somebody sees in a conversation.
    pub fn view(&self, user: &str, channel: &str) -> Vec<Value> {
        self.slack.messages(channel, user)
    }

    /// The direct message with the bot.
    pub fn dm(&self, user: &str) -> String {
        self.slack.direct_message(user)
    }

    /// The posts that Slack accepted in a conversation: neither edits nor what one person alone sees.
    pub fn posts(&self, channel: &str) -> Vec<Entry> {
        let is_post = |entry: &Entry| entry.method == "chat.postMessage" && entry.channel.as_deref() == Some(channel);
        self.slack.journal().into_iter().filter(is_post).collect()
    }

    /// One value by plain SQL; several rows in lines, several columns with spaces between them.
    pub async fn asks(&self, question: &str) -> String {
        let columns = "(select string_agg(value, ' ') from json_each_text(row_to_json(q)))";
        let question = format!("select string_agg({columns}, E'\n') from ({question}) q");
        let row = self.app.work.fetch_one(AssertSqlSafe(question)).await.unwrap();
        row.get::<Option<String>, _>(0).unwrap_or_default()
    }

    /// Plain SQL.
    pub async fn does(&self, statement: &str) {
        self.app.work.execute(AssertSqlSafe(statement.to_owned())).await.unwrap();
    }

    /// This test is about something else than reminders: nobody hears of what they have not acknowledged.
    pub async fn reminds_nobody(&self) {
        self.does("create function no_reminder() returns trigger language plpgsql as 'begin new.remind_at := null; return new; end'").await;
        self.does("create trigger no_reminder before insert or update on run_steps for each row execute function no_reminder()").await;
        self.does("update run_steps set remind_at = null").await;
    }

    /// This test makes Slack refuse something.
    pub fn may_be_refused(&mut self) {
        self.may_refuse = true;
    }

    /// A signed or unsigned request of the test's own; the status and the body.
    pub async fn knocks(&self, path: &str, headers: &[(&str, String)], body: Vec<u8>) -> Answer {
        let mut request = reqwest::Client::new().post(self.url.join(path).unwrap()).body(body);
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        let response = request.send().await.unwrap();
        let status = response.status().as_u16();
        let text = response.text().await.unwrap();
        let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
        self.comes_to_rest().await;
        Answer { status, body, elapsed_ms: 0 }
    }

    /// Waits until nobody at the desk is still at something.
    pub async fn comes_to_rest(&self) {
        let started = Instant::now();
        while !self.running.desk.tasks.is_empty() {
            assert!(started.elapsed() < PATIENCE, "the desk does not come to rest");
            tokio::time::sleep(GLANCE).await;
        }
    }
}

/// An app that has a name of its own is installed in a browser.
fn oauth_of(seed: &Seed) -> Option<OauthClient> {
    let app = &seed.app;
    let oauth = OauthClient { id: app.client_id.clone(), secret: app.client_secret.clone().into() };
    (!app.client_id.is_empty()).then_some(oauth)
}

/// Others have their token from a setting.
fn client_of(slack: &Standin, oauth: Option<&OauthClient>) -> SlackClient {
    let base = slack.url().join("api/").unwrap();
    match oauth {
        Some(_) => SlackClient::without_token(base).unwrap(),
        None => SlackClient::new(base, town::BOT_TOKEN.into()).unwrap(),
    }
}

impl Drop for Bot {
    fn drop(&mut self) {
        self.stop.cancel();
        if std::thread::panicking() {
            return;
        }
        let refused = self.slack.refused();
        assert!(self.may_refuse || refused.is_empty(), "Slack refused: {refused:#?}");
        self.slack.journal().iter().for_each(checks::entry);
    }
}
