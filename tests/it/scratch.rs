//! A directory for servers under test, which leaves nothing behind however the test ends.
//!
//! A test program may be killed, and Rust runs nothing at its exit. So a shell of its own watches a pipe that only
//! this program holds open: when the pipe closes it stops the servers in the directory and removes it.

use std::{
    fs::{self, Permissions},
    os::unix::{fs::PermissionsExt, process::CommandExt},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

/// Immediate shutdown (QUIT) is enough for data that goes away. A server removes its pid file as it ends; waiting for
/// the file, and not for the process, is right even where nobody has taken the dead process off the table.
const WATCH: &str = r#"
trap '' INT TERM HUP
cat
find "$0" -name postmaster.pid | while read -r file; do
    kill -QUIT "$(head -n 1 "$file")" || continue
    tries=0
    while [ -e "$file" ] && [ $tries -lt 200 ]; do sleep 0.05; tries=$((tries + 1)); done
done
rm -rf "$0" || { sleep 1; rm -rf "$0"; }
"#;

/// A temporary directory; dropping it stops the servers that live there.
pub struct Scratch {
    path: PathBuf,
    watch: Child,
}

impl Scratch {
    /// Makes the directory, open for passage: under root the servers run as somebody else.
    pub fn new() -> Self {
        let path = tempfile::Builder::new().prefix("steward-test-").tempdir().unwrap().keep();
        fs::set_permissions(&path, Permissions::from_mode(0o711)).unwrap();
        let watch = Command::new("/bin/sh")
            .args(["-c", WATCH])
            .arg(&path)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .unwrap();
        Self { path, watch }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        drop(self.watch.stdin.take());
        self.watch.wait().unwrap();
    }
}
