//! How a run ends: with its last step, by a rule, or because somebody stopped it; and what people say of it then.

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::PgConnection;

use super::{App, Failure, calendars, news, rights, signals};
use crate::domain::account::AccountRef;
use crate::domain::ids::{AccountId, OrgId, RunId};
use crate::domain::notice::Notice;
use crate::domain::person::{Actor, Role};
use crate::domain::playbook::{Helped, OpenStep, RunEnding, StepRefusal};
use crate::domain::refusal::Refusal;
use crate::domain::rules::Rules;
use crate::store::cards::{self, NewCard};
use crate::store::plays::course;
use crate::store::run_cards::{self, run_subject};
use crate::store::runs::Run;
use crate::store::{accounts, audit, people, runs, step_moves};

/// The steps of an account that stand open, and its plays at work: what a line of text may mean.
#[derive(Clone, Debug)]
pub struct AtWork {
    /// Which account.
    pub account: AccountRef,
    /// Its open steps, the one due first first.
    pub steps: Vec<OpenStep>,
    /// Its runs: which, its playbook's name, its title.
    pub runs: Vec<(RunId, String, String)>,
}

/// What is at work on an account.
pub async fn at_work(app: &App, actor: &Actor, account: AccountId) -> Result<AtWork, Failure> {
    let mut conn = app.read(actor).await?;
    let (account, _) = accounts::named_with_owner(&mut conn, actor.org, account).await?.ok_or(Refusal::Gone)?;
    let steps = run_cards::open_steps(&mut conn, actor.org, account.id).await?;
    let runs = runs::names_of(&mut conn, actor.org, account.id).await?;
    Ok(AtWork { account, steps, runs })
}

/// "We stop here", with why: its owner and leaders may.
pub async fn stop(app: &App, actor: &Actor, id: RunId, reason: &str) -> Result<Run, Failure> {
    if actor.person.role < Role::Csm {
        return Err(Refusal::NotAllowed { needs: Role::Csm }.into());
    }
    let now = app.clock.now();
    let mut tx = app.begin(actor).await?;
    let run = runs::by_id(&mut tx, actor.org, id).await?.ok_or(Refusal::Gone)?;
    if !rights::is_theirs(&mut tx, &app.rules, actor, run.owner, now).await? {
        let owner = people::by_ids(&mut tx, actor.org, &[run.owner]).await?.pop().map(|person| person.who);
        return Err(Refusal::from(StepRefusal::NotYourStep { owner }).into());
    }
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(Refusal::from(StepRefusal::StopNeedsReason).into());
    }
    let ending = RunEnding::Stopped { by: actor.id(), reason: reason.to_owned() };
    if !end_run(&mut tx, &app.rules, (actor.org, id), &ending, now).await? {
        return Err(Refusal::from(StepRefusal::RunOver { play: run.playbook.title }).into());
    }
    tx.commit().await?;
    Ok(run)
}

/// "Did it help?", once a person.
pub async fn answer(app: &App, actor: &Actor, id: RunId, answer: Helped) -> Result<(), Failure> {
    if actor.person.role < Role::Csm {
        return Err(Refusal::NotAllowed { needs: Role::Csm }.into());
    }
    let now = app.clock.now();
    let mut tx = app.begin(actor).await?;
    if !run_cards::answer(&mut tx, actor.org, (id, actor.id()), answer, now).await? {
        return Err(Refusal::from(StepRefusal::AnsweredBefore).into());
    }
    cards::redraw(&mut tx, actor.org, &run_subject(id), now).await?;
    let entry = audit::Entry {
        actor: Some(actor.id()),
        verb: "playbook.answer",
        subject: format!("run:{id}"),
        detail: json!({ "answer": answer.as_str() }),
    };
    audit::record(&mut tx, actor.org, &entry, now).await?;
    tx.commit().await?;
    Ok(())
}

/// Ends a run, whatever is open of it: what was not done is skipped for the same reason, nobody is prompted or reminded of
/// it any more, and every card of it is drawn again. Says whether it did: a run that is over stays as it ended.
///
/// It holds the run, then its steps, then the signals that it is at work for: call it with none of these held, or with
/// the run alone.
pub async fn end_run(
    conn: &mut PgConnection,
    rules: &Rules,
    (org, run): (OrgId, RunId),
    ending: &RunEnding,
    now: DateTime<Utc>,
) -> Result<bool, Failure> {
    runs::lock(conn, org, run).await?;
    if !runs::end(conn, org, run, ending, now).await? {
        return Ok(false);
    }
    let skipped = step_moves::skip_run(conn, org, run, (ending.by(), ending.reason()), now).await?;
    signals::play_ended(conn, org, run, rules, now).await?;
    course::redraw(conn, org, &[run], now).await?;
    cards::redraw_digests_with(conn, org, &skipped, now).await?;
    announce_end(conn, org, run, now).await?;
    let entry = audit::Entry {
        actor: ending.by(),
        verb: "playbook.end",
        subject: format!("run:{run}"),
        detail: json!({ "outcome": ending.outcome().as_str() }),
    };
    audit::record(conn, org, &entry, now).await?;
    Ok(true)
}

/// The last card of a run.
async fn announce_end(conn: &mut PgConnection, org: OrgId, id: RunId, now: DateTime<Utc>) -> Result<(), Failure> {
    let Some(run) = runs::by_id(conn, org, id).await? else { return Ok(()) };
    let notice = Notice::RunEnded { run: id };
    // In direct messages it is for whoever acts for the owner now.
    let addressee = if run.is_direct() { calendars::addressee(conn, org, run.owner, now).await? } else { None };
    let direct = addressee.and_then(|addressee| addressee.person.who.slack_user_id);
    let (installation, channel_id) = (run.installation, direct.unwrap_or(run.channel_id));
    let card = NewCard { installation, subject: run_subject(id), notice: &notice, channel_id: &channel_id };
    cards::announce(conn, org, &card, now).await?;
    cards::redraw(conn, org, &news::play_subject(id), now).await?;
    news::play_ended(conn, org, (run.account.id, id, &channel_id), now).await
}
