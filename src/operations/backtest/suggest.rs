//! A suggestion of weights beside today's, tried on accounts that it was not fitted to. It is never applied by itself.

use std::collections::BTreeMap;

use serde::Serialize;

use super::fit;
use crate::domain::backtest::{
    Estimate, LEAST_ACCOUNTS, Ranked, Sighting, Verdict, compare, estimate, folds, score_by, suggested_model, verdict,
    whole_weights,
};
use crate::domain::health::{Measure, Model};

/// Parts that the accounts are divided into: each is scored by weights that were fitted to the others.
pub const N_FOLDS: usize = 5;

/// Today's weights and others.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Suggestion {
    /// What to make of them.
    pub advice: Advice,
    /// The model whose weights they are.
    pub model: String,
    /// A row a factor of it.
    pub weights: Vec<WeightRow>,
    /// AUC of today's weights, on the same sightings as the next.
    pub today: Option<Estimate>,
    /// AUC of suggested weights on accounts that they were not fitted to.
    pub suggested: Option<Estimate>,
    /// The second less the first.
    pub gain: Option<Estimate>,
    /// The model with the suggested weights; only where they are advised.
    #[serde(skip)]
    pub advised: Option<Model>,
}

/// What the data allows to be advised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Advice {
    /// The others ranked better on accounts that they had not seen, beyond chance.
    Consider,
    /// Neither they nor anything else says that today's should go.
    Keep,
    /// Too few accounts churned to fit anything.
    TooFew,
}

/// One factor's weights.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct WeightRow {
    /// The factor.
    pub measure: Measure,
    /// Its weight.
    pub today: u32,
    /// What the regression gives it; `None` where nothing was fitted, or the factor has no data of the past: then it keeps
    /// its weight.
    pub suggested: Option<u32>,
}

/// Fits weights to the sightings of the model that scored most of them, and tries them.
pub fn suggest(
    models: &[Model],
    sightings: &[Sighting],
    on_progress: &mut (dyn FnMut(usize) + Send),
) -> anyhow::Result<Suggestion> {
    let count = |place: usize| sightings.iter().filter(|seen| seen.model == place && seen.score.is_some()).count();
    let place = (0..models.len()).rev().max_by_key(|place| count(*place)).unwrap_or(0);
    let model = &models[place];
    let scored: Vec<&Sighting> = sightings.iter().filter(|seen| seen.model == place && seen.score.is_some()).collect();
    if !is_enough(&scored) {
        return Ok(Suggestion {
            advice: Advice::TooFew,
            model: model.label(),
            weights: rows(model, None),
            today: None,
            suggested: None,
            gain: None,
            advised: None,
        });
    }
    let trial = try_out(model, &scored, on_progress)?;
    let weights = fitted(model, &scored)?;
    on_progress(N_FOLDS + 1);
    let [today, suggested] = [&trial.today, &trial.suggested].map(|ranked| estimate(ranked));
    let gain = compare(&trial.suggested, &trial.today);
    let is_better = verdict(suggested.as_ref()) == Verdict::Signal
        && gain.as_ref().and_then(|gain| gain.interval).is_some_and(|(low, _)| 0.0 < low);
    let advice = if is_better { Advice::Consider } else { Advice::Keep };
    let advised = weights.as_ref().filter(|_| is_better).map(|weights| suggested_model(model, weights));
    Ok(Suggestion {
        advice,
        model: model.label(),
        weights: rows(model, weights.as_ref()),
        today,
        suggested,
        gain,
        advised,
    })
}

/// Each fold needs accounts of both kinds to be fitted to and tried on.
fn is_enough(scored: &[&Sighting]) -> bool {
    let mut has_churned = BTreeMap::new();
    for seen in scored {
        *has_churned.entry(seen.account).or_insert(false) |= seen.churned;
    }
    let n_churned = has_churned.values().filter(|churned| **churned).count();
    LEAST_ACCOUNTS <= n_churned && LEAST_ACCOUNTS <= has_churned.len() - n_churned
}

/// The same sightings, in the same order, ranked by today's weights and by weights that were fitted to other accounts.
struct Trial {
    today: Vec<Ranked>,
    suggested: Vec<Ranked>,
}

fn try_out(model: &Model, scored: &[&Sighting], on_progress: &mut (dyn FnMut(usize) + Send)) -> anyhow::Result<Trial> {
    let owned: Vec<Sighting> = scored.iter().map(|seen| (*seen).clone()).collect();
    let folds = folds(&owned, N_FOLDS);
    let mut trial = Trial { today: Vec::new(), suggested: Vec::new() };
    for fold in 0..N_FOLDS {
        on_progress(fold);
        let (held, others): (Vec<&Sighting>, Vec<&Sighting>) =
            scored.iter().partition(|seen| folds.get(&seen.account) == Some(&fold));
        let other = fitted(model, &others)?.map_or_else(|| model.clone(), |weights| suggested_model(model, &weights));
        for seen in held {
            // Other weights may leave too much unknown, where today's do not: then neither is tried on it.
            if let (Some(today), Some(suggested)) = (seen.score, score_by(&other, seen)) {
                let ranked =
                    |score: i32| Ranked { account: seen.account, risk: -f64::from(score), churned: seen.churned };
                trial.today.push(ranked(today.0));
                trial.suggested.push(ranked(suggested.0));
            }
        }
    }
    Ok(trial)
}

/// Weights for the factors that have data of the past, which share the weight that they have today; `None` when no factor
/// speaks for churn. The others keep theirs: nothing is known of them.
fn fitted(model: &Model, scored: &[&Sighting]) -> anyhow::Result<Option<BTreeMap<Measure, u32>>> {
    let is_known = |measure: Measure| scored.iter().any(|seen| seen.lost.iter().any(|(known, _)| *known == measure));
    let tested: Vec<(Measure, u32)> = model
        .factors()
        .filter(|factor| is_known(factor.measure))
        .map(|factor| (factor.measure, factor.weight))
        .collect();
    let measures: Vec<Measure> = tested.iter().map(|(measure, _)| *measure).collect();
    let total = tested.iter().map(|(_, weight)| weight).sum();
    let whole = whole_weights(total, &fit::strengths(scored, &measures)?);
    Ok(whole.map(|whole| measures.into_iter().zip(whole).collect()))
}

fn rows(model: &Model, weights: Option<&BTreeMap<Measure, u32>>) -> Vec<WeightRow> {
    let row = |measure: Measure, today: u32| WeightRow {
        measure,
        today,
        suggested: weights.and_then(|weights| weights.get(&measure).copied()),
    };
    model.factors().map(|factor| row(factor.measure, factor.weight)).collect()
}
