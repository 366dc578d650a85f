//! The accounts behind a figure, what moves it most first.

use chrono::{DateTime, Utc};
use slack_morphism::prelude::*;

use super::book::{Pages, row_entries};
use super::kit::{
    Piece, actions, amount, button, clock, context, count, date, date_of_any_year, header, inert, menu, name, section,
    section_with,
};
use super::message::{Message, Reader};
use super::metrics::{figure_word, group_name, period_word, whose};
use super::words::sign;
use crate::domain::money::Money;
use crate::domain::portfolio::{BehindRow, BehindView, FigureKind, MetricsAsk, PeriodAsked};
use crate::slack::action::{Action, PagePlace, PortfolioClick};

/// A page of the accounts behind a figure.
pub fn metrics_behind(reader: &Reader, view: &BehindView, now: DateTime<Utc>) -> Message {
    let today = now.with_timezone(&reader.zone).date_naive();
    let days = say!("{period} to {as_of}", period = date(view.period.from, today), as_of = date(view.as_of, today));
    let accounts = count(view.n, say!("account"), say!("accounts"));
    let title = format!("{}: {accounts} · {days}", figure_word(view.figure)).replace('\u{A0}', " ");
    let of = view
        .group
        .as_ref()
        .map_or_else(String::new, |group| format!("*{}* · ", inert(&group_name(view.ask.by, group), 80)));
    let mut pieces = vec![Piece::kept(header(&title)), Piece::kept(section(&format!("{of}{}", meaning(view.figure))))];
    pieces.extend(view.rows.iter().map(|line| Piece::row(vec![row(view.figure, line)])));
    let turn = |page| Action::Portfolio(click(view, view.ask.period, page, PagePlace::Instead));
    let pages = Pages { page: view.page, size: view.page_size, n: view.n };
    pieces.extend(pages.buttons(turn).map(Piece::kept));
    pieces.extend(other_period(view).map(Piece::kept));
    let counted = if view.n == 0 { say!("nobody").to_owned() } else { pages.words() };
    let as_of = clock(now, reader.zone, now);
    let foot =
        say!("🔒 Only visible to you · {counted} · {ask} · as of {as_of}", counted, ask = whose(&view.ask), as_of);
    pieces.push(Piece::kept(context(&foot)));
    Message::new(&title, pieces)
}

/// What puts an account in the list, and in which order.
fn meaning(figure: FigureKind) -> &'static str {
    match figure {
        FigureKind::Grr => say!("Who had revenue on the eve, the largest losses first: start → end."),
        FigureKind::Nrr => say!("Who had revenue on the eve, the largest gains first: start → end."),
        FigureKind::LogoChurn => say!("Who had revenue on the eve and none on the last day."),
        FigureKind::New => say!("Who had no revenue on the eve and some on the last day; in no figure of retention."),
        FigureKind::TimeToValue => {
            say!("Who started in the period and has a first value to reach; who waits comes first.")
        }
        FigureKind::Adoption => say!("Who has revenue and tells of users or features, the least adoption first."),
        FigureKind::AtRisk => say!("Who has revenue and is red, the largest first."),
        FigureKind::Touched => say!("Whom a person called, met, trained or wrote to in the quarter."),
    }
}

fn click(view: &BehindView, period: Option<PeriodAsked>, page: i64, place: PagePlace) -> PortfolioClick {
    let ask = MetricsAsk { period, ..view.ask.clone() };
    let key = view.group.as_ref().map(|group| group.key.clone());
    PortfolioClick::Behind { ask, figure: view.figure, key, page, place }
}

/// From twelve months to the quarter and back: the two that stand side by side.
fn other_period(view: &BehindView) -> Option<SlackBlock> {
    let other = match view.ask.period? {
        PeriodAsked::TwelveMonths => PeriodAsked::QuarterToDate,
        PeriodAsked::QuarterToDate => PeriodAsked::TwelveMonths,
        PeriodAsked::YearToDate | PeriodAsked::Year(_) | PeriodAsked::Quarter(..) | PeriodAsked::Days(..) => {
            return None;
        }
    };
    let action = Action::Portfolio(click(view, Some(other), 0, PagePlace::Instead));
    actions(vec![button(&period_word(other), &action).into()])
}

fn row(figure: FigureKind, row: &BehindRow) -> SlackBlock {
    let money = |minor| amount(Money::new(minor, row.currency));
    let standing = &row.standing;
    let change = [
        (standing.expansion_minor(), say!("expansion")),
        (standing.contraction_minor(), say!("contraction")),
        (standing.churn_minor(), say!("churn")),
    ];
    let change = change.into_iter().find(|(minor, _)| 0 < *minor);
    let change = change.map(|(minor, word)| format!(" · {word} {}", money(minor))).unwrap_or_default();
    let back = if standing.has_left && 0 < standing.end_minor { say!(" · left and came back") } else { "" };
    let revenue = format!("{} → {}{change}{back}", money(standing.start_minor), money(standing.end_minor));
    let fact = match figure {
        FigureKind::TimeToValue => first_value(row),
        FigureKind::Adoption => adoption(row),
        FigureKind::Grr
        | FigureKind::Nrr
        | FigureKind::LogoChurn
        | FigureKind::New
        | FigureKind::AtRisk
        | FigureKind::Touched => revenue,
    };
    let text = format!("{} *{}* · {fact}", sign(row.band), name(&row.account.name));
    section_with(&text, menu(&row_entries(row.account.id, row.band)))
}

fn first_value(row: &BehindRow) -> String {
    if let Some(on) = row.first_value_on {
        say!("first value after {on}", on = count((on - row.started_on).num_days(), say!("day"), say!("days")))
    } else {
        say!("started {started_on}, not reached", started_on = date_of_any_year(row.started_on))
    }
}

fn adoption(row: &BehindRow) -> String {
    let part = |part: Option<(i64, i64)>, what: &str| {
        if let Some((used, of)) = part {
            say!("{used} of {of} {what}", used, of, what)
        } else {
            say!("{what} unknown", what)
        }
    };
    format!("{} · {}", part(row.seats, say!("seats")), part(row.features, say!("core features")))
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::super::samples::{behind, now, reader};
    use super::super::testing::shown;
    use super::*;

    #[test]
    fn accounts_stand_with_what_moved_the_figure() {
        assert_snapshot!(shown(&metrics_behind(&reader(), &behind(), now())), @r"
        » GRR: 65 accounts · 3 Mar 2025 to 2 Mar
        # GRR: 65 accounts · 3 Mar 2025 to 2 Mar
        *all accounts* · Who had revenue on the eve, the largest losses first: start → end.
        🟡 *Lost &amp; Gone* · $50,000 → $0 · churn $50,000   [⋯ Open card {ac:{a:…}} / Why {wy:{a:…}}]
        🟡 *&lt;!channel&gt;* · $50,000 → $40,000 · contraction $10,000 · left and came back   [⋯ Open card {ac:{a:…}} / Why {wy:{a:…}}]
        🟡 *Acme* · $50,000 → $505,000.50 · expansion $455,000.50   [⋯ Open card {ac:{a:…}} / Why {wy:{a:…}}]
        [Next › metrics_behind {pf:{b:{a:{p:12m,o:mine},f:grr,k:,p:1,t:i}}}]
        [Quarter to date metrics_behind:2 {pf:{b:{a:{p:qtd,o:mine},f:grr,k:,p:0,t:i}}}]
        ~ 🔒 Only visible to you · 1 to 10 of 65 · your book · as of ⟨09:12⟩
        ");
        let waiting = BehindView { figure: FigureKind::TimeToValue, ..behind() };
        let lines = shown(&metrics_behind(&reader(), &waiting, now()));
        assert!(lines.contains("first value after 41 days"), "{lines}");
        let adopted = BehindView { figure: FigureKind::Adoption, ..behind() };
        let lines = shown(&metrics_behind(&reader(), &adopted, now()));
        assert!(lines.contains("18 of 40 seats · core features unknown"), "{lines}");
    }

    #[test]
    fn nobody_behind_a_figure_is_said() {
        let nobody = BehindView { rows: vec![], n: 0, ..behind() };
        assert_snapshot!(shown(&metrics_behind(&reader(), &nobody, now())), @r"
        » GRR: 0 accounts · 3 Mar 2025 to 2 Mar
        # GRR: 0 accounts · 3 Mar 2025 to 2 Mar
        *all accounts* · Who had revenue on the eve, the largest losses first: start → end.
        [Quarter to date metrics_behind {pf:{b:{a:{p:qtd,o:mine},f:grr,k:,p:0,t:i}}}]
        ~ 🔒 Only visible to you · nobody · your book · as of ⟨09:12⟩
        ");
    }
}
