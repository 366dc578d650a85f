//! A checklist on a card that several people see.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// What somebody did to a checklist: how it stood on the card that they saw, and how they left it. Entries count from 0.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticks {
    /// What was ticked off on their card.
    #[serde(rename = "w")]
    pub seen: Vec<usize>,
    /// What they left ticked off.
    #[serde(rename = "i")]
    pub left: Vec<usize>,
}

impl Ticks {
    /// The list as it stands after it, where it stands at `now`: what a colleague ticked meanwhile stays ticked.
    pub fn onto(&self, now: &[usize]) -> Vec<usize> {
        let set = |entries: &[usize]| entries.iter().copied().collect::<BTreeSet<_>>();
        let (seen, left) = (set(&self.seen), set(&self.left));
        let kept = set(now).into_iter().filter(|entry| left.contains(entry) || !seen.contains(entry));
        kept.chain(left.difference(&seen).copied()).collect::<BTreeSet<_>>().into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_somebody_changed_changes() {
        let check = |now: &[usize], seen: &[usize], left: &[usize], after: &[usize]| {
            let ticks = Ticks { seen: seen.to_vec(), left: left.to_vec() };
            assert_eq!(ticks.onto(now), after, "{now:?} {ticks:?}");
            assert_eq!(ticks.onto(after), after, "twice is once");
        };
        check(&[], &[], &[2, 0], &[0, 2]);
        check(&[0, 2], &[0, 2], &[2], &[2]);
        check(&[1], &[], &[0], &[0, 1]);
        check(&[0, 1], &[0], &[], &[1]);
        check(&[], &[0], &[0, 1], &[1]);
    }
}
