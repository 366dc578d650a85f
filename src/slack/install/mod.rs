//! Installation over OAuth: `/slack/install` sends a browser to Slack, `/slack/oauth/callback` takes what was granted there.
//!
//! What comes back counts only with a state that was signed here, in the browser that it was signed for, within ten minutes,
//! once; and only for a workspace or Grid on the list: whoever installs the app comes to the organisation's data.

mod page;

use std::sync::Arc;

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::header::{COOKIE, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use self::page::Page;
use super::client::{CallError, Lines, OauthClient, SlackClient};
use super::inbound::Form;
use crate::domain::ids::OrgId;
use crate::operations::installs::{self, Grant};
use crate::operations::{App, Failure, install_state};
use crate::telemetry;

/// What the app asks for; the manifests name the same.
pub const SCOPES: [&str; 16] = [
    "app_mentions:read",
    "assistant:write",
    "channels:history",
    "channels:read",
    "chat:write",
    "commands",
    "dnd:read",
    "files:write",
    "groups:history",
    "groups:read",
    "im:history",
    "im:write",
    "links:read",
    "links:write",
    "usergroups:read",
    "users:read",
];
/// Remembers the browser that began.
const COOKIE_NAME: &str = "steward_install";
const COOKIE_SECONDS: u32 = 600;
/// Slack's codes and our states are far shorter.
const LONGEST_QUERY: usize = 4_096;

/// What installs.
#[derive(Clone, Debug)]
pub struct Installer {
    /// The bot's data and clock.
    pub app: App,
    /// Whose bot it is.
    pub org: OrgId,
    /// Asks Slack; it needs no token.
    pub slack: SlackClient,
    /// The app, as it proves itself.
    pub oauth: OauthClient,
    /// Which workspaces and Grids may.
    pub allowed: Vec<String>,
    /// Hears of new tokens.
    pub lines: Lines,
    /// What people type before their words to the bot.
    pub command: String,
    /// Whether people come over https; only a local Slack is spared it.
    pub is_secure: bool,
}

/// `/slack/install` and `/slack/oauth/callback`.
pub fn router(installer: Installer) -> Router {
    // Whatever looks ahead at a link must neither begin nor spend anything.
    let nothing = async || StatusCode::NO_CONTENT;
    Router::new()
        .route("/slack/install", get(async |State(installer): State<Arc<Installer>>| begin(&installer)).head(nothing))
        .route("/slack/oauth/callback", get(end).head(nothing))
        .with_state(Arc::new(installer))
}

fn begin(installer: &Installer) -> Response {
    match installer.send_to_slack() {
        Ok(response) => response,
        Err(failure) => {
            tracing::error!(error = %failure, "an installation cannot be begun");
            Page::Broken.into_response()
        }
    }
}

async fn end(State(installer): State<Arc<Installer>>, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    let page = installer.end(query.as_deref().unwrap_or_default(), &headers).await;
    telemetry::came_in("install", page.outcome());
    let mut response = page.into_response();
    response.headers_mut().extend(installer.cookie("", 0).map(|cookie| (SET_COOKIE, cookie)));
    response
}

impl Installer {
    fn send_to_slack(&self) -> Result<Response, Failure> {
        let begun = install_state::begin(&self.app, self.org)?;
        let url = self.slack.authorize_url(&self.oauth, &SCOPES, &begun.state);
        let url = url.map_err(|error| Failure::Broken(error.into()))?;
        let location = HeaderValue::try_from(url.as_str()).map_err(|error| Failure::Broken(error.into()))?;
        let mut response = StatusCode::FOUND.into_response();
        let headers = response.headers_mut();
        headers.insert(LOCATION, location);
        headers.insert("cache-control", HeaderValue::from_static("no-store"));
        headers.extend(self.cookie(&begun.browser, COOKIE_SECONDS).map(|cookie| (SET_COOKIE, cookie)));
        Ok(response)
    }

    /// `Lax`, because the browser comes back from another site.
    fn cookie(&self, value: &str, seconds: u32) -> Option<HeaderValue> {
        let secure = if self.is_secure { "; Secure" } else { "" };
        let cookie = format!("{COOKIE_NAME}={value}; Path=/slack; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
        HeaderValue::try_from(cookie).ok()
    }

    async fn end(&self, query: &str, headers: &HeaderMap) -> Page {
        if LONGEST_QUERY < query.len() {
            return Page::NotBegunHere;
        }
        let Ok(form) = Form::parse(query.as_bytes()) else { return Page::NotBegunHere };
        let (Some(state), Some(browser)) = (form.get("state"), browser_of(headers)) else { return Page::NotBegunHere };
        match install_state::end(&self.app, self.org, state, &browser).await {
            Ok(true) => {}
            Ok(false) => return Page::NotBegunHere,
            Err(failure) => return broken(&failure),
        }
        // Whether they pressed *Cancel*, or their admins do not let them.
        let Some(code) = form.get("code").filter(|_| form.get("error").is_none()) else { return Page::Denied };
        match self.slack.granted(&self.oauth, code).await {
            Ok(grant) => self.install(&grant).await.unwrap_or_else(|failure| broken(&failure)),
            Err(CallError::Refused { error, .. }) => {
                tracing::warn!(slack.error = error, "Slack does not take an installation's code");
                Page::Refused
            }
            Err(error) => {
                tracing::warn!(error = %error, "Slack does not answer for an installation");
                Page::Unreachable
            }
        }
    }

    async fn install(&self, grant: &Grant) -> Result<Page, Failure> {
        let place = [&grant.workspace.team_id, &grant.workspace.enterprise_id];
        if !place.into_iter().flatten().any(|id| self.allowed.contains(id)) {
            tracing::warn!(
                slack.team = grant.workspace.team_id,
                slack.enterprise = grant.workspace.enterprise_id,
                "a workspace that is not in STEWARD_WORKSPACES tried to install the app"
            );
            if let Err(error) = self.slack.give_back(grant).await {
                tracing::warn!(error = %error, "the token of a workspace that may not install the app was not given back");
            }
            return Ok(Page::NotAllowed);
        }
        let (installation, welcome) = installs::install(&self.app, self.org, grant).await?;
        self.lines.forget(installation.id);
        let (name, command) = (grant.workspace.team_name.clone(), self.command.clone());
        Ok(Page::Installed { name, welcome, command })
    }
}

fn browser_of(headers: &HeaderMap) -> Option<String> {
    let cookies = headers.get_all(COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|cookies| cookies.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == COOKIE_NAME).map(|(_, value)| value.to_owned())
}

fn broken(failure: &Failure) -> Page {
    tracing::error!(error = %failure, "an installation failed");
    Page::Broken
}
