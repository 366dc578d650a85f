//! A person in a filter: `owner:@ana`, or a mention, of which the id counts and not the name that Slack shows for it.

/// The longest name of a person that is looked up.
const MOST_CHARS: usize = 60;

/// The text with `owner:<@U123|ana>` as `owner:<@U123>`, for two people may be shown by one name; and so a cover, and the
/// channel after `to`.
pub(super) fn owners_by_id(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("<@").into_iter().chain(rest.find("<#")).min() {
        let (before, after) = (&rest[..at], &rest[at + 2..]);
        kept.push_str(&rest[..at + 2]);
        let said = before.trim_end().to_lowercase();
        let is_meant = match &rest[at..at + 2] {
            "<@" => names_somebody(text, &said),
            _ => said == "to" || said.ends_with(" to"),
        };
        rest = after;
        let labelled = after.split_once('>').and_then(|(mention, _)| mention.split_once('|'));
        if let Some((id, label)) = labelled.filter(|_| is_meant) {
            kept.push_str(id);
            rest = &after[id.len() + 1 + label.len()..];
        }
    }
    kept + rest
}

/// Whether the mention after `before` is of somebody who is meant, and not of a customer's name.
fn names_somebody(text: &str, before: &str) -> bool {
    let words: Vec<String> = text.split_whitespace().take(2).map(str::to_lowercase).collect();
    let is_keyed = ["owner:", "cover:", "needs:"].iter().any(|key| before.ends_with(key));
    is_keyed || words == ["play", "reassign"] || words.first().is_some_and(|verb| verb == "roles")
}

/// A person's name, as typed: what begins with `@`, and is one word.
pub(super) fn somebody(value: &str) -> Option<String> {
    let name = value.strip_prefix('@')?;
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || "._-+@".contains(c));
    (is_name && value.chars().count() <= MOST_CHARS).then(|| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mention_keeps_its_id() {
        for (sent, kept) in [
            ("book owner:<@U012AB3CD|ana>", "book owner:<@U012AB3CD>"),
            ("book owner: <@U012AB3CD|ana> x", "book owner: <@U012AB3CD> x"),
            ("book OWNER:<@U012AB3CD> <@U1|bo>", "book OWNER:<@U012AB3CD> <@U1|bo>"),
            ("why <@U1|bo>", "why <@U1|bo>"),
            ("play reassign acme <@U1|bo>", "play reassign acme <@U1>"),
            ("play block acme needs:<@U1|bo>", "play block acme needs:<@U1>"),
            ("owner:<@U1", "owner:<@U1"),
            ("owner:<@ <@U1|x>", "owner:<@ <@U1>"),
            ("away fri cover:<@U012AB3CD|bo>", "away fri cover:<@U012AB3CD>"),
            ("digest handover team:x to <#C012AB3CD|amer> at 17", "digest handover team:x to <#C012AB3CD> at 17"),
            ("<#C012AB3CD|amer> <@U1|bo>", "<#C012AB3CD|amer> <@U1|bo>"),
        ] {
            assert_eq!(owners_by_id(sent), kept, "{sent}");
        }
    }

    #[test]
    fn a_person_is_one_word_after_an_at() {
        for (value, name) in [
            ("@ana", Some("@ana")),
            ("@U012AB3CD", Some("@U012AB3CD")),
            ("@ana.ruiz@acme.com", Some("@ana.ruiz@acme.com")),
            ("ana", None),
            ("@", None),
            ("@a:b", None),
            ("@a,b", None),
        ] {
            assert_eq!(somebody(value).as_deref(), name, "{value}");
        }
    }
}
