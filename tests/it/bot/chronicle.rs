//! A conversation over weeks as one text: what people did, and what the bot said meanwhile, each with its moment.

use std::collections::HashMap;
use std::fmt::Write as _;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde_json::Value;
use steward::jobs::{Overnight, advance_to, next_due};

use super::{Bot, Seen, drawn};

/// Tells of one bot.
pub struct Chronicle<'a, F> {
    /// Whom it tells of.
    pub bot: &'a Bot,
    /// What arrives overnight.
    pub feeds: F,
    /// Names of conversations and people, by id.
    names: HashMap<String, String>,
    zone: Tz,
    n_heard: usize,
    shown: HashMap<String, String>,
    told: String,
}

impl<'a, F: Overnight> Chronicle<'a, F> {
    /// Begins one; moments are by the clock of `zone`.
    pub fn of(bot: &'a Bot, feeds: F, zone: Tz, names: &[(&str, &str)]) -> Self {
        let mut names: HashMap<_, _> = names.iter().map(|(id, name)| ((*id).to_owned(), (*name).to_owned())).collect();
        for (id, name) in names.clone() {
            names.insert(bot.dm(&id), format!("direct message to {name}"));
        }
        let n_heard = bot.slack.journal().len();
        Self { bot, feeds, names, zone, n_heard, shown: HashMap::new(), told: String::new() }
    }

    /// Somebody types a line.
    pub async fn says(&mut self, user: &str, channel: &str, text: &str) {
        self.act(user, &format!("types {text} in {}", self.name(channel)));
        self.bot.says(user, channel, text).await;
        self.settles().await;
    }

    /// Somebody presses a button.
    pub async fn clicks(&mut self, user: &str, seen: &Seen, words: &str) {
        self.click(&[user], seen, words).await;
    }

    /// Several press the same button, before any of them sees what came of it.
    pub async fn click(&mut self, users: &[&str], seen: &Seen, words: &str) {
        for user in users {
            self.act(user, &format!("presses [{words}]"));
            self.bot.clicks(user, seen, words).await;
            self.hears(self.bot.app.clock.now());
        }
        self.settles().await;
    }

    /// Somebody fills the topmost form in.
    pub async fn submits(&mut self, user: &str, answers: &[(&str, Value)]) {
        let said = answers.iter().map(|(name, answer)| format!("{name}: {}", in_words(answer)));
        self.act(user, &format!("sends {}", said.collect::<Vec<_>>().join(", ")));
        assert_eq!(self.bot.submits(user, answers).await, None);
        self.settles().await;
    }

    /// Time passes, and everything that falls due on the way happens in its time.
    pub async fn until(&mut self, moment: &str) {
        let target: DateTime<Utc> = moment.parse().unwrap();
        let worker = &self.bot.running.worker;
        loop {
            let next = next_due(worker).await.unwrap().map_or(target, |next| next.min(target));
            // Slack's clock is everybody's, and stamps what is posted.
            self.bot.slack.move_clock(next).await.unwrap();
            advance_to(worker, next, &self.feeds).await.unwrap();
            self.hears(next);
            if next == target {
                return;
            }
        }
    }

    /// The bot does what is due at once.
    pub async fn settles(&mut self) {
        let now = self.bot.app.clock.now();
        advance_to(&self.bot.running.worker, now, &self.feeds).await.unwrap();
        self.hears(now);
    }

    /// The whole text.
    pub fn told(self) -> String {
        self.told
    }

    fn act(&mut self, user: &str, what: &str) {
        let (at, who) = (self.moment(self.bot.app.clock.now()), self.name(user));
        writeln!(self.told, "\n══ {at} · {who} {what}").unwrap();
    }

    /// Writes down what Slack took since it was last asked. Of an edited message only the lines that are new.
    fn hears(&mut self, at: DateTime<Utc>) {
        let mut heard: Vec<(String, String, usize)> = Vec::new();
        for entry in self.bot.slack.journal().split_off(self.n_heard) {
            self.n_heard += 1;
            let place = self.name(entry.channel.as_deref().unwrap_or_default());
            let whom = self.name(entry.user.as_deref().unwrap_or_default());
            let key = format!("{place} {}", entry.ts.as_deref().unwrap_or_default());
            let (heading, words) = match entry.method.as_str() {
                "chat.postMessage" => {
                    let words = drawn::messages(&[with_bot(entry.arguments)]);
                    self.shown.insert(key, words.clone());
                    (format!("to {place}"), words)
                }
                "chat.update" => {
                    let words = drawn::messages(&[with_bot(entry.arguments)]);
                    let before = self.shown.insert(key, words.clone()).unwrap_or_default();
                    let news = words.lines().filter(|line| !before.lines().any(|known| known == *line));
                    (format!("in {place}, now"), news.collect::<Vec<_>>().join("\n"))
                }
                "response_url" | "command_reply" | "chat.postEphemeral" => {
                    (format!("to {whom} alone"), drawn::messages(&[with_bot(entry.arguments)]))
                }
                "views.open" | "views.push" | "views.update" | "view_reply" => {
                    (format!("to {whom}, a form"), drawn::view(&entry.arguments["view"]))
                }
                _ => continue,
            };
            if words.is_empty() {
                continue;
            }
            match heard.iter_mut().find(|(head, said, _)| *head == heading && *said == words) {
                Some((_, _, times)) => *times += 1,
                None => heard.push((heading, words, 1)),
            }
        }
        // Edits of one moment come in any order.
        heard.sort_by_key(|(heading, words, _)| heading.ends_with(", now").then(|| words.clone()));
        let at = self.moment(at);
        for (heading, words, times) in heard {
            let on_each = if times == 1 { String::new() } else { format!(" · on {times} cards") };
            writeln!(self.told, "\n── {at} · {heading}{on_each}\n{words}").unwrap();
        }
    }

    fn moment(&self, at: DateTime<Utc>) -> String {
        at.with_timezone(&self.zone).format("%a %-d %b %H:%M %Z").to_string()
    }

    fn name(&self, id: &str) -> String {
        self.names.get(id).cloned().unwrap_or_else(|| id.to_owned())
    }
}

fn with_bot(mut message: Value) -> Value {
    message["bot_id"] = "B".into();
    message
}

fn in_words(answer: &Value) -> String {
    let said =
        [&answer["value"], &answer["selected_date"], &answer["selected_user"], &answer["selected_option"]["value"]];
    said.into_iter().find_map(Value::as_str).unwrap_or_default().to_owned()
}
