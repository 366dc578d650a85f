//! Follow the sun: a region's open red flags go to the next region's channel at the end of its day.

use steward::standin::seed::Channel;

use crate::bot::town::{self, ANA, BO, BOT_USER, GENERAL, MO, SHARED_CHANNEL, TECHCORP_CHANNEL};
use crate::bot::{Bot, NOW, book};

const AMER: &str = "C0AMERCSMS";

/// With a channel of the next region's.
async fn in_two_regions(now: &str) -> Bot {
    let mut seed = town::seed();
    seed.channels.push(Channel {
        id: AMER.into(),
        name: "amer-csms".into(),
        members: [BO, MO, BOT_USER].map(str::to_owned).to_vec(),
        ..Channel::default()
    });
    Bot::in_town(now, &book::usual(), seed).await
}

#[tokio::test]
async fn open_flags_are_handed_over_once_at_the_end_of_the_day() {
    let bot = in_two_regions(NOW).await;
    let set = bot.says(ANA, GENERAL, &format!("/csm digest handover team:EMEA to <#{AMER}|amer-csms> at 17:00")).await;
    insta::assert_snapshot!(set.words(), @r"
    🔒 » At the end of the day team *emea* hands its open red flags to <#C0AMERCSMS>: next ⟨Mon 2 Mar 2026, 17:00 CET⟩, by the clock of Europe/Berlin. It is silent when nothing is open.
    At the end of the day team *emea* hands its open red flags to <#C0AMERCSMS>: next ⟨Mon 2 Mar 2026, 17:00 CET⟩, by the clock of Europe/Berlin. It is silent when nothing is open.
    ~ 🔒 Only visible to you
    ");
    bot.advance_to("2026-03-02T16:00:00Z").await;
    assert_eq!(bot.posts(AMER).len(), 0, "nothing is open, so nothing is said");
    assert_eq!(bot.asks("select outcome from schedule_fires").await, "silent");

    bot.says(ANA, GENERAL, "/csm play start red_account_rescue techcorp").await;
    let ticket = "external_id,account,subject,priority,opened_at,closed_at,satisfaction
k-99,techcorp,Login,critical,2026-03-07T08:00:00Z,,\n";
    bot.advance_to("2026-03-09T10:00:00Z").await;
    bot.brings_in(&book::Files::default().and("tickets", ticket)).await;
    bot.advance_to("2026-03-10T15:59:00Z").await;
    let before = bot.posts(AMER).len();
    bot.advance_to("2026-03-10T16:00:00Z").await;
    bot.runs_due_jobs().await;
    bot.other_worker().await.run_due().await.unwrap();
    assert_eq!(bot.posts(AMER).len(), before + 1);
    insta::assert_snapshot!(bot.newest(AMER, BO).words(), @r"
    » 🌍 Handover from emea: 1 account with open red flags
    # 🌍 Handover from emea: 1 account with open red flags
    ~ End of Tuesday 10 March in Europe/Berlin
    *TechCorp* · ⚪ Not enough data · $45K · owned by <@U0ANA00001>
    • 🎫 critical ticket open too long, since ⟨Mon 9 Mar 2026, 11:00 CET⟩
    *Next* Usage audit, due ⟨Mon 16 Mar 2026, 17:00 CET⟩   [Account card]
    ~ Red transitions and critical tickets that are open, and overdue steps on red accounts
    ");

    // Whoever takes over opens the card from there.
    let opened = bot.clicks(BO, &bot.newest(AMER, BO), "Account card").await;
    assert!(opened.line().contains("TechCorp"), "{}", opened.line());
    let stands = bot.says(ANA, GENERAL, "/csm digest handover").await;
    assert!(stands.line().contains(AMER), "{}", stands.line());
    let off = bot.says(ANA, GENERAL, &format!("/csm digest handover off team:emea to <#{AMER}|amer-csms>")).await;
    insta::assert_snapshot!(off.line(), @"The handover of team *emea* to <#C0AMERCSMS> is off.");
    let n = bot.posts(AMER).len();
    bot.advance_to("2026-03-11T18:00:00Z").await;
    assert_eq!(bot.posts(AMER).len(), n);
}

#[tokio::test]
async fn a_handover_that_cannot_be_is_refused() {
    let mut bot = in_two_regions(NOW).await;
    bot.may_be_refused();
    let mut said = Vec::new();
    for text in [
        format!("/csm digest handover team:apac to <#{AMER}|amer-csms> at 17:00"),
        format!("/csm digest handover team:emea to <#{SHARED_CHANNEL}|ext-globex> at 17:00"),
        "/csm digest handover team:emea to #nowhere at 17:00".to_owned(),
        "/csm digest handover team:emea here".to_owned(),
    ] {
        said.push(bot.says(ANA, TECHCORP_CHANNEL, &text).await.line());
    }
    insta::assert_snapshot!(said.join("\n"), @r"
    No team is called “apac”. There are: amer, emea, leads, support. Nothing was changed.
    There are people of other companies in this channel, so nothing about accounts is shown here. Ask me in a direct message.
    I cannot post in #nowhere, so nothing was sent. Invite me there with `/invite`, then try again.
    Something is missing: the hour, by the team's clock: at 17:00.
    ");
    assert_eq!(bot.asks("select count(*) from schedules").await, "0");
}
