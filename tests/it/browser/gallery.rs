//! Each verb typed into the page, and each form that its answer offers opened: pictures of all of it in both themes, in
//! `target/screenshots`. What the page cannot draw, or a button that opens nothing, fails the test.

use steward::cli::sample::{ADA, ANA, MO};
use steward::slack::commands::HELP;
use url::Url;

use super::chromium::Chromium;
use super::page::Page;
use crate::demo::Demo;
use crate::scratch::Scratch;

/// The newest message of the conversation.
const NEWEST: &str = "(//*[@data-testid='messages']//*[@data-ts])[last()]";
const ROWS: &str = "[data-testid=messages] [data-ts]";
const BOX: &str = "[data-testid=message-box]";
const TEAM: &str = "[data-testid=channel-emea-csms]";
const TECHCORP: &str = "[data-testid=channel-acct-techcorp]";
const STEWARD: &str = "button.channel[data-channel^=D0]";
const HOME: &str = "//*[@data-testid='home']";
/// The card of a step that is due.
const STEP: &str = "(//*[@data-testid='messages']//*[@data-ts][.//*[@data-action-id='ask_block']])[last()]";
/// The entries of the menu that is open.
const ENTRIES: &str = "//*[@role='menuitem']";
const MODAL: &str = "[data-testid=modal]";

/// What no first example leads to.
const MORE: [(&str, &str, &str); 13] = [
    (ANA, "pulse-asked", "pulse techcorp"),
    (ANA, "contacts", "contact techcorp"),
    (ANA, "voice", "feedback techcorp"),
    (ANA, "muted", "mute techcorp"),
    (ANA, "leave", "away"),
    (ANA, "links", "link"),
    (ANA, "plan-begun", "plan tarnhill"),
    (ANA, "note-asked", "note techcorp spoke to Kim"),
    (ANA, "misread", "book helth:red"),
    (ANA, "digest-daily", "digest now"),
    (ANA, "play-shown", "play show techcorp"),
    (MO, "digest-weekly", "digest weekly now"),
    (MO, "digest-product", "digest product now"),
];

/// What a digest for a leader offers: each leads to a list of its own.
const LISTS: [&str; 2] = ["Ask for a plan…", "Assign owners…"];

/// Who types a verb.
fn teller(verb: &str) -> &'static str {
    match verb {
        "audit" | "roles" | "status" => ADA,
        "team" | "segment" | "capacity" | "metrics" => MO,
        _ => ANA,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_verb_every_tab_and_every_form_in_both_themes() {
    let scratch = Scratch::new();
    let browser = Chromium::start(&scratch.path().join("browser")).await;
    let page = Page::of(&browser).await;
    page.grows().await;
    let mut demo = Demo::start(&scratch.path().join("demo"), None);
    let address = demo.address_for("").await;
    for user in [ANA, MO, ADA] {
        page.open(&mine_of(&address, user)).await;
        for entry in HELP.iter().filter(|entry| teller(entry.verb) == user) {
            types_it(&page, entry.verb, &entry.examples[0].replace("acme", "techcorp")).await;
        }
        for (_, name, line) in MORE.iter().filter(|(teller, ..)| *teller == user) {
            types_it(&page, name, line).await;
        }
        if user == MO {
            opens_the_lists(&page).await;
        }
        if user == ANA {
            looks_at_the_cards(&page).await;
            follows_a_link_and_a_prompt(&page).await;
        }
        turns_the_tabs(&page, user).await;
    }
    page.open(&mine_of(&address, ANA)).await;
    reads_the_morning(&page).await;
    page.close().await;
    demo.stop().await;
}

fn mine_of(address: &Url, user: &str) -> Url {
    let mut mine = address.clone();
    mine.set_query(Some(&format!("user={user}")));
    mine
}

/// What the clock brings overnight.
async fn reads_the_morning(page: &Page) {
    page.press("[data-testid=clock-open]").await;
    page.press("[data-testid=clock-next-morning]").await;
    page.sees("[data-testid=clock-status]", "sent or edited").await;
    page.press(STEWARD).await;
    page.press("[data-testid=tab-messages]").await;
    page.sees(ROWS, "3 March").await;
    page.shows_at(NEWEST).await;
    page.pictures("morning").await;
}

/// Types an example, looks at what came, and opens each form that it offers.
async fn types_it(page: &Page, verb: &str, example: &str) {
    page.press(if matches!(verb, "link" | "unlink") { TECHCORP } else { TEAM }).await;
    let before = page.texts(ROWS).await.len();
    page.types(BOX, &format!("/csm {example}\n")).await;
    page.sees_more(ROWS, before).await;
    page.shows_at(NEWEST).await;
    page.pictures(&format!("verb-{verb}")).await;
    opens_the_forms(page, NEWEST, verb).await;
}

/// Opens each form that a message offers, by a button or in its menu.
async fn opens_the_forms(page: &Page, message: &str, name: &str) {
    for words in asking(page.labels(&format!("{message}//button")).await) {
        page.press_at(&format!("{message}//button[normalize-space()=\"{words}\"]")).await;
        looks_at_the_form(page, &format!("form-{name}-{words}")).await;
    }
    let menu = format!("{message}//button[contains(@class, 'is-overflow')]");
    if page.labels(&menu).await.is_empty() {
        return;
    }
    page.press_at(&menu).await;
    let entries: Vec<String> = asking(page.labels(ENTRIES).await).collect();
    page.press_at(&menu).await;
    for words in entries.into_iter().filter(|words| !words.starts_with("Start a play")) {
        page.press_at(&menu).await;
        page.press_at(&format!("{ENTRIES}[normalize-space()=\"{words}\"]")).await;
        looks_at_the_form(page, &format!("form-{name}-{words}")).await;
    }
}

/// The lists that a weekly digest leads to, one after the other.
async fn opens_the_lists(page: &Page) {
    for words in LISTS {
        let before = page.texts(ROWS).await.len();
        page.press_at(&format!("//*[@data-testid='messages']//button[normalize-space()=\"{words}\"]")).await;
        page.sees_more(ROWS, before).await;
        page.shows_at(NEWEST).await;
        page.pictures(&format!("list-{}", words.to_lowercase().replace([' ', '…'], "-"))).await;
        opens_the_forms(page, NEWEST, "list").await;
    }
}

/// The card of a step with its forms, and of a signal.
async fn looks_at_the_cards(page: &Page) {
    page.press(TECHCORP).await;
    page.shows_at(STEP).await;
    page.pictures("card-step").await;
    opens_the_forms(page, STEP, "step").await;
    page.press(TEAM).await;
    let before = page.texts(ROWS).await.len();
    page.types(BOX, "/csm risks\n").await;
    page.sees_more(ROWS, before).await;
    page.sees_at(&format!("{NEWEST}[contains(., 'open signals on')]")).await;
    let before = page.texts(ROWS).await.len();
    page.press_at(&format!("{NEWEST}//button[contains(@class, 'is-overflow')]")).await;
    page.press_at(&format!("{ENTRIES}[starts-with(normalize-space(), 'Signal')]")).await;
    page.sees_more(ROWS, before).await;
    page.shows_at(NEWEST).await;
    page.pictures("card-signal").await;
    opens_the_forms(page, NEWEST, "signal").await;
}

/// A link to an account's page, and what the pane offers to ask.
async fn follows_a_link_and_a_prompt(page: &Page) {
    page.press(TEAM).await;
    page.types(BOX, "https://crm.example.com/accounts/a-techcorp\n").await;
    page.sees(ROWS, "The card opens for you alone").await;
    page.shows_at(NEWEST).await;
    page.pictures("unfurl").await;
    page.press(STEWARD).await;
    page.press("[data-testid=tab-messages]").await;
    page.sees("[data-testid=prompts]", "My red accounts").await;
    page.pictures("pane").await;
    let before = page.texts(ROWS).await.len();
    page.press_at("//*[@data-testid='prompts']//button[contains(., 'My red accounts')]").await;
    page.sees_more(ROWS, before).await;
    page.pictures("pane-asked").await;
}

/// Those that ask something in a form before anything is done.
fn asking(words: Vec<String>) -> impl Iterator<Item = String> {
    let is_form = |words: &str| words.ends_with('…') && words != "Share…" && !LISTS.contains(&words);
    words.into_iter().filter(move |words| is_form(words))
}

/// A form is there; its pictures, and away with it.
async fn looks_at_the_form(page: &Page, name: &str) {
    page.sees(MODAL, "").await;
    page.lacks_at("//*[@data-testid='modal'][contains(., 'One moment')]").await;
    page.pictures(&name.to_lowercase().replace([' ', '…'], "-")).await;
    page.press("[data-testid=modal-close]").await;
    page.lacks(MODAL).await;
}

/// Each tab of somebody's own page.
async fn turns_the_tabs(page: &Page, user: &str) {
    page.press(STEWARD).await;
    page.press("[data-testid=tab-home]").await;
    page.sees("[data-testid=home]", "Your book").await;
    page.pictures(&format!("home-{user}-first")).await;
    page.presses_away(&format!("{HOME}//button[normalize-space()='Not now']")).await;
    for tab in ["Book", "Renewals", "Plays", "Settings", "Team", "System", "Today"] {
        let button = format!("{HOME}//button[normalize-space()='{tab}']");
        if page.labels(&button).await.is_empty() {
            continue;
        }
        page.press_at(&button).await;
        page.sees_at(&format!("{button}[contains(@class, 'is-primary')]")).await;
        page.pictures(&format!("home-{user}-{tab}")).await;
        if tab == "Settings" && user == ANA {
            for words in asking(page.labels(&format!("{HOME}//button")).await) {
                page.press_at(&format!("{HOME}//button[normalize-space()=\"{words}\"]")).await;
                looks_at_the_form(page, &format!("form-home-{words}")).await;
            }
        }
    }
}
