//! How a score went: a chart, or a line of bars where Slack cannot draw one.

use chrono::{Days, NaiveDate};
use slack_morphism::prelude::*;

use super::kit::{date, day_and_month};
use crate::domain::health::Milli;

/// Points of a chart's axis.
const MOST_POINTS: usize = 20;
/// Fewer days make no line.
const LEAST_DAYS: usize = 3;
/// From little to much.
pub(super) const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// A line chart of the scores, oldest first.
pub(super) fn chart(history: &[(NaiveDate, Milli)]) -> Option<SlackBlock> {
    let points = thinned(history)?;
    let labels: Vec<String> = points.iter().map(|(day, _)| day_and_month(*day).replace('\u{A0}', " ")).collect();
    let data = points.iter().zip(&labels);
    let data = data.map(|((_, score), label)| SlackChartDataPoint::new(label.clone(), score.points().into())).collect();
    let series = SlackChartDataSeries::new(say!("Health").into(), data);
    let axis = SlackChartAxisConfig::new(labels);
    Some(
        SlackDataVisualizationBlock::new(title(&points), SlackChart::Line(SlackSeriesChart::new(vec![series], axis)))
            .into(),
    )
}

/// `*Health, 90 days* ▇▇▆▅▃ 72 → 41`.
pub(super) fn sparkline(history: &[(NaiveDate, Milli)], today: NaiveDate) -> Option<String> {
    let points = thinned(history)?;
    let bars: String = points.iter().map(|(_, score)| bar(*score)).collect();
    let (first, last) = (points.first()?, points.last()?);
    Some(say!(
        "*{title}* {bars} {first} on {first_2} → {last}",
        title = title(&points),
        bars,
        first = first.1.points(),
        first_2 = date(first.0, today),
        last = last.1.points()
    ))
}

pub(super) fn title(points: &[(NaiveDate, Milli)]) -> String {
    let days = points.first().zip(points.last()).map_or(0, |(first, last)| (last.0 - first.0).num_days());
    say!("Health, {days} days", days)
}

fn bar(score: Milli) -> char {
    let step = usize::try_from(score.0.clamp(0, 99_999)).unwrap_or(0) * BARS.len() / 100_000;
    BARS[step]
}

/// At most twenty days, evenly spread from the first to the last, each with the score that stood then: a day on which nothing
/// changed has none of its own, and a line through the changes alone would make a quiet month as long as a wild week.
fn thinned(history: &[(NaiveDate, Milli)]) -> Option<Vec<(NaiveDate, Milli)>> {
    if history.len() < LEAST_DAYS {
        return None;
    }
    let (first, last) = (history.first()?.0, history.last()?.0);
    let n_days = usize::try_from((last - first).num_days()).ok()?;
    let n = MOST_POINTS.min(n_days + 1);
    let days = (0..n).filter_map(|i| first.checked_add_days(Days::new((i * n_days / (n - 1)) as u64)));
    Some(days.filter_map(|day| Some((day, standing(history, day)?))).collect())
}

/// The score of a day: the last one up to then.
fn standing(history: &[(NaiveDate, Milli)], day: NaiveDate) -> Option<Milli> {
    let n_before = history.partition_point(|(scored, _)| *scored <= day);
    history[..n_before].last().map(|(_, score)| *score)
}

#[cfg(test)]
mod tests {
    use super::super::samples::today;
    use super::*;

    fn days(n: u64) -> Vec<(NaiveDate, Milli)> {
        (0..n).rev().map(|ago| (today() - Days::new(ago), Milli::whole(40 + i32::try_from(ago).unwrap_or(0)))).collect()
    }

    #[test]
    fn long_histories_are_thinned_and_keep_both_ends() {
        for n in [3, 19, 20, 21, 91] {
            let (history, thin) = (days(n), thinned(&days(n)).expect("a line"));
            assert_eq!(thin.len(), history.len().min(MOST_POINTS));
            assert_eq!((thin.first(), thin.last()), (history.first(), history.last()));
            assert!(thin.is_sorted_by(|a, b| a.0 < b.0), "{n}");
        }
        assert_eq!(thinned(&days(2)), None);
    }

    #[test]
    fn quiet_weeks_are_as_long_as_wild_ones() {
        let all = days(92);
        // A score a week at first, and one a day in the last fortnight.
        let changes: Vec<_> =
            all.iter().enumerate().filter(|(n, _)| n % 7 == 0 || 78 <= *n).map(|(_, day)| *day).collect();
        let thin = thinned(&changes).expect("a line");
        let steps: Vec<i64> = thin.windows(2).map(|two| (two[1].0 - two[0].0).num_days()).collect();
        assert!(steps.iter().all(|step| (4..=5).contains(step)), "{steps:?}");
        assert!(thin.iter().all(|(day, score)| changes.iter().rfind(|(scored, _)| scored <= day).unwrap().1 == *score));
        assert_eq!((thin.first(), thin.last()), (changes.first(), changes.last()));
    }

    #[test]
    fn a_line_of_bars_names_both_ends() {
        let line = sparkline(&days(5), today()).expect("a line").replace('\u{A0}', " ");
        assert_eq!(line, "*Health, 4 days* ▄▄▄▄▄ 44 on 26 Feb → 40");
    }
}
