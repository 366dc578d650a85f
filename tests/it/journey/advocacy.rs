//! What customers do for us before others: asked, agreed, done; and nobody asks twice.

use serde_json::json;

use crate::bot::Bot;
use crate::bot::answers::{option, text};
use crate::bot::town::{ANA, BO, GENERAL, MO, TECHCORP_CHANNEL, VIC};

const KEPT: &str = "select a.name, v.kind, v.stage, v.note, p.name as by, v.version from advocacy v \
    join accounts a on a.id = v.account_id join people p on p.id = v.moved_by order by v.moved_at, v.kind";

#[tokio::test]
async fn a_reference_goes_from_asked_to_done() {
    let bot = Bot::new().await;
    let asked = bot.says(ANA, TECHCORP_CHANNEL, "/csm advocacy reference asked Kim <!here>, for Globex").await;
    insta::assert_snapshot!(asked.words(), @r"
    🔒 » *TechCorp*: reference asked
    *TechCorp*: reference asked
    >Kim @here, for Globex
    [!Agreed] [Declined] [Undo] [All of it]
    ~ Say what came of it, so that nobody asks again meanwhile.
    ");
    let again = bot.says(MO, TECHCORP_CHANNEL, "/csm advocacy reference asked").await;
    insta::assert_snapshot!(again.line(), @"*TechCorp*: the reference stands at asked already, by <@U0ANA00001>, ⟨09:00⟩. Nothing was changed.");
    let agreed = bot.clicks(ANA, &asked, "Agreed").await;
    insta::assert_snapshot!(agreed.words(), @r"
    🔒 » *TechCorp*: reference agreed, it was asked
    *TechCorp*: reference agreed, it was asked
    >Kim @here, for Globex
    [!Done] [Declined] [All of it]
    ~ Say when it is done; the quarterly review shows it then.
    ");
    let late = bot.clicks(ANA, &asked, "Declined").await;
    insta::assert_snapshot!(late.line(), @"The reference stands at agreed since 2 Mar, by <@U0ANA00001>, so nothing was changed. Open the list again.");
    bot.says(ANA, TECHCORP_CHANNEL, "/csm advocacy case study asked").await;
    let all = bot.says(ANA, GENERAL, "/csm advocacy techcorp").await;
    insta::assert_snapshot!(all.words(), @r"
    🔒 » *TechCorp* asked for nothing in 90 days · case study asked 2 Mar, reference agreed 2 Mar
    *TechCorp* asked for nothing in 90 days · case study asked 2 Mar, reference agreed 2 Mar
    *Case study* asked 2 Mar · Ana Ruiz   [Agreed]
    *Reference* agreed 2 Mar · Ana Ruiz
    >Kim @here, for Globex   [Done]
    [!Record feedback…] [Record advocacy…] [Account card]
    ~ 🔒 Only visible to you · or type it: `/csm feedback acme theme:export …`
    ");
    bot.clicks(ANA, &all, "Done").await;
    assert_eq!(
        bot.asks(KEPT).await,
        "TechCorp case_study asked  Ana Ruiz 1\nTechCorp reference done Kim @here, for Globex Ana Ruiz 3"
    );
    let card = bot.says(ANA, GENERAL, "/csm techcorp").await.words();
    let line = card.lines().find(|line| line.contains("*Advocacy*")).unwrap_or_default().to_owned();
    insta::assert_snapshot!(line, @"*Advocacy* case study asked 2 Mar, reference done 2 Mar   [Voice]");
    // The customer reads what they did, not what else they were asked for.
    let pack = bot.says(ANA, GENERAL, "/csm qbr techcorp 2026-q1").await.words();
    let part: Vec<&str> = pack.lines().skip_while(|line| !line.contains("What they do for us")).take(2).collect();
    insta::assert_snapshot!(part.join("\n"), @r"
    *What they do for us* · 1 Jan to 2 Mar
    • Reference done 2 Mar: Kim @here, for Globex
    ");
    assert!(!pack.contains("Case study"), "{pack}");
    let deeds = "select verb, detail ->> 'stage' as stage from audit where verb like 'advocacy.%' order by id";
    assert_eq!(bot.asks(deeds).await, "advocacy.say asked\nadvocacy.say agreed\nadvocacy.say asked\nadvocacy.say done");
    // What is over begins anew.
    bot.says(ANA, GENERAL, "/csm advocacy techcorp reference asked").await;
    assert_eq!(bot.asks("select count(*) from advocacy where kind = 'reference'").await, "2");
}

#[tokio::test]
async fn what_was_said_by_mistake_is_taken_back() {
    let bot = Bot::new().await;
    let asked = bot.says(ANA, GENERAL, "/csm advocacy acme talk asked").await;
    bot.clicks(ANA, &asked, "Undo").await;
    assert_eq!(bot.asks(KEPT).await, "");
    let asked = bot.says(ANA, GENERAL, "/csm advocacy acme talk asked").await;
    bot.clicks(ANA, &asked, "Agreed").await;
    bot.clicks(ANA, &asked, "Undo").await;
    assert_eq!(bot.asks(KEPT).await, "Acme talk agreed  Ana Ruiz 2", "it went on meanwhile");
}

#[tokio::test]
async fn a_form_and_a_message_say_it_too() {
    let bot = Bot::new().await;
    let all = bot.says(ANA, GENERAL, "/csm advocacy techcorp").await;
    bot.clicks(ANA, &all, "Record advocacy…").await;
    insta::assert_snapshot!(bot.form_in_words(ANA), @r"
    » Record advocacy | Record | Cancel
    Account*: <external_select Type a part of its name>
    What do they do for us?*: <radio_buttons Case study / Review / Reference / Talk>
    How far has it come?*: <radio_buttons Asked / Agreed / Done / Declined>
    A word on it: <plain_text_input Kim would speak with Globex in May>
    ");
    assert_eq!(bot.submits(ANA, &[("kind", option("review")), ("note", text("on a site"))]).await, None);
    insta::assert_snapshot!(bot.form_in_words(ANA), @r"
    » Advocacy | – | Close
    *TechCorp*: review asked
    >on a site
    [!Agreed] [Declined] [Undo] [All of it]
    ~ Say what came of it, so that nobody asks again meanwhile.
    ");
    bot.says(ANA, TECHCORP_CHANNEL, "Kim: happy to speak at your summit").await;
    let message = bot.view(ANA, TECHCORP_CHANNEL).pop().unwrap();
    let ts = message["ts"].as_str().unwrap().to_owned();
    bot.slack.shortcut(ANA, "advocacy_from_message", Some((TECHCORP_CHANNEL, &ts))).await.unwrap();
    let answers = [("kind", option("talk")), ("stage", option("agreed"))];
    assert_eq!(bot.submits(ANA, &answers).await, None);
    let kept = bot.asks("select kind, stage, note, link is not null as l from advocacy order by kind").await;
    assert_eq!(kept, "review asked on a site false\ntalk agreed Kim: happy to speak at your summit true");
    bot.slack.shortcut(ANA, "record_advocacy", None).await.unwrap();
    assert!(bot.form_in_words(ANA).contains("How far has it come?"));
    let blank = bot.submits(ANA, &[("kind", option("talk"))]).await.unwrap_or_default();
    assert_ne!(blank, json!(null), "an account is needed");
}

#[tokio::test]
async fn who_may_not_says_nothing() {
    let bot = Bot::new().await;
    for user in [VIC, BO] {
        let told = bot.says(user, GENERAL, "/csm advocacy techcorp reference asked").await;
        assert!(told.words().contains("nothing was") || told.words().contains("Nothing was"), "{}", told.words());
    }
    bot.slack.shortcut(VIC, "record_advocacy", None).await.unwrap();
    assert!(bot.form_in_words(VIC).contains("nothing was done"), "{}", bot.form_in_words(VIC));
    for line in ["/csm advocacy techcorp reference", "/csm advocacy techcorp reference soon", "/csm advocasy"] {
        let told = bot.says(ANA, GENERAL, line).await.words();
        assert!(told.contains("/csm advocacy"), "{told}");
    }
    assert_eq!(bot.asks("select count(*) from advocacy").await, "0");
}
