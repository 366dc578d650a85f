//! Renewals of the next days: what is due, what of it is at risk, and what is being done.

use chrono::{DateTime, Utc};
use slack_morphism::prelude::*;

use super::account::renewal_words;
use super::book::{Pages, bands, row_entries, share_of};
use super::kit::{
    Piece, actions, button, context, count, days, header, menu, money, name, section, section_with, totals,
};
use super::message::{Message, Reader, Scene};
use super::words::{health, mention, play_title, reason_phrase};
use crate::domain::account::{BookScope, RenewalRow, RenewalsView};
use crate::domain::health::Band;
use crate::slack::action::Action;

/// A page of the renewals in a window.
pub fn renewals(reader: &Reader, view: &RenewalsView, now: DateTime<Utc>) -> Message {
    if view.n_matching == 0 {
        return none_due(view);
    }
    let scene = Scene::private(reader, now);
    let title = title(view);
    let risk = if view.arr_at_risk.is_empty() {
        "nothing of it red".to_owned()
    } else {
        format!("🔴 {} at risk", share_of(&view.arr_at_risk, &view.arr))
    };
    let summary = format!("{risk} · {}", bands(&view.bands));
    let mut pieces = vec![Piece::kept(header(&title)), Piece::kept(section(&summary))];
    pieces.extend(view.rows.iter().map(|line| Piece::row(vec![row(reader, line, scene)])));
    let turn = |page| Action::RenewalsPage { window_days: Some(view.window_days), scope: view.scope, page };
    let pages = Pages { page: view.page, size: view.page_size, n: view.n_matching };
    pieces.extend(pages.buttons(turn).map(Piece::kept));
    let foot = format!("🔒 Only visible to you · {} · {} · nearest first", pages.words(), whose(view.scope));
    pieces.push(Piece::kept(context(&foot)));
    Message::new(&format!("{title}: {risk}"), pieces)
}

fn title(view: &RenewalsView) -> String {
    let n = count(view.n_matching, "renewal", "renewals");
    format!("{n} in {} · {} ARR", days(view.window_days), totals(&view.arr)).replace('\u{A0}', " ")
}

fn none_due(view: &RenewalsView) -> Message {
    let text = format!(
        "No contract ends in the next {}; {} in {}.",
        days(view.window_days),
        count(view.n_total, "account", "accounts"),
        whose(view.scope)
    );
    let more_days = view.usual_window_days.max(view.window_days * 2);
    let wider = Action::RenewalsPage { window_days: Some(more_days), scope: view.scope, page: 0 };
    let label = format!("Next {more_days} days");
    Message::of(&text, [Some(section(&text)), actions(vec![button(&label, &wider).into()])].into_iter().flatten())
}

fn whose(scope: BookScope) -> &'static str {
    match scope {
        BookScope::Mine => "your book",
        BookScope::Of(_) => "their book",
        BookScope::Nobody => "nobody's book",
        BookScope::All => "all books",
    }
}

fn row(reader: &Reader, row: &RenewalRow, scene: Scene) -> SlackBlock {
    let first = format!(
        "*{}* · {} · {}\n{}",
        name(&row.account.name),
        money(row.arr),
        health(row.band, row.score),
        renewal_words(Some(&row.renewal), scene.today)
    );
    let owner = row.owner.as_ref().filter(|owner| Some(owner.id) != reader.person).map(mention);
    let reason = row.reason.as_ref().map(reason_phrase);
    let second: Vec<String> = reason.into_iter().chain(play(row)).chain(owner).collect();
    let text = if second.is_empty() { first } else { format!("{first}\n{}", second.join(" · ")) };
    section_with(&text, menu(&row_entries(row.account.id, row.band)))
}

/// The play at work; a red account without one is the news.
fn play(row: &RenewalRow) -> Option<String> {
    match (&row.play, row.band) {
        (Some(title), _) => Some(format!("▶️ {}", play_title(title))),
        (None, Some(Band::Red)) => Some("⚠ no play".to_owned()),
        (None, Some(Band::Yellow | Band::Green) | None) => None,
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::super::samples::{now, reader, renewals as sample};
    use super::super::testing::shown;
    use super::*;

    #[test]
    fn the_nearest_come_first() {
        assert_snapshot!(shown(&renewals(&reader(), &sample(), now())), @r"
        » 2 renewals in 120 days · $165K ARR: 🔴 $45K (27 %) at risk
        # 2 renewals in 120 days · $165K ARR
        🔴 $45K (27 %) at risk · 🔴 1 red · 🟡 1 yellow
        *Globex &amp; Sons* · $120K · 🟡 Yellow 62
        15 Apr, in 44 days · auto, notice by 16 Mar
        critical ticket 52 h · ▶️ Critical escalation · <@U0BEN>   [⋯ Open card {ac:{a:…}} / Why {wy:{a:…}}]
        *TechCorp* · $45K · 🔴 Red 41
        1 Jun, in 91 days · not automatic
        usage −45 % · ⚠ no play   [⋯ Open card {ac:{a:…}} / Why {wy:{a:…}} / Start a play… {pp:{a:…}}]
        ~ 🔒 Only visible to you · 1 to 2 of 2 · your book · nearest first
        ");
    }

    #[test]
    fn an_empty_window_offers_a_wider_one() {
        let none = RenewalsView { rows: vec![], n_matching: 0, ..sample() };
        assert_snapshot!(shown(&renewals(&reader(), &none, now())), @r"
        » No contract ends in the next 120 days; 65 accounts in your book.
        No contract ends in the next 120 days; 65 accounts in your book.
        [Next 240 days renewals_page {rw:{w:240,s:mine,p:0}}]
        ");
    }
}
