//! A verb as `help` shows it.

/// What a verb does and how it is typed, without the command's name in front.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HelpEntry {
    /// The word itself.
    pub verb: &'static str,
    /// Its arguments: `why <account>`.
    pub usage: &'static str,
    /// What it does, in a sentence.
    pub about: &'static str,
    /// Lines that work as they stand.
    pub examples: &'static [&'static str],
}
