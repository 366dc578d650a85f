//! The bot comes into a workspace through a browser, speaks there with that workspace's token, and leaves again.

mod browser;
mod places;
mod repairs;

use std::collections::BTreeSet;

use chrono::TimeDelta;
use serde_json::{Value, json};
use steward::domain::ids::OrgId;
use steward::operations::installs::{self, Line};
use steward::operations::vault::Vault;
use steward::standin::seed::Seed;
use url::Url;

use self::browser::Browser;
use super::doors::{headers, now};
use crate::bot::town::{
    ANA, BOT_USER, GENERAL, GRID, MO, SECOND_TEAM, SIGNING_SECRET, TEAM_CHANNEL, TEAM_ID, not_installed,
};
use crate::bot::{Bot, NOW, VAULT_KEY, book};

const STANDING: &str =
    "select coalesce(team_id, enterprise_id), coalesce(closed_why, 'open') as stands from installations order by 1";

async fn ready() -> Bot {
    Bot::in_town(NOW, &book::usual(), not_installed()).await
}

async fn installed() -> Bot {
    let bot = ready().await;
    let (status, page) = Browser::new(&bot).installs(TEAM_ID, ANA).await;
    assert_eq!(status, 200, "{page}");
    bot
}

#[tokio::test]
async fn somebody_installs_it_and_is_the_first_admin() {
    let bot = ready().await;
    assert!(bot.says(ANA, GENERAL, "/csm acme").await.line().starts_with("Sorry"), "nobody installed it yet");
    bot.does("update people set role = 'csm', slack_user_id = null").await;
    let (status, page) = Browser::new(&bot).installs(TEAM_ID, ANA).await;
    assert_eq!(status, 200, "{page}");
    assert!(page.contains("<h1>Steward is installed in Test</h1>") && !page.contains("Start again"), "{page}");
    assert!(page.contains("You are its first admin"), "{page}");
    assert!(bot.says(ANA, GENERAL, "/csm acme").await.line().starts_with("Acme"));
    assert_eq!(bot.asks(STANDING).await, format!("{TEAM_ID} open"));
    assert_eq!(bot.asks("select slack_user_id from people where role = 'admin'").await, ANA);
    let deed = "select verb, detail ->> 'became_admin' from audit where verb like 'installation.%'";
    assert_eq!(bot.asks(deed).await, "installation.install true");
    // Nothing of the token stands in the database as it is.
    assert_eq!(bot.asks("select count(*) from installation_tokens where bot ~ '^1:[0-9a-f]{8}:[0-9a-f]+$'").await, "1");

    // The next one to install it is no admin by that.
    let (status, _) = Browser::new(&bot).installs(SECOND_TEAM, MO).await;
    assert_eq!(status, 200);
    assert_eq!(bot.asks("select slack_user_id from people where role = 'admin'").await, ANA);
}

#[tokio::test]
async fn what_comes_back_must_have_been_begun_in_this_browser_just_now_and_once() {
    let bot = ready().await;
    let ends = |page: &(u16, String)| (page.0, page.1.contains("cannot be finished"));
    let refused = (400, true);

    let thief = Browser::new(&bot).starts().await;
    let victim = Browser::new(&bot).starts().await;
    let granted = victim.decides(TEAM_ID, ANA, "allow").await;
    assert_eq!(ends(&thief.returns(&granted).await), refused, "another browser's");
    let state = granted.query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();
    for forged in forgeries(&state) {
        let back = Url::parse(&granted.as_str().replace(&state, &forged)).unwrap();
        assert_eq!(ends(&victim.returns(&back).await), refused, "{forged}");
    }
    assert_eq!(victim.returns(&granted).await.0, 200, "none of that has spent it");
    assert_eq!(ends(&victim.returns(&granted).await), refused, "a second time");

    let late = Browser::new(&bot).starts().await;
    let granted = late.decides(TEAM_ID, ANA, "allow").await;
    bot.app.clock.move_to(bot.app.clock.now() + TimeDelta::seconds(601));
    assert_eq!(ends(&late.returns(&granted).await), refused, "ten minutes are over");

    let nobody = Browser::new(&bot);
    for query in
        ["", "?code=1", "?code=1&state=", "?state=x", "?state=%00%ff", &format!("?state={}", "x".repeat(5_000))]
    {
        let url = bot.url.join(&format!("slack/oauth/callback{query}")).unwrap();
        assert_eq!(ends(&nobody.returns(&url).await), refused, "{query}");
    }
    assert_eq!(bot.asks(STANDING).await, format!("{TEAM_ID} open"));
}

#[tokio::test]
async fn whoever_says_no_or_may_not_is_told_what_to_do() {
    let mut bot = ready().await;
    let asked = Browser::new(&bot).starts().await;
    let back = asked.decides(TEAM_ID, ANA, "deny").await;
    let (status, page) = asked.returns(&back).await;
    assert_eq!(status, 200);
    assert!(page.contains("Nothing was installed") && page.contains("Start again"), "{page}");

    let (status, page) = Browser::new(&bot).installs("T0OTHERS01", ANA).await;
    assert_eq!(status, 403);
    assert!(page.contains("This workspace may not install Steward"), "{page}");

    // A code that Slack does not know, with everything else right.
    bot.may_be_refused();
    let asked = Browser::new(&bot).starts().await;
    let mut back = asked.decides(TEAM_ID, ANA, "allow").await;
    let query = back.query().unwrap().replacen("code=", "code=0", 1);
    back.set_query(Some(&query));
    let (status, page) = asked.returns(&back).await;
    assert_eq!(status, 400);
    assert!(page.contains("Slack did not confirm"), "{page}");

    assert_eq!(
        bot.asks("select (select count(*) from installations), (select count(*) from installation_tokens)").await,
        "0 0"
    );
    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    for page in ["slack/install", "slack/oauth/callback"] {
        let answer = http.get(bot.url.join(page).unwrap()).send().await.unwrap();
        assert_eq!(answer.headers()["cache-control"], "no-store", "{page}");
    }
}

#[tokio::test]
async fn several_workspaces_each_hear_by_their_own_token() {
    let bot = installed().await;
    for place in [SECOND_TEAM, GRID] {
        assert_eq!(Browser::new(&bot).installs(place, ANA).await.0, 200, "{place}");
    }
    assert_eq!(bot.asks(STANDING).await, format!("{GRID} open\n{SECOND_TEAM} open\n{TEAM_ID} open"));
    bot.says(ANA, GENERAL, &format!("<@{BOT_USER}> acme")).await;
    mentions(&bot, ("Ev2", "7.1"), Some(SECOND_TEAM), None).await;
    mentions(&bot, ("Ev3", "7.2"), Some("T0OFGRID01"), Some(GRID)).await;
    mentions(&bot, ("Ev4", "7.3"), Some("T0OTHERS01"), None).await;
    bot.reads_letters().await;
    let teams: Vec<String> = bot.slack.journal().into_iter().map(|entry| entry.team).collect();
    assert_eq!(teams, [TEAM_ID, SECOND_TEAM, GRID]);
}

#[tokio::test]
async fn where_it_is_removed_posts_are_held_and_timetables_wait() {
    let mut bot = installed().await;
    bot.may_be_refused();
    bot.hears_daily().await;
    bot.says(ANA, GENERAL, "/csm play start rescue techcorp").await;
    assert_eq!(bot.asks("select count(*) from outbox where state = 'pending'").await, "1");
    bot.slack.uninstall(TEAM_ID).await.unwrap();
    bot.reads_letters().await;
    // Slack tells of both, and whichever comes first is the reason.
    assert_eq!(bot.asks(STANDING).await, format!("{TEAM_ID} revoked"));
    assert_eq!(bot.asks("select count(*) from installation_tokens").await, "0");
    let held = "select state, error from outbox";
    assert_eq!(bot.asks(held).await, "held the app is not installed there any more");
    assert!(bot.says(ANA, GENERAL, "/csm acme").await.line().starts_with("Sorry"));
    let n_before = bot.slack.journal().iter().filter(|entry| entry.method.starts_with("chat.")).count();
    bot.advance(TimeDelta::days(2)).await;
    let n_after = bot.slack.journal().iter().filter(|entry| entry.method.starts_with("chat.")).count();
    assert_eq!(n_before, n_after, "nothing is said to a workspace that removed the bot");
    assert_eq!(bot.asks("select count(*) from schedule_fires").await, "0", "no digest is counted as told");

    assert_eq!(Browser::new(&bot).installs(TEAM_ID, ANA).await.0, 200);
    assert_eq!(bot.asks(STANDING).await, format!("{TEAM_ID} open"));
    bot.advance(TimeDelta::days(1)).await;
    let outcomes = "select distinct outcome from schedule_fires f join schedules s on s.id = f.schedule_id
        where s.channel_id is not null order by 1";
    // Tuesday's is missed, Wednesday's comes within its two hours, Thursday's in time.
    assert_eq!(bot.asks(outcomes).await, "late\nmissed\nposted");
    assert!(2 <= bot.posts(TEAM_CHANNEL).len());
    let told = "select count(*) from cards where notice ->> 'kind' = 'held' and ts is not null";
    assert_ne!(bot.asks(told).await, "0", "now that they can be told, people hear of what is held");
}

#[tokio::test]
async fn an_end_that_slack_never_told_of_is_seen_on_a_call_and_an_old_word_ends_nothing() {
    let seed = not_installed();
    let deaf = Seed { app: steward::standin::seed::App { events: vec!["user_change".into()], ..seed.app }, ..seed };
    let mut bot = Bot::in_town(NOW, &book::usual(), deaf).await;
    bot.may_be_refused();
    assert_eq!(Browser::new(&bot).installs(TEAM_ID, ANA).await.0, 200);

    // An event of an earlier end, that comes late.
    let late = json!({ "type": "app_uninstalled" });
    assert_eq!(tells(&bot, "Ev1", &late, (Some(TEAM_ID), None)).await, 200);
    bot.reads_letters().await;
    assert_eq!(bot.asks(STANDING).await, format!("{TEAM_ID} open"), "its token is good");

    bot.says(ANA, GENERAL, "/csm play start rescue techcorp").await;
    bot.slack.uninstall(TEAM_ID).await.unwrap();
    bot.runs_due_jobs().await;
    assert_eq!(bot.asks(STANDING).await, format!("{TEAM_ID} revoked"));
    assert_eq!(bot.asks("select state from outbox").await, "held");
    assert_eq!(bot.runs_due_jobs().await, 0, "and nothing is tried again");
}

#[tokio::test]
async fn tokens_that_end_are_refreshed_before_they_do_by_one_replica() {
    let town = not_installed();
    let rotating = Seed { app: steward::standin::seed::App { token_rotation: true, ..town.app }, ..town };
    let bot = Bot::in_town(NOW, &book::usual(), rotating).await;
    assert_eq!(Browser::new(&bot).installs(TEAM_ID, ANA).await.0, 200);
    let token = "select bot || refresh from installation_tokens";
    let mut pairs = BTreeSet::from([bot.asks(token).await]);
    // Thrice past the end of what it began with: every call on the way must find a good one.
    for _ in 0..4 {
        bot.advance(TimeDelta::hours(10)).await;
        pairs.insert(bot.asks(token).await);
        assert!(bot.says(ANA, GENERAL, &format!("<@{BOT_USER}> acme")).await.line().starts_with("Acme"));
    }
    assert_eq!(pairs.len(), 5, "each pair is spent once");
    assert_eq!(
        bot.asks(
            "select count(*) from installation_tokens where refresh ~ '^1:[0-9a-f]{8}:' and expires_at is not null"
        )
        .await,
        "1"
    );

    // Two replicas at the same moment: Slack would refuse the second, and what it said must not harm.
    bot.does("update installation_tokens set refresh_at = expires_at - interval '40000 s'").await;
    let other = bot.other_worker().await;
    let (here, there) = tokio::join!(bot.tries_due_jobs(), other.run_due());
    assert!(1 <= here.unwrap() + there.unwrap());
    assert!(pairs.insert(bot.asks(token).await));
    assert!(bot.says(ANA, GENERAL, &format!("<@{BOT_USER}> acme")).await.line().starts_with("Acme"));
}

#[tokio::test]
async fn the_key_of_the_tokens_can_be_replaced() {
    let bot = installed().await;
    let new = *b"another key of the test, 32 long";
    let with = |keys: Vec<&[u8; 32]>| bot.app.clone().with_vault(Vault::new(keys));
    let (both, only_new) = (with(vec![&new, &VAULT_KEY]), with(vec![&new]));
    let id = installs::at(&bot.app, (Some(TEAM_ID), None)).await.unwrap().unwrap().id;
    let refused = installs::line(&only_new, OrgId::DEFAULT, id).await.unwrap_err();
    assert!(refused.to_string().contains("no key of STEWARD_SECRET_KEY"), "{refused}");
    for (n_done, why) in [(1, "it is still under the old key"), (0, "once is enough")] {
        let resealed = installs::reseal(&both, OrgId::DEFAULT).await.unwrap();
        assert_eq!((resealed.n_done, resealed.left.len()), (n_done, 0), "{why}");
    }
    assert!(matches!(installs::line(&only_new, OrgId::DEFAULT, id).await.unwrap(), Line::Token(..)));
}

/// The parts of a state: nonce, end and signature.
fn forgeries(state: &str) -> [String; 5] {
    let parts: Vec<&str> = state.split('.').collect();
    let [nonce, ends, signature] = parts[..] else { panic!("{state}") };
    [
        format!("0{nonce}.{ends}.{signature}"),
        format!("{nonce}.9{ends}.{signature}"),
        format!("{nonce}.{ends}.{}", "0".repeat(signature.len())),
        format!("{nonce}.{ends}."),
        format!("{nonce}.{ends}"),
    ]
}

async fn mentions(bot: &Bot, (id, ts): (&str, &str), team: Option<&str>, enterprise: Option<&str>) {
    let said = json!({
        "type": "app_mention", "channel": GENERAL, "channel_type": "channel", "user": ANA, "ts": ts,
        "text": format!("<@{BOT_USER}> acme"), "team": team,
    });
    assert_eq!(tells(bot, id, &said, (team, enterprise)).await, 200);
}

async fn tells(bot: &Bot, id: &str, event: &Value, (team, enterprise): (Option<&str>, Option<&str>)) -> u16 {
    let body = json!({
        "type": "event_callback", "event_id": id, "event_time": now(), "team_id": team, "api_app_id": "A1", "event": event,
        "authorizations": [{
            "team_id": team, "enterprise_id": enterprise, "user_id": BOT_USER, "is_bot": true,
            "is_enterprise_install": enterprise.is_some(),
        }],
    });
    let body = body.to_string().into_bytes();
    bot.knocks("slack/events", &headers(SIGNING_SECRET, now(), &body), body).await.status
}
