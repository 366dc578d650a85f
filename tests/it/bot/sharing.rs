//! Showing a card to a channel.

use super::{Bot, Seen};

impl Bot {
    /// Somebody shares a card: by its menu, and then by the button under the question.
    pub async fn shares(&self, user: &str, card: &Seen) -> Seen {
        let asked = self.clicks(user, card, "Share…").await;
        self.clicks(user, &asked, "Share").await
    }
}
