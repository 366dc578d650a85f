//! Somebody's own page: its tabs, what the one of plays shows, and when a digest comes.

use chrono::{DateTime, NaiveTime, Timelike, Utc, Weekday};

use super::cadence::CronText;
use super::digest::{DueStep, Section};
use super::person::Role;
use super::playbook::RunView;

/// A tab of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HomeTab {
    /// What is due today.
    Today,
    /// The book, its signals, its silent accounts.
    Book,
    /// Renewals.
    Renewals,
    /// Steps and the plays that they are of.
    Plays,
    /// What the person set for themselves.
    Settings,
    /// What CSMs carry.
    Team,
    /// How the bot itself is doing.
    System,
}

impl HomeTab {
    /// Every tab, in the order in which they stand.
    pub const ALL: [Self; 7] =
        [Self::Today, Self::Book, Self::Renewals, Self::Plays, Self::Settings, Self::Team, Self::System];

    /// Who has it: this role and those above.
    pub fn needs(self) -> Role {
        match self {
            Self::Today | Self::Book | Self::Renewals | Self::Plays | Self::Settings => Role::Viewer,
            Self::Team => Role::Manager,
            Self::System => Role::Admin,
        }
    }

    /// The tabs of somebody.
    pub fn of(role: Role) -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(move |tab| tab.needs() <= role)
    }
}

/// How somebody's page stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HomeStanding {
    /// Whether the page has asked what it asks at its first opening.
    pub is_welcomed: bool,
    /// What it shows, as the button that leads there says it; `None`: their day.
    pub place: Option<String>,
    /// When it was drawn last; `None`: never.
    pub drawn_at: Option<DateTime<Utc>>,
}

/// Somebody's steps, and a page of the plays that they run.
#[derive(Clone, Debug)]
pub struct PlaysView {
    /// What is due and overdue.
    pub steps: Section<DueStep>,
    /// Of those, the overdue ones.
    pub n_overdue: usize,
    /// The page's plays, the one due soonest first.
    pub runs: Vec<RunView>,
    /// Plays in all.
    pub n_runs: i64,
    /// Counted from 0.
    pub page: i64,
    /// Plays on a full page.
    pub page_size: i64,
}

/// A workspace, as far as whoever runs the bot asks for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkspaceLine {
    /// Its name.
    pub name: String,
    /// Slack's id of it.
    pub place: String,
    /// Since when the bot is there.
    pub since: DateTime<Utc>,
    /// When that ended, and why.
    pub ended: Option<(DateTime<Utc>, String)>,
}

/// A daily digest's hour and its days: what most of its timetables are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DigestHour {
    /// When.
    pub at: NaiveTime,
    /// On which days, Monday first.
    pub days: Vec<Weekday>,
}

impl DigestHour {
    /// `None` without a day.
    pub fn new(at: NaiveTime, days: impl IntoIterator<Item = Weekday>) -> Option<Self> {
        let mut days: Vec<Weekday> = days.into_iter().collect();
        days.sort_by_key(Weekday::num_days_from_monday);
        days.dedup();
        (!days.is_empty()).then_some(Self { at, days })
    }

    /// The hour and the days of a crontab expression; `None` when it says more than those.
    pub fn of(expression: &str) -> Option<Self> {
        let fields: Vec<&str> = expression.split_whitespace().collect();
        let [minute, hour, "*", "*", days] = fields[..] else { return None };
        let at = NaiveTime::from_hms_opt(hour.parse().ok()?, minute.parse().ok()?, 0)?;
        let days: Option<Vec<Vec<Weekday>>> = days.split(',').map(span).collect();
        Self::new(at, days?.into_iter().flatten())
    }

    /// The same as a crontab expression.
    pub fn cron(&self) -> Option<CronText> {
        let days: Vec<String> = self.days.iter().map(|day| day.number_from_monday().to_string()).collect();
        CronText::parse(&format!("{} {} * * {}", self.at.minute(), self.at.hour(), days.join(","))).ok()
    }
}

/// `*`, `3`, `1-5`, `mon` or `mon-fri`.
fn span(text: &str) -> Option<Vec<Weekday>> {
    let week = || std::iter::successors(Some(Weekday::Mon), |day| Some(day.succ())).take(7);
    if text == "*" {
        return Some(week().collect());
    }
    let (from, to) = text.split_once('-').unwrap_or((text, text));
    let (from, to) = (weekday(from)?, weekday(to)?);
    let after = std::iter::successors(Some(from), |day| Some(day.succ()));
    let n_days = (to.num_days_from_monday() + 7 - from.num_days_from_monday()) % 7 + 1;
    Some(after.take(usize::try_from(n_days).unwrap_or(7)).collect())
}

/// Crontab's weekdays: 0 and 7 are Sunday.
fn weekday(text: &str) -> Option<Weekday> {
    match text.parse::<u8>() {
        Ok(0 | 7) => Some(Weekday::Sun),
        Ok(n) => Weekday::try_from(n.checked_sub(1)?).ok(),
        Err(_) => text.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_has_the_tabs_of_their_role() {
        assert_eq!(HomeTab::of(Role::Viewer).count(), 5);
        assert!(HomeTab::of(Role::Csm).all(|tab| ![HomeTab::Team, HomeTab::System].contains(&tab)));
        assert_eq!(HomeTab::of(Role::Manager).last(), Some(HomeTab::Team));
        assert_eq!(HomeTab::of(Role::Admin).count(), 7);
    }

    #[track_caller]
    fn check(expression: &str, expected: Option<(&str, &str)>) {
        let found = DigestHour::of(expression).map(|hour| {
            let days: Vec<String> = hour.days.iter().map(ToString::to_string).collect();
            (hour.at.format("%H:%M").to_string(), days.join(" "))
        });
        assert_eq!(found, expected.map(|(at, days)| (at.to_owned(), days.to_owned())), "{expression}");
    }

    #[test]
    fn an_hour_and_days_are_read_from_what_most_people_set() {
        check("30 8 * * 1-5", Some(("08:30", "Mon Tue Wed Thu Fri")));
        check("30 8 * * 1,2,3", Some(("08:30", "Mon Tue Wed")));
        check("0 9 * * *", Some(("09:00", "Mon Tue Wed Thu Fri Sat Sun")));
        check("5 17 * * fri-mon", Some(("17:05", "Mon Fri Sat Sun")));
        check("5 17 * * 0", Some(("17:05", "Sun")));
        for more in ["*/30 8 * * *", "0 8 1 * *", "0 8-10 * * 1", "0 25 * * 1", "0 8 * * 9", "0 0 8 * * 1", ""] {
            check(more, None);
        }
    }

    #[test]
    fn an_hour_becomes_an_expression_and_comes_back() {
        let half_past = NaiveTime::from_hms_opt(8, 30, 0).expect("a time");
        let hour = DigestHour::new(half_past, [Weekday::Sun, Weekday::Mon, Weekday::Mon]).expect("days");
        assert_eq!(hour.cron().expect("an expression").as_str(), "30 8 * * 1,7");
        assert_eq!(DigestHour::of("30 8 * * 1,7"), Some(hour));
        assert_eq!(DigestHour::new(half_past, []), None);
    }
}
