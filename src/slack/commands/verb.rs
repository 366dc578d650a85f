//! The verbs of the command.

use super::text::plain;
use crate::domain::nearest::nearest;

/// What a command begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verb {
    /// My day.
    Today,
    /// An account's card.
    Account,
    /// Where a score comes from.
    Why,
    /// Accounts, filtered and ranked.
    Book,
    /// Signals that are going on.
    Risks,
    /// Contract ends of a window.
    Renewals,
    /// What each CSM carries.
    Capacity,
    /// A leader's view.
    Team,
    /// An account's segment, set by a person.
    Segment,
    /// Growing accounts.
    Expansions,
    /// Silent accounts.
    Quiet,
    /// Retention and the portfolio's other figures.
    Metrics,
    /// How one renewal stands.
    Forecast,
    /// Playbooks.
    Play,
    /// One's own call on an account.
    Pulse,
    /// A touch with a customer.
    Note,
    /// Who is who at a customer.
    Contact,
    /// What a customer asks for.
    Feedback,
    /// What a customer does for us before others.
    Advocacy,
    /// What a customer wants to reach.
    Plan,
    /// The pack of a quarterly review.
    Qbr,
    /// The daily digest.
    Digest,
    /// This channel hears of something.
    Subscribe,
    /// This channel hears of it no more.
    Unsubscribe,
    /// What this channel hears of.
    Subscriptions,
    /// How the bot itself is doing.
    Status,
    /// When somebody is not to be written to.
    QuietHours,
    /// Signals that are to be silent.
    Mute,
    /// Signals that speak again.
    Unmute,
    /// Leave, with cover.
    Away,
    /// This channel is an account's.
    Link,
    /// This channel is nobody's.
    Unlink,
    /// Who did what.
    Audit,
    /// Who may do what.
    Roles,
    /// What there is.
    Help,
}

impl Verb {
    /// Every verb, in the order of help.
    pub const ALL: [Self; 35] = [
        Self::Today,
        Self::Account,
        Self::Why,
        Self::Book,
        Self::Risks,
        Self::Renewals,
        Self::Forecast,
        Self::Capacity,
        Self::Team,
        Self::Segment,
        Self::Expansions,
        Self::Quiet,
        Self::Metrics,
        Self::Play,
        Self::Note,
        Self::Contact,
        Self::Feedback,
        Self::Advocacy,
        Self::Pulse,
        Self::Plan,
        Self::Qbr,
        Self::Digest,
        Self::Subscribe,
        Self::Unsubscribe,
        Self::Subscriptions,
        Self::QuietHours,
        Self::Mute,
        Self::Unmute,
        Self::Away,
        Self::Link,
        Self::Unlink,
        Self::Status,
        Self::Audit,
        Self::Roles,
        Self::Help,
    ];

    /// The word that is typed.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Today => "today",
            Self::Account => "account",
            Self::Why => "why",
            Self::Book => "book",
            Self::Risks => "risks",
            Self::Renewals => "renewals",
            Self::Capacity => "capacity",
            Self::Team => "team",
            Self::Segment => "segment",
            Self::Expansions => "expansions",
            Self::Quiet => "quiet",
            Self::Metrics => "metrics",
            Self::Forecast => "forecast",
            Self::Play => "play",
            Self::Note => "note",
            Self::Pulse => "pulse",
            Self::Plan => "plan",
            Self::Qbr => "qbr",
            Self::Digest => "digest",
            Self::Subscribe => "subscribe",
            Self::Unsubscribe => "unsubscribe",
            Self::Subscriptions => "subscriptions",
            Self::Status => "status",
            Self::QuietHours => "quiet-hours",
            Self::Mute => "mute",
            Self::Unmute => "unmute",
            Self::Away => "away",
            Self::Contact => "contact",
            Self::Feedback => "feedback",
            Self::Advocacy => "advocacy",
            Self::Link => "link",
            Self::Unlink => "unlink",
            Self::Audit => "audit",
            Self::Roles => "roles",
            Self::Help => "help",
        }
    }

    /// The verb of a word; `?` asks for help.
    pub fn parse(word: &str) -> Option<Self> {
        let word = if word == "?" { "help" } else { word };
        Self::ALL.into_iter().find(|verb| verb.as_str().eq_ignore_ascii_case(word))
    }
}

/// The verbs that the first word of a text could have been meant as, best first; none when it is a verb already.
///
/// A bare text that is no verb is looked up as an account. When there is none of that name, these are the other guess.
pub fn nearest_verbs(text: &str) -> Vec<Verb> {
    let text = plain(text);
    let word = text.split_whitespace().next().unwrap_or_default();
    if Verb::parse(word).is_some() {
        return Vec::new();
    }
    nearest(word, Verb::ALL.map(Verb::as_str)).into_iter().filter_map(Verb::parse).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_verb_is_its_word_in_any_case() {
        for verb in Verb::ALL {
            assert_eq!(Verb::parse(verb.as_str()), Some(verb));
            assert_eq!(Verb::parse(&verb.as_str().to_uppercase()), Some(verb));
        }
        assert_eq!(Verb::parse("?"), Some(Verb::Help));
        assert_eq!(Verb::parse(""), None);
    }

    #[test]
    fn a_missed_lookup_has_another_guess() {
        assert_eq!(nearest_verbs("renewal 90d"), [Verb::Renewals]);
        assert_eq!(nearest_verbs("  BOK"), [Verb::Book]);
        assert_eq!(nearest_verbs("techcorp"), []);
        assert_eq!(nearest_verbs("book depository"), []);
        assert_eq!(nearest_verbs(""), []);
    }
}
