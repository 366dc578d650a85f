//! What comes with a click or a form: the payload, and what our own buttons hold, which anybody may have changed. An action
//! that is understood is written back to the same.

#![no_main]

use libfuzzer_sys::fuzz_target;
use steward::slack::action::{Action, ModalKind};
use steward::slack::inbound::{Interaction, InteractionKind};

fuzz_target!(|data: &[u8]| {
    if let Ok(interaction) = Interaction::parse(data) {
        let _ = interaction.dedupe_key();
        if let InteractionKind::BlockActions { actions, .. } = &interaction.kind {
            actions.iter().for_each(|action| pressed(&action.action_id, &format!("{:?}", action.entered)));
        }
    }
    // A button alone: its id to the first line break, its value after it.
    if let Ok(text) = std::str::from_utf8(data)
        && let Some((id, value)) = text.split_once('\n')
    {
        pressed(id, value);
        let _ = ModalKind::parse(id, value);
    }
});

fn pressed(id: &str, value: &str) {
    if let Some(action) = Action::parse(id, value) {
        let again = Action::parse(action.action_id(), &action.value());
        assert_eq!(again.map(|again| again.value()), Some(action.value()), "{id} {value}");
    }
}
