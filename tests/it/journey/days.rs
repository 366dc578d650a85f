//! A day means the same in every verb, by the calendar and the clock of whoever types it.

use crate::bot::Bot;
use crate::bot::town::{ANA, GENERAL};

const CALLS: &str = "select p.expires_on from pulses p join accounts a on a.id = p.account_id \
    where a.name = 'TechCorp' and p.withdrawn_at is null order by p.set_at desc limit 1";
const MUTES: &str =
    "select m.until from signal_mutes m join accounts a on a.id = m.account_id where a.name = 'TechCorp'";

#[tokio::test]
async fn a_day_to_come_is_counted_by_the_askers_calendar() {
    let bot = Bot::new().await;
    // A Monday; Friday is the next one, and three working days go to Thursday.
    for (typed, day) in
        [("fri", "2026-03-06"), ("3bd", "2026-03-05"), ("+3d", "2026-03-05"), ("2026-03-20", "2026-03-20")]
    {
        bot.says(ANA, GENERAL, &format!("/csm mute techcorp t6 until:{typed} because they close")).await;
        assert_eq!(bot.asks(MUTES).await, day, "mute {typed}");
        bot.says(ANA, GENERAL, "/csm unmute techcorp").await;
    }
    let away = bot.says(ANA, GENERAL, "/csm away 3bd to fri").await;
    assert!(away.words().contains("Thu 5 Mar to Fri 6 Mar"), "{}", away.words());
    // Late on Monday in Berlin is already Tuesday's morning there; in New York it is Monday still.
    bot.advance_to("2026-03-02T23:30:00Z").await;
    bot.says(ANA, GENERAL, "/csm mute techcorp t6 until:+3d because they close").await;
    assert_eq!(bot.asks(MUTES).await, "2026-03-06");
    bot.changes_zone(ANA, "America/New_York").await;
    bot.says(ANA, GENERAL, "/csm unmute techcorp").await;
    bot.says(ANA, GENERAL, "/csm mute techcorp t6 until:+3d because they close").await;
    assert_eq!(bot.asks(MUTES).await, "2026-03-05");
}

#[tokio::test]
async fn a_day_that_has_been_is_counted_back() {
    let bot = Bot::new().await;
    for (typed, day) in [("fri", "27 Feb"), ("3bd", "25 Feb"), ("3d", "27 Feb"), ("2026-02-20", "20 Feb")] {
        let noted = bot.says(ANA, GENERAL, &format!("/csm note techcorp call on:{typed} met Kim {typed}")).await;
        assert!(noted.words().replace('\u{a0}', " ").contains(day), "{typed}: {}", noted.words());
    }
    let ahead = bot.says(ANA, GENERAL, "/csm note techcorp call on:+3d met Kim").await;
    insta::assert_snapshot!(ahead.words(), @r"
    🔒 » 5 Mar is still to come, so nothing was logged. Log a touch once it has been.
    5 Mar is still to come, so nothing was logged. Log a touch once it has been.
    ~ 🔒 Only visible to you
    ");
}

#[tokio::test]
async fn a_day_that_is_not_there_names_the_last_that_is() {
    let bot = Bot::new().await;
    let before = bot.asks(CALLS).await;
    let refused = bot.says(ANA, GENERAL, "/csm pulse techcorp red until:2026-02-31 their sponsor is leaving").await;
    insta::assert_snapshot!(refused.words(), @r#"
    🔒 » “2026-02-31” is no day: that month ends on 28 Feb 2026, which is written `2026-02-28`.
    “2026-02-31” is no day: that month ends on 28 Feb 2026, which is written `2026-02-28`.
    These work:
    • `/csm pulse techcorp red until:2026-02-28 their sponsor is leaving`
    • `/csm pulse techcorp red their sponsor is leaving`
    • `/csm pulse "gold tier" green until:45d renewal is agreed by mail`
    [Help]
    ~ You typed `/csm pulse techcorp red until:2026-02-31 their sponsor is leaving`; nothing was done.
    "#);
    assert_eq!(bot.asks(CALLS).await, before);
    let slip = bot.says(ANA, GENERAL, "/csm away firday").await;
    insta::assert_snapshot!(slip.words(), @r"
    🔒 » “firday” is no day. Did you mean `friday`? A day is written `2026-07-01`, `+3d`, `3bd` or `fri`.
    “firday” is no day. Did you mean `friday`? A day is written `2026-07-01`, `+3d`, `3bd` or `fri`.
    These work:
    • `/csm away friday`
    • `/csm away 2026-03-30 to 2026-04-03 cover:@bo`
    • `/csm away fri`
    [Help]
    ~ You typed `/csm away firday`; nothing was done.
    ");
    let elsewhere = bot.says(ANA, GENERAL, "/csm note techcorp call on:1.7.2026 met Kim").await;
    insta::assert_snapshot!(elsewhere.line(), @"“1.7.2026” could be another day elsewhere; the year comes first. Write `2026-07-01` or `2026-01-07`.");
}
