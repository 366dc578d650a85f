//! Touches that people log: typed, clicked, in a form, or made of a message. They count as an imported touch does.

use serde_json::json;
use steward::standin::Target;

use crate::bot::answers::{date, option, text};
use crate::bot::town::{ANA, BO, GENERAL, MO, TECHCORP_CHANNEL, VIC};
use crate::bot::{Bot, book};

const TOUCHES: &str = "select a.name, p.name as by, t.kind, t.two_way, t.minutes, t.note from touchpoints t \
    join accounts a on a.id = t.account_id join people p on p.id = t.logged_by order by t.logged_at, t.kind";

async fn last_touch(bot: &Bot) -> String {
    let card = bot.says(ANA, GENERAL, "/csm techcorp").await.words();
    card.lines().find(|line| line.contains("*Last touch*")).expect("a last touch").to_owned()
}

#[tokio::test]
async fn a_typed_touch_ends_the_silence() {
    let bot = Bot::new().await;
    bot.runs_due_jobs().await;
    let silent = "select count(*) from signals s join accounts a on a.id = s.account_id \
        where a.name = 'TechCorp' and s.kind = 't8' and s.ended_at is null";
    assert_eq!(bot.asks(silent).await, "1");
    let mail = bot.says(ANA, GENERAL, "/csm note techcorp email unanswered asked for a date").await;
    insta::assert_snapshot!(mail.words(), @r"
    🔒 » Logged on *TechCorp*: e-mail, unanswered, today
    Logged on *TechCorp*: e-mail, unanswered, today
    >asked for a date
    [Undo] [Account card]
    ~ Nobody answered, so the silence goes on; it counts for your time where it has minutes.
    ");
    assert!(last_touch(&bot).await.contains("8 days ago"), "nobody answered");
    bot.runs_due_jobs().await;
    assert_eq!(bot.asks(silent).await, "1");
    let call = bot.says(ANA, GENERAL, "/csm note techcorp call 30m met Kim: *two* teams are back").await;
    insta::assert_snapshot!(call.words(), @r"
    🔒 » Logged on *TechCorp*: call, two-way, 30 min, today
    Logged on *TechCorp*: call, two-way, 30 min, today
    >met Kim: ∗two∗ teams are back
    [Undo] [Account card]
    ~ It counts as the last touch, and for your time where it has minutes.
    ");
    assert!(last_touch(&bot).await.contains("today"), "{}", last_touch(&bot).await);
    bot.runs_due_jobs().await;
    assert_eq!(bot.asks(silent).await, "0", "the signal cleared by itself");
    assert_eq!(
        bot.asks("select verb, detail ->> 'minutes' as m from audit where verb like 'touch.%' order by id").await,
        "touch.log\ntouch.log 30"
    );
    let team = bot.says(MO, GENERAL, "/csm capacity owner:@ana").await.words();
    assert!(team.contains("onboarding") || team.contains("100"), "{team}");
    // Taken back, it was never there.
    let undone = bot.clicks(ANA, &call, "Undo").await;
    insta::assert_snapshot!(undone.words(), @"🔒 » Taken back: the note on *TechCorp* is no longer there, and counts for nothing.");
    assert!(last_touch(&bot).await.contains("8 days ago"));
    let again = bot.clicks(ANA, &call, "Undo").await;
    insta::assert_snapshot!(again.line(), @"That note is gone already, or somebody else logged it. Nothing was changed.");
}

#[tokio::test]
async fn without_a_kind_it_is_asked_what_it_was() {
    let bot = Bot::new().await;
    let asked = bot.says(ANA, TECHCORP_CHANNEL, "/csm note spoke to Kim about May").await;
    insta::assert_snapshot!(asked.words(), @r"
    🔒 » What was it with *TechCorp*? Nothing is logged yet.
    What was it with *TechCorp*? Nothing is logged yet.
    >spoke to Kim about May
    [Call] [Meeting] [E-mail, answered] [E-mail, unanswered] [More…]
    ~ Or type it: `/csm note TechCorp call 30m …`
    ");
    assert_eq!(bot.asks(TOUCHES).await, "");
    bot.clicks(ANA, &asked, "Meeting").await;
    let second = bot.clicks(ANA, &asked, "Call").await;
    insta::assert_snapshot!(second.line(), @"Already logged on *TechCorp* by you, ⟨10:00⟩. Nothing was added.");
    assert_eq!(bot.asks(TOUCHES).await, "TechCorp Ana Ruiz meeting true spoke to Kim about May");
    // A kind among the first words may be one of the text.
    let whole = bot.says(ANA, GENERAL, "/csm note techcorp Kim will call back on Friday").await;
    assert!(whole.words().contains("Kim will call back on Friday"), "{}", whole.words());
    let unknown = bot.says(ANA, GENERAL, "/csm note zzyzx call hello").await;
    assert!(unknown.words().contains("No account is called"), "{}", unknown.words());
    let picker = bot.says(MO, GENERAL, "/csm note nordw call 15m slow \"replies\"").await;
    bot.clicks(MO, &picker, "Nordwacht Freight").await;
    assert!(bot.asks(TOUCHES).await.contains("Nordwacht Freight Mo Adeyemi call true 15 slow \"replies\""));
}

#[tokio::test]
async fn the_form_of_the_card_logs_another_day() {
    let bot = Bot::new().await;
    let card = bot.says(ANA, GENERAL, "/csm techcorp").await;
    bot.clicks(ANA, &card, "Log note…").await;
    insta::assert_snapshot!(bot.form_in_words(ANA), @r"
    » Log to account | Log | Cancel
    Account*: <external_select Type a part of its name>
    What was it?*: <radio_buttons Call / E-mail / Meeting / Quarterly review / Executive review / Training>
    Did the customer take part?*: <radio_buttons They took part or answered / No answer yet>
    When*: <datepicker >
    Minutes: <plain_text_input 30> Your time split counts it.
    What was said?: <plain_text_input Met Kim: two teams are back, the third in May>
    ");
    let account = bot.asks("select id from accounts where name = 'TechCorp'").await;
    let view = bot.form(ANA).unwrap();
    assert_eq!(view["blocks"][0]["element"]["initial_option"]["value"], json!(account));
    let answers = |day: &str, minutes: &str| {
        vec![
            ("kind", option("meeting")),
            ("answered", option("two_way")),
            ("day", date(day)),
            ("minutes", text(minutes)),
            ("text", text("on site")),
        ]
    };
    assert_eq!(
        bot.submits(ANA, &answers("2026-03-09", "")).await,
        Some(json!({ "day": "Choose a day that has been, a year back at most" }))
    );
    assert_eq!(
        bot.submits(ANA, &answers("2026-02-27", "1e3")).await,
        Some(json!({ "minutes": "Write minutes as a number from 1 to 1440, or nothing" }))
    );
    assert_eq!(bot.submits(ANA, &answers("2026-02-27", "45")).await, None);
    insta::assert_snapshot!(bot.form_in_words(ANA), @r"
    » Log to account | – | Close
    Logged on *TechCorp*: meeting, two-way, 45 min, 27 Feb
    >on site
    [Undo] [Account card]
    ~ It counts as the last touch, and for your time where it has minutes.
    ");
    assert_eq!(
        bot.asks("select occurred_at at time zone 'Europe/Berlin' as at from touchpoints where logged_by is not null")
            .await,
        "2026-02-27T12:00:00"
    );
}

#[tokio::test]
async fn a_message_is_logged_once() {
    let bot = Bot::new().await;
    bot.says(ANA, TECHCORP_CHANNEL, "Kim wrote: two &lt;teams&gt; stopped").await;
    let message = bot.view(ANA, TECHCORP_CHANNEL).pop().unwrap();
    let ts = message["ts"].as_str().unwrap().to_owned();
    bot.slack.shortcut(ANA, "log_to_account", Some((TECHCORP_CHANNEL, &ts))).await.unwrap();
    insta::assert_snapshot!(bot.form_in_words(ANA), @r"
    » Log to account | Log | Cancel
    Account*: <external_select Type a part of its name>
    What was it?*: <radio_buttons Call / E-mail / Meeting / Quarterly review / Executive review / Training>
    Did the customer take part?*: <radio_buttons They took part or answered / No answer yet>
    When*: <datepicker >
    Minutes: <plain_text_input 30> Your time split counts it.
    What was said?: <plain_text_input Met Kim: two teams are back, the third in May>
    ");
    assert_eq!(bot.submits(ANA, &[("kind", option("email"))]).await, None);
    let kept = bot
        .asks("select note, link is not null as has_link, external_id from touchpoints where logged_by is not null")
        .await;
    assert_eq!(kept, format!("Kim wrote: two <teams> stopped true steward:slack:{TECHCORP_CHANNEL}:{ts}"));
    bot.slack.shortcut(MO, "log_to_account", Some((TECHCORP_CHANNEL, &ts))).await.unwrap();
    assert_eq!(bot.submits(MO, &[("kind", option("call"))]).await, None);
    insta::assert_snapshot!(bot.form_in_words(MO), @r"
    » Log to account | – | Close
    Already logged on *TechCorp* by <@U0ANA00001>, ⟨09:00⟩. Nothing was added.
    [Account card]
    ");
    assert_eq!(bot.asks("select count(*) from touchpoints where logged_by is not null").await, "1");
    // A file that names it writes nothing over it.
    let row = format!(
        "external_id,account,person,kind,two_way,occurred_at\nsteward:slack:{TECHCORP_CHANNEL}:{ts},acme,,qbr,true,2026-02-01T10:00:00Z\n"
    );
    let account = bot.asks("select external_id from accounts where name = 'TechCorp'").await;
    bot.brings_in(&book::Files::default().and("touchpoints", &row.replace(",acme,", &format!(",{account},")))).await;
    assert_eq!(bot.asks("select kind from touchpoints where logged_by is not null").await, "email");
}

#[tokio::test]
async fn the_shortcut_looks_the_account_up() {
    let bot = Bot::new().await;
    bot.slack.shortcut(BO, "log_touch", None).await.unwrap();
    let view = bot.form(BO).unwrap();
    let target = Target::View { id: view["id"].as_str().unwrap().to_owned() };
    let offered = bot.slack.options(BO, target.clone(), "account", "account", "tech").await.unwrap();
    let offered = offered["options"].as_array().unwrap().clone();
    let names: Vec<_> = offered.iter().map(|option| option["text"]["text"].as_str().unwrap()).collect();
    assert_eq!(names, ["Initech", "TechCorp"], "one's own come first");
    let all = bot.slack.options(BO, target, "account", "account", "").await.unwrap();
    assert!(5 < all["options"].as_array().unwrap().len(), "{all}");
    let account = json!({ "type": "external_select", "selected_option": offered[1] });
    let kept = bot.submits(BO, &[("account", account), ("kind", option("training"))]).await;
    assert_eq!(kept, None, "a colleague's account may be logged on: covers do");
    assert_eq!(bot.asks(TOUCHES).await, "TechCorp Bo Carter training true ");
}

#[tokio::test]
async fn a_viewer_logs_nothing() {
    let bot = Bot::new().await;
    let told = bot.says(VIC, GENERAL, "/csm note techcorp call hello").await;
    insta::assert_snapshot!(told.line(), @"That is for customer success managers and up here, so nothing was done. Whoever runs the bot can change your role.");
    bot.slack.shortcut(VIC, "log_touch", None).await.unwrap();
    assert!(bot.form_in_words(VIC).contains("nothing was done"), "{}", bot.form_in_words(VIC));
    assert_eq!(bot.asks("select count(*) from touchpoints where logged_by is not null").await, "0");
}
