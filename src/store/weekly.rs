//! What a leader's week is gathered from, beside what other tables' files say: a section a statement, for a team or for
//! everybody.

use std::collections::{BTreeMap, HashSet};

use chrono::{DateTime, Days, NaiveDate, Utc};
use sqlx::PgConnection;

use super::codec::money;
use crate::domain::account::AccountRef;
use crate::domain::health::{Band, Milli};
use crate::domain::ids::{AccountId, OrgId, PersonId};
use crate::domain::money::Totals;
use crate::domain::person::PersonRef;
use crate::domain::renewal::Category;
use crate::domain::segment::Segment;
use crate::domain::weekly::{Expected, PlayWeek, RedAccount, Standing};

/// Whose week.
#[derive(Clone, Copy, Debug)]
pub struct About<'a> {
    /// Whose data.
    pub org: OrgId,
    /// The owners of the accounts that count; `None`: everybody's.
    pub owners: Option<&'a [PersonId]>,
    /// The reader's day.
    pub today: NaiveDate,
}

/// Accounts by their colour a week ago and now, segment and currency.
pub async fn standings(conn: &mut PgConnection, about: About<'_>) -> sqlx::Result<Vec<Standing>> {
    let rows = sqlx::query!(
        r#"select b.band as "before?", h.band as "now?", h.segment as "segment?", a.currency, count(*) as "n!",
                  sum(a.arr_minor)::int8 as "arr!"
           from accounts a
           left join health h on h.org_id = a.org_id and h.account_id = a.id
           left join lateral (select band from health_history
             where org_id = a.org_id and account_id = a.id and day <= $3 order by day desc limit 1) b on true
           where a.org_id = $1 and a.churned_on is null and a.started_on <= $4
             and ($2::uuid[] is null or a.owner_id = any($2))
           group by b.band, h.band, h.segment, a.currency"#,
        about.org.0,
        about.owners as Option<&[PersonId]>,
        about.today - Days::new(7),
        about.today,
    )
    .fetch_all(conn)
    .await?;
    let band = |word: Option<String>| word.as_deref().and_then(Band::parse);
    rows.into_iter()
        .map(|row| {
            Ok(Standing {
                arr: money(row.arr, &row.currency)?,
                before: band(row.before),
                now: band(row.now),
                segment: row.segment.as_deref().and_then(Segment::parse),
                n: row.n,
            })
        })
        .collect()
}

/// Red accounts with the play that runs on each, the most valuable first.
#[derive(Clone, Debug)]
pub struct Red {
    /// The first of them.
    pub rows: Vec<RedAccount>,
    /// All of them.
    pub n: i64,
    /// Those on which no play runs.
    pub n_without_plan: i64,
}

/// The `most` dearest red accounts, of those without a plan alone if so wished.
pub async fn red(conn: &mut PgConnection, about: About<'_>, (without_plan, most): (bool, i64)) -> sqlx::Result<Red> {
    let rows = sqlx::query!(
        r#"select a.id as "id: AccountId", a.name, a.arr_minor, a.currency, h.score_milli,
                  p.id as "owner_id?: PersonId", p.name as "owner_name?", p.slack_user_id as owner_slack, r.title as "plan?",
                  count(*) over () as "n!", count(*) filter (where r.title is null) over () as "n_without_plan!"
           from accounts a
           join health h on h.org_id = a.org_id and h.account_id = a.id and h.band = 'red'
           left join people p on p.org_id = a.org_id and p.id = a.owner_id
           left join lateral (select y.definition ->> 'title' as title from playbook_runs r
             join playbooks y on y.org_id = r.org_id and y.name = r.playbook and y.version = r.playbook_version
             where r.org_id = a.org_id and r.account_id = a.id and r.state = 'running' order by r.started_at limit 1) r on true
           where a.org_id = $1 and a.churned_on is null and ($2::uuid[] is null or a.owner_id = any($2))
             and (not $3 or r.title is null)
           order by h.arr_whole desc, a.name limit $4"#,
        about.org.0,
        about.owners as Option<&[PersonId]>,
        without_plan,
        most,
    )
    .fetch_all(conn)
    .await?;
    let (n, n_without_plan) = rows.first().map_or((0, 0), |row| (row.n, row.n_without_plan));
    let accounts: sqlx::Result<Vec<RedAccount>> = rows
        .into_iter()
        .map(|row| {
            let owner = row.owner_id.zip(row.owner_name);
            Ok(RedAccount {
                account: AccountRef { id: row.id, name: row.name },
                arr: money(row.arr_minor, &row.currency)?,
                score: row.score_milli.map(Milli),
                owner: owner.map(|(id, name)| PersonRef { id, name, slack_user_id: row.owner_slack }),
                plan: row.plan,
            })
        })
        .collect();
    Ok(Red { rows: accounts?, n, n_without_plan })
}

/// Renewals within so many days by what is expected of them; what nobody reviewed last.
pub async fn renewals(conn: &mut PgConnection, about: About<'_>, days: i32) -> sqlx::Result<Vec<Expected>> {
    let rows = sqlx::query!(
        r#"select r.category, r.currency as "currency!", count(*) as "n!", sum(r.arr_minor)::int8 as "arr!"
           from renewals($1, $3) r
           where r.ends_on <= $3::date + $4::int and ($2::uuid[] is null or r.owner_id = any($2))
           group by r.category, r.currency"#,
        about.org.0,
        about.owners as Option<&[PersonId]>,
        about.today,
        days,
    )
    .fetch_all(conn)
    .await?;
    let mut by_category: BTreeMap<usize, Expected> = BTreeMap::new();
    for row in rows {
        let category = row.category.as_deref().and_then(Category::parse);
        let place = Category::ALL.iter().position(|known| Some(*known) == category).unwrap_or(usize::MAX);
        let expected = by_category.entry(place).or_insert(Expected { category, n: 0, arr: Totals::default() });
        expected.n += row.n;
        let overflow = |_| sqlx::Error::Decode("the revenue has no sum".into());
        expected.arr.add(money(row.arr, &row.currency)?).map_err(overflow)?;
    }
    Ok(by_category.into_values().collect())
}

/// What happened to plays since a moment, on the accounts of these owners.
pub async fn plays(
    conn: &mut PgConnection,
    about: About<'_>,
    (since, now): (DateTime<Utc>, DateTime<Utc>),
) -> sqlx::Result<PlayWeek> {
    sqlx::query_as!(
        PlayWeek,
        r#"select count(*) filter (where $3 < r.started_at) as "started!",
                  count(*) filter (where $3 < r.started_at and r.by_itself) as "by_themselves!",
                  count(*) filter (where $3 < r.ended_at and r.outcome = 'completed') as "completed!",
                  count(*) filter (where $3 < r.ended_at and r.outcome in ('reached', 'lost')) as "early!",
                  count(*) filter (where $3 < r.ended_at and r.outcome = 'stopped') as "stopped!",
                  count(*) filter (where not r.goal_held_at_start
                    and ($3::timestamptz at time zone 'UTC')::date < r.goal_reached_on) as "goals!",
                  count(*) filter (where ($3::timestamptz at time zone 'UTC')::date < r.goal_missed_on) as "goals_missed!",
                  (select count(*) from audit d
                   join accounts e on e.org_id = $1 and d.subject = 'account:' || e.id
                   where d.org_id = $1 and d.verb = 'step.escalate' and $3 < d.at and d.at <= $4
                     and ($2::uuid[] is null or e.owner_id = any($2))) as "escalated!"
           from playbook_runs r join accounts a on a.org_id = r.org_id and a.id = r.account_id
           where r.org_id = $1 and ($2::uuid[] is null or a.owner_id = any($2)) and r.started_at <= $4
             and (r.ended_at is null or $3 < r.ended_at)"#,
        about.org.0,
        about.owners as Option<&[PersonId]>,
        since,
        now,
    )
    .fetch_one(conn)
    .await
}

/// Which of these accounts count.
pub async fn among(
    conn: &mut PgConnection,
    about: About<'_>,
    accounts: &[AccountId],
) -> sqlx::Result<HashSet<AccountId>> {
    let ids = sqlx::query_scalar!(
        r#"select id as "id: AccountId" from accounts
           where org_id = $1 and id = any($3) and ($2::uuid[] is null or owner_id = any($2))"#,
        about.org.0,
        about.owners as Option<&[PersonId]>,
        accounts as &[AccountId],
    )
    .fetch_all(conn)
    .await?;
    Ok(ids.into_iter().collect())
}
