//! What people do to steps and runs: blocked, given on, skipped, stopped, ticked off, by click, by form and by text.

use serde_json::{Value, json};

use super::rescue::started;
use crate::bot::answers::{date, text, user};
use crate::bot::town::{ANA, BO, GENERAL, MO, TECHCORP_CHANNEL, VIC};
use crate::bot::{Bot, Elsewhere, Seen};

#[tokio::test]
async fn a_blocked_step_tells_whoever_is_needed_once() {
    let bot = started().await;
    bot.clicks(ANA, &first_card(&bot), "Blocked…").await;
    insta::assert_snapshot!(bot.form_in_words(ANA), @r"
    » Blocked | Blocked | Cancel
    ~ *Stakeholder mapping* · TechCorp
    What stands in the way?*: <plain_text_input Their legal team has the draft>
    Who of us is needed?: <users_select Choose somebody> They get a direct message with your reason, once.
    Who else?: <plain_text_input Their legal team>
    ");
    let stranger = [("reason", text("Legal has the draft")), ("needed_person", user("U0STRANGER"))];
    let errors = bot.submits(ANA, &stranger).await.expect("nobody of ours");
    assert!(errors["needed_person"].is_string(), "{errors}");
    let answers =
        [("reason", text("Legal has the draft")), ("needed_person", user(BO)), ("needed_words", text("their lawyers"))];
    assert_eq!(bot.submits(ANA, &answers).await, None);
    bot.runs_due_jobs().await;
    insta::assert_snapshot!(first_card(&bot).words(), @r"
    » ⛔ Stakeholder mapping for TechCorp: blocked · Red account rescue, step 1 of 5 (edited)
    # Red account rescue · TechCorp · step 1 of 5 · Stakeholder mapping
    ▶️ ⬜ ⬜ ⬜ ⬜
    Find out who decides now. Name a new champion, and ask for an introduction to the executive sponsor.
    <checkboxes List who uses, who decides and who pays / Name a new champion and tell them so / Introductory call with the executive sponsor>
    ~ 📉 Used less than before, in 28 days: alerts 5 → 0, boards 5 → 0, search 5 → 0
    | *Owner* <@U0ANA00001>
    | *Due* ⟨Mon 9 Mar 2026, 17:00 CET⟩
    | *Health* 🔴 Red 45 · $45K
    | *Renewal* in 91 days · 7 days of slack
    ⛔ *Blocked* by <@U0ANA00001> · ⟨Mon 2 Mar 2026, 10:00 CET⟩, needs <@U0BO000001> and their lawyers
    >Legal has the draft
    [!Done…] <static_select SnoozeSnooze 1 working day / Snooze 3 working days / Snooze until…> [Run Renewal beside it] [⋯ Go on with it / Reassign… / Skip… / Stop the play… / Account card]
    ~ Why: usage −45 %, champion left 6 weeks ago, no executive contact · Red account rescue started by Ana Ruiz · ⟨Mon 2 Mar 2026, 10:00 CET⟩
    ");
    insta::assert_snapshot!(bot.transcript(&bot.dm(BO), BO), @r"
    » ⛔ <@U0ANA00001> needs you: *Stakeholder mapping* for *TechCorp* is blocked, needs <@U0BO000001> and their lawyers.
    ⛔ <@U0ANA00001> needs you: *Stakeholder mapping* for *TechCorp* is blocked, needs <@U0BO000001> and their lawyers.
    >Legal has the draft
    Red account rescue, due ⟨Mon 9 Mar 2026, 17:00 CET⟩
    [Open step]
    ");
    let opened = bot.clicks(BO, &bot.newest(&bot.dm(BO), BO), "Open step").await;
    assert!(opened.words().contains("Only visible to you"), "{}", opened.words());

    bot.clicks(ANA, &first_card(&bot), "Go on with it").await;
    bot.runs_due_jobs().await;
    insta::assert_snapshot!(bot.transcript(&bot.dm(BO), BO).split("\n\n").next().unwrap(), @r"
    » ✅ *Stakeholder mapping* for *TechCorp* is no longer blocked. Thank you; nothing is left to do for it. (edited)
    ✅ *Stakeholder mapping* for *TechCorp* is no longer blocked. Thank you; nothing is left to do for it.
    [Open step]
    ");
    assert_eq!(bot.posts(&bot.dm(BO)).len(), 1);
    let moves = "select from_state, to_state, version, note from step_moves order by id";
    assert_eq!(bot.asks(moves).await, "due blocked 3 Legal has the draft\nblocked acknowledged 4 ");
}

#[tokio::test]
async fn a_step_is_given_to_somebody_and_both_are_told() {
    let bot = started().await;
    let told = bot.says(MO, GENERAL, &format!("/csm play reassign techcorp <@{BO}|bo> because his region")).await;
    insta::assert_snapshot!(told.words(), @r"
    🔒 » ↪ *Stakeholder mapping* for *TechCorp* is <@U0BO000001>'s now.
    ↪ *Stakeholder mapping* for *TechCorp* is <@U0BO000001>'s now.
    [Open step]
    ~ 🔒 Only visible to you
    ");
    bot.runs_due_jobs().await;
    insta::assert_snapshot!(first_card(&bot).words(), @r"
    » Stakeholder mapping for TechCorp: due ⟨Mon 9 Mar 2026, 17:00 EDT⟩ · <@U0BO000001> · Red account rescue, step 1 of 5 (edited)
    # Red account rescue · TechCorp · step 1 of 5 · Stakeholder mapping
    ▶️ ⬜ ⬜ ⬜ ⬜
    Find out who decides now. Name a new champion, and ask for an introduction to the executive sponsor.
    <checkboxes List who uses, who decides and who pays / Name a new champion and tell them so / Introductory call with the executive sponsor>
    ~ 📉 Used less than before, in 28 days: alerts 5 → 0, boards 5 → 0, search 5 → 0
    | *Owner* <@U0BO000001>
    ↪ from Ana Ruiz by Mo Adeyemi · ⟨Mon 2 Mar 2026, 04:00 EST⟩
    | *Due* ⟨Mon 9 Mar 2026, 17:00 EDT⟩
    | *Health* 🔴 Red 45 · $45K
    | *Renewal* in 91 days · 7 days of slack
    [!Acknowledge] [Blocked…] <static_select SnoozeSnooze 1 working day / Snooze 3 working days / Snooze until…> [Run Renewal beside it] [⋯ Done… / Reassign… / Skip… / Stop the play… / Account card]
    ~ Why: usage −45 %, champion left 6 weeks ago, no executive contact · Red account rescue started by Ana Ruiz · ⟨Mon 2 Mar 2026, 04:00 EST⟩
    ");
    insta::assert_snapshot!(bot.transcript(&bot.dm(BO), BO), @r"
    » ↪ *Stakeholder mapping* for *TechCorp* is yours now, due ⟨Mon 9 Mar 2026, 17:00 EDT⟩. <@U0MO000001> gave it to you.
    ↪ *Stakeholder mapping* for *TechCorp* is yours now, due ⟨Mon 9 Mar 2026, 17:00 EDT⟩. <@U0MO000001> gave it to you.
    [Open step]
    ");
    insta::assert_snapshot!(bot.transcript(&bot.dm(ANA), ANA), @r"» ↪ *Stakeholder mapping* for *TechCorp* is <@U0BO000001>'s now. <@U0MO000001> gave it on, ⟨04:00⟩. Nothing is left to do for you.");
    let same = bot.says(MO, GENERAL, "/csm play reassign techcorp @bo").await;
    insta::assert_snapshot!(same.line(), @r"This step is <@U0BO000001>'s already. Nothing was changed.");
    let viewer = bot.says(MO, GENERAL, "/csm play reassign techcorp @vic").await;
    insta::assert_snapshot!(viewer.line(), @r"<@U0VIC00001> does not work accounts here, so the step stays where it is. Choose a CSM or a manager.");
    let refused = bot.says(VIC, GENERAL, "/csm play skip techcorp because x").await;
    insta::assert_snapshot!(refused.line(), @r"That is for customer success managers and up here, so nothing was done. Whoever runs the bot can change your role.");
    assert_eq!(bot.asks("select count(*) from step_moves").await, "1");
}

#[tokio::test]
async fn a_run_is_stopped_with_a_reason_and_asks_whether_it_helped() {
    let bot = started().await;
    let refused = bot.says(BO, GENERAL, "/csm play stop techcorp because I say so").await;
    insta::assert_snapshot!(refused.line(), @r"That is for <@U0ANA00001>, who answers for it, and for managers. Nothing was changed; you can take a step over yourself.");
    let told = bot.says(ANA, GENERAL, "/csm play stop techcorp rescue because they were sold").await;
    insta::assert_snapshot!(told.line(), @r"⏹ *Red account rescue* for *TechCorp* is stopped. Its open steps are skipped, and nobody is asked any more.");
    bot.runs_due_jobs().await;
    insta::assert_snapshot!(bot.transcript(TECHCORP_CHANNEL, VIC), @r"
    » ⏭ Stakeholder mapping for TechCorp: skipped by Ana Ruiz · Red account rescue, step 1 of 5 (edited)
    # Red account rescue · TechCorp · step 1 of 5 · Stakeholder mapping
    ⏭ ⏭ ⏭ ⏭ ⏭
    ⏭ *Skipped* by <@U0ANA00001> · ⟨Mon 2 Mar 2026, 10:00 CET⟩
    >they were sold
    Nothing of this play is left to do.
    ~ Why: usage −45 %, champion left 6 weeks ago, no executive contact · Red account rescue started by Ana Ruiz · ⟨Mon 2 Mar 2026, 10:00 CET⟩

    » ⏹ Red account rescue for TechCorp was stopped: 🔴 Red 45 → 🔴 Red 45
    # Red account rescue · TechCorp · was stopped
    Stopped by <@U0ANA00001>
    >they were sold
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
    assert_eq!(bot.asks("select state, count(*) from run_steps group by 1").await, "skipped 12");
    assert_eq!(
        bot.asks("select state, outcome, end_reason from playbook_runs").await,
        "stopped stopped they were sold"
    );

    let last = bot.newest(TECHCORP_CHANNEL, ANA);
    let thanks = bot.clicks(ANA, &last, "Partly").await;
    insta::assert_snapshot!(thanks.line(), @r"Thank you, that is kept with the play's other outcomes.");
    let again = bot.clicks(ANA, &last, "Yes").await;
    insta::assert_snapshot!(again.line(), @r"You have answered that already, thank you. Nothing was changed.");
    bot.clicks(MO, &last, "Yes").await;
    bot.runs_due_jobs().await;
    let words = last_card(&bot).words();
    assert!(words.contains("Answers: 1 yes, 1 partly"), "{words}");
    assert_eq!(bot.asks("select answer from run_answers order by answer").await, "partly\nyes");

    let posts = bot.posts(TECHCORP_CHANNEL).len();
    bot.advance(chrono::TimeDelta::days(30)).await;
    assert_eq!(bot.posts(TECHCORP_CHANNEL).len(), posts, "nobody is asked any more");
}

#[tokio::test]
async fn a_form_that_comes_second_loses_nothing() {
    let bot = started().await;
    let card = first_card(&bot);
    bot.clicks(ANA, &card, "Done…").await;
    bot.clicks(MO, &card, "Acknowledge").await;
    assert_eq!(bot.submits(ANA, &[("outcome", text("Kim takes over"))]).await, None);
    insta::assert_snapshot!(bot.form_in_words(ANA), @r"
    » Finish step | Done | Cancel
    ⚠ This step is already acknowledged by <@U0MO000001> at ⟨10:00⟩. Nothing was changed. Send it again to go on, or cancel.
    ~ *Stakeholder mapping* · TechCorp
    What came of it?*: <plain_text_input Three teams stopped in January; plan agreed with Kim> It stands on the card, for whoever takes over.
    Did you promise something by a day?: <datepicker > Your digest of that day has it under “Waiting on you”.
    ");
    let view = bot.form(ANA).unwrap();
    let outcome = view["blocks"].as_array().unwrap().iter().find(|block| block["block_id"] == "outcome").unwrap();
    assert_eq!(outcome["element"]["initial_value"], "Kim takes over");
    assert_eq!(bot.submits(ANA, &[("outcome", text("Kim takes over"))]).await, None);
    bot.runs_due_jobs().await;
    assert_eq!(bot.asks("select state, note from run_steps where step = 'stakeholders'").await, "done Kim takes over");

    // And once it is over, what was typed is shown to be kept.
    bot.advance(chrono::TimeDelta::days(7)).await;
    let card = last_card(&bot);
    bot.clicks(ANA, &card, "Done…").await;
    bot.says(MO, GENERAL, "/csm play skip techcorp because we did it in January").await;
    assert_eq!(bot.submits(ANA, &[("outcome", text("Three teams stopped"))]).await, None);
    insta::assert_snapshot!(bot.form_in_words(ANA), @r"
    » Step | – | Close
    This step is already skipped by <@U0MO000001> at ⟨10:00⟩. Nothing was changed.
    ~ 🔒 Only visible to you
    ~ Red account rescue · TechCorp
    *What you wrote*
    >Three teams stopped
    ");
}

#[tokio::test]
async fn steps_are_moved_by_text() {
    let bot = started().await;
    for line in
        ["play snooze techcorp 3bd because away", "play block techcorp because legal", "play done tc \"met Kim\""]
    {
        let told = bot.says(ANA, GENERAL, &format!("/csm {line}")).await;
        assert!(told.only()["is_ephemeral"] == true, "{}", told.words());
    }
    let moves = "select to_state, note from step_moves order by id";
    assert_eq!(bot.asks(moves).await, "snoozed away\nblocked legal\ndone met Kim");
    let none = bot.says(ANA, GENERAL, "/csm play skip techcorp because x").await;
    insta::assert_snapshot!(none.line(), @r"No such step is open for *TechCorp*. `/csm play show` with its name tells which plays are at work.");
    // In the account's channel the name may be left out; without a note it is asked for.
    bot.advance(chrono::TimeDelta::days(7)).await;
    let open = bot.says(ANA, TECHCORP_CHANNEL, "/csm play done").await;
    assert!(open.actions().iter().any(|(words, _)| words == "Done…"), "{}", open.words());

    bot.advance(chrono::TimeDelta::days(7)).await;
    let several = bot.says(MO, GENERAL, "/csm play skip techcorp because merged").await;
    insta::assert_snapshot!(several.words(), @r"
    🔒 » 2 steps are open for *TechCorp*. Which one?
    2 steps are open for *TechCorp*. Which one?
    • *Usage audit* · Red account rescue, step 2, due ⟨16:00⟩
    • *Executive alignment* · Red account rescue, step 3, due ⟨Mon 23 Mar 2026, 17:30 GMT⟩
    [2: Usage audit] [3: Executive alignment]
    ~ 🔒 Only visible to you
    ");
    let words = several.actions()[1].0.clone();
    bot.clicks(MO, &several, &words).await;
    assert_eq!(bot.asks("select state from run_steps where step = 'executive_alignment'").await, "skipped");
    let one = bot.says(MO, GENERAL, "/csm play skip techcorp step:2 because merged").await;
    insta::assert_snapshot!(one.line(), @r"⏭ *Usage audit* for *TechCorp* is skipped.");
}

#[tokio::test]
async fn a_checklist_is_ticked_off_on_the_card() {
    let bot = started().await;
    tick(&bot, &first_card(&bot), &[0, 2]).await;
    tick(&bot, &first_card(&bot), &[0, 2]).await;
    assert_eq!(
        bot.asks("select ticked, state, version from run_steps where step = 'stakeholders'").await,
        "[0,2] due 2"
    );
    assert_eq!(bot.asks("select count(*) from audit where verb = 'step.tick'").await, "1");
    let card = first_card(&bot);
    let list = checklist(&card);
    assert_eq!(list["elements"][0]["initial_options"].as_array().map(Vec::len), Some(2));
    tick(&bot, &first_card(&bot), &[]).await;
    assert_eq!(bot.asks("select ticked from run_steps where step = 'stakeholders'").await, "[]");
}

#[tokio::test]
async fn a_promise_stands_in_the_digest_of_its_day() {
    let bot = started().await;
    bot.hears_daily().await;
    bot.clicks(ANA, &first_card(&bot), "Done…").await;
    let past = [("outcome", text("Kim gets the plan")), ("follow_up_on", date("2026-03-02"))];
    let errors = bot.submits(ANA, &past).await.expect("today is no promise");
    assert!(errors["follow_up_on"].is_string(), "{errors}");
    // A Saturday: Monday's digest has it.
    let promise = [("outcome", text("Kim gets the plan")), ("follow_up_on", date("2026-03-07"))];
    assert_eq!(bot.submits(ANA, &promise).await, None);
    bot.advance_to("2026-03-06T12:00:00Z").await;
    assert!(!bot.transcript(&bot.dm(ANA), ANA).contains("🤝"));
    bot.advance_to("2026-03-09T12:00:00Z").await;
    let digest = bot.transcript(&bot.dm(ANA), ANA);
    assert!(digest.contains("🤝 *TechCorp* promised for 7 Mar: Kim gets the plan"), "{digest}");
    bot.advance_to("2026-03-10T12:00:00Z").await;
    assert_eq!(bot.transcript(&bot.dm(ANA), ANA).matches("🤝").count(), 1);
}

/// Ticks entries of a card's checklist off.
pub(super) async fn tick(bot: &Bot, card: &Seen, ticked: &[usize]) {
    tick_as(bot, ANA, card, ticked).await;
    bot.runs_due_jobs().await;
}

/// The same by somebody, before anybody's card says it.
pub(super) async fn tick_as(bot: &Bot, user: &str, card: &Seen, ticked: &[usize]) {
    let block = checklist(card);
    let boxes = &block["elements"][0];
    let chosen: Vec<&Value> = ticked.iter().map(|n| &boxes["options"][n]).collect();
    let action = json!({ "action_id": boxes["action_id"], "block_id": block["block_id"], "selected_options": chosen });
    bot.uses(user, Elsewhere { target: card.target(), action, channel: TECHCORP_CHANNEL }).await;
}

fn checklist(card: &Seen) -> Value {
    let blocks = card.only()["blocks"].as_array().unwrap();
    let list = blocks.iter().find(|block| block["elements"][0]["type"] == "checkboxes");
    list.expect("a checklist").clone()
}

/// The cards of the channel, without what stands in threads.
fn cards(bot: &Bot) -> Vec<Seen> {
    let messages = bot.view(VIC, TECHCORP_CHANNEL).into_iter();
    let cards = messages.filter(|message| message.get("thread_ts").is_none_or(|thread| *thread == message["ts"]));
    cards.map(|card| Seen { channel: TECHCORP_CHANNEL.into(), messages: vec![card] }).collect()
}

pub(super) fn first_card(bot: &Bot) -> Seen {
    cards(bot).remove(0)
}

pub(super) fn last_card(bot: &Bot) -> Seen {
    cards(bot).pop().expect("a card")
}
