//! Accounts that nobody spoke with for longer than they should have.

use chrono::{DateTime, Utc};
use slack_morphism::prelude::*;

use super::book::{Pages, filter_words};
use super::kit::{
    Piece, actions, button, clock, context, count, date, days, header, menu, money, name, section, section_with, totals,
};
use super::message::{Message, Reader, Scene};
use super::words::{band_word, in_days, mention, sign};
use crate::domain::account::{BookFilter, BookScope};
use crate::domain::quiet::{QuietRow, QuietView};
use crate::slack::action::{Action, PortfolioClick, RecordClick};

/// A page of them.
pub fn quiet(reader: &Reader, view: &QuietView, now: DateTime<Utc>) -> Message {
    if view.n == 0 {
        return nothing(view);
    }
    let scene = Scene::private(reader, now);
    let title = format!(
        "{} of {} silent past their cadence · {} ARR",
        view.n,
        count(view.n_total, "account", "accounts"),
        totals(&view.arr)
    )
    .replace('\u{A0}', " ");
    let mut pieces = vec![Piece::kept(header(&title))];
    pieces.extend(view.rows.iter().map(|line| Piece::row(vec![row(reader, line, scene)])));
    let pages = Pages { page: view.page, size: view.page_size, n: view.n };
    pieces.extend(pages.buttons(|page| page_of(&view.filter, page)).map(Piece::kept));
    let foot = [
        "🔒 Only visible to you".to_owned(),
        pages.words(),
        filter_words(&view.filter),
        "ARR × silence, the most first".to_owned(),
        format!("as of {}", clock(now, reader.zone, now)),
    ];
    pieces.push(Piece::kept(context(&foot.join(" · "))));
    let first = view.rows.first().map(|row| format!(": {}, {}", name(&row.account.name), silence(row, scene)));
    Message::new(&format!("{title}{}", first.unwrap_or_default()), pieces)
}

fn page_of(filter: &BookFilter, page: i64) -> Action {
    Action::Portfolio(PortfolioClick::Quiet { filter: filter.clone(), page })
}

fn row(reader: &Reader, row: &QuietRow, scene: Scene) -> SlackBlock {
    let score = row.score.filter(|_| row.band.is_some()).map(|score| format!(" {}", score.points()));
    let health = format!("{}{}", band_word(row.band), score.unwrap_or_default());
    let first = format!("{} *{}* · {health} · {}", sign(row.band), name(&row.account.name), money(row.arr));
    let owner = row.owner.as_ref().filter(|owner| Some(owner.id) != reader.person).map(mention);
    let renewal = row.renewal_in_days.map(|n| format!("renewal {}", in_days(n)));
    let second = [Some(silence(row, scene)), renewal, owner].into_iter().flatten().collect::<Vec<_>>();
    let account = row.account.id;
    let entries = [
        ("Account card", Action::OpenAccount { account }),
        ("Log note…", Action::Record(RecordClick::AskNote { account, text: String::new() })),
        ("Why", Action::OpenWhy { account }),
    ];
    section_with(&format!("{first}\n{}", second.join(" · ")), menu(&entries))
}

/// `silent for 41 days since 20 Jan, 7 would do`.
fn silence(row: &QuietRow, scene: Scene) -> String {
    let since = match row.last_on {
        Some(day) => format!("silent for {} since {}", days(row.silent_days), date(day, scene.today)),
        None => format!("⚠ never spoken with in {}", days(row.silent_days)),
    };
    format!("{since}, due every {}", days(row.cadence_days))
}

fn nothing(view: &QuietView) -> Message {
    let whole = BookFilter { scope: view.filter.scope, ..BookFilter::default() };
    let books = count(view.n_total, "account", "accounts");
    let (text, label, wider) = if view.filter == whole || view.n_all == 0 {
        let text = format!("Nobody is silent past their cadence: {} · {books} in all.", filter_words(&view.filter));
        (text, "Everybody's", BookFilter { scope: BookScope::All, ..BookFilter::default() })
    } else {
        let all = count(view.n_all, "silent account", "silent accounts");
        (format!("Nothing matches: {}. {all} in all.", filter_words(&view.filter)), "Show all of them", whole)
    };
    // Whoever looks at everybody's already has nowhere wider to look.
    let way_out = (wider != view.filter).then(|| button(label, &page_of(&wider, 0)).into());
    let blocks = [Some(section(&text)), actions(way_out.into_iter().collect())];
    Message::of(&text, blocks.into_iter().flatten())
}
