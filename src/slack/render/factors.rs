//! Where every point of a score went: a row a factor, in a table or in lines.

use chrono::NaiveDate;
use slack_morphism::prelude::*;

use super::kit::{date, section, tenths, with_tenth};
use super::words::{measure, measured, usual};
use crate::domain::account::HealthView;
use crate::domain::health::{FactorScore, Milli};

/// What stands in a cell without anything to say; Slack refuses empty ones.
const NONE: &str = "–";

/// The factors, dearest first, with points that add up as they are printed.
pub(super) struct Rows<'a> {
    factors: Vec<(&'a FactorScore, Tenths)>,
    score: Option<Milli>,
}

/// Tenths of points: earned, of how many.
#[derive(Clone, Copy)]
struct Tenths {
    points: i32,
    of: i32,
}

impl<'a> Rows<'a> {
    pub(super) fn of(score: &'a HealthView) -> Self {
        let factors = &score.assessment.factors;
        let of = rounded(&factors.iter().map(|factor| factor.effective).collect::<Vec<_>>());
        let points = within(rounded(&factors.iter().map(|factor| factor.points).collect::<Vec<_>>()), &of);
        let tenths = points.into_iter().zip(of).map(|(points, of)| Tenths { points, of });
        let mut factors: Vec<_> = factors.iter().zip(tenths).collect();
        factors.sort_by_key(|(factor, _)| (!factor.is_known(), std::cmp::Reverse(factor.lost())));
        Self { factors, score: score.score }
    }

    /// A table, with the sum below.
    pub(super) fn table(&self, today: NaiveDate) -> SlackBlock {
        let rows = self.words(today).into_iter().map(|row| row.map(SlackTableCell::from).to_vec()).collect();
        let left = || SlackTableColumnSetting::new().with_is_wrapped(true);
        let right = || SlackTableColumnSetting::new().with_align(SlackTableColumnAlign::Right);
        SlackTableBlock::new(rows).with_column_settings(vec![left(), right(), left(), right(), left(), right()]).into()
    }

    /// The table's words: a head, a row a factor, the sum below.
    pub(super) fn words(&self, today: NaiveDate) -> Vec<[String; 6]> {
        let head =
            [say!("Factor"), say!("Lost"), say!("Now"), say!("Points"), say!("Usual"), say!("As of")].map(String::from);
        let rows = self.factors.iter().map(|(factor, tenths)| cells(factor, self.score.map(|_| *tenths), today));
        [head].into_iter().chain(rows).chain(self.sum()).collect()
    }

    fn sum(&self) -> Option<[String; 6]> {
        // As the rows are told: what the score has reached, so that no red one reads 50.
        let score = Milli(self.score?.0.div_euclid(100) * 100);
        let cells = [
            say!("Score"),
            &minus(&tenths(Milli(100_000) - score)),
            &tenths(score),
            &say!("{score} of 100", score = tenths(score)),
            NONE,
            NONE,
        ];
        Some(cells.map(str::to_owned))
    }

    /// The same without a table; what cost nothing, and what is unknown, in a line each.
    pub(super) fn lines(&self, today: NaiveDate) -> SlackBlock {
        let (known, unknown): (Vec<_>, Vec<_>) = self.factors.iter().partition(|(factor, _)| factor.is_known());
        let (full, dear): (Vec<_>, Vec<_>) = known.into_iter().partition(|(_, tenths)| tenths.points == tenths.of);
        let lines = dear.iter().map(|(factor, tenths)| {
            let [name, lost, now, points, usual, as_of] = cells(factor, Some(*tenths), today);
            let usual = if usual == NONE { String::new() } else { say!(", usual {usual}", usual) };
            say!("*{name}* {now}{usual} · {points} points, {lost} · {as_of}", name, now, usual, points, lost, as_of)
        });
        let names = |rows: &[(&FactorScore, Tenths)]| {
            rows.iter().map(|(factor, _)| measure(factor.measure)).collect::<Vec<_>>().join(", ")
        };
        let rest = [(say!("Nothing lost"), names(&full)), (say!("No data, or too old"), names(&unknown))];
        let rest =
            rest.into_iter().filter(|(_, names)| !names.is_empty()).map(|(what, names)| format!("_{what}:_ {names}"));
        section(&lines.chain(rest).collect::<Vec<_>>().join("\n"))
    }
}

/// A row of the table. `tenths` is nothing where no score was given.
fn cells(factor: &FactorScore, tenths: Option<Tenths>, today: NaiveDate) -> [String; 6] {
    let name = measure(factor.measure).to_owned();
    let none = || NONE.to_owned();
    let Some(reading) = factor.reading else {
        return [name, none(), say!("no data").to_owned(), none(), none(), none()];
    };
    let (now, day) = (measured(factor.measure, reading.value), date(reading.as_of, today));
    if factor.stale {
        return [name, none(), say!("{now}, too old", now), none(), none(), day];
    }
    let usual = reading.baseline.and_then(|baseline| usual(factor.measure, baseline)).unwrap_or_else(none);
    let Some(Tenths { points, of }) = tenths else {
        return [name, none(), now, none(), usual, day];
    };
    let lost = if points == of { "0".to_owned() } else { minus(&tenths_words(of - points)) };
    [
        name,
        lost,
        now,
        say!(
            "{tenths_words} of {tenths_words_2}",
            tenths_words = tenths_words(points),
            tenths_words_2 = tenths_words(of)
        ),
        usual,
        day,
    ]
}

fn tenths_words(tenths: i32) -> String {
    with_tenth(tenths / 10, (tenths % 10).unsigned_abs().into())
}

fn minus(text: &str) -> String {
    format!("−{text}")
}

/// Rounds to tenths so that the printed parts sum to the printed whole, which is what the score has reached: the largest
/// remainders round up.
fn rounded(parts: &[Milli]) -> Vec<i32> {
    let whole: i32 = parts.iter().map(|part| part.0).sum();
    let mut tenths: Vec<i32> = parts.iter().map(|part| part.0.div_euclid(100)).collect();
    let missing = whole.div_euclid(100) - tenths.iter().sum::<i32>();
    let mut by_remainder: Vec<usize> = (0..parts.len()).collect();
    by_remainder.sort_by_key(|i| std::cmp::Reverse(parts[*i].0.rem_euclid(100)));
    for i in by_remainder.into_iter().take(usize::try_from(missing).unwrap_or(0)) {
        tenths[i] += 1;
    }
    tenths
}

/// Nobody earns more than there is to earn: a tenth that rounding put on a full factor goes to one with room.
fn within(mut points: Vec<i32>, of: &[i32]) -> Vec<i32> {
    let mut spare = 0;
    for (points, of) in points.iter_mut().zip(of) {
        spare += (*points - of).max(0);
        *points = (*points).min(*of);
    }
    for (points, of) in points.iter_mut().zip(of) {
        let more = spare.min(of - *points);
        *points += more;
        spare -= more;
    }
    points
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn printed_points_sum_to_the_printed_score(parts in proptest::collection::vec(0..20_000_i32, 1..14)) {
            let parts: Vec<Milli> = parts.into_iter().map(Milli).collect();
            let whole: i32 = parts.iter().map(|part| part.0).sum();
            let of: Vec<Milli> = parts.iter().map(|part| Milli(part.0 + part.0 % 7)).collect();
            let (points, of) = (within(rounded(&parts), &rounded(&of)), rounded(&of));
            prop_assert_eq!(points.iter().sum::<i32>(), whole.div_euclid(100));
            prop_assert!(points.iter().zip(&of).all(|(points, of)| points <= of));
        }
    }
}
