//! The plan's card and messages as they read; and that they fit and stay inert, whatever people write.

use insta::assert_snapshot;

use super::super::samples::{account, ana, ben, days_ago, deed, now, nudge, plan, reader, today};
use super::super::testing::{shown, shown_view};
use super::*;
use crate::domain::plan::{Change, PlanFault, PlanRefusal};
use crate::domain::refusal::Refusal;
use crate::slack::render::refusal;

#[test]
fn a_plan_reads_from_its_first_line() {
    assert_snapshot!(shown(&plan_card(&reader(), &plan("Close the month", 3), now())), @r"
    » TechCorp plan: 0 of 3 goals on track · next: 2 Close the month, 6 Mar, Ben Okafor
    # TechCorp · success plan
    ~ began 12 Jan · version 7 · owner Ana Ruiz
    *Goals*
    1 🔴 off track: Close the month · worth $30K
    2 🔴 off track: Close the month · worth $30K
    3 ⚪ unknown: Close the month · worth $30K   [⋯ Add goal… {pn:{f:{a:…,f:g}}} / Goal stands… {pn:{f:{a:…,f:c}}}]
    *Metrics: baseline → now → target*
    1 Close the month: 45 → *52.5* → 80 % by 30 Jun · 🔴 behind (1 Mar, from data)
    2 Close the month: 45 → *unknown* → 80 % by 30 Jun · ⚪ unknown (typed)
    3 Close the month: 45 → *unknown* → 80 % by 30 Jun · ⚪ unknown (typed)   [⋯ Add metric… {pn:{f:{a:…,f:m}}} / Update metric… {pn:{f:{a:…,f:u}}}]
    *Milestones: 2 open, 1 over*
    ✅ 1 Close the month · done by Ana Ruiz, 2 Mar · Ben Okafor with Close the month   [Add milestone… ask_plan {pn:{f:{a:…,f:s}}}]
    ⬜ 2 Close the month · due 6 Mar · Ben Okafor with Close the month   [⋯ Tick 2 {pn:{m:{a:…,n:2,m:t}}} / Nudge Ben Okafor {pn:{n:{a:…,n:2}}} / 2 will not be done {pn:{m:{a:…,n:2,m:x}}}]
    ⬜ 3 Close the month · due 13 Mar · Ben Okafor with Close the month   [⋯ Tick 3 {pn:{m:{a:…,n:3,m:t}}} / Nudge Ben Okafor {pn:{n:{a:…,n:3}}} / 3 will not be done {pn:{m:{a:…,n:3,m:x}}}]
    *Stakeholders*
    • Close the month, champion · spoken to today · “Close the month”
    • Close the month, champion · ⚠ left 6 weeks ago
    • Close the month, champion · ⚠ never spoken to   [Stance… ask_plan:2 {pn:{f:{a:…,f:w}}}]
    *Risks*
    • 1 Close the month · against it: Close the month
    • 2 Close the month · against it: Close the month
    • 3 Close the month · against it: Close the month
    • 📉 The account is used far less than usual, signal since 2 Mar   [⋯ Add risk… {pn:{f:{a:…,f:r}}} / 1 is no risk any more {pn:{r:{a:…,n:1,v:7}}} / 2 is no risk any more {pn:{r:{a:…,n:2,v:7}}} / 3 is no risk any more {pn:{r:{a:…,n:3,v:7}}}]
    *Value realised: $36K*
    • $12K Close the month (Close the month) · 27 Feb
    • $12K Close the month (Close the month) · 26 Feb
    • $12K Close the month (Close the month) · 25 Feb   [Record value… ask_plan:3 {pn:{f:{a:…,f:v}}}]
    [!Tick 2 mark_milestone {pn:{m:{a:…,n:2,m:t}}}] [Nudge on 2 nudge_milestone {pn:{n:{a:…,n:2}}}] [QBR pack open_qbr {qb:{o:{a:…}}}] [Account card open_account {ac:{a:…}}]
    ~ 🔒 Only visible to you
    ");
    let empty = PlanView { version: 0, ..plan("", 0) };
    assert_snapshot!(shown(&plan_card(&reader(), &empty, now())), @r"
    » *TechCorp* has no success plan yet.
    *TechCorp* has no success plan yet. It begins with the first goal, in the customer's own words.
    [!Begin plan… ask_plan {pn:{f:{a:…,f:b}}}] [Record value… ask_plan:2 {pn:{f:{a:…,f:v}}}] [QBR pack open_qbr {qb:{o:{a:…}}}] [Account card open_account {ac:{a:…}}]
    ~ 🔒 Only visible to you · later: `/csm plan TechCorp`
    ");
    assert_snapshot!(shown(&plan_changed(&plan("Close the month", 2), Change::GoalAdded(2), &reader(), now())), @r"
    » *TechCorp*: goal 2 was added
    *TechCorp*: goal 2 was added
    ~ 0 of 2 goals on track · version 7 · next: ⬜ 2 Close the month · due 6 Mar · Ben Okafor with Close the month
    [Open plan open_plan {pn:{o:{a:…}}}]
    ");
}

#[test]
fn an_owner_is_asked_and_sees_what_came_of_it() {
    let card = |state| shown(&nudge_card(&nudge("Usage <!here> audit", state), Onlookers::Members, now()));
    assert_snapshot!(card(MilestoneState::Open), @r"
    » TechCorp: milestone 2 “Usage &lt;!here&gt; audit” is due 6 Mar
    TechCorp: milestone 2 “Usage &lt;!here&gt; audit” is due 6 Mar
    [!Tick mark_milestone {pn:{m:{a:…,n:2,m:t}}}] [Open plan open_plan {pn:{o:{a:…}}}]
    ~ asked by Ana Ruiz, ⟨Mon 2 Mar 2026, 09:07 CET⟩ · Ben Okafor sees to it with Usage &lt;!here&gt; audit
    ");
    assert_snapshot!(card(MilestoneState::Done), @r"
    » TechCorp: milestone 2 “Usage &lt;!here&gt; audit” is done, ticked by <@U0BEN> at ⟨09:10⟩
    TechCorp: milestone 2 “Usage &lt;!here&gt; audit” is done, ticked by <@U0BEN> at ⟨09:10⟩
    [Open plan open_plan {pn:{o:{a:…}}}]
    ~ asked by Ana Ruiz, ⟨Mon 2 Mar 2026, 09:07 CET⟩ · Ben Okafor sees to it with Usage &lt;!here&gt; audit
    ");
    assert_snapshot!(card(MilestoneState::Missed), @r"
    » TechCorp: milestone 2 “Usage &lt;!here&gt; audit” will not be done, says <@U0BEN>
    TechCorp: milestone 2 “Usage &lt;!here&gt; audit” will not be done, says <@U0BEN>
    [Open plan open_plan {pn:{o:{a:…}}}]
    ~ asked by Ana Ruiz, ⟨Mon 2 Mar 2026, 09:07 CET⟩ · Ben Okafor sees to it with Usage &lt;!here&gt; audit
    ");
    let guests = shown(&nudge_card(&nudge("Dana", MilestoneState::Open), Onlookers::Guests, now()));
    assert!(!guests.contains("with Dana"), "{guests}");
    let (about, day) = (nudge("Usage audit", MilestoneState::Open).milestone, today());
    assert_snapshot!(shown(&nudged(&reader(), &account(11, "TechCorp"), (&about, &about.owner, day), now())), @r"
    » <@U0BEN> is asked about milestone 2 of *TechCorp*.
    <@U0BEN> is asked about milestone 2 of *TechCorp*.
    ~ ⬜ 2 Usage audit · due 6 Mar · Ben Okafor with Usage audit · counts for Monday 2 March; again on the next working day
    ");
}

#[test]
fn every_refusal_says_what_happened_and_what_to_do() {
    let techcorp = account(11, "TechCorp");
    let title = "Usage audit".to_owned();
    let at = deed(ben(), 31);
    let all = [
        PlanRefusal::NoPlan { account: techcorp.clone() },
        PlanRefusal::Faulty(vec![(crate::domain::plan::PlanField::Goal, PlanFault::Missing)]),
        PlanRefusal::Changed { account: techcorp.clone(), change: Change::RiskAdded(1), by: at.clone() },
        PlanRefusal::NoMilestone { account: techcorp.clone(), number: 7, open: vec![(2, title.clone())] },
        PlanRefusal::NoMilestone { account: techcorp.clone(), number: 7, open: vec![] },
        PlanRefusal::MilestoneOver { title: title.clone(), state: MilestoneState::Done, by: at.clone() },
        PlanRefusal::MilestoneOver { title: title.clone(), state: MilestoneState::Missed, by: deed(ana(), 9) },
        PlanRefusal::NudgedAlready { title: title.clone(), owner: ben(), day: today(), by: ana(), at: at.at },
        PlanRefusal::OwnerNotThere { title, owner: ben() },
        PlanRefusal::NoRisk,
        PlanRefusal::NothingTyped { account: techcorp.clone() },
        PlanRefusal::NoContacts { account: techcorp },
        PlanRefusal::CannotUpload,
    ];
    let words: Vec<String> = all
        .into_iter()
        .map(|of| shown(&refusal(&reader(), &Refusal::Plan(of), now())))
        .map(|shown| shown.split_once('\n').map_or(String::new(), |(_, blocks)| blocks.to_owned()))
        .map(|blocks| blocks.trim_end_matches("\n~ 🔒 Only visible to you").to_owned())
        .collect();
    assert_snapshot!(words.join("\n"), @r"
    *TechCorp* has no success plan yet, so nothing was changed. Begin it with a goal.
    [Begin plan… ask_plan {pn:{f:{a:…,f:b}}}]
    Nothing was changed: Answer this one, please.
    The plan of *TechCorp* was changed by <@U0BEN> at ⟨08:41⟩, after you looked: risk 1 was added. Nothing was changed; look again.
    [Open plan open_plan {pn:{o:{a:…}}}]
    The plan of *TechCorp* has no milestone 7, so nothing was done. Open: 2 Usage audit.
    [Open plan open_plan {pn:{o:{a:…}}}]
    The plan of *TechCorp* has no milestone 7, so nothing was done. None is open.
    [Open plan open_plan {pn:{o:{a:…}}}]
    “Usage audit” is already done by <@U0BEN> at ⟨08:41⟩. Nothing was changed.
    “Usage audit” is already given up by you at ⟨09:03⟩. Nothing was changed.
    <@U0BEN> was asked about “Usage audit” by you at ⟨08:41⟩ already, for today. Nothing was sent; they can be asked again on the next working day.
    Ben Okafor sees to “Usage audit”, but cannot be reached in Slack, so nothing was sent.
    That risk is closed already. Nothing was changed.
    Every metric of *TechCorp* comes from the data, so there is none to type. Add a metric first.
    [Open plan open_plan {pn:{o:{a:…}}}]
    No contact of *TechCorp* is known, so there is nobody to note a stance of. Contacts come with the import.
    [Account card open_account {ac:{a:…}}]
    Slack does not let me upload files here, so none was sent. Whoever runs the bot can add the scope `files:write` and install it again; the message has the same figures.
    ");
}

#[test]
fn every_fault_says_what_would_do() {
    let all = [
        PlanFault::Missing,
        PlanFault::TooLong { most: 300 },
        PlanFault::NotANumber,
        PlanFault::TwoWays,
        PlanFault::TooLarge,
        PlanFault::NotMoney,
        PlanFault::NotADay,
        PlanFault::SameAsBaseline,
        PlanFault::BeforePlan { begins_on: days_ago(20) },
        PlanFault::Ahead,
        PlanFault::Passed,
        PlanFault::NotOurs,
        PlanFault::NotThere,
        PlanFault::NoData,
        PlanFault::FromData,
        PlanFault::Full { most: 12 },
    ];
    let words: Vec<String> = all.iter().map(|fault| plan_fault(fault, today()).replace('\u{A0}', " ")).collect();
    assert_snapshot!(words.join("\n"), @r"
    Answer this one, please
    Say it in 300 characters
    Write a number like 45, 12.5 or 1200
    That can be read in two ways; write 12500 for the large one, 12.5 for the small one
    That is beyond what can be measured here; a million million at most
    Write an amount above 0, like 12k or €12,500
    Choose a day that there is
    The target is the baseline; say where it shall be instead
    The plan begins on 10 Feb; choose that day or a later one
    Choose today or a day that has passed
    Choose today or a day that is still to come
    Choose somebody of ours whom the directory knows
    That is no longer there; choose another
    The data has no value yet; write the baseline
    That one comes from the data; nobody has to type it
    A plan holds 12 of them at most
    ");
}

#[test]
fn whatever_is_written_fits_and_is_inert() {
    for said in ["&".repeat(300), "<!channel> *x* `y` ".repeat(20), "\u{202E}مرحبا ".repeat(40)] {
        let card = plan_card(&reader(), &plan(&said, 12), now());
        assert!(!shown(&card).contains("<!channel"), "inert");
        shown(&nudge_card(&nudge(&said, MilestoneState::Open), Onlookers::Members, now()));
        shown(&plan_changed(&plan(&said, 12), Change::Begun, &reader(), now()));
        for form in PlanForm::ALL {
            shown_view(&plan_form(&plan(&said, 12), form));
        }
    }
}
