//! Which playbook is offered when: the triggers in the files decide.

use chrono::{Days, Months, NaiveDate};

use super::{Condition, Occasion, Playbook, StartBy};
use crate::domain::signal::SignalKind;

/// A playbook that an occasion calls for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Its name.
    pub playbook: String,
    /// Its title.
    pub title: String,
    /// Who starts it.
    pub start: StartBy,
    /// Only for accounts of which this holds.
    pub when: Option<Condition>,
}

impl Playbook {
    /// The signals that call for it.
    pub fn signals(&self) -> Vec<SignalKind> {
        let kinds = self.triggers.iter().filter_map(|trigger| match trigger.on {
            Occasion::Signal(kind) => Some(kind),
            Occasion::Phase(_) | Occasion::Checkpoint(_) => None,
        });
        kinds.collect()
    }

    /// Until when nobody proposes an expansion to an account whose run ended on a day. Whole months are counted by the
    /// calendar: 183 days in the file are six months.
    pub fn mutes_expansion_until(&self, ended_on: NaiveDate) -> Option<NaiveDate> {
        let days = self.mutes_expansion_days?;
        let months = (days * 12 + 182) / 365;
        let are_whole = 0 < months && (months * 365).div_ceil(12) == days;
        let until = if are_whole {
            ended_on.checked_add_months(Months::new(months))
        } else {
            ended_on.checked_add_days(Days::new(u64::from(days)))
        };
        Some(until.unwrap_or(NaiveDate::MAX))
    }
}

impl super::StepDefinition {
    /// Whether it opens or is due so many days before the renewal.
    pub fn counts_from_renewal(&self) -> bool {
        [self.opens, self.due].iter().any(|offset| offset.from == super::Anchor::Renewal)
    }
}

/// What a signal calls for, of the newest versions of all playbooks, in their order.
pub fn offers(playbooks: &[Playbook], kind: SignalKind) -> Vec<Offer> {
    let triggers =
        playbooks.iter().flat_map(|playbook| playbook.triggers.iter().map(move |trigger| (playbook, trigger)));
    triggers
        .filter(|(_, trigger)| trigger.on == Occasion::Signal(kind))
        .map(|(playbook, trigger)| Offer {
            playbook: playbook.name.clone(),
            title: playbook.title.clone(),
            start: trigger.start,
            when: trigger.when.clone(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_say_what_a_signal_calls_for() {
        let (_, text) =
            Playbook::BUILT_IN.into_iter().find(|(name, _)| *name == "red_account_rescue").expect("it ships");
        let rescue = Playbook::parse(text).expect("it is sound");
        let playbooks = [rescue.clone()];
        let names = |kind| offers(&playbooks, kind).into_iter().map(|offer| offer.playbook).collect::<Vec<_>>();
        assert_eq!(names(SignalKind::RedTransition), ["red_account_rescue"]);
        assert_eq!(names(SignalKind::Detractor), Vec::<String>::new());
        assert_eq!(rescue.signals(), [SignalKind::RedTransition, SignalKind::ValueAtRisk]);
        assert!(!rescue.needs_renewal());
    }

    #[test]
    fn six_months_end_on_the_same_day_of_the_month() {
        let (_, text) =
            Playbook::BUILT_IN.into_iter().find(|(name, _)| *name == "red_account_rescue").expect("it ships");
        let rescue = Playbook::parse(text).expect("it is sound");
        let until = |days: u32, from: &str| {
            let playbook = Playbook { mutes_expansion_days: Some(days), ..rescue.clone() };
            playbook.mutes_expansion_until(from.parse().expect("a day")).map(|day| day.to_string())
        };
        assert_eq!(until(183, "2026-03-31").as_deref(), Some("2026-09-30"));
        assert_eq!(until(183, "2026-04-20").as_deref(), Some("2026-10-20"));
        assert_eq!(until(365, "2026-04-20").as_deref(), Some("2027-04-20"));
        assert_eq!(until(30, "2026-01-31").as_deref(), Some("2026-03-02"));
        assert_eq!(until(0, "2026-01-31").as_deref(), Some("2026-01-31"));
        assert_eq!(
            Playbook { mutes_expansion_days: None, ..rescue.clone() }.mutes_expansion_until(NaiveDate::MAX),
            None
        );
    }
}
