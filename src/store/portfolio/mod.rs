//! The portfolio's figures, from the `portfolio` function of the schema: sums by group, and the accounts behind them.

mod around;
mod scope;

use chrono::NaiveDate;
use sqlx::PgConnection;

use super::codec::money;
use crate::domain::account::AccountRef;
use crate::domain::health::Band;
use crate::domain::ids::{AccountId, PersonId};
use crate::domain::money::Totals;
use crate::domain::portfolio::{
    BehindRow, FigureKind, Flow, Group, GroupBy, GroupFigures, Period, Retention, Slice, Standing,
};

pub use around::{delivery, n_csms, themes};
pub(super) use scope::Arguments;
pub use scope::Scope;

/// A page of accounts behind a figure.
#[derive(Clone, Debug)]
pub struct Behind<'a> {
    /// Which figure.
    pub figure: FigureKind,
    /// How the group is found.
    pub by: Option<GroupBy>,
    /// Its key; `None`: of all groups.
    pub key: Option<&'a str>,
    /// Rows before the page.
    pub offset: i64,
    /// Rows on it.
    pub size: i64,
}

fn word(by: Option<GroupBy>) -> &'static str {
    by.map_or("", GroupBy::as_str)
}

struct GroupRow {
    key: String,
    label: Option<String>,
    currency: String,
    n_start: i64,
    n_lost: i64,
    n_returned: i64,
    start_minor: i64,
    expansion_minor: i64,
    contraction_minor: i64,
    churn_minor: i64,
    n_end: i64,
    end_minor: i64,
    n_new: i64,
    new_minor: i64,
    n_red: i64,
    red_minor: i64,
    n_programme: i64,
    n_touched: i64,
    n_seats_known: i64,
    seats: i64,
    active_users: i64,
    n_features_known: i64,
    core_features: i64,
    used_features: i64,
    first_value_days: Vec<i32>,
    n_waiting: i64,
}

/// The figures of every group with an account in it, by key.
pub async fn groups(
    conn: &mut PgConnection,
    scope: &Scope,
    period: Period,
    by: Option<GroupBy>,
) -> sqlx::Result<Vec<GroupFigures>> {
    let with = Arguments::of(scope, period);
    let rows = sqlx::query_as!(
        GroupRow,
        r#"select key as "key!", min(label) as label, currency as "currency!",
             count(*) filter (where 0 < start_minor) as "n_start!",
             count(*) filter (where 0 < start_minor and end_minor = 0) as "n_lost!",
             count(*) filter (where 0 < start_minor and 0 < end_minor and has_left) as "n_returned!",
             coalesce(sum(start_minor), 0)::int8 as "start_minor!",
             coalesce(sum(greatest(end_minor - start_minor, 0)) filter (where 0 < start_minor), 0)::int8
               as "expansion_minor!",
             coalesce(sum(greatest(start_minor - end_minor, 0)) filter (where 0 < end_minor), 0)::int8
               as "contraction_minor!",
             coalesce(sum(start_minor) filter (where end_minor = 0), 0)::int8 as "churn_minor!",
             count(*) filter (where 0 < end_minor) as "n_end!", coalesce(sum(end_minor), 0)::int8 as "end_minor!",
             count(*) filter (where start_minor = 0 and 0 < end_minor) as "n_new!",
             coalesce(sum(end_minor) filter (where start_minor = 0), 0)::int8 as "new_minor!",
             count(*) filter (where 0 < end_minor and band = 'red') as "n_red!",
             coalesce(sum(end_minor) filter (where band = 'red'), 0)::int8 as "red_minor!",
             count(*) filter (where is_programme) as "n_programme!",
             count(*) filter (where is_programme and is_touched) as "n_touched!",
             count(*) filter (where knows_seats) as "n_seats_known!",
             coalesce(sum(seats) filter (where knows_seats), 0)::int8 as "seats!",
             coalesce(sum(least(active_users, seats)) filter (where knows_seats), 0)::int8 as "active_users!",
             count(*) filter (where knows_features) as "n_features_known!",
             coalesce(sum(core_features) filter (where knows_features), 0)::int8 as "core_features!",
             coalesce(sum(least(used_features, core_features)) filter (where knows_features), 0)::int8
               as "used_features!",
             coalesce(array_agg(first_value_on - started_on)
               filter (where starts_within and first_value_on is not null), '{}') as "first_value_days!",
             count(*) filter (where starts_within and has_first_value and first_value_on is null) as "n_waiting!"
           from (select p.*, 0 < end_minor and 0 < seats and active_users is not null as knows_seats,
                        0 < end_minor and 0 < core_features and used_features is not null as knows_features
                 from portfolio($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) p
                 where (not $12 and $13::text is null and $14::text[] is null or exists (
                     select from accounts n left join people w on w.org_id = n.org_id and w.id = n.owner_id and not w.deactivated
                     where n.org_id = $1 and n.id = p.id and (not $12 or w.id is null)
                       and ($13::text is null or lower(w.team) = lower($13))
                       and ($14::text[] is null or exists (select from unnest(n.tags) as tag where lower(tag) = any ($14)))))) p
           group by key, currency order by key, currency"#,
        scope.org.0,
        with.eve,
        with.last,
        scope.today,
        with.quarter_from,
        with.owner as Option<PersonId>,
        with.segments.as_deref(),
        &with.edges,
        &with.codes,
        &with.per_whole,
        word(by),
        scope.is_nobodys,
        scope.team,
        with.tags.as_deref(),
    )
    .fetch_all(conn)
    .await?;
    let mut groups: Vec<GroupFigures> = Vec::new();
    for row in rows {
        if groups.last().is_none_or(|group| group.group.key != row.key) {
            let group = Group::named(by, row.key.clone(), row.label.clone());
            groups.push(GroupFigures { group, ..GroupFigures::default() });
        }
        if let Some(group) = groups.last_mut() {
            row.add_to(group)?;
        }
    }
    Ok(groups)
}

impl GroupRow {
    fn add_to(self, group: &mut GroupFigures) -> sqlx::Result<()> {
        group.slices.push(self.slice()?);
        let counts = &mut group.counts;
        counts.n_programme += self.n_programme;
        counts.n_touched += self.n_touched;
        counts.n_seats_known += self.n_seats_known;
        counts.seats += self.seats;
        counts.active_users += self.active_users;
        counts.n_features_known += self.n_features_known;
        counts.core_features += self.core_features;
        counts.used_features += self.used_features;
        counts.first_value_days.extend(self.first_value_days.iter().map(|days| Some(i64::from(*days))));
        counts.first_value_days.extend((0..self.n_waiting).map(|_| None));
        Ok(())
    }

    fn slice(&self) -> sqlx::Result<Slice> {
        let currency = money(0, &self.currency)?.currency;
        let retention = Retention {
            n_start: self.n_start,
            n_lost: self.n_lost,
            n_returned: self.n_returned,
            start_minor: self.start_minor,
            expansion_minor: self.expansion_minor,
            contraction_minor: self.contraction_minor,
            churn_minor: self.churn_minor,
        };
        Ok(Slice {
            currency,
            retention,
            n_end: self.n_end,
            end_minor: self.end_minor,
            n_new: self.n_new,
            new_minor: self.new_minor,
            n_red: self.n_red,
            red_minor: self.red_minor,
        })
    }
}

struct BehindRecord {
    id: AccountId,
    name: String,
    currency: String,
    start_minor: i64,
    end_minor: i64,
    has_left: bool,
    band: Option<String>,
    seats: Option<i32>,
    active_users: Option<i32>,
    core_features: Option<i32>,
    used_features: Option<i64>,
    started_on: NaiveDate,
    first_value_on: Option<NaiveDate>,
    n: i64,
}

/// A page of the accounts behind a figure, what moves it most first, and how many there are; currencies apart.
pub async fn behind(
    conn: &mut PgConnection,
    scope: &Scope,
    period: Period,
    page: &Behind<'_>,
) -> sqlx::Result<(Vec<BehindRow>, i64)> {
    let with = Arguments::of(scope, period);
    let records = sqlx::query_as!(
        BehindRecord,
        r#"select id as "id!: AccountId", name as "name!", currency as "currency!", start_minor as "start_minor!",
             end_minor as "end_minor!", has_left as "has_left!", band, seats, active_users, core_features,
             used_features, started_on as "started_on!", first_value_on, count(*) over () as "n!"
           from portfolio($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) p
           where ($12::text is null or key = $12)
             and (not $16 and $17::text is null and $18::text[] is null or exists (
               select from accounts n left join people w on w.org_id = n.org_id and w.id = n.owner_id and not w.deactivated
               where n.org_id = $1 and n.id = p.id and (not $16 or w.id is null)
                 and ($17::text is null or lower(w.team) = lower($17))
                 and ($18::text[] is null or exists (select from unnest(n.tags) as tag where lower(tag) = any ($18)))))
             and case $13
               when 'grr' then 0 < start_minor
               when 'nrr' then 0 < start_minor
               when 'logo_churn' then 0 < start_minor and end_minor = 0
               when 'new' then start_minor = 0 and 0 < end_minor
               when 'ttv' then starts_within and has_first_value
               when 'adoption' then 0 < end_minor and ((0 < seats and active_users is not null)
                 or (0 < core_features and used_features is not null))
               when 'at_risk' then 0 < end_minor and band = 'red'
               when 'touched' then is_programme and is_touched
             end
           order by currency, case $13
               when 'grr' then least(end_minor - start_minor, 0)::float8
               when 'nrr' then (start_minor - end_minor)::float8
               when 'ttv' then -coalesce(first_value_on - started_on, 100000)::float8
               when 'adoption' then coalesce(least(active_users, seats)::float8 / nullif(seats, 0), 2)
             end, start_minor desc, end_minor desc, name, id
           limit $14 offset $15"#,
        scope.org.0,
        with.eve,
        with.last,
        scope.today,
        with.quarter_from,
        with.owner as Option<PersonId>,
        with.segments.as_deref(),
        &with.edges,
        &with.codes,
        &with.per_whole,
        word(page.by),
        page.key,
        page.figure.as_str(),
        page.size,
        page.offset,
        scope.is_nobodys,
        scope.team,
        with.tags.as_deref(),
    )
    .fetch_all(conn)
    .await?;
    let n = records.first().map_or(0, |record| record.n);
    Ok((records.into_iter().map(BehindRow::try_from).collect::<sqlx::Result<_>>()?, n))
}

impl TryFrom<BehindRecord> for BehindRow {
    type Error = sqlx::Error;

    fn try_from(row: BehindRecord) -> sqlx::Result<Self> {
        let wide = |n: i32| i64::from(n);
        let seats = row.seats.filter(|seats| 0 < *seats).map(wide);
        let core = row.core_features.filter(|core| 0 < *core).map(wide);
        Ok(Self {
            account: AccountRef { id: row.id, name: row.name },
            currency: money(0, &row.currency)?.currency,
            standing: Standing { start_minor: row.start_minor, end_minor: row.end_minor, has_left: row.has_left },
            band: row.band.as_deref().and_then(Band::parse),
            seats: row.active_users.map(wide).zip(seats).map(|(active, seats)| (active.min(seats), seats)),
            features: row.used_features.zip(core).map(|(used, core)| (used.min(core), core)),
            started_on: row.started_on,
            first_value_on: row.first_value_on,
        })
    }
}

/// How accounts with revenue on either day went from colour to colour.
pub async fn flows(conn: &mut PgConnection, scope: &Scope, period: Period) -> sqlx::Result<Vec<Flow>> {
    let with = Arguments::of(scope, period);
    let rows = sqlx::query!(
        r#"select band_before, band, currency as "currency!", count(*) as "n!", sum(end_minor)::int8 as "arr!"
           from portfolio($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '') p
           where (0 < start_minor or 0 < end_minor)
             and (not $11 and $12::text is null and $13::text[] is null or exists (
               select from accounts n left join people w on w.org_id = n.org_id and w.id = n.owner_id and not w.deactivated
               where n.org_id = $1 and n.id = p.id and (not $11 or w.id is null)
                 and ($12::text is null or lower(w.team) = lower($12))
                 and ($13::text[] is null or exists (select from unnest(n.tags) as tag where lower(tag) = any ($13)))))
           group by band_before, band, currency order by band_before, band, currency"#,
        scope.org.0,
        with.eve,
        with.last,
        scope.today,
        with.quarter_from,
        with.owner as Option<PersonId>,
        with.segments.as_deref(),
        &with.edges,
        &with.codes,
        &with.per_whole,
        scope.is_nobodys,
        scope.team,
        with.tags.as_deref(),
    )
    .fetch_all(conn)
    .await?;
    let mut flows: Vec<Flow> = Vec::new();
    for row in rows {
        let [from, to] = [row.band_before, row.band].map(|band| band.as_deref().and_then(Band::parse));
        if flows.last().is_none_or(|flow| (flow.from, flow.to) != (from, to)) {
            flows.push(Flow { from, to, n: 0, arr: Totals::default() });
        }
        if let Some(flow) = flows.last_mut() {
            flow.n += row.n;
            add(&mut flow.arr, row.arr, &row.currency)?;
        }
    }
    Ok(flows)
}

fn add(totals: &mut Totals, minor: i64, currency: &str) -> sqlx::Result<()> {
    totals.add(money(minor, currency)?).map_err(|fault| sqlx::Error::Decode(format!("{fault:?}").into()))
}
