//! The name of the slash command, as a setting.

use std::path::Path;

use super::*;

const ENOUGH: [(&str, &str); 2] = [("SLACK_BOT_TOKEN", "xoxb-1-2-abc"), ("SLACK_SIGNING_SECRET", "0123456789abcdef")];

fn load(variables: &[(&str, &str)]) -> Result<String, Vec<Problem>> {
    let variables = ENOUGH.iter().chain(variables).copied();
    let config = Config::load(&Environment::of(variables), Needs::Serve, &|_: &Path| Ok(String::new()));
    config.map(|config| config.command).map_err(|problems| problems.0)
}

#[test]
fn it_is_csm_unless_somebody_says_otherwise() {
    assert_eq!(load(&[]), Ok("/csm".to_owned()));
    for name in ["/steward", "/cs-team_2", "/a", "/abcdefghijklmnopqrstuvwxyz01234"] {
        assert_eq!(load(&[("STEWARD_COMMAND", name)]), Ok(name.to_owned()));
    }
}

#[test]
fn what_slack_would_not_take_is_refused_at_load() {
    let long = "/abcdefghijklmnopqrstuvwxyz012345";
    for name in ["csm", "/", "/CSM", "/c s m", "/csm,", "//csm", "/kündigung", "<!here>", long] {
        let problems = load(&[("STEWARD_COMMAND", name)]).expect_err(name);
        let Some(Problem::Setting { setting, wrong, .. }) = problems.first() else { panic!("{name}: {problems:?}") };
        assert_eq!((*setting, *wrong, problems.len()), (Setting::Command, Wrong::Command, 1), "{name}");
    }
    assert!(Wrong::Command.to_string().contains("32"), "{}", Wrong::Command);
}
