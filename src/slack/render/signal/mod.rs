//! The card of a signal: one message through its whole episode, edited in place; its forms; and lists of open ones.

mod forms;
mod list;
mod rule;
#[cfg(test)]
mod tests;
mod words;

pub use forms::{SignalAsked, dismiss_form, signal_fault, snooze_signal_form};
pub use list::risks;
pub(super) use list::{label, signal_phrases};
pub(super) use words::{mark, what, why};

use chrono::{DateTime, Utc};
use slack_morphism::prelude::*;

use self::rule::rule;
use super::kit::{
    actions, button, context, count, field_grid, header, in_a_line, menu, moment, money, name, per_cent, plain_name,
    primary, section,
};
use super::leave::whoever_acts;
use super::message::{Message, Onlookers, Scene};
use super::words::{health, in_days, mention, play_title};
use crate::domain::contact::ContactRole;
use crate::domain::person::Deed;
use crate::domain::rules::SignalRules;
use crate::domain::signal::{Dismissal, EpisodeState, Outcome, SignalCard, SignalKind, SimilarSaves};
use crate::slack::action::{Action, RecordClick};

/// Causes on a card.
const MOST_CAUSES: usize = 3;
/// Earlier saves say something from so many on.
const LEAST_SIMILAR: i64 = 5;

/// The card as it stands now; times fall back to the owner's clock. `rules` are in force, for the rule in words.
pub fn signal_card(card: &SignalCard, rules: &SignalRules, onlookers: Onlookers, now: DateTime<Utc>) -> Message {
    // What is over stands as it was then.
    let now = card.ended.as_ref().map_or(now, |(_, at, _)| *at);
    let scene = Scene::new(card.zone, onlookers, now);
    let title = what(&card.evidence, &plain_name(&card.account.name), scene);
    let mut blocks = vec![header(&format!("{} {title}", mark_of(card)))];
    if card.state == EpisodeState::Ended {
        blocks.extend(state_line(card).map(|line| section(&line)));
    } else {
        blocks.extend(causes(card, scene).map(|lines| section(&lines)));
        blocks.push(field_grid(&facts(card, onlookers, now)));
        blocks.extend(next(card).map(|line| section(&line)));
        blocks.extend(state_line(card).map(|line| section(&line)));
        blocks.extend(actions(buttons(card)));
    }
    blocks.push(context(&origin(card, rules)));
    Message::of(&headline(card, scene), blocks)
}

/// The same for one person alone, where it is not the card that everybody sees.
pub fn signal_alone(card: &SignalCard, rules: &SignalRules, now: DateTime<Utc>) -> Message {
    let mut message = signal_card(card, rules, Onlookers::Members, now);
    message.blocks.push(context(say!("🔒 Only visible to you; where its card was posted, what you do shows there")));
    message
}

/// `🔴 Acme moved Yellow → Red (52 → 41): usage −45 %, champion left 6 weeks ago · claimed by Ana Ruiz`.
pub(super) fn headline(card: &SignalCard, scene: Scene) -> String {
    let what = what(&card.evidence, &name(&card.account.name), scene);
    let why = why(&card.evidence, &card.reasons, scene).map(|why| format!(": {why}")).unwrap_or_default();
    let line = format!("{} {what}{why}", mark_of(card));
    match (card.state, &card.ended) {
        (EpisodeState::Ended, Some((outcome, ..))) => format!("{line} · {}", outcome_word(*outcome, card.kind)),
        (_, _) => state_phrase(card).map_or_else(|| line.clone(), |state| format!("{line} · {state}")),
    }
}

/// `claimed by Ana Ruiz`; nothing while nobody has answered.
pub(super) fn state_phrase(card: &SignalCard) -> Option<String> {
    let by = |deed: &Deed| name(&deed.by.name);
    match card.state {
        EpisodeState::Open | EpisodeState::Ended => None,
        EpisodeState::Claimed => card.claimed.as_ref().map(|deed| say!("claimed by {deed}", deed = by(deed))),
        EpisodeState::InPlay => card.play.as_ref().map(|(title, _)| say!("{title} at work", title = play_title(title))),
        EpisodeState::Snoozed => {
            let until = card.snoozed.as_ref().map(|(_, until)| moment(*until, card.zone));
            until.map(|until| say!("snoozed until {until}", until))
        }
    }
}

fn mark_of(card: &SignalCard) -> &'static str {
    match card.ended {
        Some((Outcome::Recovered | Outcome::Renewed, ..)) => "✅",
        Some((Outcome::Lost, ..)) => "✖️",
        Some((Outcome::Dismissed(_), ..)) => "🗂",
        None => mark(card.kind),
    }
}

fn causes(card: &SignalCard, scene: Scene) -> Option<String> {
    let lines: Vec<String> =
        words::lines(card, scene, MOST_CAUSES).into_iter().map(|line| format!("• {line}")).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

fn facts(card: &SignalCard, onlookers: Onlookers, now: DateTime<Utc>) -> Vec<String> {
    let arr = (onlookers == Onlookers::Members).then(|| say!("*ARR* {arr}", arr = money(card.arr)));
    let renewal = card.renewal_in_days.map_or_else(|| say!("⚠ no contract known").to_owned(), in_days);
    let stand_in = card.stand_in.as_ref();
    let owner =
        card.owner.as_ref().map_or_else(|| say!("⚠ nobody").to_owned(), |owner| whoever_acts(owner, stand_in, now));
    let (band, score) = card.health;
    let always = [
        say!("*Renewal* {renewal}", renewal),
        say!("*Owner* {owner}", owner),
        say!("*Health* {band}", band = health(band, score)),
    ];
    arr.into_iter().chain(always).collect()
}

/// What would help, and how that went before.
fn next(card: &SignalCard) -> Option<String> {
    let saves = card.similar.filter(|similar| LEAST_SIMILAR <= similar.n).map(|similar| saves(similar, card.kind));
    let start = card.proposal.as_ref().filter(|_| card.play.is_none());
    match (start, saves) {
        (Some((_, title)), Some(saves)) => {
            Some(say!("*Next* Start *{title}*: {saves}", title = play_title(title), saves))
        }
        (Some((_, title)), None) => Some(say!("*Next* Start *{title}*", title = play_title(title))),
        (None, Some(saves)) => Some(say!("Before: {saves}", saves)),
        (None, None) => None,
    }
}

fn saves(similar: SimilarSaves, kind: SignalKind) -> String {
    let went = if kind.is_risk() { say!("were saved") } else { say!("went well") };
    let rate = per_cent(similar.n_saved * 100 / similar.n.max(1));
    say!(
        "{n_saved} of {similar} such accounts with a play {went} ({rate})",
        n_saved = similar.n_saved,
        similar = similar.n,
        went,
        rate
    )
}

/// Who did what last, and when; nothing while nobody has answered.
fn state_line(card: &SignalCard) -> Option<String> {
    let deed = |deed: &Deed| say!("by {deed} · {card}", deed = mention(&deed.by), card = moment(deed.at, card.zone));
    match card.state {
        EpisodeState::Open => None,
        EpisodeState::Claimed => card.claimed.as_ref().map(|claimed| say!("🙋 *Claimed* {deed}", deed = deed(claimed))),
        EpisodeState::InPlay => card.play.as_ref().map(|(title, started)| {
            say!("▶️ *{title}* is at work, started {deed}", title = play_title(title), deed = deed(started))
        }),
        EpisodeState::Snoozed => card.snoozed.as_ref().map(|(by, until)| {
            say!("💤 *Snoozed* {deed}, until {card}", deed = deed(by), card = moment(*until, card.zone))
        }),
        EpisodeState::Ended => card.ended.as_ref().map(|(outcome, at, by)| {
            let by = by.as_ref().map(|by| say!(" by {by}", by = mention(by))).unwrap_or_default();
            format!("{}{by} · {}", outcome_line(*outcome, card.kind), moment(*at, card.zone))
        }),
    }
}

fn outcome_word(outcome: Outcome, kind: SignalKind) -> String {
    match outcome {
        Outcome::Recovered if kind.is_risk() => say!("recovered").to_owned(),
        Outcome::Recovered => say!("over").to_owned(),
        Outcome::Renewed => say!("renewed").to_owned(),
        Outcome::Lost => say!("lost").to_owned(),
        Outcome::Dismissed(reason) => format!("{}, {}", in_a_line(no_risk(kind)), dismissal(reason)),
    }
}

fn outcome_line(outcome: Outcome, kind: SignalKind) -> String {
    match outcome {
        Outcome::Recovered if kind.is_risk() => say!("✅ *Recovered*: the rule is no longer true").to_owned(),
        Outcome::Recovered => say!("✅ *Over*: the rule is no longer true").to_owned(),
        Outcome::Renewed => say!("✅ *Renewed*").to_owned(),
        Outcome::Lost => say!("✖️ *Lost*: the customer left").to_owned(),
        Outcome::Dismissed(reason) => {
            say!("🗂 *{no_risk}*: {dismissal}, said", no_risk = no_risk(kind), dismissal = dismissal(reason))
        }
    }
}

/// What its reader says who wants no part of it: a chance is no risk to begin with.
pub(super) fn no_risk(kind: SignalKind) -> &'static str {
    if kind.is_risk() { say!("Not a risk") } else { say!("Not now") }
}

/// Why somebody said so.
pub(super) fn dismissal(reason: Dismissal) -> &'static str {
    match reason {
        Dismissal::Known => say!("known and accepted"),
        Dismissal::Seasonal => say!("seasonal"),
        Dismissal::DataWrong => say!("the data is wrong"),
        Dismissal::Handled => say!("handled elsewhere"),
    }
}

/// What would help first; then whose it is; everything else in the menu.
fn buttons(card: &SignalCard) -> Vec<SlackActionBlockElement> {
    let (episode, version, account) = (card.episode, card.version, card.account.id);
    let open = Action::OpenAccount { account };
    let dismiss = button(&format!("{}…", no_risk(card.kind)), &Action::AskDismiss { episode, version });
    if card.state == EpisodeState::InPlay {
        let play = primary(button(say!("Open play"), &Action::OpenRuns { account }));
        return vec![play.into(), dismiss.into(), button(say!("Account card"), &open).into()];
    }
    let start = card.proposal.as_ref().map(|(playbook, title)| {
        let label = say!("Start {title}", title = plain_name(title));
        button(&label, &Action::StartSignalPlay { episode, version, playbook: playbook.clone() })
    });
    let claim =
        (card.state != EpisodeState::Claimed).then(|| button(say!("Claim"), &Action::ClaimSignal { episode, version }));
    let mut first: Vec<SlackBlockButtonElement> = start.into_iter().chain(claim).collect();
    if let Some(main) = first.first_mut() {
        *main = primary(main.clone());
    }
    first.push(dismiss);
    let by = |days| Action::SnoozeSignal { episode, version, days };
    let champion = RecordClick::AskContact { account, role: ContactRole::Champion };
    let more = [
        (say!("Snooze 1 day"), by(1)),
        if card.kind == SignalKind::ChampionLeft {
            (say!("Name successor…"), Action::Record(champion))
        } else {
            (say!("Snooze 3 days"), by(3))
        },
        (say!("Snooze a week"), by(7)),
        (say!("Snooze until…"), Action::AskSnoozeSignal { episode, version }),
        (say!("Account card"), open),
    ];
    first.into_iter().map(Into::into).chain([menu(&more).into()]).collect()
}

fn origin(card: &SignalCard, rules: &SignalRules) -> String {
    let again = (0 < card.n_again)
        .then(|| say!("fired again {into}", into = count(card.n_again.into(), say!("time"), say!("times"))));
    let since = say!("since {card}", card = moment(card.opened_at, card.zone));
    [rule(card.kind, rules), since].into_iter().chain(again).collect::<Vec<_>>().join(" · ")
}

/// A signal that moved on since its card was drawn.
pub(super) fn signal_moved(state: EpisodeState) -> String {
    say!("This signal {is_already}. Nothing was changed.", is_already = is_already(state))
}

/// `This signal is already claimed by @ana at 09:41.` Nobody did where the rule itself moved it.
pub(super) fn signal_moved_by(state: EpisodeState, by: Option<&str>, at: &str) -> String {
    match (by, state) {
        (Some(by), _) => say!(
            "This signal {is_already} by {by} at {at}. Nothing was changed.",
            is_already = is_already(state),
            by,
            at
        ),
        (None, EpisodeState::Ended) => say!("This signal cleared by itself at {at}. Nothing was changed.", at),
        (None, _) => say!("This signal has come back by itself at {at}. Nothing was changed; open it again.", at),
    }
}

fn is_already(state: EpisodeState) -> &'static str {
    match state {
        EpisodeState::Open => say!("was opened again"),
        EpisodeState::Claimed => say!("is already claimed"),
        EpisodeState::InPlay => say!("was given a play already"),
        EpisodeState::Snoozed => say!("is already snoozed"),
        EpisodeState::Ended => say!("is already closed"),
    }
}
