//! What a cell's text means, by the kind of its column.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use chrono_tz::Tz;

use super::fault::Reason;
use crate::domain::money::{Currency, Money, Sign};
use crate::domain::nearest::nearest_one;
use crate::domain::personal::Country;
use crate::operations::import::{Kind, Value};

/// Characters that an id or a name may have.
const SHORT: usize = 200;
/// Characters that any text may have.
const LONG: usize = 10_000;

/// Minor units that one amount may have, so that sums of them fit.
const MOST_MONEY: i64 = 1_000_000_000_000_000;

/// How dates and moments are written where the mapping does not say.
const DATE_FORMATS: [&str; 1] = ["%Y-%m-%d"];
const INSTANT_FORMATS: [&str; 5] =
    ["%Y-%m-%dT%H:%M:%S%.f%#z", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M", "%Y-%m-%d"];

/// What a cell's meaning depends on beside its text.
#[derive(Clone, Copy, Debug, Default)]
pub struct Around<'a> {
    /// The formats that the mapping names; none: ISO 8601.
    pub formats: &'a [String],
    /// The row's currency, once it is known.
    pub currency: Option<Currency>,
}

/// Reads a cell that is not empty.
pub fn parse(text: &str, kind: Kind, around: Around<'_>) -> Result<Value, Reason> {
    match kind {
        Kind::Key | Kind::Account | Kind::Person => short(text),
        Kind::Text => within(text, LONG),
        Kind::Labels => labels(text),
        Kind::Email => if_so(text, is_email(text), "an e-mail address").and_then(|_| short(text)),
        Kind::Country => country(text),
        Kind::Currency => currency(text).map(|currency| Value::Text(currency.code().to_owned())),
        Kind::SlackUser => if_so(text, is_slack_id(text, &['U', 'W']), "a Slack user id, like U024BE7LH"),
        Kind::SlackChannel => if_so(text, is_slack_id(text, &['C', 'G']), "a Slack channel id, like C024BE91L"),
        Kind::Link => if_so(text, is_link(text), "an address that begins with https:// or http://"),
        Kind::TimeZone => if_so(text, text.parse::<Tz>().is_ok(), "a time zone's name, like Europe/Berlin"),
        Kind::Choice(words) => choice(text, words),
        Kind::Money => money(text, around.currency),
        Kind::Whole => text.parse().ok().filter(|n| 0 <= *n).map(Value::Whole).ok_or(Reason::Not("a whole number")),
        Kind::Number(low, high) => number(text, low, high),
        Kind::Boolean => boolean(text),
        Kind::Date => date(text, around.formats),
        Kind::Instant => instant(text, around.formats),
        Kind::TimeOfDay => time_of_day(text),
        Kind::Weekdays => weekdays(text),
    }
}

/// The currency with that code, in capitals.
pub fn currency(code: &str) -> Result<Currency, Reason> {
    let known = Currency::parse(code).ok().filter(|currency| currency.code() == code);
    known.ok_or(Reason::Not("a currency's code in capitals, like EUR"))
}

fn short(text: &str) -> Result<Value, Reason> {
    within(text, SHORT)
}

fn within(text: &str, limit: usize) -> Result<Value, Reason> {
    if limit < text.chars().count() {
        return Err(Reason::TooLong { limit });
    }
    Ok(Value::Text(text.to_owned()))
}

fn if_so(text: &str, is_so: bool, what: &'static str) -> Result<Value, Reason> {
    if is_so { within(text, LONG) } else { Err(Reason::Not(what)) }
}

fn is_email(text: &str) -> bool {
    let parts = text.split_once('@');
    parts.is_some_and(|(who, at)| !who.is_empty() && !at.is_empty() && !at.contains('@'))
        && !text.contains(char::is_whitespace)
}

fn is_slack_id(text: &str, firsts: &[char]) -> bool {
    text.starts_with(firsts)
        && (2..=32).contains(&text.len())
        && text.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
}

fn is_link(text: &str) -> bool {
    (text.starts_with("https://") || text.starts_with("http://")) && !text.contains(char::is_whitespace)
}

/// Words between semicolons, each once, in the file's order.
fn labels(text: &str) -> Result<Value, Reason> {
    let mut labels: Vec<&str> = Vec::new();
    for label in text.split(';').map(str::trim).filter(|label| !label.is_empty()) {
        if !labels.contains(&label) {
            labels.push(label);
        }
    }
    within(&labels.join(";"), LONG)
}

fn choice(text: &str, words: &'static [&'static str]) -> Result<Value, Reason> {
    if words.contains(&text) {
        return Ok(Value::Text(text.to_owned()));
    }
    Err(Reason::NotOneOf { words, nearest: nearest_one(text, words.iter().copied()).map(str::to_owned) })
}

/// An amount; a sign or code in the cell must agree with the row's currency.
fn country(text: &str) -> Result<Value, Reason> {
    let is_so = Country::parse(text).is_some_and(|country| country.as_str() == text);
    if_so(text, is_so, "a country's two capitals, like DE")
}

fn money(text: &str, currency: Option<Currency>) -> Result<Value, Reason> {
    let currency = currency.ok_or(Reason::Not("an amount while the row has no currency"))?;
    let money = Money::parse(text, currency, Sign::NotNegative).ok().filter(|money| money.currency == currency);
    let money = money.ok_or(Reason::Not("an amount of the row's currency, like 1234.50"))?;
    if MOST_MONEY < money.minor {
        return Err(Reason::Not("an amount that a customer could pay"));
    }
    Ok(Value::Minor(money.minor))
}

fn number(text: &str, low: f64, high: f64) -> Result<Value, Reason> {
    let number: f64 = text.parse().map_err(|_| Reason::Not("a number"))?;
    if (low..=high).contains(&number) {
        return Ok(Value::Number(number));
    }
    Err(Reason::OutOfRange(low.to_string(), high.to_string()))
}

fn boolean(text: &str) -> Result<Value, Reason> {
    let is = |words: [&str; 3]| words.iter().any(|word| word.eq_ignore_ascii_case(text));
    match (is(["true", "yes", "1"]), is(["false", "no", "0"])) {
        (true, _) => Ok(Value::Truth(true)),
        (_, true) => Ok(Value::Truth(false)),
        (false, false) => Err(Reason::Not("true or false")),
    }
}

fn date(text: &str, formats: &[String]) -> Result<Value, Reason> {
    let found = each(formats, &DATE_FORMATS).find_map(|format| NaiveDate::parse_from_str(text, format).ok());
    let day = found.ok_or_else(|| misfit(formats, "a date, like 2026-03-02"))?;
    in_our_time(day).map(|()| Value::Day(day))
}

fn instant(text: &str, formats: &[String]) -> Result<Value, Reason> {
    let found = each(formats, &INSTANT_FORMATS).find_map(|format| instant_in(text, format));
    let instant = found.ok_or_else(|| misfit(formats, "a time, like 2026-03-02T09:00:00Z"))?;
    in_our_time(instant.date_naive()).map(|()| Value::Instant(instant))
}

/// A format may leave out the offset, which is UTC then, and the time of day, which is midnight then.
fn instant_in(text: &str, format: &str) -> Option<DateTime<Utc>> {
    let exact = DateTime::parse_from_str(text, format).ok().map(|exact| exact.to_utc());
    let civil = || NaiveDateTime::parse_from_str(text, format).ok();
    let midnight = || NaiveDate::parse_from_str(text, format).ok().map(|day| day.and_time(NaiveTime::MIN));
    exact.or_else(|| civil().or_else(midnight).map(|civil| civil.and_utc()))
}

fn each<'a>(formats: &'a [String], usual: &'static [&'static str]) -> impl Iterator<Item = &'a str> {
    let usual: &'static [&'static str] = if formats.is_empty() { usual } else { &[] };
    formats.iter().map(String::as_str).chain(usual.iter().copied())
}

fn misfit(formats: &[String], usual: &'static str) -> Reason {
    if formats.is_empty() { Reason::Not(usual) } else { Reason::NotInFormat(formats.to_vec()) }
}

/// Years that a business has dates in; `0024` and `20024` are slips.
fn in_our_time(day: NaiveDate) -> Result<(), Reason> {
    if (1900..2200).contains(&day.year()) {
        return Ok(());
    }
    Err(Reason::OutOfRange("1900-01-01".to_owned(), "2199-12-31".to_owned()))
}

fn time_of_day(text: &str) -> Result<Value, Reason> {
    let found = ["%H:%M", "%H:%M:%S"].iter().find_map(|format| NaiveTime::parse_from_str(text, format).ok());
    found.map(Value::Time).ok_or(Reason::Not("a time of day, like 09:00"))
}

fn weekdays(text: &str) -> Result<Value, Reason> {
    let days: Option<Vec<u8>> = text.split(';').map(|day| day.trim().parse().ok()).collect();
    let mut days = days.filter(|days| days.iter().all(|day| (1..=7).contains(day)));
    let days = days.as_mut().ok_or(Reason::Not("days of the week, like 1;2;3;4;5 (1 is Monday)"))?;
    days.sort_unstable();
    days.dedup();
    Ok(Value::Text(days.iter().map(u8::to_string).collect::<Vec<_>>().join(";")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, kind: Kind) -> Result<Value, String> {
        let around = Around { formats: &[], currency: Currency::parse("EUR").ok() };
        parse(text, kind, around).map_err(|reason| reason.to_string())
    }

    #[track_caller]
    fn check(text: &str, kind: Kind, expected: Value) {
        assert_eq!(read(text, kind), Ok(expected), "{text}");
    }

    #[track_caller]
    fn refuses(text: &str, kind: Kind, expected: &str) {
        assert_eq!(read(text, kind), Err(expected.to_owned()), "{text}");
    }

    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    #[test]
    fn amounts_are_exact_and_of_the_rows_currency() {
        check("45000", Kind::Money, Value::Minor(4_500_000));
        check("1234.5", Kind::Money, Value::Minor(123_450));
        check("0.29", Kind::Money, Value::Minor(29));
        check("45k", Kind::Money, Value::Minor(4_500_000));
        for wrong in ["$45", "-1", "1.005", "1,5", "much", "NaN"] {
            refuses(wrong, Kind::Money, "is not an amount of the row's currency, like 1234.50");
        }
        refuses("99999999999999", Kind::Money, "is not an amount that a customer could pay");
    }

    #[test]
    fn numbers_know_their_range() {
        check("0", Kind::Whole, Value::Whole(0));
        check("4.0", Kind::Number(1.0, 5.0), Value::Number(4.0));
        for wrong in ["-1", "1.0", "2147483648", "1e3"] {
            refuses(wrong, Kind::Whole, "is not a whole number");
        }
        refuses("5.1", Kind::Number(1.0, 5.0), "is not between 1 and 5");
        refuses("NaN", Kind::Number(1.0, 5.0), "is not between 1 and 5");
        refuses("inf", Kind::Number(0.0, 10.0), "is not between 0 and 10");
        refuses("four", Kind::Number(1.0, 5.0), "is not a number");
    }

    #[test]
    fn dates_and_moments_are_iso_and_utc_unless_they_say() {
        let nine = "2026-03-02T09:00:00Z".parse().map(Value::Instant).expect("a moment");
        check("2026-03-02", Kind::Date, Value::Day("2026-03-02".parse().expect("a date")));
        for same in ["2026-03-02T09:00:00Z", "2026-03-02T10:00:00+01:00", "2026-03-02 09:00:00", "2026-03-02 09:00"] {
            check(same, Kind::Instant, nine.clone());
        }
        check("2026-03-02", Kind::Instant, "2026-03-02T00:00:00Z".parse().map(Value::Instant).expect("a moment"));
        for wrong in ["2026-02-30", "02.03.2026", "2026-3-2x", "tomorrow"] {
            refuses(wrong, Kind::Date, "is not a date, like 2026-03-02");
        }
        refuses("0026-03-02", Kind::Date, "is not between 1900-01-01 and 2199-12-31");
        refuses("2026-03-02T25:00:00Z", Kind::Instant, "is not a time, like 2026-03-02T09:00:00Z");
    }

    #[test]
    fn named_formats_are_the_only_ones() {
        let formats = ["%d.%m.%Y %H:%M".to_owned(), "%d.%m.%Y".to_owned()];
        let around = Around { formats: &formats, currency: None };
        let read = |text| parse(text, Kind::Instant, around).map_err(|reason| reason.to_string());
        assert_eq!(
            read("02.03.2026 09:00"),
            "2026-03-02T09:00:00Z".parse().map(Value::Instant).map_err(|_| String::new())
        );
        assert_eq!(read("02.03.2026"), "2026-03-02T00:00:00Z".parse().map(Value::Instant).map_err(|_| String::new()));
        assert_eq!(read("2026-03-02"), Err("does not fit %d.%m.%Y %H:%M or %d.%m.%Y".to_owned()));
    }

    #[test]
    fn words_are_taken_as_they_are_or_not_at_all() {
        let choice = Kind::Choice(&["low", "normal", "high", "critical"]);
        check("high", choice, text("high"));
        refuses("hihg", choice, "is not one of low, normal, high, critical; did you mean high?");
        refuses("urgent", choice, "is not one of low, normal, high, critical");
        for yes in ["True", "true", "YES", "1"] {
            check(yes, Kind::Boolean, Value::Truth(true));
        }
        check("False", Kind::Boolean, Value::Truth(false));
        refuses("maybe", Kind::Boolean, "is not true or false");
        check("=1+1", Kind::Text, text("=1+1"));
    }

    #[test]
    fn lists_lose_blanks_and_repetitions() {
        check("gold ; eu;;gold", Kind::Labels, text("gold;eu"));
        check("5;1;2;1", Kind::Weekdays, text("1;2;5"));
        refuses("0;8", Kind::Weekdays, "is not days of the week, like 1;2;3;4;5 (1 is Monday)");
    }

    #[test]
    fn addresses_and_names_are_of_their_kind() {
        check("ana@example.com", Kind::Email, text("ana@example.com"));
        refuses("ana", Kind::Email, "is not an e-mail address");
        check("Europe/Berlin", Kind::TimeZone, text("Europe/Berlin"));
        refuses("CET+1", Kind::TimeZone, "is not a time zone's name, like Europe/Berlin");
        check("U024BE7LH", Kind::SlackUser, text("U024BE7LH"));
        refuses("<!channel>", Kind::SlackUser, "is not a Slack user id, like U024BE7LH");
        refuses("javascript:alert(1)", Kind::Link, "is not an address that begins with https:// or http://");
        check("DE", Kind::Country, text("DE"));
        refuses("de", Kind::Country, "is not a country's two capitals, like DE");
        refuses("usd", Kind::Currency, "is not a currency's code in capitals, like EUR");
        refuses(&"x".repeat(201), Kind::Key, "is longer than 200 characters");
    }
}
