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
    insta::assert_snapshot!(told, @r"
    big v1 is in force for high-touch accounts.
    growing v2 is in force for accounts in growth.
    Accounts of each model:
      big v1                         2
      default v1                     1
      growing v2                     5
    Accounts that would change colour: 2
                  red  yellow  green not enough data
      before        1       3      4               0
      after         1       5      2               0
    The next scoring uses it: tonight's, or `steward score` now.
    ");
    insta::assert_snapshot!(shelf.runs(Options { models: true, ..Options::default() }).await.0, @r"
    big v1                   in force  high-touch accounts; loaded 2026-03-02 09:00 UTC by terminal
    growing v2               in force  accounts in growth; loaded 2026-03-02 09:00 UTC by terminal
    default v1               in force  everybody; ships with Steward
    ");
    assert_eq!(shelf.bot.asks("select distinct model from health").await, "default v1", "until they are scored again");
    shelf.scores().await;
    insta::assert_snapshot!(shelf.made_by().await, @r"
    acme growing v2
    globex growing v2
    initech big v1
    nordwacht growing v2
    nordwind growing v2
    orphan growing v2
    techcorp default v1
    umbra big v1
    ");
    assert_eq!(
        shelf
            .bot
            .asks("select band from health h join accounts a on a.id = h.account_id where external_id = 'umbra'")
            .await,
        "yellow"
    );
    // What it takes is by the edges of the model that made the score.
    let why = shelf.bot.says(ANA, GENERAL, "/csm why umbra").await.words();
    insta::assert_snapshot!(why.lines().find(|line| line.contains("Green needs")).unwrap_or(&why), @"*Green needs +13* (the edge, and 3 points past it or 3 days there, for it was Green before): no single change is enough; start with the dearest factor");
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
    insta::assert_snapshot!(told, @"one v1 and other v1 are for the same accounts; narrow the [scope] of one, or retire the other. Nothing was loaded.");
    assert_eq!(shelf.bot.asks("select name, active from health_models").await, "one true", "nothing of it is kept");
    let check = Options { check: vec![one, other], ..Options::default() };
    let (told, done) = shelf.runs(check).await;
    assert!(!done);
    insta::assert_snapshot!(told, @r"
    one-1.toml: one v1 is sound, 14 factors, for high-touch or mid-touch accounts
    other-1.toml: other v1 is sound, 14 factors, for mid-touch accounts
    one v1 and other v1 are for the same accounts; narrow the [scope] of one, or retire the other
    ");
}

#[tokio::test]
async fn a_version_is_one_text_for_ever() {
    let shelf = Shelf::new().await;
    let first = shelf.put("ours", 1, "");
    assert!(shelf.uses(std::slice::from_ref(&first)).await.1);
    assert!(shelf.uses(std::slice::from_ref(&first)).await.1, "the same text again is no news");
    let (told, done) = shelf.uses(&[shelf.put("ours", 1, "[bands]\nred_below = 40\n")]).await;
    assert!(!done);
    insta::assert_snapshot!(told, @"ours v1 is known with another text; raise the version. Nothing was loaded.");
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
    insta::assert_snapshot!(told, @"bad-1.toml:63: red_below is 0; it must be 1 to 99");
    let (told, done) = shelf.uses(&[sound.clone(), bad]).await;
    assert!(!done && told.ends_with("Nothing was loaded.\n"), "{told}");
    assert_eq!(shelf.bot.asks("select count(*) from health_models").await, "0");
    let (told, done) = shelf.runs(Options { check: vec![sound], ..Options::default() }).await;
    assert!(done);
    insta::assert_snapshot!(told, @"sound-1.toml: sound v1 is sound, 14 factors, for accounts in growth");
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
    insta::assert_snapshot!(shelf.runs(explain("techcorp", None)).await.0, @r"
    TechCorp: 🔴 Red 45
    model default v1, confidence high · scored 2026-03-02 08:00 UTC

    Factor              Lost  Now                    Points  Usual        As of
    Core features      −13.8  25 %                1.2 of 15  –            1 Mar
    Days in use        −11.2  8 of 28 days        3.8 of 15  –            1 Mar
    Usage trend          −10  −45 %                 0 of 10  11.3 a day   1 Mar
    Champion              −6  no                     0 of 6  –            2 Mar
    Executive contact     −6  never                  0 of 6  –            2 Mar
    Auto-renewal        −4.3  no                   0 of 4.3  –            2 Mar
    NPS                 −2.4  7 of 10              3.6 of 6  –           12 Jan
    CSAT                  −1  4 of 5                 3 of 4  –           11 Feb
    Last contact           0  0.2× its cadence       8 of 8  –            2 Mar
    Ticket volume          0  1× usual               8 of 8  1 a month    2 Mar
    Critical ticket        0  none                   8 of 8  –            2 Mar
    Escalations            0  0                      4 of 4  –            2 Mar
    Overdue invoices       0  none               5.7 of 5.7  –            2 Mar
    Contraction            –  no data                     –  –                –
    Score              −54.7  45.3              45.3 of 100  –                –

    ⚠ Ana Ruiz calls it Green until 1 Apr: their new sponsor signed
    What changed since 26 Feb (Yellow → Red)
    • Core features: 13.8 → 1.3 points (−12)
    • Usage trend: 1.7 → 0 points (−2)
    Yellow needs +8 (the edge, and 3 points past it or 3 days there, for it was Yellow before): for example use on 17 of 28 days, or 56 % of the core features in use
    ");
    insta::assert_snapshot!(shelf.runs(explain("techcorp", Some("2026-02-12"))).await.0, @r"
    TechCorp: 🟡 Yellow 52
    model default v1, confidence high · scored 2026-02-08 12:00 UTC

    Factor              Lost  Now                Points  Usual         As of
    Days in use        −11.3  8 of 28 days    3.7 of 15  –             5 Feb
    Champion             −10  no                0 of 10  –             8 Feb
    Executive contact    −10  never             0 of 10  –             8 Feb
    Core features       −7.5  50 %            7.5 of 15  –             5 Feb
    Auto-renewal        −4.3  no               0 of 4.3  –             8 Feb
    NPS                 −2.4  7 of 10          3.6 of 6  –            12 Jan
    Usage trend         −1.2  −5 %            8.8 of 10  12 a day      5 Feb
    CSAT                  −1  4 of 5             3 of 4  –            21 Jan
    Ticket volume          0  1.2× usual         8 of 8  0.7 a month   8 Feb
    Critical ticket        0  none               8 of 8  –             8 Feb
    Escalations            0  0                  4 of 4  –             8 Feb
    Overdue invoices       0  none           5.7 of 5.7  –             8 Feb
    Last contact           –  no data                 –  –                 –
    Contraction            –  no data                 –  –                 –
    Score              −47.7  52.3          52.3 of 100  –                 –

    Green needs +18: no single change is enough; start with the dearest factor
    ");
    insta::assert_snapshot!(shelf.runs(explain("techcorp", Some("2025-01-01"))).await.0, @"TechCorp has no score on or before 2025-01-01; `steward score` makes one.");
    insta::assert_snapshot!(shelf.runs(explain("nordw", None)).await.0, @r"
    2 accounts could be meant by “nordw”:
      Nordwacht Freight
      Nordwind Energy
    ");
    let (told, done) = shelf.runs(explain("nonesuch", None)).await;
    assert!(!done && told.contains("No account"), "{told}");
}
