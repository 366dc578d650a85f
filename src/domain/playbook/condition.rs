//! Conditions: what must hold for a step to be asked for, for a run to end early, or for its goal to be reached.
//!
//! ```text
//! condition  = comparison { "and" comparison }
//! comparison = fact ( "<" | "<=" | "=" | "!=" | ">=" | ">" ) value [ "for" number "days" ]
//! ```
//!
//! `health >= 60 for 14 days`, `champion = absent and renewal_in <= 90`. Facts that are not known make a comparison
//! neither true nor false.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::domain::nearest::nearest_one;

/// Something that is known of an account, or is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Fact {
    /// The score, 0 to 100.
    Health,
    /// The colour: red, yellow, green.
    Band,
    /// Use in per cent of what it was before it fell: of the baseline when the run began.
    Usage,
    /// Yearly revenue in whole units of the account's currency.
    Arr,
    /// The segment: tech, low, mid, high.
    Segment,
    /// The phase: onboarding, adoption, growth.
    Phase,
    /// Days to the end of the contract.
    RenewalIn,
    /// How the renewal stands: commit, likely, best-case, at-risk, not-reviewed.
    Forecast,
    /// Whether a contract follows the one that stood when the run began: yes, no.
    Renewed,
    /// Whether there is a champion: present, absent.
    Champion,
    /// Whether there is an executive contact: present, absent.
    Executive,
    /// Critical tickets that are open.
    CriticalTickets,
    /// The newest NPS answer, 0 to 10.
    Nps,
    /// Whether first value was reached: yes, no.
    FirstValue,
    /// Days since the last two-way contact.
    QuietFor,
    /// Seats in use in per cent of those that were bought.
    SeatsUsed,
    /// Whether the account is a customer: yes, no.
    Customer,
}

/// What kind of value a fact has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactKind {
    /// A number, ordered.
    Number,
    /// One of these words, not ordered.
    Word(&'static [&'static str]),
}

impl Fact {
    /// Every fact.
    pub const ALL: [Self; 17] = [
        Self::Health,
        Self::Band,
        Self::Usage,
        Self::Arr,
        Self::Segment,
        Self::Phase,
        Self::RenewalIn,
        Self::Forecast,
        Self::Renewed,
        Self::Champion,
        Self::Executive,
        Self::CriticalTickets,
        Self::Nps,
        Self::FirstValue,
        Self::QuietFor,
        Self::SeatsUsed,
        Self::Customer,
    ];

    /// As it is written.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Health => "health",
            Self::Band => "band",
            Self::Usage => "usage",
            Self::Arr => "arr",
            Self::Segment => "segment",
            Self::Phase => "phase",
            Self::RenewalIn => "renewal_in",
            Self::Forecast => "forecast",
            Self::Renewed => "renewed",
            Self::Champion => "champion",
            Self::Executive => "executive",
            Self::CriticalTickets => "critical_tickets",
            Self::Nps => "nps",
            Self::FirstValue => "first_value",
            Self::QuietFor => "quiet_for",
            Self::SeatsUsed => "seats_used",
            Self::Customer => "customer",
        }
    }

    /// The fact of a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fact| fact.as_str() == word)
    }

    /// What it is compared with.
    pub fn kind(self) -> FactKind {
        match self {
            Self::Health
            | Self::Usage
            | Self::Arr
            | Self::RenewalIn
            | Self::CriticalTickets
            | Self::Nps
            | Self::QuietFor
            | Self::SeatsUsed => FactKind::Number,
            Self::Band => FactKind::Word(&["red", "yellow", "green"]),
            Self::Segment => FactKind::Word(&["tech", "low", "mid", "high"]),
            Self::Phase => FactKind::Word(&["onboarding", "adoption", "growth"]),
            Self::Forecast => FactKind::Word(&["commit", "likely", "best-case", "at-risk", "not-reviewed"]),
            Self::Renewed | Self::FirstValue | Self::Customer => FactKind::Word(&["yes", "no"]),
            Self::Champion | Self::Executive => FactKind::Word(&["present", "absent"]),
        }
    }

    /// Whether its past is kept, so that it can be asked for how long something held.
    pub fn has_history(self) -> bool {
        matches!(self, Self::Health | Self::Band | Self::Usage)
    }
}

/// How a fact is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Comparator {
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `=`
    Is,
    /// `!=`
    IsNot,
    /// `>=`
    AtLeast,
    /// `>`
    More,
}

impl Comparator {
    /// Every comparator.
    pub const ALL: [Self; 6] = [Self::Less, Self::AtMost, Self::Is, Self::IsNot, Self::AtLeast, Self::More];

    /// As it is written.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::Is => "=",
            Self::IsNot => "!=",
            Self::AtLeast => ">=",
            Self::More => ">",
        }
    }

    /// The comparator of a sign.
    pub fn parse(sign: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|comparator| comparator.as_str() == sign)
    }
}

/// What a fact is, or is compared with.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum FactValue {
    /// In thousandths, as scores are.
    Number(i64),
    /// One of the fact's words.
    Word(String),
}

/// One fact against one value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Comparison {
    /// Which fact.
    pub fact: Fact,
    /// How.
    pub comparator: Comparator,
    /// With what.
    pub value: FactValue,
    /// It must have held for so many days; 0: it need only hold now.
    pub for_days: u32,
}

impl Comparison {
    /// Whether it holds of a value.
    pub fn holds(&self, value: &FactValue) -> bool {
        let order = match (value, &self.value) {
            (FactValue::Number(is), FactValue::Number(with)) => is.cmp(with),
            (FactValue::Word(is), FactValue::Word(with)) => is.cmp(with),
            (FactValue::Number(_), FactValue::Word(_)) | (FactValue::Word(_), FactValue::Number(_)) => return false,
        };
        match self.comparator {
            Comparator::Less => order.is_lt(),
            Comparator::AtMost => order.is_le(),
            Comparator::Is => order.is_eq(),
            Comparator::IsNot => order.is_ne(),
            Comparator::AtLeast => order.is_ge(),
            Comparator::More => order.is_gt(),
        }
    }
}

/// What must hold: all of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Condition {
    /// At least one.
    pub all: Vec<Comparison>,
}

impl Condition {
    /// Whether it holds; `None` when that is not known. `judge` says whether one comparison holds, and for how long it
    /// must have.
    pub fn holds(&self, judge: impl Fn(&Comparison) -> Option<bool>) -> Option<bool> {
        let mut known = Some(true);
        for comparison in &self.all {
            match judge(comparison) {
                Some(true) => {}
                Some(false) => return Some(false),
                None => known = None,
            }
        }
        known
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} ", self.fact.as_str(), self.comparator.as_str())?;
        match &self.value {
            FactValue::Word(word) => f.write_str(word)?,
            FactValue::Number(number) if number % 1_000 == 0 => write!(f, "{}", number / 1_000)?,
            FactValue::Number(number) => {
                let sign = if *number < 0 { "-" } else { "" };
                let decimals = format!("{:03}", (number % 1_000).abs());
                write!(f, "{sign}{}.{}", (number / 1_000).abs(), decimals.trim_end_matches('0'))?;
            }
        }
        if self.for_days == 0 { Ok(()) } else { write!(f, " for {} days", self.for_days) }
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, comparison) in self.all.iter().enumerate() {
            if n != 0 {
                f.write_str(" and ")?;
            }
            comparison.fmt(f)?;
        }
        Ok(())
    }
}

impl FromStr for Condition {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let all: Result<Vec<Comparison>, String> = text.split(" and ").map(|part| comparison(part.trim())).collect();
        Ok(Self { all: all? })
    }
}

impl TryFrom<String> for Condition {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Condition> for String {
    fn from(condition: Condition) -> Self {
        condition.to_string()
    }
}

const MOST_FOR_DAYS: u32 = 90;

fn comparison(text: &str) -> Result<Comparison, String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let (fact, sign, value, for_days) = match *words.as_slice() {
        [fact, sign, value] => (fact, sign, value, 0),
        [fact, sign, value, "for", days, "day" | "days"] => (fact, sign, value, for_days(days)?),
        _ => {
            return Err(format!(
                "“{text}” is no condition; write fact, sign and value, as in health >= 60 for 14 days"
            ));
        }
    };
    let fact = Fact::parse(fact).ok_or_else(|| no_such_fact(fact))?;
    let comparator = Comparator::parse(sign).ok_or_else(|| format!("“{sign}” is none of <, <=, =, !=, >=, >"))?;
    if for_days != 0 && !fact.has_history() {
        return Err(format!("nobody keeps the past of {}; “for days” goes with health, band and usage", fact.as_str()));
    }
    let value = value_of(fact, comparator, value)?;
    Ok(Comparison { fact, comparator, value, for_days })
}

fn for_days(days: &str) -> Result<u32, String> {
    let days: Option<u32> = days.parse().ok().filter(|days| (1..=MOST_FOR_DAYS).contains(days));
    days.ok_or_else(|| format!("“for” takes 1 to {MOST_FOR_DAYS} days"))
}

fn no_such_fact(word: &str) -> String {
    let words: Vec<&str> = Fact::ALL.iter().map(|fact| fact.as_str()).collect();
    match nearest_one(word, words.iter().copied()) {
        Some(meant) => format!("nothing is called “{word}”; did you mean {meant}?"),
        None => format!("nothing is called “{word}”; there are {}", words.join(", ")),
    }
}

fn value_of(fact: Fact, comparator: Comparator, text: &str) -> Result<FactValue, String> {
    match fact.kind() {
        FactKind::Number => {
            let number = thousandths(text).ok_or_else(|| format!("{} is a number, not “{text}”", fact.as_str()))?;
            Ok(FactValue::Number(number))
        }
        FactKind::Word(words) if !words.contains(&text) => {
            Err(format!("{} is one of {}, not “{text}”", fact.as_str(), words.join(", ")))
        }
        FactKind::Word(_) => match comparator {
            Comparator::Is | Comparator::IsNot => Ok(FactValue::Word(text.to_owned())),
            Comparator::Less | Comparator::AtMost | Comparator::AtLeast | Comparator::More => {
                Err(format!("{} is a word: it takes = or !=", fact.as_str()))
            }
        },
    }
}

/// A decimal number with at most three places, in thousandths; a per cent sign after it says nothing more.
fn thousandths(text: &str) -> Option<i64> {
    let text = text.strip_suffix('%').unwrap_or(text);
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
    let (whole, places) = digits.split_once('.').unwrap_or((digits, "0"));
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(whole) || !is_number(places) || 12 < whole.len() || 3 < places.len() {
        return None;
    }
    let whole: i64 = whole.parse().ok()?;
    let places: i64 = format!("{places:0<3}").parse().ok()?;
    Some(sign * (whole * 1_000 + places))
}

#[cfg(test)]
mod tests;
