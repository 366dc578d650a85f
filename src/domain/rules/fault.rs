//! What is wrong with a file of rules, and where.

use crate::domain::nearest::nearest;

/// What is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {reason}")]
pub struct RulesFault {
    /// Counted from 1; 1 when the fault is of the whole file.
    pub line: usize,
    /// What is wrong and what would be right.
    pub reason: String,
}

/// A name to look for in the file, and the reason.
type Misfit = (String, String);

impl RulesFault {
    /// The text is no TOML.
    pub(super) fn of_toml(text: &str, error: &toml::de::Error) -> Self {
        let start = error.span().map_or(0, |span| span.start.min(text.len()));
        Self { line: text[..start].matches('\n').count() + 1, reason: error.message().to_owned() }
    }

    /// At the first line that begins with `needle`; a number that nobody gave stands nowhere: line 1.
    pub(super) fn at(text: &str, needle: &str, reason: String) -> Self {
        let begins = |line: &str| line.trim_start().trim_start_matches('[').starts_with(needle);
        Self { line: text.lines().position(begins).map_or(1, |at| at + 1), reason }
    }
}

/// The faults in the order of the file.
pub(super) fn by_line(mut faults: Vec<RulesFault>) -> Vec<RulesFault> {
    faults.sort_by_key(|fault| fault.line);
    faults
}

/// Puts the values of a section over the defaults; names that there are not are refused with the nearest that there are.
pub(super) fn merge(whole: &mut toml::Table, section: &str, values: toml::Value) -> Vec<Misfit> {
    let names: Vec<String> = whole.keys().cloned().collect();
    let Some(kept) = whole.get_mut(section).and_then(toml::Value::as_table_mut) else {
        return vec![(section.to_owned(), unknown("section", section, &names))];
    };
    let toml::Value::Table(values) = values else {
        return vec![(section.to_owned(), format!("{section} is a table: write [{section}] and its numbers below"))];
    };
    let names: Vec<String> = kept.keys().cloned().collect();
    values.into_iter().filter_map(|(name, value)| put(kept, &names, name, value).err()).collect()
}

/// Puts one number over its default.
fn put(kept: &mut toml::Table, names: &[String], name: String, value: toml::Value) -> Result<(), Misfit> {
    let Some(slot) = kept.get_mut(&name) else {
        let reason = unknown("number", &name, names);
        return Err((name, reason));
    };
    let value = match (&*slot, value) {
        // 1 is a share, too.
        (toml::Value::Float(_), toml::Value::Integer(whole)) => whole.to_string().parse().map(toml::Value::Float),
        (_, value) => Ok(value),
    };
    let value = value.map_err(|_| (name.clone(), format!("{name} is no number")))?;
    if !slot.same_type(&value) {
        let (is, must) = (value.type_str(), slot.type_str());
        let reason = format!("{name} is of type {is}; it must be of type {must}, like {slot}");
        return Err((name, reason));
    }
    *slot = value;
    Ok(())
}

fn unknown(what: &str, name: &str, names: &[String]) -> String {
    let near = nearest(name, names.iter().map(String::as_str));
    let near = if near.is_empty() { names.join(", ") } else { near.join(" or ") };
    format!("there is no {what} {name}; there is {near}")
}

/// The name that a message of serde's begins with or quotes.
pub(super) fn named(message: &str) -> String {
    message.split('`').nth(1).unwrap_or_default().to_owned()
}

/// A whole number with a least value.
pub(super) fn at_least(name: &'static str, value: i64, least: i64) -> Result<(), (&'static str, String)> {
    if value < least { Err((name, format!("{name} is {value}; it must be {least} or more"))) } else { Ok(()) }
}

/// A share, 0 to 1.
pub(super) fn share(name: &'static str, value: f64) -> Result<(), (&'static str, String)> {
    if (0.0..=1.0).contains(&value) {
        Ok(())
    } else {
        Err((name, format!("{name} is {value}; it must be between 0 and 1")))
    }
}
