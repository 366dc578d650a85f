//! The card of a step: one message from its first prompt to what came of it, edited in place.

mod news;

pub use news::step_news;

use chrono::{DateTime, Utc};
use slack_morphism::prelude::*;

use super::kit::{
    actions, button, checklist, clean, context, days, field_grid, header, inert, menu, moment, money, name, plain_name,
    primary, quote, section, select, weekday,
};
use super::leave::whoever_acts;
use super::message::{Message, Onlookers, Scene};
use super::run_notes::{beside, notes_line};
use super::value::value_realised;
use super::words::{causes, health, in_days, mention, play_title};
use crate::domain::person::Deed;
use crate::domain::playbook::{FREE_SNOOZES, Needed, StepCard, StepMark, StepState};
use crate::slack::action::{Action, StepClick, StepSeen, tick_id};

/// Characters of an outcome on the card; the whole of it is kept with the step.
const NOTE: usize = 360;
/// Entries of a checklist; a playbook has no more.
const MOST_CHECKS: usize = 5;
const MOST_LINKS: usize = 5;
/// Characters of what they got so far, and of how that is known.
const VALUE: usize = 32;

/// The card as it stands now. Times fall back to the owner's clock.
pub fn step_card(card: &StepCard, onlookers: Onlookers, now: DateTime<Utc>) -> Message {
    let mut blocks = vec![header(&title(card))];
    if card.state.is_over() {
        blocks.push(section(&end(card)));
    } else {
        blocks.push(section(&task(card)));
        blocks.extend(checks(card));
        blocks.extend(fallen(card).map(|line| context(&line)));
        blocks.extend(value(card, onlookers, now).map(|line| context(&line)));
        blocks.push(field_grid(&facts(card, onlookers, now)));
        blocks.extend(state_line(card).map(|line| section(&line)));
        blocks.extend(actions(buttons(card)));
    }
    blocks.push(context(&why_it_runs(card)));
    blocks.extend(notes_line(card, now).map(|line| context(&line)));
    Message::of(&headline(card, now), blocks)
}

/// The same for one person, who asked for it.
pub fn step_alone(card: &StepCard, now: DateTime<Utc>) -> Message {
    let mut message = step_card(card, Onlookers::Members, now);
    message.blocks.push(context(say!("🔒 Only visible to you")));
    message
}

/// The next prompt of a step that has a card, told in its thread: a repeat's next occurrence, or a snoozed step's return.
pub fn step_again(card: &StepCard, now: DateTime<Utc>) -> Message {
    let again = if card.snoozes == 0 { say!("is open") } else { say!("is back") };
    let text = say!(
        "{whoever_acts} {step_name} for *{card}* {again}, due {card_2}. The buttons are on the card above.",
        whoever_acts = whoever_acts(&card.owner, card.stand_in.as_ref(), now),
        step_name = inert(&step_name(card), 80),
        card = name(&card.account.name),
        again,
        card_2 = moment(card.due_at, card.zone)
    );
    Message::of(&text, [section(&text)])
}

/// `Red account rescue · TechCorp · step 2 of 5 · Usage audit`.
fn title(card: &StepCard) -> String {
    let play = clean(&card.play, 40);
    say!(
        "{play} · {card} · step {number} of {bar} · {step_name}",
        play,
        card = plain_name(&card.account.name),
        number = card.number,
        bar = card.bar.len(),
        step_name = step_name(card)
    )
}

/// A repeated step says which time it is: `Weekly check-in 2 of 8`.
fn step_name(card: &StepCard) -> String {
    let title = clean(&card.title, 60);
    match card.occurrence {
        (_, 0 | 1) => title,
        (occurrence, times) => say!("{title} {occurrence} of {times}", title, occurrence, times),
    }
}

fn headline(card: &StepCard, now: DateTime<Utc>) -> String {
    let what = say!("{step_name} for {card}", step_name = inert(&step_name(card), 80), card = name(&card.account.name));
    let by = |deed: &Option<Deed>| {
        deed.as_ref().map(|deed| say!(" by {deed}", deed = name(&deed.by.name))).unwrap_or_default()
    };
    let play = say!(
        "{play}, step {number} of {bar}",
        play = play_title(&card.play),
        number = card.number,
        bar = card.bar.len()
    );
    let due = moment(card.due_at, card.zone);
    match card.state {
        StepState::Done => say!("✅ {what}: done{ended} · {play}", what, ended = by(&card.ended), play),
        StepState::Skipped => say!("⏭ {what}: skipped{ended} · {play}", what, ended = by(&card.ended), play),
        StepState::Acknowledged => say!(
            "👀 {what}: acknowledged{acknowledged}, due {due} · {play}",
            what,
            acknowledged = by(&card.acknowledged),
            due,
            play
        ),
        StepState::Snoozed => say!("💤 {what}: snoozed · {play}", what, play),
        StepState::Blocked => say!("⛔ {what}: blocked · {play}", what, play),
        StepState::Waiting => say!("{what}: opens later, due {due} · {play}", what, due, play),
        StepState::Due if card.due_at < now => {
            say!("⚠ {what}: overdue since {due} · {owner} · {play}", what, due, owner = owner(card, now), play)
        }
        StepState::Due => say!("{what}: due {due} · {owner} · {play}", what, due, owner = owner(card, now), play),
    }
}

/// Whoever does it, or acts for them while they are away.
fn owner(card: &StepCard, now: DateTime<Utc>) -> String {
    whoever_acts(&card.owner, card.stand_in.as_ref(), now)
}

/// What is left of a step that is over.
fn end(card: &StepCard) -> String {
    let promise = card.follow_up_on.map(|day| say!("\n🤝 Promised for {day}", day = weekday(day))).unwrap_or_default();
    format!("{}\n{}{promise}\n{}", bar(card), state_line(card).unwrap_or_default(), next(card))
}

fn bar(card: &StepCard) -> String {
    let mark = |mark: &StepMark| match mark {
        StepMark::Ended => "✅",
        StepMark::Here if card.state.is_over() => "✅",
        StepMark::Skipped => "⏭",
        StepMark::Here => "▶️",
        StepMark::Open => "🔹",
        StepMark::ToCome => "⬜",
    };
    card.bar.iter().map(mark).collect::<Vec<_>>().join(" ")
}

fn task(card: &StepCard) -> String {
    let links = card.links.iter().filter_map(|link| {
        let url = link.url.strip_prefix("https://").filter(|rest| !rest.contains(['<', '>', '|', ' ']))?;
        Some(format!("\n🔗 <https://{url}|{}>", inert(&link.title, 80)))
    });
    format!("{}\n{}{}", bar(card), inert(&card.what, 420), links.take(MOST_LINKS).collect::<String>())
}

/// What can be ticked off while the step is open.
fn checks(card: &StepCard) -> Option<SlackBlock> {
    if card.checklist.is_empty() {
        return None;
    }
    // Slack takes no empty entry.
    let shown = |check: &String| Some(clean(check, 75)).filter(|words| !words.is_empty());
    let entries: Vec<String> =
        card.checklist.iter().take(MOST_CHECKS).map(|check| shown(check).unwrap_or_else(|| "–".into())).collect();
    Some(checklist(&tick_id(card.step, &card.ticked), &entries, &card.ticked))
}

/// `📉 Used less than before, in 28 days: boards 9 → 0, alerts 8 → 2`.
fn fallen(card: &StepCard) -> Option<String> {
    let features = card.fallen.iter().map(|of| format!("{} {} → {}", inert(&of.feature, 24), of.before, of.uses));
    let features: Vec<String> = features.collect();
    (!features.is_empty())
        .then(|| say!("📉 Used less than before, in 28 days: {features}", features = features.join(", ")))
}

/// What the customer got so far; it is money, and what it was may be theirs to tell.
fn value(card: &StepCard, onlookers: Onlookers, now: DateTime<Utc>) -> Option<String> {
    let value = card.value.as_ref().filter(|_| onlookers == Onlookers::Members)?;
    Some(value_realised(value, VALUE, Scene::new(card.zone, onlookers, now).today))
}

fn facts(card: &StepCard, onlookers: Onlookers, now: DateTime<Utc>) -> Vec<String> {
    let due = moment(card.due_at, card.zone);
    let moved = card.moved_from.map(|day| say!(", moved from {day}", day = weekday(day))).unwrap_or_default();
    let due = if card.due_at < now {
        say!("*Due* ⚠ overdue since {due}", due)
    } else {
        say!("*Due* {due}{moved}", due, moved)
    };
    let arr = match onlookers {
        Onlookers::Members => format!(" · {}", money(card.arr)),
        Onlookers::Guests => String::new(),
    };
    let health = say!("*Health* {card}{arr}", card = health(card.health.0, card.health.1), arr);
    let renewal = card
        .renewal_in_days
        .map(|n| say!("*Renewal* {n}{slack_days}", n = in_days(n), slack_days = slack(card.slack_days)));
    let from = card.handed_on.as_ref().map(|on| {
        let by = if on.by.by == on.from { String::new() } else { say!(" by {on}", on = name(&on.by.by.name)) };
        say!("\n↪ from {on}{by} · {card}", on = name(&on.from.name), by, card = moment(on.by.at, card.zone))
    });
    let owner = say!("*Owner* {owner}{from}", owner = owner(card, now), from = from.unwrap_or_default());
    [owner, due, health].into_iter().chain(renewal).collect()
}

fn slack(slack_days: Option<i64>) -> String {
    match slack_days {
        None => String::new(),
        Some(n @ 0..) => say!(" · {n} of slack", n = days(n)),
        Some(n) => say!(" · ⚠ play ends {n} too late", n = days(-n)),
    }
}

/// Who did what last, and when; nothing while nobody has answered.
fn state_line(card: &StepCard) -> Option<String> {
    let deed = |deed: &Option<Deed>| {
        deed.as_ref()
            .map(|deed| say!(" by {deed} · {card}", deed = mention(&deed.by), card = moment(deed.at, card.zone)))
            .unwrap_or_default()
    };
    let line = match card.state {
        StepState::Due => return None,
        StepState::Waiting => say!("⏳ Not open yet: it is prompted on its day").to_owned(),
        StepState::Acknowledged => {
            return Some(say!("👀 *Acknowledged*{acknowledged}", acknowledged = deed(&card.acknowledged)));
        }
        StepState::Snoozed => {
            let until = card.snoozed_until.map(|until| say!(", until {card}", card = moment(until, card.zone)));
            say!("💤 *Snoozed*{snoozed}{until}", snoozed = deed(&card.snoozed), until = until.unwrap_or_default())
        }
        StepState::Blocked => {
            let (by, needed) = card.blocked.clone().unwrap_or_default();
            say!("⛔ *Blocked*{deed}{needs}", deed = deed(&by), needs = needs(&needed))
        }
        StepState::Done => say!("✅ *Done*{ended}", ended = deed(&card.ended)),
        StepState::Skipped => {
            let at = card.ended_at.filter(|_| card.ended.is_none());
            let at = at.map(|at| format!(" · {}", moment(at, card.zone))).unwrap_or_default();
            say!("⏭ *Skipped*{ended}{at}", ended = deed(&card.ended), at)
        }
    };
    let note = quote(&card.note, NOTE);
    Some(if note.is_empty() { line } else { format!("{line}\n{note}") })
}

/// `, needs @bo and their legal team`.
pub(super) fn needs(needed: &Needed) -> String {
    let person = needed.person.as_ref().map(mention);
    let words = Some(inert(&needed.words, 150)).filter(|words| !words.is_empty());
    let needed: Vec<String> = person.into_iter().chain(words).collect();
    if needed.is_empty() { String::new() } else { say!(", needs {needed}", needed = needed.join(say!(" and "))) }
}

/// What the channel asks when a step is over.
fn next(card: &StepCard) -> String {
    match &card.next {
        Some((title, due_at)) => {
            say!("*Next* {title}, due {card}", title = inert(title, 60), card = moment(*due_at, card.zone))
        }
        None => say!("Nothing of this play is left to do.").to_owned(),
    }
}

/// The main step first: acknowledge, then done; then what stands in its way. Everything else is in the menu.
fn buttons(card: &StepCard) -> Vec<SlackActionBlockElement> {
    let (step, version) = (card.step, card.version);
    let seen = StepSeen { step, version };
    let ask_finish = Action::AskFinish { step, version };
    let acknowledge = Action::Acknowledge { step, version };
    let (first, second) = match card.state {
        StepState::Due => ((say!("Acknowledge"), acknowledge), Some((say!("Done…"), ask_finish))),
        StepState::Acknowledged => ((say!("Done…"), ask_finish), None),
        StepState::Blocked | StepState::Snoozed => {
            ((say!("Done…"), ask_finish), Some((say!("Go on with it"), acknowledge)))
        }
        StepState::Waiting | StepState::Done | StepState::Skipped => return vec![],
    };
    let mut elements: Vec<SlackActionBlockElement> = vec![primary(button(first.0, &first.1)).into()];
    if card.state != StepState::Blocked {
        elements.push(button(say!("Blocked…"), &Action::Step(StepClick::AskBlock(seen))).into());
    }
    elements.push(snooze(card));
    elements.extend(beside(card));
    let others = [
        (say!("Reassign…"), Action::Step(StepClick::AskReassign(seen))),
        (say!("Skip…"), Action::Step(StepClick::AskSkip(seen))),
        (say!("Stop the play…"), Action::Step(StepClick::AskStop(seen))),
        (say!("Account card"), open_account(card)),
    ];
    let more: Vec<_> = second.into_iter().chain(others).collect();
    elements.push(menu(&more).into());
    elements
}

fn open_account(card: &StepCard) -> Action {
    Action::OpenAccount { account: card.account.id }
}

/// Ways to put a step off; once that has happened twice, only the one that asks for a reason.
fn snooze(card: &StepCard) -> SlackActionBlockElement {
    let (step, version) = (card.step, card.version);
    let ask = Action::AskSnooze { step, version };
    if FREE_SNOOZES <= card.snoozes {
        return button(say!("Snooze until…"), &ask).into();
    }
    let by = |label: &str, working_days| (label.to_owned(), Action::Snooze { step, version, working_days });
    let ways = [
        by(say!("Snooze 1 working day"), 1),
        by(say!("Snooze 3 working days"), 3),
        (say!("Snooze until…").to_owned(), ask),
    ];
    select(say!("Snooze"), &ways).into()
}

fn why_it_runs(card: &StepCard) -> String {
    let why = causes(&card.reasons, 3).map(|causes| say!("Why: {causes} · ", causes)).unwrap_or_default();
    let by = name(&card.started.by.name);
    say!(
        "{why}{play} started by {by} · {card}",
        why,
        play = play_title(&card.play),
        by,
        card = moment(card.started.at, card.zone)
    )
}

#[cfg(test)]
mod tests;
