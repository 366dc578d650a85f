//! The same run to its end: finishing, putting off, repeats on one card, and what came of it.

use super::rescue::started;
use crate::bot::answers::{date, option, text};
use crate::bot::town::{ANA, GENERAL, MO, TECHCORP_CHANNEL, VIC};
use crate::bot::{Bot, Seen};

#[tokio::test]
async fn a_step_is_finished_with_what_came_of_it() {
    let bot = started().await;
    let prompt = bot.newest(TECHCORP_CHANNEL, ANA);
    bot.clicks(ANA, &prompt, "Acknowledge").await;
    bot.runs_due_jobs().await;
    let acknowledged = bot.newest(TECHCORP_CHANNEL, ANA);
    bot.clicks(ANA, &acknowledged, "Done…").await;
    insta::assert_snapshot!(bot.form_in_words(ANA), @r"
    » Finish step | Done | Cancel
    ~ *Stakeholder mapping* · TechCorp
    What came of it?*: <plain_text_input Three teams stopped in January; plan agreed with Kim> It stands on the card, for whoever takes over.
    Did you promise something by a day?: <datepicker > Your digest of that day has it under “Waiting on you”.
    ");
    assert!(bot.submits(ANA, &[("outcome", text("ok"))]).await.is_some(), "two letters are no outcome");
    assert_eq!(bot.submits(ANA, &[("outcome", text("Kim takes over, sponsor met"))]).await, None);
    assert!(bot.form(ANA).is_none(), "the form is closed");
    bot.runs_due_jobs().await;
    insta::assert_snapshot!(bot.transcript(TECHCORP_CHANNEL, VIC), @r"
    » ✅ Stakeholder mapping for TechCorp: done by Ana Ruiz · Red account rescue, step 1 of 5 (edited)
    # Red account rescue · TechCorp · step 1 of 5 · Stakeholder mapping
    ✅ ⬜ ⬜ ⬜ ⬜
    ✅ *Done* by <@U0ANA00001> · ⟨Mon 2 Mar 2026, 10:00 CET⟩
    >Kim takes over, sponsor met
    *Next* Usage audit, due ⟨Mon 16 Mar 2026, 17:00 CET⟩
    ~ Why: usage −45 %, champion left 6 weeks ago, no executive contact · Red account rescue started by Ana Ruiz · ⟨Mon 2 Mar 2026, 10:00 CET⟩
    ");
}

#[tokio::test]
async fn a_form_that_was_overtaken_says_so() {
    let bot = started().await;
    let prompt = bot.newest(TECHCORP_CHANNEL, ANA);
    for user in [ANA, MO] {
        bot.clicks(user, &prompt, "Done…").await;
    }
    assert_eq!(bot.submits(ANA, &[("outcome", text("Kim takes over"))]).await, None);
    assert_eq!(bot.submits(MO, &[("outcome", text("Somebody else"))]).await, None);
    insta::assert_snapshot!(bot.form_in_words(MO), @r"
    » Step | – | Close
    This step is already done by <@U0ANA00001> at ⟨09:00⟩. Nothing was changed.
    ~ 🔒 Only visible to you
    ~ Red account rescue · TechCorp
    *What you wrote*
    >Somebody else
    ");
    assert_eq!(bot.asks("select note from run_steps where state = 'done'").await, "Kim takes over");
}

#[tokio::test]
async fn a_step_is_put_off_twice_freely_and_then_for_a_reason() {
    let bot = started().await;
    for _ in 0..2 {
        let prompt = first_card(&bot);
        bot.clicks(ANA, &prompt, "Snooze 1 working day").await;
        bot.runs_due_jobs().await;
        let snoozed = first_card(&bot).line();
        assert!(snoozed.contains("snoozed"), "{snoozed}");
        bot.advance(chrono::TimeDelta::days(1)).await;
    }
    insta::assert_snapshot!(bot.transcript(TECHCORP_CHANNEL, VIC), @r"
    » Stakeholder mapping for TechCorp: due ⟨Mon 9 Mar 2026, 17:00 CET⟩ · <@U0ANA00001> · Red account rescue, step 1 of 5 (edited)
    # Red account rescue · TechCorp · step 1 of 5 · Stakeholder mapping
    ▶️ ⬜ ⬜ ⬜ ⬜
    Find out who decides now. Name a new champion, and ask for an introduction to the executive sponsor.
    <checkboxes List who uses, who decides and who pays / Name a new champion and tell them so / Introductory call with the executive sponsor>
    ~ 📉 Used less than before, in 28 days: alerts 5 → 0, boards 5 → 0, search 5 → 0
    | *Owner* <@U0ANA00001>
    | *Due* ⟨Mon 9 Mar 2026, 17:00 CET⟩
    | *Health* 🔴 Red 45 · $45K
    | *Renewal* in 89 days · 7 days of slack
    [!Acknowledge] [Blocked…] [Snooze until…] [Run Renewal beside it] [⋯ Done… / Reassign… / Skip… / Stop the play… / Account card]
    ~ Why: usage −45 %, champion left 6 weeks ago, no executive contact · Red account rescue started by Ana Ruiz · ⟨Mon 2 Mar 2026, 10:00 CET⟩

    └ » <@U0ANA00001> Stakeholder mapping for *TechCorp* is back, due ⟨Mon 9 Mar 2026, 17:00 CET⟩. The buttons are on the card above.

    └ » <@U0ANA00001> Stakeholder mapping for *TechCorp* is back, due ⟨Mon 9 Mar 2026, 17:00 CET⟩. The buttons are on the card above.
    ");
    bot.clicks(ANA, &first_card(&bot), "Snooze until…").await;
    insta::assert_snapshot!(bot.form_in_words(ANA), @r"
    » Snooze step | Snooze | Cancel
    ~ *Stakeholder mapping* · TechCorp
    Put it off*: <radio_buttons 1 working day / 3 working days / Until a day>
    Day: <datepicker > Counts with “Until a day”; moves on to a working day of its owner.
    Why?*: <plain_text_input Their sponsor is away until Monday> It was put off 2 times already.
    ");
    let errors = bot.submits(ANA, &[("snooze_for", option("1"))]).await.expect("a reason is asked for");
    assert!(errors["reason"].is_string(), "{errors}");
    let past = [("snooze_for", option("date")), ("snooze_until", date("2026-03-04")), ("reason", text("Away"))];
    let errors = bot.submits(ANA, &past).await.expect("the day is past");
    assert!(errors["snooze_until"].is_string(), "{errors}");
    let taken = bot.submits(ANA, &[("snooze_for", option("3")), ("reason", text("Their sponsor is away"))]).await;
    assert_eq!(taken, None);
    bot.runs_due_jobs().await;
    let card = first_card(&bot).words();
    assert!(card.contains("Their sponsor is away"), "{card}");
    assert_eq!(bot.asks("select snoozes, state from run_steps where step = 'stakeholders'").await, "3 snoozed");
}

#[tokio::test]
async fn a_run_ends_with_its_last_step() {
    let bot = started().await;
    let before = bot.asks("select score_milli_at_start from playbook_runs").await;
    finish(&bot, ANA, 0).await;
    for (week, card, user) in [(1, 1, ANA), (2, 2, MO), (3, 3, ANA)] {
        bot.advance_to(&week_later(week)).await;
        finish(&bot, user, card).await;
    }
    for week in 4..12 {
        bot.advance_to(&week_later(week)).await;
        let cards = cards(&bot);
        assert_eq!(cards.len(), 5, "repeats share one card");
        let words = cards[4].words();
        assert!(words.contains(&format!("Weekly check-in {} of 8", week - 3)), "{words}");
        assert_eq!(bot.asks("select state from playbook_runs").await, "running");
        if week == 11 {
            bot.brings_in(&crate::bot::book::recovery("2026-05-18")).await;
            bot.advance(chrono::TimeDelta::days(1)).await;
        }
        finish(&bot, ANA, 4).await;
    }
    insta::assert_snapshot!(bot.transcript(TECHCORP_CHANNEL, VIC), @r"
    » ✅ Stakeholder mapping for TechCorp: done by Ana Ruiz · Red account rescue, step 1 of 5 (edited)
    # Red account rescue · TechCorp · step 1 of 5 · Stakeholder mapping
    ✅ ✅ ✅ ✅ ✅
    ✅ *Done* by <@U0ANA00001> · ⟨Mon 2 Mar 2026, 10:00 CET⟩
    >It went well
    Nothing of this play is left to do.
    ~ Why: usage −45 %, champion left 6 weeks ago, no executive contact · Red account rescue started by Ana Ruiz · ⟨Mon 2 Mar 2026, 10:00 CET⟩
    ~ 🎯 goal reached on 18 May: Usage back to 85 % of the earlier level

    » ✅ Usage audit for TechCorp: done by Ana Ruiz · Red account rescue, step 2 of 5 (edited)
    # Red account rescue · TechCorp · step 2 of 5 · Usage audit
    ✅ ✅ ✅ ✅ ✅
    ✅ *Done* by <@U0ANA00001> · ⟨Mon 9 Mar 2026, 10:00 CET⟩
    >It went well
    Nothing of this play is left to do.
    ~ Why: usage −45 %, champion left 6 weeks ago, no executive contact · Red account rescue started by Ana Ruiz · ⟨Mon 2 Mar 2026, 10:00 CET⟩
    ~ 🎯 goal reached on 18 May: Usage back to 85 % of the earlier level

    » ✅ Executive alignment for TechCorp: done by Mo Adeyemi · Red account rescue, step 3 of 5 (edited)
    # Red account rescue · TechCorp · step 3 of 5 · Executive alignment
    ✅ ✅ ✅ ✅ ✅
    ✅ *Done* by <@U0MO000001> · ⟨Mon 16 Mar 2026, 09:00 GMT⟩
    >It went well
    Nothing of this play is left to do.
    ~ Why: usage −45 %, champion left 6 weeks ago, no executive contact · Red account rescue started by Ana Ruiz · ⟨Mon 2 Mar 2026, 09:00 GMT⟩
    ~ 🎯 goal reached on 18 May: Usage back to 85 % of the earlier level

    » ✅ Two quick wins for TechCorp: done by Ana Ruiz · Red account rescue, step 4 of 5 (edited)
    # Red account rescue · TechCorp · step 4 of 5 · Two quick wins
    ✅ ✅ ✅ ✅ ✅
    ✅ *Done* by <@U0ANA00001> · ⟨Mon 23 Mar 2026, 10:00 CET⟩
    >It went well
    Nothing of this play is left to do.
    ~ Why: usage −45 %, champion left 6 weeks ago, no executive contact · Red account rescue started by Ana Ruiz · ⟨Mon 2 Mar 2026, 10:00 CET⟩
    ~ 🎯 goal reached on 18 May: Usage back to 85 % of the earlier level

    » ✅ Weekly check-in 8 of 8 for TechCorp: done by Ana Ruiz · Red account rescue, step 5 of 5 (edited)
    # Red account rescue · TechCorp · step 5 of 5 · Weekly check-in 8 of 8
    ✅ ✅ ✅ ✅ ✅
    ✅ *Done* by <@U0ANA00001> · ⟨Tue 19 May 2026, 11:00 CEST⟩
    >It went well
    Nothing of this play is left to do.
    ~ Why: usage −45 %, champion left 6 weeks ago, no executive contact · Red account rescue started by Ana Ruiz · ⟨Mon 2 Mar 2026, 10:00 CET⟩
    ~ 🎯 goal reached on 18 May: Usage back to 85 % of the earlier level

    └ » <@U0ANA00001> Weekly check-in 2 of 8 for *TechCorp* is open, due ⟨Mon 13 Apr 2026, 17:00 CEST⟩. The buttons are on the card above.

    └ » <@U0ANA00001> Weekly check-in 3 of 8 for *TechCorp* is open, due ⟨Mon 20 Apr 2026, 17:00 CEST⟩. The buttons are on the card above.

    └ » <@U0ANA00001> Weekly check-in 4 of 8 for *TechCorp* is open, due ⟨Mon 27 Apr 2026, 17:00 CEST⟩. The buttons are on the card above.

    └ » <@U0ANA00001> Weekly check-in 5 of 8 for *TechCorp* is open, due ⟨Mon 4 May 2026, 17:00 CEST⟩. The buttons are on the card above.

    └ » <@U0ANA00001> Weekly check-in 6 of 8 for *TechCorp* is open, due ⟨Mon 11 May 2026, 17:00 CEST⟩. The buttons are on the card above.

    └ » <@U0ANA00001> Weekly check-in 7 of 8 for *TechCorp* is open, due ⟨Mon 18 May 2026, 17:00 CEST⟩. The buttons are on the card above.

    └ » <@U0ANA00001> Weekly check-in 8 of 8 for *TechCorp* is open, due ⟨Mon 25 May 2026, 17:00 CEST⟩. The buttons are on the card above.

    └ » <@U0ANA00001> *Weekly check-in 8 of 8* for *TechCorp* waits for you, due ⟨Mon 25 May 2026, 17:00 CEST⟩. The buttons are on the card above.

    » 🏁 Red account rescue for TechCorp is finished: 🔴 Red 45 → 🟢 Green 73
    # Red account rescue · TechCorp · is finished
    | *Ran* 78 days
    | *Steps* 12 of 12 done, 0 skipped
    | *Health* 🔴 Red 45 → 🟢 Green 73
    | *Usage* 55 % → 101 % of the level before
    | *ARR* $45K
    | *Owner* <@U0ANA00001>
    *Did it help?*
    [Yes] [Partly] [No]
    ~ ⟨Mon 2 Mar 2026, 10:00 CET⟩ to ⟨Tue 19 May 2026, 11:00 CEST⟩
    ");
    let run = "select state, end_reason, score_milli_at_start, score_milli_at_end > 70000 as well from playbook_runs";
    assert_eq!(bot.asks(run).await, format!("finished all steps over {before} true"));
    assert_eq!(bot.asks("select count(*) from step_moves where to_state = 'done'").await, "12");
    assert_eq!(
        bot.posts(TECHCORP_CHANNEL).len(),
        5 + 7 + 2,
        "five cards, a line for each repeat after the first, a reminder, and the last card"
    );
    let plays = bot.says(ANA, GENERAL, "/csm play show techcorp").await;
    insta::assert_snapshot!(plays.words(), @r"
    🔒 » No play is at work for *TechCorp*.
    No play is at work for *TechCorp*.
    [Start a play…]
    ");
}

/// Nine in the morning in Berlin, so many weeks after the start.
fn week_later(weeks: u64) -> String {
    let day =
        crate::bot::NOW.parse::<chrono::DateTime<chrono::Utc>>().unwrap().date_naive() + chrono::Days::new(7 * weeks);
    format!("{day}T09:00:00Z")
}

/// Finishes the step of the n-th card by its menu.
async fn finish(bot: &Bot, user: &str, n: usize) {
    let card = cards(bot).remove(n);
    bot.clicks(user, &card, "Done…").await;
    assert_eq!(bot.submits(user, &[("outcome", text("It went well"))]).await, None);
    bot.runs_due_jobs().await;
}

/// The cards of the channel, without what stands in threads.
fn cards(bot: &Bot) -> Vec<Seen> {
    let messages = bot.view(VIC, TECHCORP_CHANNEL).into_iter();
    let cards = messages.filter(|message| message.get("thread_ts").is_none_or(|thread| *thread == message["ts"]));
    cards.map(|card| Seen { channel: TECHCORP_CHANNEL.into(), messages: vec![card] }).collect()
}

fn first_card(bot: &Bot) -> Seen {
    cards(bot).remove(0)
}
