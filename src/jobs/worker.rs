//! The loop: look for what is due, do it, sleep until there is a hint or a second has passed.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use super::tokens::Bought;
use super::{delivery, edits, groups, held, news, plays, profiles, reconcile, rescoring, signals, snapshots, tokens};
use crate::domain::ids::{InstallationId, OrgId};
use crate::operations::plays::hand_on;
use crate::operations::{App, Failure, guarded, prompting, reminders, timetable};
use crate::slack::client::{Lines, NoLine, SlackClient, is_dead_token};
use crate::telemetry;

/// A poll finds what no hint told of, and keeps pace with the posts that Slack allows.
const POLL: Duration = Duration::from_millis(250);
/// Messages of one kind that are sent before others have their turn.
const A_TURN: usize = 20;
/// After a failure the loop waits a little, so that a broken database is not asked a thousand times.
const AFTER_FAILURE: Duration = Duration::from_secs(2);

/// How fast the bot speaks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pace {
    /// Seconds between two posts to one channel; Slack allows one a second.
    pub channel_seconds: f64,
    /// Seconds between two posts of an installation; Slack allows several hundred a minute.
    pub installation_seconds: f64,
    /// Seconds between two edits of an installation; Slack allows about fifty a minute.
    pub edit_seconds: f64,
    /// Seconds for which a claim is its holder's: longer than a call may take, with what stands around it.
    pub lease_seconds: f64,
    /// Seconds after an unclear post before its channel is read for the first, and for the second time.
    pub look_after_seconds: [f64; 2],
}

impl Pace {
    /// What Slack's own limits ask for.
    pub const SLACK: Self = Self {
        channel_seconds: 1.1,
        installation_seconds: 0.25,
        edit_seconds: 1.2,
        lease_seconds: 45.0,
        look_after_seconds: [10.0, 60.0],
    };
    /// For a local Slack, which has no limits.
    pub const LOCAL: Self = Self {
        channel_seconds: 0.0,
        installation_seconds: 0.0,
        edit_seconds: 0.0,
        lease_seconds: 45.0,
        look_after_seconds: [0.2, 0.5],
    };
}

/// A worker of one process.
#[derive(Clone, Debug)]
pub struct Worker {
    /// The bot's data and clock.
    pub app: App,
    /// Where it speaks, in one workspace.
    pub slack: SlackClient,
    /// Whom to call with, at each installation.
    pub lines: Lines,
    /// What the command is called: `/csm`.
    pub command: String,
    /// How fast.
    pub pace: Pace,
    /// Tokens that are not kept yet.
    pub bought: Bought,
    /// Rung when there is work, so that nobody waits for the poll.
    pub bell: Arc<Notify>,
}

impl Worker {
    /// The same worker, speaking in one workspace.
    pub(super) async fn to(&self, org: OrgId, installation: InstallationId) -> Result<Self, NoLine> {
        let slack = self.lines.to(org, installation).await?;
        Ok(Self { slack, ..self.clone() })
    }

    /// Whether Slack's refusal is about a stored token: that is refreshed, or its installation is closed and what waits there
    /// held. A token of a setting needs a person.
    pub(super) fn is_token_trouble(&self, error: &str) -> bool {
        self.lines.oauth().is_some() && is_dead_token(error)
    }

    /// Works until `stop`; what is in the middle of being done is finished.
    pub async fn run(&self, stop: CancellationToken) {
        while !stop.is_cancelled() {
            let started = Instant::now();
            let done = self.round(&stop).await;
            telemetry::job_ran("round", if done.is_ok() { "ok" } else { "failed" }, started.elapsed());
            let pause = match done {
                Ok(0) => POLL,
                Ok(_) => continue,
                Err(failure) => {
                    tracing::error!(error = %failure, "a job failed; it will be tried again");
                    AFTER_FAILURE
                }
            };
            tokio::select! {
                () = stop.cancelled() => break,
                () = self.bell.notified() => {}
                () = tokio::time::sleep(pause) => {}
            }
        }
        tokens::keep_at_last(self).await;
    }

    /// One round of everything that is due; says how many things were done.
    pub async fn run_due(&self) -> Result<usize, Failure> {
        self.round(&CancellationToken::new()).await
    }

    /// One round that takes up nothing new after `stop`.
    async fn round(&self, stop: &CancellationToken) -> Result<usize, Failure> {
        // One job that fails, or panics, must not keep the others from theirs.
        let done = [
            guarded(tokens::refresh_due(self)).await,
            guarded(profiles::read_due(self)).await,
            guarded(groups::look_due(self)).await,
            guarded(rescoring::rescore_due(self)).await,
            guarded(signals::run_due(self)).await,
            guarded(hand_on(&self.app)).await,
            guarded(plays::run_due(self)).await,
            guarded(snapshots::snapshot_due(self)).await,
            guarded(timetable::fire_due(&self.app)).await,
            guarded(prompting::prompt_due(&self.app)).await,
            guarded(reminders::remind_due(&self.app)).await,
            guarded(news::run_due(self)).await,
            guarded(self.deliver_until(stop)).await,
            guarded(tokens::look_into_dead(self)).await,
            guarded(held::tell_of_held(self)).await,
            guarded(held::forget_due(self)).await,
        ];
        done.into_iter().sum()
    }

    /// Sends and edits what is waiting; says how many.
    pub async fn deliver(&self) -> Result<usize, Failure> {
        self.deliver_until(&CancellationToken::new()).await
    }

    /// A long queue must not hold up a stop: each message is claimed by itself, and whoever comes next claims the others.
    async fn deliver_until(&self, stop: &CancellationToken) -> Result<usize, Failure> {
        delivery::notice_failover(self).await?;
        let n_expired = usize::try_from(delivery::expire_leases(self).await?).unwrap_or(usize::MAX);
        // A long queue of one must not hold up the others, nor what is due beside them: each has its turn, and the next round
        // follows at once.
        let goes_on = |n_done: usize| n_done < A_TURN && !stop.is_cancelled();
        let mut done = [0; 3];
        while goes_on(done[0]) && delivery::post_one(self).await? {
            done[0] += 1;
        }
        while goes_on(done[1]) && edits::edit_one(self).await? {
            done[1] += 1;
        }
        while goes_on(done[2]) && reconcile::look_for_one(self).await? {
            done[2] += 1;
        }
        Ok(n_expired + done.iter().sum::<usize>())
    }
}
