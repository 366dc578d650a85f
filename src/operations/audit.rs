//! Who did what, for whoever has to know.

use chrono::{DateTime, Utc};

use super::{App, Failure};
use crate::domain::ids::OrgId;
use crate::store::audit::{self, Deed, Wanted};
use crate::store::people;

/// Which deeds are asked for.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// Of this person, by e-mail or external id; `steward`: of the bot itself.
    pub person: Option<&'a str>,
    /// Whose name begins so.
    pub verb: Option<&'a str>,
    /// On this.
    pub subject: Option<&'a str>,
    /// Not before then.
    pub since: Option<DateTime<Utc>>,
    /// At most so many.
    pub n: i64,
}

/// The deeds, the newest first; `None` when nobody is called so.
pub async fn list(app: &App, org: OrgId, asked: &Asked<'_>) -> Result<Option<Vec<Deed>>, Failure> {
    let mut conn = app.work.acquire().await?;
    let actor = match asked.person {
        None => None,
        Some("steward") => Some("steward".to_owned()),
        Some(name) => match people::by_name(&mut conn, org, name).await? {
            Some(person) => Some(person.who.id.to_string()),
            None => return Ok(None),
        },
    };
    let wanted =
        Wanted { actor: actor.as_deref(), verb: asked.verb, subject: asked.subject, since: asked.since, n: asked.n };
    Ok(Some(audit::list(&mut conn, org, &wanted).await?))
}
