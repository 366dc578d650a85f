//! Renewals of the next days: what is due, what is expected of it, and what somebody should look at.

use chrono::{DateTime, NaiveDate, Utc};
use slack_morphism::prelude::*;

use super::book::{Pages, bands, book_words, filter_words, share_of};
use super::kit::{
    Piece, actions, ago, button, context, count, date, days, header, menu, money, money_change, name, per_cent,
    section, section_with, tenth_per_cent, totals, whole,
};
use super::listing::{filters_button, is_long, long_page, order_words};
use super::message::{Message, Onlookers, Reader, Scene};
use super::share_answer::{Told, share_way};
use super::sight::partial;
use super::words::{health, in_days, mention, outlook, play_title};
use crate::domain::account::BookFilter;
use crate::domain::health::Band;
use crate::domain::renewal::{Expected, Line, Outlook, Renewal, RenewalRow, RenewalsView, Review, SIGNED_WEIGHT};
use crate::domain::rules::RenewalRules;
use crate::slack::action::{Action, ListAsked, RenewalsShown, ShareWhat};

/// Windows that are offered: the checkpoints before a contract ends.
const WINDOWS: [i64; 4] = [30, 60, 90, 120];

/// A page of the renewals in a window.
pub fn renewals(reader: &Reader, view: &RenewalsView, now: DateTime<Utc>) -> Message {
    if view.sums.n == 0 {
        return none_due(reader, view);
    }
    let scene = Scene::private(reader, now);
    let (title, risk) = (title(view), risk(view));
    let mut pieces = vec![
        Piece::kept(header(&title)),
        Piece::kept(section(&format!("{risk} · {}", bands(&view.bands)))),
        Piece::kept(section(&roll_up(view))),
    ];
    pieces.extend(rows(reader, view, scene));
    let turn = |page| turned(view, page);
    let pages = Pages { page: view.page, size: view.page_size, n: view.sums.n };
    let shown = RenewalsShown { window_days: Some(view.window_days), filter: view.filter.clone(), page: view.page };
    let share = ShareWhat::Renewals(Box::new(shown));
    let more = [Some(filters_button(list_of(view))), share_way(reader, share)];
    pieces.extend(pages.buttons_and(turn, more.into_iter().flatten()).map(Piece::kept));
    pieces.extend(windows(view).map(Piece::kept));
    let foot = say!(
        "🔒 Only visible to you · {pages} · {filter_words} · {order}",
        pages = pages.words(),
        filter_words = filter_words(&view.filter),
        order = order_words(&view.filter, say!("nearest deadline first"))
    );
    pieces.extend(partial(reader, view.filter.scope).map(Piece::kept));
    pieces.push(Piece::kept(context(&foot)));
    Message::new(&format!("{title}: {risk}"), pieces)
}

/// The same list of more or fewer days.
fn windows(view: &RenewalsView) -> Option<SlackBlock> {
    let others = WINDOWS.into_iter().filter(|n| *n != view.window_days);
    let buttons = others.map(|n| button(&say!("{n} days", n), &page_of(&view.filter, Some(n), 0)).into());
    actions(buttons.collect())
}

/// The same page for a channel. Guests read no money.
pub(super) fn told_to_others(view: &RenewalsView, scene: Scene) -> Told {
    let members = scene.onlookers == Onlookers::Members;
    let n = count(view.sums.n, say!("renewal"), say!("renewals"));
    let title = if members {
        title(view)
    } else {
        say!("{n} in {window_days}", n, window_days = days(view.window_days)).replace('\u{A0}', " ")
    };
    let sums = if members {
        format!("{} · {}\n{}", risk(view), bands(&view.bands), roll_up(view))
    } else {
        let lines = view.sums.lines.iter().map(|line| format!("*{}* {}", outlook(line.outlook), whole(line.n)));
        format!("{}\n{}", bands(&view.bands), lines.collect::<Vec<_>>().join("\n"))
    };
    let reader = Reader::of_channel(scene.zone);
    let rows = view.rows.iter().map(|row| Piece::row(vec![section(&row_words(&reader, row, scene))]));
    let pages = Pages { page: view.page, size: view.page_size, n: view.sums.n };
    let arr_above = view.filter.arr_above.filter(|_| members);
    let foot = format!("{} · {}", pages.words(), filter_words(&BookFilter { arr_above, ..view.filter.clone() }));
    let head = [Piece::kept(header(&title)), Piece::kept(section(&sums))];
    let pieces = head.into_iter().chain(rows).chain([Piece::kept(context(&foot))]).collect();
    Told { line: title, pieces }
}

/// Another page of the same list.
fn turned(view: &RenewalsView, page: i64) -> Action {
    page_of(&view.filter, Some(view.window_days), page)
}

fn list_of(view: &RenewalsView) -> ListAsked {
    ListAsked::Renewals { window_days: Some(view.window_days), filter: view.filter.clone() }
}

/// A page of a list of renewals.
pub(super) fn page_of(filter: &BookFilter, window_days: Option<i64>, page: i64) -> Action {
    let scope = filter.scope;
    if *filter == (BookFilter { scope, ..BookFilter::default() }) {
        Action::RenewalsPage { window_days, scope, page }
    } else {
        Action::FilteredRenewals { window_days, filter: filter.clone(), page }
    }
}

fn title(view: &RenewalsView) -> String {
    let n = count(view.sums.n, say!("renewal"), say!("renewals"));
    say!("{n} in {window_days} · {arr} ARR", n, window_days = days(view.window_days), arr = totals(&view.sums.arr))
        .replace('\u{A0}', " ")
}

fn risk(view: &RenewalsView) -> String {
    let red = if view.arr_at_risk.is_empty() {
        say!("nothing of it red").to_owned()
    } else {
        say!("🔴 {share_of} red", share_of = share_of(&view.arr_at_risk, &view.sums.arr))
    };
    match view.n_review_due {
        0 => red,
        n => say!("{red} · ⚠ {n} to be reviewed", red, n),
    }
}

fn none_due(reader: &Reader, view: &RenewalsView) -> Message {
    let narrowed = view.filter.narrows();
    let which = if narrowed {
        say!(" that matches: {filter_words}", filter_words = filter_words(&view.filter))
    } else {
        String::new()
    };
    let text = say!(
        "No contract ends in the next {window_days}{which}; {n_total} in {scope}.",
        window_days = days(view.window_days),
        which,
        n_total = count(view.n_total, say!("account"), say!("accounts")),
        scope = book_words(&view.filter)
    );
    let window_days = view.usual_window_days.max(if narrowed { view.window_days } else { view.window_days * 2 });
    let wider = page_of(&view.filter.whole(), Some(window_days), 0);
    let label = say!("Next {window_days} days", window_days);
    let ways = vec![button(&label, &wider).into(), filters_button(list_of(view)).into()];
    let blocks = [Some(section(&text)), actions(ways), partial(reader, view.filter.scope)];
    Message::of(&text, blocks.into_iter().flatten())
}

/// A line for each way to stand, then what that weighs and what retention it would make.
fn roll_up(view: &RenewalsView) -> String {
    let lines = view.sums.lines.iter().map(line);
    let weighted = (!view.sums.weighted.is_empty()).then(|| weighted(view));
    let expected = view.sums.expected.iter().filter_map(expected);
    lines.chain(weighted).chain(expected).collect::<Vec<_>>().join("\n")
}

fn line(line: &Line) -> String {
    let amount = if line.amount.is_empty() { say!("no forecast").to_owned() } else { totals(&line.amount) };
    format!("*{}* {} · {} → {amount}", outlook(line.outlook), whole(line.n), totals(&line.arr))
}

fn weighted(view: &RenewalsView) -> String {
    let of = totals(&view.sums.amount);
    say!(
        "*Weighted* {weighted} of {of}: {rules}",
        weighted = totals(&view.sums.weighted),
        of,
        rules = weights(&view.rules)
    )
}

/// `renewed 100 %, commit 95 %, likely 75 %, best case 40 %, at risk 15 %`.
fn weights(rules: &RenewalRules) -> String {
    let of = crate::domain::renewal::Category::ALL
        .map(|category| format!("{} {}", super::words::category(category), per_cent(rules.weight(category))));
    format!("{} {}, {}", outlook(Outlook::Renewed), per_cent(SIGNED_WEIGHT), of.join(", "))
}

/// What retention the reviewed ones would make; silent where nothing was reviewed.
fn expected(of: &Expected) -> Option<String> {
    let (gross, net) = (of.grr_tenths()?, of.nrr_tenths()?);
    let left_out = if of.left_out.minor == 0 {
        String::new()
    } else {
        say!("; {left_out} not reviewed is left out", left_out = money(of.left_out))
    };
    Some(say!(
        "*Expected* GRR {gross}, NRR {net} of {arr} reviewed ARR: Σ weight × amount / ARR, for GRR at most each one's ARR{left_out}",
        gross = tenth_per_cent(gross),
        net = tenth_per_cent(net),
        arr = money(of.arr),
        left_out
    ))
}

fn rows(reader: &Reader, view: &RenewalsView, scene: Scene) -> Vec<Piece> {
    if is_long(view.rows.len()) {
        let line = |row: &RenewalRow| {
            let renewal = &row.renewal;
            format!("*{}* · {} · {}", name(&renewal.account.name), when(renewal, scene.today), standing(row, scene))
        };
        return long_page(view.rows.iter().map(|row| (&row.renewal.account, line(row))));
    }
    view.rows.iter().map(|line| Piece::row(vec![row(reader, line, scene)])).collect()
}

fn row(reader: &Reader, row: &RenewalRow, scene: Scene) -> SlackBlock {
    section_with(&row_words(reader, row, scene), menu(&entries(row)))
}

/// A renewal in three lines.
fn row_words(reader: &Reader, row: &RenewalRow, scene: Scene) -> String {
    let renewal = &row.renewal;
    let first = format!("*{}* · {}", name(&renewal.account.name), when(renewal, scene.today));
    let owner = renewal.owner.as_ref().filter(|owner| Some(owner.id) != reader.person).map(mention);
    let third = [Some(rule_hint(row)), Some(health(renewal.band, row.score)), play(row), owner];
    let third: Vec<String> = third.into_iter().flatten().collect();
    format!("{first}\n{}\n{}", standing(row, scene), third.join(" · "))
}

/// What can be done about a renewal.
fn entries(row: &RenewalRow) -> Vec<(&'static str, Action)> {
    let account = row.renewal.account.id;
    let mut entries = Vec::new();
    if row.renewal.outlook() != Outlook::Renewed {
        entries.push((say!("Set forecast…"), Action::AskForecast { account, category: None }));
    }
    entries.push((say!("History"), Action::OpenForecast { account }));
    entries.push((say!("Open card"), Action::OpenAccount { account }));
    if row.renewal.band == Some(Band::Red) && row.play.is_none() {
        entries.push((say!("Start a play…"), Action::PickPlay { account }));
    }
    entries
}

/// `notice in 14 days (16 Mar) · ends 15 Apr, in 44 days`: of a contract that renews itself the notice comes first.
pub(super) fn when(renewal: &Renewal, today: NaiveDate) -> String {
    let end = format!("{}, {}", date(renewal.ends_on, today), in_days(renewal.days_to_end(today)));
    match renewal.notice_on.filter(|_| renewal.auto_renew) {
        Some(notice) if today <= notice => {
            say!(
                "notice {num_days} ({notice}) · renews {end}",
                num_days = in_days((notice - today).num_days()),
                notice = date(notice, today),
                end
            )
        }
        Some(notice) => say!("renews {end} · notice passed {notice}", end, notice = date(notice, today)),
        None if renewal.auto_renew => say!("renews {end}", end),
        None => end,
    }
}

/// `$120K → $100K (−$20K) · likely · set 3 days ago`.
pub(super) fn standing(row: &RenewalRow, scene: Scene) -> String {
    let renewal = &row.renewal;
    let is_told = scene.onlookers == Onlookers::Members;
    let worth = match renewal.amount().filter(|_| is_told) {
        Some(amount) => {
            let change = money_change(renewal.arr, amount).map(|change| format!(" ({change})")).unwrap_or_default();
            format!("{} → {}{change}", money(renewal.arr), money(amount))
        }
        None if is_told => money(renewal.arr),
        None => String::new(),
    };
    let how = match (row.review, &renewal.forecast) {
        (Review::Due { days: 0 }, _) => say!("⚠ not reviewed").to_owned(),
        (Review::Due { days }, _) => say!("⚠ not reviewed {days}\u{A0}d", days),
        (Review::Open, _) => say!("not reviewed").to_owned(),
        (Review::Done, _) if renewal.successor.is_some() => say!("✅ renewed").to_owned(),
        (Review::Done, Some(forecast)) => {
            let age = ago(scene.days_since(forecast.at));
            say!("{category} · set {age}", category = super::words::category(forecast.category), age)
        }
        (Review::Done, None) => String::new(),
    };
    if worth.is_empty() { how } else { format!("{worth} · {how}") }
}

/// `rule says 55 %`, marked where a person sees it quite differently.
fn rule_hint(row: &RenewalRow) -> String {
    let says = say!("rule says {likelihood}", likelihood = per_cent(row.likelihood.per_cent));
    if row.disagrees { format!("⚠ {says}") } else { says }
}

/// The play at work; a red account without one is the news.
fn play(row: &RenewalRow) -> Option<String> {
    match (&row.play, row.renewal.band) {
        (Some(title), _) => Some(format!("▶️ {}", play_title(title))),
        (None, Some(Band::Red)) => Some(say!("⚠ no play").to_owned()),
        (None, Some(Band::Yellow | Band::Green) | None) => None,
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::super::samples::{now, reader, renewals as sample};
    use super::super::testing::shown;
    use super::*;
    use crate::domain::renewal::RollUp;

    #[test]
    fn the_nearest_come_first() {
        assert_snapshot!(shown(&renewals(&reader(), &sample(), now())), @r"
        » 2 renewals in 120 days · $165K ARR: 🔴 $45K (27 %) red · ⚠ 1 to be reviewed
        # 2 renewals in 120 days · $165K ARR
        🔴 $45K (27 %) red · ⚠ 1 to be reviewed · 🔴 1 red · 🟡 1 yellow
        *commit* 1 · $120K → $100K
        *not reviewed* 1 · $45K → no forecast
        *Weighted* $95K of $100K: renewed 100 %, commit 95 %, likely 75 %, best case 40 %, at risk 15 %
        *Expected* GRR 79.2 %, NRR 79.2 % of $120K reviewed ARR: Σ weight × amount / ARR, for GRR at most each one's ARR; $45K not reviewed is left out
        *Globex &amp; Sons* · notice in 14 days (16 Mar) · renews 15 Apr, in 44 days
        $120K → $100K (−$20K) · commit · set 3 days ago
        ⚠ rule says 55 % · 🟡 Yellow 62 · ▶️ Critical escalation · <@U0BEN>   [⋯ Set forecast… {fs:{a:…}} / History {fo:{a:…}} / Open card {ac:{a:…}}]
        *TechCorp* · 10 May, in 69 days
        $45K · ⚠ not reviewed 21 d
        rule says 20 % · 🔴 Red 41 · ⚠ no play   [⋯ Set forecast… {fs:{a:…}} / History {fo:{a:…}} / Open card {ac:{a:…}} / Start a play… {pp:{a:…}}]
        [Filters… ask_filters {pf:{i:{a:{l:{r:{w:120,f:{o:mine}}}}}}}]
        [30 days renewals_page {rw:{w:30,s:mine,p:0}}] [60 days renewals_page:2 {rw:{w:60,s:mine,p:0}}] [90 days renewals_page:3 {rw:{w:90,s:mine,p:0}}]
        ~ 🔒 Only visible to you · 1 to 2 of 2 · your book · nearest deadline first
        ");
    }

    #[test]
    fn an_empty_window_offers_a_wider_one() {
        let none = RenewalsView { rows: vec![], sums: RollUp::default(), ..sample() };
        assert_snapshot!(shown(&renewals(&reader(), &none, now())), @r"
        » No contract ends in the next 120 days; 65 accounts in your book.
        No contract ends in the next 120 days; 65 accounts in your book.
        [Next 240 days renewals_page {rw:{w:240,s:mine,p:0}}] [Filters… ask_filters {pf:{i:{a:{l:{r:{w:120,f:{o:mine}}}}}}}]
        ");
        let filter = BookFilter { outlooks: vec![Outlook::AtRisk], ..BookFilter::default() };
        let text = shown(&renewals(&reader(), &RenewalsView { filter, ..none }, now()));
        assert!(text.contains("that matches: your book · at risk;"), "{text}");
    }
}
