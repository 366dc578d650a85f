//! The voice of a customer: what they ask of the product, and what they do for us before others.

use serde::{Deserialize, Serialize};

use super::account::AccountRef;
use super::advocacy::Advocacy;
use super::feedback::{Asks, FeedbackLine};

/// What a card says of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Voice {
    /// What they asked for lately.
    #[serde(default)]
    pub asks: Asks,
    /// What they do for us, or were asked for: of each kind the newest, what is open first.
    #[serde(default)]
    pub advocacy: Vec<Advocacy>,
}

impl Voice {
    /// Whether there is nothing to say.
    pub fn is_silent(&self) -> bool {
        self.asks.themes.is_empty() && self.advocacy.is_empty()
    }
}

/// Everything that is known of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VoiceView {
    /// Whose.
    pub account: AccountRef,
    /// What the card says.
    pub voice: Voice,
    /// In the last so many days.
    pub days: i64,
    /// What they said last, the newest first.
    pub lines: Vec<FeedbackLine>,
    /// How much they said in all.
    pub n: i64,
    /// What they do for us, or were asked for, what is open first, then the newest.
    pub advocacy: Vec<Advocacy>,
}
