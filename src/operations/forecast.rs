//! What people say of a renewal. The first of two wins, and the second is told who was first.

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::json;
use sqlx::PgConnection;

use super::{App, Failure, renewals, rights};
use crate::domain::cadence::local_day;
use crate::domain::ids::{AccountId, ContractId};
use crate::domain::person::{Actor, Role};
use crate::domain::refusal::Refusal;
use crate::domain::renewal::{ForecastChange, Renewal, Wish};
use crate::domain::rules::Rules;
use crate::store::{audit, forecasts};

/// What a forecast became.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forecasted {
    /// The renewal as it was.
    pub before: Renewal,
    /// What changed; `None` when it was so already.
    pub change: Option<ForecastChange>,
    /// The notice date, where that was changed.
    pub notice: Notice,
}

/// What a form says of the last day to give notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    /// It does not ask for it.
    NotAsked,
    /// It is that day, or none.
    On(Option<NaiveDate>),
}

/// Says how the renewal of an account stands. What is based on is what is there now.
pub async fn set(app: &App, actor: &Actor, account: AccountId, wish: Wish) -> Result<Forecasted, Failure> {
    let (now, today) = moment(app, actor);
    let mut tx = app.begin(actor).await?;
    let renewal = renewals::find(&mut tx, actor.org, account, today).await?;
    let wish = Wish { seen: renewal.revision(), ..wish };
    let done = apply(app, &mut tx, actor, renewal, (&wish, Notice::NotAsked), now).await?;
    tx.commit().await?;
    Ok(done)
}

/// The same in a form that was opened on a contract.
pub async fn submit(
    app: &App,
    actor: &Actor,
    contract: ContractId,
    wish: Wish,
    notice: Notice,
) -> Result<Forecasted, Failure> {
    let (now, today) = moment(app, actor);
    let mut tx = app.begin(actor).await?;
    let account = forecasts::account_of(&mut tx, actor.org, contract).await?.ok_or(Refusal::Gone)?;
    let renewal = renewals::find(&mut tx, actor.org, account, today).await?;
    // Since the form was opened the contract has ended, or another one ends sooner.
    if renewal.contract != contract {
        return Err(Refusal::Gone.into());
    }
    let done = apply(app, &mut tx, actor, renewal, (&wish, notice), now).await?;
    tx.commit().await?;
    Ok(done)
}

/// The renewal that a form is to be filled in for; refuses whoever may not.
pub async fn ask(app: &App, actor: &Actor, account: AccountId) -> Result<Renewal, Failure> {
    let (_, today) = moment(app, actor);
    let mut conn = app.read(actor).await?;
    let renewal = renewals::find(&mut conn, actor.org, account, today).await?;
    may_forecast(&mut conn, &app.rules, actor, &renewal).await?;
    if renewal.successor.is_some() {
        return Err(Refusal::AlreadyRenewed { account: renewal.account }.into());
    }
    Ok(renewal)
}

fn moment(app: &App, actor: &Actor) -> (DateTime<Utc>, NaiveDate) {
    let now = app.clock.now();
    (now, local_day(now, actor.person.zone))
}

/// A CSM forecasts their own accounts, a manager those of whom they lead.
async fn may_forecast(conn: &mut PgConnection, rules: &Rules, actor: &Actor, renewal: &Renewal) -> Result<(), Failure> {
    if actor.person.role < Role::Csm {
        return Err(Refusal::NotAllowed { needs: Role::Csm }.into());
    }
    if rights::judges(conn, rules, actor, renewal.owner.as_ref().map(|owner| owner.id)).await? {
        return Ok(());
    }
    Err(Refusal::NotYours { account: renewal.account.clone(), owner: renewal.owner.clone() }.into())
}

async fn apply(
    app: &App,
    conn: &mut PgConnection,
    actor: &Actor,
    renewal: Renewal,
    (wish, notice): (&Wish, Notice),
    now: DateTime<Utc>,
) -> Result<Forecasted, Failure> {
    may_forecast(conn, &app.rules, actor, &renewal).await?;
    let notice = if notice == Notice::On(renewal.notice_on) { Notice::NotAsked } else { notice };
    if let Notice::On(Some(day)) = notice
        && renewal.ends_on < day
    {
        return Err(Refusal::NoticeAfterEnd { ends_on: renewal.ends_on }.into());
    }
    let change = renewal.change(wish, &app.rules.renewals)?;
    if let Some(change) = &change {
        save(conn, actor, &renewal, change, now).await?;
    }
    if let Notice::On(notice_on) = notice {
        forecasts::set_notice(conn, actor.org, &renewal, notice_on, now).await?;
        let detail = json!({ "from": renewal.notice_on, "to": notice_on });
        note(conn, actor, "contract.notice", &renewal, detail, now).await?;
    }
    Ok(Forecasted { before: renewal, change, notice })
}

async fn save(
    conn: &mut PgConnection,
    actor: &Actor,
    renewal: &Renewal,
    change: &ForecastChange,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    if !forecasts::save(conn, actor.org, renewal, change, actor.id(), now).await? {
        let today = local_day(now, actor.person.zone);
        let newer = renewals::find(conn, actor.org, renewal.account.id, today).await?;
        let first = newer.forecast.as_ref().ok_or(Refusal::Gone)?;
        return Err(newer.moved_to(first).into());
    }
    let detail = json!({
        "account": renewal.account.id, "revision": change.revision,
        "from": change.from.map(|(category, _)| category.as_str()), "to": change.category.as_str(),
        "amount_minor": change.amount.minor, "currency": change.amount.currency.code(),
    });
    note(conn, actor, "forecast.set", renewal, detail, now).await
}

async fn note(
    conn: &mut PgConnection,
    actor: &Actor,
    verb: &str,
    renewal: &Renewal,
    detail: serde_json::Value,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let subject = format!("contract:{}", renewal.contract);
    let entry = audit::Entry { actor: Some(actor.id()), verb, subject, detail };
    Ok(audit::record(conn, actor.org, &entry, now).await?)
}
