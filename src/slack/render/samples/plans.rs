//! A success plan and the pack of a quarterly review, for tests; `said` stands wherever people write.

use chrono::Days;
use uuid::Uuid;

use super::signals::line;
use super::{account, ana, ben, days_ago, deed, now, today, usd};
use crate::domain::contact::ContactRole;
use crate::domain::health::{Band, Milli};
use crate::domain::ids::ContactId;
use crate::domain::money::Currency;
use crate::domain::plan::{
    Content, Goal, GoalCall, Known, Metric, Milestone, MilestoneState, Now, Nudge, NudgeCard, PlanView, Reading,
    Readings, Risk, Stakeholder, Stance, Theirs, ValueLine,
};
use crate::domain::portfolio::{ExpansionStage, Period, PeriodAsked};
use crate::domain::qbr::{
    Adoption, Benchmark, Beside, ExpansionLine, QbrPack, Scored, Sentiment, Support, Touches, Usage,
};
use crate::domain::reason::Reason;
use crate::domain::segment::Segment;
use crate::domain::signal::SignalKind;
use crate::domain::touch::TouchKind;

/// So many of everything.
pub(in super::super) fn plan(said: &str, n: u32) -> PlanView {
    let contact = ContactId(Uuid::from_u128(5));
    PlanView {
        account: account(11, "TechCorp"),
        owner: Some(ana()),
        currency: Currency::USD,
        version: 7,
        begins_on: days_ago(49),
        content: content(said, n),
        data: Readings { seat_adoption: Some(Reading { value: 52.5, as_of: days_ago(1) }), ..Readings::default() },
        milestones: (1..=n).map(|number| milestone(said, number)).collect(),
        stakeholders: (0..n).map(|n| stakeholder(said, contact, n)).collect(),
        signals: vec![line(SignalKind::UsageCliff)],
        values: (0..n)
            .map(|n| ValueLine {
                what: said.into(),
                amount: usd(12_000),
                evidence: said.into(),
                on: days_ago(3 + u64::from(n)),
            })
            .collect(),
        today: today(),
    }
}

fn content(said: &str, n: u32) -> Content {
    let goal = |number| Goal {
        number,
        words: said.into(),
        value: Some(usd(30_000)),
        call: (number == 2).then_some(GoalCall::OffTrack),
    };
    let metric = |number| Metric {
        number,
        goal: Some(1),
        name: said.into(),
        unit: "%".into(),
        baseline: 45.0,
        target: 80.0,
        by: today() + Days::new(120),
        now: if number == 1 { Now::Derived(Known::SeatAdoption) } else { Now::Typed(None) },
    };
    let risk = |number| Risk { number, words: said.into(), mitigation: said.into(), added_at: now(), closed_at: None };
    Content {
        goals: (1..=n).map(goal).collect(),
        metrics: (1..=n).map(metric).collect(),
        risks: (1..=n).map(risk).collect(),
        stances: vec![Stance { contact: ContactId(Uuid::from_u128(5)), word: said.into() }],
    }
}

fn milestone(said: &str, number: u32) -> Milestone {
    let is_done = number == 1;
    Milestone {
        number,
        title: said.into(),
        due_on: days_ago(10) + Days::new(u64::from(number) * 7),
        owner: ben(),
        theirs: Some(Theirs { name: said.into(), has_left: false }),
        state: if is_done { MilestoneState::Done } else { MilestoneState::Open },
        ended: is_done.then(|| deed(ana(), 31)),
        nudged: None,
    }
}

fn stakeholder(said: &str, contact: ContactId, n: u32) -> Stakeholder {
    Stakeholder {
        contact,
        name: said.into(),
        role: ContactRole::Champion,
        left_on: (n == 1).then(|| days_ago(42)),
        last_contact_at: (n == 0).then(now),
        stance: (n == 0).then(|| said.into()),
    }
}

/// The message about the second milestone.
pub(in super::super) fn nudge(said: &str, state: MilestoneState) -> NudgeCard {
    let by = deed(ana(), 5);
    let open = milestone(said, 2);
    let ended = (state != MilestoneState::Open).then(|| deed(ben(), 2));
    let nudged = Some(Nudge { day: today(), by: by.clone() });
    let milestone = Milestone { state, ended, nudged, ..open };
    NudgeCard { account: account(11, "TechCorp"), milestone, by, zone: chrono_tz::Europe::Berlin, day: today() }
}

/// The running quarter, with so many of everything.
pub(in super::super) fn pack(said: &str, n: u32) -> QbrPack {
    let asked = PeriodAsked::Quarter(2026, 1);
    let scored = |day, band, score, reasons| Some(Scored { day, band: Some(band), score: Some(Milli(score)), reasons });
    let adoption = |active, used, day| Adoption {
        active_users: Some(active),
        seats: Some(40),
        used_features: Some(used),
        core_features: Some(8),
        as_of: Some(day),
    };
    let beside = |own, median, n| Beside { own: Some(own), median: Some(median), n };
    let from = Period::quarter_of(today()).from;
    QbrPack {
        account: account(11, "TechCorp"),
        asked,
        period: asked.on(today()),
        as_of: today(),
        today: today(),
        gathered_at: now(),
        owner: Some(ana()),
        segment: Segment::MidTouch,
        arr: usd(45_000),
        usage: Usage {
            mean: Some(22.0),
            n_days: 60,
            baseline: Some(40.0),
            n_baseline_days: 60,
            as_of: Some(days_ago(1)),
        },
        adoption: (adoption(31, 6, from), adoption(18, 2, days_ago(1))),
        support: Some(Support { n_opened: 5, n_critical: 1, n_closed: 4, median_hours: Some(26.4), n_open: 2 }),
        sentiment: Sentiment {
            n_nps: 3,
            n_promoters: 1,
            n_detractors: 1,
            n_csat: 4,
            csat: Some(4.25),
            as_of: Some(days_ago(12)),
        },
        touches: Touches {
            by_kind: vec![(TouchKind::Call, 4), (TouchKind::Email, 2)],
            n_two_way: 5,
            last_on: Some(days_ago(8)),
        },
        asks: (Vec::new(), 0),
        advocacy: Vec::new(),
        health_before: scored(from, Band::Yellow, 58_000, vec![Reason::NoExecutive]),
        history: Vec::new(),
        health_after: scored(today(), Band::Red, 41_000, vec![Reason::UsageDown(45), Reason::NoChampion]),
        plan: plan(said, n),
        benchmark: Benchmark {
            segment: Some(Segment::MidTouch),
            health: beside(41.0, 68.5, 12),
            seats: beside(45.0, 61.0, 12),
            features: beside(25.0, 62.5, 4),
            as_of: today(),
        },
        expansions: vec![ExpansionLine {
            stage: ExpansionStage::Chosen,
            amount: None,
            flagged_on: days_ago(20),
            ended_on: None,
        }],
        renewal: super::techcorp().renewal,
    }
}
