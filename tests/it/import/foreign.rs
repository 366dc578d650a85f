//! Foreign files under a mapping.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::{Args, Desk, args, data, folder, ravenstack};

const NOW: &str = "2025-01-01T09:00:00Z";

#[tokio::test]
async fn an_excerpt_of_ravenstacks_shape_is_imported_whole_and_once() {
    let desk = Desk::new(NOW).await;
    let first = desk.import(ravenstack(&data("ravenstack_excerpt"))).await;
    insta::assert_snapshot!(first.text, @r#"
    record                       rows     added   changed unchanged  left out    faults
    accounts                        4         4         0         0         0         0
    contracts                       8         8         0         0         0         0
    accounts (derived)              4         0         2         2         0         0
    arr_movements (derived)        10        10         0         0         0         0
    usage                           7         4         0         0         3         2
    tickets                         4         4         0         0         0         0
    arr_movements                   3         3         0         0         0         0

    ravenstack_subscriptions.csv: tagged as lost, yet kept as active, for contracts of theirs run on: A-100002

    ravenstack_feature_usage.csv: imported without the faulty rows. 2 faults
      2 × one id on rows that differ
      ravenstack_feature_usage.csv, line 4, usage_id: "U-300003" is also on line 6, in a row that differs; neither is taken
      ravenstack_feature_usage.csv, line 6, usage_id: "U-300003" is also on line 4, in a row that differs; neither is taken
    "#);
    assert!(first.is_success);
    let before = desk.everything().await;
    let second = desk.import(ravenstack(&data("ravenstack_excerpt"))).await;
    insta::assert_snapshot!(second.text, @r#"
    record                       rows     added   changed unchanged  left out    faults
    accounts                        4         0         0         4         0         0
    contracts                       8         0         0         8         0         0
    accounts (derived)              4         0         0         4         0         0
    arr_movements (derived)        10         0         0        10         0         0
    usage                           7         0         0         4         3         2
    tickets                         4         0         0         4         0         0
    arr_movements                   3         0         0         3         0         0

    ravenstack_subscriptions.csv: tagged as lost, yet kept as active, for contracts of theirs run on: A-100002

    ravenstack_feature_usage.csv: imported without the faulty rows. 2 faults
      2 × one id on rows that differ
      ravenstack_feature_usage.csv, line 4, usage_id: "U-300003" is also on line 6, in a row that differs; neither is taken
      ravenstack_feature_usage.csv, line 6, usage_id: "U-300003" is also on line 4, in a row that differs; neither is taken
    "#);
    assert_eq!(desk.everything().await, before);
}

#[tokio::test]
async fn arr_and_its_movements_follow_from_the_contracts() {
    let desk = Desk::new(NOW).await;
    desk.import(ravenstack(&data("ravenstack_excerpt"))).await;
    let arr = "select string_agg(external_id || ' ' || arr_minor / 100, ', ' order by external_id) from accounts";
    assert_eq!(desk.ask(arr).await, "A-100001 2100, A-100002 3600, A-100003 0, A-100004 0");
    let movements =
        "select string_agg(concat_ws(' ', external_id, kind, amount_minor / 100), E'\\n' order by external_id)
        from arr_movements";
    insta::assert_snapshot!(desk.ask(movements).await, @r"
    C-500001 churn 0
    C-500002 reactivation 0
    C-500003 churn 0
    derived:A-100001:2023-02-03 new 1200
    derived:A-100001:2024-01-10 expansion 600
    derived:A-100001:2024-07-01 expansion 300
    derived:A-100002:2023-03-20 new 2400
    derived:A-100002:2023-09-20 churn 2400
    derived:A-100002:2024-02-01 reactivation 3600
    derived:A-100004:2023-09-01 new 120
    derived:A-100004:2023-10-05 expansion 60
    derived:A-100004:2023-10-06 contraction 60
    derived:A-100004:2025-01-01 churn 120
    ");
}

#[tokio::test]
async fn a_contract_that_moves_takes_its_arr_and_movements_along() {
    let desk = Desk::new(NOW).await;
    desk.import(ravenstack(&data("ravenstack_excerpt"))).await;
    let header = "subscription_id,account_id,start_date,end_date,plan_tier,seats,mrr_amount,arr_amount,is_trial,\
        upgrade_flag,downgrade_flag,churn_flag,billing_frequency,auto_renew_flag";
    let moved =
        format!("{header}\nS-200005,A-100003,2024-02-01,,Enterprise,20,300,3600,False,False,False,False,annual,True\n");
    desk.import(ravenstack(folder(&[("ravenstack_subscriptions.csv", &moved)]).path())).await;
    let arr = "select string_agg(external_id || ' ' || arr_minor / 100, ', ' order by external_id) from accounts";
    assert_eq!(desk.ask(arr).await, "A-100001 2100, A-100002 0, A-100003 3600, A-100004 0");
    let movements = "select string_agg(external_id || ' ' || kind, ', ' order by external_id) from arr_movements
        where starts_with(external_id, 'derived:A-100002') or starts_with(external_id, 'derived:A-100003')";
    assert_eq!(
        desk.ask(movements).await,
        "derived:A-100002:2023-03-20 new, derived:A-100002:2023-09-20 churn, derived:A-100003:2024-02-01 new"
    );
}

#[tokio::test]
async fn strictly_a_fault_refuses_its_file() {
    let desk = Desk::new(NOW).await;
    let outcome = desk.import(Args { strict: true, ..ravenstack(&data("ravenstack_excerpt")) }).await;
    assert!(!outcome.is_success);
    assert!(outcome.text.contains("ravenstack_feature_usage.csv: refused, nothing of it was imported. 2 faults"));
    assert_eq!(desk.ask("select count(*) from usage_days").await, "0");
    assert_eq!(desk.ask("select count(*) from tickets").await, "4");
}

#[tokio::test]
async fn a_wrong_mapping_says_everything_that_is_wrong() {
    let desk = Desk::new(NOW).await;
    let files = folder(&[
        (
            "m.toml",
            "[[file]]\nname = \"x.csv\"\n[[file.into]]\nrecord = \"tickets\"\n[file.into.columns]\n\
             subjct = { column = \"a\" }\n",
        ),
        ("x.csv", "a\n"),
    ]);
    let mapping = Some(files.path().join("m.toml"));
    let refused = desk.try_import(Args { mapping, ..args(&[files.path()]) }).await.err().map(|error| error.to_string());
    let refused = refused.unwrap_or_default();
    assert!(refused.contains("line 6: tickets have no column \"subjct\"; did you mean \"subject\"?"), "{refused}");
    assert!(refused.contains("line 3: tickets need the column \"external_id\""), "{refused}");
}

/// The real dataset is nobody's to copy here, so it is read where it stands beside the checkout, as in CI.
#[tokio::test]
async fn ravenstack_is_imported_whole_and_once_and_adds_up() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/ravenstack");
    if !folder.is_dir() {
        say(&format!("not run: RavenStack is not at {}", folder.display()));
        return;
    }
    let desk = Desk::new(NOW).await;
    let first = desk.import(ravenstack(&folder)).await;
    insta::assert_snapshot!(first.text, @r#"
    record                       rows     added   changed unchanged  left out    faults
    accounts                      500       500         0         0         0         0
    contracts                    5000      5000         0         0         0         0
    accounts (derived)            500         0       500         0         0         0
    arr_movements (derived)      4481      4481         0         0         0         0
    usage                       25000     24958         0         0        42        42
    tickets                      2000      2000         0         0         0         0
    arr_movements                 600       600         0         0         0         0

    ravenstack_subscriptions.csv: tagged as lost, yet kept as active, for contracts of theirs run on: A-038089 and 109 more

    ravenstack_feature_usage.csv: imported without the faulty rows. 42 faults
      42 × one id on rows that differ
      ravenstack_feature_usage.csv, line 24, usage_id: "U-25b56c" is also on line 7576, in a row that differs; neither is taken
      ravenstack_feature_usage.csv, line 522, usage_id: "U-662254" is also on line 20819, in a row that differs; neither is taken
      ravenstack_feature_usage.csv, line 625, usage_id: "U-c878da" is also on line 13080, in a row that differs; neither is taken
      ravenstack_feature_usage.csv, line 646, usage_id: "U-f42b0a" is also on line 17129, in a row that differs; neither is taken
      ravenstack_feature_usage.csv, line 770, usage_id: "U-8128da" is also on line 4169, in a row that differs; neither is taken
      ravenstack_feature_usage.csv, line 1087, usage_id: "U-48a4aa" is also on line 21378, in a row that differs; neither is taken
      ravenstack_feature_usage.csv, line 1215, usage_id: "U-7a87ed" is also on line 22828, in a row that differs; neither is taken
      ravenstack_feature_usage.csv, line 1969, usage_id: "U-6970d1" is also on line 23521, in a row that differs; neither is taken
      ravenstack_feature_usage.csv, line 4102, usage_id: "U-d20c6d" is also on line 17501, in a row that differs; neither is taken
      ravenstack_feature_usage.csv, line 4169, usage_id: "U-8128da" is also on line 770, in a row that differs; neither is taken
      … and 32 more
    "#);
    let before = desk.everything().await;
    let second = desk.import(ravenstack(&folder)).await;
    insta::assert_snapshot!(second.text.lines().take(9).collect::<Vec<_>>().join("\n"), @r"
    record                       rows     added   changed unchanged  left out    faults
    accounts                      500         0         0       500         0         0
    contracts                    5000         0         0      5000         0         0
    accounts (derived)            500         0         0       500         0         0
    arr_movements (derived)      4481         0         0      4481         0         0
    usage                       25000         0         0     24958        42        42
    tickets                      2000         0         0      2000         0         0
    arr_movements                 600         0         0       600         0         0
    ");
    assert!(desk.everything().await == before, "the second import changed something");
    for (question, answer) in plain_reading(&folder) {
        assert_eq!(desk.ask(&question).await, answer, "{question}");
    }
}

/// Questions on the tables, and the answers that the CSV files give when they are read without this program.
fn plain_reading(folder: &Path) -> Vec<(String, String)> {
    let mut answers = vec![("select count(*) from accounts".to_owned(), rows(folder, "accounts").len().to_string())];
    answers.extend(arr(folder));
    answers.extend(churn(folder));
    answers.extend(tickets(folder));
    answers.extend(usage(folder));
    answers
}

fn arr(folder: &Path) -> Vec<(String, String)> {
    let subscriptions = rows(folder, "subscriptions");
    let runs = |row: &&Row| row["end_date"].is_empty() || "2024-12-31" <= row["end_date"].as_str();
    let goes_on = |row: &&Row| row["end_date"].is_empty();
    let running = "from contracts where starts_on <= '2024-12-31' and (ends_on is null or '2024-12-31' <= ends_on)";
    let moved = "select sum(case when kind in ('contraction', 'churn') then -amount_minor else amount_minor end / 100)
        from arr_movements where occurred_on <=";
    vec![
        (format!("select sum(arr_minor / 100) {running}"), sum(&subscriptions, "arr_amount", runs)),
        (format!("{moved} '2024-12-31'"), sum(&subscriptions, "arr_amount", runs)),
        (format!("select count(distinct account_id) {running}"), distinct(&subscriptions, "account_id", runs)),
        (format!("{moved} '2025-01-01'"), sum(&subscriptions, "arr_amount", goes_on)),
        ("select sum(arr_minor / 100) from accounts".to_owned(), sum(&subscriptions, "arr_amount", goes_on)),
        (
            "select count(*) from accounts where 0 < arr_minor".to_owned(),
            distinct(&subscriptions, "account_id", |row| goes_on(row) && row["arr_amount"] != "0"),
        ),
        (
            "select count(*) from contracts where arr_minor = 0".to_owned(),
            count(&subscriptions, |row| row["is_trial"] == "True"),
        ),
    ]
}

fn churn(folder: &Path) -> Vec<(String, String)> {
    let subscriptions = rows(folder, "subscriptions");
    let events = rows(folder, "churn_events");
    let ended = "from contracts where ends_on <= '2024-12-31'";
    let churned = "from arr_movements where external_id like 'C-%'";
    vec![
        (format!("select count(*) {ended}"), count(&subscriptions, |row| row["churn_flag"] == "True")),
        (
            format!("select sum(arr_minor / 100) {ended}"),
            sum(&subscriptions, "arr_amount", |row| !row["end_date"].is_empty()),
        ),
        (
            "select count(*) from accounts where 'churn-flagged' = any(tags)".to_owned(),
            count(&rows(folder, "accounts"), |row| row["churn_flag"] == "True"),
        ),
        (format!("select count(*) {churned} and occurred_on <= '2024-12-31'"), events.len().to_string()),
        (format!("select count(distinct account_id) {churned}"), distinct(&events, "account_id", |_| true)),
        (
            format!("select count(*) {churned} and kind = 'reactivation'"),
            count(&events, |row| row["is_reactivation"] == "True"),
        ),
        (
            format!("select count(*) {churned} and reason = 'pricing'"),
            count(&events, |row| row["reason_code"] == "pricing"),
        ),
    ]
}

fn tickets(folder: &Path) -> Vec<(String, String)> {
    let tickets = rows(folder, "support_tickets");
    let with = |column: &'static str, value: &'static str| count(&tickets, |row| row[column] == value);
    let counted = |condition: &str| format!("select count(*) from tickets where {condition}");
    vec![
        (counted("closed_at < '2025-01-01'"), tickets.len().to_string()),
        (counted("priority = 'critical'"), with("priority", "urgent")),
        (counted("priority = 'normal'"), with("priority", "medium")),
        (counted("escalated"), with("escalation_flag", "True")),
        (counted("satisfaction is null"), with("satisfaction_score", "")),
        ("select sum(satisfaction) from tickets".to_owned(), sum(&tickets, "satisfaction_score", |_| true)),
        (
            "select round(sum(extract(epoch from closed_at - opened_at)) / 3600) from tickets".to_owned(),
            sum(&tickets, "resolution_time_hours", |_| true),
        ),
    ]
}

fn usage(folder: &Path) -> Vec<(String, String)> {
    let usage = rows(folder, "feature_usage");
    let mut sightings = BTreeMap::new();
    for row in &usage {
        *sightings.entry(&row["usage_id"]).or_insert(0) += 1;
    }
    let is_single = |row: &&Row| sightings[&row["usage_id"]] == 1;
    vec![
        ("select count(*) from usage_days".to_owned(), count(&usage, is_single)),
        ("select sum(uses) from usage_days".to_owned(), sum(&usage, "usage_count", is_single)),
        (
            "select count(distinct feature) from usage_days where feature <> ''".to_owned(),
            distinct(&usage, "feature_name", |_| true),
        ),
    ]
}

pub(super) type Row = BTreeMap<String, String>;

/// The dataset quotes nothing, so that a comma is a comma.
pub(super) fn rows(folder: &Path, name: &str) -> Vec<Row> {
    let text = std::fs::read_to_string(folder.join(format!("ravenstack_{name}.csv"))).expect("a file");
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().expect("a header").split(',').collect();
    lines
        .map(|line| header.iter().map(|name| (*name).to_owned()).zip(line.split(',').map(str::to_owned)).collect())
        .collect()
}

fn count(rows: &[Row], is_meant: impl Fn(&&Row) -> bool) -> String {
    rows.iter().filter(is_meant).count().to_string()
}

fn distinct(rows: &[Row], column: &str, is_meant: impl Fn(&&Row) -> bool) -> String {
    rows.iter().filter(is_meant).map(|row| &row[column]).collect::<BTreeSet<_>>().len().to_string()
}

/// Numbers with `.0` or nothing after the point; empty cells are none.
fn sum(rows: &[Row], column: &str, is_meant: impl Fn(&&Row) -> bool) -> String {
    let whole = |text: &String| text.trim_end_matches(".0").parse::<i64>().unwrap_or(0);
    rows.iter().filter(is_meant).map(|row| whole(&row[column])).sum::<i64>().to_string()
}

#[expect(clippy::print_stderr, reason = "a test that does not run must say so")]
pub(super) fn say(words: &str) {
    eprintln!("{words}");
}
