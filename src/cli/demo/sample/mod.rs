//! A believable customer book for `steward demo`, as CSV files in our own import format: the demo takes it in through
//! the same door as everybody. Pure: the same day gives the same text.
//!
//! Day 0 is the day of the book, which knows everything up to the midnight (UTC) before it. What happens later comes
//! morning by morning from [`next_day`]. In the morning of day 1 one account has turned red, and at noon of that day a
//! critical ticket has waited for 48 hours; on day 2 one account recovers and the champion of another has left, on day 3
//! one is ready to grow. Besides, contracts are renewed, people call, tickets are opened and closed.

mod accounts;
mod book;
mod chance;
mod contacts;
mod kind;
mod people;
mod profile;
mod roster;
mod surveys;
mod table;
#[cfg(test)]
mod tests;
mod tickets;
mod touchpoints;
mod usage;
mod values;

use chrono::NaiveDate;

use book::Book;
use table::Table;

/// Ana's Slack user id: a CSM with the mid-market book of 65 accounts, in Berlin.
pub const ANA: &str = "U0ANA00001";
/// Bo's: a CSM with 15 large accounts, in New York.
pub const BO: &str = "U0BO000001";
/// Tia's: a CSM with the small accounts, in Singapore.
pub const TIA: &str = "U0TIA00001";
/// Mo's: the manager of all three, in London.
pub const MO: &str = "U0MO000001";
/// Ada's: the admin, of operations.
pub const ADA: &str = "U0ADA00001";
/// Vic's: a viewer, of support.
pub const VIC: &str = "U0VIC00001";
/// The Slack channel that is linked to TechCorp.
pub const TECHCORP_CHANNEL: &str = "C0TECHCORP";

/// A file of the sample.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SampleFile {
    /// Its name, which tells the import what is in it.
    pub name: &'static str,
    /// CSV.
    pub text: String,
}

/// The whole book as it stands in the morning of `today`, in the order in which its files refer to each other.
pub fn sample_book(today: NaiveDate) -> Vec<SampleFile> {
    let book = Book::of(today);
    let mut tables = vec![people::table(), accounts::accounts(&book, -1)];
    tables.extend(changing(&book, -1));
    tables.extend([usage::table(&book, -usage::HISTORY, -1), accounts::movements(&book), values::table(&book)]);
    tables.into_iter().map(Table::into_file).collect()
}

/// What is new in the morning of `day`, for a book that was made for `today_of_book`: the usage of the day before, and
/// what else happened on it. Nothing for the book's own day and earlier ones; a demo that skips days asks for each.
pub fn next_day(today_of_book: NaiveDate, day: NaiveDate) -> Vec<SampleFile> {
    let yesterday = (day - today_of_book).num_days() - 1;
    if yesterday < 0 {
        return Vec::new();
    }
    let book = Book::of(today_of_book);
    let known = changing(&book, yesterday - 1);
    let grown = accounts::accounts(&book, yesterday).news_since(&accounts::accounts(&book, yesterday - 1));
    let changed = changing(&book, yesterday).into_iter().zip(&known).map(|(table, known)| table.news_since(known));
    let mut news: Vec<Table> = [grown].into_iter().chain(changed).collect();
    news.push(usage::table(&book, yesterday, yesterday));
    news.into_iter().filter(|table| !table.is_empty()).map(Table::into_file).collect()
}

/// The files that change by more than a day's rows, as they are known by the end of a day.
fn changing(book: &Book, as_of: i64) -> [Table; 5] {
    [
        contacts::table(book, as_of),
        accounts::contracts(book, as_of),
        tickets::table(book, as_of),
        surveys::table(book, as_of),
        touchpoints::table(book, as_of),
    ]
}
