//! Words for what the domain knows: colours, movements, reasons, measures, people.

use super::kit::{ago, clean, count, days, hours, hundredths, name, per_cent, person_id, rounded, signed, with_tenth};
use super::message::Onlookers;
use crate::domain::account::HealthView;
use crate::domain::health::{Band, Confidence, Measure, Milli, Trend};
use crate::domain::lifecycle::Phase;
use crate::domain::person::{PersonRef, Role};
use crate::domain::reason::Reason;
use crate::domain::renewal::{Adjustment, Category, Outlook};
use crate::domain::segment::{CadenceReason, Segment};

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
        Some(Band::Red) => say!("Red"),
        Some(Band::Yellow) => say!("Yellow"),
        Some(Band::Green) => say!("Green"),
        None => say!("Not enough data"),
    }
}

/// The same within a sentence.
pub fn band_in_a_line(band: Option<Band>) -> &'static str {
    match band {
        Some(Band::Red) => say!("red"),
        Some(Band::Yellow) => say!("yellow"),
        Some(Band::Green) => say!("green"),
        None => say!("not enough data"),
    }
}

/// How sure a score is.
pub fn confidence_word(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::High => say!("high"),
        Confidence::Medium => say!("medium"),
        Confidence::Withheld => say!("withheld"),
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
    Some(say!("{change} in 14\u{A0}d", change = signed(change.rounded())))
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
        Trend::Rising => Some(say!("rising")),
        Trend::Steady => None,
        Trend::Falling => Some(say!("falling")),
        Trend::FallingFast => Some(say!("falling fast")),
    }
}

/// What is expected of a renewal.
pub fn category(category: Category) -> &'static str {
    match category {
        Category::Commit => say!("commit"),
        Category::Likely => say!("likely"),
        Category::BestCase => say!("best case"),
        Category::AtRisk => say!("at risk"),
    }
}

/// The segment's name.
pub fn segment(segment: Segment) -> &'static str {
    match segment {
        Segment::TechTouch => say!("tech-touch"),
        Segment::LowTouch => say!("low-touch"),
        Segment::MidTouch => say!("mid-touch"),
        Segment::HighTouch => say!("high-touch"),
    }
}

/// The phase's name.
pub fn phase(phase: Phase) -> &'static str {
    match phase {
        Phase::Onboarding => say!("onboarding"),
        Phase::Adoption => say!("adoption"),
        Phase::Growth => say!("growth"),
    }
}

/// `weekly, because it is red`.
pub fn cadence((every_days, reason): (i64, CadenceReason)) -> String {
    let often = match every_days {
        7 => say!("weekly").to_owned(),
        14 => say!("every two weeks").to_owned(),
        30 => say!("monthly").to_owned(),
        91 => say!("quarterly").to_owned(),
        n => say!("every {n}", n = days(n)),
    };
    match reason {
        CadenceReason::Segment(of) => say!("{often} for {segment}", often, segment = segment(of)),
        CadenceReason::Band(band) => say!("{often} while {band}", often, band = band_in_a_line(Some(band))),
    }
}

/// A cause as a line of its own.
pub fn reason_line(reason: &Reason, onlookers: Onlookers) -> String {
    match reason {
        Reason::UsageDown(n) => say!("Usage {n} against its 60-day baseline", n = per_cent(-n)),
        Reason::RarelyUsed(n) => say!("Used on {n} of the last 28 days", n),
        Reason::LowAdoption(n) => say!("Only {n} of the core features in use", n = per_cent(*n)),
        Reason::ChampionLeft { name: who, days } => match onlookers {
            Onlookers::Members => {
                say!("Champion {who} left {days}, nobody took over", who = name(who), days = ago(*days))
            }
            Onlookers::Guests => say!("The champion left {days}, nobody took over", days = ago(*days)),
        },
        Reason::NoChampion => say!("No champion there").to_owned(),
        Reason::NoExecutive => say!("No executive contact known").to_owned(),
        Reason::ExecutiveSilent(n) => say!("Executive last spoken to {ago_or_never}", ago_or_never = ago_or_never(*n)),
        Reason::Silent(Some(n)) => say!("No two-way contact for {n}", n = days(*n)),
        Reason::Silent(None) => say!("No two-way contact yet").to_owned(),
        Reason::CriticalTicket(n) => say!("Critical ticket open for {n}", n = hours(*n)),
        Reason::TicketsUp(n) => say!("Tickets at {tenth}× their usual month", tenth = tenth(*n)),
        Reason::Escalations(n) => {
            say!("{escalations} in 90 days", escalations = count(*n, say!("escalation"), say!("escalations")))
        }
        Reason::LowNps(n) => say!("NPS answers average {tenth} of 10", tenth = tenth(*n)),
        Reason::LowCsat(n) => say!("CSAT answers average {tenth} of 5", tenth = tenth(*n)),
        Reason::NoAutoRenew => say!("The contract does not renew itself").to_owned(),
        Reason::Overdue(n) => say!("Invoices for {n} of ARR are overdue", n = per_cent(*n)),
        Reason::Contracted(n) => say!("{n} of ARR contracted away in 180 days", n = per_cent(*n)),
        Reason::RenewalIn(n) => say!("Renewal {n}", n = in_days(*n)),
    }
}

/// A cause in a phrase, for rows and headlines. Names nobody.
pub fn reason_phrase(reason: &Reason) -> String {
    match reason {
        Reason::UsageDown(n) => say!("usage {n}", n = per_cent(-n)),
        Reason::RarelyUsed(n) => say!("used on {n} of 28\u{A0}days", n),
        Reason::LowAdoption(n) => say!("{n} of features in use", n = per_cent(*n)),
        Reason::ChampionLeft { days, .. } => say!("champion left {days}", days = ago(*days)),
        Reason::NoChampion => say!("no champion").to_owned(),
        Reason::NoExecutive => say!("no executive contact").to_owned(),
        Reason::ExecutiveSilent(n) => say!("executive spoken to {ago_or_never}", ago_or_never = ago_or_never(*n)),
        Reason::Silent(Some(n)) => say!("silent {n}", n = days(*n)),
        Reason::Silent(None) => say!("never spoken to").to_owned(),
        Reason::CriticalTicket(n) => say!("critical ticket {n}", n = hours(*n)),
        Reason::TicketsUp(n) => say!("tickets {tenth}× usual", tenth = tenth(*n)),
        Reason::Escalations(n) => count(*n, say!("escalation"), say!("escalations")),
        Reason::LowNps(n) => say!("NPS {tenth}", tenth = tenth(*n)),
        Reason::LowCsat(n) => say!("CSAT {tenth}", tenth = tenth(*n)),
        Reason::NoAutoRenew => say!("no auto-renewal").to_owned(),
        Reason::Overdue(n) => say!("{n} of ARR overdue", n = per_cent(*n)),
        Reason::Contracted(n) => say!("ARR contracted {n}", n = per_cent(*n)),
        Reason::RenewalIn(n) => say!("renewal {n}", n = in_days(*n)),
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
        1 => say!("in 1\u{A0}day").to_owned(),
        2.. => say!("in {n}\u{A0}days", n),
        0 => say!("today").to_owned(),
        -1 => say!("1\u{A0}day ago").to_owned(),
        _ => say!("{n}\u{A0}days ago", n = -n),
    }
}

/// What a measure is called.
pub fn measure(measure: Measure) -> &'static str {
    match measure {
        Measure::LoginFrequency => say!("Days in use"),
        Measure::FeatureAdoption => say!("Core features"),
        Measure::UsageTrend => say!("Usage trend"),
        Measure::TouchRecency => say!("Last contact"),
        Measure::ChampionPresent => say!("Champion"),
        Measure::ExecutiveContact => say!("Executive contact"),
        Measure::TicketVolume => say!("Ticket volume"),
        Measure::CriticalOpen => say!("Critical ticket"),
        Measure::Escalations => say!("Escalations"),
        Measure::Nps => say!("NPS"),
        Measure::Csat => say!("CSAT"),
        Measure::AutoRenew => say!("Auto-renewal"),
        Measure::OverdueInvoices => say!("Overdue invoices"),
        Measure::Contraction => say!("Contraction"),
    }
}

/// A value of a measure in its own unit.
pub fn measured(measure: Measure, value: f64) -> String {
    match measure {
        Measure::LoginFrequency => say!("{whole} of 28 days", whole = whole(value)),
        Measure::FeatureAdoption => per_cent(whole(value * 100.0)),
        Measure::UsageTrend => signed_per_cent(value),
        Measure::TouchRecency => say!("{value}× its cadence", value = hundredths(value)),
        Measure::ChampionPresent | Measure::AutoRenew => {
            (if value < 1.0 { say!("no") } else { say!("yes") }).to_owned()
        }
        Measure::ExecutiveContact => ago_or_never(whole(value)),
        Measure::TicketVolume => say!("{value}× usual", value = hundredths(value)),
        Measure::Escalations => rounded(value, 0),
        Measure::Nps => say!("{value} of 10", value = hundredths(value)),
        Measure::Csat => say!("{value} of 5", value = hundredths(value)),
        Measure::CriticalOpen | Measure::OverdueInvoices | Measure::Contraction if value <= 0.0 => {
            say!("none").to_owned()
        }
        Measure::CriticalOpen => say!("open {whole}", whole = hours(whole(value))),
        Measure::OverdueInvoices | Measure::Contraction => {
            say!("{whole} of ARR", whole = per_cent(whole(value * 100.0)))
        }
    }
}

/// What would have to be true of a measure, rounded to the safe side.
pub fn aim(measure: Measure, value: f64) -> String {
    match measure {
        Measure::LoginFrequency => say!("use on {whole} of 28 days", whole = whole(up(value))),
        Measure::FeatureAdoption => {
            say!("{whole} of the core features in use", whole = per_cent(whole(up(value * 100.0))))
        }
        Measure::UsageTrend if 0.0 <= value => say!("usage back to its usual level").to_owned(),
        Measure::UsageTrend => say!("usage back to {whole}", whole = per_cent(whole(up(value * 100.0)))),
        Measure::TouchRecency => say!("one two-way contact").to_owned(),
        Measure::ChampionPresent => say!("a new champion").to_owned(),
        Measure::ExecutiveContact => say!("one executive contact").to_owned(),
        Measure::TicketVolume => say!("tickets down to {down}× usual", down = hundredths(down(value * 10.0) / 10.0)),
        Measure::CriticalOpen => say!("the critical ticket closed").to_owned(),
        Measure::Escalations => say!("escalations down to {whole}", whole = whole(down(value))),
        Measure::Nps => say!("NPS up to {up}", up = hundredths(up(value * 10.0) / 10.0)),
        Measure::Csat => say!("CSAT up to {up}", up = hundredths(up(value * 10.0) / 10.0)),
        Measure::AutoRenew => say!("auto-renewal agreed").to_owned(),
        Measure::OverdueInvoices => say!("the overdue invoices paid").to_owned(),
        Measure::Contraction => say!("the contracted ARR won back").to_owned(),
    }
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
    if NEVER_DAYS <= days { say!("never").to_owned() } else { ago(days) }
}

fn tenth(tenths: i64) -> String {
    with_tenth(tenths / 10, (tenths % 10).unsigned_abs())
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
        Outlook::Renewed => say!("renewed"),
        Outlook::Commit => say!("commit"),
        Outlook::Likely => say!("likely"),
        Outlook::BestCase => say!("best case"),
        Outlook::AtRisk => say!("at risk"),
        Outlook::NotReviewed => say!("not reviewed"),
    }
}

/// What was added to or taken from a likelihood.
pub fn adjustment(adjustment: Adjustment) -> String {
    match adjustment {
        Adjustment::Start => say!("where every renewal starts").to_owned(),
        Adjustment::Health(Some(band)) => format!("{} {}", sign(Some(band)), band_in_a_line(Some(band))),
        Adjustment::Health(None) => say!("⚪ not enough data for a colour").to_owned(),
        Adjustment::AutoRenew => say!("renews itself").to_owned(),
        Adjustment::ChampionLeft => say!("champion left, nobody took over").to_owned(),
        Adjustment::NoExecutive => say!("no executive spoken to").to_owned(),
        Adjustment::UsageFalling => say!("usage falls").to_owned(),
        Adjustment::UsageGrowing => say!("usage grows").to_owned(),
        Adjustment::CriticalTicket => say!("critical ticket open too long").to_owned(),
        Adjustment::Detractor => say!("last NPS answer a detractor's").to_owned(),
        Adjustment::Promoter => say!("last NPS answer a promoter's").to_owned(),
        Adjustment::PlayRunning => say!("a play is at work").to_owned(),
        Adjustment::Limit => say!("nothing is below 1 or above 99").to_owned(),
    }
}

/// A channel, a conversation or a person by an id of Slack's.
pub fn channel(id: &str) -> String {
    match (person_id(id), id.chars().next()) {
        (Some(id), Some('U' | 'W')) => format!("<@{id}>"),
        (Some(_), Some('D')) => say!("the direct message").to_owned(),
        (Some(id), _) => format!("<#{id}>"),
        (None, _) => format!("#{}", name(id)),
    }
}

/// Who has a role, or a greater one.
pub fn role(role: Role) -> &'static str {
    match role {
        Role::Viewer => say!("everybody"),
        Role::Csm => say!("customer success managers and up"),
        Role::Manager => say!("managers and up"),
        Role::Admin => say!("admins"),
    }
}

/// The account's own usual, where a measure is held against one.
pub fn usual(measure: Measure, baseline: f64) -> Option<String> {
    match measure {
        Measure::UsageTrend => Some(say!("{baseline} a day", baseline = hundredths(baseline))),
        Measure::TicketVolume => Some(say!("{baseline} a month", baseline = hundredths(baseline))),
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
