//! A digest's timetable: what is set, and what was set just now.

use chrono::{DateTime, Utc};

use super::kit::{actions, button, code, context, inert, moment, name, section};
use super::message::{Message, Reader};
use super::words::channel;
use crate::domain::cadence::MAX_BYTES;
use crate::domain::digest::{Covers, Timetable};
use crate::slack::action::Action;

/// Who gets a digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DigestFor {
    /// The asker.
    Me,
    /// A channel, by Slack's id.
    Channel(String),
    /// The asker, as a leader, once a week.
    Week,
    /// A channel, once a week.
    ChannelWeek(String),
    /// The asker, as somebody who makes the product.
    Product,
    /// A channel, with what customers ask of the product.
    ChannelProduct(String),
}

/// How a digest's timetable stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TimetableNews {
    /// It was set just now.
    Set(Timetable),
    /// It was set before.
    Stands(Timetable),
    /// It was ended just now.
    Stopped,
    /// There is none.
    None,
}

/// The same in words.
pub fn timetable(reader: &Reader, whose: &DigestFor, news: &TimetableNews) -> Message {
    let (digest, here) = match whose {
        DigestFor::Me => (say!("Your digest").to_owned(), ""),
        DigestFor::Channel(id) => (say!("The digest of {id}", id = channel(id)), " here"),
        DigestFor::Week => (say!("Your weekly digest").to_owned(), ""),
        DigestFor::ChannelWeek(id) => (say!("The weekly digest of {id}", id = channel(id)), " here"),
        DigestFor::Product => (say!("Your product digest").to_owned(), ""),
        DigestFor::ChannelProduct(id) => (say!("The product digest of {id}", id = channel(id)), " here"),
    };
    let (again, each) = match whose {
        DigestFor::Me | DigestFor::Channel(_) => ("daily 8:30", say!("every working day")),
        DigestFor::Week | DigestFor::ChannelWeek(_) => ("weekly mon 8:30", say!("every Monday")),
        DigestFor::Product | DigestFor::ChannelProduct(_) => ("product mon 9", say!("every Monday")),
    };
    let daily = code(&format!("{} digest {again}{here}", reader.command), 80);
    let (text, set) = match news {
        TimetableNews::Set(set) => {
            let (by_clock, first) = (by_clock(set, reader), first(set, reader));
            (say!("{digest} is set{by_clock}. {first}", digest, by_clock, first), Some(set))
        }
        TimetableNews::Stands(set) => {
            let (by_clock, first) = (by_clock(set, reader), first(set, reader));
            let text = say!("{digest} is on{by_clock}. {first} Another hour: {daily}", digest, by_clock, first, daily);
            (text, Some(set))
        }
        TimetableNews::Stopped => {
            (say!("{digest} is off. Nothing more comes by itself; {daily} brings it back.", digest, daily), None)
        }
        TimetableNews::None => (say!("{digest} is not set. {daily} sends one {each}.", digest, daily, each), None),
    };
    let then = set.and_then(|set| then(set, reader));
    let now = match whose {
        DigestFor::Me => actions(vec![button(say!("Show it now"), &Action::Today).into()]),
        DigestFor::Channel(_)
        | DigestFor::Week
        | DigestFor::ChannelWeek(_)
        | DigestFor::Product
        | DigestFor::ChannelProduct(_) => None,
    };
    let blocks = [Some(section(&text)), then.as_deref().map(section), now, Some(context(&foot(reader, set)))];
    Message::of(&text, blocks.into_iter().flatten())
}

/// Whose accounts, and by whose clock where that is not plain.
fn by_clock(set: &Timetable, reader: &Reader) -> String {
    let zone = inert(set.zone.name(), 60);
    match &set.covers {
        Covers::Person if set.zone == reader.zone => String::new(),
        Covers::Person => say!(", by the clock of {zone}", zone),
        Covers::Team(team) => {
            say!(" for the accounts of team *{team}*, by the clock of {zone}", team = name(team), zone)
        }
        Covers::Everybody => say!(" for everybody's accounts, by the clock of {zone}", zone),
    }
}

fn first(set: &Timetable, reader: &Reader) -> String {
    match set.next.first() {
        Some(at) => say!("Next: {at}.", at = moment(*at, reader.zone)),
        None => say!("It has no next time.").to_owned(),
    }
}

fn then(set: &Timetable, reader: &Reader) -> Option<String> {
    let times: Vec<String> = set.next.iter().skip(1).map(|at: &DateTime<Utc>| moment(*at, reader.zone)).collect();
    (!times.is_empty()).then(|| say!("Then: {times}", times = times.join(" · ")))
}

fn foot(reader: &Reader, set: Option<&Timetable>) -> String {
    let zone = inert(reader.zone.name(), 60);
    let line = set
        .map(|set| say!(" · crontab {expression}", expression = code(&set.expression, MAX_BYTES)))
        .unwrap_or_default();
    say!("🔒 Only visible to you · times by {zone}{line} · a day with nothing to say is silent", zone, line)
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
        let next = (1..6).map(|n| now() + TimeDelta::days(n)).collect();
        let mine = Timetable {
            covers: Covers::Person,
            expression: "12 9 * * *".into(),
            zone: chrono_tz::Europe::Berlin,
            next,
        };
        let moved = Timetable { zone: chrono_tz::America::New_York, ..mine.clone() };
        let team = Timetable { covers: Covers::Team("*emea*".into()), ..moved.clone() };
        let all = Timetable { covers: Covers::Everybody, next: Vec::new(), ..mine.clone() };
        let channel = DigestFor::Channel("C0CSEMEA".into());
        let said = |whose: &DigestFor, news: TimetableNews| shown(&timetable(&reader(), whose, &news));
        let all = [
            said(&DigestFor::Me, TimetableNews::Set(mine)),
            said(&DigestFor::Me, TimetableNews::Stands(moved)),
            said(&channel, TimetableNews::Set(team)),
            said(&channel, TimetableNews::Stands(all)),
            said(&DigestFor::Me, TimetableNews::Stopped),
            said(&channel, TimetableNews::None),
        ];
        assert_snapshot!(all.join("\n"), @r"
        » Your digest is set. Next: ⟨Tue 3 Mar 2026, 09:12 CET⟩.
        Your digest is set. Next: ⟨Tue 3 Mar 2026, 09:12 CET⟩.
        Then: ⟨Wed 4 Mar 2026, 09:12 CET⟩ · ⟨Thu 5 Mar 2026, 09:12 CET⟩ · ⟨Fri 6 Mar 2026, 09:12 CET⟩ · ⟨Sat 7 Mar 2026, 09:12 CET⟩
        [Show it now today td]
        ~ 🔒 Only visible to you · times by Europe/Berlin · crontab `12 9 * * *` · a day with nothing to say is silent
        » Your digest is on, by the clock of America/New_York. Next: ⟨Tue 3 Mar 2026, 09:12 CET⟩. Another hour: `/csm digest daily 8:30`
        Your digest is on, by the clock of America/New_York. Next: ⟨Tue 3 Mar 2026, 09:12 CET⟩. Another hour: `/csm digest daily 8:30`
        Then: ⟨Wed 4 Mar 2026, 09:12 CET⟩ · ⟨Thu 5 Mar 2026, 09:12 CET⟩ · ⟨Fri 6 Mar 2026, 09:12 CET⟩ · ⟨Sat 7 Mar 2026, 09:12 CET⟩
        [Show it now today td]
        ~ 🔒 Only visible to you · times by Europe/Berlin · crontab `12 9 * * *` · a day with nothing to say is silent
        » The digest of <#C0CSEMEA> is set for the accounts of team *∗emea∗*, by the clock of America/New_York. Next: ⟨Tue 3 Mar 2026, 09:12 CET⟩.
        The digest of <#C0CSEMEA> is set for the accounts of team *∗emea∗*, by the clock of America/New_York. Next: ⟨Tue 3 Mar 2026, 09:12 CET⟩.
        Then: ⟨Wed 4 Mar 2026, 09:12 CET⟩ · ⟨Thu 5 Mar 2026, 09:12 CET⟩ · ⟨Fri 6 Mar 2026, 09:12 CET⟩ · ⟨Sat 7 Mar 2026, 09:12 CET⟩
        ~ 🔒 Only visible to you · times by Europe/Berlin · crontab `12 9 * * *` · a day with nothing to say is silent
        » The digest of <#C0CSEMEA> is on for everybody's accounts, by the clock of Europe/Berlin. It has no next time. Another hour: `/csm digest daily 8:30 here`
        The digest of <#C0CSEMEA> is on for everybody's accounts, by the clock of Europe/Berlin. It has no next time. Another hour: `/csm digest daily 8:30 here`
        ~ 🔒 Only visible to you · times by Europe/Berlin · crontab `12 9 * * *` · a day with nothing to say is silent
        » Your digest is off. Nothing more comes by itself; `/csm digest daily 8:30` brings it back.
        Your digest is off. Nothing more comes by itself; `/csm digest daily 8:30` brings it back.
        [Show it now today td]
        ~ 🔒 Only visible to you · times by Europe/Berlin · a day with nothing to say is silent
        » The digest of <#C0CSEMEA> is not set. `/csm digest daily 8:30 here` sends one every working day.
        The digest of <#C0CSEMEA> is not set. `/csm digest daily 8:30 here` sends one every working day.
        ~ 🔒 Only visible to you · times by Europe/Berlin · a day with nothing to say is silent
        ");
    }
}
