//! Weeks of forecasts: the snapshot of each Monday, what slipped between two, and the same from a terminal.

use steward::domain::ids::OrgId;
use steward::operations::snapshot;

use crate::bot::Bot;
use crate::bot::town::{ANA, BO, GENERAL, MO};

const SNAPSHOTS: &str = "select week, count(*) from forecast_snapshots group by week order by week";

#[tokio::test]
async fn every_monday_is_written_down_once() {
    let bot = Bot::new().await;
    bot.runs_due_jobs().await;
    bot.runs_due_jobs().await;
    bot.other_worker().await.run_due().await.unwrap();
    assert_eq!(bot.asks(SNAPSHOTS).await, "2026-03-02 8");
    assert_eq!(snapshot::take(&bot.app, OrgId::DEFAULT).await.unwrap().n_written, 0, "a week has one");
    bot.advance_to("2026-03-09T02:59:00Z").await;
    assert_eq!(bot.asks(SNAPSHOTS).await, "2026-03-02 8");
    bot.advance_to("2026-03-09T03:00:00Z").await;
    bot.advance_to("2026-03-23T12:00:00Z").await;
    assert_eq!(bot.asks(SNAPSHOTS).await, "2026-03-02 8\n2026-03-09 8\n2026-03-16 8\n2026-03-23 8");
}

#[tokio::test]
async fn two_weeks_later_it_says_what_slipped() {
    let bot = Bot::new().await;
    let first = bot.says(ANA, GENERAL, "/csm renewals slipped").await;
    insta::assert_snapshot!(first.words(), @r"
    🔒 » There is nothing to compare with yet: how every renewal stands is written down each Monday.
    There is nothing to compare with yet: how every renewal stands is written down each Monday.
    [Renewals]
    ");
    for line in
        ["nordwind commit because signs in March", "globex likely 50k because they grow", "acme best because early"]
    {
        bot.says(ANA, GENERAL, &format!("/csm forecast {line}")).await;
    }
    bot.says(BO, GENERAL, "/csm forecast initech likely because it runs well").await;
    bot.runs_due_jobs().await;
    bot.advance_to("2026-03-16T10:00:00Z").await;
    for line in [
        "nordwind at-risk 60k because their sponsor left",
        "acme commit because signed",
        "techcorp best because new sponsor",
    ] {
        bot.says(ANA, GENERAL, &format!("/csm forecast {line}")).await;
    }
    bot.does("update accounts set churned_on = '2026-03-12' where external_id = 'initech'").await;
    bot.does("update contracts set ends_on = '2026-07-31' where external_id = 'c-globex'").await;
    insta::assert_snapshot!(bot.says(ANA, GENERAL, "/csm renewals slipped").await.words(), @r"
    🔒 » 2 renewals slipped since 9 Mar · $142K ARR; 2 otherwise moved
    # 2 renewals slipped since 9 Mar · $142K ARR; 2 otherwise moved
    *Nordwind Energy* · ends 20 Apr · $90K · ⚪ Not enough data
    ▼ commit → at risk · ▼ $90K → $60K (−$30K)
    “their sponsor left” · Ana Ruiz   [⋯ History / Open card]
    *Globex* · ends 31 Jul · $52K · ⚪ Not enough data
    ▼ end moved from 15 Jun to 31 Jul   [⋯ History / Open card]
    *Otherwise*
    *TechCorp* · ends 1 Jun · $45K · ⚪ Not enough data
    newly reviewed: best case $45K   [⋯ History / Open card]
    *Acme* · ends 30 Nov · $60K · ⚪ Not enough data
    ▲ best case → commit   [⋯ History / Open card]
    [Renewals]
    ~ 🔒 Only visible to you · 5 renewals compared · your book · from the snapshot of 9 Mar to now
    ");
    insta::assert_snapshot!(bot.says(MO, GENERAL, "/csm renewals diff all").await.line(), @"3 renewals slipped since 9 Mar · $392K ARR; 2 otherwise moved");

    bot.advance_to("2026-03-23T10:00:00Z").await;
    let quiet = bot.says(ANA, GENERAL, "/csm renewals slipped").await.line();
    assert!(quiet.starts_with("2 renewals slipped since 16 Mar"), "{quiet}");
    bot.advance_to("2026-03-30T10:00:00Z").await;
    let quiet = bot.says(ANA, GENERAL, "/csm renewals slipped").await.line();
    assert!(quiet.starts_with("Nothing slipped since 23 Mar"), "{quiet}");
    let fates = "select week, fate, account_id = (select id from accounts where external_id = 'initech') as initech
        from forecast_snapshots where fate <> 'open' order by week";
    assert_eq!(bot.asks(fates).await, "2026-03-23 lost true");
}

#[tokio::test]
async fn what_ended_is_renewed_or_lapsed() {
    let bot = Bot::new().await;
    bot.runs_due_jobs().await;
    // Nordwind ends on 20 April and is followed; Initech on 15 May and is not.
    bot.advance_to("2026-04-20T10:00:00Z").await;
    bot.does(
        "insert into contracts (org_id, id, external_id, account_id, starts_on, ends_on, arr_minor, currency, updated_at)
         select org_id, gen_random_uuid(), 'c-nordwind-2', account_id, '2026-04-21', '2027-04-20', 9500000, 'USD', now()
         from contracts where external_id = 'c-nordwind'",
    )
    .await;
    let row = bot.says(ANA, GENERAL, "/csm renewals 30d").await.words();
    assert!(row.contains("✅ renewed"), "{row}");
    bot.advance_to("2026-05-18T10:00:00Z").await;
    let fates = "select week, a.name, fate from forecast_snapshots s join accounts a on a.id = s.account_id
        where fate <> 'open' order by week";
    assert_eq!(bot.asks(fates).await, "2026-04-27 Nordwind Energy renewed\n2026-05-18 Initech lapsed");
    let told = bot.says(BO, GENERAL, "/csm renewals slipped").await.words();
    assert!(told.contains("⚠ ended, and nothing is signed"), "{told}");
}

#[tokio::test]
async fn a_digest_says_which_of_them_nobody_reviewed() {
    let bot = Bot::new().await;
    bot.advance_to("2026-03-03T09:00:00Z").await;
    let day = bot.says(ANA, GENERAL, "/csm today").await.words();
    assert!(day.contains("*TechCorp* inside 90 days: ends 1 Jun · 🔴 Red · $45K · ⚠ not reviewed"), "{day}");
    bot.says(ANA, GENERAL, "/csm forecast techcorp at-risk because hardly used").await;
    let day = bot.says(ANA, GENERAL, "/csm today").await.words();
    let techcorp = day.lines().find(|line| line.contains("*TechCorp* inside 90 days")).unwrap();
    assert!(!techcorp.contains("not reviewed"), "{day}");
}
