//! Which channel is an account's: one each, and both ways.

use serde::{Deserialize, Serialize};

use super::account::AccountRef;
use super::ids::AccountId;

/// An account that is to have a channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkWish {
    /// Which account.
    pub account: AccountId,
    /// Which channel.
    pub channel: String,
    /// Somebody was asked whether they mean it, and does.
    pub is_sure: bool,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Linked {
    /// It has the channel now.
    Now {
        /// Which account.
        account: AccountRef,
        /// The channel that it had before.
        before: Option<String>,
    },
    /// It had it already.
    Already {
        /// Which account.
        account: AccountRef,
    },
    /// It has another channel: nothing is changed before somebody says so.
    HasAnother {
        /// Which account.
        account: AccountRef,
        /// Its channel.
        channel: String,
    },
}

/// Why a channel was not linked, or not unlinked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LinkRefusal {
    /// A direct message is nobody's channel.
    NoChannelHere,
    /// It is another account's.
    Taken {
        /// Whose.
        account: AccountRef,
    },
    /// It is no account's.
    NotLinked,
}
