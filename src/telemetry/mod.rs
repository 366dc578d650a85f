//! Logs, panics and metrics. Lines and labels carry no customer text, no token and no email address; what other crates
//! would log about their traffic is held back here, whatever the filter says.

mod meter;
mod panics;

use std::io::{self, IsTerminal};

use tracing::Metadata;
use tracing_subscriber::filter::{FilterExt, filter_fn};
use tracing_subscriber::fmt::writer::BoxMakeWriter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer, fmt};

use crate::config::{Log, LogFormat};

pub use meter::{
    Meter, Metrics, Unit, came_in, connection_closed, connection_opened, http_served, job_ran, outbox_posted, panicked,
    slack_called, socket_closed, socket_opened, start_measuring,
};
pub use panics::log_panics;

/// Crates that log bodies, headers or whole URLs below this level.
const TALKATIVE: [&str; 8] =
    ["h2", "hyper", "hyper_util", "reqwest", "rustls", "slack_morphism", "tokio_tungstenite", "tungstenite"];

/// Starts logging to standard error: text on a terminal, one JSON object a line elsewhere. A second call changes nothing.
pub fn start_logging(log: &Log) {
    let is_terminal = io::stderr().is_terminal();
    let writer = BoxMakeWriter::new(io::stderr);
    let format = log.format.unwrap_or(if is_terminal { LogFormat::Text } else { LogFormat::Json });
    let layer = lines(&log.filter, format, is_terminal, writer);
    // An error means that somebody logs already: a test's subscriber, or an earlier call.
    let _ = tracing_subscriber::registry().with(layer).try_init();
}

fn lines<S>(filter: &str, format: LogFormat, is_terminal: bool, writer: BoxMakeWriter) -> impl Layer<S>
where
    S: tracing::Subscriber + for<'a> tracing_subscriber::registry::LookupSpan<'a>,
{
    // The filter was checked with the settings; a wrong part of it is left out here.
    let filter = EnvFilter::builder().parse_lossy(filter).and(filter_fn(|metadata| !tells_too_much(metadata)));
    let layer = fmt::layer().with_writer(writer);
    match format {
        LogFormat::Text => layer.with_ansi(is_terminal).boxed(),
        LogFormat::Json => layer.json().flatten_event(true).with_span_list(false).boxed(),
    }
    .with_filter(filter)
}

fn tells_too_much(metadata: &Metadata<'_>) -> bool {
    let krate = metadata.target().split("::").next().unwrap_or_default();
    TALKATIVE.contains(&krate) && tracing::Level::INFO < *metadata.level()
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::sync::{Arc, Mutex};

    use super::*;

    #[derive(Clone, Default)]
    struct Kept(Arc<Mutex<Vec<u8>>>);

    impl Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// What is written while `speak` runs.
    fn heard(filter: &str, format: LogFormat, speak: impl FnOnce()) -> String {
        let kept = Kept::default();
        let writer = kept.clone();
        let layer = lines(filter, format, false, BoxMakeWriter::new(move || writer.clone()));
        tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), speak);
        String::from_utf8(kept.0.lock().unwrap().clone()).unwrap()
    }

    #[test]
    fn a_json_line_has_the_fields_and_the_span_that_it_was_written_in() {
        let line = heard("info", LogFormat::Json, || {
            let _request = tracing::info_span!("request", request.id = "r1").entered();
            tracing::info!(account.id = "a1", "rescored");
            tracing::debug!("too quiet");
        });
        let line: serde_json::Value = serde_json::from_str(&line).expect("one object");
        assert_eq!(line["message"], "rescored");
        assert_eq!(line["account.id"], "a1");
        assert_eq!(line["span"]["request.id"], "r1");
    }

    #[test]
    fn other_crates_never_log_their_traffic() {
        let lines = heard("trace", LogFormat::Text, || {
            tracing::debug!(target: "slack_morphism::client", "canary");
            tracing::trace!(target: "hyper_util::client", "canary");
            tracing::debug!(target: "steward::slack", "ours");
            tracing::warn!(target: "hyper::proto", "theirs, and worth knowing");
        });
        assert!(!lines.contains("canary") && lines.contains("ours") && lines.contains("worth knowing"), "{lines}");
    }

    #[test]
    fn starting_twice_is_harmless() {
        let log = Log { filter: "off".to_owned(), format: None };
        start_logging(&log);
        start_logging(&log);
    }
}
