//! Refusals in words: what happened, then what to do. Nobody is blamed.

use chrono::{DateTime, NaiveDate, Utc};
use slack_morphism::prelude::*;

use super::cron::cron_words;
use super::expansions::expansion_stage;
use super::forecast_refusal::forecast_refused;
use super::kit::{actions, button, clock, code, context, count, date, inert, name, section};
use super::message::{Message, Reader, Scene};
use super::picker::choice;
use super::signal::{signal_moved, signal_moved_by};
use super::step_refusal::step_refused;
use super::words::{channel, mention, play_title, role};
use crate::domain::account::AccountRef;
use crate::domain::person::PersonRef;
use crate::domain::playbook::StepState;
use crate::domain::portfolio::ExpansionStage;
use crate::domain::refusal::Refusal;
use crate::slack::action::{Action, Then};
use crate::slack::commands::{Command, Wanted};

/// Near names that are offered.
const MOST_NEAREST: usize = 5;

fn not_open() -> &'static str {
    say!("This step is not open yet. It is prompted on its day; until then there is nothing to do.")
}

/// What was not done, and what can be.
pub fn refusal(reader: &Reader, refusal: &Refusal, now: DateTime<Utc>) -> Message {
    let text = words(reader, refusal, now);
    let (examples, help) = if let Refusal::NoSuchAccount { nearest, .. } = refusal {
        (lookups(&reader.command, nearest), actions(vec![button(say!("Help"), &Action::Help).into()]))
    } else {
        (String::new(), None)
    };
    let said = section(&format!("{text}{examples}"));
    let blocks = [Some(said), ways_on(refusal), help, Some(context(say!("🔒 Only visible to you")))];
    Message::of(&text, blocks.into_iter().flatten())
}

fn words(reader: &Reader, refusal: &Refusal, now: DateTime<Utc>) -> String {
    let command = &reader.command;
    match refusal {
        Refusal::NoSuchAccount { wanted, nearest } => no_account(command, wanted, nearest.is_empty()),
        Refusal::NoSuchPerson { wanted, names } => no_person(wanted, names),
        Refusal::Gone => say!(
            "That is gone: what the button stood for is no longer there. Nothing was changed; open \
            the card again."
        )
        .to_owned(),
        Refusal::NoSuchPlaybook { wanted, names } => no_playbook(command, wanted, names),
        Refusal::AlreadyRunning { account, title, by, at, .. } => {
            already_running(account, title, &who(reader, by), &clock(*at, reader.zone, now))
        }
        Refusal::NoOwner { account } => say!(
            "*{account}* has no owner, so nobody would be prompted. Nothing was started; give it an owner, then start again.",
            account = name(&account.name)
        ),
        Refusal::NoRenewalToCountFrom { account, title } => say!(
            "*{title}* counts back from the renewal, and *{account}* has no contract end. Nothing was started; bring in its \
             contract, then start again.",
            title = play_title(title),
            account = name(&account.name)
        ),
        Refusal::StepMoved { state, .. } => say!("{moved} Nothing was changed.", moved = moved(*state)),
        Refusal::StepMovedBy { state, by, at } => moved_by(*state, &who(reader, by), &clock(*at, reader.zone, now)),
        Refusal::SignalMoved { state, .. } => signal_moved(*state),
        Refusal::SignalMovedBy { state, by, at } => {
            let by = by.as_ref().map(|by| who(reader, by));
            signal_moved_by(*state, by.as_deref(), &clock(*at, reader.zone, now))
        }
        Refusal::StepNotOpen { .. } => not_open().to_owned(),
        Refusal::SnoozeNeedsReason { snoozes, .. } => needs_reason(*snoozes),
        Refusal::SnoozeInThePast { day } => in_the_past(*day, Scene::private(reader, now).today),
        Refusal::Step(step) => step_refused(reader, step, Scene::private(reader, now).today),
        Refusal::NoRenewal { .. }
        | Refusal::AlreadyRenewed { .. }
        | Refusal::NotYours { .. }
        | Refusal::ForecastNeedsReason { .. }
        | Refusal::ForecastMoved { .. }
        | Refusal::BadAmount { .. }
        | Refusal::OtherCurrency { .. }
        | Refusal::AmountTooLarge { .. }
        | Refusal::NoticeAfterEnd { .. } => forecast_refused(reader, refusal, now).unwrap_or_default(),
        Refusal::BadTimetable { expression, refusal } => {
            cron_words(expression, refusal) + say!(" Nothing was changed.")
        }
        Refusal::NoChannelHere => no_channel_here(command),
        Refusal::NotAllowed { needs } => say!(
            "That is for {role} here, so nothing was done. Whoever runs the bot can change your role.",
            role = role(*needs)
        ),
        Refusal::Call(call) => super::pulse::refused(call, command, Scene::private(reader, now).today),
        Refusal::Record(record) => super::record_refusal::refused(record, Scene::private(reader, now).today),
        Refusal::Plan(plan) => super::plan::refused(reader, plan, now),
        Refusal::Filter(filter) => super::listing::filter_refused(filter),
        Refusal::Roles(roles) => super::roles::roles_refused(roles),
        Refusal::Subscription(refusal) => super::subscriptions::subscription_refused(command, refusal),
        Refusal::SharedOutside => say!(
            "There are people of other companies in this channel, so nothing about \
            accounts is shown here. Ask me in a direct message."
        )
        .to_owned(),
        Refusal::ExpansionMoved { account, stage, moved } => {
            expansion_moved(reader, (account, *stage), moved.as_ref(), now)
        }
        Refusal::NoSuchTeam { wanted, teams } => no_team(wanted, teams),
        Refusal::Leave(leave) => super::leave::leave_refused(command, leave, Scene::private(reader, now).today),
        Refusal::PeriodNotBegun { from } => not_begun(&date(*from, Scene::private(reader, now).today)),
        Refusal::NothingHeld { by } => {
            let by = by.as_ref().map(|(by, at)| {
                say!(": {by} decided at {at}", by = who(reader, by), at = clock(*at, reader.zone, now))
            });
            let by = by.unwrap_or_default();
            say!(
                "Nothing waits there any more{by}. Nothing was changed; `{command} status` shows what does.",
                by,
                command
            )
        }
        Refusal::CannotPostThere { channel: id } => say!(
            "I cannot post in {id}, so nothing was sent. Invite me there with `/invite`, then try again.",
            id = channel(id)
        ),
    }
}

fn already_running(account: &AccountRef, title: &str, by: &str, at: &str) -> String {
    let (play, account) = (play_title(title), name(&account.name));
    say!(
        "*{play}* is already at work on *{account}*: started by {by}, {at}. Nothing was started.",
        play,
        account,
        by,
        at
    )
}

fn expansion_moved(
    reader: &Reader,
    (account, stage): (&AccountRef, ExpansionStage),
    moved: Option<&(PersonRef, DateTime<Utc>)>,
    now: DateTime<Utc>,
) -> String {
    let by = moved.map(|(by, at)| say!(" by {by}, {at}", by = who(reader, by), at = clock(*at, reader.zone, now)));
    let (account, by) = (name(&account.name), by.unwrap_or_default());
    say!(
        "The expansion of *{account}* is already {stage}{by}. Nothing was changed.",
        account,
        stage = expansion_stage(stage),
        by
    )
}

fn not_begun(from: &str) -> String {
    say!("That period begins on {from} only, so there is nothing to tell of it yet.", from)
}

fn needs_reason(snoozes: i32) -> String {
    say!(
        "This step was put off {into} already. Choose *Snooze until…* and say why; the reason stands on the card.",
        into = count(snoozes.into(), say!("time"), say!("times"))
    )
}

fn in_the_past(day: NaiveDate, today: NaiveDate) -> String {
    say!("{day} is not ahead of us, so nothing was put off. Choose a later day.", day = date(day, today))
}

fn no_account(command: &str, wanted: &str, is_alone: bool) -> String {
    let wanted = inert(wanted, 60);
    if is_alone {
        say!(
            "No account is called “{wanted}”. Try a part of its name or its domain, or see `{command} book all`.",
            wanted,
            command
        )
    } else {
        say!("No account is called “{wanted}”. Did you mean:", wanted)
    }
}

/// Lines that find an account, whatever it is called.
fn lookups(command: &str, nearest: &[AccountRef]) -> String {
    let near = nearest.first().map(|account| Command::Account(Wanted::Named(account.name.clone())).to_string());
    let others = ["book all", "help account", "today"].map(str::to_owned);
    let lines =
        near.into_iter().chain(others).take(3).map(|line| format!("• {}", code(&format!("{command} {line}"), 200)));
    say!("\nThese work:\n{examples}", examples = lines.collect::<Vec<_>>().join("\n"))
}

fn no_channel_here(command: &str) -> String {
    say!(
        "A direct message has no channel's digest, so nothing was done. `{command} digest daily 8:30`, without `here`, \
         sends yours to you; for a channel's, type it there.",
        command
    )
}

fn no_person(wanted: &str, names: &[String]) -> String {
    let wanted = inert(wanted, 60);
    if names.is_empty() {
        return say!("Nobody here is called “{wanted}”. Mention them, or write their e-mail after the @.", wanted);
    }
    let names: Vec<String> = names.iter().map(|known| name(known)).collect();
    say!(
        "“{wanted}” could be {names}. Mention them, or write their e-mail after the @.",
        wanted,
        names = names.join(say!(" or "))
    )
}

fn no_team(wanted: &str, teams: &[String]) -> String {
    let known: Vec<String> = teams.iter().take(20).map(|team| name(team)).collect();
    say!(
        "No team is called “{wanted}”. There are: {known}. Nothing was changed.",
        wanted = inert(wanted, 60),
        known = known.join(", ")
    )
}

fn no_playbook(command: &str, wanted: &str, names: &[String]) -> String {
    let known: Vec<String> = names.iter().take(10).map(|name| code(name, 60)).collect();
    let known = if known.is_empty() {
        say!("There are none yet.").to_owned()
    } else {
        say!("There are: {known}.", known = known.join(", "))
    };
    say!(
        "No playbook is called “{wanted}”. {known} `{command} play list` tells what each is for.",
        wanted = inert(wanted, 60),
        known,
        command
    )
}

/// A person as their reader thinks of them.
pub(super) fn who(reader: &Reader, person: &PersonRef) -> String {
    if reader.person == Some(person.id) { say!("you").to_owned() } else { mention(person) }
}

fn moved(state: StepState) -> &'static str {
    match state {
        StepState::Waiting => say!("This step was closed again meanwhile."),
        StepState::Due => say!("This step has moved on since its card was drawn; it is due."),
        StepState::Acknowledged => say!("This step is already acknowledged."),
        StepState::Done => say!("This step is already done."),
        StepState::Blocked => say!("This step is blocked meanwhile."),
        StepState::Skipped => say!("This step is already skipped."),
        StepState::Snoozed => say!("This step is already snoozed."),
    }
}

/// `Already acknowledged by @ana at 09:41.`
fn moved_by(state: StepState, who: &str, at: &str) -> String {
    let did = match state {
        StepState::Waiting => say!("was closed again"),
        StepState::Due => say!("was opened again"),
        StepState::Acknowledged => say!("is already acknowledged"),
        StepState::Done => say!("is already done"),
        StepState::Blocked => say!("was blocked"),
        StepState::Skipped => say!("is already skipped"),
        StepState::Snoozed => say!("is already snoozed"),
    };
    say!("This step {did} by {who} at {at}. Nothing was changed.", did, who, at)
}

fn one(label: &str, action: &Action) -> Option<SlackBlock> {
    actions(vec![button(label, action).into()])
}

fn ways_on(refusal: &Refusal) -> Option<SlackBlock> {
    match refusal {
        Refusal::NoSuchAccount { nearest, .. } => choice(&nearest[..nearest.len().min(MOST_NEAREST)], &Then::Card),
        Refusal::AlreadyRunning { account, .. } => one(say!("Open play"), &Action::OpenRuns { account: account.id }),
        Refusal::ForecastNeedsReason { account, category } => {
            let form = Action::AskForecast { account: account.id, category: Some(*category) };
            one(say!("Say why…"), &form)
        }
        Refusal::NoOwner { account }
        | Refusal::NoRenewalToCountFrom { account, .. }
        | Refusal::NoRenewal { account }
        | Refusal::AlreadyRenewed { account }
        | Refusal::NotYours { account, .. }
        | Refusal::ForecastMoved { account, .. }
        | Refusal::OtherCurrency { account, .. }
        | Refusal::AmountTooLarge { account, .. } => {
            one(say!("Account card"), &Action::OpenAccount { account: account.id })
        }
        Refusal::Plan(plan) => super::plan::ways_on(plan),
        Refusal::NoSuchPlaybook { .. } => one(say!("All plays"), &Action::ListPlays),
        Refusal::NoSuchPerson { .. }
        | Refusal::Gone
        | Refusal::StepMoved { .. }
        | Refusal::StepMovedBy { .. }
        | Refusal::SignalMoved { .. }
        | Refusal::SignalMovedBy { .. }
        | Refusal::StepNotOpen { .. }
        | Refusal::Step(_)
        | Refusal::SnoozeNeedsReason { .. }
        | Refusal::SnoozeInThePast { .. }
        | Refusal::BadTimetable { .. }
        | Refusal::BadAmount { .. }
        | Refusal::NoticeAfterEnd { .. }
        | Refusal::NoChannelHere
        | Refusal::NotAllowed { .. }
        | Refusal::Call(_)
        | Refusal::SharedOutside
        | Refusal::ExpansionMoved { .. }
        | Refusal::PeriodNotBegun { .. }
        | Refusal::NothingHeld { .. }
        | Refusal::NoSuchTeam { .. }
        | Refusal::Subscription(_)
        | Refusal::Leave(_)
        | Refusal::Record(_)
        | Refusal::Roles(_)
        | Refusal::Filter(_)
        | Refusal::CannotPostThere { .. } => None,
    }
}

#[cfg(test)]
mod tests;
