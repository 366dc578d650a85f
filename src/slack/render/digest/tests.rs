//! Tests of a day's message.

use chrono::TimeDelta;
use insta::assert_snapshot;

use super::super::samples::{digest as sample, now, quiet_day};
use super::super::testing::shown;
use super::*;

fn day(view: &DigestView) -> String {
    shown(&digest(view, "/csm", Onlookers::Members, now()))
}

#[test]
fn a_morning_is_read_from_the_top() {
    assert_snapshot!(day(&sample()), @r"
    » 3 to do · 1 overdue · 2 renewals inside 60 days · Monday 2 March
    # 3 to do · 1 overdue · 2 renewals inside 60 days
    ~ Monday 2 March
    *Do first*
    ⚠ *TechCorp* · Usage audit
    overdue since ⟨Fri 27 Feb 2026, 17:12 CET⟩ · Red account rescue
    [Done… ask_finish {af:{s:…,v:2}}] [⋯ Snooze 1 working day {sn:{s:…,v:2,d:1}} / Snooze 3 working days {sn:{s:…,v:2,d:3}} / Snooze until… {as:{s:…,v:2}} / Blocked… {sx:{b:{s:…,v:2}}} / Open step {sx:{o:{s:…}}}]
    👀 *TechCorp* · Executive alignment
    acknowledged, due ⟨17:12⟩ · Red account rescue
    [Done… ask_finish:2 {af:{s:…,v:2}}] [⋯ Snooze 1 working day {sn:{s:…,v:2,d:1}} / Snooze 3 working days {sn:{s:…,v:2,d:3}} / Snooze until… {as:{s:…,v:2}} / Blocked… {sx:{b:{s:…,v:2}}} / Open step {sx:{o:{s:…}}}]
    ✅ *TechCorp* · Two quick wins
    done · Red account rescue
    *Changed overnight*
    🔴 *TechCorp* Yellow → Red (58 → 41) · usage −45 % · $45K
    🔴 *Account 1* Yellow → Red (58 → 41) · usage −45 % · $45K
    🔴 *Account 2* Yellow → Red (58 → 41) · usage −45 % · $45K
    🔴 *Account 3* Yellow → Red (58 → 41) · usage −45 % · $45K
    🔴 *Account 4* Yellow → Red (58 → 41) · usage −45 % · $45K   [⋯ Open TechCorp {ac:{a:…}} / Open Account 1 {ac:{a:…}} / Open Account 2 {ac:{a:…}} / Open Account 3 {ac:{a:…}} / Open Account 4 {ac:{a:…}}]
    *Waiting on you*
    🎫 *Globex &amp; Sons* critical for 52 h: Login is down for &lt;everybody&gt; again   [⋯ Open Globex & Sons {ac:{a:…}}]
    *Renewals*
    📅 *Initech* inside 60 days: ends 1 May · 🟢 Green · $120K
    📅 *Vandelay* contract ends 12 Apr · 🟢 Green · $120K · ⚠ not reviewed   [⋯ Open Initech {ac:{a:…}} / Open Vandelay {ac:{a:…}}]
    *Getting quiet*
    🔇 *Umbrella* silent 41 days, wants contact every 30 days · $9K   [⋯ Open Umbrella {ac:{a:…}}]
    *Good news*
    🟢 *Hooli* Yellow → Green (66 → 72) · $45K
    🎯 *Massive Dynamic* reached first value on day 41 · $45K
    🏆 *Soylent* expansion won: $12K · $45K   [⋯ Open Hooli {ac:{a:…}} / Open Massive Dynamic {ac:{a:…}} / Open Soylent {ac:{a:…}}]
    [+2 changed overnight show_more {mo:{s:changed}}] [Not reviewed filtered_renewals {rf:{w:null,f:{o:mine,f:[not_reviewed]},p:0}}]
    ~ As of: usage 1 Mar · tickets, touches, contacts, contracts 2 Mar · your daily digest; another hour: `/csm digest daily 8:30`
    ");
}

#[test]
fn a_quiet_day_says_so_when_it_is_asked_for() {
    assert_snapshot!(day(&quiet_day()), @r"
    » Nothing due today · Monday 2 March
    # Nothing due today
    ~ Monday 2 March
    Nothing is due, nobody waits, and nothing changed since the last working morning.
    [Book book_page {bk:{f:{o:mine},p:0}}] [Renewals renewals_page {rw:{w:null,s:mine,p:0}}]
    ~ 🔒 Only visible to you · As of: usage 1 Mar · tickets, touches, contacts, contracts 2 Mar
    ");
}

#[test]
fn the_rest_of_a_section_opens_on_its_own() {
    assert_snapshot!(shown(&digest_section(&sample(), DigestSection::Changed, now())), @r"
    » Changed overnight: 7
    # Changed overnight: 7
    🔴 *TechCorp* Yellow → Red (58 → 41) · usage −45 % · $45K
    🔴 *Account 1* Yellow → Red (58 → 41) · usage −45 % · $45K
    🔴 *Account 2* Yellow → Red (58 → 41) · usage −45 % · $45K
    🔴 *Account 3* Yellow → Red (58 → 41) · usage −45 % · $45K
    🔴 *Account 4* Yellow → Red (58 → 41) · usage −45 % · $45K
    🔴 *Account 5* Yellow → Red (58 → 41) · usage −45 % · $45K
    🔴 *Account 6* Yellow → Red (58 → 41) · usage −45 % · $45K
    <static_select Open a card… TechCorp {ac:{a:…}} / Account 1 {ac:{a:…}} / Account 2 {ac:{a:…}} / Account 3 {ac:{a:…}} / Account 4 {ac:{a:…}} / Account 5 {ac:{a:…}} / Account 6 {ac:{a:…}}>
    ~ 🔒 Only visible to you · As of: usage 1 Mar · tickets, touches, contacts, contracts 2 Mar
    ");
}

#[test]
fn a_late_digest_says_when_it_was_due() {
    let view = DigestView { late_for: Some(now() - TimeDelta::minutes(72)), ..sample() };
    assert!(day(&view).contains("~ Monday 2 March · comes late: scheduled for ⟨08:00⟩"), "{}", day(&view));
}

#[test]
fn guests_read_no_money() {
    let shown = shown(&digest(&sample(), "/csm", Onlookers::Guests, now()));
    assert!(!shown.contains('$'), "{shown}");
}

#[test]
fn a_full_day_keeps_one_way_to_every_card() {
    let mut view = sample();
    view.do_first.rows = vec![view.do_first.rows[0].clone(); 5];
    let play = ProposedPlay {
        account: view.renewals.rows[0].account.clone(),
        arr: view.renewals.rows[0].arr,
        playbook: "renewal".into(),
        title: "Renewal".into(),
        occasion: crate::domain::playbook::Occasion::Checkpoint(120),
        renewal_in_days: Some(119),
        why_not: None,
        is_started: false,
    };
    view.proposed = Section::of(vec![play; 5]);
    let shown = day(&view);
    let choose = shown.lines().find(|line| line.contains("Open a card…")).expect("a list");
    for row in view.changed.first() {
        assert!(choose.contains(&row.account().name), "{shown}");
    }
    assert_snapshot!(choose, @"<static_select Open a card… TechCorp {ac:{a:…}} / Account 1 {ac:{a:…}} / Account 2 {ac:{a:…}} / Account 3 {ac:{a:…}} / Account 4 {ac:{a:…}}>");
}
