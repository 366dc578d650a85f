//! Somebody's page: its tabs with the chosen one below them, and the one that opens with their day.

mod plays;
mod preferences;
mod settings;
mod system;
#[cfg(test)]
mod tests;
mod welcome;

use chrono::{DateTime, Utc};
use slack_morphism::prelude::*;

pub use self::plays::home_plays;
pub use self::preferences::preferences_form;
pub use self::settings::{HomeSettings, digest_form, digest_form_fault, home_settings};
pub use self::system::home_system;
pub use self::welcome::{Welcome, digest_chosen_none, welcome};

use super::book::bands;
use super::digest;
use super::freshness::as_of;
use super::kit::{
    MOST_BLOCKS_OF_VIEW, Piece, actions, button, context, count, divider, fit_in, header, name, number_action_ids,
    primary, section, totals,
};
use super::message::{Message, Onlookers, Reader, Scene};
use crate::domain::account::{BookFilter, BookScope, BookView};
use crate::domain::audit::AuditAsk;
use crate::domain::digest::DigestView;
use crate::domain::home::HomeTab;
use crate::domain::person::{Person, Role};
use crate::domain::playbook::StatsAsk;
use crate::domain::portfolio::MetricsAsk;
use crate::slack::action::{
    Action, ExpansionsPage, MuteClick, PortfolioClick, RecordClick, SubscribeClick, SystemClick,
};

/// What stands around the chosen tab.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HomeFrame {
    /// Which tab.
    pub tab: HomeTab,
    /// Whose page: what they may do.
    pub role: Role,
    /// Signals that are going on in their book.
    pub n_signals: i64,
}

/// What the tab of the day shows.
#[derive(Clone, Debug)]
pub struct HomeToday<'a> {
    /// Whose.
    pub person: &'a Person,
    /// Their book, of which the sums are told.
    pub book: &'a BookView,
    /// Their day.
    pub day: &'a DigestView,
}

/// The page with a tab chosen and an answer in it. No button of the answer's stands out: the chosen tab does.
pub fn home(frame: HomeFrame, answer: &Message) -> SlackView {
    let mut pieces: Vec<Piece> = actions(tabs(frame)).into_iter().map(Piece::kept).collect();
    pieces.extend(actions(ways(frame)).map(Piece::kept));
    pieces.push(Piece::kept(divider()));
    let mut rest = answer.pieces();
    rest.iter_mut().flat_map(Piece::blocks_mut).for_each(without_primary);
    pieces.extend(rest);
    page(pieces)
}

fn page(pieces: Vec<Piece>) -> SlackView {
    let mut blocks = fit_in(pieces, MOST_BLOCKS_OF_VIEW);
    number_action_ids(&mut blocks);
    SlackView::Home(SlackHomeView::new(blocks))
}

fn tabs(frame: HomeFrame) -> Vec<SlackActionBlockElement> {
    let tab = |tab| {
        let button = button(called(tab), &Action::of_tab(tab));
        if tab == frame.tab { primary(button).into() } else { button.into() }
    };
    HomeTab::of(frame.role).map(tab).collect()
}

fn called(tab: HomeTab) -> &'static str {
    match tab {
        HomeTab::Today => say!("Today"),
        HomeTab::Book => say!("Book"),
        HomeTab::Renewals => say!("Renewals"),
        HomeTab::Plays => say!("Plays"),
        HomeTab::Settings => say!("Settings"),
        HomeTab::Team => say!("Team"),
        HomeTab::System => say!("System"),
    }
}

/// What else a tab can show.
fn ways(frame: HomeFrame) -> Vec<SlackActionBlockElement> {
    let filter = BookFilter::default;
    let signals = Action::RisksPage { kinds: vec![], filter: filter(), page: 0 };
    let signals = match frame.n_signals {
        0 => button(say!("Signals"), &signals),
        n => button(&say!("Signals ({n})", n), &signals),
    };
    match frame.tab {
        HomeTab::Book => vec![
            button(say!("Accounts"), &Action::BookPage { filter: filter(), page: 0 }).into(),
            signals.into(),
            button(say!("Silent"), &Action::Portfolio(PortfolioClick::Quiet { filter: filter(), page: 0 })).into(),
            button(say!("Growing…"), &Action::Portfolio(PortfolioClick::Expansions(growing()))).into(),
            button(say!("Figures…"), &figures(BookScope::Mine)).into(),
        ],
        HomeTab::Renewals => vec![
            button(say!("My renewals"), &Action::of_tab(HomeTab::Renewals)).into(),
            button(say!("What slipped…"), &Action::Slipped { scope: BookScope::Mine }).into(),
        ],
        HomeTab::System => vec![
            button(say!("Deliveries and data"), &Action::of_tab(HomeTab::System)).into(),
            button(say!("Who did what"), &Action::System(SystemClick::Audit { ask: AuditAsk::default() })).into(),
            button(say!("Roles"), &Action::System(SystemClick::Roles)).into(),
            button(say!("Give a role…"), &Action::System(SystemClick::AskRole)).into(),
        ],
        HomeTab::Settings => vec![
            button(say!("Muted signals…"), &Action::Record(RecordClick::Mute(MuteClick::Show { is_all: false })))
                .into(),
            button(say!("Subscriptions…"), &Action::Subscribe(SubscribeClick::List { channel: None })).into(),
        ],
        HomeTab::Team => vec![button(say!("Figures…"), &figures(BookScope::All)).into()],
        HomeTab::Today if 0 < frame.n_signals => vec![signals.into()],
        HomeTab::Plays => {
            let ask = StatsAsk { is_own: true, ..StatsAsk::default() };
            vec![button(say!("What came of them…"), &Action::Portfolio(PortfolioClick::PlayStats { ask })).into()]
        }
        HomeTab::Today => vec![],
    }
}

fn growing() -> ExpansionsPage {
    ExpansionsPage::default()
}

fn figures(scope: BookScope) -> Action {
    Action::Portfolio(PortfolioClick::Metrics { ask: MetricsAsk { scope, ..MetricsAsk::default() } })
}

/// One button of a view stands out, and here it is the chosen tab.
fn without_primary(block: &mut SlackBlock) {
    let plain = |button: &mut SlackBlockButtonElement| {
        button.style = button.style.take().filter(|style| *style != SlackBlockButtonStyle::Primary);
    };
    if let SlackBlock::Section(section) = block
        && let Some(SlackSectionBlockElement::Button(button)) = &mut section.accessory
    {
        plain(button);
    } else if let SlackBlock::Actions(actions) = block {
        for element in &mut actions.elements {
            if let SlackActionBlockElement::Button(button) = element {
                plain(button);
            }
        }
    }
}

/// The day, below whose it is.
pub fn home_today(reader: &Reader, view: &HomeToday<'_>, now: DateTime<Utc>) -> Message {
    let scene = Scene::new(reader.zone, Onlookers::Members, now);
    let headline = digest::headline(view.day);
    let mut pieces = vec![
        Piece::kept(context(&who(view.person))),
        Piece::kept(section(&book(view.book))),
        Piece::kept(header(&headline)),
    ];
    pieces.extend(digest::body(view.day, scene, now));
    pieces.push(Piece::kept(context(&as_of(&view.day.as_of, scene.today))));
    Message::new(&headline, pieces)
}

fn who(person: &Person) -> String {
    let role = match person.role {
        Role::Viewer => say!("viewer"),
        Role::Csm => say!("customer success manager"),
        Role::Manager => say!("manager"),
        Role::Admin => say!("admin"),
    };
    let team = if person.team.is_empty() { String::new() } else { say!(" · team {team}", team = name(&person.team)) };
    say!(
        "{person} · {role}{team} · times by {person_2}",
        person = name(&person.who.name),
        role,
        team,
        person_2 = person.zone.name()
    )
}

fn book(view: &BookView) -> String {
    match view.n_total {
        0 => say!(
            "*Your book is empty*\nNo account has you as its owner yet; whoever imports accounts sets their owners."
        )
        .to_owned(),
        n => say!(
            "*Your book* {accounts} · {arr} ARR\n{bands}",
            accounts = count(n, say!("account"), say!("accounts")),
            arr = totals(&view.arr_total),
            bands = bands(&view.bands)
        ),
    }
}
