//! What somebody types into a select menu whose options we look up: to be answered within three seconds.

use super::view::View;

/// A `block_suggestion`.
#[derive(Clone, Debug, PartialEq)]
pub struct OptionsQuery {
    /// The menu.
    pub action_id: String,
    /// Its block.
    pub block_id: Option<String>,
    /// What is typed so far; may be empty.
    pub typed: String,
    /// The view that the menu is in, unless it is in a message.
    pub view: Option<View>,
}

impl OptionsQuery {
    /// Slack takes at most so many options.
    pub const MOST: usize = 100;
}
