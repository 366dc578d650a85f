//! A playbook as such, and how it would lie on an account.

use super::kit::{
    Piece, actions, button, code, context, count, date, days, header, inert, moment, name, plain_name, primary,
    section, weekday_name,
};
use super::message::{Message, Reader};
use super::words::{phase, play_title};
use crate::domain::account::AccountRef;
use crate::domain::playbook::{
    Anchor, Condition, DayUnit, ExitOutcome, Occasion, Offset, OwnerRole, Playbook, PlaybookOrigin, Preview,
    PreviewedPrompt, StartBy, StepDefinition,
};
use crate::slack::action::{Action, PlaybookClick};

/// A playbook in force.
#[derive(Clone, Copy, Debug)]
pub struct PlaybookShown<'a> {
    /// The playbook.
    pub playbook: &'a Playbook,
    /// Its version.
    pub version: i32,
    /// Where that comes from.
    pub origin: PlaybookOrigin,
}

/// Its steps, owners, goal, exits and triggers.
pub fn playbook(reader: &Reader, shown: &PlaybookShown<'_>) -> Message {
    let playbook = shown.playbook;
    let title = plain_name(&playbook.title);
    let mut pieces = vec![Piece::kept(header(&title)), Piece::kept(section(&about(playbook)))];
    let steps = playbook.steps.iter().enumerate();
    pieces.extend(steps.map(|(n, step)| Piece::row(vec![section(&step_line(n + 1, step))])));
    pieces.extend(actions(vec![button(say!("All plays"), &Action::ListPlays).into()]).map(Piece::kept));
    let origin = match shown.origin {
        PlaybookOrigin::Shipped => say!("ships with Steward"),
        PlaybookOrigin::Directory => say!("from your directory"),
        PlaybookOrigin::Loaded => say!("loaded"),
    };
    let start = code(
        &format!("{command} play show {playbook} <account>", command = reader.command, playbook = playbook.name),
        120,
    );
    let foot = say!(
        "🔒 Only visible to you · version {version}, {origin} · on an account: {start}",
        version = shown.version,
        origin,
        start
    );
    pieces.push(Piece::kept(context(&foot)));
    Message::new(&format!("{}: {}", inert(&playbook.title, 60), inert(&playbook.about, 200)), pieces)
}

fn about(playbook: &Playbook) -> String {
    let mut lines = vec![inert(&playbook.about, 200)];
    let goal = &playbook.goal;
    lines.push(say!(
        "*Goal* {goal} within {into}{when}",
        goal = inert(&goal.words, 120),
        into = days(goal.within_days.into()),
        when = only(goal.when.as_ref())
    ));
    for trigger in &playbook.triggers {
        let how = match trigger.start {
            StartBy::Proposal => say!("Offered"),
            StartBy::Itself => say!("Starts"),
        };
        lines.push(format!("*{how}* {}{}", occasion(trigger.on), only(trigger.when.as_ref())));
    }
    for exit in &playbook.exits {
        let outcome = match exit.outcome {
            ExitOutcome::Reached => say!("reached"),
            ExitOutcome::Lost => say!("lost"),
        };
        lines.push(say!(
            "*Ends early* {says}, {outcome} ({when})",
            says = inert(&exit.says, 120),
            outcome,
            when = condition(&exit.when)
        ));
    }
    lines.join("\n")
}

fn step_line(number: usize, step: &StepDefinition) -> String {
    let repeat = step.repeat.map_or_else(String::new, |repeat| {
        let times = count(repeat.times.into(), say!("time"), say!("times"));
        say!(", every {into} {times}", into = days(repeat.every_days.into()), times)
    });
    let owner = step.owner.0.iter().map(|role| role_word(*role)).collect::<Vec<_>>().join(say!(", else "));
    let owner = if owner.is_empty() { role_word(OwnerRole::Csm).to_owned() } else { owner };
    let when = step
        .when
        .as_ref()
        .map_or_else(String::new, |when| say!(" · only where {condition}", condition = condition(when)));
    say!(
        "*{number}. {step}* · {owner}\n{opens} → due {due}{repeat}{when}",
        number,
        step = inert(&step.title, 60),
        owner,
        opens = offset(step.opens),
        due = offset(step.due),
        repeat,
        when
    )
}

/// The playbook laid out on an account from now on, with a way to start it.
pub fn preview(account: &AccountRef, preview: &Preview) -> Message {
    let title = say!(
        "{preview} for {account}, if it began now",
        preview = plain_name(&preview.title),
        account = plain_name(&account.name)
    );
    let n_prompts = count(i64::try_from(preview.prompts.len()).unwrap_or(i64::MAX), say!("prompt"), say!("prompts"));
    let fit = preview.slack_days.map_or_else(|| say!("no contract end is known").to_owned(), fit_words);
    let today = preview.scene.start.with_timezone(&preview.zone).date_naive();
    let goal = say!(
        "*Goal* {goal} by {goal_by}",
        goal = inert(&preview.goal.words, 120),
        goal_by = date(preview.goal_by, today)
    );
    let line = say!(
        "*{preview}* for *{account}*: {n_prompts}; {fit}",
        preview = play_title(&preview.title),
        account = name(&account.name),
        n_prompts,
        fit
    );
    let mut pieces = vec![Piece::kept(header(&title)), Piece::kept(section(&format!("{n_prompts}; {fit}\n{goal}")))];
    let firsts = preview.prompts.iter().filter(|prompt| is_first(prompt, preview));
    pieces.extend(firsts.map(|prompt| Piece::row(vec![section(&prompt_line(prompt, preview))])));
    let start = Action::StartPlay { account: account.id, playbook: preview.name.clone() };
    let open = Action::Playbook(PlaybookClick::Open { playbook: preview.name.clone() });
    let buttons = vec![
        primary(button(say!("Start play"), &start)).into(),
        button(say!("About the playbook"), &open).into(),
        button(say!("Account card"), &Action::OpenAccount { account: account.id }).into(),
    ];
    pieces.extend(actions(buttons).map(Piece::kept));
    let waits = if preview.prompts.iter().any(|prompt| prompt.planned.waits) {
        say!(" · ⏳ waits for the step before it, here taken to end on its due day")
    } else {
        ""
    };
    let foot = say!("🔒 Only visible to you · nothing has started · times on your clock{waits}", waits);
    pieces.push(Piece::kept(context(&foot)));
    Message::new(&line, pieces)
}

/// A repeated step stands there once, with its last occurrence.
fn is_first(prompt: &PreviewedPrompt, preview: &Preview) -> bool {
    let of_step = preview.prompts.iter().filter(|other| other.planned.position == prompt.planned.position);
    of_step.map(|other| other.planned.occurrence).min() == Some(prompt.planned.occurrence)
}

fn prompt_line(prompt: &PreviewedPrompt, preview: &Preview) -> String {
    let planned = &prompt.planned;
    let owner = prompt.owner.as_ref().map_or_else(String::new, |owner| format!(", {}", name(owner)));
    let waits = if planned.waits { "⏳ " } else { "" };
    let moved = planned.moved_from.map_or_else(String::new, |from| {
        say!(" (moved from {weekday})", weekday = weekday_name(chrono::Datelike::weekday(&from)))
    });
    let of_step = preview.prompts.iter().filter(|other| other.planned.position == planned.position);
    let last = of_step
        .max_by_key(|other| other.planned.occurrence)
        .filter(|last| last.planned.occurrence != planned.occurrence);
    let repeat = last.map_or_else(String::new, |last| {
        say!(
            "\nthen {into} in all, the last due {last}",
            into = count(prompt.times.into(), say!("time"), say!("times")),
            last = moment(last.planned.due_at, prompt.zone)
        )
    });
    let when = prompt
        .when
        .as_ref()
        .map_or_else(String::new, |when| say!("\nonly where {condition}", condition = condition(when)));
    say!(
        "*{position}. {prompt}* · {role}{owner}\n{waits}{prompt_2} → due {prompt_3}{moved}{repeat}{when}",
        position = planned.position + 1,
        prompt = inert(&prompt.title, 60),
        role = role_word(prompt.role),
        owner,
        waits,
        prompt_2 = moment(planned.opens_at, prompt.zone),
        prompt_3 = moment(planned.due_at, prompt.zone),
        moved,
        repeat,
        when
    )
}

/// A name that is a playbook's as well leads there, too.
pub fn beside_playbook(mut message: Message, playbook: &str, title: &str) -> Message {
    let open = Action::Playbook(PlaybookClick::Open { playbook: playbook.to_owned() });
    let text = say!("A playbook is called *{title}*, too.", title = play_title(title));
    let way = super::kit::section_with(&text, button(say!("Show the playbook"), &open));
    message.blocks.insert(message.blocks.len().saturating_sub(1), way);
    message
}

fn fit_words(slack_days: i64) -> String {
    match slack_days {
        0 => say!("it ends on the day of renewal").to_owned(),
        n @ 1.. => say!("it ends {n} before renewal", n = days(n)),
        n => say!("⚠ it ends {n} too late for the renewal", n = days(-n)),
    }
}

fn offset(offset: Offset) -> String {
    let n = i64::from(offset.days);
    let distance = match offset.unit {
        DayUnit::Calendar => days(n),
        DayUnit::Working => count(n, say!("working day"), say!("working days")),
    };
    match (offset.from, offset.unit) {
        (Anchor::Start, DayUnit::Calendar) => say!("day {n}", n),
        (Anchor::Start, DayUnit::Working) => say!("{distance} after the start", distance),
        (Anchor::Previous, _) if n == 0 => say!("when the step before ends").to_owned(),
        (Anchor::Previous, _) => say!("{distance} after the step before", distance),
        (Anchor::Renewal, _) => say!("{distance} before renewal", distance),
    }
}

fn occasion(on: Occasion) -> String {
    match on {
        Occasion::Signal(kind) => say!("when signal {to_uppercase} fires", to_uppercase = kind.as_str().to_uppercase()),
        Occasion::Phase(entered) => say!("when {phase} begins", phase = phase(entered)),
        Occasion::Checkpoint(n) => say!("{into} before renewal", into = days(n.into())),
    }
}

fn only(when: Option<&Condition>) -> String {
    when.map_or_else(String::new, |when| say!(", where {condition}", condition = condition(when)))
}

fn condition(when: &Condition) -> String {
    code(&when.to_string(), 200)
}

fn role_word(role: OwnerRole) -> &'static str {
    match role {
        OwnerRole::Csm => say!("CSM"),
        OwnerRole::Manager => say!("manager"),
        OwnerRole::AccountExecutive => say!("account executive"),
        OwnerRole::ExecutiveSponsor => say!("executive sponsor"),
    }
}

#[cfg(test)]
mod tests {
    use chrono_tz::Tz;
    use insta::assert_snapshot;

    use super::super::samples::{account, now, reader};
    use super::super::testing::shown;
    use super::*;
    use crate::domain::cadence::Calendar;
    use crate::domain::playbook::{Player, Scene, WorkingTime};

    fn built_in(name: &str) -> Playbook {
        Playbook::parse(Playbook::shipped(name).expect("it ships")).expect("it is sound")
    }

    fn laid_out(name: &str) -> Preview {
        let scene =
            Scene { start: now(), contract_end: "2026-06-01".parse().ok(), acknowledge_within: WorkingTime::Days(2) };
        crate::domain::playbook::preview(&built_in(name), scene, |roles| Player {
            role: roles.0.first().copied().unwrap_or(OwnerRole::Csm),
            name: Some("Ana <!here>".into()),
            calendar: Calendar::ordinary(Tz::Europe__Berlin),
        })
    }

    #[test]
    fn a_playbook_says_what_happens_when_and_why_it_ends() {
        let playbook = built_in("renewal");
        let shown_page = PlaybookShown { playbook: &playbook, version: 3, origin: PlaybookOrigin::Loaded };
        assert_snapshot!(shown(&super::playbook(&reader(), &shown_page)), @r"
        » Renewal: A contract ends in 120 days. Show the value, offer choices, agree on terms with sales, and close without surprises.
        # Renewal
        A contract ends in 120 days. Show the value, offer choices, agree on terms with sales, and close without surprises.
        *Goal* Renewed before the contract ends within 120 days, where `renewed = yes`
        *Offered* 120 days before renewal
        *Offered* when signal T5 fires
        *Ends early* A new contract follows, reached (`renewed = yes`)
        *Ends early* The account is no customer any more, lost (`customer = no`)
        *1. Value case* · CSM
        120 days before renewal → due 100 days before renewal
        *2. Options* · CSM
        90 days before renewal → due 75 days before renewal
        *3. Terms with sales* · account executive, else CSM
        60 days before renewal → due 45 days before renewal
        *4. Close* · account executive, else CSM
        30 days before renewal → due 7 days before renewal
        [All plays list_plays pl]
        ~ 🔒 Only visible to you · version 3, loaded · on an account: `/csm play show renewal &lt;account&gt;`
        ");
    }

    #[test]
    fn a_preview_lays_it_out_on_an_account() {
        assert_snapshot!(shown(&preview(&account(11, "TechCorp"), &laid_out("red_account_rescue"))), @r"
        » *Red account rescue* for *TechCorp*: 12 prompts; it ends 7 days before renewal
        # Red account rescue for TechCorp, if it began now
        12 prompts; it ends 7 days before renewal
        *Goal* Usage back to 85 % of the earlier level by 31 May
        *1. Stakeholder mapping* · CSM, Ana &lt;!here&gt;
        ⟨Mon 2 Mar 2026, 09:12 CET⟩ → due ⟨Mon 9 Mar 2026, 17:00 CET⟩
        *2. Usage audit* · CSM, Ana &lt;!here&gt;
        ⟨Mon 9 Mar 2026, 09:00 CET⟩ → due ⟨Mon 16 Mar 2026, 17:00 CET⟩
        *3. Executive alignment* · manager, Ana &lt;!here&gt;
        ⟨Mon 16 Mar 2026, 09:00 CET⟩ → due ⟨Mon 23 Mar 2026, 17:00 CET⟩
        *4. Two quick wins* · CSM, Ana &lt;!here&gt;
        ⟨Mon 23 Mar 2026, 09:00 CET⟩ → due ⟨Mon 30 Mar 2026, 17:00 CEST⟩
        *5. Weekly check-in* · CSM, Ana &lt;!here&gt;
        ⟨Mon 30 Mar 2026, 09:00 CEST⟩ → due ⟨Mon 6 Apr 2026, 17:00 CEST⟩
        then 8 times in all, the last due ⟨Mon 25 May 2026, 17:00 CEST⟩
        [!Start play start_play {st:{a:…,p:red_account_rescue}}] [About the playbook open_playbook {py:{o:{p:red_account_rescue}}}] [Account card open_account {ac:{a:…}}]
        ~ 🔒 Only visible to you · nothing has started · times on your clock
        ");
    }

    #[test]
    fn every_playbook_that_ships_fits_a_message() {
        for (name, _) in Playbook::BUILT_IN {
            let playbook = built_in(name);
            let page = PlaybookShown { playbook: &playbook, version: 1, origin: PlaybookOrigin::Shipped };
            let page = shown(&super::playbook(&reader(), &page));
            let last = playbook.steps.last().expect("it has steps");
            assert!(page.contains(&format!("*{}. {}*", playbook.steps.len(), last.title)), "{page}");
            shown(&preview(&account(11, "TechCorp"), &laid_out(name)));
        }
    }
}
