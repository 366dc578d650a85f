//! Which files are imported, as what, and in which order.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::fault::did_you_mean;
use super::mapping::Mapping;
use super::rule::Rule;
use crate::domain::nearest::nearest_one;
use crate::operations::import::Record;

/// The files of an import, in the order in which they are written, however they were named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// What is imported.
    pub files: Vec<Planned>,
    /// Files of a given folder that are of no kind that is known.
    pub passed_over: Vec<PathBuf>,
}

/// A file to import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// Where it is.
    pub path: PathBuf,
    /// Its size in bytes.
    pub n_bytes: u64,
    /// What it holds.
    pub shape: Shape,
}

/// What a file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A record in our own format.
    Own(Record),
    /// What a mapping makes of it.
    Mapped(Vec<Rule>),
}

/// Why there is no plan.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanFault {
    /// The path leads nowhere.
    #[error("{}: cannot be read: {why}", path.display())]
    Unreadable {
        /// What was given.
        path: PathBuf,
        /// What the system says.
        why: String,
    },
    /// A file of no kind that is known.
    #[error("{}: {}{}", path.display(), not_known(*.is_mapped), did_you_mean(.nearest.as_deref()))]
    UnknownFile {
        /// What was given.
        path: PathBuf,
        /// Whether a mapping was to know it.
        is_mapped: bool,
        /// What was meant, perhaps.
        nearest: Option<String>,
    },
    /// Nothing to import.
    #[error("nothing to import: no file in the given folders has a name that is known, such as accounts.csv")]
    Nothing,
}

fn not_known(is_mapped: bool) -> &'static str {
    if is_mapped { "no [[file]] of the mapping matches this name" } else { "no record has a file of this name" }
}

impl Planned {
    /// The file's name, as reports show it.
    pub fn name(&self) -> String {
        self.path.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }

    /// Records refer only to earlier ones, so the file's first record decides when it is read.
    fn rank(&self) -> Option<Record> {
        match &self.shape {
            Shape::Own(record) => Some(*record),
            Shape::Mapped(rules) => rules.first().map(|rule| rule.record),
        }
    }
}

impl Plan {
    /// Finds the files. A folder stands for the CSV files in it, not below it; a file given twice is read once.
    pub fn make(paths: &[PathBuf], mapping: Option<&Mapping>) -> Result<Self, PlanFault> {
        let mut seen = BTreeSet::new();
        let mut plan = Self { files: Vec::new(), passed_over: Vec::new() };
        for path in paths {
            let unreadable =
                |error: std::io::Error| PlanFault::Unreadable { path: path.clone(), why: error.to_string() };
            let given = std::fs::canonicalize(path).map_err(unreadable)?;
            let is_folder = given.is_dir();
            let files = if is_folder { csv_files(&given).map_err(unreadable)? } else { vec![given] };
            for file in files.into_iter().filter(|file| seen.insert(file.clone())) {
                match shape(&file, mapping) {
                    Ok(shape) => {
                        let n_bytes = std::fs::metadata(&file).map_err(unreadable)?.len();
                        plan.files.push(Planned { path: file, n_bytes, shape });
                    }
                    Err(_) if is_folder => plan.passed_over.push(file),
                    Err(fault) => return Err(fault),
                }
            }
        }
        if plan.files.is_empty() {
            return Err(PlanFault::Nothing);
        }
        plan.files.sort_by(|one, other| (one.rank(), &one.path).cmp(&(other.rank(), &other.path)));
        Ok(plan)
    }
}

fn csv_files(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_file() && path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv")) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn shape(path: &Path, mapping: Option<&Mapping>) -> Result<Shape, PlanFault> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let unknown = |nearest| PlanFault::UnknownFile { path: path.to_owned(), is_mapped: mapping.is_some(), nearest };
    if let Some(mapping) = mapping {
        let rules = mapping.rules_for(&name);
        return rules.map(|rules| Shape::Mapped(rules.to_vec())).ok_or_else(|| unknown(None));
    }
    let stem = name.strip_suffix(".csv").unwrap_or(&name);
    Record::named(stem).map(Shape::Own).ok_or_else(|| {
        let near = nearest_one(stem, Record::ALL.into_iter().map(Record::as_str)).map(str::to_owned);
        unknown(near.map(|near| format!("{near}.csv")))
    })
}
