//! A leader's view: a row a CSM, and behind each the way to its numbers.

use chrono::{DateTime, Utc};
use slack_morphism::prelude::*;

use super::capacity::{fit_word, nobodys};
use super::kit::{Piece, actions, button, clock, context, count, header, per_cent, section_with, totals};
use super::message::{Message, Reader};
use super::words::mention;
use crate::domain::money::Totals;
use crate::domain::team::{CsmRow, TeamView};
use crate::slack::action::Action;

/// Each CSM with accounts, colours, what is at risk and what waits.
pub fn team(reader: &Reader, view: &TeamView, now: DateTime<Utc>) -> Message {
    let headline = headline(view);
    let mut pieces = vec![Piece::kept(header(&headline.replace('\u{A0}', " ")))];
    pieces.extend(view.rows.iter().map(|row| Piece::row(vec![csm_row(row)])));
    pieces.extend(nobodys(view).map(Piece::kept));
    let capacity = button(say!("Capacity"), &Action::Capacity { whose: view.whose.clone() });
    pieces.extend(actions(vec![capacity.into()]).map(Piece::kept));
    let as_of = clock(view.as_of, reader.zone, now);
    let foot = say!("🔒 Only visible to you · heaviest load first · Open leads to the accounts of each number");
    pieces.push(Piece::kept(context(&say!("{foot} · as of {as_of}", foot, as_of))));
    Message::new(&headline, pieces)
}

/// `3 CSMs · 20 accounts: 2 red, 1 over capacity, 4 steps overdue`.
fn headline(view: &TeamView) -> String {
    let sum = |of: fn(&CsmRow) -> i64| view.rows.iter().map(of).sum::<i64>();
    let n = i64::try_from(view.rows.len()).unwrap_or(i64::MAX);
    if n == 0 {
        return say!("No CSM works accounts there").to_owned();
    }
    let parts = [
        say!("{sum} red", sum = sum(|row| row.bands.red)),
        say!("{n_over} over capacity", n_over = view.n_over()),
        say!("{sum} overdue", sum = count(sum(|row| row.n_overdue), say!("step"), say!("steps"))),
    ];
    let accounts = count(sum(|row| row.n_accounts), say!("account"), say!("accounts"));
    format!("{} · {accounts}: {}", count(n, say!("CSM"), say!("CSMs")), parts.join(", "))
}

fn csm_row(row: &CsmRow) -> SlackBlock {
    let accounts = count(row.n_accounts, say!("account"), say!("accounts"));
    let first = format!("*{}* · {accounts} · {}", mention(&row.person), totals(&row.arr));
    let lines = [Some(first), bands_by_arr(row), Some(waiting(row))];
    let text = lines.into_iter().flatten().collect::<Vec<_>>().join("\n");
    section_with(&text, button(say!("Open"), &Action::OpenCsm { person: row.person.id }))
}

/// `🔴 2 red $90K at risk · 🟢 3 green $300K`: colours by count and by revenue.
pub(super) fn bands_by_arr(row: &CsmRow) -> Option<String> {
    let [red, yellow, green, unknown] = &row.arr_by_band;
    let parts = [
        ("🔴", row.bands.red, say!("red"), red, say!(" at risk")),
        ("🟡", row.bands.yellow, say!("yellow"), yellow, ""),
        ("🟢", row.bands.green, say!("green"), green, ""),
        ("⚪", row.bands.unknown, say!("not enough data"), unknown, ""),
    ];
    let words = |(sign, n, word, arr, is): (&str, i64, &str, &Totals, &str)| {
        (0 < n).then(|| format!("{sign} {n} {word} {}{is}", totals(arr)))
    };
    let words: Vec<String> = parts.into_iter().filter_map(words).collect();
    (!words.is_empty()).then(|| words.join(" · "))
}

/// What waits; what is nothing is not told, but the load always is.
fn waiting(row: &CsmRow) -> String {
    let load = say!(
        "load {load_percent}, {fit_word}",
        load_percent = per_cent(row.carried.load_percent()),
        fit_word = fit_word(row.carried.fit())
    );
    let counts = [
        (row.n_renewals, say!("renewal in 60\u{A0}days"), say!("renewals in 60\u{A0}days")),
        (row.n_overdue, say!("step overdue"), say!("steps overdue")),
        (row.n_signals, say!("open signal"), say!("open signals")),
        (row.n_disagreements, say!("call against the score"), say!("calls against the score")),
        (row.n_wrong, say!("wrong touch"), say!("wrong touches")),
    ];
    let counts = counts.into_iter().filter(|(n, ..)| 0 < *n).map(|(n, one, many)| count(n, one, many));
    [load].into_iter().chain(counts).collect::<Vec<_>>().join(" · ")
}
