//! The private answer to whoever did something to a step by a line of text, and the choice where several could be meant.

use super::kit::{actions, button, clip_markup, clock, context, inert, name, section};
use super::message::{Message, Reader};
use super::words::{mention, play_title};
use crate::domain::account::AccountRef;
use crate::domain::ids::{RunId, StepId};
use crate::domain::person::PersonRef;
use crate::domain::playbook::{OpenStep, StepState};
use crate::slack::action::{Action, StepClick, StepSeen, StepWhat};
use chrono::{DateTime, Utc};

/// Buttons that are offered; more steps are seldom open.
const MOST_CHOICES: usize = 10;

/// A step that somebody has just moved.
#[derive(Clone, Copy, Debug)]
pub struct StepTold<'a> {
    /// Which.
    pub step: StepId,
    /// Its title.
    pub title: &'a str,
    /// The account's name.
    pub account: &'a str,
    /// Where it stands now.
    pub state: StepState,
    /// Whose it is.
    pub owner: &'a PersonRef,
    /// Whether it was given to them by this move.
    pub is_given: bool,
    /// When it comes back, if it was put off.
    pub back_at: Option<DateTime<Utc>>,
}

/// What was done.
pub fn step_told(reader: &Reader, told: &StepTold<'_>, now: DateTime<Utc>) -> Message {
    let (title, account) = (inert(told.title, 80), name(told.account));
    let back = told.back_at.map(|at| say!(", until {at}", at = clock(at, reader.zone, now))).unwrap_or_default();
    let did = if told.is_given {
        say!("↪ *{title}* for *{account}* is {owner}'s now", title, account, owner = mention(told.owner))
    } else {
        let (sign, word) = match told.state {
            StepState::Waiting | StepState::Due => ("▶️", say!("due")),
            StepState::Acknowledged => ("👀", say!("acknowledged")),
            StepState::Done => ("✅", say!("done")),
            StepState::Blocked => ("⛔", say!("blocked")),
            StepState::Skipped => ("⏭", say!("skipped")),
            StepState::Snoozed => ("💤", say!("snoozed")),
        };
        say!("{sign} *{title}* for *{account}* is {word}", sign, title, account, word)
    };
    let text = format!("{did}{back}.");
    let open = actions(vec![button(say!("Open step"), &Action::Step(StepClick::Open { step: told.step })).into()]);
    let blocks = [Some(section(&text)), open, Some(context(say!("🔒 Only visible to you")))];
    Message::of(&text, blocks.into_iter().flatten())
}

/// A run that somebody has just stopped.
pub fn run_stopped(play: &str, account: &AccountRef) -> Message {
    let text = say!(
        "⏹ *{play}* for *{account}* is stopped. Its open steps are skipped, and nobody is asked any more.",
        play = play_title(play),
        account = name(&account.name)
    );
    Message::of(&text, [section(&text), context(say!("🔒 Only visible to you"))])
}

/// That somebody's answer is kept.
pub fn helped_kept() -> Message {
    let text = say!("Thank you, that is kept with the play's other outcomes.");
    Message::of(text, [section(text), context(say!("🔒 Only visible to you"))])
}

/// Which of several open steps is meant?
pub fn step_picker(
    reader: &Reader,
    account: &AccountRef,
    steps: &[OpenStep],
    what: &StepWhat,
    now: DateTime<Utc>,
) -> Message {
    let text =
        say!("{steps} steps are open for *{account}*. Which one?", steps = steps.len(), account = name(&account.name));
    let lines = steps.iter().take(MOST_CHOICES).map(|step| {
        let due = clock(step.due_at, reader.zone, now);
        say!(
            "\n• *{label}* · {play}, step {number}, due {due}",
            label = label(step),
            play = play_title(&step.play.1),
            number = step.number,
            due
        )
    });
    let body = clip_markup(&format!("{text}{}", lines.collect::<String>()), 2_900);
    let choices = steps.iter().take(MOST_CHOICES).map(|step| {
        let seen = StepSeen { step: step.step, version: step.version };
        let click = match what {
            StepWhat::Move(wish) => StepClick::Do { seen, wish: wish.clone() },
            StepWhat::Open | StepWhat::Stop(_) => StepClick::Open { step: step.step },
        };
        button(&format!("{}: {}", step.number, label(step)), &Action::Step(click)).into()
    });
    let blocks = [Some(section(&body)), actions(choices.collect()), Some(context(say!("🔒 Only visible to you")))];
    Message::of(&text, blocks.into_iter().flatten())
}

fn label(step: &OpenStep) -> String {
    let title = inert(&step.title, 50);
    match step.occurrence {
        (_, 0 | 1) => title,
        (occurrence, times) => say!("{title} {occurrence} of {times}", title, occurrence, times),
    }
}

/// Which of several plays is to be stopped?
pub fn run_picker(account: &AccountRef, runs: &[(RunId, String, String)], reason: &str) -> Message {
    let text = say!(
        "{runs} plays are at work for *{account}*. Which one is to stop?",
        runs = runs.len(),
        account = name(&account.name)
    );
    let choices = runs.iter().take(MOST_CHOICES).map(|(run, _, title)| {
        let stop = StepClick::Stop { run: *run, reason: reason.to_owned() };
        button(&super::kit::clean(title, 60), &Action::Step(stop)).into()
    });
    let blocks = [Some(section(&text)), actions(choices.collect()), Some(context(say!("🔒 Only visible to you")))];
    Message::of(&text, blocks.into_iter().flatten())
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use uuid::Uuid;

    use super::super::samples::{account, ben, now, reader};
    use super::super::testing::shown;
    use super::*;
    use crate::domain::playbook::StepWish;

    fn open(n: u128, title: &str, number: usize) -> OpenStep {
        OpenStep {
            step: StepId(Uuid::from_u128(n)),
            version: 2,
            run: RunId(Uuid::nil()),
            play: ("red_account_rescue".into(), "Red account rescue".into()),
            title: title.into(),
            number,
            occurrence: (1, 1),
            state: StepState::Due,
            due_at: now() + chrono::TimeDelta::hours(8),
        }
    }

    #[test]
    fn what_was_done_is_said() {
        let told = StepTold {
            step: StepId(Uuid::nil()),
            title: "Usage audit",
            account: "TechCorp",
            state: StepState::Snoozed,
            owner: &ben(),
            is_given: false,
            back_at: Some(now() + chrono::TimeDelta::days(3)),
        };
        assert_snapshot!(shown(&step_told(&reader(), &told, now())), @r"
        » 💤 *Usage audit* for *TechCorp* is snoozed, until ⟨Thu 5 Mar 2026, 09:12 CET⟩.
        💤 *Usage audit* for *TechCorp* is snoozed, until ⟨Thu 5 Mar 2026, 09:12 CET⟩.
        [Open step open_step {sx:{o:{s:…}}}]
        ~ 🔒 Only visible to you
        ");
        let given = StepTold { is_given: true, state: StepState::Due, back_at: None, ..told };
        assert_snapshot!(shown(&step_told(&reader(), &given, now())), @r"
        » ↪ *Usage audit* for *TechCorp* is <@U0BEN>'s now.
        ↪ *Usage audit* for *TechCorp* is <@U0BEN>'s now.
        [Open step open_step {sx:{o:{s:…}}}]
        ~ 🔒 Only visible to you
        ");
        assert_snapshot!(shown(&run_stopped("Red account rescue", &account(11, "TechCorp"))), @r"
        » ⏹ *Red account rescue* for *TechCorp* is stopped. Its open steps are skipped, and nobody is asked any more.
        ⏹ *Red account rescue* for *TechCorp* is stopped. Its open steps are skipped, and nobody is asked any more.
        ~ 🔒 Only visible to you
        ");
    }

    #[test]
    fn several_are_told_apart() {
        let steps = [open(41, "Stakeholder mapping", 1), open(42, "Usage audit <!here>", 2)];
        let skip = StepWhat::Move(StepWish::Skip { reason: "merged".into() });
        let techcorp = account(11, "TechCorp");
        assert_snapshot!(shown(&step_picker(&reader(), &techcorp, &steps, &skip, now())), @r"
        » 2 steps are open for *TechCorp*. Which one?
        2 steps are open for *TechCorp*. Which one?
        • *Stakeholder mapping* · Red account rescue, step 1, due ⟨17:12⟩
        • *Usage audit &lt;!here&gt;* · Red account rescue, step 2, due ⟨17:12⟩
        [1: Stakeholder mapping do_step {sx:{d:{s:{s:…,v:2},w:{k:{r:merged}}}}}] [2: Usage audit &lt;!here&gt; do_step:2 {sx:{d:{s:{s:…,v:2},w:{k:{r:merged}}}}}]
        ~ 🔒 Only visible to you
        ");
        let runs = [
            (RunId(Uuid::from_u128(1)), "red_account_rescue".to_owned(), "Red account rescue".to_owned()),
            (RunId(Uuid::from_u128(2)), "renewal".to_owned(), "Renewal".to_owned()),
        ];
        assert_snapshot!(shown(&run_picker(&techcorp, &runs, "sold")), @r"
        » 2 plays are at work for *TechCorp*. Which one is to stop?
        2 plays are at work for *TechCorp*. Which one is to stop?
        [Red account rescue stop_run {sx:{x:{r:…,y:sold}}}] [Renewal stop_run:2 {sx:{x:{r:…,y:sold}}}]
        ~ 🔒 Only visible to you
        ");
    }
}
