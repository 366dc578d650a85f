//! Showing a card to others: who they are is said before, it happens once, and never before other companies. And buttons
//! whose value somebody changed.

use serde_json::json;

use super::doors::{headers, now};
use crate::bot::town::{
    ANA, BOTLESS_CHANNEL, GENERAL, PRIVATE_CHANNEL, SHARED_CHANNEL, SIGNING_SECRET, TEAM_ID, TECHCORP_CHANNEL, VIC,
};
use crate::bot::{Bot, Elsewhere};

#[tokio::test]
async fn a_card_is_shared_once_and_says_with_whom() {
    let bot = Bot::new().await;
    let card = bot.says(ANA, TECHCORP_CHANNEL, "/csm account").await;
    let asked = bot.clicks(ANA, &card, "Share…").await;
    insta::assert_snapshot!(asked.words(), @r"
    🔒 » Everybody in #acct-techcorp will see this card of TechCorp: health, ARR, contacts. It stays as it is now.
    Everybody in #acct-techcorp will see this card of TechCorp: health, ARR, contacts. It stays as it is now.
    [!Share] [Account card]
    ~ 🔒 Only visible to you · nothing is shared yet
    ");
    bot.runs_due_jobs().await;
    assert!(bot.posts(TECHCORP_CHANNEL).is_empty(), "a question shares nothing");
    let told = bot.clicks(ANA, &asked, "Share").await;
    insta::assert_snapshot!(told.words(), @"🔒 » The card of *TechCorp* is on its way to <#C0TECHCORP>. It stays there as it was when you shared it.");
    bot.runs_due_jobs().await;
    bot.runs_due_jobs().await;
    let posts = bot.posts(TECHCORP_CHANNEL);
    assert_eq!(posts.len(), 1);
    // It leads to the account's page, and Slack draws no second card under that.
    assert_eq!(posts[0].arguments["unfurl_links"], false);
    bot.reads_letters().await;
    let said = bot.view(VIC, TECHCORP_CHANNEL).pop().unwrap();
    assert!(said["attachments"].as_array().is_none_or(Vec::is_empty), "{said}");
    let shared = bot.newest(TECHCORP_CHANNEL, VIC);
    insta::assert_snapshot!(shared.words(), @r"
    » TechCorp: 🔴 Red 45 (−5 in 14 d): usage −45 %, champion left 6 weeks ago · $45K · renewal in 91 days
    # TechCorp
    ~ mid-touch · adoption, day 273 · owner Ana Ruiz · <https://crm.example.com/accounts/techcorp|crm.example.com>
    🔴 *Red 45* (−5 in 14 d) · confidence high · model default v1
    | *ARR* $45K
    | *Renewal* 1 Jun, in 91 days · not automatic
    | *Last touch* 8 days ago
    | *Next touch* ⚠ was due 1 Mar, weekly while red
    | *Champion* Dana Reyes, ⚠ left 6 weeks ago
    | *Executive* ⚠ none known
    | *Adoption* 18 of 40 seats · 2 of 8 core features
    | *Tickets* none open
    | *NPS* 7 · 12 Jan
    *Why*
    • Usage −45 % against its 60-day baseline
    • Champion Dana Reyes left 6 weeks ago, nobody took over
    • No executive contact known
    *Signals* 📉 usage −45 %, 🚪 champion left, 🔇 silent 8 days
    *Next* Start *Red account rescue*: takes 84 days, ends 7 days before renewal
    [!Start play] [Open card] [Why]
    ~ Shared by Ana Ruiz · as it stood ⟨Mon 2 Mar 2026, 10:00 CET⟩ · As of: usage 1 Mar · tickets, surveys, touches, contacts, contracts 2 Mar
    ");
    // Whoever reads it may look closer, for themselves.
    let why = bot.clicks(VIC, &shared, "Why").await;
    assert_eq!(why.only()["is_ephemeral"], true);
    let refused = bot.clicks(VIC, &shared, "Start play").await;
    insta::assert_snapshot!(refused.words(), @r"
    🔒 » That is for customer success managers and up here, so nothing was done. Whoever runs the bot can change your role.
    That is for customer success managers and up here, so nothing was done. Whoever runs the bot can change your role.
    ~ 🔒 Only visible to you
    ");
}

#[tokio::test]
async fn a_click_that_slack_tells_twice_shares_once() {
    let bot = Bot::new().await;
    let card = bot.says(ANA, TECHCORP_CHANNEL, "/csm account").await;
    let card = bot.clicks(ANA, &card, "Share…").await;
    let payload = |trigger: &str| {
        json!({
            "type": "block_actions", "trigger_id": trigger, "team": { "id": TEAM_ID }, "user": { "id": ANA, "team_id": TEAM_ID },
            "channel": { "id": TECHCORP_CHANNEL, "name": "acct-techcorp" },
            "container": { "type": "message", "channel_id": TECHCORP_CHANNEL, "message_ts": "1.1", "is_ephemeral": true },
            "actions": [{ "type": "button", "action_id": "share", "block_id": "b", "value": card.action("Share")["value"] }],
        })
    };
    // Slack tells of one press twice, and then of a second press on the same question.
    for trigger in ["77.88.again", "77.88.again", "77.99.more"] {
        let body = serde_urlencoded::to_string([("payload", payload(trigger).to_string())]).unwrap().into_bytes();
        let headers = headers(SIGNING_SECRET, now(), &body);
        assert_eq!(bot.knocks("slack/interactions", &headers, body).await.status, 200);
        bot.runs_due_jobs().await;
    }
    assert_eq!(bot.posts(TECHCORP_CHANNEL).len(), 1);
    assert_eq!(bot.asks("select count(*) from audit where verb = 'account.share'").await, "1");
}

#[tokio::test]
async fn in_a_private_channel_the_question_names_it_and_alone_there_is_none() {
    let bot = Bot::new().await;
    let card = bot.says(ANA, PRIVATE_CHANNEL, "/csm techcorp").await;
    let asked = bot.clicks(ANA, &card, "Share…").await;
    assert!(asked.words().contains("Everybody in #side-room"), "{}", asked.words());
    let alone = bot.says(ANA, &bot.dm(ANA), "/csm techcorp").await;
    assert!(!alone.words().contains("Share"), "{}", alone.words());
}

#[tokio::test]
async fn what_cannot_be_posted_is_not_promised() {
    let bot = Bot::new().await;
    let card = bot.says(ANA, BOTLESS_CHANNEL, "/csm techcorp").await;
    let told = bot.clicks(ANA, &card, "Share…").await;
    insta::assert_snapshot!(told.words(), @r"
    🔒 » I cannot post in <#C0LUNCH001>, so nothing was sent. Invite me there with `/invite`, then try again.
    I cannot post in <#C0LUNCH001>, so nothing was sent. Invite me there with `/invite`, then try again.
    ~ 🔒 Only visible to you
    ");
    bot.runs_due_jobs().await;
    assert_eq!(bot.asks("select state, error from outbox").await, "");
}

#[tokio::test]
async fn nothing_is_shared_with_other_companies() {
    let bot = Bot::new().await;
    let card = bot.says(ANA, SHARED_CHANNEL, "/csm techcorp").await;
    let told = bot.clicks(ANA, &card, "Share…").await;
    insta::assert_snapshot!(told.words(), @r"
    🔒 » There are people of other companies in this channel, so nothing about accounts is shown here. Ask me in a direct message.
    There are people of other companies in this channel, so nothing about accounts is shown here. Ask me in a direct message.
    ~ 🔒 Only visible to you
    ");
    bot.runs_due_jobs().await;
    assert!(bot.posts(SHARED_CHANNEL).is_empty());
    assert_eq!(bot.asks("select count(*) from audit where verb = 'account.share'").await, "0");
}

#[tokio::test]
async fn a_button_of_nothing_shows_nothing() {
    let bot = Bot::new().await;
    let card = bot.says(ANA, GENERAL, "/csm techcorp").await;
    let why = card.action("Why");
    let made_up = |value: &str| json!({ "action_id": why["action_id"], "block_id": why["block_id"], "value": value });
    let press = |value: String| {
        let (target, action) = (card.target(), made_up(&value));
        bot.uses(ANA, Elsewhere { target, action, channel: GENERAL })
    };
    // Some other thing's id, no JSON at all, somebody else's action, SQL.
    let other = press(r#"{"wy":{"a":"00000000000000000000000000000001"}}"#.into()).await;
    insta::assert_snapshot!(other.words(), @r"
    🔒 » That is gone: what the button stood for is no longer there. Nothing was changed; open the card again.
    That is gone: what the button stood for is no longer there. Nothing was changed; open the card again.
    ~ 🔒 Only visible to you
    ");
    for value in ["", "{", "null", r#"{"wy":{"a":"' or 1=1 --"}}"#, r#"{"st":{"a":"x","p":"y"}}"#, &"x".repeat(2_000)] {
        let seen = press(value.to_owned()).await;
        assert!(seen.line().starts_with("This button is from before an update"), "{value}: {}", seen.words());
    }
}
