use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use secrecy::ExposeSecret;
use sqlx::postgres::PgConnectOptions;

use super::*;

const BOT: (&str, &str) = ("SLACK_BOT_TOKEN", "xoxb-1-2-abc");
const SIGNING: (&str, &str) = ("SLACK_SIGNING_SECRET", "0123456789abcdef");
const SLACK_HERE: (&str, &str) = ("SLACK_API_URL", "http://127.0.0.1:9000/api/");

fn load(needs: Needs, variables: &[(&str, &str)]) -> Result<Config, Problems> {
    Config::load(&Environment::of(variables.iter().copied()), needs, &|_: &Path| Err(io::ErrorKind::NotFound.into()))
}

fn serve(variables: &[(&str, &str)]) -> Result<Config, Problems> {
    load(Needs::Serve, variables)
}

fn serve_file(text: &str, variables: &[(&str, &str)]) -> Result<Config, Problems> {
    let variables = variables.iter().copied().chain([("STEWARD_CONFIG", "steward.toml")]);
    Config::load(&Environment::of(variables), Needs::Serve, &|path: &Path| {
        assert_eq!(path, Path::new("steward.toml"));
        Ok(text.to_owned())
    })
}

/// What is wrong with each setting, in the order of the report.
fn wrongs(loaded: Result<Config, Problems>) -> Vec<(Setting, Wrong)> {
    let problems = loaded.expect_err("problems").0;
    problems
        .into_iter()
        .map(|problem| match problem {
            Problem::Setting { setting, wrong, .. } => (setting, wrong),
            other @ (Problem::Unknown { .. }
            | Problem::Syntax { .. }
            | Problem::Unreadable { .. }
            | Problem::Rules { .. }
            | Problem::Playbook { .. }) => panic!("another problem: {other:?}"),
        })
        .collect()
}

/// One wrong value beside enough right ones to serve.
#[track_caller]
fn check(variable: &str, value: &str, expected: Option<Wrong>) {
    let mut variables = BTreeMap::from([BOT, SIGNING, SLACK_HERE]);
    variables.insert(variable, value);
    let variables: Vec<(&str, &str)> = variables.into_iter().collect();
    let found = serve(&variables).map_or_else(|_| wrongs(serve(&variables)).pop(), |_| None);
    assert_eq!(found.map(|(setting, wrong)| (setting.variable(), wrong)), expected.map(|wrong| (variable, wrong)));
}

#[test]
fn a_bot_token_and_a_signing_secret_are_enough() {
    let config = serve(&[BOT, SIGNING]).expect("enough");
    assert_eq!(config.reception(), Reception::Http);
    assert_eq!(config.listen, "127.0.0.1:8080".parse().expect("an address"));
    assert_eq!(config.slack.api_url.as_str(), "https://slack.com/api/");
    assert_eq!(config.organisation, "Steward");
    assert!(config.database_url.is_none() && config.starts_at.is_none() && !config.slack.is_local());
}

#[test]
fn socket_mode_needs_no_signing_secret() {
    let app = ("SLACK_APP_TOKEN", "xapp-1-A1-2-abc");
    assert_eq!(serve(&[BOT, app]).expect("enough").reception(), Reception::SocketMode);
    assert_eq!(serve(&[BOT, app, SIGNING]).expect("enough").reception(), Reception::Both);
    assert_eq!(wrongs(serve(&[("SLACK_APP_TOKEN", "xoxb-1"), ("SLACK_SIGNING_SECRET", "short")])).len(), 3, "together");
    assert_eq!(wrongs(serve(&[app])), [(Setting::BotToken, Wrong::Missing(Because::SocketMode))]);
}

#[test]
fn installs_need_both_halves_and_a_key() {
    let key = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1eff";
    let all = [
        SIGNING,
        ("SLACK_CLIENT_ID", "123.456"),
        ("SLACK_CLIENT_SECRET", "0123456789abcdef"),
        ("STEWARD_SECRET_KEY", key),
        ("STEWARD_WORKSPACES", "T0123456789, E0123456789"),
    ];
    let config = serve(&all).expect("enough");
    assert_eq!(config.slack.workspaces, ["T0123456789", "E0123456789"]);
    assert_eq!(config.slack.oauth.expect("an app").client_id, "123.456");
    assert_eq!(config.secret_keys[0].expose()[1], 1);
    assert_eq!(
        wrongs(serve(&all[..2])),
        [
            (Setting::ClientSecret, Wrong::Missing(Because::OtherHalf)),
            (Setting::SecretKey, Wrong::Missing(Because::Installs)),
            (Setting::Workspaces, Wrong::Missing(Because::AllowList))
        ]
    );
    assert_eq!(
        wrongs(serve(&[all[0], ("SLACK_CLIENT_ID", "A0123456"), all[2], all[3], all[4]])),
        [(Setting::ClientId, Wrong::ClientId)]
    );
}

#[test]
fn a_database_command_needs_nothing() {
    assert!(load(Needs::Database, &[]).is_ok());
    assert_eq!(
        wrongs(load(Needs::Database, &[("DATABASE_URL", "mysql://db")])),
        [(Setting::DatabaseUrl, Wrong::Url(UrlFault::NotPostgres))]
    );
}

#[test]
fn both_secrets_of_a_rotation_are_taken() {
    let config = serve(&[BOT, ("SLACK_SIGNING_SECRET", "0123456789abcdef, fedcba9876543210")]).expect("two");
    let secrets: Vec<&str> = config.slack.signing_secrets.iter().map(ExposeSecret::expose_secret).collect();
    assert_eq!(secrets, ["0123456789abcdef", "fedcba9876543210"]);
}

#[test]
fn tokens_and_secrets_have_their_shapes() {
    let token = |fault| Some(Wrong::Token(fault));
    let secret = |fault| Some(Wrong::Secret(fault));
    check("SLACK_BOT_TOKEN", "xoxp-1-2-abc", token(TokenFault::Persons));
    check("SLACK_BOT_TOKEN", "xoxe.xoxb-1-abc", token(TokenFault::Rotating));
    check("SLACK_BOT_TOKEN", "xapp-1-2-abc", token(TokenFault::Prefix { expected: "xoxb-" }));
    check("SLACK_BOT_TOKEN", "xoxb-", token(TokenFault::Letters));
    check("SLACK_BOT_TOKEN", "xoxb-1-2-…", token(TokenFault::Letters));
    check("SLACK_BOT_TOKEN", "\"xoxb-1-2-abc\"", Some(Wrong::InQuotes));
    check("SLACK_BOT_TOKEN", "  xoxb-1-2-abc\n", None);
    check("SLACK_APP_TOKEN", "xoxb-1-2-abc", token(TokenFault::Prefix { expected: "xapp-" }));
    check("SLACK_SIGNING_SECRET", "xoxb-1-2-abcdefghijk", secret(SecretFault::IsToken));
    check("SLACK_SIGNING_SECRET", "short", secret(SecretFault::Shape));
    check("SLACK_SIGNING_SECRET", "0123456789abcdef,", secret(SecretFault::Shape));
    check("SLACK_SIGNING_SECRET", "a,b,c", secret(SecretFault::Many { n_secrets: 3 }));
    check("STEWARD_SECRET_KEY", "0123", Some(Wrong::Key(KeyFault::Length)));
    check("STEWARD_SECRET_KEY", "0123,4567,89ab", Some(Wrong::Key(KeyFault::Many)));
    check("STEWARD_WORKSPACES", "Northwind", Some(Wrong::Workspaces));
    check("STEWARD_WORKSPACES", "T0123,", None);
    check("STEWARD_WORKSPACES", ",", Some(Wrong::Workspaces));
}

#[test]
fn addresses_and_urls_have_theirs() {
    let url = |fault| Some(Wrong::Url(fault));
    check("SLACK_API_URL", "http://slack.com/api/", url(UrlFault::PlainHttp));
    check("SLACK_API_URL", "http://127.0.0.1.example.com/api/", url(UrlFault::PlainHttp));
    check("SLACK_API_URL", "http://[::1]:9000/api", None);
    check("SLACK_API_URL", "ftp://localhost/", url(UrlFault::PlainHttp));
    check("SLACK_API_URL", "https://me:pass@slack.com/", url(UrlFault::Extras));
    check("SLACK_API_URL", "slack.com", url(UrlFault::Malformed(url::ParseError::RelativeUrlWithoutBase)));
    check("DATABASE_URL", "postgres://me@db/steward?sslmode=always", url(UrlFault::SslMode));
    check("STEWARD_LISTEN", "localhost:8080", None);
    check("STEWARD_LISTEN", "[::]:8080", None);
    check("STEWARD_LISTEN", ":8080", Some(Wrong::Address));
    check("STEWARD_LISTEN", "0.0.0.0:80800", Some(Wrong::Address));
    check("STEWARD_ORG", "North\u{7}wind", Some(Wrong::Name));
    check("STEWARD_LOG", "info,steward=loud", Some(Wrong::Filter));
    check("STEWARD_LOG_FORMAT", "xml", Some(Wrong::LogFormat));
    check("STEWARD_LANGUAGE", "fr", Some(Wrong::Language));
}

#[test]
fn the_clock_moves_only_where_slack_is_local() {
    check("STEWARD_NOW", "2026-03-02T09:00:00+01:00", None);
    check("STEWARD_NOW", "2026-03-02 09:00", Some(Wrong::Instant));
    let now = ("STEWARD_NOW", "2026-03-02T09:00:00Z");
    assert_eq!(wrongs(serve(&[BOT, SIGNING, now])), [(Setting::Now, Wrong::ClockWithRealSlack)]);
    assert!(load(Needs::Database, &[now]).is_ok());
}

#[test]
fn the_driver_takes_every_ssl_mode_that_we_take() {
    for mode in ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"] {
        let url = format!("postgresql://me:secret@db.example.com:5433/steward?sslmode={mode}");
        let config = serve(&[BOT, SIGNING, ("DATABASE_URL", &url)]).expect("a good URL");
        let url = config.database_url.expect("a URL");
        assert!(url.expose_secret().parse::<PgConnectOptions>().is_ok(), "{mode}");
    }
}

#[test]
fn the_environment_wins_over_the_file() {
    let file = "[slack]\nbot_token = 'xoxb-file'\nsigning_secret = '0123456789abcdef'\napi_url='http://localhost/'\n\
                [steward]\norg = 'From the file'\nnow = 2026-03-02T09:00:00Z";
    let config = serve_file(file, &[("SLACK_BOT_TOKEN", "xoxb-environment"), ("STEWARD_ORG", "")]).expect("enough");
    assert_eq!(config.slack.bot_token.as_ref().expect("a token").expose_secret(), "xoxb-environment");
    assert_eq!(config.organisation, "From the file");
    assert!(config.starts_at.is_some());
    let origin = |setting| config.describe().iter().find(|told| told.setting == setting).expect("all").origin.clone();
    assert_eq!(origin(Setting::BotToken), Origin::Environment);
    assert_eq!(origin(Setting::Organisation).to_string(), "steward.toml:6:7");
    assert_eq!(origin(Setting::Listen), Origin::Default);
    assert_eq!(origin(Setting::AppToken), Origin::Nowhere);
}

/// The report about a file, beside an environment that is enough.
fn report(file: &str) -> String {
    serve_file(file, &[BOT, SIGNING]).expect_err("problems").to_string()
}

#[test]
fn a_file_is_held_to_its_names_and_says_where() {
    insta::assert_snapshot!(
        report("listne = 'a'\norg = 'b'\n[slak]\nx = 1\n[steward]\nlistn = 'c'\norg = 5\ncolour = 'red'"), @r#"
6 things in the settings need your attention.

steward.toml:1:1: `listne` is not a setting. Did you mean steward.listen?

steward.toml:2:1: `org` is not a setting. Did you mean steward.org?

steward.toml:3:2: `slak` is not a setting. Did you mean [slack]?

steward.toml:6:1: `steward.listn` is not a setting. Did you mean steward.listen?

steward.toml:7:7: steward.org should be text in quotation marks, not a TOML integer.
  Example: Northwind

steward.toml:8:1: `steward.colour` is not a setting. The README lists what can stand here.
"#);
}

#[test]
fn a_file_that_is_no_toml_says_where_without_quoting_it() {
    insta::assert_snapshot!(report("[slack]\nbot_token = xoxb-canary-1\nclient_id = 'x"), @r#"
2 things in the settings need your attention.

steward.toml:2:13: this is not TOML: string values must be quoted, expected literal string.

steward.toml:3:15: this is not TOML: invalid literal string, expected `'`.
"#);
}

#[test]
fn a_slip_in_a_variable_is_found() {
    let problems = serve(&[BOT, SIGNING, ("STEWARD_LISTN", "x"), ("STEWARD_PORT", "tcp://10.0.0.1:80")]);
    insta::assert_snapshot!(problems.expect_err("a slip"), @r#"
One thing in the settings needs your attention.

STEWARD_LISTN is not a setting. Did you mean STEWARD_LISTEN?
"#);
}

#[test]
fn the_report_says_what_to_do() {
    let problems = serve(&[("STEWARD_CONFIG", "/nowhere.toml"), ("STEWARD_LISTEN", "8080")]);
    insta::assert_snapshot!(problems.expect_err("nothing is there"), @r#"
2 things in the settings need your attention.

STEWARD_CONFIG names /nowhere.toml, which cannot be read: there is no such file.

STEWARD_LISTEN should be an IP address and a port.
  Example: 0.0.0.0:8080
"#);
    insta::assert_snapshot!(serve(&[]).expect_err("nothing is there"), @r#"
2 things in the settings need your attention.

SLACK_BOT_TOKEN is missing: without it the bot cannot post (for several workspaces, set SLACK_CLIENT_ID and SLACK_CLIENT_SECRET instead).
  Example: xoxb-1234567890-1234567890123-AbCdEfGh
  In Slack: OAuth & Permissions → OAuth Tokens → Bot User OAuth Token

SLACK_SIGNING_SECRET is missing: without it no request can be trusted (for Socket Mode, set SLACK_APP_TOKEN instead).
  Example: 8f742231b10e8888abcd99baac00de01 (two during a rotation: new,old)
  In Slack: Basic Information → App Credentials → Signing Secret
"#);
}

/// Settings and rules, each from its file.
fn with_rules(settings: &str, rules: &str, variables: &[(&str, &str)]) -> Result<Config, Problems> {
    let variables = variables.iter().copied().chain([BOT, SIGNING, ("STEWARD_CONFIG", "steward.toml")]);
    Config::load(&Environment::of(variables), Needs::Serve, &|path: &Path| match path.to_str() {
        Some("steward.toml") => Ok(settings.to_owned()),
        Some("rules.toml") => Ok(rules.to_owned()),
        _ => Err(io::ErrorKind::NotFound.into()),
    })
}

#[test]
fn the_rules_are_read_from_their_own_file() {
    assert_eq!(serve(&[BOT, SIGNING]).expect("enough").rules, Rules::default());
    let numbers = "[segments]\nmid_touch_from = 30_000";
    for (settings, variables) in
        [("[steward]\nrules = 'rules.toml'", &[][..]), ("", &[("STEWARD_RULES", "rules.toml")][..])]
    {
        let config = with_rules(settings, numbers, variables).expect("enough");
        assert_eq!(config.rules.segments.mid_touch_from, 30_000);
        assert_eq!(config.rules.segments.high_touch_from, 100_000);
        let told = config.describe().iter().find(|told| told.setting == Setting::Rules).expect("all are told");
        assert_eq!(told.value.as_deref(), Some("rules.toml"));
    }
}

#[test]
fn what_is_wrong_in_the_rules_stands_in_the_same_report() {
    let rules = [("STEWARD_RULES", "rules.toml")];
    let numbers = "[segments]\nmid_tuch_from = 1\n\n[signals]\ncritical_hours = 'two'\n";
    insta::assert_snapshot!(with_rules("[steward]\nlisten = 'x'", numbers, &rules).expect_err("problems"), @r#"
3 things in the settings need your attention.

steward.toml:2:10: steward.listen should be an IP address and a port.
  Example: 0.0.0.0:8080

rules.toml:2: there is no number mid_tuch_from; there is mid_touch_from or high_touch_from or low_touch_from.

rules.toml:5: critical_hours is of type string; it must be of type integer, like 48.
"#);
    let gone = [("STEWARD_RULES", "gone.toml")];
    insta::assert_snapshot!(with_rules("", "", &gone).expect_err("problems"), @r#"
One thing in the settings needs your attention.

STEWARD_RULES names gone.toml, which cannot be read: there is no such file.
"#);
}

/// A directory of playbooks, beside files of no interest.
struct Shelf(Vec<(&'static str, String)>);

impl Disk for Shelf {
    fn read(&self, path: &Path) -> io::Result<String> {
        let found = self.0.iter().find(|(name, _)| Path::new("plays").join(name) == path);
        found.map(|(_, text)| text.clone()).ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn list(&self, directory: &Path) -> io::Result<Vec<PathBuf>> {
        if directory != Path::new("plays") {
            return Err(io::ErrorKind::NotFound.into());
        }
        Ok(self.0.iter().map(|(name, _)| directory.join(name)).collect())
    }
}

fn with_playbooks(directory: &str, files: &[(&'static str, &str)]) -> Result<Config, Problems> {
    let variables = [BOT, SIGNING, ("STEWARD_PLAYBOOKS", directory)];
    let files = files.iter().map(|(name, text)| (*name, (*text).to_owned())).collect();
    Config::load(&Environment::of(variables), Needs::Serve, &Shelf(files))
}

#[test]
fn own_playbooks_are_read_from_their_directory() {
    let win_back = crate::domain::playbook::Playbook::shipped("win_back").expect("it ships");
    let config = with_playbooks("plays", &[("b.yaml", win_back), ("a.txt", "no playbook")]).expect("enough");
    assert_eq!(config.playbooks.iter().map(|own| own.playbook.name.as_str()).collect::<Vec<_>>(), ["win_back"]);
    assert_eq!(serve(&[BOT, SIGNING]).expect("enough").playbooks, []);
}

#[test]
fn every_fault_of_every_playbook_stands_in_the_report() {
    let win_back = crate::domain::playbook::Playbook::shipped("win_back").expect("it ships");
    let bad = win_back.replace("due: 240d", "due: 24d").replace("owner: [manager, csm]", "owner: boss");
    let files = [("a.yaml", &*bad), ("b.yml", win_back), ("c.yaml", win_back), ("d.yaml", "")];
    insta::assert_snapshot!(with_playbooks("plays", &files).expect_err("problems"), @r"
    4 things in the settings need your attention.

    plays/a.yaml:44:12: there is no owner “boss”; there are csm, manager, account_executive, executive_sponsor.

    plays/a.yaml:70:10: due 24d, before it opens 210d: it could never be done in time.

    plays/c.yaml:1:1: plays/b.yml is called win_back, too: give each its own name.

    plays/d.yaml:1:1: the file is empty; a playbook begins with its name: name: my_playbook.
    ");
    insta::assert_snapshot!(with_playbooks("elsewhere", &[]).expect_err("problems"), @r"
    One thing in the settings needs your attention.

    STEWARD_PLAYBOOKS names elsewhere, which cannot be read: there is no such directory.
    ");
}

#[test]
fn no_secret_is_ever_shown() {
    let canaries = [
        ("SLACK_BOT_TOKEN", "xoxb-canary"),
        ("SLACK_SIGNING_SECRET", "canary-canary-canary"),
        ("SLACK_APP_TOKEN", "xapp-canary"),
        ("SLACK_CLIENT_ID", "1.2"),
        ("SLACK_CLIENT_SECRET", "canary-canary-canary"),
        ("STEWARD_WORKSPACES", "T0CANARY01"),
        ("STEWARD_SECRET_KEY", "canarycanarycanarycanarycanarycanarycanary8="),
        ("DATABASE_URL", "postgres://me:canary@db/steward"),
    ];
    let config = serve(&canaries).expect("all is there");
    assert!(!format!("{config:?} {:?}", Environment::of(canaries)).contains("canary"));
    let described = format!("{:?}", config.describe());
    assert!(!described.contains("canary"), "{described}");

    let spoilt = canaries.map(|(name, value)| (name, format!("«{value}»")));
    let problems = serve(&spoilt.each_ref().map(|(name, value)| (*name, value.as_str()))).expect_err("all is wrong");
    assert_eq!(problems.0.len(), canaries.len());
    assert!(!format!("{problems} {problems:?}").contains("canary"), "{problems}");

    for file in [
        "[slack]\nbot_token = canary",
        "[slack]\nbot_token = \"canary\\q\"",
        "canary",
        "[slack]\nbot_token = [\"canary\"]",
    ] {
        assert!(!report(file).replace("`canary`", "").contains("canary"), "{}", report(file));
    }
}
