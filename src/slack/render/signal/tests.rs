//! The card in every kind and state, its forms, and lists.

use chrono::TimeDelta;
use insta::assert_snapshot;
use uuid::Uuid;

use super::super::samples::{ana, ben, deed, now, reader, risks as page, signal};
use super::super::testing::{shown, shown_view};
use super::*;
use crate::domain::account::{AccountRef, BookFilter, BookScope};
use crate::domain::health::Band;
use crate::domain::ids::EpisodeId;
use crate::domain::risks::{RisksFilter, RisksView};
use crate::domain::rules::Rules;
use crate::domain::signal::Evidence;
use crate::slack::action::ModalKind;

fn card(card: &SignalCard) -> String {
    shown(&signal_card(card, &Rules::default().signals, Onlookers::Members, now()))
}

/// What tells a kind from the others: the first line, the causes, and the rule.
fn brief(kind: SignalKind) -> String {
    let card = card(&signal(kind));
    let told: Vec<&str> =
        card.lines().filter(|line| ["» ", "• ", "~ "].iter().any(|start| line.starts_with(start))).collect();
    told.join("\n")
}

#[test]
fn a_card_says_what_why_and_what_next() {
    assert_snapshot!(card(&SignalCard {
        similar: Some(SimilarSaves { n: 8, n_saved: 6 }),
        proposal: Some(("red_account_rescue".into(), "Red account rescue".into())),
        ..signal(SignalKind::RedTransition)
    }), @r"
    » 🔴 TechCorp moved Yellow → Red (52 → 41): usage −45 %, champion left 6 weeks ago
    # 🔴 TechCorp moved Yellow → Red (52 → 41)
    • Usage −45 % against its 60-day baseline
    • Champion Dana Reyes left 6 weeks ago, nobody took over
    • No executive contact known
    | *ARR* $45K
    | *Renewal* in 91 days
    | *Owner* <@U0ANA>
    | *Health* 🔴 Red 41
    *Next* Start *Red account rescue*: 6 of 8 such accounts with a play were saved (75 %)
    [!Start Red account rescue start_signal_play {sp:{e:…,v:1,p:red_account_rescue}}] [Claim claim_signal {cl:{e:…,v:1}}] [Not a risk… ask_dismiss {ad:{e:…,v:1}}] [⋯ Snooze 1 day {zs:{e:…,v:1,d:1}} / Snooze 3 days {zs:{e:…,v:1,d:3}} / Snooze a week {zs:{e:…,v:1,d:7}} / Snooze until… {az:{e:…,v:1}} / Account card {ac:{a:…}}]
    ~ T1: an account turns red · since ⟨Mon 2 Mar 2026, 04:12 CET⟩
    ");
}

#[test]
fn every_kind_has_words_of_its_own() {
    let all: Vec<String> = SignalKind::ALL.into_iter().map(brief).collect();
    assert_snapshot!(all.join("\n\n"), @r"
    » 🔴 TechCorp moved Yellow → Red (52 → 41): usage −45 %, champion left 6 weeks ago
    • Usage −45 % against its 60-day baseline
    • Champion Dana Reyes left 6 weeks ago, nobody took over
    • No executive contact known
    ~ T1: an account turns red · since ⟨Mon 2 Mar 2026, 04:12 CET⟩

    » 📉 TechCorp uses 45 % less: champion left 6 weeks ago, no executive contact
    • Usage −45 % against its own baseline of 212 a day
    • Champion Dana Reyes left 6 weeks ago, nobody took over
    • No executive contact known
    ~ T2: ARR above 5,000 and usage down 10 % or more · since ⟨Mon 2 Mar 2026, 04:12 CET⟩

    » 🌱 TechCorp is ready to grow: 92 % of its limit in use, engagement 88 %
    • 92 % of its limit in use
    • Engagement high: 88 % of the points for usage
    ~ T3: 80 % or more of a limit in use and engagement from 70 % · since ⟨Mon 2 Mar 2026, 04:12 CET⟩

    » 🎫 TechCorp waits on a critical ticket for 52 h: Login is down for &lt;everybody&gt; again
    • Open since ⟨Sat 28 Feb 2026, 05:12 CET⟩: Login is down for &lt;everybody&gt; again
    • Usage −45 % against its 60-day baseline
    • Champion Dana Reyes left 6 weeks ago, nobody took over
    ~ T4: a critical ticket open for more than 48 hours · since ⟨Mon 2 Mar 2026, 04:12 CET⟩

    » 📅 TechCorp is at risk, contract ends in 45 days: 🔴 Red, forecast at risk, usage −45 %
    • Contract ends 16 Apr, in 45 days
    • Health 🔴 Red 41
    • Forecast: at risk
    ~ T5: 60 days or less to contract end, and red, yellow or forecast at risk · since ⟨Mon 2 Mar 2026, 04:12 CET⟩

    » 📉 TechCorp is used far less than usual: logins −52 %, usage −33 % in 30 days
    • Logins −52 % in 30 days against its own baseline
    • Usage −33 % in 30 days against its own baseline
    • Champion Dana Reyes left 6 weeks ago, nobody took over
    ~ T6: logins down 50 % or usage down 30 % in 30 days against its own baseline · since ⟨Mon 2 Mar 2026, 04:12 CET⟩

    » 🚪 TechCorp lost its champion: Dana Reyes left yesterday
    • Champion Dana Reyes left on 1 Mar, yesterday, nobody took over
    • Usage −45 % against its 60-day baseline
    • No executive contact known
    ~ T7: the only champion left, or none where one is needed · since ⟨Mon 2 Mar 2026, 04:12 CET⟩

    » 🔇 TechCorp has gone quiet: silent 41 days, wants contact every 30 days
    • No two-way contact for 41 days; there should be one every 30 days
    • Usage −45 % against its 60-day baseline
    • Champion Dana Reyes left 6 weeks ago, nobody took over
    ~ T8: no two-way contact past the cadence · since ⟨Mon 2 Mar 2026, 04:12 CET⟩

    » 🐢 TechCorp is late in onboarding: “Integration ∗live∗” was due 12 Feb
    • “Integration ∗live∗” was due 12 Feb, 2 weeks ago
    • Day 64, first value not reached
    • Usage −45 % against its 60-day baseline
    ~ T9: an onboarding milestone overdue, or no first value by day 90 · since ⟨Mon 2 Mar 2026, 04:12 CET⟩

    » 👎 TechCorp would not recommend us, NPS 3: “We wait &lt;!here&gt; days for answers.”
    • NPS 3 of 10 on 28 Feb: “We wait &lt;!here&gt; days for answers.”
    • Usage −45 % against its 60-day baseline
    • Champion Dana Reyes left 6 weeks ago, nobody took over
    ~ T10: an NPS answer up to 6 in the last 180 days · since ⟨Mon 2 Mar 2026, 04:12 CET⟩

    » ⚖️ Call and score of TechCorp disagree: the call says Green, the score Red
    • The call says 🟢 Green, the score 🔴 Red 41
    • Renewal in 80 days: one colour apart is enough
    • Usage −45 % against its 60-day baseline
    ~ T11: call and score two colours apart, or one inside 90 days to renewal · since ⟨Mon 2 Mar 2026, 04:12 CET⟩
    ");
}

#[test]
fn a_chance_is_no_risk() {
    assert_snapshot!(card(&signal(SignalKind::ExpansionReady)), @r"
    » 🌱 TechCorp is ready to grow: 92 % of its limit in use, engagement 88 %
    # 🌱 TechCorp is ready to grow
    • 92 % of its limit in use
    • Engagement high: 88 % of the points for usage
    | *ARR* $45K
    | *Renewal* in 91 days
    | *Owner* <@U0ANA>
    | *Health* 🔴 Red 41
    *Next* Start *expansion*
    [!Start expansion start_signal_play {sp:{e:…,v:1,p:expansion}}] [Claim claim_signal {cl:{e:…,v:1}}] [Not now… ask_dismiss {ad:{e:…,v:1}}] [⋯ Snooze 1 day {zs:{e:…,v:1,d:1}} / Snooze 3 days {zs:{e:…,v:1,d:3}} / Snooze a week {zs:{e:…,v:1,d:7}} / Snooze until… {az:{e:…,v:1}} / Account card {ac:{a:…}}]
    ~ T3: 80 % or more of a limit in use and engagement from 70 % · since ⟨Mon 2 Mar 2026, 04:12 CET⟩
    ");
}

#[test]
fn without_a_play_to_start_claim_stands_first() {
    let quiet = card(&SignalCard { n_again: 2, ..signal(SignalKind::GoneQuiet) });
    assert!(quiet.contains("[!Claim claim_signal") && !quiet.contains("Start"), "{quiet}");
    assert!(quiet.contains("fired again 2 times"), "{quiet}");
    let few = SignalCard { similar: Some(SimilarSaves { n: 4, n_saved: 4 }), ..signal(SignalKind::RedTransition) };
    assert!(!card(&few).contains("4 of 4"), "four say nothing yet");
}

#[test]
fn each_state_says_who_and_when_and_its_buttons_go() {
    let red = || SignalCard { proposal: Some(("rescue".into(), "Rescue".into())), ..signal(SignalKind::RedTransition) };
    let claimed = Some(deed(ana(), 31));
    let until = now() + TimeDelta::days(3);
    let states = [
        SignalCard { state: EpisodeState::Claimed, claimed: claimed.clone(), ..red() },
        SignalCard { state: EpisodeState::Snoozed, snoozed: Some((deed(ben(), 5), until)), ..red() },
        SignalCard {
            state: EpisodeState::InPlay,
            claimed,
            proposal: None,
            play: Some(("Rescue".into(), deed(ana(), 3))),
            ..red()
        },
    ];
    let told: Vec<String> = states
        .iter()
        .map(|state| {
            let card = card(state);
            let lines: Vec<&str> = card
                .lines()
                .filter(|line| line.starts_with("» ") || line.starts_with('[') || line.contains(" by <@"))
                .collect();
            lines.join("\n")
        })
        .collect();
    assert_snapshot!(told.join("\n\n"), @r"
    » 🔴 TechCorp moved Yellow → Red (52 → 41): usage −45 %, champion left 6 weeks ago · claimed by Ana Ruiz
    🙋 *Claimed* by <@U0ANA> · ⟨Mon 2 Mar 2026, 08:41 CET⟩
    [!Start Rescue start_signal_play {sp:{e:…,v:1,p:rescue}}] [Not a risk… ask_dismiss {ad:{e:…,v:1}}] [⋯ Snooze 1 day {zs:{e:…,v:1,d:1}} / Snooze 3 days {zs:{e:…,v:1,d:3}} / Snooze a week {zs:{e:…,v:1,d:7}} / Snooze until… {az:{e:…,v:1}} / Account card {ac:{a:…}}]

    » 🔴 TechCorp moved Yellow → Red (52 → 41): usage −45 %, champion left 6 weeks ago · snoozed until ⟨Thu 5 Mar 2026, 09:12 CET⟩
    💤 *Snoozed* by <@U0BEN> · ⟨Mon 2 Mar 2026, 09:07 CET⟩, until ⟨Thu 5 Mar 2026, 09:12 CET⟩
    [!Start Rescue start_signal_play {sp:{e:…,v:1,p:rescue}}] [Claim claim_signal {cl:{e:…,v:1}}] [Not a risk… ask_dismiss {ad:{e:…,v:1}}] [⋯ Snooze 1 day {zs:{e:…,v:1,d:1}} / Snooze 3 days {zs:{e:…,v:1,d:3}} / Snooze a week {zs:{e:…,v:1,d:7}} / Snooze until… {az:{e:…,v:1}} / Account card {ac:{a:…}}]

    » 🔴 TechCorp moved Yellow → Red (52 → 41): usage −45 %, champion left 6 weeks ago · Rescue at work
    ▶️ *Rescue* is at work, started by <@U0ANA> · ⟨Mon 2 Mar 2026, 09:09 CET⟩
    [!Open play open_runs {rn:{a:…}}] [Not a risk… ask_dismiss {ad:{e:…,v:1}}] [Account card open_account {ac:{a:…}}]
    ");
}

#[test]
fn an_end_says_how_and_has_no_buttons() {
    let ends = [
        (Outcome::Recovered, None),
        (Outcome::Renewed, None),
        (Outcome::Lost, None),
        (Outcome::Dismissed(Dismissal::Known), Some(ben())),
        (Outcome::Dismissed(Dismissal::DataWrong), Some(ana())),
    ];
    let told = ends.map(|(outcome, by)| {
        let ended = Some((outcome, now() - TimeDelta::minutes(4), by));
        card(&SignalCard { state: EpisodeState::Ended, ended, ..signal(SignalKind::ChampionLeft) })
    });
    assert_snapshot!(told.join("\n\n"), @r"
    » ✅ TechCorp lost its champion: Dana Reyes left yesterday · recovered
    # ✅ TechCorp lost its champion
    ✅ *Recovered*: the rule is no longer true · ⟨Mon 2 Mar 2026, 09:08 CET⟩
    ~ T7: the only champion left, or none where one is needed · since ⟨Mon 2 Mar 2026, 04:12 CET⟩

    » ✅ TechCorp lost its champion: Dana Reyes left yesterday · renewed
    # ✅ TechCorp lost its champion
    ✅ *Renewed* · ⟨Mon 2 Mar 2026, 09:08 CET⟩
    ~ T7: the only champion left, or none where one is needed · since ⟨Mon 2 Mar 2026, 04:12 CET⟩

    » ✖️ TechCorp lost its champion: Dana Reyes left yesterday · lost
    # ✖️ TechCorp lost its champion
    ✖️ *Lost*: the customer left · ⟨Mon 2 Mar 2026, 09:08 CET⟩
    ~ T7: the only champion left, or none where one is needed · since ⟨Mon 2 Mar 2026, 04:12 CET⟩

    » 🗂 TechCorp lost its champion: Dana Reyes left yesterday · not a risk, known and accepted
    # 🗂 TechCorp lost its champion
    🗂 *Not a risk*: known and accepted, said by <@U0BEN> · ⟨Mon 2 Mar 2026, 09:08 CET⟩
    ~ T7: the only champion left, or none where one is needed · since ⟨Mon 2 Mar 2026, 04:12 CET⟩

    » 🗂 TechCorp lost its champion: Dana Reyes left yesterday · not a risk, the data is wrong
    # 🗂 TechCorp lost its champion
    🗂 *Not a risk*: the data is wrong, said by <@U0ANA> · ⟨Mon 2 Mar 2026, 09:08 CET⟩
    ~ T7: the only champion left, or none where one is needed · since ⟨Mon 2 Mar 2026, 04:12 CET⟩
    ");
    let dismissed = Some((Outcome::Dismissed(Dismissal::Handled), now(), Some(ana())));
    let chance = SignalCard { state: EpisodeState::Ended, ended: dismissed, ..signal(SignalKind::ExpansionReady) };
    assert!(card(&chance).contains("*Not now*: handled elsewhere"), "{}", card(&chance));
}

#[test]
fn guests_read_neither_money_nor_names() {
    for kind in SignalKind::ALL {
        let shown = shown(&signal_card(&signal(kind), &Rules::default().signals, Onlookers::Guests, now()));
        assert!(!shown.contains('$') && !shown.contains("Dana"), "{shown}");
    }
}

#[test]
fn the_worst_names_fit_and_do_nothing() {
    for text in ["&".repeat(3_000), "<!channel> *a* `b` :fire: >".repeat(90), "\u{202E}مرحبا ".repeat(300)] {
        for kind in SignalKind::ALL {
            let evidence = match signal(kind).evidence {
                Evidence::CriticalTicket { since, n, .. } => {
                    Evidence::CriticalTicket { since, n, subject: text.clone() }
                }
                Evidence::ChampionLeft { left_on, .. } => Evidence::ChampionLeft { name: Some(text.clone()), left_on },
                Evidence::OnboardingLate { day, .. } => {
                    Evidence::OnboardingLate { milestone: Some((text.clone(), now().date_naive())), day }
                }
                Evidence::Detractor { score, answered_on, .. } => {
                    Evidence::Detractor { score, answered_on, comment: text.clone() }
                }
                other @ (Evidence::RedTransition { .. }
                | Evidence::ValueAtRisk { .. }
                | Evidence::ExpansionReady { .. }
                | Evidence::RenewalAtRisk { .. }
                | Evidence::UsageCliff { .. }
                | Evidence::GoneQuiet { .. }
                | Evidence::Disagreement { .. }) => other,
            };
            let account = AccountRef { name: text.clone(), ..signal(kind).account };
            let proposal = Some((text.chars().take(60).collect(), text.clone()));
            let shown = card(&SignalCard { evidence, account, proposal, ..signal(kind) });
            let marked = shown.lines().filter(|line| !line.starts_with(['#', '[']));
            assert!(!marked.clone().any(|line| line.contains("<!channel")), "{shown}");
        }
    }
}

#[test]
fn forms_ask_why_and_until_when() {
    let (episode, version) = (EpisodeId(Uuid::nil()), 3);
    let asked = signal(SignalKind::UsageCliff);
    let form = dismiss_form(&reader(), &ModalKind::Dismiss { episode, version }, &asked, now());
    assert_snapshot!(shown_view(&form), @r#"
    » Not a risk | Close it | Cancel | "{\"ds\":{\"e\":\"00000000000000000000000000000000\",\"v\":3}}"
    ~ 📉 TechCorp is used far less than usual
    Why?*: <radio_buttons  Known and accepted known / Seasonal: it is so every year (mutes this rule here) seasonal / The data is wrong data_wrong / Handled elsewhere handled> It closes the card, and counts in the report on which rules cry wolf.
    Note: <plain_text_input They told us in January: two teams move over in May >
    "#);
    let form = snooze_signal_form(&reader(), &ModalKind::SnoozeSignal { episode, version }, &asked, now());
    assert_snapshot!(shown_view(&form), @r#"
    » Snooze signal | Snooze | Cancel | "{\"ss\":{\"e\":\"00000000000000000000000000000000\",\"v\":3}}"
    ~ 📉 TechCorp is used far less than usual
    Until*: <datepicker  > It comes back that morning, unless it clears itself before.
    "#);
}

#[test]
fn open_signals_stand_by_account() {
    assert_snapshot!(shown(&risks(&reader(), &page(), now())), @r"
    » 7 open signals on 2 accounts · $90K ARR: TechCorp, 🔴 turned red today (Ben Okafor), 📉 usage cliff −52 % (in play), 🚪 champion left, 🔇 silent 41 days +1
    # 7 open signals on 2 accounts · $90K ARR
    🔴 *TechCorp* · Red 41 · $45K
    🔴 turned red today (Ben Okafor), 📉 usage cliff −52 % (in play), 🚪 champion left, 🔇 silent 41 days +1 · renewal in 91 days   [⋯ Signal: turned red {og:{e:…}} / Signal: usage cliff {og:{e:…}} / Signal: champion {og:{e:…}} / Signal: gone quiet {og:{e:…}} / Account card {ac:{a:…}}]
    🟡 *Globex &amp; Sons* · Yellow 62 · $45K
    🎫 critical ticket 52 h, 📅 renewal at risk · renewal in 91 days · <@U0BEN>   [⋯ Signal: critical ticket {og:{e:…}} / Signal: renewal at risk {og:{e:…}} / Account card {ac:{a:…}}]
    [Filters… ask_filters {pf:{i:{a:{l:{s:{f:{o:mine}}}}}}}]
    ~ 🔒 Only visible to you · 1 to 2 of 2 · your book · gravest first: severity × ARR × nearness of renewal · 💤 1 snoozed · as of ⟨09:12⟩
    ");
}

#[test]
fn nothing_to_show_says_what_there_is() {
    let kinds = vec![SignalKind::CriticalTicket, SignalKind::RenewalAtRisk];
    let accounts = BookFilter { bands: vec![Band::Red], ..BookFilter::default() };
    let none = RisksView { n_signals: 0, n_accounts: 0, rows: vec![], ..page() };
    let filtered = RisksView { filter: RisksFilter { kinds, accounts }, ..none.clone() };
    assert_snapshot!(shown(&risks(&reader(), &filtered, now())), @r"
    » Nothing matches: your book · red · T4 or T5. 1 is put off. 12 open signals in all.
    Nothing matches: your book · red · T4 or T5. 1 is put off. 12 open signals in all.
    [Show all of them risks_page {rk:{f:{o:mine},p:0}}] [Filters… ask_filters {pf:{i:{a:{l:{s:{k:t4,t5,f:{o:mine,b:[red]}}}}}}}]
    ");
    let quiet = RisksView { n_snoozed: 0, n_all: 0, ..none };
    assert_snapshot!(shown(&risks(&reader(), &quiet, now())), @r"
    » No signal is open: your book.
    No signal is open: your book.
    [Everybody's signals risks_page {rk:{f:{o:all},p:0}}] [Filters… ask_filters {pf:{i:{a:{l:{s:{f:{o:mine}}}}}}}]
    ");
    let all = BookFilter { scope: BookScope::All, ..BookFilter::default() };
    let filter = RisksFilter { accounts: all, ..RisksFilter::default() };
    let widest = shown(&risks(&reader(), &RisksView { filter, ..quiet }, now()));
    assert!(!widest.contains("Everybody's signals") && widest.contains("[Filters…"), "{widest}");
}
