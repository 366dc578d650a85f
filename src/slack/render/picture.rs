//! How a score went as a picture, for where Slack draws no charts.

use chrono::NaiveDate;

use super::history::{points, title};
use super::kit::date;
use super::plot::{Figures, Hue, Plot, Series, Shape};
use crate::domain::health::Milli;

/// Days of a picture: it has room for each.
const MOST_POINTS: usize = 91;

/// A line of every day's score up to a day, and what it says in words.
pub(super) fn of_health(
    history: &[(NaiveDate, Option<Milli>)],
    until: NaiveDate,
    today: NaiveDate,
) -> Option<(Plot, String)> {
    let points = points(history, until, MOST_POINTS)?;
    let title = title(&points);
    let plot = Plot {
        shape: Shape::Lines,
        title: title.clone(),
        labels: points.iter().map(|(day, _)| date(*day, today)).collect(),
        lines: vec![Series::new(
            say!("Health"),
            points.iter().map(|(_, score)| f64::from(score.points())).collect(),
            Hue::Blue,
        )],
        range: Some((0.0, 100.0)),
        figures: Figures::here(),
    };
    let at = |found: Option<&(NaiveDate, Milli)>| {
        let (day, score) = found?;
        let (day, score) = (date(*day, today), score.points());
        Some(say!("{score} on {day}", score, day))
    };
    let (first, last) = (at(points.first())?, at(points.last())?);
    let lowest = at(points.iter().min_by_key(|(_, score)| *score))?;
    let highest = at(points.iter().max_by_key(|(_, score)| *score))?;
    Some((
        plot,
        say!(
            "{title}: from {first} to {last}; lowest {lowest}, highest {highest}",
            title,
            first,
            last,
            lowest,
            highest
        ),
    ))
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use serde_json::json;

    use super::super::instead::Instead;
    use super::super::samples::{now, reader, today, why as sample};
    use super::super::why;
    use super::*;

    /// Width, height, and the pixels in rows of three bytes each.
    fn decoded(png: &[u8]) -> (u32, u32, Vec<u8>) {
        let mut reader = png::Decoder::new(std::io::Cursor::new(png)).read_info().expect("a PNG");
        let mut pixels = vec![0; reader.output_buffer_size().expect("a size")];
        let info = reader.next_frame(&mut pixels).expect("a frame");
        assert_eq!((info.color_type, info.bit_depth), (png::ColorType::Rgb, png::BitDepth::Eight));
        (info.width, info.height, pixels)
    }

    fn falling(n: u64) -> Vec<(NaiveDate, Option<Milli>)> {
        let score = |ago: u64| Milli::whole(40 + i32::try_from(ago).unwrap_or(0) / 3);
        (0..n).rev().map(|ago| (today() - chrono::Days::new(ago), Some(score(ago)))).collect()
    }

    #[test]
    fn the_same_figures_make_the_same_picture() {
        let (plot, alt) = of_health(&falling(91), today(), today()).expect("a picture");
        let png = plot.png().expect("a PNG");
        assert_eq!(Some(&png), plot.png().as_ref());
        let (width, height, pixels) = decoded(&png);
        assert_eq!((width, height), (1_200, 480));
        assert_eq!(pixels[..3], [255, 255, 255], "white ground in the corner");
        let blue = pixels.chunks(3).filter(|pixel| *pixel == [0, 114, 178]).count();
        assert!((2_000..20_000).contains(&blue), "a line of Okabe and Ito's blue: {blue} pixels");
        let inked = pixels.chunks(3).filter(|pixel| *pixel == [58, 58, 60]).count();
        assert!(500 < inked, "words in ink: {inked} pixels");
        assert_ne!(of_health(&falling(90), today(), today()).and_then(|(plot, _)| plot.png()), Some(png));
        assert_snapshot!(alt.replace('\u{A0}', " "), @"Health, 90 days: from 70 on 2 Dec 2025 to 40 on 2 Mar; lowest 40 on 28 Feb, highest 70 on 2 Dec 2025");
    }

    #[test]
    fn what_cannot_be_drawn_is_not() {
        assert_eq!(of_health(&falling(2), today(), today()), None);
        let plot = |values: Vec<f64>| Plot {
            shape: Shape::Lines,
            title: "x".repeat(400),
            labels: vec!["1 Dec".to_owned(), "2 Dec".to_owned()],
            lines: vec![Series::new("line", values, Hue::Blue)],
            range: None,
            figures: Figures::default(),
        };
        assert_eq!(plot(vec![1.0, f64::NAN]).png(), None);
        assert_eq!(plot(vec![1.0]).png(), None);
        assert_eq!(plot(vec![]).png(), None);
        assert!(plot(vec![1e18, -1e18]).png().is_some());
        assert!(plot(vec![0.0, 0.0]).png().is_some(), "a flat line is one");
    }

    #[test]
    fn a_picture_stands_where_the_bars_stood() {
        let message = why(&reader(), &sample(), now());
        let instead = message.instead().expect("a fallback");
        let before = &instead.blocks;
        let after = instead.pictured(&[Some("F0CHART0001".to_owned())]).expect("a picture");
        assert_eq!(instead.pictured(&[None]), None);
        let kept: Instead = serde_json::from_value(json!(instead)).expect("it can be kept");
        assert_eq!(kept, instead);
        let changed: Vec<usize> = (0..before.len()).filter(|at| before[*at] != after[*at]).collect();
        assert_eq!((changed.len(), before.len()), (1, after.len()));
        assert!(
            before[changed[0]]["text"]["text"].as_str().is_some_and(|text| text.contains('▇') || text.contains('▅'))
        );
        assert_eq!(after[changed[0]]["slack_file"]["id"], "F0CHART0001");
        let payload = json!({ "channel": "C0000000001", "text": message.text, "blocks": after });
        let checked = slackblocks::MessagePayload::try_from(payload).map(|_| ()).map_err(|fault| fault.to_string());
        assert_eq!(checked, Ok(()));
    }
}
