//! A playbook laid out before anybody starts it: every prompt on its owner's clock, and what would follow if nobody
//! answered.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use super::{Condition, Goal, OwnerRole, OwnerRoles, PlannedStep, Playbook, WorkingTime, lay_out};
use crate::domain::cadence::{Calendar, local_day};

/// Whoever would do a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Player {
    /// The part that they play.
    pub role: OwnerRole,
    /// Their name, where it is known.
    pub name: Option<String>,
    /// When they work.
    pub calendar: Calendar,
}

/// What a playbook is laid out against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scene {
    /// When the run would begin.
    pub start: DateTime<Utc>,
    /// The last day of the contract.
    pub contract_end: Option<NaiveDate>,
    /// How soon a step is to be acknowledged that does not say it itself.
    pub acknowledge_within: WorkingTime,
}

/// A playbook as it would run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// Its name, for commands.
    pub name: String,
    /// Its title.
    pub title: String,
    /// What it is to reach.
    pub goal: Goal,
    /// The day by which.
    pub goal_by: NaiveDate,
    /// What it is laid out against.
    pub scene: Scene,
    /// The clock of the account's owner.
    pub zone: Tz,
    /// Every prompt, in the order of time.
    pub prompts: Vec<PreviewedPrompt>,
    /// Days between the last due day and the contract's end; negative when it ends too late.
    pub slack_days: Option<i64>,
}

/// One prompt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreviewedPrompt {
    /// When it opens and is due.
    pub planned: PlannedStep,
    /// The step's title.
    pub title: String,
    /// How often it is asked for in all.
    pub times: u32,
    /// Who does it.
    pub role: OwnerRole,
    /// Their name, where it is known.
    pub owner: Option<String>,
    /// Their clock.
    pub zone: Tz,
    /// It is asked for only where this holds.
    pub when: Option<Condition>,
    /// How soon it is to be acknowledged.
    pub acknowledge_within: WorkingTime,
    /// When its owner is reminded: after half of that time, and after all of it, when their manager hears of it too.
    pub reminders: (DateTime<Utc>, DateTime<Utc>),
}

/// Lays a playbook out. A step that waits for the one before it stands where it would if that one ended on its due day.
pub fn preview(playbook: &Playbook, scene: Scene, cast: impl Fn(&OwnerRoles) -> Player) -> Preview {
    let plan = lay_out(playbook, |roles| cast(roles).calendar, scene.contract_end, scene.start);
    let zone = cast(&OwnerRoles::default()).calendar.zone;
    let slack_days = plan.slack_days;
    let mut prompts: Vec<PreviewedPrompt> =
        plan.steps.into_iter().filter_map(|planned| prompt(playbook, scene, planned, &cast)).collect();
    prompts.sort_by_key(|prompt| (prompt.planned.opens_at, prompt.planned.position, prompt.planned.occurrence));
    let start_day = local_day(scene.start, zone);
    let goal_by = playbook.goal_due_on(start_day, scene.contract_end);
    let (name, title, goal) = (playbook.name.clone(), playbook.title.clone(), playbook.goal.clone());
    Preview { name, title, goal, goal_by, scene, zone, prompts, slack_days }
}

fn prompt(
    playbook: &Playbook,
    scene: Scene,
    planned: PlannedStep,
    cast: impl Fn(&OwnerRoles) -> Player,
) -> Option<PreviewedPrompt> {
    let step = playbook.step(&planned.key)?;
    let Player { role, name, calendar } = cast(&step.owner);
    let acknowledge_within = step.acknowledge_within.unwrap_or(scene.acknowledge_within);
    let whole = acknowledge_within.amount(&calendar);
    let after = |amount| calendar.add_working_time(planned.opens_at, amount);
    let reminders = (after(whole / 2), after(whole));
    Some(PreviewedPrompt {
        title: step.title.clone(),
        times: step.times(),
        role,
        owner: name,
        zone: calendar.zone,
        when: step.when.clone(),
        acknowledge_within,
        reminders,
        planned,
    })
}
