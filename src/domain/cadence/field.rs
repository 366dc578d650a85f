//! One field of a schedule: which values it allows, read into a set of bits.

use serde::{Deserialize, Serialize};

use super::refusal::CronReason;

/// What a field of a schedule is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CronField {
    /// 0 to 59; typed only in schedules of six fields.
    Second,
    /// 0 to 59.
    Minute,
    /// 0 to 23.
    Hour,
    /// 1 to 31.
    DayOfMonth,
    /// 1 to 12, or `jan` to `dec`.
    Month,
    /// 0 to 7, where 0 and 7 are Sunday, or `sun` to `sat`.
    Weekday,
}

const MONTHS: [&str; 12] = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const WEEKDAYS: [&str; 7] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

impl CronField {
    /// In the order of a schedule with six fields.
    pub const ALL: [Self; 6] = [Self::Second, Self::Minute, Self::Hour, Self::DayOfMonth, Self::Month, Self::Weekday];

    /// The lowest and the highest number that may be typed.
    pub fn bounds(self) -> (u32, u32) {
        match self {
            Self::Second | Self::Minute => (0, 59),
            Self::Hour => (0, 23),
            Self::DayOfMonth => (1, 31),
            Self::Month => (1, 12),
            Self::Weekday => (0, 7),
        }
    }

    fn names(self) -> &'static [&'static str] {
        match self {
            Self::Second | Self::Minute | Self::Hour | Self::DayOfMonth => &[],
            Self::Month => &MONTHS,
            Self::Weekday => &WEEKDAYS,
        }
    }

    /// The highest value that is kept: Sunday is kept as 0 only.
    fn highest_kept(self) -> u32 {
        match self {
            Self::Weekday => 6,
            Self::Second | Self::Minute | Self::Hour | Self::DayOfMonth | Self::Month => self.bounds().1,
        }
    }
}

/// The values that a field allows, a bit each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Values {
    field: CronField,
    bits: u64,
}

/// What is wrong in a field, and at which of its characters, from 0.
pub(super) type Fault = (usize, CronReason);

impl Values {
    /// Reads a list such as `1-5`, `*/15`, `mon,wed` or `8-18/2`.
    pub(super) fn parse(field: CronField, text: &str) -> Result<Self, Fault> {
        let mut bits = 0;
        let mut column = 0;
        for item in text.split(',') {
            bits |= item_bits(field, item).map_err(|(within, reason)| (column + within, reason))?;
            column += item.chars().count() + 1;
        }
        Ok(Self { field, bits })
    }

    /// A single value.
    pub(super) fn only(field: CronField, value: u32) -> Self {
        Self { field, bits: 1 << value }
    }

    pub(super) fn iter(self) -> impl Iterator<Item = u32> {
        (0..u64::BITS).filter(move |value| self.contains(*value))
    }

    pub(super) fn contains(self, value: u32) -> bool {
        (self.bits >> value) & 1 == 1
    }

    pub(super) fn count(self) -> u32 {
        self.bits.count_ones()
    }

    /// Whether the field leaves nothing out.
    pub(super) fn is_every(self) -> bool {
        self.count() == self.field.highest_kept() - self.field.bounds().0 + 1
    }

    /// The field for the `cron` crate, which numbers the weekdays from 1 and so gets their names.
    pub(super) fn translated(self) -> String {
        if self.is_every() {
            return "*".to_owned();
        }
        let words = self.iter().map(|value| match self.field {
            CronField::Weekday => WEEKDAYS[value as usize].to_owned(),
            CronField::Second | CronField::Minute | CronField::Hour | CronField::DayOfMonth | CronField::Month => {
                value.to_string()
            }
        });
        words.collect::<Vec<_>>().join(",")
    }
}

fn item_bits(field: CronField, item: &str) -> Result<u64, Fault> {
    let (range, step) = match item.split_once('/') {
        Some((range, step)) => (range, Some(step)),
        None => (item, None),
    };
    let (from, to) = range_of(field, range)?;
    let Some(step) = step else { return Ok(bits(field, from, to, 1)) };
    let at_step = range.chars().count() + 1;
    if range != "*" && !range.contains('-') {
        return Err((at_step - 1, CronReason::StepWithoutRange));
    }
    let step = number(step).map_err(|reason| (at_step, reason))?;
    let largest = to - from;
    if step == 0 || largest < step {
        return Err((at_step, CronReason::Step { step, largest }));
    }
    Ok(bits(field, from, to, step))
}

/// The first and the last value; a range of weekdays that goes round, such as `fri-mon`, ends beyond Saturday.
fn range_of(field: CronField, range: &str) -> Result<(u32, u32), Fault> {
    let is_day = matches!(field, CronField::DayOfMonth | CronField::Weekday);
    if range == "*" || (range == "?" && is_day) {
        return Ok((field.bounds().0, field.highest_kept()));
    }
    let Some((first, last)) = range.split_once('-') else {
        let only = value(field, range).map_err(|reason| (0, reason))?;
        return Ok((only, only));
    };
    let from = value(field, first).map_err(|reason| (0, reason))?;
    let to = value(field, last).map_err(|reason| (first.chars().count() + 1, reason))?;
    if from <= to {
        return Ok((from, to));
    }
    if field == CronField::Weekday {
        return Ok((from, to + 7));
    }
    Err((0, CronReason::Backwards { from, to }))
}

fn bits(field: CronField, from: u32, to: u32, step: u32) -> u64 {
    let kept = |value: u32| if field == CronField::Weekday { value % 7 } else { value };
    (from..=to).step_by(step as usize).fold(0, |bits, value| bits | (1 << kept(value)))
}

fn value(field: CronField, text: &str) -> Result<u32, CronReason> {
    let (lowest, highest) = field.bounds();
    if let Some(index) = field.names().iter().position(|name| name.eq_ignore_ascii_case(text)) {
        return Ok(lowest + u32::try_from(index).unwrap_or(0));
    }
    let value = number(text)?;
    if value < lowest || highest < value {
        return Err(CronReason::OutOfRange { value, lowest, highest });
    }
    Ok(value)
}

fn number(text: &str) -> Result<u32, CronReason> {
    if text.is_empty() {
        return Err(CronReason::Missing);
    }
    let is_number = text.chars().all(|c| c.is_ascii_digit());
    let parsed = if is_number { text.parse().ok() } else { None };
    parsed.ok_or_else(|| extension(text).unwrap_or_else(|| CronReason::NotUnderstood { text: text.to_owned() }))
}

/// `L`, `LW`, `15W`, `5L` and `5#2` belong to other schedulers.
fn extension(text: &str) -> Option<CronReason> {
    let after_digits = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let sign = match after_digits {
        "L" | "l" | "LW" | "lw" => 'L',
        "W" | "w" => 'W',
        _ if text.contains('#') => '#',
        _ => return None,
    };
    Some(CronReason::Unsupported { sign })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(field: CronField, text: &str, expected: &str) {
        assert_eq!(Values::parse(field, text).map(Values::translated), Ok(expected.to_owned()));
    }

    #[track_caller]
    fn refuses(field: CronField, text: &str, column: usize, reason: CronReason) {
        assert_eq!(Values::parse(field, text), Err((column, reason)));
    }

    #[test]
    fn weekdays_are_those_of_crontab() {
        check(CronField::Weekday, "0", "SUN");
        check(CronField::Weekday, "7", "SUN");
        check(CronField::Weekday, "1-5", "MON,TUE,WED,THU,FRI");
        check(CronField::Weekday, "Mon-FRI", "MON,TUE,WED,THU,FRI");
        check(CronField::Weekday, "sun,3,sat", "SUN,WED,SAT");
        check(CronField::Weekday, "0-7", "*");
        check(CronField::Weekday, "5-7", "SUN,FRI,SAT");
        check(CronField::Weekday, "?", "*");
    }

    #[test]
    fn weekdays_may_go_round() {
        check(CronField::Weekday, "5-1", "SUN,MON,FRI,SAT");
        check(CronField::Weekday, "fri-sun", "SUN,FRI,SAT");
        check(CronField::Weekday, "7-2", "SUN,MON,TUE");
        check(CronField::Weekday, "5-1/2", "SUN,FRI");
        check(CronField::Weekday, "7-7", "SUN");
    }

    #[test]
    fn lists_ranges_and_steps_are_values() {
        check(CronField::Minute, "*/15", "0,15,30,45");
        check(CronField::Hour, "8-18/5,20", "8,13,18,20");
        check(CronField::Month, "jan,4-6", "1,4,5,6");
        check(CronField::DayOfMonth, "1-31", "*");
        check(CronField::Weekday, "*/2", "SUN,TUE,THU,SAT");
        check(CronField::Minute, "59", "59");
    }

    #[test]
    fn refusals_say_where_and_why() {
        refuses(CronField::Minute, "60", 0, CronReason::OutOfRange { value: 60, lowest: 0, highest: 59 });
        refuses(CronField::Weekday, "1,8", 2, CronReason::OutOfRange { value: 8, lowest: 0, highest: 7 });
        refuses(CronField::Hour, "22-2", 0, CronReason::Backwards { from: 22, to: 2 });
        refuses(CronField::Minute, "*/60", 2, CronReason::Step { step: 60, largest: 59 });
        refuses(CronField::Minute, "*/0", 2, CronReason::Step { step: 0, largest: 59 });
        refuses(CronField::Minute, "5/15", 1, CronReason::StepWithoutRange);
        refuses(CronField::Hour, "1,,2", 2, CronReason::Missing);
        refuses(CronField::Hour, "1-", 2, CronReason::Missing);
        refuses(CronField::Hour, "9,nine", 2, CronReason::NotUnderstood { text: "nine".to_owned() });
        refuses(CronField::Hour, "+9", 0, CronReason::NotUnderstood { text: "+9".to_owned() });
        refuses(CronField::Minute, "?", 0, CronReason::NotUnderstood { text: "?".to_owned() });
        refuses(CronField::Hour, "99999999999", 0, CronReason::NotUnderstood { text: "99999999999".to_owned() });
    }

    #[test]
    fn extensions_are_named() {
        refuses(CronField::DayOfMonth, "L", 0, CronReason::Unsupported { sign: 'L' });
        refuses(CronField::DayOfMonth, "15W", 0, CronReason::Unsupported { sign: 'W' });
        refuses(CronField::Weekday, "mon,5#2", 4, CronReason::Unsupported { sign: '#' });
    }
}
