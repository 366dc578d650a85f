//! Did red accounts churn more? Scores the past on what was known then, and holds it against what came. Reads only.

mod fit;
mod suggest;

use std::collections::BTreeMap;

use anyhow::{Context, bail};
use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use serde::Serialize;
use sqlx::PgConnection;

use super::{App, Failure, models};
use crate::domain::backtest::{
    self, BandRow, DecileRow, Estimate, LeadTimes, Life, Look, Outcome, Sighting, Verdict, by_band, by_decile,
    by_factor, by_score, dates, estimate, lead_times, verdict, warning,
};
use crate::domain::health::{Measure, Model, Models};
use crate::domain::ids::{AccountId, OrgId};
use crate::domain::lifecycle::Phase;
use crate::store::{backtest as store, customers, measures};

pub use suggest::{Advice, Suggestion, WeightRow};

/// Accounts that are read together.
const PAGE: i64 = 1_000;

/// Which past to look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Question {
    /// The first date; `None`: where the data begins.
    pub from: Option<NaiveDate>,
    /// The last date; `None`: the last whose horizon is over.
    pub to: Option<NaiveDate>,
    /// A date every so many days; `None`: the first of each month.
    pub every_days: Option<u64>,
    /// What happens within so many days counts.
    pub horizon_days: u64,
    /// What counts as churn.
    pub outcome: Outcome,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Findings {
    /// The models that scored, by name and version.
    pub models: Vec<String>,
    /// The last day that the data knows.
    pub as_of: NaiveDate,
    /// The dates that were scored.
    pub dates: Vec<NaiveDate>,
    /// How far ahead of each was looked.
    pub horizon_days: u64,
    /// What counted as churn.
    pub outcome: Outcome,
    /// Factors that count as unknown everywhere, with the reason.
    pub left_out: Vec<(Measure, &'static str)>,
    /// What could not be taken back, and is small.
    pub caveats: Vec<&'static str>,
    /// Account-dates.
    pub n: usize,
    /// Accounts.
    pub n_accounts: usize,
    /// Churn by colour, the withheld last.
    pub bands: Vec<BandRow>,
    /// How well the score ranks: AUC of 100 − score.
    pub auc: Option<Estimate>,
    /// The AUC in a word.
    pub verdict: Verdict,
    /// How well each factor ranks alone; `None` where it was never known, or nothing churned.
    pub factors: Vec<(Measure, Option<Estimate>)>,
    /// How early red warned.
    pub lead_times: LeadTimes,
    /// Churn by tenths of the scores, lowest first.
    pub deciles: Vec<DecileRow>,
    /// Other weights beside today's.
    pub suggestion: Suggestion,
}

/// How far a backtest has come: steps done, of how many.
pub type Progress<'a> = dyn FnMut(usize, usize) + Send + 'a;

/// Looks back. `on_progress` hears of every date and of every fold of the suggestion.
pub async fn look_back(
    app: &App,
    org: OrgId,
    question: Question,
    on_progress: &mut Progress<'_>,
) -> Result<Findings, Failure> {
    let past = read(app, org, question, on_progress).await?;
    let n_steps = past.dates.len() + suggest::N_FOLDS + 1;
    let n_dates = past.dates.len();
    let suggestion = suggest::suggest(&past.models, &past.sightings, &mut |done| on_progress(n_dates + done, n_steps))?;
    Ok(findings(&past, question, suggestion))
}

/// Everything that a backtest knows, before any sum.
struct Past {
    models: Vec<Model>,
    as_of: NaiveDate,
    dates: Vec<NaiveDate>,
    sightings: Vec<Sighting>,
    lives: BTreeMap<AccountId, Life>,
}

async fn read(app: &App, org: OrgId, question: Question, on_progress: &mut Progress<'_>) -> Result<Past, Failure> {
    let mut tx = app.begin_work().await?;
    store::only_read(&mut tx).await?;
    let today = app.clock.now().date_naive();
    let (first, as_of) = store::covered(&mut tx, org, today)
        .await?
        .context("there is no past to look at: no use, tickets, touches or answers")?;
    let dates = asked_dates(question, first, as_of)?;
    let lives = store::lives(&mut tx, org, as_of).await?;
    let in_force = models::in_force(&mut tx, org).await?;
    let mut sightings = Vec::new();
    for (done, date) in dates.iter().enumerate() {
        on_progress(done, dates.len() + suggest::N_FOLDS + 1);
        sightings.extend(seen_on(app, &mut tx, org, (*date, question), (&in_force, &lives)).await?);
    }
    // Nothing was written; this only ends the snapshot.
    tx.rollback().await?;
    let models = in_force.iter().cloned().collect();
    Ok(Past { models, as_of, dates, sightings, lives })
}

/// The dates that can be judged: their whole horizon is known.
fn asked_dates(question: Question, first: NaiveDate, as_of: NaiveDate) -> anyhow::Result<Vec<NaiveDate>> {
    let last = as_of.checked_sub_days(Days::new(question.horizon_days)).context("the horizon is too long")?;
    if let Some(to) = question.to.filter(|to| last < *to) {
        bail!(
            "what became of the accounts of {to} is not known yet: the data ends on {as_of}, so that {last} is the last \
             date with {} days after it",
            question.horizon_days
        );
    }
    let (from, to) = (question.from.unwrap_or(first), question.to.unwrap_or(last));
    let dates = dates(from, to, question.every_days);
    if dates.is_empty() {
        bail!("there is no date to look at from {from} to {to}; the data goes from {first} to {as_of}");
    }
    Ok(dates)
}

/// The accounts that were there to be lost on a date, scored on what was known as the date began.
async fn seen_on(
    app: &App,
    conn: &mut PgConnection,
    org: OrgId,
    (date, question): (NaiveDate, Question),
    (models, lives): (&Models, &BTreeMap<AccountId, Life>),
) -> Result<Vec<Sighting>, Failure> {
    let now: DateTime<Utc> = date.and_time(NaiveTime::MIN).and_utc();
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let page = customers::account_page(conn, org, date, after, PAGE).await?;
        let Some(last) = page.last().copied() else { return Ok(seen) };
        let is_active = |account: &AccountId| lives.get(account).is_some_and(|life| life.is_active(date));
        let active: Vec<AccountId> = page.into_iter().filter(is_active).collect();
        for measured in measures::of_past(conn, &app.rules, org, &active, now).await? {
            let is_lost = |life: &Life| life.is_lost_within(question.outcome, date, question.horizon_days);
            let churned = lives.get(&measured.account).is_some_and(is_lost);
            let model = models.of(measured.segment, Phase::on_day(&app.rules.lifecycle, measured.day));
            let place = models.iter().position(|known| known.label() == model.label()).unwrap_or(0);
            seen.push(Sighting::of(measured.account, date, (place, model), &measured.measures, churned));
        }
        after = Some(last);
    }
}

fn findings(past: &Past, question: Question, suggestion: Suggestion) -> Findings {
    let auc = estimate(&by_score(&past.sightings));
    let bands = by_band(&past.sightings);
    let factors = Measure::ALL.into_iter().filter(|measure| !backtest::is_left_out(*measure));
    Findings {
        models: past.models.iter().map(Model::label).collect(),
        as_of: past.as_of,
        dates: past.dates.clone(),
        horizon_days: question.horizon_days,
        outcome: question.outcome,
        left_out: backtest::LEFT_OUT.to_vec(),
        caveats: backtest::CAVEATS.to_vec(),
        n: past.sightings.len(),
        n_accounts: backtest::rate(&past.sightings).n_accounts,
        bands,
        verdict: verdict(auc.as_ref()),
        auc,
        factors: factors.map(|measure| (measure, estimate(&by_factor(&past.sightings, measure)))).collect(),
        lead_times: leads(past, question),
        deciles: by_decile(&past.sightings),
        suggestion,
    }
}

/// Every loss that a date looked ahead to: a look at an account says nothing of what comes after its horizon.
fn leads(past: &Past, question: Question) -> LeadTimes {
    let mut looks: BTreeMap<AccountId, Vec<Look>> = BTreeMap::new();
    for seen in &past.sightings {
        looks.entry(seen.account).or_default().push((seen.on, seen.band));
    }
    let horizon = i64::try_from(question.horizon_days).unwrap_or(i64::MAX);
    let mut warnings = Vec::new();
    for (account, looks) in &looks {
        let losses = past.lives.get(account).map(|life| life.losses(question.outcome)).unwrap_or_default();
        let is_ahead =
            |lost_on: &NaiveDate| looks.iter().any(|(on, _)| on < lost_on && (*lost_on - *on).num_days() <= horizon);
        warnings.extend(losses.into_iter().filter(is_ahead).map(|lost_on| warning(looks, lost_on)));
    }
    lead_times(&warnings)
}
