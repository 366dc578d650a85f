//! The figures as people see them.

use insta::assert_snapshot;

use super::metrics::metrics;
use super::samples::{metrics as sample, now, reader};
use super::testing::shown;
use crate::domain::money::Currency;
use crate::domain::portfolio::{Charted, Group, GroupBy, GroupFigures, MetricsAsk, MetricsView};

#[test]
fn every_figure_says_what_it_divides_over_which_days() {
    assert_snapshot!(shown(&metrics(&reader(), &sample(), now())), @r#"
    » 12 months: GRR 92.0 % · NRR 106.0 % · logo churn 7.7 %
    # 12 months: GRR 92.0 % · NRR 106.0 % · logo churn 7.7 %
    | *Quarter to date* · USD
    _1 Jan to 2 Mar_
    No cohort: nobody had revenue on 31 Dec 2025, so there is nothing to keep or lose yet
    New $80,000 from 2 accounts · ARR $3,525,000 of 62 accounts
    | *12 months* · USD
    _3 Mar 2025 to 2 Mar_
    GRR *92.0 %* · $2,990,000 of $3,250,000
    NRR *106.0 %* · $3,445,000 of $3,250,000
    Logo churn *7.7 %* · 5 of 65 accounts
    Expansion $455,000 · contraction $10,000 · churn $250,000
    1 account left and came back: kept
    New $80,000 from 2 accounts · ARR $3,525,000 of 62 accounts
    *ARR at risk* 🔴 $270,000 of $3,525,000 (7.7 %, 5 accounts)
    *First value* median 41 days · by day 90 *66.7 %* (2 of 3 that started 3 Mar 2025 to 2 Mar, 1 still waiting)
    *Adoption* *45.0 %* of seats (1,800 of 4,000, 60 accounts) · core features unknown
    *Touched by a person* *3.0 %* (240 of 8,000 accounts in the programme, 1 Jan to 2 Mar)
    *Messages delivered* *99.9 %* (999 of 1,000 attempted, 3 Mar 2025 to 2 Mar)
    *Accounts for each CSM* 16 : 1 (62 accounts, 4 CSMs)
    *Lifetime value, an estimate for an average account*
    mid-touch *$488K*: $50K × 0.75 margin ÷ churn, 5 of 65 left in 12 months
    high-touch unknown: $50K × 0.75 margin ÷ churn, nobody of 9 left in 12 months
    low-touch unknown: $50K × 0.75 margin ÷ churn, no cohort 12 months ago
    *Colours, 31 Dec 2025 → 2 Mar* (⚪ not enough data)
    🟢 → 🟡 *2* ($90,000) · 🟡 → 🟢 *3* ($120,000) · 40 unchanged · 1 without a colour on both days
    *For product: themes that came 3 times or more in 90 days*
    “&lt;!here&gt; export” 5 tickets · 4 accounts · $230,000
    [GRR accounts metrics_behind {pf:{b:{a:{p:12m,o:all},f:grr,p:0,t:b}}}] [NRR accounts metrics_behind:2 {pf:{b:{a:{p:12m,o:all},f:nrr,p:0,t:b}}}] [Lost accounts metrics_behind:3 {pf:{b:{a:{p:12m,o:all},f:logo_churn,p:0,t:b}}}] [New accounts metrics_behind:4 {pf:{b:{a:{p:12m,o:all},f:new,p:0,t:b}}}] [At risk accounts metrics_behind:5 {pf:{b:{a:{p:12m,o:all},f:at_risk,p:0,t:b}}}] [First value accounts metrics_behind:6 {pf:{b:{a:{p:12m,o:all},f:time_to_value,p:0,t:b}}}] [Adoption accounts metrics_behind:7 {pf:{b:{a:{p:12m,o:all},f:adoption,p:0,t:b}}}] [Touched accounts metrics_behind:8 {pf:{b:{a:{p:12m,o:all},f:touched,p:0,t:b}}}]
    [By segment metrics {pf:{m:{a:{b:segment,o:all}}}}] [By CSM metrics:2 {pf:{m:{a:{b:csm,o:all}}}}] [By team metrics:3 {pf:{m:{a:{b:team,o:all}}}}] [By start metrics:4 {pf:{m:{a:{b:cohort,o:all}}}}]
    [Quarter to date metrics:5 {pf:{m:{a:{p:qtd,o:all}}}}] [12 months metrics:6 {pf:{m:{a:{p:12m,o:all}}}}] [Last quarter metrics:7 {pf:{m:{a:{p:2025-q4,o:all}}}}]
    chart "Accounts by colour, 35 days" {"type":"line","series":[{"name":"Red","data":[{"label":"26 Jan","value":0},{"label":"2 Feb","value":1},{"label":"9 Feb","value":2},{"label":"16 Feb","value":3},{"label":"23 Feb","value":4},{"label":"2 Mar","value":5}]},{"name":"Yellow","data":[{"label":"26 Jan","value":15},{"label":"2 Feb","value":15},{"label":"9 Feb","value":15},{"label":"16 Feb","value":15},{"label":"23 Feb","value":15},{"label":"2 Mar","value":15}]},{"name":"Green","data":[{"label":"26 Jan","value":45},{"label":"2 Feb","value":44},{"label":"9 Feb","value":43},{"label":"16 Feb","value":42},{"label":"23 Feb","value":41},{"label":"2 Mar","value":40}]}],"axis_config":{"categories":["26 Jan","2 Feb","9 Feb","16 Feb","23 Feb","2 Mar"]}}
    chart "ARR moved by quarter, USD only" {"type":"bar","series":[{"name":"New","data":[{"label":"2025 Q1","value":0},{"label":"2025 Q2","value":80000},{"label":"2025 Q3","value":0},{"label":"2025 Q4","value":40000},{"label":"2026 Q1","value":0}]},{"name":"Expansion","data":[{"label":"2025 Q1","value":0},{"label":"2025 Q2","value":0},{"label":"2025 Q3","value":0},{"label":"2025 Q4","value":0},{"label":"2026 Q1","value":455000}]},{"name":"Contraction","data":[{"label":"2025 Q1","value":0},{"label":"2025 Q2","value":0},{"label":"2025 Q3","value":0},{"label":"2025 Q4","value":0},{"label":"2026 Q1","value":-10000}]},{"name":"Churn","data":[{"label":"2025 Q1","value":0},{"label":"2025 Q2","value":0},{"label":"2025 Q3","value":-250000},{"label":"2025 Q4","value":-50000},{"label":"2026 Q1","value":0}]}],"axis_config":{"categories":["2025 Q1","2025 Q2","2025 Q3","2025 Q4","2026 Q1"]}}
    ~ GRR = (start − contraction − churn) ÷ start, each account at most its start · NRR = (start + expansion − contraction − churn) ÷ start · logo churn = lost ÷ accounts at the start · the cohort is closed: accounts with revenue on the eve of the period, compared with its last day; who left and came back is kept
    ~ 🔒 Only visible to you · all books · as of ⟨09:12⟩
    --- or else ---
    # 12 months: GRR 92.0 % · NRR 106.0 % · logo churn 7.7 %
    | *Quarter to date* · USD
    _1 Jan to 2 Mar_
    No cohort: nobody had revenue on 31 Dec 2025, so there is nothing to keep or lose yet
    New $80,000 from 2 accounts · ARR $3,525,000 of 62 accounts
    | *12 months* · USD
    _3 Mar 2025 to 2 Mar_
    GRR *92.0 %* · $2,990,000 of $3,250,000
    NRR *106.0 %* · $3,445,000 of $3,250,000
    Logo churn *7.7 %* · 5 of 65 accounts
    Expansion $455,000 · contraction $10,000 · churn $250,000
    1 account left and came back: kept
    New $80,000 from 2 accounts · ARR $3,525,000 of 62 accounts
    *ARR at risk* 🔴 $270,000 of $3,525,000 (7.7 %, 5 accounts)
    *First value* median 41 days · by day 90 *66.7 %* (2 of 3 that started 3 Mar 2025 to 2 Mar, 1 still waiting)
    *Adoption* *45.0 %* of seats (1,800 of 4,000, 60 accounts) · core features unknown
    *Touched by a person* *3.0 %* (240 of 8,000 accounts in the programme, 1 Jan to 2 Mar)
    *Messages delivered* *99.9 %* (999 of 1,000 attempted, 3 Mar 2025 to 2 Mar)
    *Accounts for each CSM* 16 : 1 (62 accounts, 4 CSMs)
    *Lifetime value, an estimate for an average account*
    mid-touch *$488K*: $50K × 0.75 margin ÷ churn, 5 of 65 left in 12 months
    high-touch unknown: $50K × 0.75 margin ÷ churn, nobody of 9 left in 12 months
    low-touch unknown: $50K × 0.75 margin ÷ churn, no cohort 12 months ago
    *Colours, 31 Dec 2025 → 2 Mar* (⚪ not enough data)
    🟢 → 🟡 *2* ($90,000) · 🟡 → 🟢 *3* ($120,000) · 40 unchanged · 1 without a colour on both days
    *For product: themes that came 3 times or more in 90 days*
    “&lt;!here&gt; export” 5 tickets · 4 accounts · $230,000
    [GRR accounts metrics_behind {pf:{b:{a:{p:12m,o:all},f:grr,p:0,t:b}}}] [NRR accounts metrics_behind:2 {pf:{b:{a:{p:12m,o:all},f:nrr,p:0,t:b}}}] [Lost accounts metrics_behind:3 {pf:{b:{a:{p:12m,o:all},f:logo_churn,p:0,t:b}}}] [New accounts metrics_behind:4 {pf:{b:{a:{p:12m,o:all},f:new,p:0,t:b}}}] [At risk accounts metrics_behind:5 {pf:{b:{a:{p:12m,o:all},f:at_risk,p:0,t:b}}}] [First value accounts metrics_behind:6 {pf:{b:{a:{p:12m,o:all},f:time_to_value,p:0,t:b}}}] [Adoption accounts metrics_behind:7 {pf:{b:{a:{p:12m,o:all},f:adoption,p:0,t:b}}}] [Touched accounts metrics_behind:8 {pf:{b:{a:{p:12m,o:all},f:touched,p:0,t:b}}}]
    [By segment metrics {pf:{m:{a:{b:segment,o:all}}}}] [By CSM metrics:2 {pf:{m:{a:{b:csm,o:all}}}}] [By team metrics:3 {pf:{m:{a:{b:team,o:all}}}}] [By start metrics:4 {pf:{m:{a:{b:cohort,o:all}}}}]
    [Quarter to date metrics:5 {pf:{m:{a:{p:qtd,o:all}}}}] [12 months metrics:6 {pf:{m:{a:{p:12m,o:all}}}}] [Last quarter metrics:7 {pf:{m:{a:{p:2025-q4,o:all}}}}]
    *Accounts by colour, 35 days*
    🔴 Red ▁▁▁▁▂▂ 0 on 26 Jan → 5 (+5)
    🟡 Yellow ▃▃▃▃▃▃ 15 on 26 Jan → 15 (±0)
    🟢 Green ████▇▇ 45 on 26 Jan → 40 (−5)
    *ARR moved by quarter, USD only*
    2025 Q1: nothing moved
    2025 Q2: +$80K new
    2025 Q3: −$250K churn
    2025 Q4: +$40K new · −$50K churn
    2026 Q1: +$455K expansion · −$10K contraction
    ~ GRR = (start − contraction − churn) ÷ start, each account at most its start · NRR = (start + expansion − contraction − churn) ÷ start · logo churn = lost ÷ accounts at the start · the cohort is closed: accounts with revenue on the eve of the period, compared with its last day; who left and came back is kept
    ~ 🔒 Only visible to you · all books · as of ⟨09:12⟩
    "#);
}

/// The sample in groups of two currencies, with the longest of names.
fn grouped(n_groups: usize) -> MetricsView {
    let mut view = MetricsView {
        ask: MetricsAsk { by: Some(GroupBy::Csm), ..MetricsAsk::default() },
        charted: Charted::default(),
        ..sample()
    };
    for figures in &mut view.periods {
        let whole = figures.groups[0].clone();
        let mut slices = whole.slices.clone();
        slices.extend(
            whole.slices.iter().map(|slice| crate::domain::portfolio::Slice { currency: Currency::EUR, ..*slice }),
        );
        figures.groups = (0..n_groups)
            .map(|n| {
                let group = Group { key: format!("{n:036}"), label: format!("{n} {}", "&".repeat(200)) };
                GroupFigures { group, slices: slices.clone(), counts: whole.counts.clone() }
            })
            .collect();
    }
    view
}

#[test]
fn groups_stand_in_rows_and_currencies_apart() {
    let text = shown(&metrics(&reader(), &grouped(1), now())).replace("&amp;", "").replace("…", "");
    assert_snapshot!(text, @r"
    » 12 months: EUR GRR 92.0 % · NRR 106.0 % · logo churn 7.7 % | USD GRR 92.0 % · NRR 106.0 % · logo churn 7.7 %
    # 12 months: EUR GRR 92.0 % · NRR 106.0 % · logo churn 7.7 % | USD GRR 92.0 % · NRR 106.0 % · logo churn 7.7 %
    *0 *
    Quarter to date: no cohort on 31 Dec 2025
    ARR $3,525,000 of 62 accounts · 🔴 $270,000 at risk
    Quarter to date: no cohort on 31 Dec 2025
    ARR €3,525,000 of 62 accounts · 🔴 €270,000 at risk
    12 months: GRR *92.0 %* ($2,990,000 of $3,250,000) · NRR *106.0 %* ($3,445,000) · logo churn *7.7 %* (5 of 65)
    ARR $3,525,000 of 62 accounts · 🔴 $270,000 at risk
    12 months: GRR *92.0 %* (€2,990,000 of €3,250,000) · NRR *106.0 %* (€3,445,000) · logo churn *7.7 %* (5 of 65)
    ARR €3,525,000 of 62 accounts · 🔴 €270,000 at risk   [Accounts metrics_behind {pf:{b:{a:{p:12m,b:csm,o:mine},f:grr,k:000000000000000000000000000000000000,p:0,t:b}}}]
    [All as one metrics {pf:{m:{a:{o:mine}}}}] [By segment metrics:2 {pf:{m:{a:{b:segment,o:mine}}}}] [By team metrics:3 {pf:{m:{a:{b:team,o:mine}}}}] [By start metrics:4 {pf:{m:{a:{b:cohort,o:mine}}}}]
    [Quarter to date metrics:5 {pf:{m:{a:{p:qtd,b:csm,o:mine}}}}] [12 months metrics:6 {pf:{m:{a:{p:12m,b:csm,o:mine}}}}] [Last quarter metrics:7 {pf:{m:{a:{p:2025-q4,b:csm,o:mine}}}}]
    ~ GRR = (start − contraction − churn) ÷ start, each account at most its start · NRR = (start + expansion − contraction − churn) ÷ start · logo churn = lost ÷ accounts at the start · the cohort is closed: accounts with revenue on the eve of the period, compared with its last day; who left and came back is kept
    ~ 🔒 Only visible to you · your book · as of ⟨09:12⟩
    ");
}

#[test]
fn many_groups_and_currencies_fit() {
    let text = shown(&metrics(&reader(), &grouped(60), now()));
    assert!(text.contains("more"), "{text}");
    let mut view = sample();
    for figures in &mut view.periods {
        let one = figures.groups[0].slices[0];
        let currencies = ["AUD", "CHF", "EUR", "GBP", "JPY", "NOK", "SEK", "USD"];
        figures.groups[0].slices = currencies
            .iter()
            .map(|code| crate::domain::portfolio::Slice { currency: Currency::parse(code).expect("a code"), ..one })
            .collect();
    }
    let text = shown(&metrics(&reader(), &view, now()));
    assert!(text.contains("+4 more currencies"), "{text}");
}
