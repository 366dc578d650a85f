//! Who did what, for whoever has to know.

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::{App, Failure};
use crate::domain::audit::{AuditAsk, AuditRow, AuditView};
use crate::domain::ids::OrgId;
use crate::domain::person::{Actor, Role};
use crate::domain::refusal::Refusal;
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

/// Deeds of a page: they must fit a message, whatever was done.
const PAGE_SIZE: i64 = 8;

/// A page of deeds, for whoever runs the bot.
pub async fn page(app: &App, actor: &Actor, ask: AuditAsk) -> Result<AuditView, Failure> {
    if actor.person.role < Role::Admin {
        return Err(Refusal::NotAllowed { needs: Role::Admin }.into());
    }
    let mut conn = app.read(actor.org).await?;
    let verb = ask.verb.as_deref();
    let mut page = ask.page;
    let mut deeds = audit::page(&mut conn, actor.org, verb, (page * PAGE_SIZE, PAGE_SIZE)).await?;
    if deeds.is_empty() && 0 < page {
        // A page beyond the last: the first one says how many there are.
        page = 0;
        deeds = audit::page(&mut conn, actor.org, verb, (0, PAGE_SIZE)).await?;
    }
    let n = deeds.first().map_or(0, |deed| deed.n);
    let rows = deeds.into_iter().map(|deed| AuditRow {
        at: deed.at,
        actor: deed.actor,
        verb: deed.verb,
        subject: deed.account.unwrap_or(deed.subject),
        detail: details(&deed.detail),
    });
    Ok(AuditView { rows: rows.collect(), n, page_size: PAGE_SIZE, ask: AuditAsk { page, ..ask } })
}

/// Keys with their values, without those that are empty.
fn details(detail: &Value) -> Vec<(String, String)> {
    let word = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let pairs = detail.as_object().into_iter().flatten().filter(|(_, value)| !value.is_null());
    pairs.map(|(key, value)| (key.clone(), word(value))).collect()
}
