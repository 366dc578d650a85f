//! Reminding people of steps, in the thread of the step's card. Replicas share the work, and each line is said once: its key
//! names the step, the version that it was on, and which reminder it is.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::{App, Failure, calendars, step_news};
use crate::domain::ids::{OrgId, PersonId};
use crate::domain::playbook::{Reminder, ReminderDue, Reminders, Step, StepNews};
use crate::domain::rules::PlaybookRules;
use crate::store::prompts::{self, DuePrompt};
use crate::store::steps::{self, StepRow};
use crate::store::{people, runs};

/// Says every reminder whose time has come, of all organisations; says how many were looked at.
pub async fn remind_due(app: &App) -> Result<usize, Failure> {
    const BATCH: i64 = 50;
    let now = app.clock.now();
    let mut n_reminded = 0;
    loop {
        let mut tx = app.begin_work().await?;
        let due = prompts::claim_reminders(&mut tx, now, BATCH).await?;
        for reminder in &due {
            remind(&mut tx, &app.rules.playbooks, reminder, now).await?;
        }
        tx.commit().await?;
        n_reminded += due.len();
        if due.is_empty() {
            return Ok(n_reminded);
        }
    }
}

async fn remind(
    conn: &mut PgConnection,
    rules: &PlaybookRules,
    due: &DuePrompt,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let org = due.org;
    let Some(StepRow { step, .. }) = steps::lock(conn, org, due.id).await? else { return Ok(()) };
    let never = Reminders { next_at: None, ..step.reminders };
    // During a leave it is for whoever acts for its owner, and in their hours.
    let Some(hearer) = calendars::addressee(conn, org, step.owner, now).await? else {
        return Ok(prompts::save_reminders(conn, org, step.id, &never).await?);
    };
    let (line, after) = match step.reminder_due(hearer.works(), rules, now) {
        ReminderDue::Never => (None, never),
        ReminderDue::Later(at) => (None, Reminders { next_at: Some(at), ..step.reminders }),
        ReminderDue::Now(reminder, after) => (Some(reminder), after),
    };
    if let Some(reminder) = line {
        say(conn, org, (&step, after.sent), (reminder, hearer.person.who.id), now).await?;
    }
    Ok(prompts::save_reminders(conn, org, step.id, &after).await?)
}

async fn say(
    conn: &mut PgConnection,
    org: OrgId,
    (step, number): (&Step, i32),
    (reminder, hearer): (Reminder, PersonId),
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let Some(run) = runs::by_id(conn, org, step.run).await? else { return Ok(()) };
    let news = match reminder {
        Reminder::Manager => match people::manager_of(conn, org, step.owner).await? {
            Some(manager) if manager.who.id != hearer => StepNews::Manager { manager: manager.who },
            // Nobody is above them, or the manager is who was asked: the reminders and the digest have to do.
            Some(_) | None => return Ok(()),
        },
        Reminder::Half | Reminder::Whole | Reminder::Again { .. } => StepNews::Reminder { reminder },
    };
    let subject = format!("remind:{}:{}:{number}", step.id, step.version);
    step_news::tell_in_thread(conn, org, (&run, step), (subject, news), now).await
}
