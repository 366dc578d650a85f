//! Each tab as people see it, and with the worst that could stand in it.

use chrono::{TimeDelta, Weekday};
use insta::assert_snapshot;
use uuid::Uuid;

use super::super::samples::{self, ben, book as sample_book, digest as full_day, now, person, quiet_day, reader, usd};
use super::super::testing::{shown, shown_view};
use super::super::worst::{inert_on_page, named, worst};
use super::super::{book as book_list, risks};
use super::*;
use crate::domain::account::BandCounts;
use crate::domain::cadence::Workweek;
use crate::domain::delivery::{Deliveries, Feed, Fires, HeldPost, HeldView, PostKind, StatusView};
use crate::domain::digest::{Covers, Section, Timetable};
use crate::domain::home::{DigestHour, PlaysView, WorkspaceLine};
use crate::domain::ids::{CardId, RunId};
use crate::domain::leave::LeaveNow;
use crate::domain::money::Totals;
use crate::domain::personal::{Settings, ZoneSource};
use crate::domain::playbook::RunView;
use crate::domain::preferences::{Event, Preferences, Way};
use crate::domain::rules::FeedRules;

fn frame(tab: HomeTab, role: Role) -> HomeFrame {
    HomeFrame { tab, role, n_signals: 7 }
}

fn settings() -> Settings {
    Settings {
        zone: chrono_tz::Europe::Berlin,
        zone_source: ZoneSource::Slack,
        workweek: Workweek::default(),
        quiet: None,
        country: None,
        n_holidays: 0,
        locale: crate::domain::locale::Locale::default(),
    }
}

fn whole_book() -> BookView {
    let bands = BandCounts { red: 3, yellow: 10, green: 51, unknown: 1 };
    BookView { arr_total: Totals::of([usd(3_200_000)]).expect("a sum"), bands, ..sample_book() }
}

fn timetable(expression: &str) -> Timetable {
    let next = vec![now() + TimeDelta::days(1)];
    Timetable { covers: Covers::Person, expression: expression.into(), zone: chrono_tz::Europe::Berlin, next }
}

fn run() -> RunView {
    RunView {
        id: RunId(Uuid::nil()),
        play: "Red account rescue".into(),
        account: samples::account(11, "TechCorp"),
        owner: samples::ana(),
        started_at: now() - TimeDelta::days(7),
        progress: (1, 12),
        current: Some(("Usage audit".into(), now() - TimeDelta::hours(64))),
    }
}

#[test]
fn the_day_opens_the_page() {
    let (person, book, full, quiet) = (person(), whole_book(), full_day(), quiet_day());
    let today = |day| home_today(&reader(), &HomeToday { person: &person, book: &book, day }, now());
    let csm = frame(HomeTab::Today, Role::Csm);
    shown_view(&home(csm, &today(&full)));
    assert_snapshot!(shown_view(&home(csm, &today(&quiet))), @r"
    » – | – | – | null
    [!Today today td] [Book book_page {bk:{f:{o:mine},p:0}}] [Renewals renewals_page {rw:{w:null,s:mine,p:0}}] [Plays home_plays {ho:{p:{p:0}}}] [Settings home_settings {ho:s}]
    [Signals (7) risks_page {rk:{f:{o:mine},p:0}}]
    ---
    ~ Ana Ruiz · customer success manager · team EMEA · times by Europe/Berlin
    *Your book* 65 accounts · $3.2M ARR
    🔴 3 red · 🟡 10 yellow · 🟢 51 green · ⚪ 1 not enough data
    # Nothing due today
    Nothing is due, nobody waits, and nothing changed since the last working morning.
    [Book book_page:2 {bk:{f:{o:mine},p:0}}] [Renewals renewals_page:2 {rw:{w:null,s:mine,p:0}}]
    ~ As of: usage 1 Mar · tickets, touches, contacts, contracts 2 Mar
    ");
    let none = BookView { n_total: 0, ..book.clone() };
    let empty = home_today(&reader(), &HomeToday { person: &person, book: &none, day: &quiet }, now());
    assert!(shown_view(&home(csm, &empty)).contains("Your book is empty"));
}

#[test]
fn tabs_are_those_of_the_role_and_one_is_chosen() {
    let list = book_list(&reader(), &sample_book(), now());
    let shown = |role| shown_view(&home(frame(HomeTab::Book, role), &list));
    assert_snapshot!(shown(Role::Viewer).lines().take(4).collect::<Vec<_>>().join("\n"), @r"
    » – | – | – | null
    [Today today td] [!Book book_page {bk:{f:{o:mine},p:0}}] [Renewals renewals_page {rw:{w:null,s:mine,p:0}}] [Plays home_plays {ho:{p:{p:0}}}] [Settings home_settings {ho:s}]
    [Accounts book_page:2 {bk:{f:{o:mine},p:0}}] [Signals (7) risks_page {rk:{f:{o:mine},p:0}}] [Silent quiet {pf:{q:{f:{o:mine},p:0}}}] [Growing… expansions {pf:{e:{o:mine,p:0}}}] [Figures… metrics {pf:{m:{a:{o:mine}}}}]
    ---
    ");
    for (role, tabs) in [(Role::Csm, [false, false]), (Role::Manager, [true, false]), (Role::Admin, [true, true])] {
        let shown = shown(role);
        assert_eq!([shown.contains("[Team "), shown.contains("[System ")], tabs, "{shown}");
    }
}

#[test]
fn plays_say_what_is_owed_and_what_is_at_work() {
    let view =
        PlaysView { steps: full_day().do_first, n_overdue: 1, runs: vec![run()], n_runs: 17, page: 1, page_size: 8 };
    assert_snapshot!(shown(&home_plays(&reader(), &view, now())), @r"
    » 3 steps to do · 1 overdue · 17 plays at work
    # 3 steps to do · 1 overdue · 17 plays at work
    *Do first*
    ⚠ *TechCorp* · Usage audit
    overdue since ⟨Fri 27 Feb 2026, 17:12 CET⟩ · Red account rescue
    [Done… ask_finish {af:{s:…,v:2}}] [⋯ Snooze 1 working day {sn:{s:…,v:2,d:1}} / Snooze 3 working days {sn:{s:…,v:2,d:3}} / Snooze until… {as:{s:…,v:2}} / Blocked… {sx:{b:{s:…,v:2}}} / Open step {sx:{o:{s:…}}}]
    👀 *TechCorp* · Executive alignment
    acknowledged, due ⟨17:12⟩ · Red account rescue
    [Done… ask_finish:2 {af:{s:…,v:2}}] [⋯ Snooze 1 working day {sn:{s:…,v:2,d:1}} / Snooze 3 working days {sn:{s:…,v:2,d:3}} / Snooze until… {as:{s:…,v:2}} / Blocked… {sx:{b:{s:…,v:2}}} / Open step {sx:{o:{s:…}}}]
    ✅ *TechCorp* · Two quick wins
    done · Red account rescue
    *At work*
    *Red account rescue* · TechCorp · 1 of 12 done
    ⚠ *Usage audit*, overdue since ⟨Fri 27 Feb 2026, 17:12 CET⟩   [⋯ Account card {ac:{a:…}} / Why {wy:{a:…}}]
    [‹ Back home_plays {ho:{p:{p:0}}}] [Next › home_plays:2 {ho:{p:{p:2}}}] [All playbooks… list_plays pl]
    ~ 9 to 16 of 17 · the one due soonest first
    ");
    let none = PlaysView { steps: Section::default(), n_overdue: 0, runs: vec![], n_runs: 0, page: 0, page_size: 8 };
    assert_snapshot!(shown(&home_plays(&reader(), &none, now())), @r"
    » Nothing to do
    # Nothing to do
    *At work*
    You run no play. Start one from an account's card or from a signal.
    [All playbooks… list_plays pl]
    ");
}

#[test]
fn settings_say_what_stands_and_lead_to_each() {
    let (settings, leave) = (settings(), LeaveNow { own: vec![], covering: vec![] });
    let wishes = Preferences::default().with(Event::OtherSignals, Way::Digest);
    let shown = |digest: Option<&Timetable>| {
        shown(&home_settings(
            &reader(),
            &HomeSettings { settings: &settings, leave: &leave, digest, preferences: &wishes },
            now(),
        ))
    };
    assert_snapshot!(shown(Some(&timetable("30 8 * * 1-5"))), @r"
    » Settings
    *Settings*
    *Clock* Europe/Berlin (from Slack)
    *Working hours* Mon to Fri, 09:00 to 17:00
    *Public holidays* no country set, so none
    *Language* English
    *Quiet hours* none
    *Away* no leave ahead
    [Settings… ask_settings {me:s}] [Add leave… ask_leave {me:t}] [My leave show_leave {me:l}]
    ---
    *Daily digest* 08:30, Mon to Fri, here in your messages
    Next: ⟨Tue 3 Mar 2026, 09:12 CET⟩
    [Another hour… ask_digest {ho:d}] [No digest no_digest {ho:o}]
    *What I tell you, and where*
    • An account of yours turns red: in your team's channel, where it has one
    • Other signals on your accounts: with your next digest
    • Steps of plays on your accounts: in the account's channel, where it has one
    [Change where… ask_preferences {ho:f}]
    ");
    assert!(shown(Some(&timetable("30 8 * * 1,3"))).contains("08:30, Mon, Wed"));
    assert!(shown(Some(&timetable("0 8-10 * * 1"))).contains("by the crontab `0 8-10 * * 1`"));
    assert!(shown(None).contains("none: nothing comes by itself"));
    shown_view(&digest_form(&person(), None));
    assert_snapshot!(shown_view(&digest_form(&person(), Some(&timetable("15 7 * * 1,3")))), @r#"
    » My daily digest | Save | Cancel | "{\"ho\":\"d\"}"
    At*: <timepicker  > 
    On*: <multi_static_select Days Monday 1 / Tuesday 2 / Wednesday 3 / Thursday 4 / Friday 5 / Saturday 6 / Sunday 7>
    "#);
}

#[test]
fn the_form_asks_for_each_where() {
    let wishes = Preferences::default().with(Event::Steps, Way::Direct);
    assert_snapshot!(shown_view(&preferences_form(&wishes)), @r#"
    » What I tell you | Save | Cancel | "{\"ho\":\"p\"}"
    An account of yours turns red*: <radio_buttons  In your team's channel, where it has one channel / In your messages with me direct> 
    Other signals on your accounts*: <radio_buttons  In your messages with me direct / With your next digest digest> A critical ticket comes to your messages either way.
    Steps of plays on your accounts*: <radio_buttons  In the account's channel, where it has one channel / In your messages with me direct> Counts for plays that start from now on.
    "#);
}

fn status(words: &str, n: usize) -> StatusView {
    let post = HeldPost {
        card: CardId(Uuid::nil()),
        fence: 1,
        kind: PostKind::Digest,
        channel_id: "C0TEAM".into(),
        reason: "restricted_action".into(),
        held_at: now(),
        maybe_posted: false,
    };
    let place = HeldView {
        channel_id: "C0TEAM".into(),
        reason: "restricted_action".into(),
        posts: vec![post],
        n: 3,
        newest: Some(now()),
        decided: None,
    };
    let feed = Feed { record: words.into(), finished_at: now(), n_rows: 40, n_faults: 1, newest: None };
    StatusView {
        feeds: vec![feed; n],
        limits: FeedRules::default(),
        scored_at: Some(now()),
        deliveries: Deliveries { n_posted: 31, ..Deliveries::default() },
        fires: Fires::default(),
        held: vec![place; n.min(5)],
        n_dead_letters: 0,
        as_of: now(),
    }
}

fn workspace(name: &str) -> WorkspaceLine {
    WorkspaceLine { name: name.into(), place: "T0STEWARD".into(), since: now(), ended: None }
}

#[test]
fn the_system_tells_of_itself_and_its_workspaces() {
    let gone = WorkspaceLine { ended: Some((now(), "uninstalled".into())), ..workspace("Old <one>") };
    let message = home_system(&reader(), &status("usage", 1), &[workspace("Steward & Co"), gone], now());
    assert_snapshot!(shown_view(&home(frame(HomeTab::System, Role::Admin), &message)), @r"
    » – | – | – | null
    [Today today td] [Book book_page {bk:{f:{o:mine},p:0}}] [Renewals renewals_page {rw:{w:null,s:mine,p:0}}] [Plays home_plays {ho:{p:{p:0}}}] [Settings home_settings {ho:s}] [Team team {tm:{w:own}}] [!System status {sy:s}]
    [Deliveries and data status:2 {sy:s}] [Who did what audit {sy:{a:{k:{p:0}}}}] [Roles roles {sy:r}] [Give a role… ask_role {sy:g}]
    ---
    # ✅ Everything that I said arrived
    *Posts* 31 in 24 hours · none waits · 0 held
    *Digests* of 7 days: 0 in time · 0 late · 0 missed
    <#C0TEAM>: 1 digest, 2 more
    *Why* restricted_action
    *What helps* Look at the channel; then Resend or Drop.
    [Resend resend_held {sy:{d:{c:C0TEAM,r:restricted_action,u:1772439120000000,v:Resend}}}] [Drop drop_held {sy:{d:{c:C0TEAM,r:restricted_action,u:1772439120000000,v:Drop}}} (asks: Drop for good? / They are never posted. What they are about stays as it is.)]
    *Scored* ⟨09:12⟩
    *Data*, the oldest first
    • usage ⟨09:12⟩ · 40 rows · ⚠ 1 left out
    ~ 🔒 Only visible to you · as of ⟨09:12⟩ · from a terminal: `steward outbox list`, `steward doctor`
    *Workspaces*
    • *Steward &amp; Co* (T0STEWARD) since ⟨09:12⟩
    • *Old &lt;one&gt;* (T0STEWARD) ⚠ removed ⟨09:12⟩: uninstalled
    ");
    shown(&home_system(&reader(), &status("usage", 0), &[], now()));
}

#[test]
fn the_first_opening_asks_when_the_digest_comes() {
    let (person, book) = (person(), whole_book());
    let view = Welcome { person: &person, book: &book, digest: None };
    assert_snapshot!(shown_view(&welcome(&reader(), &view)), @r"
    » – | – | – | null
    # Hello Ana Ruiz, this is your page
    *Whom I take you for*
    Ana Ruiz · customer success manager · team EMEA · times by Europe/Berlin
    ~ Is that wrong? An admin sets roles and teams; your time zone is yours to set under Settings.
    *Your book* 65 accounts · $3.2M ARR
    🔴 3 red · 🟡 10 yellow · 🟢 51 green · ⚪ 1 not enough data
    🔴 *TechCorp* · Red 41 ↓ · $45K · renewal 91 d
    usage −45 %
    🟡 *Globex &amp; Sons* · Yellow 62 ↘ · $120K · renewal 44 d
    critical ticket 52 h · <@U0BEN>
    🟡 *Initech* · Yellow 55 · $8.2K · ended 3 d ago
    ⚪ *Northwind Labs* · Not enough data · $4K · renewal 300 d
    never spoken to
    ---
    *When do you want your daily digest?*
    One message with what is due, what changed and who waits. On a day with nothing to say it does not come.
    At*: <timepicker  > 
    On*: <multi_static_select Days Monday 1 / Tuesday 2 / Wednesday 3 / Thursday 4 / Friday 5 / Saturday 6 / Sunday 7> 
    [!Send it then welcome {ho:w}] [No digest no_digest {ho:o}] [Not now welcome_later {ho:n}]
    ~ You can change it under Settings, or with `/csm digest daily 8:30`
    ");
    let digest = DigestHour::new("07:00:00".parse().expect("a time"), [Weekday::Mon]);
    let none = BookView { n_total: 0, rows: vec![], ..book.clone() };
    shown_view(&welcome(&reader(), &Welcome { book: &none, digest, ..view }));
    shown(&digest_chosen_none());
}

#[test]
fn every_tab_fits_with_the_worst_in_it() {
    for text in worst() {
        let (mut person, mut day, mut book) = (person(), full_day(), whole_book());
        (person.who.name, person.team) = (text.clone(), text.clone());
        for row in &mut day.do_first.rows {
            (row.account, row.title, row.play) = (named(&text), text.clone(), text.clone());
        }
        day.do_first = Section::of(vec![day.do_first.rows[0].clone(); 30]);
        for row in &mut book.rows {
            row.account = named(&text);
        }
        inert_on_page(&home_today(&reader(), &HomeToday { person: &person, book: &book, day: &day }, now()));
        shown_view(&welcome(&reader(), &Welcome { person: &person, book: &book, digest: None }));
        let run = RunView {
            play: text.clone(),
            account: named(&text),
            owner: ben(),
            current: Some((text.clone(), now())),
            ..run()
        };
        let runs = vec![run; 8];
        let plays = PlaysView { steps: day.do_first, n_overdue: 30, runs, n_runs: 10_000, page: 3, page_size: 8 };
        inert_on_page(&home_plays(&reader(), &plays, now()));
        let system = home_system(&reader(), &status(&text, 12), &vec![workspace(&text); 60], now());
        shown_view(&home(frame(HomeTab::System, Role::Admin), &system));
        let mut signals = samples::risks();
        for row in &mut signals.rows {
            row.account = named(&text);
        }
        signals.rows = vec![signals.rows[0].clone(); 10];
        inert_on_page(&risks(&reader(), &signals, now()));
    }
}

#[test]
fn old_data_is_marked_by_the_limits_of_the_rules() {
    let feed = |record: &str, newest: Option<i64>| Feed {
        record: record.into(),
        finished_at: now() - TimeDelta::days(12),
        n_rows: 1_245,
        n_faults: 0,
        newest: newest.map(|ago| now().date_naive() - TimeDelta::days(ago)),
    };
    let feeds = vec![feed("usage", Some(18)), feed("usage", Some(1)), feed("tickets", None), feed("people", None)];
    let text = shown(&super::super::status(&reader(), &StatusView { feeds, ..status("usage", 1) }));
    let lines: Vec<&str> = text.lines().filter(|line| line.contains("rows")).collect();
    assert_snapshot!(lines.join("\n"), @r"
    ⚠ usage ⟨Wed 18 Feb 2026, 09:12 CET⟩ · 1,245 rows · to 12 Feb · 18 days old
    • usage ⟨Wed 18 Feb 2026, 09:12 CET⟩ · 1,245 rows · to 1 Mar
    ⚠ tickets ⟨Wed 18 Feb 2026, 09:12 CET⟩ · 1,245 rows · 12 days old
    • people ⟨Wed 18 Feb 2026, 09:12 CET⟩ · 1,245 rows
    ");
    let lenient = FeedRules { usage_days: 30, tickets_days: 30, ..FeedRules::default() };
    assert!(!feed("tickets", None).is_stale(&lenient, now().date_naive()));
}
