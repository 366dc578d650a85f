//! What customers ask for: typed, clicked, in a form, or made of a message; and what becomes of a theme that comes again.

use serde_json::json;

use crate::bot::Bot;
use crate::bot::answers::{date, text};
use crate::bot::town::{ANA, BO, GENERAL, MO, TECHCORP_CHANNEL, VIC};

const KEPT: &str = "select a.name, array_to_string(f.themes, '+') as themes, f.words, p.name as by from feedback f \
    join accounts a on a.id = f.account_id join people p on p.id = f.recorded_by order by f.recorded_at, f.words";

#[tokio::test]
async fn what_is_typed_is_kept_with_its_themes_and_can_be_taken_back() {
    let bot = Bot::new().await;
    let line = "/csm feedback techcorp theme:Data-Export,api the CSV *stops* at 10,000 rows";
    let recorded = bot.says(ANA, GENERAL, line).await;
    insta::assert_snapshot!(recorded.words(), @r"
    🔒 » Recorded what *TechCorp* asks for: data export, api
    Recorded what *TechCorp* asks for: data export, api
    >the CSV ∗stops∗ at 10,000 rows
    [Undo] [All they asked for] [Account card]
    ~ api: 1 time by 1 account in 90 days · data export: 1 time by 1 account in 90 days
    ");
    assert_eq!(bot.asks(KEPT).await, "TechCorp data export+api the CSV *stops* at 10,000 rows Ana Ruiz");
    let card = bot.says(ANA, GENERAL, "/csm techcorp").await;
    let line = card.words().lines().find(|line| line.contains("*Asks for*")).map(str::to_owned);
    insta::assert_snapshot!(line.unwrap_or_default(), @"*Asks for* api, data export · last 2 Mar   [Voice]");
    let all = bot.clicks(ANA, &card, "Voice").await;
    insta::assert_snapshot!(all.words(), @r"
    🔒 » *TechCorp* asked for api, data export in 90 days
    *TechCorp* asked for api, data export in 90 days
    2 Mar · *data export, api* · Ana Ruiz
    >the CSV ∗stops∗ at 10,000 rows
    [!Record feedback…] [Record advocacy…] [Account card]
    ~ 🔒 Only visible to you · or type it: `/csm feedback acme theme:export …`
    ");
    let deeds = "select verb, detail ->> 'n_themes' as n from audit where verb like 'feedback.%' order by id";
    assert_eq!(bot.asks(deeds).await, "feedback.record 2");
    // Taken back, it was never there.
    bot.clicks(ANA, &recorded, "Undo").await;
    assert_eq!(bot.asks(KEPT).await, "");
    assert!(!bot.says(ANA, GENERAL, "/csm techcorp").await.words().contains("*Asks for*"));
    assert_eq!(bot.asks(deeds).await, "feedback.record 2\nfeedback.take_back");
    let again = bot.clicks(ANA, &recorded, "Undo").await;
    assert!(again.words().contains("gone already") || again.words().is_empty(), "{}", again.words());
}

#[tokio::test]
async fn without_a_theme_it_is_asked_what_it_is_about() {
    let bot = Bot::new().await;
    bot.says(ANA, GENERAL, "/csm feedback acme theme:export too few rows").await;
    let asked = bot.says(ANA, TECHCORP_CHANNEL, "/csm feedback we need all the rows, every night").await;
    insta::assert_snapshot!(asked.words(), @r"
    🔒 » What is it about that *TechCorp* asks for? Nothing is recorded yet.
    What is it about that *TechCorp* asks for? Nothing is recorded yet.
    >we need all the rows, every night
    [export] [Another theme…]
    ~ Or type it: `/csm feedback TechCorp theme:export …`
    ");
    assert_eq!(bot.asks(KEPT).await.lines().count(), 1, "nothing is kept yet");
    let told = bot.clicks(ANA, &asked, "export").await;
    insta::assert_snapshot!(told.words(), @r"
    🔒 » Recorded what *TechCorp* asks for: export
    Recorded what *TechCorp* asks for: export
    >we need all the rows, every night
    [Undo] [All they asked for] [Account card]
    ~ export: 2 times by 2 accounts in 90 days
    ");
    let second = bot.clicks(ANA, &asked, "export").await;
    insta::assert_snapshot!(second.line(), @"Already recorded for *TechCorp* by you, ⟨10:00⟩. Nothing was added.");
    assert!(bot.asks(KEPT).await.ends_with("TechCorp export we need all the rows, every night Ana Ruiz"));
    // A theme among the first words need not end the account's name.
    bot.says(MO, GENERAL, "/csm feedback globex slow exports theme:export every night").await;
    assert!(
        bot.asks(KEPT).await.contains("Globex export slow exports every night Mo Adeyemi"),
        "{}",
        bot.asks(KEPT).await
    );
    let picker = bot.says(MO, GENERAL, "/csm feedback nordw theme:api \"slow\"").await;
    bot.clicks(MO, &picker, "Nordwacht Freight").await;
    assert!(bot.asks(KEPT).await.contains("Nordwacht Freight api \"slow\" Mo Adeyemi"));
}

#[tokio::test]
async fn a_theme_that_comes_again_and_again_is_an_item_for_product() {
    let bot = Bot::new().await;
    bot.does("update tickets set theme = 'Data_Export' where external_id = 'k-1'").await;
    bot.says(ANA, GENERAL, "/csm feedback acme theme:data-export too few rows").await;
    let metrics = bot.says(MO, GENERAL, "/csm metrics all").await.words();
    assert!(!metrics.contains("For product"), "twice is not yet a theme: {metrics}");
    let third = bot.says(ANA, GENERAL, "/csm feedback techcorp theme:DATA-export,api all rows").await;
    assert!(
        third.words().contains("data export: 3 times by 2 accounts in 90 days: an item for product"),
        "{}",
        third.words()
    );
    let metrics = bot.says(MO, GENERAL, "/csm metrics all").await.words();
    let item: Vec<&str> = metrics.lines().skip_while(|line| !line.contains("For product")).take(2).collect();
    insta::assert_snapshot!(item.join("\n"), @r"
    *For product: themes that came 3 times or more in 90 days*
    “data export” 1 ticket and 2 asks · 2 accounts · $105,000
    ");
    let week = bot.says(MO, GENERAL, "/csm digest weekly now").await.words();
    let voice = week.lines().find(|line| line.contains("data export")).unwrap_or_default().to_owned();
    assert!(voice.contains("1 ticket and 2 asks, 2 accounts"), "{week}");
}

#[tokio::test]
async fn a_message_becomes_feedback_once() {
    let bot = Bot::new().await;
    bot.says(BO, GENERAL, "/csm feedback initech theme:api too slow").await;
    bot.says(ANA, TECHCORP_CHANNEL, "Kim wrote: we need &lt;all&gt; rows").await;
    let message = bot.view(ANA, TECHCORP_CHANNEL).pop().unwrap();
    let ts = message["ts"].as_str().unwrap().to_owned();
    bot.slack.shortcut(ANA, "feedback_from_message", Some((TECHCORP_CHANNEL, &ts))).await.unwrap();
    insta::assert_snapshot!(bot.form_in_words(ANA), @r"
    » Record feedback | Record | Cancel
    Account*: <external_select Type a part of its name>
    What did they say?*: <plain_text_input The export stops at 10,000 rows and we need all of them> In their own words.
    What is it about?: <multi_static_select Choose themesapi>
    Or a theme that is not there yet: <plain_text_input data export, api> A word or two each, commas between them. A theme that comes again and again goes to product.
    When*: <datepicker >
    ");
    assert_eq!(
        bot.submits(ANA, &[("new_themes", text(" - "))]).await,
        Some(json!({ "new_themes": "Name one to five themes of at most 40 characters" }))
    );
    assert_eq!(
        bot.submits(ANA, &[("new_themes", text("rows")), ("day", date("2026-03-09"))]).await,
        Some(json!({ "day": "Choose a day that has been, a year back at most" }))
    );
    let known = json!({ "type": "multi_static_select", "selected_options": [{ "text": { "type": "plain_text", "text": "api" }, "value": "api" }] });
    assert_eq!(
        bot.submits(
            ANA,
            &[("known_themes", known), ("new_themes", text("Data export, rows")), ("day", date("2026-03-02"))]
        )
        .await,
        None
    );
    let told = bot.form_in_words(ANA);
    assert!(told.contains("asks for: api, data export, rows") && told.contains("Kept with http"), "{told}");
    let kept = bot.asks("select words, array_to_string(themes, '+') as t, link is not null as has_link from feedback where link is not null").await;
    assert_eq!(kept, "Kim wrote: we need <all> rows api+data export+rows true");
    bot.slack.shortcut(MO, "feedback_from_message", Some((TECHCORP_CHANNEL, &ts))).await.unwrap();
    assert_eq!(bot.submits(MO, &[("new_themes", text("rows"))]).await, None);
    assert!(bot.form_in_words(MO).contains("Already recorded for *TechCorp*"), "{}", bot.form_in_words(MO));
}

#[tokio::test]
async fn it_stands_in_the_pack_of_its_quarter() {
    let bot = Bot::new().await;
    assert!(!bot.says(ANA, GENERAL, "/csm qbr techcorp").await.words().contains("What they asked for"));
    bot.says(ANA, GENERAL, "/csm feedback techcorp theme:export all <!here> rows").await;
    let pack = bot.says(ANA, GENERAL, "/csm qbr techcorp 2026-q1").await.words();
    let part: Vec<&str> = pack.lines().skip_while(|line| !line.contains("What they asked for")).take(2).collect();
    insta::assert_snapshot!(part.join("\n"), @r"
    *What they asked for* · 1 Jan to 2 Mar
    • export, 2 Mar: “all @here rows”
    ");
}

#[tokio::test]
async fn who_may_not_records_nothing() {
    let bot = Bot::new().await;
    for line in ["/csm feedback techcorp theme:export x", "/csm feedback techcorp x"] {
        let told = bot.says(VIC, GENERAL, line).await;
        assert!(told.line().contains("nothing was done"), "{}", told.line());
    }
    bot.slack.shortcut(VIC, "record_feedback", None).await.unwrap();
    assert!(bot.form_in_words(VIC).contains("nothing was done"), "{}", bot.form_in_words(VIC));
    for line in ["/csm feedback techcorp theme:export", "/csm feedback techcorp theme: x", "/csm feedbak"] {
        let told = bot.says(ANA, GENERAL, line).await.words();
        assert!(told.contains("/csm feedback"), "{told}");
    }
    let nobody = bot.says(ANA, GENERAL, "/csm feedback zzyzx theme:export x").await;
    assert!(nobody.words().contains("No account is called"), "{}", nobody.words());
    assert_eq!(bot.asks("select count(*) from feedback").await, "0");
}
