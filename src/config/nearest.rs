//! Did you mean: the known name that a mistyped one is nearest to.

/// The nearest known name, when no more than a third of its letters differ.
pub(super) fn nearest<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let typed = typed.to_lowercase();
    let measured = known.into_iter().map(|name| (distance(&typed, &name.to_lowercase()), name));
    measured.filter(|(slips, name)| *slips <= name.chars().count() / 3).min().map(|(_, name)| name)
}

/// Letters to add, drop or change, after Levenshtein.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.chars().take(80).enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in other.iter().enumerate() {
            let changed = diagonal + usize::from(a != *b);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(typed: &str, expected: Option<&str>) {
        assert_eq!(nearest(typed, ["listen", "org", "secret_key", "log_format"]), expected, "{typed}");
    }

    #[test]
    fn slips_find_their_name_and_strangers_find_none() {
        check("listn", Some("listen"));
        check("LISTEN", Some("listen"));
        check("secretkey", Some("secret_key"));
        check("logformat", Some("log_format"));
        // What Kubernetes sets for a service called `steward`.
        check("port", None);
        check("", None);
    }
}
