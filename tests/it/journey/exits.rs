//! How plays end and what becomes of their goals: exits, deadlines, steps that nobody needs, a renewal that moves.

use super::rescue::started;
use super::triggers::{loads, renewal};
use crate::bot::Bot;
use crate::bot::book::{self, Files};
use crate::bot::town::{ANA, GENERAL, TECHCORP_CHANNEL, VIC};

const RUN: &str = "select state, outcome, end_reason, goal_reached_on from playbook_runs";

#[tokio::test]
async fn a_rescue_that_holds_closes_itself_and_takes_its_signal_along() {
    let bot = started().await;
    bot.brings_in(&book::recovery("2026-04-20")).await;
    bot.advance_to("2026-03-20T09:00:00Z").await;
    insta::assert_snapshot!(bot.asks(RUN).await, @"running 2026-03-10");
    bot.advance_to("2026-04-15T09:00:00Z").await;
    insta::assert_snapshot!(bot.asks(RUN).await, @r"finished reached Health at 60 or more for 14 days, and use back at 85 % 2026-03-10");
    insta::assert_snapshot!(bot.asks("select kind, state, outcome from signals where run_id is not null").await, @"t2 ended recovered");
    assert_ne!(bot.asks("select expansion_muted_until from accounts where name = 'TechCorp'").await, "");
    insta::assert_snapshot!(bot.asks("select verb, actor from audit where verb like 'playbook.%' order by id").await, @r"
    playbook.start 3d8eef86-6557-5f41-9783-aba3b3167a30
    playbook.goal steward
    playbook.end steward
    ");
    assert_eq!(bot.asks("select count(*) from run_steps where state not in ('done', 'skipped')").await, "0");
    insta::assert_snapshot!(bot.transcript(TECHCORP_CHANNEL, VIC), @r"
    » ⏭ Stakeholder mapping for TechCorp: skipped · Red account rescue, step 1 of 5 (edited)
    # Red account rescue · TechCorp · step 1 of 5 · Stakeholder mapping
    ⏭ ⏭ ⏭ ⏭ ⏭
    ⏭ *Skipped* · ⟨Tue 24 Mar 2026, 04:00 CET⟩
    >Health at 60 or more for 14 days, and use back at 85 %
    Nothing of this play is left to do.
    ~ Why: usage −45 %, champion left 6 weeks ago, no executive contact · Red account rescue started by Ana Ruiz · ⟨Mon 2 Mar 2026, 10:00 CET⟩
    ~ 🎯 goal reached on 10 Mar: Usage back to 85 % of the earlier level

    └ » <@U0ANA00001> *Stakeholder mapping* for *TechCorp* waits for you, due ⟨Mon 9 Mar 2026, 17:00 CET⟩. The buttons are on the card above.

    └ » <@U0ANA00001> *Stakeholder mapping* for *TechCorp* should be acknowledged by now, due ⟨Mon 9 Mar 2026, 17:00 CET⟩. The buttons are on the card above.

    └ » <@U0MO000001> *Stakeholder mapping* for *TechCorp* has not been acknowledged in time by Ana Ruiz, due ⟨Mon 9 Mar 2026, 17:00 CET⟩. They may need a hand, or it may need another owner.

    » ⏭ Usage audit for TechCorp: skipped · Red account rescue, step 2 of 5 (edited)
    # Red account rescue · TechCorp · step 2 of 5 · Usage audit
    ⏭ ⏭ ⏭ ⏭ ⏭
    ⏭ *Skipped* · ⟨Tue 24 Mar 2026, 04:00 CET⟩
    >Health at 60 or more for 14 days, and use back at 85 %
    Nothing of this play is left to do.
    ~ Why: usage −45 %, champion left 6 weeks ago, no executive contact · Red account rescue started by Ana Ruiz · ⟨Mon 2 Mar 2026, 10:00 CET⟩
    ~ 🎯 goal reached on 10 Mar: Usage back to 85 % of the earlier level

    └ » <@U0ANA00001> *Usage audit* for *TechCorp* waits for you, due ⟨Mon 16 Mar 2026, 17:00 CET⟩. The buttons are on the card above.

    └ » <@U0ANA00001> *Usage audit* for *TechCorp* should be acknowledged by now, due ⟨Mon 16 Mar 2026, 17:00 CET⟩. The buttons are on the card above.

    └ » <@U0MO000001> *Usage audit* for *TechCorp* has not been acknowledged in time by Ana Ruiz, due ⟨Mon 16 Mar 2026, 17:00 CET⟩. They may need a hand, or it may need another owner.

    » ⏭ Executive alignment for TechCorp: skipped · Red account rescue, step 3 of 5 (edited)
    # Red account rescue · TechCorp · step 3 of 5 · Executive alignment
    ⏭ ⏭ ⏭ ⏭ ⏭
    ⏭ *Skipped* · ⟨Tue 24 Mar 2026, 03:00 GMT⟩
    >Health at 60 or more for 14 days, and use back at 85 %
    Nothing of this play is left to do.
    ~ Why: usage −45 %, champion left 6 weeks ago, no executive contact · Red account rescue started by Ana Ruiz · ⟨Mon 2 Mar 2026, 09:00 GMT⟩
    ~ 🎯 goal reached on 10 Mar: Usage back to 85 % of the earlier level

    └ » <@U0MO000001> *Executive alignment* for *TechCorp* waits for you, due ⟨Mon 23 Mar 2026, 17:30 GMT⟩. The buttons are on the card above.

    └ » <@U0MO000001> *Executive alignment* for *TechCorp* should be acknowledged by now, due ⟨Mon 23 Mar 2026, 17:30 GMT⟩. The buttons are on the card above.

    » ⏭ Two quick wins for TechCorp: skipped · Red account rescue, step 4 of 5 (edited)
    # Red account rescue · TechCorp · step 4 of 5 · Two quick wins
    ⏭ ⏭ ⏭ ⏭ ⏭
    ⏭ *Skipped* · ⟨Tue 24 Mar 2026, 04:00 CET⟩
    >Health at 60 or more for 14 days, and use back at 85 %
    Nothing of this play is left to do.
    ~ Why: usage −45 %, champion left 6 weeks ago, no executive contact · Red account rescue started by Ana Ruiz · ⟨Mon 2 Mar 2026, 10:00 CET⟩
    ~ 🎯 goal reached on 10 Mar: Usage back to 85 % of the earlier level

    └ » <@U0ANA00001> *Two quick wins* for *TechCorp* waits for you, due ⟨Mon 30 Mar 2026, 17:00 CEST⟩. The buttons are on the card above.

    » 🎉 Red account rescue for TechCorp reached its goal: 🔴 Red 45 → 🟡 Yellow 60
    # Red account rescue · TechCorp · reached its goal
    >Health at 60 or more for 14 days, and use back at 85 %
    | *Ran* 22 days
    | *Steps* 0 of 12 done, 12 skipped
    | *Health* 🔴 Red 45 → 🟡 Yellow 60
    | *Usage* 55 % → 101 % of the level before
    | *ARR* $45K
    | *Owner* <@U0ANA00001>
    *Did it help?*
    [Yes] [Partly] [No]
    ~ ⟨Mon 2 Mar 2026, 10:00 CET⟩ to ⟨Tue 24 Mar 2026, 04:00 CET⟩
    ");
}

#[tokio::test]
async fn a_goal_that_is_not_reached_in_time_is_said_once_on_the_card() {
    let bot = started().await;
    bot.reminds_nobody().await;
    bot.does("update playbook_runs set started_at = started_at - interval '91 days', goal_due_on = goal_due_on - 91")
        .await;
    bot.advance_to("2026-03-03T04:00:00Z").await;
    assert_eq!(bot.asks("select state, goal_missed_on from playbook_runs").await, "running 2026-03-03");
    let card = bot.newest(TECHCORP_CHANNEL, VIC).words();
    assert!(card.contains("goal not reached by 1 Mar:"), "{card}");
    bot.advance_to("2026-03-05T04:00:00Z").await;
    assert_eq!(bot.asks("select count(*) from audit where verb = 'playbook.goal_missed'").await, "1");
}

#[tokio::test]
async fn a_customer_who_left_ends_the_rescue_as_lost() {
    let bot = started().await;
    bot.does("update accounts set churned_on = '2026-03-02' where name = 'TechCorp'").await;
    bot.runs_due_jobs().await;
    assert_eq!(bot.asks("select state, outcome from playbook_runs").await, "finished lost");
    assert_eq!(bot.asks("select distinct outcome from signals where run_id is not null").await, "lost");
    assert_eq!(bot.asks("select expansion_muted_until from accounts where name = 'TechCorp'").await, "");
    bot.other_worker().await.run_due().await.unwrap();
    assert_eq!(bot.asks("select count(*) from audit where verb = 'playbook.end'").await, "1");
}

const CHOOSY: &str = "name: choosy
title: Choosy
about: Steps that not everybody needs.
goal:
  words: Done
  within_days: 30
steps:
  - id: champion
    title: Find a champion
    what: Find one.
    opens: 0d
    due: 2d
    when: champion = absent
  - id: value
    title: First value
    what: Get them there.
    opens: 0d
    due: 3d
    when: first_value = no
  - id: close
    title: Look back
    what: Look back.
    opens: 1d
    due: 4d
";

#[tokio::test]
async fn a_step_that_nobody_needs_is_skipped_and_one_that_nobody_can_judge_is_asked_for() {
    let bot = Bot::new().await;
    loads(&bot, CHOOSY).await;
    bot.says(ANA, GENERAL, "/csm play start choosy acme").await;
    let steps = "select step, state, note, array_to_string(not_known, ',') from run_steps order by position";
    insta::assert_snapshot!(bot.asks(steps).await, @r"
    champion skipped not needed: a champion is present
    value due  first_value
    close waiting
    ");
    bot.runs_due_jobs().await;
    insta::assert_snapshot!(bot.newest(&bot.dm(ANA), ANA).words(), @r"
    » First value for Acme: due ⟨Thu 5 Mar 2026, 17:00 CET⟩ · <@U0ANA00001> · Choosy, step 2 of 3
    # Choosy · Acme · step 2 of 3 · First value
    ⏭ ▶️ ⬜
    Get them there.
    | *Owner* <@U0ANA00001>
    | *Due* ⟨Thu 5 Mar 2026, 17:00 CET⟩
    | *Health* 🟢 Green 85 · $60K
    | *Renewal* in 273 days · 269 days of slack
    [!Acknowledge] [Blocked…] <static_select SnoozeSnooze 1 working day / Snooze 3 working days / Snooze until…> [⋯ Done… / Reassign… / Skip… / Stop the play… / Account card]
    ~ Why: used on 9 of 28 days, no auto-renewal · Choosy started by Ana Ruiz · ⟨Mon 2 Mar 2026, 10:00 CET⟩
    ~ asked for although it is not known: whether first value is reached
    ");
}

#[tokio::test]
async fn steps_that_count_back_from_the_renewal_move_with_it_once() {
    let bot = Bot::new().await;
    loads(&bot, &renewal("")).await;
    bot.says(ANA, GENERAL, "/csm play start renewal techcorp").await;
    let due =
        "select step, to_char(due_at at time zone 'Europe/Berlin', 'DD Mon') as due from run_steps order by position";
    assert_eq!(bot.asks(due).await, "terms 13 Apr\nclose 22 May");
    let contract = "external_id,account,starts_on,ends_on,auto_renew,arr,currency\n\
                    c-techcorp,techcorp,2025-06-02,2026-07-01,false,45000,USD\n";
    bot.brings_in(&Files::default().and("contracts", contract)).await;
    bot.advance_to("2026-03-03T04:00:00Z").await;
    assert_eq!(bot.asks(due).await, "terms 12 May\nclose 22 Jun");
    bot.advance_to("2026-03-05T04:00:00Z").await;
    assert_eq!(bot.asks("select detail ->> 'steps' from audit where verb = 'playbook.moved'").await, "2");
    bot.advance_to("2026-05-04T09:00:00Z").await;
    let card = bot.newest(TECHCORP_CHANNEL, VIC).words();
    assert!(card.contains("moved with the renewal: 1 Jun → 1 Jul"), "{card}");
}
