//! A chart as a picture, for places where Slack draws none: the same bytes for the same figures, with a font of its own.
//!
//! Series can be told apart without their colours, which are those of Okabe and Ito: a line is named at its end, and bars
//! stand in the order in which they are named. A picture is drawn where nobody knows any more who reads it: a plot carries
//! its colours and how its reader writes numbers.

use std::sync::OnceLock;

use plotters::chart::ChartContext;
use plotters::coord::types::RangedCoordf64;
use plotters::prelude::*;
use plotters::style::{FontStyle, register_font};
use serde::{Deserialize, Serialize};

use super::kit::{decimal_mark, group_mark, grouped};

/// `DejaVu Sans`, cut down to European letters and renamed, as its licence beside it wants.
const FONT: &[u8] = include_bytes!("plot-sans.ttf");
const FONT_NAME: &str = "Steward Plot Sans";
/// Twice what a message shows, for sharp screens.
const SIZE: (u32, u32) = (1_200, 480);
const BESIDE: u32 = 240;
const INK: RGBColor = RGBColor(58, 58, 60);
const FAINT: RGBColor = RGBColor(222, 222, 224);
/// Labels below the chart.
const MOST_LABELS: usize = 7;

/// The part of a label's place that the bars of it take.
const BARS: f64 = 0.8;

/// A chart over days or quarters.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plot {
    /// How values are drawn.
    pub shape: Shape,
    /// What stands above it.
    pub title: String,
    /// The days or quarters, oldest first.
    pub labels: Vec<String>,
    /// What goes up and down.
    pub lines: Vec<Series>,
    /// From where to where values go, if that is not what they say themselves.
    pub range: Option<(f64, f64)>,
    /// How its reader writes numbers.
    #[serde(default)]
    pub figures: Figures,
}

/// What goes up and down.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Series {
    /// What it is called.
    pub name: String,
    /// A value for each label.
    pub values: Vec<f64>,
    /// What it is drawn in.
    #[serde(default)]
    pub hue: Hue,
}

impl Series {
    /// Values under a name, in a colour.
    pub fn new(name: &str, values: Vec<f64>, hue: Hue) -> Self {
        Self { name: name.to_owned(), values, hue }
    }
}

/// What a series is drawn in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hue {
    /// What has no colour of its own.
    #[default]
    Blue,
    /// Red accounts, and what is lost.
    Red,
    /// Yellow accounts, and what shrinks.
    Yellow,
    /// Green accounts, and what grows.
    Green,
    /// What is not known.
    Grey,
}

impl Hue {
    /// What Okabe and Ito have for it; a yellow that can be read on white.
    fn ink(self) -> RGBColor {
        match self {
            Self::Blue => RGBColor(0, 114, 178),
            Self::Red => RGBColor(213, 94, 0),
            Self::Yellow => RGBColor(230, 159, 0),
            Self::Green => RGBColor(0, 158, 115),
            Self::Grey => RGBColor(128, 128, 132),
        }
    }
}

/// How somebody writes numbers: what stands before the tenths and between the thousands, and what large ones are called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    decimal: String,
    group: String,
    thousand: String,
    million: String,
    billion: String,
}

impl Figures {
    /// As whoever reads what is being drawn.
    pub fn here() -> Self {
        Self {
            decimal: decimal_mark().to_owned(),
            group: group_mark().to_owned(),
            thousand: say!("K").to_owned(),
            million: say!("M").to_owned(),
            billion: say!("B").to_owned(),
        }
    }

    /// `41`, `1,245`, `12K`, `1.2M`; in German `12 Tsd.`, `1,2 Mio.`.
    fn short(&self, value: f64) -> String {
        let (number, unit) = match value.abs() {
            999_500_000.0.. => (format!("{:.1}", value / 1_000_000_000.0), self.billion.as_str()),
            999_500.0.. => (format!("{:.1}", value / 1_000_000.0), self.million.as_str()),
            9_950.0.. => (format!("{:.0}", value / 1_000.0), self.thousand.as_str()),
            _ => (format!("{value:.0}"), ""),
        };
        let (sign, number) = number.strip_prefix('-').map_or(("", number.as_str()), |number| ("−", number));
        let (whole, tenth) = number.split_once('.').unwrap_or((number, ""));
        let whole = grouped(whole, &self.group);
        let mark = if tenth.is_empty() { "" } else { self.decimal.as_str() };
        format!("{sign}{whole}{mark}{tenth}{unit}")
    }
}

/// Plots of before they carried it were English.
impl Default for Figures {
    fn default() -> Self {
        let [decimal, group, thousand, million, billion] = [".", ",", "K", "M", "B"].map(str::to_owned);
        Self { decimal, group, thousand, million, billion }
    }
}

/// How the values of a series are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Shape {
    /// As a line through them.
    Lines,
    /// As bars from nothing, those of one label side by side.
    Bars,
}

type Chart<'a> = ChartContext<'a, BitMapBackend<'a>, Cartesian2d<RangedCoordf64, RangedCoordf64>>;

impl Plot {
    /// The picture as PNG; `None` where there is nothing to draw.
    pub fn png(&self) -> Option<Vec<u8>> {
        let mut pixels = vec![0_u8; usize::try_from(SIZE.0 * SIZE.1 * 3).ok()?];
        self.draw(&mut pixels)?;
        let mut png = Vec::new();
        let mut encoder = png::Encoder::new(&mut png, SIZE.0, SIZE.1);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.write_header().ok()?.write_image_data(&pixels).ok()?;
        Some(png)
    }

    fn draw(&self, pixels: &mut [u8]) -> Option<()> {
        let (low, high) = self.bounds()?;
        let n = self.labels.len();
        if n < 2 || !has_font() {
            return None;
        }
        let area = BitMapBackend::with_buffer(pixels, SIZE).into_drawing_area();
        area.fill(&WHITE).ok()?;
        let last = as_float(n - 1);
        let mut chart = ChartBuilder::on(&area)
            .caption(&self.title, (FONT_NAME, 32).into_font().color(&INK))
            .margin(16)
            .margin_right(BESIDE)
            .x_label_area_size(44)
            .y_label_area_size(110)
            .build_cartesian_2d(self.across(last), low..high)
            .ok()?;
        let label = |at: &f64| {
            let index = (0..n).find(|index| (as_float(*index) - at).abs() < self.near());
            index.map_or_else(String::new, |index| self.labels[index].clone())
        };
        let text = (FONT_NAME, 22).into_font().color(&INK);
        let mut mesh = chart.configure_mesh();
        mesh.disable_x_mesh().light_line_style(WHITE).bold_line_style(FAINT).axis_style(FAINT).label_style(text);
        mesh.x_labels(n.min(MOST_LABELS))
            .y_labels(6)
            .x_label_formatter(&label)
            .y_label_formatter(&|value| self.figures.short(*value))
            .draw()
            .ok()?;
        self.series(&mut chart)?;
        let names = match self.shape {
            Shape::Lines => self.ends(|value| chart.backend_coord(&(last, value))),
            Shape::Bars => self.names(chart.backend_coord(&(last + 0.5, high))),
        };
        drop(chart);
        for (hue, words, at) in names {
            let style = (FONT_NAME, 24).into_font().color(&hue.ink());
            area.draw_text(&words, &style, at).ok()?;
        }
        area.present().ok()
    }

    /// Bars need room around the first and the last label.
    fn across(&self, last: f64) -> std::ops::Range<f64> {
        match self.shape {
            Shape::Lines => 0.0..last,
            Shape::Bars => -0.5..last + 0.5,
        }
    }

    /// How far from its place a label may stand.
    fn near(&self) -> f64 {
        match self.shape {
            Shape::Lines => 0.5,
            Shape::Bars => 0.01,
        }
    }

    fn series(&self, chart: &mut Chart<'_>) -> Option<()> {
        let width = BARS / as_float(self.lines.len().max(1));
        for (i, line) in self.lines.iter().enumerate() {
            let colour = line.hue.ink();
            let points = line.values.iter().enumerate().map(|(at, value)| (as_float(at), *value));
            match self.shape {
                Shape::Lines => {
                    let end = points.clone().next_back();
                    chart.draw_series(LineSeries::new(points, colour.stroke_width(4))).ok()?;
                    chart.draw_series(end.map(|end| Circle::new(end, 7, colour.filled()))).ok()?;
                }
                Shape::Bars => {
                    let from = as_float(i) * width - BARS / 2.0;
                    let bars = points.map(|(at, value)| [(at + from, 0.0), (at + from + width, value)]);
                    chart.draw_series(bars.map(|bar| Rectangle::new(bar, colour.filled()))).ok()?;
                }
            }
        }
        Some(())
    }

    /// The names of bars in their order, from a corner down.
    fn names(&self, (x, y): (i32, i32)) -> Vec<(Hue, String, (i32, i32))> {
        let line = |i: usize| y + 32 * i32::try_from(i).unwrap_or(0);
        self.lines.iter().enumerate().map(|(i, of)| (of.hue, of.name.clone(), (x + 16, line(i)))).collect()
    }

    /// The name and the last value of each line beside its end; where ends lie close, one below another.
    fn ends(&self, place: impl Fn(f64) -> (i32, i32)) -> Vec<(Hue, String, (i32, i32))> {
        let ends = self.lines.iter().filter_map(|line| {
            let value = *line.values.last()?;
            let (x, y) = place(value);
            Some((line.hue, format!("{} {}", line.name, self.figures.short(value)), (x + 16, y - 12)))
        });
        let mut ends: Vec<_> = ends.collect();
        ends.sort_by_key(|(_, _, at)| at.1);
        for i in 1..ends.len() {
            let above = ends[i - 1].2.1;
            ends[i].2.1 = ends[i].2.1.max(above + 28);
        }
        ends
    }

    fn bounds(&self) -> Option<(f64, f64)> {
        let values = || self.lines.iter().flat_map(|line| &line.values).copied();
        let is_whole = self.lines.iter().all(|line| line.values.len() == self.labels.len());
        if !is_whole || values().any(|value| !value.is_finite()) {
            return None;
        }
        let low = values().reduce(f64::min)?;
        let high = values().reduce(f64::max)?;
        let (low, high) = self.range.unwrap_or((low.min(0.0), high));
        Some(if low < high { (low, high) } else { (low, low + 1.0) })
    }
}

/// Registers the font once a process.
fn has_font() -> bool {
    static REGISTERED: OnceLock<bool> = OnceLock::new();
    *REGISTERED.get_or_init(|| register_font(FONT_NAME, FontStyle::Normal, FONT).is_ok())
}

fn as_float(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::locale::{Language, Locale};
    use crate::slack::render::kit::drawn_in;

    #[test]
    fn numbers_are_written_as_the_reader_writes_them() {
        let here = |tag: &str, language| drawn_in(Locale::of(Some(language), Some(tag), language), Figures::here);
        let values = [41.0, -9_949.0, 455_000.0, -1_234_567.0, 2_400_000_000.0];
        let of = |figures: &Figures| values.map(|value| figures.short(value)).join(" | ").replace('\u{A0}', " ");
        assert_eq!(of(&here("en-US", Language::English)), "41 | −9,949 | 455K | −1.2M | 2.4B");
        assert_eq!(of(&here("de-DE", Language::German)), "41 | −9.949 | 455 Tsd. | −1,2 Mio. | 2,4 Mrd.");
        assert_eq!(here("en-US", Language::English), Figures::default());
    }

    #[test]
    fn a_plot_of_before_is_drawn_all_the_same() {
        let kept = r#"{"shape":"Lines","title":"Health","labels":["1 Dec","2 Dec"],"lines":[["Health",[1.0,2.0]]],"range":null}"#;
        let plot: Plot = serde_json::from_str(kept).expect("a plot");
        assert_eq!(plot.lines, [Series::new("Health", vec![1.0, 2.0], Hue::Blue)]);
        assert!(plot.png().is_some());
    }
}
