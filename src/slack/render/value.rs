//! What a customer got so far, in a line: what a renewal is argued with.

use chrono::NaiveDate;

use super::kit::{date, inert, totals};
use crate::domain::plan::ValueRealised;

/// `💎 *Value realised* $36K (3; newest 25 Feb: Two days less at each close, time sheets)`. Never before guests: it is money.
/// `most` characters of what it was, and as many of how that is known.
pub(super) fn value_realised(value: &ValueRealised, most: usize, today: NaiveDate) -> String {
    let newest = &value.newest;
    let known = [&newest.what, &newest.evidence].map(|words| inert(words, most));
    let known: Vec<&str> = known.iter().map(String::as_str).filter(|words| !words.is_empty()).collect();
    let (total, on, known) = (totals(&value.total), date(newest.on, today), known.join(", "));
    say!("💎 *Value realised* {total} ({n}; newest {on}: {known})", total, n = value.n, on, known)
}
