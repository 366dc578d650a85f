//! A leader's week: asked for, and by the clock.

use steward::domain::ids::OrgId;
use steward::operations::snapshot;

use crate::bot::Bot;
use crate::bot::town::{ANA, GENERAL, MO, TEAM_CHANNEL};

#[tokio::test]
async fn a_leader_reads_the_week_and_a_csm_does_not() {
    let bot = Bot::new().await;
    snapshot::take(&bot.app, OrgId::DEFAULT).await.unwrap();
    bot.says(ANA, GENERAL, "/csm play start rescue techcorp").await;
    insta::assert_snapshot!(bot.says(MO, GENERAL, "/csm digest weekly now").await.words(), @"");
    let refused = bot.says(ANA, GENERAL, "/csm digest weekly now").await.words();
    assert!(refused.contains("manager"), "{refused}");
}

#[tokio::test]
async fn a_teams_channel_hears_it_once_a_week() {
    let bot = Bot::new().await;
    let set = bot.says(MO, TEAM_CHANNEL, "/csm digest weekly team:emea here mon 8:30").await;
    insta::assert_snapshot!(set.words(), @"");
    assert_eq!(bot.asks("select kind, team, expression from schedules").await, "weekly emea 30 8 * * 1");
    bot.advance_to("2026-03-09T08:29:00Z").await;
    assert_eq!(bot.posts(TEAM_CHANNEL).len(), 0);
    bot.advance_to("2026-03-09T08:30:00Z").await;
    bot.other_worker().await.run_due().await.unwrap();
    assert_eq!(bot.posts(TEAM_CHANNEL).len(), 1);
    let week = bot.newest(TEAM_CHANNEL, MO);
    insta::assert_snapshot!(week.words(), @"");
    let plays = bot.clicks(MO, &week, "Plays").await.words();
    assert!(plays.contains("Plays: "), "{plays}");
    bot.advance_to("2026-03-10T09:00:00Z").await;
    assert_eq!(bot.posts(TEAM_CHANNEL).len(), 1);
    bot.says(MO, TEAM_CHANNEL, "/csm digest weekly off here").await;
    bot.advance_to("2026-03-16T09:00:00Z").await;
    assert_eq!(bot.posts(TEAM_CHANNEL).len(), 1);
}

#[tokio::test]
async fn a_team_that_nobody_is_of_and_an_unclear_hour_are_told() {
    let bot = Bot::new().await;
    for (typed, says) in [
        ("/csm digest weekly team:nowhere mon 8:30", "nowhere"),
        ("/csm digest weekly", "weekday"),
        ("/csm digest weekly mon 8:30 to leads", "a channel"),
    ] {
        let told = bot.says(MO, GENERAL, typed).await.words();
        assert!(told.contains(says), "{typed}: {told}");
    }
    assert_eq!(bot.asks("select count(*) from schedules").await, "0");
}
