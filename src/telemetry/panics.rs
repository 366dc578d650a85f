//! A panic is logged once, with a reference and its place. Its message is not: it may hold what a customer wrote.

use std::backtrace::{Backtrace, BacktraceStatus};
use std::panic::{self, PanicHookInfo};
use std::sync::Once;

use uuid::Uuid;

/// Logs every panic from now on, instead of printing its message. A second call changes nothing.
pub fn log_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| panic::set_hook(Box::new(log)));
}

fn log(panic: &PanicHookInfo<'_>) {
    super::panicked();
    let reference = Uuid::new_v4().simple().to_string();
    let place = panic.location().map_or_else(|| "unknown".to_owned(), |at| format!("{}:{}", at.file(), at.line()));
    let backtrace = Backtrace::capture();
    // Without RUST_BACKTRACE there is none, and an empty field would only be noise.
    let backtrace = (backtrace.status() == BacktraceStatus::Captured).then(|| tracing::field::display(backtrace));
    tracing::error!(panic.reference = &reference[..8], panic.place = place, panic.backtrace = backtrace, "panicked");
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;
    use crate::config::{Log, LogFormat};
    use crate::telemetry::start_logging;

    const CHILD: &str = "STEWARD_TEST_PANICS";

    /// The hook belongs to the whole process, so the test runs itself once more, alone.
    #[test]
    fn a_panic_is_logged_with_its_place_and_without_its_message() {
        if std::env::var_os(CHILD).is_some() {
            log_panics();
            start_logging(&Log { filter: "info".to_owned(), format: Some(LogFormat::Json) });
            let _ = std::thread::spawn(|| panic!("canary")).join();
            return;
        }
        let name = "telemetry::panics::tests::a_panic_is_logged_with_its_place_and_without_its_message";
        let child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", name, "--nocapture"])
            .envs([(CHILD, "1"), ("RUST_BACKTRACE", "0")])
            .output()
            .unwrap();
        let said = String::from_utf8(child.stderr).unwrap();
        assert!(child.status.success(), "{said}");
        assert!(!said.contains("canary"), "{said}");
        let line: serde_json::Value = serde_json::from_str(said.lines().next().unwrap_or_default()).expect("one line");
        assert!(line["panic.place"].as_str().is_some_and(|place| place.contains("panics.rs:")), "{said}");
        assert_eq!(line["panic.reference"].as_str().map(str::len), Some(8));
    }
}
