//! Files with faults: each is named where it stands.

use super::super::Occasion;
use super::*;
use crate::domain::signal::SignalKind;

/// A small playbook that is sound.
const SOUND: &str = "\
name: small
title: Small
about: To try things on.
triggers:
  - on: signal t6
goal:
  words: Use is back
  within_days: 30
exits:
  - when: customer = no
    says: Gone
    outcome: lost
steps:
  - id: look
    title: Look
    what: Look at the red flag, which is red.
    opens: 0d
    due: 7d
  - id: mend
    title: Mend
    what: Mend it.
    checklist: [one, two]
    owner: [account_executive, csm]
    opens: 1bd after previous
    due: 5bd after previous
";

#[track_caller]
fn faults(text: &str) -> Vec<PlaybookFault> {
    Playbook::parse(text).expect_err("must be refused").0
}

/// With `from` replaced by `to` (at its first place after `under`), the one fault stands at `at`, and says `words`.
#[track_caller]
fn check(from: &str, to: &str, at: (u64, u64), words: &str) {
    assert!(SOUND.contains(from), "{from}");
    let faults = faults(&SOUND.replacen(from, to, 1));
    assert_eq!(faults.len(), 1, "{faults:#?}");
    let fault = &faults[0];
    assert!(fault.reason.contains(words), "{fault}");
    assert_eq!((fault.line, fault.column), at, "{fault}");
}

#[test]
fn it_is_sound() {
    assert!(Playbook::parse(SOUND).is_ok());
}

#[test]
fn names_that_there_are_not_are_refused_with_the_nearest_that_there_is() {
    check("    what: Mend", "    waht: Mend", (21, 5), "did you mean what?");
    check("goal:", "gaol:", (6, 1), "did you mean goal?");
    check("[account_executive, csm]", "[account_exec, csm]", (23, 13), "did you mean account_executive?");
    check("[account_executive, csm]", "boss", (23, 12), "there are csm, manager");
    check("signal t6", "signal t12", (5, 9), "there is no signal “t12”");
    check("signal t6", "signl t6", (5, 9), "did you mean signal t6?");
    check("signal t6", "phase onbording", (5, 9), "did you mean onboarding?");
    check("customer = no", "custmer = no", (10, 11), "did you mean customer?");
    check("outcome: lost", "outcome: lots", (12, 14), "did you mean lost?");
    check("due: 7d", "due: 7d after strt", (18, 10), "did you mean 7d after start?");
}

#[test]
fn a_slip_in_the_name_of_a_needed_field_is_one_fault() {
    let faults = faults(&SOUND.replacen("    what: Mend", "    waht: Mend", 1));
    assert_eq!(faults.len(), 1, "{faults:#?}");
}

#[test]
fn a_place_is_where_it_stands_and_not_where_the_word_stands_too() {
    // “red” stands in the line above, “look” is a title and a word, and the fault is in the id.
    check("id: look", "id: Look", (14, 9), "lower-case");
    check("id: mend", "id: look", (19, 9), "two steps have the id look: give each its own; the first is in line 14");
}

#[test]
fn offsets_that_cannot_be_are_refused() {
    check("opens: 0d", "opens: 0d after previous", (17, 12), "before the first step there is none");
    check("due: 7d", "due: 3bd after previous", (18, 10), "before the first step there is none");
    check("opens: 0d", "opens: 8d", (18, 10), "due 7d, before it opens 8d");
    check("opens: 0d", "opens: 8bd", (18, 10), "before it opens 8bd");
    check("opens: 0d", "opens: 14d", (18, 10), "before it opens");
    check("due: 5bd after previous", "due: 0d after previous", (25, 10), "before it opens");
    check("due: 5bd after previous", "due: 0d", (25, 10), "before it opens");
    // Six working days are at least eight days, five may be seven.
    check("opens: 0d\n    due: 7d", "opens: 6bd\n    due: 7d", (18, 10), "before it opens");
    assert!(Playbook::parse(&SOUND.replacen("opens: 0d", "opens: 5bd", 1)).is_ok());
    check("due: 7d", "due: soon", (18, 10), "“soon” is no offset");
    check(
        "opens: 0d\n    due: 7d",
        "opens: 30d before renewal\n    due: 60d before renewal",
        (18, 10),
        "before it opens",
    );
}

#[test]
fn steps_before_the_renewal_stand_in_the_order_of_time() {
    let text = SOUND
        .replacen("opens: 0d\n    due: 7d", "opens: 60d before renewal\n    due: 50d before renewal", 1)
        .replacen("opens: 1bd after previous\n    due: 5bd after", "opens: 90d before renewal\n    due: 5bd after", 1);
    let faults = faults(&text);
    let last = faults.last().expect("one");
    assert_eq!((last.line, last.column), (24, 12), "{faults:#?}");
    assert!(last.reason.contains("before the step that opens in line 17"), "{last}");
}

#[test]
fn repeats_that_overlap_or_outlast_the_renewal_are_refused() {
    let repeat = |every: u32, times: u32| format!("due: 7d\n    repeat: {{every_days: {every}, times: {times}}}");
    check("due: 7d", &repeat(3, 4), (19, 26), "while this one is open for 7");
    check("due: 7d", &repeat(0, 4), (19, 26), "from 1 to 366");
    check("due: 7d", &repeat(7, 53), (19, 36), "from 1 to 52");
    assert!(Playbook::parse(&SOUND.replacen("due: 7d", &repeat(7, 4), 1)).is_ok());
    let renewal = "opens: 30d before renewal\n    due: 23d before renewal\n    repeat: {every_days: 7, times: 5}";
    check("opens: 0d\n    due: 7d", renewal, (19, 36), "5 days after the renewal");
}

#[test]
fn what_can_never_become_due_is_refused() {
    let when = |condition: &str| format!("due: 7d\n    when: {condition}");
    check("due: 7d", &when("health < 40 and health > 60"), (19, 11), "can never become due");
    check("due: 7d", &when("band = red and band != red"), (19, 11), "“band = red and band != red”");
    check("due: 7d", &when("nps > 10"), (19, 11), "no account is ever like");
    check("due: 7d", &when("customer = no and health < 40"), (19, 11), "the exit in line 10 has ended the run");
    check("due: 7d", &when("helth < 40"), (19, 11), "did you mean health?");
    let renewal = "opens: 30d before renewal\n    due: 20d before renewal\n    when: renewal_in > 60";
    check("opens: 0d\n    due: 7d", renewal, (19, 11), "it opens when 30 days are left");
    check("customer = no", "health >= 0", (10, 11), "every run would end at once");
    check("within_days: 30", "within_days: 30\n  when: usage < 0", (9, 9), "never be reached");
}

#[test]
fn triggers_and_exits_alike_are_refused() {
    check("  - on: signal t6\n", "  - on: signal t6\n  - on: signal t6\n", (6, 9), "the first is in line 5");
    let other = "  - on: signal t6\n  - on: signal t6\n    when: health < 50\n";
    assert!(Playbook::parse(&SOUND.replacen("  - on: signal t6\n", other, 1)).is_ok());
}

#[test]
fn what_has_no_room_on_a_card_is_refused() {
    check("title: Look", &format!("title: {}", "x".repeat(51)), (15, 12), "room for 50");
    check("title: Small", &format!("title: {}", "ä".repeat(41)), (2, 8), "has 41 characters");
    check("title: Look", "title: ''", (15, 12), "says nothing");
    check("title: Look", "title: \"a\\nb\"", (15, 12), "one line");
    check("[one, two]", "[a, b, c, d, e, f]", (22, 32), "at most 5");
    check("[one, two]", "[one, one]", (22, 22), "already");
    check("[one, two]", "one", (22, 16), "is a list");
    check("due: 7d", "due: 7d\n    links: [{title: x, url: 'http://x.example'}]", (19, 29), "https://");
    check("due: 7d", "due: 7d\n    links: [{title: x, url: 'https://x.example/<a|b>'}]", (19, 29), "https://");
    check("due: 7d", "due: 7d\n    links: [{title: x, url: 'https://@/'}]", (19, 29), "https://");
    check("within_days: 30", "within_days: 3.5", (8, 16), "whole number");
    check("within_days: 30", "within_days: [30]", (8, 16), "not a list");
}

#[test]
fn what_is_not_plain_yaml_is_refused() {
    check("name: small", "name: &a small", (1, 10), "anchors");
    check("title: Small", "title: !!str Small", (2, 14), "tags");
    check("name: small", "name: sma\0ll", (1, 10), "U+0000");
    check("    title: Look", "\ttitle: Look", (15, 1), "tab");
    check("what: Mend it.", "what: Mend: it.", (21, 15), "quotation marks");
    check("title: Mend\n", "title: Mend\n    title: Again\n", (21, 5), "the first is in line 20");
    let again = faults(&format!("{SOUND}---\n{SOUND}"));
    assert!(again[0].reason.contains("second document"), "{again:?}");
    for (text, words) in [
        ("", "empty"),
        ("\u{FEFF}", "empty"),
        ("- a\n- b\n", "a playbook has fields"),
        ("name: [", "not YAML"),
        ("a: &a [*a]", "anchors"),
        ("%YAML 1.2\n---\nname: x\n", "not YAML"),
    ] {
        let all = faults(text);
        assert!(all.iter().any(|fault| fault.reason.contains(words)), "{text:?}: {all:?}");
    }
}

#[test]
fn bombs_do_not_go_off() {
    let mut laughs = "a: &a [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for (name, of) in ["b", "c", "d", "e", "f", "g"].iter().zip(["a", "b", "c", "d", "e", "f"]) {
        let of = vec![format!("*{of}"); 9].join(", ");
        laughs.push_str(&[name, ": &", name, " [", &of, "]\n"].concat());
    }
    assert!(faults(&laughs).iter().any(|fault| fault.reason.contains("aliases")));
    assert!(faults(&"[".repeat(50_000)).len() == 1);
    assert!(faults(&format!("{SOUND}#{}", "x".repeat(70_000)))[0].reason.contains("65536"));
    let deep = (0..200).map(|n| " ".repeat(n) + "a:\n").collect::<Vec<String>>().concat();
    assert!(!faults(&deep).is_empty());
}

#[test]
fn a_byte_order_mark_and_other_line_ends_are_fine() {
    let playbook = Playbook::parse(SOUND).expect("sound");
    assert_eq!(Playbook::parse(&format!("\u{FEFF}{SOUND}")), Ok(playbook.clone()));
    assert_eq!(Playbook::parse(&SOUND.replace('\n', "\r\n")), Ok(playbook));
    let bad = SOUND.replacen("id: mend", "id: look", 1).replace('\n', "\r\n");
    assert_eq!((faults(&bad)[0].line, faults(&bad)[0].column), (19, 9));
}

#[test]
fn all_faults_of_a_file_are_told_at_once_in_its_order() {
    let text = SOUND
        .replacen("signal t6", "signal t60", 1)
        .replacen("outcome: lost", "outcome: won", 1)
        .replacen("due: 7d", "due: week", 1)
        .replacen("id: mend", "id: look", 1)
        .replacen("account_executive", "sales", 1);
    let lines: Vec<u64> = faults(&text).iter().map(|fault| fault.line).collect();
    assert_eq!(lines, [5, 12, 18, 23]);
    insta::assert_snapshot!(Playbook::parse(&text).expect_err("refused"), @r#"
line 5, column 9: on: there is no signal “t60”; did you mean t6?
line 12, column 14: there is no outcome “won”; there are reached, lost
line 18, column 10: due: “week” is no offset; write 7d, 3bd, 2bd after previous or 30d before renewal (bd: working days)
line 23, column 13: there is no owner “sales”; there are csm, manager, account_executive, executive_sponsor
"#);
}

#[test]
fn what_is_left_out_or_empty_is_told_apart_from_what_is_there() {
    check("    opens: 0d\n", "", (14, 5), "a step needs opens");
    check("    opens: 0d\n", "    opens:\n", (17, 10), "a step needs opens");
    let none = SOUND.replacen("triggers:\n  - on: signal t6\n", "triggers:\n", 1);
    assert_eq!(Playbook::parse(&none).map(|playbook| playbook.triggers), Ok(Vec::new()));
    let (head, _) = SOUND.split_once("steps:").expect("it has steps");
    let empty = faults(&format!("{head}steps: []\n"));
    assert!(empty.len() == 1 && empty[0].reason.contains("at least one step"), "{empty:?}");
}

#[test]
fn what_ships_is_sound_and_proposed_by_its_signals() {
    let playbooks: Vec<Playbook> =
        Playbook::BUILT_IN.iter().map(|(_, text)| Playbook::parse(text).expect("it is sound")).collect();
    for kind in SignalKind::ALL {
        let named: Vec<&str> = playbooks
            .iter()
            .filter(|playbook| playbook.triggers.iter().any(|trigger| trigger.on == Occasion::Signal(kind)))
            .map(|playbook| playbook.name.as_str())
            .collect();
        let expected = match kind {
            SignalKind::RedTransition | SignalKind::ValueAtRisk => vec!["red_account_rescue"],
            SignalKind::ExpansionReady => vec!["expansion"],
            SignalKind::CriticalTicket => vec!["critical_escalation"],
            SignalKind::RenewalAtRisk => vec!["renewal"],
            SignalKind::UsageCliff => vec!["low_usage"],
            SignalKind::ChampionLeft => vec!["champion_change"],
            SignalKind::OnboardingLate => vec!["onboarding"],
            SignalKind::Detractor => vec!["detractor_follow_up"],
            // A look is enough.
            SignalKind::GoneQuiet | SignalKind::Disagreement => vec![],
        };
        assert_eq!(named, expected, "{}", kind.as_str());
    }
    // The reader that everybody uses for YAML reads the same.
    for (name, text) in Playbook::BUILT_IN {
        let theirs: Playbook = serde_saphyr::from_str(text).expect("it parses");
        assert_eq!(Playbook::parse(text), Ok(theirs), "{name}");
    }
}
