//! Silent accounts: nobody spoke with them for longer than their segment and colour allow.

use steward::domain::ids::OrgId;
use steward::operations::rescore;

use crate::bot::Bot;
use crate::bot::town::{ANA, BO, GENERAL, MO};

#[tokio::test]
async fn whoever_is_silent_past_the_cadence_stands_there_until_somebody_speaks() {
    let bot = Bot::new().await;
    let list = bot.says(ANA, GENERAL, "/csm quiet").await;
    insta::assert_snapshot!(list.words(), @r"
    🔒 » 1 of 5 accounts silent past their cadence · $45K ARR: TechCorp, silent for 8 days since 22 Feb, due every 7 days
    # 1 of 5 accounts silent past their cadence · $45K ARR
    🔴 *TechCorp* · Red 45 · $45K
    silent for 8 days since 22 Feb, due every 7 days · renewal in 91 days   [⋯ Account card / Log note… / Why]
    [Filters…]
    ~ 🔒 Only visible to you · 1 to 1 of 1 · your book · ARR × silence, the most first · as of ⟨10:00⟩
    ");
    let nobody = bot.says(BO, GENERAL, "/csm quiet").await;
    insta::assert_snapshot!(nobody.words(), @r"
    🔒 » Nobody is silent past their cadence: your book · 2 accounts in all.
    Nobody is silent past their cadence: your book · 2 accounts in all.
    [Everybody's] [Filters…]
    ");
    let all = bot.clicks(BO, &nobody, "Everybody's").await;
    assert!(all.words().contains("1 of 8 accounts"), "{}", all.words());
    // An unanswered mail ends no silence; a call does.
    bot.says(ANA, GENERAL, "/csm note techcorp email unanswered").await;
    assert!(bot.says(ANA, GENERAL, "/csm quiet").await.words().contains("*TechCorp*"));
    bot.says(ANA, GENERAL, "/csm note techcorp call").await;
    let none = bot.says(ANA, GENERAL, "/csm quiet").await;
    assert!(none.line().starts_with("Nobody is silent"), "{}", none.line());
}

#[tokio::test]
async fn a_long_list_has_pages_and_sums_of_all_of_it() {
    let bot = Bot::new().await;
    bot.does(&format!(
        "insert into accounts (org_id, id, external_id, name, arr_minor, currency, started_on, owner_id, updated_at)
         select '{org}', gen_random_uuid(), 'many-' || n, 'Many ' || n, 5000000 + n * 100, 'USD', '2024-01-01',
                (select id from people where external_id = 'p-ana'), now() from generate_series(1, 25) n",
        org = OrgId::DEFAULT
    ))
    .await;
    bot.does("update touchpoints set occurred_at = '2025-12-01T10:00:00Z'").await;
    rescore::rescore(&bot.app, OrgId::DEFAULT).await.unwrap();
    let first = bot.says(ANA, GENERAL, "/csm quiet").await;
    insta::assert_snapshot!(first.line(), @"30 of 30 accounts silent past their cadence · $1.5M ARR: Many 25, ⚠ never spoken with in 791 days, due every 30 days");
    assert!(first.words().contains("⚠ never spoken with"), "{}", first.words());
    let second = bot.clicks(ANA, &first, "Next ›").await;
    assert!(second.words().contains("11 to 20 of 30") || first.words().contains("1 to 10 of 30"), "{}", second.words());
    let filtered = bot.says(MO, GENERAL, "/csm quiet all health:red arr:>200k").await;
    assert!(filtered.line().starts_with("Nothing matches"), "{}", filtered.line());
    let of_bo = bot.says(MO, GENERAL, "/csm quiet owner:@bo").await;
    assert!(of_bo.words().contains("*Initech*") && !of_bo.words().contains("*Acme*"), "{}", of_bo.words());
}

#[tokio::test]
async fn what_is_not_understood_runs_nothing() {
    let bot = Bot::new().await;
    for line in ["/csm quiet health:blue", "/csm quiet techcorp", "/csm quiet signal:t8"] {
        let told = bot.says(ANA, GENERAL, line).await.words();
        assert!(told.contains("/csm quiet"), "{line}: {told}");
    }
}
