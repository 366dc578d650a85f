//! What came of plays, as people ask for it.

use super::triggers::{loads, renewal};
use crate::bot::Bot;
use crate::bot::town::{ANA, GENERAL, VIC};

/// Rescues that began on the 10th of each month from July 2025 on, and took so many days.
async fn rescues(bot: &Bot, n: usize) {
    for month in 0..n {
        let account = ["Acme", "Globex", "Initech", "Nordwind Energy", "Nordwacht Freight", "Umbra Optics"][month % 6];
        bot.does(&format!(
            "insert into playbook_runs (org_id, id, account_id, playbook, playbook_version, state, outcome, owner_id,
               installation_id, channel_id, started_at, started_by, trigger, score_milli_at_start, score_milli_at_end,
               usage_before, usage_at_start, usage_at_end, arr_minor_at_start, currency_at_start, goal_reached_on, ended_at)
             select a.org_id, gen_random_uuid(), a.id, 'red_account_rescue', 1, 'finished', 'completed', p.id, i.id, 'C1',
               timestamptz '2025-07-10 09:00Z' + {month} * interval '20 days', p.id, '[]', 41000, 60000 + {month} * 1000,
               10, 5.5, 9, a.arr_minor, a.currency, date '2025-09-01',
               timestamptz '2025-07-10 09:00Z' + {month} * interval '20 days' + interval '60 days' + {month} * interval '1 day'
             from accounts a, people p, installations i where a.name = '{account}' and p.external_id = 'p-ana'"
        ))
        .await;
    }
}

#[tokio::test]
async fn too_few_runs_tell_nothing_but_their_number() {
    let bot = Bot::new().await;
    rescues(&bot, 3).await;
    insta::assert_snapshot!(bot.says(VIC, GENERAL, "/csm play stats").await.words(), @r"
    🔒 » Plays: 3 runs started, 3 Mar 2025 to 2 Mar
    # Plays: 3 runs started, 3 Mar 2025 to 2 Mar
    *Red account rescue* · 3 started: 3 finished
    goal reached too few, n = 3 · days, score and ARR: too few, n = 3
    [Red account rescue]
    ~ 🔒 Only visible to you · runs that began in the period · nothing is told of fewer than 5 · as of ⟨10:00⟩
    ");
    insta::assert_snapshot!(bot.says(VIC, GENERAL, "/csm play stats qtd").await.words(), @r"
    🔒 » Plays: 0 runs started, 1 Jan to 2 Mar
    # Plays: 0 runs started, 1 Jan to 2 Mar
    No playbook began in this period, and no step is overdue.
    ~ 🔒 Only visible to you · runs that began in the period · nothing is told of fewer than 5 · as of ⟨10:00⟩
    ");
}

#[tokio::test]
async fn a_playbooks_ledger_names_the_runs_behind_every_figure() {
    let bot = Bot::new().await;
    loads(&bot, &renewal("")).await;
    rescues(&bot, 6).await;
    bot.says(ANA, GENERAL, "/csm play start rescue techcorp").await;
    let list = bot.says(ANA, GENERAL, "/csm play stats").await;
    insta::assert_snapshot!(list.words(), @r"
    🔒 » Plays: 7 runs started, 3 Mar 2025 to 2 Mar
    # Plays: 7 runs started, 3 Mar 2025 to 2 Mar
    *Red account rescue* · 7 started: 1 at work, 6 finished
    goal reached 6 of 6 (100 %) · 62 days (median, n = 6) · score 41 → 62 (median change +22, n = 6) · ARR kept 90 days on $482K of $482K (100 %, n = 5) · 1 ended too recently to say
    [Red account rescue]
    ~ 🔒 Only visible to you · runs that began in the period · nothing is told of fewer than 5 · as of ⟨10:00⟩
    ");
    let one = bot.clicks(ANA, &list, "Red account rescue").await;
    insta::assert_snapshot!(one.words(), @r"
    🔒 » Red account rescue: what came of it, 3 Mar 2025 to 2 Mar
    # Red account rescue: what came of it, 3 Mar 2025 to 2 Mar
    7 started: 1 at work, 6 finished
    Goal reached in time: 6 of 6 (100 %)
    Steps: 0 done, 0 skipped, 0 blocked now
    Acknowledged after: too few, n = 0
    From start to end: 62 days (median, n = 6 finished runs)
    Score: 41 → 62 (median change +22, n = 6)
    Use, of the level before: +35 points (median, n = 6 finished runs)
    ARR kept 90 days after the end: $482K of $482K (100 %, n = 5) · 1 ended too recently to say
    Recovered or renewed 90 days after the signal: too few, n = 0 with this play and 0 without any
    ~ 🔒 Only visible to you · runs that began in the period · nothing is told of fewer than 5 · as of ⟨10:00⟩
    ");
    let unknown = bot.says(ANA, GENERAL, "/csm play stats nonsense").await.words();
    assert!(unknown.contains("red_account_rescue"), "{unknown}");
}
