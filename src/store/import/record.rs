//! What can be imported: each record's columns, what a cell of them holds, and whether it must be there.

/// A kind of row that a file can hold, in the order in which they are written: a record refers only to earlier ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Record {
    /// People of the organisation.
    People,
    /// Customers.
    Accounts,
    /// People at customers.
    Contacts,
    /// Terms that customers signed.
    Contracts,
    /// Use of the product, a row a day and feature.
    Usage,
    /// Support tickets.
    Tickets,
    /// NPS and CSAT answers.
    Surveys,
    /// Calls, e-mails, meetings.
    Touchpoints,
    /// Changes of customers' yearly revenue.
    ArrMovements,
    /// What customers should reach on their way to value, and by when.
    Milestones,
    /// What customers got out of it.
    ValueRealised,
}

/// One column of a record.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Column {
    /// What the header calls it.
    pub name: &'static str,
    /// What a cell holds.
    pub kind: Kind,
    /// Whether it must be there.
    pub need: Need,
}

/// What a cell holds. Empty cells are the column's [`Need`], not its kind.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// The source's own id of the row.
    Key,
    /// Any text.
    Text,
    /// An e-mail address.
    Email,
    /// Three capital letters, as ISO 4217 has them.
    Currency,
    /// Two letters, as ISO 3166-1 has them.
    Country,
    /// A person's id in Slack.
    SlackUser,
    /// A channel's id in Slack.
    SlackChannel,
    /// An address that begins with `https://` or `http://`.
    Link,
    /// A name of the time zone database.
    TimeZone,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// An amount in major units (`1234.50`), kept in hundredths.
    Money,
    /// A whole number that is not negative.
    Whole,
    /// A number in this range, ends included.
    Number(f64, f64),
    /// True or false.
    Boolean,
    /// A calendar date.
    Date,
    /// A moment; one without an offset is UTC.
    Instant,
    /// A time of day.
    TimeOfDay,
    /// Words, separated by semicolons.
    Labels,
    /// Days of the week, 1 (Monday) to 7, separated by semicolons.
    Weekdays,
    /// The external id of an account.
    Account,
    /// The external id or the e-mail address of a person.
    Person,
}

/// Whether a column must be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// The column and every cell.
    Required,
    /// As required, unless a mapping derives it from other records.
    Derivable,
    /// The column; a cell may be empty. What another column is checked against must not be left to an older import.
    Present,
    /// A file without it leaves the column as it is; an empty cell clears it.
    Optional,
}

use Kind::{
    Account, Boolean, Choice, Country, Currency, Date, Email, Instant, Key, Labels, Link, Money, Number, Person,
    SlackChannel, SlackUser, Text, TimeOfDay, TimeZone, Weekdays, Whole,
};
use Need::{Derivable, Optional, Present, Required};

const NOT_NEGATIVE: Kind = Number(0.0, 1e12);

const fn column(name: &'static str, kind: Kind, need: Need) -> Column {
    Column { name, kind, need }
}

const PEOPLE: &[Column] = &[
    column("external_id", Key, Required),
    column("name", Text, Required),
    column("email", Email, Optional),
    column("role", Choice(&["viewer", "csm", "manager", "admin"]), Optional),
    column("team", Text, Optional),
    column("slack_user_id", SlackUser, Optional),
    column("manager", Person, Optional),
    column("time_zone", TimeZone, Optional),
    column("working_days", Weekdays, Optional),
    column("working_from", TimeOfDay, Optional),
    column("working_to", TimeOfDay, Optional),
    column("deactivated", Boolean, Optional),
    column("country", Country, Optional),
];

const ACCOUNTS: &[Column] = &[
    column("external_id", Key, Required),
    column("name", Text, Required),
    column("aliases", Labels, Optional),
    column("domain", Text, Optional),
    column("arr", Money, Derivable),
    column("currency", Currency, Required),
    column("started_on", Date, Required),
    column("churned_on", Date, Optional),
    column("segment", Choice(&["tech_touch", "low_touch", "mid_touch", "high_touch"]), Optional),
    column("owner", Person, Optional),
    column("account_executive", Person, Optional),
    column("executive_sponsor", Text, Optional),
    column("time_zone", TimeZone, Optional),
    column("region", Text, Optional),
    column("industry", Text, Optional),
    column("slack_channel_id", SlackChannel, Optional),
    column("tags", Labels, Optional),
    column("seats", Whole, Optional),
    column("core_features", Whole, Optional),
    column("limit_use", NOT_NEGATIVE, Optional),
    column("overdue", Money, Optional),
    column("expansion_muted_until", Date, Optional),
];

const CONTACTS: &[Column] = &[
    column("external_id", Key, Required),
    column("account", Account, Required),
    column("name", Text, Required),
    column("email", Email, Optional),
    column("role", Choice(&["user", "champion", "executive", "buyer"]), Required),
    column("left_on", Date, Optional),
    column("last_contact_at", Instant, Optional),
];

const CONTRACTS: &[Column] = &[
    column("external_id", Key, Required),
    column("account", Account, Required),
    column("starts_on", Date, Required),
    column("ends_on", Date, Present),
    column("auto_renew", Boolean, Optional),
    column("notice_on", Date, Optional),
    column("arr", Money, Required),
    column("currency", Currency, Required),
    column("seats", Whole, Optional),
];

const USAGE: &[Column] = &[
    column("external_id", Key, Required),
    column("account", Account, Required),
    column("day", Date, Required),
    column("feature", Text, Optional),
    column("uses", Whole, Required),
    column("active_users", Whole, Optional),
];

const TICKETS: &[Column] = &[
    column("external_id", Key, Required),
    column("account", Account, Required),
    column("subject", Text, Optional),
    column("priority", Choice(&["low", "normal", "high", "critical"]), Required),
    column("opened_at", Instant, Required),
    column("closed_at", Instant, Present),
    column("escalated", Boolean, Optional),
    column("satisfaction", Number(1.0, 5.0), Optional),
    column("theme", Text, Optional),
];

const SURVEYS: &[Column] = &[
    column("external_id", Key, Required),
    column("account", Account, Required),
    column("kind", Choice(&["nps", "csat"]), Required),
    column("score", Number(0.0, 10.0), Required),
    column("answered_at", Instant, Required),
    column("comment", Text, Optional),
];

const TOUCHPOINTS: &[Column] = &[
    column("external_id", Key, Required),
    column("account", Account, Required),
    column("person", Person, Optional),
    column("kind", Choice(&["call", "email", "meeting", "qbr", "ebr", "training"]), Required),
    column("two_way", Boolean, Optional),
    column("occurred_at", Instant, Required),
    column("minutes", Whole, Optional),
    column("note", Text, Optional),
    column("link", Link, Optional),
];

const ARR_MOVEMENTS: &[Column] = &[
    column("external_id", Key, Required),
    column("account", Account, Required),
    column("kind", Choice(&["new", "expansion", "contraction", "churn", "reactivation"]), Required),
    column("occurred_on", Date, Required),
    column("amount", Money, Required),
    column("currency", Currency, Required),
    column("reason", Text, Optional),
];

const MILESTONES: &[Column] = &[
    column("external_id", Key, Required),
    column("account", Account, Required),
    column(
        "kind",
        Choice(&["kickoff", "success_criteria", "integration", "training", "first_value", "other"]),
        Required,
    ),
    column("title", Text, Required),
    column("due_on", Date, Optional),
    column("reached_on", Date, Optional),
];

const VALUE_REALISED: &[Column] = &[
    column("external_id", Key, Required),
    column("account", Account, Required),
    column("what", Text, Required),
    column("amount", Money, Required),
    column("currency", Currency, Required),
    column("evidence", Text, Optional),
    column("realised_on", Date, Required),
];

impl Record {
    /// All of them, in the order in which they are written.
    pub const ALL: [Self; 11] = [
        Self::People,
        Self::Accounts,
        Self::Contacts,
        Self::Contracts,
        Self::Usage,
        Self::Tickets,
        Self::Surveys,
        Self::Touchpoints,
        Self::ArrMovements,
        Self::Milestones,
        Self::ValueRealised,
    ];

    /// Its name in mappings and reports; with `.csv`, the name of its file.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::People => "people",
            Self::Accounts => "accounts",
            Self::Contacts => "contacts",
            Self::Contracts => "contracts",
            Self::Usage => "usage",
            Self::Tickets => "tickets",
            Self::Surveys => "surveys",
            Self::Touchpoints => "touchpoints",
            Self::ArrMovements => "arr_movements",
            Self::Milestones => "milestones",
            Self::ValueRealised => "value_realised",
        }
    }

    /// The record of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|record| record.as_str() == name)
    }

    /// Its columns; the first is its external id.
    pub const fn columns(self) -> &'static [Column] {
        match self {
            Self::People => PEOPLE,
            Self::Accounts => ACCOUNTS,
            Self::Contacts => CONTACTS,
            Self::Contracts => CONTRACTS,
            Self::Usage => USAGE,
            Self::Tickets => TICKETS,
            Self::Surveys => SURVEYS,
            Self::Touchpoints => TOUCHPOINTS,
            Self::ArrMovements => ARR_MOVEMENTS,
            Self::Milestones => MILESTONES,
            Self::ValueRealised => VALUE_REALISED,
        }
    }

    /// The column of that name, and its place.
    pub fn column(self, name: &str) -> Option<(usize, &'static Column)> {
        self.columns().iter().enumerate().find(|(_, column)| column.name == name)
    }
}
