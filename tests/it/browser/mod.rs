//! The demo as its first user has it: the real program, its page in a real browser, a day's work, a restart.

mod chromium;
mod gallery;
mod page;

use steward::cli::sample::ANA;

use self::chromium::Chromium;
use self::page::Page;
use crate::demo::Demo;
use crate::scratch::Scratch;

const ROWS: &str = "[data-testid=messages] [data-ts]";
const PRIVATE_CARD: &str = "[data-ephemeral]";
const STEWARD: &str = "button.channel[data-channel^=D0]";
const TEAM: &str = "[data-testid=channel-emea-csms]";
const TECHCORP: &str = "[data-testid=channel-acct-techcorp]";
const OUTCOME: &str = "Kim leads it now; their COO joins on Thursday";

#[tokio::test(flavor = "multi_thread")]
async fn a_newcomer_spends_a_morning_and_comes_back() {
    let scratch = Scratch::new();
    let browser = Chromium::start(&scratch.path().join("browser")).await;
    let page = Page::of(&browser).await;
    let data = scratch.path().join("demo");

    let mut demo = Demo::start(&data, None);
    page.open(&demo.address_for(ANA).await).await;
    starts_a_play(&page).await;
    acknowledges_its_first_step(&page).await;
    reads_one_digest_the_next_morning(&page).await;
    finishes_the_step(&page).await;
    let before = conversations(&page).await;
    page.reload().await;
    assert_eq!(conversations(&page).await, before, "a reload shows what was there");
    demo.stop().await;
    page.sees(".lost", "The connection is lost").await;

    let mut again = Demo::start(&data, None);
    page.open(&again.address_for(ANA).await).await;
    assert_eq!(conversations(&page).await, before, "a restart shows what was there");
    page.picture("restarted").await;
    page.close().await;
    again.stop().await;
}

async fn starts_a_play(page: &Page) {
    page.sees("[data-testid=clock-now]", "Mon, Mar 2, 2026").await;
    // Not by a font of emoji, whose digits and spaces are as wide as pictures.
    for letter in ["0", "9", " ", "#"] {
        assert!(page.width_of(letter).await < 0.9, "{letter:?} is as wide as an emoji");
    }
    page.press(TEAM).await;
    page.types("[data-testid=message-box]", "/csm techcorp\n").await;
    page.sees(PRIVATE_CARD, "Only visible to you").await;
    page.sees(PRIVATE_CARD, "🔴 Red").await;
    page.picture("card").await;
    page.press(&format!("{PRIVATE_CARD} [data-action-id=start_play]")).await;
    page.sees(ROWS, "has started for TechCorp").await;
    page.picture("started").await;
}

async fn acknowledges_its_first_step(page: &Page) {
    page.press(TECHCORP).await;
    page.sees(ROWS, "step 1 of 5").await;
    page.press(&format!("{ROWS} [data-action-id=acknowledge]")).await;
    page.sees(ROWS, "Acknowledged by @Ana").await;
    page.lacks("[data-action-id=acknowledge]").await;
    page.picture("acknowledged").await;
}

async fn reads_one_digest_the_next_morning(page: &Page) {
    page.press("[data-testid=clock-open]").await;
    page.press("[data-testid=clock-next-morning]").await;
    page.sees("[data-testid=clock-status]", "sent or edited").await;
    page.sees("[data-testid=clock-now]", "Tue, Mar 3, 2026").await;
    page.press(STEWARD).await;
    page.press("[data-testid=tab-messages]").await;
    page.sees(ROWS, "Tuesday 3 March").await;
    page.picture("digest").await;
    // What fired overnight has cards of its own above it.
    let digests = page.texts(ROWS).await.iter().filter(|row| row.contains("Tuesday 3 March")).count();
    assert_eq!(digests, 1, "one morning brings one digest");
    page.press("[data-testid=tab-home]").await;
    page.sees("[data-testid=home]", "Your book").await;
    page.picture("home").await;
}

async fn finishes_the_step(page: &Page) {
    page.press(TECHCORP).await;
    page.press(&format!("{ROWS} [data-action-id=ask_finish]")).await;
    page.types("[data-testid=modal] textarea", OUTCOME).await;
    page.picture("form").await;
    page.press("[data-testid=modal-submit]").await;
    page.lacks("[data-testid=modal]").await;
    page.sees(ROWS, OUTCOME).await;
    page.sees(ROWS, "Done by @Ana").await;
    page.picture("done").await;
}

/// What the page shows of the two channels and of the direct message.
async fn conversations(page: &Page) -> Vec<Vec<String>> {
    let mut all = Vec::new();
    for (place, text) in [(TECHCORP, OUTCOME), (TEAM, "has started for TechCorp"), (STEWARD, "")] {
        page.press(place).await;
        if place == STEWARD {
            page.press("[data-testid=tab-messages]").await;
        }
        page.sees(ROWS, text).await;
        all.push(page.texts(ROWS).await);
    }
    all
}
