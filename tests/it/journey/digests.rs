//! Digests that people set: for a channel, by a crontab line, and where it cannot be.

use crate::bot::town::{ANA, BO, BOTLESS_CHANNEL, GENERAL, MO, SHARED_CHANNEL, TEAM_CHANNEL, VIC};
use crate::bot::{Bot, Seen};

#[tokio::test]
async fn a_channel_hears_of_its_teams_accounts_until_it_is_stopped() {
    let bot = super::rescue::started().await;
    bot.says(BO, GENERAL, "/csm play start red_account_rescue initech").await;
    let set = bot.says(BO, GENERAL, "/csm digest daily 8:30 here").await;
    insta::assert_snapshot!(set.words(), @r"
    🔒 » The digest of <#C0GENERAL1> is set for the accounts of team *amer*, by the clock of America/New_York. Next: ⟨Mon 2 Mar 2026, 08:30 EST⟩.
    The digest of <#C0GENERAL1> is set for the accounts of team *amer*, by the clock of America/New_York. Next: ⟨Mon 2 Mar 2026, 08:30 EST⟩.
    Then: ⟨Tue 3 Mar 2026, 08:30 EST⟩ · ⟨Wed 4 Mar 2026, 08:30 EST⟩ · ⟨Thu 5 Mar 2026, 08:30 EST⟩ · ⟨Fri 6 Mar 2026, 08:30 EST⟩
    ~ 🔒 Only visible to you · times by America/New_York · crontab `30 8 * * 1,2,3,4,5` · a day with nothing to say is silent
    ");
    bot.advance_to("2026-03-02T13:29:00Z").await;
    assert_eq!(bot.posts(GENERAL).len(), 0, "it is not yet half past eight in New York");

    bot.advance_to("2026-03-02T13:30:00Z").await;
    bot.runs_due_jobs().await;
    bot.other_worker().await.run_due().await.unwrap();
    assert_eq!(bot.posts(GENERAL).len(), 1);
    insta::assert_snapshot!(bot.newest(GENERAL, MO).words(), @r"
    » 1 to do · 1 renewal to review · Monday 2 March
    # 1 to do · 1 renewal to review
    ~ Monday 2 March
    *Do first*
    ▶️ *Initech* · Stakeholder mapping
    due ⟨Mon 9 Mar 2026, 17:00 EDT⟩ · Red account rescue
    [Done…] [⋯ Snooze 1 working day / Snooze 3 working days / Snooze until… / Blocked… / Open step]
    *Renewals*
    📅 *Initech* contract ends 15 May · 🟢 Green · $250K · ⚠ not reviewed   [⋯ Open Initech]
    [Not reviewed]
    ~ As of: usage 1 Mar · tickets, surveys, touches, contacts, contracts 2 Mar · this channel's daily digest
    ");
    let stands = bot.says(ANA, GENERAL, "/csm digest here").await;
    insta::assert_snapshot!(stands.words(), @r"
    🔒 » The digest of <#C0GENERAL1> is on for the accounts of team *amer*, by the clock of America/New_York. Next: ⟨Tue 3 Mar 2026, 14:30 CET⟩. Another hour: `/csm digest daily 8:30 here`
    The digest of <#C0GENERAL1> is on for the accounts of team *amer*, by the clock of America/New_York. Next: ⟨Tue 3 Mar 2026, 14:30 CET⟩. Another hour: `/csm digest daily 8:30 here`
    Then: ⟨Wed 4 Mar 2026, 14:30 CET⟩ · ⟨Thu 5 Mar 2026, 14:30 CET⟩ · ⟨Fri 6 Mar 2026, 14:30 CET⟩ · ⟨Mon 9 Mar 2026, 13:30 CET⟩
    ~ 🔒 Only visible to you · times by Europe/Berlin · crontab `30 8 * * 1,2,3,4,5` · a day with nothing to say is silent
    ");
    bot.advance_to("2026-03-03T13:30:00Z").await;
    assert_eq!(bot.posts(GENERAL).len(), 2);

    let stopped = bot.says(ANA, GENERAL, "/csm digest off here").await;
    insta::assert_snapshot!(stopped.line(), @"The digest of <#C0GENERAL1> is off. Nothing more comes by itself; `/csm digest daily 8:30 here` brings it back.");
    bot.advance_to("2026-03-06T18:00:00Z").await;
    assert_eq!(bot.posts(GENERAL).len(), 2);
    let deeds = "select p.name, verb, subject from audit join people p on p.id::text = audit.actor
        where verb like 'digest.%' order by audit.id";
    assert_eq!(
        bot.asks(deeds).await,
        "Bo Carter digest.set channel:C0GENERAL1\nAna Ruiz digest.stop channel:C0GENERAL1"
    );
}

#[tokio::test]
async fn a_crontab_line_says_when_it_comes() {
    let bot = Bot::new().await;
    let set = bot.says(MO, GENERAL, "/csm digest cron \"30 8 * * 1-5\" here").await;
    insta::assert_snapshot!(set.words(), @r"
    🔒 » The digest of <#C0GENERAL1> is set for the accounts of team *leads*, by the clock of Europe/London. Next: ⟨Tue 3 Mar 2026, 08:30 GMT⟩.
    The digest of <#C0GENERAL1> is set for the accounts of team *leads*, by the clock of Europe/London. Next: ⟨Tue 3 Mar 2026, 08:30 GMT⟩.
    Then: ⟨Wed 4 Mar 2026, 08:30 GMT⟩ · ⟨Thu 5 Mar 2026, 08:30 GMT⟩ · ⟨Fri 6 Mar 2026, 08:30 GMT⟩ · ⟨Mon 9 Mar 2026, 08:30 GMT⟩
    ~ 🔒 Only visible to you · times by Europe/London · crontab `30 8 * * 1-5` · a day with nothing to say is silent
    ");
    let set = bot.says(ANA, GENERAL, "/csm digest cron 0 0 9 1 * *").await;
    insta::assert_snapshot!(set.words(), @r"
    🔒 » Your digest is set. Next: ⟨Wed 1 Apr 2026, 09:00 CEST⟩.
    Your digest is set. Next: ⟨Wed 1 Apr 2026, 09:00 CEST⟩.
    Then: ⟨Fri 1 May 2026, 09:00 CEST⟩ · ⟨Mon 1 Jun 2026, 09:00 CEST⟩ · ⟨Wed 1 Jul 2026, 09:00 CEST⟩ · ⟨Sat 1 Aug 2026, 09:00 CEST⟩
    [Show it now]
    ~ 🔒 Only visible to you · times by Europe/Berlin · crontab `0 0 9 1 * *` · a day with nothing to say is silent
    ");
}

#[tokio::test]
async fn a_line_that_cannot_be_used_is_mended_and_changes_nothing() {
    let bot = Bot::new().await;
    bot.says(ANA, GENERAL, "/csm digest daily 8:30").await;
    let before = bot.asks(SET).await;
    let bad = bot.says(ANA, GENERAL, "/csm digest cron 0 9 1 * 1 here").await;
    insta::assert_snapshot!(bad.words(), @r"
    🔒 » `0 9 1 * 1` does not work. Field 5 (weekday), column 9: crontab takes a day of the month and a weekday together as either of them, which few people mean. Write `*` for one of the two.
    `0 9 1 * 1` does not work. Field 5 (weekday), column 9: crontab takes a day of the month and a weekday together as either of them, which few people mean. Write `*` for one of the two.
    These work:
    • `/csm digest cron 0 9 1 * * here`
    • `/csm digest cron 0 9 * * 1 here`
    • `/csm digest daily 8:30`
    [Help]
    ~ You typed `/csm digest cron 0 9 1 * 1 here`; nothing was done.
    ");
    for (text, words) in [
        ("digest cron */5 9 * * *", "twice within 5 minutes"),
        ("digest cron 0 9 * * 8", "Field 5 (weekday), column 9: there is no weekday 8"),
        ("digest cron 0 9 30 2 *", "none of its months has that day"),
        ("digest now here", "to you alone"),
    ] {
        let answer = bot.says(ANA, GENERAL, &format!("/csm {text}")).await.words();
        assert!(answer.contains(words) && answer.matches("• ").count() == 3, "{text}: {answer}");
    }
    // In 2100 there is no 29 February.
    bot.sleeps_until("2096-03-05T09:00:00Z");
    let far = bot.says(ANA, GENERAL, "/csm digest cron 0 9 29 2 *").await;
    insta::assert_snapshot!(far.line(), @"`0 9 29 2 *` does not work: it has no next time. Write a day that comes within five years. Nothing was changed.");
    assert_eq!(bot.asks(SET).await, before);
}

#[tokio::test]
async fn a_channels_digest_stays_among_us() {
    let bot = Bot::new().await;
    for (who, channel, words) in [
        (ANA, bot.dm(ANA).as_str(), "without `here`"),
        (ANA, SHARED_CHANNEL, "people of other companies"),
        (ANA, BOTLESS_CHANNEL, "/invite"),
        (VIC, GENERAL, "customer success managers"),
    ] {
        for text in ["digest daily 8:30 here", "digest cron 30 8 * * 1-5 here"] {
            let answer = bot.says(who, channel, &format!("/csm {text}")).await.words();
            assert!(answer.contains(words), "{text} in {channel}: {answer}");
        }
    }
    assert_eq!(bot.asks(SET).await, "");
    // What a channel has, a viewer does not take from it.
    bot.says(ANA, TEAM_CHANNEL, "/csm digest daily 8:30 here").await;
    let before = bot.asks(SET).await;
    let answer = bot.says(VIC, GENERAL, "/csm digest off here").await;
    assert!(answer.words().contains("customer success managers"), "{}", answer.words());
    assert_eq!(bot.asks(SET).await, before);
}

/// What is set.
const SET: &str = "select channel_id, person_id, team, expression, time_zone from schedules where active";

fn alone(channel: &str, message: serde_json::Value) -> Seen {
    Seen { channel: channel.to_owned(), messages: vec![message] }
}

/// What Ana was told by itself, by the day on which it came.
async fn mornings(bot: &Bot, days: &[&str]) -> Vec<String> {
    let mut told = Vec::new();
    for day in days {
        let before = bot.view(ANA, &bot.dm(ANA)).len();
        bot.advance_to(&format!("2026-03-{day}T08:00:00Z")).await;
        let messages = bot.view(ANA, &bot.dm(ANA)).split_off(before);
        told.push(messages.into_iter().map(|one| alone(&bot.dm(ANA), one).words()).collect());
    }
    told
}

#[tokio::test]
async fn what_nobody_reviewed_is_said_on_its_day_and_once_a_week() {
    let bot = Bot::new().await;
    bot.says(ANA, GENERAL, "/csm digest daily 8:30").await;
    // TechCorp falls due on Tuesday; Nordwind, which ends on 20 April, did long ago.
    let [tuesday, wednesday, monday] = mornings(&bot, &["03", "04", "09"]).await.try_into().unwrap();
    assert!(tuesday.contains("*TechCorp* inside 90 days: ends 1 Jun · 🔴 Red · $45K · ⚠ not reviewed"), "{tuesday}");
    assert!(!tuesday.contains("Nordwind"), "{tuesday}");
    assert!(!wednesday.contains("not reviewed"), "{wednesday}");
    insta::assert_snapshot!(monday, @r"
    » 1 renewal inside 60 days · 2 renewals to review · Monday 9 March
    # 1 renewal inside 60 days · 2 renewals to review
    ~ Monday 9 March
    *Renewals*
    📅 *Nordwind Energy* contract ends 20 Apr · ⚪ Not enough data · $90K · ⚠ not reviewed
    📅 *TechCorp* contract ends 1 Jun · ⚪ Not enough data · $45K · ⚠ not reviewed   [⋯ Open Nordwind Energy / Open TechCorp]
    [Not reviewed]
    ~ As of: ⚠ usage 1 Mar, 8 days old · tickets, surveys, touches, contacts, contracts 2 Mar · your daily digest; another hour: `/csm digest daily 8:30`
    ");
    let digest = bot.newest(&bot.dm(ANA), ANA);
    let list = bot.clicks(ANA, &digest, "Not reviewed").await.words();
    assert!(list.contains("Nordwind Energy") && list.contains("TechCorp"), "{list}");
    // Whoever asks is told whenever they ask; what was reviewed is not named again.
    for account in ["nordwind", "techcorp"] {
        bot.says(ANA, GENERAL, &format!("/csm forecast {account} likely because they said so")).await;
    }
    bot.advance_to("2026-03-11T08:00:00Z").await;
    let asked = bot.says(ANA, GENERAL, "/csm today").await.words();
    assert!(!asked.contains("Nordwind") && !asked.contains("*TechCorp* contract ends"), "{asked}");
}

#[tokio::test]
async fn first_value_and_a_won_expansion_are_good_news_once() {
    let bot = Bot::new().await;
    bot.says(ANA, GENERAL, "/csm digest daily 8:30").await;
    bot.advance_to("2026-03-03T15:00:00Z").await;
    bot.does(
        "insert into milestones (org_id, id, external_id, account_id, kind, title, reached_on, updated_at)
         select org_id, gen_random_uuid(), 'm-' || external_id, id, 'first_value', 'First report', '2026-03-01',
           '2026-03-03T15:00:00Z' from accounts where external_id in ('acme', 'initech')",
    )
    .await;
    bot.does(
        "insert into expansions (org_id, id, account_id, stage, amount_minor, currency, flagged_at, ended_at)
         select org_id, gen_random_uuid(), id, 'won', 1200000, 'USD', '2026-03-01T15:00:00Z', '2026-03-03T16:00:00Z'
         from accounts where external_id = 'globex'",
    )
    .await;
    let [wednesday, thursday] = mornings(&bot, &["04", "05"]).await.try_into().unwrap();
    let good = wednesday.split("*Good news*").nth(1).unwrap_or_else(|| panic!("{wednesday}"));
    insta::assert_snapshot!(good.split("\n~").next().unwrap(), @r"
    🎯 *Acme* reached first value on day 664 · $60K
    🏆 *Globex* expansion won: $12K · $52K   [⋯ Open Acme / Open Globex]
    [Open signals]
    ");
    assert!(!wednesday.contains("Initech"), "that is Bo's: {wednesday}");
    assert!(!thursday.contains("Good news"), "{thursday}");
}
