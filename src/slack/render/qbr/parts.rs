//! The parts of the pack: what was measured, what was agreed, what is ahead.

use super::super::expansions::expansion_stage;
use super::super::kit::{count, days, hours, hundredths, money, per_cent};
use super::super::message::{Onlookers, Scene};
use super::super::plan::words as plan_words;
use super::super::signal;
use super::super::words::{health as colour, reason_phrase, segment};
use super::document::{Line, Section, Table};
use super::review::{day, told};
use crate::domain::plan::{Milestone, MilestoneState, Now};
use crate::domain::portfolio::Share;
use crate::domain::qbr::{Adoption, Beside, LEAST_PEERS, QbrPack, Scored};
use crate::domain::touch::TouchKind;

/// Causes of a score.
const MOST_REASONS: usize = 3;

pub(super) fn part(heading: &'static str, as_of: String, lines: Vec<Line>) -> Section {
    Section { heading, as_of, lines, table: None }
}

pub(super) fn of_quarter(pack: &QbrPack) -> String {
    say!("{day} to {day_2}", day = day(pack, pack.period.from), day_2 = day(pack, pack.as_of))
}

/// `−45 %`, `+12 %`, `±0 %`.
pub fn change_words(change: f64) -> String {
    let n = whole(change * 100.0);
    match n {
        1.. => format!("+{}", per_cent(n)),
        0 => "±0\u{A0}%".to_owned(),
        _ => per_cent(n),
    }
}

#[expect(clippy::cast_possible_truncation, reason = "shares are small; a float beyond i64 saturates")]
fn whole(value: f64) -> i64 {
    value.round() as i64
}

/// Uses a day against the sixty days before.
pub fn usage(pack: &QbrPack) -> Section {
    let usage = &pack.usage;
    let mean = usage.mean.map_or_else(
        || Line::ours(say!("Uses a day: unknown, the feed has nothing of this quarter")),
        |mean| {
            Line::ours(say!("Uses a day: "))
                .bold(hundredths(mean))
                .and(say!(", over {n_days}", n_days = days(usage.n_days)))
        },
    );
    let against = match (usage.baseline, usage.change()) {
        (Some(baseline), Some(change)) => Line::ours(say!(
            "Against {baseline} a day in the {n_baseline_days} before: ",
            baseline = hundredths(baseline),
            n_baseline_days = days(usage.n_baseline_days)
        ))
        .bold(change_words(change)),
        (Some(_), None) => Line::ours(say!("Against the 60 days before: unknown, nothing was used then")),
        (None, _) => Line::ours(say!(
            "Against the 60 days before: unknown, only {n_baseline_days} of them are known",
            n_baseline_days = usage.n_baseline_days
        )),
    };
    let as_of = usage
        .as_of
        .map_or_else(|| say!("no feed").to_owned(), |as_of| say!("usage as of {day}", day = day(pack, as_of)));
    part(say!("Usage"), as_of, vec![mean, against])
}

/// The score before and after, each with its reasons.
pub fn health(pack: &QbrPack) -> Section {
    let told = |what: &str, scored: Option<&Scored>| match scored {
        None => Line::ours(say!("{what}: unknown, not scored then", what)),
        Some(scored) => {
            let why: Vec<String> = scored.reasons.iter().take(MOST_REASONS).map(reason_phrase).collect();
            let why = if why.is_empty() { String::new() } else { format!(": {}", why.join(", ")) };
            let on = day(pack, scored.day);
            Line::ours(format!("{what} ({on}): ")).bold(colour(scored.band, scored.score)).and(why)
        }
    };
    let lines =
        vec![told(say!("Before"), pack.health_before.as_ref()), told(say!("After"), pack.health_after.as_ref())];
    part(say!("Health, before → after"), of_quarter(pack), lines)
}

/// Seats and core features, before and after.
pub fn adoption(pack: &QbrPack) -> Section {
    let (before, after) = &pack.adoption;
    let seats = |of: &Adoption| of.active_users.map(|active| share(active.into(), of.seats.map(i64::from)));
    let features = |of: &Adoption| of.used_features.map(|used| share(used, of.core_features.map(i64::from)));
    let both = |what: &str, of: &dyn Fn(&Adoption) -> Option<String>| {
        let words = |of: Option<String>| of.unwrap_or_else(|| say!("unknown").to_owned());
        Line::ours(format!("{what}: {} → ", words(of(before)))).bold(words(of(after)))
    };
    let on = |of: &Adoption| of.as_of.map_or_else(|| say!("unknown").to_owned(), |as_of| day(pack, as_of));
    let as_of =
        say!("28 days up to {on} → up to {on_2}; seats and features as of today", on = on(before), on_2 = on(after));
    part(
        say!("Adoption"),
        as_of,
        vec![both(say!("Active users of seats"), &seats), both(say!("Core features used"), &features)],
    )
}

/// `18 of 40 (45.0 %)`.
fn share(part: i64, whole: Option<i64>) -> String {
    if let Some(share) = whole.and_then(|whole| Share::of(part, whole)) {
        say!("{part} of {whole} ({share})", part, whole = share.whole(), share)
    } else {
        say!("{part}, of an unknown number", part)
    }
}

/// Tickets and how long they took.
pub fn support(pack: &QbrPack) -> Section {
    let lines = pack.support.as_ref().map_or_else(
        || vec![Line::ours(say!("Unknown: no ticket was ever fed in"))],
        |support| {
            let median = support.median_hours.map_or_else(
                || say!("no median: none was closed").to_owned(),
                |median| {
                    say!(
                        "half of them within {whole} (n = {n_closed})",
                        whole = hours(whole(median)),
                        n_closed = support.n_closed
                    )
                },
            );
            vec![
                Line::ours(say!(
                    "{n_opened} opened, {n_critical} critical · {n_closed} closed · {n_open} open at the end",
                    n_opened = support.n_opened,
                    n_critical = support.n_critical,
                    n_closed = support.n_closed,
                    n_open = support.n_open
                )),
                Line::ours(say!("Time to close: {median}", median)),
            ]
        },
    );
    part(say!("Support"), of_quarter(pack), lines)
}

/// Answers.
pub fn sentiment(pack: &QbrPack) -> Section {
    let of = &pack.sentiment;
    let nps = of.nps().map_or_else(
        || Line::ours(say!("NPS: unknown, nobody answered (n = 0)")),
        |nps| {
            let sign = if 0 < nps { "+" } else { "" };
            let (for_us, against) = (of.n_promoters, of.n_detractors);
            let promoters = count(for_us, say!("promoter"), say!("promoters"));
            let parts = format!("{promoters}, {}", count(against, say!("detractor"), say!("detractors")));
            Line::ours(say!("NPS: ")).bold(format!("{sign}{nps}").replace('-', "−")).and(say!(
                " (n = {n_nps}; {parts})",
                n_nps = of.n_nps,
                parts
            ))
        },
    );
    let csat = of.csat.map_or_else(
        || Line::ours(say!("CSAT: unknown, nobody answered (n = 0)")),
        |csat| {
            Line::ours(say!("CSAT: "))
                .bold(say!("{csat} of 5", csat = hundredths(csat)))
                .and(say!(" (n = {n_csat})", n_csat = of.n_csat))
        },
    );
    let last = of.as_of.map(|as_of| say!(" · last answer {day}", day = day(pack, as_of))).unwrap_or_default();
    part(say!("Sentiment"), format!("{}{last}", of_quarter(pack)), vec![nps, csat])
}

/// Touches.
pub fn touches(pack: &QbrPack) -> Section {
    let touches = &pack.touches;
    let Some(last) = touches.last_on else {
        return part(say!("Touchpoints"), of_quarter(pack), vec![Line::ours(say!("None is recorded"))]);
    };
    let n: i64 = touches.by_kind.iter().map(|(_, n)| n).sum();
    let kinds: Vec<String> = touches.by_kind.iter().map(|(kind, n)| of_kind(*kind, *n)).collect();
    let line = Line::default().bold(count(n, say!("touch"), say!("touches"))).and(say!(
        ", {n_two_way} two-way: {kinds} · last {day}",
        n_two_way = touches.n_two_way,
        kinds = kinds.join(", "),
        day = day(pack, last)
    ));
    part(say!("Touchpoints"), of_quarter(pack), vec![line])
}

/// `2 calls`.
fn of_kind(kind: TouchKind, n: i64) -> String {
    match kind {
        TouchKind::Call => count(n, say!("call"), say!("calls")),
        TouchKind::Email => count(n, say!("e-mail"), say!("e-mails")),
        TouchKind::Meeting => count(n, say!("meeting"), say!("meetings")),
        TouchKind::Qbr => count(n, say!("quarterly review"), say!("quarterly reviews")),
        TouchKind::Ebr => count(n, say!("executive review"), say!("executive reviews")),
        TouchKind::Training => count(n, say!("training"), say!("trainings")),
    }
}

/// Goals with how they stand today.
pub fn goals(pack: &QbrPack, onlookers: Onlookers) -> Section {
    let as_of = say!("as of {pack}", pack = day(pack, pack.today));
    if !pack.plan.is_begun() {
        return part(say!("Goals"), as_of, vec![Line::ours(say!("No success plan was begun"))]);
    }
    let (n, all) = pack.plan.n_on_track();
    let mut lines = vec![Line::default().bold(say!("{n} of {all} on track or reached", n, all))];
    lines.extend(pack.plan.goals().into_iter().map(|(goal, standing)| {
        let (sign, word) = plan_words::goal(standing);
        let line = Line::ours(format!("{sign} {word}: ")).theirs(&goal.words);
        match goal.value.filter(|_| told(onlookers)) {
            Some(value) => line.and(say!(" · worth {value} to them", value)),
            None => line,
        }
    }));
    part(say!("Goals"), as_of, lines)
}

/// The metric table.
pub fn metrics(pack: &QbrPack) -> Section {
    let head = vec![
        say!("Metric"),
        say!("Unit"),
        say!("Baseline"),
        say!("Now"),
        say!("Target"),
        say!("By when"),
        say!("As of"),
        say!("Stands"),
    ];
    let as_of = say!("as of {pack}", pack = day(pack, pack.today));
    let lines = pack.plan.metrics();
    if lines.is_empty() {
        return part(say!("Metrics"), as_of, vec![Line::ours(say!("None is agreed"))]);
    }
    let number = |value| Line::ours(plan_words::number(value));
    let rows = lines.iter().map(|line| {
        let metric = &line.metric;
        let source = match metric.now {
            Now::Typed(_) => say!("typed"),
            Now::Derived(_) => say!("from data"),
        };
        let of = line.reading.map_or_else(|| source.to_owned(), |at| format!("{}, {source}", day(pack, at.as_of)));
        vec![
            Line::default().theirs(&metric.name),
            if metric.unit.is_empty() { Line::ours("–") } else { Line::default().theirs(&metric.unit) },
            number(metric.baseline),
            line.reading
                .map_or_else(|| Line::ours(say!("unknown")), |at| Line::default().bold(plan_words::number(at.value))),
            number(metric.target),
            Line::ours(say!("by {metric}", metric = day(pack, metric.by))),
            Line::ours(of),
            Line::ours(plan_words::standing(line.standing)),
        ]
    });
    let table = Table { head, rows: rows.collect() };
    Section { heading: say!("Metrics"), as_of, lines: Vec::new(), table: Some(table) }
}

/// Milestones of the quarter.
pub fn milestones(pack: &QbrPack, onlookers: Onlookers) -> Section {
    let (done, missed) = (pack.milestones(MilestoneState::Done), pack.milestones(MilestoneState::Missed));
    let open = pack.milestones(MilestoneState::Open);
    let late = open.into_iter().filter(|milestone| milestone.due_on <= pack.as_of);
    let all: Vec<&Milestone> = done.iter().chain(&missed).copied().chain(late).collect();
    if all.is_empty() {
        return part(say!("Milestones"), of_quarter(pack), vec![Line::ours(say!("None fell due"))]);
    }
    let counts = say!("{done} done, {missed} missed", done = done.len(), missed = missed.len());
    let mut lines = vec![Line::default().bold(counts)];
    lines.extend(all.into_iter().map(|milestone| milestone_line(pack, milestone, onlookers)));
    part(say!("Milestones"), of_quarter(pack), lines)
}

fn milestone_line(pack: &QbrPack, of: &Milestone, onlookers: Onlookers) -> Line {
    let due = day(pack, of.due_on);
    let state = match (of.state, &of.ended) {
        (MilestoneState::Done, Some(deed)) => {
            say!("done {day}, due {due}: ", day = day(pack, deed.at.date_naive()), due)
        }
        (MilestoneState::Missed, _) => say!("missed, was due {due}: ", due),
        (MilestoneState::Open, _) if of.is_overdue(pack.today) => say!("overdue since {due}: ", due),
        (MilestoneState::Open | MilestoneState::Done, _) => say!("due {due}: ", due),
    };
    let line = Line::ours(state).theirs(&of.title).and(" · ").theirs(&of.owner.name);
    match of.theirs.as_ref().filter(|_| told(onlookers)) {
        Some(theirs) => line.and(say!(" with ")).theirs(&theirs.name),
        None => line,
    }
}

/// The account beside its segment.
pub fn benchmark(pack: &QbrPack) -> Section {
    let of = &pack.benchmark;
    let as_of = say!("as of {as_of}", as_of = day(pack, of.as_of));
    let Some(segment_of) = of.segment else {
        return part(
            say!("Benchmark"),
            as_of,
            vec![Line::ours(say!("Unknown: the account had no revenue in this quarter"))],
        );
    };
    let line = |what: &str, beside: &Beside, unit: &str| {
        let own = beside.own.map_or_else(|| say!("unknown").to_owned(), |own| format!("{}{unit}", hundredths(own)));
        let median = if let Some(median) = beside.told_median() {
            say!(", median {median}{unit} of {beside} others", median = hundredths(median), unit, beside = beside.n)
        } else {
            say!(
                ", median withheld: {beside} others are known, {LEAST_PEERS} are needed",
                beside = beside.n,
                LEAST_PEERS
            )
        };
        Line::ours(format!("{what}: ")).bold(own).and(median)
    };
    let lines = vec![
        Line::ours(say!(
            "Beside the other {segment} accounts; segment by ARR on the eve of the quarter",
            segment = segment(segment_of)
        )),
        line(say!("Health score"), &of.health, ""),
        line(say!("Active users of seats"), &of.seats, "\u{A0}%"),
        line(say!("Core features used"), &of.features, "\u{A0}%"),
    ];
    part(say!("Benchmark"), as_of, lines)
}

/// What is ahead, from the data alone.
pub fn next(pack: &QbrPack, onlookers: Onlookers) -> Section {
    let scene = Scene { zone: chrono_tz::Tz::UTC, today: pack.today, onlookers, now: pack.gathered_at };
    let mut lines: Vec<Line> = Vec::new();
    lines.extend(pack.ahead().into_iter().map(|milestone| {
        let what = Line::ours(say!("Milestone, "));
        milestone_line(pack, milestone, onlookers).bits().iter().fold(what, |line, bit| line.with(bit.clone()))
    }));
    lines.extend(pack.plan.content.open_risks().map(|risk| {
        let line = Line::ours(say!("Risk: ")).theirs(&risk.words);
        if risk.mitigation.is_empty() {
            line.and(say!("; nothing done about it"))
        } else {
            line.and(say!("; against it: ")).theirs(&risk.mitigation)
        }
    }));
    lines.extend(pack.risks().into_iter().map(|line| {
        let what = signal::what(&line.evidence, say!("the account"), scene);
        Line::ours(say!("Open risk: {what} (signal since {day})", what, day = day(pack, line.opened_at.date_naive())))
    }));
    lines.extend(pack.expansions.iter().map(|line| {
        let amount = line.amount.filter(|_| told(onlookers)).map(|amount| format!(", {}", money(amount)));
        let ended = line.ended_on.map_or_else(
            || say!("flagged {day}", day = day(pack, line.flagged_on)),
            |ended| say!("ended {day}", day = day(pack, ended)),
        );
        Line::ours(say!(
            "Expansion: {stage}{amount}, {ended}",
            stage = expansion_stage(line.stage),
            amount = amount.unwrap_or_default(),
            ended
        ))
    }));
    if lines.is_empty() {
        lines.push(Line::ours(say!("Nothing is recorded: no open milestone, risk or expansion")));
    }
    part(say!("Next quarter"), say!("as of {pack}", pack = day(pack, pack.today)), lines)
}
