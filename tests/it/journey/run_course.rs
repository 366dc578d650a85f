//! The course of a run: what waits for a step, repeats that give way to the next, an early end.

use steward::domain::ids::{OrgId, RunId};
use steward::domain::playbook::{ExitOutcome, Playbook, RunEnding};
use steward::operations::runs::end_run;

use super::rescue::started;
use super::step_moves::last_card;
use crate::bot::Bot;
use crate::bot::town::{ANA, GENERAL, TECHCORP_CHANNEL, VIC};

#[tokio::test]
async fn two_check_ins_are_never_open_at_once() {
    let bot = started().await;
    for week in 1..7 {
        bot.advance(chrono::TimeDelta::days(7)).await;
        if week == 4 {
            bot.clicks(ANA, &last_card(&bot), "Acknowledge").await;
        }
    }
    let states = "select occurrence, state, note from run_steps where step = 'weekly_check_in' and occurrence < 5
        order by occurrence";
    assert_eq!(
        bot.asks(states).await,
        "1 skipped superseded by 2 of 8\n2 skipped superseded by 3 of 8\n3 due \n4 waiting "
    );
    let words = last_card(&bot).words();
    assert!(words.contains("Weekly check-in 3 of 8"), "{words}");
    let by = "select count(*) from step_moves where actor_id is null and to_state = 'skipped'";
    assert_eq!(bot.asks(by).await, "2");

    // All were down for three weeks: one prompt, for the newest.
    bot.sleeps_until("2026-05-04T09:00:00Z");
    let before = bot.posts(TECHCORP_CHANNEL).len();
    bot.runs_due_jobs().await;
    let opened = bot.posts(TECHCORP_CHANNEL).len() - before;
    assert_eq!(bot.asks(states).await.lines().nth(3), Some("4 skipped superseded by 6 of 8"));
    assert_eq!(opened, 1, "{}", bot.transcript(TECHCORP_CHANNEL, VIC));
}

#[tokio::test]
async fn a_rule_ends_a_run_early_and_every_card_says_so() {
    let bot = started().await;
    let run: RunId = bot.asks("select id from playbook_runs").await.parse().unwrap();
    let says = "Health at 60 or more for 14 days".to_owned();
    let ending = RunEnding::Early { outcome: ExitOutcome::Reached, says };
    let mut tx = bot.app.begin_work().await.unwrap();
    let now = bot.app.clock.now();
    assert!(end_run(&mut tx, &bot.app.rules, (OrgId::DEFAULT, run), &ending, now).await.unwrap());
    assert!(!end_run(&mut tx, &bot.app.rules, (OrgId::DEFAULT, run), &ending, now).await.unwrap(), "it ends once");
    tx.commit().await.unwrap();
    bot.runs_due_jobs().await;
    insta::assert_snapshot!(bot.transcript(TECHCORP_CHANNEL, VIC), @r"
    » ⏭ Stakeholder mapping for TechCorp: skipped · Red account rescue, step 1 of 5 (edited)
    # Red account rescue · TechCorp · step 1 of 5 · Stakeholder mapping
    ⏭ ⏭ ⏭ ⏭ ⏭
    ⏭ *Skipped* · ⟨Mon 2 Mar 2026, 10:00 CET⟩
    >Health at 60 or more for 14 days
    Nothing of this play is left to do.
    ~ Why: usage −45 %, champion left 6 weeks ago, no executive contact · Red account rescue started by Ana Ruiz · ⟨Mon 2 Mar 2026, 10:00 CET⟩

    » 🎉 Red account rescue for TechCorp reached its goal: 🔴 Red 45 → 🔴 Red 45
    # Red account rescue · TechCorp · reached its goal
    >Health at 60 or more for 14 days
    | *Ran* 0 days
    | *Steps* 0 of 12 done, 12 skipped
    | *Health* 🔴 Red 45 → 🔴 Red 45
    | *Usage* 55 % → 55 % of the level before
    | *ARR* $45K
    | *Owner* <@U0ANA00001>
    *Did it help?*
    [Yes] [Partly] [No]
    ~ ⟨Mon 2 Mar 2026, 10:00 CET⟩ to ⟨Mon 2 Mar 2026, 10:00 CET⟩
    ");
    let late = bot.says(ANA, GENERAL, "/csm play done techcorp \"x y z\"").await;
    insta::assert_snapshot!(late.line(), @r"No such step is open for *TechCorp*. `/csm play show` with its name tells which plays are at work.");
    bot.advance(chrono::TimeDelta::days(3)).await;
    assert_eq!(bot.posts(TECHCORP_CHANNEL).len(), 2);
}

#[tokio::test]
async fn a_step_that_waits_opens_when_the_one_before_it_ends() {
    let bot = Bot::new().await;
    let playbook = Playbook::parse(CHAIN).unwrap();
    let definition = serde_json::to_string(&playbook).unwrap().replace('\'', "''");
    bot.does(&format!(
        "insert into playbooks select org_id, 'chain', 1, '', '{definition}'::jsonb, now() from organisations"
    ))
    .await;
    bot.says(ANA, GENERAL, "/csm play start chain techcorp").await;
    bot.runs_due_jobs().await;
    let steps = "select step, state, prompt_at is null as waits, due_at::date as due from run_steps order by position";
    assert_eq!(
        bot.asks(steps).await,
        "first due true 2026-03-04\nsecond waiting true 2026-03-06\nfixed waiting false 2026-03-16\nthird waiting true 2026-03-19"
    );
    // Two days late: what counts from it moves along, what counts from the start stays.
    bot.advance_to("2026-03-06T09:00:00Z").await;
    bot.says(ANA, GENERAL, "/csm play done techcorp step:1 because it is done").await;
    bot.runs_due_jobs().await;
    assert_eq!(
        bot.asks(steps).await,
        "first done true 2026-03-04\nsecond waiting false 2026-03-10\nfixed waiting false 2026-03-16\nthird waiting true 2026-03-19"
    );
    // One working day after a Friday.
    bot.advance_to("2026-03-09T08:30:00Z").await;
    assert_eq!(bot.asks("select state from run_steps where step = 'second'").await, "due");
    bot.says(ANA, GENERAL, "/csm play skip techcorp step:2 because not needed").await;
    bot.advance_to("2026-03-16T15:00:00Z").await;
    bot.says(ANA, GENERAL, "/csm play done techcorp because so it is").await;
    bot.runs_due_jobs().await;
    assert_eq!(bot.asks("select state from run_steps where step = 'third'").await, "due", "it opens at once");
}

const CHAIN: &str = "
name: chain
title: Chain
about: Steps that wait for each other
goal: { words: All done, within_days: 30 }
steps:
  - { id: first, title: First, what: Do it, opens: 0d, due: 2d }
  - { id: second, title: Second, what: Do it, opens: 1bd after previous, due: 2bd after previous }
  - { id: fixed, title: Fixed, what: Do it, opens: 13d, due: 14d }
  - { id: third, title: Third, what: Do it, opens: 0d after previous, due: 3d after previous }
";
