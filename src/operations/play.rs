//! Playbooks at work: starting a run and prompting its steps. The moves on a step are in `step`.

use chrono::{DateTime, Utc, Weekday};
use serde_json::json;
use sqlx::PgConnection;

use super::{App, Failure, following, lookup, signals, step};
use crate::domain::account::AccountView;
use crate::domain::cadence::{Calendar, Workweek};
use crate::domain::ids::{AccountId, OrgId, PersonId, RunId};
use crate::domain::notice::Notice;
use crate::domain::person::{Actor, Person, Role};
use crate::domain::playbook::{OwnerRole, OwnerRoles, Plan, PlayRow, Playbook, RunView, Started, Step, lay_out};
use crate::domain::refusal::Refusal;
use crate::domain::rules::Rules;
use crate::store::cards::{self, NewCard, step_subject};
use crate::store::prompts::{self, DuePrompt};
use crate::store::runs::{self, NewRun, Run};
use crate::store::steps::{self, NewStep, StepRow};
use crate::store::{accounts, audit, people, playbooks};

/// The playbooks that there are.
pub async fn list(app: &App, actor: &Actor) -> Result<Vec<PlayRow>, Failure> {
    let mut conn = app.web.acquire().await?;
    let playbooks = playbooks::all(&mut conn, actor.org).await?;
    Ok(playbooks
        .into_iter()
        .map(|playbook| PlayRow {
            n_prompts: playbook.n_prompts(),
            last_due_day: playbook.last_due_day(None),
            name: playbook.name,
            title: playbook.title,
            about: playbook.about,
        })
        .collect())
}

/// The plays at work: the asker's, or those of one account.
pub async fn running(app: &App, actor: &Actor, account: Option<AccountId>) -> Result<Vec<RunView>, Failure> {
    let mut conn = app.web.acquire().await?;
    let owner = account.is_none().then(|| actor.id());
    Ok(runs::views(&mut conn, actor.org, owner, account).await?)
}

/// The channel that an account's prompts would go to; `None`: to people's direct messages.
pub async fn channel_of(app: &App, actor: &Actor, account: AccountId) -> Result<Option<String>, Failure> {
    let mut conn = app.web.acquire().await?;
    let staff = accounts::staff(&mut conn, actor.org, account).await?.ok_or(Refusal::Gone)?;
    Ok(staff.channel_id)
}

/// Starts a playbook on an account and prompts its first steps, all or nothing.
pub async fn start(app: &App, actor: &Actor, account: AccountId, playbook: &str) -> Result<Started, Failure> {
    let now = app.clock.now();
    let mut tx = app.begin().await?;
    let started = start_on(&mut tx, &app.rules, actor, (account, playbook), now).await?;
    tx.commit().await?;
    Ok(started)
}

/// The same on a connection of the caller's.
pub(super) async fn start_on(
    conn: &mut PgConnection,
    rules: &Rules,
    actor: &Actor,
    (account, playbook): (AccountId, &str),
    now: DateTime<Utc>,
) -> Result<Started, Failure> {
    if actor.person.role < Role::Csm {
        return Err(Refusal::NotAllowed { needs: Role::Csm }.into());
    }
    let (version, playbook) = find(conn, actor.org, playbook).await?;
    let view = lookup::card_on(conn, rules, actor, account, now).await?;
    let cast = Cast::of(conn, actor.org, &view).await?;
    let contract_end = view.renewal.as_ref().map(|renewal| renewal.ends_on);
    let plan = lay_out(&playbook, |role| cast.calendar(role), contract_end, now);
    // Before the run: two who start it at once, one of them on a signal, lock in one order.
    signals::hold_for(conn, actor.org, account, &playbook.name).await?;
    let run = write(conn, actor, &view, &cast, (&playbook, version), &plan, now).await?;
    signals::play_started(conn, actor, (account, &playbook.name, run), now).await?;
    prompt_open_steps(conn, rules, actor.org, run, now).await?;
    Ok(Started {
        run,
        account: view.account,
        title: playbook.title.clone(),
        n_prompts: plan.steps.len(),
        ends_at: plan.steps.iter().map(|step| step.due_at).max().unwrap_or(now),
        slack_days: plan.slack_days,
        channel_id: cast.channel_id,
    })
}

async fn find(conn: &mut PgConnection, org: OrgId, wanted: &str) -> Result<(i32, Playbook), Failure> {
    let name = wanted.trim().to_lowercase().replace([' ', '-'], "_");
    if let Some(found) = playbooks::newest(conn, org, &name).await? {
        return Ok(found);
    }
    // Half a name will do where it can only mean one: `rescue`.
    let names: Vec<String> = playbooks::all(conn, org).await?.into_iter().map(|playbook| playbook.name).collect();
    let mut meant = names.iter().filter(|known| !name.is_empty() && known.contains(&name));
    if let (Some(known), None) = (meant.next(), meant.next())
        && let Some(found) = playbooks::newest(conn, org, known).await?
    {
        return Ok(found);
    }
    Err(Refusal::NoSuchPlaybook { wanted: wanted.to_owned(), names }.into())
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

/// The people of a run: who does what, by which calendar, and where they are prompted.
struct Cast {
    owner: Person,
    manager: Option<Person>,
    account_executive: Option<Person>,
    executive_sponsor: Option<Person>,
    channel_id: String,
}

impl Cast {
    async fn of(conn: &mut PgConnection, org: OrgId, view: &AccountView) -> Result<Self, Failure> {
        let no_owner = || Refusal::NoOwner { account: view.account.clone() };
        let staff = accounts::staff(conn, org, view.account.id).await?.ok_or(Refusal::Gone)?;
        let owner = staff.owner.ok_or_else(no_owner)?;
        let ids: Vec<PersonId> = [staff.account_executive, staff.executive_sponsor].into_iter().flatten().collect();
        let people = people::by_ids(conn, org, &ids).await?;
        let found = |id: Option<PersonId>| people.iter().find(|person| Some(person.who.id) == id).cloned();
        // Whoever left cannot be prompted.
        let owner = people::present(conn, org, owner).await?.ok_or_else(no_owner)?;
        let manager = people::manager_of(conn, org, owner.who.id).await?;
        let channel = staff.channel_id.or_else(|| owner.who.slack_user_id.clone());
        Ok(Self {
            channel_id: channel.ok_or_else(no_owner)?,
            owner,
            manager,
            account_executive: found(staff.account_executive),
            executive_sponsor: found(staff.executive_sponsor),
        })
    }

    fn person(&self, roles: &OwnerRoles) -> &Person {
        let (_, found) = roles.first(|role| match role {
            OwnerRole::Csm => Some(&self.owner),
            OwnerRole::Manager => self.manager.as_ref(),
            OwnerRole::AccountExecutive => self.account_executive.as_ref(),
            OwnerRole::ExecutiveSponsor => self.executive_sponsor.as_ref(),
        });
        found.unwrap_or(&self.owner)
    }

    fn calendar(&self, roles: &OwnerRoles) -> Calendar {
        calendar_of(self.person(roles))
    }
}

/// When a person works. Hours that make no week are read as an ordinary one.
pub(super) fn calendar_of(person: &Person) -> Calendar {
    let days = person
        .working_days
        .iter()
        .filter_map(|day| u8::try_from(day - 1).ok().and_then(|day| Weekday::try_from(day).ok()));
    let workweek = Workweek::new(days, person.working_from, person.working_to).unwrap_or_default();
    Calendar { workweek, ..Calendar::ordinary(person.zone) }
}

/// Prompts every step whose time has come, of all organisations; says how many. Replicas share the work.
pub async fn prompt_due(app: &App) -> Result<usize, Failure> {
    const BATCH: i64 = 50;
    let now = app.clock.now();
    let mut n_prompted = 0;
    loop {
        let mut tx = app.begin_work().await?;
        let due = prompts::claim_prompts(&mut tx, now, BATCH).await?;
        for prompt in &due {
            prompt_step(&mut tx, &app.rules, prompt, now).await?;
        }
        tx.commit().await?;
        n_prompted += due.len();
        if due.is_empty() {
            return Ok(n_prompted);
        }
    }
}

async fn prompt_open_steps(
    conn: &mut PgConnection,
    rules: &Rules,
    org: OrgId,
    run: RunId,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    for row in steps::of_run(conn, org, run).await? {
        if row.step.prompt_at.is_some_and(|at| at <= now) {
            prompt_step(conn, rules, &DuePrompt { org, id: row.step.id }, now).await?;
        }
    }
    Ok(())
}

/// Opens a step and says so: the first time with a card of its own, later by an edit and a line in the card's thread.
async fn prompt_step(
    conn: &mut PgConnection,
    rules: &Rules,
    prompt: &DuePrompt,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let org = prompt.org;
    let Some(StepRow { step, .. }) = steps::lock(conn, org, prompt.id).await? else { return Ok(()) };
    let Some(run) = runs::by_id(conn, org, step.run).await? else { return Ok(()) };
    if following::is_passed_over(conn, rules, (org, &run), &step, now).await? {
        return Ok(());
    }
    following::supersede(conn, rules, (org, &run), &step, now).await?;
    let before = step.version;
    let step = open(conn, rules, (org, &run), step, now).await?;
    let run = Run { channel_id: place_of(conn, org, &run, step.owner).await?, ..run };
    let subject = step_subject(run.id, &step.key);
    let notice = Notice::Step { run: run.id, step: step.key.clone() };
    if announce(conn, org, &run, &subject, &notice, now).await? {
        return Ok(());
    }
    cards::redraw(conn, org, &subject, now).await?;
    let again = Notice::StepAgain {
        card: crate::domain::ids::CardId::named(org, &subject),
        run: run.id,
        step: step.key,
        occurrence: step.occurrence,
    };
    // The version tells one prompt of a step from the next.
    announce(conn, org, &run, &format!("again:{}:{before}", step.id), &again, now).await?;
    Ok(())
}

/// It is due from now on, to be acknowledged within the time that its definition or the account's colour says.
async fn open(
    conn: &mut PgConnection,
    rules: &Rules,
    (org, run): (OrgId, &Run),
    step: Step,
    now: DateTime<Utc>,
) -> Result<Step, Failure> {
    let own = run.playbook.step(&step.key).and_then(|definition| definition.acknowledge_within);
    let within = if let Some(own) = own {
        own
    } else {
        let backdrop = runs::backdrop(conn, org, run.account.id, now.date_naive()).await?;
        rules.playbooks.acknowledge_within(backdrop.health.0)
    };
    let opened = step::watched(conn, org, step.opened(within, now), &rules.playbooks).await?;
    prompts::save_opened(conn, org, &opened).await?;
    Ok(opened)
}

/// The run's channel; without one, the direct messages of whoever does the step.
async fn place_of(conn: &mut PgConnection, org: OrgId, run: &Run, owner: PersonId) -> Result<String, Failure> {
    if owner == run.owner || !run.channel_id.starts_with(['U', 'W']) {
        return Ok(run.channel_id.clone());
    }
    let owner = people::present(conn, org, owner).await?;
    Ok(owner.and_then(|owner| owner.who.slack_user_id).unwrap_or_else(|| run.channel_id.clone()))
}

async fn announce(
    conn: &mut PgConnection,
    org: OrgId,
    run: &Run,
    subject: &str,
    notice: &Notice,
    now: DateTime<Utc>,
) -> Result<bool, Failure> {
    let card =
        NewCard { installation: run.installation, subject: subject.to_owned(), notice, channel_id: &run.channel_id };
    Ok(cards::announce(conn, org, &card, now).await?)
}
