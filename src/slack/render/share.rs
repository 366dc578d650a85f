//! An account card that somebody showed to a channel: a snapshot, with its own date and the name of who showed it.

use chrono_tz::Tz;
use slack_morphism::prelude::*;

use super::account::{body, headline, main_button};
use super::kit::{actions, button, clean, confirm, context, count, moment, name, section, with_confirm};
use super::message::{Audience, Message, Onlookers, Scene};
use super::words::{as_of, channel};
use crate::domain::account::{AccountRef, AccountView};
use crate::domain::person::Deed;
use crate::slack::action::Action;

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

/// Names its audience before anything is shown to anyone; nothing where nobody else is, or somebody of another company.
pub(super) fn share_button(audience: &Audience, what: &str, share: &Action) -> Option<SlackBlockButtonElement> {
    let (whom, n_members) = match audience {
        Audience::Alone | Audience::Outside => return None,
        Audience::Channel { name, n_members } => (format!("#{}", clean(name, 60)), n_members),
        Audience::Group { n_members } => (say!("this conversation").to_owned(), n_members),
    };
    let all = n_members.map(|n| format!(" ({})", count(n, say!("person"), say!("people")))).unwrap_or_default();
    let text = say!("Everybody in {whom}{all} will see {what}. It stays as it is now.", whom, all, what);
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
        ~ mid-touch · adoption, day 274 · owner Ana Ruiz
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
        ~ Shared by Ana Ruiz · as it stood ⟨Mon 2 Mar 2026, 09:09 CET⟩ · As of: usage 1 Mar · tickets 2 Mar · surveys 12 Jan
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
        assert!(!shown.contains('$') && !shown.contains("Dana"), "{shown}");
    }
}
