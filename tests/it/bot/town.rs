//! The workspace of the tests: its people, its channels, the app.

use steward::domain::locale::{Language, Locale};
use steward::standin::seed::{App, Channel, Command, Person, Seed, Shortcut, ShortcutKind, Team};

use super::Bot;
use crate::database;

/// A CSM in Berlin.
pub const ANA: &str = "U0ANA00001";
/// A CSM in New York.
pub const BO: &str = "U0BO000001";
/// The manager of both, in London.
pub const MO: &str = "U0MO000001";
/// A viewer, of support.
pub const VIC: &str = "U0VIC00001";
/// Of the workspace, but not in the directory.
pub const STRANGER: &str = "U0STRANGER";
/// Of another company.
pub const SAM: &str = "U0OUTSIDE1";
/// A single-channel guest.
pub const GUEST: &str = "U0GUEST001";
/// Another bot.
pub const ROBOT: &str = "U0ROBOT001";
/// Everybody's.
pub const GENERAL: &str = "C0GENERAL1";
/// The team's, which has a digest.
pub const TEAM_CHANNEL: &str = "C0EMEACSMS";
/// The team whose digest that is.
pub const TEAM: &str = "emea";
/// Linked to TechCorp.
pub const TECHCORP_CHANNEL: &str = "C0TECHCORP";
/// Shared with a customer.
pub const SHARED_CHANNEL: &str = "C0SHARED01";
/// Private, with the bot in it.
pub const PRIVATE_CHANNEL: &str = "C0PRIVATE1";
/// A guest is in it.
pub const GUEST_CHANNEL: &str = "C0GUESTS01";
/// The bot is not in it.
pub const BOTLESS_CHANNEL: &str = "C0LUNCH001";
/// The local Slack knows the bot by this.
pub const BOT_TOKEN: &str = "xoxb-local-test";
/// And opens sockets for this.
pub const APP_TOKEN: &str = "xapp-1-local-canary-app-token";
/// And signs with this.
pub const SIGNING_SECRET: &str = "local-test-signing-secret";
/// The bot.
pub const BOT_USER: &str = "U0BOT";
/// Where the accounts' pages are.
pub const ACCOUNT_URL: &str = "https://crm.example.com/accounts/{id}";
/// The workspace.
pub const TEAM_ID: &str = "T0STEWARD";

/// Another workspace of the company.
pub const SECOND_TEAM: &str = "T0SECOND01";
/// A Grid of the company.
pub const GRID: &str = "E0COMPANY1";
/// Where the bot may be installed.
pub const ALLOWED: [&str; 3] = [TEAM_ID, SECOND_TEAM, GRID];

/// The workspace, and others, before the bot is installed in any.
pub fn not_installed() -> Seed {
    let team = |id: &str, name: &str, enterprise: Option<&str>| Team {
        id: id.into(),
        name: name.into(),
        domain: name.to_lowercase(),
        enterprise_id: enterprise.map(str::to_owned),
    };
    let seed = seed();
    Seed {
        app: App {
            client_id: "123.456".into(),
            client_secret: "canary-client-secret".into(),
            bot_token: String::new(),
            ..seed.app
        },
        other_teams: vec![
            team(SECOND_TEAM, "Second", None),
            team("T0OFGRID01", "Of the Grid", Some(GRID)),
            team("T0OTHERS01", "Others & <Co>", None),
        ],
        ..seed
    }
}

/// The workspace, with nothing sent over HTTP.
pub fn in_socket_mode() -> Seed {
    let seed = seed();
    Seed { app: App { app_token: APP_TOKEN.into(), socket_mode: true, ..seed.app }, ..seed }
}

/// The workspace.
pub fn seed() -> Seed {
    Seed {
        team: Team { id: TEAM_ID.into(), name: "Test".into(), domain: "test".into(), enterprise_id: None },
        people: people(),
        channels: channels(),
        user_groups: Vec::new(),
        other_teams: Vec::new(),
        app: App {
            name: "Steward".into(),
            bot_token: BOT_TOKEN.into(),
            signing_secret: SIGNING_SECRET.into(),
            bot_user_id: BOT_USER.into(),
            commands: vec![Command { command: "/csm".into(), should_escape: true, ..Command::default() }],
            shortcuts: shortcuts(),
            unfurl_domains: vec!["crm.example.com".into()],
            ..App::default()
        },
    }
}

fn shortcuts() -> Vec<Shortcut> {
    let shortcut =
        |kind, callback_id: &str| Shortcut { callback_id: callback_id.into(), name: callback_id.into(), kind };
    let of_messages = ["log_to_account", "feedback_from_message", "advocacy_from_message"]
        .map(|id| shortcut(ShortcutKind::Message, id));
    let from_anywhere =
        ["log_touch", "record_feedback", "record_advocacy"].map(|id| shortcut(ShortcutKind::Global, id));
    of_messages.into_iter().chain(from_anywhere).collect()
}

impl Bot {
    /// With channels that are told things in a language of their own.
    pub async fn with_channels_in(language: Language) -> Self {
        let locale = Locale::of(Some(language), None, language);
        let by = |app: steward::operations::App| app.with_channel_locale(locale);
        Box::pin(Self::assembled(database::fresh().await, super::NOW, &super::book::usual(), seed(), by)).await
    }
}

fn people() -> Vec<Person> {
    let person = |id: &str, name: &str, tz: &str| Person {
        id: id.into(),
        name: name.into(),
        real_name: name.to_uppercase(),
        tz: tz.into(),
        ..Person::default()
    };
    vec![
        person(ANA, "ana", "Europe/Berlin"),
        person(BO, "bo", "America/New_York"),
        person(MO, "mo", "Europe/London"),
        person(VIC, "vic", "Europe/Paris"),
        person(STRANGER, "stranger", "Europe/Paris"),
        Person { team_id: Some("T0ELSEWHERE".into()), ..person(SAM, "sam", "Europe/London") },
        Person { is_restricted: true, is_ultra_restricted: true, ..person(GUEST, "gus", "Europe/Paris") },
        Person { is_bot: true, ..person(ROBOT, "robot", "Etc/UTC") },
    ]
}

fn channels() -> Vec<Channel> {
    let channel = |id: &str, name: &str, members: &[&str]| Channel {
        id: id.into(),
        name: name.into(),
        members: members.iter().map(|&member| member.to_owned()).collect(),
        ..Channel::default()
    };
    vec![
        channel(GENERAL, "general", &[ANA, BO, MO, VIC, STRANGER, ROBOT, BOT_USER]),
        channel(TEAM_CHANNEL, "emea-csms", &[ANA, MO, BOT_USER]),
        channel(TECHCORP_CHANNEL, "acct-techcorp", &[ANA, MO, VIC, BOT_USER]),
        Channel { is_ext_shared: true, ..channel(SHARED_CHANNEL, "ext-globex", &[ANA, SAM, BOT_USER]) },
        Channel { is_private: true, ..channel(PRIVATE_CHANNEL, "side-room", &[ANA, MO, BOT_USER]) },
        channel(GUEST_CHANNEL, "with-an-agency", &[ANA, MO, GUEST, BOT_USER]),
        channel(BOTLESS_CHANNEL, "lunch", &[ANA, MO]),
    ]
}
