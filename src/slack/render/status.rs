//! How the bot itself is doing: what waits, what was late, how old the data is.

use super::held::{buttons, explained};
use super::kit::{Piece, actions, clock, context, count, day_and_month, days, header, inert, section};
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
    let foot = say!(
        "🔒 Only visible to you · as of {as_of} · from a terminal: `steward outbox list`, `steward doctor`",
        as_of
    );
    pieces.push(Piece::kept(context(&foot)));
    Message::new(&headline, pieces)
}

/// What somebody decided, told back to them.
pub fn decided(channel_id: &str, n: usize, verdict: Verdict) -> Message {
    let n = count(i64::try_from(n).unwrap_or(i64::MAX), say!("post"), say!("posts"));
    let place = format!("<#{}>", inert(channel_id, 30));
    let place = if channel_id.starts_with(['U', 'W', 'D']) { say!("a direct message").to_owned() } else { place };
    let text = match verdict {
        Verdict::Resend => {
            say!("✅ {n} for {place} will be sent again now. If it is refused once more you hear of it.", n, place)
        }
        Verdict::Drop => say!("🗑 {n} for {place} dropped. What they were about stays as it is.", n, place),
    };
    Message::of(&text, [section(&text), context(say!("🔒 Only visible to you"))])
}

fn headline(view: &StatusView) -> String {
    let deliveries = view.deliveries;
    let mut parts = Vec::new();
    if 0 < deliveries.n_held {
        parts.push(say!(
            "{n_held} for somebody",
            n_held = count(deliveries.n_held, say!("post waits"), say!("posts wait"))
        ));
    }
    if 0 < view.fires.n_missed {
        parts.push(say!("{n_missed} missed", n_missed = count(view.fires.n_missed, say!("digest"), say!("digests"))));
    }
    if 0 < view.n_dead_letters {
        parts.push(say!(
            "{n_dead_letters} unread",
            n_dead_letters = count(view.n_dead_letters, say!("message of Slack's"), say!("messages of Slack's"))
        ));
    }
    if parts.is_empty() {
        say!("✅ Everything that I said arrived").to_owned()
    } else {
        format!("⚠ {}", parts.join(", "))
    }
}

fn delivered(view: &StatusView) -> String {
    let figures = view.deliveries;
    let waiting = match figures.n_waiting {
        0 => say!("none waits").to_owned(),
        n => say!(
            "{wait}, for {waits_seconds} s at most",
            wait = count(n, say!("waits"), say!("wait")),
            waits_seconds = figures.waits_seconds
        ),
    };
    let unknown = match figures.n_unknown {
        0 => String::new(),
        n => say!(
            " · {are_being} looked up, because Slack's answer was not clear",
            are_being = count(n, say!("is being"), say!("are being"))
        ),
    };
    let dropped = if figures.n_dropped == 0 {
        String::new()
    } else {
        say!(" · {n_dropped} dropped", n_dropped = figures.n_dropped)
    };
    let Fires { n_posted, n_late, n_missed } = view.fires;
    say!(
        "*Posts* {n_posted_2} in 24 hours · {waiting}{unknown} · {n_held} held{dropped}\n*Digests* of 7 days: {n_posted} in time · {n_late} late · {n_missed} missed",
        n_posted_2 = figures.n_posted,
        waiting,
        unknown,
        n_held = figures.n_held,
        dropped,
        n_posted,
        n_late,
        n_missed
    )
}

fn fed(reader: &Reader, view: &StatusView) -> String {
    let scored = view.scored_at.map_or(say!("never").to_owned(), |at| clock(at, reader.zone, view.as_of));
    let feeds: Vec<String> = view.feeds.iter().map(|feed| line(reader, feed, view)).collect();
    let feeds = if feeds.is_empty() {
        say!("nothing was brought in yet: `steward import`").to_owned()
    } else {
        feeds.join("\n")
    };
    say!("*Scored* {scored}\n*Data*, the oldest first\n{feeds}", scored, feeds)
}

fn line(reader: &Reader, feed: &Feed, view: &StatusView) -> String {
    let faults =
        if feed.n_faults == 0 { String::new() } else { say!(" · ⚠ {n_faults} left out", n_faults = feed.n_faults) };
    let newest = feed.newest.map(|day| say!(" · to {day}", day = day_and_month(day))).unwrap_or_default();
    let at = clock(feed.finished_at, reader.zone, view.as_of);
    let today = view.as_of.date_naive();
    let is_stale = feed.is_stale(&view.limits, today);
    let (mark, old) = if is_stale {
        ("⚠", say!(" · {days} old", days = days((today - feed.day()).num_days())))
    } else {
        ("•", String::new())
    };
    let rows = count(feed.n_rows, say!("row"), say!("rows"));
    format!("{mark} {} {at} · {rows}{newest}{old}{faults}", inert(&feed.record, 40))
}
