//! The portfolio's figures as aligned lines.

use std::fmt;

use crate::domain::health::Band;
use crate::domain::money::{Currency, Money, Totals};
use crate::domain::portfolio::{BehindView, GroupFigures, MetricsView, NoCohort, PeriodFigures, Share, Slice, per_csm};

/// A title, columns, and notes below them.
#[derive(Clone, Debug, Default)]
pub struct Table {
    title: String,
    rows: Vec<Vec<String>>,
    notes: Vec<String>,
}

/// Every column as wide as its widest cell; numbers are not moved to the right, for each says its own unit.
impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.title)?;
        let n_columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let width = |at: usize| self.rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.chars().count()).max();
        let widths: Vec<usize> = (0..n_columns).map(|at| width(at).unwrap_or(0)).collect();
        for row in &self.rows {
            let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
            let line = cells.collect::<Vec<_>>().join("  ");
            writeln!(f, "{}", line.trim_end().replace('\u{A0}', " "))?;
        }
        self.notes.iter().try_for_each(|note| writeln!(f, "{}", note.replace('\u{A0}', " ")))
    }
}

fn row<const N: usize>(cells: [&str; N]) -> Vec<String> {
    cells.map(str::to_owned).to_vec()
}

/// A table for each period, and one for what stands around them.
pub fn figures(view: &MetricsView) -> Vec<Table> {
    let mut tables: Vec<Table> = view.periods.iter().map(period).collect();
    tables.extend([flows(view), around(view)]);
    tables
}

fn period(figures: &PeriodFigures) -> Table {
    let mut table = Table {
        title: format!("{}: {} to {}, as of {}", figures.asked, figures.period.from, figures.period.to, figures.as_of),
        rows: vec![row(["group", "figure", "value", "numerator", "denominator"])],
        notes: Vec::new(),
    };
    if figures.groups.is_empty() {
        table.notes.push("no account yet".to_owned());
    }
    for group in &figures.groups {
        group.slices.iter().for_each(|slice| money_rows(&mut table, &group.group.label, slice));
        count_rows(&mut table, group);
    }
    table
}

fn money_rows(table: &mut Table, group: &str, slice: &Slice) {
    let kept = &slice.retention;
    let money = |minor| Money::new(minor, slice.currency).to_string();
    let mut line =
        |figure: &str, share: Option<Share>, none: &str, unit: &dyn Fn(i64) -> String, what: (&str, &str)| {
            let figure = format!("{figure}, {}", slice.currency);
            let cells = match share {
                Some(share) => {
                    let parts = [(share.part(), what.0), (share.whole(), what.1)];
                    let [above, below] = parts.map(|(n, what)| format!("{} {what}", unit(n)));
                    [share.to_string(), above, below]
                }
                None => [none.to_owned(), String::new(), String::new()],
            };
            table.rows.push([vec![group.to_owned(), figure], cells.to_vec()].concat());
        };
    let count = |n: i64| n.to_string();
    let rate = |rate: Result<Share, NoCohort>| rate.ok();
    line("GRR", rate(kept.gross()), "no cohort", &money, ("kept, each account at most its start", "at the start"));
    line("NRR", rate(kept.net()), "no cohort", &money, ("of the cohort at the end", "at the start"));
    line("logo churn", rate(kept.logo_churn()), "no cohort", &count, ("lost", "accounts at the start"));
    line("logo retention", rate(kept.logo_retention()), "no cohort", &count, ("kept", "accounts at the start"));
    line("ARR at risk", slice.at_risk(), "no revenue", &money, ("red", "at the end"));
    let moved = format!(
        "start {} + expansion {} − contraction {} − churn {}; new {} from {} accounts; ARR {} of {} accounts",
        money(kept.start_minor),
        money(kept.expansion_minor),
        money(kept.contraction_minor),
        money(kept.churn_minor),
        money(slice.new_minor),
        slice.n_new,
        money(slice.end_minor),
        slice.n_end
    );
    table.notes.push(format!("{group}, {}: {moved}{}", slice.currency, returned(kept.n_returned)));
}

fn returned(n: i64) -> String {
    if n == 0 { String::new() } else { format!("; {n} left and came back, and count as kept") }
}

fn count_rows(table: &mut Table, group: &GroupFigures) {
    let counts = &group.counts;
    let mut line = |figure: &str, share: Option<Share>, what: (&str, &str)| {
        let cells = match share {
            Some(share) => {
                [share.to_string(), format!("{} {}", share.part(), what.0), format!("{} {}", share.whole(), what.1)]
            }
            None => ["unknown".to_owned(), String::new(), String::new()],
        };
        table.rows.push([vec![group.group.label.clone(), figure.to_owned()], cells.to_vec()].concat());
    };
    let value = counts.time_to_value();
    line("first value by day 90", value.map(|value| value.in_time), ("in time", "accounts that started in the period"));
    line(
        "adoption: seats",
        counts.adoption(),
        ("active users", &format!("seats of {} accounts", counts.n_seats_known)),
    );
    let known = format!("core features of {} accounts", counts.n_features_known);
    line("adoption: features", counts.features(), ("used in 28 days", &known));
    line("touched by a person", counts.touched(), ("accounts this quarter", "accounts in the programme"));
    let median = match value.map(|value| value.median_half_days) {
        None => "unknown".to_owned(),
        Some(None) => "not reached by half of them".to_owned(),
        Some(Some(half_days)) => days(half_days),
    };
    table.rows.push(row([&group.group.label, "time to first value", &median, "", ""]));
}

/// `20.5 days` of 41 half days.
fn days(half_days: i64) -> String {
    format!("{}{} days", half_days / 2, if half_days % 2 == 0 { "" } else { ".5" })
}

fn flows(view: &MetricsView) -> Table {
    let mut rows = vec![row(["from", "to", "accounts", "ARR"])];
    let word = |band: Option<Band>| band.map_or("no colour", Band::as_str);
    rows.extend(
        view.flows.iter().map(|flow| row([word(flow.from), word(flow.to), &flow.n.to_string(), &sums(&flow.arr)])),
    );
    let title = view
        .periods
        .first()
        .map_or_else(String::new, |last| format!("colours on the eve of {} and on {}", last.period.from, last.as_of));
    Table { title, rows, notes: Vec::new() }
}

fn sums(totals: &Totals) -> String {
    totals.iter().map(|money| money.to_string()).collect::<Vec<_>>().join(" + ")
}

fn around(view: &MetricsView) -> Table {
    let mut rows = Vec::new();
    rows.push(match view.delivery {
        Some(share) => vec![
            "messages delivered".to_owned(),
            share.to_string(),
            format!("{} delivered / {} attempted", share.part(), share.whole()),
        ],
        None => row(["messages delivered", "unknown", "none was attempted"]),
    });
    if let Some((n_csms, last)) = view.n_csms.zip(view.periods.last()) {
        let n_accounts: i64 = last.groups.iter().map(GroupFigures::n_end).sum();
        let each = per_csm(n_accounts, n_csms).map_or_else(|| "no CSM".to_owned(), |each| format!("{each} : 1"));
        rows.push(vec!["accounts for each CSM".to_owned(), each, format!("{n_accounts} accounts / {n_csms} CSMs")]);
    }
    for lifetime in &view.lifetimes {
        let value = lifetime.value.map_or_else(|| "unknown".to_owned(), |value| value.to_string());
        let churn = lifetime.churn.map_or_else(
            || "no cohort".to_owned(),
            |churn| format!("{} / {} lost in 12 months", churn.part(), churn.whole()),
        );
        let how = format!("estimate: {} × {} ÷ ({churn})", lifetime.average_arr, view.gross_margin);
        rows.push(vec![format!("CLTV of {}", lifetime.segment.as_str().replace('_', "-")), value, how]);
    }
    let (times, days, themes) = &view.themes;
    for theme in themes {
        let (n_tickets, n_feedback) = (theme.n_tickets, theme.n_feedback);
        let asks = if 0 < n_feedback { format!(" and {n_feedback} asks") } else { String::new() };
        let how = format!("{n_tickets} tickets{asks} of {} accounts, {}", theme.n_accounts, sums(&theme.arr));
        rows.push(vec![format!("theme {:?}", theme.theme), format!("{times} times in {days} days"), how]);
    }
    Table { title: "around them".to_owned(), rows, notes: Vec::new() }
}

/// The accounts behind a figure.
pub fn behind(view: &BehindView) -> Vec<Table> {
    let of = view.group.as_ref().map_or_else(String::new, |group| format!(" of {}", group.label));
    let title = format!(
        "{}{of}: {} to {}, as of {}: {} accounts",
        view.figure.as_str(),
        view.period.from,
        view.period.to,
        view.as_of,
        view.n
    );
    let mut rows = vec![row([
        "account",
        "start",
        "expansion",
        "contraction",
        "churn",
        "end",
        "colour",
        "users",
        "features",
        "first value",
    ])];
    for line in &view.rows {
        let money = |minor| plain(minor, line.currency);
        let of = |part: Option<(i64, i64)>| part.map_or_else(|| "–".to_owned(), |(part, of)| format!("{part}/{of}"));
        let reached = line.first_value_on.map(|on| format!("{} days", (on - line.started_on).num_days()));
        let standing = &line.standing;
        rows.push(vec![
            line.account.name.clone(),
            money(standing.start_minor),
            money(standing.expansion_minor()),
            money(standing.contraction_minor()),
            money(standing.churn_minor()),
            money(standing.end_minor) + if standing.has_left && 0 < standing.end_minor { " (returned)" } else { "" },
            line.band.map_or("–", Band::as_str).to_owned(),
            of(line.seats),
            of(line.features),
            reached.unwrap_or_else(|| "–".to_owned()),
        ]);
    }
    vec![Table { title, rows, notes: Vec::new() }]
}

fn plain(minor: i64, currency: Currency) -> String {
    Money::new(minor, currency).to_string()
}
