//! What a signal says in words: its kind, the line that carries everything, and its evidence with numbers.

use chrono::{DateTime, NaiveDate, Utc};

use super::super::kit::{ago, count, date, days, hours, hundredths, inert, moment, name, per_cent};
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
            format!("{who} moved {} → Red ({scores})", band_word(Some(*from)))
        }
        Evidence::ValueAtRisk { usage_down, .. } => format!("{who} uses {} less", share(*usage_down)),
        Evidence::ExpansionReady { .. } => format!("{who} is ready to grow"),
        Evidence::CriticalTicket { since, n, .. } => {
            let open = hours((scene.now - *since).num_hours());
            match n {
                ..=1 => format!("{who} waits on a critical ticket for {open}"),
                n => format!("{who} waits on {n} critical tickets, the oldest for {open}"),
            }
        }
        Evidence::RenewalAtRisk { ends_on, .. } => {
            let left = (*ends_on - scene.today).num_days();
            if left < 0 {
                format!("{who}: contract ended {}", ago(-left))
            } else {
                format!("{who} is at risk, contract ends {}", in_days(left))
            }
        }
        Evidence::UsageCliff { .. } => format!("{who} is used far less than usual"),
        Evidence::ChampionLeft { name: Some(_), .. } => format!("{who} lost its champion"),
        Evidence::ChampionLeft { name: None, .. } => format!("{who} has no champion"),
        Evidence::GoneQuiet { .. } => format!("{who} has gone quiet"),
        Evidence::OnboardingLate { .. } => format!("{who} is late in onboarding"),
        Evidence::Detractor { score, .. } => format!("{who} would not recommend us, NPS {}", hundredths(*score)),
        Evidence::Disagreement { .. } => format!("Call and score of {who} disagree"),
    }
}

/// What follows the colon: `usage −45 %, champion left 6 weeks ago`.
pub(in super::super) fn why(evidence: &Evidence, reasons: &[Reason], scene: Scene) -> Option<String> {
    let others: Vec<Reason> = reasons.iter().filter(|reason| !says_the_same(evidence, reason)).cloned().collect();
    match evidence {
        Evidence::RedTransition { .. } | Evidence::ValueAtRisk { .. } => causes(&others, MOST_PHRASES),
        Evidence::ExpansionReady { limit_use, engagement } => {
            Some(format!("{} of its limit in use, engagement {}", share(*limit_use), share(*engagement)))
        }
        Evidence::CriticalTicket { subject, .. } => Some(said(subject)).filter(|subject| !subject.is_empty()),
        Evidence::RenewalAtRisk { band, forecast, .. } => {
            let colour = band.map(|band| health(Some(band), None));
            let forecast = forecast.map(|of| format!("forecast {}", category(of)));
            joined(colour.into_iter().chain(forecast).chain(causes(&others, 1)))
        }
        Evidence::UsageCliff { logins_down, usage_down } => {
            let logins = logins_down.map(|share| format!("logins {}", fall(share)));
            let usage = usage_down.map(|share| format!("usage {}", fall(share)));
            joined(logins.into_iter().chain(usage)).map(|falls| format!("{falls} in 30\u{A0}days"))
        }
        Evidence::ChampionLeft { name: who, left_on } => {
            let left = left_on.map(|day| format!("left {}", ago((scene.today - day).num_days())));
            let who = who.as_deref().filter(|_| scene.onlookers == Onlookers::Members).map(name);
            joined(
                [who.into_iter().chain(left).collect::<Vec<_>>().join(" ")].into_iter().filter(|said| !said.is_empty()),
            )
        }
        Evidence::GoneQuiet { silent_days, cadence_days } => {
            let silence = silent_days.map_or_else(|| "never spoken to".to_owned(), |n| format!("silent {}", days(n)));
            Some(format!("{silence}, wants contact every {}", days(*cadence_days)))
        }
        Evidence::OnboardingLate { milestone: Some((title, due)), .. } => {
            Some(format!("“{}” was due {}", said(title), date(*due, scene.today)))
        }
        Evidence::OnboardingLate { milestone: None, day } => Some(format!("no first value by day {day}")),
        Evidence::Detractor { comment, .. } => {
            Some(said(comment)).filter(|said| !said.is_empty()).map(|said| format!("“{said}”"))
        }
        Evidence::Disagreement { pulse, band, .. } => {
            Some(format!("the call says {}, the score {}", band_word(Some(*pulse)), band_word(Some(*band))))
        }
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
            let usual = if 0.0 < *baseline { format!(" of {} a day", hundredths(*baseline)) } else { String::new() };
            vec![format!("Usage {} against its own baseline{usual}", fall(*usage_down))]
        }
        Evidence::ExpansionReady { limit_use, engagement } => vec![
            format!("{} of its limit in use", share(*limit_use)),
            format!("Engagement high: {} of the points for usage", share(*engagement)),
        ],
        Evidence::CriticalTicket { since, subject, n } => ticket_lines(*since, subject, *n, scene),
        Evidence::RenewalAtRisk { ends_on, band, forecast, .. } => {
            let left = in_days((*ends_on - scene.today).num_days());
            let end = format!("Contract ends {}, {left}", date(*ends_on, scene.today));
            let colour = band.map(|band| format!("Health {}", health(Some(band), score_of(card, band))));
            let forecast = forecast.map(|of| format!("Forecast: {}", category(of)));
            [end].into_iter().chain(colour).chain(forecast).collect()
        }
        Evidence::UsageCliff { logins_down, usage_down } => {
            let line = |what: &str, share: f64| format!("{what} {} in 30 days against its own baseline", fall(share));
            let logins = logins_down.map(|share| line("Logins", share));
            logins.into_iter().chain(usage_down.map(|share| line("Usage", share))).collect()
        }
        Evidence::ChampionLeft { name: who, left_on } => vec![champion(who.as_deref(), *left_on, scene)],
        Evidence::GoneQuiet { silent_days, cadence_days } => {
            let silence = silent_days
                .map_or_else(|| "No two-way contact yet".to_owned(), |n| format!("No two-way contact for {}", days(n)));
            vec![format!("{silence}; there should be one every {}", days(*cadence_days))]
        }
        Evidence::OnboardingLate { milestone, day } => onboarding_lines(milestone.as_ref(), *day, scene),
        Evidence::Detractor { score, answered_on, comment } => {
            let comment = Some(said(comment)).filter(|said| !said.is_empty()).map(|said| format!(": “{said}”"));
            let on = date(*answered_on, scene.today);
            vec![format!("NPS {} of 10 on {on}{}", hundredths(*score), comment.unwrap_or_default())]
        }
        Evidence::Disagreement { pulse, band, renewal_in_days } => {
            let call = health(Some(*pulse), None);
            let both = format!("The call says {call}, the score {}", health(Some(*band), score_of(card, *band)));
            let near = renewal_in_days.map(|n| format!("Renewal {}: one colour apart is enough", in_days(n)));
            [both].into_iter().chain(near).collect()
        }
    }
}

/// The account's score, while it still has the colour that the rule saw.
fn score_of(card: &SignalCard, band: Band) -> Option<Milli> {
    card.health.1.filter(|_| card.health.0 == Some(band))
}

fn ticket_lines(since: DateTime<Utc>, subject: &str, n: i64, scene: Scene) -> Vec<String> {
    let more = (1 < n).then(|| format!("{} more open as long", count(n - 1, "critical ticket", "critical tickets")));
    let first = format!("Open since {}: {}", moment(since, scene.zone), said(subject));
    [first].into_iter().chain(more).collect()
}

fn onboarding_lines(milestone: Option<&(String, NaiveDate)>, day: i64, scene: Scene) -> Vec<String> {
    let milestone = milestone.map(|(title, due)| {
        let ago = ago((scene.today - *due).num_days());
        format!("“{}” was due {}, {ago}", said(title), date(*due, scene.today))
    });
    milestone.into_iter().chain([format!("Day {day}, first value not reached")]).collect()
}

fn champion(who: Option<&str>, left_on: Option<NaiveDate>, scene: Scene) -> String {
    let Some(who) = who else { return "No champion known there".to_owned() };
    let who = match scene.onlookers {
        Onlookers::Members => format!("Champion {}", name(who)),
        Onlookers::Guests => "The champion".to_owned(),
    };
    let left = left_on.map(|day| format!(" on {}, {}", date(day, scene.today), ago((scene.today - day).num_days())));
    format!("{who} left{}, nobody took over", left.unwrap_or_default())
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
