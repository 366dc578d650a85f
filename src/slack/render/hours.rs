//! Somebody's own settings in words: the clock and where it comes from, the week, quiet hours, holidays; and their form.

use chrono::{NaiveTime, Weekday};
use slack_morphism::prelude::*;

use super::kit::{
    actions, button, choices, code, context, count, inert, input, plain, section, weekday_abbreviated, weekday_name,
};
use super::leave::days;
use super::message::{Message, Reader, Scene};
use super::modal::modal;
use super::words::mention;
use crate::domain::cadence::{QuietHours, Workweek};
use crate::domain::leave::LeaveNow;
use crate::domain::locale::Language;
use crate::domain::personal::{Choices, Settings, ZoneSource};
use crate::slack::action::{Action, Field, ModalKind, PersonalClick};

/// The answer of the form that leaves the language to Slack.
const AS_IN_SLACK: &str = "slack";

/// What stands of somebody's hours; `news` says it where something was just changed.
pub fn hours(reader: &Reader, settings: &Settings, news: Option<HoursNews>) -> Message {
    let quiet = match (news, settings.quiet) {
        (Some(HoursNews::Saved), _) => say!("Your settings are saved.").to_owned(),
        (Some(HoursNews::Quiet), Some(quiet)) => say!(
            "🔕 Quiet hours are set: {span}. What can wait comes when they end, on a day that you work; a red account or a \
             critical ticket does not wait.",
            span = span(quiet)
        ),
        (Some(HoursNews::Quiet), None) => {
            say!("Quiet hours are off. You may be told of something at any hour of a day that you work.").to_owned()
        }
        (None, Some(quiet)) => say!("🔕 Quiet hours: {span}.", span = span(quiet)),
        (None, None) => {
            say!(
                "No quiet hours are set. {command} sets them.",
                command = code(&format!("{command} quiet-hours 20:00-07:30", command = reader.command), 80)
            )
        }
    };
    let end = settings.quiet.map(|_| button(say!("No quiet hours"), &Action::Personal(PersonalClick::EndQuiet)).into());
    let ask = button(say!("Settings…"), &Action::Personal(PersonalClick::AskSettings)).into();
    let blocks = [
        Some(section(&quiet)),
        Some(section(&lines(settings).join("\n"))),
        actions([Some(ask), end].into_iter().flatten().collect()),
        Some(context(say!("🔒 Only visible to you"))),
    ];
    Message::of(&quiet, blocks.into_iter().flatten())
}

/// What was just changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HoursNews {
    /// Quiet hours.
    Quiet,
    /// Something of the form.
    Saved,
}

/// The section of the home tab.
pub(super) fn on_home(settings: &Settings, leave: &LeaveNow, scene: Scene) -> Vec<SlackBlock> {
    let mut lines = lines(settings);
    let quiet = settings.quiet.map_or_else(|| say!("none").to_owned(), span);
    lines.push(say!("*Quiet hours* {quiet}", quiet));
    lines.push(match leave.own.first() {
        None => say!("*Away* no leave ahead").to_owned(),
        Some(first) => {
            let cover = first
                .cover
                .as_ref()
                .map_or_else(|| say!("no cover").to_owned(), |cover| say!("{cover} covers", cover = mention(cover)));
            say!("*Away* {first}, {cover}", first = days(first, scene.today), cover)
        }
    });
    let ways = vec![
        button(say!("Settings…"), &Action::Personal(PersonalClick::AskSettings)).into(),
        button(say!("Add leave…"), &Action::Personal(PersonalClick::AskLeave)).into(),
        button(say!("My leave"), &Action::Personal(PersonalClick::ShowLeave)).into(),
    ];
    [Some(section(&say!("*Settings*\n{lines}", lines = lines.join("\n")))), actions(ways)]
        .into_iter()
        .flatten()
        .collect()
}

fn lines(settings: &Settings) -> Vec<String> {
    let source = match settings.zone_source {
        ZoneSource::Own => say!("your own choice"),
        ZoneSource::Slack => say!("from Slack"),
        ZoneSource::Import => say!("from the import"),
    };
    let holidays = match (settings.country, settings.n_holidays) {
        (None, _) => say!("no country set, so none").to_owned(),
        (Some(country), 0) => say!("{country}, of which none are known here", country),
        (Some(country), n) => {
            say!("{country}, {days} known from today on", country, days = count(n, say!("day"), say!("days")))
        }
    };
    vec![
        say!("*Clock* {settings} ({source})", settings = inert(settings.zone.name(), 60), source),
        say!("*Working hours* {workweek}", workweek = week(settings.workweek)),
        say!("*Public holidays* {holidays}", holidays),
        say!("*Language* {language}", language = settings.locale.language.own_name()),
    ]
}

/// `Mon Tue Wed Thu Fri, 09:00 to 17:00`.
fn week(week: Workweek) -> String {
    let days: Vec<Weekday> = week.days().collect();
    let (from, to) = week.hours();
    let numbers: Vec<u32> = days.iter().map(Weekday::number_from_monday).collect();
    let in_a_row = 2 < days.len() && numbers.windows(2).all(|pair| pair[0] + 1 == pair[1]);
    let days = match (days.first(), days.last()) {
        (Some(first), Some(last)) if in_a_row => {
            say!("{first} to {last}", first = weekday_abbreviated(*first), last = weekday_abbreviated(*last))
        }
        _ => days.iter().map(|day| weekday_abbreviated(*day)).collect::<Vec<_>>().join(", "),
    };
    say!("{days}, {time} to {time_2}", days, time = time(from), time_2 = time(to))
}

fn span(quiet: QuietHours) -> String {
    say!("{quiet} to {to}", quiet = time(quiet.from), to = time(quiet.to))
}

fn time(at: NaiveTime) -> String {
    at.format("%H:%M").to_string()
}

/// Asks for everything that somebody chooses for themselves. What is left empty is what Slack or the import says.
pub fn settings_form(settings: &Settings, choices: &Choices) -> SlackView {
    let clock = |field: Field, at: Option<NaiveTime>| {
        let picker = SlackBlockTimePickerElement::new().with_action_id(field.id().into());
        at.map_or(picker.clone(), |at| picker.with_initial_time(time(at)))
    };
    let (from, to) = settings.workweek.hours();
    let quiet = settings.quiet;
    let blocks = vec![
        zone_input(settings, choices),
        days_input(settings.workweek),
        input(Field::WorkFrom.id(), say!("Work begins"), clock(Field::WorkFrom, Some(from))).into(),
        input(Field::WorkTo.id(), say!("Work ends"), clock(Field::WorkTo, Some(to))).into(),
        input(Field::QuietFrom.id(), say!("Quiet from"), clock(Field::QuietFrom, quiet.map(|quiet| quiet.from)))
            .with_optional(true)
            .into(),
        input(Field::QuietTo.id(), say!("Quiet until"), clock(Field::QuietTo, quiet.map(|quiet| quiet.to)))
            .with_optional(true)
            .with_hint(plain(say!("What can wait comes after it, on a day that you work."), 150))
            .into(),
        country_input(settings, choices),
        language_input(choices),
    ];
    modal(say!("My settings"), &ModalKind::Settings, Some(say!("Save")), blocks)
}

fn zone_input(settings: &Settings, choices: &Choices) -> SlackBlock {
    let text = SlackBlockPlainTextInputElement::new()
        .with_action_id(Field::Zone.id().into())
        .with_max_length(64)
        .with_placeholder(plain(settings.zone.name(), 150));
    let text = choices.zone.map_or(text.clone(), |zone| text.with_initial_value(zone.name().to_owned()));
    input(Field::Zone.id(), say!("Time zone"), text)
        .with_optional(true)
        .with_hint(plain(say!("Like Europe/Berlin; it wins over Slack. Empty: the one of your profile in Slack."), 150))
        .into()
}

fn days_input(week: Workweek) -> SlackBlock {
    let days: Vec<(String, String)> =
        Workweek::EVERY_DAY.map(|day| (weekday_name(day), day.number_from_monday().to_string())).into();
    let options = choices(days.iter().map(|(name, number)| (name.as_str(), number.as_str())));
    let worked: Vec<String> = week.days().map(|day| day.number_from_monday().to_string()).collect();
    let initial = options.iter().filter(|option| worked.contains(&option.value)).cloned().collect();
    let boxes = SlackBlockCheckboxesElement::new(options)
        .with_action_id(Field::WorkDays.id().into())
        .with_initial_options(initial);
    input(Field::WorkDays.id(), say!("Working days"), boxes).into()
}

fn country_input(settings: &Settings, choices: &Choices) -> SlackBlock {
    let text = SlackBlockPlainTextInputElement::new().with_action_id(Field::Country.id().into()).with_max_length(2);
    let stands = settings.country.map_or_else(|| say!("DE").to_owned(), |country| country.to_string());
    let text = text.with_placeholder(plain(&stands, 150));
    let text = choices.country.map_or(text.clone(), |country| text.with_initial_value(country.to_string()));
    input(Field::Country.id(), say!("Country of your public holidays"), text)
        .with_optional(true)
        .with_hint(plain(say!("Two letters, like DE. Empty: the one of the import."), 150))
        .into()
}

fn language_input(choices: &Choices) -> SlackBlock {
    let of_slack = SlackBlockChoiceItem::new(plain(say!("As in Slack"), 75), AS_IN_SLACK.to_owned());
    let option =
        |language: Language| SlackBlockChoiceItem::new(plain(language.own_name(), 75), language.code().to_owned());
    let initial = choices.language.map_or_else(|| of_slack.clone(), option);
    let options = std::iter::once(of_slack).chain(Language::ALL.map(option)).collect();
    let select = SlackBlockStaticSelectElement::new()
        .with_action_id(Field::Language.id().into())
        .with_options(options)
        .with_initial_option(initial);
    input(Field::Language.id(), say!("Language"), select)
        .with_hint(plain(say!("What I tell you. Channels are told things in English."), 150))
        .into()
}

/// What stands under a question of the form that was not answered well.
pub fn settings_fault(field: Field, meant: Option<&str>) -> String {
    let meant = meant.map(|meant| say!("; did you mean {meant}?", meant)).unwrap_or_default();
    match field {
        Field::Zone => say!("No time zone is called so, like Europe/Berlin{meant}", meant),
        Field::WorkDays => say!("Choose one day at least").to_owned(),
        Field::WorkTo => say!("Work ends after it begins, on the same day").to_owned(),
        Field::QuietTo => say!("Choose both, at different times, or neither").to_owned(),
        Field::Country => say!("Two letters, like DE or US").to_owned(),
        Field::Outcome
        | Field::SnoozeFor
        | Field::SnoozeUntil
        | Field::Reason
        | Field::Category
        | Field::Amount
        | Field::NoticeOn
        | Field::Dismissal
        | Field::Band
        | Field::Until
        | Field::AwayFrom
        | Field::AwayTo
        | Field::Cover
        | Field::FollowUpOn
        | Field::NeededPerson
        | Field::NeededWords
        | Field::NewOwner
        | Field::Language
        | Field::WorkFrom
        | Field::QuietFrom => super::modal::form_fault(field).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::super::samples::reader;
    use super::super::testing::{shown, shown_view};
    use super::*;
    use crate::domain::personal::Country;

    fn settings() -> Settings {
        Settings {
            zone: chrono_tz::Europe::Berlin,
            zone_source: ZoneSource::Slack,
            workweek: Workweek::default(),
            quiet: None,
            country: Country::parse("DE"),
            n_holidays: 7,
            locale: crate::domain::locale::Locale::default(),
        }
    }

    fn night() -> QuietHours {
        let time = |text: &str| text.parse().expect("a time");
        QuietHours { from: time("20:00:00"), to: time("07:30:00") }
    }

    #[test]
    fn hours_say_what_stands_and_where_it_comes_from() {
        let own = Settings { zone_source: ZoneSource::Own, quiet: Some(night()), n_holidays: 0, ..settings() };
        let said = [
            shown(&hours(&reader(), &settings(), None)),
            shown(&hours(&reader(), &own, Some(HoursNews::Quiet))),
            shown(&hours(&reader(), &settings(), Some(HoursNews::Quiet))),
            shown(&hours(&reader(), &Settings { country: None, ..own }, Some(HoursNews::Saved))),
        ];
        assert_snapshot!(said.join("\n"), @r"
        » No quiet hours are set. `/csm quiet-hours 20:00-07:30` sets them.
        No quiet hours are set. `/csm quiet-hours 20:00-07:30` sets them.
        *Clock* Europe/Berlin (from Slack)
        *Working hours* Mon to Fri, 09:00 to 17:00
        *Public holidays* DE, 7 days known from today on
        *Language* English
        [Settings… ask_settings {me:s}]
        ~ 🔒 Only visible to you
        » 🔕 Quiet hours are set: 20:00 to 07:30. What can wait comes when they end, on a day that you work; a red account or a critical ticket does not wait.
        🔕 Quiet hours are set: 20:00 to 07:30. What can wait comes when they end, on a day that you work; a red account or a critical ticket does not wait.
        *Clock* Europe/Berlin (your own choice)
        *Working hours* Mon to Fri, 09:00 to 17:00
        *Public holidays* DE, of which none are known here
        *Language* English
        [Settings… ask_settings {me:s}] [No quiet hours end_quiet {me:q}]
        ~ 🔒 Only visible to you
        » Quiet hours are off. You may be told of something at any hour of a day that you work.
        Quiet hours are off. You may be told of something at any hour of a day that you work.
        *Clock* Europe/Berlin (from Slack)
        *Working hours* Mon to Fri, 09:00 to 17:00
        *Public holidays* DE, 7 days known from today on
        *Language* English
        [Settings… ask_settings {me:s}]
        ~ 🔒 Only visible to you
        » Your settings are saved.
        Your settings are saved.
        *Clock* Europe/Berlin (your own choice)
        *Working hours* Mon to Fri, 09:00 to 17:00
        *Public holidays* no country set, so none
        *Language* English
        [Settings… ask_settings {me:s}] [No quiet hours end_quiet {me:q}]
        ~ 🔒 Only visible to you
        ");
    }

    #[test]
    fn the_form_shows_what_stands_and_asks_for_ones_own() {
        let own = Choices { zone: Some(chrono_tz::Asia::Kathmandu), quiet: Some(night()), ..Choices::default() };
        let stands = Settings { quiet: Some(night()), ..settings() };
        assert_snapshot!(shown_view(&settings_form(&stands, &own)), @r#"
        » My settings | Save | Cancel | "\"me\""
        Time zone: <plain_text_input Europe/Berlin > Like Europe/Berlin; it wins over Slack. Empty: the one of your profile in Slack.
        Working days*: <checkboxes  Monday 1 / Tuesday 2 / Wednesday 3 / Thursday 4 / Friday 5 / Saturday 6 / Sunday 7> 
        Work begins*: <timepicker  > 
        Work ends*: <timepicker  > 
        Quiet from: <timepicker  > 
        Quiet until: <timepicker  > What can wait comes after it, on a day that you work.
        Country of your public holidays: <plain_text_input DE > Two letters, like DE. Empty: the one of the import.
        Language*: <static_select  As in Slack slack / English en / Deutsch de> What I tell you. Channels are told things in English.
        "#);
        shown_view(&settings_form(&settings(), &Choices::default()));
    }
}
