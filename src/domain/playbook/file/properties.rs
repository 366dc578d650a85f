//! Any playbook that is sound is written, read back and laid out; any text is read without harm.

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::super::*;
use crate::domain::cadence::Calendar;
use crate::domain::lifecycle::Phase;
use crate::domain::signal::SignalKind;

fn words(most: usize) -> impl Strategy<Value = String> {
    let text = "[A-Za-zäé0-9:#&*!|>'\"%@`{}\\[\\],?~ -]{1,60}";
    (text, 1..=most).prop_map(|(text, most)| {
        let short: String = text.chars().take(most).collect();
        let short = short.trim();
        if short.is_empty() { "x".to_owned() } else { short.to_owned() }
    })
}

fn condition() -> impl Strategy<Value = Condition> {
    let texts = [
        "health >= 60 for 14 days",
        "champion = absent and renewal_in <= 90",
        "band != red",
        "nps < 6.5",
        "arr > 5000 and usage < 85",
        "forecast = at-risk",
    ];
    select(texts.to_vec()).prop_map(|text| text.parse().expect("a condition"))
}

fn trigger() -> impl Strategy<Value = Trigger> {
    let on = prop_oneof![
        select(SignalKind::ALL.to_vec()).prop_map(Occasion::Signal),
        select(Phase::ALL.to_vec()).prop_map(Occasion::Phase),
        (0..=366_u32).prop_map(Occasion::Checkpoint),
    ];
    let start = select(vec![StartBy::Proposal, StartBy::Itself]);
    (on, start, proptest::option::of(condition())).prop_map(|(on, start, when)| Trigger { on, start, when })
}

/// An opening and a due day that fit together, and the days that surely lie between them.
fn offsets(is_first: bool) -> impl Strategy<Value = (Offset, Offset)> {
    let anchors = if is_first { vec![Anchor::Start] } else { vec![Anchor::Start, Anchor::Previous] };
    let units = select(vec![DayUnit::Calendar, DayUnit::Working]);
    (select(anchors), units, 0..200_u32, 0..60_u32).prop_map(|(from, unit, opens, length)| {
        let offset = |days| Offset { days, unit, from };
        (offset(opens), offset(opens + length))
    })
}

fn step(n: usize) -> impl Strategy<Value = StepDefinition> {
    let roles = select(OwnerRole::ALL.to_vec());
    let texts = (words(50), words(60), proptest::collection::btree_set(words(40), 0..5));
    let rest = (proptest::option::of(1..=52_u32), proptest::option::of(condition()), proptest::bool::ANY, roles);
    (texts, offsets(n == 0), rest).prop_map(
        move |((title, what, checks), (opens, due), (times, when, is_urgent, role))| {
            let length = due.calendar_days().1 - opens.calendar_days().0;
            let every_days = u32::try_from(length.max(1)).unwrap_or(1);
            StepDefinition {
                id: format!("step_{n}"),
                title,
                what,
                checklist: checks.into_iter().collect(),
                links: vec![Link { title: "Deck".into(), url: "https://x.example/deck?a=1#b".into() }],
                owner: OwnerRoles(vec![role]),
                opens,
                due,
                repeat: times.filter(|_| every_days <= 366).map(|times| Repeat { every_days, times }),
                when,
                acknowledge_within: is_urgent.then_some(WorkingTime::Hours(4)),
            }
        },
    )
}

pub(super) fn playbook() -> impl Strategy<Value = Playbook> {
    let steps = (1..8_usize).prop_flat_map(|n| (0..n).map(step).collect::<Vec<_>>());
    let triggers = proptest::collection::vec(trigger(), 0..3);
    let head = ("[a-z][a-z0-9_]{0,20}", words(40), words(60), words(60), 1..400_u32);
    (head, triggers, steps, proptest::option::of(0..3_660_u32)).prop_map(
        |((name, title, about, goal, within_days), mut triggers, steps, mutes_expansion_days)| {
            triggers.dedup_by_key(|trigger| trigger.on);
            triggers.truncate(1);
            Playbook {
                name,
                title,
                about,
                triggers,
                goal: Goal { words: goal, within_days, when: None },
                exits: Vec::new(),
                mutes_expansion_days,
                steps,
            }
        },
    )
}

fn zone() -> impl Strategy<Value = Tz> {
    select(vec![Tz::Europe__Berlin, Tz::America__New_York, Tz::Asia__Tokyo, Tz::Africa__Casablanca, Tz::Pacific__Apia])
}

fn moment() -> impl Strategy<Value = DateTime<Utc>> {
    (0..40_000_i64, 0..24_i64).prop_map(|(days, hours)| {
        "2024-01-01T00:30:00Z".parse::<DateTime<Utc>>().expect("a moment")
            + TimeDelta::days(days % 1_600)
            + TimeDelta::hours(hours)
    })
}

fn end() -> impl Strategy<Value = Option<NaiveDate>> {
    let first = NaiveDate::from_ymd_opt(2024, 1, 1).expect("a day");
    proptest::option::of((0..2_000_u64).prop_map(move |n| first + chrono::Days::new(n)))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn a_sound_playbook_is_written_and_read_back(playbook in playbook()) {
        let text = serde_saphyr::to_string(&playbook).expect("it is written");
        match Playbook::parse(&text) {
            Ok(read) => prop_assert_eq!(read, playbook),
            Err(faults) => prop_assert!(false, "{faults}\n{text}"),
        }
    }

    #[test]
    fn it_is_laid_out_on_working_days_and_never_due_before_it_opens(
        playbook in playbook(), zone in zone(), now in moment(), end in end(),
    ) {
        let calendar = Calendar::ordinary(zone);
        let plan = lay_out(&playbook, |_| calendar.clone(), end, now);
        prop_assert!(playbook.steps.len() <= plan.steps.len() && plan.steps.len() <= playbook.n_prompts());
        for step in &plan.steps {
            let (opens, due) = (step.opens_at.with_timezone(&zone), step.due_at.with_timezone(&zone));
            prop_assert!(now <= step.opens_at && step.opens_at < step.due_at, "{step:?}");
            prop_assert!(calendar.is_working_day(due.date_naive()), "{step:?}");
            prop_assert_eq!(due.format("%H:%M").to_string(), "17:00");
            if step.opens_at != now {
                prop_assert!(calendar.is_working_day(opens.date_naive()), "{step:?}");
                prop_assert_eq!(opens.format("%H:%M").to_string(), "09:00");
            }
            prop_assert!(step.moved_from.is_none_or(|day| 5 < day.weekday().number_from_monday()), "{step:?}");
        }
        prop_assert_eq!(plan.slack_days.is_some(), end.is_some());
    }

    #[test]
    fn nothing_that_is_written_does_harm(text in "\\PC{0,400}") {
        let _ = Playbook::parse(&text);
    }

    #[test]
    fn no_slip_in_a_file_does_harm(
        which in any::<Index>(), at in any::<Index>(), length in 0..20_usize, put in "[-:#&*!|>'\"%@`{}\\[\\],? \n\ta-z0-9\u{0}]{0,8}",
    ) {
        let (_, text) = which.get(&Playbook::BUILT_IN);
        let mut letters: Vec<char> = text.chars().collect();
        let from = at.index(letters.len());
        let to = (from + length).min(letters.len());
        letters.splice(from..to, put.chars());
        let text: String = letters.into_iter().collect();
        match Playbook::parse(&text) {
            // What is still sound is still laid out.
            Ok(playbook) => {
                let now = "2026-03-02T09:00:00Z".parse().expect("a moment");
                let calendar = Calendar::ordinary(Tz::Europe__Berlin);
                let plan = lay_out(&playbook, |_| calendar.clone(), None, now);
                prop_assert!(!plan.steps.is_empty());
            }
            Err(faults) => {
                let n_lines = text.split(['\n', '\r']).count() as u64 + 1;
                prop_assert!(!faults.0.is_empty());
                for fault in faults.0 {
                    prop_assert!((1..=n_lines).contains(&fault.line) && 0 < fault.column, "{fault}");
                    prop_assert!(!fault.reason.contains('\n') && fault.reason.chars().count() < 600, "{fault}");
                }
            }
        }
    }
}
