//! What a verb does has a button or a form too: beside the account, or on somebody's page.

use crate::bot::Bot;
use crate::bot::town::{ANA, GENERAL, MO};

#[tokio::test]
async fn an_account_has_ways_to_its_voice_and_to_silence() {
    let bot = Bot::new().await;
    let card = bot.says(ANA, GENERAL, "/csm techcorp").await;
    for (way, asks) in [("Record feedback…", "feedback"), ("Record advocacy…", "advocacy"), ("Mute a signal…", "mute")]
    {
        bot.clicks(ANA, &card, way).await;
        let form = bot.form(ANA).unwrap_or_else(|| panic!("{way} opens no form"));
        let title = form["title"]["text"].as_str().unwrap().to_lowercase();
        assert!(title.contains(asks), "{way}: {title}");
    }
}

#[tokio::test]
async fn a_page_leads_to_lists_that_had_none() {
    let bot = Bot::new().await;
    bot.opens_home_again(ANA).await;
    for (tab, way, says) in [
        ("Book", "Growing…", "ready to grow"),
        ("Book", "Figures…", "12 months"),
        ("Settings", "Muted signals…", "muted"),
        ("Settings", "Subscriptions…", "ubscri"),
    ] {
        bot.presses(ANA, tab).await;
        bot.presses(ANA, way).await;
        let shown = bot.form(ANA).map(|form| form.to_string()).unwrap_or_default();
        assert!(shown.contains(says), "{way}: {shown}");
    }
    bot.opens_home_again(MO).await;
    bot.presses(MO, "Team").await;
    bot.presses(MO, "Figures…").await;
    assert!(bot.form(MO).is_some_and(|form| form.to_string().contains("all books")));
}
