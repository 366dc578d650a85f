//! What people do to signals, and what comes of it: the first one counts, a play follows, the noise is counted.

use chrono::TimeDelta;
use steward::domain::account::BookScope;
use steward::domain::ids::OrgId;
use steward::domain::person::Actor;
use steward::domain::refusal::Refusal;
use steward::domain::signal::{Dismissal, EpisodeState, SignalFilter, SignalKind, SignalRow};
use steward::operations::{Failure, directory, signals};

use super::signals::{STATES, on_the_eve};
use crate::bot::Bot;
use crate::bot::book::Files;
use crate::bot::town::{ANA, TEAM_CHANNEL, TECHCORP_CHANNEL};

/// Somebody by the part of their address before the @.
pub async fn actor(bot: &Bot, name: &str) -> Actor {
    let found = directory::named(&bot.app, OrgId::DEFAULT, &format!("{name}@steward.example")).await.unwrap().unwrap();
    let known = bot.asks("select id from installations").await;
    Actor { installation: known.parse().unwrap(), ..found }
}

/// The open signal of a rule.
pub async fn row(bot: &Bot, kind: &str) -> SignalRow {
    let filter = SignalFilter { scope: BookScope::All, kind: SignalKind::parse(kind), owner: None };
    let mut list = signals::list(&bot.app, &actor(bot, "mo").await, filter, 0).await.unwrap();
    assert_eq!(list.n_matching, 1, "{list:?}");
    list.rows.remove(0)
}

/// TechCorp has turned red, and the channel knows.
async fn red() -> (Bot, SignalRow) {
    let bot = on_the_eve().await;
    bot.advance_to("2026-02-26T09:00:00Z").await;
    let row = row(&bot, "t1").await;
    (bot, row)
}

fn refusal<T: std::fmt::Debug>(result: Result<T, Failure>) -> Refusal {
    match result.expect_err("refused") {
        Failure::Refused(refusal) => refusal,
        Failure::Broken(error) => panic!("{error:?}"),
    }
}

#[tokio::test]
async fn the_second_claim_learns_who_was_first() {
    let (bot, signal) = red().await;
    let (ana, mo) = (actor(&bot, "ana").await, actor(&bot, "mo").await);
    let claimed = signals::claim(&bot.app, &ana, signal.episode, signal.version).await.unwrap();
    assert_eq!((claimed.state, claimed.version), (EpisodeState::Claimed, 2));
    let refused = refusal(signals::claim(&bot.app, &mo, signal.episode, signal.version).await);
    let expected = Refusal::SignalMovedBy {
        state: EpisodeState::Claimed,
        by: Some(ana.person.who.clone()),
        at: bot.app.clock.now(),
    };
    let without_instant = |refusal: &Refusal| {
        if let Refusal::SignalMovedBy { state, by, .. } = refusal { Some((*state, by.clone())) } else { None }
    };
    assert_eq!(without_instant(&refused), without_instant(&expected));
    bot.runs_due_jobs().await;
    let told = bot.transcript(TEAM_CHANNEL, ANA);
    assert!(told.contains("claimed") && told.contains("(edited)"), "{told}");
    assert_eq!(bot.posts(TEAM_CHANNEL).len(), 1 + 1, "the digest, and one card");
    let deeds =
        "select actor like '%' || (select id from people where external_id = 'p-ana') || '%', detail ->> 'state'
        from audit where verb = 'signal.move'";
    assert_eq!(bot.asks(deeds).await, "true claimed");
}

#[tokio::test]
async fn a_csm_moves_their_own_and_a_manager_any() {
    let (bot, signal) = red().await;
    let (bo, vic, mo) = (actor(&bot, "bo").await, actor(&bot, "vic").await, actor(&bot, "mo").await);
    let refused = refusal(signals::claim(&bot.app, &vic, signal.episode, signal.version).await);
    assert!(matches!(refused, Refusal::NotAllowed { .. }), "{refused:?}");
    let refused = refusal(signals::claim(&bot.app, &bo, signal.episode, signal.version).await);
    let Refusal::NotYours { owner: Some(owner), .. } = &refused else { panic!("{refused:?}") };
    assert_eq!(owner.name, "Ana Ruiz");
    assert!(signals::to_move(&bot.app, &bo, signal.episode).await.is_err(), "he is not asked why");
    assert!(signals::claim(&bot.app, &mo, signal.episode, signal.version).await.is_ok());
}

#[tokio::test]
async fn what_was_put_off_comes_back_at_its_moment() {
    let (bot, signal) = red().await;
    let ana = actor(&bot, "ana").await;
    let past = bot.app.clock.now() - TimeDelta::hours(1);
    let refused = refusal(signals::snooze(&bot.app, &ana, signal.episode, 1, past).await);
    assert!(matches!(refused, Refusal::SnoozeInThePast { .. }), "{refused:?}");
    let until = "2026-02-26T15:20:00Z";
    signals::snooze(&bot.app, &ana, signal.episode, 1, until.parse().unwrap()).await.unwrap();
    bot.advance_to("2026-02-26T15:19:59Z").await;
    assert_eq!(bot.asks(&format!("{STATES} kind = 't1'")).await, "t1 snoozed");
    bot.advance_to("2026-02-26T16:00:00Z").await;
    assert_eq!(bot.asks(&format!("{STATES} kind = 't1'")).await, "t1 open");
    let moves =
        "select string_agg(to_state || ' ' || to_char(moved_at at time zone 'UTC', 'HH24:MI'), ', ' order by version)
        from signal_moves";
    assert_eq!(bot.asks(moves).await, "snoozed 09:00, open 15:20");
}

#[tokio::test]
async fn what_was_dismissed_stays_silent_until_it_cleared() {
    let (bot, _) = red().await;
    let (ana, quiet) = (actor(&bot, "ana").await, row(&bot, "t7").await);
    let dismissed = signals::dismiss(&bot.app, &ana, quiet.episode, quiet.version, Dismissal::Known, " a year ago ");
    assert_eq!(dismissed.await.unwrap().state, EpisodeState::Ended);
    assert_eq!(bot.asks("select note from signal_moves where to_state = 'ended'").await, "a year ago");
    bot.advance_to("2026-03-20T09:00:00Z").await;
    assert_eq!(bot.asks(&format!("{STATES} kind = 't7'")).await, "t7 ended", "no champion still");
    let kim = "external_id,account,name,role,left_on,last_contact_at\nk-tc-3,techcorp,Kim Osei,champion,,2026-03-19T10:00:00Z\n";
    bot.brings_in(&Files::default().and("contacts", kim)).await;
    bot.advance_to("2026-03-21T09:00:00Z").await;
    assert_eq!(bot.asks("select cleared_at is not null from signals where kind = 't7'").await, "true");
    bot.does("update contacts set left_on = '2026-03-21' where external_id = 'k-tc-3'").await;
    bot.advance_to("2026-03-23T09:00:00Z").await;
    assert_eq!(bot.asks(&format!("{STATES} kind = 't7'")).await, "t7 ended, t7 open");
}

#[tokio::test]
async fn seasonal_silences_a_cliff_for_ninety_days() {
    let (bot, _) = red().await;
    let ana = actor(&bot, "ana").await;
    bot.does(
        "insert into signals (org_id, id, account_id, kind, opened_at, evidence)
         select org_id, gen_random_uuid(), id, 't6', now(), '{\"of\": \"usage_cliff\", \"logins_down\": 0.6, \"usage_down\": null}'
         from accounts where not exists (select from signals where kind = 't6')",
    )
    .await;
    let cliff = row(&bot, "t6").await;
    signals::dismiss(&bot.app, &ana, cliff.episode, cliff.version, Dismissal::Seasonal, "").await.unwrap();
    assert_eq!(bot.asks("select kind, until from signal_mutes").await, "t6 2026-05-27");
}

#[tokio::test]
async fn its_play_is_at_work_until_it_is_over() {
    let (bot, signal) = red().await;
    let ana = actor(&bot, "ana").await;
    let started =
        signals::start_play(&bot.app, &ana, (signal.episode, signal.version), "red_account_rescue").await.unwrap();
    assert_eq!(started.title, "Red account rescue");
    let refused =
        refusal(signals::start_play(&bot.app, &ana, (signal.episode, signal.version), "red_account_rescue").await);
    assert!(matches!(refused, Refusal::SignalMovedBy { state: EpisodeState::InPlay, .. }), "{refused:?}");
    bot.runs_due_jobs().await;
    assert_eq!(bot.posts(TECHCORP_CHANNEL).len(), 1, "its first prompt");
    assert_eq!(bot.asks("select state, run_id is not null from signals where kind = 't1'").await, "in_play true");
    let card = signals::of(&bot.app, &ana, signal.episode).await.unwrap();
    assert_eq!(
        card.play.map(|(title, deed)| (title, deed.by.name)),
        Some(("Red account rescue".into(), "Ana Ruiz".into()))
    );
    assert_eq!(card.proposal, None);
    // The play ends while the account is red still.
    bot.does("update run_steps set state = 'done', ended_at = now() where step <> 'stakeholders'").await;
    let prompt = bot.newest(TECHCORP_CHANNEL, ANA);
    bot.clicks(ANA, &prompt, "Done…").await;
    let outcome = serde_json::json!({ "type": "plain_text_input", "value": "Kim takes over" });
    assert_eq!(bot.submits(ANA, &[("outcome", outcome)]).await, None);
    assert_eq!(bot.asks("select state from playbook_runs").await, "finished");
    assert_eq!(bot.asks("select state from signals where kind = 't1'").await, "claimed");
    assert_eq!(bot.asks("select expansion_muted_until from accounts").await, "2026-08-26", "six months");
}

#[tokio::test]
async fn a_play_that_somebody_started_by_hand_counts_too() {
    let (bot, signal) = red().await;
    let ana = actor(&bot, "ana").await;
    steward::operations::play::start(&bot.app, &ana, signal.account.id, "rescue").await.unwrap();
    assert_eq!(bot.asks("select state from signals where kind = 't1'").await, "in_play");
}

#[tokio::test]
async fn noise_is_counted_with_its_denominators() {
    let (bot, signal) = red().await;
    let (ana, mo) = (actor(&bot, "ana").await, actor(&bot, "mo").await);
    signals::claim(&bot.app, &ana, signal.episode, signal.version).await.unwrap();
    signals::dismiss(&bot.app, &ana, signal.episode, 2, Dismissal::Handled, "").await.unwrap();
    let period = ("2026-02-20".parse().unwrap(), "2026-02-26".parse().unwrap());
    assert!(matches!(refusal(signals::noise(&bot.app, &ana, period).await), Refusal::NotAllowed { .. }));
    let report = signals::noise(&bot.app, &mo, period).await.unwrap();
    let line = report.lines.iter().find(|line| line.kind == SignalKind::RedTransition).unwrap();
    assert_eq!((line.n_fired, line.n_sent, line.n_acted_on, line.n_dismissed), (1, 1, 1, [0, 0, 0, 1]));
    assert_eq!((line.n_cleared_untouched, line.n_open), (0, 0));
    assert_eq!(line.median_hours_to_action.map(f64::round), Some(6.0));
}
