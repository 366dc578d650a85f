//! People at customers. Every account has a user, so that its contacts count as known.

use super::book::{Account, Book};
use super::profile::Champion;
use super::table::Table;

const FIRST: [&str; 32] = [
    "Amara", "Bruno", "Chiara", "Dmitri", "Elif", "Farah", "Goran", "Hana", "Ines", "Jonas", "Keiko", "Lars", "Maya",
    "Noor", "Owen", "Priya", "Quentin", "Rosa", "Samir", "Tove", "Umar", "Vera", "Wanda", "Ximena", "Yusuf", "Zoe",
    "Anders", "Beatriz", "Cillian", "Dafne", "Emeka", "Freya",
];
const LAST: [&str; 31] = [
    "Abara",
    "Bergström",
    "Castillo",
    "Dubois",
    "Eriksen",
    "Fontaine",
    "Grimaldi",
    "Haddad",
    "Ivanova",
    "Jansen",
    "Kowalska",
    "Larsen",
    "Marchetti",
    "Nakamura",
    "Okafor",
    "Petrova",
    "Quiroga",
    "Rossi",
    "Schreiber",
    "Takahashi",
    "Ulrich",
    "Vargas",
    "Weber",
    "Xu",
    "Yilmaz",
    "Zielinski",
    "Almeida",
    "Brandt",
    "Cho",
    "Demir",
    "Endo",
];

/// What is known by the end of a day.
pub(super) fn table(book: &Book, as_of: i64) -> Table {
    let columns = &["external_id", "account", "name", "email", "role", "left_on", "last_contact_at"];
    let mut table = Table::new("contacts.csv", columns);
    for account in book.at_work() {
        let touched = account.last_day(account.profile.touches, "touch", as_of).filter(|_| account.is_touched());
        let mut add = |contact: Contact| contact.write(book, account, &mut table);
        champions(account, touched, as_of).into_iter().for_each(&mut add);
        if let Some(rhythm) = account.profile.executive.filter(|_| account.is_touched()) {
            let spoken = account.last_day(rhythm, "executive", as_of);
            add(Contact { key: "exec", role: "executive", left: None, spoken });
        }
        add(Contact { key: "user", role: "user", left: None, spoken: None });
        if account.is_touched() && account.chance.below(2, "buyer", 0) == 0 {
            add(Contact { key: "buyer", role: "buyer", left: None, spoken: None });
        }
    }
    table
}

#[derive(Clone, Copy, Debug)]
struct Contact {
    key: &'static str,
    role: &'static str,
    left: Option<i64>,
    spoken: Option<i64>,
}

/// The champion, and the one before.
fn champions(account: &Account, touched: Option<i64>, as_of: i64) -> Vec<Contact> {
    let one = |key, left: Option<i64>, from: i64| Contact {
        key,
        role: "champion",
        left: left.filter(|day| *day <= as_of),
        spoken: touched.filter(|day| from <= *day && left.is_none_or(|left| *day < left)),
    };
    match account.profile.champion {
        Champion::There => vec![one("champion", None, i64::MIN)],
        Champion::Never => Vec::new(),
        Champion::Left(day) => vec![one("champion", Some(day), i64::MIN)],
        Champion::Replaced(left, followed) => {
            let successor = (followed <= as_of).then(|| one("champion-2", None, followed));
            std::iter::once(one("champion", Some(left), i64::MIN)).chain(successor).collect()
        }
    }
}

impl Contact {
    fn write(self, book: &Book, account: &Account, table: &mut Table) {
        let (first, last) = name(account, self.key);
        let domain = account.slug.replace('-', "");
        let address = format!("{}.{}@{domain}.example", ascii(first), ascii(last));
        table.push(&[
            &format!("c-{}-{}", account.slug, self.key),
            &account.key(),
            &format!("{first} {last}"),
            &address,
            self.role,
            &self.left.map(|day| book.date(day).to_string()).unwrap_or_default(),
            &self.spoken.map(|day| book.instant(day, 14, 0)).unwrap_or_default(),
        ]);
    }
}

fn name(account: &Account, key: &str) -> (&'static str, &'static str) {
    if account.name == "TechCorp" && key == "champion" {
        return ("Dana", "Reyes");
    }
    (account.chance.pick(&FIRST, key, 1), account.chance.pick(&LAST, key, 2))
}

fn ascii(name: &str) -> String {
    name.to_lowercase().replace('ö', "o")
}
