//! Plays that several hands are in: accounts that change hands, colleagues who leave, plays in direct messages, and who may
//! decide what.

use super::rescue::started;
use super::step_moves::{first_card, tick_as};
use super::triggers::loads;
use crate::bot::book::{self, Account, Files, Kind};
use crate::bot::town::{ANA, BO, GENERAL, MO, TECHCORP_CHANNEL, VIC};
use crate::bot::{Bot, NOW, Seen};

const STEPS: &str =
    "select s.step, s.state, p.name from run_steps s join people p on p.org_id = s.org_id and p.id = s.owner_id
    where s.position < 2 order by s.position";

#[tokio::test]
async fn an_account_that_changes_hands_takes_its_play_along() {
    let bot = started().await;
    bot.clicks(ANA, &first_card(&bot), "Acknowledge").await;
    bot.does("update accounts set owner_id = (select id from people where name = 'Bo Carter') where name = 'TechCorp'")
        .await;
    bot.runs_due_jobs().await;
    assert_eq!(bot.asks(STEPS).await, "stakeholders due Bo Carter\nusage_audit waiting Bo Carter");
    let card = first_card(&bot).words();
    assert!(card.contains("*Owner* <@U0BO000001>") && card.contains("[!Acknowledge]"), "{card}");
    let said = bot.newest(TECHCORP_CHANNEL, VIC).line();
    insta::assert_snapshot!(said, @"<@U0BO000001> Stakeholder mapping for *TechCorp* is open, due ⟨Mon 9 Mar 2026, 12:00 EDT⟩. The buttons are on the card above.");
    bot.runs_due_jobs().await;
    bot.other_worker().await.run_due().await.unwrap();
    assert_eq!(bot.asks("select count(*) from audit where verb = 'playbook.handed_on'").await, "1");
}

#[tokio::test]
async fn who_leaves_leaves_their_plays_to_their_manager_until_somebody_has_the_account() {
    let bot = started().await;
    bot.does("update people set deactivated = true where name = 'Ana Ruiz'").await;
    bot.runs_due_jobs().await;
    assert_eq!(bot.asks(STEPS).await, "stakeholders due Mo Adeyemi\nusage_audit waiting Mo Adeyemi");
    bot.runs_due_jobs().await;
    assert_eq!(bot.asks("select count(*) from audit where verb = 'playbook.handed_on'").await, "1");
    bot.does("update accounts set owner_id = (select id from people where name = 'Bo Carter') where name = 'TechCorp'")
        .await;
    bot.runs_due_jobs().await;
    assert_eq!(bot.asks(STEPS).await, "stakeholders due Bo Carter\nusage_audit waiting Bo Carter");
}

/// Ana's account without a channel, and a rescue of it.
async fn direct() -> Bot {
    let account =
        Account { key: "acme", name: "Acme", arr: 60_000, owner: "p-ana", ends_on: "2026-11-30", kind: Kind::Yellow };
    let bot = Bot::with(NOW, &book::people().with(&account)).await;
    bot.says(ANA, GENERAL, "/csm play start red_account_rescue acme").await;
    bot.runs_due_jobs().await;
    bot
}

#[tokio::test]
async fn in_direct_messages_each_hears_in_their_own_and_the_manager_in_theirs() {
    let bot = direct().await;
    assert_eq!(bot.posts(&bot.dm(ANA)).len(), 1);
    bot.advance_to("2026-03-03T16:30:00Z").await;
    let hers = bot.transcript(&bot.dm(ANA), ANA);
    assert!(hers.contains("should be acknowledged by now") && !hers.contains("U0MO000001"), "{hers}");
    let managers = bot.transcript(&bot.dm(MO), MO);
    insta::assert_snapshot!(managers, @"» <@U0MO000001> *Stakeholder mapping* for *Acme* has not been acknowledged in time by Ana Ruiz, due ⟨Mon 9 Mar 2026, 17:00 CET⟩. They may need a hand, or it may need another owner.");
    // Whoever covers has a card of their own, with their own reminders; hers says the same.
    bot.says(ANA, GENERAL, "/csm away 2026-03-04 to 2026-03-06 cover:@bo").await;
    bot.says(ANA, GENERAL, "/csm play snooze acme 1bd").await;
    bot.advance_to("2026-03-04T20:00:00Z").await;
    let covers = bot.transcript(&bot.dm(BO), BO);
    assert!(covers.contains("Stakeholder mapping for Acme") && covers.contains("for <@U0ANA00001>"), "{covers}");
    let before = bot.posts(&bot.dm(ANA)).len();
    let card = bot.view(BO, &bot.dm(BO)).into_iter().find(|message| message["thread_ts"] == message["ts"]);
    let card = Seen { channel: bot.dm(BO), messages: vec![card.expect("a card")] };
    bot.clicks(BO, &card, "Acknowledge").await;
    bot.runs_due_jobs().await;
    let hers = bot.transcript(&bot.dm(ANA), ANA);
    assert!(hers.contains("acknowledged by Bo Carter"), "her card says it too: {hers}");
    assert_eq!(bot.posts(&bot.dm(ANA)).len(), before, "and nothing new is posted to her");
}

#[tokio::test]
async fn only_whoever_answers_for_a_step_skips_it() {
    let bot = started().await;
    let refused = bot.says(BO, GENERAL, "/csm play skip techcorp because merged").await;
    insta::assert_snapshot!(refused.line(), @"That is for <@U0ANA00001>, who answers for it, and for managers. Nothing was changed; you can take a step over yourself.");
    assert_eq!(bot.asks("select state from run_steps where position = 0").await, "due");
    bot.says(ANA, GENERAL, "/csm away 2026-03-02 to 2026-03-03 cover:@bo").await;
    bot.says(BO, GENERAL, "/csm play skip techcorp because merged").await;
    assert_eq!(bot.asks("select state from run_steps where position = 0").await, "skipped", "who covers may");
    bot.advance_to("2026-03-10T09:00:00Z").await;
    let skipped = bot.says(MO, GENERAL, "/csm play skip techcorp step:2 because merged").await;
    insta::assert_snapshot!(skipped.line(), @"⏭ *Usage audit* for *TechCorp* is skipped.");
    assert_eq!(bot.asks("select state from run_steps where position = 1").await, "skipped", "a manager may");
}

#[tokio::test]
async fn two_who_tick_one_list_take_nothing_from_each_other() {
    let bot = started().await;
    let seen = first_card(&bot);
    tick_as(&bot, ANA, &seen, &[0]).await;
    // Their card still shows nothing ticked.
    tick_as(&bot, MO, &seen, &[2]).await;
    bot.runs_due_jobs().await;
    assert_eq!(bot.asks("select ticked from run_steps where step = 'stakeholders'").await, "[0,2]");
    tick_as(&bot, MO, &first_card(&bot), &[2]).await;
    assert_eq!(bot.asks("select ticked from run_steps where step = 'stakeholders'").await, "[2]");
}

#[tokio::test]
async fn an_added_contract_is_no_renewal() {
    let bot = Bot::new().await;
    loads(
        &bot,
        "name: keep\ntitle: Keep\nabout: Keep them.\ngoal: { words: Renewed, within_days: 30, when: renewed = yes }\n\
                 exits:\n  - { when: renewed = yes, says: A new contract follows, outcome: reached }\n\
                 steps:\n  - { id: ask, title: Ask, what: Ask them., opens: 0d, due: 5d }\n",
    )
    .await;
    bot.says(ANA, GENERAL, "/csm play start keep techcorp").await;
    let contract = |id: &str, from: &str, to: &str| {
        let head = "external_id,account,starts_on,ends_on,auto_renew,arr,currency";
        Files::default().and("contracts", &format!("{head}\n{id},techcorp,{from},{to},false,9000,USD\n"))
    };
    bot.brings_in(&contract("c-more-seats", "2026-03-02", "2027-03-01")).await;
    bot.advance_to("2026-03-03T04:00:00Z").await;
    assert_eq!(bot.asks("select state from playbook_runs").await, "running");
    bot.brings_in(&contract("c-next", "2026-06-02", "2027-06-01")).await;
    bot.advance_to("2026-03-04T04:00:00Z").await;
    assert_eq!(bot.asks("select state, outcome from playbook_runs").await, "finished reached");
}

#[tokio::test]
async fn a_play_that_went_its_way_may_still_reach_its_goal() {
    let bot = Bot::new().await;
    loads(
        &bot,
        "name: short\ntitle: Short\nabout: One call.\ngoal: { words: Healthy, within_days: 60, when: health >= 60 }\n\
                 steps:\n  - { id: call, title: Call, what: Call them., opens: 0d, due: 1d }\n",
    )
    .await;
    bot.says(ANA, GENERAL, "/csm play start short techcorp").await;
    bot.says(ANA, GENERAL, "/csm play done techcorp \"called\"").await;
    bot.runs_due_jobs().await;
    assert_eq!(bot.asks("select state, outcome, goal_reached_on from playbook_runs").await, "finished completed");
    let stats = bot.says(MO, GENERAL, "/csm play stats short").await;
    assert!(stats.words().contains("Goal reached in time: too few, n = 0"), "{}", stats.words());
    bot.brings_in(&book::recovery("2026-04-20")).await;
    bot.advance_to("2026-03-20T09:00:00Z").await;
    assert_eq!(
        bot.asks("select state, outcome, goal_reached_on from playbook_runs").await,
        "finished completed 2026-03-10"
    );
}
