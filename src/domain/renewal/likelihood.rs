//! How likely a renewal is by rule, with everything that was added and taken. It is never shown as anybody's forecast.

use serde::{Deserialize, Serialize};

use super::Category;
use crate::domain::health::Band;
use crate::domain::rules::RenewalRules;

/// The least that a rule says: nothing is surely lost.
const LEAST: i64 = 1;
/// The most: nothing is surely won.
const MOST: i64 = 99;

/// Where use is going.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UseTrend {
    /// Down against the account's own baseline.
    Falling,
    /// Neither, or not known.
    #[default]
    Steady,
    /// Up.
    Growing,
}

/// What their last NPS answer says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sentiment {
    /// They would not recommend us.
    Detractor,
    /// They would.
    Promoter,
}

/// What is known of an account when its renewal is judged by rule.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is true or not, whatever the others are")]
pub struct Facts {
    /// Its colour; `None`: not enough data.
    pub band: Option<Band>,
    /// Whether the contract goes on by itself.
    pub auto_renew: bool,
    /// Whether the champion left and nobody took over.
    pub champion_left: bool,
    /// Whether an executive of theirs was ever spoken to.
    pub executive_spoken_to: bool,
    /// Where use is going.
    pub usage: UseTrend,
    /// Whether a critical ticket is open too long.
    pub critical_ticket: bool,
    /// Their last answer, when it is fresh and clear.
    pub nps: Option<Sentiment>,
    /// Whether a play is at work.
    pub play_running: bool,
}

/// One thing that was added or taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Adjustment {
    /// Where every renewal starts.
    Start,
    /// The account's colour; `None`: it has none.
    Health(Option<Band>),
    /// The contract renews itself.
    AutoRenew,
    /// The champion left.
    ChampionLeft,
    /// No executive was spoken to.
    NoExecutive,
    /// Use falls.
    UsageFalling,
    /// Use grows.
    UsageGrowing,
    /// A critical ticket is open too long.
    CriticalTicket,
    /// A detractor answered last.
    Detractor,
    /// A promoter answered last.
    Promoter,
    /// A play is at work.
    PlayRunning,
    /// What keeps the sum between 1 and 99.
    Limit,
}

/// A likelihood and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Likelihood {
    /// 1 to 99.
    pub per_cent: i64,
    /// Everything that was added and taken, the start first; they sum to [`Self::per_cent`].
    pub adjustments: Vec<(Adjustment, i64)>,
}

/// How likely a renewal is by rule.
pub fn likelihood(facts: &Facts, rules: &RenewalRules) -> Likelihood {
    let health = match facts.band {
        Some(Band::Green) => rules.green,
        Some(Band::Yellow) => rules.yellow,
        Some(Band::Red) => rules.red,
        None => rules.unknown_health,
    };
    let when = |is_so: bool, adjustment: Adjustment, points: i64| is_so.then_some((adjustment, points));
    let of_all = [
        when(facts.auto_renew, Adjustment::AutoRenew, rules.auto_renew),
        when(facts.champion_left, Adjustment::ChampionLeft, rules.champion_left),
        when(!facts.executive_spoken_to, Adjustment::NoExecutive, rules.no_executive_contact),
        when(facts.usage == UseTrend::Falling, Adjustment::UsageFalling, rules.usage_falling),
        when(facts.usage == UseTrend::Growing, Adjustment::UsageGrowing, rules.usage_growing),
        when(facts.critical_ticket, Adjustment::CriticalTicket, rules.critical_ticket),
        when(facts.nps == Some(Sentiment::Detractor), Adjustment::Detractor, rules.detractor),
        when(facts.nps == Some(Sentiment::Promoter), Adjustment::Promoter, rules.promoter),
        when(facts.play_running, Adjustment::PlayRunning, rules.play_running),
    ];
    let mut adjustments = vec![(Adjustment::Start, rules.likelihood_start), (Adjustment::Health(facts.band), health)];
    adjustments.extend(of_all.into_iter().flatten());
    let sum: i64 = adjustments.iter().map(|(_, points)| points).sum();
    let per_cent = sum.clamp(LEAST, MOST);
    if per_cent != sum {
        adjustments.push((Adjustment::Limit, per_cent - sum));
    }
    Likelihood { per_cent, adjustments }
}

impl Likelihood {
    /// Whether rule and person see it so differently that somebody should look: the category's weight is as far from the
    /// likelihood as the rules say.
    pub fn disagrees(&self, category: Category, rules: &RenewalRules) -> bool {
        rules.disagreement_from <= (rules.weight(category) - self.per_cent).abs()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::rules::Rules;

    fn rules() -> RenewalRules {
        Rules::default().renewals
    }

    /// Yellow, and nothing else is true: 80 − 15.
    fn plain() -> Facts {
        Facts { band: Some(Band::Yellow), executive_spoken_to: true, ..Facts::default() }
    }

    #[track_caller]
    #[expect(clippy::needless_pass_by_value, reason = "a table row owns what it holds")]
    fn check(facts: Facts, adjustment: Adjustment, points: i64, per_cent: i64) {
        let likelihood = likelihood(&facts, &rules());
        assert!(likelihood.adjustments.contains(&(adjustment, points)), "{likelihood:?}");
        assert_eq!(likelihood.per_cent, per_cent, "{likelihood:?}");
    }

    #[test]
    fn every_adjustment_counts_as_the_rules_say() {
        check(plain(), Adjustment::Start, 80, 65);
        check(plain(), Adjustment::Health(Some(Band::Yellow)), -15, 65);
        check(Facts { band: Some(Band::Green), ..plain() }, Adjustment::Health(Some(Band::Green)), 10, 90);
        check(Facts { band: Some(Band::Red), ..plain() }, Adjustment::Health(Some(Band::Red)), -40, 40);
        check(Facts { band: None, ..plain() }, Adjustment::Health(None), -10, 70);
        check(Facts { auto_renew: true, ..plain() }, Adjustment::AutoRenew, 10, 75);
        check(Facts { champion_left: true, ..plain() }, Adjustment::ChampionLeft, -15, 50);
        check(Facts { executive_spoken_to: false, ..plain() }, Adjustment::NoExecutive, -5, 60);
        check(Facts { usage: UseTrend::Falling, ..plain() }, Adjustment::UsageFalling, -10, 55);
        check(Facts { usage: UseTrend::Growing, ..plain() }, Adjustment::UsageGrowing, 5, 70);
        check(Facts { critical_ticket: true, ..plain() }, Adjustment::CriticalTicket, -10, 55);
        check(Facts { nps: Some(Sentiment::Detractor), ..plain() }, Adjustment::Detractor, -10, 55);
        check(Facts { nps: Some(Sentiment::Promoter), ..plain() }, Adjustment::Promoter, 5, 70);
        check(Facts { play_running: true, ..plain() }, Adjustment::PlayRunning, 5, 70);
    }

    #[test]
    fn nothing_is_certain_and_what_keeps_it_so_is_listed() {
        let best = Facts {
            band: Some(Band::Green),
            auto_renew: true,
            usage: UseTrend::Growing,
            nps: Some(Sentiment::Promoter),
            play_running: true,
            ..plain()
        };
        check(best, Adjustment::Limit, -16, 99);
        let worst = Facts {
            band: Some(Band::Red),
            champion_left: true,
            executive_spoken_to: false,
            usage: UseTrend::Falling,
            critical_ticket: true,
            nps: Some(Sentiment::Detractor),
            ..Facts::default()
        };
        check(worst, Adjustment::Limit, 11, 1);
    }

    #[test]
    fn rule_and_person_may_disagree() {
        let says = |per_cent| Likelihood { per_cent, adjustments: Vec::new() };
        for (per_cent, category, disagrees) in [
            (60, Category::Commit, true),
            (61, Category::Commit, false),
            (40, Category::Likely, true),
            (41, Category::Likely, false),
            (75, Category::BestCase, true),
            (50, Category::AtRisk, true),
            (49, Category::AtRisk, false),
        ] {
            assert_eq!(says(per_cent).disagrees(category, &rules()), disagrees, "{per_cent} {category:?}");
        }
    }

    fn any_facts() -> impl Strategy<Value = Facts> {
        let band = prop_oneof![Just(None), prop::sample::select(Band::ALL.to_vec()).prop_map(Some)];
        let usage = prop::sample::select(vec![UseTrend::Falling, UseTrend::Steady, UseTrend::Growing]);
        let nps = prop::sample::select(vec![None, Some(Sentiment::Detractor), Some(Sentiment::Promoter)]);
        (band, any::<[bool; 5]>(), usage, nps).prop_map(|(band, is, usage, nps)| Facts {
            band,
            auto_renew: is[0],
            champion_left: is[1],
            executive_spoken_to: is[2],
            usage,
            critical_ticket: is[3],
            nps,
            play_running: is[4],
        })
    }

    proptest! {
        #[test]
        fn what_was_added_and_taken_sums_to_it(facts in any_facts(), start in 0..=100_i64) {
            let likelihood = likelihood(&facts, &RenewalRules { likelihood_start: start, ..rules() });
            prop_assert_eq!(likelihood.adjustments.iter().map(|(_, points)| points).sum::<i64>(), likelihood.per_cent);
            prop_assert!((1..=99).contains(&likelihood.per_cent));
        }
    }
}
