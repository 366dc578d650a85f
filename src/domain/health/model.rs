//! A health model: dimensions, their factors, and how a reading becomes points. Read from TOML, checked as a whole.

use std::collections::BTreeSet;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::{Bands, Evidence, Hysteresis, Measure, Scope};

/// A whole model. Weights sum to 100.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    /// What people call it; every score records it with the version.
    pub name: String,
    /// Raised with every change, so that a score can say which rules made it.
    pub version: u32,
    /// Whom it is for; everybody, when it does not say.
    #[serde(default)]
    pub scope: Scope,
    /// Where the bands begin.
    #[serde(default)]
    pub bands: Bands,
    /// What it takes to go back to a colour that was just left.
    #[serde(default)]
    pub hysteresis: Hysteresis,
    /// How much must be known.
    #[serde(default)]
    pub confidence: Evidence,
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

/// Something to look for in the file, and what is wrong there.
type Misfit = (String, String);

/// The longest name.
const MOST_NAME_CHARS: usize = 40;

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

    fn check(&self) -> Result<(), Misfit> {
        self.check_name()?;
        self.check_numbers()?;
        let mut seen = BTreeSet::new();
        for factor in self.factors() {
            let name = factor.measure.as_str();
            if !seen.insert(factor.measure) {
                let reason = format!("the measure {name} stands twice; one factor each");
                return Err((format!("\"{name}\""), reason));
            }
            factor.check().map_err(|reason| (format!("\"{name}\""), reason))?;
        }
        match self.factors().map(|factor| u64::from(factor.weight)).sum::<u64>() {
            100 => Ok(()),
            sum => Err(("weight".into(), format!("the weights sum to {sum}; they must sum to 100"))),
        }
    }

    fn check_name(&self) -> Result<(), Misfit> {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_-".contains(c);
        if self.name.is_empty() || MOST_NAME_CHARS < self.name.len() || !self.name.chars().all(plain) {
            let reason = format!("a name is 1 to {MOST_NAME_CHARS} small letters, digits, - and _");
            return Err(("name".into(), reason));
        }
        if self.version == 0 || i32::try_from(self.version).is_err() {
            return Err(("version".into(), "versions are counted from 1".into()));
        }
        Ok(())
    }

    fn check_numbers(&self) -> Result<(), Misfit> {
        let Bands { red_below, green_from } = self.bands;
        if !(1..=99).contains(&red_below) {
            return Err(("red_below".into(), format!("red_below is {red_below}; it must be 1 to 99")));
        }
        if !(red_below + 1..=100).contains(&green_from) {
            let reason =
                format!("green_from is {green_from}; it must be above red_below, {red_below}, and at most 100");
            return Err(("green_from".into(), reason));
        }
        // A margin as wide as yellow would let nobody back in.
        let widest = green_from - red_below;
        if !(0..=widest).contains(&self.hysteresis.points) {
            let reason = format!("points is {}; it must be 0 to {widest}, the width of yellow", self.hysteresis.points);
            return Err(("points".into(), reason));
        }
        if !(0..=90).contains(&self.hysteresis.days) {
            return Err(("days".into(), format!("days is {}; it must be 0 to 90", self.hysteresis.days)));
        }
        let Evidence { unknown_limit_percent: unknown, full_history_days: history } = self.confidence;
        if 99 < unknown {
            return Err((
                "unknown_limit_percent".into(),
                format!("{unknown} would score what nobody knows; at most 99"),
            ));
        }
        if !(0..=3_650).contains(&history) {
            return Err(("full_history_days".into(), format!("full_history_days is {history}; it must be 0 to 3650")));
        }
        Ok(())
    }
}

impl Factor {
    fn check(&self) -> Result<(), String> {
        let (name, Ramp { worst, best }) = (self.measure.as_str(), self.ramp);
        if !(worst.is_finite() && best.is_finite()) || worst.total_cmp(&best).is_eq() {
            return Err(format!("worst and best of {name} must be two different numbers"));
        }
        if self.stale_after_days.is_some_and(|days| days < 1) {
            return Err(format!("stale_after_days of {name} must be 1 or more"));
        }
        Ok(())
    }
}

fn line_of(text: &str, span: Option<Range<usize>>) -> usize {
    let start = span.map_or(0, |span| span.start.min(text.len()));
    text[..start].matches('\n').count() + 1
}

fn find_line(text: &str, needle: &str) -> usize {
    let key =
        |line: &str| line.trim_start().strip_prefix(needle).is_some_and(|rest| rest.trim_start().starts_with('='));
    if let Some(at) = text.lines().position(key) {
        return at + 1;
    }
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

    #[test]
    fn a_fault_of_a_number_names_its_line() {
        let last = DEFAULT.lines().count();
        let with = |more: &'static str| move |text: &str| format!("{text}{more}");
        refused(with("[bands]\nred_below = 0\n"), last + 2, "1 to 99");
        refused(with("[bands]\nred_below = 60\ngreen_from = 60\n"), last + 3, "above red_below, 60");
        refused(with("[bands]\ngreen_fron = 60\n"), last + 2, "green_fron");
        refused(with("[hysteresis]\npoints = 21\n"), last + 2, "0 to 20");
        refused(with("[hysteresis]\npoints = 1\ndays = -1\n"), last + 3, "0 to 90");
        refused(with("[confidence]\nunknown_limit_percent = 100\n"), last + 2, "at most 99");
        refused(with("[confidence]\nfull_history_days = 9999\n"), last + 2, "0 to 3650");
        refused(with("[scope]\nsegments = [\"huge\"]\n"), last + 2, "huge");
        refused(with("[scope]\nphases = \"growth\"\n"), last + 2, "sequence");
        refused(|text| text.replacen("\"default\"", "\"Our Own\"", 1), line_with("name ="), "small letters");
        refused(|text| text.replacen("version = 1", "version = 0", 1), line_with("version ="), "counted from 1");
        refused(
            |text| text.replacen("stale_after_days = 7", "stale_after_days = 0", 1),
            line_with("\"login"),
            "1 or more",
        );
        refused(|text| text.replacen("weight = 15", "weight = fifteen", 1), line_with("\"login"), "");
    }

    #[test]
    fn what_is_left_out_is_as_ever() {
        let model = Model::default_model();
        assert_eq!(model.scope, Scope::default());
        assert_eq!((model.bands.red_below, model.bands.green_from), (50, 70));
        assert_eq!((model.hysteresis.points, model.hysteresis.days), (3, 3));
        assert_eq!((model.confidence.unknown_limit_percent, model.confidence.full_history_days), (40, 90));
        let text = format!(
            "{DEFAULT}[scope]\nsegments = [\"high_touch\"]\nphases = [\"onboarding\"]\n[bands]\nred_below = 40\n"
        );
        let model = Model::parse(&text).expect("sound");
        assert_eq!((model.scope.precision(), model.bands.red_below, model.bands.green_from), (3, 40, 70));
    }
}
