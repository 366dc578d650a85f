//! A source as tokens: words, `::` and single signs, each with its line. Comments are left out, literals are one token.

use std::iter::Peekable;
use std::str::Chars;

/// What stands for any literal text.
const LITERAL: &str = "\"\"";

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    pub text: String,
    pub line: usize,
    /// Another than `line` only for a text of several lines.
    pub last_line: usize,
    /// Whether it is compiled for tests only.
    pub is_test: bool,
}

impl Token {
    pub fn is_word(&self) -> bool {
        self.text.starts_with(|c: char| c.is_alphabetic() || c == '_')
    }
}

/// One file of the library.
#[derive(Debug)]
pub struct Source {
    /// From the repository's root.
    pub file: String,
    /// Its module, from the crate's root.
    pub module: Vec<String>,
    pub tokens: Vec<Token>,
}

impl Source {
    pub fn read(file: &str, text: &str) -> Self {
        let path = file.trim_start_matches("src/").trim_end_matches(".rs").trim_end_matches("/mod");
        let module = path.split('/').filter(|part| !["lib", "main", "mod"].contains(part)).map(str::to_owned).collect();
        let mut tokens = tokens(text);
        mark_tests(&mut tokens);
        Self { file: file.to_owned(), module, tokens }
    }

    /// The modules that this file declares in files of their own, for tests only.
    fn test_modules(&self) -> impl Iterator<Item = Vec<String>> {
        let declared = self.tokens.windows(3).filter(|three| three[0].text == "mod" && three[2].text == ";");
        declared
            .filter(|three| three[0].is_test)
            .map(|three| self.module.iter().cloned().chain([three[1].text.clone()]).collect())
    }
}

/// Marks whole files that are declared under `#[cfg(test)]`, and what lies below them.
pub fn with_test_files(mut sources: Vec<Source>) -> Vec<Source> {
    let tests: Vec<Vec<String>> = sources.iter().flat_map(Source::test_modules).collect();
    for source in &mut sources {
        if tests.iter().any(|module| source.module.starts_with(module)) {
            source.tokens.iter_mut().for_each(|token| token.is_test = true);
        }
    }
    sources
}

/// Marks the item after each `#[cfg(test)]`.
fn mark_tests(tokens: &mut [Token]) {
    for at in 0..tokens.len() {
        let attribute: Vec<&str> = tokens[at..].iter().take(7).map(|token| token.text.as_str()).collect();
        if attribute == ["#", "[", "cfg", "(", "test", ")", "]"] {
            let end = end_of_item(tokens, at + 7);
            tokens[at..end].iter_mut().for_each(|token| token.is_test = true);
        }
    }
}

/// Behind the `;` or the closing brace of the item that begins at a token.
fn end_of_item(tokens: &[Token], begin: usize) -> usize {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate().skip(begin) {
        match token.text.as_str() {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 && [";", "}"].contains(&token.text.as_str()) {
            return at + 1;
        }
    }
    tokens.len()
}

/// Splits a text into tokens.
pub fn tokens(text: &str) -> Vec<Token> {
    let mut reader = Reader { chars: text.chars().peekable(), line: 1 };
    let mut tokens = Vec::new();
    loop {
        let line = reader.line;
        match reader.token() {
            Some(text) if text.is_empty() => {}
            Some(text) => tokens.push(Token { text, line, last_line: reader.line, is_test: false }),
            None => return tokens,
        }
    }
}

struct Reader<'a> {
    chars: Peekable<Chars<'a>>,
    line: usize,
}

impl Reader<'_> {
    fn next(&mut self) -> Option<char> {
        let c = self.chars.next();
        self.line += usize::from(c == Some('\n'));
        c
    }

    /// Whether the next signs are these; if so, they are taken.
    fn takes(&mut self, signs: &str) -> bool {
        let is_next = self.chars.clone().take(signs.chars().count()).eq(signs.chars());
        if is_next {
            for _ in signs.chars() {
                self.next();
            }
        }
        is_next
    }

    /// The next token; empty for space and comments.
    fn token(&mut self) -> Option<String> {
        if self.takes("//") {
            while self.chars.peek().is_some_and(|c| *c != '\n') {
                self.next();
            }
            return Some(String::new());
        }
        if self.takes("/*") {
            self.block_comment();
            return Some(String::new());
        }
        if self.takes("::") {
            return Some("::".to_owned());
        }
        match self.next()? {
            '"' => Some(self.skip_to('"')),
            '\'' => Some(self.letter_or_lifetime()),
            c if c.is_whitespace() => Some(String::new()),
            c if c.is_alphanumeric() || c == '_' => Some(self.word(c)),
            c => Some(c.to_string()),
        }
    }

    fn block_comment(&mut self) {
        let mut depth = 1;
        while 0 < depth && self.chars.peek().is_some() {
            if self.takes("/*") {
                depth += 1;
            } else if self.takes("*/") {
                depth -= 1;
            } else {
                self.next();
            }
        }
    }

    /// Behind the closing quote; a quote after a backslash closes nothing.
    fn skip_to(&mut self, quote: char) -> String {
        while let Some(c) = self.next() {
            if c == quote {
                break;
            }
            if c == '\\' {
                self.next();
            }
        }
        LITERAL.to_owned()
    }

    /// After a single quote: a letter if one more quote follows, else a lifetime.
    fn letter_or_lifetime(&mut self) -> String {
        let mut ahead = self.chars.clone();
        let first = ahead.next();
        if first != Some('\\') && ahead.next() != Some('\'') {
            return "'".to_owned();
        }
        self.skip_to('\'')
    }

    /// A word or number, or a literal with letters before its quotes.
    fn word(&mut self, first: char) -> String {
        let mut word = first.to_string();
        while let Some(c) = self.chars.next_if(|c| c.is_alphanumeric() || *c == '_') {
            word.push(c);
        }
        match word.as_str() {
            "r" | "br" | "cr" => self.raw_text().unwrap_or(word),
            "b" | "c" if self.takes("\"") => self.skip_to('"'),
            "b" if self.takes("'") => self.letter_or_lifetime(),
            _ => word,
        }
    }

    /// After `r`: `"…"` between any number of `#`. `None` for a raw word such as `r#type`.
    fn raw_text(&mut self) -> Option<String> {
        let n_hashes = self.chars.clone().take_while(|c| *c == '#').count();
        if !self.takes(&format!("{}\"", "#".repeat(n_hashes))) {
            return None;
        }
        let end = format!("\"{}", "#".repeat(n_hashes));
        while !self.takes(&end) {
            self.next()?;
        }
        Some(LITERAL.to_owned())
    }
}
