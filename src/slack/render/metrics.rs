//! The portfolio's figures: each with its numerator and denominator, its period and as-of, and the accounts behind it.

use chrono::{DateTime, NaiveDate, Utc};
use slack_morphism::prelude::*;

use super::book::filter_words;
use super::charted::with_charts;
use super::kit::{
    Piece, actions, amount, button, context, count, date, field_grid, header, inert, section, section_with, totals,
};
use super::message::{Message, Onlookers, Reader};
use super::metrics_around::{around, colours, lifetimes, themes};
use super::sight::partial;
use super::words::segment;
use crate::domain::account::BookFilter;
use crate::domain::money::{Currency, Money};
use crate::domain::portfolio::{
    FigureKind, Group, GroupBy, GroupFigures, MetricsAsk, MetricsView, NoCohort, PeriodAsked, PeriodFigures, Retention,
    Share, Slice,
};
use crate::domain::segment::Segment;
use crate::slack::action::{Action, PagePlace, PortfolioClick};

/// Currencies that stand side by side.
const MOST_CURRENCIES: usize = 4;
/// Groups that stand in one message.
const MOST_GROUPS: usize = 12;

/// The figures of one period, or of the quarter to date and twelve months side by side.
pub fn metrics(reader: &Reader, view: &MetricsView, now: DateTime<Utc>) -> Message {
    with_charts(&view.charted, Onlookers::Members, view.today, |charts| drawn(reader, view, charts, now))
}

fn drawn(reader: &Reader, view: &MetricsView, charts: Vec<Piece>, now: DateTime<Utc>) -> Message {
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
    pieces.extend(periods(view).map(Piece::kept));
    // On a phone charts are long, and the rest is what one acts on.
    pieces.extend(charts);
    pieces.push(Piece::kept(context(formulas())));
    pieces.extend(partial(reader, view.ask.scope).map(Piece::kept));
    pieces.push(Piece::kept(context(&foot(reader, view, now))));
    Message::new(&headline, pieces)
}

fn formulas() -> &'static str {
    say!(
        "GRR = (start − contraction − churn) ÷ start, each account at most its start · NRR = (start + \
    expansion − contraction − churn) ÷ start · logo churn = lost ÷ accounts at the start · the cohort is closed: \
    accounts with revenue on the eve of the period, compared with its last day; who left and came back is kept"
    )
}

fn foot(reader: &Reader, view: &MetricsView, now: DateTime<Utc>) -> String {
    let as_of = super::kit::clock(now, reader.zone, now);
    say!("🔒 Only visible to you · {ask} · as of {as_of}", ask = whose(&view.ask), as_of)
}

/// `your book · mid-touch`.
pub(super) fn whose(ask: &MetricsAsk) -> String {
    let MetricsAsk { scope, segments, team, tags, .. } = ask.clone();
    filter_words(&BookFilter { scope, segments, team, tags, ..BookFilter::default() })
}

/// `12 months: GRR 92.0 % · NRR 106.0 % · logo churn 7.7 %`; each currency for itself.
fn headline(view: &MetricsView) -> String {
    let Some(last) = view.periods.last() else { return say!("No period").to_owned() };
    let whole = whole(last);
    let rates: Vec<String> = whole.iter().filter_map(|(currency, kept)| rates(*currency, kept, whole.len())).collect();
    let when = period_word(last.asked);
    if rates.is_empty() {
        let n: i64 = last.groups.iter().map(GroupFigures::n_end).sum();
        let accounts = count(n, say!("account"), say!("accounts"));
        let as_of = date(last.as_of, view.today);
        return say!("{when}: no cohort, {accounts} with revenue on {as_of}", when, accounts, as_of)
            .replace('\u{A0}', " ");
    }
    format!("{when}: {}", rates.join(" | ")).replace('\u{A0}', " ")
}

fn rates(currency: Currency, kept: &Retention, n_currencies: usize) -> Option<String> {
    let (gross, net, churn) = (kept.gross().ok()?, kept.net().ok()?, kept.logo_churn().ok()?);
    let of = if n_currencies == 1 { String::new() } else { format!("{currency} ") };
    Some(say!("{of}GRR {gross} · NRR {net} · logo churn {churn}", of, gross, net, churn))
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
        PeriodAsked::QuarterToDate => say!("Quarter to date").to_owned(),
        PeriodAsked::YearToDate => say!("Year to date").to_owned(),
        PeriodAsked::TwelveMonths => say!("12 months").to_owned(),
        PeriodAsked::Year(_) | PeriodAsked::Quarter(..) | PeriodAsked::Days(..) => {
            asked.to_string().to_uppercase().replace("-Q", " Q").replace("..", say!(" to "))
        }
    }
}

/// `1 Jan to 2 Mar`.
pub(super) fn days(figures: &PeriodFigures, today: NaiveDate) -> String {
    say!("{period} to {as_of}", period = date(figures.period.from, today), as_of = date(figures.as_of, today))
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
        let nobody = say!("No account is in these segments over that period.");
        let none = say!("There are no accounts yet. They come with the first import.");
        return vec![section(if view.ask.segments.is_empty() { none } else { nobody })];
    }
    let more =
        (0 < n_more).then(|| context(&say!("+{n_more} more currencies; `steward metrics` tells all of them", n_more)));
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
        let money = |minor| amount(Money::new(minor, currency));
        lines.push(say!(
            "New {new_minor} from {n_new} · ARR {end_minor} of {n_end}",
            new_minor = money(slice.new_minor),
            n_new = count(slice.n_new, say!("account"), say!("accounts")),
            end_minor = money(slice.end_minor),
            n_end = count(slice.n_end, say!("account"), say!("accounts"))
        ));
    }
    lines.join("\n")
}

fn no_cohort(figures: &PeriodFigures, today: NaiveDate) -> String {
    let eve = date(figures.period.eve(), today);
    say!("No cohort: nobody had revenue on {eve}, so there is nothing to keep or lose yet", eve)
}

fn retention_lines(kept: &Retention, currency: Currency) -> Result<Vec<String>, NoCohort> {
    let money = |minor: i64| amount(Money::new(minor, currency));
    let of_money = |share: Share| say!("{part} of {whole}", part = money(share.part()), whole = money(share.whole()));
    let (gross, net, churn) = (kept.gross()?, kept.net()?, kept.logo_churn()?);
    let mut lines = vec![
        say!("GRR *{gross}* · {of_money}", gross, of_money = of_money(gross)),
        say!("NRR *{net}* · {of_money}", net, of_money = of_money(net)),
        say!("Logo churn *{churn}* · {part} of {whole} accounts", churn, part = churn.part(), whole = churn.whole()),
        say!(
            "Expansion {expansion_minor} · contraction {contraction_minor} · churn {churn_minor}",
            expansion_minor = money(kept.expansion_minor),
            contraction_minor = money(kept.contraction_minor),
            churn_minor = money(kept.churn_minor)
        ),
    ];
    if 0 < kept.n_returned {
        lines.push(say!(
            "{n_returned} left and came back: kept",
            n_returned = count(kept.n_returned, say!("account"), say!("accounts"))
        ));
    }
    Ok(lines)
}

/// What people call a group.
pub(super) fn group_name(by: Option<GroupBy>, group: &Group) -> String {
    match by {
        None if group.key.is_empty() => say!("all accounts").to_owned(),
        Some(GroupBy::Csm) if group.key.is_empty() => say!("nobody's").to_owned(),
        Some(GroupBy::Team) if group.key.is_empty() => say!("no team").to_owned(),
        Some(GroupBy::Team) => say!("team {team}", team = group.key),
        Some(GroupBy::Cohort) => say!("started {quarter}", quarter = group.key.replace('-', " ").to_uppercase()),
        Some(GroupBy::Segment) => {
            Segment::parse(&group.key).map_or_else(|| group.label.clone(), |known| segment(known).to_owned())
        }
        None | Some(GroupBy::Csm) => group.label.clone(),
    }
}

/// A row a group, with its accounts behind a button.
fn by_group(view: &MetricsView) -> Vec<SlackBlock> {
    let Some(last) = view.periods.last() else { return Vec::new() };
    let n_more = last.groups.len().saturating_sub(MOST_GROUPS);
    let rows = last.groups.iter().take(MOST_GROUPS).map(|group| {
        let mut lines = vec![format!("*{}*", inert(&group_name(view.ask.by, &group.group), 80))];
        for figures in &view.periods {
            let same = figures.groups.iter().find(|other| other.group.key == group.group.key);
            lines.extend(same.into_iter().flat_map(|same| group_lines(view, figures, same)));
        }
        let click = behind(view, FigureKind::Grr, Some(group.group.key.clone()));
        section_with(&lines.join("\n"), button(say!("Accounts"), &Action::Portfolio(click)))
    });
    let more = (0 < n_more)
        .then(|| context(&say!("+{n_more} more groups; `steward metrics --by …` lists all of them", n_more)));
    rows.chain(more).collect()
}

fn group_lines(view: &MetricsView, figures: &PeriodFigures, group: &GroupFigures) -> Vec<String> {
    let lines = group.slices.iter().map(|slice| {
        let money = |minor| amount(Money::new(minor, slice.currency));
        let kept = &slice.retention;
        let rates = if let (Ok(gross), Ok(net), Ok(churn)) = (kept.gross(), kept.net(), kept.logo_churn()) { say!("GRR *{gross}* ({part} of {whole}) · NRR *{net}* ({part_2}) · logo churn *{churn}* ({part_3} of {whole_2})", gross, part = money(gross.part()), whole = money(gross.whole()), net, part_2 = money(net.part()), churn, part_3 = churn.part(), whole_2 = churn.whole()) } else { say!("no cohort on {eve}", eve = date(figures.period.eve(), view.today)) };
        let red = if slice.n_red == 0 { String::new() } else { say!(" · 🔴 {red_minor} at risk", red_minor = money(slice.red_minor)) };
        let today = say!("ARR {end_minor} of {n_end}", end_minor = money(slice.end_minor), n_end = count(slice.n_end, say!("account"), say!("accounts")));
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
        button(
            &say!("{figure_word} accounts", figure_word = figure_word(figure)),
            &Action::Portfolio(behind(view, figure, None)),
        )
        .into()
    });
    actions(buttons.collect())
}

pub(super) fn figure_word(figure: FigureKind) -> &'static str {
    match figure {
        FigureKind::Grr => say!("GRR"),
        FigureKind::Nrr => say!("NRR"),
        FigureKind::LogoChurn => say!("Lost"),
        FigureKind::New => say!("New"),
        FigureKind::TimeToValue => say!("First value"),
        FigureKind::Adoption => say!("Adoption"),
        FigureKind::AtRisk => say!("At risk"),
        FigureKind::Touched => say!("Touched"),
    }
}

/// The same figures in groups, or as one again.
fn groupings(view: &MetricsView) -> Option<SlackBlock> {
    let label = |by: Option<GroupBy>| match by {
        None => say!("All as one"),
        Some(GroupBy::Segment) => say!("By segment"),
        Some(GroupBy::Csm) => say!("By CSM"),
        Some(GroupBy::Team) => say!("By team"),
        Some(GroupBy::Cohort) => say!("By start"),
    };
    let all = std::iter::once(None).chain(GroupBy::ALL.map(Some));
    let others = all.filter(|by| *by != view.ask.by).map(|by| {
        let ask = MetricsAsk { by, ..view.ask.clone() };
        button(label(by), &Action::Portfolio(PortfolioClick::Metrics { ask })).into()
    });
    actions(others.collect())
}

/// The same figures of another period.
fn periods(view: &MetricsView) -> Option<SlackBlock> {
    let all = [
        (say!("Quarter to date"), PeriodAsked::QuarterToDate),
        (say!("12 months"), PeriodAsked::TwelveMonths),
        (say!("Last quarter"), PeriodAsked::last_quarter(view.today)),
    ];
    let others = all.into_iter().filter(|(_, period)| view.ask.period != Some(*period));
    let buttons = others.map(|(label, period)| {
        let ask = MetricsAsk { period: Some(period), ..view.ask.clone() };
        button(label, &Action::Portfolio(PortfolioClick::Metrics { ask })).into()
    });
    actions(buttons.collect())
}

/// Sums as they are, not for a glance: what is divided must be seen to the last digit.
pub(super) fn exact(sums: &crate::domain::money::Totals) -> String {
    let sums_of: Vec<String> = sums.iter().map(amount).collect();
    if sums_of.is_empty() { totals(sums) } else { sums_of.join(" + ") }
}
