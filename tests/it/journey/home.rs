//! Somebody's own page: its first opening, its tabs, what is done on it, and who may see what.

use serde_json::json;
use steward::standin::{Fault, FaultKind};

use super::signals::on_the_eve;
use crate::bot::actions;
use crate::bot::answers::{option, text};
use crate::bot::book::{self, Account, Kind};
use crate::bot::town::{ANA, GENERAL, MO, TEAM_CHANNEL, TECHCORP_CHANNEL, VIC};
use crate::bot::{Bot, NOW};

const DIGEST: &str = "select expression from schedules s join people p on p.id = s.person_id
    where p.external_id = 'p-ana' and s.kind = 'daily' and s.active";

#[tokio::test]
async fn the_first_opening_asks_who_and_when_and_never_again() {
    let bot = Bot::new().await;
    insta::assert_snapshot!(bot.opens_home(ANA).await, @r"
    » – | – | –
    # Hello Ana Ruiz, this is your page
    *Whom I take you for*
    Ana Ruiz · customer success manager · team emea · times by Europe/Berlin
    ~ Is that wrong? An admin sets roles and teams; your time zone is yours to set under Settings.
    *Your book* 5 accounts · $277K ARR
    🔴 1 red · 🟡 2 yellow · 🟢 2 green
    🔴 *TechCorp* · Red 45 · $45K · renewal 91 d
    usage −45 %
    🟡 *Globex* · Yellow 63 ↗ · $52K · renewal 105 d
    used on 9 of 28 days
    🟢 *Nordwind Energy* · Green 85 ↗ · $90K · renewal 49 d
    used on 9 of 28 days
    🟡 *Nordwacht Freight* · Yellow 63 ↗ · $30K · renewal 182 d
    used on 9 of 28 days
    🟢 *Acme* · Green 85 ↗ · $60K · renewal 273 d
    used on 9 of 28 days
    ---
    *When do you want your daily digest?*
    One message with what is due, what changed and who waits. On a day with nothing to say it does not come.
    At*: <timepicker >
    On*: <multi_static_select DaysMonday / Tuesday / Wednesday / Thursday / Friday / Saturday / Sunday>
    [!Send it then] [No digest] [Not now]
    ~ You can change it under Settings, or with `/csm digest daily 8:30`
    ");
    // Until it is answered, it is asked again.
    assert!(bot.opens_home(ANA).await.contains("this is your page"));
    let day = bot.presses(ANA, "Send it then").await;
    assert!(day.contains("[!Today]") && day.contains("*Your book*"), "{day}");
    assert_eq!(bot.asks(DIGEST).await, "30 8 * * 1,2,3,4,5");
    let asked = "select verb from audit where verb = 'digest.set'";
    assert_eq!(bot.asks(asked).await, "digest.set");
    assert!(bot.opens_home(ANA).await.contains("[!Today]"));

    // A viewer has no book; whoever puts it off is not asked again either.
    let viewer = bot.opens_home(VIC).await;
    assert!(viewer.contains("viewer") && viewer.contains("Your book is empty"), "{viewer}");
    assert!(bot.presses(VIC, "Not now").await.contains("[!Today]"));
    assert!(bot.opens_home(VIC).await.contains("[!Today]"));
    assert_eq!(bot.asks("select count(*) from schedules").await, "1");
}

#[tokio::test]
async fn the_digest_is_chosen_at_the_first_opening_and_changed_under_settings() {
    let bot = Bot::new().await;
    bot.opens_home(ANA).await;
    let state = json!({ "values": {
        "digest_hour": { "digest_hour": { "type": "timepicker", "selected_time": "07:15" } },
        "digest_days": { "digest_days": { "type": "multi_static_select", "selected_options": [
            { "text": { "type": "plain_text", "text": "Monday" }, "value": "1" },
            { "text": { "type": "plain_text", "text": "Thursday" }, "value": "4" },
        ] } },
    } });
    bot.presses_having_chosen(ANA, "Send it then", state).await;
    assert_eq!(bot.asks(DIGEST).await, "15 7 * * 1,4");

    let settings = bot.presses(ANA, "Settings").await;
    insta::assert_snapshot!(settings, @r"
    » – | – | –
    [Today] [Book] [Renewals] [Plays] [!Settings]
    [Muted signals…] [Subscriptions…]
    ---
    *Settings*
    *Clock* Europe/Berlin (from the import)
    *Working hours* Mon to Fri, 09:00 to 17:00
    *Public holidays* no country set, so none
    *Language* English
    *Quiet hours* none
    *Away* no leave ahead
    [Settings…] [Add leave…] [My leave]
    ---
    *Daily digest* 07:15, Mon, Thu, here in your messages
    Next: ⟨Thu 5 Mar 2026, 07:15 CET⟩
    [Another hour…] [No digest]
    *What I tell you, and where*
    • An account of yours turns red: in your team's channel, where it has one
    • Other signals on your accounts: in your messages with me
    • Steps of plays on your accounts: in the account's channel, where it has one
    [Change where…]
    ");
    bot.presses(ANA, "Another hour…").await;
    let time = |at: &str| json!({ "type": "timepicker", "selected_time": at });
    assert_eq!(bot.submits(ANA, &[("digest_hour", time("09:45"))]).await, None);
    assert_eq!(bot.asks(DIGEST).await, "45 9 * * 1,4");
    assert!(bot.page(ANA).contains("09:45, Mon, Thu"), "{}", bot.page(ANA));
    let off = bot.presses(ANA, "No digest").await;
    assert!(off.contains("none: nothing comes by itself") && off.contains("[!Settings]"), "{off}");
    assert_eq!(bot.asks(DIGEST).await, "");
}

#[tokio::test]
async fn tabs_turn_the_page_and_pages_turn_within_it() {
    let files = (0..23).map(|n| format!("more{n}")).fold(book::usual(), |files, key| {
        let (ends_on, kind) = ("2026-04-30", Kind::Green);
        files.with(&Account { key: &key, name: &key, arr: 30_000, owner: "p-ana", ends_on, kind })
    });
    let bot = Bot::with(NOW, &files).await;
    bot.opens_home_again(ANA).await;
    let book = bot.presses(ANA, "Book").await;
    assert!(book.contains("[!Book]") && book.contains("1 to 10 of 28"), "{book}");
    let second = bot.presses(ANA, "Next ›").await;
    assert!(second.contains("[!Book]") && second.contains("11 to 20 of 28"), "{second}");
    assert!(bot.form(ANA).is_none(), "the page turned, and nothing was opened over it");
    // Coming back from the messages finds it as it was; the next morning begins with the day.
    assert!(bot.opens_home(ANA).await.contains("11 to 20 of 28"));
    bot.advance(chrono::TimeDelta::hours(20)).await;
    assert!(bot.opens_home(ANA).await.contains("[!Today]"));

    let renewals = bot.presses(ANA, "Renewals").await;
    assert!(renewals.contains("[!Renewals]") && renewals.contains("Next ›"), "{renewals}");
    let second = bot.presses(ANA, "Next ›").await;
    assert!(second.contains("[!Renewals]") && second.contains("‹ Back"), "{second}");
    bot.presses(ANA, "Book").await;
    let signals = bot.presses(ANA, "Silent").await;
    assert!(signals.contains("[!Book]"), "{signals}");
    // What a row's menu opens lies over the page.
    bot.presses(ANA, "Accounts").await;
    bot.presses(ANA, "Open card").await;
    assert!(bot.form_in_words(ANA).contains("TechCorp"), "{}", bot.form_in_words(ANA));
}

#[tokio::test]
async fn what_is_done_on_the_page_shows_on_it() {
    let bot = Bot::new().await;
    bot.reminds_nobody().await;
    bot.opens_home_again(ANA).await;
    bot.says(ANA, TECHCORP_CHANNEL, "/csm play start rescue").await;
    bot.runs_due_jobs().await;
    let plays = bot.presses(ANA, "Plays").await;
    insta::assert_snapshot!(plays, @r"
    » – | – | –
    [Today] [Book] [Renewals] [!Plays] [Settings]
    [What came of them…]
    ---
    # 1 step to do · 1 play at work
    *Do first*
    ▶️ *TechCorp* · Stakeholder mapping
    due ⟨Mon 9 Mar 2026, 17:00 CET⟩ · Red account rescue
    [Done…] [⋯ Snooze 1 working day / Snooze 3 working days / Snooze until… / Blocked… / Open step]
    *At work*
    *Red account rescue* · TechCorp · 0 of 12 done
    now *Stakeholder mapping*, due ⟨Mon 9 Mar 2026, 17:00 CET⟩   [⋯ Account card / Why]
    [All playbooks…]
    ~ 1 to 1 of 1 · the one due soonest first
    ");
    bot.presses(ANA, "Done…").await;
    assert_eq!(bot.submits(ANA, &[("outcome", text("Two new champions"))]).await, None);
    let after = bot.page(ANA);
    assert!(after.contains("[!Plays]") && after.contains("Nothing to do · 1 play at work"), "{after}");
    assert!(after.contains("1 of 12 done"), "{after}");
}

#[tokio::test]
async fn leaders_and_admins_have_tabs_of_their_own() {
    let bot = Bot::new().await;
    let home = bot.opens_home_again(MO).await;
    assert!(home.contains("[Team]") && !home.contains("[System]"), "{home}");
    let team = bot.presses(MO, "Team").await;
    assert!(team.contains("[!Team]") && team.contains("2 CSMs"), "{team}");
    let capacity = bot.presses(MO, "Capacity").await;
    assert!(capacity.contains("[!Team]") && capacity.contains("over capacity"), "{capacity}");
    bot.does("update people set role = 'admin', hand_role = 'admin' where external_id = 'p-mo'").await;
    bot.opens_home(MO).await;
    let system = bot.presses(MO, "System").await;
    assert!(system.contains("*Workspaces*") && system.contains("Test"), "{system}");
    let deeds = bot.presses(MO, "Who did what").await;
    assert!(deeds.contains("[!System]"), "{deeds}");
    assert!(bot.presses(MO, "Roles").await.contains("Roles: 1 admin"));

    // Whoever is no admin any more finds their day.
    bot.does("update people set role = 'csm', hand_role = 'csm' where external_id = 'p-mo'").await;
    let back = bot.opens_home(MO).await;
    assert!(back.contains("[!Today]") && !back.contains("[Team]"), "{back}");
}

#[tokio::test]
async fn a_forged_tab_stays_shut() {
    let mut bot = Bot::new().await;
    bot.may_be_refused();
    let before = bot.opens_home_again(ANA).await;
    let home = bot.slack.home(ANA).unwrap();
    let block = actions(&home["blocks"])[0].1["block_id"].clone();
    for (id, value) in [
        ("team", "{\"tm\":{\"w\":\"all\"}}"),
        ("capacity", "{\"cp\":{\"w\":\"all\"}}"),
        ("status", "{\"sy\":\"s\"}"),
        ("audit", "{\"sy\":{\"a\":{\"k\":{\"p\":0}}}}"),
        ("roles", "{\"sy\":\"r\"}"),
    ] {
        // A button that is there, with a value that is not its own.
        let payload = json!({ "action_id": "today", "block_id": block, "value": value });
        let forged = json!({ "action_id": id, "block_id": block, "value": value });
        bot.forges(ANA, &home, &[payload, forged]).await;
        assert_eq!(bot.page(ANA), before, "{id}");
    }
    assert_eq!(bot.asks("select place from homes").await, "");
}

#[tokio::test]
async fn a_page_that_was_drawn_meanwhile_is_drawn_once_more() {
    let mut bot = Bot::new().await;
    bot.may_be_refused();
    bot.opens_home_again(ANA).await;
    let stale = bot.slack.home(ANA).unwrap();
    bot.presses(ANA, "Book").await;
    let n_before = published(&bot);
    // Pressed on a page that was drawn anew since: Slack refuses the hash, and the press counts all the same.
    let renewals = actions(&stale["blocks"]).into_iter().find(|(words, _)| words == "Renewals").unwrap().1;
    bot.forges(ANA, &stale, &[renewals]).await;
    assert!(bot.page(ANA).contains("[!Renewals]"), "{}", bot.page(ANA));
    assert_eq!(published(&bot), n_before + 1, "it was refused once and drawn once");

    // An older press that arrives last changes nothing.
    let plays = actions(&stale["blocks"]).into_iter().find(|(words, _)| words == "Plays").unwrap().1;
    let mut late = plays.clone();
    late["action_ts"] = json!("1000000000.000100");
    bot.forges(ANA, &stale, &[late]).await;
    assert!(bot.page(ANA).contains("[!Renewals]"), "{}", bot.page(ANA));
    assert_eq!(published(&bot), n_before + 1);
}

#[tokio::test]
async fn a_page_that_cannot_be_drawn_is_told() {
    let mut bot = Bot::new().await;
    bot.may_be_refused();
    bot.opens_home_again(ANA).await;
    let kind = FaultKind::RejectError { code: "internal_error".into() };
    bot.slack.script(Fault { kind, method: "views.publish".into(), channel: None, count: 1 });
    let page = bot.presses(ANA, "Book").await;
    assert!(page.contains("[!Today]"), "{page}");
    assert!(bot.form(ANA).is_some(), "a reference is told over the page");
    assert!(bot.presses(ANA, "Book").await.contains("[!Book]"));
}

#[tokio::test]
async fn settings_keep_their_forms() {
    let bot = Bot::new().await;
    bot.opens_home_again(ANA).await;
    bot.presses(ANA, "Settings").await;
    bot.presses(ANA, "Settings…").await;
    assert_eq!(bot.submits(ANA, &[("country", text("de"))]).await, None);
    assert!(bot.page(ANA).contains("*Public holidays* DE"), "{}", bot.page(ANA));
    bot.says(ANA, GENERAL, "/csm quiet-hours 20:00-07:30").await;
    assert!(bot.page(ANA).contains("*Quiet hours* 20:00 to 07:30"), "{}", bot.page(ANA));
}

fn published(bot: &Bot) -> usize {
    bot.slack.journal().iter().filter(|entry| entry.method == "views.publish").count()
}

#[tokio::test]
async fn people_choose_where_they_hear_of_what() {
    let bot = on_the_eve().await;
    bot.reminds_nobody().await;
    bot.opens_home_again(ANA).await;
    bot.presses(ANA, "Settings").await;
    bot.presses(ANA, "Change where…").await;
    let answers =
        [("red_accounts", option("direct")), ("other_signals", option("digest")), ("steps", option("direct"))];
    assert_eq!(bot.submits(ANA, &answers).await, None);
    let shown = bot.page(ANA);
    assert!(shown.contains("• An account of yours turns red: in your messages with me"), "{shown}");
    assert_eq!(
        bot.asks("select event, way from preferences order by 1").await,
        "other_signals digest\nred_accounts direct\nsteps direct"
    );

    // The account turns red at three in the morning, and she alone hears of it.
    bot.advance_to("2026-02-26T03:00:00Z").await;
    assert_eq!((bot.posts(TEAM_CHANNEL).len(), bot.posts(&bot.dm(ANA)).len()), (0, 1));
    // The account's channel is not told of steps.
    let before = bot.posts(TECHCORP_CHANNEL).len();
    bot.says(ANA, GENERAL, "/csm play start rescue techcorp").await;
    bot.runs_due_jobs().await;
    assert_eq!((bot.posts(TECHCORP_CHANNEL).len() - before, bot.posts(&bot.dm(ANA)).len()), (0, 2));

    // What is usual again is not kept.
    bot.presses(ANA, "Change where…").await;
    let answers =
        [("red_accounts", option("channel")), ("other_signals", option("direct")), ("steps", option("channel"))];
    assert_eq!(bot.submits(ANA, &answers).await, None);
    assert_eq!(bot.asks("select count(*) from preferences").await, "0");
    assert_eq!(bot.asks("select count(*) from audit where verb = 'preferences.choose'").await, "2");
}
