//! A hundred thousand posts wait, and a job goes mad: what is due is found all the same, and others do their work.

use steward::operations::Failure;
use steward::operations::guarded;
use steward::store::outbox;

use crate::bot::town::{ANA, GENERAL};
use crate::bot::{Bot, town};
use crate::database::Database;

use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection, Executor};

/// So many posts in fifty channels, without the cards: nothing here draws one.
async fn backlog(n_posts: usize) -> (Bot, PgConnection) {
    let bot = Bot::new().await;
    // A worker has seen this Postgres.
    bot.runs_due_jobs().await;
    let mut conn = connection(&bot.database).await;
    let posts = format!(
        "set session_replication_role = replica;
         insert into outbox (org_id, id, installation_id, channel_id, not_before, created_at)
         select i.org_id, gen_random_uuid(), i.id, 'C' || n % 50, now() - interval '1 h', now() - interval '1 h' - n * interval '1 ms'
         from installations i, generate_series(1, {n_posts}) n;
         set session_replication_role = default; analyze outbox"
    );
    conn.execute(AssertSqlSafe(posts)).await.unwrap();
    (bot, conn)
}

async fn connection(database: &Database) -> PgConnection {
    PgConnection::connect_with(&database.options).await.unwrap()
}

/// Rows of the queue that this transaction looked at, in whatever way.
async fn n_looked_at(conn: &mut PgConnection) -> i64 {
    sqlx::query_scalar("select seq_tup_read + idx_tup_fetch from pg_stat_xact_user_tables where relname = 'outbox'")
        .fetch_one(conn)
        .await
        .unwrap()
}

/// Counted in rows and not in time, so that a slow machine says the same.
#[tokio::test]
async fn a_claim_reads_the_head_of_a_long_queue_only() {
    let (bot, mut conn) = backlog(100_000).await;
    let mut tx = conn.begin().await.unwrap();
    let claim = outbox::claim(&mut tx, 45.0, bot.app.clock.now()).await.unwrap().unwrap();
    assert_eq!(claim.channel_id, "C0", "the oldest first");
    assert!(n_looked_at(&mut tx).await < 10);
    // Its channel has to wait: the next of another channel is a row further.
    let channel = format!("channel:{}:{}", claim.installation, claim.channel_id);
    assert!(outbox::take_turn(&mut tx, &channel, 60.0).await.unwrap());
    assert_eq!(outbox::claim(&mut tx, 45.0, bot.app.clock.now()).await.unwrap().unwrap().channel_id, "C49");
    assert!(outbox::claim_unknown(&mut tx, 60.0).await.unwrap().is_none());
    assert_eq!(outbox::expire_leases(&mut tx, 0.0).await.unwrap(), 0);
    assert!(n_looked_at(&mut tx).await < 100, "{}", n_looked_at(&mut tx).await);
    // The whole workspace has to wait: nothing is looked through.
    let before = n_looked_at(&mut tx).await;
    outbox::close_lane(&mut tx, &format!("post:{}", claim.installation), 60.0).await.unwrap();
    assert!(outbox::claim(&mut tx, 45.0, bot.app.clock.now()).await.unwrap().is_none());
    assert_eq!(n_looked_at(&mut tx).await, before);
}

#[tokio::test]
async fn a_long_queue_leaves_edits_and_timetables_their_turn() {
    let (mut bot, _conn) = backlog(200).await;
    bot.may_be_refused();
    bot.says(ANA, GENERAL, "/csm digest daily 8:30").await;
    bot.sleeps_until("2026-03-03T07:30:01Z");
    bot.runs_due_jobs().await;
    let n_left: usize = bot.asks("select count(*) from outbox where state = 'pending'").await.parse().unwrap();
    assert!((150..200).contains(&n_left), "{n_left} wait, and the next round is near");
    assert_eq!(bot.asks("select count(*) from schedule_fires").await, "1");
}

#[tokio::test]
async fn a_job_that_panics_fails_and_the_next_one_runs() {
    let mad = async || -> Result<usize, Failure> { panic!("a job goes mad") };
    let done = [guarded(mad()).await, guarded(async { Ok(2) }).await];
    assert!(matches!(&done[0], Err(Failure::Broken(error)) if error.to_string().contains("panicked")), "{done:?}");
    assert!(matches!(&done[1], Ok(2)), "{done:?}");
    // What it had begun in Postgres is undone, and its connection is good for the next.
    let bot = Bot::new().await;
    for _ in 0..8 {
        let half_done = guarded(async {
            let mut tx = bot.app.begin_work().await?;
            tx.execute("delete from people").await?;
            panic!("in the middle of it");
            #[expect(unreachable_code, reason = "says what it would have given")]
            Ok(1)
        });
        assert!(half_done.await.is_err());
    }
    assert_ne!(bot.asks("select count(*) from people").await, "0");
    assert!(bot.says(town::ANA, town::GENERAL, "/csm techcorp").await.line().contains("TechCorp"));
    bot.tries_due_jobs().await.unwrap();
}
