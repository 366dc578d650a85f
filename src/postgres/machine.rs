//! What this computer offers: where the programs of PostgreSQL are, who runs Steward, who may run the server.
//!
//! Everything below `root` is read, nothing written, so that a test can lay out a computer of its own.

use std::{
    cmp::Reverse,
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use super::{install, trouble::Trouble};

/// The oldest major version whose SQL Steward speaks.
pub const OLDEST_MAJOR: u32 = 14;

/// Where versions of PostgreSQL are kept side by side: directory, start of the name, what follows the name.
const SHELVES: [(&str, &str, &str); 9] = [
    ("usr/lib/postgresql", "", "bin"),
    ("usr", "pgsql-", "bin"),
    ("usr/libexec", "postgresql", ""),
    ("usr/lib", "postgresql", "bin"),
    ("opt/homebrew/opt", "postgresql", "bin"),
    ("usr/local/opt", "postgresql", "bin"),
    ("home/linuxbrew/.linuxbrew/opt", "postgresql", "bin"),
    ("Applications/Postgres.app/Contents/Versions", "", "bin"),
    ("usr/local/pgsql", "bin", ""),
];

/// A computer as the search sees it.
#[derive(Debug, Clone)]
pub struct Machine {
    /// `/`, or the directory that plays it.
    pub root: PathBuf,
    /// `PG_BIN`: the only directory to look in, when set.
    pub pg_bin: Option<PathBuf>,
    /// The directories of `PATH`.
    pub path: Vec<PathBuf>,
    /// `XDG_DATA_HOME`, or the `.local/share` of `HOME`.
    pub data_home: Option<PathBuf>,
    /// `XDG_RUNTIME_DIR`, for sockets whose data directory has too long a name.
    pub runtime_dir: Option<PathBuf>,
}

/// One installed server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Installation {
    /// The directory with `initdb`, `postgres` and `pg_ctl`.
    pub bin: PathBuf,
    /// 17 of 17.2.
    pub major: u32,
}

impl Machine {
    /// The computer this runs on, with the environment of this process.
    pub fn this() -> Self {
        let absolute = |key| env::var_os(key).map(PathBuf::from).filter(|path| path.is_absolute());
        let path = env::var_os("PATH").unwrap_or_default();
        Self {
            root: PathBuf::from("/"),
            pg_bin: env::var_os("PG_BIN").filter(|text| !text.is_empty()).map(PathBuf::from),
            path: env::split_paths(&path).filter(|path| path.is_absolute()).collect(),
            data_home: absolute("XDG_DATA_HOME").or_else(|| absolute("HOME").map(|home| home.join(".local/share"))),
            runtime_dir: absolute("XDG_RUNTIME_DIR"),
        }
    }

    /// Chooses the server for data of the given major version, or the first that is new enough.
    pub(super) fn server(&self, data: &Path, made_by: Option<u32>, my_uid: u32) -> Result<Installation, Trouble> {
        let fits = |major| match made_by {
            Some(made_by) => made_by == major,
            None => OLDEST_MAJOR <= major,
        };
        let mut others = Vec::new();
        for bin in self.bins() {
            match Installation::inspect(bin) {
                Some(found) if fits(found.major) => return Ok(found),
                Some(other) => others.push(other),
                None => {}
            }
        }
        Err(match made_by {
            Some(made_by) if !others.is_empty() => {
                Trouble::WrongVersion { data: data.to_owned(), made_by, installed: majors(&others) }
            }
            Some(_) | None => self.no_server(&others, my_uid),
        })
    }

    fn no_server(&self, all: &[Installation], my_uid: u32) -> Trouble {
        let found = match (&self.pg_bin, all) {
            (Some(bin), []) => format!("there is none in {}, which PG_BIN names", bin.display()),
            (None, []) => "none was found on this computer".to_owned(),
            (_, all) => format!("this computer has only {}", majors(all)),
        };
        Trouble::NoServer { minimum: OLDEST_MAJOR, found, advice: install::advice(&self.os_release(), my_uid) }
    }

    /// os-release(5), which macOS does not have.
    fn os_release(&self) -> String {
        if cfg!(target_os = "macos") {
            return "ID=macos".to_owned();
        }
        ["etc/os-release", "usr/lib/os-release"]
            .into_iter()
            .find_map(|file| fs::read_to_string(self.root.join(file)).ok())
            .unwrap_or_default()
    }

    /// Every directory that may hold the programs, best first.
    fn bins(&self) -> Vec<PathBuf> {
        if let Some(bin) = &self.pg_bin {
            return vec![bin.clone()];
        }
        let shelved = SHELVES.iter().flat_map(|shelf| self.shelf(*shelf));
        self.path.iter().cloned().chain(shelved).collect()
    }

    /// The versions on one shelf, newest first.
    fn shelf(&self, (directory, prefix, bin): (&str, &str, &str)) -> Vec<PathBuf> {
        let Ok(entries) = fs::read_dir(self.root.join(directory)) else {
            return Vec::new();
        };
        let mut versions: Vec<(Reverse<u32>, PathBuf)> = entries
            .flatten()
            .filter_map(|entry| {
                let name = entry.file_name().into_string().ok()?;
                let rest = name.strip_prefix(prefix)?;
                Some((Reverse(first_number(rest).unwrap_or(0)), entry.path().join(bin)))
            })
            .collect();
        versions.sort();
        versions.into_iter().map(|(_, path)| path).collect()
    }
}

impl Installation {
    /// Nothing when a program is missing: clients alone are often installed without the server.
    pub fn inspect(bin: PathBuf) -> Option<Self> {
        if ["initdb", "pg_ctl", "postgres"].iter().any(|program| !bin.join(program).is_file()) {
            return None;
        }
        let output = Command::new(bin.join("postgres")).arg("--version").output().ok()?;
        let major = parse_version(&String::from_utf8_lossy(&output.stdout))?;
        Some(Self { bin, major })
    }
}

/// Reads the major version of `postgres (PostgreSQL) 17.2 (Debian 17.2-1)`.
fn parse_version(text: &str) -> Option<u32> {
    first_number(text.split("(PostgreSQL)").nth(1)?.trim_start())
}

/// Reads the 15 of `15`, `15.20`, `@15` and `18beta1`.
fn first_number(text: &str) -> Option<u32> {
    let digits = text.trim_start_matches(|c: char| !c.is_ascii_digit());
    let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    digits[..end].parse().ok()
}

fn majors(all: &[Installation]) -> String {
    let mut majors: Vec<u32> = all.iter().map(|one| one.major).collect();
    majors.sort_unstable();
    majors.dedup();
    let words: Vec<String> = majors.iter().map(u32::to_string).collect();
    words.join(" and ")
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<u32>) {
        assert_eq!(parse_version(text), expected);
    }

    #[test]
    fn versions_are_read_from_the_programs_own_words() {
        check("postgres (PostgreSQL) 15.20 (Debian 15.20-0+deb12u1)\n", Some(15));
        check("postgres (PostgreSQL) 17.2\n", Some(17));
        check("postgres (PostgreSQL) 18beta1\n", Some(18));
        check("postgres (PostgreSQL) 9.6.24\n", Some(9));
        check("postgres: command not found\n", None);
        check("", None);
    }

    /// A computer with the named versions on the Debian shelf.
    fn machine(root: &Path, versions: &[&str]) -> Machine {
        for version in versions {
            install(&root.join("usr/lib/postgresql").join(version).join("bin"), version);
        }
        Machine { root: root.to_owned(), pg_bin: None, path: Vec::new(), data_home: None, runtime_dir: None }
    }

    fn install(bin: &Path, version: &str) {
        fs::create_dir_all(bin).unwrap();
        for program in ["initdb", "pg_ctl", "postgres"] {
            let file = bin.join(program);
            fs::write(&file, format!("#!/bin/sh\necho 'postgres (PostgreSQL) {version}'\n")).unwrap();
            fs::set_permissions(file, fs::Permissions::from_mode(0o755)).unwrap();
        }
    }

    #[test]
    fn the_newest_is_taken_unless_the_data_asks_for_another() {
        let root = tempfile::tempdir().unwrap();
        let machine = machine(root.path(), &["9.6", "14", "17", "15"]);
        let major = |made_by| machine.server(Path::new("/data"), made_by, 0).unwrap().major;
        assert_eq!(major(None), 17);
        assert_eq!(major(Some(14)), 14);
    }

    #[test]
    fn path_comes_before_the_shelves_and_pg_bin_before_all() {
        let root = tempfile::tempdir().unwrap();
        let mut machine = machine(root.path(), &["17"]);
        install(&root.path().join("own"), "15.1");
        install(&root.path().join("named"), "14.3");
        machine.path = vec![root.path().join("own")];
        let major = |machine: &Machine| machine.server(Path::new("/data"), None, 0).unwrap().major;
        assert_eq!(major(&machine), 15);
        machine.pg_bin = Some(root.path().join("named"));
        assert_eq!(major(&machine), 14);
    }

    #[test]
    fn clients_alone_are_no_server() {
        let root = tempfile::tempdir().unwrap();
        let machine = machine(root.path(), &["17"]);
        fs::remove_file(root.path().join("usr/lib/postgresql/17/bin/initdb")).unwrap();
        let trouble = machine.server(Path::new("/data"), None, 0).unwrap_err();
        assert!(trouble.to_string().contains("none was found"), "{trouble}");
    }

    #[test]
    fn the_refusal_names_what_is_there() {
        let root = tempfile::tempdir().unwrap();
        let machine = machine(root.path(), &["12", "13"]);
        let refusal = |made_by| machine.server(Path::new("/data"), made_by, 0).unwrap_err().to_string();
        assert!(refusal(None).contains("has only 12 and 13"));
        assert!(refusal(Some(16)).contains("made by PostgreSQL 16, but this computer has 12 and 13"));
    }
}
