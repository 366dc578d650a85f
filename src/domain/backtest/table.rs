//! Churn by colour and by tenths of the scores: what the score promised, and what came.

use serde::Serialize;

use super::Sighting;
use super::rate::{Rate, rate};
use crate::domain::health::{Band, Milli};

const TENTHS: usize = 10;

/// The sightings of one colour; without one, those whose score was withheld.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct BandRow {
    /// The colour; `None`: withheld.
    pub band: Option<Band>,
    /// How many of them churned.
    pub rate: Rate,
}

/// About a tenth of the scores, lowest first.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct DecileRow {
    /// The lowest and the highest score in it.
    pub scores: (Milli, Milli),
    /// How many of them churned.
    pub rate: Rate,
}

/// A row a colour, worst first, then the withheld. A colour is of the exact score: one look a month has no hysteresis.
pub fn by_band(sightings: &[Sighting]) -> Vec<BandRow> {
    let bands = Band::ALL.into_iter().map(Some).chain([None]);
    let is_of = |seen: &&Sighting, band| seen.band == band;
    bands.map(|band| BandRow { band, rate: rate(sightings.iter().filter(|seen| is_of(seen, band))) }).collect()
}

/// The scored sightings in tenths. Equal scores stay together in the lower tenth, so a tenth may be larger, or missing.
pub fn by_decile(sightings: &[Sighting]) -> Vec<DecileRow> {
    let mut scored: Vec<(Milli, &Sighting)> = sightings.iter().filter_map(|seen| Some((seen.score?, seen))).collect();
    scored.sort_by_key(|(score, seen)| (*score, seen.account, seen.on));
    let n = scored.len();
    let mut rows = Vec::new();
    let mut from = 0;
    for tenth in 1..=TENTHS {
        let edge = (n * tenth).div_ceil(TENTHS);
        let Some((last, _)) = edge.checked_sub(1).map(|last| scored[last]) else { break };
        let until = scored.partition_point(|(score, _)| *score <= last);
        if from < until {
            let of = &scored[from..until];
            rows.push(DecileRow { scores: (of[0].0, last), rate: rate(of.iter().map(|(_, seen)| *seen)) });
            from = until;
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use proptest::prelude::*;

    use super::*;
    use crate::domain::health::Bands;
    use crate::domain::ids::AccountId;

    fn seen(rows: &[(Option<i32>, bool)]) -> Vec<Sighting> {
        let seen = |(number, (score, churned)): (u128, &(Option<i32>, bool))| Sighting {
            account: AccountId(uuid::Uuid::from_u128(number)),
            on: NaiveDate::default(),
            score: score.map(Milli),
            band: score.map(|score| Bands::default().of(Milli(score))),
            lost: Vec::new(),
            churned: *churned,
            model: 0,
        };
        (0..).zip(rows).map(seen).collect()
    }

    #[test]
    fn colours_have_their_edges() {
        let rows = [(Some(49_999), true), (Some(50_000), false), (Some(70_000), false), (None, true)];
        let n: Vec<(usize, usize)> = by_band(&seen(&rows)).iter().map(|row| (row.rate.n, row.rate.n_churned)).collect();
        assert_eq!(n, [(1, 1), (1, 0), (1, 0), (1, 1)]);
    }

    #[test]
    fn equal_scores_share_a_tenth() {
        let rows: Vec<(Option<i32>, bool)> =
            (0..20).map(|i| (Some(if i < 15 { 1_000 } else { i * 1_000 }), false)).collect();
        let n: Vec<usize> = by_decile(&seen(&rows)).iter().map(|row| row.rate.n).collect();
        assert_eq!(n, [15, 1, 2, 2]);
        assert!(by_decile(&[]).is_empty());
    }

    proptest! {
        #[test]
        fn the_rows_of_a_table_partition_the_sightings(
            rows in proptest::collection::vec((proptest::option::of((0..40_i32).prop_map(|i| i * 2_500)), any::<bool>()), 0..80)
        ) {
            let sightings = seen(&rows);
            let sum = |rates: Vec<Rate>| rates.iter().fold((0, 0), |sum, rate| (sum.0 + rate.n, sum.1 + rate.n_churned));
            let all = rate(&sightings);
            prop_assert_eq!(sum(by_band(&sightings).iter().map(|row| row.rate).collect()), (all.n, all.n_churned));
            let scored = rate(sightings.iter().filter(|seen| seen.score.is_some()));
            let deciles = by_decile(&sightings);
            prop_assert_eq!(sum(deciles.iter().map(|row| row.rate).collect()), (scored.n, scored.n_churned));
            prop_assert!(deciles.windows(2).all(|two| two[0].scores.1 < two[1].scores.0));
        }
    }
}
