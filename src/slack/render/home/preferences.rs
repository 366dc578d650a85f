//! How somebody wants to hear of things: what stands, and the form.

use slack_morphism::prelude::*;

use super::super::kit::{choices, in_a_line, input, plain};
use super::super::modal::modal;
use crate::domain::preferences::{Event, Preferences, Way};
use crate::slack::action::{HomeForm, ModalKind};

/// A line for each.
pub(super) fn preferences_words(chosen: &Preferences) -> String {
    let line = |event: Event| {
        let (of, how) = (event_name(event), in_a_line(way_name(event, chosen.way(event))));
        format!("• {of}: {how}")
    };
    say!("*What I tell you, and where*\n{line}", line = Event::ALL.map(line).join("\n"))
}

/// Asks for each how its reader wants to hear of it.
pub fn preferences_form(chosen: &Preferences) -> SlackView {
    let question = |event: Event| {
        let options = choices(event.ways().iter().map(|way| (way_name(event, *way), way.as_str())));
        let stands = options.iter().find(|option| option.value == chosen.way(event).as_str()).cloned();
        let buttons = SlackBlockRadioButtonsElement::new(options)
            .with_action_id(event.as_str().into())
            .opt_initial_option(stands);
        let question = input(event.as_str(), event_name(event), buttons);
        match hint(event) {
            Some(hint) => question.with_hint(plain(hint, 150)).into(),
            None => question.into(),
        }
    };
    modal(
        say!("What I tell you"),
        &ModalKind::Home(HomeForm::Preferences),
        Some(say!("Save")),
        Event::ALL.map(question).to_vec(),
    )
}

fn event_name(event: Event) -> &'static str {
    match event {
        Event::RedAccounts => say!("An account of yours turns red"),
        Event::OtherSignals => say!("Other signals on your accounts"),
        Event::Steps => say!("Steps of plays on your accounts"),
    }
}

fn way_name(event: Event, way: Way) -> &'static str {
    match (event, way) {
        (Event::Steps, Way::Channel) => say!("In the account's channel, where it has one"),
        (_, Way::Channel) => say!("In your team's channel, where it has one"),
        (_, Way::Direct) => say!("In your messages with me"),
        (_, Way::Digest) => say!("With your next digest"),
    }
}

fn hint(event: Event) -> Option<&'static str> {
    match event {
        Event::RedAccounts => None,
        Event::OtherSignals => Some(say!("A critical ticket comes to your messages either way.")),
        Event::Steps => Some(say!("Counts for plays that start from now on.")),
    }
}
