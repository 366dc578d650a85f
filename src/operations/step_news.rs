//! Who is told of a step beside its card: whoever is needed for a blocked one, and both when one is given on.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::Failure;
use super::prompting::Place;
use crate::domain::ids::{CardId, OrgId, PersonId, StepId};
use crate::domain::notice::Notice;
use crate::domain::person::Actor;
use crate::domain::playbook::{Step, StepNews, StepState};
use crate::store::cards::{self, NewCard};
use crate::store::people;
use crate::store::runs::{self, Run};

/// Tells of a move. Nobody is told of what they did themselves.
pub(super) async fn tell(
    conn: &mut PgConnection,
    actor: &Actor,
    (from, step): (&Step, &Step),
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let org = actor.org;
    if from.state == StepState::Blocked {
        // Whoever was needed is no longer, or for something else.
        cards::redraw(conn, org, &needed_subject(step.id, from.version), now).await?;
    }
    let mut told: Vec<(String, PersonId, StepNews)> = Vec::new();
    if let Some(person) = step.needs.as_ref().and_then(|needs| needs.person) {
        told.push((needed_subject(step.id, step.version), person, StepNews::Needed));
    }
    if step.owner != from.owner {
        let subject = |person: PersonId| format!("given:{}:{}:{person}", step.id, step.version);
        told.push((subject(step.owner), step.owner, StepNews::GivenTo));
        told.push((subject(from.owner), from.owner, StepNews::TakenFrom));
    }
    told.retain(|(_, person, _)| *person != actor.id());
    if told.is_empty() {
        return Ok(());
    }
    let Some(run) = runs::by_id(conn, org, step.run).await? else { return Ok(()) };
    for (subject, person, news) in told {
        let person = people::present(conn, org, person).await?;
        let Some(channel_id) = person.and_then(|person| person.who.slack_user_id) else { continue };
        tell_alone(conn, org, (&run, step), (subject, &channel_id, news), now).await?;
    }
    Ok(())
}

fn needed_subject(step: StepId, version: i32) -> String {
    format!("needed:{step}:{version}")
}

/// One line in the thread of the step's card that its hearer has, said once. `false`: it could not be said yet, for a card
/// that nobody has seen is nothing to be reminded of; it waits in Slack's queue, or for a person.
pub(super) async fn tell_in_thread(
    conn: &mut PgConnection,
    org: OrgId,
    (run, step): (&Run, &Step),
    place: &Place,
    (subject, news): (String, StepNews),
    now: DateTime<Utc>,
) -> Result<bool, Failure> {
    let card = CardId::named(org, &place.subject);
    let Some(said) = cards::by_id(conn, org, card).await? else {
        // Whoever covers since a step was prompted has no card of it: this is their first word.
        return Ok(run.is_direct() && place.show(conn, (org, run), &step.key, now).await?);
    };
    if said.ts.is_none() {
        return Ok(false);
    }
    let notice = Notice::StepNews { card, step: step.id, news };
    cards::reply(conn, org, card, (&subject, &notice), now).await?;
    Ok(true)
}

/// One line to a person, in their direct messages.
pub(super) async fn tell_alone(
    conn: &mut PgConnection,
    org: OrgId,
    (run, step): (&Run, &Step),
    (subject, user_id, news): (String, &str, StepNews),
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let notice = Notice::StepNews { card: CardId::named(org, &subject), step: step.id, news };
    let card = NewCard { installation: run.installation, subject, notice: &notice, channel_id: user_id };
    cards::announce(conn, org, &card, now).await?;
    Ok(())
}
