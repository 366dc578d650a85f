//! What comes by the clock: digests, cards, prompts.

use super::{crowded, steady};
use crate::bot::book::Files;
use crate::bot::drawn;
use crate::bot::town::{ANA, BO, GENERAL, MO, TEAM_CHANNEL, TECHCORP_CHANNEL};

#[tokio::test]
async fn digests_and_cards() {
    let bot = crowded().await;
    for (who, place, line) in [
        (ANA, GENERAL, "digest daily 8:30"),
        (ANA, TEAM_CHANNEL, "digest daily 8:30 here"),
        (MO, TEAM_CHANNEL, "digest weekly team:emea here tue 8:00"),
        (MO, TEAM_CHANNEL, "digest product here tue 8:00"),
        (MO, GENERAL, "digest handover team:emea to <#C0GENERAL1|general> at 17:00"),
        (MO, GENERAL, "digest weekly now"),
        (MO, GENERAL, "digest product now"),
        (BO, GENERAL, "today"),
        (ANA, GENERAL, "play start rescue techcorp"),
        (ANA, GENERAL, "play start onboarding \"many 4\""),
        (ANA, GENERAL, "subscribe signals"),
        (ANA, GENERAL, "feedback techcorp theme:export too slow"),
    ] {
        bot.says(who, place, &format!("/csm {line}")).await;
    }
    bot.does(
        "update tickets set opened_at = '2026-02-28 20:00Z', priority = 'critical' where external_id like 'i-many-%00'",
    )
    .await;
    let ticket = "external_id,account,subject,priority,opened_at,closed_at,satisfaction
k-99,techcorp,Login,critical,2026-02-28T08:00:00Z,,\n";
    bot.brings_in(&Files::default().and("tickets", ticket)).await;
    bot.advance_to("2026-03-03T16:30:00Z").await;
    for (place, reader) in [
        (bot.dm(ANA), ANA),
        (bot.dm(MO), MO),
        (TEAM_CHANNEL.to_owned(), ANA),
        (TECHCORP_CHANNEL.to_owned(), ANA),
        (GENERAL.to_owned(), BO),
    ] {
        // What falls due at one moment comes in any order.
        let mut said: Vec<String> =
            bot.view(reader, &place).iter().map(|message| drawn::messages(std::slice::from_ref(message))).collect();
        said.sort();
        insta::assert_snapshot!(format!("posts_{}_{reader}", place.to_lowercase()), steady(&said.join("\n\n")));
    }
}
