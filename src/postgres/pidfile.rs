//! Reads `postmaster.pid`, where a server writes down who and where it is.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// The lines of `postmaster.pid` that matter here.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct PidFile {
    /// The process of the server.
    pub pid: u32,
    /// The port, part of the socket's file name.
    pub port: u16,
    /// The directory of the socket.
    pub socket_dir: PathBuf,
}

impl PidFile {
    /// Nothing when there is no file, or when a server has only begun to write it.
    pub fn read(data: &Path) -> Option<Self> {
        Self::parse(&fs::read_to_string(Self::path(data)).ok()?)
    }

    pub fn path(data: &Path) -> PathBuf {
        data.join("postmaster.pid")
    }

    /// Line 1 is the process, 4 the port, 5 the socket directory (`miscadmin.h`, `LOCK_FILE_LINE_*`).
    fn parse(text: &str) -> Option<Self> {
        let lines: Vec<&str> = text.lines().collect();
        let socket_dir = *lines.get(4)?;
        if socket_dir.is_empty() {
            return None;
        }
        Some(Self {
            pid: lines.first()?.trim().parse().ok()?,
            port: lines.get(3)?.trim().parse().ok()?,
            socket_dir: PathBuf::from(socket_dir),
        })
    }
}

/// Who the process named in `postmaster.pid` is. A number alone proves nothing: after a restart of the computer or
/// the container another process may wear it.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Process {
    /// The server of this data.
    Ours,
    /// Something else, or a dead process that nobody has taken off the table, as happens in containers.
    Strangers,
    /// There is no such process, or no file.
    Gone,
}

/// Looks up the process that the file names.
pub(super) fn process(data: &Path) -> Process {
    let pid = fs::read_to_string(PidFile::path(data)).ok().and_then(|text| text.lines().next()?.trim().parse().ok());
    match pid.and_then(command_line) {
        Some(line) if line.contains(&*data.to_string_lossy()) => Process::Ours,
        Some(_) => Process::Strangers,
        None => Process::Gone,
    }
}

/// The directory of the programs a server was last started with, from `postmaster.opts`, which repeats its command
/// line: the program bare, every argument in quotes.
pub(super) fn programs(data: &Path) -> Option<PathBuf> {
    let text = fs::read_to_string(data.join("postmaster.opts")).ok()?;
    let (program, _) = text.split_once(" \"")?;
    Some(Path::new(program).parent()?.to_owned())
}

fn command_line(pid: u32) -> Option<String> {
    if Path::new("/proc/self").exists() {
        let line = fs::read(format!("/proc/{pid}/cmdline")).ok()?;
        return Some(String::from_utf8_lossy(&line).into_owned());
    }
    let output = Command::new("ps").args(["-ww", "-o", "args=", "-p", &pid.to_string()]).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<(u32, u16, &str)>) {
        let expected = expected.map(|(pid, port, dir)| PidFile { pid, port, socket_dir: dir.into() });
        assert_eq!(PidFile::parse(text), expected);
    }

    #[test]
    fn lines_are_read_by_position() {
        check(
            "9663\n/srv/s/data\n1795293256\n5432\n/srv/s/run\n\n 123456 7\nready   \n",
            Some((9663, 5432, "/srv/s/run")),
        );
        check("9663\n/srv/s/data\n1795293256\n5432\n/srv/with space\n", Some((9663, 5432, "/srv/with space")));
        check("", None);
        check("9663\n/srv/s/data\n1795293256\n5432\n", None);
        check("9663\n/srv/s/data\n1795293256\n5432\n\n", None);
        check("x\n/srv\n1\n5432\n/run\n", None);
    }

    #[test]
    fn a_recycled_number_is_not_our_server() {
        let data = tempfile::tempdir().unwrap();
        fs::write(PidFile::path(data.path()), format!("{}\n", std::process::id())).unwrap();
        assert_eq!(process(data.path()), Process::Strangers);
        fs::write(PidFile::path(data.path()), "4194999\n").unwrap();
        assert_eq!(process(data.path()), Process::Gone);
    }

    #[test]
    fn the_programs_are_found_again() {
        let data = tempfile::tempdir().unwrap();
        assert_eq!(programs(data.path()), None);
        let line = "/usr/lib/postgresql/15/bin/postgres \"-D\" \"/srv/s/data\" \"-c\" \"port=5432\"\n";
        fs::write(data.path().join("postmaster.opts"), line).unwrap();
        assert_eq!(programs(data.path()), Some("/usr/lib/postgresql/15/bin".into()));
    }
}
