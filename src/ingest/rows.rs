//! What must be true of a row's cells together: what the tables' constraints would refuse, said with the line.

use super::fault::Reason;
use crate::operations::import::{DERIVED_PREFIX, RECORDED_PREFIX, Record, Value};

/// What is wrong with a row whose cells are right, and in which column.
pub fn check(record: Record, values: &[Option<Value>]) -> Vec<(&'static str, Reason)> {
    let value = |name: &str| record.column(name).and_then(|(place, _)| values.get(place)).and_then(Option::as_ref);
    let ordered = |first: &'static str, last: &'static str| {
        let wrong = is_before(value(last), value(first));
        wrong.then_some((last, Reason::Before(first))).into_iter().collect()
    };
    match record {
        Record::Contracts => ordered("starts_on", "ends_on"),
        Record::Tickets => ordered("opened_at", "closed_at"),
        Record::Surveys => survey(value("kind"), value("score")).into_iter().collect(),
        Record::ArrMovements => reserved(DERIVED_PREFIX, value("external_id")).into_iter().collect(),
        Record::ValueRealised => {
            let reserved = reserved(RECORDED_PREFIX, value("external_id"));
            reserved.into_iter().chain(nothing_realised(value("amount"))).collect()
        }
        Record::People
        | Record::Accounts
        | Record::Contacts
        | Record::Usage
        | Record::Touchpoints
        | Record::Milestones => Vec::new(),
    }
}

fn is_before(last: Option<&Value>, first: Option<&Value>) -> bool {
    match (last, first) {
        (Some(Value::Day(last)), Some(Value::Day(first))) => last < first,
        (Some(Value::Instant(last)), Some(Value::Instant(first))) => last < first,
        (_, _) => false,
    }
}

/// NPS answers go from 0 to 10, which the column's kind checks; CSAT answers from 1 to 5.
fn survey(kind: Option<&Value>, score: Option<&Value>) -> Option<(&'static str, Reason)> {
    let (Some(Value::Text(kind)), Some(Value::Number(score))) = (kind, score) else { return None };
    let wrong = kind == "csat" && !(1.0..=5.0).contains(score);
    wrong.then(|| ("score", Reason::OutOfRange("1".to_owned(), "5".to_owned())))
}

fn reserved(prefix: &'static str, external_id: Option<&Value>) -> Option<(&'static str, Reason)> {
    let Some(Value::Text(external_id)) = external_id else { return None };
    external_id.starts_with(prefix).then_some(("external_id", Reason::Reserved(prefix)))
}

fn nothing_realised(amount: Option<&Value>) -> Option<(&'static str, Reason)> {
    matches!(amount, Some(Value::Minor(..=0))).then_some(("amount", Reason::Not("an amount above 0")))
}
