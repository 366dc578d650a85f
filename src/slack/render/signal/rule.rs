//! The rules in words, with the numbers that are in force.

use super::super::kit::per_cent;
use crate::domain::rules::SignalRules;
use crate::domain::signal::SignalKind;

/// `T4: a critical ticket open for more than 48 hours`.
pub(super) fn rule(kind: SignalKind, rules: &SignalRules) -> String {
    let text = match kind {
        SignalKind::RedTransition => "an account turns red".to_owned(),
        SignalKind::ValueAtRisk => format!(
            "ARR above {} and usage down {} or more",
            thousands(rules.value_at_risk_above),
            share(rules.usage_falling_by)
        ),
        SignalKind::ExpansionReady => format!(
            "{} or more of a limit in use and engagement from {}",
            share(rules.expansion_from),
            share(rules.engagement_from)
        ),
        SignalKind::CriticalTicket => format!("a critical ticket open for more than {} hours", rules.critical_hours),
        SignalKind::RenewalAtRisk => {
            format!("{} days or less to contract end, and red, yellow or forecast at risk", rules.renewal_within_days)
        }
        SignalKind::UsageCliff => format!(
            "logins down {} or usage down {} in 30 days against its own baseline",
            share(rules.logins_down),
            share(rules.usage_down)
        ),
        SignalKind::ChampionLeft => "the only champion left, or none where one is needed".to_owned(),
        SignalKind::GoneQuiet => "no two-way contact past the cadence".to_owned(),
        SignalKind::OnboardingLate => {
            format!("an onboarding milestone overdue, or no first value by day {}", rules.first_value_by_day)
        }
        SignalKind::Detractor => {
            format!("an NPS answer up to {} in the last {} days", rules.detractor_up_to, rules.detractor_within_days)
        }
        SignalKind::Disagreement => format!(
            "call and score two colours apart, or one inside {} days to renewal",
            rules.disagreement_within_days
        ),
    };
    format!("{}: {text}", kind.as_str().to_uppercase())
}

fn share(of: f64) -> String {
    #[expect(clippy::cast_possible_truncation, reason = "a share, between 0 and 1")]
    let per_hundred = (of * 100.0).round() as i64;
    per_cent(per_hundred)
}

fn thousands(n: i64) -> String {
    let digits = n.to_string();
    let groups: Vec<&str> = digits.as_bytes().rchunks(3).rev().filter_map(|group| str::from_utf8(group).ok()).collect();
    groups.join(",")
}
