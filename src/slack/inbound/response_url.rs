//! Where an answer may be posted without a token: Slack's own hooks, and nowhere else.

use std::fmt;

use url::Url;

const SLACKS: &str = "https://hooks.slack.com/";

/// A checked address. It lets whoever has it post, so it is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct ResponseUrl(Url);

/// The address is not Slack's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the response_url does not lead to Slack")]
pub struct NotSlack;

impl ResponseUrl {
    /// Takes an address below `https://hooks.slack.com/`, or below `base` where one is configured.
    pub fn parse(text: &str, base: Option<&Url>) -> Result<Self, NotSlack> {
        let url = Url::parse(text).map_err(|_| NotSlack)?;
        let slack = Url::parse(SLACKS).map_err(|_| NotSlack)?;
        let is_below = |base: &Url| base.origin() == url.origin() && url.path().starts_with(&directory(base));
        let has_user = !url.username().is_empty() || url.password().is_some();
        let is_allowed = !has_user && url.host().is_some() && (is_below(&slack) || base.is_some_and(is_below));
        if is_allowed { Ok(Self(url)) } else { Err(NotSlack) }
    }

    /// The address, to post to.
    pub fn url(&self) -> &Url {
        &self.0
    }
}

impl fmt::Debug for ResponseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ResponseUrl({}/…)", self.0.origin().ascii_serialization())
    }
}

/// The path up to its last slash, so that `/api` does not let `/apiary` in.
fn directory(base: &Url) -> String {
    format!("{}/", base.path().trim_end_matches('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, base: Option<&str>, is_allowed: bool) {
        let base = base.map(|base| Url::parse(base).expect("a base"));
        assert_eq!(ResponseUrl::parse(text, base.as_ref()).is_ok(), is_allowed, "{text}");
    }

    #[test]
    fn only_slacks_hooks_are_answered() {
        for text in [
            "https://hooks.slack.com/commands/T1/2/abc",
            "https://hooks.slack.com:443/actions/x",
            "HTTPS://HOOKS.SLACK.COM/x",
        ] {
            check(text, None, true);
        }
        for text in [
            "http://hooks.slack.com/commands/T1/2/abc",
            "https://hooks.slack.com.evil.example/x",
            "https://hooks.slack.com@evil.example/x",
            "https://evil.example/https://hooks.slack.com/",
            "https://user:pass@hooks.slack.com/x",
            "https://hooks.slack.com:8443/x",
            "https://slack.com/x",
            "//hooks.slack.com/x",
            "file:///etc/passwd",
            "data:text/plain,x",
            "",
            "\0",
        ] {
            check(text, None, false);
        }
    }

    #[test]
    fn what_is_checked_is_what_is_posted_to() {
        let url = ResponseUrl::parse("https://hooks.slack.com\\@evil.example/", None).expect("a backslash is a slash");
        assert_eq!(url.url().as_str(), "https://hooks.slack.com/@evil.example/");
    }

    #[test]
    fn a_configured_base_is_answered_too() {
        let base = Some("http://127.0.0.1:4020/slack");
        check("http://127.0.0.1:4020/slack/response/7", base, true);
        check("https://hooks.slack.com/x", base, true);
        for text in [
            "http://127.0.0.1:4021/slack/x",
            "http://127.0.0.1:4020/slacker",
            "http://127.0.0.1:4020/slack/../admin",
            "http://127.0.0.2:4020/slack/x",
        ] {
            check(text, base, false);
        }
    }

    #[test]
    fn the_address_is_never_shown() {
        let url = ResponseUrl::parse("https://hooks.slack.com/commands/T1/secret", None);
        assert_eq!(format!("{url:?}"), "Ok(ResponseUrl(https://hooks.slack.com/…))");
    }
}
