//! `steward forecast`: what is expected of the renewals ahead, and what slipped, in columns.

use anyhow::bail;
use chrono::NaiveDate;
use clap::Args;

use super::{ORG, Output, open, setup};
use crate::config::Config;
use crate::domain::account::BookFilter;
use crate::domain::ids::PersonId;
use crate::domain::money::{Money, Totals};
use crate::domain::renewal::{
    Category, DiffView, Expected, Move, Moved, Outlook, Renewal, RenewalRow, RenewalsView, Review, SIGNED_WEIGHT,
};
use crate::operations::renewals::{self, Window};
use crate::operations::{App, directory, snapshot};

/// Rows that are printed at most; the sums are of all.
const MOST_ROWS: i64 = 500;

/// Options of `steward forecast`.
#[derive(Clone, Debug, Args)]
#[command(after_long_help = "\
Examples:
  steward forecast
  steward forecast --window 60d --person ana@acme.com
  steward forecast --diff
  steward forecast --diff 2026-03-02
  steward forecast --snapshot")]
pub struct Options {
    /// How far to look: days, or weeks with a w; the renewal window unless given
    #[arg(long, value_name = "WINDOW", value_parser = window_days)]
    pub window: Option<i64>,
    /// One person's accounts, by e-mail or external id; everybody's unless given
    #[arg(long)]
    pub person: Option<String>,
    /// What moved since last week's snapshot; with a day, from the snapshot of its week to the next one
    #[arg(long, value_name = "WEEK", num_args = 0..=1, default_missing_value = "last", value_parser = week)]
    pub diff: Option<Week>,
    /// Write down how every renewal stands, if this week has no snapshot yet
    #[arg(long, conflicts_with = "diff")]
    pub snapshot: bool,
}

/// With which week to compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Week {
    /// The last one that has a snapshot.
    Last,
    /// That of a day.
    Of(NaiveDate),
}

fn window_days(text: &str) -> Result<i64, String> {
    let (digits, days_each) = match text.strip_suffix('w') {
        Some(weeks) => (weeks, 7),
        None => (text.strip_suffix('d').unwrap_or(text), 1),
    };
    let days = digits.parse::<i64>().ok().and_then(|n| n.checked_mul(days_each));
    days.filter(|days| (1..=3_660).contains(days)).ok_or_else(|| "a window like 90d or 12w, up to ten years".to_owned())
}

fn week(text: &str) -> Result<Week, String> {
    if text == "last" {
        return Ok(Week::Last);
    }
    text.parse().map(Week::Of).map_err(|_| "a day like 2026-03-02".to_owned())
}

/// Prints the renewals, or what moved.
pub async fn run(options: &Options, config: &Config, out: &mut Output<'_>) -> anyhow::Result<()> {
    let opened = open(config).await?;
    setup(&opened, config).await?;
    tell(options, &opened.app, out).await?;
    opened.close().await
}

async fn tell(options: &Options, app: &App, out: &mut Output<'_>) -> anyhow::Result<()> {
    let person = person(options, app).await?;
    if options.snapshot {
        let taken = snapshot::take(app, ORG).await?;
        match taken.n_written {
            0 => writeln!(out, "The week of {} has its snapshot already, or nothing to write down.", taken.week)?,
            n => writeln!(out, "{n} renewals written down for the week of {}.", taken.week)?,
        }
        return Ok(());
    }
    if let Some(week) = options.diff {
        let week = match week {
            Week::Last => None,
            Week::Of(day) => Some(day),
        };
        return print_diff(&snapshot::moved_for(app, ORG, person, week).await?, out);
    }
    let days = options.window.unwrap_or(app.rules.lifecycle.renewal_window_days);
    let window = Window { days, filter: BookFilter::default(), page: 0, page_size: MOST_ROWS };
    let view = renewals::list_for(app, ORG, person, window).await?;
    print_list(&view, app.clock.now().date_naive(), out)
}

async fn person(options: &Options, app: &App) -> anyhow::Result<Option<PersonId>> {
    let Some(name) = &options.person else { return Ok(None) };
    match directory::named(app, ORG, name).await? {
        Some(actor) => Ok(Some(actor.id())),
        None => bail!("nobody has the e-mail or external id {name}"),
    }
}

fn print_list(view: &RenewalsView, today: NaiveDate, out: &mut Output<'_>) -> anyhow::Result<()> {
    writeln!(out, "{} renewals in {} days, {} ARR", view.sums.n, view.window_days, totals(&view.sums.arr))?;
    if view.sums.n == 0 {
        return Ok(());
    }
    writeln!(out)?;
    for line in &view.sums.lines {
        let amount = if line.amount.is_empty() { "-".to_owned() } else { totals(&line.amount) };
        writeln!(out, "  {:<13} {:>5}  {:>18}  → {amount}", outlook(line.outlook), line.n, totals(&line.arr))?;
    }
    if !view.sums.weighted.is_empty() {
        let weights = Category::ALL.map(|of| format!("{} {} %", outlook(of.into()), view.rules.weight(of))).join(", ");
        writeln!(out, "  weighted {}: renewed {SIGNED_WEIGHT} %, {weights}", totals(&view.sums.weighted))?;
    }
    for expected in &view.sums.expected {
        print_expected(expected, out)?;
    }
    writeln!(
        out,
        "\n  {:<10} {:>5}  {:<32} {:>10} {:>10}  {:<13} {:>4}",
        "deadline", "days", "account", "ARR", "forecast", "stands", "rule"
    )?;
    for row in &view.rows {
        writeln!(out, "  {}", list_line(row, today))?;
    }
    Ok(())
}

fn print_expected(of: &Expected, out: &mut Output<'_>) -> anyhow::Result<()> {
    let (Some(gross), Some(net)) = (of.grr_tenths(), of.nrr_tenths()) else { return Ok(()) };
    writeln!(
        out,
        "  expected GRR {} %, NRR {} % of {} reviewed ARR (sum of weight x amount / ARR, for GRR at most each one's ARR); {} not reviewed is left out",
        tenths(gross),
        tenths(net),
        of.arr,
        of.left_out
    )?;
    Ok(())
}

fn list_line(row: &RenewalRow, today: NaiveDate) -> String {
    let renewal: &Renewal = &row.renewal;
    let deadline = Some(renewal.deadline()).filter(|deadline| today <= *deadline).unwrap_or(renewal.ends_on);
    let what = if deadline == renewal.ends_on { "" } else { " (notice)" };
    let due = match row.review {
        Review::Due { days } => format!("  ! not reviewed {days} d"),
        Review::Done | Review::Open => String::new(),
    };
    let disagrees = if row.disagrees { "  ! rule and person disagree" } else { "" };
    format!(
        "{} {:>5}  {:<32} {:>10} {:>10}  {:<13} {:>3}%{what}{due}{disagrees}",
        deadline,
        (deadline - today).num_days(),
        shortened(&renewal.account.name),
        renewal.arr.short().to_string(),
        renewal.amount().map_or_else(|| "-".to_owned(), |amount| amount.short().to_string()),
        outlook(renewal.outlook()),
        row.likelihood.per_cent
    )
}

fn print_diff(view: &DiffView, out: &mut Output<'_>) -> anyhow::Result<()> {
    let Some(since) = view.since else {
        writeln!(out, "There is no snapshot to compare with yet; `steward forecast --snapshot` takes one.")?;
        return Ok(());
    };
    let until = view.until.map_or_else(|| "now".to_owned(), |until| until.to_string());
    let n_slips = view.moved.iter().filter(|moved| moved.is_slip()).count();
    writeln!(
        out,
        "{n_slips} of {} renewals slipped from {since} to {until}; {} otherwise moved",
        view.n_compared,
        view.moved.len() - n_slips
    )?;
    for moved in &view.moved {
        writeln!(out, "  {}", diff_line(moved))?;
    }
    Ok(())
}

fn diff_line(moved: &Moved) -> String {
    let mark = if moved.is_slip() { '!' } else { ' ' };
    let how = moved.moves.iter().map(words).collect::<Vec<_>>().join(", ");
    let now = &moved.now;
    let why = moved.said.as_ref().map(|said| format!(": {} ({})", said.reason, said.by.name)).unwrap_or_default();
    let (name, arr) = (shortened(&now.account.name), now.arr.short().to_string());
    format!("{mark} {}  {name:<32} {arr:>10}  {how}{why}", now.ends_on)
}

fn words(of: &Move) -> String {
    let amounts = |from: &Money, to: &Money| format!("{} -> {}", from.short(), to.short());
    let sure = |from: &Category, to: &Category| format!("{} -> {}", outlook((*from).into()), outlook((*to).into()));
    match of {
        Move::Lost => "lost".to_owned(),
        Move::Lapsed => "ended, nothing signed".to_owned(),
        Move::Worse { from, to } | Move::Better { from, to } => sure(from, to),
        Move::Lower { from, to } | Move::Higher { from, to } => amounts(from, to),
        Move::MovedOut { from, to } => format!("end {from} -> {to}"),
        Move::Renewed => "renewed".to_owned(),
        Move::Reviewed { category, amount } => {
            format!("newly reviewed: {} {}", outlook((*category).into()), amount.short())
        }
        Move::New => "new".to_owned(),
    }
}

fn outlook(of: Outlook) -> &'static str {
    match of {
        Outlook::NotReviewed => "not reviewed",
        Outlook::Renewed | Outlook::Commit | Outlook::Likely | Outlook::BestCase | Outlook::AtRisk => of.as_str(),
    }
}

fn totals(of: &Totals) -> String {
    let sums: Vec<String> = of.iter().map(|money| money.short().to_string()).collect();
    if sums.is_empty() { "-".to_owned() } else { sums.join(" + ") }
}

fn tenths(n: i64) -> String {
    format!("{}.{}", n / 10, n % 10)
}

/// A name in its column; what nobody sees is left out, so that columns stay straight.
fn shortened(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).take(32).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_and_weeks_are_read() {
        for (text, days) in
            [("90d", Some(90)), ("12w", Some(84)), ("30", Some(30)), ("0d", None), ("x", None), ("9999w", None)]
        {
            assert_eq!(window_days(text).ok(), days, "{text}");
        }
        assert_eq!(week("last"), Ok(Week::Last));
        assert_eq!(week("2026-03-02").ok(), "2026-03-02".parse().ok().map(Week::Of));
        assert!(week("monday").is_err());
    }
}
