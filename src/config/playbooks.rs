//! One's own playbooks: a directory of YAML files, read as a whole before anything starts.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use super::disk::Disk;
use super::problem::{Problem, Problems};
use super::setting::Setting;
use crate::domain::playbook::{Playbook, PlaybookFault};

/// A playbook with the text that it was read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnPlaybook {
    /// As it was read.
    pub playbook: Playbook,
    /// As it was written.
    pub source: String,
}

/// Every playbook of a directory, by file name; `None` when one has a fault, which is noted with all others.
pub(super) fn read(directory: &Path, disk: &impl Disk, problems: &mut Problems) -> Option<Vec<OwnPlaybook>> {
    let n_before = problems.0.len();
    let mut unreadable = |path: PathBuf, error: &io::Error| {
        problems.add(Problem::Unreadable { setting: Setting::Playbooks, path, kind: error.kind() });
    };
    let mut paths = match disk.list(directory) {
        Ok(paths) => paths,
        Err(error) => {
            unreadable(directory.to_owned(), &error);
            return None;
        }
    };
    paths.retain(|path| path.extension().is_some_and(|end| end == "yaml" || end == "yml"));
    paths.sort();
    let mut texts = Vec::new();
    for path in paths {
        match disk.read(&path) {
            Ok(text) => texts.push((path, text)),
            Err(error) => unreadable(path, &error),
        }
    }
    let mut names: BTreeMap<String, PathBuf> = BTreeMap::new();
    let mut playbooks = Vec::new();
    for (path, source) in texts {
        match Playbook::parse(&source) {
            Ok(playbook) => {
                if let Some(other) = names.insert(playbook.name.clone(), path.clone()) {
                    let reason =
                        format!("{} is called {}, too: give each its own name", other.display(), playbook.name);
                    problems.add(Problem::Playbook { path, fault: PlaybookFault { line: 1, column: 1, reason } });
                }
                playbooks.push(OwnPlaybook { playbook, source });
            }
            Err(faults) => {
                problems.0.extend(faults.0.into_iter().map(|fault| Problem::Playbook { path: path.clone(), fault }));
            }
        }
    }
    (problems.0.len() == n_before).then_some(playbooks)
}
