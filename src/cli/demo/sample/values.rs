//! What customers got out of it, as their CSMs wrote it down before the book's day.

use super::book::Book;
use super::table::Table;

/// Whose, how many days ago, what, whole units of the account's currency, and how that is known.
const VALUES: [(&str, i64, &str, i64, &str); 7] = [
    (
        "TechCorp",
        118,
        "Two days a month saved in the month-end close",
        14_400,
        "Dana Reyes' own count, mail of that week",
    ),
    ("TechCorp", 62, "Old reporting tool switched off", 9_600, "Its cancelled licence"),
    (
        "Calderwick Bank",
        80,
        "Audit passed without an outside consultant",
        46_000,
        "The consultant's offer of the year before",
    ),
    ("Calderwick Bank", 20, "Fewer overnight shifts", 31_500, "Shift plans of two quarters, compared by their COO"),
    ("Fennick Software", 45, "Support answers a third faster", 27_000, "Their ticket system, two quarters compared"),
    ("Granthollow Group", 33, "One warehouse system less", 180_000, "Decommissioning report"),
    ("Maristone Hotels", 51, "Overbookings down by half", 38_400, "Their revenue manager's report"),
];

/// All of them.
pub(super) fn table(book: &Book) -> Table {
    let columns = &["external_id", "account", "what", "amount", "currency", "evidence", "realised_on"];
    let mut table = Table::new("value_realised.csv", columns);
    for (name, ago, what, amount, evidence) in VALUES {
        let Some(account) = book.accounts.iter().find(|account| account.name == name) else { continue };
        let id = format!("v-{}-{ago}", account.slug);
        let (amount, on) = (amount.to_string(), book.date(-ago).to_string());
        table.push(&[&id, &account.key(), what, &amount, account.currency, evidence, &on]);
    }
    table
}
