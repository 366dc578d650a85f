//! What a channel hears of because somebody subscribed it: a topic, and which accounts.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::account::{AccountRef, BookFilter, BookScope};
use super::health::Band;
use super::ids::{PersonId, ScheduleId, SubscriptionId};
use super::lifecycle::Phase;
use super::person::{Deed, PersonRef};
use super::segment::Segment;
use super::signal::SignalKind;

/// The most subscriptions of one channel: beyond that nobody knows any more why something stands there.
pub const MOST_IN_A_CHANNEL: i64 = 20;
/// Accounts that a preview names.
pub const MOST_NAMED: i64 = 5;

/// What kind of news.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// Risk alerts: the living card of each signal.
    Signals,
    /// Accounts that change colour.
    Bands,
    /// Renewals that come near, slip, or can be given notice of soon.
    Renewals,
    /// Plays that begin and end.
    Plays,
    /// What customers ask of the product.
    Feedback,
}

impl Topic {
    /// Every topic.
    pub const ALL: [Self; 5] = [Self::Signals, Self::Bands, Self::Renewals, Self::Plays, Self::Feedback];

    /// The word that is typed and stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Signals => "signals",
            Self::Bands => "bands",
            Self::Renewals => "renewals",
            Self::Plays => "plays",
            Self::Feedback => "feedback",
        }
    }

    /// The topic of a word, in any case.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|topic| topic.as_str().eq_ignore_ascii_case(word))
    }
}

/// Which accounts, and of signals which. Postgres reads it too: what does not filter is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SubscriptionFilter {
    /// Any of these signals.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<SignalKind>,
    /// Any of these colours, when it happens.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub bands: Vec<Band>,
    /// Any of these segments.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub segments: Vec<Segment>,
    /// Any of these phases.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub phases: Vec<Phase>,
    /// Contract end within so many days.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub renews_within_days: Option<i64>,
    /// More than so many whole units of the account's own currency.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arr_above: Option<i64>,
    /// Whose accounts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<PersonId>,
    /// Accounts of nobody, or of somebody who left.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub of_nobody: bool,
    /// Whose team's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub team: Option<String>,
}

impl SubscriptionFilter {
    /// A book's filter, as it was asked for by somebody, with what a book has not.
    pub fn of(kinds: Vec<SignalKind>, accounts: BookFilter, team: Option<String>, asker: PersonId) -> Self {
        let owner = match accounts.scope {
            BookScope::Mine => Some(asker),
            BookScope::Of(person) => Some(person),
            BookScope::All | BookScope::Nobody => None,
        };
        Self {
            kinds,
            bands: accounts.bands,
            segments: accounts.segments,
            phases: accounts.phases,
            renews_within_days: accounts.renews_within_days,
            arr_above: accounts.arr_above,
            owner,
            of_nobody: accounts.scope == BookScope::Nobody,
            team,
        }
    }

    /// The part that a book's filter can say; the owner is named beside it.
    pub fn accounts(&self) -> BookFilter {
        BookFilter {
            scope: if self.of_nobody { BookScope::Nobody } else { BookScope::Mine },
            bands: self.bands.clone(),
            segments: self.segments.clone(),
            phases: self.phases.clone(),
            renews_within_days: self.renews_within_days,
            arr_above: self.arr_above,
            ..BookFilter::default()
        }
    }
}

/// What somebody wants a channel to hear of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubscriptionWish {
    /// Which channel.
    pub channel: String,
    /// What kind of news.
    pub topic: Topic,
    /// Of which accounts.
    pub filter: SubscriptionFilter,
}

/// A subscription that stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscription {
    /// Which.
    pub id: SubscriptionId,
    /// Where.
    pub channel: String,
    /// What it is called there.
    pub number: i32,
    /// What kind of news.
    pub topic: Topic,
    /// Of which accounts.
    pub filter: SubscriptionFilter,
    /// Whose accounts, by name.
    pub owner: Option<PersonRef>,
    /// Who set it, and when.
    pub set: Deed,
}

/// How many accounts a filter takes today.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// So many.
    pub n: i64,
    /// Some of them, by name.
    pub some: Vec<AccountRef>,
}

/// What is posted to a channel by the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Told {
    /// A day.
    Daily,
    /// A week.
    Weekly,
    /// What customers ask of the product.
    Product,
    /// A region's open red flags.
    Handover,
}

impl Told {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Daily, Self::Weekly, Self::Product, Self::Handover];

    /// The word that is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Daily => "daily",
            Self::Weekly => "weekly",
            Self::Product => "product",
            Self::Handover => "handover",
        }
    }

    /// The kind of a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|told| told.as_str() == word)
    }
}

/// A timetable in a list of what is posted where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimetableLine {
    /// Which.
    pub id: ScheduleId,
    /// What is told.
    pub told: Told,
    /// Of which team's accounts; `None`: everybody's, or the reader's own.
    pub team: Option<String>,
    /// Where; `None`: in the reader's direct messages.
    pub channel: Option<String>,
    /// When next.
    pub next_at: DateTime<Utc>,
    /// Who set it; `None`: it was there from the beginning.
    pub by: Option<PersonRef>,
    /// When it was set.
    pub at: DateTime<Utc>,
}

/// The account of a channel, in such a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkLine {
    /// Which.
    pub account: AccountRef,
    /// Who linked it, and when; `None`: it came along with the accounts.
    pub linked: Option<Deed>,
}

/// What is posted where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubscriptionsView {
    /// In which channel; `None`: what the reader set up, wherever that is.
    pub channel: Option<String>,
    /// What it is subscribed to.
    pub rows: Vec<Subscription>,
    /// What is posted by the clock.
    pub timetables: Vec<TimetableLine>,
    /// Whose channel it is.
    pub link: Option<LinkLine>,
}

/// Which subscriptions of a channel are to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhichSubscriptions {
    /// The one of that number.
    Number(i32),
    /// All of a topic.
    Topic(Topic),
}

/// Why nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SubscriptionRefusal {
    /// A direct message cannot be subscribed: people hear of their own accounts anyhow.
    NoChannelHere,
    /// Only who is in a channel says what it hears of.
    NotAMember {
        /// Which channel.
        channel: String,
    },
    /// Nobody can see whether they are in a channel of so many.
    TooLarge {
        /// Which channel.
        channel: String,
    },
    /// It hears of just that already.
    Already {
        /// What that is called there.
        number: i32,
    },
    /// It hears of more than anybody can keep in mind.
    TooMany {
        /// So many would do.
        most: i64,
    },
    /// There is none of that number or topic.
    NoneOfThat,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_filter_is_left_out() {
        let asker = PersonId(uuid::Uuid::from_u128(7));
        let all = BookFilter { scope: BookScope::All, ..BookFilter::default() };
        let filter = SubscriptionFilter::of(Vec::new(), all.clone(), None, asker);
        assert_eq!(serde_json::to_string(&filter).expect("JSON"), "{}");
        let accounts = BookFilter { scope: BookScope::Mine, bands: vec![Band::Red], arr_above: Some(50_000), ..all };
        let filter = SubscriptionFilter::of(vec![SignalKind::CriticalTicket], accounts, Some("emea".into()), asker);
        let json = serde_json::to_string(&filter).expect("JSON");
        assert_eq!(
            json,
            format!(
                r#"{{"kinds":["critical_ticket"],"bands":["red"],"arr_above":50000,"owner":"{asker}","team":"emea"}}"#
            )
        );
        assert_eq!(serde_json::from_str::<SubscriptionFilter>(&json).expect("read back"), filter);
    }

    #[test]
    fn topics_are_their_words() {
        for topic in Topic::ALL {
            assert_eq!(Topic::parse(&topic.as_str().to_uppercase()), Some(topic));
        }
        assert_eq!(Topic::parse("signal"), None);
    }
}
