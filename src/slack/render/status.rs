//! How the bot itself is doing: what waits, what was late, how old the data is.

use super::held::{buttons, explained};
use super::kit::{Piece, actions, clock, context, count, header, inert, section};
use super::message::{Message, Reader};
use crate::domain::delivery::{Feed, Fires, StatusView, Verdict};

/// The bot's own state.
pub fn status(reader: &Reader, view: &StatusView) -> Message {
    let headline = headline(view);
    let mut pieces = vec![Piece::kept(header(&headline)), Piece::kept(section(&delivered(view)))];
    for place in &view.held {
        let mut blocks = vec![section(&explained(place))];
        blocks.extend(actions(buttons(place)));
        pieces.push(Piece::row(blocks));
    }
    pieces.push(Piece::kept(section(&fed(reader, view))));
    let as_of = clock(view.as_of, reader.zone, view.as_of);
    let foot =
        format!("🔒 Only visible to you · as of {as_of} · from a terminal: `steward outbox list`, `steward doctor`");
    pieces.push(Piece::kept(context(&foot)));
    Message::new(&headline, pieces)
}

/// What somebody decided, told back to them.
pub fn decided(channel_id: &str, n: usize, verdict: Verdict) -> Message {
    let n = count(i64::try_from(n).unwrap_or(i64::MAX), "post", "posts");
    let place = format!("<#{}>", inert(channel_id, 30));
    let place = if channel_id.starts_with(['U', 'W', 'D']) { "a direct message".to_owned() } else { place };
    let text = match verdict {
        Verdict::Resend => {
            format!("✅ {n} for {place} will be sent again now. If it is refused once more you hear of it.")
        }
        Verdict::Drop => format!("🗑 {n} for {place} dropped. What they were about stays as it is."),
    };
    Message::of(&text, [section(&text), context("🔒 Only visible to you")])
}

fn headline(view: &StatusView) -> String {
    let deliveries = view.deliveries;
    let mut parts = Vec::new();
    if 0 < deliveries.n_held {
        parts.push(format!("{} for somebody", count(deliveries.n_held, "post waits", "posts wait")));
    }
    if 0 < view.fires.n_missed {
        parts.push(format!("{} missed", count(view.fires.n_missed, "digest", "digests")));
    }
    if 0 < view.n_dead_letters {
        parts.push(format!("{} unread", count(view.n_dead_letters, "message of Slack's", "messages of Slack's")));
    }
    if parts.is_empty() { "✅ Everything that I said arrived".to_owned() } else { format!("⚠ {}", parts.join(", ")) }
}

fn delivered(view: &StatusView) -> String {
    let figures = view.deliveries;
    let waiting = match figures.n_waiting {
        0 => "none waits".to_owned(),
        n => format!("{}, for {} s at most", count(n, "waits", "wait"), figures.waits_seconds),
    };
    let unknown = match figures.n_unknown {
        0 => String::new(),
        n => format!(" · {} looked up, because Slack's answer was not clear", count(n, "is being", "are being")),
    };
    let dropped = if figures.n_dropped == 0 { String::new() } else { format!(" · {} dropped", figures.n_dropped) };
    let Fires { n_posted, n_late, n_missed } = view.fires;
    format!(
        "*Posts* {} in 24 hours · {waiting}{unknown} · {} held{dropped}\n*Digests* of 7 days: {n_posted} in time · {n_late} late · {n_missed} missed",
        figures.n_posted, figures.n_held,
    )
}

fn fed(reader: &Reader, view: &StatusView) -> String {
    let scored = view.scored_at.map_or("never".to_owned(), |at| clock(at, reader.zone, view.as_of));
    let feeds: Vec<String> = view.feeds.iter().map(|feed| line(reader, feed, view)).collect();
    let feeds =
        if feeds.is_empty() { "nothing was brought in yet: `steward import`".to_owned() } else { feeds.join("\n") };
    format!("*Scored* {scored}\n*Data*, the oldest first\n{feeds}")
}

fn line(reader: &Reader, feed: &Feed, view: &StatusView) -> String {
    let faults = if feed.n_faults == 0 { String::new() } else { format!(" · ⚠ {} left out", feed.n_faults) };
    let newest = feed.newest.map(|day| format!(" · to {}", day.format("%-d %b"))).unwrap_or_default();
    let at = clock(feed.finished_at, reader.zone, view.as_of);
    format!("• {} {at} · {}{newest}{faults}", inert(&feed.record, 40), count(feed.n_rows, "row", "rows"))
}
