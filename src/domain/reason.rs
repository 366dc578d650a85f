//! Why an account needs somebody, as data. The card, the digest and the file each find their own words.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::health::{Assessment, FactorScore, Measure, Milli};

/// A cause must have cost this much to be named.
const WORTH_NAMING: Milli = Milli::whole(4);
/// A fall of use is named as such from 10 % on.
const FALLING: f64 = -0.1;

/// One cause, with its evidence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Reason {
    /// Use fell against the account's own 60 days before; whole per cent, above 0.
    UsageDown(i64),
    /// Used on few of the last 28 days.
    RarelyUsed(i64),
    /// Few of the core features are in use; whole per cent.
    LowAdoption(i64),
    /// The champion left.
    ChampionLeft {
        /// Who.
        name: String,
        /// Days ago.
        days: i64,
    },
    /// Nobody of theirs is a champion.
    NoChampion,
    /// Nobody of their executives is known.
    NoExecutive,
    /// Their executive was last spoken to so many days ago.
    ExecutiveSilent(i64),
    /// No two-way contact for so many days; `None`: never any.
    Silent(Option<i64>),
    /// A critical ticket has been open for so many hours.
    CriticalTicket(i64),
    /// Tickets come so many times as often as usual; tenths.
    TicketsUp(i64),
    /// So many escalations in 90 days.
    Escalations(i64),
    /// NPS answers are low; tenths.
    LowNps(i64),
    /// CSAT answers are low; tenths.
    LowCsat(i64),
    /// The contract does not renew itself.
    NoAutoRenew,
    /// Invoices are overdue; whole per cent of ARR.
    Overdue(i64),
    /// ARR was contracted away; whole per cent.
    Contracted(i64),
    /// The contract ends in so many days.
    RenewalIn(i64),
}

/// What a reason needs beside the score.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// The champion who left last, and when, if no other took over.
    pub champion_left: Option<(String, NaiveDate)>,
    /// Whether an executive of theirs is known.
    pub knows_executive: bool,
    /// Days since the last two-way touch.
    pub days_silent: Option<i64>,
    /// Days to contract end, inside the renewal window.
    pub renewal_in_days: Option<i64>,
}

/// The causes behind an assessment, dearest first; the usage factors tell one story, so they are one cause. A renewal
/// ahead stands last: it is not a cause, but a reason to act now.
pub fn reasons(assessment: &Assessment, facts: &Facts, today: NaiveDate) -> Vec<Reason> {
    let mut causes: Vec<(Milli, Reason)> = usage_cause(assessment).into_iter().collect();
    for factor in assessment.factors.iter().filter(|factor| !is_usage(factor.measure)) {
        if WORTH_NAMING <= factor.lost() {
            causes.extend(cause_of(factor, facts, today).map(|reason| (factor.lost(), reason)));
        }
    }
    causes.sort_by_key(|(lost, _)| std::cmp::Reverse(*lost));
    let renewal = facts.renewal_in_days.map(Reason::RenewalIn);
    causes.into_iter().map(|(_, reason)| reason).chain(renewal).collect()
}

fn is_usage(measure: Measure) -> bool {
    matches!(measure, Measure::LoginFrequency | Measure::FeatureAdoption | Measure::UsageTrend)
}

fn usage_cause(assessment: &Assessment) -> Option<(Milli, Reason)> {
    let factors: Vec<&FactorScore> =
        assessment.factors.iter().filter(|factor| is_usage(factor.measure) && factor.is_known()).collect();
    let lost = Milli(factors.iter().map(|factor| factor.lost().0).sum());
    if lost < WORTH_NAMING {
        return None;
    }
    let trend = assessment.factor(Measure::UsageTrend).filter(|factor| factor.is_known());
    let trend = trend.and_then(|factor| factor.reading);
    if let Some(reading) = trend.filter(|reading| reading.value <= FALLING) {
        return Some((lost, Reason::UsageDown(per_cent(-reading.value))));
    }
    let dearest = factors.into_iter().max_by_key(|factor| factor.lost())?;
    let value = dearest.reading?.value;
    let is_breadth = dearest.measure == Measure::FeatureAdoption;
    Some((lost, if is_breadth { Reason::LowAdoption(per_cent(value)) } else { Reason::RarelyUsed(whole(value)) }))
}

fn cause_of(factor: &FactorScore, facts: &Facts, today: NaiveDate) -> Option<Reason> {
    let value = factor.reading?.value;
    Some(match factor.measure {
        Measure::LoginFrequency | Measure::FeatureAdoption | Measure::UsageTrend => return None,
        Measure::TouchRecency => Reason::Silent(facts.days_silent),
        Measure::ChampionPresent => match &facts.champion_left {
            Some((name, day)) => Reason::ChampionLeft { name: name.clone(), days: (today - *day).num_days() },
            None => Reason::NoChampion,
        },
        Measure::ExecutiveContact if facts.knows_executive => Reason::ExecutiveSilent(whole(value)),
        Measure::ExecutiveContact => Reason::NoExecutive,
        Measure::TicketVolume => Reason::TicketsUp(whole(value * 10.0)),
        Measure::CriticalOpen => Reason::CriticalTicket(whole(value)),
        Measure::Escalations => Reason::Escalations(whole(value)),
        Measure::Nps => Reason::LowNps(whole(value * 10.0)),
        Measure::Csat => Reason::LowCsat(whole(value * 10.0)),
        Measure::AutoRenew => Reason::NoAutoRenew,
        Measure::OverdueInvoices => Reason::Overdue(per_cent(value)),
        Measure::Contraction => Reason::Contracted(per_cent(value)),
    })
}

#[expect(clippy::cast_possible_truncation, reason = "measures are small; a float beyond i64 saturates")]
fn whole(value: f64) -> i64 {
    value.round() as i64
}

fn per_cent(share: f64) -> i64 {
    whole(share * 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::health::{Band, Measures, Model, assess};

    /// TechCorp of the product's check figures: usage −45 %, champion left six weeks ago, no executive, renewal in 91 days.
    #[test]
    fn techcorp_is_red_for_four_reasons() {
        let today = NaiveDate::from_ymd_opt(2026, 3, 2).expect("a date");
        let measures = Measures { days_of_history: 274, ..Measures::default() }
            .with(Measure::LoginFrequency, 8.0, today)
            .with(Measure::FeatureAdoption, 0.25, today)
            .with(Measure::UsageTrend, -0.45, today)
            .with(Measure::TouchRecency, 1.2, today)
            .with(Measure::ChampionPresent, 0.0, today)
            .with(Measure::ExecutiveContact, 9999.0, today)
            .with(Measure::TicketVolume, 1.0, today)
            .with(Measure::CriticalOpen, 0.0, today)
            .with(Measure::Escalations, 0.0, today)
            .with(Measure::Nps, 7.0, today)
            .with(Measure::Csat, 4.0, today)
            .with(Measure::AutoRenew, 0.0, today)
            .with(Measure::OverdueInvoices, 0.0, today)
            .with(Measure::Contraction, 0.0, today);
        let assessment = assess(&Model::default_model(), &measures, today);
        assert_eq!(assessment.natural_band(), Some(Band::Red));
        let facts = Facts {
            champion_left: Some(("Dana Reyes".into(), today - chrono::Days::new(42))),
            knows_executive: false,
            days_silent: Some(8),
            renewal_in_days: Some(91),
        };
        assert_eq!(
            reasons(&assessment, &facts, today),
            [
                Reason::UsageDown(45),
                Reason::ChampionLeft { name: "Dana Reyes".into(), days: 42 },
                Reason::NoExecutive,
                Reason::RenewalIn(91),
            ]
        );
    }
}
