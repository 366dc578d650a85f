//! What a browser shows at the end of an installation: what happened, then what to do. No script, nothing from elsewhere.

use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};

use crate::operations::installs::Welcome;

/// How an installation ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Page {
    /// It is there.
    Installed {
        /// The workspace's name.
        name: String,
        /// What its installer is now.
        welcome: Welcome,
        /// What people type before their words to the bot.
        command: String,
    },
    /// Somebody pressed *Cancel* in Slack.
    Denied,
    /// No such installation is under way in this browser: too late, a second time, or begun elsewhere.
    NotBegunHere,
    /// The workspace is not on the list.
    NotAllowed,
    /// Slack does not take the code.
    Refused,
    /// Slack does not answer.
    Unreachable,
    /// Our own trouble.
    Broken,
}

impl Page {
    /// For the metrics.
    pub(super) fn outcome(&self) -> &'static str {
        match self {
            Self::Installed { .. } => "installed",
            Self::Denied => "denied",
            Self::NotBegunHere => "not begun here",
            Self::NotAllowed => "not allowed",
            Self::Refused => "refused",
            Self::Unreachable => "unreachable",
            Self::Broken => "broken",
        }
    }

    fn status(&self) -> StatusCode {
        match self {
            Self::Installed { .. } | Self::Denied => StatusCode::OK,
            Self::NotBegunHere | Self::Refused => StatusCode::BAD_REQUEST,
            Self::NotAllowed => StatusCode::FORBIDDEN,
            Self::Unreachable => StatusCode::BAD_GATEWAY,
            Self::Broken => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// A line, and what to do.
    fn words(&self) -> (String, String) {
        let (line, then) = match self {
            Self::Installed { name, welcome, command } => {
                let line = format!("Steward is installed in {}", if name.is_empty() { "Slack" } else { name });
                return (line, welcome_words(*welcome, &escaped(command)));
            }
            Self::Denied => {
                ("Nothing was installed", "You did not allow it in Slack. If that was not meant, start again.")
            }
            Self::NotBegunHere => (
                "This installation cannot be finished",
                "It took longer than ten minutes, was finished already, or began in another browser. Start again.",
            ),
            Self::NotAllowed => (
                "This workspace may not install Steward",
                "Ask whoever runs Steward to add it to the workspaces that may, then start again.",
            ),
            Self::Refused => ("Slack did not confirm the installation", "Nothing was installed. Start again."),
            Self::Unreachable => {
                ("Slack cannot be reached just now", "Nothing was installed. Wait a minute, then start again.")
            }
            Self::Broken => (
                "Steward cannot reach its data just now",
                "Nothing was installed. Try again in a minute; whoever runs Steward finds the reason in its log.",
            ),
        };
        (line.to_owned(), then.to_owned())
    }

    fn html(&self) -> String {
        let (line, then) = self.words();
        let line = escaped(&line);
        let again = match self {
            Self::Installed { .. } => "",
            Self::Denied | Self::NotBegunHere | Self::NotAllowed | Self::Refused | Self::Unreachable | Self::Broken => {
                "<p><a href=\"/slack/install\">Start again</a></p>"
            }
        };
        format!(
            "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{line}</title>\
             <style>{STYLE}</style></head><body><main><h1>{line}</h1><p>{then}</p>{again}</main></body></html>"
        )
    }
}

/// Whoever expected to be admin by it reads here why they are not.
fn welcome_words(welcome: Welcome, command: &str) -> String {
    match welcome {
        Welcome::FirstAdmin => {
            format!(
                "You are its first admin. Go back to Slack and type <code>{command} help</code>. You can close this page."
            )
        }
        Welcome::AsBefore => {
            format!(
                "Go back to Slack and type <code>{command} help</code>. Installing gives nobody a role: roles come with the \
                 import of people, from whoever runs Steward. You can close this page."
            )
        }
    }
}

const STYLE: &str = ":root{color-scheme:light dark}body{font:1.1rem/1.5 system-ui,sans-serif;margin:0}\
    main{max-width:34rem;margin:12vh auto;padding:0 1.5rem}h1{font-size:1.5rem}";

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        let headers = [
            (header::CACHE_CONTROL, "no-store"),
            // The address holds a code.
            (header::REFERRER_POLICY, "no-referrer"),
            (header::CONTENT_SECURITY_POLICY, "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        ];
        (self.status(), headers, Html(self.html())).into_response()
    }
}

/// A workspace's name is somebody's text.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_text() {
        let name = "<script>alert(1)</script> & Co".to_owned();
        let page = Page::Installed { name, welcome: Welcome::AsBefore, command: "/care".into() };
        assert!(!page.html().contains("<script"), "{}", page.html());
        assert!(page.html().contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; Co"));
        assert!(page.html().contains("<code>/care help</code>"), "{}", page.html());
        assert_eq!(Page::Denied.html().matches("Start again").count(), 1);
    }
}
