//! A person's day: in the morning by itself, or whenever it is asked for. Three minutes to read, silent sections left out.

use chrono::{DateTime, Utc};
use slack_morphism::prelude::*;

use super::digest_rows::{changed, proposed, quiet, renewal, step, waiting};
use super::freshness::as_of;
use super::kit::{
    Piece, actions, button, clock, context, divider, has_room, header, in_a_line, menu, name, plain_name, section,
    section_with, select, weekday, whole,
};
use super::leave::{away, long, without_cover};
use super::message::{Message, Onlookers, Scene};
use super::renewals::page_of as renewals_page;
use super::words::mention;
use crate::domain::account::{AccountRef, BookFilter, BookScope};
use crate::domain::digest::{Change, Covered, DigestView, DueStep, ProposedPlay, ROWS_PER_SECTION, Section};
use crate::domain::playbook::StepState;
use crate::domain::renewal::Outlook;
use crate::slack::action::{Action, DigestSection, StepClick, StepSeen};

/// Characters of what stands around the sections.
const FRAME: usize = 1_500;
/// Accounts that are offered to be opened.
const MOST_NAMES: usize = 20;
/// The same on a full day: as many as leave room for the rows themselves.
const NAMES: [usize; 3] = [MOST_NAMES, 10, 5];

/// The day. `command` is what the command is called here.
pub fn digest(view: &DigestView, command: &str, onlookers: Onlookers, now: DateTime<Utc>) -> Message {
    let scene = Scene::new(view.zone, onlookers, now);
    let headline = headline(view);
    let mut pieces = vec![Piece::kept(header(&headline)), Piece::kept(context(&day_line(view)))];
    pieces.extend(body(view, scene, now));
    pieces.push(Piece::kept(context(&footer(view, command, scene))));
    Message::new(&format!("{headline} · {}", day_line(view)), pieces)
}

/// All rows of one section, for "+3 more".
pub fn digest_section(view: &DigestView, of: DigestSection, now: DateTime<Utc>) -> Message {
    let scene = Scene::new(view.zone, Onlookers::Members, now);
    let title = format!("{}: {}", title(of), whole(n_rows(view, of)));
    let rows = lines(view, of, Rows::All, scene, now);
    let accounts = openings(rows.iter().map(|(account, _)| account));
    let mut pieces = vec![Piece::kept(header(&title))];
    pieces.extend(rows.iter().map(|(_, line)| Piece::row(vec![section(line)])));
    let n_missing = n_rows(view, of) - rows.len();
    if 0 < n_missing {
        pieces.push(Piece::kept(context(&say!("+{n_missing} more", n_missing))));
    }
    pieces.extend(to_open(&accounts, MOST_NAMES));
    pieces
        .push(Piece::kept(context(&say!("🔒 Only visible to you · {as_of}", as_of = as_of(&view.as_of, scene.today)))));
    Message::new(&title, pieces)
}

/// The sections with anything in them; a sentence when there is nothing at all.
pub(super) fn body(view: &DigestView, scene: Scene, now: DateTime<Utc>) -> Vec<Piece> {
    let covered = || view.covering.iter().flat_map(|covered| covering(covered, scene, now));
    if view.n_rows() == 0 {
        let own = if view.is_silent() { silence(view) } else { Vec::new() };
        return own.into_iter().chain(covered()).collect();
    }
    let laid_out = |layout| sections(view, scene, now, layout).into_iter().chain(covered()).collect::<Vec<_>>();
    let roomy = laid_out(Layout::Roomy);
    if has_room(&roomy, FRAME) {
        return roomy;
    }
    let [most, fewer, least] = NAMES.map(|n_names| laid_out(Layout::Tight { n_names }));
    [most, fewer].into_iter().find(|pieces| has_room(pieces, FRAME)).unwrap_or(least)
}

/// Accounts, each once, to be opened.
fn openings<'a>(accounts: impl IntoIterator<Item = &'a AccountRef>) -> Vec<(String, Action)> {
    let mut openings: Vec<(String, Action)> = Vec::new();
    for account in accounts {
        let open = Action::OpenAccount { account: account.id };
        if !openings.iter().any(|(_, known)| *known == open) {
            openings.push((plain_name(&account.name), open));
        }
    }
    openings
}

/// One list of the first of them.
fn to_open(openings: &[(String, Action)], most: usize) -> Option<Piece> {
    let first = &openings[..openings.len().min(most)];
    let choose = (!first.is_empty()).then(|| select(say!("Open a card…"), first));
    choose.and_then(|choose| actions(vec![choose.into()])).map(Piece::kept)
}

/// The day of somebody who is away, under a heading of its own; its rows give way first.
fn covering(covered: &Covered, scene: Scene, now: DateTime<Utc>) -> Vec<Piece> {
    if covered.day.n_rows() == 0 {
        return Vec::new();
    }
    let who = covered.day.person.as_ref().map(|person| name(&person.name)).unwrap_or_default();
    let (until, why) = (long(covered.until, scene.today), without_cover(covered.no_cover));
    let heading = say!("*Covering for {who} until {until}{why}*", who, until, why);
    let mut pieces = vec![Piece::kept(divider()), Piece::kept(section(&heading))];
    pieces.extend(due_steps(&covered.day.do_first, scene, now));
    for of in DigestSection::ALL.into_iter().filter(|of| *of != DigestSection::DoFirst) {
        let rows = lines(&covered.day, of, Rows::First, scene, now);
        if !rows.is_empty() {
            let texts: Vec<&str> = rows.iter().map(|(_, text)| text.as_str()).collect();
            let more = n_more(&covered.day, of);
            let more = if 0 < more { say!("\n+{more} more", more) } else { String::new() };
            pieces.push(Piece::row(vec![section(&format!("*{}*\n{}{more}", title(of), texts.join("\n")))]));
        }
    }
    pieces
}

fn sections(view: &DigestView, scene: Scene, now: DateTime<Utc>, layout: Layout) -> Vec<Piece> {
    let mut pieces = due_steps(&view.do_first, scene, now);
    pieces.extend(proposed_plays(&view.proposed, scene));
    let with_buttons = [DigestSection::DoFirst, DigestSection::Proposed];
    let mut shown: Vec<AccountRef> = Vec::new();
    for of in DigestSection::ALL.into_iter().filter(|of| !with_buttons.contains(of)) {
        let rows = lines(view, of, Rows::First, scene, now);
        match layout {
            _ if rows.is_empty() => {}
            Layout::Roomy => pieces.push(roomy(of, &rows)),
            Layout::Tight { .. } => {
                pieces.push(Piece::kept(section(&format!("*{}*", title(of)))));
                pieces.extend(rows.iter().map(|(_, text)| Piece::row(vec![section(text)])));
                shown.extend(rows.into_iter().map(|(account, _)| account));
            }
        }
    }
    if let Layout::Tight { n_names } = layout {
        pieces.extend(to_open(&openings(&shown), n_names));
    }
    let more = DigestSection::ALL.into_iter().filter_map(|section| {
        let n = n_more(view, section);
        let label = format!("+{} {}", whole(n), in_a_line(title(section)));
        (0 < n).then(|| button(&label, &Action::ShowMore { section }).into())
    });
    let signals = has_signals(view).then(|| button(say!("Open signals"), &signals_of(view)).into());
    let unreviewed = view.renewals.rows.iter().any(|row| row.unreviewed);
    let unreviewed = unreviewed.then(|| button(say!("Not reviewed"), &unreviewed_of(view)).into());
    pieces.extend(actions(more.chain(signals).chain(unreviewed).collect()).map(Piece::kept));
    pieces
}

fn has_signals(view: &DigestView) -> bool {
    view.changed.rows.iter().chain(&view.good_news.rows).any(|change| match change {
        Change::Signals(_) => true,
        Change::Good(_) => false,
        Change::Band(change) => !change.signals.is_empty(),
    })
}

fn signals_of(view: &DigestView) -> Action {
    Action::RisksPage { kinds: vec![], filter: accounts_of(view), page: 0 }
}

/// The accounts that a digest is about, for whoever reads it.
fn accounts_of(view: &DigestView) -> BookFilter {
    let scope = match (&view.person, &view.read_by) {
        (Some(person), Some(_)) => BookScope::Of(person.id),
        (Some(_), None) => BookScope::Mine,
        (None, _) => BookScope::All,
    };
    BookFilter { scope, team: view.team.clone(), ..BookFilter::default() }
}

fn unreviewed_of(view: &DigestView) -> Action {
    let filter = BookFilter { outlooks: vec![Outlook::NotReviewed], ..accounts_of(view) };
    Action::FilteredRenewals { window_days: None, filter, page: 0 }
}

/// How sections are laid out.
#[derive(Clone, Copy)]
enum Layout {
    /// One block each, with a menu that opens each row's card.
    Roomy,
    /// A block a row, which can be left out one by one, and one list to open any of their cards.
    Tight {
        /// Accounts in that list at most.
        n_names: usize,
    },
}

/// `3 to do · 1 overdue · 2 renewals inside 60 days`: what there is, the most pressing first.
pub(super) fn headline(view: &DigestView) -> String {
    let count =
        |n: usize, one: &str, many: &str| (0 < n).then(|| format!("{} {}", whole(n), if n == 1 { one } else { many }));
    let renewals = usize::try_from(view.n_renewals_60d).unwrap_or(0);
    let parts = [
        count(view.do_first.n, say!("to do"), say!("to do")),
        count(view.n_overdue, say!("overdue"), say!("overdue")),
        count(view.proposed.n, say!("play proposed"), say!("plays proposed")),
        count(renewals, say!("renewal inside 60 days"), say!("renewals inside 60 days")),
        count(view.changed.n, say!("account changed"), say!("accounts changed")),
        count(view.waiting.n.saturating_sub(view.n_milestones), say!("customer waiting"), say!("customers waiting")),
        count(view.n_milestones, say!("milestone due"), say!("milestones due")),
        count(view.quiet.n, say!("account quiet"), say!("accounts quiet")),
        count(view.n_unreviewed, say!("renewal to review"), say!("renewals to review")),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().take(3).collect();
    match view.covering.iter().find(|covered| 0 < covered.day.n_rows()) {
        Some(covered) if parts.is_empty() => {
            let who = covered.day.person.as_ref().map(|person| plain_name(&person.name)).unwrap_or_default();
            say!("Covering for {who}: {day}", who, day = headline(&covered.day))
        }
        _ if parts.is_empty() => say!("Nothing due today").to_owned(),
        _ => parts.join(" · "),
    }
}

/// `Monday 2 March · scheduled for 09:00`, the latter when it comes late.
fn day_line(view: &DigestView) -> String {
    let late = view.late_for.map(|at| {
        say!(" · comes late: scheduled for {gathered_at}", gathered_at = clock(at, view.zone, view.gathered_at))
    });
    let whose = view.read_by.as_ref().zip(view.person.as_ref());
    let whose = whose.map(|(stand_in, person)| {
        say!(" · for {person}, {day}", person = mention(person), day = away(stand_in, view.day))
    });
    format!("{}{}{}", weekday(view.day), late.unwrap_or_default(), whose.unwrap_or_default())
}

fn silence(view: &DigestView) -> Vec<Piece> {
    let words = say!("Nothing is due, nobody waits, and nothing changed since the last working morning.");
    let book = Action::BookPage { filter: accounts_of(view), page: 0 };
    let renewals = renewals_page(&accounts_of(view), None, 0);
    let ways_on = actions(vec![button(say!("Book"), &book).into(), button(say!("Renewals"), &renewals).into()]);
    [Some(section(words)), ways_on].into_iter().flatten().map(Piece::kept).collect()
}

pub(super) fn due_steps(steps: &Section<DueStep>, scene: Scene, now: DateTime<Utc>) -> Vec<Piece> {
    if steps.rows.is_empty() {
        return vec![];
    }
    let mut pieces = vec![Piece::kept(section(&format!("*{}*", title(DigestSection::DoFirst))))];
    pieces.extend(steps.first().iter().map(|due| {
        let text = section(&step(due, scene, now));
        Piece::row([Some(text), actions(step_buttons(due))].into_iter().flatten().collect())
    }));
    pieces
}

fn proposed_plays(plays: &Section<ProposedPlay>, scene: Scene) -> Vec<Piece> {
    if plays.rows.is_empty() {
        return vec![];
    }
    let mut pieces = vec![Piece::kept(section(&format!("*{}*", title(DigestSection::Proposed))))];
    pieces.extend(plays.first().iter().map(|play| {
        let account = play.account.id;
        let start = Action::StartPlay { account, playbook: play.playbook.clone() };
        let buttons = if play.is_started {
            vec![button(say!("Open play"), &Action::OpenRuns { account }).into()]
        } else {
            let more = [(say!("Account card"), Action::OpenAccount { account })];
            vec![button(say!("Start"), &start).into(), menu(&more).into()]
        };
        Piece::row([Some(section(&proposed(play, scene))), actions(buttons)].into_iter().flatten().collect())
    }));
    pieces
}

fn step_buttons(due: &DueStep) -> Vec<SlackActionBlockElement> {
    let (step, version) = (due.step, due.version);
    match due.state {
        StepState::Waiting | StepState::Done | StepState::Skipped | StepState::Snoozed => vec![],
        StepState::Due | StepState::Acknowledged | StepState::Blocked => {
            let by = |working_days| Action::Snooze { step, version, working_days };
            let more = [
                (say!("Snooze 1 working day"), by(1)),
                (say!("Snooze 3 working days"), by(3)),
                (say!("Snooze until…"), Action::AskSnooze { step, version }),
                (say!("Blocked…"), Action::Step(StepClick::AskBlock(StepSeen { step, version }))),
                (say!("Open step"), Action::Step(StepClick::Open { step })),
            ];
            vec![button(say!("Done…"), &Action::AskFinish { step, version }).into(), menu(&more).into()]
        }
    }
}

fn roomy(of: DigestSection, rows: &[(AccountRef, String)]) -> Piece {
    let openings = openings(rows.iter().map(|(account, _)| account));
    let entries: Vec<(String, Action)> =
        openings.into_iter().map(|(account, open)| (say!("Open {account}", account), open)).collect();
    let entries: Vec<(&str, Action)> = entries.iter().map(|(label, open)| (label.as_str(), open.clone())).collect();
    let texts: Vec<&str> = rows.iter().map(|(_, text)| text.as_str()).collect();
    Piece::kept(section_with(&format!("*{}*\n{}", title(of), texts.join("\n")), menu(&entries)))
}

/// Which rows of a section.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rows {
    /// Those that the digest shows.
    First,
    /// Those that "+N more" opens.
    All,
}

impl Rows {
    fn of<T>(self, section: &Section<T>) -> &[T] {
        if self == Self::First { section.first() } else { &section.rows }
    }
}

fn lines(
    view: &DigestView,
    of: DigestSection,
    rows: Rows,
    scene: Scene,
    now: DateTime<Utc>,
) -> Vec<(AccountRef, String)> {
    let changes = |section: &Section<Change>| -> Vec<(AccountRef, String)> {
        rows.of(section).iter().map(|row| (row.account().clone(), changed(row, scene))).collect()
    };
    match of {
        DigestSection::DoFirst => {
            rows.of(&view.do_first).iter().map(|row| (row.account.clone(), step(row, scene, now))).collect()
        }
        DigestSection::Proposed => {
            rows.of(&view.proposed).iter().map(|row| (row.account.clone(), proposed(row, scene))).collect()
        }
        DigestSection::Changed => changes(&view.changed),
        DigestSection::Waiting => {
            rows.of(&view.waiting).iter().map(|row| (row.account().clone(), waiting(row, scene))).collect()
        }
        DigestSection::Renewals => {
            rows.of(&view.renewals).iter().map(|row| (row.account.clone(), renewal(row, scene))).collect()
        }
        DigestSection::Quiet => {
            rows.of(&view.quiet).iter().map(|row| (row.account.clone(), quiet(row, scene))).collect()
        }
        DigestSection::GoodNews => changes(&view.good_news),
    }
}

fn title(of: DigestSection) -> &'static str {
    match of {
        DigestSection::DoFirst => say!("Do first"),
        DigestSection::Proposed => say!("Proposed plays"),
        DigestSection::Changed => say!("Changed overnight"),
        DigestSection::Waiting => say!("Waiting on you"),
        DigestSection::Renewals => say!("Renewals"),
        DigestSection::Quiet => say!("Getting quiet"),
        DigestSection::GoodNews => say!("Good news"),
    }
}

/// Rows in all.
fn n_rows(view: &DigestView, of: DigestSection) -> usize {
    match of {
        DigestSection::DoFirst => view.do_first.n,
        DigestSection::Proposed => view.proposed.n,
        DigestSection::Changed => view.changed.n,
        DigestSection::Waiting => view.waiting.n,
        DigestSection::Renewals => view.renewals.n,
        DigestSection::Quiet => view.quiet.n,
        DigestSection::GoodNews => view.good_news.n,
    }
}

/// Rows that the digest does not show.
fn n_more(view: &DigestView, of: DigestSection) -> usize {
    n_rows(view, of).saturating_sub(ROWS_PER_SECTION)
}

fn footer(view: &DigestView, command: &str, scene: Scene) -> String {
    let as_of = as_of(&view.as_of, scene.today);
    match (&view.schedule, &view.person) {
        (None, _) => say!("🔒 Only visible to you · {as_of}", as_of),
        (Some(_), Some(_)) => {
            say!("{as_of} · your daily digest; another hour: `{command} digest daily 8:30`", as_of, command)
        }
        (Some(_), None) => say!("{as_of} · this channel's daily digest", as_of),
    }
}

#[cfg(test)]
mod tests;
