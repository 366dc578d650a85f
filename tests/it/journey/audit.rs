//! Who did what: for whoever runs the bot, and nobody else.

use crate::bot::Bot;
use crate::bot::town::{ANA, GENERAL, MO, TECHCORP_CHANNEL};

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

#[tokio::test]
async fn a_deed_names_its_account_whatever_it_was_done_to() {
    let bot = Bot::new().await;
    bot.does("update people set role = 'admin' where external_id = 'p-mo'").await;
    let card = bot.says(ANA, GENERAL, "/csm techcorp").await;
    let signal = bot.clicks(ANA, &card, "Signal: value at risk").await;
    bot.clicks(ANA, &signal, "Claim").await;
    bot.says(ANA, GENERAL, "/csm forecast techcorp likely because their sponsor stays").await;
    bot.says(ANA, GENERAL, "/csm play start rescue techcorp").await;
    bot.runs_due_jobs().await;
    let step = bot.newest(TECHCORP_CHANNEL, ANA);
    bot.clicks(ANA, &step, "Acknowledge").await;
    bot.says(ANA, GENERAL, "/csm subscribe signals health:red,yellow arr:>50k").await;
    let book = bot.says(ANA, GENERAL, "/csm book").await;
    bot.clicks(ANA, &book, "CSV to my DM").await;
    bot.says(ANA, TECHCORP_CHANNEL, "/csm unlink").await;
    let told = bot.says(MO, GENERAL, "/csm audit").await.words();
    for deed in [
        "account.unlink · TechCorp\n<#C0TECHCORP>",
        "book.file · Ana Ruiz\nthe direct message, accounts 5",
        "subscription.set · <#C0GENERAL1>\ntopic signals, bands red/yellow, arr_above 50000, number 1",
        "step.move · TechCorp, step ",
        "playbook.start · TechCorp\n",
        "forecast.set · TechCorp, contract ",
        "signal.move · TechCorp, signal ",
    ] {
        assert!(told.contains(&format!("*Ana Ruiz* · {deed}")), "{deed} is not in\n{told}");
    }
}
