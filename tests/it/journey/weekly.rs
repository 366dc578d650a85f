//! A leader's week: asked for, and by the clock.

use steward::domain::ids::OrgId;
use steward::operations::snapshot;

use crate::bot::Bot;
use crate::bot::town::{ANA, GENERAL, GUEST_CHANNEL, MO, TEAM_CHANNEL};

#[tokio::test]
async fn a_leader_reads_the_week_and_a_csm_does_not() {
    let bot = Bot::new().await;
    snapshot::take(&bot.app, OrgId::DEFAULT).await.unwrap();
    bot.says(ANA, GENERAL, "/csm play start rescue techcorp").await;
    insta::assert_snapshot!(bot.says(MO, GENERAL, "/csm digest weekly now").await.words(), @r#"
    🔒 » 1 red of 8 accounts · $45K at risk
    # 1 red of 8 accounts · $45K at risk
    ~ The week to 2 Mar · everybody’s accounts
    *Portfolio*
    8 accounts · $689K: 🔴 1 (−2) · $45K · 🟡 3 (−2) · $104K · 🟢 4 (+4) · $540K
    3 Red → Yellow · $104K · 1 Yellow → Red · $45K · 4 Yellow → Green · $540K
    *At risk*
    mid-touch 1 · $45K
    🔴 *TechCorp* 45 · $45K · Ana Ruiz · Red account rescue
    *Renewals*
    Next 120 days: ⚠ not reviewed 4 · $437K
    Nothing slipped since 2 Mar
    *Retention*
    QTD: GRR 100 % · NRR 100 % of $689K · logo churn 0 % (0 of 8)
    12M: GRR 100 % · NRR 100 % of $644K · logo churn 0 % (0 of 7)
    *Plays*
    1 started (0 by themselves)
    *Red account rescue* in 12 months: 1 started, 0 ended · outcome: too few, n = 0
    *Load*
    ⚠ 1 account without an owner · $22K
    [Assign owners…] [Red accounts] [Renewals] [Slipped] [Metrics] [Plays] [Team]
    chart "Accounts by colour, 28 days"
    chart "ARR moved by quarter, USD"
    ~ As of ⟨09:00⟩ · 🔒 Only visible to you
    "#);
    let refused = bot.says(ANA, GENERAL, "/csm digest weekly now").await.words();
    assert!(refused.contains("manager"), "{refused}");
}

#[tokio::test]
async fn a_teams_channel_hears_it_once_a_week() {
    let bot = Bot::new().await;
    let set = bot.says(MO, TEAM_CHANNEL, "/csm digest weekly team:emea here mon 8:30").await;
    insta::assert_snapshot!(set.words(), @r"
    🔒 » The weekly digest of <#C0EMEACSMS> is set for the accounts of team *emea*, by the clock of Europe/London. Next: ⟨Mon 9 Mar 2026, 08:30 GMT⟩.
    The weekly digest of <#C0EMEACSMS> is set for the accounts of team *emea*, by the clock of Europe/London. Next: ⟨Mon 9 Mar 2026, 08:30 GMT⟩.
    Then: ⟨Mon 16 Mar 2026, 08:30 GMT⟩ · ⟨Mon 23 Mar 2026, 08:30 GMT⟩ · ⟨Mon 30 Mar 2026, 08:30 BST⟩ · ⟨Mon 6 Apr 2026, 08:30 BST⟩
    ~ 🔒 Only visible to you · times by Europe/London · crontab `30 8 * * 1` · a day with nothing to say is silent
    ");
    assert_eq!(bot.asks("select kind, team, expression from schedules").await, "weekly emea 30 8 * * 1");
    bot.advance_to("2026-03-09T08:29:00Z").await;
    assert_eq!(bot.posts(TEAM_CHANNEL).len(), 0);
    bot.advance_to("2026-03-09T08:30:00Z").await;
    bot.other_worker().await.run_due().await.unwrap();
    assert_eq!(bot.posts(TEAM_CHANNEL).len(), 1);
    let week = bot.newest(TEAM_CHANNEL, MO);
    insta::assert_snapshot!(week.words(), @r#"
    » 0 red of 5 accounts
    # 0 red of 5 accounts
    ~ The week to 9 Mar · team emea
    *Portfolio*
    5 accounts · $277K: 🔴 0 (−1) · 🟡 0 (−2) · 🟢 0 (−2) · ⚪ 5 (+5) · $277K
    No account changed colour in seven days
    *Renewals*
    Next 120 days: ⚠ not reviewed 3 · $187K
    Nothing slipped since 2 Mar
    *Retention*
    QTD: GRR 100 % · NRR 100 % of $277K · logo churn 0 % (0 of 5)
    12M: GRR 100 % · NRR 100 % of $232K · logo churn 0 % (0 of 4)
    *Load*
    ⚠ 1 account without an owner · $22K
    *Noise*
    2 signals fired, 0 sent, 0 acted on, 0 dismissed (whole organisation)
    [Assign owners…] [Red accounts] [Renewals] [Slipped] [Metrics] [Plays] [Team]
    chart "Accounts by colour, 35 days"
    chart "ARR moved by quarter, USD"
    ~ As of ⟨08:30⟩ · another time: `/csm digest weekly mon 8:30`
    "#);
    let plays = bot.clicks(MO, &week, "Plays").await.words();
    assert!(plays.contains("Plays: ") && plays.contains("team emea"), "{plays}");
    for button in ["Red accounts", "Renewals", "Slipped", "Metrics"] {
        let list = bot.clicks(MO, &week, button).await.words();
        assert!(list.contains("the books of team emea") && !list.contains("Initech"), "{button}: {list}");
    }
    bot.advance_to("2026-03-10T09:00:00Z").await;
    assert_eq!(bot.posts(TEAM_CHANNEL).len(), 1);
    bot.says(MO, TEAM_CHANNEL, "/csm digest weekly off here").await;
    bot.advance_to("2026-03-16T09:00:00Z").await;
    assert_eq!(bot.posts(TEAM_CHANNEL).len(), 1);
}

#[tokio::test]
async fn a_team_hears_the_voice_of_its_own_customers() {
    let bot = Bot::new().await;
    for (account, theme) in [("initech", "api"), ("initech", "api"), ("umbra", "api"), ("techcorp", "export")] {
        bot.says(MO, GENERAL, &format!("/csm feedback {account} theme:{theme} too slow")).await;
    }
    for words in ["too coarse", "too late"] {
        bot.says(MO, GENERAL, &format!("/csm feedback acme theme:export {words}")).await;
    }
    let whole = bot.says(MO, GENERAL, "/csm digest weekly now").await.words();
    assert!(whole.contains("“api” ") && whole.contains("“export” "), "{whole}");
    let emea = bot.says(MO, GENERAL, "/csm digest weekly team:emea now").await.words();
    assert!(!emea.contains("“api” ") && emea.contains("“export” "), "{emea}");
}

#[tokio::test]
async fn a_team_that_nobody_is_of_and_an_unclear_hour_are_told() {
    let bot = Bot::new().await;
    for (typed, says) in [
        ("/csm digest weekly team:nowhere mon 8:30", "nowhere"),
        ("/csm digest weekly", "weekday"),
        ("/csm digest weekly mon 8:30 to leads", "a channel"),
    ] {
        let told = bot.says(MO, GENERAL, typed).await.words();
        assert!(told.contains(says), "{typed}: {told}");
    }
    assert_eq!(bot.asks("select count(*) from schedules").await, "0");
}

#[tokio::test]
async fn what_slipped_says_why_and_who_sees_it_otherwise_than_the_rule() {
    let bot = Bot::new().await;
    for channel in [TEAM_CHANNEL, GUEST_CHANNEL] {
        bot.says(MO, channel, "/csm digest weekly here mon 8:30").await;
    }
    bot.says(ANA, GENERAL, "/csm forecast nordwind commit because they sign in March").await;
    bot.says(ANA, GENERAL, "/csm forecast techcorp commit because Kim said so").await;
    bot.runs_due_jobs().await;
    bot.advance_to("2026-03-12T10:00:00Z").await;
    bot.says(ANA, GENERAL, "/csm forecast nordwind at-risk 60k because Dana has left them").await;
    bot.advance_to("2026-03-16T08:30:00Z").await;
    let renewals = |channel| {
        let words = bot.newest(channel, MO).words();
        words.split("*Renewals*").nth(1).unwrap().split("*Retention*").next().unwrap().to_owned()
    };
    insta::assert_snapshot!(renewals(TEAM_CHANNEL), @r"
    Next 120 days: commit 1 · $45K · at risk 1 · $90K · ⚠ not reviewed 2 · $302K
    ⚠ Person and rule see 2 renewals quite differently · $135K
    1 renewal slipped since 9 Mar:
    ↘ *Nordwind Energy* ▼ commit → at risk, ▼ $90K → $60K (−$30K): “Dana has left them” · Ana Ruiz
    ");
    let guests = renewals(GUEST_CHANNEL);
    assert!(guests.contains("commit → at risk") && !guests.contains("Dana") && !guests.contains('$'), "{guests}");
    let slipped = bot.says(ANA, GENERAL, "/csm renewals slipped").await.words();
    assert!(slipped.contains("“Dana has left them” · Ana Ruiz"), "{slipped}");
}
