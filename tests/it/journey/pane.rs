//! The bot's direct message, which is its pane beside other channels: what it offers to ask, and answers that stay in the
//! question's thread.

use serde_json::Value;
use steward::standin::{Entry, Fault, FaultKind};

use crate::bot::town::{ANA, GENERAL, MO, STRANGER, TECHCORP_CHANNEL, VIC};
use crate::bot::{Bot, Seen, drawn};

/// What is offered, in lines.
fn offered(prompts: Option<Value>) -> String {
    let prompts = prompts.expect("prompts");
    let lines = prompts["prompts"].as_array().unwrap().iter();
    let lines =
        lines.map(|prompt| format!("[{}] {}", prompt["title"].as_str().unwrap(), prompt["message"].as_str().unwrap()));
    drawn::visible(&format!("{}\n{}", prompts["title"].as_str().unwrap(), lines.collect::<Vec<_>>().join("\n")))
}

async fn opens_pane(bot: &Bot, user: &str, beside: Option<&str>) -> String {
    bot.slack.open_pane(user, beside).await.unwrap();
    bot.reads_letters().await;
    offered(bot.slack.prompts(user, None))
}

/// Somebody writes into a thread of their direct message; what they see of it.
async fn says_in_thread(bot: &Bot, user: &str, thread_ts: &str, text: &str) -> Seen {
    let dm = bot.dm(user);
    let before = bot.view(user, &dm);
    bot.slack.say(user, &dm, text, Some(thread_ts)).await.unwrap();
    bot.reads_letters().await;
    Seen::since(&dm, &before, bot.view(user, &dm))
}

/// The replies among them, without the thread's first message, whose count of replies changed.
fn replies(seen: Seen) -> Seen {
    let is_reply = |message: &Value| message.get("thread_ts").is_some_and(|thread| *thread != message["ts"]);
    Seen { messages: seen.messages.into_iter().filter(is_reply).collect(), ..seen }
}

fn calls(bot: &Bot, method: &str) -> Vec<Entry> {
    bot.slack.journal().into_iter().filter(|entry| entry.method == method).collect()
}

/// A letter that failed is read again once its time has come.
async fn reads_again(bot: &Bot) {
    bot.does("update inbox set lease_until = now() - interval '1 s' where state = 'handling'").await;
    bot.reads_letters().await;
}

#[tokio::test]
async fn the_pane_offers_what_fits_the_person_and_what_they_look_at() {
    let bot = Bot::new().await;
    insta::assert_snapshot!(opens_pane(&bot, ANA, None).await, @r"
    What would you like to know?
    [My day] today
    [My red accounts] book health:red
    [Renewals in 90 days] renewals 90d
    [What can I ask?] help
    ");
    insta::assert_snapshot!(opens_pane(&bot, ANA, Some(TECHCORP_CHANNEL)).await, @r"
    About TechCorp, or about your book
    [How is TechCorp?] account TechCorp
    [Why is TechCorp where it is?] why TechCorp
    [My day] today
    [My red accounts] book health:red
    ");
    insta::assert_snapshot!(opens_pane(&bot, MO, Some(GENERAL)).await, @r"
    What would you like to know?
    [My team] team
    [My day] today
    [My red accounts] book health:red
    [Renewals in 90 days] renewals 90d
    ");
    insta::assert_snapshot!(opens_pane(&bot, VIC, None).await, @r"
    What would you like to know?
    [Red accounts] book health:red
    [Renewals in 90 days] renewals 90d
    [What can I ask?] help
    ");
    let sent = calls(&bot, "assistant.threads.setSuggestedPrompts");
    assert!(sent.iter().all(|entry| entry.arguments.get("thread_ts").is_none()), "with a thread Slack does nothing");
    bot.slack.open_pane(STRANGER, None).await.unwrap();
    bot.reads_letters().await;
    assert_eq!(bot.slack.prompts(STRANGER, None), None, "nothing for whom nobody knows");
    assert_eq!(bot.asks("select count(*) from inbox where state <> 'handled'").await, "0");
}

#[tokio::test]
async fn each_offer_is_answered() {
    let bot = Bot::new().await;
    for (user, beside) in [(ANA, Some(TECHCORP_CHANNEL)), (ANA, None), (MO, None), (VIC, None)] {
        opens_pane(&bot, user, beside).await;
        for prompt in bot.slack.prompts(user, None).unwrap()["prompts"].as_array().unwrap() {
            let asked = prompt["message"].as_str().unwrap();
            let answer = replies(bot.says(user, &bot.dm(user), asked).await);
            let words = answer.words();
            assert!(!words.contains("did not understand") && !words.contains("No account"), "{asked}: {words}");
        }
    }
}

#[tokio::test]
async fn a_question_is_answered_in_its_thread_for_good() {
    let bot = Bot::new().await;
    let dm = bot.dm(ANA);
    let answer = replies(bot.says(ANA, &dm, "techcorp").await);
    assert_eq!(answer.only()["is_ephemeral"], Value::Null, "the pane shows nothing that is");
    assert!(answer.line().starts_with("TechCorp: 🔴 Red 45"), "{}", answer.line());
    let root = answer.only()["thread_ts"].as_str().unwrap().to_owned();
    let words: Vec<String> =
        calls(&bot, "assistant.threads.setStatus").iter().map(|call| call.arguments["status"].to_string()).collect();
    assert_eq!(words, ["\"is looking …\""]);
    assert_eq!(bot.slack.thread_title(ANA, &root).as_deref(), Some("techcorp"));

    let next = replies(says_in_thread(&bot, ANA, &root, "why techcorp").await);
    assert!(next.line().starts_with("Why TechCorp"), "{}", next.line());
    assert_eq!(next.only()["thread_ts"].as_str(), Some(&*root));
    assert_eq!(bot.slack.thread_title(ANA, &root).as_deref(), Some("techcorp"), "the first question names it");

    let card = bot.clicks(ANA, &next, "Account card").await;
    assert!(replies(card).line().starts_with("TechCorp: 🔴 Red 45"), "what a button tells comes into the thread too");
}

#[tokio::test]
async fn pages_turn_in_place_in_a_thread() {
    let bot = Bot::new().await;
    let answer = replies(bot.says(MO, &bot.dm(MO), "renewals 1d").await);
    let n_posts = bot.posts(&bot.dm(MO)).len();
    let (wider, _) = answer.actions().remove(0);
    let turned = replies(bot.clicks(MO, &answer, &wider).await);
    assert_eq!(turned.only()["ts"], answer.only()["ts"], "{}", turned.words());
    assert!(turned.only()["edited"].is_object());
    assert_eq!(bot.posts(&bot.dm(MO)).len(), n_posts);
}

#[tokio::test]
async fn a_thread_of_an_older_pane_is_served_the_same() {
    let bot = Bot::new().await;
    let thread = bot.slack.begin_thread(ANA, Some(TECHCORP_CHANNEL)).await.unwrap();
    bot.reads_letters().await;
    assert!(offered(bot.slack.prompts(ANA, Some(&thread))).contains("[How is TechCorp?] account TechCorp"));
    let answer = replies(says_in_thread(&bot, ANA, &thread, "why techcorp").await);
    assert!(answer.line().starts_with("Why TechCorp"), "{}", answer.line());
    assert_eq!(bot.slack.thread_title(ANA, &thread).as_deref(), Some("why techcorp"));
    says_in_thread(&bot, ANA, &thread, "today").await;
    assert_eq!(bot.slack.thread_title(ANA, &thread).as_deref(), Some("why techcorp"));
}

#[tokio::test]
async fn an_answer_whose_fate_is_unknown_is_not_given_twice() {
    let bot = Bot::new().await;
    let dm = bot.dm(ANA);
    bot.slack.script(Fault::new("chat.postMessage", FaultKind::AcceptDrop));
    bot.says(ANA, &dm, "techcorp").await;
    assert_eq!(bot.asks("select state, attempt from inbox").await, "handling 1");
    reads_again(&bot).await;
    assert_eq!(bot.asks("select state, attempt from inbox").await, "handled 2");
    assert_eq!(bot.posts(&dm).len(), 1, "Slack had it");
}

#[tokio::test]
async fn an_answer_that_slack_did_not_take_is_given_again() {
    let mut bot = Bot::new().await;
    bot.may_be_refused();
    let dm = bot.dm(ANA);
    bot.slack.script(Fault::new("chat.postMessage", FaultKind::Reject500));
    bot.says(ANA, &dm, "techcorp").await;
    assert_eq!(bot.posts(&dm).len(), 0);
    // Nobody can tell whether it was posted: then it is not posted again.
    bot.slack.script(Fault::new("conversations.replies", FaultKind::HistoryUnreadable));
    reads_again(&bot).await;
    assert_eq!((bot.posts(&dm).len(), bot.asks("select attempt from inbox").await.as_str()), (0, "2"));
    reads_again(&bot).await;
    assert_eq!(bot.posts(&dm).len(), 1);
    let answer = bot.newest(&dm, ANA);
    assert!(answer.line().starts_with("TechCorp"), "{}", answer.words());
}

#[tokio::test]
async fn a_workspace_without_the_pane_answers_all_the_same() {
    let mut bot = Bot::new().await;
    bot.may_be_refused();
    for method in ["assistant.threads.setStatus", "assistant.threads.setTitle", "assistant.threads.setSuggestedPrompts"]
    {
        bot.slack.script(Fault::new(method, FaultKind::RejectError { code: "missing_scope".into() }));
    }
    bot.slack.open_pane(ANA, None).await.unwrap();
    let answer = replies(bot.says(ANA, &bot.dm(ANA), "techcorp").await);
    assert!(answer.line().starts_with("TechCorp"), "{}", answer.words());
    assert_eq!(bot.asks("select count(*) from inbox where state <> 'handled'").await, "0", "an offer is not repeated");
    let stranger = replies(bot.says(STRANGER, &bot.dm(STRANGER), "techcorp").await);
    insta::assert_snapshot!(stranger.words(), @"└ » I do not know you yet, so I cannot show you anything. Ask whoever runs Steward here to add you.");
}

#[tokio::test]
async fn a_question_waits_as_long_as_slack_asks_to() {
    let bot = Bot::new().await;
    let dm = bot.dm(ANA);
    bot.slack.script(Fault::new("chat.postMessage", FaultKind::Reject429 { retry_after: "14".into() }));
    bot.says(ANA, &dm, "techcorp").await;
    let waits = "select 14 < extract(epoch from lease_until - now()) as waits from inbox where state = 'handling'";
    assert_eq!(bot.asks(waits).await, "true");
    reads_again(&bot).await;
    assert_eq!(bot.posts(&dm).len(), 1);
}
