//! What is told of a step beside its card: a line in its thread, or to one person.

use super::super::kit::{actions, button, clock, inert, moment, name, quote, section, weekday};
use super::super::message::Message;
use super::super::words::{mention, play_title};
use super::{NOTE, needs, step_name};
use crate::domain::playbook::{Reminder, StepCard, StepNews, StepState};
use crate::slack::action::{Action, StepClick};

/// The message as the step stands now.
pub fn step_news(card: &StepCard, news: &StepNews) -> Message {
    let text = match news {
        StepNews::Reminder { reminder } => reminded(card, *reminder),
        StepNews::Manager { manager, .. } => say!(
            "{manager} {title} for *{card}* has not been acknowledged in time by {late}, due {card_2}. They may need a hand, or it may need \
             another owner.",
            manager = mention(manager),
            title = title(card),
            card = name(&card.account.name),
            late = late(card),
            card_2 = moment(card.due_at, card.zone)
        ),
        StepNews::Needed => return needed(card),
        StepNews::GivenTo => return given(card),
        StepNews::TakenFrom => taken(card),
    };
    Message::of(&text, [section(&text)])
}

fn title(card: &StepCard) -> String {
    format!("*{}*", inert(&step_name(card), 80))
}

/// Who did not do it, for their manager.
fn late(card: &StepCard) -> String {
    let owner = name(&card.owner.name);
    let acting = card.stand_in.as_ref();
    acting.map_or_else(|| owner.clone(), |acting| say!("{acting} for {owner}", acting = name(&acting.who.name), owner))
}

/// Who is asked: during a leave whoever acts for the owner.
fn asked(card: &StepCard) -> String {
    let Some(acting) = &card.stand_in else { return mention(&card.owner) };
    say!("{acting} for {owner}:", acting = mention(&acting.who), owner = name(&card.owner.name))
}

fn reminded(card: &StepCard, reminder: Reminder) -> String {
    let (owner, title, account) = (asked(card), title(card), name(&card.account.name));
    let due = moment(card.due_at, card.zone);
    let above = say!("The buttons are on the card above.");
    match reminder {
        Reminder::Half => {
            say!("{owner} {title} for *{account}* waits for you, due {due}. {above}", owner, title, account, due, above)
        }
        Reminder::Whole | Reminder::Manager => {
            say!(
                "{owner} {title} for *{account}* should be acknowledged by now, due {due}. {above}",
                owner,
                title,
                account,
                due,
                above
            )
        }
        Reminder::Again { last: false, .. } => {
            say!(
                "{owner} how is {title} for *{account}* going? It is due {due}. Done, blocked, or later? {above}",
                owner,
                title,
                account,
                due,
                above
            )
        }
        Reminder::Again { last: true, .. } => say!(
            "{owner} how is {title} for *{account}* going? It is due {due}. I will not ask again; your daily digest has it.",
            owner,
            title,
            account,
            due
        ),
    }
}

/// To whoever is needed: while it is blocked, and once it no longer is.
fn needed(card: &StepCard) -> Message {
    let (title, account) = (title(card), name(&card.account.name));
    let open = actions(vec![button(say!("Open step"), &Action::Step(StepClick::Open { step: card.step })).into()]);
    let Some((by, needed)) = card.blocked.as_ref().filter(|_| card.state == StepState::Blocked) else {
        let text = say!(
            "✅ {title} for *{account}* is no longer blocked. Thank you; nothing is left to do for it.",
            title,
            account
        );
        return Message::of(&text, [Some(section(&text)), open].into_iter().flatten());
    };
    let by = by.as_ref().map_or_else(|| name(&card.owner.name), |by| mention(&by.by));
    let text = say!(
        "⛔ {by} needs you: {title} for *{account}* is blocked{needs}.",
        by,
        title,
        account,
        needs = needs(needed)
    );
    let about = say!("{play}, due {card}", play = play_title(&card.play), card = moment(card.due_at, card.zone));
    let body = format!("{text}\n{}\n{about}", quote(&card.note, NOTE));
    Message::of(&text, [Some(section(&body)), open].into_iter().flatten())
}

/// To whoever got it.
fn given(card: &StepCard) -> Message {
    let by =
        card.handed_on.as_ref().map_or_else(String::new, |on| say!(" {on} gave it to you.", on = mention(&on.by.by)));
    let moved = card.moved_from.map(|day| say!(", moved from {day} for your calendar", day = weekday(day)));
    let due = moment(card.due_at, card.zone);
    let (title, account) = (title(card), name(&card.account.name));
    let text = say!(
        "↪ {title} for *{account}* is yours now, due {due}{moved}.{by}",
        title,
        account,
        due,
        moved = moved.unwrap_or_default(),
        by
    );
    let open = actions(vec![button(say!("Open step"), &Action::Step(StepClick::Open { step: card.step })).into()]);
    Message::of(&text, [Some(section(&text)), open].into_iter().flatten())
}

/// To whoever had it.
fn taken(card: &StepCard) -> String {
    let (by, at) = card.handed_on.as_ref().map_or_else(Default::default, |on| {
        (say!(" {on} gave it on", on = mention(&on.by.by)), format!(", {}", clock(on.by.at, card.zone, on.by.at)))
    });
    let (title, account, owner) = (title(card), name(&card.account.name), mention(&card.owner));
    say!(
        "↪ {title} for *{account}* is {owner}'s now.{by}{at}. Nothing is left to do for you.",
        title,
        account,
        owner,
        by,
        at
    )
}
