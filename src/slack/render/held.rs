//! Posts that Slack did not take: where, why, and what a person can do.

use slack_morphism::prelude::*;

use super::kit::{actions, button, confirm, context, count, header, inert, primary, section, with_confirm};
use super::message::Message;
use super::words::mention;
use crate::domain::delivery::{HeldPost, HeldView, PostKind, Verdict};
use crate::slack::action::{Action, SystemClick};

/// The news of a place that takes no posts, as it stands.
pub fn held(view: &HeldView) -> Message {
    let headline = headline(view);
    let mut blocks = vec![header(&headline), section(&explained(view))];
    let mut buttons = buttons(view);
    buttons.push(button(say!("Status"), &Action::System(SystemClick::Status)).into());
    blocks.extend(actions(buttons));
    blocks
        .push(context(say!("Sent again it is drawn anew, as things stand then · Status shows everything that waits")));
    Message::of(&headline, blocks)
}

/// `3 posts wait for you: the channel is archived`.
fn headline(view: &HeldView) -> String {
    match view.n {
        0 => say!("Nothing waits here any more").to_owned(),
        n => say!(
            "⚠ {posts_wait} for somebody: {reason}",
            posts_wait = count(n, say!("post waits"), say!("posts wait")),
            reason = said(&view.reason)
        ),
    }
}

/// Where, what kinds, why, and what would help.
pub(super) fn explained(view: &HeldView) -> String {
    let place = place(&view.channel_id);
    if view.n == 0 {
        return if let Some((by, _)) = &view.decided {
            say!("✅ What waited for {place} was decided by {by}.", place, by = mention(by))
        } else {
            say!("✅ What waited for {place} is decided.", place)
        };
    }
    let n_more = view.n - i64::try_from(view.posts.len()).unwrap_or(0);
    let kinds = if 0 < n_more {
        say!("{posts}, {n_more} more", posts = kinds(&view.posts), n_more)
    } else {
        kinds(&view.posts)
    };
    let doubt = if view.posts.iter().any(|post| post.maybe_posted) {
        say!("\n⚠ Nobody could find out whether it was posted: look there before you send it again.")
    } else {
        ""
    };
    say!(
        "{place}: {kinds}\n*Why* {reason}\n*What helps* {reason_2}{doubt}",
        place,
        kinds,
        reason = said(&view.reason),
        reason_2 = help(&view.reason),
        doubt
    )
}

/// The decision, once for the whole place.
pub(super) fn buttons(view: &HeldView) -> Vec<SlackActionBlockElement> {
    let decide = |verdict| {
        Action::System(SystemClick::Decide {
            channel_id: view.channel_id.clone(),
            reason: view.reason.clone(),
            until: view.newest,
            verdict,
        })
    };
    if view.n == 0 {
        return vec![];
    }
    let sure = confirm(
        say!("Drop for good?"),
        say!("They are never posted. What they are about stays as it is."),
        say!("Drop"),
        say!("Keep"),
    );
    vec![
        primary(button(say!("Resend"), &decide(Verdict::Resend))).into(),
        with_confirm(button(say!("Drop"), &decide(Verdict::Drop)), sure).into(),
    ]
}

fn place(channel_id: &str) -> String {
    match channel_id.chars().next() {
        Some('U' | 'W') => say!("Direct messages of <@{channel_id}>", channel_id = inert(channel_id, 30)),
        Some('D') => say!("A direct message").to_owned(),
        _ => format!("<#{}>", inert(channel_id, 30)),
    }
}

/// `2 steps, 1 digest`.
fn kinds(posts: &[HeldPost]) -> String {
    let all = [
        (PostKind::Step, say!("step"), say!("steps")),
        (PostKind::Digest, say!("digest"), say!("digests")),
        (PostKind::Signal, say!("alert"), say!("alerts")),
        (PostKind::Shared, say!("shared card"), say!("shared cards")),
        (PostKind::Other, say!("notice"), say!("notices")),
    ];
    let n_of = |kind| i64::try_from(posts.iter().filter(|post| post.kind == kind).count()).unwrap_or(i64::MAX);
    let words = all.into_iter().map(|(kind, one, many)| (n_of(kind), one, many)).filter(|(n, ..)| 0 < *n);
    words.map(|(n, one, many)| count(n, one, many)).collect::<Vec<_>>().join(", ")
}

/// Slack's word in people's.
fn said(reason: &str) -> String {
    match reason {
        "is_archived" | "channel_is_archived" => say!("the channel is archived").to_owned(),
        "not_in_channel" => say!("I am not in the channel").to_owned(),
        "channel_not_found" => say!("I cannot see the channel, or it is gone").to_owned(),
        "token_revoked" | "invalid_auth" | "account_inactive" | "token_expired" | "not_authed" => {
            say!("my token is no longer good").to_owned()
        }
        "user_disabled" | "user_not_found" | "cannot_dm_bot" => say!("the person is no longer there").to_owned(),
        other => inert(other, 120),
    }
}

fn help(reason: &str) -> &'static str {
    match reason {
        "is_archived" | "channel_is_archived" => {
            say!("Unarchive it, or link the account to another channel; then Resend or Drop.")
        }
        "not_in_channel" => say!("Invite me there with `/invite`, then Resend."),
        "channel_not_found" => {
            say!("Invite me to the channel, or link the account to another one; then Resend or Drop.")
        }
        "token_revoked" | "invalid_auth" | "account_inactive" | "token_expired" | "not_authed" => {
            say!("Whoever runs the bot sets a new token; then Resend.")
        }
        "user_disabled" | "user_not_found" | "cannot_dm_bot" => say!("Give their accounts a new owner, then Drop."),
        "people of other companies are in the channel" => {
            say!("Nothing of accounts is said there. Drop it, or link another channel.")
        }
        "the app is not installed there any more" => say!("Whoever runs the bot installs it there again; then Resend."),
        "what it was about is gone" => say!("Drop it: there is nothing left to say."),
        other if other.starts_with("cannot read the channel") => {
            say!("Look whether it stands there. If not, Resend; if it does, Drop.")
        }
        _ => say!("Look at the channel; then Resend or Drop."),
    }
}
