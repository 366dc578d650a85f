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
const FILES: &[(&str, &str)] = files![
    "api.js",
    "attachments.js",
    "autocomplete.js",
    "avatar.js",
    "blocks-cards.js",
    "blocks-data-table.js",
    "blocks-layout.js",
    "blocks-rich-text.js",
    "blocks-table.js",
    "blocks.css",
    "blocks.js",
    "cards.css",
    "channel-view.js",
    "channel.css",
    "charts.js",
    "clock.js",
    "combobox.js",
    "composer.css",
    "composer.js",
    "dom.js",
    "elements-button.js",
    "elements-choice.js",
    "elements-date.js",
    "elements-select.js",
    "elements-text.js",
    "elements.css",
    "elements.js",
    "emoji.js",
    "header.js",
    "home.js",
    "icons.js",
    "layout.css",
    "load.js",
    "main.js",
    "markdown.js",
    "message-actions.js",
    "message.js",
    "messages.css",
    "messages.js",
    "modal-check.js",
    "modal.js",
    "mrkdwn.js",
    "overlay.js",
    "overlays.css",
    "people.js",
    "phone.css",
    "picture.js",
    "select.css",
    "sidebar.css",
    "sidebar.js",
    "store.js",
    "stream.js",
    "surface.js",
    "tables.css",
    "theme.css",
    "theme.js",
    "time.js",
    "toast.js",
];

#[cfg(test)]
mod tests {
    use super::FILES;

    #[test]
    fn every_file_of_the_page_is_in_the_table() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/standin/page");
        let entries = std::fs::read_dir(folder).expect("the page's folder");
        let mut names: Vec<String> =
            entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
        names.retain(|name| name != "index.html");
        names.sort();
        assert_eq!(names, FILES.iter().map(|(name, _)| *name).collect::<Vec<_>>());
    }
}
