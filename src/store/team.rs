//! What a leader sees: a statement for each kind of number, whoever many people and accounts there are.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

use super::codec::money;
use crate::domain::account::AccountRef;
use crate::domain::effort::{Mismatch, Purpose, TOUCH_DAYS, WEEKS, WrongTouch, is_above, too_much_days};
use crate::domain::health::Band;
use crate::domain::ids::{AccountId, OrgId, PersonId};
use crate::domain::money::Money;
use crate::domain::person::Person;
use crate::domain::rules::Rules;
use crate::domain::segment::Segment;
use crate::domain::team::{NEAR_RENEWAL_DAYS, Whose};

/// Wrong touches that are read; a leader with more has another problem.
const MOST_WRONG: i64 = 1_000;

/// About whom, and when.
#[derive(Clone, Copy, Debug)]
pub struct About<'a> {
    /// Whose data.
    pub org: OrgId,
    /// The CSMs.
    pub people: &'a [PersonId],
    /// The asker's day.
    pub today: NaiveDate,
    /// Now.
    pub now: DateTime<Utc>,
}

/// Accounts of one person, segment, colour and currency; of nobody where there is no owner, or one who left.
#[derive(Clone, Debug)]
pub struct Group {
    /// Whose.
    pub owner: Option<PersonId>,
    /// Of which segment, once they are scored.
    pub segment: Option<Segment>,
    /// Of which colour.
    pub band: Option<Band>,
    /// How many.
    pub n: i64,
    /// Of them, whose contracts end soon.
    pub n_renewals: i64,
    /// Their revenue.
    pub arr: Money,
}

/// The ids of the people who work accounts: CSMs, and whoever owns one. `asker` is who asks, unless a terminal does.
pub async fn people(
    conn: &mut PgConnection,
    org: OrgId,
    whose: &Whose,
    asker: Option<&Person>,
) -> sqlx::Result<Vec<PersonId>> {
    let (mut team, mut person, mut manager) = (None, None, None);
    match whose {
        Whose::All => {}
        Whose::Own => manager = asker.map(|person| person.who.id),
        Whose::Team(name) => team = Some(name.as_str()),
        Whose::Person(id) => person = Some(*id),
    }
    sqlx::query_scalar!(
        r#"select id as "id: PersonId" from people p where org_id = $1 and not deactivated
             and (role = 'csm' or exists (select from accounts where org_id = $1 and owner_id = p.id and churned_on is null))
             and ($2::text is null or lower(team) = lower($2))
             and ($3::uuid is null or id = $3)
             and ($4::uuid is null or manager_id = $4 or id = $4 or (team <> '' and team = $5))
           order by name, id"#,
        org.0,
        team,
        person.map(|id| id.0),
        manager.map(|id| id.0),
        asker.map_or("", |person| person.team.as_str()),
    )
    .fetch_all(conn)
    .await
}

/// What people hold, and what nobody does.
pub async fn groups(conn: &mut PgConnection, about: About<'_>) -> sqlx::Result<Vec<Group>> {
    let ends_by = about.today + chrono::TimeDelta::days(NEAR_RENEWAL_DAYS);
    let rows = sqlx::query!(
        r#"select p.id as "owner?: PersonId", coalesce(a.segment_override, h.segment) as segment, b.band,
                  b.currency as "currency!", count(*) as "n!", sum(b.arr_minor)::int8 as "arr!",
                  count(*) filter (where b.ends_on <= $3) as "n_renewals!"
           from book($1, $2, null, null, null, null, null, null, null) b
           join accounts a on a.org_id = $1 and a.id = b.id
           left join health h on h.org_id = $1 and h.account_id = b.id
           left join people p on p.org_id = $1 and p.id = b.owner_id and not p.deactivated
           where p.id is null or p.id = any($4)
           group by 1, 2, 3, 4"#,
        about.org.0,
        about.today,
        ends_by,
        about.people as &[PersonId],
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Group {
                owner: row.owner,
                segment: row.segment.as_deref().and_then(Segment::parse),
                band: row.band.as_deref().and_then(Band::parse),
                n: row.n,
                n_renewals: row.n_renewals,
                arr: money(row.arr, &row.currency)?,
            })
        })
        .collect()
}

/// What waits with a person.
#[derive(Clone, Copy, Debug)]
pub struct Waiting {
    /// With whom.
    pub person: PersonId,
    /// Steps past their due date.
    pub n_overdue: i64,
    /// Open signals on their accounts.
    pub n_signals: i64,
    /// Calls of a person that the score contradicts, on their accounts.
    pub n_disagreements: i64,
}

/// Overdue steps, open signals and disagreements, by person.
pub async fn waiting(conn: &mut PgConnection, about: About<'_>) -> sqlx::Result<Vec<Waiting>> {
    sqlx::query_as!(
        Waiting,
        r#"with overdue as (
             select s.owner_id, count(*) as n from run_steps s
             join playbook_runs r on r.org_id = s.org_id and r.id = s.run_id and r.state = 'running'
             where s.org_id = $1 and s.owner_id = any($2) and s.state in ('due', 'acknowledged', 'blocked') and s.due_at < $3
             group by s.owner_id),
           mine as (select id, owner_id from accounts where org_id = $1 and owner_id = any($2) and churned_on is null),
           fired as (
             select m.owner_id, count(*) as n from signals s join mine m on m.id = s.account_id
             where s.org_id = $1 and s.ended_at is null and s.state <> 'snoozed' group by m.owner_id),
           called as (
             select distinct on (p.account_id) m.owner_id, p.account_id, p.band from pulses p join mine m on m.id = p.account_id
             where p.org_id = $1 and p.withdrawn_at is null and $4 <= p.expires_on and p.set_at <= $3
             order by p.account_id, p.set_at desc),
           apart as (
             select c.owner_id, count(*) as n from called c
             join health h on h.org_id = $1 and h.account_id = c.account_id and h.band <> c.band group by c.owner_id)
           select p.id as "person!: PersonId", coalesce(o.n, 0) as "n_overdue!", coalesce(f.n, 0) as "n_signals!",
                  coalesce(d.n, 0) as "n_disagreements!"
           from unnest($2::uuid[]) as p (id)
           left join overdue o on o.owner_id = p.id
           left join fired f on f.owner_id = p.id
           left join apart d on d.owner_id = p.id"#,
        about.org.0,
        about.people as &[PersonId],
        about.now,
        about.today,
    )
    .fetch_all(conn)
    .await
}

/// Touches that do not suit their accounts: those above what the next segment up gets, the most touched first; and
/// tech- or low-touch accounts that are ready to grow.
pub async fn wrong_touches(conn: &mut PgConnection, about: About<'_>, rules: &Rules) -> sqlx::Result<Vec<WrongTouch>> {
    let since = about.now - chrono::TimeDelta::days(TOUCH_DAYS);
    let rows = sqlx::query!(
        r#"select * from (
             select a.id, a.name, a.owner_id, coalesce(a.segment_override, h.segment) as segment, h.band,
                    (select count(*) from touchpoints t where t.org_id = $1 and t.account_id = a.id
                       and $3 < t.occurred_at and t.occurred_at <= $4) as n_touches,
                    exists (select from signals s where s.org_id = $1 and s.account_id = a.id and s.kind = 't3'
                       and s.ended_at is null) as is_ready
             from accounts a join health h on h.org_id = a.org_id and h.account_id = a.id
             where a.org_id = $1 and a.churned_on is null and a.owner_id = any($2)) touched
           where 1 < n_touches or is_ready
           order by n_touches desc, name, id"#,
        about.org.0,
        about.people as &[PersonId],
        since,
        about.now,
    )
    .fetch_all(conn)
    .await?;
    let wrong = rows.into_iter().flat_map(|row| {
        let segment = Segment::parse(row.segment.as_deref().unwrap_or_default());
        let band = row.band.as_deref().and_then(Band::parse);
        let n_touches = row.n_touches.unwrap_or(0);
        let account = AccountRef { id: AccountId(row.id), name: row.name };
        let owner = row.owner_id.map(PersonId);
        let is_ready = row.is_ready.unwrap_or(false);
        mismatches(rules, segment, band, n_touches, is_ready)
            .into_iter()
            .filter_map(move |what| Some(WrongTouch { account: account.clone(), owner, segment: segment?, what }))
    });
    Ok(wrong.take(usize::try_from(MOST_WRONG).unwrap_or(0)).collect())
}

fn mismatches(
    rules: &Rules,
    segment: Option<Segment>,
    band: Option<Band>,
    n_touches: i64,
    is_ready: bool,
) -> Vec<Mismatch> {
    let Some(segment) = segment else { return Vec::new() };
    let limit = too_much_days(&rules.cadence, segment, band);
    let too_much = limit.is_some_and(|days| is_above(n_touches, days)).then_some(Mismatch::TooMuch { n_touches });
    let is_small = matches!(segment, Segment::TechTouch | Segment::LowTouch);
    let too_little = (is_small && is_ready).then_some(Mismatch::TooLittle);
    too_much.into_iter().chain(too_little).collect()
}

/// Minutes of a person for a purpose, and touches that say none.
#[derive(Clone, Copy, Debug)]
pub struct Spent {
    /// Whose.
    pub person: PersonId,
    /// What for.
    pub purpose: Purpose,
    /// Minutes.
    pub minutes: i64,
    /// Touches without minutes.
    pub n_without: i64,
}

/// The last weeks of people. Phase and colour are those of the day of each touch.
pub async fn spent(conn: &mut PgConnection, about: About<'_>, onboarding_until_day: i64) -> sqlx::Result<Vec<Spent>> {
    let since = about.now - chrono::TimeDelta::weeks(WEEKS);
    let rows = sqlx::query!(
        r#"select t.person_id as "person!: PersonId", t.kind in ('qbr', 'ebr') as "is_review!",
                  t.occurred_at::date - a.started_on <= $5::int8 as "is_onboarding!", h.band as "band?",
                  coalesce(sum(t.minutes), 0) as "minutes!", count(*) filter (where t.minutes is null) as "n_without!"
           from touchpoints t
           join accounts a on a.org_id = t.org_id and a.id = t.account_id
           left join lateral (select band from health_history where org_id = t.org_id and account_id = t.account_id
             and day <= t.occurred_at::date order by day desc limit 1) h on true
           where t.org_id = $1 and t.person_id = any($2) and $3 < t.occurred_at and t.occurred_at <= $4
           group by 1, 2, 3, 4"#,
        about.org.0,
        about.people as &[PersonId],
        since,
        about.now,
        onboarding_until_day,
    )
    .fetch_all(conn)
    .await?;
    let spent = rows.into_iter().map(|row| {
        let purpose = Purpose::of(row.is_review, row.is_onboarding, row.band.as_deref().and_then(Band::parse));
        Spent { person: row.person, purpose, minutes: row.minutes, n_without: row.n_without }
    });
    Ok(spent.collect())
}
