//! What was asked for against what the journal of the local Slack holds. The journal is the oracle: the bot's own records are
//! asked only for what it holds back.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection, Executor, Row};
use steward::standin::{Entry, Standin};
use tokio::time::{Instant, sleep};

use crate::people::{What, Wish};

/// What is in flight when the harm ends gets so long: a lease, both looks at the history, and some.
const DRAIN: Duration = Duration::from_mins(5);
/// A digest that is posted later says so.
pub const LATE_MS: u64 = 5 * 60 * 1_000;

/// The result.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// Messages that had to come.
    pub scheduled: usize,
    /// Messages that might have come: nobody heard whether they were asked for.
    pub unsure: usize,
    /// Accepted posts of these.
    pub posted: usize,
    /// Had to come, and did not.
    pub lost: usize,
    /// Came once more than they should.
    pub double: usize,
    /// Came more than five minutes late.
    pub late: usize,
    /// Wait for a person.
    pub held: usize,
    /// Edits that were not made in the end.
    pub unedited: usize,
    /// Seconds until half of the posts were there, until 99 of 100, and until the last.
    pub delays: [f64; 3],
}

impl Tally {
    /// Nothing was lost, nothing came twice.
    pub fn is_well(&self) -> bool {
        self.lost == 0 && self.double == 0 && self.unedited == 0
    }
}

/// A post that Slack accepted: when, and what it says it is.
pub type Post = (u64, String);

/// Accepted posts by channel, in their order.
pub fn posts(journal: Vec<Entry>) -> BTreeMap<String, Vec<Post>> {
    let mut posts: BTreeMap<String, Vec<Post>> = BTreeMap::new();
    for entry in journal.into_iter().filter(|entry| entry.method == "chat.postMessage") {
        let card = entry.metadata.as_ref().and_then(|metadata| metadata.pointer("/event_payload/card"));
        let card = card.and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
        posts.entry(entry.channel.unwrap_or_default()).or_default().push((entry.at_ms, card));
    }
    posts
}

/// Waits until nothing is in flight, then counts.
pub async fn count(slack: &Standin, database: &PgConnectOptions, wishes: &[Wish]) -> Tally {
    let until = Instant::now() + DRAIN;
    while Instant::now() < until && 0 < ask(database, UNFINISHED).await {
        sleep(Duration::from_secs(1)).await;
    }
    let posts = posts(slack.journal());
    let held = held(database).await;
    let mut by_channel: BTreeMap<&str, Vec<&Wish>> = BTreeMap::new();
    for wish in wishes {
        by_channel.entry(&wish.channel).or_default().push(wish);
    }
    let mut tally = Tally::default();
    let mut delays = Vec::new();
    for (channel, wishes) in &by_channel {
        let came = posts.get(*channel).map_or(&[][..], Vec::as_slice);
        tally.add(wishes, came, held.get(*channel).copied().unwrap_or(0));
        delays.extend(wishes.iter().zip(came).map(|(wish, (at_ms, _))| at_ms.saturating_sub(wish.due_ms)));
    }
    // Nobody asked for what else was said, such as signals; once is enough there too.
    for (_, came) in posts.iter().filter(|(channel, _)| !by_channel.contains_key(channel.as_str())) {
        tally.double += came.len() - n_distinct(came);
    }
    tally.held = held.values().sum();
    tally.late = delays.iter().filter(|delay| LATE_MS < **delay).count();
    tally.unedited = usize::try_from(ask(database, UNEDITED).await).unwrap();
    tally.delays = percentiles(delays);
    tell_oddities(&by_channel, &posts);
    tally
}

fn n_distinct(posts: &[Post]) -> usize {
    posts.iter().map(|(_, card)| card).collect::<BTreeSet<_>>().len()
}

impl Tally {
    fn add(&mut self, wishes: &[&Wish], came: &[Post], held: usize) {
        let (least, most) = bounds(wishes);
        let distinct = n_distinct(came);
        self.scheduled += least;
        self.unsure += most - least;
        self.posted += came.len();
        self.lost += least.saturating_sub(distinct + held);
        self.double += came.len() - distinct + distinct.saturating_sub(most);
    }
}

fn bounds(wishes: &[&Wish]) -> (usize, usize) {
    (wishes.iter().map(|wish| wish.least).sum(), wishes.iter().map(|wish| wish.most).sum())
}

/// Whoever looks for the reason starts here.
fn tell_oddities(wishes: &BTreeMap<&str, Vec<&Wish>>, posts: &BTreeMap<String, Vec<Post>>) {
    let unsure =
        |what: What| wishes.values().flatten().filter(|wish| wish.what == what && wish.least < wish.most).count();
    for what in [What::Prompt, What::Share, What::Digest] {
        println!("{what:?}: the answer to {} was lost", unsure(what));
    }
    for (channel, wishes) in wishes {
        let came = posts.get(*channel).map_or(&[][..], Vec::as_slice);
        let (least, most) = bounds(wishes);
        if came.len() < least || most < came.len() || n_distinct(came) < came.len() {
            let what: Vec<What> = wishes.iter().map(|wish| wish.what).collect();
            println!("{channel}: {least} to {most} of {what:?} wanted, came: {came:?}");
        }
    }
}

const UNFINISHED: &str = "select (select count(*) from outbox where state in ('pending', 'sending', 'unknown'))
    + (select count(*) from cards where ts is not null and posted_version < desired_version)";
const UNEDITED: &str = "select count(*) from cards where ts is not null and posted_version < desired_version";
const HELD: &str = "select channel_id, count(*) from outbox where state in ('held', 'dead') group by 1";

async fn ask(database: &PgConnectOptions, question: &'static str) -> i64 {
    let mut connection = crate::connect(database).await;
    let answer = connection.fetch_one(question).await.unwrap().get(0);
    connection.close().await.unwrap();
    answer
}

async fn held(database: &PgConnectOptions) -> BTreeMap<String, usize> {
    let mut connection = crate::connect(database).await;
    let rows = connection.fetch_all(HELD).await.unwrap();
    connection.close().await.unwrap();
    rows.iter().map(|row| (row.get(0), usize::try_from(row.get::<i64, _>(1)).unwrap())).collect()
}

/// Seconds until half, until 99 of 100, until all were there.
#[expect(clippy::cast_precision_loss, reason = "milliseconds of a few minutes")]
pub fn percentiles(mut delays_ms: Vec<u64>) -> [f64; 3] {
    delays_ms.sort_unstable();
    let at = |share: usize| delays_ms.get((delays_ms.len().saturating_sub(1)) * share / 100);
    [50, 99, 100].map(|share| at(share).map_or(0.0, |ms| *ms as f64 / 1_000.0))
}

/// Ours, and a peer's beside it.
pub fn table(ours: &Tally, peer: Option<&Tally>) -> String {
    let columns: Vec<(&str, &Tally)> =
        [("Steward", ours)].into_iter().chain(peer.map(|peer| ("Bolt + pg-boss", peer))).collect();
    let line = |words: &str, cell: &dyn Fn(&Tally) -> String| {
        columns.iter().fold(format!("{words:<28}"), |line, (_, tally)| line + &format!("{:>16}", cell(tally))) + "\n"
    };
    let heads = columns.iter().fold(" ".repeat(28), |line, (name, _)| line + &format!("{name:>16}")) + "\n";
    [
        heads,
        line("scheduled", &|tally| tally.scheduled.to_string()),
        line("asked for, answer lost", &|tally| tally.unsure.to_string()),
        line("posted", &|tally| tally.posted.to_string()),
        line("lost", &|tally| tally.lost.to_string()),
        line("double", &|tally| tally.double.to_string()),
        line("late by over 5 min", &|tally| tally.late.to_string()),
        line("held for a person", &|tally| tally.held.to_string()),
        line("edits not made", &|tally| tally.unedited.to_string()),
        line("lost per 1,000", &|tally| per_thousand(tally.lost, tally)),
        line("double per 1,000", &|tally| per_thousand(tally.double, tally)),
        line("seconds: half, 99 %, all", &|tally| tally.delays.map(|seconds| format!("{seconds:.0}")).join(" / ")),
    ]
    .concat()
}

#[expect(clippy::cast_precision_loss, reason = "some thousands")]
fn per_thousand(n: usize, tally: &Tally) -> String {
    format!("{:.1}", n as f64 * 1_000.0 / tally.scheduled.max(1) as f64)
}
