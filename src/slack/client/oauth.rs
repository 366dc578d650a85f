//! `oauth.v2.access`: a code, or a refresh token, for a pair of tokens. Read leniently: org-wide grants name no team, and
//! without rotation nothing ends.

use std::fmt;
use std::time::Instant;

use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use url::Url;

use super::{CallError, SlackClient, ambiguous, answer, not_sent, record};
use crate::operations::installs::{Grant, Pair, Workspace};

const ACCESS: &str = "oauth.v2.access";

/// The app, as it proves itself to Slack.
#[derive(Clone)]
pub struct OauthClient {
    /// Two numbers with a dot between them.
    pub id: String,
    /// The app's password.
    pub secret: SecretString,
}

impl fmt::Debug for OauthClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OauthClient").field("id", &self.id).finish_non_exhaustive()
    }
}

impl SlackClient {
    /// Where people grant the app `scopes`; `state` comes back with them.
    pub fn authorize_url(&self, app: &OauthClient, scopes: &[&str], state: &str) -> Result<Url, CallError> {
        let mut url = self.base.join("../oauth/v2/authorize").map_err(|_| not_sent("authorize"))?;
        // Where they are sent back to is the app's own setting in Slack: it is asked for nowhere else.
        url.query_pairs_mut()
            .append_pair("client_id", &app.id)
            .append_pair("scope", &scopes.join(","))
            .append_pair("state", state);
        Ok(url)
    }

    /// Takes what somebody granted.
    pub async fn granted(&self, app: &OauthClient, code: &str) -> Result<Grant, CallError> {
        let answer = self.access(app, &[("code", code)]).await?;
        let mut grant = grant_of(&answer).ok_or_else(|| ambiguous(ACCESS, "a grant without what makes it one"))?;
        let client = self.with_token(grant.pair.bot.clone());
        // Only for the first admin's name; without it they are called so until their people are imported.
        if let Ok(user) = client.read("users.info", &[("user", &grant.installer.0)]).await {
            let name = ["/user/profile/real_name", "/user/real_name", "/user/name"].map(|place| user.pointer(place));
            grant.installer.1 = name.into_iter().flatten().find_map(Value::as_str).map(str::to_owned);
        }
        Ok(grant)
    }

    /// Buys the next pair. A refresh token works once.
    pub async fn refreshed(&self, app: &OauthClient, refresh: &SecretString) -> Result<Pair, CallError> {
        let fields = [("grant_type", "refresh_token"), ("refresh_token", refresh.expose_secret())];
        let answer = self.access(app, &fields).await?;
        pair_of(&answer).ok_or_else(|| ambiguous(ACCESS, "no tokens"))
    }

    /// Gives a grant back that we do not want.
    pub async fn give_back(&self, grant: &Grant) -> Result<(), CallError> {
        self.with_token(grant.pair.bot.clone()).call("auth.revoke", &json!({})).await.map(|_| ())
    }

    async fn access(&self, app: &OauthClient, fields: &[(&str, &str)]) -> Result<Value, CallError> {
        let started = Instant::now();
        let url = self.base.join(ACCESS).map_err(|_| not_sent(ACCESS))?;
        let request = self.http.post(url).basic_auth(&app.id, Some(app.secret.expose_secret())).form(fields);
        let outcome = answer(ACCESS, request).await;
        record(ACCESS, &outcome, started.elapsed());
        outcome
    }
}

fn grant_of(answer: &Value) -> Option<Grant> {
    let text = |place: &str| answer.pointer(place).and_then(Value::as_str).map(str::to_owned);
    let is_org_wide = answer.get("is_enterprise_install").and_then(Value::as_bool).unwrap_or(false);
    let enterprise_id = text("/enterprise/id");
    // An org-wide grant may name a team all the same; it holds for all of them.
    let team_id = text("/team/id").filter(|_| !is_org_wide);
    (enterprise_id.is_some() || team_id.is_some()).then_some(())?;
    let named = if is_org_wide { "/enterprise/name" } else { "/team/name" };
    Some(Grant {
        workspace: Workspace {
            enterprise_id,
            team_id,
            team_name: text(named).unwrap_or_default(),
            bot_user_id: text("/bot_user_id")?,
        },
        pair: pair_of(answer)?,
        installer: (text("/authed_user/id")?, None),
    })
}

fn pair_of(answer: &Value) -> Option<Pair> {
    let secret = |field: &str| answer.get(field).and_then(Value::as_str).map(SecretString::from);
    let lives_seconds = answer.get("expires_in").and_then(Value::as_i64).filter(|seconds| 0 < *seconds);
    Some(Pair { bot: secret("access_token")?, rotation: secret("refresh_token").zip(lives_seconds) })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of Slack's page on `oauth.v2.access`.
    fn example() -> Value {
        json!({
            "ok": true, "access_token": "xoxb-17653672481-19874698323-pdFZKVeTuE8sk7oOcBrzbqgy", "token_type": "bot",
            "scope": "commands,incoming-webhook", "bot_user_id": "U0KRQLJ9H", "app_id": "A0KRD7HC3",
            "team": { "name": "Slack Pickleball Team", "id": "T9TK3CUKW" },
            "enterprise": { "name": "slack-pickleball", "id": "E12345678" },
            "authed_user": { "id": "U1234", "scope": "chat:write", "access_token": "xoxp-1234", "token_type": "user" },
        })
    }

    #[test]
    fn slacks_example_is_read() {
        let grant = grant_of(&example()).expect("a grant");
        assert_eq!(grant.workspace.team_id.as_deref(), Some("T9TK3CUKW"));
        assert_eq!(grant.workspace.enterprise_id.as_deref(), Some("E12345678"));
        assert_eq!((grant.installer.0.as_str(), grant.pair.rotation.is_none()), ("U1234", true));
        assert!(!format!("{grant:?}").contains("pdFZK"), "no token is shown");
    }

    #[test]
    fn org_wide_grants_and_rotation_are_read() {
        let mut answer = example();
        answer["team"] = Value::Null;
        answer["is_enterprise_install"] = json!(true);
        answer["expires_in"] = json!(43_200);
        answer["refresh_token"] = json!("xoxe-1-abc");
        let grant = grant_of(&answer).expect("a grant");
        assert_eq!((grant.workspace.team_id, grant.workspace.team_name.as_str()), (None, "slack-pickleball"));
        assert_eq!(grant.pair.rotation.map(|(_, seconds)| seconds), Some(43_200));
    }

    #[test]
    fn half_a_grant_is_none() {
        for field in ["access_token", "bot_user_id", "authed_user"] {
            let mut answer = example();
            answer[field] = Value::Null;
            assert!(grant_of(&answer).is_none(), "{field}");
        }
        let mut nowhere = example();
        nowhere["team"] = Value::Null;
        nowhere["enterprise"] = Value::Null;
        assert!(grant_of(&nowhere).is_none());
    }
}
