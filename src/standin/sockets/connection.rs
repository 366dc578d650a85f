//! One connection of Socket Mode: a ticket at the door, a word of welcome, then envelopes out and acknowledgements in.

use std::sync::Arc;
use std::time::Duration;

use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::time::Instant;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::server::{ErrorResponse, Request, Response};
use tokio_tungstenite::tungstenite::http::StatusCode;
use tokio_tungstenite::{WebSocketStream, accept_hdr_async};

use super::{Connection, Frame};
use crate::standin::hub::Hub;

/// Slack's is about five hours; it is told, and nothing here keeps to it.
const ABOUT_SECONDS: u32 = 18_060;
/// A connection that was not told to end stands for as long as a test.
const FAR_OFF: Duration = Duration::from_hours(24);

/// Takes connections until the local Slack stops.
pub(in crate::standin) async fn serve(hub: Arc<Hub>, listener: TcpListener) {
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = hub.stop.cancelled() => return,
        };
        if let Ok((stream, _)) = accepted {
            tokio::spawn(connection(Arc::clone(&hub), stream));
        }
    }
}

async fn connection(hub: Arc<Hub>, stream: TcpStream) {
    let Ok(mut socket) = accept(&hub, stream).await else { return };
    let (sender, frames) = mpsc::unbounded_channel();
    let n_standing = hub.sockets.n_standing() + 1;
    let app_id = hub.read(|workspace| workspace.app.id.clone());
    let hello = json!({
        "type": "hello", "num_connections": n_standing, "connection_info": { "app_id": app_id },
        "debug_info": { "host": "applink-local", "build_number": 1, "approximate_connection_time": ABOUT_SECONDS },
    });
    if socket.send(Message::text(hello.to_string())).await.is_err() {
        return;
    }
    let own = hub.sockets.join(sender);
    tokio::select! {
        () = talk(&hub, &own, &mut socket, frames) => {}
        () = hub.stop.cancelled() => {}
    }
    hub.sockets.leave(&own);
}

/// Lets in who has a ticket that nobody used yet.
async fn accept(hub: &Arc<Hub>, stream: TcpStream) -> Result<WebSocketStream<TcpStream>, ()> {
    let door = |request: &Request, response: Response| {
        let query = request.uri().query().unwrap_or_default();
        let ticket = url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "ticket");
        if ticket.is_some_and(|(_, ticket)| hub.sockets.spend(&ticket)) {
            return Ok(response);
        }
        let mut refused = ErrorResponse::new(None);
        *refused.status_mut() = StatusCode::FORBIDDEN;
        Err(refused)
    };
    accept_hdr_async(stream, door).await.map_err(|error| tracing::debug!(%error, "a socket was not opened"))
}

/// Until it ends by either side.
async fn talk(
    hub: &Hub,
    own: &Connection,
    socket: &mut WebSocketStream<TcpStream>,
    mut frames: mpsc::UnboundedReceiver<Frame>,
) {
    let mut ends = Instant::now() + FAR_OFF;
    loop {
        tokio::select! {
            () = tokio::time::sleep_until(ends) => {
                let _ = socket.close(None).await;
                return;
            }
            Some(frame) = frames.recv() => {
                let (text, is_last) = match frame {
                    Frame::Text(text) => (text, false),
                    Frame::TextThenDrop(text) => (text, true),
                    Frame::Disconnect(text, after) => {
                        ends = Instant::now() + after;
                        (text, false)
                    }
                };
                if socket.send(Message::text(text)).await.is_err() || is_last {
                    return;
                }
            }
            heard = socket.next() => match heard {
                Some(Ok(Message::Text(text))) => {
                    let ack: Value = serde_json::from_str(text.as_str()).unwrap_or_default();
                    tracing::debug!(connection = own.id, "an acknowledgement");
                    hub.sockets.acknowledged(&ack);
                }
                Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Binary(_) | Message::Frame(_))) => {}
                Some(Ok(Message::Close(_)) | Err(_)) | None => return,
            },
        }
    }
}
