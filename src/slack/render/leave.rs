//! Leave in words: who is away until when, who acts for them, and the form that takes it down.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use slack_morphism::prelude::*;

use super::kit::{
    actions, button, code, confirm, context, count, date, input, plain, section, section_with, short_weekday,
    with_confirm,
};
use super::message::{Message, Reader, Scene};
use super::modal::modal;
use super::words::mention;
use crate::domain::leave::{LeaveNow, LeaveRefusal, LeaveView, MOST_DAYS, NoCover, StandIn};
use crate::domain::person::PersonRef;
use crate::slack::action::{Action, Field, ModalKind, PersonalClick};

/// Leave with a button of its own.
const MOST_LEAVE: usize = 8;

/// `@ana`, or `@bo for @ana, away until 3 Apr`.
pub(super) fn whoever_acts(meant: &PersonRef, stand_in: Option<&StandIn>, now: DateTime<Utc>) -> String {
    let Some(stand_in) = stand_in else { return mention(meant) };
    say!(
        "{stand_in} for {meant}, {date_naive}",
        stand_in = mention(&stand_in.who),
        meant = mention(meant),
        date_naive = away(stand_in, now.date_naive())
    )
}

/// `away until 3 Apr`, and why it is the manager who hears of it.
pub(super) fn away(stand_in: &StandIn, today: NaiveDate) -> String {
    say!(
        "away until {until}{no_cover}",
        until = date(stand_in.until, today),
        no_cover = without_cover(stand_in.no_cover)
    )
}

/// Why it is the manager; nothing where a cover acts.
pub(super) fn without_cover(no_cover: Option<NoCover>) -> &'static str {
    match no_cover {
        None => "",
        Some(NoCover::NotNamed) => say!(" without a cover"),
        Some(NoCover::AwayToo) => say!(", the cover too"),
    }
}

/// Leave that was taken down just now.
pub fn leave_taken(reader: &Reader, leave: &LeaveView, now: DateTime<Utc>) -> Message {
    let scene = Scene::private(reader, now);
    let lines = consequences(leave, scene.today);
    let text = say!("🌴 You are away {leave}: {lines}", leave = days(leave, scene.today), lines = lines.join(" "));
    let end = actions(vec![end_button(leave, scene.today).into()]);
    let blocks = [Some(section(&text)), end, Some(context(&private(reader)))];
    Message::of(&text, blocks.into_iter().flatten())
}

/// Leave that was ended just now.
pub fn leave_ended(reader: &Reader, leave: &LeaveView, now: DateTime<Utc>) -> Message {
    let scene = Scene::private(reader, now);
    let text = say!(
        "Your leave {leave} is taken back. What comes from now on comes to you; what {cover} got meanwhile stays with them.",
        leave = days(leave, scene.today),
        cover = leave.cover.as_ref().map_or_else(|| say!("others").to_owned(), mention)
    );
    Message::of(&text, [section(&text), context(&private(reader))])
}

/// All that stands, with a button to end each, and for whom the reader acts.
pub fn leave(reader: &Reader, now_standing: &LeaveNow, now: DateTime<Utc>) -> Message {
    let scene = Scene::private(reader, now);
    let mut blocks = Vec::new();
    let text = match now_standing.own.as_slice() {
        [] => say!("No leave of yours stands. {command} takes some down.", command = example(&reader.command)),
        [first, ..] => say!("🌴 You are away {first}.", first = days(first, scene.today)),
    };
    if now_standing.own.is_empty() {
        blocks.push(section(&text));
    }
    for leave in now_standing.own.iter().take(MOST_LEAVE) {
        let lines = consequences(leave, scene.today).join(" ");
        let line = say!("🌴 *Away {leave}*\n{lines}", leave = days(leave, scene.today), lines);
        blocks.push(section_with(&line, end_button(leave, scene.today)));
    }
    for (person, until) in &now_standing.covering {
        blocks.push(section(&say!(
            "🤝 You cover for {person} until {until}.",
            person = mention(person),
            until = long(*until, scene.today)
        )));
    }
    blocks.extend(actions(vec![button(say!("Add leave…"), &Action::Personal(PersonalClick::AskLeave)).into()]));
    blocks.push(context(&private(reader)));
    Message::of(&text, blocks)
}

/// `Mon 30 Mar to Fri 3 Apr`.
pub(super) fn days(leave: &LeaveView, today: NaiveDate) -> String {
    let (from, to) = (leave.days.from(), leave.days.to());
    if from == to { long(from, today) } else { say!("{from} to {to}", from = long(from, today), to = long(to, today)) }
}

/// `Fri 3 Apr`.
pub(super) fn long(day: NaiveDate, today: NaiveDate) -> String {
    short_weekday(day, today)
}

/// What stands under the question who covers, when nobody knows them.
pub fn unknown_cover() -> &'static str {
    say!("Nobody whom I know; choose somebody of the directory")
}

/// Who hears what meanwhile.
fn consequences(leave: &LeaveView, today: NaiveDate) -> Vec<String> {
    let working = count(i64::try_from(leave.n_working_days).unwrap_or(0), say!("working day"), say!("working days"));
    let mut lines = vec![format!("{working}.")];
    if let Some(cover) = &leave.cover {
        lines.push(say!(
            "Prompts, alerts and your digest go to {cover} and say that they are yours.",
            cover = mention(cover)
        ));
    }
    if let Some((day, who, no_cover)) = &leave.instead {
        let on = if *day == leave.days.from() && leave.cover.is_none() {
            String::new()
        } else {
            say!("From {day} on ", day = long(*day, today))
        };
        lines.push(match no_cover {
            None => say!("{on}{who} stands in, because your cover is away too.", on, who = mention(who)),
            Some(NoCover::AwayToo) => {
                say!("{on}they go to your manager {who}, because your cover is away too.", on, who = mention(who))
            }
            Some(NoCover::NotNamed) => {
                say!("No cover is named, so prompts and alerts go to your manager {who}.", who = mention(who))
            }
        });
    }
    if let Some(day) = leave.nobody_on {
        lines.push(say!(
            "⚠ On {day} nobody covers and you have no manager here, so they come to you.",
            day = long(day, today)
        ));
    }
    lines
}

fn end_button(leave: &LeaveView, today: NaiveDate) -> SlackBlockButtonElement {
    let label = if leave.days.from() <= today { say!("I am back") } else { say!("Take it back") };
    let question = confirm(
        say!("End this leave?"),
        say!("What comes from now on comes to you again."),
        say!("End it"),
        say!("Keep it"),
    );
    with_confirm(button(label, &Action::Personal(PersonalClick::EndLeave { leave: leave.id })), question)
}

fn example(command: &str) -> String {
    code(&format!("{command} away 2026-03-30 to 2026-04-03 cover:@bo"), 80)
}

fn private(reader: &Reader) -> String {
    say!("🔒 Only visible to you · whole days by {zone}", zone = reader.zone.name())
}

/// Asks for leave and its cover.
pub fn leave_form(today: NaiveDate) -> SlackView {
    let day = |field: Field, day: NaiveDate| {
        SlackBlockDatePickerElement::new().with_action_id(field.id().into()).with_initial_date(day.to_string())
    };
    // The next Monday to its Friday is what most people mean.
    let monday = today + chrono::Days::new(u64::from(7 - today.weekday().num_days_from_monday()));
    let cover = SlackBlockUsersSelectElement::new()
        .with_action_id(Field::Cover.id().into())
        .with_placeholder(plain(say!("A colleague"), 150));
    let blocks = vec![
        input(Field::AwayFrom.id(), say!("First day"), day(Field::AwayFrom, monday)).into(),
        input(Field::AwayTo.id(), say!("Last day"), day(Field::AwayTo, monday + chrono::Days::new(4))).into(),
        input(Field::Cover.id(), say!("Who covers?"), cover)
            .with_optional(true)
            .with_hint(plain(
                say!("Prompts, alerts and your digest go to them meanwhile; without a cover, to your manager."),
                150,
            ))
            .into(),
    ];
    modal(say!("Away"), &ModalKind::Leave, Some(say!("Save")), blocks)
}

/// Why leave was not taken down, then what to do.
pub fn leave_refused(command: &str, refusal: &LeaveRefusal, today: NaiveDate) -> String {
    let done = say!("Nothing was changed.");
    match refusal {
        LeaveRefusal::Past { from } => {
            say!("{from} is over, and leave begins today at the earliest. {done}", from = long(*from, today), done)
        }
        LeaveRefusal::Backwards { from, to } => say!(
            "It would end on {to} before it begins on {from}. Write the first day first. {done}",
            to = long(*to, today),
            from = long(*from, today),
            done
        ),
        LeaveRefusal::TooLong { days } => say!(
            "{days} days are more than the {MOST_DAYS} that leave can have. For longer, give the accounts another owner. {done}",
            days,
            MOST_DAYS,
            done
        ),
        LeaveRefusal::Overlaps { from, to } => say!(
            "You are away {from} to {to} already. End that first with {command}, or choose other days. {done}",
            from = long(*from, today),
            to = long(*to, today),
            command = code(&format!("{command} away cancel {from}"), 80),
            done
        ),
        LeaveRefusal::CoverIsSelf => say!("Nobody covers for themselves. Name a colleague, or nobody. {done}", done),
        LeaveRefusal::CoverMayNot { cover } => say!(
            "{cover} only looks here and could press no button for you. Name a CSM or a manager. {done}",
            cover = super::kit::name(&cover.name),
            done
        ),
        LeaveRefusal::CoverNotInSlack { cover } => say!(
            "{cover} is not known in Slack, so nothing could be sent to them. Name somebody who is. {done}",
            cover = super::kit::name(&cover.name),
            done
        ),
        LeaveRefusal::GoesRound { cover, day } => say!(
            "On {day} {cover} is away too, and what they do would come back to you. Name somebody else, or have them change their \
             cover. {done}",
            day = long(*day, today),
            cover = mention(cover),
            done
        ),
        LeaveRefusal::NothingStands => {
            say!(
                "No leave of yours stands there. {command} shows what does.",
                command = code(&format!("{command} away"), 40)
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use uuid::Uuid;

    use super::super::samples::{ana, ben, now, reader};
    use super::super::testing::{shown, shown_view};
    use super::*;
    use crate::domain::cadence::DateRange;
    use crate::domain::ids::LeaveId;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn view() -> LeaveView {
        LeaveView {
            id: LeaveId(Uuid::nil()),
            days: DateRange::new(day("2026-03-30"), day("2026-04-03")).expect("days"),
            cover: Some(ben()),
            instead: None,
            nobody_on: None,
            n_working_days: 4,
        }
    }

    #[test]
    fn leave_says_who_hears_what_meanwhile() {
        let chain = LeaveView { instead: Some((day("2026-04-02"), ana(), None)), ..view() };
        let alone =
            LeaveView { cover: None, instead: Some((day("2026-03-30"), ben(), Some(NoCover::NotNamed))), ..view() };
        let nobody = LeaveView { cover: None, nobody_on: Some(day("2026-03-30")), ..view() };
        let all = [view(), chain, alone, nobody].map(|leave| shown(&leave_taken(&reader(), &leave, now())));
        assert_snapshot!(all.join("\n"), @r"
        » 🌴 You are away Mon 30 Mar to Fri 3 Apr: 4 working days. Prompts, alerts and your digest go to <@U0BEN> and say that they are yours.
        🌴 You are away Mon 30 Mar to Fri 3 Apr: 4 working days. Prompts, alerts and your digest go to <@U0BEN> and say that they are yours.
        [Take it back end_leave {me:{e:{i:…}}} (asks: End this leave? / What comes from now on comes to you again.)]
        ~ 🔒 Only visible to you · whole days by Europe/Berlin
        » 🌴 You are away Mon 30 Mar to Fri 3 Apr: 4 working days. Prompts, alerts and your digest go to <@U0BEN> and say that they are yours. From Thu 2 Apr on <@U0ANA> stands in, because your cover is away too.
        🌴 You are away Mon 30 Mar to Fri 3 Apr: 4 working days. Prompts, alerts and your digest go to <@U0BEN> and say that they are yours. From Thu 2 Apr on <@U0ANA> stands in, because your cover is away too.
        [Take it back end_leave {me:{e:{i:…}}} (asks: End this leave? / What comes from now on comes to you again.)]
        ~ 🔒 Only visible to you · whole days by Europe/Berlin
        » 🌴 You are away Mon 30 Mar to Fri 3 Apr: 4 working days. No cover is named, so prompts and alerts go to your manager <@U0BEN>.
        🌴 You are away Mon 30 Mar to Fri 3 Apr: 4 working days. No cover is named, so prompts and alerts go to your manager <@U0BEN>.
        [Take it back end_leave {me:{e:{i:…}}} (asks: End this leave? / What comes from now on comes to you again.)]
        ~ 🔒 Only visible to you · whole days by Europe/Berlin
        » 🌴 You are away Mon 30 Mar to Fri 3 Apr: 4 working days. ⚠ On Mon 30 Mar nobody covers and you have no manager here, so they come to you.
        🌴 You are away Mon 30 Mar to Fri 3 Apr: 4 working days. ⚠ On Mon 30 Mar nobody covers and you have no manager here, so they come to you.
        [Take it back end_leave {me:{e:{i:…}}} (asks: End this leave? / What comes from now on comes to you again.)]
        ~ 🔒 Only visible to you · whole days by Europe/Berlin
        ");
        assert_snapshot!(shown(&leave_ended(&reader(), &view(), now())), @r"
        » Your leave Mon 30 Mar to Fri 3 Apr is taken back. What comes from now on comes to you; what <@U0BEN> got meanwhile stays with them.
        Your leave Mon 30 Mar to Fri 3 Apr is taken back. What comes from now on comes to you; what <@U0BEN> got meanwhile stays with them.
        ~ 🔒 Only visible to you · whole days by Europe/Berlin
        ");
    }

    #[test]
    fn what_stands_can_be_ended() {
        let some = LeaveNow { own: vec![view()], covering: vec![(ben(), day("2026-03-06"))] };
        let none = LeaveNow { own: vec![], covering: vec![] };
        let both = [some, none].map(|standing| shown(&leave(&reader(), &standing, now())));
        assert_snapshot!(both.join("\n"), @r"
        » 🌴 You are away Mon 30 Mar to Fri 3 Apr.
        🌴 *Away Mon 30 Mar to Fri 3 Apr*
        4 working days. Prompts, alerts and your digest go to <@U0BEN> and say that they are yours.   [Take it back end_leave {me:{e:{i:…}}} (asks: End this leave? / What comes from now on comes to you again.)]
        🤝 You cover for <@U0BEN> until Fri 6 Mar.
        [Add leave… ask_leave {me:t}]
        ~ 🔒 Only visible to you · whole days by Europe/Berlin
        » No leave of yours stands. `/csm away 2026-03-30 to 2026-04-03 cover:@bo` takes some down.
        No leave of yours stands. `/csm away 2026-03-30 to 2026-04-03 cover:@bo` takes some down.
        [Add leave… ask_leave {me:t}]
        ~ 🔒 Only visible to you · whole days by Europe/Berlin
        ");
        assert_snapshot!(shown_view(&leave_form(day("2026-03-02"))), @r#"
        » Away | Save | Cancel | "\"aw\""
        First day*: <datepicker  > 
        Last day*: <datepicker  > 
        Who covers?: <users_select A colleague > Prompts, alerts and your digest go to them meanwhile; without a cover, to your manager.
        "#);
    }

    #[test]
    fn a_refusal_says_what_to_do() {
        let (from, to) = (day("2026-03-30"), day("2026-04-03"));
        let all = [
            LeaveRefusal::Past { from: day("2026-03-01") },
            LeaveRefusal::Backwards { from: to, to: from },
            LeaveRefusal::TooLong { days: 400 },
            LeaveRefusal::Overlaps { from, to },
            LeaveRefusal::CoverIsSelf,
            LeaveRefusal::CoverMayNot { cover: ben() },
            LeaveRefusal::CoverNotInSlack { cover: ben() },
            LeaveRefusal::GoesRound { cover: ben(), day: from },
            LeaveRefusal::NothingStands,
        ];
        let words = all.map(|refusal| leave_refused("/csm", &refusal, day("2026-03-02")).replace('\u{A0}', " "));
        assert_snapshot!(words.join("\n"), @r"
        Sun 1 Mar is over, and leave begins today at the earliest. Nothing was changed.
        It would end on Mon 30 Mar before it begins on Fri 3 Apr. Write the first day first. Nothing was changed.
        400 days are more than the 366 that leave can have. For longer, give the accounts another owner. Nothing was changed.
        You are away Mon 30 Mar to Fri 3 Apr already. End that first with `/csm away cancel 2026-03-30`, or choose other days. Nothing was changed.
        Nobody covers for themselves. Name a colleague, or nobody. Nothing was changed.
        Ben Okafor only looks here and could press no button for you. Name a CSM or a manager. Nothing was changed.
        Ben Okafor is not known in Slack, so nothing could be sent to them. Name somebody who is. Nothing was changed.
        On Mon 30 Mar <@U0BEN> is away too, and what they do would come back to you. Name somebody else, or have them change their cover. Nothing was changed.
        No leave of yours stands there. `/csm away` shows what does.
        ");
    }

    #[test]
    fn a_stand_in_is_named_with_the_reason() {
        let stand_in = |no_cover| StandIn { who: ben(), until: day("2026-04-03"), no_cover };
        let said = |stand_in: Option<StandIn>| whoever_acts(&ana(), stand_in.as_ref(), now()).replace('\u{A0}', " ");
        assert_eq!(said(None), "<@U0ANA>");
        assert_eq!(said(Some(stand_in(None))), "<@U0BEN> for <@U0ANA>, away until 3 Apr");
        let without = said(Some(stand_in(Some(NoCover::NotNamed))));
        assert_eq!(without, "<@U0BEN> for <@U0ANA>, away until 3 Apr without a cover");
    }
}
