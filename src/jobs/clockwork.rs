//! Moving a demo's or a test's clock: everything that falls due on the way happens at its own time, in order.

use std::time::{Duration, Instant};

use chrono::{DateTime, NaiveDate, Utc};

use super::rescoring;
use super::worker::Worker;
use crate::operations::{Failure, installs, roles, settings, signals};
use crate::store::{outbox, prompts, schedules};

/// Deliveries that take longer are left to the worker.
const PATIENCE: Duration = Duration::from_mins(1);
const GLANCE: Duration = Duration::from_millis(20);

/// What arrives overnight from outside, as the feeds of a company would bring it.
pub trait Overnight {
    /// Brings in the data of the night before `day`.
    fn arrive(&self, day: NaiveDate) -> impl Future<Output = anyhow::Result<()>> + Send;
}

/// No feeds.
#[derive(Clone, Copy, Debug)]
pub struct NothingArrives;

impl Overnight for NothingArrives {
    async fn arrive(&self, _day: NaiveDate) -> anyhow::Result<()> {
        Ok(())
    }
}

/// What moving the clock did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Advanced {
    /// What the clock shows now.
    pub now: DateTime<Utc>,
    /// Messages that were posted or edited on the way.
    pub n_delivered: i64,
}

/// Moves the clock to `target`, stopping wherever something is due. A clock that cannot be moved stays.
pub async fn advance_to(worker: &Worker, target: DateTime<Utc>, feeds: &impl Overnight) -> Result<Advanced, Failure> {
    let before = delivered(worker).await?;
    settle(worker).await?;
    while let Some(next) = next_due(worker).await?.filter(|next| *next <= target) {
        let night = rescoring::next_at(worker.app.clock.now());
        // The data first: at its hour another worker may score before it is there.
        if night <= next {
            feeds.arrive(next.date_naive()).await?;
        }
        worker.app.clock.move_to(next);
        settle(worker).await?;
    }
    let now = worker.app.clock.move_to(target);
    settle(worker).await?;
    Ok(Advanced { now, n_delivered: delivered(worker).await? - before })
}

/// When something is next due by itself; with the next night's scoring there always is something.
pub async fn next_due(worker: &Worker) -> Result<Option<DateTime<Utc>>, Failure> {
    let now = worker.app.clock.now();
    let mut conn = worker.app.work.acquire().await?;
    let fire = schedules::next_fire_at(&mut conn).await?;
    let prompt = prompts::next_prompt_at(&mut conn).await?;
    let reminder = prompts::next_reminder_at(&mut conn).await?;
    let rested = outbox::next_rested_at(&mut conn, now).await?;
    drop(conn);
    let signal = signals::next_due_at(&worker.app).await?;
    let profile = settings::next_unread_at(&worker.app).await?;
    let groups = roles::next_look_at(&worker.app).await?;
    let token = if worker.lines.oauth().is_some() { installs::next_refresh_at(&worker.app).await? } else { None };
    let night = Some(rescoring::next_at(now));
    Ok([fire, prompt, reminder, rested, signal, profile, groups, token, night].into_iter().flatten().min())
}

/// Does what is due until nothing is left, or patience is.
async fn settle(worker: &Worker) -> Result<(), Failure> {
    let started = Instant::now();
    loop {
        let n_done = worker.run_due().await?;
        let mut conn = worker.app.work.acquire().await?;
        let n_left = outbox::n_unfinished(&mut conn, worker.app.clock.now()).await?;
        drop(conn);
        if (n_done == 0 && n_left == 0) || PATIENCE < started.elapsed() {
            return Ok(());
        }
        if n_done == 0 {
            tokio::time::sleep(GLANCE).await;
        }
    }
}

async fn delivered(worker: &Worker) -> Result<i64, Failure> {
    let mut conn = worker.app.work.acquire().await?;
    Ok(outbox::n_shown(&mut conn).await?)
}
