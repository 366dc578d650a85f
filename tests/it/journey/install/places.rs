//! An organisation with several workspaces: people hear in their own, whoever makes the bot say something.

use serde_json::json;
use steward::standin::seed::{Person, Seed};
use steward::standin::{Fault, FaultKind};

use super::browser::Browser;
use crate::bot::town::{ANA, GENERAL, MO, SECOND_TEAM, TEAM_ID, TECHCORP_CHANNEL, not_installed};
use crate::bot::{Bot, NOW, book};

/// Ana is of the second workspace, everybody else of the first.
async fn with_two() -> Bot {
    let seed = not_installed();
    let of_second = |person: Person| Person { team_id: Some(SECOND_TEAM.into()), ..person };
    let of = |person: Person| if person.id == ANA { of_second(person) } else { person };
    let bot =
        Bot::in_town(NOW, &book::usual(), Seed { people: seed.people.into_iter().map(of).collect(), ..seed }).await;
    for place in [TEAM_ID, SECOND_TEAM] {
        assert_eq!(Browser::new(&bot).installs(place, MO).await.0, 200, "{place}");
    }
    bot.reminds_nobody().await;
    bot.runs_due_jobs().await;
    bot
}

/// By which workspaces' tokens somebody was written to since.
fn teams(bot: &Bot, user: &str, since: usize) -> Vec<String> {
    bot.posts(&bot.dm(user)).into_iter().skip(since).map(|entry| entry.team).collect()
}

#[tokio::test]
async fn a_leader_of_another_workspace_reaches_people_in_theirs() {
    let bot = with_two().await;
    let before = bot.posts(&bot.dm(ANA)).len();
    let week = bot.says(MO, GENERAL, "/csm digest weekly now").await;
    let list = bot.clicks(MO, &week, "Ask for a plan…").await;
    bot.clicks(MO, &list, "Ask for a plan").await;
    bot.runs_due_jobs().await;
    assert_eq!(teams(&bot, ANA, before), [SECOND_TEAM]);
}

#[tokio::test]
async fn the_end_of_a_channel_is_told_to_people_in_theirs() {
    let bot = with_two().await;
    bot.says(MO, TECHCORP_CHANNEL, "/csm play start rescue techcorp").await;
    bot.says(MO, TECHCORP_CHANNEL, "/csm subscribe renewals").await;
    bot.runs_due_jobs().await;
    let before = (bot.posts(&bot.dm(ANA)).len(), bot.posts(&bot.dm(MO)).len());
    bot.slack.archive_channel(TECHCORP_CHANNEL, MO).await.unwrap();
    bot.reads_letters().await;
    bot.runs_due_jobs().await;
    assert_eq!(teams(&bot, ANA, before.0), [SECOND_TEAM, SECOND_TEAM], "the letter, and the step");
    assert_eq!(teams(&bot, MO, before.1), [TEAM_ID]);
}

#[tokio::test]
async fn the_prompts_of_a_play_reach_people_in_theirs() {
    let bot = with_two().await;
    let before = bot.posts(&bot.dm(ANA)).len();
    bot.says(MO, GENERAL, "/csm play start rescue globex").await;
    bot.runs_due_jobs().await;
    assert_eq!(teams(&bot, ANA, before), [SECOND_TEAM]);
}

#[tokio::test]
async fn what_is_said_under_a_prompt_goes_where_the_prompt_stands() {
    let bot = with_two().await;
    bot.says(MO, GENERAL, "/csm play start rescue globex").await;
    bot.runs_due_jobs().await;
    let before = bot.posts(&bot.dm(ANA)).len();
    bot.does("drop trigger no_reminder on run_steps").await;
    bot.does("update run_steps set remind_at = '2026-03-02T08:00:00Z' where state = 'due'").await;
    // Her workspace is learnt anew meanwhile: the thread stays where it is.
    bot.does("update person_settings set installation_id = null").await;
    bot.sleeps_until("2026-03-02T13:30:00Z");
    bot.runs_due_jobs().await;
    assert_eq!(teams(&bot, ANA, before), [SECOND_TEAM]);
    let reminder =
        "select p.external_id from cards c left join people p on p.id = c.reader_id where c.subject like 'remind:%'";
    assert_eq!(bot.asks(reminder).await, "p-ana", "in her language, not the channels'");
}

#[tokio::test]
async fn a_token_that_is_not_good_now_says_nothing_of_whose_workspace_somebody_is() {
    let mut bot = with_two().await;
    bot.may_be_refused();
    let forget = "update person_settings s set installation_id = null, slack_asked_at = null
        from people p where p.id = s.person_id and p.external_id = 'p-ana'";
    bot.does(forget).await;
    let expired = FaultKind::RejectError { code: "token_expired".into() };
    bot.slack.script(Fault::new("users.info", expired).times(2));
    let _ = bot.tries_due_jobs().await;
    assert_eq!(bot.slack.n_faults_left(), 0, "both workspaces were asked");
    let known = "select t.team_id from person_settings s join people p on p.id = s.person_id
        left join installations t on t.id = s.installation_id where p.external_id = 'p-ana'";
    assert_eq!(bot.asks(known).await, "");
    // That she moved to another zone does not say in which workspace she is.
    let event = json!({ "type": "user_change", "user": { "id": ANA, "tz": "Europe/Paris" } });
    assert_eq!(super::tells(&bot, "Ev1", &event, (Some(TEAM_ID), None)).await, 200);
    bot.reads_letters().await;
    bot.sleeps_until("2026-03-02T10:30:00Z");
    let _ = bot.tries_due_jobs().await;
    assert_eq!(bot.asks(known).await, SECOND_TEAM);
}
