//! What customers do for us before others, in words: what was said, and the form.

use chrono::{DateTime, NaiveDate, Utc};
use slack_morphism::prelude::*;

use super::feedback::of_voice;
use super::kit::{
    actions, button, choices, clock, context, date, in_a_line, inert, input, name, plain, primary, quote, section,
};
use super::message::{Message, Reader, Scene};
use super::modal::modal;
use super::note::account_question;
use super::words::mention;
use crate::domain::account::AccountRef;
use crate::domain::advocacy::{Advocacy, AdvocacyKind, AdvocacyRefusal, AdvocacySet, AdvocacyStage, MOST_NOTE_CHARS};
use crate::domain::cadence::local_day;
use crate::slack::action::{ModalKind, RecordForm, VoiceClick, VoiceField};

/// Characters of a note in an answer.
const MOST_QUOTED: usize = 300;

pub(super) fn kind_word(kind: AdvocacyKind) -> &'static str {
    match kind {
        AdvocacyKind::CaseStudy => say!("Case study"),
        AdvocacyKind::Review => say!("Review"),
        AdvocacyKind::Reference => say!("Reference"),
        AdvocacyKind::Talk => say!("Talk"),
    }
}

fn stage_word(stage: AdvocacyStage) -> &'static str {
    match stage {
        AdvocacyStage::Asked => say!("Asked"),
        AdvocacyStage::Agreed => say!("Agreed"),
        AdvocacyStage::Done => say!("Done"),
        AdvocacyStage::Declined => say!("Declined"),
    }
}

/// `*Reference* agreed 2 Mar · Ana Ruiz`, with its note below.
pub(super) fn advocacy_line(of: &Advocacy, scene: Scene) -> String {
    let day = date(local_day(of.at, scene.zone), scene.today);
    let note = if of.note.is_empty() { String::new() } else { format!("\n{}", quote(&of.note, MOST_QUOTED)) };
    let link = of.link.as_ref().map(|link| format!("\n{}", inert(link, 200))).unwrap_or_default();
    format!("*{}* {} {day} · {}{note}{link}", kind_word(of.kind), stage_told(of.stage), name(&of.by.name))
}

/// How far it has come.
pub(super) fn stage_told(stage: AdvocacyStage) -> &'static str {
    match stage {
        AdvocacyStage::Asked => say!("asked"),
        AdvocacyStage::Agreed => say!("agreed"),
        AdvocacyStage::Done => say!("done"),
        AdvocacyStage::Declined => say!("declined"),
    }
}

/// `reference agreed 2 Mar`.
pub(super) fn advocacy_phrase(of: &Advocacy, scene: Scene) -> String {
    let day = date(local_day(of.at, scene.zone), scene.today);
    format!("{} {} {day}", in_a_line(kind_word(of.kind)), stage_told(of.stage))
}

/// The button for what usually comes next.
pub(super) fn next_button(of: &Advocacy) -> Option<SlackBlockButtonElement> {
    let stage = of.stage.next()?;
    let click = VoiceClick::Advance { advocacy: of.id, version: of.version, stage };
    Some(button(stage_word(stage), &of_voice(click)))
}

/// What came of saying something of it.
pub fn advocacy_set(reader: &Reader, set: &AdvocacySet, now: DateTime<Utc>) -> Message {
    let (account, what) = (name(&set.account.name), in_a_line(kind_word(set.now.kind)));
    let stage = stage_told(set.now.stage);
    let text = if set.is_old {
        let by = if reader.person == Some(set.now.by.id) { say!("you").to_owned() } else { mention(&set.now.by) };
        let at = clock(set.now.at, reader.zone, now);
        say!(
            "*{account}*: the {what} stands at {stage} already, by {by}, {at}. Nothing was changed.",
            account,
            what,
            stage,
            by,
            at
        )
    } else {
        let before =
            set.before.map(|before| say!(", it was {before}", before = stage_told(before))).unwrap_or_default();
        format!("*{account}*: {what} {stage}{before}")
    };
    let note = (!set.now.note.is_empty()).then(|| section(&quote(&set.now.note, MOST_QUOTED)));
    let link = set.now.link.as_ref().map(|link| context(&say!("Kept with {link}", link = inert(link, 200))));
    let undo = (!set.is_old && set.before.is_none())
        .then(|| button(say!("Undo"), &of_voice(VoiceClick::TakeAdvocacyBack { advocacy: set.now.id })).into());
    let next = next_button(&set.now).map(|next| primary(next).into());
    let no = set.now.stage.next().map(|_| {
        let (advocacy, version) = (set.now.id, set.now.version);
        let click = VoiceClick::Advance { advocacy, version, stage: AdvocacyStage::Declined };
        button(stage_word(AdvocacyStage::Declined), &of_voice(click)).into()
    });
    let open = button(say!("All of it"), &of_voice(VoiceClick::Open { account: set.account.id })).into();
    let buttons = actions([next, no, undo, Some(open)].into_iter().flatten().collect());
    let foot = match set.now.stage {
        AdvocacyStage::Asked => say!("Say what came of it, so that nobody asks again meanwhile."),
        AdvocacyStage::Agreed => say!("Say when it is done; the quarterly review shows it then."),
        AdvocacyStage::Done => say!("It stands on the account’s card and in its quarterly review."),
        AdvocacyStage::Declined => say!("It stays on the list, so that nobody asks for it again too soon."),
    };
    Message::of(&text, [Some(section(&text)), note, link, buttons, Some(context(foot))].into_iter().flatten())
}

/// It was taken back.
pub fn advocacy_taken_back(account: &AccountRef) -> Message {
    let text = say!("Taken back: that is no longer recorded for *{account}*.", account = name(&account.name));
    Message::of(&text, [section(&text)])
}

/// Asks for it. `note` is what a message says already.
pub fn advocacy_form(account: Option<&AccountRef>, note: &str, form: RecordForm) -> SlackView {
    let kinds = choices(AdvocacyKind::ALL.map(|kind| (kind_word(kind), kind.as_str())));
    let kind = SlackBlockRadioButtonsElement::new(kinds).with_action_id(VoiceField::Kind.id().into());
    let stages = choices(AdvocacyStage::ALL.map(|stage| (stage_word(stage), stage.as_str())));
    let stage = SlackBlockRadioButtonsElement::new(stages.clone())
        .with_action_id(VoiceField::Stage.id().into())
        .opt_initial_option(stages.into_iter().next());
    let words = SlackBlockPlainTextInputElement::new()
        .with_action_id(VoiceField::Note.id().into())
        .with_multiline(true)
        .with_max_length(u64::try_from(MOST_NOTE_CHARS).unwrap_or(500))
        .with_placeholder(plain(say!("Kim would speak with Globex in May"), 150))
        .opt_initial_value(Some(note.to_owned()).filter(|note| !note.is_empty()));
    let blocks = vec![
        account_question(account),
        input(VoiceField::Kind.id(), say!("What do they do for us?"), kind).into(),
        input(VoiceField::Stage.id(), say!("How far has it come?"), stage).into(),
        input(VoiceField::Note.id(), say!("A word on it"), words).with_optional(true).into(),
    ];
    modal(say!("Record advocacy"), &ModalKind::Record(form), Some(say!("Record")), blocks)
}

/// Why nothing was changed.
pub(super) fn advocacy_refused(refusal: &AdvocacyRefusal, today: NaiveDate) -> String {
    match refusal {
        AdvocacyRefusal::TooLong { most } => {
            say!("That note is too long, so nothing was recorded. Say it in {most} characters.", most)
        }
        AdvocacyRefusal::Moved { kind, stage, by, at } => say!(
            "The {what} stands at {stage} since {day}, by {by}, so nothing was changed. Open the list again.",
            what = in_a_line(kind_word(*kind)),
            stage = stage_told(*stage),
            day = date(at.date_naive(), today),
            by = mention(by)
        ),
        AdvocacyRefusal::NotThere => {
            say!("That is gone already, went on meanwhile, or somebody else recorded it. Nothing was changed.")
                .to_owned()
        }
    }
}
