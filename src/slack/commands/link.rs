//! What follows `link` and `unlink`: this channel and its account.
//!
//! ```text
//! link   = [ account ], without one: what this channel is linked to
//! unlink = nothing
//! ```

use super::complaint::{Complaint, nothing_more};
use super::grammar::{Wanted, wanted};
use super::record::RecordCommand;

/// Reads what follows `link`.
pub(super) fn link(rest: &str) -> Result<RecordCommand, Complaint> {
    let account = if rest.is_empty() { None } else { Some(wanted(rest, None)?) };
    Ok(RecordCommand::Link(account))
}

/// Reads what follows `unlink`.
pub(super) fn unlink(rest: &str) -> Result<RecordCommand, Complaint> {
    nothing_more(rest).map(|()| RecordCommand::Unlink)
}

/// As it is typed.
pub(super) fn write_link(account: Option<&Wanted>) -> String {
    account.map(ToString::to_string).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::grammar::{Command, parse};
    use super::super::parse_error::Problem;
    use super::*;
    use crate::domain::ids::AccountId;

    #[test]
    fn a_channel_is_linked_and_unlinked() {
        let here = Some(AccountId(uuid::Uuid::nil()));
        let named = |name: &str| Some(Wanted::Named(name.into()));
        for (text, expected) in [
            ("link", RecordCommand::Link(None)),
            ("LINK gold  tier", RecordCommand::Link(named("gold tier"))),
            ("link \"unlink\"", RecordCommand::Link(named("unlink"))),
            ("unlink", RecordCommand::Unlink),
        ] {
            let expected = Command::Record(expected);
            assert_eq!(parse(text, here).as_ref(), Ok(&expected), "{text}");
            assert_eq!(parse(&expected.to_string(), here).as_ref(), Ok(&expected), "{expected}");
        }
        assert!(matches!(parse("unlink acme", here).expect_err("too much").problem, Problem::Extra { .. }));
    }

    #[test]
    fn in_a_linked_channel_every_verb_knows_its_account() {
        let here = AccountId(uuid::Uuid::nil());
        for text in [
            "account",
            "why",
            "forecast",
            "forecast likely 45k because x",
            "pulse",
            "pulse red x",
            "plan",
            "plan tick 1",
            "qbr",
            "qbr markdown",
            "note",
            "note call x",
            "play show",
            "play start rescue",
            "play done",
            "play stop because x",
            "segment high because x",
        ] {
            let found = parse(text, Some(here)).map(|command| format!("{command:?}").contains("OfChannel"));
            assert_eq!(found, Ok(true), "{text}");
            assert!(parse(text, None).is_err(), "{text}");
        }
    }
}
