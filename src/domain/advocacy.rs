//! What a customer does for us before others: a case study, a review, a reference, a talk; and how far it has come.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::account::AccountRef;
use super::ids::AdvocacyId;
use super::person::PersonRef;

/// Characters of a note.
pub const MOST_NOTE_CHARS: usize = 500;

/// What they do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AdvocacyKind {
    /// Their story, written down.
    CaseStudy,
    /// A public word on a site of reviews.
    Review,
    /// They speak with somebody who thinks of buying.
    Reference,
    /// They speak on a stage.
    Talk,
}

impl AdvocacyKind {
    /// Every kind, in the order of forms.
    pub const ALL: [Self; 4] = [Self::CaseStudy, Self::Review, Self::Reference, Self::Talk];

    /// The word that is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::CaseStudy => "case_study",
            Self::Review => "review",
            Self::Reference => "reference",
            Self::Talk => "talk",
        }
    }

    /// The word that is typed.
    pub fn word(self) -> &'static str {
        match self {
            Self::CaseStudy => "case-study",
            Self::Review | Self::Reference | Self::Talk => self.as_str(),
        }
    }

    /// The kind of a word; a case study may be one word, or two with anything between them.
    pub fn parse(word: &str) -> Option<Self> {
        let word: String = word.to_lowercase().chars().filter(char::is_ascii_alphabetic).collect();
        Self::ALL.into_iter().find(|kind| kind.as_str().replace('_', "") == word)
    }
}

/// How far it has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AdvocacyStage {
    /// They were asked.
    Asked,
    /// They said yes.
    Agreed,
    /// It is there.
    Done,
    /// They said no.
    Declined,
}

impl AdvocacyStage {
    /// Every stage, in order.
    pub const ALL: [Self; 4] = [Self::Asked, Self::Agreed, Self::Done, Self::Declined];

    /// The word that is stored and typed.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Agreed => "agreed",
            Self::Done => "done",
            Self::Declined => "declined",
        }
    }

    /// The stage of a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.as_str().eq_ignore_ascii_case(word))
    }

    /// What usually comes next; `None` when it is over.
    pub fn next(self) -> Option<Self> {
        match self {
            Self::Asked => Some(Self::Agreed),
            Self::Agreed => Some(Self::Done),
            Self::Done | Self::Declined => None,
        }
    }
}

/// What somebody says of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdvocacySaid {
    /// What they do.
    #[serde(rename = "k")]
    pub kind: AdvocacyKind,
    /// How far it has come.
    #[serde(rename = "g")]
    pub stage: AdvocacyStage,
    /// A word on it; may be empty.
    #[serde(rename = "n", default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Where it can be read.
    #[serde(rename = "l", default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
}

impl AdvocacySaid {
    /// The same with its note in order, or what is wrong with it.
    pub fn checked(&self) -> Result<Self, AdvocacyRefusal> {
        let note = self.note.trim();
        if MOST_NOTE_CHARS < note.chars().count() {
            return Err(AdvocacyRefusal::TooLong { most: MOST_NOTE_CHARS });
        }
        Ok(Self { note: note.to_owned(), ..self.clone() })
    }
}

/// Something that they do, or were asked to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Advocacy {
    /// Which.
    pub id: AdvocacyId,
    /// What.
    pub kind: AdvocacyKind,
    /// How far it has come.
    pub stage: AdvocacyStage,
    /// A word on it.
    pub note: String,
    /// Where it can be read.
    pub link: Option<String>,
    /// Who moved it last.
    pub by: PersonRef,
    /// When.
    pub at: DateTime<Utc>,
    /// Every move raises it.
    pub version: i32,
}

/// What came of saying something of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdvocacySet {
    /// Of which account.
    pub account: AccountRef,
    /// As it stands now.
    pub now: Advocacy,
    /// Where it stood before; `None`: it is new.
    pub before: Option<AdvocacyStage>,
    /// It stood there already: nothing was changed.
    pub is_old: bool,
}

/// Why nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AdvocacyRefusal {
    /// Too much text.
    TooLong {
        /// So many characters would do.
        most: usize,
    },
    /// Somebody moved it first.
    Moved {
        /// What.
        kind: AdvocacyKind,
        /// Where it stands now.
        stage: AdvocacyStage,
        /// Who did.
        by: PersonRef,
        /// When.
        at: DateTime<Utc>,
    },
    /// It is no longer there to be taken back, or went on meanwhile.
    NotThere,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_and_stage_is_its_word() {
        for kind in AdvocacyKind::ALL {
            assert_eq!(AdvocacyKind::parse(kind.as_str()), Some(kind));
            assert_eq!(AdvocacyKind::parse(&kind.word().to_uppercase()), Some(kind));
        }
        for word in ["casestudy", "case study", "Case-Study"] {
            assert_eq!(AdvocacyKind::parse(word), Some(AdvocacyKind::CaseStudy), "{word}");
        }
        assert_eq!(AdvocacyKind::parse("case"), None);
        for stage in AdvocacyStage::ALL {
            assert_eq!(AdvocacyStage::parse(&stage.as_str().to_uppercase()), Some(stage));
        }
    }

    #[test]
    fn it_ends_done_or_declined() {
        let next = AdvocacyStage::ALL.map(AdvocacyStage::next);
        assert_eq!(next, [Some(AdvocacyStage::Agreed), Some(AdvocacyStage::Done), None, None]);
    }
}
