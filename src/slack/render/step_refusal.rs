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
            say!("Say what stands in the way, so that whoever is needed can help. Nothing was changed.").to_owned()
        }
        StepRefusal::SkipNeedsReason => say!("Say why it is skipped. Nothing was changed.").to_owned(),
        StepRefusal::StopNeedsReason => say!("Say why the play stops. Nothing was changed.").to_owned(),
        StepRefusal::SameOwner { owner } => {
            say!("This step is {whose} already. Nothing was changed.", whose = whose(reader, owner))
        }
        StepRefusal::CannotOwn { person: Some(person) } => say!(
            "{person} does not work accounts here, so the step stays where it is. Choose a CSM or a manager.",
            person = mention(person)
        ),
        StepRefusal::CannotOwn { person: None } => {
            say!("I do not know that person, so the step stays where it is. Choose a CSM or a manager.").to_owned()
        }
        StepRefusal::FollowUpInThePast { day } => {
            say!("{day} is not ahead of us. Choose a later day for what you promised.", day = date(*day, today))
        }
        StepRefusal::NotYourStep { owner: Some(owner) } => say!(
            "That is for {owner}, who answers for it, and for managers. Nothing was changed; you can take a step over \
             yourself.",
            owner = mention(owner)
        ),
        StepRefusal::NotYourStep { owner: None } => {
            say!("That is for whoever answers for it, and for managers. Nothing was changed.").to_owned()
        }
        StepRefusal::NoOpenStep { account } => say!(
            "No such step is open for *{account}*. `{command} play show` with its name tells which plays are at work.",
            account = name(&account.name),
            command
        ),
        StepRefusal::NoSuchRun { account } => say!(
            "No such play is at work for *{account}*. `{command} play show` with its name tells which are.",
            account = name(&account.name),
            command
        ),
        StepRefusal::RunOver { play } => {
            say!("*{play}* is over already. Nothing was changed.", play = play_title(play))
        }
        StepRefusal::AnsweredBefore => {
            say!("You have answered that already, thank you. Nothing was changed.").to_owned()
        }
    }
}

fn whose(reader: &Reader, owner: &crate::domain::person::PersonRef) -> String {
    if reader.person == Some(owner.id) { say!("yours").to_owned() } else { say!("{who}'s", who = who(reader, owner)) }
}
