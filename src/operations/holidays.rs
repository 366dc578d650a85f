//! Public holidays of a country: brought in by a file, and listed.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::json;

pub use crate::store::holidays::{Holiday, Replaced};

use super::{App, Failure};
use crate::domain::ids::OrgId;
use crate::domain::personal::Country;
use crate::store::{audit, holidays};

/// What a file brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Brought {
    /// What changed.
    pub replaced: Replaced,
    /// People who have these holidays.
    pub n_people: i64,
}

/// Puts a file's days in the place of those that it held before, all or nothing.
pub async fn bring_in(
    app: &App,
    org: OrgId,
    (country, source): (Country, &str),
    days: &BTreeMap<NaiveDate, String>,
) -> Result<Brought, Failure> {
    let now = app.clock.now();
    let mut tx = app.begin_work().await?;
    let replaced = holidays::replace(&mut tx, org, (country, source), days, now).await?;
    let (n_people, _) = holidays::reach(&mut tx, org, country).await?;
    let Replaced { n_added, n_removed, n_renamed } = replaced;
    let entry = audit::Entry {
        actor: None,
        verb: "holidays.import",
        subject: format!("country:{country}"),
        detail: json!({ "source": source, "added": n_added, "removed": n_removed, "renamed": n_renamed }),
    };
    audit::record(&mut tx, org, &entry, now).await?;
    tx.commit().await?;
    Ok(Brought { replaced, n_people })
}

/// The holidays of a country between two days, and the countries that there are any of.
pub async fn list(
    app: &App,
    org: OrgId,
    country: Country,
    days: (NaiveDate, NaiveDate),
) -> Result<(Vec<Holiday>, Vec<String>), Failure> {
    let mut conn = app.work.acquire().await?;
    let found = holidays::list(&mut conn, org, country, days).await?;
    let (_, countries) = holidays::reach(&mut conn, org, country).await?;
    Ok((found, countries))
}
