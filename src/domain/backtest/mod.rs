//! Did red accounts churn more? The statistics of a backtest: rates by colour, ranking, lead time, all with their n.
//!
//! One account is seen on several dates, and what happens to it counts at each of them: two sightings of one account say
//! less than two accounts. So every interval here is made by account, never by sighting: rates count an effective number
//! of sightings (`rate`), rankings are resampled account by account (`auc`). A word is never stronger than its interval.

mod auc;
mod chance;
mod dates;
mod lead;
mod life;
mod rate;
mod table;
mod verdict;
mod weights;

pub use auc::{Estimate, Ranked, auc, compare, estimate};
pub use chance::Chance;
pub use dates::{dates, first_of_month_from};
pub use lead::{LeadTimes, Look, Warning, lead_times, warning};
pub use life::{DayMoved, Life, Outcome};
pub use rate::{Rate, rate, wilson};
pub use table::{BandRow, DecileRow, by_band, by_decile};
pub use verdict::{LEAST_ACCOUNTS, Verdict, verdict};
pub use weights::{folds, score_by, suggested_model, whole_weights};

use chrono::NaiveDate;

use super::health::{Assessment, Band, Measure, Measures, Milli, Model, assess};
use super::ids::AccountId;

/// What a past score leaves out: these rows hold today's value and no date, so that what was known then is lost, and the
/// accounts that stayed would show what they became. They count as unknown, everywhere.
pub const LEFT_OUT: [(Measure, &str); 5] = [
    (Measure::FeatureAdoption, "how many core features there are is today's number"),
    (Measure::ChampionPresent, "a contact's leaving is dated, its appearing is not"),
    (Measure::ExecutiveContact, "only the last contact is kept"),
    (Measure::AutoRenew, "a contract's flag is today's"),
    (Measure::OverdueInvoices, "today's amount"),
];

/// What stays in although a part of it is as last written.
pub const CAVEATS: [&str; 3] = [
    "a ticket's priority, a touch's two-way mark and survey answers are as they were last written",
    "accounts and rows that were deleted are missing at every date",
    "ARR is today's, wound back by its movements; without movements it is today's; segment overrides do not count",
];

/// One account on one past date: what its score said, and what became of it within the horizon.
#[derive(Clone, Debug, PartialEq)]
pub struct Sighting {
    /// Whose.
    pub account: AccountId,
    /// The date.
    pub on: NaiveDate,
    /// The score of what was known then; `None` when too much was not.
    pub score: Option<Milli>,
    /// Its colour by the bands of the model.
    pub band: Option<Band>,
    /// The factors that were known, with the share of its weight that each had lost, 0 to 1.
    pub lost: Vec<(Measure, f64)>,
    /// Whether it churned within the horizon.
    pub churned: bool,
    /// The place of its model in the list of models.
    pub model: usize,
}

impl Sighting {
    /// Scores an account on a past date.
    pub fn of(account: AccountId, on: NaiveDate, model: (usize, &Model), measures: &Measures, churned: bool) -> Self {
        let mut measures = measures.clone();
        for (measure, _) in LEFT_OUT {
            measures.readings.remove(&measure);
        }
        let assessment = assess(model.1, &measures, on);
        let known = model.1.factors().zip(&assessment.factors).filter(|(_, score)| score.is_known());
        let lost = known
            .filter_map(|(factor, score)| Some((factor.measure, 1.0 - factor.ramp.share(score.reading?.value))))
            .collect();
        let score = past_score(model.1, &assessment);
        let band = score.map(|score| model.1.bands.of(score));
        Self { account, on, score, band, lost, churned, model: model.0 }
    }
}

/// The score of an assessment of the past. What is left out everywhere says nothing of this account, so the limit of
/// unknown weight (the model's; 40 % by default, product rules §3) holds for the rest of the weight.
pub fn past_score(model: &Model, assessment: &Assessment) -> Option<Milli> {
    let weight = |is_meant: &dyn Fn(Measure) -> bool| -> u32 {
        let meant = assessment.factors.iter().filter(|factor| !is_left_out(factor.measure) && is_meant(factor.measure));
        meant.map(|factor| factor.weight).sum()
    };
    let tested = weight(&|_| true);
    let unknown = weight(&|measure| assessment.factor(measure).is_none_or(|factor| !factor.is_known()));
    let is_withheld = tested == 0 || model.confidence.unknown_limit_percent * tested < 100 * unknown;
    (!is_withheld).then(|| Milli(assessment.factors.iter().map(|factor| factor.points.0).sum()))
}

/// Whether a backtest leaves a measure out.
pub fn is_left_out(measure: Measure) -> bool {
    LEFT_OUT.iter().any(|(left_out, _)| *left_out == measure)
}

/// The sightings that have a score, as a ranking by risk: a low score is a high risk.
pub fn by_score(sightings: &[Sighting]) -> Vec<Ranked> {
    let scored = sightings.iter().filter_map(|seen| Some((seen, seen.score?)));
    scored
        .map(|(seen, score)| Ranked { account: seen.account, risk: -f64::from(score.0), churned: seen.churned })
        .collect()
}

/// The sightings that know a factor, ranked by what it lost alone.
pub fn by_factor(sightings: &[Sighting], measure: Measure) -> Vec<Ranked> {
    let lost = |seen: &Sighting| seen.lost.iter().find(|(known, _)| *known == measure).map(|(_, lost)| *lost);
    let known = sightings.iter().filter_map(|seen| Some((seen, lost(seen)?)));
    known.map(|(seen, risk)| Ranked { account: seen.account, risk, churned: seen.churned }).collect()
}
