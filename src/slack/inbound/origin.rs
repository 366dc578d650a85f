//! Who sent it, from where, and whether they belong to us.

/// Where a command, a click or an event comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The workspace that the bot is addressed in; none when an org-wide installation is addressed as such.
    pub team_id: Option<String>,
    /// The Enterprise Grid of the installation, if there is one.
    pub enterprise_id: Option<String>,
    /// Whether an org-wide installation is addressed.
    pub is_enterprise_install: bool,
    /// Who; none for what no person did.
    pub user_id: Option<String>,
    /// The workspace that the person is of.
    pub user_team_id: Option<String>,
}

/// The place that the bot is installed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Installing<'a> {
    /// Its workspace; none when it is org-wide.
    pub team_id: Option<&'a str>,
    /// Its Enterprise Grid.
    pub enterprise_id: Option<&'a str>,
}

/// On which side of the house door somebody stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// One of the firm.
    Inside,
    /// Of another firm, through Slack Connect: sees and clicks, and gets nothing.
    Outside,
    /// The payload does not say; Slack's `users.info` would.
    Unknown,
}

impl Origin {
    /// Whether the person belongs to the firm that installed the bot.
    pub fn side(&self, installing: Installing<'_>) -> Side {
        let Some(user_team) = self.user_team_id.as_deref() else { return Side::Unknown };
        // People of a Grid may come with the Grid's id in the place of their workspace's.
        if [installing.team_id, installing.enterprise_id].contains(&Some(user_team)) {
            return Side::Inside;
        }
        if installing.team_id.is_some() || self.enterprise_id.as_deref() != installing.enterprise_id {
            return Side::Outside;
        }
        // The workspaces of a Grid are not listed anywhere in a payload; the one addressed is one of them.
        if self.team_id.as_deref() == Some(user_team) { Side::Inside } else { Side::Unknown }
    }

    /// Whether they get nothing. Who is not surely inside is treated as outside.
    pub fn is_external(&self, installing: Installing<'_>) -> bool {
        self.side(installing) != Side::Inside
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORKSPACE: Installing<'_> = Installing { team_id: Some("T1"), enterprise_id: None };
    const IN_GRID: Installing<'_> = Installing { team_id: Some("T1"), enterprise_id: Some("E1") };
    const ORG_WIDE: Installing<'_> = Installing { team_id: None, enterprise_id: Some("E1") };

    #[track_caller]
    fn check(installing: Installing<'_>, place: (Option<&str>, Option<&str>), user_team: Option<&str>, side: Side) {
        let owned = |id: Option<&str>| id.map(str::to_owned);
        let (team_id, enterprise_id) = (owned(place.0), owned(place.1));
        let origin = Origin { team_id, enterprise_id, user_team_id: owned(user_team), ..Origin::default() };
        assert_eq!(origin.side(installing), side, "{origin:?}");
        assert_eq!(origin.is_external(installing), side != Side::Inside);
    }

    #[test]
    fn people_are_of_the_installing_workspace_or_outside() {
        check(WORKSPACE, (Some("T1"), None), Some("T1"), Side::Inside);
        check(WORKSPACE, (Some("T1"), None), Some("T9"), Side::Outside);
        check(WORKSPACE, (Some("T9"), None), Some("T9"), Side::Outside);
        check(WORKSPACE, (Some("T1"), None), None, Side::Unknown);
        check(IN_GRID, (Some("T1"), Some("E1")), Some("E1"), Side::Inside);
        check(IN_GRID, (Some("T1"), Some("E1")), Some("T2"), Side::Outside);
    }

    #[test]
    fn an_org_wide_installation_knows_the_workspace_it_is_addressed_in() {
        check(ORG_WIDE, (Some("T2"), Some("E1")), Some("T2"), Side::Inside);
        check(ORG_WIDE, (None, Some("E1")), Some("E1"), Side::Inside);
        check(ORG_WIDE, (None, Some("E1")), Some("T2"), Side::Unknown);
        check(ORG_WIDE, (Some("T2"), Some("E1")), Some("T9"), Side::Unknown);
        check(ORG_WIDE, (Some("T9"), Some("E9")), Some("T9"), Side::Outside);
        check(ORG_WIDE, (Some("T9"), None), Some("T9"), Side::Outside);
    }
}
