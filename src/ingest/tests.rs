//! The order of rows never matters.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::fault::Reason;
use super::plan::{Planned, Shape};
use super::read::{Batches, check};
use crate::operations::import::Record;

/// What stands in a file, whatever its order.
#[derive(Debug, PartialEq)]
struct Essence {
    good: BTreeSet<String>,
    n_good: usize,
    n_rows: usize,
    faults: Vec<(Option<String>, &'static str)>,
}

fn essence(rows: &[String]) -> Essence {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("tickets.csv");
    let header = "external_id,account,priority,opened_at,closed_at\n".to_owned();
    std::fs::write(&path, header + &rows.concat()).expect("a file");
    let planned = Planned { path: path.clone(), n_bytes: 0, shape: Shape::Own(Record::Tickets) };
    let checked = check(&planned, &mut |_| {}).expect("a table");
    let part = &checked.parts[0];
    let mut good = BTreeSet::new();
    let mut n_good = 0;
    let mut batches = Batches::open(&path, part).expect("the same table");
    while let Some(batch) = batches.next(&mut |_| {}).expect("the same rows") {
        n_good += batch.rows.len();
        good.extend(batch.rows.iter().map(|row| format!("{:?}", row.values)));
    }
    let mut faults: Vec<_> =
        part.faults.first().into_iter().map(|fault| (fault.value.clone(), fault.reason.kind())).collect();
    faults.sort();
    Essence { good, n_good, n_rows: part.n_rows, faults }
}

fn row() -> impl Strategy<Value = String> {
    let priority = prop_oneof![9 => Just("high"), 3 => Just("low"), 1 => Just("hihg")];
    let id = prop_oneof![6 => 0..8_u8, 1 => 8..200_u8];
    (id, priority, 1..3_u8).prop_map(|(id, priority, day)| format!("T-{id},A-1,{priority},2026-03-0{day},\n"))
}

fn table() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(row(), 0..40)
}

proptest! {
    #[test]
    fn rows_may_stand_in_any_order(
        (rows, shuffled) in table().prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle()))
    ) {
        prop_assert_eq!(essence(&rows), essence(&shuffled));
    }

    #[test]
    fn every_row_is_taken_or_accounted_for(rows in table()) {
        let essence = essence(&rows);
        prop_assert_eq!(essence.good.len(), essence.n_good, "no row twice");
        prop_assert_eq!(essence.n_rows, rows.len());
    }
}

#[test]
fn rows_that_contradict_each_other_name_each_other() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("tickets.csv");
    let rows =
        ["T-1,A-1,high,2026-03-01,", "T-2,A-1,low,2026-03-01,", "T-1,A-1,low,2026-03-01,", "T-2,A-1,low,2026-03-01,"];
    std::fs::write(&path, format!("external_id,account,priority,opened_at,closed_at\n{}", rows.join("\n")))
        .expect("a file");
    let planned = Planned { path, n_bytes: 0, shape: Shape::Own(Record::Tickets) };
    let part = &check(&planned, &mut |_| {}).expect("a table").parts[0];
    let conflicts: Vec<(u64, Reason)> =
        part.faults.first().into_iter().map(|fault| (fault.line, fault.reason.clone())).collect();
    assert_eq!(conflicts, [(2, Reason::Conflict { other: 4 }), (4, Reason::Conflict { other: 2 })]);
    assert_eq!(part.left_out.repeated.iter().collect::<Vec<_>>(), [&5]);
}
