//! A playbook as its authors write it. Its files are read in [`super::file`].

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::condition::Condition;
use super::offset::{Anchor, Offset};
use super::owner::OwnerRoles;
use super::sla::WorkingTime;
use super::trigger::{Occasion, Trigger};
use super::view::{PlayGroup, PlaySpan};

macro_rules! shipped {
    ($name:literal) => {
        ($name, include_str!(concat!("../../../manifests/playbooks/", $name, ".yaml")))
    };
}

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
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub triggers: Vec<Trigger>,
    /// What it is to reach.
    pub goal: Goal,
    /// What ends a run early.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exits: Vec<Exit>,
    /// For so many days after it nobody proposes an expansion.
    #[serde(default, skip_serializing_if = "Option::is_none")]
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
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checklist: Vec<String>,
    /// What to look at, with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
    /// Who does it; where there is nobody of that role, the next one; in the end the account's owner.
    #[serde(default, skip_serializing_if = "OwnerRoles::is_empty")]
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

impl Playbook {
    /// The playbooks that ship with Steward, by name, as text.
    pub const BUILT_IN: [(&str, &str); 12] = [
        shipped!("red_account_rescue"),
        shipped!("onboarding"),
        shipped!("low_usage"),
        shipped!("renewal"),
        shipped!("qbr"),
        shipped!("ebr"),
        shipped!("expansion"),
        shipped!("champion_change"),
        shipped!("critical_escalation"),
        shipped!("detractor_follow_up"),
        shipped!("win_back"),
        shipped!("advocacy_ask"),
    ];

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

    /// The text of one that ships.
    pub fn shipped(name: &str) -> Option<&'static str> {
        Self::BUILT_IN.into_iter().find(|(known, _)| *known == name).map(|(_, text)| text)
    }

    /// Steps with their repeats.
    pub fn n_prompts(&self) -> usize {
        self.steps.iter().map(|step| step.times() as usize).sum()
    }

    /// One step by its id.
    pub fn step(&self, id: &str) -> Option<&StepDefinition> {
        self.steps.iter().find(|step| step.id == id)
    }

    /// How long a run takes, for a list.
    pub fn span(&self) -> PlaySpan {
        let opens = self.steps.iter().map(|step| step.opens).filter(|opens| opens.from == Anchor::Renewal);
        match opens.map(|opens| opens.days).max() {
            Some(days) => PlaySpan::BeforeRenewal(days),
            None => PlaySpan::Days(self.last_due_day(None)),
        }
    }

    /// What it waits for. What waits for a time comes for everybody, so that stands before a signal.
    pub fn group(&self) -> PlayGroup {
        let is_time = |trigger: &Trigger| matches!(trigger.on, Occasion::Phase(_) | Occasion::Checkpoint(_));
        match &self.triggers[..] {
            [] => PlayGroup::ByHand,
            triggers if triggers.iter().any(is_time) => PlayGroup::Time,
            _ => PlayGroup::Signals,
        }
    }

    /// Whether it counts back from the end of a contract: without one it cannot be laid out.
    pub fn needs_renewal(&self) -> bool {
        self.steps.iter().any(|step| [step.opens, step.due].iter().any(|offset| offset.from == Anchor::Renewal))
    }

    /// The last day for the goal. What counts back from a renewal is of no use after it, and has until then.
    pub fn goal_due_on(&self, started_on: NaiveDate, contract_end: Option<NaiveDate>) -> NaiveDate {
        let within = started_on + Days::new(u64::from(self.goal.within_days));
        contract_end.filter(|_| self.needs_renewal()).unwrap_or(within)
    }
}

impl StepDefinition {
    /// How often it is prompted.
    pub fn times(&self) -> u32 {
        self.repeat.map_or(1, |repeat| repeat.times)
    }

    /// Days from its first occurrence to its last.
    pub(super) fn repeated_over_days(&self) -> i64 {
        self.repeat.map_or(0, |repeat| i64::from(repeat.every_days) * i64::from(repeat.times.saturating_sub(1)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn built_in(name: &str) -> Playbook {
        Playbook::parse(Playbook::shipped(name).expect("it ships")).expect("parses")
    }

    #[test]
    fn what_ships_parses_under_its_own_name() {
        for (name, text) in Playbook::BUILT_IN {
            assert_eq!(Playbook::parse(text).map(|playbook| playbook.name), Ok(name.to_owned()));
        }
    }

    #[test]
    fn the_rescue_has_four_steps_and_eight_check_ins_to_day_84() {
        let playbook = built_in("red_account_rescue");
        assert_eq!(playbook.steps.len(), 5);
        assert_eq!(playbook.n_prompts(), 12);
        assert_eq!(playbook.steps[4].times(), 8);
        assert_eq!(playbook.last_due_day(Some(91)), 84);
        assert_eq!(playbook.mutes_expansion_days, Some(183));
        assert_eq!(playbook.goal.within_days, 90);
    }
}
