//! What a condition is judged by: what is known of an account today, and on the days before of those facts whose past is
//! kept. What is not known stands nowhere, so that a comparison with it is neither true nor false.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

use super::condition::{Comparison, Condition, Fact, FactValue};

/// What is known of one account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlayFacts {
    /// The organisation's day.
    pub today: NaiveDate,
    /// What is known today.
    pub now: BTreeMap<Fact, FactValue>,
    /// What was known at the end of each day before, of health, band and usage.
    pub past: BTreeMap<NaiveDate, BTreeMap<Fact, FactValue>>,
}

/// Since when days count for “for 14 days”.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Since {
    /// As far back as the past is kept: for a step, or a trigger.
    Ever,
    /// The day on which the run began: what held before is not the run's doing.
    Day(NaiveDate),
}

impl PlayFacts {
    /// Whether a comparison holds; `None` when that is not known. “For 14 days” means that it holds today and held on each
    /// of the fourteen days before.
    pub fn judge(&self, comparison: &Comparison, since: Since) -> Option<bool> {
        let holds = self.now.get(&comparison.fact).map(|value| comparison.holds(value));
        if comparison.for_days == 0 || holds == Some(false) {
            return holds;
        }
        let first = self.today - Days::new(u64::from(comparison.for_days));
        if let Since::Day(day) = since
            && first < day
        {
            return Some(false);
        }
        let mut known = holds;
        for day in first.iter_days().take_while(|day| *day < self.today) {
            match self.past.get(&day).and_then(|past| past.get(&comparison.fact)) {
                Some(value) if !comparison.holds(value) => return Some(false),
                Some(_) => {}
                None => known = None,
            }
        }
        known
    }

    /// Whether all of a condition holds.
    pub fn holds(&self, condition: &Condition, since: Since) -> Option<bool> {
        condition.holds(|comparison| self.judge(comparison, since))
    }

    /// Why a condition does not hold, in words: what the first comparison that fails finds instead.
    pub fn refutation(&self, condition: &Condition, since: Since) -> Option<String> {
        let failed = condition.all.iter().find(|comparison| self.judge(comparison, since) == Some(false))?;
        match self.now.get(&failed.fact) {
            Some(value) if !failed.holds(value) => Some(in_words(failed.fact, value)),
            // It holds today, and not for long enough.
            Some(_) | None => Some(format!("“{failed}” is not so yet")),
        }
    }

    /// What would have to be known to judge a condition, each fact once.
    pub fn unknown(&self, condition: &Condition, since: Since) -> Vec<Fact> {
        let unknown = condition.all.iter().filter(|comparison| self.judge(comparison, since).is_none());
        let mut facts: Vec<Fact> = unknown.map(|comparison| comparison.fact).collect();
        facts.sort_unstable();
        facts.dedup();
        facts
    }
}

/// What a fact is, as a clause: `a champion is present`. Kept with a step that was not needed, beside people's own words.
pub fn in_words(fact: Fact, value: &FactValue) -> String {
    match value {
        FactValue::Number(number) => number_in_words(fact, *number),
        FactValue::Word(word) => word_in_words(fact, word),
    }
}

fn number_in_words(fact: Fact, number: i64) -> String {
    let whole = number.div_euclid(1_000);
    match fact {
        Fact::Health => format!("health is {whole}"),
        Fact::Usage => format!("usage is at {whole} % of the earlier level"),
        Fact::Arr => format!("ARR is {whole}"),
        Fact::RenewalIn if whole < 0 => format!("the contract ended {} days ago", -whole),
        Fact::RenewalIn => format!("the renewal is in {whole} days"),
        Fact::CriticalTickets if whole == 0 => "no critical ticket is open".to_owned(),
        Fact::CriticalTickets => format!("{whole} critical tickets are open"),
        Fact::Nps => format!("the newest NPS answer is {whole}"),
        Fact::QuietFor => format!("the last contact was {whole} days ago"),
        Fact::SeatsUsed => format!("{whole} % of the seats are in use"),
        Fact::Band
        | Fact::Segment
        | Fact::Phase
        | Fact::Forecast
        | Fact::Renewed
        | Fact::Champion
        | Fact::Executive
        | Fact::FirstValue
        | Fact::Customer => format!("{} is {whole}", fact.as_str()),
    }
}

fn word_in_words(fact: Fact, word: &str) -> String {
    let yes_or = |yes: &str, no: &str| if matches!(word, "yes" | "present") { yes.to_owned() } else { no.to_owned() };
    match fact {
        Fact::Band => format!("the account is {word}"),
        Fact::Segment => format!("the account is {word}-touch"),
        Fact::Phase => format!("the account is in {word}"),
        Fact::Forecast => format!("the forecast is {}", word.replace('-', " ")),
        Fact::Renewed => yes_or("the contract is renewed", "no contract follows yet"),
        Fact::Champion => yes_or("a champion is present", "there is no champion"),
        Fact::Executive => yes_or("an executive contact is present", "there is no executive contact"),
        Fact::FirstValue => yes_or("first value is reached", "first value is not reached"),
        Fact::Customer => yes_or("the account is a customer", "the account is no customer any more"),
        Fact::Health
        | Fact::Usage
        | Fact::Arr
        | Fact::RenewalIn
        | Fact::CriticalTickets
        | Fact::Nps
        | Fact::QuietFor
        | Fact::SeatsUsed => format!("{} is {word}", fact.as_str()),
    }
}

/// What a fact is called where it is not known.
pub fn noun(fact: Fact) -> &'static str {
    match fact {
        Fact::Health => "the score",
        Fact::Band => "the colour",
        Fact::Usage => "usage against its earlier level",
        Fact::Arr => "ARR",
        Fact::Segment => "the segment",
        Fact::Phase => "the phase",
        Fact::RenewalIn => "the contract’s end",
        Fact::Forecast => "the forecast",
        Fact::Renewed => "whether the contract was renewed",
        Fact::Champion => "whether there is a champion",
        Fact::Executive => "whether there is an executive contact",
        Fact::CriticalTickets => "critical tickets",
        Fact::Nps => "NPS",
        Fact::FirstValue => "whether first value is reached",
        Fact::QuietFor => "the last contact",
        Fact::SeatsUsed => "seats in use",
        Fact::Customer => "whether it is a customer",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(n: u64) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 3, 1).expect("a day") + Days::new(n)
    }

    /// Health on the days from 1 March on; the last one is today.
    fn healths(values: &[Option<i64>]) -> PlayFacts {
        let today = day(values.len() as u64 - 1);
        let mut facts = PlayFacts { today, ..PlayFacts::default() };
        for (n, value) in values.iter().enumerate() {
            let at = day(n as u64);
            let into = if at == today { &mut facts.now } else { facts.past.entry(at).or_default() };
            into.extend(value.map(|value| (Fact::Health, FactValue::Number(value * 1_000))));
        }
        facts
    }

    #[track_caller]
    fn check(values: &[Option<i64>], text: &str, since: Since, expected: Option<bool>) {
        let condition: Condition = text.parse().expect("a condition");
        assert_eq!(healths(values).holds(&condition, since), expected, "{values:?} {text}");
    }

    #[test]
    fn for_days_wants_each_of_them() {
        let (good, bad) = (Some(70), Some(59));
        let for_two = "health >= 60 for 2 days";
        check(&[good, good, good], for_two, Since::Ever, Some(true));
        check(&[good, good], for_two, Since::Ever, None);
        check(&[bad, good, good], for_two, Since::Ever, Some(false));
        check(&[good, good, bad], for_two, Since::Ever, Some(false));
        check(&[good, None, good], for_two, Since::Ever, None);
        check(&[bad, None, good], for_two, Since::Ever, Some(false));
        check(&[good, good, None], for_two, Since::Ever, None);
        check(&[good, bad, None], for_two, Since::Ever, Some(false));
    }

    #[test]
    fn what_held_before_the_run_is_not_the_runs_doing() {
        let good = [Some(70); 4];
        check(&good, "health >= 60 for 2 days", Since::Day(day(1)), Some(true));
        check(&good, "health >= 60 for 2 days", Since::Day(day(2)), Some(false));
        check(&good, "health >= 60", Since::Day(day(3)), Some(true));
    }

    #[test]
    fn it_says_why_not_and_what_is_not_known() {
        let mut facts = healths(&[Some(70), Some(70)]);
        facts.now.insert(Fact::Champion, FactValue::Word("present".into()));
        let condition = |text: &str| text.parse::<Condition>().expect("a condition");
        let refuted = |text: &str| facts.refutation(&condition(text), Since::Day(day(1)));
        assert_eq!(refuted("health > 50 and champion = absent").as_deref(), Some("a champion is present"));
        assert_eq!(refuted("health > 50 for 1 days").as_deref(), Some("“health > 50 for 1 days” is not so yet"));
        assert_eq!(refuted("health > 50 and executive = absent"), None);
        let unknown = facts.unknown(&condition("executive = absent and nps < 6 and health > 50"), Since::Ever);
        assert_eq!(unknown, [Fact::Executive, Fact::Nps]);
    }

    #[test]
    fn every_fact_has_words() {
        for fact in Fact::ALL {
            assert!(!noun(fact).is_empty());
            assert!(in_words(fact, &FactValue::Number(-3_000)).contains(|c: char| c.is_ascii_digit()), "{fact:?}");
            assert!(in_words(fact, &FactValue::Word("yes".into())).len() > 3, "{fact:?}");
        }
    }
}
