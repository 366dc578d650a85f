//! `chat.*`: messages posted, shown to one person, edited and removed by the bot.

use serde_json::{Value, json};

use super::super::hub::beneath;
use super::super::limits;
use super::super::refusal::Refusal;
use super::super::workspace::{Author, Draft};
use super::{Call, Outcome};

/// `chat.postMessage`
pub(super) fn post_message(call: &mut Call<'_>) -> Outcome {
    let channel = destination(call)?;
    let draft = draft(call, limits::POSTED_TEXT)?;
    let draft = in_thread(call, &channel, draft)?;
    let message = call.workspace.post(&channel, &Author::App, draft);
    let ts = message["ts"].as_str().map(str::to_owned);
    call.record(Some(&channel), None, ts.as_deref(), message.get("metadata").cloned());
    Ok(json!({"channel": channel, "ts": ts, "message": message}))
}

/// A channel's id or name, or a person's id, which opens the direct message.
fn destination(call: &mut Call<'_>) -> Result<String, Refusal> {
    let named = call.arguments.text("channel").unwrap_or_default().to_owned();
    if named == call.workspace.app.bot_user_id {
        return Err(Refusal::code("channel_not_found"));
    }
    let Some(person) = call.workspace.person(&named) else {
        return call.writable("channel");
    };
    if person.deleted {
        return Err(Refusal::code("user_disabled"));
    }
    if person.is_bot {
        return Err(Refusal::code("cannot_dm_bot"));
    }
    Ok(call.workspace.direct_message(&named))
}

fn in_thread(call: &Call<'_>, channel: &str, mut draft: Draft) -> Result<Draft, Refusal> {
    let Some(thread) = call.arguments.text("thread_ts") else {
        return Ok(draft);
    };
    let parent = call.workspace.message(channel, thread).ok_or_else(|| Refusal::code("thread_not_found"))?;
    // An answer to an answer goes into the thread the first one stands in.
    let root = parent["thread_ts"].as_str().unwrap_or(thread);
    draft.thread_ts = Some(root.to_owned());
    draft.reply_broadcast = call.arguments.flag("reply_broadcast");
    Ok(draft)
}

fn draft(call: &Call<'_>, text_limit: usize) -> Result<Draft, Refusal> {
    let arguments = call.arguments;
    let (blocks, attachments) = (arguments.json("blocks")?, arguments.json("attachments")?);
    let metadata = arguments.json("metadata")?;
    // `markdown_text` stands in for text and blocks, and becomes a markdown block.
    let markdown = arguments.text("markdown_text").map(|text| json!([{"type": "markdown", "text": text}]));
    if markdown.is_some() && (blocks.is_some() || arguments.has("text")) {
        return Err(Refusal::code("markdown_text_conflict"));
    }
    let blocks = markdown.or(blocks);
    let body = json!({
        "text": arguments.text("text"), "blocks": blocks, "attachments": attachments, "metadata": metadata,
    });
    limits::message(&body, text_limit)?;
    Ok(Draft {
        text: arguments.text("text").unwrap_or_default().to_owned(),
        blocks,
        attachments,
        metadata,
        ..Draft::default()
    })
}

/// `chat.postEphemeral`
pub(super) fn post_ephemeral(call: &mut Call<'_>) -> Outcome {
    let channel = call.writable("channel")?;
    let user = call.arguments.need("user").map_err(|_| Refusal::code("no_user"))?.to_owned();
    if call.workspace.person(&user).is_none() {
        return Err(Refusal::code("user_not_found"));
    }
    if !call.workspace.is_member(&channel, &user) {
        return Err(Refusal::code("user_not_in_channel"));
    }
    let draft = draft(call, limits::POSTED_TEXT)?;
    let draft = in_thread(call, &channel, draft)?;
    let message = call.workspace.whisper(&channel, &user, &Author::App, draft);
    let ts = message["ts"].as_str().map(str::to_owned);
    call.record(Some(&channel), Some(&user), ts.as_deref(), message.get("metadata").cloned());
    Ok(json!({"message_ts": ts}))
}

/// The channel and the `ts` of a message of the bot's own.
fn own_message(call: &Call<'_>, not_mine: &str) -> Result<(String, String), Refusal> {
    let channel = call.writable("channel")?;
    let ts = call.arguments.need("ts").map_err(|_| Refusal::code("message_not_found"))?;
    let message = call.workspace.message(&channel, ts).ok_or_else(|| Refusal::code("message_not_found"))?;
    if message["bot_id"] != call.workspace.app.bot_id {
        return Err(Refusal::code(not_mine));
    }
    Ok((channel, ts.to_owned()))
}

/// `chat.update`: what is left out stays as it was.
pub(super) fn update(call: &mut Call<'_>) -> Outcome {
    let (channel, ts) = own_message(call, "cant_update_message")?;
    let draft = draft(call, limits::UPDATED_TEXT)?;
    let text = call.arguments.text("text").map(str::to_owned);
    let message = call.workspace.edit(&channel, &ts, text, draft).ok_or_else(|| Refusal::code("message_not_found"))?;
    call.record(Some(&channel), None, Some(&ts), message.get("metadata").cloned());
    Ok(json!({"channel": channel, "ts": ts, "text": message["text"], "message": message}))
}

/// `chat.delete`
pub(super) fn delete(call: &mut Call<'_>) -> Outcome {
    let (channel, ts) = own_message(call, "cant_delete_message")?;
    call.workspace.remove(&channel, &ts);
    call.record(Some(&channel), None, Some(&ts), None);
    Ok(json!({"channel": channel, "ts": ts}))
}

/// `chat.getPermalink`
pub(super) fn permalink(call: &mut Call<'_>) -> Outcome {
    let channel = call.readable("channel")?;
    let ts = call.arguments.need("message_ts")?;
    let message = call.workspace.message(&channel, ts).ok_or_else(|| Refusal::code("message_not_found"))?;
    let mut link = beneath(call.base, &format!("archives/{channel}/p{}", ts.replace('.', "")));
    if let Some(thread) = message["thread_ts"].as_str() {
        link.query_pairs_mut().append_pair("thread_ts", thread).append_pair("cid", &channel);
    }
    Ok(json!({"channel": channel, "permalink": link.as_str()}))
}

/// `chat.unfurl`: cards under the links of a message, named by its channel and `ts` or by the event's `unfurl_id`. The app need
/// not be in the channel. What is in the composer is journalled alone, for the local Slack's composer draws nothing.
pub(super) fn unfurl(call: &mut Call<'_>) -> Outcome {
    let Some(Value::Object(unfurls)) = call.arguments.json("unfurls")? else {
        return Err(Refusal::code("missing_unfurls"));
    };
    let Some((channel, ts)) = unfurled(call)? else {
        call.record(None, None, None, None);
        return Ok(json!({}));
    };
    let message = call.workspace.message(&channel, &ts).ok_or_else(|| Refusal::code("cannot_find_message"))?;
    let text = message["text"].as_str().unwrap_or_default().replace("&amp;", "&");
    let mut attachments = Vec::new();
    for (url, card) in unfurls {
        if !text.contains(&url) {
            return Err(Refusal::code("cannot_unfurl_url"));
        }
        limits::message(&json!({"text": "x", "attachments": [card]}), limits::POSTED_TEXT)?;
        let mut attachment = card;
        attachment["blocks"] = call.workspace.with_ids(attachment["blocks"].take());
        attachment["from_url"] = json!(url);
        attachment["app_unfurl_url"] = json!(url);
        attachment["is_app_unfurl"] = json!(true);
        attachments.push(attachment);
    }
    if let Some(message) = call.workspace.message_mut(&channel, &ts) {
        message["attachments"] = json!(attachments);
    }
    call.workspace.changed(&channel, &ts);
    call.record(Some(&channel), None, Some(&ts), None);
    Ok(json!({}))
}

/// Channel and `ts` of the message; nothing for the composer.
fn unfurled(call: &Call<'_>) -> Result<Option<(String, String)>, Refusal> {
    let (id, source) = (call.arguments.text("unfurl_id"), call.arguments.text("source"));
    match (id, source) {
        (Some(_), Some("composer")) => Ok(None),
        (Some(id), Some("conversations_history")) => {
            let named = id.split_once('.').map(|(channel, ts)| (channel.to_owned(), ts.to_owned()));
            named.map(Some).ok_or_else(|| Refusal::code("cannot_find_message"))
        }
        (None, None) => {
            let ts = call.arguments.need("ts")?.to_owned();
            Ok(Some((call.channel("channel")?.id.clone(), ts)))
        }
        (_, _) => Err(Refusal::because("invalid_arguments", "unfurl_id and source come together")),
    }
}
