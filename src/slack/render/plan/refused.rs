//! Why a plan was not changed, and what to do.

use chrono::{DateTime, Utc};
use slack_morphism::prelude::*;

use super::super::kit::{actions, button, clock, date, inert, name};
use super::super::message::{Reader, Scene};
use super::super::words::mention;
use super::forms::plan_fault;
use super::words::change;
use crate::domain::person::PersonRef;
use crate::domain::plan::{MilestoneState, PlanForm, PlanRefusal};
use crate::slack::action::{Action, PlanClick};

/// In words.
pub fn refused(reader: &Reader, refusal: &PlanRefusal, now: DateTime<Utc>) -> String {
    let scene = Scene::private(reader, now);
    match refusal {
        PlanRefusal::NoPlan { account } => {
            format!("*{}* has no success plan yet, so nothing was changed. Begin it with a goal.", name(&account.name))
        }
        PlanRefusal::Faulty(faults) => {
            let faults: Vec<String> = faults.iter().map(|(_, fault)| plan_fault(fault, scene.today)).collect();
            format!("Nothing was changed: {}.", faults.join("; "))
        }
        PlanRefusal::Changed { account, change: of, by } => format!(
            "The plan of *{}* was changed by {} at {}, after you looked: {}. Nothing was changed; look again.",
            name(&account.name),
            who(reader, &by.by),
            clock(by.at, reader.zone, now),
            change(*of)
        ),
        PlanRefusal::NoMilestone { account, number, open } => {
            let open: Vec<String> =
                open.iter().take(6).map(|(number, title)| format!("{number} {}", inert(title, 60))).collect();
            let there =
                if open.is_empty() { "None is open.".to_owned() } else { format!("Open: {}.", open.join(", ")) };
            format!("The plan of *{}* has no milestone {number}, so nothing was done. {there}", name(&account.name))
        }
        PlanRefusal::MilestoneOver { title, state, by } => {
            let already = match state {
                MilestoneState::Done => "already done by",
                MilestoneState::Missed => "already given up by",
                MilestoneState::Open => "open, says",
            };
            let at = clock(by.at, reader.zone, now);
            format!("“{}” is {already} {} at {at}. Nothing was changed.", inert(title, 120), who(reader, &by.by))
        }
        PlanRefusal::NudgedAlready { title, owner, day, by, at } => format!(
            "{} was asked about “{}” by {} at {} already, for {}. Nothing was sent; they can be asked again on the next \
             working day.",
            mention(owner),
            inert(title, 120),
            who(reader, by),
            clock(*at, reader.zone, now),
            if *day == scene.today { "today".to_owned() } else { date(*day, scene.today) }
        ),
        PlanRefusal::OwnerNotThere { title, owner } => format!(
            "{} sees to “{}”, but cannot be reached in Slack, so nothing was sent.",
            name(&owner.name),
            inert(title, 120)
        ),
        PlanRefusal::NoRisk => "That risk is closed already. Nothing was changed.".to_owned(),
        PlanRefusal::NothingTyped { account } => format!(
            "Every metric of *{}* comes from the data, so there is none to type. Add a metric first.",
            name(&account.name)
        ),
        PlanRefusal::NoContacts { account } => format!(
            "No contact of *{}* is known, so there is nobody to note a stance of. Contacts come with the import.",
            name(&account.name)
        ),
        PlanRefusal::CannotUpload => "Slack does not let me upload files here, so none was sent. Whoever runs the bot \
            can add the scope `files:write` and install it again; the message has the same figures."
            .to_owned(),
    }
}

fn who(reader: &Reader, person: &PersonRef) -> String {
    if reader.person == Some(person.id) { "you".to_owned() } else { mention(person) }
}

/// What leads on from it.
pub fn ways_on(refusal: &PlanRefusal) -> Option<SlackBlock> {
    match refusal {
        PlanRefusal::NoPlan { account } => {
            let begin = Action::Plan(PlanClick::Ask { account: account.id, form: PlanForm::Begin });
            actions(vec![button("Begin plan…", &begin).into()])
        }
        PlanRefusal::Changed { account, .. }
        | PlanRefusal::NoMilestone { account, .. }
        | PlanRefusal::NothingTyped { account } => {
            actions(vec![button("Open plan", &Action::Plan(PlanClick::Open { account: account.id })).into()])
        }
        PlanRefusal::NoContacts { account } => {
            actions(vec![button("Account card", &Action::OpenAccount { account: account.id }).into()])
        }
        PlanRefusal::Faulty(_)
        | PlanRefusal::MilestoneOver { .. }
        | PlanRefusal::NudgedAlready { .. }
        | PlanRefusal::OwnerNotThere { .. }
        | PlanRefusal::NoRisk
        | PlanRefusal::CannotUpload => None,
    }
}
