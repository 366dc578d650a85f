//! The smallest single change that reaches the next band.

use serde::{Deserialize, Serialize};

use super::{Assessment, Band, Measure, Milli, Model};

/// One factor, raised until the account changes colour.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Lift {
    /// The band that it reaches.
    pub to: Band,
    /// The points that are missing to it.
    pub missing: Milli,
    /// The single changes that would do, smallest share of their ramp first; empty when none is enough alone.
    pub changes: Vec<(Measure, f64)>,
}

/// What it takes to reach the band above `band`; `None` at the top or without a score.
pub fn smallest_lift(model: &Model, assessment: &Assessment, band: Band) -> Option<Lift> {
    let to = band.better()?;
    let missing = to.floor() - assessment.score?;
    let mut changes: Vec<(f64, Measure, f64)> = model
        .factors()
        .zip(&assessment.factors)
        .filter(|(_, score)| score.is_known() && missing <= score.lost() && Milli(0) < score.effective)
        .map(|(factor, score)| {
            let share_now = f64::from(score.points.0) / f64::from(score.effective.0);
            let step = f64::from(missing.0.max(0)) / f64::from(score.effective.0);
            (step, factor.measure, factor.ramp.value_at(share_now + step))
        })
        .collect();
    changes.sort_by(|a, b| a.0.total_cmp(&b.0));
    let changes = changes.into_iter().map(|(_, measure, value)| (measure, value)).collect();
    Some(Lift { to, missing, changes })
}

#[cfg(test)]
mod tests {
    use super::super::{Measures, assess};
    use super::*;

    #[test]
    fn the_change_named_first_really_reaches_the_next_band() {
        let model = Model::default_model();
        let today = chrono::NaiveDate::from_ymd_opt(2026, 3, 2).expect("a date");
        let measures = model.factors().fold(Measures::default(), |measures, factor| {
            measures.with(factor.measure, factor.ramp.value_at(0.45), today)
        });
        let before = assess(&model, &measures, today);
        let lift = smallest_lift(&model, &before, Band::Red).expect("yellow is above");
        assert_eq!((lift.to, lift.missing), (Band::Yellow, Milli::whole(5)));
        let (measure, value) = lift.changes[0];
        let after = assess(&model, &measures.with(measure, value, today), today);
        assert_eq!(after.natural_band(), Some(Band::Yellow));
    }

    #[test]
    fn nothing_is_above_green() {
        let model = Model::default_model();
        let today = chrono::NaiveDate::from_ymd_opt(2026, 3, 2).expect("a date");
        let assessment = assess(&model, &Measures::default(), today);
        assert_eq!(smallest_lift(&model, &assessment, Band::Green), None);
    }
}
