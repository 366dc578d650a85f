//! Each playbook that ships, laid out in two zones from days that lead over both changes of the clocks, a month's end and a leap
//! day. One snapshot a playbook.

use clap::Parser;
use steward::cli::playbook::run;
use steward::cli::{Arguments, Command};
use steward::config::{Config, Environment, Needs};
use steward::domain::playbook::Playbook;

/// Europe changes its clocks on 29 March and 25 October 2026, New York on 8 March and 1 November. 2028 has a 29 February.
const STARTS: [(&str, &str); 4] = [
    ("2026-02-16", "2026-06-30"),
    ("2026-10-05", "2027-01-31"),
    ("2027-12-31", "2028-02-29"),
    ("2028-02-29", "2028-05-27"),
];
const ZONES: [&str; 2] = ["Europe/Berlin", "America/New_York"];

/// What `steward playbook …` prints without a database.
pub async fn printed(words: &[&str]) -> (String, bool) {
    let line = ["steward", "playbook"].iter().chain(words);
    let Command::Playbook(options) = Arguments::try_parse_from(line).unwrap().command else { panic!("{words:?}") };
    let nothing = |_: &std::path::Path| Err(std::io::ErrorKind::NotFound.into());
    let config = Config::load(&Environment::of([] as [(&str, &str); 0]), Needs::Database, &nothing).unwrap();
    let mut out = Vec::new();
    let code = run(&options, &config, &mut out).await.unwrap();
    (String::from_utf8(out).unwrap(), code == std::process::ExitCode::SUCCESS)
}

#[tokio::test]
async fn every_playbook_that_ships_in_two_zones_over_every_odd_day() {
    for (name, _) in Playbook::BUILT_IN {
        let mut text = String::new();
        for (from, renewal) in STARTS {
            for zone in ZONES {
                let words = ["simulate", name, "--from", from, "--renewal", renewal, "--zone", zone];
                let (printed, is_fine) = printed(&words).await;
                assert!(is_fine, "{printed}");
                text.push_str(&["$ steward playbook ", &words.join(" "), "\n", &printed, "\n"].concat());
            }
        }
        insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(name, text);
        });
    }
}

/// Whatever the snapshots say, no prompt may leave the working day.
#[tokio::test]
async fn every_prompt_stands_in_the_morning_and_is_due_in_the_evening_of_a_working_day() {
    for (name, _) in Playbook::BUILT_IN {
        for (from, renewal) in STARTS {
            for zone in ZONES {
                let words = ["simulate", name, "--from", from, "--renewal", renewal, "--zone", zone];
                let (text, _) = printed(&words).await;
                let prompts: Vec<&str> = text.lines().filter(|line| line.contains(" · due ")).collect();
                assert!(!prompts.is_empty());
                for line in prompts {
                    let (opens, due) = line.split_once(" · due ").unwrap();
                    assert_eq!(&opens[15..20], "09:00", "{line}");
                    assert_eq!(&due[15..20], "17:00", "{line}");
                    assert!(!opens.starts_with('S') && !due.starts_with('S'), "a weekend: {line}");
                    assert!(opens[4..14] <= due[4..14], "{line}");
                }
            }
        }
    }
}

#[tokio::test]
async fn what_cannot_be_laid_out_says_what_is_missing() {
    let (text, is_fine) = printed(&["simulate", "renewal", "--from", "2026-02-16", "--zone", "Europe/Berlin"]).await;
    assert_eq!(
        (text.as_str(), is_fine),
        ("Renewal counts back from the renewal: say when it is, --renewal 2026-06-30\n", false)
    );
}
