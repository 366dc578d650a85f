//! What a person types: mentions become Slack's tokens, everything else is escaped. It must not format anything.

use super::workspace::Workspace;

/// Text of a message as Slack hands it to an app: `&`, `<` and `>` escaped, `@name` and `#name` as tokens.
/// Tokens and escapes that are already there stay, as the page writes them itself.
pub(super) fn escaped(workspace: &Workspace, typed: &str) -> String {
    let mut text = String::with_capacity(typed.len());
    let mut rest = typed;
    while let Some(first) = rest.chars().next() {
        if let Some(token) = token(rest) {
            text.push_str(token);
            rest = &rest[token.len()..];
            continue;
        }
        match first {
            '&' => text.push_str("&amp;"),
            '<' => text.push_str("&lt;"),
            '>' => text.push_str("&gt;"),
            other => text.push(other),
        }
        rest = &rest[first.len_utf8()..];
    }
    mentions(workspace, &text, Style::Bare)
}

/// A token at the very start of the text: `<@U1>`, `<#C1|name>`, `<!here>`, `<https://…>`, `&amp;`.
fn token(text: &str) -> Option<&str> {
    if let Some(entity) = ["&amp;", "&lt;", "&gt;"].into_iter().find(|entity| text.starts_with(entity)) {
        return Some(entity);
    }
    let inside = text.strip_prefix('<')?;
    let known = ["@", "#", "!", "http://", "https://", "mailto:"];
    if !known.iter().any(|start| inside.starts_with(start)) {
        return None;
    }
    let end = text.find('>')?;
    let one_line = !text[..end].contains('\n');
    one_line.then_some(&text[..=end])
}

/// How a mention is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// `<@U1>`, as in messages.
    Bare,
    /// `<@U1|name>`, as in commands that ask for escaping.
    Named,
}

/// Turns `@name` and `#name` at the beginning of words into tokens, where such a person or channel exists.
pub(super) fn mentions(workspace: &Workspace, text: &str, style: Style) -> String {
    let words = text.split_inclusive(char::is_whitespace);
    words.map(|word| mention(workspace, word, style).unwrap_or_else(|| word.to_owned())).collect()
}

fn mention(workspace: &Workspace, word: &str, style: Style) -> Option<String> {
    let sign = word.chars().next().filter(|sign| matches!(sign, '@' | '#'))?;
    let body = &word[1..];
    let is_name = |letter: char| letter.is_alphanumeric() || matches!(letter, '.' | '_' | '-');
    let end = body.find(|letter: char| !is_name(letter)).unwrap_or(body.len());
    let name = body[..end].trim_end_matches('.');
    let after = &body[name.len()..];
    let id = match sign {
        '@' => person_id(workspace, name)?,
        _ => workspace.channels.iter().find(|channel| channel.name == name && !name.is_empty())?.id.clone(),
    };
    let token = match style {
        Style::Bare if sign == '@' => format!("<@{id}>"),
        Style::Bare | Style::Named => format!("<{sign}{id}|{name}>"),
    };
    Some(format!("{token}{after}"))
}

fn person_id(workspace: &Workspace, name: &str) -> Option<String> {
    let app = &workspace.app;
    if !name.is_empty() && name.eq_ignore_ascii_case(&app.name.replace(' ', "_")) {
        return Some(app.bot_user_id.clone());
    }
    workspace.people.iter().find(|person| person.name == name).map(|person| person.id.clone())
}

#[cfg(test)]
mod tests {
    use super::super::seed::{App, Channel, Person, Seed};
    use super::*;

    fn workspace() -> Workspace {
        let mut workspace = Workspace::default();
        workspace.adopt(Seed {
            people: vec![Person { id: "U1".into(), name: "ann".into(), ..Person::default() }],
            channels: vec![Channel { id: "C1".into(), name: "general".into(), ..Channel::default() }],
            app: App { name: "Steward".into(), ..App::default() },
            ..Seed::default()
        });
        workspace
    }

    #[track_caller]
    fn check(typed: &str, expected: &str) {
        assert_eq!(escaped(&workspace(), typed), expected);
    }

    #[test]
    fn messages_are_escaped_and_mentions_become_tokens() {
        check("a < b & c", "a &lt; b &amp; c");
        check("hello @ann, see #general.", "hello <@U1>, see <#C1|general>.");
        check("a &lt; b &amp; c &nbsp;", "a &lt; b &amp; c &amp;nbsp;");
        check("@steward help", "<@U0BOT> help");
        check("<@U1> and <!here> and <b>", "<@U1> and <!here> and &lt;b&gt;");
        check("@nobody and me@ann", "@nobody and me@ann");
        check("<@U1 open\nend>", "&lt;@U1 open\nend&gt;");
    }

    #[test]
    fn commands_that_ask_for_it_get_names_too() {
        let text = mentions(&workspace(), "owner acme @ann #general", Style::Named);
        assert_eq!(text, "owner acme <@U1|ann> <#C1|general>");
    }
}
