//! YAML as a tree in which everything knows its place. Plain YAML only: what could make a small file large (anchors and
//! aliases) or mean something else than it says (tags, directives, a second document) is refused.

use serde_saphyr::granit_parser::{Event, Options, Parser, ScalarStyle, ScanError, Span};

use super::fault::{Place, PlaybookFault};

/// A larger file is no playbook.
pub(super) const MOST_BYTES: usize = 64 * 1024;
/// A playbook is five deep: `steps`, a step, its `links`, a link, its `url`.
const MOST_DEEP: usize = 12;

/// A value with its place.
#[derive(Debug)]
pub(super) struct Node {
    /// Where it begins.
    pub at: Place,
    /// What it is.
    pub value: Value,
}

/// What a value is.
#[derive(Debug)]
pub(super) enum Value {
    /// A text or a number; nobody has said which.
    Scalar(String),
    /// Nothing, or `null`.
    Nothing,
    /// A list.
    List(Vec<Node>),
    /// Fields, in the order of the file; one name may stand there twice.
    Map(Vec<Entry>),
}

/// One field.
#[derive(Debug)]
pub(super) struct Entry {
    /// Where its name stands.
    pub at: Place,
    /// Its name.
    pub name: String,
    /// Its value.
    pub node: Node,
}

impl Node {
    /// A field's value.
    pub fn field(&self, name: &str) -> Option<&Self> {
        let Value::Map(entries) = &self.value else { return None };
        entries.iter().find(|entry| entry.name == name).map(|entry| &entry.node)
    }

    /// Where a field's value stands; without it, where the whole does.
    pub fn place_of(&self, name: &str) -> Place {
        self.field(name).map_or(self.at, |node| node.at)
    }
}

/// Reads a file. Faults that leave a tree to read on come with it.
pub(super) fn tree(text: &str) -> Result<(Node, Vec<PlaybookFault>), PlaybookFault> {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    if MOST_BYTES < text.len() {
        let reason = format!("the file has {} bytes; a playbook has at most {MOST_BYTES}", text.len());
        return Err(Place::START.fault(reason));
    }
    if let Some(fault) = unprintable(text) {
        return Err(fault);
    }
    let mut options = Options::default();
    options.disallow_directives = true;
    options.block_nesting_limit = MOST_DEEP;
    options.flow_nesting_limit = MOST_DEEP;
    let mut growth = Growth::default();
    for event in Parser::new_from_str_with_options(text, options) {
        let (event, span) = event.map_err(|error| not_yaml(text, &error))?;
        growth.take(event, place(&span))?;
    }
    match growth.root {
        Some(root) => Ok((root, growth.faults)),
        None => Err(Place::START.fault("the file is empty; a playbook begins with its name: name: my_playbook")),
    }
}

/// The first character that no playbook has, with its place.
fn unprintable(text: &str) -> Option<PlaybookFault> {
    let is_bad = |c: char| (c.is_control() && !matches!(c, '\n' | '\r' | '\t')) || c == '\u{FEFF}';
    let at = text.find(is_bad)?;
    let before = &text[..at];
    let line = before.matches('\n').count() as u64 + 1;
    let column = before.chars().rev().take_while(|c| *c != '\n').count() as u64 + 1;
    let code = text[at..].chars().next().map_or(0, u32::from);
    Some(Place { line, column }.fault(format!("a character that nobody sees stands here (U+{code:04X}): take it out")))
}

fn place(span: &Span) -> Place {
    Place { line: span.start.line() as u64, column: span.start.col() as u64 + 1 }
}

fn not_yaml(text: &str, error: &ScanError) -> PlaybookFault {
    let line = error.marker().line();
    let at = Place { line: line.max(1) as u64, column: error.marker().col() as u64 + 1 };
    let info = error.info();
    // The commonest slips have the most puzzling messages.
    if let Some(tab) = indented_by_tab(text, line).filter(|_| info.contains("tab")) {
        return tab.fault("a tab stands at the beginning of the line; YAML takes spaces alone there");
    }
    if info.contains("mapping values are not allowed") {
        return at.fault("a colon stands in this text: put the text between quotation marks");
    }
    at.fault(format!("this is not YAML: {}", info.lines().next().unwrap_or("it cannot be read")))
}

/// The first line from `line` on that begins with a tab.
fn indented_by_tab(text: &str, line: usize) -> Option<Place> {
    let indent = |line: &str| line.chars().position(|c| !c.is_whitespace() || c == '\t');
    let lines = text.lines().enumerate().skip(line.saturating_sub(1));
    let mut tabs =
        lines.filter_map(|(n, line)| indent(line).filter(|at| line.chars().nth(*at) == Some('\t')).map(|at| (n, at)));
    tabs.next().map(|(n, at)| Place { line: n as u64 + 1, column: at as u64 + 1 })
}

/// A list or map that is not yet closed.
enum Open {
    List(Place, Vec<Node>),
    Map(Place, Vec<Entry>, Option<(Place, String)>),
}

/// The tree as it grows.
#[derive(Default)]
struct Growth {
    open: Vec<Open>,
    root: Option<Node>,
    n_documents: usize,
    faults: Vec<PlaybookFault>,
}

impl Growth {
    fn take(&mut self, event: Event<'_>, at: Place) -> Result<(), PlaybookFault> {
        #[expect(clippy::wildcard_enum_match_arm, reason = "few of the parser's events say what a file holds")]
        match event {
            Event::DocumentStart(..) => {
                self.n_documents += 1;
                if 1 < self.n_documents {
                    return Err(at.fault("a second document begins here; a file holds one playbook"));
                }
            }
            Event::Scalar(text, style, anchor, tag) => {
                self.refuse_tricks(at, anchor != 0, tag.is_some());
                let is_nothing = style == ScalarStyle::Plain && matches!(&*text, "" | "~" | "null");
                let value = if is_nothing { Value::Nothing } else { Value::Scalar(text.into_owned()) };
                self.add(Node { at, value });
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.refuse_tricks(at, anchor != 0, tag.is_some());
                self.open.push(Open::List(at, Vec::new()));
            }
            Event::MappingStart(_, anchor, tag) => {
                self.refuse_tricks(at, anchor != 0, tag.is_some());
                self.open.push(Open::Map(at, Vec::new(), None));
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(),
            Event::Alias(_) => {
                self.refuse_tricks(at, true, false);
                self.add(Node { at, value: Value::Nothing });
            }
            _ => {}
        }
        Ok(())
    }

    fn refuse_tricks(&mut self, at: Place, is_anchor: bool, is_tag: bool) {
        if is_anchor {
            self.faults.push(at.fault("anchors (&) and aliases (*) are not read here: write it out"));
        }
        if is_tag {
            self.faults.push(at.fault("tags (!) are not read here: leave it out"));
        }
    }

    fn close(&mut self) {
        match self.open.pop() {
            Some(Open::List(at, items)) => self.add(Node { at, value: Value::List(items) }),
            Some(Open::Map(at, entries, _)) => self.add(Node { at, value: Value::Map(entries) }),
            None => {}
        }
    }

    fn add(&mut self, node: Node) {
        match self.open.last_mut() {
            None => self.root = Some(node),
            Some(Open::List(_, items)) => items.push(node),
            Some(Open::Map(_, entries, name @ Some(_))) => {
                if let Some((at, name)) = name.take() {
                    entries.push(Entry { at, name, node });
                }
            }
            Some(Open::Map(_, _, name)) => {
                let text = match node.value {
                    Value::Scalar(text) => text,
                    Value::Nothing | Value::List(_) | Value::Map(_) => {
                        self.faults.push(node.at.fault("a field's name is a word"));
                        String::new()
                    }
                };
                *name = Some((node.at, text));
            }
        }
    }
}
