//! Files that people write for us: playbooks in YAML; rules and health models in TOML.

#![no_main]

use libfuzzer_sys::fuzz_target;
use steward::domain::playbook::Playbook;
use steward::domain::rules::Rules;

fuzz_target!(|text: &str| {
    match Playbook::parse(text) {
        Ok(playbook) => {
            for renewal_in in [None, Some(-30), Some(90)] {
                let _ = (playbook.last_due_day(renewal_in), playbook.n_prompts());
            }
        }
        Err(fault) => drop(fault.to_string()),
    }
    let _ = Rules::parse(text);
});
