//! What holds for every text and every command.

use chrono::NaiveTime;
use proptest::prelude::*;
use uuid::Uuid;

use super::digest::{DigestCommand, DigestPlace, When};
use super::forecast::{ForecastCommand, ForecastSet};
use super::grammar::{Command, MOST_CHARS, Wanted, parse};
use super::leaders::Leads;
use super::play_show::PlayPreview;
use super::portfolio::ExpansionsAsk;
use super::quiet::QuietAsk;
use super::steps::{StepCommand, StepTyped};
use super::text::{collapsed, escaped, plain};
use super::verb::{Verb, nearest_verbs};
use crate::domain::account::{BookFilter, BookScope};
use crate::domain::cadence::CronText;
use crate::domain::health::Band;
use crate::domain::ids::AccountId;
use crate::domain::lifecycle::Phase;
use crate::domain::listing::{MOST_NAME_CHARS, MOST_ROWS, MOST_TAGS, Sort};
use crate::domain::portfolio::{GroupBy, MetricsAsk, PeriodAsked};
use crate::domain::renewal::{AmountText, Category, Outlook};
use crate::domain::risks::RisksFilter;
use crate::domain::segment::Segment;
use crate::domain::signal::SignalKind;
use crate::domain::when::Day;

const HERE: AccountId = AccountId(Uuid::from_u128(7));

/// A name as the parser gives it: visible characters, single spaces.
fn name() -> impl Strategy<Value = String> {
    let any = any::<String>().prop_map(|text| collapsed(&plain(&text)));
    let odd = "[a-c\"“”«»\\\\:<>&;,@# 'é👩\u{200D}💻]{1,30}".prop_map(|text| collapsed(&plain(&text)));
    let verb = prop::sample::select(Verb::ALL.to_vec()).prop_map(|verb| verb.as_str().to_owned());
    prop_oneof![any, odd, verb, Just("health:red".to_owned())].prop_filter("a name", |name| {
        // Unescaping may make a mention of it; a name keeps what it is only if it is plain already.
        (1..=200).contains(&name.chars().count()) && plain(&escaped(name)) == *name
    })
}

fn wanted() -> impl Strategy<Value = Wanted> {
    prop_oneof![4 => name().prop_map(Wanted::Named), 1 => Just(Wanted::OfChannel(HERE))]
}

fn some_of<T: Copy + std::fmt::Debug + 'static, const N: usize>(all: [T; N]) -> impl Strategy<Value = Vec<T>> {
    prop::sample::subsequence(all.to_vec(), 0..=N)
}

fn scope() -> impl Strategy<Value = BookScope> {
    prop_oneof![Just(BookScope::Mine), Just(BookScope::All)]
}

/// A name as a filter has it.
fn short_name() -> impl Strategy<Value = String> {
    name().prop_filter("a short name", |name| name.chars().count() <= MOST_NAME_CHARS)
}

/// Whose team, tags each once, order and length.
fn listing() -> impl Strategy<Value = BookFilter> {
    let tags = prop::collection::vec(short_name(), 0..=MOST_TAGS).prop_map(|mut tags| {
        tags.sort();
        tags.dedup();
        tags
    });
    let sort = prop::option::of(prop::sample::select(Sort::ALL.to_vec()));
    (scope(), prop::option::of(short_name()), tags, sort, prop::option::of(1..=MOST_ROWS)).prop_map(
        |(scope, team, tags, sort, limit)| BookFilter { scope, team, tags, sort, limit, ..BookFilter::default() },
    )
}

fn book_filter() -> impl Strategy<Value = (BookFilter, i64)> {
    let lists = (some_of(Band::ALL), some_of(Segment::ALL), some_of(Phase::ALL));
    let amounts = (prop::option::of(1..=3_660_i64), prop::option::of(0..=10_000_000_000_i64), 0..10_000_i64);
    (listing(), lists, amounts).prop_map(
        |(listing, (bands, segments, phases), (renews_within_days, arr_above, page))| {
            (BookFilter { bands, segments, phases, renews_within_days, arr_above, ..listing }, page)
        },
    )
}

fn digest() -> impl Strategy<Value = DigestCommand> {
    let at =
        (0..24_u32, 0..60_u32).prop_filter_map("a time", |(hour, minute)| NaiveTime::from_hms_opt(hour, minute, 0));
    let cron = prop::sample::select(vec!["30 8 * * 1-5", "0 0 9 1 JAN,jul ?", "*/15 8-18/2 * * fri-mon"])
        .prop_map(|text| When::Cron(Box::new(CronText::parse(text).expect("an expression"))));
    let place = || prop::sample::select(vec![DigestPlace::Me, DigestPlace::Here]);
    prop_oneof![
        place().prop_map(DigestCommand::Show),
        Just(DigestCommand::Now),
        place().prop_map(DigestCommand::Off),
        (prop_oneof![at.prop_map(When::At), cron], place())
            .prop_map(|(when, place)| DigestCommand::Set { when, place }),
    ]
}

fn step() -> impl Strategy<Value = StepCommand> {
    let reason = || prop_oneof![name(), Just("because play:x step:2 3bd @bo".to_owned())];
    let days = ["3bd", "14d", "fri", "next fri"].map(|day| Day::parse(day).expect("a day"));
    let what = prop_oneof![
        prop::option::of(reason()).prop_map(|note| StepTyped::Done { note }),
        (prop::option::of(Just("@bo".to_owned())), reason())
            .prop_map(|(needs, reason)| StepTyped::Block { needs, reason }),
        (prop::sample::select(days.to_vec()), prop_oneof![reason(), Just(String::new())])
            .prop_map(|(later, reason)| StepTyped::Snooze { later, reason }),
        reason().prop_map(|reason| StepTyped::Skip { reason }),
        reason().prop_map(|reason| StepTyped::Reassign { to: "@bo".into(), reason }),
        reason().prop_map(|reason| StepTyped::Stop { reason }),
    ];
    (wanted(), prop::option::of(Just("rescue".to_owned())), prop::option::of(1..=99_u32), what)
        .prop_map(|(account, play, number, what)| StepCommand { account, play, number, what })
}

fn metrics() -> impl Strategy<Value = MetricsAsk> {
    let words = ["qtd", "ytd", "12m", "2024", "2024-q3", "2024-02-29..2024-12-31"];
    let period = prop::sample::select(words.to_vec()).prop_filter_map("a period", PeriodAsked::parse);
    let by = prop::option::of(prop::sample::select(GroupBy::ALL.to_vec()));
    (prop::option::of(period), by, listing(), some_of(Segment::ALL)).prop_map(|(period, by, listing, segments)| {
        MetricsAsk { period, by, scope: listing.scope, segments, team: listing.team, tags: listing.tags }
    })
}

fn command() -> impl Strategy<Value = Command> {
    prop_oneof![
        Just(Command::Today),
        Just(Command::PlayList),
        prop::option::of(prop::sample::select(Verb::ALL.to_vec())).prop_map(|verb| Command::Help { verb }),
        wanted().prop_map(Command::Account),
        wanted().prop_map(Command::Why),
        wanted().prop_map(Command::PlayShow),
        step().prop_map(Command::Step),
        (name(), wanted()).prop_map(|(playbook, account)| Command::PlayStart { playbook, account }),
        (name(), name()).prop_map(|(playbook, account)| Command::PlayPreview(PlayPreview {
            playbook,
            account: Wanted::Named(account)
        })),
        book_filter().prop_map(|(filter, page)| Command::Book { filter, owner: None, page }),
        (some_of(SignalKind::ALL), book_filter()).prop_map(|(kinds, (accounts, page))| Command::Risks {
            filter: RisksFilter { kinds, accounts },
            owner: None,
            page
        }),
        Just(Command::Risks { filter: RisksFilter::default(), owner: Some("@ana".into()), page: 1 }),
        (listing(), some_of(Segment::ALL), 0..10_000_i64).prop_map(|(listing, segments, page)| {
            let filter = BookFilter { segments, limit: None, ..listing };
            Command::Expansions(ExpansionsAsk { filter, owner: None, page })
        }),
        metrics().prop_map(|ask| Command::Metrics { ask, owner: None }),
        listing().prop_map(|listing| {
            let filter = BookFilter { scope: BookScope::All, ..listing };
            // Somebody's in no team are asked for by their name alone.
            let scope = if filter.team.is_some() { BookScope::All } else { BookScope::Mine };
            let filter = BookFilter { scope, ..filter };
            Command::Quiet(QuietAsk { filter, owner: Some("@ana".into()), page: 0 })
        }),
        renewals(),
        (scope(), prop::option::of(short_name())).prop_map(|(scope, team)| {
            Command::Slipped { filter: BookFilter { scope, team, ..BookFilter::default() }, owner: None }
        }),
        forecast().prop_map(Command::Forecast),
        digest().prop_map(Command::Digest),
        prop::sample::select(vec![Leads::Own, Leads::All, Leads::Me, Leads::Team("emea west".into())])
            .prop_map(Command::Capacity),
        Just(Command::Team(Leads::Person("@ana".into()))),
        (wanted(), prop::option::of(prop::sample::select(Segment::ALL.to_vec())), name())
            .prop_map(|(account, segment, reason)| Command::Segment { account, segment, reason }),
        Just(Command::Book { filter: BookFilter::default(), owner: Some("@ana".into()), page: 1 }),
    ]
}

fn renewals() -> impl Strategy<Value = Command> {
    let lists = (some_of(Band::ALL), some_of(Outlook::ALL));
    (prop::option::of(1..=3_660_i64), listing(), lists, 0..10_000_i64).prop_map(
        |(window_days, listing, (bands, outlooks), page)| Command::Renewals {
            window_days,
            filter: BookFilter { bands, outlooks, ..listing },
            owner: None,
            page,
        },
    )
}

fn forecast() -> impl Strategy<Value = ForecastCommand> {
    let category = prop::sample::select(Category::ALL.to_vec());
    let amount = prop::sample::select(vec!["45k", "1.2m", "€25k", "25k EUR", "1,200.50", "0", "7"])
        .prop_map(|text| AmountText::parse(text).expect("an amount"));
    let reason = prop_oneof![Just(String::new()), "[a-z because]{3,40}".prop_map(|text| collapsed(&text))];
    let set = (category, prop::option::of(amount), reason).prop_map(|(category, amount, reason)| ForecastSet {
        category,
        amount,
        reason,
    });
    (wanted(), prop::option::of(set)).prop_map(|(account, set)| ForecastCommand { account, set })
}

/// Words, keys and marks of the grammar.
const PIECES: &[&str] = &[
    "book",
    "risks",
    "signal:",
    "t4",
    "capacity",
    "team",
    "team:",
    "segment",
    "because",
    "auto",
    "mid",
    "none",
    "@ana",
    "why",
    "renewals",
    "forecast",
    "likely",
    "at risk",
    "45k",
    "monitor",
    "slipped",
    "metrics",
    "2024-q3",
    "by:",
    "qtd",
    "play",
    "start",
    "show",
    "list",
    "digest",
    "daily",
    "at",
    "now",
    "off",
    "help",
    "note",
    "call",
    "30m",
    "on:",
    "3d",
    "contact",
    "add",
    "left",
    "as",
    "champion",
    "link",
    "unlink",
    "account",
    "today",
    "tag:",
    "tag:\"gold tier\"",
    "sort:",
    "limit:",
    "arr",
    "health:",
    "seg:",
    "renew:",
    "arr:",
    "owner:",
    "page:",
    "red",
    ",",
    "<",
    ">",
    "&lt;",
    "&gt;60d",
    "@me",
    "all",
    "\"",
    "“",
    "”",
    "\\",
    "<@U1|x>",
    "<#C1>",
    "<",
    "|",
    " ",
    " ",
    " ",
    "8:30",
    "pm",
    "90d",
    "50k",
    "cron",
    "here",
    "30",
    "8",
    "*",
    " * * ",
    "*/15",
    "1-5",
    "L",
    "`",
    "'",
    "\0",
    "\u{200D}",
    "👩",
];

/// Texts that come near to commands, so that the parser is not left at its first door.
fn nearly_a_command() -> impl Strategy<Value = String> {
    let piece = prop_oneof![prop::sample::select(PIECES.to_vec()).prop_map(str::to_owned), any::<String>(),];
    prop::collection::vec(piece, 0..20).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_text_gets_an_answer(text in any::<String>(), here in prop::option::of(Just(HERE))) {
        let _ = (parse(&text, here), nearest_verbs(&text));
    }

    #[test]
    fn every_error_has_three_examples_that_work(text in nearly_a_command(), here in prop::option::of(Just(HERE))) {
        if let Err(error) = parse(&text, here) {
            prop_assert_eq!(error.examples.len(), 3);
            for example in &error.examples {
                prop_assert!(parse(&escaped(example), here).is_ok(), "{} of {:?}", example, error);
            }
            prop_assert!(error.typed.chars().count() <= 121);
        }
    }

    #[test]
    fn what_is_understood_is_printed_and_understood_again(text in nearly_a_command(), here in prop::option::of(Just(HERE))) {
        if let Ok(command) = parse(&text, here) {
            prop_assert_eq!(parse(&escaped(&command.to_string()), here), Ok(command));
        }
    }

    #[test]
    fn a_printed_command_parses_to_itself(command in command()) {
        let text = command.to_string();
        prop_assert!(text.chars().count() < MOST_CHARS);
        prop_assert_eq!(parse(&escaped(&text), Some(HERE)), Ok(command), "{}", text);
    }

    #[test]
    fn any_timetable_gets_an_answer(fields in prop::collection::vec("[0-9*/,LW#?a-z-]{0,4}", 0..8)) {
        let text = format!("digest cron {}", fields.join(" "));
        match parse(&text, None) {
            Ok(command) => prop_assert_eq!(parse(&command.to_string(), None), Ok(command)),
            Err(error) => prop_assert_eq!(error.examples.len(), 3, "{:?}", error),
        }
    }

    #[test]
    fn plain_text_stays_plain(text in any::<String>()) {
        let once = plain(&text);
        prop_assert_eq!(plain(&escaped(&once)), once);
    }
}
