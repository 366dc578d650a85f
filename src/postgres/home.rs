//! Where the private cluster lives on disk.
//!
//! ```text
//! <base>/            belongs to whoever runs Steward
//!   starting.lock    held while a server is sought, made, started or stopped
//!   users.lock       held, shared, by every process that uses the server
//!   server.log       opened by us: the server never chooses where root writes
//!   data/            belongs to the server's user, as does
//!   run/             the socket; its 0700 is what keeps strangers out
//! ```

use std::{
    fs::{self, DirBuilder, File, OpenOptions, Permissions},
    hash::{DefaultHasher, Hash, Hasher},
    io::{ErrorKind, Read, Seek, SeekFrom},
    os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};

use super::{
    machine::Machine,
    trouble::{Trouble, While},
    user::ServerUser,
};

/// The port is part of the socket's name only; nothing listens on the network.
pub(super) const PORT: u16 = 5432;

/// macOS leaves 103 bytes for the path of a socket, Linux 107 (`sun_path` without its NUL).
const LONGEST_SOCKET: usize = 103;

/// A log longer than this is set aside at the next start.
const LONGEST_LOG: u64 = 1 << 20;

/// How much of the log an error shows.
const LAST_LINES: usize = 12;

/// The directory of the cluster, existing and fit for use.
#[derive(Debug, Clone)]
pub(super) struct Home {
    /// Absolute, without symbolic links.
    pub base: PathBuf,
    /// The server's data directory.
    pub data: PathBuf,
    my_uid: u32,
}

impl Home {
    /// Opens the directory given, or the default one, and makes it if need be.
    pub fn open(given: Option<PathBuf>, machine: &Machine, my_uid: u32) -> Result<Self, Trouble> {
        let base = given.map_or_else(|| default_place(machine, my_uid), Ok)?;
        // The server of root must pass through it; what is inside stays closed.
        make(&base, if my_uid == 0 { 0o711 } else { 0o700 })?;
        let base = base.canonicalize().while_doing("find", &base)?;
        check(&base, my_uid)?;
        Ok(Self { data: base.join("data"), base, my_uid })
    }

    /// The major version that made the data; nothing before the first start.
    pub fn made_by(&self) -> Result<Option<u32>, Trouble> {
        if !self.data.exists() {
            return Ok(None);
        }
        let version = fs::read_to_string(self.data.join("PG_VERSION")).unwrap_or_default();
        version.trim().parse().map(Some).map_err(|_| Trouble::Unfit {
            path: self.data.clone(),
            reason: "it has no readable PG_VERSION, so it is not a database. Move it away, then try again.".to_owned(),
        })
    }

    /// An empty directory of the server's, for `initdb` to fill before it becomes the data directory.
    pub fn unfinished_data(&self, user: &ServerUser) -> Result<PathBuf, Trouble> {
        let path = self.base.join("data.unfinished");
        match fs::remove_dir_all(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error).while_doing("clear", &path)?,
            Ok(()) | Err(_) => {}
        }
        private(&path, user, self.my_uid)?;
        Ok(path)
    }

    /// Makes what `initdb` left the data directory, durably.
    pub fn adopt_data(&self, unfinished: &Path) -> Result<(), Trouble> {
        fs::rename(unfinished, &self.data).while_doing("move into place", &self.data)?;
        let base = File::open(&self.base).while_doing("open", &self.base)?;
        base.sync_all().while_doing("sync", &self.base)
    }

    /// A directory for the socket that only the server's user enters, with a name short enough for one. Only to be
    /// called while no server runs: a lock found inside is a dead one's, and its number may be another process by now.
    pub fn socket_dir(&self, machine: &Machine, user: &ServerUser) -> Result<PathBuf, Trouble> {
        let path = socket_dir(&self.base, machine.runtime_dir.as_deref(), self.my_uid);
        private(&path, user, self.my_uid)?;
        let lock = path.join(format!(".s.PGSQL.{PORT}.lock"));
        match fs::remove_file(&lock) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error).while_doing("remove", &lock)?,
            Ok(()) | Err(_) => {}
        }
        Ok(path)
    }

    /// Removes a socket directory outside `base`, once its server has stopped.
    pub fn leave_socket_dir(&self, path: &Path) {
        if path != self.base.join("run") {
            // It is empty and costs nothing; whoever cleans /tmp will have it.
            drop(fs::remove_dir(path));
        }
    }

    /// Opens one of the lock files.
    pub fn lock_file(&self, name: &str) -> Result<File, Trouble> {
        let path = self.base.join(name);
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false).mode(0o600);
        options.open(&path).while_doing("open", &path)
    }

    /// Opens the log for the server, and says where its new lines begin.
    pub fn open_log(&self) -> Result<(File, u64), Trouble> {
        let path = self.log();
        if fs::metadata(&path).is_ok_and(|found| LONGEST_LOG < found.len()) {
            let old = self.base.join("server.log.old");
            fs::rename(&path, &old).while_doing("move aside", &path)?;
        }
        let mut options = OpenOptions::new();
        options.append(true).create(true).mode(0o600);
        let log = options.open(&path).while_doing("open", &path)?;
        let end = log.metadata().while_doing("look at", &path)?.len();
        Ok((log, end))
    }

    /// The last lines of the log after the given place, and where to read the rest.
    pub fn last_words(&self, begin: u64) -> String {
        let mut bytes = Vec::new();
        let read = File::open(self.log()).and_then(|mut log| {
            log.seek(SeekFrom::Start(begin))?;
            log.read_to_end(&mut bytes)
        });
        match read {
            Ok(0) | Err(_) => format!("(nothing in {})", self.log().display()),
            Ok(_) => last_lines(&String::from_utf8_lossy(&bytes)),
        }
    }

    fn log(&self) -> PathBuf {
        self.base.join("server.log")
    }
}

fn default_place(machine: &Machine, my_uid: u32) -> Result<PathBuf, Trouble> {
    if my_uid == 0 {
        // Never the home of root, which is closed to the server's user.
        return Ok(machine.root.join("var/lib/steward/postgres"));
    }
    let data_home = machine.data_home.as_ref().ok_or(Trouble::NoHome)?;
    Ok(data_home.join("steward/postgres"))
}

/// The end of a program's output, short enough for an error.
pub(super) fn last_lines(text: &str) -> String {
    let lines: Vec<&str> = text.trim_end().lines().collect();
    lines[lines.len().saturating_sub(LAST_LINES)..].join("\n")
}

fn socket_dir(base: &Path, runtime_dir: Option<&Path>, my_uid: u32) -> PathBuf {
    let fits = |path: &PathBuf| path.as_os_str().len() + "/.s.PGSQL.5432".len() <= LONGEST_SOCKET;
    let beside = base.join("run");
    if fits(&beside) {
        return beside;
    }
    // The same data must find the same name again, and two of them must not meet.
    let mut hasher = DefaultHasher::new();
    (base, my_uid).hash(&mut hasher);
    let name = format!("steward-{:016x}", hasher.finish());
    runtime_dir
        .map(|directory| directory.join(&name))
        // The runtime directory of root is closed to the server's user.
        .filter(|path| my_uid != 0 && fits(path))
        .unwrap_or_else(|| Path::new("/tmp").join(name))
}

/// Makes a directory and its parents with exactly this mode, whatever the umask says.
fn make(path: &Path, mode: u32) -> Result<(), Trouble> {
    if path.is_dir() {
        return Ok(());
    }
    if let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        make(parent, mode)?;
    }
    match fs::create_dir(path) {
        Ok(()) => fs::set_permissions(path, Permissions::from_mode(mode)).while_doing("close", path),
        // Another Steward came first.
        Err(error) if error.kind() == ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
        Err(error) => Err(error).while_doing("create", path),
    }
}

/// Somebody else's directory could be changed below our feet, which is worst when we are root.
fn check(base: &Path, my_uid: u32) -> Result<(), Trouble> {
    let found = fs::metadata(base).while_doing("look at", base)?;
    let reason = if found.uid() != my_uid {
        format!(
            "it belongs to user {}, and Steward runs as user {my_uid}. Run Steward as its owner, or name another directory.",
            found.uid()
        )
    } else if found.mode() & 0o002 != 0 {
        "anybody may write to it. Name a directory of Steward's own, such as one inside it.".to_owned()
    } else {
        return Ok(());
    };
    Err(Trouble::Unfit { path: base.to_owned(), reason })
}

/// Makes a directory that only the server's user enters, or makes sure that the one there is such.
fn private(path: &Path, user: &ServerUser, my_uid: u32) -> Result<(), Trouble> {
    match DirBuilder::new().mode(0o700).create(path) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(error).while_doing("create", path)?,
        Ok(()) | Err(_) => {}
    }
    let found = fs::symlink_metadata(path).while_doing("look at", path)?;
    let is_ours = found.is_dir() && user.is_trusted_owner(found.uid(), my_uid);
    if !is_ours || found.mode() & 0o077 != 0 {
        return Err(Trouble::Unfit {
            path: path.to_owned(),
            reason: "it is not a directory closed to others that belongs to the server. Remove it, then try again."
                .to_owned(),
        });
    }
    user.give(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn root_keeps_it_with_the_system_and_a_person_at_home() {
        let mut machine = Machine {
            root: "/".into(),
            pg_bin: None,
            path: Vec::new(),
            data_home: Some("/home/ada/.local/share".into()),
            runtime_dir: None,
        };
        let place = |machine: &Machine, uid| default_place(machine, uid);
        assert_eq!(place(&machine, 0).unwrap(), Path::new("/var/lib/steward/postgres"));
        assert_eq!(place(&machine, 1000).unwrap(), Path::new("/home/ada/.local/share/steward/postgres"));
        machine.data_home = None;
        assert!(matches!(place(&machine, 1000), Err(Trouble::NoHome)));
    }

    #[test]
    fn a_long_name_gets_a_short_socket_directory() {
        let short = Path::new("/var/lib/steward/postgres");
        assert_eq!(socket_dir(short, None, 0), short.join("run"));
        let long = Path::new("/srv").join("long".repeat(30));
        let runtime = Path::new("/run/user/1000");
        assert!(socket_dir(&long, Some(runtime), 1000).starts_with(runtime));
        assert!(socket_dir(&long, Some(runtime), 0).starts_with("/tmp"));
        assert!(socket_dir(&long, None, 1000).starts_with("/tmp"));
        assert_ne!(socket_dir(&long, None, 1000), socket_dir(&long.join("x"), None, 1000));
    }

    #[test]
    fn parents_are_made_with_the_mode_asked_for() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("a/b");
        make(&path, 0o711).unwrap();
        make(&path, 0o711).unwrap();
        for directory in [&path, &root.path().join("a")] {
            assert_eq!(fs::metadata(directory).unwrap().mode() & 0o777, 0o711);
        }
    }

    #[test]
    fn a_directory_open_to_all_or_owned_by_another_is_refused() {
        let root = tempfile::tempdir().unwrap();
        let my_uid = fs::metadata(root.path()).unwrap().uid();
        check(root.path(), my_uid).unwrap();
        let refusal = check(root.path(), my_uid + 1).unwrap_err().to_string();
        assert!(refusal.contains("belongs to user"), "{refusal}");
        fs::set_permissions(root.path(), Permissions::from_mode(0o777)).unwrap();
        let refusal = check(root.path(), my_uid).unwrap_err().to_string();
        assert!(refusal.contains("anybody may write"), "{refusal}");
    }

    #[test]
    fn errors_show_the_end_of_the_log() {
        let lines: Vec<String> = (0..30).map(|line| format!("line {line}")).collect();
        let shown = last_lines(&lines.join("\n"));
        assert!(shown.starts_with("line 18\n") && shown.ends_with("line 29"), "{shown}");
        assert_eq!(last_lines(""), "");
    }
}
