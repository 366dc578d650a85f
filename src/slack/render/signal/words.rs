//! What a signal says in words: its kind, the line that carries everything, and its evidence with numbers.

use chrono::{DateTime, NaiveDate, Utc};

use super::super::kit::{ago, count, date, days, hours, hundredths, inert, moment, name, per_cent, quoted};
use super::super::message::{Onlookers, Scene};
use super::super::words::{band_word, category, causes, health, in_days, reason_line};
use crate::domain::health::{Band, Milli};
use crate::domain::reason::Reason;
use crate::domain::signal::{Evidence, SignalCard, SignalKind};

/// Characters of a ticket's subject, a milestone's title or a comment.
const SAID: usize = 120;
/// Causes behind the colon of the first line.
const MOST_PHRASES: usize = 2;

/// Its sign; the words beside it say the same.
pub(in super::super) fn mark(kind: SignalKind) -> &'static str {
    match kind {
        SignalKind::RedTransition => "🔴",
        SignalKind::ValueAtRisk | SignalKind::UsageCliff => "📉",
        SignalKind::ExpansionReady => "🌱",
        SignalKind::CriticalTicket => "🎫",
        SignalKind::RenewalAtRisk => "📅",
        SignalKind::ChampionLeft => "🚪",
        SignalKind::GoneQuiet => "🔇",
        SignalKind::OnboardingLate => "🐢",
        SignalKind::Detractor => "👎",
        SignalKind::Disagreement => "⚖️",
    }
}

/// `Acme moved Yellow → Red (52 → 41)`. `who` is the account's name, made harmless for where this stands.
pub(in super::super) fn what(evidence: &Evidence, who: &str, scene: Scene) -> String {
    match evidence {
        Evidence::RedTransition { from, from_score, to_score, .. } => {
            let points =
                |score: Option<Milli>| score.map_or_else(|| "–".to_owned(), |score| score.points().to_string());
            let scores = format!("{} → {}", points(*from_score), points(*to_score));
            say!("{who} moved {band_word} → Red ({scores})", who, band_word = band_word(Some(*from)), scores)
        }
        Evidence::ValueAtRisk { usage_down, .. } => say!("{who} uses {share} less", who, share = share(*usage_down)),
        Evidence::ExpansionReady { .. } => say!("{who} is ready to grow", who),
        Evidence::CriticalTicket { since, n, .. } => {
            let open = hours((scene.now - *since).num_hours());
            match n {
                ..=1 => say!("{who} waits on a critical ticket for {open}", who, open),
                n => say!("{who} waits on {n} critical tickets, the oldest for {open}", who, n, open),
            }
        }
        Evidence::RenewalAtRisk { ends_on, .. } => {
            let left = (*ends_on - scene.today).num_days();
            if left < 0 {
                say!("{who}: contract ended {left}", who, left = ago(-left))
            } else {
                say!("{who} is at risk, contract ends {left}", who, left = in_days(left))
            }
        }
        Evidence::UsageCliff { .. } => say!("{who} is used far less than usual", who),
        Evidence::ChampionLeft { name: Some(_), .. } => say!("{who} lost its champion", who),
        Evidence::ChampionLeft { name: None, .. } => say!("{who} has no champion", who),
        Evidence::GoneQuiet { .. } => say!("{who} has gone quiet", who),
        Evidence::OnboardingLate { .. } => say!("{who} is late in onboarding", who),
        Evidence::Detractor { score, .. } => {
            say!("{who} would not recommend us, NPS {score}", who, score = hundredths(*score))
        }
        Evidence::Disagreement { .. } => say!("Call and score of {who} disagree", who),
    }
}

/// What follows the colon: `usage −45 %, champion left 6 weeks ago`.
pub(in super::super) fn why(evidence: &Evidence, reasons: &[Reason], scene: Scene) -> Option<String> {
    let others: Vec<Reason> = reasons.iter().filter(|reason| !says_the_same(evidence, reason)).cloned().collect();
    match evidence {
        Evidence::RedTransition { .. } | Evidence::ValueAtRisk { .. } => causes(&others, MOST_PHRASES),
        Evidence::ExpansionReady { limit_use, engagement } => Some(say!(
            "{share} of its limit in use, engagement {share_2}",
            share = share(*limit_use),
            share_2 = share(*engagement)
        )),
        Evidence::CriticalTicket { subject, .. } => Some(said(subject)).filter(|subject| !subject.is_empty()),
        Evidence::RenewalAtRisk { band, forecast, .. } => {
            let colour = band.map(|band| health(Some(band), None));
            let forecast = forecast.map(|of| say!("forecast {category}", category = category(of)));
            joined(colour.into_iter().chain(forecast).chain(causes(&others, 1)))
        }
        Evidence::UsageCliff { logins_down, usage_down } => {
            let logins = logins_down.map(|share| say!("logins {fall}", fall = fall(share)));
            let usage = usage_down.map(|share| say!("usage {fall}", fall = fall(share)));
            joined(logins.into_iter().chain(usage)).map(|falls| say!("{falls} in 30\u{A0}days", falls))
        }
        Evidence::ChampionLeft { name: who, left_on } => {
            let left = left_on.map(|day| say!("left {num_days}", num_days = ago((scene.today - day).num_days())));
            let who = who.as_deref().filter(|_| scene.onlookers == Onlookers::Members).map(name);
            joined(
                [who.into_iter().chain(left).collect::<Vec<_>>().join(" ")].into_iter().filter(|said| !said.is_empty()),
            )
        }
        Evidence::GoneQuiet { silent_days, cadence_days } => {
            let silence =
                silent_days.map_or_else(|| say!("never spoken to").to_owned(), |n| say!("silent {n}", n = days(n)));
            Some(say!("{silence}, wants contact every {cadence_days}", silence, cadence_days = days(*cadence_days)))
        }
        Evidence::OnboardingLate { milestone: Some((title, due)), .. } => {
            Some(say!("“{said}” was due {due}", said = said(title), due = date(*due, scene.today)))
        }
        Evidence::OnboardingLate { milestone: None, day } => Some(say!("no first value by day {day}", day)),
        Evidence::Detractor { comment, .. } => {
            Some(said(comment)).filter(|said| !said.is_empty()).map(|said| quoted(&said))
        }
        Evidence::Disagreement { pulse, band, .. } => Some(say!(
            "the call says {band_word}, the score {band_word_2}",
            band_word = band_word(Some(*pulse)),
            band_word_2 = band_word(Some(*band))
        )),
    }
}

/// What the rule saw, a line each, with numbers and what they are held against; then why the score is what it is.
pub(super) fn lines(card: &SignalCard, scene: Scene, most: usize) -> Vec<String> {
    let reasons = card.reasons.iter().filter(|reason| !says_the_same(&card.evidence, reason));
    let reasons = reasons.filter(|reason| card.kind.is_risk() && !matches!(reason, Reason::RenewalIn(_)));
    let reasons = reasons.map(|reason| reason_line(reason, scene.onlookers));
    evidence_lines(&card.evidence, card, scene).into_iter().chain(reasons).take(most).collect()
}

fn evidence_lines(evidence: &Evidence, card: &SignalCard, scene: Scene) -> Vec<String> {
    match evidence {
        Evidence::RedTransition { .. } => vec![],
        Evidence::ValueAtRisk { usage_down, baseline, .. } => {
            let usual = if 0.0 < *baseline {
                say!(" of {baseline} a day", baseline = hundredths(*baseline))
            } else {
                String::new()
            };
            vec![say!("Usage {fall} against its own baseline{usual}", fall = fall(*usage_down), usual)]
        }
        Evidence::ExpansionReady { limit_use, engagement } => vec![
            say!("{share} of its limit in use", share = share(*limit_use)),
            say!("Engagement high: {share} of the points for usage", share = share(*engagement)),
        ],
        Evidence::CriticalTicket { since, subject, n } => ticket_lines(*since, subject, *n, scene),
        Evidence::RenewalAtRisk { ends_on, band, forecast, .. } => {
            let left = in_days((*ends_on - scene.today).num_days());
            let end = say!("Contract ends {ends_on}, {left}", ends_on = date(*ends_on, scene.today), left);
            let colour = band.map(|band| say!("Health {band}", band = health(Some(band), score_of(card, band))));
            let forecast = forecast.map(|of| say!("Forecast: {category}", category = category(of)));
            [end].into_iter().chain(colour).chain(forecast).collect()
        }
        Evidence::UsageCliff { logins_down, usage_down } => {
            let line = |what: &str, share: f64| {
                say!("{what} {fall} in 30 days against its own baseline", what, fall = fall(share))
            };
            let logins = logins_down.map(|share| line(say!("Logins"), share));
            logins.into_iter().chain(usage_down.map(|share| line(say!("Usage"), share))).collect()
        }
        Evidence::ChampionLeft { name: who, left_on } => vec![champion(who.as_deref(), *left_on, scene)],
        Evidence::GoneQuiet { silent_days, cadence_days } => {
            let silence = silent_days.map_or_else(
                || say!("No two-way contact yet").to_owned(),
                |n| say!("No two-way contact for {n}", n = days(n)),
            );
            vec![say!(
                "{silence}; there should be one every {cadence_days}",
                silence,
                cadence_days = days(*cadence_days)
            )]
        }
        Evidence::OnboardingLate { milestone, day } => onboarding_lines(milestone.as_ref(), *day, scene),
        Evidence::Detractor { score, answered_on, comment } => {
            let comment =
                Some(said(comment)).filter(|said| !said.is_empty()).map(|said| format!(": {}", quoted(&said)));
            let on = date(*answered_on, scene.today);
            vec![say!(
                "NPS {score} of 10 on {on}{comment}",
                score = hundredths(*score),
                on,
                comment = comment.unwrap_or_default()
            )]
        }
        Evidence::Disagreement { pulse, band, renewal_in_days } => {
            let call = health(Some(*pulse), None);
            let both =
                say!("The call says {call}, the score {band}", call, band = health(Some(*band), score_of(card, *band)));
            let near = renewal_in_days.map(|n| say!("Renewal {n}: one colour apart is enough", n = in_days(n)));
            [both].into_iter().chain(near).collect()
        }
    }
}

/// The account's score, while it still has the colour that the rule saw.
fn score_of(card: &SignalCard, band: Band) -> Option<Milli> {
    card.health.1.filter(|_| card.health.0 == Some(band))
}

fn ticket_lines(since: DateTime<Utc>, subject: &str, n: i64, scene: Scene) -> Vec<String> {
    let more = (1 < n).then(|| {
        say!(
            "{critical_tickets} more open as long",
            critical_tickets = count(n - 1, say!("critical ticket"), say!("critical tickets"))
        )
    });
    let first = say!("Open since {since}: {said}", since = moment(since, scene.zone), said = said(subject));
    [first].into_iter().chain(more).collect()
}

fn onboarding_lines(milestone: Option<&(String, NaiveDate)>, day: i64, scene: Scene) -> Vec<String> {
    let milestone = milestone.map(|(title, due)| {
        let ago = ago((scene.today - *due).num_days());
        say!("“{said}” was due {due}, {ago}", said = said(title), due = date(*due, scene.today), ago)
    });
    milestone.into_iter().chain([say!("Day {day}, first value not reached", day)]).collect()
}

fn champion(who: Option<&str>, left_on: Option<NaiveDate>, scene: Scene) -> String {
    let Some(who) = who else { return say!("No champion known there").to_owned() };
    let who = match scene.onlookers {
        Onlookers::Members => say!("Champion {who}", who = name(who)),
        Onlookers::Guests => say!("The champion").to_owned(),
    };
    let left = left_on.map(|day| {
        say!(" on {day}, {num_days}", day = date(day, scene.today), num_days = ago((scene.today - day).num_days()))
    });
    say!("{who} left{left}, nobody took over", who, left = left.unwrap_or_default())
}

/// Whether a reason would tell the evidence once more.
fn says_the_same(evidence: &Evidence, reason: &Reason) -> bool {
    match evidence {
        Evidence::RedTransition { .. }
        | Evidence::ExpansionReady { .. }
        | Evidence::RenewalAtRisk { .. }
        | Evidence::OnboardingLate { .. }
        | Evidence::Disagreement { .. } => false,
        Evidence::ValueAtRisk { .. } | Evidence::UsageCliff { .. } => {
            matches!(reason, Reason::UsageDown(_) | Reason::RarelyUsed(_))
        }
        Evidence::CriticalTicket { .. } => matches!(reason, Reason::CriticalTicket(_)),
        Evidence::ChampionLeft { .. } => matches!(reason, Reason::ChampionLeft { .. } | Reason::NoChampion),
        Evidence::GoneQuiet { .. } => matches!(reason, Reason::Silent(_)),
        Evidence::Detractor { .. } => matches!(reason, Reason::LowNps(_)),
    }
}

fn said(text: &str) -> String {
    inert(text, SAID)
}

fn joined(parts: impl IntoIterator<Item = String>) -> Option<String> {
    let parts: Vec<String> = parts.into_iter().collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

fn fall(of: f64) -> String {
    per_cent(-whole(of * 100.0))
}

fn share(of: f64) -> String {
    per_cent(whole(of * 100.0))
}

#[expect(clippy::cast_possible_truncation, reason = "shares are small; a float beyond i64 saturates")]
fn whole(value: f64) -> i64 {
    value.round() as i64
}
