//! Reminding people of steps, in the thread of the step's card. Replicas share the work, and each line is said once: its key
//! names the step, the version that it was on, and which reminder it is.

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::PgConnection;

use super::calendars::Addressee;
use super::prompting::Place;
use super::{App, Failure, SetAside, calendars, guarded, step_news};
use crate::domain::ids::OrgId;
use crate::domain::person::PersonRef;
use crate::domain::playbook::{Reminder, ReminderDue, Reminders, Step, StepNews};
use crate::domain::rules::PlaybookRules;
use crate::store::prompts::{self, DuePrompt};
use crate::store::runs::Run;
use crate::store::steps::{self, StepRow};
use crate::store::{audit, people, runs};

/// Says every reminder whose time has come, of all organisations; says how many were looked at.
pub async fn remind_due(app: &App) -> Result<usize, Failure> {
    let now = app.clock.now();
    let (mut n_reminded, mut aside) = (0, SetAside::new());
    loop {
        let mut tx = app.begin_work().await?;
        let Some(due) = prompts::claim_reminder(&mut tx, now, aside.ids()).await? else {
            return aside.ended(n_reminded);
        };
        match guarded(remind(&mut tx, &app.rules.playbooks, &due, now)).await {
            Ok(()) => {
                tx.commit().await?;
                n_reminded += 1;
            }
            Err(failure) => aside.add([due.id], failure),
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
    let mut after = after;
    if let Some(reminder) = line
        && !say(conn, org, (&step, after.sent), (reminder, &hearer), now).await?
    {
        after = Reminders { next_at: Some(hearer.works().add_working_hours(now, 1)), ..step.reminders };
    }
    Ok(prompts::save_reminders(conn, org, step.id, &after).await?)
}

/// The week counts them.
async fn escalated(
    conn: &mut PgConnection,
    org: OrgId,
    (run, step): (&Run, &Step),
    manager: &PersonRef,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let detail = json!({ "run": run.id, "step": step.id, "manager": manager.id });
    let subject = format!("account:{}", run.account.id);
    let entry = audit::Entry { actor: None, verb: "step.escalate", subject, detail };
    Ok(audit::record(conn, org, &entry, now).await?)
}

/// `false`: it could not be said yet.
async fn say(
    conn: &mut PgConnection,
    org: OrgId,
    (step, number): (&Step, i32),
    (reminder, hearer): (Reminder, &Addressee),
    now: DateTime<Utc>,
) -> Result<bool, Failure> {
    let Some(run) = runs::by_id(conn, org, step.run).await? else { return Ok(true) };
    let subject = format!("remind:{}:{}:{number}", step.id, step.version);
    let news = match reminder {
        Reminder::Manager => match people::manager_of(conn, org, step.owner).await? {
            Some(manager) if manager.who.id != hearer.person.who.id => {
                let user_id = manager.who.slack_user_id.clone().filter(|_| run.is_direct());
                escalated(conn, org, (&run, step), &manager.who, now).await?;
                let news = StepNews::Manager { manager: manager.who, alone: user_id.is_some() };
                if let Some(user_id) = user_id {
                    step_news::tell_alone(conn, org, (&run, step), (subject, &user_id, news), now).await?;
                    return Ok(true);
                }
                news
            }
            // Nobody is above them, or the manager is who was asked: the reminders and the digest have to do.
            Some(_) | None => return Ok(true),
        },
        Reminder::Half | Reminder::Whole | Reminder::Again { .. } => StepNews::Reminder { reminder },
    };
    let place = Place::of((&run, &step.key), Some(hearer.clone()));
    step_news::tell_in_thread(conn, org, (&run, step), &place, (subject, news), now).await
}
