//! What people type: whatever parses is written back so that it parses to the same; whatever does not is complained of.

#![no_main]

use libfuzzer_sys::fuzz_target;
use steward::slack::commands::{escaped, parse, plain};

fuzz_target!(|text: &str| {
    let _ = plain(text);
    let _ = plain(&escaped(text));
    match parse(text, None) {
        Ok(command) => {
            let written = command.to_string();
            // As Slack sends what somebody types: a mention comes as one, and signs that only look like it escaped.
            assert_eq!(parse(&escaped(&written), None).as_ref(), Ok(&command), "{text:?} is written as {written:?}");
        }
        Err(fault) => drop(format!("{fault:?}")),
    }
});
