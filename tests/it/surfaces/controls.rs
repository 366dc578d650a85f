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
    /// The message that it is on, or the person's page.
    on: Target,
    /// The line that was typed on the way to it, or the tab of the page.
    way: String,
    /// What was pressed from there on, by kind.
    path: Vec<String>,
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
    /// What was offered, by kind, and could not be found again.
    gone: BTreeMap<String, String>,
}

/// Blocks, and where they stand.
struct Shown {
    target: Target,
    blocks: Value,
}

impl<'a> Walk<'a> {
    fn new(bot: &'a Bot, user: &'static str) -> Self {
        let (seen, ahead, forms) = (BTreeSet::new(), VecDeque::new(), BTreeMap::new());
        Self { bot, user, seen, ahead, forms, steps: Vec::new(), gone: BTreeMap::new() }
    }

    /// Types a line, and presses everything that its answer leads to.
    async fn types(&mut self, line: &str) {
        let seen = self.bot.says(self.user, GENERAL, line).await;
        self.steps.push(format!("> {line}"));
        self.notes(line, &[], &shown(&seen));
        self.goes_on().await;
    }

    /// Opens the person's page, and presses everything on it.
    async fn opens_home(&mut self) {
        self.bot.opens_home_again(self.user).await;
        self.steps.push("> the page".to_owned());
        let page = self.page();
        self.notes(&tab(&page.blocks), &[], &[page]);
        self.goes_on().await;
    }

    /// The person's page; nothing where it was never opened.
    fn page(&self) -> Shown {
        let page = self.bot.slack.home(self.user).unwrap_or_default();
        let id = page["id"].as_str().unwrap_or_default().to_owned();
        Shown { target: Target::View { id }, blocks: page["blocks"].clone() }
    }

    /// Everything that was pressed, and what came of it; at the end what was offered and could not be.
    fn told(&self) -> String {
        let gone = self.gone.values().map(|words| format!("[{words}] was gone"));
        steady(&self.steps.iter().cloned().chain(gone).collect::<Vec<_>>().join("\n"))
    }

    /// What can be pressed on what is shown is ahead, unless the like of it was pressed.
    fn notes(&mut self, way: &str, path: &[String], shown: &[Shown]) {
        for Shown { target, blocks } in shown {
            for (words, action) in actions(blocks) {
                if self.seen.insert(kind(&words, &action)) {
                    let (way, path) = (way.to_owned(), path.to_vec());
                    self.ahead.push_back(Control { on: target.clone(), way, path, words, action });
                }
            }
        }
    }

    /// Presses what is ahead until nothing is.
    async fn goes_on(&mut self) {
        while let Some(control) = self.ahead.pop_front() {
            assert!(self.steps.len() < MOST_PRESSES, "there is no end to it:\n{}", self.steps.join("\n"));
            let kind = kind(&control.words, &control.action);
            if let Some((target, action)) = self.found(&control).await {
                self.gone.remove(&kind);
                let path: Vec<String> = control.path.iter().cloned().chain([kind]).collect();
                let came = self.presses(target, action, (&control.way, &path)).await;
                self.steps.push(format!("[{}] {came}", drawn::visible(&control.words)));
            } else {
                // Another account may offer the like.
                self.seen.remove(&kind);
                self.gone.insert(kind, drawn::visible(&control.words));
            }
        }
    }

    /// Where it is now. What took its message's place, or was left, is gone to again the way that led there.
    async fn found(&self, control: &Control) -> Option<(Target, Value)> {
        let kind = kind(&control.words, &control.action);
        if let Target::Message { channel, ts } = &control.on {
            let messages = self.bot.view(self.user, channel);
            let there = messages.iter().find(|message| message["ts"] == **ts);
            let there = there.map(|message| Shown { target: control.on.clone(), blocks: message["blocks"].clone() });
            if let Some(found) = like(there.as_slice(), &kind) {
                return Some(found);
            }
        }
        let mut shown = self.begins(control).await;
        for step in &control.path {
            if let Some(found) = like(&shown, &kind) {
                return Some(found);
            }
            let (target, action) = like(&shown, step)?;
            shown = self.uses(target, action).await.1;
        }
        like(&shown, &kind)
    }

    /// What the way to a control begins with: the answer to its line, or its tab of the page.
    async fn begins(&self, control: &Control) -> Vec<Shown> {
        if let Target::Message { .. } = &control.on {
            return shown(&self.bot.says(self.user, GENERAL, &control.way).await);
        }
        self.bot.presses(self.user, &control.way).await;
        vec![self.page()]
    }

    /// Uses something; gives the messages that came and what is shown then.
    async fn uses(&self, target: Target, action: Value) -> (Seen, Vec<Shown>) {
        let channel = match &target {
            Target::Message { channel, .. } => channel.clone(),
            Target::View { .. } => self.bot.dm(self.user),
        };
        let seen = self.bot.uses(self.user, Elsewhere { target, action, channel: &channel }).await;
        let shown = if seen.messages.is_empty() { vec![self.page()] } else { shown(&seen) };
        (seen, shown)
    }

    /// Presses something; says in a line what came of it.
    async fn presses(&mut self, target: Target, action: Value, (way, path): (&str, &[String])) -> String {
        let page = self.page();
        let (seen, shown) = self.uses(target, action.clone()).await;
        if let Some(form) = self.bot.form(self.user) {
            return self.closes(&form).await;
        }
        if let Some(line) = seen.messages.last() {
            self.notes(way, path, &shown);
            return format!("→ {}", drawn::visible(line["text"].as_str().unwrap_or_default()));
        }
        let after = self.page();
        let refused = self.bot.slack.refused();
        assert!(page.blocks != after.blocks, "nothing came of {action:#}\n{refused:#?}\n{}", self.steps.join("\n"));
        let after_tab = tab(&after.blocks);
        let path = if after_tab == tab(&page.blocks) { path } else { &[] };
        self.notes(&after_tab, path, &[after]);
        format!("→ the page, {after_tab}")
    }

    async fn closes(&mut self, form: &Value) -> String {
        let title = form["title"]["text"].as_str().unwrap_or_default().to_owned();
        let kind = form["callback_id"].as_str().unwrap_or_default();
        self.forms.entry(format!("{title} {kind}")).or_insert_with(|| drawn::view(form));
        self.bot.slack.close(self.user, form["id"].as_str().unwrap()).await.unwrap();
        format!("→ form “{title}”")
    }
}

/// What messages show.
fn shown(seen: &Seen) -> Vec<Shown> {
    let of = |message: &Value| {
        let target = Target::Message { channel: seen.channel.clone(), ts: message["ts"].as_str().unwrap().to_owned() };
        Shown { target, blocks: message["blocks"].clone() }
    };
    seen.messages.iter().map(of).collect()
}

/// The first of a kind on what is shown.
fn like(shown: &[Shown], wanted: &str) -> Option<(Target, Value)> {
    shown.iter().find_map(|Shown { target, blocks }| {
        let found = actions(blocks).into_iter().find(|(words, action)| kind(words, action) == wanted);
        found.map(|(_, action)| (target.clone(), action))
    })
}

/// The tab that a page stands on: the one of the first row that stands out.
fn tab(blocks: &Value) -> String {
    let row = blocks.as_array().into_iter().flatten().find(|block| block["type"] == "actions");
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
    insta::assert_snapshot!("controls_of_a_csm", walk.told());
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
    insta::assert_snapshot!("controls_of_an_admin", walk.told());
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
