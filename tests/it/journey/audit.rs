//! Who did what: for whoever runs the bot, and nobody else.

use crate::bot::Bot;
use crate::bot::town::{ANA, GENERAL, MO};

#[tokio::test]
async fn whoever_runs_the_bot_sees_who_did_what() {
    let bot = Bot::new().await;
    let refused = bot.says(MO, GENERAL, "/csm audit").await;
    insta::assert_snapshot!(refused.line(), @"That is for admins here, so nothing was done. Whoever runs the bot can change your role.");
    bot.does("update people set role = 'admin' where external_id = 'p-mo'").await;
    let none = bot.says(MO, GENERAL, "/csm audit touch").await;
    insta::assert_snapshot!(none.line(), @"No deed of touch is written down.");
    for n in 1..=10 {
        bot.says(ANA, GENERAL, &format!("/csm note techcorp call {n}m")).await;
    }
    let first = bot.says(MO, GENERAL, "/csm audit touch").await;
    assert!(first.line().contains("10 deeds of touch"), "{}", first.line());
    assert!(first.words().contains("*Ana Ruiz* · touch.log · TechCorp"), "{}", first.words());
    assert!(first.words().contains("minutes 10") && !first.words().contains("minutes 2,"), "{}", first.words());
    let second = bot.clicks(MO, &first, "Next ›").await;
    assert!(second.words().contains("9 to 10 of 10"), "{}", second.words());
    let beyond = bot.says(MO, GENERAL, "/csm audit touch page:9").await;
    assert!(beyond.words().contains("1 to 8 of 10"), "{}", beyond.words());
}
