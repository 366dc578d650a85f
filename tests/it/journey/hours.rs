//! People's own clocks: the zone from Slack and from their own choice, quiet hours, holidays, and the home tab's settings.

use serde_json::json;
use steward::domain::ids::OrgId;
use steward::domain::personal::Country;
use steward::ingest::holidays::{Format, read};
use steward::operations::holidays;

use crate::bot::answers::text;
use crate::bot::book::{self, Account, Files, Kind};
use crate::bot::town::{ANA, GENERAL, MO};
use crate::bot::{Bot, NOW};

const ZONE: &str = "select time_zone, zone_source from staff where external_id = 'p-ana'";

#[tokio::test]
async fn a_zone_comes_from_slack_until_its_person_chooses_one() {
    let bot = Bot::new().await;
    assert_eq!(bot.asks(ZONE).await, "Europe/Berlin import");
    bot.runs_due_jobs().await;
    assert_eq!(bot.asks(ZONE).await, "Europe/Berlin slack");
    bot.says(ANA, GENERAL, "/csm digest daily 8:30").await;
    bot.changes_zone(ANA, "America/New_York").await;
    assert_eq!(bot.asks(ZONE).await, "America/New_York slack");
    let digest = "select time_zone, to_char(next_fire_at at time zone 'UTC', 'HH24:MI') as at from schedules";
    assert_eq!(
        bot.asks(digest).await,
        "America/New_York 13:30",
        "the digest stays at half past eight, by the new clock"
    );
    // An import does not know better.
    bot.brings_in(&book::people()).await;
    assert_eq!(bot.asks(ZONE).await, "America/New_York slack");

    let shown = bot.says(ANA, GENERAL, "/csm quiet-hours").await;
    bot.clicks(ANA, &shown, "Settings…").await;
    let wrong = bot.submits(ANA, &[("zone", text("Kathmandu"))]).await.expect("errors");
    assert_eq!(wrong, json!({ "zone": "No time zone is called so, like Europe/Berlin; did you mean Asia/Kathmandu?" }));
    assert_eq!(bot.submits(ANA, &[("zone", text("asia/kathmandu")), ("country", text("de"))]).await, None);
    assert_eq!(bot.asks(ZONE).await, "Asia/Kathmandu own");
    bot.changes_zone(ANA, "Europe/Paris").await;
    bot.brings_in(&book::people()).await;
    assert_eq!(bot.asks(ZONE).await, "Asia/Kathmandu own", "their own choice always wins");

    // Given up, Slack's counts again.
    let shown = bot.says(ANA, GENERAL, "/csm quiet-hours").await;
    bot.clicks(ANA, &shown, "Settings…").await;
    assert_eq!(bot.submits(ANA, &[("zone", json!({ "type": "plain_text_input", "value": null }))]).await, None);
    assert_eq!(bot.asks(ZONE).await, "Europe/Paris slack");
}

#[tokio::test]
async fn home_shows_the_settings_and_opens_their_forms() {
    let bot = Bot::new().await;
    bot.runs_due_jobs().await;
    bot.says(ANA, GENERAL, "/csm away 2026-03-30 to 2026-04-03 cover:@bo").await;
    bot.opens_home_again(ANA).await;
    let home = bot.presses(ANA, "Settings").await;
    insta::assert_snapshot!(home[home.find("*Settings*").expect("a section")..].to_owned());
}

#[tokio::test]
async fn quiet_hours_are_set_shown_and_ended() {
    let bot = Bot::new().await;
    let none = bot.says(ANA, GENERAL, "/csm quiet-hours").await;
    insta::assert_snapshot!(none.words(), @r"
    🔒 » No quiet hours are set. `/csm quiet-hours 20:00-07:30` sets them.
    No quiet hours are set. `/csm quiet-hours 20:00-07:30` sets them.
    *Clock* Europe/Berlin (from the import)
    *Working hours* Mon to Fri, 09:00 to 17:00
    *Public holidays* no country set, so none
    *Language* English
    [Settings…]
    ~ 🔒 Only visible to you
    ");
    let set = bot.says(ANA, GENERAL, "/csm quiet-hours 20:00-07:30").await;
    insta::assert_snapshot!(set.line(), @"🔕 Quiet hours are set: 20:00 to 07:30. What can wait comes when they end, on a day that you work; a red account or a critical ticket does not wait.");
    let off = bot.clicks(ANA, &set, "No quiet hours").await;
    insta::assert_snapshot!(off.line(), @"Quiet hours are off. You may be told of something at any hour of a day that you work.");
    let wrong = bot.says(ANA, GENERAL, "/csm quiet-hours 8").await;
    insta::assert_snapshot!(wrong.line(), @"“8” does not work for quiet-hours: it can be two hours like 20:00-07:30, or off.");
}

/// Ana's account has no channel: its prompts come to her.
pub fn direct() -> Files {
    let account =
        Account { key: "acme", name: "Acme", arr: 60_000, owner: "p-ana", ends_on: "2026-11-30", kind: Kind::Yellow };
    book::people().with(&account)
}

#[tokio::test]
async fn what_can_wait_waits_until_the_quiet_hours_end() {
    let bot = Bot::with(NOW, &direct()).await;
    bot.reminds_nobody().await;
    bot.says(ANA, GENERAL, "/csm quiet-hours 20:00-09:45").await;
    bot.says(MO, GENERAL, "/csm play start red_account_rescue acme").await;
    bot.runs_due_jobs().await;
    assert_eq!(bot.posts(&bot.dm(ANA)).len(), 1, "ten in the morning is not quiet");
    // The second step is laid out for nine on the 9th, which is quiet; it comes when that ends.
    bot.advance_to("2026-03-09T08:44:00Z").await;
    assert_eq!(bot.posts(&bot.dm(ANA)).len(), 1);
    bot.advance_to("2026-03-09T08:45:00Z").await;
    assert_eq!(bot.posts(&bot.dm(ANA)).len(), 2);
}

#[tokio::test]
async fn on_a_saturday_a_play_that_another_starts_waits_for_monday() {
    let bot = Bot::with("2026-03-07T09:00:00Z", &direct()).await;
    bot.says(MO, GENERAL, "/csm play start red_account_rescue acme").await;
    bot.advance_to("2026-03-09T07:59:00Z").await;
    assert_eq!(bot.posts(&bot.dm(ANA)).len(), 0);
    bot.advance_to("2026-03-09T08:00:00Z").await;
    assert!(!bot.posts(&bot.dm(ANA)).is_empty());
    // Whoever starts one for themselves is there.
    let other = Bot::with("2026-03-07T09:00:00Z", &direct()).await;
    other.says(ANA, GENERAL, "/csm play start red_account_rescue acme").await;
    other.runs_due_jobs().await;
    assert_eq!(other.posts(&other.dm(ANA)).len(), 1);
}

#[tokio::test]
async fn due_days_roll_over_the_holidays_of_whoever_does_the_step() {
    let bot = Bot::with("2026-03-27T09:00:00Z", &direct()).await;
    bot.does("update people set country = 'DE' where external_id = 'p-ana'").await;
    let today = "2026-03-27".parse().unwrap();
    for (country, name, sample) in [
        ("DE", "de.ics", include_str!("../../../manifests/holidays/de.ics")),
        ("US", "us.ics", include_str!("../../../manifests/holidays/us.ics")),
    ] {
        let days = read(Format::Ics, sample, today).unwrap();
        holidays::bring_in(&bot.app, OrgId::DEFAULT, (Country::parse(country).unwrap(), name), &days).await.unwrap();
    }
    // A week from Friday 27 March is Good Friday; then Easter Monday is none either.
    bot.says(ANA, GENERAL, "/csm play start red_account_rescue acme").await;
    let due = "select to_char(due_at at time zone 'Europe/Berlin', 'Dy DD Mon HH24:MI') as due, moved_from
        from run_steps where position = 0";
    assert_eq!(bot.asks(due).await, "Tue 07 Apr 17:00 2026-04-03");

    // With a cover in America the day of her leave is theirs: Good Friday is worked there, and the hour stays hers.
    let other = Bot::with("2026-03-27T09:00:00Z", &direct()).await;
    other.does("update people set country = case external_id when 'p-ana' then 'DE' else 'US' end").await;
    let days = read(Format::Ics, include_str!("../../../manifests/holidays/de.ics"), today).unwrap();
    holidays::bring_in(&other.app, OrgId::DEFAULT, (Country::parse("DE").unwrap(), "de.ics"), &days).await.unwrap();
    other.says(ANA, GENERAL, "/csm away 2026-03-30 to 2026-04-06 cover:@bo").await;
    other.says(ANA, GENERAL, "/csm play start red_account_rescue acme").await;
    assert_eq!(other.asks(due).await.trim(), "Fri 03 Apr 17:00");
}

#[tokio::test]
async fn a_file_that_is_read_again_replaces_its_own_days_alone() {
    let bot = Bot::new().await;
    let de = Country::parse("DE").unwrap();
    let bring = async |source: &str, text: &str| {
        let days = read(Format::Csv, text, "2026-03-02".parse().unwrap()).unwrap();
        let done = holidays::bring_in(&bot.app, OrgId::DEFAULT, (de, source), &days).await.unwrap().replaced;
        (done.n_added, done.n_removed, done.n_renamed)
    };
    assert_eq!(bring("de.csv", "date,name\n2026-05-01,Maifeiertag\n2026-12-25,Weihnachten\n").await, (2, 0, 0));
    assert_eq!(bring("by.csv", "date,name\n2026-01-06,Heilige Drei Könige\n2026-05-01,Maifeiertag\n").await, (2, 0, 0));
    assert_eq!(bring("de.csv", "date,name\n2026-05-01,Tag der Arbeit\n2026-10-03,Einheit\n").await, (1, 1, 1));
    assert_eq!(bring("de.csv", "date,name\n2026-05-01,Tag der Arbeit\n2026-10-03,Einheit\n").await, (0, 0, 0));
    let days = "select day, source from holidays order by 1, 2";
    assert_eq!(bot.asks(days).await, "2026-01-06 by.csv\n2026-05-01 by.csv\n2026-05-01 de.csv\n2026-10-03 de.csv");
}
