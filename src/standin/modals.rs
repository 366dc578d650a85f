//! Modals submitted and closed by people, and what the app's acknowledgement does to them.

use std::sync::Arc;

use serde_json::{Value, json};

use super::forms;
use super::hub::Hub;
use super::inbound::{self, Answer, Outgoing, Trouble};
use super::interactions::not_sent;
use super::journal::Written;
use super::limits;
use super::workspace::{Closing, Workspace};

/// What a submission came to.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Submitted {
    pub(super) answer: Answer,
    /// Errors by `block_id`, when the app or Slack found any.
    pub(super) errors: Option<Value>,
    /// What went wrong beyond the form.
    pub(super) failure: Option<String>,
    /// The view now on top; `None` when all are closed.
    pub(super) view: Option<Value>,
}

/// Submits a modal.
pub(super) async fn submit(hub: &Arc<Hub>, user: &str, view_id: &str, state: &Value) -> Result<Submitted, Trouble> {
    let payload = hub.change(|workspace| submission(workspace, user, view_id, state))?;
    let (answer, _) = inbound::send(hub, &Outgoing::payload("slack/interactions", &payload)).await?;
    let mut submitted = Submitted { answer, ..Submitted::default() };
    if !submitted.answer.is_success() {
        submitted.failure = Some("We had some trouble connecting. Try again?".to_owned());
    } else if let Err(failure) = follow(hub, user, view_id, &mut submitted) {
        submitted.failure = Some(failure);
    }
    submitted.view = hub.read(|workspace| workspace.stacks.get(user).and_then(|stack| stack.last()).cloned());
    Ok(submitted)
}

fn submission(workspace: &mut Workspace, user: &str, view_id: &str, state: &Value) -> Result<Value, Trouble> {
    let mut view = topmost(workspace, user, view_id)?;
    let values = forms::values(&view["blocks"], &view["state"]["values"], &forms::given_values(Some(state)));
    workspace.keep_state(view_id, &values);
    let complaints = forms::complaints(&view["blocks"], &values);
    if !complaints.is_empty() {
        return Err(Trouble::Incomplete(Value::Object(complaints)));
    }
    view["state"] = json!({"values": values});
    let mut payload = workspace.envelope("view_submission", user);
    payload.insert("trigger_id".to_owned(), json!(workspace.mint_trigger(user, Some(view_id))));
    payload.insert("view".to_owned(), view);
    payload.insert("response_urls".to_owned(), json!([]));
    Ok(Value::Object(payload))
}

/// Does what the acknowledgement of a submission asks for.
fn follow(hub: &Arc<Hub>, user: &str, view_id: &str, submitted: &mut Submitted) -> Result<(), String> {
    let body = submitted.answer.body.clone();
    match body["response_action"].as_str() {
        None => {
            // The app may have changed the stack while it answered; only the submitted view closes.
            hub.change(|workspace| {
                if workspace.stacks.get(user).and_then(|stack| stack.last()).is_some_and(|top| top["id"] == view_id) {
                    workspace.close_view(user, Closing::Top);
                }
            });
            Ok(())
        }
        Some("clear") => {
            hub.change(|workspace| workspace.close_view(user, Closing::All));
            Ok(())
        }
        Some("errors") => {
            let blocks = hub.read(|workspace| workspace.view(view_id).map(|(_, view)| view["blocks"].clone()));
            check_errors(&blocks.unwrap_or_default(), &body["errors"])?;
            submitted.errors = Some(body["errors"].clone());
            Ok(())
        }
        Some(action @ ("update" | "push")) => show(hub, user, view_id, action, &body["view"]),
        Some(other) => Err(format!("unknown response_action {other}")),
    }
}

fn check_errors(blocks: &Value, errors: &Value) -> Result<(), String> {
    let errors =
        errors.as_object().filter(|errors| !errors.is_empty()).ok_or("response_action errors without errors")?;
    for (block_id, words) in errors {
        let input = |block: &Value| block["block_id"] == *block_id && block["type"] == "input";
        if !blocks.as_array().into_iter().flatten().any(input) {
            return Err(format!("errors name {block_id}, which is no input of the view"));
        }
        if words.as_str().is_none_or(str::is_empty) {
            return Err(format!("the error for {block_id} is not text"));
        }
    }
    Ok(())
}

fn show(hub: &Arc<Hub>, user: &str, view_id: &str, action: &str, view: &Value) -> Result<(), String> {
    if let Err(refusal) = limits::view(view) {
        hub.refuse(refusal.note("view_submission", view));
        return Err(refusal.code);
    }
    let shown = hub.change(|workspace| {
        let shown = match action {
            "push" => workspace.push_view(user, view),
            _ => workspace.replace_view(view_id, view),
        }?;
        workspace.record(Written {
            team: String::new(),
            method: "view_reply".to_owned(),
            user: Some(user.to_owned()),
            ts: shown["id"].as_str().map(str::to_owned),
            arguments: json!({"response_action": action, "view": view}),
            ..Written::default()
        });
        Some(())
    });
    shown.ok_or_else(|| "push_limit_reached".to_owned())
}

/// Closes the topmost modal or the whole stack, and tells the app of each view that asks for it.
pub(super) async fn close(
    hub: &Arc<Hub>,
    user: &str,
    view_id: &str,
    closing: Closing,
) -> Result<Option<Answer>, Trouble> {
    let payloads = hub.change(|workspace| closed(workspace, user, view_id, closing))?;
    let mut last = None;
    for payload in payloads {
        let (answer, _) = inbound::send(hub, &Outgoing::payload("slack/interactions", &payload)).await?;
        last = Some(answer);
    }
    Ok(last)
}

fn closed(workspace: &mut Workspace, user: &str, view_id: &str, closing: Closing) -> Result<Vec<Value>, Trouble> {
    let top = topmost(workspace, user, view_id)?;
    let closing = if top["clear_on_close"] == true { Closing::All } else { closing };
    let closed = workspace.close_view(user, closing);
    let asking = closed.into_iter().filter(|view| view["notify_on_close"] == true);
    let payload = |view: Value| {
        let mut payload = workspace.envelope("view_closed", user);
        payload.insert("view".to_owned(), view);
        payload.insert("is_cleared".to_owned(), json!(closing == Closing::All));
        Value::Object(payload)
    };
    Ok(asking.map(payload).collect())
}

fn topmost(workspace: &Workspace, user: &str, view_id: &str) -> Result<Value, Trouble> {
    let top = workspace.stacks.get(user).and_then(|stack| stack.last());
    let top = top.filter(|view| view["id"] == view_id).cloned();
    top.ok_or_else(|| not_sent("the view is not the topmost one"))
}
