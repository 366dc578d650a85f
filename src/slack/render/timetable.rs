//! The daily digest's hour: what is set, and what was set just now.

use chrono::{DateTime, Utc};

use super::kit::{actions, button, code, context, inert, moment, section};
use super::message::{Message, Reader};
use super::words::channel;
use crate::slack::action::Action;

/// Fires that are named.
const MOST_FIRES: usize = 3;

/// Who gets a digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DigestFor {
    /// The asker.
    Me,
    /// A channel, by Slack's id.
    Channel(String),
}

/// How a digest's timetable stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TimetableNews {
    /// It was set just now.
    Set {
        /// The next times.
        next: Vec<DateTime<Utc>>,
    },
    /// It was set before.
    Stands {
        /// The next times.
        next: Vec<DateTime<Utc>>,
    },
    /// It was ended just now.
    Stopped,
    /// There is none.
    None,
}

/// The same in words.
pub fn timetable(reader: &Reader, whose: &DigestFor, news: &TimetableNews) -> Message {
    let digest = match whose {
        DigestFor::Me => "Your daily digest".to_owned(),
        DigestFor::Channel(id) => format!("The daily digest of {}", channel(id)),
    };
    let daily = code(&format!("{} digest daily 8:30", reader.command), 80);
    let text = match news {
        TimetableNews::Set { next } => format!("{digest} is set. {}", times(reader, next)),
        TimetableNews::Stands { next } => format!("{digest}: {} Another hour: {daily}", times(reader, next)),
        TimetableNews::Stopped => format!("{digest} is off. Nothing more comes by itself; {daily} brings it back."),
        TimetableNews::None => format!("{digest} is not set. {daily} sends one every working day."),
    };
    let zone = inert(reader.zone.name(), 60);
    let foot = context(&format!("🔒 Only visible to you · times by {zone} · a day with nothing to say is silent"));
    let now = actions(vec![button("Show it now", &Action::Today).into()]);
    Message::of(&text, [Some(section(&text)), now, Some(foot)].into_iter().flatten())
}

fn times(reader: &Reader, next: &[DateTime<Utc>]) -> String {
    let times: Vec<String> = next.iter().take(MOST_FIRES).map(|at| moment(*at, reader.zone)).collect();
    match times.split_first() {
        None => "It has no next time.".to_owned(),
        Some((first, [])) => format!("Next: {first}."),
        Some((first, rest)) => format!("Next: {first}; then {}.", rest.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use insta::assert_snapshot;

    use super::super::samples::{now, reader};
    use super::super::testing::shown;
    use super::*;

    #[test]
    fn a_timetable_names_its_next_times() {
        let next: Vec<_> = (1..6).map(|n| now() + TimeDelta::days(n)).collect();
        let said = |whose: &DigestFor, news: &TimetableNews| {
            shown(&timetable(&reader(), whose, news)).lines().next().unwrap_or_default().to_owned()
        };
        let channel = DigestFor::Channel("C0CSEMEA".into());
        let all = [
            said(&DigestFor::Me, &TimetableNews::Set { next: next.clone() }),
            said(&channel, &TimetableNews::Stands { next }),
            said(&DigestFor::Me, &TimetableNews::Stopped),
            said(&DigestFor::Me, &TimetableNews::None),
        ];
        assert_snapshot!(all.join("\n"), @r"
        » Your daily digest is set. Next: ⟨Tue 3 Mar 2026, 09:12 CET⟩; then ⟨Wed 4 Mar 2026, 09:12 CET⟩, ⟨Thu 5 Mar 2026, 09:12 CET⟩.
        » The daily digest of <#C0CSEMEA>: Next: ⟨Tue 3 Mar 2026, 09:12 CET⟩; then ⟨Wed 4 Mar 2026, 09:12 CET⟩, ⟨Thu 5 Mar 2026, 09:12 CET⟩. Another hour: `/csm digest daily 8:30`
        » Your daily digest is off. Nothing more comes by itself; `/csm digest daily 8:30` brings it back.
        » Your daily digest is not set. `/csm digest daily 8:30` sends one every working day.
        ");
    }
}
