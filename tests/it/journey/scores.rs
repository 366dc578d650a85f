//! Scores: made each night, made again where something changed, and never twice.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use steward::domain::health::{Model, assess};
use steward::domain::ids::{AccountId, OrgId};
use steward::operations::rescore::{self, Night, Rescored};
use steward::store::{chores, customers, measures};

use crate::bot::book::{self, Files};
use crate::bot::town::{ANA, BO, GENERAL};
use crate::bot::{Bot, NOW};

const ORG: OrgId = OrgId::DEFAULT;
const SCORES: &str = "select account_id, scored_at, xmin, score_milli, standing from health order by account_id";

/// What tells one past from another.
async fn past(bot: &Bot) -> [String; 2] {
    [
        bot.asks("select account_id, day, scored_at, xmin, score_milli, band from health_history order by 1, 2").await,
        bot.asks("select id, account_id, changed_at, from_band, to_band from band_changes order by id").await,
    ]
}

#[tokio::test]
async fn a_scoring_that_finds_nothing_new_writes_nothing() {
    let bot = Bot::new().await;
    rescore::rescore(&bot.app, ORG).await.unwrap();
    let before = bot.asks(SCORES).await;
    let again = rescore::rescore(&bot.app, ORG).await.unwrap();
    assert_eq!(again, Rescored { n_scored: 8, ..Rescored::default() });
    assert_eq!(bot.asks(SCORES).await, before, "also the versions of the rows");
}

#[tokio::test]
async fn only_accounts_whose_data_changed_are_scored_again() {
    let bot = Bot::new().await;
    bot.runs_due_jobs().await;
    assert!(!rescore::has_stirred(&bot.app, ORG).await.unwrap());
    let answer = "external_id,account,kind,score,answered_at\nv-acme,acme,nps,2,2026-03-01T12:00:00Z\n";
    bot.brings_in(&Files::default().and("surveys", answer)).await;
    assert_eq!(rescore::stirred(&bot.app, ORG).await.unwrap().n_scored, 1);
    bot.brings_in(&Files::default().and("surveys", answer)).await;
    assert!(!rescore::has_stirred(&bot.app, ORG).await.unwrap(), "what came again as it was changes nothing");
    // An answer that turns out to be another account's changes both.
    bot.brings_in(&Files::default().and("surveys", &answer.replace(",acme,", ",globex,"))).await;
    assert_eq!(
        bot.asks("select external_id from accounts where stirred_at is not null order by 1").await,
        "acme\nglobex"
    );
    bot.runs_due_jobs().await;
    assert!(!rescore::has_stirred(&bot.app, ORG).await.unwrap());
}

#[tokio::test]
async fn the_first_scoring_alerts_nobody() {
    let bot = Bot::new().await;
    let new = book::Account {
        key: "late",
        name: "Late Ltd",
        arr: 40_000,
        owner: "p-ana",
        ends_on: "2026-11-30",
        kind: book::Kind::Yellow,
    };
    bot.brings_in(&Files::default().with(&new)).await;
    bot.runs_due_jobs().await;
    let changes =
        "select count(*) from band_changes c join accounts a on a.id = c.account_id where a.external_id = 'late'";
    assert_eq!(bot.asks(changes).await, "0");
    assert_eq!(
        bot.asks("select band from health h join accounts a on a.id = h.account_id where external_id = 'late'").await,
        "yellow"
    );
}

#[tokio::test]
async fn a_night_that_is_killed_goes_on_where_it_stopped() {
    let bot = Bot::new().await;
    bot.does(&format!(
        "insert into accounts (org_id, id, external_id, name, arr_minor, currency, started_on, updated_at)
         select '{ORG}', gen_random_uuid(), 'many-' || n, 'Many ' || n, 5000000, 'USD', '2024-01-01', '2026-03-01'
         from generate_series(1, 2300) n"
    ))
    .await;
    bot.sleeps_until("2026-03-03T03:00:01Z");
    let night = Night { name: "rescore", period: "2026-03-03".into(), lease_seconds: 60.0 };
    let mut conn = bot.app.work.acquire().await.unwrap();
    assert!(chores::claim(&mut conn, ORG, night.name, &night.period, 60.0).await.unwrap());
    assert_eq!(rescore::night(&bot.app, ORG, &night, 1).await.unwrap(), None, "killed after a page");
    let of = |from: &str, to: &str| {
        format!("select count(*) from health where scored_at between '2026-03-03 {from}+00' and '2026-03-03 {to}+00'")
    };
    assert_eq!(bot.asks(&of("03:00", "03:19")).await, "1000");
    bot.sleeps_until("2026-03-03T03:20:00Z");
    bot.runs_due_jobs().await;
    assert_eq!(bot.asks(&of("03:20", "03:59")).await, "0", "another has the lease");
    bot.does("update chores set lease_until = now() - interval '1 s' where done_at is null").await;
    bot.runs_due_jobs().await;
    assert_eq!(bot.asks(&of("03:00", "03:19")).await, "1000", "nobody is scored twice");
    assert_eq!(bot.asks(&of("03:20", "03:59")).await, "1308");
    assert_eq!(
        bot.asks(
            "select count(*) from chores where name = 'rescore' and period = '2026-03-03' and done_at is not null"
        )
        .await,
        "1"
    );
    bot.sleeps_until("2026-03-03T04:00:00Z");
    bot.runs_due_jobs().await;
    assert_eq!(bot.asks(&of("04:00", "05:00")).await, "0", "a night is once");
}

#[tokio::test]
async fn a_past_is_filled_in_once_and_not_from_todays_colour() {
    let files = book::usual();
    let (first, later) = (Bot::with(NOW, &files).await, Bot::with(NOW, &files).await);
    let before = past(&first).await;
    rescore::backfill(&first.app, ORG, 30).await.unwrap();
    assert_eq!(past(&first).await, before, "a second time writes nothing");
    // The same book, scored before its past is filled in.
    later.does("delete from health_history; delete from band_changes; delete from health").await;
    rescore::rescore(&later.app, ORG).await.unwrap();
    let colours = later.asks("select account_id, band from health order by 1").await;
    rescore::backfill(&later.app, ORG, 30).await.unwrap();
    assert_eq!(later.asks("select account_id, band from health order by 1").await, colours, "today stays as it was");
    let history =
        "select account_id, day, score_milli, band from health_history where day < '2026-03-02' order by 1, 2";
    assert_eq!(later.asks(history).await, first.asks(history).await, "the past is the same");
    let changes = "select account_id, changed_at, from_band, to_band from band_changes where changed_at < '2026-03-02' order by 1, 2";
    assert_eq!(later.asks(changes).await, first.asks(changes).await);
    assert_ne!(later.asks(changes).await, "");
    // A longer past goes on from its own beginning, and meets the one that is there.
    let n_days = "select count(*) from health_history";
    let (n_before, short) = (later.asks(n_days).await, later.asks(changes).await);
    rescore::backfill(&later.app, ORG, 90).await.unwrap();
    assert_ne!(later.asks(n_days).await, n_before);
    let longer = later.asks(changes).await;
    assert!(short.lines().all(|line| longer.contains(line)), "{short}\n---\n{longer}");
    let twice = "select account_id, changed_at from band_changes group by 1, 2 having 1 < count(*)";
    assert_eq!(later.asks(twice).await, "");
    // Colours follow on from each other.
    let broken =
        "select * from (select from_band, lag(to_band) over (partition by account_id order by changed_at) as was
         from band_changes) c where was is not null and was <> from_band";
    assert_eq!(later.asks(broken).await, "");
}

#[tokio::test]
async fn an_executive_is_not_known_as_never_before_the_last_contact() {
    let bot = Bot::new().await;
    let acme: AccountId = bot.asks("select id from accounts where external_id = 'acme'").await.parse().unwrap();
    let mut conn = bot.app.work.acquire().await.unwrap();
    for (at, known) in [("2026-02-20T09:59:00Z", false), ("2026-02-20T10:01:00Z", true)] {
        let at: DateTime<Utc> = at.parse().unwrap();
        let measured = measures::of(&mut conn, &bot.app.rules, ORG, &[acme], at).await.unwrap();
        let readings = &measured[0].measures.readings;
        assert_eq!(readings.contains_key(&steward::domain::health::Measure::ExecutiveContact), known, "{at}");
        assert!(readings.contains_key(&steward::domain::health::Measure::ChampionPresent), "{at}");
    }
}

/// A random book, in plain SQL: every account has its own luck.
const RANDOM: &str = "
    select setseed(0.42);
    insert into usage_days (org_id, external_id, account_id, day, feature, uses, active_users, updated_at)
      select org_id, 'r-' || id || d, id, date '2026-03-01' - d, case when random() < 0.4 then 'f' || (d % 5) else '' end,
             (random() * 90)::int, 5, now()
      from accounts, generate_series(0, 110) d where random() < 0.35;
    insert into tickets (org_id, id, external_id, account_id, priority, opened_at, closed_at, escalated, satisfaction, updated_at)
      select org_id, gen_random_uuid(), 'r-' || id || d, id, case when random() < 0.2 then 'critical' else 'normal' end,
             timestamptz '2026-03-01' - d * interval '1 day',
             case when random() < 0.7 then timestamptz '2026-03-01' - (d - 1) * interval '1 day' end,
             random() < 0.1, case when random() < 0.3 then 1 + (random() * 4)::int end, now()
      from accounts, generate_series(2, 118) d where random() < 0.04;
    insert into touchpoints (org_id, id, external_id, account_id, kind, two_way, occurred_at, updated_at)
      select org_id, gen_random_uuid(), 'r-' || id || d, id, 'call', random() < 0.6, timestamptz '2026-03-02' - d * interval '1 day', now()
      from accounts, generate_series(1, 100) d where random() < 0.03;
    insert into surveys (org_id, id, external_id, account_id, kind, score, answered_at, updated_at)
      select org_id, gen_random_uuid(), 'r-' || id || d, id, case when random() < 0.5 then 'nps' else 'csat' end,
             1 + (random() * 4)::int, timestamptz '2026-03-02' - d * interval '1 day', now()
      from accounts, generate_series(1, 300) d where random() < 0.01;
    insert into arr_movements (org_id, id, external_id, account_id, kind, occurred_on, amount_minor, currency, updated_at)
      select org_id, gen_random_uuid(), 'r-' || id, id, 'contraction', '2026-01-15', (random() * 1e6)::int, 'USD', now()
      from accounts where random() < 0.3;
    update accounts set overdue_minor = (random() * 1e6)::int where random() < 0.5;";

#[tokio::test]
async fn a_book_scored_at_once_is_as_one_by_one() {
    let bot = Bot::new().await;
    bot.does(&format!(
        "insert into accounts (org_id, id, external_id, name, arr_minor, currency, started_on, core_features, updated_at)
         select '{ORG}', gen_random_uuid(), 'many-' || n, 'Many ' || n, n * 300000, 'USD', date '2026-02-20' - n * 9, 5, '2026-03-01'
         from generate_series(1, 60) n"
    ))
    .await;
    bot.does(RANDOM).await;
    let mut conn = bot.app.work.acquire().await.unwrap();
    let now = bot.app.clock.now();
    let accounts = customers::account_page(&mut conn, ORG, now.date_naive(), None, 500).await.unwrap();
    let at_once = measures::of(&mut conn, &bot.app.rules, ORG, &accounts, now).await.unwrap();
    assert_eq!(at_once.len(), 68);
    let model = Model::default_model();
    let mut scores = std::collections::BTreeSet::new();
    for together in &at_once {
        let alone = measures::of(&mut conn, &bot.app.rules, ORG, &[together.account], now).await.unwrap();
        let score = |measured: &measures::Measured| assess(&model, &measured.measures, now.date_naive());
        assert_eq!(score(&alone[0]), score(together));
        scores.insert(score(together).score);
    }
    assert!(30 < scores.len(), "the book is a motley one");
}

#[tokio::test]
async fn the_order_of_an_import_does_not_matter_to_scores() {
    let files = book::usual();
    let (one, other) = (Bot::with(NOW, &files).await, Bot::with(NOW, &files.reversed()).await);
    let scores = "select a.external_id, h.assessment, h.standing from health h join accounts a on a.id = h.account_id order by 1";
    assert_eq!(one.asks(scores).await, other.asks(scores).await);
}

#[tokio::test]
async fn a_day_is_the_readers_own() {
    let bot = Bot::new().await;
    // Half past midnight in Berlin, the evening before in New York.
    let touch = |key: &str, account: &str, at: &str| {
        let rows = format!("external_id,account,person,kind,two_way,occurred_at\n{key},{account},,call,true,{at}\n");
        Files::default().and("touchpoints", &rows)
    };
    bot.brings_in(&touch("t-night", "techcorp", "2026-02-22T23:30:00Z")).await;
    let last_touch = |words: String| words.lines().find(|line| line.contains("*Last touch*")).map(str::to_owned);
    let ana = last_touch(bot.says(ANA, GENERAL, "/csm techcorp").await.words());
    let bo = last_touch(bot.says(BO, GENERAL, "/csm techcorp").await.words());
    assert_eq!((ana.as_deref(), bo.as_deref()), (Some("| *Last touch* 7 days ago"), Some("| *Last touch* 8 days ago")));
    let digest = bot.says(ANA, GENERAL, "/csm today").await.words();
    assert!(!digest.contains("TechCorp"), "seven days are not past seven: {digest}");
    bot.sleeps_until("2026-03-02T23:10:00Z");
    let digest = bot.says(ANA, GENERAL, "/csm today").await.words();
    assert!(digest.contains("*TechCorp* silent 8 days"), "it is the third in Berlin: {digest}");
}

#[tokio::test]
async fn a_card_counts_features_on_the_days_that_the_score_counts() {
    let bot = Bot::new().await;
    let (first, before): (NaiveDate, NaiveDate) = ("2026-02-02".parse().unwrap(), "2026-02-01".parse().unwrap());
    let usage = |day: NaiveDate, feature: &str| {
        format!("external_id,account,day,feature,uses,active_users\nw-{feature},techcorp,{day},{feature},3,1\n")
    };
    // The feed's last day is 1 March, so its 28 days begin on 2 February.
    bot.brings_in(&Files::default().and("usage", &usage(first, "inside"))).await;
    bot.brings_in(&Files::default().and("usage", &usage(before, "outside"))).await;
    bot.runs_due_jobs().await;
    let card = bot.says(ANA, GENERAL, "/csm techcorp").await.words();
    assert!(card.contains("3 of 8 core features"), "{card}");
    let used = "select reading.value ->> 'value' from health h join accounts a on a.id = h.account_id,
        jsonb_array_elements(h.assessment -> 'factors') f, jsonb_each(f) reading
        where a.external_id = 'techcorp' and f ->> 'measure' = 'feature_adoption' and reading.key = 'reading'";
    assert_eq!(bot.asks(used).await, "0.375");
    bot.advance(TimeDelta::hours(1)).await;
}

#[tokio::test]
async fn a_score_that_stood_for_weeks_and_fell_today_has_its_change() {
    let bot = Bot::new().await;
    bot.does("delete from health_history where day < '2026-03-02'").await;
    bot.does(
        "insert into health_history (org_id, account_id, day, scored_at, model, score_milli, band, assessment)
         select h.org_id, account_id, date '2026-01-11', scored_at, model, score_milli + 4000, band, assessment
         from health_history h join accounts a on a.id = account_id where external_id = 'acme' and day = '2026-03-02'",
    )
    .await;
    let card = bot.says(ANA, GENERAL, "/csm acme").await;
    assert!(card.words().contains("(−4 in 14 d"), "{}", card.words());
    let why = bot.says(ANA, GENERAL, "/csm why acme").await.words();
    assert!(why.contains("Health, 50 days"), "{why}");
    // Withheld since then and until today.
    bot.does(
        "insert into health_history (org_id, account_id, day, scored_at, model, assessment)
         select h.org_id, account_id, date '2026-02-01', scored_at, model, assessment
         from health_history h join accounts a on a.id = account_id where external_id = 'acme' and day = '2026-03-02'",
    )
    .await;
    let card = bot.says(ANA, GENERAL, "/csm acme").await;
    assert!(!card.words().contains("in 14 d"), "nobody knows what it was: {}", card.words());
}
