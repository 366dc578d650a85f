//! Slack has a bad moment: whatever it answers, exactly one post stands in the channel.

use serde_json::{Value, json};
use steward::jobs::{Pace, Worker};
use steward::operations::{installs, letters};
use steward::slack::client::{Lines, SlackClient};
use steward::standin::{Fault, FaultKind};

use crate::bot::Bot;
use crate::bot::town::{self, ANA, BO, GENERAL, MO, TECHCORP_CHANNEL};

const POST: &str = "chat.postMessage";

#[tokio::test]
async fn an_unclear_answer_is_cleared_up_before_anything_is_sent_again() {
    for (accepted, fault) in [
        (true, FaultKind::Accept500),
        (true, FaultKind::AcceptDrop),
        (true, FaultKind::Garbage),
        (true, FaultKind::Truncated),
        (false, FaultKind::Reject500),
        (false, FaultKind::Reset),
        (false, FaultKind::RejectError { code: "internal_error".into() }),
    ] {
        let bot = about_to_prompt().await;
        bot.slack.script(Fault::new(POST, fault.clone()));
        bot.runs_due_jobs().await;
        assert_eq!(bot.asks("select state from outbox").await, "unknown", "{fault:?}");
        assert_eq!(bot.posts(TECHCORP_CHANNEL).len(), usize::from(accepted), "{fault:?}");
        passes(&bot).await;
        stands_once(&bot, &format!("{fault:?}")).await;
    }
}

#[tokio::test]
async fn slow_answers_are_waited_for() {
    let bot = about_to_prompt().await;
    bot.slack.script(Fault::new(POST, FaultKind::SlowBody { ms: 300 }));
    bot.slack.script(Fault::new(POST, FaultKind::AcceptHang { ms: 300 }));
    bot.runs_due_jobs().await;
    stands_once(&bot, "slow").await;
    assert_eq!(bot.asks("select attempt, negative_reads from outbox").await, "1 0");
}

#[tokio::test]
async fn slack_asks_to_wait_and_everybody_does() {
    for retry_after in ["7", "soon", "", "-1"] {
        let bot = about_to_prompt().await;
        bot.slack.script(Fault::new(POST, FaultKind::Reject429 { retry_after: retry_after.into() }));
        bot.runs_due_jobs().await;
        assert_eq!(bot.asks("select state, attempt from outbox").await, "pending 0", "it costs no attempt");
        let wait =
            "select extract(epoch from next_at - now()) between 5 and 31 as about from pace where lane like 'post:%'";
        assert_eq!(bot.asks(wait).await, "true", "{retry_after}");
        // Another replica waits as well, and with another card.
        let other = bot.other_worker().await;
        bot.says(ANA, GENERAL, "/csm play start rescue globex").await;
        other.run_due().await.unwrap();
        assert!(bot.posts(TECHCORP_CHANNEL).is_empty() && bot.posts(&bot.dm(ANA)).is_empty());
        passes(&bot).await;
        assert_eq!(bot.posts(&bot.dm(ANA)).len(), 1);
        stands_once(&bot, retry_after).await;
    }
}

#[tokio::test]
async fn a_history_that_lags_is_read_again() {
    let bot = about_to_prompt().await;
    bot.slack.script(Fault::new(POST, FaultKind::AcceptDrop));
    bot.slack.script(Fault::new("conversations.history", FaultKind::HistoryLag { ms: 60_000 }));
    bot.runs_due_jobs().await;
    bot.queue_has_waited().await;
    bot.runs_due_jobs().await;
    assert_eq!(bot.asks("select state, negative_reads from outbox").await, "unknown 1");
    passes(&bot).await;
    stands_once(&bot, "lag").await;
}

#[tokio::test]
async fn a_history_that_cannot_be_read_leaves_it_open() {
    let bot = about_to_prompt().await;
    bot.slack.script(Fault::new(POST, FaultKind::AcceptDrop));
    bot.slack.script(Fault::new("conversations.history", FaultKind::HistoryUnreadable).times(3));
    bot.runs_due_jobs().await;
    for _ in 0..3 {
        bot.queue_has_waited().await;
        bot.runs_due_jobs().await;
        assert_eq!(bot.asks("select state, negative_reads from outbox").await, "unknown 0");
    }
    passes(&bot).await;
    stands_once(&bot, "unreadable").await;
}

#[tokio::test]
async fn a_history_that_nobody_may_read_is_held_for_a_person() {
    let bot = about_to_prompt().await;
    bot.slack.script(Fault::new(POST, FaultKind::AcceptDrop));
    bot.slack.script(Fault::new("conversations.history", FaultKind::RejectError { code: "missing_scope".into() }));
    bot.runs_due_jobs().await;
    passes(&bot).await;
    let held = "select state, error, maybe_posted from outbox where state = 'held'";
    assert_eq!(bot.asks(held).await, "held cannot read the channel: missing_scope true");
    assert_eq!(bot.posts(TECHCORP_CHANNEL).len(), 1);
}

#[tokio::test]
async fn an_archived_channel_holds_its_own_card_and_no_other() {
    let mut bot = about_to_prompt().await;
    bot.reminds_nobody().await;
    bot.may_be_refused();
    bot.slack.change_channel(TECHCORP_CHANNEL, |channel| channel.is_archived = true);
    bot.says(ANA, GENERAL, "/csm play start rescue globex").await;
    bot.runs_due_jobs().await;
    passes(&bot).await;
    assert!(bot.posts(TECHCORP_CHANNEL).is_empty());
    let delivered = bot.transcript(&bot.dm(ANA), ANA);
    assert!(delivered.contains("Stakeholder mapping for Globex"), "nothing else is delayed: {delivered}");
    assert!(
        delivered.contains("1 post waits for somebody: the channel is archived"),
        "and she hears of it: {delivered}"
    );
    let held = "select state, error from outbox where channel_id = 'C0TECHCORP'";
    assert_eq!(bot.asks(held).await, "held is_archived");
}

#[tokio::test]
async fn a_channel_that_was_shared_meanwhile_is_not_posted_to() {
    let bot = about_to_prompt().await;
    bot.reminds_nobody().await;
    bot.slack.change_channel(TECHCORP_CHANNEL, |channel| channel.is_ext_shared = true);
    bot.runs_due_jobs().await;
    assert!(bot.posts(TECHCORP_CHANNEL).is_empty());
    assert_eq!(bot.asks("select state from outbox where channel_id = 'C0TECHCORP'").await, "held");
}

#[tokio::test]
async fn an_edit_is_made_until_the_card_is_right() {
    for fault in [FaultKind::Accept500, FaultKind::AcceptDrop, FaultKind::Reset, FaultKind::Garbage] {
        let bot = about_to_prompt().await;
        bot.runs_due_jobs().await;
        let prompt = bot.newest(TECHCORP_CHANNEL, ANA);
        bot.slack.script(Fault::new("chat.update", fault.clone()));
        bot.clicks(ANA, &prompt, "Acknowledge").await;
        bot.runs_due_jobs().await;
        assert_eq!(bot.asks("select posted_version < desired_version from cards").await, "true", "{fault:?}");
        passes(&bot).await;
        let card = bot.newest(TECHCORP_CHANNEL, MO).words();
        assert!(card.contains("acknowledged by Ana Ruiz"), "{fault:?}: {card}");
        stands_once(&bot, &format!("{fault:?}")).await;
    }
}

#[tokio::test]
async fn slack_asks_to_wait_with_edits_and_posts_go_on() {
    let bot = about_to_prompt().await;
    bot.runs_due_jobs().await;
    let prompt = bot.newest(TECHCORP_CHANNEL, ANA);
    bot.slack.script(Fault::new("chat.update", FaultKind::Reject429 { retry_after: "20".into() }));
    bot.clicks(ANA, &prompt, "Acknowledge").await;
    bot.runs_due_jobs().await;
    let acknowledged = bot.newest(TECHCORP_CHANNEL, ANA);
    assert!(!acknowledged.words().contains("acknowledged by"), "not yet");
    // Another change of the card does not get ahead of the wait, on no replica; a first post is not held up by it.
    bot.does("update cards set desired_version = desired_version + 1").await;
    bot.says(ANA, GENERAL, "/csm play start rescue globex").await;
    bot.other_worker().await.run_due().await.unwrap();
    assert_eq!(bot.asks("select attempt, posted_version from cards where channel_id = 'C0TECHCORP'").await, "0 1");
    assert_eq!(bot.posts(&bot.dm(ANA)).len(), 1);
    passes(&bot).await;
    assert!(bot.newest(TECHCORP_CHANNEL, MO).words().contains("acknowledged by Ana Ruiz"));
    stands_once(&bot, "429 on edits").await;
}

#[tokio::test]
async fn an_edit_without_a_clear_answer_is_repeated_ever_more_slowly() {
    let bot = about_to_prompt().await;
    bot.runs_due_jobs().await;
    let prompt = bot.newest(TECHCORP_CHANNEL, ANA);
    bot.slack.script(Fault::new("chat.update", FaultKind::Reject500).times(7));
    bot.clicks(ANA, &prompt, "Acknowledge").await;
    let mut pauses = Vec::new();
    for _ in 0..7 {
        bot.queue_has_waited().await;
        bot.runs_due_jobs().await;
        pauses.push(bot.asks("select round(extract(epoch from not_before - now())) as pause from cards").await);
    }
    assert_eq!(pauses, ["1", "2", "4", "8", "16", "32", "60"]);
    passes(&bot).await;
    assert!(bot.newest(TECHCORP_CHANNEL, MO).words().contains("acknowledged by Ana Ruiz"));
}

#[tokio::test]
async fn a_card_in_a_channel_that_was_shared_meanwhile_tells_nothing_new() {
    let bot = about_to_prompt().await;
    bot.runs_due_jobs().await;
    let prompt = bot.newest(TECHCORP_CHANNEL, ANA);
    bot.slack.change_channel(TECHCORP_CHANNEL, |channel| channel.is_ext_shared = true);
    bot.does("update cards set desired_version = desired_version + 1").await;
    // What a channel is, is believed for a minute; a worker that has just started knows nothing yet.
    let slack = SlackClient::new(bot.slack.url().join("api/").unwrap(), town::BOT_TOKEN.into()).unwrap();
    let own = installs::at(&bot.app, (Some(town::TEAM_ID), None)).await.unwrap().map(|own| own.id);
    let lines = Lines::new(bot.app.clone(), slack.clone(), own, None);
    let started = Worker { slack, lines, ..bot.other_worker().await };
    started.run_due().await.unwrap();
    assert_eq!(bot.newest(TECHCORP_CHANNEL, ANA).words(), prompt.words());
    assert_eq!(bot.asks("select error from cards").await, "people of other companies are in the channel");
}

#[tokio::test]
async fn a_post_that_was_put_off_is_drawn_anew_for_guests_who_came_in_meanwhile() {
    let bot = about_to_prompt().await;
    bot.slack.script(Fault::new("chat.postMessage", FaultKind::Reject429 { retry_after: "1".into() }).times(1));
    bot.tries_due_jobs().await.ok();
    assert_eq!(bot.asks("select state, payload::text like '%$45K%' from outbox").await, "pending true");
    bot.slack.change_channel(TECHCORP_CHANNEL, |channel| channel.members.push(town::GUEST.into()));
    bot.queue_has_waited().await;
    let slack = SlackClient::new(bot.slack.url().join("api/").unwrap(), town::BOT_TOKEN.into()).unwrap();
    let own = installs::at(&bot.app, (Some(town::TEAM_ID), None)).await.unwrap().map(|own| own.id);
    let lines = Lines::new(bot.app.clone(), slack.clone(), own, None);
    let started = Worker { slack, lines, ..bot.other_worker().await };
    started.run_due().await.unwrap();
    let posted = bot.newest(TECHCORP_CHANNEL, ANA).words();
    assert!(posted.contains("Stakeholder mapping for TechCorp") && !posted.contains("$45K"), "{posted}");
}

#[tokio::test]
async fn a_message_that_somebody_deleted_is_posted_anew_once() {
    let mut bot = about_to_prompt().await;
    bot.may_be_refused();
    bot.runs_due_jobs().await;
    for (deletions, posts) in [(1, 2), (2, 2)] {
        let ts = bot.view(ANA, TECHCORP_CHANNEL)[0]["ts"].as_str().unwrap().to_owned();
        assert!(bot.slack.delete_message(TECHCORP_CHANNEL, &ts));
        bot.does("update cards set desired_version = desired_version + 1").await;
        passes(&bot).await;
        assert_eq!(bot.posts(TECHCORP_CHANNEL).len(), posts, "after {deletions} deletions");
    }
    assert_eq!(bot.asks("select error from cards").await, "the message was deleted twice");
}

#[tokio::test]
async fn a_reader_that_was_asleep_does_not_speak_for_the_one_that_took_over() {
    let bot = Bot::new().await;
    let letter = json!({ "type": "event_callback" });
    let place = (Some(town::TEAM_ID), None);
    assert!(letters::keep(&bot.app, place, "key", "message", &letter).await.unwrap());
    let asleep = letters::take(&bot.app, 0.0, 5).await.unwrap().unwrap();
    let awake = letters::take(&bot.app, 60.0, 5).await.unwrap().unwrap();
    assert!(!letters::failed(&bot.app, &asleep, 1).await.unwrap());
    assert!(!letters::done(&bot.app, &asleep).await.unwrap());
    assert_eq!(bot.asks("select state from inbox").await, "handling");
    assert!(letters::done(&bot.app, &awake).await.unwrap());
}

#[tokio::test]
async fn a_worker_that_died_while_sending_is_followed_up() {
    let bot = about_to_prompt().await;
    // It died after its claim; its lease runs out.
    bot.does(
        "update outbox set state = 'sending', attempt = 1, fence = 99, first_attempt_at = now(),
           lease_until = now() + interval '45 s'",
    )
    .await;
    bot.runs_due_jobs().await;
    assert!(bot.posts(TECHCORP_CHANNEL).is_empty(), "somebody else may still be sending it");
    passes(&bot).await;
    stands_once(&bot, "died").await;
}

#[tokio::test]
async fn a_worker_that_wakes_after_its_lease_does_not_post() {
    let bot = about_to_prompt().await;
    let pace = Pace { lease_seconds: 0.3, ..Pace::LOCAL };
    let slack = SlackClient::new(bot.slack.url().join("api/").unwrap(), town::BOT_TOKEN.into()).unwrap();
    let stopped = Worker { pace, slack, ..bot.other_worker().await };
    // It is stopped between its claim and the post; meanwhile its lease runs out, and another takes over.
    bot.slack.script(Fault::new("conversations.info", FaultKind::AcceptHang { ms: 1_500 }));
    let sleeper = tokio::spawn(async move { stopped.run_due().await.unwrap() });
    while bot.asks("select state from outbox").await != "sending" {
        tokio::task::yield_now().await;
    }
    passes(&bot).await;
    stands_once(&bot, "while it sleeps").await;
    sleeper.await.unwrap();
    passes(&bot).await;
    stands_once(&bot, "after it woke").await;
}

#[tokio::test]
async fn two_workers_send_a_card_once() {
    let bot = about_to_prompt().await;
    bot.says(ANA, GENERAL, "/csm play start rescue globex").await;
    let other = bot.other_worker().await;
    for _ in 0..3 {
        let (_, done) = tokio::join!(bot.runs_due_jobs(), other.run_due());
        done.unwrap();
    }
    stands_once(&bot, "two workers").await;
    assert_eq!(bot.posts(&bot.dm(ANA)).len(), 1);
}

/// A rescue was started; its prompt waits in the outbox.
pub async fn about_to_prompt() -> Bot {
    let bot = Bot::new().await;
    let card = bot.says(ANA, GENERAL, "/csm techcorp").await;
    bot.clicks(ANA, &card, "Start play").await;
    bot
}

/// The bad moment passes, and then some.
pub async fn passes(bot: &Bot) {
    for _ in 0..4 {
        bot.queue_has_waited().await;
        bot.runs_due_jobs().await;
    }
}

/// One post was accepted, it stands in the channel, and Postgres knows which it is.
pub async fn stands_once(bot: &Bot, why: &str) {
    let posts = bot.posts(TECHCORP_CHANNEL);
    assert_eq!(posts.len(), 1, "{why}");
    let standing = bot.view(ANA, TECHCORP_CHANNEL);
    assert_eq!(standing.len(), 1, "{why}");
    assert_eq!(standing[0]["ts"], Value::from(posts[0].ts.clone()), "{why}");
    let known = "select o.state, c.ts from outbox o join cards c using (id) where o.channel_id = 'C0TECHCORP'";
    assert_eq!(bot.asks(known).await, format!("sent {}", posts[0].ts.clone().unwrap()), "{why}");
}

#[tokio::test]
async fn a_play_whose_prompts_could_not_be_posted_is_not_started() {
    let bot = Bot::new().await;
    bot.slack.change_channel(TECHCORP_CHANNEL, |channel| channel.members.retain(|member| member == ANA));
    let told = bot.says(ANA, GENERAL, "/csm play start rescue techcorp").await;
    assert!(told.words().contains("/invite"), "{}", told.words());
    assert_eq!(bot.asks("select count(*) from playbook_runs").await, "0");
}

#[tokio::test]
async fn a_letter_that_ends_its_readers_is_put_aside() {
    let bot = Bot::new().await;
    // Its letter is longer in lower case, which moved what was sought behind it.
    bot.says(ANA, GENERAL, "@steward away İ cover:").await;
    bot.reads_letters().await;
    assert_eq!(bot.asks("select count(*) from inbox where state in ('stored', 'handling')").await, "0");
    bot.does(
        "insert into inbox (key, org_id, kind, payload, state, attempt, lease_until, received_at)
              select 'poison', org_id, 'message', '{}', 'handling', 5, now() - interval '1 s', now() from organisations",
    )
    .await;
    assert_eq!(letters::take(&bot.app, 60.0, 5).await.unwrap().map(|letter| letter.key), None);
    assert_eq!(bot.asks("select state, error from inbox where key = 'poison'").await, "dead its handlers ended");
}

#[tokio::test]
async fn what_cannot_be_done_stands_in_the_way_of_nothing() {
    let bot = Bot::new().await;
    bot.says(ANA, GENERAL, "/csm digest daily 8:30").await;
    bot.says(BO, GENERAL, "/csm digest daily 8:30").await;
    bot.says(ANA, GENERAL, "/csm play start red_account_rescue techcorp").await;
    bot.says(BO, GENERAL, "/csm play start red_account_rescue initech").await;
    bot.runs_due_jobs().await;
    // What Ana waits for comes first, and fails each time.
    bot.does("create function fails() returns trigger language plpgsql as $$ begin raise 'it cannot be'; end $$").await;
    let (hers, runs) =
        ("select id from people where name = 'Ana Ruiz'", "(select id from accounts where name = 'TechCorp')");
    for (table, mine) in [
        ("schedules", format!("old.person_id = '{}'", bot.asks(hers).await)),
        (
            "run_steps",
            format!(
                "old.run_id = '{}'",
                bot.asks(&format!("select id from playbook_runs where account_id = {runs}")).await
            ),
        ),
    ] {
        bot.does(&format!(
            "create trigger fails before update on {table} for each row when ({mine}) execute function fails()"
        ))
        .await;
    }
    bot.sleeps_until("2026-03-03T13:40:00Z");
    for _ in 0..3 {
        assert!(bot.tries_due_jobs().await.is_err(), "and it is said");
    }
    let his = bot.transcript(&bot.dm(BO), BO);
    assert!(his.contains("Initech") && his.contains("Do first"), "{his}");
    assert!(!bot.transcript(&bot.dm(ANA), ANA).contains("Do first"));
    bot.does("drop trigger fails on schedules; drop trigger fails on run_steps").await;
    bot.runs_due_jobs().await;
    assert!(bot.transcript(TECHCORP_CHANNEL, ANA).contains("should be acknowledged by now"));
}
