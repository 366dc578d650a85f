//! The portfolio's figures and growing accounts, from the question to what stands in the database.

use serde_json::json;
use steward::domain::ids::OrgId;

use crate::bot::book::{Files, usual};
use crate::bot::town::{ANA, BO, GENERAL, MO, VIC};
use crate::bot::{Bot, NOW};

const ACCOUNTS: &str =
    "external_id,name,aliases,domain,arr,currency,started_on,owner,slack_channel_id,seats,core_features,overdue";
const MOVES: &str = "external_id,account,kind,occurred_on,amount,currency,reason";

/// The usual book with revenue that moved: one grew, one shrank, one left, one left and came back, one pays in euros.
fn moving() -> Files {
    usual()
        .and(
            "accounts",
            &format!(
                "{ACCOUNTS}\nlost,Lost & Gone,,lost.example,0,USD,2024-05-06,p-ana,,,,\n\
                 back,Boomerang,,back.example,18000,USD,2024-05-06,p-ana,,,,\n\
                 euro,Euro Eins,,euro.example,80000,EUR,2024-05-06,p-bo,,,,\n\
                 young,Young Co,,young.example,9000,USD,2026-01-20,p-ana,,,,\n"
            ),
        )
        .and(
            "arr_movements",
            &format!(
                "{MOVES}\na1,acme,new,2024-05-06,50000,USD,\na2,acme,expansion,2026-01-15,10000,USD,seats\n\
                 g1,globex,new,2024-05-06,60000,USD,\ng2,globex,contraction,2025-11-01,8000,USD,fewer seats\n\
                 l1,lost,new,2024-05-06,40000,USD,\nl2,lost,churn,2026-02-01,40000,USD,budget\n\
                 b1,back,new,2024-05-06,20000,USD,\nb2,back,churn,2025-08-01,20000,USD,merger\n\
                 b3,back,reactivation,2026-01-10,18000,USD,\n"
            ),
        )
}

#[tokio::test]
async fn figures_say_what_they_divide_and_open_to_their_accounts() {
    let bot = Bot::with(NOW, &moving()).await;
    let figures = bot.says(ANA, GENERAL, "/csm metrics").await;
    insta::assert_snapshot!(figures.words(), @"");
    let behind = bot.clicks(ANA, &figures, "GRR accounts").await;
    insta::assert_snapshot!(behind.words(), @"");
    let quarter = bot.clicks(ANA, &behind, "Quarter to date").await;
    insta::assert_snapshot!(quarter.words(), @"");
    let lost = bot.clicks(ANA, &figures, "Lost accounts").await;
    insta::assert_snapshot!(lost.words(), @"");
}

#[tokio::test]
async fn groups_and_currencies_stand_apart() {
    let bot = Bot::with(NOW, &moving()).await;
    let by_csm = bot.says(MO, GENERAL, "/csm metrics 12m by:csm all").await;
    insta::assert_snapshot!(by_csm.words(), @"");
    insta::assert_snapshot!(bot.clicks(MO, &by_csm, "Accounts").await.words(), @"");
    insta::assert_snapshot!(bot.says(VIC, GENERAL, "/csm metrics 2026-q1").await.line(), @"");
    insta::assert_snapshot!(bot.says(BO, GENERAL, "/csm metrics 2023 seg:high").await.words(), @"");
    insta::assert_snapshot!(bot.says(BO, GENERAL, "/csm metrics 2023").await.words(), @"");
    insta::assert_snapshot!(bot.says(BO, GENERAL, "/csm metrics 2027").await.words(), @"");
    insta::assert_snapshot!(bot.says(BO, GENERAL, "/csm metrics 2026-q5").await.words(), @"");
}

async fn flags(bot: &Bot, names: &str) {
    bot.does(&format!(
        "insert into signals (org_id, id, account_id, kind, opened_at, evidence)
         select org_id, gen_random_uuid(), id, 't3', '2026-02-27T08:00:00Z', '{{}}' from accounts
         where org_id = '{}' and external_id in ({names})",
        OrgId::DEFAULT
    ))
    .await;
}

#[tokio::test]
async fn a_growing_account_is_worked_to_its_end() {
    let bot = Bot::new().await;
    insta::assert_snapshot!(bot.says(ANA, GENERAL, "/csm expansions").await.words(), @"");
    flags(&bot, "'acme', 'nordwind', 'techcorp'").await;
    let list = bot.says(ANA, GENERAL, "/csm expansions").await;
    insta::assert_snapshot!(list.words(), @"");
    let chosen = bot.clicks(ANA, &list, "Choose").await;
    insta::assert_snapshot!(chosen.words().lines().take(4).collect::<Vec<_>>().join("\n"), @"");
    let contacted = bot.clicks(ANA, &chosen, "Contacted").await;
    bot.clicks(ANA, &contacted, "Won…").await;
    let amount = |text: &str| [("amount", json!({ "type": "plain_text_input", "value": text }))];
    assert!(bot.submits(ANA, &amount("lots")).await.is_some());
    assert!(bot.submits(ANA, &amount("0")).await.is_some());
    assert_eq!(bot.submits(ANA, &amount("38k")).await, None);
    let list = bot.says(ANA, GENERAL, "/csm expansions").await;
    insta::assert_snapshot!(list.words(), @"");
    assert_eq!(
        bot.asks("select stage, amount_minor, currency, version from expansions where stage = 'won'").await,
        "won 3800000 USD 4"
    );
    let audit =
        "select detail ->> 'from' as a, detail ->> 'to' as b from audit where verb = 'expansion.move' order by id";
    assert_eq!(bot.asks(audit).await, "flagged chosen\nchosen contacted\ncontacted won");
}

#[tokio::test]
async fn a_move_counts_once_and_a_viewer_makes_none() {
    let bot = Bot::new().await;
    flags(&bot, "'acme'").await;
    let of_ana = bot.says(ANA, GENERAL, "/csm expansions").await;
    let of_mo = bot.says(MO, GENERAL, "/csm expansions all").await;
    bot.clicks(ANA, &of_ana, "Choose").await;
    insta::assert_snapshot!(bot.clicks(MO, &of_mo, "Choose").await.line(), @"");
    let of_vic = bot.says(VIC, GENERAL, "/csm expansions all").await;
    insta::assert_snapshot!(bot.clicks(VIC, &of_vic, "Contacted").await.line(), @"");
    bot.clicks(MO, &of_mo, "Lost…").await;
    assert!(bot.submits(MO, &[("reason", json!({ "type": "plain_text_input", "value": "   " }))]).await.is_some());
    bot.submits(MO, &[("reason", json!({ "type": "plain_text_input", "value": "No budget" }))]).await;
    assert_eq!(bot.asks("select stage, version from expansions").await, "chosen 2");
    let again = bot.says(MO, GENERAL, "/csm expansions all").await;
    bot.clicks(MO, &again, "Lost…").await;
    bot.submits(MO, &[("reason", json!({ "type": "plain_text_input", "value": "No budget" }))]).await;
    assert_eq!(bot.asks("select stage, version, note from expansions").await, "lost 3 No budget");
    // Listing again flags nothing new: the signal that fired is the one that was lost.
    bot.says(MO, GENERAL, "/csm expansions all").await;
    assert_eq!(bot.asks("select count(*) from expansions").await, "1");
}
