//! Lists of living signals, ranked as a book is: how red, how dear, how near its renewal.

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::Value;
use sqlx::PgConnection;

use super::view::{kind, state};
use crate::domain::account::AccountRef;
use crate::domain::health::{Band, Milli};
use crate::domain::ids::{AccountId, EpisodeId, OrgId, PersonId};
use crate::domain::money::Totals;
use crate::domain::person::PersonRef;
use crate::domain::signal::{SignalKind, SignalRow};
use crate::store::codec::{json, money};

/// Which living signals, and for whose day.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Whose data.
    pub org: OrgId,
    /// The owners of the accounts that count; `None`: everybody's.
    pub owners: Option<Vec<PersonId>>,
    /// On one account.
    pub account: Option<AccountId>,
    /// Of these rules.
    pub kinds: Vec<SignalKind>,
    /// Those only that fired, or came back by themselves, after this; what held from the first look on is left out then.
    pub since: Option<DateTime<Utc>>,
    /// The reader's day.
    pub today: NaiveDate,
}

impl Wanted {
    fn kinds(&self) -> Vec<&'static str> {
        self.kinds.iter().map(|kind| kind.as_str()).collect()
    }
}

struct Row {
    id: EpisodeId,
    version: i32,
    kind: String,
    state: String,
    evidence: Value,
    account_id: AccountId,
    account_name: String,
    arr_minor: i64,
    currency: String,
    band: Option<String>,
    score_milli: Option<i32>,
    ends_on: Option<NaiveDate>,
    owner_id: Option<PersonId>,
    owner_name: Option<String>,
    owner_slack: Option<String>,
    opened_at: DateTime<Utc>,
    claimed_id: Option<PersonId>,
    claimed_name: Option<String>,
    claimed_slack: Option<String>,
    snoozed_until: Option<DateTime<Utc>>,
    play: Option<String>,
}

/// A page of them, what matters most first; what is put off stands last.
pub async fn list(conn: &mut PgConnection, wanted: &Wanted, (offset, n): (i64, i64)) -> sqlx::Result<Vec<SignalRow>> {
    let rows = sqlx::query_as!(
        Row,
        r#"select s.id as "id: EpisodeId", s.version, s.kind, s.state, s.evidence,
                  a.id as "account_id: AccountId", a.name as account_name, a.arr_minor, a.currency,
                  h.band as "band?", h.score_milli as "score_milli?", c.ends_on as "ends_on?",
                  o.id as "owner_id?: PersonId", o.name as "owner_name?", o.slack_user_id as owner_slack, s.opened_at,
                  p.id as "claimed_id?: PersonId", p.name as "claimed_name?", p.slack_user_id as claimed_slack,
                  case when s.state = 'snoozed' then s.snoozed_until end as snoozed_until,
                  case when s.state = 'in_play' then y.definition ->> 'title' end as play
           from signals s
           join accounts a on a.org_id = s.org_id and a.id = s.account_id
           left join health h on h.org_id = a.org_id and h.account_id = a.id
           left join people o on o.org_id = a.org_id and o.id = a.owner_id
           left join people p on p.org_id = s.org_id and p.id = s.claimed_by
           left join playbook_runs r on r.org_id = s.org_id and r.id = s.run_id
           left join playbooks y on y.org_id = r.org_id and y.name = r.playbook and y.version = r.playbook_version
           left join lateral (select min(ends_on) as ends_on from contracts
             where org_id = $1 and account_id = a.id and starts_on <= $5 and $5 <= ends_on) c on true
           where s.org_id = $1 and s.ended_at is null and s.kind = any($2) and ($3::uuid[] is null or a.owner_id = any($3))
             and ($4::uuid is null or a.id = $4)
             and ($6::timestamptz is null or (not s.baseline and ($6 < s.opened_at or exists (
               select from signal_moves m where m.org_id = s.org_id and m.signal_id = s.id and m.actor_id is null
                 and m.from_state = 'snoozed' and $6 < m.moved_at))))
           order by s.state = 'snoozed',
             (100000 - coalesce(h.score_milli, 50000))::float8 * coalesce(h.arr_whole, 0)
               * (2 - least(coalesce(c.ends_on - $5::date, 365), 365) / 365.0) desc,
             a.name, a.id, s.opened_at desc, s.id
           limit $7 offset $8"#,
        wanted.org.0,
        &wanted.kinds() as &[&str],
        wanted.owners.as_deref() as Option<&[PersonId]>,
        wanted.account.map(|account| account.0),
        wanted.today,
        wanted.since,
        n,
        offset,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(|row| listed(row, wanted.today)).collect()
}

fn listed(row: Row, today: NaiveDate) -> sqlx::Result<SignalRow> {
    let person = |id: Option<PersonId>, name: Option<String>, slack_user_id: Option<String>| {
        id.zip(name).map(|(id, name)| PersonRef { id, name, slack_user_id })
    };
    Ok(SignalRow {
        episode: row.id,
        version: row.version,
        kind: kind(&row.kind)?,
        state: state(&row.state)?,
        evidence: json(row.evidence)?,
        account: AccountRef { id: row.account_id, name: row.account_name },
        arr: money(row.arr_minor, &row.currency)?,
        health: (row.band.as_deref().and_then(Band::parse), row.score_milli.map(Milli)),
        renewal_in_days: row.ends_on.map(|ends_on| (ends_on - today).num_days()),
        owner: person(row.owner_id, row.owner_name, row.owner_slack),
        opened_at: row.opened_at,
        claimed_by: person(row.claimed_id, row.claimed_name, row.claimed_slack),
        snoozed_until: row.snoozed_until,
        play: row.play,
    })
}

/// How many, on how many accounts, with what revenue: every account's once.
#[derive(Clone, Debug, Default)]
pub struct Sums {
    /// Signals by rule, T1 first.
    pub by_kind: Vec<(SignalKind, i64)>,
    /// Accounts.
    pub n_accounts: i64,
    /// Their revenue.
    pub arr: Totals,
}

/// The sums of all that match.
pub async fn sums(conn: &mut PgConnection, wanted: &Wanted) -> sqlx::Result<Sums> {
    let rows = sqlx::query!(
        r#"with matching as (
             select s.kind, a.id, a.currency, a.arr_minor from signals s
             join accounts a on a.org_id = s.org_id and a.id = s.account_id
             where s.org_id = $1 and s.ended_at is null and s.kind = any($2)
               and ($3::uuid[] is null or a.owner_id = any($3)) and ($4::uuid is null or a.id = $4))
           select kind, null as "currency?", count(*) as "n!", 0::int8 as "minor!" from matching group by kind
           union all
           select null, currency, count(*), sum(arr_minor)::int8 from (select distinct id, currency, arr_minor from matching) each
           group by currency"#,
        wanted.org.0,
        &wanted.kinds() as &[&str],
        wanted.owners.as_deref() as Option<&[PersonId]>,
        wanted.account.map(|account| account.0),
    )
    .fetch_all(conn)
    .await?;
    let mut sums = Sums::default();
    for row in rows {
        if let Some(word) = row.kind {
            sums.by_kind.push((kind(&word)?, row.n));
        }
        if let Some(currency) = row.currency {
            sums.n_accounts += row.n;
            let added = sums.arr.add(money(row.minor, &currency)?);
            added.map_err(|fault| sqlx::Error::Decode(format!("{fault:?}").into()))?;
        }
    }
    sums.by_kind.sort_unstable();
    Ok(sums)
}
