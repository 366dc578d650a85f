//! The portfolio's figures, and the accounts behind each. Whoever is of the organisation may look, a viewer too.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use sqlx::PgConnection;

use super::charted::charted;
use super::sight::For;
use super::{App, Failure};
use crate::domain::account::BookScope;
use crate::domain::cadence::local_day;
use crate::domain::ids::OrgId;
use crate::domain::money::Money;
use crate::domain::person::Actor;
use crate::domain::portfolio::{
    BehindView, Charted, FigureKind, Group, GroupBy, GroupFigures, Lifetime, MetricsAsk, MetricsView, Period,
    PeriodAsked, PeriodFigures, Slice, each, lifetime_minor,
};
use crate::domain::refusal::Refusal;
use crate::domain::segment::Segment;
use crate::store::digests;
use crate::store::portfolio::{self, Behind, Scope};
use crate::store::weekly::About;

/// Rows of a page.
pub const PAGE_ROWS: i64 = 10;

/// Who asks, as far as figures depend on it: a person, or the terminal, which sees everybody's accounts.
#[derive(Clone, Copy, Debug)]
pub enum Asker<'a> {
    /// A person; their day is that of their own clock.
    Person(&'a Actor),
    /// Whoever runs the program; their day is UTC's.
    Terminal(OrgId),
}

impl Asker<'_> {
    fn org(self) -> OrgId {
        match self {
            Self::Person(actor) => actor.org,
            Self::Terminal(org) => org,
        }
    }

    fn whom(&self) -> For<'_> {
        match self {
            Self::Person(actor) => (*actor).into(),
            Self::Terminal(org) => For::Everybody(*org),
        }
    }

    fn today(self, now: DateTime<Utc>) -> NaiveDate {
        match self {
            Self::Person(actor) => local_day(now, actor.person.zone),
            Self::Terminal(_) => now.date_naive(),
        }
    }

    fn scope(self, app: &App, ask: &MetricsAsk) -> Scope {
        let owner = match (self, ask.scope) {
            (Self::Person(actor), BookScope::Mine) => Some(actor.id()),
            (Self::Person(_), BookScope::Of(person)) => Some(person),
            (Self::Person(_), BookScope::All | BookScope::Nobody) | (Self::Terminal(_), _) => None,
        };
        let MetricsAsk { scope, segments, team, tags, .. } = ask.clone();
        let is_nobodys = scope == BookScope::Nobody;
        let (org, today) = (self.org(), self.today(app.clock.now()));
        Scope { org, owner, is_nobodys, team, tags, segments, edges: app.rules.segments, today }
    }
}

/// The figures that were asked for. Refused when the period has not begun.
pub async fn metrics(app: &App, asker: Asker<'_>, ask: MetricsAsk) -> Result<MetricsView, Failure> {
    let scope = asker.scope(app, &ask);
    let wanted =
        ask.period.map_or_else(|| vec![PeriodAsked::QuarterToDate, PeriodAsked::TwelveMonths], |one| vec![one]);
    let mut conn = app.read_long(asker.whom()).await?;
    let mut periods = Vec::new();
    for period in wanted {
        periods.push(figures(&mut conn, &scope, period, ask.by).await?);
    }
    let (Some(first), Some(last)) = (periods.first(), periods.last()) else { return Err(Refusal::Gone.into()) };
    let (shortest, period, as_of) = (first.period, last.period, last.as_of);
    let midnight = |day: NaiveDate| day.and_time(NaiveTime::MIN).and_utc();
    let (from, until) = (midnight(period.from), midnight(as_of + Days::new(1)));
    let is_whole = scope.is_whole();
    let rules = app.rules.portfolio;
    Ok(MetricsView {
        today: scope.today,
        flows: portfolio::flows(&mut conn, &scope, shortest).await?,
        delivery: portfolio::delivery(&mut conn, scope.org, from, until).await?,
        lifetimes: lifetimes(&mut conn, &scope, as_of, rules.gross_margin).await?,
        gross_margin: rules.gross_margin,
        n_csms: if is_whole { Some(portfolio::n_csms(&mut conn, scope.org).await?) } else { None },
        themes: (rules.theme_times, rules.theme_within_days, portfolio::themes(&mut conn, &scope, rules, as_of).await?),
        charted: charted_of(&mut conn, &scope, &ask, as_of).await?,
        periods,
        ask,
    })
}

async fn charted_of(
    conn: &mut PgConnection,
    scope: &Scope,
    ask: &MetricsAsk,
    as_of: NaiveDate,
) -> Result<Charted, Failure> {
    // What is charted is told of whole books only.
    if ask.by.is_some() || !scope.segments.is_empty() || !scope.tags.is_empty() || scope.is_nobodys {
        return Ok(Charted::default());
    }
    let owners = match (scope.owner, &scope.team) {
        (Some(owner), _) => Some(vec![owner]),
        (None, Some(team)) => Some(digests::team(conn, scope.org, team).await?),
        (None, None) => None,
    };
    let about = About { org: scope.org, owners: owners.as_deref(), today: scope.today };
    Ok(charted(conn, about, as_of).await?)
}

async fn figures(
    conn: &mut PgConnection,
    scope: &Scope,
    asked: PeriodAsked,
    by: Option<GroupBy>,
) -> Result<PeriodFigures, Failure> {
    let period = begun(asked, scope.today)?;
    let groups = portfolio::groups(conn, scope, period, by).await?;
    Ok(PeriodFigures { asked, period, as_of: period.as_of(scope.today), groups })
}

fn begun(asked: PeriodAsked, today: NaiveDate) -> Result<Period, Failure> {
    let period = asked.on(today);
    if today < period.from { Err(Refusal::PeriodNotBegun { from: period.from }.into()) } else { Ok(period) }
}

/// The yearly churn of each segment, and what it makes of an average account of it.
async fn lifetimes(
    conn: &mut PgConnection,
    scope: &Scope,
    as_of: NaiveDate,
    gross_margin: f64,
) -> Result<Vec<Lifetime>, Failure> {
    let year = PeriodAsked::TwelveMonths.on(as_of);
    let groups = portfolio::groups(conn, scope, year, Some(GroupBy::Segment)).await?;
    Ok(groups.iter().flat_map(|group| lifetimes_of(group, gross_margin)).collect())
}

fn lifetimes_of(group: &GroupFigures, gross_margin: f64) -> Vec<Lifetime> {
    let Some(segment) = Segment::parse(&group.group.key) else { return Vec::new() };
    let money = |slice: &Slice, sum: i64| Some(Money::new(each(sum, slice.n_end)?, slice.currency));
    let of = |slice: &Slice| {
        let churn = slice.retention.logo_churn().ok();
        let value = churn.and_then(|churn| lifetime_minor(slice.end_minor, gross_margin, churn));
        let value = value.and_then(|sum| money(slice, sum));
        Some(Lifetime { segment, average_arr: money(slice, slice.end_minor)?, churn, value })
    };
    group.slices.iter().filter_map(of).collect()
}

/// Which accounts to open: behind which figure, of which group, on which page.
#[derive(Clone, Debug)]
pub struct BehindAsk {
    /// The period (twelve months when none is named), the grouping, whose accounts.
    pub ask: MetricsAsk,
    /// Which figure.
    pub figure: FigureKind,
    /// The key of a group of the grouping; `None`: of all.
    pub key: Option<String>,
    /// Counted from 0.
    pub page: i64,
    /// Rows on a page.
    pub page_size: i64,
}

/// A page of the accounts behind a figure.
pub async fn behind(app: &App, asker: Asker<'_>, wanted: BehindAsk) -> Result<BehindView, Failure> {
    let BehindAsk { ask, figure, key, page, page_size } = wanted;
    let scope = asker.scope(app, &ask);
    let one = ask.period.unwrap_or(PeriodAsked::TwelveMonths);
    let period = begun(one, scope.today)?;
    let as_of = period.as_of(scope.today);
    let rows = Behind { figure, by: ask.by, key: key.as_deref(), offset: page * page_size, size: page_size };
    let mut conn = app.read_long(asker.whom()).await?;
    let (rows, n) = portfolio::behind(&mut conn, &scope, period, &rows).await?;
    let group = match key {
        Some(key) => Some(named(&mut conn, &scope, ask.by, key).await?),
        None => None,
    };
    let period = if figure == FigureKind::Touched { Period::quarter_of(as_of) } else { period };
    let ask = MetricsAsk { period: Some(one), ..ask };
    Ok(BehindView { ask, figure, group, period, as_of, rows, page, page_size, n })
}

/// A person's group is called by their name.
async fn named(conn: &mut PgConnection, scope: &Scope, by: Option<GroupBy>, key: String) -> Result<Group, Failure> {
    let name = match (by, key.parse()) {
        (Some(GroupBy::Csm), Ok(person)) => {
            crate::store::people::by_ids(conn, scope.org, &[person]).await?.pop().map(|person| person.who.name)
        }
        _ => None,
    };
    Ok(Group::named(by, key, name))
}
