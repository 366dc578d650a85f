//! Takes a plain text apart: words, quoted names, filters with spaces in them.

use super::text::collapsed;

/// A quotation mark without its partner.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unclosed;

/// Double quotation marks, straight, curly and pointed. All open and all close: keyboards mix them.
pub(super) fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '‟' | '«' | '»' | '＂')
}

/// The first word and what follows it. A quotation mark at its start takes the word up to its partner.
pub(super) fn first_word(text: &str) -> Result<(String, &str), Unclosed> {
    let text = text.trim_start();
    let Some(quoted) = text.strip_prefix(is_quote) else {
        let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
        return Ok((word.to_owned(), rest.trim()));
    };
    let mut word = String::new();
    let mut chars = quoted.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|(_, next)| *next);
        if c == '\\' && next.is_some_and(|next| next == '\\' || is_quote(next)) {
            word.extend(chars.next().map(|(_, escaped)| escaped));
        } else if is_quote(c) && next.is_none_or(char::is_whitespace) {
            return Ok((collapsed(&word), quoted[at + c.len_utf8()..].trim()));
        } else {
            word.push(c);
        }
    }
    Err(Unclosed)
}

/// Where a word stands in a text, its plain letters in either case. Not by way of `to_lowercase`: that moves what follows a
/// letter that is longer in the other case.
pub(super) fn find_word(text: &str, word: &str) -> Option<usize> {
    let is_here = |at: &usize| text[*at..].get(..word.len()).is_some_and(|here| here.eq_ignore_ascii_case(word));
    text.char_indices().map(|(at, _)| at).find(is_here)
}

/// Whether a text begins with a quoted name.
pub(super) fn is_quoted(text: &str) -> bool {
    text.starts_with(is_quote)
}

/// A name in quotation marks, so that [`first_word`] gives it back.
pub(super) fn quoted(name: &str) -> String {
    let escaped: String =
        name.chars().flat_map(|c| (c == '\\' || is_quote(c)).then_some('\\').into_iter().chain([c])).collect();
    format!("\"{escaped}\"")
}

/// The filters of a text. `health: red, yellow` and `arr: > 50k` are one filter each.
pub(super) fn filter_words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match words.last_mut() {
            Some(before) if is_open(before) && !word.contains(':') => before.push_str(word),
            Some(before) if before.contains(':') && word.starts_with(',') => before.push_str(word),
            Some(_) | None => words.push(word.to_owned()),
        }
    }
    words
}

fn is_open(word: &str) -> bool {
    word.contains(':') && word.ends_with([':', ',', '<', '>', '='])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, word: &str, rest: &str) {
        assert_eq!(first_word(text), Ok((word.to_owned(), rest)));
    }

    #[test]
    fn names_stand_in_any_pair_of_marks() {
        check("\"gold tier\" x y", "gold tier", "x y");
        check("“gold tier” x", "gold tier", "x");
        check("„gold  tier“", "gold tier", "");
        check("«gold tier\"", "gold tier", "");
        check("\"gold \\\"big\\\" \\\\ tier\"", "gold \"big\" \\ tier", "");
        check("\"gold \"big tier\" x", "gold \"big tier", "x");
        check("gold \"tier\"", "gold", "\"tier\"");
        check("", "", "");
        check("\"\"", "", "");
        assert_eq!(first_word("\"gold tier"), Err(Unclosed));
        assert_eq!(first_word("\""), Err(Unclosed));
    }

    #[test]
    fn quoting_is_undone() {
        for name in ["gold tier", "\"", "a\\", "\\\"", "a \"b\" c", "“x”"] {
            check(&quoted(name), name, "");
        }
    }

    #[test]
    fn a_filter_may_have_spaces_in_it() {
        assert_eq!(filter_words("health: red, yellow  arr: > 50k all"), ["health:red,yellow", "arr:>50k", "all"]);
        assert_eq!(filter_words("health:red ,yellow seg:mid"), ["health:red,yellow", "seg:mid"]);
        assert_eq!(filter_words("health: seg:mid"), ["health:", "seg:mid"]);
    }
}
