//! Numbers, money and dates as people read them: short, signed, and by the reader's clock.

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc, Weekday};
use chrono_tz::Tz;

use super::say::{grouped, locale, whole};
use crate::domain::health::Milli;
use crate::domain::locale::{DayOrder, Decimal, Language};
use crate::domain::money::{Magnitude, Money, Totals};

/// A minus as wide as a plus.
const MINUS: char = '−';
/// Any will do.
const A_MONDAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 3, 2).expect("a day of the calendar");

/// A number and its tenth, where it has one: `7`, `1.2`.
pub fn with_tenth(ones: impl TryInto<i64>, tenth: u64) -> String {
    let whole = whole(ones);
    if tenth == 0 { whole } else { format!("{whole}{}{tenth}", decimal_mark()) }
}

/// What stands between the thousands.
pub fn group_mark() -> &'static str {
    match locale().decimal {
        Decimal::Point => ",",
        Decimal::Comma => ".",
    }
}

/// A title within a sentence: `at work`. Languages that write nouns large keep them.
pub fn in_a_line(title: &str) -> String {
    match locale().language {
        Language::English => title.to_lowercase(),
        Language::German => title.to_owned(),
    }
}

/// `$45K`, `€1.2M`; in German `45 Tsd. $`, `1,2 Mio. €`.
pub fn money(money: Money) -> String {
    let short = money.short();
    let minus = if short.is_negative { "-" } else { "" };
    let number = with_tenth(short.whole, short.tenth.into());
    let unit = match short.magnitude {
        Magnitude::Ones => "",
        Magnitude::Thousands => say!("K"),
        Magnitude::Millions => say!("M"),
        Magnitude::Billions => say!("B"),
        Magnitude::Trillions => say!("T"),
    };
    if let Some(currency) = short.currency.sign() {
        say!("{minus}{currency}{number}{unit}", minus, currency, number, unit)
    } else {
        say!("{minus}{code} {number}{unit}", minus, code = short.currency, number, unit)
    }
}

/// To the last minor unit: `$1,200.50`; in German `1.200,50 $`.
pub fn amount(money: Money) -> String {
    let english = money.to_string();
    let text: String = match locale().decimal {
        Decimal::Point => english,
        Decimal::Comma => english
            .chars()
            .map(|c| {
                if c == ',' {
                    '.'
                } else if c == '.' {
                    ','
                } else {
                    c
                }
            })
            .collect(),
    };
    match (locale().language, text.find(|c: char| c.is_ascii_digit())) {
        (Language::German, Some(begin)) => {
            let (currency, number) = text.split_at(begin);
            let minus = if currency.starts_with('-') { "-" } else { "" };
            format!("{minus}{number}\u{A0}{}", currency.trim_start_matches('-').trim())
        }
        (Language::German, None) | (Language::English, _) => text,
    }
}

/// What stands before the tenths.
pub fn decimal_mark() -> &'static str {
    match locale().decimal {
        Decimal::Point => ".",
        Decimal::Comma => ",",
    }
}

/// `$2.1M + €640K`: each currency for itself.
pub fn totals(totals: &Totals) -> String {
    let sums: Vec<String> = totals.iter().map(money).collect();
    if sums.is_empty() { say!("no ARR").to_owned() } else { sums.join(" + ") }
}

/// `+$5K`, `−$20K`; nothing where it did not move.
pub fn money_change(from: Money, to: Money) -> Option<String> {
    let change = to.checked_sub(from).ok().filter(|change| change.minor != 0)?;
    let size = Money::new(change.minor.checked_abs()?, change.currency);
    Some(format!("{}{}", if change.is_negative() { MINUS } else { '+' }, money(size)))
}

/// Tenths of a per cent: `92.3 %`, `84 %`.
pub fn tenth_per_cent(tenths: i64) -> String {
    if tenths % 10 == 0 { per_cent(tenths / 10) } else { format!("{}\u{A0}%", signed_tenths(tenths)) }
}

/// `+9`, `−17`, `±0`.
pub fn signed(n: impl Into<i64>) -> String {
    let n = n.into();
    match n {
        1.. => format!("+{}", whole(n)),
        0 => "±0".to_owned(),
        _ => format!("{MINUS}{}", whole(n.unsigned_abs())),
    }
}

/// `45 %`, `−45 %`; the space does not break.
pub fn per_cent(n: i64) -> String {
    let sign = if n < 0 { MINUS.to_string() } else { String::new() };
    format!("{sign}{}\u{A0}%", whole(n.unsigned_abs()))
}

/// Points with at most one digit after the point: `41.3`, `−2.5`, `10`.
pub fn tenths(points: Milli) -> String {
    signed_tenths((points.0 + 50).div_euclid(100).into())
}

fn signed_tenths(tenths: i64) -> String {
    rounded_text(&format!(
        "{}{}.{}",
        if tenths < 0 { "-" } else { "" },
        tenths.unsigned_abs() / 10,
        tenths.unsigned_abs() % 10
    ))
}

/// A measured number with at most one digit after the point: `7`, `1.2`.
pub fn hundredths(value: f64) -> String {
    rounded(value, 1)
}

/// A number with so many digits after the point at most: `12,500`, `1.25`.
pub fn rounded(value: f64, most_digits: usize) -> String {
    rounded_text(&format!("{value:.most_digits$}"))
}

/// Digits with a point, as Rust writes them, without zeros at their end.
fn rounded_text(text: &str) -> String {
    let (digits, is_negative) = text.strip_prefix('-').map_or((text, false), |digits| (digits, true));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let fraction = fraction.trim_end_matches('0');
    // What rounds to nothing has no sign.
    let is_negative = is_negative && digits.bytes().any(|digit| matches!(digit, b'1'..=b'9'));
    let (sign, whole) = (if is_negative { MINUS.to_string() } else { String::new() }, grouped(whole, group_mark()));
    if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}{}{fraction}", decimal_mark()) }
}

/// `1 day`, `12 days`.
pub fn days(n: i64) -> String {
    count(n, say!("day"), say!("days"))
}

/// `52 h`, and days from the fourth on.
pub fn hours(n: i64) -> String {
    if n < 96 { say!("{n}\u{A0}h", n) } else { days(n / 24) }
}

/// `1 ticket`, `3 tickets`.
pub fn count(n: i64, one: &str, many: &str) -> String {
    format!("{}\u{A0}{}", whole(n), if n == 1 { one } else { many })
}

/// How long ago a day was: `today`, `8 days ago`, `6 weeks ago`, `4 months ago`.
pub fn ago(days: i64) -> String {
    match days {
        ..=0 => say!("today").to_owned(),
        1 => say!("yesterday").to_owned(),
        2..=13 => say!("{n}\u{A0}days ago", n = days),
        14..=62 => say!("{n}\u{A0}weeks ago", n = days / 7),
        63..=729 => say!("{n}\u{A0}months ago", n = days / 30),
        _ => say!("{n}\u{A0}years ago", n = days / 365),
    }
}

/// `2 Mar`, and `2 Mar 2027` in another year than today's.
pub fn date(day: NaiveDate, today: NaiveDate) -> String {
    if day.year() == today.year() { day_and_month(day) } else { date_of_any_year(day) }
}

/// `2 Mar`, `Mar 2` or `2. Mär`.
pub fn day_and_month(day: NaiveDate) -> String {
    written(
        day,
        match locale().order {
            DayOrder::DayFirst => say!("%-d\u{A0}%b"),
            DayOrder::MonthFirst => say!("%b\u{A0}%-d"),
        },
    )
}

/// `2 Mar 2026`, `Mar 2, 2026` or `2. Mär 2026`.
pub fn date_of_any_year(day: NaiveDate) -> String {
    written(
        day,
        match locale().order {
            DayOrder::DayFirst => say!("%-d\u{A0}%b\u{A0}%Y"),
            DayOrder::MonthFirst => say!("%b\u{A0}%-d,\u{A0}%Y"),
        },
    )
}

/// `Monday 2 March`.
pub fn weekday(day: NaiveDate) -> String {
    written(
        day,
        match locale().order {
            DayOrder::DayFirst => say!("%A %-d %B"),
            DayOrder::MonthFirst => say!("%A, %B %-d"),
        },
    )
}

/// `Fri 3 Apr`.
pub fn short_weekday(day: NaiveDate, today: NaiveDate) -> String {
    format!("{}\u{A0}{}", written(day, say!("%a")), date(day, today))
}

/// `Monday`.
pub fn weekday_name(day: Weekday) -> String {
    written(A_MONDAY + Days::new(day.num_days_from_monday().into()), "%A")
}

/// `Mon`.
pub fn weekday_abbreviated(day: Weekday) -> String {
    written(A_MONDAY + Days::new(day.num_days_from_monday().into()), "%a")
}

fn written(day: NaiveDate, pattern: &str) -> String {
    day.format_localized(pattern, names()).to_string()
}

/// Whose names of days and months.
fn names() -> chrono::Locale {
    match locale().language {
        Language::English => chrono::Locale::POSIX,
        Language::German => chrono::Locale::de_DE,
    }
}

/// Day and time by the clock of whoever reads it; `zone` is for places that cannot draw that.
pub fn moment(at: DateTime<Utc>, zone: Tz) -> String {
    let fallback = at.with_timezone(&zone).format_localized(say!("%a %-d %b %Y, %H:%M %Z"), names());
    let at_time = say!(" at ");
    format!("<!date^{}^{{date_short_pretty}}{at_time}{{time}}|{fallback}>", at.timestamp())
}

/// The time alone on the reader's own day, else with the day.
pub fn clock(at: DateTime<Utc>, zone: Tz, now: DateTime<Utc>) -> String {
    let local = at.with_timezone(&zone);
    if local.date_naive() != now.with_timezone(&zone).date_naive() {
        return moment(at, zone);
    }
    format!("<!date^{}^{{time}}|{}>", at.timestamp(), local.format("%H:%M"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_signed() {
        assert_eq!([signed(9), signed(0), signed(-17)], ["+9", "±0", "−17"]);
        assert_eq!([per_cent(45), per_cent(-45)], ["45\u{A0}%", "−45\u{A0}%"]);
        assert_eq!([tenths(Milli(41_349)), tenths(Milli(-2_450)), tenths(Milli(20))], ["41.3", "−2.4", "0"]);
        assert_eq!([hundredths(7.0), hundredths(1.24), hundredths(-0.5)], ["7", "1.2", "−0.5"]);
        assert_eq!([hours(52), hours(100), days(1)], ["52\u{A0}h", "4\u{A0}days", "1\u{A0}day"]);
    }

    #[test]
    fn thousands_stand_apart() {
        assert_eq!([signed(1_245), signed(-1_245)], ["+1,245", "−1,245"]);
        assert_eq!([with_tenth(1_245, 0), with_tenth(1_245, 5)], ["1,245", "1,245.5"]);
        assert_eq!([per_cent(-1_245), tenth_per_cent(12_453)], ["−1,245\u{A0}%", "1,245.3\u{A0}%"]);
        assert_eq!([hundredths(1_245.5), hundredths(-1_245.0)], ["1,245.5", "−1,245"]);
        assert_eq!([tenths(Milli(1_245_300)), tenths(Milli(1_245_000))], ["1,245.3", "1,245"]);
    }

    #[test]
    fn numbers_follow_the_readers_locale() {
        use crate::domain::locale::Locale;
        use crate::domain::money::Currency;
        use crate::slack::render::kit::drawn_in;
        let (euro, franc) = (Currency::parse("EUR").expect("a currency"), Currency::parse("CHF").expect("a currency"));
        let told = || {
            let (small, large) = (Money::new(-120_050, euro), Money::new(1_234_567_800, franc));
            [amount(small), money(large), amount(large), tenths(Milli(41_349)), tenth_per_cent(923)]
                .join(" | ")
                .replace('\u{A0}', " ")
        };
        let of = |tag: &str| drawn_in(Locale::of(None, Some(tag), Language::English), told);
        assert_eq!(of("en-US"), "-€1,200.50 | CHF 12.3M | CHF 12,345,678 | 41.3 | 92.3 %");
        assert_eq!(of("de-DE"), "-1.200,50 € | 12,3 Mio. CHF | 12.345.678 CHF | 41,3 | 92,3 %");
        assert_eq!(of("de-CH"), "-1,200.50 € | 12.3 Mio. CHF | 12,345,678 CHF | 41.3 | 92.3 %");
        assert_eq!(of("fr-FR"), "-€1.200,50 | CHF 12,3M | CHF 12.345.678 | 41,3 | 92,3 %");
    }

    #[test]
    fn days_are_written_as_the_reader_writes_them() {
        use crate::domain::locale::Locale;
        use crate::slack::render::kit::drawn_in;
        let day = NaiveDate::from_ymd_opt(2026, 3, 2).expect("a day");
        let told = || [date_of_any_year(day), weekday(day), day_and_month(day)].join(" | ").replace('\u{A0}', " ");
        let of = |tag: &str| drawn_in(Locale::of(None, Some(tag), Language::English), told);
        assert_eq!(of("en-GB"), "2 Mar 2026 | Monday 2 March | 2 Mar");
        assert_eq!(of("en-US"), "Mar 2, 2026 | Monday, March 2 | Mar 2");
        assert_eq!(of("de-DE"), "2. Mär 2026 | Montag, 2. März | 2. Mär");
    }

    #[test]
    fn the_past_is_told_in_the_unit_that_fits() {
        for (n, words) in
            [(0, "today"), (1, "yesterday"), (13, "13 days ago"), (42, "6 weeks ago"), (120, "4 months ago")]
        {
            assert_eq!(ago(n).replace('\u{A0}', " "), words);
        }
    }

    #[test]
    fn moments_follow_the_readers_clock_and_fall_back_to_a_named_one() {
        let at: DateTime<Utc> = "2026-03-09T16:00:00Z".parse().expect("a date");
        let berlin = chrono_tz::Europe::Berlin;
        assert_eq!(moment(at, berlin), "<!date^1773072000^{date_short_pretty} at {time}|Mon 9 Mar 2026, 17:00 CET>");
        assert_eq!(clock(at, berlin, at), "<!date^1773072000^{time}|17:00>");
    }
}
