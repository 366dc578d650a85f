//! Touches that people log: what was logged, what is asked, and the form.

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::{Value, json};
use slack_morphism::prelude::*;

use super::kit::{
    actions, button, choices, clock, context, date, in_a_line, inert, input, name, plain, plain_name, quote, section,
};
use super::message::{Message, Reader, Scene};
use super::modal::modal;
use super::words::mention;
use crate::domain::account::AccountRef;
use crate::domain::ids::TouchpointId;
use crate::domain::touch::{MOST_MINUTES, MOST_TEXT_CHARS, Touch, TouchKind, TouchLogged, TouchRefusal};
use crate::slack::action::{Action, ModalKind, ONE_WAY, RecordClick, RecordField, RecordForm, TWO_WAY};

/// Characters of a note in an answer.
const MOST_QUOTED: usize = 300;

/// What a form begins with.
#[derive(Clone, Copy, Debug)]
pub struct NoteAsked<'a> {
    /// With which account, where it is known.
    pub account: Option<&'a AccountRef>,
    /// What was said.
    pub text: &'a str,
    /// When it was.
    pub on: NaiveDate,
}

/// What came of logging a touch.
pub fn note_logged(reader: &Reader, logged: &TouchLogged, id: TouchpointId, now: DateTime<Utc>) -> Message {
    let scene = Scene::private(reader, now);
    match logged {
        TouchLogged::Now { account, touch } => {
            let text = say!(
                "Logged on *{account}*: {touch}",
                account = name(&account.name),
                touch = touch_words(touch, scene.today)
            );
            let said = (!touch.text.is_empty()).then(|| section(&quote(&touch.text, MOST_QUOTED)));
            let counts = if touch.two_way {
                say!("It counts as the last touch, and for your time where it has minutes.")
            } else {
                say!("Nobody answered, so the silence goes on; it counts for your time where it has minutes.")
            };
            let link = touch.link.as_ref().map(|link| context(&say!("Kept with {link}", link = inert(link, 200))));
            let buttons = actions(vec![
                button(say!("Undo"), &Action::Record(RecordClick::TakeBack { touch: id })).into(),
                button(say!("Account card"), &Action::OpenAccount { account: account.id }).into(),
            ]);
            let blocks = [Some(section(&text)), said, link, buttons, Some(context(counts))];
            Message::of(&text, blocks.into_iter().flatten())
        }
        TouchLogged::Before { account, by, at } => {
            let by = if reader.person == Some(by.id) { say!("you").to_owned() } else { mention(by) };
            let at = clock(*at, reader.zone, now);
            let text = say!(
                "Already logged on *{account}* by {by}, {at}. Nothing was added.",
                account = name(&account.name),
                by,
                at
            );
            let card = actions(vec![button(say!("Account card"), &Action::OpenAccount { account: account.id }).into()]);
            Message::of(&text, [Some(section(&text)), card].into_iter().flatten())
        }
    }
}

/// `call, two-way, 30 min, 27 Feb`.
fn touch_words(touch: &Touch, today: NaiveDate) -> String {
    let answered = if touch.two_way { say!("two-way") } else { say!("unanswered") };
    let minutes = touch.minutes.map(|minutes| say!(", {minutes}\u{A0}min", minutes)).unwrap_or_default();
    let day = if touch.on == today { say!("today").to_owned() } else { date(touch.on, today) };
    format!("{}, {answered}{minutes}, {day}", in_a_line(kind_word(touch.kind)))
}

fn kind_word(kind: TouchKind) -> &'static str {
    match kind {
        TouchKind::Call => say!("Call"),
        TouchKind::Email => say!("E-mail"),
        TouchKind::Meeting => say!("Meeting"),
        TouchKind::Qbr => say!("Quarterly review"),
        TouchKind::Ebr => say!("Executive review"),
        TouchKind::Training => say!("Training"),
    }
}

/// Asks what a touch was: a button a kind, and the form for the rest.
pub fn which_note(reader: &Reader, account: &AccountRef, text: &str, (key, today): (&str, NaiveDate)) -> Message {
    let asked = say!("What was it with *{account}*? Nothing is logged yet.", account = name(&account.name));
    let click = |kind, two_way| {
        let touch = Touch { kind, two_way, minutes: None, on: today, text: text.to_owned(), link: None };
        Action::Record(RecordClick::Note { account: account.id, touch, key: key.to_owned() })
    };
    let more = Action::Record(RecordClick::AskNote { account: account.id, text: text.to_owned() });
    let buttons = actions(vec![
        button(say!("Call"), &click(TouchKind::Call, true)).into(),
        button(say!("Meeting"), &click(TouchKind::Meeting, true)).into(),
        button(say!("E-mail, answered"), &click(TouchKind::Email, true)).into(),
        button(say!("E-mail, unanswered"), &click(TouchKind::Email, false)).into(),
        button(say!("More…"), &more).into(),
    ]);
    let said = (!text.is_empty()).then(|| section(&quote(text, MOST_QUOTED)));
    let typed = say!(
        "Or type it: `{command} note {account} call 30m …`",
        command = reader.command,
        account = name(&account.name)
    );
    Message::of(&asked, [Some(section(&asked)), said, buttons, Some(context(&typed))].into_iter().flatten())
}

/// A touch was taken back.
pub fn note_taken_back(account: &AccountRef) -> Message {
    let text = say!(
        "Taken back: the note on *{account}* is no longer there, and counts for nothing.",
        account = name(&account.name)
    );
    Message::of(&text, [section(&text)])
}

/// Asks for a touch.
pub fn note_form(asked: &NoteAsked<'_>, form: RecordForm) -> SlackView {
    let kinds = choices(TouchKind::ALL.map(|kind| (kind_word(kind), kind.as_str())));
    let kind = SlackBlockRadioButtonsElement::new(kinds).with_action_id(RecordField::Kind.id().into());
    let answers = choices([(say!("They took part or answered"), TWO_WAY), (say!("No answer yet"), ONE_WAY)]);
    let answered = SlackBlockRadioButtonsElement::new(answers.clone())
        .with_action_id(RecordField::Answered.id().into())
        .opt_initial_option(answers.into_iter().next());
    let minutes = SlackBlockPlainTextInputElement::new()
        .with_action_id(RecordField::Minutes.id().into())
        .with_max_length(4)
        .with_placeholder(plain("30", 150));
    let day = SlackBlockDatePickerElement::new()
        .with_action_id(RecordField::Day.id().into())
        .with_initial_date(asked.on.to_string());
    let text = SlackBlockPlainTextInputElement::new()
        .with_action_id(RecordField::Text.id().into())
        .with_multiline(true)
        .with_max_length(u64::try_from(MOST_TEXT_CHARS).unwrap_or(1_200))
        .with_placeholder(plain(say!("Met Kim: two teams are back, the third in May"), 150))
        .opt_initial_value(Some(asked.text.to_owned()).filter(|text| !text.is_empty()));
    let blocks = vec![
        account_question(asked.account),
        input(RecordField::Kind.id(), say!("What was it?"), kind).into(),
        input(RecordField::Answered.id(), say!("Did the customer take part?"), answered).into(),
        input(RecordField::Day.id(), say!("When"), day).into(),
        input(RecordField::Minutes.id(), say!("Minutes"), minutes)
            .with_optional(true)
            .with_hint(plain(say!("Your time split counts it."), 150))
            .into(),
        input(RecordField::Text.id(), say!("What was said?"), text).with_optional(true).into(),
    ];
    modal(say!("Log to account"), &ModalKind::Record(form), Some(say!("Log")), blocks)
}

/// Which account: a menu that is looked up while somebody types.
pub(super) fn account_question(account: Option<&AccountRef>) -> SlackBlock {
    let chosen =
        account.map(|account| SlackBlockChoiceItem::new(plain(&plain_name(&account.name), 75), account.id.to_string()));
    let menu = SlackBlockExternalSelectElement::new()
        .with_action_id(RecordField::Account.id().into())
        .with_placeholder(plain(say!("Type a part of its name"), 150))
        .with_min_query_length(0)
        .opt_initial_option(chosen);
    input(RecordField::Account.id(), say!("Account"), menu).into()
}

/// The options of that menu.
pub fn account_options(accounts: &[AccountRef]) -> Vec<Value> {
    let option = |account: &AccountRef| json!({ "text": plain(&plain_name(&account.name), 75), "value": account.id });
    accounts.iter().map(option).collect()
}

/// What stands under a question that was not answered well.
pub fn note_fault(field: RecordField) -> &'static str {
    match field {
        RecordField::Account => say!("Choose an account from the list"),
        RecordField::Kind => say!("Choose one"),
        RecordField::Answered => say!("Choose one of the two"),
        RecordField::Minutes => say!("Write minutes as a number from 1 to 1440, or nothing"),
        RecordField::Day => say!("Choose a day that has been, a year back at most"),
        RecordField::Name | RecordField::Role => say!("Choose something else here"),
        RecordField::Text => say!("Say it in fewer words: 1,200 characters at most"),
    }
}

/// Why a touch was not logged.
pub(super) fn touch_refused(refusal: &TouchRefusal, today: NaiveDate) -> String {
    match refusal {
        TouchRefusal::TooLong { most } => {
            say!("That note is too long, so nothing was logged. Say it in {most} characters.", most)
        }
        TouchRefusal::Ahead { day } => {
            say!(
                "{day} is still to come, so nothing was logged. Log a touch once it has been.",
                day = date(*day, today)
            )
        }
        TouchRefusal::TooOld { day, earliest } => say!(
            "{day} is too long ago, so nothing was logged. Choose a day from {earliest} on.",
            day = date(*day, today),
            earliest = date(*earliest, today)
        ),
        TouchRefusal::BadMinutes => {
            say!(
                "A touch takes 1 to {MOST_MINUTES} minutes. Nothing was logged; write it like 30m or 1h30m.",
                MOST_MINUTES
            )
        }
        TouchRefusal::NotThere => {
            say!("That note is gone already, or somebody else logged it. Nothing was changed.").to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::super::samples::{account, ben, now, reader, today};
    use super::super::testing::{shown, shown_view};
    use super::*;
    use crate::domain::touch::MOST_TYPED_CHARS;

    fn touch() -> Touch {
        let text = "met Kim <!channel>: *all* is well\nsee https://loom.example/1".to_owned();
        let link = Some("https://loom.example/1".to_owned());
        Touch { kind: TouchKind::Call, two_way: true, minutes: Some(30), on: today(), text, link }
    }

    fn id() -> TouchpointId {
        TouchpointId(uuid::Uuid::nil())
    }

    #[test]
    fn what_was_logged_is_said() {
        let techcorp = account(11, "TechCorp");
        let logged = TouchLogged::Now { account: techcorp.clone(), touch: touch() };
        assert_snapshot!(shown(&note_logged(&reader(), &logged, id(), now())), @r"
        » Logged on *TechCorp*: call, two-way, 30 min, today
        Logged on *TechCorp*: call, two-way, 30 min, today
        >met Kim &lt;!channel&gt;: ∗all∗ is well
        >see https://loom.example/1
        ~ Kept with https://loom.example/1
        [Undo take_back_note {rc:{u:{i:…}}}] [Account card open_account {ac:{a:…}}]
        ~ It counts as the last touch, and for your time where it has minutes.
        ");
        let mail = Touch {
            kind: TouchKind::Email,
            two_way: false,
            minutes: None,
            text: String::new(),
            link: None,
            on: today() - chrono::Days::new(3),
        };
        let logged = TouchLogged::Now { account: techcorp.clone(), touch: mail };
        assert_snapshot!(shown(&note_logged(&reader(), &logged, id(), now())), @r"
        » Logged on *TechCorp*: e-mail, unanswered, 27 Feb
        Logged on *TechCorp*: e-mail, unanswered, 27 Feb
        [Undo take_back_note {rc:{u:{i:…}}}] [Account card open_account {ac:{a:…}}]
        ~ Nobody answered, so the silence goes on; it counts for your time where it has minutes.
        ");
        let logged = TouchLogged::Before { account: techcorp.clone(), by: ben(), at: now() };
        assert_snapshot!(shown(&note_logged(&reader(), &logged, id(), now())), @r"
        » Already logged on *TechCorp* by <@U0BEN>, ⟨09:12⟩. Nothing was added.
        Already logged on *TechCorp* by <@U0BEN>, ⟨09:12⟩. Nothing was added.
        [Account card open_account {ac:{a:…}}]
        ");
        assert_snapshot!(shown(&note_taken_back(&techcorp)), @r"
        » Taken back: the note on *TechCorp* is no longer there, and counts for nothing.
        Taken back: the note on *TechCorp* is no longer there, and counts for nothing.
        ");
    }

    #[test]
    fn what_it_was_is_asked() {
        let techcorp = account(11, "TechCorp");
        assert_snapshot!(shown(&which_note(&reader(), &techcorp, "spoke to Kim", ("k", today()))), @r"
        » What was it with *TechCorp*? Nothing is logged yet.
        What was it with *TechCorp*? Nothing is logged yet.
        >spoke to Kim
        [Call log_note {rc:{n:{a:…,t:{k:call,w:true,d:2026-03-02,t:spoke to Kim},k:k}}}] [Meeting log_note:2 {rc:{n:{a:…,t:{k:meeting,w:true,d:2026-03-02,t:spoke to Kim},k:k}}}] [E-mail, answered log_note:3 {rc:{n:{a:…,t:{k:email,w:true,d:2026-03-02,t:spoke to Kim},k:k}}}] [E-mail, unanswered log_note:4 {rc:{n:{a:…,t:{k:email,w:false,d:2026-03-02,t:spoke to Kim},k:k}}}] [More… ask_note {rc:{f:{a:…,t:spoke to Kim}}}]
        ~ Or type it: `/csm note TechCorp call 30m …`
        ");
        let longest = which_note(&reader(), &techcorp, &"&".repeat(MOST_TYPED_CHARS), ("k", today()));
        shown(&longest);
        let quotes = "\"".repeat(MOST_TYPED_CHARS / 2);
        shown(&which_note(&reader(), &techcorp, &quotes, (&"k".repeat(32), today())));
    }

    #[test]
    fn the_form_begins_with_what_is_known() {
        let techcorp = account(11, "TechCorp");
        let form = || RecordForm::Note { key: "k".into(), message: None };
        let asked = NoteAsked { account: Some(&techcorp), text: "spoke to Kim", on: today() };
        assert_snapshot!(shown_view(&note_form(&asked, form())), @r#"
        » Log to account | Log | Cancel | "{\"rc\":{\"n\":{\"k\":\"k\"}}}"
        Account*: <external_select Type a part of its name > 
        What was it?*: <radio_buttons  Call call / E-mail email / Meeting meeting / Quarterly review qbr / Executive review ebr / Training training> 
        Did the customer take part?*: <radio_buttons  They took part or answered two_way / No answer yet one_way> 
        When*: <datepicker  > 
        Minutes: <plain_text_input 30 > Your time split counts it.
        What was said?: <plain_text_input Met Kim: two teams are back, the third in May >
        "#);
        let asked = NoteAsked { account: None, text: "", on: today() };
        shown_view(&note_form(&asked, form()));
    }

    #[test]
    fn a_refusal_says_what_would_do() {
        let all = [
            TouchRefusal::TooLong { most: 1_200 },
            TouchRefusal::Ahead { day: today() },
            TouchRefusal::TooOld { day: today(), earliest: today() },
            TouchRefusal::BadMinutes,
            TouchRefusal::NotThere,
        ];
        let words: Vec<String> = all.iter().map(|refusal| touch_refused(refusal, today())).collect();
        assert_snapshot!(words.join("\n").replace('\u{A0}', " "), @r"
        That note is too long, so nothing was logged. Say it in 1,200 characters.
        2 Mar is still to come, so nothing was logged. Log a touch once it has been.
        2 Mar is too long ago, so nothing was logged. Choose a day from 2 Mar on.
        A touch takes 1 to 1,440 minutes. Nothing was logged; write it like 30m or 1h30m.
        That note is gone already, or somebody else logged it. Nothing was changed.
        ");
    }
}
