//! Playbooks at work: starting a run. Its prompts are in `prompting`, the moves on a step in `step`.

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::PgConnection;

use super::cast::Cast;
use super::prompting::{By, prompt_open_steps};
use super::{App, Failure, leaders, lookup, news, plays, rights, signals};
use crate::domain::account::{AccountRef, AccountView};
use crate::domain::ids::{AccountId, OrgId, RunId};
use crate::domain::person::{Actor, Role};
use crate::domain::playbook::{Plan, PlayRow, Playbook, RunView, Started, lay_out};
use crate::domain::refusal::Refusal;
use crate::domain::rules::Rules;
use crate::store::runs::{self, NewRun};
use crate::store::steps::{self, NewStep};
use crate::store::{accounts, audit, playbooks};

/// Plays that one answer has room for.
const MOST_RUNS: i64 = 50;

/// The playbooks that there are.
pub async fn list(app: &App, actor: &Actor) -> Result<Vec<PlayRow>, Failure> {
    let mut conn = app.read(actor).await?;
    let playbooks = playbooks::all(&mut conn, actor.org).await?;
    Ok(playbooks
        .into_iter()
        .map(|playbook| PlayRow {
            n_prompts: playbook.n_prompts(),
            span: playbook.span(),
            group: playbook.group(),
            name: playbook.name,
            title: playbook.title,
            about: playbook.about,
        })
        .collect())
}

/// The plays at work: the asker's, or those of one account.
pub async fn running(app: &App, actor: &Actor, account: Option<AccountId>) -> Result<Vec<RunView>, Failure> {
    let mut conn = app.read(actor).await?;
    let owner = account.is_none().then(|| actor.id());
    Ok(runs::views(&mut conn, actor.org, owner, account, (MOST_RUNS, 0)).await?)
}

/// The channel that an account's prompts would go to; `None`: to people's direct messages.
pub async fn channel_of(app: &App, actor: &Actor, account: AccountId) -> Result<Option<String>, Failure> {
    let mut conn = app.read(actor).await?;
    let staff = accounts::staff(&mut conn, actor.org, account).await?.ok_or(Refusal::Gone)?;
    Ok(staff.channel_id)
}

/// Starts a playbook on an account and prompts its first steps, all or nothing.
pub async fn start(app: &App, actor: &Actor, account: AccountId, playbook: &str) -> Result<Started, Failure> {
    let now = app.clock.now();
    let mut tx = app.begin(actor).await?;
    rights::may_work_on(&mut tx, &app.rules, actor, account, now).await?;
    let started = start_on(&mut tx, &app.rules, actor, (account, playbook), By::Click, now).await?;
    tx.commit().await?;
    Ok(started)
}

/// The same on a connection of the caller's, who has asked whether the actor may.
pub(super) async fn start_on(
    conn: &mut PgConnection,
    rules: &Rules,
    actor: &Actor,
    (account, playbook): (AccountId, &str),
    by: By,
    now: DateTime<Utc>,
) -> Result<Started, Failure> {
    if actor.person.role < Role::Csm {
        return Err(Refusal::NotAllowed { needs: Role::Csm }.into());
    }
    let (version, playbook) = find(conn, actor.org, playbook).await?;
    let view = lookup::card_on(conn, (rules, &[]), actor, account, now).await?;
    let cast = Cast::of(conn, actor.org, &view.account, now).await?;
    let contract_end = view.renewal.as_ref().map(|renewal| renewal.ends_on);
    if contract_end.is_none() && playbook.needs_renewal() {
        return Err(no_renewal(&view.account, &playbook));
    }
    let plan = lay_out(&playbook, |role| cast.calendar(role), contract_end, now);
    // Whoever ends a run holds it before its signals.
    runs::hold_running(conn, actor.org, account, &playbook.name).await?;
    // Before the new run: two who start it at once, one of them on a signal, lock in one order.
    signals::hold_for(conn, actor.org, account, &playbook).await?;
    let run = write(conn, actor, &view, &cast, (&playbook, version), &plan, now).await?;
    signals::play_started(conn, actor, (account, &playbook, run), now).await?;
    let laid_out = (&playbook, plan.slack_days, contract_end);
    let beside = plays::begun(conn, rules, (actor.org, account, run), laid_out, now).await?;
    prompt_open_steps(conn, rules, actor.org, (run, by), now).await?;
    news::play_began(conn, actor.org, (account, run, &cast.channel_id), now).await?;
    leaders::has_plan(conn, actor.org, account, now).await?;
    Ok(Started {
        run,
        beside,
        account: view.account,
        title: playbook.title.clone(),
        n_prompts: plan.steps.len(),
        ends_at: plan.steps.iter().map(|step| step.due_at).max().unwrap_or(now),
        slack_days: plan.slack_days,
        channel_id: cast.channel_id,
    })
}

/// The playbook of a name, or of a part of one that can only mean it, with its version.
pub(super) async fn find(conn: &mut PgConnection, org: OrgId, wanted: &str) -> Result<(i32, Playbook), Failure> {
    let name = wanted.trim().to_lowercase().replace([' ', '-'], "_");
    if let Some(found) = playbooks::newest(conn, org, &name).await? {
        return Ok(found);
    }
    // Half a name will do where it can only mean one: `rescue`. A name that was one's own means no other's.
    let names: Vec<String> = playbooks::all(conn, org).await?.into_iter().map(|playbook| playbook.name).collect();
    let was_retired = playbooks::is_known(conn, org, &name).await?;
    let mut meant = names.iter().filter(|known| !name.is_empty() && !was_retired && known.contains(&name));
    if let (Some(known), None) = (meant.next(), meant.next())
        && let Some(found) = playbooks::newest(conn, org, known).await?
    {
        return Ok(found);
    }
    Err(Refusal::NoSuchPlaybook { wanted: wanted.to_owned(), names }.into())
}

/// A playbook that counts back from the renewal has nothing to count from.
pub(super) fn no_renewal(account: &AccountRef, playbook: &Playbook) -> Failure {
    Refusal::NoRenewalToCountFrom { account: account.clone(), title: playbook.title.clone() }.into()
}

async fn write(
    conn: &mut PgConnection,
    actor: &Actor,
    view: &AccountView,
    cast: &Cast,
    (playbook, version): (&Playbook, i32),
    plan: &Plan,
    now: DateTime<Utc>,
) -> Result<RunId, Failure> {
    let id = RunId::named(actor.org, &format!("{}:{}:{}", view.account.id, playbook.name, now.timestamp_micros()));
    let run = NewRun {
        id,
        account: view.account.id,
        playbook: (&playbook.name, version),
        owner: cast.owner.who.id,
        installation: actor.installation,
        channel_id: &cast.channel_id,
        started_by: actor.id(),
        reasons: &view.reasons,
        score_milli: view.health.as_ref().and_then(|health| health.score).map(|score| score.0),
    };
    if !runs::start(conn, actor.org, &run, now).await? {
        return Err(already_running(conn, actor.org, view.account.id, &playbook.name).await?);
    }
    let planned: Vec<NewStep> = plan
        .steps
        .iter()
        .map(|step| NewStep {
            key: step.key.clone(),
            occurrence: step.occurrence,
            position: step.position,
            owner: cast.person(&step.owner).who.id,
            prompt_at: (!step.waits).then_some(step.opens_at),
            due_at: step.due_at,
            moved_from: step.moved_from,
        })
        .collect();
    steps::insert(conn, actor.org, id, &planned).await?;
    let entry = audit::Entry {
        actor: Some(actor.id()),
        verb: "playbook.start",
        subject: format!("account:{}", view.account.id),
        detail: json!({ "run": id, "playbook": playbook.name, "version": version }),
    };
    audit::record(conn, actor.org, &entry, now).await?;
    Ok(id)
}

async fn already_running(
    conn: &mut PgConnection,
    org: OrgId,
    account: AccountId,
    playbook: &str,
) -> Result<Failure, Failure> {
    let Some(run) = runs::running(conn, org, account, playbook).await? else { return Ok(Refusal::Gone.into()) };
    let refusal = Refusal::AlreadyRunning {
        account: run.account,
        title: run.playbook.title,
        run: run.id,
        by: run.started.by,
        at: run.started.at,
    };
    Ok(refusal.into())
}
