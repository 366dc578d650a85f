//! What a line lacks, or what a word in it could have been: words for whoever typed it, as data. `render` says them in the
//! reader's language, out of the table `hints` of a language's file. What is to be typed stands in them as it is typed.

use std::fmt;

use crate::domain::sentence::filled;

/// Words, and the values in the places of their names.
#[derive(Clone, Debug)]
pub struct Hint {
    /// The English words.
    pub words: &'static str,
    /// Each value by its name.
    pub values: Vec<(&'static str, String)>,
}

/// In English.
impl fmt::Display for Hint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&filled(self.words, |name, out| out.push_str(self.value(name))))
    }
}

/// Hints that read the same are the same.
impl PartialEq for Hint {
    fn eq(&self, other: &Self) -> bool {
        self.to_string() == other.to_string()
    }
}

impl Eq for Hint {}

impl Hint {
    /// The value of a name.
    pub fn value(&self, name: &str) -> &str {
        self.values.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value)
    }
}

/// Words with their values by name. Words alone are good for a `const`; the compiler holds names against words.
macro_rules! hint {
    ($words:literal $(, $name:ident = $value:expr)* $(,)?) => {{
        const { assert!($crate::domain::sentence::names_fit($words, &[$(stringify!($name)),*]), "words and values differ") };
        $crate::slack::commands::Hint { words: $words, values: vec![$((stringify!($name), $value.to_string())),*] }
    }};
}
pub(super) use hint;

/// No account was named.
pub(super) const THE_ACCOUNT: Hint = hint!("the account");
/// No hour was named.
pub(super) const THE_HOUR: Hint = hint!("the hour");
/// A quotation that does not end.
pub(super) const CLOSING_MARK: Hint = hint!("the closing quotation mark");
/// Which signals there are.
pub(super) const SIGNALS: Hint = hint!("t1 to t11, or several with commas");
/// Which stages a customer's help goes through.
pub(super) const STAGES: Hint = hint!("asked, agreed, done or declined");
/// Which calls there are on a renewal.
pub(super) const CATEGORIES: Hint = hint!("commit, likely, best or at-risk");
/// Which segments there are, and none by hand.
pub(super) const SEGMENTS: Hint = hint!("one of tech, low, mid, high or auto");
/// Which page of a list.
pub(super) const PAGE: Hint = hint!("a page number from 1");
/// Whose team.
pub(super) const TEAM_NAME: Hint = hint!("a team's name");
/// A colleague.
pub(super) const SOMEBODY: Hint = hint!("somebody like @bo");

/// A text that is too long.
pub(super) fn at_most(most: usize) -> Hint {
    hint!("at most {most} characters", most = most)
}

/// A note that is too long.
pub(super) fn note_of_at_most(most: usize) -> Hint {
    hint!("a note of at most {most} characters", most = most)
}

/// A reason that is too long.
pub(super) fn reason_of_at_most(most: usize) -> Hint {
    hint!("a reason of at most {most} characters", most = most)
}

/// A name that is too long.
pub(super) fn name_of_at_most(most: usize) -> Hint {
    hint!("a name of at most {most} characters", most = most)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// For tables of what is complained of.
    impl From<&'static str> for Hint {
        fn from(words: &'static str) -> Self {
            Self { words, values: Vec::new() }
        }
    }

    #[test]
    fn a_hint_reads_with_its_values() {
        assert_eq!(reason_of_at_most(300).to_string(), "a reason of at most 300 characters");
        assert_eq!(reason_of_at_most(300), "a reason of at most 300 characters".into());
        assert_ne!(reason_of_at_most(300), reason_of_at_most(30));
    }
}
