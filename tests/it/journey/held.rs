//! Posts that Slack does not take: who hears of them, and what they decide.

use chrono::TimeDelta;

use crate::bot::town::{ANA, BO, GENERAL, MO, TECHCORP_CHANNEL, VIC};
use crate::bot::{Bot, Seen};

const STATES: &str = "select state, count(*) from outbox o join cards c using (org_id, id)
    where c.notice ->> 'kind' <> 'held' group by state order by state";

/// TechCorp's channel is archived, and a prompt was to go there.
async fn archived() -> Bot {
    let mut bot = Bot::new().await;
    bot.may_be_refused();
    bot.slack.change_channel(TECHCORP_CHANNEL, |channel| channel.is_archived = true);
    bot.says(ANA, GENERAL, "/csm play start rescue techcorp").await;
    bot.runs_due_jobs().await;
    bot.runs_due_jobs().await;
    bot
}

/// The news as it stands in somebody's direct messages.
fn news(bot: &Bot, user: &str) -> Seen {
    let dm = bot.dm(user);
    let posted = bot.view(user, &dm).into_iter().rfind(|message| message["is_ephemeral"] != true);
    Seen::since(&dm, &[], posted.into_iter().collect())
}

#[tokio::test]
async fn the_owner_and_the_manager_are_told_once_and_somebody_sends_it_again() {
    let bot = archived().await;
    assert_eq!(bot.asks(STATES).await, "held 1");
    insta::assert_snapshot!(bot.transcript(&bot.dm(MO), MO), @r"
    » ⚠ 1 post waits for somebody: the channel is archived
    # ⚠ 1 post waits for somebody: the channel is archived
    <#C0TECHCORP>: 1 step
    *Why* the channel is archived
    *What helps* Unarchive it, or link the account to another channel; then Resend or Drop.
    [!Resend] [Drop (Drop for good?)] [Status]
    ~ Sent again it is drawn anew, as things stand then · Status shows everything that waits
    ");
    assert_eq!(bot.transcript(&bot.dm(ANA), ANA), bot.transcript(&bot.dm(MO), MO));
    assert!(bot.posts(&bot.dm(BO)).is_empty(), "it is none of Bo's");
    // A second round tells nobody again.
    bot.runs_due_jobs().await;
    assert_eq!(bot.posts(&bot.dm(MO)).len(), 1);

    let old = bot.says(MO, GENERAL, "/csm status").await;
    bot.slack.change_channel(TECHCORP_CHANNEL, |channel| channel.is_archived = false);
    let told = bot.clicks(MO, &news(&bot, MO), "Resend").await;
    insta::assert_snapshot!(told.words(), @r"
    🔒 » ✅ 1 post for <#C0TECHCORP> will be sent again now. If it is refused once more you hear of it.
    ✅ 1 post for <#C0TECHCORP> will be sent again now. If it is refused once more you hear of it.
    ~ 🔒 Only visible to you
    ");
    bot.runs_due_jobs().await;
    assert_eq!(bot.asks(STATES).await, "sent 1");
    assert_eq!(bot.posts(TECHCORP_CHANNEL).len(), 1);
    let late = bot.clicks(ANA, &news(&bot, ANA), "Status").await;
    assert!(late.line().starts_with("✅ Everything that I said arrived"), "{}", late.words());
    // The news is drawn again, without its buttons. A status that was left open still has some.
    insta::assert_snapshot!(news(&bot, MO).words(), @r"
    » Nothing waits here any more (edited)
    # Nothing waits here any more
    ✅ What waited for <#C0TECHCORP> was decided by <@U0MO000001>.
    [Status]
    ~ Sent again it is drawn anew, as things stand then · Status shows everything that waits
    ");
    let again = bot.clicks(MO, &old, "Drop").await;
    insta::assert_snapshot!(again.line(), @r"
    Nothing waits there any more: you decided at ⟨09:00⟩. Nothing was changed; `/csm status` shows what does.
    ");
    assert_eq!(bot.posts(TECHCORP_CHANNEL).len(), 1);
    let deeds = "select p.name, verb, detail ->> 'verdict' from audit join people p on p.id::text = audit.actor
        where verb = 'delivery.decide'";
    assert_eq!(bot.asks(deeds).await, "Mo Adeyemi delivery.decide resend");
}

#[tokio::test]
async fn what_is_refused_again_is_held_again_and_dropped_for_good() {
    let bot = archived().await;
    bot.clicks(MO, &news(&bot, MO), "Resend").await;
    bot.runs_due_jobs().await;
    assert_eq!(bot.asks(STATES).await, "held 1");
    bot.runs_due_jobs().await;
    assert_eq!(bot.posts(&bot.dm(MO)).len(), 1, "one message a place and day");
    bot.clicks(MO, &news(&bot, MO), "Drop").await;
    bot.runs_due_jobs().await;
    assert_eq!(bot.asks(STATES).await, "dead 1");
    bot.advance(TimeDelta::hours(2)).await;
    assert!(bot.posts(TECHCORP_CHANNEL).is_empty());
}

#[tokio::test]
async fn the_status_says_what_waits_and_who_may_not_decide_is_told() {
    let bot = archived().await;
    let status = bot.says(MO, GENERAL, "/csm status").await;
    insta::assert_snapshot!(status.words(), @r"
    🔒 » ⚠ 1 post waits for somebody
    # ⚠ 1 post waits for somebody
    *Posts* 2 in 24 hours · none waits · 1 held
    *Digests* of 7 days: 0 in time · 0 late · 0 missed
    <#C0TECHCORP>: 1 step
    *Why* the channel is archived
    *What helps* Unarchive it, or link the account to another channel; then Resend or Drop.
    [!Resend] [Drop (Drop for good?)]
    *Scored* ⟨08:00⟩
    *Data*, the oldest first
    • accounts ⟨08:00⟩ · 8 rows
    • contacts ⟨08:00⟩ · 13 rows
    • contracts ⟨08:00⟩ · 8 rows
    • people ⟨08:00⟩ · 4 rows
    • surveys ⟨08:00⟩ · 8 rows
    • tickets ⟨08:00⟩ · 4 rows
    • touchpoints ⟨08:00⟩ · 8 rows
    • usage ⟨08:00⟩ · 299 rows · to 1 Mar
    ~ 🔒 Only visible to you · as of ⟨09:00⟩ · from a terminal: `steward outbox list`, `steward doctor`
    ");
    let status = bot.says(VIC, GENERAL, "/csm status").await;
    let refused = bot.clicks(VIC, &status, "Resend").await;
    assert!(refused.line().starts_with("That is for customer success managers and up here"), "{}", refused.words());
    assert_eq!(bot.asks(STATES).await, "held 1");
}

#[tokio::test]
async fn a_decision_is_about_the_posts_that_were_seen() {
    let bot = archived().await;
    let old = bot.says(MO, GENERAL, "/csm status").await;
    // Another post joins those that wait, after Mo looked.
    bot.says(ANA, GENERAL, "/csm play start renewal techcorp").await;
    bot.advance_to("2026-03-09T09:00:00Z").await;
    let n_held: usize = bot.asks(STATES).await.trim_start_matches("held ").parse().unwrap();
    assert!(1 < n_held);
    bot.clicks(MO, &old, "Drop").await;
    assert_eq!(bot.asks(STATES).await, format!("dead 1\nheld {}", n_held - 1));
}
