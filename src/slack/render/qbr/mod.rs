//! The pack of a quarterly review: as a message, shared with a channel, or as Markdown.

mod document;
mod markdown;
mod parts;
mod review;
#[cfg(test)]
mod tests;
mod voice;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use slack_morphism::prelude::*;

use super::history::{chart, sparkline};
use super::kit::{
    Piece, actions, button, clean, context, has_room, header, moment, name, plain_name, primary, section,
};
use super::message::{Audience, Message, Onlookers, Reader, Scene};
use super::picture;
use super::share::share_button as shared_by;
use crate::domain::account::AccountRef;
use crate::domain::person::Deed;
use crate::domain::qbr::QbrPack;
use crate::slack::action::{Action, PlanClick, QbrClick};
use document::{Document, Section};

pub use markdown::qbr_markdown;

/// Lines of a section in a message; the file has all of them.
const MOST_LINES: usize = 6;
/// Characters of what people wrote, in a message.
const SAID: usize = 120;

/// Characters that the chart takes, with what stands below it.
const CHART_AND_BUTTONS: usize = 4_000;
/// The same of the line of bars.
const BARS_AND_BUTTONS: usize = 2_200;

/// The pack, for its asker alone.
pub fn qbr(reader: &Reader, pack: &QbrPack, audience: &Audience, now: DateTime<Utc>) -> Message {
    let scene = Scene::private(reader, now);
    let told = body(pack, scene);
    let file = say!(
        "`{command} qbr {pack} markdown` sends it as a file",
        command = reader.command,
        pack = name(&pack.account.name)
    );
    let drawn = |history: Option<SlackBlock>| {
        let pieces = told.iter().cloned().chain(history.map(Piece::kept));
        let pieces = pieces.chain(actions(buttons(pack, audience)).map(Piece::kept));
        let foot = Piece::kept(context(&say!("🔒 Only visible to you · {file}", file = file.clone())));
        Message::new(&review::headline(pack, scene.onlookers).mrkdwn(SAID), pieces.chain([foot]).collect())
    };
    let spark = sparkline(&pack.history, pack.as_of, scene.today).map(|line| section(&line));
    match chart(&pack.history, pack.as_of).filter(|_| has_room(&told, CHART_AND_BUTTONS)) {
        Some(chart) => {
            let picture = picture::of_health(&pack.history, pack.as_of, scene.today);
            drawn(Some(chart)).or_else(drawn(spark.clone())).with_picture(spark.as_ref(), picture)
        }
        None => drawn(spark.filter(|_| has_room(&told, BARS_AND_BUTTONS))),
    }
}

/// The pack in a channel, as it was when somebody showed it.
pub fn shared_qbr(pack: &QbrPack, by: &Deed, onlookers: Onlookers, zone: Tz) -> Message {
    let mut pieces = body(pack, Scene::new(zone, onlookers, by.at));
    let (account, quarter) = (pack.account.id, Some(pack.asked));
    let open = button(say!("Open pack"), &Action::Qbr(QbrClick::Open { account, quarter }));
    pieces.extend(actions(vec![open.into()]).map(Piece::kept));
    let shared = say!("Shared by {by} · as it stood {at}", by = name(&by.by.name), at = moment(by.at, zone));
    pieces.push(Piece::kept(context(&shared)));
    Message::new(&review::headline(pack, onlookers).mrkdwn(SAID), pieces)
}

/// The private answer to whoever shared it.
pub fn qbr_shared_to(account: &AccountRef, channel_id: &str) -> Message {
    let channel = super::words::channel(channel_id);
    let text = say!(
        "The QBR pack of *{account}* goes to {channel} once from this message, and stays there as it was then. \
            Open the pack again to share it as it is later.",
        account = name(&account.name),
        channel
    );
    Message::of(&text, [section(&text)])
}

/// The private answer to whoever asked for the file.
pub fn qbr_sent(pack: &QbrPack, file_name: &str) -> Message {
    let text = say!(
        "The QBR pack of *{pack}* is in your direct messages as `{file_name}`.",
        pack = name(&pack.account.name),
        file_name = clean(file_name, 100)
    );
    Message::of(&text, [section(&text)])
}

fn body(pack: &QbrPack, scene: Scene) -> Vec<Piece> {
    let Document { title, lead, sections } = review::document(pack, scene.onlookers);
    let title = format!("{} · {title}", plain_name(&pack.account.name));
    let mut pieces = vec![Piece::kept(header(&title)), Piece::kept(context(&lead.mrkdwn(SAID)))];
    // The first say how it went, the last what comes next; what stands between goes first where there is no room.
    let (n_first, n_last) = (2, 2);
    let n_rows = sections.len().saturating_sub(n_last);
    pieces.extend(sections.iter().enumerate().map(|(at, part)| {
        let block = section(&paragraph(part));
        if at < n_first || n_rows <= at { Piece::kept(block) } else { Piece::row(vec![block]) }
    }));
    pieces
}

fn paragraph(part: &Section) -> String {
    let as_of = if part.as_of.is_empty() { String::new() } else { format!(" · {}", part.as_of) };
    let table = part.table.iter().flat_map(|table| &table.rows);
    let rows = table.map(|cells| cells.iter().map(|cell| cell.mrkdwn(SAID)).collect::<Vec<_>>().join(" · "));
    let lines: Vec<String> = part.lines.iter().map(|line| line.mrkdwn(SAID)).chain(rows).collect();
    let n_more = lines.len().saturating_sub(MOST_LINES);
    let more = (0 < n_more).then(|| say!("+{n_more} more in the file", n_more));
    let lines: Vec<String> = lines.into_iter().take(MOST_LINES).map(|line| format!("• {line}")).chain(more).collect();
    format!("*{}*{as_of}\n{}", part.heading, lines.join("\n"))
}

fn buttons(pack: &QbrPack, audience: &Audience) -> Vec<SlackActionBlockElement> {
    let (account, quarter) = (pack.account.id, Some(pack.asked));
    let file = primary(button(say!("Send me the file"), &Action::Qbr(QbrClick::File { account, quarter })));
    let share = share_button(pack, audience);
    let plan = button(say!("Success plan"), &Action::Plan(PlanClick::Open { account }));
    let card = button(say!("Account card"), &Action::OpenAccount { account });
    [Some(file), share, Some(plan), Some(card)].into_iter().flatten().map(Into::into).collect()
}

fn share_button(pack: &QbrPack, audience: &Audience) -> Option<SlackBlockButtonElement> {
    let what = say!("this pack of {pack}: figures, ARR, value, names", pack = plain_name(&pack.account.name));
    let share = Action::Qbr(QbrClick::Share { account: pack.account.id, quarter: Some(pack.asked) });
    shared_by(audience, &what, &share)
}
