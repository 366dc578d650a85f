//! What customers ask for, as people recorded it, and how often its themes come in feedback and tickets together.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

use super::touches::Known;
use crate::domain::account::AccountRef;
use crate::domain::feedback::{Asks, Feedback, FeedbackLine, FeedbackTheme, ThemeStanding};
use crate::domain::ids::{AccountId, FeedbackId, OrgId, PersonId};
use crate::domain::person::PersonRef;

/// Feedback to be kept.
#[derive(Clone, Copy, Debug)]
pub struct NewFeedback<'a> {
    /// Its id; of two with the same the second is not kept.
    pub id: FeedbackId,
    /// Of which account.
    pub account: AccountId,
    /// Who records it.
    pub by: PersonId,
    /// What was said.
    pub feedback: &'a Feedback,
}

/// Keeps feedback; `false` when it is there already.
pub async fn insert(
    conn: &mut PgConnection,
    org: OrgId,
    new: &NewFeedback<'_>,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let themes: Vec<String> = new.feedback.themes.iter().map(|theme| theme.as_str().to_owned()).collect();
    let done = sqlx::query!(
        "insert into feedback (org_id, id, account_id, themes, words, link, said_on, recorded_by, recorded_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing",
        org.0,
        new.id.0,
        new.account.0,
        &themes,
        new.feedback.words,
        new.feedback.link,
        new.feedback.on,
        new.by.0,
        now,
    )
    .execute(conn)
    .await?;
    Ok(0 < done.rows_affected())
}

/// Who recorded it, of which account, and when.
pub async fn known(conn: &mut PgConnection, org: OrgId, id: FeedbackId) -> sqlx::Result<Option<Known>> {
    let row = sqlx::query!(
        r#"select a.id as "account: AccountId", a.name as account_name, p.id as "person: PersonId", p.name, p.slack_user_id,
                  f.recorded_at
           from feedback f
           join accounts a on a.org_id = f.org_id and a.id = f.account_id
           join people p on p.org_id = f.org_id and p.id = f.recorded_by
           where f.org_id = $1 and f.id = $2"#,
        org.0,
        id.0,
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| Known {
        account: AccountRef { id: row.account, name: row.account_name },
        by: PersonRef { id: row.person, name: row.name, slack_user_id: row.slack_user_id },
        at: row.recorded_at,
    }))
}

/// Takes back what this person recorded; says of which account.
pub async fn remove(
    conn: &mut PgConnection,
    org: OrgId,
    id: FeedbackId,
    by: PersonId,
) -> sqlx::Result<Option<AccountRef>> {
    let row = sqlx::query!(
        r#"delete from feedback f using accounts a
           where f.org_id = $1 and f.id = $2 and f.recorded_by = $3 and a.org_id = f.org_id and a.id = f.account_id
           returning a.id as "account: AccountId", a.name"#,
        org.0,
        id.0,
        by.0,
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| AccountRef { id: row.account, name: row.name }))
}

/// The last `n` things that an account said up to a day, and how many there are in all.
pub async fn lines(
    conn: &mut PgConnection,
    org: OrgId,
    account: AccountId,
    (from, last): (Option<NaiveDate>, NaiveDate),
    n: i64,
) -> sqlx::Result<(Vec<FeedbackLine>, i64)> {
    let rows = sqlx::query!(
        r#"select f.id as "id: FeedbackId", f.themes, f.words, f.link, f.said_on, p.id as "person: PersonId", p.name,
                  p.slack_user_id, count(*) over () as "n!"
           from feedback f join people p on p.org_id = f.org_id and p.id = f.recorded_by
           where f.org_id = $1 and f.account_id = $2 and ($3::date is null or $3 <= f.said_on) and f.said_on <= $4
           order by f.said_on desc, f.recorded_at desc, f.id limit $5"#,
        org.0,
        account.0,
        from,
        last,
        n,
    )
    .fetch_all(conn)
    .await?;
    let n = rows.first().map_or(0, |row| row.n);
    let lines = rows.into_iter().map(|row| FeedbackLine {
        id: row.id,
        themes: themes(&row.themes),
        words: row.words,
        link: row.link,
        on: row.said_on,
        by: PersonRef { id: row.person, name: row.name, slack_user_id: row.slack_user_id },
    });
    Ok((lines.collect(), n))
}

/// What an account asks for from a day on, in a line.
pub async fn asks(conn: &mut PgConnection, org: OrgId, account: AccountId, from: NaiveDate) -> sqlx::Result<Asks> {
    let rows = sqlx::query!(
        r#"select t.theme as "theme!", count(*) as "n!", max(f.said_on) as "last_on!"
           from feedback f cross join unnest(f.themes) as t (theme)
           where f.org_id = $1 and f.account_id = $2 and $3 <= f.said_on
           group by t.theme order by count(*) desc, max(f.said_on) desc, t.theme limit 20"#,
        org.0,
        account.0,
        from,
    )
    .fetch_all(conn)
    .await?;
    let last_on = rows.iter().map(|row| row.last_on).max();
    let themes = rows.iter().filter_map(|row| Some((FeedbackTheme::parse(&row.theme)?, row.n))).collect();
    Ok(Asks { themes, last_on })
}

/// The themes that there are in feedback and tickets, the newest first.
pub async fn known_themes(conn: &mut PgConnection, org: OrgId, n: i64) -> sqlx::Result<Vec<FeedbackTheme>> {
    let rows = sqlx::query_scalar!(
        r#"select k.theme as "theme!" from (
             (select t.theme, f.recorded_at as at from feedback f cross join unnest(f.themes) as t (theme)
              where f.org_id = $1 order by f.recorded_at desc limit 200)
             union all
             (select theme_key(theme), opened_at from tickets
              where org_id = $1 and theme_key(theme) is not null order by opened_at desc limit 200)) k
           group by k.theme order by max(k.at) desc, k.theme limit $2"#,
        org.0,
        n,
    )
    .fetch_all(conn)
    .await?;
    Ok(themes(&rows))
}

/// How often some themes came from a day on, in feedback and tickets of everybody's accounts.
pub async fn standing(
    conn: &mut PgConnection,
    org: OrgId,
    of: &[FeedbackTheme],
    from: NaiveDate,
) -> sqlx::Result<Vec<ThemeStanding>> {
    let of: Vec<String> = of.iter().map(|theme| theme.as_str().to_owned()).collect();
    let rows = sqlx::query!(
        r#"select m.theme as "theme!", count(*) as "n!", count(distinct m.account_id) as "n_accounts!" from (
             select t.theme, f.account_id from feedback f cross join unnest(f.themes) as t (theme)
             where f.org_id = $1 and $3 <= f.said_on
             union all
             select theme_key(theme), account_id from tickets
             where org_id = $1 and $3 <= (opened_at at time zone 'UTC')::date) m
           where m.theme = any($2) group by m.theme order by count(*) desc, m.theme"#,
        org.0,
        &of,
        from,
    )
    .fetch_all(conn)
    .await?;
    let standing = rows.into_iter().filter_map(|row| {
        let theme = FeedbackTheme::parse(&row.theme)?;
        Some(ThemeStanding { theme, n: row.n, n_accounts: row.n_accounts })
    });
    Ok(standing.collect())
}

fn themes(stored: &[String]) -> Vec<FeedbackTheme> {
    stored.iter().filter_map(|theme| FeedbackTheme::parse(theme)).collect()
}
