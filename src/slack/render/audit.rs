//! Who did what, for whoever runs the bot.

use chrono::{DateTime, Utc};

use super::book::Pages;
use super::kit::{Piece, clock, context, count, header, inert, name, section};
use super::message::{Message, Reader};
use super::words::channel;
use crate::domain::audit::{AuditAsk, AuditRow, AuditView};
use crate::slack::action::{Action, SystemClick};

/// Characters of what a deed was about.
const MOST_DETAIL: usize = 100;

/// A page of deeds, the newest first.
pub fn audit(reader: &Reader, view: &AuditView, now: DateTime<Utc>) -> Message {
    let of = view.ask.verb.as_ref().map(|verb| say!(" of {verb}", verb = inert(verb, 40))).unwrap_or_default();
    if view.n == 0 {
        let text = say!("No deed{of} is written down.", of);
        return Message::of(&text, [section(&text), context(say!("🔒 Only visible to you"))]);
    }
    let title = say!("{deeds}{of}, the newest first", deeds = count(view.n, say!("deed"), say!("deeds")), of);
    let mut pieces = vec![Piece::kept(header(&title))];
    pieces.extend(view.rows.iter().map(|deed| Piece::kept(section(&row(reader, deed, now)))));
    let pages = Pages { page: view.ask.page, size: view.page_size, n: view.n };
    let turn = |page| Action::System(SystemClick::Audit { ask: AuditAsk { page, verb: view.ask.verb.clone() } });
    pieces.extend(pages.buttons(turn).map(Piece::kept));
    pieces.push(Piece::kept(context(&say!("🔒 Only visible to you · {pages}", pages = pages.words()))));
    Message::new(&title, pieces)
}

fn row(reader: &Reader, deed: &AuditRow, now: DateTime<Utc>) -> String {
    let who = deed.actor.as_ref().map_or_else(|| say!("Steward").to_owned(), |actor| name(actor));
    let places = deed.detail.iter().filter(|(key, _)| key == "channel").map(|(_, id)| channel(id));
    let rest = deed.detail.iter().filter(|(key, _)| key != "channel").map(|(key, value)| format!("{key} {value}"));
    let rest = inert(&rest.collect::<Vec<_>>().join(", "), MOST_DETAIL);
    let detail = places.chain([rest].into_iter().filter(|rest| !rest.is_empty())).collect::<Vec<_>>().join(", ");
    let at = clock(deed.at, reader.zone, now);
    format!("{at} · *{who}* · {} · {}\n{detail}", inert(&deed.verb, 40), subject(deed)).trim_end().to_owned()
}

/// `TechCorp`, `TechCorp, signal 44b9bbae`, `#emea`.
fn subject(deed: &AuditRow) -> String {
    let of = match deed.subject.split_once(':') {
        Some(("channel", id)) => channel(id),
        _ => name(&deed.subject),
    };
    match &deed.account {
        None => of,
        Some(account) if deed.subject.is_empty() => name(account),
        Some(account) => format!("{}, {of}", name(account)),
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::super::samples::{now, reader};
    use super::super::testing::shown;
    use super::*;

    fn view(account: &str, n: i64) -> AuditView {
        let detail = vec![("kind".to_owned(), "call".to_owned()), ("minutes".to_owned(), "30".to_owned())];
        let deed = |actor: Option<&str>| AuditRow {
            at: now(),
            actor: actor.map(str::to_owned),
            verb: "touch.log".into(),
            account: Some(account.into()),
            subject: String::new(),
            detail: detail.clone(),
        };
        let rows = vec![deed(Some("Ana <!here> Ruiz")), deed(None)];
        AuditView { ask: AuditAsk { verb: Some("touch".into()), page: 1 }, rows, n, page_size: 10 }
    }

    #[test]
    fn a_page_says_who_did_what() {
        assert_snapshot!(shown(&audit(&reader(), &view("TechCorp", 25), now())), @r"
        » 25 deeds of touch, the newest first
        # 25 deeds of touch, the newest first
        ⟨09:12⟩ · *Ana &lt;!here&gt; Ruiz* · touch.log · TechCorp
        kind call, minutes 30
        ⟨09:12⟩ · *Steward* · touch.log · TechCorp
        kind call, minutes 30
        [‹ Back audit {sy:{a:{k:{v:touch,p:0}}}}] [Next › audit:2 {sy:{a:{k:{v:touch,p:2}}}}]
        ~ 🔒 Only visible to you · 11 to 20 of 25
        ");
        assert_snapshot!(shown(&audit(&reader(), &AuditView { n: 0, rows: Vec::new(), ..view("", 0) }, now())), @r"
        » No deed of touch is written down.
        No deed of touch is written down.
        ~ 🔒 Only visible to you
        ");
        let of_signal = AuditRow { subject: "signal 44b9bbae".into(), ..view("TechCorp", 1).rows[0].clone() };
        assert_eq!(subject(&of_signal), "TechCorp, signal 44b9bbae");
        let of_channel = AuditRow { account: None, subject: "channel:C0EMEA".into(), ..of_signal };
        assert_eq!(subject(&of_channel), "<#C0EMEA>");
        let mut worst = view(&"&".repeat(3_000), 25);
        let row = AuditRow { detail: vec![("&".repeat(3_000), "&".repeat(3_000))], ..worst.rows[0].clone() };
        worst.rows = vec![row; 8];
        shown(&audit(&reader(), &worst, now()));
    }
}
