//! What leaders see to from their week, in words.

use serde_json::{Value, json};
use slack_morphism::prelude::*;

use super::kit::{
    Piece, actions, button, context, count, input, money, name, plain, plain_name, section, section_with,
};
use super::message::Message;
use super::modal::modal;
use super::words::{health, mention, play_title};
use crate::domain::account::AccountRef;
use crate::domain::leader::{LeaderRefusal, LedAccount, LedList, LedView};
use crate::domain::person::PersonRef;
use crate::slack::action::{ASSIGNEE, Action, LeaderClick, ModalKind, RecordForm};

/// A list, a button a row; `done` says first what was done just now.
pub fn led(view: &LedView, done: Option<&str>) -> Message {
    let n = i64::try_from(view.n).unwrap_or(i64::MAX);
    let stands = match &view.list {
        LedList::NoPlan { .. } if n == 0 => say!("Every red account has a plan.").to_owned(),
        LedList::NoPlan { team } => {
            let n = count(n, say!("red account has no plan"), say!("red accounts have no plan"));
            let team = team.as_ref().map(|team| say!(" in team {team}", team = name(team))).unwrap_or_default();
            format!("{n}{team}")
        }
        LedList::NoOwner if n == 0 => say!("Every account has an owner.").to_owned(),
        LedList::NoOwner => count(n, say!("account has no owner"), say!("accounts have no owner")),
    };
    let text = done.map_or_else(|| stands.clone(), |done| format!("{done} {stands}"));
    let mut pieces = vec![Piece::kept(section(&text))];
    pieces.extend(view.rows.iter().map(|account| Piece::row(vec![row(account, &view.list)])));
    let more = view.n.saturating_sub(view.rows.len());
    let more = if 0 < more { say!("+{more} more · ", more) } else { String::new() };
    let foot = match view.list {
        LedList::NoPlan { .. } => say!("Its owner gets one message a working day · a play at work is a plan"),
        LedList::NoOwner => say!("Whoever owns it hears of it"),
    };
    pieces.push(Piece::kept(context(&say!("{more}🔒 Only visible to you · {foot}", more, foot))));
    Message::new(&text, pieces)
}

fn row(of: &LedAccount, list: &LedList) -> SlackBlock {
    let (account, arr) = (name(&of.account.name), money(of.arr));
    let health = health(of.health.0, of.health.1);
    let owner = of.owner.as_ref().map_or_else(|| say!("⚠ nobody’s").to_owned(), |owner| name(&owner.name));
    let id = of.account.id;
    let (label, click) = match (list, &of.owner) {
        (LedList::NoPlan { team }, Some(_)) => {
            (say!("Ask for a plan"), LeaderClick::AskPlan { account: id, team: team.clone() })
        }
        (LedList::NoPlan { .. }, None) | (LedList::NoOwner, _) => {
            (say!("Assign…"), LeaderClick::AskOwner { account: id })
        }
    };
    section_with(&format!("{health} · *{account}* · {arr} · {owner}"), button(label, &Action::Leader(click)))
}

/// Somebody was asked for a plan, in a sentence.
pub fn plan_asked(account: &AccountRef, asked: &PersonRef) -> String {
    let (asked, account) = (mention(asked), name(&account.name));
    say!("{asked} is asked for a plan for *{account}*.", asked, account)
}

/// Asks who is to own an account.
pub fn owner_form(account: &AccountRef) -> SlackView {
    let menu = SlackBlockExternalSelectElement::new()
        .with_action_id(ASSIGNEE.into())
        .with_placeholder(plain(say!("Type a part of their name"), 150))
        .with_min_query_length(0);
    let blocks = vec![
        context(&format!("*{}*", name(&account.name))),
        input(ASSIGNEE, say!("Owner"), menu).with_hint(plain(say!("They hear of it in a direct message."), 150)).into(),
    ];
    modal(
        say!("Assign owner"),
        &ModalKind::Record(RecordForm::Owner { account: account.id }),
        Some(say!("Assign")),
        blocks,
    )
}

/// The options of that menu.
pub fn person_options(people: &[PersonRef]) -> Vec<Value> {
    let option = |person: &PersonRef| json!({ "text": plain(&plain_name(&person.name), 75), "value": person.id });
    people.iter().map(option).collect()
}

/// What stands under the question when nobody was chosen.
pub fn owner_fault() -> &'static str {
    say!("Choose somebody from the list")
}

/// An account has an owner.
pub fn owner_assigned(account: &AccountRef, owner: &PersonRef) -> Message {
    let text = say!("*{account}* is {owner}’s now.", account = name(&account.name), owner = mention(owner));
    let rest = button(say!("Without an owner"), &Action::Leader(LeaderClick::NoOwner));
    let card = button(say!("Account card"), &Action::OpenAccount { account: account.id });
    let buttons = actions(vec![card.into(), rest.into()]);
    let foot = context(say!("Prompts and alerts go to them from now on. A file changes it no more."));
    Message::of(&text, [Some(section(&text)), buttons, Some(foot)].into_iter().flatten())
}

/// Why nothing was changed.
pub(super) fn leader_refused(refusal: &LeaderRefusal) -> String {
    match refusal {
        LeaderRefusal::AskedAlready { account, asked } => {
            let (account, asked) = (name(&account.name), mention(asked));
            say!(
                "{asked} was asked for a plan for *{account}* already for that day; again on the next working day.",
                asked,
                account
            )
        }
        LeaderRefusal::HasPlan { account, play } => {
            let (account, play) = (name(&account.name), play_title(play));
            say!("*{account}* has a plan by now: {play} is at work. Nobody was asked.", account, play)
        }
        LeaderRefusal::NobodyToAsk { account } => {
            let account = name(&account.name);
            say!("The owner of *{account}* is not in Slack, so nobody was asked. Write to them yourself.", account)
        }
        LeaderRefusal::HasOwner { account, owner } => {
            let (account, owner) = (name(&account.name), mention(owner));
            say!("*{account}* is {owner}’s by now, so nothing was changed.", account, owner)
        }
        LeaderRefusal::CannotOwn => {
            say!("Whoever you chose works no accounts, so nothing was changed. Choose a CSM or a leader.").to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::super::samples::{account, ana, usd};
    use super::super::testing::{shown, shown_view};
    use super::*;
    use crate::domain::health::{Band, Milli};

    fn view(list: LedList, n: usize, called: &str) -> LedView {
        let row = |owner| LedAccount {
            account: account(11, called),
            arr: usd(45_000),
            health: (Some(Band::Red), Some(Milli(41_000))),
            owner,
        };
        let rows = (0..n.min(15)).map(|at| row((at % 2 == 0 && list != LedList::NoOwner).then(ana))).collect();
        LedView { list, rows, n }
    }

    #[test]
    fn each_list_has_its_button() {
        let no_plan = LedList::NoPlan { team: Some("emea".into()) };
        let done = plan_asked(&account(11, "TechCorp"), &ana());
        assert_snapshot!(shown(&led(&view(no_plan.clone(), 2, "TechCorp"), Some(&done))));
        assert_snapshot!(shown(&led(&view(LedList::NoOwner, 1, "TechCorp"), None)));
        assert_snapshot!(led(&view(no_plan.clone(), 0, ""), None).text, @"Every red account has a plan.");
        assert_snapshot!(led(&view(LedList::NoOwner, 0, ""), None).text, @"Every account has an owner.");
        let drawn = shown(&led(&view(no_plan, 900, &"<!here>&".repeat(300)), None));
        assert!(drawn.contains("+885 more") || drawn.contains("more"), "{drawn}");
    }

    #[test]
    fn an_owner_is_chosen() {
        assert_snapshot!(shown_view(&owner_form(&account(11, "TechCorp"))));
        assert_snapshot!(shown(&owner_assigned(&account(11, "TechCorp"), &ana())));
    }
}
