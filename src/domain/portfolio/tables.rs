//! The figures and edges of the product's description, and what must hold of any.

use chrono::{Days, NaiveDate};
use proptest::prelude::*;

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn stands(start: i64, end: i64) -> Standing {
    Standing { start_minor: start, end_minor: end, has_left: end == 0 }
}

#[track_caller]
fn check(retention: &Retention, gross: &str, net: &str, logo_churn: &str) {
    let shown = [retention.gross(), retention.net(), retention.logo_churn()]
        .map(|rate| rate.map_or_else(|none| none.to_string(), |share| share.to_string().replace('\u{A0}', " ")));
    assert_eq!(shown, [gross, net, logo_churn]);
}

#[test]
fn from_4_2m_to_4_8m_with_680k_won_and_80k_given_up() {
    // Of 4.2M: one grows by 680K, one shrinks by 80K, one stays.
    let millions = Retention::of([
        stands(200_000_000, 268_000_000),
        stands(100_000_000, 92_000_000),
        stands(120_000_000, 120_000_000),
    ]);
    assert_eq!((millions.start_minor, millions.expansion_minor), (420_000_000, 68_000_000));
    check(&millions, "98.1 %", "114.3 %", "0.0 %");
}

#[test]
fn sixty_five_accounts_of_50k() {
    // 5 lost, 10K given up by one, 455K won by another, 58 as they were.
    let changed = [stands(5_000_000, 4_000_000), stands(5_000_000, 50_500_000)];
    let lost = [stands(5_000_000, 0); 5];
    let retention = Retention::of(lost.into_iter().chain(changed).chain([stands(5_000_000, 5_000_000); 58]));
    assert_eq!(retention.n_start, 65);
    assert_eq!([retention.start_minor, retention.expansion_minor], [325_000_000, 45_500_000]);
    check(&retention, "92.0 %", "106.0 %", "7.7 %");
    let kept = retention.logo_retention().map(|share| (share.tenths_of_per_cent(), share.part(), share.whole()));
    assert_eq!(kept, Ok((923, 60, 65)));
}

#[test]
fn shares_round_half_away_from_zero() {
    for (part, whole, shown) in [
        (45, 65, "69.2 %"),
        (15, 65, "23.1 %"),
        (5, 65, "7.7 %"),
        (6, 47, "12.8 %"),
        (6, 18, "33.3 %"),
        (6, 12, "50.0 %"),
        (240, 8_000, "3.0 %"),
        (1, 800, "0.1 %"),
        (49, 40_000, "0.1 %"),
        (1, 2_000, "0.1 %"),
        (1, 2_001, "0.0 %"),
        (-1, 2_000, "−0.1 %"),
        (0, 7, "0.0 %"),
        (i64::MAX, i64::MAX, "100.0 %"),
    ] {
        let share = Share::of(part, whole).expect("a whole");
        assert_eq!(share.to_string().replace('\u{A0}', " "), shown, "{part} of {whole}");
    }
    assert_eq!((Share::of(1, 0), Share::of(1, -1)), (None, None));
    assert_eq!(Share::of(1, 2), Share::of(50, 100));
}

#[test]
fn four_csms_for_eight_thousand() {
    assert_eq!(per_csm(8_000, 4), Some(2_000));
    assert_eq!((per_csm(8_001, 2), per_csm(0, 4), per_csm(8_000, 0)), (Some(4_001), Some(0), None));
}

#[test]
fn without_accounts_at_the_start_there_is_no_cohort() {
    for nobody in [Retention::of([]), Retention::of([stands(0, 5_000_000)])] {
        let none = "no cohort: no account had revenue when the period began";
        check(&nobody, none, none, none);
    }
}

#[test]
fn an_account_of_the_period_is_never_in_the_cohort() {
    let retention = Retention::of([stands(100, 100), stands(0, 900)]);
    assert_eq!((retention.n_start, retention.expansion_minor), (1, 0));
    check(&retention, "100.0 %", "100.0 %", "0.0 %");
}

fn history(movements: &[(&str, MovementKind, i64)]) -> History {
    History {
        arr_minor: 0,
        started_on: day("2023-01-10"),
        churned_on: None,
        movements: movements
            .iter()
            .map(|(on, kind, amount_minor)| Movement { day: day(on), kind: *kind, amount_minor: *amount_minor })
            .collect(),
        today: day("2025-06-30"),
    }
}

#[test]
fn who_left_and_came_back_is_kept_at_what_it_pays_again() {
    use MovementKind::{Churn, New, Reactivation};
    let back = history(&[("2023-01-10", New, 100), ("2024-03-01", Churn, 100), ("2024-09-01", Reactivation, 80)]);
    let year = PeriodAsked::Year(2024).on(back.today);
    let standing = back.over(year);
    assert_eq!(standing, Standing { start_minor: 100, end_minor: 80, has_left: true });
    let retention = Retention::of([standing]);
    assert_eq!((retention.n_lost, retention.n_returned, retention.contraction_minor), (0, 1, 20));
    // In the quarter in which it was away it is lost; in the one in which it came back it is no cohort's.
    let first = PeriodAsked::Quarter(2024, 1).on(back.today);
    assert_eq!(Retention::of([back.over(first)]).n_lost, 1);
    let third = PeriodAsked::Quarter(2024, 3).on(back.today);
    assert_eq!(Retention::of([back.over(third)]).gross(), Err(NoCohort));
}

#[test]
fn a_loss_counts_from_its_first_day_without_the_money() {
    use MovementKind::{Churn, New};
    let left = history(&[("2023-01-10", New, 100), ("2024-01-01", Churn, 100)]);
    assert_eq!((left.arr_on(day("2023-12-31")), left.arr_on(day("2024-01-01"))), (100, 0));
    let [before, after] = [2023, 2024].map(|year| Retention::of([left.over(PeriodAsked::Year(year).on(left.today))]));
    assert_eq!((before.gross(), after.n_lost), (Err(NoCohort), 1));
    let leap = history(&[("2023-01-10", New, 100), ("2024-02-29", Churn, 100)]);
    let days = ["2024-02-28", "2024-02-29", "2024-03-01"].map(|on| leap.arr_on(day(on)));
    assert_eq!(days, [100, 0, 0]);
}

#[test]
fn what_movements_do_not_explain_was_there_from_the_start() {
    use MovementKind::{Churn, Expansion, New};
    let at = |history: &History| ["2022-12-31", "2023-12-31", "2024-12-31"].map(|on| history.arr_on(day(on)));
    let plain = History { arr_minor: 100, ..history(&[]) };
    assert_eq!(at(&plain), [0, 100, 100]);
    let partly = History { arr_minor: 120, ..history(&[("2024-05-01", Expansion, 20)]) };
    assert_eq!(at(&partly), [0, 100, 120]);
    let whole = History { arr_minor: 999, ..history(&[("2023-01-10", New, 70), ("2024-05-01", Expansion, 20)]) };
    assert_eq!(at(&whole), [0, 70, 90]);
    let gone = History { churned_on: Some(day("2024-06-01")), ..plain };
    assert_eq!(at(&gone), [0, 100, 0]);
    let twice_told = History {
        churned_on: Some(day("2024-06-01")),
        ..history(&[("2023-01-10", New, 70), ("2024-06-01", Churn, 70)])
    };
    assert_eq!(at(&twice_told), [0, 70, 0]);
}

#[test]
fn time_to_value_keeps_counting_who_waits() {
    let of = |days: &[Option<i64>]| {
        TimeToValue::of(days).map(|time| (time.median_half_days, time.in_time.part(), time.in_time.whole()))
    };
    assert_eq!(of(&[]), None);
    assert_eq!(of(&[Some(20), Some(90), Some(91)]), Some((Some(180), 2, 3)));
    assert_eq!(of(&[Some(20), Some(21)]), Some((Some(41), 2, 2)));
    assert_eq!(of(&[Some(20), Some(40), None]), Some((Some(80), 2, 3)));
    assert_eq!(of(&[Some(20), None]), Some((None, 1, 2)));
    assert_eq!(of(&[None, None, Some(1)]), Some((None, 1, 3)));
}

#[test]
fn lifetime_value_is_unknown_where_nobody_left() {
    let churn = |lost, of| Share::of(lost, of).expect("a cohort");
    // 50K × 0.75 / (5 of 65) = 487,500.
    assert_eq!(lifetime_minor(5_000_000, 0.75, churn(5, 65)), Some(48_750_000));
    assert_eq!(lifetime_minor(5_000_000, 0.75, churn(0, 65)), None);
    assert_eq!(lifetime_minor(0, 0.75, churn(1, 2)), Some(0));
}

fn standings() -> impl Strategy<Value = Vec<Standing>> {
    let one = (0..1_000_000_000_i64, 0..1_000_000_000_i64, any::<bool>(), any::<bool>());
    let one = one.prop_map(|(start, end, is_new, is_lost)| Standing {
        start_minor: if is_new { 0 } else { start },
        end_minor: if is_lost { 0 } else { end },
        has_left: is_lost,
    });
    proptest::collection::vec(one, 0..40)
}

fn movements() -> impl Strategy<Value = Vec<Movement>> {
    let one = (0..900_u64, proptest::sample::select(MovementKind::ALL.to_vec()), 0..1_000_i64);
    let one = one.prop_map(|(after, kind, amount_minor)| Movement {
        day: day("2023-01-01") + Days::new(after),
        kind,
        amount_minor,
    });
    proptest::collection::vec(one, 0..12)
}

proptest! {
    #[test]
    fn gross_is_at_most_one_and_at_most_net(standings in standings()) {
        let retention = Retention::of(standings);
        if let (Ok(gross), Ok(net)) = (retention.gross(), retention.net()) {
            prop_assert!(gross <= net && gross.part() <= gross.whole() && 0 <= gross.part());
        }
        prop_assert_eq!(retention.gross().is_ok(), retention.logo_churn().is_ok());
    }

    #[test]
    fn parts_sum_to_the_whole(standings in standings(), at in 0..40_usize) {
        let (left, right) = standings.split_at(at.min(standings.len()));
        let parts = Retention::of(left.to_vec()).and(Retention::of(right.to_vec()));
        prop_assert_eq!(parts, Retention::of(standings.clone()));
    }

    #[test]
    fn the_order_of_movements_does_not_matter(
        movements in movements(),
        order in any::<proptest::sample::Index>(),
        arr_minor in 0..5_000_i64,
    ) {
        let told = History { arr_minor, movements: movements.clone(), ..history(&[]) };
        let mut turned = movements;
        let n = turned.len();
        if 0 < n {
            turned.rotate_left(order.index(n));
            turned.reverse();
        }
        let turned = History { movements: turned, ..told.clone() };
        for asked in [PeriodAsked::Year(2024), PeriodAsked::Quarter(2023, 4), PeriodAsked::TwelveMonths] {
            prop_assert_eq!(told.over(asked.on(told.today)), turned.over(asked.on(told.today)));
        }
    }
}
