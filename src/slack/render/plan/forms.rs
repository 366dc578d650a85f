//! The forms about a plan, and what stands under a question that was not answered well.

use chrono::{Days, NaiveDate};
use slack_morphism::prelude::*;

use super::super::contact;
use super::super::kit::{choices, clean, context, input, name, plain};
use super::super::modal::modal;
use super::words;
use crate::domain::plan::{GoalCall, Known, Now, PlanFault, PlanField, PlanForm, PlanView};
use crate::slack::action::ModalKind;

/// A form about a plan, with what is known already.
pub fn plan_form(view: &PlanView, form: PlanForm) -> SlackView {
    let (title, questions) = match form {
        PlanForm::Begin => (say!("Begin plan"), begin(view)),
        PlanForm::Goal => (say!("Add goal"), goal()),
        PlanForm::Call => (say!("Goal stands"), call(view)),
        PlanForm::Metric => (say!("Add metric"), metric(view)),
        PlanForm::Reading => (say!("Update metric"), reading(view)),
        PlanForm::Milestone => (say!("Add milestone"), milestone(view)),
        PlanForm::Risk => (say!("Add risk"), risk()),
        PlanForm::Stance => (say!("Stance"), stance(view)),
        PlanForm::Value => (say!("Record value"), value(view)),
    };
    let about = context(&format!("*{}*", name(&view.account.name)));
    let kind = ModalKind::Plan { account: view.account.id, form, version: view.version };
    let blocks = std::iter::once(about).chain(questions.into_iter().map(Into::into)).collect();
    modal(title, &kind, Some(say!("Save")), blocks)
}

fn begin(view: &PlanView) -> Vec<SlackInputBlock> {
    let begins =
        day(PlanField::Begins, say!("First day"), view.today).with_hint(plain(say!("Baselines are of this day."), 150));
    std::iter::once(begins).chain(goal()).collect()
}

fn goal() -> Vec<SlackInputBlock> {
    vec![
        text(
            PlanField::Goal,
            say!("Goal, in the customer's words"),
            say!("Close the month in two days instead of six"),
            300,
        ),
        text(PlanField::GoalValue, say!("What is it worth to them?"), say!("20k or €12,500"), 40).with_optional(true),
    ]
}

fn call(view: &PlanView) -> Vec<SlackInputBlock> {
    let calls = GoalCall::ALL.map(|call| (call.as_str().to_owned(), words::call(call).to_owned()));
    let hint = say!("A goal with metrics is judged by them, unless it is reached or dropped.");
    vec![
        one_of(PlanField::WhichGoal, say!("Goal"), &goals(view)),
        one_of(PlanField::Call, say!("How does it stand?"), &calls).with_hint(plain(hint, 150)),
    ]
}

fn goals(view: &PlanView) -> Vec<(String, String)> {
    let goals = view.content.goals.iter();
    goals.map(|goal| (goal.number.to_string(), format!("{} {}", goal.number, clean(&goal.words, 60)))).collect()
}

fn metric(view: &PlanView) -> Vec<SlackInputBlock> {
    let measures = Known::ALL.map(|known| (known.as_str().to_owned(), words::known(known).to_owned()));
    let hint = say!("Left out: somebody types it. What the data measures is always up to date.");
    let mut questions = vec![
        one_of(PlanField::Measure, say!("Measured by"), &measures).with_optional(true).with_hint(plain(hint, 150)),
        text(PlanField::MetricName, say!("Name"), say!("Reports a week"), 60).with_optional(true),
        text(PlanField::Unit, say!("Unit"), "%", 20).with_optional(true),
        text(PlanField::Baseline, say!("Baseline"), "45", 40)
            .with_optional(true)
            .with_hint(plain(say!("Where it was. A measured one may be left out: it begins where it is now."), 150)),
        text(PlanField::Target, say!("Target"), "80", 40),
        day(PlanField::By, say!("By when"), view.today + Days::new(90)),
    ];
    if !view.content.goals.is_empty() {
        questions.push(one_of(PlanField::WhichGoal, say!("For which goal"), &goals(view)).with_optional(true));
    }
    questions
}

fn reading(view: &PlanView) -> Vec<SlackInputBlock> {
    let typed = view.content.metrics.iter().filter(|metric| matches!(metric.now, Now::Typed(_)));
    let typed: Vec<(String, String)> = typed
        .map(|metric| (metric.number.to_string(), format!("{} {}", metric.number, clean(&metric.name, 60))))
        .collect();
    vec![
        one_of(PlanField::WhichMetric, say!("Metric"), &typed),
        text(PlanField::NowValue, say!("Where is it now?"), "52", 40),
        day(PlanField::NowAsOf, say!("As of"), view.today),
    ]
}

fn milestone(view: &PlanView) -> Vec<SlackInputBlock> {
    let owner = view.owner.as_ref().and_then(|owner| owner.slack_user_id.clone()).map(SlackUserId);
    let ours = SlackBlockUsersSelectElement::new()
        .with_action_id(PlanField::Owner.as_str().into())
        .with_placeholder(plain(say!("Somebody of ours"), 150))
        .opt_initial_user(owner.map(|id| id.0));
    let mut questions = vec![
        text(PlanField::Title, say!("Milestone"), say!("Usage audit with the three teams"), 120),
        day(PlanField::Due, say!("By when"), view.today + Days::new(14)),
        question(PlanField::Owner, say!("Who of ours sees to it?"), ours),
    ];
    let contacts = contacts(view);
    if !contacts.is_empty() {
        questions.push(one_of(PlanField::TheirContact, say!("Who of theirs?"), &contacts).with_optional(true));
    }
    questions.push(
        text(PlanField::TheirName, say!("Or somebody else of theirs"), say!("Their new controller"), 80)
            .with_optional(true),
    );
    questions
}

/// Those who are there still.
fn contacts(view: &PlanView) -> Vec<(String, String)> {
    let here = view.stakeholders.iter().filter(|person| person.left_on.is_none());
    here.map(|person| {
        let id = person.contact.to_string().replace('-', "");
        (id, format!("{}, {}", clean(&person.name, 50), contact::role_told(person.role)))
    })
    .collect()
}

fn risk() -> Vec<SlackInputBlock> {
    vec![
        text(PlanField::Risk, say!("What could go wrong?"), say!("Their budget is frozen until July"), 300),
        text(
            PlanField::Mitigation,
            say!("What is done about it?"),
            say!("Smaller first phase, paid from this year's budget"),
            300,
        )
        .with_optional(true),
    ]
}

fn stance(view: &PlanView) -> Vec<SlackInputBlock> {
    vec![
        one_of(PlanField::Contact, say!("Who?"), &contacts(view)),
        text(PlanField::Stance, say!("How do they feel about it?"), say!("sponsor, neutral, sceptical …"), 40)
            .with_optional(true)
            .with_hint(plain(say!("A word or two; nothing takes it back."), 150)),
    ]
}

fn value(view: &PlanView) -> Vec<SlackInputBlock> {
    let amount = say!("12k or {currency} 12,500", currency = view.currency.code());
    vec![
        text(PlanField::What, say!("What did they get?"), say!("Four days a month saved in the month-end close"), 200),
        text(PlanField::Amount, say!("What is it worth?"), &amount, 40),
        text(
            PlanField::Evidence,
            say!("How do we know?"),
            say!("Their controller's own count, e-mail of 3 March"),
            500,
        ),
        day(PlanField::RealisedOn, say!("Since when"), view.today),
    ]
}

fn question(field: PlanField, label: &str, element: impl Into<SlackInputBlockElement>) -> SlackInputBlock {
    input(field.as_str(), label, element)
}

fn text(field: PlanField, label: &str, example: &str, most: u64) -> SlackInputBlock {
    let element = SlackBlockPlainTextInputElement::new()
        .with_action_id(field.as_str().into())
        .with_max_length(most)
        .with_multiline(160 < most)
        .with_placeholder(plain(example, 150));
    question(field, label, element)
}

fn day(field: PlanField, label: &str, initial: NaiveDate) -> SlackInputBlock {
    let element =
        SlackBlockDatePickerElement::new().with_action_id(field.as_str().into()).with_initial_date(initial.to_string());
    question(field, label, element)
}

/// A list to choose one of: each with its value and its words.
fn one_of(field: PlanField, label: &str, entries: &[(String, String)]) -> SlackInputBlock {
    let options = choices(entries.iter().take(100).map(|(value, words)| (words.as_str(), value.as_str())));
    let plain_options = options.into_iter().map(|option| {
        let words = match option.text {
            SlackBlockText::Plain(words) => words.text,
            SlackBlockText::MarkDown(words) => words.text,
        };
        SlackBlockChoiceItem::new(SlackBlockPlainText::new(words).into(), option.value)
    });
    let element = SlackBlockStaticSelectElement::new()
        .with_action_id(field.as_str().into())
        .with_placeholder(plain(say!("Choose one"), 150))
        .with_options(plain_options.collect());
    question(field, label, element)
}

/// What is wrong with an answer.
pub fn plan_fault(fault: &PlanFault, today: NaiveDate) -> String {
    match fault {
        PlanFault::Missing => say!("Answer this one, please").to_owned(),
        PlanFault::TooLong { most } => say!("Say it in {most} characters", most),
        PlanFault::NotANumber => say!("Write a number like 45, 12.5 or 1200").to_owned(),
        PlanFault::TwoWays => {
            say!("That can be read in two ways; write 12500 for the large one, 12.5 for the small one").to_owned()
        }
        PlanFault::TooLarge => say!("That is beyond what can be measured here; a million million at most").to_owned(),
        PlanFault::NotMoney => say!("Write an amount above 0, like 12k or €12,500").to_owned(),
        PlanFault::NotADay => say!("Choose a day that there is").to_owned(),
        PlanFault::SameAsBaseline => say!("The target is the baseline; say where it shall be instead").to_owned(),
        PlanFault::BeforePlan { begins_on } => {
            say!(
                "The plan begins on {begins_on}; choose that day or a later one",
                begins_on = super::super::kit::date(*begins_on, today)
            )
        }
        PlanFault::Ahead => say!("Choose today or a day that has passed").to_owned(),
        PlanFault::Passed => say!("Choose today or a day that is still to come").to_owned(),
        PlanFault::NotOurs => say!("Choose somebody of ours whom the directory knows").to_owned(),
        PlanFault::NotThere => say!("That is no longer there; choose another").to_owned(),
        PlanFault::NoData => say!("The data has no value yet; write the baseline").to_owned(),
        PlanFault::FromData => say!("That one comes from the data; nobody has to type it").to_owned(),
        PlanFault::Full { most } => say!("A plan holds {most} of them at most", most),
    }
}
