//! Use of the product by day: one row of logins a day with use, and rows for some of the features.

use super::book::{Account, Book};
use super::kind::Kind;
use super::table::Table;

/// Days of usage before the book's day: the model looks 74 back, from each of the last 90.
pub(super) const HISTORY: i64 = 164;

const FEATURES: [&str; 10] = [
    "dashboards",
    "alerts",
    "exports",
    "api",
    "automations",
    "mobile",
    "integrations",
    "reports",
    "audit_log",
    "forecasts",
];
/// Days from the middle of a baseline to the middle of the days that are held against it.
const TREND_DAYS: f64 = 37.0;
/// Logins a day of a person who uses the product.
const LOGINS_EACH: f64 = 3.0;

/// The rows of some days, both ends included.
pub(super) fn table(book: &Book, first: i64, last: i64) -> Table {
    let columns = &["external_id", "account", "day", "feature", "uses", "active_users"];
    let mut table = Table::new("usage.csv", columns);
    for account in book.at_work() {
        let key = account.key();
        let recent = recent_logins(book, account);
        for day in first.max(account.started)..=last {
            if !is_active(account, day, book.weekday(day)) {
                continue;
            }
            let logins = recent.map_or_else(|| logins(account, day), |recent| techcorp(book, account, day, recent));
            let date = book.date(day).to_string();
            let active = (logins / 3).clamp(1, account.seats).to_string();
            let id = format!("u-{}-{date}", account.slug);
            table.push(&[&id, &key, &date, "", &logins.to_string(), &active]);
            for feature in features(book, account, day) {
                let uses = (logins * (2 + account.chance.below(5, feature, day)) / 8).max(1);
                table.push(&[&format!("{id}-{feature}"), &key, &date, feature, &uses.to_string(), ""]);
            }
        }
    }
    table
}

/// People use it on the same weekdays every week, so that 28 days always have four of each.
fn is_active(account: &Account, day: i64, weekday: u32) -> bool {
    let days_a_week = if account.kind == Kind::TechCorp { techcorp_days(day) } else { account.profile.days_a_week };
    match days_a_week {
        0..=2 => [1, 3].contains(&weekday),
        3 => [0, 2, 4].contains(&weekday),
        4 => weekday < 4,
        5 | 6 => weekday < 5,
        // Some work on weekends, so that the feed's last day is always yesterday.
        7.. => true,
    }
}

/// An account that grows or shrinks does so evenly: then the trend reads the same on every day.
fn logins(account: &Account, day: i64) -> i64 {
    let profile = &account.profile;
    #[expect(clippy::cast_precision_loss, reason = "days and seats")]
    let (day_number, seats) = (day as f64, account.seats as f64);
    let level = (1.0 + profile.change).powf(day_number / TREND_DAYS);
    whole(seats * profile.seats_used * LOGINS_EACH * level * account.chance.wobble(0.06, "logins", day))
}

/// Each feature in use comes up on each weekday once in three weeks.
fn features(book: &Book, account: &Account, day: i64) -> impl Iterator<Item = &'static str> {
    let weekday = usize::try_from(book.weekday(day)).unwrap_or(0);
    let week = usize::try_from((book.date(day) - chrono::NaiveDate::MIN).num_days() / 7).unwrap_or(0);
    let n_features = if account.kind == Kind::TechCorp { techcorp_features(day) } else { account.profile.features };
    let in_use = FEATURES.iter().take(n_features).enumerate();
    in_use.filter(move |(place, _)| (place + weekday + week).is_multiple_of(3)).map(|(_, feature)| *feature)
}

/// TechCorp: five days a week until its champion left, fewer each fortnight, and after a month slowly more again.
fn techcorp_days(day: i64) -> u32 {
    match day {
        ..-42 | 60.. => 5,
        -42..-28 | 30..60 => 4,
        -28..30 => 3,
    }
}

/// What nobody shows to others is forgotten.
fn techcorp_features(day: i64) -> usize {
    match day {
        ..-42 | 60.. => 7,
        -42..-28 | 30..60 => 4,
        -28..30 => 2,
    }
}

/// How its use fell and comes back, as a share of what it was. The last fortnight is not taken from here.
fn techcorp_level(day: i64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "days")]
    let days = |n: i64| n as f64;
    match day {
        ..-42 => 1.0,
        -42..0 => (1.0 - 0.5 * days(day + 42) / 28.0).max(0.5),
        0..30 => 0.5,
        30.. => (0.5 + 0.45 * days(day - 30) / 60.0).min(1.0),
    }
}

fn techcorp_usual(account: &Account, day: i64) -> i64 {
    let on_active_days = 7.0 / f64::from(techcorp_days(day));
    whole(100.0 * techcorp_level(day) * on_active_days * account.chance.wobble(0.05, "logins", day))
}

/// The logins of TechCorp's last 14 days together: to the closest one, 45 % below the 60 days before them.
fn recent_logins(book: &Book, account: &Account) -> Option<i64> {
    if account.kind != Kind::TechCorp {
        return None;
    }
    let baseline = (-74..-14).filter(|day| is_active(account, *day, book.weekday(*day)));
    let baseline: i64 = baseline.map(|day| techcorp_usual(account, day)).sum();
    Some((baseline * 14 * 55 + 3_000) / (60 * 100))
}

/// TechCorp's logins on a day with use. The last fortnight's are dealt out evenly, the first days getting the rest.
fn techcorp(book: &Book, account: &Account, day: i64, recent: i64) -> i64 {
    if !(-14..30).contains(&day) {
        return techcorp_usual(account, day);
    }
    let days: Vec<i64> = (-14..0).filter(|day| is_active(account, *day, book.weekday(*day))).collect();
    let n_days = i64::try_from(days.len()).unwrap_or(1).max(1);
    let with_rest = days.iter().take(usize::try_from(recent % n_days).unwrap_or(0));
    recent / n_days + i64::from(with_rest.into_iter().any(|with_rest| *with_rest == day))
}

#[expect(clippy::cast_possible_truncation, reason = "logins of a day")]
fn whole(number: f64) -> i64 {
    (number.round() as i64).max(1)
}
