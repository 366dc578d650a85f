//! A chart as a picture, for places where Slack draws none: the same bytes for the same figures, with a font of its own.
//!
//! Lines can be told apart without their colours, which are those of Okabe and Ito: each is named at its end.

use std::sync::OnceLock;

use plotters::prelude::*;
use plotters::style::{FontStyle, register_font};

/// `DejaVu Sans`, cut down to European letters and renamed, as its licence beside it wants.
const FONT: &[u8] = include_bytes!("plot-sans.ttf");
const FONT_NAME: &str = "Steward Plot Sans";
/// Twice what a message shows, for sharp screens.
const SIZE: (u32, u32) = (1_200, 480);
const BESIDE: u32 = 240;
const INK: RGBColor = RGBColor(58, 58, 60);
const FAINT: RGBColor = RGBColor(222, 222, 224);
const COLOURS: [RGBColor; 4] =
    [RGBColor(0, 114, 178), RGBColor(213, 94, 0), RGBColor(0, 158, 115), RGBColor(204, 121, 167)];
/// Labels below the chart.
const MOST_LABELS: usize = 7;

/// A chart of lines over days or months.
#[derive(Clone, Debug, PartialEq)]
pub struct Plot {
    /// What stands above it.
    pub title: String,
    /// The days or months, oldest first.
    pub labels: Vec<String>,
    /// The lines: a name and a value for each label.
    pub lines: Vec<(String, Vec<f64>)>,
    /// From where to where values go, if that is not what they say themselves.
    pub range: Option<(f64, f64)>,
}

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
            .y_label_area_size(90)
            .build_cartesian_2d(0.0..last, low..high)
            .ok()?;
        let label = |at: &f64| {
            let index = (0..n).find(|index| (as_float(*index) - at).abs() < 0.5);
            index.map_or_else(String::new, |index| self.labels[index].clone())
        };
        let text = (FONT_NAME, 22).into_font().color(&INK);
        let mut mesh = chart.configure_mesh();
        mesh.disable_x_mesh().light_line_style(WHITE).bold_line_style(FAINT).axis_style(FAINT).label_style(text);
        mesh.x_labels(n.min(MOST_LABELS))
            .y_labels(6)
            .x_label_formatter(&label)
            .y_label_formatter(&|value| short(*value))
            .draw()
            .ok()?;
        for (i, (_, values)) in self.lines.iter().enumerate() {
            let colour = COLOURS[i % COLOURS.len()];
            let points = values.iter().enumerate().map(|(at, value)| (as_float(at), *value));
            chart.draw_series(LineSeries::new(points, colour.stroke_width(4))).ok()?;
            let end = values.last().map(|value| (last, *value));
            chart.draw_series(end.map(|end| Circle::new(end, 7, colour.filled()))).ok()?;
        }
        let ends = self.ends(|value| chart.backend_coord(&(last, value)));
        drop(chart);
        for (i, words, at) in ends {
            let style = (FONT_NAME, 24).into_font().color(&COLOURS[i % COLOURS.len()]);
            area.draw_text(&words, &style, at).ok()?;
        }
        area.present().ok()
    }

    /// The name and the last value of each line beside its end; where ends lie close, one below another.
    fn ends(&self, place: impl Fn(f64) -> (i32, i32)) -> Vec<(usize, String, (i32, i32))> {
        let ends = self.lines.iter().enumerate().filter_map(|(i, (name, values))| {
            let value = *values.last()?;
            let (x, y) = place(value);
            Some((i, format!("{name} {}", short(value)), (x + 16, y - 12)))
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
        let values = || self.lines.iter().flat_map(|(_, values)| values).copied();
        let is_whole = self.lines.iter().all(|(_, values)| values.len() == self.labels.len());
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

/// `41`, `12K`, `1.2M`.
fn short(value: f64) -> String {
    let (size, value) = (value.abs(), value);
    let words = match size {
        999_500.0.. => format!("{:.1}M", value / 1_000_000.0),
        9_950.0.. => format!("{:.0}K", value / 1_000.0),
        _ => format!("{value:.0}"),
    };
    words.replace('-', "−")
}

fn as_float(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}
