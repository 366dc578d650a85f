//! What must be true of the sample's texts by themselves. That the real model gives its accounts their colours is
//! shown through the front door, in `tests/it/sample.rs`.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};

use super::kind::Kind;
use super::*;

/// A file's rows by external id, each by column.
type Rows = BTreeMap<String, BTreeMap<String, String>>;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn monday() -> NaiveDate {
    day("2026-03-02")
}

fn rows(file: &SampleFile) -> Rows {
    let mut reader = csv::Reader::from_reader(file.text.as_bytes());
    let mut rows = Rows::new();
    for row in reader.deserialize::<BTreeMap<String, String>>() {
        let row = row.expect("a row");
        let other = rows.insert(row["external_id"].clone(), row);
        assert_eq!(other, None, "an external id twice in {}", file.name);
    }
    rows
}

fn named(files: &[SampleFile], name: &str) -> Rows {
    files.iter().find(|file| file.name == name).map(rows).unwrap_or_default()
}

fn number(row: &BTreeMap<String, String>, column: &str) -> i64 {
    row[column].parse().expect("a number")
}

#[test]
fn a_day_has_one_book() {
    assert_eq!(sample_book(monday()), sample_book(monday()));
    assert_ne!(sample_book(monday()), sample_book(monday() + Days::new(1)));
}

#[test]
fn rows_refer_to_rows_that_are_there() {
    let files = sample_book(monday());
    let accounts: BTreeSet<String> = named(&files, "accounts.csv").into_keys().collect();
    let people: BTreeSet<String> = named(&files, "people.csv").into_keys().collect();
    for file in &files {
        for (id, row) in rows(file) {
            assert!(row.get("account").is_none_or(|key| accounts.contains(key)), "{id}");
            for column in ["owner", "person", "manager"] {
                assert!(row.get(column).is_none_or(|key| key.is_empty() || people.contains(key)), "{id}");
            }
        }
    }
}

#[test]
fn books_have_the_sizes_of_the_check_figures() {
    let accounts = named(&sample_book(monday()), "accounts.csv");
    let arr_of = |owner: &str| -> Vec<i64> {
        accounts.values().filter(|row| row["owner"] == owner).map(|row| number(row, "arr")).collect()
    };
    let (ana, bo) = (arr_of("p-ana"), arr_of("p-bo"));
    assert_eq!((ana.len(), ana.iter().sum()), (65, 3_200_000));
    assert_eq!((bo.len(), bo.iter().sum()), (15, 4_200_000));
    let small = accounts.values().filter(|row| row["owner"] == "p-tia" && number(row, "arr") < 5_000);
    assert_eq!(small.filter(|row| row["churned_on"].is_empty()).count(), 40);
    let currencies: BTreeSet<&str> = accounts.values().map(|row| row["currency"].as_str()).collect();
    assert_eq!(currencies, BTreeSet::from(["EUR", "USD"]));
    assert_eq!(accounts.values().filter(|row| row["owner"].is_empty()).count(), 1);
}

#[test]
fn movements_sum_to_the_revenue() {
    let files = sample_book(monday());
    let mut sums: BTreeMap<String, i64> = BTreeMap::new();
    for row in named(&files, "arr_movements.csv").values() {
        let sign = if ["churn", "contraction"].contains(&row["kind"].as_str()) { -1 } else { 1 };
        *sums.entry(row["account"].clone()).or_default() += sign * number(row, "amount");
    }
    let arr = named(&files, "accounts.csv");
    assert_eq!(sums, arr.into_iter().map(|(id, row)| (id, number(&row, "arr"))).collect());
}

#[test]
fn contracts_cross_every_checkpoint_today_and_tomorrow() {
    let files = sample_book(monday());
    let ends: BTreeSet<String> =
        named(&files, "contracts.csv").into_values().map(|row| row["ends_on"].clone()).collect();
    for days in [120, 90, 60, 30, 121, 91, 61, 31] {
        let end = monday() + Days::new(days);
        assert!(ends.contains(&end.to_string()), "none ends in {days} days");
    }
    let techcorp = &named(&files, "contracts.csv")["k-techcorp-1"];
    assert_eq!(techcorp["ends_on"], (monday() + Days::new(91)).to_string());
    assert_eq!(techcorp["auto_renew"], "false");
}

#[test]
fn usage_is_small_and_ends_yesterday() {
    let usage = named(&sample_book(monday()), "usage.csv");
    assert!(usage.len() <= 60_000, "{} rows", usage.len());
    // Also on a Monday: somebody works on Sundays.
    assert_eq!(usage.values().map(|row| row["day"].clone()).max().expect("rows"), "2026-03-01");
    assert!(usage.values().all(|row| 0 < number(row, "uses")), "a day without use has no row");
}

#[test]
fn techcorp_fell_by_45_per_cent_whatever_day_it_is() {
    for later in 0..14 {
        let today = monday() + Days::new(later);
        let mut book = Book::of(today);
        book.accounts.retain(|account| account.kind == Kind::TechCorp);
        let usage = rows(&usage::table(&book, -usage::HISTORY, -1).into_file());
        let logins = |from: u64, until: u64| -> i64 {
            let days = today - Days::new(from)..today - Days::new(until);
            let logins = usage.values().filter(|row| row["feature"].is_empty());
            logins.filter(|row| days.contains(&day(&row["day"]))).map(|row| number(row, "uses")).sum()
        };
        let (recent, before) = (logins(14, 0), logins(74, 14));
        let thousandths = 1_000 * recent * 60 / (before * 14);
        assert!((548..=552).contains(&thousandths), "{today}: {thousandths}");
    }
}

#[test]
fn a_book_and_its_days_are_the_book_of_later() {
    let mut known: BTreeMap<&str, Rows> = BTreeMap::new();
    let later = 20;
    let days = (1..=later).flat_map(|n| next_day(monday(), monday() + Days::new(n)));
    for file in sample_book(monday()).into_iter().chain(days) {
        known.entry(file.name).or_default().extend(rows(&file));
    }
    let book = Book::of(monday());
    for table in changing(&book, 19).into_iter().chain([usage::table(&book, -usage::HISTORY, 19)]) {
        let whole = table.into_file();
        assert_eq!(known[whole.name], rows(&whole), "{}", whole.name);
    }
}

#[test]
fn the_first_days_tell_a_story() {
    let of = |n: u64, file: &str, key: &str, column: &str| {
        let rows = named(&next_day(monday(), monday() + Days::new(n)), file);
        rows.get(key).map(|row| row[column].clone())
    };
    assert_eq!(of(1, "contacts.csv", "c-nordwacht-freight-champion", "left_on").as_deref(), Some("2026-03-02"));
    assert_eq!(of(2, "contacts.csv", "c-juniper-vale-clinics-champion", "left_on").as_deref(), Some("2026-03-03"));
    assert_eq!(of(2, "accounts.csv", "a-wrenfield-data", "limit_use"), None);
    assert_eq!(of(3, "accounts.csv", "a-wrenfield-data", "limit_use").as_deref(), Some("0.83"));
}

#[test]
fn the_past_brings_nothing_new() {
    assert_eq!(next_day(monday(), monday()), []);
    assert_eq!(next_day(monday(), monday() - Days::new(3)), []);
}
