//! How old what is shown is: each source with its day, those of one day together, the old ones marked.

use chrono::NaiveDate;

use super::kit::{date, days};
use crate::domain::freshness::{AsOf, Source};

/// `As of: usage 1 Mar · tickets, touches 2 Mar · ⚠ surveys 12 Jan, 49 days old`.
pub(super) fn as_of(as_of: &AsOf, today: NaiveDate) -> String {
    let mut of_day: Vec<(NaiveDate, bool, Vec<&str>)> = Vec::new();
    for source in Source::ALL {
        let Some(day) = as_of.day(source) else { continue };
        let is_stale = as_of.limits.is_stale(source, day, today);
        match of_day.iter_mut().find(|(other, is_old, _)| (*other, *is_old) == (day, is_stale)) {
            Some((_, _, names)) => names.push(word(source)),
            None => of_day.push((day, is_stale, vec![word(source)])),
        }
    }
    let unknown = as_of.usage.is_none().then(|| say!("⚠ no usage data").to_owned());
    let known = of_day.into_iter().map(|(day, is_stale, names)| told(&names.join(", "), day, is_stale, today));
    say!("As of: {sources}", sources = unknown.into_iter().chain(known).collect::<Vec<_>>().join(" · "))
}

fn told(names: &str, day: NaiveDate, is_stale: bool, today: NaiveDate) -> String {
    let (told, old) = (date(day, today), days((today - day).num_days()));
    if is_stale { say!("⚠ {names} {day}, {old} old", names, day = told, old) } else { format!("{names} {told}") }
}

fn word(source: Source) -> &'static str {
    match source {
        Source::Usage => say!("usage"),
        Source::Tickets => say!("tickets"),
        Source::Surveys => say!("surveys"),
        Source::Touches => say!("touches"),
        Source::Contacts => say!("contacts"),
        Source::Contracts => say!("contracts"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{days_ago, today};
    use super::*;
    use crate::domain::rules::FeedRules;

    #[track_caller]
    fn check(of: AsOf, expected: &str) {
        assert_eq!(as_of(&of, today()).replace('\u{A0}', " "), expected);
    }

    #[test]
    fn every_source_is_named_and_old_ones_are_marked() {
        let fresh = AsOf {
            usage: Some(days_ago(1)),
            tickets: Some(today()),
            surveys: Some(today()),
            touches: Some(today()),
            contacts: Some(today()),
            contracts: Some(days_ago(1)),
            limits: FeedRules::default(),
        };
        check(fresh, "As of: usage, contracts 1 Mar · tickets, surveys, touches, contacts 2 Mar");
        let old = AsOf {
            tickets: Some(days_ago(9)),
            surveys: Some(days_ago(40)),
            touches: Some(days_ago(9)),
            contacts: Some(days_ago(9)),
            ..fresh
        };
        check(
            old,
            "As of: usage, contracts 1 Mar · ⚠ tickets, touches 21 Feb, 9 days old · ⚠ surveys 21 Jan, 40 days old · contacts 21 Feb",
        );
        check(AsOf { usage: None, ..AsOf::default() }, "As of: ⚠ no usage data");
        let strict = AsOf { limits: FeedRules { contracts_days: 1, ..FeedRules::default() }, ..fresh };
        check(
            AsOf { contracts: Some(days_ago(2)), ..strict },
            "As of: usage 1 Mar · tickets, surveys, touches, contacts 2 Mar · ⚠ contracts 28 Feb, 2 days old",
        );
    }
}
