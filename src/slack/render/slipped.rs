//! What moved since last week: what slipped first, with from and to; then what went well.

use chrono::{DateTime, NaiveDate, Utc};
use slack_morphism::prelude::*;

use super::book::book_words;
use super::kit::{
    Piece, actions, button, context, count, date, header, inert, menu, money, money_change, name, quoted, section,
    section_with, totals,
};
use super::message::{Message, Onlookers, Reader, Scene};
use super::renewals::page_of;
use super::words::{category, health};
use crate::domain::account::BookFilter;
use crate::domain::money::Totals;
use crate::domain::renewal::{DiffView, HistoryLine, Move, Moved};
use crate::slack::action::Action;

/// Characters of a reason.
const REASON: usize = 120;

/// What moved between two weeks.
pub fn slipped(reader: &Reader, view: &DiffView, now: DateTime<Utc>) -> Message {
    let scene = Scene::private(reader, now);
    let Some(since) = view.since else { return no_snapshot(view) };
    let (slips, others): (Vec<&Moved>, Vec<&Moved>) = view.moved.iter().partition(|moved| moved.is_slip());
    let title = title(&slips, others.len(), since, scene.today);
    let mut pieces = vec![Piece::kept(header(&title.replace('\u{A0}', " ")))];
    pieces.extend(slips.iter().map(|moved| Piece::row(vec![row(moved, scene)])));
    if !slips.is_empty() && !others.is_empty() {
        pieces.push(Piece::kept(section(say!("*Otherwise*"))));
    }
    pieces.extend(others.iter().map(|moved| Piece::row(vec![row(moved, scene)])));
    let list = whole_list(view);
    pieces.extend(actions(vec![button(say!("Renewals"), &list).into()]).map(Piece::kept));
    let until = view.until.map_or_else(|| say!("now").to_owned(), |until| date(until, scene.today));
    let foot = say!(
        "🔒 Only visible to you · {n_compared} compared · {scope} · from the snapshot of {since} to {until}",
        n_compared = count(i64::try_from(view.n_compared).unwrap_or(i64::MAX), say!("renewal"), say!("renewals")),
        scope = book_words(&whose(view)),
        since = date(since, scene.today),
        until
    );
    pieces.push(Piece::kept(context(&foot)));
    Message::new(&title, pieces)
}

fn no_snapshot(view: &DiffView) -> Message {
    let text = say!("There is nothing to compare with yet: how every renewal stands is written down each Monday.");
    let blocks = [Some(section(text)), actions(vec![button(say!("Renewals"), &whole_list(view)).into()])];
    Message::of(text, blocks.into_iter().flatten())
}

fn whole_list(view: &DiffView) -> Action {
    page_of(&whose(view), None, 0)
}

fn whose(view: &DiffView) -> BookFilter {
    BookFilter { scope: view.scope, team: view.team.clone(), ..BookFilter::default() }
}

/// `3 renewals slipped since 23 Feb · $165K ARR; 2 others moved`.
fn title(slips: &[&Moved], n_others: usize, since: NaiveDate, today: NaiveDate) -> String {
    let since = date(since, today);
    let n = i64::try_from(slips.len()).unwrap_or(i64::MAX);
    let others = match n_others {
        0 => String::new(),
        n => say!("; {n} otherwise moved", n),
    };
    // A sum too large to be kept is no reason to say nothing.
    let arr = Totals::of(slips.iter().map(|moved| moved.now.arr)).unwrap_or_default();
    match n {
        0 => say!("Nothing slipped since {since}{others}", since, others),
        n => say!(
            "{renewals} slipped since {since} · {arr} ARR{others}",
            renewals = count(n, say!("renewal"), say!("renewals")),
            since,
            arr = totals(&arr),
            others
        ),
    }
}

fn row(moved: &Moved, scene: Scene) -> SlackBlock {
    let (now, today) = (&moved.now, scene.today);
    let how: Vec<String> = moved.moves.iter().map(|of| move_words(of, today)).collect();
    let how: Vec<String> = std::iter::once(how.join(" · ")).chain(reason(moved.said.as_ref(), scene)).collect();
    let text = say!(
        "*{account}* · ends {ends_on} · {arr} · {band}\n{how}",
        account = name(&now.account.name),
        ends_on = date(now.ends_on, today),
        arr = money(now.arr),
        band = health(now.band, None),
        how = how.join("\n")
    );
    let account = now.account.id;
    section_with(
        &text,
        menu(&[
            (say!("History"), Action::OpenForecast { account }),
            (say!("Open card"), Action::OpenAccount { account }),
        ]),
    )
}

/// `“Their sponsor left” · Ana Ruiz`. It stays with those who work here: reasons name people and sums.
pub(super) fn reason(said: Option<&HistoryLine>, scene: Scene) -> Option<String> {
    let said = said.filter(|_| scene.onlookers == Onlookers::Members)?;
    Some(format!("{} · {}", quoted(&inert(&said.reason, REASON)), name(&said.by.name)))
}

/// A move in a phrase.
pub(super) fn move_words(of: &Move, today: NaiveDate) -> String {
    let amounts = |from, to| {
        let change = money_change(from, to).map(|change| format!(" ({change})")).unwrap_or_default();
        format!("{} → {}{change}", money(from), money(to))
    };
    match of {
        Move::Lost => say!("❌ lost: the account left").to_owned(),
        Move::Lapsed => say!("⚠ ended, and nothing is signed").to_owned(),
        Move::Worse { from, to } => format!("▼ {} → {}", category(*from), category(*to)),
        Move::Lower { from, to } => format!("▼ {}", amounts(*from, *to)),
        Move::MovedOut { from, to } => {
            say!("▼ end moved from {from} to {to}", from = date(*from, today), to = date(*to, today))
        }
        Move::Renewed => say!("✅ renewed").to_owned(),
        Move::Reviewed { category: of, amount } => {
            say!("newly reviewed: {category} {amount}", category = category(*of), amount = money(*amount))
        }
        Move::Better { from, to } => format!("▲ {} → {}", category(*from), category(*to)),
        Move::Higher { from, to } => format!("▲ {}", amounts(*from, *to)),
        Move::New => say!("new").to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::super::samples::{diff_view, now, reader};
    use super::super::testing::shown;
    use super::*;

    #[test]
    fn slips_come_first() {
        assert_snapshot!(shown(&slipped(&reader(), &diff_view(), now())), @r"
        » 3 renewals slipped since 23 Feb · $210K ARR; 1 otherwise moved
        # 3 renewals slipped since 23 Feb · $210K ARR; 1 otherwise moved
        *Globex &amp; Sons* · ends 15 Apr · $120K · 🟡 Yellow
        ▼ likely → at risk · ▼ $120K → $90K (−$30K)
        “Their ∗sponsor∗ left” · Ana Ruiz   [⋯ History {fo:{a:…}} / Open card {ac:{a:…}}]
        *Gone Ltd* · ends 10 May · $45K · 🔴 Red
        ❌ lost: the account left   [⋯ History {fo:{a:…}} / Open card {ac:{a:…}}]
        *Slow &amp; Co* · ends 10 May · $45K · 🔴 Red
        ▼ end moved from 9 Apr to 10 May   [⋯ History {fo:{a:…}} / Open card {ac:{a:…}}]
        *Otherwise*
        *TechCorp* · ends 10 May · $45K · 🔴 Red
        newly reviewed: likely $45K   [⋯ History {fo:{a:…}} / Open card {ac:{a:…}}]
        [Renewals renewals_page {rw:{w:null,s:mine,p:0}}]
        ~ 🔒 Only visible to you · 14 renewals compared · your book · from the snapshot of 23 Feb to now
        ");
    }

    #[test]
    fn nothing_slipped_is_said_and_no_snapshot_too() {
        let quiet = DiffView { moved: Vec::new(), ..diff_view() };
        assert_snapshot!(shown(&slipped(&reader(), &quiet, now())), @r"
        » Nothing slipped since 23 Feb
        # Nothing slipped since 23 Feb
        [Renewals renewals_page {rw:{w:null,s:mine,p:0}}]
        ~ 🔒 Only visible to you · 14 renewals compared · your book · from the snapshot of 23 Feb to now
        ");
        let first = DiffView { since: None, ..quiet };
        assert_snapshot!(shown(&slipped(&reader(), &first, now())), @r"
        » There is nothing to compare with yet: how every renewal stands is written down each Monday.
        There is nothing to compare with yet: how every renewal stands is written down each Monday.
        [Renewals renewals_page {rw:{w:null,s:mine,p:0}}]
        ");
    }
}
