//! What customers ask of the product, over all accounts: themes with what stands behind them, and their words.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

use crate::domain::account::AccountRef;
use crate::domain::ids::{AccountId, OrgId};
use crate::domain::money::Totals;
use crate::domain::product::ProductTheme;
use crate::domain::rules::PortfolioRules;
use crate::store::codec::money;

/// Themes that are looked at; more than anybody reads.
const MOST: i64 = 60;

/// The themes that came often enough in the days up to one, those of most accounts first, without their words.
pub async fn themes(
    conn: &mut PgConnection,
    org: OrgId,
    rules: PortfolioRules,
    (last, since): (NaiveDate, DateTime<Utc>),
) -> sqlx::Result<Vec<ProductTheme>> {
    let rows = sqlx::query!(
        r#"with hits as (
             select m.theme, m.account_id, count(*) filter (where m.is_ticket) as n_tickets,
                    count(*) filter (where not m.is_ticket) as n_feedback, count(*) filter (where $5 < m.at) as n_new
             from (
               select theme_key(theme) as theme, account_id, opened_at as at, true as is_ticket from tickets
               where org_id = $1 and theme_key(theme) is not null
                 and $2::date - $3::int < (opened_at at time zone 'UTC')::date
                 and (opened_at at time zone 'UTC')::date <= $2
               union all
               select f.theme, s.account_id, s.recorded_at, false from feedback s cross join unnest(s.themes) as f (theme)
               where s.org_id = $1 and $2::date - $3::int < s.said_on and s.said_on <= $2) m
             group by 1, 2),
           themes as (
             select theme, sum(n_tickets)::int8 as n_tickets, sum(n_feedback)::int8 as n_feedback,
                    sum(n_new)::int8 as n_new, count(*) as n_accounts
             from hits group by theme having $4 <= sum(n_tickets + n_feedback)::int8
             order by n_accounts desc, sum(n_tickets + n_feedback) desc, theme limit $6)
           select t.theme as "theme!", t.n_tickets as "n_tickets!", t.n_feedback as "n_feedback!", t.n_new as "n_new!",
                  t.n_accounts as "n_accounts!", a.currency as "currency!", sum(a.arr_minor)::int8 as "arr!"
           from themes t join hits h using (theme) join accounts a on a.org_id = $1 and a.id = h.account_id
           group by t.theme, t.n_tickets, t.n_feedback, t.n_new, t.n_accounts, a.currency
           order by t.n_accounts desc, t.n_tickets + t.n_feedback desc, t.theme, a.currency"#,
        org.0,
        last,
        i32::try_from(rules.theme_within_days).unwrap_or(i32::MAX),
        rules.theme_times,
        since,
        MOST,
    )
    .fetch_all(conn)
    .await?;
    let mut themes: Vec<ProductTheme> = Vec::new();
    for row in rows {
        if themes.last().is_none_or(|theme| theme.theme != row.theme) {
            themes.push(ProductTheme {
                theme: row.theme.clone(),
                n_tickets: row.n_tickets,
                n_feedback: row.n_feedback,
                n_new: row.n_new,
                n_accounts: row.n_accounts,
                arr: Totals::default(),
                words: Vec::new(),
            });
        }
        if let Some(theme) = themes.last_mut() {
            let broken = |fault| sqlx::Error::Decode(format!("{fault:?}").into());
            theme.arr.add(money(row.arr, &row.currency)?).map_err(broken)?;
        }
    }
    Ok(themes)
}

/// The last `n` things that were said of each of some themes from a day on: theme, by whom, words.
pub async fn words(
    conn: &mut PgConnection,
    org: OrgId,
    themes: &[String],
    from: NaiveDate,
    n: i64,
) -> sqlx::Result<Vec<(String, AccountRef, String)>> {
    let rows = sqlx::query!(
        r#"select t.theme as "theme!", s.account as "account!: AccountId", s.name as "name!", s.words as "words!"
           from unnest($2::text[]) as t (theme)
           cross join lateral (
             select a.id as account, a.name, f.words, f.said_on, f.recorded_at from feedback f
             join accounts a on a.org_id = f.org_id and a.id = f.account_id
             where f.org_id = $1 and t.theme = any(f.themes) and $3 <= f.said_on
             order by f.said_on desc, f.recorded_at desc, f.id limit $4) s
           order by t.theme, s.said_on desc, s.recorded_at desc"#,
        org.0,
        themes,
        from,
        n,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.theme, AccountRef { id: row.account, name: row.name }, row.words)).collect())
}
