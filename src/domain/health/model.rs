//! A health model: dimensions, their factors, and how a reading becomes points. Read from TOML, checked as a whole.

use std::collections::BTreeSet;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::Measure;

/// A whole model. Weights sum to 100.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    /// What people call it; every score records it with the version.
    pub name: String,
    /// Raised with every change, so that a score can say which rules made it.
    pub version: u32,
    /// What is looked at, in the order in which people read it.
    pub dimensions: Vec<Dimension>,
}

/// A side of an account: usage, relationship, support, sentiment, commercial.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dimension {
    /// Its name.
    pub name: String,
    /// Its factors; a factor without data leaves its weight to its siblings here.
    pub factors: Vec<Factor>,
}

/// One measure with its weight.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Factor {
    /// What it looks at.
    pub measure: Measure,
    /// Points out of 100 at its best.
    pub weight: u32,
    /// How a value becomes a share of the weight.
    #[serde(flatten)]
    pub ramp: Ramp,
    /// After how many days its data says nothing any more; `None` when it never ages.
    #[serde(default)]
    pub stale_after_days: Option<i64>,
}

/// A straight line from no points to all of them, flat outside. `worst` may be the larger one.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ramp {
    /// The value that earns nothing.
    pub worst: f64,
    /// The value that earns everything.
    pub best: f64,
}

impl Ramp {
    /// The share of the weight, 0 to 1, that a value earns.
    pub fn share(self, value: f64) -> f64 {
        ((value - self.worst) / (self.best - self.worst)).clamp(0.0, 1.0)
    }

    /// The value that earns a share.
    pub fn value_at(self, share: f64) -> f64 {
        self.worst + (self.best - self.worst) * share
    }
}

/// What is wrong with a model file, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {reason}")]
pub struct ModelFault {
    /// Counted from 1; 1 when the fault is of the whole file.
    pub line: usize,
    /// What is wrong and what would be right.
    pub reason: String,
}

const DEFAULT: &str = include_str!("../../../manifests/health/default.toml");

impl Model {
    /// The model that ships with Steward.
    pub fn default_model() -> Self {
        Self::parse(DEFAULT).expect("the model that ships is checked by a test")
    }

    /// Reads a model and checks it as a whole. `text` is TOML.
    pub fn parse(text: &str) -> Result<Self, ModelFault> {
        let model: Self = toml::from_str(text)
            .map_err(|error| ModelFault { line: line_of(text, error.span()), reason: error.message().to_owned() })?;
        model.check().map_err(|(needle, reason)| ModelFault { line: find_line(text, &needle), reason })?;
        Ok(model)
    }

    /// The name and version as a score records them: `default v1`.
    pub fn label(&self) -> String {
        format!("{} v{}", self.name, self.version)
    }

    /// Every factor, in reading order.
    pub fn factors(&self) -> impl Iterator<Item = &Factor> {
        self.dimensions.iter().flat_map(|dimension| &dimension.factors)
    }

    fn check(&self) -> Result<(), (String, String)> {
        let mut seen = BTreeSet::new();
        for factor in self.factors() {
            let needle = format!("\"{}\"", factor.measure.as_str());
            let name = factor.measure.as_str();
            if !seen.insert(factor.measure) {
                return Err((needle, format!("the measure {name} stands twice; one factor each")));
            }
            if !(factor.ramp.worst.is_finite() && factor.ramp.best.is_finite())
                || factor.ramp.worst.total_cmp(&factor.ramp.best).is_eq()
            {
                return Err((needle, format!("worst and best of {name} must be two different numbers")));
            }
            if factor.stale_after_days.is_some_and(|days| days < 1) {
                return Err((needle, format!("stale_after_days of {name} must be 1 or more")));
            }
        }
        match self.factors().map(|factor| u64::from(factor.weight)).sum::<u64>() {
            100 => Ok(()),
            sum => Err(("weight".into(), format!("the weights sum to {sum}; they must sum to 100"))),
        }
    }
}

fn line_of(text: &str, span: Option<Range<usize>>) -> usize {
    let start = span.map_or(0, |span| span.start.min(text.len()));
    text[..start].matches('\n').count() + 1
}

fn find_line(text: &str, needle: &str) -> usize {
    // The last mention: of a measure that stands twice, the second is the one to mend.
    text.rfind(needle).map_or(1, |at| line_of(text, Some(at..at)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn refused(change: impl Fn(&str) -> String, line: usize, words: &str) {
        let fault = Model::parse(&change(DEFAULT)).expect_err("must be refused");
        assert!(fault.reason.contains(words), "{fault}");
        assert_eq!(fault.line, line, "{fault}");
    }

    fn line_with(words: &str) -> usize {
        DEFAULT.lines().position(|line| line.contains(words)).expect("is there") + 1
    }

    #[test]
    fn the_default_has_the_published_weights() {
        let model = Model::default_model();
        let weights = |name: &str| -> u32 {
            let dimension = model.dimensions.iter().find(|dimension| dimension.name == name).expect(name);
            dimension.factors.iter().map(|factor| factor.weight).sum()
        };
        for (name, weight) in
            [("usage", 40), ("relationship", 20), ("support", 20), ("sentiment", 10), ("commercial", 10)]
        {
            assert_eq!(weights(name), weight, "{name}");
        }
    }

    #[test]
    fn a_fault_names_its_line() {
        let login = line_with("\"login_frequency\"");
        refused(|text| text.replacen("weight = 15", "weight = 16", 1), line_with("\"contraction\""), "sum to 101");
        refused(|text| text.replacen("\"login_frequency\"", "\"logins\"", 1), login, "logins");
        refused(|text| text.replacen("\"login_frequency\"", "\"nps\"", 1), line_with("\"nps\""), "stands twice");
        refused(|text| text.replacen("worst = 4, best = 20", "worst = 1, best = 1", 1), login, "two different numbers");
        refused(|text| text.replacen("version = 1", "versoin = 1", 1), line_with("version ="), "versoin");
    }
}
