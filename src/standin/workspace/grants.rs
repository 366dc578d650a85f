//! Who may call: tokens that were granted in a browser, what refreshes them, and codes that were not exchanged yet.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Workspace;
use crate::standin::seed::Team;

/// Slack's: twelve hours.
const LIFE_SECONDS: i64 = 43_200;
/// Slack's: ten minutes.
const CODE_SECONDS: i64 = 600;
/// Tokens of one grant that are good at once.
const MOST_TOKENS: usize = 2;

/// Where a token calls.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::standin) enum Holder {
    /// In one workspace.
    Team(Team),
    /// In all of a Grid.
    Grid {
        /// `E…`
        id: String,
        /// What people call it.
        name: String,
    },
}

impl Holder {
    /// `T…` or `E…`.
    pub(in crate::standin) fn place(&self) -> &str {
        match self {
            Self::Team(team) => &team.id,
            Self::Grid { id, .. } => id,
        }
    }
}

/// Everything that was granted.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(in crate::standin) struct Grants {
    codes: Vec<Code>,
    tokens: Vec<Token>,
    refresh: Vec<Refresh>,
    /// Places that removed the app; its first token is dead there too.
    removed: Vec<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Code {
    text: String,
    holder: Holder,
    user: String,
    ends: i64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Token {
    text: String,
    holder: Holder,
    ends: Option<i64>,
    is_revoked: bool,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Refresh {
    text: String,
    holder: Holder,
}

/// What an exchange hands out.
pub(in crate::standin) struct Issued {
    pub(in crate::standin) holder: Holder,
    pub(in crate::standin) token: String,
    /// With rotation: the refresh token, and the seconds until the other ends.
    pub(in crate::standin) rotation: Option<(String, i64)>,
}

impl Workspace {
    /// Where a token calls; Slack's word for why it does not.
    pub(in crate::standin) fn holder_of(&self, token: &str) -> Result<Holder, &'static str> {
        if let Some(known) = self.grants.tokens.iter().find(|known| known.text == token) {
            return match known.ends {
                _ if known.is_revoked => Err("token_revoked"),
                Some(ends) if ends <= self.now().timestamp() => Err("token_expired"),
                Some(_) | None => Ok(known.holder.clone()),
            };
        }
        match token == self.app.bot_token {
            true if self.grants.removed.contains(&self.team.id) => Err("account_inactive"),
            true => Ok(Holder::Team(self.team.clone())),
            false => Err("invalid_auth"),
        }
    }

    /// Every workspace that the app can be installed in.
    pub(in crate::standin) fn teams(&self) -> impl Iterator<Item = &Team> {
        [&self.team].into_iter().chain(&self.other_teams)
    }

    /// Somebody allowed the app: a code for it.
    pub(in crate::standin) fn issue_code(&mut self, holder: Holder, user: &str) -> String {
        let code = Uuid::new_v4().simple().to_string();
        let ends = (self.now() + TimeDelta::seconds(CODE_SECONDS)).timestamp();
        self.grants.codes.push(Code { text: code.clone(), holder, user: user.to_owned(), ends });
        code
    }

    /// Exchanges a code, once; what it brings, and who allowed it.
    pub(in crate::standin) fn exchange_code(&mut self, code: &str) -> Result<(Issued, String), &'static str> {
        let place = self.grants.codes.iter().position(|known| known.text == code).ok_or("invalid_code")?;
        let Code { holder, user, ends, .. } = self.grants.codes.remove(place);
        if ends <= self.now().timestamp() {
            return Err("invalid_code");
        }
        self.grants.removed.retain(|removed| removed != holder.place());
        Ok((self.issue(holder), user))
    }

    /// Spends a refresh token.
    pub(in crate::standin) fn refresh(&mut self, refresh: &str) -> Result<Issued, &'static str> {
        let place = self.grants.refresh.iter().position(|known| known.text == refresh);
        let spent = self.grants.refresh.remove(place.ok_or("invalid_refresh_token")?);
        Ok(self.issue(spent.holder))
    }

    fn issue(&mut self, holder: Holder) -> Issued {
        let rotates = self.app.token_rotation;
        let prefix = if rotates { "xoxe.xoxb-1-" } else { "xoxb-" };
        let token = format!("{prefix}{}", Uuid::new_v4().simple());
        let ends = rotates.then(|| self.now().timestamp() + LIFE_SECONDS);
        self.grants.tokens.push(Token { text: token.clone(), holder: holder.clone(), ends, is_revoked: false });
        let mut good: Vec<&mut Token> =
            self.grants.tokens.iter_mut().filter(|known| known.holder == holder && !known.is_revoked).collect();
        let n_over = good.len().saturating_sub(MOST_TOKENS);
        good.iter_mut().take(n_over).for_each(|old| old.is_revoked = true);
        let rotation = rotates.then(|| {
            let refresh = format!("xoxe-1-{}", Uuid::new_v4().simple());
            self.grants.refresh.push(Refresh { text: refresh.clone(), holder: holder.clone() });
            (refresh, LIFE_SECONDS)
        });
        Issued { holder, token, rotation }
    }

    /// Makes a token good for nothing; `false` when it was already.
    pub(in crate::standin) fn revoke(&mut self, token: &str) -> bool {
        let mut known = self.grants.tokens.iter_mut();
        match known.find(|known| known.text == token && !known.is_revoked) {
            Some(known) => {
                known.is_revoked = true;
                true
            }
            None => false,
        }
    }

    /// Removes the app from a place; where that is, unless the app is not there.
    pub(in crate::standin) fn uninstall(&mut self, place: &str) -> Option<Holder> {
        let of_grant = self.grants.tokens.iter().find(|known| known.holder.place() == place && !known.is_revoked);
        let first = (self.team.id == place && !self.grants.removed.iter().any(|removed| removed == place))
            .then(|| Holder::Team(self.team.clone()));
        let holder = of_grant.map(|known| known.holder.clone()).or(first)?;
        let of_place = self.grants.tokens.iter_mut().filter(|known| known.holder.place() == place);
        of_place.for_each(|known| known.is_revoked = true);
        self.grants.refresh.retain(|known| known.holder.place() != place);
        self.grants.removed.push(place.to_owned());
        Some(holder)
    }
}
