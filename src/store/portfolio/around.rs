//! What stands around the portfolio's revenue: deliveries, people, recurring themes.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

use super::{Scope, add};
use crate::domain::ids::{OrgId, PersonId};
use crate::domain::money::Totals;
use crate::domain::portfolio::{Share, Theme};
use crate::domain::rules::PortfolioRules;

/// Recurring themes that are told.
const MOST_THEMES: i64 = 5;

/// Messages delivered / attempted first in a span of time; `None` when none was.
pub async fn delivery(
    conn: &mut PgConnection,
    org: OrgId,
    from: DateTime<Utc>,
    until: DateTime<Utc>,
) -> sqlx::Result<Option<Share>> {
    let row = sqlx::query!(
        r#"select count(*) as "attempted!", count(*) filter (where state = 'sent') as "delivered!" from outbox
           where org_id = $1 and $2 <= first_attempt_at and first_attempt_at < $3"#,
        org.0,
        from,
        until,
    )
    .fetch_one(conn)
    .await?;
    Ok(Share::of(row.delivered, row.attempted))
}

/// The organisation's CSMs.
pub async fn n_csms(conn: &mut PgConnection, org: OrgId) -> sqlx::Result<i64> {
    let n = sqlx::query_scalar!(
        r#"select count(*) as "n!" from people where org_id = $1 and role = 'csm' and not deactivated"#,
        org.0
    );
    n.fetch_one(conn).await
}

/// What comes again and again in tickets and feedback up to a day; see `theme_key` for what is one theme.
pub async fn themes(
    conn: &mut PgConnection,
    scope: &Scope,
    rules: PortfolioRules,
    last: NaiveDate,
) -> sqlx::Result<Vec<Theme>> {
    let tags = scope.lower_tags();
    let rows = sqlx::query!(
        r#"with hits as (
             select m.theme, m.account_id, sum(m.n_tickets)::int8 as n_tickets, sum(m.n_feedback)::int8 as n_feedback
             from (
               select theme_key(theme) as theme, account_id, 1 as n_tickets, 0 as n_feedback from tickets
               where org_id = $1 and theme_key(theme) is not null
                 and $3::date - $4::int < (opened_at at time zone 'UTC')::date
                 and (opened_at at time zone 'UTC')::date <= $3
               union all
               select f.theme, s.account_id, 0, 1 from feedback s cross join unnest(s.themes) as f (theme)
               where s.org_id = $1 and $3::date - $4::int < s.said_on and s.said_on <= $3) m
             join accounts a on a.org_id = $1 and a.id = m.account_id
             left join people w on w.org_id = $1 and w.id = a.owner_id and not w.deactivated
             where ($2::uuid is null or a.owner_id = $2) and (not $7 or w.id is null)
               and ($8::text is null or lower(w.team) = lower($8))
               and ($9::text[] is null or exists (select from unnest(a.tags) as tag where lower(tag) = any ($9)))
             group by 1, 2),
           themes as (
             select theme, sum(n_tickets)::int8 as n_tickets, sum(n_feedback)::int8 as n_feedback,
                    sum(n_tickets + n_feedback)::int8 as n, count(*) as n_accounts
             from hits group by theme having $5 <= sum(n_tickets + n_feedback)::int8 order by n desc, theme limit $6)
           select t.theme as "theme!", t.n_tickets as "n_tickets!", t.n_feedback as "n_feedback!",
                  t.n_accounts as "n_accounts!", a.currency as "currency!", sum(a.arr_minor)::int8 as "arr!"
           from themes t join hits h using (theme) join accounts a on a.org_id = $1 and a.id = h.account_id
           group by t.theme, t.n, t.n_tickets, t.n_feedback, t.n_accounts, a.currency
           order by t.n desc, t.theme, a.currency"#,
        scope.org.0,
        scope.owner as Option<PersonId>,
        last,
        i32::try_from(rules.theme_within_days).unwrap_or(i32::MAX),
        rules.theme_times,
        MOST_THEMES,
        scope.is_nobodys,
        scope.team,
        tags.as_deref(),
    )
    .fetch_all(conn)
    .await?;
    let mut themes: Vec<Theme> = Vec::new();
    for row in rows {
        if themes.last().is_none_or(|theme| theme.theme != row.theme) {
            let (n_tickets, n_feedback, n_accounts) = (row.n_tickets, row.n_feedback, row.n_accounts);
            themes.push(Theme { theme: row.theme.clone(), n_tickets, n_feedback, n_accounts, arr: Totals::default() });
        }
        if let Some(theme) = themes.last_mut() {
            add(&mut theme.arr, row.arr, &row.currency)?;
        }
    }
    Ok(themes)
}
