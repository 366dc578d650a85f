//! A play at work whose channel ends: what it asked there is asked anew, of whoever does it, in their direct messages.

use serde_json::{Value, json};
use steward::standin::{Entry, Fault, FaultKind};

use super::channels::busy;
use crate::bot::answers::text;
use crate::bot::book::Files;
use crate::bot::drawn::visible;
use crate::bot::town::{ANA, BO, GENERAL, MO, TECHCORP_CHANNEL};
use crate::bot::{Bot, Seen};

/// Whether blocks are a step's card.
fn is_card(blocks: &Value, title: &str) -> bool {
    let header = visible(blocks[0]["text"]["text"].as_str().unwrap_or_default());
    blocks[0]["type"] == "header" && header.contains(" · step ") && header.contains(title)
}

/// How often a step's card was posted in somebody's direct messages.
fn cards(bot: &Bot, user: &str, title: &str) -> usize {
    bot.posts(&bot.dm(user)).iter().filter(|entry| is_card(&entry.arguments["blocks"], title)).count()
}

/// A step's card in a conversation.
#[track_caller]
fn card_of(bot: &Bot, (user, channel): (&str, &str), title: &str) -> Seen {
    let messages = bot.view(user, channel).into_iter().filter(|message| is_card(&message["blocks"], title));
    let seen = Seen { channel: channel.to_owned(), messages: messages.collect() };
    assert_eq!(seen.messages.len(), 1, "{}", bot.transcript(channel, user));
    seen
}

#[tokio::test]
async fn what_a_play_asked_there_is_asked_anew_in_private_once() {
    let bot = busy().await;
    bot.slack.archive_channel(TECHCORP_CHANNEL, MO).await.unwrap();
    bot.reads_letters().await;
    bot.runs_due_jobs().await;
    assert_eq!(cards(&bot, ANA, "Stakeholder mapping"), 1, "{}", bot.transcript(&bot.dm(ANA), ANA));
    // Whatever Slack tells again, it is asked once.
    let again = json!({ "type": "channel_left", "channel": TECHCORP_CHANNEL, "actor_id": MO });
    bot.slack.event(again).await.unwrap();
    bot.reads_letters().await;
    bot.runs_due_jobs().await;
    assert_eq!(cards(&bot, ANA, "Stakeholder mapping"), 1);
    let card = card_of(&bot, (ANA, &bot.dm(ANA)), "Stakeholder mapping");
    bot.clicks(ANA, &card, "Acknowledge").await;
    bot.runs_due_jobs().await;
    let words = card_of(&bot, (ANA, &bot.dm(ANA)), "Stakeholder mapping").words();
    assert!(words.contains("*Acknowledged* by"), "{words}");
    assert_eq!(bot.asks("select state from run_steps where step = 'stakeholders'").await, "acknowledged");
    // The next step comes there as well.
    bot.advance_to("2026-03-09T12:00:00Z").await;
    assert_eq!(cards(&bot, ANA, "Usage audit"), 1);
    assert_eq!(bot.asks("select count(*) from outbox where state = 'held'").await, "0");
}

/// A play whose repeated step was asked once in TechCorp's channel.
async fn daily() -> Bot {
    let bot = Bot::new().await;
    bot.reminds_nobody().await;
    let ticket = "external_id,account,subject,priority,opened_at,closed_at,satisfaction\n\
                  t-down,techcorp,Sync is down,critical,2026-02-28T09:00:00Z,,\n";
    bot.brings_in(&Files::default().and("tickets", ticket)).await;
    bot.says(ANA, TECHCORP_CHANNEL, "/csm play start critical_escalation techcorp").await;
    bot.advance_to("2026-03-03T12:00:00Z").await;
    card_of(&bot, (ANA, TECHCORP_CHANNEL), "Daily update");
    bot
}

#[tokio::test]
async fn a_repeated_step_goes_on_in_private() {
    let bot = daily().await;
    bot.slack.archive_channel(TECHCORP_CHANNEL, MO).await.unwrap();
    bot.reads_letters().await;
    bot.runs_due_jobs().await;
    assert_eq!(cards(&bot, ANA, "Daily update"), 1);
    bot.advance_to("2026-03-04T12:00:00Z").await;
    let words = bot.transcript(&bot.dm(ANA), ANA);
    assert_eq!(cards(&bot, ANA, "Daily update"), 1, "its card is drawn anew, with a line in its thread: {words}");
    assert!(card_of(&bot, (ANA, &bot.dm(ANA)), "Daily update").words().contains("2 of 5"), "{words}");
    let card = card_of(&bot, (ANA, &bot.dm(ANA)), "Daily update");
    let in_thread = |entry: &Entry| entry.arguments["thread_ts"] == card.only()["ts"];
    assert_eq!(bot.posts(&bot.dm(ANA)).into_iter().filter(in_thread).count(), 1, "{words}");
    assert_eq!(bot.asks("select count(*) from outbox where state <> 'sent'").await, "0");
}

#[tokio::test]
async fn a_repeated_step_that_is_done_for_now_comes_again_in_private() {
    let bot = daily().await;
    bot.clicks(ANA, &card_of(&bot, (ANA, TECHCORP_CHANNEL), "Daily update"), "Done…").await;
    assert_eq!(bot.submits(ANA, &[("outcome", text("Told them"))]).await, None);
    assert_eq!(bot.asks("select state from run_steps where step = 'updates' and occurrence = 1").await, "done");
    bot.slack.archive_channel(TECHCORP_CHANNEL, MO).await.unwrap();
    bot.reads_letters().await;
    bot.runs_due_jobs().await;
    assert_eq!(cards(&bot, ANA, "Daily update"), 0, "nothing is to be done");
    bot.advance_to("2026-03-04T12:00:00Z").await;
    assert_eq!(cards(&bot, ANA, "Daily update"), 1, "{}", bot.transcript(&bot.dm(ANA), ANA));
    assert_eq!(bot.asks("select count(*) from outbox where state <> 'sent'").await, "0");
}

#[tokio::test]
async fn what_was_posted_there_stays_in_the_figures() {
    let figures =
        "select count(*) as n, count(*) filter (where state = 'sent') as n_sent, sum(posted_version) as n_shown
        from outbox join cards using (org_id, id) where first_attempt_at is not null";
    let bot = daily().await;
    bot.clicks(ANA, &card_of(&bot, (ANA, TECHCORP_CHANNEL), "Daily update"), "Done…").await;
    assert_eq!(bot.submits(ANA, &[("outcome", text("Told them"))]).await, None);
    bot.runs_due_jobs().await;
    let before = bot.asks(figures).await;
    bot.slack.archive_channel(TECHCORP_CHANNEL, MO).await.unwrap();
    bot.reads_letters().await;
    assert_eq!(bot.asks(figures).await, before);
    bot.runs_due_jobs().await;
    assert_eq!(bot.asks("select count(*) from cards where posted_version < desired_version").await, "0");
    assert_eq!(bot.asks("select count(*) from outbox where state <> 'sent'").await, "0");
}

const REMINDER: &str = "select o.state, first.copy_of is not null as of_a_copy from outbox o
    join cards c using (org_id, id) left join cards first on first.id = (c.notice ->> 'card')::uuid
    where c.subject like 'remind:%'";

/// A play with a reminder that is yet to be said in TechCorp's channel.
async fn about_to_remind() -> Bot {
    let bot = Bot::new().await;
    bot.says(ANA, TECHCORP_CHANNEL, "/csm play start rescue techcorp").await;
    bot.runs_due_jobs().await;
    bot.does(
        "create function later() returns trigger language plpgsql as
           'begin new.not_before := now() + interval ''1 h''; return new; end'",
    )
    .await;
    bot.does("create trigger later before insert on outbox for each row execute function later()").await;
    bot.sleeps_until("2026-03-02T11:30:00Z");
    bot.runs_due_jobs().await;
    bot.does("drop trigger later on outbox").await;
    bot.reminds_nobody().await;
    assert_eq!(bot.asks(REMINDER).await, "pending false");
    bot
}

#[tokio::test]
async fn a_reminder_follows_the_step_to_whoever_does_it() {
    let bot = about_to_remind().await;
    bot.says(MO, GENERAL, &format!("/csm play reassign techcorp <@{BO}|bo> because his region")).await;
    bot.runs_due_jobs().await;
    bot.slack.archive_channel(TECHCORP_CHANNEL, MO).await.unwrap();
    bot.reads_letters().await;
    bot.runs_due_jobs().await;
    bot.advance_to("2026-03-02T14:00:00Z").await;
    assert_eq!(bot.asks(REMINDER).await, "sent true");
    let card = card_of(&bot, (BO, &bot.dm(BO)), "Stakeholder mapping");
    let in_thread = |entry: &Entry| entry.arguments["thread_ts"] == card.only()["ts"];
    assert_eq!(bot.posts(&bot.dm(BO)).into_iter().filter(in_thread).count(), 1);
    assert_eq!(bot.asks("select count(*) from outbox where state <> 'sent'").await, "0");
}

#[tokio::test]
async fn nobody_is_reminded_of_what_is_put_off() {
    let bot = about_to_remind().await;
    bot.says(ANA, GENERAL, "/csm play snooze techcorp 1bd").await;
    bot.slack.archive_channel(TECHCORP_CHANNEL, MO).await.unwrap();
    bot.reads_letters().await;
    bot.runs_due_jobs().await;
    assert_eq!(bot.asks(REMINDER).await, "dead false");
    assert_eq!(cards(&bot, ANA, "Stakeholder mapping"), 0);
    bot.advance_to("2026-03-03T12:00:00Z").await;
    assert_eq!(cards(&bot, ANA, "Stakeholder mapping"), 1, "it is asked anew when it is back");
    assert_eq!(bot.asks("select count(*) from outbox where state not in ('sent', 'dead')").await, "0");
}

#[tokio::test]
async fn a_late_answer_about_the_old_post_changes_nothing() {
    let bot = Bot::new().await;
    bot.reminds_nobody().await;
    bot.says(ANA, TECHCORP_CHANNEL, "/csm play start rescue techcorp").await;
    bot.slack.script(Fault::new("chat.postMessage", FaultKind::AcceptHang { ms: 1_500 }));
    let (_, ()) = tokio::join!(bot.runs_due_jobs(), async {
        while bot.posts(TECHCORP_CHANNEL).is_empty() {
            tokio::task::yield_now().await;
        }
        bot.slack.archive_channel(TECHCORP_CHANNEL, MO).await.unwrap();
        bot.reads_letters().await;
    });
    bot.runs_due_jobs().await;
    assert_eq!(cards(&bot, ANA, "Stakeholder mapping"), 1, "{}", bot.transcript(&bot.dm(ANA), ANA));
    let stands = "select (ts is not null) as posted, channel_id from cards where notice ->> 'kind' = 'step'";
    assert_eq!(bot.asks(stands).await, format!("true {}", bot.dm(ANA)));
}

#[tokio::test]
async fn a_step_of_somebody_else_is_asked_anew_of_them() {
    let bot = busy().await;
    bot.says(BO, GENERAL, "/csm quiet-hours 20:00-09:00").await;
    bot.says(MO, GENERAL, &format!("/csm play reassign techcorp <@{BO}|bo> because his region")).await;
    bot.runs_due_jobs().await;
    bot.slack.archive_channel(TECHCORP_CHANNEL, MO).await.unwrap();
    bot.reads_letters().await;
    bot.runs_due_jobs().await;
    // It is four in the morning in New York.
    assert_eq!((cards(&bot, ANA, "Stakeholder mapping"), cards(&bot, BO, "Stakeholder mapping")), (0, 0));
    bot.advance_to("2026-03-02T14:00:00Z").await;
    assert_eq!((cards(&bot, ANA, "Stakeholder mapping"), cards(&bot, BO, "Stakeholder mapping")), (0, 1));
    let card = card_of(&bot, (BO, &bot.dm(BO)), "Stakeholder mapping");
    bot.clicks(BO, &card, "Acknowledge").await;
    assert_eq!(bot.asks("select state from run_steps where step = 'stakeholders'").await, "acknowledged");
}
