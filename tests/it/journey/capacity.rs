//! What CSMs carry: who sees whom, and what is too much.

use insta::assert_snapshot;

use crate::bot::Bot;
use crate::bot::town::{ANA, GENERAL, MO, VIC};

#[tokio::test]
async fn a_leader_sees_who_carries_too_much_and_by_how_much() {
    let bot = Bot::new().await;
    let fine = bot.says(MO, GENERAL, "/csm capacity").await;
    assert_snapshot!(fine.words(), @"");
    bot.does("update accounts set arr_minor = 250000000 where external_id = 'initech'").await;
    let over = bot.says(MO, GENERAL, "/csm capacity all").await;
    assert_eq!(over.line(), "1 of 2 CSMs over capacity: Bo Carter by $640K in high-touch");

    let nobodys = bot.clicks(MO, &fine, "Open:3").await;
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
    assert_snapshot!(bot.says(ANA, GENERAL, "/csm capacity").await.words(), @"");
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
