//! "Did you mean": the known name that is nearest to a wrong one.

/// The nearest of the known names, when it is near enough to be meant.
pub fn nearest<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let wrong = plain(wrong);
    let limit = wrong.chars().count().div_ceil(3);
    let measured = known.into_iter().map(|name| (distance(&wrong, &plain(name)), name));
    measured.filter(|(far, _)| *far <= limit).min().map(|(_, name)| name.to_owned())
}

/// Spelling without what people mix up: case, spaces, dashes.
fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).take(80).collect()
}

/// Letters to add, drop or change, after Levenshtein.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.chars().enumerate() {
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
    fn check(wrong: &str, expected: Option<&str>) {
        let known = ["external_id", "name", "started_on", "owner", "arr"];
        assert_eq!(nearest(wrong, known).as_deref(), expected, "{wrong}");
    }

    #[test]
    fn slips_find_their_name_and_strangers_find_none() {
        check("External ID", Some("external_id"));
        check("externalid", Some("external_id"));
        check("ownr", Some("owner"));
        check("start_on", Some("started_on"));
        check("favourite_colour", None);
        check("", None);
    }
}
