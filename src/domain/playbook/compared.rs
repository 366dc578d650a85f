//! A play's accounts beside accounts with the same signal that had none. Nobody drew lots: this compares, and says nothing
//! of causes.

use serde::{Deserialize, Serialize};

use super::ledger::{LEAST_N, Part};
use crate::domain::backtest::wilson;
use crate::domain::health::Milli;
use crate::domain::segment::Segment;
use crate::domain::signal::SignalKind;

/// One account on which a signal fired long enough ago.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Case {
    /// Which signal.
    pub kind: SignalKind,
    /// The account's segment.
    pub segment: Option<Segment>,
    /// Its score when the signal fired.
    pub score: Option<Milli>,
    /// Whether the play ran for it; else none ran on the account.
    pub played: bool,
    /// Whether it recovered or renewed in time.
    pub good: bool,
}

/// Both shares, and what lies between them.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Compared {
    /// With the play.
    pub played: Part,
    /// Without any.
    pub others: Part,
    /// Whether only accounts of the same signal, the same segment and nearly the same score are compared: all are, where
    /// those are too few.
    pub matched: bool,
    /// The difference of the shares with its 95 % interval; `None` when either side is too few.
    pub difference: Option<(f64, f64, f64)>,
}

/// Compares, with accounts alike where there are enough of them; scores are alike within so much.
pub fn compare(cases: &[Case], within: Milli) -> Compared {
    let (played, others): (Vec<Case>, Vec<Case>) = cases.iter().partition(|case| case.played);
    let near = |case: &Case, among: &[Case]| among.iter().any(|other| alike(case, other, within));
    let part = |cases: &[Case], among: Option<&[Case]>| {
        Part::of(cases.iter().filter(|case| among.is_none_or(|among| near(case, among))).map(|case| case.good))
    };
    let alike = (part(&played, Some(&others)), part(&others, Some(&played)));
    let matched = alike.0.is_enough() && alike.1.is_enough();
    let (played, others) = if matched { alike } else { (part(&played, None), part(&others, None)) };
    Compared { played, others, matched, difference: difference(played, others) }
}

fn alike(one: &Case, other: &Case, within: Milli) -> bool {
    let near = one.score.zip(other.score).is_some_and(|(one, other)| (one.0 - other.0).abs() <= within.0);
    one.kind == other.kind && one.segment.is_some() && one.segment == other.segment && near
}

/// The difference of two independent shares with its interval after Newcombe (1998), method 10.
#[expect(clippy::cast_precision_loss, reason = "counts of accounts")]
fn difference(one: Part, other: Part) -> Option<(f64, f64, f64)> {
    if one.n < LEAST_N || other.n < LEAST_N {
        return None;
    }
    let share = |part: Part| part.n_yes as f64 / part.n as f64;
    let (p1, p2) = (share(one), share(other));
    let ((l1, u1), (l2, u2)) = (wilson(p1, one.n as f64), wilson(p2, other.n as f64));
    let d = p1 - p2;
    Some((d, d - (p1 - l1).hypot(u2 - p2), d + (u1 - p1).hypot(p2 - l2)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_is_as_published() {
        // Newcombe 1998, "Interval estimation for the difference between independent proportions", table II, method 10.
        for ((a, m, b, n), (low, high)) in
            [((56, 70, 48, 80), (0.0524, 0.3339)), ((9, 10, 3, 10), (0.1705, 0.8090)), ((10, 10, 0, 20), (0.6791, 1.0))]
        {
            let (_, l, h) = difference(Part { n: m, n_yes: a }, Part { n, n_yes: b }).expect("enough");
            assert!((l - low).abs() < 5e-5 && (h - high).abs() < 5e-5, "{a}/{m} {b}/{n}: {l} {h}");
        }
        assert_eq!(difference(Part { n: 4, n_yes: 4 }, Part { n: 100, n_yes: 4 }), None);
    }

    fn case(played: bool, good: bool, score: i32) -> Case {
        let (kind, segment) = (SignalKind::RedTransition, Some(Segment::MidTouch));
        Case { kind, segment, score: Some(Milli(score * 1_000)), played, good }
    }

    #[test]
    fn accounts_alike_are_compared_where_there_are_enough() {
        let mut cases: Vec<Case> = (0..6).map(|n| case(true, n < 5, 40)).collect();
        cases.extend((0..5).map(|n| case(false, n < 1, 49)));
        cases.extend((0..7).map(|_| case(false, true, 80)));
        let compared = compare(&cases, Milli(10_000));
        assert!(compared.matched);
        assert_eq!((compared.played, compared.others), (Part { n: 6, n_yes: 5 }, Part { n: 5, n_yes: 1 }));
        let too_strict = compare(&cases, Milli(8_000));
        assert!(!too_strict.matched);
        assert_eq!(too_strict.others, Part { n: 12, n_yes: 8 });
        assert_eq!(compare(&[], Milli(10_000)).difference, None);
    }
}
