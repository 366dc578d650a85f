//! Tables of texts and what they mean.

use uuid::Uuid;

use super::grammar::{Command, MOST_CHARS, Wanted, parse};
use super::parse_error::Problem;
use super::play_show::PlayPreview;
use super::verb::Verb;
use crate::domain::account::{BookFilter, BookScope};
use crate::domain::health::Band;
use crate::domain::ids::AccountId;
use crate::domain::lifecycle::Phase;
use crate::domain::listing::Sort;
use crate::domain::renewal::Outlook;
use crate::domain::segment::Segment;

const HERE: AccountId = AccountId(Uuid::from_u128(7));

#[track_caller]
fn check(text: &str, expected: Command) {
    assert_eq!(parse(text, None), Ok(expected), "{text}");
}

#[track_caller]
fn check_book(text: &str, filter: BookFilter) {
    check(text, Command::Book { filter, owner: None, page: 0 });
}

#[track_caller]
#[expect(clippy::needless_pass_by_value, reason = "a table row owns what it expects")]
fn refused(text: &str, problem: Problem, examples: [&str; 3]) {
    let error = parse(text, None).expect_err("must be refused");
    assert_eq!(error.problem, problem, "{text}");
    assert_eq!(error.examples, examples, "{text}");
}

fn named(name: &str) -> Wanted {
    Wanted::Named(name.into())
}

fn bad(key: &str, value: &str, expected: &'static str) -> Problem {
    Problem::BadValue { key: key.into(), value: value.into(), expected: expected.into() }
}

#[test]
fn nothing_is_my_day() {
    for text in ["", "  ", "today", " TODAY ", "\u{200B}", "\u{00A0}today"] {
        check(text, Command::Today);
    }
}

#[test]
fn what_is_no_verb_is_an_account() {
    for (text, name) in [
        ("techcorp", "techcorp"),
        ("Tech   Corp  Ltd", "Tech Corp Ltd"),
        ("\"gold tier\"", "gold tier"),
        ("“gold tier”", "gold tier"),
        ("account Book Depository", "Book Depository"),
        ("\"Book Depository\"", "Book Depository"),
        ("<http://acme.com|acme.com>", "acme.com"),
        ("R&amp;D &lt;Labs&gt;", "R&D <Labs>"),
        ("Moe's \"Best\" Pizza", "Moe's \"Best\" Pizza"),
        ("<@U012AB3CD|ana>", "@ana"),
        (":tada: Smile Co: Ltd", ":tada: Smile Co: Ltd"),
        ("\"Owner: the firm\"", "Owner: the firm"),
        ("Ünïcode GmbH", "Ünïcode GmbH"),
        ("'; drop table accounts; --", "'; drop table accounts; --"),
        ("👩‍💻 studio", "👩‍💻 studio"),
    ] {
        check(text, Command::Account(named(name)));
    }
    check("WHY techcorp", Command::Why(named("techcorp")));
    check("why \"today\"", Command::Why(named("today")));
}

#[test]
fn a_channels_account_may_be_left_out() {
    let of_channel = Wanted::OfChannel(HERE);
    let start = Command::PlayStart { playbook: "rescue".into(), account: of_channel.clone() };
    for (text, expected) in [
        ("why", Command::Why(of_channel.clone())),
        ("account", Command::Account(of_channel.clone())),
        ("play show", Command::PlayShow(of_channel)),
        ("play start rescue", start),
        ("", Command::Today),
        ("why acme", Command::Why(named("acme"))),
    ] {
        assert_eq!(parse(text, Some(HERE)), Ok(expected), "{text}");
    }
    refused(
        "why",
        Problem::Missing { what: "the account".into() },
        ["why techcorp", "why acme.com", "why \"gold tier\""],
    );
}

#[test]
fn books_are_filtered() {
    let filter = BookFilter {
        scope: BookScope::All,
        bands: vec![Band::Red, Band::Yellow],
        segments: vec![Segment::MidTouch],
        phases: vec![Phase::Onboarding],
        renews_within_days: Some(60),
        arr_above: Some(50_000),
        ..BookFilter::default()
    };
    check_book("book", BookFilter::default());
    for text in [
        "book health:red,yellow seg:mid phase:onboarding renew:&lt;60d arr:&gt;50k owner:all",
        "BOOK all ARR:&gt;50,000 Renew:&lt;=60 PHASE:Onboarding Segment:mid-touch Health:YELLOW,Red",
        "book health: red, yellow seg: mid phase:onboarding renew: 60d arr: > 0.05m @all",
    ] {
        check_book(text, filter.clone());
    }
    check_book(
        "book health: red, yellow",
        BookFilter { bands: vec![Band::Red, Band::Yellow], ..BookFilter::default() },
    );
    check_book("book owner:@me mine", BookFilter::default());
    check_book("book health:red health:red", BookFilter { bands: vec![Band::Red], ..BookFilter::default() });
    check("book page:3", Command::Book { filter: BookFilter::default(), owner: None, page: 2 });
    let red = BookFilter { bands: vec![Band::Red], ..BookFilter::default() };
    for (text, owner) in [
        ("book owner:<@U012AB3CD|ana> health:red", "@U012AB3CD"),
        ("book owner:<@U012AB3CD> health:red", "@U012AB3CD"),
        ("book health:red owner:@ana", "@ana"),
    ] {
        check(text, Command::Book { filter: red.clone(), owner: Some(owner.into()), page: 0 });
    }
    let emea = BookFilter { scope: BookScope::All, team: Some("EMEA west".into()), ..BookFilter::default() };
    let all = "book team:\"EMEA west\" tag: \"gold tier\", beta sort:ARR limit:20";
    let (tags, sort, limit) = (vec!["gold tier".into(), "beta".into()], Some(Sort::Arr), Some(20));
    check_book(all, BookFilter { tags, sort, limit, ..emea.clone() });
    check_book("book owner:@me team:“EMEA west”", BookFilter { scope: BookScope::Mine, ..emea.clone() });
    check("book owner:@ana team:\"EMEA west\"", Command::Book { filter: emea, owner: Some("@ana".into()), page: 0 });
    check_book("book owner:none", BookFilter { scope: BookScope::Nobody, ..BookFilter::default() });
}

#[test]
fn renewals_have_a_window() {
    for (text, window_days, scope, page) in [
        ("renewals", None, BookScope::Mine, 0),
        ("renewals 90d", Some(90), BookScope::Mine, 0),
        ("renewals all 12w", Some(84), BookScope::All, 0),
        ("renewals 3m page:2", Some(90), BookScope::Mine, 1),
        ("renewals renew:&lt;60d owner:@me", Some(60), BookScope::Mine, 0),
    ] {
        let filter = BookFilter { scope, ..BookFilter::default() };
        check(text, Command::Renewals { window_days, filter, owner: None, page });
    }
    let outlooks = vec![Outlook::AtRisk, Outlook::NotReviewed];
    let filter = BookFilter { outlooks, bands: vec![Band::Red], ..BookFilter::default() };
    check(
        "renewals 60d forecast:unreviewed,at-risk health:red",
        Command::Renewals { window_days: Some(60), filter, owner: None, page: 0 },
    );
    for (text, scope) in [
        ("renewals slipped", BookScope::Mine),
        ("renewals DIFF all", BookScope::All),
        ("renewals slips owner:@me", BookScope::Mine),
    ] {
        check(text, Command::Slipped { filter: BookFilter { scope, ..BookFilter::default() }, owner: None });
    }
    let filter = BookFilter { scope: BookScope::All, team: Some("emea".into()), ..BookFilter::default() };
    check("renewals slipped team:emea", Command::Slipped { filter, owner: None });
    let owner = Some("@ana".into());
    let filter = BookFilter { sort: Some(Sort::Name), ..BookFilter::default() };
    check("renewals 90d owner:@ana sort:name", Command::Renewals { window_days: Some(90), filter, owner, page: 0 });
}

#[test]
fn plays_and_help() {
    let start = |playbook: &str, account| Command::PlayStart { playbook: playbook.into(), account: named(account) };
    for (text, expected) in [
        ("play", Command::PlayList),
        ("play LIST", Command::PlayList),
        ("play start red_account_rescue Tech Corp", start("red_account_rescue", "Tech Corp")),
        ("play start \"red account rescue\" “gold tier”", start("red account rescue", "gold tier")),
        ("play show techcorp", Command::PlayShow(named("techcorp"))),
        ("play show \"gold tier\"", Command::PlayShow(named("gold tier"))),
        (
            "play show \"red account rescue\" Tech Corp",
            Command::PlayPreview(PlayPreview { playbook: "red account rescue".into(), account: named("Tech Corp") }),
        ),
        ("help", Command::Help { verb: None }),
        ("?", Command::Help { verb: None }),
        ("help Book", Command::Help { verb: Some(Verb::Book) }),
    ] {
        check(text, expected);
    }
}

#[test]
fn an_unknown_key_names_the_nearest() {
    let unknown = |key: &str, nearest: &[&str]| Problem::UnknownKey {
        key: key.into(),
        nearest: nearest.iter().map(|near| (*near).to_owned()).collect(),
    };
    refused(
        "book heatlh:red",
        unknown("heatlh", &["health"]),
        ["book health:red", "book", "book health:red,yellow renew:<60d"],
    );
    let instead = ["book tag:\"gold tier\"", "book", "book health:red,yellow renew:<60d"];
    refused("book tga:\"gold tier\"", unknown("tga", &["tag"]), instead);
    let instead = ["book", "renewals forecast:none", "book health:red,yellow renew:<60d"];
    refused("book forecast:none", unknown("forecast", &[]), instead);
    let instead = ["renewals slipped", "book page:2", "renewals slipped all"];
    refused("renewals slipped page:2", unknown("page", &[]), instead);
}

#[test]
fn an_unknown_value_is_told_what_is_known() {
    let colours = "red, yellow or green, or several with commas";
    let book = ["book", "book health:red,yellow renew:<60d"];
    refused("book health:rad", bad("health", "rad", colours), ["book health:red", book[0], book[1]]);
    refused("book health:", bad("health", "", colours), ["book health:red", book[0], book[1]]);
    refused(
        "book seg:mdi all",
        bad("seg", "mdi", "tech, low, mid or high, or several with commas"),
        ["book seg:mid all", book[0], book[1]],
    );
    refused(
        "book renew:>60d",
        bad("renew", ">60d", "a window up to ten years like <60d, <12w or <3m"),
        ["book renew:<60d", book[0], book[1]],
    );
    let amount = "a least amount without a currency, like >50k";
    refused("book arr:>€25k", bad("arr", ">€25k", amount), ["book arr:>25k", book[0], book[1]]);
    refused("book arr:<50k", bad("arr", "<50k", amount), ["book arr:>50k", book[0], book[1]]);
    refused("book owner:ana", bad("owner", "ana", "@me, @someone, none or all"), ["book owner:@me", book[0], book[1]]);
    let sorts = "risk, arr, renewal, health or name";
    refused("book sort:rsik", bad("sort", "rsik", sorts), ["book sort:risk", book[0], book[1]]);
    refused("book sort:colour", bad("sort", "colour", sorts), ["book sort:risk", book[0], book[1]]);
    refused("book risk", Problem::Extra { text: "risk".into() }, ["book sort:risk", "\"book risk\"", book[0]]);
    for rows in ["0", "26", "many"] {
        let expected = "a number of rows from 1 to 25";
        refused(&format!("book limit:{rows}"), bad("limit", rows, expected), ["book limit:25", book[0], book[1]]);
    }
    let tags = "up to 5 tags with commas, in quotation marks when they have spaces";
    refused("book tag:\"gold all", bad("tag", "\"gold", tags), ["book tag:gold all", book[0], book[1]]);
    refused("book tag:", bad("tag", "", tags), ["book tag:\"gold tier\"", book[0], book[1]]);
    let teams = "a team's name, in quotation marks when it has spaces in it";
    refused("book team:emea,amer", bad("team", "emea,amer", teams), ["book team:emeaamer", book[0], book[1]]);
    refused("book page:0", bad("page", "0", "a page number from 1"), ["book page:2", book[0], book[1]]);
}

#[test]
fn contradictions_are_refused_with_words() {
    for (text, key, value, expected) in [
        ("book health:red health:green", "health", "green", "one list only; for any of them write health:red,green"),
        ("book owner:@me all", "owner", "all", "one person, none or all, not two of them"),
        ("book sort:arr sort:name", "sort", "name", "one value only, and sort:arr is there already"),
        ("book limit:5 limit:9", "limit", "9", "one value only, and limit:5 is there already"),
        ("book team:emea team:amer", "team", "amer", "one value only, and team:emea is there already"),
        ("book tag:a tag:b", "tag", "b", "one list only; for any of them write tag:a,b"),
        (
            "book owner:none team:emea",
            "team",
            "emea",
            "one of owner:none and team: only, for accounts of nobody are in no team",
        ),
        ("book renew:<60d renew:<90d", "renew", "<90d", "one value only, and renew:<60d is there already"),
        ("renewals 90d 60d", "renew", "<60d", "one value only, and renew:<90d is there already"),
    ] {
        let error = parse(text, None).expect_err("must be refused");
        assert_eq!(error.problem, bad(key, value, expected), "{text}");
        assert_eq!(error.examples.len(), 3, "{text}");
    }
}

#[test]
fn words_too_many_may_be_a_name() {
    let extra = |text: &str| Problem::Extra { text: text.into() };
    refused("today inc", extra("inc"), ["\"today inc\"", "today", "TODAY"]);
    refused("book red", extra("red"), ["book health:red", "\"book red\"", "book"]);
    refused("\"gold tier\" please", extra("please"), ["techcorp", "account \"gold tier\"", "acme.com"]);
    refused("Help Scout", Problem::UnknownVerb { nearest: vec![] }, ["\"Help Scout\"", "help", "help book"]);
    let play = "one of list, start, show, stats, done, block, snooze, skip, reassign, stop";
    refused(
        "play again acme",
        bad("play", "again", play),
        ["\"play again acme\"", "play start red_account_rescue techcorp", "play done techcorp \"Kim takes over\""],
    );
    refused(
        "play strat rescue acme",
        bad("play", "strat", play),
        ["play start rescue acme", "\"play strat rescue acme\"", "play start red_account_rescue techcorp"],
    );
}

#[test]
fn a_filter_without_a_verb_is_no_account() {
    let verb = |nearest: &str| Problem::UnknownVerb { nearest: vec![nearest.into()] };
    refused("health:red", verb("book"), ["book health:red", "\"health:red\"", "techcorp"]);
    refused("bok health:red", verb("book"), ["book health:red", "bok", "\"bok health:red\""]);
    let extra = Problem::Extra { text: "health:red".into() };
    refused("techcorp health:red", extra, ["book health:red", "techcorp", "\"techcorp health:red\""]);
}

#[test]
fn long_texts_are_refused_shortly() {
    let names = ["techcorp", "account \"gold tier\"", "acme.com"];
    let long = "x".repeat(MOST_CHARS + 1);
    let error = parse(&long, None).expect_err("too long");
    assert_eq!(error.examples, names);
    assert!(error.typed.chars().count() <= 121, "{error:?}");
    let error = parse(&long[..MOST_CHARS], None).expect_err("no name is so long");
    assert!(matches!(&error.problem, Problem::BadValue { value, .. } if value.chars().count() == 61), "{error:?}");
    for word in ["<", "&lt;", "\"", "health:", ",", "👩‍💻", "play "] {
        assert_eq!(parse(&word.repeat(1_000), None).map_err(|error| error.examples.len()), Err(3), "{word}");
    }
}

#[test]
fn a_quotation_mark_needs_its_partner() {
    let problem = Problem::Missing { what: "the closing quotation mark".into() };
    refused("\"gold tier", problem.clone(), ["techcorp", "account \"gold tier\"", "acme.com"]);
    refused("why \"gold tier", problem, ["why techcorp", "why acme.com", "why \"gold tier\""]);
}
