//! A leader's week: one message, at most five rows a section, and the lists behind it a button away.

use chrono::{DateTime, Utc};

use super::charted::with_charts;
use super::kit::{
    Piece, actions, button, clock, context, count, date, days, header, inert, money, name, quoted, section, signed,
    tenth_per_cent, totals, whole,
};
use super::message::{Message, Onlookers, Scene};
use super::renewals::page_of as renewals_page;
use super::sight::left_out;
use super::slipped::{move_words, reason};
use super::voice::heard;
use super::words::{band_word, category as category_word, play_title, segment as segment_word, sign};
use crate::domain::account::{BookFilter, BookScope};
use crate::domain::digest::ROWS_PER_SECTION;
use crate::domain::health::Band;
use crate::domain::money::Totals;
use crate::domain::playbook::{LEAST_N, PlayStats, StatsAsk};
use crate::domain::portfolio::{MetricsAsk, Share};
use crate::domain::renewal::{Move, Moved};
use crate::domain::rules::Reach;
use crate::domain::segment::Segment;
use crate::domain::team::Whose;
use crate::domain::weekly::{Kept, RedAccount, WeeklyView};
use crate::slack::action::{Action, LeaderClick, PortfolioClick};

const BANDS: [Option<Band>; 4] = [Some(Band::Red), Some(Band::Yellow), Some(Band::Green), None];

/// The week. `command` is what the command is called here.
pub fn weekly(view: &WeeklyView, command: &str, onlookers: Onlookers, now: DateTime<Utc>) -> Message {
    let scene = Scene::new(view.zone, onlookers, now);
    with_charts(&view.charted, onlookers, scene.today, |charts| drawn(view, command, charts, scene))
}

fn drawn(view: &WeeklyView, command: &str, charts: Vec<Piece>, scene: Scene) -> Message {
    let headline = headline(view, scene);
    let whose = match &view.team {
        Some(team) => say!("team {team}", team = name(team)),
        None if view.sees == Reach::All => say!("everybody’s accounts").to_owned(),
        None => say!("every account that you may see").to_owned(),
    };
    let late = view.late_for.map(|at| {
        say!(" · comes late: scheduled for {gathered_at}", gathered_at = clock(at, view.zone, view.gathered_at))
    });
    let mut blocks = vec![
        header(&headline),
        context(&say!(
            "The week to {day} · {whose}{late}",
            day = date(view.day, scene.today),
            whose,
            late = late.unwrap_or_default()
        )),
    ];
    let sections = [
        (say!("Portfolio"), portfolio(view, scene)),
        (say!("At risk"), at_risk(view, scene)),
        (say!("Renewals"), renewals(view, scene)),
        (say!("Retention"), retention(view, scene)),
        (say!("Plays"), plays(view)),
        (say!("Load"), load(view, scene)),
        (say!("Noise"), noise(view)),
        (say!("Voice of the customer"), voice(view, scene)),
    ];
    for (title, lines) in sections.iter().filter(|(_, lines)| !lines.is_empty()) {
        blocks.push(section(&format!("*{title}*\n{}", lines.join("\n"))));
    }
    blocks.extend(actions(buttons(view).into_iter().map(Into::into).collect()));
    let mut pieces: Vec<Piece> = blocks.into_iter().map(Piece::kept).chain(charts).collect();
    let again = match view.schedule {
        Some(_) => say!("another time: `{command} digest weekly mon 8:30`", command),
        None => say!("🔒 Only visible to you").to_owned(),
    };
    pieces.extend(left_out(view.sees).map(|words| Piece::kept(context(words))));
    let gathered_at = clock(view.gathered_at, view.zone, scene.now);
    pieces.push(Piece::kept(context(&say!("As of {gathered_at} · {again}", gathered_at, again))));
    Message::new(&headline, pieces)
}

/// `3 red of 65 · $0.1M at risk · 1 without a plan`.
fn headline(view: &WeeklyView, scene: Scene) -> String {
    let (n, _) = view.sum(|_| true);
    let (n_red, red) = view.sum(|standing| standing.now == Some(Band::Red));
    let at_risk = sum(&red, scene).map(|sum| say!(" · {sum} at risk", sum));
    let planless = (0 < view.n_without_plan)
        .then(|| say!(" · {n_without_plan} without a plan", n_without_plan = view.n_without_plan));
    let slipped = (0 < view.slipped.n)
        .then(|| format!(" · {}", count(as_count(view.slipped.n), say!("renewal slipped"), say!("renewals slipped"))));
    let parts = [at_risk, planless, slipped].into_iter().flatten().collect::<String>();
    say!("{n_red} red of {accounts}{parts}", n_red, accounts = count(n, say!("account"), say!("accounts")), parts)
}

fn portfolio(view: &WeeklyView, scene: Scene) -> Vec<String> {
    let (n, arr) = view.sum(|_| true);
    if n == 0 {
        return Vec::new();
    }
    let by_band = BANDS.into_iter().filter_map(|band| {
        let (n, arr) = view.sum(|standing| standing.now == band);
        let (before, _) = view.sum(|standing| standing.before == band);
        let change = if n == before { String::new() } else { format!(" ({})", signed(n - before)) };
        (0 < n + before).then(|| format!("{} {}{change}{}", sign(band), whole(n), tail(&arr, scene)))
    });
    let flows =
        BANDS.into_iter().flat_map(|from| BANDS.into_iter().map(move |to| (from, to))).filter_map(|(from, to)| {
            let (n, arr) = view.sum(|standing| (standing.before, standing.now) == (from, to));
            let known = from.is_some() && to.is_some() && from != to && 0 < n;
            known.then(|| format!("{} {} → {}{}", whole(n), band_word(from), band_word(to), tail(&arr, scene)))
        });
    let moved: Vec<String> = flows.collect();
    let moved =
        if moved.is_empty() { say!("No account changed colour in seven days").to_owned() } else { moved.join(" · ") };
    let all = format!(
        "{}{}: {}",
        count(n, say!("account"), say!("accounts")),
        tail(&arr, scene),
        by_band.collect::<Vec<_>>().join(" · ")
    );
    vec![all, moved]
}

fn at_risk(view: &WeeklyView, scene: Scene) -> Vec<String> {
    let by_segment: Vec<String> = Segment::ALL
        .into_iter()
        .filter_map(|segment| {
            let (n, arr) = view.sum(|standing| standing.now == Some(Band::Red) && standing.segment == Some(segment));
            (0 < n).then(|| format!("{} {}{}", segment_word(segment), whole(n), tail(&arr, scene)))
        })
        .collect();
    let rows = view.red.first().iter().map(|account| red(account, scene));
    let more = more(view.red.n);
    let by_segment = (!by_segment.is_empty()).then(|| by_segment.join(" · "));
    by_segment.into_iter().chain(rows).chain(more).collect()
}

fn red(account: &RedAccount, scene: Scene) -> String {
    let score = account.score.map(|score| format!(" {}", score.points())).unwrap_or_default();
    let owner = account.owner.as_ref().map_or_else(|| say!("⚠ nobody’s").to_owned(), |owner| name(&owner.name));
    let plan = account.plan.as_ref().map_or_else(|| say!("*no plan*").to_owned(), |plan| play_title(plan));
    let arr = Totals::of([account.arr]).unwrap_or_default();
    format!("🔴 *{}*{score}{} · {owner} · {plan}", name(&account.account.name), tail(&arr, scene))
}

fn renewals(view: &WeeklyView, scene: Scene) -> Vec<String> {
    if view.renewals.is_empty() && view.slipped.n == 0 && view.differing.n == 0 {
        return Vec::new();
    }
    let expected = view.renewals.iter().map(|expected| {
        let what = expected.category.map_or(say!("⚠ not reviewed"), category_word);
        format!("{what} {}{}", whole(expected.n), tail(&expected.arr, scene))
    });
    let expected: Vec<String> = expected.collect();
    let expected = if expected.is_empty() { say!("none").to_owned() } else { expected.join(" · ") };
    let since = view.since.map(|since| say!(" since {since}", since = date(since, scene.today))).unwrap_or_default();
    let slipped = match view.slipped.n {
        0 => say!("Nothing slipped{since}", since),
        n => say!("{whole} slipped{since}:", whole = count(as_count(n), say!("renewal"), say!("renewals")), since),
    };
    let rows = view.slipped.first().iter().map(|moved| slip(moved, scene));
    let first = say!("Next {window_days}: {expected}", window_days = days(view.window_days), expected);
    let differing = (0 < view.differing.n).then(|| {
        let n = count(view.differing.n, say!("renewal"), say!("renewals"));
        say!("⚠ Person and rule see {n} quite differently{arr}", n, arr = tail(&view.differing.arr, scene))
    });
    [first].into_iter().chain(differing).chain([slipped]).chain(rows).chain(more(view.slipped.n)).collect()
}

fn slip(moved: &Moved, scene: Scene) -> String {
    // Guests read no money.
    let is_shown = |step: &&Move| scene.onlookers == Onlookers::Members || !matches!(step, Move::Lower { .. });
    let slips = moved.moves.iter().filter(|step| step.is_slip()).filter(is_shown);
    let how: Vec<String> = slips.map(|step| move_words(step, scene.today)).collect();
    let why = reason(moved.said.as_ref(), scene).map(|why| format!(": {why}")).unwrap_or_default();
    format!("↘ *{}* {}{why}", name(&moved.now.account.name), how.join(", "))
}

fn retention(view: &WeeklyView, scene: Scene) -> Vec<String> {
    if scene.onlookers == Onlookers::Guests {
        return Vec::new();
    }
    view.retention.iter().filter(|kept| 0 < kept.retention.n_start).map(kept).collect()
}

fn kept(of: &Kept) -> String {
    let share =
        |share: Option<Share>| share.map_or_else(|| "–".to_owned(), |share| tenth_per_cent(share.tenths_of_per_cent()));
    let cohort = &of.retention;
    say!(
        "{to_uppercase}: GRR {share} · NRR {share_2} of {start} · logo churn {share_3} ({n_lost} of {n_start})",
        to_uppercase = of.period.to_string().to_uppercase(),
        share = share(cohort.gross().ok()),
        share_2 = share(cohort.net().ok()),
        start = money(of.start),
        share_3 = share(cohort.logo_churn().ok()),
        n_lost = cohort.n_lost,
        n_start = cohort.n_start
    )
}

fn plays(view: &WeeklyView) -> Vec<String> {
    let week = view.week;
    let parts = [
        (
            week.started,
            say!(
                "{started} started ({by_themselves} by themselves)",
                started = week.started,
                by_themselves = week.by_themselves
            ),
        ),
        (week.completed, say!("{completed} finished", completed = week.completed)),
        (week.early, say!("{early} ended early", early = week.early)),
        (week.stopped, say!("{stopped} stopped", stopped = week.stopped)),
        (week.goals, count(week.goals, say!("goal reached"), say!("goals reached"))),
        (week.goals_missed, count(week.goals_missed, say!("goal missed"), say!("goals missed"))),
        (
            week.escalated,
            count(week.escalated, say!("step escalated to a manager"), say!("steps escalated to a manager")),
        ),
    ];
    let parts: Vec<String> = parts.into_iter().filter(|(n, _)| 0 < *n).map(|(_, words)| words).collect();
    if view.plays.is_empty() && parts.is_empty() {
        return Vec::new();
    }
    let this_week =
        if parts.is_empty() { say!("Nothing started or ended this week").to_owned() } else { parts.join(" · ") };
    let rows = view.plays.iter().take(ROWS_PER_SECTION).map(play);
    [this_week].into_iter().chain(rows).chain(more(view.plays.len())).chain(late(&view.plays)).collect()
}

/// What came of a playbook in twelve months, with the number behind it.
fn play(row: &PlayStats) -> String {
    let n_ended = row.completed + row.exited_reached + row.exited_lost + row.stopped;
    let goal = if row.goals.is_enough() {
        say!("goal reached {n_yes} of {goals}", n_yes = row.goals.n_yes, goals = row.goals.n)
    } else {
        say!("outcome: too few, n = {goals}", goals = row.goals.n)
    };
    let score = row.score_change.rounded().filter(|_| LEAST_N <= row.score_change.n);
    let score = score.map(|change| {
        say!(
            " · score {change} (median, n = {score_change})",
            change = signed(change),
            score_change = row.score_change.n
        )
    });
    say!(
        "*{row}* in 12 months: {started} started, {n_ended} ended · {goal}{score}",
        row = play_title(&row.title),
        started = row.started,
        n_ended,
        goal,
        score = score.unwrap_or_default()
    )
}

/// Overdue steps of all plays by whose they are.
fn late(plays: &[PlayStats]) -> Option<String> {
    let mut people: Vec<(String, usize)> = Vec::new();
    for (whose, n) in plays.iter().flat_map(|row| &row.overdue) {
        let who = name(&whose.name);
        match people.iter_mut().find(|(known, _)| *known == who) {
            Some((_, sum)) => *sum += n,
            None => people.push((who, *n)),
        }
    }
    people.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    let rest = more(people.len());
    let told = people.into_iter().take(ROWS_PER_SECTION).map(|(who, n)| format!("{who} {}", whole(n)));
    let told: Vec<String> = told.chain(rest).collect();
    (!told.is_empty()).then(|| say!("⚠ Overdue steps: {told}", told = told.join(" · ")))
}

fn load(view: &WeeklyView, scene: Scene) -> Vec<String> {
    let load = &view.load;
    let over: Vec<String> =
        load.over.iter().take(ROWS_PER_SECTION).map(|who| name(&who.name)).chain(more(load.over.len())).collect();
    let over = (!over.is_empty()).then(|| {
        say!(
            "{over} of {n_people} carry too much: {over_2}",
            over = load.over.len(),
            n_people = load.n_people,
            over_2 = over.join(", ")
        )
    });
    let orphans = (0 < load.n_without_owner).then(|| {
        say!(
            "⚠ {n_without_owner} without an owner{arr_without_owner}",
            n_without_owner = count(load.n_without_owner, say!("account"), say!("accounts")),
            arr_without_owner = tail(&load.arr_without_owner, scene)
        )
    });
    let wrong = (0 < load.n_wrong).then(|| {
        count(as_count(load.n_wrong), say!("account gets the wrong touch"), say!("accounts get the wrong touch"))
    });
    let disagree = (0 < load.n_disagreements).then(|| {
        count(
            load.n_disagreements,
            say!("account where person and score disagree"),
            say!("accounts where person and score disagree"),
        )
    });
    [over, orphans, wrong, disagree].into_iter().flatten().collect()
}

fn noise(view: &WeeklyView) -> Vec<String> {
    if view.noise.is_empty() {
        return Vec::new();
    }
    let total = |of: fn(&crate::domain::signal::NoiseLine) -> i64| view.noise.iter().map(of).sum::<i64>();
    let (sent, acted) = (total(|line| line.n_sent), total(|line| line.n_acted_on));
    let dismissed = total(|line| line.n_dismissed.iter().sum());
    let all = say!(
        "{total} fired, {sent} sent, {acted} acted on, {dismissed} dismissed (whole organisation)",
        total = count(total(|line| line.n_fired), say!("signal"), say!("signals")),
        sent,
        acted,
        dismissed
    );
    // A rule that people dismiss more often than they act on it wants tuning.
    let to_tune = view.noise.iter().filter(|line| {
        let dismissed: i64 = line.n_dismissed.iter().sum();
        3 <= dismissed && line.n_acted_on < dismissed
    });
    let to_tune = to_tune.take(ROWS_PER_SECTION).map(|line| {
        let dismissed: i64 = line.n_dismissed.iter().sum();
        say!(
            "Tune {to_uppercase}: {dismissed} of {n_fired} dismissed",
            to_uppercase = line.kind.as_str().to_uppercase(),
            dismissed,
            n_fired = line.n_fired
        )
    });
    [all].into_iter().chain(to_tune).collect()
}

fn voice(view: &WeeklyView, scene: Scene) -> Vec<String> {
    let rows = view.voice.first().iter().map(|voice| {
        let accounts = count(voice.n_accounts, say!("account"), say!("accounts"));
        let times = heard(voice.n_tickets, voice.n_feedback);
        format!("{} {times}, {accounts}{}", quoted(&inert(&voice.theme, 80)), tail(&voice.arr, scene))
    });
    rows.chain(more(view.voice.n)).collect()
}

fn buttons(view: &WeeklyView) -> Vec<slack_morphism::prelude::SlackBlockButtonElement> {
    let all = BookFilter { scope: BookScope::All, team: view.team.clone(), ..BookFilter::default() };
    let red = Action::BookPage { filter: BookFilter { bands: vec![Band::Red], ..all.clone() }, page: 0 };
    let whose = view.team.clone().map_or(Whose::All, Whose::Team);
    let metrics = MetricsAsk { scope: BookScope::All, team: view.team.clone(), ..MetricsAsk::default() };
    let plays = StatsAsk { team: view.team.clone(), ..StatsAsk::default() };
    let slipped = Action::Portfolio(PortfolioClick::Slipped { filter: all.clone() });
    let no_plan = Action::Leader(LeaderClick::NoPlan { team: view.team.clone() });
    let no_plan = (0 < view.n_without_plan).then(|| button(say!("Ask for a plan…"), &no_plan));
    let no_owner = Action::Leader(LeaderClick::NoOwner);
    let no_owner = (0 < view.load.n_without_owner).then(|| button(say!("Assign owners…"), &no_owner));
    let lists = vec![
        button(say!("Red accounts"), &red),
        button(say!("Renewals"), &renewals_page(&all, Some(view.window_days), 0)),
        button(say!("Slipped"), &slipped),
        button(say!("Metrics"), &Action::Portfolio(PortfolioClick::Metrics { ask: metrics })),
        button(say!("Plays"), &Action::Portfolio(PortfolioClick::PlayStats { ask: plays })),
        button(say!("Team"), &Action::Team { whose }),
    ];
    no_plan.into_iter().chain(no_owner).chain(lists).collect()
}

/// `+3 more` after the rows that are shown.
fn more(n: usize) -> Option<String> {
    let more = n.saturating_sub(ROWS_PER_SECTION);
    (0 < more).then(|| say!("+{more} more", more))
}

/// ` · $45K`; nothing for guests.
fn tail(arr: &Totals, scene: Scene) -> String {
    sum(arr, scene).map(|sum| format!(" · {sum}")).unwrap_or_default()
}

fn sum(arr: &Totals, scene: Scene) -> Option<String> {
    (scene.onlookers == Onlookers::Members && !arr.is_empty()).then(|| totals(arr))
}

fn as_count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
