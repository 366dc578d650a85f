//! The page: its files are part of the program, so that the demo needs nothing beside it.

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};

/// `GET /`
pub(super) async fn index() -> Html<&'static str> {
    Html(include_str!("page/index.html"))
}

/// `GET /assets/{file}`
pub(super) async fn asset(Path(file): Path<String>) -> Response {
    let Some((name, text)) = FILES.iter().find(|(name, _)| *name == file) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let extension = name.rsplit('.').next().unwrap_or_default();
    let kind = match extension {
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        _ => "text/javascript; charset=utf-8",
    };
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-cache")], *text).into_response()
}

/// Names of files beside this one in `page/`, each with its text.
macro_rules! files {
    ($($name:literal),* $(,)?) => { &[$(($name, include_str!(concat!("page/", $name)))),*] };
}

/// Every file below `/assets/`: a line each, in the order of the alphabet.
const FILES: &[(&str, &str)] = files!["style.css"];
