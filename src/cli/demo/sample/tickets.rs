//! Support tickets: routine ones, surges, critical ones.

use super::book::{Account, Book};
use super::kind::Kind;
use super::profile::Rhythm;
use super::table::Table;

/// Days of tickets before the book's day: the model looks 120 back, from each of the last 90.
const HISTORY: i64 = 215;
/// Days on which the tickets of a surge are opened; they stay open until [`SURGE_ENDS`].
const SURGE: [i64; 6] = [-2, -3, -5, -6, -8, -11];
const SURGE_ENDS: i64 = 21;

const ROUTINE: [(&str, &str); 12] = [
    ("Cannot export more than 10,000 rows", "exports"),
    ("Invoice shows the old address", "billing"),
    ("SSO asks for the password twice", "sso"),
    ("How do we add a second workspace?", "how-to"),
    ("Dashboard is slow on Monday mornings", "performance"),
    ("API answers 429 at night", "api"),
    ("Alert was sent twice", "alerts"),
    ("Mobile app logs out every day", "mobile"),
    ("Export loses the time zone", "exports"),
    ("User cannot be deactivated", "sso"),
    ("Report shows last month's numbers", "reports"),
    ("Webhook comes minutes late", "api"),
];
const GRAVE: [(&str, &str); 5] = [
    ("Nightly sync drops records", "integrations"),
    ("Automation runs twice and mails customers twice", "automations"),
    ("Dashboards show another team's data", "dashboards"),
    ("Exports fail since the last release", "exports"),
    ("SSO locks out the whole finance team", "sso"),
];
/// What turns one account red on day 1, by hour.
const STORY: [(i64, &str, bool, &str); 5] = [
    (9, "high", true, "Routing rules lost after the migration"),
    (11, "critical", true, "Shipments stand still: API returns 500"),
    (13, "high", false, "Duplicate labels for the morning's orders"),
    (15, "high", true, "Please have somebody call our operations lead"),
    (17, "normal", false, "Who is our contact now that Mr. Okoro has left?"),
];

#[derive(Clone, Debug)]
struct Ticket {
    id: &'static str,
    subject: &'static str,
    theme: &'static str,
    priority: &'static str,
    /// Day and hour, UTC.
    opened: (i64, i64),
    closed: Option<i64>,
    escalated: bool,
}

/// What is known by the end of a day.
pub(super) fn table(book: &Book, as_of: i64) -> Table {
    let columns = &[
        "external_id",
        "account",
        "subject",
        "priority",
        "opened_at",
        "closed_at",
        "escalated",
        "satisfaction",
        "theme",
    ];
    let mut table = Table::new("tickets.csv", columns);
    for account in book.at_work() {
        for day in account.started.max(-HISTORY)..=as_of {
            for ticket in tickets(account, day) {
                ticket.write(book, account, as_of, &mut table);
            }
        }
    }
    table
}

/// The tickets that are opened on a day.
fn tickets(account: &Account, day: i64) -> impl Iterator<Item = Ticket> {
    let profile = &account.profile;
    let falls = account.falls_on(Rhythm::Every(profile.ticket_every), "ticket", day);
    let critical = profile.critical.filter(|critical| critical.opened.0 == day);
    let critical = critical.map(|critical| grave(account, day, critical.opened.1, critical.closed));
    let story = if account.kind == Kind::TurnsRed && day == 0 { &STORY[..] } else { &[] };
    falls.then(|| routine(account, day)).into_iter().chain(surge(account, day)).chain(critical).chain(told(story))
}

fn routine(account: &Account, day: i64) -> Ticket {
    let (subject, theme) = account.chance.pick(&ROUTINE, "subject", day);
    Ticket {
        id: "1",
        subject,
        theme,
        priority: account.chance.pick(&["low", "normal", "normal", "high"], "priority", day),
        opened: (day, 8 + account.chance.below(9, "hour", day)),
        closed: Some(day + 1 + account.chance.below(4, "solved", day)),
        escalated: false,
    }
}

fn surge(account: &Account, day: i64) -> Option<Ticket> {
    let place = SURGE.iter().take(account.profile.surge).position(|opened| *opened == day)?;
    let (subject, theme) = account.chance.pick(&ROUTINE, "surge", day);
    let escalated = place < account.profile.escalations;
    let priority = if escalated { "high" } else { "normal" };
    Some(Ticket { id: "2", subject, theme, priority, opened: (day, 10), closed: Some(SURGE_ENDS), escalated })
}

fn grave(account: &Account, day: i64, hour: i64, closed: i64) -> Ticket {
    let (subject, theme) = account.chance.pick(&GRAVE, "grave", day);
    Ticket {
        id: "3",
        subject,
        theme,
        priority: "critical",
        opened: (day, hour),
        closed: Some(closed),
        escalated: false,
    }
}

fn told(story: &'static [(i64, &'static str, bool, &'static str)]) -> impl Iterator<Item = Ticket> {
    story.iter().zip(["4", "5", "6", "7", "8"]).map(|((hour, priority, escalated, subject), id)| Ticket {
        id,
        subject,
        theme: "api",
        priority,
        opened: (0, *hour),
        closed: None,
        escalated: *escalated,
    })
}

impl Ticket {
    fn write(&self, book: &Book, account: &Account, as_of: i64, table: &mut Table) {
        let (day, hour) = self.opened;
        let closed = self.closed.filter(|closed| *closed <= as_of);
        // Every other one who is helped says how it was.
        let answers = account.chance.below(2, "answers", day) == 0;
        let tenths = (account.profile.csat_tenths - 2 + account.chance.below(5, "satisfaction", day)).clamp(10, 50);
        table.push(&[
            &format!("t-{}-{}-{}", account.slug, book.date(day), self.id),
            &account.key(),
            self.subject,
            self.priority,
            &book.instant(day, hour, 0),
            &closed.map(|closed| book.instant(closed, 16, 30)).unwrap_or_default(),
            if self.escalated { "true" } else { "false" },
            &closed.filter(|_| answers).map(|_| tenths_text(tenths)).unwrap_or_default(),
            self.theme,
        ]);
    }
}

/// `44` as `4.4`.
pub(super) fn tenths_text(tenths: i64) -> String {
    format!("{}.{}", tenths / 10, tenths % 10)
}
