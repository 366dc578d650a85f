//! What customers say when they are asked: NPS every two months, CSAT in between.

use super::book::{Account, Book};
use super::kind::Kind;
use super::profile::Rhythm;
use super::table::Table;
use super::tickets::tenths_text;

/// Days of answers before the book's day; none of them is stale.
const HISTORY: i64 = 150;
/// Days in which nobody is asked after a bad one.
const AFTERWARDS: i64 = 45;
/// Nobody is asked in the first days.
const SETTLING_IN: i64 = 30;

/// What is known by the end of a day.
pub(super) fn table(book: &Book, as_of: i64) -> Table {
    let columns = &["external_id", "account", "kind", "score", "answered_at", "comment"];
    let mut table = Table::new("surveys.csv", columns);
    for account in book.at_work() {
        for day in (account.started + SETTLING_IN).max(-HISTORY)..=as_of {
            for (kind, score, comment) in answers(account, day) {
                let id = format!("s-{}-{kind}-{}", account.slug, book.date(day));
                let hour = 9 + account.chance.below(8, kind, day);
                table.push(&[&id, &account.key(), kind, &score, &book.instant(day, hour, 15), comment]);
            }
        }
    }
    table
}

type Answer = (&'static str, String, &'static str);

fn answers(account: &Account, day: i64) -> Vec<Answer> {
    let (profile, chance) = (&account.profile, account.chance);
    let mut answers = Vec::new();
    if account.kind == Kind::TurnsRed && (0..AFTERWARDS).contains(&day) {
        // Whoever has just said so is not asked again at once.
        if day == 0 {
            answers.push(("nps", "2".to_owned(), "We stood still for a day and nobody called us."));
        }
    } else if account.falls_on(Rhythm::Every(60), "nps", day) {
        // Tenths become whole answers: 75 is a 7 or an 8.
        let score = ((profile.nps_tenths + chance.below(10, "nps", day)) / 10).min(10);
        answers.push(("nps", score.to_string(), comment(account, score, day)));
    }
    if account.falls_on(Rhythm::Every(45), "csat", day) {
        let tenths = (profile.csat_tenths - 1 + chance.below(3, "csat", day)).clamp(10, 50);
        answers.push(("csat", tenths_text(tenths), ""));
    }
    answers
}

fn comment(account: &Account, score: i64, day: i64) -> &'static str {
    const PROMOTERS: [&str; 4] =
        ["The team could not work without it.", "Fast answers, every time.", "Paid for itself in a quarter.", ""];
    const PASSIVES: [&str; 4] = ["Does what it should.", "Exports could be better.", "Good, but not cheap.", ""];
    const DETRACTORS: [&str; 4] =
        ["Too slow for our month end.", "We wait days for answers.", "Half of it we never use.", "Hard to roll out."];
    let comments = match score {
        9.. => &PROMOTERS,
        7..9 => &PASSIVES,
        ..7 => &DETRACTORS,
    };
    account.chance.pick(comments, "comment", day)
}
