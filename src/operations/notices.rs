//! What a card shows now: living parts are looked up again whenever it is drawn.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

use super::digest::refresh;
use super::{App, Failure, calendars, deliveries, news, plans, plays, signals};
use crate::domain::cadence::local_day;
use crate::domain::ids::{OrgId, PersonId, RunId, StepId};
use crate::domain::notice::{Drawing, Notice};
use crate::domain::person::{Actor, Deed, Person, PersonRef};
use crate::domain::plan::ValueRealised;
use crate::domain::playbook::{
    Anchor, HandedOn, Needed, RunNotes, Step, StepCard, StepDefinition, StepMark, StepState,
};
use crate::domain::refusal::Refusal;
use crate::store::cards::{self, Card};
use crate::store::runs::{self, Backdrop, Run};
use crate::store::steps::{self, StepRow};
use crate::store::{self, evidence, people, run_cards, step_moves};

/// Draws a card; `None` when what it was about is gone.
pub async fn draw(app: &App, card: &Card) -> Result<Option<Drawing>, Failure> {
    let now = app.clock.now();
    let window_days = app.rules.lifecycle.renewal_window_days;
    let mut conn = app.work.acquire().await?;
    Ok(match &card.notice {
        Notice::Step { run, step } => step_card(&mut conn, window_days, (card.org, *run), step, now)
            .await?
            .map(|step| Drawing::Step(Box::new(step))),
        Notice::StepAgain { card: first, run, step, .. } => {
            let thread_ts = cards::by_id(&mut conn, card.org, *first).await?.and_then(|first| first.ts);
            let step = step_card(&mut conn, window_days, (card.org, *run), step, now).await?;
            step.map(|step| Drawing::StepAgain { step: Box::new(step), thread_ts })
        }
        Notice::StepNews { card: first, step, news } => {
            let thread_ts = cards::by_id(&mut conn, card.org, *first).await?.and_then(|first| first.ts);
            let step = step_alone(&mut conn, app.rules.lifecycle.renewal_window_days, (card.org, *step), now).await?;
            step.map(|step| Drawing::StepNews { step: Box::new(step), news: news.clone(), thread_ts })
        }
        Notice::RunEnded { run } => {
            run_cards::of(&mut conn, card.org, *run).await?.map(|run| Drawing::RunEnded(Box::new(run)))
        }
        Notice::Digest(view) => {
            let mut view = view.clone();
            refresh(&mut conn, card.org, &mut view).await?;
            Some(Drawing::Digest(view))
        }
        Notice::Handover(view) => Some(Drawing::Handover(view.clone())),
        Notice::Weekly(view) => Some(Drawing::Weekly(view.clone())),
        Notice::Product(view) => Some(Drawing::Product(view.clone())),
        Notice::Shared { account, by, zone } => {
            Some(Drawing::Shared { account: account.clone(), by: by.clone(), zone: *zone })
        }
        Notice::Signal { episode } => {
            let signal = signals::card(&mut conn, card.org, *episode, &app.rules, now).await?;
            signal.map(|signal| Drawing::Signal(Box::new(signal)))
        }
        Notice::Nudge { account, number, day } => {
            let nudge = plans::draw_nudge(&mut conn, card.org, (*account, *number, *day)).await?;
            nudge.map(|nudge| Drawing::Nudge(Box::new(nudge)))
        }
        Notice::Qbr { pack, by, zone } => Some(Drawing::Qbr { pack: pack.clone(), by: by.clone(), zone: *zone }),
        Notice::Answer(shown) => Some(Drawing::Answer(shown.clone())),
        Notice::ChannelOver(over) => Some(Drawing::ChannelOver(over.clone())),
        Notice::News { account, .. } => news::draw(&mut conn, (card, *account), &app.rules, now).await?,
        Notice::Held { channel_id, reason } => {
            let held = deliveries::held_view(&mut conn, card.org, channel_id, reason).await?;
            Some(Drawing::Held(Box::new(held)))
        }
    })
}

/// The card of a step in its present occurrence: the last one that was prompted.
async fn step_card(
    conn: &mut PgConnection,
    window_days: i64,
    (org, run): (OrgId, RunId),
    key: &str,
    now: DateTime<Utc>,
) -> Result<Option<StepCard>, Failure> {
    let Some(run) = runs::by_id(conn, org, run).await? else { return Ok(None) };
    let rows = steps::of_run(conn, org, run.id).await?;
    let Some(row) = present(&rows, key) else { return Ok(None) };
    card_of(conn, (org, window_days), (&run, &rows, row), now).await
}

/// A step's card, of this very occurrence.
async fn step_alone(
    conn: &mut PgConnection,
    window_days: i64,
    (org, id): (OrgId, StepId),
    now: DateTime<Utc>,
) -> Result<Option<StepCard>, Failure> {
    let Some(StepRow { step, .. }) = steps::by_id(conn, org, id).await? else { return Ok(None) };
    let Some(run) = runs::by_id(conn, org, step.run).await? else { return Ok(None) };
    let rows = steps::of_run(conn, org, run.id).await?;
    let Some(row) = rows.iter().find(|row| row.step.id == id) else { return Ok(None) };
    card_of(conn, (org, window_days), (&run, &rows, row), now).await
}

/// A step as it stands, for one person.
pub async fn step(app: &App, actor: &Actor, id: StepId) -> Result<StepCard, Failure> {
    let mut conn = app.read(actor).await?;
    let window_days = app.rules.lifecycle.renewal_window_days;
    Ok(step_alone(&mut conn, window_days, (actor.org, id), app.clock.now()).await?.ok_or(Refusal::Gone)?)
}

async fn card_of(
    conn: &mut PgConnection,
    (org, window_days): (OrgId, i64),
    (run, rows, row): (&Run, &[StepRow], &StepRow),
    now: DateTime<Utc>,
) -> Result<Option<StepCard>, Failure> {
    let step = &row.step;
    let mut ids: Vec<PersonId> = vec![step.owner];
    ids.extend(step.acknowledged.map(|(by, _)| by));
    ids.extend(step.ended.and_then(|(by, _)| by));
    ids.extend(step.needs.iter().filter_map(|needs| needs.person));
    ids.extend(step.reassigned.iter().flat_map(|reassigned| [reassigned.from, reassigned.by]));
    let people = people::by_ids(conn, org, &ids).await?;
    let Some(owner) = people.iter().find(|person| person.who.id == step.owner) else { return Ok(None) };
    let today = local_day(now, owner.zone);
    let backdrop = runs::backdrop(conn, org, run.account.id, today).await?;
    let last_due = rows.iter().map(|row| row.step.due_at).max().unwrap_or(now);
    let last_day = local_day(last_due, owner.zone);
    let stage = Stage { backdrop, today, last_day, owner, people: &people };
    let last = match step.state {
        StepState::Snoozed | StepState::Blocked => step_moves::last(conn, org, step.id).await?,
        StepState::Waiting | StepState::Due | StepState::Acknowledged | StepState::Done | StepState::Skipped => None,
    };
    let last = last.and_then(|(by, at)| Some(Deed { by: by?, at }));
    let snoozed = last.clone().filter(|_| step.state == StepState::Snoozed);
    let needed = step
        .needs
        .as_ref()
        .map(|needs| Needed { person: needs.person.and_then(|id| stage.person(id)), words: needs.words.clone() });
    let blocked = needed.map(|needed| (last, needed));
    let stand_in = calendars::stand_in_for(conn, org, step.owner, now).await?;
    let card = of(run, rows, row, &stage);
    let fallen = if step.state.is_over() {
        Vec::new()
    } else {
        evidence::fallen_features(conn, org, run.account.id, today).await?
    };
    let value = value_case(conn, org, run, step).await?;
    let notes = plays::notes(conn, org, run, (step.id, row.position), (card.slack_days, window_days)).await?;
    Ok(Some(StepCard { stand_in, blocked, snoozed, fallen, value, notes, ..card }))
}

/// What the customer got so far, where a step counts back from the renewal: it is what the renewal is argued with.
async fn value_case(
    conn: &mut PgConnection,
    org: OrgId,
    run: &Run,
    step: &Step,
) -> Result<Option<ValueRealised>, Failure> {
    let definition = run.playbook.step(&step.key);
    let is_before_renewal = definition.is_some_and(|definition| definition.opens.from == Anchor::Renewal);
    if step.state.is_over() || !is_before_renewal {
        return Ok(None);
    }
    Ok(ValueRealised::of(store::plans::values(conn, org, run.account.id).await?))
}

fn present<'a>(rows: &'a [StepRow], key: &str) -> Option<&'a StepRow> {
    let mut of_key = rows.iter().filter(|row| row.step.key == key);
    // A run that ends takes along what nobody was ever asked for.
    let was_asked = |row: &&StepRow| row.step.reminders.from.is_some();
    let has_begun = |row: &&StepRow| row.step.state != StepState::Waiting;
    of_key.clone().rfind(was_asked).or_else(|| of_key.clone().rfind(has_begun)).or_else(|| of_key.next())
}

/// What stands around a step: the account, the days, the people.
struct Stage<'a> {
    backdrop: Backdrop,
    today: NaiveDate,
    last_day: NaiveDate,
    owner: &'a Person,
    people: &'a [Person],
}

impl Stage<'_> {
    fn person(&self, id: PersonId) -> Option<PersonRef> {
        self.people.iter().find(|person| person.who.id == id).map(|person| person.who.clone())
    }

    fn deed(&self, by: PersonId, at: DateTime<Utc>) -> Option<Deed> {
        Some(Deed { by: self.person(by)?, at })
    }
}

fn of(run: &Run, rows: &[StepRow], row: &StepRow, stage: &Stage<'_>) -> StepCard {
    let step = &row.step;
    let ends_on = stage.backdrop.ends_on;
    let definition = run.playbook.step(&step.key);
    let handed_on = step.reassigned.and_then(|reassigned| {
        let by = stage.deed(reassigned.by, reassigned.at)?;
        Some(HandedOn { from: stage.person(reassigned.from)?, by })
    });
    StepCard {
        step: step.id,
        version: step.version,
        run: run.id,
        play: run.playbook.title.clone(),
        account: run.account.clone(),
        title: definition.map_or_else(|| step.key.clone(), |definition| definition.title.clone()),
        what: definition.map(|definition| definition.what.clone()).unwrap_or_default(),
        checklist: definition.map(|definition| definition.checklist.clone()).unwrap_or_default(),
        bar: bar(run, rows, row),
        number: usize::try_from(row.position).unwrap_or(0) + 1,
        occurrence: (step.occurrence, definition.map_or(1, StepDefinition::times)),
        state: step.state,
        owner: stage.owner.who.clone(),
        stand_in: None,
        zone: stage.owner.zone,
        due_at: step.due_at,
        moved_from: step.moved_from,
        acknowledged: step.acknowledged.and_then(|(by, at)| stage.deed(by, at)),
        ended: step.ended.and_then(|(by, at)| stage.deed(by?, at)),
        ended_at: step.ended.map(|(_, at)| at),
        blocked: None,
        handed_on,
        ticked: row.ticked.clone(),
        links: definition.map(|definition| definition.links.clone()).unwrap_or_default(),
        follow_up_on: step.follow_up_on,
        snoozed: None,
        snoozed_until: (step.state == StepState::Snoozed).then_some(step.prompt_at).flatten(),
        note: step.note.clone(),
        snoozes: step.snoozes,
        started: run.started.clone(),
        reasons: run.reasons.clone(),
        health: stage.backdrop.health,
        arr: stage.backdrop.arr,
        renewal_in_days: ends_on.map(|ends_on| (ends_on - stage.today).num_days()),
        slack_days: ends_on.map(|ends_on| (ends_on - stage.last_day).num_days()),
        next: next(run, rows, step.id),
        fallen: Vec::new(),
        value: None,
        notes: RunNotes::default(),
    }
}

/// What is due soonest of all that is left, beside the step itself.
fn next(run: &Run, rows: &[StepRow], here: StepId) -> Option<(String, DateTime<Utc>)> {
    let left = rows.iter().filter(|row| row.step.id != here && !row.step.state.is_over());
    let soonest = left.min_by_key(|row| (row.step.due_at, row.position))?;
    let definition = run.playbook.step(&soonest.step.key)?;
    Some((definition.title.clone(), soonest.step.due_at))
}

/// A mark for every step of the playbook; a repeated one has ended when all its occurrences have, and is skipped when none
/// of them was done.
fn bar(run: &Run, rows: &[StepRow], here: &StepRow) -> Vec<StepMark> {
    run.playbook
        .steps
        .iter()
        .map(|definition| {
            let mut states = rows.iter().filter(|row| row.step.key == definition.id).map(|row| row.step.state);
            if states.clone().all(|state| state == StepState::Skipped) {
                StepMark::Skipped
            } else if states.clone().all(StepState::is_over) {
                StepMark::Ended
            } else if definition.id == here.step.key {
                StepMark::Here
            } else if states.any(|state| state != StepState::Waiting && !state.is_over()) {
                StepMark::Open
            } else {
                StepMark::ToCome
            }
        })
        .collect()
}
