//! An account as people look at it: the card, the rows of a book, and how a name finds its account.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::freshness::AsOf;
use super::health::{Assessment, Band, Confidence, Lift, Milli, Standing, Trend};
use super::ids::{AccountId, PersonId, RunId};
use super::lifecycle::Phase;
use super::listing::Sort;
use super::money::{Money, Totals};
use super::person::PersonRef;
use super::pulse::Pulse;
use super::reason::Reason;
use super::renewal::Outlook;
use super::risks::SignalLine;
use super::segment::{CadenceReason, Segment};
use super::voice::Voice;

/// An account, as far as a message names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountRef {
    /// Which.
    pub id: AccountId,
    /// Its name as the customer writes it.
    pub name: String,
}

/// Accounts that could be meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidates {
    /// The first of them, best first: as many as a picker has room for.
    pub first: Vec<AccountRef>,
    /// All of them.
    pub n: i64,
}

/// How a typed name met the accounts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// One account is meant.
    One(AccountRef),
    /// Several could be: a person picks.
    Several(Candidates),
    /// None is near; the nearest all the same, best first.
    None(Vec<AccountRef>),
}

/// Who set a segment against the revenue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SegmentSource {
    /// It came along with the accounts.
    Import,
    /// A person.
    Person {
        /// Who.
        by: PersonRef,
        /// Why.
        reason: String,
    },
}

/// The score as a card shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HealthView {
    /// The colour after hysteresis; `None`: not enough data.
    pub band: Option<Band>,
    /// The exact score.
    pub score: Option<Milli>,
    /// Against 14 days ago, where there is a score of then.
    pub change_14d: Option<Milli>,
    /// The word for the movement.
    pub trend: Trend,
    /// How far to trust it.
    pub confidence: Confidence,
    /// Since when it has this colour, and which it had before.
    pub standing: Option<Standing>,
    /// Where every point went.
    pub assessment: Assessment,
    /// When it was computed.
    pub scored_at: DateTime<Utc>,
}

/// The contract end as a card shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RenewalLine {
    /// The last day of the contract.
    pub ends_on: NaiveDate,
    /// Days until then.
    pub in_days: i64,
    /// Whether it goes on by itself.
    pub auto_renew: bool,
    /// The last day to give notice, when there is one.
    pub notice_on: Option<NaiveDate>,
    /// What is expected of it; `None` in what was frozen before that was known.
    #[serde(default)]
    pub forecast: Option<LineForecast>,
}

/// What is expected of a renewal, in a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineForecast {
    /// How it stands.
    pub outlook: Outlook,
    /// What is expected, where somebody said.
    pub amount: Option<Money>,
    /// Whether somebody should have said by now.
    pub review_due: bool,
}

/// Somebody at the customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactLine {
    /// Their name.
    pub name: String,
    /// When they left.
    pub left_on: Option<NaiveDate>,
    /// When they were last spoken to.
    pub last_contact_at: Option<DateTime<Utc>>,
}

/// A playbook at work, in a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunLine {
    /// Which run.
    pub id: RunId,
    /// Its title.
    pub title: String,
    /// Steps that are over.
    pub n_ended: usize,
    /// All steps.
    pub n_steps: usize,
}

/// A play that would help, and how it fits before the renewal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// The playbook's name.
    pub playbook: String,
    /// Its title.
    pub title: String,
    /// The day on which its last step would be due, counted from its start.
    pub last_due_day: i64,
    /// Days between its end and the contract's end; negative when it ends too late.
    pub slack_days: Option<i64>,
}

/// Everything on the account card.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AccountView {
    /// Which account.
    pub account: AccountRef,
    /// Its service model.
    pub segment: Segment,
    /// Who set it against the revenue, when somebody did.
    pub segment_source: Option<SegmentSource>,
    /// Where in its life it is.
    pub phase: Phase,
    /// Days since its start.
    pub day: i64,
    /// Who works it.
    pub owner: Option<PersonRef>,
    /// What it is marked with.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Yearly revenue.
    pub arr: Money,
    /// Its score; `None` before the first scoring.
    pub health: Option<HealthView>,
    /// Somebody's own call that holds, beside the score.
    #[serde(default)]
    pub pulse: Option<Pulse>,
    /// Why it needs somebody.
    pub reasons: Vec<Reason>,
    /// The running contract's end.
    pub renewal: Option<RenewalLine>,
    /// The last two-way touch.
    pub last_touch_at: Option<DateTime<Utc>>,
    /// When the next is due.
    pub next_touch_on: Option<NaiveDate>,
    /// Days between touches, and why so.
    pub cadence: Option<(i64, CadenceReason)>,
    /// Their champion, or the one who left last.
    pub champion: Option<ContactLine>,
    /// Their executive.
    pub executive: Option<ContactLine>,
    /// Seats bought.
    pub seats: Option<i32>,
    /// The most people active on a day of the last 28.
    pub active_users: Option<i32>,
    /// Core features used in 28 days, of all core features.
    pub features: Option<(i64, i32)>,
    /// Open tickets.
    pub n_open_tickets: i64,
    /// Hours that the oldest open critical one has been open.
    pub critical_open_hours: Option<i64>,
    /// The latest NPS answer with its day.
    pub nps: Option<(f64, NaiveDate)>,
    /// The plays at work.
    pub runs: Vec<RunLine>,
    /// A play that would help, when none is at work.
    pub proposal: Option<Proposal>,
    /// Signals that are going on, the gravest first.
    #[serde(default)]
    pub signals: Vec<SignalLine>,
    /// What they ask for.
    #[serde(default)]
    pub voice: Voice,
    /// The address of its page elsewhere, where such pages are known.
    #[serde(default)]
    pub page: Option<String>,
    /// How old the sources are.
    pub as_of: AsOf,
}

/// The answer to `why`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WhyView {
    /// The card's facts.
    pub account: AccountView,
    /// The score as it stood 90 days ago, and from there on each time it was written anew, oldest first; `None`: withheld.
    pub history: Vec<(NaiveDate, Option<Milli>)>,
    /// The factors that moved since the last change of band: measure, points then, points now; biggest move first.
    pub moved: Vec<(super::health::Measure, Milli, Milli)>,
    /// What it takes to reach the next band.
    pub lift: Option<Lift>,
}

/// A score explained without its account's card.
#[derive(Clone, Debug, PartialEq)]
pub struct Explained {
    /// Whose.
    pub account: AccountRef,
    /// The score, as it stood then.
    pub health: HealthView,
    /// Somebody's own call that holds; only of now.
    pub pulse: Option<Pulse>,
    /// The factors that moved since the last change of band: measure, points then, points now; biggest move first.
    pub moved: Vec<(super::health::Measure, Milli, Milli)>,
    /// What it takes to reach the next band.
    pub lift: Option<Lift>,
}

/// A row of a book.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BookRow {
    /// Which account.
    pub account: AccountRef,
    /// Its colour.
    pub band: Option<Band>,
    /// Its score.
    pub score: Option<Milli>,
    /// The word for its movement.
    pub trend: Trend,
    /// Yearly revenue.
    pub arr: Money,
    /// Days to contract end.
    pub renewal_in_days: Option<i64>,
    /// The first reason, if any.
    pub reason: Option<Reason>,
    /// Who works it.
    pub owner: Option<PersonRef>,
}

/// How many accounts are of each colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BandCounts {
    /// Red ones.
    pub red: i64,
    /// Yellow ones.
    pub yellow: i64,
    /// Green ones.
    pub green: i64,
    /// Those without a colour.
    pub unknown: i64,
}

/// A page of a book.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BookView {
    /// What was asked for.
    pub filter: BookFilter,
    /// The page's rows, by severity × ARR × nearness of renewal.
    pub rows: Vec<BookRow>,
    /// Pages are counted from 0.
    pub page: i64,
    /// Rows on a full page.
    pub page_size: i64,
    /// Accounts that match.
    pub n_matching: i64,
    /// Accounts in the book without the filter.
    pub n_total: i64,
    /// Revenue of those that match, each currency for itself.
    pub arr_matching: Totals,
    /// Revenue of the whole book.
    pub arr_total: Totals,
    /// Colours of those that match.
    pub bands: BandCounts,
}

/// Whose accounts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BookScope {
    /// The asker's own.
    #[default]
    Mine,
    /// Everybody's.
    All,
    /// One person's.
    Of(PersonId),
    /// Those of nobody, or of somebody who left.
    Nobody,
}

impl BookScope {
    /// The narrowest that has all accounts of these owners, or of everybody.
    pub fn of_owners(owners: Option<&[PersonId]>) -> Self {
        match owners {
            Some([one]) => Self::Of(*one),
            Some(_) | None => Self::All,
        }
    }
}

/// A filter of accounts, and the order and length of a page of them; what is empty does not filter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookFilter {
    /// Whose accounts.
    pub scope: BookScope,
    /// Any of these colours.
    pub bands: Vec<Band>,
    /// Any of these segments.
    pub segments: Vec<Segment>,
    /// Any of these phases.
    pub phases: Vec<Phase>,
    /// Contract end within so many days.
    pub renews_within_days: Option<i64>,
    /// More than so many whole units of the account's own currency.
    pub arr_above: Option<i64>,
    /// Renewals that stand in any of these ways; of books it says nothing.
    pub outlooks: Vec<Outlook>,
    /// Of owners in this team.
    #[serde(default)]
    pub team: Option<String>,
    /// With any of these tags, in either case.
    #[serde(default)]
    pub tags: Vec<String>,
    /// What comes first; `None`: what the list is made for.
    #[serde(default)]
    pub sort: Option<Sort>,
    /// Rows of a page; `None`: as many as the list shows.
    #[serde(default)]
    pub limit: Option<i64>,
}
