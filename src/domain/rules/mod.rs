//! The numbers that the product works by, as data: segments, cadence, capacity, lifecycle, signals, renewals, portfolio.
//! Read from TOML and checked as a whole. What health weighs stands in its own models.

mod capacity;
mod fault;
mod feeds;
mod playbooks;
mod plays;
mod renewals;
mod rights;
mod segments;
mod signals;

use serde::{Deserialize, Serialize};

pub use capacity::{CapacityRules, Load, TimeRules};
pub use fault::RulesFault;
pub use feeds::FeedRules;
pub use playbooks::PlaybookRules;
pub use plays::PlayRules;
pub use renewals::RenewalRules;
pub use rights::{Reach, RightsRules};
pub use segments::{CadenceRules, LifecycleRules, SegmentRules};
pub use signals::SignalRules;

const DEFAULT: &str = include_str!("../../../manifests/rules/default.toml");

/// Every number, by what it rules.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// Where the segments begin.
    pub segments: SegmentRules,
    /// How often an account is touched.
    pub cadence: CadenceRules,
    /// What one CSM can carry.
    pub capacity: CapacityRules,
    /// How a week should be spent.
    pub time: TimeRules,
    /// Phases, the renewal window, checkpoints.
    pub lifecycle: LifecycleRules,
    /// When signals fire.
    pub signals: SignalRules,
    /// How likely a renewal is.
    pub renewals: RenewalRules,
    /// How playbooks press.
    pub playbooks: PlaybookRules,
    /// When playbooks come back, and how they are measured.
    pub plays: PlayRules,
    /// Lifetime value and themes.
    pub portfolio: PortfolioRules,
    /// How old data may be.
    pub feeds: FeedRules,
    /// What each role may see and work on.
    pub rights: RightsRules,
}

/// Lifetime value and recurring themes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PortfolioRules {
    /// As a share of revenue, 0 to 1.
    pub gross_margin: f64,
    /// A theme that comes so often…
    pub theme_times: i64,
    /// …in so many days becomes an item for product.
    pub theme_within_days: i64,
}

impl Default for Rules {
    /// What ships with Steward.
    fn default() -> Self {
        toml::from_str(DEFAULT).expect("what ships is checked by a test")
    }
}

impl Rules {
    /// Reads a file of rules: what it leaves out keeps its default. Each fault names a line and what would be right: every
    /// misspelt name and wrong type, or else of each section the first number that does not fit the others.
    pub fn parse(text: &str) -> Result<Self, Vec<RulesFault>> {
        let given: toml::Table = toml::from_str(text).map_err(|error| vec![RulesFault::of_toml(text, &error)])?;
        let mut whole: toml::Table =
            toml::from_str(DEFAULT).map_err(|error| vec![RulesFault::of_toml(DEFAULT, &error)])?;
        let misfits = given.into_iter().flat_map(|(section, values)| fault::merge(&mut whole, &section, values));
        let faults: Vec<RulesFault> = misfits.map(|(needle, reason)| RulesFault::at(text, &needle, reason)).collect();
        if !faults.is_empty() {
            return Err(fault::by_line(faults));
        }
        let rules: Self = whole.try_into().map_err(|error: toml::de::Error| {
            vec![RulesFault::at(text, &fault::named(error.message()), error.message().to_owned())]
        })?;
        let faults: Vec<RulesFault> =
            rules.misfits().map(|(needle, reason)| RulesFault::at(text, needle, reason)).collect();
        if faults.is_empty() { Ok(rules) } else { Err(fault::by_line(faults)) }
    }

    fn misfits(&self) -> impl Iterator<Item = (&'static str, String)> {
        let checked = [
            self.segments.check(),
            self.cadence.check(),
            self.capacity.check(),
            self.time.check(),
            self.lifecycle.check(),
            self.signals.check(),
            self.renewals.check(),
            self.playbooks.check(),
            self.plays.check(),
            self.portfolio.check(),
            self.feeds.check(),
        ];
        checked.into_iter().filter_map(Result::err)
    }
}

impl PortfolioRules {
    fn check(&self) -> Result<(), (&'static str, String)> {
        fault::share("gross_margin", self.gross_margin)?;
        fault::at_least("theme_times", self.theme_times, 2)?;
        fault::at_least("theme_within_days", self.theme_within_days, 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ships_is_sound_and_leaving_all_out_is_the_same() {
        assert_eq!(Rules::parse(DEFAULT), Ok(Rules::default()));
        assert_eq!(Rules::parse(""), Ok(Rules::default()));
    }

    #[test]
    fn one_number_changes_alone() {
        let rules = Rules::parse("[signals]\ncritical_hours = 24\n").expect("sound");
        assert_eq!(rules.signals.critical_hours, 24);
        assert_eq!(rules.signals.cooldown_days, 7);
    }

    #[test]
    fn a_fault_names_its_line_and_what_would_be_right() {
        for (text, line, words) in [
            ("[signals]\ncritical_hour = 24\n", 2, "critical_hours"),
            ("[signal]\n", 1, "signals"),
            ("\n[signals]\ncritical_hours = \"two\"\n", 3, "critical_hours"),
            ("[signals]\n\nexpansion_from = 1.5\n", 3, "between 0 and 1"),
            ("[segments]\nmid_touch_from = 200000\n", 2, "above"),
            ("[cadence]\nred_days = 0\n", 2, "1 or more"),
            ("[feeds]\nusage_days = 0\n", 2, "1 or more"),
            ("[rights]\n\ncsm_reads = \"mine\"\n", 3, "it must be one of \"own\", \"team\", \"all\""),
            ("[rights]\nmanager_works_on = \"own\"\n", 2, "it must be one of \"team\", \"all\""),
            ("[rights]\nviewer_reads = 1\n", 2, "viewer_reads"),
            ("[rights]\nviewer_read = \"own\"\n", 2, "viewer_reads"),
            ("[time]\nred = 31\n", 2, "sum to 101"),
            ("[capacity]\nmid_touch = { accounts = [80, 40], arr = 1 }\n", 2, "from"),
            ("[lifecycle]\ncheckpoints_days = [30, 60]\n", 2, "descend"),
            ("signals = 3\n", 1, "table"),
            ("[signals\n", 1, ""),
        ] {
            let faults = Rules::parse(text).expect_err(text);
            let [fault] = &faults[..] else { panic!("{text}: {faults:?}") };
            assert_eq!(fault.line, line, "{text}: {fault}");
            assert!(fault.reason.contains(words), "{text}: {fault}");
        }
    }

    #[test]
    fn every_fault_is_told_at_once_in_the_order_of_the_file() {
        for (text, lines) in [
            ("[time]\nred = 31\n[signals]\nexpansion_from = 2\n", vec![2, 4]),
            ("[segments]\nmid = 1\nhigh_touch_from = \"x\"\n[wrong]\n", vec![2, 3, 4]),
        ] {
            let faults = Rules::parse(text).expect_err(text);
            assert_eq!(faults.iter().map(|fault| fault.line).collect::<Vec<_>>(), lines, "{text}: {faults:?}");
        }
    }
}
