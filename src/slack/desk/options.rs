//! What a menu offers while somebody types into it.

use serde_json::{Value, json};

use super::{Desk, Visit};
use crate::operations::lookup;
use crate::slack::action::{ASSIGNEE, RecordField};
use crate::slack::inbound::OptionsQuery;
use crate::slack::render;

impl Desk {
    /// The options for what is typed; none for a menu that is not ours, or where they cannot be found in time.
    pub async fn options(&self, visit: &Visit, query: &OptionsQuery) -> Value {
        if query.action_id == ASSIGNEE {
            return self.assignees(visit, query.typed.trim()).await;
        }
        if query.action_id != RecordField::Account.id() {
            return json!({ "options": [] });
        }
        match lookup::suggest(&self.app, &visit.actor, query.typed.trim()).await {
            Ok(accounts) => json!({ "options": render::account_options(&accounts) }),
            Err(failure) => {
                tracing::error!(error = %failure, "cannot look accounts up for a menu");
                json!({ "options": [] })
            }
        }
    }
}
