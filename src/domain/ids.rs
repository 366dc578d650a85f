//! One type per id, so that mixing two of them does not compile.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// The same organisation and name always give the same id, so a repeated import or fire meets its own row.
            pub fn named(org: OrgId, name: &str) -> Self {
                Self(Uuid::new_v5(&org.0, format!("{}:{name}", stringify!($name)).as_bytes()))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, uuid::Error> {
                Uuid::parse_str(text).map(Self)
            }
        }
    )+};
}

ids! {
    /// The firm that runs Steward; every row belongs to one.
    OrgId
    /// A Slack workspace, or an Enterprise Grid, with the bot in it.
    InstallationId
    /// A person of the organisation.
    PersonId
    /// A customer.
    AccountId
    /// Somebody at a customer.
    ContactId
    /// A term that a customer signed.
    ContractId
    /// A support ticket.
    TicketId
    /// An answer to an NPS or CSAT question.
    SurveyId
    /// A call, an e-mail, a meeting.
    TouchpointId
    /// A change of a customer's yearly revenue.
    MovementId
    /// A playbook at work on an account.
    RunId
    /// One step of a run, in one occurrence.
    StepId
    /// A living message.
    CardId
    /// A digest's timetable.
    ScheduleId
    /// One file or feed that was read.
    ImportId
    /// An account's move from one band to another.
    BandChangeId
    /// A signal on an account, from its firing to its end.
    EpisodeId
    /// A step of a customer's way to value.
    MilestoneId
    /// A person's own call on an account.
    PulseId
    /// The way of a growing account, from its flagging to its end.
    ExpansionId
    /// Something that a customer got out of it.
    ValueId
    /// Days on which somebody is away.
    LeaveId
    /// Something that a customer asked for.
    FeedbackId
    /// Something that a customer does for us before others.
    AdvocacyId
    /// What a channel hears of.
    SubscriptionId
}

impl OrgId {
    /// The organisation of an installation that never named one.
    pub const DEFAULT: Self = Self(Uuid::from_u128(0x5EED_0000_0000_4000_8000_0000_0000_0001));
}
