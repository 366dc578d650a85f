//! The home tab: who you are, your book, and what to do first.

use chrono::{DateTime, Utc};
use slack_morphism::prelude::*;

use super::book::bands;
use super::digest;
use super::hours;
use super::kit::{
    Piece, actions, button, context, count, divider, fit, header, name, number_action_ids, section, totals,
};
use super::message::{Onlookers, Reader, Scene};
use super::words::as_of;
use crate::domain::account::{BandCounts, BookFilter, BookScope};
use crate::domain::digest::DigestView;
use crate::domain::leave::LeaveNow;
use crate::domain::money::Totals;
use crate::domain::person::{Person, Role};
use crate::domain::personal::Settings;
use crate::slack::action::Action;

/// What the home tab shows.
#[derive(Clone, Debug)]
pub struct HomeView<'a> {
    /// Whose.
    pub person: &'a Person,
    /// Accounts in their book.
    pub n_accounts: i64,
    /// Its revenue.
    pub arr: &'a Totals,
    /// Its colours.
    pub bands: BandCounts,
    /// Signals that are going on in it.
    pub n_signals: i64,
    /// Their day.
    pub day: &'a DigestView,
    /// Their settings.
    pub settings: &'a Settings,
    /// Their leave.
    pub leave: &'a LeaveNow,
}

/// The home tab.
pub fn home(reader: &Reader, view: &HomeView<'_>, now: DateTime<Utc>) -> SlackView {
    let scene = Scene::new(reader.zone, Onlookers::Members, now);
    let mut pieces = vec![Piece::kept(context(&who(view.person))), Piece::kept(section(&book(view)))];
    pieces.extend(actions(ways(view.n_signals)).map(Piece::kept));
    pieces.push(Piece::kept(divider()));
    pieces.push(Piece::kept(header(&digest::headline(view.day))));
    pieces.extend(digest::body(view.day, scene, now));
    pieces.push(Piece::kept(context(&as_of(&view.day.as_of, scene.today))));
    pieces.push(Piece::kept(divider()));
    pieces.extend(hours::on_home(view.settings, view.leave, scene).into_iter().map(Piece::kept));
    let mut blocks = fit(pieces);
    number_action_ids(&mut blocks);
    SlackView::Home(SlackHomeView::new(blocks))
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

fn book(view: &HomeView<'_>) -> String {
    match view.n_accounts {
        0 => say!(
            "*Your book is empty*\nNo account has you as its owner yet; whoever imports accounts sets their owners."
        )
        .to_owned(),
        n => say!(
            "*Your book* {accounts} · {arr} ARR\n{bands}",
            accounts = count(n, say!("account"), say!("accounts")),
            arr = totals(view.arr),
            bands = bands(&view.bands)
        ),
    }
}

fn ways(n_signals: i64) -> Vec<SlackActionBlockElement> {
    let scope = BookScope::Mine;
    let signals = if 0 < n_signals { say!("Signals ({n_signals})", n_signals) } else { say!("Signals").to_owned() };
    vec![
        button(say!("Today"), &Action::Today).into(),
        button(say!("Book"), &Action::BookPage { filter: BookFilter::default(), page: 0 }).into(),
        button(&signals, &Action::RisksPage { kinds: vec![], filter: BookFilter::default(), page: 0 }).into(),
        button(say!("Renewals"), &Action::RenewalsPage { window_days: None, scope, page: 0 }).into(),
        button(say!("Plays"), &Action::ListPlays).into(),
    ]
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::super::samples::{digest as full_day, now, person, quiet_day, reader, usd};
    use super::super::testing::shown_view;
    use super::*;

    fn settings() -> Settings {
        Settings {
            zone: chrono_tz::Europe::Berlin,
            zone_source: crate::domain::personal::ZoneSource::Slack,
            workweek: crate::domain::cadence::Workweek::default(),
            quiet: None,
            country: None,
            n_holidays: 0,
            locale: crate::domain::locale::Locale::default(),
        }
    }

    #[test]
    fn home_says_who_you_are_and_what_to_do() {
        let (person, arr) = (person(), Totals::of([usd(3_200_000)]).expect("a sum"));
        let bands = BandCounts { red: 3, yellow: 10, green: 51, unknown: 1 };
        let (full, quiet) = (full_day(), quiet_day());
        let (settings, leave) = (settings(), LeaveNow { own: vec![], covering: vec![] });
        let (settings, leave) = (&settings, &leave);
        let view =
            HomeView { person: &person, n_accounts: 65, arr: &arr, bands, n_signals: 7, day: &full, settings, leave };
        shown_view(&home(&reader(), &view, now()));
        let empty = HomeView { n_accounts: 0, arr: &Totals::default(), bands: BandCounts::default(), ..view.clone() };
        assert!(shown_view(&home(&reader(), &empty, now())).contains("Your book is empty"));
        assert_snapshot!(shown_view(&home(&reader(), &HomeView { day: &quiet, ..view }, now())), @r"
        » – | – | – | null
        ~ Ana Ruiz · customer success manager · team EMEA · times by Europe/Berlin
        *Your book* 65 accounts · $3.2M ARR
        🔴 3 red · 🟡 10 yellow · 🟢 51 green · ⚪ 1 not enough data
        [Today today td] [Book book_page {bk:{f:{o:mine},p:0}}] [Signals (7) risks_page {rk:{f:{o:mine},p:0}}] [Renewals renewals_page {rw:{w:null,s:mine,p:0}}] [Plays list_plays pl]
        ---
        # Nothing due today
        Nothing is due, nobody waits, and nothing changed since the last working morning.
        [Book book_page:2 {bk:{f:{o:mine},p:0}}] [Renewals renewals_page:2 {rw:{w:null,s:mine,p:0}}]
        ~ As of: usage 1 Mar · tickets 2 Mar
        ---
        *Settings*
        *Clock* Europe/Berlin (from Slack)
        *Working hours* Mon to Fri, 09:00 to 17:00
        *Public holidays* no country set, so none
        *Language* English
        *Quiet hours* none
        *Away* no leave ahead
        [Settings… ask_settings {me:s}] [Add leave… ask_leave {me:t}] [My leave show_leave {me:l}]
        ");
    }
}
