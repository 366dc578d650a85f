//! The delivery protocol as a small machine, tried in every order: two workers that claim, write, hear, commit and die; a
//! Slack that takes what was written, or loses it, or takes it and loses the answer; leases that run out at any moment; a
//! history that lags. No order may end with the post lost or doubled.
//!
//! The model says what `src/store/outbox.rs` and `src/jobs/` do, without Postgres and HTTP. Variants leave one rule
//! out each; the search must find the order in which that one breaks, else it proves nothing.
//!
//! Assumed of the world: a request that was written takes effect before the second look at the history or never (the call
//! is cut off after 10 s, the second look is 60 s later), and the history shows by the second look what was posted before
//! the first.

use std::collections::{HashSet, VecDeque};

/// The rules of the protocol; each can be left out.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each rule is there or left out")]
struct Rules {
    /// A lease that runs out makes the row unknown; without the rule: pending again.
    unknown_after_lease: bool,
    /// Every word on the row names the fence of its claim.
    fenced: bool,
    /// It takes two looks in vain before it is sent again.
    looks_twice: bool,
    /// Nothing is written after the lease.
    begins_in_time: bool,
}

const PROTOCOL: Rules = Rules { unknown_after_lease: true, fenced: true, looks_twice: true, begins_in_time: true };
const N_WORKERS: usize = 2;
/// More fences than this tell nothing new.
const MOST_CLAIMS: u8 = 6;
/// Deaths of workers that are tried in one life of a post.
const MOST_DEATHS: u8 = 2;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Row {
    Pending,
    Sending,
    Unknown,
    Sent,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Worker {
    Idle,
    /// Holds the claim of a fence; nothing is written.
    Claimed(u8),
    /// The request is on its way.
    Written(u8),
    /// Slack said yes.
    Heard(u8),
    /// No clear answer came.
    Unclear(u8),
    /// Slack said no, or to wait: it did nothing.
    Refused(u8),
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct World {
    row: Row,
    fence: u8,
    /// The fence of the last claim; looks at the history take fences too.
    claim: u8,
    /// The claims whose lease ran out, a bit each.
    leases_over: u16,
    negative_reads: u8,
    workers: [Worker; N_WORKERS],
    /// Requests that were written and have not taken effect yet, by their fence.
    on_the_way: Vec<u8>,
    n_posts: u8,
    /// Posts that the history shows.
    n_seen: u8,
    n_deaths: u8,
}

impl World {
    fn new() -> Self {
        Self {
            row: Row::Pending,
            fence: 0,
            claim: 0,
            leases_over: 0,
            negative_reads: 0,
            workers: [Worker::Idle; N_WORKERS],
            on_the_way: Vec::new(),
            n_posts: 0,
            n_seen: 0,
            n_deaths: 0,
        }
    }

    fn with(&self, change: impl FnOnce(&mut Self)) -> Self {
        let mut next = self.clone();
        change(&mut next);
        next
    }

    fn is_over(&self, claim: u8) -> bool {
        self.leases_over & (1 << claim) != 0
    }

    /// A claim's word on the row counts only while its fence is the row's.
    fn may_speak(&self, rules: Rules, fence: u8) -> bool {
        !rules.fenced || (self.fence == fence && matches!(self.row, Row::Sending | Row::Unknown))
    }

    /// Everything that may happen next.
    fn nexts(&self, rules: Rules) -> Vec<Self> {
        let mut nexts = self.by_the_world();
        nexts.extend(self.by_the_jobs(rules));
        for at in 0..N_WORKERS {
            nexts.extend(self.by_worker(rules, at));
        }
        nexts
    }

    /// Requests take effect or vanish; the history catches up; leases run out.
    fn by_the_world(&self) -> Vec<Self> {
        let mut nexts = Vec::new();
        for at in 0..self.on_the_way.len() {
            nexts.push(self.with(|world| {
                world.on_the_way.remove(at);
                world.n_posts += 1;
            }));
            nexts.push(self.with(|world| {
                world.on_the_way.remove(at);
            }));
        }
        if self.n_seen < self.n_posts {
            nexts.push(self.with(|world| world.n_seen = world.n_posts));
        }
        for claim in 1..=self.claim {
            if !self.is_over(claim) {
                nexts.push(self.with(|world| world.leases_over |= 1 << claim));
            }
        }
        nexts
    }

    /// What any worker does that finds it due: leases, and looks at the history.
    fn by_the_jobs(&self, rules: Rules) -> Vec<Self> {
        let mut nexts = Vec::new();
        if self.row == Row::Sending && self.is_over(self.claim) {
            let row = if rules.unknown_after_lease { Row::Unknown } else { Row::Pending };
            nexts.push(self.with(|world| world.row = row));
        }
        if self.row == Row::Unknown && 0 < self.n_seen {
            nexts.push(self.with(|world| world.row = Row::Sent));
        } else if self.row == Row::Unknown {
            let is_last = !rules.looks_twice || self.negative_reads == 1;
            // By the second look all that was written has taken effect or vanished, and the history shows it.
            let is_settled = self.on_the_way.is_empty() && self.n_seen == self.n_posts;
            let takes_a_fence = |world: &mut Self| world.fence += 1;
            if !is_last {
                nexts.push(self.with(|world| {
                    takes_a_fence(world);
                    world.negative_reads += 1;
                }));
            } else if is_settled || !rules.looks_twice {
                nexts.push(self.with(|world| {
                    takes_a_fence(world);
                    world.row = Row::Pending;
                    world.negative_reads = 0;
                }));
            }
        }
        nexts
    }

    fn by_worker(&self, rules: Rules, at: usize) -> Vec<Self> {
        let becomes = |worker: Worker| self.with(|world| world.workers[at] = worker);
        let mut nexts = match self.workers[at] {
            Worker::Idle if self.row == Row::Pending && self.fence < MOST_CLAIMS => vec![self.with(|world| {
                world.fence += 1;
                world.row = Row::Sending;
                world.claim = world.fence;
                world.workers[at] = Worker::Claimed(world.fence);
            })],
            Worker::Idle => Vec::new(),
            Worker::Claimed(fence) => {
                if !self.is_over(fence) || !rules.begins_in_time {
                    vec![self.with(|world| {
                        world.on_the_way.push(fence);
                        world.workers[at] = Worker::Written(fence);
                    })]
                } else {
                    vec![becomes(Worker::Idle)]
                }
            }
            // A yes comes once the request has taken effect, a no instead of it; no clear answer may come at any time.
            Worker::Written(fence) if !self.on_the_way.contains(&fence) && 0 < self.n_posts => {
                vec![becomes(Worker::Heard(fence)), becomes(Worker::Unclear(fence))]
            }
            Worker::Written(fence) if !self.on_the_way.contains(&fence) => vec![becomes(Worker::Unclear(fence))],
            Worker::Written(fence) => vec![
                becomes(Worker::Unclear(fence)),
                self.with(|world| {
                    world.on_the_way.retain(|written| *written != fence);
                    world.workers[at] = Worker::Refused(fence);
                }),
            ],
            Worker::Refused(fence) => vec![self.with(|world| {
                world.workers[at] = Worker::Idle;
                if world.may_speak(rules, fence) {
                    world.row = Row::Pending;
                }
            })],
            Worker::Heard(fence) => vec![self.with(|world| {
                world.workers[at] = Worker::Idle;
                if world.may_speak(rules, fence) {
                    world.row = Row::Sent;
                }
            })],
            Worker::Unclear(fence) => vec![self.with(|world| {
                world.workers[at] = Worker::Idle;
                if world.may_speak(rules, fence) {
                    world.row = Row::Unknown;
                }
            })],
        };
        if self.workers[at] != Worker::Idle && self.n_deaths < MOST_DEATHS {
            nexts.push(self.with(|world| {
                world.workers[at] = Worker::Idle;
                world.n_deaths += 1;
            }));
        }
        nexts
    }

    fn is_at_rest(&self) -> bool {
        self.row == Row::Sent && self.workers == [Worker::Idle; N_WORKERS] && self.on_the_way.is_empty()
    }
}

/// What the search found.
#[derive(Debug, Default)]
struct Found {
    n_worlds: usize,
    n_at_rest: usize,
    doubled: Option<World>,
    lost: Option<World>,
}

fn search(rules: Rules) -> Found {
    let mut found = Found::default();
    let mut known = HashSet::from([World::new()]);
    let mut ahead = VecDeque::from([World::new()]);
    while let Some(world) = ahead.pop_front() {
        found.n_worlds += 1;
        if 1 < world.n_posts {
            found.doubled = Some(world);
            return found;
        }
        if world.is_at_rest() {
            found.n_at_rest += 1;
            if world.n_posts == 0 {
                found.lost = Some(world);
                return found;
            }
        }
        for next in world.nexts(rules) {
            if known.insert(next.clone()) {
                ahead.push_back(next);
            }
        }
    }
    found
}

#[test]
fn in_every_order_there_is_exactly_one_post() {
    let found = search(PROTOCOL);
    assert!(found.doubled.is_none(), "{:?}", found.doubled);
    assert!(found.lost.is_none(), "{:?}", found.lost);
    assert!(50 < found.n_at_rest && 1_000 < found.n_worlds, "the search is not empty: {found:?}");
}

#[test]
fn every_rule_of_the_protocol_is_needed() {
    for (without, rules) in [
        ("unknown after a lease", Rules { unknown_after_lease: false, ..PROTOCOL }),
        ("two looks", Rules { looks_twice: false, ..PROTOCOL }),
        ("begins in time", Rules { begins_in_time: false, ..PROTOCOL }),
        ("fences", Rules { fenced: false, ..PROTOCOL }),
    ] {
        let found = search(rules);
        assert!(
            found.doubled.is_some() || found.lost.is_some(),
            "without {without} nothing breaks: {}",
            found.n_worlds
        );
    }
}
