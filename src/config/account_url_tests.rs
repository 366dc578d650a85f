//! The addresses of accounts' pages, as settings.

use std::path::Path;

use super::*;
use crate::domain::account_url::AccountUrlFault;

const ENOUGH: [(&str, &str); 2] = [("SLACK_BOT_TOKEN", "xoxb-1-2-abc"), ("SLACK_SIGNING_SECRET", "0123456789abcdef")];
const URL: &str = "https://crm.example.com/accounts/{id}";
const OTHER: &str = "https://other.example.com/show?account={id}";

fn load(variables: &[(&str, &str)], file: &str) -> Result<Vec<String>, Vec<Problem>> {
    let variables = ENOUGH.iter().chain(variables).copied().chain([("STEWARD_CONFIG", "steward.toml")]);
    let config = Config::load(&Environment::of(variables), Needs::Serve, &|_: &Path| Ok(file.to_owned()));
    config.map(|config| config.account_urls.iter().map(ToString::to_string).collect()).map_err(|problems| problems.0)
}

#[track_caller]
fn check(value: &str, wrong: Wrong) {
    let problems = load(&[("STEWARD_ACCOUNT_URL", value)], "").expect_err("a problem");
    let Some(Problem::Setting { setting, wrong: found, .. }) = problems.first() else { panic!("{problems:?}") };
    assert_eq!((*setting, *found, problems.len()), (Setting::AccountUrl, wrong, 1), "{value}");
    assert!(!found.to_string().is_empty());
}

#[test]
fn one_or_several_are_taken() {
    assert_eq!(load(&[], ""), Ok(vec![]));
    assert_eq!(load(&[("STEWARD_ACCOUNT_URL", URL)], ""), Ok(vec![URL.to_owned()]));
    let both = Ok(vec![URL.to_owned(), OTHER.to_owned()]);
    assert_eq!(load(&[("STEWARD_ACCOUNT_URL", &format!("{URL}, {OTHER}"))], ""), both);
    assert_eq!(load(&[], &format!("[steward]\naccount_url = [\"{URL}\", \"{OTHER}\"]")), both);
    assert_eq!(load(&[], &format!("[steward]\naccount_url = \"{URL}\"")), Ok(vec![URL.to_owned()]));
}

#[test]
fn what_cannot_be_watched_is_told() {
    check("http://crm.example.com/{id}", Wrong::AccountUrl(AccountUrlFault::Scheme));
    check("https://crm.example.com/accounts", Wrong::AccountUrl(AccountUrlFault::Hole));
    check(&format!("{URL},https://localhost/{{id}}"), Wrong::AccountUrl(AccountUrlFault::Host));
    check(",", Wrong::AccountUrl(AccountUrlFault::Hole));
    let six: Vec<String> = (0..6).map(|n| format!("https://crm{n}.example.com/{{id}}")).collect();
    check(&six.join(","), Wrong::ManyDomains);
    let list = load(&[], "[steward]\naccount_url = [5]\norg = [\"x\"]").expect_err("problems");
    assert_eq!(list.len(), 2, "no other setting is a list: {list:?}");
}
