//! Channels that hear of something because somebody subscribed them: set, told, never told twice, ended.

use chrono::TimeDelta;
use serde_json::{Value, json};
use steward::standin::seed::Channel;

use super::signals::on_the_eve;
use crate::bot::Bot;
use crate::bot::answers::text;
use crate::bot::book::{self, Files};
use crate::bot::town::{
    ANA, BO, BOTLESS_CHANNEL, GENERAL, GUEST_CHANNEL, MO, PRIVATE_CHANNEL, SHARED_CHANNEL, TEAM_CHANNEL,
    TECHCORP_CHANNEL, VIC,
};

const STANDING: &str =
    "select number, topic, filter from subscriptions where ended_at is null order by channel_id, number";
const DEEDS: &str =
    "select verb, subject, detail ->> 'number' as n from audit where verb like 'subscription%' order by id";
const RED: &str = "2026-02-26T03:00:00Z";

fn choice(topic: &str) -> Value {
    json!({ "type": "static_select", "selected_option": { "text": { "type": "plain_text", "text": topic }, "value": topic } })
}

#[tokio::test]
async fn a_channel_is_subscribed_shown_and_unsubscribed() {
    let bot = Bot::new().await;
    bot.hears_daily().await;
    let set = bot.says(ANA, TEAM_CHANNEL, "/csm subscribe signals health:red team:EMEA signal:t4 arr:>10k").await;
    insta::assert_snapshot!(set.words());
    assert_eq!(
        bot.asks(STANDING).await,
        r#"1 signals {"team": "emea", "bands": ["red"], "kinds": ["critical_ticket"], "arr_above": 10000}"#
    );
    let again = bot.says(MO, TEAM_CHANNEL, "/csm subscribe signals arr:>10k signal:t4 team:emea health:red").await;
    insta::assert_snapshot!(again.line(), @"This channel hears of just that already, as number 1. Nothing was changed.");
    bot.says(MO, TEAM_CHANNEL, "/csm subscribe plays owner:@ana").await;
    bot.says(MO, TEAM_CHANNEL, "/csm digest weekly here mon 8:30").await;
    let list = bot.says(MO, TEAM_CHANNEL, "/csm subscriptions").await;
    insta::assert_snapshot!(list.words());
    let mine = bot.says(MO, &bot.dm(MO), "subscriptions").await;
    insta::assert_snapshot!(mine.words());
    let ended = bot.says(ANA, TEAM_CHANNEL, "/csm unsubscribe 1").await;
    assert!(ended.line().starts_with("Subscription 1 is removed. 3 things are posted in"), "{}", ended.line());
    let none = bot.says(ANA, TEAM_CHANNEL, "/csm unsubscribe signals").await;
    assert!(none.line().starts_with("There is no such subscription here"), "{}", none.line());
    // The list's buttons do the same, and a number is never given twice.
    let list = bot.clicks(MO, &list, "Remove").await;
    assert!(list.line().starts_with("There is no such subscription here"), "the first row is gone: {}", list.line());
    bot.says(ANA, TEAM_CHANNEL, "/csm subscribe feedback").await;
    assert_eq!(bot.asks("select string_agg(number::text, ' ' order by number) from subscriptions").await, "1 2 3");
    let list = bot.says(ANA, TEAM_CHANNEL, "/csm subscriptions").await;
    let list = bot.clicks(ANA, &list, "Remove").await;
    assert!(list.line().starts_with("Subscription 2 is removed."), "{}", list.line());
    assert_eq!(
        bot.asks(DEEDS).await,
        format!(
            "subscription.set channel:{TEAM_CHANNEL} 1\nsubscription.set channel:{TEAM_CHANNEL} 2\n\
             subscription.end channel:{TEAM_CHANNEL} 1\nsubscription.set channel:{TEAM_CHANNEL} 3\n\
             subscription.end channel:{TEAM_CHANNEL} 2"
        )
    );
}

#[tokio::test]
async fn a_timetable_is_removed_from_the_list() {
    let bot = Bot::new().await;
    bot.hears_daily().await;
    let list = bot.says(ANA, TEAM_CHANNEL, "/csm subscriptions").await;
    assert!(list.words().contains("*Daily digest* · team emea"), "{}", list.words());
    let list = bot.clicks(ANA, &list, "Remove").await;
    assert!(list.line().starts_with("Daily digest is removed. Nothing is posted in"), "{}", list.line());
    let left = format!("select count(*) from schedules where active and channel_id = '{TEAM_CHANNEL}'");
    assert_eq!(bot.asks(&left).await, "0");
}

#[tokio::test]
async fn who_may_not_subscribes_nothing() {
    let bot = Bot::new().await;
    let told = async |user, channel: &str, line: &str| bot.says(user, channel, line).await.line();
    insta::assert_snapshot!(
        told(VIC, GENERAL, "/csm subscribe signals").await,
        @"That is for customer success managers and up here, so nothing was done. Whoever runs the bot can change your role."
    );
    insta::assert_snapshot!(
        told(ANA, SHARED_CHANNEL, "/csm subscribe signals").await,
        @"There are people of other companies in this channel, so nothing about accounts is shown here. Ask me in a direct message."
    );
    insta::assert_snapshot!(told(ANA, BOTLESS_CHANNEL, "/csm subscribe signals").await);
    insta::assert_snapshot!(told(ANA, &bot.dm(ANA), "subscribe signals").await);
    insta::assert_snapshot!(told(ANA, GENERAL, "/csm subscribe signals team:apac").await);
    insta::assert_snapshot!(told(ANA, GENERAL, "/csm subscribe signals health:red health:green").await);
    insta::assert_snapshot!(told(ANA, GENERAL, "/csm subscribe signals arr:>50k arr:<10k").await);
    // A list that was shared by its button is no way round.
    bot.says(MO, TEAM_CHANNEL, "/csm subscribe signals").await;
    let mine = bot.says(MO, &bot.dm(MO), "subscriptions").await;
    assert!(mine.words().contains(TEAM_CHANNEL), "{}", mine.words());
    assert_eq!(bot.asks("select count(*) from subscriptions").await, "1");
    bot.does("update subscriptions set channel_id = 'C0PRIVATE1'").await;
    assert!(told(BO, GENERAL, "/csm unsubscribe 1").await.starts_with("There is no such subscription"));
    assert_eq!(bot.asks("select count(*) from subscriptions where ended_at is null").await, "1");
}

#[tokio::test]
async fn the_form_previews_and_says_what_is_wrong_with_a_filter() {
    let bot = Bot::new().await;
    let list = bot.says(ANA, PRIVATE_CHANNEL, "/csm subscriptions").await;
    bot.clicks(ANA, &list, "Add…").await;
    let answers = |filters: &str| vec![("topic", choice("renewals")), ("filters", text(filters))];
    insta::assert_snapshot!(bot.submits(ANA, &answers("health:pink")).await.expect("an error").to_string());
    insta::assert_snapshot!(bot.submits(ANA, &answers("team:apac")).await.expect("an error").to_string());
    assert_eq!(bot.submits(ANA, &answers("owner:@me")).await, None);
    insta::assert_snapshot!(bot.form_in_words(ANA));
    assert_eq!(bot.asks("select count(*) from subscriptions").await, "0", "it was a preview");
    assert_eq!(bot.submits(ANA, &[]).await, None);
    assert!(bot.form_in_words(ANA).contains("hears of *renewals"), "{}", bot.form_in_words(ANA));
    assert_eq!(bot.asks("select number, topic from subscriptions").await, "1 renewals");
}

#[tokio::test]
async fn a_signal_is_one_living_card_in_every_channel_that_hears_of_it() {
    let bot = on_the_eve().await;
    for (channel, line) in [
        (GENERAL, "subscribe signals health:red"),
        (GENERAL, "subscribe signals signal:t1"),
        (GENERAL, "subscribe bands"),
        (TEAM_CHANNEL, "subscribe signals"),
        (PRIVATE_CHANNEL, "subscribe bands"),
        (GUEST_CHANNEL, "subscribe signals owner:@me"),
        (TECHCORP_CHANNEL, "subscribe signals seg:tech"),
    ] {
        bot.says(ANA, channel, &format!("/csm {line}")).await;
    }
    bot.advance_to(RED).await;
    let n = |channel: &str| bot.posts(channel).len();
    let told = [GENERAL, TEAM_CHANNEL, PRIVATE_CHANNEL, GUEST_CHANNEL, TECHCORP_CHANNEL].map(n);
    assert_eq!(told, [1, 1, 1, 1, 0], "one each; the team's has it anyhow, TechCorp is not tech-touch");
    let copy = bot.newest(GENERAL, ANA);
    assert_eq!(copy.words(), bot.newest(TEAM_CHANNEL, ANA).words());
    insta::assert_snapshot!(bot.newest(PRIVATE_CHANNEL, ANA).words());
    let before_guests = bot.newest(GUEST_CHANNEL, ANA).words();
    assert!(!before_guests.contains('$'), "{before_guests}");
    // A click on the copy shows on every card.
    bot.clicks(ANA, &copy, "Claim").await;
    bot.runs_due_jobs().await;
    for channel in [GENERAL, TEAM_CHANNEL, GUEST_CHANNEL] {
        let words = bot.newest(channel, ANA).words();
        assert!(words.contains("laimed by"), "{channel}: {words}");
    }
    // Whatever runs again: nothing is said twice.
    bot.does("update news set told_at = null").await;
    bot.runs_due_jobs().await;
    let told = [GENERAL, TEAM_CHANNEL, PRIVATE_CHANNEL, GUEST_CHANNEL].map(|channel| bot.posts(channel).len());
    assert_eq!(told, [1, 1, 1, 1]);
}

#[tokio::test]
async fn what_happened_before_or_where_outsiders_read_is_not_told() {
    let bot = on_the_eve().await;
    bot.says(ANA, GENERAL, "/csm subscribe signals").await;
    bot.says(ANA, PRIVATE_CHANNEL, "/csm subscribe bands").await;
    bot.says(ANA, PRIVATE_CHANNEL, "/csm unsubscribe bands").await;
    bot.slack.change_channel(GENERAL, |channel| channel.is_ext_shared = true);
    bot.advance_to(RED).await;
    assert_eq!((bot.posts(GENERAL).len(), bot.posts(PRIVATE_CHANNEL).len()), (0, 0));
    bot.says(ANA, PRIVATE_CHANNEL, "/csm subscribe signals").await;
    bot.advance(TimeDelta::hours(2)).await;
    assert_eq!(bot.posts(PRIVATE_CHANNEL).len(), 0);
    assert_eq!(bot.asks("select count(*) from outbox where state = 'held'").await, "0");
}

#[tokio::test]
async fn alerts_are_limited_a_day_and_channel() {
    let bot = on_the_eve().await;
    bot.says(ANA, GENERAL, "/csm subscribe signals").await;
    // The night first: it would end what its rules do not see.
    bot.runs_due_jobs().await;
    bot.does("delete from signals").await;
    let owner = "select id from people where slack_user_id = 'U0ANA00001'";
    bot.does(&format!(
        "insert into signals (org_id, id, account_id, kind, opened_at, evidence, owner_id, announce_at)
         select a.org_id, gen_random_uuid(), a.id, kind, now(), s.evidence, ({owner}), '2026-02-25T08:00:00Z'
         from accounts a cross join unnest(array['t2', 't3', 't5', 't6', 't9', 't10', 't11']) kind
         cross join lateral (select jsonb_build_object('of', 'detractor', 'score', 2.0, 'answered_on', '2026-02-20', 'comment', '') as evidence) s
         on conflict do nothing"
    ))
    .await;
    bot.runs_due_jobs().await;
    let counted = "select count(*) filter (where posted), count(*) from news_posts";
    assert_eq!(bot.asks(counted).await, "5 7");
}

#[tokio::test]
async fn plays_and_feedback_are_told_where_somebody_hears_of_them() {
    let bot = Bot::new().await;
    bot.says(MO, GENERAL, "/csm subscribe plays").await;
    bot.says(MO, GENERAL, "/csm subscribe feedback").await;
    bot.says(MO, TECHCORP_CHANNEL, "/csm subscribe plays").await;
    let n_anyhow = bot.posts(TECHCORP_CHANNEL).len();
    bot.says(ANA, GENERAL, "/csm play start rescue techcorp").await;
    bot.runs_due_jobs().await;
    insta::assert_snapshot!(bot.newest(GENERAL, BO).words());
    assert_eq!(bot.posts(TECHCORP_CHANNEL).len(), n_anyhow + 1, "the prompt alone");
    bot.says(ANA, GENERAL, "/csm feedback techcorp theme:export the CSV stops at 10,000 rows").await;
    bot.runs_due_jobs().await;
    insta::assert_snapshot!(bot.newest(GENERAL, BO).words());
    bot.says(MO, GENERAL, "/csm play stop techcorp because they merge with Globex").await;
    bot.runs_due_jobs().await;
    let transcript = bot.transcript(GENERAL, BO);
    assert!(transcript.contains("was stopped"), "{transcript}");
    assert!(!transcript.contains("began on"), "its card says how it ended: {transcript}");
    assert_eq!(bot.posts(GENERAL).len(), 3);
}

#[tokio::test]
async fn renewals_are_told_when_they_come_near_and_when_they_slip() {
    let files: Files = book::usual();
    let bot = Bot::with("2026-03-02T09:00:00Z", &files).await;
    bot.says(MO, GENERAL, "/csm subscribe renewals").await;
    let ends = "select a.name from accounts a join contracts c on c.account_id = a.id where c.ends_on = ";
    bot.does("update contracts set ends_on = '2026-06-01' where account_id = (select id from accounts where name = 'TechCorp')").await;
    assert!(bot.asks(&format!("{ends}'2026-06-01'")).await.contains("TechCorp"));
    // On 3 March it is ninety days away.
    bot.advance_to("2026-03-03T03:05:00Z").await;
    insta::assert_snapshot!(bot.transcript(GENERAL, BO));
    let n = bot.posts(GENERAL).len();
    bot.advance_to("2026-03-04T03:05:00Z").await;
    assert_eq!(bot.posts(GENERAL).len(), n, "once");
    bot.says(ANA, TECHCORP_CHANNEL, "/csm forecast commit 45k because Kim said so").await;
    bot.advance_to("2026-03-09T03:05:00Z").await;
    let set = bot.says(ANA, TECHCORP_CHANNEL, "/csm forecast at-risk 30k because Kim left").await;
    assert!(set.words().contains("at risk"), "{}", set.words());
    bot.advance_to("2026-03-16T03:05:00Z").await;
    let transcript = bot.transcript(GENERAL, BO);
    assert!(transcript.contains("TechCorp: its renewal slipped since 9 Mar"), "{transcript}");
    assert!(transcript.contains("commit → at risk"), "{transcript}");
}

#[tokio::test]
async fn what_somebody_else_ended_first_is_not_theirs_too() {
    let bot = Bot::new().await;
    bot.says(ANA, GENERAL, "/csm subscribe signals health:red").await;
    bot.says(ANA, GENERAL, "/csm subscribe signals health:green").await;
    // The second one is ended by another between the look and the deed.
    bot.does(
        "create function too_late() returns trigger language plpgsql as
           'begin if new.number = 2 then return null; end if; return new; end'",
    )
    .await;
    bot.does("create trigger too_late before update on subscriptions for each row execute function too_late()").await;
    let ended = bot.says(MO, GENERAL, "/csm unsubscribe signals").await.line();
    assert!(ended.starts_with("Subscription 1 is removed."), "{ended}");
    let deeds = "select detail ->> 'number' as n from audit where verb = 'subscription.end'";
    assert_eq!(bot.asks(deeds).await, "1");
}

/// More people than can be read through.
fn crowd(channel: &mut Channel) {
    channel.members.extend((0..50_001).map(|n| format!("U0CROWD{n:05}")));
}

#[tokio::test]
async fn in_a_channel_that_is_too_large_to_read_nobody_is_taken_to_be() {
    let bot = Bot::new().await;
    bot.says(MO, PRIVATE_CHANNEL, "/csm subscribe signals").await;
    bot.slack.change_channel(GENERAL, crowd);
    let told = bot.says(ANA, GENERAL, "/csm subscribe signals").await.line();
    insta::assert_snapshot!(told, @"<#C0GENERAL1> has more people than I can look through, so I cannot see that you are in it, and nothing was changed. Choose a smaller channel. Whoever set something up there, and managers, remove it in `/csm subscriptions`.");
    // Who set it, or leads, ends it there all the same.
    bot.does(&format!("update subscriptions set channel_id = '{GENERAL}'")).await;
    let told = bot.says(BO, GENERAL, "/csm unsubscribe 1").await.line();
    insta::assert_snapshot!(told, @"<#C0GENERAL1> has more people than I can look through, so I cannot see that you are in it, and nothing was changed. Choose a smaller channel. Whoever set something up there, and managers, remove it in `/csm subscriptions`.");
    assert_eq!(bot.asks("select count(*) from subscriptions where ended_at is null").await, "1");
    let list = bot.says(MO, GENERAL, "/csm subscriptions").await;
    let ended = bot.clicks(MO, &list, "Remove").await.line();
    assert!(ended.starts_with("Subscription 1 is removed."), "{ended}");
}
