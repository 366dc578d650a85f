//! What starts a play beside a person: a phase, a checkpoint, a signal; and what fires again while one is at work.

use steward::domain::ids::OrgId;
use steward::domain::playbook::{Playbook, PlaybookOrigin};
use steward::store::playbooks;

use super::news::neighbour;
use super::signals::on_the_eve;
use crate::bot::Bot;
use crate::bot::book::Files;
use crate::bot::town::{ANA, GENERAL, TEAM_CHANNEL, TECHCORP_CHANNEL};

const ACCOUNTS: &str =
    "external_id,name,aliases,domain,arr,currency,started_on,owner,slack_channel_id,seats,core_features,overdue";
const RUNS: &str = "select a.name, r.playbook, r.occasion, r.by_itself from playbook_runs r
    join accounts a on a.id = r.account_id order by r.started_at, a.name";

/// A playbook of one step, with what is said of triggers.
pub fn welcome(triggers: &str) -> String {
    format!(
        "name: welcome\ntitle: Welcome\nabout: A new customer.\ngoal:\n  words: Kickoff held\n  within_days: 14\n\
         triggers:\n{triggers}steps:\n  - id: kickoff\n    title: Kickoff\n    what: Hold the kickoff.\n    opens: 0d\n    \
         due: 5d\n"
    )
}

/// The renewal's playbook in two steps that count back from it.
pub fn renewal(triggers: &str) -> String {
    format!(
        "name: renewal\ntitle: Renewal\nabout: The contract ends.\ngoal:\n  words: Renewed\n  within_days: 120\n  \
         when: renewed = yes\n{triggers}steps:\n  - id: terms\n    title: Terms with sales\n    what: Agree on terms.\n    \
         opens: 60d before renewal\n    due: 50d before renewal\n  - id: close\n    title: Close\n    what: Get it signed.\n    \
         opens: 30d before renewal\n    due: 10d before renewal\n"
    )
}

/// Loads a playbook, now.
pub async fn loads(bot: &Bot, text: &str) {
    let playbook = Playbook::parse(text).unwrap();
    let mut conn = bot.app.work.acquire().await.unwrap();
    playbooks::load(&mut conn, OrgId::DEFAULT, (&playbook, text), PlaybookOrigin::Loaded, bot.app.clock.now())
        .await
        .unwrap();
}

fn newcomer(key: &str, name: &str, started_on: &str, owner: &str) -> Files {
    Files::default()
        .and("accounts", &format!("{ACCOUNTS}\n{key},{name},,{key}.example,30000,USD,{started_on},{owner},,20,4,0\n"))
}

#[tokio::test]
async fn a_new_phase_starts_a_play_by_itself_and_once() {
    let bot = Bot::new().await;
    bot.brings_in(&newcomer("early", "Early Bird", "2026-02-20", "p-ana")).await;
    loads(&bot, &welcome("  - on: phase onboarding\n    start: itself\n")).await;
    bot.advance_to("2026-03-04T04:00:00Z").await;
    assert_eq!(bot.asks(RUNS).await, "", "its phase began before the playbook was there");

    bot.brings_in(&newcomer("fresh", "Fresh Start", "2026-03-05", "p-ana")).await;
    bot.brings_in(&newcomer("nobodys", "No Owner Inc", "2026-03-05", "")).await;
    bot.advance_to("2026-03-05T04:00:00Z").await;
    bot.other_worker().await.run_due().await.unwrap();
    assert_eq!(bot.asks(RUNS).await, "Fresh Start welcome phase onboarding true");
    insta::assert_snapshot!(bot.newest(&bot.dm(ANA), ANA).words(), @r"
    » Kickoff for Fresh Start: due ⟨Tue 10 Mar 2026, 17:00 CET⟩ · <@U0ANA00001> · Welcome, step 1 of 1
    # Welcome · Fresh Start · step 1 of 1 · Kickoff
    ▶️
    Hold the kickoff.
    | *Owner* <@U0ANA00001>
    | *Due* ⟨Tue 10 Mar 2026, 17:00 CET⟩
    | *Health* ⚪ Not enough data · $30K
    [!Acknowledge] [Blocked…] <static_select SnoozeSnooze 1 working day / Snooze 3 working days / Snooze until…> [⋯ Done… / Reassign… / Skip… / Stop the play… / Account card]
    ~ Welcome started by Ana Ruiz · ⟨Thu 5 Mar 2026, 04:00 CET⟩
    ~ started by itself: onboarding has begun
    ");
    let waits = "select state, why_not from play_occasions where playbook = 'welcome' order by state";
    assert_eq!(bot.asks(waits).await, "offered nobody owns the account\nstarted");

    bot.advance_to("2026-03-20T04:00:00Z").await;
    assert_eq!(bot.asks("select count(*) from playbook_runs").await, "1");
    assert_eq!(bot.asks("select count(*) from play_occasions where playbook = 'welcome'").await, "2");
}

#[tokio::test]
async fn a_checkpoint_is_proposed_in_the_mornings_digest() {
    let bot = Bot::new().await;
    loads(&bot, &renewal("triggers:\n  - on: checkpoint 90\n")).await;
    bot.hears_daily().await;
    bot.advance_to("2026-03-03T07:30:00Z").await;
    insta::assert_snapshot!(bot.transcript(&bot.dm(ANA), ANA), @r"
    » 1 play proposed · 1 renewal inside 60 days · 1 renewal to review · Tuesday 3 March
    # 1 play proposed · 1 renewal inside 60 days · 1 renewal to review
    ~ Tuesday 3 March
    *Proposed plays*
    💡 *TechCorp* start *Renewal*: 90 days left · $45K
    [Start] [⋯ Account card]
    *Renewals*
    📅 *TechCorp* inside 90 days: ends 1 Jun · 🔴 Red · $45K · ⚠ not reviewed   [⋯ Open TechCorp]
    [Not reviewed]
    ~ As of: usage 1 Mar · tickets, surveys, touches, contacts, contracts 2 Mar · your daily digest; another hour: `/csm digest daily 8:30`
    ");
    let digest = bot.newest(&bot.dm(ANA), ANA);
    bot.clicks(ANA, &digest, "Start").await;
    assert_eq!(bot.asks(RUNS).await, "TechCorp renewal checkpoint 90 false");
    bot.advance_to("2026-03-04T07:30:00Z").await;
    let next = bot.newest(&bot.dm(ANA), ANA).words();
    assert!(!next.contains("Proposed"), "{next}");
}

#[tokio::test]
async fn what_fires_while_its_play_is_at_work_is_told_on_its_card() {
    let bot = on_the_eve().await;
    bot.says(ANA, GENERAL, "/csm play start red_account_rescue techcorp").await;
    bot.reminds_nobody().await;
    bot.advance_to("2026-02-26T04:00:00Z").await;
    assert_eq!(bot.asks("select state from signals where kind = 't1'").await, "in_play");
    assert_eq!(bot.posts(TEAM_CHANNEL).len(), 0, "no message of its own");
    assert_eq!(bot.asks("select count(*) from playbook_runs").await, "1");
    assert_eq!(bot.posts(TECHCORP_CHANNEL).len(), 1);
    insta::assert_snapshot!(bot.newest(TECHCORP_CHANNEL, ANA).words(), @r"
    » Stakeholder mapping for TechCorp: due ⟨Wed 4 Mar 2026, 17:00 CET⟩ · <@U0ANA00001> · Red account rescue, step 1 of 5 (edited)
    # Red account rescue · TechCorp · step 1 of 5 · Stakeholder mapping
    ▶️ ⬜ ⬜ ⬜ ⬜
    Find out who decides now. Name a new champion, and ask for an introduction to the executive sponsor.
    <checkboxes List who uses, who decides and who pays / Name a new champion and tell them so / Introductory call with the executive sponsor>
    ~ 📉 Used less than before, in 28 days: alerts 5 → 0, boards 5 → 0, search 5 → 0
    | *Owner* <@U0ANA00001>
    | *Due* ⟨Wed 4 Mar 2026, 17:00 CET⟩
    | *Health* 🔴 Red 45 · $45K
    | *Renewal* in 95 days · 12 days of slack
    [!Acknowledge] [Blocked…] <static_select SnoozeSnooze 1 working day / Snooze 3 working days / Snooze until…> [Run Renewal beside it] [⋯ Done… / Reassign… / Skip… / Stop the play… / Account card]
    ~ Why: usage −33 %, champion left 5 weeks ago, no executive contact · Red account rescue started by Ana Ruiz · ⟨Wed 25 Feb 2026, 10:00 CET⟩
    ~ fired again 1 time, last ⟨Thu 26 Feb 2026, 04:00 CET⟩
    ");
    bot.advance_to("2026-02-27T04:00:00Z").await;
    assert_eq!(bot.asks("select count(*) from play_occasions where state = 'again'").await, "1");
}

#[tokio::test]
async fn a_play_that_ends_in_the_renewal_window_offers_the_renewal_beside_it() {
    let bot = Bot::new().await;
    loads(&bot, &renewal("")).await;
    let started = bot.says(ANA, GENERAL, "/csm play start rescue techcorp").await;
    assert!(started.words().contains("it ends 7 days before renewal"), "{}", started.words());
    bot.runs_due_jobs().await;
    let card = bot.newest(TECHCORP_CHANNEL, ANA).words();
    assert!(card.contains("[Run Renewal beside it]"), "{card}");
    bot.clicks(ANA, &started, "Run Renewal beside it").await;
    assert_eq!(
        bot.asks("select string_agg(playbook, ' ' order by playbook) from playbook_runs").await,
        "red_account_rescue renewal"
    );
    // A third play finds the renewal at work.
    loads(&bot, &welcome("  - on: phase growth\n")).await;
    let third = bot.says(ANA, GENERAL, "/csm play start welcome techcorp").await.words();
    assert!(!third.contains("beside it"), "{third}");
}

#[tokio::test]
async fn plays_of_which_slack_does_not_say_keep_nobody_waiting() {
    let mut bot = Bot::new().await;
    bot.may_be_refused();
    loads(&bot, &welcome("  - on: phase onboarding\n    start: itself\n")).await;
    bot.advance_to("2026-03-04T04:00:00Z").await;
    let org = neighbour(&bot).await;
    bot.does(&format!(
        "insert into accounts (org_id, id, external_id, name, arr_minor, currency, started_on, slack_channel_id, updated_at)
         values ({org}, {org}, 'theirs', 'Theirs', 100, 'USD', '2024-01-01', 'C0THEIRS01', now())"
    ))
    .await;
    bot.does(&format!(
        "insert into play_occasions (org_id, key, account_id, playbook, occasion, state, raised_at)
         select {org}, n::text, {org}, 'welcome', 'phase onboarding', 'starting', '2026-01-01' from generate_series(1, 60) n"
    ))
    .await;
    bot.brings_in(&newcomer("fresh", "Fresh Start", "2026-03-05", "p-ana")).await;
    bot.sleeps_until("2026-03-05T04:00:00Z");
    // What else of the neighbour's fails is theirs.
    let _ = bot.tries_due_jobs().await;
    let _ = bot.tries_due_jobs().await;
    assert_eq!(bot.asks(RUNS).await, "Fresh Start welcome phase onboarding true");
    assert_eq!(bot.asks("select count(*) from play_occasions where state = 'starting'").await, "60");
}
