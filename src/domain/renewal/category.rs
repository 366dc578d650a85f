//! The forecast categories.

use serde::{Deserialize, Serialize};

/// What is expected of a renewal. A renewal that nobody looked at has none: "not reviewed", never a default.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// Will renew; somebody puts their name to it.
    Commit,
    /// Should renew.
    Likely,
    /// Renews if all goes well.
    BestCase,
    /// May be lost.
    AtRisk,
}

impl Category {
    /// Every category, surest first.
    pub const ALL: [Self; 4] = [Self::Commit, Self::Likely, Self::BestCase, Self::AtRisk];

    /// The word that is typed and stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Commit => "commit",
            Self::Likely => "likely",
            Self::BestCase => "best_case",
            Self::AtRisk => "at_risk",
        }
    }

    /// The category that a word names: `best`, `best-case` and `best_case` are one.
    pub fn parse(word: &str) -> Option<Self> {
        let word = word.to_lowercase().replace(['-', ' '], "_");
        Self::ALL.into_iter().find(|category| {
            category.as_str() == word
                || category.as_str().split_once('_').is_some_and(|(first, _)| first == word && first != "at")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_name_categories() {
        for category in Category::ALL {
            assert_eq!(Category::parse(category.as_str()), Some(category));
        }
        for (word, category) in
            [("Best", Some(Category::BestCase)), ("at-risk", Some(Category::AtRisk)), ("at", None), ("", None)]
        {
            assert_eq!(Category::parse(word), category, "{word}");
        }
    }
}
