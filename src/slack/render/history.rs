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

/// The score as it stood on a first day, and from there on each time it was written; `None`: withheld.
type History = [(NaiveDate, Option<Milli>)];

/// A line chart of the scores up to a day.
pub(super) fn chart(history: &History, until: NaiveDate) -> Option<SlackBlock> {
    let points = points(history, until, MOST_POINTS)?;
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
pub(super) fn sparkline(history: &History, until: NaiveDate, today: NaiveDate) -> Option<String> {
    let points = points(history, until, MOST_POINTS)?;
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

/// The scores of so many days at most, evenly spread up to the last, as they stood then: a day on which nothing was written
/// has none of its own, and a line through what was written would make a quiet month as short as a few wild days. Days whose
/// score was withheld are left out.
pub(super) fn points(history: &History, until: NaiveDate, most: usize) -> Option<Vec<(NaiveDate, Milli)>> {
    let first = history.iter().find(|(_, score)| score.is_some())?.0;
    let n_days = usize::try_from((until - first).num_days()).ok()?;
    let n = most.min(n_days + 1);
    if n < LEAST_DAYS {
        return None;
    }
    let days = (0..n).filter_map(|i| first.checked_add_days(Days::new((i * n_days / (n - 1)) as u64)));
    let points: Vec<_> = days.filter_map(|day| Some((day, standing(history, day)?))).collect();
    (LEAST_DAYS <= points.len()).then_some(points)
}

/// The score of a day: what was written last up to then.
fn standing(history: &History, day: NaiveDate) -> Option<Milli> {
    let n_before = history.partition_point(|(written, _)| *written <= day);
    history[..n_before].last().and_then(|(_, score)| *score)
}

#[cfg(test)]
mod tests {
    use super::super::samples::today;
    use super::*;

    fn days(n: u64) -> Vec<(NaiveDate, Option<Milli>)> {
        (0..n)
            .rev()
            .map(|ago| (today() - Days::new(ago), Some(Milli::whole(40 + i32::try_from(ago).unwrap_or(0)))))
            .collect()
    }

    fn thinned(history: &History) -> Option<Vec<(NaiveDate, Option<Milli>)>> {
        Some(points(history, today(), MOST_POINTS)?.into_iter().map(|(day, score)| (day, Some(score))).collect())
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
        assert_eq!(thinned(&[]), None);
    }

    #[test]
    fn quiet_weeks_are_as_long_as_wild_ones() {
        let all = days(92);
        // A score a week at first, then one a day, and none for the last five days.
        let written: Vec<_> =
            all.iter().enumerate().filter(|(n, _)| n % 7 == 0 || (78..87).contains(n)).map(|(_, day)| *day).collect();
        let thin = thinned(&written).expect("a line");
        let steps: Vec<i64> = thin.windows(2).map(|two| (two[1].0 - two[0].0).num_days()).collect();
        assert!(steps.iter().all(|step| (4..=5).contains(step)), "{steps:?}");
        assert!(thin.iter().all(|(day, score)| written.iter().rfind(|(on, _)| on <= day).unwrap().1 == *score));
        assert_eq!(thin.first(), written.first());
        assert_eq!(thin.last(), Some(&(today(), written.last().unwrap().1)), "it stands until today");
    }

    #[test]
    fn withheld_days_are_not_drawn() {
        let mut history = days(30);
        for (_, score) in &mut history[10..20] {
            *score = None;
        }
        let (from, to) = (history[10].0, history[19].0);
        let thin = thinned(&history).expect("a line");
        assert!(thin.iter().all(|(day, _)| !(from..=to).contains(day)), "{thin:?}");
        assert!(
            thin.len() < MOST_POINTS
                && thin.iter().any(|(day, _)| *day < from)
                && thin.iter().any(|(day, _)| to < *day)
        );
        // Withheld since: the line ends there.
        history.truncate(20);
        assert!(thinned(&history).expect("a line").last().unwrap().0 < from);
    }

    #[test]
    fn a_line_of_bars_names_both_ends() {
        let line = sparkline(&days(5), today(), today()).expect("a line").replace('\u{A0}', " ");
        assert_eq!(line, "*Health, 4 days* ▄▄▄▄▄ 44 on 26 Feb → 40");
    }
}
