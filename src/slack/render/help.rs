//! The verbs, and what was meant by a line that ran nothing.

use super::cron::cron_words;
use super::kit::{self, actions, button, context, escaped, header, inert, section, whole};
use super::message::Message;
use super::when::{forms, when_words};
use crate::domain::account::{BookFilter, BookScope};
use crate::domain::sentence::filled;
use crate::slack::action::Action;
use crate::slack::commands::{HelpEntry, Hint, ParseError, Problem};

/// Characters of a usage in the list of all verbs.
const MOST_USAGE: usize = 40;
/// Slack takes 3,000 characters in one.
const MOST_OF_A_PARAGRAPH: usize = 2_900;
/// How a usage says that a day belongs there.
const DAY: &str = "<day>";
/// The table of a language's file that hints stand in.
const HINTS: &str = "hints";

/// All verbs, or one with its examples. `command` is what the command is called here.
pub fn help(command: &str, entries: &[HelpEntry], verb: Option<&HelpEntry>) -> Message {
    match verb {
        Some(entry) => help_of(command, entry),
        None => help_all(command, entries),
    }
}

fn help_all(command: &str, entries: &[HelpEntry]) -> Message {
    let lines: Vec<String> =
        entries.iter().map(|entry| format!("{}\n{}", code(command, &first_usage(entry)), about(entry))).collect();
    let scope = BookScope::Mine;
    let ways_on = actions(vec![
        button(say!("Today"), &Action::Today).into(),
        button(say!("Book"), &Action::BookPage { filter: BookFilter::default(), page: 0 }).into(),
        button(say!("Renewals"), &Action::RenewalsPage { window_days: None, scope, page: 0 }).into(),
        button(say!("Plays"), &Action::ListPlays).into(),
    ]);
    let foot = say!(
        "The same words work in a direct message to me, or after @Steward. One verb with examples: {command}",
        command = code(command, "help book")
    );
    let mut blocks = vec![header(say!("What you can ask"))];
    blocks.extend(paragraphs(&lines).iter().map(|paragraph| section(paragraph)));
    blocks.extend(ways_on);
    blocks.push(context(&foot));
    Message::of(say!("What you can ask: my day, an account, why, the book, renewals, plays"), blocks)
}

/// What a verb does, in the reader's language.
fn about(entry: &HelpEntry) -> &'static str {
    kit::translated(module_path!(), entry.about)
}

/// Lines in as few paragraphs as Slack takes them in.
fn paragraphs(lines: &[String]) -> Vec<String> {
    let mut paragraphs: Vec<String> = Vec::new();
    for line in lines {
        match paragraphs.last_mut() {
            Some(last) if last.chars().count() + line.chars().count() < MOST_OF_A_PARAGRAPH => {
                last.push('\n');
                last.push_str(line);
            }
            _ => paragraphs.push(line.clone()),
        }
    }
    paragraphs
}

/// One way to type a verb; a long one ends in `…`, because the whole of it stands in the verb's own help.
fn first_usage(entry: &HelpEntry) -> String {
    let usage = usages(entry).into_iter().next().unwrap_or_default();
    if usage.chars().count() <= MOST_USAGE { usage } else { format!("{} …", entry.verb) }
}

/// The ways to type a verb: each begins with it.
fn usages(entry: &HelpEntry) -> Vec<String> {
    let again = format!(" | {}", entry.verb);
    entry.usage.replace(&again, &format!("\n{}", entry.verb)).lines().map(str::to_owned).collect()
}

fn help_of(command: &str, entry: &HelpEntry) -> Message {
    let usage: Vec<String> = usages(entry).iter().map(|usage| code(command, usage)).collect();
    let examples: Vec<String> = entry.examples.iter().map(|example| format!("• {}", code(command, example))).collect();
    let text = say!(
        "{about}\n\n*How*\n{usage}\n\n*For example*\n{examples}",
        about = about(entry),
        usage = usage.join("\n"),
        examples = examples.join("\n")
    );
    let days = entry.usage.contains(DAY).then(|| context(forms().trim_start()));
    let blocks = [Some(header(entry.verb)), Some(section(&text)), days];
    Message::of(&format!("{command} {}: {}", entry.verb, about(entry)), blocks.into_iter().flatten())
}

/// What was meant by a line that was not understood, and lines that would work.
pub fn not_understood(command: &str, error: &ParseError) -> Message {
    let text = problem_words(&error.problem);
    let typed = say!("You typed {typed}; nothing was done.", typed = code(command, &error.typed));
    let examples: Vec<String> =
        error.examples.iter().take(3).map(|example| format!("• {}", code(command, example))).collect();
    let examples = if examples.is_empty() {
        String::new()
    } else {
        say!("\nThese work:\n{examples}", examples = examples.join("\n"))
    };
    let help = actions(vec![button(say!("Help"), &Action::Help).into()]);
    Message::of(&text, [Some(section(&format!("{text}{examples}"))), help, Some(context(&typed))].into_iter().flatten())
}

fn problem_words(problem: &Problem) -> String {
    match problem {
        Problem::UnknownVerb { nearest } => say!("I do not know that.{meant}", meant = meant(nearest)),
        Problem::UnknownKey { key, nearest } => {
            say!("There is no filter “{key}”.{meant}", key = inert(key, 40), meant = meant(nearest))
        }
        Problem::BadValue { key, value, expected } => {
            let value = inert(value, 60);
            say!(
                "“{value}” does not work for {key}: it can be {expected}.",
                value,
                key = inert(key, 40),
                expected = hint_words(expected)
            )
        }
        Problem::Missing { what } => say!("Something is missing: {what}.", what = hint_words(what)),
        Problem::Extra { text } => say!("“{text}” is more than this takes.", text = inert(text, 60)),
        Problem::BadCron { expression, refusal } => cron_words(expression, refusal),
        Problem::BadDay { typed, reason } => when_words(typed, reason),
        Problem::PrivateOnly { what } => {
            say!(
                "{what} shows your own digest, to you alone. A channel gets one by the clock.",
                what = kit::code(what, 40)
            )
        }
    }
}

/// What a line lacks, or could have been, in the reader's language. Our own words say what to type as it is typed; what
/// stands in their places may be anybody's.
fn hint_words(hint: &Hint) -> String {
    let words = escaped(kit::translated(HINTS, hint.words));
    filled(&words, |name, said| said.push_str(&hint_value(hint.value(name))))
}

/// A number, or something to type. Four digits may be a year, which has no thousands.
fn hint_value(value: &str) -> String {
    match value.parse::<i64>() {
        Ok(n) if n < 10_000 => n.to_string(),
        Ok(n) => whole(n),
        Err(_) => kit::code(value, 120),
    }
}

fn meant(nearest: &[String]) -> String {
    let words: Vec<String> = nearest.iter().take(3).map(|word| kit::code(word, 40)).collect();
    if words.is_empty() { String::new() } else { say!(" Did you mean {words}?", words = words.join(say!(" or "))) }
}

/// A line to type, as it stands.
fn code(command: &str, text: &str) -> String {
    kit::code(&format!("{command} {text}"), 200)
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::super::testing::shown;
    use super::*;

    const ENTRIES: [HelpEntry; 2] = [
        HelpEntry { verb: "today", usage: "today", about: "My day.", examples: &["today", ""] },
        HelpEntry {
            verb: "play",
            usage: "play [list] | play start <playbook> <account>",
            about: "Playbooks: which there are, start one.",
            examples: &["play list", "play start red_account_rescue techcorp"],
        },
    ];

    #[test]
    fn help_lists_verbs_and_explains_one() {
        assert_snapshot!(shown(&help("/csm", &ENTRIES, None)), @r"
        » What you can ask: my day, an account, why, the book, renewals, plays
        # What you can ask
        `/csm today`
        My day.
        `/csm play [list]`
        Playbooks: which there are, start one.
        [Today today td] [Book book_page {bk:{f:{o:mine},p:0}}] [Renewals renewals_page {rw:{w:null,s:mine,p:0}}] [Plays list_plays pl]
        ~ The same words work in a direct message to me, or after @Steward. One verb with examples: `/csm help book`
        ");
        assert_snapshot!(shown(&help("/csm", &ENTRIES, Some(&ENTRIES[1]))), @r"
        » /csm play: Playbooks: which there are, start one.
        # play
        Playbooks: which there are, start one.

        *How*
        `/csm play [list]`
        `/csm play start &lt;playbook&gt; &lt;account&gt;`

        *For example*
        • `/csm play list`
        • `/csm play start red_account_rescue techcorp`
        ");
    }

    #[test]
    fn a_line_that_ran_nothing_says_what_was_meant() {
        let examples = vec!["renewals 90d".to_owned(), "renewals".to_owned()];
        let problems = [
            Problem::UnknownVerb { nearest: vec!["renewals".into()] },
            Problem::UnknownKey { key: "colour".into(), nearest: vec!["health".into()] },
            Problem::BadValue { key: "health".into(), value: "blue".into(), expected: "red, yellow or green".into() },
            Problem::Missing { what: "the account's name".into() },
            Problem::Extra { text: "now <!here>".into() },
            Problem::Missing { what: "the hour, by the team's clock: at 17:00".into() },
            Problem::BadValue {
                key: "roles".into(),
                value: "x".into(),
                expected: "a name, `as` and a role, a & b, <60d".into(),
            },
            Problem::BadValue {
                key: "health".into(),
                value: "health:green".into(),
                expected: Hint {
                    words: "one list only; for any of them write {both}",
                    values: vec![("both", "health:red,`*green*`,tag:<!here>".to_owned())],
                },
            },
        ];
        let all = problems.map(|problem| {
            let error = ParseError { typed: "renewls `90d`".into(), problem, examples: examples.clone() };
            shown(&not_understood("/csm", &error))
        });
        assert_snapshot!(all[0], @r"
        » I do not know that. Did you mean `renewals`?
        I do not know that. Did you mean `renewals`?
        These work:
        • `/csm renewals 90d`
        • `/csm renewals`
        [Help help hp]
        ~ You typed `/csm renewls ˋ90dˋ`; nothing was done.
        ");
        let lines: Vec<&str> = all.iter().filter_map(|shown| shown.lines().next()).collect();
        assert_snapshot!(lines.join("\n"), @r"
        » I do not know that. Did you mean `renewals`?
        » There is no filter “colour”. Did you mean `health`?
        » “blue” does not work for health: it can be red, yellow or green.
        » Something is missing: the account's name.
        » “now &lt;!here&gt;” is more than this takes.
        » Something is missing: the hour, by the team's clock: at 17:00.
        » “x” does not work for roles: it can be a name, `as` and a role, a &amp; b, &lt;60d.
        » “health∶green” does not work for health: it can be one list only; for any of them write `health:red,ˋ*green*ˋ,tag:&lt;!here&gt;`.
        ");
    }
}
