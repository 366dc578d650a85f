//! What can be wrong with a file, as data, and the words for it.

use std::collections::BTreeMap;

use crate::operations::import::{Reference, Unresolved};

/// Faults that are kept word for word; beyond them only the count by kind goes on.
const KEPT: usize = 200;

/// Characters of a cell that are shown.
const SHOWN_CHARS: usize = 60;

/// Something wrong in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The line on which its row begins, from 1.
    pub line: u64,
    /// The column as the file's header names it; `None` when it is the row or the file.
    pub column: Option<String>,
    /// What is in the cell.
    pub value: Option<String>,
    /// Why that cannot be.
    pub reason: Reason,
}

/// Why something in a file cannot be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// The file cannot be read.
    #[error("cannot be read: {0}")]
    Unreadable(String),
    /// There is not even a header.
    #[error("the file is empty; its first line must name the columns")]
    EmptyFile,
    /// The cells are separated by something else.
    #[error("the header is one cell with {0} in it; save the file with commas between the cells")]
    NotCommas(&'static str),
    /// Two bytes a character.
    #[error("the file is UTF-16; save it as \"CSV UTF-8\"")]
    Utf16,
    /// A column twice.
    #[error("the header names this column twice")]
    ColumnTwice,
    /// A column that nobody knows.
    #[error("no such column{}", did_you_mean(.nearest.as_deref()))]
    UnknownColumn {
        /// What was meant, perhaps.
        nearest: Option<String>,
    },
    /// A column that must be there.
    #[error("the header lacks this column{}", perhaps_as(.nearest.as_deref()))]
    MissingColumn {
        /// What the file has that is near to it.
        nearest: Option<String>,
    },
    /// More or fewer cells than columns.
    #[error("{n_cells} cells where the header has {n_columns}{}", perhaps_open(*.is_open))]
    CellCount {
        /// Cells in the row.
        n_cells: usize,
        /// Columns in the header.
        n_columns: usize,
        /// The row runs over several lines.
        is_open: bool,
    },
    /// A row without an end.
    #[error("the row is longer than {limit} bytes; perhaps a quotation mark is not closed")]
    RowTooLong {
        /// How long a row may be.
        limit: usize,
    },
    /// A quotation mark that swallows the rest of the file.
    #[error("a quotation mark is opened in this row and never closed")]
    OpenQuote,
    /// Text in another encoding.
    #[error("is not UTF-8; save the file as \"CSV UTF-8\"")]
    NotUtf8,
    /// A byte that text cannot hold.
    #[error("holds a zero byte")]
    ZeroByte,
    /// A cell that must not be empty.
    #[error("must not be empty")]
    Empty,
    /// A cell longer than any honest one.
    #[error("is longer than {limit} characters")]
    TooLong {
        /// How long it may be.
        limit: usize,
    },
    /// Not what the column holds.
    #[error("is not {0}")]
    Not(&'static str),
    /// Not in any of the formats that the mapping names.
    #[error("does not fit {}", .0.join(" or "))]
    NotInFormat(Vec<String>),
    /// Not one of the words.
    #[error("is not one of {}{}", .words.join(", "), did_you_mean(.nearest.as_deref()))]
    NotOneOf {
        /// The words.
        words: &'static [&'static str],
        /// What was meant, perhaps.
        nearest: Option<String>,
    },
    /// A number outside its range.
    #[error("is not between {0} and {1}")]
    OutOfRange(String, String),
    /// An end before its beginning.
    #[error("is before {0}")]
    Before(&'static str),
    /// An external id that the program gives itself.
    #[error("begins with {0:?}, which marks derived rows")]
    Reserved(&'static str),
    /// The same id on rows that differ: neither is believed.
    #[error("is also on line {other}, in a row that differs; neither is taken")]
    Conflict {
        /// The nearest such line.
        other: u64,
    },
    /// What the row refers to is not there, or is not clear.
    #[error("{}", reference_words(.0))]
    Reference(Reference),
}

/// The end of a sentence that names what was meant, perhaps.
pub(super) fn did_you_mean(nearest: Option<&str>) -> String {
    nearest.map(|nearest| format!("; did you mean {nearest}?")).unwrap_or_default()
}

fn perhaps_open(is_open: bool) -> &'static str {
    if is_open { "; perhaps a quotation mark is not closed" } else { "" }
}

fn perhaps_as(nearest: Option<&str>) -> String {
    nearest.map(|nearest| format!("; is it the one called {nearest:?}?")).unwrap_or_default()
}

fn reference_words(reference: &Reference) -> String {
    match reference {
        Reference::NoSuchAccount => "is no account's external id".to_owned(),
        Reference::NoSuchContract => "is no contract's external id".to_owned(),
        Reference::NoSuchPerson => "is no person's external id or e-mail address".to_owned(),
        Reference::SeveralPeople => "is the e-mail address of several people; use an external id".to_owned(),
        Reference::SlackUserTaken { by } => format!("is already the Slack id of the person {by:?}"),
    }
}

impl Reason {
    /// The kind, for totals.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Unreadable(_) | Self::EmptyFile | Self::NotCommas(_) | Self::Utf16 => "unreadable file",
            Self::ColumnTwice | Self::UnknownColumn { .. } | Self::MissingColumn { .. } => "wrong column",
            Self::CellCount { .. } | Self::RowTooLong { .. } | Self::OpenQuote => "broken row",
            Self::NotUtf8 | Self::ZeroByte => "broken text",
            Self::Empty => "empty cell",
            Self::TooLong { .. } => "too long",
            Self::Not(_) | Self::NotInFormat(_) | Self::NotOneOf { .. } => "not understood",
            Self::OutOfRange(..) | Self::Before(_) | Self::Reserved(_) => "impossible value",
            Self::Conflict { .. } => "one id on rows that differ",
            Self::Reference(_) => "unknown reference",
        }
    }
}

impl Fault {
    /// A fault of the whole file.
    pub fn of_file(reason: Reason) -> Self {
        Self { line: 1, column: None, value: None, reason }
    }

    /// A fault of a column of the header.
    pub fn of_column(column: &str, reason: Reason) -> Self {
        Self { line: 1, column: Some(column.to_owned()), value: None, reason }
    }

    /// A fault that operations found, under the file's own name of the column.
    pub fn unresolved(unresolved: Unresolved, column: String) -> Self {
        let Unresolved { line, value, reference, .. } = unresolved;
        Self { line, column: Some(column), value: Some(value), reason: Reason::Reference(reference) }
    }
}

impl std::fmt::Display for Fault {
    /// `line 7, priority: "hihg" is not one of …`. Cells are escaped: a terminal must not obey them.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}", self.line)?;
        if let Some(column) = &self.column {
            write!(f, ", {}", column.escape_debug())?;
        }
        write!(f, ": ")?;
        if let Some(value) = &self.value {
            let shown: String = value.chars().take(SHOWN_CHARS).collect();
            let rest = if shown.len() < value.len() { "…" } else { "" };
            write!(f, "\"{}{rest}\" ", shown.escape_debug())?;
        }
        write!(f, "{}", self.reason)
    }
}

/// The faults of a file: all counted, the first ones kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    first: Vec<Fault>,
    by_kind: BTreeMap<&'static str, usize>,
}

impl Faults {
    /// Counts a fault, and keeps it while there is room.
    pub fn add(&mut self, fault: Fault) {
        *self.by_kind.entry(fault.reason.kind()).or_default() += 1;
        self.first.push(fault);
        if 2 * KEPT < self.first.len() {
            self.shorten();
        }
    }

    /// How many there are.
    pub fn n(&self) -> usize {
        self.by_kind.values().sum()
    }

    /// How many there are of each kind, in the kinds' order.
    pub fn by_kind(&self) -> &BTreeMap<&'static str, usize> {
        &self.by_kind
    }

    /// The first ones by line.
    pub fn first(&self) -> Vec<&Fault> {
        let mut first: Vec<&Fault> = self.first.iter().collect();
        first.sort_by_key(|fault| fault.line);
        first.truncate(KEPT);
        first
    }

    /// Takes another part's faults in.
    pub fn merge(&mut self, other: Self) {
        for (kind, n) in other.by_kind {
            *self.by_kind.entry(kind).or_default() += n;
        }
        self.first.extend(other.first);
        self.shorten();
    }

    fn shorten(&mut self) {
        self.first.sort_by_key(|fault| fault.line);
        self.first.truncate(KEPT);
    }
}

impl Extend<Fault> for Faults {
    fn extend<T: IntoIterator<Item = Fault>>(&mut self, faults: T) {
        for fault in faults {
            self.add(fault);
        }
    }
}

impl From<Fault> for Faults {
    fn from(fault: Fault) -> Self {
        let mut faults = Self::default();
        faults.add(fault);
        faults
    }
}
