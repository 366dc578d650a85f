//! The card of a step: one message from its first prompt to what came of it, edited in place.

use chrono::{DateTime, Utc};
use slack_morphism::prelude::*;

use super::kit::{
    actions, button, clean, context, days, field_grid, header, inert, menu, moment, money, name, plain_name, primary,
    quote, section, weekday,
};
use super::leave::whoever_acts;
use super::message::{Message, Onlookers};
use super::run_notes::{beside, notes_line};
use super::words::{causes, health, in_days, mention, play_title};
use crate::domain::person::Deed;
use crate::domain::playbook::{FREE_SNOOZES, StepCard, StepMark, StepState};
use crate::slack::action::Action;
/// Characters of an outcome on the card; the whole of it is kept with the step.
const NOTE: usize = 600;

/// The card as it stands now. Times fall back to the owner's clock.
pub fn step_card(card: &StepCard, onlookers: Onlookers, now: DateTime<Utc>) -> Message {
    let mut blocks = vec![header(&title(card))];
    if card.state.is_over() {
        blocks.push(section(&format!("{}\n{}\n{}", bar(card), state_line(card).unwrap_or_default(), next(card))));
    } else {
        blocks.push(section(&task(card)));
        blocks.push(field_grid(&facts(card, onlookers, now)));
        blocks.extend(state_line(card).map(|line| section(&line)));
        blocks.extend(actions(buttons(card)));
    }
    blocks.push(context(&why_it_runs(card)));
    blocks.extend(notes_line(card, now).map(|line| context(&line)));
    Message::of(&headline(card, now), blocks)
}

/// The next prompt of a step that has a card, told in its thread: a repeat's next occurrence, or a snoozed step's return.
pub fn step_again(card: &StepCard, now: DateTime<Utc>) -> Message {
    let again = if card.snoozes == 0 { "is open" } else { "is back" };
    let text = format!(
        "{} {} for *{}* {again}, due {}. The buttons are on the card above.",
        whoever_acts(&card.owner, card.stand_in.as_ref(), now),
        inert(&step_name(card), 80),
        name(&card.account.name),
        moment(card.due_at, card.zone),
    );
    Message::of(&text, [section(&text)])
}

/// `Red account rescue · TechCorp · step 2 of 5 · Usage audit`.
fn title(card: &StepCard) -> String {
    let play = clean(&card.play, 40);
    format!(
        "{play} · {} · step {} of {} · {}",
        plain_name(&card.account.name),
        card.number,
        card.bar.len(),
        step_name(card)
    )
}

/// A repeated step says which time it is: `Weekly check-in 2 of 8`.
fn step_name(card: &StepCard) -> String {
    let title = clean(&card.title, 60);
    match card.occurrence {
        (_, 0 | 1) => title,
        (occurrence, times) => format!("{title} {occurrence} of {times}"),
    }
}

fn headline(card: &StepCard, now: DateTime<Utc>) -> String {
    let what = format!("{} for {}", inert(&step_name(card), 80), name(&card.account.name));
    let by = |deed: &Option<Deed>| deed.as_ref().map(|deed| format!(" by {}", name(&deed.by.name))).unwrap_or_default();
    let play = format!("{}, step {} of {}", play_title(&card.play), card.number, card.bar.len());
    let due = moment(card.due_at, card.zone);
    match card.state {
        StepState::Done => format!("✅ {what}: done{} · {play}", by(&card.ended)),
        StepState::Skipped => format!("⏭ {what}: skipped{} · {play}", by(&card.ended)),
        StepState::Acknowledged => format!("👀 {what}: acknowledged{}, due {due} · {play}", by(&card.acknowledged)),
        StepState::Snoozed => format!("💤 {what}: snoozed · {play}"),
        StepState::Blocked => format!("⛔ {what}: blocked · {play}"),
        StepState::Waiting => format!("{what}: opens later, due {due} · {play}"),
        StepState::Due if card.due_at < now => {
            format!("⚠ {what}: overdue since {due} · {} · {play}", owner(card, now))
        }
        StepState::Due => format!("{what}: due {due} · {} · {play}", owner(card, now)),
    }
}

/// Whoever does it, or acts for them while they are away.
fn owner(card: &StepCard, now: DateTime<Utc>) -> String {
    whoever_acts(&card.owner, card.stand_in.as_ref(), now)
}

fn bar(card: &StepCard) -> String {
    let mark = |mark: &StepMark| match mark {
        StepMark::Ended => "✅",
        StepMark::Here if card.state.is_over() => "✅",
        StepMark::Here => "▶️",
        StepMark::Open => "🔹",
        StepMark::ToCome => "⬜",
    };
    card.bar.iter().map(mark).collect::<Vec<_>>().join(" ")
}

fn task(card: &StepCard) -> String {
    let checks = card.checklist.iter().map(|check| format!("\n☐ {}", inert(check, 150)));
    format!("{}\n{}{}", bar(card), inert(&card.what, 600), checks.collect::<String>())
}

fn facts(card: &StepCard, onlookers: Onlookers, now: DateTime<Utc>) -> Vec<String> {
    let due = moment(card.due_at, card.zone);
    let moved = card.moved_from.map(|day| format!(", moved from {}", weekday(day))).unwrap_or_default();
    let due = if card.due_at < now { format!("*Due* ⚠ overdue since {due}") } else { format!("*Due* {due}{moved}") };
    let arr = match onlookers {
        Onlookers::Members => format!(" · {}", money(card.arr)),
        Onlookers::Guests => String::new(),
    };
    let health = format!("*Health* {}{arr}", health(card.health.0, card.health.1));
    let renewal = card.renewal_in_days.map(|n| format!("*Renewal* {}{}", in_days(n), slack(card.slack_days)));
    let owner = format!("*Owner* {}", owner(card, now));
    [owner, due, health].into_iter().chain(renewal).collect()
}

fn slack(slack_days: Option<i64>) -> String {
    match slack_days {
        None => String::new(),
        Some(n @ 0..) => format!(" · {} of slack", days(n)),
        Some(n) => format!(" · ⚠ play ends {} too late", days(-n)),
    }
}

/// Who did what last, and when; nothing while nobody has answered.
fn state_line(card: &StepCard) -> Option<String> {
    let deed = |deed: &Option<Deed>| {
        deed.as_ref()
            .map(|deed| format!(" by {} · {}", mention(&deed.by), moment(deed.at, card.zone)))
            .unwrap_or_default()
    };
    let line = match card.state {
        StepState::Due => return None,
        StepState::Waiting => "⏳ Not open yet: it is prompted on its day".to_owned(),
        StepState::Acknowledged => return Some(format!("👀 *Acknowledged*{}", deed(&card.acknowledged))),
        StepState::Snoozed => {
            let until = card.snoozed_until.map(|until| format!(", until {}", moment(until, card.zone)));
            format!("💤 *Snoozed*{}{}", deed(&card.snoozed), until.unwrap_or_default())
        }
        StepState::Blocked => "⛔ *Blocked*".to_owned(),
        StepState::Done => format!("✅ *Done*{}", deed(&card.ended)),
        StepState::Skipped => format!("⏭ *Skipped*{}", deed(&card.ended)),
    };
    let note = quote(&card.note, NOTE);
    Some(if note.is_empty() { line } else { format!("{line}\n{note}") })
}

/// What the channel asks when a step is over.
fn next(card: &StepCard) -> String {
    match &card.next {
        Some((title, due_at)) => format!("*Next* {}, due {}", inert(title, 60), moment(*due_at, card.zone)),
        None => "Nothing of this play is left to do.".to_owned(),
    }
}

/// The main step first: acknowledge, then done. Everything else is in the menu.
fn buttons(card: &StepCard) -> Vec<SlackActionBlockElement> {
    let (step, version) = (card.step, card.version);
    let (ask_finish, account) = (Action::AskFinish { step, version }, Action::OpenAccount { account: card.account.id });
    let first = match card.state {
        StepState::Due => primary(button("Acknowledge", &Action::Acknowledge { step, version })),
        StepState::Acknowledged | StepState::Snoozed | StepState::Blocked => primary(button("Done…", &ask_finish)),
        StepState::Waiting | StepState::Done | StepState::Skipped => return vec![],
    };
    let mut more = snooze_entries(card.step, card.version, card.snoozes);
    if card.state == StepState::Due {
        more.insert(0, ("Done…", ask_finish));
    }
    more.push(("Account card", account));
    [Some(first.into()), beside(card), Some(menu(&more).into())].into_iter().flatten().collect()
}

/// Ways to put a step off; once that has happened twice, only the one that asks for a reason.
fn snooze_entries(step: crate::domain::ids::StepId, version: i32, snoozes: i32) -> Vec<(&'static str, Action)> {
    let ask = ("Snooze until…", Action::AskSnooze { step, version });
    if FREE_SNOOZES <= snoozes {
        return vec![ask];
    }
    let by = |working_days| Action::Snooze { step, version, working_days };
    vec![("Snooze 1 working day", by(1)), ("Snooze 3 working days", by(3)), ask]
}

fn why_it_runs(card: &StepCard) -> String {
    let why = causes(&card.reasons, 3).map(|causes| format!("Why: {causes} · ")).unwrap_or_default();
    let by = name(&card.started.by.name);
    format!("{why}{} started by {by} · {}", play_title(&card.play), moment(card.started.at, card.zone))
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use insta::assert_snapshot;

    use super::super::samples::{ana, ben, days_ago, deed, now, step};
    use super::super::testing::shown;
    use super::*;

    fn card(card: &StepCard) -> String {
        shown(&step_card(card, Onlookers::Members, now()))
    }

    #[test]
    fn a_prompt_says_what_why_and_by_when() {
        assert_snapshot!(card(&step()), @r"
        » Usage audit for TechCorp: due ⟨Mon 9 Mar 2026, 17:00 CET⟩ · <@U0ANA> · Red account rescue, step 2 of 5
        # Red account rescue · TechCorp · step 2 of 5 · Usage audit
        ✅ ▶️ ⬜ ⬜ ⬜
        Find what stopped being used, by whom and since when, and write a re-onboarding plan for those people.
        ☐ Features and teams that fell away, with dates
        ☐ One cause for each, in the customer's words
        ☐ A re-onboarding plan that the new champion agrees to
        | *Owner* <@U0ANA>
        | *Due* ⟨Mon 9 Mar 2026, 17:00 CET⟩
        | *Health* 🔴 Red 41 · $45K
        | *Renewal* in 91 days · 7 days of slack
        [!Acknowledge acknowledge {ak:{s:…,v:1}}] [⋯ Done… {af:{s:…,v:1}} / Snooze 1 working day {sn:{s:…,v:1,d:1}} / Snooze 3 working days {sn:{s:…,v:1,d:3}} / Snooze until… {as:{s:…,v:1}} / Account card {ac:{a:…}}]
        ~ Why: usage −45 %, champion left 6 weeks ago, no executive contact · Red account rescue started by Ben Okafor · ⟨Mon 23 Feb 2026, 09:12 CET⟩
        ");
    }

    #[test]
    fn acknowledged_is_not_done() {
        let acknowledged = Some(deed(ana(), 31));
        assert_snapshot!(card(&StepCard { state: StepState::Acknowledged, acknowledged, ..step() }), @r"
        » 👀 Usage audit for TechCorp: acknowledged by Ana Ruiz, due ⟨Mon 9 Mar 2026, 17:00 CET⟩ · Red account rescue, step 2 of 5
        # Red account rescue · TechCorp · step 2 of 5 · Usage audit
        ✅ ▶️ ⬜ ⬜ ⬜
        Find what stopped being used, by whom and since when, and write a re-onboarding plan for those people.
        ☐ Features and teams that fell away, with dates
        ☐ One cause for each, in the customer's words
        ☐ A re-onboarding plan that the new champion agrees to
        | *Owner* <@U0ANA>
        | *Due* ⟨Mon 9 Mar 2026, 17:00 CET⟩
        | *Health* 🔴 Red 41 · $45K
        | *Renewal* in 91 days · 7 days of slack
        👀 *Acknowledged* by <@U0ANA> · ⟨Mon 2 Mar 2026, 08:41 CET⟩
        [!Done… ask_finish {af:{s:…,v:1}}] [⋯ Snooze 1 working day {sn:{s:…,v:1,d:1}} / Snooze 3 working days {sn:{s:…,v:1,d:3}} / Snooze until… {as:{s:…,v:1}} / Account card {ac:{a:…}}]
        ~ Why: usage −45 %, champion left 6 weeks ago, no executive contact · Red account rescue started by Ben Okafor · ⟨Mon 23 Feb 2026, 09:12 CET⟩
        ");
    }

    #[test]
    fn a_snooze_says_who_until_when_and_asks_why_after_the_second() {
        let snoozed_until = Some(now() + TimeDelta::days(3));
        let (snoozed, note) = (Some(deed(ana(), 1)), "Their sponsor is away".to_owned());
        let snoozed = StepCard { state: StepState::Snoozed, snoozed, snoozed_until, note, snoozes: 2, ..step() };
        assert_snapshot!(card(&snoozed), @r"
        » 💤 Usage audit for TechCorp: snoozed · Red account rescue, step 2 of 5
        # Red account rescue · TechCorp · step 2 of 5 · Usage audit
        ✅ ▶️ ⬜ ⬜ ⬜
        Find what stopped being used, by whom and since when, and write a re-onboarding plan for those people.
        ☐ Features and teams that fell away, with dates
        ☐ One cause for each, in the customer's words
        ☐ A re-onboarding plan that the new champion agrees to
        | *Owner* <@U0ANA>
        | *Due* ⟨Mon 9 Mar 2026, 17:00 CET⟩
        | *Health* 🔴 Red 41 · $45K
        | *Renewal* in 91 days · 7 days of slack
        💤 *Snoozed* by <@U0ANA> · ⟨Mon 2 Mar 2026, 09:11 CET⟩, until ⟨Thu 5 Mar 2026, 09:12 CET⟩
        >Their sponsor is away
        [!Done… ask_finish {af:{s:…,v:1}}] [⋯ Snooze until… {as:{s:…,v:1}} / Account card {ac:{a:…}}]
        ~ Why: usage −45 %, champion left 6 weeks ago, no executive contact · Red account rescue started by Ben Okafor · ⟨Mon 23 Feb 2026, 09:12 CET⟩
        ");
    }

    #[test]
    fn the_end_says_what_came_of_it_and_has_no_buttons() {
        let (ended, note) =
            (Some(deed(ben(), 5)), "Three teams stopped in January.\n<!channel> Plan agreed.".to_owned());
        assert_snapshot!(card(&StepCard { state: StepState::Done, ended, note, ..step() }), @r"
        » ✅ Usage audit for TechCorp: done by Ben Okafor · Red account rescue, step 2 of 5
        # Red account rescue · TechCorp · step 2 of 5 · Usage audit
        ✅ ✅ ⬜ ⬜ ⬜
        ✅ *Done* by <@U0BEN> · ⟨Mon 2 Mar 2026, 09:07 CET⟩
        >Three teams stopped in January.
        >&lt;!channel&gt; Plan agreed.
        *Next* Executive alignment, due ⟨Mon 16 Mar 2026, 17:00 CET⟩
        ~ Why: usage −45 %, champion left 6 weeks ago, no executive contact · Red account rescue started by Ben Okafor · ⟨Mon 23 Feb 2026, 09:12 CET⟩
        ");
    }

    #[test]
    fn a_repeated_step_counts_its_occurrences_and_an_overdue_one_says_so() {
        let bar = vec![StepMark::Ended, StepMark::Ended, StepMark::Open, StepMark::Ended, StepMark::Here];
        let due_at = now() - TimeDelta::days(3);
        let again = StepCard { title: "Weekly check-in".into(), occurrence: (2, 8), number: 5, bar, due_at, ..step() };
        assert_snapshot!(card(&again), @r"
        » ⚠ Weekly check-in 2 of 8 for TechCorp: overdue since ⟨Fri 27 Feb 2026, 09:12 CET⟩ · <@U0ANA> · Red account rescue, step 5 of 5
        # Red account rescue · TechCorp · step 5 of 5 · Weekly check-in 2 of 8
        ✅ ✅ 🔹 ✅ ▶️
        Find what stopped being used, by whom and since when, and write a re-onboarding plan for those people.
        ☐ Features and teams that fell away, with dates
        ☐ One cause for each, in the customer's words
        ☐ A re-onboarding plan that the new champion agrees to
        | *Owner* <@U0ANA>
        | *Due* ⚠ overdue since ⟨Fri 27 Feb 2026, 09:12 CET⟩
        | *Health* 🔴 Red 41 · $45K
        | *Renewal* in 91 days · 7 days of slack
        [!Acknowledge acknowledge {ak:{s:…,v:1}}] [⋯ Done… {af:{s:…,v:1}} / Snooze 1 working day {sn:{s:…,v:1,d:1}} / Snooze 3 working days {sn:{s:…,v:1,d:3}} / Snooze until… {as:{s:…,v:1}} / Account card {ac:{a:…}}]
        ~ Why: usage −45 %, champion left 6 weeks ago, no executive contact · Red account rescue started by Ben Okafor · ⟨Mon 23 Feb 2026, 09:12 CET⟩
        ");
        assert_snapshot!(shown(&step_again(&again, now())), @r"
        » <@U0ANA> Weekly check-in 2 of 8 for *TechCorp* is open, due ⟨Fri 27 Feb 2026, 09:12 CET⟩. The buttons are on the card above.
        <@U0ANA> Weekly check-in 2 of 8 for *TechCorp* is open, due ⟨Fri 27 Feb 2026, 09:12 CET⟩. The buttons are on the card above.
        ");
    }

    #[test]
    fn a_guest_reads_no_money() {
        let card = shown(&step_card(&step(), Onlookers::Guests, now()));
        assert!(!card.contains('$'), "{card}");
    }

    #[test]
    fn a_day_that_moved_says_from_where() {
        let card = card(&StepCard { moved_from: Some(days_ago(2)), ..step() });
        assert!(card.contains("moved from Saturday 28 February"), "{card}");
    }
}
