//! The Web API the bot calls: `/api/{method}`, by JSON, form or query, with a bot token.

pub(super) mod arguments;
mod assistant;
mod chat;
mod conversations;
mod files;
mod reactions;
mod users;
mod views;

pub(super) use files::{download, upload};

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Extension, Path, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use url::Url;

use self::arguments::Arguments;
use super::faults::{self, FaultKind};
use super::hub::Hub;
use super::journal::Written;
use super::oauth;
use super::refusal::Refusal;
use super::seed::Channel;
use super::serve::Cut;
use super::sockets;
use super::workspace::{Holder, Workspace};

/// What a method answers: the fields beside `ok`, or why not.
type Outcome = Result<Value, Refusal>;

/// One call of a method.
struct Call<'a> {
    method: &'a str,
    /// Whose token it came with.
    holder: Holder,
    workspace: &'a mut Workspace,
    arguments: &'a Arguments,
    /// Where the local Slack is reached.
    base: &'a Url,
    /// How far history lags behind, by a scripted fault.
    lag_ms: u64,
}

impl Call<'_> {
    /// Writes an accepted write into the journal.
    fn record(&mut self, channel: Option<&str>, user: Option<&str>, ts: Option<&str>, metadata: Option<Value>) {
        self.workspace.record(Written {
            team: self.holder.place().to_owned(),
            method: self.method.to_owned(),
            channel: channel.map(str::to_owned),
            user: user.map(str::to_owned),
            ts: ts.map(str::to_owned),
            arguments: self.arguments.recorded(),
            metadata,
        });
    }

    /// The channel an argument names, if the bot may know of it.
    fn channel(&self, field: &str) -> Result<&Channel, Refusal> {
        let id = self.arguments.need(field).map_err(|_| Refusal::code("channel_not_found"))?;
        let named = id.trim_start_matches('#');
        let found = self
            .workspace
            .channels
            .iter()
            .find(|channel| channel.id == id || (!named.is_empty() && channel.name == named));
        let channel = found.ok_or_else(|| Refusal::code("channel_not_found"))?;
        if channel.is_private && !self.has_bot(channel) {
            return Err(Refusal::code("channel_not_found"));
        }
        Ok(channel)
    }

    fn has_bot(&self, channel: &Channel) -> bool {
        channel.members.contains(&self.workspace.app.bot_user_id)
    }

    /// The id of a channel the bot is in; reading it is allowed.
    fn readable(&self, field: &str) -> Result<String, Refusal> {
        let channel = self.channel(field)?;
        if !self.has_bot(channel) {
            return Err(Refusal::code("not_in_channel"));
        }
        Ok(channel.id.clone())
    }

    /// The id of a channel the bot may write into.
    fn writable(&self, field: &str) -> Result<String, Refusal> {
        let channel = self.channel(field)?;
        if channel.is_archived {
            return Err(Refusal::code("is_archived"));
        }
        self.readable(field)
    }
}

/// `ANY /api/{method}`
pub(super) async fn call(
    State(hub): State<Arc<Hub>>,
    Path(method): Path<String>,
    RawQuery(query): RawQuery,
    cut: Extension<Cut>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let arguments = match Arguments::read(query.as_deref(), &headers, &body) {
        Ok(arguments) => arguments,
        Err(refusal) => return Json(refusal.body()).into_response(),
    };
    let channel = named_channel(&hub, &arguments);
    let fault = hub.faults().take(&method, channel.as_deref());
    let lag_ms = match &fault {
        Some(FaultKind::HistoryLag { ms }) => *ms,
        Some(_) | None => 0,
    };
    let perform = || match method.as_str() {
        // By the app's own name and password, with no token.
        "oauth.v2.access" => Json(oauth::access(&hub, &arguments, &headers)).into_response(),
        "apps.connections.open" => Json(sockets::open(&hub, &arguments)).into_response(),
        _ => Json(perform(&hub, &method, &arguments, lag_ms)).into_response(),
    };
    match fault {
        Some(fault) => faults::act(fault, &cut, perform).await,
        None => perform(),
    }
}

/// The channel a call is about; a person's id stands for the direct message with them.
fn named_channel(hub: &Hub, arguments: &Arguments) -> Option<String> {
    let named = arguments.text("channel").or_else(|| arguments.text("channel_id"))?;
    let direct = hub.read(|workspace| {
        let mut channels = workspace.channels.iter();
        channels
            .find(|channel| channel.is_im && channel.user.as_deref() == Some(named))
            .map(|channel| channel.id.clone())
    });
    Some(direct.unwrap_or_else(|| named.to_owned()))
}

fn perform(hub: &Arc<Hub>, method: &str, arguments: &Arguments, lag_ms: u64) -> Value {
    let outcome = hub.change(|workspace| {
        let holder = authorise(workspace, method, arguments)?;
        dispatch(&mut Call { method, holder, workspace, arguments, base: &hub.url, lag_ms })
    });
    match outcome {
        Ok(mut body) => {
            body["ok"] = json!(true);
            body
        }
        Err(refusal) => {
            hub.refuse(refusal.note(method, &arguments.recorded()));
            refusal.body()
        }
    }
}

fn authorise(workspace: &Workspace, method: &str, arguments: &Arguments) -> Result<Holder, Refusal> {
    let first = Holder::Team(workspace.team.clone());
    match arguments.token() {
        _ if method == "api.test" => Ok(first),
        None => Err(Refusal::code("not_authed")),
        Some(token) => workspace.holder_of(token).map_err(Refusal::code),
    }
}

fn dispatch(call: &mut Call<'_>) -> Outcome {
    match call.method {
        "api.test" => Ok(json!({"args": call.arguments.recorded()})),
        "auth.test" => Ok(users::who_am_i(call)),
        "auth.revoke" => Ok(oauth::revoke(call.workspace, call.arguments)),
        "team.info" => Ok(users::team(call)),
        "bots.info" => users::bot(call),
        "users.info" => users::info(call),
        "users.list" => users::list(call),
        "users.lookupByEmail" => users::by_email(call),
        "usergroups.list" => Ok(users::groups(call)),
        "usergroups.users.list" => users::group_members(call),
        "dnd.info" => users::dnd(call),
        "conversations.info" => conversations::info(call),
        "conversations.list" => conversations::list(call),
        "conversations.members" => conversations::members(call),
        "conversations.open" => conversations::open(call),
        "conversations.join" => conversations::join(call),
        "conversations.history" => conversations::history(call),
        "conversations.replies" => conversations::replies(call),
        "chat.postMessage" => chat::post_message(call),
        "chat.postEphemeral" => chat::post_ephemeral(call),
        "chat.update" => chat::update(call),
        "chat.delete" => chat::delete(call),
        "chat.getPermalink" => chat::permalink(call),
        "chat.unfurl" => chat::unfurl(call),
        "views.open" => views::open(call),
        "views.push" => views::push(call),
        "views.update" => views::update(call),
        "views.publish" => views::publish(call),
        "reactions.add" => reactions::add(call),
        "reactions.remove" => reactions::remove(call),
        "files.getUploadURLExternal" => files::get_upload_url(call),
        "files.completeUploadExternal" => files::complete_upload(call),
        "assistant.threads.setStatus" => assistant::set_status(call),
        "assistant.threads.setSuggestedPrompts" => assistant::set_suggested_prompts(call),
        "assistant.threads.setTitle" => assistant::set_title(call),
        _ => Err(Refusal::code("unknown_method")),
    }
}
