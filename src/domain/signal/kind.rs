//! The eleven signals.

use serde::{Deserialize, Serialize};

/// Which rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignalKind {
    /// T1: the account turned red (an event).
    RedTransition,
    /// T2: much revenue, and usage declining.
    ValueAtRisk,
    /// T3: a limit nearly used up, and high engagement.
    ExpansionReady,
    /// T4: a critical ticket open for too long.
    CriticalTicket,
    /// T5: the contract ends soon, and something is wrong.
    RenewalAtRisk,
    /// T6: logins or use fell off a cliff.
    UsageCliff,
    /// T7: the only champion left, or there is none where one is needed.
    ChampionLeft,
    /// T8: no two-way contact past the cadence.
    GoneQuiet,
    /// T9: an onboarding milestone overdue, or no first value in time.
    OnboardingLate,
    /// T10: an NPS answer of 0 to 6.
    Detractor,
    /// T11: a person's call and the score disagree.
    Disagreement,
}

impl SignalKind {
    /// Every signal, T1 first.
    pub const ALL: [Self; 11] = [
        Self::RedTransition,
        Self::ValueAtRisk,
        Self::ExpansionReady,
        Self::CriticalTicket,
        Self::RenewalAtRisk,
        Self::UsageCliff,
        Self::ChampionLeft,
        Self::GoneQuiet,
        Self::OnboardingLate,
        Self::Detractor,
        Self::Disagreement,
    ];

    /// Its number, as it is typed and stored: `t4`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::RedTransition => "t1",
            Self::ValueAtRisk => "t2",
            Self::ExpansionReady => "t3",
            Self::CriticalTicket => "t4",
            Self::RenewalAtRisk => "t5",
            Self::UsageCliff => "t6",
            Self::ChampionLeft => "t7",
            Self::GoneQuiet => "t8",
            Self::OnboardingLate => "t9",
            Self::Detractor => "t10",
            Self::Disagreement => "t11",
        }
    }

    /// The signal of a number, in any case.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str().eq_ignore_ascii_case(word))
    }

    /// Critical alerts are never held back by a person's daily cap.
    pub fn is_critical(self) -> bool {
        matches!(self, Self::RedTransition | Self::CriticalTicket)
    }

    /// A change of state goes to the team's channel; what one person can act on goes to that person.
    pub fn is_for_the_channel(self) -> bool {
        matches!(self, Self::RedTransition)
    }

    /// T3 is good news: its episode is a chance, not a risk.
    pub fn is_risk(self) -> bool {
        self != Self::ExpansionReady
    }
}
