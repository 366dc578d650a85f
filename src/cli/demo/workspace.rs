//! The local workspace of the demo: its people, channels and the app.

use super::sample::{ADA, ANA, BO, MO, TECHCORP_CHANNEL, TIA, VIC};
use crate::domain::account_url::AccountUrl;
use crate::slack::action::{ADVOCACY, ADVOCACY_MESSAGE, FEEDBACK, FEEDBACK_MESSAGE, LOG_MESSAGE, LOG_TOUCH};
use crate::standin::seed::{App, Channel, Command, Person, Seed, Shortcut, ShortcutKind, Team};

/// What the slash command is called here.
pub const COMMAND: &str = "/csm";
/// The local Slack knows the bot by this.
pub const BOT_TOKEN: &str = "xoxb-local-demo";
/// The local Slack signs with this.
pub const SIGNING_SECRET: &str = "local-demo-signing-secret";
/// The channel of the mid-market team.
pub const TEAM_CHANNEL: &str = "C0EMEACSMS";
/// The team whose digest comes there.
pub const TEAM: &str = "emea";

/// Where the accounts' pages would be.
pub const ACCOUNT_URL: &str = "https://crm.example.com/accounts/{id}";

/// The same, read.
pub fn account_url() -> anyhow::Result<AccountUrl> {
    AccountUrl::parse(ACCOUNT_URL).map_err(|fault| anyhow::anyhow!("{ACCOUNT_URL}: {fault:?}"))
}

/// What stands in the menus of messages and beside the composer, as in the manifests.
const SHORTCUTS: [(ShortcutKind, &str, &str); 6] = [
    (ShortcutKind::Message, LOG_MESSAGE, "Log to account"),
    (ShortcutKind::Global, LOG_TOUCH, "Log a touch"),
    (ShortcutKind::Message, FEEDBACK_MESSAGE, "Record feedback"),
    (ShortcutKind::Global, FEEDBACK, "Record feedback"),
    (ShortcutKind::Message, ADVOCACY_MESSAGE, "Record advocacy"),
    (ShortcutKind::Global, ADVOCACY, "Record advocacy"),
];

/// The workspace as it begins.
pub fn seed() -> Seed {
    Seed {
        team: Team {
            id: "T0STEWARD".into(),
            name: "Steward demo".into(),
            domain: "steward-demo".into(),
            enterprise_id: None,
        },
        people: people(),
        channels: channels(),
        user_groups: Vec::new(),
        other_teams: Vec::new(),
        app: App {
            name: "Steward".into(),
            description: "Account health, renewals, digests and playbooks".into(),
            bot_token: BOT_TOKEN.into(),
            signing_secret: SIGNING_SECRET.into(),
            commands: vec![Command {
                command: COMMAND.into(),
                description: "Your accounts: health, renewals, plays".into(),
                usage_hint: "[account] · today · book · renewals 90d · why acme · help".into(),
                should_escape: true,
            }],
            shortcuts: SHORTCUTS
                .map(|(kind, id, name)| Shortcut { callback_id: id.into(), name: name.into(), kind })
                .into(),
            unfurl_domains: vec!["crm.example.com".into()],
            ..App::default()
        },
    }
}

fn people() -> Vec<Person> {
    let person = |id: &str, name: &str, real_name: &str, tz: &str, color: &str| Person {
        id: id.into(),
        name: name.into(),
        real_name: real_name.into(),
        email: Some(format!("{name}@steward.example")),
        tz: tz.into(),
        color: color.into(),
        ..Person::default()
    };
    vec![
        person(ANA, "ana", "Ana Lindqvist", "Europe/Berlin", "1264a3"),
        person(BO, "bo", "Bo Carter", "America/New_York", "2b6a4d"),
        person(TIA, "tia", "Tia Rahman", "Asia/Singapore", "8d5a16"),
        person(MO, "mo", "Mo Adeyemi", "Europe/London", "7c3085"),
        Person { is_admin: true, ..person(ADA, "ada", "Ada Novak", "Europe/Berlin", "a03a50") },
        person(VIC, "vic", "Vic Moreau", "Europe/Paris", "4c5566"),
        Person {
            team_id: Some("T0ELSEWHERE".into()),
            ..person("U0OUTSIDE1", "sam", "Sam Okafor", "Europe/London", "666666")
        },
    ]
}

fn channels() -> Vec<Channel> {
    let all = || [ANA, BO, TIA, MO, ADA, VIC].map(str::to_owned).to_vec();
    let with_bot = |mut members: Vec<String>| {
        members.push(App::default().bot_user_id);
        members
    };
    let channel = |id: &str, name: &str, topic: &str, members: Vec<String>| Channel {
        id: id.into(),
        name: name.into(),
        topic: topic.into(),
        members,
        ..Channel::default()
    };
    let mut shared = vec![ANA.to_owned(), "U0OUTSIDE1".to_owned()];
    shared.push(App::default().bot_user_id);
    vec![
        channel("C0GENERAL1", "general", "Everything and nothing", all()),
        channel(
            TEAM_CHANNEL,
            "emea-csms",
            "The mid-market team's morning",
            with_bot(vec![ANA.into(), MO.into(), ADA.into()]),
        ),
        channel(
            TECHCORP_CHANNEL,
            "acct-techcorp",
            "TechCorp, inside only",
            with_bot(vec![ANA.into(), MO.into(), VIC.into()]),
        ),
        Channel {
            is_ext_shared: true,
            ..channel("C0SHARED01", "ext-globex", "Shared with a customer: nothing about accounts here", shared)
        },
    ]
}
