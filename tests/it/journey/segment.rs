//! Segments: where the rules put an account, and where a person does.

use steward::domain::ids::OrgId;
use steward::domain::rules::Rules;
use steward::operations::rescore;

use crate::bot::town::{ANA, GENERAL, MO, TECHCORP_CHANNEL};
use crate::bot::{Bot, book};

#[tokio::test]
async fn the_rules_decide_the_segment_from_the_card_to_the_book() {
    let bot = Bot::new().await;
    let card = bot.says(ANA, GENERAL, "/csm nordwacht").await.words();
    assert!(card.contains("~ mid-touch"), "{card}");
    assert!(card.contains("monthly for mid-touch"), "{card}");
    assert!(bot.says(ANA, GENERAL, "/csm book seg:low").await.line().starts_with("No account matches"));

    let rules = Rules::parse("[segments]\nmid_touch_from = 50_000\n").unwrap();
    let bot = Bot::by_rules(rules, &book::usual()).await;
    let card = bot.says(ANA, GENERAL, "/csm nordwacht").await.words();
    assert!(card.contains("~ low-touch"), "{card}");
    let book = bot.says(ANA, GENERAL, "/csm book seg:low").await.line();
    assert!(book.starts_with("2 of 5 accounts"), "{book}");
}

#[tokio::test]
async fn a_manager_sets_a_segment_and_the_card_says_who_and_why() {
    let bot = Bot::new().await;
    let line = "/csm segment techcorp high because strategic logo";
    let refused = bot.says(ANA, GENERAL, line).await.line();
    assert!(refused.starts_with("That is for managers and up here"), "{refused}");
    assert_eq!(bot.says(MO, GENERAL, line).await.line(), "*TechCorp* is high-touch now, after mid-touch.");

    let card = bot.says(ANA, GENERAL, "/csm techcorp").await.words();
    assert!(card.contains("~ high-touch (set by <@U0MO000001>: strategic logo) · "), "{card}");
    let history = "select s.segment, s.reason, p.name from segment_overrides s
        join people p on p.id = s.set_by order by s.id";
    assert_eq!(bot.asks(history).await, "high_touch strategic logo Mo Adeyemi");
    assert_eq!(bot.asks("select count(*) from accounts where stirred_at is not null").await, "1");
    assert_eq!(
        bot.asks("select verb, detail from audit where verb = 'segment.set'").await,
        r#"segment.set {"to": "high_touch", "from": null}"#
    );
    rescore::rescore(&bot.app, OrgId::DEFAULT).await.unwrap();
    let high = bot.says(ANA, GENERAL, "/csm book seg:high").await.line();
    assert!(high.starts_with("1 of 5 accounts"), "{high}");

    // A file that does not know better changes nothing of it; the revenue decides again when somebody says so.
    bot.brings_in(&book::usual()).await;
    let auto = bot.says(MO, TECHCORP_CHANNEL, "/csm segment auto because the pilot is over").await.line();
    assert_eq!(auto, "*TechCorp* is mid-touch by its ARR again, after high-touch.");
    let card = bot.says(ANA, GENERAL, "/csm techcorp").await.words();
    assert!(card.contains("~ mid-touch · "), "{card}");
}

#[tokio::test]
async fn a_segment_needs_a_reason_and_one_account() {
    let bot = Bot::new().await;
    let answer = bot.says(MO, GENERAL, "/csm segment techcorp high").await.words();
    assert!(answer.contains("the reason, after because"), "{answer}");
    let several = bot.says(MO, GENERAL, "/csm segment nord high because strategic logo").await.words();
    assert!(several.contains("Which one?"), "{several}");
    assert_eq!(bot.asks("select count(*) from segment_overrides").await, "0");
}

#[tokio::test]
async fn an_imported_segment_says_so() {
    let bot = Bot::new().await;
    bot.does("update accounts set segment_override = 'tech_touch' where external_id = 'techcorp'").await;
    let card = bot.says(ANA, GENERAL, "/csm techcorp").await.words();
    assert!(card.contains("~ tech-touch (set by the import) · "), "{card}");
}
