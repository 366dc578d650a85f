//! What every list of accounts offers below its rows: the form of its filters, and a book as a file.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Action, ExpansionsPage, PortfolioClick, short};
use crate::domain::account::BookFilter;
use crate::domain::signal::SignalKind;

/// What a click below a list asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ListClick {
    /// Opens the form of its filters.
    #[serde(rename = "a")]
    Ask {
        /// The list as it stands.
        #[serde(rename = "l")]
        list: ListAsked,
    },
    /// All of a book as a file, in the clicker's direct messages.
    #[serde(rename = "c")]
    File {
        /// Of which accounts.
        #[serde(rename = "f", with = "short::filter")]
        filter: BookFilter,
    },
}

/// A list of accounts, whatever its page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ListAsked {
    /// A book.
    #[serde(rename = "b")]
    Book {
        /// Of which accounts.
        #[serde(rename = "f", with = "short::filter")]
        filter: BookFilter,
    },
    /// Renewals.
    #[serde(rename = "r")]
    Renewals {
        /// Days from today; `None`: the renewal window of the rules.
        #[serde(rename = "w")]
        window_days: Option<i64>,
        /// Of which accounts.
        #[serde(rename = "f", with = "short::filter")]
        filter: BookFilter,
    },
    /// Open signals.
    #[serde(rename = "s")]
    Risks {
        /// Which signals; empty: all.
        #[serde(rename = "k", default, skip_serializing_if = "Vec::is_empty", with = "short::kinds")]
        kinds: Vec<SignalKind>,
        /// Of which accounts.
        #[serde(rename = "f", with = "short::filter")]
        filter: BookFilter,
    },
    /// Growing accounts.
    #[serde(rename = "e")]
    Expansions {
        /// Which.
        #[serde(rename = "f", with = "short::filter")]
        filter: BookFilter,
    },
    /// Silent accounts.
    #[serde(rename = "q")]
    Quiet {
        /// Which.
        #[serde(rename = "f", with = "short::filter")]
        filter: BookFilter,
    },
}

impl ListClick {
    /// The stable name of its kind.
    pub fn action_id(&self) -> &'static str {
        match self {
            Self::Ask { .. } => "ask_filters",
            Self::File { .. } => "book_file",
        }
    }
}

impl ListAsked {
    /// Which accounts it shows.
    pub fn filter(&self) -> &BookFilter {
        match self {
            Self::Book { filter }
            | Self::Renewals { filter, .. }
            | Self::Risks { filter, .. }
            | Self::Expansions { filter }
            | Self::Quiet { filter } => filter,
        }
    }

    /// The same list of other accounts. Days to a renewal are a list of renewals' own window.
    #[must_use]
    pub fn filtered(self, mut filter: BookFilter, kinds: Vec<SignalKind>) -> Self {
        match self {
            Self::Book { .. } => Self::Book { filter },
            Self::Renewals { .. } => {
                let window_days = filter.renews_within_days.take();
                Self::Renewals { window_days, filter }
            }
            Self::Risks { .. } => Self::Risks { kinds, filter },
            Self::Expansions { .. } => Self::Expansions { filter },
            Self::Quiet { .. } => Self::Quiet { filter },
        }
    }

    /// Its first page.
    pub fn first_page(self) -> Action {
        match self {
            Self::Book { filter } => Action::BookPage { filter, page: 0 },
            Self::Renewals { window_days, filter } => Action::FilteredRenewals { window_days, filter, page: 0 },
            Self::Risks { kinds, filter } => Action::RisksPage { kinds, filter, page: 0 },
            Self::Expansions { filter } => {
                Action::Portfolio(PortfolioClick::Expansions(ExpansionsPage { filter, page: 0 }))
            }
            Self::Quiet { filter } => Action::Portfolio(PortfolioClick::Quiet { filter, page: 0 }),
        }
    }
}

/// The form of a list's filters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilterForm {
    /// The list that it was opened on.
    #[serde(rename = "l")]
    pub list: ListAsked,
    /// Where that stands.
    #[serde(rename = "p")]
    pub place: ListPlace,
}

/// Where a list stands that is to be drawn anew: a form that was sent does not say what it was opened on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ListPlace {
    /// In a message that answers come to by this address.
    #[serde(rename = "a")]
    Address {
        /// The address; checked before anything is sent there.
        #[serde(rename = "u")]
        url: String,
        /// Whether the message is its reader's own, and can be replaced.
        #[serde(rename = "o")]
        is_own: bool,
    },
    /// In a thread of the clicker's direct messages.
    #[serde(rename = "t")]
    Thread {
        /// Which conversation.
        #[serde(rename = "c")]
        channel: String,
        /// The thread's first message.
        #[serde(rename = "r")]
        root: String,
        /// The list's own message.
        #[serde(rename = "m")]
        message: String,
    },
    /// On the clicker's page.
    #[serde(rename = "h")]
    Home {
        /// When the form was asked for, by Slack's clock: what is pressed after it counts more.
        #[serde(rename = "t")]
        pressed_at: DateTime<Utc>,
    },
    /// In a window.
    #[serde(rename = "w")]
    Window {
        /// Which.
        #[serde(rename = "v")]
        view: String,
    },
    /// Nowhere that can be drawn on: the form becomes the list.
    #[serde(rename = "n")]
    Nowhere,
}

/// A question of the form: its `block_id`, which is its only input's `action_id` too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FilterField {
    /// Whose; one of [`WhoseChoice::ALL`].
    Whose,
    /// Somebody.
    Person,
    /// Whose team.
    Team,
    /// Colours.
    Health,
    /// Segments.
    Segments,
    /// Phases.
    Phases,
    /// Until the renewal.
    Renew,
    /// Revenue.
    Arr,
    /// Tags.
    Tags,
    /// Signals.
    Signals,
    /// How renewals stand.
    Outlooks,
    /// What comes first.
    Sort,
    /// Rows of a page.
    Limit,
}

impl FilterField {
    /// The id of its block and of its input.
    pub fn id(self) -> &'static str {
        match self {
            Self::Whose => "filter_whose",
            Self::Person => "filter_person",
            Self::Team => "filter_team",
            Self::Health => "filter_health",
            Self::Segments => "filter_seg",
            Self::Phases => "filter_phase",
            Self::Renew => "filter_renew",
            Self::Arr => "filter_arr",
            Self::Tags => "filter_tag",
            Self::Signals => "filter_signal",
            Self::Outlooks => "filter_forecast",
            Self::Sort => "filter_sort",
            Self::Limit => "filter_limit",
        }
    }

    /// What stands before the colon where it is typed.
    pub fn key(self) -> &'static str {
        match self {
            Self::Whose | Self::Person => "owner",
            Self::Team => "team",
            Self::Health => "health",
            Self::Segments => "seg",
            Self::Phases => "phase",
            Self::Renew => "renew",
            Self::Arr => "arr",
            Self::Tags => "tag",
            Self::Signals => "signal",
            Self::Outlooks => "forecast",
            Self::Sort => "sort",
            Self::Limit => "limit",
        }
    }
}

impl ListAsked {
    /// The questions of its form, in their order: what can be typed of it can be chosen.
    pub fn fields(&self) -> Vec<FilterField> {
        use FilterField::{
            Arr, Health, Limit, Outlooks, Person, Phases, Renew, Segments, Signals, Sort, Tags, Team, Whose,
        };
        let of_book = [Health, Whose, Person, Team, Segments, Phases, Renew, Arr, Tags, Sort, Limit];
        match self {
            Self::Book { .. } | Self::Quiet { .. } => of_book.into(),
            Self::Risks { .. } => [Signals].into_iter().chain(of_book).collect(),
            Self::Renewals { .. } => [Outlooks].into_iter().chain(of_book).collect(),
            Self::Expansions { .. } => vec![Whose, Person, Team, Segments, Tags, Sort],
        }
    }
}

/// Whose accounts, as the form asks for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhoseChoice {
    /// The asker's own.
    Mine,
    /// Everybody's.
    All,
    /// Those of nobody.
    Nobody,
    /// Those of the person in [`FilterField::Person`].
    Person,
}

impl WhoseChoice {
    /// Every choice, in order.
    pub const ALL: [Self; 4] = [Self::Mine, Self::All, Self::Nobody, Self::Person];

    /// The option's value.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Mine => "me",
            Self::All => "all",
            Self::Nobody => "none",
            Self::Person => "person",
        }
    }

    /// The choice of an option's value.
    pub fn parse(value: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| choice.as_str() == value)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Action, ModalKind};
    use super::*;
    use crate::domain::health::Band;

    fn lists() -> [ListAsked; 5] {
        let tags: Vec<String> = (0..5).map(|n| format!("{n}{}", "\"é".repeat(29))).collect();
        let filter = || BookFilter {
            bands: Band::ALL.into(),
            team: Some("\"".repeat(60)),
            tags: tags.clone(),
            limit: Some(25),
            ..BookFilter::default()
        };
        [
            ListAsked::Book { filter: filter() },
            ListAsked::Renewals { window_days: Some(365), filter: filter() },
            ListAsked::Risks { kinds: SignalKind::ALL.into(), filter: filter() },
            ListAsked::Expansions { filter: filter() },
            ListAsked::Quiet { filter: filter() },
        ]
    }

    #[test]
    fn every_click_and_form_comes_back() {
        let files = lists().map(|list| ListClick::File { filter: list.filter().clone() });
        for click in lists().map(|list| ListClick::Ask { list }).into_iter().chain(files) {
            let action = Action::Portfolio(PortfolioClick::List(click));
            let (id, value) = (action.action_id(), action.value());
            assert!(value.len() < 2_000, "{value}");
            assert_eq!(Action::parse(&format!("{id}:2"), &value), Some(action));
            assert_eq!(Action::parse("something_else", &value), None);
        }
        let places = [
            ListPlace::Address { url: format!("https://hooks.slack.com/{}", "x".repeat(200)), is_own: true },
            ListPlace::Thread { channel: "D1".into(), root: "1.2".into(), message: "1.3".into() },
            ListPlace::Home { pressed_at: DateTime::UNIX_EPOCH },
            ListPlace::Window { view: "V1".into() },
            ListPlace::Nowhere,
        ];
        for (list, place) in lists().into_iter().zip(places) {
            let kind = ModalKind::Filters(Box::new(FilterForm { list, place }));
            assert!(kind.private_metadata().chars().count() < 3_000);
            assert_eq!(ModalKind::parse(kind.callback_id(), &kind.private_metadata()), Some(kind.clone()));
        }
    }

    #[test]
    fn a_list_of_renewals_keeps_its_days_as_its_window() {
        let wide = ListAsked::Renewals { window_days: Some(120), filter: BookFilter::default() };
        let filter = BookFilter { renews_within_days: Some(60), ..BookFilter::default() };
        let narrow = wide.filtered(filter.clone(), Vec::new());
        assert_eq!(narrow, ListAsked::Renewals { window_days: Some(60), filter: BookFilter::default() });
        assert_eq!(
            ListAsked::Book { filter: BookFilter::default() }.filtered(filter.clone(), Vec::new()),
            ListAsked::Book { filter }
        );
    }

    #[test]
    fn every_choice_is_its_word() {
        for choice in WhoseChoice::ALL {
            assert_eq!(WhoseChoice::parse(choice.as_str()), Some(choice));
        }
        for list in lists() {
            assert!(list.fields().contains(&FilterField::Whose));
        }
    }
}
