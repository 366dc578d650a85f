//! From what somebody wrote to a change that can be made, or to everything that is wrong with it at once.

use chrono::{DateTime, Datelike, NaiveDate, Utc};

use super::content::{Content, Risk, Stance};
use super::draft::{Draft, GoalDraft, MetricDraft, MilestoneDraft, ReadingDraft, RiskDraft, ValueDraft};
use super::fault::{Change, PlanFault, PlanField, PlanRefusal};
use super::figure::figure;
use super::goal::Goal;
use super::metric::{Metric, Now, Reading, Readings};
use crate::domain::ids::{ContactId, PersonId};
use crate::domain::money::{Currency, Money, Sign};

/// Goals, metrics, and risks of one plan.
const MOST: usize = 12;
/// Milestones of one plan.
const MOST_MILESTONES: usize = 30;
/// Years that a plan could mean.
const YEARS: std::ops::RangeInclusive<i32> = 2000..=2199;

/// What a draft is checked against.
#[derive(Clone, Debug)]
pub struct Around<'a> {
    /// The plan's first day.
    pub begins_on: NaiveDate,
    /// What is in it.
    pub content: &'a Content,
    /// How many milestones it has.
    pub n_milestones: usize,
    /// The account's contacts.
    pub contacts: &'a [ContactId],
    /// What the data knows.
    pub data: Readings,
    /// The currency of an amount that names none.
    pub currency: Currency,
    /// The writer's day.
    pub today: NaiveDate,
    /// The moment.
    pub now: DateTime<Utc>,
}

/// A change that can be made.
#[derive(Clone, Debug, PartialEq)]
pub enum Checked {
    /// The plan, from its first day on.
    Begin(NaiveDate, Content),
    /// The content as it becomes.
    Content(Change, Content),
    /// A milestone to be added; its number is the next one.
    Milestone {
        /// What is done.
        title: String,
        /// By when.
        due_on: NaiveDate,
        /// Who sees to it on our side.
        owner: PersonId,
        /// Who of the contacts sees to it on theirs.
        contact: Option<ContactId>,
        /// Or who else.
        their_name: Option<String>,
    },
    /// Value to be recorded.
    Value {
        /// What they got.
        what: String,
        /// What it is worth.
        amount: Money,
        /// How that is known.
        evidence: String,
        /// Since when.
        on: NaiveDate,
    },
}

/// What is wrong so far.
type Faults = Vec<(PlanField, PlanFault)>;

/// Checks a draft. Everything that is wrong with it comes back together.
pub fn check(draft: &Draft, around: &Around<'_>) -> Result<Checked, PlanRefusal> {
    let mut faults = Faults::new();
    let checked = match draft {
        Draft::Begin { begins_on, goal } => begin(*begins_on, goal, around, &mut faults),
        Draft::Goal(written) => goal(written, around, &mut faults),
        Draft::Call { goal, call } => {
            let at =
                place(PlanField::WhichGoal, *goal, numbers(&around.content.goals, |goal| goal.number), &mut faults);
            let call = found(PlanField::Call, *call, &mut faults);
            at.zip(call).map(|(at, call)| {
                let mut content = around.content.clone();
                content.goals[at].call = Some(call);
                Checked::Content(Change::GoalCalled(content.goals[at].number), content)
            })
        }
        Draft::Metric(written) => metric(written, around, &mut faults),
        Draft::Reading(written) => reading(written, around, &mut faults),
        Draft::Milestone(written) => milestone(written, around, &mut faults),
        Draft::Risk(written) => risk(written, around, &mut faults),
        Draft::CloseRisk(number) => return close_risk(*number, around),
        Draft::Stance { contact, word } => stance(*contact, word, around, &mut faults),
        Draft::Value(written) => value(written, around, &mut faults),
    };
    checked.filter(|_| faults.is_empty()).ok_or(PlanRefusal::Faulty(faults))
}

fn begin(begins_on: Option<NaiveDate>, goal: &GoalDraft, around: &Around<'_>, faults: &mut Faults) -> Option<Checked> {
    let begins_on = day(PlanField::Begins, begins_on, faults);
    let content = goal_in(Content::default(), goal, around, faults);
    Some(Checked::Begin(begins_on?, content?))
}

fn goal(written: &GoalDraft, around: &Around<'_>, faults: &mut Faults) -> Option<Checked> {
    room(PlanField::Goal, around.content.goals.len(), MOST, faults);
    let content = goal_in(around.content.clone(), written, around, faults)?;
    let number = content.goals.last().map_or(0, |goal| goal.number);
    Some(Checked::Content(Change::GoalAdded(number), content))
}

fn goal_in(mut content: Content, written: &GoalDraft, around: &Around<'_>, faults: &mut Faults) -> Option<Content> {
    let words = text(PlanField::Goal, &written.words, 300, faults);
    let value = if written.value.trim().is_empty() {
        Some(None)
    } else {
        money(PlanField::GoalValue, &written.value, around.currency, faults).map(Some)
    };
    let number = next(&numbers(&content.goals, |goal| goal.number));
    content.goals.push(Goal { number, words: words?, value: value?, call: None });
    Some(content)
}

fn metric(written: &MetricDraft, around: &Around<'_>, faults: &mut Faults) -> Option<Checked> {
    room(PlanField::MetricName, around.content.metrics.len(), MOST, faults);
    let known = numbers(&around.content.goals, |goal| goal.number);
    let goal = match written.goal {
        None => Some(None),
        Some(goal) => place(PlanField::WhichGoal, Some(goal), known, faults).map(|_| Some(goal)),
    };
    // What the data measures has a name already.
    let name = match written.measure {
        Some(measure) if written.name.trim().is_empty() => Some(measure.name().to_owned()),
        Some(_) | None => text(PlanField::MetricName, &written.name, 60, faults),
    };
    let unit = optional(PlanField::Unit, &written.unit, 20, faults);
    let baseline = baseline(written, around, faults);
    let target = number(PlanField::Target, &written.target, faults);
    if let (Some(baseline), Some(target)) = (baseline, target)
        && (target - baseline).abs() < f64::EPSILON * baseline.abs().max(1.0)
    {
        faults.push((PlanField::Target, PlanFault::SameAsBaseline));
    }
    let by = in_plan(PlanField::By, written.by, around, faults);
    if by.is_some_and(|by| by < around.today) {
        faults.push((PlanField::By, PlanFault::Passed));
    }
    let now = written.measure.map_or(Now::Typed(None), Now::Derived);
    let mut content = around.content.clone();
    let number = next(&numbers(&content.metrics, |metric| metric.number));
    let (name, unit, goal) = (name?, unit?, goal?);
    content.metrics.push(Metric { number, goal, name, unit, baseline: baseline?, target: target?, by: by?, now });
    Some(Checked::Content(Change::MetricAdded(number), content))
}

/// What is not written begins where the data is.
fn baseline(written: &MetricDraft, around: &Around<'_>, faults: &mut Faults) -> Option<f64> {
    match written.measure {
        Some(measure) if written.baseline.trim().is_empty() => {
            let value = around.data.of(measure).map(|reading| reading.value);
            if value.is_none() {
                faults.push((PlanField::Baseline, PlanFault::NoData));
            }
            value
        }
        Some(_) | None => number(PlanField::Baseline, &written.baseline, faults),
    }
}

fn reading(written: &ReadingDraft, around: &Around<'_>, faults: &mut Faults) -> Option<Checked> {
    let known = numbers(&around.content.metrics, |metric| metric.number);
    let at = place(PlanField::WhichMetric, written.metric, known, faults);
    let value = number(PlanField::NowValue, &written.value, faults);
    let as_of = past(PlanField::NowAsOf, written.as_of, around, faults);
    let mut content = around.content.clone();
    let metric = content.metrics.get_mut(at?)?;
    if matches!(metric.now, Now::Derived(_)) {
        faults.push((PlanField::WhichMetric, PlanFault::FromData));
    }
    metric.now = Now::Typed(Some(Reading { value: value?, as_of: as_of? }));
    let number = metric.number;
    Some(Checked::Content(Change::MetricUpdated(number), content))
}

fn milestone(written: &MilestoneDraft, around: &Around<'_>, faults: &mut Faults) -> Option<Checked> {
    room(PlanField::Title, around.n_milestones, MOST_MILESTONES, faults);
    let title = text(PlanField::Title, &written.title, 120, faults);
    let due_on = in_plan(PlanField::Due, written.due_on, around, faults);
    if written.owner.is_none() {
        faults.push((PlanField::Owner, PlanFault::NotOurs));
    }
    if written.contact.is_some_and(|contact| !around.contacts.contains(&contact)) {
        faults.push((PlanField::TheirContact, PlanFault::NotThere));
    }
    let name = optional(PlanField::TheirName, &written.their_name, 80, faults);
    // Who is a contact needs no name beside it.
    let their_name = name?.into_non_empty().filter(|_| written.contact.is_none());
    Some(Checked::Milestone {
        title: title?,
        due_on: due_on?,
        owner: written.owner?,
        contact: written.contact,
        their_name,
    })
}

fn risk(written: &RiskDraft, around: &Around<'_>, faults: &mut Faults) -> Option<Checked> {
    room(PlanField::Risk, around.content.open_risks().count(), MOST, faults);
    let words = text(PlanField::Risk, &written.words, 300, faults);
    let mitigation = optional(PlanField::Mitigation, &written.mitigation, 300, faults);
    let mut content = around.content.clone();
    let number = next(&numbers(&content.risks, |risk| risk.number));
    let (words, mitigation) = (words?, mitigation?);
    content.risks.push(Risk { number, words, mitigation, added_at: around.now, closed_at: None });
    Some(Checked::Content(Change::RiskAdded(number), content))
}

fn close_risk(number: u32, around: &Around<'_>) -> Result<Checked, PlanRefusal> {
    let mut content = around.content.clone();
    let open = content.risks.iter_mut().find(|risk| risk.number == number && risk.closed_at.is_none());
    open.ok_or(PlanRefusal::NoRisk)?.closed_at = Some(around.now);
    Ok(Checked::Content(Change::RiskClosed(number), content))
}

fn stance(contact: Option<ContactId>, word: &str, around: &Around<'_>, faults: &mut Faults) -> Option<Checked> {
    let contact = found(PlanField::Contact, contact, faults);
    if contact.is_some_and(|contact| !around.contacts.contains(&contact)) {
        faults.push((PlanField::Contact, PlanFault::NotThere));
    }
    let word = optional(PlanField::Stance, word, 40, faults)?;
    let contact = contact?;
    let mut content = around.content.clone();
    content.stances.retain(|stance| stance.contact != contact);
    content.stances.extend(word.into_non_empty().map(|word| Stance { contact, word }));
    Some(Checked::Content(Change::StanceSet, content))
}

fn value(written: &ValueDraft, around: &Around<'_>, faults: &mut Faults) -> Option<Checked> {
    let what = text(PlanField::What, &written.what, 200, faults);
    let amount = money(PlanField::Amount, &written.amount, around.currency, faults);
    let evidence = text(PlanField::Evidence, &written.evidence, 500, faults);
    let on = past(PlanField::RealisedOn, written.on, around, faults);
    Some(Checked::Value { what: what?, amount: amount?, evidence: evidence?, on: on? })
}

/// Words on one line, that have to be there.
fn text(field: PlanField, written: &str, most: usize, faults: &mut Faults) -> Option<String> {
    let words = optional(field, written, most, faults)?;
    found(field, words.into_non_empty(), faults)
}

fn optional(field: PlanField, written: &str, most: usize, faults: &mut Faults) -> Option<String> {
    let words = written.split_whitespace().collect::<Vec<_>>().join(" ");
    if most < words.chars().count() {
        faults.push((field, PlanFault::TooLong { most }));
        return None;
    }
    Some(words)
}

fn found<T>(field: PlanField, answer: Option<T>, faults: &mut Faults) -> Option<T> {
    if answer.is_none() {
        faults.push((field, PlanFault::Missing));
    }
    answer
}

fn number(field: PlanField, written: &str, faults: &mut Faults) -> Option<f64> {
    figure(written).map_err(|fault| faults.push((field, fault))).ok()
}

fn money(field: PlanField, written: &str, currency: Currency, faults: &mut Faults) -> Option<Money> {
    // As the import has it: what a customer could gain.
    const MOST_MINOR: i64 = 1_000_000_000_000_000;
    let amount = Money::typed(written.trim(), currency, Sign::NotNegative).ok();
    let amount = amount.filter(|amount| (1..=MOST_MINOR).contains(&amount.minor));
    if amount.is_none() {
        faults.push((field, PlanFault::NotMoney));
    }
    amount
}

/// A day that was picked. Slack's picker cannot send 31 February, and what else does comes without a day.
fn day(field: PlanField, picked: Option<NaiveDate>, faults: &mut Faults) -> Option<NaiveDate> {
    let day = picked.filter(|day| YEARS.contains(&day.year()));
    if day.is_none() {
        faults.push((field, PlanFault::NotADay));
    }
    day
}

fn in_plan(field: PlanField, picked: Option<NaiveDate>, around: &Around<'_>, faults: &mut Faults) -> Option<NaiveDate> {
    let day = day(field, picked, faults)?;
    if day < around.begins_on {
        faults.push((field, PlanFault::BeforePlan { begins_on: around.begins_on }));
    }
    Some(day)
}

fn past(field: PlanField, picked: Option<NaiveDate>, around: &Around<'_>, faults: &mut Faults) -> Option<NaiveDate> {
    let day = day(field, picked, faults)?;
    if around.today < day {
        faults.push((field, PlanFault::Ahead));
    }
    Some(day)
}

fn room(field: PlanField, n: usize, most: usize, faults: &mut Faults) {
    if most <= n {
        faults.push((field, PlanFault::Full { most }));
    }
}

fn numbers<T>(of: &[T], number: impl Fn(&T) -> u32) -> Vec<u32> {
    of.iter().map(number).collect()
}

fn next(numbers: &[u32]) -> u32 {
    numbers.iter().max().map_or(1, |last| last + 1)
}

/// Where a number stands among those that there are.
fn place(field: PlanField, number: Option<u32>, known: Vec<u32>, faults: &mut Faults) -> Option<usize> {
    let number = found(field, number, faults)?;
    let at = known.into_iter().position(|known| known == number);
    if at.is_none() {
        faults.push((field, PlanFault::NotThere));
    }
    at
}

/// A text, unless it is empty.
trait NonEmpty {
    fn into_non_empty(self) -> Option<String>;
}

impl NonEmpty for String {
    fn into_non_empty(self) -> Option<String> {
        (!self.is_empty()).then_some(self)
    }
}

#[cfg(test)]
mod tests;
