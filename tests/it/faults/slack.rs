//! What Slack does to us, beyond `journey::faults`: it hangs, shows the bot the door, or takes its token.

use std::time::Instant;

use steward::standin::{Fault, FaultKind};

use crate::bot::town::{ANA, BOT_USER, GENERAL, TECHCORP_CHANNEL};
use crate::journey::faults::{about_to_prompt, passes, stands_once};

const POST: &str = "chat.postMessage";

/// The one test that waits as long as the bot does.
#[tokio::test]
async fn a_hang_after_accepting_ends_after_ten_seconds_and_is_looked_into() {
    let bot = about_to_prompt().await;
    bot.slack.script(Fault::new(POST, FaultKind::AcceptHang { ms: 60_000 }));
    let began = Instant::now();
    bot.runs_due_jobs().await;
    assert!((9..15).contains(&began.elapsed().as_secs()), "{:?}", began.elapsed());
    passes(&bot).await;
    stands_once(&bot, "hang").await;
    assert_eq!(bot.asks("select attempt from outbox").await, "1");
}

/// Whatever keeps the bot out of a channel holds what is for that channel, and nothing else.
#[tokio::test]
async fn a_channel_that_the_bot_was_removed_from_holds_its_own_card_and_no_other() {
    let mut bot = about_to_prompt().await;
    bot.may_be_refused();
    bot.slack.change_channel(TECHCORP_CHANNEL, |channel| channel.members.retain(|member| member != BOT_USER));
    bot.says(ANA, GENERAL, "/csm play start rescue globex").await;
    bot.runs_due_jobs().await;
    passes(&bot).await;
    assert!(bot.posts(TECHCORP_CHANNEL).is_empty());
    let said = bot.transcript(&bot.dm(ANA), ANA);
    assert_eq!(said.matches("# Red account rescue · Globex").count(), 1, "nothing else is delayed: {said}");
    assert_eq!(bot.posts(&bot.dm(ANA)).len(), 2, "and she is told of the other once: {said}");
    let held = "select state, error from outbox where channel_id = 'C0TECHCORP'";
    assert_eq!(bot.asks(held).await, "held not_in_channel");
}

/// A token that is no good posts nothing, and nothing is tried again with it.
#[tokio::test]
async fn a_token_that_was_revoked_holds_what_waits() {
    for code in ["token_revoked", "invalid_auth", "account_inactive"] {
        let bot = about_to_prompt().await;
        bot.slack.script(Fault::new(POST, FaultKind::RejectError { code: code.into() }));
        bot.runs_due_jobs().await;
        passes(&bot).await;
        assert_eq!(
            bot.asks("select state, error, attempt from outbox where channel_id = 'C0TECHCORP'").await,
            format!("held {code} 1")
        );
        assert!(bot.posts(TECHCORP_CHANNEL).is_empty());
    }
}

/// A row that nothing can be made of, as an older version would meet in a newer one's queue, stands in nobody's way.
#[tokio::test]
async fn a_card_that_cannot_be_drawn_is_put_aside_and_others_go_out() {
    let bot = about_to_prompt().await;
    bot.does(r#"update cards set notice = '{"kind": "of another time"}'"#).await;
    bot.says(ANA, GENERAL, "/csm play start rescue globex").await;
    for _ in 0..12 {
        // The round tells of the trouble, and goes on with the rest in the next.
        drop(bot.tries_due_jobs().await);
        bot.queue_has_waited().await;
    }
    assert_eq!(bot.posts(&bot.dm(ANA)).len(), 1, "nothing else is delayed");
    assert_eq!(bot.asks("select state from outbox where channel_id = 'C0TECHCORP'").await, "held");
}

/// The same of an edit.
#[tokio::test]
async fn a_posted_card_that_cannot_be_read_is_put_off_and_others_are_edited() {
    let bot = about_to_prompt().await;
    bot.says(ANA, GENERAL, "/csm play start rescue globex").await;
    bot.runs_due_jobs().await;
    let prompt = bot.newest(&bot.dm(ANA), ANA);
    bot.does(
        r#"update cards set notice = '{"kind": "of another time"}', desired_version = desired_version + 1,
             not_before = now() - interval '1 h' where channel_id = 'C0TECHCORP'"#,
    )
    .await;
    bot.clicks(ANA, &prompt, "Acknowledge").await;
    bot.runs_due_jobs().await;
    assert!(bot.newest(&bot.dm(ANA), ANA).words().contains("acknowledged by"));
    let put_off = "select error, not_before > now() as later from cards where channel_id = 'C0TECHCORP'";
    assert_eq!(bot.asks(put_off).await, "it cannot be read true");
}
