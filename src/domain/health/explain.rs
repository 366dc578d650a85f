//! The smallest single change that reaches the next band.

use serde::{Deserialize, Serialize};

use super::{Assessment, Band, Factor, FactorScore, Measure, Milli, Model, Standing};

/// One factor, raised until the account changes colour.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Lift {
    /// The band that it reaches.
    pub to: Band,
    /// The points that are missing to it.
    pub missing: Milli,
    /// The points of them that go past the edge, because the account would go back to a colour that it just left.
    pub margin: Milli,
    /// Days across the edge that would do instead of the margin.
    pub patience_days: i64,
    /// The single changes that would do, smallest share of their ramp first; empty when none is enough alone.
    pub changes: Vec<(Measure, f64)>,
}

/// What it takes to reach the band above the present one; `None` at the top or without a score. `model` is the one that
/// made the assessment. Each change that is named really changes the colour at the next scoring.
pub fn smallest_lift(model: &Model, assessment: &Assessment, standing: &Standing) -> Option<Lift> {
    let to = standing.band.better()?;
    let margin = if standing.goes_back(to) { Milli::whole(model.hysteresis.points) } else { Milli(0) };
    let missing = model.bands.floor(to) + margin - assessment.score?;
    let mut changes: Vec<(f64, Measure, f64)> = model
        .factors()
        .filter_map(|factor| Some((factor, assessment.factor(factor.measure)?)))
        .filter(|(_, score)| score.is_known() && missing <= score.lost() && Milli(0) < score.effective)
        .map(|(factor, score)| change(factor, score, missing))
        .collect();
    changes.sort_by(|a, b| a.0.total_cmp(&b.0));
    let changes = changes.into_iter().map(|(_, measure, value)| (measure, value)).collect();
    Some(Lift { to, missing, margin, patience_days: model.hysteresis.days, changes })
}

/// A factor must have moved by so much to be told.
const WORTH_TELLING: Milli = Milli::whole(1);

/// The factors whose points moved by at least one, with their points then and now; biggest move first.
pub fn moves(before: &Assessment, now: &Assessment) -> Vec<(Measure, Milli, Milli)> {
    let mut moves: Vec<_> = now
        .factors
        .iter()
        .filter_map(|factor| Some((factor.measure, before.factor(factor.measure)?.points, factor.points)))
        .filter(|(_, then, now)| WORTH_TELLING.0 <= (*now - *then).0.abs())
        .collect();
    moves.sort_by_key(|(_, then, now)| std::cmp::Reverse((*now - *then).0.abs()));
    moves
}

/// The share of its ramp that a factor has to rise by, and the value that it has then, as finely as people read it.
fn change(factor: &Factor, score: &FactorScore, missing: Milli) -> (f64, Measure, f64) {
    let effective = f64::from(score.effective.0);
    let needed = f64::from((score.points + missing).0.max(score.points.0)) / effective;
    let value = factor.measure.rounded_towards(factor.ramp.value_at(needed), factor.ramp.best - factor.ramp.worst);
    (needed - f64::from(score.points.0) / effective, factor.measure, value)
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
    use proptest::prelude::*;

    use super::super::{Bands, Hysteresis, Measures, assess, settle};
    use super::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 3, 2).expect("a date")
    }

    fn now() -> DateTime<Utc> {
        today().and_time(chrono::NaiveTime::MIN).and_utc()
    }

    fn measures_of(model: &Model, shares: &[Option<f64>]) -> Measures {
        let known = model.factors().zip(shares).filter_map(|(factor, share)| Some((factor, (*share)?)));
        known.fold(Measures::default(), |measures, (factor, share)| {
            measures.with(factor.measure, factor.ramp.value_at(share), today())
        })
    }

    fn standing(band: Band, before: Option<Band>) -> Standing {
        Standing { band, since: now() - TimeDelta::days(9), before, across_since: None }
    }

    #[test]
    fn going_back_takes_the_margin_too() {
        let model = Model::default_model();
        let assessment = assess(&model, &measures_of(&model, &[Some(0.45); 14]), today());
        for (before, missing, margin) in [(None, 5, 0), (Some(Band::Yellow), 8, 3)] {
            let lift = smallest_lift(&model, &assessment, &standing(Band::Red, before)).expect("yellow is above");
            assert_eq!(
                (lift.to, lift.missing, lift.margin),
                (Band::Yellow, Milli::whole(missing), Milli::whole(margin))
            );
        }
        // Up from red lately: going on to green is no way back.
        let assessment = assess(&model, &measures_of(&model, &[Some(0.6); 14]), today());
        let lift =
            smallest_lift(&model, &assessment, &standing(Band::Yellow, Some(Band::Red))).expect("green is above");
        assert_eq!((lift.missing, lift.margin), (Milli::whole(10), Milli(0)));
    }

    #[test]
    fn nothing_is_above_green() {
        let model = Model::default_model();
        let assessment = assess(&model, &Measures::default(), today());
        assert_eq!(smallest_lift(&model, &assessment, &standing(Band::Green, None)), None);
    }

    fn any_band() -> impl Strategy<Value = Band> {
        proptest::sample::select(vec![Band::Red, Band::Yellow])
    }

    proptest! {
        /// The promise of `why`: whichever change it names, as it words it, turns the colour at the next scoring.
        #[test]
        fn every_change_that_is_named_changes_the_colour(
            shares in proptest::collection::vec(proptest::option::weighted(0.9, 0.0..1.0f64), 14),
            band in any_band(),
            before in proptest::option::of(proptest::sample::select(Band::ALL.to_vec())),
            points in 0..8i32,
            (red_below, width) in (20..60i32, 5..30i32),
        ) {
            let model = Model {
                bands: Bands { red_below, green_from: red_below + width },
                hysteresis: Hysteresis { points, days: 3 },
                ..Model::default_model()
            };
            let measures = measures_of(&model, &shares);
            let standing = standing(band, before.filter(|before| *before != band));
            let assessment = assess(&model, &measures, today());
            let Some(lift) = smallest_lift(&model, &assessment, &standing) else { return Ok(()) };
            for (measure, value) in lift.changes {
                let after = assess(&model, &measures.clone().with(measure, value, today()), today());
                let score = after.score.expect("as much is known as before");
                let settled = settle(&model, Some(standing), score, now());
                prop_assert!(lift.to <= settled.band, "{:?} at {} gives {:?}", measure, value, score);
            }
        }
    }
}
