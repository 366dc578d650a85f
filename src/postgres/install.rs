//! Which command installs PostgreSQL on this system, told from `/etc/os-release`.

/// The sentence that ends the search: how to install the server, and how to do without. Root needs no sudo.
pub(super) fn advice(os_release: &str, my_uid: u32) -> String {
    let install = match command(os_release) {
        Some(command) if my_uid == 0 || command.starts_with("brew") => format!("Install it with:\n\n    {command}\n\n"),
        Some(command) => format!("Install it with:\n\n    sudo {command}\n\n"),
        None => "Install it as https://www.postgresql.org/download/ says. ".to_owned(),
    };
    format!(
        "{install}Steward then runs a server of its own, private to it. Programs in an unusual place: set PG_BIN to \
         their directory. A PostgreSQL that already runs elsewhere: set DATABASE_URL."
    )
}

fn command(os_release: &str) -> Option<&'static str> {
    families(os_release).find_map(|family| match family {
        "debian" | "ubuntu" => Some("apt-get install postgresql"),
        "fedora" | "rhel" | "centos" | "amzn" => Some("dnf install postgresql-server"),
        "arch" => Some("pacman -S postgresql"),
        "alpine" => Some("apk add postgresql"),
        "suse" | "opensuse" => Some("zypper install postgresql-server"),
        "macos" => Some("brew install postgresql@17"),
        _ => None,
    })
}

/// `ID` first, then what `ID_LIKE` names, nearest first (os-release(5)).
fn families(os_release: &str) -> impl Iterator<Item = &str> {
    ["ID", "ID_LIKE"].into_iter().flat_map(move |key| {
        os_release
            .lines()
            .filter_map(move |line| line.trim().strip_prefix(key)?.strip_prefix('='))
            .flat_map(|value| value.trim_matches(['"', '\'']).split_whitespace())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(os_release: &str, expected: Option<&str>) {
        assert_eq!(command(os_release), expected);
    }

    #[test]
    fn each_family_has_its_command() {
        let debian = Some("apt-get install postgresql");
        let fedora = Some("dnf install postgresql-server");
        check("PRETTY_NAME=\"Debian GNU/Linux 12\"\nID=debian\n", debian);
        check("NAME=\"Linux Mint\"\nID=linuxmint\nID_LIKE=\"ubuntu debian\"\n", debian);
        check("ID_LIKE=debian\nID=raspbian\n", debian);
        check("ID=fedora\nVERSION_ID=42\n", fedora);
        check("ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\n", fedora);
        check("ID=arch\n", Some("pacman -S postgresql"));
        check("ID=manjaro\nID_LIKE=arch\n", Some("pacman -S postgresql"));
        check("ID=alpine\n", Some("apk add postgresql"));
        check("ID=\"opensuse-leap\"\nID_LIKE=\"suse opensuse\"\n", Some("zypper install postgresql-server"));
        check("ID=plan9\n", None);
        check("", None);
    }

    #[test]
    fn a_person_is_told_to_use_sudo_and_root_is_not() {
        assert!(advice("ID=debian", 1000).contains("sudo apt-get install postgresql"));
        assert!(!advice("ID=debian", 0).contains("sudo"));
        assert!(advice("ID=macos", 501).contains("\n    brew install postgresql@17\n"));
        assert!(advice("", 0).contains("https://www.postgresql.org/download/"));
    }
}
