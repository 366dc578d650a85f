//! Somebody's own page, as they use it.

use serde_json::{Value, json};
use steward::standin::Target;

use super::town::{SIGNING_SECRET, TEAM_ID};
use super::{Bot, Elsewhere, actions, drawn};
use crate::journey::doors::{headers, now};

impl Bot {
    /// Presses a button of somebody's page, or picks an entry of one of its menus, by its words; the page afterwards.
    pub async fn presses(&self, user: &str, words: &str) -> String {
        let home = self.slack.home(user).expect("a home");
        let found = actions(&home["blocks"]).into_iter().find(|(said, _)| said == words);
        let action = found.unwrap_or_else(|| panic!("no “{words}” on:\n{}", drawn::view(&home))).1;
        self.presses_made_up(user, action).await
    }

    /// The same after something was chosen on it.
    pub async fn presses_having_chosen(&self, user: &str, words: &str, state: Value) -> String {
        let home = self.slack.home(user).expect("a home");
        let action = actions(&home["blocks"]).into_iter().find(|(said, _)| said == words).expect("a button").1;
        let target = Target::View { id: home["id"].as_str().unwrap().to_owned() };
        assert_eq!(self.slack.click(user, target, action, Some(state)).await.unwrap().status, 200);
        self.comes_to_rest().await;
        self.page(user)
    }

    /// The same with an action of the test's own.
    pub async fn presses_made_up(&self, user: &str, action: Value) -> String {
        let home = self.slack.home(user).expect("a home");
        let target = Target::View { id: home["id"].as_str().unwrap().to_owned() };
        let dm = self.dm(user);
        self.uses(user, Elsewhere { target, action, channel: &dm }).await;
        self.page(user)
    }

    /// Slack tells of presses on a page as the test says it stood, with actions of the test's own. The permission to open a
    /// form is made up and worth nothing.
    pub async fn forges(&self, user: &str, view: &Value, presses: &[Value]) {
        for press in presses {
            let mut action = json!({ "type": "button", "action_ts": format!("{}.000100", now()) });
            action.as_object_mut().unwrap().extend(press.as_object().cloned().unwrap_or_default());
            let payload = json!({
                "type": "block_actions", "team": { "id": TEAM_ID }, "user": { "id": user, "team_id": TEAM_ID },
                "trigger_id": uuid::Uuid::new_v4().to_string(), "view": view, "actions": [action],
            });
            let body = serde_urlencoded::to_string([("payload", payload.to_string())]).unwrap().into_bytes();
            let headers = headers(SIGNING_SECRET, now(), &body);
            assert_eq!(self.knocks("slack/interactions", &headers, body).await.status, 200);
        }
    }

    /// Opens the page, and puts its first questions off where it asks them.
    pub async fn opens_home_again(&self, user: &str) -> String {
        let first = self.opens_home(user).await;
        if first.contains("[Not now]") { self.presses(user, "Not now").await } else { first }
    }

    /// The page as it stands.
    pub fn page(&self, user: &str) -> String {
        drawn::view(&self.slack.home(user).expect("a home"))
    }
}
