//! The demo's clock: moved from the page, kept between runs, and with it the nights in which new data arrives.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use axum::{Json, Router};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;

use super::sample;
use super::set_up::{bring_in, day_of_book};
use crate::clock::Clock;
use crate::jobs::{Overnight, Worker, advance_to};
use crate::operations::App;

const FILE: &str = "clock";

/// The clock of the last run, or one that begins now, or at `start`.
pub fn restored(dir: &Path, start: Option<DateTime<Utc>>) -> anyhow::Result<Clock> {
    let now = Clock::system().now();
    let kept = match std::fs::read_to_string(dir.join(FILE)) {
        Ok(text) => Some(TimeDelta::seconds(text.trim().parse()?)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => return Err(error.into()),
    };
    Ok(Clock::starting_at(match (kept, start) {
        (Some(ahead), _) => now + ahead,
        (None, Some(start)) => start,
        (None, None) => now,
    }))
}

/// Writes down how far the clock was moved.
pub fn keep(dir: &Path, clock: &Clock) -> anyhow::Result<()> {
    let ahead = clock.now() - Clock::system().now();
    std::fs::write(dir.join(FILE), ahead.num_seconds().to_string())?;
    Ok(())
}

/// What the sample company's feeds bring in each night.
pub struct Nights {
    app: App,
    dir: PathBuf,
}

impl Nights {
    /// For the demo whose data lives in `dir`.
    pub fn new(app: App, dir: PathBuf) -> Self {
        Self { app, dir }
    }
}

impl Overnight for Nights {
    /// The night before `day` brings the usage of the day before it.
    async fn arrive(&self, day: NaiveDate) -> anyhow::Result<()> {
        let Some(book_day) = day_of_book(&self.dir).await? else { return Ok(()) };
        bring_in(&self.app, &self.dir.join("night"), sample::next_day(book_day, day)).await
    }
}

/// What moves the clock: one at a time, because everything on the way happens in order.
struct Mover {
    worker: Worker,
    nights: Arc<Nights>,
    turn: Mutex<()>,
    dir: PathBuf,
}

#[derive(Deserialize)]
struct Wish {
    to: DateTime<Utc>,
}

#[derive(Serialize)]
struct Moved {
    now: DateTime<Utc>,
    delivered: i64,
}

/// `POST /demo/clock {"to": "2026-03-02T09:00:00Z"}`; there only when the clock can be moved.
pub fn router(worker: Worker, nights: Arc<Nights>) -> Router {
    let dir = nights.dir.clone();
    let mover = Arc::new(Mover { worker, nights, turn: Mutex::new(()), dir });
    Router::new().route("/demo/clock", post(move_clock)).with_state(mover)
}

async fn move_clock(State(mover): State<Arc<Mover>>, Json(wish): Json<Wish>) -> Result<Json<Moved>, StatusCode> {
    let _turn = mover.turn.lock().await;
    let advanced = advance_to(&mover.worker, wish.to, &*mover.nights).await.map_err(|failure| {
        tracing::error!(error = %failure, "cannot move the demo's clock");
        StatusCode::INTERNAL_SERVER_ERROR
    })?;
    if let Err(error) = keep(&mover.dir, &mover.worker.app.clock) {
        tracing::warn!(error = %error, "cannot keep the demo's clock");
    }
    Ok(Json(Moved { now: advanced.now, delivered: advanced.n_delivered }))
}
