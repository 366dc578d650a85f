//! What is sent where Slack refuses newer blocks: the same with its chart as a picture, and where that fails too, in words.

use std::time::Duration;

use serde_json::{Value, json};

use super::Desk;
use crate::slack::client::CallError;
use crate::slack::render::Message;

const FILE_NAME: &str = "chart.png";
const PNG: &str = "image/png";
/// Slack looks through a file before it shows it: the picture is tried at once, and again after this.
const PAUSES: [Duration; 2] = [Duration::ZERO, Duration::from_millis(1_500)];

impl Desk {
    /// Sends a message by `call`; again without newer blocks when the first outcome says that nothing was shown.
    pub(super) async fn send_by<Sending>(
        &self,
        message: &Message,
        was_not_shown: fn(&CallError) -> bool,
        call: impl Fn(Value) -> Sending,
    ) -> Result<(), CallError>
    where
        Sending: Future<Output = Result<(), CallError>>,
    {
        let first = call(message.to_json()).await;
        let Some(plain) = message.fallback_json() else { return first };
        match first {
            Err(error) if was_not_shown(&error) => {}
            outcome => return outcome,
        }
        if let Some(pictured) = self.pictured(message).await {
            for pause in PAUSES {
                tokio::time::sleep(pause).await;
                match call(pictured.clone()).await {
                    Err(error) if was_not_shown(&error) => {}
                    outcome => return outcome,
                }
            }
        }
        call(plain).await
    }

    /// The message with its chart as a picture, which Slack has by then; `None` where there is none, or it cannot be had.
    async fn pictured(&self, message: &Message) -> Option<Value> {
        let picture = message.picture.clone()?;
        let alt = picture.alt().to_owned();
        let png = tokio::task::spawn_blocking(move || picture.png()).await.ok()??;
        match self.upload_file((FILE_NAME, PNG, &alt), png, None).await {
            Ok(id) => message.pictured_json(&id),
            Err(error) => {
                tracing::warn!(error = %error, "a chart could not be sent as a picture");
                None
            }
        }
    }

    /// Slack takes a file in three steps: an address, the bytes, and where it is shown. Nothing is seen before the last;
    /// where no channel is named, nothing is seen until a message shows it. The file's id.
    pub(super) async fn upload_file(
        &self,
        (name, content_type, alt): (&str, &'static str, &str),
        bytes: Vec<u8>,
        channel: Option<&str>,
    ) -> Result<String, CallError> {
        let length = bytes.len().to_string();
        let mut fields = vec![("filename", name), ("length", length.as_str())];
        if !alt.is_empty() {
            fields.push(("alt_txt", alt));
        }
        let place = self.slack.read("files.getUploadURLExternal", &fields).await?;
        let of = |field: &str| place.get(field).and_then(Value::as_str).unwrap_or_default().to_owned();
        self.slack.upload(&of("upload_url"), content_type, bytes).await?;
        let mut body = json!({ "files": [{ "id": of("file_id"), "title": name }] });
        if let Some(channel) = channel {
            body["channel_id"] = json!(channel);
        }
        self.slack.call("files.completeUploadExternal", &body).await?;
        Ok(of("file_id"))
    }
}
