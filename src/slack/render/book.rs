//! A book of accounts, the most urgent first.

use chrono::{DateTime, Utc};
use slack_morphism::prelude::*;

use super::kit::{
    Piece, actions, button, clock, context, count, header, menu, money, name, per_cent, section, section_with, totals,
    whole,
};
use super::listing::{filters_button, is_long, long_page, order_words, tag_words};
use super::message::{Message, Reader};
use super::sight::partial;
use super::words::{arrow, band_in_a_line, band_word, mention, outlook, phase, reason_phrase, segment, sign};
use crate::domain::account::{BandCounts, BookFilter, BookRow, BookScope, BookView};
use crate::domain::health::Band;
use crate::domain::rules::Reach;
use crate::slack::action::{Action, ListAsked, ListClick, PortfolioClick};

/// A page of a book.
pub fn book(reader: &Reader, view: &BookView, now: DateTime<Utc>) -> Message {
    if view.n_matching == 0 {
        return nobody(reader, view);
    }
    let title = title(view);
    let mut pieces = vec![Piece::kept(header(&title)), Piece::kept(section(&bands(&view.bands)))];
    pieces.extend(rows(reader, view));
    let turn = |page| Action::BookPage { filter: view.filter.clone(), page };
    let pages = Pages { page: view.page, size: view.page_size, n: view.n_matching };
    let list = ListAsked::Book { filter: view.filter.clone() };
    let whole = Action::Portfolio(PortfolioClick::List(ListClick::File { filter: view.filter.clone() }));
    let file = button(say!("CSV to my DM"), &whole);
    pieces.extend(pages.buttons_and(turn, [filters_button(list), file]).map(Piece::kept));
    let foot = say!(
        "{pages} · {filter_words} · {order}",
        pages = pages.words(),
        filter_words = filter_words(&view.filter),
        order = order_words(&view.filter, say!("most urgent first: severity × ARR × nearness of renewal"))
    );
    let as_of = clock(now, reader.zone, now);
    pieces.extend(partial(reader, view.filter.scope).map(Piece::kept));
    pieces.push(Piece::kept(context(&say!("🔒 Only visible to you · {foot} · as of {as_of}", foot, as_of))));
    Message::new(&format!("{title}: {}", bands(&view.bands)), pieces)
}

fn title(view: &BookView) -> String {
    let of_all = if view.n_matching == view.n_total {
        say!(
            "{n_total} · {arr_total} ARR",
            n_total = count(view.n_total, say!("account"), say!("accounts")),
            arr_total = totals(&view.arr_total)
        )
    } else {
        say!(
            "{n_matching} of {n_total} · {arr_matching} of {arr_total} ARR",
            n_matching = view.n_matching,
            n_total = count(view.n_total, say!("account"), say!("accounts")),
            arr_matching = totals(&view.arr_matching),
            arr_total = totals(&view.arr_total)
        )
    };
    of_all.replace('\u{A0}', " ")
}

fn nobody(reader: &Reader, view: &BookView) -> Message {
    let everybodys = BookFilter { scope: BookScope::All, ..BookFilter::default() };
    let (text, way_out) = match (view.n_total, view.filter.scope) {
        (0, BookScope::Of(_) | BookScope::Nobody | BookScope::All) if reader.sees != Reach::All => (
            say!("There are no accounts there that your role may see.").to_owned(),
            (say!("My book"), BookFilter::default()),
        ),
        (0, _) if view.filter.team.is_some() => (
            say!("No account is in {book_words}.", book_words = book_words(&view.filter)),
            (say!("Everybody's accounts"), everybodys),
        ),
        (0, BookScope::Mine) => (
            say!(
                "Your book is empty: no account has you as its owner yet. Whoever imports accounts sets their owners."
            )
            .to_owned(),
            (say!("Everybody's accounts"), everybodys),
        ),
        (0, BookScope::Of(_)) => (
            say!("Their book is empty: no account has them as its owner.").to_owned(),
            (say!("Everybody's accounts"), everybodys),
        ),
        (0, BookScope::Nobody) => {
            (say!("Every account has an owner who is there.").to_owned(), (say!("Everybody's accounts"), everybodys))
        }
        (0, BookScope::All) => (
            say!("There are no accounts yet. They come with the first import.").to_owned(),
            (say!("My book"), BookFilter::default()),
        ),
        (n, _) => (
            say!(
                "No account matches: {conditions}. {n} in {book_words}.",
                conditions = conditions(&view.filter).join(" · "),
                n,
                book_words = book_words(&view.filter)
            ),
            (say!("Show all of them"), view.filter.whole()),
        ),
    };
    let (label, filter) = way_out;
    let whole = button(label, &Action::BookPage { filter, page: 0 });
    let again = (0 < view.n_total).then(|| filters_button(ListAsked::Book { filter: view.filter.clone() }));
    let ways = actions([whole].into_iter().chain(again).map(Into::into).collect());
    let blocks = [Some(section(&text)), ways, partial(reader, view.filter.scope)];
    Message::of(&text, blocks.into_iter().flatten())
}

fn rows(reader: &Reader, view: &BookView) -> Vec<Piece> {
    if is_long(view.rows.len()) {
        return long_page(view.rows.iter().map(|row| (&row.account, row_words(reader, row))));
    }
    view.rows.iter().map(|line| Piece::row(vec![row(reader, line)])).collect()
}

fn row(reader: &Reader, row: &BookRow) -> SlackBlock {
    section_with(&row_words(reader, row), menu(&row_entries(row.account.id, row.band)))
}

/// An account in two lines.
pub(super) fn row_words(reader: &Reader, row: &BookRow) -> String {
    let score = row.score.filter(|_| row.band.is_some()).map(|score| format!(" {}", score.points()));
    let health = format!("{}{}{}", band_word(row.band), score.unwrap_or_default(), arrow(row.trend));
    let renewal = row.renewal_in_days.map(short_days).unwrap_or_default();
    let first = format!("{} *{}* · {health} · {}{renewal}", sign(row.band), name(&row.account.name), money(row.arr));
    let owner = row.owner.as_ref().filter(|owner| Some(owner.id) != reader.person).map(mention);
    let second: Vec<String> = row.reason.as_ref().map(reason_phrase).into_iter().chain(owner).collect();
    if second.is_empty() { first } else { format!("{first}\n{}", second.join(" · ")) }
}

/// What a row of a list offers.
pub(super) fn row_entries(account: crate::domain::ids::AccountId, band: Option<Band>) -> Vec<(&'static str, Action)> {
    let mut entries =
        vec![(say!("Open card"), Action::OpenAccount { account }), (say!("Why"), Action::OpenWhy { account })];
    if band == Some(Band::Red) {
        entries.push((say!("Start a play…"), Action::PickPlay { account }));
    }
    entries
}

fn short_days(n: i64) -> String {
    if n < 0 { say!(" · ended {n}\u{A0}d ago", n = -n) } else { say!(" · renewal {n}\u{A0}d", n) }
}

/// `🔴 3 red · 🟡 5 yellow · 🟢 6 green`: the colours that there are.
pub(super) fn bands(counts: &BandCounts) -> String {
    let words = [
        ("🔴", counts.red, say!("red")),
        ("🟡", counts.yellow, say!("yellow")),
        ("🟢", counts.green, say!("green")),
        ("⚪", counts.unknown, say!("not enough data")),
    ];
    let present =
        words.into_iter().filter(|(_, n, _)| 0 < *n).map(|(sign, n, word)| format!("{sign} {} {word}", whole(n)));
    present.collect::<Vec<_>>().join(" · ")
}

/// `your book`, `the books of team EMEA`.
pub(super) fn book_words(filter: &BookFilter) -> String {
    match (filter.scope, &filter.team) {
        (BookScope::All, Some(team)) => say!("the books of team {team}", team = name(team)),
        (BookScope::Mine, _) => say!("your book").to_owned(),
        (BookScope::All, None) => say!("all books").to_owned(),
        (BookScope::Of(_), _) => say!("their book").to_owned(),
        (BookScope::Nobody, _) => say!("nobody's book").to_owned(),
    }
}

/// `your book · red or yellow · mid-touch · renewing within 60 days`.
pub(super) fn filter_words(filter: &BookFilter) -> String {
    let whose = book_words(filter);
    [whose].into_iter().chain(conditions(filter)).collect::<Vec<_>>().join(" · ")
}

fn conditions(filter: &BookFilter) -> Vec<String> {
    let any = |words: Vec<&str>| (!words.is_empty()).then(|| words.join(say!(" or ")));
    let parts = [
        any(filter.bands.iter().map(|band| band_in_a_line(Some(*band))).collect()),
        any(filter.segments.iter().map(|of| segment(*of)).collect()),
        any(filter.phases.iter().map(|of| phase(*of)).collect()),
        filter.renews_within_days.map(|n| say!("renewing within {n}\u{A0}days", n)),
        filter.arr_above.map(|n| say!("ARR above {thousands}", thousands = thousands(n))),
        any(filter.outlooks.iter().map(|of| outlook(*of)).collect()),
        filter
            .team
            .as_ref()
            .filter(|_| filter.scope != BookScope::All)
            .map(|team| say!("team {team}", team = name(team))),
        (!filter.tags.is_empty()).then(|| {
            let tags: Vec<String> = filter.tags.iter().map(|tag| tag_words(std::slice::from_ref(tag))).collect();
            tags.join(say!(" or "))
        }),
    ];
    parts.into_iter().flatten().collect()
}

fn thousands(n: i64) -> String {
    match n {
        0 => whole(n),
        n if n % 1_000_000 == 0 => say!("{_000_000}M", _000_000 = n / 1_000_000),
        n if n % 1_000 == 0 => say!("{_000}K", _000 = n / 1_000),
        n => whole(n),
    }
}

/// A long list in pages.
pub(super) struct Pages {
    pub(super) page: i64,
    pub(super) size: i64,
    pub(super) n: i64,
}

impl Pages {
    /// `11 to 20 of 65`.
    pub(super) fn words(&self) -> String {
        let first = self.page * self.size + 1;
        say!("{first} to {min} of {n}", first, min = (first + self.size - 1).min(self.n), n = self.n)
    }

    /// Back and on, as far as there is anything.
    pub(super) fn buttons(&self, turn: impl Fn(i64) -> Action) -> Option<SlackBlock> {
        self.buttons_and(turn, [])
    }

    /// The same, and what else the list offers.
    pub(super) fn buttons_and(
        &self,
        turn: impl Fn(i64) -> Action,
        more: impl IntoIterator<Item = SlackBlockButtonElement>,
    ) -> Option<SlackBlock> {
        let back = (0 < self.page).then(|| button(say!("‹ Back"), &turn(self.page - 1)));
        let on = ((self.page + 1) * self.size < self.n).then(|| button(say!("Next ›"), &turn(self.page + 1)));
        actions(back.into_iter().chain(on).chain(more).map(Into::into).collect())
    }
}

/// `$45K red, 11 % of it`: a part of a sum where one currency allows the share.
pub(super) fn share_of(part: &crate::domain::money::Totals, whole: &crate::domain::money::Totals) -> String {
    let share = match (part.single(), whole.single()) {
        (Some(part), Some(whole)) if part.currency == whole.currency && 0 < whole.minor => {
            Some(per_cent(i64::try_from(i128::from(part.minor) * 100 / i128::from(whole.minor)).unwrap_or(0)))
        }
        _ => None,
    };
    format!("{}{}", totals(part), share.map(|share| format!(" ({share})")).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::super::samples::{book as sample, now, reader};
    use super::super::testing::shown;
    use super::*;

    #[test]
    fn the_most_urgent_come_first_with_a_reason() {
        assert_snapshot!(shown(&book(&reader(), &sample(), now())), @r"
        » 14 of 65 accounts · $710K of €640K + $3.2M ARR: 🔴 3 red · 🟡 10 yellow · ⚪ 1 not enough data
        # 14 of 65 accounts · $710K of €640K + $3.2M ARR
        🔴 3 red · 🟡 10 yellow · ⚪ 1 not enough data
        🔴 *TechCorp* · Red 41 ↓ · $45K · renewal 91 d
        usage −45 %   [⋯ Open card {ac:{a:…}} / Why {wy:{a:…}} / Start a play… {pp:{a:…}}]
        🟡 *Globex &amp; Sons* · Yellow 62 ↘ · $120K · renewal 44 d
        critical ticket 52 h · <@U0BEN>   [⋯ Open card {ac:{a:…}} / Why {wy:{a:…}}]
        🟡 *Initech* · Yellow 55 · $8.2K · ended 3 d ago   [⋯ Open card {ac:{a:…}} / Why {wy:{a:…}}]
        ⚪ *Northwind Labs* · Not enough data · $4K · renewal 300 d
        never spoken to   [⋯ Open card {ac:{a:…}} / Why {wy:{a:…}}]
        [Next › book_page {bk:{f:{o:mine,b:[red,yellow]},p:1}}] [Filters… ask_filters {pf:{i:{a:{l:{b:{f:{o:mine,b:[red,yellow]}}}}}}}] [CSV to my DM book_file {pf:{i:{c:{f:{o:mine,b:[red,yellow]}}}}}]
        ~ 🔒 Only visible to you · 1 to 10 of 14 · your book · red or yellow · most urgent first: severity × ARR × nearness of renewal · as of ⟨09:12⟩
        ");
    }

    #[test]
    fn nothing_to_show_says_what_there_is() {
        let filter = BookFilter { bands: vec![Band::Red], renews_within_days: Some(60), ..BookFilter::default() };
        let none = BookView { filter, rows: vec![], n_matching: 0, ..sample() };
        assert_snapshot!(shown(&book(&reader(), &none, now())), @r"
        » No account matches: red · renewing within 60 days. 65 in your book.
        No account matches: red · renewing within 60 days. 65 in your book.
        [Show all of them book_page {bk:{f:{o:mine},p:0}}] [Filters… ask_filters {pf:{i:{a:{l:{b:{f:{o:mine,b:[red],r:60}}}}}}}]
        ");
        let empty = BookView { rows: vec![], n_matching: 0, n_total: 0, filter: BookFilter::default(), ..sample() };
        assert_snapshot!(shown(&book(&reader(), &empty, now())), @r"
        » Your book is empty: no account has you as its owner yet. Whoever imports accounts sets their owners.
        Your book is empty: no account has you as its owner yet. Whoever imports accounts sets their owners.
        [Everybody's accounts book_page {bk:{f:{o:all},p:0}}]
        ");
    }

    #[test]
    fn long_names_and_pages_still_fit() {
        let mut view = sample();
        let long = view.rows[0].clone();
        view.rows = (0..10)
            .map(|_| BookRow {
                account: crate::domain::account::AccountRef { name: "&".repeat(300), ..long.account.clone() },
                ..long.clone()
            })
            .collect();
        let shown = shown(&book(&reader(), &BookView { page: 2, ..view }, now()));
        assert!(shown.contains("‹ Back"), "{shown}");
    }
}
