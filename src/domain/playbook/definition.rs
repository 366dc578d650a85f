//! A playbook as its authors write it: YAML, checked as a whole, each fault with its line, column and reason.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::condition::Condition;
use super::offset::{Anchor, Offset};
use super::owner::OwnerRoles;
use super::sla::WorkingTime;
use super::trigger::Trigger;

/// A playbook. Days count from the start of a run, which is day 0.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Playbook {
    /// What commands and files call it: lower-case words joined by `_`.
    pub name: String,
    /// What people call it.
    pub title: String,
    /// One sentence: when to use it.
    pub about: String,
    /// What starts it, beside a person.
    #[serde(default)]
    pub triggers: Vec<Trigger>,
    /// What it is to reach.
    pub goal: Goal,
    /// What ends a run early.
    #[serde(default)]
    pub exits: Vec<Exit>,
    /// For so many days after it nobody proposes an expansion.
    #[serde(default)]
    pub mutes_expansion_days: Option<u32>,
    /// The steps, in order.
    pub steps: Vec<StepDefinition>,
}

/// What a run is to reach, and by when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Goal {
    /// In words.
    pub words: String,
    /// Days from the start.
    pub within_days: u32,
    /// What must hold for it to be reached; without it a person says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
}

/// A reason to end a run before its last step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exit {
    /// What must hold.
    pub when: Condition,
    /// What the last card says: “Health at 60 or more for 14 days”.
    pub says: String,
    /// What that means for the run.
    pub outcome: ExitOutcome,
}

/// How a run ends that ends early.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExitOutcome {
    /// What it was for is reached.
    Reached,
    /// What it was for is out of reach, or of no use any more.
    Lost,
}

/// One step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepDefinition {
    /// Unique in its playbook.
    pub id: String,
    /// A few words.
    pub title: String,
    /// What to do, in a sentence or two.
    pub what: String,
    /// At most five things to tick off.
    #[serde(default)]
    pub checklist: Vec<String>,
    /// What to look at, with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
    /// Who does it; where there is nobody of that role, the next one; in the end the account's owner.
    #[serde(default)]
    pub owner: OwnerRoles,
    /// When it is prompted.
    pub opens: Offset,
    /// When it is due.
    pub due: Offset,
    /// Again and again, on one card.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeat: Option<Repeat>,
    /// It is asked for only where this holds when its day comes; where that is not known it is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
    /// By when somebody should have acknowledged it; without it what the rules say for the account's colour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acknowledge_within: Option<WorkingTime>,
}

/// A page to look at: shown with its title, never fetched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// What it is called.
    pub title: String,
    /// Where it is; https only.
    pub url: String,
}

/// A step that comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Repeat {
    /// Days from one to the next.
    pub every_days: u32,
    /// How often in all.
    pub times: u32,
}

/// What is wrong with a playbook file, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {reason}")]
pub struct PlaybookFault {
    /// Counted from 1.
    pub line: u64,
    /// Counted from 1.
    pub column: u64,
    /// What is wrong and what would be right.
    pub reason: String,
}

const MOST_CHECKS: usize = 5;
const MOST_STEPS: usize = 50;

impl Playbook {
    /// The playbooks that ship with Steward, as text.
    pub const BUILT_IN: [(&str, &str); 1] =
        [("red_account_rescue", include_str!("../../../manifests/playbooks/red_account_rescue.yaml"))];

    /// Reads a playbook and checks it as a whole. `text` is YAML.
    pub fn parse(text: &str) -> Result<Self, PlaybookFault> {
        let playbook: Self = serde_saphyr::from_str(text).map_err(|error| fault_of(&error))?;
        playbook.check().map_err(|(needle, reason)| place(text, &needle, reason))?;
        Ok(playbook)
    }

    /// The day on which the last step of a run would be due that begins today, counted from its start; `renewal_in` are
    /// the days to the end of the contract. Working days are counted as five of a week.
    pub fn last_due_day(&self, renewal_in: Option<i64>) -> i64 {
        let mut previous = 0;
        let mut last = 0;
        for step in &self.steps {
            let due = step.due.day(previous, renewal_in).max(0);
            previous = due + step.repeated_over_days();
            last = last.max(previous);
        }
        last
    }

    /// Steps with their repeats.
    pub fn n_prompts(&self) -> usize {
        self.steps.iter().map(|step| step.times() as usize).sum()
    }

    /// One step by its id.
    pub fn step(&self, id: &str) -> Option<&StepDefinition> {
        self.steps.iter().find(|step| step.id == id)
    }

    /// A fault is a word of the file that stands near it, and the reason.
    fn check(&self) -> Result<(), (String, String)> {
        if !is_slug(&self.name) {
            return Err((self.name.clone(), "a name is lower-case letters, digits and _".into()));
        }
        if self.steps.is_empty() || MOST_STEPS < self.steps.len() {
            return Err(("steps".into(), format!("a playbook has 1 to {MOST_STEPS} steps")));
        }
        let mut seen = BTreeSet::new();
        for step in &self.steps {
            step.check().map_err(|reason| (step.id.clone(), reason))?;
            if !seen.insert(&step.id) {
                return Err((step.id.clone(), format!("two steps have the id {}; give each its own", step.id)));
            }
        }
        Ok(())
    }
}

impl StepDefinition {
    /// How often it is prompted.
    pub fn times(&self) -> u32 {
        self.repeat.map_or(1, |repeat| repeat.times)
    }

    /// Days from its first occurrence to its last.
    fn repeated_over_days(&self) -> i64 {
        self.repeat.map_or(0, |repeat| i64::from(repeat.every_days) * i64::from(repeat.times.saturating_sub(1)))
    }

    fn check(&self) -> Result<(), String> {
        if !is_slug(&self.id) {
            return Err("a step's id is lower-case letters, digits and _".into());
        }
        if self.is_due_before_it_opens() {
            return Err(format!("due {}, before it opens {}: it could never be done in time", self.due, self.opens));
        }
        if MOST_CHECKS < self.checklist.len() {
            return Err(format!("a checklist has at most {MOST_CHECKS} entries; a card has no room for more"));
        }
        match self.repeat {
            Some(repeat)
                if repeat.every_days == 0 || repeat.times == 0 || 52 < repeat.times || 366 < repeat.every_days =>
            {
                Err("repeat wants every_days from 1 to 366 and times from 1 to 52".into())
            }
            _ => Ok(()),
        }
    }

    /// Offsets from different anchors, or of different days, cannot be compared before a run begins.
    fn is_due_before_it_opens(&self) -> bool {
        let (opens, due) = (self.opens, self.due);
        opens.from == due.from
            && opens.unit == due.unit
            && match due.from {
                Anchor::Start | Anchor::Previous => due.days < opens.days,
                Anchor::Renewal => opens.days < due.days,
            }
    }
}

fn is_slug(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

fn fault_of(error: &serde_saphyr::Error) -> PlaybookFault {
    let place = error.location();
    let (line, column) = place.map_or((1, 1), |place| (place.line(), place.column()));
    PlaybookFault { line, column, reason: error.to_string().lines().next().unwrap_or_default().to_owned() }
}

fn place(text: &str, needle: &str, reason: String) -> PlaybookFault {
    let at = text.rfind(needle).unwrap_or(0);
    let before = &text[..at];
    let line = before.matches('\n').count() as u64 + 1;
    let column = (at - before.rfind('\n').map_or(0, |n| n + 1)) as u64 + 1;
    PlaybookFault { line, column, reason }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rescue() -> &'static str {
        Playbook::BUILT_IN[0].1
    }

    #[track_caller]
    fn refused(text: &str, line_with: &str, words: &str) {
        let fault = Playbook::parse(text).expect_err("must be refused");
        assert!(fault.reason.contains(words), "{fault}");
        let line =
            text.lines().collect::<Vec<_>>().into_iter().rposition(|line| line.contains(line_with)).expect("is there")
                as u64
                + 1;
        assert_eq!(fault.line, line, "{fault}");
    }

    #[test]
    fn what_ships_parses_under_its_own_name() {
        for (name, text) in Playbook::BUILT_IN {
            assert_eq!(Playbook::parse(text).map(|playbook| playbook.name), Ok(name.to_owned()));
        }
    }

    #[test]
    fn the_rescue_has_four_steps_and_eight_check_ins_to_day_84() {
        let playbook = Playbook::parse(rescue()).expect("parses");
        assert_eq!(playbook.steps.len(), 5);
        assert_eq!(playbook.n_prompts(), 12);
        assert_eq!(playbook.steps[4].times(), 8);
        assert_eq!(playbook.last_due_day(Some(91)), 84);
        assert_eq!(playbook.mutes_expansion_days, Some(183));
        assert_eq!(playbook.goal.within_days, 90);
    }

    #[test]
    fn a_fault_names_line_and_reason() {
        refused(&rescue().replace("id: quick_wins", "id: usage_audit"), "id: usage_audit", "two steps");
        refused(&rescue().replace("due: 14d", "due: 6d"), "id: usage_audit", "before it opens");
        refused(&rescue().replace("due: 14d", "due: soon"), "due: soon", "no offset");
        refused(&rescue().replace("due: 14d", "deu: 14d"), "deu", "deu");
        refused(&rescue().replace("times: 8", "times: 0"), "id: weekly_check_in", "repeat wants");
    }
}
