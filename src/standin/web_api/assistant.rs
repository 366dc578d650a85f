//! `assistant.threads.*`: the status line, the prompts and the title of a thread with the app. They are journalled;
//! the status also shows as typing, the prompts as buttons.

use serde_json::json;

use super::super::refusal::Refusal;
use super::{Call, Outcome};

/// The most prompts a thread offers.
const MAX_PROMPTS: usize = 4;

fn thread(call: &Call<'_>) -> Result<(String, String), Refusal> {
    let channel = call.writable("channel_id")?;
    let thread = call.arguments.need("thread_ts")?;
    Ok((channel, thread.to_owned()))
}

/// `assistant.threads.setStatus`
pub(super) fn set_status(call: &mut Call<'_>) -> Outcome {
    let (channel, thread) = thread(call)?;
    let status = call.arguments.text("status").unwrap_or_default();
    let audience = call.workspace.audience(&channel);
    let news = json!({"type": "typing", "channel": channel, "thread_ts": thread, "text": status, "status": status});
    call.workspace.tell(Some(audience), news);
    call.record(Some(&channel), None, Some(&thread), None);
    Ok(json!({}))
}

/// `assistant.threads.setSuggestedPrompts`: for a thread, or for the whole direct message.
pub(super) fn set_suggested_prompts(call: &mut Call<'_>) -> Outcome {
    let channel = call.writable("channel_id")?;
    let thread = call.arguments.text("thread_ts").map(str::to_owned);
    let prompts = call.arguments.json("prompts")?.and_then(|prompts| prompts.as_array().cloned()).unwrap_or_default();
    let whole = prompts.iter().all(|prompt| prompt["title"].is_string() && prompt["message"].is_string());
    if prompts.is_empty() || MAX_PROMPTS < prompts.len() || !whole {
        return Err(Refusal::because("invalid_arguments", "prompts: 1 to 4, each with title and message"));
    }
    let offered = json!({"title": call.arguments.text("title"), "prompts": prompts});
    let pane = call.workspace.panes.entry(channel.clone()).or_default();
    pane.prompts.insert(thread.clone().unwrap_or_default(), offered);
    let audience = call.workspace.audience(&channel);
    call.workspace.tell(Some(audience), json!({"type": "prompts", "channel": channel}));
    call.record(Some(&channel), None, thread.as_deref(), None);
    Ok(json!({}))
}

/// `assistant.threads.setTitle`
pub(super) fn set_title(call: &mut Call<'_>) -> Outcome {
    let (channel, thread) = thread(call)?;
    let title = call.arguments.need("title")?.to_owned();
    call.workspace.panes.entry(channel.clone()).or_default().titles.insert(thread.clone(), title);
    call.record(Some(&channel), None, Some(&thread), None);
    Ok(json!({}))
}
