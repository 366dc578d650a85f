//! What other weights would have said: whole weights from shares, a model with them, and folds to try them on.

use std::collections::BTreeMap;

use super::chance::Chance;
use super::{Sighting, past_score};
use crate::domain::health::{Measure, Measures, Milli, Model, assess};
use crate::domain::ids::AccountId;

/// Whole weights in proportion to parts that are not negative, summing exactly to `total`: whole numbers first, then one
/// each to the largest remainders, ties to the earlier. Nothing when there is nothing to share out by.
pub fn whole_weights(total: u32, parts: &[f64]) -> Option<Vec<u32>> {
    let sum: f64 = parts.iter().sum();
    if !sum.is_finite() || sum <= 0.0 || parts.iter().any(|part| *part < 0.0) {
        return None;
    }
    let exact: Vec<f64> = parts.iter().map(|part| part / sum * f64::from(total)).collect();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and the total")]
    let mut whole: Vec<u32> = exact.iter().map(|exact| exact.floor() as u32).collect();
    let mut by_remainder: Vec<usize> = (0..parts.len()).collect();
    by_remainder.sort_by(|a, b| exact[*b].fract().total_cmp(&exact[*a].fract()));
    let missing = total.saturating_sub(whole.iter().sum()) as usize;
    for place in by_remainder.into_iter().take(missing) {
        whole[place] += 1;
    }
    Some(whole)
}

/// A model with other weights for some of its factors and the next version. A factor that is left with none is taken out.
pub fn suggested_model(model: &Model, weights: &BTreeMap<Measure, u32>) -> Model {
    let mut model = model.clone();
    model.version += 1;
    for dimension in &mut model.dimensions {
        for factor in &mut dimension.factors {
            factor.weight = weights.get(&factor.measure).copied().unwrap_or(factor.weight);
        }
        dimension.factors.retain(|factor| 0 < factor.weight);
    }
    model.dimensions.retain(|dimension| !dimension.factors.is_empty());
    model
}

/// The score that a model would have given to a sighting, from what its factors had lost.
pub fn score_by(model: &Model, seen: &Sighting) -> Option<Milli> {
    let mut measures = Measures::default();
    for factor in model.factors() {
        if let Some((_, lost)) = seen.lost.iter().find(|(measure, _)| *measure == factor.measure) {
            measures = measures.with(factor.measure, factor.ramp.value_at(1.0 - lost), seen.on);
        }
    }
    past_score(model, &assess(model, &measures, seen.on))
}

/// Divides accounts into so many folds, each with its part of those that churned. An account is in one fold with all its
/// sightings, so that nothing is tried on what it was fitted to.
pub fn folds(sightings: &[Sighting], n_folds: usize) -> BTreeMap<AccountId, usize> {
    let mut has_churned: BTreeMap<AccountId, bool> = BTreeMap::new();
    for seen in sightings {
        *has_churned.entry(seen.account).or_default() |= seen.churned;
    }
    let mut chance = Chance::default();
    let (mut churned, mut stayed): (Vec<AccountId>, Vec<AccountId>) = (Vec::new(), Vec::new());
    for (account, has_churned) in has_churned {
        (if has_churned { &mut churned } else { &mut stayed }).push(account);
    }
    chance.shuffle(&mut churned);
    chance.shuffle(&mut stayed);
    churned.into_iter().chain(stayed).zip((0..n_folds).cycle()).collect()
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn weights_are_whole_and_sum_exactly() {
        for (total, parts, expected) in [
            (100, vec![1.0, 1.0, 1.0], Some(vec![34, 33, 33])),
            (10, vec![0.0, 2.6, 7.4], Some(vec![0, 3, 7])),
            (66, vec![0.0, 3.0], Some(vec![0, 66])),
            (100, vec![0.0, 0.0], None),
            (100, vec![1.0, -1.0], None),
            (100, vec![f64::NAN], None),
        ] {
            assert_eq!(whole_weights(total, &parts), expected, "{parts:?}");
        }
    }

    #[test]
    fn a_suggested_model_is_a_model_that_can_be_loaded() {
        let model = Model::default_model();
        let weights = [(Measure::LoginFrequency, 25), (Measure::UsageTrend, 0), (Measure::Nps, 0), (Measure::Csat, 10)];
        let suggested = suggested_model(&model, &weights.into());
        let text = toml::to_string_pretty(&suggested).expect("TOML");
        assert_eq!(Model::parse(&text), Ok(suggested.clone()));
        assert_eq!(suggested.version, model.version + 1);
        assert!(suggested.factors().all(|factor| factor.measure != Measure::UsageTrend));
    }

    #[test]
    fn an_account_is_in_one_fold_and_every_fold_has_its_part() {
        let seen = |number: u128| Sighting {
            account: AccountId(uuid::Uuid::from_u128(number % 50)),
            on: NaiveDate::default(),
            score: None,
            band: None,
            lost: Vec::new(),
            churned: number % 50 < 10,
            model: 0,
        };
        let sightings: Vec<Sighting> = (0..150).map(seen).collect();
        let folds = folds(&sightings, 5);
        for fold in 0..5 {
            let of = |churned| {
                sightings.iter().filter(|seen| seen.churned == churned && folds[&seen.account] == fold).count()
            };
            assert_eq!((of(true), of(false)), (6, 24));
        }
    }

    proptest! {
        #[test]
        fn nothing_of_the_total_is_lost(total in 0..200_u32, parts in proptest::collection::vec(0.0..9.0_f64, 1..15)) {
            if let Some(weights) = whole_weights(total, &parts) {
                prop_assert_eq!(weights.iter().sum::<u32>(), total);
            }
        }

        #[test]
        fn a_score_by_the_same_model_is_the_same(shares in proptest::collection::vec(proptest::option::of(0.0..1.0_f64), 14)) {
            let model = Model::default_model();
            let measures = model.factors().zip(&shares).fold(Measures::default(), |measures, (factor, share)| match share {
                Some(share) => measures.with(factor.measure, factor.ramp.value_at(*share), NaiveDate::default()),
                None => measures,
            });
            let account = AccountId(uuid::Uuid::nil());
            let seen = Sighting::of(account, NaiveDate::default(), (0, &model), &measures, false);
            let again = score_by(&model, &seen);
            prop_assert_eq!(again.is_some(), seen.score.is_some());
            // A share and back may move a rounding.
            prop_assert!(again.zip(seen.score).is_none_or(|(one, other)| (one.0 - other.0).abs() <= 14));
        }
    }
}
