//! Where a score comes from, in a terminal.

use std::process::ExitCode;

use chrono::NaiveDate;

use crate::cli::{ORG, Output};
use crate::domain::account::Found;
use crate::operations::App;
use crate::operations::explain::{self, Answer};
use crate::slack::render;

/// Prints the explanation; names the accounts that could be meant, when it is not clear which.
pub(super) async fn explain(
    app: &App,
    typed: &str,
    as_of: Option<NaiveDate>,
    out: &mut Output<'_>,
) -> anyhow::Result<ExitCode> {
    match explain::explain(app, ORG, typed, as_of).await? {
        Answer::Explained(explained) => {
            let today = app.clock.now().date_naive();
            write!(out, "{}", render::explained(&explained, today))?;
            return Ok(ExitCode::SUCCESS);
        }
        Answer::NotScored(account) => {
            let day = as_of.map(|day| format!(" on or before {day}")).unwrap_or_default();
            writeln!(out, "{} has no score{day}; `steward score` makes one.", account.name)?;
        }
        Answer::WhichOne(Found::Several(candidates)) => {
            writeln!(out, "{} accounts could be meant by “{typed}”:", candidates.n)?;
            for account in candidates.first {
                writeln!(out, "  {}", account.name)?;
            }
        }
        Answer::WhichOne(Found::One(_) | Found::None(_)) => writeln!(out, "No account is called “{typed}”.")?,
    }
    Ok(ExitCode::FAILURE)
}
