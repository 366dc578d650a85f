//! Installing an app: the page where somebody allows it, `oauth.v2.access`, and removing it again.

use std::sync::Arc;

use axum::Form;
use axum::extract::{Query, State};
use axum::http::header::{AUTHORIZATION, LOCATION};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use url::Url;

use super::events;
use super::hub::Hub;
use super::inbound::{Answer, Trouble};
use super::web_api::arguments::Arguments;
use super::workspace::{Holder, Issued, Workspace};

/// What the app asks with, along with the answer once somebody gave it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    client_id: String,
    scope: String,
    state: String,
    redirect_uri: String,
    /// `allow`, or anything else.
    decision: String,
    /// Who decides.
    user: String,
    /// `T…`, or `E…` for all of a Grid.
    place: String,
}

/// `GET /oauth/v2/authorize`: a page that asks.
pub(super) async fn ask(State(hub): State<Arc<Hub>>, Query(asked): Query<Asked>) -> Response {
    match hub.read(|workspace| back_to(workspace, &asked).map(|_| page(workspace, &asked))) {
        Ok(page) => Html(page).into_response(),
        Err(why) => (StatusCode::BAD_REQUEST, why).into_response(),
    }
}

/// `POST /oauth/v2/authorize`: somebody decided, and goes back to the app.
pub(super) async fn decide(State(hub): State<Arc<Hub>>, Form(asked): Form<Asked>) -> Response {
    let decided = hub.change(|workspace| {
        let mut back = back_to(workspace, &asked)?;
        let holder = holder(workspace, &asked.place).ok_or("no such workspace")?;
        if workspace.person(&asked.user).is_none() {
            return Err("no such person");
        }
        if asked.decision == "allow" {
            let code = workspace.issue_code(holder, &asked.user);
            back.query_pairs_mut().append_pair("code", &code);
        } else {
            back.query_pairs_mut().append_pair("error", "access_denied");
        }
        back.query_pairs_mut().append_pair("state", &asked.state);
        Ok(back)
    });
    match decided {
        Ok(back) => (StatusCode::FOUND, [(LOCATION, back.to_string())]).into_response(),
        Err(why) => (StatusCode::BAD_REQUEST, why).into_response(),
    }
}

/// Where the app takes people back; Slack asks nothing of them for an app that it does not know.
fn back_to(workspace: &Workspace, asked: &Asked) -> Result<Url, &'static str> {
    let app = &workspace.app;
    if app.client_id.is_empty() || asked.client_id != app.client_id {
        return Err("invalid_client_id");
    }
    if asked.scope.is_empty() {
        return Err("invalid_scope");
    }
    let known = app.redirect_urls.iter().find(|url| asked.redirect_uri.is_empty() || **url == asked.redirect_uri);
    known.and_then(|url| Url::parse(url).ok()).ok_or("bad_redirect_uri")
}

fn holder(workspace: &Workspace, place: &str) -> Option<Holder> {
    let team = workspace.teams().find(|team| team.id == place).cloned().map(Holder::Team);
    let mut teams = workspace.teams();
    team.or_else(|| {
        let of_grid = teams.find(|team| team.enterprise_id.as_deref() == Some(place))?;
        Some(Holder::Grid { id: place.to_owned(), name: format!("{} Grid", of_grid.name) })
    })
}

fn page(workspace: &Workspace, asked: &Asked) -> String {
    let hidden =
        |name: &str, value: &str| format!("<input type=\"hidden\" name=\"{name}\" value=\"{}\">", escaped(value));
    let option = |value: &str, name: &str| format!("<option value=\"{}\">{}</option>", escaped(value), escaped(name));
    let mut places: Vec<String> = workspace.teams().map(|team| option(&team.id, &team.name)).collect();
    places.extend(workspace.teams().filter_map(|team| {
        let grid = team.enterprise_id.as_deref()?;
        Some(option(grid, &format!("all of {grid}")))
    }));
    let people = workspace.people.iter().filter(|person| !person.is_bot && person.team_id.is_none());
    let people: String = people.map(|person| option(&person.id, &person.real_name)).collect();
    let scopes: Vec<String> = asked.scope.split(',').map(|scope| format!("<li>{}</li>", escaped(scope))).collect();
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Allow {name}?</title></head><body>\
         <h1>{name} asks to be installed</h1><ul>{scopes}</ul><form method=\"post\">{}{}{}{}\
         <label>Workspace <select name=\"place\">{}</select></label> \
         <label>As <select name=\"user\">{people}</select></label> \
         <button name=\"decision\" value=\"allow\">Allow</button> \
         <button name=\"decision\" value=\"deny\">Cancel</button></form></body></html>",
        hidden("client_id", &asked.client_id),
        hidden("scope", &asked.scope),
        hidden("state", &asked.state),
        hidden("redirect_uri", &asked.redirect_uri),
        places.concat(),
        scopes = scopes.concat(),
        name = escaped(&workspace.app.name),
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// `oauth.v2.access`: a code, or a refresh token, for tokens.
pub(super) fn access(hub: &Arc<Hub>, arguments: &Arguments, headers: &HeaderMap) -> Value {
    let outcome = hub.change(|workspace| {
        is_the_app(workspace, arguments, headers)?;
        if arguments.text("grant_type") == Some("refresh_token") {
            let issued = workspace.refresh(arguments.text("refresh_token").unwrap_or_default())?;
            return Ok(tokens(workspace, &issued, arguments));
        }
        let (issued, user) = workspace.exchange_code(arguments.text("code").ok_or("invalid_code")?)?;
        let mut body = tokens(workspace, &issued, arguments);
        body["authed_user"] = json!({ "id": user });
        Ok(body)
    });
    outcome.unwrap_or_else(|error: &str| json!({ "ok": false, "error": error }))
}

/// By HTTP's basic authorization, or by fields.
fn is_the_app(workspace: &Workspace, arguments: &Arguments, headers: &HeaderMap) -> Result<(), &'static str> {
    let app = &workspace.app;
    let basic = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Basic "));
    let expected = base64(format!("{}:{}", app.client_id, app.client_secret).as_bytes());
    let by_fields = arguments.text("client_id").zip(arguments.text("client_secret"));
    match (basic, by_fields) {
        _ if app.client_id.is_empty() => Err("invalid_client_id"),
        (Some(given), _) if given == expected => Ok(()),
        (None, Some((id, secret))) if id == app.client_id && secret == app.client_secret => Ok(()),
        (None, None) => Err("invalid_client_id"),
        (Some(_), _) | (None, Some(_)) => Err("bad_client_secret"),
    }
}

/// RFC 4648 with padding; a crate for one header would be more to keep than this.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let letter = |held: u32, shift: u32| char::from(LETTERS[(held >> shift & 63) as usize]);
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let at = |n: usize| u32::from(three.get(n).copied().unwrap_or_default());
        let held = at(0) << 16 | at(1) << 8 | at(2);
        text.extend([letter(held, 18), letter(held, 12)]);
        text.push(if 1 < three.len() { letter(held, 6) } else { '=' });
        text.push(if 2 < three.len() { letter(held, 0) } else { '=' });
    }
    text
}

fn tokens(workspace: &Workspace, issued: &Issued, arguments: &Arguments) -> Value {
    let (team, enterprise, is_org_wide) = match &issued.holder {
        Holder::Team(team) => {
            let enterprise =
                team.enterprise_id.as_ref().map(|id| json!({ "id": id, "name": format!("{} Grid", team.name) }));
            (json!({ "id": team.id, "name": team.name }), json!(enterprise), false)
        }
        Holder::Grid { id, name } => (Value::Null, json!({ "id": id, "name": name }), true),
    };
    let mut body = json!({
        "ok": true, "access_token": issued.token, "token_type": "bot", "scope": arguments.text("scope").unwrap_or_default(),
        "bot_user_id": workspace.app.bot_user_id, "app_id": workspace.app.id, "team": team, "enterprise": enterprise,
        "is_enterprise_install": is_org_wide,
    });
    if let Some((refresh, seconds)) = &issued.rotation {
        body["refresh_token"] = json!(refresh);
        body["expires_in"] = json!(seconds);
    }
    body
}

/// `auth.revoke`: the token that it is called with.
pub(super) fn revoke(workspace: &mut Workspace, arguments: &Arguments) -> Value {
    let revoked = arguments.token().is_some_and(|token| workspace.revoke(token));
    json!({ "revoked": revoked })
}

/// An admin removes the app from a workspace or a Grid: its tokens are dead, and it is told so.
pub(super) async fn uninstall(hub: &Arc<Hub>, place: &str) -> Result<Answer, Trouble> {
    let holder = hub.change(|workspace| workspace.uninstall(place));
    let holder = holder.ok_or_else(|| Trouble::NotSent(format!("the app is not installed in {place}")))?;
    let bot = hub.read(|workspace| workspace.app.bot_user_id.clone());
    let revoked = json!({ "type": "tokens_revoked", "tokens": { "oauth": [], "bot": [bot] } });
    let mut last = Ok(Answer::default());
    for (name, event) in [("tokens_revoked", revoked), ("app_uninstalled", json!({ "type": "app_uninstalled" }))] {
        if hub.read(|workspace| workspace.app.events.iter().any(|event| event == name)) {
            last = events::deliver_from(Arc::clone(hub), &holder, event).await;
        }
    }
    last
}

#[cfg(test)]
mod tests {
    use super::base64;

    #[test]
    fn base64_is_that_of_the_rfc() {
        for (text, encoded) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")] {
            assert_eq!(base64(text.as_bytes()), encoded);
        }
    }
}
