//! Finds what the keys in a batch stand for. Rows with a key that stands for nothing are taken out and named, so that
//! nobody learns of a bad reference from a foreign key.

use std::collections::{BTreeMap, HashMap, HashSet};

use sqlx::PgConnection;
use uuid::Uuid;

use crate::domain::ids::{OrgId, PersonId};
use crate::operations::Failure;
use crate::store::import::{self as store, Batch, Kind, Record, Value};

/// A row that could not be written because of what it refers to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unresolved {
    /// Where in the file it begins.
    pub line: u64,
    /// The record's column.
    pub column: &'static str,
    /// What is in it.
    pub value: String,
    /// What is wrong with it.
    pub reference: Reference,
}

/// What is wrong with a reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reference {
    /// No account has this external id.
    NoSuchAccount,
    /// No contract has this external id.
    NoSuchContract,
    /// No person has this external id or e-mail address.
    NoSuchPerson,
    /// Several people have this e-mail address.
    SeveralPeople,
    /// Somebody else has this Slack id.
    SlackUserTaken {
        /// The external id of whoever has it.
        by: String,
    },
}

/// What a key stands for.
type Answers = HashMap<String, Result<Uuid, Reference>>;

/// Puts ids in place of keys.
pub(super) async fn resolve(
    conn: &mut PgConnection,
    org: OrgId,
    batch: &mut Batch,
) -> Result<Vec<Unresolved>, Failure> {
    let mut unresolved = BTreeMap::new();
    // A person whose manager stands in the same file loses them when the manager's row is taken out, and so on up.
    loop {
        let found = find(conn, org, batch).await?;
        let n_before = unresolved.len();
        for (column, answers) in &found {
            unresolved.extend(misses(batch, column, answers).into_iter().map(|miss| ((miss.line, miss.column), miss)));
        }
        let lines: HashSet<u64> = unresolved.keys().map(|(line, _)| *line).collect();
        batch.rows.retain(|row| !lines.contains(&row.line));
        if unresolved.len() == n_before {
            put_in_place(batch, &found);
            return Ok(unresolved.into_values().collect());
        }
    }
}

async fn find(conn: &mut PgConnection, org: OrgId, batch: &Batch) -> Result<Vec<(&'static str, Answers)>, Failure> {
    let mut found = Vec::new();
    for column in batch.record.columns() {
        if !batch.has(column.name) {
            continue;
        }
        let keys = keys(batch, column.name);
        let answers = match column.kind {
            Kind::Account if batch.through_contracts => {
                one_each(&store::accounts_by_contract(conn, org, &keys).await?, &keys, &Reference::NoSuchContract)
            }
            Kind::Account => {
                one_each(&store::accounts_by_external_id(conn, org, &keys).await?, &keys, &Reference::NoSuchAccount)
            }
            Kind::Person => people(conn, org, batch, &keys).await?,
            Kind::SlackUser => slack_users(conn, org, batch, &keys).await?,
            Kind::Key
            | Kind::Text
            | Kind::Email
            | Kind::Country
            | Kind::Currency
            | Kind::SlackChannel
            | Kind::Link
            | Kind::TimeZone
            | Kind::Choice(_)
            | Kind::Money
            | Kind::Whole
            | Kind::Number(..)
            | Kind::Boolean
            | Kind::Date
            | Kind::Instant
            | Kind::TimeOfDay
            | Kind::Labels
            | Kind::Weekdays => continue,
        };
        found.push((column.name, answers));
    }
    Ok(found)
}

fn keys<'b>(batch: &'b Batch, column: &str) -> Vec<&'b str> {
    let Some((place, _)) = batch.record.column(column) else { return Vec::new() };
    let keys: HashSet<&str> = batch.rows.iter().filter_map(|row| key_of(row.values[place].as_ref())).collect();
    keys.into_iter().collect()
}

fn key_of(value: Option<&Value>) -> Option<&str> {
    if let Some(Value::Text(key)) = value { Some(key) } else { None }
}

fn one_each(known: &HashMap<String, Uuid>, keys: &[&str], miss: &Reference) -> Answers {
    let answer = |key: &str| known.get(key).copied().ok_or_else(|| miss.clone());
    keys.iter().map(|key| ((*key).to_owned(), answer(key))).collect()
}

/// People that are there, and for managers also those that the batch itself brings.
async fn people(conn: &mut PgConnection, org: OrgId, batch: &Batch, keys: &[&str]) -> Result<Answers, Failure> {
    let known = store::people_by_key(conn, org, keys).await?;
    let brought = if batch.record == Record::People { people_brought(org, batch) } else { HashMap::new() };
    let answer = |key: &str| {
        let ids: HashSet<Uuid> = match known.get(key) {
            Some(ids) => ids.iter().copied().collect(),
            None => brought.get(&key.to_lowercase()).cloned().unwrap_or_default(),
        };
        match ids.len() {
            0 => Err(Reference::NoSuchPerson),
            1 => ids.into_iter().next().ok_or(Reference::NoSuchPerson),
            _ => Err(Reference::SeveralPeople),
        }
    };
    Ok(keys.iter().map(|key| ((*key).to_owned(), answer(key))).collect())
}

fn people_brought(org: OrgId, batch: &Batch) -> HashMap<String, HashSet<Uuid>> {
    let email = batch.record.column("email").map(|(place, _)| place);
    let mut brought: HashMap<String, HashSet<Uuid>> = HashMap::new();
    for row in &batch.rows {
        let id = PersonId::named(org, row.external_id()).0;
        let address = email.and_then(|place| key_of(row.values[place].as_ref()));
        for key in std::iter::once(row.external_id()).chain(address) {
            brought.entry(key.to_lowercase()).or_default().insert(id);
        }
    }
    brought
}

/// A Slack id is free, or it is held by somebody in the batch, who is about to let go of it or to keep it.
async fn slack_users(conn: &mut PgConnection, org: OrgId, batch: &Batch, keys: &[&str]) -> Result<Answers, Failure> {
    let held = store::people_by_slack_user(conn, org, keys).await?;
    let in_batch: HashSet<&str> = batch.external_ids().into_iter().collect();
    let taken = held.into_iter().filter(|(_, holder)| !in_batch.contains(holder.as_str()));
    Ok(taken.map(|(slack_user, by)| (slack_user, Err(Reference::SlackUserTaken { by }))).collect())
}

fn misses(batch: &Batch, column: &'static str, answers: &Answers) -> Vec<Unresolved> {
    let Some((place, _)) = batch.record.column(column) else { return Vec::new() };
    let miss = |row: &store::Row| {
        let value = key_of(row.values[place].as_ref())?;
        let reference = answers.get(value)?.as_ref().err()?.clone();
        Some(Unresolved { line: row.line, column, value: value.to_owned(), reference })
    };
    batch.rows.iter().filter_map(miss).collect()
}

fn put_in_place(batch: &mut Batch, found: &[(&'static str, Answers)]) {
    for (column, answers) in found {
        let Some((place, _)) = batch.record.column(column) else { continue };
        for row in &mut batch.rows {
            let id = key_of(row.values[place].as_ref()).and_then(|key| answers.get(key)?.as_ref().ok());
            if let Some(id) = id {
                row.values[place] = Some(Value::Id(*id));
            }
        }
    }
}
