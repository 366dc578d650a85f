//! The tab of the bot itself: its own state, and the workspaces that it is installed in.

use chrono::{DateTime, Utc};

use super::super::kit::{Piece, clock, inert, section};
use super::super::message::{Message, Reader};
use super::super::status::status;
use crate::domain::delivery::StatusView;
use crate::domain::home::WorkspaceLine;

/// A tab has room for so many.
const MOST_WORKSPACES: usize = 10;

/// What waits, what was late, how old the data is, and where the bot is installed.
pub fn home_system(reader: &Reader, view: &StatusView, workspaces: &[WorkspaceLine], now: DateTime<Utc>) -> Message {
    let state = status(reader, view);
    let mut pieces = state.pieces();
    pieces.push(Piece::kept(section(&installed(reader, workspaces, now))));
    Message::new(&state.text, pieces)
}

fn installed(reader: &Reader, workspaces: &[WorkspaceLine], now: DateTime<Utc>) -> String {
    if workspaces.is_empty() {
        return say!("*Workspaces* none").to_owned();
    }
    let lines: Vec<String> = workspaces.iter().take(MOST_WORKSPACES).map(|of| line(reader, of, now)).collect();
    let n_more = workspaces.len().saturating_sub(MOST_WORKSPACES);
    let more = if 0 < n_more { say!("\n+{n_more} more: `steward workspaces list`", n_more) } else { String::new() };
    say!("*Workspaces*\n{lines}{more}", lines = lines.join("\n"), more)
}

fn line(reader: &Reader, of: &WorkspaceLine, now: DateTime<Utc>) -> String {
    let (name, place) = (inert(&of.name, 80), inert(&of.place, 30));
    let since = clock(of.since, reader.zone, now);
    match &of.ended {
        None => say!("• *{name}* ({place}) since {since}", name, place, since),
        Some((at, why)) => {
            let (at, why) = (clock(*at, reader.zone, now), inert(why, 60));
            say!("• *{name}* ({place}) ⚠ removed {at}: {why}", name, place, at, why)
        }
    }
}
