//! What was typed in full of a name that several accounts have: nothing of it is lost on the way through the picker.

use crate::bot::Bot;
use crate::bot::town::{ANA, GENERAL, MO};

#[tokio::test]
async fn a_forecast_keeps_its_amount_and_reason() {
    let bot = Bot::new().await;
    let which = bot.says(ANA, GENERAL, "/csm forecast nord commit 50k because Kim signed the *draft*").await;
    insta::assert_snapshot!(which.words());
    assert_eq!(bot.asks("select count(*) from forecasts").await, "0");
    let set = bot.clicks(ANA, &which, "Nordwind Energy").await;
    assert!(set.words().contains("Nordwind Energy") && set.words().contains("$50K"), "{}", set.words());
    let kept = "select f.category, f.amount_minor, c.reason from forecasts f join forecast_changes c on c.contract_id = f.contract_id";
    assert_eq!(bot.asks(kept).await, "commit 5000000 Kim signed the *draft*");
}

#[tokio::test]
async fn a_segment_keeps_its_reason() {
    let bot = Bot::new().await;
    let which = bot.says(MO, GENERAL, "/csm segment nord high because strategic logo").await;
    assert!(which.line().contains("Which one?"), "{}", which.line());
    let set = bot.clicks(MO, &which, "Nordwacht Freight").await;
    insta::assert_snapshot!(set.words());
    assert!(bot.asks("select detail from audit where verb like 'segment%'").await.contains("high"));
    let which = bot.says(ANA, GENERAL, "/csm segment nord high because strategic logo").await;
    let refused = bot.clicks(ANA, &which, "Nordwacht Freight").await;
    assert!(refused.line().contains("managers and up"), "{}", refused.line());
}
