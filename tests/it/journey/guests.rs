//! Guests read along: money and contacts' names stay out of whatever is posted where they are.

use crate::bot::Bot;
use crate::bot::town::{ANA, GUEST, GUEST_CHANNEL, MO, TEAM_CHANNEL};
use steward::standin::{Fault, FaultKind};

/// What nobody but full members may read about the sample book: money, the names of contacts, and the way to the CRM.
pub fn leaks(words: &str) -> Vec<&str> {
    ["$", "€", "45K", "Dana", "Reyes", "crm.example.com"].into_iter().filter(|secret| words.contains(secret)).collect()
}

#[tokio::test]
async fn a_card_that_is_shared_before_a_guest_names_neither_money_nor_contacts() {
    let bot = Bot::new().await;
    let card = bot.says(ANA, GUEST_CHANNEL, "/csm techcorp").await;
    assert!(!leaks(&card.words()).is_empty(), "the asker alone sees all of it");
    bot.shares(ANA, &card).await;
    bot.runs_due_jobs().await;
    let shared = bot.transcript(GUEST_CHANNEL, GUEST);
    assert!(shared.contains("TechCorp: 🔴 Red 45"), "{shared}");
    assert_eq!(leaks(&shared), Vec::<&str>::new(), "{shared}");
}

#[tokio::test]
async fn prompts_before_a_guest_name_no_money_when_posted_and_when_edited() {
    let bot = Bot::new().await;
    bot.does(&format!("update accounts set slack_channel_id = '{GUEST_CHANNEL}' where name = 'TechCorp'")).await;
    bot.says(ANA, GUEST_CHANNEL, "/csm play start rescue techcorp").await;
    bot.runs_due_jobs().await;
    let card = bot.newest(GUEST_CHANNEL, GUEST);
    assert_eq!(leaks(&card.words()), Vec::<&str>::new(), "{}", card.words());
    bot.clicks(ANA, &bot.newest(GUEST_CHANNEL, ANA), "Acknowledge").await;
    bot.runs_due_jobs().await;
    let edited = bot.transcript(GUEST_CHANNEL, GUEST);
    assert!(edited.contains("*Acknowledged*"), "{edited}");
    assert_eq!(leaks(&edited), Vec::<&str>::new(), "{edited}");
}

#[tokio::test]
async fn a_channels_digest_before_a_guest_names_no_money() {
    let bot = Bot::new().await;
    bot.says(ANA, GUEST_CHANNEL, "/csm digest daily 8:30 here").await;
    bot.says(ANA, TEAM_CHANNEL, "/csm digest daily 8:30 here").await;
    bot.says(ANA, TEAM_CHANNEL, "/csm play start rescue techcorp").await;
    bot.advance_to("2026-03-03T08:00:00Z").await;
    let with_guest = bot.transcript(GUEST_CHANNEL, GUEST);
    assert!(with_guest.contains("TechCorp"), "{with_guest}");
    assert_eq!(leaks(&with_guest), Vec::<&str>::new(), "{with_guest}");
    assert!(!leaks(&bot.transcript(TEAM_CHANNEL, MO)).is_empty(), "the same among members");
}

#[tokio::test]
async fn a_bot_that_may_not_ask_who_reads_takes_it_that_guests_do() {
    let bot = Bot::new().await;
    bot.slack.script(Fault::new("conversations.members", FaultKind::RejectError { code: "missing_scope".into() }));
    let card = bot.says(ANA, TEAM_CHANNEL, "/csm techcorp").await;
    bot.shares(ANA, &card).await;
    bot.runs_due_jobs().await;
    let shared = bot.transcript(TEAM_CHANNEL, MO);
    assert!(shared.contains("TechCorp: 🔴 Red 45"), "{shared}");
    assert_eq!(leaks(&shared), Vec::<&str>::new(), "{shared}");
}
