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
            say!(
                "*{account}* has no success plan yet, so nothing was changed. Begin it with a goal.",
                account = name(&account.name)
            )
        }
        PlanRefusal::Faulty(faults) => {
            let faults: Vec<String> = faults.iter().map(|(_, fault)| plan_fault(fault, scene.today)).collect();
            say!("Nothing was changed: {faults}.", faults = faults.join("; "))
        }
        PlanRefusal::Changed { account, change: of, by } => say!(
            "The plan of *{account}* was changed by {by} at {at}, after you looked: {change}. Nothing was changed; look again.",
            account = name(&account.name),
            by = who(reader, &by.by),
            at = clock(by.at, reader.zone, now),
            change = change(*of)
        ),
        PlanRefusal::NoMilestone { account, number, open } => {
            let open: Vec<String> =
                open.iter().take(6).map(|(number, title)| format!("{number} {}", inert(title, 60))).collect();
            let there = if open.is_empty() {
                say!("None is open.").to_owned()
            } else {
                say!("Open: {open}.", open = open.join(", "))
            };
            say!(
                "The plan of *{account}* has no milestone {number}, so nothing was done. {there}",
                account = name(&account.name),
                number,
                there
            )
        }
        PlanRefusal::MilestoneOver { title, state, by } => {
            let already = match state {
                MilestoneState::Done => say!("already done by"),
                MilestoneState::Missed => say!("already given up by"),
                MilestoneState::Open => say!("open, says"),
            };
            let at = clock(by.at, reader.zone, now);
            say!(
                "“{title}” is {already} {by} at {at}. Nothing was changed.",
                title = inert(title, 120),
                already,
                by = who(reader, &by.by),
                at
            )
        }
        PlanRefusal::NudgedAlready { title, owner, day, by, at } => say!(
            "{owner} was asked about “{title}” by {by} at {at} already, for {day}. Nothing was sent; they can be asked again on the next \
             working day.",
            owner = mention(owner),
            title = inert(title, 120),
            by = who(reader, by),
            at = clock(*at, reader.zone, now),
            day = if *day == scene.today { say!("today").to_owned() } else { date(*day, scene.today) }
        ),
        PlanRefusal::OwnerNotThere { title, owner } => say!(
            "{owner} sees to “{title}”, but cannot be reached in Slack, so nothing was sent.",
            owner = name(&owner.name),
            title = inert(title, 120)
        ),
        PlanRefusal::NoRisk => say!("That risk is closed already. Nothing was changed.").to_owned(),
        PlanRefusal::NothingTyped { account } => say!(
            "Every metric of *{account}* comes from the data, so there is none to type. Add a metric first.",
            account = name(&account.name)
        ),
        PlanRefusal::NoContacts { account } => say!(
            "No contact of *{account}* is known, so there is nobody to note a stance of. Contacts come with the import.",
            account = name(&account.name)
        ),
        PlanRefusal::CannotUpload => say!(
            "Slack does not let me upload files here, so none was sent. Whoever runs the bot \
            can add the scope `files:write` and install it again; the message has the same figures."
        )
        .to_owned(),
    }
}

fn who(reader: &Reader, person: &PersonRef) -> String {
    if reader.person == Some(person.id) { say!("you").to_owned() } else { mention(person) }
}

/// What leads on from it.
pub fn ways_on(refusal: &PlanRefusal) -> Option<SlackBlock> {
    match refusal {
        PlanRefusal::NoPlan { account } => {
            let begin = Action::Plan(PlanClick::Ask { account: account.id, form: PlanForm::Begin });
            actions(vec![button(say!("Begin plan…"), &begin).into()])
        }
        PlanRefusal::Changed { account, .. }
        | PlanRefusal::NoMilestone { account, .. }
        | PlanRefusal::NothingTyped { account } => {
            actions(vec![button(say!("Open plan"), &Action::Plan(PlanClick::Open { account: account.id })).into()])
        }
        PlanRefusal::NoContacts { account } => {
            actions(vec![button(say!("Account card"), &Action::OpenAccount { account: account.id }).into()])
        }
        PlanRefusal::Faulty(_)
        | PlanRefusal::MilestoneOver { .. }
        | PlanRefusal::NudgedAlready { .. }
        | PlanRefusal::OwnerNotThere { .. }
        | PlanRefusal::NoRisk
        | PlanRefusal::CannotUpload => None,
    }
}
