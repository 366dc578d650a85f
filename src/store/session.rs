//! What holds for a connection. Through a pooler of transactions there is no session, and each transaction says it anew.

use sqlx::PgConnection;

/// Limits one statement of this transaction, and how long it may lie idle; as Postgres writes durations.
pub async fn limit(conn: &mut PgConnection, statement: &str, silence: &str) -> sqlx::Result<()> {
    sqlx::query!(
        "select set_config('statement_timeout', $1, true) as statement,
                set_config('idle_in_transaction_session_timeout', $2, true) as silence",
        statement,
        silence,
    )
    .fetch_one(conn)
    .await?;
    Ok(())
}
