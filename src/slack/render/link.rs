//! A channel and its account, in words.

use slack_morphism::prelude::*;

use super::kit::{actions, button, code, context, name, plain_name, primary, section};
use super::message::{Message, Reader};
use super::modal::modal;
use super::note::account_question;
use super::words::channel;
use crate::domain::account::AccountRef;
use crate::domain::link::{LinkRefusal, LinkWish, Linked};
use crate::slack::action::{Action, ModalKind, RecordClick, RecordForm};

fn means() -> &'static str {
    say!("Its prompts and cards go to its channel, and there its name may be left out.")
}

/// What a channel is linked to.
pub fn link_stands(reader: &Reader, account: Option<&AccountRef>, id: &str) -> Message {
    let (text, label, action) = match account {
        Some(account) => (
            say!("{id} is linked to *{account}*.", id = channel(id), account = name(&account.name)),
            say!("Unlink"),
            RecordClick::Unlink { channel: id.to_owned() },
        ),
        None => (
            say!("{id} is linked to no account.", id = channel(id)),
            say!("Link an account…"),
            RecordClick::AskLink { channel: id.to_owned() },
        ),
    };
    let typed = code(&format!("{command} link acme", command = reader.command), 80);
    let buttons = actions(vec![button(label, &Action::Record(action)).into()]);
    let foot = context(&say!("{means} Or type it: {typed}", means = means(), typed));
    Message::of(&text, [Some(section(&text)), buttons, Some(foot)].into_iter().flatten())
}

/// What came of linking.
pub fn linked(linked: &Linked, wish: &LinkWish) -> Message {
    let here = channel(&wish.channel);
    match linked {
        Linked::Now { account, before } => {
            let before = before.as_ref().map(|id| say!(" {id} is no longer its channel.", id = channel(id)));
            let text = say!(
                "{here} is linked to *{account}* now.{before}",
                here,
                account = name(&account.name),
                before = before.unwrap_or_default()
            );
            with_unlink(&text, account, wish)
        }
        Linked::Already { account } => with_unlink(
            &say!("{here} is linked to *{account}* already.", here, account = name(&account.name)),
            account,
            wish,
        ),
        Linked::HasAnother { account, channel: other } => {
            let text = say!(
                "*{account}* has a channel already: {other}. Nothing is changed yet; an account has one channel.",
                account = name(&account.name),
                other = channel(other)
            );
            sure(&text, say!("Link here instead"), wish)
        }
    }
}

fn with_unlink(text: &str, account: &AccountRef, wish: &LinkWish) -> Message {
    let buttons = actions(vec![
        button(say!("Account card"), &Action::OpenAccount { account: account.id }).into(),
        button(say!("Unlink"), &Action::Record(RecordClick::Unlink { channel: wish.channel.clone() })).into(),
    ]);
    Message::of(text, [Some(section(text)), buttons, Some(context(means()))].into_iter().flatten())
}

/// Other companies read along: is it meant?
pub fn link_shared(account: &AccountRef, wish: &LinkWish) -> Message {
    let text = say!(
        "⚠ People of other companies are in {wish}, so it is not linked to *{account}* yet.",
        wish = channel(&wish.channel),
        account = name(&account.name)
    );
    let means = say!(
        "Linked, its name may be left out here. I still post nothing about accounts here, so plays on it cannot be \
                 prompted: they need a channel of your own."
    );
    let ask = sure(&text, say!("Link anyway"), wish);
    Message::of(&text, ask.blocks.into_iter().chain([context(means)]))
}

fn sure(text: &str, label: &str, wish: &LinkWish) -> Message {
    let click = RecordClick::Link { account: wish.account, channel: wish.channel.clone(), is_sure: true };
    let buttons = actions(vec![primary(button(label, &Action::Record(click))).into()]);
    Message::of(text, [Some(section(text)), buttons].into_iter().flatten())
}

/// A channel was unlinked.
pub fn unlinked(account: &AccountRef, id: &str) -> Message {
    let text = say!("{id} is no longer linked to *{account}*.", id = channel(id), account = name(&account.name));
    let again = RecordClick::Link { account: account.id, channel: id.to_owned(), is_sure: false };
    let label = say!("Link {account} again", account = plain_name(&account.name));
    let buttons = actions(vec![button(&label, &Action::Record(again)).into()]);
    let foot = context(say!("Prompts of plays that begin from now on go to its owner."));
    Message::of(&text, [Some(section(&text)), buttons, Some(foot)].into_iter().flatten())
}

/// Asks for the account of a channel.
pub fn link_form(id: &str) -> SlackView {
    let kind = ModalKind::Record(RecordForm::Link { channel: id.to_owned() });
    modal(say!("Link channel"), &kind, Some(say!("Link")), vec![account_question(None), context(means())])
}

/// Why a channel was not linked.
pub(super) fn link_refused(refusal: &LinkRefusal) -> String {
    match refusal {
        LinkRefusal::NoChannelHere => say!(
            "A direct message is no account's channel, so nothing was changed. Type it in the \
            channel that you mean."
        )
        .to_owned(),
        LinkRefusal::Taken { account } => say!(
            "This channel is linked to *{account}* already, and a channel is one account's. Nothing was changed; `unlink` it first.",
            account = name(&account.name)
        ),
        LinkRefusal::NotLinked => say!("This channel is linked to no account, so nothing was changed.").to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::super::samples::{account, reader};
    use super::super::testing::{shown, shown_view};
    use super::*;

    #[test]
    fn each_state_says_what_it_means() {
        let techcorp = account(11, "TechCorp");
        let wish = LinkWish { account: techcorp.id, channel: "C0TECH".into(), is_sure: false };
        assert_snapshot!(shown(&link_stands(&reader(), None, "C0TECH")), @r"
        » <#C0TECH> is linked to no account.
        <#C0TECH> is linked to no account.
        [Link an account… ask_link {rc:{al:{c:C0TECH}}}]
        ~ Its prompts and cards go to its channel, and there its name may be left out. Or type it: `/csm link acme`
        ");
        assert_snapshot!(shown(&link_stands(&reader(), Some(&techcorp), "C0TECH")), @r"
        » <#C0TECH> is linked to *TechCorp*.
        <#C0TECH> is linked to *TechCorp*.
        [Unlink unlink {rc:{x:{c:C0TECH}}}]
        ~ Its prompts and cards go to its channel, and there its name may be left out. Or type it: `/csm link acme`
        ");
        let now = Linked::Now { account: techcorp.clone(), before: Some("C0OLD".into()) };
        assert_snapshot!(shown(&linked(&now, &wish)), @r"
        » <#C0TECH> is linked to *TechCorp* now. <#C0OLD> is no longer its channel.
        <#C0TECH> is linked to *TechCorp* now. <#C0OLD> is no longer its channel.
        [Account card open_account {ac:{a:…}}] [Unlink unlink {rc:{x:{c:C0TECH}}}]
        ~ Its prompts and cards go to its channel, and there its name may be left out.
        ");
        shown(&linked(&Linked::Already { account: techcorp.clone() }, &wish));
        let other = Linked::HasAnother { account: techcorp.clone(), channel: "C0OLD".into() };
        assert_snapshot!(shown(&linked(&other, &wish)), @r"
        » *TechCorp* has a channel already: <#C0OLD>. Nothing is changed yet; an account has one channel.
        *TechCorp* has a channel already: <#C0OLD>. Nothing is changed yet; an account has one channel.
        [!Link here instead link {rc:{l:{a:…,c:C0TECH,s:true}}}]
        ");
        assert_snapshot!(shown(&link_shared(&techcorp, &wish)), @r"
        » ⚠ People of other companies are in <#C0TECH>, so it is not linked to *TechCorp* yet.
        ⚠ People of other companies are in <#C0TECH>, so it is not linked to *TechCorp* yet.
        [!Link anyway link {rc:{l:{a:…,c:C0TECH,s:true}}}]
        ~ Linked, its name may be left out here. I still post nothing about accounts here, so plays on it cannot be prompted: they need a channel of your own.
        ");
        assert_snapshot!(shown(&unlinked(&techcorp, "C0TECH")), @r"
        » <#C0TECH> is no longer linked to *TechCorp*.
        <#C0TECH> is no longer linked to *TechCorp*.
        [Link TechCorp again link {rc:{l:{a:…,c:C0TECH}}}]
        ~ Prompts of plays that begin from now on go to its owner.
        ");
        assert_snapshot!(shown_view(&link_form("C0TECH")), @r#"
        » Link channel | Link | Cancel | "{\"rc\":{\"l\":{\"c\":\"C0TECH\"}}}"
        Account*: <external_select Type a part of its name > 
        ~ Its prompts and cards go to its channel, and there its name may be left out.
        "#);
    }
}
