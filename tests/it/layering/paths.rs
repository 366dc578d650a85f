//! The paths that a source names, by `use` or in passing, as paths from the crate's root or into another crate.

use std::collections::BTreeSet;

use super::source::{Source, Token};

/// What a path leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Leads {
    /// Into the library: the path from its root.
    Home(Vec<String>),
    /// To whatever the first word names: another crate, or something of the file's own.
    Out(Vec<String>),
}

/// One path in a source.
#[derive(Debug)]
pub struct Named {
    pub leads: Leads,
    pub line: usize,
    pub is_test: bool,
}

/// All paths of a source.
pub fn paths(source: &Source) -> Vec<Named> {
    let mut walk =
        Walk { tokens: &source.tokens, at: 0, module: source.module.clone(), blocks: Vec::new(), found: Vec::new() };
    while walk.at < walk.tokens.len() {
        walk.step();
    }
    without_own_names(walk.found)
}

/// Words that the file takes from the library itself, such as a module called like a crate, lead nowhere else.
fn without_own_names(found: Vec<Named>) -> Vec<Named> {
    let own: BTreeSet<String> = found
        .iter()
        .filter_map(|named| match &named.leads {
            Leads::Home(path) => path.last().cloned(),
            Leads::Out(_) => None,
        })
        .collect();
    let leads_out = |named: &Named| match &named.leads {
        Leads::Home(_) => true,
        Leads::Out(path) => path[0].is_empty() || !own.contains(&path[0]),
    };
    let mut kept: Vec<Named> = found.into_iter().filter(leads_out).collect();
    for named in &mut kept {
        if let Leads::Out(path) = &mut named.leads {
            path.retain(|word| !word.is_empty());
        }
    }
    kept
}

struct Walk<'a> {
    tokens: &'a [Token],
    at: usize,
    /// The module that the walk is in, inline ones included.
    module: Vec<String>,
    /// For every open brace: whether it opened a module.
    blocks: Vec<bool>,
    found: Vec<Named>,
}

impl Walk<'_> {
    fn text(&self, ahead: usize) -> &str {
        self.tokens.get(self.at + ahead).map_or("", |token| token.text.as_str())
    }

    fn step(&mut self) {
        match self.text(0) {
            "mod" if self.text(2) == "{" => self.enter_module(),
            "mod" if self.text(2) == ";" => {
                // Declares a name of the file's own.
                let own = self.module.iter().cloned().chain([self.text(1).to_owned()]).collect();
                self.push(Leads::Home(own), self.at);
                self.at += 3;
            }
            "{" => {
                self.blocks.push(false);
                self.at += 1;
            }
            "}" => self.leave_block(),
            "use" => {
                self.at += 1;
                self.tree(Vec::new());
            }
            _ if self.begins_path() => self.path(),
            _ => self.at += 1,
        }
    }

    fn enter_module(&mut self) {
        self.module.push(self.text(1).to_owned());
        self.blocks.push(true);
        self.at += 3;
    }

    fn leave_block(&mut self) {
        if self.blocks.pop() == Some(true) {
            self.module.pop();
        }
        self.at += 1;
    }

    /// A word before `::`, or a `::` that nothing precedes.
    fn begins_path(&self) -> bool {
        let is_inside = self.at.checked_sub(1).is_some_and(|before| {
            let before = &self.tokens[before];
            // `a::b` goes on; `Vec<u8>::new` begins at its type, which has been read.
            before.text == "::" || (self.text(0) == "::" && (before.is_word() || before.text == ">"))
        });
        !is_inside && (self.text(0) == "::" || (self.tokens[self.at].is_word() && self.text(1) == "::"))
    }

    fn path(&mut self) {
        let (begin, mut path) = (self.at, Vec::new());
        if self.text(0) == "::" {
            path.push(String::new());
            self.at += 1;
        }
        while self.tokens.get(self.at).is_some_and(Token::is_word) {
            path.push(self.text(0).to_owned());
            self.at += 1;
            if self.text(0) != "::" {
                break;
            }
            self.at += 1;
        }
        // `vec::<T>` and the like stop before their brackets.
        self.add(path, begin);
    }

    /// A `use` tree from here on: words, then a group, a star, or an end.
    fn tree(&mut self, mut path: Vec<String>) {
        let begin = self.at;
        if self.text(0) == "::" {
            path.push(String::new());
            self.at += 1;
        }
        loop {
            match self.text(0) {
                "{" => return self.group(&path),
                "*" => self.at += 1,
                "self" if !path.is_empty() => self.at += 1,
                _ if self.tokens.get(self.at).is_some_and(Token::is_word) => {
                    path.push(self.text(0).to_owned());
                    self.at += 1;
                }
                _ => {}
            }
            if self.text(0) != "::" {
                break;
            }
            self.at += 1;
        }
        if self.text(0) == "as" {
            self.at += 2;
        }
        self.add(path, begin);
    }

    fn group(&mut self, path: &[String]) {
        self.at += 1;
        while self.at < self.tokens.len() && self.text(0) != "}" {
            let begin = self.at;
            self.tree(path.to_vec());
            if self.text(0) == "," || self.at == begin {
                self.at += 1;
            }
        }
        self.at += 1;
    }

    fn add(&mut self, path: Vec<String>, begin: usize) {
        let first = path.first().map_or("", String::as_str);
        let home = match first {
            "crate" | "steward" => Some(path[1..].to_vec()),
            "self" => Some([self.module.clone(), path[1..].to_vec()].concat()),
            "super" => {
                let n_up = path.iter().take_while(|word| *word == "super").count();
                let above = self.module.len().saturating_sub(n_up);
                Some([self.module[..above].to_vec(), path[n_up..].to_vec()].concat())
            }
            _ => None,
        };
        if !path.is_empty() {
            self.push(home.map_or(Leads::Out(path), Leads::Home), begin);
        }
    }

    fn push(&mut self, leads: Leads, begin: usize) {
        let token = &self.tokens[begin.min(self.tokens.len() - 1)];
        self.found.push(Named { leads, line: token.line, is_test: token.is_test });
    }
}
