//! Everything that can be pressed or picked, pressed: each brings a message, a form or a change.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::Value;
use steward::standin::Target;

use super::{crowded, steady};
use crate::bot::town::{ANA, GENERAL, MO};
use crate::bot::{Bot, Elsewhere, Seen, actions, drawn};

/// No walk is longer: what is behind a list's rows is the same for every row.
const MOST_PRESSES: usize = 400;

/// Something that can be pressed.
struct Control {
    /// The message that it is on; on the person's page otherwise.
    on: Option<Target>,
    /// The line that was typed on the way to it, or the tab of the page.
    way: String,
    words: String,
    action: Value,
}

/// A walk through everything that one person can press.
struct Walk<'a> {
    bot: &'a Bot,
    user: &'static str,
    seen: BTreeSet<String>,
    ahead: VecDeque<Control>,
    forms: BTreeMap<String, String>,
    steps: Vec<String>,
}

impl<'a> Walk<'a> {
    fn new(bot: &'a Bot, user: &'static str) -> Self {
        Self { bot, user, seen: BTreeSet::new(), ahead: VecDeque::new(), forms: BTreeMap::new(), steps: Vec::new() }
    }

    /// Types a line, and presses everything that its answer leads to.
    async fn types(&mut self, line: &str) {
        let seen = self.bot.says(self.user, GENERAL, line).await;
        self.steps.push(format!("> {line}"));
        self.notes_all(line, &seen);
        self.goes_on().await;
    }

    /// Opens the person's page, and presses everything on it.
    async fn opens_home(&mut self) {
        self.bot.opens_home_again(self.user).await;
        self.steps.push("> the page".to_owned());
        let page = self.page();
        self.notes(None, &tab(&page), &page["blocks"]);
        self.goes_on().await;
    }

    fn page(&self) -> Value {
        self.bot.slack.home(self.user).unwrap_or_default()
    }

    /// What can be pressed on blocks is ahead, unless the like of it was pressed.
    fn notes(&mut self, on: Option<&Target>, way: &str, blocks: &Value) {
        for (words, action) in actions(blocks) {
            if self.seen.insert(kind(&words, &action)) {
                self.ahead.push_back(Control { on: on.cloned(), way: way.to_owned(), words, action });
            }
        }
    }

    fn notes_all(&mut self, way: &str, seen: &Seen) {
        for message in &seen.messages {
            let ts = message["ts"].as_str().unwrap().to_owned();
            let on = Target::Message { channel: seen.channel.clone(), ts };
            self.notes(Some(&on), way, &message["blocks"]);
        }
    }

    /// Presses what is ahead until nothing is.
    async fn goes_on(&mut self) {
        while let Some(control) = self.ahead.pop_front() {
            assert!(self.steps.len() < MOST_PRESSES, "there is no end to it:\n{}", self.steps.join("\n"));
            let came = match self.found(&control).await {
                Some((target, action)) => self.presses(target, action, &control.way).await,
                None => "is gone".to_owned(),
            };
            self.steps.push(format!("[{}] {came}", drawn::visible(&control.words)));
        }
    }

    /// Where it is now: an answer that took its message's place is asked for again, a tab that was left is turned back to.
    async fn found(&self, control: &Control) -> Option<(Target, Value)> {
        let like = |blocks: &Value| {
            let same = |(words, action): &(String, Value)| kind(words, action) == kind(&control.words, &control.action);
            actions(blocks).into_iter().find(same).map(|(_, action)| action)
        };
        if let Some(Target::Message { channel, ts }) = &control.on {
            let messages = self.bot.view(self.user, channel);
            let there =
                messages.iter().find(|message| message["ts"] == **ts).and_then(|message| like(&message["blocks"]));
            if let Some(action) = there {
                return Some((control.on.clone()?, action));
            }
            let again = self.bot.says(self.user, GENERAL, &control.way).await;
            let action = like(&again.only()["blocks"])?;
            return Some((again.target(), action));
        }
        if tab(&self.page()) != control.way {
            self.bot.presses(self.user, &control.way).await;
        }
        let page = self.page();
        Some((Target::View { id: page["id"].as_str()?.to_owned() }, like(&page["blocks"])?))
    }

    /// Presses something; says in a line what came of it.
    async fn presses(&mut self, target: Target, action: Value, way: &str) -> String {
        let channel = match &target {
            Target::Message { channel, .. } => channel.clone(),
            Target::View { .. } => self.bot.dm(self.user),
        };
        let page = self.page();
        let seen = self.bot.uses(self.user, Elsewhere { target, action: action.clone(), channel: &channel }).await;
        if let Some(form) = self.bot.form(self.user) {
            return self.closes(&form).await;
        }
        self.notes_all(way, &seen);
        if let Some(line) = seen.messages.last() {
            return format!("→ {}", drawn::visible(line["text"].as_str().unwrap_or_default()));
        }
        let after = self.page();
        let refused = self.bot.slack.refused();
        assert!(page != after, "nothing came of {action:#}\nrefused: {refused:#?}\n{}", self.steps.join("\n"));
        self.notes(None, &tab(&after), &after["blocks"]);
        format!("→ the page, {}", tab(&after))
    }

    async fn closes(&mut self, form: &Value) -> String {
        let title = form["title"]["text"].as_str().unwrap_or_default().to_owned();
        let kind = form["callback_id"].as_str().unwrap_or_default();
        self.forms.entry(format!("{title} {kind}")).or_insert_with(|| drawn::view(form));
        self.bot.slack.close(self.user, form["id"].as_str().unwrap()).await.unwrap();
        format!("→ form “{title}”")
    }
}

/// The tab that a page stands on: the one of the first row that stands out.
fn tab(page: &Value) -> String {
    let row = page["blocks"].as_array().into_iter().flatten().find(|block| block["type"] == "actions");
    let tabs = row.and_then(|row| row["elements"].as_array()).into_iter().flatten();
    let on = tabs.clone().find(|tab| tab["style"] == "primary");
    on.and_then(|tab| tab["text"]["text"].as_str()).unwrap_or_default().to_owned()
}

/// What kind of thing something is, whichever row it is on.
fn kind(words: &str, action: &Value) -> String {
    format!("{} {}", named_like(action["action_id"].as_str().unwrap_or_default()), named_like(words))
}

/// Words without what differs from row to row.
fn named_like(words: &str) -> String {
    words.chars().filter(|letter| !letter.is_ascii_digit()).collect()
}

#[tokio::test]
async fn every_control_of_a_csm_answers() {
    let bot = crowded().await;
    let mut walk = Walk::new(&bot, ANA);
    for line in [
        "techcorp",
        "acme",
        "book",
        "renewals",
        "risks",
        "quiet",
        "why techcorp",
        "forecast acme",
        "play list",
        "play start rescue techcorp",
        "play show techcorp",
        "note techcorp",
        "contact techcorp",
        "feedback techcorp",
        "advocacy techcorp",
        "pulse techcorp",
        "plan techcorp",
        "qbr techcorp",
        "mute techcorp",
        "expansions",
        "metrics",
        "digest",
        "subscriptions",
        "quiet-hours",
        "away",
        "link",
        "unlink",
        "help",
        "today",
    ] {
        walk.types(&format!("/csm {line}")).await;
    }
    walk.opens_home().await;
    insta::assert_snapshot!("controls_of_a_csm", steady(&walk.steps.join("\n")));
    insta::assert_snapshot!("forms_of_a_csm", steady(&walk.forms.into_values().collect::<Vec<_>>().join("\n\n")));
    insta::assert_snapshot!("shortcuts", shortcuts(&bot).await);
}

#[tokio::test]
async fn every_control_of_an_admin_answers() {
    let bot = crowded().await;
    let mut walk = Walk::new(&bot, MO);
    for line in [
        "team all",
        "capacity",
        "metrics all",
        "digest weekly now",
        "digest product now",
        "status",
        "audit",
        "roles",
        "segment techcorp",
        "expansions all",
    ] {
        walk.types(&format!("/csm {line}")).await;
    }
    walk.opens_home().await;
    insta::assert_snapshot!("controls_of_an_admin", steady(&walk.steps.join("\n")));
    insta::assert_snapshot!("forms_of_an_admin", steady(&walk.forms.into_values().collect::<Vec<_>>().join("\n\n")));
}

/// The forms of all shortcuts, in words.
async fn shortcuts(bot: &Bot) -> String {
    let message = bot.slack.say(ANA, GENERAL, "They ask for SSO before they renew", None).await;
    assert!(message.is_ok());
    let ts = bot.view(ANA, GENERAL).pop().unwrap()["ts"].as_str().unwrap().to_owned();
    let mut forms = Vec::new();
    for (shortcut, message) in [
        ("log_touch", None),
        ("record_feedback", None),
        ("record_advocacy", None),
        ("log_to_account", Some((GENERAL, ts.as_str()))),
        ("feedback_from_message", Some((GENERAL, ts.as_str()))),
        ("advocacy_from_message", Some((GENERAL, ts.as_str()))),
    ] {
        bot.slack.shortcut(ANA, shortcut, message).await.unwrap();
        bot.comes_to_rest().await;
        let form = bot.form(ANA).unwrap_or_else(|| panic!("{shortcut} opens nothing"));
        forms.push(format!("# {shortcut}\n{}", drawn::view(&form)));
        bot.slack.close(ANA, form["id"].as_str().unwrap()).await.unwrap();
    }
    forms.join("\n\n")
}
