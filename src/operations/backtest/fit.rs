//! Logistic regression of churn on what the factors had lost. The only place that knows the regression library.

use anyhow::anyhow;
use smartcore::api::SupervisedEstimator;
use smartcore::linalg::basic::arrays::Array;
use smartcore::linalg::basic::matrix::DenseMatrix;
use smartcore::linear::logistic_regression::{LogisticRegression, LogisticRegressionParameters};

use crate::domain::backtest::Sighting;
use crate::domain::health::Measure;

/// The ridge on the coefficients, against the summed loss of all sightings; the intercept has none. It keeps a factor
/// that hardly varies from being given a large weight.
const RIDGE: f64 = 1.0;

/// How strongly each factor speaks for churn, none below zero: a factor that would lower the risk when it gets worse is no
/// factor of a health score, so it is taken out, the worst first, and the rest fitted again. Nothing is left when no
/// factor speaks for churn.
pub fn strengths(sightings: &[&Sighting], measures: &[Measure]) -> anyhow::Result<Vec<f64>> {
    let mut strengths = vec![0.0; measures.len()];
    let mut kept: Vec<usize> = (0..measures.len()).collect();
    while !kept.is_empty() {
        let columns: Vec<Measure> = kept.iter().map(|place| measures[*place]).collect();
        let fitted = coefficients(sightings, &columns)?;
        let worst = (0..fitted.len()).min_by(|a, b| fitted[*a].total_cmp(&fitted[*b])).unwrap_or(0);
        if 0.0 <= fitted[worst] {
            kept.iter().zip(fitted).for_each(|(place, strength)| strengths[*place] = strength);
            break;
        }
        kept.remove(worst);
    }
    Ok(strengths)
}

fn coefficients(sightings: &[&Sighting], columns: &[Measure]) -> anyhow::Result<Vec<f64>> {
    let filled: Vec<Vec<f64>> = columns.iter().map(|measure| filled(sightings, *measure)).collect();
    let values: Vec<f64> = (0..sightings.len()).flat_map(|row| filled.iter().map(move |column| column[row])).collect();
    let shape = |error| anyhow!("the table of the regression does not fit: {error}");
    let x = DenseMatrix::new(sightings.len(), columns.len(), values, false).map_err(shape)?;
    let y: Vec<u32> = sightings.iter().map(|seen| u32::from(seen.churned)).collect();
    let parameters = LogisticRegressionParameters::default().with_alpha(RIDGE);
    let fitted: LogisticRegression<f64, u32, DenseMatrix<f64>, Vec<u32>> =
        SupervisedEstimator::fit(&x, &y, parameters).map_err(|error| anyhow!("the regression failed: {error}"))?;
    let coefficients: Vec<f64> = fitted.coefficients().iterator(0).copied().collect();
    if coefficients.iter().all(|coefficient| coefficient.is_finite()) {
        Ok(coefficients)
    } else {
        Err(anyhow!("the regression found no finite weights"))
    }
}

/// What a factor had lost at every sighting. An unknown one takes the mean of the known: it speaks neither way.
#[expect(clippy::cast_precision_loss, reason = "a number of sightings")]
fn filled(sightings: &[&Sighting], measure: Measure) -> Vec<f64> {
    let lost: Vec<Option<f64>> = sightings
        .iter()
        .map(|seen| seen.lost.iter().find(|(known, _)| *known == measure).map(|(_, lost)| *lost))
        .collect();
    let n_known = lost.iter().flatten().count();
    let mean = lost.iter().flatten().sum::<f64>() / n_known.max(1) as f64;
    lost.into_iter().map(|lost| lost.unwrap_or(mean)).collect()
}
