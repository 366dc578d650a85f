//! Views: a stack of at most three modals for each person, and one App Home.

use serde_json::{Map, Value, json};

use super::Workspace;

/// How many modals can lie on each other.
const MAX_DEPTH: usize = 3;

/// The fields of a view that an app can set.
const FIELDS: [&str; 11] = [
    "type",
    "title",
    "submit",
    "close",
    "blocks",
    "private_metadata",
    "callback_id",
    "external_id",
    "clear_on_close",
    "notify_on_close",
    "submit_disabled",
];

impl Workspace {
    /// The view with this id, modal or home, and whose it is.
    pub(in crate::standin) fn view(&self, id: &str) -> Option<(&str, &Value)> {
        let modals = self.stacks.iter().flat_map(|(user, stack)| stack.iter().map(move |view| (user, view)));
        let mut all = modals.chain(self.homes.iter());
        all.find(|(_, view)| view["id"] == id).map(|(user, view)| (user.as_str(), view))
    }

    /// The id of the open modal with this `external_id`.
    pub(in crate::standin) fn view_by_external_id(&self, external_id: &str) -> Option<String> {
        let mut views = self.stacks.values().flatten().chain(self.homes.values());
        let view = views.find(|view| view["external_id"] == external_id)?;
        view["id"].as_str().map(str::to_owned)
    }

    fn view_mut(&mut self, id: &str) -> Option<(&String, &mut Value)> {
        let modals = self.stacks.iter_mut().flat_map(|(user, stack)| stack.iter_mut().map(move |view| (user, view)));
        let mut all = modals.chain(self.homes.iter_mut());
        all.find(|(_, view)| view["id"] == id)
    }

    /// Opens a modal as the only one.
    pub(in crate::standin) fn open_view(&mut self, user: &str, given: &Value) -> Value {
        self.stacks.remove(user);
        let id = self.mint_id("V");
        let view = self.dress(given, &id, None);
        self.stacks.insert(user.to_owned(), vec![view.clone()]);
        self.tell_view(user, &view);
        view
    }

    /// Lays a modal on the others; `None` when three lie there already.
    pub(in crate::standin) fn push_view(&mut self, user: &str, given: &Value) -> Option<Value> {
        let stack = self.stacks.get(user).map(Vec::as_slice).unwrap_or_default();
        if MAX_DEPTH <= stack.len() {
            return None;
        }
        let (root, previous) =
            (stack.first().map(|view| view["id"].clone()), stack.last().map(|view| view["id"].clone()));
        let id = self.mint_id("V");
        let mut view = self.dress(given, &id, None);
        if let Some(root) = root {
            view["root_view_id"] = root;
        }
        view["previous_view_id"] = json!(previous);
        self.stacks.entry(user.to_owned()).or_default().push(view.clone());
        self.tell_view(user, &view);
        Some(view)
    }

    /// Replaces what a view shows. It keeps its id, its place and what the person has filled in.
    pub(in crate::standin) fn replace_view(&mut self, id: &str, given: &Value) -> Option<Value> {
        let kept = self.view(id)?.1.clone();
        let mut view = self.dress(given, id, Some(&kept["state"]));
        for field in ["root_view_id", "previous_view_id"] {
            view[field] = kept[field].clone();
        }
        let (user, place) = self.view_mut(id)?;
        *place = view.clone();
        let user = user.clone();
        self.tell_view(&user, &view);
        Some(view)
    }

    /// Publishes a person's App Home.
    pub(in crate::standin) fn publish_home(&mut self, user: &str, given: &Value) -> Value {
        let known = self.homes.get(user).and_then(|home| home["id"].as_str()).map(str::to_owned);
        let id = known.unwrap_or_else(|| self.mint_id("V"));
        let view = self.dress(given, &id, None);
        self.homes.insert(user.to_owned(), view.clone());
        self.tell(Some(vec![user.to_owned()]), json!({"type": "home", "view": view}));
        view
    }

    /// Closes the topmost modal, or all of them, and tells the page what lies below.
    pub(in crate::standin) fn close_view(&mut self, user: &str, all: Closing) -> Vec<Value> {
        let Some(stack) = self.stacks.get_mut(user) else {
            return Vec::new();
        };
        let closed: Vec<Value> = match all {
            Closing::Top => stack.pop().into_iter().collect(),
            Closing::All => stack.drain(..).rev().collect(),
        };
        let below = stack.last().cloned();
        if below.is_none() {
            self.stacks.remove(user);
        }
        let mut news = json!({"type": "view_closed"});
        if let (Closing::Top, Some(view)) = (all, closed.first()) {
            news["view_id"] = view["id"].clone();
        }
        self.tell(Some(vec![user.to_owned()]), news);
        if let Some(below) = below {
            self.tell_view(user, &below);
        }
        closed
    }

    /// Keeps what the person has filled in so far.
    pub(in crate::standin) fn keep_state(&mut self, id: &str, values: &Value) {
        if let Some((_, view)) = self.view_mut(id) {
            view["state"] = json!({"values": values});
        }
    }

    fn tell_view(&mut self, user: &str, view: &Value) {
        let kind = if view["type"] == "home" { "home" } else { "view" };
        self.tell(Some(vec![user.to_owned()]), json!({"type": kind, "view": view}));
    }

    fn dress(&mut self, given: &Value, id: &str, state: Option<&Value>) -> Value {
        let blocks = self.with_ids(given["blocks"].clone());
        let hash = format!("{}.{}", self.mint_ts(), self.mint_id("h"));
        let mut view = json!({
            "id": id, "team_id": self.team.id, "app_id": self.app.id, "bot_id": self.app.bot_id,
            "app_installed_team_id": self.team.id, "root_view_id": id, "previous_view_id": null, "hash": hash,
            "type": "modal", "title": null, "submit": null, "close": null, "private_metadata": "", "callback_id": "",
            "external_id": "", "clear_on_close": false, "notify_on_close": false, "submit_disabled": false,
            "state": state.cloned().unwrap_or_else(|| json!({"values": Map::new()})),
        });
        for field in FIELDS {
            if let Some(value) = given.get(field) {
                view[field] = value.clone();
            }
        }
        view["blocks"] = blocks;
        view
    }
}

/// How much of a stack closes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::standin) enum Closing {
    /// The topmost modal.
    Top,
    /// Every one.
    All,
}
