//! The pack as a Markdown file. What other people wrote can neither end a table's cell, nor become a heading, a link, an
//! image or HTML.

use std::fmt::Write;

use super::super::kit::clean;
use super::super::message::Onlookers;
use super::document::{Bit, Document, Line, Section, Table};
use super::review;
use crate::domain::qbr::QbrPack;

/// Characters of one piece that other people wrote.
const SAID: usize = 600;

/// The file's text.
pub fn qbr_markdown(pack: &QbrPack, onlookers: Onlookers) -> String {
    let Document { title, lead, sections } = review::document(pack, onlookers);
    let mut out = format!("# {}: {title}\n\n{}\n", escaped(&pack.account.name), line(&lead));
    for part in &sections {
        section(part, &mut out);
    }
    out
}

fn section(part: &Section, out: &mut String) {
    let _ = writeln!(out, "\n## {}\n", part.heading);
    if !part.as_of.is_empty() {
        let _ = writeln!(out, "_{}_\n", plain(&part.as_of));
    }
    for of in &part.lines {
        let _ = writeln!(out, "- {}", line(of));
    }
    if let Some(table) = &part.table {
        if !part.lines.is_empty() {
            out.push('\n');
        }
        write_table(table, out);
    }
}

fn write_table(table: &Table, out: &mut String) {
    let row = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    out.push_str(&row(table.head.iter().map(|head| (*head).to_owned()).collect()));
    out.push_str(&row(table.head.iter().map(|_| "---".to_owned()).collect()));
    for cells in &table.rows {
        out.push_str(&row(cells.iter().map(line).collect()));
    }
}

fn line(of: &Line) -> String {
    let bit = |bit: &Bit| match bit {
        Bit::Ours(text) => ours(text),
        Bit::Bold(text) => format!("**{}**", ours(text)),
        Bit::Theirs(text) => escaped(text),
    };
    of.bits().iter().map(bit).collect()
}

/// Our own words hold no markup, but may hold a bar in a table.
fn ours(text: &str) -> String {
    plain(text).replace('|', "\\|")
}

/// Spaces that do not break are for screens.
fn plain(text: &str) -> String {
    text.replace('\u{A0}', " ")
}

/// Foreign text on one line, with nothing left that Markdown or HTML would read.
pub(super) fn escaped(text: &str) -> String {
    let text = plain(&clean(text, SAID));
    let mut out = String::with_capacity(text.len() + 8);
    let n_digits = text.chars().take_while(char::is_ascii_digit).count();
    for (at, c) in text.chars().enumerate() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            // `@` and `:` would make links of addresses, `www.` too.
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '(' | ')' | '#' | '|' | '~' | '!' | '$' | '@' | ':' => {
                out.extend(['\\', c]);
            }
            '.' if 0 < n_digits && at == n_digits || out.to_lowercase().ends_with("www") => out.push_str("\\."),
            '+' | '-' | '=' if at == 0 => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out
}
