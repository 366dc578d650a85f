//! Slash commands.

use super::dedupe::DedupeKey;
use super::fault::PayloadFault;
use super::form::Form;
use super::json::is_true;
use super::origin::Origin;

/// A slash command, as somebody typed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlashCommand {
    /// From where and whom.
    pub origin: Origin,
    /// Slack's id of the app that it is for.
    pub app_id: Option<String>,
    /// The command, with its slash.
    pub command: String,
    /// What follows it, as Slack escapes it; see [`crate::slack::commands::parse`].
    pub text: String,
    /// Where it was typed.
    pub channel_id: String,
    /// Opens a view within three seconds, once.
    pub trigger_id: Option<String>,
    /// Answers without a token; check it with [`super::ResponseUrl::parse`].
    pub response_url: Option<String>,
}

impl SlashCommand {
    /// Reads the form that Slack posts.
    pub fn of_form(form: &Form) -> Result<Self, PayloadFault> {
        let team_id = form.owned("team_id");
        let origin = Origin {
            // Slack offers a command only to people of a workspace with the bot in it, and names that workspace.
            user_team_id: team_id.clone(),
            team_id,
            enterprise_id: form.owned("enterprise_id"),
            is_enterprise_install: form.get("is_enterprise_install").is_some_and(|flag| is_true(&flag.into())),
            user_id: Some(form.require("user_id")?.to_owned()),
        };
        Ok(Self {
            origin,
            app_id: form.owned("api_app_id"),
            command: form.require("command")?.to_owned(),
            text: form.get("text").unwrap_or_default().to_owned(),
            channel_id: form.require("channel_id")?.to_owned(),
            trigger_id: form.owned("trigger_id"),
            response_url: form.owned("response_url"),
        })
    }

    /// The key of a second delivery.
    pub fn dedupe_key(&self) -> Option<DedupeKey> {
        self.trigger_id.as_deref().map(DedupeKey::of_trigger)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TYPED: &[u8] = b"token=gIkuvaNzQIHg97ATvDxqgjtO&team_id=T0001&team_domain=example&enterprise_id=E0001\
        &enterprise_name=Globular%20Construct%20Inc&channel_id=C2147483705&channel_name=test&user_id=U2147483697\
        &user_name=Steve&command=/csm&text=book+renew%3A%26lt%3B60d&response_url=https://hooks.slack.com/commands/1234/5678\
        &trigger_id=13345224609.738474920.8088930838d88f008e0&api_app_id=A123456&is_enterprise_install=false";

    #[test]
    fn a_command_is_read_as_slack_posts_it() {
        let command = Form::parse(TYPED).and_then(|form| SlashCommand::of_form(&form)).expect("a command");
        assert_eq!((command.command.as_str(), command.text.as_str()), ("/csm", "book renew:&lt;60d"));
        assert_eq!(command.channel_id, "C2147483705");
        assert_eq!(command.origin.team_id.as_deref(), Some("T0001"));
        assert_eq!(command.origin.user_team_id.as_deref(), Some("T0001"));
        assert_eq!(command.origin.enterprise_id.as_deref(), Some("E0001"));
        assert!(!command.origin.is_enterprise_install);
        let key = command.dedupe_key().expect("a trigger");
        assert_eq!(key.as_str(), "trigger:13345224609.738474920.8088930838d88f008e0");
    }

    #[test]
    fn what_is_left_out_is_none() {
        let form =
            Form::parse(b"command=/csm&user_id=W1&channel_id=D1&team_id=&enterprise_id=E1&is_enterprise_install=true");
        let command = SlashCommand::of_form(&form.expect("a form")).expect("a command");
        assert_eq!((command.text.as_str(), command.dedupe_key(), command.response_url.as_ref()), ("", None, None));
        assert_eq!((command.origin.team_id, command.origin.is_enterprise_install), (None, true));
        for (body, field) in [("command=/csm&channel_id=C1", "user_id"), ("user_id=U1&channel_id=C1", "command")] {
            let found = Form::parse(body.as_bytes()).and_then(|form| SlashCommand::of_form(&form));
            assert_eq!(found, Err(PayloadFault::Missing { field }));
        }
    }
}
