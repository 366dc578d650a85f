//! Words with named places for values: `{who} has {n}`. What is in another language keeps the places, in its own order.

/// Words with their values in the places of their names. `value` writes the value of a name at the end of what is there.
pub fn filled(words: &str, value: impl Fn(&str, &mut String)) -> String {
    let mut out = String::with_capacity(2 * words.len());
    let mut rest = words;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        value(name, &mut out);
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Whether words name exactly these values; asked by the compiler.
pub const fn names_fit(words: &str, names: &[&str]) -> bool {
    let mut i = 0;
    while i < names.len() {
        if !holds(words.as_bytes(), names[i].as_bytes()) {
            return false;
        }
        i += 1;
    }
    every_place_is_named(words.as_bytes(), names)
}

/// Whether `{name}` stands at a place.
const fn stands(words: &[u8], at: usize, name: &[u8]) -> bool {
    if words.len() < at + name.len() + 2 || words[at] != b'{' || words[at + name.len() + 1] != b'}' {
        return false;
    }
    let mut i = 0;
    while i < name.len() {
        if words[at + 1 + i] != name[i] {
            return false;
        }
        i += 1;
    }
    true
}

const fn holds(words: &[u8], name: &[u8]) -> bool {
    let mut at = 0;
    while at < words.len() {
        if stands(words, at, name) {
            return true;
        }
        at += 1;
    }
    false
}

const fn every_place_is_named(words: &[u8], names: &[&str]) -> bool {
    let mut at = 0;
    while at < words.len() {
        if words[at] == b'{' {
            let (mut is_named, mut i) = (false, 0);
            while i < names.len() {
                is_named = is_named || stands(words, at, names[i].as_bytes());
                i += 1;
            }
            if !is_named {
                return false;
            }
        }
        at += 1;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_names_fit_or_do_not() {
        assert!(names_fit("{a} {b} {a}", &["a", "b"]));
        assert!(!names_fit("{a} {c}", &["a", "b"]));
        assert!(!names_fit("{a} {c}", &["a"]));
        assert!(!names_fit("{a}", &["a", "b"]));
    }

    #[test]
    fn values_go_where_their_names_stand() {
        let put = |name: &str, out: &mut String| out.push_str(&name.to_uppercase());
        assert_eq!(filled("{who} has {n}, {who}", put), "WHO has N, WHO");
        assert_eq!(filled("no place", put), "no place");
    }
}
