//! The rows of a digest, a line each.

use chrono::{DateTime, Utc};

use super::kit::{clock, date, days, hours, inert, money, name};
use super::message::{Onlookers, Scene};
use super::run_notes::occasion_phrase;
use super::signal::signal_phrases;
use super::words::{band_word, health, in_days, play_title, reason_phrase, sign};
use crate::domain::digest::{
    BandChange, Change, DueStep, Good, GoodNews, NearRenewal, ProposedPlay, QuietAccount, Waiting, WaitingTicket,
};
use crate::domain::health::Milli;
use crate::domain::money::Money;
use crate::domain::playbook::{Occasion, StepState};

/// Characters of a ticket's subject.
const SUBJECT: usize = 80;

/// `⚠ *TechCorp* · Usage audit`, then `overdue since Friday · Red account rescue`.
pub(super) fn step(row: &DueStep, scene: Scene, now: DateTime<Utc>) -> String {
    let due = clock(row.due_at, scene.zone, now);
    let (mark, when) = match row.state {
        StepState::Done => ("✅", say!("done").to_owned()),
        StepState::Skipped => ("⏭", say!("skipped").to_owned()),
        StepState::Snoozed => ("💤", say!("snoozed").to_owned()),
        StepState::Blocked => ("⛔", say!("blocked, due {due}", due)),
        StepState::Acknowledged if row.overdue => ("⚠", say!("acknowledged, overdue since {due}", due)),
        StepState::Acknowledged => ("👀", say!("acknowledged, due {due}", due)),
        StepState::Due | StepState::Waiting if row.overdue => ("⚠", say!("overdue since {due}", due)),
        StepState::Due | StepState::Waiting => ("▶️", say!("due {due}", due)),
    };
    let (account, title) = (name(&row.account.name), inert(&row.title, 60));
    format!("{mark} *{account}* · {title}\n{when} · {}", play_title(&row.play))
}

/// `🔴 *TechCorp* Yellow → Red (58 → 41) · usage −45 % · $45K`, or what fired: `🚪 *Acme* champion left · $60K`.
pub(super) fn changed(row: &Change, scene: Scene) -> String {
    match row {
        Change::Band(change) => band_changed(change, scene),
        Change::Good(news) => went_well(news, scene),
        Change::Signals(news) => {
            let phrases = signal_phrases(&news.signals, scene);
            let (mark, rest) = phrases.split_once('\u{A0}').unwrap_or(("", &phrases));
            format!("{mark} *{}* {rest}{}", name(&news.account.name), arr(news.arr, scene))
        }
    }
}

fn band_changed(row: &BandChange, scene: Scene) -> String {
    let points = |score: Option<Milli>| score.map_or_else(|| "–".to_owned(), |score| score.points().to_string());
    let (before, after) = (points(row.from_score), points(row.to_score));
    // A band may follow days after its score did.
    let scores = if before == after { after } else { format!("{before} → {after}") };
    let fired = (!row.signals.is_empty()).then(|| signal_phrases(&row.signals, scene));
    let why = fired.or_else(|| row.reason.as_ref().map(reason_phrase)).map(|why| format!(" · {why}"));
    let bands = format!("{} → {}", band_word(row.from), band_word(row.to));
    let (sign, name, why) = (sign(row.to), name(&row.account.name), why.unwrap_or_default());
    format!("{sign} *{name}* {bands} ({scores}){why}{}", arr(row.arr, scene))
}

/// `🎯 *Acme* reached first value on day 41 · $60K`, `🏆 *Acme* expansion won: $12K · $60K`.
fn went_well(row: &GoodNews, scene: Scene) -> String {
    let (account, arr) = (name(&row.account.name), arr(row.arr, scene));
    match row.good {
        Good::FirstValue { day } => say!("🎯 *{account}* reached first value on day {day}{arr}", account, day, arr),
        Good::Won { amount: Some(amount) } if scene.onlookers == Onlookers::Members => {
            say!("🏆 *{account}* expansion won: {amount}{arr}", account, amount = money(amount), arr)
        }
        Good::Won { .. } => say!("🏆 *{account}* expansion won{arr}", account, arr),
    }
}

/// `💡 *Acme* start *Renewal*: 120 days to the renewal · $60K`.
pub(super) fn proposed(row: &ProposedPlay, scene: Scene) -> String {
    let (account, title) = (name(&row.account.name), play_title(&row.title));
    if row.is_started {
        return say!("✅ *{account}* *{title}* is at work", account, title);
    }
    let left = match row.occasion {
        Occasion::Checkpoint(_) => None,
        Occasion::Signal(_) | Occasion::Phase(_) => row.renewal_in_days.map(|n| say!(" · renewal {n}", n = in_days(n))),
    };
    let why = match (row.occasion, row.renewal_in_days) {
        (Occasion::Checkpoint(_), Some(n)) => say!("{n} left", n = days(n)),
        (occasion, _) => occasion_phrase(occasion),
    };
    let why_not = row.why_not.as_ref().map(|why| say!(" · did not start by itself: {why}", why = inert(why, 80)));
    let (left, why_not) = (left.unwrap_or_default(), why_not.unwrap_or_default());
    say!(
        "💡 *{account}* start *{title}*: {why}{left}{arr}{why_not}",
        account,
        title,
        why,
        left,
        arr = arr(row.arr, scene),
        why_not
    )
}

/// `🎫 *TechCorp* critical for 52 h: Login is down`, `🏁 *TechCorp* milestone 2 due 4 Mar: Usage audit`,
/// `🤝 *TechCorp* promised for today: Kim gets the plan`.
pub(super) fn waiting(row: &Waiting, scene: Scene) -> String {
    match row {
        Waiting::Ticket(row) => ticket(row),
        Waiting::Promise(promise) => {
            let day = match promise.promised_for {
                day if day == scene.today => say!("today").to_owned(),
                day => date(day, scene.today),
            };
            let what = if promise.note.is_empty() { &promise.step } else { &promise.note };
            say!(
                "🤝 *{promise}* promised for {day}: {what}",
                promise = name(&promise.account.name),
                day,
                what = inert(what, SUBJECT)
            )
        }
        Waiting::Milestone(row) => {
            let due = date(row.due_on, scene.today);
            let when =
                if row.due_on < scene.today { say!("⚠ overdue since {due}", due) } else { say!("due {due}", due) };
            let title = inert(&row.title, SUBJECT);
            say!(
                "🏁 *{row}* milestone {number} {when}: {title}",
                row = name(&row.account.name),
                number = row.number,
                when,
                title
            )
        }
    }
}

fn ticket(row: &WaitingTicket) -> String {
    let subject = inert(&row.subject, SUBJECT);
    say!(
        "🎫 *{row}* critical for {open_hours}: {subject}",
        row = name(&row.account.name),
        open_hours = hours(row.open_hours),
        subject
    )
}

/// `📅 *TechCorp* inside 90 days: ends 1 Jun · 🔴 Red · $45K`.
pub(super) fn renewal(row: &NearRenewal, scene: Scene) -> String {
    let ends = date(row.ends_on, scene.today);
    let what = match row.checkpoint_days {
        None | Some(0) => say!("contract ends {ends}", ends),
        Some(n) => say!("inside {n}: ends {ends}", n = days(n), ends),
    };
    let review = if row.unreviewed { say!(" · ⚠ not reviewed") } else { "" };
    format!("📅 *{}* {what} · {}{}{review}", name(&row.account.name), health(row.band, None), arr(row.arr, scene))
}

/// `🔇 *TechCorp* silent 41 days, should be every 30 · $45K`.
pub(super) fn quiet(row: &QuietAccount, scene: Scene) -> String {
    let silence =
        row.silent_days.map_or_else(|| say!("never spoken to").to_owned(), |n| say!("silent {n}", n = days(n)));
    let every = days(row.cadence_days);
    say!(
        "🔇 *{row}* {silence}, wants contact every {every}{arr}",
        row = name(&row.account.name),
        silence,
        every,
        arr = arr(row.arr, scene)
    )
}

fn arr(amount: Money, scene: Scene) -> String {
    match scene.onlookers {
        Onlookers::Members => format!(" · {}", money(amount)),
        Onlookers::Guests => String::new(),
    }
}
