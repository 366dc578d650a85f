//! People at the front door, while the house shakes. They try again when they hear nothing, as people do, but for shares:
//! to share twice is to mean it twice.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use futures::StreamExt;
use serde_json::{Value, json};
use steward::standin::{Standin, Target};
use tokio::time::{Instant, sleep, sleep_until};

use crate::plan::{self, ANA, Plan};

/// So many do something at the same time.
const AT_ONCE: usize = 6;
/// An answer that takes longer does not come.
const PATIENCE: Duration = Duration::from_secs(4);

/// What was asked for.
#[derive(Clone, Debug)]
pub struct Wish {
    /// Where the message belongs.
    pub channel: String,
    /// What it is.
    pub what: What,
    /// How often it must be there: once when the bot said so.
    pub least: usize,
    /// How often it may be there: what nobody heard an answer to may have been heard.
    pub most: usize,
    /// From when on it is late, in Unix milliseconds of real time.
    pub due_ms: u64,
}

/// What a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// The first prompt of a play.
    Prompt,
    /// A card that was shared.
    Share,
    /// A digest.
    Digest,
}

/// Everybody.
pub struct Crowd {
    slack: Arc<Standin>,
    plan: Plan,
}

impl Crowd {
    /// In this workspace, by this plan.
    pub fn new(slack: Arc<Standin>, plan: Plan) -> Self {
        Self { slack, plan }
    }

    /// Does everything that is planned, spread over the time of the harm.
    pub async fn live(&self, harm: Duration) -> Vec<Wish> {
        let began = Instant::now();
        let digests = futures::stream::iter(0..self.plan.n_digests)
            .map(|number| self.sets_digest(number, began))
            .buffer_unordered(AT_ONCE)
            .collect::<Vec<_>>();
        // Digests come first, so that none is set too late; the last of the others has some harm left to suffer.
        let (first, last) = (harm / 8, harm * 19 / 20);
        let step = (last - first) / u32::try_from(self.plan.n_accounts.max(1)).unwrap();
        let plays = futures::stream::iter(0..self.plan.n_accounts)
            .map(|number| self.works_on(number, began + first + step * u32::try_from(number).unwrap()))
            .buffer_unordered(AT_ONCE * 4)
            .collect::<Vec<_>>();
        let (digests, plays) = tokio::join!(digests, plays);
        sleep_until(began + harm).await;
        digests.into_iter().chain(plays.into_iter().flatten()).collect()
    }

    /// Sets a digest until it is said to stand.
    async fn sets_digest(&self, number: usize, began: Instant) -> Wish {
        let (channel, at) = (plan::digest_channel(number), self.plan.digest_at(number));
        let text = format!("/csm digest cron {} * * * here", at.format("%M %H"));
        while !self.hears(&channel, &text, &["is set for"]).await {}
        let now = self.plan.begins_at + chrono::TimeDelta::from_std(began.elapsed()).unwrap();
        // One that was only heard of at its very time may stand for tomorrow.
        let least = usize::from(now < at - chrono::TimeDelta::seconds(5));
        Wish { channel, what: What::Digest, least, most: 1, due_ms: wall_ms(at - now) }
    }

    /// Starts a play, acknowledges its prompt, shares the card.
    async fn works_on(&self, number: usize, at: Instant) -> Vec<Wish> {
        sleep_until(at).await;
        let (channel, name) = (plan::account_channel(number), plan::account(number));
        let start = format!("/csm play start rescue {name}");
        while !self.hears(&channel, &start, &["has started for", "is already at work"]).await {}
        let prompt =
            Wish { channel, what: What::Prompt, least: 1, most: 1, due_ms: wall_ms(chrono::TimeDelta::zero()) };
        let mut wishes = vec![prompt];
        if number < self.plan.n_shares {
            wishes.push(self.shares(number).await);
        }
        if number.is_multiple_of(2) {
            self.acknowledges(&plan::account_channel(number)).await;
        }
        wishes
    }

    /// Shares a card with one click.
    async fn shares(&self, number: usize) -> Wish {
        let channel = plan::account_channel(number);
        let wish = |least, most| Wish {
            channel: channel.clone(),
            what: What::Share,
            least,
            most,
            due_ms: wall_ms(chrono::TimeDelta::zero()),
        };
        let card = loop {
            self.hears(&channel, &format!("/csm {}", plan::account(number)), &["soak"]).await;
            if let Some(found) = self.button(&channel, "Share") {
                break found;
            }
        };
        let n_before = self.n_said(&channel, "is on its way to");
        let _ = self.slack.click(ANA, card.0, card.1, None).await;
        let heard = self.waits(async || n_before < self.n_said(&channel, "is on its way to")).await;
        wish(usize::from(heard), 1)
    }

    /// Acknowledges the prompt of a channel, when it is there in time.
    async fn acknowledges(&self, channel: &str) {
        self.waits(async || self.button(channel, "Acknowledge").is_some()).await;
        for _ in 0..5 {
            let Some((target, action)) = self.button(channel, "Acknowledge") else { return };
            let answer = self.slack.click(ANA, target, action, None).await;
            if answer.is_ok_and(|answer| answer.status == 200) {
                return;
            }
        }
    }

    /// Types a line; whether one of these words was heard in answer.
    async fn hears(&self, channel: &str, text: &str, words: &[&str]) -> bool {
        let n_said = || words.iter().map(|words| self.n_said(channel, words)).sum::<usize>();
        let n_before = n_said();
        match self.slack.say(ANA, channel, text, None).await {
            Ok(answer) if answer.status == 200 => self.waits(async || n_before < n_said()).await,
            Ok(_) | Err(_) => {
                sleep(Duration::from_millis(300)).await;
                n_before < n_said()
            }
        }
    }

    /// The newest button with these words in a channel.
    fn button(&self, channel: &str, words: &str) -> Option<(Target, Value)> {
        let seen = self.slack.messages(channel, ANA);
        seen.iter().rev().find_map(|message| {
            let ts = message["ts"].as_str()?.to_owned();
            Some((Target::Message { channel: channel.to_owned(), ts }, action(message, words)?))
        })
    }

    /// So many private answers with these words stand in a channel.
    fn n_said(&self, channel: &str, words: &str) -> usize {
        let is_it = |message: &&Value| {
            message["is_ephemeral"] == true && message["text"].as_str().is_some_and(|text| text.contains(words))
        };
        self.slack.messages(channel, ANA).iter().filter(is_it).count()
    }

    async fn waits(&self, holds: impl AsyncFn() -> bool) -> bool {
        let until = Instant::now() + PATIENCE;
        while Instant::now() < until {
            if holds().await {
                return true;
            }
            sleep(Duration::from_millis(50)).await;
        }
        holds().await
    }
}

#[expect(clippy::disallowed_methods, reason = "the journal stamps by the wall's time, and this is no part of the bot")]
fn wall_ms(later: chrono::TimeDelta) -> u64 {
    let at: DateTime<Utc> = Utc::now() + later;
    u64::try_from(at.timestamp_millis()).unwrap()
}

/// A button of a message by its words, as a click on it needs it.
fn action(message: &Value, words: &str) -> Option<Value> {
    let blocks = message["blocks"].as_array()?;
    blocks.iter().find_map(|block| {
        let element = block["elements"].as_array()?.iter().find(|element| element["text"]["text"] == words)?;
        let (action_id, value) = (&element["action_id"], &element["value"]);
        Some(json!({ "action_id": action_id, "block_id": block["block_id"], "value": value }))
    })
}
