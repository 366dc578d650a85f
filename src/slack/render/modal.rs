//! Forms: finish a step, put it off, and what stands there while an answer is gathered.

use chrono::{DateTime, Utc};
use slack_morphism::prelude::*;

use super::kit::{choices, context, count, inert, input, name, number_action_ids, plain, section};
use super::message::{Message, Reader, Scene};
use super::step_forms::{Typed, head};
use crate::domain::playbook::FREE_SNOOZES;
use crate::slack::action::{Field, ModalKind, SnoozeFor};

const TITLE: usize = 24;
/// Blocks of a view.
const MOST_BLOCKS: usize = 100;
/// Characters of an outcome.
const OUTCOME: u64 = 2_000;
/// Characters of a reason.
const REASON: u64 = 300;

/// A step that a form is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepAsked {
    /// Its title.
    pub title: String,
    /// The account's name.
    pub account: String,
    /// The playbook's title.
    pub play: String,
    /// How often it was put off.
    pub snoozes: i32,
    /// What its reader typed before, when they were second.
    pub typed: Typed,
    /// What happened meanwhile, in words; empty where nothing did.
    pub meanwhile: String,
}

/// What a window with an answer is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Titled {
    /// Steward.
    Steward,
    /// Set forecast.
    SetForecast,
    /// Forecast.
    Forecast,
    /// Link channel.
    LinkChannel,
    /// Mute signals.
    MuteSignals,
    /// Log to account.
    LogToAccount,
    /// Away.
    Away,
    /// My settings.
    Settings,
    /// Success plan.
    Plan,
    /// Expansion.
    Expansion,
    /// Call.
    Call,
    /// Signal.
    Signal,
    /// Advocacy.
    Advocacy,
    /// Contact.
    Contact,
    /// Feedback.
    Feedback,
    /// Assign owner.
    AssignOwner,
    /// Subscribe channel.
    Subscribe,
}

impl Titled {
    fn words(self) -> &'static str {
        match self {
            Self::Steward => say!("Steward"),
            Self::SetForecast => say!("Set forecast"),
            Self::Forecast => say!("Forecast"),
            Self::LinkChannel => say!("Link channel"),
            Self::MuteSignals => say!("Mute signals"),
            Self::LogToAccount => say!("Log to account"),
            Self::Away => say!("Away"),
            Self::Settings => say!("My settings"),
            Self::Plan => say!("Success plan"),
            Self::Expansion => say!("Expansion"),
            Self::Call => say!("Call"),
            Self::Signal => say!("Signal"),
            Self::Advocacy => say!("Advocacy"),
            Self::Contact => say!("Contact"),
            Self::Feedback => say!("Feedback"),
            Self::AssignOwner => say!("Assign owner"),
            Self::Subscribe => say!("Subscribe channel"),
        }
    }
}

/// Stands there at once, because the permission to open a form lives three seconds.
pub fn loading() -> SlackView {
    modal(
        Titled::Steward.words(),
        &ModalKind::Loading,
        None,
        vec![section(say!("⏳ One moment… If nothing follows, close this and try once more."))],
    )
}

/// What was asked for is done, and there is no more to say.
pub fn done() -> Message {
    let text = say!("✅ Done.");
    Message::of(text, [section(text)])
}

/// An answer where there is no conversation to answer in: from the home tab.
pub fn answer(title: Titled, message: &Message) -> SlackView {
    // Modals know neither tables nor charts.
    let mut blocks = message.fallback.clone().unwrap_or_else(|| message.blocks.clone());
    blocks.truncate(MOST_BLOCKS);
    modal(title.words(), &ModalKind::Loading, None, blocks)
}

/// Asks what came of a step.
pub fn finish_form(kind: &ModalKind, step: &StepAsked) -> SlackView {
    let outcome = SlackBlockPlainTextInputElement::new()
        .with_action_id(Field::Outcome.id().into())
        .with_multiline(true)
        .with_min_length(3)
        .with_max_length(OUTCOME)
        .with_focus_on_load(true)
        .with_placeholder(plain(say!("Three teams stopped in January; plan agreed with Kim"), 150));
    let outcome = outcome.opt_initial_value(Some(step.typed.outcome.clone()).filter(|typed| !typed.is_empty()));
    let question = input(Field::Outcome.id(), say!("What came of it?"), outcome)
        .with_hint(plain(say!("It stands on the card, for whoever takes over."), 150));
    let day = SlackBlockDatePickerElement::new()
        .with_action_id(Field::FollowUpOn.id().into())
        .opt_initial_date(step.typed.follow_up_on.map(|day| day.to_string()));
    let promise = input(Field::FollowUpOn.id(), say!("Did you promise something by a day?"), day)
        .with_optional(true)
        .with_hint(plain(say!("Your digest of that day has it under “Waiting on you”."), 150));
    let mut blocks = head(step);
    blocks.extend([question.into(), promise.into()]);
    modal(say!("Finish step"), kind, Some(say!("Done")), blocks)
}

/// Asks how long a step is put off, and why when it was put off twice already.
pub fn snooze_form(reader: &Reader, kind: &ModalKind, step: &StepAsked, now: DateTime<Utc>) -> SlackView {
    let scene = Scene::private(reader, now);
    let options = choices(SnoozeFor::ALL.map(|choice| (choice_words(choice), choice.as_str())));
    let choice = SlackBlockRadioButtonsElement::new(options.clone())
        .with_action_id(Field::SnoozeFor.id().into())
        .opt_initial_option({
            let chosen = step.typed.snooze_for.as_deref();
            let typed = options.iter().find(|option| Some(option.value.as_str()) == chosen).cloned();
            typed.or_else(|| options.into_iter().next())
        });
    let in_a_week = scene.today + chrono::Days::new(7);
    let date = SlackBlockDatePickerElement::new()
        .with_action_id(Field::SnoozeUntil.id().into())
        .with_initial_date(step.typed.snooze_until.unwrap_or(in_a_week).to_string());
    let reason = SlackBlockPlainTextInputElement::new()
        .with_action_id(Field::Reason.id().into())
        .with_max_length(REASON)
        .with_placeholder(plain(say!("Their sponsor is away until Monday"), 150))
        .opt_initial_value(Some(step.typed.reason.clone()).filter(|typed| !typed.is_empty()));
    let needs_reason = FREE_SNOOZES <= step.snoozes;
    let why = if needs_reason {
        let times = count(step.snoozes.into(), say!("time"), say!("times"));
        input(Field::Reason.id(), say!("Why?"), reason)
            .with_hint(plain(&say!("It was put off {times} already.", times), 150))
    } else {
        input(Field::Reason.id(), say!("Why?"), reason).with_optional(true)
    };
    let mut blocks = head(step);
    blocks.extend([
        input(Field::SnoozeFor.id(), say!("Put it off"), choice).into(),
        input(Field::SnoozeUntil.id(), say!("Day"), date)
            .with_optional(true)
            .with_hint(plain(say!("Counts with “Until a day”; moves on to a working day of its owner."), 150))
            .into(),
        why.into(),
    ]);
    modal(say!("Snooze step"), kind, Some(say!("Snooze")), blocks)
}

/// What stands under a question that was not answered well.
pub fn form_fault(field: Field) -> &'static str {
    match field {
        Field::SnoozeUntil | Field::FollowUpOn => say!("Choose a day that is still to come"),
        Field::Reason => say!("Say why, in a few words"),
        Field::SnoozeFor => say!("Choose how long"),
        Field::Outcome => say!("Say what came of it, in a few words"),
        Field::Amount => say!("Write an amount above 0, like 38k or €12,500"),
        Field::Category | Field::NoticeOn => say!("Answer this one, please"),
        Field::Band => say!("Choose a colour"),
        Field::Until => say!("Choose a day that is still to come, half a year ahead at most"),
        Field::Dismissal => say!("Choose one"),
        Field::NeededPerson => say!("Choose somebody of ours: I do not know this person"),
        Field::NeededWords => say!("Say who, in a few words"),
        Field::NewOwner => say!("Choose somebody else who works accounts"),
        Field::AwayFrom
        | Field::AwayTo
        | Field::Cover
        | Field::Zone
        | Field::WorkDays
        | Field::WorkFrom
        | Field::WorkTo
        | Field::QuietFrom
        | Field::QuietTo
        | Field::Country
        | Field::Language => say!("Choose something else here"),
    }
}

fn choice_words(choice: SnoozeFor) -> &'static str {
    match choice {
        SnoozeFor::OneDay => say!("1 working day"),
        SnoozeFor::ThreeDays => say!("3 working days"),
        SnoozeFor::UntilDate => say!("Until a day"),
    }
}

pub(super) fn about(step: &StepAsked) -> SlackBlock {
    context(&format!("*{}* · {}", inert(&step.title, 80), name(&step.account)))
}

pub(super) fn modal(title: &str, kind: &ModalKind, submit: Option<&str>, mut blocks: Vec<SlackBlock>) -> SlackView {
    number_action_ids(&mut blocks);
    let close = if submit.is_some() { say!("Cancel") } else { say!("Close") };
    SlackView::Modal(
        SlackModalView::new(plain(title, TITLE), blocks)
            .with_callback_id(kind.callback_id().into())
            .with_private_metadata(kind.private_metadata())
            .with_close(plain(close, TITLE))
            .opt_submit(submit.map(|submit| plain(submit, TITLE))),
    )
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use uuid::Uuid;

    use super::super::samples::{now, reader, techcorp, why as why_view};
    use super::super::testing::shown_view;
    use super::super::{Audience, account_card, why};
    use super::*;
    use crate::domain::ids::StepId;

    fn asked(snoozes: i32) -> StepAsked {
        StepAsked {
            title: "Usage audit".into(),
            account: "TechCorp <!here>".into(),
            play: "Red account rescue".into(),
            snoozes,
            typed: Typed::default(),
            meanwhile: String::new(),
        }
    }

    #[test]
    fn finishing_asks_what_came_of_it() {
        let kind = ModalKind::Finish { step: StepId(Uuid::nil()), version: 3 };
        assert_snapshot!(shown_view(&finish_form(&kind, &asked(0))), @r#"
        » Finish step | Done | Cancel | "{\"fi\":{\"s\":\"00000000000000000000000000000000\",\"v\":3}}"
        ~ *Usage audit* · TechCorp &lt;!here&gt;
        What came of it?*: <plain_text_input Three teams stopped in January; plan agreed with Kim > It stands on the card, for whoever takes over.
        Did you promise something by a day?: <datepicker  > Your digest of that day has it under “Waiting on you”.
        "#);
    }

    #[test]
    fn a_third_snooze_asks_why() {
        let kind = ModalKind::Snooze { step: StepId(Uuid::nil()), version: 3 };
        assert_snapshot!(shown_view(&snooze_form(&reader(), &kind, &asked(2), now())), @r#"
        » Snooze step | Snooze | Cancel | "{\"sn\":{\"s\":\"00000000000000000000000000000000\",\"v\":3}}"
        ~ *Usage audit* · TechCorp &lt;!here&gt;
        Put it off*: <radio_buttons  1 working day 1 / 3 working days 3 / Until a day date> 
        Day: <datepicker  > Counts with “Until a day”; moves on to a working day of its owner.
        Why?*: <plain_text_input Their sponsor is away until Monday > It was put off 2 times already.
        "#);
        let free = shown_view(&snooze_form(&reader(), &kind, &asked(1), now()));
        assert!(free.contains("Why?: "), "{free}");
    }

    #[test]
    fn an_answer_can_stand_in_a_modal() {
        assert_snapshot!(shown_view(&loading()), @r#"
        » Steward | – | Close | "\"ld\""
        ⏳ One moment… If nothing follows, close this and try once more.
        "#);
        for message in
            [account_card(&reader(), &techcorp(), &Audience::Alone, now()), why(&reader(), &why_view(), now())]
        {
            shown_view(&answer(Titled::Signal, &message));
        }
    }
}
