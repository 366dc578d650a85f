//! Whom the server runs as: the person who starts Steward, or, below root, an account without rights.

use std::{
    fs, io,
    os::unix::{
        fs::{MetadataExt, lchown},
        process::CommandExt,
    },
    path::{Path, PathBuf},
    process::Command,
};

use super::trouble::{Trouble, While};

/// The account of the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ServerUser {
    /// For sentences: a login name, or a number where there is none.
    pub name: String,
    /// User and group to become; nothing to become when a person runs Steward.
    become_ids: Option<(u32, u32)>,
}

impl ServerUser {
    /// Whoever owns the data already, else `postgres`, which every package of the server creates. An unused number
    /// would not do: `initdb` looks its user up and refuses one without a name.
    pub fn choose(root: &Path, my_uid: u32, data: &Path) -> Result<Self, Trouble> {
        if my_uid != 0 {
            return Ok(Self { name: my_uid.to_string(), become_ids: None });
        }
        let passwd = fs::read_to_string(root.join("etc/passwd")).unwrap_or_default();
        let Ok(found) = fs::metadata(data) else {
            return accounts(&passwd).find(|account| account.name == "postgres").ok_or(Trouble::NoServerUser);
        };
        if found.uid() == 0 {
            return Err(Trouble::Unfit {
                path: data.to_owned(),
                reason: "it belongs to root, whom PostgreSQL refuses. Give it to the server's user: \
                         chown -R postgres: it."
                    .to_owned(),
            });
        }
        let name = accounts(&passwd)
            .find(|account| account.become_ids.is_some_and(|(uid, _)| uid == found.uid()))
            .map_or_else(|| found.uid().to_string(), |account| account.name);
        Ok(Self { name, become_ids: Some((found.uid(), found.gid())) })
    }

    /// Makes the command run as this user.
    pub fn run(&self, command: &mut Command) {
        if let Some((uid, gid)) = self.become_ids {
            command.uid(uid).gid(gid);
        }
    }

    /// Hands a file that this process made over to the server.
    pub fn give(&self, path: &Path) -> Result<(), Trouble> {
        match self.become_ids {
            Some((uid, gid)) => lchown(path, Some(uid), Some(gid)).while_doing("hand to the server", path),
            None => Ok(()),
        }
    }

    /// Whether a file belongs to this user or to the one who starts it.
    pub fn is_trusted_owner(&self, uid: u32, my_uid: u32) -> bool {
        uid == my_uid || self.become_ids.is_some_and(|(server, _)| uid == server)
    }

    /// Every directory on the way must let the server through: it opens its data by the full path.
    pub fn can_enter(&self, path: &Path) -> Result<(), Trouble> {
        let Some(ids) = self.become_ids else {
            return Ok(());
        };
        for directory in path.ancestors() {
            let found = fs::metadata(directory).while_doing("look at", directory)?;
            if !may_pass(ids, (found.uid(), found.gid()), found.mode()) {
                return Err(Trouble::CannotEnter { user: self.name.clone(), directory: directory.to_owned() });
            }
        }
        Ok(())
    }
}

/// The effective user of this process. The standard library has no call for it, so the system is asked in its own
/// words: the process table first, then id(1), which POSIX promises.
pub(super) fn my_uid() -> Result<u32, Trouble> {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    if let Some(uid) = parse_status(&status) {
        return Ok(uid);
    }
    let id = PathBuf::from("id");
    let output = Command::new(&id).arg("-u").output().while_doing("run", &id)?;
    String::from_utf8_lossy(&output.stdout).trim().parse().map_err(io::Error::other).while_doing("understand", &id)
}

/// `Uid:` lists real, effective, saved and file system ids (proc(5)).
fn parse_status(status: &str) -> Option<u32> {
    let ids = status.lines().find_map(|line| line.strip_prefix("Uid:"))?;
    ids.split_whitespace().nth(1)?.parse().ok()
}

/// The lines of passwd(5) that can be read: name, password, uid, gid, then words for people.
fn accounts(passwd: &str) -> impl Iterator<Item = ServerUser> {
    passwd.lines().filter_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?.to_owned();
        let uid = fields.nth(1)?.parse().ok()?;
        let gid = fields.next()?.parse().ok()?;
        Some(ServerUser { name, become_ids: Some((uid, gid)) })
    })
}

/// The first class that fits decides, even if a later one would allow more (`path_resolution(7)`).
fn may_pass(user: (u32, u32), owner: (u32, u32), mode: u32) -> bool {
    let execute = match (user.0 == owner.0, user.1 == owner.1) {
        (true, _) => 0o100,
        (false, true) => 0o010,
        (false, false) => 0o001,
    };
    mode & execute != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    const PASSWD: &str = "root:x:0:0:root:/root:/bin/bash\n# a comment\nbroken:x:seven:7::/:/bin/sh\n\
                          postgres:x:101:104:PostgreSQL administrator,,,:/var/lib/postgresql:/bin/bash\n";

    #[test]
    fn accounts_are_read_from_the_table() {
        let names: Vec<_> = accounts(PASSWD).map(|one| (one.name, one.become_ids)).collect();
        let expected = [("root".to_owned(), Some((0, 0))), ("postgres".to_owned(), Some((101, 104)))];
        assert_eq!(names, expected);
    }

    #[test]
    fn root_takes_the_account_of_the_package_and_a_person_none() {
        let root = tempfile::tempdir().unwrap();
        let missing = root.path().join("data");
        let choose = |uid| ServerUser::choose(root.path(), uid, &missing);
        assert!(matches!(choose(0), Err(Trouble::NoServerUser)));
        assert_eq!(choose(1000).unwrap().become_ids, None);
        fs::create_dir(root.path().join("etc")).unwrap();
        fs::write(root.path().join("etc/passwd"), PASSWD).unwrap();
        assert_eq!(choose(0).unwrap().become_ids, Some((101, 104)));
    }

    #[test]
    fn the_effective_user_is_the_second_number() {
        assert_eq!(parse_status("Name:\tsteward\nUid:\t1000\t0\t1000\t1000\n"), Some(0));
        assert_eq!(parse_status("Name:\tsteward\n"), None);
    }

    #[test]
    fn permission_to_pass_follows_the_first_class_that_fits() {
        assert!(may_pass((101, 104), (0, 0), 0o755));
        assert!(may_pass((101, 104), (0, 0), 0o711));
        assert!(!may_pass((101, 104), (0, 0), 0o700));
        assert!(may_pass((101, 104), (0, 104), 0o710));
        assert!(!may_pass((101, 104), (101, 104), 0o077));
    }
}
