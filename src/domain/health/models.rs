//! The models that are in force, and which of them scores an account.

use super::Model;
use crate::domain::lifecycle::Phase;
use crate::domain::segment::Segment;

/// The active models. There is always one for everybody: the one that ships, unless another took its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Models {
    /// The most precise first.
    active: Vec<Model>,
}

/// Two active models that some account would belong to alike.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{one} and {other} are for the same accounts; narrow the [scope] of one, or retire the other")]
pub struct Rivals {
    /// One's name and version.
    pub one: String,
    /// The other's.
    pub other: String,
}

impl Default for Models {
    fn default() -> Self {
        Self { active: vec![Model::default_model()] }
    }
}

impl Models {
    /// The models that were loaded, with the one that ships behind them.
    pub fn new(loaded: Vec<Model>) -> Result<Self, Rivals> {
        let mut active = loaded;
        for (at, one) in active.iter().enumerate() {
            if let Some(other) = active[at + 1..].iter().find(|other| one.scope.rivals(&other.scope)) {
                return Err(Rivals { one: one.label(), other: other.label() });
            }
        }
        active.sort_by_key(|model| std::cmp::Reverse(model.scope.precision()));
        if active.iter().all(|model| 0 < model.scope.precision()) {
            active.push(Model::default_model());
        }
        Ok(Self { active })
    }

    /// The model of an account: segment and phase before segment, segment before phase, phase before everybody.
    pub fn of(&self, segment: Segment, phase: Phase) -> &Model {
        let most_precise = self.active.iter().find(|model| model.scope.covers(segment, phase));
        most_precise.unwrap_or(&self.active[self.active.len() - 1])
    }

    /// All of them, the most precise first.
    pub fn iter(&self) -> impl Iterator<Item = &Model> {
        self.active.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::super::Scope;
    use super::*;

    fn model(name: &str, segments: &[Segment], phases: &[Phase]) -> Model {
        let scope = Scope { segments: segments.to_vec(), phases: phases.to_vec() };
        Model { name: name.into(), scope, ..Model::default_model() }
    }

    #[test]
    fn the_most_precise_model_scores() {
        let models = Models::new(vec![
            model("new", &[], &[Phase::Onboarding]),
            model("big", &[Segment::HighTouch], &[]),
            model("big and new", &[Segment::HighTouch], &[Phase::Onboarding]),
        ])
        .expect("no rivals");
        for (segment, phase, name) in [
            (Segment::HighTouch, Phase::Onboarding, "big and new"),
            (Segment::HighTouch, Phase::Growth, "big"),
            (Segment::LowTouch, Phase::Onboarding, "new"),
            (Segment::LowTouch, Phase::Growth, "default"),
        ] {
            assert_eq!(models.of(segment, phase).name, name, "{segment:?} {phase:?}");
        }
    }

    #[test]
    fn one_for_everybody_takes_the_place_of_the_one_that_ships() {
        let models = Models::new(vec![model("ours", &[], &[])]).expect("no rivals");
        assert_eq!(models.iter().map(|model| model.name.as_str()).collect::<Vec<_>>(), ["ours"]);
        assert_eq!(Models::default().iter().count(), 1);
        assert_eq!(Models::new(Vec::new()), Ok(Models::default()));
    }

    #[test]
    fn rivals_are_refused_by_name() {
        let rivals = Models::new(vec![
            model("one", &[Segment::HighTouch, Segment::MidTouch], &[]),
            model("other", &[Segment::MidTouch], &[]),
        ]);
        assert_eq!(rivals, Err(Rivals { one: "one v1".into(), other: "other v1".into() }));
    }
}
