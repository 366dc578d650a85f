//! Drafts that cannot be taken, each with everything that is wrong with it; and those that can.

use uuid::Uuid;

use super::super::metric::Known;
use super::*;

fn day(text: &str) -> Option<NaiveDate> {
    text.parse().ok()
}

fn content() -> Content {
    let goal = Goal { number: 2, words: "Close the month in two days".into(), value: None, call: None };
    Content { goals: vec![goal], ..Content::default() }
}

fn checked(draft: &Draft) -> Result<Checked, PlanRefusal> {
    let contacts = [ContactId(Uuid::from_u128(1))];
    let now: DateTime<Utc> = "2026-03-02T09:00:00Z".parse().expect("a moment");
    let seats = Reading { value: 45.0, as_of: now.date_naive() };
    let around = Around {
        begins_on: day("2026-01-12").expect("a day"),
        content: &content(),
        n_milestones: 29,
        contacts: &contacts,
        data: Readings { seat_adoption: Some(seats), ..Readings::default() },
        currency: Currency::USD,
        today: now.date_naive(),
        now,
    };
    check(draft, &around)
}

#[track_caller]
fn refused(draft: &Draft, expected: &[(PlanField, PlanFault)]) {
    assert_eq!(checked(draft), Err(PlanRefusal::Faulty(expected.to_vec())));
}

fn metric(baseline: &str, target: &str, by: &str) -> MetricDraft {
    let (baseline, target) = (baseline.to_owned(), target.to_owned());
    MetricDraft { name: "Reports".into(), baseline, target, by: day(by), ..MetricDraft::default() }
}

#[test]
fn goals_have_words() {
    let goal = |words: &str, value: &str| Draft::Goal(GoalDraft { words: words.into(), value: value.into() });
    refused(&goal(" \n ", ""), &[(PlanField::Goal, PlanFault::Missing)]);
    refused(&goal(&"x".repeat(3_000), ""), &[(PlanField::Goal, PlanFault::TooLong { most: 300 })]);
    refused(&goal("", "lots"), &[(PlanField::Goal, PlanFault::Missing), (PlanField::GoalValue, PlanFault::NotMoney)]);
    let Ok(Checked::Content(Change::GoalAdded(3), content)) = checked(&goal(" Half the \n errors ", "€20k")) else {
        panic!("a goal with the next number")
    };
    assert_eq!(content.goals[1].words, "Half the errors");
    assert_eq!(content.goals[1].value.map(|value| value.currency), Some(Currency::EUR));
    let begin = Draft::Begin { begins_on: day("2026-02-31"), goal: GoalDraft::default() };
    refused(&begin, &[(PlanField::Begins, PlanFault::NotADay), (PlanField::Goal, PlanFault::Missing)]);
}

#[test]
fn metrics_lead_somewhere() {
    refused(&Draft::Metric(metric("10", "10.0", "2026-06-30")), &[(PlanField::Target, PlanFault::SameAsBaseline)]);
    refused(
        &Draft::Metric(metric("1e309", "", "2026-02-31")),
        &[
            (PlanField::Baseline, PlanFault::NotANumber),
            (PlanField::Target, PlanFault::Missing),
            (PlanField::By, PlanFault::NotADay),
        ],
    );
    let begins_on = day("2026-01-12").expect("a day");
    refused(
        &Draft::Metric(metric("1", "2", "2026-01-11")),
        &[(PlanField::By, PlanFault::BeforePlan { begins_on }), (PlanField::By, PlanFault::Passed)],
    );
    let nobodys = MetricDraft { goal: Some(1), ..metric("1", "2", "2026-06-30") };
    refused(&Draft::Metric(nobodys), &[(PlanField::WhichGoal, PlanFault::NotThere)]);
    assert!(matches!(
        checked(&Draft::Metric(metric("1", "2", "2026-06-30"))),
        Ok(Checked::Content(Change::MetricAdded(1), _))
    ));
}

#[test]
fn what_the_data_measures_begins_where_it_is() {
    let known = |measure| MetricDraft { measure: Some(measure), name: String::new(), ..metric("", "80", "2026-06-30") };
    let Ok(Checked::Content(_, content)) = checked(&Draft::Metric(known(Known::SeatAdoption))) else {
        panic!("a metric")
    };
    assert_eq!((content.metrics[0].name.as_str(), content.metrics[0].baseline), ("Seat adoption", 45.0));
    refused(&Draft::Metric(known(Known::Nps)), &[(PlanField::Baseline, PlanFault::NoData)]);
}

#[test]
fn milestones_lie_in_the_plan() {
    let owner = Some(PersonId(Uuid::from_u128(7)));
    let milestone = |title: &str, due: &str| MilestoneDraft {
        title: title.into(),
        due_on: day(due),
        owner,
        ..MilestoneDraft::default()
    };
    let begins_on = day("2026-01-12").expect("a day");
    refused(
        &Draft::Milestone(milestone("Kickoff", "2026-01-11")),
        &[(PlanField::Due, PlanFault::BeforePlan { begins_on })],
    );
    let nobody = MilestoneDraft { owner: None, contact: Some(ContactId(Uuid::nil())), ..milestone("", "2026-02-30") };
    refused(
        &Draft::Milestone(nobody),
        &[
            (PlanField::Title, PlanFault::Missing),
            (PlanField::Due, PlanFault::NotADay),
            (PlanField::Owner, PlanFault::NotOurs),
            (PlanField::TheirContact, PlanFault::NotThere),
        ],
    );
    let named = MilestoneDraft {
        contact: Some(ContactId(Uuid::from_u128(1))),
        their_name: "Somebody else".into(),
        ..milestone("Kickoff", "2026-03-12")
    };
    let Ok(Checked::Milestone { their_name: None, contact: Some(_), .. }) = checked(&Draft::Milestone(named)) else {
        panic!("a contact needs no name beside it")
    };
}

#[test]
fn value_is_an_amount_with_its_evidence() {
    let value = |amount: &str, on: &str| {
        let (what, evidence) = ("Hours saved".to_owned(), "Their controller's count".to_owned());
        Draft::Value(ValueDraft { what, amount: amount.into(), evidence, on: day(on) })
    };
    refused(&value("0", "2026-02-28"), &[(PlanField::Amount, PlanFault::NotMoney)]);
    refused(
        &value("-5k", "2026-03-03"),
        &[(PlanField::Amount, PlanFault::NotMoney), (PlanField::RealisedOn, PlanFault::Ahead)],
    );
    assert!(matches!(checked(&value("12k", "2026-02-28")), Ok(Checked::Value { .. })));
    refused(
        &Draft::Value(ValueDraft { amount: "1e309".into(), ..ValueDraft::default() }),
        &[
            (PlanField::What, PlanFault::Missing),
            (PlanField::Amount, PlanFault::NotMoney),
            (PlanField::Evidence, PlanFault::Missing),
            (PlanField::RealisedOn, PlanFault::NotADay),
        ],
    );
}

#[test]
fn stances_and_risks_come_and_go() {
    let contact = Some(ContactId(Uuid::from_u128(1)));
    let Ok(Checked::Content(Change::StanceSet, content)) = checked(&Draft::Stance { contact, word: "sponsor".into() })
    else {
        panic!("a stance")
    };
    assert_eq!(content.stances.len(), 1);
    refused(
        &Draft::Stance { contact: None, word: "x".repeat(41) },
        &[(PlanField::Contact, PlanFault::Missing), (PlanField::Stance, PlanFault::TooLong { most: 40 })],
    );
    assert_eq!(checked(&Draft::CloseRisk(1)), Err(PlanRefusal::NoRisk));
    let risk = RiskDraft { words: "Budget freeze".into(), mitigation: String::new() };
    assert!(matches!(checked(&Draft::Risk(risk)), Ok(Checked::Content(Change::RiskAdded(1), _))));
}
