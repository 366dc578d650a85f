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

/// The filters of a text. `health: red, yellow`, `arr: > 50k` and `tag:"gold tier", beta` are one filter each; marks stay.
pub(super) fn filter_words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let before = words.last_mut().filter(|before| before.contains(':'));
        let is_value = before.as_ref().is_some_and(|before| is_open(before));
        let (word, after) = rest.split_at(word_length(rest, is_value));
        let goes_on = word.starts_with(',') || (is_value && (is_quoted(word) || !word.contains(':')));
        match before.filter(|_| goes_on) {
            Some(before) => before.push_str(word),
            None => words.push(word.to_owned()),
        }
        rest = after.trim_start();
    }
    words
}

/// The first word of a text, with the spaces of a quoted value, and what follows it.
pub(super) fn first_filter(text: &str) -> (&str, &str) {
    let (word, rest) = text.split_at(word_length(text, false));
    (word, rest.trim_start())
}

fn is_open(word: &str) -> bool {
    word.contains(':') && word.ends_with([':', ',', '<', '>', '='])
}

/// Up to the next space, but for those between the marks of a filter's value.
fn word_length(text: &str, is_value: bool) -> usize {
    let (mut at, mut has_key, mut may_be_quoted) = (0, is_value, is_value);
    while let Some(c) = text[at..].chars().next().filter(|c| !c.is_whitespace()) {
        if let Some(length) = quoted_length(&text[at..]).filter(|_| may_be_quoted) {
            at += length;
            may_be_quoted = false;
            continue;
        }
        has_key |= c == ':';
        may_be_quoted = c == ':' || (has_key && c == ',');
        at += c.len_utf8();
    }
    at
}

/// How long a text in marks is, with them, where a text begins with one; what closes it stands before a space or a comma.
fn quoted_length(text: &str) -> Option<usize> {
    let inner = text.strip_prefix(is_quote)?;
    let begins = text.len() - inner.len();
    let mut chars = inner.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|(_, next)| *next);
        if c == '\\' && next.is_some_and(|next| next == '\\' || is_quote(next)) {
            chars.next();
        } else if is_quote(c) && next.is_none_or(|next| next.is_whitespace() || next == ',') {
            return Some(begins + at + c.len_utf8());
        }
    }
    None
}

/// The values of a filter, apart at their commas, with or without marks; `None` where marks do not close or a value is empty.
pub(super) fn values(value: &str) -> Option<Vec<String>> {
    let mut values = Vec::new();
    let mut rest = value;
    loop {
        let length = match quoted_length(rest) {
            Some(length) => length,
            None if is_quoted(rest) => return None,
            None => rest.find(',').unwrap_or(rest.len()),
        };
        let (one, after) = rest.split_at(length);
        let one = if is_quoted(one) { first_word(one).ok()?.0 } else { collapsed(one) };
        values.push(Some(one).filter(|one| !one.is_empty())?);
        match after.strip_prefix(',') {
            Some(more) => rest = more,
            None if after.is_empty() => return Some(values),
            None => return None,
        }
    }
}

/// A value as [`values`] gives it back: in marks, unless it is a plain word.
pub(super) fn value_text(value: &str) -> String {
    let is_word = value.chars().all(|c| c.is_alphanumeric() || "-_".contains(c));
    if is_word { value.to_owned() } else { quoted(value) }
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

    #[test]
    fn a_filter_may_have_a_quoted_value() {
        for (text, words) in [
            ("tag:\"gold tier\" all", &["tag:\"gold tier\"", "all"][..]),
            ("tag: “gold  tier” ,beta", &["tag:“gold  tier”,beta"]),
            ("tag:beta, \"a: b, c\" seg:mid", &["tag:beta,\"a: b, c\"", "seg:mid"]),
            ("tag:\"say \\\"hi\\\" now\"", &["tag:\"say \\\"hi\\\" now\""]),
            ("tag:\"gold tier", &["tag:\"gold", "tier"]),
            ("\"gold tier\"", &["\"gold", "tier\""]),
        ] {
            assert_eq!(filter_words(text), words, "{text}");
        }
    }

    #[test]
    fn values_are_apart_at_their_commas() {
        let read = |text: &str| values(text).map(|values| values.join("|"));
        for (text, expected) in [
            ("gold", Some("gold")),
            ("\"gold  tier\",beta", Some("gold tier|beta")),
            ("\"a, b\",\"c\"", Some("a, b|c")),
            ("\"gold tier", None),
            ("gold,", None),
            ("", None),
        ] {
            assert_eq!(read(text).as_deref(), expected, "{text}");
        }
        for value in ["gold", "gold tier", "a\\", "x \"y\", z", "#1", "a:b"] {
            assert_eq!(values(&value_text(value)), Some(vec![value.to_owned()]), "{value}");
        }
    }
}
