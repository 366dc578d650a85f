//! What can go wrong, and what must become of it: one post for each message, whatever happens. Real replicas are processes of
//! their own; where they are is known from what reaches Postgres (a proxy that reads along) and the local Slack, so there is no
//! hook in the program. The oracle is the local Slack's journal of accepted posts.
//!
//! | fault | must | test |
//! |---|---|---|
//! | kill -9 before the claim | one post | `kill::before_the_claim` |
//! | … inside the claim's transaction | one post | `kill::in_the_middle_of_the_claim`, `kill::before_the_commit_of_the_claim` |
//! | … during the claim's commit | one post | `kill::after_the_commit_of_the_claim_whose_answer_is_lost` |
//! | … after the claim | one post | `kill::after_the_claim`, `kill::after_the_payload_is_frozen` |
//! | … after the bytes are written | one post | `kill::after_the_bytes_are_written` |
//! | … after Slack accepted | one post | `kill::after_slack_accepted` |
//! | … after the reply | one post | `kill::after_the_reply` |
//! | … during the outcome's commit | one post | `kill::during_the_commit_of_the_outcome` |
//! | … between a schedule's claim and its commit | one digest | `kill::between_the_claim_of_a_schedule_and_its_commit`, `kill::before_the_commit_of_a_schedule`, `kill::after_the_commit_of_a_schedule_whose_answer_is_lost` |
//! | … after storing an event, before the 200 | handled once | `kill::after_storing_an_event_and_before_the_200` |
//! | all replicas dead over the hour | one late post, or missed | `schedule::a_morning_that_was_slept_through_is_made_up_for_within_two_hours`, `schedule::what_is_later_than_that_is_missed` |
//! | SIGTERM | finishes, claims nothing, leaves nothing unknown | `signals::told_to_stop_it_finishes_what_it_sends_and_begins_nothing`, `signals::told_to_stop_it_answers_who_is_at_the_door` |
//! | SIGSTOP inside a send, past its lease | the fence holds, one post | `signals::put_to_sleep_inside_a_send_it_does_not_speak_for_who_took_over`, `signals::put_to_sleep_before_a_send_it_sends_nothing_when_it_wakes`, `faults::a_worker_that_wakes_after_its_lease_does_not_post` |
//! | two replicas, one row | one post | `signals::two_replicas_at_one_outbox_send_each_card_once`, `faults::two_workers_send_a_card_once` |
//! | 429, and with garbage | waits, everybody | `faults::slack_asks_to_wait_and_everybody_does` |
//! | 500 before and after accepting, reset, truncated, garbage, dropped | one post | `faults::an_unclear_answer_is_cleared_up_before_anything_is_sent_again` |
//! | slow answers | one post | `faults::slow_answers_are_waited_for` |
//! | a hang of over ten seconds | one post | `slack::a_hang_after_accepting_ends_after_ten_seconds_and_is_looked_into` |
//! | history lags, or cannot be read | waits, holds | `faults::a_history_that_lags_is_read_again`, `faults::a_history_that_cannot_be_read_leaves_it_open`, `faults::a_history_that_nobody_may_read_is_held_for_a_person` |
//! | channel archived | held, nothing else delayed | `faults::an_archived_channel_holds_its_own_card_and_no_other` |
//! | bot removed | held, nothing else delayed | `slack::a_channel_that_the_bot_was_removed_from_holds_its_own_card_and_no_other` |
//! | token revoked | held, not tried again | `slack::a_token_that_was_revoked_holds_what_waits` |
//! | Postgres restarts, or crashes | recovers in 5 s | `network::after_a_restart_of_postgres_it_recovers_within_five_seconds` |
//! | failover that lost the tail | looked for before it is sent | `failover::a_post_whose_record_was_lost_is_found_and_not_sent_again`, `failover::a_digest_that_fires_again_is_found_and_not_sent_again`, `failover::what_was_not_posted_before_a_failover_is_posted_once_after_it` |
//! | Postgres slow | answers in 3 s | `network::when_postgres_is_slow_people_are_answered` |
//! | half-open TCP, web pool exhausted | answers in 3 s, posts later | `network::when_postgres_says_nothing_people_are_answered_and_posts_come_later` |
//! | jobs hang | answers in 3 s | `network::when_jobs_hang_people_are_answered` |
//! | Postgres gone | events wait, people hear of it | `doors::without_a_database_events_wait_and_people_hear_of_it` |
//! | two replicas migrate | one does | `signals::of_two_replicas_that_migrate_one_does`, `pooler::through_a_pooler_of_transactions_one_of_two_migrates` |
//! | PgBouncer, transaction mode | everything goes on | `pooler::through_a_pooler_of_transactions_everything_goes_on` |
//! | signatures bad, old, future, replayed | 401 | `doors::only_slack_is_let_in` |
//! | bodies oversized | refused early | `doors::a_body_without_end_is_not_read_to_its_end`, `limits::bodies_are_bounded_whatever_they_announce` |
//! | bodies lying, dripping | cut, others served | `bodies::bodies_that_lie_or_drip_are_cut_while_others_are_served`, `limits::dripping_headers_are_cut_while_others_are_served` |
//! | bodies nested, non-UTF-8, nonsense | refused | `bodies::nonsense_is_refused_at_every_door` |
//! | NUL | no error, no event for ever | `bodies::a_nul_is_no_obstacle` |
//! | SQL, mrkdwn, mentions, links in what people write | inert | `hostile::names_are_only_names`, `hostile::what_is_typed_is_only_text` |
//! | foreign workspace, person, bot | nothing shown | `doors::who_is_not_of_the_organisation_sees_nothing`, `doors::bots_are_not_talked_to` |
//! | a statement of ours names the wrong organisation, or none | nothing of another is seen or written | `wall::a_wrong_or_forgotten_organisation_shows_nothing_of_another`, `wall::a_wrong_or_forgotten_organisation_writes_nothing_of_another`, `wall::every_table_of_an_organisation_is_behind_the_wall`, `wall::where_no_role_can_be_made_the_bot_works_without_the_wall` |
//! | an event told twice | handled once | `doors::an_event_that_is_told_twice_is_handled_once` |
//! | 100,000 posts wait | a claim reads the head of the queue | `backlog::a_claim_reads_the_head_of_a_long_queue_only` |
//! | a job panics | it fails, others run | `backlog::a_job_that_panics_fails_and_the_next_one_runs` |
//! | secrets and names at the lowest log level | not in the log, the figures, an error | `secrets::neither_the_log_nor_the_figures_nor_an_error_hold_secrets_or_names` |
//! | an address of an answer that leads elsewhere (SSRF) | nobody is called | `secrets::an_answer_goes_to_slack_or_nowhere` |
//! | a row that nothing can be made of | put aside, nothing else delayed | `slack::a_card_that_cannot_be_drawn_is_put_aside_and_others_go_out`, `slack::a_posted_card_that_cannot_be_read_is_put_off_and_others_are_edited` |

mod backlog;
mod bodies;
mod failover;
mod kill;
mod network;
mod pooler;
pub mod proxy;
mod replica;
mod secrets;
mod signals;
mod slack;
mod wall;

use std::collections::BTreeSet;
use std::path::Path;

/// The table above names tests that are there.
#[test]
fn every_fault_has_its_test() {
    let mut there = BTreeSet::new();
    gather(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it"), &mut there);
    let rows: Vec<&str> = include_str!("mod.rs").lines().filter(|line| line.starts_with("//! |")).skip(2).collect();
    assert!(30 < rows.len(), "{}", rows.len());
    for row in rows {
        let tests: Vec<&str> = row.split('`').skip(1).step_by(2).collect();
        assert!(!tests.is_empty(), "no test: {row}");
        let missing: Vec<_> = tests.iter().filter(|test| !there.contains(**test)).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }
}

/// Tests by the name of their file and their own.
fn gather(folder: &Path, there: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            gather(&path, there);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let file = path.file_stem().unwrap().to_str().unwrap();
            let text = std::fs::read_to_string(&path).unwrap();
            let named = text.lines().filter_map(|line| line.strip_prefix("async fn ")?.split_once('('));
            there.extend(named.map(|(name, _)| format!("{file}::{name}")));
        }
    }
}
