//! `conversations.*`: channels, their members and their history.

use serde_json::{Value, json};

use super::super::refusal::Refusal;
use super::super::workspace::{is_root, real_ms};
use super::{Call, Outcome};

/// `conversations.info`
pub(super) fn info(call: &mut Call<'_>) -> Outcome {
    let channel = call.channel("channel")?;
    Ok(json!({"channel": call.workspace.channel_json(channel)}))
}

/// `conversations.list`: public ones, and those private ones the bot is in.
pub(super) fn list(call: &mut Call<'_>) -> Outcome {
    let types = call.arguments.text("types").unwrap_or("public_channel");
    let asked: Vec<&str> = types.split(',').map(str::trim).collect();
    let no_archived = call.arguments.flag("exclude_archived");
    let listed = call.workspace.channels.iter().filter(|channel| {
        let kind = match (channel.is_im, channel.is_mpim, channel.is_private) {
            (true, _, _) => "im",
            (_, true, _) => "mpim",
            (_, _, true) => "private_channel",
            (_, _, false) => "public_channel",
        };
        let visible = !channel.is_private || call.has_bot(channel);
        asked.contains(&kind) && visible && !(no_archived && channel.is_archived)
    });
    let channels: Vec<Value> = listed.map(|channel| call.workspace.channel_json(channel)).collect();
    let (channels, cursor) = page(call, channels, 1_000)?;
    Ok(json!({"channels": channels, "response_metadata": {"next_cursor": cursor}}))
}

/// `conversations.members`
pub(super) fn members(call: &mut Call<'_>) -> Outcome {
    let channel = call.channel("channel")?;
    let members = channel.members.iter().map(|member| json!(member)).collect();
    let (members, cursor) = page(call, members, 1_000)?;
    Ok(json!({"members": members, "response_metadata": {"next_cursor": cursor}}))
}

/// One page of a list by `cursor` and `limit`, and the cursor of the next.
pub(super) fn page(call: &Call<'_>, items: Vec<Value>, most: usize) -> Result<(Vec<Value>, String), Refusal> {
    let start = match call.arguments.text("cursor") {
        None => 0,
        Some(cursor) => decode(cursor, "offset").ok_or_else(|| Refusal::code("invalid_cursor"))?,
    };
    let limit = call.arguments.number("limit").filter(|limit| 0 < *limit).unwrap_or(most).min(most);
    let total = items.len();
    let rest: Vec<Value> = items.into_iter().skip(usize::try_from(start).unwrap_or(usize::MAX)).take(limit).collect();
    let end = usize::try_from(start).unwrap_or(usize::MAX).saturating_add(rest.len());
    let next = if end < total { encode("offset", end as u64) } else { String::new() };
    Ok((rest, next))
}

fn encode(kind: &str, number: u64) -> String {
    hex::encode(format!("{kind}:{number}"))
}

fn decode(cursor: &str, kind: &str) -> Option<u64> {
    let bytes = hex::decode(cursor).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    text.strip_prefix(kind)?.strip_prefix(':')?.parse().ok()
}

/// `conversations.open`: with one person a direct message, with several a group.
pub(super) fn open(call: &mut Call<'_>) -> Outcome {
    if call.arguments.has("channel") {
        let channel = call.channel("channel")?;
        return Ok(json!({"no_op": true, "already_open": true, "channel": call.workspace.channel_json(channel)}));
    }
    let users: Vec<String> = call.arguments.need("users")?.split(',').map(|user| user.trim().to_owned()).collect();
    for user in &users {
        let person = call.workspace.person(user).ok_or_else(|| Refusal::code("user_not_found"))?;
        if person.deleted {
            return Err(Refusal::code("user_disabled"));
        }
    }
    let id = match users.as_slice() {
        [user] => call.workspace.direct_message(user),
        _ => group(call, &users),
    };
    let channel = call.workspace.channel(&id).ok_or_else(|| Refusal::code("channel_not_found"))?;
    Ok(json!({"channel": call.workspace.channel_json(channel)}))
}

fn group(call: &mut Call<'_>, users: &[String]) -> String {
    let mut members = users.to_vec();
    members.push(call.workspace.app.bot_user_id.clone());
    members.sort();
    let same = call.workspace.channels.iter().find(|channel| {
        let mut known = channel.members.clone();
        known.sort();
        channel.is_mpim && known == members
    });
    if let Some(open) = same {
        return open.id.clone();
    }
    let id = call.workspace.mint_id("G");
    call.workspace.channels.push(super::super::seed::Channel {
        id: id.clone(),
        name: format!("mpdm-{}", id.to_lowercase()),
        members,
        is_private: true,
        is_mpim: true,
        ..super::super::seed::Channel::default()
    });
    id
}

/// `conversations.join`
pub(super) fn join(call: &mut Call<'_>) -> Outcome {
    let channel = call.channel("channel")?;
    let (id, kind) = (channel.id.clone(), (channel.is_private, channel.is_archived));
    match kind {
        (_, true) => return Err(Refusal::code("is_archived")),
        (true, _) => return Err(Refusal::code("method_not_supported_for_channel_type")),
        (false, false) => {}
    }
    let bot = call.workspace.app.bot_user_id.clone();
    let joined = call.workspace.channel_mut(&id).filter(|channel| !channel.members.contains(&bot));
    if let Some(channel) = joined {
        channel.members.push(bot.clone());
        let event = json!({
            "type": "member_joined_channel", "user": bot, "channel": id, "channel_type": "C",
            "team": call.workspace.team.id, "event_ts": call.workspace.mint_ts(),
        });
        call.workspace.owe_event(event);
    }
    let channel = call.channel("channel")?;
    Ok(json!({"channel": call.workspace.channel_json(channel)}))
}

/// `conversations.history`: the newest first, without the replies in threads.
pub(super) fn history(call: &mut Call<'_>) -> Outcome {
    let channel = call.readable("channel")?;
    let mut found: Vec<Value> = stored(call, &channel).into_iter().filter(is_root).collect();
    found.reverse();
    let window = Window::of(call)?;
    found.retain(|message| window.holds(message));
    let limit = call.arguments.number("limit").filter(|limit| 0 < *limit).unwrap_or(100).min(999);
    let cursor = next_cursor(&found, limit);
    found.truncate(limit);
    let messages = call.workspace.with_reply_counts(&channel, &found);
    Ok(json!({
        "messages": with_metadata(call, messages), "has_more": !cursor.is_empty(), "pin_count": 0,
        "response_metadata": {"next_cursor": cursor},
    }))
}

/// `conversations.replies`: the parent and its replies, the oldest first.
pub(super) fn replies(call: &mut Call<'_>) -> Outcome {
    let channel = call.readable("channel")?;
    let ts = call.arguments.need("ts")?.to_owned();
    let all = stored(call, &channel);
    let parent = all.iter().find(|message| message["ts"] == ts.as_str()).cloned();
    let parent = parent.ok_or_else(|| Refusal::code("thread_not_found"))?;
    let window = Window::of(call)?;
    let answers = |message: &&Value| message["thread_ts"] == ts.as_str() && message["ts"] != ts.as_str();
    let mut found: Vec<Value> = all.iter().filter(answers).filter(|message| window.holds(message)).cloned().collect();
    let limit = call.arguments.number("limit").filter(|limit| 0 < *limit).unwrap_or(1_000).min(1_000);
    let cursor = next_cursor(&found, limit);
    found.truncate(limit);
    found.insert(0, parent);
    let messages = call.workspace.with_reply_counts(&channel, &found);
    Ok(json!({
        "messages": with_metadata(call, messages), "has_more": !cursor.is_empty(),
        "response_metadata": {"next_cursor": cursor},
    }))
}

/// Messages as history knows them: those old enough, when it lags.
fn stored(call: &Call<'_>, channel: &str) -> Vec<Value> {
    let newest = real_ms().saturating_sub(call.lag_ms);
    let posts = call.workspace.posts.get(channel).into_iter().flatten();
    posts.filter(|post| post.accepted_ms <= newest).map(|post| post.message.clone()).collect()
}

fn next_cursor(found: &[Value], limit: usize) -> String {
    let next = found.get(limit).and_then(micros_of);
    next.map_or_else(String::new, |micros| encode("next_ts", micros))
}

fn with_metadata(call: &Call<'_>, messages: Vec<Value>) -> Vec<Value> {
    let keep = call.arguments.flag("include_all_metadata");
    let strip = |mut message: Value| {
        if let Some(fields) = message.as_object_mut().filter(|_| !keep) {
            fields.shift_remove("metadata");
        }
        message
    };
    messages.into_iter().map(strip).collect()
}

/// The window that `oldest`, `latest`, `inclusive` and the cursor leave open, in microseconds.
struct Window {
    oldest: Option<u64>,
    latest: Option<u64>,
    inclusive: bool,
    /// Where the next page starts, and which way it goes.
    from: Option<u64>,
    backwards: bool,
}

impl Window {
    fn of(call: &Call<'_>) -> Result<Self, Refusal> {
        let bound = |field: &str, code: &str| match call.arguments.text(field) {
            None => Ok(None),
            Some(text) => micros(text).map(Some).ok_or_else(|| Refusal::code(code)),
        };
        let from = match call.arguments.text("cursor") {
            None => None,
            Some(cursor) => Some(decode(cursor, "next_ts").ok_or_else(|| Refusal::code("invalid_cursor"))?),
        };
        Ok(Self {
            oldest: bound("oldest", "invalid_ts_oldest")?.filter(|oldest| 0 < *oldest),
            latest: bound("latest", "invalid_ts_latest")?.filter(|latest| 0 < *latest),
            inclusive: call.arguments.flag("inclusive"),
            from,
            backwards: call.method == "conversations.history",
        })
    }

    fn holds(&self, message: &Value) -> bool {
        let Some(ts) = micros_of(message) else {
            return false;
        };
        let after = self.oldest.is_none_or(|oldest| oldest < ts || (self.inclusive && oldest == ts));
        let before = self.latest.is_none_or(|latest| ts < latest || (self.inclusive && latest == ts));
        let paged = self.from.is_none_or(|from| if self.backwards { ts <= from } else { from <= ts });
        after && before && paged
    }
}

fn micros_of(message: &Value) -> Option<u64> {
    micros(message["ts"].as_str()?)
}

/// `1700000000.000100`, `1700000000` or `0` in microseconds.
fn micros(ts: &str) -> Option<u64> {
    let (seconds, fraction) = ts.split_once('.').unwrap_or((ts, ""));
    let fraction = fraction.get(..6.min(fraction.len()))?;
    let padded: u64 = format!("{fraction:0<6}").parse().ok()?;
    seconds.parse::<u64>().ok()?.checked_mul(1_000_000)?.checked_add(padded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(ts: &str, expected: Option<u64>) {
        assert_eq!(micros(ts), expected);
    }

    #[test]
    fn a_ts_may_be_short() {
        check("0", Some(0));
        check("17", Some(17_000_000));
        check("17.5", Some(17_500_000));
        check("17.000001", Some(17_000_001));
        check("17.0000019", Some(17_000_001));
        check("now", None);
        check("17.x", None);
    }
}
