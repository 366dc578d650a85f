//! A channel and its account: one each, and what it means there.

use serde_json::json;

use crate::bot::town::{ANA, BO, GENERAL, MO, PRIVATE_CHANNEL, SHARED_CHANNEL, TEAM_CHANNEL, TECHCORP_CHANNEL};
use crate::bot::{Bot, book};

const LINKS: &str = "select slack_channel_id, name from accounts where slack_channel_id is not null order by name";

#[tokio::test]
async fn a_channel_is_linked_by_hand_and_its_name_left_out() {
    let bot = Bot::new().await;
    let stands = bot.says(MO, PRIVATE_CHANNEL, "/csm link").await;
    insta::assert_snapshot!(stands.words(), @r"
    🔒 » <#C0PRIVATE1> is linked to no account.
    <#C0PRIVATE1> is linked to no account.
    [Link an account…]
    ~ Its prompts and cards go to its channel, and there its name may be left out. Or type it: `/csm link acme`
    ");
    bot.clicks(MO, &stands, "Link an account…").await;
    let account = bot.asks("select id from accounts where name = 'Nordwacht Freight'").await;
    let chosen = json!({ "type": "external_select", "selected_option": {
        "text": { "type": "plain_text", "text": "Nordwacht Freight" }, "value": account } });
    assert_eq!(bot.submits(MO, &[("account", chosen)]).await, None);
    assert!(bot.form_in_words(MO).contains("linked to *Nordwacht Freight* now"), "{}", bot.form_in_words(MO));
    let why = bot.says(MO, PRIVATE_CHANNEL, "/csm why").await;
    assert!(why.line().contains("Nordwacht Freight"), "{}", why.line());
    // A file does not undo it.
    let key = bot.asks("select external_id from accounts where name = 'Nordwacht Freight'").await;
    let row = format!(
        "external_id,name,currency,arr,started_on,slack_channel_id\n{key},Nordwacht Freight,USD,30000,2024-05-06,{TEAM_CHANNEL}\n"
    );
    bot.brings_in(&book::Files::default().and("accounts", &row)).await;
    assert!(
        bot.asks(LINKS).await.contains(&format!("{PRIVATE_CHANNEL} Nordwacht Freight")),
        "{}",
        bot.asks(LINKS).await
    );
    let unlinked = bot.says(MO, PRIVATE_CHANNEL, "/csm unlink").await;
    insta::assert_snapshot!(unlinked.words(), @r"
    🔒 » <#C0PRIVATE1> is no longer linked to *Nordwacht Freight*.
    <#C0PRIVATE1> is no longer linked to *Nordwacht Freight*.
    [Link Nordwacht Freight again]
    ~ Prompts of plays that begin from now on go to its owner.
    ");
    let again = bot.says(MO, PRIVATE_CHANNEL, "/csm unlink").await;
    insta::assert_snapshot!(again.line(), @"This channel is linked to no account, so nothing was changed.");
    assert_eq!(
        bot.asks("select verb from audit where verb like 'account.%link' order by id").await,
        "account.link\naccount.unlink"
    );
}

#[tokio::test]
async fn one_channel_has_one_account() {
    let bot = Bot::new().await;
    let taken = bot.says(MO, TECHCORP_CHANNEL, "/csm link \"Nordwacht Freight\"").await;
    insta::assert_snapshot!(taken.line(), @"This channel is linked to *TechCorp* already, and a channel is one account's. Nothing was changed; `unlink` it first.");
    let already = bot.says(MO, TECHCORP_CHANNEL, "/csm link techcorp").await;
    assert!(already.line().contains("already"), "{}", already.line());
    let other = bot.says(MO, TEAM_CHANNEL, "/csm link techcorp").await;
    insta::assert_snapshot!(other.words(), @r"
    🔒 » *TechCorp* has a channel already: <#C0TECHCORP>. Nothing is changed yet; an account has one channel.
    *TechCorp* has a channel already: <#C0TECHCORP>. Nothing is changed yet; an account has one channel.
    [!Link here instead]
    ");
    assert_eq!(bot.asks(LINKS).await, format!("{TECHCORP_CHANNEL} TechCorp"));
    bot.clicks(MO, &other, "Link here instead").await;
    assert_eq!(bot.asks(LINKS).await, format!("{TEAM_CHANNEL} TechCorp"));
}

#[tokio::test]
async fn a_shared_channel_asks_first_and_a_direct_message_has_no_account() {
    let bot = Bot::new().await;
    let asked = bot.says(ANA, SHARED_CHANNEL, "/csm link techcorp").await;
    insta::assert_snapshot!(asked.words(), @r"
    🔒 » ⚠ People of other companies are in <#C0SHARED01>, so it is not linked to *TechCorp* yet.
    ⚠ People of other companies are in <#C0SHARED01>, so it is not linked to *TechCorp* yet.
    [!Link anyway]
    ~ Linked, its name may be left out here. I still post nothing about accounts here, so plays on it cannot be prompted: they need a channel of your own.
    ");
    assert_eq!(bot.asks(LINKS).await, format!("{TECHCORP_CHANNEL} TechCorp"));
    let done = bot.clicks(ANA, &asked, "Link anyway").await;
    assert!(done.line().contains("linked to *TechCorp* now"), "{}", done.line());
    let dm = bot.dm(ANA);
    let told = bot.says(ANA, &dm, "link techcorp").await;
    assert!(told.words().contains("no account's channel"), "{}", told.words());
    let not_yours = bot.says(BO, GENERAL, "/csm link techcorp").await;
    assert!(not_yours.words().contains("TechCorp"), "{}", not_yours.words());
    assert_eq!(bot.asks(LINKS).await, format!("{SHARED_CHANNEL} TechCorp"));
}
