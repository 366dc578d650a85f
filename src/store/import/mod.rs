//! Writes what an import read: whole batches at a time, and only rows that differ from what is there.

mod batch;
mod derived;
mod imports;
mod record;
mod references;
mod upsert;

pub use batch::{Batch, Row, Value};
pub use derived::{
    Change, accounts_of_contracts, arr_of_running_contracts, changes_of_arr, contracts_in_other_currencies,
    delete_stale_movements, running_despite_tag,
};
pub use imports::{Counts, gather_statistics, hold_organisation, record_import};
pub use record::{Column, Kind, Need, Record};
pub use references::{accounts_by_contract, accounts_by_external_id, people_by_key, people_by_slack_user};
pub use upsert::{Tally, upsert};
