//! What came of playbooks. Every figure names how many runs it rests on; what rests on too few is counted and not told.

use super::kit::{
    actions, button, clock, context, count, date, days, header, inert, money, name, section, signed, whole,
};
use super::message::{Message, Reader};
use super::words::{mention, play_title};
use crate::domain::playbook::{Compared, Kept, LEAST_N, Median, Part, PlayStats, PlayStatsView, StatsAsk};
use crate::slack::action::{Action, PortfolioClick};

/// Playbooks that open with a button of their own.
const MOST_BUTTONS: usize = 5;
/// People that a line names.
const MOST_PEOPLE: usize = 5;

/// The ledger: a section a playbook, or everything about one.
pub fn play_stats(reader: &Reader, view: &PlayStatsView) -> Message {
    let today = view.as_of.with_timezone(&reader.zone).date_naive();
    let period =
        say!("{period} to {min}", period = date(view.period.from, today), min = date(view.period.to.min(today), today));
    let title = match (&view.rows[..], view.is_one) {
        ([row], true) => say!("{row}: what came of it, {period}", row = play_title(&row.title), period),
        (rows, _) => {
            let n_runs: usize = rows.iter().map(|row| row.started).sum();
            say!("Plays: {whole} started, {period}", whole = count(as_count(n_runs), say!("run"), say!("runs")), period)
        }
    };
    let mut blocks = vec![header(&title)];
    if view.rows.is_empty() {
        blocks.push(section(say!("No playbook began in this period, and no step is overdue.")));
    }
    for row in &view.rows {
        blocks.push(section(&if view.is_one { whole_of(row, view) } else { lines(row, view).join("\n") }));
    }
    let open = view.rows.iter().take(MOST_BUTTONS).filter(|_| !view.is_one).map(|row| {
        let (playbook, team) = (Some(row.playbook.clone()), view.team.clone());
        let ask = StatsAsk { playbook, period: None, team, is_own: view.is_own };
        button(&play_title(&row.title), &Action::Portfolio(PortfolioClick::PlayStats { ask })).into()
    });
    blocks.extend(actions(open.collect()));
    let told = clock(view.as_of, reader.zone, view.as_of);
    let whose = view.team.as_ref().map(|team| say!("team {team} · ", team = name(team)));
    let own = view.is_own.then(|| say!("your own accounts · ").to_owned());
    let whose = whose.or(own).unwrap_or_default();
    blocks.push(context(&say!("🔒 Only visible to you · {whose}runs that began in the period · nothing is told of fewer than {LEAST_N} · as of {told}", whose, LEAST_N, told)));
    Message::of(&title, blocks)
}

/// A playbook in a few lines, also for the weekly digest.
pub(super) fn lines(row: &PlayStats, view: &PlayStatsView) -> Vec<String> {
    let mut lines = vec![format!("*{}* · {}", play_title(&row.title), outcomes(row)), results(row, view)];
    lines.extend(overdue(row));
    lines.retain(|line| !line.is_empty());
    lines
}

fn whole_of(row: &PlayStats, view: &PlayStatsView) -> String {
    let steps = say!(
        "Steps: {done} done, {skipped} skipped, {blocked} blocked now",
        done = row.steps.done,
        skipped = row.steps.skipped,
        blocked = row.steps.blocked
    );
    let acknowledged =
        say!("Acknowledged after: {acknowledged}", acknowledged = told(row.acknowledged, say!("prompts"), hours));
    let days_taken = say!("From start to end: {row}", row = told(row.days, say!("finished runs"), days));
    let score = say!("Score: {score}", score = score(row));
    let usage = say!(
        "Use, of the level before: {told}",
        told = told_as(row.usage_change, row.usage_change.rounded(), say!("finished runs"), points_of_level)
    );
    let kept = say!(
        "ARR kept {kept_after_days} after the end: {kept}",
        kept_after_days = days(view.kept_after_days),
        kept = kept(row)
    );
    let held =
        (0 < row.goals_held).then(|| say!(" · {goals_held} held already at the start", goals_held = row.goals_held));
    let goals = say!("Goal reached in time: {goals}{held}", goals = part(row.goals), held = held.unwrap_or_default());
    let compared = row.compared.as_ref().map(|compared| compared_with(compared, view.compared_after_days));
    let all = [Some(outcomes(row)), Some(goals), Some(steps), Some(acknowledged), Some(days_taken), Some(score)];
    let all = all.into_iter().chain([Some(usage), Some(kept), overdue(row), compared]);
    all.flatten().collect::<Vec<_>>().join("\n")
}

/// `9 started: 2 at work, 4 finished, 2 early (1 reached, 1 lost), 1 stopped`.
fn outcomes(row: &PlayStats) -> String {
    let early = row.exited_reached + row.exited_lost;
    let parts = [
        (row.running, say!("{running} at work", running = row.running)),
        (row.completed, say!("{completed} finished", completed = row.completed)),
        (
            early,
            say!(
                "{early} ended early ({exited_reached} reached, {exited_lost} lost)",
                early,
                exited_reached = row.exited_reached,
                exited_lost = row.exited_lost
            ),
        ),
        (row.stopped, say!("{stopped} stopped", stopped = row.stopped)),
    ];
    let parts: Vec<String> = parts.into_iter().filter(|(n, _)| 0 < *n).map(|(_, words)| words).collect();
    let colon = if parts.is_empty() { "" } else { ": " };
    say!("{started} started{colon}{parts}", started = row.started, colon, parts = parts.join(", "))
}

fn results(row: &PlayStats, view: &PlayStatsView) -> String {
    let shown = [
        (0 < row.goals.n).then(|| say!("goal reached {goals}", goals = part(row.goals))),
        row.days.value.map(|_| told(row.days, "", days)),
        row.score_change.value.map(|_| say!("score {score}", score = score(row))),
        row.kept.iter().any(|kept| LEAST_N <= kept.n).then(|| {
            say!("ARR kept {kept_after_days} on {kept}", kept_after_days = days(view.kept_after_days), kept = kept(row))
        }),
    ];
    let n_finished = row.completed + row.exited_reached + row.exited_lost;
    let all: Vec<String> = shown.into_iter().flatten().collect();
    if row.days.value.is_none() && 0 < n_finished {
        let few = say!("days, score and ARR: {too_few}", too_few = too_few(n_finished));
        return all.into_iter().chain([few]).collect::<Vec<_>>().join(" · ");
    }
    all.join(" · ")
}

/// `41 → 63 (+22, n = 6)`.
fn score(row: &PlayStats) -> String {
    match (row.score, row.score_change.rounded()) {
        ((Some(before), Some(after)), Some(change)) => {
            say!(
                "{before} → {after} (median change {with_sign}, n = {score_change})",
                before = before.points(),
                after = after.points(),
                with_sign = signed(change),
                score_change = row.score_change.n
            )
        }
        _ => too_few(row.score_change.n),
    }
}

fn kept(row: &PlayStats) -> String {
    let later =
        (0 < row.kept_later).then(|| say!("{kept_later} ended too recently to say", kept_later = row.kept_later));
    let sums = row.kept.iter().map(|kept| {
        let Kept { kept, of, n } = *kept;
        if n < LEAST_N {
            return format!("{} {}", of.currency.code(), too_few(n));
        }
        let share = if of.minor == 0 {
            String::new()
        } else {
            say!(" ({minor} %, n = {n})", minor = kept.minor * 100 / of.minor, n)
        };
        say!("{kept} of {money}{share}", kept = money(kept), money = money(of), share)
    });
    let all: Vec<String> = sums.chain(later).collect();
    if all.is_empty() { too_few(0) } else { all.join(" · ") }
}

fn overdue(row: &PlayStats) -> Option<String> {
    if row.overdue.is_empty() {
        return None;
    }
    let people = row.overdue.iter().take(MOST_PEOPLE).map(|(whose, n)| format!("{} {}", mention(whose), whole(*n)));
    let more = row.overdue.len().saturating_sub(MOST_PEOPLE);
    let more = (0 < more).then(|| say!("+{more} more", more));
    Some(say!("⚠ Overdue steps: {more}", more = people.chain(more).collect::<Vec<_>>().join(" · ")))
}

/// Two groups of accounts beside each other; nobody drew lots.
fn compared_with(compared: &Compared, after_days: i64) -> String {
    let Compared { played, others, matched, difference } = compared;
    let what = say!("Recovered or renewed {after_days} after the signal", after_days = days(after_days));
    let how = if *matched {
        say!("same signal, segment and nearly the same score")
    } else {
        say!("same signal; too few alike to match")
    };
    let Some((d, low, high)) = difference else {
        return say!(
            "{what}: too few, n = {played} with this play and {others} without any",
            what,
            played = played.n,
            others = others.n
        );
    };
    let points = |share: f64| signed(whole_points(share));
    say!(
        "{what}: {part} with this play, compared with {part_2} that had none ({how})\nDifference {d} points, 95 % between {low} and {high}",
        what,
        part = part(*played),
        part_2 = part(*others),
        how,
        d = points(*d),
        low = points(*low),
        high = points(*high)
    )
}

fn part(part: Part) -> String {
    if part.is_enough() {
        say!("{n_yes} of {part} ({part_2} %)", n_yes = part.n_yes, part = part.n, part_2 = part.n_yes * 100 / part.n)
    } else {
        too_few(part.n)
    }
}

fn told(median: Median, of: &str, words: impl Fn(i64) -> String) -> String {
    told_as(median, median.value, of, words)
}

/// The same, with the value in the unit in which it is told.
fn told_as(median: Median, value: Option<i64>, of: &str, words: impl Fn(i64) -> String) -> String {
    let of = if of.is_empty() { String::new() } else { format!(" {}", inert(of, 20)) };
    match value {
        Some(value) => say!("{value} (median, n = {median}{of})", value = words(value), median = median.n, of),
        None => too_few(median.n),
    }
}

/// The words where nothing is told.
pub(super) fn too_few(n: usize) -> String {
    say!("too few, n = {n}", n)
}

fn hours(seconds: i64) -> String {
    if let ..3_600 = seconds {
        count(seconds / 60, say!("minute"), say!("minutes"))
    } else {
        say!("{seconds} h", seconds = seconds / 3_600)
    }
}

fn points_of_level(points: i64) -> String {
    say!("{div_euclid} points", div_euclid = signed(points))
}

/// A difference of shares in whole points.
#[expect(clippy::cast_possible_truncation, reason = "at most 100 either way")]
fn whole_points(share: f64) -> i64 {
    (share * 100.0).round() as i64
}

fn as_count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::super::samples::{ana, ben, now, reader, usd};
    use super::super::testing::shown;
    use super::*;
    use crate::domain::health::Milli;
    use crate::domain::playbook::StepCounts;
    use crate::domain::portfolio::PeriodAsked;

    fn rescue() -> PlayStats {
        let median = |value| Median { n: 6, value: Some(value) };
        PlayStats {
            playbook: "red_account_rescue".into(),
            title: "Red account rescue".into(),
            started: 9,
            running: 2,
            completed: 4,
            exited_reached: 2,
            stopped: 1,
            goals: Part { n: 7, n_yes: 5 },
            goals_held: 1,
            steps: StepCounts { done: 80, skipped: 9, blocked: 1 },
            days: median(61),
            score_change: median(22_000),
            score: (Some(Milli(41_000)), Some(Milli(63_000))),
            usage_change: median(33_000),
            kept: vec![Kept { kept: usd(240_000), of: usd(290_000), n: 5 }],
            kept_later: 1,
            acknowledged: Median { n: 40, value: Some(3 * 3_600) },
            overdue: vec![(ana(), 3), (ben(), 1)],
            compared: Some(Compared {
                played: Part { n: 6, n_yes: 5 },
                others: Part { n: 5, n_yes: 1 },
                matched: true,
                difference: Some((0.633, 0.05, 0.85)),
            }),
            ..PlayStats::default()
        }
    }

    fn view(is_one: bool, rows: Vec<PlayStats>) -> PlayStatsView {
        let period = PeriodAsked::TwelveMonths.on(now().date_naive());
        PlayStatsView {
            period,
            is_one,
            team: None,
            is_own: false,
            rows,
            kept_after_days: 90,
            compared_after_days: 90,
            as_of: now(),
        }
    }

    #[test]
    fn one_playbook_with_the_number_behind_every_figure() {
        assert_snapshot!(shown(&play_stats(&reader(), &view(true, vec![rescue()]))), @r"
        » Red account rescue: what came of it, 3 Mar 2025 to 2 Mar
        # Red account rescue: what came of it, 3 Mar 2025 to 2 Mar
        9 started: 2 at work, 4 finished, 2 ended early (2 reached, 0 lost), 1 stopped
        Goal reached in time: 5 of 7 (71 %) · 1 held already at the start
        Steps: 80 done, 9 skipped, 1 blocked now
        Acknowledged after: 3 h (median, n = 40 prompts)
        From start to end: 61 days (median, n = 6 finished runs)
        Score: 41 → 63 (median change +22, n = 6)
        Use, of the level before: +33 points (median, n = 6 finished runs)
        ARR kept 90 days after the end: $240K of $290K (82 %, n = 5) · 1 ended too recently to say
        ⚠ Overdue steps: <@U0ANA> 3 · <@U0BEN> 1
        Recovered or renewed 90 days after the signal: 5 of 6 (83 %) with this play, compared with 1 of 5 (20 %) that had none (same signal, segment and nearly the same score)
        Difference +63 points, 95 % between +5 and +85
        ~ 🔒 Only visible to you · runs that began in the period · nothing is told of fewer than 5 · as of ⟨09:12⟩
        ");
    }

    #[test]
    fn scores_are_those_reached_and_changes_the_nearest() {
        let close = PlayStats {
            score: (Some(Milli(49_600)), Some(Milli(69_999))),
            score_change: Median { n: 6, value: Some(20_500) },
            usage_change: Median { n: 6, value: Some(-2_400) },
            ..rescue()
        };
        let text = shown(&play_stats(&reader(), &view(true, vec![close])));
        assert!(text.contains("Score: 49 → 69 (median change +21, n = 6)"), "{text}");
        assert!(text.contains("Use, of the level before: −2 points"), "{text}");
    }

    #[test]
    fn several_and_those_of_which_too_few_ran() {
        let few = PlayStats {
            playbook: "renewal".into(),
            title: "Renewal".into(),
            started: 3,
            completed: 3,
            goals: Part { n: 3, n_yes: 3 },
            days: Median { n: 3, value: None },
            ..PlayStats::default()
        };
        assert_snapshot!(shown(&play_stats(&reader(), &view(false, vec![rescue(), few]))), @r"
        » Plays: 12 runs started, 3 Mar 2025 to 2 Mar
        # Plays: 12 runs started, 3 Mar 2025 to 2 Mar
        *Red account rescue* · 9 started: 2 at work, 4 finished, 2 ended early (2 reached, 0 lost), 1 stopped
        goal reached 5 of 7 (71 %) · 61 days (median, n = 6) · score 41 → 63 (median change +22, n = 6) · ARR kept 90 days on $240K of $290K (82 %, n = 5) · 1 ended too recently to say
        ⚠ Overdue steps: <@U0ANA> 3 · <@U0BEN> 1
        *Renewal* · 3 started: 3 finished
        goal reached too few, n = 3 · days, score and ARR: too few, n = 3
        [Red account rescue play_stats {pf:{y:{a:{n:red_account_rescue}}}}] [Renewal play_stats:2 {pf:{y:{a:{n:renewal}}}}]
        ~ 🔒 Only visible to you · runs that began in the period · nothing is told of fewer than 5 · as of ⟨09:12⟩
        ");
        assert_snapshot!(shown(&play_stats(&reader(), &view(false, vec![]))), @r"
        » Plays: 0 runs started, 3 Mar 2025 to 2 Mar
        # Plays: 0 runs started, 3 Mar 2025 to 2 Mar
        No playbook began in this period, and no step is overdue.
        ~ 🔒 Only visible to you · runs that began in the period · nothing is told of fewer than 5 · as of ⟨09:12⟩
        ");
    }
}
