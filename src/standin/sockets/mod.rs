//! Socket Mode, from Slack's side: `apps.connections.open` hands out an address with a ticket, and whatever would have been
//! posted to the bot goes through one of its connections instead, in an envelope that waits to be acknowledged. What a
//! connection took with it goes through another.

mod connection;

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};
use tokio::sync::{Notify, mpsc, oneshot};
use tokio_util::sync::CancellationToken;
use url::Url;
use uuid::Uuid;

pub(super) use connection::serve;

use super::hub::Hub;
use super::inbound::{Answer, Outgoing, Trouble};
use super::refusal::Refusal;
use super::web_api::arguments::Arguments;

/// What goes wrong with the next envelope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SocketFault {
    /// The connection breaks off as soon as the envelope is out: no acknowledgement gets through.
    DropBeforeAck,
    /// It goes out on two connections at once.
    DeliverTwice,
}

/// The connections of the app, and what waits on them.
pub(super) struct Sockets {
    url: Url,
    state: Mutex<State>,
    /// Rung when a connection has come.
    came: Notify,
}

#[derive(Default)]
struct State {
    tickets: Vec<String>,
    connections: Vec<Connection>,
    waiting: HashMap<String, oneshot::Sender<Value>>,
    faults: VecDeque<SocketFault>,
    /// Whose turn it is.
    turn: usize,
    n_opened: u64,
    sent: Vec<Value>,
}

#[derive(Clone)]
struct Connection {
    id: u64,
    frames: mpsc::UnboundedSender<Frame>,
    /// Cancelled when it is over.
    gone: CancellationToken,
}

/// What a connection is told to send.
enum Frame {
    Text(String),
    /// The last thing before it breaks off.
    TextThenDrop(String),
    /// Slack asks for another connection, and closes this one a while later.
    Disconnect(String, Duration),
}

impl Sockets {
    /// No connection yet. `url` is where they are opened.
    pub(super) fn new(url: Url) -> Self {
        Self { url, state: Mutex::default(), came: Notify::new() }
    }

    /// How many connections stand.
    pub(super) fn n_standing(&self) -> usize {
        self.state().connections.len()
    }

    /// Every envelope that was sent, those sent again too.
    pub(super) fn sent(&self) -> Vec<Value> {
        self.state().sent.clone()
    }

    /// Lets something go wrong with the next envelope.
    pub(super) fn script(&self, fault: SocketFault) {
        self.state().faults.push_back(fault);
    }

    /// Asks for other connections in the place of those that stand, and closes these after a while.
    pub(super) fn disconnect(&self, reason: &str, after: Duration) {
        let text = json!({ "type": "disconnect", "reason": reason, "debug_info": { "host": "applink-local" } });
        for connection in &self.state().connections {
            let _ = connection.frames.send(Frame::Disconnect(text.to_string(), after));
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a ticket, once.
    fn spend(&self, ticket: &str) -> bool {
        let tickets = &mut self.state().tickets;
        let n_before = tickets.len();
        tickets.retain(|known| known != ticket);
        tickets.len() < n_before
    }

    fn join(&self, frames: mpsc::UnboundedSender<Frame>) -> Connection {
        let mut state = self.state();
        state.n_opened += 1;
        let connection = Connection { id: state.n_opened, frames, gone: CancellationToken::new() };
        state.connections.push(connection.clone());
        drop(state);
        self.came.notify_waiters();
        connection
    }

    fn leave(&self, connection: &Connection) {
        self.state().connections.retain(|known| known.id != connection.id);
        connection.gone.cancel();
    }

    fn acknowledged(&self, ack: &Value) {
        let Some(id) = ack["envelope_id"].as_str() else { return };
        if let Some(waiting) = self.state().waiting.remove(id) {
            let _ = waiting.send(ack.clone());
        }
    }

    /// The connection whose turn it is, and the one after it; waits while there is none.
    async fn next(&self) -> (Connection, Connection) {
        loop {
            let came = self.came.notified();
            {
                let mut state = self.state();
                let n = state.connections.len();
                if 0 < n {
                    state.turn = (state.turn + 1) % n;
                    let (first, second) = (state.turn, (state.turn + 1) % n);
                    return (state.connections[first].clone(), state.connections[second].clone());
                }
            }
            tokio::select! {
                () = came => {}
                // Whoever came between the look and the wait is seen at the next look.
                () = tokio::time::sleep(Duration::from_millis(5)) => {}
            }
        }
    }

    /// Sends an envelope until it is acknowledged on whatever connection.
    async fn deliver(&self, mut envelope: Value) -> Value {
        let id = envelope["envelope_id"].as_str().unwrap_or_default().to_owned();
        loop {
            let (first, second) = self.next().await;
            let (sender, acknowledged) = oneshot::channel();
            let text = envelope.to_string();
            let fault = {
                let mut state = self.state();
                state.sent.push(envelope.clone());
                state.waiting.insert(id.clone(), sender);
                state.faults.pop_front()
            };
            let frame = match fault {
                Some(SocketFault::DropBeforeAck) => Frame::TextThenDrop(text),
                Some(SocketFault::DeliverTwice) => {
                    let _ = second.frames.send(Frame::Text(text.clone()));
                    Frame::Text(text)
                }
                None => Frame::Text(text),
            };
            let _ = first.frames.send(frame);
            tokio::select! {
                // A connection may close right behind its acknowledgement, which counts all the same.
                biased;
                Ok(ack) = acknowledged => return ack,
                () = first.gone.cancelled() => {}
            }
            if envelope["type"] == "events_api" {
                envelope["retry_attempt"] = json!(envelope["retry_attempt"].as_u64().unwrap_or_default() + 1);
                envelope["retry_reason"] = json!("timeout");
            }
        }
    }
}

/// `apps.connections.open`: by the app's own token.
pub(super) fn open(hub: &Arc<Hub>, arguments: &Arguments) -> Value {
    let (token, app_id) = hub.read(|workspace| (workspace.app.app_token.clone(), workspace.app.id.clone()));
    let code = match arguments.token() {
        None => "not_authed",
        Some(given) if given.starts_with("xoxb-") => "not_allowed_token_type",
        Some(given) if token.is_empty() || given != token => "invalid_auth",
        Some(_) => {
            let ticket = Uuid::new_v4().to_string();
            let mut url = hub.sockets.url.clone();
            url.set_path("link/");
            url.query_pairs_mut().append_pair("ticket", &ticket).append_pair("app_id", &app_id);
            hub.sockets.state().tickets.push(ticket);
            return json!({ "ok": true, "url": url });
        }
    };
    let refusal = Refusal::code(code);
    hub.refuse(refusal.note("apps.connections.open", &arguments.recorded()));
    refusal.body()
}

/// Sends what would have been posted, and waits for as long as Slack waits.
pub(super) async fn send(hub: &Hub, outgoing: &Outgoing) -> Result<Answer, Trouble> {
    post(hub, envelope(outgoing)).await
}

/// Sends anything.
pub(super) async fn send_any(hub: &Hub, kind: &str, payload: Value) -> Result<Answer, Trouble> {
    let id = Uuid::new_v4().to_string();
    let envelope = json!({ "envelope_id": id, "type": kind, "payload": payload, "accepts_response_payload": true });
    post(hub, envelope).await
}

async fn post(hub: &Hub, envelope: Value) -> Result<Answer, Trouble> {
    let started = Instant::now();
    let takes_answer = envelope["accepts_response_payload"] == true;
    let delivered = tokio::time::timeout(hub.pace().patience, hub.sockets.deliver(envelope)).await;
    let mut ack = delivered.map_err(|_| Trouble::TimedOut)?;
    let body = if takes_answer { ack["payload"].take() } else { Value::Null };
    let elapsed_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    Ok(Answer { status: 200, body, elapsed_ms })
}

fn envelope(outgoing: &Outgoing) -> Value {
    let id = Uuid::new_v4().to_string();
    if outgoing.path == "slack/events" {
        let payload: Value = serde_json::from_str(&outgoing.body).unwrap_or_default();
        let (n, reason) = outgoing.retry.unwrap_or_default();
        return json!({
            "envelope_id": id, "type": "events_api", "payload": payload, "accepts_response_payload": false,
            "retry_attempt": n, "retry_reason": reason,
        });
    }
    let fields = url::form_urlencoded::parse(outgoing.body.as_bytes()).into_owned();
    let fields: Map<String, Value> = fields.map(|(name, value)| (name, Value::String(value))).collect();
    let inner = fields.get("payload").and_then(|payload| serde_json::from_str::<Value>(payload.as_str()?).ok());
    let Some(payload) = inner else {
        return json!({
            "envelope_id": id, "type": "slash_commands", "payload": fields, "accepts_response_payload": true,
        });
    };
    let takes_answer = payload["type"] == "view_submission" || payload["type"] == "block_suggestion";
    json!({ "envelope_id": id, "type": "interactive", "payload": payload, "accepts_response_payload": takes_answer })
}
