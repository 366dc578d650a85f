//! Slash commands: the form with Slack's fields, and what an answer or a failure shows to the asker.

use std::sync::Arc;

use super::hub::Hub;
use super::inbound::{self, Answer, Outgoing, Trouble};
use super::replies;
use super::speech::{self, Style};
use super::workspace::{Author, Draft, Workspace};

/// Runs a slash command as this person, and shows what came of it.
pub(super) async fn run(hub: &Arc<Hub>, user: &str, channel: &str, typed: &str) -> Result<Answer, Trouble> {
    let (command, text) = typed.split_once(char::is_whitespace).unwrap_or((typed, ""));
    if !hub.read(|workspace| workspace.app.commands.iter().any(|known| known.command == command)) {
        let words = format!("{command} is not a valid command.");
        say(hub, user, channel, words);
        return Err(Trouble::NotSent(format!("{command} is not a command of the app")));
    }
    let (mut fields, token) = hub.change(|workspace| {
        let fields = fields(workspace, user, channel, command, text.trim());
        (fields, workspace.mint_ticket(channel, user, None, None))
    });
    fields.push(("response_url", hub.response_url(&token)));
    let sent = inbound::send(hub, &Outgoing::form("slack/commands", &fields)).await;
    let answer = sent.map(|(answer, _)| answer);
    if let Some(code) = inbound::failure_code(&answer) {
        say(hub, user, channel, format!("{command} failed with the error \"{code}\""));
        return answer;
    }
    if let Ok(answer) = &answer
        && !answer.body.is_null()
        && let Err(code) = replies::show_command_reply(hub, user, channel, typed, &answer.body)
    {
        say(hub, user, channel, format!("{command} failed with the error \"{code}\""));
    }
    answer
}

fn say(hub: &Arc<Hub>, user: &str, channel: &str, words: String) {
    hub.change(|workspace| workspace.whisper(channel, user, &Author::Slackbot, Draft::words(words)));
}

fn fields(
    workspace: &mut Workspace,
    user: &str,
    channel: &str,
    command: &str,
    text: &str,
) -> Vec<(&'static str, String)> {
    let escapes = workspace.app.commands.iter().any(|known| known.command == command && known.should_escape);
    let text = if escapes { speech::mentions(workspace, text, Style::Named) } else { text.to_owned() };
    let channel_name = workspace.channel(channel).map_or_else(String::new, |channel| {
        if channel.is_im {
            "directmessage".to_owned()
        } else if channel.is_private {
            "privategroup".to_owned()
        } else {
            channel.name.clone()
        }
    });
    let user_name = workspace.person(user).map_or_else(String::new, |person| person.name.clone());
    let mut fields = vec![
        ("token", workspace.app.verification_token.clone()),
        ("team_id", workspace.team.id.clone()),
        ("team_domain", workspace.team.domain.clone()),
        ("channel_id", channel.to_owned()),
        ("channel_name", channel_name),
        ("user_id", user.to_owned()),
        ("user_name", user_name),
        ("command", command.to_owned()),
        ("text", text),
        ("api_app_id", workspace.app.id.clone()),
        ("is_enterprise_install", "false".to_owned()),
        ("trigger_id", workspace.mint_trigger(user, None)),
    ];
    if let Some(enterprise) = &workspace.team.enterprise_id {
        fields.push(("enterprise_id", enterprise.clone()));
        fields.push(("enterprise_name", workspace.team.name.clone()));
    }
    fields
}
