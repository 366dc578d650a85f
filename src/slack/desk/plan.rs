//! Success plans: shown, changed by forms, ticked, asked about.

use chrono::NaiveDate;
use serde_json::{Map, Value, json};

use super::clicks::Told;
use super::{Desk, Visit};
use crate::domain::cadence::local_day;
use crate::domain::ids::{AccountId, ContactId};
use crate::domain::plan::{
    Draft, GoalCall, GoalDraft, Known, MetricDraft, MilestoneDraft, PlanField, PlanForm, PlanRefusal, ReadingDraft,
    RiskDraft, ValueDraft,
};
use crate::domain::refusal::Refusal;
use crate::operations::{Failure, plans};
use crate::slack::action::PlanClick;
use crate::slack::inbound::{Entered, View};
use crate::slack::render::{self, Message, Titled, view_json};

impl Desk {
    /// Answers a line that somebody typed, or a click that only looks.
    pub(super) async fn plan(&self, visit: &Visit, click: PlanClick) -> Result<Message, Failure> {
        let (app, actor, now) = (&self.app, &visit.actor, self.app.clock.now());
        let reader = self.reader_at(visit);
        Ok(match click {
            PlanClick::Open { account } => render::plan_card(&reader, &plans::of(app, actor, account).await?, now),
            PlanClick::Mark { account, number, mark } => {
                let marked = plans::mark(app, actor, (account, number), mark).await?;
                self.bell.notify_one();
                let view = plans::of(app, actor, account).await?;
                render::milestone_marked(&reader, &view, &marked, now)
            }
            PlanClick::Nudge { account, number } => {
                let nudged = plans::nudge(app, actor, (account, number)).await?;
                self.bell.notify_one();
                render::nudged(&reader, &nudged.account, (&nudged.milestone, &nudged.asked, nudged.day), now)
            }
            PlanClick::Ask { .. } | PlanClick::CloseRisk { .. } => return Err(Refusal::Gone.into()),
        })
    }

    /// Does what a button or a menu asks for. What was marked shows on the card itself.
    pub(super) async fn plan_clicked(
        &self,
        visit: &Visit,
        click: PlanClick,
        trigger_id: Option<&str>,
    ) -> Result<Told, Failure> {
        match click {
            PlanClick::Ask { account, form } => {
                let view = plans::asked(&self.app, &visit.actor, account, form).await?;
                self.open(trigger_id, &view_json(&render::plan_form(&view, form))).await
            }
            PlanClick::Mark { account, number, mark } => {
                plans::mark(&self.app, &visit.actor, (account, number), mark).await?;
                self.bell.notify_one();
                Ok(Told::ByTheCard)
            }
            PlanClick::CloseRisk { account, number, version } => {
                plans::change(&self.app, &visit.actor, (account, version), &Draft::CloseRisk(number)).await?;
                Ok(Told::ByTheCard)
            }
            looks @ (PlanClick::Open { .. } | PlanClick::Nudge { .. }) => {
                Ok(Told::Privately(Box::new(self.plan(visit, looks).await?)))
            }
        }
    }

    /// A form that was sent; the answer is what Slack does with it.
    pub(super) async fn plan_submitted(
        &self,
        visit: &Visit,
        (account, form, version): (AccountId, PlanForm, i32),
        view: &View,
    ) -> Value {
        match self.plan_change(visit, (account, form, version), view).await {
            Ok(message) => {
                json!({ "response_action": "update", "view": view_json(&render::answer(Titled::Plan, &message)) })
            }
            Err(Failure::Refused(Refusal::Plan(PlanRefusal::Faulty(faults)))) => {
                let today = local_day(self.app.clock.now(), visit.actor.person.zone);
                let words = faults.iter().rev();
                let words: Map<String, Value> = words
                    .map(|(field, fault)| (field.as_str().to_owned(), json!(render::plan_fault(fault, today))))
                    .collect();
                json!({ "response_action": "errors", "errors": words })
            }
            Err(failure) => self.refused(visit, &failure),
        }
    }

    async fn plan_change(
        &self,
        visit: &Visit,
        (account, form, version): (AccountId, PlanForm, i32),
        view: &View,
    ) -> Result<Message, Failure> {
        let (app, actor) = (&self.app, &visit.actor);
        let mut draft = draft(form, view);
        if let Draft::Milestone(milestone) = &mut draft
            && let Some(Entered::User(Some(user))) = entered(view, PlanField::Owner)
        {
            milestone.owner = plans::person(app, actor, &user).await?;
        }
        let change = plans::change(app, actor, (account, version), &draft).await?;
        let after = plans::of(app, actor, account).await?;
        Ok(render::plan_changed(&after, change, &self.reader(&actor.person), app.clock.now()))
    }
}

/// What was written, by the form that asked for it.
fn draft(form: PlanForm, view: &View) -> Draft {
    let text = |field| text(view, field);
    let day = |field| day(view, field);
    let goal = || GoalDraft { words: text(PlanField::Goal), value: text(PlanField::GoalValue) };
    let number = |field| choice(view, field).and_then(|number| number.parse().ok());
    let contact = |field| choice(view, field).and_then(|id| id.parse::<ContactId>().ok());
    match form {
        PlanForm::Begin => Draft::Begin { begins_on: day(PlanField::Begins), goal: goal() },
        PlanForm::Goal => Draft::Goal(goal()),
        PlanForm::Call => Draft::Call {
            goal: number(PlanField::WhichGoal),
            call: choice(view, PlanField::Call).and_then(|word| GoalCall::parse(&word)),
        },
        PlanForm::Metric => Draft::Metric(MetricDraft {
            name: text(PlanField::MetricName),
            unit: text(PlanField::Unit),
            goal: number(PlanField::WhichGoal),
            measure: choice(view, PlanField::Measure).and_then(|word| Known::parse(&word)),
            baseline: text(PlanField::Baseline),
            target: text(PlanField::Target),
            by: day(PlanField::By),
        }),
        PlanForm::Reading => Draft::Reading(ReadingDraft {
            metric: number(PlanField::WhichMetric),
            value: text(PlanField::NowValue),
            as_of: day(PlanField::NowAsOf),
        }),
        PlanForm::Milestone => Draft::Milestone(MilestoneDraft {
            title: text(PlanField::Title),
            due_on: day(PlanField::Due),
            owner: None,
            contact: contact(PlanField::TheirContact),
            their_name: text(PlanField::TheirName),
        }),
        PlanForm::Risk => {
            Draft::Risk(RiskDraft { words: text(PlanField::Risk), mitigation: text(PlanField::Mitigation) })
        }
        PlanForm::Stance => Draft::Stance { contact: contact(PlanField::Contact), word: text(PlanField::Stance) },
        PlanForm::Value => Draft::Value(ValueDraft {
            what: text(PlanField::What),
            amount: text(PlanField::Amount),
            evidence: text(PlanField::Evidence),
            on: day(PlanField::RealisedOn),
        }),
    }
}

fn entered(view: &View, field: PlanField) -> Option<Entered> {
    view.entered(field.as_str(), field.as_str())
}

fn text(view: &View, field: PlanField) -> String {
    match entered(view, field) {
        Some(Entered::Text(Some(text))) => text,
        _ => String::new(),
    }
}

fn choice(view: &View, field: PlanField) -> Option<String> {
    match entered(view, field) {
        Some(Entered::Choice(choice)) => choice,
        _ => None,
    }
}

fn day(view: &View, field: PlanField) -> Option<NaiveDate> {
    match entered(view, field) {
        Some(Entered::Date(day)) => day,
        _ => None,
    }
}
