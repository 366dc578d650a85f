//! The playbooks that there are, and the plays at work.

use chrono::{DateTime, Utc};
use slack_morphism::prelude::*;

use super::kit::{
    Piece, actions, button, clock, code, context, count, days, header, inert, menu, name, plain_name, section,
    section_with,
};
use super::message::{Message, Reader};
use super::words::{mention, play_title};
use crate::domain::account::AccountRef;
use crate::domain::playbook::{PlayGroup, PlayRow, PlaySpan, RunView};
use crate::slack::action::{Action, PlaybookClick};

/// The playbooks; with an account, each can be started on it.
pub fn plays(reader: &Reader, rows: &[PlayRow], account: Option<&AccountRef>) -> Message {
    if rows.is_empty() {
        let text = say!("There are no playbooks yet. Whoever runs the bot adds them as files.");
        return Message::of(text, [section(text)]);
    }
    let title = match account {
        Some(account) => say!("Start a play for {account}", account = plain_name(&account.name)),
        None => say!("Plays").to_owned(),
    };
    let mut pieces = vec![Piece::kept(header(&title))];
    for group in PlayGroup::ALL {
        let mut of_group = rows.iter().filter(|row| row.group == group).peekable();
        if of_group.peek().is_some() {
            pieces.push(Piece::kept(context(group_words(group))));
        }
        pieces.extend(of_group.map(|row| Piece::row(vec![play(row, account)])));
    }
    let how = if account.is_some() {
        say!("Starting prompts its first step at once").to_owned()
    } else {
        say!(
            "Start one from an account's card, or: {command}",
            command = code(&format!("{} play start {} <account>", reader.command, rows[0].name), 120)
        )
    };
    pieces.push(Piece::kept(context(&say!("🔒 Only visible to you · {how}", how))));
    Message::new(&inert(&title, 150), pieces)
}

fn group_words(group: PlayGroup) -> &'static str {
    match group {
        PlayGroup::Signals => say!("*Offered when a signal fires*"),
        PlayGroup::Time => say!("*Offered when their time comes*"),
        PlayGroup::ByHand => say!("*Started by hand*"),
    }
}

fn play(row: &PlayRow, account: Option<&AccountRef>) -> SlackBlock {
    let n_prompts = count(i64::try_from(row.n_prompts).unwrap_or(i64::MAX), say!("prompt"), say!("prompts"));
    let size = match row.span {
        PlaySpan::Days(n) => say!("{n_prompts} in {n}", n_prompts, n = days(n)),
        PlaySpan::BeforeRenewal(n) => say!("{n_prompts} from {into} before renewal", n_prompts, into = days(n.into())),
    };
    let text = format!("*{}* · {size}\n{}", play_title(&row.title), inert(&row.about, 200));
    if let Some(account) = account {
        let start = Action::StartPlay { account: account.id, playbook: row.name.clone() };
        return section_with(&text, button(say!("Start"), &start));
    }
    let open = Action::Playbook(PlaybookClick::Open { playbook: row.name.clone() });
    section_with(&format!("{text}\n{}", code(&row.name, 80)), button(say!("Show"), &open))
}

/// The plays at work: the asker's, or those of one account.
pub fn runs(reader: &Reader, rows: &[RunView], account: Option<&AccountRef>, now: DateTime<Utc>) -> Message {
    let on = account.map(|account| say!(" for {account}", account = plain_name(&account.name))).unwrap_or_default();
    if rows.is_empty() {
        let on = account.map(|account| say!(" for *{account}*", account = name(&account.name))).unwrap_or_default();
        let text = say!("No play is at work{on}.", on);
        let start = account.map(|account| button(say!("Start a play…"), &Action::PickPlay { account: account.id }));
        let start = start.unwrap_or_else(|| button(say!("All plays"), &Action::ListPlays));
        return Message::of(&text, [Some(section(&text)), actions(vec![start.into()])].into_iter().flatten());
    }
    let n = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let title = say!("{plays} at work{on}", plays = count(n, say!("play"), say!("plays")), on).replace('\u{A0}', " ");
    let mut pieces = vec![Piece::kept(header(&title))];
    pieces.extend(rows.iter().map(|row| Piece::row(vec![run(reader, row, account, now)])));
    pieces.push(Piece::kept(context(say!(
        "🔒 Only visible to you · steps are acknowledged and finished on their cards"
    ))));
    Message::new(&inert(&title, 150), pieces)
}

/// A play at work, as a row of a list.
pub(super) fn run(reader: &Reader, row: &RunView, account: Option<&AccountRef>, now: DateTime<Utc>) -> SlackBlock {
    let on = if account.is_some() { String::new() } else { format!(" · {}", name(&row.account.name)) };
    let (ended, all) = row.progress;
    let current = match &row.current {
        Some((title, due)) if *due < now => {
            say!("⚠ *{title}*, overdue since {due}", title = inert(title, 60), due = clock(*due, reader.zone, now))
        }
        Some((title, due)) => {
            say!("now *{title}*, due {due}", title = inert(title, 60), due = clock(*due, reader.zone, now))
        }
        None => say!("no step is open just now").to_owned(),
    };
    let owner =
        if reader.person == Some(row.owner.id) { String::new() } else { format!(" · {}", mention(&row.owner)) };
    let text = say!(
        "*{play}*{on} · {ended} of {all} done\n{current}{owner}",
        play = play_title(&row.play),
        on,
        ended,
        all,
        current,
        owner
    );
    let id = row.account.id;
    section_with(
        &text,
        menu(&[
            (say!("Account card"), Action::OpenAccount { account: id }),
            (say!("Why"), Action::OpenWhy { account: id }),
        ]),
    )
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use insta::assert_snapshot;
    use uuid::Uuid;

    use super::super::samples::{account, ben, now, reader};
    use super::super::testing::shown;
    use super::super::worst::{inert, named, worst};
    use super::*;
    use crate::domain::ids::RunId;

    fn rescue() -> PlayRow {
        PlayRow {
            name: "red_account_rescue".into(),
            title: "Red account rescue".into(),
            about: "An account turned red. Find the people, mend the use, show value, and stay close until it holds."
                .into(),
            n_prompts: 12,
            span: PlaySpan::Days(84),
            group: PlayGroup::Signals,
        }
    }

    #[test]
    fn plays_say_when_to_use_them_and_how_long_they_take() {
        assert_snapshot!(shown(&plays(&reader(), &[rescue()], None)), @r"
        » Plays
        # Plays
        ~ *Offered when a signal fires*
        *Red account rescue* · 12 prompts in 84 days
        An account turned red. Find the people, mend the use, show value, and stay close until it holds.
        `red_account_rescue`   [Show open_playbook {py:{o:{p:red_account_rescue}}}]
        ~ 🔒 Only visible to you · Start one from an account's card, or: `/csm play start red_account_rescue &lt;account&gt;`
        ");
        assert_snapshot!(shown(&plays(&reader(), &[rescue()], Some(&account(11, "TechCorp")))), @r"
        » Start a play for TechCorp
        # Start a play for TechCorp
        ~ *Offered when a signal fires*
        *Red account rescue* · 12 prompts in 84 days
        An account turned red. Find the people, mend the use, show value, and stay close until it holds.   [Start start_play {st:{a:…,p:red_account_rescue}}]
        ~ 🔒 Only visible to you · Starting prompts its first step at once
        ");
        shown(&plays(&reader(), &[], None));
    }

    #[test]
    fn plays_at_work_say_where_they_stand() {
        let run = |due: i64| RunView {
            id: RunId(Uuid::nil()),
            play: "Red account rescue".into(),
            account: account(11, "TechCorp"),
            owner: ben(),
            started_at: now() - TimeDelta::days(7),
            progress: (1, 12),
            current: Some(("Usage audit".into(), now() + TimeDelta::hours(due))),
        };
        assert_snapshot!(shown(&runs(&reader(), &[run(8), run(-64)], None, now())), @r"
        » 2 plays at work
        # 2 plays at work
        *Red account rescue* · TechCorp · 1 of 12 done
        now *Usage audit*, due ⟨17:12⟩ · <@U0BEN>   [⋯ Account card {ac:{a:…}} / Why {wy:{a:…}}]
        *Red account rescue* · TechCorp · 1 of 12 done
        ⚠ *Usage audit*, overdue since ⟨Fri 27 Feb 2026, 17:12 CET⟩ · <@U0BEN>   [⋯ Account card {ac:{a:…}} / Why {wy:{a:…}}]
        ~ 🔒 Only visible to you · steps are acknowledged and finished on their cards
        ");
        assert_snapshot!(shown(&runs(&reader(), &[], Some(&account(11, "TechCorp")), now())), @r"
        » No play is at work for *TechCorp*.
        No play is at work for *TechCorp*.
        [Start a play… pick_play {pp:{a:…}}]
        ");
    }

    #[test]
    fn lists_of_plays_fit() {
        for text in worst() {
            let run = RunView {
                id: RunId(Uuid::nil()),
                play: text.clone(),
                account: named(&text),
                owner: ben(),
                started_at: now(),
                progress: (1, 12),
                current: Some((text.clone(), now())),
            };
            inert(&runs(&reader(), &vec![run; 60], None, now()));
            let play = PlayRow {
                name: "a".repeat(100),
                title: text.clone(),
                about: text.clone(),
                n_prompts: 600,
                span: PlaySpan::Days(3_660),
                group: PlayGroup::Signals,
            };
            inert(&plays(&reader(), &vec![play.clone(); 60], None));
            inert(&plays(&reader(), &vec![play; 60], Some(&named(&text))));
        }
    }
}
