//! Signals that are going on, by account: filtered as a book is, ranked, with their sums.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;
use serde_json::Value;
use sqlx::PgConnection;

use super::books::{Arguments, Asked, add};
use super::codec::{json, money};
use super::digests::Gather;
use super::signals::{self, Wanted};
use crate::domain::account::AccountRef;
use crate::domain::digest::SignalNews;
use crate::domain::health::{Band, Milli};
use crate::domain::ids::{AccountId, EpisodeId, OrgId, PersonId};
use crate::domain::money::Totals;
use crate::domain::person::PersonRef;
use crate::domain::risks::{RiskRow, RisksFilter, SignalLine};
use crate::domain::signal::{EpisodeState, Evidence, SignalKind};

/// More signals than anybody reads in a digest or on a card.
const MOST_ROWS: i64 = 500;

/// The sums of a filter.
#[derive(Clone, Debug, Default)]
pub struct Sums {
    /// Accounts with a signal that is not put off.
    pub n_accounts: i64,
    /// Such signals.
    pub n_signals: i64,
    /// Signals that are put off.
    pub n_snoozed: i64,
    /// The accounts' revenue.
    pub arr: Totals,
}

/// A page of the accounts, so many from so many on, with signals that match, in the order that was asked for. By itself the rank is the gravest signal's weight × (100 − score) × ARR in whole
/// units × a factor from 1 (no renewal within a year) to 2 (renewal today); an account without a score counts as 50.
pub async fn page(
    conn: &mut PgConnection,
    asked: Asked<'_>,
    filter: &RisksFilter,
    (size, offset): (i64, i64),
) -> sqlx::Result<Vec<RiskRow>> {
    let with = Arguments::of(asked, &filter.accounts);
    let (kinds, weights) = weights(&filter.kinds);
    let rows = sqlx::query!(
        r#"with going as materialized (
             select s.account_id, max(k.weight) as weight,
                    jsonb_agg(jsonb_build_object('episode', s.id, 'kind', s.kind, 'state', s.state,
                      'evidence', s.evidence, 'opened_at', s.opened_at, 'claimed_by', case when p.id is not null then
                        jsonb_build_object('id', p.id, 'name', p.name, 'slack_user_id', p.slack_user_id) end)
                      order by k.weight desc, s.opened_at, s.kind) as lines
             from signals s
             join unnest($10::text[], $11::int[]) as k (kind, weight) on k.kind = s.kind
             left join people p on p.org_id = s.org_id and p.id = s.claimed_by
             where s.org_id = $1 and s.ended_at is null and s.state <> 'snoozed'
             group by s.account_id)
           select b.id as "id!: AccountId", b.name as "name!", b.arr_minor as "arr_minor!", b.currency as "currency!",
                  b.band, b.score_milli, b.ends_on, o.id as "owner_id?: PersonId", o.name as "owner_name?",
                  o.slack_user_id as "owner_slack?", g.lines as "lines!"
           from going g
           join book($1, $2, $3, $4, $5, $6, $7, $8, $9) b on b.id = g.account_id
           left join people o on o.org_id = $1 and o.id = b.owner_id
           where (not $14 and $15::text is null and $16::text[] is null or exists (
               select from accounts n left join people w on w.org_id = n.org_id and w.id = n.owner_id and not w.deactivated
               where n.org_id = $1 and n.id = b.id and (not $14 or w.id is null)
                 and ($15::text is null or lower(w.team) = lower($15))
                 and ($16::text[] is null or exists (select from unnest(n.tags) as tag where lower(tag) = any ($16)))))
           order by case $17::text when 'arr' then b.currency when 'name' then lower(b.name) end,
                    case $17::text when 'arr' then -b.arr_minor::float8 when 'name' then 0
                      when 'renewal' then (b.ends_on - $2::date)::float8 when 'health' then b.score_milli::float8
                      else -g.weight::float8 * (100000 - coalesce(b.score_milli, 50000)) * b.arr_whole
                        * (2 - least(coalesce(b.ends_on - $2::date, 365), 365) / 365.0) end, b.name, b.id
           limit $12 offset $13"#,
        asked.org.0,
        asked.today,
        with.owner,
        with.bands.as_deref(),
        with.segments.as_deref(),
        with.phase_from.as_deref(),
        with.phase_to.as_deref(),
        with.ends_by,
        with.arr_above,
        &kinds,
        &weights,
        size,
        offset,
        with.is_nobodys,
        with.team,
        with.tags.as_deref(),
        with.sort,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let owner = row.owner_id.zip(row.owner_name);
            Ok(RiskRow {
                account: AccountRef { id: row.id, name: row.name },
                band: row.band.as_deref().and_then(Band::parse),
                score: row.score_milli.map(Milli),
                arr: money(row.arr_minor, &row.currency)?,
                renewal_in_days: row.ends_on.map(|day: NaiveDate| (day - asked.today).num_days()),
                owner: owner.map(|(id, name)| PersonRef { id, name, slack_user_id: row.owner_slack }),
                signals: lines(row.lines)?,
            })
        })
        .collect()
}

/// The sums of all that match.
pub async fn sums(conn: &mut PgConnection, asked: Asked<'_>, filter: &RisksFilter) -> sqlx::Result<Sums> {
    let with = Arguments::of(asked, &filter.accounts);
    let (kinds, _) = weights(&filter.kinds);
    let rows = sqlx::query!(
        r#"with going as materialized (
             select account_id, count(*) filter (where state <> 'snoozed') as n,
                    count(*) filter (where state = 'snoozed') as n_snoozed
             from signals where org_id = $1 and ended_at is null and kind = any($10) group by account_id)
           select b.currency as "currency!", count(*) filter (where 0 < g.n) as "n_accounts!",
                  sum(g.n)::int8 as "n_signals!", sum(g.n_snoozed)::int8 as "n_snoozed!",
                  coalesce(sum(b.arr_minor) filter (where 0 < g.n), 0)::int8 as "arr!"
           from going g
           join book($1, $2, $3, $4, $5, $6, $7, $8, $9) b on b.id = g.account_id
           where (not $11 and $12::text is null and $13::text[] is null or exists (
               select from accounts n left join people w on w.org_id = n.org_id and w.id = n.owner_id and not w.deactivated
               where n.org_id = $1 and n.id = b.id and (not $11 or w.id is null)
                 and ($12::text is null or lower(w.team) = lower($12))
                 and ($13::text[] is null or exists (select from unnest(n.tags) as tag where lower(tag) = any ($13)))))
           group by b.currency"#,
        asked.org.0,
        asked.today,
        with.owner,
        with.bands.as_deref(),
        with.segments.as_deref(),
        with.phase_from.as_deref(),
        with.phase_to.as_deref(),
        with.ends_by,
        with.arr_above,
        &kinds,
        with.is_nobodys,
        with.team,
        with.tags.as_deref(),
    )
    .fetch_all(conn)
    .await?;
    let mut sums = Sums::default();
    for row in rows {
        sums.n_accounts += row.n_accounts;
        sums.n_signals += row.n_signals;
        sums.n_snoozed += row.n_snoozed;
        if 0 < row.n_accounts {
            add(&mut sums.arr, row.arr, &row.currency)?;
        }
    }
    Ok(sums)
}

/// The signals that are going on at an account, the gravest first.
pub async fn of_account(
    conn: &mut PgConnection,
    org: OrgId,
    account: AccountId,
    today: NaiveDate,
) -> sqlx::Result<Vec<SignalLine>> {
    let kinds = SignalKind::ALL.to_vec();
    let wanted = Wanted { org, owners: None, account: Some(account), kinds, since: None, today };
    let rows = signals::list(conn, &wanted, (0, MOST_ROWS)).await?;
    let mut lines: Vec<SignalLine> = rows.into_iter().map(SignalLine::from).collect();
    gravest_first(&mut lines);
    Ok(lines)
}

/// The signals that fired since the digest before and are still going on, by account: the gravest account first.
pub async fn fired(conn: &mut PgConnection, gather: &Gather) -> sqlx::Result<Vec<SignalNews>> {
    let wanted = Wanted {
        org: gather.org,
        owners: gather.owners.clone(),
        account: None,
        kinds: SignalKind::ALL.to_vec(),
        since: Some(gather.since),
        today: gather.today,
    };
    let mut news: Vec<SignalNews> = Vec::new();
    for row in signals::list(conn, &wanted, (0, MOST_ROWS)).await? {
        let known = news.iter_mut().find(|known| known.account.id == row.account.id);
        match known {
            Some(known) => known.signals.push(row.into()),
            None => news.push(SignalNews { account: row.account.clone(), arr: row.arr, signals: vec![row.into()] }),
        }
    }
    for of_account in &mut news {
        gravest_first(&mut of_account.signals);
    }
    news.sort_by_key(|news| std::cmp::Reverse(news.signals.first().map(|line| line.kind.weight())));
    Ok(news)
}

fn gravest_first(lines: &mut [SignalLine]) {
    lines.sort_by_key(|line| (std::cmp::Reverse(line.kind.weight()), line.kind));
}

/// A signal as it is stored.
#[derive(Deserialize)]
struct Line {
    episode: EpisodeId,
    kind: String,
    state: String,
    evidence: Evidence,
    claimed_by: Option<PersonRef>,
    opened_at: DateTime<Utc>,
}

impl Line {
    fn known(self) -> sqlx::Result<SignalLine> {
        let unknown = |what: &str| sqlx::Error::Decode(format!("no such {what}").into());
        Ok(SignalLine {
            episode: self.episode,
            kind: SignalKind::parse(&self.kind).ok_or_else(|| unknown("signal"))?,
            state: EpisodeState::parse(&self.state).ok_or_else(|| unknown("state"))?,
            evidence: self.evidence,
            claimed_by: self.claimed_by,
            opened_at: self.opened_at,
        })
    }
}

fn lines(listed: Value) -> sqlx::Result<Vec<SignalLine>> {
    json::<Vec<Line>>(listed)?.into_iter().map(Line::known).collect()
}

/// The signals asked for, all when none is named, each with its weight.
fn weights(kinds: &[SignalKind]) -> (Vec<String>, Vec<i32>) {
    let asked = SignalKind::ALL.into_iter().filter(|kind| kinds.is_empty() || kinds.contains(kind));
    asked.map(|kind| (kind.as_str().to_owned(), kind.weight())).unzip()
}
