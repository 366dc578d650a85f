//! How a renewal stands: what somebody said, that nobody did, or that it is signed already.

use serde::{Deserialize, Serialize};

use super::Category;

/// How a renewal stands, surest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outlook {
    /// What follows it is signed.
    Renewed,
    /// Forecast as [`Category::Commit`].
    Commit,
    /// As [`Category::Likely`].
    Likely,
    /// As [`Category::BestCase`].
    BestCase,
    /// As [`Category::AtRisk`].
    AtRisk,
    /// Nobody said anything. No number stands for that.
    NotReviewed,
}

impl Outlook {
    /// Every way to stand, surest first.
    pub const ALL: [Self; 6] =
        [Self::Renewed, Self::Commit, Self::Likely, Self::BestCase, Self::AtRisk, Self::NotReviewed];

    /// The word that is typed.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Renewed => "renewed",
            Self::Commit => "commit",
            Self::Likely => "likely",
            Self::BestCase => "best",
            Self::AtRisk => "at-risk",
            Self::NotReviewed => "none",
        }
    }

    /// How a word says that it stands: a category's words, `none`, `unreviewed`, `not-reviewed`, `renewed`.
    pub fn parse(word: &str) -> Option<Self> {
        match word.to_lowercase().replace(['-', ' '], "_").as_str() {
            "renewed" => Some(Self::Renewed),
            "none" | "unreviewed" | "not_reviewed" => Some(Self::NotReviewed),
            word => Category::parse(word).map(Self::from),
        }
    }
}

impl From<Category> for Outlook {
    fn from(category: Category) -> Self {
        match category {
            Category::Commit => Self::Commit,
            Category::Likely => Self::Likely,
            Category::BestCase => Self::BestCase,
            Category::AtRisk => Self::AtRisk,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_name_outlooks() {
        for outlook in Outlook::ALL {
            assert_eq!(Outlook::parse(outlook.as_str()), Some(outlook));
        }
        for (word, outlook) in [
            ("Best_Case", Some(Outlook::BestCase)),
            ("unreviewed", Some(Outlook::NotReviewed)),
            ("not-reviewed", Some(Outlook::NotReviewed)),
            ("monitor", None),
        ] {
            assert_eq!(Outlook::parse(word), outlook, "{word}");
        }
    }
}
