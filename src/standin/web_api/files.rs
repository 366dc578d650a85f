//! Files: an upload address, the bytes, and the message that shares them.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::super::hub::{Hub, beneath};
use super::super::refusal::Refusal;
use super::super::workspace::{Author, Draft, StoredFile};
use super::{Call, Outcome};

/// `files.getUploadURLExternal`
pub(super) fn get_upload_url(call: &mut Call<'_>) -> Outcome {
    let name = call.arguments.need("filename")?.to_owned();
    let length = call.arguments.number("length").filter(|length| 0 < *length);
    let length = length.ok_or_else(|| Refusal::because("invalid_arguments", "missing required field: length"))?;
    let id = call.workspace.mint_id("F0FILE");
    let file = StoredFile { name, length: length as u64, ..StoredFile::default() };
    call.workspace.files.insert(id.clone(), file);
    let address = beneath(call.base, &format!("upload/{id}"));
    Ok(json!({"upload_url": address, "file_id": id}))
}

/// `POST /upload/{file_id}`
pub(in crate::standin) async fn upload(
    State(hub): State<Arc<Hub>>,
    Path(file_id): Path<String>,
    body: Bytes,
) -> Response {
    let taken = hub.change(|workspace| {
        let file = workspace.files.get_mut(&file_id).filter(|file| !file.uploaded)?;
        if file.length != body.len() as u64 {
            return None;
        }
        file.hex = hex::encode(&body);
        file.uploaded = true;
        Some(())
    });
    match taken {
        Some(()) => format!("OK - {}", body.len()).into_response(),
        None => (StatusCode::BAD_REQUEST, "no such upload, or another length than announced").into_response(),
    }
}

/// `GET /files/{file_id}/{name}`
pub(in crate::standin) async fn download(
    State(hub): State<Arc<Hub>>,
    Path((file_id, _)): Path<(String, String)>,
) -> Response {
    let stored = hub.read(|workspace| workspace.files.get(&file_id).map(|file| (file.name.clone(), file.hex.clone())));
    let Some((name, bytes)) = stored.and_then(|(name, hex)| Some((name, hex::decode(hex).ok()?))) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let plain: String = name.chars().filter(|letter| letter.is_ascii_graphic() && *letter != '"').collect();
    // Messages show pictures by their file's id; everything else is to be kept.
    let (content_type, manner) = if plain.rsplit_once('.').is_some_and(|(_, kind)| kind == "png") {
        ("image/png", "inline")
    } else {
        ("application/octet-stream", "attachment")
    };
    let disposition = format!("{manner}; filename=\"{plain}\"");
    ([(header::CONTENT_TYPE, content_type.to_owned()), (header::CONTENT_DISPOSITION, disposition)], bytes)
        .into_response()
}

/// `files.completeUploadExternal`
pub(super) fn complete_upload(call: &mut Call<'_>) -> Outcome {
    let listed = call.arguments.json("files")?.and_then(|files| files.as_array().cloned()).unwrap_or_default();
    if listed.is_empty() {
        return Err(Refusal::because("invalid_arguments", "missing required field: files"));
    }
    let shown: Result<Vec<Value>, Refusal> = listed.iter().map(|listed| shown(call, listed)).collect();
    let files = json!(shown?);
    let field = if call.arguments.has("channel_id") { "channel_id" } else { "channels" };
    if !call.arguments.has(field) {
        return Ok(json!({"files": files}));
    }
    let channel = call.writable(field)?;
    let draft = Draft {
        text: call.arguments.text("initial_comment").unwrap_or_default().to_owned(),
        files: Some(files.clone()),
        thread_ts: call.arguments.text("thread_ts").map(str::to_owned),
        ..Draft::default()
    };
    let message = call.workspace.post(&channel, &Author::App, draft);
    let ts = message["ts"].as_str().map(str::to_owned);
    call.record(Some(&channel), None, ts.as_deref(), None);
    Ok(json!({"files": files}))
}

fn shown(call: &Call<'_>, listed: &Value) -> Result<Value, Refusal> {
    let id = listed["id"].as_str().unwrap_or_default();
    let file = call.workspace.files.get(id).filter(|file| file.uploaded);
    let file = file.ok_or_else(|| Refusal::code("file_not_found"))?;
    let address = beneath(call.base, &format!("files/{id}/{}", file.name));
    let filetype = file.name.rsplit_once('.').map_or("", |(_, extension)| extension);
    Ok(json!({
        "id": id, "name": file.name, "title": listed["title"].as_str().unwrap_or(&file.name), "size": file.length,
        "filetype": filetype, "mode": "hosted", "url_private": address, "url_private_download": address, "permalink": address,
    }))
}
