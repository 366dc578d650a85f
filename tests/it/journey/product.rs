//! Product's digest: what customers ask for by theme, with how many accounts and how much revenue stand behind it.

use chrono::TimeDelta;

use crate::bot::Bot;
use crate::bot::town::{ANA, GENERAL, GUEST_CHANNEL, MO, SHARED_CHANNEL, TEAM_CHANNEL, VIC};

/// Three accounts ask for one thing, one of them twice; another thing comes twice only.
async fn asked(bot: &Bot) {
    for line in [
        "/csm feedback techcorp theme:export all <!here> rows",
        "/csm feedback acme theme:export too few rows",
        "/csm feedback acme theme:Export,api every night",
        "/csm feedback globex theme:export,api no",
    ] {
        assert!(bot.says(ANA, GENERAL, line).await.line().starts_with("Recorded"), "{line}");
    }
}

#[tokio::test]
async fn what_comes_again_and_again_is_told_with_what_stands_behind_it() {
    let bot = Bot::new().await;
    let nothing = bot.says(VIC, GENERAL, "/csm digest product now").await;
    insta::assert_snapshot!(nothing.line(), @"For product: no theme came 3 times in 90 days");
    asked(&bot).await;
    let now = bot.says(VIC, GENERAL, "/csm digest now product").await;
    insta::assert_snapshot!(now.words(), @r"
    🔒 » For product: export (3 accounts, $157K)
    # For product: export (3 accounts, $157K)
    ~ Themes that came 3 times or more in 90 days to 2 Mar
    *export* · 4 asks, 4 new · 3 accounts · $157K
    >no · Globex
    >every night · Acme
    [Metrics]
    ~ As of ⟨10:00⟩ · 🔒 Only visible to you
    ");
}

#[tokio::test]
async fn it_comes_by_the_clock_and_only_with_news() {
    let bot = Bot::new().await;
    let set = bot.says(ANA, TEAM_CHANNEL, "/csm digest product here mon 11:00").await;
    insta::assert_snapshot!(set.line(), @"The product digest of <#C0EMEACSMS> is set for everybody's accounts, by the clock of Europe/Berlin. Next: ⟨Mon 2 Mar 2026, 11:00 CET⟩.");
    assert!(bot.says(VIC, GENERAL, "/csm digest product mon 11:00").await.line().contains("is set"), "one's own");
    bot.advance(TimeDelta::hours(2)).await;
    assert_eq!(bot.posts(TEAM_CHANNEL).len(), 0, "nothing to tell, nothing sent");
    asked(&bot).await;
    bot.advance(TimeDelta::days(7)).await;
    assert_eq!(bot.posts(TEAM_CHANNEL).len(), 1);
    let told = bot.newest(TEAM_CHANNEL, MO);
    insta::assert_snapshot!(told.words(), @r"
    » For product: export (3 accounts, $157K)
    # For product: export (3 accounts, $157K)
    ~ Themes that came 3 times or more in 90 days to 9 Mar
    *export* · 4 asks, 4 new · 3 accounts · $157K
    >no · Globex
    >every night · Acme
    [Metrics]
    ~ As of ⟨11:00⟩ · another time: `/csm digest product mon 9`
    ");
    assert!(bot.newest(&bot.dm(VIC), VIC).words().contains("For product"), "in direct messages too");
    bot.advance(TimeDelta::days(7)).await;
    assert_eq!(bot.posts(TEAM_CHANNEL).len(), 1, "the same again is no news");
    bot.says(ANA, GENERAL, "/csm feedback initech theme:export we too").await;
    bot.advance(TimeDelta::days(7)).await;
    assert_eq!(bot.posts(TEAM_CHANNEL).len(), 2);
    assert!(bot.newest(TEAM_CHANNEL, MO).words().contains("5 asks, 1 new"), "{}", bot.newest(TEAM_CHANNEL, MO).words());
    let off = bot.says(ANA, TEAM_CHANNEL, "/csm digest product off here").await;
    assert!(off.line().contains("is off"), "{}", off.line());
    let deeds = bot.asks("select verb from audit where verb like 'digest.product%' order by id").await;
    assert_eq!(deeds, "digest.product\ndigest.product\ndigest.product_stop");
}

#[tokio::test]
async fn guests_read_no_money_and_no_words() {
    let bot = Bot::new().await;
    asked(&bot).await;
    bot.says(ANA, GUEST_CHANNEL, "/csm digest product here mon 11:00").await;
    bot.advance(TimeDelta::hours(2)).await;
    let told = bot.newest(GUEST_CHANNEL, MO).words();
    assert!(told.contains("*export*") && !told.contains('$') && !told.contains("rows"), "{told}");
}

#[tokio::test]
async fn it_goes_nowhere_that_it_must_not() {
    let bot = Bot::new().await;
    let shared = bot.says(ANA, SHARED_CHANNEL, "/csm digest product here mon 11:00").await;
    assert!(!shared.line().contains("is set"), "{}", shared.line());
    let viewer = bot.says(VIC, GENERAL, "/csm digest product here mon 11:00").await;
    assert!(viewer.line().contains("nothing was done"), "{}", viewer.line());
    for line in ["/csm digest product", "/csm digest product team:emea mon 9", "/csm digest produkt now"] {
        let told = bot.says(ANA, GENERAL, line).await.words();
        assert!(told.contains("/csm digest product") || told.contains("digest now"), "{line}: {told}");
    }
    assert_eq!(bot.asks("select count(*) from schedules where kind = 'product'").await, "0");
}

#[tokio::test]
async fn more_than_five_themes_are_a_button_away() {
    let bot = Bot::new().await;
    for n in 1..=7 {
        for account in ["acme", "techcorp", "globex"] {
            bot.says(ANA, GENERAL, &format!("/csm feedback {account} theme:theme-{n} word {n}")).await;
        }
    }
    let now = bot.says(MO, GENERAL, "/csm digest product now").await;
    assert!(now.words().contains("+2 more"), "{}", now.words());
    let all = bot.clicks(MO, &now, "All 7 themes").await;
    assert_eq!(all.words().lines().filter(|line| line.starts_with("*theme ")).count(), 7, "{}", all.words());
}
