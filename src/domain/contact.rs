//! Somebody at a customer, as a person here says it: who they are there, and that they left.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::account::AccountRef;
use super::ids::ContactId;

/// Characters of a name.
pub const MOST_CONTACT_CHARS: usize = 80;

/// What somebody is at a customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContactRole {
    /// Speaks for us there.
    Champion,
    /// Decides there.
    Executive,
    /// Signs there.
    Buyer,
    /// Works with it.
    User,
}

impl ContactRole {
    /// Every role, in the order of forms.
    pub const ALL: [Self; 4] = [Self::Champion, Self::Executive, Self::Buyer, Self::User];

    /// The word that is stored and typed.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Champion => "champion",
            Self::Executive => "executive",
            Self::Buyer => "buyer",
            Self::User => "user",
        }
    }

    /// The role of a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str().eq_ignore_ascii_case(word))
    }
}

/// Somebody at a customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// Who.
    pub id: ContactId,
    /// Their name.
    pub name: String,
    /// What they are there.
    pub role: ContactRole,
    /// When they left.
    pub left_on: Option<NaiveDate>,
}

/// Everybody at a customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContactsView {
    /// Which customer.
    pub account: AccountRef,
    /// Those who are there first.
    pub contacts: Vec<Contact>,
}

impl ContactsView {
    /// The one whose name is typed: whole, or the beginning of one of its words; only among those who are there.
    pub fn named(&self, typed: &str) -> Result<&Contact, ContactRefusal> {
        let typed = typed.trim().to_lowercase();
        let there = || self.contacts.iter().filter(|contact| contact.left_on.is_none());
        let lower = |contact: &&Contact| contact.name.to_lowercase();
        let exact: Vec<_> = there().filter(|contact| lower(contact) == typed).collect();
        let begins = |contact: &&Contact| {
            let name = lower(contact);
            name.starts_with(&typed) || name.split(' ').any(|word| word.starts_with(&typed))
        };
        let found = if exact.is_empty() { there().filter(begins).collect() } else { exact };
        let gone = || self.contacts.iter().find(|contact| contact.left_on.is_some() && begins(contact));
        match found.as_slice() {
            [one] if !typed.is_empty() => Ok(one),
            [] if let Some((name, on)) = gone().and_then(|gone| Some((gone.name.clone(), gone.left_on?))) => {
                Err(ContactRefusal::LeftAlready { account: self.account.clone(), name, on })
            }
            _ => Err(ContactRefusal::WhichOne {
                account: self.account.clone(),
                typed,
                names: there().map(|contact| contact.name.clone()).collect(),
            }),
        }
    }
}

/// What is said of somebody at a customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ContactSaid {
    /// Somebody is there. Where somebody of that name is already, they become what is said.
    #[serde(rename = "a")]
    Is {
        /// Their name.
        #[serde(rename = "n")]
        name: String,
        /// What they are.
        #[serde(rename = "r")]
        role: ContactRole,
    },
    /// Somebody left.
    #[serde(rename = "l")]
    Left {
        /// Their name, or a part of it.
        #[serde(rename = "n")]
        name: String,
        /// When; `None`: today.
        #[serde(rename = "d", default, skip_serializing_if = "Option::is_none")]
        on: Option<NaiveDate>,
    },
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContactChanged {
    /// At which customer.
    pub account: AccountRef,
    /// Who, as they are now.
    pub contact: Contact,
    /// Whether nobody speaks for us there any more.
    pub needs_champion: bool,
}

/// Why nothing was written down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ContactRefusal {
    /// No name, or too long a one.
    BadName,
    /// Nobody, or more than one, is called so.
    WhichOne {
        /// At which customer.
        account: AccountRef,
        /// What was typed.
        typed: String,
        /// Those who are there.
        names: Vec<String>,
    },
    /// They left before.
    LeftAlready {
        /// Which customer.
        account: AccountRef,
        /// Who.
        name: String,
        /// Since when they are gone.
        on: NaiveDate,
    },
    /// Nobody leaves in the future.
    Ahead {
        /// The day.
        day: NaiveDate,
    },
}

/// A name in order.
pub fn checked_name(name: &str) -> Result<String, ContactRefusal> {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    if (1..=MOST_CONTACT_CHARS).contains(&name.chars().count()) { Ok(name) } else { Err(ContactRefusal::BadName) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::AccountId;

    fn view(names: &[(&str, bool)]) -> ContactsView {
        let contact = |(n, (name, is_there)): (usize, &(&str, bool))| Contact {
            id: ContactId(uuid::Uuid::from_u128(n as u128)),
            name: (*name).into(),
            role: ContactRole::User,
            left_on: (!is_there).then(NaiveDate::default),
        };
        let account = AccountRef { id: AccountId(uuid::Uuid::nil()), name: "Acme".into() };
        ContactsView { account, contacts: names.iter().enumerate().map(contact).collect() }
    }

    #[track_caller]
    fn check(typed: &str, expected: Option<&str>) {
        let view = view(&[("Kim Lee", true), ("Kim", true), ("Dana Reyes", true), ("Dana Gone", false)]);
        assert_eq!(view.named(typed).ok().map(|contact| contact.name.as_str()), expected, "{typed}");
    }

    #[test]
    fn a_name_is_one_person_who_is_there() {
        check("kim", Some("Kim"));
        check("kim l", Some("Kim Lee"));
        check("reyes", Some("Dana Reyes"));
        check("dana", Some("Dana Reyes"));
        check("k", None);
        check("gone", None);
        check("", None);
    }

    #[test]
    fn a_name_is_neither_nothing_nor_a_novel() {
        assert_eq!(checked_name("  Kim   Lee "), Ok("Kim Lee".into()));
        assert_eq!(checked_name(" "), Err(ContactRefusal::BadName));
        assert_eq!(checked_name(&"a".repeat(81)), Err(ContactRefusal::BadName));
    }
}
