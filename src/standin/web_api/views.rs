//! `views.*`: modals opened by a `trigger_id`, and the App Home.

use serde_json::{Value, json};

use super::super::limits;
use super::super::refusal::Refusal;
use super::{Call, Outcome};

fn given(call: &Call<'_>, kind: &str) -> Result<Value, Refusal> {
    let view = call.arguments.json("view")?;
    let view = view.ok_or_else(|| Refusal::because("invalid_arguments", "missing required field: view"))?;
    limits::view(&view)?;
    if view["type"] != kind {
        return Err(Refusal::because("invalid_arguments", format!("the view must be of type {kind}")));
    }
    Ok(view)
}

fn person(call: &mut Call<'_>) -> Result<(String, Option<String>), Refusal> {
    let field = if call.arguments.has("trigger_id") { "trigger_id" } else { "interactivity_pointer" };
    let trigger = call.arguments.need(field)?.to_owned();
    call.workspace.exchange(&trigger).map_err(|error| Refusal::code(error.code()))
}

fn unique(call: &Call<'_>, view: &Value, own: Option<&str>) -> Result<(), Refusal> {
    let external = view["external_id"].as_str().filter(|id| !id.is_empty());
    let taken = external.and_then(|id| call.workspace.view_by_external_id(id));
    match taken {
        Some(other) if own != Some(other.as_str()) => Err(Refusal::code("duplicate_external_id")),
        Some(_) | None => Ok(()),
    }
}

fn done(call: &mut Call<'_>, user: &str, view: &Value) -> Value {
    call.record(None, Some(user), view["id"].as_str(), None);
    json!({"view": view})
}

/// `views.open`: from a click inside a modal it lies on that one, otherwise it is the only one.
pub(super) fn open(call: &mut Call<'_>) -> Outcome {
    let view = given(call, "modal")?;
    unique(call, &view, None)?;
    let (user, from) = person(call)?;
    let stacked = call.workspace.stacks.get(&user).is_some_and(|stack| {
        stack.iter().any(|open| Some(open["id"].as_str()) == Some(from.as_deref()) && from.is_some())
    });
    let shown = if stacked {
        call.workspace.push_view(&user, &view).ok_or_else(|| Refusal::code("push_limit_reached"))?
    } else {
        call.workspace.open_view(&user, &view)
    };
    Ok(done(call, &user, &shown))
}

/// `views.push`
pub(super) fn push(call: &mut Call<'_>) -> Outcome {
    let view = given(call, "modal")?;
    unique(call, &view, None)?;
    let (user, _) = person(call)?;
    if !call.workspace.stacks.contains_key(&user) {
        return Err(Refusal::code("not_found"));
    }
    let shown = call.workspace.push_view(&user, &view).ok_or_else(|| Refusal::code("push_limit_reached"))?;
    Ok(done(call, &user, &shown))
}

/// `views.update`: by `view_id` or `external_id`; a stale `hash` changes nothing.
pub(super) fn update(call: &mut Call<'_>) -> Outcome {
    let id = match (call.arguments.text("view_id"), call.arguments.text("external_id")) {
        (Some(id), _) => Some(id.to_owned()),
        (None, Some(external)) => call.workspace.view_by_external_id(external),
        (None, None) => {
            return Err(Refusal::because("invalid_arguments", "missing required field: view_id"));
        }
    };
    let id = id.ok_or_else(|| Refusal::code("not_found"))?;
    let (user, kept) = call.workspace.view(&id).ok_or_else(|| Refusal::code("not_found"))?;
    let (user, hash, kind) = (user.to_owned(), kept["hash"].clone(), kept["type"].clone());
    let view = given(call, kind.as_str().unwrap_or_default())?;
    unique(call, &view, Some(&id))?;
    same_hash(call, &hash)?;
    let shown = call.workspace.replace_view(&id, &view).ok_or_else(|| Refusal::code("not_found"))?;
    Ok(done(call, &user, &shown))
}

fn same_hash(call: &Call<'_>, hash: &Value) -> Result<(), Refusal> {
    match call.arguments.text("hash") {
        Some(given) if *hash != given => Err(Refusal::code("hash_conflict")),
        Some(_) | None => Ok(()),
    }
}

/// `views.publish`
pub(super) fn publish(call: &mut Call<'_>) -> Outcome {
    let user = call.arguments.need("user_id")?.to_owned();
    if call.workspace.person(&user).is_none() {
        return Err(Refusal::code("user_not_found"));
    }
    let view = given(call, "home")?;
    let known = call.workspace.homes.get(&user).map(|home| (home["hash"].clone(), home["id"].clone()));
    let (hash, id) = known.unwrap_or_default();
    unique(call, &view, id.as_str())?;
    if !hash.is_null() {
        same_hash(call, &hash)?;
    }
    let shown = call.workspace.publish_home(&user, &view);
    Ok(done(call, &user, &shown))
}
