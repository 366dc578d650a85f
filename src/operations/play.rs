//! Playbooks at work: starting a run and prompting its steps. The moves on a step are in `step`.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde_json::json;
use sqlx::PgConnection;

use super::calendars::{self, Addressee};
use super::{App, Failure, following, lookup, plays, signals};
use crate::domain::account::{AccountRef, AccountView};
use crate::domain::cadence::Calendar;
use crate::domain::ids::{AccountId, OrgId, PersonId, RunId};
use crate::domain::notice::Notice;
use crate::domain::person::{Actor, Person, Role};
use crate::domain::playbook::{OwnerRole, OwnerRoles, Plan, PlayRow, Playbook, Player, RunView, Started, lay_out};
use crate::domain::refusal::Refusal;
use crate::domain::rules::Rules;
use crate::store::cards::{self, NewCard, step_subject};
use crate::store::prompts::{self, DuePrompt};
use crate::store::runs::{self, NewRun, Run};
use crate::store::steps::{self, NewStep, StepRow};
use crate::store::{accounts, audit, people, playbooks};

/// The playbooks that there are.
pub async fn list(app: &App, actor: &Actor) -> Result<Vec<PlayRow>, Failure> {
    let mut conn = app.read(actor.org).await?;
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
    let mut conn = app.read(actor.org).await?;
    let owner = account.is_none().then(|| actor.id());
    Ok(runs::views(&mut conn, actor.org, owner, account).await?)
}

/// The channel that an account's prompts would go to; `None`: to people's direct messages.
pub async fn channel_of(app: &App, actor: &Actor, account: AccountId) -> Result<Option<String>, Failure> {
    let mut conn = app.read(actor.org).await?;
    let staff = accounts::staff(&mut conn, actor.org, account).await?.ok_or(Refusal::Gone)?;
    Ok(staff.channel_id)
}

/// Starts a playbook on an account and prompts its first steps, all or nothing.
pub async fn start(app: &App, actor: &Actor, account: AccountId, playbook: &str) -> Result<Started, Failure> {
    let now = app.clock.now();
    let mut tx = app.begin(actor.org).await?;
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
    let cast = Cast::of(conn, actor.org, &view.account, now).await?;
    let contract_end = view.renewal.as_ref().map(|renewal| renewal.ends_on);
    if contract_end.is_none() && playbook.needs_renewal() {
        return Err(no_renewal(&view.account, &playbook));
    }
    let plan = lay_out(&playbook, |role| cast.calendar(role), contract_end, now);
    // Before the run: two who start it at once, one of them on a signal, lock in one order.
    signals::hold_for(conn, actor.org, account, &playbook).await?;
    let run = write(conn, actor, &view, &cast, (&playbook, version), &plan, now).await?;
    signals::play_started(conn, actor, (account, &playbook, run), now).await?;
    let beside = plays::begun(conn, rules, (actor.org, account, run), (&playbook, plan.slack_days), now).await?;
    prompt_open_steps(conn, rules, actor.org, run, now).await?;
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

/// The people of a run: who does what, by which calendar, and where they are prompted.
pub(super) struct Cast {
    owner: Person,
    manager: Option<Person>,
    account_executive: Option<Person>,
    executive_sponsor: Option<Person>,
    /// By which their work is laid out.
    calendars: HashMap<PersonId, Calendar>,
    channel_id: String,
}

impl Cast {
    /// Those of an account, with their calendars from `now` on.
    pub(super) async fn of(
        conn: &mut PgConnection,
        org: OrgId,
        account: &AccountRef,
        now: DateTime<Utc>,
    ) -> Result<Self, Failure> {
        let no_owner = || Refusal::NoOwner { account: account.clone() };
        let staff = accounts::staff(conn, org, account.id).await?.ok_or(Refusal::Gone)?;
        let owner = staff.owner.ok_or_else(no_owner)?;
        let ids: Vec<PersonId> = [staff.account_executive, staff.executive_sponsor].into_iter().flatten().collect();
        let people = people::by_ids(conn, org, &ids).await?;
        let found = |id: Option<PersonId>| people.iter().find(|person| Some(person.who.id) == id).cloned();
        // Whoever left cannot be prompted.
        let owner = people::present(conn, org, owner).await?.ok_or_else(no_owner)?;
        let manager = people::manager_of(conn, org, owner.who.id).await?;
        let channel = staff.channel_id.or_else(|| owner.who.slack_user_id.clone());
        let (account_executive, executive_sponsor) = (found(staff.account_executive), found(staff.executive_sponsor));
        let everybody = [Some(&owner), manager.as_ref(), account_executive.as_ref(), executive_sponsor.as_ref()];
        let ids: Vec<PersonId> = everybody.into_iter().flatten().map(|person| person.who.id).collect();
        let calendars = calendars::of_work(conn, org, &ids, now).await?;
        let channel_id = channel.ok_or_else(no_owner)?;
        Ok(Self { owner, manager, account_executive, executive_sponsor, calendars, channel_id })
    }

    /// The clock of the account's owner.
    pub(super) fn owner_zone(&self) -> Tz {
        self.owner.zone
    }

    /// Whoever does a step, with the part that they play.
    pub(super) fn player(&self, roles: &OwnerRoles) -> Player {
        let (role, person) = self.part(roles);
        Player { role, name: Some(person.who.name.clone()), calendar: self.calendar(roles) }
    }

    fn person(&self, roles: &OwnerRoles) -> &Person {
        self.part(roles).1
    }

    fn part(&self, roles: &OwnerRoles) -> (OwnerRole, &Person) {
        let (role, found) = roles.first(|role| match role {
            OwnerRole::Csm => Some(&self.owner),
            OwnerRole::Manager => self.manager.as_ref(),
            OwnerRole::AccountExecutive => self.account_executive.as_ref(),
            OwnerRole::ExecutiveSponsor => self.executive_sponsor.as_ref(),
        });
        (role, found.unwrap_or(&self.owner))
    }

    fn calendar(&self, roles: &OwnerRoles) -> Calendar {
        let person = self.person(roles);
        let calendar = self.calendars.get(&person.who.id).cloned();
        calendar.unwrap_or_else(|| Calendar::ordinary(person.zone))
    }
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

/// Opens a step and says so: the first time with a card of its own, later by an edit and a line in the card's thread. What
/// goes to somebody's direct messages waits until they may be written to.
async fn prompt_step(
    conn: &mut PgConnection,
    rules: &Rules,
    prompt: &DuePrompt,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let org = prompt.org;
    let Some(StepRow { step, .. }) = steps::lock(conn, org, prompt.id).await? else { return Ok(()) };
    let Some(run) = runs::by_id(conn, org, step.run).await? else { return Ok(()) };
    let place =
        Place::of(&run, &step_subject(run.id, &step.key), calendars::addressee(conn, org, step.owner, now).await?);
    let hears_at = place.hears_at(&run, now);
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
    let notice = Notice::Step { run: run.id, step: step.key.clone() };
    if place.announce(conn, (org, &run), &place.subject, &notice, now).await? {
        return Ok(());
    }
    cards::redraw(conn, org, &place.original, now).await?;
    let again = Notice::StepAgain {
        card: crate::domain::ids::CardId::named(org, &place.subject),
        run: run.id,
        step: step.key,
        occurrence: step.occurrence,
    };
    // The version tells one prompt of a step from the next.
    place.announce(conn, (org, &run), &format!("again:{}:{before}", step.id), &again, now).await?;
    Ok(())
}

/// Where a step's prompt goes: the run's channel; without one, the direct messages of whoever does the step, or of
/// whoever acts for them. They get a card of their own there, for the other's is not theirs to see.
struct Place {
    channel_id: String,
    /// The subject of the step's card.
    original: String,
    /// The subject of its card in this place.
    subject: String,
    /// Who hears of it there alone.
    heard_by: Option<Addressee>,
}

impl Place {
    fn of(run: &Run, original: &str, addressee: Option<Addressee>) -> Self {
        let original = original.to_owned();
        let is_direct = run.channel_id.starts_with(['U', 'W']);
        let Some(addressee) = addressee.filter(|_| is_direct) else {
            return Self { channel_id: run.channel_id.clone(), subject: original.clone(), original, heard_by: None };
        };
        let channel_id = addressee.person.who.slack_user_id.clone().unwrap_or_else(|| run.channel_id.clone());
        let subject = match addressee.stand_in {
            Some(_) => format!("{original}:{}", addressee.person.who.id),
            None => original.clone(),
        };
        Self { channel_id, original, subject, heard_by: Some(addressee) }
    }

    /// Whoever has just started a play hears of its first step at once.
    fn hears_at(&self, run: &Run, now: DateTime<Utc>) -> DateTime<Utc> {
        let heard_by = self.heard_by.as_ref();
        let waits = heard_by.filter(|heard_by| run.started.at != now || heard_by.person.who.id != run.started.by.id);
        waits.map_or(now, |waits| waits.hears_at(now))
    }

    async fn announce(
        &self,
        conn: &mut PgConnection,
        (org, run): (OrgId, &Run),
        subject: &str,
        notice: &Notice,
        now: DateTime<Utc>,
    ) -> Result<bool, Failure> {
        let card = NewCard {
            installation: run.installation,
            subject: subject.to_owned(),
            notice,
            channel_id: &self.channel_id,
        };
        if subject == self.subject && self.subject != self.original {
            return Ok(cards::announce_copy(conn, org, &card, &self.original, now).await?);
        }
        Ok(cards::announce(conn, org, &card, now).await?)
    }
}
