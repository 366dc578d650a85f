//! Forms about a step: why it is blocked and who is needed, why it is skipped, whose it becomes, why its play stops. Whoever
//! was second finds what they typed again.

use slack_morphism::prelude::*;

use super::kit::{context, input, name, plain, quote, section};
use super::message::Message;
use super::modal::{StepAsked, about, modal};
use super::words::play_title;
use crate::slack::action::{Field, ModalKind, StepForm};
use chrono::NaiveDate;

/// Characters of a reason.
const REASON: u64 = 300;

/// What somebody typed into a form about a step, to be shown again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typed {
    /// What came of it.
    pub outcome: String,
    /// Why.
    pub reason: String,
    /// The day of a promise.
    pub follow_up_on: Option<NaiveDate>,
    /// A person, by their id in Slack: who is needed, or the new owner.
    pub person: Option<String>,
    /// Who else is needed.
    pub words: String,
    /// The choice of how long it is put off.
    pub snooze_for: Option<String>,
    /// The day that it is put off to.
    pub snooze_until: Option<NaiveDate>,
}

impl Typed {
    /// Whether there is anything of one's own in it.
    fn words(&self) -> impl Iterator<Item = &str> {
        [&self.outcome, &self.reason, &self.words].into_iter().map(String::as_str).filter(|words| !words.is_empty())
    }
}

/// Asks what a form about a step asks.
pub fn step_form(form: StepForm, step: &StepAsked) -> SlackView {
    let kind = ModalKind::Step(form);
    let typed = &step.typed;
    match form {
        StepForm::Block(_) => {
            let blocks = [
                input(
                    Field::Reason.id(),
                    say!("What stands in the way?"),
                    reason(&typed.reason, say!("Their legal team has the draft")),
                ),
                person(Field::NeededPerson, say!("Who of us is needed?"), typed)
                    .with_optional(true)
                    .with_hint(plain(say!("They get a direct message with your reason, once."), 150)),
                words(&typed.words).with_optional(true),
            ];
            framed(say!("Blocked"), &kind, say!("Blocked"), step, blocks)
        }
        StepForm::Skip(_) => {
            let why = input(
                Field::Reason.id(),
                say!("Why is it skipped?"),
                reason(&typed.reason, say!("Done last month already")),
            )
            .with_hint(plain(say!("It stands on the card and in the play's outcome."), 150));
            framed(say!("Skip step"), &kind, say!("Skip"), step, [why])
        }
        StepForm::Reassign(_) => {
            let blocks = [
                person(Field::NewOwner, say!("Who does it?"), typed)
                    .with_hint(plain(say!("Both of you are told. The due day moves to a working day of theirs."), 150)),
                input(Field::Reason.id(), say!("Why?"), reason(&typed.reason, say!("It is in their region")))
                    .with_optional(true),
            ];
            framed(say!("Reassign step"), &kind, say!("Reassign"), step, blocks)
        }
        StepForm::Stop(_) => {
            let hint = say!("All open steps of {play} are skipped, and nobody is asked any more.", play = step.play);
            let why = input(
                Field::Reason.id(),
                say!("Why does the play stop?"),
                reason(&typed.reason, say!("The account was sold")),
            )
            .with_hint(plain(&hint, 150));
            framed(say!("Stop play"), &kind, say!("Stop"), step, [why])
        }
    }
}

fn framed<const N: usize>(
    title: &str,
    kind: &ModalKind,
    submit: &str,
    step: &StepAsked,
    questions: [SlackInputBlock; N],
) -> SlackView {
    let mut blocks = head(step);
    blocks.extend(questions.into_iter().map(SlackBlock::from));
    modal(title, kind, Some(submit), blocks)
}

/// Which step, and what happened meanwhile.
pub(super) fn head(step: &StepAsked) -> Vec<SlackBlock> {
    let meanwhile = (!step.meanwhile.is_empty())
        .then(|| section(&say!("⚠ {meanwhile} Send it again to go on, or cancel.", meanwhile = step.meanwhile)));
    meanwhile.into_iter().chain([about(step)]).collect()
}

fn reason(typed: &str, example: &str) -> SlackBlockPlainTextInputElement {
    SlackBlockPlainTextInputElement::new()
        .with_action_id(Field::Reason.id().into())
        .with_multiline(true)
        .with_max_length(REASON)
        .with_placeholder(plain(example, 150))
        .opt_initial_value(Some(typed.to_owned()).filter(|typed| !typed.is_empty()))
}

fn person(field: Field, question: &str, typed: &Typed) -> SlackInputBlock {
    let people = SlackBlockUsersSelectElement::new()
        .with_action_id(field.id().into())
        .with_placeholder(plain(say!("Choose somebody"), 150))
        .opt_initial_user(typed.person.clone());
    input(field.id(), question, people)
}

fn words(typed: &str) -> SlackInputBlock {
    let words = SlackBlockPlainTextInputElement::new()
        .with_action_id(Field::NeededWords.id().into())
        .with_max_length(150)
        .with_placeholder(plain(say!("Their legal team"), 150))
        .opt_initial_value(Some(typed.to_owned()).filter(|typed| !typed.is_empty()));
    input(Field::NeededWords.id(), say!("Who else?"), words)
}

/// A form that came too late: what happened, and what was typed, to be kept.
pub fn step_too_late(refused: &Message, step: &StepAsked) -> SlackView {
    let mut blocks = refused.blocks.clone();
    blocks.push(context(&format!("{} · {}", play_title(&step.play), name(&step.account))));
    let typed: Vec<String> = step.typed.words().map(|words| quote(words, 2_000)).collect();
    if !typed.is_empty() {
        blocks.push(section(&super::kit::clip_markup(
            &say!("*What you wrote*\n{typed}", typed = typed.join("\n")),
            2_900,
        )));
    }
    modal(say!("Step"), &ModalKind::Loading, None, blocks)
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use uuid::Uuid;

    use super::super::testing::shown_view;
    use super::*;
    use crate::domain::ids::StepId;
    use crate::slack::action::StepSeen;

    fn asked() -> StepAsked {
        StepAsked {
            title: "Usage audit".into(),
            account: "TechCorp <!here>".into(),
            play: "Red account rescue".into(),
            snoozes: 0,
            typed: Typed::default(),
            meanwhile: String::new(),
        }
    }

    #[test]
    fn each_form_asks_why() {
        let seen = StepSeen { step: StepId(Uuid::nil()), version: 3 };
        assert_snapshot!(shown_view(&step_form(StepForm::Block(seen), &asked())), @r#"
        » Blocked | Blocked | Cancel | "{\"st\":{\"b\":{\"s\":\"00000000000000000000000000000000\",\"v\":3}}}"
        ~ *Usage audit* · TechCorp &lt;!here&gt;
        What stands in the way?*: <plain_text_input Their legal team has the draft > 
        Who of us is needed?: <users_select Choose somebody > They get a direct message with your reason, once.
        Who else?: <plain_text_input Their legal team >
        "#);
        assert_snapshot!(shown_view(&step_form(StepForm::Skip(seen), &asked())), @r#"
        » Skip step | Skip | Cancel | "{\"st\":{\"k\":{\"s\":\"00000000000000000000000000000000\",\"v\":3}}}"
        ~ *Usage audit* · TechCorp &lt;!here&gt;
        Why is it skipped?*: <plain_text_input Done last month already > It stands on the card and in the play's outcome.
        "#);
        assert_snapshot!(shown_view(&step_form(StepForm::Reassign(seen), &asked())), @r#"
        » Reassign step | Reassign | Cancel | "{\"st\":{\"r\":{\"s\":\"00000000000000000000000000000000\",\"v\":3}}}"
        ~ *Usage audit* · TechCorp &lt;!here&gt;
        Who does it?*: <users_select Choose somebody > Both of you are told. The due day moves to a working day of theirs.
        Why?: <plain_text_input It is in their region >
        "#);
        assert_snapshot!(shown_view(&step_form(StepForm::Stop(seen), &asked())), @r#"
        » Stop play | Stop | Cancel | "{\"st\":{\"t\":{\"s\":\"00000000000000000000000000000000\",\"v\":3}}}"
        ~ *Usage audit* · TechCorp &lt;!here&gt;
        Why does the play stop?*: <plain_text_input The account was sold > All open steps of Red account rescue are skipped, and nobody is asked any more.
        "#);
    }

    #[test]
    fn whoever_was_second_finds_what_they_typed() {
        let seen = StepSeen { step: StepId(Uuid::nil()), version: 4 };
        let typed = Typed { reason: "Legal has the draft".into(), words: "their lawyers".into(), ..Typed::default() };
        let meanwhile = "This step is already acknowledged by Ana at 09:41. Nothing was changed.".to_owned();
        let again = StepAsked { typed: typed.clone(), meanwhile, ..asked() };
        assert_snapshot!(shown_view(&step_form(StepForm::Block(seen), &again)), @r#"
        » Blocked | Blocked | Cancel | "{\"st\":{\"b\":{\"s\":\"00000000000000000000000000000000\",\"v\":4}}}"
        ⚠ This step is already acknowledged by Ana at 09:41. Nothing was changed. Send it again to go on, or cancel.
        ~ *Usage audit* · TechCorp &lt;!here&gt;
        What stands in the way?*: <plain_text_input Their legal team has the draft > 
        Who of us is needed?: <users_select Choose somebody > They get a direct message with your reason, once.
        Who else?: <plain_text_input Their legal team >
        "#);
        let refused = Message::of("It is done.", [section("It is done.")]);
        let over = StepAsked { typed, ..asked() };
        assert_snapshot!(shown_view(&step_too_late(&refused, &over)), @r#"
        » Step | – | Close | "\"ld\""
        It is done.
        ~ Red account rescue · TechCorp &lt;!here&gt;
        *What you wrote*
        >Legal has the draft
        >their lawyers
        "#);
    }
}
