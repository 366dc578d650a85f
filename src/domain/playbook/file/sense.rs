//! Whether what was read makes sense as a whole: that each step can open, come due in time, and be asked for at all.

use super::super::offset::{Anchor, DayUnit};
use super::super::{Condition, Fact, Offset, StepDefinition};
use super::fault::{Place, PlaybookFault};
use super::possible::Possibilities;
use super::read::Draft;
use super::tree::Node;

/// Every fault of meaning.
pub(super) fn faults(draft: &Draft<'_>) -> Vec<PlaybookFault> {
    let mut faults = Vec::new();
    twice(draft, &mut faults);
    conditions(draft, &mut faults);
    let mut earlier: Option<Days> = None;
    let mut last_before_renewal: Option<(i64, u64)> = None;
    for (n, (node, step)) in draft.steps.iter().enumerate() {
        let Some(step) = step else {
            earlier = None;
            continue;
        };
        if n == 0 {
            faults.extend(first(node, step));
        }
        faults.extend(due_too_early(node, step, earlier));
        faults.extend(overlapping(node, step));
        faults.extend(past_the_renewal(node, step));
        faults.extend(never_asked(node, step, draft));
        if step.opens.from == Anchor::Renewal {
            faults.extend(out_of_order(node, step, last_before_renewal));
            last_before_renewal = Some((Days::of(step.opens).least, node.place_of("opens").line));
        }
        earlier = end_of(step, earlier);
    }
    faults
}

/// Two steps of one id, two triggers or two exits alike.
fn twice(draft: &Draft<'_>, faults: &mut Vec<PlaybookFault>) {
    let mut alike = |at: Place, first: Option<&Node>, name: &str, reason: &str| {
        if let Some(first) = first {
            faults.push(at.fault(format!("{reason}; the first is in line {}", first.place_of(name).line)));
        }
    };
    for (n, (node, step)) in draft.steps.iter().enumerate() {
        let Some(step) = step else { continue };
        let same = |other: &&(&Node, Option<StepDefinition>)| other.1.as_ref().is_some_and(|one| one.id == step.id);
        let first = draft.steps[..n].iter().find(same).map(|(node, _)| *node);
        alike(node.place_of("id"), first, "id", &format!("two steps have the id {}: give each its own", step.id));
    }
    for (n, (node, trigger)) in draft.triggers.iter().enumerate() {
        let same = draft.triggers[..n].iter().find(|(_, one)| (one.on, &one.when) == (trigger.on, &trigger.when));
        let reason = format!("two triggers are alike, {}: take one out", trigger.on);
        alike(node.place_of("on"), same.map(|(node, _)| *node), "on", &reason);
    }
    for (n, (node, exit)) in draft.exits.iter().enumerate() {
        let same = draft.exits[..n].iter().find(|(_, one)| one.when == exit.when);
        alike(node.place_of("when"), same.map(|(node, _)| *node), "when", "two exits are alike: take one out");
    }
}

/// Conditions that hold of nobody, and exits that hold of everybody.
fn conditions(draft: &Draft<'_>, faults: &mut Vec<PlaybookFault>) {
    let steps = draft.steps.iter().filter_map(|(node, step)| Some((*node, step.as_ref()?.when.as_ref()?)));
    let triggers = draft.triggers.iter().filter_map(|(node, trigger)| Some((*node, trigger.when.as_ref()?)));
    let goal = draft.goal.iter().filter_map(|(node, goal)| Some((*node, goal.when.as_ref()?)));
    let exits = draft.exits.iter().map(|(node, exit)| (*node, &exit.when));
    let all = (steps.map(|(node, when)| (node, when, "the step can never become due")))
        .chain(triggers.map(|(node, when)| (node, when, "it can never start anything")))
        .chain(goal.map(|(node, when)| (node, when, "it can never be reached")))
        .chain(exits.map(|(node, when)| (node, when, "no run can ever end by it")));
    for (node, when, so) in all {
        if let Some(fact) = Possibilities::of(when).impossible() {
            let of_fact: Vec<String> =
                when.all.iter().filter(|one| one.fact == fact).map(ToString::to_string).collect();
            let reason = format!("no account is ever like “{}”: {so}", of_fact.join(" and "));
            faults.push(node.place_of("when").fault(reason));
        }
    }
    for (node, exit) in &draft.exits {
        if Possibilities::of(&exit.when).is_everything() {
            let reason = format!("“{}” holds of every account: every run would end at once", exit.when);
            faults.push(node.place_of("when").fault(reason));
        }
    }
}

/// Before the first step there is none.
fn first(node: &Node, step: &StepDefinition) -> Vec<PlaybookFault> {
    let offsets = [("opens", step.opens), ("due", step.due)].into_iter();
    let counting = offsets.filter(|(_, offset)| offset.from == Anchor::Previous);
    let reason = "before the first step there is none: count from the start (7d) or back from the renewal";
    counting.map(|(name, _)| node.place_of(name).fault(reason)).collect()
}

/// A step that is due before it opens, wherever that can be known before a run begins.
fn due_too_early(node: &Node, step: &StepDefinition, earlier: Option<Days>) -> Option<PlaybookFault> {
    let (opens, due) = (step.opens, step.due);
    let is_too_early = if opens.from == due.from {
        Days::of(due).most < Days::of(opens).least
    } else {
        let (opens, due) = (Days::after(opens, earlier)?, Days::after(due, earlier)?);
        opens.axis == due.axis && due.most < opens.least
    };
    let reason = || format!("due {due}, before it opens {opens}: it could never be done in time");
    is_too_early.then(|| node.place_of("due").fault(reason()))
}

/// A repeat whose next occurrence opens before the one at hand is due.
fn overlapping(node: &Node, step: &StepDefinition) -> Option<PlaybookFault> {
    let repeat = step.repeat.filter(|repeat| 1 < repeat.times && step.opens.from == step.due.from)?;
    let open_for = Days::of(step.due).least - Days::of(step.opens).most;
    let every = i64::from(repeat.every_days);
    let reason = || {
        format!(
            "the next would open after {every} days, while this one is open for {open_for}: one card holds one at a time"
        )
    };
    (every < open_for).then(|| node.field("repeat").unwrap_or(node).place_of("every_days").fault(reason()))
}

/// Occurrences counted back from the renewal that fall behind it.
fn past_the_renewal(node: &Node, step: &StepDefinition) -> Option<PlaybookFault> {
    let repeat = step.repeat.filter(|_| step.due.from == Anchor::Renewal)?;
    let last = Days::of(step.due).least + i64::from(repeat.every_days) * i64::from(repeat.times - 1);
    let reason =
        || format!("the last of {} would be due {last} days after the renewal that it counts back from", repeat.times);
    (0 < last).then(|| node.field("repeat").unwrap_or(node).place_of("times").fault(reason()))
}

/// Steps that count back from the renewal stand in the order of time.
fn out_of_order(node: &Node, step: &StepDefinition, last: Option<(i64, u64)>) -> Option<PlaybookFault> {
    let (opened, line) = last?;
    let reason = || {
        format!(
            "it opens {}, before the step that opens in line {line}: put the steps in the order of time",
            step.opens
        )
    };
    (Days::of(step.opens).most < opened).then(|| node.place_of("opens").fault(reason()))
}

/// A step that is never asked for although its condition could hold.
fn never_asked(node: &Node, step: &StepDefinition, draft: &Draft<'_>) -> Option<PlaybookFault> {
    let when = step.when.as_ref()?;
    let possible = Possibilities::of(when);
    if possible.impossible().is_some() {
        // Said already.
        return None;
    }
    let ended =
        draft.exits.iter().find(|(_, exit)| is_now(&exit.when) && possible.imply(&Possibilities::of(&exit.when)));
    if let Some((exit, _)) = ended {
        let line = exit.place_of("when").line;
        let reason = format!("whenever this holds, the exit in line {line} has ended the run: it can never become due");
        return Some(node.place_of("when").fault(reason));
    }
    let at_most =
        (step.opens.from == Anchor::Renewal && step.opens.unit == DayUnit::Calendar).then_some(step.opens.days);
    let least = possible.least_whole(Fact::RenewalIn)?;
    let at_most = at_most.filter(|days| i64::from(*days) < least)?;
    let reason =
        format!("it opens when {at_most} days are left, and wants at least {least} of them: it can never become due");
    Some(node.place_of("when").fault(reason))
}

/// Whether a condition asks for now alone.
fn is_now(condition: &Condition) -> bool {
    condition.all.iter().all(|comparison| comparison.for_days == 0)
}

/// A span of days, the least and the most that it can be, on one of two axes that nothing compares before a run begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Days {
    axis: Axis,
    least: i64,
    most: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Axis {
    Start,
    Renewal,
}

impl Days {
    /// Those of an offset, by itself; counted back, they are negative.
    fn of(offset: Offset) -> Self {
        let (least, most) = offset.calendar_days();
        match offset.from {
            Anchor::Start | Anchor::Previous => Self { axis: Axis::Start, least, most },
            Anchor::Renewal => Self { axis: Axis::Renewal, least: -most, most: -least },
        }
    }

    /// The same with what came before it; `None` when that is not known.
    fn after(offset: Offset, earlier: Option<Self>) -> Option<Self> {
        let days = Self::of(offset);
        match offset.from {
            Anchor::Start | Anchor::Renewal => Some(days),
            Anchor::Previous => {
                earlier.map(|one| Self { axis: one.axis, least: one.least + days.least, most: one.most + days.most })
            }
        }
    }
}

/// When a step ends that is done between its opening and its last due day.
fn end_of(step: &StepDefinition, earlier: Option<Days>) -> Option<Days> {
    let (opens, due) = (Days::after(step.opens, earlier)?, Days::after(step.due, earlier)?);
    let most = due.most + step.repeated_over_days();
    (opens.axis == due.axis).then_some(Days { axis: due.axis, least: opens.least, most })
}
