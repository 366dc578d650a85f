//! What went wrong around tokens once, and must not again.

use std::time::Duration;

use chrono::TimeDelta;
use secrecy::ExposeSecret;
use sqlx::Executor;
use steward::domain::ids::{InstallationId, OrgId};
use steward::operations::installs::{self, End, Grant, Line, Pair, Workspace};
use steward::operations::setup;
use steward::operations::vault::Vault;
use steward::standin::seed::{App, Seed};

use super::browser::Browser;
use super::{STANDING, installed, ready};
use crate::bot::town::{ANA, BOT_USER, GENERAL, MO, SECOND_TEAM, STRANGER, TEAM_ID, not_installed};
use crate::bot::{Bot, NOW, VAULT_KEY, book};

const ORG: OrgId = OrgId::DEFAULT;
const IS_DUE: &str = "update installation_tokens set refresh_at = expires_at - interval '43200 s', lease_until = null";

/// With tokens that end.
async fn rotating() -> Bot {
    let seed = not_installed();
    let seed = Seed { app: App { token_rotation: true, ..seed.app }, ..seed };
    let bot = Bot::in_town(NOW, &book::usual(), seed).await;
    assert_eq!(Browser::new(&bot).installs(TEAM_ID, ANA).await.0, 200);
    bot
}

async fn id_of(bot: &Bot, team: &str) -> InstallationId {
    installs::at(&bot.app, (Some(team), None)).await.unwrap().unwrap().id
}

async fn token_of(bot: &Bot, id: InstallationId) -> (String, i64) {
    let Line::Token(token, version) = installs::line(&bot.app, ORG, id).await.unwrap() else { panic!("a token") };
    (token.expose_secret().to_owned(), version)
}

fn bought() -> Pair {
    Pair { bot: "xoxb-bought".into(), rotation: Some(("xoxe-bought".into(), 43_200)) }
}

#[tokio::test]
async fn a_key_that_is_replaced_during_a_refresh_costs_no_pair() {
    let bot = rotating().await;
    bot.does(IS_DUE).await;
    let (kept, _) = installs::take_refresh(&bot.app).await.unwrap().unwrap();
    let both = bot.app.clone().with_vault(Vault::new([b"another key of the test, 32 long", &VAULT_KEY]));
    let resealed = installs::reseal(&both, ORG).await.unwrap();
    assert_eq!((resealed.n_done, resealed.left), (0, vec![TEAM_ID.to_owned()]));
    assert!(installs::take_refresh(&bot.app).await.unwrap().is_none(), "it is being refreshed still");
    assert!(
        installs::refreshed(&bot.app, &kept, &bought(), bot.app.clock.now()).await.unwrap(),
        "what was bought is kept"
    );
    let kept = token_of(&bot, id_of(&bot, TEAM_ID).await).await;
    assert_eq!(kept.0, "xoxb-bought");
    let resealed = installs::reseal(&both, ORG).await.unwrap();
    assert_eq!((resealed.n_done, resealed.left.len()), (1, 0));
    let Line::Token(token, version) = installs::line(&both, ORG, id_of(&bot, TEAM_ID).await).await.unwrap() else {
        panic!("a token")
    };
    assert_eq!((token.expose_secret(), version), (kept.0.as_str(), kept.1), "the same pair, under its version");
}

#[tokio::test]
async fn a_pair_that_cannot_be_kept_at_once_is_kept_later() {
    let bot = rotating().await;
    bot.does(IS_DUE).await;
    let before = token_of(&bot, id_of(&bot, TEAM_ID).await).await;
    bot.does(
        "create function is_down() returns trigger language plpgsql as
         'begin if new.bot <> old.bot then raise exception ''the database is down''; end if; return new; end'",
    )
    .await;
    bot.does("create trigger is_down before update on installation_tokens for each row execute function is_down()")
        .await;
    for _ in 0..3 {
        assert!(bot.tries_due_jobs().await.is_err());
        // However long it takes: another replica finds the refresh token spent.
        bot.does("update installation_tokens set lease_until = now() - interval '1 s'").await;
    }
    bot.does("drop trigger is_down on installation_tokens").await;
    bot.runs_due_jobs().await;
    assert_ne!(token_of(&bot, id_of(&bot, TEAM_ID).await).await, before);
    bot.advance(TimeDelta::hours(13)).await;
    assert!(bot.says(ANA, GENERAL, &format!("<@{BOT_USER}> acme")).await.line().starts_with("Acme"));
}

#[tokio::test]
async fn a_workspace_may_move_to_a_grid_and_back() {
    let bot = ready().await;
    let workspace = |enterprise: Option<&str>| Workspace {
        enterprise_id: enterprise.map(str::to_owned),
        team_id: Some(TEAM_ID.to_owned()),
        team_name: "Test".to_owned(),
        bot_user_id: BOT_USER.to_owned(),
    };
    for enterprise in [None, Some("E0MOVED001"), None, Some("E0MOVED002")] {
        let grant = Grant { workspace: workspace(enterprise), pair: bought(), installer: (ANA.to_owned(), None) };
        installs::install(&bot.app, ORG, &grant).await.unwrap();
        let id = id_of(&bot, TEAM_ID).await;
        assert_eq!(token_of(&bot, id).await.0, "xoxb-bought", "{enterprise:?}");
        assert_eq!(bot.asks("select enterprise_id from installations").await, enterprise.unwrap_or_default());
    }
    // A setting's token tells of the move before anybody installs it anew.
    setup::installation(&bot.app, ORG, &workspace(None)).await.unwrap();
    assert_eq!(token_of(&bot, id_of(&bot, TEAM_ID).await).await.0, "xoxb-bought");

    let other = OrgId::named(ORG, "other");
    setup::organisation(&bot.app, other, "Other").await.unwrap();
    let taken = setup::installation(&bot.app, other, &workspace(Some("E0MOVED003"))).await;
    assert!(taken.is_err(), "a team speaks for one organisation, on whichever Grid");
}

#[tokio::test]
async fn a_late_end_leaves_alone_what_was_installed_meanwhile() {
    let bot = installed().await;
    let id = id_of(&bot, TEAM_ID).await;
    let (_, version) = token_of(&bot, id).await;
    let mut installing = bot.app.begin_work().await.unwrap();
    installing.execute("update installations set installed_at = installed_at").await.unwrap();
    installing.execute("update installation_tokens set version = nextval('delivery_fences')").await.unwrap();
    let app = bot.app.clone();
    let closing = tokio::spawn(async move { installs::close(&app, (ORG, id), Some(version), End::Revoked).await });
    let waiting =
        "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
    while bot.asks(waiting).await != "1" {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    installing.commit().await.unwrap();
    assert!(!closing.await.unwrap().unwrap(), "the word is about the pair before");
    assert_eq!(bot.asks(STANDING).await, format!("{TEAM_ID} open"));
    assert_eq!(bot.asks("select count(*) from installation_tokens").await, "1");
}

#[tokio::test]
async fn strangers_who_begin_leave_nothing_behind() {
    let bot = ready().await;
    let rows = "select sum((xpath('/row/n/text()', query_to_xml(
            format('select count(*) n from %I', table_name), false, true, '')))[1]::text::int)
        from information_schema.tables where table_schema = current_schema() and table_type = 'BASE TABLE'";
    let before = bot.asks(rows).await;
    for _ in 0..20 {
        Browser::new(&bot).starts().await;
    }
    assert_eq!(bot.asks(rows).await, before);

    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    for page in ["slack/install", "slack/oauth/callback?state=x&code=y"] {
        let answer = http.head(bot.url.join(page).unwrap()).send().await.unwrap();
        assert!(answer.status().is_success(), "{page}");
        assert!(!answer.headers().contains_key("set-cookie") && !answer.headers().contains_key("location"), "{page}");
    }
}

#[tokio::test]
async fn what_came_back_once_is_remembered_until_nobody_could_take_it() {
    let bot = installed().await;
    assert_eq!(bot.asks("select count(*) from spent_states").await, "1");
    bot.advance(TimeDelta::minutes(71)).await;
    assert_eq!(Browser::new(&bot).installs(SECOND_TEAM, ANA).await.0, 200);
    assert_eq!(bot.asks("select count(*) from spent_states").await, "1", "the first is forgotten");
}

#[tokio::test]
async fn where_people_are_known_nobody_gets_a_role_by_installing() {
    let bot = ready().await;
    bot.does("update people set role = 'csm' where role = 'admin'").await;
    bot.does(&format!("update people set deactivated = true where slack_user_id = '{ANA}'")).await;
    let people = "select slack_user_id, role, deactivated from people order by id";
    let before = bot.asks(people).await;
    for (team, user) in [(TEAM_ID, ANA), (SECOND_TEAM, MO), (TEAM_ID, STRANGER)] {
        let (status, page) = Browser::new(&bot).installs(team, user).await;
        assert_eq!(status, 200, "{page}");
        assert!(page.contains("Installing gives nobody a role"), "{page}");
        let by = format!("select installed_by from installations where team_id = '{team}'");
        assert_eq!(bot.asks(&by).await, user);
    }
    assert_eq!(bot.asks(people).await, before);
    let deeds = "select distinct detail ->> 'became_admin' from audit where verb = 'installation.install'";
    assert_eq!(bot.asks(deeds).await, "false");
}
