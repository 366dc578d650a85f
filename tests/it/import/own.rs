//! Files in our own format.

use std::path::{Path, PathBuf};

use super::{Args, Desk, OrgId, args, data, folder};

const NOW: &str = "2026-03-02T09:00:00Z";
const ACCOUNT: &str = "external_id,name,arr,currency,started_on\nA-1,Acme,100,USD,2025-01-01\n";

#[tokio::test]
async fn the_book_is_imported_whole_and_once() {
    let desk = Desk::new(NOW).await;
    let first = desk.import(args(&[&data("book")])).await;
    insta::assert_snapshot!(first.text, @r"
    record              rows     added   changed unchanged  left out    faults
    people                 4         4         0         0         0         0
    accounts               5         5         0         0         0         0
    contacts               5         5         0         0         0         0
    contracts              6         6         0         0         0         0
    usage                  7         7         0         0         0         0
    tickets                3         3         0         0         0         0
    surveys                3         3         0         0         0         0
    touchpoints            4         4         0         0         0         0
    arr_movements          5         5         0         0         0         0
    milestones             3         3         0         0         0         0
    value_realised         2         2         0         0         0         0
    ");
    assert!(first.is_success);
    let before = desk.everything().await;
    let second = desk.import(args(&[&data("book")])).await;
    insta::assert_snapshot!(second.text, @r"
    record              rows     added   changed unchanged  left out    faults
    people                 4         0         0         4         0         0
    accounts               5         0         0         5         0         0
    contacts               5         0         0         5         0         0
    contracts              6         0         0         6         0         0
    usage                  7         0         0         7         0         0
    tickets                3         0         0         3         0         0
    surveys                3         0         0         3         0         0
    touchpoints            4         0         0         4         0         0
    arr_movements          5         0         0         5         0         0
    milestones             3         0         0         3         0         0
    value_realised         2         0         0         2         0         0
    ");
    assert_eq!(desk.everything().await, before, "also updated_at");
    assert_eq!(desk.ask("select count(*) from imports").await, "22");
}

#[tokio::test]
async fn what_the_files_say_is_what_is_kept() {
    let desk = Desk::new(NOW).await;
    desk.import(args(&[&data("book")])).await;
    let nord = "select concat_ws(' ', a.name, arr_minor, tags::text, o.email) from accounts a
        join people o on o.id = a.owner_id where a.external_id = 'A-nord'";
    assert_eq!(desk.ask(nord).await, "Nordlys, A/S 12000000 {\"gold tier\",reference} ana@steward.example");
    let people = "select string_agg(p.external_id || '<' || m.external_id || ' ' || p.working_days::text, ', '
            order by p.external_id)
        from people p join people m on m.id = p.manager_id";
    assert_eq!(desk.ask(people).await, "P-ana<P-lee {1,2,3,4,5}, P-ben<P-lee {1,2,3,4,5}");
    assert_eq!(desk.ask("select working_days::text from people where external_id = 'P-omar'").await, "{1,2,3,4,7}");
    assert_eq!(
        desk.ask("select arr_minor from accounts where external_id = 'A-kaze'").await,
        "2500000",
        "yen have no cents"
    );
}

#[tokio::test]
async fn a_dry_run_tells_the_same_and_keeps_nothing() {
    let (dry, wet) = (Desk::new(NOW).await, Desk::new(NOW).await);
    let told = dry.import(Args { dry_run: true, ..args(&[&data("book")]) }).await;
    let done = wet.import(args(&[&data("book")])).await;
    assert_eq!(told.text, format!("{}\nThis was a dry run: nothing was kept.\n", done.text));
    assert_eq!(dry.ask("select count(*) from accounts").await, "0");
    assert_eq!(dry.ask("select count(*) from imports").await, "0");
}

#[tokio::test]
async fn neither_the_order_of_files_nor_of_rows_matters() {
    let (one, other) = (Desk::new(NOW).await, Desk::new(NOW).await);
    one.import(args(&[&data("book")])).await;
    let turned = tempfile::tempdir().expect("a folder");
    let mut files: Vec<PathBuf> = Vec::new();
    for file in [
        "usage",
        "tickets",
        "people",
        "contracts",
        "contacts",
        "accounts",
        "arr_movements",
        "touchpoints",
        "surveys",
        "milestones",
        "value_realised",
    ] {
        let path = turned.path().join(format!("{file}.csv"));
        std::fs::write(&path, turn(&data("book").join(format!("{file}.csv")))).expect("a file");
        files.push(path);
    }
    let paths: Vec<&Path> = files.iter().map(PathBuf::as_path).collect();
    assert!(other.import(args(&paths)).await.is_success);
    assert_eq!(one.contents().await, other.contents().await);
}

/// The file's rows from the last to the first; a quoted cell may run over lines.
fn turn(path: &Path) -> String {
    let text = std::fs::read_to_string(path).expect("a file");
    let mut rows: Vec<String> = Vec::new();
    let mut is_open = false;
    for line in text.lines() {
        if let Some(row) = rows.last_mut().filter(|_| is_open) {
            row.push('\n');
            row.push_str(line);
        } else {
            rows.push(line.to_owned());
        }
        is_open ^= line.matches('"').count() % 2 == 1;
    }
    rows[1..].reverse();
    rows.join("\n")
}

#[tokio::test]
async fn a_broken_file_changes_nothing_and_the_others_are_imported() {
    let desk = Desk::new(NOW).await;
    let broken = folder(&[
        ("accounts.csv", ACCOUNT),
        (
            "tickets.csv",
            "external_id,account,priority,opened_at,closed_at,satisfaction\r\n\
             T-1,A-1,high,2026-02-01,,\r\n\
             \r\n\
             T-2,A-1,hihg,2026-02-01,,9\r\n\
             T-3,A-1,low,2026-02-03,2026-02-01,\r\n\
             T-4,A-2,low,2026-02-03,,\r\n\
             T-5,A-1,low,2026-02-03\r\n\
             ,A-1,low,2026-02-03,,\r\n\
             T-6,A-1,low,2026-02-03,,\r\n\
             T-6,A-1,high,2026-02-03,,\r\n",
        ),
    ]);
    let outcome = desk.import(args(&[broken.path()])).await;
    assert!(!outcome.is_success);
    insta::assert_snapshot!(outcome.text, @r#"
    record        rows     added   changed unchanged  left out    faults
    accounts         1         1         0         0         0         0
    tickets          8         0         0         0         8         8

    tickets.csv: refused, nothing of it was imported. 8 faults
      1 × broken row
      1 × empty cell
      2 × impossible value
      1 × not understood
      2 × one id on rows that differ
      1 × unknown reference
      tickets.csv, line 4, priority: "hihg" is not one of low, normal, high, critical; did you mean high?
      tickets.csv, line 4, satisfaction: "9" is not between 1 and 5
      tickets.csv, line 5, closed_at: "2026-02-01" is before opened_at
      tickets.csv, line 6, account: "A-2" is no account's external id
      tickets.csv, line 7: 4 cells where the header has 6
      tickets.csv, line 8, external_id: must not be empty
      tickets.csv, line 9, external_id: "T-6" is also on line 10, in a row that differs; neither is taken
      tickets.csv, line 10, external_id: "T-6" is also on line 9, in a row that differs; neither is taken
    "#);
    assert_eq!(desk.ask("select count(*) from tickets").await, "0");
    assert_eq!(desk.ask("select string_agg(source, ' ') from imports").await, "accounts.csv");
}

#[tokio::test]
async fn what_is_no_table_of_ours_says_why() {
    let desk = Desk::new(NOW).await;
    let wrong = folder(&[
        ("accounts.csv", "external_id;name;arr\nA-1;Acme;1\n"),
        ("contacts.csv", ""),
        ("contracts.csv", "external_id,acount,starts_on,arr,currency\n"),
        ("tickets.csv", "external_id,account,priority,opened_at,closed_at\n"),
    ]);
    let outcome = desk.import(args(&[wrong.path()])).await;
    insta::assert_snapshot!(outcome.text, @r"
    record       rows     added   changed unchanged  left out    faults
    tickets         0         0         0         0         0         0

    accounts.csv: refused, nothing of it was imported. 1 fault
      1 × unreadable file
      accounts.csv, line 1: the header is one cell with semicolons in it; save the file with commas between the cells

    contacts.csv: refused, nothing of it was imported. 1 fault
      1 × unreadable file
      contacts.csv, line 1: the file is empty; its first line must name the columns

    contracts.csv: refused, nothing of it was imported. 3 faults
      3 × wrong column
      contracts.csv, line 1, acount: no such column; did you mean account?
      contracts.csv, line 1, account: the header lacks this column
      contracts.csv, line 1, ends_on: the header lacks this column
    ");
    let unknown = folder(&[("acounts.csv", ACCOUNT)]);
    let refused =
        desk.try_import(args(&[&unknown.path().join("acounts.csv")])).await.err().map(|error| error.to_string());
    let refused = refused.unwrap_or_default();
    assert!(refused.ends_with("no record has a file of this name; did you mean accounts.csv?"), "{refused}");
    assert!(desk.try_import(args(&[unknown.path()])).await.is_err(), "nothing to import");
    assert!(desk.try_import(args(&[Path::new("/nowhere/at/all")])).await.is_err());
}

#[tokio::test]
async fn a_column_that_is_not_in_the_file_is_left_alone_and_an_empty_cell_clears() {
    let desk = Desk::new(NOW).await;
    let full = "external_id,name,aliases,arr,currency,started_on,industry,tags,seats\n\
                A-1,Acme,ac;me,100,USD,2025-01-01,Retail,gold,5\n";
    desk.import(args(&[folder(&[("accounts.csv", full)]).path()])).await;
    desk.import(args(&[folder(&[("accounts.csv", ACCOUNT)]).path()])).await;
    let account = "select concat_ws('|', name, industry, tags::text, seats,
        (select count(*) from account_aliases)) from accounts";
    assert_eq!(desk.ask(account).await, "Acme|Retail|{gold}|5|2");
    let cleared = "external_id,name,aliases,arr,currency,started_on,industry,tags,seats\n\
                   A-1,Acme,me,100,USD,2025-01-01,,,\n";
    let outcome = desk.import(args(&[folder(&[("accounts.csv", cleared)]).path()])).await;
    assert_eq!(desk.ask(account).await, "Acme||{}|1");
    assert!(
        outcome.text.contains("accounts         1         0         1         0         0         0"),
        "{}",
        outcome.text
    );
}

#[tokio::test]
async fn only_the_aliases_of_an_account_may_change() {
    let desk = Desk::new(NOW).await;
    let with = |aliases: &str| {
        folder(&[(
            "accounts.csv",
            &format!("external_id,name,aliases,arr,currency,started_on\nA-1,Acme,{aliases},1,USD,2025-01-01\n"),
        )])
    };
    desk.import(args(&[with("one;two").path()])).await;
    let changed = desk.import(args(&[with("two;three").path()])).await;
    assert!(changed.text.contains("accounts         1         0         1         0"), "{}", changed.text);
    assert_eq!(desk.ask("select string_agg(alias, ' ' order by alias) from account_aliases").await, "three two");
}

#[tokio::test]
async fn people_refer_to_each_other_in_any_order_and_swap_their_slack_ids() {
    let desk = Desk::new(NOW).await;
    let people =
        |rows: &str| folder(&[("people.csv", &format!("external_id,name,email,slack_user_id,manager\n{rows}"))]);
    let first = people("P-1,One,one@x.example,U0001,two@x.example\nP-2,Two,two@x.example,U0002,P-3\nP-3,Three,,,\n");
    assert!(desk.import(args(&[first.path()])).await.is_success);
    let swapped = people("P-1,One,one@x.example,U0002,P-2\nP-2,Two,two@x.example,U0001,P-3\n");
    let outcome = desk.import(args(&[swapped.path()])).await;
    assert!(outcome.text.contains("people         2         0         2         0"), "{}", outcome.text);
    let held = "select string_agg(external_id || slack_user_id, ' ' order by external_id) from people";
    assert_eq!(desk.ask(held).await, "P-1U0002 P-2U0001");
    let wrong = people(
        "P-4,Four,one@x.example,U0001,\nP-5,Five,,,P-4\nP-6,Six,,,one@x.example\n\
         P-7,Seven,one@x.example,U0007,nobody\n",
    );
    let outcome = desk.import(args(&[wrong.path()])).await;
    insta::assert_snapshot!(outcome.text, @r#"
    record      rows     added   changed unchanged  left out    faults
    people         4         0         0         0         4         3

    people.csv: refused, nothing of it was imported. 3 faults
      3 × unknown reference
      people.csv, line 2, slack_user_id: "U0001" is already the Slack id of the person "P-2"
      people.csv, line 3, manager: "P-4" is no person's external id or e-mail address
      people.csv, line 5, manager: "nobody" is no person's external id or e-mail address
    "#);
}

#[tokio::test]
async fn two_imports_at_once_wait_for_each_other() {
    let desk = Desk::new(NOW).await;
    let (one, other) = (args(&[&data("book")]), args(&[&data("book")]));
    let (one, other) = tokio::join!(desk.import(one), desk.import(other));
    assert!(one.is_success && other.is_success);
    assert_eq!(desk.ask("select sum(n_added) || ' ' || sum(n_rows) from imports").await, "47 94");
}

#[tokio::test]
async fn another_organisation_is_another_world() {
    let desk = Desk::new(NOW).await;
    let other = steward::domain::ids::OrgId(uuid::Uuid::from_u128(7));
    let accounts = folder(&[("accounts.csv", ACCOUNT)]);
    let mut out = Vec::new();
    desk.import(args(&[accounts.path()])).await;
    super::run(&args(&[accounts.path()]), &desk.app, other, &mut out).await.expect("an import");
    let contacts = folder(&[("contacts.csv", "external_id,account,name,role\nK-1,A-1,Kim,user\n")]);
    desk.import(args(&[contacts.path()])).await;
    let owners = "select count(distinct org_id) || ' ' || count(distinct id) from accounts";
    assert_eq!(desk.ask(owners).await, "2 2");
    assert_eq!(desk.ask("select org_id from contacts").await, OrgId::DEFAULT.0.to_string());
}

#[tokio::test]
async fn value_realised_is_above_nothing_and_in_a_currency() {
    let desk = Desk::new(NOW).await;
    let broken = folder(&[
        ("accounts.csv", ACCOUNT),
        (
            "value_realised.csv",
            "external_id,account,what,amount,currency,evidence,realised_on\n\
             V-1,A-1,Hours saved,12k,USD,Their count,2026-02-27\n\
             V-2,A-1,Hours saved,0,USD,,2026-02-27\n\
             V-3,A-1,Hours saved,1e309,USD,,2026-02-27\n\
             V-4,A-1,Hours saved,12k,euros,,2026-02-27\n\
             V-5,A-1,Hours saved,12k,USD,,2026-02-31\n\
             V-6,A-9,Hours saved,12k,USD,,2026-02-27\n\
             steward:7,A-1,Hours saved,12k,USD,,2026-02-27\n\
             V-8,A-1,,12k,USD,,2026-02-27\n",
        ),
    ]);
    let outcome = desk.import(args(&[broken.path()])).await;
    assert!(!outcome.is_success);
    insta::assert_snapshot!(outcome.text, @r#"
    record              rows     added   changed unchanged  left out    faults
    accounts               1         1         0         0         0         0
    value_realised         8         0         0         0         8         8

    value_realised.csv: refused, nothing of it was imported. 8 faults
      1 × empty cell
      1 × impossible value
      5 × not understood
      1 × unknown reference
      value_realised.csv, line 3, amount: "0" is not an amount above 0
      value_realised.csv, line 4, amount: "1e309" is not an amount of the row's currency, like 1234.50
      value_realised.csv, line 5, amount: "12k" is not an amount while the row has no currency
      value_realised.csv, line 5, currency: "euros" is not a currency's code in capitals, like EUR
      value_realised.csv, line 6, realised_on: "2026-02-31" is not a date, like 2026-03-02
      value_realised.csv, line 7, account: "A-9" is no account's external id
      value_realised.csv, line 8, external_id: "steward:7" begins with "steward:", which marks derived rows
      value_realised.csv, line 9, what: must not be empty
    "#);
    assert_eq!(desk.ask("select count(*) from values_realised").await, "0");
}
