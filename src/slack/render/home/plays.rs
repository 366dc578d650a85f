//! The tab of plays: what its reader owes, then the plays that they run.

use chrono::{DateTime, Utc};
use slack_morphism::prelude::*;

use super::super::book::Pages;
use super::super::digest::due_steps;
use super::super::kit::{Piece, actions, button, context, count, header, section};
use super::super::message::{Message, Reader, Scene};
use super::super::plays::run;
use crate::domain::digest::ROWS_PER_SECTION;
use crate::domain::home::PlaysView;
use crate::slack::action::{Action, DigestSection, HomeClick};

/// Steps and plays.
pub fn home_plays(reader: &Reader, view: &PlaysView, now: DateTime<Utc>) -> Message {
    let scene = Scene::private(reader, now);
    let title = title(view);
    let mut pieces = vec![Piece::kept(header(&title))];
    pieces.extend(due_steps(&view.steps, scene, now));
    let n_more = view.steps.n.saturating_sub(ROWS_PER_SECTION);
    let more = say!("All {steps} steps…", steps = view.steps.n);
    let more = (0 < n_more).then(|| button(&more, &Action::ShowMore { section: DigestSection::DoFirst }).into());
    pieces.extend(actions(more.into_iter().collect()).map(Piece::kept));
    pieces.push(Piece::kept(section(at_work(view))));
    pieces.extend(view.runs.iter().map(|row| Piece::row(vec![run(reader, row, None, now)])));
    pieces.extend(actions(ways_on(view)).map(Piece::kept));
    if 0 < view.n_runs {
        let pages = Pages { page: view.page, size: view.page_size, n: view.n_runs };
        pieces.push(Piece::kept(context(&say!("{pages} · the one due soonest first", pages = pages.words()))));
    }
    Message::new(&title, pieces)
}

/// `2 steps to do · 1 overdue · 3 plays at work`.
fn title(view: &PlaysView) -> String {
    let n = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let steps = match view.steps.n {
        0 => say!("Nothing to do").to_owned(),
        steps => say!("{steps} to do", steps = count(n(steps), say!("step"), say!("steps"))),
    };
    let overdue = (0 < view.n_overdue).then(|| say!("{n_overdue} overdue", n_overdue = view.n_overdue));
    let runs =
        (0 < view.n_runs).then(|| say!("{n_runs} at work", n_runs = count(view.n_runs, say!("play"), say!("plays"))));
    let parts: Vec<String> = [Some(steps), overdue, runs].into_iter().flatten().collect();
    parts.join(" · ").replace('\u{A0}', " ")
}

fn at_work(view: &PlaysView) -> &'static str {
    if view.n_runs == 0 {
        say!("*At work*\nYou run no play. Start one from an account's card or from a signal.")
    } else {
        say!("*At work*")
    }
}

fn ways_on(view: &PlaysView) -> Vec<SlackActionBlockElement> {
    let turn = |page| Action::Home(HomeClick::Plays { page });
    let back = (0 < view.page).then(|| button(say!("‹ Back"), &turn(view.page - 1)).into());
    let is_last = view.n_runs <= (view.page + 1) * view.page_size;
    let on = (!is_last).then(|| button(say!("Next ›"), &turn(view.page + 1)).into());
    let all = Some(button(say!("All playbooks…"), &Action::ListPlays).into());
    [back, on, all].into_iter().flatten().collect()
}
