//! The form of a list's filters: everything that can be typed behind a list can be chosen, and the list is drawn anew where
//! it stands.

use serde_json::Value;

use crate::bot::answers::{boxes, entries, entry, option, text, user};
use crate::bot::town::{ANA, BO, GENERAL, MO, SIGNING_SECRET};
use crate::bot::{Bot, NOW, Seen, book};

async fn marked() -> Bot {
    let bot = Bot::with(NOW, &book::usual()).await;
    bot.does("update accounts set tags = '{Gold tier,beta}' where name = 'TechCorp'").await;
    bot.does("update accounts set tags = '{gold tier}' where name in ('Globex', 'Initech')").await;
    bot
}

/// Presses *Filters…*, sends the form, and gives what stands in the place of the list afterwards.
async fn filtered(bot: &Bot, who: &str, list: &Seen, answers: &[(&str, Value)]) -> String {
    bot.clicks(who, list, "Filters…").await;
    assert_eq!(bot.submits(who, answers).await, None);
    let ts = list.only()["ts"].clone();
    let view = bot.view(who, &list.channel);
    let message = view.into_iter().find(|message| message["ts"] == ts).expect("the list, where it was");
    Seen { channel: list.channel.clone(), messages: vec![message] }.words()
}

#[tokio::test]
async fn a_book_is_filtered_in_its_place() {
    let bot = marked().await;
    let list = bot.says(ANA, GENERAL, "/csm book health:red,yellow arr:>20k sort:name").await;
    let n = bot.view(ANA, GENERAL).len();
    bot.clicks(ANA, &list, "Filters…").await;
    insta::assert_snapshot!(bot.form_in_words(ANA));
    let answers = [
        ("filter_whose", option("all")),
        ("filter_health", boxes(&["yellow"])),
        ("filter_seg", boxes(&["mid_touch", "high_touch"])),
        ("filter_renew", text(" < 200 d ")),
        ("filter_arr", text(">50k")),
        ("filter_tag", text("gold tier, beta")),
        ("filter_sort", entry("arr")),
        ("filter_limit", text("1")),
    ];
    assert_eq!(bot.submits(ANA, &answers).await, None);
    assert_eq!(bot.view(ANA, GENERAL).len(), n, "the list stands where it was");
    let drawn = bot.newest(GENERAL, ANA);
    insta::assert_snapshot!(drawn.words(), @r"
    🔒 » 1 of 8 accounts · $52K of $689K ARR: 🟡 1 yellow
    # 1 of 8 accounts · $52K of $689K ARR
    🟡 1 yellow
    🟡 *Globex* · Yellow 63 ↗ · $52K · renewal 105 d
    used on 9 of 28 days   [⋯ Open card / Why]
    [Filters…] [CSV to my DM]
    ~ 🔒 Only visible to you · 1 to 1 of 1 · all books · yellow · mid-touch or high-touch · renewing within 200 days · ARR above 50K · 🏷 Gold tier or 🏷 beta · largest ARR first, currencies apart · 1 a page · as of ⟨10:00⟩
    ");
    // What stands is what the form opens with, and a page turned keeps it.
    bot.clicks(ANA, &drawn, "Filters…").await;
    let again = bot.form(ANA).expect("a form").to_string();
    for stands in [r#""initial_value":">50k""#, r#""initial_value":"<200d""#, r#""initial_value":"\"Gold tier\",beta""#]
    {
        assert!(again.contains(stands), "{stands}: {again}");
    }
}

#[tokio::test]
async fn every_list_has_the_form_and_keeps_what_is_its_own() {
    let bot = marked().await;
    let everybody = || ("filter_whose", option("all"));
    let tagged = || ("filter_tag", text("gold tier"));
    let renewals = bot.says(MO, GENERAL, "/csm renewals 365d all").await;
    let shown = filtered(&bot, MO, &renewals, &[everybody(), tagged(), ("filter_renew", text("<365d"))]).await;
    assert!(shown.contains("renewals in 365 days") && shown.contains("🏷 Gold tier"), "{shown}");
    let risks = bot.says(MO, GENERAL, "/csm risks all").await;
    let shown = filtered(&bot, MO, &risks, &[everybody(), ("filter_signal", entries(&["t7", "t6"]))]).await;
    assert!(shown.contains("T6 or T7") && shown.contains("TechCorp"), "{shown}");
    let quiet = bot.says(MO, GENERAL, "/csm quiet all").await;
    let shown = filtered(&bot, MO, &quiet, &[everybody(), tagged(), ("filter_sort", entry("name"))]).await;
    assert!(shown.contains("🏷 Gold tier · by name"), "{shown}");
    let growing = bot.says(MO, GENERAL, "/csm expansions all").await;
    let shown = filtered(&bot, MO, &growing, &[everybody(), ("filter_team", text("EMEA"))]).await;
    assert!(shown.contains("the books of team emea"), "{shown}");
}

#[tokio::test]
async fn somebodys_accounts_are_chosen_and_a_team_is_everybodys_in_it() {
    let bot = marked().await;
    let book = bot.says(MO, GENERAL, "/csm book all").await;
    let bos = filtered(&bot, MO, &book, &[("filter_whose", option("person")), ("filter_person", user(BO))]).await;
    assert!(bos.contains("their book") && bos.contains("Initech"), "{bos}");
    // The one who is shown stands in the form; whoever chooses others above means those.
    let theirs = bot.newest(GENERAL, MO);
    let mine = [("filter_whose", option("none")), ("filter_person", user(BO))];
    let nobodys = filtered(&bot, MO, &theirs, &mine).await;
    assert!(nobodys.contains("nobody's book"), "{nobodys}");
    let own = bot.says(ANA, GENERAL, "/csm book").await;
    let of_team = filtered(&bot, ANA, &own, &[("filter_whose", option("me")), ("filter_team", text("amer"))]).await;
    assert!(of_team.contains("the books of team amer"), "{of_team}");
}

#[tokio::test]
async fn what_is_wrong_stands_at_its_question_as_it_would_be_said() {
    let bot = marked().await;
    let list = bot.says(MO, GENERAL, "/csm book all").await;
    let errors = async |answers: &[(&str, Value)]| {
        bot.clicks(MO, &list, "Filters…").await;
        let errors = bot.submits(MO, answers).await.expect("errors");
        let errors =
            errors.as_object().unwrap().iter().map(|(field, words)| format!("{field}: {}", words.as_str().unwrap()));
        errors.collect::<Vec<_>>().join("\n")
    };
    let all = || ("filter_whose", option("all"));
    let several = [all(), ("filter_arr", text("50k")), ("filter_renew", text("soon")), ("filter_limit", text("99"))];
    insta::assert_snapshot!(errors(&several).await, @r"
    filter_renew: “soon” does not work for renew: it can be a window up to ten years like <60d, <12w or <3m.
    filter_arr: “50k” does not work for arr: it can be a least amount without a currency, like >50k.
    filter_limit: “99” does not work for limit: it can be a number of rows from 1 to 25.
    ");
    insta::assert_snapshot!(errors(&[all(), ("filter_tag", text("gold teir"))]).await, @"filter_tag: No account is marked “gold teir”. Tags that there are: 🏷 Gold tier.");
    insta::assert_snapshot!(errors(&[all(), ("filter_team", text("nowhere"))]).await, @"filter_team: No team is called “nowhere”. There are: amer, emea, leads, support. Nothing was changed.");
    insta::assert_snapshot!(errors(&[("filter_whose", option("none")), ("filter_team", text("emea"))]).await, @"filter_team: “emea” does not work for team: it can be one of owner:none and team: only, for accounts of nobody are in no team.");
    insta::assert_snapshot!(errors(&[("filter_whose", option("person"))]).await, @"filter_person: Somebody here goes with “Somebody's” above: choose both, or neither");
    insta::assert_snapshot!(errors(&[("filter_whose", option("none")), ("filter_person", user(BO))]).await, @"filter_person: Somebody here goes with “Somebody's” above: choose both, or neither");
    bot.changes_locale(MO, "de-DE").await;
    insta::assert_snapshot!(errors(&[all(), ("filter_arr", text("50k"))]).await, @"filter_arr: „50k“ passt nicht zu arr: möglich ist ein Mindestbetrag ohne Währung wie >50k.");
}

#[tokio::test]
async fn a_page_of_ones_own_is_filtered_where_it_stands() {
    let bot = marked().await;
    bot.opens_home_again(ANA).await;
    bot.presses(ANA, "Book").await;
    bot.presses(ANA, "Filters…").await;
    let answers =
        [("filter_whose", option("all")), ("filter_tag", text("\"gold tier\"")), ("filter_sort", entry("name"))];
    assert_eq!(bot.submits(ANA, &answers).await, None);
    let page = bot.page(ANA);
    assert!(page.contains("🏷 Gold tier") && page.contains("Initech") && !page.contains("Umbra"), "{page}");
    // Growing accounts stand in a window over it; so does the list that is filtered.
    bot.presses(ANA, "Growing…").await;
    let window = bot.form(ANA).expect("a window");
    let (_, filters) =
        crate::bot::actions(&window["blocks"]).into_iter().find(|(words, _)| words == "Filters…").expect("a button");
    let target = steward::standin::Target::View { id: window["id"].as_str().unwrap().to_owned() };
    let dm = bot.dm(ANA);
    bot.uses(ANA, crate::bot::Elsewhere { target, action: filters, channel: &dm }).await;
    assert_eq!(bot.submits(ANA, &[("filter_whose", option("all")), ("filter_team", text("amer"))]).await, None);
    assert!(bot.form_in_words(ANA).contains("the books of team amer"), "{}", bot.form_in_words(ANA));
}

#[tokio::test]
async fn in_direct_messages_the_answer_itself_changes() {
    let bot = marked().await;
    let dm = bot.dm(ANA);
    let list = bot.says(ANA, &dm, "book").await;
    let n = bot.view(ANA, &dm).len();
    bot.clicks(ANA, &list, "Filters…").await;
    assert_eq!(bot.submits(ANA, &[("filter_whose", option("all")), ("filter_limit", text("3"))]).await, None);
    assert_eq!(bot.view(ANA, &dm).len(), n);
    let shown = bot.newest(&dm, ANA).words();
    assert!(shown.contains("all books") && shown.contains("3 a page"), "{shown}");
}

#[tokio::test]
async fn an_address_that_is_not_slacks_is_not_answered() {
    let bot = marked().await;
    let list = bot.says(ANA, GENERAL, "/csm book").await;
    bot.clicks(ANA, &list, "Filters…").await;
    let form = bot.form(ANA).expect("a form");
    let metadata = form["private_metadata"].as_str().unwrap();
    let mut changed: Value = serde_json::from_str(metadata).unwrap();
    changed["fl"]["p"]["a"]["u"] = "https://evil.example/collect".into();
    let state = serde_json::json!({ "values": { "filter_whose": { "filter_whose": option("all") } } });
    let payload = serde_json::json!({
        "type": "view_submission", "team": { "id": crate::bot::town::TEAM_ID }, "trigger_id": "9.9.made-up",
        "user": { "id": ANA, "team_id": crate::bot::town::TEAM_ID },
        "view": { "id": form["id"], "type": "modal", "callback_id": form["callback_id"],
            "private_metadata": changed.to_string(), "state": state },
    });
    let body = serde_urlencoded::to_string([("payload", payload.to_string())]).unwrap().into_bytes();
    let headers = super::doors::headers(SIGNING_SECRET, super::doors::now(), &body);
    let answer = bot.knocks("slack/interactions", &headers, body).await;
    assert_eq!(answer.body["response_action"], "update", "{answer:?}");
    assert!(answer.body["view"].to_string().contains("all books"), "{answer:?}");
}
