//! How a portfolio went, in charts; where Slack draws none, in pictures or in lines.

use chrono::{Datelike, NaiveDate};
use slack_morphism::prelude::*;

use super::history::BARS;
use super::kit::{Piece, date, day_and_month, money, section, signed};
use super::message::{Message, Onlookers};
use super::plot::{Figures, Hue, Plot, Series, Shape};
use super::words::{band_word, sign};
use crate::domain::account::BandCounts;
use crate::domain::health::Band;
use crate::domain::money::Money;
use crate::domain::portfolio::{Charted, ColourDay, MovedQuarter, MovedQuarters};

/// Fewer days make no line.
const LEAST_DAYS: usize = 3;
const BANDS: [Option<Band>; 4] = [Some(Band::Red), Some(Band::Yellow), Some(Band::Green), None];

/// A message whose `drawn` takes the charts, or what stands for them.
pub(super) fn with_charts(
    of: &Charted,
    onlookers: Onlookers,
    today: NaiveDate,
    drawn: impl Fn(Vec<Piece>) -> Message,
) -> Message {
    // Guests read no money.
    let moved = of.moved.as_ref().filter(|_| onlookers == Onlookers::Members);
    let colours = Some(of.colours.as_slice()).filter(|colours| LEAST_DAYS <= colours.len());
    let charts: Vec<Plot> = colours.map(colour_plot).into_iter().chain(moved.map(moved_plot)).collect();
    let words: Vec<String> =
        colours.map(|colours| colour_words(colours, today)).into_iter().chain(moved.map(moved_words)).collect();
    if charts.is_empty() {
        return drawn(Vec::new());
    }
    let lines: Vec<SlackBlock> = words.iter().map(|words| section(words)).collect();
    let piece = |block: &SlackBlock| Piece::row(vec![block.clone()]);
    let plain = drawn(lines.iter().map(piece).collect());
    let message = drawn(charts.iter().map(native).map(|block| piece(&block)).collect()).or_else(plain);
    let pictures = charts.into_iter().zip(words).zip(&lines);
    pictures
        .fold(message, |message, ((plot, words), line)| message.with_picture(Some(line), Some((plot, told(&words)))))
}

/// A picture's words, to be read out: without marks and bars, in one line.
fn told(words: &str) -> String {
    let said = words.replace('*', "").replace(BARS, "").replace("  ", " ");
    said.lines().collect::<Vec<_>>().join("; ")
}

fn native(plot: &Plot) -> SlackBlock {
    let series = plot.lines.iter().map(|line| {
        let points = plot.labels.iter().zip(&line.values).filter_map(|(label, value)| {
            Some(SlackChartDataPoint::new(label.clone(), serde_json::Number::from_i128(whole(*value).into())?))
        });
        SlackChartDataSeries::new(line.name.clone(), points.collect())
    });
    let chart = SlackSeriesChart::new(series.collect(), SlackChartAxisConfig::new(plot.labels.clone()));
    let chart = match plot.shape {
        Shape::Lines => SlackChart::Line(chart),
        Shape::Bars => SlackChart::Bar(chart),
    };
    SlackDataVisualizationBlock::new(plot.title.clone(), chart).into()
}

/// What came above the line, what went below it.
fn moved_plot(of: &MovedQuarters) -> Plot {
    let sums = |of_quarter: fn(&MovedQuarter) -> i64| {
        let whole = |quarter: &MovedQuarter| as_float(of_quarter(quarter) / of.currency.minor_per_whole());
        of.quarters.iter().map(whole).collect()
    };
    Plot {
        shape: Shape::Bars,
        title: moved_title(of),
        labels: of.quarters.iter().map(|quarter| quarter_word(quarter.from)).collect(),
        lines: vec![
            Series::new(say!("New"), sums(|quarter| quarter.new_minor), Hue::Blue),
            Series::new(say!("Expansion"), sums(|quarter| quarter.expansion_minor), Hue::Green),
            Series::new(say!("Contraction"), sums(|quarter| -quarter.contraction_minor), Hue::Yellow),
            Series::new(say!("Churn"), sums(|quarter| -quarter.churn_minor), Hue::Red),
        ],
        range: moved_range(of),
        figures: Figures::here(),
    }
}

/// Both ends, with nothing always between them.
fn moved_range(of: &MovedQuarters) -> Option<(f64, f64)> {
    let whole = |minor: i64| as_float(minor / of.currency.minor_per_whole());
    let quarters = || of.quarters.iter();
    let down = quarters().map(|quarter| quarter.contraction_minor.max(quarter.churn_minor)).max()?;
    let up = quarters().map(|quarter| quarter.new_minor.max(quarter.expansion_minor)).max()?;
    Some((-whole(down) * 1.05, whole(up) * 1.05))
}

fn moved_title(of: &MovedQuarters) -> String {
    if of.n_others == 0 {
        say!("ARR moved by quarter, {currency}", currency = of.currency)
    } else {
        say!("ARR moved by quarter, {currency} only", currency = of.currency)
    }
}

/// `2026 Q1`.
fn quarter_word(from: NaiveDate) -> String {
    format!("{} Q{}", from.year(), from.month0() / 3 + 1)
}

/// A line a quarter; movements as they were recorded, which an account's figures net against each other.
fn moved_words(of: &MovedQuarters) -> String {
    let sum = |minor: i64, sign: &str| (minor != 0).then(|| format!("{sign}{}", money(Money::new(minor, of.currency))));
    let line = |quarter: &MovedQuarter| {
        let parts = [
            sum(quarter.new_minor, "+").map(|sum| say!("{sum} new", sum)),
            sum(quarter.expansion_minor, "+").map(|sum| say!("{sum} expansion", sum)),
            sum(quarter.contraction_minor, "−").map(|sum| say!("{sum} contraction", sum)),
            sum(quarter.churn_minor, "−").map(|sum| say!("{sum} churn", sum)),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        let parts = if parts.is_empty() { say!("nothing moved").to_owned() } else { parts.join(" · ") };
        format!("{}: {parts}", quarter_word(quarter.from))
    };
    let lines: Vec<String> = of.quarters.iter().map(line).collect();
    format!("*{}*\n{}", moved_title(of), lines.join("\n"))
}

fn colour_plot(colours: &[ColourDay]) -> Plot {
    let series = bands(colours).into_iter().map(|band| {
        let counts = colours.iter().map(|of| as_float(count_of(&of.counts, band))).collect();
        Series::new(colour_name(band), counts, hue(band))
    });
    Plot {
        shape: Shape::Lines,
        title: colour_title(colours),
        labels: colours.iter().map(|of| day_and_month(of.day).replace('\u{A0}', " ")).collect(),
        lines: series.collect(),
        range: None,
        figures: Figures::here(),
    }
}

fn hue(band: Option<Band>) -> Hue {
    match band {
        Some(Band::Red) => Hue::Red,
        Some(Band::Yellow) => Hue::Yellow,
        Some(Band::Green) => Hue::Green,
        None => Hue::Grey,
    }
}

fn colour_name(band: Option<Band>) -> &'static str {
    match band {
        Some(_) => band_word(band),
        None => say!("No colour"),
    }
}

fn colour_title(colours: &[ColourDay]) -> String {
    let days = colours.first().zip(colours.last()).map_or(0, |(first, last)| (last.day - first.day).num_days());
    say!("Accounts by colour, {days} days", days)
}

/// Those that an account ever had.
fn bands(colours: &[ColourDay]) -> Vec<Option<Band>> {
    let has = |band: &Option<Band>| colours.iter().any(|of| 0 < count_of(&of.counts, *band));
    BANDS.into_iter().filter(has).collect()
}

/// `🔴 Red ▁▁▂▂ 2 on 8 Dec → 5 (+3)`, a line a colour.
fn colour_words(colours: &[ColourDay], today: NaiveDate) -> String {
    let most = colours.iter().flat_map(|of| BANDS.map(|band| count_of(&of.counts, band))).max().unwrap_or(0);
    let lines = bands(colours).into_iter().filter_map(|band| {
        let bars: String = colours.iter().map(|of| bar(count_of(&of.counts, band), most)).collect();
        let (first, last) = (colours.first()?, colours.last()?);
        let (then, now) = (count_of(&first.counts, band), count_of(&last.counts, band));
        let change = signed(now - then);
        let (colour, day) = (format!("{} {}", sign(band), colour_name(band)), date(first.day, today));
        Some(say!("{colour} {bars} {then} on {day} → {now} ({change})", colour, bars, then, day, now, change))
    });
    format!("*{}*\n{}", colour_title(colours), lines.collect::<Vec<_>>().join("\n"))
}

fn bar(n: i64, most: i64) -> char {
    let steps = i64::try_from(BARS.len()).unwrap_or(8) - 1;
    let step = if most <= 0 { 0 } else { (n.clamp(0, most) * steps + most / 2) / most };
    BARS[usize::try_from(step).unwrap_or(0).min(BARS.len() - 1)]
}

fn count_of(counts: &BandCounts, band: Option<Band>) -> i64 {
    match band {
        Some(Band::Red) => counts.red,
        Some(Band::Yellow) => counts.yellow,
        Some(Band::Green) => counts.green,
        None => counts.unknown,
    }
}

#[expect(clippy::cast_precision_loss, reason = "a chart has fewer dots than a float has digits")]
fn as_float(n: i64) -> f64 {
    n as f64
}

#[expect(clippy::cast_possible_truncation, reason = "it was a whole number before it was a place in a chart")]
fn whole(value: f64) -> i64 {
    value.round() as i64
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::super::samples::{charted, today};
    use super::super::testing::shown;
    use super::*;

    fn message(of: &Charted, onlookers: Onlookers) -> Message {
        let head = Piece::kept(section("head"));
        with_charts(of, onlookers, today(), |charts| Message::new("head", [vec![head.clone()], charts].concat()))
    }

    #[test]
    fn charts_say_the_same_in_lines() {
        assert_snapshot!(shown(&message(&charted(), Onlookers::Members)), @r#"
        » head
        head
        chart "Accounts by colour, 35 days" {"type":"line","series":[{"name":"Red","data":[{"label":"26 Jan","value":0},{"label":"2 Feb","value":1},{"label":"9 Feb","value":2},{"label":"16 Feb","value":3},{"label":"23 Feb","value":4},{"label":"2 Mar","value":5}]},{"name":"Yellow","data":[{"label":"26 Jan","value":15},{"label":"2 Feb","value":15},{"label":"9 Feb","value":15},{"label":"16 Feb","value":15},{"label":"23 Feb","value":15},{"label":"2 Mar","value":15}]},{"name":"Green","data":[{"label":"26 Jan","value":45},{"label":"2 Feb","value":44},{"label":"9 Feb","value":43},{"label":"16 Feb","value":42},{"label":"23 Feb","value":41},{"label":"2 Mar","value":40}]}],"axis_config":{"categories":["26 Jan","2 Feb","9 Feb","16 Feb","23 Feb","2 Mar"]}}
        chart "ARR moved by quarter, USD only" {"type":"bar","series":[{"name":"New","data":[{"label":"2025 Q1","value":0},{"label":"2025 Q2","value":80000},{"label":"2025 Q3","value":0},{"label":"2025 Q4","value":40000},{"label":"2026 Q1","value":0}]},{"name":"Expansion","data":[{"label":"2025 Q1","value":0},{"label":"2025 Q2","value":0},{"label":"2025 Q3","value":0},{"label":"2025 Q4","value":0},{"label":"2026 Q1","value":455000}]},{"name":"Contraction","data":[{"label":"2025 Q1","value":0},{"label":"2025 Q2","value":0},{"label":"2025 Q3","value":0},{"label":"2025 Q4","value":0},{"label":"2026 Q1","value":-10000}]},{"name":"Churn","data":[{"label":"2025 Q1","value":0},{"label":"2025 Q2","value":0},{"label":"2025 Q3","value":-250000},{"label":"2025 Q4","value":-50000},{"label":"2026 Q1","value":0}]}],"axis_config":{"categories":["2025 Q1","2025 Q2","2025 Q3","2025 Q4","2026 Q1"]}}
        --- or else ---
        head
        *Accounts by colour, 35 days*
        🔴 Red ▁▁▁▁▂▂ 0 on 26 Jan → 5 (+5)
        🟡 Yellow ▃▃▃▃▃▃ 15 on 26 Jan → 15 (±0)
        🟢 Green ████▇▇ 45 on 26 Jan → 40 (−5)
        *ARR moved by quarter, USD only*
        2025 Q1: nothing moved
        2025 Q2: +$80K new
        2025 Q3: −$250K churn
        2025 Q4: +$40K new · −$50K churn
        2026 Q1: +$455K expansion · −$10K contraction
        "#);
        let instead = message(&charted(), Onlookers::Members).instead().expect("lines");
        let alts: Vec<&str> = instead.pictures.iter().map(super::super::Picture::alt).collect();
        assert_snapshot!(alts.join("\n").replace('\u{A0}', " "), @r"
        Accounts by colour, 35 days; 🔴 Red 0 on 26 Jan → 5 (+5); 🟡 Yellow 15 on 26 Jan → 15 (±0); 🟢 Green 45 on 26 Jan → 40 (−5)
        ARR moved by quarter, USD only; 2025 Q1: nothing moved; 2025 Q2: +$80K new; 2025 Q3: −$250K churn; 2025 Q4: +$40K new · −$50K churn; 2026 Q1: +$455K expansion · −$10K contraction
        ");
        assert!(instead.pictures.iter().all(|picture| picture.png().is_some()));
    }

    #[test]
    fn colours_are_drawn_in_their_own() {
        let nobody_is_red =
            |of: &ColourDay| ColourDay { counts: BandCounts { red: 0, unknown: 3, ..of.counts }, ..*of };
        let days: Vec<ColourDay> = charted().colours.iter().map(nobody_is_red).collect();
        let plot = colour_plot(&days);
        let hues: Vec<(&str, Hue)> = plot.lines.iter().map(|line| (line.name.as_str(), line.hue)).collect();
        assert_eq!(hues, [("Yellow", Hue::Yellow), ("Green", Hue::Green), ("No colour", Hue::Grey)]);
    }

    #[test]
    fn guests_see_no_money_and_the_unknown_is_not_drawn() {
        let guests = shown(&message(&charted(), Onlookers::Guests));
        assert!(guests.contains("Accounts by colour") && !guests.contains("ARR"), "{guests}");
        let young = Charted { moved: None, colours: charted().colours[..2].to_vec() };
        assert_eq!(message(&young, Onlookers::Members).instead(), None);
    }
}
