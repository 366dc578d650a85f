//! Which word was probably meant.

use super::WhenReason;

/// A text that means nothing, and the one of `words` that it is nearest to.
pub(super) fn not_understood(text: &str, words: &[&str]) -> WhenReason {
    let lower = text.to_lowercase();
    let allowed = if text.len() < 6 { 1 } else { 2 };
    let near = words.iter().map(|word| (edits(&lower, word), *word)).filter(|(edits, _)| *edits <= allowed).min();
    let shown = text.chars().take(40).collect();
    WhenReason::NotUnderstood { text: shown, meant: near.map(|(_, word)| word.to_owned()) }
}

/// How many letters must be added, left out or changed to make one word of the other; long texts are not compared.
fn edits(text: &str, word: &str) -> usize {
    if 2 * word.len() < text.len() {
        return usize::MAX;
    }
    let mut row: Vec<usize> = (0..=word.len()).collect();
    for (n_before, letter) in text.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], n_before + 1);
        for (index, other) in word.chars().enumerate() {
            let changed = diagonal + usize::from(letter != other);
            diagonal = row[index + 1];
            row[index + 1] = changed.min(diagonal + 1).min(row[index] + 1);
        }
    }
    row[word.len()]
}
