//! Conditions as they are written, and what they mean.

use super::*;

#[test]
fn what_is_written_comes_back() {
    for text in [
        "health >= 60 for 14 days",
        "champion = absent and renewal_in <= 90",
        "usage >= 85",
        "nps < 6.5",
        "renewal_in < -3",
        "band != red for 7 days",
    ] {
        assert_eq!(text.parse::<Condition>().map(|condition| condition.to_string()), Ok(text.to_owned()));
    }
    assert_eq!("usage >= 85%".parse::<Condition>(), "usage >= 85.0".parse());
}

#[track_caller]
fn refused(text: &str, words: &str) {
    let reason = text.parse::<Condition>().expect_err("must be refused");
    assert!(reason.contains(words), "{reason}");
}

#[test]
fn what_is_no_condition_is_refused_with_what_would_be() {
    refused("", "no condition");
    refused("helth > 3", "did you mean health");
    refused("health > red", "is a number");
    refused("health => 60", "none of");
    refused("band > red", "takes = or !=");
    refused("band = blue", "one of red, yellow, green");
    refused("champion = absent for 3 days", "nobody keeps the past");
    refused("health >= 60 for 0 days", "1 to 90");
    refused("health >= 60 and", "no condition");
    refused("health >= 1e309", "is a number");
}

#[test]
fn what_is_not_known_makes_it_neither_true_nor_false() {
    let condition: Condition = "champion = absent and health < 50".parse().expect("a condition");
    let with = |champion: Option<bool>, health: Option<bool>| {
        condition.holds(|comparison| if comparison.fact == Fact::Champion { champion } else { health })
    };
    assert_eq!(with(Some(true), Some(true)), Some(true));
    assert_eq!(with(Some(true), None), None);
    assert_eq!(with(None, Some(false)), Some(false));
    assert_eq!(with(None, Some(true)), None);
}
