//! Reminders of steps: half the time, all of it, the manager; and how it goes. Once each, and only while its owner works.

use super::rescue::started;
use super::step_moves::first_card;
use crate::bot::Bot;
use crate::bot::town::{ANA, GENERAL, TECHCORP_CHANNEL, VIC};

/// What stands in threads.
fn lines(bot: &Bot) -> String {
    let all = bot.transcript(TECHCORP_CHANNEL, VIC);
    all.split("\n\n").filter(|message| message.starts_with('└')).collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn nobody_acknowledges_and_the_manager_hears_of_it() {
    let bot = started().await;
    bot.advance_to("2026-03-02T10:59:00Z").await;
    assert_eq!(lines(&bot), "");
    bot.advance_to("2026-03-02T13:01:00Z").await;
    assert_eq!(lines(&bot).lines().count(), 2);
    bot.advance_to("2026-03-03T16:00:00Z").await;
    insta::assert_snapshot!(lines(&bot), @r"
    └ » <@U0ANA00001> *Stakeholder mapping* for *TechCorp* waits for you, due ⟨Mon 9 Mar 2026, 17:00 CET⟩. The buttons are on the card above.
    └ » <@U0ANA00001> *Stakeholder mapping* for *TechCorp* should be acknowledged by now, due ⟨Mon 9 Mar 2026, 17:00 CET⟩. The buttons are on the card above.
    └ » <@U0MO000001> *Stakeholder mapping* for *TechCorp* has not been acknowledged in time by Ana Ruiz, due ⟨Mon 9 Mar 2026, 17:00 CET⟩. They may need a hand, or it may need another owner.
    ");
    let said = "select to_char(updated_at at time zone 'Europe/Berlin', 'Dy HH24:MI') as at from cards
        where subject like 'remind:%' order by updated_at";
    assert_eq!(bot.asks(said).await, "Mon 12:00\nMon 14:00\nMon 15:00");
    // Another process finds nothing left to say.
    bot.other_worker().await.run_due().await.unwrap();
    bot.advance_to("2026-03-06T16:00:00Z").await;
    assert_eq!(lines(&bot).lines().count(), 3);
}

#[tokio::test]
async fn who_acknowledged_is_asked_how_it_goes_three_times() {
    let bot = started().await;
    bot.clicks(ANA, &first_card(&bot), "Acknowledge").await;
    bot.advance_to("2026-03-08T22:00:00Z").await;
    insta::assert_snapshot!(lines(&bot), @r"
    └ » <@U0ANA00001> how is *Stakeholder mapping* for *TechCorp* going? It is due ⟨Mon 9 Mar 2026, 17:00 CET⟩. Done, blocked, or later? The buttons are on the card above.
    └ » <@U0ANA00001> how is *Stakeholder mapping* for *TechCorp* going? It is due ⟨Mon 9 Mar 2026, 17:00 CET⟩. Done, blocked, or later? The buttons are on the card above.
    └ » <@U0ANA00001> how is *Stakeholder mapping* for *TechCorp* going? It is due ⟨Mon 9 Mar 2026, 17:00 CET⟩. I will not ask again; your daily digest has it.
    ");
    let said = "select to_char(updated_at at time zone 'Europe/Berlin', 'Dy HH24:MI') as at from cards
        where subject like 'remind:%' order by updated_at";
    assert_eq!(bot.asks(said).await, "Tue 10:00\nWed 10:00\nThu 10:00");
}

#[tokio::test]
async fn a_move_begins_the_reminders_anew() {
    let bot = started().await;
    bot.advance_to("2026-03-02T11:30:00Z").await;
    assert_eq!(lines(&bot).lines().count(), 1);
    bot.says(ANA, GENERAL, "/csm play snooze techcorp 1bd").await;
    bot.advance_to("2026-03-03T07:59:00Z").await;
    assert_eq!(lines(&bot).lines().count(), 1, "what is put off is not asked for");
    // It is back at nine: half of the time is gone at eleven.
    bot.advance_to("2026-03-03T09:58:00Z").await;
    assert_eq!(lines(&bot).lines().count(), 2, "it says that it is back: {}", lines(&bot));
    bot.advance_to("2026-03-03T10:01:00Z").await;
    assert_eq!(lines(&bot).lines().count(), 3);
    bot.says(ANA, GENERAL, "/csm play block techcorp because legal").await;
    bot.advance_to("2026-03-05T16:00:00Z").await;
    assert_eq!(lines(&bot).lines().count(), 3, "what is blocked is not asked for");
}

#[tokio::test]
async fn a_weekend_without_the_bot_is_one_line() {
    let bot = started().await;
    bot.sleeps_until("2026-03-08T20:00:00Z");
    bot.runs_due_jobs().await;
    assert_eq!(lines(&bot), "", "nobody works on a Sunday night");
    bot.sleeps_until("2026-03-09T08:10:00Z");
    bot.runs_due_jobs().await;
    let one = lines(&bot);
    assert_eq!(one.matches("should be acknowledged by now").count(), 1, "{one}");
    assert_eq!(bot.asks("select count(*) from cards where subject like 'remind:%'").await, "1");
}
