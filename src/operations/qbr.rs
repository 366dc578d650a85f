//! The pack of a quarterly review, gathered now from what the data says. A topic a statement, whatever the account's size.

use chrono::{DateTime, Days, NaiveDate, Utc};
use chrono_tz::Tz;
use serde_json::json;
use sqlx::PgConnection;

use super::share::{Asked, show};
use super::{App, Failure, plans};
use crate::domain::account::{AccountRef, Found};
use crate::domain::cadence::local_day;
use crate::domain::health::{Assessment, Measure, Milli};
use crate::domain::ids::{AccountId, OrgId};
use crate::domain::notice::Notice;
use crate::domain::person::{Actor, Deed};
use crate::domain::portfolio::PeriodAsked;
use crate::domain::qbr::{QbrPack, Scored, usual_quarter};
use crate::domain::reason::{Facts, Reason, reasons};
use crate::domain::refusal::Refusal;
use crate::domain::rules::Rules;
use crate::domain::segment::Segment;
use crate::store::accounts;
use crate::store::advocacy;
use crate::store::audit::{self, Entry};
use crate::store::card_facts;
use crate::store::feedback;
use crate::store::health;
use crate::store::portfolio::Scope;
use crate::store::qbr::{self, Past, Span};

/// What they asked for is quoted, the last of it.
const MOST_ASKS: i64 = 5;
/// A chart shows so many days.
const HISTORY_DAYS: u64 = 90;
/// What they do for us, the last of it.
const MOST_FAVOURS: i64 = 8;
/// From here on an executive was never spoken to.
const NEVER_DAYS: f64 = 3_650.0;

/// The pack of an account and quarter; of the usual one when none is named. Refused when the quarter has not begun.
pub async fn pack(
    app: &App,
    actor: &Actor,
    account: AccountId,
    quarter: Option<PeriodAsked>,
) -> Result<QbrPack, Failure> {
    let mut conn = app.read_long(actor).await?;
    gather(&mut conn, &app.rules, (actor.org, actor.person.zone), (account, quarter), app.clock.now()).await
}

/// The same for a terminal, whose day is UTC's, by what is typed as the account's name.
pub async fn pack_named(
    app: &App,
    org: OrgId,
    typed: &str,
    quarter: Option<PeriodAsked>,
) -> Result<Result<QbrPack, Found>, Failure> {
    let mut conn = app.work.acquire().await?;
    let account = match accounts::find(&mut conn, org, typed).await? {
        Found::One(account) => account.id,
        unclear @ (Found::Several(_) | Found::None(_)) => return Ok(Err(unclear)),
    };
    gather(&mut conn, &app.rules, (org, Tz::UTC), (account, quarter), app.clock.now()).await.map(Ok)
}

async fn gather(
    conn: &mut PgConnection,
    rules: &Rules,
    (org, zone): (OrgId, Tz),
    (account, quarter): (AccountId, Option<PeriodAsked>),
    now: DateTime<Utc>,
) -> Result<QbrPack, Failure> {
    let today = local_day(now, zone);
    let asked = quarter.unwrap_or_else(|| usual_quarter(today));
    let period = asked.on(today);
    if today < period.from {
        return Err(Refusal::PeriodNotBegun { from: period.from }.into());
    }
    let facts = card_facts::of(conn, org, account, now, zone).await?.ok_or(Refusal::Gone)?;
    let as_of = period.as_of(today);
    let span = Span { org, account, period, as_of };
    let scope = Scope::of_all(org, rules.segments, today);
    let (usage, adoption) = qbr::usage(conn, span).await?;
    let (before, after) = qbr::scores(conn, span).await?;
    Ok(QbrPack {
        account: facts.account.clone(),
        asked,
        period,
        as_of,
        today,
        gathered_at: now,
        owner: facts.owner.clone(),
        segment: facts.segment_override.unwrap_or_else(|| Segment::of(&rules.segments, &facts.arr)),
        arr: facts.arr,
        usage,
        adoption,
        support: qbr::support(conn, span).await?,
        sentiment: qbr::sentiment(conn, span).await?,
        touches: qbr::touches(conn, span).await?,
        asks: feedback::lines(conn, org, account, (Some(period.from), as_of), MOST_ASKS).await?,
        advocacy: advocacy::of(conn, org, account, (Some(period.from), Some(as_of)), MOST_FAVOURS).await?,
        health_before: before.as_ref().map(scored),
        health_after: after.as_ref().map(scored),
        history: history(conn, span).await?,
        plan: plans::view(conn, org, account, &facts, today).await?,
        benchmark: qbr::benchmark(conn, &scope, span).await?,
        expansions: qbr::expansions(conn, span).await?,
        renewal: facts.renewal.clone(),
    })
}

async fn history(conn: &mut PgConnection, span: Span) -> Result<Vec<(NaiveDate, Option<Milli>)>, Failure> {
    let history = health::history(conn, span.org, span.account, span.as_of - Days::new(HISTORY_DAYS)).await?;
    Ok(history.into_iter().filter(|(day, _)| *day <= span.as_of).collect())
}

/// A past score with its reasons, as far as the score itself knows them: who left and when nobody spoke is not kept.
fn scored(past: &Past) -> Scored {
    let knows_executive = has_executive(&past.assessment);
    let facts = Facts { knows_executive, ..Facts::default() };
    let reasons = reasons(&past.assessment, &facts, past.day);
    let reasons = reasons.into_iter().filter(|reason| !matches!(reason, Reason::Silent(None))).collect();
    Scored { day: past.day, band: past.band, score: past.score, reasons }
}

fn has_executive(assessment: &Assessment) -> bool {
    let reading = assessment.factor(Measure::ExecutiveContact).and_then(|factor| factor.reading);
    reading.is_some_and(|reading| reading.value < NEVER_DAYS)
}

/// Shows the pack to a channel as it is now.
pub async fn share(
    app: &App,
    actor: &Actor,
    (account, quarter): (AccountId, Option<PeriodAsked>),
    asked: Asked<'_>,
) -> Result<AccountRef, Failure> {
    let now = app.clock.now();
    let pack = pack(app, actor, account, quarter).await?;
    let (shared, day) = (pack.account.clone(), pack.as_of);
    let by = Deed { by: actor.person.who.clone(), at: now };
    let notice = Notice::Qbr { pack: Box::new(pack), by, zone: actor.person.zone };
    let mut tx = app.begin(actor).await?;
    let detail = json!({ "channel": asked.channel_id, "as_of": day });
    show(&mut tx, actor, (&notice, asked), ("qbr.share", format!("account:{account}"), detail), now).await?;
    tx.commit().await?;
    Ok(shared)
}

/// Notes that somebody took the pack as a file.
pub async fn taken(app: &App, actor: &Actor, pack: &QbrPack, channel_id: &str) -> Result<(), Failure> {
    let now = app.clock.now();
    let mut tx = app.begin(actor).await?;
    let detail = json!({ "channel": channel_id, "as_of": pack.as_of });
    let subject = format!("account:{}", pack.account.id);
    let entry = Entry { actor: Some(actor.id()), verb: "qbr.file", subject, detail };
    audit::record(&mut tx, actor.org, &entry, now).await?;
    Ok(tx.commit().await?)
}
