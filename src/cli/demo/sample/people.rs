//! The six people of the sample organisation.

use super::book::{ANA_KEY, BO_KEY, TIA_KEY};
use super::table::Table;
use super::{ADA, ANA, BO, MO, TIA, VIC};

const MO_KEY: &str = "p-mo";

/// Everybody; they do not change.
pub(super) fn table() -> Table {
    let mut table = Table::new(
        "people.csv",
        &[
            "external_id",
            "name",
            "email",
            "role",
            "team",
            "slack_user_id",
            "manager",
            "time_zone",
            "working_days",
            "working_from",
            "working_to",
            "country",
        ],
    );
    for [key, name, role, team, slack_user, manager, zone, from, to, country] in [
        [ANA_KEY, "Ana Lindqvist", "csm", "emea", ANA, MO_KEY, "Europe/Berlin", "09:00", "17:30", "DE"],
        [BO_KEY, "Bo Carter", "csm", "amer", BO, MO_KEY, "America/New_York", "08:30", "17:00", "US"],
        [TIA_KEY, "Tia Rahman", "csm", "apac", TIA, MO_KEY, "Asia/Singapore", "09:30", "18:00", "SG"],
        [MO_KEY, "Mo Adeyemi", "manager", "leads", MO, "", "Europe/London", "09:00", "17:30", "GB"],
        ["p-ada", "Ada Novak", "admin", "operations", ADA, "", "Europe/Berlin", "09:00", "17:00", "DE"],
        ["p-vic", "Vic Moreau", "viewer", "support", VIC, "", "Europe/Paris", "08:00", "16:30", "FR"],
    ] {
        let email = format!("{}@steward.example", key.trim_start_matches("p-"));
        table.push(&[key, name, &email, role, team, slack_user, manager, zone, "1;2;3;4;5", from, to, country]);
    }
    table
}
