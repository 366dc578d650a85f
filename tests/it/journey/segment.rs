//! Segments: where the rules put an account, and where a person does.

use steward::domain::rules::Rules;

use crate::bot::town::{ANA, GENERAL};
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
    assert!(book.starts_with("2 accounts"), "{book}");
}
