//! Expansions: accounts that T3 flagged, and how far somebody worked them. One is open per account at a time.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

use super::codec::money;
use crate::domain::account::{AccountRef, BookFilter, BookScope};
use crate::domain::health::Band;
use crate::domain::ids::{AccountId, ExpansionId, OrgId, PersonId};
use crate::domain::listing::Sort;
use crate::domain::money::Money;
use crate::domain::person::PersonRef;
use crate::domain::portfolio::{ExpansionEnd, ExpansionMove, ExpansionRow, ExpansionStage, Funnel, FunnelStep};

/// Of which accounts.
#[derive(Clone, Debug)]
pub struct ExpansionScope {
    /// Whose data.
    pub org: OrgId,
    /// Of one owner only.
    pub owner: Option<PersonId>,
    /// Whose team, which tags, which segments as they were last scored, nobody's, and in which order.
    pub filter: BookFilter,
    /// The reader's day.
    pub today: NaiveDate,
}

/// A scope as the statements take it.
struct Words {
    segments: Option<Vec<String>>,
    tags: Option<Vec<String>>,
    is_nobodys: bool,
}

/// An expansion as it stands, with who moved it last.
#[derive(Clone, Debug)]
pub struct Expansion {
    /// Of which account.
    pub account: AccountRef,
    /// Where it stands.
    pub stage: ExpansionStage,
    /// Every move raises it.
    pub version: i32,
    /// What the account pays today.
    pub arr: Money,
    /// Who moved it last, and when.
    pub moved: Option<(PersonRef, DateTime<Utc>)>,
}

/// Flags accounts whose T3 has fired; one that waits untouched is flagged anew, one that somebody
/// works on is left alone. Says how many were flagged.
pub async fn flag(
    conn: &mut PgConnection,
    org: OrgId,
    accounts: &[AccountId],
    now: DateTime<Utc>,
) -> sqlx::Result<u64> {
    let at = now.timestamp_micros();
    let ids: Vec<ExpansionId> =
        accounts.iter().map(|account| ExpansionId::named(org, &format!("{account}:{at}"))).collect();
    let done = sqlx::query!(
        "insert into expansions (org_id, id, account_id, flagged_at)
         select $1, f.id, f.account_id, $4 from unnest($2::uuid[], $3::uuid[]) as f (id, account_id)
         on conflict (org_id, account_id) where ended_at is null
           do update set flagged_at = excluded.flagged_at where expansions.stage = 'flagged'",
        org.0,
        &ids as &[ExpansionId],
        accounts as &[AccountId],
        now,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}

/// Accounts with an open T3 that nobody has flagged since it opened.
pub async fn unflagged(conn: &mut PgConnection, org: OrgId) -> sqlx::Result<Vec<AccountId>> {
    sqlx::query_scalar!(
        r#"select s.account_id as "id: AccountId" from signals s
           where s.org_id = $1 and s.kind = 't3' and s.ended_at is null
             and not exists (select from expansions e where e.org_id = s.org_id and e.account_id = s.account_id
               and (e.stage in ('chosen', 'contacted') or s.opened_at <= e.flagged_at))
           order by s.account_id"#,
        org.0,
    )
    .fetch_all(conn)
    .await
}

/// How far those that were flagged from a moment on have come.
pub async fn funnel(conn: &mut PgConnection, scope: &ExpansionScope, from: DateTime<Utc>) -> sqlx::Result<Funnel> {
    let words = words(scope);
    let rows = sqlx::query!(
        r#"select a.currency as "currency!", e.currency as won_currency, count(*) as "n_flagged!",
             count(e.chosen_at) as "n_chosen!", count(e.contacted_at) as "n_contacted!",
             count(*) filter (where e.stage = 'won') as "n_won!", count(*) filter (where e.stage = 'lost') as "n_lost!",
             sum(a.arr_minor)::int8 as "arr!",
             coalesce(sum(a.arr_minor) filter (where e.chosen_at is not null), 0)::int8 as "arr_chosen!",
             coalesce(sum(a.arr_minor) filter (where e.contacted_at is not null), 0)::int8 as "arr_contacted!",
             coalesce(sum(e.amount_minor) filter (where e.stage = 'won'), 0)::int8 as "won!"
           from expansions e
           join accounts a on a.org_id = e.org_id and a.id = e.account_id
           left join health h on h.org_id = a.org_id and h.account_id = a.id
           left join people w on w.org_id = a.org_id and w.id = a.owner_id and not w.deactivated
           where e.org_id = $1 and $2 <= e.flagged_at and ($3::uuid is null or a.owner_id = $3)
             and ($4::text[] is null or h.segment = any ($4)) and (not $5 or w.id is null)
             and ($6::text is null or lower(w.team) = lower($6))
             and ($7::text[] is null or exists (select from unnest(a.tags) as tag where lower(tag) = any ($7)))
           group by a.currency, e.currency order by a.currency, e.currency"#,
        scope.org.0,
        from,
        scope.owner as Option<PersonId>,
        words.segments.as_deref(),
        words.is_nobodys,
        scope.filter.team,
        words.tags.as_deref(),
    )
    .fetch_all(conn)
    .await?;
    let mut funnel = Funnel::default();
    for row in rows {
        funnel.n_lost += row.n_lost;
        let amounts = [(row.n_flagged, row.arr), (row.n_chosen, row.arr_chosen), (row.n_contacted, row.arr_contacted)];
        for (step, (n, minor)) in funnel.steps.iter_mut().zip(amounts) {
            reach(step, n, minor, &row.currency)?;
        }
        reach(&mut funnel.steps[3], row.n_won, row.won, row.won_currency.as_deref().unwrap_or(&row.currency))?;
    }
    Ok(funnel)
}

fn reach(step: &mut FunnelStep, n: i64, minor: i64, currency: &str) -> sqlx::Result<()> {
    if n == 0 {
        return Ok(());
    }
    step.n += n;
    step.amount.add(money(minor, currency)?).map_err(|fault| sqlx::Error::Decode(format!("{fault:?}").into()))
}

fn words(scope: &ExpansionScope) -> Words {
    let BookFilter { scope, segments, tags, .. } = &scope.filter;
    let list = |words: Vec<String>| (!words.is_empty()).then_some(words);
    Words {
        segments: list(segments.iter().map(|segment| segment.as_str().to_owned()).collect()),
        tags: list(tags.iter().map(|tag| tag.to_lowercase()).collect()),
        is_nobodys: *scope == BookScope::Nobody,
    }
}

struct OpenRow {
    id: ExpansionId,
    account_id: AccountId,
    name: String,
    stage: String,
    version: i32,
    arr_minor: i64,
    currency: String,
    band: Option<String>,
    limit_use: Option<f64>,
    owner_id: Option<PersonId>,
    owner_name: Option<String>,
    owner_slack: Option<String>,
    flagged_at: DateTime<Utc>,
    n: i64,
}

/// A page of the open ones, in the order that was asked for, by itself the largest revenue first, currencies apart; and how
/// many there are. A flagged one whose
/// T3 is over before anybody chose it is no longer listed.
pub async fn open(
    conn: &mut PgConnection,
    scope: &ExpansionScope,
    (offset, size): (i64, i64),
) -> sqlx::Result<(Vec<ExpansionRow>, i64)> {
    let words = words(scope);
    let rows = sqlx::query_as!(
        OpenRow,
        r#"select e.id as "id: ExpansionId", a.id as "account_id: AccountId", a.name, e.stage, e.version, a.arr_minor,
             a.currency, h.band as "band?", a.limit_use, o.id as "owner_id?: PersonId", o.name as "owner_name?",
             o.slack_user_id as "owner_slack?", e.flagged_at, count(*) over () as "n!"
           from expansions e
           join accounts a on a.org_id = e.org_id and a.id = e.account_id
           left join health h on h.org_id = a.org_id and h.account_id = a.id
           left join people o on o.org_id = a.org_id and o.id = a.owner_id
           left join lateral (select c.ends_on from contracts c where c.org_id = a.org_id and c.account_id = a.id
             and c.starts_on <= $6 and $6 <= c.ends_on order by c.ends_on limit 1) r on true
           where e.org_id = $1 and e.ended_at is null and ($2::uuid is null or a.owner_id = $2)
             and ($3::text[] is null or h.segment = any ($3)) and (not $7 or o.id is null or o.deactivated)
             and ($8::text is null or (lower(o.team) = lower($8) and not o.deactivated))
             and ($9::text[] is null or exists (select from unnest(a.tags) as tag where lower(tag) = any ($9)))
             and (e.stage <> 'flagged' or exists (select from signals s where s.org_id = e.org_id
               and s.account_id = e.account_id and s.kind = 't3' and s.ended_at is null))
           order by case when coalesce($10::text, 'arr') = 'arr' then a.currency
                      when $10::text = 'name' then lower(a.name) end,
                    case $10::text when 'name' then 0 when 'renewal' then (r.ends_on - $6)::float8
                      when 'health' then h.score_milli::float8
                      when 'risk' then -(100000 - coalesce(h.score_milli, 50000))::float8 * coalesce(h.arr_whole, 0)
                        * (2 - least(coalesce(r.ends_on - $6, 365), 365) / 365.0)
                      else -a.arr_minor::float8 end, a.name, e.id
           limit $4 offset $5"#,
        scope.org.0,
        scope.owner as Option<PersonId>,
        words.segments.as_deref(),
        size,
        offset,
        scope.today,
        words.is_nobodys,
        scope.filter.team,
        words.tags.as_deref(),
        scope.filter.sort.map(Sort::as_str),
    )
    .fetch_all(conn)
    .await?;
    let n = rows.first().map_or(0, |row| row.n);
    Ok((rows.into_iter().map(ExpansionRow::try_from).collect::<sqlx::Result<_>>()?, n))
}

impl TryFrom<OpenRow> for ExpansionRow {
    type Error = sqlx::Error;

    fn try_from(row: OpenRow) -> sqlx::Result<Self> {
        let owner = row.owner_id.zip(row.owner_name);
        #[expect(clippy::cast_possible_truncation, reason = "a share of a limit, in per cent")]
        let per_cent = |share: f64| (share * 100.0).round() as i64;
        Ok(Self {
            id: row.id,
            account: AccountRef { id: row.account_id, name: row.name },
            stage: stage(&row.stage)?,
            version: row.version,
            arr: money(row.arr_minor, &row.currency)?,
            band: row.band.as_deref().and_then(Band::parse),
            limit_use: row.limit_use.map(per_cent),
            owner: owner.map(|(id, name)| PersonRef { id, name, slack_user_id: row.owner_slack }),
            flagged_at: row.flagged_at,
        })
    }
}

fn stage(word: &str) -> sqlx::Result<ExpansionStage> {
    ExpansionStage::parse(word).ok_or_else(|| sqlx::Error::Decode(format!("no stage: {word}").into()))
}

/// One expansion as it stands.
pub async fn of(conn: &mut PgConnection, org: OrgId, id: ExpansionId) -> sqlx::Result<Option<Expansion>> {
    let row = sqlx::query!(
        r#"select a.id as "account_id: AccountId", a.name, a.arr_minor, a.currency, e.stage, e.version,
             coalesce(e.ended_at, e.contacted_at, e.chosen_at) as moved_at, p.id as "person_id?: PersonId",
             p.name as "person_name?", p.slack_user_id as "person_slack?"
           from expansions e
           join accounts a on a.org_id = e.org_id and a.id = e.account_id
           left join people p on p.org_id = e.org_id and p.id = e.moved_by
           where e.org_id = $1 and e.id = $2"#,
        org.0,
        id as ExpansionId,
    )
    .fetch_optional(conn)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let person = row.person_id.zip(row.person_name);
    let person = person.map(|(id, name)| PersonRef { id, name, slack_user_id: row.person_slack });
    Ok(Some(Expansion {
        account: AccountRef { id: row.account_id, name: row.name },
        stage: stage(&row.stage)?,
        version: row.version,
        arr: money(row.arr_minor, &row.currency)?,
        moved: person.zip(row.moved_at),
    }))
}

/// Moves one that still has the version; says whether it did. Stages that are leapt over are passed at the same moment.
pub async fn go(
    conn: &mut PgConnection,
    org: OrgId,
    (id, version): (ExpansionId, i32),
    step: &ExpansionMove,
    by: PersonId,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let (won, note) = match step {
        ExpansionMove::Choose | ExpansionMove::Contact => (None, ""),
        ExpansionMove::End(ExpansionEnd::Won(amount)) => (Some(*amount), ""),
        ExpansionMove::End(ExpansionEnd::Lost(lost)) => (None, lost.reason.as_str()),
    };
    let currency = won.map(|won| won.currency.code().to_owned());
    let done = sqlx::query!(
        "update expansions set stage = $4, version = version + 1, moved_by = $5,
           chosen_at = case when $4 = 'lost' then chosen_at else coalesce(chosen_at, $6) end,
           contacted_at = case when $4 in ('contacted', 'won') then coalesce(contacted_at, $6) else contacted_at end,
           ended_at = case when $4 in ('won', 'lost') then $6 end,
           amount_minor = coalesce($7, amount_minor), currency = coalesce($8, currency),
           note = case when $9 = '' then note else $9 end
         where org_id = $1 and id = $2 and version = $3 and ended_at is null",
        org.0,
        id as ExpansionId,
        version,
        step.to().as_str(),
        by as PersonId,
        now,
        won.map(|won| won.minor),
        currency,
        note,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}
