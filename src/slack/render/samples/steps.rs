//! A step.

use uuid::Uuid;

use super::*;
use crate::domain::health::{Band, Milli};
use crate::domain::ids::{RunId, StepId};
use crate::domain::playbook::{FallenFeature, RunNotes, StepCard, StepMark, StepState};

/// The second step of TechCorp's rescue, just prompted.
pub(in super::super) fn step() -> StepCard {
    StepCard {
        step: StepId(Uuid::from_u128(41)),
        version: 1,
        run: RunId(Uuid::from_u128(31)),
        play: "Red account rescue".into(),
        account: account(11, "TechCorp"),
        title: "Usage audit".into(),
        what: "Find what stopped being used, by whom and since when, and write a re-onboarding plan for those people."
            .into(),
        checklist: vec![
            "Features and teams that fell away, with dates".into(),
            "One cause for each, in the customer's words".into(),
            "A re-onboarding plan that the new champion agrees to".into(),
        ],
        bar: vec![StepMark::Ended, StepMark::Here, StepMark::ToCome, StepMark::ToCome, StepMark::ToCome],
        number: 2,
        occurrence: (1, 1),
        state: StepState::Due,
        owner: ana(),
        stand_in: None,
        zone: chrono_tz::Europe::Berlin,
        due_at: "2026-03-09T16:00:00Z".parse().expect("a date"),
        moved_from: None,
        acknowledged: None,
        ended: None,
        ended_at: None,
        blocked: None,
        handed_on: None,
        ticked: vec![],
        links: vec![],
        follow_up_on: None,
        snoozed: None,
        snoozed_until: None,
        note: String::new(),
        snoozes: 0,
        started: deed(ben(), 7 * 24 * 60),
        reasons: techcorp().reasons,
        health: (Some(Band::Red), Some(Milli(41_349))),
        arr: usd(45_000),
        renewal_in_days: Some(91),
        slack_days: Some(7),
        fallen: [("boards", 0, 9), ("alerts", 2, 8)].map(fallen).into(),
        next: Some(("Executive alignment".into(), "2026-03-16T16:00:00Z".parse().expect("a date"))),
        value: None,
        notes: RunNotes::default(),
    }
}

fn fallen((feature, uses, before): (&str, i64, i64)) -> FallenFeature {
    FallenFeature { feature: feature.into(), uses, before }
}
