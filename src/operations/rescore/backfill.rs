//! The past of an organisation, from its data as it was known then: a day each in the last fortnight, a week each before.
//! Charts and trends then have something to stand on.
//!
//! Each account's past is gone through from its beginning, with a standing of its own; the present colour has no part in
//! it. Days that are recorded stay as they are and are only followed, so that a second backfill writes nothing twice.
//! Nobody is alerted: what is filled in happened long ago.

use std::collections::HashMap;

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use sqlx::PgConnection;

use super::Rescored;
use super::page::score_one;
use crate::domain::health::{Milli, Models, Standing};
use crate::domain::ids::{AccountId, OrgId};
use crate::domain::rules::Rules;
use crate::operations::{App, Failure, models};
use crate::store::customers;
use crate::store::health::{self, Crossing, Fresh};
use crate::store::measures;
use crate::store::replay::{self, Recorded};

/// Each of the last so many days is filled in…
const DAILY_DAYS: i64 = 15;
/// …and before them every seventh day, the same ones whenever it is asked.
const WEEK: i32 = 7;
/// The hour of a day that is filled in: the same day in nearly every zone.
const NOON: TimeDelta = TimeDelta::hours(12);
/// Accounts of a page; each has several dozens of days.
const PAGE: i64 = 250;

/// Fills in the scores of the last `n_days` where there are none. `n_changed` counts the days that were written.
pub async fn backfill(app: &App, org: OrgId, n_days: i64) -> Result<Rescored, Failure> {
    let now = app.clock.now();
    let today = now.date_naive();
    let days: Vec<NaiveDate> = (1..=n_days)
        .rev()
        .map(|ago| (ago, today - TimeDelta::days(ago)))
        .filter(|(ago, day)| *ago <= DAILY_DAYS || day.num_days_from_ce() % WEEK == 0)
        .map(|(_, day)| day)
        .collect();
    let (mut done, mut after) = (Rescored::default(), None);
    loop {
        let mut tx = app.begin_work().await?;
        customers::hold_scoring(&mut tx, org).await?;
        let customers = customers::ever_customers(&mut tx, org, today, after, PAGE).await?;
        let Some((last, ..)) = customers.last().copied() else { return Ok(done) };
        let models = models::in_force(&mut tx, org).await?;
        done +=
            Page::read(&mut tx, org, &customers).await?.replay(&mut tx, (&app.rules, &models), &days, today).await?;
        let accounts: Vec<AccountId> = customers.iter().map(|(account, ..)| *account).collect();
        replay::nothing_is_news(&mut tx, org, &accounts).await?;
        tx.commit().await?;
        after = Some(last);
    }
}

struct Page {
    org: OrgId,
    pasts: HashMap<AccountId, Past>,
}

/// An account on its way through its past.
struct Past {
    started_on: NaiveDate,
    churned_on: Option<NaiveDate>,
    recorded: Vec<Recorded>,
    n_followed: usize,
    standing: Option<Standing>,
    score: Option<Milli>,
    /// The last day that was filled in, unless a recorded one came after it.
    filled: Option<(Fresh, DateTime<Utc>)>,
    n_filled: usize,
}

impl Past {
    fn is_missing(&self, day: NaiveDate) -> bool {
        let is_customer = self.started_on <= day && self.churned_on.is_none_or(|lost| day < lost);
        is_customer && self.recorded.binary_search_by_key(&day, |known| known.day).is_err()
    }

    /// Follows what is recorded before a day. Where a recorded colour follows a filled one of another colour, the edge
    /// was crossed, and nobody has written that down.
    fn follow_until(&mut self, day: NaiveDate, account: AccountId) -> Vec<Crossing> {
        let mut crossings = Vec::new();
        while let Some(known) = self.recorded.get(self.n_followed).copied().filter(|known| known.day < day) {
            self.n_followed += 1;
            let Some(band) = known.band else { continue };
            let was = self.standing;
            if was.is_none_or(|was| was.band != band) {
                self.standing =
                    Some(Standing { band, since: known.at, before: was.map(|was| was.band), across_since: None });
            }
            if let Some(was) = was.filter(|was| self.filled.is_some() && was.band != band) {
                let (from, to) = ((was.band, self.score), (band, known.score));
                crossings.push(Crossing { account, at: known.at, from, to });
            }
            (self.score, self.filled) = (known.score, None);
        }
        crossings
    }

    fn fill(&mut self, fresh: Fresh, at: DateTime<Utc>) -> Option<Crossing> {
        let crossed = self.standing.zip(fresh.standing).filter(|(was, is)| was.band != is.band);
        let crossing = crossed.map(|(was, is)| Crossing {
            account: fresh.account,
            at,
            from: (was.band, self.score),
            to: (is.band, fresh.assessment.score),
        });
        self.standing = fresh.standing;
        self.score = fresh.assessment.score.or(self.score);
        self.filled = Some((fresh, at));
        self.n_filled += 1;
        crossing
    }

    /// The present standing with this past: only the first scoring's own, for later ones have followed on from it.
    fn end_in(&self, present: Standing) -> Option<Standing> {
        let past = self.standing.filter(|_| 0 < self.n_filled && present.before.is_none())?;
        Some(if past.band == present.band {
            Standing { since: past.since, before: past.before, ..present }
        } else {
            Standing { before: Some(past.band), ..present }
        })
    }
}

impl Page {
    async fn read(
        conn: &mut PgConnection,
        org: OrgId,
        customers: &[(AccountId, NaiveDate, Option<NaiveDate>)],
    ) -> Result<Self, Failure> {
        let accounts: Vec<AccountId> = customers.iter().map(|(account, ..)| *account).collect();
        let mut recorded = replay::recorded(conn, org, &accounts).await?;
        let past = |(account, started_on, churned_on): &(AccountId, NaiveDate, Option<NaiveDate>)| {
            let past = Past {
                started_on: *started_on,
                churned_on: *churned_on,
                recorded: recorded.remove(account).unwrap_or_default(),
                n_followed: 0,
                standing: None,
                score: None,
                filled: None,
                n_filled: 0,
            };
            (*account, past)
        };
        Ok(Self { org, pasts: customers.iter().map(past).collect() })
    }

    async fn replay(
        mut self,
        conn: &mut PgConnection,
        by: (&Rules, &Models),
        days: &[NaiveDate],
        today: NaiveDate,
    ) -> Result<Rescored, Failure> {
        let mut done = Rescored::default();
        for day in days {
            done += self.fill_day(conn, by, *day).await?;
        }
        let crossings = self.follow_until(today);
        done.n_crossed += crossings.len();
        health::record_crossings(conn, self.org, &crossings).await?;
        self.meet_the_present(conn).await?;
        Ok(done)
    }

    async fn fill_day(
        &mut self,
        conn: &mut PgConnection,
        (rules, models): (&Rules, &Models),
        day: NaiveDate,
    ) -> Result<Rescored, Failure> {
        let at = day.and_time(chrono::NaiveTime::MIN).and_utc() + NOON;
        let mut crossings = self.follow_until(day);
        let mut missing: Vec<AccountId> =
            self.pasts.iter().filter(|(_, past)| past.is_missing(day)).map(|(account, _)| *account).collect();
        missing.sort_unstable();
        let mut filled = Vec::new();
        for account in measures::of(conn, rules, self.org, &missing, at).await? {
            let Some(past) = self.pasts.get_mut(&account.account) else { continue };
            let fresh = score_one(rules, models, &account, past.standing, at);
            crossings.extend(past.fill(fresh.clone(), at));
            filled.push(fresh);
        }
        replay::fill(conn, self.org, &filled, day, at).await?;
        health::record_crossings(conn, self.org, &crossings).await?;
        Ok(Rescored { n_scored: filled.len(), n_changed: filled.len(), n_crossed: crossings.len() })
    }

    fn follow_until(&mut self, day: NaiveDate) -> Vec<Crossing> {
        self.pasts.iter_mut().flat_map(|(account, past)| past.follow_until(day, *account)).collect()
    }

    /// The past leads up to the present: where there is none yet it is the past's last day, so that the next scoring
    /// goes on from it.
    async fn meet_the_present(self, conn: &mut PgConnection) -> Result<(), Failure> {
        let accounts: Vec<AccountId> = self.pasts.keys().copied().collect();
        let present = health::of_many(conn, self.org, &accounts).await?;
        let led_up =
            present.iter().filter_map(|now| Some((now.account, self.pasts[&now.account].end_in(now.standing?)?)));
        replay::give_past(conn, self.org, &led_up.collect::<Vec<_>>()).await?;
        let last_days: Vec<(Fresh, DateTime<Utc>)> = self.pasts.into_values().filter_map(|past| past.filled).collect();
        Ok(replay::begin_present(conn, self.org, &last_days).await?)
    }
}
