//! Calls, e-mails and meetings with customers.

use super::book::{Account, Book};
use super::profile::Rhythm;
use super::table::Table;

/// Days of touches before the book's day.
const HISTORY: i64 = 180;
/// Now and then an e-mail is not answered, which is no contact.
const UNANSWERED: Rhythm = Rhythm::Every(47);

/// What is known by the end of a day.
pub(super) fn table(book: &Book, as_of: i64) -> Table {
    let columns = &["external_id", "account", "person", "kind", "two_way", "occurred_at", "minutes", "note", "link"];
    let mut table = Table::new("touchpoints.csv", columns);
    for account in book.at_work().filter(|account| account.is_touched()) {
        for day in account.started.max(-HISTORY)..=as_of {
            if account.falls_on(account.profile.touches, "touch", day) {
                let touch = answered(account, book.weekday(day), day);
                touch.write(book, account, day, &mut table);
            } else if account.falls_on(UNANSWERED, "unanswered", day) && book.weekday(day) < 5 {
                UNANSWERED_EMAIL.write(book, account, day, &mut table);
            }
        }
    }
    table
}

#[derive(Clone, Copy, Debug)]
struct Touch {
    kind: &'static str,
    two_way: &'static str,
    minutes: i64,
    note: &'static str,
    link: &'static str,
}

const UNANSWERED_EMAIL: Touch =
    Touch { kind: "email", two_way: "false", minutes: 5, note: "Asked for a date; no answer yet", link: "" };

fn answered(account: &Account, weekday: u32, day: i64) -> Touch {
    const CALLS: [&str; 6] = [
        "Went through open questions",
        "Plans for the next quarter",
        "Showed the new automations",
        "Talked about seats and the roll-out",
        "Walked two new users through dashboards",
        "Open tickets and what is next",
    ];
    let email = Touch { kind: "email", two_way: "true", minutes: 10, note: "They answered by mail", link: "" };
    let review = Touch {
        kind: "qbr",
        two_way: "true",
        minutes: 60,
        note: "Quarterly review: usage, outcomes, next goals",
        link: "https://recordings.example/quarterly-review",
    };
    let note = account.chance.pick(&CALLS, "note", day);
    let call = Touch { kind: "call", two_way: "true", minutes: 30, note, link: "" };
    // Nobody calls on a weekend.
    match (weekday, account.chance.below(8, "touch kind", day)) {
        (5.., _) | (_, 0 | 1) => email,
        (_, 2) => review,
        (_, 3) => Touch { kind: "meeting", minutes: 45, ..call },
        (_, 4) => Touch { kind: "training", minutes: 60, note: "Training for a new team", ..call },
        (_, _) => call,
    }
}

impl Touch {
    fn write(self, book: &Book, account: &Account, day: i64, table: &mut Table) {
        let minute = 15 * account.chance.below(4, "minute", day);
        table.push(&[
            &format!("m-{}-{}-{}", account.slug, book.date(day), self.kind),
            &account.key(),
            account.owner,
            self.kind,
            self.two_way,
            &book.instant(day, 14, minute),
            &self.minutes.to_string(),
            self.note,
            self.link,
        ]);
    }
}
