//! The portfolio's figures: each with its numerator and denominator, its period and as-of, and the accounts behind it.

use chrono::{DateTime, NaiveDate, Utc};
use slack_morphism::prelude::*;

use super::kit::{
    Piece, actions, button, context, count, date, field_grid, header, inert, section, section_with, totals,
};
use super::message::{Message, Reader};
use super::metrics_around::{around, colours, lifetimes, themes};
use super::words::segment;
use crate::domain::account::BookScope;
use crate::domain::money::{Currency, Money};
use crate::domain::portfolio::{
    FigureKind, GroupBy, GroupFigures, MetricsAsk, MetricsView, NoCohort, PeriodAsked, PeriodFigures, Retention, Share,
    Slice,
};
use crate::slack::action::{Action, PagePlace, PortfolioClick};

/// Currencies that stand side by side.
const MOST_CURRENCIES: usize = 4;
/// Groups that stand in one message.
const MOST_GROUPS: usize = 12;

/// The figures of one period, or of the quarter to date and twelve months side by side.
pub fn metrics(reader: &Reader, view: &MetricsView, now: DateTime<Utc>) -> Message {
    let headline = headline(view);
    let mut pieces = vec![Piece::kept(header(&headline))];
    if view.ask.by.is_some() {
        pieces.extend(by_group(view).into_iter().map(|block| Piece::row(vec![block])));
    } else {
        pieces.extend(side_by_side(view).into_iter().map(Piece::kept));
        let facts = [around(view), lifetimes(view), colours(view), themes(view)];
        pieces.extend(facts.into_iter().flatten().map(|text| Piece::row(vec![section(&text)])));
        pieces.extend(openings(view).map(Piece::kept));
    }
    pieces.extend(groupings(view).map(Piece::kept));
    pieces.push(Piece::kept(context(FORMULAS)));
    pieces.push(Piece::kept(context(&foot(reader, view, now))));
    Message::new(&headline, pieces)
}

const FORMULAS: &str = "GRR = (start − contraction − churn) ÷ start, each account at most its start · NRR = (start + \
    expansion − contraction − churn) ÷ start · logo churn = lost ÷ accounts at the start · the cohort is closed: \
    accounts with revenue on the eve of the period, compared with its last day; who left and came back is kept";

fn foot(reader: &Reader, view: &MetricsView, now: DateTime<Utc>) -> String {
    let as_of = super::kit::clock(now, reader.zone, now);
    format!("🔒 Only visible to you · {} · as of {as_of}", whose(&view.ask))
}

/// `your book · mid-touch`.
pub(super) fn whose(ask: &MetricsAsk) -> String {
    let book = match ask.scope {
        BookScope::Mine => "your book",
        BookScope::Of(_) => "one CSM's book",
        BookScope::All | BookScope::Nobody => "all books",
    };
    let segments = ask.segments.iter().map(|of| segment(*of)).collect::<Vec<_>>().join(" or ");
    if segments.is_empty() { book.to_owned() } else { format!("{book} · {segments}") }
}

/// `12 months: GRR 92.0 % · NRR 106.0 % · logo churn 7.7 %`; each currency for itself.
fn headline(view: &MetricsView) -> String {
    let Some(last) = view.periods.last() else { return "No period".to_owned() };
    let whole = whole(last);
    let rates: Vec<String> = whole.iter().filter_map(|(currency, kept)| rates(*currency, kept, whole.len())).collect();
    let when = period_word(last.asked);
    if rates.is_empty() {
        let n: i64 = last.groups.iter().map(GroupFigures::n_end).sum();
        let accounts = count(n, "account", "accounts");
        let as_of = date(last.as_of, view.today);
        return format!("{when}: no cohort, {accounts} with revenue on {as_of}").replace('\u{A0}', " ");
    }
    format!("{when}: {}", rates.join(" | ")).replace('\u{A0}', " ")
}

fn rates(currency: Currency, kept: &Retention, n_currencies: usize) -> Option<String> {
    let (gross, net, churn) = (kept.gross().ok()?, kept.net().ok()?, kept.logo_churn().ok()?);
    let of = if n_currencies == 1 { String::new() } else { format!("{currency} ") };
    Some(format!("{of}GRR {gross} · NRR {net} · logo churn {churn}"))
}

/// The whole of a period, a currency after another: the sum of its groups.
fn whole(figures: &PeriodFigures) -> Vec<(Currency, Retention)> {
    let mut whole: std::collections::BTreeMap<Currency, Retention> = std::collections::BTreeMap::new();
    for slice in figures.groups.iter().flat_map(|group| &group.slices) {
        let sum = whole.entry(slice.currency).or_default();
        *sum = sum.and(slice.retention);
    }
    whole.into_iter().collect()
}

pub(super) fn period_word(asked: PeriodAsked) -> String {
    match asked {
        PeriodAsked::QuarterToDate => "Quarter to date".to_owned(),
        PeriodAsked::YearToDate => "Year to date".to_owned(),
        PeriodAsked::TwelveMonths => "12 months".to_owned(),
        PeriodAsked::Year(_) | PeriodAsked::Quarter(..) | PeriodAsked::Days(..) => {
            asked.to_string().to_uppercase().replace("-Q", " Q").replace("..", " to ")
        }
    }
}

/// `1 Jan to 2 Mar`.
pub(super) fn days(figures: &PeriodFigures, today: NaiveDate) -> String {
    format!("{} to {}", date(figures.period.from, today), date(figures.as_of, today))
}

/// A field a currency and period.
fn side_by_side(view: &MetricsView) -> Vec<SlackBlock> {
    let mut currencies: Vec<Currency> = view.periods.iter().flat_map(whole).map(|(currency, _)| currency).collect();
    currencies.sort_unstable();
    currencies.dedup();
    let n_more = currencies.len().saturating_sub(MOST_CURRENCIES);
    currencies.truncate(MOST_CURRENCIES);
    let mut fields = Vec::new();
    for currency in &currencies {
        for figures in &view.periods {
            let slices = figures.groups.iter().flat_map(|group| &group.slices);
            let slice = slices.filter(|slice| slice.currency == *currency).copied().next();
            fields.push(column(view, figures, *currency, slice.as_ref()));
        }
    }
    if fields.is_empty() {
        let nobody = "No account is in these segments over that period.";
        let none = "There are no accounts yet. They come with the first import.";
        return vec![section(if view.ask.segments.is_empty() { none } else { nobody })];
    }
    let more =
        (0 < n_more).then(|| context(&format!("+{n_more} more currencies; `steward metrics` tells all of them")));
    fields.chunks(10).map(field_grid).chain(more).collect()
}

fn column(view: &MetricsView, figures: &PeriodFigures, currency: Currency, slice: Option<&Slice>) -> String {
    let title = format!("*{}* · {currency}\n_{}_", period_word(figures.asked), days(figures, view.today));
    let nothing = Retention::default();
    let kept = slice.map_or(&nothing, |slice| &slice.retention);
    let mut lines = vec![title];
    match retention_lines(kept, currency) {
        Ok(rates) => lines.extend(rates),
        Err(NoCohort) => lines.push(no_cohort(figures, view.today)),
    }
    if let Some(slice) = slice {
        let money = |minor| Money::new(minor, currency).to_string();
        lines.push(format!(
            "New {} from {} · ARR {} of {}",
            money(slice.new_minor),
            count(slice.n_new, "account", "accounts"),
            money(slice.end_minor),
            count(slice.n_end, "account", "accounts")
        ));
    }
    lines.join("\n")
}

fn no_cohort(figures: &PeriodFigures, today: NaiveDate) -> String {
    let eve = date(figures.period.eve(), today);
    format!("No cohort: nobody had revenue on {eve}, so there is nothing to keep or lose yet")
}

fn retention_lines(kept: &Retention, currency: Currency) -> Result<Vec<String>, NoCohort> {
    let money = |minor: i64| Money::new(minor, currency).to_string();
    let of_money = |share: Share| format!("{} of {}", money(share.part()), money(share.whole()));
    let (gross, net, churn) = (kept.gross()?, kept.net()?, kept.logo_churn()?);
    let mut lines = vec![
        format!("GRR *{gross}* · {}", of_money(gross)),
        format!("NRR *{net}* · {}", of_money(net)),
        format!("Logo churn *{churn}* · {} of {} accounts", churn.part(), churn.whole()),
        format!(
            "Expansion {} · contraction {} · churn {}",
            money(kept.expansion_minor),
            money(kept.contraction_minor),
            money(kept.churn_minor)
        ),
    ];
    if 0 < kept.n_returned {
        lines.push(format!("{} left and came back: kept", count(kept.n_returned, "account", "accounts")));
    }
    Ok(lines)
}

/// A row a group, with its accounts behind a button.
fn by_group(view: &MetricsView) -> Vec<SlackBlock> {
    let Some(last) = view.periods.last() else { return Vec::new() };
    let n_more = last.groups.len().saturating_sub(MOST_GROUPS);
    let rows = last.groups.iter().take(MOST_GROUPS).map(|group| {
        let mut lines = vec![format!("*{}*", inert(&group.group.label, 80))];
        for figures in &view.periods {
            let same = figures.groups.iter().find(|other| other.group.key == group.group.key);
            lines.extend(same.into_iter().flat_map(|same| group_lines(view, figures, same)));
        }
        let click = behind(view, FigureKind::Grr, Some(group.group.key.clone()));
        section_with(&lines.join("\n"), button("Accounts", &Action::Portfolio(click)))
    });
    let more =
        (0 < n_more).then(|| context(&format!("+{n_more} more groups; `steward metrics --by …` lists all of them")));
    rows.chain(more).collect()
}

fn group_lines(view: &MetricsView, figures: &PeriodFigures, group: &GroupFigures) -> Vec<String> {
    let lines = group.slices.iter().map(|slice| {
        let money = |minor| Money::new(minor, slice.currency).to_string();
        let kept = &slice.retention;
        let rates = match (kept.gross(), kept.net(), kept.logo_churn()) {
            (Ok(gross), Ok(net), Ok(churn)) => format!(
                "GRR *{gross}* ({} of {}) · NRR *{net}* ({}) · logo churn *{churn}* ({} of {})",
                money(gross.part()),
                money(gross.whole()),
                money(net.part()),
                churn.part(),
                churn.whole()
            ),
            _ => format!("no cohort on {}", date(figures.period.eve(), view.today)),
        };
        let red = if slice.n_red == 0 { String::new() } else { format!(" · 🔴 {} at risk", money(slice.red_minor)) };
        let today = format!("ARR {} of {}", money(slice.end_minor), count(slice.n_end, "account", "accounts"));
        format!("{}: {rates}\n{today}{red}", period_word(figures.asked))
    });
    lines.collect()
}

/// The accounts behind a figure of the last period.
fn behind(view: &MetricsView, figure: FigureKind, key: Option<String>) -> PortfolioClick {
    let period = view.periods.last().map(|figures| figures.asked);
    let ask = MetricsAsk { period, ..view.ask.clone() };
    PortfolioClick::Behind { ask, figure, key, page: 0, place: PagePlace::Beside }
}

/// A button for each figure that accounts stand behind.
fn openings(view: &MetricsView) -> Option<SlackBlock> {
    let last = view.periods.last()?;
    let sum = |of: fn(&Slice) -> i64| last.groups.iter().flat_map(|group| &group.slices).map(of).sum::<i64>();
    let count = |of: fn(&GroupFigures) -> i64| last.groups.iter().map(of).sum::<i64>();
    let n_valued = |group: &GroupFigures| i64::try_from(group.counts.first_value_days.len()).unwrap_or(0);
    let has_accounts = [
        (FigureKind::Grr, sum(|slice| slice.retention.n_start)),
        (FigureKind::Nrr, sum(|slice| slice.retention.n_start)),
        (FigureKind::LogoChurn, sum(|slice| slice.retention.n_lost)),
        (FigureKind::New, sum(|slice| slice.n_new)),
        (FigureKind::AtRisk, sum(|slice| slice.n_red)),
        (FigureKind::TimeToValue, count(n_valued)),
        (FigureKind::Adoption, count(|group| group.counts.n_seats_known + group.counts.n_features_known)),
        (FigureKind::Touched, count(|group| group.counts.n_touched)),
    ];
    let buttons = has_accounts.into_iter().filter(|(_, n)| 0 < *n).map(|(figure, _)| {
        button(&format!("{} accounts", figure_word(figure)), &Action::Portfolio(behind(view, figure, None))).into()
    });
    actions(buttons.collect())
}

pub(super) fn figure_word(figure: FigureKind) -> &'static str {
    match figure {
        FigureKind::Grr => "GRR",
        FigureKind::Nrr => "NRR",
        FigureKind::LogoChurn => "Lost",
        FigureKind::New => "New",
        FigureKind::TimeToValue => "First value",
        FigureKind::Adoption => "Adoption",
        FigureKind::AtRisk => "At risk",
        FigureKind::Touched => "Touched",
    }
}

/// The same figures in groups, or as one again.
fn groupings(view: &MetricsView) -> Option<SlackBlock> {
    let label = |by: Option<GroupBy>| match by {
        None => "All as one",
        Some(GroupBy::Segment) => "By segment",
        Some(GroupBy::Csm) => "By CSM",
        Some(GroupBy::Team) => "By team",
        Some(GroupBy::Cohort) => "By start",
    };
    let all = std::iter::once(None).chain(GroupBy::ALL.map(Some));
    let others = all.filter(|by| *by != view.ask.by).map(|by| {
        let ask = MetricsAsk { by, ..view.ask.clone() };
        button(label(by), &Action::Portfolio(PortfolioClick::Metrics { ask })).into()
    });
    actions(others.collect())
}

/// Sums as they are, not for a glance: what is divided must be seen to the last digit.
pub(super) fn exact(sums: &crate::domain::money::Totals) -> String {
    let sums_of: Vec<String> = sums.iter().map(|money| money.to_string()).collect();
    if sums_of.is_empty() { totals(sums) } else { sums_of.join(" + ") }
}
