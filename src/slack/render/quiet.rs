//! Accounts that nobody spoke with for longer than they should have.

use chrono::{DateTime, Utc};
use slack_morphism::prelude::*;

use super::book::{Pages, filter_words};
use super::kit::{
    Piece, actions, button, clock, context, count, date, days, header, menu, money, name, section, section_with, totals,
};
use super::listing::{filters_button, is_long, long_page, order_words};
use super::message::{Message, Reader, Scene};
use super::words::{band_word, in_days, mention, sign};
use crate::domain::account::{BookFilter, BookScope};
use crate::domain::quiet::{QuietRow, QuietView};
use crate::slack::action::{Action, ListAsked, PortfolioClick, RecordClick};

/// A page of them.
pub fn quiet(reader: &Reader, view: &QuietView, now: DateTime<Utc>) -> Message {
    if view.n == 0 {
        return nothing(view);
    }
    let scene = Scene::private(reader, now);
    let title = say!(
        "{n} of {n_total} silent past their cadence · {arr} ARR",
        n = view.n,
        n_total = count(view.n_total, say!("account"), say!("accounts")),
        arr = totals(&view.arr)
    )
    .replace('\u{A0}', " ");
    let mut pieces = vec![Piece::kept(header(&title))];
    if is_long(view.rows.len()) {
        pieces.extend(long_page(view.rows.iter().map(|row| (&row.account, words(reader, row, scene)))));
    } else {
        pieces.extend(view.rows.iter().map(|line| Piece::row(vec![row(reader, line, scene)])));
    }
    let pages = Pages { page: view.page, size: view.page_size, n: view.n };
    let filters = filters_button(ListAsked::Quiet { filter: view.filter.clone() });
    pieces.extend(pages.buttons_and(|page| page_of(&view.filter, page), [filters]).map(Piece::kept));
    let foot = [
        say!("🔒 Only visible to you").to_owned(),
        pages.words(),
        filter_words(&view.filter),
        order_words(&view.filter, say!("ARR × silence, the most first")),
        say!("as of {now}", now = clock(now, reader.zone, now)),
    ];
    pieces.push(Piece::kept(context(&foot.join(" · "))));
    let first = view.rows.first().map(|row| format!(": {}, {}", name(&row.account.name), silence(row, scene)));
    Message::new(&format!("{title}{}", first.unwrap_or_default()), pieces)
}

fn page_of(filter: &BookFilter, page: i64) -> Action {
    Action::Portfolio(PortfolioClick::Quiet { filter: filter.clone(), page })
}

/// An account in two lines.
fn words(reader: &Reader, row: &QuietRow, scene: Scene) -> String {
    let score = row.score.filter(|_| row.band.is_some()).map(|score| format!(" {}", score.points()));
    let health = format!("{}{}", band_word(row.band), score.unwrap_or_default());
    let first = format!("{} *{}* · {health} · {}", sign(row.band), name(&row.account.name), money(row.arr));
    let owner = row.owner.as_ref().filter(|owner| Some(owner.id) != reader.person).map(mention);
    let renewal = row.renewal_in_days.map(|n| say!("renewal {n}", n = in_days(n)));
    let second = [Some(silence(row, scene)), renewal, owner].into_iter().flatten().collect::<Vec<_>>();
    format!("{first}\n{}", second.join(" · "))
}

fn row(reader: &Reader, row: &QuietRow, scene: Scene) -> SlackBlock {
    let account = row.account.id;
    let entries = [
        (say!("Account card"), Action::OpenAccount { account }),
        (say!("Log note…"), Action::Record(RecordClick::AskNote { account, text: String::new() })),
        (say!("Why"), Action::OpenWhy { account }),
    ];
    section_with(&words(reader, row, scene), menu(&entries))
}

/// `silent for 41 days since 20 Jan, 7 would do`.
fn silence(row: &QuietRow, scene: Scene) -> String {
    let since = if let Some(day) = row.last_on {
        say!("silent for {silent_days} since {day}", silent_days = days(row.silent_days), day = date(day, scene.today))
    } else {
        say!("⚠ never spoken with in {silent_days}", silent_days = days(row.silent_days))
    };
    say!("{since}, due every {cadence_days}", since, cadence_days = days(row.cadence_days))
}

fn nothing(view: &QuietView) -> Message {
    let whole = view.filter.whole();
    let books = count(view.n_total, say!("account"), say!("accounts"));
    let (text, label, wider) = if !view.filter.narrows() || view.n_all == 0 {
        let text = say!(
            "Nobody is silent past their cadence: {filter_words} · {books} in all.",
            filter_words = filter_words(&view.filter),
            books
        );
        (text, say!("Everybody's"), BookFilter { scope: BookScope::All, ..BookFilter::default() })
    } else {
        let all = count(view.n_all, say!("silent account"), say!("silent accounts"));
        (
            say!("Nothing matches: {filter_words}. {all} in all.", filter_words = filter_words(&view.filter), all),
            say!("Show all of them"),
            whole,
        )
    };
    // Whoever looks at everybody's already has nowhere wider to look.
    let way_out = (wider != view.filter).then(|| button(label, &page_of(&wider, 0)));
    let again = filters_button(ListAsked::Quiet { filter: view.filter.clone() });
    let blocks = [Some(section(&text)), actions(way_out.into_iter().chain([again]).map(Into::into).collect())];
    Message::of(&text, blocks.into_iter().flatten())
}
