//! Who did what, for whoever has to know.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{App, Failure};
use crate::domain::audit::{AuditAsk, AuditRow, AuditView};
use crate::domain::ids::{OrgId, PersonId};
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
/// So much of an id is shown.
const SHORT_ID: usize = 8;

/// A page of deeds, for whoever runs the bot.
pub async fn page(app: &App, actor: &Actor, ask: AuditAsk) -> Result<AuditView, Failure> {
    if actor.person.role < Role::Admin {
        return Err(Refusal::NotAllowed { needs: Role::Admin }.into());
    }
    let mut conn = app.read(actor).await?;
    let verb = ask.verb.as_deref();
    let mut page = ask.page;
    let mut deeds = audit::page(&mut conn, actor.org, verb, (page * PAGE_SIZE, PAGE_SIZE)).await?;
    if deeds.is_empty() && 0 < page {
        // A page beyond the last: the first one says how many there are.
        page = 0;
        deeds = audit::page(&mut conn, actor.org, verb, (0, PAGE_SIZE)).await?;
    }
    let n = deeds.first().map_or(0, |deed| deed.n);
    let named = named(&mut conn, actor.org, &deeds).await?;
    let rows = deeds.into_iter().map(|deed| AuditRow {
        at: deed.at,
        actor: deed.actor,
        verb: deed.verb,
        detail: details(&deed.detail)
            .into_iter()
            .filter(|(key, _)| key != "account" || deed.account.is_none())
            .map(|(key, word)| (key, told(word, &named)))
            .collect(),
        subject: match deed.account {
            Some(_) if deed.subject.starts_with("account:") => String::new(),
            _ => told(deed.subject, &named),
        },
        account: deed.account,
    });
    Ok(AuditView { rows: rows.collect(), n, page_size: PAGE_SIZE, ask: AuditAsk { page, ..ask } })
}

/// The people that deeds are about or mention, by their ids.
async fn named(conn: &mut PgConnection, org: OrgId, deeds: &[audit::Named]) -> Result<HashMap<Uuid, String>, Failure> {
    let words = deeds.iter().flat_map(|deed| {
        let detail = details(&deed.detail).into_iter().map(|(_, word)| word);
        detail.chain([id_of(&deed.subject).to_owned()])
    });
    let ids: Vec<PersonId> = words.filter_map(|word| word.parse().ok().map(PersonId)).collect();
    let people = people::by_ids(conn, org, &ids).await?;
    Ok(people.into_iter().map(|person| (person.who.id.0, person.who.name)).collect())
}

/// What stands behind the kind of a subject: `person:<id>`.
fn id_of(subject: &str) -> &str {
    subject.split_once(':').map_or(subject, |(_, id)| id)
}

/// A person by name; of any other id the beginning, which tells two apart.
fn told(word: String, named: &HashMap<Uuid, String>) -> String {
    let (id, kind) = (id_of(&word), word.split_once(':').map_or("", |(kind, _)| kind));
    match id.parse::<Uuid>() {
        Err(_) => word,
        Ok(known) => match named.get(&known) {
            Some(name) => name.clone(),
            None => format!("{kind} {}", &id[..id.len().min(SHORT_ID)]).trim_start().to_owned(),
        },
    }
}

/// Keys with their values, without those that are empty; of what has keys of its own, these: `won.minor`, and of a filter
/// `team` alone.
fn details(detail: &Value) -> Vec<(String, String)> {
    let pairs = detail.as_object().into_iter().flatten();
    pairs
        .flat_map(|(key, value)| {
            if !value.is_object() {
                return vec![(key.clone(), word(value))];
            }
            let prefix = if key == "filter" { String::new() } else { format!("{key}.") };
            details(value).into_iter().map(|(of, word)| (format!("{prefix}{of}"), word)).collect()
        })
        .filter(|(_, word)| !word.is_empty())
        .collect()
}

/// `red/yellow`.
fn word(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(word) => word.clone(),
        Value::Array(all) => all.iter().map(word).collect::<Vec<_>>().join("/"),
        Value::Bool(_) | Value::Number(_) | Value::Object(_) => value.to_string(),
    }
}
