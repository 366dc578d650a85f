//! A line that nobody can carry out runs nothing, says what was meant, and shows three lines that work.

use crate::bot::Bot;
use crate::bot::town::{ANA, GENERAL, TECHCORP_CHANNEL};

#[tokio::test]
async fn a_misspelt_verb_before_an_account_runs_nothing() {
    let bot = Bot::new().await;
    for text in [
        "qbrs techcorp",
        "notes techcorp",
        "forecats techcorp likely 40k because Kim said so",
        "delete techcorp",
        "delete tc",
        "remove techcorp.example",
        "plai start red_account_rescue techcorp",
        "wyh techcorp",
    ] {
        for channel in [GENERAL, TECHCORP_CHANNEL] {
            let said = bot.says(ANA, channel, &format!("/csm {text}")).await.words();
            assert!(said.contains("I do not know that."), "{text}: {said}");
            assert_eq!(said.matches("\n• `/csm ").count(), 3, "{text}: {said}");
            assert!(said.contains("[Help]") && said.contains("nothing was done"), "{text}: {said}");
        }
    }
    insta::assert_snapshot!(bot.says(ANA, GENERAL, "/csm qbrs techcorp").await.words(), @r#"
    🔒 » I do not know that. Did you mean `qbr`?
    I do not know that. Did you mean `qbr`?
    These work:
    • `/csm qbr techcorp`
    • `/csm account TechCorp`
    • `/csm "qbrs techcorp"`
    [Help]
    ~ You typed `/csm qbrs techcorp`; nothing was done.
    "#);
    insta::assert_snapshot!(bot.says(ANA, GENERAL, "/csm delete tc").await.words(), @r"
    🔒 » I do not know that.
    I do not know that.
    These work:
    • `/csm account TechCorp`
    • `/csm why tc`
    • `/csm techcorp`
    [Help]
    ~ You typed `/csm delete tc`; nothing was done.
    ");
}

#[tokio::test]
async fn a_name_stays_a_name() {
    let bot = Bot::new().await;
    for (text, name) in [("nordwacht freight", "Nordwacht Freight"), ("nordwahct freight", "Nordwacht Freight")] {
        let card = bot.says(ANA, GENERAL, &format!("/csm {text}")).await;
        assert!(card.line().starts_with(name), "{text}: {}", card.words());
    }
    // What stands in marks, or after the verb, is a name whatever it looks like.
    for text in ["\"qbrs techcorp\"", "account qbrs techcorp"] {
        let said = bot.says(ANA, GENERAL, &format!("/csm {text}")).await.words();
        assert!(!said.contains("I do not know that."), "{text}: {said}");
    }
}

#[tokio::test]
async fn an_account_that_is_not_there_has_three_ways_on() {
    let bot = Bot::new().await;
    for text in ["zzyzx", "why zzyzx", "pulse zzyzx red their sponsor is leaving"] {
        let said = bot.says(ANA, GENERAL, &format!("/csm {text}")).await.words();
        assert!(said.contains("No account is called “zzyzx”"), "{text}: {said}");
        assert_eq!(said.matches("\n• `/csm ").count(), 3, "{text}: {said}");
        assert!(said.contains("[Help]"), "{text}: {said}");
    }
}
