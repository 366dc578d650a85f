//! One CSM: everything that a leader, or they themselves, may want to know, and the accounts behind each number.

use chrono::{DateTime, Utc};
use slack_morphism::prelude::*;

use super::capacity::{check_lines, load_words};
use super::kit::{
    Piece, actions, ago, button, clock, context, count, date, header, inert, menu, name, per_cent, plain_name, section,
    section_with, whole,
};
use super::message::{Message, Reader, Scene};
use super::team::bands_by_arr;
use super::words::{band_in_a_line, play_title, segment};
use crate::domain::account::AccountRef;
use crate::domain::effort::{Mismatch, Purpose, TOUCH_DAYS, TimeSplit, WrongTouch};
use crate::domain::rules::TimeRules;
use crate::domain::team::{Behind, CsmRow, Part, PartView, TeamView};
use crate::slack::action::{Action, LeaderClick};

/// One CSM's load, week and numbers.
pub fn csm(reader: &Reader, row: &CsmRow, view: &TeamView, now: DateTime<Utc>) -> Message {
    let headline = format!("{}: {}", name(&row.person.name), load_words(row));
    let mut blocks = vec![
        header(&plain_name(&row.person.name)),
        section(&say!("*Capacity* {load_words}", load_words = load_words(row))),
    ];
    let checks = check_lines(row);
    blocks.extend((!checks.is_empty()).then(|| section(&checks.join("\n"))));
    blocks.extend(bands_by_arr(row).map(|bands| section(&say!("*Health* {bands}", bands))));
    blocks.push(section(&week(&row.time, &view.target)));
    blocks.extend(actions(parts(row)));
    let as_of = clock(view.as_of, reader.zone, now);
    let foot =
        say!("🔒 Only visible to you · a week is told by touches with minutes, on the phase and colour of their day");
    blocks.push(context(&say!("{foot} · as of {as_of}", foot, as_of)));
    Message::of(&headline, blocks)
}

fn week(time: &TimeSplit, target: &TimeRules) -> String {
    let without = (0 < time.n_without_minutes).then(|| {
        say!(
            "{n_without_minutes} without minutes, left out",
            n_without_minutes = count(time.n_without_minutes, say!("touch"), say!("touches"))
        )
    });
    let shares = Purpose::TARGETED.into_iter().filter_map(|purpose| {
        let (percent, target) = (time.percent(purpose)?, purpose.target(target)?);
        Some(say!(
            "{purpose_word} {percent} (target {target})",
            purpose_word = purpose_word(purpose),
            percent = per_cent(percent),
            target
        ))
    });
    let unknown = time.percent(Purpose::Unknown).filter(|percent| 0 < *percent);
    let unknown = unknown.map(|percent| format!("{} {}", purpose_word(Purpose::Unknown), per_cent(percent)));
    let shares: Vec<String> = shares.chain(unknown).collect();
    let shares = if shares.is_empty() { say!("no touch says its minutes").to_owned() } else { shares.join(" · ") };
    let facing = time.customer_facing_percent().map(|percent| {
        let [least, most] = target.customer_facing;
        say!(
            "With customers {percent} of their working time (target {least} to {most})",
            percent = per_cent(percent),
            least,
            most
        )
    });
    let lines = [Some(say!("*Last 4 weeks, beside the target*\n{shares}", shares)), facing, without];
    lines.into_iter().flatten().collect::<Vec<_>>().join("\n")
}

fn purpose_word(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Red => say!("red"),
        Purpose::Yellow => say!("yellow"),
        Purpose::Green => say!("green"),
        Purpose::Onboarding => say!("onboarding"),
        Purpose::Reviews => say!("reviews"),
        Purpose::Unknown => say!("no colour"),
    }
}

/// A button a number that is not nothing.
fn parts(row: &CsmRow) -> Vec<SlackActionBlockElement> {
    let numbers = [
        (Part::Book, row.n_accounts),
        (Part::Red, row.bands.red),
        (Part::Renewals, row.n_renewals),
        (Part::Overdue, row.n_overdue),
        (Part::Signals, row.n_signals),
        (Part::Wrong, row.n_wrong),
        (Part::Disagreements, row.n_disagreements),
    ];
    let open = |(part, n): (Part, i64)| {
        let action = Action::OpenPart { person: row.person.id, part };
        (0 < n).then(|| button(&format!("{} ({})", part_label(part), whole(n)), &action).into())
    };
    numbers.into_iter().filter_map(open).collect()
}

fn part_label(part: Part) -> &'static str {
    match part {
        Part::Book => say!("Book"),
        Part::Red => say!("Red"),
        Part::Renewals => say!("Renewals in 60 days"),
        Part::Overdue => say!("Overdue steps"),
        Part::Signals => say!("Signals"),
        Part::Wrong => say!("Wrong touch"),
        Part::Disagreements => say!("Calls against the score"),
    }
}

/// The accounts behind a number, with the reason of each.
pub fn part(reader: &Reader, view: &PartView, now: DateTime<Utc>) -> Message {
    let scene = Scene::private(reader, now);
    let n = i64::try_from(view.rows.len()).unwrap_or(i64::MAX);
    let headline = say!("{part}: {n} of {person}", part = part_label(view.part), n, person = name(&view.person.name));
    let title =
        say!("{part}: {n} of {person}", part = part_label(view.part), n, person = plain_name(&view.person.name));
    let mut pieces = vec![Piece::kept(header(&title))];
    pieces.extend(view.rows.iter().map(|(account, behind)| Piece::row(vec![behind_row(account, behind, scene)])));
    let note = if view.rows.is_empty() { say!("Nothing is left of it.") } else { say!("🔒 Only visible to you") };
    pieces.push(Piece::kept(context(note)));
    Message::new(&headline, pieces)
}

fn behind_row(account: &AccountRef, behind: &Behind, scene: Scene) -> SlackBlock {
    let why = match behind {
        Behind::Overdue { title, due_at } => {
            say!(
                "{title} · due {date_naive}",
                title = play_title(title),
                date_naive = date(due_at.with_timezone(&scene.zone).date_naive(), scene.today)
            )
        }
        Behind::Signal { kind, since } => {
            format!("{} · {}", inert(&kind.to_uppercase(), 4), ago(scene.days_since(*since)))
        }
        Behind::Wrong(wrong) => wrong_words(wrong),
        Behind::Disagreement { person, score, reason } => say!(
            "called {called}, scored {scored} · {reason}",
            called = band_in_a_line(Some(*person)),
            scored = band_in_a_line(*score),
            reason = inert(reason, 80)
        ),
    };
    let mut entries = vec![
        (say!("Open card"), Action::OpenAccount { account: account.id }),
        (say!("Why"), Action::OpenWhy { account: account.id }),
    ];
    if let Behind::Wrong(_) = behind {
        entries.push((say!("Set segment…"), Action::Leader(LeaderClick::AskSegment { account: account.id })));
    }
    section_with(&format!("*{}* · {why}", name(&account.name)), menu(&entries))
}

/// `6 touches in 90 days for low-touch: more than the next segment up gets`.
fn wrong_words(wrong: &WrongTouch) -> String {
    let of = segment(wrong.segment);
    match wrong.what {
        Mismatch::TooMuch { n_touches } => say!(
            "{n_touches} in {TOUCH_DAYS}\u{A0}days for {of}: more than the next segment up gets",
            n_touches = count(n_touches, say!("touch"), say!("touches")),
            TOUCH_DAYS,
            of
        ),
        Mismatch::TooLittle => say!("{of}, and ready to grow: worth a person's time", of),
    }
}
