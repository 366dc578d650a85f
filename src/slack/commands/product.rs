//! What follows `digest product`: product's digest, where, and when.
//!
//! ```text
//! product = "now" | "off" [ place ] | [ place ] weekday [ "at" ] time [ place ]
//! place   = "here" | "to" ( "#" channel | "me" )
//! ```

use std::fmt;

use super::complaint::{Complaint, Problems};
use super::hint::hint;
use super::weekly::{WeeklyPlace, WeeklyWhat, timed, write_place_and_time};

/// What to do about product's digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProductCommand {
    /// Where it goes.
    pub place: WeeklyPlace,
    /// What.
    pub what: WeeklyWhat,
}

/// Reads it. Words may come in any order.
pub(super) fn product(rest: &str) -> Result<ProductCommand, Complaint> {
    let read = timed(rest, "digest product")?;
    if let Some(team) = read.team {
        let expected = hint!("no team: product hears of everybody's accounts");
        let problem = Problems::bad("team", &team, expected);
        return Err(Complaint::new(problem).with(["digest product mon 9".to_owned()]));
    }
    Ok(ProductCommand { place: read.place, what: read.what })
}

/// With a space before it.
impl fmt::Display for ProductCommand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(" product")?;
        write_place_and_time(f, &self.place, self.what)
    }
}

#[cfg(test)]
mod tests {
    use super::super::digest::DigestCommand;
    use super::super::grammar::{Command, parse};
    use super::*;

    #[test]
    fn where_and_when_or_now() {
        for (typed, place, what) in [
            ("digest product now", WeeklyPlace::Me, WeeklyWhat::Now),
            ("digest now product", WeeklyPlace::Me, WeeklyWhat::Now),
            ("digest product off here", WeeklyPlace::Here, WeeklyWhat::Off),
            ("digest product to <#C0PRODUCT|product> off", WeeklyPlace::Channel("C0PRODUCT".into()), WeeklyWhat::Off),
        ] {
            let expected = Command::Digest(DigestCommand::Product(ProductCommand { place, what }));
            assert_eq!(parse(typed, None).as_ref(), Ok(&expected), "{typed}");
            assert_eq!(parse(&expected.to_string(), None).as_ref(), Ok(&expected), "{expected}");
        }
        for typed in ["digest product mon 9", "digest product here fri 4 pm", "digest product tue at 8:30 to me"] {
            let read = parse(typed, None).expect(typed);
            assert_eq!(parse(&read.to_string(), None).as_ref(), Ok(&read), "{typed}");
        }
        for typed in
            ["digest product", "digest product mon", "digest product team:emea mon 9", "digest product now mon"]
        {
            assert!(parse(typed, None).is_err(), "{typed}");
        }
    }
}
