//! Leave with cover: who hears what meanwhile, what is refused, and how it ends.

use crate::bot::book::{self, Account, Files, Kind};
use crate::bot::town::{ANA, BO, GENERAL, MO, TECHCORP_CHANNEL, VIC};
use crate::bot::{Bot, NOW};

#[tokio::test]
async fn leave_is_taken_shown_and_ended() {
    let bot = Bot::new().await;
    let none = bot.says(ANA, GENERAL, "/csm away").await;
    insta::assert_snapshot!(none.words(), @r"
    🔒 » No leave of yours stands. `/csm away 2026-03-30 to 2026-04-03 cover:@bo` takes some down.
    No leave of yours stands. `/csm away 2026-03-30 to 2026-04-03 cover:@bo` takes some down.
    [Add leave…]
    ~ 🔒 Only visible to you · whole days by Europe/Berlin
    ");
    let taken = bot.says(ANA, GENERAL, &format!("/csm away 2026-03-30 to 2026-04-03 cover:<@{BO}|bo>")).await;
    insta::assert_snapshot!(taken.words(), @r"
    🔒 » 🌴 You are away Mon 30 Mar to Fri 3 Apr: 5 working days. Prompts, alerts and your digest go to <@U0BO000001> and say that they are yours.
    🌴 You are away Mon 30 Mar to Fri 3 Apr: 5 working days. Prompts, alerts and your digest go to <@U0BO000001> and say that they are yours.
    [Take it back (End this leave?)]
    ~ 🔒 Only visible to you · whole days by Europe/Berlin
    ");
    let stands = bot.says(ANA, GENERAL, "/csm away").await;
    insta::assert_snapshot!(stands.words(), @r"
    🔒 » 🌴 You are away Mon 30 Mar to Fri 3 Apr.
    🌴 *Away Mon 30 Mar to Fri 3 Apr*
    5 working days. Prompts, alerts and your digest go to <@U0BO000001> and say that they are yours.   [Take it back (End this leave?)]
    [Add leave…]
    ~ 🔒 Only visible to you · whole days by Europe/Berlin
    ");
    let ended = bot.clicks(ANA, &stands, "Take it back").await;
    insta::assert_snapshot!(ended.words(), @r"
    🔒 » Your leave Mon 30 Mar to Fri 3 Apr is taken back. What comes from now on comes to you; what <@U0BO000001> got meanwhile stays with them.
    Your leave Mon 30 Mar to Fri 3 Apr is taken back. What comes from now on comes to you; what <@U0BO000001> got meanwhile stays with them.
    ~ 🔒 Only visible to you · whole days by Europe/Berlin
    ");
    let again = bot.says(ANA, GENERAL, "/csm away cancel").await;
    insta::assert_snapshot!(again.line(), @"No leave of yours stands there. `/csm away` shows what does.");
    let deeds = "select verb, subject = 'person:' || (select id from people where external_id = 'p-ana') as hers
        from audit where verb like 'leave.%' order by id";
    assert_eq!(bot.asks(deeds).await, "leave.take true\nleave.cancel true");
}

#[tokio::test]
async fn what_cannot_be_is_refused_with_what_to_do() {
    let bot = Bot::new().await;
    bot.says(ANA, GENERAL, "/csm away 2026-03-30 to 2026-04-03 cover:@bo").await;
    let mut said = Vec::new();
    for (who, text) in [
        (ANA, "/csm away 2026-03-01"),
        (ANA, "/csm away 2026-03-20 to 2026-03-10"),
        (ANA, "/csm away 2026-04-03 to 2026-04-10 cover:@mo"),
        (ANA, "/csm away 2026-05-04 to 2026-05-05 cover:@ana"),
        (ANA, "/csm away 2026-05-04 to 2026-05-05 cover:@zoe"),
        (ANA, "/csm away 2026-05-04 to 2028-05-05"),
        (BO, "/csm away 2026-04-02 to 2026-04-06 cover:@ana"),
        (ANA, "/csm away soon"),
    ] {
        said.push(bot.says(who, GENERAL, text).await.line());
    }
    insta::assert_snapshot!(said.join("\n"), @r"
    Sun 1 Mar is over, and leave begins today at the earliest. Nothing was changed.
    It would end on Tue 10 Mar before it begins on Fri 20 Mar. Write the first day first. Nothing was changed.
    You are away Mon 30 Mar to Fri 3 Apr already. End that first with `/csm away cancel 2026-03-30`, or choose other days. Nothing was changed.
    Nobody covers for themselves. Name a colleague, or nobody. Nothing was changed.
    Nobody here is called “@zoe”. Mention them, or write their e-mail after the @.
    733 days are more than the 366 that leave can have. For longer, give the accounts another owner. Nothing was changed.
    On Thu 2 Apr <@U0ANA00001> is away too, and what they do would come back to you. Name somebody else, or have them change their cover. Nothing was changed.
    “soon” is no day. A day is written `2026-07-01`, `+3d`, `3bd` or `fri`.
    ");
    assert_eq!(bot.asks("select count(*) from leaves").await, "1");
}

/// Two who name each other at once cannot both be right, whichever is first.
#[tokio::test]
async fn two_who_name_each_other_at_once_make_no_circle() {
    let bot = Bot::new().await;
    tokio::join!(
        bot.says(ANA, GENERAL, "/csm away 2026-03-30 to 2026-04-03 cover:@bo"),
        bot.says(BO, GENERAL, "/csm away 2026-03-30 to 2026-04-03 cover:@ana"),
    );
    assert_eq!(bot.asks("select count(*) from leaves").await, "1");
}

#[tokio::test]
async fn a_form_takes_leave_down_and_says_what_is_wrong_beside_its_question() {
    let bot = Bot::new().await;
    let shown = bot.says(ANA, GENERAL, "/csm away").await;
    bot.clicks(ANA, &shown, "Add leave…").await;
    insta::assert_snapshot!(bot.form_in_words(ANA), @r"
    » Away | Save | Cancel
    First day*: <datepicker >
    Last day*: <datepicker >
    Who covers?: <users_select A colleague> Prompts, alerts and your digest go to them meanwhile; without a cover, to your manager.
    ");
    let date = |day: &str| serde_json::json!({ "type": "datepicker", "selected_date": day });
    let user = |id: &str| serde_json::json!({ "type": "users_select", "selected_user": id });
    let backwards = [("away_from", date("2026-04-03")), ("away_to", date("2026-03-30")), ("cover", user(BO))];
    let errors = bot.submits(ANA, &backwards).await.expect("errors");
    insta::assert_snapshot!(errors, @r#"{"away_to":"It would end on Mon 30 Mar before it begins on Fri 3 Apr. Write the first day first. Nothing was changed."}"#);
    let own = [("away_from", date("2026-03-30")), ("away_to", date("2026-04-03")), ("cover", user(ANA))];
    let errors = bot.submits(ANA, &own).await.expect("errors");
    insta::assert_snapshot!(errors, @r#"{"cover":"Nobody covers for themselves. Name a colleague, or nobody. Nothing was changed."}"#);
    let good = [("away_from", date("2026-03-30")), ("away_to", date("2026-04-03")), ("cover", user(BO))];
    assert_eq!(bot.submits(ANA, &good).await, None);
    assert!(bot.form_in_words(ANA).contains("You are away"), "{}", bot.form_in_words(ANA));
    assert_eq!(bot.asks("select count(*) from leaves where cover_id is not null").await, "1");
}

#[tokio::test]
async fn prompts_of_a_channel_name_the_cover_and_come_in_time() {
    let bot = super::rescue::started().await;
    bot.reminds_nobody().await;
    bot.says(ANA, GENERAL, "/csm away 2026-03-09 to 2026-03-13 cover:@bo").await;
    bot.advance_to("2026-03-09T08:00:00Z").await;
    let card = bot.newest(TECHCORP_CHANNEL, VIC).words();
    assert!(card.contains("Usage audit"), "it comes on the day of the plan, not after the leave: {card}");
    insta::assert_snapshot!(card, @r"
    » Usage audit for TechCorp: due ⟨Mon 16 Mar 2026, 17:00 CET⟩ · <@U0BO000001> for <@U0ANA00001>, away until 13 Mar · Red account rescue, step 2 of 5
    # Red account rescue · TechCorp · step 2 of 5 · Usage audit
    🔹 ▶️ ⬜ ⬜ ⬜
    Find what stopped being used, by whom and since when, and write a re-onboarding plan for those people.
    <checkboxes Features and teams that fell away, with dates / One cause for each, in the customer's words / A re-onboarding plan that the new champion agrees to>
    ~ 📉 Used less than before, in 28 days: alerts 5 → 0, boards 5 → 0, search 5 → 0
    | *Owner* <@U0BO000001> for <@U0ANA00001>, away until 13 Mar
    | *Due* ⟨Mon 16 Mar 2026, 17:00 CET⟩
    | *Health* ⚪ Not enough data · $45K
    | *Renewal* in 84 days · 7 days of slack
    [!Acknowledge] [Blocked…] <static_select SnoozeSnooze 1 working day / Snooze 3 working days / Snooze until…> [⋯ Done… / Reassign… / Skip… / Stop the play… / Account card]
    ~ Why: usage −45 %, champion left 6 weeks ago, no executive contact · Red account rescue started by Ana Ruiz · ⟨Mon 2 Mar 2026, 10:00 CET⟩
    ");
    // Back again, the card says so when it is drawn next.
    bot.advance_to("2026-03-14T08:00:00Z").await;
    bot.clicks(ANA, &bot.newest(TECHCORP_CHANNEL, ANA), "Acknowledge").await;
    bot.runs_due_jobs().await;
    let newest = bot.newest(TECHCORP_CHANNEL, VIC).words();
    assert!(!newest.contains("away until"), "{newest}");
}

/// An account without a channel: prompts go to people's direct messages.
pub(super) async fn direct() -> Bot {
    let account =
        Account { key: "acme", name: "Acme", arr: 60_000, owner: "p-ana", ends_on: "2026-11-30", kind: Kind::Yellow };
    let bot = Bot::with(NOW, &book::people().with(&account)).await;
    bot.says(ANA, GENERAL, "/csm play start red_account_rescue acme").await;
    bot.runs_due_jobs().await;
    bot
}

#[tokio::test]
async fn direct_prompts_go_to_the_cover_who_can_answer_them() {
    let bot = direct().await;
    bot.reminds_nobody().await;
    assert_eq!((bot.posts(&bot.dm(ANA)).len(), bot.posts(&bot.dm(BO)).len()), (1, 0));
    bot.says(ANA, GENERAL, "/csm away 2026-03-09 to 2026-03-13 cover:@bo").await;
    // Nine in Berlin is four in the morning in New York; but Bo has set no quiet hours, and it is a working day.
    bot.advance_to("2026-03-09T08:00:00Z").await;
    assert_eq!((bot.posts(&bot.dm(ANA)).len(), bot.posts(&bot.dm(BO)).len()), (1, 1));
    let prompt = bot.newest(&bot.dm(BO), BO);
    assert!(prompt.words().contains("for <@U0ANA00001>, away until 13"), "{}", prompt.words());
    bot.clicks(BO, &prompt, "Acknowledge").await;
    bot.runs_due_jobs().await;
    let redrawn = bot.newest(&bot.dm(BO), BO).words();
    assert!(redrawn.contains("acknowledged by Bo Carter"), "every copy is drawn again: {redrawn}");
    let steps = "select step, state from run_steps where step = 'usage_audit'";
    assert_eq!(bot.asks(steps).await, "usage_audit acknowledged");
}

#[tokio::test]
async fn without_a_cover_the_manager_hears_of_it_and_why() {
    let bot = direct().await;
    bot.says(ANA, GENERAL, "/csm away 2026-03-09 to 2026-03-13").await;
    bot.advance_to("2026-03-09T12:00:00Z").await;
    let prompt = bot.newest(&bot.dm(MO), MO).words();
    assert!(prompt.contains("away until 13") && prompt.contains("without a cover"), "{prompt}");
}

#[tokio::test]
async fn a_cover_who_is_away_hands_on() {
    let bot = direct().await;
    bot.says(BO, GENERAL, "/csm away 2026-03-09 to 2026-03-20 cover:@mo").await;
    let taken = bot.says(ANA, GENERAL, "/csm away 2026-03-06 to 2026-03-13 cover:@bo").await;
    insta::assert_snapshot!(taken.line(), @"🌴 You are away Fri 6 Mar to Fri 13 Mar: 6 working days. Prompts, alerts and your digest go to <@U0BO000001> and say that they are yours. From Mon 9 Mar on <@U0MO000001> stands in, because your cover is away too.");
    bot.advance_to("2026-03-09T12:00:00Z").await;
    assert_eq!(bot.posts(&bot.dm(BO)).len(), 0);
    assert!(bot.newest(&bot.dm(MO), MO).words().contains("for <@U0ANA00001>, away until 13"));
}

#[tokio::test]
async fn the_covers_digest_has_the_days_of_whoever_is_away() {
    let bot = super::rescue::started().await;
    bot.reminds_nobody().await;
    bot.says(BO, GENERAL, "/csm digest daily 8:30").await;
    bot.says(ANA, GENERAL, "/csm digest daily 8:30").await;
    bot.says(ANA, GENERAL, "/csm away tomorrow to 2026-03-06 cover:@bo").await;
    bot.advance_to("2026-03-03T13:30:00Z").await;
    assert_eq!(bot.posts(&bot.dm(ANA)).len(), 0, "she is away");
    insta::assert_snapshot!(bot.transcript(&bot.dm(BO), BO), @r"
    » 1 renewal to review · Monday 2 March
    # 1 renewal to review
    ~ Monday 2 March
    *Renewals*
    📅 *Initech* contract ends 15 May · 🟢 Green · $250K · ⚠ not reviewed   [⋯ Open Initech]
    [Not reviewed]
    ~ As of: usage 1 Mar · tickets, surveys, touches, contacts, contracts 2 Mar · your daily digest; another hour: `/csm digest daily 8:30`

    » Covering for Ana Ruiz: 1 to do · 1 renewal inside 60 days · 1 renewal to review · Tuesday 3 March
    # Covering for Ana Ruiz: 1 to do · 1 renewal inside 60 days · 1 renewal to review
    ~ Tuesday 3 March
    ---
    *Covering for Ana Ruiz until Fri 6 Mar*
    *Do first*
    ▶️ *TechCorp* · Stakeholder mapping
    due ⟨Mon 9 Mar 2026, 12:00 EDT⟩ · Red account rescue
    [Done…] [⋯ Snooze 1 working day / Snooze 3 working days / Snooze until… / Blocked… / Open step]
    *Renewals*
    📅 *TechCorp* inside 90 days: ends 1 Jun · 🔴 Red · $45K · ⚠ not reviewed
    ~ As of: usage 1 Mar · tickets, surveys, touches, contacts, contracts 2 Mar · your daily digest; another hour: `/csm digest daily 8:30`
    ");
    // What is done for her shows in the digest that tells of it.
    let prompt = bot.newest(TECHCORP_CHANNEL, ANA);
    bot.clicks(ANA, &prompt, "Acknowledge").await;
    bot.runs_due_jobs().await;
    let digest = bot.transcript(&bot.dm(BO), BO);
    assert!(digest.contains("(edited)") && digest.contains("acknowledged"), "{digest}");
    bot.advance_to("2026-03-09T07:30:00Z").await;
    assert_eq!(bot.posts(&bot.dm(ANA)).len(), 1, "back, she has her own again");
}

#[tokio::test]
async fn a_cover_without_a_digest_gets_the_others_whole() {
    let bot = super::rescue::started().await;
    bot.says(ANA, GENERAL, "/csm digest daily 8:30").await;
    bot.says(ANA, GENERAL, "/csm away tomorrow to 2026-03-06 cover:@bo").await;
    bot.advance_to("2026-03-03T07:30:00Z").await;
    let digest = bot.transcript(&bot.dm(BO), BO);
    assert!(digest.contains("for <@U0ANA00001>, away until 6"), "{digest}");
}

#[tokio::test]
async fn signals_go_to_the_cover_and_a_touch_of_theirs_ends_the_silence() {
    let quiet = Account {
        key: "quiet0",
        name: "Quiet 0",
        arr: 60_000,
        owner: "p-ana",
        ends_on: "2026-11-30",
        kind: Kind::Green,
    };
    let bot = Bot::with("2026-03-20T09:00:00Z", &book::people().with(&quiet)).await;
    bot.says(ANA, GENERAL, "/csm away 2026-03-21 to 2026-03-27 cover:@bo").await;
    // Silent for 31 days on the 23rd: the cover hears of it when they work.
    bot.advance_to("2026-03-23T12:59:00Z").await;
    assert_eq!((bot.posts(&bot.dm(ANA)).len(), bot.posts(&bot.dm(BO)).len()), (0, 0));
    bot.advance_to("2026-03-23T13:00:00Z").await;
    assert_eq!((bot.posts(&bot.dm(ANA)).len(), bot.posts(&bot.dm(BO)).len()), (0, 1));
    assert!(bot.newest(&bot.dm(BO), BO).words().contains("for <@U0ANA00001>, away until 27"));
    let touch =
        "external_id,account,person,kind,two_way,occurred_at\nt-bo,quiet0,p-bo,call,true,2026-03-23T15:00:00Z\n";
    bot.brings_in(&Files::default().and("touchpoints", touch)).await;
    bot.advance_to("2026-03-24T04:00:00Z").await;
    assert_eq!(bot.asks("select state, outcome from signals where kind = 't8'").await, "ended recovered");
}
