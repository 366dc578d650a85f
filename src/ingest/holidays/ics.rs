//! Holidays as iCalendar, RFC 5545: events of whole days, with folded lines, exclusive ends and yearly rules.

use chrono::{Datelike, Days, NaiveDate};

use super::yearly::Yearly;
use super::{HolidayFault, YEARS_AHEAD};

/// Days of one event; longer ones are school holidays or a mistake.
const MOST_DAYS: u64 = 31;

/// What an event may say that does not change its days.
const WITHOUT_MEANING: [&str; 20] = [
    "UID",
    "DTSTAMP",
    "CREATED",
    "LAST-MODIFIED",
    "SEQUENCE",
    "DESCRIPTION",
    "LOCATION",
    "CATEGORIES",
    "CLASS",
    "TRANSP",
    "URL",
    "PRIORITY",
    "ORGANIZER",
    "COMMENT",
    "CONTACT",
    "GEO",
    "ATTACH",
    "ATTENDEE",
    "RELATED-TO",
    "RESOURCES",
];

/// Components that are passed over whole: whole days need no zones, and nobody is to be woken.
const PASSED_OVER: [&str; 2] = ["VTIMEZONE", "VALARM"];

/// Reads all events, or says what is wrong with each.
pub(super) fn read(text: &str, today: NaiveDate) -> Result<Vec<(NaiveDate, String)>, Vec<HolidayFault>> {
    let mut reader = Reader { last_year: today.year() + YEARS_AHEAD, ..Reader::default() };
    let lines = unfolded(text);
    if lines.first().is_none_or(|(_, text)| !text.trim_end().eq_ignore_ascii_case("BEGIN:VCALENDAR")) {
        return Err(vec![HolidayFault { line: 1, reason: "an iCalendar file begins with BEGIN:VCALENDAR".to_owned() }]);
    }
    let last = lines.last().map_or(1, |(line, _)| *line);
    for (line, text) in &lines {
        if let Err(reason) = reader.line(*line, text) {
            reader.faults.push(HolidayFault { line: *line, reason });
        }
    }
    if let Some(open) = reader.open.last() {
        reader.faults.push(HolidayFault { line: last, reason: format!("the file ends before END:{open}") });
    }
    if reader.faults.is_empty() { Ok(reader.days) } else { Err(reader.faults) }
}

/// Lines as they were meant, each with the number of its first: one that begins with a space goes on with the one before.
fn unfolded(text: &str) -> Vec<(usize, String)> {
    let mut lines: Vec<(usize, String)> = Vec::new();
    for (n, line) in text.lines().enumerate() {
        match (line.strip_prefix([' ', '\t']), lines.last_mut()) {
            (Some(rest), Some((_, before))) => before.push_str(rest),
            _ if line.trim().is_empty() => {}
            _ => lines.push((n + 1, line.to_owned())),
        }
    }
    lines
}

#[derive(Debug, Default)]
struct Reader {
    last_year: i32,
    /// The components that are open, the innermost last.
    open: Vec<String>,
    event: Event,
    days: Vec<(NaiveDate, String)>,
    faults: Vec<HolidayFault>,
}

/// A day with the name of its holiday.
type Named = (NaiveDate, String);

/// What an event said until now, each part with its line where it is judged later.
#[derive(Debug, Default)]
struct Event {
    line: usize,
    name: String,
    first: Option<NaiveDate>,
    end: Option<NaiveDate>,
    length: Option<u64>,
    rule: Option<(usize, String)>,
    left_out: Vec<NaiveDate>,
    is_cancelled: bool,
    /// One fault an event is enough.
    is_faulty: bool,
}

impl Reader {
    fn line(&mut self, line: usize, text: &str) -> Result<(), String> {
        let Some(property) = Property::parse(text) else {
            self.event.is_faulty = true;
            return Err(format!("“{}” is no NAME:value", short(text)));
        };
        match property.name.as_str() {
            "BEGIN" => self.opens(line, &property.value.to_uppercase()),
            "END" => self.closes(line, &property.value.to_uppercase()),
            _ if self.is_passed_over() => Ok(()),
            name if self.open.last().is_some_and(|open| open == "VEVENT") => {
                let done = self.event.take(line, name, &property);
                self.event.is_faulty |= done.is_err();
                done
            }
            // What the calendar says of itself.
            _ if self.open.len() == 1 => Ok(()),
            name => Err(format!("{name} stands outside of the calendar")),
        }
    }

    fn is_passed_over(&self) -> bool {
        self.open.iter().any(|open| PASSED_OVER.contains(&open.as_str()) || open.starts_with("X-"))
    }

    fn opens(&mut self, line: usize, name: &str) -> Result<(), String> {
        let depth = self.open.len();
        let passes = self.is_passed_over();
        self.open.push(name.to_owned());
        match name {
            "VCALENDAR" if depth == 0 => Ok(()),
            "VEVENT" if depth == 1 => {
                self.event = Event { line, ..Event::default() };
                Ok(())
            }
            _ if passes || PASSED_OVER.contains(&name) || name.starts_with("X-") => Ok(()),
            _ => Err(format!("{name} is not understood here; holidays are events: VEVENT")),
        }
    }

    fn closes(&mut self, line: usize, name: &str) -> Result<(), String> {
        match self.open.pop() {
            Some(open) if open == name => {}
            Some(open) => return Err(format!("END:{name} where END:{open} should be")),
            None => return Err(format!("END:{name} without its BEGIN")),
        }
        if name == "VEVENT" && self.open.len() == 1 {
            let event = std::mem::take(&mut self.event);
            if !event.is_faulty {
                let begun = event.line;
                match event.days(self.last_year) {
                    Ok(days) => self.days.extend(days),
                    Err((at, reason)) => {
                        self.faults.push(HolidayFault { line: at.unwrap_or(begun).min(line), reason });
                    }
                }
            }
        }
        Ok(())
    }
}

impl Event {
    fn take(&mut self, line: usize, name: &str, property: &Property) -> Result<(), String> {
        match name {
            "SUMMARY" => self.name = unescaped(&property.value),
            "DTSTART" => self.first = Some(property.day()?),
            "DTEND" => self.end = Some(property.day()?),
            "DURATION" => self.length = Some(length(&property.value)?),
            "RRULE" if self.rule.is_some() => return Err("a second RRULE is not understood".to_owned()),
            "RRULE" => self.rule = Some((line, property.value.clone())),
            "EXDATE" => self.left_out.extend(property.days()?),
            "STATUS" => self.is_cancelled = property.value.eq_ignore_ascii_case("CANCELLED"),
            _ if WITHOUT_MEANING.contains(&name) || name.starts_with("X-") => {}
            _ => return Err(format!("{name} is not understood in a holiday")),
        }
        Ok(())
    }

    /// Every day of it. A fault names its line where that is not the event's own.
    fn days(self, last_year: i32) -> Result<Vec<Named>, (Option<usize>, String)> {
        let here = |reason: &str| (None, reason.to_owned());
        let first = self.first.ok_or_else(|| here("an event without DTSTART has no day"))?;
        if self.name.is_empty() {
            return Err(here("an event without SUMMARY has no name"));
        }
        let length = match (self.end, self.length) {
            (Some(_), Some(_)) => return Err(here("DTEND and DURATION exclude each other")),
            (Some(end), None) => u64::try_from((end - first).num_days()).unwrap_or(0),
            (None, Some(length)) => length,
            (None, None) => 1,
        };
        if length == 0 {
            return Err(here("DTEND is the day after the last one, so it comes after DTSTART"));
        }
        if MOST_DAYS < length {
            return Err((None, format!("{length} days in a row are no public holiday; at most {MOST_DAYS} are taken")));
        }
        if self.is_cancelled {
            return Ok(Vec::new());
        }
        let starts = match &self.rule {
            None => vec![first],
            Some((line, rule)) => {
                let rule = Yearly::parse(rule, first).map_err(|reason| (Some(*line), reason))?;
                rule.days(first, rule.last_year(first).unwrap_or(last_year))
            }
        };
        let starts = starts.into_iter().filter(|start| !self.left_out.contains(start));
        let days = starts.flat_map(|start| (0..length).filter_map(move |n| start.checked_add_days(Days::new(n))));
        Ok(days.map(|day| (day, self.name.clone())).collect())
    }
}

/// `NAME;PARAMETER=value:value`.
struct Property {
    name: String,
    parameters: Vec<(String, String)>,
    value: String,
}

impl Property {
    fn parse(text: &str) -> Option<Self> {
        let (mut parts, mut part, mut is_quoted, mut value) = (Vec::new(), String::new(), false, None);
        for (at, c) in text.char_indices() {
            match c {
                '"' => is_quoted = !is_quoted,
                ';' if !is_quoted => parts.push(std::mem::take(&mut part)),
                ':' if !is_quoted => {
                    value = Some(text[at + 1..].trim_end().to_owned());
                    break;
                }
                _ => part.push(c),
            }
        }
        parts.push(part);
        let mut parts = parts.into_iter();
        let name = parts.next().filter(|name| !name.is_empty())?.to_uppercase();
        if !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
            return None;
        }
        let parameters = parts.map(|part| match part.split_once('=') {
            Some((key, value)) => (key.to_uppercase(), value.to_owned()),
            None => (part.to_uppercase(), String::new()),
        });
        Some(Self { name, parameters: parameters.collect(), value: value? })
    }

    fn day(&self) -> Result<NaiveDate, String> {
        match self.days()?.as_slice() {
            [day] => Ok(*day),
            _ => Err(format!("{} holds one day", self.name)),
        }
    }

    /// Whole days. Calendars that leave `VALUE=DATE` out of eight digits are read as those that do not.
    fn days(&self) -> Result<Vec<NaiveDate>, String> {
        let name = &self.name;
        let kind = self.parameters.iter().find(|(key, _)| key == "VALUE").map(|(_, value)| value.as_str());
        if kind.is_some_and(|kind| !kind.eq_ignore_ascii_case("DATE")) || self.value.contains('T') {
            return Err(format!("{name} has a time of day; a holiday is a whole day: {name};VALUE=DATE:20261225"));
        }
        let day = |text: &str| {
            let day = NaiveDate::parse_from_str(text, "%Y%m%d").ok().filter(|_| text.len() == 8);
            day.ok_or_else(|| format!("“{}” is no day; write it as 20261225", short(text)))
        };
        self.value.split(',').map(day).collect()
    }
}

/// `P1D` or `P1W`, in days.
fn length(text: &str) -> Result<u64, String> {
    let digits =
        |unit: char| text.strip_prefix('P').and_then(|rest| rest.strip_suffix(unit)).and_then(|n| n.parse().ok());
    let days: Option<u64> = digits('D').or_else(|| digits('W').map(|weeks: u64| weeks.saturating_mul(7)));
    days.ok_or_else(|| format!("“{}” is no length of whole days, like P1D", short(text)))
}

fn unescaped(text: &str) -> String {
    let mut plain = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('n' | 'N') => plain.push(' '),
                Some(c) => plain.push(c),
                None => {}
            },
            c => plain.push(c),
        }
    }
    plain.trim().to_owned()
}

fn short(text: &str) -> String {
    text.chars().take(40).collect()
}
