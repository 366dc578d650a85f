//! A book as a file: all of it, to whoever asked for it alone.

use steward::standin::{Fault, FaultKind};

use crate::bot::town::{ANA, GENERAL, MO};
use crate::bot::{Bot, Seen};

/// The newest file in somebody's direct messages: its name and its text.
async fn file(bot: &Bot, user: &str) -> (String, String) {
    let newest = bot.newest(&bot.dm(user), user);
    let file = &newest.only()["files"][0];
    let bytes = reqwest::get(file["url_private"].as_str().unwrap()).await.unwrap().text().await.unwrap();
    (file["name"].as_str().unwrap().to_owned(), bytes)
}

#[tokio::test]
async fn all_of_a_book_comes_as_a_file_to_its_asker_alone() {
    let bot = Bot::new().await;
    bot.does("update accounts set name = '=HYPERLINK(\"https://evil.example\")' where name = 'Umbra Optics'").await;
    let list = bot.says(ANA, GENERAL, "/csm book all sort:name limit:2").await;
    let told = bot.clicks(ANA, &list, "CSV to my DM").await;
    insta::assert_snapshot!(told.words(), @r"
    🔒 » Your list is in your messages: book.csv, 8 accounts
    Your list is in your messages: book.csv, 8 accounts
    ~ 🔒 Only visible to you
    ");
    let (name, text) = file(&bot, ANA).await;
    assert_eq!(name, "book.csv");
    insta::assert_snapshot!(text);
    assert!(bot.posts(GENERAL).is_empty(), "nobody else sees it");
    assert_eq!(
        bot.asks("select verb, detail ->> 'accounts' as n from audit where verb = 'book.file'").await,
        "book.file 8"
    );
    // From somebody's page too, and in their language.
    bot.changes_locale(MO, "de-DE").await;
    bot.opens_home(MO).await;
    bot.presses(MO, "Nicht jetzt").await;
    bot.presses(MO, "Portfolio").await;
    bot.presses(MO, "CSV in meine DM").await;
    let window = bot.form_in_words(MO);
    assert!(window.contains("Deine Liste ist in deinen Nachrichten: book.csv"), "{window}");
    let (_, german) = file(&bot, MO).await;
    assert!(german.starts_with("Account,Domain,Segment,Phase,Owner,Team,ARR-Betrag,"), "{german}");
}

#[tokio::test]
async fn a_file_that_slack_does_not_take_is_not_promised() {
    let mut bot = Bot::new().await;
    bot.may_be_refused();
    let list = bot.says(ANA, GENERAL, "/csm book").await;
    let answer = async |method: &str, code: &str| {
        bot.slack.script(Fault::new(method, FaultKind::RejectError { code: code.into() }));
        bot.clicks(ANA, &list, "CSV to my DM").await.line()
    };
    let scope = answer("files.getUploadURLExternal", "missing_scope").await;
    insta::assert_snapshot!(scope, @"Slack does not let me upload files here, so none was sent. Whoever runs the bot can add the scope `files:write` and install it again; until then the pages of the list show the same.");
    let refused = answer("files.completeUploadExternal", "file_update_failed").await;
    insta::assert_snapshot!(refused, @"Slack did not take the file, so none was sent. Press the button once more in a minute.");
    assert_eq!(bot.asks("select count(*) from audit where verb = 'book.file'").await, "0");
}

#[tokio::test]
async fn whoever_waits_hears_that_it_is_on_its_way() {
    let bot = Bot::new().await;
    let list = bot.says(ANA, GENERAL, "/csm book").await;
    bot.slack.script(Fault::new("files.getUploadURLExternal", FaultKind::AcceptHang { ms: 2_600 }));
    let seen: Seen = bot.clicks(ANA, &list, "CSV to my DM").await;
    let words = seen.words();
    assert!(words.contains("Your list is on its way"), "{words}");
    assert!(words.contains("Your list is in your messages: book.csv"), "{words}");
}
