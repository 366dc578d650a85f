//! News of an account in a channel that subscribed to them: what changed, why, money and date, owner, one way on.

use chrono::{DateTime, Utc};
use slack_morphism::prelude::SlackBlockButtonElement;

use super::kit::{actions, button, clock, context, count, date, days, inert, money, name, primary, quote, section};
use super::message::{Message, Onlookers, Scene};
use super::slipped::{move_words, reason};
use super::words::{band_word, health, mention, play_title, reason_line, sign};
use crate::domain::health::{Band, Milli};
use crate::domain::news::{NewsCard, NewsWhat, PlayBegan};
use crate::domain::person::PersonRef;
use crate::domain::plan::PlanForm;
use crate::domain::playbook::RunOutcome;
use crate::domain::renewal::Move;
use crate::slack::action::{Action, PlanClick};

/// Reasons that are told.
const MOST_REASONS: usize = 3;
const MOST_QUOTED: usize = 400;

/// The card as it stands now. `command` is what the command is called here.
pub fn news(card: &NewsCard, command: &str, onlookers: Onlookers, now: DateTime<Utc>) -> Message {
    let scene = Scene::new(card.zone, onlookers, now);
    let text = headline(card, scene);
    let why = why(card, scene);
    let mut blocks = vec![section(&format!("*{text}*"))];
    if !why.is_empty() {
        blocks.push(section(&why.join("\n")));
    }
    blocks.push(context(&facts(card, scene)));
    blocks.extend(actions(ways_on(card).into_iter().map(Into::into).collect()));
    let at = clock(card.at, card.zone, now);
    let foot = match card.what {
        NewsWhat::PlanAsked { .. } => say!("{at} · a play or a success plan is a plan", at),
        NewsWhat::OwnerGiven { .. } => say!("{at} · its prompts and alerts come to you from now on", at),
        NewsWhat::Band { .. }
        | NewsWhat::Crossed(_)
        | NewsWhat::NoticeDue(_)
        | NewsWhat::Slipped { .. }
        | NewsWhat::PlayBegan(_)
        | NewsWhat::Feedback { .. }
        | NewsWhat::TakenBack => say!("{at} · this channel subscribed to it: `{command} subscriptions`", at, command),
    };
    blocks.push(context(&foot));
    Message::of(&text, blocks)
}

fn headline(card: &NewsCard, scene: Scene) -> String {
    let account = name(&card.account.name);
    match &card.what {
        NewsWhat::Band { from, to } => {
            let (sign, from_word, to_word) = (sign(to.0), band_word(from.0), band_word(to.0));
            let score = scores(from.1, to.1);
            say!("{sign} {account} moved {from_word} → {to_word}{score}", sign, account, from_word, to_word, score)
        }
        NewsWhat::Crossed(within) => {
            let within = days(*within);
            let ends = ends_on(card, scene);
            say!("📅 {account} renews within {within}{ends}", account, within, ends)
        }
        NewsWhat::NoticeDue(on) => {
            let left = (*on - scene.today).num_days();
            let on = date(*on, scene.today);
            if left < 0 {
                say!("⏳ {account}: notice could be given until {on}", account, on)
            } else {
                let left = days(left);
                say!("⏳ {account}: notice can be given until {on}, {left} left", account, on, left)
            }
        }
        NewsWhat::Slipped { since, .. } => {
            let since = date(*since, scene.today);
            say!("↘ {account}: its renewal slipped since {since}", account, since)
        }
        NewsWhat::PlayBegan(began) => play_headline(&account, began),
        NewsWhat::Feedback { themes, .. } => {
            let themes: Vec<String> = themes.iter().map(|theme| inert(theme, 60)).collect();
            let themes = themes.join(", ");
            say!("💬 {account} asks for: {themes}", account, themes)
        }
        NewsWhat::TakenBack => say!("💬 {account}: what was recorded here was taken back", account),
        NewsWhat::PlanAsked { by, play, has_plan } => asked_headline(&account, by, play.as_deref(), *has_plan),
        NewsWhat::OwnerGiven { by } => {
            let by = name(&by.name);
            say!("👤 {account} is yours now: {by} gave it to you", account, by)
        }
    }
}

fn asked_headline(account: &str, by: &PersonRef, play: Option<&str>, has_plan: bool) -> String {
    let by = name(&by.name);
    match (play, has_plan) {
        (Some(play), _) => {
            let play = play_title(play);
            say!("✅ {account} has a plan: {play} is at work ({by} had asked)", account, play, by)
        }
        (None, true) => say!("✅ {account} has a success plan ({by} had asked)", account, by),
        (None, false) => say!("📝 {by} asks for a plan for {account}", by, account),
    }
}

/// ` (58 → 41)`.
fn scores(from: Option<Milli>, to: Option<Milli>) -> String {
    match (from, to) {
        (Some(from), Some(to)) => format!(" ({} → {})", from.points(), to.points()),
        (None, Some(to)) => format!(" ({})", to.points()),
        (_, None) => String::new(),
    }
}

fn ends_on(card: &NewsCard, scene: Scene) -> String {
    let ends = card.renewal.as_ref().map(|renewal| date(renewal.ends_on, scene.today));
    ends.map(|ends| say!(": contract ends {ends}", ends)).unwrap_or_default()
}

fn play_headline(account: &str, began: &PlayBegan) -> String {
    let play = play_title(&began.play);
    match began.ended {
        None => say!("▶ {play} began on {account}", play, account),
        Some(RunOutcome::Completed) => say!("🏁 {play} on {account} is finished", play, account),
        Some(RunOutcome::Reached) => say!("🎉 {play} on {account} reached its goal", play, account),
        Some(RunOutcome::Lost) => say!("🏳 {play} on {account} ended early", play, account),
        Some(RunOutcome::Stopped) => say!("⏹ {play} on {account} was stopped", play, account),
    }
}

fn why(card: &NewsCard, scene: Scene) -> Vec<String> {
    match &card.what {
        NewsWhat::PlanAsked { .. } | NewsWhat::OwnerGiven { .. } => reasons(card, scene),
        NewsWhat::Band { from, to } if is_worse(from.0, to.0) => reasons(card, scene),
        NewsWhat::Slipped { moves, said, .. } => {
            // Guests read no money.
            let is_shown = |step: &&Move| scene.onlookers == Onlookers::Members || !matches!(step, Move::Lower { .. });
            let moves = moves.iter().filter(is_shown).map(|step| format!("• {}", move_words(step, scene.today)));
            moves.chain(reason(said.as_ref(), scene)).collect()
        }
        NewsWhat::PlayBegan(began) => {
            let steps = count(began.steps.1, say!("step"), say!("steps"));
            let by = if began.by_itself {
                say!("by itself").to_owned()
            } else {
                say!("by {started}", started = mention(&began.started.by))
            };
            vec![say!("Started {by} · {steps}", by, steps)]
        }
        // What customers say may name people: with guests about, it stays with those who work here.
        NewsWhat::Feedback { words, by, .. } if scene.onlookers == Onlookers::Members => {
            let by = mention(&by.by);
            vec![quote(words, MOST_QUOTED), say!("heard by {by}", by)]
        }
        NewsWhat::Band { .. }
        | NewsWhat::Crossed(_)
        | NewsWhat::NoticeDue(_)
        | NewsWhat::Feedback { .. }
        | NewsWhat::TakenBack => Vec::new(),
    }
}

fn reasons(card: &NewsCard, scene: Scene) -> Vec<String> {
    let reasons = card.reasons.iter().take(MOST_REASONS);
    reasons.map(|reason| format!("• {}", reason_line(reason, scene.onlookers))).collect()
}

fn is_worse(from: Option<Band>, to: Option<Band>) -> bool {
    let rank = |band| match band {
        Some(Band::Red) => 0,
        Some(Band::Yellow) => 1,
        Some(Band::Green) => 2,
        None => 3,
    };
    rank(to) < rank(from)
}

fn facts(card: &NewsCard, scene: Scene) -> String {
    let arr = (scene.onlookers == Onlookers::Members).then(|| say!("{arr} ARR", arr = money(card.arr)));
    let renewal = card.renewal.as_ref().map(|renewal| {
        let (in_days, on) = (days(renewal.in_days), date(renewal.ends_on, scene.today));
        say!("renews {on}, in {in_days}", on, in_days)
    });
    let health = match card.what {
        NewsWhat::Band { .. } => None,
        NewsWhat::Crossed(_)
        | NewsWhat::NoticeDue(_)
        | NewsWhat::Slipped { .. }
        | NewsWhat::PlayBegan(_)
        | NewsWhat::Feedback { .. }
        | NewsWhat::PlanAsked { .. }
        | NewsWhat::OwnerGiven { .. }
        | NewsWhat::TakenBack => Some(health(card.health.0, card.health.1)),
    };
    let owner = card.owner.as_ref().map_or_else(|| say!("nobody’s").to_owned(), mention);
    [arr, health, renewal, Some(owner)].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn ways_on(card: &NewsCard) -> Vec<SlackBlockButtonElement> {
    let account = card.account.id;
    let open = button(say!("Account card"), &Action::OpenAccount { account });
    let plan = || button(say!("Plan"), &Action::Plan(PlanClick::Open { account }));
    match card.what {
        NewsWhat::Band { .. } | NewsWhat::OwnerGiven { .. } => {
            vec![open, button(say!("Why"), &Action::OpenWhy { account })]
        }
        NewsWhat::Crossed(_) | NewsWhat::NoticeDue(_) | NewsWhat::Slipped { .. } => {
            vec![open, button(say!("Set forecast"), &Action::AskForecast { account, category: None })]
        }
        NewsWhat::PlayBegan(_) => vec![open, button(say!("Steps"), &Action::OpenRuns { account })],
        NewsWhat::PlanAsked { play: None, has_plan: false, .. } => {
            let begin = Action::Plan(PlanClick::Ask { account, form: PlanForm::Begin });
            let start = button(say!("Start play"), &Action::PickPlay { account });
            vec![primary(button(say!("Begin plan…"), &begin)), start, open]
        }
        NewsWhat::PlanAsked { .. } | NewsWhat::Feedback { .. } | NewsWhat::TakenBack => vec![open, plan()],
    }
}

#[cfg(test)]
mod tests {
    use chrono::{NaiveDate, TimeDelta};
    use insta::assert_snapshot;
    use uuid::Uuid;

    use super::super::samples::{account, ana, deed, forecast_view, now, techcorp, usd};
    use super::super::testing::shown;
    use super::*;
    use crate::domain::ids::RunId;
    use crate::domain::renewal::Category;

    fn card(what: NewsWhat) -> NewsCard {
        let view = techcorp();
        NewsCard {
            account: account(11, "TechCorp"),
            arr: usd(45_000),
            health: (Some(Band::Red), Some(Milli(41_000))),
            reasons: view.reasons,
            renewal: view.renewal,
            owner: Some(ana()),
            what,
            at: now() - TimeDelta::minutes(5),
            zone: chrono_tz::Europe::Berlin,
        }
    }

    fn all() -> Vec<NewsWhat> {
        let day = NaiveDate::from_ymd_opt(2026, 3, 16).expect("a day");
        let began = |ended| {
            NewsWhat::PlayBegan(PlayBegan {
                run: RunId(Uuid::nil()),
                play: "Red account rescue".into(),
                started: deed(ana(), 5),
                by_itself: ended,
                steps: (2, 12),
                ended: ended.then_some(RunOutcome::Reached),
            })
        };
        let band = |from: (Band, i32), to: (Band, i32)| NewsWhat::Band {
            from: (Some(from.0), Some(Milli(from.1))),
            to: (Some(to.0), Some(Milli(to.1))),
        };
        let moves = vec![
            Move::Worse { from: Category::Commit, to: Category::AtRisk },
            Move::Lower { from: usd(45_000), to: usd(30_000) },
        ];
        vec![
            band((Band::Yellow, 52_000), (Band::Red, 41_000)),
            band((Band::Red, 48_000), (Band::Green, 71_000)),
            NewsWhat::Crossed(90),
            NewsWhat::NoticeDue(day),
            NewsWhat::Slipped { since: day - chrono::Days::new(21), moves, said: forecast_view().history.pop() },
            began(false),
            began(true),
            NewsWhat::Feedback {
                themes: vec!["data export".into(), "api".into()],
                words: "The <!here> CSV stops\nat 10,000 rows".into(),
                by: deed(ana(), 5),
            },
            NewsWhat::TakenBack,
            NewsWhat::PlanAsked { by: ana(), play: None, has_plan: false },
            NewsWhat::PlanAsked { by: ana(), play: Some("Red account rescue".into()), has_plan: false },
            NewsWhat::OwnerGiven { by: ana() },
        ]
    }

    #[test]
    fn each_says_what_changed_and_why() {
        let drawn = |onlookers| {
            let cards = all().into_iter().map(|what| shown(&news(&card(what), "/csm", onlookers, now())));
            cards.collect::<Vec<_>>().join("\n")
        };
        assert_snapshot!("news_members", drawn(Onlookers::Members));
        let guests = drawn(Onlookers::Guests);
        assert!(!guests.contains('$') && !guests.contains("CSV") && !guests.contains("Dana"), "{guests}");
        assert_snapshot!("news_guests", guests);
    }

    #[test]
    fn the_longest_texts_fit() {
        let long = "<!channel> *x* ".repeat(300);
        for what in all() {
            let what = if let NewsWhat::Feedback { by, .. } = what {
                NewsWhat::Feedback { themes: vec![long.clone(); 5], words: long.clone(), by }
            } else {
                what
            };
            let card = NewsCard { account: account(11, &long), owner: None, renewal: None, ..card(what) };
            let drawn = shown(&news(&card, "/csm", Onlookers::Members, now()));
            assert!(!drawn.contains("<!channel>"), "{drawn}");
        }
    }
}
