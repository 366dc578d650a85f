//! Who is who at a customer, in words. E-mail addresses stand nowhere.

use chrono::{DateTime, NaiveDate, Utc};
use slack_morphism::prelude::*;

use super::kit::{
    actions, ago, button, choices, confirm, context, count, date, inert, input, name, plain, plain_name, primary,
    section, section_with, with_confirm,
};
use super::message::{Message, Reader, Scene};
use super::modal::modal;
use crate::domain::account::AccountRef;
use crate::domain::contact::{
    Contact, ContactChanged, ContactRefusal, ContactRole, ContactSaid, ContactsView, MOST_CONTACT_CHARS,
};
use crate::domain::ids::AccountId;
use crate::slack::action::{Action, ModalKind, RecordClick, RecordField, RecordForm};

/// People on a card; a screen of a phone.
const MOST_LISTED: usize = 9;

/// Everybody at a customer, with a button for each who leaves.
pub fn contacts(reader: &Reader, view: &ContactsView, now: DateTime<Utc>) -> Message {
    let scene = Scene::private(reader, now);
    let n_there = view.contacts.iter().filter(|contact| contact.left_on.is_none()).count();
    let people = count(i64::try_from(n_there).unwrap_or(i64::MAX), say!("person"), say!("people"));
    let champion = if has_champion(&view.contacts) { "" } else { say!(" · ⚠ no champion") };
    let text =
        say!("*{account}*: {people} known there{champion}", account = name(&view.account.name), people, champion);
    let mut blocks = vec![section(&text)];
    blocks.extend(view.contacts.iter().take(MOST_LISTED).map(|contact| row(view, contact, scene)));
    let role = if has_champion(&view.contacts) { ContactRole::User } else { ContactRole::Champion };
    let ask = button(say!("Add somebody…"), &ask(view.account.id, role));
    let card = button(say!("Account card"), &Action::OpenAccount { account: view.account.id });
    blocks.extend(actions(vec![primary(ask).into(), card.into()]));
    let more = view.contacts.len().saturating_sub(MOST_LISTED);
    let more = if 0 < more { say!("+{more} more · ", more) } else { String::new() };
    let typed = format!("`{command} contact acme add Kim Lee as champion`", command = reader.command);
    blocks.push(context(&say!("{more}🔒 Only visible to you · or type it: {typed}", more, typed)));
    Message::of(&text, blocks)
}

fn has_champion(contacts: &[Contact]) -> bool {
    contacts.iter().any(|contact| contact.role == ContactRole::Champion && contact.left_on.is_none())
}

/// What stands under a question of the form that was not answered well.
pub fn contact_fault(field: RecordField) -> &'static str {
    if field == RecordField::Role { say!("Choose one") } else { say!("Write a name of at most 80 characters") }
}

/// A role, as an answer has it.
pub(super) fn role_told(role: ContactRole) -> &'static str {
    match role {
        ContactRole::Champion => say!("champion"),
        ContactRole::Executive => say!("executive"),
        ContactRole::Buyer => say!("buyer"),
        ContactRole::User => say!("user"),
    }
}

fn row(view: &ContactsView, contact: &Contact, scene: Scene) -> SlackBlock {
    let who = format!("*{}* · {}", name(&contact.name), role_told(contact.role));
    if let Some(left) = contact.left_on {
        return section(&say!("{who} · left {num_days}", who, num_days = ago((scene.today - left).num_days())));
    }
    let said = ContactSaid::Left { name: contact.name.clone(), on: None };
    let left = button(say!("Has left"), &Action::Record(RecordClick::Contact { account: view.account.id, said }));
    let asks = say!(
        "{contact} has left {account} today?",
        contact = plain_name(&contact.name),
        account = plain_name(&view.account.name)
    );
    section_with(&who, with_confirm(left, confirm(say!("Has left?"), &asks, say!("Has left"), say!("Is still there"))))
}

fn ask(account: AccountId, role: ContactRole) -> Action {
    Action::Record(RecordClick::AskContact { account, role })
}

/// What came of it.
pub fn contact_changed(reader: &Reader, changed: &ContactChanged, now: DateTime<Utc>) -> Message {
    let scene = Scene::private(reader, now);
    let (who, account) = (name(&changed.contact.name), name(&changed.account.name));
    let what = if let Some(day) = changed.contact.left_on {
        say!("*{who}* left *{account}* on {day}.", who, account, day = date(day, scene.today))
    } else {
        say!(
            "*{who}* is {with_article} at *{account}*.",
            who,
            with_article = with_article(changed.contact.role),
            account
        )
    };
    let lost =
        changed.needs_champion && changed.contact.left_on.is_some() && changed.contact.role == ContactRole::Champion;
    let text = if lost { say!("{what} ⚠ Nobody speaks for us there now.", what) } else { what };
    let account = changed.account.id;
    let successor = button(say!("Name successor…"), &ask(account, ContactRole::Champion));
    let people = button(say!("Contacts"), &Action::Record(RecordClick::Contacts { account }));
    let card = button(say!("Account card"), &Action::OpenAccount { account });
    let first = lost.then(|| primary(successor).into());
    let buttons = actions(first.into_iter().chain([people.into(), card.into()]).collect());
    let foot = context(say!("The score and the signals look at it with the next round; an import does not undo it."));
    Message::of(&text, [Some(section(&text)), buttons, Some(foot)].into_iter().flatten())
}

fn with_article(role: ContactRole) -> &'static str {
    match role {
        ContactRole::Champion => say!("the champion"),
        ContactRole::Executive => say!("an executive"),
        ContactRole::Buyer => say!("the buyer"),
        ContactRole::User => say!("a user"),
    }
}

fn role_words(role: ContactRole) -> &'static str {
    match role {
        ContactRole::Champion => say!("Champion: speaks for us there"),
        ContactRole::Executive => say!("Executive: decides there"),
        ContactRole::Buyer => say!("Buyer: signs there"),
        ContactRole::User => say!("User: works with it"),
    }
}

/// Asks for somebody new.
pub fn contact_form(account: &AccountRef, role: ContactRole) -> SlackView {
    let who = SlackBlockPlainTextInputElement::new()
        .with_action_id(RecordField::Name.id().into())
        .with_max_length(u64::try_from(MOST_CONTACT_CHARS).unwrap_or(80))
        .with_focus_on_load(true)
        .with_placeholder(plain(say!("Kim Lee"), 150));
    let options = choices(ContactRole::ALL.map(|role| (role_words(role), role.as_str())));
    let chosen = options.iter().find(|option| option.value == role.as_str()).cloned();
    let roles = SlackBlockRadioButtonsElement::new(options)
        .with_action_id(RecordField::Role.id().into())
        .opt_initial_option(chosen);
    let blocks = vec![
        context(&format!("*{}*", name(&account.name))),
        input(RecordField::Name.id(), say!("Who?"), who)
            .with_hint(plain(say!("Somebody who is known there already becomes what you choose."), 150))
            .into(),
        input(RecordField::Role.id(), say!("What are they there?"), roles).into(),
    ];
    modal(say!("Contact"), &ModalKind::Record(RecordForm::Contact { account: account.id }), Some(say!("Save")), blocks)
}

/// Why nothing was written down.
pub(super) fn contact_refused(refusal: &ContactRefusal, today: NaiveDate) -> String {
    match refusal {
        ContactRefusal::BadName => {
            say!("A name has 1 to {MOST_CONTACT_CHARS} characters. Nothing was changed.", MOST_CONTACT_CHARS)
        }
        ContactRefusal::WhichOne { account, typed, names } if names.is_empty() => say!(
            "Nobody is known at *{account}*, so “{typed}” was not found and nothing was changed.",
            account = name(&account.name),
            typed = inert(typed, 60)
        ),
        ContactRefusal::WhichOne { account, typed, names } => {
            let known: Vec<String> = names.iter().take(MOST_LISTED).map(|who| plain_names(who)).collect();
            say!(
                "“{typed}” is not one person at *{account}*, so nothing was changed. Known there: {known}.",
                typed = inert(typed, 60),
                account = name(&account.name),
                known = known.join(", ")
            )
        }
        ContactRefusal::LeftAlready { account, name: who, on } => say!(
            "{who} left *{account}* on {day} already, so nothing was changed.",
            who = plain_names(who),
            account = name(&account.name),
            day = date(*on, today)
        ),
        ContactRefusal::Ahead { day } => {
            say!("{day} is still to come, so nothing was changed. Say it once they have left.", day = date(*day, today))
        }
    }
}

fn plain_names(who: &str) -> String {
    name(&plain_name(who))
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::super::samples::{account, days_ago, now, reader, today};
    use super::super::testing::{shown, shown_view};
    use super::*;
    use crate::domain::ids::ContactId;

    fn contact(name: &str, role: ContactRole, left_on: Option<NaiveDate>) -> Contact {
        Contact { id: ContactId(uuid::Uuid::nil()), name: name.into(), role, left_on }
    }

    #[test]
    fn everybody_stands_there_with_what_they_are() {
        let kim = contact("Kim <!channel>", ContactRole::Executive, None);
        let dana = contact("Dana Reyes", ContactRole::Champion, Some(days_ago(42)));
        let view = ContactsView { account: account(11, "TechCorp"), contacts: vec![kim, dana] };
        assert_snapshot!(shown(&contacts(&reader(), &view, now())), @r"
        » *TechCorp*: 1 person known there · ⚠ no champion
        *TechCorp*: 1 person known there · ⚠ no champion
        *Kim &lt;!channel&gt;* · executive   [Has left contact {rc:{c:{a:…,s:{l:{n:Kim <!channel>}}}}} (asks: Has left? / Kim <!channel> has left TechCorp today?)]
        *Dana Reyes* · champion · left 6 weeks ago
        [!Add somebody… ask_contact {rc:{ac:{a:…,r:champion}}}] [Account card open_account {ac:{a:…}}]
        ~ 🔒 Only visible to you · or type it: `/csm contact acme add Kim Lee as champion`
        ");
        let many = (0..100).map(|_| contact(&"&".repeat(80), ContactRole::Champion, None)).collect();
        shown(&contacts(&reader(), &ContactsView { contacts: many, ..view }, now()));
    }

    #[test]
    fn what_was_said_is_repeated() {
        let of = |contact, needs_champion| ContactChanged { account: account(11, "TechCorp"), contact, needs_champion };
        let left = of(contact("Dana Reyes", ContactRole::Champion, Some(today())), true);
        assert_snapshot!(shown(&contact_changed(&reader(), &left, now())), @r"
        » *Dana Reyes* left *TechCorp* on 2 Mar. ⚠ Nobody speaks for us there now.
        *Dana Reyes* left *TechCorp* on 2 Mar. ⚠ Nobody speaks for us there now.
        [!Name successor… ask_contact {rc:{ac:{a:…,r:champion}}}] [Contacts contacts {rc:{cs:{a:…}}}] [Account card open_account {ac:{a:…}}]
        ~ The score and the signals look at it with the next round; an import does not undo it.
        ");
        let is = of(contact("Kim Lee", ContactRole::Champion, None), false);
        assert_snapshot!(shown(&contact_changed(&reader(), &is, now())), @r"
        » *Kim Lee* is the champion at *TechCorp*.
        *Kim Lee* is the champion at *TechCorp*.
        [Contacts contacts {rc:{cs:{a:…}}}] [Account card open_account {ac:{a:…}}]
        ~ The score and the signals look at it with the next round; an import does not undo it.
        ");
    }

    #[test]
    fn the_form_and_the_refusals_say_what_would_do() {
        let techcorp = account(11, "TechCorp");
        assert_snapshot!(shown_view(&contact_form(&techcorp, ContactRole::Champion)), @r#"
        » Contact | Save | Cancel | "{\"rc\":{\"c\":{\"a\":\"0000000000000000000000000000000b\"}}}"
        ~ *TechCorp*
        Who?*: <plain_text_input Kim Lee > Somebody who is known there already becomes what you choose.
        What are they there?*: <radio_buttons  Champion: speaks for us there champion / Executive: decides there executive / Buyer: signs there buyer / User: works with it user>
        "#);
        let which = |names: &[&str]| ContactRefusal::WhichOne {
            account: account(11, "TechCorp"),
            typed: "k".into(),
            names: names.iter().map(|name| (*name).to_owned()).collect(),
        };
        let all = [ContactRefusal::BadName, which(&[]), which(&["Kim", "Kay"]), ContactRefusal::Ahead { day: today() }];
        let words: Vec<String> = all.iter().map(|refusal| contact_refused(refusal, today())).collect();
        assert_snapshot!(words.join("\n").replace('\u{A0}', " "), @r"
        A name has 1 to 80 characters. Nothing was changed.
        Nobody is known at *TechCorp*, so “k” was not found and nothing was changed.
        “k” is not one person at *TechCorp*, so nothing was changed. Known there: Kim, Kay.
        2 Mar is still to come, so nothing was changed. Say it once they have left.
        ");
    }
}
