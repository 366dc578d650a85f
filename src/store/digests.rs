//! What a digest is gathered from: a section a statement, for a person, a team or everybody.

use chrono::{DateTime, Days, NaiveDate, Utc};
use chrono_tz::Tz;
use serde_json::Value;
use sqlx::PgConnection;

use super::codec::{json, money};
use super::forecasts::optional_money;
use crate::domain::account::AccountRef;
use crate::domain::cadence::{Calendar, local_day};
use crate::domain::digest::{
    BandChange, DueStep, Good, GoodNews, MOST_ROWS, NearRenewal, QuietAccount, Reminded, WaitingTicket,
};
use crate::domain::freshness::AsOf;
use crate::domain::health::{Assessment, Band, Milli};
use crate::domain::ids::{AccountId, OrgId, PersonId, StepId};
use crate::domain::playbook::StepState;
use crate::domain::renewal::week_of;
use crate::domain::rules::{CadenceRules, FeedRules, LifecycleRules};
use crate::domain::segment::{Segment, effective_cadence};

/// For whom, and since when.
#[derive(Clone, Debug)]
pub struct Gather {
    /// Whose data.
    pub org: OrgId,
    /// The owners of the accounts that count; `None`: everybody's.
    pub owners: Option<Vec<PersonId>>,
    /// The reader's day.
    pub today: NaiveDate,
    /// The reader's day of the digest before.
    pub last_day: NaiveDate,
    /// The instant of the digest before.
    pub since: DateTime<Utc>,
    /// Now.
    pub now: DateTime<Utc>,
    /// The reader's clock.
    pub zone: Tz,
}

impl Gather {
    fn owners(&self) -> Option<&[PersonId]> {
        self.owners.as_deref()
    }
}

/// The people of a team who work accounts; in any case, as filters read a team's name.
pub async fn team(conn: &mut PgConnection, org: OrgId, team: &str) -> sqlx::Result<Vec<PersonId>> {
    sqlx::query_scalar!(
        r#"select id as "id: PersonId" from people where org_id = $1 and lower(team) = lower($2) and not deactivated"#,
        org.0,
        team,
    )
    .fetch_all(conn)
    .await
}

/// Steps that are prompted and not over, due before `until` or not yet acknowledged; the oldest due first.
pub async fn steps(conn: &mut PgConnection, gather: &Gather, until: DateTime<Utc>) -> sqlx::Result<Vec<DueStep>> {
    let rows = sqlx::query!(
        r#"select s.id as "id: StepId", s.version, s.step, s.due_at, s.state, y.definition ->> 'title' as "play!",
                  t.title as "title!", a.id as "account: AccountId", a.name as account_name
           from run_steps s
           join playbook_runs r on r.org_id = s.org_id and r.id = s.run_id and r.state = 'running'
           join playbooks y on y.org_id = r.org_id and y.name = r.playbook and y.version = r.playbook_version
           join accounts a on a.org_id = r.org_id and a.id = r.account_id
           cross join lateral (select d ->> 'title' as title from jsonb_array_elements(y.definition -> 'steps') d
             where d ->> 'id' = s.step) t
           where s.org_id = $1 and ($2::uuid[] is null or s.owner_id = any($2))
             and (s.state = 'due' or (s.state in ('acknowledged', 'blocked') and s.due_at < $3))
           order by s.due_at, s.position, s.occurrence"#,
        gather.org.0,
        gather.owners() as Option<&[PersonId]>,
        until,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| DueStep {
            step: row.id,
            version: row.version,
            title: row.title,
            play: row.play,
            account: AccountRef { id: row.account, name: row.account_name },
            due_at: row.due_at,
            overdue: row.due_at < gather.now,
            state: StepState::parse(&row.state).unwrap_or(StepState::Due),
        })
        .collect())
}

/// A step's state now, for a digest that is drawn again.
pub async fn step_states(
    conn: &mut PgConnection,
    org: OrgId,
    steps: &[StepId],
) -> sqlx::Result<Vec<(StepId, StepState, i32)>> {
    let rows = sqlx::query!(
        r#"select id as "id: StepId", state, version from run_steps where org_id = $1 and id = any($2)"#,
        org.0,
        steps as &[StepId],
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.id, StepState::parse(&row.state).unwrap_or(StepState::Due), row.version))
        .collect())
}

/// An edge that was crossed, with the assessment now: operations find the reason.
pub struct Crossed {
    /// What the digest shows, without a reason.
    pub change: BandChange,
    /// Where the points go now.
    pub assessment: Option<Assessment>,
}

/// The net change of colour of each account since the digest before: one that went and came back is no news. Worst first,
/// then by ARR. After a night in which a whole portfolio changed its colour, only those of each kind that may be shown come with
/// their assessments.
pub async fn band_changes(conn: &mut PgConnection, gather: &Gather) -> sqlx::Result<Vec<Crossed>> {
    let rows = sqlx::query!(
        r#"with crossed as (
             select account_id, (array_agg(from_band order by changed_at))[1] as from_band,
                    (array_agg(from_milli order by changed_at))[1] as from_milli
             from band_changes where org_id = $1 and $3 < changed_at and changed_at <= $4 group by account_id)
           select a.id as "id: AccountId", a.name, a.arr_minor, a.currency, c.from_band, c.from_milli, h.band,
                  h.score_milli, case when row_number() over (partition by c.from_band, h.band
                    order by h.score_milli nulls last, h.arr_whole desc, a.name) <= $5 then h.assessment
                  end as "assessment?: Value"
           from crossed c
           join accounts a on a.org_id = $1 and a.id = c.account_id
           join health h on h.org_id = $1 and h.account_id = c.account_id
           where ($2::uuid[] is null or a.owner_id = any($2)) and c.from_band is distinct from h.band
           order by h.score_milli nulls last, h.arr_whole desc, a.name"#,
        gather.org.0,
        gather.owners() as Option<&[PersonId]>,
        gather.since,
        gather.now,
        i64::try_from(MOST_ROWS).unwrap_or(i64::MAX),
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let change = BandChange {
                account: AccountRef { id: row.id, name: row.name },
                from: row.from_band.as_deref().and_then(Band::parse),
                to: row.band.as_deref().and_then(Band::parse),
                from_score: row.from_milli.map(Milli),
                to_score: row.score_milli.map(Milli),
                reason: None,
                arr: money(row.arr_minor, &row.currency)?,
                signals: Vec::new(),
            };
            Ok(Crossed { change, assessment: row.assessment.map(json).transpose()? })
        })
        .collect()
}

/// Critical tickets open for more than `hours` (exactly so many is not), the oldest first.
pub async fn waiting(conn: &mut PgConnection, gather: &Gather, hours: i64) -> sqlx::Result<Vec<WaitingTicket>> {
    let rows = sqlx::query!(
        r#"select a.id as "id: AccountId", a.name, t.subject, t.opened_at from tickets t
           join accounts a on a.org_id = t.org_id and a.id = t.account_id and a.churned_on is null
           where t.org_id = $1 and ($2::uuid[] is null or a.owner_id = any($2)) and t.priority = 'critical'
             and (t.closed_at is null or $3 < t.closed_at) and t.opened_at < $3::timestamptz - $4::int8 * interval '1 hour'
           order by t.opened_at"#,
        gather.org.0,
        gather.owners() as Option<&[PersonId]>,
        gather.now,
        hours,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| WaitingTicket {
            account: AccountRef { id: row.id, name: row.name },
            subject: row.subject,
            open_hours: (gather.now - row.opened_at).num_hours(),
        })
        .collect())
}

/// Renewals that crossed one of the checkpoints since the digest before, the nearest first; behind them those that somebody
/// should have reviewed by now and nobody did: as often as `reminded` says, else those that fell due since.
pub async fn near_renewals(
    conn: &mut PgConnection,
    gather: &Gather,
    rules: &LifecycleRules,
    reminded: Reminded,
) -> sqlx::Result<Vec<NearRenewal>> {
    let all = match reminded {
        Reminded::EachTime => true,
        Reminded::Weekly => week_of(gather.last_day) < week_of(gather.today),
    };
    let rows = sqlx::query!(
        r#"select b.id as "id!: AccountId", b.name as "name!", b.arr_minor as "arr_minor!", b.currency as "currency!",
                  coalesce(b.ends_on, r.ends_on) as "ends_on!", b.band, c.days as "days?",
                  coalesce(r.category is null and r.successor_minor is null, false) as "unreviewed!"
           from book($1, $3, null, null, null, null, null, null, null) b
           left join renewals($1, $3) r on r.account_id = b.id
           cross join lateral (select min(days) as days from unnest($5::int8[]) days
             where b.ends_on - $3::date <= days and days < b.ends_on - $4::date) c
           cross join lateral (select case when r.auto_renew then coalesce(r.notice_on, r.ends_on) else r.ends_on end as deadline) d
           where ($2::uuid[] is null or b.owner_id = any($2))
             and (c.days is not null or (r.category is null and r.successor_minor is null and d.deadline - $3::date <= $6::int8
               and ($7 or $6::int8 < d.deadline - $4::date)))
           order by c.days is null, coalesce(b.ends_on, r.ends_on), b.arr_whole desc, b.name"#,
        gather.org.0,
        gather.owners() as Option<&[PersonId]>,
        gather.today,
        gather.last_day,
        &rules.checkpoints_days,
        rules.must_review_days,
        all,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(NearRenewal {
                account: AccountRef { id: row.id, name: row.name },
                checkpoint_days: row.days,
                ends_on: row.ends_on,
                arr: money(row.arr_minor, &row.currency)?,
                band: row.band.as_deref().and_then(Band::parse),
                unreviewed: row.unreviewed,
            })
        })
        .collect()
}

/// Who reached first value, as was heard since the digest before, and which expansions were won; the dearest first. What
/// was reached a month ago is no news, however late it is heard of.
pub async fn good_news(conn: &mut PgConnection, gather: &Gather) -> sqlx::Result<Vec<GoodNews>> {
    let rows = sqlx::query!(
        r#"select a.id as "id!: AccountId", a.name as "name!", a.arr_minor as "arr_minor!", a.currency as "currency!",
                  g.reached_on - a.started_on as day, g.won_minor, g.won_currency
           from (select m.account_id, m.reached_on, null::int8 as won_minor, null::text as won_currency from milestones m
                 where m.org_id = $1 and m.kind = 'first_value' and $3 < m.updated_at and m.updated_at <= $4
                   and m.reached_on between $5::date - 30 and $5 and not exists (select from milestones e
                     where e.org_id = $1 and e.account_id = m.account_id and e.kind = 'first_value'
                       and (e.reached_on, e.id) < (m.reached_on, m.id))
                 union all
                 select account_id, null, amount_minor, currency from expansions
                 where org_id = $1 and stage = 'won' and $3 < ended_at and ended_at <= $4) g
           join accounts a on a.org_id = $1 and a.id = g.account_id and a.churned_on is null
           where $2::uuid[] is null or a.owner_id = any($2)
           order by a.arr_minor desc, a.name, g.reached_on nulls last"#,
        gather.org.0,
        gather.owners() as Option<&[PersonId]>,
        gather.since,
        gather.now,
        gather.today,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let amount = optional_money(row.won_minor, row.won_currency.as_deref())?;
            let good = row.day.map_or(Good::Won { amount }, |day| Good::FirstValue { day: day.into() });
            let account = AccountRef { id: row.id, name: row.name };
            Ok(GoodNews { account, good, arr: money(row.arr_minor, &row.currency)? })
        })
        .collect()
}

/// How many contracts end within `days`.
pub async fn n_renewals(conn: &mut PgConnection, gather: &Gather, days: i32) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "n!" from book($1, $3, null, null, null, null, null, $3::date + $4::int, null) b
           where $2::uuid[] is null or b.owner_id = any($2)"#,
        gather.org.0,
        gather.owners() as Option<&[PersonId]>,
        gather.today,
        days,
    )
    .fetch_one(conn)
    .await
}

/// Accounts that went past their effective cadence since the digest before, the most valuable first. The table of
/// cadences comes from the rules, and with it the instants at which the reader's days begin: an account is past its
/// cadence when its last touch lies before the first of the days that count.
pub async fn quiet(conn: &mut PgConnection, gather: &Gather, rules: &CadenceRules) -> sqlx::Result<Vec<QuietAccount>> {
    let table = Cadences::on(rules, gather.zone, gather.today, gather.last_day);
    let rows = sqlx::query!(
        r#"select a.id as "id: AccountId", a.name, a.arr_minor, a.currency, t.last_at as "last_at?",
                  k.days as "days!"
           from accounts a
           join health h on h.org_id = a.org_id and h.account_id = a.id
           join unnest($5::text[], $6::text[], $7::int8[], $9::timestamptz[], $10::timestamptz[])
             as k (segment, band, days, counts_from, counted_from)
             on k.segment = h.segment and k.band is not distinct from h.band
           join lateral (select max(occurred_at) as last_at from touchpoints
             where org_id = a.org_id and account_id = a.id and two_way and occurred_at <= $4) t on true
           where a.org_id = $1 and a.churned_on is null and ($2::uuid[] is null or a.owner_id = any($2))
             and case when t.last_at is null then $3 - a.started_on > k.days and $8 - a.started_on <= k.days
                 else t.last_at < k.counts_from and k.counted_from <= t.last_at end
           order by h.arr_whole desc, a.name"#,
        gather.org.0,
        gather.owners() as Option<&[PersonId]>,
        gather.today,
        gather.now,
        &table.segments as &[&str],
        &table.bands as &[Option<&str>],
        &table.days,
        gather.last_day,
        &table.counts_from,
        &table.counted_from,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(QuietAccount {
                account: AccountRef { id: row.id, name: row.name },
                silent_days: row.last_at.map(|at| (gather.today - local_day(at, gather.zone)).num_days()),
                cadence_days: row.days,
                arr: money(row.arr_minor, &row.currency)?,
            })
        })
        .collect()
}

/// The effective cadences, a column each.
#[derive(Default)]
pub(super) struct Cadences {
    pub(super) segments: Vec<&'static str>,
    pub(super) bands: Vec<Option<&'static str>>,
    pub(super) days: Vec<i64>,
    /// The beginning of the first day that counts today.
    pub(super) counts_from: Vec<DateTime<Utc>>,
    /// The beginning of the first day that counted at the digest before.
    counted_from: Vec<DateTime<Utc>>,
}

impl Cadences {
    pub(super) fn on(rules: &CadenceRules, zone: Tz, today: NaiveDate, last_day: NaiveDate) -> Self {
        let calendar = Calendar::ordinary(zone);
        let begins = |day: NaiveDate, ago: i64| {
            let day = day - Days::new(u64::try_from(ago).unwrap_or(0));
            calendar.at_local(day, chrono::NaiveTime::MIN)
        };
        let mut table = Self::default();
        for segment in Segment::ALL {
            for band in [None, Some(Band::Red), Some(Band::Yellow), Some(Band::Green)] {
                // What is automated is not a person's to miss, unless it turned red.
                if let Some((every, _)) = effective_cadence(rules, segment, band)
                    && (segment != Segment::TechTouch || band == Some(Band::Red))
                {
                    table.segments.push(segment.as_str());
                    table.bands.push(band.map(Band::as_str));
                    table.days.push(every);
                    table.counts_from.push(begins(today, every));
                    table.counted_from.push(begins(last_day, every));
                }
            }
        }
        table
    }
}

/// How old the feeds are, in the reader's days, and how old they may be.
pub async fn as_of(conn: &mut PgConnection, gather: &Gather, limits: FeedRules) -> sqlx::Result<AsOf> {
    let row = sqlx::query!(
        "select (select max(day) from usage_days where org_id = $1 and day <= $2) as usage,
                (select max(finished_at) from imports where org_id = $1 and record = 'tickets') as tickets,
                (select max(finished_at) from imports where org_id = $1 and record = 'surveys') as surveys,
                (select max(finished_at) from imports where org_id = $1 and record = 'touchpoints') as touches,
                (select max(finished_at) from imports where org_id = $1 and record = 'contacts') as contacts,
                (select max(finished_at) from imports where org_id = $1 and record = 'contracts') as contracts",
        gather.org.0,
        gather.today,
    )
    .fetch_one(conn)
    .await?;
    let came_in = [row.tickets, row.surveys, row.touches, row.contacts, row.contracts];
    let came_in = came_in.map(|at| at.map(|at| local_day(at, gather.zone)));
    Ok(AsOf { limits, ..AsOf::fed(row.usage, came_in) })
}
