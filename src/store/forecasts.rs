//! Renewals with what people expect of them, and every change of that.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use sqlx::PgConnection;

use super::books::{Arguments, Asked};
use super::codec::{json, money};
use crate::domain::account::{AccountRef, BookFilter, LineForecast};
use crate::domain::health::{Assessment, Band, Measure, Milli};
use crate::domain::ids::{AccountId, ContractId, OrgId, PersonId};
use crate::domain::money::Money;
use crate::domain::person::PersonRef;
use crate::domain::renewal::{Category, Facts, Forecast, ForecastChange, Outlook, Renewal, Sentiment, UseTrend};
use crate::domain::rules::SignalRules;

/// An answer of so much and more is a promoter's.
const PROMOTER_FROM: f64 = 9.0;

struct RenewalRow {
    account_id: AccountId,
    account_name: String,
    band: Option<String>,
    contract_id: ContractId,
    ends_on: NaiveDate,
    auto_renew: bool,
    notice_on: Option<NaiveDate>,
    arr_minor: i64,
    currency: String,
    successor_minor: Option<i64>,
    successor_currency: Option<String>,
    category: Option<String>,
    amount_minor: Option<i64>,
    amount_currency: Option<String>,
    revision: Option<i32>,
    set_at: Option<DateTime<Utc>>,
    set_by: Option<PersonId>,
    setter_name: Option<String>,
    setter_slack: Option<String>,
    owner_id: Option<PersonId>,
    owner_name: Option<String>,
    owner_slack: Option<String>,
}

impl TryFrom<RenewalRow> for Renewal {
    type Error = sqlx::Error;

    fn try_from(row: RenewalRow) -> sqlx::Result<Self> {
        let setter = person(row.set_by, row.setter_name, row.setter_slack);
        let amount = optional_money(row.amount_minor, row.amount_currency.as_deref())?;
        let category = row.category.as_deref().and_then(Category::parse);
        let forecast = match (category, amount, row.revision, setter, row.set_at) {
            (Some(category), Some(amount), Some(revision), Some(by), Some(at)) => {
                Some(Forecast { category, amount, revision, by, at })
            }
            _ => None,
        };
        Ok(Self {
            contract: row.contract_id,
            account: AccountRef { id: row.account_id, name: row.account_name },
            owner: person(row.owner_id, row.owner_name, row.owner_slack),
            band: row.band.as_deref().and_then(Band::parse),
            ends_on: row.ends_on,
            auto_renew: row.auto_renew,
            notice_on: row.notice_on,
            arr: money(row.arr_minor, &row.currency)?,
            forecast,
            successor: optional_money(row.successor_minor, row.successor_currency.as_deref())?,
        })
    }
}

fn person(id: Option<PersonId>, name: Option<String>, slack_user_id: Option<String>) -> Option<PersonRef> {
    id.zip(name).map(|(id, name)| PersonRef { id, name, slack_user_id })
}

pub(super) fn optional_money(minor: Option<i64>, currency: Option<&str>) -> sqlx::Result<Option<Money>> {
    minor.zip(currency).map(|(minor, currency)| money(minor, currency)).transpose()
}

/// What is expected of a renewal, in a line; amounts are (minor units, currency).
pub(super) fn line(
    category: Option<&str>,
    amount: (Option<i64>, Option<&str>),
    successor: (Option<i64>, Option<&str>),
) -> sqlx::Result<LineForecast> {
    let (amount, successor) = (optional_money(amount.0, amount.1)?, optional_money(successor.0, successor.1)?);
    let said = category.and_then(Category::parse).map_or(Outlook::NotReviewed, Outlook::from);
    let outlook = if successor.is_some() { Outlook::Renewed } else { said };
    Ok(LineForecast { outlook, amount: successor.or(amount), review_due: false })
}

/// The renewals up to a day, of the accounts that match, in the order that was asked for; by itself the nearest deadline
/// first.
pub async fn until(
    conn: &mut PgConnection,
    asked: Asked<'_>,
    filter: &BookFilter,
    last_day: NaiveDate,
) -> sqlx::Result<Vec<Renewal>> {
    let with = Arguments::of(asked, filter);
    let rows = sqlx::query_as!(
        RenewalRow,
        r#"select r.account_id as "account_id!: AccountId", r.account_name as "account_name!", b.band,
                  r.contract_id as "contract_id!: ContractId", r.ends_on as "ends_on!", r.auto_renew as "auto_renew!",
                  r.notice_on, r.arr_minor as "arr_minor!", r.currency as "currency!", r.successor_minor,
                  r.successor_currency, r.category, r.amount_minor, r.amount_currency, r.revision, r.set_at,
                  r.set_by as "set_by: PersonId", p.name as "setter_name?", p.slack_user_id as "setter_slack?",
                  o.id as "owner_id?: PersonId", o.name as "owner_name?", o.slack_user_id as "owner_slack?"
           from renewals($1, $2) r
           join book($1, $2, $3, $4, $5, $6, $7, $8, $9) b on b.id = r.account_id
           left join people o on o.org_id = $1 and o.id = r.owner_id
           left join people p on p.org_id = $1 and p.id = r.set_by
           where r.ends_on <= $10 and (not $11 and $12::text is null and $13::text[] is null or exists (
               select from accounts n left join people w on w.org_id = n.org_id and w.id = n.owner_id and not w.deactivated
               where n.org_id = $1 and n.id = b.id and (not $11 or w.id is null)
                 and ($12::text is null or lower(w.team) = lower($12))
                 and ($13::text[] is null or exists (select from unnest(n.tags) as tag where lower(tag) = any ($13)))))
           order by case $14::text when 'arr' then r.currency when 'name' then lower(r.account_name) end,
                    case $14::text when 'arr' then -r.arr_minor::float8 when 'health' then b.score_milli::float8
                      when 'risk' then -(100000 - coalesce(b.score_milli, 50000))::float8 * b.arr_whole
                        * (2 - least(r.ends_on - $2::date, 365) / 365.0) else 0 end,
                    case when r.auto_renew and $2 <= r.notice_on then r.notice_on else r.ends_on end, r.arr_minor desc,
                    r.account_name, r.contract_id"#,
        asked.org.0,
        asked.today,
        with.owner,
        with.bands.as_deref(),
        with.segments.as_deref(),
        with.phase_from.as_deref(),
        with.phase_to.as_deref(),
        with.ends_by,
        with.arr_above,
        last_day,
        with.is_nobodys,
        with.team,
        with.tags.as_deref(),
        with.sort,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(Renewal::try_from).collect()
}

/// The renewal of an account; `None` when no contract of it runs towards an end.
pub async fn of_account(
    conn: &mut PgConnection,
    org: OrgId,
    account: AccountId,
    today: NaiveDate,
) -> sqlx::Result<Option<Renewal>> {
    let row = sqlx::query_as!(
        RenewalRow,
        r#"select r.account_id as "account_id!: AccountId", r.account_name as "account_name!", h.band as "band?",
                  r.contract_id as "contract_id!: ContractId", r.ends_on as "ends_on!", r.auto_renew as "auto_renew!",
                  r.notice_on, r.arr_minor as "arr_minor!", r.currency as "currency!", r.successor_minor,
                  r.successor_currency, r.category, r.amount_minor, r.amount_currency, r.revision, r.set_at,
                  r.set_by as "set_by: PersonId", p.name as "setter_name?", p.slack_user_id as "setter_slack?",
                  o.id as "owner_id?: PersonId", o.name as "owner_name?", o.slack_user_id as "owner_slack?"
           from renewals($1, $2) r
           left join health h on h.org_id = $1 and h.account_id = r.account_id
           left join people o on o.org_id = $1 and o.id = r.owner_id
           left join people p on p.org_id = $1 and p.id = r.set_by
           where r.account_id = $3"#,
        org.0,
        today,
        account.0,
    )
    .fetch_optional(conn)
    .await?;
    row.map(Renewal::try_from).transpose()
}

/// The account of a contract.
pub async fn account_of(conn: &mut PgConnection, org: OrgId, contract: ContractId) -> sqlx::Result<Option<AccountId>> {
    sqlx::query_scalar!(
        r#"select account_id as "id: AccountId" from contracts where org_id = $1 and id = $2"#,
        org.0,
        contract.0,
    )
    .fetch_optional(conn)
    .await
}

/// What the likelihood of an account's renewal is judged by, and what else a row of a list shows.
#[derive(Clone, Debug)]
pub struct Known {
    /// For the rule; whether the contract renews itself is the renewal's to say.
    pub facts: Facts,
    /// The account's score.
    pub score: Option<Milli>,
    /// The play at work on it, by title.
    pub play: Option<String>,
}

/// What is known of these accounts, by one statement.
pub async fn known(
    conn: &mut PgConnection,
    org: OrgId,
    accounts: &[AccountId],
    rules: &SignalRules,
    now: DateTime<Utc>,
) -> sqlx::Result<HashMap<AccountId, Known>> {
    let critical_since = now - TimeDelta::hours(rules.critical_hours);
    let fresh_since = now - TimeDelta::days(rules.detractor_within_days);
    let rows = sqlx::query!(
        r#"select a.id as "id!: AccountId", h.band as "band?", h.score_milli as "score?", h.assessment as "assessment?",
                  coalesce(c.gone, false) as "champion_left!", coalesce(e.spoken_to, false) as "executive!",
                  coalesce(k.is_open, false) as "critical!", s.score as "nps?", p.title as "play?"
           from unnest($2::uuid[]) a (id)
           left join health h on h.org_id = $1 and h.account_id = a.id
           left join lateral (select bool_and(left_on is not null) as gone from contacts
             where org_id = $1 and account_id = a.id and role = 'champion') c on true
           left join lateral (select true as spoken_to from contacts where org_id = $1 and account_id = a.id
             and role = 'executive' and left_on is null and last_contact_at <= $3 limit 1) e on true
           left join lateral (select true as is_open from tickets where org_id = $1 and account_id = a.id
             and priority = 'critical' and opened_at < $4 and (closed_at is null or $3 < closed_at) limit 1) k on true
           left join lateral (select score from surveys where org_id = $1 and account_id = a.id and kind = 'nps'
             and answered_at between $5 and $3 order by answered_at desc limit 1) s on true
           left join lateral (select y.definition ->> 'title' as title from playbook_runs r
             join playbooks y on y.org_id = r.org_id and y.name = r.playbook and y.version = r.playbook_version
             where r.org_id = $1 and r.account_id = a.id and r.state = 'running' order by r.started_at limit 1) p on true"#,
        org.0,
        accounts as &[AccountId],
        now,
        critical_since,
        fresh_since,
    )
    .fetch_all(conn)
    .await?;
    let known = rows.into_iter().map(|row| {
        let assessment: Option<Assessment> = row.assessment.map(json).transpose()?;
        let facts = Facts {
            band: row.band.as_deref().and_then(Band::parse),
            auto_renew: false,
            champion_left: row.champion_left,
            executive_spoken_to: row.executive,
            usage: assessment.as_ref().map(|assessment| use_trend(assessment, rules)).unwrap_or_default(),
            critical_ticket: row.critical,
            nps: row.nps.and_then(|score| sentiment(score, rules)),
            play_running: row.play.is_some(),
        };
        Ok((row.id, Known { facts, score: row.score.map(Milli), play: row.play }))
    });
    known.collect()
}

fn use_trend(assessment: &Assessment, rules: &SignalRules) -> UseTrend {
    let factor = assessment.factor(Measure::UsageTrend).filter(|factor| factor.is_known());
    let change = factor.and_then(|factor| factor.reading.as_ref()).map_or(0.0, |reading| reading.value);
    if change <= -rules.usage_falling_by {
        UseTrend::Falling
    } else if rules.usage_falling_by <= change {
        UseTrend::Growing
    } else {
        UseTrend::Steady
    }
}

fn sentiment(score: f64, rules: &SignalRules) -> Option<Sentiment> {
    if score <= rules.detractor_up_to {
        Some(Sentiment::Detractor)
    } else {
        (PROMOTER_FROM <= score).then_some(Sentiment::Promoter)
    }
}

/// Writes a change down and makes the forecast what it says, if nobody did since; the account is looked at again.
pub async fn save(
    conn: &mut PgConnection,
    org: OrgId,
    renewal: &Renewal,
    change: &ForecastChange,
    by: PersonId,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "insert into forecasts (org_id, contract_id, category, amount_minor, currency, revision, set_by, set_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (org_id, contract_id) do update set category = excluded.category,
           amount_minor = excluded.amount_minor, currency = excluded.currency, revision = excluded.revision,
           set_by = excluded.set_by, set_at = excluded.set_at
         where forecasts.revision = excluded.revision - 1",
        org.0,
        renewal.contract.0,
        change.category.as_str(),
        change.amount.minor,
        change.amount.currency.code(),
        change.revision,
        by.0,
        now,
    )
    .execute(&mut *conn)
    .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    record(conn, org, renewal.contract, change, by, now).await?;
    stir(conn, org, renewal.account.id, now).await?;
    Ok(true)
}

async fn record(
    conn: &mut PgConnection,
    org: OrgId,
    contract: ContractId,
    change: &ForecastChange,
    by: PersonId,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into forecast_changes (org_id, contract_id, revision, from_category, to_category, from_minor, to_minor,
           currency, reason, changed_by, changed_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        org.0,
        contract.0,
        change.revision,
        change.from.map(|(category, _)| category.as_str()),
        change.category.as_str(),
        change.from.map(|(_, amount)| amount.minor),
        change.amount.minor,
        change.amount.currency.code(),
        change.reason,
        by.0,
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

async fn stir(conn: &mut PgConnection, org: OrgId, account: AccountId, now: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!("update accounts set stirred_at = $3 where org_id = $1 and id = $2", org.0, account.0, now)
        .execute(conn)
        .await?;
    Ok(())
}

/// Sets the last day to give notice; the account is looked at again.
pub async fn set_notice(
    conn: &mut PgConnection,
    org: OrgId,
    renewal: &Renewal,
    notice_on: Option<NaiveDate>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update contracts set notice_on = $3, updated_at = $4 where org_id = $1 and id = $2",
        org.0,
        renewal.contract.0,
        notice_on,
        now,
    )
    .execute(&mut *conn)
    .await?;
    stir(conn, org, renewal.account.id, now).await
}
