//! Words for what the domain knows: colours, movements, reasons, measures, people.

use super::kit::{ago, clean, count, days, hours, hundredths, name, per_cent, person_id, signed};
use super::message::Onlookers;
use crate::domain::account::{AsOf, HealthView};
use crate::domain::health::{Band, Measure, Milli, Trend};
use crate::domain::lifecycle::Phase;
use crate::domain::person::{PersonRef, Role};
use crate::domain::reason::Reason;
use crate::domain::renewal::{Adjustment, Category, Outlook};
use crate::domain::segment::{CadenceReason, Segment};
use chrono::NaiveDate;

/// Usage older than this is marked.
const FRESH_DAYS: i64 = 7;
/// Measures count from here on as "never".
const NEVER_DAYS: i64 = 3_650;

/// A person to be pinged; their name where Slack does not know them.
pub fn mention(person: &PersonRef) -> String {
    match person.slack_user_id.as_deref().and_then(person_id) {
        Some(id) => format!("<@{id}>"),
        None => name(&person.name),
    }
}

/// The colour's sign.
pub fn sign(band: Option<Band>) -> &'static str {
    match band {
        Some(Band::Red) => "🔴",
        Some(Band::Yellow) => "🟡",
        Some(Band::Green) => "🟢",
        None => "⚪",
    }
}

/// The colour's word.
pub fn band_word(band: Option<Band>) -> &'static str {
    match band {
        Some(Band::Red) => "Red",
        Some(Band::Yellow) => "Yellow",
        Some(Band::Green) => "Green",
        None => "Not enough data",
    }
}

/// `🔴 Red 41`: a colour never stands alone.
pub fn health(band: Option<Band>, score: Option<Milli>) -> String {
    let score = score.filter(|_| band.is_some()).map(|score| format!(" {}", score.points()));
    format!("{} {}{}", sign(band), band_word(band), score.unwrap_or_default())
}

/// `−17 in 14 d`, where there is a score of then.
pub fn change(health: &HealthView) -> Option<String> {
    let change = health.change_14d?;
    Some(format!("{} in 14\u{A0}d", signed(change.points())))
}

/// An arrow for the movement; none while it is steady.
pub fn arrow(trend: Trend) -> &'static str {
    match trend {
        Trend::Rising => " ↗",
        Trend::Steady => "",
        Trend::Falling => " ↘",
        Trend::FallingFast => " ↓",
    }
}

/// The movement in words, where it deserves any.
pub fn trend_word(trend: Trend) -> Option<&'static str> {
    match trend {
        Trend::Rising => Some("rising"),
        Trend::Steady => None,
        Trend::Falling => Some("falling"),
        Trend::FallingFast => Some("falling fast"),
    }
}

/// What is expected of a renewal.
pub fn category(category: Category) -> &'static str {
    match category {
        Category::Commit => "commit",
        Category::Likely => "likely",
        Category::BestCase => "best case",
        Category::AtRisk => "at risk",
    }
}

/// The segment's name.
pub fn segment(segment: Segment) -> &'static str {
    match segment {
        Segment::TechTouch => "tech-touch",
        Segment::LowTouch => "low-touch",
        Segment::MidTouch => "mid-touch",
        Segment::HighTouch => "high-touch",
    }
}

/// The phase's name.
pub fn phase(phase: Phase) -> &'static str {
    match phase {
        Phase::Onboarding => "onboarding",
        Phase::Adoption => "adoption",
        Phase::Growth => "growth",
    }
}

/// `weekly, because it is red`.
pub fn cadence((every_days, reason): (i64, CadenceReason)) -> String {
    let often = match every_days {
        7 => "weekly".to_owned(),
        14 => "every two weeks".to_owned(),
        30 => "monthly".to_owned(),
        91 => "quarterly".to_owned(),
        n => format!("every {}", days(n)),
    };
    match reason {
        CadenceReason::Segment(of) => format!("{often} for {}", segment(of)),
        CadenceReason::Band(band) => format!("{often} while {}", band.as_str()),
    }
}

/// A cause as a line of its own.
pub fn reason_line(reason: &Reason, onlookers: Onlookers) -> String {
    match reason {
        Reason::UsageDown(n) => format!("Usage {} against its 60-day baseline", per_cent(-n)),
        Reason::RarelyUsed(n) => format!("Used on {n} of the last 28 days"),
        Reason::LowAdoption(n) => format!("Only {} of the core features in use", per_cent(*n)),
        Reason::ChampionLeft { name: who, days } => match onlookers {
            Onlookers::Members => format!("Champion {} left {}, nobody took over", name(who), ago(*days)),
            Onlookers::Guests => format!("The champion left {}, nobody took over", ago(*days)),
        },
        Reason::NoChampion => "No champion there".to_owned(),
        Reason::NoExecutive => "No executive contact known".to_owned(),
        Reason::ExecutiveSilent(n) => format!("Executive last spoken to {}", ago_or_never(*n)),
        Reason::Silent(Some(n)) => format!("No two-way contact for {}", days(*n)),
        Reason::Silent(None) => "No two-way contact yet".to_owned(),
        Reason::CriticalTicket(n) => format!("Critical ticket open for {}", hours(*n)),
        Reason::TicketsUp(n) => format!("Tickets at {}× their usual month", tenth(*n)),
        Reason::Escalations(n) => format!("{} in 90 days", count(*n, "escalation", "escalations")),
        Reason::LowNps(n) => format!("NPS answers average {} of 10", tenth(*n)),
        Reason::LowCsat(n) => format!("CSAT answers average {} of 5", tenth(*n)),
        Reason::NoAutoRenew => "The contract does not renew itself".to_owned(),
        Reason::Overdue(n) => format!("Invoices for {} of ARR are overdue", per_cent(*n)),
        Reason::Contracted(n) => format!("{} of ARR contracted away in 180 days", per_cent(*n)),
        Reason::RenewalIn(n) => format!("Renewal {}", in_days(*n)),
    }
}

/// A cause in a phrase, for rows and headlines. Names nobody.
pub fn reason_phrase(reason: &Reason) -> String {
    match reason {
        Reason::UsageDown(n) => format!("usage {}", per_cent(-n)),
        Reason::RarelyUsed(n) => format!("used on {n} of 28\u{A0}days"),
        Reason::LowAdoption(n) => format!("{} of features in use", per_cent(*n)),
        Reason::ChampionLeft { days, .. } => format!("champion left {}", ago(*days)),
        Reason::NoChampion => "no champion".to_owned(),
        Reason::NoExecutive => "no executive contact".to_owned(),
        Reason::ExecutiveSilent(n) => format!("executive spoken to {}", ago_or_never(*n)),
        Reason::Silent(Some(n)) => format!("silent {}", days(*n)),
        Reason::Silent(None) => "never spoken to".to_owned(),
        Reason::CriticalTicket(n) => format!("critical ticket {}", hours(*n)),
        Reason::TicketsUp(n) => format!("tickets {}× usual", tenth(*n)),
        Reason::Escalations(n) => count(*n, "escalation", "escalations"),
        Reason::LowNps(n) => format!("NPS {}", tenth(*n)),
        Reason::LowCsat(n) => format!("CSAT {}", tenth(*n)),
        Reason::NoAutoRenew => "no auto-renewal".to_owned(),
        Reason::Overdue(n) => format!("{} of ARR overdue", per_cent(*n)),
        Reason::Contracted(n) => format!("ARR contracted {}", per_cent(*n)),
        Reason::RenewalIn(n) => format!("renewal {}", in_days(*n)),
    }
}

/// The first causes in a phrase: `usage −45 %, champion left 6 weeks ago`. A renewal ahead is told elsewhere.
pub fn causes(reasons: &[Reason], most: usize) -> Option<String> {
    let causes = reasons.iter().filter(|reason| !matches!(reason, Reason::RenewalIn(_)));
    let phrases: Vec<String> = causes.take(most).map(reason_phrase).collect();
    (!phrases.is_empty()).then(|| phrases.join(", "))
}

/// `in 91 days`, `today`, `3 days ago`.
pub fn in_days(n: i64) -> String {
    match n {
        1.. => format!("in {}", days(n)),
        0 => "today".to_owned(),
        _ => format!("{} ago", days(-n)),
    }
}

/// What a measure is called.
pub fn measure(measure: Measure) -> &'static str {
    match measure {
        Measure::LoginFrequency => "Days in use",
        Measure::FeatureAdoption => "Core features",
        Measure::UsageTrend => "Usage trend",
        Measure::TouchRecency => "Last contact",
        Measure::ChampionPresent => "Champion",
        Measure::ExecutiveContact => "Executive contact",
        Measure::TicketVolume => "Ticket volume",
        Measure::CriticalOpen => "Critical ticket",
        Measure::Escalations => "Escalations",
        Measure::Nps => "NPS",
        Measure::Csat => "CSAT",
        Measure::AutoRenew => "Auto-renewal",
        Measure::OverdueInvoices => "Overdue invoices",
        Measure::Contraction => "Contraction",
    }
}

/// A value of a measure in its own unit.
pub fn measured(measure: Measure, value: f64) -> String {
    match measure {
        Measure::LoginFrequency => format!("{} of 28 days", whole(value)),
        Measure::FeatureAdoption => per_cent(whole(value * 100.0)),
        Measure::UsageTrend => signed_per_cent(value),
        Measure::TouchRecency => format!("{}× its cadence", hundredths(value)),
        Measure::ChampionPresent | Measure::AutoRenew => (if value < 1.0 { "no" } else { "yes" }).to_owned(),
        Measure::ExecutiveContact => ago_or_never(whole(value)),
        Measure::TicketVolume => format!("{}× usual", hundredths(value)),
        Measure::Escalations => whole(value).to_string(),
        Measure::Nps => format!("{} of 10", hundredths(value)),
        Measure::Csat => format!("{} of 5", hundredths(value)),
        Measure::CriticalOpen | Measure::OverdueInvoices | Measure::Contraction if value <= 0.0 => "none".to_owned(),
        Measure::CriticalOpen => format!("open {}", hours(whole(value))),
        Measure::OverdueInvoices | Measure::Contraction => format!("{} of ARR", per_cent(whole(value * 100.0))),
    }
}

/// What would have to be true of a measure, rounded to the safe side.
pub fn aim(measure: Measure, value: f64) -> String {
    match measure {
        Measure::LoginFrequency => format!("use on {} of 28 days", whole(up(value))),
        Measure::FeatureAdoption => format!("{} of the core features in use", per_cent(whole(up(value * 100.0)))),
        Measure::UsageTrend if 0.0 <= value => "usage back to its usual level".to_owned(),
        Measure::UsageTrend => format!("usage back to {}", per_cent(whole(up(value * 100.0)))),
        Measure::TouchRecency => "one two-way contact".to_owned(),
        Measure::ChampionPresent => "a new champion".to_owned(),
        Measure::ExecutiveContact => "one executive contact".to_owned(),
        Measure::TicketVolume => format!("tickets down to {}× usual", hundredths(down(value * 10.0) / 10.0)),
        Measure::CriticalOpen => "the critical ticket closed".to_owned(),
        Measure::Escalations => format!("escalations down to {}", whole(down(value))),
        Measure::Nps => format!("NPS up to {}", hundredths(up(value * 10.0) / 10.0)),
        Measure::Csat => format!("CSAT up to {}", hundredths(up(value * 10.0) / 10.0)),
        Measure::AutoRenew => "auto-renewal agreed".to_owned(),
        Measure::OverdueInvoices => "the overdue invoices paid".to_owned(),
        Measure::Contraction => "the contracted ARR won back".to_owned(),
    }
}

/// How old each source is; usage older than a week is marked.
pub fn as_of(as_of: &AsOf, today: NaiveDate) -> String {
    let old = |day: NaiveDate| (today - day).num_days();
    let usage = match as_of.usage {
        Some(day) if FRESH_DAYS < old(day) => {
            format!("⚠ usage {}, {} old", super::kit::date(day, today), days(old(day)))
        }
        Some(day) => format!("usage {}", super::kit::date(day, today)),
        None => "⚠ no usage data".to_owned(),
    };
    let other = |what: &str, day: Option<NaiveDate>| day.map(|day| format!("{what} {}", super::kit::date(day, today)));
    let parts = [Some(usage), other("tickets", as_of.tickets), other("surveys", as_of.surveys)];
    format!("As of: {}", parts.into_iter().flatten().collect::<Vec<_>>().join(" · "))
}

/// A play's title; its author is of the own company, but may err.
pub fn play_title(title: &str) -> String {
    name(&clean(title, 60))
}

/// Rounds up, but not for a float's last bit.
fn up(value: f64) -> f64 {
    (value - 1e-6).ceil()
}

fn down(value: f64) -> f64 {
    (value + 1e-6).floor()
}

fn ago_or_never(days: i64) -> String {
    if NEVER_DAYS <= days { "never".to_owned() } else { ago(days) }
}

fn tenth(tenths: i64) -> String {
    if tenths % 10 == 0 { (tenths / 10).to_string() } else { format!("{}.{}", tenths / 10, (tenths % 10).abs()) }
}

fn signed_per_cent(share: f64) -> String {
    let n = whole(share * 100.0);
    if 0 < n { format!("+{}", per_cent(n)) } else { per_cent(n) }
}

#[expect(clippy::cast_possible_truncation, reason = "measures are small; a float beyond i64 saturates")]
fn whole(value: f64) -> i64 {
    value.round() as i64
}

/// How a renewal stands.
pub fn outlook(outlook: Outlook) -> &'static str {
    match outlook {
        Outlook::Renewed => "renewed",
        Outlook::Commit => "commit",
        Outlook::Likely => "likely",
        Outlook::BestCase => "best case",
        Outlook::AtRisk => "at risk",
        Outlook::NotReviewed => "not reviewed",
    }
}

/// What was added to or taken from a likelihood.
pub fn adjustment(adjustment: Adjustment) -> String {
    match adjustment {
        Adjustment::Start => "where every renewal starts".to_owned(),
        Adjustment::Health(Some(band)) => format!("{} {}", sign(Some(band)), band.as_str()),
        Adjustment::Health(None) => "⚪ not enough data for a colour".to_owned(),
        Adjustment::AutoRenew => "renews itself".to_owned(),
        Adjustment::ChampionLeft => "champion left, nobody took over".to_owned(),
        Adjustment::NoExecutive => "no executive spoken to".to_owned(),
        Adjustment::UsageFalling => "usage falls".to_owned(),
        Adjustment::UsageGrowing => "usage grows".to_owned(),
        Adjustment::CriticalTicket => "critical ticket open too long".to_owned(),
        Adjustment::Detractor => "last NPS answer a detractor's".to_owned(),
        Adjustment::Promoter => "last NPS answer a promoter's".to_owned(),
        Adjustment::PlayRunning => "a play is at work".to_owned(),
        Adjustment::Limit => "nothing is below 1 or above 99".to_owned(),
    }
}

/// A channel, a conversation or a person by an id of Slack's.
pub fn channel(id: &str) -> String {
    match (person_id(id), id.chars().next()) {
        (Some(id), Some('U' | 'W')) => format!("<@{id}>"),
        (Some(_), Some('D')) => "the direct message".to_owned(),
        (Some(id), _) => format!("<#{id}>"),
        (None, _) => format!("#{}", name(id)),
    }
}

/// Who has a role, or a greater one.
pub fn role(role: Role) -> &'static str {
    match role {
        Role::Viewer => "everybody",
        Role::Csm => "customer success managers and up",
        Role::Manager => "managers and up",
        Role::Admin => "admins",
    }
}

/// The account's own usual, where a measure is held against one.
pub fn usual(measure: Measure, baseline: f64) -> Option<String> {
    match measure {
        Measure::UsageTrend => Some(format!("{} a day", hundredths(baseline))),
        Measure::TicketVolume => Some(format!("{} a month", hundredths(baseline))),
        Measure::LoginFrequency
        | Measure::FeatureAdoption
        | Measure::TouchRecency
        | Measure::ChampionPresent
        | Measure::ExecutiveContact
        | Measure::CriticalOpen
        | Measure::Escalations
        | Measure::Nps
        | Measure::Csat
        | Measure::AutoRenew
        | Measure::OverdueInvoices
        | Measure::Contraction => None,
    }
}
