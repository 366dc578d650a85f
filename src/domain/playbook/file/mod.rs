//! Playbook files: YAML, read whole, every fault with its place and what would be right.
//!
//! A file is read in three steps. `tree` turns text into values that know where they stand, and refuses what is not
//! plain YAML. `read` turns them into the parts of a playbook, field by field. `sense` asks whether the parts make
//! sense together. Each goes on as far as it can, so that an author sees everything at once.

mod fault;
mod possible;
mod read;
mod reader;
mod sense;
mod tree;

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;

pub use fault::{PlaybookFault, PlaybookFaults};
pub use read::{EXIT, GOAL, LINK, PLAYBOOK, REPEAT, STEP, TRIGGER, most};
pub use reader::FieldRule;

use super::Playbook;

impl Playbook {
    /// Reads a playbook and checks it as a whole. `text` is YAML.
    pub fn parse(text: &str) -> Result<Self, PlaybookFaults> {
        let (root, mut faults) = tree::tree(text).map_err(|fault| PlaybookFaults(vec![fault]))?;
        let (draft, unread) = read::draft(&root);
        faults.extend(unread);
        faults.extend(draft.as_ref().map(sense::faults).unwrap_or_default());
        faults.sort();
        faults.dedup();
        let playbook = draft.and_then(read::Draft::finished);
        if faults.is_empty() {
            // Whatever could not be read was said, or this one sentence is.
            return playbook.ok_or_else(|| PlaybookFaults(vec![root.at.fault("this is no playbook")]));
        }
        Err(PlaybookFaults(faults))
    }
}
