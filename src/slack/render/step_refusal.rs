//! Why a step or a play was not moved, in words.

use super::kit::{date, name};
use super::message::Reader;
use super::refusal::who;
use super::words::{mention, play_title};
use crate::domain::playbook::StepRefusal;
use chrono::NaiveDate;

/// What was not done, and what can be.
pub(super) fn step_refused(reader: &Reader, refusal: &StepRefusal, today: NaiveDate) -> String {
    let command = &reader.command;
    match refusal {
        StepRefusal::BlockNeedsReason => {
            "Say what stands in the way, so that whoever is needed can help. Nothing was changed.".to_owned()
        }
        StepRefusal::SkipNeedsReason => "Say why it is skipped. Nothing was changed.".to_owned(),
        StepRefusal::StopNeedsReason => "Say why the play stops. Nothing was changed.".to_owned(),
        StepRefusal::SameOwner { owner } => {
            format!("This step is {} already. Nothing was changed.", whose(reader, owner))
        }
        StepRefusal::CannotOwn { person: Some(person) } => format!(
            "{} does not work accounts here, so the step stays where it is. Choose a CSM or a manager.",
            mention(person)
        ),
        StepRefusal::CannotOwn { person: None } => {
            "I do not know that person, so the step stays where it is. Choose a CSM or a manager.".to_owned()
        }
        StepRefusal::FollowUpInThePast { day } => {
            format!("{} is not ahead of us. Choose a later day for what you promised.", date(*day, today))
        }
        StepRefusal::NotYourStep { owner: Some(owner) } => format!(
            "That is for {}, who answers for it, and for managers. Nothing was changed; you can take a step over \
             yourself.",
            mention(owner)
        ),
        StepRefusal::NotYourStep { owner: None } => {
            "That is for whoever answers for it, and for managers. Nothing was changed.".to_owned()
        }
        StepRefusal::NoOpenStep { account } => format!(
            "No such step is open for *{}*. `{command} play show` with its name tells which plays are at work.",
            name(&account.name)
        ),
        StepRefusal::NoSuchRun { account } => format!(
            "No such play is at work for *{}*. `{command} play show` with its name tells which are.",
            name(&account.name)
        ),
        StepRefusal::RunOver { play } => format!("*{}* is over already. Nothing was changed.", play_title(play)),
        StepRefusal::AnsweredBefore => "You have answered that already, thank you. Nothing was changed.".to_owned(),
    }
}

fn whose(reader: &Reader, owner: &crate::domain::person::PersonRef) -> String {
    let who = who(reader, owner);
    if who == "you" { "yours".to_owned() } else { format!("{who}'s") }
}
