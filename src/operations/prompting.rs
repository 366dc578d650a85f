//! Prompting the steps of a playbook at work: when, where and to whom. The moves on a step are in `step`.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::calendars::{self, Addressee};
use super::{App, Failure, SetAside, following, guarded, plays};
use crate::domain::ids::{CardId, OrgId, RunId};
use crate::domain::notice::Notice;
use crate::domain::playbook::StepState;
use crate::domain::rules::Rules;
use crate::store::cards::{self, NewCard, step_subject};
use crate::store::prompts::{self, DuePrompt};
use crate::store::runs::{self, Run};
use crate::store::steps::{self, StepRow};

/// What a play starts by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    /// Somebody who looks at the answer: the first prompt may come at once.
    Click,
    /// Its trigger, at whatever hour.
    Itself,
}

/// Prompts every step whose time has come, of all organisations; says how many. Replicas share the work.
pub async fn prompt_due(app: &App) -> Result<usize, Failure> {
    let now = app.clock.now();
    let (mut n_prompted, mut aside) = (0, SetAside::new());
    loop {
        let mut tx = app.begin_work().await?;
        let Some(due) = prompts::claim_prompt(&mut tx, now, aside.ids()).await? else {
            return aside.ended(n_prompted);
        };
        match guarded(prompt_step(&mut tx, &app.rules, (&due, By::Itself), now)).await {
            Ok(()) => {
                tx.commit().await?;
                n_prompted += 1;
            }
            Err(failure) => aside.add([due.id], failure),
        }
    }
}

pub(super) async fn prompt_open_steps(
    conn: &mut PgConnection,
    rules: &Rules,
    org: OrgId,
    (run, by): (RunId, By),
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    for row in steps::of_run(conn, org, run).await? {
        if row.step.prompt_at.is_some_and(|at| at <= now) {
            prompt_step(conn, rules, (&DuePrompt { org, id: row.step.id }, by), now).await?;
        }
    }
    Ok(())
}

/// Opens a step and says so: the first time with a card of its own, later by an edit and a line in the card's thread. What
/// goes to somebody's direct messages waits until they may be written to.
async fn prompt_step(
    conn: &mut PgConnection,
    rules: &Rules,
    (prompt, by): (&DuePrompt, By),
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let org = prompt.org;
    let Some(StepRow { step, .. }) = steps::lock(conn, org, prompt.id).await? else { return Ok(()) };
    // One before it in the same round may have ended it.
    if step.state.is_over() || step.prompt_at.is_none_or(|at| now < at) {
        return Ok(());
    }
    let Some(run) = runs::by_id(conn, org, step.run).await? else { return Ok(()) };
    let addressee = calendars::addressee(conn, org, step.owner, now).await?;
    let place = Place::of((&run, &step.key), addressee);
    let hears_at = place.hears_at(&run, by, now);
    if now < hears_at {
        return Ok(steps::prompt_later(conn, org, step.id, hears_at).await?);
    }
    if following::is_passed_over(conn, rules, (org, &run), &step, now).await? {
        return Ok(());
    }
    if !plays::is_needed(conn, rules, (org, &run), &step, now).await? {
        return Ok(());
    }
    following::supersede(conn, rules, (org, &run), &step, now).await?;
    let before = step.version;
    let step = following::open(conn, rules, (org, &run), step, now).await?;
    if place.show(conn, (org, &run), &step.key, now).await? {
        return Ok(());
    }
    cards::redraw(conn, org, &place.original, now).await?;
    let first = CardId::named(org, &place.subject);
    // The version tells one prompt of a step from the next.
    let subject = format!("again:{}:{before}", step.id);
    let again = Notice::StepAgain { card: first, run: run.id, step: step.key, occurrence: step.occurrence };
    cards::reply(conn, org, first, (&subject, &again), now).await?;
    Ok(())
}

/// The channel of a play is over, and its prompts go to people now: what is asked at the moment is asked anew, of whoever does
/// it. What somebody put off comes back in its time.
pub(super) async fn ask_anew(
    conn: &mut PgConnection,
    org: OrgId,
    run: RunId,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let Some(run) = runs::by_id(conn, org, run).await? else { return Ok(()) };
    for StepRow { step, .. } in steps::of_run(conn, org, run.id).await? {
        if is_asked(step.state) {
            let addressee = calendars::addressee(conn, org, step.owner, now).await?;
            Place::of((&run, &step.key), addressee).show(conn, (org, &run), &step.key, now).await?;
        }
    }
    Ok(())
}

fn is_asked(state: StepState) -> bool {
    match state {
        StepState::Due | StepState::Acknowledged | StepState::Blocked => true,
        StepState::Waiting | StepState::Snoozed | StepState::Done | StepState::Skipped => false,
    }
}

/// Where a step's prompt goes: the run's channel; without one, the direct messages of whoever does the step, or of
/// whoever acts for them. Everybody but the account's owner gets a card of their own there, for the owner's is not theirs
/// to see.
pub(super) struct Place {
    channel_id: String,
    /// The subject of the step's card.
    original: String,
    /// The subject of its card in this place.
    pub(super) subject: String,
    /// Who hears of it there alone.
    heard_by: Option<Addressee>,
}

impl Place {
    pub(super) fn of((run, key): (&Run, &str), addressee: Option<Addressee>) -> Self {
        let original = step_subject(run.id, key);
        let Some(addressee) = addressee.filter(|_| run.is_direct()) else {
            let (channel_id, subject) = (run.channel_id.clone(), original.clone());
            return Self { channel_id, original, subject, heard_by: None };
        };
        let person = &addressee.person.who;
        let channel_id = person.slack_user_id.clone().unwrap_or_else(|| run.channel_id.clone());
        let has_original = channel_id == run.channel_id;
        let subject = if has_original { original.clone() } else { format!("{original}:{}", person.id) };
        Self { channel_id, original, subject, heard_by: Some(addressee) }
    }

    /// Whoever has just started a play by a click hears of its first step at once.
    fn hears_at(&self, run: &Run, by: By, now: DateTime<Utc>) -> DateTime<Utc> {
        let has_clicked = |heard_by: &&Addressee| by == By::Click && heard_by.person.who.id == run.started.by.id;
        let waits = self.heard_by.as_ref().filter(|heard_by| !has_clicked(heard_by));
        waits.map_or(now, |waits| waits.hears_at(now))
    }

    /// A card of the step in this place, where it has none; says whether it is new.
    pub(super) async fn show(
        &self,
        conn: &mut PgConnection,
        (org, run): (OrgId, &Run),
        key: &str,
        now: DateTime<Utc>,
    ) -> Result<bool, Failure> {
        let card = NewCard {
            installation: run.installation,
            subject: self.subject.clone(),
            notice: &Notice::Step { run: run.id, step: key.to_owned() },
            channel_id: &self.channel_id,
        };
        if self.subject != self.original {
            return Ok(cards::announce_copy(conn, org, &card, &self.original, now).await?);
        }
        Ok(cards::announce(conn, org, &card, now).await?)
    }
}
