//! The message that asks a milestone's owner about it, and the answer to whoever had it sent.

use chrono::{DateTime, NaiveDate, Utc};

use super::super::kit::{actions, button, clock, context, date, inert, moment, name, primary, section, weekday};
use super::super::message::{Message, Onlookers, Reader, Scene};
use super::super::words::mention;
use super::words::milestone as milestone_words;
use crate::domain::account::AccountRef;
use crate::domain::person::PersonRef;
use crate::domain::plan::{Mark, Milestone, MilestoneState, NudgeCard};
use crate::slack::action::{Action, PlanClick};

/// `TechCorp: “Usage audit” is due 12 Mar, asks Mo Adeyemi`; once it is over, how.
pub fn nudge_card(card: &NudgeCard, onlookers: Onlookers, now: DateTime<Utc>) -> Message {
    let scene = Scene::new(card.zone, onlookers, now);
    let of = &card.milestone;
    let (account, title) = (name(&card.account.name), inert(&of.title, 120));
    let asks = say!("asked by {card}, {card_2}", card = name(&card.by.by.name), card_2 = moment(card.by.at, card.zone));
    let text = match (of.state, &of.ended) {
        (MilestoneState::Done, Some(deed)) => {
            let at = clock(deed.at, card.zone, now);
            say!(
                "{account}: milestone {number} “{title}” is done, ticked by {deed} at {at}",
                account,
                number = of.number,
                title,
                deed = mention(&deed.by),
                at
            )
        }
        (MilestoneState::Missed, Some(deed)) => {
            say!(
                "{account}: milestone {number} “{title}” will not be done, says {deed}",
                account,
                number = of.number,
                title,
                deed = mention(&deed.by)
            )
        }
        (MilestoneState::Open, _) | (_, None) => {
            let due = date(of.due_on, scene.today);
            let due =
                if of.is_overdue(scene.today) { say!("⚠ overdue since {due}", due) } else { say!("due {due}", due) };
            say!("{account}: milestone {number} “{title}” is {due}", account, number = of.number, title, due)
        }
    };
    let theirs = of.theirs.as_ref().filter(|_| onlookers == Onlookers::Members);
    let theirs = theirs.map(|theirs| {
        say!(
            " with {theirs}{has_left}",
            theirs = name(&theirs.name),
            has_left = if theirs.has_left { say!(", ⚠ who has left") } else { "" }
        )
    });
    // Who reads it may act for its owner.
    let owner = say!("{owner} sees to it", owner = name(&of.owner.name));
    let small = context(&format!("{asks} · {owner}{}", theirs.unwrap_or_default()));
    Message::of(&text, [Some(section(&text)), buttons(card), Some(small)].into_iter().flatten())
}

fn buttons(card: &NudgeCard) -> Option<slack_morphism::prelude::SlackBlock> {
    let (account, number) = (card.account.id, card.milestone.number);
    let open = button(say!("Open plan"), &Action::Plan(PlanClick::Open { account }));
    if card.milestone.state != MilestoneState::Open {
        return actions(vec![open.into()]);
    }
    let tick = Action::Plan(PlanClick::Mark { account, number, mark: Mark::Tick });
    actions(vec![primary(button(say!("Tick"), &tick)).into(), open.into()])
}

/// Somebody was asked, for whoever had it done.
pub fn nudged(
    reader: &Reader,
    account: &AccountRef,
    (of, asked, day): (&Milestone, &PersonRef, NaiveDate),
    now: DateTime<Utc>,
) -> Message {
    let scene = Scene::private(reader, now);
    let instead =
        if asked.id == of.owner.id { String::new() } else { say!(", for {owner}", owner = name(&of.owner.name)) };
    let about = say!("milestone {number} of *{account}*", number = of.number, account = name(&account.name));
    let text = say!("{asked} is asked about {about}{instead}.", asked = mention(asked), about, instead);
    let counts = say!(
        "{milestone_words} · counts for {day}; again on the next working day",
        milestone_words = milestone_words(of, scene),
        day = weekday(day)
    );
    Message::of(&text, [section(&text), context(&counts)])
}
