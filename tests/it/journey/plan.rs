//! A success plan from its first goal to the value that came of it: every change on the version that was seen, every
//! milestone ticked once, and its owner asked once a working day.

use serde_json::{Value, json};

use crate::bot::answers::text;
use crate::bot::drawn::visible;
use crate::bot::town::{ANA, BO, GENERAL, MO, TECHCORP_CHANNEL, VIC};
use crate::bot::{Bot, Seen};

fn day(day: &str) -> Value {
    json!({ "type": "datepicker", "selected_date": day })
}

fn ours(user: &str) -> Value {
    json!({ "type": "users_select", "selected_user": user })
}

/// An option of the form's list, by the words that it begins with.
fn chosen(bot: &Bot, user: &str, field: &str, words: &str) -> Value {
    let form = bot.form(user).expect("a form");
    let blocks = form["blocks"].as_array().expect("blocks").clone();
    let block = blocks.iter().find(|block| block["block_id"] == field).expect("the question");
    let options = block["element"]["options"].as_array().expect("options");
    let option = options.iter().find(|option| option["text"]["text"].as_str().unwrap_or_default().starts_with(words));
    json!({ "type": "static_select", "selected_option": option.expect("an option") })
}

async fn plan(bot: &Bot, user: &str) -> Seen {
    bot.says(user, GENERAL, "/csm plan techcorp").await
}

/// Begins TechCorp's plan on 12 January, as Ana.
async fn begun(bot: &Bot) {
    let empty = plan(bot, ANA).await;
    bot.clicks(ANA, &empty, "Begin plan…").await;
    let goal = "Close the month in *two* days <!here>";
    let answers = [("plan_begins", day("2026-01-12")), ("plan_goal", text(goal)), ("plan_goal_value", text("30k"))];
    assert_eq!(bot.submits(ANA, &answers).await, None);
}

/// Adds a milestone, as Ana.
async fn milestone(bot: &Bot, title: &str, due: &str, owner: &str) {
    let card = plan(bot, ANA).await;
    bot.clicks(ANA, &card, "Add milestone…").await;
    let answers = [("plan_title", text(title)), ("plan_due", day(due)), ("plan_owner", ours(owner))];
    assert_eq!(bot.submits(ANA, &answers).await, None);
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one conversation from the first goal to the last")]
async fn a_plan_grows_from_its_first_goal() {
    let bot = Bot::new().await;
    let empty = plan(&bot, ANA).await;
    insta::assert_snapshot!(empty.words(), @r"
    🔒 » *TechCorp* has no success plan yet.
    *TechCorp* has no success plan yet. It begins with the first goal, in the customer's own words.
    [!Begin plan…] [Record value…] [QBR pack] [Account card]
    ~ 🔒 Only visible to you · later: `/csm plan TechCorp`
    ");
    begun(&bot).await;
    insta::assert_snapshot!(bot.form_in_words(ANA), @r"
    » Success plan | – | Close
    *TechCorp*: the plan was begun
    ~ 0 of 1 goal on track · version 1
    [Open plan]
    ");
    milestone(&bot, "Usage audit", "2026-03-06", ANA).await;
    milestone(&bot, "Executive review", "2026-04-20", MO).await;

    let card = plan(&bot, ANA).await;
    bot.clicks(ANA, &card, "Add metric…").await;
    insta::assert_snapshot!(bot.form_in_words(ANA), @r"
    » Add metric | Save | Cancel
    ~ *TechCorp*
    Measured by: <static_select Choose oneActive users (most on a day of 28) / Seat adoption, % of seats / Core features used in 28 days / Latest NPS answer, 0 to 10 / Health score> Left out: somebody types it. What the data measures is always up to date.
    Name: <plain_text_input Reports a week>
    Unit: <plain_text_input %>
    Baseline: <plain_text_input 45> Where it was. A measured one may be left out: it begins where it is now.
    Target*: <plain_text_input 80>
    By when*: <datepicker >
    For which goal: <static_select Choose one1 Close the month in *two* days <!here>>
    ");
    let measured = chosen(&bot, ANA, "plan_measure", "Seat adoption");
    let goal = chosen(&bot, ANA, "plan_which_goal", "1");
    let answers = [
        ("plan_measure", measured),
        ("plan_target", text("80 %")),
        ("plan_by", day("2026-06-30")),
        ("plan_unit", text("%")),
        ("plan_which_goal", goal),
    ];
    assert_eq!(bot.submits(ANA, &answers).await, None);

    let card = plan(&bot, ANA).await;
    bot.clicks(ANA, &card, "Add metric…").await;
    let answers = [
        ("plan_metric_name", text("Reports a week")),
        ("plan_baseline", text("3")),
        ("plan_target", text("20")),
        ("plan_by", day("2026-06-30")),
    ];
    assert_eq!(bot.submits(ANA, &answers).await, None);
    let card = plan(&bot, ANA).await;
    bot.clicks(ANA, &card, "Update metric…").await;
    let metric = chosen(&bot, ANA, "plan_which_metric", "2");
    let answers = [("plan_which_metric", metric), ("plan_now_value", text("9")), ("plan_now_as_of", day("2026-03-01"))];
    assert_eq!(bot.submits(ANA, &answers).await, None);

    let card = plan(&bot, ANA).await;
    bot.clicks(ANA, &card, "Add risk…").await;
    let answers = [("plan_risk", text("Budget freeze")), ("plan_mitigation", text("A smaller first phase"))];
    assert_eq!(bot.submits(ANA, &answers).await, None);
    let card = plan(&bot, ANA).await;
    bot.clicks(ANA, &card, "Stance…").await;
    let who = chosen(&bot, ANA, "plan_contact", "Jo Weber");
    assert_eq!(bot.submits(ANA, &[("plan_contact", who), ("plan_stance", text("sceptical"))]).await, None);
    let card = plan(&bot, ANA).await;
    bot.clicks(ANA, &card, "Record value…").await;
    let answers = [
        ("plan_what", text("Two days a month saved")),
        ("plan_amount", text("12k")),
        ("plan_evidence", text("Their controller's own count")),
        ("plan_realised_on", day("2026-02-27")),
    ];
    assert_eq!(bot.submits(ANA, &answers).await, None);
    insta::assert_snapshot!(plan(&bot, MO).await.words(), @r"
    🔒 » TechCorp plan: 0 of 1 goals on track · next: 1 Usage audit, 6 Mar, Ana Ruiz
    # TechCorp · success plan
    ~ began 12 Jan · version 9 · owner Ana Ruiz
    *Goals*
    1 🔴 off track: Close the month in ∗two∗ days &lt;!here&gt; · worth $30K   [⋯ Add goal… / Goal stands…]
    *Metrics: baseline → now → target*
    1 Seat adoption: 45 → *45* → 80 % by 30 Jun · 🔴 behind (1 Mar, from data)
    2 Reports a week: 3 → *9* → 20 by 30 Jun · 🟢 on track (1 Mar, typed)   [⋯ Add metric… / Update metric…]
    *Milestones: 2 open, 0 over*
    None is over yet.   [Add milestone…]
    ⬜ 1 Usage audit · due 6 Mar · Ana Ruiz   [⋯ Tick 1 / Nudge Ana Ruiz / 1 will not be done]
    ⬜ 2 Executive review · due 20 Apr · Mo Adeyemi   [⋯ Tick 2 / Nudge Mo Adeyemi / 2 will not be done]
    *Stakeholders*
    • Jo Weber, user · spoken to 8 days ago · “sceptical”
    • Dana Reyes, champion · ⚠ left 6 weeks ago   [Stance…]
    *Risks*
    • 1 Budget freeze · against it: A smaller first phase
    • 📉 The account uses 45 % less, signal since 2 Mar
    • 🚪 The account lost its champion, signal since 2 Mar
    • 🔇 The account has gone quiet, signal since 2 Mar   [⋯ Add risk… / 1 is no risk any more]
    *Value realised: $12K*
    • $12K Two days a month saved (Their controller's own count) · 27 Feb   [Record value…]
    [!Tick 1] [Nudge on 1] [QBR pack] [Account card] [Share…]
    ~ 🔒 Only visible to you · usage as of 1 Mar
    ");
    let audit = "select verb, detail ->> 'version' as version, detail -> 'change' as change from audit
                 where verb like 'plan.%' order by id";
    insta::assert_snapshot!(bot.asks(audit).await, @r#"
    plan.change 1 begun
    plan.change 2 {"milestone_added": 1}
    plan.change 3 {"milestone_added": 2}
    plan.change 4 {"metric_added": 1}
    plan.change 5 {"metric_added": 2}
    plan.change 6 {"metric_updated": 2}
    plan.change 7 {"risk_added": 1}
    plan.change 8 stance_set
    plan.change 9 value_recorded
    "#);
}

#[tokio::test]
async fn bad_answers_are_named_under_their_questions_and_nothing_is_written() {
    let bot = Bot::new().await;
    begun(&bot).await;
    let before = bot.asks("select version, content from success_plans").await;
    let card = plan(&bot, ANA).await;
    bot.clicks(ANA, &card, "Add milestone…").await;
    let answers = [("plan_title", text("Kickoff")), ("plan_due", day("2026-01-11")), ("plan_owner", ours(ANA))];
    let early = bot.submits(ANA, &answers).await;
    assert_eq!(early, Some(json!({ "plan_due": "The plan begins on 12\u{A0}Jan; choose that day or a later one" })));
    let stranger = [("plan_title", text(" ")), ("plan_due", day("2026-03-11")), ("plan_owner", ours("U0STRANGER"))];
    let nobody = bot.submits(ANA, &stranger).await.expect("faults");
    assert_eq!(nobody["plan_owner"], "Choose somebody of ours whom the directory knows");
    assert!(nobody["plan_title"].is_string(), "{nobody}");

    bot.clicks(ANA, &card, "Add metric…").await;
    let same = [
        ("plan_metric_name", text("Reports")),
        ("plan_baseline", text("10")),
        ("plan_target", text("10.0")),
        ("plan_by", day("2026-06-30")),
    ];
    let same = bot.submits(ANA, &same).await;
    assert_eq!(same, Some(json!({ "plan_target": "The target is the baseline; say where it shall be instead" })));
    let huge = [
        ("plan_metric_name", text("Reports")),
        ("plan_baseline", text("1e309")),
        ("plan_target", text("12.500")),
        ("plan_by", day("2026-06-30")),
    ];
    let huge = bot.submits(ANA, &huge).await.expect("faults");
    assert_eq!(huge["plan_baseline"], "Write a number like 45, 12.5 or 1200");
    let two_ways = "That can be read in two ways; write 12500 for the large one, 12.5 for the small one";
    assert_eq!(huge["plan_target"], two_ways);

    bot.clicks(ANA, &card, "Add goal…").await;
    let long = bot.submits(ANA, &[("plan_goal", text(&"x".repeat(3_000)))]).await;
    assert!(long.is_some_and(|faults| faults["plan_goal"].is_string()));
    let blank = bot.submits(ANA, &[("plan_goal", text(" \n "))]).await;
    assert!(blank.is_some_and(|faults| faults["plan_goal"].is_string()));
    assert_eq!(bot.asks("select version, content from success_plans").await, before);
    assert_eq!(bot.asks("select count(*) from plan_milestones").await, "0");
    assert_eq!(bot.asks("select count(*) from audit where verb = 'plan.change'").await, "1");
}

#[tokio::test]
async fn an_older_form_is_refused_with_who_changed_what() {
    let bot = Bot::new().await;
    begun(&bot).await;
    let card = plan(&bot, ANA).await;
    bot.clicks(ANA, &card, "Add goal…").await;
    let of_mo = plan(&bot, MO).await;
    bot.clicks(MO, &of_mo, "Add risk…").await;
    assert_eq!(bot.submits(MO, &[("plan_risk", text("Budget freeze"))]).await, None);
    assert_eq!(bot.submits(ANA, &[("plan_goal", text("Another goal"))]).await, None);
    insta::assert_snapshot!(bot.form_in_words(ANA), @r"
    » Steward | – | Close
    The plan of *TechCorp* was changed by <@U0MO000001> at ⟨10:00⟩, after you looked: risk 1 was added. Nothing was changed; look again.
    [Open plan]
    ~ 🔒 Only visible to you
    ");
    assert_eq!(bot.asks("select version, jsonb_array_length(content -> 'goals') from success_plans").await, "2 1");
    // Two who begin it at once: one of them does.
    bot.does("delete from success_plans").await;
    let empty = plan(&bot, ANA).await;
    bot.clicks(ANA, &empty, "Begin plan…").await;
    let of_mo = plan(&bot, MO).await;
    bot.clicks(MO, &of_mo, "Begin plan…").await;
    let first = [("plan_begins", day("2026-03-02")), ("plan_goal", text("One"))];
    assert_eq!(bot.submits(ANA, &first).await, None);
    assert_eq!(bot.submits(MO, &first).await, None);
    assert!(bot.form_in_words(MO).contains("was changed by <@U0ANA00001>"), "{}", bot.form_in_words(MO));
    assert_eq!(bot.asks("select version from success_plans").await, "1");
}

#[tokio::test]
async fn a_milestone_is_ticked_once() {
    let bot = Bot::new().await;
    begun(&bot).await;
    milestone(&bot, "Usage audit", "2026-03-06", ANA).await;
    milestone(&bot, "Executive review", "2026-04-20", MO).await;
    let (mine, of_mo) = (plan(&bot, ANA).await, plan(&bot, MO).await);
    let ticked = bot.clicks(ANA, &mine, "Tick 1").await;
    insta::assert_snapshot!(ticked.line(), @"TechCorp plan: 0 of 1 goals on track · next: 2 Executive review, 20 Apr, Mo Adeyemi");
    let late = bot.clicks(MO, &of_mo, "Tick 1").await;
    let refused = late.messages.last().and_then(|message| message["text"].as_str()).unwrap_or_default();
    insta::assert_snapshot!(visible(refused), @"“Usage audit” is already done by <@U0ANA00001> at ⟨09:00⟩. Nothing was changed.");
    assert_eq!(bot.asks("select number, state from plan_milestones order by number").await, "1 done\n2 open");
    insta::assert_snapshot!(bot.says(ANA, GENERAL, "/csm plan techcorp tick 1").await.line(), @"“Usage audit” is already done by you at ⟨10:00⟩. Nothing was changed.");
    insta::assert_snapshot!(bot.says(ANA, GENERAL, "/csm plan techcorp tick 7").await.line(), @"The plan of *TechCorp* has no milestone 7, so nothing was done. Open: 2 Executive review.");
    insta::assert_snapshot!(bot.says(ANA, TECHCORP_CHANNEL, "/csm plan missed 2").await.words(), @r"
    🔒 » *TechCorp*: ✖️ 2 Executive review · missed, says Ana Ruiz, 2 Mar; was due 20 Apr · Mo Adeyemi
    *TechCorp*: ✖️ 2 Executive review · missed, says Ana Ruiz, 2 Mar; was due 20 Apr · Mo Adeyemi
    ~ No milestone is open.
    [Open plan]
    ");
    insta::assert_snapshot!(bot.says(ANA, GENERAL, "/csm plan techcorp tick 2").await.line(), @"*TechCorp*: ✅ 2 Executive review · done by Ana Ruiz, 2 Mar · Mo Adeyemi");
    assert_eq!(bot.asks("select count(*) from audit where verb = 'plan.change'").await, "6");
}

#[tokio::test]
async fn its_owner_is_asked_once_a_working_day_and_may_tick_it_there() {
    let bot = Bot::new().await;
    begun(&bot).await;
    milestone(&bot, "Usage audit", "2026-03-06", BO).await;
    let asked = bot.says(ANA, GENERAL, "/csm plan techcorp nudge 1").await;
    insta::assert_snapshot!(asked.words(), @r"
    🔒 » <@U0BO000001> is asked about milestone 1 of *TechCorp*.
    <@U0BO000001> is asked about milestone 1 of *TechCorp*.
    ~ ⬜ 1 Usage audit · due 6 Mar · Bo Carter · counts for Monday 2 March; again on the next working day
    ");
    insta::assert_snapshot!(bot.says(MO, GENERAL, "/csm plan techcorp nudge 1").await.line(), @"<@U0BO000001> was asked about “Usage audit” by <@U0ANA00001> at ⟨09:00⟩ already, for today. Nothing was sent; they can be asked again on the next working day.");
    bot.runs_due_jobs().await;
    bot.runs_due_jobs().await;
    let dm = bot.dm(BO);
    assert_eq!(bot.posts(&dm).len(), 1);
    let message = bot.newest(&dm, BO);
    insta::assert_snapshot!(message.words(), @r"
    » TechCorp: milestone 1 “Usage audit” is due 6 Mar
    TechCorp: milestone 1 “Usage audit” is due 6 Mar
    [!Tick] [Open plan]
    ~ asked by Ana Ruiz, ⟨Mon 2 Mar 2026, 04:00 EST⟩ · Bo Carter sees to it
    ");
    // It is Bo's milestone, though not Bo's account.
    bot.clicks(BO, &message, "Tick").await;
    bot.runs_due_jobs().await;
    insta::assert_snapshot!(bot.newest(&dm, BO).words(), @r"
    » TechCorp: milestone 1 “Usage audit” is done, ticked by <@U0BO000001> at ⟨04:00⟩ (edited)
    TechCorp: milestone 1 “Usage audit” is done, ticked by <@U0BO000001> at ⟨04:00⟩
    [Open plan]
    ~ asked by Ana Ruiz, ⟨Mon 2 Mar 2026, 04:00 EST⟩ · Bo Carter sees to it
    ");
    insta::assert_snapshot!(bot.says(ANA, GENERAL, "/csm plan techcorp nudge 1").await.line(), @"“Usage audit” is already done by <@U0BO000001> at ⟨10:00⟩. Nothing was changed.");
    assert_eq!(bot.asks("select count(*) from audit where verb = 'plan.nudge'").await, "1");
}

#[tokio::test]
async fn they_are_asked_again_on_the_next_working_day() {
    let bot = Bot::new().await;
    begun(&bot).await;
    milestone(&bot, "Usage audit", "2026-03-20", ANA).await;
    for (moment, day) in [
        ("2026-03-06T10:00:00Z", "2026-03-06"),
        // Saturday and Sunday count for Monday.
        ("2026-03-07T10:00:00Z", "2026-03-09"),
        ("2026-03-10T10:00:00Z", "2026-03-10"),
    ] {
        bot.sleeps_until(moment);
        bot.says(ANA, GENERAL, "/csm plan techcorp nudge 1").await;
        assert_eq!(bot.asks("select max(day) from plan_nudges").await, day);
    }
    bot.sleeps_until("2026-03-10T11:00:00Z");
    bot.says(MO, GENERAL, "/csm plan techcorp nudge 1").await;
    assert_eq!(bot.asks("select count(*) from plan_nudges").await, "3");
}

#[tokio::test]
async fn who_may_not_work_the_account_changes_nothing() {
    let bot = Bot::new().await;
    begun(&bot).await;
    milestone(&bot, "Usage audit", "2026-03-06", ANA).await;
    for user in [VIC, BO] {
        let card = plan(&bot, user).await;
        assert!(card.words().contains("Usage audit"), "anybody may read it");
        for line in ["/csm plan techcorp tick 1", "/csm plan techcorp nudge 1", "/csm plan techcorp missed 1"] {
            let told = bot.says(user, GENERAL, line).await;
            assert!(told.words().contains("othing was"), "{}", told.words());
        }
        let told = bot.clicks(user, &card, "Add goal…").await;
        assert!(told.words().contains("othing was"), "{}", told.words());
    }
    assert_eq!(bot.asks("select state from plan_milestones").await, "open");
    let nobody = bot.says(MO, GENERAL, "/csm plan acme tick 1").await;
    insta::assert_snapshot!(nobody.words(), @r"
    🔒 » *Acme* has no success plan yet, so nothing was changed. Begin it with a goal.
    *Acme* has no success plan yet, so nothing was changed. Begin it with a goal.
    [Begin plan…]
    ~ 🔒 Only visible to you
    ");
}

#[tokio::test]
async fn what_is_due_stands_in_its_owners_day() {
    let bot = Bot::new().await;
    begun(&bot).await;
    milestone(&bot, "Usage audit", "2026-03-05", MO).await;
    milestone(&bot, "Kickoff", "2026-01-20", MO).await;
    milestone(&bot, "Executive review", "2026-03-06", MO).await;
    let day = bot.says(MO, GENERAL, "/csm today").await;
    insta::assert_snapshot!(day.words(), @r"
    🔒 » 2 milestones due · Monday 2 March
    # 2 milestones due
    ~ Monday 2 March
    *Waiting on you*
    🏁 *TechCorp* milestone 2 ⚠ overdue since 20 Jan: Kickoff
    🏁 *TechCorp* milestone 1 due 5 Mar: Usage audit   [⋯ Open TechCorp]
    ~ 🔒 Only visible to you · As of: usage 1 Mar · tickets, surveys, touches, contacts, contracts 2 Mar
    ");
    bot.says(MO, GENERAL, "/csm plan techcorp tick 2").await;
    assert!(!bot.says(MO, GENERAL, "/csm today").await.words().contains("Kickoff"));
    assert!(!bot.says(ANA, GENERAL, "/csm today").await.words().contains("Usage audit"));
}

#[tokio::test]
async fn what_they_got_is_told_where_the_renewal_is_argued() {
    let bot = Bot::new().await;
    let renewal = bot.says(ANA, GENERAL, "/csm forecast techcorp").await;
    assert!(renewal.words().contains("*Value realised* none recorded yet"), "{}", renewal.words());
    bot.clicks(ANA, &renewal, "Record value…").await;
    let answers = [
        ("plan_what", text("Two days a month saved")),
        ("plan_amount", text("36k")),
        ("plan_evidence", text("Their controller's own count")),
        ("plan_realised_on", day("2026-02-27")),
    ];
    assert_eq!(bot.submits(ANA, &answers).await, None);
    let told = "*Value realised* $36K (1; newest 27 Feb: Two days a month saved, Their controller's own count)";
    let renewal = bot.says(ANA, GENERAL, "/csm forecast techcorp").await.words().replace('\u{A0}', " ");
    assert!(renewal.contains(told), "{renewal}");
    bot.says(ANA, GENERAL, "/csm play start renewal techcorp").await;
    bot.runs_due_jobs().await;
    let card = bot.newest(TECHCORP_CHANNEL, MO).words().replace('\u{A0}', " ");
    assert!(card.contains("Value case") && card.contains(told), "{card}");
    // Another play has other worries.
    bot.says(ANA, GENERAL, "/csm play start red_account_rescue techcorp").await;
    bot.runs_due_jobs().await;
    let card = bot.newest(TECHCORP_CHANNEL, MO).words();
    assert!(!card.contains("Value realised"), "{card}");
}
