//! The page of an account elsewhere, as a CRM has one: `https://crm.example.com/accounts/{id}`, by the id that the account was
//! imported with, or by its domain.

use std::fmt;

/// Where the account's id stands.
const HOLE: &str = "{id}";
/// Ids are far shorter.
const LONGEST_ID: usize = 200;

/// Addresses of one shape, an account each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountUrl {
    /// In lower case, with its port where it has one.
    host: String,
    /// From the first slash to the id.
    before: String,
    /// What follows the id.
    after: String,
}

/// What keeps a text from being the shape of an account's address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountUrlFault {
    /// It does not begin with `https://`.
    Scheme,
    /// The host is none that links can be watched for.
    Host,
    /// `{id}` stands nowhere in the path, or more than once.
    Hole,
    /// Something directly before or behind `{id}` that could be part of an id.
    Touching,
    /// A `#`, or a sign that no address has.
    Signs,
}

impl AccountUrl {
    /// Reads one; `{id}` stands for the account.
    pub fn parse(text: &str) -> Result<Self, AccountUrlFault> {
        let rest = text.strip_prefix("https://").ok_or(AccountUrlFault::Scheme)?;
        let (host, path) = rest.split_once('/').ok_or(AccountUrlFault::Hole)?;
        let host = host.to_lowercase();
        if !is_host(&host) {
            return Err(AccountUrlFault::Host);
        }
        let path = format!("/{path}");
        let (before, after) = path.split_once(HOLE).ok_or(AccountUrlFault::Hole)?;
        if after.contains(HOLE) {
            return Err(AccountUrlFault::Hole);
        }
        if path.contains('#') || !path.chars().all(|letter| letter.is_ascii_graphic()) {
            return Err(AccountUrlFault::Signs);
        }
        let is_apart = before.ends_with(['/', '=']) && (after.is_empty() || after.starts_with(['/', '?', '&']));
        let (before, after) = (before.to_owned(), after.to_owned());
        if is_apart { Ok(Self { host, before, after }) } else { Err(AccountUrlFault::Touching) }
    }

    /// What Slack has to watch for links of this shape: the host without its port.
    pub fn domain(&self) -> &str {
        self.host.split_once(':').map_or(&self.host, |(domain, _)| domain)
    }

    /// The account's id or domain in an address, if it is one of these. What follows the page's own address, such as a tab or
    /// a mark within it, is no part of it.
    pub fn account_in(&self, url: &str) -> Option<String> {
        let (scheme, rest) = url.split_once("://")?;
        if !["https", "http"].iter().any(|known| scheme.eq_ignore_ascii_case(known)) {
            return None;
        }
        let (host, _) = rest.split_once('/')?;
        let path = &rest[host.len()..];
        if !host.eq_ignore_ascii_case(&self.host) {
            return None;
        }
        let rest = path.strip_prefix(&self.before)?;
        let end = rest.find(['/', '?', '&', '#']).unwrap_or(rest.len());
        let (id, tail) = rest.split_at(end);
        let tail = tail.strip_prefix(&self.after)?;
        let is_end = tail.is_empty() || tail.starts_with(['/', '?', '&', '#']);
        decoded(id).filter(|id| is_end && !id.trim().is_empty() && id.len() <= LONGEST_ID)
    }
}

impl AccountUrl {
    /// The address of an account's page: the way back of [`AccountUrl::account_in`]. `None` for an id that no page can have.
    pub fn of(&self, id: &str) -> Option<String> {
        // Browsers take one or two dots for a way up, even as `%2E`.
        let is_name = !id.trim().is_empty() && !matches!(id, "." | "..") && !id.chars().any(char::is_control);
        let url = || format!("https://{}{}{}{}", self.host, self.before, encoded(id), self.after);
        (is_name && id.len() <= LONGEST_ID).then(url)
    }
}

impl fmt::Display for AccountUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "https://{}{}{HOLE}{}", self.host, self.before, self.after)
    }
}

/// What the app's manifest takes as a domain, and perhaps a port.
fn is_host(host: &str) -> bool {
    let (domain, port) = host.split_once(':').map_or((host, None), |(domain, port)| (domain, Some(port)));
    let is_letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let is_domain = domain.len() <= 255
        && domain.contains('.')
        && domain.bytes().all(|byte| is_letter(byte) || byte == b'-' || byte == b'.')
        && domain.bytes().next().is_some_and(is_letter)
        && domain.bytes().last().is_some_and(is_letter);
    is_domain && port.is_none_or(|port| port.parse::<u16>().is_ok())
}

/// A text as part of a path or a query: `%20` for whatever has a meaning there.
fn encoded(text: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes()
        .map(|byte| if is_plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

/// A part of a path with its `%41` read; `None` when it holds no text.
fn decoded(part: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part.as_bytes();
    while let Some((first, others)) = rest.split_first() {
        if *first != b'%' {
            bytes.push(*first);
            rest = others;
            continue;
        }
        let digits = std::str::from_utf8(others.get(..2)?).ok()?;
        bytes.push(u8::from_str_radix(digits, 16).ok()?);
        rest = &others[2..];
    }
    let text = String::from_utf8(bytes).ok()?;
    (!text.chars().any(char::is_control)).then_some(text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(shape: &str, url: &str, expected: Option<&str>) {
        let shape = AccountUrl::parse(shape).expect("a shape");
        assert_eq!(shape.account_in(url).as_deref(), expected, "{url}");
    }

    #[test]
    fn an_address_names_its_account() {
        let crm = "https://crm.example.com/accounts/{id}";
        check(crm, "https://crm.example.com/accounts/acc-1", Some("acc-1"));
        check(crm, "http://CRM.example.com/accounts/acc-1/", Some("acc-1"));
        check(crm, "https://crm.example.com/accounts/acc-1/tickets?open=1#top", Some("acc-1"));
        check(crm, "https://crm.example.com/accounts/a%20b%2Fc", Some("a b/c"));
        check("https://crm.example.com/view/{id}/edit", "https://crm.example.com/view/7/edit?x", Some("7"));
        check(
            "https://crm.example.com/show?account={id}&tab=1",
            "https://crm.example.com/show?account=7&tab=1",
            Some("7"),
        );
        check("https://crm.example.com:8443/{id}", "https://crm.example.com:8443/acme.com", Some("acme.com"));
    }

    #[test]
    fn other_addresses_name_none() {
        let crm = "https://crm.example.com/accounts/{id}";
        for url in [
            "https://crm.example.com.evil.example/accounts/acc-1",
            "https://crm.example.com@evil.example/accounts/acc-1",
            "https://evil.example/https://crm.example.com/accounts/acc-1",
            "https://crm.example.com/accounts/",
            "https://crm.example.com/accounts/%20",
            "https://crm.example.com/accounts/%00",
            "https://crm.example.com/accounts/%ff",
            "https://crm.example.com/accounts/%4",
            "https://crm.example.com/accounts/?id=acc-1",
            "https://crm.example.com/Accounts/acc-1",
            "https://crm.example.com:444/accounts/acc-1",
            "ftp://crm.example.com/accounts/acc-1",
            "crm.example.com/accounts/acc-1",
            "",
        ] {
            check(crm, url, None);
        }
        check("https://crm.example.com/view/{id}/edit", "https://crm.example.com/view/7/edited", None);
        check("https://crm.example.com/view/{id}/edit", "https://crm.example.com/view/7", None);
        let long = format!("https://crm.example.com/accounts/{}", "x".repeat(201));
        check(crm, &long, None);
    }

    #[test]
    fn a_shape_says_what_is_wrong_with_it() {
        for (text, fault) in [
            ("http://crm.example.com/{id}", AccountUrlFault::Scheme),
            ("crm.example.com/{id}", AccountUrlFault::Scheme),
            ("https://crm.example.com", AccountUrlFault::Hole),
            ("https://crm.example.com/accounts", AccountUrlFault::Hole),
            ("https://crm.example.com/{id}/{id}", AccountUrlFault::Hole),
            ("https://{id}.example.com/x", AccountUrlFault::Host),
            ("https://localhost/{id}", AccountUrlFault::Host),
            ("https://me:secret@crm.example.com/{id}", AccountUrlFault::Host),
            ("https://crm.example.com:99999/{id}", AccountUrlFault::Host),
            ("https://crm.example.com/a{id}", AccountUrlFault::Touching),
            ("https://crm.example.com/{id}.html", AccountUrlFault::Touching),
            ("https://crm.example.com/#/{id}", AccountUrlFault::Signs),
            ("https://crm.example.com/ä/{id}", AccountUrlFault::Signs),
        ] {
            assert_eq!(AccountUrl::parse(text), Err(fault), "{text}");
        }
        let shape = AccountUrl::parse("https://CRM.example.com:8443/a/{id}?x=1").expect("a shape");
        assert_eq!(
            (shape.domain(), shape.to_string().as_str()),
            ("crm.example.com", "https://crm.example.com:8443/a/{id}?x=1")
        );
    }

    #[test]
    fn an_account_has_an_address() {
        let crm = AccountUrl::parse("https://crm.example.com/accounts/{id}?tab=1").expect("a shape");
        assert_eq!(crm.of("acc-1").as_deref(), Some("https://crm.example.com/accounts/acc-1?tab=1"));
        assert_eq!(crm.of("a b/ü>|").as_deref(), Some("https://crm.example.com/accounts/a%20b%2F%C3%BC%3E%7C?tab=1"));
        for id in ["", " ", ".", "..", "a\nb", &"x".repeat(201)] {
            assert_eq!(crm.of(id), None, "{id:?}");
        }
    }

    proptest! {
        #[test]
        fn an_address_leads_back_to_its_account(id in ".{0,80}") {
            for shape in ["https://crm.example.com/{id}", "https://crm.example.com/a?b={id}&c=1"] {
                let shape = AccountUrl::parse(shape).expect("a shape");
                if let Some(url) = shape.of(&id) {
                    let back = shape.account_in(&url);
                    prop_assert_eq!(back.as_deref(), Some(id.as_str()), "{}", url);
                }
            }
        }

        #[test]
        fn any_text_gets_an_answer(text in ".{0,60}", url in ".{0,80}") {
            let _ = AccountUrl::parse(&text);
            let shape = AccountUrl::parse("https://crm.example.com/{id}").expect("a shape");
            let _ = shape.account_in(&url);
            let _ = shape.account_in(&format!("https://crm.example.com/{url}"));
        }
    }
}
