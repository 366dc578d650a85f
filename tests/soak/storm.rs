//! Slack's bad day: of a hundred calls of a method, five leave open what happened, five are told to wait, five meet a server
//! error. The script is made beforehand, so that whoever is measured by it meets the same one.

use steward::standin::{Fault, FaultKind, Standin};

use crate::chance::Chance;

/// Calls that change what people see, and the one that finds out what they see.
const METHODS: [&str; 3] = ["chat.postMessage", "chat.update", "conversations.history"];

/// Scripts so many calls of each method.
pub fn script(slack: &Standin, chance: &mut Chance, n_calls: usize) {
    for method in METHODS {
        for (kind, count) in of(chance, n_calls) {
            slack.script(Fault::new(method, kind).times(count));
        }
    }
}

/// What becomes of so many calls, with equal ones that follow each other taken together.
fn of(chance: &mut Chance, n_calls: usize) -> Vec<(FaultKind, u32)> {
    let mut script: Vec<(FaultKind, u32)> = Vec::new();
    for _ in 0..n_calls {
        let kind = one(chance);
        match script.last_mut() {
            Some((before, count)) if *before == kind => *count += 1,
            _ => script.push((kind, 1)),
        }
    }
    script
}

fn one(chance: &mut Chance) -> FaultKind {
    match chance.below(100) {
        // Longer than the bot waits for an answer.
        0 => FaultKind::AcceptHang { ms: 11_000 },
        1..3 => FaultKind::AcceptDrop,
        3 => FaultKind::Truncated,
        4 => FaultKind::Reset,
        5..10 => FaultKind::Reject429 { retry_after: chance.of(&["1", "2", "1"]).to_owned() },
        10..12 => FaultKind::Accept500,
        12..15 => FaultKind::Reject500,
        _ => FaultKind::Pass,
    }
}
