//! The eleven rules in words and in code: facts in, a verdict out.
//!
//! A rule is true, false or unknown. What is not known never fires, and never clears what fired when it was known.

use super::facts::{Champion, Contract, Facts};
use super::{Evidence, SignalKind};
use crate::domain::health::Band;
use crate::domain::renewal::Category;
use crate::domain::rules::Rules;
use crate::domain::segment::{Segment, effective_cadence};

/// What a rule says of an account.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// It is true, and this is why.
    Holds(Evidence),
    /// It is false.
    Clear,
    /// Nobody can tell: what fired stays, and nothing fires.
    Unknown,
}

impl Verdict {
    /// True with its evidence, or false.
    fn when(evidence: Option<Evidence>) -> Self {
        evidence.map_or(Self::Clear, Self::Holds)
    }

    /// Its evidence, when it is true.
    pub fn evidence(self) -> Option<Evidence> {
        match self {
            Self::Holds(evidence) => Some(evidence),
            Self::Clear | Self::Unknown => None,
        }
    }
}

/// Asks one rule. A rule that somebody silenced on the account is false for as long.
pub fn judge(kind: SignalKind, facts: &Facts, rules: &Rules) -> Verdict {
    if facts.muted.contains(&kind) {
        return Verdict::Clear;
    }
    let verdict = match kind {
        SignalKind::RedTransition => red_transition(facts),
        SignalKind::ValueAtRisk => value_at_risk(facts, rules),
        SignalKind::ExpansionReady => expansion_ready(facts, rules),
        SignalKind::CriticalTicket => critical_ticket(facts, rules),
        SignalKind::RenewalAtRisk => renewal_at_risk(facts, rules),
        SignalKind::UsageCliff => usage_cliff(facts, rules),
        SignalKind::ChampionLeft => champion_left(facts),
        SignalKind::GoneQuiet => gone_quiet(facts, rules),
        SignalKind::OnboardingLate => onboarding_late(facts, rules),
        SignalKind::Detractor => detractor(facts, rules),
        SignalKind::Disagreement => disagreement(facts, rules),
    };
    verdict.unwrap_or(Verdict::Unknown)
}

/// T1: the account turned red since the last look, from yellow or from green. An event: an account that is red and was
/// red the day before fires nothing, and one that fired is over when it is red no longer.
fn red_transition(facts: &Facts) -> Option<Verdict> {
    if facts.band? != Band::Red {
        return Some(Verdict::Clear);
    }
    let turned = facts.change.filter(|change| !change.is_seen && change.to.0 == Band::Red)?;
    Some(Verdict::Holds(Evidence::RedTransition {
        from: turned.from.0,
        from_score: turned.from.1,
        to_score: turned.to.1,
        at: turned.at,
    }))
}

/// T2: more than 5,000 of yearly revenue in whole units of the account's own currency, and use declines: it fell by a
/// tenth or more against the account's own 60 days before.
fn value_at_risk(facts: &Facts, rules: &Rules) -> Option<Verdict> {
    if facts.arr_whole <= rules.signals.value_at_risk_above {
        return Some(Verdict::Clear);
    }
    let (usage_down, baseline) = facts.usage.decline?;
    let declines = rules.signals.usage_falling_by <= usage_down;
    let evidence = || Evidence::ValueAtRisk { arr_whole: facts.arr_whole, usage_down, baseline };
    Some(Verdict::when(declines.then(evidence)))
}

/// T3: four fifths or more of the plan's limit are in use, and engagement is high: the usage factors earned seven tenths
/// or more of their points. Silent for six months after a rescue.
fn expansion_ready(facts: &Facts, rules: &Rules) -> Option<Verdict> {
    if facts.expansion_muted_until.is_some_and(|until| facts.today < until) {
        return Some(Verdict::Clear);
    }
    let fires_at = (rules.signals.expansion_from, rules.signals.engagement_from);
    let (limit_use, engagement) = (facts.limit_use, facts.usage.engagement);
    let is_low = |share: Option<f64>, from: f64| share.is_some_and(|share| share < from);
    if is_low(limit_use, fires_at.0) || is_low(engagement, fires_at.1) {
        return Some(Verdict::Clear);
    }
    Some(Verdict::Holds(Evidence::ExpansionReady { limit_use: limit_use?, engagement: engagement? }))
}

/// T4: a critical ticket has been open for more than 48 hours; at exactly 48 hours it is not yet.
fn critical_ticket(facts: &Facts, rules: &Rules) -> Option<Verdict> {
    facts.critical.as_ref()?;
    let tickets = facts.critical_for_longer_than(rules.signals.critical_hours);
    Some(Verdict::when(tickets.first().map(|oldest| Evidence::CriticalTicket {
        since: oldest.opened_at,
        subject: oldest.subject.clone(),
        n: i64::try_from(tickets.len()).unwrap_or(i64::MAX),
    })))
}

/// T5: the contract ends in 60 days or less, and the account is red or yellow, or somebody forecast it at risk. A contract
/// that another follows is renewed. After its end without another nobody can tell, until one comes or the account leaves.
fn renewal_at_risk(facts: &Facts, rules: &Rules) -> Option<Verdict> {
    let Contract { ends_on, forecast, is_followed, .. } = facts.contract?;
    let Some(ends_on) = ends_on.filter(|_| !is_followed) else { return Some(Verdict::Clear) };
    let in_days = (ends_on - facts.today).num_days();
    if in_days < 0 {
        return None;
    }
    if rules.signals.renewal_within_days < in_days {
        return Some(Verdict::Clear);
    }
    let forecast = forecast.filter(|category| *category == Category::AtRisk);
    let band = facts.band.filter(|band| *band != Band::Green);
    if forecast.is_none() && band.is_none() {
        return facts.band.map(|_| Verdict::Clear);
    }
    Some(Verdict::Holds(Evidence::RenewalAtRisk { ends_on, in_days, band, forecast }))
}

/// T6: logins fell by half or more, or use by three tenths or more, in 30 days against the account's own 60 days before
/// them. Silent while somebody said that it is so every year.
fn usage_cliff(facts: &Facts, rules: &Rules) -> Option<Verdict> {
    let at_least = |fall: Option<f64>, limit: f64| fall.filter(|fall| limit <= *fall);
    let logins_down = at_least(facts.usage.logins_down, rules.signals.logins_down);
    let usage_down = at_least(facts.usage.usage_down, rules.signals.usage_down);
    if logins_down.is_some() || usage_down.is_some() {
        return Some(Verdict::Holds(Evidence::UsageCliff { logins_down, usage_down }));
    }
    // One that is known to stand clears nothing while the other is not known.
    facts.usage.logins_down.and(facts.usage.usage_down).map(|_| Verdict::Clear)
}

/// T7: the only champion left; or, where the segment asks for one (mid- and high-touch), there has never been any.
/// Somebody who takes over clears it. Where no person is known at all, nobody can tell.
fn champion_left(facts: &Facts) -> Option<Verdict> {
    let needs_one = matches!(facts.segment, Segment::MidTouch | Segment::HighTouch);
    Some(match facts.champion.as_ref()? {
        Champion::Left { name, on } => {
            Verdict::Holds(Evidence::ChampionLeft { name: Some(name.clone()), left_on: Some(*on) })
        }
        Champion::Never if needs_one => Verdict::Holds(Evidence::ChampionLeft { name: None, left_on: None }),
        Champion::Never | Champion::There => Verdict::Clear,
    })
}

/// T8: nobody of ours had a two-way contact for longer than the effective cadence: the more frequent of the segment's and
/// the colour's. Whoever touched them counts, cover included. An account that was never touched is silent since its start.
fn gone_quiet(facts: &Facts, rules: &Rules) -> Option<Verdict> {
    let touch = facts.touch?;
    let cadence = effective_cadence(&rules.cadence, facts.segment, facts.band);
    let Some((cadence_days, _)) = cadence else { return Some(Verdict::Clear) };
    let silent_days = (facts.today - touch.on.unwrap_or(facts.started_on)).num_days();
    let evidence = || Evidence::GoneQuiet { silent_days: touch.on.map(|_| silent_days), cadence_days };
    Some(Verdict::when((cadence_days < silent_days).then(evidence)))
}

/// T9: a milestone on the way to value is overdue, or there is no first value by day 90. First value clears it. Only where
/// the organisation keeps milestones; an account that outgrew adoption without any of its own was never asked.
fn onboarding_late(facts: &Facts, rules: &Rules) -> Option<Verdict> {
    let way = facts.way.as_ref()?;
    if way.first_value_reached {
        return Some(Verdict::Clear);
    }
    let day = facts.day();
    let is_late = rules.signals.first_value_by_day < day;
    if is_late && way.n == 0 && rules.lifecycle.adoption_until_day < day {
        return None;
    }
    let evidence = || Evidence::OnboardingLate { milestone: way.overdue.clone(), day };
    Some(Verdict::when((is_late || way.overdue.is_some()).then(evidence)))
}

/// T10: the latest NPS answer is 0 to 6, and not older than 180 days.
fn detractor(facts: &Facts, rules: &Rules) -> Option<Verdict> {
    let (score, answered_on, comment) = facts.nps.clone()?;
    let is_old = rules.signals.detractor_within_days < (facts.today - answered_on).num_days();
    let fires = score <= rules.signals.detractor_up_to && !is_old;
    Some(Verdict::when(fires.then_some(Evidence::Detractor { score, answered_on, comment })))
}

/// T11: a person's call and the score's colour lie two bands apart, or one inside 90 days to contract end. A call that
/// expired says nothing.
fn disagreement(facts: &Facts, rules: &Rules) -> Option<Verdict> {
    let Some((pulse, _)) = facts.pulse.filter(|(_, until)| facts.today <= *until) else { return Some(Verdict::Clear) };
    let band = facts.band?;
    let near = facts.renewal_in_days().filter(|days| (0..=rules.signals.disagreement_within_days).contains(days));
    let renewal_in_days = match apart(pulse, band) {
        0 => return Some(Verdict::Clear),
        1 => match near {
            Some(days) => Some(days),
            None => return Some(Verdict::Clear),
        },
        _ => None,
    };
    Some(Verdict::Holds(Evidence::Disagreement { pulse, band, renewal_in_days }))
}

fn apart(one: Band, other: Band) -> usize {
    let place = |band| Band::ALL.iter().position(|known| *known == band).unwrap_or(0);
    place(one).abs_diff(place(other))
}

#[cfg(test)]
pub(super) mod tests;
