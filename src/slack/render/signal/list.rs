//! Signals that are going on, by account, the gravest first.

use chrono::{DateTime, Utc};
use slack_morphism::prelude::*;

use super::super::book::{Pages, filter_words};
use super::super::kit::{
    Piece, actions, ago, button, clock, context, count, days, header, hours, hundredths, menu, money, name, per_cent,
    section, section_with, totals,
};
use super::super::listing::{filters_button, is_long, long_page, order_words};
use super::super::message::{Message, Reader, Scene};
use super::super::words::{band_word, in_days, mention, sign};
use super::words::mark;
use crate::domain::account::BookFilter;
use crate::domain::risks::{RiskRow, RisksFilter, RisksView, SignalLine};
use crate::domain::signal::{EpisodeState, Evidence};
use crate::slack::action::{Action, ListAsked};

/// Signals of an account that a row names.
const MOST_SIGNALS: usize = 4;

/// A page of accounts with signals.
pub fn risks(reader: &Reader, view: &RisksView, now: DateTime<Utc>) -> Message {
    if view.n_signals == 0 {
        return nothing(view);
    }
    let scene = Scene::private(reader, now);
    let title = say!(
        "{n_signals} on {n_accounts} · {arr} ARR",
        n_signals = count(view.n_signals, say!("open signal"), say!("open signals")),
        n_accounts = count(view.n_accounts, say!("account"), say!("accounts")),
        arr = totals(&view.arr)
    )
    .replace('\u{A0}', " ");
    let mut pieces = vec![Piece::kept(header(&title))];
    if is_long(view.rows.len()) {
        pieces.extend(long_page(view.rows.iter().map(|row| (&row.account, words(reader, row, scene)))));
    } else {
        pieces.extend(view.rows.iter().map(|line| Piece::row(vec![row(reader, line, scene)])));
    }
    let turn = |page| page_of(&view.filter, page);
    let pages = Pages { page: view.page, size: view.page_size, n: view.n_accounts };
    pieces.extend(pages.buttons_and(turn, [filters_button(list_of(&view.filter))]).map(Piece::kept));
    let snoozed = (0 < view.n_snoozed).then(|| say!("💤 {n_snoozed} snoozed", n_snoozed = view.n_snoozed));
    let foot = [
        say!("🔒 Only visible to you").to_owned(),
        pages.words(),
        conditions(&view.filter),
        order_words(&view.filter.accounts, say!("gravest first: severity × ARR × nearness of renewal")),
    ];
    let foot: Vec<String> =
        foot.into_iter().chain(snoozed).chain([say!("as of {now}", now = clock(now, reader.zone, now))]).collect();
    pieces.push(Piece::kept(context(&foot.join(" · "))));
    let first = view.rows.first().map(|row| format!(": {}, {}", name(&row.account.name), phrases(row, scene)));
    Message::new(&format!("{title}{}", first.unwrap_or_default()), pieces)
}

fn page_of(filter: &RisksFilter, page: i64) -> Action {
    Action::RisksPage { kinds: filter.kinds.clone(), filter: filter.accounts.clone(), page }
}

fn list_of(filter: &RisksFilter) -> ListAsked {
    ListAsked::Risks { kinds: filter.kinds.clone(), filter: filter.accounts.clone() }
}

fn conditions(filter: &RisksFilter) -> String {
    let kinds: Vec<String> = filter.kinds.iter().map(|kind| kind.as_str().to_uppercase()).collect();
    let kinds = (!kinds.is_empty()).then(|| kinds.join(say!(" or ")));
    [filter_words(&filter.accounts)].into_iter().chain(kinds).collect::<Vec<_>>().join(" · ")
}

fn nothing(view: &RisksView) -> Message {
    let snoozed = match view.n_snoozed {
        0 => String::new(),
        n => say!(" {n} put off.", n = if n == 1 { say!("1 is").to_owned() } else { say!("{n} are", n) }),
    };
    let whole = RisksFilter { accounts: view.filter.accounts.whole(), ..RisksFilter::default() };
    let is_whole = view.filter.kinds.is_empty() && !view.filter.accounts.narrows();
    let shows_whole = is_whole || view.n_all == 0;
    let (text, label) = if shows_whole {
        (
            say!("No signal is open: {conditions}.{snoozed}", conditions = conditions(&view.filter), snoozed),
            say!("Everybody's signals"),
        )
    } else {
        let all = count(view.n_all, say!("open signal"), say!("open signals"));
        (
            say!(
                "Nothing matches: {conditions}.{snoozed} {all} in all.",
                conditions = conditions(&view.filter),
                snoozed,
                all
            ),
            say!("Show all of them"),
        )
    };
    let everybodys = BookFilter { scope: crate::domain::account::BookScope::All, ..BookFilter::default() };
    let wider = if shows_whole { RisksFilter { accounts: everybodys, ..RisksFilter::default() } } else { whole };
    // Whoever looks at everybody's already has nowhere wider to look.
    let way_out = (wider != view.filter).then(|| button(label, &page_of(&wider, 0)));
    let again = filters_button(list_of(&view.filter));
    let blocks = [Some(section(&text)), actions(way_out.into_iter().chain([again]).map(Into::into).collect())];
    Message::of(&text, blocks.into_iter().flatten())
}

fn row(reader: &Reader, row: &RiskRow, scene: Scene) -> SlackBlock {
    section_with(&words(reader, row, scene), menu(&entries(row)))
}

/// An account in two lines.
fn words(reader: &Reader, row: &RiskRow, scene: Scene) -> String {
    let score = row.score.filter(|_| row.band.is_some()).map(|score| format!(" {}", score.points()));
    let health = format!("{}{}", band_word(row.band), score.unwrap_or_default());
    let first = format!("{} *{}* · {health} · {}", sign(row.band), name(&row.account.name), money(row.arr));
    let owner = row.owner.as_ref().filter(|owner| Some(owner.id) != reader.person).map(mention);
    let renewal = row.renewal_in_days.map(|n| say!("renewal {n}", n = in_days(n)));
    let second = [Some(phrases(row, scene)), renewal, owner].into_iter().flatten().collect::<Vec<_>>();
    format!("{first}\n{}", second.join(" · "))
}

fn phrases(row: &RiskRow, scene: Scene) -> String {
    signal_phrases(&row.signals, scene)
}

/// `🔴 turned red 3 Mar, 🎫 critical ticket 52 h (claimed by Ana Ruiz) +2`.
pub(in super::super) fn signal_phrases(signals: &[SignalLine], scene: Scene) -> String {
    let shown: Vec<String> = signals.iter().take(MOST_SIGNALS).map(|line| with_state(line, scene)).collect();
    let more = signals.len().saturating_sub(MOST_SIGNALS);
    let more = if 0 < more { format!(" +{more}") } else { String::new() };
    format!("{}{more}", shown.join(", "))
}

fn with_state(line: &SignalLine, scene: Scene) -> String {
    let words = format!("{}\u{A0}{}", mark(line.kind), phrase(&line.evidence, scene));
    match (line.state, &line.claimed_by) {
        (EpisodeState::Claimed, Some(by)) => format!("{words} ({})", name(&by.name)),
        (EpisodeState::InPlay, _) => say!("{words} (in play)", words),
        (EpisodeState::Snoozed, _) => say!("{words} (snoozed)", words),
        (EpisodeState::Claimed | EpisodeState::Open | EpisodeState::Ended, _) => words,
    }
}

/// A signal in as few words as tell it.
fn phrase(evidence: &Evidence, scene: Scene) -> String {
    match evidence {
        Evidence::RedTransition { at, .. } => say!("turned red {at}", at = ago(scene.days_since(*at))),
        Evidence::ValueAtRisk { usage_down, .. } => say!("usage {fall}", fall = fall(*usage_down)),
        Evidence::ExpansionReady { limit_use, .. } => {
            say!("ready to grow, {fall} of its limit", fall = fall(-*limit_use))
        }
        Evidence::CriticalTicket { since, .. } => {
            say!("critical ticket {num_hours}", num_hours = hours((scene.now - *since).num_hours()))
        }
        Evidence::RenewalAtRisk { .. } => say!("renewal at risk").to_owned(),
        Evidence::UsageCliff { logins_down, usage_down } => {
            let worst = logins_down.unwrap_or(0.0).max(usage_down.unwrap_or(0.0));
            say!("usage cliff {fall}", fall = fall(worst))
        }
        Evidence::ChampionLeft { name: Some(_), .. } => say!("champion left").to_owned(),
        Evidence::ChampionLeft { name: None, .. } => say!("no champion").to_owned(),
        Evidence::GoneQuiet { silent_days: Some(n), .. } => say!("silent {n}", n = days(*n)),
        Evidence::GoneQuiet { silent_days: None, .. } => say!("never spoken to").to_owned(),
        Evidence::OnboardingLate { .. } => say!("onboarding late").to_owned(),
        Evidence::Detractor { score, .. } => say!("NPS {score}", score = hundredths(*score)),
        Evidence::Disagreement { .. } => say!("call and score disagree").to_owned(),
    }
}

#[expect(clippy::cast_possible_truncation, reason = "shares are small; a float beyond i64 saturates")]
fn fall(of: f64) -> String {
    per_cent(-(of * 100.0).round() as i64)
}

/// The cards of its signals, and the account's.
fn entries(row: &RiskRow) -> Vec<(&'static str, Action)> {
    let cards =
        row.signals.iter().take(MOST_SIGNALS).map(|line| (label(line), Action::OpenSignal { episode: line.episode }));
    cards.chain([(say!("Account card"), Action::OpenAccount { account: row.account.id })]).collect()
}

/// A signal as an entry of a menu.
pub(in super::super) fn label(line: &SignalLine) -> &'static str {
    match &line.evidence {
        Evidence::RedTransition { .. } => say!("Signal: turned red"),
        Evidence::ValueAtRisk { .. } => say!("Signal: value at risk"),
        Evidence::ExpansionReady { .. } => say!("Signal: ready to grow"),
        Evidence::CriticalTicket { .. } => say!("Signal: critical ticket"),
        Evidence::RenewalAtRisk { .. } => say!("Signal: renewal at risk"),
        Evidence::UsageCliff { .. } => say!("Signal: usage cliff"),
        Evidence::ChampionLeft { .. } => say!("Signal: champion"),
        Evidence::GoneQuiet { .. } => say!("Signal: gone quiet"),
        Evidence::OnboardingLate { .. } => say!("Signal: onboarding late"),
        Evidence::Detractor { .. } => say!("Signal: detractor"),
        Evidence::Disagreement { .. } => say!("Signal: disagreement"),
    }
}
