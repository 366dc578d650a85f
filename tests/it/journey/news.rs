//! News to subscribed channels when Slack, or another organisation, has a bad moment: they wait, and nobody else does.

use steward::standin::{Fault, FaultKind};

use super::signals::on_the_eve;
use crate::bot::Bot;
use crate::bot::town::{ANA, GENERAL, MO, PRIVATE_CHANNEL, TEAM_CHANNEL};

const RED: &str = "2026-02-26T03:00:00Z";
const WAITING: &str = "select count(*) from news where told_at is null and topic = 'signals'";
const INFO: &str = "conversations.info";
/// The id of everything that the neighbour has.
const THEIRS: &str = "'00000000-0000-7000-8000-0000000000b1'";

/// A channel hears of signals, and one is about to come.
async fn subscribed() -> Bot {
    let mut bot = on_the_eve().await;
    bot.may_be_refused();
    bot.says(ANA, GENERAL, "/csm subscribe signals").await;
    bot.sleeps_until(RED);
    bot
}

#[tokio::test]
async fn a_token_that_is_not_good_now_loses_no_news() {
    for code in ["token_expired", "token_revoked", "invalid_auth"] {
        let bot = subscribed().await;
        bot.slack.script(Fault::new(INFO, FaultKind::RejectError { code: code.into() }).in_channel(GENERAL));
        bot.runs_due_jobs().await;
        assert_eq!((bot.posts(GENERAL).len(), bot.asks(WAITING).await.as_str()), (0, "1"), "{code}");
        bot.queue_has_waited().await;
        bot.runs_due_jobs().await;
        assert_eq!((bot.posts(GENERAL).len(), bot.asks(WAITING).await.as_str()), (1, "0"), "{code}");
    }
}

#[tokio::test]
async fn where_slack_asks_to_wait_nobody_asks_again_before() {
    let bot = subscribed().await;
    bot.slack.script(Fault::new(INFO, FaultKind::Reject429 { retry_after: "20".into() }).in_channel(GENERAL).times(2));
    // Nor does another replica.
    let other = bot.other_worker().await;
    for _ in 0..3 {
        bot.runs_due_jobs().await;
        other.run_due().await.unwrap();
    }
    assert_eq!((bot.posts(GENERAL).len(), bot.slack.n_faults_left()), (0, 1), "asked once");
    bot.queue_has_waited().await;
    bot.runs_due_jobs().await;
    assert_eq!((bot.posts(GENERAL).len(), bot.slack.n_faults_left()), (0, 0));
    bot.queue_has_waited().await;
    bot.runs_due_jobs().await;
    assert_eq!((bot.posts(GENERAL).len(), bot.asks(WAITING).await.as_str()), (1, "0"));
}

#[tokio::test]
async fn only_channels_that_could_be_told_are_asked_about() {
    let bot = subscribed().await;
    bot.says(MO, PRIVATE_CHANNEL, "/csm subscribe feedback").await;
    bot.slack.script(Fault::new(INFO, FaultKind::Reject429 { retry_after: "20".into() }).in_channel(PRIVATE_CHANNEL));
    bot.runs_due_jobs().await;
    assert_eq!((bot.posts(GENERAL).len(), bot.slack.n_faults_left()), (1, 1));
}

/// Another organisation, whose token cannot be opened; its id, for SQL.
pub async fn neighbour(bot: &Bot) -> &'static str {
    let (org, id) = ("'00000000-0000-0000-0000-00000000000b'", THEIRS);
    for statement in [
        format!("insert into organisations values ({org}, 'Neighbour', now())"),
        format!(
            "insert into installations (org_id, id, team_id, team_name, bot_user_id, installed_at)
             values ({org}, {id}, 'T0NEIGHBOR', 'Neighbour', 'U0THEIRBOT', now())"
        ),
        format!(
            "insert into installation_tokens (org_id, installation_id, bot, version, updated_at)
             values ({org}, {id}, '1:00000000:00', 1, now())"
        ),
    ] {
        bot.does(&statement).await;
    }
    org
}

/// One with news that are older.
async fn with_a_broken_neighbour() -> Bot {
    let bot = subscribed().await;
    let (org, id) = (neighbour(&bot).await, THEIRS);
    for statement in [
        format!(
            "insert into people (org_id, id, external_id, name, role, team, time_zone, updated_at)
             values ({org}, {id}, 'p-nina', 'Nina', 'csm', 'south', 'UTC', now())"
        ),
        format!(
            "insert into accounts (org_id, id, external_id, name, arr_minor, currency, started_on, owner_id, updated_at)
             values ({org}, {id}, 'theirs', 'Theirs', 100, 'USD', '2024-01-01', {id}, now())"
        ),
        format!(
            "insert into subscriptions (org_id, id, installation_id, channel_id, number, topic, filter, set_by, set_at)
             values ({org}, {id}, {id}, 'C0THEIRS01', 1, 'signals', '{{}}', {id}, '2026-01-01')"
        ),
        format!(
            "insert into news (org_id, key, topic, account_id, word, subject, notice, counts, happened_at)
             values ({org}, 'k', 'signals', {id}, 't1', 's', '{{}}', true, '2026-02-01')"
        ),
    ] {
        bot.does(&statement).await;
    }
    bot
}

#[tokio::test]
async fn a_neighbour_with_a_broken_token_keeps_nobody_waiting() {
    let bot = with_a_broken_neighbour().await;
    // What else of the neighbour's fails is theirs.
    let _ = bot.tries_due_jobs().await;
    let _ = bot.tries_due_jobs().await;
    assert_eq!((bot.posts(GENERAL).len(), bot.asks(WAITING).await.as_str()), (1, "1"));
}

#[tokio::test]
async fn a_night_that_cannot_be_looked_at_holds_up_no_news() {
    let bot = subscribed().await;
    bot.does(
        "create function no_night() returns trigger language plpgsql as
           'begin if new.name = ''news'' then raise exception ''the night is broken''; end if; return new; end'",
    )
    .await;
    bot.does("create trigger no_night before insert on chores for each row execute function no_night()").await;
    assert!(bot.tries_due_jobs().await.is_err());
    let _ = bot.tries_due_jobs().await;
    assert_eq!((bot.posts(GENERAL).len(), bot.asks(WAITING).await.as_str()), (1, "0"));
}

#[tokio::test]
async fn two_replicas_keep_to_the_days_limit_together() {
    let bot = on_the_eve().await;
    bot.says(ANA, GENERAL, "/csm subscribe signals").await;
    // The night first: it would raise what its rules see.
    bot.runs_due_jobs().await;
    bot.does("delete from signals").await;
    bot.does("delete from news").await;
    bot.does(
        "insert into news (org_id, key, topic, account_id, word, subject, notice, counts, happened_at)
         select a.org_id, 'k' || n, 'signals', a.id, 't2', 's' || n,
           jsonb_build_object('kind', 'signal', 'episode', gen_random_uuid()), true, '2026-02-26T00:00:00Z'
         from accounts a cross join generate_series(1, 400) n where a.name = 'TechCorp'",
    )
    .await;
    // Writing takes long enough for the other to come in between.
    bot.does(
        "create function slowly() returns trigger language plpgsql as
           'begin perform pg_sleep(0.3); return null; end'",
    )
    .await;
    bot.does("create trigger slowly after insert on news_posts for each statement execute function slowly()").await;
    let other = bot.other_worker().await;
    for _ in 0..3 {
        let (_, there) = tokio::join!(bot.tries_due_jobs(), other.run_due());
        there.unwrap();
    }
    assert_eq!(bot.asks("select count(*) filter (where posted), count(*) from news_posts").await, "5 400");
}

#[tokio::test]
async fn a_token_that_is_not_good_now_sends_no_signal_elsewhere() {
    let mut bot = on_the_eve().await;
    bot.may_be_refused();
    bot.sleeps_until(RED);
    bot.slack
        .script(Fault::new(INFO, FaultKind::RejectError { code: "token_expired".into() }).in_channel(TEAM_CHANNEL));
    bot.runs_due_jobs().await;
    assert_eq!((bot.posts(TEAM_CHANNEL).len(), bot.posts(&bot.dm(ANA)).len()), (0, 0));
    assert_eq!(bot.asks("select count(*) from signals where announce_at is not null").await, "1");
    bot.queue_has_waited().await;
    bot.runs_due_jobs().await;
    assert_eq!((bot.posts(TEAM_CHANNEL).len(), bot.posts(&bot.dm(ANA)).len()), (1, 0));
}

#[tokio::test]
async fn a_red_account_without_a_signal_is_told_by_its_colour() {
    let bot = on_the_eve().await;
    bot.says(ANA, GENERAL, "/csm subscribe signals").await;
    bot.says(ANA, GENERAL, "/csm subscribe bands").await;
    bot.does(
        "create function no_signal() returns trigger language plpgsql as
           'begin if new.kind = ''t1'' then return null; end if; return new; end'",
    )
    .await;
    bot.does("create trigger no_signal before insert on signals for each row execute function no_signal()").await;
    bot.advance_to(RED).await;
    let told = bot.posts(GENERAL);
    assert_eq!(told.len(), 1, "{}", bot.transcript(GENERAL, ANA));
    assert!(told[0].arguments["text"].as_str().unwrap().contains("TechCorp"), "{}", bot.transcript(GENERAL, ANA));
}
