//! The portfolio's figures and growing accounts, from the question to what stands in the database.

use serde_json::json;
use steward::domain::ids::OrgId;
use steward::domain::portfolio::{MetricsAsk, PeriodAsked};
use steward::operations::metrics::{Asker, metrics};

use crate::bot::book::{Files, usual};
use crate::bot::town::{ANA, BO, GENERAL, MO, VIC};
use crate::bot::{Bot, NOW};

const ACCOUNTS: &str =
    "external_id,name,aliases,domain,arr,currency,started_on,owner,slack_channel_id,seats,core_features,overdue";
const MOVES: &str = "external_id,account,kind,occurred_on,amount,currency,reason";

/// The usual book with revenue that moved: one grew, one shrank, one left, one left and came back, one pays in euros.
pub fn moving() -> Files {
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
    insta::assert_snapshot!(figures.words(), @r#"
    🔒 » 12 months: GRR 82.8 % · NRR 86.2 % · logo churn 16.7 %
    # 12 months: GRR 82.8 % · NRR 86.2 % · logo churn 16.7 %
    | *Quarter to date* · USD
    _1 Jan to 2 Mar_
    GRR *87.0 %* · $267,000 of $307,000
    NRR *90.2 %* · $277,000 of $307,000
    Logo churn *16.7 %* · 1 of 6 accounts
    Expansion $10,000 · contraction $0 · churn $40,000
    New $27,000 from 2 accounts · ARR $304,000 of 7 accounts
    | *12 months* · USD
    _3 Mar 2025 to 2 Mar_
    GRR *82.8 %* · $240,000 of $290,000
    NRR *86.2 %* · $250,000 of $290,000
    Logo churn *16.7 %* · 1 of 6 accounts
    Expansion $10,000 · contraction $10,000 · churn $40,000
    1 account left and came back: kept
    New $54,000 from 2 accounts · ARR $304,000 of 7 accounts
    *ARR at risk* 🔴 $45,000 of $304,000 (14.8 %, 1 account)
    *First value* unknown: no milestone is known of who started 3 Mar 2025 to 2 Mar
    *Adoption* *37.5 %* of seats (90 of 240, 5 accounts) · *62.5 %* of core features (10 of 16, 5 accounts)
    *Touched by a person* *12.5 %* (1 of 8 accounts in the programme, 1 Jan to 2 Mar)
    *Messages delivered* unknown: none was attempted, 3 Mar 2025 to 2 Mar
    *Lifetime value, an estimate for an average account*
    low-touch unknown: $9K × 0.75 margin ÷ churn, no cohort 12 months ago
    mid-touch *$221K*: $49K × 0.75 margin ÷ churn, 1 of 6 left in 12 months
    *Colours, 31 Dec 2025 → 2 Mar* (⚪ not enough data)
    ⚪ → 🟢 *2* ($150,000) · ⚪ → 🔴 *1* ($45,000) · ⚪ → 🟡 *2* ($82,000) · 3 without a colour on both days
    [GRR accounts] [NRR accounts] [Lost accounts] [New accounts] [At risk accounts] [Adoption accounts] [Touched accounts]
    [By segment] [By CSM] [By team] [By start]
    [Quarter to date] [12 months] [Last quarter]
    chart "Accounts by colour, 28 days"
    chart "ARR moved by quarter, USD"
    ~ GRR = (start − contraction − churn) ÷ start, each account at most its start · NRR = (start + expansion − contraction − churn) ÷ start · logo churn = lost ÷ accounts at the start · the cohort is closed: accounts with revenue on the eve of the period, compared with its last day; who left and came back is kept
    ~ 🔒 Only visible to you · your book · as of ⟨10:00⟩
    "#);
    let behind = bot.clicks(ANA, &figures, "GRR accounts").await;
    insta::assert_snapshot!(behind.words(), @r"
    🔒 » GRR: 6 accounts · 3 Mar 2025 to 2 Mar
    # GRR: 6 accounts · 3 Mar 2025 to 2 Mar
    Who had revenue on the eve, the largest losses first: start → end.
    ⚪ *Lost &amp; Gone* · $40,000 → $0 · churn $40,000   [⋯ Open card / Why]
    🟡 *Globex* · $60,000 → $52,000 · contraction $8,000   [⋯ Open card / Why]
    ⚪ *Boomerang* · $20,000 → $18,000 · contraction $2,000 · left and came back   [⋯ Open card / Why]
    🟢 *Nordwind Energy* · $90,000 → $90,000   [⋯ Open card / Why]
    🟢 *Acme* · $50,000 → $60,000 · expansion $10,000   [⋯ Open card / Why]
    🟡 *Nordwacht Freight* · $30,000 → $30,000   [⋯ Open card / Why]
    [Quarter to date]
    ~ 🔒 Only visible to you · 1 to 6 of 6 · your book · as of ⟨10:00⟩
    ");
    let quarter = bot.clicks(ANA, &behind, "Quarter to date").await;
    insta::assert_snapshot!(quarter.words(), @r"
    🔒 » GRR: 6 accounts · 1 Jan to 2 Mar
    # GRR: 6 accounts · 1 Jan to 2 Mar
    Who had revenue on the eve, the largest losses first: start → end.
    ⚪ *Lost &amp; Gone* · $40,000 → $0 · churn $40,000   [⋯ Open card / Why]
    🟢 *Nordwind Energy* · $90,000 → $90,000   [⋯ Open card / Why]
    🟡 *Globex* · $52,000 → $52,000   [⋯ Open card / Why]
    🟢 *Acme* · $50,000 → $60,000 · expansion $10,000   [⋯ Open card / Why]
    🔴 *TechCorp* · $45,000 → $45,000   [⋯ Open card / Why / Start a play…]
    🟡 *Nordwacht Freight* · $30,000 → $30,000   [⋯ Open card / Why]
    [12 months]
    ~ 🔒 Only visible to you · 1 to 6 of 6 · your book · as of ⟨10:00⟩
    ");
    let lost = bot.clicks(ANA, &figures, "Lost accounts").await;
    insta::assert_snapshot!(lost.words(), @r"
    🔒 » Lost: 1 account · 3 Mar 2025 to 2 Mar
    # Lost: 1 account · 3 Mar 2025 to 2 Mar
    Who had revenue on the eve and none on the last day.
    ⚪ *Lost &amp; Gone* · $40,000 → $0 · churn $40,000   [⋯ Open card / Why]
    [Quarter to date]
    ~ 🔒 Only visible to you · 1 to 1 of 1 · your book · as of ⟨10:00⟩
    ");
}

#[tokio::test]
async fn who_left_has_left_the_chart_as_well_whatever_was_recorded() {
    let accounts = "external_id,name,arr,currency,started_on,churned_on,owner\n\
                    bare,No Movement,45000,USD,2024-05-06,2026-01-15,p-ana\n\
                    told,A Movement,0,USD,2024-05-06,2026-01-20,p-ana\n\
                    late,A Late One,0,USD,2024-05-06,2026-02-01,p-ana\n";
    let moves = format!(
        "{MOVES}\nt1,told,new,2024-05-06,20000,USD,\nt2,told,churn,2026-01-20,20000,USD,budget\n\
         l1,late,contraction,2025-11-03,1000,USD,\nl2,late,churn,2026-02-10,30000,USD,budget\n"
    );
    let bot = Bot::new().await;
    bot.brings_in(&Files::default().and("accounts", accounts).and("arr_movements", &moves)).await;
    let ask = MetricsAsk { period: Some(PeriodAsked::QuarterToDate), ..MetricsAsk::default() };
    let view = metrics(&bot.app, Asker::Terminal(OrgId::DEFAULT), ask).await.unwrap();
    let [slice] = &view.periods[0].groups[0].slices[..] else { panic!("one currency: {view:?}") };
    let charted = view.charted.moved.as_ref().unwrap().quarters.last().unwrap();
    assert_eq!((slice.retention.churn_minor, charted.churn_minor), (9_500_000, 9_500_000));
    assert_eq!((slice.retention.contraction_minor, charted.contraction_minor), (0, 0));
}

#[tokio::test]
async fn a_past_year_is_charted_as_it_was_whatever_came_later() {
    let accounts = "external_id,name,arr,currency,started_on,churned_on,owner\n\
                    grew,Grew Later,100000,USD,2025-01-10,,p-ana\n\
                    back,Left And Back,5000,USD,2024-05-06,2025-05-01,p-ana\n\
                    gone,Left For Good,0,USD,2024-05-06,2025-05-01,p-ana\n";
    let moves = format!(
        "{MOVES}\ng1,grew,expansion,2026-02-01,40000,USD,\n\
         b1,back,new,2024-05-06,10000,USD,\nb2,back,churn,2025-05-01,10000,USD,\n\
         b3,back,reactivation,2025-07-01,8000,USD,\nb4,back,contraction,2025-08-01,3000,USD,\n\
         l1,gone,new,2024-05-06,2000,USD,\nl2,gone,churn,2025-05-01,2000,USD,\nl3,gone,contraction,2025-08-01,500,USD,\n"
    );
    let bot = Bot::new().await;
    bot.brings_in(&Files::default().and("accounts", accounts).and("arr_movements", &moves)).await;
    let ask = MetricsAsk { period: Some(PeriodAsked::Year(2025)), ..MetricsAsk::default() };
    let view = metrics(&bot.app, Asker::Terminal(OrgId::DEFAULT), ask).await.unwrap();
    let quarters = view.charted.moved.unwrap().quarters;
    let of_year = quarters.iter().filter(|quarter| quarter.from.format("%Y").to_string() == "2025");
    let figures =
        of_year.map(|q| [q.new_minor, q.expansion_minor, q.contraction_minor, q.churn_minor].map(|n| n / 100_000));
    assert_eq!(
        figures.collect::<Vec<_>>(),
        [[60, 0, 0, 0], [45, 0, 0, 12], [8, 0, 3, 0], [0, 0, 0, 0]],
        "thousands, TechCorp's 45 among them: new, expansion, contraction, churn"
    );
}

#[tokio::test]
async fn groups_and_currencies_stand_apart() {
    let bot = Bot::with(NOW, &moving()).await;
    let by_csm = bot.says(MO, GENERAL, "/csm metrics 12m by:csm all").await;
    insta::assert_snapshot!(by_csm.words(), @r"
    🔒 » 12 months: EUR GRR 100.0 % · NRR 100.0 % · logo churn 0.0 % | USD GRR 92.9 % · NRR 94.3 % · logo churn 11.1 %
    # 12 months: EUR GRR 100.0 % · NRR 100.0 % · logo churn 0.0 % | USD GRR 92.9 % · NRR 94.3 % · logo churn 11.1 %
    *nobody's*
    12 months: GRR *100.0 %* ($22,000 of $22,000) · NRR *100.0 %* ($22,000) · logo churn *0.0 %* (0 of 1)
    ARR $22,000 of 1 account   [Accounts]
    *Ana Ruiz*
    12 months: GRR *82.8 %* ($240,000 of $290,000) · NRR *86.2 %* ($250,000) · logo churn *16.7 %* (1 of 6)
    ARR $304,000 of 7 accounts · 🔴 $45,000 at risk   [Accounts]
    *Bo Carter*
    12 months: GRR *100.0 %* (€80,000 of €80,000) · NRR *100.0 %* (€80,000) · logo churn *0.0 %* (0 of 1)
    ARR €80,000 of 1 account
    12 months: GRR *100.0 %* ($390,000 of $390,000) · NRR *100.0 %* ($390,000) · logo churn *0.0 %* (0 of 2)
    ARR $390,000 of 2 accounts   [Accounts]
    [All as one] [By segment] [By team] [By start]
    [Quarter to date] [Last quarter]
    ~ GRR = (start − contraction − churn) ÷ start, each account at most its start · NRR = (start + expansion − contraction − churn) ÷ start · logo churn = lost ÷ accounts at the start · the cohort is closed: accounts with revenue on the eve of the period, compared with its last day; who left and came back is kept
    ~ 🔒 Only visible to you · all books · as of ⟨09:00⟩
    ");
    insta::assert_snapshot!(bot.clicks(MO, &by_csm, "Accounts").await.words(), @r"
    🔒 » GRR: 1 account · 3 Mar 2025 to 2 Mar
    # GRR: 1 account · 3 Mar 2025 to 2 Mar
    *nobody's* · Who had revenue on the eve, the largest losses first: start → end.
    🟡 *Orphan Labs* · $22,000 → $22,000   [⋯ Open card / Why]
    [Quarter to date]
    ~ 🔒 Only visible to you · 1 to 1 of 1 · all books · as of ⟨09:00⟩
    ");
    insta::assert_snapshot!(bot.says(VIC, GENERAL, "/csm metrics 2026-q1").await.line(), @"2026 Q1: EUR GRR 100.0 % · NRR 100.0 % · logo churn 0.0 % | USD GRR 94.4 % · NRR 95.8 % · logo churn 11.1 %");
    insta::assert_snapshot!(bot.says(BO, GENERAL, "/csm metrics 2023 seg:high").await.words(), @r"
    🔒 » 2023: no cohort, 0 accounts with revenue on 31 Dec 2023
    # 2023: no cohort, 0 accounts with revenue on 31 Dec 2023
    No account is in these segments over that period.
    [By segment] [By CSM] [By team] [By start]
    [Quarter to date] [12 months] [Last quarter]
    ~ GRR = (start − contraction − churn) ÷ start, each account at most its start · NRR = (start + expansion − contraction − churn) ÷ start · logo churn = lost ÷ accounts at the start · the cohort is closed: accounts with revenue on the eve of the period, compared with its last day; who left and came back is kept
    ~ 🔒 Only visible to you · your book · high-touch · as of ⟨04:00⟩
    ");
    insta::assert_snapshot!(bot.says(BO, GENERAL, "/csm metrics 2023").await.words(), @r"
    🔒 » 2023: no cohort, 0 accounts with revenue on 31 Dec 2023
    # 2023: no cohort, 0 accounts with revenue on 31 Dec 2023
    | *2023* · EUR
    _1 Jan 2023 to 31 Dec 2023_
    No cohort: nobody had revenue on 31 Dec 2022, so there is nothing to keep or lose yet
    New €0 from 0 accounts · ARR €0 of 0 accounts
    | *2023* · USD
    _1 Jan 2023 to 31 Dec 2023_
    No cohort: nobody had revenue on 31 Dec 2022, so there is nothing to keep or lose yet
    New $0 from 0 accounts · ARR $0 of 0 accounts
    *ARR at risk* 🔴 no revenue
    *First value* unknown: no milestone is known of who started 1 Jan 2023 to 31 Dec 2023
    *Adoption* seats unknown · core features unknown
    *Touched by a person* nobody is in the programme, 1 Oct 2023 to 31 Dec 2023
    *Messages delivered* unknown: none was attempted, 1 Jan 2023 to 31 Dec 2023
    [By segment] [By CSM] [By team] [By start]
    [Quarter to date] [12 months] [Last quarter]
    ~ GRR = (start − contraction − churn) ÷ start, each account at most its start · NRR = (start + expansion − contraction − churn) ÷ start · logo churn = lost ÷ accounts at the start · the cohort is closed: accounts with revenue on the eve of the period, compared with its last day; who left and came back is kept
    ~ 🔒 Only visible to you · your book · as of ⟨04:00⟩
    ");
    insta::assert_snapshot!(bot.says(BO, GENERAL, "/csm metrics 2027").await.words(), @r"
    🔒 » That period begins on 1 Jan 2027 only, so there is nothing to tell of it yet.
    That period begins on 1 Jan 2027 only, so there is nothing to tell of it yet.
    ~ 🔒 Only visible to you
    ");
    insta::assert_snapshot!(bot.says(BO, GENERAL, "/csm metrics 2026-q5").await.words(), @r"
    🔒 » “2026-q5” does not work for period: it can be qtd, ytd, 12m, 2024, 2024-q3 or 2024-01-01..2024-12-31.
    “2026-q5” does not work for period: it can be qtd, ytd, 12m, 2024, 2024-q3 or 2024-01-01..2024-12-31.
    These work:
    • `/csm metrics`
    • `/csm metrics 2024-q3 by:segment`
    • `/csm metrics 12m all`
    [Help]
    ~ You typed `/csm metrics 2026-q5`; nothing was done.
    ");
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
    insta::assert_snapshot!(bot.says(ANA, GENERAL, "/csm expansions").await.words(), @r"
    🔒 » No account ready to grow · 0 flagged, 0 won
    # No account ready to grow · 0 flagged, 0 won
    Nothing is flagged yet. An account is when it uses nearly all of its plan and is well engaged (T3).
    [Filters…]
    ~ 🔒 Only visible to you · all books · largest first · flagged since 2 Mar 2025 · as of ⟨10:00⟩
    ");
    flags(&bot, "'acme', 'nordwind', 'techcorp'").await;
    let list = bot.says(ANA, GENERAL, "/csm expansions").await;
    insta::assert_snapshot!(list.words(), @r"
    🔒 » 3 accounts ready to grow · 3 flagged, 0 won
    # 3 accounts ready to grow · 3 flagged, 0 won
    *3* flagged → *0* chosen → *0* contacted → *0* won
    flagged $195,000 ARR
    won ÷ flagged *0.0 %* (0 of 3)
    🟢 *Nordwind Energy* · $90K
    flagged today
    [Choose] [Contacted] [Won…] [Lost…]
    🟢 *Acme* · $60K
    flagged today
    [Choose] [Contacted] [Won…] [Lost…]
    🔴 *TechCorp* · $45K
    flagged today
    [Choose] [Contacted] [Won…] [Lost…]
    [Filters…]
    ~ 🔒 Only visible to you · your book · largest first · flagged since 2 Mar 2025 · as of ⟨10:00⟩
    ");
    let chosen = bot.clicks(ANA, &list, "Choose").await;
    insta::assert_snapshot!(chosen.words().lines().take(4).collect::<Vec<_>>().join("\n"), @r"
    🔒 » 3 accounts ready to grow · 3 flagged, 0 won
    # 3 accounts ready to grow · 3 flagged, 0 won
    *3* flagged → *1* chosen → *0* contacted → *0* won
    flagged $195,000 ARR · chosen $90,000 ARR
    ");
    let contacted = bot.clicks(ANA, &chosen, "Contacted").await;
    bot.clicks(ANA, &contacted, "Won…").await;
    let amount = |text: &str| [("amount", json!({ "type": "plain_text_input", "value": text }))];
    assert!(bot.submits(ANA, &amount("lots")).await.is_some());
    assert!(bot.submits(ANA, &amount("0")).await.is_some());
    assert_eq!(bot.submits(ANA, &amount("38k")).await, None);
    let list = bot.says(ANA, GENERAL, "/csm expansions").await;
    insta::assert_snapshot!(list.words(), @r"
    🔒 » 2 accounts ready to grow · 3 flagged, 1 won
    # 2 accounts ready to grow · 3 flagged, 1 won
    *3* flagged → *1* chosen → *1* contacted → *1* won
    flagged $195,000 ARR · chosen $90,000 ARR · contacted $90,000 ARR · won $38,000
    won ÷ flagged *33.3 %* (1 of 3) · won ÷ chosen *100.0 %* (1 of 1) · won ÷ contacted *100.0 %* (1 of 1)
    🟢 *Acme* · $60K
    flagged today
    [Choose] [Contacted] [Won…] [Lost…]
    🔴 *TechCorp* · $45K
    flagged today
    [Choose] [Contacted] [Won…] [Lost…]
    [Filters…]
    ~ 🔒 Only visible to you · your book · largest first · flagged since 2 Mar 2025 · as of ⟨10:00⟩
    ");
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
    insta::assert_snapshot!(bot.clicks(MO, &of_mo, "Choose").await.line(), @"The expansion of *Acme* is already chosen by <@U0ANA00001>, ⟨09:00⟩. Nothing was changed.");
    let of_vic = bot.says(VIC, GENERAL, "/csm expansions all").await;
    insta::assert_snapshot!(bot.clicks(VIC, &of_vic, "Contacted").await.line(), @"That is for customer success managers and up here, so nothing was done. Whoever runs the bot can change your role.");
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
