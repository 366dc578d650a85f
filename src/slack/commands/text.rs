//! What a person typed, out of what Slack sends: entities and escapes undone, characters that nobody sees gone.
//!
//! Slack escapes `&`, `<` and `>` in text, so a raw `<` opens an entity of Slack's own: a mention, a channel, a link.
//! Text from elsewhere (a command line, a README) may hold raw `<` too; one that opens no entity is left as it is.

use super::words::is_quote;

/// The text as it was typed, without control and invisible characters; white space becomes the plain space.
pub fn plain(text: &str) -> String {
    let mut typed = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['<', '&']) {
        typed.push_str(&rest[..at]);
        rest = &rest[at..];
        let (shown, n_bytes) = entity(rest).or_else(|| escape(rest)).unwrap_or((rest[..1].to_owned(), 1));
        typed.push_str(&shown);
        rest = &rest[n_bytes..];
    }
    typed.push_str(rest);
    visible(&typed)
}

/// The reverse of [`plain`] for a text without anything invisible: as Slack would send it.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// The text that follows a mention of the bot at its beginning: `<@UBOT> why acme` asks `why acme`.
pub fn after_mention<'a>(text: &'a str, bot_user_id: &str) -> &'a str {
    let text = text.trim_start();
    let Some(mention) = text.strip_prefix("<@").and_then(|rest| rest.strip_prefix(bot_user_id)) else { return text };
    match mention.split_once('>') {
        Some((label, rest)) if label.is_empty() || label.starts_with('|') => rest.trim_start_matches([',', ':']).trim(),
        Some(_) | None => text,
    }
}

/// White space in a row becomes one space, none at the ends.
pub(super) fn collapsed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The first characters of a text, for an answer that repeats it.
pub(super) fn shortened(text: &str, most_chars: usize) -> String {
    match text.char_indices().nth(most_chars) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// What an entity at the start of `text` shows, and its length in bytes.
fn entity(text: &str) -> Option<(String, usize)> {
    const KINDS: [&str; 7] = ["@", "#", "!", "http://", "https://", "mailto:", "tel:"];
    let end = text[1..].find(['<', '>'])? + 1;
    let inner = text[1..end].to_owned();
    let kind = KINDS.into_iter().find(|kind| inner.starts_with(kind)).filter(|_| text[end..].starts_with('>'))?;
    let (target, label) = inner.split_once('|').map_or((inner.as_str(), ""), |(target, label)| (target, label));
    let label = if label.is_empty() { target.trim_start_matches("mailto:").trim_start_matches("tel:") } else { label };
    let label = unescaped(label.trim_start_matches(['@', '#', '!']));
    let sign = match kind {
        "@" | "!" => "@",
        "#" => "#",
        _ => "",
    };
    Some((format!("{sign}{label}"), end + 1))
}

fn escape(text: &str) -> Option<(String, usize)> {
    [("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">")]
        .into_iter()
        .find(|(escape, _)| text.starts_with(escape))
        .map(|(escape, sign)| (sign.to_owned(), escape.len()))
}

fn unescaped(label: &str) -> String {
    label.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

fn visible(text: &str) -> String {
    let kept: Vec<char> = text.chars().filter(|c| !is_invisible(*c)).map(as_space).collect();
    let is_part = |neighbour: Option<&char>| neighbour.is_some_and(|c| is_joined(*c));
    let joins = |at: usize| is_part(at.checked_sub(1).and_then(|before| kept.get(before))) && is_part(kept.get(at + 1));
    // Joiners hold emoji and some scripts together; between other characters they are only a trap for whoever copies.
    kept.iter().enumerate().filter(|(at, c)| !is_joiner(**c) || joins(*at)).map(|(_, c)| *c).collect()
}

fn as_space(c: char) -> char {
    if c.is_whitespace() || c.is_control() { ' ' } else { c }
}

/// Quotation marks stay out of it: one may be escaped, and then a joiner before it would lose its neighbour.
fn is_joined(c: char) -> bool {
    !c.is_ascii() && !c.is_whitespace() && !is_joiner(c) && !is_quote(c)
}

fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200C}' | '\u{200D}')
}

/// Zero width, direction marks, soft hyphens, the byte order mark.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{00AD}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(sent: &str, typed: &str) {
        assert_eq!(plain(sent), typed);
    }

    #[test]
    fn escapes_are_undone_once() {
        check("renew:&lt;60d arr:&gt;50k", "renew:<60d arr:>50k");
        check("renew:<60d arr:>50k", "renew:<60d arr:>50k");
        check("R&amp;D &amp;lt; &copy; A&B", "R&D &lt; &copy; A&B");
        check("<", "<");
        check("a < b > c &", "a < b > c &");
    }

    #[test]
    fn entities_show_what_people_see() {
        check("<@U012AB3CD|ana> and <@U012AB3CD>", "@ana and @U012AB3CD");
        check("<#C012AB3CD|acme-hq> <#C012AB3CD> <#C012AB3CD|>", "#acme-hq #C012AB3CD #C012AB3CD");
        check("<http://acme.com|acme.com> <https://acme.com/a?b=1&amp;c=2>", "acme.com https://acme.com/a?b=1&c=2");
        check("<mailto:jo@acme.com|jo@acme.com> <tel:+491234|+49 1234>", "jo@acme.com +49 1234");
        check("<!here> <!subteam^S012AB3CD|@success> <!channel|channel>", "@here @success @channel");
        check("<@U012AB3CD|R&amp;D>", "@R&D");
        check("<@U012AB3CD <@U1|x>", "<@U012AB3CD @x");
    }

    #[test]
    fn nobody_types_what_nobody_sees() {
        check("\u{FEFF}bo\u{200B}ok\u{00A0}health:\u{2060}red\u{202F}\u{200E}", "book health:red ");
        check("tech\0corp\tand\nsons", "tech corp and sons");
        check("bo\u{200D}ok \u{200C}x", "book x");
        check("💻\u{200D}« 💻\u{200D}\u{200D}💻", "💻« 💻💻");
        check("👩‍💻 studio", "👩‍💻 studio");
        check("می‌خواهم", "می‌خواهم");
    }

    #[test]
    fn a_mention_of_the_bot_is_no_part_of_the_question() {
        for text in ["<@UBOT> why acme", " <@UBOT|steward> why acme", "<@UBOT>: why acme", "why acme"] {
            assert_eq!(after_mention(text, "UBOT"), "why acme");
        }
        for text in ["<@UBOTTOM> why", "<@UOTHER> why", "<@UBOT"] {
            assert_eq!(after_mention(text, "UBOT"), text);
        }
    }

    #[test]
    fn what_is_escaped_comes_back() {
        for text in ["a & b", "<@U1>", "&lt;", "renew:<60d", "<https://x|y>"] {
            check(&escaped(text), text);
        }
    }
}
