//! What a local Slack knows when it starts: the team, its people, its channels and the one app.
//!
//! Everything here can be written as JSON as well as in Rust; missing fields take Slack's defaults. It must not contain
//! anything about the app beyond what Slack itself would be told.

use serde::{Deserialize, Serialize};

/// The whole of what a workspace starts with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Seed {
    /// The workspace itself.
    pub team: Team,
    /// Everybody in it, and the outsiders it shares channels with. The app's bot user is added by itself.
    pub people: Vec<Person>,
    /// Channels; a direct message with the app exists for everybody of the team.
    pub channels: Vec<Channel>,
    /// User groups, as `usergroups.list` shows them.
    pub user_groups: Vec<UserGroup>,
    /// The installed app.
    pub app: App,
    /// Further workspaces that the app can be installed in. They have the first one's people and channels.
    pub other_teams: Vec<Team>,
}

/// A workspace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Team {
    /// `T…`
    pub id: String,
    /// The name people see.
    pub name: String,
    /// The part before `.slack.com`.
    pub domain: String,
    /// `E…` when the workspace belongs to an Enterprise Grid.
    pub enterprise_id: Option<String>,
}

impl Default for Team {
    fn default() -> Self {
        Self {
            id: "T0STANDIN".to_owned(),
            name: "Stand-in".to_owned(),
            domain: "stand-in".to_owned(),
            enterprise_id: None,
        }
    }
}

/// A person, a guest, an outsider or a bot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(clippy::struct_excessive_bools, reason = "these are Slack's own fields of a user")]
pub struct Person {
    /// `U…` or `W…`
    pub id: String,
    /// The handle, without `@`.
    pub name: String,
    /// The full name.
    pub real_name: String,
    /// The address `users.lookupByEmail` finds them by.
    pub email: Option<String>,
    /// IANA time zone.
    pub tz: String,
    /// Six hexadecimal digits, for the picture.
    pub color: String,
    /// The home team when it is not ours: such a person is external.
    pub team_id: Option<String>,
    /// Another app's bot.
    pub is_bot: bool,
    /// Workspace admin.
    pub is_admin: bool,
    /// Multi-channel guest.
    pub is_restricted: bool,
    /// Single-channel guest.
    pub is_ultra_restricted: bool,
    /// Deactivated.
    pub deleted: bool,
    /// The language of their Slack, as `de-DE`.
    pub locale: String,
    /// Do-not-disturb hours as Unix seconds, start and end, when they have any.
    pub dnd: Option<(i64, i64)>,
}

impl Default for Person {
    fn default() -> Self {
        Self {
            id: String::new(),
            name: String::new(),
            real_name: String::new(),
            email: None,
            tz: "Etc/UTC".to_owned(),
            color: "4a154b".to_owned(),
            team_id: None,
            is_bot: false,
            is_admin: false,
            is_restricted: false,
            is_ultra_restricted: false,
            deleted: false,
            locale: "en-GB".to_owned(),
            dnd: None,
        }
    }
}

/// A channel, a private channel or a direct message.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(clippy::struct_excessive_bools, reason = "these are Slack's own fields of a conversation")]
pub struct Channel {
    /// `C…`, `G…` or `D…`
    pub id: String,
    /// The name without `#`.
    pub name: String,
    /// The topic.
    pub topic: String,
    /// The purpose.
    pub purpose: String,
    /// Ids of its members, the bot's among them when it was invited.
    pub members: Vec<String>,
    /// Private.
    pub is_private: bool,
    /// Shared with another organisation.
    pub is_ext_shared: bool,
    /// Archived.
    pub is_archived: bool,
    /// A direct message with the app; `user` is the person.
    pub is_im: bool,
    /// A group direct message.
    pub is_mpim: bool,
    /// The other side of a direct message.
    pub user: Option<String>,
}

/// A user group.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct UserGroup {
    /// `S…`
    pub id: String,
    /// What people type after `@`.
    pub handle: String,
    /// The name.
    pub name: String,
    /// Ids of the people in it.
    pub users: Vec<String>,
}

/// The installed app: what its configuration page in Slack would hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct App {
    /// `A…`
    pub id: String,
    /// The name people see.
    pub name: String,
    /// One line for its profile.
    pub description: String,
    /// `U…` of its bot user.
    pub bot_user_id: String,
    /// `B…`
    pub bot_id: String,
    /// The `xoxb-` token the Web API accepts.
    pub bot_token: String,
    /// Its name towards `oauth.v2.access`; empty: it cannot be installed in a browser.
    pub client_id: String,
    /// Its password there.
    pub client_secret: String,
    /// Where people are sent back to once they allowed it, the first for those who ask for none.
    pub redirect_urls: Vec<String>,
    /// Tokens end after twelve hours, and are refreshed.
    pub token_rotation: bool,
    /// What inbound requests are signed with.
    pub signing_secret: String,
    /// The `xapp-` token that opens sockets; empty: none does.
    pub app_token: String,
    /// Nothing is sent over HTTP, everything over the sockets that the app opened.
    pub socket_mode: bool,
    /// The old verification token that payloads still carry.
    pub verification_token: String,
    /// Slash commands.
    pub commands: Vec<Command>,
    /// Global and message shortcuts.
    pub shortcuts: Vec<Shortcut>,
    /// Bot events it is subscribed to, by the names of the manifest (`message.im`, `app_mention`, …).
    pub events: Vec<String>,
    /// Domains whose links it draws.
    pub unfurl_domains: Vec<String>,
}

impl Default for App {
    fn default() -> Self {
        let events = [
            "app_context_changed",
            "app_home_opened",
            "app_mention",
            "app_uninstalled",
            "channel_archive",
            "channel_id_changed",
            "channel_left",
            "group_archive",
            "group_left",
            "link_shared",
            "member_joined_channel",
            "member_left_channel",
            "message.channels",
            "message.groups",
            "message.im",
            "subteam_members_changed",
            "subteam_updated",
            "tokens_revoked",
            "user_change",
        ];
        Self {
            id: "A0STANDIN".to_owned(),
            name: "App".to_owned(),
            description: String::new(),
            bot_user_id: "U0BOT".to_owned(),
            bot_id: "B0BOT".to_owned(),
            bot_token: "xoxb-standin".to_owned(),
            client_id: String::new(),
            client_secret: String::new(),
            redirect_urls: Vec::new(),
            token_rotation: false,
            signing_secret: "standin-signing-secret".to_owned(),
            app_token: String::new(),
            socket_mode: false,
            verification_token: "standin-verification".to_owned(),
            commands: Vec::new(),
            shortcuts: Vec::new(),
            events: events.map(str::to_owned).to_vec(),
            unfurl_domains: Vec::new(),
        }
    }
}

/// A slash command.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Command {
    /// With its slash: `/csm`.
    pub command: String,
    /// What the menu says.
    pub description: String,
    /// The hint after it.
    pub usage_hint: String,
    /// Turns `@user` and `#channel` in the text into `<@U…|name>` and `<#C…|name>`.
    pub should_escape: bool,
}

/// A shortcut.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shortcut {
    /// What the app knows it by.
    pub callback_id: String,
    /// What the menu says.
    pub name: String,
    /// Where it is offered.
    #[serde(rename = "type")]
    pub kind: ShortcutKind,
}

/// Where a shortcut is offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ShortcutKind {
    /// In a message's menu.
    Message,
    /// Everywhere.
    Global,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_can_be_written_as_json_with_only_what_matters() {
        let seed: Seed = serde_json::from_str(
            r#"{"people":[{"id":"U1","name":"ann"}],
                "app":{"commands":[{"command":"/csm"}],"shortcuts":[{"callback_id":"x","name":"X","type":"message"}]}}"#,
        )
        .expect("a short seed is enough");
        assert_eq!(seed.people[0].tz, "Etc/UTC");
        assert_eq!(seed.app.shortcuts[0].kind, ShortcutKind::Message);
        assert!(seed.app.events.contains(&"message.im".to_owned()));
    }
}
