//! Texts that want to ping, format, spoof or break something: whoever writes them, they are only text.

use serde_json::Value;

use crate::bot::book::{Account, Kind, people};
use crate::bot::town::{ANA, GENERAL, MO};
use crate::bot::{Bot, NOW};

/// Where the accounts' pages are; an account's own is the one link on its card.
const ACCOUNTS: &str = "https://crm.example.com/accounts/odd-";

const NAMES: [&str; 12] = [
    "<!channel>",
    "<!here|x> & <@U0MO000001>",
    "<https://evil.example|Pay now>",
    "*bold* _it_ ~gone~ `code`",
    "> quoted\u{2028}:red_circle: Red 1",
    "\u{202E}detrevni\u{202C} الشركة העברית",
    "zero\u{200B}width\u{FEFF}\u{2060} join\u{200D}er",
    "👩‍👩‍👧‍👦 Family 🏴󠁧󠁢󠁥󠁮󠁧󠁿 & 🇩🇪",
    "'; drop table accounts; --",
    "=HYPERLINK(\"http://evil.example\")",
    "{\"json\": \"yes\"} \\ %s {} $1",
    "Z̸̢̧̛̫̗͈̏̀̏a̴l̷g̶o̵ ﷽",
];

#[tokio::test]
async fn names_are_only_names() {
    let files = NAMES.iter().enumerate().fold(people(), |files, (n, name)| {
        let (key, kind) = (format!("odd-{n}"), if n % 2 == 0 { Kind::Yellow } else { Kind::Green });
        files.with(&Account { key: &key, name, arr: 40_000, owner: "p-ana", ends_on: "2026-05-20", kind })
    });
    let bot = Bot::with(NOW, &files).await;
    bot.reminds_nobody().await;
    bot.hears_daily().await;
    for text in ["/csm book", "/csm book page:2", "/csm renewals", "/csm today", "@steward book"] {
        bot.says(ANA, GENERAL, text).await;
    }
    for n in 0..NAMES.len() {
        let domain = format!("odd-{n}.example");
        let card = bot.says(ANA, GENERAL, &format!("/csm {domain}")).await;
        bot.clicks(ANA, &card, "Why").await;
        bot.shares(ANA, &card).await;
        bot.says(ANA, GENERAL, &format!("/csm play start rescue {domain}")).await;
    }
    bot.opens_home(ANA).await;
    bot.advance_to("2026-03-03T07:30:00Z").await;
    assert_eq!(bot.posts(&bot.dm(ANA)).len(), NAMES.len() + 1, "a prompt each, and the digest");
    let step = bot.view(ANA, &bot.dm(ANA)).remove(0);
    let step = crate::bot::Seen { channel: bot.dm(ANA), messages: vec![step] };
    bot.clicks(ANA, &step, "Done…").await;
    bot.submits(ANA, &[("outcome", serde_json::json!({ "type": "plain_text_input", "value": NAMES.join("\n") }))])
        .await;
    bot.runs_due_jobs().await;
    is_inert(&bot);
}

#[tokio::test]
async fn what_is_typed_is_only_text() {
    let bot = Bot::new().await;
    let long = "x".repeat(3_000);
    let words = "word ".repeat(600);
    let quotes = "\"".repeat(2_999);
    let texts = NAMES.into_iter().chain([
        long.as_str(),
        &words,
        &quotes,
        "\u{0}\u{1}\u{7f}",
        "' or 1=1 --",
        "%",
        "_",
        "book health:<!channel>",
        "book tag:\u{202E}x",
        "why <!here>",
        "play start <!channel> techcorp",
        "play start rescue *nobody*",
        "digest daily <!channel>",
        "help <!channel>",
        "account \\\" \\\\ “smart” „quotes‟ «guillemets»",
    ]);
    for text in texts {
        for line in [format!("/csm {text}"), format!("@steward {text}")] {
            let answer = bot.says(ANA, GENERAL, &line).await;
            assert_eq!(answer.messages.len(), 1, "{line}");
        }
        let answer = bot.says(ANA, &bot.dm(ANA), text).await;
        assert!(answer.messages.len() <= 1, "{text}");
    }
    is_inert(&bot);
    assert_eq!(bot.asks("select count(*) from inbox where state <> 'handled'").await, "0");
    assert!(bot.view(MO, GENERAL).iter().all(|message| message["bot_id"].is_null()), "all of it was private");
}

#[tokio::test]
async fn a_playbook_file_with_a_fault_is_refused_with_its_place() {
    let good = include_str!("../../../manifests/playbooks/red_account_rescue.yaml");
    for (bad, place, reason) in [
        (good.replace("due: 14d", "due_day: soon"), &*line_of(good, "due: 14d"), ""),
        (good.replace("id: quick_wins", "id: usage_audit"), "line", "two steps"),
        (good.replace("goal:", "gaol:"), "line", "gaol"),
        (String::new(), "line 1", ""),
        ("- a\n- b\n".to_owned(), "line 1", ""),
        ("name: x\ntitle: [".to_owned(), "line", ""),
        (format!("{good}\nname: again\n"), "line", "name"),
        ("a: &a [*a]".to_owned(), "line", ""),
    ] {
        let words = steward::domain::playbook::Playbook::parse(&bad).expect_err("must be refused").to_string();
        assert!(words.contains(place) && words.contains(reason), "{words}");
    }
}

fn line_of(text: &str, words: &str) -> String {
    format!("line {}", text.lines().position(|line| line.contains(words)).unwrap() + 1)
}

/// Nothing that Slack was given pings anybody but people of the team, links anywhere or formats itself.
#[track_caller]
fn is_inert(bot: &Bot) {
    for entry in bot.slack.journal() {
        each_text(&entry.arguments, &mut |text| {
            for token in text.split('<').skip(1) {
                let token = token.split('>').next().unwrap_or_default();
                let is_ours = ["@U0ANA00001", "@U0MO000001", "@U0BO000001"].contains(&token)
                    || token.starts_with("!date^")
                    || token.starts_with("#C0")
                    || token.strip_suffix("|crm.example.com").is_some_and(|page| page.starts_with(ACCOUNTS));
                assert!(is_ours, "<{token}> in {text}");
            }
            assert!(!text.contains("*bold*") && !text.contains("~gone~") && !text.contains(":red_circle:"), "{text}");
            let turns = |c: char| ('\u{202A}'..='\u{202E}').contains(&c) || "\u{200B}\u{FEFF}\u{2060}".contains(c);
            assert!(!text.contains(turns), "{text:?}");
        });
    }
}

/// Every text that Slack reads as markup: mrkdwn objects, and the words of the notification.
fn each_text(value: &Value, see: &mut impl FnMut(&str)) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| each_text(value, see)),
        Value::Object(fields) => {
            let is_markup = fields.get("type").is_none_or(|kind| kind == "mrkdwn");
            if let Some(text) = fields.get("text").and_then(Value::as_str).filter(|_| is_markup) {
                see(text);
            }
            fields.values().for_each(|value| each_text(value, see));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
