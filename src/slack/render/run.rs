//! A play has begun: what will happen, and how that lies against the renewal.

use chrono::{DateTime, Utc};

use super::kit::{actions, button, context, count, days, moment, name, section};
use super::message::{Message, Reader};
use super::run_notes::start_beside;
use super::words::{channel, play_title};
use crate::domain::account::AccountRef;
use crate::slack::action::Action;

/// A play that has just begun.
#[derive(Clone, Copy, Debug)]
pub struct RunStarted<'a> {
    /// For whom.
    pub account: &'a AccountRef,
    /// The playbook's title.
    pub title: &'a str,
    /// Prompts in all.
    pub n_prompts: usize,
    /// When the last is due.
    pub ends_at: DateTime<Utc>,
    /// Days between that and the contract's end.
    pub slack_days: Option<i64>,
    /// Where the prompts go: a channel or a person, by Slack's id.
    pub channel_id: &'a str,
    /// The playbook that should be run beside it: name and title.
    pub beside: Option<&'a (String, String)>,
}

/// The private answer to whoever started it.
pub fn run_started(reader: &Reader, run: &RunStarted<'_>) -> Message {
    let account = run.account.id;
    let first =
        say!("▶️ *{run}* has started for *{run_2}*", run = play_title(run.title), run_2 = name(&run.account.name));
    let n_prompts = i64::try_from(run.n_prompts).unwrap_or(i64::MAX);
    let plan = say!(
        "{n_prompts}, the last due {ends_at}{slack_days}",
        n_prompts = count(n_prompts, say!("prompt"), say!("prompts")),
        ends_at = moment(run.ends_at, reader.zone),
        slack_days = against_renewal(run.slack_days)
    );
    let place = say!(
        "Prompts go to {channel_id}, each on its day; the first is there now.",
        channel_id = channel(run.channel_id)
    );
    let mut elements = vec![button(say!("Open play"), &Action::OpenRuns { account }).into()];
    elements.extend(run.beside.map(|play| start_beside(account, play)));
    elements.push(button(say!("Account card"), &Action::OpenAccount { account }).into());
    let blocks = [
        Some(section(&format!("{first}\n{plan}\n{place}"))),
        actions(elements),
        Some(context(say!("🔒 Only visible to you"))),
    ];
    Message::of(&format!("{first}: {plan}"), blocks.into_iter().flatten())
}

fn against_renewal(slack_days: Option<i64>) -> String {
    match slack_days {
        None => String::new(),
        Some(0) => say!("; it ends on the day of renewal").to_owned(),
        Some(n @ 1..) => say!("; it ends {n} before renewal", n = days(n)),
        Some(n) => say!("\n⚠ It ends {n} after the renewal: talk renewal now, beside it", n = days(-n)),
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use insta::assert_snapshot;

    use super::super::samples::{account, now, reader};
    use super::super::testing::shown;
    use super::*;

    #[test]
    fn a_start_says_how_the_plan_lies_against_the_renewal() {
        let techcorp = account(11, "TechCorp");
        let run = RunStarted {
            account: &techcorp,
            title: "Red account rescue",
            n_prompts: 12,
            ends_at: now() + TimeDelta::days(84),
            slack_days: Some(7),
            channel_id: "C0CSEMEA",
            beside: None,
        };
        assert_snapshot!(shown(&run_started(&reader(), &run)), @r"
        » ▶️ *Red account rescue* has started for *TechCorp*: 12 prompts, the last due ⟨Mon 25 May 2026, 10:12 CEST⟩; it ends 7 days before renewal
        ▶️ *Red account rescue* has started for *TechCorp*
        12 prompts, the last due ⟨Mon 25 May 2026, 10:12 CEST⟩; it ends 7 days before renewal
        Prompts go to <#C0CSEMEA>, each on its day; the first is there now.
        [Open play open_runs {rn:{a:…}}] [Account card open_account {ac:{a:…}}]
        ~ 🔒 Only visible to you
        ");
        let renewal = ("renewal".to_owned(), "Renewal".to_owned());
        let late = RunStarted { slack_days: Some(-12), channel_id: "U0ANA", beside: Some(&renewal), ..run };
        assert_snapshot!(shown(&run_started(&reader(), &late)), @r"
        » ▶️ *Red account rescue* has started for *TechCorp*: 12 prompts, the last due ⟨Mon 25 May 2026, 10:12 CEST⟩
        ⚠ It ends 12 days after the renewal: talk renewal now, beside it
        ▶️ *Red account rescue* has started for *TechCorp*
        12 prompts, the last due ⟨Mon 25 May 2026, 10:12 CEST⟩
        ⚠ It ends 12 days after the renewal: talk renewal now, beside it
        Prompts go to <@U0ANA>, each on its day; the first is there now.
        [Open play open_runs {rn:{a:…}}] [Run Renewal beside it start_play {st:{a:…,p:renewal}}] [Account card open_account {ac:{a:…}}]
        ~ 🔒 Only visible to you
        ");
    }
}
