//! The demo's sample book, through the import and the real model: the colours it promises, and what its days bring.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use sqlx::{AssertSqlSafe, Row};
use steward::cli::sample::{SampleFile, next_day, sample_book};
use steward::clock::Clock;
use steward::domain::account::{AccountView, Found};
use steward::domain::digest::{DigestView, Waiting};
use steward::domain::health::Milli;
use steward::domain::ids::OrgId;
use steward::domain::lifecycle::Phase;
use steward::domain::person::Actor;
use steward::domain::reason::Reason;
use steward::domain::segment::Segment;
use steward::ingest::mapping::OnFault;
use steward::ingest::plan::Plan;
use steward::ingest::{self, Manner};
use steward::operations::import::Mode;
use steward::operations::{App, digest, directory, lookup, rescore};

use crate::database::{self, Database};

/// A database with the book of a day in it.
struct Book {
    app: App,
    today: NaiveDate,
    _database: Database,
}

impl Book {
    /// Imported at that moment, on its day.
    async fn at(now: &str) -> Self {
        let now: DateTime<Utc> = now.parse().expect("a moment");
        let database = database::fresh().await;
        let app = App::connect(database.options.clone(), Clock::starting_at(now)).await.expect("a database");
        let book = Self { app, today: now.date_naive(), _database: database };
        book.import(&sample_book(book.today)).await;
        book
    }

    async fn import(&self, files: &[SampleFile]) {
        let folder = tempfile::tempdir().expect("a folder");
        for file in files {
            std::fs::write(folder.path().join(file.name), &file.text).expect("a file");
        }
        let plan = Plan::make(&[folder.path().to_owned()], None).expect("a plan");
        let manner = Manner { mode: Mode::Write, mapping: None, on_fault: OnFault::Refuse };
        let report = ingest::import(&self.app, OrgId::DEFAULT, &plan, manner, &mut |_| {}).await.expect("an import");
        assert!(report.is_whole(), "{report:?}");
    }

    async fn score(&self) {
        rescore::rescore(&self.app, OrgId::DEFAULT).await.expect("scores");
    }

    /// The next morning, with what the night brought.
    async fn sleep(&self) {
        let morning = self.app.clock.now() + TimeDelta::days(1);
        self.app.clock.move_to(morning);
        self.import(&next_day(self.today, morning.date_naive())).await;
        self.score().await;
    }

    /// How many accounts have each colour, by owner: `p-ana green` has 45.
    async fn bands(&self) -> BTreeMap<String, i64> {
        let question = "select coalesce(p.external_id, 'nobody') || ' ' || coalesce(h.band, 'unknown'), count(*)
                        from accounts a left join people p on p.org_id = a.org_id and p.id = a.owner_id
                        left join health h on h.org_id = a.org_id and h.account_id = a.id
                        where a.churned_on is null group by 1";
        let rows = sqlx::query(question).fetch_all(&*self.app.work).await.expect("bands");
        rows.iter().map(|row| (row.get(0), row.get(1))).collect()
    }

    /// Crossings after a moment: account and colour, in order.
    async fn crossings(&self, after: DateTime<Utc>) -> Vec<(NaiveDate, String)> {
        let question = format!(
            "select changed_at::date, a.name || ' ' || to_band from band_changes c
             join accounts a on a.org_id = c.org_id and a.id = c.account_id
             where '{after}' < changed_at order by changed_at, a.name"
        );
        let rows = sqlx::query(AssertSqlSafe(question)).fetch_all(&*self.app.work).await.expect("crossings");
        rows.iter().map(|row| (row.get(0), row.get(1))).collect()
    }

    async fn ana(&self) -> Actor {
        directory::named(&self.app, OrgId::DEFAULT, "p-ana").await.expect("people").expect("Ana")
    }

    async fn card(&self, name: &str) -> AccountView {
        let ana = self.ana().await;
        let Found::One(account) = lookup::find(&self.app, &ana, name).await.expect("a search") else {
            panic!("{name} is not one account");
        };
        lookup::card(&self.app, &ana, account.id).await.expect("a card")
    }

    async fn digest(&self) -> DigestView {
        digest::today(&self.app, &self.ana().await).await.expect("a digest")
    }
}

fn promised() -> BTreeMap<String, i64> {
    [
        ("nobody green", 1),
        ("p-ana green", 45),
        ("p-ana red", 5),
        ("p-ana yellow", 15),
        ("p-bo green", 10),
        ("p-bo red", 1),
        ("p-bo yellow", 4),
        ("p-tia green", 28),
        ("p-tia red", 3),
        ("p-tia unknown", 1),
        ("p-tia yellow", 9),
    ]
    .map(|(key, n)| (key.to_owned(), n))
    .into()
}

#[tokio::test]
async fn the_book_has_its_colours_on_any_day_at_any_hour() {
    for now in ["2026-03-02T00:00:10Z", "2026-07-29T12:00:00Z", "2027-01-01T23:59:00Z"] {
        let book = Book::at(now).await;
        book.score().await;
        assert_eq!(book.bands().await, promised(), "{now}");
    }
}

#[tokio::test]
async fn techcorp_is_as_the_check_figures_have_it_on_any_day() {
    for now in ["2026-03-02T08:00:00Z", "2026-07-30T14:00:00Z", "2026-10-25T06:00:00Z"] {
        let book = Book::at(now).await;
        book.score().await;
        let card = book.card("tech corp").await;
        let place = (card.account.name.as_str(), card.segment, card.phase);
        assert_eq!(place, ("TechCorp", Segment::MidTouch, Phase::Adoption));
        let reasons = [
            Reason::UsageDown(45),
            Reason::ChampionLeft { name: "Dana Reyes".into(), days: 42 },
            Reason::NoExecutive,
            Reason::RenewalIn(91),
        ];
        assert_eq!(card.reasons, reasons, "{now}");
        let score = card.health.and_then(|health| health.score).expect("a score");
        assert!((Milli::whole(40)..Milli::whole(47)).contains(&score), "{now}: {score:?}");
    }
}

#[tokio::test]
async fn with_its_past_scored_the_book_has_the_same_colours_and_its_days_bring_two_changes() {
    let book = Book::at("2026-03-05T08:00:00Z").await;
    rescore::backfill(&book.app, OrgId::DEFAULT, 90).await.expect("a past");
    book.score().await;
    assert_eq!(book.bands().await, promised());
    let began = book.app.clock.now();
    for _ in 0..14 {
        book.sleep().await;
    }
    let day = |n| book.today + Days::new(n);
    let changes = [(day(1), "Nordwacht Freight red".to_owned()), (day(2), "Quillmere Press green".to_owned())];
    assert_eq!(book.crossings(began).await, changes);
}

#[tokio::test]
async fn every_morning_has_something_to_tell() {
    let book = Book::at("2026-03-04T08:00:00Z").await;
    book.score().await;
    let names = |digest: &DigestView| -> Vec<(i64, String)> {
        let crossed = digest.renewals.rows.iter();
        crossed.filter_map(|row| Some((row.checkpoint_days?, row.account.name.clone()))).collect()
    };
    let first = book.digest().await;
    for crossed in
        [(30, "Halbmond Optik"), (60, "Wexcombe Legal"), (90, "Zephyrine Air Parts"), (120, "Maristone Hotels")]
    {
        assert!(names(&first).contains(&(crossed.0, crossed.1.to_owned())), "{crossed:?}");
    }
    assert!(matches!(&first.waiting.rows[0], Waiting::Ticket(ticket) if ticket.open_hours == 60));
    book.sleep().await;
    let second = book.digest().await;
    for crossed in [(30, "Hexaford Metals"), (60, "Pellworth Insurance"), (90, "TechCorp"), (120, "Silvanter Pharma")] {
        assert!(names(&second).contains(&(crossed.0, crossed.1.to_owned())), "{crossed:?}");
    }
    assert_eq!(second.changed.rows[0].account().name, "Nordwacht Freight");
    let quiet: Vec<&str> = second.quiet.rows.iter().map(|row| row.account.name.as_str()).collect();
    for name in ["Ostrel Tiles", "Osterby Furniture", "Plumfield Catering"] {
        assert!(quiet.contains(&name), "{name} in {quiet:?}");
    }
    book.sleep().await;
    assert_eq!(book.digest().await.good_news.rows[0].account().name, "Quillmere Press");
}
