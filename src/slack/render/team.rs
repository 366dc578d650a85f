//! A leader's view: a row a CSM, and behind each the way to its numbers.

use chrono::{DateTime, Utc};
use slack_morphism::prelude::*;

use super::capacity::{fit_word, nobodys};
use super::kit::{
    Piece, actions, button, clock, context, count, data_table, has_room, header, number_cell, per_cent, plain_name,
    section_with, text_cell, totals, whole,
};
use super::message::{Message, Reader};
use super::sight::partial;
use super::words::mention;
use crate::domain::account::BookScope;
use crate::domain::money::Totals;
use crate::domain::team::{CsmRow, TeamView};
use crate::slack::action::Action;

/// One CSM has nobody to be compared with.
const LEAST_ROWS: usize = 2;
/// Buttons of a row.
const MOST_NAMES: usize = 25;
/// Characters that the table may not take.
const BESIDE_THE_TABLE: usize = 500;

/// Each CSM with accounts, colours, what is at risk and what waits: in a table, by any column of which a leader sorts; where
/// Slack has none, or there are too many, in lines.
pub fn team(reader: &Reader, view: &TeamView, now: DateTime<Utc>) -> Message {
    let headline = headline(view);
    let as_of = clock(view.as_of, reader.zone, now);
    let drawn = |csms: Vec<Piece>, foot: &str| {
        let mut pieces = vec![Piece::kept(header(&headline.replace('\u{A0}', " ")))];
        pieces.extend(csms);
        pieces.extend(nobodys(view).map(Piece::kept));
        let capacity = button(say!("Capacity"), &Action::Capacity { whose: view.whose.clone() });
        pieces.extend(actions(vec![capacity.into()]).map(Piece::kept));
        pieces.extend(partial(reader, BookScope::All).map(Piece::kept));
        pieces.push(Piece::kept(context(&say!("{foot} · as of {as_of}", foot, as_of = as_of.clone()))));
        pieces
    };
    let rows = view.rows.iter().map(|row| Piece::row(vec![csm_row(row)])).collect();
    let foot = say!("🔒 Only visible to you · heaviest load first · Open leads to the accounts of each number");
    let lines = Message::new(&headline, drawn(rows, foot));
    // Cells carry no buttons that every client knows: the names stand below, each a way to the accounts.
    let table = table(view).into_iter().chain(names(view)).map(Piece::kept).collect();
    let foot = say!("🔒 Only visible to you · heaviest load first · a name leads to the accounts of each number");
    let table = drawn(table, foot);
    if LEAST_ROWS <= view.rows.len() && view.rows.len() <= MOST_NAMES && has_room(&table, BESIDE_THE_TABLE) {
        Message::new(&headline, table).or_else(lines)
    } else {
        lines
    }
}

fn table(view: &TeamView) -> Option<SlackBlock> {
    let numbers = |of: fn(&CsmRow) -> i64| -> Vec<SlackDataTableCell> {
        view.rows.iter().map(|row| number_cell(of(row), &whole(of(row)))).collect()
    };
    let sums = |of: fn(&CsmRow) -> &Totals| money_cells(&view.rows.iter().map(of).collect::<Vec<_>>());
    let names = view.rows.iter().map(|row| text_cell(&row.person.name)).collect();
    let columns: [(&str, Vec<SlackDataTableCell>); 14] = [
        (say!("CSM"), names),
        (say!("Accounts"), numbers(|row| row.n_accounts)),
        ("ARR", sums(|row| &row.arr)),
        (say!("At risk"), sums(|row| &row.arr_by_band[0])),
        (say!("Red"), numbers(|row| row.bands.red)),
        (say!("Yellow"), numbers(|row| row.bands.yellow)),
        (say!("Green"), numbers(|row| row.bands.green)),
        (say!("No colour"), numbers(|row| row.bands.unknown)),
        (say!("Load"), view.rows.iter().map(load).collect()),
        (say!("Overdue"), numbers(|row| row.n_overdue)),
        (say!("Signals"), numbers(|row| row.n_signals)),
        (say!("Calls against the score"), numbers(|row| row.n_disagreements)),
        (say!("Wrong touches"), numbers(|row| row.n_wrong)),
        (say!("Renewals"), numbers(|row| row.n_renewals)),
    ];
    let (head, mut columns): (Vec<&str>, Vec<_>) =
        columns.into_iter().map(|(head, cells)| (head, cells.into_iter())).unzip();
    let rows = view.rows.iter().map(|_| columns.iter_mut().filter_map(Iterator::next).collect()).collect();
    (!view.rows.is_empty()).then(|| data_table(say!("CSMs, heaviest load first"), head, rows))
}

/// A column of money. It sorts where all of it is of one currency: two have no order.
fn money_cells(sums: &[&Totals]) -> Vec<SlackDataTableCell> {
    let mut currencies = sums.iter().flat_map(|sum| sum.iter()).map(|money| money.currency);
    let first = currencies.next();
    let has_order = currencies.all(|other| Some(other) == first);
    let cell = |sum: &&Totals| {
        let words = if sum.is_empty() { "–".to_owned() } else { totals(sum) };
        if has_order { number_cell(sum.iter().map(|money| money.minor).sum(), &words) } else { text_cell(&words) }
    };
    sums.iter().map(cell).collect()
}

fn load(row: &CsmRow) -> SlackDataTableCell {
    let load = row.carried.load_percent();
    number_cell(load, &format!("{}, {}", per_cent(load), fit_word(row.carried.fit())))
}

fn names(view: &TeamView) -> Option<SlackBlock> {
    let open = |row: &CsmRow| {
        let label = plain_name(&row.person.name);
        button(&label, &Action::OpenCsm { person: row.person.id }).into()
    };
    actions(view.rows.iter().map(open).collect())
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
        (0 < n).then(|| format!("{sign} {} {word} {}{is}", whole(n), totals(arr)))
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

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::super::samples::{ana, ben, now, reader};
    use super::super::testing::shown;
    use super::*;
    use crate::domain::account::BandCounts;
    use crate::domain::capacity::{Carried, Held};
    use crate::domain::effort::TimeSplit;
    use crate::domain::money::{Currency, Money};
    use crate::domain::person::PersonRef;
    use crate::domain::rules::Rules;
    use crate::domain::segment::Segment;
    use crate::domain::team::Whose;

    fn row(person: PersonRef, currency: Currency) -> CsmRow {
        let sum = |whole| Totals::of([Money::from_whole(whole, currency).expect("small")]).expect("a sum");
        let held = [(Segment::MidTouch, Held { n_accounts: 64, arr: sum(3_200_000) })];
        CsmRow {
            person,
            team: "emea".into(),
            n_accounts: 64,
            arr: sum(3_200_000),
            bands: BandCounts { red: 2, yellow: 20, green: 40, unknown: 2 },
            arr_by_band: [sum(90_000), sum(1_000_000), sum(2_000_000), sum(110_000)],
            n_renewals: 3,
            n_overdue: 4,
            n_signals: 1_245,
            n_disagreements: 5,
            n_wrong: 6,
            carried: Carried::of(&Rules::default().capacity, &held).expect("small"),
            n_without_segment: 0,
            time: TimeSplit::default(),
        }
    }

    fn view(rows: Vec<CsmRow>) -> TeamView {
        TeamView {
            whose: Whose::All,
            rows,
            tech_touch: Vec::new(),
            without_owner: Held::default(),
            wrong: Vec::new(),
            target: Rules::default().time,
            as_of: now(),
        }
    }

    #[test]
    fn the_table_says_what_the_lines_say() {
        let view = view(vec![row(ana(), Currency::USD), row(ben(), Currency::USD)]);
        assert_snapshot!(shown(&team(&reader(), &view, now())), @r#"
        » 2 CSMs · 128 accounts: 4 red, 0 over capacity, 8 steps overdue
        # 2 CSMs · 128 accounts: 4 red, 0 over capacity, 8 steps overdue
        table "CSMs, heaviest load first"
        CSM | Accounts | ARR | At risk | Red | Yellow | Green | No colour | Load | Overdue | Signals | Calls against the score | Wrong touches | Renewals
        Ana Ruiz | 64 | $3.2M | $90K | 2 | 20 | 40 | 2 | 80 %, inside | 4 | 1,245 | 5 | 6 | 3
        Ben Okafor | 64 | $3.2M | $90K | 2 | 20 | 40 | 2 | 80 %, inside | 4 | 1,245 | 5 | 6 | 3
        [Ana Ruiz open_csm {cs:{p:…}}] [Ben Okafor open_csm:2 {cs:{p:…}}]
        [Capacity capacity {cp:{w:all}}]
        ~ 🔒 Only visible to you · heaviest load first · a name leads to the accounts of each number · as of ⟨09:12⟩
        --- or else ---
        # 2 CSMs · 128 accounts: 4 red, 0 over capacity, 8 steps overdue
        *<@U0ANA>* · 64 accounts · $3.2M
        🔴 2 red $90K at risk · 🟡 20 yellow $1M · 🟢 40 green $2M · ⚪ 2 not enough data $110K
        load 80 %, inside · 3 renewals in 60 days · 4 steps overdue · 1,245 open signals · 5 calls against the score · 6 wrong touches   [Open open_csm {cs:{p:…}}]
        *<@U0BEN>* · 64 accounts · $3.2M
        🔴 2 red $90K at risk · 🟡 20 yellow $1M · 🟢 40 green $2M · ⚪ 2 not enough data $110K
        load 80 %, inside · 3 renewals in 60 days · 4 steps overdue · 1,245 open signals · 5 calls against the score · 6 wrong touches   [Open open_csm:2 {cs:{p:…}}]
        [Capacity capacity {cp:{w:all}}]
        ~ 🔒 Only visible to you · heaviest load first · Open leads to the accounts of each number · as of ⟨09:12⟩
        "#);
    }

    #[test]
    fn money_sorts_where_all_of_it_is_of_one_currency() {
        let is_number = |rows: Vec<CsmRow>| {
            let table = serde_json::to_value(table(&view(rows)).expect("a table")).expect("JSON").to_string();
            table.matches("3200000").count() + table.matches("320000000").count()
        };
        assert_ne!(is_number(vec![row(ana(), Currency::USD), row(ben(), Currency::USD)]), 0);
        assert_eq!(is_number(vec![row(ana(), Currency::USD), row(ben(), Currency::EUR)]), 0);
        let none = CsmRow { arr: Totals::default(), ..row(ben(), Currency::EUR) };
        assert_ne!(is_number(vec![row(ana(), Currency::USD), none]), 0);
    }
}
