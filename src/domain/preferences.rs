//! How somebody wants to hear of what: in a channel, in their own messages, or with the next digest.

use std::collections::BTreeMap;

/// Something that somebody hears of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Event {
    /// An account of theirs turns red.
    RedAccounts,
    /// Another signal on an account of theirs. A critical ticket does not wait for a digest.
    OtherSignals,
    /// Steps of plays on their accounts.
    Steps,
}

/// A way to hear of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Way {
    /// In the team's channel, or the account's.
    Channel,
    /// In their direct messages.
    Direct,
    /// With the next digest.
    Digest,
}

impl Event {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::RedAccounts, Self::OtherSignals, Self::Steps];

    /// The word that is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::RedAccounts => "red_accounts",
            Self::OtherSignals => "other_signals",
            Self::Steps => "steps",
        }
    }

    /// The one that a word names.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|event| event.as_str() == word)
    }

    /// The ways to hear of it, the usual one first.
    pub fn ways(self) -> &'static [Way] {
        match self {
            Self::RedAccounts | Self::Steps => &[Way::Channel, Way::Direct],
            Self::OtherSignals => &[Way::Direct, Way::Digest],
        }
    }
}

impl Way {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::Channel, Self::Direct, Self::Digest];

    /// The word that is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Channel => "channel",
            Self::Direct => "direct",
            Self::Digest => "digest",
        }
    }

    /// The one that a word names.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.as_str() == word)
    }
}

/// What somebody chose; what they did not choose comes the usual way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preferences(BTreeMap<Event, Way>);

impl Preferences {
    /// How they hear of something.
    pub fn way(&self, event: Event) -> Way {
        self.0.get(&event).copied().unwrap_or(event.ways()[0])
    }

    /// The same with one chosen. A way that there is not for it changes nothing.
    #[must_use]
    pub fn with(mut self, event: Event, way: Way) -> Self {
        if event.ways().contains(&way) {
            self.0.insert(event, way);
        }
        self
    }

    /// What differs from the usual way.
    pub fn unusual(&self) -> impl Iterator<Item = (Event, Way)> {
        self.0.iter().map(|(event, way)| (*event, *way)).filter(|(event, way)| *way != event.ways()[0])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_chose_comes_the_usual_way() {
        let usual = Preferences::default();
        assert_eq!(usual.way(Event::RedAccounts), Way::Channel);
        assert_eq!(usual.way(Event::OtherSignals), Way::Direct);
        let own = usual.with(Event::OtherSignals, Way::Digest).with(Event::Steps, Way::Channel);
        assert_eq!(own.unusual().collect::<Vec<_>>(), [(Event::OtherSignals, Way::Digest)]);
    }

    #[test]
    fn there_is_no_way_that_makes_no_sense() {
        let own = Preferences::default().with(Event::RedAccounts, Way::Digest);
        assert_eq!(own.way(Event::RedAccounts), Way::Channel, "a red account does not wait for a digest");
    }

    #[test]
    fn words_come_back() {
        for event in Event::ALL {
            assert_eq!(Event::parse(event.as_str()), Some(event));
        }
        for way in Way::ALL {
            assert_eq!(Way::parse(way.as_str()), Some(way));
        }
    }
}
