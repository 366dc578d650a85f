//! A success plan: its card, its forms, the message that asks a milestone's owner, and why something was not done.

mod forms;
mod nudge;
mod refused;
#[cfg(test)]
mod tests;
pub(super) mod words;

use chrono::{DateTime, Utc};
use slack_morphism::prelude::*;

use super::contact;
use super::kit::{
    Piece, actions, ago, button, clean, context, count, date, header, inert, menu, money, name, plain_name, primary,
    quoted, section, section_with, totals,
};
use super::message::{Message, Onlookers, Reader, Scene};
use super::share_answer::{Told, share_way};
use super::signal;
use crate::domain::plan::{Mark, Milestone, MilestoneState, PlanForm, PlanView, Stakeholder};
use crate::slack::action::{Action, PlanClick, QbrClick, ShareWhat};

pub use forms::{plan_fault, plan_form};
pub use nudge::{nudge_card, nudged};
pub(super) use refused::{refused, ways_on};

/// Lines of a section; the rest is a number.
const MOST_LINES: usize = 6;
/// Open milestones with a menu of their own.
const MOST_OPEN: usize = 8;
/// Characters of what people wrote, in a line.
const SAID: usize = 160;

/// The plan, for its asker alone.
pub fn plan_card(reader: &Reader, view: &PlanView, now: DateTime<Utc>) -> Message {
    let scene = Scene::private(reader, now);
    if !view.is_begun() {
        return no_plan(reader, view);
    }
    let mut pieces = vec![
        Piece::kept(header(&say!("{account} · success plan", account = plain_name(&view.account.name)))),
        Piece::kept(context(&position(view, scene))),
        Piece::kept(section_with(&goals(view, scene), menu(&forms(view, &goal_forms())))),
        Piece::kept(section_with(&metrics(view, scene), menu(&forms(view, &metric_forms(view))))),
    ];
    pieces.push(Piece::kept(section_with(&over(view, scene), ask(view, say!("Add milestone…"), PlanForm::Milestone))));
    pieces.extend(open(view, scene));
    pieces.push(Piece::row(vec![people(view, scene)]));
    pieces.push(Piece::row(vec![section_with(&risks(view, scene), risk_menu(view))]));
    pieces
        .push(Piece::row(vec![section_with(&values(view, scene), ask(view, say!("Record value…"), PlanForm::Value))]));
    pieces.extend(actions(buttons(reader, view)).map(Piece::kept));
    pieces.push(Piece::kept(context(&footer(view, scene))));
    Message::new(&headline(view, scene), pieces)
}

/// The plan for a channel. Guests read neither what it is worth nor who has a say, nor what people wrote of risks.
pub(super) fn told_to_others(view: &PlanView, scene: Scene) -> Told {
    let line = headline(view, scene);
    if !view.is_begun() {
        let line = say!("*{account}* has no success plan yet.", account = name(&view.account.name));
        return Told { pieces: vec![Piece::kept(section(&line))], line };
    }
    let mut open: Vec<&Milestone> =
        view.milestones.iter().filter(|milestone| milestone.state == MilestoneState::Open).collect();
    open.sort_by_key(|milestone| (milestone.due_on, milestone.number));
    let open = open.into_iter().take(MOST_OPEN).map(|milestone| words::milestone(milestone, scene));
    let milestones = std::iter::once(over(view, scene)).chain(open).collect::<Vec<_>>().join("\n");
    let mut texts = vec![goals(view, scene), metrics(view, scene), milestones];
    if is_told(scene.onlookers) {
        texts.extend([people_words(view, scene), risks(view, scene), values(view, scene)]);
    }
    let head = [
        header(&say!("{account} · success plan", account = plain_name(&view.account.name))),
        context(&position(view, scene)),
    ];
    let head = head.into_iter().map(Piece::kept);
    let pieces = head.chain(texts.iter().map(|text| Piece::row(vec![section(text)]))).collect();
    Told { line, pieces }
}

/// `TechCorp plan: 2 of 3 goals on track · next: 2 Usage audit, 12 Mar, Ana Ruiz`.
pub(super) fn headline(view: &PlanView, scene: Scene) -> String {
    let (n, all) = view.n_on_track();
    let goals = if all == 0 { say!("no goals").to_owned() } else { say!("{n} of {all} goals on track", n, all) };
    let next = view.next_milestone().map_or_else(
        || say!("no open milestone").to_owned(),
        |next| {
            let late = if next.is_overdue(scene.today) { say!("⚠ overdue") } else { say!("next") };
            let (title, due) = (inert(&next.title, 60), date(next.due_on, scene.today));
            format!("{late}: {} {title}, {due}, {}", next.number, name(&next.owner.name))
        },
    );
    say!("{account} plan: {goals} · {next}", account = name(&view.account.name), goals, next)
}

fn position(view: &PlanView, scene: Scene) -> String {
    let owner = view.owner.as_ref().map_or_else(|| say!("⚠ no owner").to_owned(), |owner| name(&owner.name));
    say!(
        "began {begins_on} · version {version} · owner {owner}",
        begins_on = date(view.begins_on, scene.today),
        version = view.version,
        owner
    )
}

fn goal_forms() -> [(&'static str, PlanForm); 2] {
    [(say!("Add goal…"), PlanForm::Goal), (say!("Goal stands…"), PlanForm::Call)]
}

fn metric_forms(view: &PlanView) -> Vec<(&'static str, PlanForm)> {
    let update = view.has_typed_metrics().then_some((say!("Update metric…"), PlanForm::Reading));
    [(say!("Add metric…"), PlanForm::Metric)].into_iter().chain(update).collect()
}

fn forms<'l>(view: &PlanView, forms: &[(&'l str, PlanForm)]) -> Vec<(&'l str, Action)> {
    let click = |form| Action::Plan(PlanClick::Ask { account: view.account.id, form });
    forms.iter().map(|(label, form)| (*label, click(*form))).collect()
}

fn ask(view: &PlanView, label: &str, form: PlanForm) -> SlackBlockButtonElement {
    button(label, &Action::Plan(PlanClick::Ask { account: view.account.id, form }))
}

/// A heading and its lines; the rest is a number, and nothing at all says so.
fn list(heading: &str, lines: Vec<String>, nothing: &str) -> String {
    let n_more = lines.len().saturating_sub(MOST_LINES);
    let mut shown: Vec<String> = lines.into_iter().take(MOST_LINES).collect();
    if shown.is_empty() {
        shown.push(nothing.to_owned());
    }
    if 0 < n_more {
        shown.push(say!("+{n_more} more", n_more));
    }
    format!("*{heading}*\n{}", shown.join("\n"))
}

fn goals(view: &PlanView, scene: Scene) -> String {
    let line = |(goal, standing): (&crate::domain::plan::Goal, _)| {
        let value = goal.value.filter(|_| is_told(scene.onlookers));
        let worth = value.map(|value| say!(" · worth {value}", value = money(value))).unwrap_or_default();
        let (sign, word) = words::goal(standing);
        format!("{} {sign} {word}: {}{worth}", goal.number, inert(&goal.words, SAID))
    };
    list(say!("Goals"), view.goals().into_iter().map(line).collect(), say!("None yet."))
}

fn metrics(view: &PlanView, scene: Scene) -> String {
    let lines = view.metrics().iter().map(|line| words::metric(line, scene.today)).collect();
    list(say!("Metrics: baseline → now → target"), lines, say!("None yet."))
}

/// The milestones that are over, in one paragraph.
fn over(view: &PlanView, scene: Scene) -> String {
    let (open, over): (Vec<&Milestone>, Vec<&Milestone>) =
        view.milestones.iter().partition(|milestone| milestone.state == MilestoneState::Open);
    let lines = over.iter().rev().map(|milestone| words::milestone(milestone, scene)).collect();
    let heading = say!("Milestones: {open} open, {over} over", open = open.len(), over = over.len());
    let nothing = if open.is_empty() { say!("None yet.") } else { say!("None is over yet.") };
    list(&heading, lines, nothing)
}

/// A row with a menu for each open milestone, the first due first.
fn open(view: &PlanView, scene: Scene) -> Vec<Piece> {
    let mut open: Vec<&Milestone> =
        view.milestones.iter().filter(|milestone| milestone.state == MilestoneState::Open).collect();
    open.sort_by_key(|milestone| (milestone.due_on, milestone.number));
    let rows = open.into_iter().take(MOST_OPEN).map(|milestone| {
        let (account, number) = (view.account.id, milestone.number);
        let mark = |mark| Action::Plan(PlanClick::Mark { account, number, mark });
        let entries = [
            (say!("Tick {number}", number), mark(Mark::Tick)),
            (
                say!("Nudge {owner}", owner = clean(&milestone.owner.name, 40)),
                Action::Plan(PlanClick::Nudge { account, number }),
            ),
            (say!("{number} will not be done", number), mark(Mark::Miss)),
        ];
        Piece::row(vec![section_with(&words::milestone(milestone, scene), menu_of(entries))])
    });
    rows.collect()
}

fn people(view: &PlanView, scene: Scene) -> SlackBlock {
    let text = people_words(view, scene);
    if view.stakeholders.is_empty() {
        section(&text)
    } else {
        section_with(&text, ask(view, say!("Stance…"), PlanForm::Stance))
    }
}

fn people_words(view: &PlanView, scene: Scene) -> String {
    let lines: Vec<String> = view.stakeholders.iter().map(|person| stakeholder(person, scene)).collect();
    list(say!("Stakeholders"), lines, say!("⚠ No contact known."))
}

fn stakeholder(person: &Stakeholder, scene: Scene) -> String {
    let here = match (person.left_on, person.last_contact_at) {
        (Some(left), _) => say!("⚠ left {num_days}", num_days = ago((scene.today - left).num_days())),
        (None, Some(at)) => say!("spoken to {at}", at = ago(scene.days_since(at))),
        (None, None) => say!("⚠ never spoken to").to_owned(),
    };
    let stance = person.stance.as_ref().map(|word| format!(" · {}", quoted(&inert(word, 40)))).unwrap_or_default();
    format!("• {}, {} · {here}{stance}", name(&person.name), contact::role_told(person.role))
}

fn risks(view: &PlanView, scene: Scene) -> String {
    let signals = view.signals.iter().filter(|line| line.kind.is_risk());
    let signals = signals.map(|line| {
        let what = signal::what(&line.evidence, say!("The account"), scene);
        say!(
            "• {signal} {what}, signal since {date_naive}",
            signal = signal::mark(line.kind),
            what,
            date_naive = date(line.opened_at.date_naive(), scene.today)
        )
    });
    let typed = view.content.open_risks().map(|risk| {
        let against = if risk.mitigation.is_empty() {
            say!(" · ⚠ nothing done about it").to_owned()
        } else {
            say!(" · against it: {mitigation}", mitigation = inert(&risk.mitigation, SAID))
        };
        format!("• {} {}{against}", risk.number, inert(&risk.words, SAID))
    });
    list(say!("Risks"), typed.chain(signals).collect(), say!("None known."))
}

/// What can be done about risks; a menu has room for four that can be closed.
fn risk_menu(view: &PlanView) -> SlackBlockOverflowElement {
    let (account, version) = (view.account.id, view.version);
    let close = view.content.open_risks().map(|risk| {
        let close = PlanClick::CloseRisk { account, number: risk.number, version };
        (say!("{number} is no risk any more", number = risk.number), Action::Plan(close))
    });
    let add = Action::Plan(PlanClick::Ask { account, form: PlanForm::Risk });
    menu_of(std::iter::once((say!("Add risk…").to_owned(), add)).chain(close))
}

fn menu_of(entries: impl IntoIterator<Item = (String, Action)>) -> SlackBlockOverflowElement {
    let entries: Vec<(String, Action)> = entries.into_iter().collect();
    let entries: Vec<(&str, Action)> = entries.iter().map(|(label, to)| (label.as_str(), to.clone())).collect();
    menu(&entries)
}

fn values(view: &PlanView, scene: Scene) -> String {
    let lines = view.values.iter().map(|value| {
        let (what, evidence) = (inert(&value.what, 100), inert(&value.evidence, 100));
        let evidence = if evidence.is_empty() { String::new() } else { format!(" ({evidence})") };
        format!("• {} {what}{evidence} · {}", money(value.amount), date(value.on, scene.today))
    });
    let sum = if view.values.is_empty() { String::new() } else { format!(": {}", totals(&view.realised())) };
    list(&say!("Value realised{sum}", sum), lines.collect(), say!("None recorded yet."))
}

fn buttons(reader: &Reader, view: &PlanView) -> Vec<SlackActionBlockElement> {
    let account = view.account.id;
    let mut elements: Vec<SlackActionBlockElement> = Vec::new();
    if let Some(next) = view.next_milestone() {
        let number = next.number;
        let tick = Action::Plan(PlanClick::Mark { account, number, mark: Mark::Tick });
        elements.push(primary(button(&say!("Tick {number}", number), &tick)).into());
        elements.push(
            button(&say!("Nudge on {number}", number), &Action::Plan(PlanClick::Nudge { account, number })).into(),
        );
    }
    elements.push(button(say!("QBR pack"), &Action::Qbr(QbrClick::Open { account, quarter: None })).into());
    elements.push(button(say!("Account card"), &Action::OpenAccount { account }).into());
    elements.extend(share_way(reader, ShareWhat::Plan { account }).map(Into::into));
    elements
}

fn footer(view: &PlanView, scene: Scene) -> String {
    let usage =
        view.data.active_users.map(|reading| say!(" · usage as of {as_of}", as_of = date(reading.as_of, scene.today)));
    say!("🔒 Only visible to you{usage}", usage = usage.unwrap_or_default())
}

/// There is none yet.
fn no_plan(reader: &Reader, view: &PlanView) -> Message {
    let text = say!("*{account}* has no success plan yet.", account = name(&view.account.name));
    let hint = say!("It begins with the first goal, in the customer's own words.");
    let buttons = vec![
        primary(ask(view, say!("Begin plan…"), PlanForm::Begin)).into(),
        ask(view, say!("Record value…"), PlanForm::Value).into(),
        button(say!("QBR pack"), &Action::Qbr(QbrClick::Open { account: view.account.id, quarter: None })).into(),
        button(say!("Account card"), &Action::OpenAccount { account: view.account.id }).into(),
    ];
    let typed = context(&say!(
        "🔒 Only visible to you · later: `{command} plan {account}`",
        command = reader.command,
        account = name(&view.account.name)
    ));
    Message::of(&text, [Some(section(&format!("{text} {hint}"))), actions(buttons), Some(typed)].into_iter().flatten())
}

/// What was changed, after a form.
pub fn plan_changed(
    view: &PlanView,
    change: crate::domain::plan::Change,
    reader: &Reader,
    now: DateTime<Utc>,
) -> Message {
    let text = format!("*{}*: {}", name(&view.account.name), words::change(change));
    let open = button(say!("Open plan"), &Action::Plan(PlanClick::Open { account: view.account.id }));
    let (n, all) = view.n_on_track();
    let scene = Scene::private(reader, now);
    let state = say!(
        "{n} of {all} on track · version {version}",
        n,
        all = count(i64::try_from(all).unwrap_or(0), say!("goal"), say!("goals")),
        version = view.version
    );
    let next =
        view.next_milestone().map(|next| say!(" · next: {milestone}", milestone = words::milestone(next, scene)));
    let blocks = [
        Some(section(&text)),
        view.is_begun().then(|| context(&format!("{state}{}", next.unwrap_or_default()))),
        actions(vec![open.into()]),
    ];
    Message::of(&text, blocks.into_iter().flatten())
}

/// A milestone was marked, by a line that somebody typed.
pub fn milestone_marked(reader: &Reader, view: &PlanView, milestone: &Milestone, now: DateTime<Utc>) -> Message {
    let scene = Scene::private(reader, now);
    let text = format!("*{}*: {}", name(&view.account.name), words::milestone(milestone, scene));
    let next = view.next_milestone();
    let next = next.map_or_else(
        || say!("No milestone is open.").to_owned(),
        |next| say!("Next: {milestone}", milestone = words::milestone(next, scene)),
    );
    let open = button(say!("Open plan"), &Action::Plan(PlanClick::Open { account: view.account.id }));
    Message::of(&text, [Some(section(&text)), Some(context(&next)), actions(vec![open.into()])].into_iter().flatten())
}

/// Money and names of contacts are for members alone.
pub(super) fn is_told(onlookers: Onlookers) -> bool {
    onlookers == Onlookers::Members
}
