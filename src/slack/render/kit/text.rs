//! Text that other people wrote, made inert: it can neither ping, format, spoof nor turn a line around.

/// Characters of a name in a line; longer ones end in `…`.
const NAME_LENGTH: usize = 60;

/// A customer's or person's name inside mrkdwn.
pub fn name(text: &str) -> String {
    let inert = inert(text, NAME_LENGTH);
    if inert.is_empty() { say!("(no name)").to_owned() } else { inert }
}

/// The same inside plain text: titles, buttons, options.
pub fn plain_name(text: &str) -> String {
    let clean = clean(text, NAME_LENGTH);
    if clean.is_empty() { say!("(no name)").to_owned() } else { isolated(clean) }
}

/// Foreign text on one line of mrkdwn, at most `max` characters before escaping.
///
/// Slack knows no escape for `*_~`, the backtick and `:emoji:`, so look-alikes stand in for them; zero-width characters
/// in between would survive copying.
pub fn inert(text: &str, max: usize) -> String {
    let clean = clean(text, max);
    let text: Vec<char> = clean.chars().collect();
    let mut out = String::with_capacity(clean.len() + 8);
    for (i, c) in text.iter().enumerate() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            // At the beginning of a line Slack would make a quotation of it.
            '>' if i == 0 => out.push('›'),
            '>' => out.push_str("&gt;"),
            '*' => out.push('∗'),
            '~' => out.push('∼'),
            '`' => out.push('ˋ'),
            '_' if !inside_word(&text, i) => out.push('ˍ'),
            c => out.push(*c),
        }
    }
    isolated(out)
}

/// Foreign text on one line of plain text: visible characters only, at most `max` of them, the last one `…` if there
/// were more.
pub fn clean(text: &str, max: usize) -> String {
    let visible: String =
        text.chars().map(|c| if c.is_control() { ' ' } else { c }).filter(|c| !is_invisible(*c)).collect();
    let line = visible.split_whitespace().collect::<Vec<_>>().join(" ");
    let line = line.trim_matches(|c: char| is_joiner(c) || c.is_whitespace());
    clip(&without_emoji_names(line), max)
}

/// A line to type, in the script of code: only what would end it is replaced, so that it can be copied.
pub fn code(text: &str, max: usize) -> String {
    let visible: String =
        text.chars().map(|c| if c.is_control() { ' ' } else { c }).filter(|c| !is_invisible(*c)).collect();
    let line = clip(visible.trim(), max).replace('`', "ˋ");
    format!("`{}`", escaped(&line))
}

/// Words of our own, which stay as they are: only what Slack would take for a mark of its own is written otherwise.
pub fn escaped(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// An address behind words of our own.
pub fn link(url: &str, words: &str) -> String {
    let url = url.replace('&', "&amp;").replace('<', "%3C").replace('>', "%3E").replace('|', "%7C");
    format!("<{url}|{words}>")
}

/// Foreign text of several lines as a quotation, at most `max` characters of it.
pub fn quote(text: &str, max: usize) -> String {
    let text = clip(text.trim(), max);
    let lines = text.lines().map(|line| inert(line, max)).filter(|line| !line.is_empty());
    lines.map(|line| format!(">{line}")).collect::<Vec<_>>().join("\n")
}

/// What somebody said or wrote, in the reader's quotation marks. It is written by `inert`, `name` or their like before.
pub fn quoted(text: &str) -> String {
    say!("“{text}”", text)
}

/// At most `max` characters; a cut is marked with `…` and leaves no half of a composed character behind.
pub fn clip(text: &str, max: usize) -> String {
    if text.chars().count() <= max {
        return text.to_owned();
    }
    let mut kept: Vec<char> = text.chars().take(max).collect();
    while let Some(cut) = kept.pop() {
        let is_clean = !extends(cut) && kept.last().is_none_or(|last| !is_joiner(*last));
        if is_clean {
            break;
        }
    }
    let kept: String = kept.into_iter().collect();
    format!("{}…", kept.trim_end())
}

/// At most `max` characters of mrkdwn; never cuts `&amp;` or `<!date^…>` in two.
pub fn clip_markup(markup: &str, max: usize) -> String {
    if markup.chars().count() <= max {
        return markup.to_owned();
    }
    let kept: String = markup.chars().take(max.saturating_sub(1)).collect();
    let open = |opener: char, closer: char| {
        kept.rfind(opener).filter(|at| !kept[*at..].contains(closer)).unwrap_or(kept.len())
    };
    let end = open('<', '>').min(open('&', ';'));
    format!("{}…", kept[..end].trim_end())
}

/// A Slack id, or nothing where it does not look like one: what stands between `<@` and `>` must be harmless.
pub fn person_id(id: &str) -> Option<&str> {
    let is_id = !id.is_empty() && id.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
    is_id.then_some(id)
}

fn inside_word(text: &[char], at: usize) -> bool {
    let is_word = |i: usize| text.get(i).is_some_and(|c| c.is_alphanumeric());
    0 < at && is_word(at - 1) && is_word(at + 1)
}

/// `:red_circle:` would be drawn as a colour that is not ours.
fn without_emoji_names(text: &str) -> String {
    let mut parts = text.split(':');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let is_name = !part.is_empty()
            && part
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-' | '+' | '\''));
        out.push(if is_name { '∶' } else { ':' });
        out.push_str(part);
    }
    out
}

/// Keeps right-to-left text from turning around what stands beside it.
fn isolated(text: String) -> String {
    if text.chars().any(is_right_to_left) { format!("\u{2068}{text}\u{2069}") } else { text }
}

fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}'
        | '\u{10800}'..='\u{10FFF}' | '\u{1E800}'..='\u{1EFFF}')
}

/// Characters that draw nothing, or only turn the line around. Joiners stay: emoji and some scripts need them.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
        | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2028}' | '\u{2029}' | '\u{2060}'..='\u{206F}'
        | '\u{2800}' | '\u{3164}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}' | '\u{E0000}'..='\u{E0FFF}')
}

fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200C}' | '\u{200D}')
}

/// Whether a character is drawn into the one before it.
fn extends(c: char) -> bool {
    is_joiner(c)
        || matches!(c, '\u{300}'..='\u{36F}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}' | '\u{20D0}'..='\u{20FF}'
            | '\u{FE00}'..='\u{FE0F}' | '\u{FE20}'..='\u{FE2F}' | '\u{1F3FB}'..='\u{1F3FF}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(name(text), expected);
    }

    #[test]
    fn names_can_do_nothing() {
        check("Acme", "Acme");
        check("<!channel> & <@U123>", "&lt;!channel&gt; &amp; &lt;@U123&gt;");
        check("*bold* ~gone~ `code`", "∗bold∗ ∼gone∼ ˋcodeˋ");
        check("_it_ acme_corp", "ˍitˍ acme_corp");
        check("> quoted", "› quoted");
        check(":red_circle: Acme: the 10:30 club", "∶red_circle: Acme: the 10:30 club");
        check("two\nlines\tof\r\nit", "two lines of it");
    }

    #[test]
    fn invisible_and_turning_characters_go() {
        check("\u{200B}\u{FEFF}\u{2060}", "(no name)");
        check("\u{200D} \u{200C}", "(no name)");
        check("Ac\u{200B}me\u{202E}cipher", "Acmecipher");
        check("أكمي", "\u{2068}أكمي\u{2069}");
        check("👩\u{200D}🚒 Fire", "👩\u{200D}🚒 Fire");
    }

    #[test]
    fn long_names_end_in_an_ellipsis() {
        let long = name(&"a".repeat(3_000));
        assert_eq!((long.chars().count(), long.ends_with('…')), (60, true));
        assert_eq!(name(&"&".repeat(3_000)), format!("{}…", "&amp;".repeat(59)));
        assert_eq!(clip("ab👩\u{200D}🚒cd", 4), "ab…");
        assert_eq!(clip("abe\u{301}f", 4), "ab…".to_owned());
    }

    #[test]
    fn markup_is_never_cut_inside_a_token() {
        assert_eq!(clip_markup("abc &amp; def", 8), "abc…");
        assert_eq!(clip_markup("due <!date^1^{date}|2 Mar> soon", 20), "due…");
        assert_eq!(clip_markup("a & b", 5), "a & b");
    }

    #[test]
    fn code_can_be_copied() {
        assert_eq!(code("/csm book renew:<60d tag:*a* `x`\n", 100), "`/csm book renew:&lt;60d tag:*a* ˋxˋ`");
    }

    #[test]
    fn quotations_keep_their_lines() {
        assert_eq!(quote(" called\n\n<@U1> *twice* ", 100), ">called\n>&lt;@U1&gt; ∗twice∗");
        assert_eq!(quote("", 100), "");
    }

    proptest! {
        #[test]
        fn whatever_is_written_stays_text(text in any::<String>()) {
            let inert = name(&text);
            prop_assert!(!inert.contains(['<', '>', '*', '`', '~', '\n']));
            prop_assert!(inert.split('&').skip(1).all(|after| ["amp;", "lt;", "gt;"].iter().any(|e| after.starts_with(e))));
            prop_assert!(inert.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">").chars().count() <= NAME_LENGTH + 2);
        }
    }
}
