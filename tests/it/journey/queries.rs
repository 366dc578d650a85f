//! The number of SQL statements of an answer does not grow with the book.

use std::sync::{Arc, Mutex};

use steward::domain::ids::OrgId;
use steward::operations::{news, plays, rescore, snapshot};
use tracing::Subscriber;
use tracing::field::{Field, Visit};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::{Context, SubscriberExt};

use crate::bot::Bot;
use crate::bot::town::{ANA, GENERAL, MO};

const LINES: [&str; 21] = [
    "/csm techcorp",
    "/csm book",
    "/csm renewals",
    "/csm renewals slipped",
    "/csm forecast techcorp",
    "/csm today",
    "/csm why techcorp",
    "/csm capacity",
    "/csm team all",
    "/csm book owner:@bo",
    "/csm metrics",
    "/csm metrics by:csm",
    "/csm expansions",
    "/csm plan techcorp",
    "/csm qbr techcorp",
    "/csm feedback techcorp",
    "/csm advocacy techcorp",
    "/csm digest product now",
    "/csm quiet all",
    "/csm mute all",
    "/csm subscriptions",
];

#[tokio::test]
async fn a_large_book_takes_as_many_statements_as_a_small_one() {
    let bot = Bot::new().await;
    // Without a snapshot there would be nothing to compare.
    snapshot::take(&bot.app, OrgId::DEFAULT).await.unwrap();
    let small = count(&bot).await;
    assert!(small.iter().all(|statements| !statements.is_empty()), "statements are seen: {small:?}");
    bot.does(&format!(
        "insert into accounts (org_id, id, external_id, name, arr_minor, currency, started_on, owner_id, updated_at)
         select '{org}', gen_random_uuid(), 'many-' || n, 'Many ' || n, 5000000 + n, 'USD', '2024-01-01',
                (select id from people where external_id = 'p-ana'), now() from generate_series(1, 2000) n",
        org = OrgId::DEFAULT
    ))
    .await;
    bot.does(
        "insert into contracts (org_id, id, external_id, account_id, starts_on, ends_on, arr_minor, currency, updated_at)
         select org_id, gen_random_uuid(), 'c-' || external_id, id, '2025-04-01', '2026-03-31', arr_minor, 'USD', now()
         from accounts where external_id like 'many-%'",
    )
    .await;
    bot.does(
        "insert into touchpoints (org_id, id, external_id, account_id, kind, two_way, occurred_at, updated_at)
         select org_id, gen_random_uuid(), 't-' || external_id, id, 'call', true, '2026-01-30', now()
         from accounts where external_id like 'many-%'",
    )
    .await;
    rescore::rescore(&bot.app, OrgId::DEFAULT).await.unwrap();
    let large = count(&bot).await;
    for (line, (small, large)) in LINES.iter().zip(small.iter().zip(&large)) {
        assert_eq!(small.len(), large.len(), "{line}\n{}\n---\n{}", small.join("\n"), large.join("\n"));
    }
    let book = bot.says(ANA, GENERAL, "/csm book").await.line();
    assert!(book.starts_with("2,005 accounts"), "{book}");
}

#[tokio::test]
async fn many_plays_are_judged_by_as_many_statements_as_one() {
    let bot = super::rescue::started().await;
    let one = judged(&bot).await;
    assert!(!one.is_empty(), "statements are seen");
    bot.does(
        "insert into accounts (org_id, id, external_id, name, arr_minor, currency, started_on, owner_id, updated_at)
         select org_id, gen_random_uuid(), 'many-' || n, 'Many ' || n, 5000000, 'USD', '2024-01-01', owner_id, now()
         from accounts, generate_series(1, 300) n where name = 'TechCorp'",
    )
    .await;
    bot.does(
        "insert into signal_looks (org_id, account_id, looked_at)
         select org_id, id, '2026-03-02 09:00Z' from accounts where external_id like 'many-%'",
    )
    .await;
    bot.does(
        "insert into playbook_runs (org_id, id, account_id, playbook, playbook_version, state, owner_id, installation_id,
           channel_id, started_at, started_by, trigger)
         select r.org_id, gen_random_uuid(), a.id, r.playbook, r.playbook_version, 'running', r.owner_id,
                r.installation_id, r.channel_id, r.started_at, r.started_by, '[]'
         from playbook_runs r, accounts a where a.external_id like 'many-%'",
    )
    .await;
    let many = judged(&bot).await;
    assert_eq!(one.len(), many.len(), "{}\n---\n{}", one.join("\n"), many.join("\n"));
    assert_eq!(bot.asks("select count(*) from playbook_runs where judged_at is not null").await, "301");
}

#[tokio::test]
async fn a_batch_of_news_is_told_by_as_many_statements_as_one() {
    let bot = Bot::new().await;
    for line in ["feedback", "feedback health:red", "feedback owner:@me", "plays"] {
        bot.says(ANA, GENERAL, &format!("/csm subscribe {line}")).await;
    }
    bot.says(ANA, GENERAL, "/csm feedback techcorp theme:export too slow").await;
    let one = told(&bot).await;
    assert!(!one.is_empty(), "statements are seen");
    bot.does(
        "insert into news (org_id, key, topic, account_id, word, subject, notice, counts, happened_at)
         select org_id, key || n, topic, account_id, word, subject || n, notice, counts, happened_at
         from news, generate_series(1, 150) n",
    )
    .await;
    let many = told(&bot).await;
    assert_eq!(one.len(), many.len(), "{}\n---\n{}", one.join("\n"), many.join("\n"));
    assert_eq!(bot.asks("select count(*) from cards where notice ->> 'kind' = 'news'").await, "151");
}

/// The statements that tell all news anew, on connections that are warm.
async fn told(bot: &Bot) -> Vec<String> {
    let heard = Heard::default();
    let _second = tracing::Dispatch::new(tracing_subscriber::registry());
    let _listening = tracing::subscriber::set_default(tracing_subscriber::registry().with(heard.clone()));
    for _ in 0..2 {
        bot.does("update news set told_at = null").await;
        bot.does("delete from news_posts").await;
        bot.does("delete from outbox where id in (select id from cards where notice ->> 'kind' = 'news')").await;
        bot.does("delete from cards where notice ->> 'kind' = 'news'").await;
        heard.0.lock().unwrap().clear();
        let batch = news::batch(&bot.app, OrgId::DEFAULT).await.unwrap();
        news::tell(&bot.app, (OrgId::DEFAULT, &batch.news), &[]).await.unwrap();
    }
    heard.0.lock().unwrap().clone()
}

/// The statements that judge all running plays anew, on connections that are warm.
async fn judged(bot: &Bot) -> Vec<String> {
    let heard = Heard::default();
    let _second = tracing::Dispatch::new(tracing_subscriber::registry());
    let _listening = tracing::subscriber::set_default(tracing_subscriber::registry().with(heard.clone()));
    for _ in 0..2 {
        bot.does("update playbook_runs set judged_at = null").await;
        heard.0.lock().unwrap().clear();
        plays::judge_due(&bot.app).await.unwrap();
    }
    heard.0.lock().unwrap().clone()
}

/// The statements of each line, on connections that are warm.
async fn count(bot: &Bot) -> Vec<Vec<String>> {
    let heard = Heard::default();
    // While there is one listener only, a thread without any (another test) decides for all what is worth telling.
    let _second = tracing::Dispatch::new(tracing_subscriber::registry());
    let _listening = tracing::subscriber::set_default(tracing_subscriber::registry().with(heard.clone()));
    let mut counts = Vec::new();
    for line in LINES {
        let who = if line.starts_with("/csm team") { MO } else { ANA };
        bot.says(who, GENERAL, line).await;
        heard.0.lock().unwrap().clear();
        bot.says(who, GENERAL, line).await;
        counts.push(heard.0.lock().unwrap().clone());
    }
    counts
}

/// Every statement that sqlx tells of.
#[derive(Clone, Default)]
struct Heard(Arc<Mutex<Vec<String>>>);

impl<S: Subscriber> Layer<S> for Heard {
    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        if event.metadata().target() == "sqlx::query" {
            let mut summary = Summary::default();
            event.record(&mut summary);
            self.0.lock().unwrap().push(summary.0);
        }
    }
}

#[derive(Default)]
struct Summary(String);

impl Visit for Summary {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        if field.name() == "summary" {
            self.0 = format!("{value:?}");
        }
    }
}
