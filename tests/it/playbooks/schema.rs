//! The schema that editors read says what the code reads: every field and word of one is in the other.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::string::string_regex;
use serde_json::Value;
use steward::domain::lifecycle::Phase;
use steward::domain::playbook::file::{self, FieldRule};
use steward::domain::playbook::{
    Comparator, Condition, Fact, FactKind, Occasion, Offset, OwnerRole, Playbook, WorkingTime,
};
use steward::domain::signal::SignalKind;

use crate::validator::faults;

const SCHEMA: &str = include_str!("../../../manifests/playbooks/schema.json");

fn schema() -> Value {
    serde_json::from_str(SCHEMA).unwrap()
}

fn definition(name: &str) -> Value {
    schema()["definitions"][name].clone()
}

fn texts(value: &Value) -> BTreeSet<String> {
    value.as_array().unwrap().iter().filter_map(|word| word.as_str().map(str::to_owned)).collect()
}

#[test]
fn every_file_that_ships_names_the_schema_and_keeps_to_it() {
    for (name, text) in Playbook::BUILT_IN {
        assert!(text.starts_with("# yaml-language-server: $schema=./schema.json\n"), "{name}");
        let document: Value = serde_saphyr::from_str(text).unwrap();
        assert_eq!(faults(&schema(), &document), Vec::<String>::new(), "{name}");
        // What is written out of the types keeps to it as well.
        let playbook = Playbook::parse(text).unwrap();
        assert_eq!(faults(&schema(), &serde_json::to_value(&playbook).unwrap()), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn every_file_of_the_directory_ships() {
    let directory = concat!(env!("CARGO_MANIFEST_DIR"), "/manifests/playbooks");
    let files: BTreeSet<String> = std::fs::read_dir(directory)
        .unwrap()
        .filter_map(|entry| entry.unwrap().file_name().to_str()?.strip_suffix(".yaml").map(str::to_owned))
        .collect();
    assert_eq!(files, Playbook::BUILT_IN.iter().map(|(name, _)| (*name).to_owned()).collect());
}

#[test]
fn the_schema_has_the_fields_that_are_read_and_no_others() {
    let check = |part: &Value, fields: &[FieldRule]| {
        let names: BTreeSet<String> = part["properties"].as_object().unwrap().keys().cloned().collect();
        assert_eq!(names, fields.iter().map(|(name, _)| (*name).to_owned()).collect());
        let needed = fields.iter().filter(|(_, is_needed)| *is_needed);
        assert_eq!(texts(&part["required"]), needed.map(|(name, _)| (*name).to_owned()).collect());
    };
    check(&schema(), file::PLAYBOOK);
    for (name, fields) in [
        ("trigger", file::TRIGGER),
        ("goal", file::GOAL),
        ("exit", file::EXIT),
        ("step", file::STEP),
        ("link", file::LINK),
        ("repeat", file::REPEAT),
    ] {
        check(&definition(name), fields);
    }
}

#[test]
fn the_schema_has_the_words_that_are_read_and_no_others() {
    assert_eq!(texts(&definition("owner_role")["enum"]), OwnerRole::ALL.map(|role| role.as_str().to_owned()).into());
    let alternatives = |pattern: &Value, at: usize| -> BTreeSet<String> {
        let group = pattern.as_str().unwrap().split('(').nth(at).unwrap();
        group.split(')').next().unwrap().split('|').map(str::to_owned).collect()
    };
    let condition = definition("condition");
    assert_eq!(alternatives(&condition["pattern"], 1), Fact::ALL.map(|fact| fact.as_str().to_owned()).into());
    assert_eq!(alternatives(&condition["pattern"], 2), Comparator::ALL.map(|sign| sign.as_str().to_owned()).into());
    for fact in Fact::ALL {
        let told = condition["description"].as_str().unwrap();
        assert!(told.contains(fact.as_str()), "{}", fact.as_str());
        if let FactKind::Word(words) = fact.kind() {
            assert!(told.contains(&format!("({})", words.join(", "))), "{}", fact.as_str());
        }
    }
    let occasion = definition("occasion");
    assert_eq!(alternatives(&occasion["pattern"], 2), SignalKind::ALL.map(|kind| kind.as_str().to_owned()).into());
    assert_eq!(alternatives(&occasion["pattern"], 3), Phase::ALL.map(|phase| phase.as_str().to_owned()).into());
}

#[test]
fn the_schema_has_the_limits_of_the_code() {
    use file::most;
    let of = |pointer: &str| schema().pointer(pointer).and_then(Value::as_u64).unwrap_or_else(|| panic!("{pointer}"));
    for (pointer, limit) in [
        ("/properties/title/maxLength", most::TITLE),
        ("/properties/about/maxLength", most::ABOUT),
        ("/properties/steps/maxItems", most::STEPS),
        ("/properties/triggers/maxItems", most::RULES),
        ("/properties/exits/maxItems", most::RULES),
        ("/definitions/slug/maxLength", most::SLUG),
        ("/definitions/line/maxLength", most::LINE),
        ("/definitions/step/properties/title/maxLength", most::STEP_TITLE),
        ("/definitions/step/properties/what/maxLength", most::WHAT),
        ("/definitions/step/properties/checklist/maxItems", most::CHECKS),
        ("/definitions/step/properties/checklist/items/maxLength", most::CHECK),
        ("/definitions/step/properties/links/maxItems", most::CHECKS),
        ("/definitions/link/properties/url/maxLength", most::URL),
        ("/definitions/repeat/properties/times/maximum", most::TIMES as usize),
        ("/definitions/repeat/properties/every_days/maximum", most::EVERY_DAYS as usize),
    ] {
        assert_eq!(of(pointer), limit as u64, "{pointer}");
    }
}

#[test]
fn the_schema_refuses_what_the_code_refuses() {
    let rescue = Playbook::shipped("red_account_rescue").unwrap();
    for (from, to) in [
        ("owner: manager", "owner: boss"),
        ("on: signal t1", "on: signal t12"),
        ("outcome: lost", "outcome: won"),
        ("due: 14d", "due: soon"),
        ("when: customer = no", "when: custmer = no"),
        ("times: 8", "times: 53"),
        ("goal:", "gaol:"),
        ("within_days: 90", "within_days: ninety"),
    ] {
        let text = rescue.replacen(from, to, 1);
        assert_ne!(text, rescue, "{from}");
        assert!(Playbook::parse(&text).is_err(), "{to}");
        let document: Value = serde_saphyr::from_str(&text).unwrap();
        assert!(!faults(&schema(), &document).is_empty(), "{to}");
    }
}

fn of_pattern(name: &str) -> impl Strategy<Value = String> {
    let pattern = definition(name)["pattern"].as_str().unwrap().to_owned();
    string_regex(pattern.trim_start_matches('^').trim_end_matches('$')).unwrap()
}

proptest! {
    /// What a pattern of the schema lets through, the code reads, but for numbers that are out of bounds.
    #[test]
    fn what_the_patterns_let_through_is_read(
        offset in of_pattern("offset"), time in of_pattern("working_time"), occasion in of_pattern("occasion"),
    ) {
        let reason = offset.parse::<Offset>().err();
        prop_assert!(reason.as_ref().is_none_or(|reason| reason.contains("too far")), "{offset}: {reason:?}");
        let reason = time.parse::<WorkingTime>().err();
        let number: u32 = time.trim_end_matches(|c: char| c.is_ascii_alphabetic()).parse().unwrap();
        prop_assert_eq!(reason.is_some(), number == 0 || (if time.ends_with("bd") { 20 } else { 80 }) < number, "{}", time);
        let reason = occasion.parse::<Occasion>().err();
        prop_assert!(reason.as_ref().is_none_or(|reason| reason.contains("no number of days")), "{occasion}: {reason:?}");
    }

    /// What the code writes, the patterns let through.
    #[test]
    fn what_is_written_passes_the_patterns(days in 0..=3_660_u32, which in 0..6_usize, number in -2_000..200_000_i64, fact in 0..17_usize) {
        let offset = ["d", "bd", "d after previous", "bd after previous", "d before renewal", "bd before renewal"][which];
        let offset: Offset = format!("{days}{offset}").parse().unwrap();
        prop_assert_eq!(faults(&with("offset"), &offset.to_string().into()), Vec::<String>::new());
        let fact = Fact::ALL[fact];
        let condition = match fact.kind() {
            FactKind::Number => format!("{} >= {}.{:03} and customer = no", fact.as_str(), number / 1_000, number.abs() % 1_000),
            FactKind::Word(words) => format!("{} != {}", fact.as_str(), words[which % words.len()]),
        };
        let condition: Condition = condition.parse().unwrap();
        prop_assert_eq!(faults(&with("condition"), &condition.to_string().into()), Vec::<String>::new());
    }
}

/// A schema of one definition.
fn with(definition: &str) -> Value {
    serde_json::json!({ "$ref": format!("#/definitions/{definition}"), "definitions": schema()["definitions"] })
}
