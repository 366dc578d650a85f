use super::*;

const CONTRACTS: &str = r#"
[[file]]
name = "subs.csv"
[[file.into]]
record = "contracts"
[file.into.columns]
external_id = { column = "id" }
account = { column = "customer" }
starts_on = { column = "from" }
ends_on = { column = "to" }
arr = { column = "yearly" }
currency = { constant = "EUR" }
"#;

/// Line 13 is the first after the contracts.
#[track_caller]
fn refuses(more: &str, expected: &[&str]) {
    let faults = Mapping::parse(&format!("{CONTRACTS}{more}")).expect_err("no mapping");
    let words: Vec<String> = faults.iter().map(MappingFault::to_string).collect();
    assert_eq!(words, expected);
}

#[test]
fn what_ships_is_right() {
    for (name, text) in SHIPPED {
        let faults = Mapping::parse(text).err();
        assert_eq!(faults, None, "{name}");
    }
    assert!(Mapping::parse(CONTRACTS).is_ok());
}

#[test]
fn the_example_in_the_documentation_is_right() {
    let source = include_str!("mod.rs");
    let lines = source.lines().skip_while(|line| *line != "//! ```toml").skip(1).take_while(|line| *line != "//! ```");
    let example: String = lines.map(|line| line.trim_start_matches("//!").to_owned() + "\n").collect();
    let faults = Mapping::parse(&example).expect_err("it derives without contracts");
    let words: Vec<String> = faults.iter().map(MappingFault::to_string).collect();
    assert_eq!(words, ["line 3: everything under [derive] follows from contracts, and no file becomes contracts"]);
}

#[test]
fn every_fault_names_its_line() {
    refuses("colour = { column = \"c\" }", &["line 13: contracts have no column \"colour\""]);
    refuses(
        "auto_renw = { column = \"c\" }",
        &["line 13: contracts have no column \"auto_renw\"; did you mean \"auto_renew\"?"],
    );
    refuses("seats = {}", &["line 13: a source is one of `column`, `constant` and `labels`"]);
    refuses(
        "seats = { column = \"c\", constant = \"1\" }",
        &["line 13: a source is one of `column`, `constant` and `labels`"],
    );
    refuses("seats = { constant = \"many\" }", &["line 13: \"many\" is not a whole number"]);
    refuses(
        "seats = { column = \"c\", formats = [\"%Y\"] }",
        &[
            "line 13: `formats` are for dates, and \"seats\" is none",
            "line 13: \"%Y\" is not a format with a day, a month and a year in it",
        ],
    );
    refuses(
        "notice_on = { column = \"c\", formats = [\"%Q\"] }",
        &["line 13: \"%Q\" is not a format with a day, a month and a year in it"],
    );
    refuses(
        "seats = { column = \"c\", through = \"contracts\" }",
        &["line 13: `through` can only lead an `account` through \"contracts\""],
    );
    refuses("auto_renew = { column = \"c\", values = { J = \"ja\" } }", &["line 13: \"ja\" is not true or false"]);
    refuses(
        "auto_renew = { colum = \"c\" }",
        &["line 13: unknown field `colum`, expected one of `column`, `constant`, `labels`, `through`, `values`, \
             `formats`, `empty`"],
    );
}

#[test]
fn files_and_records_are_checked_too() {
    refuses("[[file]]\nname = \"x.csv\"", &["line 13: this [[file]] has no [[file.into]]: its rows become nothing"]);
    refuses(
        "[[file]]\nname = \"x.csv\"\n[[file.into]]\nrecord = \"ticket\"",
        &["line 16: no record is called \"ticket\"; did you mean \"tickets\"?"],
    );
    refuses(
        "[[file]]\nname = \"x.csv\"\n[[file.into]]\nrecord = \"surveys\"\n[file.into.columns]\n\
         external_id = { column = \"a\" }\naccount = { column = \"b\" }\nkind = { constant = \"nps\" }\n\
         score = { column = \"c\" }",
        &["line 15: surveys need the column \"answered_at\""],
    );
    assert!(Mapping::parse("").is_err());
}

#[test]
fn patterns_match_whole_names() {
    for (pattern, name, expected) in [
        ("a.csv", "a.csv", true),
        ("a.csv", "ba.csv", false),
        ("a*.csv", "a_2026.csv", true),
        ("a*.csv", "a.csv", true),
        ("*_a_*.csv", "x_a_y.csv", true),
        ("a*", "b", false),
        ("*", "\u{e9}.csv", true),
    ] {
        assert_eq!(matches(pattern, name), expected, "{pattern} {name}");
    }
}
