//! "Did you mean": the known names near to a typed one.

use strsim::osa_distance;

/// At most so many are offered.
const MOST: usize = 3;
/// Longer words are not slips of the fingers.
const LONGEST: usize = 40;

/// The names that begin with what was typed or differ from it in no more than a third of their letters (letters added,
/// left out, mistaken, or two neighbours swapped); nearest first, three at most. Case, spaces and dashes do not count.
pub fn nearest<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let typed = plain(typed);
    if !(2..=LONGEST).contains(&typed.chars().count()) {
        return Vec::new();
    }
    let mut near: Vec<(usize, &str)> =
        known.into_iter().filter_map(|name| Some((slips(&typed, &plain(name))?, name))).collect();
    near.sort_by_key(|(slips, _)| *slips);
    near.into_iter().map(|(_, name)| name).take(MOST).collect()
}

/// The nearest of them, if any is near.
pub fn nearest_one<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    nearest(typed, known).into_iter().next()
}

fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).take(LONGEST + 1).collect()
}

/// How far a name is, if it is near at all.
fn slips(typed: &str, name: &str) -> Option<usize> {
    if name.starts_with(typed) {
        return Some(usize::from(name != typed));
    }
    let most = (typed.chars().count().max(name.chars().count()) / 3).max(1);
    Some(osa_distance(typed, name)).filter(|slips| *slips <= most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(typed: &str, expected: &[&str]) {
        let known = ["external_id", "name", "started_on", "owner", "book", "help", "renewals", "log_format"];
        assert_eq!(nearest(typed, known), expected, "{typed}");
    }

    #[test]
    fn slips_find_their_name_and_strangers_find_none() {
        check("External ID", &["external_id"]);
        check("externalid", &["external_id"]);
        check("ownr", &["owner"]);
        check("start_on", &["started_on"]);
        check("bok", &["book"]);
        check("hlep", &["help"]);
        check("renwals", &["renewals"]);
        check("ren", &["renewals"]);
        check("logformat", &["log_format"]);
        check("favourite_colour", &[]);
        check("b", &[]);
        check("", &[]);
    }
}
