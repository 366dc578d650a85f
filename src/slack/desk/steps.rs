//! Clicks and forms about steps. Whoever comes second hears who was first, and finds what they typed again.

use serde_json::{Value, json};

use super::clicks::Told;
use super::forms::{errors, picked_day, text};
use super::{Desk, Visit};
use crate::domain::ids::StepId;
use crate::domain::playbook::{Needs, StepRefusal, StepWish, Until};
use crate::domain::refusal::Refusal;
use crate::operations::step::StepNamed;
use crate::operations::{Failure, directory, notices, runs, step};
use crate::slack::action::{Field, ModalKind, SnoozeFor, StepClick, StepForm};
use crate::slack::inbound::{Entered, View};
use crate::slack::render::{self, Message, StepAsked, Typed, view_json};

impl Desk {
    /// Does what a click on a step asks for.
    pub(super) async fn step_clicked(
        &self,
        visit: &Visit,
        click: StepClick,
        trigger_id: Option<&str>,
    ) -> Result<Told, Failure> {
        let form = match click {
            StepClick::AskBlock(seen) => StepForm::Block(seen),
            StepClick::AskSkip(seen) => StepForm::Skip(seen),
            StepClick::AskReassign(seen) => StepForm::Reassign(seen),
            StepClick::AskStop(seen) => StepForm::Stop(seen),
            StepClick::Tick { step, ticks } => {
                step::tick(&self.app, &visit.actor, step, &ticks).await?;
                self.bell.notify_one();
                return Ok(Told::ByTheCard);
            }
            StepClick::Open { .. }
            | StepClick::Do { .. }
            | StepClick::Stop { .. }
            | StepClick::Find { .. }
            | StepClick::Helped { .. } => {
                return Ok(Told::Privately(Box::new(self.step_shown(visit, click).await?)));
            }
        };
        self.ask_step(visit, ModalKind::Step(form), trigger_id).await
    }

    /// What a click on a step shows; what it changes is changed before.
    pub(super) async fn step_shown(&self, visit: &Visit, click: StepClick) -> Result<Message, Failure> {
        match click {
            StepClick::Open { step } => self.step_open(visit, step).await,
            StepClick::Do { seen, wish } => self.move_step(visit, (seen.step, seen.version), &wish).await,
            StepClick::Stop { run, reason } => self.stop_run(visit, run, &reason).await,
            StepClick::Find { account, ask } => self.find_step(visit, account, ask).await,
            StepClick::Helped { run, answer } => {
                runs::answer(&self.app, &visit.actor, run, answer).await?;
                self.bell.notify_one();
                Ok(render::helped_kept())
            }
            StepClick::AskBlock(_)
            | StepClick::AskSkip(_)
            | StepClick::AskReassign(_)
            | StepClick::AskStop(_)
            | StepClick::Tick { .. } => Err(Refusal::Gone.into()),
        }
    }

    /// A step's card, for one person.
    pub(super) async fn step_open(&self, visit: &Visit, step: StepId) -> Result<Message, Failure> {
        let card = notices::step(&self.app, &visit.actor, step).await?;
        Ok(render::step_alone(&card, self.app.clock.now()))
    }

    /// Puts a step off; from the third time on the reason is asked for, in the form that has a place for it.
    pub(super) async fn snooze_step(
        &self,
        visit: &Visit,
        (step, version): (StepId, i32),
        working_days: u32,
        trigger_id: Option<&str>,
    ) -> Result<Told, Failure> {
        let until = Until::WorkingDays(i32::try_from(working_days).unwrap_or(1));
        let wish = StepWish::Snooze { until, reason: String::new() };
        match step::apply(&self.app, &visit.actor, (step, version), &wish).await {
            Err(Failure::Refused(Refusal::SnoozeNeedsReason { .. })) => {
                self.ask_step(visit, ModalKind::Snooze { step, version }, trigger_id).await
            }
            done => {
                done?;
                self.bell.notify_one();
                Ok(Told::ByTheCard)
            }
        }
    }

    /// Opens a form about a step.
    pub(super) async fn ask_step(
        &self,
        visit: &Visit,
        kind: ModalKind,
        trigger_id: Option<&str>,
    ) -> Result<Told, Failure> {
        let Some((step, _)) = about(&kind) else { return Err(Refusal::Gone.into()) };
        let named = step::named(&self.app, &visit.actor, step).await?;
        let form = self.form(visit, &kind, &asked(named, Typed::default(), String::new()));
        self.open(trigger_id, &form).await
    }

    fn form(&self, visit: &Visit, kind: &ModalKind, asked: &StepAsked) -> Value {
        let view = match kind {
            ModalKind::Snooze { .. } => {
                render::snooze_form(&self.reader(&visit.actor.person), kind, asked, self.app.clock.now())
            }
            ModalKind::Step(form) => render::step_form(*form, asked),
            ModalKind::Finish { .. }
            | ModalKind::Loading
            | ModalKind::ExpansionWon { .. }
            | ModalKind::ExpansionLost { .. }
            | ModalKind::Forecast { .. }
            | ModalKind::Pulse { .. }
            | ModalKind::Dismiss { .. }
            | ModalKind::SnoozeSignal { .. }
            | ModalKind::Leave
            | ModalKind::Settings
            | ModalKind::Home(_)
            | ModalKind::Record(_)
            | ModalKind::Subscribe(_)
            | ModalKind::Filters(_)
            | ModalKind::Plan { .. } => render::finish_form(kind, asked),
        };
        view_json(&view)
    }

    /// Carries a form about a step out; the answer is what Slack does with it.
    pub(super) async fn step_submitted(&self, visit: &Visit, kind: ModalKind, view: &View) -> Value {
        let failure = match self.carry_out(visit, &kind, view).await {
            Ok(()) => {
                self.bell.notify_one();
                return Value::Null;
            }
            Err(failure) => failure,
        };
        if let Failure::Refused(refusal) = &failure {
            if let Some(field) = field_of(&kind, refusal) {
                return errors(field, render::form_fault(field));
            }
            if let Refusal::StepMoved { .. } | Refusal::StepMovedBy { .. } = refusal
                && let Ok(answer) = self.moved_meanwhile(visit, &kind, view, &failure).await
            {
                return answer;
            }
        }
        self.refused(visit, &failure)
    }

    async fn carry_out(&self, visit: &Visit, kind: &ModalKind, view: &View) -> Result<(), Failure> {
        let (which, reason) = (about(kind).ok_or(Refusal::Gone)?, text(view, Field::Reason));
        let wish = match kind {
            ModalKind::Snooze { .. } => {
                let past = || Refusal::SnoozeInThePast { day: step::today(&self.app, &visit.actor) };
                StepWish::Snooze { until: until(view).ok_or_else(past)?, reason }
            }
            ModalKind::Step(StepForm::Block(_)) => {
                let person = match picked(view, Field::NeededPerson) {
                    Some(user) => {
                        let found = directory::person_of_slack(&self.app, &visit.actor, &user).await?;
                        let none = || Refusal::from(StepRefusal::CannotOwn { person: None });
                        Some(found.ok_or_else(none)?.who.id)
                    }
                    None => None,
                };
                StepWish::Block { reason, needs: Needs { person, words: text(view, Field::NeededWords) } }
            }
            ModalKind::Step(StepForm::Skip(_)) => StepWish::Skip { reason },
            ModalKind::Step(StepForm::Reassign(_)) => {
                let user = picked(view, Field::NewOwner).unwrap_or_default();
                let found = directory::person_of_slack(&self.app, &visit.actor, &user).await?;
                let none = || Refusal::from(StepRefusal::CannotOwn { person: None });
                StepWish::Reassign { to: found.ok_or_else(none)?.who.id, reason }
            }
            ModalKind::Step(StepForm::Stop(seen)) => {
                let run = step::named(&self.app, &visit.actor, seen.step).await?.step.run;
                return runs::stop(&self.app, &visit.actor, run, &reason).await.map(|_| ());
            }
            ModalKind::Finish { .. }
            | ModalKind::Loading
            | ModalKind::ExpansionWon { .. }
            | ModalKind::ExpansionLost { .. }
            | ModalKind::Forecast { .. }
            | ModalKind::Pulse { .. }
            | ModalKind::Dismiss { .. }
            | ModalKind::SnoozeSignal { .. }
            | ModalKind::Leave
            | ModalKind::Settings
            | ModalKind::Home(_)
            | ModalKind::Record(_)
            | ModalKind::Subscribe(_)
            | ModalKind::Filters(_)
            | ModalKind::Plan { .. } => {
                StepWish::Finish { note: text(view, Field::Outcome), follow_up_on: picked_day(view, Field::FollowUpOn) }
            }
        };
        step::apply(&self.app, &visit.actor, which, &wish).await.map(|_| ())
    }

    /// Somebody was first: whoever typed hears of it and finds what they typed, to send it again where that still means
    /// something.
    async fn moved_meanwhile(
        &self,
        visit: &Visit,
        kind: &ModalKind,
        view: &View,
        failure: &Failure,
    ) -> Result<Value, Failure> {
        let Some((id, _)) = about(kind) else { return Err(Refusal::Gone.into()) };
        let named = step::named(&self.app, &visit.actor, id).await?;
        let (is_over, version) = (named.step.state.is_over(), named.step.version);
        let said = self.apology(visit, failure);
        let view = if is_over {
            view_json(&render::step_too_late(&said, &asked(named, typed(view), String::new())))
        } else {
            let kind = with_version(kind, version);
            self.form(visit, &kind, &asked(named, typed(view), said.text))
        };
        Ok(json!({ "response_action": "update", "view": view }))
    }
}

/// The step of a form, and the version that its reader saw.
fn about(kind: &ModalKind) -> Option<(StepId, i32)> {
    match kind {
        ModalKind::Finish { step, version } | ModalKind::Snooze { step, version } => Some((*step, *version)),
        ModalKind::Step(
            StepForm::Block(seen) | StepForm::Skip(seen) | StepForm::Reassign(seen) | StepForm::Stop(seen),
        ) => Some((seen.step, seen.version)),
        ModalKind::Loading
        | ModalKind::ExpansionWon { .. }
        | ModalKind::ExpansionLost { .. }
        | ModalKind::Forecast { .. }
        | ModalKind::Pulse { .. }
        | ModalKind::Dismiss { .. }
        | ModalKind::SnoozeSignal { .. }
        | ModalKind::Leave
        | ModalKind::Settings
        | ModalKind::Home(_)
        | ModalKind::Record(_)
        | ModalKind::Subscribe(_)
        | ModalKind::Filters(_)
        | ModalKind::Plan { .. } => None,
    }
}

fn with_version(kind: &ModalKind, version: i32) -> ModalKind {
    let mut kind = kind.clone();
    match &mut kind {
        ModalKind::Finish { version: seen, .. } | ModalKind::Snooze { version: seen, .. } => *seen = version,
        ModalKind::Step(
            StepForm::Block(seen) | StepForm::Skip(seen) | StepForm::Reassign(seen) | StepForm::Stop(seen),
        ) => seen.version = version,
        ModalKind::Loading
        | ModalKind::ExpansionWon { .. }
        | ModalKind::ExpansionLost { .. }
        | ModalKind::Forecast { .. }
        | ModalKind::Pulse { .. }
        | ModalKind::Dismiss { .. }
        | ModalKind::SnoozeSignal { .. }
        | ModalKind::Leave
        | ModalKind::Settings
        | ModalKind::Home(_)
        | ModalKind::Record(_)
        | ModalKind::Subscribe(_)
        | ModalKind::Filters(_)
        | ModalKind::Plan { .. } => {}
    }
    kind
}

/// The question that was not answered well.
fn field_of(kind: &ModalKind, refusal: &Refusal) -> Option<Field> {
    if let Refusal::SnoozeNeedsReason { .. } = refusal {
        return Some(Field::Reason);
    }
    if let Refusal::SnoozeInThePast { .. } = refusal {
        return Some(Field::SnoozeUntil);
    }
    let Refusal::Step(refusal) = refusal else { return None };
    match refusal {
        StepRefusal::BlockNeedsReason | StepRefusal::SkipNeedsReason | StepRefusal::StopNeedsReason => {
            Some(Field::Reason)
        }
        StepRefusal::FollowUpInThePast { .. } => Some(Field::FollowUpOn),
        StepRefusal::CannotOwn { .. } if matches!(kind, ModalKind::Step(StepForm::Block(_))) => {
            Some(Field::NeededPerson)
        }
        StepRefusal::CannotOwn { .. } | StepRefusal::SameOwner { .. } => Some(Field::NewOwner),
        StepRefusal::NotYourStep { .. }
        | StepRefusal::NoOpenStep { .. }
        | StepRefusal::NoSuchRun { .. }
        | StepRefusal::RunOver { .. }
        | StepRefusal::AnsweredBefore => None,
    }
}

fn asked(named: StepNamed, typed: Typed, meanwhile: String) -> StepAsked {
    StepAsked {
        title: named.title,
        account: named.account,
        play: named.play,
        snoozes: named.step.snoozes,
        typed,
        meanwhile,
    }
}

/// What somebody typed, whatever the form asked.
fn typed(view: &View) -> Typed {
    let snooze_for = match view.entered(Field::SnoozeFor.id(), Field::SnoozeFor.id()) {
        Some(Entered::Choice(choice)) => choice,
        _ => None,
    };
    Typed {
        outcome: text(view, Field::Outcome),
        reason: text(view, Field::Reason),
        follow_up_on: picked_day(view, Field::FollowUpOn),
        person: picked(view, Field::NeededPerson).or_else(|| picked(view, Field::NewOwner)),
        words: text(view, Field::NeededWords),
        snooze_for,
        snooze_until: picked_day(view, Field::SnoozeUntil),
    }
}

/// The person who was picked, by their id in Slack.
fn picked(view: &View, field: Field) -> Option<String> {
    match view.entered(field.id(), field.id()) {
        Some(Entered::User(user)) => user,
        _ => None,
    }
}

/// Until when; `None` when a day was to be picked and none was.
fn until(view: &View) -> Option<Until> {
    let Some(Entered::Choice(Some(choice))) = view.entered(Field::SnoozeFor.id(), Field::SnoozeFor.id()) else {
        return None;
    };
    match SnoozeFor::parse(&choice)? {
        SnoozeFor::OneDay => Some(Until::WorkingDays(1)),
        SnoozeFor::ThreeDays => Some(Until::WorkingDays(3)),
        SnoozeFor::UntilDate => picked_day(view, Field::SnoozeUntil).map(Until::Day),
    }
}
