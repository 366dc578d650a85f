//! The bot's pane: what it offers to ask, what it says while it looks, what it calls a conversation.

use super::kit::{clean, plain_name};
use crate::domain::account::{AccountRef, BookFilter};
use crate::domain::health::Band;
use crate::domain::person::Role;
use crate::slack::commands::{Command, Leads, MOST_NAME_CHARS, Wanted, plain};

/// What stands beside the bot's name until it answers.
pub fn looking() -> &'static str {
    say!("is looking …")
}

/// A pane offers at most so many.
const MOST_PROMPTS: usize = 4;
/// On a button of the pane.
const PROMPT_TITLE: usize = 60;
/// In a list of conversations.
const THREAD_TITLE: usize = 60;
const RENEWALS_DAYS: i64 = 90;

/// Something to ask by one click.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prompt {
    /// What the button says.
    pub title: String,
    /// What is asked then, as if it were typed.
    pub message: String,
}

/// What somebody may want to ask, with a line above it; `beside` is the account of the channel that they look at.
pub fn prompts(role: Role, beside: Option<&AccountRef>) -> (String, Vec<Prompt>) {
    let title = match beside {
        Some(account) => {
            let account = plain_name(&account.name);
            say!("About {account}, or about your book", account)
        }
        None => say!("What would you like to know?").to_owned(),
    };
    // A longer name can be clicked on, not typed.
    let typed = beside.filter(|account| account.name.chars().count() <= MOST_NAME_CHARS);
    let of_account = typed.map(about).into_iter().flatten();
    (title, of_account.chain(of_person(role)).take(MOST_PROMPTS).collect())
}

/// The title of a conversation: its first question.
pub fn thread_title(question: &str) -> String {
    clean(&plain(question), THREAD_TITLE)
}

fn about(account: &AccountRef) -> [Prompt; 2] {
    let wanted = || Wanted::Named(account.name.clone());
    let name = plain_name(&account.name);
    [
        prompt(&say!("How is {name}?", name), &Command::Account(wanted())),
        prompt(&say!("Why is {name} where it is?", name), &Command::Why(wanted())),
    ]
}

/// Whoever leads looks at the team; whoever only looks has no day and no book.
fn of_person(role: Role) -> Vec<Prompt> {
    let red = BookFilter { bands: vec![Band::Red], ..BookFilter::default() };
    let day = || prompt(say!("My day"), &Command::Today);
    let red = prompt(say!("My red accounts"), &Command::Book { filter: red, owner: None, page: 0 });
    let renewals =
        Command::Renewals { window_days: Some(RENEWALS_DAYS), filter: BookFilter::default(), owner: None, page: 0 };
    let renewals = prompt(&say!("Renewals in {days} days", days = RENEWALS_DAYS), &renewals);
    let help = || prompt(say!("What can I ask?"), &Command::Help { verb: None });
    match role {
        Role::Viewer => vec![Prompt { title: say!("Red accounts").to_owned(), ..red }, renewals, help()],
        Role::Csm => vec![day(), red, renewals, help()],
        Role::Manager | Role::Admin => vec![prompt(say!("My team"), &Command::Team(Leads::Own)), day(), red, renewals],
    }
}

fn prompt(title: &str, command: &Command) -> Prompt {
    Prompt { title: clean(title, PROMPT_TITLE), message: command.to_string() }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::super::samples::techcorp;
    use super::*;
    use crate::slack::commands::parse;

    fn shown(role: Role, beside: Option<&AccountRef>) -> String {
        let (title, prompts) = prompts(role, beside);
        assert!((1..=MOST_PROMPTS).contains(&prompts.len()));
        let lines = prompts.iter().map(|prompt| {
            assert!(parse(&prompt.message, None).is_ok(), "{prompt:?}");
            format!("[{}] {}", prompt.title, prompt.message)
        });
        format!("{title}\n{}", lines.collect::<Vec<_>>().join("\n")).replace(['\u{2068}', '\u{2069}'], "")
    }

    #[test]
    fn each_is_offered_what_they_work_with() {
        assert_snapshot!(shown(Role::Csm, None), @r"
        What would you like to know?
        [My day] today
        [My red accounts] book health:red
        [Renewals in 90 days] renewals 90d
        [What can I ask?] help
        ");
        assert_snapshot!(shown(Role::Manager, None), @r"
        What would you like to know?
        [My team] team
        [My day] today
        [My red accounts] book health:red
        [Renewals in 90 days] renewals 90d
        ");
        assert_snapshot!(shown(Role::Viewer, None), @r"
        What would you like to know?
        [Red accounts] book health:red
        [Renewals in 90 days] renewals 90d
        [What can I ask?] help
        ");
        assert_snapshot!(shown(Role::Csm, Some(&techcorp().account)), @r"
        About TechCorp, or about your book
        [How is TechCorp?] account TechCorp
        [Why is TechCorp where it is?] why TechCorp
        [My day] today
        [My red accounts] book health:red
        ");
        assert_snapshot!(shown(Role::Manager, Some(&techcorp().account)), @r"
        About TechCorp, or about your book
        [How is TechCorp?] account TechCorp
        [Why is TechCorp where it is?] why TechCorp
        [My team] team
        [My day] today
        ");
    }

    #[test]
    fn no_name_breaks_what_is_asked() {
        for name in [
            "today",
            "why not",
            "book red:1",
            "<!channel>",
            "A \"B\" C",
            &"x".repeat(3_000),
            "",
            "\u{202E}evil",
            "help",
        ] {
            let account = AccountRef { name: name.to_owned(), ..techcorp().account };
            let (title, prompts) = prompts(Role::Csm, Some(&account));
            assert!(title.chars().count() < 300, "{title}");
            for prompt in prompts {
                assert!(prompt.title.chars().count() <= PROMPT_TITLE + 4, "{prompt:?}");
            }
        }
        assert_eq!(thread_title("why &lt;b&gt; acme"), "why <b> acme");
    }
}
