//! Accounts' ARR and its movements, for a source that knows only contracts.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Batch, Counts, Record, Row, Tally, Value};
use crate::domain::ids::OrgId;
use crate::operations::Failure;
use crate::store::import::{self as store, Change};

/// Movements whose external id begins so are derived: they are replaced whenever their account's contracts are.
pub const DERIVED_PREFIX: &str = "derived:";

/// Accounts derived together.
const CHUNK: usize = 500;

/// What to derive from contracts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Derivation {
    /// Accounts' ARR: the sum of the contracts that run today.
    pub arr: bool,
    /// ARR movements: one an account and day on which the sum changes.
    pub movements: bool,
    /// Says which accounts carry this tag and yet have contracts running.
    pub disputed_tag: Option<String>,
}

/// What was derived.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Derived {
    /// Accounts, and those whose ARR changed.
    pub accounts: Option<Counts>,
    /// Movements; the deleted ones count as changed.
    pub movements: Option<Counts>,
    /// Contracts that nothing adds, because they are in another currency than their account.
    pub other_currency: Vec<String>,
    /// Accounts that carry the tag and yet have contracts running.
    pub disputed: Vec<String>,
}

pub(super) async fn derive(
    conn: &mut PgConnection,
    org: OrgId,
    accounts: &[Uuid],
    derivation: &Derivation,
    now: DateTime<Utc>,
) -> Result<Derived, Failure> {
    let mut derived = Derived::default();
    for chunk in accounts.chunks(CHUNK) {
        if derivation.arr {
            let n_changed = store::arr_of_running_contracts(conn, org, chunk, now.date_naive(), now).await?;
            add(&mut derived.accounts, chunk.len(), Tally { n_added: 0, n_changed: count(n_changed) });
        }
        if derivation.movements {
            let (n_rows, tally) = movements(conn, org, chunk, now).await?;
            add(&mut derived.movements, n_rows, tally);
        }
        derived.other_currency.extend(store::contracts_in_other_currencies(conn, org, chunk).await?);
        if let Some(tag) = &derivation.disputed_tag {
            derived.disputed.extend(store::running_despite_tag(conn, org, chunk, tag).await?);
        }
    }
    derived.disputed.sort_unstable();
    Ok(derived)
}

async fn movements(
    conn: &mut PgConnection,
    org: OrgId,
    accounts: &[Uuid],
    now: DateTime<Utc>,
) -> Result<(usize, Tally), Failure> {
    let changes = store::changes_of_arr(conn, org, accounts, now.date_naive()).await?;
    let batch = Batch {
        record: Record::ArrMovements,
        given: Record::ArrMovements.columns().iter().map(|column| column.name.to_owned()).collect(),
        through_contracts: false,
        rows: changes.iter().map(movement).collect(),
    };
    let mut tally = store::upsert(conn, org, &batch, now).await?;
    let kept = (DERIVED_PREFIX, &batch.external_ids()[..]);
    tally.n_changed += count(store::delete_stale_movements(conn, org, accounts, kept).await?);
    Ok((batch.rows.len(), tally))
}

fn movement(change: &Change) -> Row {
    let text = |text: &str| Some(Value::Text(text.to_owned()));
    let external_id = format!("{DERIVED_PREFIX}{}:{}", change.account_external_id, change.day);
    // In the order of the record's columns.
    let values = vec![
        text(&external_id),
        Some(Value::Id(change.account_id)),
        text(kind(change)),
        Some(Value::Day(change.day)),
        Some(Value::Minor(change.delta_minor.abs())),
        text(&change.currency),
        None,
    ];
    Row { line: 0, values }
}

fn kind(change: &Change) -> &'static str {
    match (change.before_minor, change.delta_minor) {
        (0, _) if change.is_first => "new",
        (0, _) => "reactivation",
        (before, delta) if before + delta == 0 => "churn",
        (_, 1..) => "expansion",
        (_, ..=0) => "contraction",
    }
}

fn add(counts: &mut Option<Counts>, n_rows: usize, tally: Tally) {
    let counts = counts.get_or_insert_default();
    let [n_added, n_changed] = [tally.n_added, tally.n_changed].map(|n| usize::try_from(n).unwrap_or(0));
    counts.n_rows += n_rows;
    counts.n_added += n_added;
    counts.n_changed += n_changed;
    counts.n_unchanged += n_rows.saturating_sub(n_added + n_changed);
}

fn count(n_rows: u64) -> i64 {
    i64::try_from(n_rows).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check((before_minor, delta_minor, is_first): (i64, i64, bool), expected: &str) {
        let change = Change {
            account_id: Uuid::nil(),
            account_external_id: "A-1".to_owned(),
            currency: "USD".to_owned(),
            day: chrono::NaiveDate::default(),
            before_minor,
            delta_minor,
            is_first,
        };
        assert_eq!(kind(&change), expected);
    }

    #[test]
    fn a_change_is_named_by_what_was_there_and_what_is_left() {
        check((0, 500, true), "new");
        check((0, 500, false), "reactivation");
        check((500, 1, false), "expansion");
        check((500, -1, false), "contraction");
        check((500, -500, false), "churn");
    }
}
