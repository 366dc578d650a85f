//! The card of a step, in each of its states.

use chrono::TimeDelta;
use insta::assert_snapshot;

use super::super::samples::{ana, ben, days_ago, deed, now, step};
use super::super::testing::shown;
use super::*;
use crate::domain::playbook::{HandedOn, Reminder, StepNews};

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
    <checkboxes  Features and teams that fell away, with dates 0 / One cause for each, in the customer's words 1 / A re-onboarding plan that the new champion agrees to 2>
    ~ 📉 Used less than before, in 28 days: boards 9 → 0, alerts 8 → 2
    | *Owner* <@U0ANA>
    | *Due* ⟨Mon 9 Mar 2026, 17:00 CET⟩
    | *Health* 🔴 Red 41 · $45K
    | *Renewal* in 91 days · 7 days of slack
    [!Acknowledge acknowledge {ak:{s:…,v:1}}] [Blocked… ask_block {sx:{b:{s:…,v:1}}}] <static_select Snooze Snooze 1 working day {sn:{s:…,v:1,d:1}} / Snooze 3 working days {sn:{s:…,v:1,d:3}} / Snooze until… {as:{s:…,v:1}}> [⋯ Done… {af:{s:…,v:1}} / Reassign… {sx:{r:{s:…,v:1}}} / Skip… {sx:{k:{s:…,v:1}}} / Stop the play… {sx:{t:{s:…,v:1}}} / Account card {ac:{a:…}}]
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
    <checkboxes  Features and teams that fell away, with dates 0 / One cause for each, in the customer's words 1 / A re-onboarding plan that the new champion agrees to 2>
    ~ 📉 Used less than before, in 28 days: boards 9 → 0, alerts 8 → 2
    | *Owner* <@U0ANA>
    | *Due* ⟨Mon 9 Mar 2026, 17:00 CET⟩
    | *Health* 🔴 Red 41 · $45K
    | *Renewal* in 91 days · 7 days of slack
    👀 *Acknowledged* by <@U0ANA> · ⟨Mon 2 Mar 2026, 08:41 CET⟩
    [!Done… ask_finish {af:{s:…,v:1}}] [Blocked… ask_block {sx:{b:{s:…,v:1}}}] <static_select Snooze Snooze 1 working day {sn:{s:…,v:1,d:1}} / Snooze 3 working days {sn:{s:…,v:1,d:3}} / Snooze until… {as:{s:…,v:1}}> [⋯ Reassign… {sx:{r:{s:…,v:1}}} / Skip… {sx:{k:{s:…,v:1}}} / Stop the play… {sx:{t:{s:…,v:1}}} / Account card {ac:{a:…}}]
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
    <checkboxes  Features and teams that fell away, with dates 0 / One cause for each, in the customer's words 1 / A re-onboarding plan that the new champion agrees to 2>
    ~ 📉 Used less than before, in 28 days: boards 9 → 0, alerts 8 → 2
    | *Owner* <@U0ANA>
    | *Due* ⟨Mon 9 Mar 2026, 17:00 CET⟩
    | *Health* 🔴 Red 41 · $45K
    | *Renewal* in 91 days · 7 days of slack
    💤 *Snoozed* by <@U0ANA> · ⟨Mon 2 Mar 2026, 09:11 CET⟩, until ⟨Thu 5 Mar 2026, 09:12 CET⟩
    >Their sponsor is away
    [!Done… ask_finish {af:{s:…,v:1}}] [Blocked… ask_block {sx:{b:{s:…,v:1}}}] [Snooze until… ask_snooze {as:{s:…,v:1}}] [⋯ Go on with it {ak:{s:…,v:1}} / Reassign… {sx:{r:{s:…,v:1}}} / Skip… {sx:{k:{s:…,v:1}}} / Stop the play… {sx:{t:{s:…,v:1}}} / Account card {ac:{a:…}}]
    ~ Why: usage −45 %, champion left 6 weeks ago, no executive contact · Red account rescue started by Ben Okafor · ⟨Mon 23 Feb 2026, 09:12 CET⟩
    ");
}

#[test]
fn the_end_says_what_came_of_it_and_has_no_buttons() {
    let (ended, note) = (Some(deed(ben(), 5)), "Three teams stopped in January.\n<!channel> Plan agreed.".to_owned());
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
    <checkboxes  Features and teams that fell away, with dates 0 / One cause for each, in the customer's words 1 / A re-onboarding plan that the new champion agrees to 2>
    ~ 📉 Used less than before, in 28 days: boards 9 → 0, alerts 8 → 2
    | *Owner* <@U0ANA>
    | *Due* ⚠ overdue since ⟨Fri 27 Feb 2026, 09:12 CET⟩
    | *Health* 🔴 Red 41 · $45K
    | *Renewal* in 91 days · 7 days of slack
    [!Acknowledge acknowledge {ak:{s:…,v:1}}] [Blocked… ask_block {sx:{b:{s:…,v:1}}}] <static_select Snooze Snooze 1 working day {sn:{s:…,v:1,d:1}} / Snooze 3 working days {sn:{s:…,v:1,d:3}} / Snooze until… {as:{s:…,v:1}}> [⋯ Done… {af:{s:…,v:1}} / Reassign… {sx:{r:{s:…,v:1}}} / Skip… {sx:{k:{s:…,v:1}}} / Stop the play… {sx:{t:{s:…,v:1}}} / Account card {ac:{a:…}}]
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

#[test]
fn a_blocked_step_says_why_and_who_is_needed() {
    let needed = Needed { person: Some(ben()), words: "their legal team".into() };
    let (blocked, note) = (Some((Some(deed(ana(), 9)), needed)), "The draft <!here> lies with legal".to_owned());
    let blocked = StepCard { state: StepState::Blocked, blocked, note, ..step() };
    assert_snapshot!(card(&blocked), @r"
    » ⛔ Usage audit for TechCorp: blocked · Red account rescue, step 2 of 5
    # Red account rescue · TechCorp · step 2 of 5 · Usage audit
    ✅ ▶️ ⬜ ⬜ ⬜
    Find what stopped being used, by whom and since when, and write a re-onboarding plan for those people.
    <checkboxes  Features and teams that fell away, with dates 0 / One cause for each, in the customer's words 1 / A re-onboarding plan that the new champion agrees to 2>
    ~ 📉 Used less than before, in 28 days: boards 9 → 0, alerts 8 → 2
    | *Owner* <@U0ANA>
    | *Due* ⟨Mon 9 Mar 2026, 17:00 CET⟩
    | *Health* 🔴 Red 41 · $45K
    | *Renewal* in 91 days · 7 days of slack
    ⛔ *Blocked* by <@U0ANA> · ⟨Mon 2 Mar 2026, 09:03 CET⟩, needs <@U0BEN> and their legal team
    >The draft &lt;!here&gt; lies with legal
    [!Done… ask_finish {af:{s:…,v:1}}] <static_select Snooze Snooze 1 working day {sn:{s:…,v:1,d:1}} / Snooze 3 working days {sn:{s:…,v:1,d:3}} / Snooze until… {as:{s:…,v:1}}> [⋯ Go on with it {ak:{s:…,v:1}} / Reassign… {sx:{r:{s:…,v:1}}} / Skip… {sx:{k:{s:…,v:1}}} / Stop the play… {sx:{t:{s:…,v:1}}} / Account card {ac:{a:…}}]
    ~ Why: usage −45 %, champion left 6 weeks ago, no executive contact · Red account rescue started by Ben Okafor · ⟨Mon 23 Feb 2026, 09:12 CET⟩
    ");
    assert_snapshot!(shown(&step_news(&blocked, &StepNews::Needed)), @r"
    » ⛔ <@U0ANA> needs you: *Usage audit* for *TechCorp* is blocked, needs <@U0BEN> and their legal team.
    ⛔ <@U0ANA> needs you: *Usage audit* for *TechCorp* is blocked, needs <@U0BEN> and their legal team.
    >The draft &lt;!here&gt; lies with legal
    Red account rescue, due ⟨Mon 9 Mar 2026, 17:00 CET⟩
    [Open step open_step {sx:{o:{s:…}}}]
    ");
    assert_snapshot!(shown(&step_news(&step(), &StepNews::Needed)), @r"
    » ✅ *Usage audit* for *TechCorp* is no longer blocked. Thank you; nothing is left to do for it.
    ✅ *Usage audit* for *TechCorp* is no longer blocked. Thank you; nothing is left to do for it.
    [Open step open_step {sx:{o:{s:…}}}]
    ");
}

#[test]
fn a_step_that_was_given_on_says_from_whom() {
    let handed_on = Some(HandedOn { from: ben(), by: deed(ben(), 12) });
    let given = StepCard { handed_on, ticked: vec![0, 2], moved_from: Some(days_ago(2)), ..step() };
    assert_snapshot!(card(&given), @r"
    » Usage audit for TechCorp: due ⟨Mon 9 Mar 2026, 17:00 CET⟩ · <@U0ANA> · Red account rescue, step 2 of 5
    # Red account rescue · TechCorp · step 2 of 5 · Usage audit
    ✅ ▶️ ⬜ ⬜ ⬜
    Find what stopped being used, by whom and since when, and write a re-onboarding plan for those people.
    <checkboxes  Features and teams that fell away, with dates 0 / One cause for each, in the customer's words 1 / A re-onboarding plan that the new champion agrees to 2>
    ~ 📉 Used less than before, in 28 days: boards 9 → 0, alerts 8 → 2
    | *Owner* <@U0ANA>
    ↪ from Ben Okafor · ⟨Mon 2 Mar 2026, 09:00 CET⟩
    | *Due* ⟨Mon 9 Mar 2026, 17:00 CET⟩, moved from Saturday 28 February
    | *Health* 🔴 Red 41 · $45K
    | *Renewal* in 91 days · 7 days of slack
    [!Acknowledge acknowledge {ak:{s:…,v:1}}] [Blocked… ask_block {sx:{b:{s:…,v:1}}}] <static_select Snooze Snooze 1 working day {sn:{s:…,v:1,d:1}} / Snooze 3 working days {sn:{s:…,v:1,d:3}} / Snooze until… {as:{s:…,v:1}}> [⋯ Done… {af:{s:…,v:1}} / Reassign… {sx:{r:{s:…,v:1}}} / Skip… {sx:{k:{s:…,v:1}}} / Stop the play… {sx:{t:{s:…,v:1}}} / Account card {ac:{a:…}}]
    ~ Why: usage −45 %, champion left 6 weeks ago, no executive contact · Red account rescue started by Ben Okafor · ⟨Mon 23 Feb 2026, 09:12 CET⟩
    ");
    assert_snapshot!(shown(&step_news(&given, &StepNews::GivenTo)), @r"
    » ↪ *Usage audit* for *TechCorp* is yours now, due ⟨Mon 9 Mar 2026, 17:00 CET⟩, moved from Saturday 28 February for your calendar. <@U0BEN> gave it to you.
    ↪ *Usage audit* for *TechCorp* is yours now, due ⟨Mon 9 Mar 2026, 17:00 CET⟩, moved from Saturday 28 February for your calendar. <@U0BEN> gave it to you.
    [Open step open_step {sx:{o:{s:…}}}]
    ");
    assert_snapshot!(shown(&step_news(&given, &StepNews::TakenFrom)), @r"
    » ↪ *Usage audit* for *TechCorp* is <@U0ANA>'s now. <@U0BEN> gave it on, ⟨09:00⟩. Nothing is left to do for you.
    ↪ *Usage audit* for *TechCorp* is <@U0ANA>'s now. <@U0BEN> gave it on, ⟨09:00⟩. Nothing is left to do for you.
    ");
}

#[test]
fn a_rule_skips_a_step_by_nobody() {
    let (ended_at, note) = (Some(now()), "superseded by 3 of 8".to_owned());
    let skipped = StepCard { state: StepState::Skipped, ended_at, note, ..step() };
    assert_snapshot!(card(&skipped), @r"
    » ⏭ Usage audit for TechCorp: skipped · Red account rescue, step 2 of 5
    # Red account rescue · TechCorp · step 2 of 5 · Usage audit
    ✅ ✅ ⬜ ⬜ ⬜
    ⏭ *Skipped* · ⟨Mon 2 Mar 2026, 09:12 CET⟩
    >superseded by 3 of 8
    *Next* Executive alignment, due ⟨Mon 16 Mar 2026, 17:00 CET⟩
    ~ Why: usage −45 %, champion left 6 weeks ago, no executive contact · Red account rescue started by Ben Okafor · ⟨Mon 23 Feb 2026, 09:12 CET⟩
    ");
}

#[test]
fn reminders_are_one_line_each() {
    let line = |reminder| shown(&step_news(&step(), &StepNews::Reminder { reminder }));
    assert_snapshot!(line(Reminder::Half), @r"
    » <@U0ANA> *Usage audit* for *TechCorp* waits for you, due ⟨Mon 9 Mar 2026, 17:00 CET⟩. The buttons are on the card above.
    <@U0ANA> *Usage audit* for *TechCorp* waits for you, due ⟨Mon 9 Mar 2026, 17:00 CET⟩. The buttons are on the card above.
    ");
    assert_snapshot!(line(Reminder::Whole), @r"
    » <@U0ANA> *Usage audit* for *TechCorp* should be acknowledged by now, due ⟨Mon 9 Mar 2026, 17:00 CET⟩. The buttons are on the card above.
    <@U0ANA> *Usage audit* for *TechCorp* should be acknowledged by now, due ⟨Mon 9 Mar 2026, 17:00 CET⟩. The buttons are on the card above.
    ");
    assert_snapshot!(line(Reminder::Again { n: 1, last: false }), @r"
    » <@U0ANA> how is *Usage audit* for *TechCorp* going? It is due ⟨Mon 9 Mar 2026, 17:00 CET⟩. Done, blocked, or later? The buttons are on the card above.
    <@U0ANA> how is *Usage audit* for *TechCorp* going? It is due ⟨Mon 9 Mar 2026, 17:00 CET⟩. Done, blocked, or later? The buttons are on the card above.
    ");
    assert_snapshot!(line(Reminder::Again { n: 3, last: true }), @r"
    » <@U0ANA> how is *Usage audit* for *TechCorp* going? It is due ⟨Mon 9 Mar 2026, 17:00 CET⟩. I will not ask again; your daily digest has it.
    <@U0ANA> how is *Usage audit* for *TechCorp* going? It is due ⟨Mon 9 Mar 2026, 17:00 CET⟩. I will not ask again; your daily digest has it.
    ");
    assert_snapshot!(shown(&step_news(&step(), &StepNews::Manager { manager: ben(), alone: false })), @r"
    » <@U0BEN> *Usage audit* for *TechCorp* has not been acknowledged in time by Ana Ruiz, due ⟨Mon 9 Mar 2026, 17:00 CET⟩. They may need a hand, or it may need another owner.
    <@U0BEN> *Usage audit* for *TechCorp* has not been acknowledged in time by Ana Ruiz, due ⟨Mon 9 Mar 2026, 17:00 CET⟩. They may need a hand, or it may need another owner.
    ");
}

#[test]
fn a_step_before_the_renewal_says_what_they_got() {
    let of = |onlookers| {
        let before = StepCard { value: Some(super::super::samples::value_case()), ..step() };
        shown(&step_card(&before, onlookers, now()))
    };
    let line = of(Onlookers::Members).lines().find(|line| line.contains("Value")).map(str::to_owned);
    assert_snapshot!(line.unwrap_or_default(), @"~ 💎 *Value realised* $36K (2; newest 25 Feb: Close the &lt;month&gt; in a day, time sheets)");
    let guests = of(Onlookers::Guests);
    assert!(!guests.contains("Value") && !guests.contains("time sheets"), "{guests}");
}
