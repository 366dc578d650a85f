//! The Web API's methods that the sources name, and the bot scopes that Slack's reference gives for each, for the kinds of
//! conversation that we call it for. A method that is not in the table fails the test: look it up before it is called.

use std::collections::BTreeSet;
use std::path::Path;

use regex_lite::Regex;

/// By method: the scopes, all of them.
const METHODS: [(&str, &[&str]); 27] = [
    // By the app's own token, whose scope no manifest names.
    ("apps.connections.open", &[]),
    ("assistant.threads.setStatus", &["assistant:write"]),
    ("assistant.threads.setSuggestedPrompts", &["assistant:write"]),
    ("assistant.threads.setTitle", &["assistant:write"]),
    ("auth.revoke", &[]),
    ("auth.test", &[]),
    ("chat.getPermalink", &[]),
    ("chat.postEphemeral", &["chat:write"]),
    ("chat.postMessage", &["chat:write"]),
    ("chat.unfurl", &["links:write"]),
    ("chat.update", &["chat:write"]),
    ("conversations.history", &["channels:history", "groups:history", "im:history"]),
    // Channels only: nobody is asked about direct messages.
    ("conversations.info", &["channels:read", "groups:read"]),
    ("conversations.members", &["channels:read", "groups:read"]),
    // With one person each.
    ("conversations.open", &["im:write"]),
    ("conversations.replies", &["channels:history", "groups:history", "im:history"]),
    ("dnd.info", &["dnd:read"]),
    ("files.completeUploadExternal", &["files:write"]),
    ("files.getUploadURLExternal", &["files:write"]),
    ("oauth.v2.access", &[]),
    ("usergroups.list", &["usergroups:read"]),
    ("users.info", &["users:read"]),
    ("users.list", &["users:read"]),
    ("views.open", &[]),
    ("views.publish", &[]),
    ("views.push", &[]),
    ("views.update", &[]),
];
/// What Slack's methods begin with.
const FAMILIES: &str = "admin|api|apps|assistant|auth|bookmarks|bots|calls|canvases|chat|conversations|dnd|emoji|files|functions|\
    lists|migration|oauth|openid|pins|reactions|reminders|rtm|search|slackLists|stars|team|tooling|usergroups|users|views|workflows";

/// The scopes of every call in the sources.
pub fn scopes() -> impl Iterator<Item = &'static &'static str> {
    let called = called();
    METHODS.iter().filter(move |(method, _)| called.contains(*method)).flat_map(|(_, scopes)| *scopes)
}

#[test]
fn every_call_is_in_the_table() {
    let called = called();
    let known: BTreeSet<String> = METHODS.iter().map(|(method, _)| (*method).to_owned()).collect();
    assert!(10 < called.len(), "{called:?}");
    assert_eq!(called.difference(&known).collect::<Vec<_>>(), Vec::<&String>::new(), "add it with its scopes");
}

/// Every address below `/slack` that a router of ours takes, without those that people open in a browser.
pub fn routes() -> BTreeSet<String> {
    let route = Regex::new(r#"route\(\s*"/(slack/[^"]+)",\s*post"#).unwrap();
    let sources = sources();
    let found = sources.iter().flat_map(|text| route.captures_iter(text).map(|found| found[1].to_owned()));
    found.collect()
}

fn called() -> BTreeSet<String> {
    let method = Regex::new(&format!(r#""((?:{FAMILIES})(?:\.[a-z0-9]+[A-Za-z]*)+)""#)).unwrap();
    let sources = sources();
    let found = sources.iter().flat_map(|text| method.captures_iter(text).map(|found| found[1].to_owned()));
    found.collect()
}

/// What talks to Slack, without its tests.
fn sources() -> Vec<String> {
    let mut sources = Vec::new();
    for room in ["slack", "jobs", "cli"] {
        gather(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(room), &mut sources);
    }
    sources
}

fn gather(folder: &Path, sources: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            gather(&path, sources);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            let own = text.split("#[cfg(test)]").next().unwrap_or_default().to_owned();
            sources.push(own);
        }
    }
}
