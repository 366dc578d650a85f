//! `check`, `load`, `list`, `show` and `simulate` with files and a database.

use std::path::PathBuf;
use std::process::ExitCode;

use steward::cli::playbook::{What, with_database};
use steward::domain::ids::OrgId;
use steward::operations::setup;
use tempfile::TempDir;

use super::simulated::printed;
use crate::bot::Bot;
use crate::bot::town::{ANA, GENERAL};

const RESCUE: &str = include_str!("../../../manifests/playbooks/red_account_rescue.yaml");

fn file(directory: &TempDir, name: &str, text: &str) -> PathBuf {
    let path = directory.path().join(name);
    std::fs::write(&path, text).unwrap();
    path
}

/// What a command prints on the bot's database, and whether it succeeded.
async fn does(bot: &Bot, what: What) -> (String, bool) {
    let mut out = Vec::new();
    let code = with_database(&what, &bot.app, &mut out).await.unwrap();
    (String::from_utf8(out).unwrap(), code == ExitCode::SUCCESS)
}

fn load(files: Vec<PathBuf>) -> What {
    What::Load { files, retire: None }
}

#[tokio::test]
async fn check_names_every_fault_of_every_file_with_its_place() {
    let directory = TempDir::new().unwrap();
    let good = file(&directory, "good.yaml", RESCUE);
    let bad = RESCUE.replacen("due: 14d", "due: 6d", 1).replacen("owner: manager", "owner: boss", 1);
    let bad = file(&directory, "bad.yaml", &bad);
    let latin = directory.path().join("latin.yaml");
    std::fs::write(&latin, b"name: x\ntitle: caf\xe9\n").unwrap();
    let paths = [&good, &bad, &latin].map(|path| path.to_str().unwrap());
    let (text, is_fine) = printed(&["check", paths[0], paths[1], paths[2]]).await;
    assert!(!is_fine);
    let text = text.replace(directory.path().to_str().unwrap(), "plays");
    insta::assert_snapshot!(text, @"");
    let (_, is_fine) = printed(&["check", paths[0]]).await;
    assert!(is_fine);
}

#[tokio::test]
async fn a_bad_file_is_refused_and_the_old_version_keeps_running() {
    let bot = Bot::new().await;
    let directory = TempDir::new().unwrap();
    let bad = file(&directory, "bad.yaml", &RESCUE.replacen("due: 14d", "due: 6d", 1));
    let other = file(&directory, "other.yaml", &RESCUE.replacen("name: red_account_rescue", "name: own_rescue", 1));
    let (text, is_fine) = does(&bot, load(vec![other, bad])).await;
    assert!(!is_fine && text.ends_with("Nothing was loaded; what was in force before still is.\n"), "{text}");
    assert_eq!(bot.asks("select string_agg(distinct version::text, ',') from playbooks").await, "1");
    assert_eq!(bot.asks("select count(*) from playbooks where name = 'own_rescue'").await, "0");
    let started = bot.says(ANA, GENERAL, "/csm play start rescue techcorp").await;
    assert!(started.words().contains("has started"), "{}", started.words());
}

#[tokio::test]
async fn a_changed_file_is_a_new_version_and_runs_keep_theirs() {
    let bot = Bot::new().await;
    let directory = TempDir::new().unwrap();
    bot.says(ANA, GENERAL, "/csm play start rescue techcorp").await;
    let changed = file(&directory, "mine.yaml", &RESCUE.replacen("title: Usage audit", "title: My own audit", 1));
    let (text, is_fine) = does(&bot, load(vec![changed.clone()])).await;
    assert!(is_fine && text.contains("red_account_rescue: version 2 is in force"), "{text}");
    let (text, _) = does(&bot, load(vec![changed])).await;
    assert!(text.contains("in force already"), "{text}");
    assert_eq!(bot.asks("select playbook_version from playbook_runs").await, "1");

    // What ships does not come back over what somebody chose.
    setup::organisation(&bot.app, OrgId::DEFAULT, "Test").await.unwrap();
    assert_eq!(bot.asks("select max(version) from playbooks where name = 'red_account_rescue'").await, "2");
    let page = bot.says(ANA, GENERAL, "/csm play show red_account_rescue").await;
    assert!(page.words().contains("My own audit") && page.words().contains("version 2, loaded"), "{}", page.words());
}

#[tokio::test]
async fn what_is_retired_cannot_be_started_until_it_is_loaded_again() {
    let bot = Bot::new().await;
    let retire = || What::Load { files: Vec::new(), retire: Some("red_account_rescue".into()) };
    let (text, is_fine) = does(&bot, retire()).await;
    assert!(is_fine && text.contains("out of force"), "{text}");
    assert!(!does(&bot, retire()).await.1);
    setup::organisation(&bot.app, OrgId::DEFAULT, "Test").await.unwrap();
    let refused = bot.says(ANA, GENERAL, "/csm play start red_account_rescue techcorp").await;
    assert!(refused.words().contains("No playbook is called"), "{}", refused.words());
    let directory = TempDir::new().unwrap();
    let (text, _) = does(&bot, load(vec![file(&directory, "rescue.yaml", RESCUE)])).await;
    assert!(text.contains("version 2 is in force"), "{text}");
    assert_eq!(
        bot.asks("select string_agg(verb, ' ' order by at) from audit where subject = 'playbook:red_account_rescue'")
            .await,
        "playbook.retire playbook.load"
    );
}

#[tokio::test]
async fn the_twelve_are_listed_shown_and_laid_out_on_an_account() {
    let bot = Bot::new().await;
    let (text, _) = does(&bot, What::List).await;
    insta::assert_snapshot!(text, @"");
    let (text, _) = does(&bot, What::Show { name: Some("win_back".into()), file: None }).await;
    insta::assert_snapshot!(text, @"");
    let (text, is_fine) = does(&bot, What::Show { name: Some("winback".into()), file: None }).await;
    assert_eq!((text.as_str(), is_fine), ("No playbook winback is in force; win_back?\n", false));
    let simulate = steward::cli::playbook::SimulateOptions {
        name: Some("champion_change".into()),
        file: None,
        account: Some("techcorp".into()),
        from: "2026-03-20".parse().ok(),
        renewal: None,
        zone: None,
    };
    let (text, _) = does(&bot, What::Simulate(simulate)).await;
    insta::assert_snapshot!(text, @"");
}

#[tokio::test]
async fn play_show_tells_playbooks_from_accounts() {
    let bot = Bot::new().await;
    let page = bot.says(ANA, GENERAL, "/csm play show champion change").await;
    insta::assert_snapshot!(page.words(), @"");
    let preview = bot.says(ANA, GENERAL, "/csm play show renewal techcorp").await;
    insta::assert_snapshot!(preview.words(), @"");
    let started = bot.clicks(ANA, &preview, "Start play").await;
    assert!(started.words().contains("*Renewal* has started for *TechCorp*"), "{}", started.words());
    let list = bot.says(ANA, GENERAL, "/csm play list").await;
    insta::assert_snapshot!(list.words(), @"");
    let account = bot.says(ANA, GENERAL, "/csm play show techcorp").await;
    assert!(account.words().contains("1 play at work for TechCorp"), "{}", account.words());
    let nobody = bot.says(ANA, GENERAL, "/csm play show nobody at all").await;
    assert!(nobody.words().contains("nobody at all"), "{}", nobody.words());
}
