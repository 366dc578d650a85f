//! A person's own call: beside the score, with its reason and its end.

use chrono::{DateTime, Days, NaiveDate, Utc};
use slack_morphism::prelude::*;

use super::kit::{actions, button, context, date, inert, input, name, plain, section};
use super::message::{Message, Onlookers, Reader, Scene};
use super::modal::modal;
use super::words::{band_word, mention, sign};
use crate::domain::account::AccountRef;
use crate::domain::health::Band;
use crate::domain::pulse::{CallRefusal, DEFAULT_DAYS, MOST_DAYS, MOST_REASON_CHARS, Pulse};
use crate::slack::action::{Action, Field, ModalKind};

/// What a form for a call begins with.
#[derive(Clone, Copy, Debug)]
pub struct CallAsked<'a> {
    /// On which account.
    pub account: &'a AccountRef,
    /// The colour that is chosen already.
    pub band: Option<Band>,
    /// The end that is chosen already.
    pub until: Option<NaiveDate>,
    /// The asker's day.
    pub today: NaiveDate,
}

/// `⚠ Ana Ruiz calls it 🟢 Green until 1 Apr: their sponsor is new`; the mark where the score says otherwise.
pub(super) fn call_line(pulse: &Pulse, score: Option<Band>, scene: Scene) -> String {
    let mark = if pulse.differs_from(score) { "⚠ " } else { "" };
    // Reasons name people.
    let reason = match scene.onlookers {
        Onlookers::Members => format!(": {}", inert(&pulse.reason, MOST_REASON_CHARS)),
        Onlookers::Guests => String::new(),
    };
    let (by, until) = (name(&pulse.by.name), date(pulse.expires_on, scene.today));
    say!("{mark}{by} calls it *{band}* until {until}{reason}", mark, by, band = colour(pulse.band), until, reason)
}

/// The same in the notification: `⚠ called Green`; nothing where the score says the same.
pub(super) fn call_phrase(pulse: Option<&Pulse>, score: Option<Band>) -> Option<String> {
    let pulse = pulse.filter(|pulse| pulse.differs_from(score))?;
    Some(say!("⚠ called {band}", band = band_word(Some(pulse.band))))
}

fn colour(band: Band) -> String {
    format!("{} {}", sign(Some(band)), band_word(Some(band)))
}

/// A call was made.
pub fn call_set(reader: &Reader, account: &AccountRef, pulse: &Pulse, now: DateTime<Utc>) -> Message {
    let scene = Scene::private(reader, now);
    let text = say!(
        "Your call on *{account}*: {band} until {expires_on}",
        account = name(&account.name),
        band = colour(pulse.band),
        expires_on = date(pulse.expires_on, scene.today)
    );
    let call = section(&format!("{text}\n{}", inert(&pulse.reason, MOST_REASON_CHARS)));
    let beside =
        context(say!("It stands beside the score and does not change it. Where the two differ, the leader sees it."));
    Message::of(&text, [call].into_iter().chain(to_card(account)).chain([beside]))
}

/// A call was taken back.
pub fn call_withdrawn(account: &AccountRef) -> Message {
    let text = say!("The call on *{account}* is withdrawn. The score stands alone now.", account = name(&account.name));
    Message::of(&text, [section(&text)].into_iter().chain(to_card(account)))
}

/// The way to the form.
pub fn call_offered(reader: &Reader, account: &AccountRef, current: Option<&Pulse>, ask: &Action) -> Message {
    let now = current.map_or_else(
        || say!("Nobody has made one yet.").to_owned(),
        |pulse| say!("{pulse} calls it {band}.", pulse = mention(&pulse.by), band = colour(pulse.band)),
    );
    let text = say!("A call on *{account}* needs its reason. {now}", account = name(&account.name), now);
    let typed = say!(
        "Or type it: `{command} pulse {account} red their sponsor is leaving`",
        command = reader.command,
        account = name(&account.name)
    );
    let buttons = actions(vec![button(say!("Set call"), ask).into()]);
    Message::of(&text, [Some(section(&text)), buttons, Some(context(&typed))].into_iter().flatten())
}

fn to_card(account: &AccountRef) -> Option<SlackBlock> {
    actions(vec![button(say!("Account card"), &Action::OpenAccount { account: account.id }).into()])
}

/// Asks for a call.
pub fn call_form(asked: &CallAsked<'_>) -> SlackView {
    let options: Vec<SlackBlockChoiceItem<SlackBlockText>> = Band::ALL
        .into_iter()
        .map(|band| SlackBlockChoiceItem::new(SlackBlockPlainText::new(colour(band)).into(), band.as_str().to_owned()))
        .collect();
    let chosen = options.iter().find(|option| asked.band.is_some_and(|band| band.as_str() == option.value)).cloned();
    let band =
        SlackBlockRadioButtonsElement::new(options).with_action_id(Field::Band.id().into()).opt_initial_option(chosen);
    let reason = SlackBlockPlainTextInputElement::new()
        .with_action_id(Field::Reason.id().into())
        .with_multiline(true)
        .with_max_length(u64::try_from(MOST_REASON_CHARS).unwrap_or(300))
        .with_placeholder(plain(say!("Their sponsor is leaving in May; nobody has taken over"), 150));
    let until = asked.until.unwrap_or(asked.today + Days::new(DEFAULT_DAYS));
    let until = SlackBlockDatePickerElement::new()
        .with_action_id(Field::Until.id().into())
        .with_initial_date(until.to_string());
    let most = say!("Its last day; {MOST_DAYS} days ahead at most.", MOST_DAYS);
    let blocks = vec![
        context(&format!("*{}*", name(&asked.account.name))),
        input(Field::Band.id(), say!("How do you see it?"), band).into(),
        input(Field::Reason.id(), say!("Why?"), reason)
            .with_hint(plain(say!("It stands on the card, beside the score."), 150))
            .into(),
        input(Field::Until.id(), say!("Until"), until).with_hint(plain(&most, 150)).into(),
    ];
    modal(say!("Set call"), &ModalKind::Pulse { account: asked.account.id }, Some(say!("Set call")), blocks)
}

/// Why a call was not taken.
pub(super) fn refused(refusal: &CallRefusal, command: &str, today: NaiveDate) -> String {
    match refusal {
        CallRefusal::NeedsReason => {
            say!(
                "A call needs its reason, so nothing was set: `{command} pulse acme red their sponsor is leaving`.",
                command
            )
        }
        CallRefusal::ReasonTooLong { most } => {
            say!("That reason is too long, so nothing was set. Say it in {most} characters.", most)
        }
        CallRefusal::EndsBadly { day, latest } => say!(
            "A call ends on a day ahead, {MOST_DAYS} days at most, and not on {day}. Nothing was set; choose a day up to {latest}.",
            MOST_DAYS,
            day = date(*day, today),
            latest = date(*latest, today)
        ),
        CallRefusal::NoneHolds { account } => {
            say!("There is no call on *{account}* that holds, so nothing was withdrawn.", account = name(&account.name))
        }
        CallRefusal::NotYours { account } => say!(
            "*{account}* is somebody else's account, so nothing was changed. Its owner can, or a manager.",
            account = name(&account.name)
        ),
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::super::samples::{account, ana, now, reader, today};
    use super::super::testing::{shown, shown_view};
    use super::*;
    use crate::domain::ids::{AccountId, PulseId};

    fn pulse(band: Band) -> Pulse {
        Pulse {
            id: PulseId(uuid::Uuid::nil()),
            account: AccountId(uuid::Uuid::nil()),
            by: ana(),
            band,
            reason: "talked to <!channel> & *Dana*".into(),
            set_at: now(),
            expires_on: today() + Days::new(30),
        }
    }

    #[test]
    fn a_call_that_differs_is_marked() {
        let scene = Scene::private(&reader(), now());
        let line = |score| call_line(&pulse(Band::Green), score, scene);
        assert_snapshot!(line(Some(Band::Red)), @"⚠ Ana Ruiz calls it *🟢 Green* until 1 Apr: talked to &lt;!channel&gt; &amp; ∗Dana∗");
        assert!(!line(Some(Band::Green)).contains('⚠'));
        assert!(!line(None).contains('⚠'));
        let guests = Scene { onlookers: Onlookers::Guests, ..scene };
        assert!(!call_line(&pulse(Band::Green), None, guests).contains("Dana"));
        assert_eq!(call_phrase(Some(&pulse(Band::Green)), Some(Band::Red)).as_deref(), Some("⚠ called Green"));
        assert_eq!(call_phrase(Some(&pulse(Band::Green)), Some(Band::Green)), None);
    }

    #[test]
    fn what_was_done_is_said() {
        let techcorp = account(11, "TechCorp");
        assert_snapshot!(shown(&call_set(&reader(), &techcorp, &pulse(Band::Green), now())), @r"
        » Your call on *TechCorp*: 🟢 Green until 1 Apr
        Your call on *TechCorp*: 🟢 Green until 1 Apr
        talked to &lt;!channel&gt; &amp; ∗Dana∗
        [Account card open_account {ac:{a:…}}]
        ~ It stands beside the score and does not change it. Where the two differ, the leader sees it.
        ");
        assert_snapshot!(shown(&call_withdrawn(&techcorp)), @r"
        » The call on *TechCorp* is withdrawn. The score stands alone now.
        The call on *TechCorp* is withdrawn. The score stands alone now.
        [Account card open_account {ac:{a:…}}]
        ");
        let ask = Action::AskPulse { account: techcorp.id, band: None, until: None };
        assert_snapshot!(shown(&call_offered(&reader(), &techcorp, Some(&pulse(Band::Red)), &ask)), @r"
        » A call on *TechCorp* needs its reason. <@U0ANA> calls it 🔴 Red.
        A call on *TechCorp* needs its reason. <@U0ANA> calls it 🔴 Red.
        [Set call ask_pulse {ap:{a:…}}]
        ~ Or type it: `/csm pulse TechCorp red their sponsor is leaving`
        ");
    }

    #[test]
    fn the_form_asks_for_colour_reason_and_end() {
        let techcorp = account(11, "TechCorp");
        let asked = CallAsked { account: &techcorp, band: Some(Band::Red), until: None, today: today() };
        assert_snapshot!(shown_view(&call_form(&asked)), @r#"
        » Set call | Set call | Cancel | "{\"pu\":{\"a\":\"0000000000000000000000000000000b\"}}"
        ~ *TechCorp*
        How do you see it?*: <radio_buttons  🔴 Red red / 🟡 Yellow yellow / 🟢 Green green> 
        Why?*: <plain_text_input Their sponsor is leaving in May; nobody has taken over > It stands on the card, beside the score.
        Until*: <datepicker  > Its last day; 180 days ahead at most.
        "#);
    }

    #[test]
    fn a_refusal_says_what_would_do() {
        let techcorp = account(11, "TechCorp");
        let all = [
            CallRefusal::NeedsReason,
            CallRefusal::ReasonTooLong { most: 300 },
            CallRefusal::EndsBadly { day: today(), latest: today() + Days::new(180) },
            CallRefusal::NoneHolds { account: techcorp.clone() },
            CallRefusal::NotYours { account: techcorp },
        ];
        let words: Vec<String> = all.iter().map(|refusal| refused(refusal, "/csm", today())).collect();
        assert_snapshot!(words.join("\n").replace('\u{A0}', " "), @r"
        A call needs its reason, so nothing was set: `/csm pulse acme red their sponsor is leaving`.
        That reason is too long, so nothing was set. Say it in 300 characters.
        A call ends on a day ahead, 180 days at most, and not on 2 Mar. Nothing was set; choose a day up to 29 Aug.
        There is no call on *TechCorp* that holds, so nothing was withdrawn.
        *TechCorp* is somebody else's account, so nothing was changed. Its owner can, or a manager.
        ");
    }
}
