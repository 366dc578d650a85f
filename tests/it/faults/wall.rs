//! The second wall: a statement of ours that names the wrong organisation, or none, meets nothing of another's.

use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection, Executor};
use steward::clock::Clock;
use steward::domain::account::Found;
use steward::domain::ids::OrgId;
use steward::operations::sight::For;
use steward::operations::{App, setup};
use steward::store::session::Wall;
use steward::store::{accounts, migrations};

use crate::bot::Bot;
use crate::bot::town::{ANA, GENERAL};
use crate::database;

const OTHER: &str = "00000000-0000-0000-0000-00000000000b";

/// A second organisation with one account of the same name.
async fn two_organisations() -> (Bot, OrgId) {
    let bot = Bot::new().await;
    let other: OrgId = OTHER.parse().unwrap();
    setup::organisation(&bot.app, other, "Other").await.unwrap();
    bot.does(&format!(
        "insert into accounts (org_id, id, external_id, name, arr_minor, currency, started_on, updated_at)
         select '{OTHER}', id, external_id, 'Theirs', 1, 'USD', started_on, updated_at from accounts where name = 'TechCorp'"
    ))
    .await;
    (bot, other)
}

async fn number(conn: &mut PgConnection, question: &str) -> i64 {
    sqlx::query_scalar(AssertSqlSafe(question.to_owned())).fetch_one(conn).await.unwrap()
}

async fn n_written(conn: &mut PgConnection, statement: &str) -> Result<u64, String> {
    let done = conn.execute(AssertSqlSafe(statement.to_owned())).await;
    done.map(|done| done.rows_affected()).map_err(|error| error.to_string())
}

#[tokio::test]
async fn a_wrong_or_forgotten_organisation_shows_nothing_of_another() {
    let (bot, other) = two_organisations().await;
    assert_eq!(bot.app.wall, Wall::Stands);
    let mut tx = bot.app.read(For::Everybody(other)).await.unwrap();
    let found = accounts::find(&mut tx, OrgId::DEFAULT, "techcorp").await.unwrap();
    assert!(matches!(&found, Found::None(near) if near.is_empty()), "{found:?}");
    assert!(matches!(accounts::find(&mut tx, other, "theirs").await.unwrap(), Found::One(_)));
    // As if a statement named none.
    for table in ["accounts", "organisations"] {
        assert_eq!(number(&mut tx, &format!("select count(*) from {table}")).await, 1, "{table}");
    }
    for table in ["people", "staff", "contracts", "health", "installations", "account_calls where called <> 'theirs'"] {
        assert_eq!(number(&mut tx, &format!("select count(*) from {table}")).await, 0, "{table}");
    }
    drop(tx);
    let card = bot.says(ANA, GENERAL, "/csm techcorp").await;
    assert!(card.line().contains("TechCorp"), "{}", card.line());
}

#[tokio::test]
async fn a_wrong_or_forgotten_organisation_writes_nothing_of_another() {
    let (bot, other) = two_organisations().await;
    let mut tx = bot.app.begin(For::Everybody(other)).await.unwrap();
    assert_eq!(n_written(&mut tx, "update accounts set name = 'Taken'").await, Ok(1));
    assert_eq!(n_written(&mut tx, "delete from contracts").await, Ok(0));
    let own = OrgId::DEFAULT;
    let smuggled =
        format!("insert into audit (org_id, at, actor, verb, subject) values ('{own}', now(), 'x', 'x', 'x')");
    let error = n_written(&mut tx, &smuggled).await.unwrap_err();
    assert!(error.contains("row-level security"), "{error}");
    drop(tx);
    let mut tx = bot.app.begin(For::Everybody(other)).await.unwrap();
    let error = n_written(&mut tx, &format!("update accounts set org_id = '{own}'")).await.unwrap_err();
    assert!(error.contains("row-level security"), "{error}");
    drop(tx);
    let mut tx = bot.app.read(For::Everybody(other)).await.unwrap();
    let error = n_written(&mut tx, "update accounts set name = 'Taken'").await.unwrap_err();
    assert!(error.contains("read-only"), "{error}");
    assert_eq!(bot.asks("select count(*) from accounts where name = 'Taken'").await, "0");
}

/// What is added later is behind the wall too, or this test fails: a migration that adds a table ends in
/// `select steward_wall();`, and a view repeats the condition of `staff`.
#[tokio::test]
async fn every_table_of_an_organisation_is_behind_the_wall() {
    let bot = Bot::new().await;
    // Without an organisation, the role sees no row of any table, and may read them all.
    let mut conn = PgConnection::connect_with(&bot.database.options).await.unwrap();
    let tables: Vec<String> = sqlx::query_scalar(
        "select c.relname::text from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'org_id'
         where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f') order by 1",
    )
    .fetch_all(&mut conn)
    .await
    .unwrap();
    assert!(45 < tables.len(), "{tables:?}");
    conn.execute("begin; set local role steward_web").await.unwrap();
    for table in &tables {
        assert_eq!(
            number(&mut conn, &format!("select count(*) from {table}")).await,
            0,
            "{table} is not behind the wall"
        );
    }
    conn.execute("rollback").await.unwrap();
    let question = "select coalesce(string_agg(relname, ' ' order by relname), '') as names from pg_class c
         where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')";
    let open = format!(
        "{question} and not (relrowsecurity and exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'steward_wall'))"
    );
    assert_eq!(bot.asks(&open).await, "_sqlx_migrations pace timelines", "tables that belong to no organisation");
    let reached = format!("{question} and has_table_privilege('steward_web', c.oid, 'select')");
    let n_reached = bot.asks(&reached).await.split(' ').count();
    let n_views = 2;
    assert_eq!(n_reached + n_views, tables.len(), "the role reaches what belongs to an organisation, and nothing else");
}

/// A user who may create no role works without the wall, and gets it when somebody may.
#[tokio::test]
async fn where_no_role_can_be_made_the_bot_works_without_the_wall() {
    let empty = database::empty().await;
    let user = empty.options.get_database().unwrap().replace("steward_test", "steward_plain");
    let mut admin = PgConnection::connect_with(&empty.options).await.unwrap();
    // The role itself stays: the server's other databases have it.
    let made = format!(
        "drop role if exists {user}; create role {user} login; alter database {} owner to {user};
         alter schema public owner to {user}",
        empty.options.get_database().unwrap()
    );
    admin.execute(AssertSqlSafe(made)).await.unwrap();
    admin
        .execute("do $$ begin create role steward_web nologin; exception when others then null; end $$")
        .await
        .unwrap();
    let options = empty.options.clone().username(&user);

    let migrated = migrations::migrate(&options).await.unwrap();
    let reason = migrated.no_wall.unwrap();
    assert!(!reason.is_empty());
    let now = "2026-03-02T08:00:00Z".parse().unwrap();
    let app = App::connect(options.clone(), Clock::starting_at(now)).await.unwrap();
    assert_eq!(app.wall, Wall::Absent);
    setup::organisation(&app, OrgId::DEFAULT, "Test").await.unwrap();
    let mut tx = app.read(For::Everybody(OrgId::DEFAULT)).await.unwrap();
    assert_eq!(number(&mut tx, "select count(*) from organisations").await, 1, "people are served all the same");
    drop(tx);
    app.close().await;

    admin.execute(AssertSqlSafe(format!("grant steward_web to {user}"))).await.unwrap();
    assert_eq!(migrations::migrate(&options).await.unwrap().no_wall, None);
    let app = App::connect(options, Clock::starting_at(now)).await.unwrap();
    assert_eq!(app.wall, Wall::Stands);
    let mut tx = app.read(For::Everybody(OTHER.parse().unwrap())).await.unwrap();
    assert_eq!(number(&mut tx, "select count(*) from organisations").await, 0);
    drop(tx);
    let mut conn = app.work.acquire().await.unwrap();
    assert_eq!(number(&mut conn, "select count(*) from organisations").await, 1, "the owner is not walled in");
    drop(conn);
    app.close().await;
    admin
        .execute(AssertSqlSafe(format!(
            "reassign owned by {user} to current_user; drop owned by {user}; drop role {user}"
        )))
        .await
        .unwrap();
    admin.close().await.unwrap();
}

/// Whoever cannot tell whether it stands does not work without it for the rest of its life.
#[tokio::test]
async fn a_database_that_does_not_answer_is_none_without_the_wall() {
    let bot = Bot::new().await;
    let mut conn = PgConnection::connect_with(&bot.database.options).await.unwrap();
    conn.execute("begin; lock table accounts in access exclusive mode").await.unwrap();
    let now = "2026-03-02T08:00:00Z".parse().unwrap();
    assert!(App::connect(bot.database.options.clone(), Clock::starting_at(now)).await.is_err());
    conn.execute("rollback").await.unwrap();
    let app = App::connect(bot.database.options.clone(), Clock::starting_at(now)).await.unwrap();
    assert_eq!(app.wall, Wall::Stands);
    app.close().await;
}
