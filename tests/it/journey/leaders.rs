//! What leaders see to from their week: a plan that is asked for, an account that gets an owner.

use serde_json::json;

use crate::bot::Bot;
use crate::bot::book::Files;
use crate::bot::town::{ANA, BO, GENERAL, MO};

const OWNERS: &str = "select a.name, p.name as owner from accounts a left join people p on p.id = a.owner_id \
    where a.name in ('TechCorp', 'Piper') order by a.name";

#[tokio::test]
async fn a_leader_asks_for_a_plan_once_a_day() {
    let bot = Bot::new().await;
    let week = bot.says(MO, GENERAL, "/csm digest weekly now").await;
    let list = bot.clicks(MO, &week, "Ask for a plan…").await;
    insta::assert_snapshot!(list.words());
    let asked = bot.clicks(MO, &list, "Ask for a plan").await;
    assert!(asked.line().contains("is asked for a plan for *TechCorp*"), "{}", asked.line());
    bot.runs_due_jobs().await;
    let request = bot.newest(&bot.dm(ANA), ANA);
    insta::assert_snapshot!(request.words());
    let again = bot.clicks(MO, &asked, "Ask for a plan").await;
    assert!(again.line().contains("already for that day"), "{}", again.line());
    bot.runs_due_jobs().await;
    assert_eq!(bot.posts(&bot.dm(ANA)).len(), 1);
    // Its button opens the form of a plan.
    bot.clicks(ANA, &request, "Begin plan…").await;
    assert!(bot.form_in_words(ANA).starts_with("» Begin plan"), "{}", bot.form_in_words(ANA));
    // Once a play is at work it says so, and nobody is asked any more.
    bot.says(ANA, GENERAL, "/csm play start rescue techcorp").await;
    bot.runs_due_jobs().await;
    let words = bot.transcript(&bot.dm(ANA), ANA);
    assert!(words.contains("TechCorp has a plan: Red account rescue is at work"), "{words}");
    let late = bot.clicks(MO, &asked, "Ask for a plan").await;
    assert!(late.line().contains("has a plan by now"), "{}", late.line());
    assert_eq!(bot.asks("select verb from audit where verb = 'plan.ask'").await, "plan.ask");
}

#[tokio::test]
async fn an_account_without_an_owner_gets_one_and_a_file_does_not_take_it_back() {
    let bot = Bot::new().await;
    let orphan = bot.asks("select name from accounts where owner_id is null").await;
    let week = bot.says(MO, GENERAL, "/csm digest weekly now").await;
    let list = bot.clicks(MO, &week, "Assign owners…").await;
    insta::assert_snapshot!(list.words());
    bot.clicks(MO, &list, "Assign…").await;
    insta::assert_snapshot!(bot.form_in_words(MO));
    let chosen = |id: &str| {
        json!({ "type": "external_select",
            "selected_option": { "text": { "type": "plain_text", "text": "x" }, "value": id } })
    };
    let bo = bot.asks("select id from people where slack_user_id = 'U0BO000001'").await;
    assert_eq!(bot.submits(MO, &[("assignee", chosen(&bo))]).await, None);
    assert!(bot.form_in_words(MO).contains("’s now"), "{}", bot.form_in_words(MO));
    bot.runs_due_jobs().await;
    insta::assert_snapshot!(bot.newest(&bot.dm(BO), BO).line());
    let owner = format!("select p.name from accounts a join people p on p.id = a.owner_id where a.name = '{orphan}'");
    assert_eq!(bot.asks(&owner).await, "Bo Carter");
    // Somebody else's list is older than that.
    let late = bot.clicks(MO, &list, "Assign…").await;
    assert!(late.line().contains("by now"), "{}", late.line());
    let key = bot.asks(&format!("select external_id from accounts where name = '{orphan}'")).await;
    let row = format!("external_id,name,currency,arr,started_on,owner\n{key},{orphan},USD,22000,2024-05-06,p-ana\n");
    bot.brings_in(&Files::default().and("accounts", &row)).await;
    assert_eq!(bot.asks(&owner).await, "Bo Carter");
    let deeds = "select actor, verb from audit where verb = 'account.assign'";
    assert_eq!(bot.asks(deeds).await.lines().count(), 1);
    assert!(!bot.asks(OWNERS).await.is_empty());
}

#[tokio::test]
async fn only_leaders_do() {
    let bot = Bot::new().await;
    bot.says(MO, GENERAL, "/csm digest weekly here mon 8:30").await;
    bot.advance_to("2026-03-09T08:31:00Z").await;
    let week = bot.newest(GENERAL, ANA);
    let refused = bot.clicks(ANA, &week, "Assign owners…").await;
    assert!(refused.line().contains("managers and up"), "{}", refused.line());
    let listed = bot.clicks(MO, &week, "Assign owners…").await;
    assert!(listed.line().contains("has no owner"), "{}", listed.line());
}

#[tokio::test]
async fn the_week_counts_what_was_escalated() {
    let bot = Bot::new().await;
    bot.says(ANA, GENERAL, "/csm play start rescue techcorp").await;
    bot.advance_to("2026-03-05T12:00:00Z").await;
    let n = bot.asks("select count(*) from audit where verb = 'step.escalate'").await;
    assert_ne!(n, "0");
    let week = bot.says(MO, GENERAL, "/csm digest weekly now").await.words();
    assert!(week.contains("escalated to a manager"), "{week}");
}
