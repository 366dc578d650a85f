//! Which values of a fact a condition leaves: none, where it contradicts itself.

use std::collections::{BTreeMap, BTreeSet};

use super::super::{Comparator, Comparison, Condition, Fact, FactKind, FactValue};

/// No number that anybody writes is further out.
const FAR: i64 = i64::MAX / 4;
/// A whole, in thousandths.
const ONE: i64 = 1_000;

/// What a fact may be.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Possible {
    /// From the least to the most, both included, in thousandths, but for some.
    Numbers { least: i64, most: i64, except: BTreeSet<i64> },
    /// One of these.
    Words(BTreeSet<String>),
}

/// What an account may be like of which a condition holds now.
pub(super) struct Possibilities(BTreeMap<Fact, Possible>);

impl Possibilities {
    /// Those of a condition.
    pub fn of(condition: &Condition) -> Self {
        let mut facts = BTreeMap::new();
        for comparison in &condition.all {
            let possible = facts.entry(comparison.fact).or_insert_with(|| Possible::whole(comparison.fact));
            possible.narrow(comparison);
        }
        Self(facts)
    }

    /// The first fact for which nothing is left.
    pub fn impossible(&self) -> Option<Fact> {
        self.0.iter().find(|(fact, possible)| possible.is_empty(**fact)).map(|(fact, _)| *fact)
    }

    /// Whether every account is like this.
    pub fn is_everything(&self) -> bool {
        self.0.iter().all(|(fact, possible)| *possible == Possible::whole(*fact))
    }

    /// Whether an account that is like this is surely like another.
    pub fn imply(&self, other: &Self) -> bool {
        other.0.iter().all(|(fact, wider)| self.0.get(fact).is_some_and(|narrow| narrow.is_within(wider)))
    }

    /// The least whole number that a fact can be.
    pub fn least_whole(&self, fact: Fact) -> Option<i64> {
        match self.0.get(&fact)? {
            Possible::Numbers { least, .. } => Some(least.div_euclid(ONE) + i64::from(least.rem_euclid(ONE) != 0)),
            Possible::Words(_) => None,
        }
    }
}

impl Possible {
    /// Everything that a fact can be.
    fn whole(fact: Fact) -> Self {
        let numbers = |least, most| Self::Numbers { least, most, except: BTreeSet::new() };
        match (fact, fact.kind()) {
            (_, FactKind::Word(words)) => Self::Words(words.iter().map(ToString::to_string).collect()),
            (Fact::Health, FactKind::Number) => numbers(0, 100 * ONE),
            (Fact::Nps, FactKind::Number) => numbers(0, 10 * ONE),
            (Fact::RenewalIn, FactKind::Number) => numbers(-FAR, FAR),
            (_, FactKind::Number) => numbers(0, FAR),
        }
    }

    fn narrow(&mut self, by: &Comparison) {
        match (self, &by.value) {
            (Self::Numbers { least, most, except }, FactValue::Number(value)) => match by.comparator {
                Comparator::Less => *most = (*most).min(value - 1),
                Comparator::AtMost => *most = (*most).min(*value),
                Comparator::Is => (*least, *most) = ((*least).max(*value), (*most).min(*value)),
                Comparator::IsNot => drop(except.insert(*value)),
                Comparator::AtLeast => *least = (*least).max(*value),
                Comparator::More => *least = (*least).max(value + 1),
            },
            (Self::Words(words), FactValue::Word(value)) => match by.comparator {
                Comparator::Is => words.retain(|word| word == value),
                Comparator::IsNot => drop(words.remove(value)),
                // The grammar orders no words.
                Comparator::Less | Comparator::AtMost | Comparator::AtLeast | Comparator::More => words.clear(),
            },
            // Nor does it compare a number with a word.
            (Self::Numbers { most, .. }, FactValue::Word(_)) => *most = -FAR - 1,
            (Self::Words(words), FactValue::Number(_)) => words.clear(),
        }
    }

    fn is_empty(&self, fact: Fact) -> bool {
        match self {
            Self::Words(words) => words.is_empty(),
            Self::Numbers { least, most, except } => {
                // Tickets, days and answers are whole.
                let step = if is_whole(fact) { ONE } else { 1 };
                let first = least.div_euclid(step) + i64::from(least.rem_euclid(step) != 0);
                let n_values = most.div_euclid(step).saturating_sub(first).saturating_add(1);
                let n_taken =
                    except.iter().filter(|value| **value % step == 0 && (least..=most).contains(value)).count();
                n_values <= i64::try_from(n_taken).unwrap_or(i64::MAX)
            }
        }
    }

    fn is_within(&self, wider: &Self) -> bool {
        match (self, wider) {
            (Self::Words(narrow), Self::Words(wide)) => narrow.is_subset(wide),
            (
                Self::Numbers { least, most, except },
                Self::Numbers { least: wide_least, most: wide_most, except: wide_except },
            ) => {
                let is_taken = |value: &i64| except.contains(value) || !(least..=most).contains(&value);
                wide_least <= least && most <= wide_most && wide_except.iter().all(is_taken)
            }
            (Self::Words(_), Self::Numbers { .. }) | (Self::Numbers { .. }, Self::Words(_)) => false,
        }
    }
}

fn is_whole(fact: Fact) -> bool {
    matches!(fact, Fact::RenewalIn | Fact::CriticalTickets | Fact::Nps | Fact::QuietFor)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Possibilities {
        Possibilities::of(&text.parse().expect("a condition"))
    }

    #[test]
    fn what_contradicts_itself_leaves_nothing() {
        for (text, fact) in [
            ("health < 40 and health > 60", Some(Fact::Health)),
            ("health > 100", Some(Fact::Health)),
            ("nps < 0", Some(Fact::Nps)),
            ("band = red and band != red", Some(Fact::Band)),
            ("band != red and band != yellow and band != green", Some(Fact::Band)),
            ("critical_tickets > 0 and critical_tickets < 1", Some(Fact::CriticalTickets)),
            ("nps >= 9 and nps != 9 and nps != 10", Some(Fact::Nps)),
            ("customer = yes and customer = no", Some(Fact::Customer)),
            ("health >= 60 for 14 days and health < 60", Some(Fact::Health)),
            ("health > 60 and health < 61", None),
            ("health = 50 and band = red", None),
            ("renewal_in < -3", None),
            ("band != red", None),
        ] {
            assert_eq!(of(text).impossible(), fact, "{text}");
        }
    }

    #[test]
    fn what_is_narrower_implies_what_is_wider() {
        for (narrow, wide, expected) in [
            ("customer = no", "customer = no", true),
            ("customer = no and health < 50", "customer = no", true),
            ("health < 40", "health < 50", true),
            ("health < 60", "health < 50", false),
            ("health < 50", "customer = no", false),
            ("band = red", "band != green", true),
            ("nps != 3", "nps != 3 and nps != 4", false),
        ] {
            assert_eq!(of(narrow).imply(&of(wide)), expected, "{narrow} → {wide}");
        }
        assert!(of("health >= 0").is_everything() && !of("health >= 1").is_everything());
        assert_eq!(of("renewal_in > 60").least_whole(Fact::RenewalIn), Some(61));
    }
}
