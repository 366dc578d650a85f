//! What a leader sees to: red accounts without a plan, and accounts that nobody owns.

use serde::{Deserialize, Serialize};

use super::account::AccountRef;
use super::health::{Band, Milli};
use super::money::Money;
use super::person::PersonRef;

/// Rows of a list.
pub const MOST_ROWS: usize = 15;

/// An account in such a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedAccount {
    /// Which.
    pub account: AccountRef,
    /// What it is worth.
    pub arr: Money,
    /// Its colour and score.
    pub health: (Option<Band>, Option<Milli>),
    /// Who answers for it.
    pub owner: Option<PersonRef>,
}

/// Which list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LedList {
    /// Red accounts on which no play runs: of a team, or everybody's.
    NoPlan {
        /// Of which.
        team: Option<String>,
    },
    /// Accounts of nobody, or of somebody who left.
    NoOwner,
}

/// Accounts that a leader sees to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedView {
    /// Which list.
    pub list: LedList,
    /// The dearest first.
    pub rows: Vec<LedAccount>,
    /// How many there are.
    pub n: usize,
}

/// Why nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LeaderRefusal {
    /// Its owner was asked for that day already.
    AskedAlready {
        /// Which account.
        account: AccountRef,
        /// Who was asked.
        asked: PersonRef,
    },
    /// It has a plan by now.
    HasPlan {
        /// Which account.
        account: AccountRef,
        /// The play's title.
        play: String,
    },
    /// Nobody could be asked: its owner is not in Slack.
    NobodyToAsk {
        /// Which account.
        account: AccountRef,
    },
    /// Somebody owns it by now.
    HasOwner {
        /// Which account.
        account: AccountRef,
        /// Who.
        owner: PersonRef,
    },
    /// Whoever was chosen works no accounts.
    CannotOwn,
}
