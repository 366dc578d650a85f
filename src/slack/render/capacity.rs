//! What CSMs carry, the heaviest load first.

use chrono::{DateTime, Utc};
use slack_morphism::prelude::*;

use super::kit::{
    Piece, actions, button, clock, context, count, header, money, name, per_cent, plain_name, section, section_with,
    totals,
};
use super::message::{Message, Reader};
use super::sight::partial;
use super::words::{mention, segment};
use crate::domain::account::{BookFilter, BookScope};
use crate::domain::capacity::{ArrCheck, Carried, Fit, SegmentCheck};
use crate::domain::team::{CsmRow, TeamView, TechTouch};
use crate::slack::action::Action;

/// Names in the headline.
const MOST_NAMED: usize = 3;

/// A row a CSM, with each check and who is over by how much.
pub fn capacity(reader: &Reader, view: &TeamView, now: DateTime<Utc>) -> Message {
    let title = headline(view, plain_name);
    let mut pieces = vec![Piece::kept(header(&title.replace('\u{A0}', " ")))];
    pieces.extend(view.rows.iter().map(|row| Piece::row(vec![csm_row(row)])));
    pieces.extend(view.tech_touch.iter().map(|tech| Piece::kept(section(&tech_words(tech)))));
    pieces.extend(nobodys(view).map(Piece::kept));
    let team = button(say!("Team"), &Action::Team { whose: view.whose.clone() });
    pieces.extend(actions(vec![team.into()]).map(Piece::kept));
    let as_of = clock(view.as_of, reader.zone, now);
    let foot = say!("🔒 Only visible to you · load: the sum of each segment's accounts ÷ its most");
    pieces.extend(partial(reader, BookScope::All).map(Piece::kept));
    pieces.push(Piece::kept(context(&say!("{foot} · as of {as_of}", foot, as_of))));
    Message::new(&headline(view, name), pieces)
}

/// `1 of 7 CSMs over capacity: Bo Carter by $2.2M in high-touch`.
fn headline(view: &TeamView, called: fn(&str) -> String) -> String {
    let n = i64::try_from(view.rows.len()).unwrap_or(i64::MAX);
    let over = view.rows.iter().filter(|row| row.carried.fit() == Fit::Over);
    let named: Vec<String> =
        over.take(MOST_NAMED).map(|row| format!("{}{}", called(&row.person.name), by_how_much(&row.carried))).collect();
    match (n, view.n_over()) {
        (0, _) => say!("No CSM works accounts there").to_owned(),
        (n, 0) => say!("Nobody of {csms} is over capacity", csms = count(n, say!("CSM"), say!("CSMs"))),
        (n, n_over) => say!(
            "{n_over} of {csms} over capacity: {named}",
            n_over,
            csms = count(n, say!("CSM"), say!("CSMs")),
            named = named.join(", ")
        ),
    }
}

fn by_how_much(carried: &Carried) -> String {
    let overs: Vec<String> = carried.checks.iter().flat_map(overs).collect();
    if overs.is_empty() {
        say!(" at {load_percent}", load_percent = per_cent(carried.load_percent()))
    } else {
        say!(" by {overs}", overs = overs.join(say!(" and ")))
    }
}

fn overs(check: &SegmentCheck) -> Vec<String> {
    let accounts = check.accounts_over().map(|over| count(over, say!("account"), say!("accounts")));
    let arr = check.arr.iter().filter_map(ArrCheck::over).map(money);
    accounts
        .into_iter()
        .chain(arr)
        .map(|over| say!("{over} in {segment}", over, segment = segment(check.segment)))
        .collect()
}

fn csm_row(row: &CsmRow) -> SlackBlock {
    let first = format!("{} *{}* · {}", fit_sign(row.carried.fit()), mention(&row.person), load_words(row));
    let lines: Vec<String> = [first].into_iter().chain(check_lines(row)).collect();
    section_with(&lines.join("\n"), button(say!("Open"), &Action::OpenCsm { person: row.person.id }))
}

/// `load 81 %, inside · 65 accounts · $3.2M`.
pub(super) fn load_words(row: &CsmRow) -> String {
    let arr = totals(&row.arr);
    let load = per_cent(row.carried.load_percent());
    say!(
        "load {load}, {fit_word} · {n_accounts} · {arr}",
        load,
        fit_word = fit_word(row.carried.fit()),
        n_accounts = count(row.n_accounts, say!("account"), say!("accounts")),
        arr
    )
}

/// A line a segment, each of its checks for itself.
pub(super) fn check_lines(row: &CsmRow) -> Vec<String> {
    let unscored = (0 < row.n_without_segment).then(|| {
        say!(
            "{n_without_segment} not scored yet, in no segment",
            n_without_segment = count(row.n_without_segment, say!("account"), say!("accounts"))
        )
    });
    row.carried.checks.iter().map(check_words).chain(unscored).collect()
}

fn check_words(check: &SegmentCheck) -> String {
    let arr = check.arr.iter().map(|arr| {
        let fit =
            arr.over().map_or_else(|| say!("inside").to_owned(), |over| say!("*over by {over}*", over = money(over)));
        say!(" · {held} of {most}, {fit}", held = money(arr.held), most = money(arr.most), fit)
    });
    format!("{}: {}{}", segment(check.segment), accounts_words(check), arr.collect::<String>())
}

fn accounts_words(check: &SegmentCheck) -> String {
    let [least, most] = check.range;
    let fit = match (check.accounts_fit(), check.accounts_over()) {
        (Fit::Over, Some(over)) => say!("*over by {over}*", over),
        (fit, _) => fit_word(fit).to_owned(),
    };
    say!(
        "{n_accounts} of {least} to {most}, {fit}",
        n_accounts = count(check.n_accounts, say!("account"), say!("accounts")),
        least,
        most,
        fit
    )
}

fn tech_words(tech: &TechTouch) -> String {
    let team = if tech.team.is_empty() {
        say!("people without a team").to_owned()
    } else {
        say!("team {team}", team = name(&tech.team))
    };
    say!(
        "{segment} of {team}: {check}",
        segment = segment(tech.check.segment),
        team,
        check = accounts_words(&tech.check)
    )
}

/// The accounts that nobody works, with the way to them.
pub(super) fn nobodys(view: &TeamView) -> Option<SlackBlock> {
    let held = &view.without_owner;
    let filter = BookFilter { scope: BookScope::Nobody, ..BookFilter::default() };
    let text = say!(
        "⚠ {n_accounts} without an owner · {arr}",
        n_accounts = count(held.n_accounts, say!("account"), say!("accounts")),
        arr = totals(&held.arr)
    );
    (0 < held.n_accounts).then(|| section_with(&text, button(say!("Show them"), &Action::BookPage { filter, page: 0 })))
}

pub(super) fn fit_word(fit: Fit) -> &'static str {
    match fit {
        Fit::Under => say!("under"),
        Fit::Inside => say!("inside"),
        Fit::Over => say!("over"),
    }
}

fn fit_sign(fit: Fit) -> &'static str {
    match fit {
        Fit::Under => "▽",
        Fit::Inside => "✓",
        Fit::Over => "⚠",
    }
}
