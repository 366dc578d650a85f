//! What the pack says, part by part. Every figure stands with its days and with what it is counted over; what is not known
//! is said to be unknown.

use super::super::kit::{amount, count, date, date_of_any_year, money, totals, with_tenth};
use super::super::message::Onlookers;
use super::super::words::{health as colour, in_days, outlook, segment};
use super::document::{Document, Line, Section};
use super::{parts, voice};
use crate::domain::money::Totals;
use crate::domain::plan::ValueLine;
use crate::domain::portfolio::PeriodAsked;
use crate::domain::qbr::{QbrPack, Roi};

/// The whole pack.
pub fn document(pack: &QbrPack, onlookers: Onlookers) -> Document {
    let mut sections = vec![
        parts::usage(pack),
        parts::health(pack),
        parts::adoption(pack),
        parts::support(pack),
        parts::sentiment(pack),
        parts::touches(pack),
    ];
    sections.extend(voice::asks(pack).into_iter().chain(voice::advocacy(pack)));
    sections.extend([
        parts::goals(pack, onlookers),
        parts::metrics(pack),
        parts::milestones(pack, onlookers),
        value(pack, onlookers),
        parts::benchmark(pack),
        parts::next(pack, onlookers),
        renewal(pack, onlookers),
    ]);
    Document { title: title(pack), lead: lead(pack, onlookers), sections }
}

/// `TechCorp 2026 Q1 to date: usage −45 %, 🔴 Red 45, 2 of 3 goals on track, $12K realised`.
pub fn headline(pack: &QbrPack, onlookers: Onlookers) -> Line {
    let usage = pack.usage.change().map(|change| say!("usage {parts}", parts = parts::change_words(change)));
    let score = pack.health_after.as_ref().map(|scored| colour(scored.band, scored.score));
    let (n, all) = pack.plan.n_on_track();
    let goals = (0 < all).then(|| say!("{n} of {all} goals on track", n, all));
    let realised = Some(pack.realised().1).filter(|sum| sum.iter().next().is_some() && told(onlookers));
    let realised = realised.map(|sum| say!("{sum} realised", sum = totals(&sum)));
    let facts: Vec<String> = [usage, score, goals, realised].into_iter().flatten().collect();
    let facts = if facts.is_empty() { say!("nothing is known of it").to_owned() } else { facts.join(", ") };
    Line::default().theirs(&pack.account.name).and(format!(" {}: {facts}", title(pack)))
}

/// `2026 Q1 to date`.
fn title(pack: &QbrPack) -> String {
    let quarter = match pack.asked {
        PeriodAsked::Quarter(year, quarter) => say!("{year} Q{quarter}", year = year.to_string(), quarter),
        other @ (PeriodAsked::QuarterToDate
        | PeriodAsked::YearToDate
        | PeriodAsked::TwelveMonths
        | PeriodAsked::Year(_)
        | PeriodAsked::Days(..)) => other.to_string(),
    };
    if pack.as_of < pack.period.to { say!("{quarter} to date", quarter) } else { quarter }
}

fn lead(pack: &QbrPack, onlookers: Onlookers) -> Line {
    // With its year: days below are of the year in which the pack was gathered, unless they say otherwise.
    let days =
        say!("{period} to {as_of}", period = date_of_any_year(pack.period.from), as_of = date_of_any_year(pack.as_of));
    let line = Line::ours(say!(
        "{days} · gathered {pack} · {segment}",
        days,
        pack = date_of_any_year(pack.today),
        segment = segment(pack.segment)
    ));
    let line = if told(onlookers) { line.and(say!(" · ARR {arr}", arr = amount(pack.arr))) } else { line };
    match &pack.owner {
        Some(owner) => line.and(say!(" · owner ")).theirs(&owner.name),
        None => line.and(say!(" · no owner")),
    }
}

/// Money and names of contacts are for members alone.
pub fn told(onlookers: Onlookers) -> bool {
    onlookers == Onlookers::Members
}

/// A day, as seen from the day of the pack.
pub fn day(pack: &QbrPack, day: chrono::NaiveDate) -> String {
    date(day, pack.today)
}

fn value(pack: &QbrPack, onlookers: Onlookers) -> Section {
    let as_of = say!("as of {day}", day = day(pack, pack.as_of));
    if !told(onlookers) {
        let lines = vec![Line::ours(say!("Left out here: people from outside the company look on."))];
        return Section { heading: say!("Value realised"), as_of, lines, table: None };
    }
    let (all, within) = pack.realised();
    let none = |sum: &Totals| sum.iter().next().is_none();
    let sum = |sum: &Totals| if none(sum) { say!("nothing recorded").to_owned() } else { exact(sum) };
    let mut lines = vec![
        Line::ours(say!("In this quarter: "))
            .bold(sum(&within))
            .and(say!("; since the beginning: {sum}", sum = sum(&all))),
        Line::ours(roi(pack)),
    ];
    lines.extend(pack.values().into_iter().map(|line| value_line(pack, line)));
    Section { heading: say!("Value realised"), as_of, lines, table: None }
}

fn exact(totals: &Totals) -> String {
    totals.iter().map(amount).collect::<Vec<_>>().join(" + ")
}

fn value_line(pack: &QbrPack, value: &ValueLine) -> Line {
    let line = Line::ours(format!("{} · {}: ", amount(value.amount), day(pack, value.on))).theirs(&value.what);
    if value.evidence.is_empty() {
        line.and(say!("; no evidence noted"))
    } else {
        line.and(say!("; evidence: ")).theirs(&value.evidence)
    }
}

/// Value beside revenue, with both numbers.
fn roi(pack: &QbrPack) -> String {
    match pack.roi() {
        Roi::Times { value, arr, tenths } => {
            say!(
                "Value beside ARR: {times}× ({value} realised since the beginning, {arr} a year)",
                times = with_tenth(tenths / 10, (tenths % 10).unsigned_abs()),
                value = amount(value),
                arr = amount(arr)
            )
        }
        Roi::OtherCurrency => say!(
            "Value beside ARR: not told, for the ARR is in {currency} and no value is; nothing is converted",
            currency = pack.arr.currency.code()
        ),
        Roi::NoRevenue => say!("Value beside ARR: not told, for nothing is paid today").to_owned(),
        Roi::NoValue => say!("Value beside ARR: unknown, no value is recorded").to_owned(),
    }
}

fn renewal(pack: &QbrPack, onlookers: Onlookers) -> Section {
    let as_of = say!("as of {pack}", pack = day(pack, pack.today));
    let Some(renewal) = &pack.renewal else {
        let lines = vec![Line::ours(say!("Unknown: no running contract with an end"))];
        return Section { heading: say!("Renewal"), as_of, lines, table: None };
    };
    let how = if renewal.auto_renew { say!("renews itself") } else { say!("does not renew itself") };
    let notice =
        renewal.notice_on.map(|notice| say!(" · notice by {day}", day = day(pack, notice))).unwrap_or_default();
    let ends = format!("{}, {}", day(pack, renewal.ends_on), in_days(renewal.in_days));
    let mut lines = vec![Line::default().bold(ends).and(format!(" · {how}{notice}"))];
    if let Some(forecast) = renewal.forecast {
        let amount = forecast.amount.filter(|_| told(onlookers)).map(|amount| format!(", {}", money(amount)));
        lines.push(Line::ours(say!(
            "Forecast: {outlook}{amount}",
            outlook = outlook(forecast.outlook),
            amount = amount.unwrap_or_default()
        )));
    }
    let open = pack.expansions.iter().filter(|line| line.ended_on.is_none()).count();
    if 0 < open {
        let open = i64::try_from(open).unwrap_or(i64::MAX);
        lines.push(Line::ours(say!("{open} open", open = count(open, say!("expansion"), say!("expansions")))));
    }
    Section { heading: say!("Renewal"), as_of, lines, table: None }
}
