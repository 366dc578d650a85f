//! Did you mean: the known words nearest to a typed one.

/// At most so many are offered.
const MOST: usize = 3;
/// Longer words are not slips of the fingers.
const LONGEST: usize = 24;

/// The candidates within a third of their length of a word, or that begin with it; nearest first, three at most.
pub fn nearest<'a>(typed: &str, candidates: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let typed: Vec<char> = typed.to_lowercase().chars().take(LONGEST + 1).collect();
    if !(2..=LONGEST).contains(&typed.len()) {
        return Vec::new();
    }
    let mut near: Vec<(usize, &str)> =
        candidates.into_iter().filter_map(|word| Some((slips(&typed, word)?, word))).collect();
    near.sort_by_key(|(slips, _)| *slips);
    near.into_iter().map(|(_, word)| word).take(MOST).collect()
}

/// How far a candidate is, if it is near at all.
fn slips(typed: &[char], candidate: &str) -> Option<usize> {
    let candidate: Vec<char> = candidate.chars().collect();
    if candidate.starts_with(typed) {
        return Some(1.min(candidate.len() - typed.len()));
    }
    let most = (typed.len().max(candidate.len()) / 3).max(1);
    Some(distance(typed, &candidate)).filter(|slips| *slips <= most)
}

/// Damerau-Levenshtein, optimal string alignment: letters added, left out, mistaken, or two neighbours swapped.
fn distance(from: &[char], to: &[char]) -> usize {
    let mut rows: Vec<Vec<usize>> = vec![(0..=to.len()).collect()];
    for (i, a) in from.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, b) in to.iter().enumerate() {
            let mut least = (rows[i][j + 1] + 1).min(row[j] + 1).min(rows[i][j] + usize::from(a != b));
            if 0 < i && 0 < j && *a == to[j - 1] && from[i - 1] == *b {
                least = least.min(rows[i - 1][j - 1] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows[from.len()][to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_of_the_fingers_are_counted() {
        for (from, to, expected) in
            [("book", "book", 0), ("bok", "book", 1), ("hlep", "help", 1), ("", "why", 3), ("renwals", "renewals", 1)]
        {
            let [from, to]: [Vec<char>; 2] = [from, to].map(|word| word.chars().collect());
            assert_eq!(distance(&from, &to), expected);
            assert_eq!(distance(&to, &from), expected);
        }
    }

    #[track_caller]
    fn check(typed: &str, expected: &[&str]) {
        assert_eq!(nearest(typed, ["today", "account", "why", "book", "renewals", "play", "digest", "help"]), expected);
    }

    #[test]
    fn the_nearest_are_offered() {
        check("bok", &["book"]);
        check("RENEWAL", &["renewals"]);
        check("hlep", &["help"]);
        check("ren", &["renewals"]);
        check("acocunt", &["account"]);
        check("techcorp", &[]);
        check("w", &[]);
        check("", &[]);
        check(&"book".repeat(700), &[]);
        check("🎉🎉", &[]);
    }
}
