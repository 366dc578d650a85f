//! From readings to a score: effective weights, points, and what was unknown.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Band, Bands, Factor, Measure, Measures, Milli, Model, Reading};

const ALL_MILLI: i64 = 100_000;

/// A score and where every point of it went.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Assessment {
    /// The sum of the factors' points; `None` when too much is unknown.
    pub score: Option<Milli>,
    /// How much the score is worth.
    pub confidence: Confidence,
    /// The weight without data, in whole points of 100.
    pub unknown_weight: u32,
    /// Every factor of the model, known or not, in reading order.
    pub factors: Vec<FactorScore>,
    /// The model's name and version.
    pub model: String,
    /// The model's bands.
    #[serde(default, skip_serializing_if = "Bands::is_usual")]
    pub bands: Bands,
}

/// How far to trust a score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// 90 days of history or more, unless the model says otherwise.
    High,
    /// Less than that.
    Medium,
    /// More than 40 % of the weight is unknown: not enough data.
    Withheld,
}

impl Confidence {
    /// Every level.
    pub const ALL: [Self; 3] = [Self::High, Self::Medium, Self::Withheld];

    /// The word that is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::High => "high",
            Self::Medium => "medium",
            Self::Withheld => "withheld",
        }
    }
}

/// One factor's part in a score.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FactorScore {
    /// What it looks at.
    pub measure: Measure,
    /// What it weighs in the model, in whole points.
    pub weight: u32,
    /// What it weighs here, with the unknown ones' share; nothing when it is unknown itself.
    pub effective: Milli,
    /// What it earned of that.
    pub points: Milli,
    /// What it read; `None` when there is no data.
    pub reading: Option<Reading>,
    /// There is data, but too old to say anything.
    pub stale: bool,
}

impl FactorScore {
    /// The points that it lost.
    pub fn lost(&self) -> Milli {
        self.effective - self.points
    }

    /// Whether it counts.
    pub fn is_known(&self) -> bool {
        self.reading.is_some() && !self.stale
    }
}

impl Assessment {
    /// The score's colour before hysteresis; `None` when it is withheld.
    pub fn natural_band(&self) -> Option<Band> {
        self.score.map(|score| self.bands.of(score))
    }

    /// The factors that cost most, dearest first, without those that cost nothing.
    pub fn largest_losses(&self, n: usize) -> Vec<&FactorScore> {
        let mut losses: Vec<_> = self.factors.iter().filter(|factor| Milli(0) < factor.lost()).collect();
        losses.sort_by_key(|factor| std::cmp::Reverse(factor.lost()));
        losses.truncate(n);
        losses
    }

    /// One factor.
    pub fn factor(&self, measure: Measure) -> Option<&FactorScore> {
        self.factors.iter().find(|factor| factor.measure == measure)
    }
}

/// Scores one account. `today` is the day by the account's own clock, for staleness.
pub fn assess(model: &Model, measures: &Measures, today: NaiveDate) -> Assessment {
    let known: Vec<Vec<bool>> = model
        .dimensions
        .iter()
        .map(|dimension| dimension.factors.iter().map(|factor| is_known(factor, measures, today)).collect())
        .collect();
    let effective = effective_weights(model, &known);
    let factors: Vec<FactorScore> =
        model.factors().zip(effective).map(|(factor, weight)| score_factor(factor, weight, measures, today)).collect();
    let unknown_weight = factors.iter().filter(|factor| !factor.is_known()).map(|factor| factor.weight).sum();
    let withheld = model.confidence.unknown_limit_percent < unknown_weight;
    let score = (!withheld).then(|| Milli(factors.iter().map(|factor| factor.points.0).sum()));
    let confidence = match (withheld, measures.days_of_history < model.confidence.full_history_days) {
        (true, _) => Confidence::Withheld,
        (false, true) => Confidence::Medium,
        (false, false) => Confidence::High,
    };
    Assessment { score, confidence, unknown_weight, factors, model: model.label(), bands: model.bands }
}

fn is_known(factor: &Factor, measures: &Measures, today: NaiveDate) -> bool {
    measures.readings.get(&factor.measure).is_some_and(|reading| !is_stale(factor, reading, today))
}

fn is_stale(factor: &Factor, reading: &Reading, today: NaiveDate) -> bool {
    factor.stale_after_days.is_some_and(|limit| limit < (today - reading.as_of).num_days())
}

fn score_factor(factor: &Factor, effective: Milli, measures: &Measures, today: NaiveDate) -> FactorScore {
    let reading = measures.readings.get(&factor.measure).copied();
    let stale = reading.is_some_and(|reading| is_stale(factor, &reading, today));
    let share = reading.map_or(0.0, |reading| factor.ramp.share(reading.value));
    #[expect(clippy::cast_possible_truncation, reason = "a share of at most 100,000")]
    let points = Milli((f64::from(effective.0) * share).round() as i32);
    FactorScore { measure: factor.measure, weight: factor.weight, effective, points, reading, stale }
}

/// Thousandths of a point for every factor: an unknown one's weight goes to its known siblings in proportion, and a
/// dimension without any data leaves its own to the other dimensions. What is known sums to exactly 100,000.
fn effective_weights(model: &Model, known: &[Vec<bool>]) -> Vec<Milli> {
    let wholes: Vec<i64> = model
        .dimensions
        .iter()
        .zip(known)
        .map(|(dimension, known)| {
            // A factor that weighs nothing cannot take over what its siblings leave.
            let any = dimension.factors.iter().zip(known).any(|(factor, known)| *known && 0 < factor.weight);
            if any { dimension.factors.iter().map(|factor| i64::from(factor.weight)).sum() } else { 0 }
        })
        .collect();
    let shares = share_out(ALL_MILLI, &wholes);
    let mut effective = Vec::new();
    for ((dimension, known), share) in model.dimensions.iter().zip(known).zip(shares) {
        let weights: Vec<i64> = dimension
            .factors
            .iter()
            .zip(known)
            .map(|(factor, known)| if *known { i64::from(factor.weight) } else { 0 })
            .collect();
        effective.extend(share_out(share, &weights).into_iter().map(|milli| Milli(i32::try_from(milli).unwrap_or(0))));
    }
    effective
}

/// Splits `total` in proportion to `weights` without losing a unit: whole parts first, then one each to the largest
/// remainders (Hamilton's method; ties to the earlier one).
fn share_out(total: i64, weights: &[i64]) -> Vec<i64> {
    let sum: i64 = weights.iter().sum();
    if sum == 0 {
        return vec![0; weights.len()];
    }
    let mut parts: Vec<i64> = weights.iter().map(|weight| total * weight / sum).collect();
    let mut by_remainder: Vec<usize> = (0..weights.len()).collect();
    by_remainder.sort_by_key(|i| std::cmp::Reverse(total * weights[*i] % sum));
    let missing = usize::try_from(total - parts.iter().sum::<i64>()).unwrap_or(0);
    for i in by_remainder.into_iter().take(missing) {
        parts[i] += 1;
    }
    parts
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 3, 2).expect("a date")
    }

    fn all_at(share: f64) -> Measures {
        let model = Model::default_model();
        model.factors().fold(Measures { days_of_history: 400, ..Measures::default() }, |measures, factor| {
            measures.with(factor.measure, factor.ramp.value_at(share), today())
        })
    }

    fn score(measures: &Measures) -> Option<i32> {
        assess(&Model::default_model(), measures, today()).score.map(|score| score.0)
    }

    #[test]
    fn best_is_a_hundred_and_worst_is_nothing() {
        assert_eq!(score(&all_at(1.0)), Some(100_000));
        assert_eq!(score(&all_at(0.0)), Some(0));
        assert_eq!(score(&all_at(0.5)), Some(50_000));
    }

    #[test]
    fn a_dimension_whose_known_factors_weigh_nothing_leaves_its_weight_to_the_others() {
        let mut model = Model::default_model();
        let sentiment = model.dimensions.iter_mut().find(|dimension| dimension.name == "sentiment").expect("is there");
        (sentiment.factors[0].weight, sentiment.factors[1].weight) = (10, 0);
        let mut measures = all_at(1.0);
        measures.readings.remove(&Measure::Nps);
        assert_eq!(assess(&model, &measures, today()).score, Some(Milli::whole(100)));
    }

    #[test]
    fn an_unknown_factor_leaves_its_weight_to_its_siblings() {
        let mut measures = all_at(1.0);
        measures.readings.remove(&Measure::Nps);
        let assessment = assess(&Model::default_model(), &measures, today());
        assert_eq!(assessment.unknown_weight, 6);
        assert_eq!(assessment.factor(Measure::Csat).map(|csat| csat.effective), Some(Milli::whole(10)));
        assert_eq!(assessment.score, Some(Milli::whole(100)));
    }

    #[test]
    fn the_colour_is_withheld_above_forty_per_cent_unknown() {
        // Usage is 40: exactly the limit, so the score stands.
        let mut measures = all_at(1.0);
        for measure in [Measure::LoginFrequency, Measure::FeatureAdoption, Measure::UsageTrend] {
            measures.readings.remove(&measure);
        }
        let at_limit = assess(&Model::default_model(), &measures, today());
        assert_eq!((at_limit.unknown_weight, at_limit.score), (40, Some(Milli::whole(100))));
        measures.readings.remove(&Measure::AutoRenew);
        let above = assess(&Model::default_model(), &measures, today());
        assert_eq!((above.unknown_weight, above.score, above.confidence), (43, None, Confidence::Withheld));
    }

    #[test]
    fn data_goes_stale_after_its_limit_and_not_on_it() {
        let model = Model::default_model();
        for (measure, days, stale) in [
            (Measure::UsageTrend, 7, false),
            (Measure::UsageTrend, 8, true),
            (Measure::Nps, 180, false),
            (Measure::Nps, 181, true),
        ] {
            let measures = all_at(1.0).with(measure, 0.0, today() - chrono::Days::new(days));
            let assessment = assess(&model, &measures, today());
            assert_eq!(assessment.factor(measure).map(|factor| factor.stale), Some(stale), "{measure:?} {days}");
        }
    }

    #[test]
    fn confidence_is_medium_under_ninety_days() {
        for (days, confidence) in [(89, Confidence::Medium), (90, Confidence::High)] {
            let measures = Measures { days_of_history: days, ..all_at(1.0) };
            assert_eq!(assess(&Model::default_model(), &measures, today()).confidence, confidence);
        }
    }

    fn any_measures() -> impl Strategy<Value = Vec<Option<f64>>> {
        proptest::collection::vec(proptest::option::weighted(0.85, -0.2..1.2f64), Measure::ALL.len())
    }

    fn measures_of(shares: &[Option<f64>]) -> Measures {
        let model = Model::default_model();
        let mut measures = Measures { days_of_history: 400, ..Measures::default() };
        for (factor, share) in model.factors().zip(shares) {
            if let Some(share) = share {
                measures = measures.with(factor.measure, factor.ramp.value_at(*share), today());
            }
        }
        measures
    }

    proptest! {
        #[test]
        fn points_sum_exactly_to_the_score(shares in any_measures()) {
            let assessment = assess(&Model::default_model(), &measures_of(&shares), today());
            let points: i32 = assessment.factors.iter().map(|factor| factor.points.0).sum();
            let weights: i32 = assessment.factors.iter().map(|factor| factor.effective.0).sum();
            if let Some(score) = assessment.score {
                prop_assert_eq!(score.0, points);
                prop_assert_eq!(weights, 100_000);
                prop_assert!((0..=100_000).contains(&score.0));
            }
        }

        #[test]
        fn raising_one_known_factor_never_lowers_a_score(shares in any_measures(), which in 0..14usize, by in 0.0..1.0f64) {
            prop_assume!(shares[which].is_some());
            let mut raised = shares.clone();
            raised[which] = raised[which].map(|share| share + by);
            prop_assert!(score(&measures_of(&shares)) <= score(&measures_of(&raised)));
        }
    }
}
