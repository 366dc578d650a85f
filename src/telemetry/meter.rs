//! What is counted and measured: one table of names, units and labels, and the recorder that `/metrics` renders.
//! Labels are words of the source code (`&'static str`, a route's pattern, a status), never an id or a customer's text.

use std::sync::OnceLock;
use std::time::Duration;

use metrics::{counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

/// How often the recorder folds its samples together.
const UPKEEP: Duration = Duration::from_secs(5);

/// One thing that is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meter {
    /// Requests answered.
    HttpRequests,
    /// How long an answer took.
    HttpSeconds,
    /// Connections open now.
    HttpConnections,
    /// Calls of Slack's Web API.
    SlackCalls,
    /// How long a call took.
    SlackSeconds,
    /// Posts that left the outbox.
    OutboxPosts,
    /// What came in from Slack.
    Inbound,
    /// Socket Mode's connections open now.
    Sockets,
    /// Job runs.
    Jobs,
    /// How long a run took.
    JobSeconds,
    /// Panics, all of them caught.
    Panics,
}

/// What a meter counts in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Unit {
    /// Goes up by one each time.
    Times,
    /// A number that goes up and down.
    Level,
    /// A distribution, in seconds, with the highest bounds of its buckets.
    Seconds(&'static [f64]),
}

/// What a person waits for; Slack waits 3 seconds.
const WAITED_SECONDS: &[f64] = &[0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0];
/// What nobody waits for.
const WORKED_SECONDS: &[f64] = &[0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 15.0, 60.0, 300.0, 900.0];

impl Meter {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::HttpRequests,
        Self::HttpSeconds,
        Self::HttpConnections,
        Self::SlackCalls,
        Self::SlackSeconds,
        Self::OutboxPosts,
        Self::Inbound,
        Self::Sockets,
        Self::Jobs,
        Self::JobSeconds,
        Self::Panics,
    ];

    /// Its name in Prometheus.
    pub fn name(self) -> &'static str {
        self.row().0
    }

    /// Its unit.
    pub fn unit(self) -> Unit {
        self.row().1
    }

    /// The labels it comes with, and nothing else.
    pub fn labels(self) -> &'static [&'static str] {
        self.row().2
    }

    /// What it tells.
    pub fn help(self) -> &'static str {
        self.row().3
    }

    /// The table.
    fn row(self) -> (&'static str, Unit, &'static [&'static str], &'static str) {
        let (waited, worked) = (Unit::Seconds(WAITED_SECONDS), Unit::Seconds(WORKED_SECONDS));
        match self {
            Self::HttpRequests => {
                ("steward_http_requests_total", Unit::Times, &["route", "status"], "Requests answered.")
            }
            Self::HttpSeconds => ("steward_http_seconds", waited, &["route"], "How long an answer took."),
            Self::HttpConnections => ("steward_http_connections", Unit::Level, &[], "Connections open now."),
            Self::SlackCalls => {
                ("steward_slack_calls_total", Unit::Times, &["method", "outcome"], "Calls of Slack's Web API.")
            }
            Self::SlackSeconds => ("steward_slack_seconds", waited, &["method"], "How long a call of Slack took."),
            Self::OutboxPosts => {
                ("steward_outbox_posts_total", Unit::Times, &["outcome"], "Posts that left the outbox.")
            }
            Self::Inbound => ("steward_inbound_total", Unit::Times, &["kind", "outcome"], "What came in from Slack."),
            Self::Sockets => ("steward_slack_sockets", Unit::Level, &[], "Connections of Socket Mode open now."),
            Self::Jobs => ("steward_jobs_total", Unit::Times, &["job", "outcome"], "Job runs."),
            Self::JobSeconds => ("steward_job_seconds", worked, &["job"], "How long a job run took."),
            Self::Panics => ("steward_panics_total", Unit::Times, &[], "Panics, all of them caught."),
        }
    }

    fn describe(self) {
        match self.unit() {
            Unit::Times => describe_counter!(self.name(), self.help()),
            Unit::Level => describe_gauge!(self.name(), self.help()),
            Unit::Seconds(_) => describe_histogram!(self.name(), metrics::Unit::Seconds, self.help()),
        }
    }
}

/// The process's measurements.
#[derive(Clone, Debug)]
pub struct Metrics(PrometheusHandle);

impl Metrics {
    /// Everything measured so far, as Prometheus reads it.
    pub fn render(&self) -> String {
        self.0.render()
    }

    /// Folds samples together for ever, so that memory stays flat even when nobody reads `/metrics`. Spawn it once.
    pub async fn upkeep(self) {
        let mut ticks = tokio::time::interval(UPKEEP);
        loop {
            ticks.tick().await;
            self.0.run_upkeep();
        }
    }
}

/// Begins to measure. The recorder belongs to the process: every call returns the same one.
pub fn start_measuring() -> Metrics {
    static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
    let handle = HANDLE.get_or_init(|| {
        let recorder = builder().build_recorder();
        let handle = recorder.handle();
        // An error means that somebody else measures already; ours then stays empty.
        if metrics::set_global_recorder(recorder).is_ok() {
            Meter::ALL.into_iter().for_each(Meter::describe);
        }
        handle
    });
    Metrics(handle.clone())
}

fn builder() -> PrometheusBuilder {
    Meter::ALL.into_iter().fold(PrometheusBuilder::new(), |builder, meter| match meter.unit() {
        Unit::Times | Unit::Level => builder,
        Unit::Seconds(bounds) => builder
            .set_buckets_for_metric(Matcher::Full(meter.name().to_owned()), bounds)
            .unwrap_or_else(|_| PrometheusBuilder::new()),
    })
}

/// Counts an answer. `route` is the pattern that matched, not the path that was asked for.
pub fn http_served(route: &str, status: u16, took: Duration) {
    let route = route.to_owned();
    counter!(Meter::HttpRequests.name(), "route" => route.clone(), "status" => status.to_string()).increment(1);
    histogram!(Meter::HttpSeconds.name(), "route" => route).record(took);
}

/// Counts a call of Slack's Web API.
pub fn slack_called(method: &'static str, outcome: &'static str, took: Duration) {
    counter!(Meter::SlackCalls.name(), "method" => method, "outcome" => outcome).increment(1);
    histogram!(Meter::SlackSeconds.name(), "method" => method).record(took);
}

/// Counts a post that left the outbox, one way or another.
pub fn outbox_posted(outcome: &'static str) {
    counter!(Meter::OutboxPosts.name(), "outcome" => outcome).increment(1);
}

/// Counts something that came in from Slack.
pub fn came_in(kind: &'static str, outcome: &'static str) {
    counter!(Meter::Inbound.name(), "kind" => kind, "outcome" => outcome).increment(1);
}

/// Counts a job run.
pub fn job_ran(job: &'static str, outcome: &'static str, took: Duration) {
    counter!(Meter::Jobs.name(), "job" => job, "outcome" => outcome).increment(1);
    histogram!(Meter::JobSeconds.name(), "job" => job).record(took);
}

/// One more connection is open.
pub fn connection_opened() {
    gauge!(Meter::HttpConnections.name()).increment(1);
}

/// One connection less is open.
pub fn connection_closed() {
    gauge!(Meter::HttpConnections.name()).decrement(1);
}

/// One more of Socket Mode's connections is open.
pub fn socket_opened() {
    gauge!(Meter::Sockets.name()).increment(1);
}

/// One of them less is open.
pub fn socket_closed() {
    gauge!(Meter::Sockets.name()).decrement(1);
}

/// Counts a panic.
pub fn panicked() {
    counter!(Meter::Panics.name()).increment(1);
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn installing_twice_gives_the_same_measurements() {
        start_measuring();
        came_in("command", "twice");
        assert!(start_measuring().render().contains(r#"steward_inbound_total{kind="command",outcome="twice"} 1"#));
    }

    #[test]
    fn durations_have_the_buckets_of_the_table() {
        let metrics = start_measuring();
        job_ran("buckets", "done", Duration::from_millis(20));
        let rendered = metrics.render();
        assert!(rendered.contains(r#"steward_job_seconds_bucket{job="buckets",le="0.01"} 0"#), "{rendered}");
        assert!(rendered.contains(r#"steward_job_seconds_bucket{job="buckets",le="0.05"} 1"#), "{rendered}");
        assert!(rendered.contains("# HELP steward_job_seconds How long a job run took."), "{rendered}");
    }

    #[test]
    fn names_are_ours_distinct_and_say_their_unit() {
        for meter in Meter::ALL {
            let suffix = match meter.unit() {
                Unit::Times => "_total",
                Unit::Seconds(_) => "_seconds",
                Unit::Level => "s",
            };
            assert!(meter.name().starts_with("steward_") && meter.name().ends_with(suffix), "{}", meter.name());
        }
        assert_eq!(Meter::ALL.map(Meter::name).into_iter().collect::<BTreeSet<_>>().len(), Meter::ALL.len());
    }

    #[test]
    fn every_meter_is_written_with_the_labels_of_the_table() {
        let recorder = builder().build_recorder();
        let handle = recorder.handle();
        metrics::with_local_recorder(&recorder, || {
            http_served("/healthz", 200, Duration::ZERO);
            slack_called("chat.postMessage", "ok", Duration::ZERO);
            outbox_posted("sent");
            came_in("event", "stored");
            job_ran("digest", "done", Duration::ZERO);
            connection_opened();
            socket_opened();
            panicked();
        });
        let rendered = handle.render();
        for meter in Meter::ALL {
            let sample = rendered.lines().find(|line| line.starts_with(meter.name())).expect("a sample of each");
            let labels = meter.labels().iter().all(|label| sample.contains(&format!("{label}=\"")));
            assert!(labels && sample.matches('"').count() / 2 <= meter.labels().len() + 1, "{sample}");
        }
    }
}
