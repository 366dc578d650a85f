//! Links to accounts' pages: cards below the message that holds them, for whoever may read them.

use serde_json::{Value, json};
use steward::standin::{Entry, Fault, FaultKind, Target};

use crate::bot::town::{
    ACCOUNT_URL, ANA, BO, BOTLESS_CHANNEL, GENERAL, GUEST_CHANNEL, MO, SAM, SHARED_CHANNEL, STRANGER, TECHCORP_CHANNEL,
};
use crate::bot::{Bot, Elsewhere, drawn, message};

fn page(id: &str) -> String {
    ACCOUNT_URL.replace("{id}", id)
}

/// Somebody shares a text with links; the cards below it, in words.
async fn shares(bot: &Bot, user: &str, channel: &str, text: &str) -> Vec<String> {
    bot.slack.say(user, channel, text, None).await.unwrap();
    bot.reads_letters().await;
    let said = bot.view(user, channel).pop().unwrap();
    let cards = said["attachments"].as_array().cloned().unwrap_or_default();
    cards
        .iter()
        .map(|card| drawn::messages(&[json!({ "text": card["from_url"], "blocks": card["blocks"], "bot_id": "B" })]))
        .collect()
}

fn unfurls(bot: &Bot) -> Vec<Entry> {
    bot.slack.journal().into_iter().filter(|entry| entry.method == "chat.unfurl").collect()
}

#[tokio::test]
async fn a_link_to_an_account_shows_how_it_is() {
    let bot = Bot::new().await;
    let text = format!("Look at {} before we talk", page("techcorp"));
    let cards = shares(&bot, ANA, TECHCORP_CHANNEL, &text).await;
    insta::assert_snapshot!(cards.join("\n\n"), @r"
    » https://crm.example.com/accounts/techcorp
    *TechCorp* · 🔴 Red 45 (−5 in 14 d)
    $45K ARR · renewal 1 Jun, in 91 days · owner Ana Ruiz
    [Open card]
    ~ The card opens for you alone · As of: usage 1 Mar · tickets, surveys, touches, contacts, contracts 2 Mar
    ");
    let by_domain = shares(&bot, ANA, TECHCORP_CHANNEL, &page("TechCorp.example")).await;
    assert!(by_domain[0].contains("*TechCorp*"), "{by_domain:?}");
    let two = shares(&bot, ANA, TECHCORP_CHANNEL, &format!("{} and {}?tab=1", page("acme"), page("techcorp"))).await;
    assert_eq!(two.len(), 2, "{two:?}");

    // The button answers whoever presses it, alone.
    let said = bot.view(MO, TECHCORP_CHANNEL).remove(0);
    let action = message::actions(&said["attachments"][0]["blocks"]).remove(0).1;
    let target = Target::Message { channel: TECHCORP_CHANNEL.into(), ts: said["ts"].as_str().unwrap().into() };
    let opened = bot.uses(MO, Elsewhere { target, action, channel: TECHCORP_CHANNEL }).await;
    assert_eq!(opened.only()["is_ephemeral"], true);
    assert!(opened.line().starts_with("TechCorp: 🔴 Red 45"), "{}", opened.words());
}

#[tokio::test]
async fn what_is_no_account_is_left_as_it_is() {
    let bot = Bot::new().await;
    for text in [
        page("nobody"),
        page("%20"),
        "https://crm.example.com/reports/techcorp".to_owned(),
        "https://docs.crm.example.com/accounts/techcorp".to_owned(),
        page("tech corp"),
    ] {
        assert_eq!(shares(&bot, ANA, TECHCORP_CHANNEL, &text).await, Vec::<String>::new(), "{text}");
    }
    assert!(unfurls(&bot).is_empty());
}

#[tokio::test]
async fn nothing_is_shown_where_or_to_whom_it_must_not_be() {
    let mut bot = Bot::new().await;
    bot.may_be_refused();
    let link = page("techcorp");
    for (user, channel, why) in [
        (ANA, SHARED_CHANNEL, "a customer reads along"),
        (SAM, SHARED_CHANNEL, "of another company"),
        (STRANGER, GENERAL, "not in the directory"),
    ] {
        assert_eq!(shares(&bot, user, channel, &link).await, Vec::<String>::new(), "{why}");
    }
    // The envelope may be older than the channel's being shared.
    bot.slack.change_channel(GENERAL, |channel| channel.is_ext_shared = true);
    assert_eq!(shares(&bot, BO, GENERAL, &link).await, Vec::<String>::new());
    assert!(unfurls(&bot).is_empty());
    let before_guest = shares(&bot, ANA, GUEST_CHANNEL, &link).await.join("\n");
    assert!(before_guest.contains("*TechCorp* · 🔴 Red 45"), "{before_guest}");
    assert!(!before_guest.contains('$') && !before_guest.contains("45K"), "{before_guest}");
    bot.slack.script(Fault::new("conversations.members", FaultKind::RejectError { code: "missing_scope".into() }));
    let uncounted = shares(&bot, ANA, BOTLESS_CHANNEL, &link).await.join("\n");
    assert!(uncounted.contains("*TechCorp*"), "{uncounted}");
    assert!(!uncounted.contains('$'), "whoever cannot be counted may be a guest: {uncounted}");
}

#[tokio::test]
async fn what_is_in_the_composer_waits_until_it_is_sent() {
    let bot = Bot::new().await;
    let link = page("techcorp");
    let shared = |channel: &str, source: &str, id: &str| {
        json!({
            "type": "link_shared", "channel": channel, "is_bot_user_member": true, "user": ANA, "message_ts": "1.1",
            "unfurl_id": id, "source": source, "links": [{ "domain": "crm.example.com", "url": link }],
        })
    };
    bot.slack.event(shared("COMPOSER", "composer", "Uxxx-1")).await.unwrap();
    bot.reads_letters().await;
    assert_eq!(bot.asks("select count(*) from inbox").await, "0", "nobody knows yet who will read it");
    bot.slack.event(shared(TECHCORP_CHANNEL, "composer", "Uxxx-1")).await.unwrap();
    bot.reads_letters().await;
    let sent = unfurls(&bot).remove(0).arguments;
    assert_eq!((sent["unfurl_id"].as_str(), sent["source"].as_str()), (Some("Uxxx-1"), Some("composer")));
    assert_eq!((sent.get("channel"), sent.get("ts")), (None, None));
    assert!(sent["unfurls"][&link]["blocks"].is_array(), "{sent:#}");
}

#[tokio::test]
async fn a_link_that_is_told_of_twice_has_one_card() {
    let mut bot = Bot::new().await;
    bot.may_be_refused();
    bot.slack.say(ANA, TECHCORP_CHANNEL, &page("techcorp"), None).await.unwrap();
    bot.reads_letters().await;
    let said = bot.view(ANA, TECHCORP_CHANNEL).remove(0);
    let again = |ts: &Value| {
        json!({
            "type": "link_shared", "channel": TECHCORP_CHANNEL, "user": ANA, "message_ts": ts,
            "links": [{ "domain": "crm.example.com", "url": page("techcorp") }],
        })
    };
    bot.slack.event(again(&said["ts"])).await.unwrap();
    bot.slack.event(again(&json!("9.9"))).await.unwrap();
    bot.reads_letters().await;
    assert_eq!(bot.view(ANA, TECHCORP_CHANNEL)[0]["attachments"].as_array().unwrap().len(), 1);
    assert_eq!(
        bot.asks("select count(*) from inbox where state <> 'handled'").await,
        "0",
        "a message that is gone is no fault"
    );
}
