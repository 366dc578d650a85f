//! What a verb does has a button or a form too: beside the account, or on somebody's page.

use steward::slack::commands::Verb;

use crate::bot::Bot;
use crate::bot::answers::{entry, text, user};
use crate::bot::town::{ANA, BO, GENERAL, MO, STRANGER, TECHCORP_CHANNEL, VIC};

#[tokio::test]
async fn an_account_has_ways_to_its_voice_and_to_silence() {
    let bot = Bot::new().await;
    let card = bot.says(ANA, GENERAL, "/csm techcorp").await;
    for (way, asks) in [("Record feedback…", "feedback"), ("Record advocacy…", "advocacy"), ("Mute a signal…", "mute")]
    {
        bot.clicks(ANA, &card, way).await;
        let form = bot.form(ANA).unwrap_or_else(|| panic!("{way} opens no form"));
        let title = form["title"]["text"].as_str().unwrap().to_lowercase();
        assert!(title.contains(asks), "{way}: {title}");
    }
}

#[tokio::test]
async fn a_page_leads_to_lists_that_had_none() {
    let bot = Bot::new().await;
    bot.opens_home_again(ANA).await;
    for (tab, way, says) in [
        ("Book", "Growing…", "ready to grow"),
        ("Book", "Figures…", "12 months"),
        ("Settings", "Muted signals…", "muted"),
        ("Settings", "Subscriptions…", "ubscri"),
    ] {
        bot.presses(ANA, tab).await;
        bot.presses(ANA, way).await;
        let shown = bot.form(ANA).map(|form| form.to_string()).unwrap_or_default();
        assert!(shown.contains(says), "{way}: {shown}");
    }
    bot.opens_home_again(MO).await;
    bot.presses(MO, "Team").await;
    bot.presses(MO, "Figures…").await;
    assert!(bot.form(MO).is_some_and(|form| form.to_string().contains("all books")));
}

/// Where a way begins: on a tab of somebody's page, or below the answer to a line in a channel.
enum From {
    Page(&'static str),
    Answer(&'static str, &'static str),
}

/// Who presses what, and what that brings.
struct Way {
    who: &'static str,
    from: From,
    presses: &'static [&'static str],
    brings: &'static str,
}

const fn way(who: &'static str, from: From, presses: &'static [&'static str], brings: &'static str) -> Way {
    Way { who, from, presses, brings }
}

const fn page(tab: &'static str, presses: &'static [&'static str], brings: &'static str) -> Way {
    way(ANA, From::Page(tab), presses, brings)
}

const fn on_card(presses: &'static [&'static str], brings: &'static str) -> Way {
    way(ANA, From::Answer(GENERAL, "/csm techcorp"), presses, brings)
}

/// The button or the form that does what a verb does.
fn of(verb: Verb) -> Way {
    match verb {
        Verb::Today => page("Today", &[], "renewal inside 60"),
        Verb::Account => page("Book", &["Open card"], "Champion"),
        Verb::Why => page("Book", &["Why"], "Why TechCorp is"),
        Verb::Book => page("Book", &[], "5 accounts"),
        Verb::Risks => page("Book", &["Signals (7)"], "open signals"),
        Verb::Renewals => page("Renewals", &[], "renewals in 120 days"),
        Verb::Forecast => page("Renewals", &["Set forecast…"], "Set forecast"),
        Verb::Expansions => page("Book", &["Growing…"], "ready to grow"),
        Verb::Quiet => page("Book", &["Silent"], "past their cadence"),
        Verb::Play => page("Plays", &["All playbooks…"], "Red account rescue"),
        Verb::Metrics => page("Book", &["Figures…"], "12 months"),
        Verb::Note => on_card(&["Log note…"], "Log to account"),
        Verb::Pulse => on_card(&["Set call…"], "Set call"),
        Verb::Contact => on_card(&["Contacts"], "known there"),
        Verb::Feedback => on_card(&["Record feedback…"], "Record feedback"),
        Verb::Advocacy => on_card(&["Record advocacy…"], "Record advocacy"),
        Verb::Plan => on_card(&["Success plan"], "success plan"),
        Verb::Qbr => on_card(&["QBR pack"], "2026 Q1 to date"),
        Verb::Mute => on_card(&["Mute a signal…"], "Mute signals"),
        Verb::Unmute => page("Settings", &["Muted signals…"], "[Unmute]"),
        Verb::Digest => page("Settings", &["Set my digest…"], "My daily digest"),
        Verb::QuietHours => page("Settings", &["Settings…"], "My settings"),
        Verb::Away => page("Settings", &["Add leave…"], "Away"),
        Verb::Subscriptions => page("Settings", &["Subscriptions…"], "type it in a channel"),
        Verb::Subscribe => way(ANA, From::Answer(GENERAL, "/csm subscriptions"), &["Add…"], "Subscribe channel"),
        Verb::Unsubscribe => way(ANA, From::Answer(GENERAL, "/csm subscriptions"), &["Remove"], "is removed"),
        Verb::Link => way(ANA, From::Answer(GENERAL, "/csm link"), &["Link an account…"], "Link channel"),
        Verb::Unlink => way(ANA, From::Answer(TECHCORP_CHANNEL, "/csm link"), &["Unlink"], "no longer linked"),
        Verb::Team => way(MO, From::Page("Team"), &[], "CSMs"),
        Verb::Capacity => way(MO, From::Page("Team"), &["Capacity"], "capacity"),
        Verb::Segment => way(
            MO,
            From::Answer(GENERAL, "/csm team owner:@ana"),
            &["Open", "Wrong touch (1)", "Set segment…"],
            "Set segment",
        ),
        Verb::Status => way(MO, From::Page("System"), &[], "Workspaces"),
        Verb::Audit => way(MO, From::Page("System"), &["Who did what"], "Who did what"),
        Verb::Roles => way(MO, From::Page("System"), &["Give a role…"], "Give a role"),
        Verb::Help => way(ANA, From::Answer(GENERAL, "/csm nobody of that name"), &["Help"], "What you can ask"),
    }
}

/// Goes it; everything that is seen at its end.
async fn goes(bot: &Bot, way: &Way) -> String {
    let who = way.who;
    let seen = match way.from {
        From::Page(tab) => {
            bot.opens_home_again(who).await;
            bot.presses(who, tab).await;
            for words in way.presses {
                bot.presses(who, words).await;
            }
            bot.page(who)
        }
        From::Answer(channel, line) => {
            let mut seen = bot.says(who, channel, line).await;
            for words in way.presses {
                seen = bot.clicks(who, &seen, words).await;
            }
            seen.words()
        }
    };
    let Some(form) = bot.form(who) else { return seen };
    let words = bot.form_in_words(who);
    bot.slack.close(who, form["id"].as_str().unwrap()).await.unwrap();
    format!("{seen}\n{words}")
}

#[tokio::test]
async fn every_verb_has_a_button_or_a_form() {
    let bot = Bot::new().await;
    bot.says(ANA, GENERAL, "/csm mute globex t8 until:2026-03-20 because they close for a while").await;
    bot.says(ANA, GENERAL, "/csm subscribe signals health:red").await;
    touched_too_often(&bot).await;
    administers(&bot).await;
    let mut astray = Vec::new();
    for verb in Verb::ALL {
        let way = of(verb);
        let seen = goes(&bot, &way).await;
        if !seen.contains(way.brings) {
            astray.push(format!("{} does not bring “{}”: {seen}", verb.as_str(), way.brings));
        }
    }
    assert!(astray.is_empty(), "{}", astray.join("\n\n"));
}

/// Whoever runs the bot.
async fn administers(bot: &Bot) {
    bot.does("update people set role = 'admin', hand_role = 'admin' where external_id = 'p-mo'").await;
}

/// More touches with Acme than its segment and the next one up get.
async fn touched_too_often(bot: &Bot) {
    bot.does(
        "insert into touchpoints (org_id, id, external_id, account_id, kind, two_way, occurred_at, updated_at)
         select org_id, gen_random_uuid(), 'often-' || n, id, 'call', true,
                timestamptz '2026-03-01 10:00Z' - n * interval '1 day', now()
         from accounts, generate_series(1, 60) n where name = 'Acme'",
    )
    .await;
}

#[tokio::test]
async fn figures_and_renewals_turn_to_other_days() {
    let bot = Bot::new().await;
    let figures = bot.says(ANA, GENERAL, "/csm metrics").await;
    for (way, says) in [("Last quarter", "2025 Q4"), ("12 months", "12 months"), ("Quarter to date", "Quarter to date")]
    {
        let other = bot.clicks(ANA, &figures, way).await;
        assert!(other.line().starts_with(says), "{way}: {}", other.words());
        assert!(!other.words().contains(&format!("[{way}]")), "{way} leads to itself: {}", other.words());
    }
    let renewals = bot.says(ANA, GENERAL, "/csm renewals 365d health:red,yellow,green").await;
    let fewer = bot.clicks(ANA, &renewals, "60 days").await;
    assert!(fewer.words().contains("in 60 days") && fewer.words().contains("red or yellow"), "{}", fewer.words());
    bot.opens_home_again(ANA).await;
    bot.presses(ANA, "Renewals").await;
    let page = bot.presses(ANA, "90 days").await;
    assert!(page.contains("in 90 days"), "{page}");
}

#[tokio::test]
async fn somebodys_own_plays_are_counted_alone() {
    let bot = Bot::new().await;
    bot.says(ANA, TECHCORP_CHANNEL, "/csm play start rescue techcorp").await;
    for (who, runs) in [(ANA, "1 run started"), (BO, "0 runs started")] {
        bot.opens_home_again(who).await;
        bot.presses(who, "Plays").await;
        bot.presses(who, "What came of them…").await;
        let shown = bot.form_in_words(who);
        assert!(shown.contains(runs) && shown.contains("your own accounts"), "{shown}");
    }
}

#[tokio::test]
async fn an_admin_gives_a_role_by_a_form() {
    let bot = Bot::new().await;
    administers(&bot).await;
    bot.opens_home_again(MO).await;
    bot.presses(MO, "System").await;
    bot.presses(MO, "Give a role…").await;
    insta::assert_snapshot!(bot.form_in_words(MO));
    let stranger = [("role_person", user(STRANGER)), ("role_given", entry("csm"))];
    let errors = bot.submits(MO, &stranger).await.expect("nobody of ours");
    assert!(errors["role_person"].is_string(), "{errors}");
    assert_eq!(bot.submits(MO, &[("role_person", user(VIC)), ("role_given", entry("csm"))]).await, None);
    assert!(bot.form_in_words(MO).contains("is CSM now, and was viewer before"), "{}", bot.form_in_words(MO));
    let (target, role) = (bot.says(MO, GENERAL, "/csm roles").await, "Give a role…");
    bot.clicks(MO, &target, role).await;
    assert_eq!(bot.submits(MO, &[("role_person", user(VIC)), ("role_given", entry("auto"))]).await, None);
    assert!(bot.form_in_words(MO).contains("is viewer again"), "{}", bot.form_in_words(MO));
}

#[tokio::test]
async fn a_leader_sets_a_segment_where_the_touch_is_wrong() {
    let bot = Bot::new().await;
    touched_too_often(&bot).await;
    let team = bot.says(MO, GENERAL, "/csm team owner:@ana").await;
    let load = bot.clicks(MO, &team, "Open").await;
    let wrong = bot.clicks(MO, &load, "Wrong touch (1)").await;
    bot.clicks(MO, &wrong, "Set segment…").await;
    insta::assert_snapshot!(bot.form_in_words(MO));
    let errors = bot.submits(MO, &[("segment_set", entry("high_touch")), ("segment_reason", text("  "))]).await;
    assert!(errors.is_some_and(|errors| errors["segment_reason"].is_string()));
    assert_eq!(bot.submits(MO, &[("segment_reason", text("Strategic logo"))]).await, None);
    assert!(bot.form_in_words(MO).contains("is high-touch now"), "{}", bot.form_in_words(MO));
}

#[tokio::test]
async fn what_is_posted_leads_to_ones_own_digest() {
    let bot = Bot::new().await;
    let list = bot.says(ANA, GENERAL, "/csm subscriptions").await;
    bot.clicks(ANA, &list, "My digest…").await;
    assert!(bot.form_in_words(ANA).contains("My daily digest"));
}
