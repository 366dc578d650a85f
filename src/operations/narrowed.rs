//! A filter as it was typed becomes one that can match: people, teams and tags as the organisation knows them.

use super::{App, Failure, team};
use crate::domain::account::{BookFilter, BookScope};
use crate::domain::ids::PersonId;
use crate::domain::listing::FilterRefusal;
use crate::domain::nearest::nearest;
use crate::domain::person::{Actor, Person};
use crate::domain::refusal::Refusal;
use crate::store::{handovers, people, tags};
use sqlx::PgConnection;

/// Tags that are offered where none is near.
const MOST_OFFERED: usize = 5;

/// The same with the team and the tags as they are written, of `owner` where somebody was typed. Refused where there is no
/// such person, team or tag, and where the person is not of the team.
pub async fn settled(app: &App, actor: &Actor, filter: BookFilter, owner: Option<&str>) -> Result<BookFilter, Failure> {
    let scope = match owner {
        Some(typed) => BookScope::Of(team::person(app, actor, typed).await?.id),
        None => filter.scope,
    };
    let filter = BookFilter { scope, ..filter };
    if filter.team.is_none() && filter.tags.is_empty() {
        return Ok(filter);
    }
    let mut conn = app.read(actor).await?;
    let team = match &filter.team {
        Some(wanted) => Some(of_team(&mut conn, actor, scope, wanted).await?),
        None => None,
    };
    let tags = if filter.tags.is_empty() { Vec::new() } else { known(&mut conn, actor, &filter.tags).await? };
    Ok(BookFilter { team, tags, ..filter })
}

/// The Slack id of somebody whose accounts are shown; `None` where they have none.
pub async fn slack_id(app: &App, actor: &Actor, person: PersonId) -> Result<Option<String>, Failure> {
    let mut conn = app.read(actor).await?;
    let known = people::by_ids(&mut conn, actor.org, &[person]).await?.pop();
    Ok(known.and_then(|person| person.who.slack_user_id))
}

/// The team as its people write it; whoever's accounts are meant is of it.
async fn of_team(conn: &mut PgConnection, actor: &Actor, scope: BookScope, wanted: &str) -> Result<String, Failure> {
    let Some((team, ..)) = handovers::team(conn, actor.org, wanted).await? else {
        let teams = handovers::teams(conn, actor.org).await?;
        return Err(Refusal::NoSuchTeam { wanted: wanted.to_owned(), teams }.into());
    };
    let person = match scope {
        BookScope::Mine => Some(actor.person.clone()),
        BookScope::Of(id) => people::by_ids(conn, actor.org, &[id]).await?.pop(),
        BookScope::All | BookScope::Nobody => None,
    };
    match person.filter(|person| person.team.to_lowercase() != team.to_lowercase()) {
        Some(Person { who, team: theirs, .. }) => {
            Err(Refusal::Filter(FilterRefusal::NotInTeam { person: who, team, theirs }).into())
        }
        None => Ok(team),
    }
}

/// The tags as accounts have them.
async fn known(conn: &mut PgConnection, actor: &Actor, wanted: &[String]) -> Result<Vec<String>, Failure> {
    let lower: Vec<String> = wanted.iter().map(|wanted| wanted.to_lowercase()).collect();
    let written = tags::written(conn, actor.org, &lower).await?;
    let mut known: Vec<String> = Vec::new();
    for (wanted, lower) in wanted.iter().zip(lower) {
        let Some(tag) = written.iter().find(|tag| tag.to_lowercase() == lower) else {
            let all = tags::all(conn, actor.org).await?;
            let near = nearest(wanted, all.iter().map(String::as_str));
            let offered = all.iter().take(MOST_OFFERED).map(String::as_str).collect();
            let nearest = if near.is_empty() { offered } else { near };
            let nearest = nearest.into_iter().map(str::to_owned).collect();
            return Err(Refusal::Filter(FilterRefusal::NoSuchTag { wanted: wanted.clone(), nearest }).into());
        };
        if !known.contains(tag) {
            known.push(tag.clone());
        }
    }
    Ok(known)
}
