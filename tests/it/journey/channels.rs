//! What becomes of a channel in Slack: archived, another id, the bot removed from it.

use serde_json::json;
use steward::standin::{Fault, FaultKind};

use super::signals::on_the_eve;
use crate::bot::Bot;
use crate::bot::book::Files;
use crate::bot::drawn::messages;
use crate::bot::town::{ANA, BO, BOT_USER, GENERAL, MO, PRIVATE_CHANNEL, TEAM_CHANNEL, TECHCORP_CHANNEL};

const NEW: &str = "C0NEWID001";
const LEFT: &str = "select (select count(*) from schedules where active and channel_id is not null) as timetables, \
    (select count(*) from subscriptions where ended_at is null) as subscriptions, \
    (select count(*) from accounts where slack_channel_id is not null) as links";

/// TechCorp's channel with a play, a digest and subscriptions of two people.
pub async fn busy() -> Bot {
    let bot = Bot::new().await;
    bot.reminds_nobody().await;
    bot.says(ANA, TECHCORP_CHANNEL, "/csm play start rescue techcorp").await;
    bot.says(MO, TECHCORP_CHANNEL, "/csm digest daily 8:30 here").await;
    bot.says(MO, TECHCORP_CHANNEL, "/csm subscribe renewals").await;
    bot.says(ANA, TECHCORP_CHANNEL, "/csm subscribe signals health:red owner:@me").await;
    bot.runs_due_jobs().await;
    assert_eq!(bot.asks(LEFT).await, "1 2 1");
    bot
}

#[tokio::test]
async fn an_archived_channel_ends_what_was_posted_there_and_whoever_set_it_hears_once() {
    let bot = busy().await;
    bot.slack.archive_channel(TECHCORP_CHANNEL, MO).await.unwrap();
    bot.reads_letters().await;
    bot.runs_due_jobs().await;
    assert_eq!(bot.asks(LEFT).await, "0 0 0");
    let letters = bot.view(ANA, &bot.dm(ANA));
    insta::assert_snapshot!(messages(&letters[..1]));
    insta::assert_snapshot!(bot.newest(&bot.dm(MO), MO).words());
    assert_eq!(bot.posts(&bot.dm(BO)).len(), 0);
    // The play goes on, with its owner.
    let n = bot.posts(&bot.dm(ANA)).len();
    let plays = "select channel_id from playbook_runs where state = 'running'";
    assert_eq!(bot.asks(plays).await, ANA);
    let mo = bot.posts(&bot.dm(MO)).len();
    // Slack tells of it twice, or of the bot's leaving as well: nothing more is said.
    let again = json!({ "type": "channel_left", "channel": TECHCORP_CHANNEL, "actor_id": MO });
    bot.slack.event(again).await.unwrap();
    bot.reads_letters().await;
    bot.runs_due_jobs().await;
    assert_eq!((bot.posts(&bot.dm(ANA)).len(), bot.posts(&bot.dm(MO)).len()), (n, mo));
    assert_eq!(
        bot.asks("select actor, verb, subject, detail ->> 'why' as why from audit where verb = 'channel.end'").await,
        format!("steward channel.end channel:{TECHCORP_CHANNEL} archived")
    );
    // What an import says does not bring an archived channel back.
    let key = bot.asks("select external_id from accounts where name = 'TechCorp'").await;
    let row = format!(
        "external_id,name,currency,arr,started_on,slack_channel_id\n{key},TechCorp,USD,45000,2025-06-01,{TECHCORP_CHANNEL}\n"
    );
    bot.brings_in(&crate::bot::book::Files::default().and("accounts", &row)).await;
    assert_eq!(bot.asks(LEFT).await, "0 0 0");
}

#[tokio::test]
async fn a_bot_that_is_removed_says_so_in_private() {
    let bot = busy().await;
    bot.slack.remove_app(TECHCORP_CHANNEL, ANA).await.unwrap();
    bot.reads_letters().await;
    bot.runs_due_jobs().await;
    assert_eq!(bot.asks(LEFT).await, "0 0 0");
    let line = bot.newest(&bot.dm(MO), MO).line();
    insta::assert_snapshot!(line);
    let told = "select count(*) from cards where notice ->> 'kind' = 'channel_over'";
    assert_eq!(bot.asks(told).await, "2", "one each, though Slack tells of it in two ways");
    // A person who leaves changes nothing.
    let bot = busy().await;
    let left = json!({ "type": "member_left_channel", "user": ANA, "channel": TECHCORP_CHANNEL, "channel_type": "C" });
    bot.slack.event(left).await.unwrap();
    bot.reads_letters().await;
    assert_eq!(bot.asks(LEFT).await, "1 2 1");
    // Where nothing was posted nobody is told.
    bot.slack.archive_channel(PRIVATE_CHANNEL, ANA).await.unwrap();
    bot.reads_letters().await;
    assert_eq!(bot.asks(told).await, "0");
}

#[tokio::test]
async fn a_channel_with_another_id_keeps_all_it_has() {
    let bot = busy().await;
    bot.does("update outbox set state = 'pending', ended_at = null where false").await;
    let n = bot.posts(TECHCORP_CHANNEL).len();
    bot.slack.change_channel_id(TECHCORP_CHANNEL, NEW).await.unwrap();
    bot.reads_letters().await;
    assert_eq!(bot.asks(LEFT).await, "1 2 1");
    for (table, column) in [
        ("accounts", "slack_channel_id"),
        ("schedules", "channel_id"),
        ("subscriptions", "channel_id"),
        ("playbook_runs", "channel_id"),
        ("cards", "channel_id"),
    ] {
        let old = format!("select count(*) from {table} where {column} = '{TECHCORP_CHANNEL}'");
        assert_eq!(bot.asks(&old).await, "0", "{table}");
    }
    // Its card is edited there, by whoever clicks on it.
    let card = bot.newest(NEW, ANA);
    bot.clicks(ANA, &card, "Acknowledge").await;
    bot.runs_due_jobs().await;
    let words = bot.transcript(NEW, ANA);
    assert!(words.contains("cknowledged"), "{words}");
    // And its digest comes there, set by whom it was.
    let list = bot.says(MO, NEW, "/csm subscriptions").await.words();
    assert!(list.contains("set by Mo") && list.contains("Daily digest"), "{list}");
    bot.advance_to("2026-03-03T09:00:00Z").await;
    assert!(bot.posts(NEW).iter().any(|entry| entry.method == "chat.postMessage"), "{n}");
    // Told again, nothing happens.
    let again = json!({ "type": "channel_id_changed", "old_channel_id": TECHCORP_CHANNEL, "new_channel_id": NEW });
    bot.slack.event(again).await.unwrap();
    bot.reads_letters().await;
    assert_eq!(bot.asks(LEFT).await, "1 2 1");
    assert_eq!(bot.asks("select count(*) from audit where verb = 'channel.moved'").await, "1");
}

#[tokio::test]
async fn what_waits_to_be_posted_follows_the_channel() {
    let bot = on_the_eve().await;
    bot.says(ANA, GENERAL, "/csm subscribe signals").await;
    bot.does(
        "create function later() returns trigger language plpgsql as
           'begin new.not_before := now() + interval ''1 h''; return new; end'",
    )
    .await;
    bot.does("create trigger later before insert on outbox for each row execute function later()").await;
    bot.sleeps_until("2026-02-26T03:00:00Z");
    bot.runs_due_jobs().await;
    assert_eq!((bot.posts(GENERAL).len(), bot.posts(TEAM_CHANNEL).len()), (0, 0));
    bot.slack.change_channel_id(GENERAL, NEW).await.unwrap();
    bot.reads_letters().await;
    bot.queue_has_waited().await;
    bot.runs_due_jobs().await;
    assert_eq!((bot.posts(NEW).len(), bot.posts(TEAM_CHANNEL).len()), (1, 1));
}

#[tokio::test]
async fn a_late_word_ends_nothing_where_the_channel_is_alive_again() {
    let bot = busy().await;
    bot.slack.archive_channel(TECHCORP_CHANNEL, MO).await.unwrap();
    bot.slack.change_channel(TECHCORP_CHANNEL, |channel| channel.is_archived = false);
    bot.reads_letters().await;
    assert_eq!(bot.asks(LEFT).await, "1 2 1", "it is open again");
    bot.slack.remove_app(TECHCORP_CHANNEL, ANA).await.unwrap();
    bot.slack.change_channel(TECHCORP_CHANNEL, |channel| channel.members.push(BOT_USER.into()));
    bot.reads_letters().await;
    assert_eq!(bot.asks(LEFT).await, "1 2 1", "the bot is back");
    // Archived while the bot is not in it: nobody can post there.
    bot.slack.archive_channel(TECHCORP_CHANNEL, MO).await.unwrap();
    bot.slack.change_channel(TECHCORP_CHANNEL, |channel| {
        channel.is_archived = false;
        channel.members.retain(|member| member != BOT_USER);
    });
    bot.reads_letters().await;
    assert_eq!(bot.asks(LEFT).await, "0 0 0");
}

#[tokio::test]
async fn where_slack_does_not_say_an_end_is_looked_into_again() {
    let mut bot = busy().await;
    bot.may_be_refused();
    let faults = [
        (FaultKind::Reject429 { retry_after: "200".into() }, 6, 190),
        (FaultKind::RejectError { code: "token_expired".into() }, 1, 50),
        (FaultKind::Reject500, 6, 50),
    ];
    bot.slack.archive_channel(TECHCORP_CHANNEL, MO).await.unwrap();
    for (fault, times, seconds) in faults {
        for _ in 0..times {
            bot.slack.script(Fault::new("conversations.info", fault.clone()).in_channel(TECHCORP_CHANNEL));
            bot.reads_letters().await;
            assert_eq!(bot.asks(LEFT).await, "1 2 1", "nobody knows");
            let waits = format!(
                "select attempt, {seconds} < extract(epoch from lease_until - now()) as waits from inbox where state = 'handling'"
            );
            assert_eq!(bot.asks(&waits).await, "0 true", "that is no attempt, and nobody asks earlier");
            bot.does("update inbox set lease_until = now() - interval '1 s' where state = 'handling'").await;
        }
    }
    // Where Slack does not say for a day, it counts.
    bot.does("update inbox set received_at = now() - interval '2 days' where state = 'handling'").await;
    bot.slack.script(Fault::new("conversations.info", FaultKind::Reject500).in_channel(TECHCORP_CHANNEL));
    bot.reads_letters().await;
    assert_eq!(bot.asks("select attempt from inbox where state = 'handling'").await, "1");
    bot.does("update inbox set lease_until = now() - interval '1 s' where state = 'handling'").await;
    bot.reads_letters().await;
    assert_eq!(bot.asks(LEFT).await, "0 0 0");
}

#[tokio::test]
async fn a_channel_that_ended_comes_back_with_no_file_also_where_nobody_owns_the_account() {
    let bot = busy().await;
    bot.does("update accounts set owner_id = null, channel_set_by = null where name = 'TechCorp'").await;
    bot.slack.archive_channel(TECHCORP_CHANNEL, MO).await.unwrap();
    bot.reads_letters().await;
    assert_eq!(bot.asks(LEFT).await, "0 0 0");
    let says = async |channel: &str| {
        let key = bot.asks("select external_id from accounts where name = 'TechCorp'").await;
        let row = format!(
            "external_id,name,currency,arr,started_on,slack_channel_id\n{key},TechCorp,USD,45000,2025-06-01,{channel}\n"
        );
        bot.brings_in(&Files::default().and("accounts", &row)).await;
        bot.asks("select slack_channel_id as id from accounts where name = 'TechCorp'").await
    };
    assert_eq!(says(TECHCORP_CHANNEL).await, "");
    assert_eq!(says(GENERAL).await, GENERAL, "the file knows of another by now");
    assert_eq!(says(TECHCORP_CHANNEL).await, GENERAL, "and of the old one nobody wants to hear again");
    // Whoever links it by hand knows that it is open again.
    bot.slack.change_channel(TECHCORP_CHANNEL, |channel| channel.is_archived = false);
    bot.does("update accounts set slack_channel_id = null where name = 'TechCorp'").await;
    bot.says(MO, TECHCORP_CHANNEL, "/csm link techcorp").await;
    bot.does("update accounts set channel_set_by = null").await;
    assert_eq!(says(TECHCORP_CHANNEL).await, TECHCORP_CHANNEL);
}

#[tokio::test]
async fn two_events_of_one_removal_tell_people_once_also_when_they_are_read_at_once() {
    let bot = busy().await;
    bot.slack.remove_app(TECHCORP_CHANNEL, ANA).await.unwrap();
    tokio::join!(bot.reads_letters(), bot.reads_letters());
    assert_eq!(bot.asks("select count(*) from cards where notice ->> 'kind' = 'channel_over'").await, "2");
    assert_eq!(bot.asks("select count(*) from audit where verb = 'channel.end'").await, "1");
}

#[tokio::test]
async fn a_timetable_that_ended_under_the_new_id_ends_nothing() {
    let bot = busy().await;
    bot.does(&format!(
        "insert into schedules (org_id, id, installation_id, kind, channel_id, team, expression, time_zone, active, next_fire_at, created_at)
         select org_id, gen_random_uuid(), installation_id, kind, '{NEW}', team, expression, time_zone, false, next_fire_at, created_at
         from schedules where channel_id = '{TECHCORP_CHANNEL}'"
    ))
    .await;
    bot.slack.change_channel_id(TECHCORP_CHANNEL, NEW).await.unwrap();
    bot.reads_letters().await;
    assert_eq!(bot.asks(LEFT).await, "1 2 1");
    assert_eq!(bot.asks("select channel_id from schedules where active and channel_id is not null").await, NEW);
    bot.advance_to("2026-03-03T09:00:00Z").await;
    assert!(bot.posts(NEW).iter().any(|entry| entry.method == "chat.postMessage"));
}
