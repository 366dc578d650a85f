//! What happened, as it is written down for channels that hear of it.

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use sqlx::PgConnection;

use crate::domain::health::Band;
use crate::domain::ids::{AccountId, BandChangeId, FeedbackId, OrgId, RunId};
use crate::domain::news::{NOTICE_DAYS, News};
use crate::domain::notice::Notice;
use crate::domain::renewal::{Move, Moved};
use crate::domain::subscription::Topic;
use crate::operations::{App, Failure, snapshot};
use crate::store::news::{self, Happened};
use crate::store::run_cards::run_subject;
use crate::store::signals::{Due, episode_subject};

/// A renewal that came near while nobody looked is told for so many days.
const LATE_DAYS: i64 = 3;
/// The hour of the night's look.
const HOUR: TimeDelta = TimeDelta::hours(3);

/// The subject of a card that tells of a play's beginning.
pub fn play_subject(run: RunId) -> String {
    subject_of(&format!("began:{run}"))
}

/// The subject of the card of a piece of news, by its key.
pub fn subject_of(key: &str) -> String {
    format!("news:{key}")
}

/// Signals that were said, or would have been, had their owner's day not been full.
pub async fn signals_said(
    conn: &mut PgConnection,
    org: OrgId,
    said: &[Due],
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let happened: Vec<Happened> = said
        .iter()
        .map(|due| Happened {
            key: format!("signal:{}", due.id),
            topic: Topic::Signals,
            account: due.account,
            word: json_word(&due.kind),
            subject: episode_subject(due.id),
            notice: Notice::Signal { episode: due.id },
            counts: !due.kind.is_critical(),
            told_in: None,
            at: now,
        })
        .collect();
    Ok(news::raise(conn, org, &happened).await?)
}

/// Accounts that changed colour, and to which.
pub async fn crossed_bands(
    conn: &mut PgConnection,
    org: OrgId,
    crossed: &[(BandChangeId, AccountId, Band)],
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let happened: Vec<Happened> = crossed
        .iter()
        .map(|(change, account, to)| Happened {
            word: to.as_str().to_owned(),
            ..of(&format!("band:{change}"), Topic::Bands, *account, News::Band(*change), now)
        })
        .collect();
    Ok(news::raise(conn, org, &happened).await?)
}

/// A play that began.
pub async fn play_began(
    conn: &mut PgConnection,
    org: OrgId,
    (account, run, channel): (AccountId, RunId, &str),
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let began = of(&format!("began:{run}"), Topic::Plays, account, News::PlayBegan(run), now);
    Ok(news::raise(conn, org, &[Happened { told_in: Some(channel.to_owned()), ..began }]).await?)
}

/// A play that ended.
pub async fn play_ended(
    conn: &mut PgConnection,
    org: OrgId,
    (account, run, channel): (AccountId, RunId, &str),
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let ended = Happened {
        key: format!("ended:{run}"),
        topic: Topic::Plays,
        account,
        word: String::new(),
        subject: run_subject(run),
        notice: Notice::RunEnded { run },
        counts: false,
        told_in: Some(channel.to_owned()),
        at: now,
    };
    Ok(news::raise(conn, org, &[ended]).await?)
}

/// Something that a customer asks of the product.
pub async fn feedback_given(
    conn: &mut PgConnection,
    org: OrgId,
    (account, id): (AccountId, FeedbackId),
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let given = of(&format!("feedback:{id}"), Topic::Feedback, account, News::Feedback(id), now);
    Ok(news::raise(conn, org, &[given]).await?)
}

/// Renewals that came near since yesterday: within a checkpoint, or near to the last day to give notice.
pub async fn look_at_renewals(app: &App, org: OrgId) -> Result<(), Failure> {
    let today = (app.clock.now() - HOUR).date_naive();
    let checkpoints: Vec<i64> = app.rules.lifecycle.checkpoints_days.iter().copied().filter(|days| 0 < *days).collect();
    let mut tx = app.begin_work().await?;
    let near = news::near_renewals(&mut tx, org, (&checkpoints, NOTICE_DAYS, LATE_DAYS), today).await?;
    let happened: Vec<Happened> = near
        .into_iter()
        .map(|near| {
            // By the day on which it came near, so that whoever subscribes later hears nothing of before.
            let at = near.since.and_time(NaiveTime::MIN).and_utc() + HOUR;
            let what = near.days.map_or(News::NoticeDue(near.on), News::Crossed);
            of(&format!("renewal:{}", near.key), Topic::Renewals, near.account, what, at)
        })
        .collect();
    news::raise(&mut tx, org, &happened).await?;
    Ok(tx.commit().await?)
}

/// Renewals that slipped since the snapshot of the week before.
pub async fn slipped(app: &App, org: OrgId) -> Result<(), Failure> {
    let now = app.clock.now();
    let week = snapshot::moved_for(app, org, None, None).await?;
    let Some(since) = week.since else { return Ok(()) };
    let happened: Vec<Happened> = week
        .moved
        .into_iter()
        .filter(Moved::is_slip)
        .map(|renewal| {
            let key = format!("slip:{}:{since}", renewal.now.contract);
            let moves = renewal.moves.into_iter().filter(Move::is_slip).collect();
            let news = News::Slipped { since, moves, said: renewal.said };
            of(&key, Topic::Renewals, renewal.now.account.id, news, now)
        })
        .collect();
    let mut tx = app.begin_work().await?;
    news::raise(&mut tx, org, &happened).await?;
    Ok(tx.commit().await?)
}

fn of(key: &str, topic: Topic, account: AccountId, news: News, at: DateTime<Utc>) -> Happened {
    Happened {
        key: key.to_owned(),
        topic,
        account,
        word: String::new(),
        subject: subject_of(key),
        notice: Notice::News { account, news, at },
        counts: false,
        told_in: None,
        at,
    }
}

/// A word as its JSON has it, which is what a filter holds.
fn json_word(word: &impl serde::Serialize) -> String {
    serde_json::to_value(word).ok().and_then(|json| json.as_str().map(str::to_owned)).unwrap_or_default()
}
