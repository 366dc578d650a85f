//! The last card of a run: what was done, what became of the account, and one question.

use super::kit::{
    actions, button, context, days, field_grid, header, moment, money, name, per_cent, plain_name, quote, section,
    whole,
};
use super::message::{Message, Onlookers};
use super::words::{health, mention, play_title};
use crate::domain::cadence::local_day;
use crate::domain::playbook::{Helped, RunCard, RunOutcome};
use crate::slack::action::{Action, StepClick};

/// The card as it stands now.
pub fn run_ended(card: &RunCard, onlookers: Onlookers) -> Message {
    let (sign, word) = outcome(card.outcome);
    let (play, account) = (play_title(&card.play), name(&card.account.name));
    let health = format!("{} → {}", side(card, 0), side(card, 1));
    let text = say!("{sign} {play} for {account} {word}: {health}", sign, play, account, word, health);
    let title = format!("{} · {} · {word}", card.play, plain_name(&card.account.name));
    let mut blocks = vec![header(&title)];
    blocks.extend(why(card).map(|why| section(&why)));
    blocks.push(field_grid(&facts(card, onlookers)));
    blocks.push(section(say!("*Did it help?*")));
    let answers = Helped::ALL.map(|answer| {
        let label = match answer {
            Helped::Yes => say!("Yes"),
            Helped::Partly => say!("Partly"),
            Helped::No => say!("No"),
        };
        button(label, &Action::Step(StepClick::Helped { run: card.run, answer })).into()
    });
    blocks.extend(actions(answers.to_vec()));
    blocks.push(context(&foot(card)));
    Message::of(&text, blocks)
}

fn outcome(outcome: RunOutcome) -> (&'static str, &'static str) {
    match outcome {
        RunOutcome::Completed => ("🏁", say!("is finished")),
        RunOutcome::Reached => ("🎉", say!("reached its goal")),
        RunOutcome::Lost => ("🏳", say!("ended early")),
        RunOutcome::Stopped => ("⏹", say!("was stopped")),
    }
}

fn why(card: &RunCard) -> Option<String> {
    match (card.outcome, &card.ended_by) {
        (RunOutcome::Completed, _) => None,
        (RunOutcome::Stopped, Some(by)) => {
            Some(say!("Stopped by {by}\n{says}", by = mention(by), says = quote(&card.says, 600)))
        }
        (RunOutcome::Stopped | RunOutcome::Reached | RunOutcome::Lost, _) => Some(quote(&card.says, 600)),
    }
}

fn side(card: &RunCard, at: usize) -> String {
    health(card.health[at].0, card.health[at].1)
}

fn facts(card: &RunCard, onlookers: Onlookers) -> Vec<String> {
    let (from, to) = card.ran;
    let ran = (local_day(to, card.zone) - local_day(from, card.zone)).num_days();
    let (done, skipped, all) = card.steps;
    let usage = match card.usage {
        [Some(before), Some(after)] => {
            Some(say!("{before} → {after} of the level before", before = per_cent(before), after = per_cent(after)))
        }
        [None, Some(after)] => Some(say!("{after} of the level before", after = per_cent(after))),
        [_, None] => None,
    };
    let arr = match (onlookers, card.arr) {
        (Onlookers::Guests, _) | (_, [_, None]) => None,
        (Onlookers::Members, [Some(before), Some(after)]) if before != after => {
            Some(format!("{} → {}", money(before), money(after)))
        }
        (Onlookers::Members, [_, Some(after)]) => Some(money(after)),
    };
    [
        Some(say!("*Ran* {ran}", ran = days(ran))),
        Some(say!("*Steps* {done} of {all} done, {skipped} skipped", done, all, skipped)),
        Some(say!("*Health* {side} → {side_2}", side = side(card, 0), side_2 = side(card, 1))),
        usage.map(|usage| say!("*Usage* {usage}", usage)),
        arr.map(|arr| say!("*ARR* {arr}", arr)),
        Some(say!("*Owner* {owner}", owner = mention(&card.owner))),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn helped_word(answer: Helped) -> &'static str {
    match answer {
        Helped::Yes => say!("yes"),
        Helped::Partly => say!("partly"),
        Helped::No => say!("no"),
    }
}

fn foot(card: &RunCard) -> String {
    let (from, to) = card.ran;
    let ran = say!("{card} to {card_2}", card = moment(from, card.zone), card_2 = moment(to, card.zone));
    let said =
        card.answers.iter().map(|(answer, n)| format!("{} {}", whole(*n), helped_word(*answer))).collect::<Vec<_>>();
    if said.is_empty() { ran } else { say!("Answers: {said} · {ran}", said = said.join(", "), ran) }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use uuid::Uuid;

    use super::super::samples::{account, ana, ben, now, usd};
    use super::super::testing::shown;
    use super::*;
    use crate::domain::health::{Band, Milli};
    use crate::domain::ids::RunId;

    fn run() -> RunCard {
        RunCard {
            run: RunId(Uuid::from_u128(31)),
            play: "Red account rescue".into(),
            account: account(11, "TechCorp"),
            outcome: RunOutcome::Completed,
            says: "all steps over".into(),
            ended_by: None,
            owner: ana(),
            zone: chrono_tz::Europe::Berlin,
            ran: (now() - chrono::TimeDelta::days(84), now()),
            steps: (10, 2, 12),
            health: [(Some(Band::Red), Some(Milli(41_349))), (Some(Band::Green), Some(Milli(72_000)))],
            usage: [Some(55), Some(91)],
            arr: [Some(usd(45_000)), Some(usd(45_000))],
            answers: vec![],
        }
    }

    #[test]
    fn the_last_card_says_what_became_of_it_and_asks_one_question() {
        assert_snapshot!(shown(&run_ended(&run(), Onlookers::Members)), @r"
        » 🏁 Red account rescue for TechCorp is finished: 🔴 Red 41 → 🟢 Green 72
        # Red account rescue · TechCorp · is finished
        | *Ran* 84 days
        | *Steps* 10 of 12 done, 2 skipped
        | *Health* 🔴 Red 41 → 🟢 Green 72
        | *Usage* 55 % → 91 % of the level before
        | *ARR* $45K
        | *Owner* <@U0ANA>
        *Did it help?*
        [Yes helped {sx:{h:{r:…,a:yes}}}] [Partly helped:2 {sx:{h:{r:…,a:partly}}}] [No helped:3 {sx:{h:{r:…,a:no}}}]
        ~ ⟨Mon 8 Dec 2025, 09:12 CET⟩ to ⟨Mon 2 Mar 2026, 09:12 CET⟩
        ");
    }

    #[test]
    fn an_early_end_says_why() {
        let reached = RunCard {
            outcome: RunOutcome::Reached,
            says: "Health at 60 or more for 14 days".into(),
            arr: [Some(usd(45_000)), Some(usd(52_000))],
            answers: vec![(Helped::Yes, 2), (Helped::No, 1)],
            ..run()
        };
        assert_snapshot!(shown(&run_ended(&reached, Onlookers::Guests)), @r"
        » 🎉 Red account rescue for TechCorp reached its goal: 🔴 Red 41 → 🟢 Green 72
        # Red account rescue · TechCorp · reached its goal
        >Health at 60 or more for 14 days
        | *Ran* 84 days
        | *Steps* 10 of 12 done, 2 skipped
        | *Health* 🔴 Red 41 → 🟢 Green 72
        | *Usage* 55 % → 91 % of the level before
        | *Owner* <@U0ANA>
        *Did it help?*
        [Yes helped {sx:{h:{r:…,a:yes}}}] [Partly helped:2 {sx:{h:{r:…,a:partly}}}] [No helped:3 {sx:{h:{r:…,a:no}}}]
        ~ Answers: 2 yes, 1 no · ⟨Mon 8 Dec 2025, 09:12 CET⟩ to ⟨Mon 2 Mar 2026, 09:12 CET⟩
        ");
        let stopped =
            RunCard { outcome: RunOutcome::Stopped, says: "Sold to <!here>".into(), ended_by: Some(ben()), ..run() };
        assert_snapshot!(shown(&run_ended(&stopped, Onlookers::Members)), @r"
        » ⏹ Red account rescue for TechCorp was stopped: 🔴 Red 41 → 🟢 Green 72
        # Red account rescue · TechCorp · was stopped
        Stopped by <@U0BEN>
        >Sold to &lt;!here&gt;
        | *Ran* 84 days
        | *Steps* 10 of 12 done, 2 skipped
        | *Health* 🔴 Red 41 → 🟢 Green 72
        | *Usage* 55 % → 91 % of the level before
        | *ARR* $45K
        | *Owner* <@U0ANA>
        *Did it help?*
        [Yes helped {sx:{h:{r:…,a:yes}}}] [Partly helped:2 {sx:{h:{r:…,a:partly}}}] [No helped:3 {sx:{h:{r:…,a:no}}}]
        ~ ⟨Mon 8 Dec 2025, 09:12 CET⟩ to ⟨Mon 2 Mar 2026, 09:12 CET⟩
        ");
    }
}
