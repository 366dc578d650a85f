//! The tab of settings: what its reader set for themselves, and the way to each.

use chrono::{DateTime, Utc, Weekday};
use slack_morphism::prelude::*;

use super::super::hours;
use super::super::kit::{Piece, actions, button, code, divider, moment, section, weekday_abbreviated};
use super::super::message::{Message, Reader, Scene};
use super::super::modal::modal;
use super::preferences::preferences_words;
use super::welcome::{questions, usual};
use crate::domain::cadence::MAX_BYTES;
use crate::domain::digest::Timetable;
use crate::domain::home::DigestHour;
use crate::domain::leave::LeaveNow;
use crate::domain::person::Person;
use crate::domain::personal::Settings;
use crate::domain::preferences::Preferences;
use crate::slack::action::{Action, HomeClick, HomeForm, ModalKind};

/// What stands of somebody's settings.
#[derive(Clone, Debug)]
pub struct HomeSettings<'a> {
    /// Clock, hours, holidays.
    pub settings: &'a Settings,
    /// Leave.
    pub leave: &'a LeaveNow,
    /// Their digest; `None`: none comes.
    pub digest: Option<&'a Timetable>,
    /// How they want to hear of things.
    pub preferences: &'a Preferences,
}

/// The tab.
pub fn home_settings(reader: &Reader, view: &HomeSettings<'_>, now: DateTime<Utc>) -> Message {
    let scene = Scene::private(reader, now);
    let mut pieces: Vec<Piece> =
        hours::on_home(view.settings, view.leave, scene).into_iter().map(Piece::kept).collect();
    pieces.push(Piece::kept(divider()));
    pieces.push(Piece::kept(section(&digest(reader, view.digest))));
    pieces.extend(actions(digest_ways(view.digest.is_some())).map(Piece::kept));
    pieces.push(Piece::kept(section(&preferences_words(view.preferences))));
    let change = button(say!("Change where…"), &Action::Home(HomeClick::AskPreferences));
    pieces.extend(actions(vec![change.into()]).map(Piece::kept));
    Message::new(say!("Settings"), pieces)
}

fn digest_ways(is_set: bool) -> Vec<SlackActionBlockElement> {
    let ask = Action::Home(HomeClick::AskDigest);
    if is_set {
        let off = button(say!("No digest"), &Action::Home(HomeClick::NoDigest)).into();
        vec![button(say!("Another hour…"), &ask).into(), off]
    } else {
        vec![button(say!("Set my digest…"), &ask).into()]
    }
}

fn digest(reader: &Reader, set: Option<&Timetable>) -> String {
    let Some(set) = set else {
        return say!("*Daily digest* none: nothing comes by itself").to_owned();
    };
    let expression = code(&set.expression, MAX_BYTES);
    let when = DigestHour::of(&set.expression)
        .map_or(say!("by the crontab {expression}", expression), |hour| hour_words(&hour));
    if let Some(next) = set.next.first() {
        say!("*Daily digest* {when}, here in your messages\nNext: {next}", when, next = moment(*next, reader.zone))
    } else {
        say!("*Daily digest* {when}, here in your messages\nIt has no next time", when)
    }
}

/// `08:30, Mon to Fri`.
fn hour_words(hour: &DigestHour) -> String {
    let at = hour.at.format("%H:%M").to_string();
    let numbers: Vec<u32> = hour.days.iter().map(Weekday::number_from_monday).collect();
    let in_a_row = 2 < numbers.len() && numbers.windows(2).all(|pair| pair[0] + 1 == pair[1]);
    match (hour.days.first(), hour.days.last()) {
        (Some(first), Some(last)) if in_a_row => {
            let (first, last) = (weekday_abbreviated(*first), weekday_abbreviated(*last));
            say!("{at}, {first} to {last}", at, first, last)
        }
        _ => {
            let days = hour.days.iter().map(|day| weekday_abbreviated(*day)).collect::<Vec<_>>().join(", ");
            format!("{at}, {days}")
        }
    }
}

/// Asks when the digest shall come.
pub fn digest_form(person: &Person, set: Option<&Timetable>) -> SlackView {
    let stands = set.and_then(|set| DigestHour::of(&set.expression)).unwrap_or_else(|| usual(person));
    let (hour, days) = questions(&stands);
    modal(say!("My daily digest"), &ModalKind::Home(HomeForm::Digest), Some(say!("Save")), vec![hour, days])
}

/// What stands under a question of that form that was not answered.
pub fn digest_form_fault() -> &'static str {
    say!("Choose an hour, and one day at least")
}
