//! A link to an account's page, drawn as a short card: what everybody who reads the conversation may know.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::freshness::as_of;
use super::kit::{actions, button, context, date, money, name, section};
use super::message::{Message, Onlookers, Scene};
use super::words::{change, health, in_days};
use crate::domain::account::AccountView;
use crate::slack::action::Action;

/// The card. `zone` is the clock of whoever shared the link.
pub fn unfurl(view: &AccountView, onlookers: Onlookers, zone: Tz, now: DateTime<Utc>) -> Message {
    let scene = Scene::new(zone, onlookers, now);
    let account = name(&view.account.name);
    let health = health_words(view);
    let facts = facts(view, scene).join(" · ");
    let open = button(say!("Open card"), &Action::OpenAccount { account: view.account.id });
    let mut blocks = vec![section(&format!("*{account}* · {health}\n{facts}"))];
    blocks.extend(actions(vec![open.into()]));
    let as_of = as_of(&view.as_of, scene.today);
    blocks.push(context(&say!("The card opens for you alone · {as_of}", as_of)));
    Message::of(&format!("{account}: {health} · {facts}"), blocks)
}

fn health_words(view: &AccountView) -> String {
    let Some(score) = &view.health else { return say!("⚪ not scored yet").to_owned() };
    let words = health(score.band, score.score);
    match change(score) {
        Some(change) => format!("{words} ({change})"),
        None => words,
    }
}

fn facts(view: &AccountView, scene: Scene) -> Vec<String> {
    let arr = match scene.onlookers {
        Onlookers::Members => Some(say!("{arr} ARR", arr = money(view.arr))),
        Onlookers::Guests => None,
    };
    let renewal = match &view.renewal {
        Some(renewal) => {
            let (on, far) = (date(renewal.ends_on, scene.today), in_days(renewal.in_days));
            say!("renewal {on}, {far}", on, far)
        }
        None => say!("no renewal known").to_owned(),
    };
    let owner = match &view.owner {
        Some(owner) => {
            let owner = name(&owner.name);
            say!("owner {owner}", owner)
        }
        None => say!("⚠ no owner").to_owned(),
    };
    arr.into_iter().chain([renewal, owner]).collect()
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::super::samples::{now, techcorp};
    use super::super::testing::shown;
    use super::*;

    fn drawn(view: &AccountView, onlookers: Onlookers) -> String {
        shown(&unfurl(view, onlookers, chrono_tz::Europe::Berlin, now()))
    }

    #[test]
    fn a_link_says_how_its_account_is() {
        assert_snapshot!(drawn(&techcorp(), Onlookers::Members), @r"
        » TechCorp: 🔴 Red 41 (−17 in 14 d) · $45K ARR · renewal 1 Jun, in 91 days · owner Ana Ruiz
        *TechCorp* · 🔴 Red 41 (−17 in 14 d)
        $45K ARR · renewal 1 Jun, in 91 days · owner Ana Ruiz
        [Open card open_account {ac:{a:…}}]
        ~ The card opens for you alone · As of: usage 1 Mar · tickets, touches, contacts, contracts 2 Mar · ⚠ surveys 12 Jan, 49 days old
        ");
        let bare = AccountView { health: None, renewal: None, owner: None, ..techcorp() };
        assert_snapshot!(drawn(&bare, Onlookers::Members), @r"
        » TechCorp: ⚪ not scored yet · $45K ARR · no renewal known · ⚠ no owner
        *TechCorp* · ⚪ not scored yet
        $45K ARR · no renewal known · ⚠ no owner
        [Open card open_account {ac:{a:…}}]
        ~ The card opens for you alone · As of: usage 1 Mar · tickets, touches, contacts, contracts 2 Mar · ⚠ surveys 12 Jan, 49 days old
        ");
    }

    #[test]
    fn guests_read_neither_money_nor_names_of_contacts() {
        let shown = drawn(&techcorp(), Onlookers::Guests);
        assert!(!shown.contains('$') && !shown.contains("Dana"), "{shown}");
        assert!(shown.contains("Red 41"), "{shown}");
    }
}
