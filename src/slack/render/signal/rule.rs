//! The rules in words, with the numbers that are in force.

use super::super::kit::per_cent;
use crate::domain::rules::SignalRules;
use crate::domain::signal::SignalKind;

/// `T4: a critical ticket open for more than 48 hours`.
pub(super) fn rule(kind: SignalKind, rules: &SignalRules) -> String {
    let text = match kind {
        SignalKind::RedTransition => say!("an account turns red").to_owned(),
        SignalKind::ValueAtRisk => say!(
            "ARR above {value_at_risk_above} and usage down {usage_falling_by} or more",
            value_at_risk_above = rules.value_at_risk_above,
            usage_falling_by = share(rules.usage_falling_by)
        ),
        SignalKind::ExpansionReady => say!(
            "{expansion_from} or more of a limit in use and engagement from {engagement_from}",
            expansion_from = share(rules.expansion_from),
            engagement_from = share(rules.engagement_from)
        ),
        SignalKind::CriticalTicket => {
            say!("a critical ticket open for more than {critical_hours} hours", critical_hours = rules.critical_hours)
        }
        SignalKind::RenewalAtRisk => {
            say!(
                "{renewal_within_days} days or less to contract end, and red, yellow or forecast at risk",
                renewal_within_days = rules.renewal_within_days
            )
        }
        SignalKind::UsageCliff => say!(
            "logins down {logins_down} or usage down {usage_down} in 30 days against its own baseline",
            logins_down = share(rules.logins_down),
            usage_down = share(rules.usage_down)
        ),
        SignalKind::ChampionLeft => say!("the only champion left, or none where one is needed").to_owned(),
        SignalKind::GoneQuiet => say!("no two-way contact past the cadence").to_owned(),
        SignalKind::OnboardingLate => {
            say!(
                "an onboarding milestone overdue, or no first value by day {first_value_by_day}",
                first_value_by_day = rules.first_value_by_day
            )
        }
        SignalKind::Detractor => {
            say!(
                "an NPS answer up to {detractor_up_to} in the last {detractor_within_days} days",
                detractor_up_to = rules.detractor_up_to,
                detractor_within_days = rules.detractor_within_days
            )
        }
        SignalKind::Disagreement => say!(
            "call and score two colours apart, or one inside {disagreement_within_days} days to renewal",
            disagreement_within_days = rules.disagreement_within_days
        ),
    };
    format!("{}: {text}", kind.as_str().to_uppercase())
}

fn share(of: f64) -> String {
    #[expect(clippy::cast_possible_truncation, reason = "a share, between 0 and 1")]
    let per_hundred = (of * 100.0).round() as i64;
    per_cent(per_hundred)
}
