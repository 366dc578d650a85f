//! The tree as a playbook: every field read, whether or not those before it could be.

use super::super::offset::MOST_DAYS;
use super::super::{
    Exit, ExitOutcome, Goal, Link, OwnerRole, OwnerRoles, Playbook, Repeat, StartBy, StepDefinition, Trigger,
};
use super::fault::PlaybookFault;
use super::reader::{FieldRule, Part, Reader};
use super::tree::{Node, Value};

/// The fields of a playbook.
pub const PLAYBOOK: &[FieldRule] = &[
    ("name", true),
    ("title", true),
    ("about", true),
    ("triggers", false),
    ("goal", true),
    ("exits", false),
    ("mutes_expansion_days", false),
    ("steps", true),
];
/// The fields of a trigger.
pub const TRIGGER: &[FieldRule] = &[("on", true), ("start", false), ("when", false)];
/// The fields of a goal.
pub const GOAL: &[FieldRule] = &[("words", true), ("within_days", true), ("when", false)];
/// The fields of an exit.
pub const EXIT: &[FieldRule] = &[("when", true), ("says", true), ("outcome", true)];
/// The fields of a step.
pub const STEP: &[FieldRule] = &[
    ("id", true),
    ("title", true),
    ("what", true),
    ("checklist", false),
    ("links", false),
    ("owner", false),
    ("opens", true),
    ("due", true),
    ("repeat", false),
    ("when", false),
    ("acknowledge_within", false),
];
/// The fields of a link.
pub const LINK: &[FieldRule] = &[("title", true), ("url", true)];
/// The fields of a repeat.
pub const REPEAT: &[FieldRule] = &[("every_days", true), ("times", true)];

/// How much there may be of everything. A header of a card holds 150 characters: `Rescue · TechCorp · step 2 of 5 ·
/// Usage audit`.
pub mod most {
    /// Characters of a playbook's name and of a step's id.
    pub const SLUG: usize = 40;
    /// Characters of a playbook's title.
    pub const TITLE: usize = 40;
    /// Characters of a step's title.
    pub const STEP_TITLE: usize = 50;
    /// Characters of the sentence that says when to use a playbook.
    pub const ABOUT: usize = 200;
    /// Characters of what is to be done.
    pub const WHAT: usize = 420;
    /// Characters of a goal, of what an exit says, and of a link's title.
    pub const LINE: usize = 120;
    /// Characters of one thing to tick off: what Slack shows beside a box.
    pub const CHECK: usize = 75;
    /// Characters of an address.
    pub const URL: usize = 500;
    /// Things to tick off, and links.
    pub const CHECKS: usize = 5;
    /// Steps.
    pub const STEPS: usize = 50;
    /// Triggers, and exits.
    pub const RULES: usize = 20;
    /// Parts that may do a step.
    pub const ROLES: usize = 4;
    /// Occurrences of a step.
    pub const TIMES: u32 = 52;
    /// Days from one occurrence to the next.
    pub const EVERY_DAYS: u32 = 366;
}

/// What could be read, each with where it stands.
pub(super) struct Draft<'a> {
    pub name: Option<String>,
    pub title: Option<String>,
    pub about: Option<String>,
    pub goal: Option<(&'a Node, Goal)>,
    pub triggers: Vec<(&'a Node, Trigger)>,
    pub exits: Vec<(&'a Node, Exit)>,
    pub mutes_expansion_days: Option<u32>,
    /// `None` for a step that could not be read: the one after it still has one before it.
    pub steps: Vec<(&'a Node, Option<StepDefinition>)>,
}

/// Reads all there is to read.
pub(super) fn draft(root: &Node) -> (Option<Draft<'_>>, Vec<PlaybookFault>) {
    let mut reader = Reader::default();
    let draft = reader.part(root, "a playbook", PLAYBOOK).map(|part| whole(&mut reader, part));
    (draft, reader.faults)
}

impl Draft<'_> {
    /// The playbook, when all of it could be read.
    pub fn finished(self) -> Option<Playbook> {
        let steps: Option<Vec<StepDefinition>> = self.steps.into_iter().map(|(_, step)| step).collect();
        Some(Playbook {
            name: self.name?,
            title: self.title?,
            about: self.about?,
            triggers: self.triggers.into_iter().map(|(_, trigger)| trigger).collect(),
            goal: self.goal?.1,
            exits: self.exits.into_iter().map(|(_, exit)| exit).collect(),
            mutes_expansion_days: self.mutes_expansion_days,
            steps: steps?,
        })
    }
}

fn whole<'a>(reader: &mut Reader, part: Part<'a>) -> Draft<'a> {
    let name = slug(reader, part, "name");
    let title = reader.line(part, "title", most::TITLE);
    let about = reader.line(part, "about", most::ABOUT);
    let triggers = reader.list(part, "triggers", most::RULES);
    let triggers = triggers.iter().filter_map(|node| Some((node, trigger(reader, node)?))).collect();
    let goal = part.field("goal").and_then(|node| Some((node, goal(reader, node)?)));
    let exits = reader.list(part, "exits", most::RULES);
    let exits = exits.iter().filter_map(|node| Some((node, exit(reader, node)?))).collect();
    let mutes_expansion_days = reader.number(part, "mutes_expansion_days", 0..=MOST_DAYS);
    let steps = reader.list(part, "steps", most::STEPS);
    if let Some(node) = part.field("steps").filter(|node| matches!(&node.value, Value::List(items) if items.is_empty()))
    {
        reader.refuse(node.at, "a playbook has at least one step");
    }
    let steps = steps.iter().map(|node| (node, step(reader, node))).collect();
    Draft { name, title, about, goal, triggers, exits, mutes_expansion_days, steps }
}

fn trigger(reader: &mut Reader, node: &Node) -> Option<Trigger> {
    const STARTS: [(&str, StartBy); 2] = [("proposal", StartBy::Proposal), ("itself", StartBy::Itself)];
    let part = reader.part(node, "a trigger", TRIGGER)?;
    let on = reader.parsed(part, "on");
    let start = part.field("start").map(|node| reader.word(node, "start", &STARTS));
    let when = part.field("when").map(|_| reader.parsed(part, "when"));
    Some(Trigger { on: on?, start: start.unwrap_or(Some(StartBy::Proposal))?, when: optional(when)? })
}

fn goal(reader: &mut Reader, node: &Node) -> Option<Goal> {
    let part = reader.part(node, "a goal", GOAL)?;
    let words = reader.line(part, "words", most::LINE);
    let within_days = reader.number(part, "within_days", 1..=MOST_DAYS);
    let when = part.field("when").map(|_| reader.parsed(part, "when"));
    Some(Goal { words: words?, within_days: within_days?, when: optional(when)? })
}

fn exit(reader: &mut Reader, node: &Node) -> Option<Exit> {
    const OUTCOMES: [(&str, ExitOutcome); 2] = [("reached", ExitOutcome::Reached), ("lost", ExitOutcome::Lost)];
    let part = reader.part(node, "an exit", EXIT)?;
    let when = reader.parsed(part, "when");
    let says = reader.line(part, "says", most::LINE);
    let outcome = part.field("outcome").and_then(|node| reader.word(node, "outcome", &OUTCOMES));
    Some(Exit { when: when?, says: says?, outcome: outcome? })
}

fn step(reader: &mut Reader, node: &Node) -> Option<StepDefinition> {
    let part = reader.part(node, "a step", STEP)?;
    let id = slug(reader, part, "id");
    let title = reader.line(part, "title", most::STEP_TITLE);
    let what = part.field("what").and_then(|node| reader.text(node, "what", most::WHAT));
    let checklist = checklist(reader, part);
    let links = reader.list(part, "links", most::CHECKS);
    let links: Vec<Option<Link>> = links.iter().map(|node| link(reader, node)).collect();
    let owner = part.field("owner").map_or_else(|| Some(OwnerRoles::default()), |node| owner(reader, node));
    let opens = reader.parsed(part, "opens");
    let due = reader.parsed(part, "due");
    let repeat = part.field("repeat").map(|node| repeat(reader, node));
    let when = part.field("when").map(|_| reader.parsed(part, "when"));
    let acknowledge_within = part.field("acknowledge_within").map(|_| reader.parsed(part, "acknowledge_within"));
    Some(StepDefinition {
        id: id?,
        title: title?,
        what: what?,
        checklist: checklist?,
        links: links.into_iter().collect::<Option<_>>()?,
        owner: owner?,
        opens: opens?,
        due: due?,
        repeat: optional(repeat)?,
        when: optional(when)?,
        acknowledge_within: optional(acknowledge_within)?,
    })
}

/// `None` where something stands that could not be read; `Some(None)` where nothing does.
#[expect(clippy::option_option, reason = "nothing written and nothing readable are two things")]
fn optional<T>(read: Option<Option<T>>) -> Option<Option<T>> {
    match read {
        None => Some(None),
        Some(None) => None,
        Some(value) => Some(value),
    }
}

fn checklist(reader: &mut Reader, part: Part<'_>) -> Option<Vec<String>> {
    let mut checks: Vec<String> = Vec::new();
    let items = reader.list(part, "checklist", most::CHECKS);
    for node in items {
        let Some(text) = reader.text(node, "an entry of the checklist", most::CHECK) else { continue };
        if text.contains('\n') {
            reader.refuse(node.at, "an entry of the checklist is one line; this has several");
        } else if checks.contains(&text) {
            reader.refuse(node.at, "this stands in the checklist already");
        } else {
            checks.push(text);
        }
    }
    (checks.len() == items.len()).then_some(checks)
}

fn link(reader: &mut Reader, node: &Node) -> Option<Link> {
    let part = reader.part(node, "a link", LINK)?;
    let title = reader.line(part, "title", most::LINE);
    let url = reader.line(part, "url", most::URL);
    if let Some(url) = &url
        && !is_https(url)
    {
        reader.refuse(node.place_of("url"), "a link begins with https:// and names a host; it has no spaces or <>|");
        return None;
    }
    Some(Link { title: title?, url: url? })
}

/// Whether an address is safe to show as a link: what would end Slack's markup for one is not in it.
fn is_https(url: &str) -> bool {
    let Some(rest) = url.strip_prefix("https://") else { return false };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let is_host = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':');
    host.contains(|c: char| c.is_ascii_alphanumeric())
        && host.chars().all(is_host)
        && !url.contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '|' | '"' | '\\'))
}

fn owner(reader: &mut Reader, node: &Node) -> Option<OwnerRoles> {
    let known = OwnerRole::ALL.map(|role| (role.as_str(), role));
    let Value::List(items) = &node.value else {
        return reader.word(node, "owner", &known).map(|role| OwnerRoles(vec![role]));
    };
    if items.is_empty() || most::ROLES < items.len() {
        reader.refuse(node.at, format!("owner is one part, or 1 to {} in order", most::ROLES));
    }
    let mut roles: Vec<OwnerRole> = Vec::new();
    for item in items {
        match reader.word(item, "owner", &known) {
            Some(role) if roles.contains(&role) => {
                reader.refuse(item.at, format!("{} is asked already", role.as_str()));
            }
            Some(role) => roles.push(role),
            None => {}
        }
    }
    (roles.len() == items.len() && !roles.is_empty()).then_some(OwnerRoles(roles))
}

fn repeat(reader: &mut Reader, node: &Node) -> Option<Repeat> {
    let part = reader.part(node, "a repeat", REPEAT)?;
    let every_days = reader.number(part, "every_days", 1..=most::EVERY_DAYS);
    let times = reader.number(part, "times", 1..=most::TIMES);
    Some(Repeat { every_days: every_days?, times: times? })
}

fn slug(reader: &mut Reader, part: Part<'_>, name: &str) -> Option<String> {
    let node = part.field(name)?;
    let text = reader.line(part, name, most::SLUG)?;
    let is_slug = text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if !is_slug {
        reader.refuse(node.at, format!("{name} is lower-case letters, digits and _, and begins with a letter"));
        return None;
    }
    Some(text)
}
