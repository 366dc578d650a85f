//! Several accounts could be meant: which one?

use slack_morphism::prelude::*;

use super::kit::{actions, button, context, fits_an_option, inert, plain_name, section, select};
use super::message::Message;
use crate::domain::account::{AccountRef, Candidates};
use crate::slack::action::{Action, Then};

/// Up to so many accounts are buttons; more are a list.
const MOST_BUTTONS: usize = 5;

/// Slack takes no more elements in one block.
const MOST_ELEMENTS: usize = 25;

/// Bytes of all that the buttons hold together.
const MOST_TYPED: usize = 6_000;

/// A list of more would not fit a message.
const MOST_LISTED: usize = 40;

/// Asks which account `typed` means; the choice goes on with `then`.
pub fn picker(typed: &str, candidates: &Candidates, then: &Then) -> Message {
    let accounts = &candidates.first[..candidates.first.len().min(MOST_LISTED)];
    let text = say!("{n} accounts match “{typed}”. Which one?", n = candidates.n, typed = inert(typed, 60));
    let narrow = match accounts.len() {
        shown if i64::try_from(shown).is_ok_and(|shown| shown < candidates.n) => {
            say!(" · the first {shown}; more of the name finds the others", shown)
        }
        _ => String::new(),
    };
    let foot = context(&say!("🔒 Only visible to you{narrow}", narrow));
    let blocks = [Some(section(&text)), choice(accounts, then), Some(foot)];
    Message::of(&text, blocks.into_iter().flatten())
}

/// A way to each of the accounts; nothing where there is none.
pub(super) fn choice(accounts: &[AccountRef], then: &Then) -> Option<SlackBlock> {
    // An entry of a list carries little; a reason that was typed needs the room of a button.
    let fits = accounts.iter().all(|account| fits_an_option(&then.of(account.id)));
    if accounts.len() <= MOST_BUTTONS || !fits {
        // What was typed stands in every button: a long reason leaves room for fewer of them.
        let longest = accounts.iter().map(|account| then.of(account.id).value().len()).max().unwrap_or(1);
        let most = (MOST_TYPED / longest.max(1)).clamp(1, MOST_ELEMENTS);
        let named = accounts.iter().take(most);
        let buttons = named.map(|account| button(&plain_name(&account.name), &then.of(account.id)).into());
        return actions(buttons.collect());
    }
    let entries: Vec<(String, Action)> =
        accounts.iter().take(MOST_LISTED).map(|account| (plain_name(&account.name), then.of(account.id))).collect();
    actions(vec![select(say!("Choose an account…"), &entries).into()])
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::super::samples::account;
    use super::super::testing::shown;
    use super::*;

    #[test]
    fn a_few_are_buttons_and_many_a_list() {
        let few = [account(11, "TechCorp"), account(12, "Tech & Sons <!here>")];
        let of = |first: &[AccountRef], n| Candidates { first: first.to_vec(), n };
        assert_snapshot!(shown(&picker("tech", &of(&few, 2), &Then::Why)), @r"
        » 2 accounts match “tech”. Which one?
        2 accounts match “tech”. Which one?
        [TechCorp open_why {wy:{a:…}}] [Tech & Sons <!here> open_why:2 {wy:{a:…}}]
        ~ 🔒 Only visible to you
        ");
        let many: Vec<AccountRef> = (0..120).map(|n| account(n, &format!("Tech {n}"))).collect();
        let start = Then::Start { playbook: "red_account_rescue".into() };
        let shown = shown(&picker("tech", &of(&many, 4_120), &start));
        assert!(shown.starts_with("» 4,120 accounts match"), "{shown}");
        assert!(shown.contains("the first 40; more of the name finds the others"), "{shown}");
    }
}
