//! An account card that somebody showed to a channel: a snapshot, with its own date and the name of who showed it.

use chrono_tz::Tz;
use slack_morphism::prelude::*;

use super::account::{body, headline, main_button};
use super::freshness::as_of;
use super::kit::{
    actions, button, clean, confirm, context, count, inert, moment, name, primary, section, with_confirm,
};
use super::message::{Audience, Message, Onlookers, Scene};
use super::words::channel;
use crate::domain::account::{AccountRef, AccountView};
use crate::domain::person::Deed;
use crate::slack::action::{Action, ShareClick};

/// The card in the channel. `zone` is the sharer's clock, for places that cannot draw the reader's own.
pub fn shared(view: &AccountView, by: &Deed, onlookers: Onlookers, zone: Tz) -> Message {
    let scene = Scene::new(zone, onlookers, by.at);
    let account = view.account.id;
    let mut blocks = body(view, scene);
    let open = button(say!("Open card"), &Action::OpenAccount { account });
    let why = button(say!("Why"), &Action::OpenWhy { account });
    let elements = main_button(view).into_iter().chain([open, why]).map(Into::into).collect();
    blocks.extend(actions(elements));
    let shared = say!("Shared by {by} · as it stood {at}", by = name(&by.by.name), at = moment(by.at, zone));
    blocks.push(context(&format!("{shared} · {}", as_of(&view.as_of, scene.today))));
    Message::of(&headline(view, onlookers), blocks)
}

/// Whether there are others who may see what is shared: nobody of another company ever is one.
pub(super) fn is_shown_to_others(audience: &Audience) -> bool {
    whom(audience).is_some()
}

/// Who would see it, and how many they are; nothing where nobody else is, or somebody of another company.
pub(super) fn whom(audience: &Audience) -> Option<(String, Option<i64>)> {
    match audience {
        Audience::Alone | Audience::Outside => None,
        Audience::Channel { name, n_members } => Some((format!("#{}", clean(name, 60)), *n_members)),
        Audience::Group { n_members } => Some((say!("this conversation").to_owned(), *n_members)),
    }
}

pub(super) fn everybody(whom: &str, n_members: Option<i64>, what: &str) -> String {
    let all = n_members.map(|n| format!(" ({})", count(n, say!("person"), say!("people")))).unwrap_or_default();
    say!("Everybody in {whom}{all} will see {what}. It stays as it is now.", whom, all, what)
}

/// Asks before a card is shown, and names who would see it.
pub fn share_asked(account: &AccountRef, audience: &Audience) -> Message {
    let Some((whom, n_members)) = whom(audience) else {
        let text = say!("Nobody else would see it here, so nothing was shared.");
        return Message::of(text, [section(text)]);
    };
    let what = say!("this card of {account}: health, ARR, contacts", account = name(&account.name));
    let text = everybody(&inert(&whom, 70), n_members, &what);
    let share = primary(button(say!("Share"), &Action::Share(ShareClick::Card { account: account.id })));
    let open = button(say!("Account card"), &Action::OpenAccount { account: account.id });
    let foot = context(say!("🔒 Only visible to you · nothing is shared yet"));
    let blocks = [Some(section(&text)), actions(vec![share.into(), open.into()]), Some(foot)];
    Message::of(&text, blocks.into_iter().flatten())
}

/// Names its audience before anything is shown to anyone; nothing where nobody else is, or somebody of another company.
pub(super) fn share_button(audience: &Audience, what: &str, share: &Action) -> Option<SlackBlockButtonElement> {
    let (whom, n_members) = whom(audience)?;
    let text = everybody(&whom, n_members, what);
    let question = confirm(&say!("Share in {whom}?", whom), &text, say!("Share"), say!("Keep private"));
    Some(with_confirm(button(say!("Share"), share), question))
}

/// The private answer to whoever shared it.
pub fn shared_to(account: &AccountRef, channel_id: &str) -> Message {
    let text = say!(
        "The card of *{account}* is on its way to {channel_id}. It stays there as it was when you shared it.",
        account = name(&account.name),
        channel_id = channel(channel_id)
    );
    Message::of(&text, [section(&text)])
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::super::samples::{ana, deed, techcorp};
    use super::super::testing::shown;
    use super::*;

    #[test]
    fn a_shared_card_says_who_and_when() {
        let card = shared(&techcorp(), &deed(ana(), 3), Onlookers::Members, chrono_tz::Europe::Berlin);
        assert_snapshot!(shown(&card), @r"
        » TechCorp: 🔴 Red 41 (−17 in 14 d): usage −45 %, champion left 6 weeks ago · $45K · renewal in 91 days
        # TechCorp
        ~ mid-touch · adoption, day 274 · owner Ana Ruiz · <https://crm.example.com/accounts/techcorp|crm.example.com>
        🔴 *Red 41* (−17 in 14 d, falling fast) · confidence high · model default v1
        | *ARR* $45K
        | *Renewal* 1 Jun, in 91 days · not automatic
        | *Last touch* 8 days ago
        | *Next touch* ⚠ was due 1 Mar, weekly while red
        | *Champion* Dana Reyes, ⚠ left 6 weeks ago
        | *Executive* ⚠ none known
        | *Adoption* 18 of 40 seats · 2 of 8 core features
        | *Tickets* 3 open
        | *NPS* 7 · 12 Jan
        *Why*
        • Usage −45 % against its 60-day baseline
        • Champion Dana Reyes left 6 weeks ago, nobody took over
        • No executive contact known
        *Next* Start *Red account rescue*: takes 84 days, ends 7 days before renewal
        [!Start play start_play {st:{a:…,p:red_account_rescue}}] [Open card open_account {ac:{a:…}}] [Why open_why {wy:{a:…}}]
        ~ Shared by Ana Ruiz · as it stood ⟨Mon 2 Mar 2026, 09:09 CET⟩ · As of: usage 1 Mar · tickets, touches, contacts, contracts 2 Mar · ⚠ surveys 12 Jan, 49 days old
        ");
        assert_snapshot!(shown(&shared_to(&techcorp().account, "C0CSEMEA")), @r"
        » The card of *TechCorp* is on its way to <#C0CSEMEA>. It stays there as it was when you shared it.
        The card of *TechCorp* is on its way to <#C0CSEMEA>. It stays there as it was when you shared it.
        ");
    }

    #[test]
    fn guests_read_neither_money_nor_names() {
        let card = shared(&techcorp(), &deed(ana(), 3), Onlookers::Guests, chrono_tz::Europe::Berlin);
        let shown = shown(&card);
        assert!(!shown.contains('$') && !shown.contains("Dana") && !shown.contains("https"), "{shown}");
    }

    #[test]
    fn nothing_is_shown_before_its_audience_is_named() {
        let audience = Audience::Channel { name: "cs-<!here>".into(), n_members: Some(14) };
        assert_snapshot!(shown(&share_asked(&techcorp().account, &audience)), @r"
        » Everybody in #cs-&lt;!here&gt; (14 people) will see this card of TechCorp: health, ARR, contacts. It stays as it is now.
        Everybody in #cs-&lt;!here&gt; (14 people) will see this card of TechCorp: health, ARR, contacts. It stays as it is now.
        [!Share share {sh:{c:{a:…}}}] [Account card open_account {ac:{a:…}}]
        ~ 🔒 Only visible to you · nothing is shared yet
        ");
        assert_snapshot!(shown(&share_asked(&techcorp().account, &Audience::Group { n_members: None })), @r"
        » Everybody in this conversation will see this card of TechCorp: health, ARR, contacts. It stays as it is now.
        Everybody in this conversation will see this card of TechCorp: health, ARR, contacts. It stays as it is now.
        [!Share share {sh:{c:{a:…}}}] [Account card open_account {ac:{a:…}}]
        ~ 🔒 Only visible to you · nothing is shared yet
        ");
        assert_snapshot!(shown(&share_asked(&techcorp().account, &Audience::Outside)), @r"
        » Nobody else would see it here, so nothing was shared.
        Nobody else would see it here, so nothing was shared.
        ");
    }
}
