//! A text in parts, before it is known whether Slack or a Markdown file shows it: what is ours stands as it is, what other
//! people wrote is made harmless by whoever writes it out.

use super::super::kit::{inert, name};

/// A document.
#[derive(Clone, Debug)]
pub struct Document {
    /// Its title without the account's name.
    pub title: String,
    /// What stands above everything.
    pub lead: Line,
    /// Its parts, in order.
    pub sections: Vec<Section>,
}

/// A part of a document.
#[derive(Clone, Debug)]
pub struct Section {
    /// Its title.
    pub heading: &'static str,
    /// The days that its figures are of.
    pub as_of: String,
    /// A paragraph or point each.
    pub lines: Vec<Line>,
    /// What stands in columns; a message shows each row as a line.
    pub table: Option<Table>,
}

/// Rows and columns.
#[derive(Clone, Debug)]
pub struct Table {
    /// What the columns are called.
    pub head: Vec<&'static str>,
    /// As many cells each.
    pub rows: Vec<Vec<Line>>,
}

/// A line of text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line(Vec<Bit>);

/// A piece of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bit {
    /// Our own words and figures.
    Ours(String),
    /// The same, standing out.
    Bold(String),
    /// What other people wrote.
    Theirs(String),
}

impl Line {
    /// A line of our own words.
    pub fn ours(text: impl Into<String>) -> Self {
        Self(vec![Bit::Ours(text.into())])
    }

    /// The same with more of ours.
    #[must_use]
    pub fn and(mut self, text: impl Into<String>) -> Self {
        self.0.push(Bit::Ours(text.into()));
        self
    }

    /// The same with something that stands out.
    #[must_use]
    pub fn bold(mut self, text: impl Into<String>) -> Self {
        self.0.push(Bit::Bold(text.into()));
        self
    }

    /// The same with what somebody else wrote.
    #[must_use]
    pub fn theirs(mut self, text: impl Into<String>) -> Self {
        self.0.push(Bit::Theirs(text.into()));
        self
    }

    /// The same with one more piece.
    #[must_use]
    pub fn with(mut self, bit: Bit) -> Self {
        self.0.push(bit);
        self
    }

    /// Its pieces.
    pub fn bits(&self) -> &[Bit] {
        &self.0
    }

    /// As Slack takes it, with at most `max` characters of each piece that other people wrote.
    pub fn mrkdwn(&self, max: usize) -> String {
        let bit = |bit: &Bit| match bit {
            Bit::Ours(text) => text.clone(),
            Bit::Bold(text) => format!("*{text}*"),
            Bit::Theirs(text) if text.chars().count() <= 60 => name(text),
            Bit::Theirs(text) => inert(text, max),
        };
        self.0.iter().map(bit).collect()
    }
}
