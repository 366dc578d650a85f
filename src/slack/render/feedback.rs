//! What customers ask for, in words: what was recorded, what is asked, and the form. Their words are quoted, never obeyed.

use chrono::{DateTime, NaiveDate, Utc};
use slack_morphism::prelude::*;

use super::kit::{actions, button, clock, context, count, date, inert, input, name, plain, quote, section};
use super::message::{Message, Reader, Scene};
use super::modal::modal;
use super::note::account_question;
use super::words::mention;
use crate::domain::account::AccountRef;
use crate::domain::feedback::{
    Feedback, FeedbackRecorded, FeedbackRefusal, FeedbackTheme, MOST_THEMES, MOST_WORDS_CHARS, ThemeStanding,
};
use crate::domain::ids::FeedbackId;
use crate::domain::rules::PortfolioRules;
use crate::slack::action::{Action, ModalKind, RecordClick, RecordForm, VoiceClick, VoiceField};

/// Characters of a quotation in an answer.
const MOST_QUOTED: usize = 300;
/// Themes that are buttons.
const MOST_BUTTONS: usize = 4;
/// Themes whose standing is told.
const MOST_STANDINGS: usize = 3;

/// What a form begins with.
#[derive(Clone, Copy, Debug)]
pub struct FeedbackAsked<'a> {
    /// Of which account, where it is known.
    pub account: Option<&'a AccountRef>,
    /// What was said.
    pub words: &'a str,
    /// When it was.
    pub on: NaiveDate,
    /// Themes that there are.
    pub themes: &'a [FeedbackTheme],
}

pub(super) fn of_voice(click: VoiceClick) -> Action {
    Action::Record(RecordClick::Voice(click))
}

/// `data export, api`.
pub(super) fn theme_words(themes: &[FeedbackTheme]) -> String {
    let themes: Vec<String> = themes.iter().map(|theme| inert(theme.as_str(), 60)).collect();
    themes.join(", ")
}

/// What came of recording feedback.
pub fn feedback_recorded(
    reader: &Reader,
    recorded: &FeedbackRecorded,
    (id, rules): (FeedbackId, PortfolioRules),
    now: DateTime<Utc>,
) -> Message {
    let scene = Scene::private(reader, now);
    match recorded {
        FeedbackRecorded::Now { account, feedback, standing } => {
            let day = if feedback.on == scene.today {
                String::new()
            } else {
                format!(", {}", date(feedback.on, scene.today))
            };
            let text = say!(
                "Recorded what *{account}* asks for: {themes}{day}",
                account = name(&account.name),
                themes = theme_words(&feedback.themes),
                day
            );
            let link = feedback.link.as_ref().map(|link| context(&say!("Kept with {link}", link = inert(link, 200))));
            let buttons = actions(vec![
                button(say!("Undo"), &of_voice(VoiceClick::TakeBack { feedback: id })).into(),
                button(say!("All they asked for"), &of_voice(VoiceClick::Open { account: account.id })).into(),
                button(say!("Account card"), &Action::OpenAccount { account: account.id }).into(),
            ]);
            let counts = context(&standing_words(standing, rules));
            let blocks = [Some(section(&text)), Some(said(feedback)), link, buttons, Some(counts)];
            Message::of(&text, blocks.into_iter().flatten())
        }
        FeedbackRecorded::Before { account, by, at } => {
            let by = if reader.person == Some(by.id) { say!("you").to_owned() } else { mention(by) };
            let at = clock(*at, reader.zone, now);
            let text = say!(
                "Already recorded for *{account}* by {by}, {at}. Nothing was added.",
                account = name(&account.name),
                by,
                at
            );
            let open = button(say!("All they asked for"), &of_voice(VoiceClick::Open { account: account.id }));
            Message::of(&text, [Some(section(&text)), actions(vec![open.into()])].into_iter().flatten())
        }
    }
}

fn said(feedback: &Feedback) -> SlackBlock {
    section(&quote(&feedback.words, MOST_QUOTED))
}

/// `export: 3 times by 2 accounts in 90 days: an item for product`.
fn standing_words(standing: &[ThemeStanding], rules: PortfolioRules) -> String {
    let line = |of: &ThemeStanding| {
        let item = if rules.theme_times <= of.n { say!(": an item for product") } else { "" };
        say!(
            "{theme}: {times} by {n_accounts} in {theme_within_days}\u{A0}days{item}",
            theme = inert(of.theme.as_str(), 60),
            times = count(of.n, say!("time"), say!("times")),
            n_accounts = count(of.n_accounts, say!("account"), say!("accounts")),
            theme_within_days = rules.theme_within_days,
            item
        )
    };
    standing.iter().take(MOST_STANDINGS).map(line).collect::<Vec<_>>().join(" · ")
}

/// Asks what feedback is about: a button a theme, and the form for the rest.
pub fn which_theme(
    reader: &Reader,
    account: &AccountRef,
    (words, themes): (&str, &[FeedbackTheme]),
    (key, today): (&str, NaiveDate),
) -> Message {
    let asked =
        say!("What is it about that *{account}* asks for? Nothing is recorded yet.", account = name(&account.name));
    let click = |theme: &FeedbackTheme| {
        let said = Feedback { themes: vec![theme.clone()], words: words.to_owned(), on: today, link: None };
        of_voice(VoiceClick::Feedback { account: account.id, said, key: key.to_owned() })
    };
    let more = of_voice(VoiceClick::AskFeedback { account: account.id, words: words.to_owned() });
    let known = themes.iter().take(MOST_BUTTONS).map(|theme| button(theme.as_str(), &click(theme)).into());
    let buttons = actions(known.chain([button(say!("Another theme…"), &more).into()]).collect());
    let typed = say!(
        "Or type it: `{command} feedback {account} theme:export …`",
        command = reader.command,
        account = name(&account.name)
    );
    let blocks = [
        Some(section(&asked)),
        (!words.is_empty()).then(|| section(&quote(words, MOST_QUOTED))),
        buttons,
        Some(context(&typed)),
    ];
    Message::of(&asked, blocks.into_iter().flatten())
}

/// Feedback was taken back.
pub fn feedback_taken_back(account: &AccountRef) -> Message {
    let text = say!("Taken back: what *{account}* asked for is no longer recorded.", account = name(&account.name));
    Message::of(&text, [section(&text)])
}

/// Asks for feedback.
pub fn feedback_form(asked: &FeedbackAsked<'_>, form: RecordForm) -> SlackView {
    let words = SlackBlockPlainTextInputElement::new()
        .with_action_id(VoiceField::Words.id().into())
        .with_multiline(true)
        .with_max_length(u64::try_from(MOST_WORDS_CHARS).unwrap_or(1_200))
        .with_placeholder(plain(say!("The export stops at 10,000 rows and we need all of them"), 150))
        .opt_initial_value(Some(asked.words.to_owned()).filter(|words| !words.is_empty()));
    let day = SlackBlockDatePickerElement::new()
        .with_action_id(VoiceField::Day.id().into())
        .with_initial_date(asked.on.to_string());
    let mut blocks = vec![
        account_question(asked.account),
        input(VoiceField::Words.id(), say!("What did they say?"), words)
            .with_hint(plain(say!("In their own words."), 150))
            .into(),
    ];
    blocks.extend(known_question(asked.themes));
    blocks.extend([new_question(asked.themes.is_empty()), input(VoiceField::Day.id(), say!("When"), day).into()]);
    modal(say!("Record feedback"), &ModalKind::Record(form), Some(say!("Record")), blocks)
}

/// Which of the themes that there are; no question where there are none.
fn known_question(themes: &[FeedbackTheme]) -> Option<SlackBlock> {
    if themes.is_empty() {
        return None;
    }
    let option = |theme: &FeedbackTheme| SlackBlockChoiceItem::new(plain(theme.as_str(), 75), theme.word());
    let menu = SlackBlockMultiStaticSelectElement::new()
        .with_action_id(VoiceField::KnownThemes.id().into())
        .with_placeholder(plain(say!("Choose themes"), 150))
        .with_options(themes.iter().map(option).collect())
        .with_max_selected_items(u64::try_from(MOST_THEMES).unwrap_or(5));
    Some(input(VoiceField::KnownThemes.id(), say!("What is it about?"), menu).with_optional(true).into())
}

fn new_question(is_only: bool) -> SlackBlock {
    let typed = SlackBlockPlainTextInputElement::new()
        .with_action_id(VoiceField::NewThemes.id().into())
        .with_max_length(200)
        .with_placeholder(plain(say!("data export, api"), 150));
    let label = if is_only { say!("What is it about?") } else { say!("Or a theme that is not there yet") };
    input(VoiceField::NewThemes.id(), label, typed)
        .with_optional(!is_only)
        .with_hint(plain(
            say!("A word or two each, commas between them. A theme that comes again and again goes to product."),
            150,
        ))
        .into()
}

/// What stands under a question that was not answered well.
pub fn voice_fault(field: VoiceField) -> &'static str {
    match field {
        VoiceField::KnownThemes | VoiceField::NewThemes => say!("Name one to five themes of at most 40 characters"),
        VoiceField::Words => say!("Write what they said, in 1,200 characters at most"),
        VoiceField::Kind | VoiceField::Stage => say!("Choose one"),
        VoiceField::Note => say!("Say it in fewer words: 500 characters at most"),
        VoiceField::Day => say!("Choose a day that has been, a year back at most"),
    }
}

/// Why feedback was not recorded.
pub(super) fn feedback_refused(refusal: &FeedbackRefusal, today: NaiveDate) -> String {
    match refusal {
        FeedbackRefusal::NoWords => {
            say!("Nothing was recorded, for nothing was said. Write it in the customer’s words.").to_owned()
        }
        FeedbackRefusal::TooLong { most } => {
            say!("That is too long, so nothing was recorded. Say it in {most} characters.", most)
        }
        FeedbackRefusal::BadThemes => {
            say!(
                "Nothing was recorded. Name one to {MOST_THEMES} themes, like theme:export or theme:api,data-export.",
                MOST_THEMES
            )
        }
        FeedbackRefusal::BadDay { day, earliest } => say!(
            "{day} is still to come or too long ago, so nothing was recorded. Choose a day from {earliest} to today.",
            day = date(*day, today),
            earliest = date(*earliest, today)
        ),
        FeedbackRefusal::NotThere => {
            say!("That is gone already, or somebody else recorded it. Nothing was changed.").to_owned()
        }
    }
}
