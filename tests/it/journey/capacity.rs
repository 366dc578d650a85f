//! What CSMs carry: who sees whom, and what is too much.

use insta::assert_snapshot;

use crate::bot::Bot;
use crate::bot::town::{ANA, GENERAL, MO, VIC};

#[tokio::test]
async fn a_leader_sees_who_carries_too_much_and_by_how_much() {
    let bot = Bot::new().await;
    let fine = bot.says(MO, GENERAL, "/csm capacity").await;
    assert_snapshot!(fine.words(), @r"
    🔒 » Nobody of 2 CSMs is over capacity
    # Nobody of 2 CSMs is over capacity
    ▽ *<@U0BO000001>* · load 8 %, under · 2 accounts · $390K
    high-touch: 2 accounts of 8 to 25, under · $390K of $2M, inside   [Open]
    ▽ *<@U0ANA00001>* · load 6 %, under · 5 accounts · $277K
    mid-touch: 5 accounts of 40 to 80, under · $277K of $5M, inside   [Open]
    ⚠ 1 account without an owner · $22K   [Show them]
    [Team]
    ~ 🔒 Only visible to you · load: the sum of each segment's accounts ÷ its most · as of ⟨09:00⟩
    ");
    bot.does("update accounts set arr_minor = 250000000 where external_id = 'initech'").await;
    let over = bot.says(MO, GENERAL, "/csm capacity all").await;
    assert_eq!(over.line(), "1 of 2 CSMs over capacity: Bo Carter by $640K in high-touch");

    let nobodys = bot.clicks(MO, &fine, "Show them").await;
    assert!(nobodys.words().contains("Orphan Labs"), "{}", nobodys.words());
    let booked = bot.says(MO, GENERAL, "/csm book owner:none").await;
    assert!(booked.line().starts_with("1 account · $22K ARR"), "{}", booked.line());
}

#[tokio::test]
async fn a_csm_sees_their_own_row_and_a_viewer_none() {
    let bot = Bot::new().await;
    bot.does(
        "update touchpoints set minutes = 60, person_id = (select id from people where external_id = 'p-ana')
              where external_id in ('t-techcorp', 't-acme')",
    )
    .await;
    bot.does(
        "update touchpoints set person_id = (select id from people where external_id = 'p-ana')
              where external_id = 't-globex'",
    )
    .await;
    assert_snapshot!(bot.says(ANA, GENERAL, "/csm capacity").await.words(), @r"
    🔒 » Ana Ruiz: load 6 %, under · 5 accounts · $277K
    # Ana Ruiz
    *Capacity* load 6 %, under · 5 accounts · $277K
    mid-touch: 5 accounts of 40 to 80, under · $277K of $5M, inside
    *Health* 🔴 1 red $45K at risk · 🟡 2 yellow $82K · 🟢 2 green $150K
    *Last 4 weeks, beside the target*
    red 0 % (target 30) · yellow 100 % (target 25) · green 0 % (target 20) · onboarding 0 % (target 15) · reviews 0 % (target 10)
    With customers 1 % of their working time (target 50 to 60)
    1 touch without minutes, left out
    [Book (5)] [Red (1)] [Renewals in 60 days (1)] [Signals (7)]
    ~ 🔒 Only visible to you · a week is told by touches with minutes, on the phase and colour of their day · as of ⟨10:00⟩
    ");
    for line in ["/csm capacity all", "/csm capacity team:amer", "/csm capacity owner:<@U0BO000001|bo>", "/csm team"] {
        let refused = bot.says(ANA, GENERAL, line).await.line();
        assert!(refused.starts_with("That is for managers and up here"), "{line}: {refused}");
    }
    let refused = bot.says(VIC, GENERAL, "/csm capacity").await.line();
    assert!(refused.starts_with("That is for customer success managers and up here"), "{refused}");

    let bo = bot.says(MO, GENERAL, "/csm capacity owner:<@U0BO000001|bo>").await.line();
    assert!(bo.starts_with("Bo Carter: load"), "{bo}");
    let by_name = bot.says(MO, GENERAL, "/csm capacity owner:@bo").await.line();
    assert_eq!(by_name, bo);
    let unknown = bot.says(MO, GENERAL, "/csm capacity owner:@zoe").await.line();
    assert!(unknown.starts_with("Nobody here is called"), "{unknown}");
    let amer = bot.says(MO, GENERAL, "/csm capacity team:amer").await.line();
    assert_eq!(amer, "Nobody of 1 CSM is over capacity");
}
