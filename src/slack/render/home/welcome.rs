//! The page at its first opening: whom the bot takes its reader for, their accounts, and when their digest shall come.

use chrono::{NaiveTime, Weekday};
use slack_morphism::prelude::*;

use super::super::book::row_words;
use super::super::kit::{
    Piece, actions, button, context, divider, header, input, plain, plain_name, primary, section, weekday_name,
};
use super::super::message::{Message, Reader};
use super::{book, page, who};
use crate::domain::account::BookView;
use crate::domain::home::DigestHour;
use crate::domain::person::Person;
use crate::slack::action::{Action, HomeClick, HomeField};

/// Accounts that are shown; the rest is on the tab of the book.
const MOST_ACCOUNTS: usize = 5;
/// The hour that is proposed where none is set.
const USUAL_HOUR: (u32, u32) = (8, 30);

/// What the first opening shows.
#[derive(Clone, Debug)]
pub struct Welcome<'a> {
    /// Who opened it.
    pub person: &'a Person,
    /// The first page of their book.
    pub book: &'a BookView,
    /// When their digest comes already.
    pub digest: Option<DigestHour>,
}

/// The page at its first opening.
pub fn welcome(reader: &Reader, view: &Welcome<'_>) -> SlackView {
    let called = plain_name(&view.person.who.name);
    let mut pieces = vec![
        Piece::kept(header(&say!("Hello {called}, this is your page", called))),
        Piece::kept(section(&say!("*Whom I take you for*\n{person}", person = who(view.person)))),
        Piece::kept(context(say!(
            "Is that wrong? An admin sets roles and teams; your time zone is yours to set under Settings."
        ))),
        Piece::kept(section(&book(view.book))),
    ];
    let rows = view.book.rows.iter().take(MOST_ACCOUNTS);
    pieces.extend(rows.map(|row| Piece::row(vec![section(&row_words(reader, row))])));
    pieces.push(Piece::kept(divider()));
    let ask = say!(
        "*When do you want your daily digest?*\nOne message with what is due, what changed and who waits. On a day \
               with nothing to say it does not come."
    );
    pieces.push(Piece::kept(section(ask)));
    let (hour, days) = questions(&stands(view));
    pieces.extend([hour, days].map(Piece::kept));
    let ways = vec![
        primary(button(say!("Send it then"), &Action::Home(HomeClick::Welcome))).into(),
        button(say!("No digest"), &Action::Home(HomeClick::NoDigest)).into(),
        button(say!("Not now"), &Action::Home(HomeClick::NotNow)).into(),
    ];
    pieces.extend(actions(ways).map(Piece::kept));
    let command = &reader.command;
    pieces.push(Piece::kept(context(&say!(
        "You can change it under Settings, or with `{command} digest daily 8:30`",
        command
    ))));
    page(pieces)
}

/// What stands already, else the usual hour on the days that they work.
fn stands(view: &Welcome<'_>) -> DigestHour {
    view.digest.clone().unwrap_or_else(|| usual(view.person))
}

/// Half past eight on somebody's working days.
pub(super) fn usual(person: &Person) -> DigestHour {
    let at = NaiveTime::from_hms_opt(USUAL_HOUR.0, USUAL_HOUR.1, 0).unwrap_or_default();
    let days =
        person.working_days.iter().filter_map(|day| Weekday::try_from(u8::try_from(*day).ok()?.checked_sub(1)?).ok());
    let week = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri];
    DigestHour::new(at, days).unwrap_or(DigestHour { at, days: week.to_vec() })
}

/// The questions for an hour and for days, with what stands.
pub(super) fn questions(stands: &DigestHour) -> (SlackBlock, SlackBlock) {
    let hour = SlackBlockTimePickerElement::new()
        .with_action_id(HomeField::Hour.id().into())
        .with_initial_time(stands.at.format("%H:%M").to_string());
    let option =
        |day: Weekday| SlackBlockChoiceItem::new(plain(&weekday_name(day), 75), day.number_from_monday().to_string());
    let week = std::iter::successors(Some(Weekday::Mon), |day| Some(day.succ())).take(7);
    let days = SlackBlockMultiStaticSelectElement::new()
        .with_action_id(HomeField::Days.id().into())
        .with_placeholder(plain(say!("Days"), 150))
        .with_options(week.map(option).collect())
        .with_initial_options(stands.days.iter().map(|day| option(*day)).collect());
    (input(HomeField::Hour.id(), say!("At"), hour).into(), input(HomeField::Days.id(), say!("On"), days).into())
}

/// An hour without a day, or a day without an hour: nothing was set.
pub fn digest_chosen_none() -> Message {
    let text = say!("Choose an hour and one day at least, or press “No digest”. Nothing has changed.");
    Message::of(text, [section(text)])
}
