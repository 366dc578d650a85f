//! `steward backtest`, on books whose churn is known to follow the score, or not to, and on RavenStack.

use std::path::Path;

use sqlx::{AssertSqlSafe, Executor, Row};
use steward::cli::backtest::{Churn, Options, look};
use steward::cli::import;
use steward::clock::Clock;
use steward::domain::backtest::{Outcome, Verdict};
use steward::domain::health::{Measure, Model};
use steward::domain::ids::OrgId;
use steward::operations::App;
use steward::operations::backtest::{Advice, Findings, Question, look_back};

use crate::database::{self, Database};

const README: &str = include_str!("../../README.md");

/// Every test's book: 160 accounts from 2023-01-01, with use on accidental days and an answer a month. `low` is true of
/// the accounts whose answers are low, `lost` of those that end in the second half of 2023.
fn book(low: &str, lost: &str) -> String {
    format!(
        "create temp table numbered as select n, ('x' || substr(md5('a' || n), 1, 8))::bit(32)::int as a,
           ('x' || substr(md5('b' || n), 1, 8))::bit(32)::int as b, md5('account' || n)::uuid as id,
           (select org_id from organisations limit 1) as org from generate_series(1, 160) n;
         insert into accounts (org_id, id, external_id, name, arr_minor, currency, started_on, churned_on, updated_at)
           select org, id, 'A-' || n, 'Account ' || n, 1000000, 'USD', '2023-01-01',
             case when {lost} then date '2023-07-05' + abs(b % 150) end, '2024-01-01' from numbered;
         insert into usage_days (org_id, account_id, external_id, day, uses, updated_at)
           select org, id, concat_ws('-', 'U', n, day), day, 5, '2024-01-01' from numbered, generate_series(0, 364) t,
             lateral (select date '2023-01-01' + t as day) d where abs(('x' || substr(md5(n || ' ' || day), 1, 8))::bit(32)::int % 10) < 6;
         insert into surveys (org_id, id, external_id, account_id, kind, score, answered_at, updated_at)
           select org, md5(concat_ws('-', 's', n, m))::uuid, 'S-' || n || '-' || m, id, 'csat', case when {low} then 2 else 5 end,
             timestamptz '2023-01-15 12:00Z' + make_interval(months => m), '2024-01-01' from numbered, generate_series(0, 11) m;
         insert into tickets (org_id, id, external_id, account_id, priority, opened_at, closed_at, updated_at)
           select org, md5(concat_ws('-', 't', n, m))::uuid, 'T-' || n || '-' || m, id, 'normal', at, at + interval '1 day', '2024-01-01'
           from numbered, generate_series(0, 11) m,
             lateral (select timestamptz '2023-01-03 12:00Z' + make_interval(months => m, days => abs((a + m * 7) % 20)) as at) d
           where (a + m) % 3 = 0;
         insert into arr_movements (org_id, id, external_id, account_id, kind, occurred_on, amount_minor, currency, updated_at)
           select org, md5('m' || n)::uuid, 'M-' || n, id, 'new', '2023-01-01', 1000000, 'USD', '2024-01-01' from numbered;"
    )
}

/// Those whose answers are low, and others that have nothing to do with them.
const LOW: &str = "a % 4 = 0";
const OTHERS: &str = "b % 4 = 0";

struct Desk {
    app: App,
    _database: Database,
}

impl Desk {
    async fn new(now: &str) -> Self {
        let database = database::fresh().await;
        let clock = Clock::starting_at(now.parse().unwrap());
        let app = App::connect(database.options.clone(), clock).await.unwrap();
        steward::operations::setup::organisation(&app, OrgId::DEFAULT, "o").await.unwrap();
        Self { app, _database: database }
    }

    async fn with(low: &str, lost: &str) -> Self {
        let desk = Self::new("2024-01-01T09:00:00Z").await;
        desk.run(&book(low, lost)).await;
        desk
    }

    async fn run(&self, statements: &str) {
        sqlx::raw_sql(AssertSqlSafe(statements.to_owned())).execute(&*self.app.work).await.unwrap();
    }

    async fn found(&self, question: Question) -> Findings {
        look_back(&self.app, OrgId::DEFAULT, question, &mut |_, _| {}).await.unwrap()
    }

    async fn says(&self, options: &Options) -> anyhow::Result<String> {
        let mut out = Vec::new();
        look(options, &self.app, &mut out).await?;
        Ok(String::from_utf8(out)?)
    }

    /// Every table's rows, and the transactions that wrote them.
    async fn everything(&self) -> Vec<String> {
        let tables = "select tablename::text from pg_tables where schemaname = 'public' order by 1";
        let mut written = Vec::new();
        for table in self.app.work.fetch_all(tables).await.unwrap() {
            let table: String = table.get(0);
            let question = format!("select concat_ws(' ', '{table}', count(*), sum(xmin::text::bigint)) from {table}");
            written.push(self.app.work.fetch_one(AssertSqlSafe(question)).await.unwrap().get(0));
        }
        written
    }
}

const ALL: Question = Question { from: None, to: None, every_days: None, horizon_days: 90, outcome: Outcome::Lost };

fn options() -> Options {
    Options { from: None, to: None, every: None, horizon: 90, outcome: Churn::Lost, suggest: None, json: false }
}

#[tokio::test]
async fn a_planted_signal_is_found_and_the_weights_move_to_it() {
    let desk = Desk::with(LOW, LOW).await;
    let found = desk.found(ALL).await;
    assert_eq!(found.verdict, Verdict::Signal);
    assert!(found.auc.is_some_and(|auc| 0.75 < auc.value), "{:?}", found.auc);
    let csat = found.factors.iter().find(|(measure, _)| *measure == Measure::Csat).and_then(|(_, of)| *of).unwrap();
    assert!(0.75 < csat.value, "{csat:?}");
    let row = found.suggestion.weights.iter().find(|row| row.measure == Measure::Csat).unwrap();
    assert!(row.suggested.is_some_and(|weight| 20 < weight && row.today < weight), "{:?}", found.suggestion);
    let sum: u32 = found.suggestion.weights.iter().map(|row| row.suggested.unwrap_or(row.today)).sum();
    assert_eq!(sum, 100);
}

#[tokio::test]
async fn churn_that_follows_nothing_is_said_to() {
    let desk = Desk::with(LOW, OTHERS).await;
    let found = desk.found(ALL).await;
    assert_eq!(found.verdict, Verdict::NoneFound, "{:?}", found.auc);
    assert_eq!((found.suggestion.advice, found.suggestion.advised.is_none()), (Advice::Keep, true));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("suggested.toml");
    let said = desk.says(&Options { suggest: Some(file.clone()), ..options() }).await.unwrap();
    assert!(
        said.contains("No signal found") && said.contains("was not written: no other weights are advised"),
        "{said}"
    );
    assert!(!file.exists());
}

/// Nobody is lost but accounts with low answers, whom today's weights hide behind the noise of their use.
#[tokio::test]
async fn advised_weights_are_written_to_the_named_file_and_to_no_other() {
    let desk = Desk::with(LOW, LOW).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("suggested.toml");
    let said = desk.says(&Options { suggest: Some(file.clone()), ..options() }).await.unwrap();
    assert!(said.contains("The suggested weights are in "), "{said}");
    let written = Model::parse(&std::fs::read_to_string(&file).unwrap()).unwrap();
    assert_eq!((written.name.as_str(), written.version), ("default", 2));
    let again = desk.says(&Options { suggest: Some(file.clone()), ..options() }).await;
    assert!(again.is_err_and(|error| error.to_string().contains("is there already")));
    assert_eq!(Model::parse(&std::fs::read_to_string(&file).unwrap()), Ok(written));
}

#[tokio::test]
async fn it_reads_only() {
    let desk = Desk::with(LOW, OTHERS).await;
    let before = desk.everything().await;
    let json = desk.says(&Options { json: true, ..options() }).await.unwrap();
    assert_eq!(desk.everything().await, before);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&json["models"][0], &json["as_of"]), (&"default v1".into(), &"2023-12-31".into()));
    assert_eq!(json["bands"].as_array().map(Vec::len), Some(4));
}

#[tokio::test]
async fn what_came_later_changes_no_past_score() {
    let desk = Desk::with(LOW, LOW).await;
    let from = "2023-04-01".parse().ok();
    let question = Question { from, to: "2023-08-01".parse().ok(), horizon_days: 30, ..ALL };
    // A ticket that is open on every date, so that whatever is learnt of it is learnt later.
    desk.run(
        "insert into tickets (org_id, id, external_id, account_id, priority, opened_at, updated_at)
           select org_id, md5('late' || external_id)::uuid, 'late-' || external_id, id, 'normal', '2023-03-20 12:00Z',
             '2023-03-20' from accounts;",
    )
    .await;
    let before = desk.found(question).await;
    desk.run(
        "update tickets set closed_at = '2023-10-01 12:00Z', escalated = true, satisfaction = 1
           where starts_with(external_id, 'late-');
         update accounts set arr_minor = 50000000, segment_override = 'high_touch', core_features = 3, overdue_minor = 900000,
           updated_at = '2023-12-01' where churned_on is null;
         insert into arr_movements (org_id, id, external_id, account_id, kind, occurred_on, amount_minor, currency, updated_at)
           select org_id, md5('x' || external_id)::uuid, 'X-' || external_id, id, 'expansion', '2023-11-20', 49000000, 'USD',
             '2023-12-01' from accounts where churned_on is null;
         insert into contacts (org_id, id, external_id, account_id, name, role, last_contact_at, updated_at)
           select org_id, md5('c' || external_id)::uuid, 'C-' || external_id, id, 'C', 'executive', '2023-12-01', '2023-12-01'
           from accounts;
         insert into contracts (org_id, id, external_id, account_id, starts_on, auto_renew, arr_minor, currency, updated_at)
           select org_id, md5('k' || external_id)::uuid, 'K-' || external_id, id, '2023-01-01', true, 1, 'USD', '2023-12-01'
           from accounts;
         insert into touchpoints (org_id, id, external_id, account_id, kind, occurred_at, updated_at)
           select org_id, md5('p' || external_id)::uuid, 'P-' || external_id, id, 'call', '2023-12-01', '2023-12-01'
           from accounts;
         insert into surveys (org_id, id, external_id, account_id, kind, score, answered_at, updated_at)
           select org_id, md5('n' || external_id)::uuid, 'N-' || external_id, id, 'nps', 0, '2023-12-01', '2023-12-01'
           from accounts;",
    )
    .await;
    assert_eq!(desk.found(question).await, before);
}

#[tokio::test]
async fn a_date_whose_horizon_is_not_over_is_refused() {
    let desk = Desk::with(LOW, LOW).await;
    let late = Options { to: "2023-10-03".parse().ok(), ..options() };
    let said = desk.says(&late).await.err().map(|error| error.to_string()).unwrap_or_default();
    assert!(said.contains("2023-10-02 is the last date with 90 days after it"), "{said}");
    let empty = Desk::new("2024-01-01T09:00:00Z").await;
    let said = empty.says(&options()).await.err().map(|error| error.to_string()).unwrap_or_default();
    assert!(said.contains("there is no past to look at"), "{said}");
}

/// The real dataset is nobody's to copy here, so it is read where it stands beside the checkout, as in CI.
#[tokio::test]
async fn ravenstack_is_as_the_readme_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/ravenstack");
    if !folder.is_dir() {
        say(&format!("not run: RavenStack is not at {}", folder.display()));
        return;
    }
    let desk = Desk::new("2025-01-01T09:00:00Z").await;
    let args = import::Args { paths: vec![folder], mapping: Some("ravenstack".into()), dry_run: false, strict: false };
    import::run(&args, &desk.app, OrgId::DEFAULT, &mut Vec::new()).await.unwrap();
    for outcome in [Outcome::Lost, Outcome::Recorded] {
        let found = desk.found(Question { outcome, ..ALL }).await;
        let said = figures(&found);
        say(&said);
        let readme: String = README.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(readme.contains(&said), "the README must say: {said}");
    }
}

/// The figures of a backtest as the README words them.
fn figures(found: &Findings) -> String {
    let rates: Vec<String> = found
        .bands
        .iter()
        .map(|row| {
            let name = row.band.map_or("withheld", |band| band.as_str());
            format!("{name} {} of {}", row.rate.n_churned, row.rate.n)
        })
        .collect();
    let auc = found.auc.map_or("none".to_owned(), |auc| {
        let interval = auc.interval.map_or("no interval".to_owned(), |(low, high)| format!("{low:.3} to {high:.3}"));
        format!("{:.3} ({interval})", auc.value)
    });
    format!("{}; AUC {auc}", rates.join(", "))
}

#[expect(clippy::print_stderr, reason = "a test that prints what it found must say so")]
fn say(words: &str) {
    eprintln!("{words}");
}
