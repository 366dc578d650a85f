//! Health models, through the command: checked, put in force, chosen by segment and phase, named by every score.

use std::path::PathBuf;
use std::process::ExitCode;

use steward::cli::score::{Options, run_on};
use tempfile::TempDir;

use crate::bot::Bot;
use crate::bot::town::{ANA, GENERAL};

const SHIPPED: &str = include_str!("../../../manifests/health/default.toml");

/// Files of models, and the command on them.
struct Shelf {
    bot: Bot,
    folder: TempDir,
}

impl Shelf {
    async fn new() -> Self {
        Self { bot: Bot::new().await, folder: tempfile::tempdir().unwrap() }
    }

    /// The shipped model under another name, with more at its end.
    fn put(&self, name: &str, version: u32, more: &str) -> PathBuf {
        let text =
            SHIPPED.replacen("name = \"default\"\nversion = 1", &format!("name = \"{name}\"\nversion = {version}"), 1);
        let path = self.folder.path().join(format!("{name}-{version}.toml"));
        std::fs::write(&path, format!("{text}{more}")).unwrap();
        path
    }

    async fn runs(&self, options: Options) -> (String, bool) {
        let mut out = Vec::new();
        let code = run_on(&options, &self.bot.app, &mut out).await.unwrap();
        let text = String::from_utf8(out).unwrap().replace(&format!("{}/", self.folder.path().display()), "");
        (text, code == ExitCode::SUCCESS)
    }

    async fn uses(&self, files: &[PathBuf]) -> (String, bool) {
        self.runs(Options { use_models: files.to_vec(), ..Options::default() }).await
    }

    async fn scores(&self) {
        self.runs(Options::default()).await;
    }

    async fn made_by(&self) -> String {
        let question = "select a.external_id, h.model from health h join accounts a on a.id = h.account_id order by 1";
        self.bot.asks(question).await
    }
}

#[tokio::test]
async fn the_most_precise_model_scores_and_every_score_names_it() {
    let shelf = Shelf::new().await;
    let big = shelf.put("big", 1, "[scope]\nsegments = [\"high_touch\"]\n[bands]\ngreen_from = 95\n");
    let growing = shelf.put("growing", 2, "[scope]\nphases = [\"growth\"]\n");
    let (told, done) = shelf.uses(&[big, growing]).await;
    assert!(done);
    insta::assert_snapshot!(told, @"");
    insta::assert_snapshot!(shelf.runs(Options { models: true, ..Options::default() }).await.0, @"");
    assert_eq!(shelf.bot.asks("select distinct model from health").await, "default v1", "until they are scored again");
    shelf.scores().await;
    insta::assert_snapshot!(shelf.made_by().await, @"");
    assert_eq!(
        shelf
            .bot
            .asks("select band from health h join accounts a on a.id = h.account_id where external_id = 'umbra'")
            .await,
        "yellow"
    );
    // What it takes is by the edges of the model that made the score.
    let why = shelf.bot.says(ANA, GENERAL, "/csm why umbra").await.words();
    insta::assert_snapshot!(why.lines().find(|line| line.contains("Green needs")).unwrap_or(&why), @"");
    let (told, done) = shelf.runs(Options { retire: Some("big".into()), ..Options::default() }).await;
    assert!(done, "{told}");
    shelf.scores().await;
    assert!(shelf.made_by().await.contains("umbra growing v2"));
}

#[tokio::test]
async fn two_models_for_the_same_accounts_are_refused() {
    let shelf = Shelf::new().await;
    let one = shelf.put("one", 1, "[scope]\nsegments = [\"high_touch\", \"mid_touch\"]\n");
    let other = shelf.put("other", 1, "[scope]\nsegments = [\"mid_touch\"]\n");
    assert!(shelf.uses(std::slice::from_ref(&one)).await.1);
    let (told, done) = shelf.uses(std::slice::from_ref(&other)).await;
    assert!(!done);
    insta::assert_snapshot!(told, @"");
    assert_eq!(shelf.bot.asks("select name, active from health_models").await, "one true", "nothing of it is kept");
    let check = Options { check: vec![one, other], ..Options::default() };
    let (told, done) = shelf.runs(check).await;
    assert!(!done);
    insta::assert_snapshot!(told, @"");
}

#[tokio::test]
async fn a_version_is_one_text_for_ever() {
    let shelf = Shelf::new().await;
    let first = shelf.put("ours", 1, "");
    assert!(shelf.uses(std::slice::from_ref(&first)).await.1);
    assert!(shelf.uses(std::slice::from_ref(&first)).await.1, "the same text again is no news");
    let (told, done) = shelf.uses(&[shelf.put("ours", 1, "[bands]\nred_below = 40\n")]).await;
    assert!(!done);
    insta::assert_snapshot!(told, @"");
    assert!(shelf.uses(&[shelf.put("ours", 2, "[bands]\nred_below = 40\n")]).await.1);
    assert_eq!(shelf.bot.asks("select version, active from health_models order by 1").await, "1 false\n2 true");
    let (told, done) = shelf.uses(&[shelf.put("default", 1, "[bands]\nred_below = 40\n")]).await;
    assert!(!done && told.contains("default v1"), "nor does the one that ships change: {told}");
}

#[tokio::test]
async fn a_fault_names_its_line_and_nothing_is_loaded() {
    let shelf = Shelf::new().await;
    let sound = shelf.put("sound", 1, "[scope]\nphases = [\"growth\"]\n");
    let bad = shelf.put("bad", 1, "[bands]\nred_below = 0\n");
    let (told, done) = shelf.runs(Options { check: vec![sound.clone(), bad.clone()], ..Options::default() }).await;
    assert!(!done);
    insta::assert_snapshot!(told, @"");
    let (told, done) = shelf.uses(&[sound.clone(), bad]).await;
    assert!(!done && told.ends_with("Nothing was loaded.\n"), "{told}");
    assert_eq!(shelf.bot.asks("select count(*) from health_models").await, "0");
    let (told, done) = shelf.runs(Options { check: vec![sound], ..Options::default() }).await;
    assert!(done);
    insta::assert_snapshot!(told, @"");
}

#[tokio::test]
async fn a_score_is_explained_in_a_terminal_now_and_as_it_was() {
    let shelf = Shelf::new().await;
    let explain = |account: &str, as_of: Option<&str>| Options {
        explain: Some(account.to_owned()),
        as_of: as_of.map(|day| day.parse().unwrap()),
        ..Options::default()
    };
    shelf.bot.says(ANA, GENERAL, "/csm pulse techcorp green their new sponsor signed").await;
    insta::assert_snapshot!(shelf.runs(explain("techcorp", None)).await.0, @"");
    insta::assert_snapshot!(shelf.runs(explain("techcorp", Some("2026-02-12"))).await.0, @"");
    insta::assert_snapshot!(shelf.runs(explain("techcorp", Some("2025-01-01"))).await.0, @"");
    insta::assert_snapshot!(shelf.runs(explain("nordw", None)).await.0, @"");
    let (told, done) = shelf.runs(explain("nonesuch", None)).await;
    assert!(!done && told.contains("No account"), "{told}");
}
