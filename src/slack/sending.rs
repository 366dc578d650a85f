//! What is sent where Slack refuses newer blocks: the same with its charts as pictures, and where that fails too, in words.
//!
//! A message is sent anew only after an outcome by which nothing of it was shown; what outcomes those are, the caller says.

use std::time::Duration;

use serde_json::{Value, json};

use super::client::{CallError, SlackClient};
use super::render::{Instead, Picture};

const FILE_NAME: &str = "chart.png";
const PNG: &str = "image/png";
/// Slack looks through a file before it shows it: the pictures are tried at once, and again after this.
const PAUSES: [Duration; 2] = [Duration::ZERO, Duration::from_millis(1_500)];
/// Whoever waits for a message waits no longer for its pictures.
const LONGEST_UPLOAD: Duration = Duration::from_secs(8);
/// Slack's words for blocks that it does not take.
const REFUSED_BLOCKS: [&str; 3] = ["invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"];

/// Whether Slack said that it does not take the blocks, and so did nothing.
pub fn is_about_blocks(error: &CallError) -> bool {
    matches!(error, CallError::Refused { error, .. } if REFUSED_BLOCKS.contains(&error.as_str()))
}

/// Sends a body by `call`. Where it has something to say `instead`, that follows an outcome of which `was_not_shown` holds.
pub async fn send<T, Sending>(
    slack: &SlackClient,
    (body, instead): (Value, Option<Instead>),
    was_not_shown: impl Fn(&CallError) -> bool,
    call: impl Fn(Value) -> Sending,
) -> Result<T, CallError>
where
    Sending: Future<Output = Result<T, CallError>>,
{
    let Some(instead) = instead else { return call(body).await };
    match call(body.clone()).await {
        Err(error) if was_not_shown(&error) => {
            tracing::info!(error = %error, "a message is sent anew without newer blocks");
        }
        outcome => return outcome,
    }
    let with = |blocks: Vec<Value>| {
        let mut body = body.clone();
        body["blocks"] = Value::Array(blocks);
        body
    };
    if let Some(pictured) = Box::pin(pictured(slack, &instead)).await {
        for pause in PAUSES {
            tokio::time::sleep(pause).await;
            match call(with(pictured.clone())).await {
                Err(error) if was_not_shown(&error) => {}
                outcome => return outcome,
            }
        }
    }
    call(with(instead.blocks)).await
}

/// The blocks with their charts as pictures, which Slack has by then; `None` where there are none, or none can be had.
async fn pictured(slack: &SlackClient, instead: &Instead) -> Option<Vec<Value>> {
    let uploads = async {
        let mut ids = Vec::with_capacity(instead.pictures.len());
        for picture in &instead.pictures {
            ids.push(uploaded(slack, picture).await);
        }
        ids
    };
    let ids = tokio::time::timeout(LONGEST_UPLOAD, uploads).await.ok()?;
    instead.pictured(&ids)
}

async fn uploaded(slack: &SlackClient, picture: &Picture) -> Option<String> {
    let (drawn, alt) = (picture.clone(), picture.alt());
    let png = tokio::task::spawn_blocking(move || drawn.png()).await.ok()??;
    match upload_file(slack, (FILE_NAME, PNG, alt), png, None).await {
        Ok(id) => Some(id),
        Err(error) => {
            tracing::warn!(error = %error, "a chart could not be sent as a picture");
            None
        }
    }
}

/// Slack takes a file in three steps: an address, the bytes, and where it is shown. Nothing is seen before the last;
/// where no channel is named, nothing is seen until a message shows it. The file's id.
pub async fn upload_file(
    slack: &SlackClient,
    (name, content_type, alt): (&str, &'static str, &str),
    bytes: Vec<u8>,
    channel: Option<&str>,
) -> Result<String, CallError> {
    let length = bytes.len().to_string();
    let mut fields = vec![("filename", name), ("length", length.as_str())];
    if !alt.is_empty() {
        fields.push(("alt_txt", alt));
    }
    let place = slack.read("files.getUploadURLExternal", &fields).await?;
    let of = |field: &str| place.get(field).and_then(Value::as_str).unwrap_or_default().to_owned();
    slack.upload(&of("upload_url"), content_type, bytes).await?;
    let mut body = json!({ "files": [{ "id": of("file_id"), "title": name }] });
    if let Some(channel) = channel {
        body["channel_id"] = json!(channel);
    }
    slack.call("files.completeUploadExternal", &body).await?;
    Ok(of("file_id"))
}
