//! Gathering what conditions ask for: many accounts by a fixed number of statements.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use sqlx::PgConnection;

use crate::domain::ids::{AccountId, OrgId};
use crate::domain::lifecycle::Phase;
use crate::domain::playbook::{Condition, DailyUse, Fact, FactValue, LEVEL_DAYS, PlayFacts, share_of};
use crate::domain::rules::Rules;
use crate::domain::segment::Segment;
use crate::domain::signal::{Champion, Facts};
use crate::operations::Failure;
use crate::store::plays::course::RunningRun;
use crate::store::plays::facts::{self, Known, Stood, Uses};
use crate::store::signal_facts;

/// Use that was delivered longer ago says nothing of today (product rules, §3).
const STALE_AFTER_DAYS: i64 = 7;
/// Days of use that an account's own baseline and level want.
const OWN_BASELINE_DAYS: u64 = 74;

/// Whose facts, and what they hang on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked {
    /// Which account.
    pub account: AccountId,
    /// What use is measured by.
    pub usage: UsageBy,
    /// Whether a contract follows the one that a run began under.
    pub renewed: Option<bool>,
}

/// What use is measured by.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum UsageBy {
    /// A baseline that was frozen when a run began, and whether it counts logins; `None`: there was none.
    Frozen(Option<(f64, bool)>),
    /// The account's own baseline, as it is now.
    Own,
}

impl From<&RunningRun> for Asked {
    fn from(run: &RunningRun) -> Self {
        Self { account: run.account, usage: UsageBy::Frozen(run.usage), renewed: run.renewed }
    }
}

/// The most days that one of these conditions asks for.
pub(super) fn depth<'a>(conditions: impl IntoIterator<Item = &'a Condition>) -> u32 {
    let comparisons = conditions.into_iter().flat_map(|condition| &condition.all);
    comparisons.map(|comparison| comparison.for_days).max().unwrap_or(0)
}

/// The facts of each that is asked for, in the same order, with the past of `depth` days.
pub(super) async fn gather(
    conn: &mut PgConnection,
    (org, rules): (OrgId, &Rules),
    asked: &[Asked],
    depth: u32,
    now: DateTime<Utc>,
) -> Result<Vec<PlayFacts>, Failure> {
    let today = now.date_naive();
    let accounts: BTreeSet<AccountId> = asked.iter().map(|asked| asked.account).collect();
    let accounts: Vec<AccountId> = accounts.into_iter().collect();
    let first = today - Days::new(u64::from(depth));
    let looked = signal_facts::of(conn, org, &accounts, today, now).await?;
    let looked: HashMap<AccountId, Facts> =
        looked.into_iter().map(|looked| (looked.facts.account, looked.facts)).collect();
    let known = facts::known(conn, org, &accounts, today).await?;
    let known: HashMap<AccountId, Known> = known.into_iter().map(|known| (known.account, known)).collect();
    let stood = facts::stood(conn, org, &accounts, (first, today)).await?;
    let deepest = Days::new(u64::from(depth) + STALE_AFTER_DAYS.unsigned_abs() + OWN_BASELINE_DAYS);
    let uses = facts::uses(conn, org, &accounts, (today - deepest, today)).await?;
    let sources = Sources { rules, looked, known, stood, uses, first, today };
    Ok(asked.iter().map(|asked| sources.facts(asked)).collect())
}

/// What the statements brought.
struct Sources<'a> {
    rules: &'a Rules,
    looked: HashMap<AccountId, Facts>,
    known: HashMap<AccountId, Known>,
    stood: HashMap<AccountId, BTreeMap<NaiveDate, Stood>>,
    uses: HashMap<AccountId, Uses>,
    first: NaiveDate,
    today: NaiveDate,
}

impl Sources<'_> {
    fn facts(&self, asked: &Asked) -> PlayFacts {
        let mut facts = PlayFacts { today: self.today, ..PlayFacts::default() };
        let Some(known) = self.known.get(&asked.account) else { return facts };
        let looked = self.looked.get(&asked.account).into_iter().flat_map(|looked| self.of_looked(looked));
        let all = self.of_account(known).into_iter().chain(looked).chain([(Fact::Renewed, asked.renewed.map(yes))]);
        facts.now.extend(all.filter_map(|(fact, value)| Some((fact, value?))));
        self.add_health(&mut facts, known);
        self.add_usage(&mut facts, asked, known);
        facts
    }

    fn of_account(&self, known: &Known) -> [(Fact, Option<FactValue>); 6] {
        let day = (self.today - known.started_on).num_days();
        let is_customer = known.started_on <= self.today && known.churned_on.is_none_or(|day| self.today < day);
        let share = known.active_users.zip(known.seats.filter(|seats| 0 < *seats));
        let seats_used = share.map(|(active, seats)| i64::from(active) * 100_000 / i64::from(seats));
        [
            (Fact::Arr, Some(whole(known.arr.whole_up()))),
            (Fact::Phase, Some(word(Phase::on_day(&self.rules.lifecycle, day).as_str()))),
            (Fact::Customer, Some(yes(is_customer))),
            (Fact::Executive, known.has_executive.map(present)),
            (Fact::SeatsUsed, seats_used.filter(|_| self.is_fresh(known)).map(FactValue::Number)),
            (Fact::Health, known.health.0.map(|score| FactValue::Number(i64::from(score.0)))),
        ]
    }

    fn of_looked(&self, looked: &Facts) -> Vec<(Fact, Option<FactValue>)> {
        let champion = looked.champion.as_ref().map(|champion| present(*champion == Champion::There));
        let n_critical = looked.critical.as_ref().map(|tickets| i64::try_from(tickets.len()).unwrap_or(i64::MAX));
        let answers_from = self.today - TimeDelta::days(self.rules.signals.detractor_within_days);
        let nps = looked.nps.as_ref().filter(|(_, on, _)| answers_from <= *on);
        let quiet = looked.touch.map(|touch| (self.today - touch.on.unwrap_or(looked.started_on)).num_days());
        // Where the organisation keeps milestones and the account has none of its own, nobody knows.
        let first_value = looked.way.as_ref().filter(|way| 0 < way.n).map(|way| yes(way.first_value_reached));
        let forecast = looked.contract.map(|contract| match contract.forecast {
            Some(category) => word(&category.as_str().replace('_', "-")),
            None => word("not-reviewed"),
        });
        vec![
            (Fact::Segment, Some(word(short(looked.segment)))),
            (Fact::RenewalIn, looked.renewal_in_days().map(whole)),
            (Fact::Forecast, forecast),
            (Fact::Champion, champion),
            (Fact::CriticalTickets, n_critical.map(whole)),
            (Fact::Nps, nps.map(|(score, ..)| thousandths(*score))),
            (Fact::QuietFor, quiet.map(whole)),
            (Fact::FirstValue, first_value),
        ]
    }

    /// The colour, and score and colour of the days before.
    fn add_health(&self, facts: &mut PlayFacts, known: &Known) {
        facts.now.extend(known.health.1.map(|band| (Fact::Band, word(band.as_str()))));
        for (day, (score, band)) in self.stood.get(&known.account).into_iter().flatten() {
            let past = facts.past.entry(*day).or_default();
            past.extend(score.map(|score| (Fact::Health, FactValue::Number(i64::from(score.0)))));
            past.extend(band.map(|band| (Fact::Band, word(band.as_str()))));
        }
    }

    /// Use of today and of the days before, by the feed's last day.
    fn add_usage(&self, facts: &mut PlayFacts, asked: &Asked, known: &Known) {
        let Some((last, first_used)) = known.used.filter(|_| self.is_fresh(known)) else { return };
        let none = Uses::default();
        let uses = self.uses.get(&asked.account).unwrap_or(&none);
        let (daily, before): (&DailyUse, Option<f64>) = match asked.usage {
            UsageBy::Frozen(Some((before, true))) => (&uses.logins, Some(before)),
            UsageBy::Frozen(Some((before, false))) => (&uses.all, Some(before)),
            UsageBy::Frozen(None) => return,
            UsageBy::Own => {
                let daily = if uses.logins.0.is_empty() { &uses.all } else { &uses.logins };
                (daily, daily.baseline(last, first_used))
            }
        };
        let Some(before) = before else { return };
        let share = |day: NaiveDate| share_of(daily.level(day), before).map(FactValue::Number);
        facts.now.extend(share(last).map(|value| (Fact::Usage, value)));
        for day in self.first.iter_days().take_while(|day| *day < self.today) {
            // What the feed had not delivered yet on a day it has by now.
            if first_used + Days::new(LEVEL_DAYS) <= day {
                facts.past.entry(day).or_default().extend(share(day.min(last)).map(|value| (Fact::Usage, value)));
            }
        }
    }

    fn is_fresh(&self, known: &Known) -> bool {
        known.used.is_some_and(|(last, _)| (self.today - last).num_days() <= STALE_AFTER_DAYS)
    }
}

fn whole(number: i64) -> FactValue {
    FactValue::Number(number.saturating_mul(1_000))
}

#[expect(clippy::cast_possible_truncation, reason = "an answer from 0 to 10")]
fn thousandths(number: f64) -> FactValue {
    FactValue::Number((number * 1_000.0).round() as i64)
}

fn word(word: &str) -> FactValue {
    FactValue::Word(word.to_owned())
}

fn yes(holds: bool) -> FactValue {
    word(if holds { "yes" } else { "no" })
}

fn present(holds: bool) -> FactValue {
    word(if holds { "present" } else { "absent" })
}

fn short(segment: Segment) -> &'static str {
    match segment {
        Segment::TechTouch => "tech",
        Segment::LowTouch => "low",
        Segment::MidTouch => "mid",
        Segment::HighTouch => "high",
    }
}
