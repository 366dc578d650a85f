//! The binary: arguments in, an exit code out.

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;
use steward::cli::{self, Arguments};
use steward::config::Environment;

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let mut out = std::io::stdout();
    match cli::run(arguments, Environment::of(std::env::vars_os()), &mut out).await {
        Ok(code) => code,
        Err(error) => {
            // Nothing helps when the terminal is gone as well.
            let _ = writeln!(std::io::stderr(), "steward: {error:#}");
            ExitCode::FAILURE
        }
    }
}
