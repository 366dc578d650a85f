//! Who is who at a customer, and a champion who left and has a successor.

use serde_json::json;

use crate::bot::answers::{option, text};
use crate::bot::town::{ANA, BO, GENERAL, TECHCORP_CHANNEL, VIC};
use crate::bot::{Bot, book};

const OPEN: &str = "select count(*) from signals s join accounts a on a.id = s.account_id \
    where a.name = 'TechCorp' and s.kind = 't7' and s.ended_at is null";

#[tokio::test]
async fn a_champion_who_left_has_a_successor() {
    let bot = Bot::new().await;
    bot.runs_due_jobs().await;
    assert_eq!(bot.asks(OPEN).await, "1");
    let list = bot.says(ANA, TECHCORP_CHANNEL, "/csm contact").await;
    insta::assert_snapshot!(list.words(), @r"
    🔒 » *TechCorp*: 1 person known there · ⚠ no champion
    *TechCorp*: 1 person known there · ⚠ no champion
    *Jo Weber* · user   [Has left (Has left?)]
    *Dana Reyes* · champion · left 6 weeks ago
    [!Add somebody…] [Account card]
    ~ 🔒 Only visible to you · or type it: `/csm contact acme add Kim Lee as champion`
    ");
    bot.clicks(ANA, &list, "Add somebody…").await;
    insta::assert_snapshot!(bot.form_in_words(ANA), @r"
    » Contact | Save | Cancel
    ~ *TechCorp*
    Who?*: <plain_text_input Kim Lee> Somebody who is known there already becomes what you choose.
    What are they there?*: <radio_buttons Champion: speaks for us there / Executive: decides there / Buyer: signs there / User: works with it>
    ");
    let blank = bot.submits(ANA, &[("name", text("  "))]).await;
    assert_eq!(blank, Some(json!({ "name": "Write a name of at most 80 characters" })));
    assert_eq!(bot.submits(ANA, &[("name", text("Kim <!here> Lee")), ("role", option("champion"))]).await, None);
    insta::assert_snapshot!(bot.form_in_words(ANA), @r"
    » Contact | – | Close
    *Kim &lt;!here&gt; Lee* is the champion at *TechCorp*.
    [Contacts] [Account card]
    ~ The score and the signals look at it with the next round; an import does not undo it.
    ");
    bot.runs_due_jobs().await;
    assert_eq!(bot.asks(OPEN).await, "0", "the signal cleared by itself");
    assert_eq!(bot.asks("select verb from audit where verb like 'contact.%'").await, "contact.is");
}

#[tokio::test]
async fn the_signal_asks_for_the_successor() {
    let bot = Bot::new().await;
    bot.runs_due_jobs().await;
    let risks = bot.says(ANA, GENERAL, "/csm risks signal:t7").await;
    let (words, action) = risks
        .actions()
        .into_iter()
        .find(|(_, action)| {
            action["value"].to_string().contains("og") || action["selected_option"]["value"].to_string().contains("og")
        })
        .expect("a way to the signal");
    let card = bot.uses(ANA, crate::bot::Elsewhere { target: risks.target(), action, channel: GENERAL }).await;
    assert!(card.words().contains("Name successor…"), "{words}: {}", card.words());
    bot.clicks(ANA, &card, "Name successor…").await;
    assert!(bot.form_in_words(ANA).contains("Who?"), "{}", bot.form_in_words(ANA));
}

#[tokio::test]
async fn whoever_leaves_is_gone_for_imports_too() {
    let bot = Bot::new().await;
    bot.says(ANA, GENERAL, "/csm contact techcorp add Kim Lee as champion").await;
    let left = bot.says(ANA, GENERAL, "/csm contact techcorp left kim on:3d").await;
    insta::assert_snapshot!(left.words(), @r"
    🔒 » *Kim Lee* left *TechCorp* on 27 Feb. ⚠ Nobody speaks for us there now.
    *Kim Lee* left *TechCorp* on 27 Feb. ⚠ Nobody speaks for us there now.
    [!Name successor…] [Contacts] [Account card]
    ~ The score and the signals look at it with the next round; an import does not undo it.
    ");
    assert_eq!(bot.asks("select name, left_on from contacts where edited_by is not null").await, "Kim Lee 2026-02-27");
    let nobody = bot.says(ANA, GENERAL, "/csm contact techcorp left Kim").await;
    insta::assert_snapshot!(nobody.line(), @"Kim Lee left *TechCorp* on 27 Feb already, so nothing was changed.");
    // What a person said of an imported contact, a file does not undo; what it says of their name, it may.
    bot.says(BO, GENERAL, "/csm contact \"Nordwacht Freight\" left kim").await;
    let (id, account) = {
        let row = bot.asks("select c.external_id, a.external_id as account from contacts c join accounts a on a.id = c.account_id where a.name = 'Nordwacht Freight' and c.role = 'champion' limit 1").await;
        let (id, account) = row.split_once(' ').unwrap();
        (id.to_owned(), account.to_owned())
    };
    bot.does(&format!("update contacts set left_on = '2026-02-01', edited_by = (select id from people limit 1) where external_id = '{id}'")).await;
    let row = format!("external_id,account,name,role,left_on\n{id},{account},Kim New,user,\n");
    bot.brings_in(&book::Files::default().and("contacts", &row)).await;
    assert_eq!(
        bot.asks(&format!("select name, role, left_on from contacts where external_id = '{id}'")).await,
        "Kim New champion 2026-02-01"
    );
}

#[tokio::test]
async fn who_may_not_changes_nothing() {
    let bot = Bot::new().await;
    for user in [VIC, BO] {
        let told = bot.says(user, GENERAL, "/csm contact techcorp add Kim Lee as champion").await;
        assert!(told.words().contains("nothing was") || told.words().contains("Nothing was"), "{}", told.words());
    }
    assert_eq!(bot.asks("select count(*) from contacts where edited_by is not null").await, "0");
}
