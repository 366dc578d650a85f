//! Every verb and every surface beside ten thousand accounts. What Slack was given is checked against its rules, and
//! against 10,000 characters of blocks, when the bot goes; what people see is a snapshot each.

mod controls;
mod posts;
mod verbs;

use chrono::TimeDelta;
use steward::domain::ids::OrgId;
use steward::operations::{rescore, snapshot};

use crate::bot::book::{self, Account, Kind};
use crate::bot::{Bot, NOW};

const CROWD: &str = include_str!("crowd.sql");

/// Without what differs from run to run: moments, for the bot's clock goes on, and the beginnings of ids.
fn steady(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (n, part) in text.split('⟨').enumerate() {
        let rest = if n == 0 { part } else { part.split_once('⟩').map_or(part, |(_, rest)| rest) };
        out.push_str(if n == 0 { "" } else { "⟨…⟩" });
        out.push_str(rest);
    }
    let is_id = |word: &str| {
        word.len() == 8 && word.chars().all(|c| c.is_ascii_hexdigit()) && word.contains(|c: char| c.is_ascii_digit())
    };
    let words = out.split_inclusive(|c: char| !c.is_ascii_alphanumeric());
    words
        .map(|word| {
            if is_id(word.trim_end_matches(|c: char| !c.is_ascii_alphanumeric())) {
                word.replace(|c: char| c.is_ascii_hexdigit(), "·")
            } else {
                word.to_owned()
            }
        })
        .collect()
}

/// The usual book, what the examples of help are about, and ten thousand more. Mo is an admin.
async fn crowded() -> Bot {
    let gold = Account {
        key: "gold",
        name: "Gold Tier",
        arr: 80_000,
        owner: "p-ana",
        ends_on: "2026-05-31",
        kind: Kind::Yellow,
    };
    let bot = Bot::with(NOW, &book::usual().with(&gold)).await;
    bot.does("update accounts set domain = 'acme.com' where external_id = 'acme'").await;
    bot.does("update people set role = 'admin', hand_role = 'admin' where external_id = 'p-mo'").await;
    let mut connection = bot.app.work.acquire().await.unwrap();
    for statement in CROWD.split(";\n\n") {
        sqlx::raw_sql(sqlx::AssertSqlSafe(statement.to_owned())).execute(&mut *connection).await.unwrap();
    }
    drop(connection);
    rescore::rescore(&bot.app, OrgId::DEFAULT).await.unwrap();
    snapshot::take(&bot.app, OrgId::DEFAULT).await.unwrap();
    bot.runs_due_jobs().await;
    bot.advance(TimeDelta::minutes(1)).await;
    assert_eq!(bot.asks("select count(*) from accounts").await, "10009");
    bot
}
