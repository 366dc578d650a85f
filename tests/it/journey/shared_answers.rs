//! Showing an answer to others: a score explained, a plan, a renewal, a page of renewals. Who would see it is said before,
//! it is shown as its asker sees it, and guests read neither money nor names.

use crate::bot::Bot;
use crate::bot::town::{ANA, BOTLESS_CHANNEL, GUEST, GUEST_CHANNEL, MO, SHARED_CHANNEL, TEAM_CHANNEL};

const ANSWERS: [&str; 3] = ["/csm why techcorp", "/csm forecast techcorp", "/csm renewals 365d"];

#[tokio::test]
async fn an_answer_is_shared_once_and_says_with_whom() {
    let bot = Bot::new().await;
    for (n, line) in ANSWERS.into_iter().enumerate() {
        let answer = bot.says(ANA, TEAM_CHANNEL, line).await;
        let asked = bot.clicks(ANA, &answer, "Share…").await;
        assert!(asked.words().contains("Everybody in #"), "{line}: {}", asked.words());
        bot.runs_due_jobs().await;
        assert_eq!(bot.posts(TEAM_CHANNEL).len(), n, "a question shares nothing");
        let told = bot.clicks(ANA, &asked, "Share").await;
        assert!(told.line().contains("is on its way to"), "{line}: {}", told.words());
        bot.runs_due_jobs().await;
        bot.runs_due_jobs().await;
        assert_eq!(bot.posts(TEAM_CHANNEL).len(), n + 1, "{line}");
        let shared = bot.newest(TEAM_CHANNEL, MO);
        insta::assert_snapshot!(shared.words());
        let closer = shared.actions().into_iter().next().expect("a way to look closer").0;
        let mine = bot.clicks(MO, &shared, &closer).await;
        assert_eq!(mine.only()["is_ephemeral"], true, "{closer}");
    }
    assert_eq!(bot.asks("select count(*) from audit where verb = 'answer.share'").await, "3");
}

#[tokio::test]
async fn a_plan_is_shared_too() {
    let bot = Bot::new().await;
    super::qbr::with_plan(&bot).await;
    let plan = bot.says(ANA, TEAM_CHANNEL, "/csm plan techcorp").await;
    bot.shares(ANA, &plan).await;
    bot.runs_due_jobs().await;
    insta::assert_snapshot!(bot.newest(TEAM_CHANNEL, MO).words());
    let plan = bot.says(ANA, GUEST_CHANNEL, "/csm plan techcorp").await;
    bot.shares(ANA, &plan).await;
    bot.runs_due_jobs().await;
    let before_guests = bot.newest(GUEST_CHANNEL, GUEST).words();
    assert_eq!(super::guests::leaks(&before_guests), Vec::<&str>::new(), "{before_guests}");
}

#[tokio::test]
async fn guests_read_neither_money_nor_names() {
    let bot = Bot::new().await;
    bot.says(ANA, TEAM_CHANNEL, "/csm forecast techcorp likely 40k because Dana Reyes asked for $5k off").await;
    for line in ANSWERS {
        let answer = bot.says(ANA, GUEST_CHANNEL, line).await;
        bot.shares(ANA, &answer).await;
        bot.runs_due_jobs().await;
        let shown = bot.newest(GUEST_CHANNEL, GUEST).words();
        assert!(shown.contains("Shared by Ana Ruiz"), "{line}: {shown}");
        assert_eq!(super::guests::leaks(&shown), Vec::<&str>::new(), "{line}: {shown}");
    }
}

#[tokio::test]
async fn where_others_are_not_or_must_not_read_nothing_is_shared() {
    let bot = Bot::new().await;
    for line in ANSWERS {
        let alone = bot.says(ANA, &bot.dm(ANA), line.trim_start_matches("/csm ")).await;
        assert!(!alone.words().contains("Share"), "{}", alone.words());
        let answer = bot.says(ANA, SHARED_CHANNEL, line).await;
        let refused = bot.clicks(ANA, &answer, "Share…").await;
        assert!(refused.line().starts_with("There are people of other companies"), "{}", refused.words());
        let answer = bot.says(ANA, BOTLESS_CHANNEL, line).await;
        let refused = bot.clicks(ANA, &answer, "Share…").await;
        assert!(refused.line().starts_with("I cannot post in"), "{}", refused.words());
    }
    bot.runs_due_jobs().await;
    assert_eq!(bot.asks("select count(*) from audit where verb = 'answer.share'").await, "0");
}
