//! The portfolio's figures, read three ways: by the bot, from ARR movements; by plain SQL that anybody can run, from
//! contracts; and from the CSV files themselves, without Steward.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;
use sqlx::{AssertSqlSafe, Executor, Row as _};
use steward::cli::metrics::{Options, print};
use steward::domain::ids::OrgId;
use steward::domain::portfolio::{MetricsAsk, PeriodAsked, Retention, Slice, Standing};
use steward::operations::metrics::{Asker, metrics};

use super::foreign::{Row, rows, say};
use super::{Desk, data, ravenstack};

const NOW: &str = "2025-01-01T09:00:00Z";
const COHORT: &str = include_str!("../data/sql/cohort.sql");
const TOTALS: &str = include_str!("../data/sql/totals.sql");
const README: &str = include_str!("../../../README.md");

/// Eves and last days: the year, its quarters, a leap day, and a year before there was anybody.
const SPANS: [(&str, &str); 7] = [
    ("2023-12-31", "2024-12-31"),
    ("2023-12-31", "2024-03-31"),
    ("2024-03-31", "2024-06-30"),
    ("2024-06-30", "2024-09-30"),
    ("2024-09-30", "2024-12-31"),
    ("2024-02-28", "2024-02-29"),
    ("2021-12-31", "2022-12-31"),
];

impl Desk {
    /// What the bot says of the accounts of one currency, the only one here.
    async fn told(&self, period: PeriodAsked) -> Slice {
        let ask = MetricsAsk { period: Some(period), ..MetricsAsk::default() };
        let view = metrics(&self.app, Asker::Terminal(OrgId::DEFAULT), ask).await.expect("figures");
        let [whole] = &view.periods[0].groups[..] else { panic!("one group: {view:?}") };
        let [slice] = whole.slices[..] else { panic!("one currency: {whole:?}") };
        slice
    }

    async fn row(&self, question: &str) -> Value {
        let question = format!("select to_jsonb(q) from ({question}) q");
        let row = self.app.work.fetch_optional(AssertSqlSafe(question)).await.expect("an answer");
        row.map_or(Value::Null, |row| row.get(0))
    }
}

/// What each account pays on a day, read from the file.
fn paid_on(subscriptions: &[Row], day: &str) -> BTreeMap<String, i64> {
    let mut paid = BTreeMap::new();
    for row in subscriptions {
        let ends = if row["end_date"].is_empty() { "9999" } else { &row["end_date"] };
        let runs = row["start_date"].as_str() <= day && day <= ends;
        *paid.entry(row["account_id"].clone()).or_insert(0) +=
            if runs { row["arr_amount"].parse::<i64>().expect("an amount") } else { 0 };
    }
    paid
}

/// Accounts at the start, lost ones, and whole dollars at the start, kept, and at the end.
fn read(subscriptions: &[Row], (eve, last): (&str, &str)) -> [i64; 5] {
    let (before, after) = (paid_on(subscriptions, eve), paid_on(subscriptions, last));
    let mut sums = [0; 5];
    for (account, start) in before.iter().filter(|(_, start)| 0 < **start) {
        let end = after[account];
        let parts = [1, i64::from(end == 0), *start, end.min(*start), end];
        sums.iter_mut().zip(parts).for_each(|(sum, part)| *sum += part);
    }
    sums
}

fn of_bot(kept: &Retention) -> [i64; 5] {
    let share = |share: Result<steward::domain::portfolio::Share, _>| share.map_or(0, |share| share.part() / 100);
    [kept.n_start, kept.n_lost, kept.start_minor / 100, share(kept.gross()), share(kept.net())]
}

async fn agrees(desk: &Desk, folder: &Path) {
    let subscriptions = rows(folder, "subscriptions");
    for span in SPANS {
        let (eve, last) = (span.0.parse::<chrono::NaiveDate>().expect("a day"), span.1.parse().expect("a day"));
        let slice = desk.told(PeriodAsked::Days(eve + chrono::Days::new(1), last)).await;
        let answer = desk.row(&COHORT.replace("2023-12-31", span.0).replace("2024-12-31", span.1)).await;
        let of_sql =
            ["accounts_at_start", "accounts_lost", "arr_at_start", "arr_kept", "arr_of_cohort_at_end"].map(|column| {
                answer[column].as_f64().map_or(0, |number| format!("{number}").parse::<i64>().expect("whole"))
            });
        let of_csv = read(&subscriptions, span);
        assert_eq!((of_bot(&slice.retention), of_sql), (of_csv, of_csv), "{span:?}");
        let per_cent = |share: steward::domain::portfolio::Share| share.tenths_of_per_cent();
        let tenths = |column: &str| answer[column].as_f64().map(|number| format!("{:.0}", number * 10.0));
        for (column, rate) in [
            ("grr_per_cent", slice.retention.gross()),
            ("nrr_per_cent", slice.retention.net()),
            ("logo_churn_per_cent", slice.retention.logo_churn()),
        ] {
            assert_eq!(rate.ok().map(|rate| per_cent(rate).to_string()), tenths(column), "{span:?} {column}");
        }
        let paying: i64 = paid_on(&subscriptions, span.1).values().sum();
        assert_eq!(slice.end_minor / 100, paying, "{span:?}");
    }
}

#[tokio::test]
async fn an_excerpt_reads_the_same_three_ways() {
    let desk = Desk::new(NOW).await;
    let folder = data("ravenstack_excerpt");
    desk.import(ravenstack(&folder)).await;
    agrees(&desk, &folder).await;
    let mut out = Vec::new();
    let options = Options { period: PeriodAsked::parse("2024"), ..Options::default() };
    print(&options, &desk.app, &mut out).await.expect("a table");
    insta::assert_snapshot!(String::from_utf8(out).expect("text"), @r"
    2024: 2024-01-01 to 2024-12-31, as of 2024-12-31
    group         figure                 value    numerator                                    denominator
    all accounts  GRR, USD               100.0 %  $1,320 kept, each account at most its start  $1,320 at the start
    all accounts  NRR, USD               168.2 %  $2,220 of the cohort at the end              $1,320 at the start
    all accounts  logo churn, USD        0.0 %    0 lost                                       2 accounts at the start
    all accounts  logo retention, USD    100.0 %  2 kept                                       2 accounts at the start
    all accounts  ARR at risk, USD       0.0 %    $0 red                                       $5,820 at the end
    all accounts  first value by day 90  unknown
    all accounts  adoption: seats        unknown
    all accounts  adoption: features     1.7 %    2 used in 28 days                            120 core features of 3 accounts
    all accounts  touched by a person    0.0 %    0 accounts this quarter                      4 accounts in the programme
    all accounts  time to first value    unknown
    all accounts, USD: start $1,320 + expansion $900 − contraction $0 − churn $0; new $3,600 from 1 accounts; ARR $5,820 of 3 accounts

    colours on the eve of 2024-01-01 and on 2024-12-31
    from       to         accounts  ARR
    no colour  no colour  3         $5,820

    around them
    messages delivered     unknown  none was attempted
    accounts for each CSM  no CSM   3 accounts / 0 CSMs
    CLTV of tech-touch     unknown  estimate: $1,940 × 0.75 ÷ (0 / 2 lost in 12 months)
    ");
    let mut out = Vec::new();
    let options = Options { accounts: Some(steward::domain::portfolio::FigureKind::Grr), ..options };
    print(&options, &desk.app, &mut out).await.expect("a table");
    insta::assert_snapshot!(String::from_utf8(out).expect("text"), @r"
    grr: 2024-01-01 to 2024-12-31, as of 2024-12-31: 2 accounts
    account    start   expansion  contraction  churn  end     colour  users  features  first value
    Example_1  $1,200  $900       $0           $0     $2,100  –       –      2/40      –
    Example_4  $120    $0         $0           $0     $120    –       –      0/40      –
    ");
}

/// The real dataset stands beside the checkout; see [`super::foreign`].
#[tokio::test]
async fn ravenstack_reads_the_same_three_ways() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/ravenstack");
    if !folder.is_dir() {
        say(&format!("not run: RavenStack is not at {}", folder.display()));
        return;
    }
    let desk = Desk::new(NOW).await;
    desk.import(ravenstack(&folder)).await;
    agrees(&desk, &folder).await;
    let year = desk.told(PeriodAsked::Year(2024)).await;
    let kept = year.retention;
    let shown = [kept.gross(), kept.net(), kept.logo_churn()].map(|rate| rate.expect("a cohort").to_string());
    assert_eq!(shown.map(|rate| rate.replace('\u{A0}', " ")), ["99.6 %", "293.2 %", "0.0 %"]);
    assert_eq!((kept.n_start, kept.n_lost, kept.n_returned), (185, 0, 1));
    assert_eq!((year.n_end, year.end_minor), (500, 12_311_410_800));
    let totals = desk.row(TOTALS).await;
    let (subscriptions, tickets) = (rows(&folder, "subscriptions"), rows(&folder, "support_tickets"));
    let events = rows(&folder, "churn_events");
    let ended: Vec<&Row> = subscriptions.iter().filter(|row| !row["end_date"].is_empty()).collect();
    let count = |rows: &[Row], column: &str| rows.iter().filter(|row| row[column] == "True").count();
    for (column, of_csv) in [
        ("arr", paid_on(&subscriptions, "2024-12-31").values().sum::<i64>().to_string()),
        (
            "active_accounts",
            paid_on(&subscriptions, "2024-12-31").values().filter(|paid| 0 < **paid).count().to_string(),
        ),
        ("tickets", tickets.len().to_string()),
        ("escalated_tickets", count(&tickets, "escalation_flag").to_string()),
        ("ended_contracts", ended.len().to_string()),
        (
            "ended_arr",
            ended.iter().map(|row| row["arr_amount"].parse::<i64>().expect("whole")).sum::<i64>().to_string(),
        ),
        ("churn_events", events.len().to_string()),
        ("reactivations", count(&events, "is_reactivation").to_string()),
    ] {
        let of_sql = totals[column].as_f64().map(|number| format!("{number}"));
        assert_eq!(of_sql, Some(of_csv.clone()), "{column}");
        let grouped = of_csv.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy).collect::<Vec<_>>().join(",");
        let is_printed = README.contains(&grouped) || ["ended_arr", "reactivations"].contains(&column);
        assert!(is_printed, "the README prints {column}: {grouped}");
    }
}

#[test]
fn the_readme_prints_what_is_checked() {
    for sql in [COHORT, TOTALS] {
        assert!(README.contains(sql.trim_end()), "the README must print this as it stands:\n{sql}");
    }
}

/// What the schema's function says of many accounts at once is what the rules say of each.
#[tokio::test]
async fn sums_in_sql_are_those_of_accounts_one_by_one() {
    let desk = Desk::new(NOW).await;
    desk.made_up_book().await;
    let histories = desk.histories().await;
    for period in
        ["2024", "2024-q3", "2023-05-10..2024-02-29", "2022"].map(|word| PeriodAsked::parse(word).expect(word))
    {
        let days = period.on(NOW[..10].parse().expect("a day"));
        let mut expected: BTreeMap<String, Vec<Standing>> = BTreeMap::new();
        for (currency, history) in &histories {
            expected.entry(currency.clone()).or_default().push(history.over(days));
        }
        for by in [None, Some("segment"), Some("cohort"), Some("team"), Some("csm")] {
            let by = by.and_then(steward::domain::portfolio::GroupBy::parse);
            let ask = MetricsAsk { period: Some(period), by, ..MetricsAsk::default() };
            let view = metrics(&desk.app, Asker::Terminal(OrgId::DEFAULT), ask).await.expect("figures");
            let mut sums: BTreeMap<String, (Retention, i64, i64)> = BTreeMap::new();
            for slice in view.periods[0].groups.iter().flat_map(|group| &group.slices) {
                let sum = sums.entry(slice.currency.to_string()).or_default();
                *sum = (sum.0.and(slice.retention), sum.1 + slice.n_end, sum.2 + slice.end_minor);
            }
            for (currency, standings) in &expected {
                let n_end = standings.iter().filter(|standing| 0 < standing.end_minor).count();
                let end: i64 = standings.iter().map(|standing| standing.end_minor).sum();
                let whole = (Retention::of(standings.clone()), i64::try_from(n_end).expect("few"), end);
                assert_eq!(sums[currency], whole, "{period} {by:?} {currency}");
            }
        }
    }
}
