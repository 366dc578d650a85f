//! Which playbook is offered when: the triggers in the files decide.

use super::{Condition, Occasion, Playbook, StartBy};
use crate::domain::signal::SignalKind;

/// A playbook that an occasion calls for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Its name.
    pub playbook: String,
    /// Its title.
    pub title: String,
    /// Who starts it.
    pub start: StartBy,
    /// Only for accounts of which this holds.
    pub when: Option<Condition>,
}

impl Playbook {
    /// The signals that call for it.
    pub fn signals(&self) -> Vec<SignalKind> {
        let kinds = self.triggers.iter().filter_map(|trigger| match trigger.on {
            Occasion::Signal(kind) => Some(kind),
            Occasion::Phase(_) | Occasion::Checkpoint(_) => None,
        });
        kinds.collect()
    }

    /// Whether a step of it counts back from the renewal.
    pub fn counts_from_renewal(&self) -> bool {
        self.steps.iter().any(super::StepDefinition::counts_from_renewal)
    }
}

impl super::StepDefinition {
    /// Whether it opens or is due so many days before the renewal.
    pub fn counts_from_renewal(&self) -> bool {
        [self.opens, self.due].iter().any(|offset| offset.from == super::Anchor::Renewal)
    }
}

/// What a signal calls for, of the newest versions of all playbooks, in their order.
pub fn offers(playbooks: &[Playbook], kind: SignalKind) -> Vec<Offer> {
    let triggers =
        playbooks.iter().flat_map(|playbook| playbook.triggers.iter().map(move |trigger| (playbook, trigger)));
    triggers
        .filter(|(_, trigger)| trigger.on == Occasion::Signal(kind))
        .map(|(playbook, trigger)| Offer {
            playbook: playbook.name.clone(),
            title: playbook.title.clone(),
            start: trigger.start,
            when: trigger.when.clone(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_say_what_a_signal_calls_for() {
        let (_, text) =
            Playbook::BUILT_IN.into_iter().find(|(name, _)| *name == "red_account_rescue").expect("it ships");
        let rescue = Playbook::parse(text).expect("it is sound");
        let playbooks = [rescue.clone()];
        let names = |kind| offers(&playbooks, kind).into_iter().map(|offer| offer.playbook).collect::<Vec<_>>();
        assert_eq!(names(SignalKind::RedTransition), ["red_account_rescue"]);
        assert_eq!(names(SignalKind::Detractor), Vec::<String>::new());
        assert_eq!(rescue.signals(), [SignalKind::RedTransition, SignalKind::ValueAtRisk]);
        assert!(!rescue.counts_from_renewal());
    }
}
