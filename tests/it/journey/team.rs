//! The leader's view: each CSM, and the accounts behind each number.

use insta::assert_snapshot;
use steward::standin::{Fault, FaultKind};

use crate::bot::Bot;
use crate::bot::town::{ANA, GENERAL, MO};

async fn busy() -> Bot {
    let bot = Bot::new().await;
    bot.says(ANA, GENERAL, "/csm play start red_account_rescue techcorp").await;
    bot.runs_due_jobs().await;
    bot.does("update run_steps set due_at = '2026-02-27T09:00:00Z' where state = 'due'").await;
    bot.does(
        "insert into pulses (org_id, id, account_id, person_id, band, reason, set_at, expires_on)
         select a.org_id, gen_random_uuid(), a.id, a.owner_id, 'green', 'They signed for a year', '2026-02-27', '2026-04-30'
         from accounts a where a.external_id = 'techcorp'",
    )
    .await;
    bot.does(
        "insert into signals (org_id, id, account_id, kind, opened_at, evidence, owner_id)
         select org_id, gen_random_uuid(), id, 't3', '2026-02-20', '{}', owner_id from accounts where external_id = 'acme'",
    )
    .await;
    bot.does("update accounts set segment_override = 'low_touch' where external_id = 'acme'").await;
    bot
}

#[tokio::test]
async fn every_number_opens_its_accounts() {
    let bot = busy().await;
    let team = bot.says(MO, GENERAL, "/csm team").await;
    assert_snapshot!(team.words(), @r#"
    🔒 » 2 CSMs · 7 accounts: 1 red, 0 over capacity, 1 step overdue
    # 2 CSMs · 7 accounts: 1 red, 0 over capacity, 1 step overdue
    table "CSMs, heaviest load first"
    CSM | Accounts | ARR | At risk | Red | Yellow | Green | No colour | Load | Overdue | Signals | Calls against the score | Wrong touches | Renewals
    Bo Carter | 2 | $390K | – | 0 | 0 | 2 | 0 | 8 %, under | 0 | 0 | 0 | 0 | 0
    Ana Ruiz | 5 | $277K | $45K | 1 | 2 | 2 | 0 | 5 %, under | 1 | 8 | 1 | 1 | 1
    [Bo Carter] [Ana Ruiz]
    ⚠ 1 account without an owner · $22K   [Show them]
    [Capacity]
    ~ 🔒 Only visible to you · heaviest load first · a name leads to the accounts of each number · as of ⟨09:00⟩
    "#);
    let team = bot.says(MO, GENERAL, "/csm team owner:@ana").await;
    assert!(!team.words().contains("table"), "one CSM is compared with nobody: {}", team.words());
    let ana = bot.clicks(MO, &team, "Open").await;
    assert!(ana.line().starts_with("Ana Ruiz: load"), "{}", ana.line());
    for (number, account) in [
        ("Book (5)", "TechCorp"),
        ("Red (1)", "TechCorp"),
        ("Renewals in 60 days (1)", "Nordwind Energy"),
        ("Overdue steps (1)", "TechCorp"),
        ("Signals (8)", "Acme"),
        ("Wrong touch (1)", "ready to grow"),
        ("Calls against the score (1)", "called green, scored red · They signed for a year"),
    ] {
        let list = bot.clicks(MO, &ana, number).await.words();
        assert!(list.contains(account), "{number}: {list}");
    }
}

#[tokio::test]
async fn too_many_touches_are_a_wrong_touch() {
    let bot = Bot::new().await;
    bot.does(
        "insert into touchpoints (org_id, id, external_id, account_id, kind, two_way, occurred_at, updated_at)
         select org_id, gen_random_uuid(), 'w-' || n, id, 'call', true, '2026-02-20'::timestamptz - n * interval '5 days', now()
         from accounts, generate_series(1, 7) n where external_id = 'acme'",
    )
    .await;
    let ana = bot.says(MO, GENERAL, "/csm team owner:@ana").await;
    assert!(ana.words().contains("1 wrong touch"), "{}", ana.words());
}

#[tokio::test]
async fn a_book_of_somebody_else_is_asked_for_by_name() {
    let bot = Bot::new().await;
    let bo = bot.says(MO, GENERAL, "/csm book owner:<@U0BO000001|bo>").await.line();
    assert!(bo.starts_with("2 accounts · $390K ARR"), "{bo}");
    assert_eq!(bot.says(ANA, GENERAL, "/csm book owner:@bo").await.line(), bo);
}

#[tokio::test]
async fn csms_stand_in_a_table_or_in_lines() {
    let bot = busy().await;
    let team = bot.says(MO, GENERAL, "/csm team").await;
    assert!(team.words().contains("table"), "{}", team.words());
    let ana = bot.clicks(MO, &team, "Ana Ruiz").await;
    assert!(ana.line().starts_with("Ana Ruiz: load"), "{}", ana.line());
    bot.slack.script(Fault::new("response_url", FaultKind::Reject500));
    let lines = bot.says(MO, GENERAL, "/csm team").await;
    assert_snapshot!(lines.words(), @r"
    🔒 » 2 CSMs · 7 accounts: 1 red, 0 over capacity, 1 step overdue
    # 2 CSMs · 7 accounts: 1 red, 0 over capacity, 1 step overdue
    *<@U0BO000001>* · 2 accounts · $390K
    🟢 2 green $390K
    load 8 %, under   [Open]
    *<@U0ANA00001>* · 5 accounts · $277K
    🔴 1 red $45K at risk · 🟡 2 yellow $82K · 🟢 2 green $150K
    load 5 %, under · 1 renewal in 60 days · 1 step overdue · 8 open signals · 1 call against the score · 1 wrong touch   [Open]
    ⚠ 1 account without an owner · $22K   [Show them]
    [Capacity]
    ~ 🔒 Only visible to you · heaviest load first · Open leads to the accounts of each number · as of ⟨09:00⟩
    ");
}
