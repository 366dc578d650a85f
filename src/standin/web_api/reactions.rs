//! `reactions.*`: the bot's reactions to messages.

use serde_json::{Value, json};

use super::super::refusal::Refusal;
use super::{Call, Outcome};

/// `reactions.add`
pub(super) fn add(call: &mut Call<'_>) -> Outcome {
    change(call, |reactions, name, bot| {
        let known = reactions.iter_mut().find(|reaction| reaction["name"] == name);
        let Some(reaction) = known else {
            reactions.push(json!({"name": name, "users": [bot], "count": 1}));
            return Ok(());
        };
        let mut users = reaction["users"].as_array().cloned().unwrap_or_default();
        if users.iter().any(|user| user == bot) {
            return Err(Refusal::code("already_reacted"));
        }
        users.push(json!(bot));
        reaction["count"] = json!(users.len());
        reaction["users"] = Value::Array(users);
        Ok(())
    })
}

/// `reactions.remove`
pub(super) fn remove(call: &mut Call<'_>) -> Outcome {
    change(call, |reactions, name, bot| {
        let known = reactions.iter_mut().find(|reaction| reaction["name"] == name);
        let reaction = known.ok_or_else(|| Refusal::code("no_reaction"))?;
        let mut users = reaction["users"].as_array().cloned().unwrap_or_default();
        let before = users.len();
        users.retain(|user| user != bot);
        if users.len() == before {
            return Err(Refusal::code("no_reaction"));
        }
        reaction["count"] = json!(users.len());
        reaction["users"] = Value::Array(users);
        reactions.retain(|reaction| reaction["count"] != 0);
        Ok(())
    })
}

fn change(call: &mut Call<'_>, work: impl FnOnce(&mut Vec<Value>, &str, &str) -> Result<(), Refusal>) -> Outcome {
    let channel = call.writable("channel")?;
    let ts = call.arguments.need("timestamp").map_err(|_| Refusal::code("no_item_specified"))?.to_owned();
    let name = call.arguments.need("name").map_err(|_| Refusal::code("invalid_name"))?.trim_matches(':').to_owned();
    let bot = call.workspace.app.bot_user_id.clone();
    let message = call.workspace.message_mut(&channel, &ts).ok_or_else(|| Refusal::code("message_not_found"))?;
    let mut reactions = message["reactions"].as_array().cloned().unwrap_or_default();
    work(&mut reactions, &name, &bot)?;
    if reactions.is_empty() {
        message.as_object_mut().map(|fields| fields.shift_remove("reactions"));
    } else {
        message["reactions"] = Value::Array(reactions);
    }
    call.workspace.changed(&channel, &ts);
    call.record(Some(&channel), None, Some(&ts), None);
    Ok(json!({}))
}
