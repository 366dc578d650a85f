//! The account card: health, facts, why, and what to do next. One screen of a phone.

use chrono::{DateTime, NaiveDate, Utc};
use slack_morphism::prelude::*;

use super::feedback::of_voice;
use super::forecast::forecast_words;
use super::freshness::as_of;
use super::kit::{
    actions, ago, button, clean, context, count, date, days, field_grid, header, hours, hundredths, link, menu, money,
    name, plain_name, primary, section, section_with, select, whole,
};
use super::listing::tag_words;
use super::message::{Audience, Message, Onlookers, Reader, Scene};
use super::pulse::{call_line, call_phrase};
use super::segment::segment_words;
use super::share::is_shown_to_others;
use super::signal::{label, signal_phrases};
use super::voice::{voice_button, voice_line};
use super::words::{
    cadence, causes, change, confidence_word, health, in_days, measure, phase, play_title, reason_line, trend_word,
};
use crate::domain::account::{AccountView, ContactLine, HealthView, Proposal, RenewalLine, RunLine};
use crate::domain::health::Confidence;
use crate::domain::ids::AccountId;
use crate::domain::reason::Reason;
use crate::slack::action::{Action, MuteClick, PlanClick, QbrClick, RecordClick, ShareClick, VoiceClick};

/// Tags on a card.
const MOST_TAGS: usize = 8;
/// Causes on a card.
const MOST_REASONS: usize = 3;

/// The card as its asker sees it, and nobody else.
pub fn account_card(reader: &Reader, view: &AccountView, audience: &Audience, now: DateTime<Utc>) -> Message {
    let scene = Scene::private(reader, now);
    // What is about the score stands beside it: one menu has room for five entries, and there are more ways than that.
    let health = section_with(&health_and_call(view, scene), menu(&about_health(view)));
    let mut blocks = body_with(view, health, scene);
    blocks.extend(voice_line(&view.voice, scene).map(|line| section_with(&line, voice_button(view.account.id))));
    blocks.extend(actions(buttons(view, audience)));
    blocks.push(context(&say!("🔒 Only visible to you · {as_of}", as_of = as_of(&view.as_of, scene.today))));
    Message::of(&headline(view, scene.onlookers), blocks)
}

/// Everything between the notification and the buttons.
pub(super) fn body(view: &AccountView, scene: Scene) -> Vec<SlackBlock> {
    body_with(view, section(&health_and_call(view, scene)), scene)
}

fn body_with(view: &AccountView, health: SlackBlock, scene: Scene) -> Vec<SlackBlock> {
    let mut blocks = vec![
        header(&plain_name(&view.account.name)),
        context(&position(view, scene.onlookers)),
        health,
        field_grid(&facts(view, scene)),
    ];
    blocks.extend(why_lines(view, scene.onlookers).map(|lines| section(&lines)));
    blocks.extend(signals_now(view, scene).map(|signals| section(&signals)));
    blocks.extend(next_action(view).map(|next| section(&next)));
    blocks
}

/// `TechCorp: 🔴 Red 41 (−17 in 14 d): usage −45 %, champion left 6 weeks ago · $45K · renewal in 91 days`.
pub(super) fn headline(view: &AccountView, onlookers: Onlookers) -> String {
    let health = view.health.as_ref();
    let score =
        health.map_or_else(|| say!("not scored yet").to_owned(), |view| super::words::health(view.band, view.score));
    let change = health.and_then(change).map(|change| format!(" ({change})")).unwrap_or_default();
    let why = causes(&view.reasons, 2).map(|causes| format!(": {causes}")).unwrap_or_default();
    let arr = match onlookers {
        Onlookers::Members => format!(" · {}", money(view.arr)),
        Onlookers::Guests => String::new(),
    };
    let renewal = view.renewal.as_ref().map(|renewal| say!(" · renewal {renewal}", renewal = in_days(renewal.in_days)));
    let call = call_phrase(view.pulse.as_ref(), health.and_then(|health| health.band));
    let call = call.map(|call| format!(", {call}")).unwrap_or_default();
    format!("{}: {score}{change}{call}{why}{arr}{}", name(&view.account.name), renewal.unwrap_or_default())
}

/// `Start play`, where a play is proposed; else the way to the one at work.
pub(super) fn main_button(view: &AccountView) -> Option<SlackBlockButtonElement> {
    let account = view.account.id;
    match (&view.proposal, view.runs.is_empty()) {
        (Some(proposal), _) => {
            let playbook = proposal.playbook.clone();
            Some(primary(button(say!("Start play"), &Action::StartPlay { account, playbook })))
        }
        (None, false) => Some(primary(button(say!("Open play"), &Action::OpenRuns { account }))),
        (None, true) => None,
    }
}

fn position(view: &AccountView, onlookers: Onlookers) -> String {
    let owner = view
        .owner
        .as_ref()
        .map_or_else(|| say!("⚠ no owner").to_owned(), |owner| say!("owner {owner}", owner = name(&owner.name)));
    let segment = segment_words(view.segment, view.segment_source.as_ref(), onlookers);
    let position =
        say!("{segment} · {phase}, day {day} · {owner}", segment, phase = phase(view.phase), day = view.day, owner);
    // Guests have no business at the place where everything about our accounts stands, nor with our marks on them.
    if onlookers == Onlookers::Guests {
        return position;
    }
    let page = view.page.as_deref().and_then(page_link);
    let tags = (!view.tags.is_empty()).then(|| tag_words(&view.tags[..view.tags.len().min(MOST_TAGS)]));
    [Some(position), tags, page].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// The way to the account's page elsewhere, called as the place is.
fn page_link(url: &str) -> Option<String> {
    let (host, _) = url.strip_prefix("https://")?.split_once('/')?;
    Some(link(url, host))
}

/// The score, and somebody's own call beside it.
fn health_and_call(view: &AccountView, scene: Scene) -> String {
    let health = health_line(view.health.as_ref());
    let score = view.health.as_ref().and_then(|health| health.band);
    view.pulse.as_ref().map_or_else(|| health.clone(), |pulse| format!("{health}\n{}", call_line(pulse, score, scene)))
}

fn health_line(view: Option<&HealthView>) -> String {
    let Some(view) = view else {
        return say!("⚪ *Not scored yet*: the first score comes with the next import").to_owned();
    };
    let mark = health(view.band, view.score);
    let (sign, words) = mark.split_once(' ').unwrap_or(("", &mark));
    match view.assessment.confidence {
        Confidence::Withheld => format!("{sign} *{words}* · {}", unknown(view)),
        confidence @ (Confidence::High | Confidence::Medium) => {
            let movement: Vec<String> =
                change(view).into_iter().chain(trend_word(view.trend).map(str::to_owned)).collect();
            let movement = if movement.is_empty() { String::new() } else { format!(" ({})", movement.join(", ")) };
            let model = clean(&view.assessment.model, 40);
            say!(
                "{sign} *{words}*{movement} · confidence {confidence} · model {model}",
                sign,
                words,
                movement,
                confidence = confidence_word(confidence),
                model
            )
        }
    }
}

fn unknown(view: &HealthView) -> String {
    let factors = view.assessment.factors.iter().filter(|factor| !factor.is_known());
    let names: Vec<&str> = factors.map(|factor| measure(factor.measure)).take(4).collect();
    say!(
        "{unknown_weight}\u{A0}% of the weight has no data: {names}",
        unknown_weight = view.assessment.unknown_weight,
        names = names.join(", ")
    )
}

fn facts(view: &AccountView, scene: Scene) -> Vec<String> {
    let arr = match scene.onlookers {
        Onlookers::Members => Some(say!("*ARR* {arr}", arr = money(view.arr))),
        Onlookers::Guests => None,
    };
    let always = [
        say!(
            "*Renewal* {renewal}{forecast_words}",
            renewal = renewal_words(view.renewal.as_ref(), scene.today),
            forecast_words = forecast_words(view, scene.onlookers)
        ),
        say!("*Last touch* {last_touch}", last_touch = last_touch(view, scene)),
        next_touch(view, scene.today),
        say!("*Champion* {champion}", champion = contact(view.champion.as_ref(), scene)),
        say!("*Executive* {executive}", executive = contact(view.executive.as_ref(), scene)),
        say!("*Adoption* {adoption}", adoption = adoption(view)),
        say!("*Tickets* {tickets}", tickets = tickets(view)),
    ];
    let nps = view
        .nps
        .map(|(score, day)| say!("*NPS* {score} · {day}", score = hundredths(score), day = date(day, scene.today)));
    let play = view.runs.first().map(|run| say!("*Play* {runs}", runs = run_words(run, view.runs.len())));
    arr.into_iter().chain(always).chain(nps).chain(play).collect()
}

pub(super) fn renewal_words(renewal: Option<&RenewalLine>, today: NaiveDate) -> String {
    let Some(renewal) = renewal else {
        return say!("⚠ no contract known").to_owned();
    };
    let how = match (renewal.auto_renew, renewal.notice_on) {
        (true, Some(notice)) if today <= notice => say!("auto, notice by {notice}", notice = date(notice, today)),
        (true, _) => say!("auto").to_owned(),
        (false, _) => say!("not automatic").to_owned(),
    };
    format!("{}, {} · {how}", date(renewal.ends_on, today), in_days(renewal.in_days))
}

fn last_touch(view: &AccountView, scene: Scene) -> String {
    view.last_touch_at.map_or_else(|| say!("⚠ none yet").to_owned(), |at| ago(scene.days_since(at)))
}

fn next_touch(view: &AccountView, today: NaiveDate) -> String {
    let why = view.cadence.map(|of| format!(", {}", cadence(of))).unwrap_or_default();
    match view.next_touch_on {
        Some(day) if day < today => say!("*Next touch* ⚠ was due {day}{why}", day = date(day, today), why),
        Some(day) => say!("*Next touch* {day}{why}", day = date(day, today), why),
        None => say!("*Next touch* automated").to_owned(),
    }
}

fn contact(contact: Option<&ContactLine>, scene: Scene) -> String {
    let Some(contact) = contact else {
        return say!("⚠ none known").to_owned();
    };
    let who = match scene.onlookers {
        Onlookers::Members => format!("{}, ", name(&contact.name)),
        Onlookers::Guests => String::new(),
    };

    match (contact.left_on, contact.last_contact_at) {
        (Some(left), _) => say!("{who}⚠ left {num_days}", who, num_days = ago((scene.today - left).num_days())),
        (None, Some(at)) => say!("{who}spoken to {at}", who, at = ago(scene.days_since(at))),
        (None, None) => say!("{who}⚠ never spoken to", who),
    }
}

fn adoption(view: &AccountView) -> String {
    let seats = match (view.active_users, view.seats) {
        (Some(active), Some(seats)) => Some(say!("{active} of {seats} seats", active, seats)),
        (Some(active), None) => Some(count(active.into(), say!("active user"), say!("active users"))),
        (None, _) => None,
    };
    let features = view.features.map(|(used, core)| say!("{used} of {core} core features", used, core));
    let parts: Vec<String> = seats.into_iter().chain(features).collect();
    if parts.is_empty() { say!("no usage data").to_owned() } else { parts.join(" · ") }
}

fn tickets(view: &AccountView) -> String {
    let critical = view.critical_open_hours.map(|open| say!(" · ⚠ critical for {open}", open = hours(open)));
    match view.n_open_tickets {
        0 => say!("none open").to_owned(),
        n => say!("{n} open{critical}", n, critical = critical.unwrap_or_default()),
    }
}

fn run_words(run: &RunLine, n_runs: usize) -> String {
    let more = if 1 < n_runs { format!(" +{}", whole(n_runs - 1)) } else { String::new() };
    say!(
        "{run}, {n_ended} of {n_steps} done{more}",
        run = play_title(&run.title),
        n_ended = run.n_ended,
        n_steps = run.n_steps,
        more
    )
}

fn why_lines(view: &AccountView, onlookers: Onlookers) -> Option<String> {
    let causes = view.reasons.iter().filter(|reason| !matches!(reason, Reason::RenewalIn(_)));
    let lines: Vec<String> =
        causes.take(MOST_REASONS).map(|reason| format!("• {}", reason_line(reason, onlookers))).collect();
    (!lines.is_empty()).then(|| say!("*Why*\n{lines}", lines = lines.join("\n")))
}

/// What is going on, in words.
fn signals_now(view: &AccountView, scene: Scene) -> Option<String> {
    (!view.signals.is_empty()).then(|| say!("*Signals* {signals}", signals = signal_phrases(&view.signals, scene)))
}

fn next_action(view: &AccountView) -> Option<String> {
    if let Some(proposal) = &view.proposal {
        return Some(say!(
            "*Next* Start *{proposal}*: {fit_words}",
            proposal = play_title(&proposal.title),
            fit_words = fit_words(proposal)
        ));
    }
    let run = view.runs.first()?;
    Some(say!(
        "*Next* Go on with *{run}*: {n_ended} of {n_steps} steps done",
        run = play_title(&run.title),
        n_ended = run.n_ended,
        n_steps = run.n_steps
    ))
}

fn fit_words(proposal: &Proposal) -> String {
    say!(
        "takes {last_due_day}{slack_days}",
        last_due_day = days(proposal.last_due_day),
        slack_days = slack(proposal.slack_days, ", ")
    )
}

/// How a plan lies against the renewal: `, ends 7 days before renewal`.
fn slack(slack_days: Option<i64>, lead: &str) -> String {
    match slack_days {
        None => String::new(),
        Some(0) => say!("{lead}ends on the day of renewal", lead),
        Some(n @ 1..) => say!("{lead}ends {n} before renewal", lead, n = days(n)),
        Some(n) => {
            say!("{lead}⚠ ends {n} after the contract: start now, and talk renewal beside it", lead, n = days(-n))
        }
    }
}

fn buttons(view: &AccountView, audience: &Audience) -> Vec<SlackActionBlockElement> {
    let account = view.account.id;
    let mut elements: Vec<SlackActionBlockElement> = main_button(view).map(Into::into).into_iter().collect();
    elements.push(button(say!("Why"), &Action::OpenWhy { account }).into());
    elements
        .push(button(say!("Log note…"), &Action::Record(RecordClick::AskNote { account, text: String::new() })).into());
    if view.renewal.is_some() {
        elements.push(button(say!("Set forecast…"), &Action::AskForecast { account, category: None }).into());
    }
    // The ⋯ menu has room for five; a list holds them all.
    elements.push(select(say!("More…"), &more(account, audience)).into());
    elements
}

/// What can be done with an account beside the buttons.
fn more(account: AccountId, audience: &Audience) -> Vec<(String, Action)> {
    let share = is_shown_to_others(audience).then_some((say!("Share…"), Action::Share(ShareClick::Ask { account })));
    let entries = [
        (say!("Contacts"), Action::Record(RecordClick::Contacts { account })),
        (say!("Start a play…"), Action::PickPlay { account }),
        (say!("Success plan"), Action::Plan(PlanClick::Open { account })),
        (say!("QBR pack"), Action::Qbr(QbrClick::Open { account, quarter: None })),
        (say!("Record feedback…"), of_voice(VoiceClick::AskFeedback { account, words: String::new() })),
        (say!("Record advocacy…"), of_voice(VoiceClick::AskAdvocacy { account })),
    ];
    entries.into_iter().chain(share).map(|(label, action)| (label.to_owned(), action)).collect()
}

/// What can be said to the score: that it is seen otherwise, that its signal is known, that a rule be silent.
fn about_health(view: &AccountView) -> Vec<(&'static str, Action)> {
    let account = view.account.id;
    let gravest = view.signals.first().map(|line| (label(line), Action::OpenSignal { episode: line.episode }));
    let withdraw = view.pulse.as_ref().map(|_| (say!("Withdraw call"), Action::WithdrawPulse { account }));
    let call = (say!("Set call…"), Action::AskPulse { account, band: None, until: None });
    let mute = (say!("Mute a signal…"), Action::Record(RecordClick::Mute(MuteClick::Ask { account })));
    gravest.into_iter().chain([call]).chain(withdraw).chain([mute]).collect()
}

#[cfg(test)]
mod tests;
