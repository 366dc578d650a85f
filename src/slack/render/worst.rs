//! Every message with the longest and worst text that a customer could write: it still fits, and nothing is live.

use super::samples::{self, account, ana, ben, deed, now, reader, usd};
use super::testing::{shown, shown_view};
use super::*;
use crate::domain::account::{
    AccountRef, AccountView, BandCounts, BookFilter, BookRow, BookView, Candidates, ContactLine, RunLine,
    SegmentSource, WhyView,
};
use crate::domain::advocacy::{AdvocacySet, AdvocacyStage};
use crate::domain::capacity::{Carried, Held, SegmentCheck};
use crate::domain::digest::{Change, DigestView, Promise, Section, Waiting};
use crate::domain::effort::{Purpose, TimeSplit};
use crate::domain::feedback::{Asks, Feedback, FeedbackRecorded, FeedbackTheme, MOST_TYPED_CHARS, ThemeStanding};
use crate::domain::health::Band;
use crate::domain::home::HomeTab;
use crate::domain::ids::{FeedbackId, RunId};
use crate::domain::locale::{Language, Locale};
use crate::domain::money::{Currency, Money, Totals};
use crate::domain::mute::{MuteLine, MuteSaid, MuteSet, MutesView};
use crate::domain::person::{PersonRef, Role};
use crate::domain::plan::WaitingMilestone;
use crate::domain::playbook::{FallenFeature, Needed, Reminder, StepCard, StepMark, StepNews, StepState};
use crate::domain::product::{ProductTheme, ProductView};
use crate::domain::quiet::{QuietRow, QuietView};
use crate::domain::reason::Reason;
use crate::domain::refusal::Refusal;
use crate::domain::renewal::{DiffView, ForecastView, Moved, Renewal, RenewalRow, RenewalsView, RollUp};
use crate::domain::rules::Rules;
use crate::domain::segment::Segment;
use crate::domain::signal::SignalKind;
use crate::domain::team::{Behind, CsmRow, Part, PartView, TeamView, TechTouch, Whose};
use crate::domain::voice::{Voice, VoiceView};
use crate::slack::action::{DigestSection, Then};

/// Texts that take most room, mean most to Slack, or turn lines around.
pub(super) fn worst() -> [String; 5] {
    [
        "&".repeat(3_000),
        "<!channel> <@U0ANA> <https://example.com|x> ".repeat(70),
        "*a* _b_ ~c~ `d` ```e``` :fire: >f\n".repeat(90),
        "\u{202E}مرحبا \u{200F}".repeat(300),
        "\u{200B}\u{2060}".repeat(1_500),
    ]
}

/// Draws with each of them in each language.
fn in_every_language(draw: impl Fn(String)) {
    for language in Language::ALL {
        let locale = Locale::of(Some(language), None, language);
        for text in worst() {
            drawn_in(locale, || draw(text));
        }
    }
}

pub(super) fn named(text: &str) -> AccountRef {
    AccountRef { name: text.into(), ..account(11, "") }
}

#[track_caller]
pub(super) fn inert(message: &Message) {
    let text = shown(message);
    for live in ["<!channel", "<!here", "<@U0ANA> <", "<https"] {
        let in_markup = message.to_json()["blocks"].to_string();
        assert!(!marked(&in_markup, live), "{live} in {text}");
    }
    assert!(!text.contains('\u{202E}') && !text.contains('\u{200B}'), "{text}");
}

/// The same as a tab of the page with most tabs.
#[track_caller]
pub(super) fn inert_on_page(message: &Message) {
    inert(message);
    for tab in [HomeTab::Book, HomeTab::System] {
        shown_view(&home(HomeFrame { tab, role: Role::Admin, n_signals: i64::MAX }, message));
    }
}

/// Whether `live` stands in a text that Slack reads as markup. Plain text may hold it: nobody parses that.
fn marked(json: &str, live: &str) -> bool {
    json.split("\"type\":\"mrkdwn\",\"text\":\"")
        .skip(1)
        .any(|text| text.split("\",\"verbatim\"").next().is_some_and(|text| text.contains(live)))
}

fn card(text: &str) -> AccountView {
    let contact = ContactLine { name: text.into(), left_on: None, last_contact_at: None };
    let run = RunLine { id: RunId(uuid::Uuid::nil()), title: text.into(), n_ended: 1, n_steps: 12 };
    let reason = Reason::ChampionLeft { name: text.into(), days: 3 };
    AccountView {
        account: named(text),
        pulse: None,
        reasons: vec![reason.clone(), reason.clone(), reason],
        champion: Some(contact.clone()),
        executive: Some(contact),
        runs: vec![run],
        page: None,
        ..samples::techcorp()
    }
}

#[test]
fn accounts_fit() {
    in_every_language(|text| {
        let audience = Audience::Channel { name: text.clone(), n_members: Some(i64::MAX) };
        inert(&account_card(&reader(), &card(&text), &audience, now()));
        inert(&unfurl(&card(&text), Onlookers::Members, chrono_tz::UTC, now()));
        inert(&shared(&card(&text), &deed(ana(), 1), Onlookers::Members, chrono_tz::UTC));
        inert(&why(&reader(), &WhyView { account: card(&text), ..samples::why() }, now()));
        let some = |n: i64| Candidates { first: (0..n).map(|_| named(&text)).collect(), n };
        inert(&picker(&text, &some(2), &Then::Card));
        let many = some(100).first;
        inert(&picker(&text, &some(100), &Then::Start { playbook: "red_account_rescue".into() }));
        inert(&refusal(&reader(), &Refusal::NoSuchAccount { wanted: text.clone(), nearest: many }, now()));
    });
}

/// A CSM with every number, and every check that fails.
fn csm_row(name: &str) -> CsmRow {
    let arr = Totals::of([usd(4_200_000), Money::new(310_000_000, Currency::EUR)]).expect("sums");
    let held = [Segment::LowTouch, Segment::MidTouch, Segment::HighTouch]
        .map(|segment| (segment, Held { n_accounts: 400, arr: arr.clone() }));
    CsmRow {
        person: PersonRef { name: name.into(), slack_user_id: None, ..ana() },
        team: name.into(),
        n_accounts: 1_200,
        arr: arr.clone(),
        bands: BandCounts { red: 300, yellow: 300, green: 300, unknown: 300 },
        arr_by_band: [arr.clone(), arr.clone(), arr.clone(), arr],
        n_renewals: 9,
        n_overdue: 9,
        n_signals: 9,
        n_disagreements: 9,
        n_wrong: 9,
        carried: Carried::of(&Rules::default().capacity, &held).expect("small"),
        n_without_segment: 3,
        time: TimeSplit { minutes: vec![(Purpose::Unknown, 60)], n_without_minutes: 12, working_minutes: 9_600 },
    }
}

#[test]
fn leaders_lists_fit() {
    in_every_language(|text| {
        let tech = Held { n_accounts: 6_000, ..Held::default() };
        let tech = SegmentCheck::of(&Rules::default().capacity, Segment::TechTouch, &tech).expect("small");
        let view = TeamView {
            whose: Whose::Team("a".repeat(60)),
            rows: vec![csm_row(&text); 40],
            tech_touch: vec![TechTouch { team: text.clone(), check: tech }],
            without_owner: Held { n_accounts: 3, arr: csm_row("").arr },
            wrong: Vec::new(),
            target: Rules::default().time,
            as_of: now(),
        };
        inert_on_page(&capacity(&reader(), &view, now()));
        inert_on_page(&team(&reader(), &view, now()));
        inert_on_page(&team(&reader(), &TeamView { rows: vec![csm_row(&text); 9], ..view.clone() }, now()));
        inert(&csm(&reader(), &view.rows[0], &view, now()));
        let said = Behind::Disagreement { person: Band::Green, score: Some(Band::Red), reason: text.clone() };
        let rows = vec![(named(&text), said); 30];
        inert(&part(&reader(), &PartView { person: ana(), part: Part::Disagreements, rows }, now()));
        let source = SegmentSource::Person {
            by: PersonRef { name: text.clone(), slack_user_id: None, ..ana() },
            reason: text.clone(),
        };
        let set = AccountView { segment_source: Some(source), ..card("TechCorp") };
        inert(&account_card(&reader(), &set, &Audience::Alone, now()));
    });
}

#[test]
fn lists_fit() {
    in_every_language(|text| {
        let (book_view, renewals_view) = (samples::book(), samples::renewals());
        let row = BookRow { account: named(&text), owner: Some(ben()), ..book_view.rows[0].clone() };
        let rows = vec![row; 10];
        inert_on_page(&book(&reader(), &BookView { rows, page: 2, n_matching: 1_000, ..book_view }, now()));
        let row = renewals_view.rows[0].clone();
        let renewal = Renewal { account: named(&text), ..row.renewal };
        let row = RenewalRow { renewal, play: Some(text.clone()), ..row };
        let sums = RollUp { n: 1_000, ..renewals_view.sums.clone() };
        inert_on_page(&renewals(
            &reader(),
            &RenewalsView { rows: vec![row; 10], page: 2, sums, ..renewals_view },
            now(),
        ));
        let silent = QuietRow {
            account: named(&text),
            band: Some(Band::Red),
            score: None,
            arr: usd(i64::from(i32::MAX)),
            last_on: None,
            silent_days: 400,
            cadence_days: 7,
            renewal_in_days: Some(-3),
            owner: Some(PersonRef { name: text.clone(), slack_user_id: None, ..ben() }),
        };
        let (filter, arr) = (BookFilter::default(), csm_row("").arr);
        let rows = vec![silent; 10];
        let view = QuietView { filter, rows, page: 2, page_size: 10, n: 1_000, arr, n_all: 1_000, n_total: 10_000 };
        inert_on_page(&quiet(&reader(), &view, now()));
    });
}

#[test]
fn voices_fit() {
    in_every_language(|text| {
        let themes: Vec<FeedbackTheme> = samples::feedback_line(&text).themes;
        let said = Feedback { themes, words: text.clone(), on: samples::today(), link: Some(text.clone()) };
        let standing = said.themes.iter().map(|theme| ThemeStanding { theme: theme.clone(), n: 9, n_accounts: 3 });
        let standing = standing.collect();
        let recorded = FeedbackRecorded::Now { account: named(&text), feedback: said.clone(), standing };
        let id = FeedbackId(uuid::Uuid::nil());
        inert(&feedback_recorded(&reader(), &recorded, (id, Rules::default().portfolio), now()));
        // The grammar has taken out what nobody sees before it travels in a button.
        let seen = text.chars().filter(|c| !matches!(c, '\u{202E}' | '\u{200F}' | '\u{200B}' | '\u{2060}'));
        let typed: String = seen.take(MOST_TYPED_CHARS / 2).collect();
        inert(&which_theme(&reader(), &named(&text), (&typed, &said.themes), (&"k".repeat(32), samples::today())));
        let asks =
            Asks { themes: said.themes.iter().map(|theme| (theme.clone(), 3)).collect(), last_on: Some(said.on) };
        let advocacy = vec![samples::favour(&text); 4];
        for (before, is_old) in [(None, false), (Some(AdvocacyStage::Asked), false), (None, true)] {
            let set = AdvocacySet { account: named(&text), now: samples::favour(&text), before, is_old };
            inert(&advocacy_set(&reader(), &set, now()));
        }
        let of_account = Voice { asks, advocacy: advocacy.clone() };
        let lines = vec![samples::feedback_line(&text); 5];
        let view = VoiceView { account: named(&text), voice: of_account.clone(), days: 90, lines, n: 1_000, advocacy };
        inert(&voice(&reader(), &view, now()));
        inert(&account_card(
            &reader(),
            &AccountView { voice: of_account, ..card("TechCorp") },
            &Audience::Alone,
            now(),
        ));
    });
}

#[test]
fn mutes_fit() {
    in_every_language(|text| {
        let said = MuteSaid { kinds: SignalKind::ALL.to_vec(), until: samples::today(), reason: text.clone() };
        let line = MuteLine {
            account: named(&text),
            kind: SignalKind::UsageCliff,
            until: said.until,
            reason: text.clone(),
            by: Some(PersonRef { name: text.clone(), slack_user_id: None, ..ben() }),
        };
        let rescue = MuteLine { by: None, ..line.clone() };
        for account in [None, Some(named(&text))] {
            let lines = [vec![line.clone(); 9], vec![rescue.clone()]].concat();
            inert(&mutes(&reader(), &MutesView { account, is_all: false, lines, n: 1_000 }, now()));
        }
        inert(&muted(&reader(), &MuteSet { account: named(&text), said: said.clone(), n_closed: 3 }, now()));
        inert(&unmuted(&named(&text), &said.kinds));
    });
}

#[test]
fn themes_fit() {
    in_every_language(|text| {
        let theme = ProductTheme {
            theme: text.chars().take(40).collect(),
            n_tickets: i64::MAX,
            n_feedback: i64::MAX,
            n_new: 3,
            n_accounts: 400,
            arr: csm_row("").arr,
            words: vec![(named(&text), text.clone()); 2],
        };
        let view = ProductView {
            schedule: None,
            day: samples::today(),
            zone: chrono_tz::UTC,
            late_for: Some(now()),
            times: 3,
            days: 90,
            since: now(),
            themes: Section::of(vec![theme; 60]),
            gathered_at: now(),
        };
        inert(&product(&view, "/csm", Onlookers::Members, now()));
        inert(&product(&view, "/csm", Onlookers::Guests, now()));
        inert(&product_themes(&view, now()));
    });
}

#[test]
fn forecasts_fit() {
    in_every_language(|text| {
        let ForecastView { mut row, mut history, mut value } = samples::forecast_view();
        row.renewal.account = named(&text);
        history[0].reason.clone_from(&text);
        let history = vec![history[0].clone(); 8];
        inert(&forecast_set(&reader(), &row.renewal, None));
        forecast_form(&reader(), &row.renewal, None, now());
        if let Some(value) = &mut value {
            (value.newest.what, value.newest.evidence) = (text.clone(), text.clone());
        }
        inert(&forecast(&reader(), &ForecastView { row, history, value }, now()));
        let diff = samples::diff_view();
        let mut moved: Moved = diff.moved[0].clone();
        moved.now.account = named(&text);
        if let Some(said) = &mut moved.said {
            (said.reason, said.by.name) = (text.clone(), text.clone());
        }
        inert(&slipped(&reader(), &DiffView { moved: vec![moved; 60], ..diff }, now()));
    });
}

#[test]
fn steps_fit() {
    in_every_language(|text| {
        for state in StepState::ALL {
            let card = StepCard {
                state,
                account: named(&text),
                play: text.clone(),
                title: text.clone(),
                what: text.clone(),
                checklist: vec![text.clone(); 5],
                ticked: vec![0, 1, 2, 3, 4],
                blocked: Some((Some(deed(ana(), 2)), Needed { person: Some(ben()), words: text.clone() })),
                bar: vec![StepMark::ToCome; 50],
                note: text.clone(),
                fallen: vec![FallenFeature { feature: text.clone(), uses: 0, before: i64::MAX }; 3],
                value: Some(samples::value_case()),
                acknowledged: Some(deed(ana(), 3)),
                ended: Some(deed(ben(), 1)),
                ..samples::step()
            };
            inert(&step_card(&card, Onlookers::Members, now()));
            inert(&step_again(&card, now()));
            for news in [StepNews::Needed, StepNews::GivenTo, StepNews::TakenFrom] {
                inert(&step_news(&card, &news));
            }
            inert(&step_news(&card, &StepNews::Reminder { reminder: Reminder::Whole }));
            inert(&step_news(&card, &StepNews::Manager { manager: ben(), alone: false }));
        }
    });
}

#[test]
fn days_fit() {
    in_every_language(|text| {
        let mut day = samples::digest();
        renamed(&mut day.do_first, |row| {
            (row.account, row.title, row.play) = (named(&text), text.clone(), text.clone());
        });
        renamed(&mut day.changed, |row| rename(row, &text));
        renamed(&mut day.waiting, |row| {
            *row = Waiting::Promise(Promise {
                account: named(&text),
                step: text.clone(),
                note: text.clone(),
                promised_for: day.day,
            });
        });
        renamed(&mut day.waiting, |row| *row = milestone(&text));
        renamed(&mut day.renewals, |row| row.account = named(&text));
        renamed(&mut day.quiet, |row| row.account = named(&text));
        renamed(&mut day.good_news, |row| rename(row, &text));
        inert(&digest(&day, "/csm", Onlookers::Members, now()));
        for section in DigestSection::ALL {
            inert(&digest_section(&long(&day), section, now()));
        }
    });
}

fn milestone(text: &str) -> Waiting {
    let due_on = samples::days_ago(1);
    Waiting::Milestone(WaitingMilestone { account: named(text), number: 7, title: text.into(), due_on })
}

fn rename(change: &mut Change, text: &str) {
    match change {
        Change::Band(change) => (change.account, change.arr) = (named(text), usd(i64::from(i32::MAX))),
        Change::Signals(news) => news.account = named(text),
        Change::Good(news) => news.account = named(text),
    }
}

/// A full section whose rows are of the customer's worst.
fn renamed<T: Clone>(section: &mut Section<T>, rename: impl Fn(&mut T)) {
    let mut row = section.rows[0].clone();
    rename(&mut row);
    *section = Section::of(vec![row; 9]);
}

fn long(day: &DigestView) -> DigestView {
    let mut day = day.clone();
    let row = day.changed.rows[0].clone();
    day.changed = Section::of(vec![row; 200]);
    day
}
