//! One connection, from its first word to its last. The loop reads, pings and writes acknowledgements, and never waits for
//! the work.

use std::time::{Duration, Instant};

use futures::stream::{SplitSink, SplitStream};
use futures::{SinkExt, StreamExt};
use tokio::sync::{mpsc, oneshot};
use tokio::time::MissedTickBehavior;
use tokio_tungstenite::tungstenite::{Bytes, Message};
use tokio_util::sync::CancellationToken;

use super::Socket;
use super::opening::{Stream, how};
use crate::slack::inbound::Frame;
use crate::telemetry;

/// A peer that does not read for so long is gone.
const WRITING: Duration = Duration::from_secs(5);

/// Why a connection is to be replaced.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Retired {
    /// Slack asked for it, and goes on with the old one for a while.
    pub(super) is_asked: bool,
    /// For the log.
    pub(super) reason: &'static str,
}

/// A connection that stands.
pub(super) struct Connection {
    write: SplitSink<Stream, Message>,
    read: SplitStream<Stream>,
    socket: Socket,
    heard: Instant,
    is_welcome: bool,
}

/// What a turn of the loop comes to.
enum Turn {
    Again,
    /// It is to be replaced, and read on.
    Replace(&'static str),
    /// It is over.
    Over(&'static str),
}

impl Connection {
    pub(super) fn new(stream: Stream, socket: Socket) -> Self {
        let (write, read) = stream.split();
        telemetry::socket_opened();
        Self { write, read, socket, heard: Instant::now(), is_welcome: false }
    }

    /// Reads until Slack ends it, it is lost, or `stop`. `retire` is told as soon as another one is wanted.
    pub(super) async fn serve(mut self, retire: oneshot::Sender<Retired>, stop: CancellationToken) {
        let (acks, mut to_write) = mpsc::unbounded_channel();
        let mut retire = Some(retire);
        // Set once it is replaced; then it is given up even if Slack never closes it.
        let ending = CancellationToken::new();
        let mut ping = tokio::time::interval(self.socket.opener.pace.ping);
        ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let reason = loop {
            let turn = tokio::select! {
                () = stop.cancelled() => break "stop",
                () = ending.cancelled() => break "replaced",
                _ = ping.tick() => self.ping().await,
                Some(ack) = to_write.recv() => self.write(Message::text(ack)).await,
                message = self.read.next() => match message {
                    Some(Ok(message)) => self.hear(message, &acks).await,
                    Some(Err(error)) => Turn::Over(how(&error)),
                    None => Turn::Over("closed"),
                },
            };
            match turn {
                Turn::Again => {}
                Turn::Replace(reason) => {
                    if let Some(retire) = retire.take() {
                        let _ = retire.send(Retired { is_asked: true, reason });
                        give_up_after(self.socket.opener.pace.drain * 2, ending.clone());
                    }
                }
                Turn::Over(reason) => break reason,
            }
        };
        tracing::info!(slack.reason = reason, "a socket is over");
        if let Some(retire) = retire.take() {
            let _ = retire.send(Retired { is_asked: false, reason });
        }
        drop(acks);
        self.finish(to_write).await;
        ending.cancel();
    }

    async fn hear(&mut self, message: Message, acks: &mpsc::UnboundedSender<String>) -> Turn {
        self.heard = Instant::now();
        let text = match message {
            Message::Text(text) => text,
            // A ping is answered by the stream itself, at the next write or read.
            Message::Ping(_) | Message::Pong(_) => return Turn::Again,
            Message::Close(_) => return Turn::Over("closed"),
            Message::Binary(_) | Message::Frame(_) => {
                telemetry::came_in("socket", "malformed");
                return Turn::Again;
            }
        };
        match Frame::parse(text.as_bytes()) {
            Ok(Frame::Hello) => {
                self.is_welcome = true;
                tracing::info!("a socket stands");
            }
            Ok(Frame::Disconnect { reason }) => return told_to_go(&reason),
            Ok(Frame::Envelope(envelope)) => {
                let Ok(place) = self.socket.places.clone().acquire_owned().await else { return Turn::Over("stop") };
                let (desk, acks) = (self.socket.desk.clone(), acks.clone());
                self.socket.desk.tasks.spawn(async move {
                    if let Some(ack) = super::envelopes::hear(desk, envelope).await {
                        // Where the connection has gone, it comes again on another.
                        let _ = acks.send(ack);
                    }
                    drop(place);
                });
            }
            Ok(Frame::Unknown) => telemetry::came_in("socket", "unknown"),
            Err(fault) => {
                telemetry::came_in("socket", "malformed");
                tracing::warn!(error = %fault, "a socket brought what is no envelope");
            }
        }
        Turn::Again
    }

    async fn ping(&mut self) -> Turn {
        let pace = self.socket.opener.pace;
        let silent = self.heard.elapsed();
        if pace.silence < silent || (!self.is_welcome && pace.opening < silent) {
            return Turn::Over("silence");
        }
        self.write(Message::Ping(Bytes::new())).await
    }

    async fn write(&mut self, message: Message) -> Turn {
        match tokio::time::timeout(WRITING, self.write.send(message)).await {
            Ok(Ok(())) => Turn::Again,
            Ok(Err(error)) => Turn::Over(how(&error)),
            Err(_) => Turn::Over("too slow"),
        }
    }

    /// Acknowledges what it is still at, and closes. Nothing new is read: Slack sends it elsewhere.
    async fn finish(&mut self, mut to_write: mpsc::UnboundedReceiver<String>) {
        let drain = self.socket.opener.pace.drain;
        let rest = async {
            while let Some(ack) = to_write.recv().await {
                if let Turn::Over(_) = self.write(Message::text(ack)).await {
                    return;
                }
            }
            let _ = self.write.close().await;
        };
        if tokio::time::timeout(drain, rest).await.is_err() {
            tracing::warn!("a socket was closed before everything on it was acknowledged");
        }
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        telemetry::socket_closed();
    }
}

fn told_to_go(reason: &str) -> Turn {
    match reason {
        "warning" => Turn::Replace("warning"),
        "refresh_requested" => Turn::Replace("refresh_requested"),
        "link_disabled" => {
            tracing::error!("Socket Mode is switched off in the app's settings at api.slack.com");
            Turn::Over("link_disabled")
        }
        _ => Turn::Replace("other"),
    }
}

fn give_up_after(pause: Duration, ending: CancellationToken) {
    tokio::spawn(async move {
        tokio::select! {
            () = ending.cancelled() => {}
            () = tokio::time::sleep(pause) => ending.cancel(),
        }
    });
}
